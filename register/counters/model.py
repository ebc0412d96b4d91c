"""Counters and their values, as types. Data comes from TOML, see :mod:`register.counters.loader`; values are kept by :mod:`register.counters.book`.

A counter is one number, or one pair of täljare and nämnare, in every **place** (a code of each of its dimensions) and every period. A place may
have a number, zero among them, or none: blank is never zero.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple, get_args

from register import canonical
from register.periods import Month, Period
from register.vocabulary.model import Code

Kind = Literal["manad", "kvartal", "tertial", "halvar", "ar"]
"""How long a period of a counter is."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

EnteredBy = Literal["kansli", "insats"]
Unit = Literal["personer", "tillfallen", "svar", "antal", "arsarbetare", "timmar", "kronor"]
UNIT_LABELS: Final[dict[Unit, str]] = {
    "personer": "personer",
    "tillfallen": "tillfällen",
    "svar": "svar",
    "antal": "antal",
    "arsarbetare": "årsarbetare",
    "timmar": "timmar",
    "kronor": "kronor",
}
Joining = Literal["summa", "senaste"]
"""What several periods are together: their sum, or the latest of them (a queue is as long as it was last)."""

Measure = Literal["antal", "taljare", "namnare"]
Origin = Literal["kansli", "insats", "import"]
"""Where values come from: typed at the kansli, typed at an insats, or read from a file by either."""
ORIGINS: Final[tuple[Origin, ...]] = get_args(Origin)

MOST: Final = 1_000_000_000_000
"""No number is larger (kronor are numbers too)."""


class Place(NamedTuple):
    """Where a number stands: a code of each dimension, in the counter's order, and which of its numbers."""

    codes: tuple[str, ...] = ()
    measure: Measure = "antal"


Values = Mapping[Place, int]
"""The places that have a number; all others are blank."""


@dataclass(frozen=True)
class Dimension:
    """What a counter is divided by: a code list, with its retired codes."""

    id: str
    label: str
    codes: tuple[Code, ...]

    @cached_property
    def by_id(self) -> dict[str, Code]:
        """Codes by id, retired ones too."""
        return {code.id: code for code in self.codes}

    @property
    def choices(self) -> tuple[Code, ...]:
        """The codes that can be filled in."""
        return tuple(code for code in self.codes if not code.retired)

    @property
    def bands(self) -> bool:
        """Whether the codes are bands with bounds, in order."""
        return all(code.first is not None for code in self.choices)

    def label_of(self, code: str) -> str:
        """The label of a code; the id itself where it is not known."""
        return self.by_id[code].label if code in self.by_id else code


@dataclass(frozen=True)
class Counter:
    """One counter.

    Args:
        entered_by: whose it is: the kansli's, or every insats's own.
        protected: whether it counts people (deltagare, köande, those who answered) so that reports show it through the gate alone.
        joining: what several periods are together.
        pair: labels of täljare and nämnare where the counter is a share; else None.
        median: id of the dimension of bands whose median is told; else None.
        retired: whether it can be read but no longer filled in.
        insatser: ids of the insatser that fill it in; none means all of them. It says nothing of what values mean, and is in no document.
    """

    id: str
    label: str
    period_kind: Kind
    entered_by: EnteredBy
    unit: Unit
    protected: bool
    dimensions: tuple[Dimension, ...] = ()
    joining: Joining = "summa"
    pair: tuple[str, str] | None = None
    median: str | None = None
    help: str = ""
    retired: bool = False
    insatser: tuple[str, ...] = field(default=(), compare=False)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The numbers of each place, in the order they are filled in."""
        return ("taljare", "namnare") if self.pair else ("antal",)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The definition as text, integers, lists and objects alone: what its hash is of, and what a delivery carries."""
        return {
            "id": self.id,
            "label": self.label,
            "hjalp": self.help,
            "period": self.period_kind,
            "fors_av": self.entered_by,
            "enhet": self.unit,
            "skyddas": int(self.protected),
            "over_tid": self.joining,
            "taljare": self.pair[0] if self.pair else "",
            "namnare": self.pair[1] if self.pair else "",
            "median": self.median or "",
            "utgatt": int(self.retired),
            "dimensioner": [{"id": one.id, "label": one.label, "koder": [_code_document(code) for code in one.codes]} for one in self.dimensions],
        }

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the definition, its lists included: values carry it."""
        return canonical.digest(self.document)

    def concerns(self, insats_id: str) -> bool:
        """Whether it is that insats's to fill in."""
        return self.entered_by == "insats" and (not self.insatser or insats_id in self.insatser)

    def places(self, *, retired: bool = False) -> Iterator[Place]:
        """Every place in the order it is filled in, the last dimension fastest; with retired codes too where asked for."""
        lists = [[code.id for code in (one.codes if retired else one.choices)] for one in self.dimensions]
        for codes in itertools.product(*lists):
            for measure in self.measures:
                yield Place(codes, measure)

    def dimension(self, id_: str) -> int:
        """The position of a dimension; KeyError where the counter has no such dimension."""
        found = next((i for i, one in enumerate(self.dimensions) if one.id == id_), None)
        if found is None:
            raise KeyError(id_)
        return found

    def labels(self, place: Place) -> tuple[str, ...]:
        """The labels of a place's codes."""
        return tuple(one.label_of(code) for one, code in zip(self.dimensions, place.codes, strict=True))

    def measure_label(self, measure: Measure) -> str:
        """How a number is called: the unit, or what the förbund calls its täljare or nämnare."""
        if self.pair is None:
            return UNIT_LABELS[self.unit].capitalize()
        return self.pair[0] if measure == "taljare" else self.pair[1]


def _code_document(code: Code) -> dict[str, Any]:
    bounds = {name: bound for name, bound in (("fran", code.first), ("till", code.last)) if bound is not None}
    return {"id": code.id, "label": code.label, "hjalp": code.help, "utgatt": int(code.retired), **bounds}


@dataclass(frozen=True)
class Counters:
    """All counters that the förbund has defined, in the file's order. With none where there is no file."""

    counters: tuple[Counter, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Counter]:
        """Counters by id."""
        return {one.id: one for one in self.counters}

    def of(self, entered_by: EnteredBy) -> tuple[Counter, ...]:
        """The counters that the kansli, or the insatser, fill in."""
        return tuple(one for one in self.counters if one.entered_by == entered_by and not one.retired)


@dataclass(frozen=True)
class Figures:
    """The values of one counter in one period, as one owner gave them.

    Args:
        counter: the definition that they were entered by; its hash is what they carry.
        insats_id: whose; empty for the kansli's own.
        origin: how they came.
    """

    counter: Counter
    period: Period
    insats_id: str
    origin: Origin
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Edition:
    """The values that hold of one owner, counter and period, and which edition of them they are.

    ``number`` is 1 for what was given first, one more for each later delivery that brought the same period put right: so insats and kansli call
    the same values the same.
    """

    figures: Figures
    number: int


@dataclass(frozen=True)
class Counted:
    """All counters with their values: what reports are made of.

    ``ended``: the last month of insatser that have ended.
    """

    counters: Counters = Counters()
    editions: tuple[Edition, ...] = ()
    ended: Mapping[str, Month] = field(default_factory=dict)


@dataclass(frozen=True)
class GridCell:
    """A cell to fill in: its place, the labels of its codes and of its number, and the present value (None is blank).

    ``retired``: one of its codes is retired; it can be read and blanked, but not changed.
    """

    place: Place
    labels: tuple[str, ...]
    measure_label: str
    value: int | None
    retired: bool = False


@dataclass(frozen=True)
class Grid:
    """A counter in one period, ready to be filled in.

    Args:
        insats_id: whose values; empty for the kansli's own.
        cells: in the order they are filled in (see :meth:`Counter.places`); retired codes last, and only where they have a value.
        given: whether any value has been given.
        closed: why the values can't be changed, a Swedish sentence; empty while they can.
        late: whether they can be changed on purpose where it is closed.
        definition: hash of the definition that the present values carry; empty where none are given.
    """

    counter: Counter
    period: Period
    insats_id: str
    cells: tuple[GridCell, ...]
    given: bool = False
    closed: str = ""
    late: bool = True
    origin: Origin | None = None
    definition: str = ""

    @property
    def internal(self) -> bool:
        """Whether the values are exact counts of people at the kansli, which may not be spread as they stand (*internt*)."""
        return self.counter.protected and not self.insats_id

    @property
    def values(self) -> dict[Place, int]:
        """The places that have a value."""
        return {cell.place: cell.value for cell in self.cells if cell.value is not None}
