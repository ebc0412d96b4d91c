"""Questions and messages in front of a screen. What destroys something has its focus on the button that leaves things as they are.

A dialog can be left (by keys typed ahead) before its widgets are there: what it does when mounted asks for them with ``query``, never ``query_one``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from register.errors import NyckeltalError
from tui.actions import Act, bindings
from tui.widgets.secret_input import SecretInput

HELP_WIDTH = 66
CANCEL = Act("cancel", "escape", "Tillbaka", "Stänger frågan utan att något ändras.")
BUTTON_ACTS = (
    Act("app.focus_next", "right", "Nästa knapp", "Går till nästa knapp.", show=False),
    Act("app.focus_previous", "left", "Föregående knapp", "Går till föregående knapp.", show=False),
    Act("scroll_text(-1)", "up", "Upp", "Rullar texten uppåt.", show=False),
    Act("scroll_text(1)", "down", "Ner", "Rullar texten nedåt.", show=False),
    Act("scroll_text(-10)", "pageup", "En sida upp", "Rullar texten en sida uppåt.", show=False),
    Act("scroll_text(10)", "pagedown", "En sida ner", "Rullar texten en sida nedåt.", show=False),
)


class TextScreen(ModalScreen[bool]):
    """A dialog whose text scrolls with the arrow keys while a button has the focus."""

    def action_scroll_text(self, lines: int) -> None:
        self.query_one(".dialog-text").scroll_relative(y=lines, animate=False)


class ConfirmDialog(TextScreen):
    """A question with two answers; focus is on the one that changes nothing, unless ``safe`` says that nothing is lost."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings(CANCEL, *BUTTON_ACTS)

    def __init__(self, title: str, text: str, *, yes: str, no: str = "Tillbaka", safe: bool = False) -> None:
        super().__init__()
        self._title, self._text, self._yes, self._no, self._safe = title, text, yes, no, safe

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Static(self._text, markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button(self._no, id="no", compact=True)
                yield Button(self._yes, id="yes", compact=True, variant="success" if self._safe else "warning")

    def on_mount(self) -> None:
        self.query("#yes" if self._safe else "#no").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_cancel(self) -> None:
        self.dismiss(False)


class MessageDialog(TextScreen):
    """Something to read, with one button. Answers True when read; a further button, where there is one, answers False."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings(CANCEL, *BUTTON_ACTS)

    def __init__(self, title: str, text: str, *, more: str = "") -> None:
        super().__init__()
        self._title, self._text, self._more = title, text, more

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Static(self._text, markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button("OK", id="ok", compact=True, variant="success")
                if self._more:
                    yield Button(self._more, id="more", compact=True)

    def on_mount(self) -> None:
        self.query("#ok").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "ok")

    def action_cancel(self) -> None:
        self.dismiss(True)


def error_dialog(error: NyckeltalError) -> MessageDialog:
    """What is wrong, why, and what to do, each on its own lines."""
    return MessageDialog(error.what, "\n\n".join(part for part in (error.why, error.remedy) if part) or "Inget ändrades.")


class TextDialog(ModalScreen[str | None]):
    """Asks for one line of text: a path, or a passphrase (``secret``). None when the user went back."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings(CANCEL)

    def __init__(self, title: str, text: str, *, value: str = "", secret: bool = False, yes: str = "OK", error: str = "") -> None:
        super().__init__()
        self._error = error
        self._title, self._text, self._value, self._secret, self._yes = title, text, value, secret, yes

    def again(self, value: str) -> TextDialog:
        """The same question with another value to begin with."""
        return TextDialog(self._title, self._text, value=value, secret=self._secret, yes=self._yes)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Static(self._text, markup=False)
            yield (SecretInput if self._secret else Input)(self._value, password=self._secret, compact=True, select_on_focus=False)
            if self._error:
                yield Static(f"! {self._error}", classes="error", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button("Tillbaka", id="no", compact=True)
                yield Button(self._yes, id="yes", compact=True)

    def on_mount(self) -> None:
        self.query(Input).focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._give()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "yes":
            self._give()
        else:
            self.dismiss(None)

    def _give(self) -> None:
        value = self.query_one(Input).value
        if value:
            self.dismiss(value)

    def action_cancel(self) -> None:
        self.dismiss(None)


class PickDialog(ModalScreen[str | None]):
    """A list to choose from that narrows as one types; ``at`` is marked at first. Answers the id of the option, or None."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings(
        CANCEL,
        Act("cursor(-1)", "up", "Upp", "Föregående rad.", show=False),
        Act("cursor(1)", "down", "Ner", "Nästa rad.", show=False),
    )

    def __init__(
        self, title: str, options: Sequence[tuple[str, str]], *, placeholder: str = "Skriv för att söka", empty: str = "Inget passar.", at: str = ""
    ) -> None:
        super().__init__()
        self._title, self._options, self._placeholder, self._empty, self._at = title, options, placeholder, empty, at

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title", markup=False)
            yield Input(placeholder=self._placeholder, compact=True)
            yield OptionList(markup=False, compact=True)

    def on_mount(self) -> None:
        for options in self.query(OptionList):
            options.can_focus = False
            self._narrow("")
        self.query(Input).focus()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def _narrow(self, text: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        words = text.casefold().split()
        found = [(value, label) for value, label in self._options if all(word in label.casefold() for word in words)]
        options.add_options([Option(label, id=value) for value, label in found] or [Option(self._empty, disabled=True)])
        marked = next((number for number, (value, _) in enumerate(found) if value == self._at and not text), 0)
        options.highlighted = marked if found else None

    def action_cursor(self, steps: int) -> None:
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_cancel(self) -> None:
        self.dismiss(None)


class HelpDialog(MessageDialog):
    """The keys that work where the user is, from the real bindings."""


def help_dialog(title: str, rows: Sequence[tuple[str, str]], *, extra: Callable[[], str] | None = None) -> HelpDialog:
    """Help from (keys, what they do)."""
    width = max((len(keys) for keys, _ in rows), default=0)
    text = "\n".join(
        textwrap.fill(what, HELP_WIDTH, initial_indent=keys.ljust(width + 2), subsequent_indent=" " * (width + 2)) for keys, what in rows
    )
    return HelpDialog(title, text + (f"\n\n{extra()}" if extra else ""))
