"""Parts of a picture: elements with everything escaped, how wide a text is, how numbers and steps of a scale are written.

Pictures carry presentation attributes only, no style sheet: the same picture stands in a web page and in a PDF.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Final, Literal

from register.reports.document import HIDDEN_MARK, Series
from register.reports.values import decimal, grouped, per_cent

Unit = Literal["antal", "andel", "medel"]
Anchor = Literal["start", "middle", "end"]

INK: Final = "#1c2733"
MUTED: Final = "#4d5965"
GRID: Final = "#d5dbe1"
TARGET: Final = "#8a1538"
PAPER: Final = "#ffffff"

SANS: Final = "'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
SIZE: Final = 13.0
"""Size of the type, in the picture's units; a picture is as many units wide as it is pixels on a page."""
LINE: Final = 16.0


@dataclass(frozen=True)
class Look:
    """How a series is told from the others, with colour and without: pattern of its areas, shape of its points, dashes of its lines."""

    colour: str
    pattern: Literal["", "streck", "prickar", "rutor"]
    marker: Literal["cirkel", "kvadrat", "triangel", "romb"]
    dash: str


LOOKS: Final = (
    Look("#1d5b79", "", "cirkel", ""),
    Look("#b5501a", "streck", "kvadrat", "7 3"),
    Look("#5d4a8c", "prickar", "triangel", "2 3"),
    Look("#37743f", "rutor", "romb", "9 3 2 3"),
)
"""Each colour has at least 4.5:1 against white."""


def look(number: int) -> Look:
    """The look of the series of that number."""
    return LOOKS[number % len(LOOKS)]


def tag(name: str, *children: str, **attributes: object) -> str:
    """An element; children are markup already, attributes are text or numbers. ``_`` in a name stands for ``-``; None leaves one out."""
    said = "".join(f' {key.strip("_").replace("_", "-")}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{said}>{''.join(children)}</{name}>" if children else f"<{name}{said}/>"


def _value(value: object) -> str:
    if not isinstance(value, float):
        return escape(str(value), quote=True)
    rounded = f"{value:.1f}".removesuffix(".0")
    return "0" if rounded == "-0" else rounded


def text(
    words: str, x: float, y: float, *, anchor: Anchor = "start", fill: str = INK, size: float = SIZE, weight: str | None = None, halo: bool = False
) -> str:
    """A line of text with its baseline at y; a halo parts it from lines that cross it."""
    behind = {"stroke": PAPER, "stroke_width": 3.5, "stroke_linejoin": "round", "paint_order": "stroke"} if halo else {}
    anchored = None if anchor == "start" else anchor
    return tag("text", escape(words), x=x, y=y, text_anchor=anchored, fill=fill, font_size=size, font_weight=weight, **behind)


def mark(words: str, x: float, y: float, *, anchor: Anchor = "start", fill: str = INK) -> str:
    """What stands where a value is missing; two dots are small, so they are drawn larger."""
    hidden = words == HIDDEN_MARK
    return text(words, x, y, anchor=anchor, fill=fill, size=18 if hidden else SIZE, weight="bold" if hidden else None, halo=True)


def lines(words: Iterable[str], x: float, middle: float, *, anchor: Anchor = "start", fill: str = INK) -> str:
    """Several lines of text, centred on a height."""
    rows = list(words)
    first = middle - LINE * (len(rows) - 1) / 2 + SIZE * 0.35
    return "".join(text(row, x, first + LINE * n, anchor=anchor, fill=fill, halo=True) for n, row in enumerate(rows))


def rule(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = GRID, width: float = 1.0, dash: str | None = None, cap: str | None = None
) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash, stroke_linecap=cap)


def path(points: Sequence[tuple[float, float]], *, stroke: str, dash: str = "", width: float = 2.0, fill: str = "none", closed: bool = False) -> str:
    """A line through points."""
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")
    opacity = None if fill == "none" else "0.1"
    return tag(
        "path", d=d, fill=fill, fill_opacity=opacity, stroke=stroke, stroke_width=width, stroke_dasharray=dash or None, stroke_linejoin="round"
    )


def marker(kind: str, x: float, y: float, colour: str, size: float = 4.5) -> str:
    """A point, in the shape of its series, with a white edge that parts it from what lies behind."""
    edge = {"fill": colour, "stroke": PAPER, "stroke_width": 1.2}
    if kind == "cirkel":
        return tag("circle", cx=x, cy=y, r=size, **edge)
    if kind == "kvadrat":
        return tag("rect", x=x - size, y=y - size, width=2 * size, height=2 * size, **edge)
    corners = {
        "triangel": ((0, -1.25), (1.2, 0.95), (-1.2, 0.95)),
        "romb": ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
    }[kind]
    return tag("polygon", points=" ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in corners), **edge)


def pattern(number: int, name: str) -> str:
    """The pattern that fills the areas of a series, as a definition; nothing where its areas are plain."""
    one = look(number)
    marks = {
        "streck": tag("path", d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5", stroke=one.colour, stroke_width=1.7),
        "prickar": tag("circle", cx=3, cy=3, r=1.5, fill=one.colour),
        "rutor": tag("path", d="M0 3H6M3 0V6", stroke=one.colour, stroke_width=1.4),
    }
    if not one.pattern:
        return ""
    ground = tag("rect", width=6, height=6, fill=PAPER)
    return tag("pattern", ground, marks[one.pattern], id=f"{name}-m{number}", width=6, height=6, patternUnits="userSpaceOnUse")


def fill_of(number: int, name: str) -> str:
    """What fills the areas of a series: its colour or its pattern."""
    one = look(number)
    return f"url(#{name}-m{number})" if one.pattern else one.colour


_NARROW: Final = frozenset("iljtfrI.,:;!|'()[] /–-")
_BROAD: Final = frozenset("mwMWÅÄÖOQGDHNU@%&")


def width_of(words: str, size: float = SIZE) -> float:
    """About how wide a text is; rather too wide than too narrow."""
    return size * sum(0.34 if one in _NARROW else 0.8 if one in _BROAD else 0.57 for one in words)


def wrapped(words: str, room: float, most: int = 3) -> list[str]:
    """The text in lines that fit the room; what does not fit the last of them ends in an ellipsis."""
    rows: list[str] = []
    for word in words.split():
        if rows and width_of(f"{rows[-1]} {word}") <= room:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    if len(rows) > most:
        rows = [*rows[: most - 1], " ".join(rows[most - 1 :])]
    return [_cut(row, room) for row in rows]


def _cut(words: str, room: float) -> str:
    if width_of(words) <= room:
        return words
    while words and width_of(f"{words}…") > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def number(value: float, unit: Unit) -> str:
    """A value in Swedish, as in the tables: ``1 118``, ``30 %``, ``4,2``. What a float keeps of a fraction is rounded off first."""
    if unit == "andel":
        return per_cent(Fraction(repr(round(value, 11))))
    return grouped(round(value)) if unit == "antal" else decimal(round(value, 9), 1)


def ticks(bottom: float, top: float, unit: Unit, most: int = 6) -> list[float]:
    """Steps of a scale at 1, 2, 2.5 or 5 times a power of ten; counts never in fractions."""
    span = max(top - bottom, 1e-9)
    power = 10.0 ** math.floor(math.log10(span / most))
    steps = [power * factor for factor in (1, 2, 2.5, 5, 10) if unit != "antal" or (power * factor) % 1 == 0]
    step = next((one for one in steps if span / one <= most), max(steps, default=1.0))
    first = math.ceil(bottom / step - 1e-9)
    return [n * step for n in range(first, math.floor(top / step + 1e-9) + 1)]


def mark_of(series: Series, place: int) -> str:
    """What stands where a series has no value: two dots, or what the series says instead (*ej uppföljt*)."""
    return series.marks[place] if place < len(series.marks) and series.marks[place] else HIDDEN_MARK


def legend(series: Sequence[Series], name: str, width: float, *, points: bool) -> tuple[str, float]:
    """The key to several series, and how high it is; nothing for one."""
    if len(series) < 2:
        return "", 0.0
    parts: list[str] = []
    x, y = 0.0, LINE
    for n, one in enumerate(series):
        needed = 30 + width_of(one.label)
        if x and x + needed > width:
            x, y = 0.0, y + LINE + 2
        style = look(n)
        if points:
            parts.append(rule(x, y - 4.5, x + 22, y - 4.5, stroke=style.colour, width=2.0, dash=style.dash or None))
            parts.append(marker(style.marker, x + 11, y - 4.5, style.colour))
        else:
            parts.append(tag("rect", x=x + 4, y=y - 11, width=15, height=12, fill=fill_of(n, name), stroke=style.colour, stroke_width=1))
        parts.append(text(one.label, x + 27, y))
        x += needed + 18
    return "".join(parts), y + 12
