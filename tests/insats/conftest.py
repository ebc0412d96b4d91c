"""Fixtures of the insats's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.insats.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An individinriktad insats whose first period is 2026H1."""
    made = World.make(tmp_path)
    yield made
    made.insats.close()


@pytest.fixture
def struktur(tmp_path: Path) -> Iterator[World]:
    """A strukturövergripande insats."""
    made = World.make(tmp_path, "massan", typ="struktur")
    yield made
    made.insats.close()
