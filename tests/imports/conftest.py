"""Fixtures of the imports' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.insats.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An individinriktad insats that began in the register in 2026."""
    made = World.make(tmp_path)
    yield made
    made.insats.close()
