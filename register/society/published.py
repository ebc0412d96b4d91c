"""Figures that others have published, with where they come from. They need no gate, and no count of ours can become one.

A :class:`PublishedTable` is made here alone: from the bytes of a file of statistics, or from what the register kept of one. There is no way in for a
number that was counted here; writers ask :func:`published` before they write.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from datetime import date
from typing import Any, Final, final
from weakref import WeakSet

from register import canonical
from register.readers.statistics_file import read_bytes
from register.readers.table import Category, Cell, Dimension, Role, Table, figure
from register.society.choosing import Choice, choose

_KEY: Final = object()
_issued: WeakSet[PublishedTable] = WeakSet()

VERSION: Final = "nyckeltal-samhalle/1"


@final
@dataclass(frozen=True)
class PublishedTable:
    """A published table, or the part of it that the förbund chose.

    Args:
        id: names it at the kansli and in files: ``helarsekvivalenter``.
        label: what it is called in reports.
        matrix: the publisher's own id of the table.
        updated: when the publisher last changed it, as the file says.
        read_in: the day it was read in here.
        file_hash: SHA-256 of the file, in hex.
        dimensions: one has the role ``tid``.
        cells: in row order, the last dimension fastest: a number, or the publisher's mark.
        symbols: what the marks mean, where the file says it.
    """

    key: InitVar[object]
    id: str
    label: str
    title: str
    source: str
    matrix: str
    updated: str
    units: str
    read_in: date
    file_hash: str
    dimensions: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    decimals: int | None = None
    notes: tuple[str, ...] = ()
    symbols: tuple[tuple[str, str], ...] = ()

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise TypeError("a PublishedTable is made from a file of statistics alone")
        _issued.add(self)

    @property
    def time(self) -> int:
        """The place of the time among the dimensions."""
        return next(n for n, one in enumerate(self.dimensions) if one.role == "tid")

    def document(self) -> bytes:
        """All of it as canonical JSON; numbers as texts, exactly as typed."""
        return canonical.dump(
            {
                "version": VERSION,
                "id": self.id,
                "label": self.label,
                "titel": self.title,
                "kalla": self.source,
                "matris": self.matrix,
                "uppdaterad": self.updated,
                "enhet": self.units,
                "inlast": self.read_in.isoformat(),
                "sha256": self.file_hash,
                "decimaler": -1 if self.decimals is None else self.decimals,
                "noter": list(self.notes),
                "tecken": [list(pair) for pair in self.symbols],
                "dimensioner": [_said(one) for one in self.dimensions],
                "celler": [cell if isinstance(cell, str) else str(cell) for cell in self.cells],
            }
        )

    def same_figures(self, other: PublishedTable) -> bool:
        """Whether both say the same, whenever and from whichever file they were read in."""
        return _content(self) == _content(other)


def _content(one: PublishedTable) -> dict[str, Any]:
    return {key: value for key, value in json.loads(one.document()).items() if key not in {"inlast", "sha256"}}


def _said(one: Dimension) -> dict[str, Any]:
    categories = [[each.code, each.label, each.unit, -1 if each.decimals is None else each.decimals] for each in one.categories]
    return {"id": one.id, "label": one.label, "roll": one.role, "total": one.total, "varden": categories}


def published(table: object) -> PublishedTable:
    """The table, if it was made from a file of statistics; what every writer asks first.

    Raises:
        TypeError: it is something else, however much it looks like one.
    """
    if type(table) is not PublishedTable or table not in _issued:
        raise TypeError("only figures read from a published file may be written without the gate")
    return table


def from_file(data: bytes, name: str, choice: Choice, *, id: str, label: str, today: date) -> tuple[PublishedTable, tuple[str, ...]]:  # noqa: A002
    """What is chosen of a file's table, and the reader's remarks on the file.

    Args:
        data: the file's bytes.
        name: its name, for messages.
        choice: what to keep.
        id: the table's id at the kansli; the publisher's own in small letters where empty.
        label: what it is called in reports; the file's own words where empty.
        today: the day it is read in.

    Raises:
        BrokenFile: the file can't be read.
        BadInput: the choice does not fit the table.
    """
    whole = read_bytes(data, name)
    found = choose(whole, choice)
    table = PublishedTable(
        _KEY,
        id=id or found.matrix.lower(),
        label=label or found.contents or found.title,
        title=found.title,
        source=found.source,
        matrix=found.matrix,
        updated=found.updated,
        units=found.units,
        read_in=today,
        file_hash=hashlib.sha256(data).hexdigest(),
        dimensions=found.dimensions,
        cells=found.cells,
        decimals=found.decimals,
        notes=found.notes,
        symbols=_used(found),
    )
    return table, whole.remarks


def _used(found: Table) -> tuple[tuple[str, str], ...]:
    """What the marks mean that are among the cells."""
    marks = {cell for cell in found.cells if isinstance(cell, str)}
    return tuple((mark, text) for mark, text in sorted(found.symbols.items()) if mark in marks and text != mark)


def from_document(data: bytes) -> PublishedTable:
    """What :meth:`PublishedTable.document` gave, as the register kept it. Raises ValueError for anything else."""
    said = json.loads(data)
    if said.get("version") != VERSION:
        raise ValueError("an unknown edition of a published table")
    return PublishedTable(
        _KEY,
        id=said["id"],
        label=said["label"],
        title=said["titel"],
        source=said["kalla"],
        matrix=said["matris"],
        updated=said["uppdaterad"],
        units=said["enhet"],
        read_in=date.fromisoformat(said["inlast"]),
        file_hash=said["sha256"],
        dimensions=tuple(_dimension(one) for one in said["dimensioner"]),
        cells=tuple(number if (number := figure(cell)) is not None else cell for cell in said["celler"]),
        decimals=_decimals(said["decimaler"]),
        notes=tuple(said["noter"]),
        symbols=tuple((mark, text) for mark, text in said["tecken"]),
    )


def _dimension(said: Mapping[str, Any]) -> Dimension:
    role: Role = said["roll"]
    categories = tuple(Category(code, label, unit, _decimals(decimals)) for code, label, unit, decimals in said["varden"])
    return Dimension(said["id"], said["label"], categories, role, said["total"])


def _decimals(said: int) -> int | None:
    return None if said < 0 else said
