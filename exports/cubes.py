"""Protected tables laid out as statistical formats want them: every combination of categories in row order, the last heading fastest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, product
from typing import Any, Final, Literal

from exports.report_layout import protection, slug
from register.disclosure.drafts import Heading
from register.disclosure.protected import ProtectedTable, genuine
from register.reports.progression_series import FIRST, LATEST, SQUARES

Cell = int | Literal["dold", "ej-tryckt"]
"""A count; hidden by the gate; or a combination that the table does not have."""


@dataclass(frozen=True)
class Cube:
    """A table's headings and all its cells in row order.

    Args:
        name: tells the table's files from the other ones' of a report; ASCII.
        note: which layout it is and why.
        protection: what the gate's audit says of it, in words.
        audit: the public part of the audit.
    """

    name: str
    title: str
    note: str
    protection: str
    headings: tuple[Heading, ...]
    cells: tuple[Cell, ...]
    audit: dict[str, Any]
    sums: frozenset[str] = frozenset()
    """Codes of the last heading that are sums (of scores or levels) and no counts."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many categories each heading has."""
        return tuple(len(heading.categories) for heading in self.headings)

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return self.cells.count("dold")


def cubes(tables: Iterable[ProtectedTable]) -> list[Cube]:
    """The tables, each asked first whether the gate made it; two of one id get names of their own.

    Raises:
        TypeError: something is no table made by the gate.
    """
    found: dict[str, Cube] = {}
    for table in map(genuine, tables):
        ident = slug(table.id) or "tabell"
        name = next(name for number in count(1) if (name := ident if number == 1 else f"{ident}-{number}") not in found)
        sums = frozenset(code for code, _ in table.headings[-1].categories if code in _SUMS) if table.id.startswith(_OF_MEANS) else frozenset()
        title = f"{table.title}, underlag till medelvärden" if sums else table.title
        found[name] = Cube(name, title, table.note, protection(table), table.headings, tuple(_cells(table)), table.audit, sums)
    return list(found.values())


_OF_MEANS: Final = "medel-"
_SUMS: Final = frozenset({FIRST, LATEST, SQUARES})


def _cells(table: ProtectedTable) -> Iterable[Cell]:
    published = table.cells
    for codes in product(*([category.code for category in heading.categories] for heading in table.headings)):
        value = published.get(codes)
        yield value if value is not None else "dold" if codes in published else "ej-tryckt"
