"""Pictures of the main screens at 80×24 and 120×40. The clock stands still and codes are seeded, so that they are alike every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from register.insats.codes import ParticipantCode
from tests.tui.driving import open_insats, see, write
from tui.app import NyckeltalApp

SIZES = [(80, 24), (120, 40)]
Compare = Callable[..., bool]
MakeApp = Callable[..., NyckeltalApp]

both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])


@pytest.fixture(autouse=True)
def pace() -> None:
    """Pilot's own."""


@both_sizes
def test_choose_empty(snap_compare: Compare, new_app: MakeApp, size: tuple[int, int]) -> None:
    assert snap_compare(new_app(), terminal_size=size, run_before=hide_path)


async def hide_path(pilot: Pilot[Any]) -> None:
    """The folder of a test has another name every time."""
    await pilot.pause()
    where = pilot.app.screen.query_one("#where", Static)
    where.update("Mapp: /register" + str(where.content).partition("\n\n")[1] + str(where.content).partition("\n\n")[2])
    await pilot.pause()


@both_sizes
def test_choose(snap_compare: Compare, insats_on_disk: str, new_app: MakeApp, size: tuple[int, int]) -> None:
    assert snap_compare(new_app(), terminal_size=size, run_before=hide_path)


async def to_overview(pilot: Pilot[Any]) -> None:
    await open_insats(pilot)
    await see(pilot, "2026H1 är slut")
    pilot.app.set_focus(pilot.app.screen.query_one("#overview-scroll"))
    await pilot.pause()


def keys(*pressed: str, then: str = "") -> Callable[[Pilot[Any]], Any]:
    async def run(pilot: Pilot[Any]) -> None:
        await to_overview(pilot)
        await pilot.press(*pressed)
        if then:
            await see(pilot, then)

    return run


@both_sizes
@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("oversikt", to_overview),
        ("start", keys("f3", *"1323", then="Ekonomiskt bistånd")),
        ("start-fel", keys("f3", "down", "ctrl+s", then="Kön saknas")),
        ("start-hjalp", keys("f3", *"13", "question_mark", then="Den högsta utbildning")),
        ("avslut-sok", keys("f5", "down", "slash", *"arb", then="Sök: arb")),
        ("period", keys("f7", then="är slut och kan låsas")),
        ("antal", keys("f8", "1", "2", "5", then="Antal personer")),
        ("hjalp", keys("f1", then="Tangenter här")),
        ("kommandon", keys("ctrl+p", then="Kommandon")),
        ("kod", keys("f3", *"13", "ctrl+s", then="Deltagarens kod")),
        ("kasta", keys("f3", "1", "escape", then="Kasta det som är ifyllt?")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_insats(
    snap_compare: Compare, codes: list[ParticipantCode], new_app: MakeApp, size: tuple[int, int], name: str, run: Callable[[Pilot[Any]], Any]
) -> None:
    assert snap_compare(new_app(), terminal_size=size, run_before=run)


@both_sizes
def test_matning(snap_compare: Compare, codes: list[ParticipantCode], new_app: MakeApp, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await to_overview(pilot)
        await pilot.press("f4")
        await write(pilot, codes[3].text)
        await see(pilot, "ingen mätning")
        await pilot.press(*"1123")

    assert snap_compare(new_app(), terminal_size=size, run_before=run)


@both_sizes
def test_opened(snap_compare: Compare, codes: list[ParticipantCode], new_app: MakeApp, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await to_overview(pilot)
        await pilot.press("f6")
        await write(pilot, codes[0].text)
        await see(pilot, "avslutat 2026-06")

    assert snap_compare(new_app(), terminal_size=size, run_before=run)


def test_high_contrast(snap_compare: Compare, codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        pilot.app.theme = "hog-kontrast"
        await to_overview(pilot)
        await pilot.press("f3", *"13")

    assert snap_compare(new_app(), terminal_size=(80, 24), run_before=run)


def test_new_register(snap_compare: Compare, new_app: MakeApp) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        await see(pilot, "Ny insats")
        await write(pilot, "Nya vägar")
        await pilot.press("enter")
        await write(pilot, "N")
        await see(pilot, "går inte att använda")

    assert snap_compare(new_app(), terminal_size=(80, 24), run_before=run)


def test_locked(snap_compare: Compare, insats_on_disk: str, new_app: MakeApp) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await open_insats(pilot)
        await pilot.press("f9")
        await dialog_free(pilot)

    assert snap_compare(new_app(), terminal_size=(80, 24), run_before=run)


async def dialog_free(pilot: Pilot[Any]) -> None:
    await see(pilot, "Registret låstes")
