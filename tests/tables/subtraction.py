"""Somebody who reads every table of a counter that was ever published, and works out what each count can be at least and at most.

Linear programming over single counts (insats, period, code); it shares nothing with the gate, and knows of a table only what is printed in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import highspy
import numpy as np

from register.counters.model import Edition
from register.disclosure.tables import TOTAL
from register.periods import Period
from register.tables.making import Made
from register.tables.source import Source

Place = tuple[str, str, str]
"""Insats, period, code."""


class Told(NamedTuple):
    """A printed number, and the counts that it is the sum of."""

    places: frozenset[Place]
    n: int


def true_of(editions: Iterable[Edition]) -> dict[Place, int]:
    """The counts themselves."""
    return {(one.figures.insats_id, one.figures.period.code, place.codes[0]): n for one in editions for place, n in one.figures.values.items()}


def read(made: Made, of: Source, span: Period, *, last: bool, insats: str | None = None) -> Iterator[Told]:
    """Every printed number of a counter's tables. ``last``: tables of how they are divided are of the last period alone."""
    true = true_of(of.counted.editions)
    for id_, table in made.tables.items():
        year = Period.parse(id_.partition("@")[2]) if "@" in id_ else span
        owner = insats or (id_.rpartition("/")[2] if "/" in id_ else "")
        inside = [place for place in true if owner in ("", place[0]) and year.contains(Period.parse(place[1]))]
        latest = max((place[1] for place in inside), default="")
        for (_, kon, svar), n in table.cells.items():
            if n is None or kon != TOTAL:
                continue
            if id_.startswith("raknarsvar-"):
                chosen = [one for one in inside if svar in (TOTAL, one[2]) and (one[1] == latest or not last)]
            else:
                chosen = [one for one in inside if svar in (TOTAL, one[1])]
            assert sum(true[one] for one in chosen) == n
            yield Told(frozenset(chosen), n)


class Subtractor:
    """What the counts can be, of what has been told."""

    def __init__(self, true: Mapping[Place, int], told: Iterable[Told]) -> None:
        self.places = sorted(true)
        self._at = {place: number for number, place in enumerate(self.places)}
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        none = np.array([], dtype=np.int32)
        for _ in self.places:
            self._highs.addCol(0.0, 0.0, 1000.0, 0, none, np.array([]))
        for one in told:
            columns = np.array(sorted(self._at[place] for place in one.places), dtype=np.int32)
            self._highs.addRow(float(one.n), float(one.n), len(columns), columns, np.ones(len(columns)))

    def limits(self, places: Iterable[Place]) -> tuple[float, float]:
        """The least and the most that the sum of some counts can be."""
        chosen = {self._at[place] for place in places}
        return -self._most(chosen, -1.0), self._most(chosen, 1.0)

    def _most(self, chosen: set[int], sign: float) -> float:
        every = np.arange(len(self.places), dtype=np.int32)
        cost = np.array([-sign if number in chosen else 0.0 for number in range(len(self.places))])
        self._highs.changeColsCost(len(every), every, cost)
        self._highs.run()
        assert self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal, "the truth itself is possible"
        return -float(cost @ np.array(self._highs.getSolution().col_value)) * 1.0
