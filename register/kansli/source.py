"""What reports are counted from: everything that the insatser have delivered, as :class:`register.tables.source.Source`."""

from __future__ import annotations

from sqlmodel import Session, col, select

from register.kansli.batches import stored_batches
from register.kansli.models import ANNULLED, KnownInsats, ReceivedBatch, ReceivedDelivery
from register.kansli.session import Kansli
from register.tables.source import InsatsCounts, Source
from register.vocabulary.retired import with_retired


def source(kansli: Kansli) -> Source:
    """Every stored batch of every insats with its cells, those of annulled deliveries marked as such.

    The vocabulary is the present one; codes that only an older one has are in it as retired, in the groups that they were in.
    """
    with kansli.store.read() as session:
        insatser = session.exec(select(KnownInsats).order_by(col(KnownInsats.insats_id))).all()
        counts = tuple(
            InsatsCounts(row.insats_id, row.namn, row.typ, tuple(stored_batches(session, row.insats_id, with_cells=True)), annulled(session, row))
            for row in insatser
        )
        vocabulary = with_retired(kansli.vocabulary, kansli.vocabularies(session).values())
    return Source(kansli.id, kansli.namn, vocabulary, counts)


def annulled(session: Session, insats: KnownInsats) -> frozenset[int]:
    """The numbers of an insats's batches that came with an annulled delivery."""
    query = (
        select(ReceivedBatch.number)
        .join(
            ReceivedDelivery,
            (col(ReceivedDelivery.insats_id) == col(ReceivedBatch.insats_id)) & (col(ReceivedDelivery.number) == col(ReceivedBatch.delivery)),
        )
        .where(ReceivedBatch.insats_id == insats.insats_id, ReceivedDelivery.state == ANNULLED)
    )
    return frozenset(session.exec(query))
