"""Values in a store: kept, read and replaced. Both rooms' acts use it with their own sessions; it knows neither room."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, cast

from sqlmodel import Session, SQLModel, col, select

from register import canonical
from register.counters import entry, periods
from register.counters.loader import from_document
from register.counters.model import Counter, Counters, Edition, EnteredBy, Figures, Grid, Measure, Origin, Place
from register.counters.tables import CounterDefinition, CounterSet, CounterValue
from register.errors import BadInput
from register.periods import Period

_JOIN: Final = "|"
CHECKED: Final = "Räknarnas värden följer sina definitioner"
"""What ``kontroll`` says that it has looked at."""

Key = tuple[str, str, str]
"""Whose (insats id or empty), which counter, which period's code."""


def definitions(session: Session) -> dict[str, list[Counter]]:
    """The definitions that values have been entered by, by counter, in no order."""
    found: dict[str, list[Counter]] = {}
    for row in session.exec(select(CounterDefinition)):
        found.setdefault(row.counter, []).append(from_document(json.loads(row.document)))
    return found


def in_use(session: Session, present: Counters) -> Counters:
    """The present counters, and those (as retired) that only stored values have.

    Raises BadInput where a present one has changed so that stored values can't be read by it.
    """
    stored = definitions(session)
    for counter in present.counters:
        for old in stored.get(counter.id, ()):
            entry.check_successor(old, counter)
    return Counters((*present.counters, *(_retired(max(found, key=_size)) for id_, found in sorted(stored.items()) if id_ not in present.by_id)))


def _size(counter: Counter) -> tuple[int, str]:
    """By which the definition with most codes is chosen: codes are only ever added."""
    return sum(len(one.codes) for one in counter.dimensions), counter.hash


def _retired(counter: Counter) -> Counter:
    return from_document({**counter.document, "utgatt": 1})


def choose(counters: Counters, counter_id: str, entered_by: EnteredBy | None = None) -> Counter:
    """The counter of that id; BadInput where there is none, or it is another's to enter."""
    counter = counters.by_id.get(counter_id)
    if counter is None:
        known = ", ".join(counters.by_id) or "inga"
        raise BadInput(f"Räknaren {counter_id} finns inte.", f"De som finns är: {known}.", "Räknarna står i raknare.toml.", field="raknare")
    if entered_by is not None and counter.entered_by != entered_by:
        whose = "insatserna, var och en för sig" if counter.entered_by == "insats" else "kansliet"
        raise BadInput(f"Räknaren {counter_id} förs inte här.", f"Den förs av {whose}.", "Välj en annan räknare.", field="raknare")
    return counter


def figures(session: Session, counts: Callable[[str, int], bool] | None = None, *, only: Key | None = None) -> list[Figures]:
    """All values that hold, by owner, counter and period: of each what none has carried yet, else what the latest delivery did.

    ``counts`` tells of an insats id and a delivery's number whether what came with it counts (not where it is annulled); ``only`` asks for one.
    """
    documents = {row.hash: from_document(json.loads(row.document)) for row in session.exec(select(CounterDefinition))}
    latest: dict[Key, CounterSet] = {}
    narrow = dict(zip(("insats_id", "counter", "period"), only, strict=True)) if only else {}
    for row in session.exec(select(CounterSet).filter_by(**narrow)):
        if not row.delivery or counts is None or counts(row.insats_id, row.delivery):
            key = (row.insats_id, row.counter, row.period)
            if key not in latest or _later(row, latest[key]):
                latest[key] = row
    values = _values(session, narrow)
    found = [_figures(latest[key], documents, values) for key in sorted(latest)]
    return [one for one in found if one.values]


def _later(row: CounterSet, other: CounterSet) -> bool:
    return not row.delivery or bool(other.delivery and row.delivery > other.delivery)


def editions(session: Session, counts: Callable[[str, int], bool] | None = None) -> tuple[Edition, ...]:
    """As :func:`figures`, each with its number among all that ever came of the same owner, counter and period."""
    found = figures(session, counts)
    there: dict[Key, list[CounterSet]] = {}
    for row in session.exec(select(CounterSet)):
        there.setdefault((row.insats_id, row.counter, row.period), []).append(row)
    return tuple(Edition(one, _number(there[one.insats_id, one.counter.id, one.period.code], counts)) for one in found)


def undelivered(session: Session, insats_id: str, counter_id: str, period: Period) -> int:
    """The number of the edition that no delivery has carried yet (see :func:`editions`); 0 where there is none."""
    rows = list(session.exec(select(CounterSet).filter_by(insats_id=insats_id, counter=counter_id, period=period.code)))
    return len(rows) if any(not row.delivery for row in rows) else 0


def _number(rows: list[CounterSet], counts: Callable[[str, int], bool] | None) -> int:
    """Which of the editions of a set is the one that holds, in the order that they came."""
    in_order = sorted(rows, key=lambda row: (row.delivery == 0, row.delivery))
    return max(number for number, row in enumerate(in_order, start=1) if not row.delivery or counts is None or counts(row.insats_id, row.delivery))


def of_delivery(session: Session, insats_id: str, number: int) -> list[Figures]:
    """What a delivery carried, or (number 0) what none has carried yet, by counter and period."""
    documents = {row.hash: from_document(json.loads(row.document)) for row in session.exec(select(CounterDefinition))}
    query = select(CounterSet).where(CounterSet.insats_id == insats_id, CounterSet.delivery == number)
    rows = session.exec(query.order_by(col(CounterSet.counter), col(CounterSet.period))).all()
    values = _values(session, {"insats_id": insats_id, "delivery": number})
    return [_figures(row, documents, values) for row in rows]


def _values(session: Session, narrow: Mapping[str, str | int]) -> dict[tuple[str, int, str, str], dict[Place, int]]:
    """The values of every set that is asked for; plain columns, since they are many."""
    table = SQLModel.metadata.tables[str(CounterValue.__tablename__)]
    query = table.select().where(*(table.c[name] == value for name, value in narrow.items()))
    found: dict[tuple[str, int, str, str], dict[Place, int]] = {}
    for row in session.connection().execute(query):
        place = Place(tuple(row.codes.split(_JOIN)) if row.codes else (), cast("Measure", row.measure))
        found.setdefault((row.insats_id, row.delivery, row.counter, row.period), {})[place] = row.n
    return found


def _figures(row: CounterSet, documents: dict[str, Counter], values: dict[tuple[str, int, str, str], dict[Place, int]]) -> Figures:
    counter = documents[row.definition]
    given = values.get((row.insats_id, row.delivery, row.counter, row.period), {})
    return Figures(counter, periods.parse(counter.period_kind, row.period), row.insats_id, cast("Origin", row.origin), given)


def present(session: Session, insats_id: str, counter_id: str, period: Period) -> Figures | None:
    """An owner's own values of a period, as they hold now."""
    found = figures(session, only=(insats_id, counter_id, period.code))
    return found[0] if found else None


def grid(session: Session, counter: Counter, period: Period, insats_id: str, closed: str) -> Grid:
    """A counter in one period with the owner's present values."""
    found = present(session, insats_id, counter.id, period)
    values = found.values if found else {}
    return Grid(
        counter,
        period,
        insats_id,
        entry.cells(counter, values),
        given=bool(values),
        closed=closed,
        origin=found.origin if found else None,
        definition=found.counter.hash if found else "",
    )


def keep(session: Session, figures_: Figures, delivery: int = 0) -> None:
    """Keep values with their definition, in place of any of the same owner, period and delivery; with no values, keep none."""
    counter = figures_.counter
    at: dict[str, str | int] = {"insats_id": figures_.insats_id, "delivery": delivery, "counter": counter.id, "period": figures_.period.code}
    _remove(session, at)
    # A blank that takes back what a delivery has carried must travel too: there it is an empty set.
    if not figures_.values and not _carried(session, at):
        return
    if session.get(CounterDefinition, counter.hash) is None:
        session.add(CounterDefinition(hash=counter.hash, counter=counter.id, document=canonical.dump(counter.document).decode()))
        session.flush()
    session.add(CounterSet.model_validate({**at, "definition": counter.hash, "origin": figures_.origin}))
    session.flush()
    session.add_all(
        CounterValue.model_validate({**at, "codes": _JOIN.join(place.codes), "measure": place.measure, "n": n})
        for place, n in figures_.values.items()
    )
    session.flush()


def keep_delivered(session: Session, delivered: Sequence[Figures], delivery: int) -> None:
    """Keep all that came with a delivery that nothing has been kept of: as :func:`keep`, in a few statements however many sets there are."""
    there = {(row.insats_id, row.counter, row.period) for row in session.exec(select(CounterSet)) if row.delivery}
    kept = [one for one in delivered if one.values or (one.insats_id, one.counter.id, one.period.code) in there]
    known = set(session.exec(select(CounterDefinition.hash)))
    new = {one.counter.hash: one.counter for one in kept if one.counter.hash not in known}
    session.add_all(CounterDefinition(hash=id_, counter=one.id, document=canonical.dump(one.document).decode()) for id_, one in new.items())
    session.flush()
    keys = [{"insats_id": one.insats_id, "delivery": delivery, "counter": one.counter.id, "period": one.period.code} for one in kept]
    sets = [{**at, "definition": one.counter.hash, "origin": one.origin} for at, one in zip(keys, kept, strict=True)]
    values = [
        {**at, "codes": _JOIN.join(place.codes), "measure": place.measure, "n": n}
        for at, one in zip(keys, kept, strict=True)
        for place, n in one.values.items()
    ]
    tables: tuple[tuple[type[CounterSet | CounterValue], list[dict[str, Any]]], ...] = ((CounterSet, sets), (CounterValue, values))
    for model, rows in tables:
        if rows:
            session.connection().execute(SQLModel.metadata.tables[str(model.__tablename__)].insert(), rows)


def _remove(session: Session, at: Mapping[str, str | int]) -> None:
    models: tuple[type[CounterValue | CounterSet], ...] = (CounterValue, CounterSet)
    for model in models:
        for row in session.exec(select(model).filter_by(**at)):
            session.delete(row)
        session.flush()


def _carried(session: Session, at: Mapping[str, str | int]) -> bool:
    query = select(CounterSet.delivery).where(
        CounterSet.insats_id == at["insats_id"], CounterSet.counter == at["counter"], CounterSet.period == at["period"]
    )
    return any(number for number in session.exec(query))


def carry(session: Session, carried: Iterable[Figures], delivery: int) -> None:
    """Let a delivery carry values that none has carried yet."""
    for one in carried:
        keep(session, one, delivery)
        _remove(session, {"insats_id": one.insats_id, "delivery": 0, "counter": one.counter.id, "period": one.period.code})


def faults(session: Session) -> list[str]:
    """What stored values have that their definition does not allow, a Swedish sentence each; for ``kontroll``."""
    return [f"{one.counter.id} {one.period.code}: {fault.error.what}" for one in figures(session) for fault in entry.invalid(one.counter, one.values)]
