"""Being in Räknare as a person is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from register.periods import Period
from tests.tui.driving import dialog, open_insats, see, until, write
from tests.tui_kansli.driving import open_kansli
from tui.app import NyckeltalApp
from tui.counter_state import CounterState
from tui.screens.raknare import CounterPane
from tui.screens.register_screen import RegisterScreen

SIZE = (80, 24)
MakeApp = Callable[[], NyckeltalApp]


def pane(screen: RegisterScreen) -> CounterPane:
    found = screen.pane("raknare")
    assert isinstance(found, CounterPane)
    return found


def hand(screen: RegisterScreen) -> CounterState:
    """The grid in hand."""
    state = pane(screen).state
    assert state is not None
    return state


async def ready(pilot: Pilot[Any], screen: RegisterScreen, counter: str, period: str) -> CounterState:
    """Wait until a counter and period are shown."""
    mine = pane(screen)

    def there() -> bool:
        grid = mine.state.grid if mine.state else None
        return grid is not None and (grid.counter.id, grid.period.code) == (counter, period)

    await until(pilot, there, f"{counter} {period}")
    await still(pilot)
    return hand(screen)


async def still(pilot: Pilot[Any]) -> None:
    """Wait until nothing is read or saved."""
    groups = ("reload", "raknare", "raknare-go")
    await until(pilot, lambda: not any(worker.is_running for worker in pilot.app.workers if worker.group in groups), "stillness")


async def choose(pilot: Pilot[Any], screen: RegisterScreen, key: str, words: str) -> None:
    """Choose a counter (r), period (p) or part (d) by a part of its name."""
    await pilot.press(key)
    await dialog(pilot)
    await write(pilot, words)
    await see(pilot, words)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is screen, "the section")
    await still(pilot)


@asynccontextmanager
async def at_insats(app: MakeApp) -> AsyncIterator[tuple[Pilot[Any], RegisterScreen]]:
    """The insats at 80×24, in Räknare."""
    async with app().run_test(size=SIZE) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: screen.current == "raknare" and pane(screen).state is not None, "Räknare")
        await still(pilot)
        yield pilot, screen


@asynccontextmanager
async def at_kansli(app: MakeApp, counter: str = "", words: str = "") -> AsyncIterator[tuple[Pilot[Any], RegisterScreen]]:
    """The kansli at 80×24, in Räknare, with a counter chosen by a part of its name."""
    async with app().run_test(size=SIZE) as pilot:
        screen = await open_kansli(pilot)
        await pilot.press("f8")
        await until(pilot, lambda: screen.current == "raknare" and pane(screen).state is not None, "Räknare")
        await still(pilot)
        if counter:
            await choose(pilot, screen, "r", words)
            assert hand(screen).grid.counter.id == counter
        yield pilot, screen


def period_of(screen: RegisterScreen) -> Period:
    return hand(screen).grid.period
