"""What has been told of a counter in the periods of a report: of which of its own periods, by whom, what is missing. No count of people is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from register.counters import periods
from register.counters.figures import over
from register.counters.model import Counted, Counter, Edition, Figures
from register.counters.plain import PlainFigures, of_counter
from register.periods import Period

PREFIX: Final = "raknare-"
DIVIDED: Final = "raknarsvar-"
"""What the ids of protected tables begin with, before the counter's id: of how many, and of how they are divided."""

UNIVERSE: Final = "raknare:"
"""What the gate calls how many a counter has counted begins so, before the counter's id."""

JOIN: Final = "|"
"""Joins the codes of a category."""

PART: Final = "taljare"
REST: Final = "ovriga"
"""The answers of a counter of people that is a share: those of the täljare, and the others of the nämnare."""


def name_of(owner: str, period: Period, number: int) -> str:
    """What an edition of a period is called in publications: ``2026-03~1``; put right later ``2026-03~coach.2``, so that it is told whose it is."""
    return f"{period.code}~{number}" if number == 1 else f"{period.code}~{owner}.{number}"


@dataclass(frozen=True)
class SpanTold:
    """A counter in one period of a report.

    Args:
        own: the counter's own periods inside it, in order.
        given: those of which anybody has given a value.
        owners: whose values they are; the kansli's have an empty id.
        missing: (whose, code of the counter's period) of what ought to have been given.
    """

    span: Period
    own: tuple[Period, ...]
    given: tuple[Period, ...]
    owners: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]

    def lacking(self, period: Period) -> tuple[str, ...]:
        """Whose values of one of its periods are missing."""
        return tuple(owner for owner, code in self.missing if code == period.code)


@dataclass(frozen=True)
class CounterTold:
    """A counter that a report shows.

    Args:
        spans: the report's period, and the one before it.
        plain: its values, where it counts nobody; those of people stand in the tables that the gate let through, and nowhere else.
    """

    counter: Counter
    spans: tuple[SpanTold, ...]
    plain: PlainFigures | None = None


def figures_of(counted: Counted, counter: Counter, insats: str | None = None) -> list[Figures]:
    """A counter's values, of all owners or of one insats."""
    return [one.figures for one in editions_of(counted, counter, insats)]


def editions_of(counted: Counted, counter: Counter, insats: str | None = None) -> list[Edition]:
    """The editions of a counter's values, of all owners or of one insats."""
    return [one for one in counted.editions if one.figures.counter.id == counter.id and insats in (None, one.figures.insats_id)]


def span_told(counted: Counted, counter: Counter, span: Period, insats: str | None = None) -> SpanTold:
    """What has been told of a counter in a span, by all owners or by one insats."""
    mine = figures_of(counted, counter, insats)
    own = tuple(periods.within(counter.period_kind, span))
    inside = [one for one in mine if one.period in own]
    missing = tuple(pair for period in own for pair in over(counter, mine, period, counted.ended).missing)
    return SpanTold(
        span,
        own,
        tuple(period for period in own if any(one.period == period for one in inside)),
        tuple(sorted({one.insats_id for one in inside})),
        missing,
    )


def told(counted: Counted, spans: Sequence[Period], insats: str | None = None, names: Mapping[str, str] | None = None) -> tuple[CounterTold, ...]:
    """Every counter of which something has been given in the first of the spans or the one before; of one insats those that insatser own.

    ``names``: of the insatser, by id.
    """
    found = []
    for counter in counted.counters.counters:
        if insats is not None and counter.entered_by != "insats":
            continue
        both = tuple(span_told(counted, counter, span, insats) for span in spans[:2])
        if any(one.given for one in both):
            inside = [one for one in figures_of(counted, counter, insats) if any(span.contains(one.period) for span in spans[:2])]
            found.append(CounterTold(counter, both, None if counter.protected else of_counter(counter, inside, counted.ended, names)))
    return tuple(found)


def moment(counter: Counter, one: SpanTold) -> Period | None:
    """The counter's period that a span is read at: its last where the latest counts; None where they are added, or there is none."""
    return one.own[-1] if one.own and counter.joining == "senaste" else None


def node_of(counter: Counter, one: SpanTold, whole: str) -> str:
    """The code of the category that a span is read in: one of the counter's periods, or ``whole``, all of them."""
    at = moment(counter, one)
    return at.code if at else one.own[0].code if len(one.own) == 1 else whole
