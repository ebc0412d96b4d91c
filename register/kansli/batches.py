"""The batches of insatser, as rows of the register and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, select

from register.counts import Batch, Cell, Place, Released, Volume
from register.kansli import sums
from register.kansli.models import BatchPlace, BatchVolume, PlaceCell, ReceivedBatch

SEPARATOR: Final = "|"
"""Joins the values of a cell; no code may hold it."""


def history_of(session: Session, insats_id: str) -> sums.History:
    """What an insats has delivered so far, annulled deliveries too."""
    history = sums.History()
    for batch in stored_batches(session, insats_id):
        history.add(batch)
    return history


def stored_batches(session: Session, insats_id: str, *, with_cells: bool = False) -> list[Batch]:
    """The batches received from an insats, in order; their cells only where asked for."""
    rows = session.exec(select(ReceivedBatch).where(ReceivedBatch.insats_id == insats_id).order_by(col(ReceivedBatch.number))).all()
    ids = [row.id for row in rows]
    volumes: dict[int | None, dict[Volume, int]] = {id_: {} for id_ in ids}
    for v in session.exec(select(BatchVolume).where(col(BatchVolume.batch_id).in_(ids))):
        volumes[v.batch_id][Volume(v.event, v.month, v.kon)] = v.n
    cells = _cells(session, insats_id) if with_cells else {}
    released: dict[int | None, list[Released]] = {id_: [] for id_ in ids}
    destroyed: dict[int | None, dict[Place, int]] = {id_: {} for id_ in ids}
    for p in session.exec(select(BatchPlace).where(col(BatchPlace.batch_id).in_(ids)).order_by(col(BatchPlace.id))):
        place = Place(p.unit, p.kon)
        if p.released:
            released[p.batch_id].append(Released(place, p.people, tuple(p.periods.split()), cells.get(p.id, {})))
        else:
            destroyed[p.batch_id][place] = p.people
    return [Batch(r.number, r.period, r.plan_hash, volumes[r.id], tuple(released[r.id]), destroyed[r.id], r.final) for r in rows]


def _cells(session: Session, insats_id: str) -> dict[int | None, dict[Cell, int]]:
    """The cells of every released place of an insats, by the place's row: one query, plain columns, since they are many."""
    query = (
        select(col(PlaceCell.place_id), col(PlaceCell.table_id), col(PlaceCell.answers), col(PlaceCell.n))
        .join(BatchPlace, col(BatchPlace.id) == col(PlaceCell.place_id))
        .join(ReceivedBatch, col(ReceivedBatch.id) == col(BatchPlace.batch_id))
        .where(col(ReceivedBatch.insats_id) == insats_id)
    )
    found: dict[int | None, dict[Cell, int]] = {}
    for place, table, answers, n in session.exec(query):
        found.setdefault(place, {})[Cell(table, tuple(answers.split(SEPARATOR)))] = n
    return found


def store_batch(session: Session, batch: Batch, insats_id: str, delivery: int) -> None:
    """Keep a batch of a received delivery: its volumes, places and cells."""
    row = ReceivedBatch(
        insats_id=insats_id, delivery=delivery, number=batch.number, period=batch.period, plan_hash=batch.plan_hash, final=batch.final
    )
    session.add(row)
    session.flush()
    batch_id = row.id or 0
    session.add_all(BatchVolume(batch_id=batch_id, **volume._asdict(), n=n) for volume, n in batch.volumes.items())
    session.add_all(BatchPlace(batch_id=batch_id, **place._asdict(), released=False, people=n) for place, n in batch.destroyed.items() if n)
    places: Sequence[BatchPlace] = [
        BatchPlace(batch_id=batch_id, **r.place._asdict(), released=True, people=r.people, periods=" ".join(r.periods)) for r in batch.released
    ]
    session.add_all(places)
    session.flush()
    for place, released in zip(places, batch.released, strict=True):
        session.add_all(
            PlaceCell(place_id=place.id or 0, table_id=cell.table, answers=SEPARATOR.join(cell.values), n=n) for cell, n in released.cells.items()
        )
    session.flush()
