"""Charts of a report as text: every value that is printed stands beside, what is hidden is a dot and no bar, and none is wider than its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from register.reports.document import Chart, ChartKind, Series
from tui.widgets.report_charts import LIMIT, POINT, TARGET, UNKNOWN, chart_lines

INSATSER = ("Vägen vidare", "Unga framåt")


def drawn(chart: Chart, width: int = 77) -> list[str]:
    return [str(line) for line in chart_lines(chart, width)]


def bars(*series: Series, **given: object) -> Chart:
    return Chart("grupperad-stapel", "Utfall", "", INSATSER, series, "andel", **given)  # type: ignore[arg-type]


def test_a_bar_is_as_long_as_its_share_of_the_scale() -> None:
    lines = drawn(bars(Series("Alla", (0.3, 0.6)), top=0.6))
    assert lines[0] == "Utfall"
    assert lines[2].count("█") == 2 * lines[1].count("█")
    assert lines[1].endswith("30 %")


def test_a_hidden_value_has_a_dot_and_no_bar() -> None:
    line = drawn(bars(Series("Alla", (None, 0.6))))[1]
    assert line.split() == ["Vägen", "vidare", "··"]


def test_what_nobody_followed_up_is_said_so() -> None:
    assert "ej uppföljt" in drawn(bars(Series("Alla", (None, 0.6), marks=("ej uppföljt", ""))))[1]


@pytest.mark.parametrize("kind", ["stapel", "grupperad-stapel", "spindel", "linje", "tratt", "intervall"])
def test_nothing_printed_is_no_chart(kind: ChartKind) -> None:
    assert drawn(Chart(kind, "Utfall", "", INSATSER, (Series("Alla", (None, None)),), "andel")) == []


def test_several_series_are_named_on_each_line() -> None:
    lines = drawn(bars(Series("Kvinnor", (0.3, 0.4)), Series("Män", (0.5, 0.6))))
    assert [line.split()[0] for line in lines[1:]] == ["Vägen", "Män", "Unga", "Män"]
    assert "Kvinnor" in lines[1]


def test_an_interval_is_drawn_with_its_bar_and_explained() -> None:
    lines = drawn(bars(Series("Alla", (0.3, 0.6), intervals=((0.2, 0.5), (0.4, 0.8)))))
    assert "▓" in lines[1]
    assert "95 %-intervall" in lines[-1]


def test_a_target_is_a_mark_and_said_in_numbers() -> None:
    lines = drawn(bars(Series("Alla", (0.1, 0.2)), target=0.5))
    assert TARGET in lines[1]
    assert lines[-1] == f"{TARGET} målvärdet 50 %"


def test_means_have_a_decimal_and_begin_at_the_bottom_of_the_scale() -> None:
    lines = drawn(Chart("spindel", "Medel", "", INSATSER, (Series("Första", (1.0, 5.0)),), "medel", bottom=1.0, top=5.0))
    assert "█" not in lines[1]
    assert lines[1].endswith("1,0")
    assert lines[2].endswith("5,0")


def test_months_are_levels_on_one_scale() -> None:
    months = Chart("linje", "Flöde", "", ("jan", "feb", "mars"), (Series("Nya", (10, 0, None)), Series("Avslutade", (5, 5, 5))), "antal", top=10)
    lines = drawn(months)
    assert lines[1].split() == ["Nya", "████", "····", UNKNOWN * 4]
    assert lines[2].split() == ["Avslutade", "▄▄▄▄", "▄▄▄▄", "▄▄▄▄"]
    assert lines[3].split() == ["jan", "feb", "mars"]
    assert f"{UNKNOWN} visas inte" in lines[4]


def test_shares_over_the_years_are_levels_too() -> None:
    years = Chart("linje", "Andel", "", ("2024", "2025", "2026"), (Series("Arbete", (0.3, 0.6, 0.0)),), "andel", top=0.6)
    lines = drawn(years)
    assert lines[1].split() == ["Arbete", "▄" * 4, "█" * 4, "·" * 4]
    assert lines[-1] == "högsta streck = 60 %"


def test_two_years_of_months_go_on_underneath() -> None:
    names = tuple(f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13))
    lines = drawn(Chart("linje", "Flöde", "", names, (Series("Nya", tuple(range(24))),), "antal", top=24))
    assert [word for line in lines for word in line.split() if word.startswith("202")] == list(names)


def test_a_point_lies_in_its_interval() -> None:
    line = drawn(Chart("intervall", "Andel", "", ("Alla",), (Series("Alla", (0.5,), intervals=((0.3, 0.7),)),), "andel"))[1]
    assert line.index(LIMIT) < line.index(POINT) < line.rindex(LIMIT)


def test_a_point_outside_the_funnel_is_outside_its_strip() -> None:
    chart = Chart("tratt", "Tratt", "", INSATSER, (Series("Andel", (0.9, 0.5)),), "andel", sizes=(30, 12), limits=((10, 0.1, 0.9), (30, 0.3, 0.6)))
    lines = chart_lines(chart, 77)
    outside, inside = str(lines[1]), str(lines[2])
    assert outside.rindex(LIMIT) < outside.index(POINT)
    assert inside.index(LIMIT) < inside.index(POINT) < inside.rindex(LIMIT)
    assert any("warning" in str(span.style) for span in lines[1].spans)
    assert not any("warning" in str(span.style) for span in lines[2].spans)


def test_a_funnel_without_names_has_a_line_for_each() -> None:
    lines = drawn(Chart("tratt", "Tratt", "", ("", ""), (Series("Andel", (0.4, 0.5)),), "andel", sizes=(30, 12)))
    assert [line.split()[0] for line in lines[1:3]] == ["–", "–"]


values = st.one_of(st.none(), st.floats(0, 1))


@given(
    st.sampled_from(["stapel", "grupperad-stapel", "spindel", "linje", "tratt", "intervall"]),
    st.lists(st.tuples(st.text("abcåäö ", min_size=1, max_size=50), values, values), min_size=1, max_size=15),
    st.integers(50, 120),
    st.one_of(st.none(), st.floats(0, 1)),
)
def test_no_line_is_wider_than_asked(kind: ChartKind, rows: list[tuple[str, float | None, float | None]], width: int, target: float | None) -> None:
    names, first, second = zip(*rows, strict=True)
    intervals = tuple(None if value is None else (value / 2, (1 + value) / 2) for value in first)
    series = (Series("Kvinnor", first, intervals), Series("Första halvåret 2026", second))
    chart = Chart(kind, "Utfall", "", names, series, "andel", target=target, sizes=(20,) * len(names), limits=((20, 0.2, 0.8),))
    lines = drawn(chart, width)
    assert all(cell_len(line) <= width for line in lines[1:-1])
    assert bool(lines) == any(value is not None for value in (*first, *second))
