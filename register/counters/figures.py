"""What can be read out of values: totals, shares, the band of the median, several periods together. Pure; blank places add nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from register.counters import periods
from register.counters.model import Counter, Figures, Measure, Place, Values
from register.periods import Month, Period
from register.vocabulary.model import Code

Filter = Mapping[str, Collection[str]]
"""Codes to keep, by dimension; a dimension that is not named keeps all of its codes."""


def kept(counter: Counter, values: Values, only: Filter | None = None) -> dict[Place, int]:
    """The values whose codes the filter keeps; KeyError for a dimension that the counter does not have."""
    at = [(counter.dimension(id_), frozenset(codes)) for id_, codes in (only or {}).items()]
    return {place: n for place, n in values.items() if all(place.codes[i] in codes for i, codes in at)}


def total(counter: Counter, values: Values, *, measure: Measure | None = None, only: Filter | None = None) -> int | None:
    """The sum of one number (the counter's only one, else täljaren) over the places kept; None where none has a value."""
    wanted = measure or counter.measures[0]
    found = [n for place, n in kept(counter, values, only).items() if place.measure == wanted]
    return sum(found) if found else None


def by(counter: Counter, values: Values, dimension: str, *, measure: Measure | None = None, only: Filter | None = None) -> dict[str, int]:
    """The sums by code of one dimension, in the list's order; codes without any value are left out."""
    wanted, i = measure or counter.measures[0], counter.dimension(dimension)
    sums: dict[str, int] = {}
    for place, n in kept(counter, values, only).items():
        if place.measure == wanted:
            sums[place.codes[i]] = sums.get(place.codes[i], 0) + n
    order = {code.id: at for at, code in enumerate(counter.dimensions[i].codes)}
    return dict(sorted(sums.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0])))


def share(counter: Counter, values: Values, only: Filter | None = None) -> Fraction | None:
    """Täljare by nämnare over the places kept; None where nothing is given or there is nothing to divide by."""
    part, base = (total(counter, values, measure=measure, only=only) for measure in ("taljare", "namnare"))
    return Fraction(part, base) if part is not None and base else None


@dataclass(frozen=True)
class Median:
    """The band in which the median lies. Where the two in the middle lie in different bands, ``low`` and ``high`` are those two.

    ``n``: how many were counted.
    """

    low: Code
    high: Code
    n: int

    @property
    def label(self) -> str:
        """The band in words."""
        return self.low.label if self.low == self.high else f"{self.low.label} till {self.high.label}"


def median_band(counter: Counter, values: Values, only: Filter | None = None) -> Median | None:
    """The band of the median of those counted; None where nobody is, or the counter tells no median."""
    if counter.median is None:
        return None
    codes = counter.dimensions[counter.dimension(counter.median)].by_id
    sums = {codes[id_]: n for id_, n in by(counter, values, counter.median, only=only).items() if id_ in codes and codes[id_].first is not None}
    n = sum(sums.values())
    if not n:
        return None
    bands = sorted(sums.items(), key=lambda pair: pair[0].first or 0)
    return Median(_band_of(bands, (n + 1) // 2), _band_of(bands, n // 2 + 1), n)


def _band_of(bands: Sequence[tuple[Code, int]], rank: int) -> Code:
    """The band in which the one of that rank (from 1) lies."""
    so_far = 0
    for code, n in bands:
        so_far += n
        if so_far >= rank:
            return code
    raise ValueError("rank beyond the last")


def summed(many: Iterable[Values]) -> dict[Place, int]:
    """Values together, place by place."""
    sums: dict[Place, int] = {}
    for values in many:
        for place, n in values.items():
            sums[place] = sums.get(place, 0) + n
    return sums


@dataclass(frozen=True)
class Joined:
    """A counter over a span: its values together, of which owners and periods, and which periods are missing.

    ``missing``: (insats id or empty, period code) of what ought to have been given; then the values are not the whole span's.
    """

    counter: Counter
    span: Period
    values: Values
    figures: tuple[Figures, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything has been given."""
        return bool(self.figures) and not self.missing


def over(counter: Counter, figures: Iterable[Figures], span: Period, ended: Mapping[str, Month] | None = None) -> Joined:
    """A counter over a span.

    Args:
        counter: the present definition.
        figures: of any counters, owners and periods; those of this counter are used.
        span: periods wholly inside it are.
        ended: the last month of insatser that have ended; from then on they owe nothing.

    The kansli owes every period of the span; an insats those from the first that it ever gave. With ``joining`` *senaste* the latest period of each
    owner counts, else their sum; owners are always added.
    """
    mine = [one for one in figures if one.counter.id == counter.id]
    inside: list[Figures] = sorted((one for one in mine if span.contains(one.period)), key=lambda one: (one.insats_id, one.period))
    owners = [""] if counter.entered_by == "kansli" else sorted({one.insats_id for one in mine})
    wanted = list(periods.within(counter.period_kind, span))
    if counter.joining == "senaste":
        wanted = wanted[-1:]
    missing, used = [], []
    for owner in owners:
        given = {one.period: one for one in inside if one.insats_id == owner}
        first = min((one.period for one in mine if one.insats_id == owner), default=None)
        last = (ended or {}).get(owner)
        owed = [one for one in wanted if not owner or (first is not None and first <= one and (last is None or one.last <= last))]
        missing += [(owner, one.code) for one in owed if one not in given]
        used += list(given.values()) if counter.joining == "summa" else _latest(given, wanted, last)
    return Joined(counter, span, summed(one.values for one in used), tuple(used), tuple(missing))


def _latest(given: Mapping[Period, Figures], wanted: Sequence[Period], last: Month | None) -> list[Figures]:
    """An owner's latest values; none where it had ended when the span did: what it had then is no longer there."""
    gone = last is not None and bool(wanted) and last < wanted[-1].last
    return [given[max(given)]] if given and not gone else []


def series(counter: Counter, figures: Iterable[Figures]) -> list[tuple[Period, dict[Place, int]]]:
    """A counter period by period, in order: all owners together."""
    by_period: dict[Period, list[Values]] = {}
    for one in figures:
        if one.counter.id == counter.id:
            by_period.setdefault(one.period, []).append(one.values)
    return [(period, summed(by_period[period])) for period in sorted(by_period)]
