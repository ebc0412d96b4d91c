"""Pictures of the kansli's sections at 80×24 and 120×40: the clock stands still, the forms are fixed, nothing random is on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from register.kansli import publications
from register.kansli.reporting import prepare_report, publish_report
from register.periods import Period
from tests.tui.driving import screen_text, see, until
from tests.tui_kansli.driving import LONG, open_kansli, rapporter
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
        rapporter(screen).folder = Path("/rapporter")
        for key in pressed:
            await pilot.press(key)
            await pilot.pause()
        await see(pilot, then)
        await settled(pilot)

    return run


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until no figures are being read."""
    await until(pilot, lambda: not any(worker.is_running for worker in pilot.app.workers if worker.group == "reload"))


def report(*pressed: tuple[str, str]) -> Callable[[Pilot[Any]], Any]:
    """In Rapporter: each key with what is waited for after it."""
    first = keys("f6", then="Publicerat, det senaste först")

    async def run(pilot: Pilot[Any]) -> None:
        await first(pilot)
        for key, then in pressed:
            await pilot.press(key)
            await until(pilot, lambda then=then: then in screen_text(pilot), then, LONG)  # type: ignore[misc]
        await settled(pilot)

    return run


async def published(pilot: Pilot[Any]) -> None:
    """Two reports of a year are published, the latter withdrawn."""
    screen = await open_kansli(pilot)
    kansli, today = screen.kansli, screen.today()
    publish_report(kansli, prepare_report(kansli, "oversikt", Period.parse("2025"), today=today), today)
    prepared = prepare_report(kansli, "progression", Period.parse("2025"), today=today)
    publish_report(kansli, prepared, today)
    publications.dra_tillbaka(kansli, prepared.made.publication.id, "ersatt", today)
    await screen.refreshed()
    rapporter(screen).folder = Path("/rapporter")
    await pilot.press("f6")
    await see(pilot, "ersatt av en ny rapport")
    await settled(pilot)


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
        ("rapporter", report()),
        ("rapporter-forhandsgranska", report(("v", "Läget, första halvåret 2026"))),
        ("rapporter-diagram", report(("r", "Årsredovisning (r)"), ("v", "ännu inte"), ("tab", "Deltagare per insats"))),
        ("rapporter-skydd", report(("v", "Läget, första"), ("t", "Så är tabellerna skyddade"))),
        ("rapporter-en-tabell", report(("v", "Läget, första"), ("t", "Så är tabellerna skyddade"), ("enter", "Så här trycks den:"))),
        ("rapporter-ord", report(("v", "Läget, första"), ("question_mark", "Vad orden betyder i rapporten"))),
        ("rapporter-publicera", report(("v", "Läget, första"), ("s", "Publicera Översikt 2026H1?"))),
        ("rapporter-publicerat", published),
        ("ord", keys("question_mark", then="Vad orden betyder")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_kansli(snap_compare: Callable[..., bool], new_app: MakeApp, size: tuple[int, int], name: str, run: Callable[[Pilot[Any]], Any]) -> None:
    assert snap_compare(new_app(), terminal_size=size, run_before=run)


def test_empty(snap_compare: Callable[..., bool], empty_app: MakeApp) -> None:
    assert snap_compare(empty_app(), terminal_size=(80, 24), run_before=keys(then="Inget har kommit än"))
