"""Antal: people counted without a row. For a strukturövergripande insats the only form; for others *endast antal*."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from register.insats import acts
from register.periods import Month
from tui.form_entries import Choice, Entry, entry_of
from tui.form_state import FormState
from tui.screens.form_pane import FormPane

EVENTS = (Choice("1", "start", "Start", "Personen började."), Choice("2", "avslut", "Avslut", "Personen slutade."))
HELP = (
    "För den som inte vill registreras eller har skyddade personuppgifter: bara kön och månad räknas, ingen rad sparas. "
    "Minus rättar ett för högt antal."
)


class AntalPane(FormPane):
    """How many, by month and kön."""

    def make_state(self) -> FormState:
        insats, month = self.host.insats, Month.of(self.host.today())
        struktur = insats.typ == "struktur"
        kon = entry_of(insats.form("start").by_id["kon"], insats.vocabulary)
        kon = Entry("kon", kon.label, "val", kon.choices, not struktur, "0 eller -: inte uppdelat på kön." if struktur else kon.help)
        if struktur:
            kon = Entry(kon.id, kon.label, "val", kon.choices, False, kon.help, None, {"0": "", "-": ""})
        event = () if struktur else (Entry("handelse", "Vad som räknas", "val", EVENTS, True, HELP),)
        number = Entry(
            "antal", "Antal personer", "tal", required=True, help=HELP if not struktur else "Hur många som deltog. Minus rättar ett för högt antal."
        )
        return FormState((*event, kon, number, Entry("manad", "Månad", "manad", required=True)), {"manad": str(month)}, month)

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        errors = {e.id: f"{e.label} saknas." for e in self._entries() if e.required and not answers.get(e.id)}
        if answers.get("antal") and answers["antal"] in ("-", "0", "-0"):
            errors["antal"] = "Skriv ett heltal som inte är noll."
        return errors

    def _entries(self) -> tuple[Entry, ...]:
        return self.state.entries if self.query("FormView") else ()

    async def save(self) -> None:
        answers, today = dict(self.state.answers), self.host.today()
        month, number = Month.parse(answers["manad"]), int(answers["antal"])
        event: Literal["start", "avslut"] = "avslut" if answers.get("handelse") == "avslut" else "start"

        def act(late: bool) -> bool:
            acts.antal(self.host.insats, month=month, kon=answers.get("kon"), antal=number, event=event, late=late, today=today)
            return True

        if await self.attempt(act):
            self.reset()
            self.host.say(f"Sparat: {number} i {month}.", "good")
            await self.host.refreshed()
