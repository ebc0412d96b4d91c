"""What a workbook holds outside its cells: comments, names, headers, document properties, texts that no cell uses any more, and odd cells.

A pass over the parts' XML, streamed: openpyxl's read-only mode leaves all of this out (it knows neither comments, merged cells, hidden rows nor
formulas beside their values).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from register.readers.cells import Odd, Piece, Place, column_number, unreadable
from register.readers.package import TEXTS, Handler, Package

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
"""The last cell of a worksheet, as the spreadsheet programs have it."""

MOST_CELLS: Final = 30_000_000
"""Cells of a worksheet, empty ones before a row's last among them: two hundred thousand rows of a hundred and fifty columns."""

MOST_TEXTS: Final = 2_000_000
"""Shared texts, each of which is searched and held: twenty thousand rows of sixty columns have at most 1.2 million."""

MOST_UNUSED: Final = 100_000
"""Shared texts that no cell shows: the programs write none or a few."""

_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CODES: Final = re.compile(r'&"[^"]*"|&K(?:[0-9A-F]{6}|\d\d[+-]\d{3})|&\d{1,3}|&[A-Za-z&]')
_LITERAL: Final = re.compile(r'"((?:[^"]|"")*)"')
_MARGINS: Final = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})
_FORMULAS: Final = frozenset({"f", "formula", "formula1", "formula2"})
_MACHINERY: Final = frozenset({"sqref", "id", "t"})
"""Elements whose text is a range, a random id, or the own text of a cell (which is read as its value)."""
_PROMPTS: Final = ("prompt", "promptTitle", "error", "errorTitle")
_PAGE_WORDS: Final = frozenset({"sida", "page", "av", "of"})
_MACHINE_PROPERTIES: Final = frozenset({
    "creator", "lastModifiedBy", "created", "modified", "lastPrinted", "revision", "version", "language",
})  # fmt: skip
_PROPERTY_WORDS: Final = {
    "title": "titel", "subject": "ämne", "description": "kommentar", "keywords": "nyckelord", "category": "kategori", "contentStatus": "status",
    "Manager": "chef", "HyperlinkBase": "länkbas",
}  # fmt: skip
_LABELS: Final = ("MSIP_Label", "ContentTypeId", "MediaServiceImageTags")
Found = Callable[[Piece | Odd], None]


class _SheetSearch(Handler):
    """One worksheet: odd cells, and text that stands outside them. ``used`` gathers the numbers of the shared texts that cells use."""

    def __init__(self, sheet: int, found: Found, used: set[int]) -> None:
        self.sheet, self._found, self._used = sheet, found, used
        self.row, self._hidden, self._cell, self._type = 0, False, "A1", ""
        self._tag, self._text, self._in_cell = "", "", False
        self._column, self._passed = 0, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at what attributes say, and note which element the text belongs to."""
        self._tag, self._text = tag, ""
        if tag == "row":
            self._passed += self._column
            if self._passed > MOST_CELLS:
                why = f"Ett blad får ha högst {MOST_CELLS} celler."
                raise unreadable("Filen har för många celler.", why, "Ta bort tomma kolumner till höger, eller spara som CSV.")
            self.row, self._column = _next(int(attributes.get("r", self.row + 1)), self.row, LAST_ROW), 0
            self._hidden = attributes.get("hidden") in ("1", "true")
        elif tag == "c":
            self._cell, self._type, self._in_cell = attributes.get("r", f"A{self.row}"), attributes.get("t", ""), True
            self._column = _next(_column_of(attributes.get("r")) or self._column + 1, self._column, LAST_COLUMN)
            if self._type == "e":
                self._odd("felvarde", self._cell)
        elif tag in ("v", "is") and self._hidden:
            self._hidden = False
            self._odd("dold-rad", f"A{self.row}")
        elif tag == "f" and self._in_cell:  # elsewhere it is the range of a list or a rule
            self._odd("formel", self._cell)
        elif tag == "mergeCell":
            self._odd("sammanslagen", attributes.get("ref", "A1"))
        elif tag == "dataValidation":
            for name in _PROMPTS:
                self._piece("hjälptext till en lista", attributes.get(name, ""))
        elif tag == "hyperlink":
            self._found(Odd("lank", f"en länk på blad {self.sheet}", Place.parse(self.sheet, attributes.get("ref", "A1"))))

    def text(self, text: str) -> None:
        """Gather the element's text."""
        self._text += text

    def end(self, tag: str) -> None:
        """Judge where the text stood."""
        text, self._text = self._text, ""
        if tag == "v":
            if self._type == "s" and text.isdigit():
                self._used.add(int(text))
        elif tag == "c":
            self._in_cell = False
        elif tag in _FORMULAS:
            for literal in _literals(text):
                self._piece("formel eller lista", literal)
        elif tag in _MARGINS:
            for part in re.split(r"&[LCR]", text):
                words = _CODES.sub(" ", part).split()
                self._piece("sidhuvud eller sidfot", " ".join(word for word in words if word.casefold() not in _PAGE_WORDS))
        elif tag == self._tag and tag not in _MACHINERY:
            self._piece("text utanför cellerna", text)

    def _odd(self, what: str, ref: str) -> None:
        place = Place.parse(self.sheet, ref)
        self._found(Odd(what, f"blad {self.sheet}, cell {place.a1}", place))  # type: ignore[arg-type]

    def _piece(self, what: str, text: str) -> None:
        if text.strip():
            self._found(Piece(f"{what} på blad {self.sheet}", text))


class _Texts(Handler):
    """All text of a part, an element at a time, with some attributes."""

    def __init__(self, where: str, found: Found, *, attributes: tuple[str, ...] = (), skipped: frozenset[str] = frozenset()) -> None:
        self._where, self._found, self._attributes, self._skipped = where, found, attributes, skipped
        self._text, self._depth = "", 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Attributes that hold text."""
        self._flush()
        self._depth += bool(self._depth) or tag in self._skipped
        for name in self._attributes if not self._depth else ():
            if attributes.get(name, "").strip():
                self._found(Piece(self._where, attributes[name]))

    def text(self, text: str) -> None:
        """Gather, unless it is machinery."""
        if not self._depth:
            self._text += text

    def end(self, tag: str) -> None:  # noqa: ARG002 - whichever it is
        """Tell the text gathered."""
        self._flush()
        self._depth -= bool(self._depth)

    def _flush(self) -> None:
        text, self._text = self._text, ""
        if text.strip():
            self._found(Piece(self._where, text))


class _SharedTexts(Handler):
    """The list of texts that cells point into: those that no cell points at are still in the file."""

    def __init__(self, found: Found, used: set[int]) -> None:
        self._found, self._used, self._number, self._text, self._in_text = found, used, -1, "", False
        self._unused = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - only the tag counts
        """A text begins."""
        if tag == "si":
            self._number, self._text = self._number + 1, ""
        self._in_text = tag == "t"
        if self._number >= MOST_TEXTS or self._unused > MOST_UNUSED:
            why = f"En arbetsbok får ha högst {MOST_TEXTS} olika, och {MOST_UNUSED} som inte syns."
            raise unreadable("Filen har för många texter.", why, "Dela upp den, eller spara som CSV.")

    def text(self, text: str) -> None:
        """Gather."""
        self._text += text if self._in_text else ""

    def end(self, tag: str) -> None:
        """Tell the one that no cell uses."""
        self._in_text = False
        if tag == "si" and self._number not in self._used and self._text.strip():
            self._unused += 1
            self._found(Piece("en text som ligger kvar i filen utan att synas i någon cell", self._text))


class _Properties(Handler):
    """Document properties that hold text: all but author, program and what the format keeps for itself."""

    def __init__(self, found: Found, *, only_known: bool) -> None:
        self._found, self._only_known, self._text, self._name = found, only_known, "", ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A property; a custom one says its name."""
        self._text = ""
        if tag == "property":
            self._name = attributes.get("name", "")
            if not self._name.startswith(_LABELS):
                self._found(Piece("namnet på en egen dokumentegenskap", self._name))

    def text(self, text: str) -> None:
        """Gather."""
        self._text += text

    def end(self, tag: str) -> None:
        """Tell it, unless it is machinery."""
        text, self._text = self._text.strip(), ""
        word = _PROPERTY_WORDS.get(tag)
        if text and not self._name.startswith(_LABELS) and tag not in _MACHINE_PROPERTIES and (word or not self._only_known):
            self._found(Piece(f"dokumentegenskapen {word}" if word else "en dokumentegenskap", text))


class _Styles(Handler):
    """Number formats may hold any words; they are looked through for numbers alone."""

    def __init__(self, found: Found) -> None:
        self._found = found

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A number format or a named style."""
        for text in (attributes.get("formatCode"), attributes.get("name") if tag == "cellStyle" else None):
            if text:
                plain = text.replace("\\", "")  # 850101\-1236, or parts of it within quotes
                shown = " eller ".join(plain.replace('"', mark) for mark in ("", " "))
                self._found(Piece("ett talformat eller en formatmall", shown, words=False))


class _Comments(Handler):
    """Every comment, by its cell: comments are free text whatever they say."""

    def __init__(self, sheet: int, found: Found) -> None:
        self._sheet, self._found = sheet, found

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A comment begins."""
        if tag in ("comment", "threadedComment") and "ref" in attributes:
            place = Place.parse(self._sheet, attributes["ref"])
            self._found(Odd("kommentar", f"blad {self._sheet}, cell {place.a1}", place))


class _Links(Handler):
    """Links out of the file."""

    def __init__(self, found: Found) -> None:
        self._found = found

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A relationship."""
        if tag == "Relationship" and attributes.get("TargetMode") == "External":
            self._found(Odd("lank", "en länk till något utanför filen"))


def _next(number: int, before: int, last: int) -> int:
    """The number of a row or a column. Beyond the sheet, openpyxl would fill in all that lies before it; out of order, it would skip it unread."""
    if not before < number <= last:
        why = f"Ett blad har högst {LAST_ROW} rader och {LAST_COLUMN} kolumner, i ordning."
        raise unreadable("Filen har en cell utanför bladet, eller celler i fel ordning.", why, "Spara om filen i ett kalkylprogram.")
    return number


def _column_of(ref: str | None) -> int | None:
    """The column of a cell that says where it is; one beyond the last where what it says is no cell."""
    if ref is None:
        return None
    match = _CELL.fullmatch(ref.upper())
    return column_number(match[1]) if match else LAST_COLUMN + 1


def _literals(formula: str) -> Iterator[str]:
    """The texts within quotes of a formula; a list in one of them apart."""
    for match in _LITERAL.finditer(formula):
        yield from match[1].replace('""', '"').split(",")


def search(package: Package, sheet_parts: dict[int, str], comment_parts: dict[str, int], rows: dict[int, int]) -> Iterator[Piece | Odd]:
    """All that a workbook holds outside its cells.

    ``sheet_parts`` names each sheet's part, ``comment_parts`` each comment part's sheet; ``rows`` is told the last row of each sheet.
    """
    yield from package.odd_parts()
    gathered: list[Piece | Odd] = []
    used: set[int] = set()
    for name, handler in _handlers(package, sheet_parts, comment_parts, gathered.append, used):
        package.parse(name, handler)
        if isinstance(handler, _SheetSearch):
            rows[handler.sheet] = handler.row
        yield from gathered
        gathered.clear()


def _handlers(
    package: Package, sheet_parts: dict[int, str], comment_parts: dict[str, int], found: Found, used: set[int]
) -> Iterator[tuple[str, Handler]]:
    """Which part is looked through by whom; the shared texts last, when it is known which of them are used."""
    for sheet, name in sheet_parts.items():
        yield name, _SheetSearch(sheet, found, used)
    for name in package.parts(r"xl/(comments|threadedComments/).*\.xml"):
        yield name, _Comments(comment_parts.get(name, 1), found)
    for name in package.parts(r".*\.rels"):
        yield name, _Links(found)
    for name in package.parts(r"xl/tables/[^/]+\.xml"):
        yield name, _Texts("namnet på en tabell eller dess kolumn", found, attributes=("displayName", "name", "comment"))
    for name in package.parts(r"xl/drawings/[^/]+\.(xml|vml)"):
        yield (
            name,
            _Texts("en textruta eller form", found, attributes=("descr", "title"), skipped=frozenset({"ClientData", "anchor", "from", "to", "ext"})),
        )
    for name in package.parts(r"(customXml|xl/featurePropertyBag)/[^/]+\.xml"):
        yield name, _Texts("en egen del i filen", found)
    for name, only_known in (("docProps/core.xml", False), ("docProps/app.xml", True), ("docProps/custom.xml", False)):
        if name in package.names:
            yield name, _Properties(found, only_known=only_known)
    if "xl/styles.xml" in package.names:
        yield "xl/styles.xml", _Styles(found)
    if TEXTS in package.names:
        yield TEXTS, _SharedTexts(found, used)
