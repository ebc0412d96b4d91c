"""For whom it works: printed only where nothing but the inside is new, and never where that would close a ring."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from bench import made_up
from bench.made_up import Plan
from register.counts import UNDIVIDED, Batch, Released
from register.disclosure.boxes import Box, Known, Universe
from register.disclosure.drafts import Knowledge
from register.disclosure.publication import History
from register.disclosure.tables import TOTAL
from register.goals.model import Answers, Goal, Goals
from register.periods import Period
from register.tables import for_whom, layouts, reports
from register.tables.making import Made, make
from register.tables.source import Source
from tests.tables.batches import batch, insats, released, source, vocabulary

YEAR, H1 = Period.parse("2026"), Period.parse("2026H1")
REASONS = {"arbete-studier": "studier", "rehabilitering": "insats-af", "ovrigt": "flytt"}
TIMES = {"0-5": "3-5", "6-11": "6-11", "12-": "12-23"}
EVEN: Mapping[tuple[str, str], int] = {(g, t): 6 for g in REASONS for t in TIMES}
WORK = Answers("avslutsanledning", ("arbete-utan-stod", "arbete-med-stod", "eget-foretag", "studier"))


def parts(cells: Mapping[tuple[str, str], int], kon: str = "kvinna", *, own: Mapping[tuple[str, str], int] | None = None) -> tuple[Released, ...]:
    """What a lock sends of these people: their avslut of one kön, and the table of outcome by time without kön (``own``: what it sends instead)."""
    avslut: dict[tuple[str, ...], int] = {}
    for (group, time), n in cells.items():
        for key in (("avslut.avslutsanledning", REASONS[group]), ("avslut.tid_i_insats", TIMES[time])):
            avslut[key] = avslut.get(key, 0) + n
    joint: dict[tuple[str, ...], int] = {("for-vem.tid", *key): n for key, n in (cells if own is None else own).items()}
    found = [released("avslut", kon, avslut)] if avslut else []
    return (*found, *([released("avslut.for-vem.tid", UNDIVIDED, joint)] if joint else []))


def counted(*batches: Batch) -> Source:
    return source(insats("stegen", *batches))


def made(counts: Source, span: Period = YEAR, *, history: History = History(), goals: Goals = Goals()) -> Made:  # noqa: B008
    wanted = ("utfall", "mal-", "tid_i_insats", "for-vem-tid")
    ladders = [one for one in reports.ladders(counts, "insatsrapport", [span], goals, "stegen") if one.rungs[0].draft.id.startswith(wanted)]
    return make(ladders, history, report="insatsrapport", subject="stegen", span=span.code, by=counts.id, today=date(2027, 2, 1))


def test_every_group_by_every_category_with_the_base_of_each() -> None:
    table = made(counted(batch(1, "2026H1", *parts(EVEN)))).tables["for-vem-tid"]
    for time in TIMES:
        assert table.at("2026", TOTAL, time) == 18
        assert [table.at("2026", TOTAL, f"{time}|{group}") for group in REASONS] == [6, 6, 6]
    assert table.at("2026", TOTAL, TOTAL) == 54
    assert {codes[1] for codes in table.cells} == {TOTAL}, "kept without kön"


def test_the_outcome_falls_to_two_groups_and_categories_to_coarser_ones() -> None:
    few = {**EVEN, ("rehabilitering", "12-"): 2, ("ovrigt", "12-"): 8}
    table = made(counted(batch(1, "2026H1", *parts(few)))).tables["for-vem-tid"]
    assert [table.at("2026", TOTAL, f"12-|{one}") for one in ("ja", "nej")] == [6, 10]
    assert ("2026", TOTAL, "12-|ovrigt") not in table.cells
    fewer = {**EVEN, ("arbete-studier", "6-11"): 3}
    table = made(counted(batch(1, "2026H1", *parts(fewer)))).tables["for-vem-tid"]
    assert [table.at("2026", TOTAL, code) for code in ("0-11", "0-11|arbete-studier", "12-|arbete-studier")] == [33, 9, 6]
    assert "tre grupper för tre grupper" not in table.note
    assert "för två grupper av deltaganden" in table.note


def test_a_category_of_fewer_than_ten_is_not_divided() -> None:
    """Five of five would say where everybody is, and nine are too few to be divided at all."""
    small = {**EVEN, ("rehabilitering", "12-"): 0, ("ovrigt", "12-"): 0, ("arbete-studier", "12-"): 9}
    table = made(counted(batch(1, "2026H1", *parts(small)))).tables["for-vem-tid"]
    assert table.cells == {("2026", TOTAL, TOTAL): 45}


def test_fewer_than_thirty_stand_as_a_number() -> None:
    counts = counted(batch(1, "2026H1", *parts({(g, t): 3 for g in REASONS for t in TIMES})))
    assert made(counts).tables["for-vem-tid"].cells == {("2026", TOTAL, TOTAL): 27}


def test_it_is_left_out_where_the_outcome_does_not_stand_in_groups() -> None:
    """A group of two is no group that stands; the rest of the table would tell it."""
    lone = {("arbete-studier", "0-5"): 2, ("rehabilitering", "0-5"): 20, ("ovrigt", "12-"): 20}
    found = made(counted(batch(1, "2026H1", *parts(lone))))
    assert found.tables["utfall"].cells == {("2026", TOTAL, TOTAL): 42}
    assert "for-vem-tid" not in found.tables
    assert not any(universe.startswith("avslut.for-vem") for universe in found.publication.cells)


def test_it_is_left_out_where_a_base_of_the_same_size_is_of_other_people() -> None:
    """Three who ended the year before wait until now; three who ended last wait still: as many, and not the same."""
    late = {("ovrigt", "12-"): 5}
    both = {**EVEN, ("ovrigt", "12-"): 11}
    counts = counted(batch(1, "2025H2", *parts(late, own={})), batch(2, "2026H1", *parts(EVEN, own=both)), batch(3, "2026H2", *parts(late, own={})))
    here = counts.atoms(YEAR)
    (ladder,) = for_whom.ladders(counts, _scope(counts), open_are_many=True)
    assert ladder.universe.base(here, ladder.universe.kon) == 59
    assert "for-vem-tid" not in made(counts).tables
    in_time = counted(batch(1, "2026H1", *parts(late, own={})), batch(2, "2026H2", *parts(EVEN, own=both)))
    assert made(in_time).tables["for-vem-tid"].at("2026", TOTAL, "12-|ovrigt") == 11


def test_it_is_left_out_where_it_was_counted_in_other_groups() -> None:
    swapped = {"arbete-studier": "ovrigt", "ovrigt": "arbete-studier", "rehabilitering": "rehabilitering"}
    other = {(swapped[group], time): n for (group, time), n in EVEN.items()}
    other[("ovrigt", "0-5")] += 1
    other[("arbete-studier", "0-5")] -= 1
    assert "for-vem-tid" not in made(counted(batch(1, "2026H1", *parts(EVEN, own=other)))).tables


def test_what_came_in_between_is_not_told() -> None:
    """Of the half-year everything stands; the year differs by two in one group and category, and has a coarser layout or none."""
    first = batch(1, "2026H1", *parts(EVEN))
    more = {("arbete-studier", "0-5"): 2, ("arbete-studier", "6-11"): 8, ("rehabilitering", "0-5"): 10, ("ovrigt", "12-"): 12}
    counts = counted(first, batch(2, "2026H2", *parts(more)))
    half = made(counts, H1)
    assert half.tables["for-vem-tid"].at("2026H1", TOTAL, "0-5|arbete-studier") == 6
    assert made(counts).tables["for-vem-tid"].at("2026", TOTAL, "0-5|arbete-studier") == 8
    after = made(counts, history=History.of([half.publication])).tables.get("for-vem-tid")
    assert after is None or after.cells.get(("2026", TOTAL, "0-5|arbete-studier")) is None


# -- Rings ---------------------------------------------------------------------------------------------------------------------------------------


def _scope(counts: Source, span: Period = YEAR) -> layouts.Scope:
    scope = layouts.of_insats(counts, "stegen", span)
    assert scope is not None
    return scope


def by_kon(counts: Source, svar: str) -> Known:
    return Known(Box(counts.atoms(YEAR), frozenset(["kvinna"]), frozenset([svar])), dot=False)


def test_a_ring_of_kon_outcome_and_category_is_never_closed() -> None:
    """The goal by kön, the time by kön and the outcome by time would together tell of kön by outcome by time."""
    counts = counted(batch(1, "2026H1", *parts(EVEN), *parts(EVEN, "man", own={})), batch(2, "2026H2", *parts({}, own=EVEN)))
    goals = Goals(goals=(Goal("stegen", 2026, False, "Arbete", WORK),))
    alone = made(counts, goals=goals)
    assert {codes[1] for codes in alone.tables["mal-0"].cells} == {TOTAL, "kvinna", "man"}
    assert {codes[1] for codes in alone.tables["tid_i_insats"].cells} == {TOTAL}, "it stands without kön beside it"
    assert alone.tables["for-vem-tid"].at("2026", TOTAL, "0-5|ovrigt") == 12
    (ladder,) = for_whom.ladders(counts, _scope(counts), open_are_many=True)
    assert ladder.follows is not None
    told = made(counts).publication.cells
    utfall, tid = (_universe(counts, id_).id for id_ in ("utfall", "tid_i_insats"))
    ring = {utfall: (by_kon(counts, "studier"),), tid: (by_kon(counts, "3-5"),)}

    def known(*more: str) -> Knowledge:
        return lambda universe: (*told[universe], *(ring[universe] if universe in more else ()))

    for one in ((), (utfall,), (tid,)):
        assert ladder.follows(known(*one)) is not None
    assert ladder.follows(known(utfall, tid)) is None


def _universe(counts: Source, id_: str) -> Universe:
    return next(one for one in reports.ladders(counts, "insatsrapport", [YEAR], Goals(), "stegen") if one.rungs[0].draft.id == id_).universe


def test_a_half_year_that_it_does_not_divide_closes_a_ring_too() -> None:
    """Outcome and time of the first half are known, and the table is of the whole year alone."""
    counts = counted(batch(1, "2026H1", *parts(EVEN, own={})), batch(2, "2026H2", *parts(EVEN, own={key: 2 * n for key, n in EVEN.items()})))
    half = made(counts, H1)
    assert half.tables["utfall"].at("2026H1", TOTAL, "studier") == 18
    assert "for-vem-tid" not in half.tables
    assert made(counts).tables["for-vem-tid"].at("2026", TOTAL, "0-5|ovrigt") == 12
    assert "for-vem-tid" not in made(counts, history=History.of([half.publication])).tables


def test_what_it_has_told_of_together_is_not_divided_by_time_afterwards() -> None:
    counts = counted(batch(1, "2026H1", *parts(EVEN)), batch(2, "2026H2", *parts(EVEN)))
    year = made(counts)
    assert len(year.tables["for-vem-tid"].cells) > 1
    half = made(counts, H1, history=History.of([year.publication]))
    assert "tid_i_insats" not in half.tables
    again = made(counts, history=History.of([year.publication]))
    assert again.tables["tid_i_insats"].cells == year.tables["tid_i_insats"].cells
    assert again.tables["for-vem-tid"].cells == year.tables["for-vem-tid"].cells
    assert "tid_i_insats" in made(counts, H1).tables


def test_a_forbund_of_one_insats_has_time_without_kon() -> None:
    counts = counted(batch(1, "2026H1", *parts(EVEN)))
    found = {one.rungs[0].draft.id: one for one in reports.ladders(counts, "arsredovisning", [YEAR], Goals())}
    assert not [rung.name for rung in found["tid_i_insats"].rungs if rung.name.endswith("kön")]
    two = source(insats("stegen", batch(1, "2026H1", *parts(EVEN))), insats("unga", batch(1, "2026H1", *parts(EVEN))))
    found = {one.rungs[0].draft.id: one for one in reports.ladders(two, "arsredovisning", [YEAR], Goals())}
    assert found["tid_i_insats"].rungs[0].name.endswith("kön")


# -- Of the whole report -------------------------------------------------------------------------------------------------------------------------


def test_ages_are_not_told_while_few_have_yet_to_end() -> None:
    """All who started less those who ended would be the ages of the four who are still there."""

    def ids(started: int) -> set[str]:
        start = released("start", "kvinna", {("start.aldersgrupp", "30-39"): started})
        end = released("avslut", "kvinna", {("avslut.avslutsanledning", "studier"): 40})
        own = released("avslut.for-vem.aldersgrupp", UNDIVIDED, {("for-vem.aldersgrupp", "arbete-studier", "30-49"): 40})
        ladders = reports.ladders(counted(batch(1, "2026H1", start, end, own)), "insatsrapport", [YEAR], Goals(), "stegen")
        return {one.rungs[0].draft.id for one in ladders}

    assert "for-vem-aldersgrupp" not in ids(44)
    assert "for-vem-aldersgrupp" in ids(40)
    assert "for-vem-aldersgrupp" in ids(60)


@pytest.mark.parametrize("size", [45, 90, 200])
def test_of_made_up_insatser_no_cell_is_small_and_the_groups_are_those_of_the_outcome(size: int) -> None:
    counts = made_up.source([Plan("stegen", "Stegen", size, (2026,), measures=False)], vocabulary(), seed=size)
    ladders = reports.ladders(counts, "insatsrapport", [YEAR], Goals(), "stegen")
    found = make(ladders, History(), report="insatsrapport", subject="stegen", span="2026", by="f", today=date(2027, 2, 1))
    tables = {id_: table for id_, table in found.tables.items() if id_.startswith("for-vem")}
    assert tables
    grouping = vocabulary().groupings[vocabulary().default_grouping]
    utfall = found.tables["utfall"]
    for table in tables.values():
        assert all(n is not None and (n == 0 or n >= 5) for n in table.cells.values())
        categories = [code for _, _, code in table.cells if code != TOTAL and "|" not in code]
        for category in categories:
            inside = [n or 0 for (_, _, code), n in table.cells.items() if code.startswith(f"{category}|")]
            assert sum(inside) == table.at("2026", TOTAL, category)
        for group in grouping.groups if categories else ():
            whole = sum(utfall.cells.get(("2026", TOTAL, code)) or 0 for code in {group.id, *group.codes})
            assert sum(table.cells.get(("2026", TOTAL, f"{category}|{group.id}")) or 0 for category in categories) <= whole


def test_a_forbund_without_the_tables_has_no_ladders_of_them() -> None:
    assert for_whom.universe_of(source(), "for-vem.nagot-annat") == ""
    counts = counted(batch(1, "2026H1", *parts(EVEN, own={})))
    assert for_whom.ladders(counts, _scope(counts), open_are_many=True) == []
