"""The choice of cells: which are hidden, at least weight, under the inequalities found so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import highspy
import numpy as np

from register.disclosure.attack import Cut, Vector, cells_of, new_solver
from register.disclosure.tables import CellSystem


class Master:
    """Minimise Σ w·y over y ∈ {0,1} under the inequalities; kept as one growing model."""

    def __init__(self, system: CellSystem, free: Sequence[int], always: frozenset[int]) -> None:
        self.system = system
        self.free = list(free)
        self.known: dict[Cut, int] = {}
        self._column = {cell: column for column, cell in enumerate(self.free)}
        self._columns = np.arange(len(self.free), dtype=np.int32)
        self._highs = new_solver()
        for cell in self.free:
            self._highs.addCol(float(system.weights[cell]), 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
        self._lonely_rows(always)
        self._budget_row = self._highs.getNumRow()
        index = np.arange(len(self.free), dtype=np.int32)
        self._highs.addRow(-highspy.kHighsInf, highspy.kHighsInf, len(index), index, np.array([float(system.weights[c]) for c in self.free]))

    def _lonely_rows(self, always: frozenset[int]) -> None:
        """A hidden cell that is alone in an identity protects nothing: y_i ≤ Σ of the others in its line."""
        for identity in self.system.identities:
            line = [identity.total, *identity.parts]
            if any(cell in always for cell in line):
                continue
            columns = [self._column[cell] for cell in line if cell in self._column]
            for column in columns:
                others = [(one, -1.0 if one == column else 1.0) for one in columns]
                self._row(0.0, others)

    def _row(self, low: float, entries: Sequence[tuple[int, float]]) -> None:
        index = np.array([column for column, _ in entries], dtype=np.int32)
        self._highs.addRow(low, highspy.kHighsInf, len(entries), index, np.array([value for _, value in entries]))

    def add(self, cuts: Iterable[Cut]) -> int:
        """Add the inequalities that are new; how many."""
        added = 0
        for cut in cuts:
            if cut not in self.known:
                self.known[cut] = self._highs.getNumRow()
                self._row(1.0, [(self._column[cell], value) for cell, value in zip(cut.cells, cut.coefficients, strict=True)])
                added += 1
        return added

    def relax(self, fixed: Mapping[int, int] | None = None) -> tuple[float, Vector]:
        """The linear relaxation with some cells fixed: its value, and y for every cell of the system (0 where it is not free)."""
        self._whole(whole=False)
        self._highs.setOptionValue("presolve", "choose")
        self._set_bounds(fixed or {}, None)
        self._highs.run()
        y = np.zeros(len(self.system))
        y[self.free] = np.clip(np.array(self._highs.getSolution().col_value), 0.0, 1.0)
        return float(self._highs.getInfo().objective_function_value), y

    def choose(
        self, fixed: Mapping[int, int], budget: float | None, *, nodes: int, seconds: float, any_will_do: bool = False
    ) -> tuple[int | None, bool, float]:
        """The best choice (or ``any_will_do``) with some cells fixed and no more than a weight in all.

        Returns:
            The chosen cells as a mask (None where none was found), whether that answer is final, and the lower bound.
        """
        self._whole(whole=True)
        self._set_bounds(fixed, budget)
        self._highs.setOptionValue("mip_max_nodes", nodes)
        self._highs.setOptionValue("mip_max_improving_sols", 1 if any_will_do else highspy.kHighsIInf)
        self._highs.setOptionValue("time_limit", max(seconds, 0.01))  # of each run, not of all together
        self._highs.run()
        status, info = self._highs.getModelStatus(), self._highs.getInfo()
        final = status in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible}
        if info.primal_solution_status != 2:  # kSolutionStatusFeasible
            return None, final, float(info.mip_dual_bound)
        chosen = np.array(self._highs.getSolution().col_value) > 0.5
        mask = sum(1 << cell for cell, on in zip(self.free, chosen, strict=True) if on)
        return mask, final, float(info.mip_dual_bound)

    def _whole(self, *, whole: bool) -> None:
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        self._highs.changeColsIntegrality(len(self.free), self._columns, np.array([int(kind)] * len(self.free), dtype=np.uint8))

    def _set_bounds(self, fixed: Mapping[int, int], budget: float | None) -> None:
        lower, upper = np.zeros(len(self.free)), np.ones(len(self.free))
        for cell, value in fixed.items():
            lower[self._column[cell]] = upper[self._column[cell]] = value
        self._highs.changeColsBounds(len(self.free), self._columns, lower, upper)
        self._highs.changeRowBounds(self._budget_row, -highspy.kHighsInf, highspy.kHighsInf if budget is None else budget)

    def price(self, costs: Vector | None) -> None:
        """Minimise these costs (for every cell of the system) instead of the weights; None goes back to the weights."""
        chosen = np.array(self.system.weights, dtype=np.float64) if costs is None else costs
        self._highs.changeColsCost(len(self.free), self._columns, chosen[self.free])

    def weight(self, mask: int) -> int:
        """Σ w·y of the cells that are free."""
        return sum(self.system.weights[cell] for cell in cells_of(mask) if cell in self._column)
