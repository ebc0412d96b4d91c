# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""The form widget: one key per answer, the active field always in view. What the keys do is in :mod:`tui.form_state`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from tui.actions import FORM_ACTS, bindings
from tui.form_state import CODE_LENGTH, FormState
from tui.widgets.form_lines import Page, page

Check = Callable[[Mapping[str, str]], dict[str, str]]
"""Answers → what is wrong, by entry id."""


class FormBody(Static):
    """The text of the form. Nothing of it can be marked and copied: it may hold a code, and a click means an answer."""

    ALLOW_SELECT = False


class FormView(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Shows a :class:`FormState` and sends every key to it.

    Errors of entries that were visited are shown as one types; :meth:`show_all` shows those of the others too.
    """

    BINDINGS = bindings(*FORM_ACTS)

    class Changed(Message):
        """An answer, or the active entry, changed."""

    class SaveWanted(Message):
        """Enter at the end of the form."""

    class CodeTyped(Message):
        """The sixteenth symbol of a code was typed."""

    def __init__(self, state: FormState, check: Check, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = state
        self.check = check
        self.notes: dict[str, str] = {}
        self.refusals: dict[str, str] = {}
        """What an act refused, by entry id; gone at the next change of that answer."""
        self._refused_answers: dict[str, str] = {}
        self._everything = False
        self._help_shown = False
        self._page = Page()

    def compose(self) -> ComposeResult:
        yield FormBody()

    def on_mount(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def load(self, state: FormState) -> None:
        """Show another form."""
        self.state, self._everything, self._help_shown = state, False, False
        self.notes, self.refusals = {}, {}
        self.redraw()

    @property
    def errors(self) -> dict[str, str]:
        """Everything that is wrong now, by entry id."""
        return self.check(self.state.answers) | self.refusals

    def show_all(self) -> bool:
        """Before a save: show the errors of unvisited entries too and go to the first; returns whether the form is without errors.

        What an act refused is forgotten: the act will look again.
        """
        self._everything, self.refusals = True, {}
        errors = self.errors
        first = next((e.id for e in self.state.visible if e.id in errors), None)
        if first is not None:
            self.state.go(first)
        self.redraw()
        return not errors

    def refuse(self, field: str, text: str) -> None:
        """Show what an act refused under its field, until that answer changes."""
        self.refusals[field] = text
        self._refused_answers[field] = self.state.answers.get(field, "")
        self.state.go(field)
        self.redraw()

    def redraw(self) -> None:
        """Lay out anew and keep the active entry, with its choices, in view."""
        if not self.is_mounted:
            return
        for field in [f for f in self.refusals if self.state.answers.get(f, "") != self._refused_answers.get(f, "")]:
            del self.refusals[field]
        shown = {k: v for k, v in self.errors.items() if self._everything or k in self.state.touched or self.state.answers.get(k)}
        if self.state.active in shown and not self.state.answers.get(self.state.active) and not self._everything:
            del shown[self.state.active]
        width = max(40, (self.size.width or self.app.size.width) - 1)
        self._page = page(self.state, shown, width=width, help_shown=self._help_shown, notes=self.notes)
        self.query_one(FormBody).update(self._page.content())
        self.call_after_refresh(self._keep_in_view)

    def _keep_in_view(self) -> None:
        height = self._page.bottom - self._page.top + 1
        last = len(self._page.lines) - 1
        bottom = 1 if self._page.bottom < last else 0
        self.scroll_to_region(Region(0, self._page.top, 1, min(height + bottom, max(1, self.size.height))), animate=False, force=True)

    def _changed(self, before: tuple[dict[str, str], str]) -> None:
        if self.state.active != before[1]:
            self._help_shown = False
        self.redraw()
        self.post_message(self.Changed())
        entry = self.state.entry
        if entry is not None and entry.kind == "kod" and len(self.state.answers.get(entry.id, "")) == CODE_LENGTH and before[0] != self.state.answers:
            self.post_message(self.CodeTyped())

    def _before(self) -> tuple[dict[str, str], str]:
        return dict(self.state.answers), self.state.active

    def on_key(self, event: events.Key) -> None:
        if event.character is None or not event.is_printable:
            return
        searching = self.state.search is not None
        if not searching and event.character in "/?":
            return
        before = self._before()
        if self.state.press(event.character):
            event.stop()
            event.prevent_default()
            self._changed(before)

    def on_paste(self, event: events.Paste) -> None:
        before = self._before()
        entry = self.state.entry
        if entry is not None and entry.kind == "kod":
            event.stop()
            for character in event.text.strip():
                self.state.press(character)
            self._changed(before)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self.query_one(FormBody))
        hit = self._page.hit(offset.x, offset.y) if offset is not None else None
        if hit is None:
            return
        before = self._before()
        if hit.value is None and hit.entry == "" and self.state.entry is None:
            self.post_message(self.SaveWanted())
        elif hit.value is None:
            self.state.go(hit.entry)
        else:
            self.state.choose(hit.value)
        self._changed(before)

    def action_move(self, steps: int) -> None:
        before = self._before()
        self.state.move(steps)
        self._changed(before)

    def action_step(self, steps: int) -> None:
        before = self._before()
        self.state.step(steps)
        self._changed(before)

    def action_accept(self) -> None:
        before = self._before()
        if not self.state.accept():
            self.post_message(self.SaveWanted())
        self._changed(before)

    def action_erase(self) -> None:
        before = self._before()
        self.state.erase()
        self._changed(before)

    def action_undo(self) -> None:
        before = self._before()
        self.state.undo()
        self._changed(before)

    def action_search(self) -> None:
        entry = self.state.entry
        if entry is not None and entry.kind == "val":
            self.state.search = ""
            self.redraw()

    def action_field_help(self) -> None:
        self._help_shown = not self._help_shown
        self.redraw()

    def cancel_search_if_any(self) -> bool:
        """Esc inside a search or an open help text: back to the plain field; returns whether there was one."""
        was = self.state.search is not None or self._help_shown
        self.state.search, self._help_shown = None, False
        self.redraw()
        return was
