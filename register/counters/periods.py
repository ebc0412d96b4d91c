"""Periods of counters: those of the register, and single months. Pure calendar arithmetic, without a clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from register.counters.model import Kind
from register.errors import BadInput
from register.periods import Month, Period

KIND_LABELS: Final[dict[Kind, str]] = {"manad": "månad", "kvartal": "kvartal", "tertial": "tertial", "halvar": "halvår", "ar": "år"}
_EXAMPLES: Final[dict[Kind, str]] = {"manad": "2026-03", "kvartal": "2026K1", "tertial": "2026T1", "halvar": "2026H1", "ar": "2026"}
_MONTHS: Final = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december")


def containing(kind: Kind, month: Month) -> Period:
    """The period of that kind in which the month lies."""
    if kind == "manad":
        return Period(month, month, str(month))
    return Period.parse(f"{month.year:04d}") if kind == "ar" else Period.containing(month, kind)


def parse(kind: Kind, text: str) -> Period:
    """Read the code of a period of that kind; BadInput for anything else, another kind of period too."""
    code = text.strip().upper()
    try:
        period = containing("manad", Month.parse(code)) if "-" in code else Period.parse(code)
    except BadInput:
        raise _not_a(kind, "Perioden går inte att läsa.") from None
    if containing(kind, period.first) != period:
        raise _not_a(kind, f"{period.code} är inte en period som räknaren har.")
    return period


def _not_a(kind: Kind, what: str) -> BadInput:
    return BadInput(what, f"Räknaren förs per {KIND_LABELS[kind]}.", f"Skriv till exempel {_EXAMPLES[kind]}.", field="period")


def following(kind: Kind, period: Period) -> Period:
    """The period of that kind that follows."""
    return containing(kind, period.last.plus(1))


def preceding(kind: Kind, period: Period) -> Period:
    """The period of that kind before it."""
    return containing(kind, period.first.plus(-1))


def within(kind: Kind, span: Period) -> Iterator[Period]:
    """The periods of that kind that lie wholly inside a span, in order."""
    period = containing(kind, span.first)
    while period.first <= span.last:
        if span.contains(period):
            yield period
        period = following(kind, period)


def ending_within(kind: Kind, span: Period) -> Iterator[Period]:
    """The periods of that kind whose last month lies in a span, in order: those that are over when the span is."""
    period = containing(kind, span.first)
    while period.last <= span.last:
        yield period
        period = following(kind, period)


def label(period: Period) -> str:
    """How a report names a counter's period: ``mars 2026``, ``första halvåret 2026``."""
    return f"{_MONTHS[period.first.month - 1]} {period.first.year}" if "-" in period.code else period.label
