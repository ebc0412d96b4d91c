"""An attack of our own on releases: a whole-number programme over every single atom of a universe, sharing nothing with the gate.

It knows neither blocks nor lattices: one variable for each omgång × kön × svar, one row for each thing that a reader has seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import highspy
import numpy as np

from register.disclosure.boxes import Box, CellId, Known, SumCell, Universe

INFINITE = float(highspy.kHighsInf)


class Reach(NamedTuple):
    """The least and the greatest value within 1..T−1 that a cell can have.

    ``bottom`` and ``top`` are 1 and T−1 also where the cell can't be that but can be less or more: with sums not of a table's shape a cell may
    be known to be odd.
    """

    low: int
    high: int
    bottom: int
    top: int
    exact: bool


class Reader:
    """Somebody who has seen some cells.

    Args:
        universe: with the true counts.
        printed: cells whose value stands.
        dots: the least value that the reader grants each cell that is a dot.
    """

    def __init__(self, universe: Universe, printed: Iterable[CellId], dots: Mapping[CellId, int]) -> None:
        self.universe = universe
        self.atoms = list(product(sorted(universe.owner), sorted(universe.kon), sorted(universe.svar)))
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        none = np.array([], dtype=np.int32)
        for omgang, _, svar in self.atoms:
            most = INFINITE if svar in universe.possible.get(omgang, universe.svar) else 0.0
            self._highs.addCol(0.0, 0.0, most, 0, none, np.array([]))
        every = np.arange(len(self.atoms), dtype=np.int32)
        self._every = every
        self._highs.changeColsIntegrality(len(every), every, np.ones(len(every), dtype=np.uint8))
        for omgang, kon in product(sorted(universe.owner), sorted(universe.kon)):
            self._sees(Box(frozenset([omgang]), frozenset([kon]), universe.svar), None)
        for cell in printed:
            self._sees(cell, None)
        for cell, least in dots.items():
            self._sees(cell, least)

    def line(self, cell: CellId) -> np.ndarray[Any, Any]:
        """How many times each atom counts in a cell."""
        if isinstance(cell, SumCell):
            weight = self.universe.scores[cell.name]
            return np.array([float(weight.get(s, 0) * (o in cell.omgang and k in cell.kon)) for o, k, s in self.atoms])
        return np.array([float(o in cell.omgang and k in cell.kon and s in cell.svar) for o, k, s in self.atoms])

    def _sees(self, cell: CellId, least: int | None) -> None:
        line = self.line(cell)
        columns = np.flatnonzero(line).astype(np.int32)
        low, high = (float(self.universe.value(cell)),) * 2 if least is None else (float(least), INFINITE)
        self._highs.addRow(low, high, len(columns), columns, line[columns])

    def knows(self, cells: Iterable[CellId]) -> int:
        """Let the reader know some cells more; how many rows to forget again."""
        number = 0
        for cell in cells:
            self._sees(cell, None)
            number += 1
        return number

    def forgets(self, rows: int) -> None:
        """Take back the last rows."""
        last = self._highs.getNumRow()
        self._highs.deleteRows(rows, np.arange(last - rows, last, dtype=np.int32))

    def nearest(self, cell: CellId, sign: int, bound: int) -> int | None:
        """The value nearest to a bound that the cell can have on that bound's far side: least for sign 1, greatest for −1."""
        line = self.line(cell)
        columns = np.flatnonzero(line).astype(np.int32)
        low, high = (float(bound), INFINITE) if sign > 0 else (-INFINITE, float(bound))
        self._highs.changeColsCost(len(self._every), self._every, sign * line)
        self._highs.addRow(low, high, len(columns), columns, line[columns])
        self._highs.run()
        found = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = np.array(self._highs.getSolution().col_value)
        self.forgets(1)
        return round(float(line @ values)) if found else None

    def reach(self, cell: CellId, threshold: int) -> Reach:
        """How far the cell reaches towards 1 and T−1, and whether it can have one value alone."""
        value = self.universe.value(cell)
        below, above = min(1, value), max(threshold - 1, value)
        inner = (self.nearest(cell, 1, below), self.nearest(cell, -1, above))
        assert None not in inner, "the truth itself is possible"
        low, high = (one for one in inner if one is not None)
        less, more = self.nearest(cell, -1, low - 1), self.nearest(cell, 1, high + 1)
        hull = (below if less is not None else low, above if more is not None else high)
        return Reach(low, high, *hull, low == high and less is None and more is None)


def reader_of(universe: Universe, known: Iterable[Known], *, not_zero: bool, left_out: frozenset[CellId] = frozenset()) -> Reader:
    """A reader of all releases together. A dot anywhere where it stands nowhere is a dot; one that a rule left out may be 0."""
    seen: dict[CellId, bool] = {}
    for one in known:
        seen[one.cell] = seen.get(one.cell, True) and one.dot
    dots = {cell: int(not_zero and universe.value(cell) > 0 and cell not in left_out) for cell, dot in seen.items() if dot}
    return Reader(universe, (cell for cell, dot in seen.items() if not dot), dots)


def small(universe: Universe, cells: Iterable[CellId], threshold: int) -> Iterator[CellId]:
    """The confidential ones of some cells: 1..T−1 people who did not just leave the answer out."""
    for cell in cells:
        harmless = isinstance(cell, Box) and (cell.svar <= universe.harmless or cell.svar == universe.svar)
        if not harmless and 1 <= universe.value(cell) < threshold:
            yield cell
