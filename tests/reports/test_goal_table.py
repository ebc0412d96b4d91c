"""Goals against outcome: Lekeberg-Örebro's plan with made-up outcomes, and every way in which a goal can lack a figure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.goals.model import Goal, Goals, Improved
from register.reports import goal_table
from register.reports.context import Context
from register.reports.document import HIDDEN_MARK, Section
from register.statistics import judge_share
from tests.goals.fixtures import example
from tests.reports import forbund, sources
from tests.reports.forbund import bare, insats_volumes, yes_no
from tests.reports.sources import READY, WORK

LEKEBERG, OREBRO = ("coachingteamet-lekeberg", "Coachingteamet Lekeberg"), ("coachingteamet-orebro", "Coachingteamet Örebro")
MADE_UP = {"coachingteamet-lekeberg": (21, 19), "coachingteamet-orebro": (26, 44)}
"""Reached and not, made up."""


def plain(section: Section, label: str) -> list[str]:
    return [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in sources.row(section, label).values]


def by_id(context: Context) -> dict[str, Section]:
    return {one.id: one for one in goal_table.sections(context)}


@pytest.fixture
def plan(tmp_path: Path) -> Context:
    """The example of docs/mal.md for 2024."""
    tables = [yes_no(f"mal-0/{insats}", *counts, period="2024") for insats, counts in MADE_UP.items()]
    volumes = insats_volumes({LEKEBERG[0]: {"deltagare": (22, 18)}, OREBRO[0]: {"deltagare": (60, 40)}})
    return bare(*tables, volumes, goals=example(tmp_path, "Mål per insats"), insatser=[LEKEBERG, OREBRO], spans=["2024"])


def test_lekeberg_and_orebro_against_their_plans(plan: Context) -> None:
    found = by_id(plan)
    label = "Arbete, eget företagande, studier, insats hos AF eller Jobb och praktikcenter"
    assert plain(found["mal"], label) == ["50 %", "53 %", "40", "37–67 %", "God måluppfyllelse, osäkert"]
    assert plain(found["mal"], "Redo för förstärkt samarbete eller kommunens egen verksamhet") == [
        "45 %",
        "37 %",
        "70",
        "27–49 %",
        "Viss måluppfyllelse, osäkert",
    ]
    assert plain(found["kostnader"], "Coachingteamet Lekeberg") == ["40", "40", "546 000 kr", "13 650 kr", "21", "26 000 kr"]
    assert plain(found["kostnader"], "Coachingteamet Örebro") == ["70–90", "100", "3 238 500 kr", "32 385 kr", "26", "124 558 kr"]
    assert found["kostnader"].sentences == (
        "Coachingteamet Örebro hade fler deltagare än planerat.",
        "Coachingteamet Lekeberg hade så många deltagare som planerat.",
    )


def test_an_improvement_is_told_in_the_report_on_progression(plan: Context) -> None:
    part = by_id(plan)["mal"]
    assert part.view is not None
    assert plain(part, "Bättre hälsa enligt deltagaren") == ["60 %", goal_table.ELSEWHERE, "", "", ""]
    assert part.sentences[-1] == "Ett mål om förbättring bedöms inte här: utfallet står i rapporten Progression."
    assert part.view.notes[-1] == (
        "Mål om förbättring räknas på par av mätningar, den första mot den senaste, och inte på avsluten. "
        "Utfallet 2024 står i rapporten Progression och, bredvid målvärdet, i insatsens egen insatsrapport. "
        "Det gäller Coachingteamet Örebro (Bättre hälsa enligt deltagaren: SKAPA, skattat av deltagaren)."
    )


def test_an_improvement_of_the_forbund_has_no_insatsrapport() -> None:
    goals = Goals(goals=(Goal(None, 2026, False, "Bättre hälsa", Improved("skapa", "deltagare", "halsa"), Fraction(60, 100)),))
    part = by_id(bare(goals=goals))["mal"]
    assert part.view is not None
    assert "insatsrapport" not in part.view.notes[-1]
    assert part.view.notes[-1].endswith("Det gäller förbundet (Bättre hälsa: SKAPA, skattat av deltagaren).")


def test_hidden_goals_of_one_reason_are_told_of_together() -> None:
    goals = Goals(goals=tuple(Goal(id_, 2026, False, "Redo", READY, Fraction(1, 2)) for id_ in ("a", "b")))
    tables = [sources.base_only(f"mal-0/{id_}", 7) for id_ in ("a", "b")]
    part = by_id(bare(*tables, goals=goals, insatser=[("a", "A"), ("b", "B")]))["mal"]
    assert part.view is not None
    assert part.view.notes == ("Bara antalet visas: deltagandena är för få för att delas upp. Det gäller A (Redo) och B (Redo).",)


@pytest.mark.parametrize("rest", [("inte-forbattrad",), ("lika", "forsamrad")])
def test_an_improvement_is_counted_where_its_table_is_here(rest: tuple[str, ...]) -> None:
    counts = {("kvinna", "forbattrad"): 24} | {("kvinna", code): 16 // len(rest) for code in rest}
    table = sources.table("skapa-deltagare-halsa/vagen-vidare", counts, split=False)
    goal = Goal("vagen-vidare", 2026, False, "Bättre hälsa", Improved("skapa", "deltagare", "halsa"), Fraction(60, 100))
    (one,) = goal_table.outcomes(bare(table, goals=Goals(goals=(goal,))))
    assert (one.reached, one.base) == (24, 40)


def test_the_picture_has_the_targets_beside_the_outcomes(plan: Context) -> None:
    chart = by_id(plan)["mal"].chart
    assert chart is not None
    assert chart.kind == "grupperad-stapel"
    assert chart.series[1].values == (0.5, 0.45)
    assert "Coachingteamet Lekeberg 53\N{NO-BREAK SPACE}% (37–67\N{NO-BREAK SPACE}%) mot målet 50\N{NO-BREAK SPACE}%" in chart.alt


def test_one_target_for_all_is_a_line() -> None:
    goals = Goals(goals=(Goal(None, 2026, False, "Arbete", WORK, Fraction(3, 10)),))
    chart = by_id(bare(yes_no("mal-0", 40, 60), goals=goals))["mal"].chart
    assert chart is not None
    assert (chart.kind, chart.target, chart.categories) == ("intervall", 0.3, ("Förbundet",))


# -- What can't be said ------------------------------------------------------------------------------------------------------------------------


def one_goal(**changes: object) -> Goals:
    goal = Goal("vagen-vidare", 2026, False, "Redo", READY, Fraction(1, 2), (40, 50), 1_000_000)
    return Goals(goals=(replace(goal, **changes),))  # type: ignore[arg-type]


def test_a_hidden_outcome_hides_judgement_interval_and_cost_but_not_the_base() -> None:
    volumes = insats_volumes({"vagen-vidare": {"deltagare": (30, 12)}})
    found = by_id(bare(yes_no("mal-0/vagen-vidare", 3, 37, hide=True), volumes, goals=one_goal()))
    assert plain(found["mal"], "Redo") == ["50 %", HIDDEN_MARK, "40", HIDDEN_MARK, HIDDEN_MARK]
    assert plain(found["kostnader"], "Vägen vidare") == ["40–50", "42", "1 000 000 kr", "23 810 kr", HIDDEN_MARK, HIDDEN_MARK]
    assert found["mal"].sentences == ("Inget mål kan bedömas i den här rapporten.", "Ett mål kan inte bedömas, för utfallet är dolt.")
    assert found["mal"].chart is None


def test_nothing_depends_on_the_hidden_count() -> None:
    made = [goal_table.sections(bare(yes_no("mal-0/vagen-vidare", n, 40 - n, hide=True), goals=one_goal())) for n in (3, 37)]
    assert made[0] == made[1]


def test_not_delivered_is_neither_zero_nor_hidden() -> None:
    found = by_id(bare(insats_volumes({"vagen-vidare": None}), goals=one_goal()))
    assert plain(found["mal"], "Redo")[1] == "ej levererat"
    assert plain(found["kostnader"], "Vägen vidare")[1] == "ej levererat"
    assert found["kostnader"].sentences == ()


def test_nobody_has_ended_yet() -> None:
    found = by_id(bare(sources.base_only("mal-0/vagen-vidare", 0), goals=one_goal(planned=None, budget=None)))
    assert plain(found["mal"], "Redo") == ["50 %", "–", "0", "–", "–"]
    assert found["mal"].sentences == ("Inget mål kan bedömas i den här rapporten.",)


def test_nobody_reached_the_goal() -> None:
    volumes = insats_volumes({"vagen-vidare": {"deltagare": (30, 12)}})
    found = by_id(bare(yes_no("mal-0/vagen-vidare", 0, 40), volumes, goals=one_goal()))
    assert plain(found["mal"], "Redo")[1] == "0 %"
    assert plain(found["kostnader"], "Vägen vidare")[4:] == ["0", "–"]


def test_a_budget_of_a_year_gives_no_cost_of_a_half() -> None:
    volumes = insats_volumes({"vagen-vidare": {"deltagare": (30, 12)}})
    found = by_id(bare(yes_no("mal-0/vagen-vidare", 20, 20, period="2026H1"), volumes, goals=one_goal(), spans=["2026H1"]))
    assert plain(found["kostnader"], "Vägen vidare") == ["40–50", "42", "1 000 000 kr", "–", "–", "–"]
    assert found["kostnader"].view is not None
    assert "hela året" in found["kostnader"].view.notes[0]


def test_without_target_there_is_an_outcome_and_no_judgement() -> None:
    found = by_id(bare(yes_no("mal-0/vagen-vidare", 20, 20), goals=one_goal(target=None, planned=None, budget=None)))
    assert plain(found["mal"], "Redo")[0] == ""
    assert plain(found["mal"], "Redo")[-1] == goal_table.NO_TARGET
    assert found["mal"].sentences == ()
    assert "kostnader" not in found


def test_no_goals_no_sections() -> None:
    assert goal_table.sections(bare()) == []


def test_two_goals_share_one_plan() -> None:
    goals = Goals(goals=(*one_goal().goals, Goal("vagen-vidare", 2026, False, "Arbete", WORK, Fraction(1, 4))))
    tables = (yes_no("mal-0/vagen-vidare", 20, 20), yes_no("mal-1/vagen-vidare", 10, 30), insats_volumes({"vagen-vidare": {"deltagare": (30, 12)}}))
    costs = by_id(bare(*tables, goals=goals))["kostnader"]
    assert plain(costs, "Vägen vidare") == ["40–50", "42", "1 000 000 kr", "23 810 kr", "", ""]
    assert plain(costs, "Redo")[4:] == ["20", "50 000 kr"]
    assert plain(costs, "Arbete")[4:] == ["10", "100 000 kr"]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=6))
def test_the_sentence_counts_what_the_table_says(counts: list[tuple[int, int]]) -> None:
    goal = one_goal().goals[0]
    judged = [judge_share(yes, yes + no, Fraction(1, 2)) for yes, no in counts]
    found = [goal_table.Outcome(goal, "", "visas", yes, yes + no, one) for (yes, no), one in zip(counts, judged, strict=True)]
    told = [one for one in judged if one is not None]
    good, unsure = sum(one.verdict == "god" for one in told), sum(one.uncertain for one in told)
    words = ("inget", "ett", "två", "tre", "fyra", "fem", "sex")
    said = goal_table.goal_sentences(found)[0]
    if not told:
        assert said == "Inget mål kan bedömas i den här rapporten."
        return
    if len(told) == 1:
        assert said.startswith("Målet som kan bedömas har god" if good else "Målet som kan bedömas har")
    else:
        assert said.startswith(f"{words[good].capitalize()} av {words[len(told)]} mål")
    assert ("osäkert" in said) == (unsure > 0)


def test_reached_equals_a_plain_recount() -> None:
    """Of the released avslut of an insats: those who were ready, of those for whom it is known."""
    one = next(one for one in goal_table.outcomes(forbund.context()) if one.goal.measure == READY)
    answers: dict[str, int] = {}
    for batch in sources.batches(forbund.source(), "stegen"):
        for released in batch.released:
            for cell, n in released.cells.items():
                if cell.table == "avslut.redo_for":
                    answers[cell.values[0]] = answers.get(cell.values[0], 0) + n
    base = sum(n for code, n in answers.items() if code != "saknas")
    assert one.standing in {"visas", "dold"}
    if one.standing == "visas":
        assert (one.reached, one.base) == (sum(answers[code] for code in READY.codes), base)
