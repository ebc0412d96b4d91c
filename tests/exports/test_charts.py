"""Charts: what is hidden is a gap with two dots and moves nothing else; nothing is clipped; series are told apart without colour."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.charts import COLUMN, NARROW, WIDE, draw
from exports.svg import GRID, INK, LOOKS, MUTED, PAPER, TARGET, number, ticks, width_of, wrapped
from register.reports.document import BLANK_MARK, Chart, ChartKind, Section, Series
from tests.exports.reports import GROUPS, flow, indicators, intervals, outcome, overview, progression, report

CHARTS = {section.id: section.chart for section in report().sections if section.chart}
EACH = pytest.mark.parametrize("name", CHARTS)
WIDTHS = pytest.mark.parametrize("width", [WIDE, COLUMN, NARROW])
SVG = "{http://www.w3.org/2000/svg}"


def picture(chart: Chart, width: int = WIDE) -> ET.Element:
    return ET.fromstring(draw(chart, name="b", width=width))  # noqa: S314 -- our own


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def points(root: ET.Element) -> list[ET.Element]:
    """The points of lines, funnels and radars, and those of the key."""
    return [e for e in root if e.tag in {f"{SVG}circle", f"{SVG}polygon"} or (e.tag == f"{SVG}rect" and e.get("stroke") == "#ffffff")]


def bars(root: ET.Element) -> list[ET.Element]:
    return [e for e in root if e.tag == f"{SVG}rect" and e.get("width") != "15"]


def at(element: ET.Element, *names: str) -> tuple[float, ...]:
    return tuple(float(element.get(name, "nan")) for name in names)


@EACH
@WIDTHS
def test_a_picture_has_its_words_and_no_markup_of_its_own(name: str, width: int) -> None:
    chart = CHARTS[name]
    root = picture(chart, width)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "b-t b-d"
    assert [(e.get("id"), e.text) for e in root[:2]] == [("b-t", chart.title), ("b-d", chart.alt)]
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all((one or "").startswith("b-") for one in ids)
    assert not [e for e in root.iter() if e.get("style") or e.get("class")]


@EACH
@WIDTHS
def test_no_text_is_cut_off_at_an_edge(name: str, width: int) -> None:
    chart = CHARTS[name]
    root = picture(chart, width)
    high = float(root.get("height") or 0)
    for element in root.iter(f"{SVG}text"):
        x, y, size = at(element, "x", "y", "font-size")
        wide = width_of(element.text or "", size) * 0.92  # the estimate is on the wide side
        left = x - {"middle": wide / 2, "end": wide}.get(element.get("text-anchor", "start"), 0.0)
        assert left >= -2, element.text
        assert left + wide <= width + 2, element.text
        assert size * 0.6 <= y <= high, element.text
        assert "…" not in (element.text or "")


@EACH
def test_every_category_is_named_somewhere(name: str) -> None:
    chart = CHARTS[name]
    said = " ".join(texts(picture(chart))).replace(" ", "")
    named = [one for one in chart.categories if one.replace(" ", "") in said]
    assert len(named) == len(chart.categories) or (chart.kind == "linje" and len(named) >= len(chart.categories) / 3)


def test_a_hidden_bar_is_two_dots_and_no_bar() -> None:
    chart = outcome().chart
    assert chart
    root = picture(chart)
    known = [value for one in chart.series for value in one.values if value is not None]
    assert len(bars(root)) == len(known) == 5
    assert texts(root).count("··") == 1
    assert "·· dolt av sekretesskäl" in texts(root)
    assert {"33\u00a0%", "51\u00a0%", "42\u00a0%"} <= set(texts(root))


def test_a_bar_of_zero_is_a_bar_with_a_figure_and_no_dots() -> None:
    root = picture(Chart("stapel", "t", "a", ("A", "B"), (Series("s", (0, 12)),), "antal", 0, 20))
    assert [at(bar, "width") for bar in bars(root)] == [(0.5,), at(bars(root)[1], "width")]
    assert "0" in texts(root)
    assert "·· dolt av sekretesskäl" not in texts(root)


def test_bars_are_as_long_as_their_values() -> None:
    first, second = bars(picture(Chart("stapel", "t", "a", ("A", "B"), (Series("s", (5, 20)),), "antal", 0, 20)))
    assert at(second, "width")[0] == pytest.approx(4 * at(first, "width")[0], rel=0.01)


def test_what_nobody_followed_up_looks_different_from_what_is_hidden() -> None:
    chart = intervals().chart
    assert chart
    root = picture(chart)
    assert BLANK_MARK in texts(root)
    assert "··" not in texts(root)
    assert "·· dolt av sekretesskäl" not in texts(root)
    assert len(points(root)) == 4
    hidden = picture(replace(chart, series=(replace(chart.series[0], marks=()),)))
    assert BLANK_MARK not in texts(hidden)
    assert texts(hidden).count("··") == 1


def test_a_line_breaks_where_a_month_is_hidden_and_runs_to_zero_where_it_is_zero() -> None:
    chart = flow().chart
    assert chart
    root = picture(chart)
    lines = [e.get("d", "") for e in root if e.tag == f"{SVG}path"]
    assert len(lines) == 3  # nya: ten months, then one alone, which is a point; avslutade: seven and four
    assert [line.count("L") + 1 for line in lines] == [10, 7, 4]
    assert texts(root).count("··") == 2
    foot = max(float(y) for line in lines for y in re.findall(r" ([\d.]+)", line))
    (july,) = [e for e in points(root) if at(e, "cy")[0] == pytest.approx(foot)]
    assert at(july, "cx")


def scale(root: ET.Element) -> set[str]:
    return {e.text or "" for e in root.iter(f"{SVG}text") if e.get("fill") == MUTED and e.get("font-size") != "13" and "dolt" not in (e.text or "")}


@pytest.mark.parametrize("made", [flow, outcome, intervals, progression])
def test_the_scale_is_the_charts_own_whatever_is_hidden(made: Callable[[], Section]) -> None:
    chart = made().chart
    assert chart
    first = chart.series[0]
    largest = max(value for value in first.values if value is not None)
    hidden = replace(chart, series=(replace(first, values=tuple(None if v == largest else v for v in first.values)), *chart.series[1:]))
    assert scale(picture(hidden)) == scale(picture(chart))
    assert len(points(picture(hidden))) + len(bars(picture(hidden))) < len(points(picture(chart))) + len(bars(picture(chart)))


def test_an_interval_on_a_dark_bar_has_a_light_edge() -> None:
    chart = Chart("stapel", "t", "a", ("A",), (Series("s", (0.5,), ((0.3, 0.7),)),), "andel", 0, 1)
    root = picture(chart)
    drawn = [e for e in root if e.tag == f"{SVG}line" and e.get("stroke") in {INK, PAPER}]
    assert [e.get("stroke") for e in drawn] == [PAPER] * 3 + [INK] * 3  # the edge lies under the whole of the line
    places = [at(e, "x1", "y1", "x2", "y2") for e in drawn]
    assert places[:3] == places[3:]
    assert at(drawn[0], "stroke-width")[0] >= 3 * at(drawn[3], "stroke-width")[0]
    (bar,) = bars(root)
    assert list(root).index(bar) < list(root).index(drawn[0])


def test_a_label_above_its_bar_stands_clear_of_the_zero_line() -> None:
    chart = outcome().chart
    assert chart
    root = picture(chart, NARROW)
    (zero,) = [e for e in root if e.tag == f"{SVG}line" and e.get("stroke") == MUTED]
    labels = [e for e in root.iter(f"{SVG}text") if e.text in dict.fromkeys(label for _, label in GROUPS)]
    assert len(labels) == len(GROUPS)
    assert all(at(e, "x")[0] > at(zero, "x1")[0] + 3 for e in labels)


def test_a_radar_with_a_hidden_corner_is_open_there() -> None:
    chart = progression().chart
    assert chart
    root = picture(chart)
    first, *sides = [e for e in root if e.tag == f"{SVG}path" and e.get("stroke") != GRID]
    assert first.get("d", "").endswith("Z")
    assert len(sides) == 4  # six corners less one: four sides between neighbours that are both there
    assert not [side for side in sides if side.get("fill") != "none"]
    assert "·· senaste mätningen" in texts(root)
    assert len(points(root)) == 6 + 5 + 2  # two in the key


def test_the_target_stands_with_its_figure() -> None:
    for section in (indicators(), outcome(), intervals()):
        assert section.chart
        root = picture(section.chart)
        assert [e for e in root if e.tag == f"{SVG}line" and e.get("stroke") == TARGET]
        assert next(e.text for e in root.iter(f"{SVG}text") if e.get("fill") == TARGET) in {"mål 30\u00a0%", "mål 40\u00a0%"}


def test_series_are_told_apart_without_colour() -> None:
    for one, other in combinations(LOOKS, 2):
        assert one.pattern != other.pattern
        assert one.marker != other.marker
        assert one.dash != other.dash
    chart = outcome().chart
    assert chart
    fills = {bar.get("fill") for bar in bars(picture(chart))}
    assert fills == {LOOKS[0].colour, "url(#b-m1)"}
    assert 'id="b-m1"' in draw(chart, name="b")
    assert texts(picture(chart))[:2] == ["Kvinnor", "Män"]


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("colour", [INK, MUTED, TARGET, *(one.colour for one in LOOKS)])
def test_colours_are_seen_against_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1118, "antal", "1\u00a0118"),
        (3_238_500, "antal", "3\u00a0238\u00a0500"),
        (0, "antal", "0"),
        (0.3, "andel", "30\u00a0%"),
        (0.145, "andel", "15\u00a0%"),
        (29 / 200, "andel", "15\u00a0%"),
        (0.0049, "andel", "0\u00a0%"),
        (1.0, "andel", "100\u00a0%"),
        (4.25, "medel", "4,3"),
        (4.2, "medel", "4,2"),
        (-0.5, "medel", "−0,5"),
    ],
)
def test_figures_in_swedish(value: float, unit: str, said: str) -> None:
    assert number(value, unit) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bottom", "top", "unit", "steps"),
    [
        (0, 1, "andel", [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 0.6, "andel", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
        (0, 3, "antal", [0, 1, 2, 3]),
        (0, 20, "antal", [0, 5, 10, 15, 20]),
        (1, 5, "medel", [1, 2, 3, 4, 5]),
        (-2, 2, "medel", [-2, -1, 0, 1, 2]),
    ],
)
def test_steps_of_a_scale(bottom: float, top: float, unit: str, steps: list[float]) -> None:
    assert ticks(bottom, top, unit) == pytest.approx(steps)  # type: ignore[arg-type]


def test_long_words_are_broken_and_what_never_fits_ends_in_an_ellipsis() -> None:
    assert wrapped("Fortsatt arbetslivsinriktad rehabilitering", 170) == ["Fortsatt arbetslivsinriktad", "rehabilitering"]
    assert wrapped("", 100) == []
    (row,) = wrapped("Samverkansöverenskommelsen", 60)
    assert row.endswith("…")
    assert width_of(row) <= 60


def test_two_pictures_of_a_page_share_no_id() -> None:
    chart = outcome().chart
    assert chart
    ids = [set(re.findall(r'id="([^"]+)"', draw(chart, name=name))) for name in ("a", "b")]
    assert not ids[0] & ids[1]


def test_a_label_is_never_markup() -> None:
    nasty = "<script>\"&'</script>"
    chart = Chart("stapel", nasty, nasty, (nasty,), (Series(nasty, (3,)), Series(nasty, (None,))), "antal", 0, 5)
    root = picture(chart, NARROW)
    assert root[0].text == root[1].text == nasty
    assert not list(root.iter(f"{SVG}script"))


def test_the_overviews_pictures_are_drawn_too() -> None:
    assert [picture(section.chart) for section in overview().sections if section.chart]


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60)


@st.composite
def charts(draw_from: st.DrawFn) -> Chart:
    """Any chart that a report could hold, and many that it should not."""
    kinds: list[ChartKind] = ["stapel", "grupperad-stapel", "spindel", "linje", "tratt", "intervall"]
    kind = draw_from(st.sampled_from(kinds))
    categories = tuple(draw_from(st.lists(WORDS, max_size=9)))
    value = st.one_of(st.none(), st.floats(-10, 200, allow_nan=False))
    count = 1 if kind in {"stapel", "tratt", "intervall"} else draw_from(st.integers(1, 5))
    series = tuple(
        Series(draw_from(WORDS), tuple(draw_from(st.lists(value, min_size=len(categories), max_size=len(categories))))) for _ in range(count)
    )
    bottom = draw_from(st.floats(-5, 5))
    return Chart(
        kind,
        draw_from(WORDS),
        draw_from(WORDS),
        categories,
        series,
        draw_from(st.sampled_from(["antal", "andel", "medel"])),
        bottom,
        bottom + draw_from(st.floats(0, 150)),
        draw_from(value),
        tuple(draw_from(st.integers(0, 3000)) for _ in categories),
        tuple((draw_from(st.integers(1, 3000)), 0.2, 0.6) for _ in range(draw_from(st.integers(0, 4)))),
        draw_from(value),
    )


@given(charts(), st.sampled_from([WIDE, COLUMN, NARROW]))
def test_any_chart_is_a_picture_with_every_mark_inside(chart: Chart, width: int) -> None:
    root = picture(chart, width)
    said = draw(chart, name="b", width=width)
    assert (
        "nan" not in said.replace(chart.title, "").lower()
        or "nan" in " ".join((chart.alt, *chart.categories, *(s.label for s in chart.series))).lower()
    )
    high = float(root.get("height") or 0)
    for bar in bars(root):
        x, y, wide, thick = at(bar, "x", "y", "width", "height")
        assert -1 <= x <= x + wide <= width + 1
        assert 0 <= y <= y + thick <= high
    for point in points(root):
        if point.tag == f"{SVG}circle":
            x, y = at(point, "cx", "cy")
            assert -1 <= x <= width + 1
            assert 0 <= y <= high
    shown = sum(value is not None for one in chart.series for value in one.values)
    if chart.kind in {"stapel", "grupperad-stapel"}:
        assert len(bars(root)) == shown


def test_the_levels_of_a_radar_stand_over_its_lines_and_have_no_decimals() -> None:
    spokes = ("Ett", "Två", "Tre")
    made = Chart("spindel", "Medel", "alt", spokes, (Series("Första", (2.0, 2.5, 3.0)), Series("Senaste", (3.0, 3.5, 4.0))), "medel", 1.0, 5.0)
    drawn = draw(made, name="x")
    levels = [drawn.rfind(f">{level}</text>") for level in ("2", "3", "4", "5")]
    assert min(levels) > drawn.rfind("<path")
    assert "5,0" not in drawn
