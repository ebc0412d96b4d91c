# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""Avslut: with the code, or with the handle where the code is lost. Felregistrering and a lost code are confirmed first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual import work

from register.insats import acts
from register.insats.forms import KON_FIELD, WRONGLY_REGISTERED, validate
from register.periods import Month
from register.vocabulary.model import Form
from tui.actions import Act, bindings
from tui.form_entries import CODE_HELP, code_entry, coded_answers, entry_of, form_entries
from tui.form_state import FormState
from tui.screens.code_lookup import CodePane
from tui.screens.dialogs import ConfirmDialog, PickDialog
from tui.screens.form_pane import SAVE
from tui.screens.paper_flow import PAPER

FELREGISTRERING = (
    "Deltagandet tas bort helt och räknas inte i någon siffra. Är startens period redan låst räknas det som felregistrerat. Det går inte att ångra."
)
LOST = "Utan koden går avslutet inte att läsa, rätta eller ångra sedan, och det räknas utan det som starten och mätningarna sade (start okänd)."


class AvslutPane(CodePane):
    """The end of a deltagande. ``handle`` is set where the code is lost."""

    BINDINGS = bindings(SAVE, PAPER, Act("by_handle", "ctrl+t", "Utan kod", "Koden är borta: avslutar med handtaget i stället för koden."))

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.handle: str | None = None

    def _form(self) -> Form:
        """The form; it asks for kön too where nobody can read the start."""
        form = self.host.insats.form("avslut")
        if self.handle is None or KON_FIELD in form.by_id:
            return form
        kon = replace(self.host.insats.form("start").by_id[KON_FIELD], required=True)
        return Form(form.kind, form.label, (kon, *form.fields))

    def make_state(self) -> FormState:
        self.handle = None
        insats, month = self.host.insats, Month.of(self.host.today())
        entries = (code_entry(CODE_HELP), *form_entries(insats.form("avslut"), insats.vocabulary))
        return FormState(entries, {"manad": str(month)}, month)

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        form = self._form()
        coded = {f.id: answers[f.id] for f in form.fields if f.id in answers}
        errors = self.field_errors([*validate(form, self.host.insats.vocabulary, coded, today=self.host.today())])
        return errors if self.handle else {**self.code_errors(answers), **errors}

    @work(group="pick")
    async def action_by_handle(self) -> None:
        rows = [(row.handle, row.handle) for row in self.host.rows if row.state == "oppen"]
        picked = await self.app.push_screen_wait(PickDialog("Koden är borta: vilket handtag?", rows, empty="Inget öppet deltagande passar."))
        if picked is None:
            return
        answers = {k: v for k, v in self.state.answers.items() if k != "kod"}
        self.handle = picked
        insats, month = self.host.insats, Month.of(self.host.today())
        kon = replace(entry_of(insats.form("start").by_id[KON_FIELD], insats.vocabulary), required=True)
        entries = (kon, *form_entries(insats.form("avslut"), insats.vocabulary))
        state = FormState(entries, {"manad": str(month)}, month)
        state.answers.update(answers)
        self.view.load(state)
        self.view.notes = {KON_FIELD: f"Avslut av {picked} utan kod. Esc avbryter."}
        self.view.redraw()
        self.host.redraw_sections()

    @property
    def dirty(self) -> bool:
        return super().dirty or self.handle is not None

    async def escape(self) -> bool:
        if self.handle is not None and not self.state.dirty:
            if not self.view.cancel_search_if_any():
                self.reset()
            return True
        return await super().escape()

    async def save(self) -> None:
        answers, handle, today = dict(self.state.answers), self.handle, self.host.today()
        month = Month.parse(answers["manad"])
        coded = coded_answers(answers, self._form())
        if not await self._confirmed(coded):
            self.host.say("Inget är sparat.")
            return
        code = None if handle else self.typed_code()

        def act(late: bool) -> str:
            insats = self.host.insats
            if code is None:
                return acts.avslut_by_handle(insats, handle or "", coded, month=month, late=late, today=today)
            return acts.avslut(insats, insats.keys_for(code), coded, month=month, late=late, today=today)

        done = await self.attempt(act)
        if done is not None:
            self.reset()
            wrong = coded.get("avslutsanledning") == WRONGLY_REGISTERED
            self.host.say(f"Sparat: {done} {'är borttaget som felregistrerat' if wrong else f'är avslutat {month}'}.", "good")
            await self.host.refreshed()

    async def _confirmed(self, coded: Mapping[str, str]) -> bool:
        if coded.get("avslutsanledning") == WRONGLY_REGISTERED:
            return await self.app.push_screen_wait(ConfirmDialog("Felregistrering?", FELREGISTRERING, yes="Ta bort deltagandet", no="Ändra inget"))
        if self.handle:
            return await self.app.push_screen_wait(ConfirmDialog(f"Avsluta {self.handle} utan kod?", LOST, yes="Avsluta utan kod"))
        return True
