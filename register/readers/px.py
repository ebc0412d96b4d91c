"""Reading PX files (PC-Axis) as Statistics Sweden publishes them.

Format: Statistics Sweden, *PX-file format specification, AXIS-VERSION 2013*, and *Data in the PX-file* (scb.se). Of several languages Swedish is read
where the file has it. Hierarchies, maps and all that says how a table is to be shown are passed over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from register.readers.px_scan import Scanner, Statement, decoded
from register.readers.px_words import Words
from register.readers.table import MOST_BYTES, BrokenFile, Category, Cell, Dimension, Role, Table, figure, size_fault

NIL: Final = "-"
"""The mark of exactly nothing."""

PX_MARK: Final = re.compile(r"\.{1,7}|-")
"""The marks that may stand instead of a number."""

_STAMP: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?: (\d\d:\d\d))?", re.ASCII)
_REGIONS: Final = frozenset({"region", "kommun", "län", "municipality", "county"})


def read_px(data: bytes, name: str) -> Table:
    """The table of a PX file.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.

    Raises:
        BrokenFile: with line and reason.
    """
    if len(data) > MOST_BYTES:
        raise BrokenFile(name, f"Filen är större än {MOST_BYTES // 2**20} MB.", remedy="Välj färre värden när du hämtar tabellen.")
    scanner = Scanner(decoded(data, name), name)
    words = Words(scanner)
    remarks: list[str] = []
    dimensions = tuple(_dimension(words, place, remarks) for place in range(len(words.names)))
    if fault := size_fault([len(one.categories) for one in dimensions]):
        scanner.fail(fault)
    if not scanner.is_ended:
        remarks.append("Filen slutar utan semikolon. Alla tal finns, men kontrollera det sista.")
    cells = _Keyed(scanner, words, dimensions).cells() if words.has("KEYS") else _cells(scanner, dimensions)
    return Table(
        title=words.text("TITLE") or words.text("DESCRIPTION") or words.text("CONTENTS"),
        contents=words.text("CONTENTS"),
        matrix=words.text("MATRIX"),
        source=words.text("SOURCE"),
        updated=_updated(words),
        language=words.language,
        units=words.text("UNITS"),
        dimensions=dimensions,
        cells=tuple(cells),
        decimals=_decimals(words),
        notes=tuple(text.replace("#", " ").strip() for keyword in ("NOTEX", "NOTE") if (text := words.text(keyword)).strip()),
        symbols=_symbols(words),
        remarks=tuple(remarks),
    )


# -- What is said of the table -----------------------------------------------------------------------------------------------------------------


def _decimals(words: Words) -> int | None:
    shown = words.number("SHOWDECIMALS")
    return shown if shown is not None else words.number("DECIMALS")


def _updated(words: Words) -> str:
    """The latest of all LAST-UPDATED: a table of several measures has one for each."""
    stamps = [text for one in words.every("LAST-UPDATED") for text in words.texts(one)]
    found = [match for text in stamps if (match := _STAMP.match(text))]
    return max((" ".join(filter(None, (f"{one[1]}-{one[2]}-{one[3]}", one[4]))) for one in found), default=next(iter(stamps), ""))


def _symbols(words: Words) -> dict[str, str]:
    said = {"." * number: words.text(f"DATASYMBOL{number}") for number in range(1, 7)}
    said["." * 7] = words.text("DATASYMBOLSUM")
    said[NIL] = words.text("DATASYMBOLNIL")
    return {mark: text for mark, text in said.items() if text}


# -- Dimensions --------------------------------------------------------------------------------------------------------------------------------


def _dimension(words: Words, place: int, remarks: list[str]) -> Dimension:
    label = words.shown[place]
    values = words.of_dimension("VALUES", place)
    codes = words.of_dimension("CODES", place)
    labels = words.texts(values) or words.texts(codes)
    if not labels:
        wrong = words.of("HEADING" if place >= words.stub else "STUB")
        words.fail(wrong, f"Dimensionen ”{label}” saknar VALUES: filen säger inte vilka värden den har.")
    ids = words.texts(codes) or labels
    if len(ids) != len(labels):
        words.fail(codes, f"Dimensionen ”{label}” har {len(labels)} värden men {len(ids)} koder.")
    if len(set(ids)) != len(ids):
        words.fail(codes or values, f"Dimensionen ”{label}” har samma värde två gånger.")
    role, timed = _role(words, place), words.of_dimension("TIMEVAL", place)
    if timed is not None:
        _check_times(timed, label, len(labels), remarks)
    categories = [Category(code, text) for code, text in zip(ids, labels, strict=True)]
    categories = [_measure(words, place, number, one, measures=role == "innehall") for number, one in enumerate(categories)]
    return Dimension(words.names[place], label, tuple(categories), role, _total(words, place, categories))


def _role(words: Words, place: int) -> Role:
    if words.of_dimension("TIMEVAL", place) is not None:
        return "tid"
    if words.text("CONTVARIABLE") in (words.shown[place], words.names[place]):
        return "innehall"
    region = words.of_dimension("MAP", place) is not None or words.shown[place].casefold() in _REGIONS
    return "region" if region else ""


def _check_times(timed: Statement, label: str, values: int, remarks: list[str]) -> None:
    """TIMEVAL says the times once more; where it does not fit the values they are what counts, and somebody should know."""
    said = [token for token in timed.tokens if token.kind == "text"]
    ranged = any(token.value == "-" and token.kind == "word" for token in timed.tokens)
    if said and not ranged and len(said) != values:
        remarks.append(f"Rad {timed.line}: TIMEVAL har {len(said)} tider, men dimensionen ”{label}” har {values} värden. Värdena gäller.")


def _measure(words: Words, place: int, number: int, one: Category, *, measures: bool) -> Category:
    """A category with its own unit and number of decimals, where the file says them."""
    own = words.texts(words.get("VALUES", words.names[place]))
    names = [one.label, *own[number : number + 1]]
    dimensions = (words.shown[place], words.names[place])
    precision = next((found for name in names for dimension in dimensions if (found := words.of("PRECISION", dimension, name))), None)
    decimals = precision.tokens[0].value if precision and precision.tokens else ""
    unit = next((text for name in names if (text := words.text("UNITS", name))), "") if measures else ""
    return replace(one, unit=unit, decimals=int(decimals) if decimals.isdecimal() and len(decimals) < 3 else None)


def _total(words: Words, place: int, categories: list[Category]) -> str:
    """The code of the category that ELIMINATION names; YES says only that the values may be summed."""
    said = words.of_dimension("ELIMINATION", place)
    label = next((token.value for token in said.tokens if token.kind == "text"), None) if said else None
    return next((one.code for one in categories if label is not None and label in (one.label, one.code)), "")


# -- Cells -------------------------------------------------------------------------------------------------------------------------------------


def _cell(scanner: Scanner, text: str, at: int) -> Cell:
    if PX_MARK.fullmatch(text):
        return text
    found = figure(text)
    if found is None:
        scanner.fail(f"”{text[:40]}” är varken ett tal eller ett av formatets tecken (punkter eller bindestreck).", at)
    return found


def _cells(scanner: Scanner, dimensions: tuple[Dimension, ...]) -> list[Cell]:
    expected, start = math.prod(len(one.categories) for one in dimensions), scanner.at
    found: list[Cell] = []
    for text, _, at in scanner.cells():
        if len(found) == expected:
            scanner.fail(f"Här börjar fler tal än tabellens {expected} celler.", at)
        found.append(_cell(scanner, text, at))
    if len(found) < expected:
        scanner.fail(f"Tabellen ska ha {expected} celler, men filen har {len(found)} tal.", start)
    return found


class _Keyed:
    """Cells with keys: before each row stand its values of the stub; rows that are left out hold only zeros."""

    def __init__(self, scanner: Scanner, words: Words, dimensions: tuple[Dimension, ...]) -> None:
        self.scanner, self.words = scanner, words
        self.stub = dimensions[: words.stub]
        self.width = math.prod(len(one.categories) for one in dimensions[words.stub :])
        self.places = [self._places(place, one) for place, one in enumerate(self.stub)]

    def _places(self, place: int, dimension: Dimension) -> dict[str, int]:
        """The place of each value by its key: a code or a text in the file's own language, as KEYS says."""
        said = self.words.get("KEYS", self.words.names[place])
        kind = said.tokens[0].value.upper() if said and said.tokens else ""
        if kind not in ("VALUES", "CODES"):
            self.words.fail(said, f"KEYS för ”{dimension.label}” ska vara VALUES eller CODES.")
        keys = self.words.texts(self.words.get(kind, self.words.names[place])) or list(dimension.codes)
        if len(keys) != len(dimension.categories) or len(set(keys)) != len(keys):
            self.words.fail(said, f"Raderna går inte att känna igen: ”{dimension.label}” har inte ett eget värde i {kind} för varje nyckel.")
        return {key: number for number, key in enumerate(keys)}

    def cells(self) -> list[Cell]:
        """Every cell of the table in row order."""
        whole: list[Cell] = [0] * (self.width * math.prod(len(one.categories) for one in self.stub))
        seen: set[int] = set()
        stream = self.scanner.cells()
        for first in stream:
            row, at = self._row(first, stream), first[2]
            if row in seen:
                self.scanner.fail("Raden står två gånger.", at)
            seen.add(row)
            for column in range(self.width):
                cell = next(stream, None)
                if cell is None:
                    self.scanner.fail(f"Raden ska ha {self.width} tal, men filen slutar efter {column}.", at)
                whole[row * self.width + column] = _cell(self.scanner, cell[0], cell[2])
        return whole

    def _row(self, first: tuple[str, bool, int], stream: Iterator[tuple[str, bool, int]]) -> int:
        """The row that the keys name; the first of them is already read."""
        row = 0
        for number, (dimension, places) in enumerate(zip(self.stub, self.places, strict=True)):
            text, quoted, at = next(stream, ("", False, first[2])) if number else first
            if not quoted or text not in places:
                expected = f"ett värde av ”{dimension.label}”"
                self.scanner.fail(f"Här väntades nyckeln till en rad, {expected}, men det står {text[:40] or 'inget'}.", at)
            row = row * len(places) + places[text]
        return row
