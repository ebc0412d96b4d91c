"""Mätning: code, instrument and skattare, then one key per item."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on

from register.insats import acts
from register.insats.forms import validate, validate_items
from register.periods import Month
from register.vocabulary.model import Instrument
from tui.actions import bindings
from tui.form_entries import Entry, coded_answers, item_values, matning_entries
from tui.form_state import FormState
from tui.screens.code_lookup import CodePane
from tui.screens.paper_flow import PAPER
from tui.widgets.form_view import FormView


class MatningPane(CodePane):
    """A progressionsmätning."""

    BINDINGS = bindings(PAPER)

    def make_state(self) -> FormState:
        month = Month.of(self.host.today())
        instruments = self.host.insats.instruments
        initial = {"manad": str(month)}
        if not instruments:
            return FormState((), initial, month)
        return FormState(self._entries(instruments[0].id), {**initial, "instrument": instruments[0].id}, month)

    def _entries(self, instrument: str) -> tuple[Entry, ...]:
        insats = self.host.insats
        return matning_entries(insats.form("matning"), insats.vocabulary, insats.instruments, instrument)

    def _instrument(self, answers: Mapping[str, str]) -> Instrument:
        instruments = self.host.insats.instruments
        return next((i for i in instruments if i.id == answers.get("instrument")), instruments[0])

    @on(FormView.Changed)
    def _instrument_changed(self) -> None:
        if not self.state.entries:
            return
        entries = self._entries(self._instrument(self.state.answers).id)
        if entries != self.state.entries:
            self.state.replace_entries(entries)
            self.view.redraw()

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        insats = self.host.insats
        if not insats.instruments:
            return {"instrument": "Insatsen använder inget instrument."}
        instrument = self._instrument(answers)
        form = insats.form("matning")
        coded = {f.id: answers[f.id] for f in form.fields if f.id in answers}
        errors = self.field_errors([*validate(form, insats.vocabulary, coded, today=self.host.today())])
        items = self.field_errors([*validate_items(instrument, item_values(answers, len(instrument.items)))])
        return {**self.code_errors(answers), **items, **errors}

    async def save(self) -> None:
        insats, answers, today = self.host.insats, dict(self.state.answers), self.host.today()
        instrument, code, month = self._instrument(answers), self.typed_code(), Month.parse(answers["manad"])
        coded = coded_answers(answers, insats.form("matning"))
        skattare = coded.pop("skattare")
        levels = item_values(answers, len(instrument.items))

        def act(late: bool) -> str:
            insats = self.host.insats
            return acts.matning(
                insats,
                insats.keys_for(code),
                instrument=instrument.id,
                skattare=skattare,
                svar=levels,
                month=month,
                answers=coded,
                late=late,
                today=today,
            )

        handle = await self.attempt(act)
        if handle is not None:
            self.reset()
            self.host.say(f"Sparat: mätning {month} för {handle}.", "good")
            await self.host.refreshed()
