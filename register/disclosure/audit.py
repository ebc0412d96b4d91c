"""The audit: integer tables that show what an attacker can't rule out, found without anything of the search's.

Works on inner cells (those that are no sum), every other cell being a sum of them. A primary cell x_p holds against an attacker when there are whole
tables that agree with everything he knows and have x_p = 1, and others with x_p = T−1; where no pattern could give that, the widest reachable
bounds take their place (**unavoidable**). A cell that can be only one value is **exact**, one that falls short of its bounds is **narrowed**.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from register.disclosure.attackers import Attacker, known_cells, knows_not_zero, up_to
from register.disclosure.tables import CellSystem, Kind

Table = NDArray[np.int64]
"""The value of every cell, inner cells and sums, in one possible table."""

NEAR: Final = 1e-6
TRIES: Final = 6
BOUNDLESS: Final = float(highspy.kHighsInf)
_OPTIMAL = highspy.HighsModelStatus.kOptimal


@dataclass(frozen=True)
class Reach:
    """The least and the greatest value inside 1..T−1, or nearest to it, that a cell can have, and whether it can have one alone."""

    low: int
    high: int
    exact: bool

    def short_of(self, best: Reach) -> bool:
        """Whether this says more about the cell than the best that can be had."""
        return self.low > best.low or self.high < best.high or (self.exact and not best.exact)


class Broken(NamedTuple):
    """A cell about which an attacker who knows some cells finds out more than he need."""

    cell: int
    known: frozenset[int]
    not_zero: bool
    best: Reach


@dataclass(frozen=True)
class Verdict:
    """What attackers of one sort can work out about the primary cells. Cells are named by their numbers; internal, never published.

    Args:
        exact: cells that can have only one value though another pattern could prevent it.
        narrowed: cells whose reach inside 1..T−1 is less than it could be.
        unavoidable: cells whose reach is less than 1..T−1 under every pattern.
        unavoidably_exact: those of them that have only one value under every pattern.
    """

    attacker: Attacker
    questions: int
    exact: frozenset[int]
    narrowed: frozenset[int]
    unavoidable: frozenset[int]
    unavoidably_exact: frozenset[int]
    broken: tuple[Broken, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing can be worked out that could be prevented."""
        return not self.exact and not self.narrowed


class Possible:
    """The possible tables under a pattern: what is printed stands, what is hidden is at least what the attacker grants it."""

    def __init__(self, system: CellSystem, hidden: frozenset[int], *, not_zero: bool) -> None:
        self.system = system
        size = len(system)
        hidden |= {cell for cell, kind in enumerate(system.kinds) if kind in {Kind.UNPRINTED, Kind.DOT_BEFORE}}
        self._inner, self._sums, extra = _in_inner_cells(system)
        self._matrix = np.zeros((size, len(self._inner)))
        for cell, parts in self._sums.items():
            for part in parts:
                self._matrix[cell, part] += 1
        self._lower = np.array([float(system.lowest(c, knows_not_zero=not_zero) if c in hidden else system.values[c]) for c in range(size)])
        self._upper = np.array([BOUNDLESS if c in hidden else float(system.values[c]) for c in range(size)])
        self._column = {cell: column for column, cell in enumerate(self._inner)}
        self._row = {cell: row for row, cell in enumerate(c for c in range(size) if c not in self._column)}
        self._highs = self._model(extra)
        self.seen: list[Table] = []
        self._limits: dict[int, tuple[float, float]] = {}
        self._dice = np.random.default_rng(1)

    def _model(self, extra: list[tuple[int, tuple[int, ...]]]) -> Any:
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("presolve", "off")
        empty: NDArray[np.int32] = np.array([], dtype=np.int32)
        for cell in self._inner:
            highs.addCol(0.0, self._lower[cell], self._upper[cell], 0, empty, np.array([]))
        for cell in self._row:
            columns = np.flatnonzero(self._matrix[cell]).astype(np.int32)
            highs.addRow(self._lower[cell], self._upper[cell], len(columns), columns, self._matrix[cell, columns])
        for total, parts in extra:  # a second way to sum the same cell
            line = sum((self._matrix[part] for part in parts), np.zeros(len(self._inner))) - self._matrix[total]
            columns = np.flatnonzero(line).astype(np.int32)
            if len(columns):
                highs.addRow(0.0, 0.0, len(columns), columns, line[columns])
        return highs

    def limit(self, cell: int, low: float, high: float) -> None:
        """Say that a cell lies between two values, in the questions that follow."""
        self._limits[cell] = (low, high)
        if cell in self._column:
            self._highs.changeColBounds(self._column[cell], low, high)
        else:
            self._highs.changeRowBounds(self._row[cell], low, high)

    def release(self, cell: int) -> None:
        """Take back what :meth:`limit` said."""
        self.limit(cell, *self.bounds(cell))

    def bounds(self, cell: int) -> tuple[float, float]:
        """The bounds that the attacker starts from."""
        return self._lower[cell], self._upper[cell]

    def least(self, cell: int, sign: int) -> Table | None:
        """A whole table where sign·x of a cell is least; None where no table is possible at all. It must be bounded."""
        values = self._solve(sign * self._matrix[cell])
        if values is None or _is_whole(values):
            return self._kept(values)
        before = self._limits.get(cell, self.bounds(cell))
        target = sign * float(np.ceil(sign * self._matrix[cell] @ values - NEAR))
        self.limit(cell, target, target)
        for _ in range(TRIES):  # another corner with the same value is often whole, and costs far less than the search below
            values = self._solve(self._dice.random(len(self._inner)))
            if values is not None and _is_whole(values):
                break
        self.limit(cell, *before)
        if values is None or not _is_whole(values):
            values = self._solve(sign * self._matrix[cell], whole=True)
        return self._kept(values)

    def lowest(self, weights: Mapping[int, float]) -> Table | None:
        """A whole table where Σ weight·x is least, for weights that are not negative; None where no table is possible at all."""
        cost = sum((value * self._matrix[cell] for cell, value in weights.items()), np.zeros(len(self._inner)))
        values = self._solve(cost)
        if values is not None and not _is_whole(values):
            values = self._solve(cost, whole=True)
        return self._kept(values)

    def _solve(self, cost: NDArray[np.float64], *, whole: bool = False) -> NDArray[np.float64] | None:
        every = np.arange(len(self._inner), dtype=np.int32)
        self._highs.changeColsCost(len(every), every, cost)
        if whole:
            self._highs.changeColsIntegrality(len(every), every, np.ones(len(every), dtype=np.uint8))
            self._highs.setOptionValue("presolve", "on")
        self._highs.run()
        found = np.array(self._highs.getSolution().col_value) if self._highs.getModelStatus() == _OPTIMAL else None
        if whole:
            self._highs.changeColsIntegrality(len(every), every, np.zeros(len(every), dtype=np.uint8))
            self._highs.setOptionValue("presolve", "off")
        return found

    def _kept(self, values: NDArray[np.float64] | None) -> Table | None:
        if values is None:
            return None
        table: Table = np.rint(self._matrix @ np.rint(values)).astype(np.int64)
        self.seen.append(table)
        return table


def _is_whole(values: NDArray[np.float64]) -> bool:
    return bool(np.abs(values - np.round(values)).max(initial=0.0) <= NEAR)


def _in_inner_cells(system: CellSystem) -> tuple[list[int], dict[int, tuple[int, ...]], list[tuple[int, tuple[int, ...]]]]:
    """The inner cells; every cell as the columns of those it is the sum of; and the identities that are not used up by that."""
    first: dict[int, tuple[int, ...]] = {}
    extra: list[tuple[int, tuple[int, ...]]] = []
    for total, parts in system.identities:
        if total in first:
            extra.append((total, parts))
        else:
            first[total] = parts
    inner = [cell for cell in range(len(system)) if cell not in first]
    column: dict[int, tuple[int, ...]] = {cell: (number,) for number, cell in enumerate(inner)}

    def columns(cell: int) -> tuple[int, ...]:
        if cell not in column:
            column[cell] = tuple(one for part in first[cell] for one in columns(part))
        return column[cell]

    return inner, {cell: columns(cell) for cell in range(len(system))}, extra


class Auditor:
    """Asks how far each primary cell reaches for each attacker, and keeps every table found: one table answers many questions."""

    def __init__(self, system: CellSystem, hidden: frozenset[int], *, not_zero: bool) -> None:
        self.system = system
        self._top = system.threshold - 1
        self._possible = Possible(system, hidden, not_zero=not_zero)
        self._stacked: Table = np.zeros((0, len(system)), dtype=np.int64)

    def reach(self, cell: int, known: frozenset[int]) -> Reach:
        """How far a cell reaches for an attacker who knows some cells besides what is printed."""
        value = self.system.values[cell]
        for other in known:
            self._possible.limit(other, self.system.values[other], self.system.values[other])
        tables = self._fitting(known)
        seen = [value, *(int(one) for one in tables[:, cell])]
        low, high = min(1, value), max(self._top, value)
        if min(seen) > low:
            seen.append(self._asked(cell, low, downwards=True))
        if max(seen) < high:
            seen.append(self._asked(cell, high, downwards=False))
        exact = min(seen) == max(seen) and self._single(cell, value)
        for other in known:
            self._possible.release(other)
        return Reach(max(min(seen), low), min(max(seen), high), exact)

    def _fitting(self, known: Iterable[int]) -> Table:
        """The tables found so far that agree with what the attacker knows."""
        if len(self._possible.seen) > len(self._stacked):
            self._stacked = np.array(self._possible.seen)
        fits = np.ones(len(self._stacked), dtype=bool)
        for cell in known:
            fits &= self._stacked[:, cell] == self.system.values[cell]
        fitting: Table = self._stacked[fits]
        return fitting

    def _asked(self, cell: int, aim: int, *, downwards: bool) -> int:
        """The value nearest to the aim that the cell can have, by a whole table; the objective never runs away since the aim bounds it."""
        low, high = self._possible.bounds(cell)
        self._possible.limit(cell, max(low, aim) if downwards else low, high if downwards else min(high, aim))
        table = self._possible.least(cell, 1 if downwards else -1)
        self._possible.limit(cell, low, high)
        return self.system.values[cell] if table is None else int(table[cell])

    def _single(self, cell: int, value: int) -> bool:
        """Whether the cell can have no other value than its own, outside 1..T−1 too."""
        return self._asked(cell, value + 1, downwards=False) == value and self._asked(cell, value - 1, downwards=True) == value


def _starting_tables(auditor: Auditor, cells: list[int]) -> None:
    """Tables in which many cells are low at once: most questions are answered by one of them."""
    auditor._possible.lowest(dict.fromkeys(cells, 1.0))


def audit(system: CellSystem, hidden: Iterable[int], attacker: Attacker = Attacker.K3) -> list[Verdict]:
    """What the attackers up to and including this one can work out under a pattern.

    Args:
        system: the release with its true values.
        attacker: the strongest attacker.
        hidden: the hidden cells; unprinted ones and earlier dots are hidden whether named or not.
    """
    standing = (cell for cell, kind in enumerate(system.kinds) if kind in {Kind.UNPRINTED, Kind.DOT_BEFORE})
    pattern = frozenset([*hidden, *standing])
    auditors: dict[bool, tuple[Auditor, Auditor]] = {}
    verdicts = []
    for one in up_to(attacker) if system.zeros_open else (Attacker.K0,):
        knows = knows_not_zero(one)
        if knows not in auditors:
            auditors[knows] = (Auditor(system, pattern, not_zero=knows), Auditor(system, system.hideable(), not_zero=knows))
            _starting_tables(auditors[knows][0], system.primaries())
        verdicts.append(_verdict(system, pattern, one, *auditors[knows]))
    return verdicts


def _verdict(system: CellSystem, pattern: frozenset[int], attacker: Attacker, now: Auditor, at_most: Auditor) -> Verdict:
    exact, narrowed, unavoidable, unavoidably_exact = set[int](), set[int](), set[int](), set[int]()
    broken: list[Broken] = []
    full = Reach(1, system.threshold - 1, exact=False)
    attacks = known_cells(system, attacker)
    questions = 0
    for cell in system.primaries():
        for _, known in attacks:
            if cell in known:
                continue
            questions += 1
            found = now.reach(cell, known & pattern)
            if found == full:
                continue
            best = at_most.reach(cell, known)
            if best != full:
                unavoidable.add(cell)
            if found.exact:
                (unavoidably_exact if best.exact else exact).add(cell)
            elif found.short_of(best):
                narrowed.add(cell)
            if found.short_of(best):
                broken.append(Broken(cell, known, knows_not_zero(attacker), best))
    return Verdict(
        attacker,
        questions,
        frozenset(exact),
        frozenset(narrowed - exact),
        frozenset(unavoidable),
        frozenset(unavoidably_exact),
        tuple(broken),
    )


def more_is_needed(system: CellSystem, hidden: frozenset[int], broken: Broken) -> frozenset[int]:
    """Cells of which at least one more must be hidden before the attack fails: as few as a quick look finds."""
    wide = set(hidden)
    rest = sorted(system.hideable() - hidden, key=lambda cell: (system.weights[cell], system.values[cell], cell), reverse=True)
    step = max(1, len(rest) // 12)
    for start in range(0, len(rest), step):
        trial = frozenset(wide | set(rest[start : start + step]))
        found = Auditor(system, trial, not_zero=broken.not_zero).reach(broken.cell, broken.known & trial)
        if found.short_of(broken.best):
            wide |= trial
    return frozenset(rest) - wide
