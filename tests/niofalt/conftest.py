"""The small register of the kansli's screens, with grids in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from register.niofalt import loader
from tests.niofalt.sheets import GRID, PLACE, SCALE, TEMPLATE
from tests.tui.driving import TODAY
from tests.tui_kansli.conftest import built, empty_app, make_costs, pace
from tui.app import NyckeltalApp

__all__ = ["built", "empty_app", "pace"]

FILE = SCALE + GRID + PLACE.replace('"ar"', '"halvar"') + TEMPLATE.replace('"vagen"', '"vagen-vidare"')


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A copy of the register to change, with grids."""
    import shutil

    copy = Path(shutil.copytree(built, tmp_path / "register"))
    (copy / loader.FILE_NAME).write_text(FILE, encoding="utf-8")
    return copy


@pytest.fixture
def new_app(root: Path) -> Callable[[], NyckeltalApp]:
    return lambda: NyckeltalApp(root, today=lambda: TODAY, costs=make_costs(root))
