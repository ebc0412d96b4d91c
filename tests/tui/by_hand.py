"""A samordnare at the keyboard: the acts as key presses at 80×24, and what stands on the screen afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.driving import PASSPHRASE, dialog, paste, said, see, until, write
from tui.screens.choose import ChooseScreen
from tui.screens.code_dialog import CodeDialog
from tui.screens.insats import InsatsScreen
from tui.screens.new_register import NewRegisterScreen
from tui.screens.register_screen import RegisterScreen
from tui.widgets.form_view import FormView

MAN = "2"
KVINNA = "1"
AGE_25_29 = "3"
JUNE = "left"
"""The month is July until it is moved."""


def code_on_screen(screen: CodeDialog) -> str:
    """The code as it is written down from the screen."""
    return str(screen.query_one(".code", Static).content).replace(" ", "")


async def answer_path(pilot: Pilot[Any], path: Path) -> None:
    """Another path than the one that is proposed: rubbed out and pasted."""
    entry = (await dialog(pilot)).query_one(Input)
    await pilot.press("ctrl+u")
    assert entry.value == ""
    await paste(pilot, str(path))
    await pilot.press("enter")


async def make_register(pilot: Pilot[Any], key: str, name: str, register_id: str, *, between: Sequence[str] = ()) -> RegisterScreen:
    """A new register from the first screen; ``between`` are the keys between id and passphrase."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen), "the list of registers")
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, NewRegisterScreen), "the form of a new register")
    for text, keys in ((name, ["enter"]), (register_id, ["enter", *between]), (PASSPHRASE, ["enter"]), (PASSPHRASE, ["enter"])):
        await paste(pilot, text)
        await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, RegisterScreen), "the new register")
    screen = pilot.app.screen
    assert isinstance(screen, RegisterScreen)
    return screen


async def close_register(pilot: Pilot[Any]) -> None:
    await pilot.press("f10")
    await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen), "the list of registers")


@dataclass
class Samordnare:
    """Somebody with an unlocked insats."""

    pilot: Pilot[Any]
    screen: InsatsScreen

    async def keys(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def agree(self) -> None:
        """The answer that does something: the focus stands on the other one."""
        await dialog(self.pilot)
        await self.keys("right", "enter")

    async def start(self, kon: str = KVINNA) -> tuple[str, str]:
        """A start in June with kön and age alone, the code written down and typed back; gives code and handle."""
        await self.keys("f3", kon, AGE_25_29)
        await self._june("start")
        await self.keys("ctrl+s")
        shown = await dialog(self.pilot)
        assert isinstance(shown, CodeDialog)
        code = code_on_screen(shown)
        await write(self.pilot, code[-4:])
        await self.keys("enter")
        await said(self.pilot, self.screen, "har startat 2026-06")
        handle = str(self.screen.query_one("#status", Static).content).split()[1]
        await see(self.pilot, "Handtaget är")
        await self.keys("enter")
        return code, handle

    async def matning(self, code: str, levels: str) -> None:
        """SKAPA by the participant in June."""
        await self.keys("f4")
        await paste(self.pilot, code)
        await see(self.pilot, "start 2026-06")
        await self.keys("1", "1", *levels, "1", JUNE, "ctrl+s")
        await said(self.pilot, self.screen, "Sparat: mätning 2026-06")

    async def avslut(self, code: str, reason: str) -> None:
        """An avslut in June with its anledning alone; ``reason`` is its key."""
        await self._begin_avslut(code, reason)
        await said(self.pilot, self.screen, "är avslutat 2026-06")

    async def felregistrering(self, code: str) -> None:
        await self._begin_avslut(code, "k")
        await self.agree()
        await said(self.pilot, self.screen, "felregistrerat")

    async def _begin_avslut(self, code: str, reason: str) -> None:
        await self.keys("f5")
        await paste(self.pilot, code)
        await see(self.pilot, "start 2026-06")
        await self.keys(reason)
        await self._june("avslut")
        await self.keys("ctrl+s")

    async def lost(self, handle: str, kon: str, reason: str) -> None:
        """An avslut in June by handle, the code being lost."""
        await self.keys("f5", "ctrl+t")
        await dialog(self.pilot)
        await paste(self.pilot, handle)
        await self.keys("enter")
        await see(self.pilot, f"Avslut av {handle} utan kod")
        await self.keys(kon)
        await see(self.pilot, f"Avslut av {handle} utan kod")
        await self.keys(reason)
        await self._june("avslut")
        await self.keys("ctrl+s")
        await self.agree()
        await said(self.pilot, self.screen, f"{handle} är avslutat 2026-06")

    async def _june(self, section: str) -> None:
        form = self.screen.query_one(f"#{section} FormView", FormView)
        while form.state.active != "manad":
            await self.keys("down")
        await self.keys(JUNE)

    async def open(self, code: str, shows: str) -> None:
        await self.keys("f6")
        await paste(self.pilot, code)
        await see(self.pilot, shows)

    async def lock(self, period: str) -> None:
        await self.keys("f7", "l")
        await self.agree()
        await until(self.pilot, lambda: bool(self.pilot.app.screen.query(Input)), "the passphrase")
        await paste(self.pilot, PASSPHRASE)
        await self.keys("enter")
        await said(self.pilot, self.screen, f"{period} är låst")
        await see(self.pilot, "Gallringsprotokoll")
        await self.keys("enter")

    async def deliver(self, target: Path) -> None:
        await self.keys("f7", "v")
        await answer_path(self.pilot, target)
        await said(self.pilot, self.screen, f"ligger i {target}")
