"""A count plan as an attacker sees it: the variables of one batch, what ties them together, the tables that are delivered, and the records.

The attacker knows the vocabulary and the plan, and that the people who start, are measured and end in the batch are the same people. That is the most
that he can know: it ties what was answered at the start to what is counted at the avslut, so he finds at least as much as one who does not know it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from register.counts import MISSING
from register.vocabulary.model import EventKind, Instrument, PlanTable, Vocabulary
from register.vocabulary.variables import grouping_of

WRONGLY_REGISTERED: Final = "felregistrering"
_BEFORE: Final = {"forsorjning_fore": "forsorjning", "sysselsattning_fore": "sysselsattning"}
_GROUP_OF: Final = {"avslutsgrupp": "avslut.avslutsanledning", "aldersgrupp_3": "start.aldersgrupp", "tid_3": "avslut.tid_i_insats"}
_WORK: Final = ("start.sysselsattning", "start.omfattning", "avslut.sysselsattning", "avslut.omfattning")

RECORDS: Final[Mapping[str, str]] = {
    "start": "startuppgifter",
    "avslut": "avslutsuppgifter",
    "matning": "mätningar",
    "par": "första och senaste mätningar",
    "korsning": "korsade uppgifter",
}
"""The kinds of record, and the Swedish word for several of them. Where several sets of variables are crossed they are numbered."""

MOST_CROSSED: Final = 4
"""So many sets of crossed variables are records, the largest ones."""


@dataclass(frozen=True)
class CountedTable:
    """A table of the plan over the model's variables; with a ``minimum`` it goes without kön, and for so many answers at least."""

    id: str
    variables: tuple[str, ...]
    minimum: int | None = None


@dataclass(frozen=True)
class Relation:
    """What everybody knows of some variables together: which combinations can exist. ``derives``: the last follows from the others."""

    variables: tuple[str, ...]
    allowed: frozenset[tuple[str, ...]]
    derives: bool = False


@dataclass(frozen=True)
class PlanModel:
    """Variables with their values, what ties them together, the tables, and each kind of record: the variables that make it up."""

    variables: Mapping[str, tuple[str, ...]]
    tables: tuple[CountedTable, ...]
    relations: tuple[Relation, ...] = ()
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def variable_name(event: EventKind, variable: str) -> str:
    """The model's name of a plan variable. What stood before is the start's own answer: one variable, not two."""
    return f"start.{_BEFORE[variable]}" if variable in _BEFORE else f"{event}.{variable}"


def several(kind: str) -> str:
    """The Swedish word for several records of a kind."""
    return RECORDS[kind.rstrip("0123456789")]


def model_of(vocabulary: Vocabulary) -> PlanModel:
    """The plan's model, all fields and instruments in use. Instruments that are counted by sums of scores stand outside it."""
    tables = [CountedTable(t.id, tuple(variable_name(t.event, v) for v in t.variables), t.minimum) for t in vocabulary.plan.tables]
    records = {event: _named(vocabulary.plan.tables, event) for event in ("start", "avslut", "matning")}
    pairs: list[str] = []
    for instrument in vocabulary.instruments.values():
        for first, latest in _rated(instrument):
            tables += [CountedTable(f"niva.{first}", (first,)), CountedTable(f"forsta-senaste.{first}", (first, latest))]
            records["matning"] += (first,)
            pairs += [first, latest]
    counted = {v for table in tables for v in table.variables}
    relations = _relations(vocabulary, counted)
    records |= {"par": tuple(pairs)} | {f"korsning{i or ''}": names for i, names in enumerate(crossed(tables, relations)[:MOST_CROSSED])}
    needed = [*dict.fromkeys(v for table in tables for v in table.variables), *(v for r in relations for v in r.variables if v not in counted)]
    variables = {v: _values(vocabulary, v, relations) for v in dict.fromkeys(needed)}
    return PlanModel(variables, tuple(tables), tuple(relations), {kind: names for kind, names in records.items() if len(names) > 1})


def crossed(tables: Sequence[CountedTable], relations: Sequence[Relation]) -> list[tuple[str, ...]]:
    """Sets of three or more variables of which tables cross every two: the largest such sets, the largest first.

    A table of two variables tells how the two go together, and was declared for that. Three that are crossed two by two tell, solved together,
    what no table declares: how all three go together. A variable and what derives from it are one here, and stand as they are crossed.
    """
    source = {r.variables[-1]: r.variables[0] for r in relations if r.derives and len(r.variables) == 2}
    neighbours: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for table in tables:
        ends = {v: source.get(v, v) for v in table.variables}
        for v, end in ends.items():
            others = set(ends.values()) - {end}
            neighbours.setdefault(end, set()).update(others)
            names.setdefault(end, set()).update({v} if others else ())
    sets = [{v for end in clique for v in (names[end] & {end} or names[end])} for clique in _cliques(neighbours, set(), set(neighbours), set())]
    return sorted((tuple(sorted(s)) for s in sets), key=lambda s: (-len(s), s))


def _cliques(neighbours: Mapping[str, set[str]], clique: set[str], others: set[str], done: set[str]) -> Iterator[set[str]]:
    """All sets of at least three, of which every two are neighbours, that no further one can join (Bron and Kerbosch)."""
    if not others and not done and len(clique) > 2:
        yield clique
    for v in sorted(others):
        yield from _cliques(neighbours, clique | {v}, others & neighbours[v], done & neighbours[v])
        others, done = others - {v}, done | {v}


def _named(tables: tuple[PlanTable, ...], event: EventKind) -> tuple[str, ...]:
    """The variables that the event's own tables name; those with a minimum of their own only add coarser ones."""
    return tuple(dict.fromkeys(variable_name(event, v) for t in tables if t.event == event and t.minimum is None for v in t.variables))


def _rated(instrument: Instrument) -> list[tuple[str, str]]:
    """First and latest level of each item; an instrument with scores is counted by sums."""
    if instrument.score is not None:
        return []
    return [(f"forsta.{instrument.id}:{item.id}", f"senaste.{instrument.id}:{item.id}") for item in instrument.items]


def _values(vocabulary: Vocabulary, variable: str, relations: list[Relation]) -> tuple[str, ...]:
    for relation in relations:
        if relation.derives and relation.variables[-1] == variable:
            return tuple(sorted({combination[-1] for combination in relation.allowed}))
    event, name = variable.split(".", 1)
    if event in {"forsta", "senaste"}:
        instrument = vocabulary.instruments[name.split(":")[0]]
        return (*(str(level) for level in range(instrument.low, instrument.high + 1)), MISSING)
    return _answers(vocabulary, variable)


def _answers(vocabulary: Vocabulary, variable: str) -> tuple[str, ...]:
    """What can be answered, or what a list of bands derives; unanswered where the field may be."""
    event, name = variable.split(".", 1)
    asked = next((f for kind, form in vocabulary.forms.items() if kind == event for f in form.fields if f.id == name), None)
    code_list = vocabulary.lists[asked.code_list if asked is not None and asked.code_list else name]
    codes = [code.id for code in code_list.choices if code.id != WRONGLY_REGISTERED]
    return tuple(dict.fromkeys(codes if asked is None or asked.required else [*codes, MISSING]))


def _relations(vocabulary: Vocabulary, counted: set[str]) -> list[Relation]:
    relations = []
    if "avslut.arbete_studier" in counted:
        relations.append(_work_relation(vocabulary))
    for name, source in _GROUP_OF.items():
        if f"avslut.{name}" in counted:
            group_of = grouping_of(vocabulary, name).group_of
            allowed = frozenset((v, group_of.get(v, MISSING)) for v in _answers(vocabulary, source))
            relations.append(Relation((source, f"avslut.{name}"), allowed, derives=True))
    used = counted | {v for relation in relations for v in relation.variables}
    return relations + _conditions(vocabulary, used)


def _conditions(vocabulary: Vocabulary, used: set[str]) -> list[Relation]:
    """Fields that are asked only where another one has certain answers."""
    relations = []
    for event, form in vocabulary.forms.items():
        for one in form.fields:
            own = f"{event}.{one.id}"
            if one.only_if is None or own not in used:
                continue
            other, asked = f"{event}.{one.only_if[0]}", set(one.only_if[1])
            both = product(_answers(vocabulary, other), _answers(vocabulary, own))
            relations.append(Relation((other, own), frozenset(pair for pair in both if pair[0] in asked or pair[1] == MISSING)))
    return relations


def _work_relation(vocabulary: Vocabulary) -> Relation:
    extent = vocabulary.forms["avslut"].by_id.get("omfattning")
    at_work = frozenset(extent.only_if[1]) if extent is not None and extent.only_if else frozenset()
    answers = product(*(_answers(vocabulary, v) for v in _WORK))
    allowed = frozenset((*four, _work_change(four, at_work)) for four in answers)
    return Relation((*_WORK, "avslut.arbete_studier"), allowed, derives=True)


def _work_change(four: tuple[str, ...], at_work: frozenset[str]) -> str:
    """How work or studies changed, as the vocabulary's list ``arbete_studier`` tells it."""
    was, extent_before, now, extent_after = four
    if MISSING in {was, now}:
        return MISSING
    if was not in at_work or now not in at_work:
        return {(False, True): "borjade", (True, False): "minskade", (False, False): "varken"}[was in at_work, now in at_work]
    if MISSING in {extent_before, extent_after}:
        return MISSING
    change = int(extent_after) - int(extent_before)
    return "okade" if change > 0 else "minskade" if change < 0 else "oforandrat"
