"""The attack against brute force: every batch that has the delivered tables is enumerated, and the attack must say exactly what they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.counts import UNDIVIDED
from register.disclosure.plan_attack import Attack, Found, parts_of, restricted
from register.disclosure.plan_delivery import KON, Delivered, Group, Person, count, deliver
from register.disclosure.plan_model import CountedTable, PlanModel, Relation

NAMES = ("a", "b", "c")


def can_exist(model: PlanModel, person: Person) -> bool:
    return all(tuple(person[v] for v in relation.variables) in relation.allowed for relation in model.relations)


def possible_groups(model: PlanModel, delivered: Delivered, g: int) -> Iterator[tuple[Person, ...]]:
    """Every multiset of people that has the group's own tables and as many of each kön."""
    group = delivered.groups[g]
    answers = [dict(zip(model.variables, values, strict=True)) for values in product(*model.variables.values())]
    kinds = [{**one, KON: kon} for one in answers if can_exist(model, one) for kon in sorted(group.kon_counts)]
    for people in combinations_with_replacement(kinds, len(group.people)):
        if Counter(p[KON] for p in people) == group.kon_counts and all(count(t, people) == delivered.cells[g][t.id] for t in delivered.tables):
            yield people


def by_brute_force(model: PlanModel, delivered: Delivered, variables: Sequence[str]) -> int:
    """How many records stand in every possible batch."""

    def records(people: Sequence[Person]) -> Counter[object]:
        return Counter((p[KON], restricted(p, variables)) for p in people)

    least = [records(group.people) for group in delivered.groups]
    for batch in product(*(list(possible_groups(model, delivered, g)) for g in range(len(delivered.groups)))):
        everyone = [person for people in batch for person in people]
        if all(count(t, everyone) == delivered.pooled_cells[t.id] for t in delivered.pooled):
            least = [known & records(people) for known, people in zip(least, batch, strict=True)]
    return sum(known.total() for known in least)


def model_with(tables: Sequence[CountedTable], values: int = 2, relations: Sequence[Relation] = (), names: Sequence[str] = NAMES) -> PlanModel:
    domain = tuple("xyz"[:values])
    return PlanModel(dict.fromkeys(names, domain), tuple(tables), tuple(relations), {"start": tuple(names)})


def person(values: str, kon: str = "kvinna", names: Sequence[str] = NAMES) -> Person:
    return {KON: kon, **dict(zip(names, values, strict=False))}


ONE_WAY = [CountedTable(v, (v,)) for v in NAMES]
PAIRS = [CountedTable("ab", ("a", "b")), CountedTable("ac", ("a", "c")), CountedTable("bc", ("b", "c"))]
POOLED = [CountedTable(f"{t.id}.pooled", t.variables, 1) for t in PAIRS]
DERIVES = Relation(("a", "b", "c"), frozenset((a, b, max(a, b)) for a, b in product("xy", "xy")), derives=True)
FORBIDS = Relation(("a", "b"), frozenset({("x", "x"), ("x", "y"), ("y", "x")}))


@st.composite
def batches(draw: st.DrawFn) -> tuple[PlanModel, Delivered]:
    tables = draw(st.lists(st.sampled_from([*ONE_WAY, *PAIRS, *POOLED]), min_size=1, max_size=6, unique=True))
    relations = draw(st.lists(st.sampled_from([DERIVES, FORBIDS]), max_size=2, unique=True))
    model = model_with(tables, relations=relations)
    kinds = [k for k in map(person, map("".join, product("xy", repeat=3))) if can_exist(model, k)]
    sizes = draw(st.sampled_from([(3, 0, UNDIVIDED), (5, 0, ""), (2, 2, ""), (3, 2, ""), (2, 2, UNDIVIDED), (1, 3, "")]))
    kon = ["kvinna"] * sizes[0] + ["man"] * sizes[1]
    people = tuple({**draw(st.sampled_from(kinds)), KON: one} for one in kon)
    together = {UNDIVIDED: people} if sizes[2] else {one: tuple(p for p in people if p[KON] == one) for one in kon}
    groups = tuple(Group(label, several) for label, several in together.items())
    return model, Delivered(groups, tuple(t for t in tables if t.minimum is None), tuple(t for t in tables if t.minimum is not None))


@settings(max_examples=150)
@given(batches(), st.sampled_from([NAMES, ("a", "b"), ("c",), ("a", "c")]))
def test_the_attack_says_what_all_possible_batches_share(batch: tuple[PlanModel, Delivered], variables: tuple[str, ...]) -> None:
    model, delivered = batch
    assert Attack(model, delivered).forced(variables) == Found(by_brute_force(model, delivered, variables), 0)


@settings(max_examples=60)
@given(st.lists(st.tuples(*[st.sampled_from("xxy")] * 3), min_size=1, max_size=5))
def test_one_way_tables_force_a_record_with_fewer_deviations_than_people(answers: list[tuple[str, str, str]]) -> None:
    """The rule in the words of the module: n people, and fewer than n answers that are not the record's."""
    people = [person("".join(one)) for one in answers]
    expected = 0
    for record, times in Counter(answers).items():
        deviations = sum(mine != theirs for one in answers for mine, theirs in zip(one, record, strict=True))
        expected += max(0, len(answers) - deviations)
        assert times >= len(answers) - deviations
    model = model_with(ONE_WAY)
    delivered = deliver(model, people, k=1, with_batch_rule=True)
    assert Attack(model, delivered).forced(NAMES) == Found(expected, 0)
    assert by_brute_force(model, delivered, NAMES) == expected


@pytest.mark.parametrize(
    ("answers", "forced"),
    [
        (["xyx"], 1),
        (["xyx"] * 5, 5),
        (["xxx", "xxy"], 2),
        (["xxx", "xyy"], 0),
        (["xxx", "xxx", "xxx", "xxx", "yyx"], 3),
        (["xxx", "xxx", "yyy"], 0),
        (["xxx", "xyx", "xxy", "yxx"], 1),
    ],
    ids=["alone", "all alike", "two who differ in one", "two who differ in two", "one unlike four", "one unlike two", "one each"],
)
def test_what_is_forced_by_hand(answers: list[str], forced: int) -> None:
    model = model_with(ONE_WAY)
    delivered = deliver(model, [person(one) for one in answers], k=1, with_batch_rule=True)
    assert Attack(model, delivered).forced(NAMES).forced == forced


def test_a_lone_person_of_a_kon_is_his_whole_record_without_the_rule() -> None:
    people = [person(one) for one in ("xyx", "yxx", "yyx", "xxy")] + [person("yxy", "man")]
    model = model_with(ONE_WAY)
    assert Attack(model, deliver(model, people, k=5, with_batch_rule=False)).forced(NAMES) == Found(1, 0)
    assert Attack(model, deliver(model, people, k=5, with_batch_rule=True)).forced(NAMES) == Found(0, 0)


def test_three_crossed_two_by_two_are_told_whole() -> None:
    people = [person(one) for one in ("xxx", "yyy", "zzz", "xyz", "zzy")]
    model = model_with(PAIRS, values=3)
    delivered = deliver(model, people, k=5, with_batch_rule=True)
    assert Attack(model, delivered).forced(NAMES) == Found(5, 0)


def test_pairs_that_two_batches_share_force_nothing() -> None:
    """The parity table: all combinations with an even number of y have the same pairs as all with an odd number."""
    even = [person("".join(one)) for one in product("xy", repeat=3) if one.count("y") % 2 == 0]
    model = model_with(PAIRS)
    assert Attack(model, deliver(model, even, k=1, with_batch_rule=True)).forced(NAMES) == Found(0, 0)
    assert Attack(model, deliver(model, [*even, person("xxx")], k=1, with_batch_rule=True)).forced(NAMES).forced < 5


def test_records_that_can_not_be_settled_in_time_are_said() -> None:
    people = [person(one) for one in ("xxx", "yyy", "zzz", "xyz", "zzy")]
    model = model_with(PAIRS, values=3)
    assert Attack(model, deliver(model, people, k=5, with_batch_rule=True), deadline=0.0).forced(NAMES) == Found(0, 5)


def test_a_part_that_is_too_large_is_unsettled(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [person(one) for one in ("xxx", "yyy", "zzz", "xyz", "zzy")]
    model = model_with(PAIRS, values=3)
    monkeypatch.setattr("register.disclosure.plan_attack.MOST_COMBINATIONS", 3)
    assert Attack(model, deliver(model, people, k=5, with_batch_rule=True)).forced(NAMES) == Found(0, 5)


def test_parts_are_what_tables_and_relations_tie_together() -> None:
    model = model_with([*ONE_WAY, CountedTable("ab.pooled", ("a", "b"), 30)])
    few, many = [person("xyx")] * 5, [person("xyx")] * 30
    for people, parts in ((few, [("a",), ("b",), ("c",)]), (many, [("a", "b"), ("c",)])):
        found = parts_of(model, deliver(model, people, k=5, with_batch_rule=True))
        assert sorted(part.variables for part in found) == parts
