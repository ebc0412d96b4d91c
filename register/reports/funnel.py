"""Insatser beside each other: the share in the first outcome group against how many it is of, within what chance gives around the förbund's share."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from register.reports.context import Context
from register.reports.document import Chart, Column, Row, Section, Series, Value, View
from register.reports.groups import NOT_DELIVERED, first_share, grouping_of
from register.reports.pieces import listed, read, top_of
from register.reports.spans import named
from register.reports.values import EMPTY, HIDDEN, count, interval, per_cent, share, words
from register.statistics import funnel_limits

LOOK_CLOSER: Final = "titta närmare"
INSIDE: Final = "innanför"
FEWEST: Final = 2
"""Fewer insatser than this have nothing to stand beside."""

MOST_SPELLED: Final = 2
"""So many names stand in a sentence; more are in the table and the picture."""

_STEPS: Final = 60
_FIRST_BASE: Final = 5


@dataclass(frozen=True)
class Point:
    """An insats whose figures are printed."""

    name: str
    reached: int
    base: int
    outside: bool


@dataclass(frozen=True)
class Funnel:
    """The printed insatser, those that are not with how many they redovisade, and the förbund's share that the limits are drawn around."""

    group: str
    whole: Fraction
    base: int
    points: tuple[Point, ...]
    unprinted: tuple[tuple[str, Value], ...]


def funnel(context: Context) -> Funnel | None:
    """What can be set beside each other; None where the förbund's own share, or all but one insats, is hidden."""
    reached, base = first_share(context)
    if reached is None or not base:
        return None
    whole = Fraction(reached, base)
    points, unprinted = [], []
    for insats, name in context.insatser:
        mine, of = first_share(context, suffix=f"/{insats}")
        if mine is None or not of:
            table = read(context.table(f"utfall/{insats}"))
            unprinted.append((name, NOT_DELIVERED if table is None else count(table.at())))
            continue
        low, high = funnel_limits(whole, of) or (0.0, 1.0)
        points.append(Point(name, mine, of, not low <= mine / of <= high))
    if len(points) < FEWEST:
        return None
    return Funnel(grouping_of(context).groups[0].label, whole, base, tuple(points), tuple(unprinted))


def sentences(found: Funnel) -> tuple[str, ...]:
    """Which insatser lie outside, and what that does not say."""
    outside = [one.name for one in found.points if one.outside]
    around = f"förbundets andel på {per_cent(found.whole)}"
    if outside:
        which = listed(outside) if len(outside) <= MOST_SPELLED else f"{len(outside)} insatser"
        said = f"{which} ligger utanför det som slumpen brukar ge kring {around}: {LOOK_CLOSER} på varför."
    else:
        said = f"Alla visade insatser ligger inom det som slumpen brukar ge kring {around}."
    return (said, "Målgrupperna skiljer sig åt: ingen är därmed bra eller dålig.")


def section(context: Context) -> Section | None:
    """The table and the funnel plot; nothing where there is nothing to set side by side."""
    found = funnel(context)
    if found is None:
        return None
    rows = [_row(one) for one in found.points]
    rows += [_unprinted(name, base) for name, base in found.unprinted]
    whole = share(round(found.whole * found.base), found.base)
    rows.append(Row("Förbundet", (count(round(found.whole * found.base)), count(found.base), whole, interval(whole), words("")), strong=True))
    heads = (found.group, "Av", "Andel", "95 %-intervall", "Gränserna")
    columns = tuple(Column(head, term) for head, term in zip(heads, ("utfall", "bas", "andel", "intervall", "tratt"), strict=True))
    notes = ("Gränserna är exakta binomialgränser, 99,8 %, kring förbundets andel.",)
    view = View(f"{found.group} per insats, {named(context.span)}", "Insats", columns, tuple(rows), notes)
    return Section("tratt", "Insatserna bredvid varandra", sentences(found), view, chart(found))


def _row(one: Point) -> Row:
    value = share(one.reached, one.base)
    return Row(one.name, (count(one.reached), count(one.base), value, interval(value), words(LOOK_CLOSER if one.outside else INSIDE)))


def _unprinted(name: str, base: Value) -> Row:
    """An insats that has no point: nothing delivered, nobody to reckon on, or hidden."""
    if base.kind == "ej-uppfoljd":
        return Row(name, (base,) * 5)
    rest = EMPTY if base.number == 0 else HIDDEN
    return Row(name, (rest, base, rest, rest, rest))


def _farthest(found: Funnel, most: int) -> list[Point]:
    """Those outside the limits, the farthest outside first."""

    def beyond(one: Point) -> float:
        low, high = funnel_limits(found.whole, one.base) or (0.0, 1.0)
        return max(low - one.reached / one.base, one.reached / one.base - high)

    return sorted((one for one in found.points if one.outside), key=beyond, reverse=True)[:most]


def chart(found: Funnel, *, most_names: int | None = None) -> Chart:
    """Every printed insats as a point. Scales and limits follow from what is printed alone.

    Where there are more insatser than ``most_names``, only those outside the limits are named, and of them so many as are farthest outside.
    """
    shares = tuple(one.reached / one.base for one in found.points)
    sizes = tuple(one.base for one in found.points)
    last = max(sizes) + max(5, max(sizes) // 10)
    step = max(1, (last - _FIRST_BASE) // _STEPS)
    limits = []
    for base in range(min(max(_FIRST_BASE, min(sizes) // 2), *sizes), last + 1, step):
        low, high = funnel_limits(found.whole, base) or (0.0, 1.0)
        limits.append((base, low, high))
    said = listed([f"{one.name} {per_cent(Fraction(one.reached, one.base))} av {one.base}" for one in found.points])
    outside = [one.name for one in found.points if one.outside]
    alt = f"{said}. Förbundets andel är {per_cent(found.whole)}. " + (
        f"Utanför gränserna: {listed(outside)}." if outside else "Alla är innanför gränserna."
    )
    named = found.points if most_names is None or len(found.points) <= most_names else _farthest(found, most_names)
    names = tuple(one.name if one in named else "" for one in found.points)
    top = top_of([*shares, *(high for base, _, high in limits if base >= min(sizes))])
    title = f"{found.group}, andel per insats"
    series, whole = (Series("Andel", shares),), float(found.whole)
    return Chart("tratt", title, alt, names, series, "andel", 0.0, top, sizes=sizes, limits=tuple(limits), whole=whole)
