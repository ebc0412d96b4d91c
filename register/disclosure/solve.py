"""The search for a safe pattern of least weight: a quick one, root cuts, a deletion pass, then neighbourhoods until optimal or out of time.

Anytime: what it returns is safe against every attacker asked for, or nothing. Deterministic: fixed seeds, one thread, ties broken by the number
of hidden cells and then by their sum; only a time limit that is reached may cut the sequence of improvements short.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from register.disclosure.attack import Cut, Vector, cells_of, mask_of
from register.disclosure.attackers import Attacker
from register.disclosure.deadline import Deadline, OutOfTime
from register.disclosure.master import Master
from register.disclosure.separation import Oracle
from register.disclosure.tables import CellSystem

Progress = Callable[[str, float, float | None, float], None]
"""Called with the phase, the lower bound of the weight, the best weight so far (None before there is one) and the share of the time used."""

Objection = Callable[[frozenset[int]], list[frozenset[int]]]
"""Asked about every pattern before it counts: no answer accepts it, otherwise each set has a cell more that must be hidden."""

ROOT_CUTS: Final = 150
FIRST_BALL: Final = 20
TRIES_PER_SIZE: Final = 5
ROUNDS_OF_TIES: Final = 10
EPSILON: Final = 1e-6


class Rank(NamedTuple):
    """What is minimised, in this order: weight, number of hidden cells, their sum."""

    weight: int
    number: int
    total: int


@dataclass(frozen=True)
class Pattern:
    """A safe pattern.

    Args:
        hidden: every hidden cell, unprinted ones included.
        secondary: those that are hidden only to protect others.
        weight: Σ w of the secondary cells; ``bound`` is proved to be the least possible weight.
        limited: primary cells that can't be given their whole range 1..T−1 by any pattern. Internal: never published.
    """

    hidden: frozenset[int]
    secondary: frozenset[int]
    weight: int
    bound: float
    optimal: bool
    seconds: float
    limited: frozenset[int]

    @property
    def gap(self) -> float:
        """How much lighter a pattern could be at most, as a share of this one's weight."""
        return 0.0 if self.optimal or not self.weight else (self.weight - self.bound) / self.weight


class Search:
    """One search for one system and one attacker."""

    def __init__(
        self, system: CellSystem, attacker: Attacker, seconds: float, progress: Progress | None = None, objection: Objection | None = None
    ) -> None:
        self._objection = objection
        self._started = time.monotonic()
        self._seconds = seconds
        self._progress = progress
        self.system = system
        self.oracle = Oracle(system, attacker, Deadline(seconds))
        self.master = Master(system, cells_of(self.oracle.hideable & ~self.oracle.always), system.always_hidden())
        self.best: int | None = None
        self.bound = 0.0
        self.optimal = False
        self._guide: Vector = np.zeros(len(system))
        self._lines = [(identity.total, *identity.parts) for identity in system.identities]
        self._lines_of: list[list[int]] = [[] for _ in system.values]
        for number, line in enumerate(self._lines):
            for cell in line:
                self._lines_of[cell].append(number)

    def run(self) -> Pattern | None:
        """The best pattern found before the time was out."""
        with contextlib.suppress(OutOfTime):
            self._search()
        if self.best is None:
            return None
        hidden = frozenset(cells_of(self.best))
        secondary = hidden - self.system.always_hidden()
        weight = self.rank(self.best).weight
        limited = frozenset(self.oracle.unavoidable)
        optimal = self.optimal or self.bound > weight - 1 + EPSILON  # weights are whole
        bound = float(weight) if optimal else self.bound
        return Pattern(hidden, secondary, weight, bound, optimal, time.monotonic() - self._started, limited)

    def _search(self) -> None:
        if not self.oracle.check(self.oracle.always) and self._take(self.oracle.always):
            self.optimal = True
            return
        quick = self._quickly()
        self._take(self._prune(quick))
        self._root()
        self._take(self._prune(quick))  # again, now with the relaxation to say what goes first
        while self.best is None:  # somebody objected
            self._take(self._prune(self._dive(self.oracle.always)))
        self._improve()
        self._lighten()

    def rank(self, hidden: int) -> Rank:
        """How good a pattern is; less is better."""
        cells = cells_of(hidden & ~self.oracle.always)
        return Rank(self.master.weight(hidden), len(cells), sum(self.system.values[cell] for cell in cells))

    def _tick(self, phase: str) -> float:
        """Tell how far the search is; how many seconds are left.

        Raises:
            OutOfTime: none are left.
        """
        used = time.monotonic() - self._started
        if self._progress:
            best = None if self.best is None else float(self.rank(self.best).weight)
            self._progress(phase, self.bound, best, min(1.0, used / max(self._seconds, EPSILON)))
        if used >= self._seconds:
            raise OutOfTime
        return self._seconds - used

    def _take(self, hidden: int) -> bool:
        """Keep the pattern if it is better than the best one."""
        if self.best is not None and self.rank(hidden) >= self.rank(self.best):
            return False
        objections = self._objection(frozenset(cells_of(hidden))) if self._objection else []
        if objections:
            ordered = [tuple(sorted(cells)) for cells in objections]
            self.master.add(Cut(cells, (1.0,) * len(cells)) for cells in ordered)
            return False
        self.best = hidden
        return True

    def _quickly(self) -> int:
        """A safe pattern within moments, kept in case the time is short."""
        self._tick("första")
        quick = self.oracle.quick_pattern()
        while cuts := self.oracle.check(quick):
            self.master.add(cuts)
            quick = self._dive(quick)
        self._take(quick)
        return quick

    def _root(self) -> None:
        """Strengthen the linear relaxation until that gains next to nothing."""
        self.master.add(self.oracle.check(self.oracle.always))
        idle = 0
        while idle < 2:
            self._tick("rot")
            value, y = self.master.relax()
            self._guide = y.copy()
            idle = idle + 1 if value < self.bound * 1.01 + EPSILON and self.bound else 0
            self.bound = max(self.bound, value)
            y[cells_of(self.oracle.always)] = 1.0
            if not self.master.add(self.oracle.fractional(y, ROOT_CUTS)):
                break

    def _dive(self, hidden: int) -> int:
        """Hide more by following the relaxation: what it hides wholly and the most hidden of the rest; ask the attackers, and again."""
        while True:
            self._tick("dykning")
            fixed = dict.fromkeys(cells_of(hidden & ~self.oracle.always), 1)
            _, y = self.master.relax(fixed)
            whole = mask_of(int(c) for c in np.flatnonzero(y > 1 - EPSILON))
            rest = sorted((int(c) for c in np.flatnonzero((y > EPSILON) & (y <= 1 - EPSILON))), key=lambda c: (-y[c], self.system.values[c], c))
            hidden |= whole | mask_of(rest[: max(1, len(rest) // 16)])
            if not rest:
                cuts = self.oracle.check(hidden)
                if not cuts:
                    return hidden
                self.master.add(cuts)

    def _prune(self, hidden: int) -> int:
        """A pattern without needless cells. Attackers who know more are asked last: what they find is added, and holds from then on."""
        while True:
            hidden = self._print_again(hidden)
            cuts = self.oracle.check(hidden)
            if not cuts:
                return hidden
            self.master.add(cuts)
            hidden = self._dive(hidden)

    def _print_again(self, hidden: int) -> int:
        """Print, the heaviest and largest first, every cell that no inequality and no plain attacker needs hidden."""
        ledger = Ledger(self.master.known, hidden)
        order = sorted(
            cells_of(hidden & ~self.oracle.always),
            key=lambda c: (self._guide[c], -self.system.weights[c], -self.system.values[c], c),
        )
        self.oracle.slim(hidden)
        for cell in order:
            self._tick("rensning")
            if ledger.needs(cell):
                continue
            without = hidden & ~(1 << cell)
            cuts = self.oracle.check(without, only_first=True, plain=True)
            if cuts:
                self.master.add(cuts)
                ledger.enter(cuts, hidden)
                continue
            hidden = without
            ledger.remove(cell)
            self.oracle.slim(hidden)
        return hidden

    def _improve(self) -> None:
        """Free a neighbourhood of hidden cells at a time and choose anew, wider when that gains nothing; at last the whole."""
        dice = random.Random(1)  # noqa: S311 - a search order, not a secret
        size, tries = FIRST_BALL, 0
        while self.best is not None:
            ones = cells_of(self.best & ~self.oracle.always)
            whole = size >= len(ones)
            ball = set(ones) if whole else self._ball(dice, ones, size)
            gained = self._choose_again({cell: 1 for cell in ones if cell not in ball}, whole=whole)
            if whole and not gained:
                return
            tries = 0 if gained else tries + 1
            if tries >= TRIES_PER_SIZE:
                size, tries = int(size * 1.3) + 1, 0

    def _lighten(self) -> None:
        """Among the patterns of least weight, one with fewer cells, and of these one whose cells are smaller together."""
        for _ in range(ROUNDS_OF_TIES):
            if self.best is None:
                return
            left = self._tick("lika")
            rank = self.rank(self.best)
            self.master.price(np.array(self.system.values, dtype=np.float64) + 1.0 + rank.total)
            mask, final, _ = self.master.choose({}, rank.weight, nodes=500, seconds=left)
            self.master.price(None)
            if mask is None:
                return
            hidden = mask | self.oracle.always
            if self.rank(hidden) >= rank:
                return
            cuts = self.oracle.check(hidden)
            if (not cuts and self._take(hidden) and final) or (cuts and not self.master.add(cuts)):
                return

    def _choose_again(self, fixed: dict[int, int], *, whole: bool) -> bool:
        """Whether a better pattern keeps the fixed cells: choose, ask, add what was broken, until it is safe or too heavy."""
        while self.best is not None:
            left = self._tick("hela" if whole else "grannskap")
            target = self.rank(self.best).weight - 1
            mask, final, bound = self.master.choose(fixed, target, nodes=10**6 if whole else 200, seconds=left, any_will_do=not whole)
            if whole:
                self.bound = max(self.bound, min(bound, target + 1.0))
            if mask is None:
                self.optimal = self.optimal or (whole and final)
                return False
            hidden = mask | self.oracle.always
            cuts = self.oracle.check(hidden)
            if not cuts:
                known = len(self.master.known)
                hidden = self._prune(hidden)
                if self._take(hidden) or len(self.master.known) == known:
                    return True
            elif not self.master.add(cuts):
                return False
        return False

    def _ball(self, dice: random.Random, ones: list[int], size: int) -> set[int]:
        """So many hidden cells near a random one, along the identities."""
        start, among = dice.choice(ones), set(ones)
        queue, seen = [start], {start}
        found: set[int] = set()
        while queue and len(found) < size:
            cell = queue.pop(0)
            if cell in among:
                found.add(cell)
            near = [one for line in self._lines_of[cell] for one in self._lines[line] if one not in seen and self.oracle.hideable >> one & 1]
            near = sorted(set(near))
            dice.shuffle(near)
            seen.update(near)
            queue += near
        return found


class Ledger:
    """How far above 1 each known inequality stands under a pattern: tells without a linear programme that a cell is needed."""

    def __init__(self, cuts: Iterable[Cut], hidden: int) -> None:
        self._by_cell: dict[int, list[tuple[int, float]]] = {}
        self._sums: list[float] = []
        self.enter(cuts, hidden)

    def enter(self, cuts: Iterable[Cut], hidden: int) -> None:
        """Add inequalities."""
        for cut in cuts:
            total = 0.0
            for cell, value in zip(cut.cells, cut.coefficients, strict=True):
                if hidden >> cell & 1:
                    total += value
                    self._by_cell.setdefault(cell, []).append((len(self._sums), value))
            self._sums.append(total)

    def needs(self, cell: int) -> bool:
        """Whether some inequality would break without the cell."""
        return any(self._sums[cut] - value < 1 - EPSILON for cut, value in self._by_cell.get(cell, ()))

    def remove(self, cell: int) -> None:
        """Take the cell out of the pattern."""
        for cut, value in self._by_cell.get(cell, ()):
            self._sums[cut] -= value


def solve(
    system: CellSystem,
    attacker: Attacker = Attacker.K3,
    *,
    seconds: float = 60.0,
    progress: Progress | None = None,
    objection: Objection | None = None,
) -> Pattern | None:
    """A safe pattern of least weight against every attacker up to and including this one.

    Args:
        system: the release with its true values.
        attacker: the strongest attacker.
        seconds: after so long the best pattern so far is returned.
        progress: told now and then how far the search is.
        objection: a second opinion on every pattern before it counts.

    Returns:
        The pattern; None where none was found in time.
    """
    try:
        search = Search(system, attacker, seconds, progress, objection)
    except OutOfTime:  # before the questions had been put together
        return None
    return search.run()
