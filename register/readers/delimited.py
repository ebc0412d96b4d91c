"""Rows in a text file: CSV and its kin, in the encodings and with the separators that programs in Sweden write."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from register.errors import BadInput, CouldNot
from register.platform import system_reason
from register.readers.cells import Odd, Piece, Place, Value, unreadable

MOST_BYTES: Final = 200 << 20
_CHUNK: Final = 1 << 20
_SEPARATORS: Final = (";", "\t", ",")
_LONGEST_CELL: Final = 32_767
"""As long as a cell of a spreadsheet; a quotation mark that is never closed makes a longer one."""

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class DelimitedFile:
    """A text file of one sheet. Encoding: by its byte order mark, else UTF-8, else UTF-16 where every other byte is zero, else Windows-1252.

    The separator is the one of semicolon, tab and comma that the first line has most of.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: list[TextIO] = []
        try:
            if path.stat().st_size > MOST_BYTES:
                raise unreadable("Filen är för stor.", "En textfil får vara högst 200 MB.", "Dela upp den.")
            self.encoding = _encoding(path)
        except OSError as error:
            raise cannot_open(error) from None
        with self._open() as file:
            first = next((line for line in file if line.strip()), "")
        self.separator = max(_SEPARATORS, key=first.count)
        self._rows = 0

    @property
    def sheets(self) -> int:
        """One."""
        return 1

    def sheet_named(self, name: str) -> int | None:  # noqa: ARG002 - a text file's sheet has no name
        """None: the sheet has no name."""
        return None

    def rows(self, sheet: int) -> Iterator[tuple[int, list[Value]]]:  # noqa: ARG002 - there is one
        """The rows that have something in them, as text. Row numbers are those that a spreadsheet would show."""
        with self._open() as file:
            reader = csv.reader((line.replace("\0", "\ufffd") for line in file), delimiter=self.separator)
            number = 0
            while True:
                try:
                    cells = next(reader, None)
                except csv.Error:
                    raise _broken(number + 1) from None
                if cells is None:
                    return
                number += 1
                if any(len(cell) > _LONGEST_CELL for cell in cells):
                    raise _broken(number)
                values: list[Value] = [cell.strip() or None for cell in cells]
                if any(value is not None for value in values):
                    yield number, values

    def pieces(self) -> Iterator[Piece | Odd]:
        """Only characters that the encoding does not have."""
        for number, values in self.rows(1):
            self._rows = number
            for column, value in enumerate(values, 1):
                if isinstance(value, str) and "\ufffd" in value:
                    place = Place(1, number, column)
                    yield Odd("tecken", f"cell {place.a1}", place)

    def rows_in(self, sheet: int) -> int:  # noqa: ARG002 - there is one
        """How many rows there are, once the file has been gone through."""
        return self._rows

    def close(self) -> None:
        """Let go of the file, even where an error that is being shown stopped halfway through its rows."""
        for file in self._files:
            file.close()

    def _open(self) -> TextIO:
        file = self._path.open(encoding=self.encoding, errors="replace", newline="")
        self._files = [*(one for one in self._files if not one.closed), file]
        return file


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(_CHUNK)
        for mark, name in _MARKS:
            if start.startswith(mark):
                return name
        if len(start) > 3 and start[1:2] == b"\0" and start[3:4] == b"\0":
            return "utf-16-le"
        if len(start) > 3 and start[0:1] == b"\0" and start[2:3] == b"\0":
            return "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while start:
                decoder.decode(start)
                start = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _broken(number: int) -> CouldNot:
    what = f"Rad {number} går inte att läsa."
    return unreadable(what, "Ett fält är för långt, eller ett citattecken saknas.", "Rätta raden och försök igen.")


def cannot_open(error: OSError) -> BadInput:
    """What is said of a file that is not there, or that may not be read."""
    path = "".join(letter if letter.isprintable() else "?" for letter in str(error.filename or ""))
    why = f"Systemet svarar: {system_reason(error)}." + (f" Sökvägen var {path}." if path else "")
    return BadInput("Filen går inte att öppna.", why, "Kontrollera sökvägen och att filen är stängd.", field="fil")
