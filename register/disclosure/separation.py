"""Asking every attacker about a pattern: which moves show that it holds, and which inequalities it breaks.

A move found once is kept; it still shows its goal to hold under every pattern that hides all the cells it touches. One move of a cell serves every
attacker whose known cells it leaves alone, so that the many attackers of the K3 sort cost little more than one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from register.disclosure.attack import INFINITE, TOLERANCE, Cut, Goal, MoveModel, Question, SparseModel, Vector, cells_of, core_of, mask_of
from register.disclosure.attackers import Attacker, asked, known_cells, knows_not_zero
from register.disclosure.deadline import Deadline
from register.disclosure.tables import CellSystem
from register.errors import CouldNot

SMALL: Final = 1e-7
"""Reduced costs are sums of a few whole numbers and simple fractions; what is smaller is rounding."""

LEAST_RIGHT: Final = 1e-7
ALREADY_HIDDEN: Final = 0.01
"""What a unit's move of a hidden cell costs beside one of a printed cell: little, but enough to leave it alone where it is not needed."""


class Oracle:
    """Answers whether a pattern is safe against every attacker up to and including the one named."""

    def __init__(self, system: CellSystem, attacker: Attacker, deadline: Deadline | None = None, only: Iterable[int] | None = None) -> None:
        """``only`` these primary cells are asked about. Every question raises OutOfTime after the deadline."""
        self.system = system
        self._deadline = deadline or Deadline()
        self.always = mask_of(system.always_hidden())
        self.hideable = mask_of(system.hideable())
        self.not_zero = knows_not_zero(attacker) and system.zeros_open
        self.lower: Vector = np.array([float(system.lowest(c, knows_not_zero=self.not_zero) - system.values[c]) for c in range(len(system))])
        self.programmes = 0
        core = self._core = core_of(system)
        self._model = MoveModel(system, core)
        prices = np.ones(len(system))
        prices[cells_of(self.always)] = ALREADY_HIDDEN
        self._sparse = SparseModel(system, core, self.lower, prices)
        self._wary = SparseModel(system, core, self.lower, np.full(len(system), ALREADY_HIDDEN))
        self._singles = mask_of(int(c) for c in np.flatnonzero(self.lower == 0.0)) & self.hideable if self.not_zero else 0
        self._family = [0] + [mask_of(known) for one in asked(system, attacker) for _, known in known_cells(system, one) if known]
        self.unavoidable: set[int] = set()
        self.questions = self._questions(system.primaries() if only is None else only)
        self._granting = self._of_who_grants_zero()

    def _of_who_grants_zero(self) -> Oracle | None:
        """The same for K0 where he has to be asked: to him a cell that K1 narrows under every pattern can reach further, and then it must."""
        if not self.not_zero or not self.unavoidable:
            return None
        plain = {(one.goal.cell, one.goal.sign): one.goal.amount for one in self.questions if 0 in one.attackers}
        granting = Oracle(self.system, Attacker.K0, self._deadline, sorted(self.unavoidable))
        granting.questions = [one for one in granting.questions if one.goal.amount > plain.get((one.goal.cell, one.goal.sign), 0)]
        return granting if granting.questions else None

    def check(self, hidden: int, *, only_first: bool = False, plain: bool = False) -> list[Cut]:
        """The inequalities that the pattern breaks; none where it is safe.

        Args:
            hidden: the pattern, the cells always hidden among it.
            only_first: stop at the first one.
            plain: ask only the attackers who know no more than what is printed. They are always asked first, and the others where those find nothing.
        """
        cuts: list[Cut] = []
        self._allow(hidden, 0)
        for question in sorted(self.questions, key=lambda one: -one.failures) if only_first else self.questions:
            if not question.holds(hidden):
                cuts += self._plainly(question)
                if cuts and only_first:
                    return cuts
        if self._granting and not (cuts and only_first):
            cuts += self._granting.check(hidden, only_first=only_first, plain=True)
        if cuts or plain:
            return cuts
        for question in self.questions:
            if question.open_to(hidden):
                cuts += self._one_by_one(question, hidden)
                if cuts and only_first:
                    return cuts
        return cuts

    def _plainly(self, question: Question) -> list[Cut]:
        """Find a move for an attacker who knows nothing more, or the inequality that says why there is none."""
        reached, reduced, move = self._ask(question.goal)
        if reached < question.goal.amount - TOLERANCE:
            question.failures += 1
            return [self._certain_cut(question.goal, 0, reduced)]
        question.remember(move)
        return []

    def slim(self, hidden: int) -> None:
        """Find moves that touch few cells for the questions whose valid moves all touch many."""
        for question in self.questions:
            if any(not one & ~hidden for one in question.slim):
                continue
            self._sparse.allow(cells_of(hidden))
            move = self._cheapest(self._sparse, question.goal)
            if move is not None:
                question.remember(move, slim=True)
        if self._granting:
            self._granting.slim(hidden)

    def quick_pattern(self, hidden: int = 0) -> int:
        """A safe pattern with these cells in it, at once and far from the least: for each question the cheapest move, and what it touches hidden.

        Cells hidden for one question cost the next next to nothing.
        """
        weights = np.array(self.system.weights, dtype=np.float64)
        prices = np.maximum(weights / weights.max(), ALREADY_HIDDEN)
        flow = SparseModel(self.system, self._core, self.lower, prices)
        hidden |= self.always
        flow.price(cells_of(hidden), ALREADY_HIDDEN)
        for question in sorted(self.questions, key=lambda one: -one.goal.amount):
            while open_to := question.open_to(hidden):
                known = open_to[0]
                flow.allow(cells_of(self.hideable & ~known))
                move = self._cheapest(flow, question.goal, open_to[1:])
                if move is None:  # in the end the dive will find out
                    break
                question.remember(move, slim=True)
                touched = mask_of(int(cell) for cell in np.flatnonzero(np.abs(move) > TOLERANCE))
                flow.price(cells_of(touched & ~hidden), ALREADY_HIDDEN)
                hidden |= touched
        return self._granting.quick_pattern(hidden) if self._granting else hidden

    def fractional(self, y: Vector, limit: int) -> list[Cut]:
        """Inequalities that a fractional pattern breaks, looked for with moves in proportion to it; the most broken ones."""
        found = sorted(self._broken_by(y), key=lambda one: (-one[0], one[1]))
        return [cut for _, cut in found[:limit]]

    def _broken_by(self, y: Vector) -> list[tuple[float, Cut]]:
        found: list[tuple[float, Cut]] = self._granting._broken_by(y) if self._granting else []
        spread = float(self.system.threshold)
        upper, lower = spread * y, np.maximum(self.lower, -spread) * y
        for question in self.questions:
            known = question.attackers[0]
            low, high = lower.copy(), upper.copy()
            low[cells_of(known)] = high[cells_of(known)] = 0.0
            self._model.allow(low, high)
            answer = self._ask(question.goal)
            if answer[0] < question.goal.amount - TOLERANCE:
                cut = self._cut(question.goal, known, answer[1])
                broken = 1.0 - sum(c * y[i] for i, c in zip(cut.cells, cut.coefficients, strict=True)) if cut else 0.0
                if cut and broken > 0.01:
                    found.append((broken, cut))
        return found

    def _ask(self, goal: Goal) -> tuple[float, Vector, Vector]:
        self._deadline.check()
        self.programmes += 1
        answer = self._model.furthest(goal)
        return answer.reached, answer.reduced, answer.move

    def _cheapest(self, model: SparseModel, goal: Goal, sparing: Iterable[int] = ()) -> Vector | None:
        """The cheapest move to the goal that touches as little as can be of what these attackers know."""
        self._deadline.check()
        self.programmes += 1
        return model.move(goal, sorted({cell for known in sparing for cell in cells_of(known)}))

    def _allow(self, hidden: int, known: int) -> None:
        free = np.zeros(len(self.system), dtype=bool)
        free[cells_of(hidden & ~known)] = True
        self._model.allow(np.where(free, self.lower, 0.0), np.where(free, INFINITE, 0.0))

    def _one_by_one(self, question: Question, hidden: int) -> list[Cut]:
        """Find moves for all attackers still waiting, or the inequalities that say why there are none."""
        self._allow(hidden, 0)
        cuts = []
        for known in self._share(question, hidden):
            if known not in question.open_to(hidden):
                continue
            self._allow(hidden, known)
            reached, reduced, move = self._ask(question.goal)
            if reached < question.goal.amount - TOLERANCE:
                cuts.append(self._certain_cut(question.goal, known, reduced))
            else:
                question.remember(move)
        return cuts

    def _share(self, question: Question, hidden: int) -> list[int]:
        """Find moves that leave as many waiting attackers' own cells alone as can be, until that gains nothing; who is left."""
        waiting = question.open_to(hidden)
        while len(waiting) > 1:
            if any(known & ~self._singles for known in waiting):
                self._wary.allow(cells_of(hidden))
                move = self._cheapest(self._wary, question.goal, waiting)
            else:
                self.programmes += 1
                move = self._model.sparing(question.goal, sorted({cell for known in waiting for cell in cells_of(known)}))
            if move is None:
                return waiting
            question.remember(move)
            left = question.open_to(hidden)
            if len(left) == len(waiting):
                return left
            waiting = left
        return waiting

    def _certain_cut(self, goal: Goal, known: int, reduced: Vector) -> Cut:
        """The inequality of an attack that succeeded; without it the pattern would pass for safe. A doubtful answer is asked for once more."""
        cut = self._cut(goal, known, reduced)
        if cut is None:
            cut = self._cut(goal, known, self._model.furthest(goal, afresh=True).reduced)
        if cut is None:
            raise CouldNot("Skyddet kunde inte räknas fram.", "En beräkning blev för osäker.", "Slå ihop värden så att tabellen blir mindre.")
        return cut

    def _cut(self, goal: Goal, known: int, reduced: Vector) -> Cut | None:
        """The inequality of the dual solution: Σ min(R, U·g⁺ + L·g⁻)·y ≥ R, the always hidden cells moved to the right, and divided by it.

        None where nothing is left on the right: the cells always hidden fulfil it alone, and dividing by next to nothing would make it false.
        """
        amount = float(goal.amount)
        gain = -reduced
        gain[np.abs(gain) < SMALL] = 0.0
        weight = np.where(gain > 0, amount, np.minimum(amount, self.lower * gain))
        weight[cells_of(known)] = 0.0
        right = amount - float(weight[cells_of(self.always & ~known)].sum())
        if right < LEAST_RIGHT:
            return None
        cells = [cell for cell in cells_of(self.hideable & ~self.always & ~known) if weight[cell] > SMALL]
        return Cut(tuple(cells), tuple(min(1.0, float(weight[cell]) / right) for cell in cells))

    def _questions(self, cells: Iterable[int]) -> list[Question]:
        """Every goal with its attackers, lowered to what can be reached at all when everything hideable is hidden."""
        found: list[Question] = []
        for cell in cells:
            found += self._about(cell, self._family)
        return found

    def _about(self, cell: int, family: Iterable[int]) -> list[Question]:
        own = 1 << cell
        attackers = [known for known in family if not known & own]
        value, top = self.system.values[cell], self.system.threshold - 1
        up = self._reachable(Goal(cell, 1, max(top - value, 0)), attackers)
        down = self._reachable(Goal(cell, -1, value - 1), attackers)
        stuck = [known for known in attackers if not up.get(known) and not down.get(known)]
        if stuck:  # nothing to hold inside 1..T−1: it must at least not be exact
            for known, amount in self._reachable(Goal(cell, 1, 1), stuck).items():
                up[known] = amount
            for known, amount in self._reachable(Goal(cell, -1, 1), [one for one in stuck if not up.get(one)]).items():
                down[known] = amount
        return [*_grouped(cell, 1, up), *_grouped(cell, -1, down)]

    def _reachable(self, goal: Goal, attackers: list[int]) -> dict[int, int]:
        """How far towards the goal each attacker leaves open when everything hideable is hidden; those for whom that is nothing are left out."""
        if goal.amount < 1 or not attackers:
            return {}
        question = Question(goal, attackers)
        self._allow(self.hideable, 0)
        reached = self._ask(goal)
        best = int(reached[0] + TOLERANCE)
        if best < goal.amount:
            self.unavoidable.add(goal.cell)
            return self._reachable(goal._replace(amount=best), attackers)
        question.remember(reached[2])
        found = dict.fromkeys(attackers, goal.amount)
        for known in self._share(question, self.hideable):
            self._allow(self.hideable, known)
            alone = int(self._ask(goal)[0] + TOLERANCE)
            if alone < goal.amount:
                self.unavoidable.add(goal.cell)
            found[known] = alone
        return {known: amount for known, amount in found.items() if amount}


def _grouped(cell: int, sign: int, amounts: dict[int, int]) -> list[Question]:
    """One question for each amount, with the attackers that it holds against."""
    by_amount: dict[int, list[int]] = {}
    for known, amount in amounts.items():
        by_amount.setdefault(amount, []).append(known)
    return [Question(Goal(cell, sign, amount), sorted(known)) for amount, known in sorted(by_amount.items())]
