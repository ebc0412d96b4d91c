"""The kansli's screen: its sections, the figures that they share, and the keys that choose what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from textual import work

from register.periods import Period
from tui.actions import Act, bindings
from tui.screens.dialogs import HelpDialog, PickDialog
from tui.screens.kansli_data import Choice, KansliData, groupings, read
from tui.screens.kansli_export import ExportPane
from tui.screens.kansli_leveranser import LeveranserPane
from tui.screens.kansli_niofalt import NiofaltPane
from tui.screens.kansli_oversikt import OversiktPane, UtfallPane
from tui.screens.kansli_rapporter import WHICH_INSATS, RapporterPane
from tui.screens.kansli_words import HELP_NOTES, WORDS, WORDS_TITLE
from tui.screens.raknare import KansliRaknarePane
from tui.screens.raknare_source import KansliSource, has_counters
from tui.screens.register_screen import Pane, RegisterScreen, Section, nyckeltal, section_acts

if TYPE_CHECKING:
    from register.kansli.acts import Kansli

SECTIONS = (
    Section("oversikt", "f2", "Översikt", "Volymer per insats, vad som saknas och vad som väntar."),
    Section("utfall", "f3", "Utfall", "Vad insatserna ledde till: avslut efter anledning, och progression."),
    Section("leveranser", "f4", "Leveranser", "Tar emot leveranser, annullerar dem och godkänner nycklar."),
    Section("export", "f5", "Export", "Blad för Uppföljning Finsam."),
    Section("rapporter", "f6", "Rapporter", "Rapporter som får spridas: förhandsgranska, publicera och skriv; och vad som är publicerat."),
    Section("niofalt", "f7", "Niofält", "Förbundets egna rutnät och resultatmallar: bedömningar som väljs."),
    Section("raknare", "f8", "Räknare", "Fyller i det som förbundet räknar utan deltaganden, till exempel Lex Heller-rapporter."),
)
CHOICE_ACTS = (
    Act("step_period(-1)", "left", "Tidigare", "Perioden före.", show=False),
    Act("step_period(1)", "right", "Senare", "Perioden efter.", show=False),
    Act("pick_period", "p", "Period", "Väljer period ur en lista."),
    Act("next_length", "l", "Längd", "Byter periodens längd: halvår, tertial, kvartal, år, allt.", show=False),
    Act("pick_insats", "i", "Insats", "Väljer en insats eller alla."),
    Act("next_grouping", "g", "Gruppering", "Byter gruppering av avslutsanledningarna."),
    Act("toggle_kon", "k", "Kön", "Delar upp på kön, eller inte."),
    Act("help_words", "question_mark", "Ord", "Visar vad orden betyder."),
)
WORKS_IN = {
    "step_period": ("oversikt", "utfall", "export", "rapporter"),
    "pick_period": ("oversikt", "utfall", "export", "rapporter"),
    "next_length": ("oversikt", "utfall", "export", "rapporter"),
    "pick_insats": ("utfall", "export", "rapporter"),
    "next_grouping": ("utfall",),
    "toggle_kon": ("oversikt", "utfall"),
}
"""In which sections each choice means something."""


class KansliScreen(RegisterScreen):
    """The screen of an unlocked kansli register."""

    kind = "forbund"
    sections = SECTIONS
    BINDINGS = bindings(*section_acts(SECTIONS), *CHOICE_ACTS)
    CSS_PATH = ["register_screen.tcss", "kansli.tcss"]
    HELP_NOTES = HELP_NOTES

    def __init__(self, kansli: Kansli, today: Callable[[], date]) -> None:
        super().__init__(kansli.id, kansli.namn)
        self.kansli, self.today = kansli, today
        self.choice = Choice.at_first(today())
        self.data: KansliData | None = None
        self._counters = has_counters(KansliSource(kansli))

    def shown_sections(self) -> tuple[Section, ...]:
        return tuple(one for one in SECTIONS if one.id != "raknare" or self._counters)

    def panes(self) -> Iterable[Pane]:
        return (
            OversiktPane(id="oversikt"),
            UtfallPane(id="utfall"),
            LeveranserPane(id="leveranser"),
            ExportPane(id="export"),
            RapporterPane(id="rapporter"),
            NiofaltPane(id="niofalt"),
            *((KansliRaknarePane(id="raknare"),) if self._counters else ()),
        )

    def close_register(self) -> None:
        self.kansli.close()

    def attach(self, opened: object) -> None:
        self.kansli = cast("Kansli", opened)

    async def read_data(self) -> None:
        kansli, choice, today = self.kansli, self.choice, self.today()
        self.data = await nyckeltal(self).blocking(read, kansli, choice, today)

    # -- What is looked at -----------------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in WORKS_IN:
            return self.is_mounted and self.current in WORKS_IN[action]
        return super().check_action(action, parameters)

    def look_at(self, choice: Choice) -> None:
        """Show the figures of another choice."""
        self.choice = choice
        self.say("")
        self.reload()

    def action_step_period(self, steps: int) -> None:
        self.look_at(self.choice.stepped(steps))

    def action_next_length(self) -> None:
        self.look_at(self.choice.next_length())

    def action_toggle_kon(self) -> None:
        self.look_at(replace(self.choice, by_kon=not self.choice.by_kon))

    def action_next_grouping(self) -> None:
        ids = groupings(self.kansli)
        at = ids.index(self.choice.grouping) if self.choice.grouping in ids else 0
        self.look_at(replace(self.choice, grouping=ids[(at + 1) % len(ids)]))

    def action_help_words(self) -> None:
        pane = self.pane(self.current)
        mine = pane.words() if isinstance(pane, RapporterPane) else None
        self.app.push_screen(mine or HelpDialog(WORDS_TITLE, WORDS))

    def action_report_link(self, line: int) -> None:
        """A click on an insats in a report."""
        self.query_one(RapporterPane).open_link(line)

    @work(group="choose")
    async def action_pick_period(self) -> None:
        codes = self.choice.codes(self.today())
        options = [("allt", "Allt som har levererats"), *((code, f"{code}  {Period.parse(code).label}") for code in codes)]
        picked = await self.app.push_screen_wait(PickDialog("Vilken period?", options, placeholder="Skriv t.ex. 2026H1 eller helår"))
        if picked is not None:
            self.look_at(self.choice.at("" if picked == "allt" else picked))

    @work(group="choose")
    async def action_pick_insats(self) -> None:
        names = self.data.names if self.data else {}
        title, options = "Vilken insats?", [("*", "Alla insatser"), *sorted(names.items(), key=lambda pair: pair[1].casefold())]
        if self.data and self.current == "rapporter" and self.query_one(RapporterPane).kind == "insatsrapport":
            title, options = WHICH_INSATS, self.data.with_reports()
        picked = await self.app.push_screen_wait(PickDialog(title, options))
        if picked is not None:
            self.look_at(replace(self.choice, insats=None if picked == "*" else picked))
