"""Figures that need no gate: a type of their own, which no counter of people can become and nothing that only looks like it passes for."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from exports.report import render_report
from register.counters.figures import over
from register.counters.model import Counter, Figures, Place
from register.counters.plain import PlainFigures, of_counter, plain
from register.periods import Period
from tests.counters.strategies import given_over_time
from tests.exports.reports import report
from tests.exports.test_way_out import GATE, graph, reached
from tests.test_architecture import all_imports, inside

STAFF = Counter("personal", "Personal", "ar", "kansli", "personer", protected=False)
PEOPLE = replace(STAFF, protected=True)
YEAR = Period.parse("2026")


def figures(counter: Counter, n: int = 7) -> Figures:
    return Figures(counter, YEAR, "", "kansli", {Place(): n})


def test_staff_are_plain() -> None:
    made = of_counter(STAFF, [figures(STAFF)])
    assert plain(made) is made
    assert made.over(YEAR).values == {Place(): 7}


def test_people_are_not() -> None:
    with pytest.raises(TypeError, match="through the gate"):
        of_counter(PEOPLE, [])


def test_values_that_were_entered_as_of_people_never_become_plain() -> None:
    """A förbund that writes skyddas = false later does not open what was counted before."""
    with pytest.raises(TypeError, match="through the gate"):
        of_counter(STAFF, [figures(PEOPLE)])


def test_others_values_are_not_taken_along() -> None:
    other = replace(STAFF, id="ko", protected=True)
    assert of_counter(STAFF, [figures(other), figures(STAFF)]).figures == (figures(STAFF),)


def lookalikes() -> list[Any]:
    made = of_counter(STAFF, [figures(STAFF)])
    bare = PlainFigures.__new__(PlainFigures)
    return [figures(PEOPLE), {}, None, bare, copy.copy(made), PlainFigures]


@pytest.mark.parametrize("thing", lookalikes(), ids=["figures", "dict", "none", "empty", "copy", "class"])
def test_a_report_and_a_writer_refuse_what_only_looks_like_them(thing: Any) -> None:
    with pytest.raises(TypeError):
        plain(thing)
    with pytest.raises(TypeError):
        replace(report(), counters=(thing,))
    made = report()
    object.__setattr__(made, "counters", (thing,))
    with pytest.raises(TypeError):
        render_report(made, ("csv",))


def test_nobody_makes_one_past_the_check() -> None:
    with pytest.raises(TypeError, match="of_counter alone"):
        PlainFigures(object(), PEOPLE, (figures(PEOPLE),), {}, {})
    made = of_counter(STAFF, [figures(STAFF)])
    with pytest.raises((TypeError, ValueError)):
        replace(made, counter=PEOPLE)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="of_counter alone"):
        replace(made, counter=PEOPLE, key=object())
    with pytest.raises(TypeError):
        plain(pickle.loads(pickle.dumps(made)))  # noqa: S301 - our own bytes


ALLOWED = {"register.counters.plain", "register.counters.model.UNIT_LABELS", "register.counters.told.PREFIX", "register.counters.periods"}
"""All that writers may know of counters: plain figures, and words."""


def test_writers_know_of_counters_what_counts_nobody_and_no_more() -> None:
    found = [one for one in all_imports("exports") if inside(one.module, "register.counters")]
    assert found
    assert [one for one in found if one.module not in ALLOWED and not inside(one.module, *ALLOWED)] == []


def test_reports_and_their_writers_do_not_reach_the_stores_of_counters() -> None:
    edges = graph()
    start = [module for module in edges if inside(module, "register.reports") or module in ("exports.report", "exports.cubes", "exports.package")]
    assert not {module for module in reached(edges, start, closed=GATE) if inside(module, "register.counters.book", "register.counters.tables")}


@given(given_over_time())
def test_they_are_read_as_any_values_are(made: tuple[Counter, list[Figures]]) -> None:
    counter, given_ = made
    if counter.protected:
        with pytest.raises(TypeError):
            of_counter(counter, given_)
        return
    mine = of_counter(counter, given_)
    for year in ("2024", "2025", "2026"):
        span = Period.parse(year)
        assert mine.over(span) == over(counter, given_, span)
        for owner in {one.insats_id for one in given_}:
            assert mine.over(span, owner).values == over(counter, [one for one in given_ if one.insats_id == owner], span).values
