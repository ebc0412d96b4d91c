"""The table nearest to the true one in which a cell has another value: it changes few cells, and so shows something to all who know the others.

Stands beside :mod:`register.disclosure.possible` on the audit's side; uses nothing of the search's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import highspy
import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

DEAR: Final = 20.0
"""What a unit's change of a cell costs that somebody knows, beside 1 of any other."""

DUAL_SIMPLEX: Final = 1
NEAR: Final = 1e-6
TRIES: Final = 8
"""So many other prices of the changes are tried before whole numbers are asked for: another corner is often whole, and costs far less."""
ABOUT: Final = 0.5
"""Half as much again as the nearest table changes is near enough: what counts is that one is found soon."""

_OPTIMAL: Final = highspy.HighsModelStatus.kOptimal


class Changes:
    """The changes of hidden inner cells from their true values, up and down apart: a linear programme that starts from no change at all.

    Args:
        matrix: a row for each cell, a column for each hidden inner cell.
        inner: the row of each inner cell; of the others, ``rows`` are those whose bounds do not follow from the inner ones'.
        down: how far each cell can fall from its true value, ``up`` how far it can rise.
        equations: over the columns, that hold for the true values.
    """

    def __init__(self, matrix: Values, inner: Sequence[int], rows: Sequence[int], bounds: tuple[Values, Values], equations: Sequence[Values]) -> None:
        self._matrix, self._size = matrix, len(inner)
        self._down, self._up = bounds
        self._place = {row: column for column, row in enumerate(inner)}
        self._number: dict[int, int] = {}
        self._every = np.arange(2 * len(inner), dtype=np.int32)
        self._dice = np.random.default_rng(1)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("random_seed", 1), ("simplex_strategy", DUAL_SIMPLEX)):
            self._highs.setOptionValue(option, value)
        self._highs.setOptionValue("mip_rel_gap", ABOUT)
        empty: NDArray[np.int32] = np.array([], dtype=np.int32)
        self._limits = np.concatenate([self._up[list(inner)], self._down[list(inner)]])
        for most in self._limits:
            self._highs.addCol(1.0, 0.0, most, 0, empty, np.array([]))
        for row in rows:
            self._row(row)
        for equation in equations:
            self._add(equation, 0.0, 0.0)

    def _row(self, row: int) -> int:
        if row not in self._number:
            self._number[row] = self._highs.getNumRow()
            self._add(self._matrix[row], -self._down[row], self._up[row])
        return self._number[row]

    def _add(self, line: Values, low: float, high: float) -> None:
        columns = np.flatnonzero(line).astype(np.int32)
        values = line[columns]
        both = np.concatenate([columns, columns + self._size]).astype(np.int32)
        self._highs.addRow(low, high, len(both), both, np.concatenate([values, -values]))

    def least(self, row: int, change: float, dear: Sequence[int]) -> Values | None:
        """The changes of the inner cells that sum to least where this cell changes by so much; None where it can't.

        Args:
            row: the cell, by its row.
            change: what it changes by.
            dear: rows of cells that had better stay as they are.
        """
        highs, costs = self._highs, np.ones(2 * self._size)
        if dear:
            behind = np.flatnonzero(self._matrix[list(dear)].any(axis=0))
            costs[behind] = costs[behind + self._size] = DEAR
        highs.changeColsCost(len(costs), self._every, costs)
        self._fix(row, change)
        highs.setBasis()
        found = self._run()
        for _ in range(TRIES):
            if found is None or _is_whole(found):
                break
            highs.changeColsCost(len(costs), self._every, costs * self._dice.uniform(0.5, 1.5, len(costs)))
            found = self._run()
        if found is not None and not _is_whole(found):
            found = self._run_whole()
        self._fix(row, None)
        return None if found is None else found[: self._size] - found[self._size :]

    def _run(self) -> Values | None:
        self._highs.run()
        found = self._highs.getModelStatus() == _OPTIMAL
        return np.array(self._highs.getSolution().col_value) if found else None

    def _run_whole(self) -> Values | None:
        """The same in whole numbers, and only about as little."""
        every = self._every
        self._highs.changeColsIntegrality(len(every), every, np.ones(len(every), dtype=np.uint8))
        self._highs.setOptionValue("presolve", "on")
        found = self._run()
        self._highs.setOptionValue("presolve", "off")
        self._highs.changeColsIntegrality(len(every), every, np.zeros(len(every), dtype=np.uint8))
        return found

    def _fix(self, row: int, change: float | None) -> None:
        """Say what a cell changes by; nothing lets it go."""
        highs = self._highs
        if row not in self._place:
            low, high = (-self._down[row], self._up[row]) if change is None else (change, change)
            highs.changeRowBounds(self._row(row), low, high)
            return
        for column, sign in ((self._place[row], 1.0), (self._place[row] + self._size, -1.0)):
            low, high = (0.0, self._limits[column]) if change is None else (max(0.0, sign * change),) * 2
            highs.changeColBounds(column, low, high)


def _is_whole(values: Values) -> bool:
    return bool(np.abs(values - np.round(values)).max(initial=0.0) <= NEAR)
