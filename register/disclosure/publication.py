"""What has been published, kept for ever: every cell that a reader has seen or seen hidden, withdrawn or not.

A publication holds no count: what the cells were is in the counts themselves, and omgångar never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from register.disclosure.boxes import Box, CellId, Known, SumCell
from register.publication_document import identity

Zeros = Literal["oppna", "dolda"]


@dataclass(frozen=True)
class Publication:
    """One report as it was published.

    Args:
        report: its kind (``insatsrapport``).
        subject: the insats that it is about; empty for the förbund.
        span: the period's code.
        made: the day.
        by: who published it: the förbund's id, or the insats's.
        cells: every printed cell and whether it was a dot, by universe.
        zeros: whether zeros were printed, by universe.
        audit: what is public of the audit.
    """

    report: str
    subject: str
    span: str
    made: date
    by: str
    cells: Mapping[str, tuple[Known, ...]]
    zeros: Mapping[str, Zeros]
    audit: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Names it by what was published: the same report again has the same id."""
        return identity(self.to_document())

    def to_document(self) -> dict[str, Any]:
        """A JSON document of texts and lists, in a fixed order."""
        return {
            "rapport": self.report,
            "om": self.subject,
            "period": self.span,
            "gjord": self.made.isoformat(),
            "av": self.by,
            "celler": {universe: sorted(_cell_document(one) for one in set(cells)) for universe, cells in sorted(self.cells.items())},
            "nollor": dict(sorted(self.zeros.items())),
            "granskning": dict(self.audit),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Publication:
        """The publication of a document made by :meth:`to_document`, checked for shape first where it comes from elsewhere."""
        return cls(
            report=document["rapport"],
            subject=document["om"],
            span=document["period"],
            made=date.fromisoformat(document["gjord"]),
            by=document["av"],
            cells={universe: tuple(_cell_of(one) for one in cells) for universe, cells in document["celler"].items()},
            zeros=dict(document["nollor"]),
            audit=document["granskning"],
        )


def _cell_document(known: Known) -> list[Any]:
    cell = known.cell
    last: Any = cell.name if isinstance(cell, SumCell) else sorted(cell.svar)
    return [int(known.dot), sorted(cell.omgang), sorted(cell.kon), int(isinstance(cell, SumCell)), last]


def _cell_of(document: list[Any]) -> Known:
    dot, omgang, kon, is_sum, last = document
    cell: CellId = SumCell(frozenset(omgang), frozenset(kon), last) if is_sum else Box(frozenset(omgang), frozenset(kon), frozenset(last))
    return Known(cell, bool(dot))


@dataclass(frozen=True)
class History:
    """All that has been published of some counts, whoever did."""

    publications: tuple[Publication, ...] = ()

    @classmethod
    def of(cls, publications: Iterable[Publication]) -> History:
        """The history of publications in the order they were made."""
        return cls(tuple(publications))

    def known(self, universe: str) -> tuple[Known, ...]:
        """Every cell of a universe that has been published."""
        return tuple(dict.fromkeys(one for publication in self.publications for one in publication.cells.get(universe, ())))

    def zeros(self, universe: str) -> Zeros | None:
        """Whether zeros of the universe have been printed; None where nothing has.

        Where insatser have chosen differently each for itself, they have: then some dots are known not to be zero.
        """
        modes = {p.zeros[universe] for p in self.publications if universe in p.zeros}
        return "oppna" if "oppna" in modes else "dolda" if modes else None
