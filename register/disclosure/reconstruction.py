"""The plan audit: can the people of a batch be worked out from the tables that the count plan delivers of them?

For each size of batch and each way of kön the people are drawn at random (:mod:`~register.disclosure.plan_delivery`), the tables that would leave
the insats are counted, and every record is asked for in every batch that has just those tables (:mod:`~register.disclosure.plan_attack`). The
figure is the share of the batch's records that are **forced**: which everybody who holds the delivery and the plan can write down.

*What a record is.* All that the plan counts at one event of one person, with the kön: all start answers, all avslut answers with what stood
before, all levels of a first mätning, all first and latest levels. Each event is asked for by itself, with the tables of all events known: a
person's whole file is forced only where each of these is. The month is left out for the same reason. Fewer variables than an event's are not
called a record: single ones and declared pairs are the tables themselves. The exception is what nobody declared: where tables cross three or more
variables two by two (*korsade uppgifter*), all of these together are a record too, however much else the event counts.

Outside the audit: what several batches tell together; what the attacker knows of a person beforehand; avslut whose start is unknown; the one
person in a group of a table that crosses two variables, whom its row tells the other one of; and the sums of an instrument counted by scores,
which for five people tell each one's first and latest score (found by enumeration), as the level tables of other instruments tell each item's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from time import monotonic
from typing import Final

from register.disclosure.plan_attack import Attack
from register.disclosure.plan_delivery import deliver, draw, kon_of
from register.disclosure.plan_model import PlanModel, model_of, several
from register.errors import BadInput, CouldNot
from register.vocabulary.model import Vocabulary

LEAST_PEOPLE: Final = 5
"""k where nothing else is said: the fewest people of one kön whose details leave together."""

SIZES: Final = (5, 6, 8, 10, 12, 15, 20, 30, 36, 45, 60)
"""People of a batch."""

Progress = Callable[[float], None]
"""Is told how much is done, from 0 to 1."""


@dataclass(frozen=True)
class KonSplit:
    """How the kön of a batch's people is drawn; with ``lone``, one person is of that kön and the others are drawn."""

    label: str
    shares: Mapping[str, float]
    lone: str | None = None


KON_SPLITS: Final = (
    KonSplit("57/43", {"kvinna": 0.57, "man": 0.43}),
    KonSplit("80/20", {"kvinna": 0.80, "man": 0.20}),
    KonSplit("ett kön", {"kvinna": 1.0}),
    KonSplit("ensam annat", {"kvinna": 0.57, "man": 0.43}, "annat"),
)


@dataclass(frozen=True)
class Figure:
    """What was found for one size, one way of kön and one kind of record, over all draws."""

    n: int
    kon: str
    record: str
    draws: int
    forced: int
    unsettled: int

    @property
    def share(self) -> float:
        """Per cent of the records that are forced for certain."""
        return 100.0 * self.forced / (self.n * self.draws)

    @property
    def rank(self) -> tuple[float, int]:
        """Higher is worse."""
        return self.share, self.unsettled


@dataclass(frozen=True)
class PlanAudit:
    """The figures of one plan, with or without the batch rule. Incomplete where not every size and way of kön was tried in time."""

    plan_hash: str
    k: int
    with_batch_rule: bool
    seed: int
    figures: tuple[Figure, ...]
    complete: bool

    @cached_property
    def worst(self) -> Figure | None:
        """The figure with the highest share."""
        return max(self.figures, key=lambda figure: figure.rank, default=None)

    @property
    def holds(self) -> bool:
        """Whether no record is forced, and all were settled."""
        return self.complete and not any(figure.forced or figure.unsettled for figure in self.figures)

    def worst_at(self, n: int, kon: str) -> Figure | None:
        """The kind of record that fares worst at one size and way of kön."""
        return max((f for f in self.figures if (f.n, f.kon) == (n, kon)), key=lambda figure: figure.rank, default=None)


def granska_plan(
    vocabulary: Vocabulary,
    *,
    sizes: Sequence[int] = SIZES,
    kon_splits: Sequence[KonSplit] = KON_SPLITS,
    seed: int = 1,
    draws: int = 20,
    with_batch_rule: bool = True,
    k: int = LEAST_PEOPLE,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> PlanAudit:
    """Attack the plan at every size and way of kön, ``draws`` times each; the same seed gives the same people.

    ``seconds`` ends the audit: rounds over all sizes are made as long as there is time. Each round shares out the time that is left, so that a
    record that takes too long is unsettled and not in the way of the others.
    """
    model = model_of(vocabulary)
    cases = [(n, split) for n in sizes for split in kon_splits]
    sums: dict[tuple[int, str], Counter[str]] = {(n, split.label): Counter() for n, split in cases}
    end = None if seconds is None else monotonic() + seconds
    for done, (round_, n, split) in enumerate(_order(cases, draws)):
        if end is not None and monotonic() >= end:
            break
        left_in_round = len(cases) - done % len(cases)
        deadline = None if end is None else monotonic() + (end - monotonic()) / left_in_round
        people = draw(model, rng := Random(f"{seed}/{n}/{split.label}/{round_}"), kon_of(rng, n, split.shares, lone=split.lone))  # noqa: S311 - repeatable
        _attack(Attack(model, deliver(model, people, k=k, with_batch_rule=with_batch_rule), deadline=deadline), model, sums[n, split.label])
        if progress is not None:
            progress((done + 1) / (draws * len(cases)))
    figures = tuple(figure for n, split in cases for figure in _figures(n, split.label, model, sums[n, split.label]))
    return PlanAudit(vocabulary.hash, k, with_batch_rule, seed, figures, all(sums[n, split.label]["draws"] for n, split in cases))


def check_plan(
    vocabulary: Vocabulary,
    *,
    sizes: Sequence[int] = SIZES,
    seed: int = 1,
    draws: int = 5,
    k: int = LEAST_PEOPLE,
    seconds: float | None = 50.0,
    progress: Progress | None = None,
) -> PlanAudit:
    """The audit with the batch rule of a plan that holds.

    Raises:
        BadInput: records can be worked out; says how many, and of which batch.
        CouldNot: nothing was found, but not all could be settled in the time.
    """
    audit = granska_plan(vocabulary, sizes=sizes, seed=seed, draws=draws, k=k, seconds=seconds, progress=progress)
    worst = audit.worst
    if worst is not None and worst.forced:
        least = "minst " if worst.unsettled else ""
        raise BadInput(
            f"Räkneplanen håller inte: {least}{per_cent(worst.share)} procent av alla {several(worst.record)} går att räkna fram ur tabellerna.",
            f"Så är det när {worst.n} personer (kön: {worst.kon}) räknas tillsammans, fast de är minst {k} av varje kön eller räknas utan kön.",
            "Ta bort tabeller som korsar variabler, eller slå ihop deras koder till färre grupper.",
        )
    if not audit.holds:
        raise CouldNot(
            "Räkneplanen kunde inte granskas färdigt.",
            f"Tiden räckte inte: för {sum(figure.unsettled for figure in audit.figures)} poster är det inte avgjort om de går att räkna fram.",
            "Granska med längre tid (--tid), eller ta bort tabeller som korsar variabler.",
        )
    return audit


def per_cent(share: float) -> str:
    """A share with one decimal, in Swedish; never 0,0 for what is more than nothing."""
    return "mindre än 0,1" if 0 < share < 0.05 else f"{share:.1f}".replace(".", ",")


def _order(cases: Sequence[tuple[int, KonSplit]], draws: int) -> Iterator[tuple[int, int, KonSplit]]:
    for round_ in range(draws):
        for n, split in cases:
            yield round_, n, split


def _attack(attack: Attack, model: PlanModel, sums: Counter[str]) -> None:
    sums["draws"] += 1
    for kind, variables in model.records.items():
        found = attack.forced(variables)
        sums[f"{kind} forced"] += found.forced
        sums[f"{kind} unsettled"] += found.unsettled


def _figures(n: int, kon: str, model: PlanModel, sums: Counter[str]) -> Iterator[Figure]:
    if sums["draws"]:
        for kind in model.records:
            yield Figure(n, kon, kind, sums["draws"], sums[f"{kind} forced"], sums[f"{kind} unsettled"])
