"""What a reader stumbles on: figures that seem to be at odds with each other, and words that say something else than the table shows."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.goals.model import Entry, Goal, Goals, Indicator, Limits
from register.reports import areas, arsredovisning, flow, goal_table, insats_flow, insatsrapport, oversikt
from register.reports.document import HIDDEN_MARK, Section
from register.reports.groups import shaped_by_row
from register.reports.notes import without_kon
from register.reports.pieces import distribution, protection
from register.reports.values import as_typed, judged_share, judged_text
from register.statistics import judge
from tests.reports import forbund, sources
from tests.reports.forbund import bare, insats_volumes, yes_no
from tests.reports.sources import WORK

LIMITS = Limits()


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def notes(part: Section | None) -> str:
    assert part is not None
    assert part.view is not None
    return plain(" ".join(part.view.notes))


# -- Felregistrerade -------------------------------------------------------------------------------------------------------------------------------

SEVEN = {"deltagare": (12, 8), "nya": (4, 3), "avslutade": (5, 3), "pagaende": (6, 4)}  # 20 − 8 is 12, and 10 were open
WRONG = "Deltagare minus avslutade är fler än pågående. Skillnaden, {}, är felregistrerade, som varken räknas som avslutade eller pågående."


def test_felregistrerade_are_told_where_the_volumes_do_not_add_up() -> None:
    given = bare(sources.volume_table({"2026": SEVEN, "2025": SEVEN | {"pagaende": (7, 5)}}), spans=("2026", "2025"))
    assert WRONG.format("2 under 2026") in notes(flow.by_kon(given))
    assert WRONG.format("2 under 2026") in notes(sources.section(oversikt.build(given), "laget"))


def test_felregistrerade_are_told_of_each_insats() -> None:
    given = bare(insats_volumes({"a": SEVEN, "b": SEVEN | {"pagaende": (7, 5)}, "c": SEVEN | {"pagaende": (7, 4)}, "d": None}))
    assert WRONG.format("2 i a och 1 i c") in notes(flow.by_insats(given))


def test_felregistrerade_are_told_in_the_insatsrapport() -> None:
    given = sources.bare_context(sources.volume_table({"2026": SEVEN}))
    assert WRONG.format("2 under 2026") in notes(insats_flow.flow(given))


def test_nothing_is_said_where_the_volumes_add_up() -> None:
    given = bare(sources.volume_table({"2026": SEVEN | {"pagaende": (7, 5)}}), insats_volumes({"a": None}))
    assert "felregistrerade" not in notes(flow.by_kon(given)) + notes(flow.by_insats(given))


# -- A share beside its målvärde --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "n", "target", "said"),
    [
        (17, 38, 45, "44,7 %"),  # rounds to the target, and is below it
        (9, 20, 45, "45 %"),
        (18, 40, 44, "45 %"),
        (449, 1000, 45, "44,9 %"),
        (4499, 10000, 45, "44,99 %"),
        (335, 1000, 45, "33,5 %"),  # 34 % would be three quarters of it, and more
        (10, 30, 45, "33 %"),
    ],
)
def test_decimals_stand_where_the_rounded_figure_would_be_judged_otherwise(x: int, n: int, target: int, said: str) -> None:
    assert plain(judged_share(x, n, Fraction(target, 100), LIMITS).text) == said


@given(st.integers(0, 400), st.integers(1, 400), st.integers(1, 100))
def test_what_is_printed_is_never_judged_otherwise_unless_by_less_than_a_hundredth(x: int, n: int, target: int) -> None:
    exact, wanted = Fraction(min(x, n), n), Fraction(target, 100)
    printed = Fraction(judged_text(exact, wanted, LIMITS).removesuffix("\N{NO-BREAK SPACE}%").replace(",", ".")) / 100
    same = judge(printed, wanted).verdict == judge(exact, wanted).verdict
    assert same or abs(printed - exact) < Fraction(1, 10_000)
    assert abs(printed - exact) <= Fraction(1, 200)


@pytest.mark.parametrize(("share", "said"), [(Fraction(1, 3), "33,33 %"), (Fraction(333, 1000), "33,3 %"), (Fraction(9, 20), "45 %")])
def test_a_target_stands_as_it_was_typed(share: Fraction, said: str) -> None:
    assert plain(as_typed(share)) == said


def test_a_goal_just_missed_reads_as_missed() -> None:
    goals = Goals(goals=(Goal(None, 2026, True, "Redo", WORK, Fraction(45, 100)),))
    part = goal_table.sections(bare(yes_no("mal-0", 17, 21), goals=goals))[0]
    assert [plain(one.text) for one in sources.row(part, "Redo").values] == ["45 %", "44,7 %", "38", "30–60 %", "Viss måluppfyllelse, osäkert"]
    assert part.chart is not None
    assert "44,7 %" in plain(part.chart.alt)


def test_the_insatsrapport_says_the_same_of_a_goal_just_missed() -> None:
    goals = Goals(goals=(Goal("vagen-vidare", 2026, True, "Redo", WORK, Fraction(45, 100)),))
    report = insatsrapport.build(sources.bare_context(yes_no("mal-0", 17, 21), goals=goals))
    assert plain(sources.row(sources.section(report, "mal"), "Redo").values[0].text) == "44,7 %"
    assert "(44,7 %) nådde målet ”Redo”, mot målvärdet 45 %: viss" in plain(sources.said(report))


def test_an_indicator_just_missed_reads_as_missed_and_a_published_one_as_published() -> None:
    entries = {2024: Entry("referens", Fraction(447, 1000)), 2025: Entry("for-hand", Fraction(17, 38), 17, 38)}
    goals = Goals(indicators=(Indicator("Arbete", "andel_avslut", WORK, Fraction(45, 100), entries),))
    report = arsredovisning.build(bare(yes_no("indikator-0", 17, 21), goals=goals))
    said = [plain(one.text) for one in sources.row(sources.section(report, "indikatorer"), "Arbete").values]
    assert said == ["45 % (p)", "44,7 %", "44,7 %", "45 %", "Viss måluppfyllelse, osäkert"]


# -- Bases -----------------------------------------------------------------------------------------------------------------------------------------


def test_a_table_of_starts_says_of_how_many_it_tells() -> None:
    started = sources.table("aldersgrupp", {("kvinna", "a"): 60, ("man", "b"): 60, ("man", "saknas"): 5})
    volumes = sources.volume_table({"2026": {"deltagare": (150, 0), "nya": (100, 28), "avslutade": (9, 9), "pagaende": (141, 0)}})
    report = arsredovisning.build(bare(started, volumes))
    part = sources.section(report, "aldersgrupp")
    assert notes(part).startswith("Uppgift saknas för 5 av 125 redovisade nya, som inte ingår i basen. 125 redovisade av 128 nya.")
    assert sources.row(part, "Bas: redovisade nya med uppgift").values[0].number == 120
    assert any("De andra väntar, tills de är minst fem av samma kön, eller är räknade som endast antal." in one for one in report.about)


def test_the_omraden_say_of_whose_nya_they_are() -> None:
    started = sources.table("omrade", {("kvinna", "centrum"): 40, ("man", "hisingen"): 40})
    each = {"vagen-vidare": {"nya": (50, 40)}, "coachteamet": {"nya": (30, 0)}}
    both = (("vagen-vidare", "Vägen vidare"), ("coachteamet", "Coachteamet"))
    inside = bare(started, insats_volumes(each), insatser=both, goals=Goals(outside_areas=frozenset(["coachteamet"])))
    assert notes(areas.section(inside)) == "Utanför fördelningen: Coachteamet. 80 redovisade av 90 nya i de insatser som ingår."
    whole = bare(started, insats_volumes(each), insatser=both)
    assert notes(areas.section(whole)) == "80 redovisade av 120 nya."
    assert "redovisade av" not in notes(areas.section(bare(started)))


@pytest.mark.parametrize("build", [arsredovisning.build, insatsrapport.build])
def test_who_began_or_increased_stands_with_the_others_and_the_base(build: object) -> None:
    given = sources.insats_context() if build is insatsrapport.build else forbund.context()
    report = build(given)  # type: ignore[operator]
    part = sources.section(report, "borjade-okade")
    assert [one.label for one in part.view.columns] == ["Började eller ökade", "Övriga", "Redovisade avslut", "Andel", "95 %-intervall"]  # type: ignore[union-attr]
    x, rest, n = (int(one.number or 0) for one in sources.row(part, "Totalt").values[:3])
    assert x + rest == n > 0
    assert "Övriga är de som inte började eller ökade" in notes(part)


# -- Notes of layouts ------------------------------------------------------------------------------------------------------------------------------

NOTE = "Visas med 4 svar var för sig, uppdelat på kön, eftersom en finare uppdelning (9 svar, uppdelat på kön) hade gett prickar."


def test_a_section_without_kon_does_not_say_that_it_has_kon() -> None:
    assert without_kon(NOTE) == NOTE.replace("sig, uppdelat på kön,", "sig,", 1)
    part = areas.section(forbund.context())
    assert part is not None
    assert "uppdelat på kön" not in part.protection
    against = sources.section(insatsrapport.build(sources.insats_context(90)), "jamforelse")
    assert "uppdelat på kön" not in against.protection


def test_where_rows_differ_the_note_names_those_it_is_about() -> None:
    alike = sources.table("a", {("kvinna", "ja"): 30, ("man", "nej"): 30})
    few = sources.base_only("b", 4)
    assert shaped_by_row([("Ålder", alike), ("Tid", few)]) == "Bara antalet visas: deltagandena är för få för att delas upp. Det gäller Tid."
    assert shaped_by_row([("Ålder", few), ("Tid", few)]) == protection(few)
    assert shaped_by_row([("Ålder", alike)]) == ""


# -- Pictures --------------------------------------------------------------------------------------------------------------------------------------


def test_a_kon_of_dots_alone_is_in_no_picture() -> None:
    whole = sources.table("t", {("kvinna", "ja"): 33, ("kvinna", "nej"): 40, ("kvinna", "vet-ej"): 20, ("man", "ja"): 3, ("man", "nej"): 3})
    part = distribution("t", whole)
    assert part is not None
    assert {plain(one.text) for row in part.view.rows[:3] for one in row.values[4:5]} >= {HIDDEN_MARK}  # type: ignore[union-attr]
    assert part.chart is not None
    assert [one.label for one in part.chart.series] == ["Alla"]
    assert all(value is not None for value in part.chart.series[0].values)


def test_kvinnor_and_man_are_both_drawn_where_both_have_figures() -> None:
    whole = sources.table("t", {("kvinna", "ja"): 33, ("kvinna", "nej"): 40, ("man", "ja"): 30, ("man", "nej"): 30})
    part = distribution("t", whole)
    assert part is not None
    assert part.chart is not None
    assert [one.label for one in part.chart.series] == ["Kvinnor", "Män"]
