"""The funnel of insatser: their shares by their bases, with names, or with numbers and a key."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Final

from exports.charts_plane import Plane, Point, plane_of
from exports.svg import INK, LINE, MUTED, PAPER, SIZE, Anchor, lines, look, mark_of, marker, number, path, rule, tag, text, ticks, width_of
from register.reports.document import Chart

_NARROW: Final = 480
_MANY: Final = 8
"""Of more insatser than these the funnel is lower, with room for its key."""
_LOW, _HIGH = 230.0, 290.0
"""How high a funnel is: where the page is narrow or the insatser many, and elsewhere."""
_DISC: Final = 9.0
"""The radius of a point with a number in it."""
_FIGURE: Final = 10.5
_REACHES: Final = (0.0, 8.0, 16.0, 26.0, 38.0)
_LED: Final = 16.0
"""Figures beside crowded points: their size, how far off they may stand, and from how far a line leads to them."""
_BASES: Final = "antal som andelen räknas på"
_DASHED: Final = "streckat: slumpens gränser"


def draw(chart: Chart, name: str, width: float, above: float) -> tuple[str, float]:
    """Shares against their bases within control limits; insatser by name where the names fit, else by number with a key.

    A category that is empty is a point without a name.
    """
    del name
    shown = _shown(chart)
    hidden = [
        f"{mark_of(chart.series[0], n)} {chart.categories[n]}"
        for n, share in enumerate(chart.series[0].values)
        if share is None and chart.categories[n]
    ]
    plane, grid = _funnel_plane(chart, width, above)
    points = [(plane.x(size), plane.y(share)) for _, size, share in shown]
    words = [one for one, _, _ in shown]
    # Beside every line where there is room, else over one.
    named = _names(words, points, plane, lines_=_lines(chart, plane)) or _names(words, points, plane)
    if named is not None:
        drawn = [marker("cirkel", x, y, look(0).colour, 5.5) for x, y in points]
        drawn += [text(words, x, y, anchor=anchor, halo=True) for x, y, anchor, words in named if words]
        foot, under = _bases(chart, plane)
        key, end = _columns(hidden, width, under)
        return "".join((grid, _limits(chart, plane), _whole(chart, plane), foot, *drawn, key)), end
    numbers = dict(enumerate((place for place, (words, _, _) in enumerate(shown) if words), 1))  # a point without a name has no number
    entries = [*(f"{nth} {shown[place][0]}" for nth, place in numbers.items()), *hidden]
    beside = max(map(width_of, entries)) + 20
    if width < _NARROW or beside > width * 0.5:  # the key goes under the picture, else beside it
        beside = 0.0
    plane, grid = _funnel_plane(chart, width - beside, above)
    points = [(plane.x(size), plane.y(share)) for _, size, share in shown]
    drawn = [marker("cirkel", *point, look(0).colour, 5.5) for place, point in enumerate(points) if not shown[place][0]]
    drawn += _numbered(numbers, points, plane)
    foot, under = _bases(chart, plane)
    key, end = _columns(entries, beside or width, above + 8 if beside else under)
    placed = tag("g", key, transform=f"translate({width - beside + 16:.1f} 0)") if beside else key
    return "".join((grid, _limits(chart, plane), _whole(chart, plane), foot, *drawn, placed)), max(end, under - 6)


def _shown(chart: Chart) -> list[tuple[str, int, float]]:
    """Name, base and share of what is not hidden: the scale is taken from nothing else."""
    places = zip(chart.categories, chart.sizes, chart.series[0].values, strict=True)
    return [(words, size, share) for words, size, share in places if share is not None]


def _funnel_plane(chart: Chart, width: float, above: float) -> tuple[Plane, str]:
    shown = _shown(chart)
    widest = max((*(size for _, size, _ in shown), *(base for base, _, _ in chart.limits)), default=1) * 1.04
    beside = max(map(width_of, _whole_words(chart)), default=0.0)
    high = _LOW if width < _NARROW or len(shown) > _MANY else _HIGH
    return plane_of(chart, width - (beside + 2 if chart.target is None else 0.0), above, widest, high)


def _numbered(numbers: dict[int, int], points: list[Point], plane: Plane) -> list[str]:
    """Points with their numbers in them; where those would cover each other, smaller points with their numbers beside, if there is room.

    Args:
        numbers: the place of its point among the points, by number.
        points: where all points are, those without a number too.
        plane: the plot.
    """
    if any(math.dist(one, other) < 2 * _DISC for one, other in combinations(points, 2)):
        names = {place: str(nth) for nth, place in numbers.items()}
        placed = _names([names.get(place, "") for place in range(len(points))], points, plane, size=_FIGURE, radius=3.5, reaches=_REACHES)
        if placed is not None:
            ends = [(x, y - _FIGURE / 3) for x, y, _, _ in placed]
            found = [(points[place], end) for place, end in zip(numbers.values(), ends, strict=True)]
            drawn = [rule(*point, *end, stroke=MUTED) for point, end in found if math.dist(point, end) > _LED]
            drawn += [marker("cirkel", *point, look(0).colour, 3.5) for point, _ in found]
            return drawn + [text(words, x, y, anchor=anchor, size=_FIGURE, halo=True) for x, y, anchor, words in placed]
    discs = []
    for nth, place in numbers.items():
        x, y = points[place]
        figure = text(str(nth), x, y + 3.8, anchor="middle", fill=PAPER, size=_FIGURE, weight="bold")
        discs += [marker("cirkel", x, y, look(0).colour, _DISC), figure]
    return discs


def _limits(chart: Chart, plane: Plane) -> str:
    limits = sorted(chart.limits)
    if len(limits) < 2:
        return ""
    edges = [[(plane.x(base), plane.y(edge)) for base, edge in side] for side in ([(b, lo) for b, lo, _ in limits], [(b, hi) for b, _, hi in limits])]
    return "".join(path(edge, stroke=MUTED, dash="4 3", width=1.5) for edge in edges)


def _lines(chart: Chart, plane: Plane) -> list[Box]:
    """Where the lines run that no name should stand on: the förbund's share, and the limits piece by piece."""
    found: list[Box] = []
    if chart.whole is not None:
        found.append((plane.left, plane.y(chart.whole) - 1, plane.right, plane.y(chart.whole) + 1))
    for (base, low, high), (next_base, next_low, next_high) in pairwise(sorted(chart.limits)):
        for one, other in ((low, next_low), (high, next_high)):
            upper, lower = sorted((plane.y(one), plane.y(other)))
            found.append((plane.x(base), upper - 1, plane.x(next_base), lower + 1))
    return found


def _whole_words(chart: Chart) -> tuple[str, ...]:
    return () if chart.whole is None else ("förbundet", number(chart.whole, chart.unit))


def _whole(chart: Chart, plane: Plane) -> str:
    """The share that the limits are drawn around, named at its end."""
    if chart.whole is None:
        return ""
    y = plane.y(chart.whole)
    return rule(plane.left, y, plane.right, y, stroke=INK, width=1.5) + lines(_whole_words(chart), plane.right + 6, y)


def _bases(chart: Chart, plane: Plane) -> tuple[str, float]:
    """What stands under a funnel: the bases, and what the dashed lines are; and where what follows may begin."""
    steps = [step for step in ticks(0, plane.widest, "antal", 5) if step > 0]
    parts = [text(number(step, "antal"), plane.x(step), plane.lower + LINE, anchor="middle", fill=MUTED, size=12) for step in steps]
    rows = [_BASES, *([_DASHED] if len(chart.limits) > 1 else [])]
    wide = plane.right - plane.left
    if sum(width_of(row, 12) for row in rows) + LINE <= wide:
        parts.append(text(_BASES, plane.right, plane.lower + 2 * LINE, anchor="end", fill=MUTED, size=12))
        parts += [text(row, plane.left, plane.lower + 2 * LINE, fill=MUTED, size=12) for row in rows[1:]]
        return "".join(parts), plane.lower + 2 * LINE + 14
    parts += [text(row, plane.right, plane.lower + LINE * n, anchor="end", fill=MUTED, size=12) for n, row in enumerate(rows, 2)]
    return "".join(parts), plane.lower + LINE * (len(rows) + 1) + 14


Box = tuple[float, float, float, float]


def _names(
    names: list[str],
    points: list[Point],
    plane: Plane,
    *,
    size: float = SIZE,
    radius: float = 5.5,
    reaches: tuple[float, ...] = (0.0,),
    lines_: Sequence[Box] = (),
) -> list[tuple[float, float, Anchor, str]] | None:
    """A place for each name beside its point, where no two meet, in the order of the names; None where some name finds none.

    Args:
        names: empty for a point without a name.
        points: where the points are.
        plane: the plot, which no name leaves.
        size: of the type.
        radius: of the points.
        reaches: how much farther from its point a name may stand, the nearest first.
        lines_: what else no name may stand on.
    """
    taken: list[Box] = [*lines_, *((x - radius, y - radius, x + radius, y + radius) for x, y in points)]
    placed: list[tuple[float, float, Anchor, str]] = []
    for words, (x, y) in zip(names, points, strict=True):
        if not words:
            continue
        wide = width_of(words, size)
        for at, base, anchor in (place for reach in reaches for place in _around(x, y, radius + reach, size)):
            left = at - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            box = (left, base - size * 0.8, left + wide, base + size * 0.1)
            if (
                box[0] >= plane.left
                and box[2] <= plane.right + 10
                and plane.upper - 12 <= box[1]
                and box[3] <= plane.lower
                and not _meets(box, taken)
            ):
                taken.append(box)
                placed.append((at, base, anchor, words))
                break
        else:
            return None
    return placed


def _around(x: float, y: float, radius: float, size: float) -> tuple[tuple[float, float, Anchor], ...]:
    """Places for a text round a point, the best first."""
    aside, over, under = radius + size / 3, y - radius - size / 3, y + radius + size
    return (
        (x + aside, y + size / 3, "start"),
        (x - aside, y + size / 3, "end"),
        (x, over, "middle"),
        (x, under, "middle"),
        (x + radius, over, "start"),
        (x - radius, over, "end"),
        (x + radius, under, "start"),
        (x - radius, under, "end"),
    )


def _meets(box: Box, others: list[Box]) -> bool:
    return any(box[0] < right and left < box[2] and box[1] < under and upper < box[3] for left, upper, right, under in others)


def _columns(entries: list[str], width: float, start: float) -> tuple[str, float]:
    """Entries in columns of one width, row by row; the markup and where it ends."""
    if not entries:
        return "", start
    each = max(map(width_of, entries)) + 16
    across = max(1, int(width // each))
    parts = [text(one, n % across * each, start + LINE * (n // across + 0.5)) for n, one in enumerate(entries)]
    return "".join(parts), start + LINE * (math.ceil(len(entries) / across) + 0.5)
