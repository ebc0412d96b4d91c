"""The counts of an insats in its vault: adding tallies, and reading them back. All functions take an open session."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, TextClause, delete, text
from sqlmodel import Session, select

from register.counts import Batch, Cell, Details, Place, Tally, Volume
from register.insats.locking import Gathered, Waiting
from register.insats.models import GatheredCell, GatheredPeople, LockedPeriod, OpenVolume

WAITING: Final = ""
"""The period under which details wait that earlier locks did not let go."""

_SEPARATOR: Final = "|"

_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "open_volume": ("period", "event", "month", "kon"),
    "gathered_people": ("period", "unit", "kon"),
    "gathered_cell": ("period", "unit", "kon", "table_id", "answers"),
}


def _statements(table: str, keys: tuple[str, ...]) -> tuple[TextClause, TextClause]:
    """How a count of a table grows (its row is made where it is missing), and how it shrinks."""
    names, values = ", ".join(keys), ", ".join(f":{key}" for key in keys)
    where = " AND ".join(f"{key} = :{key}" for key in keys)
    periods = (", periods", ", ''") if table == "gathered_people" else ("", "")
    grow = f"INSERT INTO {table} ({names}, n{periods[0]}) VALUES ({values}, :n{periods[1]}) ON CONFLICT DO UPDATE SET n = n + excluded.n"  # noqa: S608
    return text(grow), text(f"UPDATE {table} SET n = n + :n WHERE {where}")  # noqa: S608 - all names are the constants above


_STATEMENTS: Final = {table: _statements(table, keys) for table, keys in _KEYS.items()}


def add(session: Session, period: str, tally: Tally) -> None:
    """Add a tally (which may take away) to an open period. Cells that become zero leave no trace.

    Raises sqlalchemy.exc.IntegrityError where a count would become negative; the caller's transaction is then undone.
    """
    volumes = [{"period": period, **volume._asdict(), "n": n} for volume, n in tally.volumes.items()]
    people = [{"period": period, **place._asdict(), "n": d.people} for place, d in tally.details.items()]
    cells = [
        {"period": period, **place._asdict(), "table_id": cell.table, "answers": _SEPARATOR.join(cell.values), "n": n}
        for place, d in tally.details.items()
        for cell, n in d.cells.items()
    ]
    for table, rows in (("open_volume", volumes), ("gathered_people", people), ("gathered_cell", cells)):
        _change(session.connection(), table, rows)


def _change(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    grow, shrink = _STATEMENTS[table]
    # A sum of changes may fall from nothing, so its row is made first; every other count that would fall below zero is refused.
    growing = [row for row in rows if row["n"] > 0] + [{**row, "n": 0} for row in rows if row["n"] < 0]
    shrinking = [row for row in rows if row["n"] < 0]
    if growing:
        connection.execute(grow, growing)
    if shrinking:
        connection.execute(shrink, shrinking)
    if shrinking or any(row.get("table_id") == "par" for row in growing):
        connection.execute(text(f"DELETE FROM {table} WHERE n = 0 AND period = :period"), {"period": rows[0]["period"]})  # noqa: S608


def volumes_of(session: Session, period: str | None = None) -> dict[str, Counter[Volume]]:
    """Volumes of open periods, by period code."""
    query = select(OpenVolume)
    if period is not None:
        query = query.where(OpenVolume.period == period)
    found: dict[str, Counter[Volume]] = {}
    for row in session.exec(query):
        found.setdefault(row.period, Counter())[Volume(row.event, row.month, row.kon)] = row.n
    return found


def tally_of(session: Session, period: str) -> Tally:
    """All counts of one open period."""
    gathered = _gathered(session, period)
    return Tally(volumes_of(session, period).get(period, Counter()), {place: g.details for place, g in gathered.items()})


def open_periods(session: Session) -> set[str]:
    """Codes of the periods that have volumes or details and are not locked."""
    from_volumes = session.exec(select(OpenVolume.period).distinct())
    from_people = session.exec(select(GatheredPeople.period).where(GatheredPeople.period != WAITING).distinct())
    return {*from_volumes, *from_people}


def waiting(session: Session) -> Waiting:
    """Details that earlier locks did not let go."""
    return _gathered(session, WAITING)


def replace_waiting(session: Session, now_waiting: Waiting) -> None:
    """Store what waits after a lock in place of what waited before it."""
    clear(session, WAITING)
    for place, gathered in now_waiting.items():
        periods = " ".join(sorted(gathered.periods))
        session.add(GatheredPeople(period=WAITING, unit=place.unit, kon=place.kon, n=gathered.details.people, periods=periods))
        for cell, n in gathered.details.cells.items():
            answers = _SEPARATOR.join(cell.values)
            session.add(GatheredCell(period=WAITING, unit=place.unit, kon=place.kon, table_id=cell.table, answers=answers, n=n))
    session.flush()


def clear(session: Session, period: str) -> None:
    """Remove all counts of a period (locked, or waiting)."""
    connection = session.connection()
    connection.execute(delete(GatheredCell).where(GatheredCell.period == period))  # type: ignore[arg-type]
    connection.execute(delete(GatheredPeople).where(GatheredPeople.period == period))  # type: ignore[arg-type]
    connection.execute(delete(OpenVolume).where(OpenVolume.period == period))  # type: ignore[arg-type]


def batches(session: Session) -> list[Batch]:
    """The batches of all locked periods, in order."""
    return [batch_of(row) for row in locked(session)]


def locked(session: Session) -> list[LockedPeriod]:
    """The locked periods, in the order they were locked."""
    return list(session.exec(select(LockedPeriod).order_by(LockedPeriod.number)))  # type: ignore[arg-type]


def batch_of(row: LockedPeriod) -> Batch:
    """The batch that a locked period holds."""
    document: dict[str, Any] = json.loads(row.batch)
    return Batch.from_document(document)


def at_least(session: Session, period: str, tally: Tally) -> bool:
    """Whether an open period's counts are at least those of a tally, cell by cell (sums of changes apart)."""
    held = tally_of(session, period)
    volumes_hold = all(held.volumes[volume] >= n for volume, n in tally.volumes.items())
    return volumes_hold and all(_covers(held.details.get(place, Details()), details) for place, details in tally.details.items())


def _covers(held: Details, part: Details) -> bool:
    return held.people >= part.people and all(held.cells[cell] >= n for cell, n in part.cells.items() if cell.table != "par")


def _gathered(session: Session, period: str) -> Waiting:
    found: Waiting = {}
    people: Iterable[GatheredPeople] = session.exec(select(GatheredPeople).where(GatheredPeople.period == period))
    for row in people:
        found[Place(row.unit, row.kon)] = Gathered(Details(row.n), set(row.periods.split()))
    for cell in session.exec(select(GatheredCell).where(GatheredCell.period == period)):
        found[Place(cell.unit, cell.kon)].details.cells[Cell(cell.table_id, tuple(cell.answers.split(_SEPARATOR)))] = cell.n
    return found
