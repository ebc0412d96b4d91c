"""What reports ask: every way to divide a universe makes up its base, coarser ways are coarser, and each is in the reader's words."""

from __future__ import annotations

import pytest

from register.counts import MISSING, UNKNOWN_START
from register.disclosure.boxes import Box, SumCell
from register.tables import questions
from register.tables.questions import BETTER, FIRST, LATEST, SAME, WORSE, Question
from register.tables.source import Source
from tests.tables.batches import avslut, batch, insats, released, source, vocabulary


def everything(source: Source) -> list[Question]:
    """Every question that the shipped vocabulary gives."""
    asked = [questions.of_table(source, table, id_, title) for table, id_, title in (*questions.AT_START, *questions.AT_AVSLUT)]
    utfall = questions.of_table(source, "avslut.avslutsanledning", "utfall", "Utfall")
    return [one for one in (*asked, utfall, questions.work(source)) if one is not None]


@pytest.fixture(scope="module")
def some() -> Source:
    return source(insats("vagen", batch(1, "2026H1", avslut("kvinna", studier=6, flytt=5))))


def test_every_question_of_the_shipped_plan_can_be_asked(some: Source) -> None:
    asked = everything(some)
    assert len(asked) == len(questions.AT_START) + len(questions.AT_AVSLUT) + 2
    assert len({one.universe.id for one in asked}) == len(asked), "each universe is told of once"
    assert len({one.id for one in asked}) == len(asked)


def test_each_way_to_divide_makes_up_the_base(some: Source) -> None:
    for question in everything(some):
        if question.id == "sysselsattning":
            continue  # asks three things of the same people
        for name, nodes in question.answers:
            atoms = [atom for node in nodes for atom in node.atoms]
            assert len(atoms) == len(set(atoms)), (question.id, name)
            assert set(atoms) == question.universe.svar - {"felregistrering"}, (question.id, name)


def test_coarser_ways_come_later(some: Source) -> None:
    for question in everything(some):
        if question.id != "sysselsattning":
            counts = [len([n for n in nodes if n.code != MISSING]) for _, nodes in question.answers]
            assert counts == sorted(counts, reverse=True), question.id
            assert len(set(counts)) == len(counts), question.id


def test_coarse_groups_never_cut_a_finer_one_of_the_same_question(some: Source) -> None:
    for question in everything(some):
        if question.id == "sysselsattning":
            continue
        for (_, finer), (_, coarser) in zip(question.answers, question.answers[1:], strict=False):
            for node in finer:
                assert any(node.atoms <= other.atoms for other in coarser), (question.id, node.code)


def test_labels_are_words_and_missing_answers_have_one_of_their_own(some: Source) -> None:
    for question in everything(some):
        for _, nodes in question.answers:
            assert all((node.label and node.label[0].isupper()) or node.label[0].isdigit() for node in nodes), question.id
            assert sum(bool(node.atoms & {MISSING, UNKNOWN_START}) for node in nodes) <= 1


def test_reasons_come_in_one_grouping_only(some: Source) -> None:
    utfall = questions.of_table(some, "avslut.avslutsanledning", "utfall", "Utfall")
    assert utfall is not None
    assert [name for name, _ in utfall.answers] == ["19 svar var för sig", "tre grupper"]
    assert [node.label for node in utfall.divided("tre grupper")][:2] == ["Arbete och studier", "Fortsatt arbetslivsinriktad rehabilitering"]


def test_a_table_that_the_plan_lacks_is_no_question(some: Source) -> None:
    assert questions.of_table(some, "start.skostorlek", "skostorlek", "Skostorlek") is None


def before_after(*pairs: tuple[str, str, int], **changes: int) -> Source:
    cells: dict[tuple[str, ...], int] = {("avslut.sysselsattning_fore_efter", was, now): n for was, now, n in pairs}
    cells |= {("avslut.arbete_studier", change): n for change, n in changes.items()}
    return source(insats("vagen", batch(1, "2026H1", released("avslut", "kvinna", cells))))


def test_before_and_after_and_who_began_divide_the_same_pairs() -> None:
    counts = before_after(
        ("ingen", "arbete-utan-stod", 7),
        ("studier", "ingen", 2),
        ("studier", "studier", 6),
        ("arbete-med-stod", "arbete-utan-stod", 5),
        ("saknas", "ingen", 1),
        borjade=7,
        okade=4,
        minskade=5,
        oforandrat=4,
        saknas=1,
    )
    work = questions.work(counts)
    assert work is not None
    universe = work.universe
    here = frozenset(universe.owner)

    def value(way: str, code: str) -> int:
        node = next(node for node in work.divided(way) if node.code == code)
        return universe.value(Box(here, universe.kon, node.atoms))

    assert universe.base(here, universe.kon) == 21
    assert value("tre grupper före", "arbete-studier") == 13
    assert value("tre grupper före", "ingen") == 7
    assert value("tre grupper före", MISSING) == 1
    assert value("tre grupper efter", "arbete-studier") == 18
    assert value("tre grupper efter", "ingen") == 3
    assert value("antalet som började eller ökade", "borjade-okade") == 11
    for way in ("tre grupper före", "tre grupper efter"):
        assert sum(value(way, node.code) for node in work.divided(way)) == 21


def test_without_the_coarse_grouping_there_is_no_before_and_after() -> None:
    changed = vocabulary()
    without = {name: one for name, one in changed.groupings.items() if name != "sysselsattning-3"}
    counts = source(insats("vagen", batch(1, "2026H1", avslut("kvinna", studier=6))))
    poorer = type(changed)(**{**{f: getattr(changed, f) for f in changed.__dataclass_fields__}, "groupings": without})
    assert questions.work(type(counts)("f", "F", poorer, counts.insatser)) is None


def pairs(rater: str, *levels: tuple[str, str, str, int]) -> Source:
    cells: dict[tuple[str, ...], int] = {("forsta-senaste", item, first, latest): n for item, first, latest, n in levels}
    people = sum(n for item, _, _, n in levels if item == levels[0][0])
    return source(insats("vagen", batch(1, "2026H1", released(f"avslut.par.skapa.1.{rater}", "man", cells, people))))


def test_each_item_of_each_series_has_verdicts_and_sums() -> None:
    counts = pairs("deltagare", ("halsa", "2", "4", 6), ("halsa", "3", "3", 5), ("halsa", "5", "1", 2), ("halsa", "saknas", "3", 1))
    found = {one.question.id: one for one in questions.progressions(counts)}
    assert list(found) == [f"skapa-deltagare-{item}" for item in ("na-arbete", "klara-arbete", "kompetenser", "samarbete", "vardag-natverk", "halsa")]
    one = found["skapa-deltagare-halsa"]
    universe, here = one.question.universe, frozenset(one.question.universe.owner)
    three = {node.code: universe.value(Box(here, universe.kon, node.atoms)) for node in one.question.answers[0][1]}
    assert three == {BETTER: 6, SAME: 5, WORSE: 2, MISSING: 1}
    two = {node.code: universe.value(Box(here, universe.kon, node.atoms)) for node in one.question.answers[1][1]}
    assert two == {BETTER: 6, "inte-forbattrad": 7, MISSING: 1}
    assert universe.value(SumCell(here, universe.kon, FIRST)) == 2 * 6 + 3 * 5 + 5 * 2
    assert universe.value(SumCell(here, universe.kon, LATEST)) == 4 * 6 + 3 * 5 + 1 * 2
    for name in (FIRST, LATEST):
        steps = universe.steps(name)
        assert sum(universe.value(Box(here, universe.kon, step)) for step in steps) == universe.value(SumCell(here, universe.kon, name))
    assert one.question.title == "Hälsa (deltagaren)"
    assert one.means
    assert one.fewest == 10


def test_raters_are_series_of_their_own() -> None:
    assert {one.skattare for one in questions.progressions(pairs("handlaggare", ("halsa", "2", "4", 6)))} == {"handlaggare"}


def test_a_scored_instrument_has_verdicts_only_and_its_own_minimum() -> None:
    said = {"n": 31, "forbattrad": 20, "lika": 5, "forsamrad": 6, "summa-forsta": 60000}
    cells: dict[tuple[str, ...], int] = {("par", name): n for name, n in said.items()}
    counts = source(insats("vagen", batch(1, "2026H1", released("avslut.par.swemwbs.1.deltagare", "man", cells, 31))))
    (one,) = questions.progressions(counts)
    universe = one.question.universe
    assert one.question.id == "swemwbs-deltagare-par"
    assert not one.means
    assert one.fewest == 30
    assert universe.base(frozenset(universe.owner), universe.kon) == 31


def test_an_instrument_of_another_version_is_left_alone() -> None:
    cells: dict[tuple[str, ...], int] = {("forsta-senaste", "halsa", "2", "4"): 6}
    counts = source(insats("vagen", batch(1, "2026H1", released("avslut.par.skapa.9.deltagare", "man", cells, 6))))
    assert questions.progressions(counts) == []
