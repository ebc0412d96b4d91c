"""Charts as text: what they show at the ends, and that they always keep their width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from register.statistics import wilson
from tui.widgets.charts import fit, interval, per_cent, share_bar, sparkline, three_parts


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("Nya", 5, "Nya  "), ("Avslutade", 9, "Avslutade"), ("Fortsatt rehabilitering", 10, "Fortsatt…"), ("åäö", 2, "å…"), ("", 3, "   ")],
)
def test_fit(text: str, width: int, expected: str) -> None:
    assert fit(text, width).rstrip() == expected.rstrip()
    assert cell_len(fit(text, width)) == width


@given(st.text(max_size=40), st.integers(1, 50))
def test_fit_is_always_the_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@pytest.mark.parametrize(
    ("share", "low", "high", "expected"),
    [(0.5, 0.3, 0.7, "███▓▓░░···"), (0.0, 0.0, 0.2, "░░········"), (1.0, 0.8, 1.0, "████████▓▓"), (0.5, 0.5, 0.5, "█████·····")],
)
def test_share_bar(share: float, low: float, high: float, expected: str) -> None:
    assert share_bar(share, low, high, 10) == expected


def test_no_share_no_bar() -> None:
    assert share_bar(None, None, None, 10) == ""


@given(st.integers(0, 200), st.integers(1, 200), st.integers(5, 60))
def test_a_share_bar_of_real_intervals_keeps_its_width(x: int, n: int, width: int) -> None:
    bounds = wilson(min(x, n), n)
    assert bounds is not None
    assert len(share_bar(min(x, n) / n, *bounds, width)) == width


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((5, 3, 2), "█████▒▒▒░░"), ((0, 0, 0), ""), ((1, 0, 0), "██████████"), ((98, 1, 1), "████████▒░"), ((1, 1, 98), "█▒░░░░░░░░")],
)
def test_three_parts(counts: tuple[int, int, int], expected: str) -> None:
    assert "".join(three_parts(*counts, 10)) == expected


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(8, 60))
def test_three_parts_are_the_whole_and_hide_nobody(first: int, second: int, third: int, width: int) -> None:
    parts = three_parts(first, second, third, width)
    assert len("".join(parts)) == (width if first + second + third else 0)
    assert [bool(part) for part in parts] == [n > 0 for n in (first, second, third)]


@pytest.mark.parametrize(("values", "expected"), [([], ""), ([0, 0], "··"), ([0, 1, 8], "·▁█"), ([1, 2, 3, 4], "▂▄▆█")])
def test_sparkline(values: list[int], expected: str) -> None:
    assert sparkline(values) == expected


@given(st.lists(st.integers(0, 1000), max_size=40))
def test_a_sparkline_has_a_cell_each_and_dots_for_zero_alone(values: list[int]) -> None:
    line = sparkline(values)
    assert [c == "·" for c in line] == [n == 0 for n in values]


@pytest.mark.parametrize(("share", "expected"), [(None, "–"), (0.0, "0 %"), (0.125, "13 %"), (0.315, "32 %"), (1.0, "100 %")])
def test_per_cent(share: float | None, expected: str) -> None:
    assert per_cent(share) == expected


def test_interval() -> None:
    assert interval(0.2033, 0.4503) == "20–45 %"
    assert interval(None, None) == "–"
