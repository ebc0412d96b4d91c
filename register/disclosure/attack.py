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

from register.disclosure.tables import CellSystem, Identity, Kind

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


Row = dict[int, int]
"""An identity: how many times each cell stands in it; the sum is nothing."""


class Core(NamedTuple):
    """What of a system a linear programme needs: the cells kept, and identities among them.

    A sum that is printed nowhere is never less than nothing if its parts are not, whatever else is hidden: it limits no move, and its parts stand for
    it everywhere. Kept all the same are cells that are asked about or known to somebody.
    """

    cells: tuple[int, ...]
    rows: tuple[Row, ...]


def core_of(system: CellSystem) -> Core:
    """The system without the unprinted sums that limit nothing."""
    parts_of: dict[int, tuple[int, ...]] = {}
    rest: list[Identity] = []
    for one in system.identities:
        if one.total not in parts_of and _limits_nothing(system, one):
            parts_of[one.total] = one.parts
        else:
            rest.append(one)
    full: dict[int, Row] = {}

    def of(cell: int) -> Row:
        if cell not in parts_of:
            return {cell: 1}
        if cell not in full:
            full[cell] = _added([(of(part), 1) for part in parts_of[cell]])
        return full[cell]

    rows = [_added([(of(total), 1), *((of(part), -1) for part in parts)]) for total, parts in rest]
    return Core(tuple(cell for cell in range(len(system)) if cell not in parts_of), tuple(row for row in rows if row))


def _limits_nothing(system: CellSystem, identity: Identity) -> bool:
    total, parts = identity
    plain = system.kinds[total] is Kind.UNPRINTED and not system.is_primary(total) and system.values[total] != 1
    return plain and all(block.cells.issuperset(parts) for block in system.blocks if total in block.cells)


def _added(terms: Iterable[tuple[Row, int]]) -> Row:
    found: Row = {}
    for row, sign in terms:
        for cell, times in row.items():
            found[cell] = found.get(cell, 0) + sign * times
    return {cell: times for cell, times in found.items() if times}


def core_model(core: Core, copies: int = 1) -> Any:
    """A model with the identities as rows and one column per cell kept (two copies: one for moves up, one for moves down, with its sign)."""
    size = len(core.cells)
    column = {cell: number for number, cell in enumerate(core.cells)}
    starts, index, values = [0], [], []
    for row in core.rows:
        for copy, sign in zip(range(copies), (1.0, -1.0), strict=False):
            index += [copy * size + column[cell] for cell in row]
            values += [sign * times for times in row.values()]
        starts.append(len(index))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = copies * size, len(core.rows)
    model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(copies * size)
    model.row_lower_ = model.row_upper_ = np.zeros(model.num_row_)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
    model.a_matrix_.index_ = np.array(index, dtype=np.int32)
    model.a_matrix_.value_ = np.array(values, dtype=np.float64)
    highs = new_solver()
    highs.setOptionValue("solver", "simplex")
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
    highs.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)
    highs.passModel(model)
    return highs


class MoveModel:
    """The attacker's linear programme, kept warm: bounds and objective change, the basis stays. Vectors are over all cells of the system."""

    def __init__(self, system: CellSystem, core: Core) -> None:
        self._size = len(system)
        self._highs = core_model(core)
        self._cells = np.array(core.cells, dtype=np.int64)
        self._column = {cell: number for number, cell in enumerate(core.cells)}
        self._index = np.arange(len(core.cells), dtype=np.int32)
        self._lower: Vector = np.zeros(len(core.cells))
        self._upper: Vector = np.zeros(len(core.cells))

    def allow(self, lower: Vector, upper: Vector) -> None:
        """Let each cell move between these bounds."""
        lower, upper = lower[self._cells], upper[self._cells]
        if not (np.array_equal(lower, self._lower) and np.array_equal(upper, self._upper)):
            self._highs.changeColsBounds(len(self._index), self._index, lower, upper)
            self._lower, self._upper = lower, upper

    def furthest(self, goal: Goal, *, afresh: bool = False) -> Answer:
        """The furthest that the goal's cell can be moved, though no further than the goal asks; ``afresh`` without the last answer's rounding."""
        if afresh:
            self._highs.setBasis()
        own = self._column[goal.cell]
        low, high = self._lower[own], self._upper[own]
        low, high = (low, min(high, goal.amount)) if goal.sign > 0 else (max(low, -goal.amount), high)
        self._highs.changeColBounds(own, low, high)
        self._highs.changeColCost(own, -float(goal.sign))
        answer = self._run()
        self._highs.changeColCost(own, 0.0)
        self._highs.changeColBounds(own, self._lower[own], self._upper[own])
        return answer._replace(reached=goal.sign * answer.move[goal.cell])

    def sparing(self, goal: Goal, spared: Sequence[int]) -> Vector | None:
        """A move that reaches the goal and touches the spared cells (that can only move up) as little as possible; None where none exists."""
        target, own = float(goal.sign * goal.amount), self._column[goal.cell]
        self._highs.changeColBounds(own, target, target)
        columns = [self._column[cell] for cell in spared if cell in self._column]  # a sum that is left out moves only with a part that is not
        for column in columns:
            self._highs.changeColCost(column, 1.0)
        answer = self._run()
        optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        for column in columns:
            self._highs.changeColCost(column, 0.0)
        self._highs.changeColBounds(own, self._lower[own], self._upper[own])
        return answer.move if optimal else None

    def _run(self) -> Answer:
        self._highs.run()
        solution = self._highs.getSolution()
        move, reduced = np.zeros(self._size), np.zeros(self._size)
        move[self._cells], reduced[self._cells] = solution.col_value, solution.col_dual
        return Answer(0.0, move, reduced)


class SparseModel:
    """The attacker's linear programme with moves up and down apart, so that a move that touches few cells can be asked for.

    A move of :class:`MoveModel` touches most hidden cells, for no reason; each of them would have to be asked about again when it is taken away.
    """

    def __init__(self, system: CellSystem, core: Core, lower: Vector, prices: Vector) -> None:
        self._all, self._size = len(system), len(core.cells)
        self._cells = np.array(core.cells, dtype=np.int64)
        self._column = {cell: number for number, cell in enumerate(core.cells)}
        self._down = -lower[self._cells]
        self._prices = np.concatenate([prices[self._cells], prices[self._cells]])
        self._highs = core_model(core, copies=2)
        self._highs.setOptionValue("simplex_strategy", DUAL_SIMPLEX)
        self._index = np.arange(2 * self._size, dtype=np.int32)
        self._highs.changeColsCost(2 * self._size, self._index, self._prices)
        self._upper: Vector = np.zeros(2 * self._size)

    def allow(self, free: Sequence[int]) -> None:
        """Let these cells move, and no others."""
        moves = np.zeros(self._all, dtype=bool)
        moves[free] = True
        moves = moves[self._cells]
        upper = np.concatenate([np.where(moves, INFINITE, 0.0), np.where(moves, self._down, 0.0)])
        if not np.array_equal(upper, self._upper):
            self._highs.changeColsBounds(2 * self._size, self._index, np.zeros(2 * self._size), upper)
            self._upper = upper

    def price(self, cells: Sequence[int], price: float) -> None:
        """Say what a unit's move of these cells costs, at most 1."""
        for column in self._columns(cells):
            self._prices[column] = price
            self._highs.changeColCost(column, price)

    def _columns(self, cells: Sequence[int]) -> list[int]:
        there = [self._column[cell] for cell in cells if cell in self._column]
        return [*there, *(column + self._size for column in there)]

    def move(self, goal: Goal, spared: Sequence[int] = ()) -> Vector | None:
        """The cheapest move that reaches the goal; None where none does. A unit's move of a spared cell costs 1 this time.

        Starts from no move at all, which costs nothing, and asks the dual simplex to put right that the goal is not reached: few cells enter.
        """
        up = self._column[goal.cell]
        own, other = (up, up + self._size) if goal.sign > 0 else (up + self._size, up)
        if self._upper[own] < goal.amount:
            return None
        highs = self._highs
        highs.changeColBounds(own, float(goal.amount), float(goal.amount))
        highs.changeColBounds(other, 0.0, 0.0)
        dear = self._columns(spared)
        for column in dear:
            highs.changeColCost(column, 1.0)
        highs.setBasis()
        highs.run()
        values = np.array(highs.getSolution().col_value)
        found = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        for column in dear:
            highs.changeColCost(column, self._prices[column])
        highs.changeColBounds(own, 0.0, self._upper[own])
        highs.changeColBounds(other, 0.0, self._upper[other])
        if not found:
            return None
        move = np.zeros(self._all)
        move[self._cells] = values[: self._size] - values[self._size :]
        return move


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
