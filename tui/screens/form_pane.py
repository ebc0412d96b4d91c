# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""What the sections with a form share: saving, late forms, refusals under their field, and Esc that never throws anything away unasked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

from textual import on, work
from textual.app import ComposeResult

from register.errors import BadInput, NyckeltalError
from tui.actions import Act, bindings
from tui.form_entries import ITEM
from tui.form_state import CODE_LENGTH, FormState
from tui.screens.dialogs import ConfirmDialog, error_dialog
from tui.screens.paper_flow import offer_paper
from tui.screens.register_screen import Pane, nyckeltal
from tui.widgets.form_view import FormView

if TYPE_CHECKING:
    from register.vocabulary.model import FormKind
    from tui.screens.insats import InsatsScreen

T = TypeVar("T")

SAVE = Act("save", "ctrl+s", "Spara", "Sparar formuläret.")


def error_text(error: NyckeltalError) -> str:
    """An error as one line under its field."""
    return str(error)


def code_error(typed: str) -> str:
    """What is wrong with a typed code; empty while it is not whole, and where nothing is."""
    if len(typed) < CODE_LENGTH:
        return ""
    from register.insats.codes import ParticipantCode

    try:
        ParticipantCode.parse(typed)
    except BadInput as error:
        return error_text(error)
    return ""


def unfinished_code(typed: str) -> str:
    """What is missing of a code when it has to be whole; empty where nothing is."""
    if not typed:
        return "Koden saknas. Skriv den från deltagarens akt."
    return f"Koden har {len(typed)} av {CODE_LENGTH} tecken." if len(typed) < CODE_LENGTH else ""


class InsatsPane(Pane):
    """A section of an insats."""

    @property
    def host(self) -> InsatsScreen:
        """The screen, which holds the unlocked insats."""
        return cast("InsatsScreen", self.screen)

    async def blocking(self, act: Callable[[], T]) -> T:
        """Do something with the store."""
        return await nyckeltal(self).blocking(act)


class FormPane(InsatsPane):
    """A section with one form."""

    BINDINGS = bindings(SAVE)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._saving = False

    # -- What a form must say ----------------------------------------------------------------------------------------------------------

    @abstractmethod
    def make_state(self) -> FormState:
        """An empty form."""

    @abstractmethod
    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with the answers, by entry id."""

    @abstractmethod
    async def save(self) -> None:
        """Save the form, which has been checked."""

    # -- Frame -------------------------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield FormView(self.make_state(), self.check)

    @property
    def view(self) -> FormView:
        """The form widget."""
        return self.query_one(FormView)

    @property
    def state(self) -> FormState:
        """The form itself."""
        return self.view.state

    @property
    def dirty(self) -> bool:
        return self.is_mounted and self.state.dirty

    def shown(self) -> None:
        self.view.focus()

    def reset(self) -> None:
        """An empty form again."""
        self.view.load(self.make_state())
        self.host.redraw_sections()

    @on(FormView.Changed)
    def _changed(self) -> None:
        self.host.redraw_sections()

    @on(FormView.SaveWanted)
    def _save_wanted(self) -> None:
        self.action_save()

    async def escape(self) -> bool:
        if self.view.cancel_search_if_any():
            return True
        if not self.state.dirty:
            return False
        question = ConfirmDialog("Kasta det som är ifyllt?", "Formuläret är inte sparat.", yes="Kasta", no="Stanna i formuläret")
        if await self.app.push_screen_wait(question):
            self.reset()
            self.host.say("Formuläret är tömt. Inget är sparat.")
        return True

    @work(group="save")
    async def action_save(self) -> None:
        if self._saving:
            return
        self._saving = True
        try:
            if self.view.show_all():
                await self.save()
            else:
                self.host.say("Inget är sparat. Rätta det som är markerat med !.", "bad")
        finally:
            self._saving = False

    @work(group="paper", exclusive=True)
    async def action_paper(self) -> None:
        """The paper form of the section, where it has one; what is half filled in stays."""
        kinds: tuple[FormKind, ...] = ("start", "matning", "avslut")
        for kind in kinds:
            if kind == self.id:
                await offer_paper(self.host, kind)

    async def attempt(self, act: Callable[[bool], T]) -> T | None:
        """Do an act in the store's thread; ``act`` takes whether a late form is agreed to.

        None where nothing was saved, which has been shown.
        """
        from register.insats.acts import LateForm

        late = False
        while True:
            try:
                self.host.say("Sparar …")
                return await self.blocking(lambda late=late: act(late))  # type: ignore[misc]
            except LateForm as error:
                self.host.say("Inget är sparat.", "bad")
                text = f"{error.why}\n\nÄr månaden rätt?"
                question = ConfirmDialog(error.what, text, yes="Månaden är rätt, spara som sen", no="Ändra månad")
                if late or not await self.app.push_screen_wait(question):
                    self.view.refuse("manad", error.what)
                    return None
                late = True
            except NyckeltalError as error:
                await self._refused(error)
                return None

    async def _refused(self, error: NyckeltalError) -> None:
        self.host.say("Inget är sparat.", "bad")
        field = f"{ITEM}0" if error.field == "svar" else error.field
        if isinstance(error, BadInput) and field in {e.id for e in self.state.visible}:
            self.view.refuse(str(field), error_text(error))
        else:
            await self.app.push_screen_wait(error_dialog(error))

    def field_errors(self, errors: list[tuple[str, BadInput]]) -> dict[str, str]:
        """Errors of the register's own check by entry id; of the items the register numbers from 1 and the form from 0."""
        found: dict[str, str] = {}
        for field, error in errors:
            entry = f"{ITEM}{int(field[len(ITEM) :]) - 1}" if field.startswith(ITEM) else f"{ITEM}0" if field == "svar" else field
            found.setdefault(entry, error_text(error))
        return found
