"""The field for a passphrase: what is typed there can't be copied out of it."""

from __future__ import annotations

from textual.widgets import Input


class SecretInput(Input):
    """Shows dots. Textual's own field would give its text to the clipboard, where the next program reads it."""

    def action_copy(self) -> None:
        self.notify("En lösenfras kopieras inte.", timeout=2)

    def action_cut(self) -> None:
        self.action_copy()
