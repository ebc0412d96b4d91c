"""The tables that agree with what is printed: the ground on which the audit stands. Uses nothing of the search's.

Works on hidden inner cells (those that are no sum); every other hidden cell is a sum of them and of printed cells, which are constants. They fall
into **islands** that nothing unknown joins, each with a linear programme of its own: a table is any choice of one solution per island.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import highspy
import numpy as np
from numpy.typing import NDArray

from register.disclosure.nearest import Changes
from register.disclosure.tables import CellSystem, Kind

Table = NDArray[np.int64]
"""The value of every cell, inner cells and sums, in one possible table."""

Values = NDArray[np.float64]

Sum = tuple[dict[int, int], int]
"""Hidden inner cells and how many times each, and a number."""

NEAR: Final = 1e-6
TRIES: Final = 6
BOUNDLESS: Final = float(highspy.kHighsInf)
PRIMAL_SIMPLEX: Final = 4
"""Questions differ in their objective more often than in their bounds: the last table stays possible."""

_OPTIMAL: Final = highspy.HighsModelStatus.kOptimal


class Island:
    """Hidden inner cells that hang together, with the hidden sums over them.

    Args:
        cells: the hidden cells, inner ones and sums, as numbers of the system.
        matrix: a row for each cell, a column for each hidden inner cell; ``constant`` is what printed cells add to the cell.
        inner: the cell of each column.
        extra: equations over the columns, each with its right side.
    """

    def __init__(
        self,
        cells: NDArray[np.int64],
        matrix: Values,
        constant: Values,
        inner: NDArray[np.int64],
        bounds: tuple[Values, Values],
        extra: Sequence[tuple[Values, float]],
    ) -> None:
        self.cells, self.matrix, self.constant = cells, matrix, constant
        self.base: Table | None = None
        self.row_of = {int(cell): row for row, cell in enumerate(cells)}
        self.members = frozenset(self.row_of)
        self._columns = {int(cell): column for column, cell in enumerate(inner)}
        self._every = np.arange(len(inner), dtype=np.int32)
        self._dice = np.random.default_rng(1)
        self._rows: dict[int, int] = {}
        self._extra = extra
        self._lower, self._upper = bounds
        self._changes: Changes | None = None
        self._highs = self._model()

    def _model(self) -> Any:
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("random_seed", 1), ("simplex_strategy", PRIMAL_SIMPLEX)):
            highs.setOptionValue(option, value)
        self._highs = highs
        empty: NDArray[np.int32] = np.array([], dtype=np.int32)
        for cell in self._columns:
            row = self.row_of[cell]
            highs.addCol(0.0, self._lower[row], self._upper[row], 0, empty, np.array([]))
        for row, cell in enumerate(self.cells.tolist()):
            if cell not in self._columns and not self._follows(row):
                self._row(row)
        for equation, right in self._extra:
            self._add(equation, right, right)
        return highs

    def _follows(self, row: int) -> bool:
        """Whether a sum's bound follows from those of its inner cells."""
        least = self._lower[[self.row_of[cell] for cell in self._columns]]
        return not (self.matrix[row] < 0).any() and bool(self.matrix[row] @ least + self.constant[row] >= self._lower[row])

    def _row(self, row: int) -> int:
        """The row of a sum in the programme, added when it is first needed."""
        if row not in self._rows:
            self._rows[row] = self._highs.getNumRow()
            self._add(self.matrix[row], self._lower[row] - self.constant[row], self._upper[row] - self.constant[row])
        return self._rows[row]

    def _add(self, line: Values, low: float, high: float) -> None:
        columns = np.flatnonzero(line).astype(np.int32)
        self._highs.addRow(low, high, len(columns), columns, line[columns])

    def limit(self, cell: int, low: float, high: float) -> None:
        """Bound a cell in the questions that follow."""
        row = self.row_of[cell]
        if cell in self._columns:
            self._highs.changeColBounds(self._columns[cell], low, high)
        else:
            self._highs.changeRowBounds(self._row(row), low - self.constant[row], high - self.constant[row])

    def allows(self, values: Table) -> bool:
        """Whether the cells with these values are a possible part of a table, but for limits."""
        inner = values[[self.row_of[cell] for cell in self._columns]].astype(np.float64)
        fits = np.array_equal(self.matrix @ inner + self.constant, values) and all(line @ inner == right for line, right in self._extra)
        return bool(fits and (values >= self._lower).all() and (values <= self._upper).all())

    def solve(self, cost: Values, *, whole: bool = False) -> Values | None:
        """The hidden inner cells where the cost is least; None where none are possible."""
        highs = self._highs
        highs.changeColsCost(len(self._every), self._every, cost)
        if whole:
            highs.changeColsIntegrality(len(self._every), self._every, np.ones(len(self._every), dtype=np.uint8))
            highs.setOptionValue("presolve", "on")
        highs.run()
        found = np.array(highs.getSolution().col_value) if highs.getModelStatus() == _OPTIMAL else None
        if whole:
            highs.changeColsIntegrality(len(self._every), self._every, np.zeros(len(self._every), dtype=np.uint8))
            highs.setOptionValue("presolve", "off")
        return found

    def rounded(self, values: Values) -> Values | None:
        """A whole corner near one that is not, found by driving what is not whole to its nearest number; None where a few tries find none.

        A feasibility pump (Fischetti, Glover & Lodi 2005), for questions whose answer is settled and only lacks a table.
        """
        for _ in range(TRIES):
            away = values - np.round(values)
            cost = np.where(np.abs(away) > NEAR, np.sign(away), 0.0)
            found = self.solve(cost)
            if found is None or is_whole(found):
                return found
            values = found + self._dice.uniform(-0.3, 0.3, len(found)) * (np.abs(found - np.round(found)) > NEAR)
        return None

    def nearest(self, cell: int, value: int, true: Table, dear: Iterable[int]) -> Values | None:
        """The hidden inner cells nearest to the true ones where the cell has this value; None where it can't, or these are not whole.

        The ``dear`` cells had better stay as they are.
        """
        inner = [self.row_of[one] for one in self._columns]
        if self._changes is None:
            bounds = (true - self._lower, self._upper - true)
            needed = [row for row in range(len(self.cells)) if row not in inner and not self._follows(row)]
            self._changes = Changes(self.matrix, inner, needed, bounds, [line for line, _ in self._extra])
        row = self.row_of[cell]
        change = self._changes.least(row, float(value - true[row]), [self.row_of[one] for one in dear if one in self.row_of])
        return None if change is None or not is_whole(change) else change + true[inner]

    def table(self, values: Values) -> Table:
        """All cells of the island from its hidden inner ones."""
        found: Table = np.rint(self.matrix @ np.rint(values) + self.constant).astype(np.int64)
        return found


class Possible:
    """The possible tables under a pattern: what is printed stands, what is hidden is at least what the attacker grants it."""

    def __init__(self, system: CellSystem, hidden: frozenset[int], *, not_zero: bool) -> None:
        self.system = system
        hidden |= {cell for cell, kind in enumerate(system.kinds) if kind in {Kind.UNPRINTED, Kind.DOT_BEFORE}}
        self._lower = np.array([float(system.lowest(c, knows_not_zero=not_zero) if c in hidden else v) for c, v in enumerate(system.values)])
        self._upper = np.array([BOUNDLESS if c in hidden else float(v) for c, v in enumerate(system.values)])
        self.seen: list[Table] = []
        self._limits: dict[int, tuple[float, float]] = {}
        self._true: Table = np.array(system.values, dtype=np.int64)
        self._base: Table = self._true.copy()
        self._consistent = True
        self.islands = self._islands(hidden)
        self._island = {int(cell): island for island in self.islands for cell in island.cells}
        for island in self.islands:
            if island.allows(self._base[island.cells]):
                island.base = self._base[island.cells]

    def _islands(self, hidden: frozenset[int]) -> list[Island]:
        """Split the hidden inner cells, and fill in the hidden sums of nothing but printed cells."""
        sums, equations = in_hidden_cells(self.system, hidden)
        for line, right in equations:
            self._consistent = self._consistent and (bool(line) or right == 0)
        for cell, (line, constant) in sums.items():
            if not line:
                self._base[cell] = constant
                self._consistent = self._consistent and self._lower[cell] <= constant
        groups = _grouped([set(line) for line, _ in (*sums.values(), *equations)])
        island_of = {cell: number for number, group in enumerate(groups) for cell in group}
        cells: list[list[int]] = [[] for _ in groups]
        for cell, (line, _) in sums.items():
            if line:
                cells[island_of[next(iter(line))]].append(cell)
        extra: list[list[Sum]] = [[] for _ in groups]
        for line, right in equations:
            if line:
                extra[island_of[next(iter(line))]].append((line, right))
        return [self._island_of(group, {cell: sums[cell] for cell in mine}, more) for group, mine, more in zip(groups, cells, extra, strict=True)]

    def _island_of(self, inner: list[int], sums: Mapping[int, Sum], equations: Sequence[Sum]) -> Island:
        column = {cell: number for number, cell in enumerate(inner)}

        def vector(line: Mapping[int, int]) -> Values:
            values = np.zeros(len(inner))
            for part, times in line.items():
                values[column[part]] = times
            return values

        cells = np.array(sorted(sums), dtype=np.int64)
        matrix = np.array([vector(sums[cell][0]) for cell in cells.tolist()])
        constant = np.array([float(sums[cell][1]) for cell in cells.tolist()])
        extra = [(vector(line), float(right)) for line, right in equations]
        return Island(cells, matrix, constant, np.array(inner, dtype=np.int64), (self._lower[cells], self._upper[cells]), extra)

    def island_of(self, cell: int) -> frozenset[int]:
        """The hidden cells that knowing more about could tell something of this one."""
        return self._island[cell].members if cell in self._island else frozenset()

    def limit(self, cell: int, low: float, high: float) -> None:
        """Say that a cell lies between two values, in the questions that follow."""
        self._limits[cell] = (low, high)
        if (low, high) == self.bounds(cell):
            del self._limits[cell]
        if cell in self._island:
            self._island[cell].limit(cell, low, high)

    def release(self, cell: int) -> None:
        """Take back what :meth:`limit` said."""
        self.limit(cell, *self.bounds(cell))

    def bounds(self, cell: int) -> tuple[float, float]:
        """The bounds that the attacker starts from."""
        return self._lower[cell], self._upper[cell]

    def least(self, cell: int, sign: int, than: int | None = None) -> Table | None:
        """A whole table where sign·x of a cell is least; None where no table is possible at all, or none has less than sign·``than``.

        It must be bounded.
        """
        island = self._island.get(cell)
        if island is None:
            return self._kept({})
        line = sign * island.matrix[island.row_of[cell]]
        values = island.solve(line)
        if values is None or is_whole(values):
            return self._kept({island: values})
        before = self._limits.get(cell, self.bounds(cell))
        target = sign * float(np.ceil(line @ values - NEAR)) + island.constant[island.row_of[cell]]
        if than is not None and sign * target >= sign * than:
            return None
        self.limit(cell, target, target)
        values = island.rounded(values)  # another corner with the same value is often whole, and costs far less than the search below
        self.limit(cell, *before)
        return self._kept({island: island.solve(line, whole=True) if values is None else values})

    def nearest(self, cell: int, value: int, dear: Iterable[int]) -> Table | None:
        """The table nearest to the true one where the cell has this value, if it is whole; within no limits but the attacker's own."""
        island = self._island.get(cell)
        values = island.nearest(cell, value, self._true[island.cells], dear) if island else None
        return self._kept({island: values}) if island and values is not None else None

    def lowest(self, weights: Mapping[int, float], *, corners: bool = False) -> Table | None:
        """A whole table where Σ weight·x is least (it must be bounded); None where no table is possible at all.

        Args:
            weights: by cell.
            corners: where the least corner of an island is not whole, take one near it, or any part of a table, instead of searching on.
        """
        costs: dict[Island, Values] = {}
        for cell, value in weights.items():
            if cell in self._island:
                island = self._island[cell]
                costs[island] = costs.get(island, 0.0) + value * island.matrix[island.row_of[cell]]
        chosen: dict[Island, Values | None] = {}
        for island, cost in costs.items():
            values = island.solve(cost)
            if values is not None and not is_whole(values):
                values = island.rounded(values) if corners else island.solve(cost, whole=True)
                if values is None and corners:
                    continue
            chosen[island] = values
        return self._kept(chosen)

    def _kept(self, chosen: Mapping[Island, Values | None]) -> Table | None:
        """The table of these solutions and of any for the other islands."""
        if not self._consistent:
            return None
        table = self._base.copy()
        for island in self.islands:
            part = self._any_of(island) if island not in chosen else None if (values := chosen[island]) is None else island.table(values)
            if part is None or not island.allows(part):
                return None
            table[island.cells] = part
        if any(not low <= table[cell] <= high for cell, (low, high) in self._limits.items()):
            return None
        self.seen.append(table)
        return table

    def _any_of(self, island: Island) -> Table | None:
        """Some possible part of a table, within the limits."""
        limits = [(island.row_of[cell], bounds) for cell, bounds in self._limits.items() if cell in island.row_of]
        if island.base is not None and all(low <= island.base[row] <= high for row, (low, high) in limits):
            return island.base
        values = island.solve(np.zeros(island.matrix.shape[1]))
        if values is not None and not is_whole(values):
            values = island.solve(np.zeros(island.matrix.shape[1]), whole=True)
        found = None if values is None else island.table(values)
        if island.base is None and not limits:
            island.base = found
        return found


def is_whole(values: Values) -> bool:
    """Whether all values are whole numbers."""
    return bool(np.abs(values - np.round(values)).max(initial=0.0) <= NEAR)


def in_hidden_cells(system: CellSystem, hidden: frozenset[int]) -> tuple[dict[int, Sum], list[Sum]]:
    """Every hidden cell as hidden inner cells, how many times each, and what printed cells add; and the equations between these that must hold.

    An inner cell is one that is no sum. A printed cell is its number, however many it sums.
    """
    first: dict[int, tuple[int, ...]] = {}
    rest: list[tuple[int, tuple[int, ...]]] = []
    for total, parts in system.identities:
        if total in hidden and total not in first:
            first[total] = parts
        else:
            rest.append((total, parts))
    found: dict[int, Sum] = {}

    def of(cell: int) -> Sum:
        if cell not in hidden:
            return {}, system.values[cell]
        if cell not in found:
            found[cell] = _added([(of(part), 1) for part in first[cell]]) if cell in first else ({cell: 1}, 0)
        return found[cell]

    equations: dict[tuple[frozenset[tuple[int, int]], int], Sum] = {}
    for total, parts in rest:
        line, constant = _added([*((of(part), 1) for part in parts), (of(total), -1)])
        equations.setdefault((frozenset(line.items()), constant), (line, -constant))
    return {cell: of(cell) for cell in sorted(hidden)}, list(equations.values())


def _added(terms: Sequence[tuple[Sum, int]]) -> Sum:
    """Σ sign · sum, without what adds up to nothing."""
    added: dict[int, int] = {}
    constant = 0
    for (line, number), sign in terms:
        constant += sign * number
        for cell, times in line.items():
            added[cell] = added.get(cell, 0) + sign * times
    return {cell: times for cell, times in added.items() if times}, constant


def _grouped(lines: Sequence[set[int]]) -> list[list[int]]:
    """The members of all lines, those together that some line or chain of lines joins."""
    group: dict[int, int] = {}

    def root(one: int) -> int:
        while group[one] != one:
            group[one] = group[group[one]]
            one = group[one]
        return one

    for line in lines:
        members = sorted(line)
        for one in members:
            group.setdefault(one, one)
            low, high = sorted((root(members[0]), root(one)))
            group[high] = low
    found: dict[int, list[int]] = {}
    for one in sorted(group):
        found.setdefault(root(one), []).append(one)
    return list(found.values())
