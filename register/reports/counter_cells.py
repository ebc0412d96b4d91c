"""Reading a counter for a report: of people from protected tables alone, of what counts nobody from its plain figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from register.counters.figures import median_band, total
from register.counters.model import Counter, Dimension, Place, Values
from register.counters.plain import PlainFigures
from register.counters.told import DIVIDED, JOIN, PART, PREFIX, CounterTold, SpanTold, moment, node_of
from register.disclosure.protected import ProtectedTable
from register.disclosure.tables import TOTAL
from register.periods import Period
from register.reports.context import Context

Cell = int | Literal["dold", "tom"]
"""A number; hidden by the gate; or nobody has given it."""

HIDDEN: Final = "dold"
NOT_GIVEN: Final = "tom"

Pair = tuple[Cell, Cell]
"""A counter's numbers: how many twice, or täljare and nämnare."""

Group = tuple[str, ...]
"""Codes of the first dimensions."""


class Reader(Protocol):
    """One counter in the report's period and the one before."""

    @property
    def told(self) -> CounterTold:
        """What has been told."""
        ...

    def whole(self, span: SpanTold, insats: str = "") -> Pair:
        """All of a span; of one insats where it is named. Not given where anything is missing."""
        ...

    def period(self, span: SpanTold, period: Period, /) -> Pair:
        """One of the counter's own periods."""
        ...

    def kon(self, span: SpanTold, /) -> list[tuple[str, Cell]]:
        """Each kön that is told for itself, by its label."""
        ...

    def groups(self) -> list[Group]:
        """The groups that are told, each under the one that it divides."""
        ...

    def group(self, span: SpanTold, group: Group) -> Pair:
        """One group of a span."""
        ...

    def label(self, group: Group) -> str:
        """The group's own label."""
        ...

    def median(self, span: SpanTold) -> str:
        """The band of the median; empty where it can't be told."""
        ...


def lacking(counter: Counter, span: SpanTold) -> bool:
    """Whether something is missing of what a span is read from."""
    at = moment(counter, span)
    return not span.given or any(at is None or code == at.code for _, code in span.missing) or (at is not None and at not in span.given)


def of(told: CounterTold, context: Context) -> Reader:
    """The reader of a counter."""
    return Plain(told, told.plain) if told.plain else Protected(told, context)


# -- What counts nobody --------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plain:
    """Read from plain figures."""

    told: CounterTold
    figures: PlainFigures

    def _pair(self, values: Values, group: Group = ()) -> Pair:
        counter = self.told.counter
        only = {one.id: (code,) for one, code in zip(counter.dimensions, group, strict=False)}
        part, base = (total(counter, values, measure=measure, only=only) for measure in (counter.measures[0], counter.measures[-1]))
        return (NOT_GIVEN if part is None else part, NOT_GIVEN if base is None else base)

    def whole(self, span: SpanTold, insats: str = "") -> Pair:
        """See :class:`Reader`."""
        if lacking(self.told.counter, span) and not insats:
            return NOT_GIVEN, NOT_GIVEN
        joined = self.figures.over(span.span, insats or None)
        return self._pair(joined.values) if joined.complete else (NOT_GIVEN, NOT_GIVEN)

    def period(self, _span: SpanTold, period: Period) -> Pair:
        """See :class:`Reader`."""
        return self._pair(self.figures.over(period).values)

    def kon(self, _span: SpanTold) -> list[tuple[str, Cell]]:
        """Nothing: kön is a dimension among the others."""
        return []

    def groups(self) -> list[Group]:
        """See :class:`Reader`."""
        counter = self.told.counter
        used = {place.codes[:size] for one in self.figures.figures for place in one.values for size in range(1, len(place.codes) + 1)}
        lists = [list(one.by_id) for one in counter.dimensions]
        return sorted(used, key=lambda codes: tuple(lists[i].index(code) for i, code in enumerate(codes)))

    def group(self, span: SpanTold, group: Group) -> Pair:
        """See :class:`Reader`."""
        missing = lacking(self.told.counter, span)
        return (NOT_GIVEN, NOT_GIVEN) if missing else self._pair(self.figures.over(span.span).values, group)

    def label(self, group: Group) -> str:
        """See :class:`Reader`."""
        return self.told.counter.dimensions[len(group) - 1].label_of(group[-1])

    def median(self, span: SpanTold) -> str:
        """See :class:`Reader`."""
        found = None if lacking(self.told.counter, span) else median_band(self.told.counter, self.figures.over(span.span).values)
        return found.label if found else ""


# -- People --------------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Protected:
    """Read from the tables that the gate let through."""

    told: CounterTold
    context: Context

    def _table(self, prefix: str, span: SpanTold, insats: str = "") -> ProtectedTable | None:
        suffix = "" if span.span == self.context.span else f"@{span.span.code}"
        return self.context.table(f"{prefix}{self.told.counter.id}{suffix}{f'/{insats}' if insats else ''}")

    def _cell(self, table: ProtectedTable | None, span: SpanTold, svar: str, kon: str = TOTAL) -> Cell:
        found = table.cells.get((span.span.code, kon, svar)) if table else None
        return HIDDEN if found is None else found

    def whole(self, span: SpanTold, insats: str = "") -> Pair:
        """See :class:`Reader`; täljaren is a group."""
        if lacking(self.told.counter, span):
            return NOT_GIVEN, NOT_GIVEN
        if insats:
            here = insats in span.owners
            n = self._cell(self._table(PREFIX, span, insats), span, self._node(span)) if here else NOT_GIVEN
            return n, n
        n = self._cell(self._table(PREFIX, span), span, self._node(span))
        return (self._part(span), n) if self.told.counter.pair else (n, n)

    def _part(self, span: SpanTold) -> Cell:
        """Täljaren of all groups; hidden where the layout does not have it."""
        table = self._table(DIVIDED, span)
        cells = [self._cell(table, span, one.code) for one in table.headings[2].categories if one.code.split(JOIN)[-1] == PART] if table else []
        found = [n for n in cells if isinstance(n, int)]
        return sum(found) if cells and len(found) == len(cells) else HIDDEN

    def _node(self, span: SpanTold) -> str:
        return node_of(self.told.counter, span, TOTAL)

    def _dimensions(self) -> list[Dimension]:
        """Those that are no axis of their own, as kön is."""
        kon = set(self.context.vocabulary.lists["kon"].by_id)
        return [one for one in self.told.counter.dimensions if one.id != "kon" or not one.by_id.keys() <= kon]

    def period(self, span: SpanTold, period: Period) -> Pair:
        """See :class:`Reader`."""
        n = self._cell(self._table(PREFIX, span), span, period.code) if period in span.given else NOT_GIVEN
        return n, n

    def kon(self, span: SpanTold) -> list[tuple[str, Cell]]:
        """See :class:`Reader`."""
        table = self._table(PREFIX, self.told.spans[0])
        split = [one for one in table.headings[1].categories if one.code != TOTAL] if table else []
        return [
            (one.label, NOT_GIVEN if lacking(self.told.counter, span) else self._cell(self._table(PREFIX, span), span, self._node(span), one.code))
            for one in split
        ]

    def groups(self) -> list[Group]:
        """See :class:`Reader`."""
        tables = [self._table(DIVIDED, span) for span in self.told.spans]
        found = (one for one in tables if one is not None)
        codes = dict.fromkeys(each.code for one in found for each in one.headings[2].categories if each.code != TOTAL)
        groups = [tuple(code.split(JOIN)) for code in codes]
        lists = [list(one.by_id) for one in self._dimensions()]
        kept = [one for one in groups if len(one) <= len(lists)]  # of a share the täljare stands beside its nämnare
        return sorted(kept, key=lambda group: tuple(lists[i].index(code) for i, code in enumerate(group)))

    def group(self, span: SpanTold, group: Group) -> Pair:
        """See :class:`Reader`."""
        n = self._group(span, group)
        return (self._group(span, (*group, PART)), n) if self.told.counter.pair else (n, n)

    def _group(self, span: SpanTold, group: Group) -> Cell:
        if lacking(self.told.counter, span):
            return NOT_GIVEN
        table = self._table(DIVIDED, span)
        depths = {len(one.code.split(JOIN)) for one in table.headings[2].categories if one.code != TOTAL} if table else set()
        codes = [one.code for one in table.headings[2].categories] if table else []
        name = JOIN.join(group)
        return NOT_GIVEN if name not in codes and len(group) in depths else self._cell(table, span, name)

    def label(self, group: Group) -> str:
        """See :class:`Reader`."""
        return self._dimensions()[len(group) - 1].label_of(group[-1])

    def median(self, span: SpanTold) -> str:
        """See :class:`Reader`; from the bands alone, where each of them is printed."""
        counter = self.told.counter
        if counter.median is None or [one.id for one in self._dimensions()][:1] != [counter.median]:
            return ""
        cells = {group[0]: self._group(span, group) for group in self.groups() if len(group) == 1}
        if not cells or any(isinstance(n, str) for n in cells.values()):
            return ""
        alone = replace(counter, dimensions=(self._dimensions()[0],))
        found = median_band(alone, {Place((code,)): n for code, n in cells.items() if isinstance(n, int)})
        return found.label if found else ""
