"""The screen of an unlocked insats: its sections and what they share. It is imported late, in the store's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, cast

from textual.types import CSSPathType

from register.errors import BadInput
from register.insats.overview import Overview, RowInfo, lista, oversikt
from tui.actions import bindings
from tui.screens.insats_antal import AntalPane
from tui.screens.insats_avslut import AvslutPane
from tui.screens.insats_matning import MatningPane
from tui.screens.insats_oppna import OppnaPane
from tui.screens.insats_oversikt import OversiktPane
from tui.screens.insats_period import PeriodPane
from tui.screens.insats_start import StartPane
from tui.screens.raknare import InsatsRaknarePane
from tui.screens.raknare_source import InsatsSource, has_counters, insats_lacking, lacking_text
from tui.screens.register_screen import Pane, RegisterScreen, Section, nyckeltal, section_acts

if TYPE_CHECKING:
    from register.insats.session import Insats

SECTIONS = (
    Section("oversikt", "f2", "Översikt", "Antal, påminnelser och vad som väntar på att låsas."),
    Section("start", "f3", "Ny start", "Registrerar ett nytt deltagande."),
    Section("matning", "f4", "Mätning", "Registrerar en progressionsmätning."),
    Section("avslut", "f5", "Avslut", "Avslutar ett deltagande."),
    Section("oppna", "f6", "Öppna", "Läser, rättar eller ångrar ett deltagande med dess kod."),
    Section("period", "f7", "Period", "Låser en period, levererar till kansliet och skriver underlag."),
    Section("antal", "f8", "Antal", "Räknar personer utan rad: endast antal, kön och månad."),
    Section("raknare", "ctrl+r", "Räknare", "Fyller i det som insatsen räknar utan deltaganden, till exempel en kö."),
)
_PANES: dict[str, Callable[..., Pane]] = {
    "oversikt": OversiktPane,
    "start": StartPane,
    "matning": MatningPane,
    "avslut": AvslutPane,
    "oppna": OppnaPane,
    "period": PeriodPane,
    "antal": AntalPane,
    "raknare": InsatsRaknarePane,
}
_STRUKTUR = ("oversikt", "period", "antal", "raknare")


class InsatsScreen(RegisterScreen):
    """The screen of an unlocked insats."""

    kind = "insats"
    sections = SECTIONS
    BINDINGS = bindings(*section_acts(SECTIONS))
    CSS_PATH: ClassVar[CSSPathType | None] = ["register_screen.tcss", "insats.tcss"]
    HELP_NOTES = (
        "I ett formulär: siffran eller bokstaven vid ett svar väljer det och går vidare. 0 eller - betyder uppgift saknas. "
        "I en mätning är siffran nivån. ← och → byter månad. Allt går också att klicka på."
    )

    def __init__(self, insats: Insats, today: Callable[[], date]) -> None:
        super().__init__(insats.id, insats.namn)
        self.insats, self.today = insats, today
        self.overview: Overview | None = None
        self.rows: list[RowInfo] = []
        self.counters_lacking = self.counters_problem = ""
        """Counters without values, on a line; and what is wrong with their file, where something is."""
        hidden = {s.id for s in SECTIONS} - {*_STRUKTUR} if insats.typ == "struktur" else set() if insats.instruments else {"matning"}
        hidden |= set() if has_counters(InsatsSource(insats)) else {"raknare"}
        self._shown = tuple(s for s in SECTIONS if s.id not in hidden)

    def shown_sections(self) -> tuple[Section, ...]:
        return self._shown

    def panes(self) -> Iterable[Pane]:
        return [_PANES[s.id](id=s.id) for s in self.shown_sections()]

    def close_register(self) -> None:
        self.insats.close()

    def attach(self, opened: object) -> None:
        self.insats = cast("Insats", opened)

    async def read_data(self) -> None:
        insats, today = self.insats, self.today()

        def read() -> tuple[Overview, list[RowInfo], str, str]:
            overview = oversikt(insats, today=today)
            try:
                lacking, problem = lacking_text(insats_lacking(insats, overview, today)), ""
            except BadInput as error:
                lacking, problem = "", str(error)
            return overview, lista(insats), lacking, problem

        self.overview, self.rows, self.counters_lacking, self.counters_problem = await nyckeltal(self).blocking(read)
