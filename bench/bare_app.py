"""The least a Textual app can be: what the first frame of ours is compared with."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Static


class BareApp(App[None]):
    """A header, one line of text, a footer."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield Static("Nyckeltal")
        yield Footer()


if __name__ == "__main__":
    BareApp().run()
