"""Goals, indicators, references and resources, as types. Data comes from TOML, see :mod:`register.goals.loader`.

Shares are exact fractions 0–1 (the file has per cent), so that a target is met or missed without rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from register.statistics import Verdict

AnswerVariable = Literal["avslutsanledning", "redo_for"]
IndicatorKind = Literal["andel_avslut", "andel", "antal"]
Origin = Literal["raknas", "raknare", "for-hand", "referens", "ej-uppfoljt"]
"""Where a year's figure of an indicator comes from: the register's counts, a counter, numbers given by hand, a typed published figure, or nowhere."""


@dataclass(frozen=True)
class Answers:
    """The share of the avslut whose answer is one of the codes. ``grouping`` and ``group`` where the file named a group instead of codes."""

    variable: AnswerVariable
    codes: tuple[str, ...]
    grouping: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Improved:
    """The share of the pairs that improved, in one area of an instrument as one kind of skattare rated it; ``area`` is None for a score."""

    instrument: str
    rater: str
    area: str | None


Measure = Answers | Improved


@dataclass(frozen=True)
class Limits:
    """From which part of the target måluppfyllelsen is God, and from which it is Viss."""

    good: Fraction = Fraction(1)
    some: Fraction = Fraction(3, 4)


@dataclass(frozen=True)
class Goal:
    """A goal of an insats, or of the förbund where ``insats_id`` is None.

    Args:
        onward: whether it holds from that year on, until a later one takes its place.
        target: share 0–1; None where only the outcome is asked for.
        planned: least and most planned deltaganden of a year; the same number twice where the plan is one number.
        budget: kronor of a year.
    """

    insats_id: str | None
    year: int
    onward: bool
    label: str
    measure: Measure
    target: Fraction | None = None
    planned: tuple[int, int] | None = None
    budget: int | None = None


@dataclass(frozen=True)
class Plan:
    """Planned deltaganden (least, most) and budget in kronor of a year, None where the file says nothing."""

    planned: tuple[int, int] | None = None
    budget: int | None = None


@dataclass(frozen=True)
class Entry:
    """What the file says of an indicator in one year.

    Args:
        value: a share 0–1 or a count; None where it is still to be counted, not followed up, or has nothing to divide by.
        part: täljare, or the count, where given by hand.
        base: nämnare, where given by hand.
    """

    origin: Origin
    value: Fraction | None = None
    part: int | None = None
    base: int | None = None


COUNTED: Final = Entry("raknas")
NOT_FOLLOWED_UP: Final = Entry("ej-uppfoljt")


@dataclass(frozen=True)
class Indicator:
    """A row of the årsredovisning's indicator table.

    Args:
        kind: ``andel_avslut`` is counted by the register; ``andel`` and ``antal`` are given by hand or come out of a counter.
        measure: what ``andel_avslut`` counts; else None.
        target: share 0–1, or a count for ``antal``.
        entries: the years that the file says something of.
        judgements: måluppfyllelse chosen by hand, by year; goes before what the limits would give.
        source: the counter that stands in the years that the file says nothing of.
    """

    label: str
    kind: IndicatorKind
    measure: Answers | None = None
    target: Fraction | None = None
    entries: Mapping[int, Entry] = field(default_factory=dict)
    judgements: Mapping[int, Verdict] = field(default_factory=dict)
    source: FromCounter | None = None

    def at(self, year: int) -> Entry:
        """The year's entry. A year left out is counted where the register can count it, and else blank: never zero."""
        return self.entries.get(year, COUNTED if self.kind == "andel_avslut" else NOT_FOLLOWED_UP)


@dataclass(frozen=True)
class Resources:
    """A year's resources by område: shares 0–1, or kronor."""

    year: int
    unit: Literal["andel", "kronor"]
    by_area: Mapping[str, Fraction]

    def share(self, area: str) -> Fraction | None:
        """The område's share of the resources, None where the file says nothing of it. Shares as typed: they need not add to 1."""
        if area not in self.by_area:
            return None
        whole = sum(self.by_area.values()) if self.unit == "kronor" else Fraction(1)
        return self.by_area[area] / whole if whole else None


@dataclass(frozen=True)
class Amount:
    """A year's number of a tally, and what it is made up of where the file says so."""

    total: int
    parts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FromCounter:
    """Where a tally's numbers come from: a counter of ``raknare.toml``.

    Args:
        counter: its id.
        only: the codes that count, by dimension; a dimension that is not named counts whole.
        parts: the dimension whose codes are the tally's parts; None for the number alone.
    """

    counter: str
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: str | None = None


@dataclass(frozen=True)
class Tally:
    """A volume that no insats counts: people in structural activities, staff on loan.

    Args:
        unit: what is counted (``personer``), empty where the label says it.
        decimals: of its per cents, as the förbund prints them.
        counted: whether the register's deltagare stand in the years that the file says nothing of.
        source: the counter that stands in the years that the file says nothing of.
        terms: labels of the tallies that it is the sum of; it then has nothing of its own.
        entries: the years that the file says something of; None where it was not followed up.
    """

    label: str
    unit: str = ""
    decimals: int = 0
    counted: bool = False
    source: FromCounter | None = None
    terms: tuple[str, ...] = ()
    entries: Mapping[int, Amount | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Goals:
    """All that the file says. With nothing in it where there is no file."""

    limits: Limits = Limits()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    resources: tuple[Resources, ...] = ()
    tallies: tuple[Tally, ...] = ()
    outside_areas: frozenset[str] = frozenset()
    """Insatser that take no part in the table of shares by område."""
    municipalities: tuple[str, ...] = ()
    """Codes of the förbund's municipalities, for figures of the society around."""

    def for_insats(self, insats_id: str, year: int) -> tuple[Goal, ...]:
        """The insats's goals that year, in the file's order.

        Goals for just that year go before those that hold from a year on; of these, the ones that began last hold alone.
        """
        return self._holding(insats_id, year)

    def for_forbund(self, year: int) -> tuple[Goal, ...]:
        """The förbund's own goals that year, chosen as :meth:`for_insats` does."""
        return self._holding(None, year)

    def plan_for(self, insats_id: str | None, year: int) -> Plan:
        """What is planned that year for an insats, or for the förbund (None)."""
        goals = self._holding(insats_id, year)
        planned = next((goal.planned for goal in goals if goal.planned is not None), None)
        return Plan(planned, next((goal.budget for goal in goals if goal.budget is not None), None))

    def resources_for(self, year: int) -> Resources | None:
        """The year's resources by område."""
        return next((resources for resources in self.resources if resources.year == year), None)

    def in_areas(self, insats_id: str) -> bool:
        """Whether the insats takes part in the table of shares by område."""
        return insats_id not in self.outside_areas

    def _holding(self, insats_id: str | None, year: int) -> tuple[Goal, ...]:
        mine = [goal for goal in self.goals if goal.insats_id == insats_id and goal.year <= year]
        only = tuple(goal for goal in mine if goal.year == year and not goal.onward)
        if only:
            return only
        latest = max((goal.year for goal in mine if goal.onward), default=None)
        return tuple(goal for goal in mine if goal.onward and goal.year == latest)
