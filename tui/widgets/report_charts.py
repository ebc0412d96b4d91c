"""Charts of a report as text, each with its value beside: bars, months, points with intervals, and the funnel as one strip each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.content import Content

from tui.widgets.charts import NOTHING, fit, per_cent, share_bar, sparkline
from tui.widgets.figures import bars

if TYPE_CHECKING:
    from register.reports.document import Chart, Series

COLOURS: Final = ("$text-success", "$text-accent", "$text-primary", "$text-secondary")
POINT, LIMIT, TARGET, UNKNOWN = "●", "─", "╎", "░"
_NAMELESS: Final = "–"
_LEVELS: Final = 1000
_LEAST_ROOM, _MOST_ROOM = 8, 50
_MOST_MONTH: Final = 10


def chart_lines(chart: Chart, width: int) -> list[Content]:
    """The chart in lines of at most ``width`` cells; nothing where no value of it is printed."""
    if not any(value is not None for one in chart.series for value in one.values):
        return []
    if chart.kind == "linje":
        lines = _months(chart, width)
    elif chart.kind in ("tratt", "intervall"):
        lines = _points(chart, width)
    else:
        lines = _bars(chart, width)
    return [Content.styled(chart.title, "italic"), *lines, *_legend(chart)]


class _Widths(NamedTuple):
    """Cells of a line's parts: the category, the name of the series, the bar, and the value."""

    label: int
    name: int
    room: int
    value: int


def _widths(chart: Chart, width: int) -> _Widths:
    label = min(max(len(one or _NAMELESS) for one in chart.categories) + 1, width * 2 // 5)
    value = 1 + max(len(_value(chart, one, at)) for one in chart.series for at in range(len(chart.categories)))
    names = max(len(one.label) for one in chart.series) + 1 if len(chart.series) > 1 else 0
    name = min(names, width - label - value - _LEAST_ROOM)
    return _Widths(label, name, min(_MOST_ROOM, width - label - name - value), value)


def _label(text: str, width: int) -> str:
    return fit(text, width - 1) + " "


def _bars(chart: Chart, width: int) -> list[Content]:
    label, name, room, value_width = _widths(chart, width)
    lines = []
    for at, category in enumerate(chart.categories):
        for order, one in enumerate(chart.series):
            text = _label(category if order == 0 else "", label) + (fit(one.label, name) if name else "")
            value = one.values[at]
            bar = "" if value is None else _bar(chart, one, at, value, room)
            lines.append(Content.assemble(text, (fit(bar, room), COLOURS[order % len(COLOURS)]), f"{_value(chart, one, at):>{value_width}}"))
    return lines


def _bar(chart: Chart, series: Series, at: int, value: float, room: int) -> str:
    between = series.intervals[at] if series.intervals else None
    if between and chart.bottom == 0:
        low, high = between
        bar = share_bar(value / chart.top, low / chart.top, min(1.0, high / chart.top), room)
    else:
        bar = bars(round((value - chart.bottom) * 1000), round((chart.top - chart.bottom) * 1000), room)
    return bar if chart.target is None else _with_target(bar, _cell(chart, chart.target, room), room)


def _with_target(bar: str, at: int, room: int) -> str:
    whole = fit(bar, room)
    return whole[:at] + TARGET + whole[at + 1 :] if whole[at] in (" ", NOTHING) else whole


def _cell(chart: Chart, value: float, room: int) -> int:
    share = (value - chart.bottom) / (chart.top - chart.bottom)
    return max(0, min(room - 1, round(share * (room - 1))))


def _value(chart: Chart, series: Series, at: int) -> str:
    value = series.values[at]
    if value is None:
        return series.marks[at] if series.marks else "··"
    return number(value, chart.unit)


def number(value: float, unit: str) -> str:
    """A value of a chart in words."""
    if unit == "andel":
        return per_cent(value)
    if unit == "antal":
        return str(round(value))
    return f"{value:.1f}".replace(".", ",").replace("-", "\N{MINUS SIGN}")


def _months(chart: Chart, width: int) -> list[Content]:
    """A bar for each month as high as the count, under each other for the series, on one scale."""
    name = min(max(len(one.label) for one in chart.series) + 1, width // 4)
    cell = min(_MOST_MONTH, max(len(one) for one in chart.categories) + 1)
    shown = max(1, (width - name) // cell)
    lines = []
    for start in range(0, len(chart.categories), shown):
        part = slice(start, start + shown)
        for order, one in enumerate(chart.series):
            values = one.values[part]
            # A scale of whole numbers, whatever the unit; what is not zero is seen.
            scaled = [0 if not value else max(1, round(value / chart.top * _LEVELS)) for value in values]
            levels = sparkline([_LEVELS, *scaled])[1:]
            marks = [UNKNOWN if value is None else level for level, value in zip(levels, values, strict=True)]
            drawn = "".join(fit(mark * (cell - 1), cell) for mark in marks).rstrip()
            lines.append(Content.assemble(fit(one.label, name), (drawn, COLOURS[order % len(COLOURS)])))
        heads = "".join(fit(fit(category, cell - 1), cell) for category in chart.categories[part])
        lines.append(Content.styled(fit("", name) + heads.rstrip(), "$text-muted"))
    return lines


def _points(chart: Chart, width: int) -> list[Content]:
    """A strip each: the value as a point, and its interval, or where chance alone would put it."""
    label, name, room, value_width = _widths(chart, width)
    lines = []
    for at, category in enumerate(chart.categories):
        for order, one in enumerate(chart.series):
            text = _label((category or _NAMELESS) if order == 0 else "", label) + (fit(one.label, name) if name else "")
            value, ends = one.values[at], _ends(chart, one, at)
            outside = chart.kind == "tratt" and value is not None and ends is not None and not ends[0] <= value <= ends[1]
            colour = "$text-warning" if outside else COLOURS[order % len(COLOURS)]
            lines.append(Content.assemble(text, (_strip(chart, value, ends, room), colour), f"{_value(chart, one, at):>{value_width}}"))
    return lines


def _ends(chart: Chart, series: Series, at: int) -> tuple[float, float] | None:
    if chart.kind != "tratt":
        return series.intervals[at] if series.intervals else None
    if not chart.limits or at >= len(chart.sizes):
        return None
    _, low, high = min(chart.limits, key=lambda limit: abs(limit[0] - chart.sizes[at]))
    return low, high


def _strip(chart: Chart, value: float | None, ends: Sequence[float] | None, room: int) -> str:
    cells = [" "] * room
    if value is None:
        return "".join(cells)
    if ends is not None:
        first, last = (_cell(chart, end, room) for end in ends)
        cells[first : last + 1] = [LIMIT] * (last + 1 - first)
    if chart.target is not None:
        cells[_cell(chart, chart.target, room)] = TARGET
    cells[_cell(chart, value, room)] = POINT
    return "".join(cells)


def _legend(chart: Chart) -> list[Content]:
    parts = []
    if chart.target is not None and chart.kind != "linje":
        parts.append(f"{TARGET} målvärdet {number(chart.target, chart.unit)}")
    if chart.kind == "tratt":
        parts.append(f"{POINT} andelen, {LIMIT} dit slumpen når kring förbundets andel")
    elif chart.kind == "intervall":
        parts.append(f"{POINT} andelen, {LIMIT} dess 95 %-intervall")
    elif chart.kind == "linje":
        parts.append(f"högsta streck = {number(chart.top, chart.unit)}")
        parts += [f"{UNKNOWN} visas inte"] if any(value is None for one in chart.series for value in one.values) else []
    elif chart.bottom == 0 and any(one.intervals for one in chart.series):
        parts.append("█▓ andelen, ▓░ dess 95 %-intervall")
    return [Content.styled("  ".join(parts), "$text-muted")] if parts else []
