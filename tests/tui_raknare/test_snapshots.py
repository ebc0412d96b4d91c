"""Pictures of Räknare at 80×24 and 120×40: the clock stands still and the values are fixed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from register.counters.model import Place
from tests.tui.driving import open_insats, see, until, write
from tests.tui_kansli.driving import open_kansli
from tests.tui_raknare.driving import MakeApp, choose, pane, still
from tests.tui_raknare.files import RETIRED
from tests.tui_raknare.files import write as write_file
from tests.tui_raknare.test_insats_screen import give as give_insats
from tests.tui_raknare.test_insats_screen import lock
from tests.tui_raknare.test_kansli_screen import give as give_kansli
from tui.screens.register_screen import RegisterScreen

Compare = Callable[..., bool]
Run = Callable[[Pilot[Any], RegisterScreen], Awaitable[None]]


def named(value: object) -> str:
    return value if isinstance(value, str) else ""


both_sizes = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@pytest.fixture(autouse=True)
def pace() -> None:
    """Pilot's own."""


def in_section(opened: Callable[[Pilot[Any]], Awaitable[RegisterScreen]], key: str, run: Run) -> Callable[[Pilot[Any]], Any]:
    async def whole(pilot: Pilot[Any]) -> None:
        screen = await opened(pilot)
        await pilot.press(key)
        await until(pilot, lambda: screen.current == "raknare" and pane(screen).state is not None, "Räknare")
        await still(pilot)
        await run(pilot, screen)
        if pilot.app.screen is screen:  # else a question waits for its answer
            await still(pilot)

    return whole


async def queue(pilot: Pilot[Any], screen: RegisterScreen) -> None:
    await pilot.press("4", "enter", "0", "enter", "1", "2", "enter", "enter", "7")
    await see(pilot, "Median: 4–6 månader")


async def share(pilot: Pilot[Any], screen: RegisterScreen) -> None:
    await choose(pilot, screen, "r", "utbildning")
    await pilot.press("1", "2", "tab", "1", "6", "tab", "5", "tab", "4", "tab", "3")
    await see(pilot, "är fler än")


async def closed(pilot: Pilot[Any], screen: RegisterScreen) -> None:
    await choose(pilot, screen, "r", "kö")
    await choose(pilot, screen, "p", "2026-06")
    await pilot.press("5", "ctrl+s")
    await see(pilot, "Ändra Personer i kö")


async def picking(pilot: Pilot[Any], screen: RegisterScreen) -> None:
    await pilot.press("r")
    await see(pilot, "Vilken räknare?")


@both_sizes
@pytest.mark.parametrize(("name", "run"), [("ko", queue), ("andel", share), ("last", closed), ("valj", picking)], ids=named)
def test_insats(snap_compare: Compare, insats_app: MakeApp, insats_root: Path, size: tuple[int, int], name: str, run: Run) -> None:
    if name == "last":
        give_insats(insats_root, "ko", "2026-06", {Place(("0-1",)): 3, Place(("2-3",)): 0})
        lock(insats_root)
    assert snap_compare(insats_app(), terminal_size=size, run_before=in_section(open_insats, "ctrl+r", run))


@both_sizes
def test_overview(snap_compare: Compare, insats_app: MakeApp, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        screen = await open_insats(pilot)
        await see(pilot, "Räknare utan värden")
        pilot.app.set_focus(screen.query_one("#overview-scroll"))
        await still(pilot)

    assert snap_compare(insats_app(), terminal_size=size, run_before=run)


async def two(pilot: Pilot[Any], screen: RegisterScreen) -> None:
    await choose(pilot, screen, "r", "Personal i")
    await pilot.press("1", "2", "tab", "0", "tab", "1", "full_stop", "5", "down", "7")
    await see(pilot, "inget heltal")


async def three(pilot: Pilot[Any], screen: RegisterScreen) -> None:
    await choose(pilot, screen, "r", "Lex")
    await pilot.press("2", "tab", "0", "tab", "3")
    await choose(pilot, screen, "d", "Väntan")
    await pilot.press("4", "down")


async def large(pilot: Pilot[Any], screen: RegisterScreen) -> None:
    await choose(pilot, screen, "r", "Besök på")
    await pilot.press("5", "pagedown", "pagedown", "end", "left", "3")
    await see(pilot, "av 30")


async def gone(pilot: Pilot[Any], screen: RegisterScreen) -> None:
    await choose(pilot, screen, "r", "Besökare")
    await choose(pilot, screen, "p", "2026H1")
    await pilot.press("down", "down", "5")
    await see(pilot, "koden är utgången")


async def leaving(pilot: Pilot[Any], screen: RegisterScreen) -> None:
    await write(pilot, "5")
    await pilot.press("f")
    await see(pilot, "Kasta det som är ändrat?")


@both_sizes
@pytest.mark.parametrize(("name", "run"), [("tva", two), ("tre", three), ("stor", large), ("utgangen", gone), ("kasta", leaving)], ids=named)
def test_kansli(snap_compare: Compare, kansli_app: MakeApp, root: Path, size: tuple[int, int], name: str, run: Run) -> None:
    if name == "utgangen":
        give_kansli(root, "besokare", "2026H1", {Place(("gamla",)): 4, Place(("vik",)): 1})
        write_file(root, RETIRED)
    assert snap_compare(kansli_app(), terminal_size=size, run_before=in_section(open_kansli, "f8", run))


def test_high_contrast(snap_compare: Compare, kansli_app: MakeApp) -> None:
    async def run(pilot: Pilot[Any], screen: RegisterScreen) -> None:
        pilot.app.theme = "hog-kontrast"
        await two(pilot, screen)

    assert snap_compare(kansli_app(), terminal_size=(80, 24), run_before=in_section(open_kansli, "f8", run))
