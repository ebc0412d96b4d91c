"""Pictures of the kansli's sections at 80×24 and 120×40: the clock stands still, the forms are fixed, nothing random is on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.driving import see, until
from tests.tui_kansli.driving import open_kansli
from tui.app import NyckeltalApp
from tui.screens.kansli_export import ExportPane

MakeApp = Callable[[], NyckeltalApp]


@pytest.fixture(autouse=True)
def pace() -> None:
    """Pilot's own."""


def keys(*pressed: str, then: str) -> Callable[[Pilot[Any]], Any]:
    async def run(pilot: Pilot[Any]) -> None:
        screen = await open_kansli(pilot)
        export = screen.pane("export")
        assert isinstance(export, ExportPane)
        export.folder = Path("/blad")  # the home folder has another name elsewhere
        for key in pressed:
            await pilot.press(key)
            await pilot.pause()
        await see(pilot, then)
        await until(pilot, lambda: not any(worker.is_running for worker in pilot.app.workers if worker.group == "reload"))

    return run


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("oversikt", keys(then="Alla insatser per månad")),
        ("oversikt-kon", keys("k", then="  Kvinna")),
        ("utfall", keys("f3", then="Avslut efter anledning")),
        ("utfall-progression", keys("f3", "end", then="handläggaren")),
        ("leveranser", keys("f4", then="Mottaget")),
        ("annullera", keys("f4", "a", then="Varför annulleras")),
        ("export", keys("f5", "v", then="Pågående vid periodens slut")),
        ("ord", keys("question_mark", then="Vad orden betyder")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_kansli(snap_compare: Callable[..., bool], new_app: MakeApp, size: tuple[int, int], name: str, run: Callable[[Pilot[Any]], Any]) -> None:
    assert snap_compare(new_app(), terminal_size=size, run_before=run)


def test_empty(snap_compare: Callable[..., bool], empty_app: MakeApp) -> None:
    assert snap_compare(empty_app(), terminal_size=(80, 24), run_before=keys(then="Inget har kommit än"))
