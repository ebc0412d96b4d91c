"""What the register holds, as pandas frames: one query a frame, summed by the database. Their size follows the cells, never the participants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from sqlalchemy import Executable, func, select
from sqlmodel import Session, col

from register.counts import UNDIVIDED
from register.kansli.models import ANNULLED, RECEIVED, BatchPlace, BatchVolume, KnownInsats, PlaceCell, ReceivedBatch, ReceivedDelivery
from register.periods import Month, Period

AVSLUT: Final = "avslut"


@dataclass(frozen=True)
class Selection:
    """The batches that count: not annulled, of one insats or all. Those whose period lies in the span give details."""

    batches: pd.DataFrame
    """id, insats, typ, number, period, first, last (month indices), inside (in the span), until (through its end), overlaps."""
    span: Period | None

    @property
    def inside(self) -> list[int]:
        """Ids of the batches whose period lies in the span."""
        return [int(i) for i in self.batches.loc[self.batches["inside"], "id"]]

    @property
    def cut(self) -> list[tuple[str, str]]:
        """Insats and period of those that the span cuts: volumes by month are known, details are not."""
        cut = self.batches[self.batches["overlaps"] & ~self.batches["inside"]]
        return [(str(insats), str(period)) for insats, period in zip(cut["insats"], cut["period"], strict=True)]


def _frame(session: Session, query: Executable, columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame.from_records([tuple(row) for row in session.connection().execute(query)], columns=list(columns))


def choose(session: Session, span: Period | None, insats_id: str | None) -> Selection:
    """The batches that count for a span (None is everything) and an insats (None is all)."""
    query = (
        select(col(ReceivedBatch.id), col(ReceivedBatch.insats_id), col(KnownInsats.typ), col(ReceivedBatch.number), col(ReceivedBatch.period))
        .join(
            ReceivedDelivery, (col(ReceivedDelivery.insats_id) == ReceivedBatch.insats_id) & (col(ReceivedDelivery.number) == ReceivedBatch.delivery)
        )
        .join(KnownInsats, col(KnownInsats.insats_id) == ReceivedBatch.insats_id)
        .where(col(ReceivedDelivery.state) == RECEIVED)
        .order_by(col(ReceivedBatch.insats_id), col(ReceivedBatch.number))
    )
    if insats_id is not None:
        query = query.where(col(ReceivedBatch.insats_id) == insats_id)
    frame = _frame(session, query, ("id", "insats", "typ", "number", "period"))
    periods = [Period.parse(code) for code in frame["period"]]
    frame["first"] = pd.Series([p.first.index for p in periods], dtype="int64")
    frame["last"] = pd.Series([p.last.index for p in periods], dtype="int64")
    first, last = (span.first.index, span.last.index) if span else (0, 10**6)
    frame["inside"] = (frame["first"] >= first) & (frame["last"] <= last)
    frame["until"] = frame["last"] <= last
    frame["overlaps"] = (frame["first"] <= last) & (frame["last"] >= first)
    return Selection(frame, span)


def annulled(session: Session, span: Period | None, insats_id: str | None) -> list[tuple[str, str]]:
    """Insats and period of the batches through the span's end that count in nothing, since their delivery is annulled."""
    query = (
        select(col(ReceivedBatch.insats_id), col(ReceivedBatch.period))
        .join(
            ReceivedDelivery, (col(ReceivedDelivery.insats_id) == ReceivedBatch.insats_id) & (col(ReceivedDelivery.number) == ReceivedBatch.delivery)
        )
        .where(col(ReceivedDelivery.state) == ANNULLED)
        .order_by(col(ReceivedBatch.insats_id), col(ReceivedBatch.number))
    )
    found = [(str(insats), str(period)) for insats, period in session.connection().execute(query)]
    return [(insats, period) for insats, period in found if insats_id in (None, insats) and (not span or Period.parse(period).first <= span.last)]


def volumes(session: Session, selection: Selection) -> pd.DataFrame:
    """All volumes through the end of the span: insats, period, event, kon, month (index), within (in the span), n."""
    query = select(col(BatchVolume.batch_id), col(BatchVolume.event), col(BatchVolume.month), col(BatchVolume.kon), func.sum(BatchVolume.n)).group_by(
        col(BatchVolume.batch_id), col(BatchVolume.event), col(BatchVolume.month), col(BatchVolume.kon)
    )
    frame = _frame(session, query, ("id", "event", "month", "kon", "n"))
    frame = frame.merge(selection.batches[["id", "insats", "period", "first"]], on="id")
    indices = {text: Month.parse(text).index for text in frame["month"].unique()}
    frame["month"] = frame["month"].map(indices).astype("int64")
    first, last = (selection.span.first.index, selection.span.last.index) if selection.span else (0, 10**6)
    frame = frame[frame["month"] <= last].copy()
    frame["within"] = frame["month"] >= first
    frame["n"] = frame["n"].astype("int64")
    return frame


def people(session: Session, selection: Selection) -> pd.DataFrame:
    """People behind the avslut details of the chosen batches through the span's end: id, insats, kon, released, people, inside."""
    query = select(col(BatchPlace.batch_id), col(BatchPlace.kon), col(BatchPlace.released), func.sum(BatchPlace.people))
    query = query.where(col(BatchPlace.unit) == AVSLUT).group_by(col(BatchPlace.batch_id), col(BatchPlace.kon), col(BatchPlace.released))
    frame = _frame(session, query, ("id", "kon", "released", "people"))
    frame = frame.merge(selection.batches[["id", "insats", "inside", "until"]], on="id")
    return frame[frame["until"]].astype({"people": "int64", "released": "bool"})


def cells(session: Session, selection: Selection, *, unit: str, tables: Sequence[str]) -> pd.DataFrame:
    """Cells of released details in the span, summed over batches: unit, kon, table, answers, n. ``unit`` may end in ``%``."""
    query = (
        select(col(BatchPlace.unit), col(BatchPlace.kon), col(PlaceCell.table_id), col(PlaceCell.answers), func.sum(PlaceCell.n))
        .join(PlaceCell, col(PlaceCell.place_id) == BatchPlace.id)
        .where(
            col(BatchPlace.released),
            col(BatchPlace.batch_id).in_(selection.inside),
            col(BatchPlace.unit).like(unit),
            col(PlaceCell.table_id).in_(tables),
        )
        .group_by(col(BatchPlace.unit), col(BatchPlace.kon), col(PlaceCell.table_id), col(PlaceCell.answers))
    )
    return _frame(session, query, ("unit", "kon", "table", "answers", "n")).astype({"n": "int64"})


def waiting(volume: pd.DataFrame, gone: pd.DataFrame, selection: Selection) -> dict[tuple[str, str], int]:
    """How many avslut wait for details, by insats and kön, after the last batch through the span's end.

    Waiting of a kön = its avslut with a form − released − destroyed. When those waiting left together without kön, all of that batch's had
    left, so none of any kön waits after it.
    """
    signs: Mapping[str, int] = {"avslutade": 1, "avslutade.endast-antal": -1}
    ended = volume[volume["event"].isin(list(signs))]
    ids = set(selection.batches.loc[selection.batches["until"], "id"])
    came: dict[tuple[int, str], int] = {}
    for batch, event, kon, n in zip(ended["id"], ended["event"], ended["kon"], ended["n"], strict=True):
        if batch in ids:
            came[batch, kon] = came.get((batch, kon), 0) + signs[event] * int(n)
    for batch, kon, n in zip(gone["id"], gone["kon"], gone["people"], strict=True):
        came[batch, kon] = came.get((batch, kon), 0) - int(n)
    mixed = set(gone.loc[(gone["kon"] == UNDIVIDED) & gone["released"], "id"])
    left: dict[tuple[str, str], int] = {}
    kons = sorted({kon for _, kon in came} - {UNDIVIDED})
    for batch, insats in zip(selection.batches["id"], selection.batches["insats"], strict=True):
        for kon in kons:
            key = (insats, kon)
            left[key] = 0 if batch in mixed else max(0, left.get(key, 0) + came.get((batch, kon), 0))
    return left
