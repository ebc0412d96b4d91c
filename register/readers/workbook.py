"""A workbook (.xlsx): its rows through openpyxl's read-only mode, and all that lies outside the cells through a pass over its XML.

In read-only mode the rows are streamed, so that memory does not grow with them; only the texts of cells are held, each once.
"""

from __future__ import annotations

import posixpath
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from register.errors import CouldNot
from register.readers.cells import Odd, Piece, Value, unreadable
from register.readers.package import UNREADABLE, Handler, Package
from register.readers.workbook_search import search

if TYPE_CHECKING:
    from openpyxl import Workbook as _Book

_BUILT_IN: Final = "_xlnm."


class _Names(Handler):
    """The sheets and the defined names of xl/workbook.xml."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.defined: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A sheet or a name."""
        if tag == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif tag == "definedName":
            self.defined += [text for text in (attributes.get("name", ""), attributes.get("comment", "")) if text]


class _Targets(Handler):
    """The parts that a part points at, by id."""

    def __init__(self, part: str) -> None:
        self._folder = posixpath.dirname(part)
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A relationship inside the file."""
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(self._folder, target))
            self.targets[attributes.get("Id", "")] = path


class Workbook:
    """An opened workbook. ``close`` lets go of the file."""

    def __init__(self, path: Path) -> None:
        self._package = Package(path)
        self._book: _Book | None = None
        self._rows: dict[int, int] = {}
        self._titles: dict[int, str] = {}
        self._parts: dict[int, str] = {}
        self._defined: list[str] = []
        with ExitStack() as undo:
            undo.callback(self._package.close)
            self._find_sheets()
            undo.pop_all()

    def _find_sheets(self) -> None:
        names = _Names()
        self._package.parse("xl/workbook.xml", names)
        self._defined = names.defined
        targets = self._targets("xl/workbook.xml")
        for title, target in ((title, targets.get(id_, "")) for title, id_ in names.sheets):
            if target.startswith("xl/worksheets/") and target in self._package.names:
                number = len(self._titles) + 1
                self._titles[number], self._parts[number] = title, target
        if not self._titles:
            raise unreadable("Arbetsboken har inget blad.", "Det finns inga rader att läsa.", "Använd mallen.")

    @property
    def sheets(self) -> int:
        """How many worksheets there are."""
        return len(self._titles)

    def sheet_named(self, name: str) -> int | None:
        """The number of the sheet of that name, whatever its case."""
        return next((number for number, title in self._titles.items() if title.strip().casefold() == name.strip().casefold()), None)

    def rows(self, sheet: int) -> Iterator[tuple[int, list[Value]]]:
        """The rows that have something in them, with typed values."""
        page = self._page(sheet)
        page.reset_dimensions()  # what a file says of its own size may be wrong
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a date outside the calendar is told as an odd cell
            cells = enumerate(page.iter_rows(values_only=True), 1)
            while True:
                try:
                    number, row = next(cells)
                except StopIteration:
                    return
                except UNREADABLE as error:
                    raise _not_as_expected(error) from None
                values = [_plain(value) for value in row]
                if any(value is not None for value in values):
                    yield number, values

    def pieces(self) -> Iterator[Piece | Odd]:
        """Sheet names, defined names, and all that the XML holds outside the cells."""
        for number, title in self._titles.items():
            yield Piece(f"namnet på blad {number}", title)
        for name in self._defined:
            if not name.startswith(_BUILT_IN):
                yield Piece("ett definierat namn", name)
        yield from search(self._package, self._parts, self._comment_parts(), self._rows)

    def rows_in(self, sheet: int) -> int:
        """The number of the sheet's last row, once the file has been gone through."""
        return self._rows.get(sheet, 0)

    def close(self) -> None:
        """Let go of the file."""
        self._package.close()

    def _page(self, sheet: int) -> Any:
        try:
            return self._opened()[self._titles[sheet]]
        except KeyError as error:
            raise _not_as_expected(error) from None

    def _opened(self) -> Any:
        if self._book is None:
            import openpyxl

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    self._book = openpyxl.load_workbook(self._package.file, read_only=True, data_only=True, keep_links=False)
                except UNREADABLE as error:
                    raise _not_as_expected(error) from None
        return self._book

    def _targets(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        rels = f"{folder}/_rels/{name}.rels"
        found = _Targets(part)
        if rels in self._package.names:
            self._package.parse(rels, found)
        return found.targets

    def _comment_parts(self) -> dict[str, int]:
        return {target: sheet for sheet, part in self._parts.items() for target in self._targets(part).values()}


def _plain(value: Any) -> Value:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return 0.5  # a time of day or a length of time: what a spreadsheet keeps is part of a number, and no answer


def _not_as_expected(error: Exception) -> CouldNot:
    remedy = "Öppna den i ett kalkylprogram och spara den igen som .xlsx."
    return unreadable("Arbetsboken går inte att läsa.", f"Dess inre är inte som väntat ({type(error).__name__}).", remedy)
