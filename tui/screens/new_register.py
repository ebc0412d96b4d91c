"""Nytt register: an insats with its vault, or a kansli's register. Nothing is made until everything is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, RadioButton, RadioSet, Static

from register.catalogue import RegisterKind, check_id
from register.errors import BadInput, NyckeltalError
from register.passphrases import SHORTEST, check_new
from register.periods import PERIOD_KIND_LABELS, PERIOD_KINDS, Period
from tui.actions import Act, bindings
from tui.screens.opening import PRELOAD, Opened, new_forbund, new_insats, screen_for
from tui.widgets.bars import KeyBar
from tui.widgets.secret_input import SecretInput

if TYPE_CHECKING:
    from tui.app import NyckeltalApp

TYPES = (("individ", "Individinriktad"), ("struktur", "Strukturövergripande"))
NO_RECOVERY = "Lösenfrasen går inte att återskapa: utan den går registret inte att öppna. Fyra eller fem slumpade ord är bra."


class Choice(RadioButton):
    """One of several; the chosen one is told by its mark, not by its colour alone."""

    BUTTON_LEFT = ""
    BUTTON_RIGHT = ""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802 - Textual's name
        """The mark."""
        return "●" if self.value else "○"


class NewRegisterScreen(Screen[None]):
    """Asks what a new register is called and makes it."""

    CSS_PATH = "new_register.tcss"
    BINDINGS = bindings(
        Act("create", "ctrl+s", "Skapa", "Skapar registret."),
        Act("back", "escape", "Tillbaka", "Tillbaka till listan. Frågar först om något är ifyllt."),
    )

    def __init__(self, kind: RegisterKind) -> None:
        super().__init__()
        self.kind = kind
        self._title = "Ny insats" if kind == "insats" else "Nytt kansliregister"

    def compose(self) -> ComposeResult:
        yield Static(f"Nyckeltal · {self._title}", classes="title")
        with VerticalScroll(id="new", can_focus=False):
            yield from self._text("namn", "Namn", "Som det ska stå i rapporter")
            yield from self._text("id", "Id", "2–32 tecken: a–z, siffror, bindestreck")
            if self.kind == "insats":
                yield from self._radio("typ", "Typ", [label for _, label in TYPES])
                yield from self._radio("period", "Perioder", [PERIOD_KIND_LABELS[kind].capitalize() for kind in PERIOD_KINDS])
                yield from self._text("forsta_period", "Första period", "Tomt: avgörs när första perioden låses")
            yield from self._text("losenfras", "Lösenfras", f"Minst {SHORTEST} tecken", secret=True)
            yield from self._text("igen", "Lösenfras igen", "", secret=True)
            yield Static(NO_RECOVERY, id="warning")
        yield Static("", id="answer", classes="status", markup=False)
        yield KeyBar()

    def _text(self, field: str, label: str, placeholder: str, *, secret: bool = False) -> ComposeResult:
        yield Static(label, classes="label")
        yield (SecretInput if secret else Input)(id=field, placeholder=placeholder, password=secret, compact=True)
        error = Static("", id=f"error-{field}", classes="error", markup=False)
        error.display = False
        yield error

    def _radio(self, field: str, label: str, options: list[str]) -> ComposeResult:
        yield Static(label, classes="label")
        yield RadioSet(*(Choice(text, value=at == 0) for at, text in enumerate(options)), id=field, compact=True)

    @property
    def _app(self) -> NyckeltalApp:
        return cast("NyckeltalApp", self.app)

    def on_mount(self) -> None:
        self.query("#namn").focus()
        self._app.preload(*PRELOAD[self.kind])

    # -- What is wrong, as one types -----------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if event.value:
            self._show_error(event.input.id or "", self._error_in(event.input.id or ""))
        if event.input.id == "losenfras" and self._value("igen"):
            self._show_error("igen", self._error_in("igen"))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "igen":
            self.action_create()
        else:
            self.focus_next()

    def _value(self, field: str) -> str:
        found = self.query(f"#{field}").results(Input)
        return next((entry.value for entry in found), "")

    def _error_in(self, field: str) -> str:
        value = self._value(field)
        try:
            if field == "namn" and not value.strip():
                return "Namnet saknas."
            if field == "id":
                check_id(value)
            if field == "forsta_period" and value:
                self._check_period(value)
            if field == "losenfras":
                check_new(value)
        except BadInput as error:
            return str(error)
        if field == "igen" and value != self._value("losenfras"):
            return "Lösenfraserna är inte lika."
        return ""

    def _check_period(self, value: str) -> None:
        kind = PERIOD_KINDS[self._chosen("period")]
        period = Period.parse(value)
        if Period.containing(period.first, kind) != period:
            raise BadInput(
                f"{period.code} är inget {PERIOD_KIND_LABELS[kind]}.", "", f"Skriv till exempel {Period.containing(period.first, kind).code}."
            )

    def _show_error(self, field: str, text: str) -> None:
        for static in self.query(f"#error-{field}").results(Static):
            static.update(f"! {text}" if text else "")
            static.display = bool(text)

    def _chosen(self, field: str) -> int:
        return max(0, self.query_one(f"#{field}", RadioSet).pressed_index)

    def dirty_sections(self) -> list[str]:
        """The screen itself, where something is filled in."""
        return [self._title] if any(entry.value for entry in self.query(Input)) else []

    # -- Making ----------------------------------------------------------------------------------------------------------------------------

    def action_create(self) -> None:
        wrong = ""
        for entry in self.query(Input):
            text = self._error_in(entry.id or "")
            self._show_error(entry.id or "", text)
            wrong = wrong or (entry.id or "" if text else "")
        if wrong:
            self.query_one(f"#{wrong}").focus()
            self._say("Inget är skapat. Rätta det som är markerat med !.", bad=True)
        elif not self.workers_busy:
            self._create()

    @property
    def workers_busy(self) -> bool:
        """Whether the register is being made."""
        return any(worker.group == "create" and not worker.is_finished for worker in self.workers)

    def _say(self, text: str, *, bad: bool = False) -> None:
        answer = self.query_one("#answer", Static)
        answer.set_class(bad, "-bad")
        answer.update(text)

    @work(group="create")
    async def _create(self) -> None:
        self._say("Skapar registret …")
        try:
            opened = await self._made()
        except NyckeltalError as error:
            field = error.field or ""
            self._show_error(field, str(error))
            self._say(f"! {error}", bad=True)
            return
        self.app.call_later(self.app.switch_screen, screen_for(opened, self._app.today))

    async def _made(self) -> Opened:
        app, namn, register_id, passphrase = self._app, self._value("namn").strip(), self._value("id"), self._value("losenfras")
        if self.kind == "forbund":
            return await app.blocking(new_forbund, app.catalogue, register_id, namn=namn, passphrase=passphrase, today=app.today(), costs=app.costs)
        return await app.blocking(
            new_insats,
            app.catalogue,
            register_id,
            namn=namn,
            typ=TYPES[self._chosen("typ")][0],
            period_kind=PERIOD_KINDS[self._chosen("period")],
            first_period=self._value("forsta_period").strip() or None,
            passphrase=passphrase,
            today=app.today(),
            costs=app.costs,
        )

    @work(group="back")
    async def action_back(self) -> None:
        from tui.screens.dialogs import ConfirmDialog

        question = ConfirmDialog("Kasta det som är ifyllt?", "Inget register är skapat.", yes="Kasta", no="Stanna")
        if not self.dirty_sections() or await self.app.push_screen_wait(question):
            self._leave()

    def _leave(self) -> None:
        if self.is_current:  # not where Esc was pressed twice
            self.app.pop_screen()
