"""The audit: integer tables that show what an attacker can't rule out, found without anything of the search's.

A primary cell x_p holds against an attacker when there are whole tables that agree with everything he knows and have x_p = 1, and others with
x_p = T−1; where no pattern could give that, the widest reachable bounds take their place (**unavoidable**). A cell that can be only one value is
**exact**, one that falls short of its bounds is **narrowed**. One table answers for many cells and every attacker whose known cells it has right;
only what no table found so far answers is asked on its own, and that answer is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from register.disclosure.attackers import Attacker, asked, known_cells, knows_not_zero
from register.disclosure.deadline import Deadline
from register.disclosure.possible import Possible, Table
from register.disclosure.tables import CellSystem, Kind

Mask = NDArray[np.bool_]

IDLE_ROUNDS: Final = 3
"""So many tables in a row that answer nothing new end the search for tables that answer much at once."""

MANY: Final = 12
"""From so many attackers on with the same open question a table near the true one is looked for: for fewer, asking each costs less."""

HELD: Final = 0.8
"""The share of the attackers whose known cells a table for many questions tries to have right: somebody's own cell must move now and then."""


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


class Shelf:
    """The tables found so far, the true one first: what each cell can be, for whoever knows some cells."""

    def __init__(self, true: Table) -> None:
        self._true = true
        self._by_cell: Table = np.array(true[:, np.newaxis])
        self._number = 1
        self._fitting: dict[frozenset[int], Mask] = {}

    def __len__(self) -> int:
        return self._number

    def add(self, tables: Sequence[Table]) -> None:
        """Put tables beside the others."""
        while self._number + len(tables) > self._by_cell.shape[1]:
            self._by_cell = np.hstack([self._by_cell, np.zeros_like(self._by_cell)])
        for table in tables:
            self._by_cell[:, self._number] = table
            self._number += 1

    def fitting(self, known: frozenset[int]) -> Mask:
        """Which tables have these cells right."""
        before = self._fitting.get(known, np.zeros(0, dtype=np.bool_))
        if len(before) < self._number:
            cells = sorted(known)
            fresh: Mask = (self._by_cell[cells, len(before) : self._number] == self._true[cells, np.newaxis]).all(axis=0)
            before = self._fitting[known] = np.concatenate([before, fresh])
        return before

    def values(self, cells: int | Sequence[int]) -> Table:
        """What the cells are in each table, a row for each cell."""
        return self._by_cell[cells, : self._number]


class Auditor:
    """Asks how far each primary cell reaches for each attacker, and keeps every table found."""

    def __init__(
        self, system: CellSystem, hidden: frozenset[int], *, not_zero: bool, seen: Iterable[Table] = (), deadline: Deadline | None = None
    ) -> None:
        """``seen`` are tables known to be possible, such as those of an attacker who knows more or of a pattern that hides less.

        After the deadline every question raises OutOfTime.
        """
        self.system = system
        self._deadline = deadline or Deadline()
        self.hidden = hidden
        self._top = system.threshold - 1
        self._possible = Possible(system, hidden, not_zero=not_zero)
        self._possible.seen.extend(seen)
        self._true: Table = np.array(system.values, dtype=np.int64)
        self._shelf = Shelf(self._true)

    @property
    def seen(self) -> Sequence[Table]:
        """The tables found so far."""
        return self._possible.seen

    def _tables(self) -> Shelf:
        """The tables found so far, on their shelf."""
        self._shelf.add(self._possible.seen[len(self._shelf) - 1 :])
        return self._shelf

    def reach(self, cell: int, known: frozenset[int], within: Reach | None = None) -> Reach:
        """How far a cell reaches for an attacker who knows some cells besides what is printed.

        Args:
            cell: the cell.
            known: what he knows.
            within: how far it reaches for somebody who knows less.
        """
        value = self.system.values[cell]
        for other in known:
            self._possible.limit(other, self.system.values[other], self.system.values[other])
        low, high = (within.low, within.high) if within else (min(1, value), max(self._top, value))
        tables = self._tables()
        values = tables.values(cell)[tables.fitting(known)]
        seen = [int(values.min()), int(values.max())]
        if min(seen) > low:
            seen.append(self._asked(cell, low, min(seen), downwards=True))
        if max(seen) < high:
            seen.append(self._asked(cell, high, max(seen), downwards=False))
        exact = min(seen) == max(seen) and self._single(cell, value)
        for other in known:
            self._possible.release(other)
        return Reach(max(min(seen), min(1, value)), min(max(seen), max(self._top, value)), exact)

    def telling(self, cell: int, known: frozenset[int]) -> frozenset[int]:
        """What of the known cells can tell something of this one."""
        return known & self._possible.island_of(cell)

    def _asked(self, cell: int, aim: int, seen: int, *, downwards: bool) -> int:
        """The value nearest to the aim that the cell can have, by a whole table unless one has been seen; the aim bounds the objective."""
        self._deadline.check()
        low, high = self._possible.bounds(cell)
        self._possible.limit(cell, max(low, aim) if downwards else low, high if downwards else min(high, aim))
        table = self._possible.least(cell, 1 if downwards else -1, than=seen)
        self._possible.limit(cell, low, high)
        return seen if table is None else int(table[cell])

    def _single(self, cell: int, value: int) -> bool:
        """Whether the cell can have no other value than its own, outside 1..T−1 too; the nearest other one may be some way off."""
        least, most = self._possible.bounds(cell)
        for low, high, sign in ((value + 1.0, most, 1), (least, value - 1.0, -1)):
            if low > high:
                continue
            self._deadline.check()
            self._possible.limit(cell, low, high)
            other = self._possible.least(cell, sign)
            self._possible.release(cell)
            if other is not None:
                return False
        return True

    def unanswered(self, cells: Sequence[int], attacks: Sequence[frozenset[int]]) -> tuple[Mask, Mask]:
        """For each cell and attacker whether no table found so far shows that the cell can be 1, and that it can be T−1."""
        tables = self._tables()
        fits = np.array([tables.fitting(known) for known in attacks], dtype=np.float32).reshape(len(attacks), len(tables)).T
        known = np.array([[cell in one for one in attacks] for cell in cells], dtype=bool).reshape(len(cells), len(attacks))
        chosen = tables.values(list(cells))
        if self._top == 1:  # nothing lies between: what shows that the cell holds is any other value
            other: Mask = ((chosen != 1).astype(np.float32) @ fits == 0) & ~known
            return other, np.zeros_like(other)
        low, high = (((chosen == value).astype(np.float32) @ fits == 0) & ~known for value in (1, self._top))
        return low, high

    def settle(self, cells: Sequence[int], attacks: Sequence[frozenset[int]], pinned: frozenset[int] = frozenset()) -> None:
        """Look for tables that answer many questions at once: cells at the ends of 1..T−1, what the attackers know as it is.

        Every cell asked about is kept within 1..T−1 meanwhile, which no true table denies; what can be answered only outside is asked later.
        """
        if not attacks:
            return
        floor, ceiling = (1.0, float(self._top)) if self._top > 1 else (0.0, 2.0)
        for cell in cells:
            least, most = self._possible.bounds(cell)
            if least < most:
                self._possible.limit(cell, max(least, floor), min(most, ceiling))
        for cell in pinned:
            self._possible.limit(cell, float(self._true[cell]), float(self._true[cell]))
        dice = np.random.default_rng(1)
        low, high = self.unanswered(cells, attacks)
        left, idle = int(low.sum() + high.sum()), 0
        while left and idle < IDLE_ROUNDS:
            self._deadline.check()
            self._possible.lowest(self._wish(cells, attacks, low, high, dice), corners=True)
            low, high = self.unanswered(cells, attacks)
            now = int(low.sum() + high.sum())
            idle, left = 0 if now < left else idle + 1, now
        for cell in pinned.union(cells):
            self._possible.release(cell)

    def spread(self, cell: int, value: int, attacks: Sequence[frozenset[int]]) -> None:
        """Look for tables near the true one where a cell has this value: each serves whoever knows none of the few cells that it changes.

        The few who are left are asked one by one.
        """
        waiting = [known for known in attacks if cell not in known and not self._shows(cell, value, known)]
        while len(waiting) >= MANY:
            self._deadline.check()
            self._possible.nearest(cell, value, sorted(frozenset().union(*waiting)))
            left = [known for known in waiting if not self._shows(cell, value, known)]
            if len(left) == len(waiting):
                return
            waiting = left

    def _shows(self, cell: int, value: int, known: frozenset[int]) -> bool:
        """Whether a table found so far has this value in the cell, and what the attacker knows as it is."""
        tables = self._tables()
        return bool((tables.values(cell)[tables.fitting(known)] == value).any())

    def _wish(self, cells: Sequence[int], attacks: Sequence[frozenset[int]], low: Mask, high: Mask, dice: np.random.Generator) -> dict[int, float]:
        """What a table should be like to answer much: cells with open questions at one end, and known cells of 1 at 1."""
        down, up = low.any(axis=1), high.any(axis=1)
        sign = np.where(down & up, dice.choice([-1.0, 1.0], len(cells)), down.astype(np.float64) - up.astype(np.float64))
        wish = dict(zip(cells, (sign * dice.uniform(0.5, 1.0, len(cells))).tolist(), strict=True))
        waiting: NDArray[np.bool_] = np.any(low | high, axis=0)
        for known, is_open in zip(attacks, waiting, strict=True):
            if is_open and dice.random() < HELD:
                wish.update(dict.fromkeys(known, 3.0))  # of no use where they are pinned
        return {cell: value for cell, value in wish.items() if value}


class Bench:
    """The two auditors of one sort of knowledge: of the pattern, and of everything hideable hidden, asked where the first falls short."""

    def __init__(
        self, system: CellSystem, pattern: frozenset[int], *, not_zero: bool, seen: Iterable[Table] = (), deadline: Deadline | None = None
    ) -> None:
        self.system = system
        self.not_zero = not_zero
        self.now = Auditor(system, pattern, not_zero=not_zero, seen=seen, deadline=deadline)
        self._deadline = deadline
        self._at_most: Auditor | None = None
        self._reached: dict[tuple[bool, int, frozenset[int]], Reach] = {}

    def reach(self, cell: int, known: frozenset[int]) -> Reach:
        """How far a cell reaches under the pattern."""
        return self._reach(self.now, cell, self.now.telling(cell, known))

    def best(self, cell: int, known: frozenset[int], found: Reach) -> Reach:
        """How far it reaches with everything hideable hidden, where the pattern leaves it what was found."""
        if self._at_most is None:
            self._at_most = Auditor(self.system, self.system.hideable(), not_zero=self.not_zero, seen=self.now.seen, deadline=self._deadline)
        widest = self._reach(self._at_most, cell, frozenset())
        return widest if found == widest else self._reach(self._at_most, cell, self._at_most.telling(cell, known))

    def _reach(self, auditor: Auditor, cell: int, known: frozenset[int]) -> Reach:
        """Asked once of every set of cells that tells something; nobody finds less than who knows no more than what is printed."""
        key = (auditor is self.now, cell, known)
        if key not in self._reached:
            self._reached[key] = auditor.reach(cell, known, self._reach(auditor, cell, frozenset()) if known else None)
        return self._reached[key]


def audit(system: CellSystem, hidden: Iterable[int], attacker: Attacker = Attacker.K3, *, deadline: Deadline | None = None) -> list[Verdict]:
    """What the attackers up to and including this one can work out under a pattern.

    Args:
        system: the release with its true values.
        attacker: the strongest attacker.
        hidden: the hidden cells; unprinted ones and earlier dots are hidden whether named or not.
        deadline: an audit that is not done by then raises OutOfTime.
    """
    standing = (cell for cell, kind in enumerate(system.kinds) if kind in {Kind.UNPRINTED, Kind.DOT_BEFORE})
    pattern = frozenset([*hidden, *standing])
    benches: dict[bool, Bench] = {}
    verdicts: dict[Attacker, Verdict] = {}
    for one in sorted(asked(system, attacker), key=knows_not_zero, reverse=True):  # a table that is possible for who knows more is so for K0
        knows = knows_not_zero(one) and system.zeros_open
        if knows not in benches:
            seen = benches[True].now.seen if benches else ()
            benches[knows] = Bench(system, pattern, not_zero=knows, seen=seen, deadline=deadline)
        verdicts[one] = _verdict(benches[knows], one)
    return [verdicts[one] for one in asked(system, attacker)]


def _verdict(bench: Bench, attacker: Attacker) -> Verdict:
    system, cells = bench.system, bench.system.primaries()
    exact, narrowed, unavoidable, unavoidably_exact = set[int](), set[int](), set[int](), set[int]()
    broken: list[Broken] = []
    for cell, known in _open_questions(bench, cells, [known for _, known in known_cells(system, attacker)]):
        found, full = bench.reach(cell, known), Reach(1, max(system.threshold - 1, system.values[cell]), exact=False)
        if found == full:
            continue
        best = bench.best(cell, known, found)
        if best != full:
            unavoidable.add(cell)
        if found.exact:
            (unavoidably_exact if best.exact else exact).add(cell)
        elif found.short_of(best):
            narrowed.add(cell)
        if found.short_of(best):
            broken.append(Broken(cell, known, bench.not_zero, best))
    return Verdict(
        attacker,
        _number_of_questions(system, attacker),
        frozenset(exact),
        frozenset(narrowed - exact),
        frozenset(unavoidable),
        frozenset(unavoidably_exact),
        tuple(broken),
    )


def _number_of_questions(system: CellSystem, attacker: Attacker) -> int:
    """Every primary cell for every attacker, but for the cells that he knows."""
    cells = system.primaries()
    return sum(len(cells) - len(known.intersection(cells)) for _, known in known_cells(system, attacker))


def _open_questions(bench: Bench, cells: list[int], attacks: list[frozenset[int]]) -> list[tuple[int, frozenset[int]]]:
    """The cells with the attackers for whom no table found in passing shows the whole of 1..T−1."""
    if not cells or not attacks:
        return []
    seen = [known & bench.now.hidden for known in attacks]
    lone = [known for known in seen if all(bench.system.values[cell] == 1 for cell in known)]
    bench.now.settle(cells, lone)
    for known in seen:
        if known not in lone:
            bench.now.settle(cells, [known], pinned=known)
    for cell in cells:
        plain = bench.reach(cell, frozenset())
        for value in (plain.low, plain.high):
            bench.now.spread(cell, value, seen)
    low, high = bench.now.unanswered(cells, seen)
    return [(cells[row], attacks[column]) for row, column in zip(*np.nonzero(low | high), strict=True)]


def more_is_needed(system: CellSystem, hidden: frozenset[int], broken: Broken, deadline: Deadline | None = None) -> frozenset[int]:
    """Cells of which at least one more must be hidden before the attack fails: as few as a quick look finds. Raises OutOfTime."""
    wide = set(hidden)
    rest = sorted(system.hideable() - hidden, key=lambda cell: (system.weights[cell], system.values[cell], cell), reverse=True)
    step = max(1, len(rest) // 12)
    for start in range(0, len(rest), step):
        trial = frozenset(wide | set(rest[start : start + step]))
        found = Auditor(system, trial, not_zero=broken.not_zero, deadline=deadline).reach(broken.cell, broken.known & trial)
        if found.short_of(broken.best):
            wide |= trial
    return frozenset(rest) - wide
