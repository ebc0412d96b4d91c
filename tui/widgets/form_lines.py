"""A form as lines of text: answered fields on one line each, the active one with its choices. Pure; the widget only shows what this gives."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from tui.form_entries import Choice, Entry
from tui.form_state import CODE_LENGTH, FormState, grouped
from tui.widgets.figures import column_widths

LABEL_WIDTH: Final = 30
_INDENT: Final = 4


@dataclass(frozen=True)
class Hit:
    """A part of a line that a click means something on: go to an entry, or give the answer ``value`` to the active one."""

    first: int
    last: int
    entry: str
    value: str | None = None


@dataclass
class Line:
    """One line on the screen."""

    content: Content
    hits: list[Hit] = field(default_factory=list)


@dataclass
class Page:
    """All lines of a form, and which of them are the active entry's (first and last)."""

    lines: list[Line] = field(default_factory=list)
    top: int = 0
    bottom: int = 0

    def content(self) -> Content:
        """The whole page."""
        return Content("\n").join(line.content for line in self.lines)

    def hit(self, x: int, y: int) -> Hit | None:
        """What a click there means."""
        if not 0 <= y < len(self.lines):
            return None
        return next((h for h in self.lines[y].hits if h.first <= x < h.last), None)


def page(state: FormState, errors: Mapping[str, str], *, width: int, help_shown: bool = False, notes: Mapping[str, str] | None = None) -> Page:
    """Lay the form out for a width. ``errors`` and ``notes`` (what is known beside an answer) are by entry id."""
    result = Page()
    for entry in state.visible:
        if entry.id == state.active:
            result.top = len(result.lines)
            result.lines += _active(state, entry, width, help_shown)
        else:
            result.lines.append(_answered(state, entry, width))
        result.lines += [Line(_styled(f"{' ' * _INDENT}✓ {part}", "$text-success")) for part in _wrap((notes or {}).get(entry.id, ""), width)]
        complaint = state.complaint if entry.id == state.active and state.complaint else errors.get(entry.id, "")
        marks = ["! ", *["  "] * 20]
        result.lines += [
            Line(_styled(f"{' ' * _INDENT}{mark}{part}", "$text-error bold")) for mark, part in zip(marks, _wrap(complaint, width), strict=False)
        ]
        if entry.id == state.active:
            result.bottom = len(result.lines) - 1
    _end(state, errors, result)
    for line in result.lines:
        line.content = line.content.rstrip()
        if line.content.cell_length > width:
            line.content = line.content.truncate(width, ellipsis=True)
    return result


def _styled(text: str, style: str) -> Content:
    return Content.styled(text, style)


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(20, width - _INDENT - 3)) if text else []


def answer_text(state: FormState, entry: Entry) -> str:
    """The answer as one reads it; a code shows its last group alone."""
    value = state.answers.get(entry.id, "")
    if entry.kind == "kod":
        if len(value) < CODE_LENGTH:
            return grouped(value) if value else "—"
        return f"····-····-····-{value[-4:]}"
    return entry.label_of(value) if value else "—"


def _answered(state: FormState, entry: Entry, width: int) -> Line:
    text = answer_text(state, entry)
    label = f"  {_clip(entry.label, LABEL_WIDTH)}".ljust(LABEL_WIDTH + 3)
    style = "$text" if entry.id in state.answers else "$text-muted"
    mark = "*" if entry.required and entry.id not in state.answers else " "
    content = Content.assemble((label, "$text-muted"), (mark, "$text-warning"), " ", (_clip(text, width - LABEL_WIDTH - 6), style))
    return Line(content, [Hit(0, width, entry.id)])


def _clip(text: str, width: int) -> str:
    return text if cell_len(text) <= width else text[: max(1, width - 1)] + "…"


def _active(state: FormState, entry: Entry, width: int, help_shown: bool) -> list[Line]:
    must = " (måste besvaras)" if entry.required else ""
    head = Content.assemble((f"▶ {entry.label}", "bold $text-accent"), (must, "$text-muted"))
    if entry.kind == "manad":
        value = state.answers.get(entry.id, "")
        return [
            Line(Content.assemble(head, "   ", ("◀ ", "$text-muted"), (f" {value} ", "reverse"), (" ▶", "$text-muted"))),
            *_help(entry, width, help_shown),
        ]
    if entry.kind in ("kod", "tal"):
        typed = state.answers.get(entry.id, "")
        shown = f" {grouped(typed) if entry.kind == 'kod' else typed + '▏'} "
        return [Line(Content.assemble(head, "   ", (shown, "reverse"))), *_help(entry, width, help_shown)]
    lines = [Line(head)]
    if state.search is not None:
        n = len(state.matches)
        hits = f"{n} svar, Enter tar det första" if n else "Inget svar passar"
        found = hits if state.search else "skriv en del av svaret"
        lines.append(Line(Content.assemble(("    Sök: ", "$text-muted"), (f"{state.search}▏", "bold"), (f"  {found}", "$text-muted"))))
    return [*lines, *_choices(state, entry, width), *_help(entry, width, help_shown)]


def _help(entry: Entry, width: int, shown: bool) -> list[Line]:
    if not shown:
        return []
    text = entry.help or "Fältet har ingen hjälptext."
    lines = [Line(_styled(f"{' ' * _INDENT}{part}", "italic")) for part in _wrap(text, width)]
    for choice in entry.choices:
        lines += [
            Line(_styled(f"{' ' * _INDENT}{part}", "italic $text-muted"))
            for part in _wrap(f"{choice.label}: {choice.help}" if choice.help else "", width)
        ]
    return lines


def _choices(state: FormState, entry: Entry, width: int) -> list[Line]:
    """Choices in as many columns as fit, reading downwards."""
    matches = state.matches
    if not matches:
        return [Line(_styled(f"{' ' * _INDENT}Inget svar innehåller det. Esc visar alla.", "$text-muted"))]
    texts = [_choice(choice, state, entry) for choice in matches]
    columns = column_widths([text.cell_length + 2 for text in texts], width - _INDENT)
    rows = -(-len(matches) // len(columns))
    lines = []
    for row in range(rows):
        parts: list[Content] = [Content(" " * _INDENT)]
        hits: list[Hit] = []
        x = _INDENT
        for choice, text, column in zip(matches[row::rows], texts[row::rows], columns, strict=False):
            hits.append(Hit(x, x + text.cell_length, entry.id, choice.value))
            parts.append(text.pad_right(max(0, column - text.cell_length)))
            x += column
        lines.append(Line(Content("").join(parts), hits))
    return lines


def _choice(choice: Choice, state: FormState, entry: Entry) -> Content:
    chosen = state.answers.get(entry.id) == choice.value
    begun = bool(state.partial) and choice.key.startswith(state.partial)
    key = (f" {choice.key} ", "reverse bold" if begun else "bold $text-accent")
    return Content.assemble("●" if chosen else " ", key, (_beside_key(choice), "bold underline" if chosen else ""))


def _beside_key(choice: Choice) -> str:
    """The label, without the level that the key already says."""
    return choice.label.removeprefix(f"{choice.key} ") if choice.label != choice.key else ""


def _end(state: FormState, errors: Mapping[str, str], result: Page) -> None:
    """The last line: where Enter saves."""
    at_end = state.entry is None
    if [e.kind for e in state.entries] == ["kod"]:
        return  # a code alone opens something; there is nothing to save
    left = sum(1 for e in state.visible if e.required and e.id not in state.answers)
    if left:
        text = f"{left} fält som måste besvaras återstår." if left > 1 else "Ett fält som måste besvaras återstår."
    else:
        text = "Rätta det som är markerat med !." if errors else "Klart att spara: Enter eller Ctrl+S." if at_end else "Ctrl+S sparar."
    if at_end:
        result.top = result.bottom = len(result.lines)
    style = "reverse bold" if at_end else "$text-muted"
    result.lines.append(Line(Content.assemble(("▶ " if at_end else "  "), (f" {text} ", style)), [Hit(0, 60, "")]))
