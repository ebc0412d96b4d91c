"""Charts in a plane: lines over time and the radar."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from exports.svg import (
    GRID,
    INK,
    LINE,
    MUTED,
    TARGET,
    Anchor,
    lines,
    look,
    mark,
    mark_of,
    marker,
    number,
    path,
    rule,
    text,
    ticks,
    width_of,
    wrapped,
)
from register.reports.document import Chart, Series

_NARROW: Final = 480
_OUTSIDE: Final = 12.0
"""How far outside a radar its labels stand."""
_SIDEWAYS: Final = 0.2
"""A label whose axis leans more than this stands beside the web, else over or under it."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Plane:
    """Where the plot lies, and how a pair of values becomes a point in it. ``x`` runs from 0 to ``widest``."""

    left: float
    right: float
    upper: float
    lower: float
    widest: float
    bottom: float
    top: float

    def x(self, value: float) -> float:
        """The place of a value along the picture."""
        return self.left + value / (self.widest or 1.0) * (self.right - self.left)

    def y(self, value: float) -> float:
        """The height of a value; what lies outside the scale stands at its end."""
        share = (min(max(value, self.bottom), self.top) - self.bottom) / (self.top - self.bottom or 1.0)
        return self.lower - share * (self.lower - self.upper)


def plane_of(chart: Chart, width: float, above: float, widest: float, high: float) -> tuple[Plane, str]:
    """The plot with its horizontal lines and their figures."""
    steps = ticks(chart.bottom, chart.top, chart.unit)
    left = max((width_of(number(step, chart.unit), 12) for step in steps), default=20.0) + 8
    target = f"mål {number(chart.target, chart.unit)}" if chart.target is not None else ""
    plane = Plane(left, width - (width_of(target) + 8 if target else 12), above + 14, above + 14 + high, widest, chart.bottom, chart.top)
    parts = []
    for step in steps:
        y = plane.y(step)
        parts.append(rule(left, y, plane.right, y, stroke=MUTED if abs(step) < 1e-9 else GRID))
        parts.append(text(number(step, chart.unit), left - 6, y + 4, anchor="end", fill=MUTED, size=12))
    if chart.target is not None:
        y = plane.y(chart.target)
        parts.append(rule(left, y, plane.right, y, stroke=TARGET, width=2, dash="5 3"))
        parts.append(text(target, plane.right + 6, y + 4.5, fill=TARGET))
    return plane, "".join(parts)


def draw_lines(chart: Chart, name: str, width: float, above: float) -> tuple[str, float]:
    """A line for each series over the categories; broken where a value is missing, with its mark at the foot."""
    del name
    count = len(chart.categories)
    plane, grid = plane_of(chart, width, above, max(count - 1, 1), 190.0 if width < _NARROW else 230.0)
    inset = min(28.0, (plane.right - plane.left) / 8)
    plane = Plane(plane.left + inset, plane.right - inset, plane.upper, plane.lower, plane.widest, plane.bottom, plane.top)
    parts = [grid, _under(chart.categories, plane)]
    parts += [_line(chart, plane, n) for n in range(len(chart.series))]
    parts += [_values(chart, plane, chart.series[0])] if len(chart.series) == 1 else []
    return "".join(parts), plane.lower + LINE + 12


def _under(categories: tuple[str, ...], plane: Plane) -> str:
    """The categories under the plot, every second or third where all don't fit."""
    apart = (plane.right - plane.left) / plane.widest
    widest = max((width_of(one, 12) for one in categories), default=0.0) + 8
    every = max(1, math.ceil(widest / apart))
    return "".join(
        text(one, plane.x(n), plane.lower + LINE + 2, anchor="middle", fill=MUTED, size=12) for n, one in enumerate(categories) if n % every == 0
    )


def _runs(series: Series, plane: Plane) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for n, value in enumerate(series.values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((plane.x(n), plane.y(value)))
    return [run for run in runs if run]


def _line(chart: Chart, plane: Plane, n: int) -> str:
    one, style = chart.series[n], look(n)
    parts = [path(run, stroke=style.colour, dash=style.dash) for run in _runs(one, plane) if len(run) > 1]
    for place, value in enumerate(one.values):
        interval = one.intervals[place] if place < len(one.intervals) else None
        if value is None:
            parts.append(mark(mark_of(one, place), plane.x(place), plane.lower - 6 - n * LINE, anchor="middle", fill=style.colour))
            continue
        if interval:
            parts.append(rule(plane.x(place), plane.y(interval[0]), plane.x(place), plane.y(interval[1]), stroke=INK, width=1.2))
        parts.append(marker(style.marker, plane.x(place), plane.y(value), style.colour))
    return "".join(parts)


def _values(chart: Chart, plane: Plane, one: Series) -> str:
    """The figures above the points, where they fit beside each other."""
    apart = (plane.right - plane.left) / plane.widest
    texts = [number(value, chart.unit) if value is not None else "" for value in one.values]
    if max(map(width_of, texts), default=0.0) > apart - 2:
        return ""
    parts = []
    for n, value in enumerate(one.values):
        if value is not None:
            interval = one.intervals[n] if n < len(one.intervals) else None
            y = max(plane.y(interval[1] if interval else value) - 9, plane.upper - 3)
            parts.append(text(texts[n], plane.x(n), y, anchor="middle", halo=True))
    return "".join(parts)


@dataclass(frozen=True)
class Web:
    """Where a radar lies: its centre, its radius and its scale."""

    x: float
    y: float
    radius: float
    bottom: float
    top: float

    def at(self, angle: float, value: float) -> Point:
        """The point of a value on the axis of an angle."""
        share = (min(max(value, self.bottom), self.top) - self.bottom) / (self.top - self.bottom or 1.0)
        return self.x + math.cos(angle) * self.radius * share, self.y + math.sin(angle) * self.radius * share


def draw_radar(chart: Chart, name: str, width: float, above: float) -> tuple[str, float]:
    """A polygon for each series over axes from one centre; an axis where a value is missing has its mark, and the line is broken there."""
    del name
    count = max(len(chart.categories), 1)
    angles = [2 * math.pi * n / count - math.pi / 2 for n in range(len(chart.categories))]
    radius = _radius(chart, angles, width)
    web = Web(width / 2, above + radius + 3 * LINE, radius, chart.bottom, chart.top)
    parts = [_rings(chart, web, angles)]
    parts += [_axis(chart, web, place, angle, width) for place, angle in enumerate(angles)]
    for n, one in enumerate(chart.series):
        parts.append(_polygon([web.at(angle, value) if value is not None else None for angle, value in zip(angles, one.values, strict=True)], n))
    parts.append(_levels(chart, web))  # over the lines, or they would strike them through
    return "".join(parts), web.y + radius + 2.6 * LINE


def _radius(chart: Chart, angles: list[float], width: float) -> float:
    """As large as leaves room for the longest word beside the web, but never too small to be read."""
    radius = min(width, 560.0) * 0.3
    for label, angle in zip(chart.categories, angles, strict=True):
        across = abs(math.cos(angle))
        if across >= _SIDEWAYS:
            longest = max((width_of(word) for word in label.split()), default=0.0)
            radius = min(radius, (width / 2 - longest - 2) / across - _OUTSIDE)
    return max(radius, width * 0.2)


def _rings(chart: Chart, web: Web, angles: list[float]) -> str:
    steps = [step for step in ticks(chart.bottom, chart.top, chart.unit) if step > chart.bottom]
    rings = [path([web.at(angle, step) for angle in angles], stroke=GRID, width=1, closed=True) for step in steps if angles]
    spokes = [rule(web.x, web.y, *web.at(angle, chart.top)) for angle in angles]
    return "".join((*rings, *spokes))


def _levels(chart: Chart, web: Web) -> str:
    """The figures of the scale beside the first axis; whole levels without decimals."""
    steps = [step for step in ticks(chart.bottom, chart.top, chart.unit) if step > chart.bottom]
    whole = all(float(step).is_integer() for step in steps)
    figures = [(str(int(step)) if whole and chart.unit == "medel" else number(step, chart.unit), web.at(-math.pi / 2, step)[1]) for step in steps]
    return "".join(text(words, web.x + 5, y + 4, fill=MUTED, size=11, halo=True) for words, y in figures)


def _axis(chart: Chart, web: Web, place: int, angle: float, width: float) -> str:
    """The label outside the web, with the marks of the series that have no value there."""
    x, y = web.at(angle, chart.top)
    x, y = x + math.cos(angle) * _OUTSIDE, y + math.sin(angle) * _OUTSIDE
    across = math.cos(angle)
    anchor: Anchor = "middle" if abs(across) < _SIDEWAYS else "start" if across > 0 else "end"
    room = {"middle": min(200.0, width), "start": width - x, "end": x}[anchor]
    rows = wrapped(chart.categories[place], room)
    rows += [f"{mark_of(one, place)} {one.label.lower()}" for one in chart.series if one.values[place] is None]
    shift = -LINE * len(rows) / 2 + 4 if math.sin(angle) < -0.8 else LINE * len(rows) / 2 - 4 if math.sin(angle) > 0.8 else 0.0
    return lines(rows, x, y + shift, anchor=anchor)


def _polygon(known: list[Point | None], n: int) -> str:
    style = look(n)
    points = [one for one in known if one]
    if len(points) == len(known) and points:
        drawn = path(points, stroke=style.colour, dash=style.dash, fill=style.colour, closed=True)
    else:
        sides = pairwise([*known, known[0]]) if len(known) > 2 else pairwise(known)
        drawn = "".join(path([one, other], stroke=style.colour, dash=style.dash) for one, other in sides if one and other)
    return drawn + "".join(marker(style.marker, x, y, style.colour) for x, y in points)
