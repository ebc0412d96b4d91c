"""The parts of the demo's builder: steps, periods to lock, words of its own."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest

from register.periods import Month
from register.vocabulary.loader import load
from tui.demo_build import Progress, _periods_to_lock, _steps, write_vocabulary
from tui.demo_plan import story
from tui.demo_profiles import AREA, AREAS, EDUCATION, INCOME, OCCUPATION, PARALLEL, PARTY, PROFILES, READY, TIME, WOMEN, Weights

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 7, 10), TODAY, date(2028, 2, 29)])
@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.id)
def test_all_ended_periods_are_locked_in_order_but_one_left_open(profile: object, today: date) -> None:
    told = story(profile, Month.of(today), seed=1, scale=0.2)  # type: ignore[arg-type]
    periods = _periods_to_lock(told, today)
    assert periods[0] == told.first
    assert all(later == earlier.next() for earlier, later in itertools.pairwise(periods))
    left = periods[-1].next()
    assert left.has_ended(today) == (told.profile.ending in ("oppen", "upphord"))
    assert told.last in (None, periods[-1])
    assert len(periods) >= 2


def test_progress_counts_to_the_whole_and_never_beyond() -> None:
    seen: list[float] = []
    progress = Progress(10, lambda share, what: seen.append(share))
    for _ in range(4):
        progress.step("ett", 3)
    assert seen == [0.3, 0.6, 0.9, 1.0]


def test_steps_follow_people_forms_and_locks() -> None:
    small, large = (story(PROFILES[0], Month.of(TODAY), seed=1, scale=scale) for scale in (0.2, 1.0))
    assert _steps(small, TODAY) < _steps(large, TODAY)


def test_the_words_are_written_once_and_load(tmp_path: Path) -> None:
    write_vocabulary(tmp_path / "vokabular")
    vocabulary = load(tmp_path / "vokabular")
    assert "hela" not in vocabulary.lists["omrade"].by_id
    assert [area.id for area in AREAS] == list(vocabulary.lists["omrade"].by_id)
    assert vocabulary.hash != load().hash


@pytest.mark.parametrize(
    ("code_list", "weights"),
    [
        ("kon", WOMEN),
        ("utbildning", EDUCATION),
        ("tid_forsorjning", TIME),
        ("forsorjning", INCOME),
        ("sysselsattning", OCCUPATION),
        ("remitterande_part", PARTY),
        ("parallell", PARALLEL),
        ("redo_for", {code: 1 for group in READY.values() for code in group}),
    ],
)
def test_what_the_profiles_draw_from_are_codes_of_the_lists(code_list: str, weights: Weights) -> None:
    assert set(weights) <= set(load().lists[code_list].by_id)


def test_areas_are_those_that_people_live_in() -> None:
    assert set(AREA) == {area.id for area in AREAS}


def test_two_weights_of_a_profile_leave_something_for_the_third() -> None:
    assert all(p.work + 3 * p.better + p.rehab < 100 for p in PROFILES)
    assert len({p.id for p in PROFILES}) == len(PROFILES) == 7
    assert sum(p.typ == "struktur" for p in PROFILES) == 1
