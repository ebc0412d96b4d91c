"""One batch: people drawn at random, and the tables that the count plan would deliver of them.

**Draws.** Each insats has its own mixture of people, so each draw first draws its marginals: a Dirichlet around the plausible ones below (assumed,
not counted anywhere), loose enough that insatser of one age group or of one försörjning occur: the more alike people are, the more tables give
away. What stood at the start stands at the avslut too for every other person, and levels move by a step.

**Delivered.** With the batch rule: those of each kön who are at least k; at the year's end, the strictest case, those left if they are k together,
without kön (volumes still tell how many of each kön they are). Without it: each kön as it is. Tables with a minimum of their own go for all who
went, at so many answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Final

from register.counts import MISSING, UNDIVIDED, UNKNOWN_START
from register.disclosure.plan_model import CountedTable, PlanModel, Relation

Person = Mapping[str, str]
"""Values by variable, kön under :data:`KON`."""

KON: Final = "kon"
UNANSWERED: Final = 0.05
SPREAD: Final = 12.0
"""How near an insats's marginals lie to the plausible ones: the total of the Dirichlet's parameters."""

_STAYS: Final = 0.5
_WEIGHTS: Final[Mapping[str, tuple[float, ...]]] = {
    "aldersgrupp": (3, 12, 14, 25, 24, 17, 5),
    "utbildning": (14, 26, 44, 16),
    "tid_forsorjning": (6, 14, 30, 22, 12, 16),
    "forsorjning": (34, 9, 14, 27, 3, 2, 4, 3, 4),
    "sysselsattning": (5, 5, 4, 12, 14, 60),
    "omfattning": (22, 40, 16, 22),
    "remitterande_part": (25, 30, 15, 24, 4, 2),
    "parallell": (62, 8, 10, 6, 8, 6),
    "avslutsanledning": (12, 8, 1, 9, 9, 8, 8, 3, 6, 10, 4, 1, 3, 6, 4, 3, 1, 1, 3),
    "redo_for": (34, 14, 12, 12, 28),
    "tid_i_insats": (8, 16, 34, 32, 10),
    "antal_matningar": (10, 18, 26, 24, 22),
    "vald_fragad": (65, 35),
    "flera_kallor": (25, 75),
    "ny_i_forbundet": (80, 20),
}


@dataclass(frozen=True)
class Group:
    """Those whose tables go together: one kön, or several undivided."""

    kon: str
    people: tuple[Person, ...]

    @property
    def kon_counts(self) -> Counter[str]:
        """How many of each kön, as the volumes tell."""
        return Counter(person[KON] for person in self.people)


@dataclass(frozen=True)
class Delivered:
    """What one batch delivers: the groups that went, the tables counted in each, and those counted over all of them."""

    groups: tuple[Group, ...]
    tables: tuple[CountedTable, ...]
    pooled: tuple[CountedTable, ...]

    @cached_property
    def cells(self) -> tuple[dict[str, Counter[tuple[str, ...]]], ...]:
        """The delivered cells by table, of each group."""
        return tuple({table.id: count(table, group.people) for table in self.tables} for group in self.groups)

    @cached_property
    def pooled_cells(self) -> dict[str, Counter[tuple[str, ...]]]:
        """The delivered cells of the tables counted over all groups."""
        return {table.id: count(table, (p for group in self.groups for p in group.people)) for table in self.pooled}


def count(table: CountedTable, people: Iterable[Person]) -> Counter[tuple[str, ...]]:
    """The table's cells for these people."""
    return Counter(tuple(person[v] for v in table.variables) for person in people)


def deliver(model: PlanModel, people: Sequence[Person], *, k: int, with_batch_rule: bool) -> Delivered:
    """What the lock of a year's last period would send of these people."""
    by_kon: dict[str, list[Person]] = {}
    for person in people:
        by_kon.setdefault(person[KON], []).append(person)
    going = [Group(kon, tuple(several)) for kon, several in sorted(by_kon.items()) if len(several) >= k or not with_batch_rule]
    left = [person for kon, several in sorted(by_kon.items()) if len(several) < k for person in several]
    if with_batch_rule and len(left) >= k:
        going.append(Group(UNDIVIDED, tuple(left)))
    gone = [person for group in going for person in group.people]
    own = [table for table in model.tables if table.minimum is not None and _answered(table, gone) >= table.minimum]
    return Delivered(tuple(going), tuple(table for table in model.tables if table.minimum is None), tuple(own))


def _answered(table: CountedTable, people: Sequence[Person]) -> int:
    return sum(not {MISSING, UNKNOWN_START} & {person[v] for v in table.variables} for person in people)


def kon_of(rng: Random, n: int, split: Mapping[str, float], *, lone: str | None = None) -> list[str]:
    """The kön of n people drawn by these shares, one of them being ``lone`` where that is given."""
    rest = rng.choices(list(split), list(split.values()), k=n - (lone is not None))
    return rest if lone is None else [*rest, lone]


def draw(model: PlanModel, rng: Random, kon: Sequence[str]) -> list[Person]:
    """People of these kön in one insats, drawn at random."""
    derived = {r.variables[-1]: _lookup(r) for r in model.relations if r.derives}
    conditions = [r for r in model.relations if not r.derives and len(r.variables) == 2]
    condition_of = {r.variables[1]: (r.variables[0], {pair[0] for pair in r.allowed if pair[1] != MISSING}) for r in conditions}
    order = sorted((v for v in model.variables if v not in derived), key=lambda v: (v in condition_of, not v.startswith(("start.", "forsta."))))
    marginals = {v: _marginal(v, model.variables[v], rng) for v in order}
    people: list[Person] = []
    for one in kon:
        person: dict[str, str] = {KON: one}
        for variable in order:
            person[variable] = _value(person, variable, model.variables[variable], marginals[variable], condition_of.get(variable), rng)
        for variable, (sources, table) in derived.items():
            person[variable] = table[tuple(person[v] for v in sources)]
        people.append(person)
    return people


def _lookup(relation: Relation) -> tuple[tuple[str, ...], dict[tuple[str, ...], str]]:
    return relation.variables[:-1], {combination[:-1]: combination[-1] for combination in relation.allowed}


def _marginal(variable: str, values: tuple[str, ...], rng: Random) -> list[float]:
    """The insats's own marginal of a variable: gamma variates around the plausible weights, which unnormalised serve as weights."""
    known = [value for value in values if value != MISSING]
    given = _WEIGHTS.get(variable.split(".", 1)[1], ())
    weights = given if len(given) == len(known) else [1 / (i + 1) for i in range(len(known))]
    gammas = [rng.gammavariate(SPREAD * weight / sum(weights), 1.0) + 1e-9 for weight in weights]
    unanswered = UNANSWERED * sum(gammas)
    by_value = dict(zip(known, gammas, strict=True))
    return [by_value.get(value, unanswered) for value in values]


def _value(person: Person, variable: str, values: tuple[str, ...], weights: list[float], condition: tuple[str, set[str]] | None, rng: Random) -> str:
    if condition is not None and person.get(condition[0], MISSING) not in condition[1]:
        return MISSING
    event, name = variable.split(".", 1)
    before = person.get({"avslut": "start.", "senaste": "forsta."}.get(event, "?") + name)
    if before is not None and event == "senaste" and before in values[:-1]:
        return values[max(0, min(len(values) - 2, values.index(before) + rng.choice((-1, 0, 0, 1, 1))))]
    if before is not None and event == "avslut" and before in values and before != MISSING and rng.random() < _STAYS:
        return before
    return rng.choices(values, weights)[0]
