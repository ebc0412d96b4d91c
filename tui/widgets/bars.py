# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""The two one-line bars: sections above, keys below. Both are one widget each, so that the first frame is quick, and both can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.actions import OURS, key_name


class Target(NamedTuple):
    """Cells first..last−1 of the bar mean ``value``."""

    first: int
    last: int
    value: str


class Bar(Static):
    """A line of parts, some of which can be clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self.targets: list[Target] = []

    def show_parts(self, parts: Sequence[tuple[Content, str]]) -> None:
        """Show the parts after each other; each means its value when clicked (none where empty)."""
        self.targets, x = [], 0
        for content, value in parts:
            if value:
                self.targets.append(Target(x, x + content.cell_length, value))
            x += content.cell_length
        self.update(Content("").join(content for content, _ in parts))

    def value_at(self, x: int) -> str | None:
        """What a click there means."""
        return next((t.value for t in self.targets if t.first <= x < t.last), None)


DROPPED_FIRST: Final = ("f10", "f9", "question_mark", "slash")
"""Keys that are left out first where the bar is too narrow: they work everywhere of their kind. Then from the right, F1 last."""


def fitting(parts: Sequence[tuple[Content, str]], width: int) -> list[tuple[Content, str]]:
    """The parts that fit into a width, each whole; help tells of the others."""
    kept = list(parts)
    while kept and sum(content.cell_length for content, _ in kept) > width:
        rank = {key: i for i, key in enumerate(DROPPED_FIRST)}
        kept.remove(min(reversed(kept), key=lambda part: rank.get(part[1], len(rank) + (part[1] == "f1"))))
    return kept


class KeyBar(Bar):
    """The keys that work here and now, read from the real bindings."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.redraw())
        self.call_after_refresh(self.redraw)

    def redraw(self) -> None:
        """Read the bindings anew."""
        if not self.is_attached:
            return
        parts: list[tuple[Content, str]] = []
        seen: set[str] = set()
        for key, active in sorted(self.screen.active_bindings.items(), key=lambda pair: (pair[0] != "ctrl+s", pair[0] in ("f9", "f10"))):
            binding = active.binding
            if not binding.show or not (binding.id or "").startswith(OURS) or binding.action in seen:
                continue
            seen.add(binding.action)
            parts.append((Content.assemble((f" {key_name(key)}", "bold $text-accent"), f" {binding.description} "), key))
        self.show_parts(fitting(parts, self.size.width or self.app.size.width))

    def on_resize(self) -> None:
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        key = self.value_at(event.x)
        if key is not None:
            self.app.simulate_key(key)


class SectionBar(Bar):
    """The sections of a register, the present one marked; a section with an unsaved form has a dot."""

    class Chosen(Message):
        """A section was clicked."""

        def __init__(self, section: str) -> None:
            super().__init__()
            self.section = section

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[tuple[tuple[str, str, str], ...], str, frozenset[str]] | None = None

    def show_sections(self, sections: Sequence[tuple[str, str, str]], current: str, dirty: frozenset[str]) -> None:
        """``sections`` are (id, key, label)."""
        self._shown = (tuple(sections), current, dirty)
        self.redraw()

    def redraw(self) -> None:
        """Lay out for the width there is."""
        if self._shown is None:
            return
        sections, current, dirty = self._shown
        width = self.size.width or self.app.size.width
        texts = [(section, f" {key_name(key)} {label}{'•' if section in dirty else ''} ") for section, key, label in sections]
        if sum(len(text) for _, text in texts) - 1 > width:  # the last one ends in a space
            texts = [(one[0], _narrow(*one, dirty=one[0] in dirty, first=number == 0)) for number, one in enumerate(sections)]
        if sum(len(text) for _, text in texts) > width:
            short = [(section, key, label.split()[-1].capitalize()) for section, key, label in sections]
            texts = [(one[0], _narrow(*one, dirty=one[0] in dirty, first=number == 0)) for number, one in enumerate(short)]
        self.show_parts([(Content.styled(text, "reverse bold") if section == current else Content(text), section) for section, text in texts])

    def on_resize(self) -> None:
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        section = self.value_at(event.x)
        if section is not None:
            self.post_message(self.Chosen(section))


def _narrow(_section: str, key: str, label: str, *, dirty: bool, first: bool) -> str:
    """A section where they have little room: one space between, Ctrl as ^, and the dot in the place of a space."""
    mark, gap = "•" if dirty else " ", "" if first else " "
    return f"{gap}{key_name(key).replace('Ctrl+', '^')}{mark}{label}"
