"""What the audit attacks is what the insats delivers: the same people through the real counting and the real batch rule give the same cells."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from register.counts import MISSING, UNDIVIDED, Cell, Place, Released, Tally
from register.disclosure.plan_delivery import KON, Delivered, Person, deliver, draw, kon_of
from register.disclosure.plan_model import CountedTable, PlanModel, Relation, crossed, model_of, several
from register.disclosure.reconstruction import KON_SPLITS, KonSplit
from register.insats.counting import AVSLUT_UNIT, START_UNIT, Rules, own_unit, total
from register.insats.forms import AvslutForm, MatningForm, Participation, StartForm
from register.insats.locking import decide
from register.periods import Month
from register.vocabulary.loader import load
from register.vocabulary.model import PlanTable, Vocabulary

YEAR_OF_START, YEAR_OF_AVSLUT = 2023, 2026
MONTHS = {"0-2": 2, "3-5": 5, "6-11": 11, "12-23": 23, "24-": 30}
SKAPA_ITEMS = 6


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load()


@pytest.fixture(scope="module")
def model(shipped: Vocabulary) -> PlanModel:
    return model_of(shipped)


def answers(one: Person, event: str, variables: tuple[str, ...]) -> dict[str, str]:
    found = {v: one[f"{event}.{v}"] for v in variables if one[f"{event}.{v}"] != MISSING}
    return found | ({"kon": one[KON]} if event == "start" else {})


def participation(vocabulary: Vocabulary, one: Person) -> Participation:
    """Forms that a person of the model could have; the start lies in whatever year its time in the insats says."""
    fields = {event: tuple(f.id for f in form.fields if f.code_list and f.id not in {"kon", "skattare"}) for event, form in vocabulary.forms.items()}
    last = Month(YEAR_OF_AVSLUT, 6)
    first = Month.parse(str(last))
    for _ in range(MONTHS[one["avslut.tid_i_insats"]]):
        first = Month(first.year - (first.month == 1), 12 if first.month == 1 else first.month - 1)
    forms: list[StartForm | MatningForm | AvslutForm] = [StartForm(first, "2026H1", True, answers(one, "start", fields["start"]))]
    month = last
    for _ in range(int(one["avslut.antal_matningar"].rstrip("-"))):
        forms.insert(1, MatningForm(month, "2026H1", True, "skapa", "1", "deltagare", (3,) * SKAPA_ITEMS, {}))
        month = Month(month.year - (month.month == 1), 12 if month.month == 1 else month.month - 1)
    forms.append(AvslutForm(last, "2026H1", True, answers(one, "avslut", fields["avslut"])))
    return Participation(tuple(forms))


def released(vocabulary: Vocabulary, people: list[Person], *, k: int) -> dict[Place, Released]:
    """What the insats's own code sends at the year's last lock."""
    rules = Rules(vocabulary, "linden", None)
    tally = Tally()
    for one in people:
        for part in total(participation(vocabulary, one), rules).values():
            tally.add(part)
    own = {own_unit(t): t.minimum for t in vocabulary.plan.tables if t.minimum is not None}
    decision = decide("2026H2", tally, {}, k=k, own_minimum=own, year_end=True, final=False)
    return {r.place: r for r in decision.released}


def modelled(delivered: Delivered) -> dict[Place, Counter[Cell]]:
    """The model's delivered cells as the insats files them."""
    places: dict[Place, Counter[Cell]] = {}
    for g, group in enumerate(delivered.groups):
        for table in delivered.tables:
            unit = {"start": START_UNIT, "avslut": AVSLUT_UNIT}.get(table.id.split(".")[0])
            for values, n in delivered.cells[g][table.id].items() if unit else ():
                places.setdefault(Place(unit or "", group.kon), Counter())[Cell(table.id, values)] += n
    for table in delivered.pooled:
        cells = delivered.pooled_cells[table.id]
        places[Place(f"avslut.{table.id}", UNDIVIDED)] = Counter({Cell(table.id, values): n for values, n in cells.items()})
    return places


def with_few_matningar(one: Person) -> Person:
    """At most three mätningar fit in an insats of three months."""
    return {**one, "avslut.antal_matningar": "1"} if one["avslut.tid_i_insats"] == "0-2" else one


@pytest.mark.parametrize("split", KON_SPLITS, ids=lambda split: split.label)
@pytest.mark.parametrize("n", [5, 8, 12, 36, 60])
@pytest.mark.parametrize("with_batch_rule", [True, False])
def test_the_model_delivers_what_the_insats_does(shipped: Vocabulary, model: PlanModel, n: int, split: KonSplit, with_batch_rule: bool) -> None:
    for seed in range(3):
        rng = Random(f"{seed}/{n}/{split.label}")
        people = [with_few_matningar(one) for one in draw(model, rng, kon_of(rng, n, split.shares, lone=split.lone))]
        real = released(shipped, people, k=5 if with_batch_rule else 1)
        units = {place: r for place, r in real.items() if not place.unit.startswith(("matning", "avslut.par"))}
        delivered = deliver(model, people, k=5, with_batch_rule=with_batch_rule)
        assert {place: dict(r.cells) for place, r in units.items()} == {place: dict(cells) for place, cells in modelled(delivered).items()}
        assert {place.kon: r.people for place, r in units.items() if place.unit == AVSLUT_UNIT} == {g.kon: len(g.people) for g in delivered.groups}


def test_both_ways_of_leaving_occur_in_the_test_above(model: PlanModel) -> None:
    kinds = set()
    for n in (5, 6, 7, 8, 9, 60):
        rng = Random(f"leaving/{n}")
        people = draw(model, rng, kon_of(rng, n, {"kvinna": 0.57, "man": 0.43}))
        delivered = deliver(model, people, k=5, with_batch_rule=True)
        kinds |= {group.kon for group in delivered.groups} | {table.id for table in delivered.pooled}
    assert {"kvinna", "man", UNDIVIDED, "for-vem.parallell"} <= kinds


def test_too_few_deliver_nothing(model: PlanModel) -> None:
    people = draw(model, Random("few"), ["kvinna", "kvinna", "man", "annat"])
    assert deliver(model, people, k=5, with_batch_rule=True).groups == ()
    assert len(deliver(model, people, k=5, with_batch_rule=False).groups) == 3


def test_people_obey_what_the_form_asks(model: PlanModel) -> None:
    people = draw(model, Random("asked"), ["kvinna"] * 300)
    for one in people:
        assert all(one[v] in values for v, values in model.variables.items())
        assert all(tuple(one[v] for v in relation.variables) in relation.allowed for relation in model.relations)
    assert {one["start.omfattning"] for one in people} > {MISSING}


def test_insatser_differ_and_the_same_seed_gives_the_same_people(model: PlanModel) -> None:
    first, again, other = (draw(model, Random(seed), ["man"] * 40) for seed in ("a", "a", "b"))
    assert first == again != other


@pytest.mark.parametrize("split", KON_SPLITS, ids=lambda split: split.label)
def test_kon_as_the_split_says(split: KonSplit) -> None:
    drawn = Counter(kon_of(Random("kon"), 2000, split.shares, lone=split.lone))
    assert drawn.total() == 2000
    for kon, share in split.shares.items():
        assert drawn[kon] / 2000 == pytest.approx(share, abs=0.03)
    assert split.lone is None or drawn[split.lone] == 1


def test_records_are_what_each_event_counts(model: PlanModel) -> None:
    assert model.records.keys() == {"start", "avslut", "matning", "par"}
    assert len(model.records["start"]) == 11
    assert {"start.forsorjning", "start.sysselsattning"} < set(model.records["avslut"])
    assert not any(v.endswith(("_3", "grupp")) for v in model.records["avslut"])
    assert len(model.records["par"]) == 2 * SKAPA_ITEMS


def test_a_forbunds_own_question_is_part_of_the_record(tmp_path: Path) -> None:
    question = '[[egen_fraga]]\nid = "sgi0"\nlabel = "SGI noll"\nform = "start"\ntyp = "ja-nej"\nsyfte = "Följa hur många som saknar SGI."\n'
    (tmp_path / "formular.toml").write_text("version = 1\n" + question, encoding="utf-8")
    model = model_of(load(tmp_path))
    assert "start.sgi0" in model.records["start"]
    assert model.variables["start.sgi0"] == ("ja", "nej", MISSING)


def with_tables(vocabulary: Vocabulary, *tables: PlanTable) -> Vocabulary:
    plan = dataclasses.replace(vocabulary.plan, tables=(*vocabulary.plan.tables, *tables))
    return dataclasses.replace(vocabulary, plan=plan)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ("", []),
        ("ab", []),
        ("ab bc", []),
        ("ab bc ca", ["abc"]),
        ("ab ac ad bc bd cd", ["abcd"]),
        ("bd de eb ab ac bc", ["abc", "bde"]),
        ("xy yz zx px qy rz pq", ["xyz"]),
    ],
    ids=["none", "one", "a chain", "a triangle", "all of four", "two triangles", "a triangle behind others"],
)
def test_crossed_two_by_two(pairs: str, expected: list[str]) -> None:
    tables = [CountedTable(pair, tuple(pair)) for pair in pairs.split()]
    assert crossed(tables, []) == [tuple(names) for names in expected]


def test_a_table_of_three_crosses_every_two() -> None:
    assert crossed([CountedTable("abc", ("a", "b", "c"))], []) == [("a", "b", "c")]


def test_a_grouping_is_crossed_as_its_list_is() -> None:
    groups = Relation(("a", "g"), frozenset({("1", "x"), ("2", "x")}), derives=True)
    tables = [CountedTable(pair, tuple(pair)) for pair in ("gb", "bc", "ac")]
    assert crossed(tables, [groups]) == [("a", "b", "c")]
    assert crossed([CountedTable(pair, tuple(pair)) for pair in ("gb", "bc", "gc")], [groups]) == [("b", "c", "g")]


def test_crossed_variables_are_a_record(shipped: Vocabulary) -> None:
    pairs = ["utbildning aldersgrupp", "aldersgrupp forsorjning", "forsorjning utbildning"]
    tables = [PlanTable(f"korsad.{i}", "start", tuple(pair.split()), "Pröva.", 30) for i, pair in enumerate(pairs)]
    model = model_of(with_tables(shipped, *tables))
    assert model.records["korsning"] == ("start.aldersgrupp", "start.forsorjning", "start.utbildning")


def test_every_record_has_a_name(model: PlanModel) -> None:
    assert {several(kind) for kind in (*model.records, "korsning", "korsning2")} >= {"startuppgifter", "korsade uppgifter"}


def test_a_grouping_beside_its_own_list_crosses_nothing(shipped: Vocabulary) -> None:
    tables = [
        PlanTable("x.1", "avslut", ("avslutsanledning", "avslutsgrupp"), "Pröva.", 30),
        PlanTable("x.2", "avslut", ("avslutsanledning", "parallell"), "Pröva.", 30),
    ]
    assert "korsning" not in model_of(with_tables(shipped, *tables)).records
