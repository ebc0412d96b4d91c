# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""Öppna: one deltagande by its code, readable; correct a form, take back the latest, or take back everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from register.errors import BadInput, NyckeltalError
from register.insats import acts
from register.insats.codes import ParticipantCode
from register.insats.forms import WRONGLY_REGISTERED, AnyForm, MatningForm, Participation, validate, validate_items
from register.periods import Month, Period
from register.vocabulary.model import Instrument
from tui.actions import Act, bindings
from tui.form_entries import CODE_HELP, ITEM, SKIPPED, Entry, code_entry, coded_answers, form_entries, item_values, matning_entries
from tui.form_state import FormState
from tui.screens.code_lookup import in_words, look_up
from tui.screens.dialogs import ConfirmDialog, error_dialog
from tui.screens.form_pane import FormPane, code_error, error_text, unfinished_code
from tui.screens.insats_avslut import FELREGISTRERING
from tui.screens.readable import readable
from tui.widgets.form_view import FormView

KIND_LABELS = {"start": "starten", "matning": "mätningen", "avslut": "avslutet"}


def changed_in_words(entries: Sequence[Entry], before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What a correction changed, as *Kön: Annat → Kvinna*."""

    def words(entry: Entry, value: str | None) -> str:
        return entry.label_of(value) if value else "inget svar"

    changed = [e for e in entries if before.get(e.id) != after.get(e.id)]
    return "; ".join(f"{e.label}: {words(e, before.get(e.id))} → {words(e, after.get(e.id))}" for e in changed) or "Inget svar är ändrat."


class OppnaPane(FormPane):
    """Three states: asking for the code, reading the forms, correcting one of them."""

    BINDINGS = bindings(
        Act("save", "ctrl+s", "Spara", "Sparar rättelsen."),
        Act("correct", "r", "Rätta", "Rättar det markerade formuläret."),
        Act("take_back", "u", "Ångra senaste", "Tar tillbaka det senaste formuläret, om dess period är öppen."),
        Act("wrong", "f", "Felregistrering", "Tar bort hela deltagandet ur alla siffror."),
    )

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._code = ""
        self._found: tuple[str, Participation] | None = None
        self._correcting: int | None = None
        self._visit = 0
        """Counts up when the section is left: what was asked for on an earlier visit is not shown on this one."""

    def compose(self) -> ComposeResult:
        yield Static("", id="open-head", markup=False)
        yield FormView(self.make_state(), self.check)
        with Vertical(id="open-reading"):
            yield OptionList(id="open-forms", markup=False)

    def on_mount(self) -> None:
        self._show_mode()

    # -- The three states --------------------------------------------------------------------------------------------------------------

    def make_state(self) -> FormState:
        return FormState((code_entry(CODE_HELP),), {}, Month.of(self.host.today()))

    @property
    def reading(self) -> bool:
        """Whether the forms of a deltagande are shown."""
        return self._found is not None and self._correcting is None

    @property
    def dirty(self) -> bool:
        return self._correcting is not None and super().dirty

    def _show_mode(self) -> None:
        self.query_one("#open-reading").display = self.reading
        self.view.display = not self.reading
        head = in_words(*self._found) if self._found else "Skriv koden från deltagarens akt."
        if self._found and self._correcting is not None:
            form = self._found[1].forms[self._correcting]
            head = f"{self._found[0]}: rättar {KIND_LABELS[form.kind]} {form.month}. Ctrl+S sparar, Esc avbryter."
        self.query_one("#open-head", Static).update(head)
        if self.host.current == self.id:
            self.shown()
        self.refresh_bindings()

    def shown(self) -> None:
        if self.reading:
            self.query_one(OptionList).focus()
        else:
            self.view.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "save":
            return self._correcting is not None
        return self.reading if action in ("correct", "take_back", "wrong") else True

    def close(self) -> None:
        """Forget the code and what it opened."""
        self._code, self._found, self._correcting = "", None, None
        self.query_one(OptionList).clear_options()
        self.view.load(self.make_state())
        self._show_mode()
        self.host.redraw_sections()

    def left(self) -> None:
        """A person is shown on one visit only, so that no key meant for the next one acts on them; a half-filled correction stays."""
        self._visit += 1
        if not self.dirty:
            self.close()

    def period_locked(self, locked: str) -> None:
        """Forget the deltagande; a half-filled correction stays where its form is still open."""
        at = self._correcting
        if self._found is None or at is None or not self.dirty or Period.parse(self._found[1].forms[at].period) <= Period.parse(locked):
            self._visit += 1
            self.close()

    async def escape(self) -> bool:
        if not self.reading and self.view.cancel_search_if_any():
            return True
        if self._correcting is not None:
            question = ConfirmDialog("Kasta rättelsen?", "Den är inte sparad.", yes="Kasta", no="Stanna i formuläret")
            if not self.state.dirty or await self.app.push_screen_wait(question):
                self._correcting = None
                self._show_mode()
                self.host.redraw_sections()
            return True
        if self._found is not None or self.state.answers:
            self.close()
            return True
        return False

    # -- Reading -----------------------------------------------------------------------------------------------------------------------

    @on(FormView.CodeTyped)
    def _code_typed(self) -> None:
        if not code_error(self.state.answers.get("kod", "")):
            self._open(self.state.answers["kod"])

    @work(group="open", exclusive=True)
    async def _open(self, typed: str) -> None:
        self.host.say("Öppnar …")
        await self._read(typed)

    async def _reread(self, typed: str, visit: int, *, keep: int) -> None:
        """Show the deltagande as it is after a save, where it is still the one on the screen."""
        if visit == self._visit:
            await self._read(typed, keep=keep)
        else:
            self.close()

    async def _read(self, typed: str, *, keep: int = 0) -> None:
        insats, visit = self.host.insats, self._visit
        try:
            found = await self.blocking(lambda: look_up(insats, typed))
        except NyckeltalError as error:
            self.close()
            if visit != self._visit:
                return
            self.view.state.answers["kod"] = typed
            self.view.refuse("kod", error_text(error))
            self.host.say("")
            return
        if visit != self._visit:
            self.close()
            return
        self.host.say("")
        self._code, self._found, self._correcting = typed, found, None
        options = self.query_one(OptionList)
        options.clear_options()
        width = max(40, self.size.width - 6)
        options.add_options([Option(readable(form, insats.vocabulary, insats.id, width=width)) for form in found[1].forms])
        options.highlighted = min(keep, len(found[1].forms) - 1)
        self._show_mode()

    # -- Correcting --------------------------------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_correct()

    def action_correct(self) -> None:
        at = self.query_one(OptionList).highlighted
        if self._found is None or at is None:
            return
        form = self._found[1].forms[at]
        self._correcting = at
        month = Month.of(self.host.today())
        answers = self._answers(form)
        self.view.load(FormState(self._entries(form, answers), answers, month))
        self._show_mode()

    def _instrument(self, form: MatningForm) -> Instrument:
        return self.host.insats.vocabulary.instruments[form.instrument]

    def _answers(self, form: AnyForm) -> dict[str, str]:
        answers = {**form.answers, "manad": str(form.month)}
        if isinstance(form, MatningForm):
            answers["skattare"] = form.skattare
            answers |= {f"{ITEM}{i}": SKIPPED if level is None else str(level) for i, level in enumerate(form.svar)}
        return answers

    def _entries(self, form: AnyForm, answers: Mapping[str, str]) -> tuple[Entry, ...]:
        insats = self.host.insats
        if isinstance(form, MatningForm):
            instruments = (self._instrument(form),)
            return matning_entries(insats.form("matning"), insats.vocabulary, instruments, form.instrument, with_code=False)
        return form_entries(insats.form(form.kind), insats.vocabulary, answers=answers)

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        if self._found is None or self._correcting is None:
            text = code_error(answers.get("kod", ""))
            return {"kod": text} if text else {}
        insats, form = self.host.insats, self._found[1].forms[self._correcting]
        fields = insats.form(form.kind)
        coded = {f.id: answers[f.id] for f in fields.fields if f.id in answers}
        errors = self.field_errors([*validate(fields, insats.vocabulary, coded, today=self.host.today(), kept=form.answers)])
        if isinstance(form, MatningForm):
            instrument = self._instrument(form)
            errors |= self.field_errors([*validate_items(instrument, item_values(answers, len(instrument.items)))])
        return errors

    async def save(self) -> None:
        if self._found is None or self._correcting is None:
            typed = self.state.answers.get("kod", "")
            if missing := unfinished_code(typed):
                self.view.refuse("kod", missing)
            else:
                self._open(typed)
            return
        at, form, answers, today = self._correcting, self._found[1].forms[self._correcting], dict(self.state.answers), self.host.today()
        entries, before = self.state.entries, dict(self.state.initial)
        fields = self.host.insats.form(form.kind)
        changes: dict[str, object] = {f.id: None for f in fields.fields if f.type != "manad"}
        changes.update(coded_answers(answers, fields))
        if isinstance(form, MatningForm):
            changes["svar"] = list(item_values(answers, len(form.svar)))
        month, typed, visit = Month.parse(answers["manad"]), self._code, self._visit
        code = ParticipantCode.parse(typed)

        def act(late: bool) -> str:
            insats = self.host.insats
            keys = insats.keys_for(code)
            forms = acts.open_participation(insats, keys)[1].forms
            if at >= len(forms) or forms[at] != form:
                raise BadInput("Formuläret har ändrats sedan det öppnades.", "Rättelsen gäller det som stod då.", "Öppna deltagandet igen.")
            return acts.ratta(insats, keys, form=at, changes=changes, month=month, late=late, today=today)

        handle = await self.attempt(act)
        if handle is not None:
            await self._reread(typed, visit, keep=at)
            said = changed_in_words(entries, before, answers)
            self.host.say(f"Sparat: {KIND_LABELS[form.kind]} för {handle} har rättats. {said}", "good")
            await self.host.refreshed()

    # -- Taking back -------------------------------------------------------------------------------------------------------------------

    @work(group="take-back")
    async def action_take_back(self) -> None:
        if self._found is None:
            return
        handle, participation = self._found
        typed, visit = self._code, self._visit
        latest, today, code = participation.forms[-1], self.host.today(), ParticipantCode.parse(typed)
        whole = " Det är deltagandets start: hela deltagandet försvinner." if len(participation.forms) == 1 else ""
        text = f"{KIND_LABELS[latest.kind].capitalize()} {latest.month} för {handle} tas tillbaka ur räkningen.{whole}"
        if not await self.app.push_screen_wait(ConfirmDialog("Ångra det senaste formuläret?", text, yes="Ångra formuläret", no="Ändra inget")):
            return
        try:
            insats = self.host.insats
            await self.blocking(lambda: acts.angra(insats, insats.keys_for(code), today=today))
        except NyckeltalError as error:
            await self.app.push_screen_wait(error_dialog(error))
            return
        if whole:
            self.close()
        else:
            await self._reread(typed, visit, keep=len(participation.forms) - 2)
        self.host.say(f"Sparat: {KIND_LABELS[latest.kind]} för {handle} har tagits tillbaka.", "good")
        await self.host.refreshed()

    @work(group="take-back")
    async def action_wrong(self) -> None:
        if self._found is None:
            return
        question = ConfirmDialog(f"Felregistrering av {self._found[0]}?", FELREGISTRERING, yes="Ta bort deltagandet", no="Ändra inget")
        if not await self.app.push_screen_wait(question):
            return
        today, code = self.host.today(), ParticipantCode.parse(self._code)
        try:
            insats, answers = self.host.insats, {"avslutsanledning": WRONGLY_REGISTERED}
            handle = await self.blocking(lambda: acts.avslut(insats, insats.keys_for(code), answers, month=Month.of(today), today=today))
        except NyckeltalError as error:
            await self.app.push_screen_wait(error_dialog(error))
            return
        self.close()
        self.host.say(f"Sparat: {handle} är borttaget som felregistrerat.", "good")
        await self.host.refreshed()
