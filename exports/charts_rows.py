"""Charts that lie in rows: horizontal bars, bars in groups, and points with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from exports.svg import (
    GRID,
    INK,
    LINE,
    MUTED,
    PAPER,
    TARGET,
    fill_of,
    lines,
    look,
    mark,
    mark_of,
    marker,
    number,
    rule,
    tag,
    text,
    ticks,
    width_of,
    wrapped,
)
from register.reports.document import Chart

_NARROW: Final = 480
_GAP: Final = 8.0
_CLEAR: Final = 6.0
"""How far from the edge, where the zero line stands, a label above its bar begins."""
_BAR, _GROUPED = 20.0, 15.0
_BETWEEN, _DENSE = 12.0, 6.0
_MANY: Final = 12
"""More rows than this are thinner and stand closer."""


@dataclass(frozen=True)
class Frame:
    """Where the plot lies, and how a value becomes a place in it."""

    left: float
    right: float
    bottom: float
    top: float

    def x(self, value: float) -> float:
        """The place of a value; what lies outside the scale stands at its end."""
        span = self.top - self.bottom or 1.0
        return self.left + (min(max(value, self.bottom), self.top) - self.bottom) / span * (self.right - self.left)


def draw(chart: Chart, name: str, width: float, above: float) -> tuple[str, float]:
    """The rows, the scale under them and the target across them; the markup and where it ends."""
    stacked = width < _NARROW
    many = len(chart.categories) > _MANY
    thick = _GROUPED if many or len(chart.series) > 1 else _BAR
    room = width if stacked else min(max(map(width_of, chart.categories), default=0.0), width * 0.36)
    between = _DENSE if many else _BETWEEN
    labels = [wrapped(label, room - _CLEAR if stacked else room) for label in chart.categories]
    frame = Frame(1.0 if stacked else room + _GAP, width - _room_for_values(chart), chart.bottom, chart.top)
    start = above + (LINE + 4 if chart.target is not None else 4)
    rows: list[str] = []
    said: list[str] = []
    y = start
    for place, label in enumerate(labels):
        high = thick * len(chart.series)
        if stacked:
            y += LINE * len(label)
            said.append(lines(label, _CLEAR, y - LINE * len(label) / 2 - 2))
        else:
            high = max(high, LINE * len(label))
            said.append(lines(label, room, y + high / 2, anchor="end"))
        offset = (high - thick * len(chart.series)) / 2
        for n in range(len(chart.series)):
            drawn, figure = _mark(chart, frame, n, place, y + offset + n * thick, thick, name)
            rows.append(drawn)
            said.append(figure)
        y += high + between
    end = y - between / 2
    # Words last: no line runs through them.
    return "".join((_scale(chart, frame, start, end), *rows, _target(chart, frame, start, end, width), *said)), end + LINE + 6


def _room_for_values(chart: Chart) -> float:
    texts = [number(value, chart.unit) for one in chart.series for value in one.values if value is not None]
    marks = [mark_of(one, place) for one in chart.series for place, value in enumerate(one.values) if value is None]
    return max((width_of(words) for words in (*texts, *(marks if not texts else ()))), default=30.0) + 14


def _scale(chart: Chart, frame: Frame, start: float, end: float) -> str:
    parts = []
    free = -1.0
    for step in ticks(chart.bottom, chart.top, chart.unit):
        x, words = frame.x(step), number(step, chart.unit)
        parts.append(rule(x, start, x, end, stroke=MUTED if abs(step) < 1e-9 else GRID))
        half = width_of(words, 12) / 2
        middle = max(x, half)
        if middle - half > free:
            parts.append(text(words, middle, end + LINE, anchor="middle", fill=MUTED, size=12))
            free = middle + half + 4
    return "".join(parts)


def _target(chart: Chart, frame: Frame, start: float, end: float, width: float) -> str:
    if chart.target is None:
        return ""
    x = frame.x(chart.target)
    words = f"mål {number(chart.target, chart.unit)}"
    half = width_of(words) / 2
    middle = min(max(x, half), width - half)
    return rule(x, start - 3, x, end, stroke=TARGET, width=2, dash="5 3") + text(words, middle, start - 8, anchor="middle", fill=TARGET)


def _mark(chart: Chart, frame: Frame, n: int, place: int, y: float, thick: float, name: str) -> tuple[str, str]:
    """A bar or a point with its interval, and its value in figures; or nothing, and what stands instead of a value."""
    one = chart.series[n]
    value = one.values[place]
    middle = y + thick / 2
    base = frame.x(min(max(0.0, chart.bottom), chart.top))
    under = middle + 4.5
    if value is None:
        return "", mark(mark_of(one, place), base + 6, under)
    interval = one.intervals[place] if place < len(one.intervals) else None
    at = frame.x(value)
    parts = []
    if chart.kind != "intervall":
        left, right = sorted((base, at))
        wide = max(right - left, 0.5)
        parts.append(tag("rect", x=left, y=y + 1, width=wide, height=thick - 2, fill=fill_of(n, name), stroke=look(n).colour, stroke_width=1))
    if interval:
        parts.append(_whisker(frame.x(interval[0]), frame.x(interval[1]), middle))
    if chart.kind == "intervall":
        parts.append(marker(look(n).marker, at, middle, look(n).colour, 5.5))
    beyond = max(at, frame.x(interval[1]) if interval else at, base)
    return "".join(parts), text(number(value, chart.unit), beyond + 6, under, halo=True)


def _whisker(low: float, high: float, y: float) -> str:
    """The interval across a bar, with a light edge: half of it lies on what may be as dark as the line."""
    parts = ((low, y, high, y), (low, y - 4, low, y + 4), (high, y - 4, high, y + 4))
    edge = "".join(rule(*part, stroke=PAPER, width=5.5, cap="square") for part in parts)
    return edge + "".join(rule(*part, stroke=INK, width=1.5) for part in parts)
