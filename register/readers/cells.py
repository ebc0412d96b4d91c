"""What a file of rows consists of, whichever format it has: cells with a place, and what lies outside them.

A place is told as a spreadsheet shows it (``B7``), with the sheet's number and never its name, which may itself be somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, NamedTuple, Protocol

from register.errors import CouldNot

Value = str | int | float | bool | date | None
"""What a cell holds; a date may be a datetime. None is an empty cell."""

Oddity = Literal["formel", "sammanslagen", "dold-rad", "felvarde", "kommentar", "bild", "makro", "lank", "inbaddat", "okand-del", "tecken"]
"""What a file may have beside text and numbers that keeps it from being read or searched."""

_CELL: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII)


class Place(NamedTuple):
    """A cell: sheet (from 1), row (from 1) and column (from 1)."""

    sheet: int
    row: int
    column: int

    @property
    def a1(self) -> str:
        """``B7``."""
        return f"{column_letters(self.column)}{self.row}"

    @classmethod
    def parse(cls, sheet: int, a1: str) -> Place:
        """The place of ``B7``, or of the first cell of ``B7:C9``; the sheet's first cell where the text says none."""
        match = _CELL.match(a1.upper())
        return cls(sheet, int(match[2]), column_number(match[1])) if match else cls(sheet, 1, 1)


def column_letters(column: int) -> str:
    """``A`` for 1, ``Z`` for 26, ``AA`` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """1 for ``A``, 27 for ``AA``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@dataclass(frozen=True)
class Piece:
    """Text that a file holds outside its cells: where it stands, in words that do not repeat it.

    ``words`` is False where any word may stand (a number format, say) and only numbers are looked at.
    """

    where: str
    text: str = field(repr=False)
    words: bool = True


@dataclass(frozen=True)
class Odd:
    """Something beside text and numbers: what, and where. ``place`` is its cell where it has one."""

    what: Oddity
    where: str
    place: Place | None = None


class Table(Protocol):
    """A file of rows: one or more sheets, numbered from 1."""

    @property
    def sheets(self) -> int:
        """How many there are."""
        ...

    def sheet_named(self, name: str) -> int | None:
        """The number of the sheet of that name, whatever its case; None where there is none."""
        ...

    def rows(self, sheet: int) -> Iterator[tuple[int, list[Value]]]:
        """The rows that have something in them: number (from 1) and values by column, streamed."""
        ...

    def pieces(self) -> Iterator[Piece | Odd]:
        """All that is neither a cell's value nor the format's own machinery."""
        ...

    def rows_in(self, sheet: int) -> int:
        """About how many rows a sheet has, once :meth:`pieces` has been gone through; 0 before that."""
        ...


def unreadable(what: str, why: str, remedy: str) -> CouldNot:
    """A file that can't be read at all; never says what stands in it."""
    return CouldNot(what, why, remedy, field="fil")
