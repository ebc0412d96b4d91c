"""The demo's goals: a file that loads whatever the day, of years that the demo covers, and says that it is made up."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from register.goals.loader import FILE_NAME, load
from register.goals.model import NOT_FOLLOWED_UP, Goals, Improved
from register.periods import Month
from register.vocabulary.loader import load as load_vocabulary
from tui import demo_counters
from tui.demo_build import write_vocabulary
from tui.demo_goals import goals_text
from tui.demo_profiles import AREAS, PROFILES

MONTHS = [Month(2024, 1), Month(2026, 11), Month(2027, 2), Month(2031, 12)]


def loaded(folder: Path, now: Month) -> Goals:
    write_vocabulary(folder / "vokabular")
    (folder / FILE_NAME).write_text(goals_text(now), encoding="utf-8")
    (folder / "raknare.toml").write_text(demo_counters.FILE, encoding="utf-8")
    return load(folder, load_vocabulary(folder / "vokabular"))


@pytest.mark.parametrize("now", MONTHS, ids=str)
def test_every_insats_has_goals_plan_and_budget_every_year(now: Month, tmp_path: Path) -> None:
    goals = loaded(tmp_path, now)
    for year in (now.year - 2, now.year - 1, now.year):
        for profile in PROFILES:
            if profile.typ == "individ":
                assert goals.for_insats(profile.id, year)
                plan = goals.plan_for(profile.id, year)
                assert plan.planned
                assert plan.budget
        assert goals.for_forbund(year)
        resources = goals.resources_for(year)
        assert resources is not None
        assert sum(resources.share(area.id) or Fraction(0) for area in AREAS) == 1


@pytest.mark.parametrize("now", MONTHS, ids=str)
def test_references_lie_before_the_years_that_are_counted(now: Month, tmp_path: Path) -> None:
    counted = [one for one in loaded(tmp_path, now).indicators if one.kind == "andel_avslut"]
    assert counted
    for one in counted:
        origins = [one.at(year).origin for year in range(now.year - 5, now.year + 1)]
        assert origins == ["referens", "referens", "ej-uppfoljt", "raknas", "raknas", "raknas"]


def test_by_hand_there_is_a_zero_and_there_are_blanks(tmp_path: Path) -> None:
    by_label = {one.label: one for one in loaded(tmp_path, Month(2026, 11)).indicators}
    board = by_label["Styrelseledamöter som är utbildade i jämställdhet"]
    assert board.at(2024).value == 0
    assert board.at(2025) == NOT_FOLLOWED_UP
    assert by_label["Personal som är utbildad om våld"].judgements == {2025: "viss"}


@pytest.mark.parametrize("now", MONTHS, ids=str)
def test_there_are_volumes_of_the_forbunds_own(now: Month, tmp_path: Path) -> None:
    by_label = {one.label: one for one in loaded(tmp_path, now).tallies}
    assert by_label["Deltagare"].counted
    assert by_label["Alla som har nåtts"].terms == ("Personal i strukturövergripande insatser", "Deltagare")
    sources = {label: one.source.counter for label, one in by_label.items() if one.source}
    assert sources == {"Personal i strukturövergripande insatser": "struktur-personal", "Personal som parterna lånar ut": "utlanad-personal"}
    assert {year for year, _ in by_label["Personal i strukturövergripande insatser"].entries.items()} == {now.year - 3}


def test_there_are_goals_of_improvement_and_one_without_a_target(tmp_path: Path) -> None:
    goals = loaded(tmp_path, Month(2026, 11)).goals
    assert {goal.measure.instrument for goal in goals if isinstance(goal.measure, Improved)} == {"skapa", "swemwbs"}
    assert [goal.insats_id for goal in goals if goal.target is None] == ["halsotorget"]


def test_it_says_that_it_is_made_up() -> None:
    assert goals_text(Month(2026, 11)).startswith("# PÅHITTAT")
