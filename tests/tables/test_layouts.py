"""Ladders: finest first, the base last, and each rung prints what it says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from bench import made_up
from bench.made_up import Plan
from register.disclosure.boxes import Box
from register.disclosure.drafts import Ladder
from register.disclosure.ladder import choose
from register.disclosure.protected import Rules
from register.disclosure.tables import TOTAL
from register.goals.model import Answers, Goal, Goals, Improved, Indicator
from register.periods import Period
from register.tables import layouts, questions, reports
from register.tables.questions import Question
from register.tables.reports import REPORT_KINDS
from register.tables.source import Source
from tests.tables.batches import avslut, batch, insats, released, source, vocabulary

YEAR, BEFORE = Period.parse("2026"), Period.parse("2025")
WORK = Answers("avslutsanledning", ("arbete-utan-stod", "arbete-med-stod", "eget-foretag", "studier", "insats-af"))
GOALS = Goals(
    goals=(
        Goal("stegen", 2026, False, "Arbete, studier eller Arbetsförmedlingen", WORK, Fraction(1, 2)),
        Goal("stegen", 2026, False, "Redo för arbete", Answers("redo_for", ("arbete-studier",)), Fraction(9, 20)),
        Goal("stegen", 2026, False, "Bättre hälsa", Improved("skapa", "deltagare", "halsa")),
        Goal(None, 2026, False, "Förbundets mål", WORK, Fraction(3, 10)),
    ),
    indicators=(Indicator("Arbete och studier", "andel_avslut", WORK), Indicator("Utbildade", "andel")),
    outside_areas=frozenset({"liten"}),
)


@pytest.fixture(scope="module")
def forbund() -> Source:
    return made_up.source([Plan("stegen", "Stegen", 44, (2025, 2026)), Plan("liten", "Liten", 9, (2025, 2026), measures=False)], vocabulary())


def utfall(counts: Source) -> Question:
    question = questions.of_table(counts, "avslut.avslutsanledning", "utfall", "Utfall")
    assert question is not None
    return question


def names(ladder: Ladder) -> list[str]:
    return [rung.name for rung in ladder.rungs]


def test_a_ladder_goes_from_every_answer_by_kon_to_the_base_alone(forbund: Source) -> None:
    scope = layouts.of_forbund(forbund, YEAR)
    assert scope is not None
    ladder = layouts.ladder(utfall(forbund), scope)
    assert names(ladder) == [
        "19 svar var för sig, uppdelat på kön",
        "19 svar var för sig",
        "tre grupper, uppdelat på kön",
        "tre grupper",
        "bara antalet",
    ]
    assert list(ladder.rungs[-1].draft.cells()) == [("2026", TOTAL, TOTAL)]


def test_every_rung_prints_fewer_cells_of_the_same_people(forbund: Source) -> None:
    scope = layouts.of_insats(forbund, "stegen", YEAR)
    assert scope is not None
    for table_id, id_, title in (*questions.AT_START, *questions.AT_AVSLUT):
        question = questions.of_table(forbund, table_id, id_, title)
        assert question is not None
        ladder = layouts.ladder(question, scope)
        assert all(rung.draft.id == id_ for rung in ladder.rungs)
        base = {rung.draft.universe.value(rung.draft.cells()["2026", TOTAL, TOTAL]) for rung in ladder.rungs}
        assert len(base) == 1
        for plain in (rung.draft for rung in ladder.rungs if not rung.name.endswith("kön")):
            cells = plain.cells()
            parts = [cells[codes] for codes in cells if codes[2] != TOTAL]
            assert not parts or sum(plain.universe.value(cell) for cell in parts) == base.copy().pop(), (id_, plain.svar.label)


def test_an_insats_is_printed_when_all_of_it_can_be_a_forbund_when_its_headline_can(forbund: Source) -> None:
    one, all_of_them = layouts.of_insats(forbund, "stegen", YEAR), layouts.of_forbund(forbund, YEAR)
    assert one is not None
    assert all_of_them is not None
    own, whole = layouts.ladder(utfall(forbund), one).rungs[0].draft, layouts.ladder(utfall(forbund), all_of_them).rungs[0].draft
    assert own.least_printed == 1.0
    assert {codes[1] for codes in own.whole} == {TOTAL, "kvinna", "man"}
    assert {codes[1] for codes in whole.whole} == {TOTAL}
    assert whole.weights["2026", TOTAL, "studier"] > whole.weights["2026", "man", "studier"] > own.weights["2026", TOTAL, "studier"]


def test_annat_is_in_the_totals_and_in_no_column(forbund: Source) -> None:
    scope = layouts.of_insats(forbund, "stegen", YEAR)
    assert scope is not None
    for rung in layouts.ladder(utfall(forbund), scope).rungs:
        assert {node.code for node in rung.draft.kon.nodes} <= {TOTAL, "kvinna", "man"}
        whole = next(node for node in rung.draft.kon.nodes if node.code == TOTAL)
        assert {"annat", "ej-uppdelat"} <= whole.atoms


def test_nothing_delivered_is_no_scope(forbund: Source) -> None:
    assert layouts.of_insats(forbund, "stegen", Period.parse("2019")) is None
    assert layouts.of_insats(forbund, "okand", YEAR) is None
    assert layouts.of_forbund(source(), YEAR) is None


def test_a_goal_is_reached_or_not_by_everybody_who_ended(forbund: Source) -> None:
    question = layouts.goal_question(utfall(forbund), WORK.codes, "Målet nått")
    ((_, nodes),) = question.answers
    atoms = frozenset().union(*(node.atoms for node in nodes))
    assert [node.code for node in nodes][:2] == ["ja", "nej"]
    assert atoms == question.universe.svar
    assert nodes[0].atoms == set(WORK.codes)


def test_means_stand_instead_of_levels_with_how_many_they_are_of(forbund: Source) -> None:
    scope = layouts.of_insats(forbund, "stegen", YEAR)
    assert scope is not None
    one = next(p for p in questions.progressions(forbund) if p.item == "halsa")
    ladder = layouts.means(one, scope)
    assert ladder is not None
    assert names(ladder) == ["medelvärden, uppdelat på kön", "medelvärden", "bara antalet"]
    draft = ladder.rungs[1].draft
    assert {codes[2] for codes in draft.cells()} == {TOTAL, "n", "forsta", "senaste"}
    assert draft.minimum == 10
    assert layouts.means(replace(one, means=False), scope) is None


def test_months_fall_to_quarters(forbund: Source) -> None:
    scope = layouts.of_insats(forbund, "liten", YEAR)
    assert scope is not None
    ladder = layouts.months(forbund, "avslutade", "Avslutade per månad", scope, YEAR)
    assert ladder is not None
    assert names(ladder) == ["månader", "kvartal", "bara antalet"]
    months, quarters = (rung.draft for rung in ladder.rungs[:2])
    assert len(months.svar.nodes) == 13
    assert [node.code for node in quarters.svar.nodes] == [TOTAL, "2026K1", "2026K2", "2026K3", "2026K4"]
    everybody = scope.omgangar
    for node in quarters.svar.nodes[1:]:
        inside = [m for m in months.svar.nodes[1:] if m.atoms <= node.atoms]
        assert len(inside) == 3
        values = [months.universe.value(Box(everybody, months.universe.kon, m.atoms)) for m in inside]
        assert sum(values) == quarters.universe.value(Box(everybody, quarters.universe.kon, node.atoms))


def test_a_single_quarter_is_no_layout_of_its_own(forbund: Source) -> None:
    halves = layouts.of_insats(forbund, "stegen", YEAR)
    assert halves is not None
    ladder = layouts.months(forbund, "nya", "Nya per månad", halves, Period.parse("2026K2"))
    assert ladder is not None
    assert names(ladder) == ["månader", "bara antalet"]


def test_a_month_that_nobody_has_delivered_is_no_zero() -> None:
    volumes = {("nya", f"2026-{month:02}", "kvinna"): 8 for month in range(1, 7)}
    counts = source(insats("stegen", batch(1, "2026H1", volumes=volumes)), insats("hela", batch(1, "2026H1"), batch(2, "2026H2")))
    own, whole = layouts.of_insats(counts, "stegen", YEAR), layouts.of_forbund(counts, YEAR)
    assert own is not None
    assert whole is not None
    ladder = layouts.months(counts, "nya", "Nya per månad", own, YEAR)
    assert ladder is not None
    assert [node.code for node in ladder.rungs[0].draft.svar.nodes] == [TOTAL, *(f"2026-{month:02}" for month in range(1, 7))]
    assert layouts.months(counts, "nya", "Nya per månad", whole, YEAR) is None


def test_volumes_that_would_mislead_are_left_out_and_said() -> None:
    from datetime import date

    volumes = {("nya", "2026-02", "man"): 30, ("avslutade", "2026-08", "man"): 12}
    first, second = batch(1, "2026H1", volumes={("nya", "2026-02", "man"): 30}), batch(2, "2026H2", volumes={("avslutade", "2026-08", "man"): 12})
    annulled = source(insats("stegen", first, second, annulled=(1,)), insats("hel", batch(1, "2026H1", volumes=volumes), batch(2, "2026H2")))
    (volymer,) = [t for t in reports.volume_tables(annulled, "progression", [Period.parse("2026H2")], date(2027, 2, 1)) if t.id == "volymer"]
    assert volymer.note == "Utan Stegen, vars leverans är annullerad och inte rättad."
    assert min(value for value in volymer.cells.values() if value is not None) >= 0
    assert reports.volume_tables(annulled, "progression", [Period.parse("2026T1")], date(2027, 2, 1)) == []


def ids(found: list[Ladder]) -> list[str]:
    return [ladder.rungs[0].draft.id for ladder in found]


def test_an_insatsrapport_has_its_goals_now_and_before(forbund: Source) -> None:
    found = ids(reports.ladders(forbund, "insatsrapport", [YEAR, BEFORE], GOALS, "stegen"))
    assert {"utfall", "utfall@2025", "mal-0", "mal-0@2025", "mal-1", "borjade-okade", "medel-skapa-deltagare-halsa", "nya-manad"} <= set(found)
    assert "mal-2" not in found, "an improvement stands among the tables of progression"
    assert "skapa-deltagare-halsa" in found
    assert len(found) == len(set(found))


def test_what_was_before_is_not_told_while_few_have_yet_to_end() -> None:
    """All starts, less what those who ended had before, would be the start answers of the four who are still there."""

    def asked(ended: int) -> list[str]:
        start = released("start", "kvinna", {("start.sysselsattning", "ingen"): 30})
        end = released("avslut", "kvinna", {("avslut.sysselsattning_fore_efter", "ingen", "studier"): ended})
        counts = source(insats("stegen", batch(1, "2026H1", start, end)))
        return ids(reports.ladders(counts, "insatsrapport", [YEAR], Goals(), "stegen"))

    assert "sysselsattning-fore" not in asked(26)
    assert "sysselsattning-fore" in asked(30)
    assert "sysselsattning-fore" in asked(15)
    assert "sysselsattning-efter" in asked(26)


def test_starts_of_an_annulled_delivery_are_not_among_those_who_have_yet_to_end() -> None:
    start = released("start", "kvinna", {("start.sysselsattning", "ingen"): 20})
    end = released("avslut", "kvinna", {("avslut.sysselsattning_fore_efter", "ingen", "studier"): 18})
    counts = source(insats("stegen", batch(1, "2026H1", start), batch(2, "2026H2", start, end), annulled=(1,)))
    assert "sysselsattning-fore" not in ids(reports.ladders(counts, "insatsrapport", [YEAR], Goals(), "stegen"))


def test_an_insats_without_matningar_has_no_progression(forbund: Source) -> None:
    found = ids(reports.ladders(forbund, "insatsrapport", [YEAR], GOALS, "liten"))
    assert not [one for one in found if "skapa" in one]
    assert reports.ladders(forbund, "insatsrapport", [Period.parse("2019")], GOALS, "liten") == []


def test_the_forbunds_reports_have_a_row_for_each_insats(forbund: Source) -> None:
    found = ids(reports.ladders(forbund, "arsredovisning", [YEAR, BEFORE], GOALS))
    assert {"utfall/stegen", "utfall/liten", "mal-0/stegen", "utfall", "utfall@2025", "indikator-0", "indikator-0@2025", "mal-0", "omrade"} <= set(
        found
    )
    assert "indikator-1" not in found, "given by hand"
    overview = ids(reports.ladders(forbund, "oversikt", [YEAR], GOALS))
    assert not [one for one in overview if one.startswith("indikator")]


def test_an_insats_outside_the_areas_is_in_no_share_of_them(forbund: Source) -> None:
    found = {one.rungs[0].draft.id: one for one in reports.ladders(forbund, "arsredovisning", [YEAR], GOALS)}
    inside = {found["omrade"].universe.owner[atom] for node in found["omrade"].rungs[0].draft.omgang.nodes for atom in node.atoms}
    assert inside == {"stegen"}


def test_the_progression_report_has_forbund_and_insatser(forbund: Source) -> None:
    found = ids(reports.ladders(forbund, "progression", [YEAR], GOALS))
    assert {"skapa-deltagare-halsa", "skapa-deltagare-halsa/stegen", "medel-skapa-deltagare-halsa"} <= set(found)
    assert not [one for one in found if one.endswith("/liten")]


@pytest.mark.parametrize("kind", REPORT_KINDS)
def test_no_report_asks_of_one_universe_under_two_ids(forbund: Source, kind: reports.ReportKind) -> None:
    seen: dict[str, object] = {}
    for ladder in reports.ladders(forbund, kind, [YEAR, BEFORE], GOALS, "stegen"):
        universe = ladder.universe
        if ladder.rungs[0].draft.id != "omrade":
            assert seen.setdefault(universe.id, universe) is universe


def test_small_insatser_print_no_dots_at_all() -> None:
    for size in (10, 20, 40):
        counts = made_up.source([Plan("stegen", "Stegen", size, (2026,))], vocabulary(), seed=size)
        scope = layouts.of_insats(counts, "stegen", YEAR)
        assert scope is not None
        chosen = choose([layouts.ladder(utfall(counts), scope)], Rules(seconds=30.0))
        (one,) = chosen
        assert one.outcome.table.audit["prickar"] == 0
        assert one.outcome.table.at("2026", TOTAL, TOTAL) is not None


def test_an_insats_too_small_to_divide_shows_its_base_and_says_why() -> None:
    counts = source(insats("liten", batch(1, "2026H1", avslut("kvinna", studier=5, flytt=2))))
    scope = layouts.of_insats(counts, "liten", YEAR)
    assert scope is not None
    (one,) = choose([layouts.ladder(utfall(counts), scope)])
    assert one.name == "bara antalet"
    assert one.outcome.table.cells == {("2026", TOTAL, TOTAL): 7}
    assert one.outcome.table.note == "Bara antalet visas: deltagandena är för få för att delas upp."


def test_volumes_are_known_and_stand_as_they_are(forbund: Source) -> None:
    made = Period.parse("2027").first
    from datetime import date

    tables = {one.id: one for one in reports.volume_tables(forbund, "oversikt", [YEAR, BEFORE], date(made.year, 2, 1))}
    assert set(tables) == {"volymer", "volymer-insats"}
    by_insats = tables["volymer-insats"]
    for measure in ("nya", "deltagare", "avslutade", "pagaende"):
        parts = [by_insats.at(code, TOTAL, measure) for code in ("stegen", "liten")]
        assert by_insats.at(TOTAL, TOTAL, measure) == sum(part or 0 for part in parts)
        assert tables["volymer"].at("2026", TOTAL, measure) == by_insats.at(TOTAL, TOTAL, measure)
        assert None not in by_insats.cells.values()
