"""The reconstruction attack on one batch, exact: how many copies of a record every possible batch must hold.

A batch is **possible** if its people have the delivered tables and only combinations that can exist. A record (values of some variables, and the
kön or group that its table went with) is **forced** m times over if it stands at least m times in every possible batch.

*Parts.* Variables that a table crosses or a relation ties together are one part; between parts nothing is known. Parts can be possible each by
itself and then be matched to each other in any order, so of n people a record must occur exactly max(0, Σ m_c − (C − 1)·n) times, where m_c is how
often its C parts must each occur (Fréchet's bound, sharp for any number of sets). A part that is one variable occurs as often as its table says.
Where every variable is a part of its own, a record is therefore forced if and only if the tables count fewer than n deviations from it in all: one
person alone; n people who answer alike; two people who differ in one answer.

*Crossed parts.* m_c is an integer programme over all combinations that no delivered zero excludes: as many people of each as there may be, the
tables as equations, the copies of the record to be as few as possible (HiGHS). Every solution found is a possible batch and bounds all records at
once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, NamedTuple

import highspy
import numpy as np

from register.counts import UNDIVIDED
from register.disclosure.plan_delivery import KON, Delivered, Person
from register.disclosure.plan_model import CountedTable, PlanModel, Relation

MOST_COMBINATIONS: Final = 8_000
"""Combinations of one part beyond which its programme is not tried: then only the tables of the record's own variables are, which finds less."""

SECONDS_EACH: Final = 5.0
"""Longest time of one integer programme."""

Values = tuple[tuple[str, str], ...]
"""A partial record: variable and value, in the order of the variables' names."""


class Found(NamedTuple):
    """Of the people of a batch: how many of their records are forced, and of how many that could not be settled in time."""

    forced: int
    unsettled: int


class Bound(NamedTuple):
    """A record's part occurs at least ``least`` times in every possible batch; ``most`` times in the possible batch that has fewest so far."""

    least: int
    most: int


@dataclass(frozen=True)
class Part:
    """Variables that tables cross or relations tie together, with those tables and relations."""

    variables: tuple[str, ...]
    tables: tuple[CountedTable, ...]
    pooled: tuple[CountedTable, ...]
    relations: tuple[Relation, ...]

    def of(self, variables: Sequence[str]) -> Part:
        """These variables, with the tables and relations of them alone."""
        names = set(variables)
        tables = tuple(t for t in self.tables if set(t.variables) <= names)
        pooled = tuple(t for t in self.pooled if set(t.variables) <= names)
        return Part(tuple(v for v in self.variables if v in names), tables, pooled, tuple(r for r in self.relations if set(r.variables) <= names))


class Attack:
    """The attack on what one batch delivered. It is told the true people only to know which records to look for."""

    def __init__(self, model: PlanModel, delivered: Delivered, *, deadline: float | None = None) -> None:
        self.model = model
        self.delivered = delivered
        self.deadline = deadline
        self.parts = parts_of(model, delivered)
        self._part_of = {v: i for i, part in enumerate(self.parts) for v in part.variables}
        self._splits: dict[Values, list[tuple[int, Values]]] = {}
        self._known: dict[tuple[int, int, Values], Bound] = {}
        self._programmes: dict[tuple[int, int, tuple[str, ...]], PartProgramme | None] = {}

    def forced(self, variables: Sequence[str]) -> Found:
        """How many of the records made of these variables are forced, over all groups that went."""
        found = Found(0, 0)
        for g, group in enumerate(self.delivered.groups):
            records = Counter((person[KON], restricted(person, variables)) for person in group.people)
            suspects = [(kon, record) for kon, record in records if self._least(g, kon, record, settled=False) > 0]
            self._settle(g, [record for _, record in suspects])
            for kon, record in suspects:
                least, most = self._least(g, kon, record), self._least(g, kon, record, settled=False)
                found = Found(found.forced + least, found.unsettled + most - least)
        return found

    def _least(self, g: int, kon: str, record: Values, *, settled: bool = True) -> int:
        """How often the record must occur in the group; with ``settled`` False at most so often, as far as is known."""
        group = self.delivered.groups[g]
        n, total, parts = len(group.people), 0, 0
        if group.kon == UNDIVIDED:
            total, parts = group.kon_counts[kon], 1
        for part, values in self._split(record):
            bound = self._bound(g, part, values)
            total += bound.least if settled else bound.most
            parts += 1
        return max(0, total - (parts - 1) * n)

    def _split(self, record: Values) -> list[tuple[int, Values]]:
        """The record's parts; remembered, for each record is asked for several times."""
        if record not in self._splits:
            found: dict[int, list[tuple[str, str]]] = {}
            for pair in record:
                found.setdefault(self._part_of[pair[0]], []).append(pair)
            self._splits[record] = [(i, tuple(values)) for i, values in found.items()]
        return self._splits[record]

    def _bound(self, g: int, i: int, values: Values) -> Bound:
        """What is known so far of a part: from the tables alone until it has been settled."""
        known = self._known.get((g, i, values))
        if known is None:
            known = self._known[g, i, values] = self._from_tables(g, self.parts[i], dict(values))
        return known

    def _from_tables(self, g: int, part: Part, values: Mapping[str, str]) -> Bound:
        """At most the smallest cell that holds the part's record, at least Fréchet's bound of its variables; exact where it is a cell."""
        n = len(self.delivered.groups[g].people)
        most, exact, deviations, alone = n, False, 0, set[str]()
        for table in part.tables:
            if set(table.variables) <= set(values):
                cell = self.delivered.cells[g][table.id][tuple(values[v] for v in table.variables)]
                most, exact = min(most, cell), exact or len(table.variables) == len(values)
                if not alone & set(table.variables):
                    alone |= set(table.variables)
                    deviations += n - cell
        least = max(0, n - deviations) if alone == set(values) else 0
        return Bound(most if exact else least, most)

    def _settle(self, g: int, records: Sequence[Values]) -> None:
        """Find out exactly how often the parts of these records must occur."""
        open_: dict[int, dict[Values, Bound]] = {}
        for record in records:
            for i, values in self._split(record):
                bound = self._bound(g, i, values)
                if bound.least < bound.most:
                    open_.setdefault(i, {})[values] = bound
        for i, bounds in open_.items():
            programme, exact = self._programme(g, i, tuple(v for v, _ in next(iter(bounds))))
            if programme is not None:
                for values, found in programme.least(g, bounds).items():
                    # Fewer tables allow more batches: what all of those share stands, but one of them is no witness.
                    self._known[g, i, values] = found if exact else bounds[values]._replace(least=max(found.least, bounds[values].least))

    def _programme(self, g: int, i: int, variables: tuple[str, ...]) -> tuple[PartProgramme | None, bool]:
        """The part's programme, over all groups where a table is counted over all of them, and True.

        Where that would be too large, the programme of these variables and the tables of them alone, and False; None where that is too large too.
        """
        whole = self.parts[i]
        for part in (whole, whole.of(variables)):
            groups = tuple(range(len(self.delivered.groups))) if part.pooled else (g,)
            key = (i, groups[0], part.variables)
            if key not in self._programmes:
                columns = [(h, combination) for h in groups for combination in combinations(self.model, self.delivered, part, h)]
                small = len(columns) < MOST_COMBINATIONS
                self._programmes[key] = PartProgramme(self.delivered, part, columns, self.deadline) if small else None
            if self._programmes[key] is not None:
                return self._programmes[key], part is whole
        return None, False


def restricted(person: Person, variables: Sequence[str]) -> Values:
    """The person's record of these variables."""
    return tuple((v, person[v]) for v in sorted(variables))


def parts_of(model: PlanModel, delivered: Delivered) -> tuple[Part, ...]:
    """The variables in the parts that tables and relations tie together."""
    tied = [t.variables for t in (*delivered.tables, *delivered.pooled)] + [r.variables for r in model.relations]
    leader = {v: v for v in model.variables}
    for variables in tied:
        old = {leader[v] for v in variables}
        leader = {v: min(old) if own in old else own for v, own in leader.items()}

    def within(names: Iterable[str], part: str) -> bool:
        return any(leader[v] == part for v in names)

    return tuple(
        Part(
            tuple(v for v in model.variables if leader[v] == part),
            tuple(t for t in delivered.tables if within(t.variables, part)),
            tuple(t for t in delivered.pooled if within(t.variables, part)),
            tuple(r for r in model.relations if within(r.variables, part)),
        )
        for part in sorted(set(leader.values()))
    )


def combinations(model: PlanModel, delivered: Delivered, part: Part, g: int) -> list[tuple[str, ...]]:
    """All values of the part's variables that people of the group can have: no delivered cell of them is zero and no relation forbids them.

    Stops at :data:`MOST_COMBINATIONS`.
    """
    allowed = [(r.variables, r.allowed) for r in part.relations]
    allowed += [(t.variables, frozenset(delivered.cells[g][t.id])) for t in part.tables]
    allowed += [(t.variables, frozenset(delivered.pooled_cells[t.id])) for t in part.pooled]
    place = {v: i for i, v in enumerate(part.variables)}
    found: list[tuple[str, ...]] = [()]
    for i, variable in enumerate(part.variables):
        checks = [(vs, ok) for vs, ok in allowed if max(place[v] for v in vs) == i]
        longer = []
        for head in found:
            for value in model.variables[variable]:
                combination = (*head, value)
                if all(tuple(combination[place[v]] for v in vs) in ok for vs, ok in checks):
                    longer.append(combination)
            if len(longer) >= MOST_COMBINATIONS:
                return longer
        found = longer
    return found


class PartProgramme:
    """The integer programme of one part: how many people of each combination; every delivered cell is an equation."""

    def __init__(self, delivered: Delivered, part: Part, columns: Sequence[tuple[int, tuple[str, ...]]], deadline: float | None = None) -> None:
        self._place = {v: i for i, v in enumerate(part.variables)}
        self._columns = columns
        self._deadline = deadline
        self._highs = self._build(delivered, part)

    def least(self, g: int, bounds: Mapping[Values, Bound]) -> dict[Values, Bound]:
        """The bounds of these records drawn together as far as the time allows.

        First all open records are made few together, as long as that finds new possible batches; what is left is asked one by one.
        """
        known = dict(bounds)
        members = {values: self._members(g, values) for values in bounds}
        progress = True
        while progress and len([b for b in known.values() if b.least < b.most]) > 1:
            open_ = [values for values, bound in known.items() if bound.least < bound.most]
            progress = self._lower(known, members, np.sum([members[values] for values in open_], axis=0))
        for values, cost in members.items():
            if known[values].least < known[values].most:
                self._lower(known, members, cost, values)
        return known

    def _lower(self, known: dict[Values, Bound], members: Mapping[Values, Any], cost: Any, alone: Values | None = None) -> bool:
        """Solve for the fewest by that cost; whether any bound came down. What was asked alone and solved to the end is settled."""
        before = sum(bound.most for bound in known.values())
        solution, proven = self._solve(cost)
        if solution is not None:
            for values, bound in known.items():
                known[values] = bound._replace(most=max(bound.least, min(bound.most, int(members[values] @ solution))))
        if alone is not None:
            known[alone] = known[alone]._replace(least=max(known[alone].least, min(proven, known[alone].most)))
        return sum(bound.most for bound in known.values()) < before

    def _members(self, g: int, values: Values) -> Any:
        wanted = [(self._place[v], value) for v, value in values]
        return np.array([h == g and all(combination[i] == value for i, value in wanted) for h, combination in self._columns], dtype=float)

    def _solve(self, cost: Any) -> tuple[Any, int]:
        """A possible batch with the least cost, if one was found in time, and the least that the cost is proven to be."""
        seconds = SECONDS_EACH if self._deadline is None else min(SECONDS_EACH, self._deadline - monotonic())
        if seconds <= 0.0:
            return None, 0
        size = len(self._columns)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        self._highs.changeColsCost(size, np.arange(size, dtype=np.int32), np.asarray(cost, dtype=float))
        self._highs.run()
        info = self._highs.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        solution = np.rint(np.array(self._highs.getSolution().col_value)) if feasible else None
        if solution is not None and not self._is_possible(solution):
            solution = None
        bound = info.mip_dual_bound
        return solution, max(0, int(np.ceil(bound - 1e-6))) if np.isfinite(bound) else 0

    def _is_possible(self, solution: Any) -> bool:
        """Whether the whole numbers fulfil every equation: the solver's tolerance is no part of the answer."""
        people = np.repeat(solution, np.diff(self._starts))
        sums = np.bincount(self._index, weights=people, minlength=len(self._right))
        return bool(solution.min() >= 0) and bool(np.array_equal(sums, self._right))

    def _build(self, delivered: Delivered, part: Part) -> Any:
        rows: dict[tuple[Any, ...], int] = {}
        starts, index, right = [0], [], []
        for g, combination in self._columns:
            person = dict(zip(part.variables, combination, strict=True))
            cells: list[tuple[tuple[Any, ...], int]] = [((g,), len(delivered.groups[g].people))]
            for table, scope in [*((t, g) for t in part.tables), *((t, -1) for t in part.pooled)]:
                cell = tuple(person[v] for v in table.variables)
                counted = delivered.pooled_cells if scope < 0 else delivered.cells[scope]
                cells.append(((scope, table.id, cell), counted[table.id][cell]))
            for key, people in cells:
                if key not in rows:
                    rows[key] = len(rows)
                    right.append(people)
                index.append(rows[key])
            starts.append(len(index))
        self._index, self._starts, self._right = np.array(index), np.array(starts), np.array(right, dtype=float)
        return new_programme(self._starts, self._index, self._right)


def new_programme(starts: Any, index: Any, right: Any) -> Any:
    """HiGHS with the columns' rows (0 or 1 each), the right sides, and whole numbers of people; silent, on one thread, with a fixed seed."""
    lp = highspy.HighsLp()
    size = len(starts) - 1
    lp.num_col_, lp.num_row_ = size, len(right)
    lp.col_cost_, lp.col_lower_ = np.zeros(size), np.zeros(size)
    lp.col_upper_ = np.full(size, highspy.kHighsInf)
    lp.row_lower_ = lp.row_upper_ = right
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = starts.astype(np.int32)
    lp.a_matrix_.index_ = index.astype(np.int32)
    lp.a_matrix_.value_ = np.ones(len(index))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * size
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {"output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5}.items():
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    return highs
