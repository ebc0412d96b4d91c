"""The widget of a counter's grid: it sends on what is typed, pasted and clicked, and shows the text it is given."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Static


class CounterView(Static, can_focus=True):
    """The grid: characters, what is pasted, clicks and the wheel."""

    class Typed(Message):
        """A character that is no command."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    class Pasted(Message):
        """Text that was pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class At(Message):
        """A place was clicked, or the wheel turned: to a row and column, or so many rows away where ``column`` is None."""

        def __init__(self, row: int, column: int | None) -> None:
            super().__init__()
            self.row, self.column = row, column

    def on_key(self, event: events.Key) -> None:
        character = event.character
        if character is not None and event.is_printable and event.key not in self.screen.active_bindings:
            event.stop()
            self.post_message(self.Typed(character))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.post_message(self.Pasted(event.text))

    def on_mouse_scroll_down(self) -> None:
        self.post_message(self.At(3, None))

    def on_mouse_scroll_up(self) -> None:
        self.post_message(self.At(-3, None))

    def action_go_to(self, row: int, column: int) -> None:
        """A click on a place."""
        self.post_message(self.At(row, column))
