"""What an attacker can work out: one linear programme per question, and the inequality that a weak pattern breaks.

An attacker moves the hidden cells by d within {M·d = 0, −L ≤ d ≤ U}. A **goal** asks that he can't rule out a move of one primary cell by so
much. He is described by the cells that he knows besides what is printed: none (K0, K1), the one cell that is himself (K3), an insats's (K4).
Sets of cells are bit masks (Python integers), so that a move found once tells at a glance whether it still holds under another pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from register.disclosure.tables import CellSystem

Vector = NDArray[np.float64]

INFINITE: Final = float(highspy.kHighsInf)
TOLERANCE: Final = 1e-6
KEPT_WITNESSES: Final = 12
DUAL_SIMPLEX: Final = 1
PRIMAL_SIMPLEX: Final = 4
"""The last move stays possible when only the objective changes: four to six times faster here than the dual simplex."""


class Goal(NamedTuple):
    """A primary cell must be free to move by ``amount`` upwards (sign 1) or downwards (sign −1)."""

    cell: int
    sign: int
    amount: int


class Cut(NamedTuple):
    """Σ coefficient·y ≥ 1 over cells that are not always hidden: what every safe pattern fulfils."""

    cells: tuple[int, ...]
    coefficients: tuple[float, ...]


class Answer(NamedTuple):
    """The furthest move found: how far, the move itself, and the reduced costs of all cells."""

    reached: float
    move: Vector
    reduced: Vector


def mask_of(cells: Iterable[int]) -> int:
    """The bit mask of a set of cells."""
    mask = 0
    for cell in cells:
        mask |= 1 << cell
    return mask


def cells_of(mask: int) -> list[int]:
    """The cells of a bit mask, in order."""
    cells = []
    while mask:
        low = mask & -mask
        cells.append(low.bit_length() - 1)
        mask ^= low
    return cells


def new_solver() -> Any:
    """HiGHS, silent, on one thread and with a fixed seed: the same question gets the same answer."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 1)
    return highs


def identity_model(system: CellSystem, copies: int = 1) -> Any:
    """A model with the identities as rows and one column per cell (two copies: one for moves up, one for moves down, with its sign)."""
    size = len(system)
    starts, index, values = [0], [], []
    for total, parts in system.identities:
        for copy, sign in zip(range(copies), (1.0, -1.0), strict=False):
            index += [copy * size + total, *(copy * size + part for part in parts)]
            values += [sign, *([-sign] * len(parts))]
        starts.append(len(index))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = copies * size, len(system.identities)
    model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(copies * size)
    model.row_lower_ = model.row_upper_ = np.zeros(model.num_row_)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
    model.a_matrix_.index_ = np.array(index, dtype=np.int32)
    model.a_matrix_.value_ = np.array(values)
    highs = new_solver()
    highs.setOptionValue("solver", "simplex")
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
    highs.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)
    highs.passModel(model)
    return highs


class MoveModel:
    """The attacker's linear programme, kept warm: bounds and objective change, the basis stays."""

    def __init__(self, system: CellSystem) -> None:
        self._highs = identity_model(system)
        self._index = np.arange(len(system), dtype=np.int32)
        self._lower: Vector = np.zeros(len(system))
        self._upper: Vector = np.zeros(len(system))

    def allow(self, lower: Vector, upper: Vector) -> None:
        """Let each cell move between these bounds."""
        if not (np.array_equal(lower, self._lower) and np.array_equal(upper, self._upper)):
            self._highs.changeColsBounds(len(self._index), self._index, lower, upper)
            self._lower, self._upper = lower.copy(), upper.copy()

    def furthest(self, goal: Goal, *, afresh: bool = False) -> Answer:
        """The furthest that the goal's cell can be moved, though no further than the goal asks; ``afresh`` without the last answer's rounding."""
        if afresh:
            self._highs.setBasis()
        low, high = self._lower[goal.cell], self._upper[goal.cell]
        low, high = (low, min(high, goal.amount)) if goal.sign > 0 else (max(low, -goal.amount), high)
        self._highs.changeColBounds(goal.cell, low, high)
        self._highs.changeColCost(goal.cell, -float(goal.sign))
        answer = self._run()
        self._highs.changeColCost(goal.cell, 0.0)
        self._highs.changeColBounds(goal.cell, self._lower[goal.cell], self._upper[goal.cell])
        return answer._replace(reached=goal.sign * answer.move[goal.cell])

    def sparing(self, goal: Goal, spared: Sequence[int]) -> Vector | None:
        """A move that reaches the goal and touches the spared cells (that can only move up) as little as possible; None where none exists."""
        target = float(goal.sign * goal.amount)
        self._highs.changeColBounds(goal.cell, target, target)
        for cell in spared:
            self._highs.changeColCost(cell, 1.0)
        answer = self._run()
        optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        for cell in spared:
            self._highs.changeColCost(cell, 0.0)
        self._highs.changeColBounds(goal.cell, self._lower[goal.cell], self._upper[goal.cell])
        return answer.move if optimal else None

    def _run(self) -> Answer:
        self._highs.run()
        solution = self._highs.getSolution()
        return Answer(0.0, np.array(solution.col_value), np.array(solution.col_dual))


class SparseModel:
    """The attacker's linear programme with moves up and down apart, so that a move that touches few cells can be asked for.

    A move of :class:`MoveModel` touches most hidden cells, for no reason; each of them would have to be asked about again when it is taken away.
    """

    def __init__(self, system: CellSystem, lower: Vector, prices: Vector) -> None:
        self._size = len(system)
        self._lower = lower
        self._prices = np.concatenate([prices, prices])
        self._highs = identity_model(system, copies=2)
        self._highs.setOptionValue("simplex_strategy", DUAL_SIMPLEX)
        self._index = np.arange(2 * self._size, dtype=np.int32)
        self._highs.changeColsCost(2 * self._size, self._index, self._prices)
        self._upper: Vector = np.zeros(2 * self._size)

    def allow(self, free: Sequence[int]) -> None:
        """Let these cells move, and no others."""
        upper = np.zeros(2 * self._size)
        upper[free] = INFINITE
        upper[[self._size + cell for cell in free]] = -self._lower[free]
        if not np.array_equal(upper, self._upper):
            self._highs.changeColsBounds(2 * self._size, self._index, np.zeros(2 * self._size), upper)
            self._upper = upper

    def price(self, cells: Sequence[int], price: float) -> None:
        """Say what a unit's move of these cells costs, at most 1."""
        for cell in cells:
            for column in (cell, cell + self._size):
                self._prices[column] = price
                self._highs.changeColCost(column, price)

    def move(self, goal: Goal) -> Vector | None:
        """The cheapest move that reaches the goal; None where none does.

        Starts from no move at all, which costs nothing, and asks the dual simplex to put right that the goal is not reached: few cells enter.
        """
        own, other = (goal.cell, goal.cell + self._size) if goal.sign > 0 else (goal.cell + self._size, goal.cell)
        if self._upper[own] < goal.amount:
            return None
        highs = self._highs
        highs.changeColBounds(own, float(goal.amount), float(goal.amount))
        highs.changeColBounds(other, 0.0, 0.0)
        highs.setBasis()
        highs.run()
        values = np.array(highs.getSolution().col_value)
        found = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        highs.changeColBounds(own, 0.0, self._upper[own])
        highs.changeColBounds(other, 0.0, self._upper[other])
        return values[: self._size] - values[self._size :] if found else None


@dataclass
class Question:
    """One goal with the attackers (masks of what each knows) that it must hold against, and the moves known to reach it.

    ``slim`` are the moves that were made to touch few cells: kept longest, since they outlive most changes of the pattern.
    """

    goal: Goal
    attackers: list[int]
    witnesses: list[int] = field(default_factory=list)
    slim: list[int] = field(default_factory=list)
    failures: int = 0

    def holds(self, hidden: int) -> bool:
        """Whether some known move shows the goal to hold against who knows nothing more."""
        return any(not one & ~hidden for one in self.slim) or any(not one & ~hidden for one in self.witnesses)

    def open_to(self, hidden: int) -> list[int]:
        """The attackers against whom no known move shows the goal to hold under this pattern."""
        valid = [one for one in (*self.slim, *self.witnesses) if not one & ~hidden]
        return [known for known in self.attackers if not any(not one & known for one in valid)]

    def remember(self, move: Vector, *, slim: bool = False) -> None:
        """Keep a move, the newest first."""
        kept = self.slim if slim else self.witnesses
        mask = mask_of(int(cell) for cell in np.flatnonzero(np.abs(move) > TOLERANCE))
        if mask in kept:
            kept.remove(mask)
        kept.insert(0, mask)
        del kept[KEPT_WITNESSES + (0 if slim else len(self.attackers)) :]
