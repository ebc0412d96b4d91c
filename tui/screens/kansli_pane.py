"""What the kansli's sections share: their screen, work in the store's thread, and a text that scrolls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.kansli_data import KansliData
from tui.screens.register_screen import Pane, nyckeltal

if TYPE_CHECKING:
    from tui.screens.kansli import KansliScreen

T = TypeVar("T")
MARGIN: Final = 3
"""Cells beside a text: padding and the scroll bar."""


class TextScroll(VerticalScroll, inherit_bindings=False):
    """Scrolls up and down alone: ← and → belong to the period."""

    BINDINGS = [
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
    ]


class KansliPane(Pane):
    """A section of a kansli's register."""

    @property
    def host(self) -> KansliScreen:
        """The screen, which holds the unlocked register."""
        return cast("KansliScreen", self.screen)

    async def blocking(self, act: Callable[[], T]) -> T:
        """Do something with the store, in its thread."""
        return await nyckeltal(self).blocking(act)


class TextPane(KansliPane):
    """A section that is one text."""

    def compose(self) -> ComposeResult:
        with TextScroll(classes="kansli-scroll"):
            yield Static("Läser …", classes="kansli-text", markup=False)

    def text(self, data: KansliData, width: int) -> Content:
        """The section's text, in lines of so many cells."""
        raise NotImplementedError

    def shown(self) -> None:
        self.query_one(TextScroll).focus()

    def refresh_data(self) -> None:
        if self.host.data is not None:
            width = max(40, self.app.size.width - MARGIN)
            self.query_one(".kansli-text", Static).update(self.text(self.host.data, width))
        if self.host.current == self.id and self.host.focused is None:
            self.shown()

    def on_resize(self) -> None:
        """Wider or narrower columns."""
        self.refresh_data()
