"""The batch rule: which details leave when a period is locked, which wait, and which are destroyed. Pure.

Details leave for at least k people of one kön at a time, unit by unit, so that no table and no total rests on 1 to k − 1 people of a kön. The rule is
kept per unit (one measurement number of one series, the pairs of one series) and not only per event: a series that few take part in would otherwise
leave together with the many who don't.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from register.counts import MISSING, UNDIVIDED, UNKNOWN_START, Details, Place, Released, Tally


@dataclass
class Gathered:
    """The summed details of one place that have not left yet, and the periods whose forms they are."""

    details: Details = field(default_factory=Details)
    periods: set[str] = field(default_factory=set)

    def add(self, other: Gathered) -> None:
        """Join the other's details and periods."""
        self.details.add(other.details)
        self.periods |= other.periods

    def release(self, place: Place) -> Released:
        """These details, as they leave."""
        return Released(place, self.details.people, tuple(sorted(self.periods)), dict(self.details.cells))

    @property
    def answered(self) -> int:
        """How many have a known value in every variable."""
        return sum(n for cell, n in self.details.cells.items() if not {MISSING, UNKNOWN_START} & set(cell.values))


Waiting = dict[Place, Gathered]


@dataclass(frozen=True)
class Decision:
    """What a lock does with the details: leave, wait, or be destroyed and counted as *ej redovisade*."""

    released: tuple[Released, ...]
    waiting: Waiting
    destroyed: dict[Place, int]


def decide(period: str, tally: Tally, waiting: Waiting, *, k: int, own_minimum: Mapping[str, int], year_end: bool, final: bool) -> Decision:
    """Apply the batch rule at the lock of one period.

    ``tally`` holds the period's own details, ``waiting`` what earlier locks left. ``k`` is the fewest people of one kön, ``own_minimum`` the
    fewest answers, by unit, of tables with a minimum of their own (without kön). At the year's last lock (``year_end``) those waiting may go
    without kön; where the insats ends (``final``) the rest is destroyed.
    """
    gathered: Waiting = {}
    for place, old in waiting.items():
        gathered.setdefault(place, Gathered()).add(old)
    for place, details in tally.details.items():
        gathered.setdefault(place, Gathered()).add(Gathered(details, {period}))
    released = _release_by_kon(gathered, k, own_minimum)
    mixed: set[Place] = set()
    if year_end or final:
        released += _release_undivided(gathered, k, own_minimum, mixed)
    released += _release_own_minimum(gathered, {r.place for r in released} | mixed, own_minimum)
    destroyed = {place: rest.details.people for place, rest in gathered.items()} if final else {}
    return Decision(tuple(sorted(released, key=lambda r: r.place)), {} if final else gathered, destroyed)


def _release_by_kon(gathered: Waiting, k: int, own_minimum: Mapping[str, int]) -> list[Released]:
    ready = [place for place, rest in gathered.items() if place.unit not in own_minimum and rest.details.people >= k]
    return [gathered.pop(place).release(place) for place in ready]


def _release_undivided(gathered: Waiting, k: int, own_minimum: Mapping[str, int], mixed: set[Place]) -> list[Released]:
    """Those waiting of several kön go together without kön, where together they reach k; ``mixed`` is told which they were."""
    by_unit: dict[str, list[Place]] = {}
    for place in gathered:
        if place.unit not in own_minimum:
            by_unit.setdefault(place.unit, []).append(place)
    released = []
    for unit, places in by_unit.items():
        if sum(gathered[place].details.people for place in places) >= k:
            together = Gathered()
            for place in places:
                together.add(gathered.pop(place))
            mixed.update(places)
            released.append(together.release(Place(unit, UNDIVIDED)))
    return released


def _release_own_minimum(gathered: Waiting, gone: set[Place], own_minimum: Mapping[str, int]) -> list[Released]:
    """Tables with a minimum of their own, without kön, of people whose start (or avslut) has left.

    They are kept per kön until the same people's other tables of that event leave (``gone``) and only then pooled: else the table's total
    less the others' tables would give the answers of the few who wait.
    """
    released = []
    for unit, minimum in own_minimum.items():
        pool, event = Place(unit, UNDIVIDED), unit.partition(".")[0]
        for place in [place for place in gathered if place.unit == unit and Place(event, place.kon) in gone and place != pool]:
            gathered.setdefault(pool, Gathered()).add(gathered.pop(place))
        if pool in gathered and gathered[pool].answered >= minimum:
            released.append(gathered.pop(pool).release(pool))
    return released
