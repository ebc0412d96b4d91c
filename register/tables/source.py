"""What reports are counted from: the batches of insatser, turned into universes of atoms by omgång, kön and svar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from register import statutory
from register.counters.model import Counted
from register.counts import MISSING, UNDIVIDED, UNKNOWN_START, Batch, Released
from register.disclosure.boxes import ScoreSum, Universe
from register.disclosure.lattice import Atoms
from register.periods import Period
from register.statutory import StatutorySheet
from register.vocabulary.model import Vocabulary

HARMLESS: Final = frozenset({MISSING, UNKNOWN_START})
"""Answers that say nothing of anybody."""


SumsOf = Callable[[Released], Mapping[str, int]]
"""The sums that were released of a unit for one kön, by name."""


class Omgang(NamedTuple):
    """One lock's batch of one insats."""

    atom: str
    insats: str
    batch: Batch
    counts: bool
    """False where its delivery is annulled: it is in no new figure, but what was published of it is known."""


@dataclass(frozen=True)
class InsatsCounts:
    """An insats with every batch that it has sent, annulled ones too.

    Args:
        annulled: the numbers of the batches that no figure counts any more.
    """

    id: str
    namn: str
    typ: str
    batches: tuple[Batch, ...]
    annulled: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Source:
    """All that a förbund (or an insats for itself) has counted. ``vocabulary`` is the present one and has retired codes too."""

    id: str
    namn: str
    vocabulary: Vocabulary
    insatser: tuple[InsatsCounts, ...]
    counted: Counted = field(default_factory=Counted)
    """The counts that are no participations."""
    _cache: dict[str, Universe] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def omgangar(self) -> tuple[Omgang, ...]:
        """Every batch of every insats."""
        return tuple(
            Omgang(f"{insats.id}#{batch.number}", insats.id, batch, batch.number not in insats.annulled)
            for insats in self.insatser
            for batch in insats.batches
        )

    @property
    def kon(self) -> tuple[str, ...]:
        """The codes of kön, in order."""
        return tuple(self.vocabulary.lists["kon"].by_id)

    def atoms(self, span: Period, insats: str | None = None) -> Atoms:
        """The omgångar that a span's details are made of: those whose period lies in it and that count.

        An insats that has locked across an end of the span has none: a part of it would pass for the whole.
        """
        return frozenset(
            one.atom
            for one in self.omgangar
            if one.counts and insats in (None, one.insats) and span.contains(Period.parse(one.batch.period)) and not self.cuts(one.insats, span)
        )

    def cuts(self, insats: str, span: Period) -> bool:
        """Whether an insats has a lock that lies partly inside a span. Its volumes would then tell of months that stand in no other table."""
        locks = [Period.parse(one.batch.period) for one in self.omgangar if one.insats == insats]
        return any(lock.first <= span.last and span.first <= lock.last and not span.contains(lock) for lock in locks)

    def sheet(self, period: Period, made: date, insats: str | None = None) -> StatutorySheet:
        """The volumes of a period as they stand in the sheet for Uppföljning Finsam."""
        chosen = [one for one in self.insatser if insats in (None, one.id)]
        rows = [statutory.volumes_of(one.id, one.namn, one.typ, one.batches, one.annulled, period) for one in chosen]
        return statutory.build([row for row in rows if row is not None], period, self.namn, made)

    def universe(
        self,
        id: str,  # noqa: A002
        unit: str,
        answers: Callable[[Released], Mapping[str, int]],
        svar: Iterable[str],
        scores: Mapping[str, Mapping[str, int]] | None = None,
        *,
        harmless: Iterable[str] = (),
        sums: tuple[SumsOf, Mapping[str, tuple[int, int]]] | None = None,
    ) -> Universe:
        """A universe of what is told of one unit.

        Args:
            id: names it, the same in every release.
            unit: as in :mod:`register.counts`.
            answers: how many people gave each svar, of what was released of the unit for one kön.
            svar: every svar there is; those that only old counts have are added.
            scores: weighted sums, by name.
            harmless: svar that say nothing of anybody, beside those that were not given.
            sums: sums that are not of any svar, and by name the least and the most that one person adds.
        """
        if id not in self._cache:
            counts: Counter[tuple[str, str, str]] = Counter()
            for omgang in self.omgangar:
                for released in omgang.batch.released:
                    if released.place.unit == unit:
                        for code, n in answers(released).items():
                            counts[omgang.atom, released.place.kon, code] += n
            self._cache[id] = Universe(
                id=id,
                counts=dict(counts),
                owner={one.atom: one.insats for one in self.omgangar},
                kon=frozenset([*self.kon, UNDIVIDED]),
                svar=frozenset([*svar, *(code for _, _, code in counts)]),
                harmless=HARMLESS | frozenset(harmless),
                scores=scores or {},
                sums=self._sums(unit, *sums) if sums else {},
            )
        return self._cache[id]

    def _sums(self, unit: str, of: SumsOf, ends: Mapping[str, tuple[int, int]]) -> dict[str, ScoreSum]:
        by: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in ends}
        for omgang in self.omgangar:
            for released in omgang.batch.released:
                if released.place.unit == unit:
                    for name, n in of(released).items():
                        by[name][omgang.atom, released.place.kon] += n
        return {name: ScoreSum(dict(by[name]), *ends[name]) for name in ends}

    def months(self, event: str) -> Universe:
        """The universe of a volume by month: ``nya`` or ``avslutade``."""
        id = f"volym:{event}"  # noqa: A001
        if id not in self._cache:
            counts: Counter[tuple[str, str, str]] = Counter()
            for omgang in self.omgangar:
                for volume, n in omgang.batch.volumes.items():
                    if volume.event == event:
                        counts[omgang.atom, volume.kon, volume.month] += n
            possible = {one.atom: frozenset(str(month) for month in Period.parse(one.batch.period).months) for one in self.omgangar}
            self._cache[id] = Universe(
                id=id,
                counts=dict(counts),
                owner={one.atom: one.insats for one in self.omgangar},
                kon=frozenset([*self.kon, UNDIVIDED]),
                svar=frozenset().union(*possible.values()),
                possible=possible,
            )
        return self._cache[id]

    def units(self) -> list[str]:
        """Every unit that something has been released of."""
        return sorted({released.place.unit for one in self.omgangar for released in one.batch.released})
