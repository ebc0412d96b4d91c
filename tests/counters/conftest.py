from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counters.makers import Both


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    made = Both.make(tmp_path)
    yield made
    made.close()
