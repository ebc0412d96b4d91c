"""Pictures of Niofält at 80×24 and 120×40: the clock stands still and the judgements are fixed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from register.catalogue import Catalogue
from register.kansli import judgements
from register.kansli.session import open_forbund
from tests.niofalt.test_screen import ready, to_vagen
from tests.tui.driving import PASSPHRASE, TODAY, dialog, until
from tests.tui_kansli.driving import open_kansli, section
from tui.app import NyckeltalApp

MakeApp = Callable[[], NyckeltalApp]


@pytest.fixture(autouse=True)
def pace() -> None:
    """Pilot's own."""


@pytest.fixture(autouse=True)
def filled(root: Path) -> None:
    """The halvår before is judged, and half of this one."""
    kansli = open_forbund(Catalogue(root), None, PASSPHRASE, today=TODAY, state=root / "tillstand")
    whole = {f"r{row}k{column}": ("svag", "delvis", "stark")[(row + column) % 3] for row in (1, 2, 3) for column in (1, 2, 3)}
    judgements.fyll(kansli, "nio", "vagen-vidare", "2025H2", whole, TODAY)
    judgements.fyll(kansli, "nio", "vagen-vidare", "2026H1", {"r1k1": "stark", "r1k2": "svag"}, TODAY)
    judgements.fyll(kansli, "nio", "vagen-vidare", "2026H1", {"r1k1": "stark", "r1k2": "delvis", "r2k2": "stark"}, TODAY)
    judgements.fyll(kansli, "plats", "rusta", "2025H2", {"plats": "r1k1"}, TODAY)
    judgements.fyll(kansli, "plats", "rusta", "2026H1", {"plats": "r2k2"}, TODAY)
    judgements.fyll(kansli, "mall", "vagen-vidare", "2026H1", {"malgrupp": "stark"}, TODAY)
    kansli.close()


def sheet(presses: int, title: str, *keys: str) -> Callable[[Pilot[Any]], Any]:
    async def run(pilot: Pilot[Any]) -> None:
        screen = await open_kansli(pilot)
        await section(pilot, screen, "f7", "niofalt")
        mine = await to_vagen(pilot, screen)
        for _ in range(presses):
            before = mine.hand
            await pilot.press("r")
            await until(pilot, lambda before=before: mine.hand is not before, "the next sheet")  # type: ignore[misc]
        await ready(pilot, screen, title)
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        if "h" in keys or "i" in keys:
            await dialog(pilot)
        await until(pilot, lambda: not any(worker.is_running for worker in pilot.app.workers if worker.group in ("reload", "niofalt", "niofalt-go")))
        await pilot.pause()

    return run


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("rutnat", sheet(0, "Niofältaren (r)")),
        ("andrat", sheet(0, "Niofältaren (r)", "1", "3")),
        ("plats", sheet(1, "Var är vi? (r)")),
        ("mall", sheet(2, "Resultatmall (r)")),
        ("historik", sheet(0, "Niofältaren (r)", "h")),
        ("insatser", sheet(0, "Niofältaren (r)", "i")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_niofalt(snap_compare: Callable[..., bool], new_app: MakeApp, size: tuple[int, int], name: str, run: Callable[[Pilot[Any]], Any]) -> None:
    assert snap_compare(new_app(), terminal_size=size, run_before=run)
