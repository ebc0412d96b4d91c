"""An insats and a kansli on disk, with counters. The clock stands at 10 July 2026."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from register.catalogue import Catalogue
from register.counters.model import Counters
from tests.tui.conftest import make_insats
from tests.tui.driving import TODAY, hurry
from tests.tui_kansli.conftest import built, make_costs
from tests.tui_raknare.files import RETIRED, counters_of, write
from tui.app import Costs, NyckeltalApp

__all__ = ["built"]


@pytest.fixture(autouse=True)
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@pytest.fixture
def counters(tmp_path: Path) -> Counters:
    return counters_of(tmp_path / "lasta")


@pytest.fixture
def retired(tmp_path: Path) -> Counters:
    """The same counters, where a code is retired."""
    return counters_of(tmp_path / "lasta", RETIRED)


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A copy of the kansli's register with counters."""
    copy = Path(shutil.copytree(built, tmp_path / "register"))
    write(copy)
    return copy


@pytest.fixture
def kansli_app(root: Path) -> Callable[[], NyckeltalApp]:
    return lambda: NyckeltalApp(root, today=lambda: TODAY, costs=make_costs(root))


@pytest.fixture
def insats_root(tmp_path: Path) -> Path:
    """A folder with one insats, which has counters."""
    folder = tmp_path / "katalog"
    make_insats(Catalogue(folder), make_costs(folder)).close()
    write(folder)
    return folder


@pytest.fixture
def insats_app(insats_root: Path) -> Callable[[], NyckeltalApp]:
    return lambda: NyckeltalApp(insats_root, today=lambda: TODAY, costs=costs_of(insats_root))


def costs_of(folder: Path) -> Costs:
    return make_costs(folder)
