"""Lås upp: the passphrase of one register. While it is typed, the store is loaded in its own thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from register.catalogue import RegisterKind
from register.errors import NyckeltalError
from tui.actions import Act, bindings
from tui.screens.opening import PRELOAD, Opened, open_register, screen_for
from tui.widgets.bars import KeyBar
from tui.widgets.secret_input import SecretInput

if TYPE_CHECKING:
    from tui.app import NyckeltalApp
    from tui.screens.register_screen import RegisterScreen


class UnlockScreen(Screen[None]):
    """Asks for the passphrase and opens the register.

    Args:
        kind: insats or förbund.
        register_id: its id.
        namn: its name in the public file.
        again: the screen that was locked while idle, to be given the register anew.
    """

    CSS_PATH = "unlock.tcss"
    BINDINGS = bindings(Act("back", "escape", "Tillbaka", "Tillbaka till listan över register."))

    def __init__(self, kind: RegisterKind, register_id: str, namn: str, *, again: RegisterScreen | None = None) -> None:
        super().__init__()
        self.kind, self.register_id, self.namn, self.again = kind, register_id, namn, again

    def compose(self) -> ComposeResult:
        yield Static("Nyckeltal · Låst" if self.again else "Nyckeltal · Lås upp", classes="title")
        with Vertical(id="unlock"):
            yield Static(self.namn, id="namn", markup=False)
            if self.again:
                yield Static("Registret låstes. Ifyllda formulär finns kvar och visas när du låser upp.", markup=False)
            yield Static("Lösenfras")
            yield SecretInput(password=True, id="passphrase", compact=True)
            yield Static("", id="answer", markup=False)
        yield KeyBar()

    @property
    def _app(self) -> NyckeltalApp:
        return cast("NyckeltalApp", self.app)

    def on_mount(self) -> None:
        self.query(Input).focus()
        self._app.preload(*PRELOAD[self.kind])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "back" or self.again is None

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.value:
            self._unlock(event.value)

    @work(exclusive=True)
    async def _unlock(self, passphrase: str) -> None:
        entry, answer = self.query_one(Input), self.query_one("#answer", Static)
        entry.disabled = True
        answer.set_classes("")
        answer.update("Låser upp …")
        answer.loading = True
        try:
            opened = await self._app.blocking(
                open_register, self._app.catalogue, self.kind, self.register_id, passphrase, self._app.today(), self._app.costs
            )
        except NyckeltalError as error:
            answer.set_classes("-bad")
            answer.update(f"! {error}")
            return
        finally:
            answer.loading = False
            entry.disabled = False
            entry.value = ""
            entry.focus()
        await self._opened(opened)

    async def _opened(self, opened: Opened) -> None:
        if self.again is None:
            self.app.call_later(self.app.switch_screen, screen_for(opened, self._app.today))
            return
        self.again.attach(opened)
        self.again.locked = False
        self.app.pop_screen()
        self.again.reload()

    def action_back(self) -> None:
        if self.is_current:  # not where Esc was pressed twice
            self.app.pop_screen()
