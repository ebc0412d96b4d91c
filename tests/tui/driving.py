"""Driving the app as a person does: keys, and looking at the screen until something has happened."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual import _wait, events
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tui.screens.insats import InsatsScreen
from tui.screens.unlock import UnlockScreen

TODAY = date(2026, 7, 10)
PASSPHRASE = "fyra ord som ingen vet"
NAMES = {" ": "space", "-": "minus", "/": "slash", "?": "question_mark", ".": "full_stop"}


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each key Pilot sleeps 20 ms at a time until the process is idle, most of a run; 5 ms will do. The keys are the same."""
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 1 / 200)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", 1 / 1000)


async def until(pilot: Pilot[Any], condition: Callable[[], bool], what: str = "", seconds: float = 10.0) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited for {what or condition}; the screen shows:\n{screen_text(pilot)}"
        await asyncio.sleep(0.01)
        await pilot.pause()
    await pilot.pause()


async def paste(pilot: Pilot[Any], text: str) -> None:
    """Give some text at once, as a terminal does with what is pasted: for what is long, where the single keys are not the matter."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type some text."""
    await pilot.press(*(NAMES.get(c, c) for c in text))


def screen_text(pilot: Pilot[Any]) -> str:
    """What is on the screen."""
    width, height = pilot.app.size
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines[:height])[: width * height * 2]


async def see(pilot: Pilot[Any], text: str) -> None:
    """Wait until the screen shows a text."""
    await until(pilot, lambda: text in screen_text(pilot), f"»{text}«")


async def dialog(pilot: Pilot[Any]) -> ModalScreen[Any]:
    """Wait for a question in front of the screen."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ModalScreen), "a dialog")
    screen = pilot.app.screen
    assert isinstance(screen, ModalScreen)
    return screen


async def unlock(pilot: Pilot[Any], passphrase: str = PASSPHRASE) -> None:
    """Enter on the first register, then its passphrase."""
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, UnlockScreen), "the unlock screen")
    await paste(pilot, passphrase)
    await pilot.press("enter")


async def open_insats(pilot: Pilot[Any]) -> InsatsScreen:
    """As :func:`unlock`, and wait for the insats with its figures."""
    await unlock(pilot)
    await until(pilot, lambda: isinstance(pilot.app.screen, InsatsScreen) and pilot.app.screen.overview is not None, "the insats")
    assert isinstance(pilot.app.screen, InsatsScreen)
    return pilot.app.screen


def status(screen: Screen[Any]) -> str:
    """The status line."""
    return str(screen.query_one("#status", Static).content)


async def said(pilot: Pilot[Any], screen: InsatsScreen, text: str) -> None:
    """Wait until the status line says something."""
    await until(pilot, lambda: text in status(screen), f"»{text}« in the status line (it says »{status(screen)}«)")
