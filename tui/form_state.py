"""What a half-filled form is: answers, the active entry, search and undo. Pure; every key of the form widget ends here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from register.errors import BadInput
from register.periods import Month
from tui.form_entries import Choice, Entry

CODE_LENGTH: Final = 16
_CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_ALIASES: Final = {"O": "0", "I": "1", "L": "1"}


def code_symbol(character: str) -> str | None:
    """A typed character as a symbol of the code's alphabet; None where it is none; the empty string for separators."""
    if character in " -–.\t\r\n":
        return ""
    symbol = _CODE_ALIASES.get(character.upper(), character.upper())
    return symbol if len(symbol) == 1 and symbol in _CODE_ALPHABET else None


def grouped(symbols: str) -> str:
    """Symbols in groups of four, with a place for each that is missing."""
    padded = symbols.ljust(CODE_LENGTH, "·")
    return "-".join(padded[i : i + 4] for i in range(0, CODE_LENGTH, 4))


@dataclass
class FormState:
    """A form being filled in.

    Args:
        entries: what is asked, in order.
        initial: the answers it begins with; a form that still has them is not *dirty*.
        latest: the latest month that can be stepped to.
    """

    entries: tuple[Entry, ...]
    initial: Mapping[str, str]
    latest: Month
    answers: dict[str, str] = field(default_factory=dict)
    active: str = ""
    """Id of the active entry; empty at the end of the form, where Enter saves."""
    touched: set[str] = field(default_factory=set)
    search: str | None = None
    partial: str = ""
    """The first key of a two-key choice."""
    complaint: str = ""
    """Why the last key press in the active entry was not accepted."""
    _past: list[tuple[dict[str, str], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers = dict(self.initial)
        if not self.active and self.entries:
            self.active = self.entries[0].id

    @property
    def dirty(self) -> bool:
        """Whether something was answered that a save or a *kasta* has not taken care of."""
        return self.answers != dict(self.initial)

    @property
    def visible(self) -> list[Entry]:
        """The entries that are asked, given the answers so far."""
        return [e for e in self.entries if e.only_if is None or self.answers.get(e.only_if[0]) in e.only_if[1]]

    @property
    def entry(self) -> Entry | None:
        """The active entry; None at the end of the form."""
        return next((e for e in self.visible if e.id == self.active), None)

    @property
    def matches(self) -> tuple[Choice, ...]:
        """The choices of the active entry that the search finds; all of them without a search."""
        entry = self.entry
        if entry is None:
            return ()
        if not self.search:
            return entry.choices
        wanted = self.search.casefold()
        return tuple(c for c in entry.choices if wanted in c.label.casefold() or wanted in c.value)

    def replace_entries(self, entries: Sequence[Entry]) -> None:
        """Ask something else from now on (another instrument): answers to what is no longer asked are dropped."""
        self.entries = tuple(entries)
        known = {e.id for e in entries}
        self.answers = {k: v for k, v in self.answers.items() if k in known}

    def press(self, character: str) -> bool:
        """Take one printable character; returns whether it meant something here."""
        entry, self.complaint = self.entry, ""
        if entry is None or len(character) != 1 or not character.isprintable():
            return False
        if self.search is not None:
            self.search += character
            return True
        if entry.kind == "kod":
            return self._type_code(entry, character)
        if entry.kind == "tal":
            return self._type_number(entry, character)
        return entry.kind == "val" and self._choose_by_key(entry, character)

    def _choose_by_key(self, entry: Entry, character: str) -> bool:
        key = self.partial + character.lower()
        value = entry.value_of(key)
        if value is not None:
            self.choose(value)
            return True
        begun = not self.partial and any(choice.key.startswith(key) for choice in entry.choices)
        self.partial = key if begun else ""
        if not begun:
            self.complaint = f"”{character}” är inget av svaren. Tryck den siffra eller bokstav som står vid svaret."
        return True

    def _type_code(self, entry: Entry, character: str) -> bool:
        symbol, typed = code_symbol(character), self.answers.get(entry.id, "")
        if symbol is None:
            self.complaint = f"”{character}” förekommer inte i koder. Kontrollera tecknet i akten."
        elif symbol and len(typed) < CODE_LENGTH:
            self._remember()
            self.answers[entry.id] = typed + symbol
        elif symbol:
            self.complaint = "Koden har redan sexton tecken. Sudda med backsteg."
        return True

    def _type_number(self, entry: Entry, character: str) -> bool:
        typed = self.answers.get(entry.id, "")
        if (character in "0123456789" and len(typed) < 6) or (character == "-" and not typed):
            self._answer(entry.id, typed + character)
        else:
            self.complaint = "Här skrivs ett heltal, högst sex tecken."
        return True

    def choose(self, value: str) -> None:
        """Answer the active entry (the empty value takes the answer away) and move on."""
        entry = self.entry
        if entry is None:
            return
        self._answer(entry.id, value)
        self.move(1)

    def _answer(self, entry_id: str, value: str) -> None:
        self._remember()
        if value:
            self.answers[entry_id] = value
        else:
            self.answers.pop(entry_id, None)
        shown = {e.id for e in self.visible}
        self.answers = {k: v for k, v in self.answers.items() if k in shown or k not in {e.id for e in self.entries}}

    def move(self, steps: int) -> None:
        """Go to the next or the previous entry; past the last one is the end of the form."""
        ids = [e.id for e in self.visible] + [""]
        at = ids.index(self.active) if self.active in ids else 0
        self.go(ids[max(0, min(len(ids) - 1, at + steps))])

    def go(self, entry_id: str) -> None:
        """Make an entry the active one."""
        if self.active:
            self.touched.add(self.active)
        self.active, self.search, self.partial, self.complaint = entry_id, None, "", ""

    def step(self, steps: int) -> None:
        """Earlier or later month. Means nothing in other entries: a stray arrow must not change an answer."""
        entry = self.entry
        if entry is not None and entry.kind == "manad":
            self._answer(entry.id, str(min(self.latest, self._month(entry).plus(steps))))

    def _month(self, entry: Entry) -> Month:
        try:
            return Month.parse(self.answers.get(entry.id, ""))
        except BadInput:
            return self.latest

    def erase(self) -> None:
        """Backspace: a symbol of the search or the code, or else the answer."""
        entry, self.complaint, self.partial = self.entry, "", ""
        if self.search is not None:
            self.search = self.search[:-1]
        elif entry is not None and entry.kind in ("kod", "tal") and self.answers.get(entry.id):
            self._answer(entry.id, self.answers[entry.id][:-1])
        elif entry is not None and entry.kind == "val" and entry.id in self.answers:
            self._answer(entry.id, "")

    def accept(self) -> bool:
        """Enter: the first match of a search, or on to the next entry. Returns False at the end of the form (time to save)."""
        if self.entry is None:
            return False
        if self.search is not None:
            found, self.search = self.matches if self.search else (), None
            if found:
                self.choose(found[0].value)
            return True
        self.move(1)
        return True

    def undo(self) -> bool:
        """Take back the latest change; returns whether there was one."""
        if not self._past:
            return False
        self.answers, self.active = self._past.pop()
        self.search, self.partial, self.complaint = None, "", ""
        return True

    def _remember(self) -> None:
        self._past.append((dict(self.answers), self.active))
