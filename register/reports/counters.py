"""Counts that are no participations: a section a counter, this period beside the one before, and both through their months or quarters.

Those of people are read from protected tables alone; see :mod:`register.reports.counter_cells`. Blank, zero and hidden look different, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal

from register.counters import periods
from register.counters.model import UNIT_LABELS, Counter
from register.counters.plain import WHAT
from register.counters.told import DIVIDED, CounterTold, SpanTold, moment
from register.periods import Period
from register.reports.context import Context
from register.reports.counter_cells import HIDDEN, Cell, Pair, Reader, lacking, of
from register.reports.document import Chart, Column, Row, Section, Series, Value, View
from register.reports.flow import change_notes, signed, signed_share, versus
from register.reports.pieces import BLANK, alternative, listed, protection, top_count, top_of
from register.reports.spans import named
from register.reports.values import EMPTY, NOT_FOLLOWED_UP, count, grouped, per_cent, words
from register.reports.values import HIDDEN as DOT

HEADING: Final = "Räknare"
PROTECTED: Final = "Räknaren räknar människor. Talen visas bara så långt skyddet mot röjande tillåter."
UNDIVIDED: Final = "Hur de fördelar sig visas inte: delarna är för små, eller så är antalet dolt."
FEWEST_POINTS: Final = 3
"""So many points make a line."""

_PARTS: Final = {"manad": "Per månad", "kvartal": "Per kvartal", "tertial": "Per tertial", "halvar": "Per halvår", "ar": "Per år"}


def sections(context: Context) -> list[Section]:
    """A section for each counter that has been given in the report's period or the one before."""
    return [_section(of(one, context), context) for one in context.counters]


def _section(reader: Reader, context: Context) -> Section:
    told = reader.told
    spans = [one for one in reversed(told.spans) if one.given or one.span == context.span]
    rows = _rows(reader, spans, context)
    now = named(context.span)
    across = now if len(spans) == 1 else f"{named(spans[0].span)}–{now}"
    counter = told.counter
    caption = f"{counter.label} ({UNIT_LABELS[counter.unit]}), {across}"
    view = View(caption, "Räknat", _columns(counter, spans), tuple(rows), tuple(_notes(reader, spans, rows, context)))
    said = tuple(filter(None, (counter.help, _sentence(reader, spans))))
    return Section(f"raknare-{counter.id}", f"{HEADING}: {counter.label}", said, view, _chart(reader, spans), _protection(reader, context))


def _columns(counter: Counter, spans: Sequence[SpanTold]) -> tuple[Column, ...]:
    if counter.pair:
        part, base = counter.pair
        names = [f"{what} {named(one.span)}" for one in spans for what in (part, base, "Andel")]
        return tuple(map(Column, names))
    found = [Column(named(one.span).capitalize()) for one in spans]
    found += [Column(f"Andel {named(spans[-1].span)}")] if counter.dimensions else []
    return (*found, *((Column("Ändring"), Column("Ändring i procent")) if len(spans) > 1 else ()))


# -- Rows ----------------------------------------------------------------------------------------------------------------------------------------


def _rows(reader: Reader, spans: Sequence[SpanTold], context: Context) -> list[Row]:
    counter = reader.told.counter
    wholes = [reader.whole(one) for one in spans]
    rows = [_row(counter, _headline(counter, spans[-1]), wholes, wholes[-1], strong=True)]
    rows += _kon_rows(reader, spans)
    if counter.median:
        rows.append(_median(reader, spans))
    rows += _group_rows(reader, spans)
    width = len(rows[0].values)
    by_insats = _insats_rows(reader, spans, context)
    own = _period_rows(reader, spans)
    return [*rows, *_headed("Per insats", by_insats, width), *_headed(_PARTS[counter.period_kind], own, width)]


def _headed(label: str, rows: list[Row], width: int) -> list[Row]:
    return [Row(label, (BLANK,) * width, strong=True), *rows] if rows else []


def _headline(counter: Counter, span: SpanTold) -> str:
    at = moment(counter, span)
    if at is None:
        return "Totalt"
    return "Hela perioden" if at == span.span else f"Sist i perioden ({periods.label(at).rpartition(' ')[0] or at.code})"


def _row(counter: Counter, label: str, pairs: Sequence[Pair], whole: Pair | None, *, level: int = 0, strong: bool = False) -> Row:
    """One line: a counter's numbers of each span, its share of the group it divides, and the change."""
    if counter.pair:
        values = [value for part, base in pairs for value in (_value(part), _value(base), _share(part, base))]
        return Row(label, tuple(values), level, strong)
    cells = [n for n, _ in pairs]
    values = [_value(n) for n in cells]
    if counter.dimensions:
        values.append(_share(cells[-1], whole[0]) if whole is not None and not strong else BLANK)
    return Row(label, (*values, *_change(cells)), level, strong)


def _value(cell: Cell) -> Value:
    return count(cell) if isinstance(cell, int) else DOT if cell == HIDDEN else NOT_FOLLOWED_UP


def _share(part: Cell, base: Cell) -> Value:
    """A part of all: no interval, since nobody is drawn from a larger number."""
    if isinstance(part, int) and isinstance(base, int):
        return Value("andel", per_cent(Fraction(part, base)), part / base) if base else EMPTY
    return DOT if HIDDEN in (part, base) else BLANK


def _change(cells: Sequence[Cell]) -> tuple[Value, ...]:
    if len(cells) < 2:
        return ()
    before, now = cells[-2:]
    if not isinstance(before, int) or not isinstance(now, int):
        return BLANK, BLANK
    return signed(now - before), signed_share(now - before, before)


def _kon_rows(reader: Reader, spans: Sequence[SpanTold]) -> list[Row]:
    """Those of each kön, under all of them."""
    counter, by_span = reader.told.counter, [dict(reader.kon(one)) for one in spans]
    whole = reader.whole(spans[-1])
    if counter.pair:
        return []
    return [_row(counter, label, [(found[label], found[label]) for found in by_span], whole, level=1) for label in by_span[-1]]


def _median(reader: Reader, spans: Sequence[SpanTold]) -> Row:
    """The band of the median of each span, in words."""
    told = [reader.median(one) for one in spans]
    values = [words(band) if band else _value(reader.whole(one)[0]) for band, one in zip(told, spans, strict=True)]
    values = [
        value if value.kind in ("ord", "dold", "ej-uppfoljd") else DOT if reader.whole(one)[0] else EMPTY
        for value, one in zip(values, spans, strict=True)
    ]
    label = f"Median, {next(one.label for one in reader.told.counter.dimensions if one.id == reader.told.counter.median).lower()}"
    rest = 1 + (2 if len(spans) > 1 else 0)
    return Row(label, (*values, *(BLANK,) * rest), 1)


def _group_rows(reader: Reader, spans: Sequence[SpanTold]) -> list[Row]:
    counter, rows = reader.told.counter, []
    for group in reader.groups():
        parent = reader.group(spans[-1], group[:-1]) if len(group) > 1 else reader.whole(spans[-1])
        rows.append(_row(counter, reader.label(group), [reader.group(one, group) for one in spans], parent, level=len(group)))
    return rows


def _insats_rows(reader: Reader, spans: Sequence[SpanTold], context: Context) -> list[Row]:
    """Each insats for itself, in the förbund's report."""
    owners = [one for one in dict.fromkeys(owner for span in reversed(spans) for owner in span.owners) if one]
    if context.insats is not None or len(owners) < 2:
        return []
    names = {one.id: one.name for one in context.standings} | (dict(reader.told.plain.names) if reader.told.plain else {})
    counter, whole = reader.told.counter, reader.whole(spans[-1])
    return [
        _row(counter, names.get(owner, owner), [reader.whole(one, owner) for one in spans], whole, level=1)
        for owner in sorted(owners, key=lambda one: names.get(one, one))
    ]


def _period_rows(reader: Reader, spans: Sequence[SpanTold]) -> list[Row]:
    """A line for each of the counter's periods in a year, with the same one of the year before beside it."""
    most = max(len(one.own) for one in spans)
    if most < 2:
        return []
    counter = reader.told.counter
    labels = [_short(one) for one in spans[-1].own]
    return [_row(counter, label, [_at(reader, one, place) for one in spans], None, level=1) for place, label in enumerate(labels)]


def _at(reader: Reader, span: SpanTold, place: int) -> Pair:
    return reader.period(span, span.own[place]) if place < len(span.own) else ("tom", "tom")


def _short(period: Period) -> str:
    """A period without its year, which stands above: ``mars``, ``kvartal 2``, ``första halvåret``."""
    year = str(period.first.year)
    return periods.label(period).replace(year, "").strip().capitalize() or period.code


# -- Words ---------------------------------------------------------------------------------------------------------------------------------------


def _sentence(reader: Reader, spans: Sequence[SpanTold]) -> str:
    part, now = reader.whole(spans[-1])
    at = moment(reader.told.counter, spans[-1])
    when = periods.label(at) if at and at != spans[-1].span else named(spans[-1].span)
    if not isinstance(now, int) or not isinstance(part, int):
        return ""
    if reader.told.counter.pair:
        share = f", {per_cent(Fraction(part, now))}" if now else ""
        return f"{reader.told.counter.label}, {when}: {grouped(part)} av {grouped(now)}{share}."
    # Somebody may have answered several questions: the sum is told as what it is of.
    unit = f" {UNIT_LABELS['svar']}" if reader.told.counter.unit == "svar" else ""
    said = f"{reader.told.counter.label}, {when}: {grouped(now)}{unit}"
    before = reader.whole(spans[0])[0] if len(spans) > 1 else "tom"
    return f"{said}, {versus(now, before)} {named(spans[0].span)}." if isinstance(before, int) else f"{said}."


def _notes(reader: Reader, spans: Sequence[SpanTold], rows: Sequence[Row], context: Context) -> list[str]:
    told = reader.told
    found = [PROTECTED if told.counter.protected else WHAT]
    if told.counter.joining == "senaste" and any(len(one.own) > 1 for one in spans):
        found.append("Det som var sist räknas; perioderna läggs inte ihop.")
    if any(lacking(told.counter, one) for one in spans) or any(one.missing for one in spans):
        found += _missing(told, spans, context)
    if len(spans) > 1 and not told.counter.pair:
        found += change_notes(named(spans[0].span), rows)
    return found


def _missing(told: CounterTold, spans: Sequence[SpanTold], context: Context) -> list[str]:
    """Whose values of which periods have not been given; then the whole is blank and not a smaller number."""
    names = {one.id: one.name for one in context.standings}
    if told.plain:
        names |= told.plain.names
    by_owner: dict[str, list[str]] = {}
    labels = {one.code: periods.label(one) for span in spans for one in span.own}
    for span in spans:
        for owner, code in span.missing:
            by_owner.setdefault(owner, []).append(labels[code])
    who = {owner: names.get(owner, owner) if owner else "förbundet" for owner in by_owner}
    return [f"Inte infört av {who[owner]}: {listed(dates)}." for owner, dates in sorted(by_owner.items())]


def _protection(reader: Reader, context: Context) -> str:
    counter = reader.told.counter
    if not counter.protected:
        return ""
    table = context.table(f"{DIVIDED}{counter.id}")
    if table is not None:
        return protection(table, kon=False)
    return UNDIVIDED if [one for one in counter.dimensions if one.id != "kon"] else ""


# -- The picture ---------------------------------------------------------------------------------------------------------------------------------


def _chart(reader: Reader, spans: Sequence[SpanTold]) -> Chart | None:
    """A line through the counter's periods, one a span; where they are few, bars of its first dimension."""
    counter, own = reader.told.counter, spans[-1].own
    if len(own) >= FEWEST_POINTS:
        lines = [Series(named(one.span).capitalize(), *_points(counter, [_at(reader, one, place) for place in range(len(own))])) for one in spans]
        return _picture(counter, "linje", tuple(_short(one) for one in own), lines)
    groups = [one for one in reader.groups() if len(one) == 1]
    bars = Series(named(spans[-1].span).capitalize(), *_points(counter, [reader.group(spans[-1], one) for one in groups]))
    return _picture(counter, "stapel", tuple(reader.label(one) for one in groups), [bars])


def _picture(counter: Counter, kind: Literal["linje", "stapel"], labels: tuple[str, ...], series: Sequence[Series]) -> Chart | None:
    """The picture, where there are two values to compare."""
    shown = tuple(one for one in series if any(n is not None for n in one.values))
    numbers = [n for one in shown for n in one.values if n is not None]
    if len([n for n in series[-1].values if n is not None]) < 2:
        return None
    unit: Literal["andel", "antal"] = "andel" if counter.pair else "antal"
    top = top_of(numbers) if counter.pair else top_count(numbers)
    return Chart(kind, counter.label, alternative(labels, shown, unit), labels, shown, unit, 0.0, top)


def _points(counter: Counter, pairs: Sequence[Pair]) -> tuple[tuple[float | None, ...], tuple[()], tuple[str, ...]]:
    """Values, no intervals, and the marks of what has no value."""
    values = [_number(part, base) if counter.pair else float(part) if isinstance(part, int) else None for part, base in pairs]
    said = [_share(part, base) if counter.pair else _value(part) for part, base in pairs]
    return tuple(values), (), tuple("" if value is not None else one.text for value, one in zip(values, said, strict=True))


def _number(part: Cell, base: Cell) -> float | None:
    return part / base if isinstance(part, int) and isinstance(base, int) and base else None
