"""Society around the insatser: what others have published of the förbund's municipalities, never mixed with the förbund's own figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Final

from register.periods import Period
from register.readers.table import Category, Cell, Dimension, Figure
from register.reports.context import Context
from register.reports.document import Chart, Column, Row, Section, Series, Value, View
from register.reports.pieces import BLANK, listed, top_count
from register.reports.values import decimal, grouped
from register.society.published import PublishedTable
from register.society.times import Time, time_of

HEADING: Final = "Samhället omkring"
NOT_OURS: Final = (
    "Siffrorna här är andras och publicerade. De beskriver samhället omkring och mäter inte insatserna: "
    "vad insatserna har betytt går inte att läsa ut ur dem."
)
ABOUT: Final = (
    f"Avsnittet {HEADING} är undantaget: där står tal som andra har publicerat. De är inte räknade av insatserna, och inget är räknat fram ur dem."
)
MOST_TIMES: Final = 8
"""A table has so many columns at most; the files to reckon with have every time."""

MOST_LINES: Final = 6
"""So many lines can be told apart in a picture."""

MINUS: Final = "\N{MINUS SIGN}"
_PARTS: Final = {"M": "månad", "K": "kvartal", "T": "tertial", "H": "halvår", "V": "vecka"}
UNKNOWN: Final = "uppgift saknas eller kan inte visas"


@dataclass(frozen=True)
class Line:
    """A row of a published table: its place among the measures and what it is of, with a cell for each time."""

    group: str
    label: str
    unit: str
    decimals: int | None
    cells: tuple[Cell, ...]


def sections(context: Context) -> list[Section]:
    """A section for each published table that says anything of the report's time or before it."""
    return [made for table in context.society if (made := section(table, context.span)) is not None]


def shown(context: Context) -> tuple[PublishedTable, ...]:
    """The tables that have a section."""
    return tuple(one for one in context.society if times(one, context.span))


def about(context: Context) -> tuple[str, ...]:
    """What the reader has to know where there are such figures."""
    return (ABOUT,) if shown(context) else ()


def section(table: PublishedTable, span: Period | None = None) -> Section | None:
    """The table and its picture, of the times that had ended with a period; None where there are none."""
    places = times(table, span)
    if not places:
        return None
    made = view(table, places)
    return Section(f"samhalle-{table.id}", f"{HEADING}: {table.label}", (NOT_OURS, origin(table)), made, _chart(table, places))


def origin(table: PublishedTable) -> str:
    """Source and dates in a sentence."""
    parts = [f"Källa: {table.source or 'filen säger det inte'}"]
    parts += [f"tabell {table.matrix}"] if table.matrix else []
    parts += [f"uppdaterad {table.updated[:10]}"] if table.updated else []
    return f"{', '.join([*parts, f'inläst {table.read_in.isoformat()}'])}."


def times(table: PublishedTable, span: Period | None) -> list[int]:
    """The places of the times that are shown: of parts of a year the same part of each, the latest last."""
    known = [(time_of(one.code, one.label), place) for place, one in enumerate(table.dimensions[table.time].categories)]
    ended = [(time, place) for time, place in known if time is not None and (span is None or _has_ended(time, span))]
    if not ended:
        return []
    part = ended[-1][0].part
    return [place for time, place in ended if time.part == part][-MOST_TIMES:]


def _has_ended(time: Time, span: Period) -> bool:
    last = span.last
    return (time.year, time.last_month) <= (last.year, last.month)


# -- The table -----------------------------------------------------------------------------------------------------------------------------------


def view(table: PublishedTable, places: Sequence[int]) -> View:
    """The table to look at: its times across, its regions and what else it is divided by down."""
    categories = table.dimensions[table.time].categories
    rows: list[Row] = []
    found = lines(table, places)
    groups = list(dict.fromkeys(one.group for one in found))
    same = len({one.unit for one in found}) == 1
    for group in groups:
        mine = [one for one in found if one.group == group]
        if len(groups) > 1:
            rows.append(Row(_with_unit(group[:1].upper() + group[1:], "" if same else mine[0].unit), (BLANK,) * len(places), strong=True))
        rows += [Row(one.label, tuple(value(cell, one.decimals) for cell in one.cells), level=int(len(groups) > 1)) for one in mine]
    unit = found[0].unit if same else ""
    columns = tuple(Column(categories[place].label) for place in places)
    return View(_with_unit(table.title, unit), _head(table), columns, tuple(rows), tuple(_notes(table, places, found)))


def lines(table: PublishedTable, places: Sequence[int]) -> list[Line]:
    """The rows, region innermost; a dimension of one value names no row."""
    others = [n for n in range(len(table.dimensions)) if n != table.time]
    order = sorted(others, key=lambda n: (table.dimensions[n].role == "region", table.dimensions[n].role != "innehall"))
    many = [n for n in order if len(table.dimensions[n].categories) > 1]
    inner = many[-1] if many else None
    steps = [math.prod(len(one.categories) for one in table.dimensions[n + 1 :]) for n in range(len(table.dimensions))]
    found = []
    for chosen in product(*(range(len(table.dimensions[n].categories)) for n in order)):
        at = dict(zip(order, chosen, strict=True))
        base = sum(steps[n] * place for n, place in at.items())
        said = {n: table.dimensions[n].categories[place] for n, place in at.items()}
        group = ", ".join(said[n].label for n in many if n != inner)
        label = said[inner].label if inner is not None else _only(table, said.values())
        unit = next((one.unit for one in said.values() if one.unit), table.units)
        decimals = next((one.decimals for one in said.values() if one.decimals is not None), table.decimals)
        found.append(Line(group, label, unit, decimals, tuple(table.cells[base + steps[table.time] * place] for place in places)))
    return found


def value(cell: Cell, decimals: int | None) -> Value:
    """A figure with the decimals that its publisher shows it with, or the publisher's mark."""
    if isinstance(cell, str):
        return Value("ord", cell)
    return Value("publicerad", text_of(cell, decimals), cell if isinstance(cell, int) else float(cell))


def text_of(cell: Figure, decimals: int | None) -> str:
    """A figure in Swedish: ``12 345``, ``5,5``; with the decimals that it was typed with where nobody says how many."""
    typed = cell.as_tuple().exponent if isinstance(cell, Decimal) else 0
    shown = decimals if decimals is not None else max(0, -typed) if isinstance(typed, int) else 0
    whole, comma, rest = decimal(abs(Fraction(cell)), shown).partition(",")
    return f"{MINUS if cell < 0 else ''}{grouped(int(whole))}{comma}{rest}"


def _head(table: PublishedTable) -> str:
    return next((one.label.capitalize() for one in table.dimensions if one.role == "region"), "Mått")


def _only(table: PublishedTable, said: Iterable[Category]) -> str:
    """The label of the only row there is."""
    region = next((one.categories[0].label for one in table.dimensions if one.role == "region"), "")
    return region or next((one.label for one in said), table.label)


def _with_unit(words: str, unit: str) -> str:
    return f"{words} ({unit})" if unit and unit.casefold() not in words.casefold() else words


def _notes(table: PublishedTable, places: Sequence[int], found: Sequence[Line]) -> Iterable[str]:
    if fixed := _fixed(table.dimensions):
        yield f"Gäller {listed(fixed)}."
    kept = table.dimensions[table.time].categories
    time = time_of(kept[places[-1]].code, kept[places[-1]].label)
    if time is not None and time.kind:
        yield f"Samma {_PARTS[time.kind]} varje år visas; filerna att räkna med har alla."
    symbols = dict(table.symbols)
    marks = dict.fromkeys(cell for one in found for cell in one.cells if isinstance(cell, str))
    if marks:
        yield f"Tecknen är källans: {', '.join(f'{mark} = {symbols.get(mark, UNKNOWN)}' for mark in marks)}."
    yield from table.notes


def _fixed(dimensions: Sequence[Dimension]) -> list[str]:
    """What the whole table is of, where a dimension has one value kept."""
    return [f"{one.label} {one.categories[0].label}" for one in dimensions if one.role == "" and len(one.categories) == 1]


# -- The picture ---------------------------------------------------------------------------------------------------------------------------------


def _chart(table: PublishedTable, places: Sequence[int]) -> Chart | None:
    """Lines over time of the first measure; None of one time alone, or of what is below zero."""
    found = lines(table, places)
    shown = [one for one in found if one.group == found[0].group][:MOST_LINES]
    numbers = [cell for one in shown for cell in one.cells if not isinstance(cell, str)]
    if len(places) < 2 or not numbers or min(numbers) < 0:
        return None
    labels = tuple(table.dimensions[table.time].categories[place].label for place in places)
    series = tuple(_series(one) for one in shown)
    title = _with_unit(", ".join(filter(None, (table.label, shown[0].group))), shown[0].unit)
    whole = all(text_of(number, shown[0].decimals) == text_of(number, 0) for number in numbers)
    return Chart("linje", title, _alternative(labels, shown), labels, series, "antal" if whole else "medel", 0.0, top_count(map(float, numbers)))


def _series(one: Line) -> Series:
    marks = tuple(cell if isinstance(cell, str) else "" for cell in one.cells)
    return Series(one.label, tuple(None if isinstance(cell, str) else float(cell) for cell in one.cells), (), marks)


def _alternative(labels: Sequence[str], shown: Sequence[Line]) -> str:
    said = []
    for one in shown:
        parts = [f"{label} {value(cell, one.decimals).text}" for label, cell in zip(labels, one.cells, strict=True)]
        said.append(f"{one.label}: {', '.join(parts)}.")
    return " ".join(said)
