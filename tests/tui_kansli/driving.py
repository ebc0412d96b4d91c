"""Opening the kansli's screen as a person does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.tui.by_hand import answer_path
from tests.tui.driving import paste, see, unlock, until
from tui.app import NyckeltalApp
from tui.screens.kansli import KansliScreen

SIZE = (80, 24)


async def open_kansli(pilot: Pilot[Any]) -> KansliScreen:
    """Unlock the first register of the list, which is the kansli's, and wait for its figures."""
    await unlock(pilot)
    await until(pilot, lambda: isinstance(pilot.app.screen, KansliScreen) and pilot.app.screen.data is not None, "the kansli")
    screen = pilot.app.screen
    assert isinstance(screen, KansliScreen)
    await until(pilot, lambda: screen.focused is not None, "focus")
    return screen


async def section(pilot: Pilot[Any], screen: KansliScreen, key: str, name: str) -> None:
    """Go to a section by its key."""
    await pilot.press(key)
    await until(pilot, lambda: screen.current == name, name)


@asynccontextmanager
async def at(new_app: Callable[[], NyckeltalApp], key: str, name: str) -> AsyncIterator[tuple[Pilot[Any], KansliScreen]]:
    """The app at 80×24 with the kansli's register open in a section."""
    async with new_app().run_test(size=SIZE) as pilot:
        screen = await open_kansli(pilot)
        await section(pilot, screen, key, name)
        yield pilot, screen


async def ask_for_a_path(pilot: Pilot[Any]) -> None:
    """In Leveranser: to the question after another file or folder than those listed."""
    await pilot.press("m")
    await see(pilot, "En annan fil eller mapp")
    await paste(pilot, "annan fil")
    await pilot.press("enter")
    await until(pilot, lambda: not pilot.app.screen.query(OptionList), "the question")


async def name_a_path(pilot: Pilot[Any], path: Path) -> None:
    """In Leveranser: another file or folder."""
    await ask_for_a_path(pilot)
    await answer_path(pilot, path)
