"""Where the section of counters reads and keeps them: an insats's own or the kansli's own. Everything here runs in the store's thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol

from register.counters import entry, periods
from register.counters.model import Counter, Figures, Grid
from register.errors import BadInput
from register.periods import Month, Period

if TYPE_CHECKING:
    from register.insats.overview import Overview
    from register.insats.session import Insats
    from register.kansli.session import Kansli

PERIODS_BACK: Final = 12
MONTHS_BACK: Final = 24
_NAMED: Final = 4

Lacking = Sequence[tuple[Counter, Period]]
"""Counters, and periods that are over, of which nothing has been given."""


class Source(Protocol):
    """Counters that are filled in here."""

    LATE: str
    """What a late value does, for the question before it."""

    def counters(self) -> list[Counter]:
        """Those that are filled in here, and those that have been; the retired last. Raises BadInput where ``raknare.toml`` can't be used."""

    def figures(self) -> list[Figures]:
        """What has been given here."""

    def lacking(self, today: date) -> Lacking:
        """What ought to have been given."""

    def grid(self, counter_id: str, period: str) -> Grid:
        """A counter in one period."""

    def save(self, counter_id: str, period: str, changes: entry.Changes, *, late: bool, today: date) -> Grid:
        """Keep values, all or none."""


class InsatsSource:
    """The counters that an insats owns."""

    LATE = "Det som ändras går med nästa leverans, i stället för det som har levererats."

    def __init__(self, insats: Insats) -> None:
        self.insats = insats

    def counters(self) -> list[Counter]:
        from register.insats import counters

        return _ordered(counters.definitions(self.insats).counters)

    def figures(self) -> list[Figures]:
        from register.insats import counters

        return counters.figures(self.insats)

    def lacking(self, today: date) -> Lacking:
        from register.insats.overview import oversikt

        return insats_lacking(self.insats, oversikt(self.insats, today=today), today)

    def grid(self, counter_id: str, period: str) -> Grid:
        from register.insats import counters

        return counters.grid(self.insats, counter_id, period)

    def save(self, counter_id: str, period: str, changes: entry.Changes, *, late: bool, today: date) -> Grid:
        from register.insats import counters

        return counters.set_values(self.insats, counter_id, period, changes, late=late, today=today)


class KansliSource:
    """The kansli's own counters."""

    LATE = "Det som är publicerat står kvar som det trycktes."

    def __init__(self, kansli: Kansli) -> None:
        self.kansli = kansli

    def counters(self) -> list[Counter]:
        from register.kansli import counters

        return _ordered(one for one in counters.definitions(self.kansli).counters if one.entered_by == "kansli")

    def figures(self) -> list[Figures]:
        from register.kansli import counters

        return [one for one in counters.figures(self.kansli) if not one.insats_id]

    def lacking(self, today: date) -> Lacking:
        from register.kansli import counters

        return counters.not_given(self.kansli, today)

    def grid(self, counter_id: str, period: str) -> Grid:
        from register.kansli import counters

        return counters.grid(self.kansli, counter_id, period)

    def save(self, counter_id: str, period: str, changes: entry.Changes, *, late: bool, today: date) -> Grid:
        from register.kansli import counters

        return counters.set_values(self.kansli, counter_id, period, changes, late=late, today=today)


def _ordered(counters: Iterable[Counter]) -> list[Counter]:
    return sorted(counters, key=lambda one: one.retired)


def insats_lacking(insats: Insats, overview: Overview, today: date) -> Lacking:
    """The insats's counters without values, of periods that are over in what is not locked yet. Raises BadInput as ``counters`` does."""
    from register.insats import counters

    spans = [Period.parse(one.code) for one in overview.periods if one.state == "oppen"]
    return [found for span in spans for found in counters.not_given(insats, span) if found[1].has_ended(today)]


def has_counters(source: Source) -> bool:
    """Whether there is anything to show; a file that can't be used is shown, with what is wrong."""
    try:
        return bool(source.counters())
    except BadInput:
        return True


def lacking_text(lacking: Lacking) -> str:
    """What lacks values, on a line: ``Personer i kö (2026-01 och 5 till), Enkät vid avslut (2026H1)``; empty where nothing does."""
    by_counter: dict[str, list[str]] = {}
    for counter, period in lacking:
        by_counter.setdefault(counter.label, []).append(period.code)
    said = [f"{label} ({codes[0]}{f' och {len(codes) - 1} till' if codes[1:] else ''})" for label, codes in by_counter.items()]
    return ", ".join(said[:_NAMED]) + (f" och {len(said) - _NAMED} till" if said[_NAMED:] else "")


@dataclass(frozen=True)
class Wish:
    """What is to be looked at: a counter by id and a period's code; where empty, what lacks values first."""

    counter: str = ""
    period: str = ""


@dataclass(frozen=True)
class Looked:
    """What was read. ``grid`` is None where there are no counters.

    Args:
        wish: what was found of what was asked for.
        counters: all that can be looked at.
        given: how many numbers have been given, by counter and period's code.
        lacking: what ought to have been given.
    """

    wish: Wish
    counters: tuple[Counter, ...] = ()
    given: dict[tuple[str, str], int] = field(default_factory=dict)
    lacking: tuple[tuple[Counter, Period], ...] = ()
    grid: Grid | None = None

    @property
    def periods(self) -> list[Period]:
        """The periods to choose among, the latest first: those with values too, however old."""
        if self.grid is None:
            return []
        kind = self.grid.counter.period_kind
        found = {self.grid.period, *(periods.parse(kind, code) for counter, code in self.given if counter == self.grid.counter.id)}
        return sorted(found, reverse=True)

    def choices(self, today: date) -> list[Period]:
        """As :attr:`periods`, with the latest that have begun."""
        if self.grid is None:
            return []
        kind = self.grid.counter.period_kind
        found, period = set(self.periods), periods.containing(kind, Month.of(today))
        for _ in range(MONTHS_BACK if kind == "manad" else PERIODS_BACK):
            found.add(period)
            period = periods.preceding(kind, period)
        return sorted(found, reverse=True)


def read(source: Source, wish: Wish, today: date) -> Looked:
    """Read what is looked at. Raises BadInput where ``raknare.toml`` can't be used."""
    counters = source.counters()
    if not counters:
        return Looked(Wish())
    lacking = tuple(source.lacking(today))
    given = {(one.counter.id, one.period.code): len(one.values) for one in source.figures()}
    first = next((one for one, _ in lacking), counters[0])
    counter = next((one for one in counters if one.id == wish.counter), first)
    code = (
        (wish.period if counter.id == wish.counter else "")
        or next((period.code for one, period in lacking if one.id == counter.id), "")
        or _latest(counter, given, today)
    )
    grid = source.grid(counter.id, code)
    return Looked(Wish(counter.id, grid.period.code), tuple(counters), given, lacking, grid)


def _latest(counter: Counter, given: dict[tuple[str, str], int], today: date) -> str:
    """The latest period that is over; of a retired counter the latest with values."""
    kind = counter.period_kind
    if counter.retired:
        mine = [periods.parse(kind, code) for id_, code in given if id_ == counter.id]
        if mine:
            return max(mine).code
    return periods.preceding(kind, periods.containing(kind, Month.of(today))).code


def stepped(grid: Grid, steps: int, today: date) -> Period | None:
    """The period so many later (earlier where negative); None where it has not begun."""
    kind, period = grid.counter.period_kind, grid.period
    for _ in range(abs(steps)):
        period = periods.following(kind, period) if steps > 0 else periods.preceding(kind, period)
    return period if period.first <= Month.of(today) else None
