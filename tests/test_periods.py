"""Months and periods."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import BadInput
from register.periods import PERIOD_KINDS, Month, Period, PeriodKind

months = st.builds(Month, st.integers(1990, 2200), st.integers(1, 12))
kinds = st.sampled_from(PERIOD_KINDS)


@pytest.mark.parametrize(("text", "expected"), [("2026-03", Month(2026, 3)), (" 1990-12 ", Month(1990, 12))])
def test_a_month_is_read(text: str, expected: Month) -> None:
    assert Month.parse(text) == expected


@pytest.mark.parametrize("text", ["", "2026-3", "2026-13", "2026-00", "1989-12", "202603", "mars 2026", "2026-03-01", "２０２６-03", "2026-03\n1"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        Month.parse(text, field="till")
    assert str(refused.value).startswith("Månaden går inte att läsa.")
    assert refused.value.field == "till"


@given(months, st.integers(-300, 300))
def test_months_are_counted_both_ways(month: Month, n: int) -> None:
    assert month.plus(n).plus(-n) == month
    assert month.plus(n).index - month.index == n
    assert (month.plus(n) > month) == (n > 0)


@given(months)
def test_a_month_survives_its_text(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert Month.of(date(month.year, month.month, 28)) == month


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2026H1", "2026-01", "2026-06", "första halvåret 2026"),
        ("2026h2", "2026-07", "2026-12", "andra halvåret 2026"),
        ("2026T2", "2026-05", "2026-08", "tertial 2 2026"),
        ("2026K4", "2026-10", "2026-12", "kvartal 4 2026"),
        (" 2026 ", "2026-01", "2026-12", "helåret 2026"),
    ],
)
def test_a_period_is_read(text: str, first: str, last: str, label: str) -> None:
    period = Period.parse(text)
    assert (str(period.first), str(period.last), period.label) == (first, last, label)
    assert str(period) == text.strip().upper()


@pytest.mark.parametrize("text", ["", "2026H0", "2026H3", "2026T4", "2026K5", "2026Q1", "26H1", "1989H1", "2026-03", "2026H", "2026H11"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="Perioden går inte att läsa") as refused:
        Period.parse(text)
    assert refused.value.field == "period"


@given(months, kinds)
def test_each_month_lies_in_one_period_of_a_kind(month: Month, kind: PeriodKind) -> None:
    period = Period.containing(month, kind)
    assert period.contains(month)
    assert month in period.months
    assert not period.next().contains(month)
    assert Period.parse(period.code) == period


@given(months, kinds)
def test_periods_follow_on_each_other(month: Month, kind: PeriodKind) -> None:
    period = Period.containing(month, kind)
    assert period.next().first == period.last.plus(1)
    assert len(period.next().months) == len(period.months) == {"halvar": 6, "tertial": 4, "kvartal": 3}[kind]
    assert period < period.next()
    assert period.closes_year == (period.next().first.year > period.first.year)


def test_years_follow_and_contain_their_periods() -> None:
    year = Period.parse("2026")
    assert year.next().code == "2027"
    assert year.closes_year
    assert all(year.contains(Period.parse(code)) for code in ("2026H1", "2026T3", "2026K2", "2026"))
    assert not Period.parse("2026H1").contains(year)
    assert not year.contains(Period.parse("2027K1"))


def test_a_period_has_ended_when_its_last_month_is_over() -> None:
    period = Period.parse("2026H1")
    assert not period.has_ended(date(2026, 6, 30))
    assert period.has_ended(date(2026, 7, 1))
