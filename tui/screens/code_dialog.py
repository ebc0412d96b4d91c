"""The participant code, shown once and large; its last group is typed back before anything is saved."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from register.insats.codes import ParticipantCode
from tui.actions import Act, bindings

TEXT = "Skriv av koden i deltagarens akt nu. Den visas bara här och bara den här gången, och den är det enda som öppnar deltagandet."


class CodeDialog(ModalScreen[bool]):
    """Answers True once the last group has been typed back."""

    CSS_PATH = "dialogs.tcss"
    ALLOW_SELECT = False  # what the mouse marks could be copied, and the clipboard is read by others
    BINDINGS = bindings(Act("cancel", "escape", "Avbryt", "Inget sparas; koden gäller inte."))

    def __init__(self, code: ParticipantCode) -> None:
        super().__init__()
        self._code = code

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Deltagarens kod", classes="dialog-title")
            yield Static("   ".join(" ".join(group) for group in self._code.groups), classes="code", markup=False)
            yield Static(TEXT)
            yield Input(placeholder="Sista gruppen, de fyra sista tecknen", max_length=8, compact=True)
            yield Static("", classes="error", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button("Avbryt", id="no", compact=True)
                yield Button("Spara", id="yes", compact=True, variant="success")

    def on_mount(self) -> None:
        self.query(Input).focus()

    @on(Input.Changed)
    def _changed(self) -> None:
        self.query_one(".error", Static).update("")

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._compare()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "yes":
            self._compare()
        else:
            self.dismiss(False)

    def _compare(self) -> None:
        if self._code.last_group_matches(self.query_one(Input).value):
            self.dismiss(True)
            return
        self.query_one(".error", Static).update("! Det är inte kodens sista grupp. Inget är sparat. Jämför med det du skrev i akten.")

    def action_cancel(self) -> None:
        self.dismiss(False)
