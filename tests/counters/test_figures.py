"""Totals, shares, medians and spans agree with an independent recount."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from statistics import median_high, median_low
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.counters import figures, periods
from register.counters.model import Counter, Dimension, Figures, Kind, Place
from register.errors import BadInput
from register.periods import Month, Period
from register.vocabulary.model import Code
from tests.counters.makers import counter_of
from tests.counters.strategies import MONTHS, filled, given_over_time

YEAR = Period.parse("2025")


@given(filled(pair=False))
def test_a_total_is_the_sum_and_its_parts_add_up(found: tuple[Counter, dict[Place, int]]) -> None:
    counter, values = found
    whole = figures.total(counter, values)
    assert whole == (sum(values.values()) if values else None)
    for one in counter.dimensions:
        parts = figures.by(counter, values, one.id)
        assert sum(parts.values()) == (whole or 0)
        assert list(parts) == [code.id for code in one.codes if code.id in parts]
        for code, n in parts.items():
            assert figures.total(counter, values, only={one.id: [code]}) == n


@given(filled(pair=True))
def test_a_share_is_taljare_by_namnare(found: tuple[Counter, dict[Place, int]]) -> None:
    counter, values = found
    part = sum(n for place, n in values.items() if place.measure == "taljare")
    base = sum(n for place, n in values.items() if place.measure == "namnare")
    assert figures.share(counter, values) == (Fraction(part, base) if base else None)


BANDS = Dimension("band", "Band", tuple(Code(f"b{i}", f"Band {i}", first=3 * i, last=3 * i + 2) for i in range(5)))
QUEUE = Counter("ko", "Kö", "manad", "insats", "personer", protected=True, dimensions=(BANDS,), median="band")


@given(st.lists(st.integers(0, 14), max_size=40))
def test_the_median_lies_in_the_band_that_is_told(waits: list[int]) -> None:
    values: dict[Place, int] = {}
    for wait in waits:
        place = Place((f"b{wait // 3}",))
        values[place] = values.get(place, 0) + 1
    told = figures.median_band(QUEUE, values)
    if not waits:
        assert told is None
        return
    assert told is not None
    assert (told.low.id, told.high.id, told.n) == (f"b{median_low(waits) // 3}", f"b{median_high(waits) // 3}", len(waits))
    assert (" till " in told.label) == (told.low != told.high)


def test_zeros_alone_have_no_median_and_other_counters_none() -> None:
    assert figures.median_band(QUEUE, {Place(("b1",)): 0}) is None
    assert figures.median_band(replace(QUEUE, median=None), {Place(("b1",)): 3}) is None


def test_a_filter_on_a_dimension_that_is_not_there_is_a_defect_of_the_caller() -> None:
    with pytest.raises(KeyError):
        figures.total(QUEUE, {Place(("b1",)): 3}, only={"kon": ["man"]})


@given(given_over_time(), MONTHS)
def test_a_span_is_the_sum_or_the_latest_of_each_owner(found: tuple[Counter, list[Figures]], month: Month) -> None:
    counter, given_ = found
    for span in (periods.containing("ar", month), periods.containing("halvar", month)):
        inside = [one for one in given_ if one.period.first >= span.first and one.period.last <= span.last]
        if counter.joining == "senaste":
            inside = [one for one in inside if not any(o.insats_id == one.insats_id and o.period > one.period for o in inside)]
        sums: dict[Place, int] = {}
        for one in inside:
            for place, n in one.values.items():
                sums[place] = sums.get(place, 0) + n
        joined = figures.over(counter, given_, span)
        assert dict(joined.values) == sums
        assert {(one.insats_id, one.period.code) for one in joined.figures} == {(one.insats_id, one.period.code) for one in inside}
        assert joined.complete == (bool(inside) and not joined.missing)


@given(given_over_time())
def test_a_series_has_each_period_once_in_order(found: tuple[Counter, list[Figures]]) -> None:
    counter, given_ = found
    told = figures.series(counter, given_)
    assert [period for period, _ in told] == sorted({one.period for one in given_})
    assert figures.summed(values for _, values in told) == figures.summed(one.values for one in given_)


def quarter(code: str, insats_id: str = "", n: int = 1, counter: Counter | None = None) -> Figures:
    base = counter or Counter("m", "Möten", "kvartal", "insats" if insats_id else "kansli", "tillfallen", protected=False)
    return Figures(base, periods.parse("kvartal", code), insats_id, "kansli", {Place(): n})


def test_the_kansli_owes_every_period_of_a_span() -> None:
    given_ = [quarter(code) for code in ("2025K1", "2025K3", "2025K4")]
    assert figures.over(given_[0].counter, given_, YEAR).missing == (("", "2025K2"),)
    assert figures.over(given_[0].counter, [*given_, quarter("2025K2")], YEAR).complete
    assert not figures.over(given_[0].counter, [], YEAR).complete


def test_an_insats_owes_from_its_first_period_until_it_has_ended() -> None:
    given_ = [quarter("2025K2", "coach"), quarter("2025K3", "coach"), *(quarter(f"2025K{i}", "vagen", 10) for i in range(1, 5))]
    counter = given_[0].counter
    assert figures.over(counter, given_, YEAR).missing == (("coach", "2025K4"),)
    joined = figures.over(counter, given_, YEAR, {"coach": Month(2025, 9)})
    assert (joined.complete, dict(joined.values)) == (True, {Place(): 42})


def test_a_queue_is_what_it_was_last_and_gone_where_the_insats_has_ended() -> None:
    counter = Counter("ko", "Kö", "kvartal", "insats", "personer", protected=True, joining="senaste")
    given_ = [quarter(code, who, n, counter) for code, who, n in (("2025K1", "a", 5), ("2025K4", "a", 7), ("2025K2", "b", 9))]
    joined = figures.over(counter, given_, YEAR)
    assert (dict(joined.values), joined.missing) == ({Place(): 16}, (("b", "2025K4"),))
    gone = figures.over(counter, given_, YEAR, {"b": Month(2025, 6)})
    assert (dict(gone.values), gone.complete) == ({Place(): 7}, True)


@pytest.mark.parametrize(
    ("kind", "text", "code", "label"),
    [
        ("manad", "2026-03", "2026-03", "mars 2026"),
        ("kvartal", " 2026k1 ", "2026K1", "kvartal 1 2026"),
        ("tertial", "2026T3", "2026T3", "tertial 3 2026"),
        ("halvar", "2026H2", "2026H2", "andra halvåret 2026"),
        ("ar", "2026", "2026", "helåret 2026"),
    ],
)
def test_periods_of_every_kind(kind: str, text: str, code: str, label: str) -> None:
    of_kind = cast("Kind", kind)
    period = periods.parse(of_kind, text)
    assert (period.code, periods.label(period)) == (code, label)
    assert periods.preceding(of_kind, periods.following(of_kind, period)) == period
    assert periods.following(of_kind, period).first == period.last.plus(1)
    assert period in list(periods.within(of_kind, Period.parse("2026")))


@pytest.mark.parametrize(
    ("kind", "text"), [("manad", "2026"), ("manad", "2026-13"), ("kvartal", "2026H1"), ("ar", "2026-03"), ("halvar", "nu"), ("ar", "")]
)
def test_another_kind_of_period_is_refused(kind: str, text: str) -> None:
    with pytest.raises(BadInput, match="Räknaren förs per") as caught:
        periods.parse(kind, text)  # type: ignore[arg-type]
    assert caught.value.field == "period"


def test_the_examples_of_a_queue(tmp_path: Path) -> None:
    ko = counter_of(tmp_path, "ko")
    told = figures.median_band(ko, {Place(("0-2",)): 3, Place(("6-",)): 3})
    assert told is not None
    assert told.label == "Under 3 månader till 6 månader eller mer"
