"""A table of published statistics as a file gave it: dimensions, cells, and what is said of them. The same whatever the file's format."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from register.errors import BadInput

Figure = int | Decimal
"""A number, exactly as it was typed."""

Cell = Figure | str
"""A number, or the mark that stands instead of one: ``..``, ``.``, ``-``."""

Role = Literal["", "tid", "innehall", "region"]
"""What a dimension is: time, the measures, the region, or anything else."""

NOT_GIVEN: Final = ".."
"""The mark of a value that a file leaves out without saying why."""

MOST_BYTES: Final = 16 * 2**20
MOST_CELLS: Final = 1_000_000
"""So large a file and table is read: a download from SCB has at most 150 000 cells."""

MOST_DIMENSIONS: Final = 30
MOST_CATEGORIES: Final = 50_000

_LONGEST_NUMBER: Final = 40
_NUMBER: Final = re.compile(r"[+-]?(?:(?P<whole>\d+)|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d\d?)?)", re.ASCII)


class BrokenFile(BadInput):
    """A file that can't be read.

    Args:
        file: its name.
        reason: what is wrong in it.
        line: on which line, counted from 1; None where the fault has no line.
        place: where, in a file whose faults have no line: a path of keys.
    """

    def __init__(self, file: str, reason: str, line: int | None = None, *, place: str = "", remedy: str = "") -> None:
        self.file, self.line, self.place, self.reason = file, line, place, reason
        where = f"Rad {line}: " if line is not None else f"{place}: " if place else ""
        super().__init__(
            f"Filen {file} går inte att läsa.",
            f"{where}{reason}",
            remedy or "Hämta filen på nytt från SCB och läs in den utan att först öppna och spara den i ett annat program. Inget har ändrats.",
            field="fil",
        )


@dataclass(frozen=True)
class Category:
    """A category of a dimension; ``unit`` and ``decimals`` where the file says them of this one, as of a measure."""

    code: str
    label: str
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Dimension:
    """A dimension.

    Args:
        id: names it in the file.
        label: for readers.
        total: code of the category that stands for all of them together; empty where there is none.
    """

    id: str
    label: str
    categories: tuple[Category, ...]
    role: Role = ""
    total: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The categories' codes, in order."""
        return tuple(one.code for one in self.categories)


@dataclass(frozen=True)
class Table:
    """A table with all its cells in row order: the last dimension changes fastest.

    Args:
        title: the whole title.
        contents: what is counted, in short.
        matrix: the table's own id where it was published.
        source: who published it.
        updated: when, as the file says it: ``2024-02-22 08:00``.
        language: of the texts: ``sv``.
        units: of all cells; a category's own goes before it.
        decimals: with how many the figures are shown; None where nothing is said.
        notes: the footnotes of the whole table.
        symbols: what the marks mean, where the file says it.
        remarks: small faults in the file that did not stop the reading, in Swedish.
    """

    title: str
    contents: str
    matrix: str
    source: str
    updated: str
    language: str
    units: str
    dimensions: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    decimals: int | None = None
    notes: tuple[str, ...] = ()
    symbols: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """How many categories each dimension has."""
        return tuple(len(one.categories) for one in self.dimensions)

    def at(self, *codes: str) -> Cell:
        """The cell of these codes, one for each dimension in order. Raises KeyError where there is none."""
        place = 0
        for dimension, code in zip(self.dimensions, codes, strict=True):
            if code not in dimension.codes:
                raise KeyError(code)
            place = place * len(dimension.categories) + dimension.codes.index(code)
        return self.cells[place]

    def dimension(self, id_: str) -> Dimension:
        """The dimension of that id or label, in whatever case. Raises KeyError."""
        wanted = id_.casefold()
        for one in self.dimensions:
            if wanted in (one.id.casefold(), one.label.casefold()):
                return one
        raise KeyError(id_)


def size_fault(sizes: Sequence[int]) -> str:
    """Why a table of so many categories in each dimension is not read; empty where it is."""
    if len(sizes) > MOST_DIMENSIONS:
        return f"Tabellen har {len(sizes)} dimensioner; högst {MOST_DIMENSIONS} läses."
    if (most := max(sizes, default=0)) > MOST_CATEGORIES:
        return f"En dimension har {most} värden; högst {MOST_CATEGORIES} läses."
    if (whole := math.prod(sizes)) > MOST_CELLS:
        return f"Tabellen har {whole} celler; högst {MOST_CELLS} läses. Välj färre värden när du hämtar den."
    return ""


def figure(text: str) -> Figure | None:
    """A number as a file of statistics types it, with a decimal point; None where it is none."""
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if found is None:
        return None
    return int(text) if found["whole"] else Decimal(text)
