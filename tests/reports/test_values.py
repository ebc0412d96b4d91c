"""Values: Swedish numbers, and what is hidden, empty or zero."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.reports.document import BLANK_MARK, EMPTY_MARK, HIDDEN_MARK
from register.reports.values import (
    EMPTY,
    HIDDEN,
    NOT_FOLLOWED_UP,
    cost_per,
    count,
    decimal,
    grouped,
    interval,
    kronor,
    mean,
    per_cent,
    share,
    words,
)

counts = st.integers(0, 10_000)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (999, "999"), (1000, "1 000"), (3_238_500, "3 238 500")])
def test_thousands_stand_apart(number: int, text: str) -> None:
    assert plain(grouped(number)) == text


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [(Fraction(1, 2), 0, "1"), (Fraction(5, 2), 0, "3"), (2.25, 1, "2,3"), (-0.5, 0, "−1"), (Fraction(1, 3), 1, "0,3"), (4.0, 1, "4,0")],
)
def test_halves_are_rounded_away_from_zero(number: float | Fraction, places: int, text: str) -> None:
    assert decimal(number, places) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(1, 8, "13 %"), (1, 3, "33 %"), (2, 3, "67 %"), (0, 9, "0 %"), (9, 9, "100 %"), (57, 100, "57 %")]
)
def test_a_share_is_whole_per_cent(part: int, whole: int, text: str) -> None:
    assert plain(per_cent(Fraction(part, whole))) == text


def test_hidden_empty_blank_and_zero_all_look_different() -> None:
    looks = [HIDDEN.text, EMPTY.text, NOT_FOLLOWED_UP.text, count(0).text, share(0, 9).text]
    assert looks[:3] == [HIDDEN_MARK, EMPTY_MARK, BLANK_MARK]
    assert len(set(looks)) == len(looks)


def test_what_needs_a_hidden_count_is_hidden() -> None:
    assert count(None) == HIDDEN
    assert share(None, 10) == share(3, None) == share(None, None) == HIDDEN
    assert interval(share(None, 10)) == HIDDEN
    assert mean(None, 10) == mean(30, None) == HIDDEN
    assert cost_per(546_000, None) == HIDDEN
    assert kronor(None) == HIDDEN


def test_nothing_to_divide_by_is_empty_and_not_zero() -> None:
    assert share(0, 0) == mean(0, 0) == cost_per(546_000, 0) == EMPTY
    assert interval(EMPTY) == EMPTY
    assert interval(count(3)) == EMPTY


@given(counts, counts)
def test_a_share_lies_in_its_interval(x: int, more: int) -> None:
    n = x + more
    value = share(x, n)
    if n == 0:
        assert value == EMPTY
        return
    assert value.low is not None
    assert value.high is not None
    assert value.number == x / n
    assert 0 <= value.low <= x / n <= value.high <= 1
    assert interval(value).text.endswith("%")


def test_an_interval_is_written_from_its_ends() -> None:
    value = interval(share(12, 33))
    assert plain(value.text) == "22–53 %"
    assert value.kind == "intervall"
    assert value.number is None
    assert value.low == pytest.approx(0.2217, abs=1e-3)


@pytest.mark.parametrize(
    ("total", "n", "offset", "unit", "text"), [(99, 33, 0, 1, "3,0"), (33, 33, -1, 1, "0,0"), (70, 20, 4, 1, "7,5"), (71250, 30, 0, 100, "23,8")]
)
def test_a_mean_has_one_decimal(total: int, n: int, offset: int, unit: int, text: str) -> None:
    assert mean(total, n, offset=offset, unit=unit).text == text


@pytest.mark.parametrize(("budget", "n", "text"), [(546_000, 40, "13 650 kr"), (3_238_500, 80, "40 481 kr"), (1, 2, "1 kr"), (0, 5, "0 kr")])
def test_costs_are_whole_kronor(budget: int, n: int, text: str) -> None:
    assert plain(cost_per(budget, n).text) == text


def test_words_are_words() -> None:
    assert words("ryms inom").kind == "ord"
    assert words("ryms inom").number is None
