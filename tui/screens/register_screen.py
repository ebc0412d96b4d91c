"""What the screens of an unlocked register share: title, sections with their keys, status line, key bar, and being locked.

A kansli's screen plugs in the same way as an insats's: subclass, give ``sections`` and the panes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import ContentSwitcher, Static

from register.catalogue import RegisterKind
from register.errors import NyckeltalError
from tui.actions import Act, bindings
from tui.widgets.bars import KeyBar, SectionBar

if TYPE_CHECKING:
    from tui.app import NyckeltalApp


def nyckeltal(node: DOMNode) -> NyckeltalApp:
    """The app that a widget or screen runs in."""
    return cast("NyckeltalApp", node.app)


@dataclass(frozen=True)
class Section:
    """One section of a register's screen: its id is that of its pane."""

    id: str
    key: str
    label: str
    help: str


def section_acts(sections: Iterable[Section]) -> tuple[Act, ...]:
    """The actions that go to each section, for a screen's BINDINGS."""
    return tuple(Act(f"section('{s.id}')", s.key, s.label, s.help, show=False) for s in sections)


class Pane(Vertical):
    """One section. ``dirty``: it has something unsaved. ``refresh_data`` is called when the register's figures were read anew."""

    HELP: ClassVar[str] = ""

    @property
    def dirty(self) -> bool:
        """Whether leaving the app would lose something."""
        return False

    def refresh_data(self) -> None:
        """Show the figures as they are now."""

    def shown(self) -> None:
        """The section was just entered."""

    def left(self) -> None:
        """Another section is shown now, or the register was locked: what was opened only to be read is forgotten."""

    async def escape(self) -> bool:
        """Esc in this section; returns whether it meant something here."""
        return False


class RegisterScreen(Screen[None]):
    """The screen of an unlocked register."""

    CSS_PATH: ClassVar[CSSPathType | None] = "register_screen.tcss"
    BINDINGS = bindings(
        Act("escape", "escape", "Tillbaka", "Tillbaka till Översikt. Frågar först om något är ifyllt.", show=False),
        Act("lock", "f9", "Lås", "Glömmer nycklarna och frågar efter lösenfrasen igen. Ifyllda formulär finns kvar."),
        Act("leave", "f10", "Stäng", "Stänger registret och går till listan över register."),
    )
    kind: ClassVar[RegisterKind] = "insats"
    sections: ClassVar[tuple[Section, ...]] = ()

    def __init__(self, register_id: str, namn: str) -> None:
        super().__init__()
        self.register_id, self.namn = register_id, namn
        self.locked = False
        self._status_set = 0

    # -- What a register must say ------------------------------------------------------------------------------------------------------

    def shown_sections(self) -> tuple[Section, ...]:
        """The sections that this register has."""
        return self.sections

    def panes(self) -> Iterable[Pane]:
        """One pane for each shown section, with the same id."""
        raise NotImplementedError

    def close_register(self) -> None:
        """Forget the keys (called in the store's thread)."""
        raise NotImplementedError

    def attach(self, opened: object) -> None:
        """Take the register that was unlocked anew."""
        raise NotImplementedError

    async def read_data(self) -> None:
        """Read the figures that the panes show."""

    # -- Frame -------------------------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Static(self.heading(), classes="title", markup=False)
        yield SectionBar(id="sections")
        with ContentSwitcher(initial=self.shown_sections()[0].id):
            yield from self.panes()
        yield Static("", classes="status", id="status", markup=False)
        yield KeyBar()

    def heading(self) -> str:
        """The title line."""
        return f"Nyckeltal · {self.namn} ({self.register_id})"

    def on_mount(self) -> None:
        self.redraw_sections()
        self.reload()

    @property
    def current(self) -> str:
        """Id of the section shown."""
        return self.query_one(ContentSwitcher).current or self.shown_sections()[0].id

    def pane(self, section: str) -> Pane:
        """The pane of a section."""
        return self.query_one(f"#{section}", Pane)

    def dirty_sections(self) -> list[str]:
        """Labels of the sections with something unsaved."""
        return [s.label for s in self.shown_sections() if self.pane(s.id).dirty]

    def forget_opened(self) -> None:
        """The register was locked: no section keeps what was opened only to be read."""
        for pane in self.query(Pane):
            pane.left()

    def redraw_sections(self) -> None:
        """Show which section is current and which have something unsaved."""
        rows = [(s.id, s.key, s.label) for s in self.shown_sections()]
        dirty = frozenset(s.id for s in self.shown_sections() if self.pane(s.id).dirty)
        self.query_one(SectionBar).show_sections(rows, self.current, dirty)

    def say(self, text: str, tone: Literal["", "good", "bad"] = "") -> None:
        """Write the status line."""
        status = self.query_one("#status", Static)
        status.update(text)
        status.set_classes(f"status -{tone}" if tone else "status")

    def say_error(self, error: NyckeltalError) -> None:
        """An error in the status line: what, why and what to do."""
        self.say(f"! {error}", "bad")

    @work(group="reload", exclusive=True)
    async def reload(self) -> None:
        """Read the figures anew and let every pane show them."""
        await self.refreshed()

    async def refreshed(self) -> None:
        """As :meth:`reload`, waited for."""
        try:
            await self.read_data()
        except NyckeltalError as error:
            self.say_error(error)
            return
        for section in self.shown_sections():
            self.pane(section.id).refresh_data()
        self.redraw_sections()

    # -- Moving ------------------------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "section" or any(s.id == parameters[0] for s in self.shown_sections())

    def action_section(self, section: str) -> None:
        self.show_section(section)

    def show_section(self, section: str) -> None:
        """Go to a section; what is filled in elsewhere stays."""
        before = self.current
        self.query_one(ContentSwitcher).current = section
        self.say("")
        if before != section:
            self.pane(before).left()
        self.pane(section).shown()
        self.redraw_sections()
        self.refresh_bindings()

    @on(SectionBar.Chosen)
    def _section_chosen(self, event: SectionBar.Chosen) -> None:
        self.show_section(event.section)

    @work(group="escape", exclusive=True)
    async def action_escape(self) -> None:
        if not await self.pane(self.current).escape():
            self.show_section(self.shown_sections()[0].id)

    def action_lock(self) -> None:
        nyckeltal(self).lock()

    @work(group="escape", exclusive=True)
    async def action_leave(self) -> None:
        from tui.screens.dialogs import ConfirmDialog

        dirty = self.dirty_sections()
        text = f"Det som är ifyllt i {', '.join(dirty)} är inte sparat och försvinner."
        if dirty and not await self.app.push_screen_wait(ConfirmDialog("Stänga utan att spara?", text, yes="Stäng utan att spara", no="Stanna")):
            return
        await nyckeltal(self).blocking(self.close_register)
        self.app.pop_screen()
