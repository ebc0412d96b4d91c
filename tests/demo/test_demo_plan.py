"""The invented forms: from any day and seed they are forms that a careful samordnare could have written."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.periods import Month, Period
from register.vocabulary.loader import load
from tui.demo import SEED
from tui.demo_plan import Event, Story, first_month, story
from tui.demo_profiles import BOTH, OTHER, PROFILES, REHAB, WORK, Profile

NOW = Month(2026, 11)
BY_ID = {p.id: p for p in PROFILES}
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def told(insats: str, now: Month = NOW, seed: int = 1, scale: float = 1.0) -> Story:
    return story(BY_ID[insats], now, seed=seed, scale=scale)


def by_person(found: Story) -> dict[int, list[Event]]:
    people: dict[int, list[Event]] = {}
    for event in found.events:
        people.setdefault(event.person, []).append(event)
    people.pop(-1, None)
    return people


@settings(max_examples=40)
@given(day=days, seed=st.integers(0, 1000), insats=st.sampled_from(sorted(BY_ID)))
def test_forms_follow_each_other_as_in_life(day: date, seed: int, insats: str) -> None:
    found = told(insats, Month.of(day), seed, 0.4)
    assert all(event.month <= event.entered <= Month.of(day) for event in found.events)
    assert [e.entered for e in found.events] == sorted(e.entered for e in found.events)
    for events in by_person(found).values():
        assert events[0].act == "start"
        opened = False
        for event in events:
            if event.act == "start":
                assert not opened
                opened = True
            elif event.act in ("avslut", "avslut_handtag"):
                assert opened
                opened = False
            elif event.act == "angra":
                opened = True
            elif event.act == "matning":
                assert opened
                assert any(level is not None for level in event.svar)


@given(day=days, seed=st.integers(0, 50), insats=st.sampled_from(sorted(BY_ID)))
@settings(max_examples=20)
def test_only_what_comes_after_its_lock_is_late(day: date, seed: int, insats: str) -> None:
    found = told(insats, Month.of(day), seed, 0.4)
    for event in found.events:
        locked = Period.containing(event.month, found.profile.period_kind).last.plus(2)
        assert event.late == (event.entered >= locked and event.month >= found.first.first)


def test_the_same_seed_tells_the_same_story_and_another_another() -> None:
    assert told("vagen-vidare") == told("vagen-vidare")
    assert told("vagen-vidare") != told("vagen-vidare", seed=2)


def test_every_kind_of_act_is_in_it() -> None:
    found = [event for profile in PROFILES for event in story(profile, NOW, seed=1).events]
    assert set(Counter(e.act for e in found)) == {"start", "matning", "avslut", "avslut_handtag", "angra", "ratta", "antal"}
    assert {e.act for e in found if e.late} >= {"start", "matning", "avslut"}
    people = [events for profile in PROFILES for events in by_person(story(profile, NOW, seed=1)).values()]
    assert any(sum(e.act == "start" for e in events) > 1 for events in people)


def test_every_avslutsanledning_and_redo_for_occurs() -> None:
    vocabulary = load()
    found = [e.answers for e in told("vagen-vidare").events if e.act == "avslut"]
    assert {a["avslutsanledning"] for a in found} == set(vocabulary.lists["avslutsanledning"].by_id)
    assert {a["redo_for"] for a in found if "redo_for" in a} == set(vocabulary.lists["redo_for"].by_id)


@pytest.mark.parametrize("profile", [p for p in PROFILES if "skapa" in p.instruments], ids=lambda p: p.id)
def test_skapa_is_rated_by_those_that_the_profile_names(profile: Profile) -> None:
    raters = Counter(e.answers["skattare"] for e in told(profile.id).events if e.act == "matning" and e.answers["instrument"] == "skapa")
    assert set(raters) == set(profile.raters)
    assert len(set(raters.values())) == 1


def test_one_insats_compares_two_raters() -> None:
    assert [p.id for p in PROFILES if p.raters == BOTH] == ["vagen-vidare"]


def test_swemwbs_is_in_one_insats_alone() -> None:
    using = {p.id for p in PROFILES if any(e.answers.get("instrument") == "swemwbs" for e in story(p, NOW, seed=1).events)}
    assert using == {"grona-steget"}


def ended_in(insats: str, year: int, now: Month = NOW) -> int:
    return sum(e.act in ("avslut", "avslut_handtag") and e.month.year == year for e in told(insats, now, seed=SEED).events)


def test_two_insatser_are_large_and_the_others_are_not() -> None:
    people = {p.id: told(p.id, seed=SEED).people for p in PROFILES}
    assert 600 <= sum(people.values()) <= 900
    assert people["rusta-samverkan"] == 0
    assert people["halsotorget"] < people["unga-framat"] < people["grona-steget"] < people["coachteamet"] < people["vagen-vidare"]


@pytest.mark.parametrize("now", [Month(2026, 1), NOW, Month(2027, 2), Month(2027, 6)])
def test_a_whole_year_and_the_year_before_it_are_there(now: Month) -> None:
    for year in (now.year - 1, now.year - 2):
        assert ended_in("vagen-vidare", year, now) >= 55
        assert ended_in("coachteamet", year, now) >= 45
    assert ended_in("vagen-vidare", now.year - 1, now) >= 60
    assert first_month(now) == Month(now.year - 2, 1)


def test_swemwbs_has_thirty_pairs_of_last_year() -> None:
    pairs = 0
    for events in by_person(told("grona-steget", seed=SEED)).values():
        answered = [e for e in events if e.act == "matning" and e.answers["instrument"] == "swemwbs" and None not in e.svar]
        pairs += len(answered) > 1 and any(e.act == "avslut" and e.month.year == NOW.year - 1 for e in events)
    assert pairs >= 30


@pytest.mark.parametrize("scale", [0.1, 0.5, 1.0])
def test_an_insats_that_ends_leaves_nobody_open(scale: float) -> None:
    found = told("bryggan", scale=scale)
    assert found.last == Period.parse("2025H1")
    assert found.open_at_end == []
    assert all(event.month <= found.last.last for event in found.events)
    assert all(event.entered <= found.last.last.plus(1) for event in found.events)


def test_the_open_are_those_without_an_avslut() -> None:
    found = told("vagen-vidare")
    people = by_person(found)
    assert set(found.open_at_end) == {person for person, events in people.items() if not events[-1].act.startswith("avslut")}
    latest = [people[person][-1].month for person in found.open_at_end]
    assert latest == sorted(latest)


def test_of_those_who_ended_long_ago_there_is_first_and_last() -> None:
    for events in by_person(told("coachteamet")).values():
        if events[-1].act == "avslut" and events[-1].month.year < NOW.year - 1 and sum(e.act == "start" for e in events) == 1:
            assert sum(e.act == "matning" for e in events) <= 2


def test_the_reasons_in_the_profiles_are_the_lists_own() -> None:
    codes = set(load().lists["avslutsanledning"].by_id) - {"felregistrering"}
    assert {*WORK, *REHAB, *OTHER} == codes


def test_a_smaller_scale_is_fewer_people() -> None:
    assert told("vagen-vidare", scale=0.2).people < told("vagen-vidare").people / 3
