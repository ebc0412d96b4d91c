
"""The kansli's screen. Its sections are panes of their own modules, ``kansli_*.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.widgets import Static

from tui.actions import bindings
from tui.screens.register_screen import Pane, RegisterScreen, Section, section_acts

if TYPE_CHECKING:
    from register.kansli.acts import Kansli

SECTIONS = (Section("oversikt", "f2", "Översikt", "Vad som har kommit, vad som saknas och vad som väntar."),)


class OversiktPane(Pane):
    """The name of the register, until its figures are shown here."""

    def compose(self) -> ComposeResult:
        yield Static("Kansliregistret är öppet. Ta emot leveranser och läs utfall med kommandona ta-emot och utfall.", markup=False)


class KansliScreen(RegisterScreen):
    """The screen of an unlocked kansli register."""

    kind = "forbund"
    sections = SECTIONS
    BINDINGS = bindings(*section_acts(SECTIONS))

    def __init__(self, kansli: Kansli, today: Callable[[], date]) -> None:
        super().__init__(kansli.id, kansli.namn)
        self.kansli, self.today = kansli, today

    def panes(self) -> Iterable[Pane]:
        yield OversiktPane(id="oversikt")

    def close_register(self) -> None:
        self.kansli.close()

    def attach(self, opened: object) -> None:
        self.kansli = cast("Kansli", opened)
