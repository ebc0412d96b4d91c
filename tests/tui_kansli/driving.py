"""Opening the kansli's screen as a person does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from tests.tui.by_hand import answer_path
from tests.tui.driving import paste, screen_text, see, unlock, until, write
from tui.app import NyckeltalApp
from tui.screens.kansli import KansliScreen
from tui.screens.kansli_rapporter import RapporterPane

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


LONG = 90.0
"""Seconds until something that is calculated must have come, on a machine that does much else."""


def rapporter(screen: KansliScreen) -> RapporterPane:
    """The pane of reports."""
    pane = screen.pane("rapporter")
    assert isinstance(pane, RapporterPane)
    return pane


async def previewed(pilot: Pilot[Any], screen: KansliScreen, title: str) -> str:
    """Wait until a report of this title is looked at; its whole text."""
    pane = rapporter(screen)
    text = pane.query_one("#report-text", Static)
    await until(pilot, lambda: pane.preview is not None and str(text.content).startswith(title) and not screen.app.screen.is_modal, title, LONG)
    return str(text.content)


async def asked(pilot: Pilot[Any], text: str) -> None:
    """Wait until a dialog says something."""
    await until(pilot, lambda: pilot.app.screen.is_modal and text in screen_text(pilot), f"»{text}« in a dialog", LONG)


async def pick(pilot: Pilot[Any], title: str, text: str) -> None:
    """Wait for a list to choose from, narrow it and take the first that is left."""
    await asked(pilot, title)
    await until(pilot, lambda: isinstance(pilot.app.focused, Input), "the cursor", LONG)
    before = pilot.app.screen
    await write(pilot, text)
    await until(pilot, lambda: pilot.app.screen.query_one(Input).value == text, text, LONG)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is not before, "the choice", LONG)


async def waited(pilot: Pilot[Any], condition: Callable[[], bool], what: str = "") -> None:
    """Wait long until something is true."""
    await until(pilot, condition, what, LONG)
