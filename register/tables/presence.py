"""How each insats stands in a period: what it has told of it, and so which periods can be set beside each other.

A förbund's figures of two periods are of the same insatser only where each of them has told of both. One that had not begun, or that has ended,
has told all there is to tell: nobody took part in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from register import statutory
from register.periods import Period
from register.presence import Presence, Standing
from register.tables.source import InsatsCounts, Source


def standings(source: Source, spans: Iterable[Period]) -> tuple[Standing, ...]:
    """How every individinriktad insats stands in each of the periods."""
    asked = tuple(spans)
    return tuple(
        Standing(one.id, one.namn, {span.code: presence(source, one, span) for span in asked}) for one in source.insatser if one.typ == "individ"
    )


def presence(source: Source, insats: InsatsCounts, span: Period) -> Presence:
    """How an insats stands in a period."""
    locks = [Period.parse(batch.period) for batch in insats.batches]
    if not locks:
        return Presence.MISSING
    if insats.batches[-1].final and locks[-1].last < span.first:
        return Presence.ENDED
    carried_in = any(volume.event == "ingaende" and n for volume, n in insats.batches[0].volumes.items())
    if locks[0].first > span.last:
        return Presence.BEFORE if carried_in else Presence.NOT_BEGUN
    if source.cuts(insats.id, span):
        return Presence.ACROSS
    row = statutory.volumes_of(insats.id, insats.namn, insats.typ, insats.batches, insats.annulled, span)
    if row is None or row.annulled:
        return Presence.ANNULLED
    if row.covered and not (carried_in and locks[0].first > span.first):
        return Presence.WHOLE
    if row.covered or source.atoms(span, insats.id):
        return Presence.PART
    told = any(batch.number in insats.annulled for batch, lock in zip(insats.batches, locks, strict=True) if span.contains(lock))
    return Presence.ANNULLED if told else Presence.MISSING


def in_volumes(source: Source, insats: InsatsCounts, spans: Sequence[Period]) -> bool:
    """Whether the insats's volumes of all the periods are known."""
    return all(presence(source, insats, span).known for span in spans)
