"""Opening the kansli's screen as a person does."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.driving import unlock, until
from tui.screens.kansli import KansliScreen


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
