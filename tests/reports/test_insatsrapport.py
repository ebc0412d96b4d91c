"""The insatsrapport: every figure counted again from the batches, hidden cells, sentences that say no more than the figures, ragged input."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from register.counts import Volume
from register.disclosure.protected import ProtectedTable
from register.goals.model import Answers, Goal, Goals, Improved
from register.periods import Period
from register.reports import insatsrapport
from register.reports.context import Context
from register.reports.document import HIDDEN_MARK, Report, Section
from register.statistics import LARGER, WITHIN, wilson
from tests.reports import sources
from tests.reports.sources import READY, WORK

SIZES = (33, 90)
NEVER = re.compile(r"bevis|ingen förändring|beror på|tack vare|ledde till|därför att|anonym|signifikant", re.IGNORECASE)

TARGETED = Goals(goals=(Goal("vagen-vidare", 2026, False, "Till arbete", WORK, Fraction(1, 2), (40, 40), 546_000),))


@cache
def report(avslut: int) -> Report:
    return insatsrapport.build(sources.insats_context(avslut))


def texts(section: Section, label: str) -> list[str]:
    return [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in sources.row(section, label).values]


def numbers(section: Section, label: str) -> list[float | int | None]:
    return [value.number for value in sources.row(section, label).values]


def reached(yes: int, no: int, ident: str = "mal-0", period: str = "2026", *, hide: bool = False) -> ProtectedTable:
    """A goal reached and not, as many of each kön or one more man."""
    counts = {("kvinna", "ja"): yes // 2, ("man", "ja"): yes - yes // 2, ("kvinna", "nej"): no // 2, ("man", "nej"): no - no // 2}
    return sources.table(ident, counts, split=False, hide=hide, period=period)


def built(*tables: ProtectedTable, goals: Goals = TARGETED) -> Report:
    return insatsrapport.build(sources.bare_context(*tables, goals=goals))


# -- Counted again ---------------------------------------------------------------------------------------------------------------------------------


def volumes(avslut: int) -> Counter[tuple[str, str, str]]:
    """Each volume by event, kön and month, from every batch up to the period's end."""
    found: Counter[tuple[str, str, str]] = Counter()
    for insats in sources.one_insats(avslut).insatser:
        for batch in insats.batches:
            for volume, n in batch.volumes.items():
                assert isinstance(volume, Volume)
                found[volume.event, volume.kon, volume.month] += n
    return found


def answers(avslut: int, table: str, span: Period = sources.YEAR) -> Counter[tuple[str, tuple[str, ...]]]:
    """How many released gave each answer, by kön."""
    found: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for batch in sources.batches(sources.one_insats(avslut), span=span):
        for released in batch.released:
            for cell, n in released.cells.items():
                if cell.table == table:
                    found[released.place.kon, cell.values] += n
    return found


@pytest.mark.parametrize("avslut", SIZES)
def test_volumes_are_those_of_the_batches(avslut: int) -> None:
    flow, counted = sources.section(report(avslut), "flode"), volumes(avslut)
    for label, event in (("Nya", "nya"), ("Avslutade", "avslutade")):
        women, men, other = (
            sum(n for (what, kon, month), n in counted.items() if (what, kon) == (event, code) and month[:4] == "2026")
            for code in ("kvinna", "man", "annat")
        )
        before = sum(n for (what, _, month), n in counted.items() if what == event and month[:4] == "2025")
        assert numbers(flow, label) == [women + men + other, women, men, other, women / (women + men + other), before]
    begun = sum(n for (what, _, month), n in counted.items() if what in ("ingaende", "nya") and month <= "2026-12")
    ended = sum(n for (what, _, month), n in counted.items() if what in ("avslutade", "felregistrerade") and month <= "2026-12")
    assert numbers(flow, "Pågående vid periodens slut")[0] == begun - ended


@pytest.mark.parametrize("avslut", [90])
def test_the_flow_over_time_adds_up_to_the_volume(avslut: int) -> None:
    ended = sources.section(report(avslut), "over-tid-avslutade")
    assert ended.view is not None
    each = [row.values[0].number for row in ended.view.rows]
    counted = Counter(
        (int(month[5:]) - 1) // 3 for (what, _, month), n in volumes(avslut).items() if month[:4] == "2026" and what == "avslutade" for _ in range(n)
    )
    assert each == [*(counted[quarter] for quarter in range(4)), sum(counted.values())]


@pytest.mark.parametrize("avslut", SIZES)
@pytest.mark.parametrize(
    ("label", "table", "codes"),
    [
        ("Till arbete eller studier", "avslut.avslutsanledning", WORK.codes),
        ("Redo för arbete, studier eller Arbetsförmedlingen", "avslut.redo_for", READY.codes),
    ],
)
def test_outcomes_of_goals_are_those_of_the_batches(avslut: int, label: str, table: str, codes: tuple[str, ...]) -> None:
    counted = answers(avslut, table)
    x = sum(n for (_, (code,)), n in counted.items() if code in codes)
    n = sum(n for (_, (code,)), n in counted.items() if code != "saknas")
    row = sources.row(sources.section(report(avslut), "mal"), label)
    assert (row.values[0].number, row.values[1].number) == (x / n, n)
    assert (row.values[2].low, row.values[2].high) == wilson(x, n)


@pytest.mark.parametrize("avslut", SIZES)
def test_goals_by_kon_are_those_of_the_batches(avslut: int) -> None:
    view = sources.section(report(avslut), "mal").view
    assert view is not None
    counted = answers(avslut, "avslut.avslutsanledning")
    for kon, row in zip(("kvinna", "man"), view.rows[1:3], strict=True):
        x = sum(n for (one, (code,)), n in counted.items() if one == kon and code in WORK.codes)
        n = sum(n for (one, _), n in counted.items() if one == kon)
        assert (row.values[0].number, row.values[1].number, row.values[4].text) == (x / n, n, "")


@pytest.mark.parametrize("avslut", SIZES)
def test_the_outcome_by_group_is_that_of_the_batches(avslut: int) -> None:
    counted, section = answers(avslut, "avslut.avslutsanledning"), sources.section(report(avslut), "utfall")
    for group in sources.vocabulary().groupings["goteborg"].groups:
        assert numbers(section, group.label)[0] == sum(n for (_, (code,)), n in counted.items() if code in group.codes)
    assert numbers(section, "Bas: redovisade avslut")[0] == sum(counted.values())


@pytest.mark.parametrize("avslut", SIZES)
def test_began_or_increased_is_that_of_the_batches(avslut: int) -> None:
    counted = answers(avslut, "avslut.arbete_studier")
    x, n = sum(n for (_, (code,)), n in counted.items() if code in ("borjade", "okade")), sum(counted.values())
    assert numbers(sources.section(report(avslut), "borjade-okade"), "Totalt")[:4] == [x, n - x, n, x / n]


@pytest.mark.parametrize("avslut", SIZES)
def test_against_last_period_both_years_are_counted(avslut: int) -> None:
    values = sources.row(sources.section(report(avslut), "jamforelse"), "Till arbete eller studier").values
    shares = []
    for place, span in ((0, sources.YEAR), (2, sources.BEFORE)):
        counted = answers(avslut, "avslut.avslutsanledning", span)
        shares.append(sum(n for (_, (code,)), n in counted.items() if code in WORK.codes) / sum(counted.values()))
        assert values[place].number == shares[-1]
    assert values[4].number == pytest.approx(shares[0] - shares[1])
    assert values[6].text in (LARGER, WITHIN)


@pytest.mark.parametrize("avslut", SIZES)
def test_every_plain_question_is_that_of_the_batches(avslut: int) -> None:
    """Each section that has an answer for every code holds what the batches hold."""
    vocabulary, checked = sources.vocabulary(), 0
    for id_, table, variable in (
        ("tid_i_insats", "avslut.tid_i_insats", "tid_i_insats"),
        ("redo_for", "avslut.redo_for", "redo_for"),
        ("antal_matningar", "avslut.antal_matningar", "antal_matningar"),
    ):
        section = next((one for one in report(avslut).sections if one.id == id_), None)
        if section is None or section.view is None or len(section.view.rows) != len(vocabulary.lists[variable].choices) + 1:
            continue
        counted = answers(avslut, table)
        for code in vocabulary.lists[variable].choices:
            assert numbers(section, code.label)[0] == sum(n for (_, (value,)), n in counted.items() if value == code.id)
            checked += 1
    assert checked >= 10


# -- Goals: verdict, cost, fallback ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yes", "no", "verdict"),
    [
        (60, 20, "God måluppfyllelse"),
        (22, 20, "God måluppfyllelse, osäkert"),
        (17, 23, "Viss måluppfyllelse, osäkert"),
        (10, 50, "Ingen måluppfyllelse"),
    ],
)
def test_a_verdict_is_uncertain_where_the_interval_holds_the_target(yes: int, no: int, verdict: str) -> None:
    assert texts(sources.section(built(reached(yes, no)), "mal"), "Till arbete")[4] == verdict


def test_cost_is_the_budget_by_deltagande_and_by_avslut_that_reached_the_goal() -> None:
    volumes = sources.volume_table({"2026": {"deltagare": (25, 15), "avslutade": (20, 20)}})
    row = texts(sources.section(built(reached(20, 20), volumes), "kostnad"), "Till arbete")
    assert row == ["40", "40", "546 000 kr", "13 650 kr", "27 300 kr"]


def test_a_half_year_has_no_cost_of_a_yearly_budget() -> None:
    half = Period.parse("2026H1")
    volumes = sources.volume_table({"2026H1": {"deltagare": (25, 15)}})
    context = sources.bare_context(reached(20, 20, period="2026H1"), volumes, goals=TARGETED, spans=(half,))
    section = sources.section(insatsrapport.build(context), "kostnad")
    assert section.view is not None
    assert [one.label for one in section.view.columns] == ["Planerat", "Deltagare", "Budget"]
    assert "helår" in section.view.notes[0]


def test_a_goal_that_was_not_divided_is_read_from_the_table_of_every_answer() -> None:
    codes = [one.id for one in sources.vocabulary().lists["redo_for"].choices]
    every = sources.table("redo_for", {(kon, code): 8 + place for place, code in enumerate(codes) for kon in ("kvinna", "man")})
    goals = Goals(goals=(Goal("vagen-vidare", 2026, False, "Redo", READY, Fraction(2, 5)),))
    found = built(sources.base_only("mal-0", 100, title="Redo"), every, goals=goals)
    x = sum(2 * (8 + codes.index(code)) for code in READY.codes)
    assert numbers(sources.section(found, "mal"), "Redo")[:2] == [x / 100, 100]
    assert not any(one.id == "visas-inte" for one in found.sections)


def test_groups_are_never_taken_for_answers() -> None:
    """The group *arbete-studier* of a coarse layout is not the answer with the same id."""
    grouped = sources.table("redo_for", {("kvinna", "arbete-studier"): 20, ("man", "inget"): 20}, split=False)
    goals = Goals(goals=(Goal("vagen-vidare", 2026, False, "Redo", Answers("redo_for", ("arbete-studier",)), Fraction(2, 5)),))
    found = built(sources.base_only("mal-0", 40, title="Redo"), grouped, goals=goals)
    assert texts(sources.section(found, "mal"), "Redo")[0] == HIDDEN_MARK


def test_an_improvement_is_counted_on_pairs() -> None:
    goals = Goals(goals=(Goal("vagen-vidare", 2026, False, "Bättre hälsa", Improved("skapa", "deltagare", "halsa"), Fraction(1, 2)),))
    pairs = sources.table("skapa-deltagare-halsa", {("kvinna", "forbattrad"): 12, ("man", "inte-forbattrad"): 9, ("man", "saknas"): 6}, split=False)
    section = sources.section(built(pairs, goals=goals), "mal")
    assert texts(section, "Bättre hälsa") == ["57 %", "21", "37–76 %", "50 %", "God måluppfyllelse, osäkert"]
    assert section.view is not None
    assert "par av mätningar" in section.view.notes[0]


# -- Hidden ----------------------------------------------------------------------------------------------------------------------------------------


def test_a_hidden_outcome_hides_verdict_interval_cost_change_and_sentence() -> None:
    volumes = sources.volume_table({"2026": {"deltagare": (25, 15), "avslutade": (20, 20), "nya": (9, 9)}})
    found = built(reached(13, 27, hide=True), reached(21, 19, "mal-0@2025", "2025"), volumes)
    assert texts(sources.section(found, "mal"), "Till arbete") == [HIDDEN_MARK, "40", HIDDEN_MARK, "50 %", HIDDEN_MARK]
    assert texts(sources.section(found, "kostnad"), "Till arbete")[4] == HIDDEN_MARK
    assert not any(one.id == "jamforelse" for one in found.sections), "no comparison of one hidden outcome alone"
    assert sources.section(found, "mal").chart is None
    assert "nådde målet" not in sources.said(found)
    assert "dold" in found.definitions
    for forbidden in (13 / 40, 13, 27, 546_000 // 13):
        assert all(value.number != forbidden for one in found.sections if one.view for row in one.view.rows for value in row.values)


def test_one_hidden_side_hides_the_difference_and_the_word() -> None:
    goals = Goals(goals=(*TARGETED.goals, Goal("vagen-vidare", 2026, False, "Redo", READY)))
    tables = (reached(20, 20), reached(15, 25, "mal-0@2025", "2025"), reached(18, 22, "mal-1", hide=True), reached(19, 21, "mal-1@2025", "2025"))
    section = sources.section(built(*tables, goals=goals), "jamforelse")
    assert texts(section, "Redo") == [HIDDEN_MARK, "40", "48 %", "40", HIDDEN_MARK, HIDDEN_MARK, HIDDEN_MARK]
    assert texts(section, "Till arbete")[4:] == ["+13", "−9 till +32", WITHIN]
    assert section.chart is not None
    assert section.chart.series[0].values == (0.5, None)


def test_tables_of_one_number_are_one_line_and_no_sections() -> None:
    found = built(sources.base_only("redo_for", 7, title="Redo för"), sources.base_only("utbildning", 7, title="Utbildning"))
    assert sources.section(found, "visas-inte").sentences == (
        "Visas inte uppdelat, eftersom deltagandena är för få eller delarna för små: Redo för och utbildning.",
    )
    assert not {"redo_for", "utbildning"} & {one.id for one in found.sections}


# -- Sentences -------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("avslut", SIZES)
def test_the_summary_is_at_most_three_sentences_and_never_says_more_than_the_figures(avslut: int) -> None:
    sentences = sources.section(report(avslut), "korthet").sentences
    assert 1 <= len(sentences) <= 3
    assert all(one.count(". ") == 0 and one.endswith(".") for one in sentences)
    assert not NEVER.search(sources.said(report(avslut)))


def test_the_summary_tells_goal_uncertainty_and_change() -> None:
    volumes = sources.volume_table({"2026": {"deltagare": (25, 25), "nya": (9, 9), "avslutade": (20, 20)}})
    found = built(reached(18, 22), reached(6, 34, "mal-0@2025", "2025"), volumes)
    said = [one.replace("\N{NO-BREAK SPACE}", " ") for one in sources.section(found, "korthet").sentences]
    assert said == [
        "Insatsen hade 50 deltaganden under 2026: 18 var nya och 40 avslutades.",
        (
            "18 av 40 redovisade avslut (45 %) nådde målet ”Till arbete”, mot målvärdet 50 %: "
            "viss måluppfyllelse, men osäkert eftersom intervallet 31–60 % rymmer målvärdet."
        ),
        "Andelen för ”Till arbete” var 15 % (6 av 40) 2025; skillnaden är större än vad slumpen brukar ge.",
    ]


@pytest.mark.parametrize(
    ("now", "word"), [(16, "skillnaden ryms inom vad slumpen brukar ge"), (15, "lika stor 2025: 38"), (35, "skillnaden är större än")]
)
def test_the_change_is_told_in_the_words_of_chance_alone(now: int, word: str) -> None:
    found = built(reached(now, 40 - now), reached(15, 25, "mal-0@2025", "2025"))
    said = sources.section(found, "korthet").sentences[-1]
    assert word in said.replace("\N{NO-BREAK SPACE}", " ")
    assert not NEVER.search(said)


def test_without_a_goal_the_headline_outcome_is_told_with_its_interval() -> None:
    utfall = {("kvinna", "arbete-studier"): 15, ("man", "rehabilitering"): 15, ("man", "ovrigt"): 10}
    found = built(sources.table("utfall", utfall, split=False), goals=Goals())
    said = sources.section(found, "korthet").sentences[0].replace("\N{NO-BREAK SPACE}", " ")
    assert said == "15 av 40 redovisade avslut (38 %) var till arbete och studier; 95 %-intervallet är 24–53 %."
    hidden = built(sources.table("utfall", utfall, split=False, hide=True), goals=Goals())
    assert sources.section(hidden, "korthet").sentences == ("Utfallet visas inte, eftersom de redovisade avsluten är för få.",)


# -- Layouts and ragged input ----------------------------------------------------------------------------------------------------------------------


def test_every_answer_stands_under_its_group() -> None:
    codes = [one.id for one in sources.vocabulary().lists["avslutsanledning"].choices if one.id != "felregistrering"]
    every = sources.table("utfall", {(kon, code): 6 + place for place, code in enumerate(codes) for kon in ("kvinna", "man")}, split=False)
    section = sources.section(built(every), "utfall")
    assert section.view is not None
    upper = [row for row in section.view.rows if row.level == 0]
    assert [row.label for row in upper] == ["Arbete och studier", "Fortsatt arbetslivsinriktad rehabilitering", "Övrigt", "Bas: redovisade avslut"]
    assert upper[0].values[0].number == sum(2 * (6 + codes.index(code)) for code in WORK.codes)
    assert section.chart is not None
    assert len(section.chart.categories) == 3


def by_month(ident: str, counts: list[int], *, hide: bool = False) -> ProtectedTable:
    """A volume of the first months of the year, the same of each kön."""
    labels = [f"2026-{month:02}" for month in range(1, len(counts) + 1)]
    return sources.table(ident, {(kon, code): n for code, n in zip(labels, counts, strict=True) for kon in ("kvinna", "man")}, split=False, hide=hide)


def test_nya_and_avslutade_by_month_share_a_picture() -> None:
    found = built(by_month("nya-manad", [6, 7, 8, 9, 10, 11]), by_month("avslutade-manad", [0, 5, 6, 7, 8, 9]))
    section = sources.section(found, "over-tid-nya-avslutade")
    assert section.heading == "Nya och avslutade per månad"
    assert texts(section, "jan") == ["12", "0"]
    assert texts(section, "mars") == ["16", "12"]
    assert texts(section, "Hela perioden") == ["102", "70"]
    assert section.chart is not None
    assert (section.chart.kind, section.chart.top, len(section.chart.categories)) == ("linje", 25.0, 6)


def test_months_and_quarters_are_told_apart() -> None:
    quarters = sources.table("avslutade-manad", {("kvinna", "2026K1"): 12, ("man", "2026K2"): 9, ("man", "2026K3"): 8}, split=False)
    found = built(by_month("nya-manad", [6, 7, 8]), quarters)
    assert [one.heading for one in found.sections if one.id.startswith("over-tid")] == ["Nya per månad", "Avslutade per kvartal"]
    assert texts(sources.section(found, "over-tid-avslutade"), "kvartal 2") == ["9"]


def test_hidden_months_are_dots_and_no_picture() -> None:
    section = sources.section(built(by_month("nya-manad", [6, 7, 8], hide=True)), "over-tid-nya")
    assert texts(section, "feb") == [HIDDEN_MARK]
    assert section.chart is None


def test_the_headline_outcome_is_compared_before_goals_that_are_something_else() -> None:
    now, before = (
        sources.table(
            f"utfall{at}", {("kvinna", "arbete-studier"): x, ("man", "rehabilitering"): 15, ("man", "ovrigt"): 10}, split=False, period=period
        )
        for at, x, period in (("", 15, "2026"), ("@2025", 9, "2025"))
    )
    goals = Goals(goals=(Goal("vagen-vidare", 2026, False, "Redo", READY),))
    section = sources.section(built(now, before, reached(20, 20), reached(20, 15, "mal-0@2025", "2025"), goals=goals), "jamforelse")
    assert section.view is not None
    assert [row.label for row in section.view.rows] == ["Arbete och studier", "Redo"]
    same = sources.section(built(now, before, reached(20, 20), reached(20, 15, "mal-0@2025", "2025")), "jamforelse")
    assert same.view is not None
    assert [row.label for row in same.view.rows] == ["Till arbete"], "the goal is the same avslutsanledningar as the headline"


def test_work_stands_before_beside_after() -> None:
    counts = {("kvinna", "arbete-studier"): 8, ("man", "inte"): 21, ("man", "saknas"): 6}
    later = {("kvinna", "arbete-studier"): 17, ("man", "inte"): 12, ("man", "saknas"): 6}
    labels = {"arbete-studier": "Arbete eller studier", "inte": "Varken eller"}
    tables = [sources.table(f"sysselsattning-{id_}", n, split=False, labels=labels) for id_, n in (("fore", counts), ("efter", later))]
    section = sources.section(built(*tables), "sysselsattning")
    assert texts(section, "Arbete eller studier") == ["8", "28 %", "17", "59 %"]
    assert section.chart is not None
    assert [one.label for one in section.chart.series] == ["Före", "Efter"]
    alone = built(tables[1])
    assert sources.section(alone, "sysselsattning-efter").heading == "Sysselsättning efter insatsen"


@pytest.mark.parametrize("goals", [Goals(), TARGETED])
def test_nothing_delivered_is_a_report_that_says_so(goals: Goals) -> None:
    found = built(goals=goals)
    assert [one.id for one in found.sections] == ["korthet"]
    assert found.sections[0].sentences == ("Inga uppgifter är levererade för perioden.",)


def test_a_base_of_nobody_is_empty_and_not_zero_per_cent() -> None:
    found = built(sources.table("mal-0", {("kvinna", "ja"): 0, ("man", "nej"): 0}, split=False), sources.base_only("utfall", 0))
    assert texts(sources.section(found, "mal"), "Till arbete") == ["–", "0", "–", "50 %", ""]
    assert sources.section(found, "korthet").sentences == ("Inga uppgifter är levererade för perioden.",)


def test_without_a_compared_period_nothing_is_compared() -> None:
    context = replace(sources.insats_context(33), spans=(sources.YEAR,))
    found = insatsrapport.build(context)
    assert not any(one.id == "jamforelse" for one in found.sections)
    flow = sources.section(found, "flode").view
    assert flow is not None
    assert len(flow.columns) == 5
    assert "slumpen brukar" not in sources.said(found)


def test_a_report_of_no_insats_is_a_defect() -> None:
    with pytest.raises(ValueError, match="insats"):
        insatsrapport.build(sources.bare_context(insats=False))


@pytest.mark.parametrize("avslut", SIZES)
def test_columns_have_definitions_and_rows_have_as_many_values(avslut: int) -> None:
    found = report(avslut)
    ids = [one.id for one in found.sections]
    assert len(ids) == len(set(ids))
    for section in found.sections:
        assert section.sentences or section.view
        if section.view is None:
            continue
        assert all(column.term in found.definitions for column in section.view.columns)
        assert all(len(row.values) == len(section.view.columns) for row in section.view.rows)
        if section.chart is not None:
            assert all(len(one.values) == len(section.chart.categories) for one in section.chart.series)
            assert section.chart.alt


@pytest.mark.parametrize("avslut", SIZES)
def test_every_table_of_the_gate_goes_along_to_the_formats(avslut: int) -> None:
    context: Context = sources.insats_context(avslut)
    assert {one.id for one in report(avslut).tables} == set(context.tables)
    assert report(avslut).audit == dict(context.audit)
