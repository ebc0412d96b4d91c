"""Charts as pictures in SVG: pure functions of what stands in the table beside them.

A value that the gate hides is a gap with two dots, never a zero, and no scale is taken from one: scales come from the chart itself.
"""

from __future__ import annotations

from html import escape
from typing import Final

from exports import charts_funnel, charts_plane, charts_rows
from exports.report_layout import HIDDEN_MEANS
from exports.svg import LINE, MUTED, SANS, legend, mark_of, pattern, tag, text, wrapped
from register.reports.document import HIDDEN_MARK, Chart

WIDE: Final = 600
COLUMN: Final = 480
NARROW: Final = 340

_DRAWERS: Final = {
    "stapel": charts_rows.draw,
    "grupperad-stapel": charts_rows.draw,
    "intervall": charts_rows.draw,
    "linje": charts_plane.draw_lines,
    "tratt": charts_funnel.draw,
    "spindel": charts_plane.draw_radar,
}


def draw(chart: Chart, *, name: str, width: int = WIDE, font: str = SANS) -> str:
    """The chart as an SVG element.

    Args:
        chart: what to draw.
        name: begins every id in the picture; unique among the pictures of a page.
        width: how wide, in units that are pixels on a page. Under 480 labels stand above what they name.
        font: the family or families of the type.
    """
    key, top = legend(chart.series, name, width, points=chart.kind in {"linje", "spindel", "intervall"})
    body, height = _DRAWERS[chart.kind](chart, name, float(width), top)
    definitions = "".join(pattern(number, name) for number in range(len(chart.series)))
    foot, height = _marks_explained(chart, float(width), height)
    return tag(
        "svg",
        tag("title", escape(chart.title), id=f"{name}-t"),
        tag("desc", escape(chart.alt), id=f"{name}-d"),
        tag("defs", definitions) if definitions else "",
        key,
        body,
        foot,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height:.0f}",
        width=width,
        height=round(height),
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
        font_family=font,
    )


def _marks_explained(chart: Chart, width: float, height: float) -> tuple[str, float]:
    """Under the picture: what the dots mean, where there are any."""
    if all(value is not None or mark_of(one, place) != HIDDEN_MARK for one in chart.series for place, value in enumerate(one.values)):
        return "", height
    rows = wrapped(f"{HIDDEN_MARK} {HIDDEN_MEANS}", width)
    return "".join(text(row, 0, height + LINE * (n + 1), fill=MUTED, size=12) for n, row in enumerate(rows)), height + LINE * len(rows) + 6
