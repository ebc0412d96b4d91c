"""What publishing now would cost a later, larger report: the year's tables with and without it, as if the rest of the year were like this part.

What is printed stays known, and a later figure that differs from it by one to four people would tell who came in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from register.counts import Batch, Volume
from register.disclosure.drafts import Ladder
from register.disclosure.protected import Rules
from register.disclosure.publication import History, Publication
from register.goals.model import Goals
from register.periods import Month, Period
from register.tables import reports
from register.tables.making import Progress, lay_out
from register.tables.reports import ReportKind
from register.tables.source import InsatsCounts, Source


@dataclass(frozen=True)
class LaterCost:
    """A table of the year's report that would be laid out coarser: its title, the layout without and with what is published now."""

    title: str
    without: str
    after: str


def cost_of(
    source: Source,
    history: History,
    publication: Publication,
    kind: ReportKind,
    span: Period,
    goals: Goals,
    *,
    insats: str | None = None,
    progress: Progress | None = None,
) -> tuple[LaterCost, ...]:
    """The tables of the year's report that this publication would make coarser, if the rest of the year is like it; none for a whole year.

    Args:
        source: the counts.
        history: what was published before.
        publication: what is to be published now.
        kind: the report's kind; the year's is of the same.
        span: the period published now.
        goals: the förbund's goals.
        insats: of an insatsrapport.
        progress: told that the search goes on; what it raises ends it.
    """
    year = Period.parse(str(span.first.year))
    if span == year:
        return ()
    imagined = _repeated(source, span, year)
    ladders = [one for one in reports.ladders(imagined, kind, [year], goals, insats) if one.universe.id in publication.cells]
    without = _layouts(ladders, history, progress)
    after = _layouts(ladders, History.of([*history.publications, publication]), progress)
    found = []
    for ladder in ladders:
        names, id_ = [*(rung.name for rung in ladder.rungs), _NOT_SHOWN], ladder.rungs[0].draft.id
        one, other = without.get(id_, _NOT_SHOWN), after.get(id_, _NOT_SHOWN)
        if names.index(other) > names.index(one):
            found.append(LaterCost(_title(ladder, source), one, other))
    return tuple(found)


def whole_year(source: Source, span: Period) -> bool:
    """Whether nothing of the year is left to imagine: what follows the period is delivered already."""
    imagined = _repeated(source, span, Period.parse(str(span.first.year)))
    return imagined.insatser == source.insatser


_NOT_SHOWN: Final = "inte alls"


def _title(ladder: Ladder, source: Source) -> str:
    """The table's title, with the insats where it is one's row in a report of the förbund."""
    draft = ladder.rungs[0].draft
    namn = next((one.namn for one in source.insatser if draft.id.endswith(f"/{one.id}")), "")
    return f"{draft.title}, {namn}" if namn else draft.title


def _layouts(ladders: Sequence[Ladder], history: History, progress: Progress | None) -> Mapping[str, str]:
    """The layout of each table, by its id; a table that may not stand has none."""
    return {choice.outcome.table.id: choice.name for choice in lay_out(ladders, history, Rules(seconds=5.0), progress=progress)}


def _repeated(source: Source, span: Period, year: Period) -> Source:
    """The counts as they would be if what is left of the year brought what this part did."""
    return replace(source, insatser=tuple(_repeat(one, span, year) for one in source.insatser), _cache={})


def _repeat(insats: InsatsCounts, span: Period, year: Period) -> InsatsCounts:
    there = {batch.period for batch in insats.batches}
    mine = [batch for batch in insats.batches if span.contains(Period.parse(batch.period)) and batch.number not in insats.annulled]
    batches = list(insats.batches)
    length = len(span.months)
    for shift in range(length, len(year.months), length):
        for batch in mine:
            later = _shifted(batch, shift, len(batches) + 1)
            if year.contains(Period.parse(later.period)) and later.period not in there:
                batches.append(later)
                there.add(later.period)
    return replace(insats, batches=tuple(batches))


def _shifted(batch: Batch, months: int, number: int) -> Batch:
    """The batch as of so many months later, in whole periods of its own."""
    period, began = Period.parse(batch.period), Period.parse(batch.period).first.index
    for _ in range(months // len(period.months)):
        period = period.next()
    moved = period.first.index - began
    volumes = {Volume(v.event, str(Month.parse(v.month).plus(moved)), v.kon): n for v, n in batch.volumes.items()}
    return replace(batch, number=number, period=period.code, volumes=volumes)


def said(cost: Sequence[LaterCost], span: Period, *, whole: bool = False) -> str:
    """The cost in one or two sentences for the kansli; ``whole`` where nothing of the year was imagined (:func:`whole_year`)."""
    year = span.first.year
    if len(span.code) == 4:
        return ""
    if not cost and whole:
        return f"Årets rapport för {year} kan med det som är levererat visas lika fint även om den här publiceras."
    if not cost:
        return f"Blir resten av {year} som {span.label} kan hela årets rapport visas lika fint även om den här publiceras."
    named = ", ".join(f"{one.title} ({one.after} i stället för {one.without})" for one in cost[:5])
    more = f" och {len(cost) - 5} till" if len(cost) > 5 else ""
    given = f"med det som är levererat för {year}" if whole else f"om resten av {year} blir som {span.label}"
    return (
        f"Publiceras den här blir årets rapport grövre, {given}: {named}{more}. "
        "Det som är tryckt är känt, och årets siffror får inte avslöja vilka som kom till."
    )
