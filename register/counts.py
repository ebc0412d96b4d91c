"""Counts: the shared tongue of insats, delivery, kansli and gate.

A **unit** is what is gathered and released together under the batch rule: ``start``, ``avslut``, one measurement number of one instrument and
rater (``matning.skapa.1.deltagare.2``), the pairs of one instrument and rater (``avslut.par.skapa.1.deltagare``) and the tables with a minimum of
their own (``avslut.for-vem.parallell``). Inside a unit everything is kept per kön; :data:`UNDIVIDED` marks what is not split by kön.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

UNDIVIDED: Final = "ej-uppdelat"
"""The kön of counts that are not split by kön."""

MISSING: Final = "saknas"
"""The value of an answer that was not given."""

UNKNOWN_START: Final = "start-okand"
"""The value of what needs the start form when the code was lost."""

VOLUME_EVENTS: Final = ("ingaende", "nya", "avslutade", "felregistrerade", "antal")
"""Events counted by month and kön. ``antal`` belongs to strukturövergripande insatser alone."""

OPEN_CHANGE: Final = {"ingaende": 1, "nya": 1, "avslutade": -1, "felregistrerade": -1}
"""What each event does to the number of pågående."""

VOLUME_MARKS: Final = (
    "nya.endast-antal",
    "avslutade.endast-antal",
    "ingaende.endast-antal",
    "nya.sen",
    "avslutade.sen",
    "ingaende.sen",
    "antal.sen",
)
"""Subsets of the events above (*varav*): never added to them."""


class Volume(NamedTuple):
    """Where one volume count stands: the event, the month it is booked in (``2026-03``) and the kön."""

    event: str
    month: str
    kon: str


class Place(NamedTuple):
    """A unit and a kön: what the batch rule decides about."""

    unit: str
    kon: str


class Cell(NamedTuple):
    """One cell of one table of the count plan: the table's id and a value for each of its variables."""

    table: str
    values: tuple[str, ...]


@dataclass
class Details:
    """The answers of some people of one place: how many people, and the cells that they filled."""

    people: int = 0
    cells: Counter[Cell] = field(default_factory=Counter)

    def add(self, other: Details, sign: int = 1) -> None:
        """Add (or with sign −1 take away) the other's counts, dropping cells that become zero."""
        self.people += sign * other.people
        for cell, n in other.cells.items():
            total = self.cells[cell] + sign * n
            if total:
                self.cells[cell] = total
            else:
                del self.cells[cell]

    def table(self, table: str) -> dict[tuple[str, ...], int]:
        """The cells of one table, by values."""
        return {cell.values: n for cell, n in self.cells.items() if cell.table == table}


@dataclass
class Tally:
    """What forms contribute to one period: volumes, and details by place."""

    volumes: Counter[Volume] = field(default_factory=Counter)
    details: dict[Place, Details] = field(default_factory=dict)

    def at(self, place: Place) -> Details:
        """The details of a place, made empty where there are none."""
        return self.details.setdefault(place, Details())

    def add(self, other: Tally, sign: int = 1) -> None:
        """Add (or with sign −1 take away) the other's counts, dropping what becomes zero."""
        for volume, n in other.volumes.items():
            self.volumes[volume] += sign * n
            if not self.volumes[volume]:
                del self.volumes[volume]
        for place, details in other.details.items():
            mine = self.at(place)
            mine.add(details, sign)
            if not mine.people and not mine.cells:
                del self.details[place]

    def is_empty(self) -> bool:
        """Whether nothing is counted."""
        return not self.volumes and not self.details


@dataclass(frozen=True)
class Released:
    """The details of one place as they leave: people covered, the periods whose forms they are, and the cells."""

    place: Place
    people: int
    periods: tuple[str, ...]
    cells: Mapping[Cell, int]


@dataclass(frozen=True)
class Batch:
    """What the lock of one period sends: all its volumes, and the details that the batch rule let go.

    ``destroyed`` counts the people, by place, whose details never reached the minimum when the insats ended (*ej redovisade*).
    ``plan_hash`` is the hash of the vocabulary (lists, fields and count plan) by which the forms were counted.
    """

    number: int
    period: str
    plan_hash: str
    volumes: Mapping[Volume, int]
    released: tuple[Released, ...] = ()
    destroyed: Mapping[Place, int] = field(default_factory=dict)
    final: bool = False

    def to_document(self) -> dict[str, Any]:
        """A JSON document of text and integers only, in a fixed order: the same batch gives the same bytes."""
        return {
            "nummer": self.number,
            "period": self.period,
            "plan": self.plan_hash,
            "sista": int(self.final),
            "volymer": [[*volume, n] for volume, n in sorted(self.volumes.items())],
            "detaljer": [
                {
                    "enhet": r.place.unit,
                    "kon": r.place.kon,
                    "personer": r.people,
                    "perioder": list(r.periods),
                    "celler": [[cell.table, list(cell.values), n] for cell, n in sorted(r.cells.items())],
                }
                for r in sorted(self.released, key=lambda r: r.place)
            ],
            "ej_redovisade": [[*place, n] for place, n in sorted(self.destroyed.items())],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Batch:
        """The batch of a document made by :meth:`to_document`; the document must have been checked against the schema first."""
        return cls(
            number=document["nummer"],
            period=document["period"],
            plan_hash=document["plan"],
            final=bool(document["sista"]),
            volumes={Volume(event, month, kon): n for event, month, kon, n in document["volymer"]},
            released=tuple(
                Released(
                    Place(d["enhet"], d["kon"]),
                    d["personer"],
                    tuple(d["perioder"]),
                    {Cell(table, tuple(values)): n for table, values, n in d["celler"]},
                )
                for d in document["detaljer"]
            ),
            destroyed={Place(unit, kon): n for unit, kon, n in document["ej_redovisade"]},
        )


@dataclass(frozen=True)
class Flow:
    """The volumes of a span of periods: pågående at end = pågående at start + nya − avslutade − felregistrerade."""

    pagaende_start: int = 0
    nya: int = 0
    avslutade: int = 0
    felregistrerade: int = 0

    @property
    def pagaende_slut(self) -> int:
        """Open at the end of the span."""
        return self.pagaende_start + self.nya - self.avslutade - self.felregistrerade

    @property
    def deltagare(self) -> int:
        """Deltagare under perioden: pågående at its start + nya."""
        return self.pagaende_start + self.nya


def flow(before: Iterable[tuple[Volume, int]], within: Iterable[tuple[Volume, int]], kon: str | None = None) -> Flow:
    """The flow of a span, from the volumes of all periods before it and of the span itself.

    Ingående pågående booked inside the span count as pågående at its start. ``kon`` None sums over kön.
    """
    open_at_start = 0
    sums: Counter[str] = Counter()
    for volume, n in before:
        if kon is None or volume.kon == kon:
            open_at_start += n * OPEN_CHANGE.get(volume.event, 0)
    for volume, n in within:
        if kon is None or volume.kon == kon:
            sums[volume.event] += n
    return Flow(open_at_start + sums["ingaende"], sums["nya"], sums["avslutade"], sums["felregistrerade"])
