"""Frequency tables as CSV: read with every fault named by its line, and their hierarchies as TOML."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from register.disclosure.tables import TOTAL, Dimension
from register.errors import BadInput, CouldNot
from register.platform import system_reason

FREQUENCY: Final = "freq"
HIDDEN: Final = "dold"
MOST_CELLS: Final = 20_000
_REMEDY: Final = "Rätta filen och försök igen. Inget har skrivits."
_VARIABLE: Final = re.compile(r"v([1-9][0-9]?)")


class TableFault(BadInput):
    """A table file that can't be used. Names the file, the line (None where the whole is meant) and the reason."""

    def __init__(self, file: str, line: int | None, reason: str, remedy: str = _REMEDY) -> None:
        self.file, self.line, self.reason = file, line, reason
        where = file if line is None else f"{file}, rad {line},"
        super().__init__(f"Fel i tabellen: {where} kan inte användas.", reason, remedy)


@dataclass(frozen=True)
class Published:
    """One cell of a protected table: its value, None where it is hidden, and the line it stands on."""

    value: int | None
    line: int


@dataclass(frozen=True)
class Lines:
    """The lines of a table file: number of variables, and each line's number, codes and the fields after them."""

    name: str
    dimensions: int
    rows: tuple[tuple[int, tuple[str, ...], tuple[str, ...]], ...]


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = f"Systemet svarar: {system_reason(error)}."
        raise CouldNot(f"Filen {path.name} kan inte läsas.", why, "Kontrollera sökvägen och rättigheterna.") from error
    except UnicodeDecodeError as error:
        raise TableFault(path.name, None, "Filen är inte skriven i UTF-8.", "Spara den som CSV UTF-8 och försök igen.") from error


def read_lines(path: Path, *, last: Sequence[str]) -> Lines:
    """The lines of a CSV file with the columns v1…vn and then those named last; comma or semicolon between them."""
    text = read_text(path)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    rows: list[tuple[int, tuple[str, ...], tuple[str, ...]]] = []
    width = 0
    try:
        for fields in reader:
            if not width:
                width = _header(path.name, [one.strip() for one in fields], last)
            elif fields:
                rows.append(_split(path.name, reader.line_num, [one.strip() for one in fields], width, len(last)))
    except csv.Error as error:
        raise TableFault(path.name, reader.line_num, "Raden går inte att läsa: ett citattecken står fel.") from error
    if not rows:
        raise TableFault(path.name, None, "Filen har inga rader med tal.")
    return Lines(path.name, width, tuple(rows))


def _header(file: str, fields: list[str], last: Sequence[str]) -> int:
    width = len(fields) - len(last)
    wanted = [*(f"v{number}" for number in range(1, width + 1)), *last]
    if width < 1 or fields != wanted:
        raise TableFault(file, 1, f"Rubriken ska vara v1, v2 … och sedan {', '.join(last)}.")
    return width


def _split(file: str, line: int, fields: list[str], width: int, more: int) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    if len(fields) != width + more:
        raise TableFault(file, line, f"Raden har {len(fields)} fält men ska ha {width + more}.")
    if not all(fields[:width]):
        raise TableFault(file, line, "Ett värde på en variabel saknas.")
    return line, tuple(fields[:width]), tuple(fields[width:])


def count(file: str, line: int, text: str) -> int:
    """A count: digits alone."""
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise TableFault(file, line, f"Antalet {text!r} är inget heltal från 0 och uppåt." if text else "Antalet saknas.")
    return int(text)


def read_inner(path: Path) -> dict[tuple[str, ...], int]:
    """The inner cells of a table, by codes.

    Raises:
        TableFault: a line can't be read, stands twice, or holds a margin.
    """
    lines = read_lines(path, last=[FREQUENCY])
    found: dict[tuple[str, ...], int] = {}
    for line, codes, (frequency,) in lines.rows:
        if TOTAL in codes:
            raise TableFault(path.name, line, f"Raden är en summa ({TOTAL}); filen ska bara ha inre celler.")
        if codes in found:
            raise TableFault(path.name, line, f"Cellen {' × '.join(codes)} står två gånger.")
        found[codes] = count(path.name, line, frequency)
    return found


def read_published(path: Path) -> dict[tuple[str, ...], Published]:
    """Every cell of a protected table, by codes."""
    lines = read_lines(path, last=[FREQUENCY, HIDDEN])
    found: dict[tuple[str, ...], Published] = {}
    for line, codes, (frequency, hidden) in lines.rows:
        if codes in found:
            raise TableFault(path.name, line, f"Cellen {' × '.join(codes)} står två gånger.")
        if hidden not in {"0", "1"}:
            raise TableFault(path.name, line, f"Kolumnen {HIDDEN} ska vara 0 eller 1.")
        if hidden == "1" and frequency:
            raise TableFault(path.name, line, "Cellen är dold men har ett tal.", "Låt freq vara tom där dold är 1.")
        found[codes] = Published(None if hidden == "1" else count(path.name, line, frequency), line)
    return found


def read_hierarchy(path: Path | None) -> dict[int, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The aggregates of each variable (counted from 0). In TOML: a heading per variable, under it ``aggregate = ["part", …]``.

    Raises:
        TableFault: the file is no TOML or holds something else than lists of texts.
    """
    if path is None:
        return {}
    try:
        document = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"\(at line (\d+)", str(error))
        raise TableFault(path.name, int(line[1]) if line else None, "Raden går inte att läsa som TOML.") from error
    found = {}
    for name, groups in document.items():
        variable = _VARIABLE.fullmatch(name)
        if variable is None or not isinstance(groups, dict):
            raise TableFault(path.name, None, f"Rubriken {name} är ingen variabel; de heter [v1], [v2] …")
        for code, parts in groups.items():
            if not isinstance(parts, list) or not parts or not all(isinstance(part, str) for part in parts):
                raise TableFault(path.name, None, f"Delarna av {code} i {name} ska vara en lista av texter.")
        found[int(variable[1]) - 1] = tuple((code, tuple(parts)) for code, parts in groups.items())
    return found


def dimensions_of(file: str, cells: Iterable[tuple[str, ...]], hierarchy: dict[int, tuple[tuple[str, tuple[str, ...]], ...]]) -> list[Dimension]:
    """The dimensions of a table: its codes in the order met, without the total and the aggregates declared.

    Raises:
        TableFault: an aggregate names a part that is not there, names one twice, or is a code of the table's inner cells.
    """
    columns = list(zip(*cells, strict=True))
    if any(axis >= len(columns) for axis in hierarchy):
        raise TableFault(file, None, f"Hierarkin har en variabel som tabellen saknar; den har v1–v{len(columns)}.")
    dimensions = []
    for axis, column in enumerate(columns):
        aggregates = _ordered(file, f"v{axis + 1}", hierarchy.get(axis, ()))
        above = {TOTAL, *(code for code, _ in aggregates)}
        leaves = tuple(dict.fromkeys(code for code in column if code not in above))
        known = set(leaves)
        for code, parts in aggregates:
            missing = [part for part in parts if part not in known]
            if missing:
                raise TableFault(file, None, f"Hierarkin för v{axis + 1}: {code} har delen {missing[0]}, som inte finns.")
            known.add(code)
        if not leaves:
            raise TableFault(file, None, f"Variabeln v{axis + 1} har inga värden utom summan.")
        dimension = Dimension(f"v{axis + 1}", leaves, aggregates)
        _no_overlap(file, dimension)
        dimensions.append(dimension)
    _not_too_many(file, dimensions)
    return dimensions


def _ordered(file: str, name: str, aggregates: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The aggregates with each one's parts before it."""
    waiting = dict(aggregates)
    if TOTAL in waiting:
        raise TableFault(file, None, f"Hierarkin för {name}: {TOTAL} finns alltid och ska inte stå där.")
    done: list[tuple[str, tuple[str, ...]]] = []
    while waiting:
        ready = [code for code, parts in waiting.items() if not any(part in waiting for part in parts)]
        if not ready:
            raise TableFault(file, None, f"Hierarkin för {name}: {next(iter(waiting))} är en del av sig själv.")
        done += [(code, waiting.pop(code)) for code in ready]
    return tuple(done)


def _no_overlap(file: str, dimension: Dimension) -> None:
    nodes = dimension.nodes()
    for code, parts in dimension.aggregates:
        if sum(len(nodes[part]) for part in parts) != len(nodes[code]):
            raise TableFault(file, None, f"Hierarkin för {dimension.name}: delarna av {code} överlappar varandra.")


def _not_too_many(file: str, dimensions: Sequence[Dimension]) -> None:
    cells = 1
    for dimension in dimensions:
        cells *= len(dimension.nodes())
    if cells > MOST_CELLS:
        raise TableFault(
            file,
            None,
            f"Tabellen blir {cells} celler med alla summor; det mesta som går är {MOST_CELLS}.",
            "Dela upp tabellen eller slå ihop värden.",
        )
