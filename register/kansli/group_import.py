"""Reading group-level files in at the kansli: each insats's counts as batches of its own, marked *gruppuppgifter*, through the checks of a delivery.

Such an insats stands beside those that deliver: utfall, reports and gate count it like any other. Of its avslut only the anledning is known; in every
other table its people are *saknas*, so that all tables still cover the same people. An import is kept as a delivery, so that it can be annulled.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from register import canonical
from register.audit_log import AuditKind, append
from register.counts import MISSING, OPEN_CHANGE, Batch, Cell, Place, Released
from register.errors import BadInput, CouldNot
from register.kansli import schema, sums
from register.kansli.batches import history_of, store_batch
from register.kansli.group_models import GroupInsats, GroupKey
from register.kansli.group_rows import GroupReading, PeriodCounts, read_groups
from register.kansli.models import KnownInsats, ReceivedDelivery
from register.kansli.session import Kansli
from register.periods import Period
from register.readers.cells import Table
from register.readers.faults import Fault, plain
from register.readers.personal import trace_in
from register.vocabulary.model import PlanTable, Vocabulary
from register.vocabulary.variables import grouping_of

ORIGIN: Final = "gruppuppgifter"
_ID: Final = re.compile(r"[a-z0-9-]{2,32}", re.ASCII)
_LONGEST_NAME: Final = 60


@dataclass(frozen=True)
class GroupReceipt:
    """What was read in: the insatser with their periods, and each one's number of the import (for annulling it)."""

    periods: dict[str, tuple[str, ...]]
    numbers: dict[str, int]


def group_ids(session: Session) -> frozenset[str]:
    """The insatser whose counts are gruppuppgifter."""
    return frozenset(session.exec(select(GroupInsats.insats_id)))


def marked(name: str) -> str:
    """An insats's name with the mark of its origin."""
    return name if name.endswith(f"({ORIGIN})") else f"{name} ({ORIGIN})"


def read_group_file(kansli: Kansli, table: Table, new: Mapping[str, str] | None = None, *, today: date) -> GroupReading:
    """Read a group-level file and check it; nothing is written. ``new`` names insatser that have no gruppuppgifter yet, by id.

    Raises BadInput where a new insats's id or name can't be used.
    """
    kansli.refresh_vocabulary(today)
    with kansli.store.read() as session:
        names = _names(session, new or {})
        reading = read_groups(table, kansli.vocabulary, names, today=today)
        if not reading.faults:
            for insats_id, periods in reading.counts.items():
                reading.add_faults(_order_faults(session, insats_id, periods) or _open_faults(session, insats_id, periods))
    return reading


def importera_grupp(kansli: Kansli, reading: GroupReading, new: Mapping[str, str] | None = None, *, today: date) -> GroupReceipt:
    """Keep what was read: all insatser of the file or none.

    Raises:
        BadInput: the file has faults, or an insats's content is in the register already.
        CouldNot: the counts do not fit the code lists, or do not add up.
    """
    if reading.faults:
        raise BadInput("Filen läses inte in.", f"Den har {reading.fault_count} fel.", "Rätta dem; --prova visar alla.", field="fil")
    numbers, kept = {}, {}
    with kansli.store.write() as session:
        names = _names(session, new or {})
        for insats_id in sorted(reading.counts):
            periods = reading.counts[insats_id]
            _know(session, insats_id, names[insats_id])
            number = _deliver(session, insats_id, periods, today)
            _store(kansli, session, insats_id, number, periods)
            numbers[insats_id], kept[insats_id] = number, tuple(sorted(periods, key=Period.parse))
            append(session, today, AuditKind.IMPORT, insats=insats_id, leverans=number, perioder=len(periods))
    return GroupReceipt(kept, numbers)


def _names(session: Session, new: Mapping[str, str]) -> dict[str, str]:
    """The insatser that a file may name, by id."""
    groups = group_ids(session)
    known = {row.insats_id: row.namn for row in session.exec(select(KnownInsats))}
    for insats_id, name in new.items():
        if not _ID.fullmatch(insats_id):
            raise BadInput("Id:t går inte att använda.", "Ett id har 2 till 32 tecken: a–z, siffror och bindestreck.", "Ange ett annat.", field="ny")
        if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            raise BadInput(
                "Namnet går inte att använda.", f"Det ska ha 1 till {_LONGEST_NAME} tecken på en rad.", "Skriv insatsens namn.", field="ny"
            )
        if insats_id in known and insats_id not in groups:
            why = "En insats som levererar får inte sina siffror två vägar."
            raise BadInput(f"Insatsen {insats_id} levererar redan själv.", why, "Ge gruppuppgifterna ett eget id.", field="ny")
    found = {insats_id: known[insats_id] for insats_id in groups if insats_id in known}
    plain_names = {insats_id: name.removesuffix(f" ({ORIGIN})") for insats_id, name in found.items()}
    added = {insats_id: " ".join(name.split()) for insats_id, name in new.items() if insats_id not in found}
    _refuse_ambiguous(plain_names, added)
    return {**plain_names, **added}


def _refuse_ambiguous(known: Mapping[str, str], new: Mapping[str, str]) -> None:
    """BadInput where a new insats points at a person, or has a name or an id that means another one: its rows could be either's."""
    taken = {plain(text): insats_id for insats_id, name in known.items() for text in (insats_id, name)}
    for insats_id, name in new.items():
        bare = name.removesuffix(f"({ORIGIN})").strip()
        if any(trace_in(text) for text in (insats_id, name)):
            what = "En ny insats har något som ser ut som ett personnummer eller ett födelsedatum."
            raise BadInput(what, "Id och namn står i rapporter.", "Ange insatsens eget namn.", field="ny")
        for text in {plain(insats_id), plain(name), plain(bare)}:
            if taken.setdefault(text, insats_id) != insats_id:
                why = f"Raderna kunde gälla {taken[text]} eller {insats_id}."
                raise BadInput("Två insatser har samma namn eller id.", why, "Ge den nya ett eget namn.", field="ny")


def _order_faults(session: Session, insats_id: str, periods: Mapping[str, PeriodCounts]) -> list[Fault]:
    """Periods follow on one another, and on those that the register has."""
    expected = history_of(session, insats_id).last_period
    last = Period.parse(expected) if expected else None
    faults = []
    for code in sorted(periods, key=Period.parse):
        period, place = Period.parse(code), periods[code].place
        where = f"cell {place.a1}"
        if last and period.first <= last.last:
            what, remedy = (
                f"{insats_id} har redan uppgifter till och med {last.code}.",
                "Ta bort raderna. Ska de rättas: läs in dem under ett nytt id.",
            )
            faults.append(Fault("period", where, what, "En period läses in en gång.", remedy, place))
        elif last and period != last.next() and (not last.closes_year or period.first != last.last.plus(1)):
            what, why = f"{insats_id}: {last.next().code} saknas före {code}.", "Perioder följer på varandra, annars stämmer inte pågående."
            faults.append(Fault("period", where, what, why, "Lägg till den, med 0 där inget hände.", place))
        last = period
    return faults


def _open_faults(session: Session, insats_id: str, periods: Mapping[str, PeriodCounts]) -> list[Fault]:
    """Of no kön have more left than came; what was open at the beginning stands in the first period alone."""
    history = history_of(session, insats_id)
    still_open: dict[str, int] = {}
    for (event, kon), n in history.volumes.items():
        still_open[kon] = still_open.get(kon, 0) + n * OPEN_CHANGE.get(event, 0)
    faults, first = [], history.last_period is None
    for code in sorted(periods, key=Period.parse):
        counts = periods[code]
        if not first and any(event == "ingaende" and n for (event, _), n in counts.volumes.items()):
            what, why = f"{insats_id} {code}: pågående vid periodens början står bara i den första perioden.", "Sedan följer det av de andra talen."
            faults.append(Fault("pagaende", f"cell {counts.place.a1}", what, why, "Ta bort raden.", counts.place))
        first = False
        for volume, n in counts.all_volumes(Period.parse(code)).items():
            still_open[volume.kon] = still_open.get(volume.kon, 0) + n * OPEN_CHANGE.get(volume.event, 0)
        for kon in sorted(kon for kon, n in still_open.items() if n < 0):
            what, why = f"{insats_id} {code}: fler har avslutats än som pågick ({kon}).", "Pågående kan inte bli färre än inga."
            remedy = "Rätta talen, eller ange Pågående vid periodens början i den första perioden."
            faults.append(Fault("pagaende", f"cell {counts.place.a1}", what, why, remedy, counts.place))
    return faults


def _know(session: Session, insats_id: str, name: str) -> None:
    """The insats among the known ones, with its mark. Its keys are random, so that no delivery can ever be signed with them."""
    if session.get(KnownInsats, insats_id) is None:
        keys = {"sign": secrets.token_bytes(32), "exchange": secrets.token_bytes(32)}
        session.add(KnownInsats(insats_id=insats_id, namn=marked(name), typ="individ", **keys))
        session.flush()
        session.add(GroupInsats(insats_id=insats_id))
        session.flush()


def _deliver(session: Session, insats_id: str, periods: Mapping[str, PeriodCounts], today: date) -> int:
    """A delivery of its own for the import, named by the keyed hash of its content; BadInput where the same has come before."""
    held = session.get(GroupKey, 1)
    if held is None:
        held = GroupKey(key=secrets.token_bytes(32))
        session.add(held)
        session.flush()
    document = [[code, sorted([*key, n] for key, n in c.volumes.items()), c.reasons] for code, c in sorted(periods.items())]
    content = hmac.digest(held.key, canonical.dump([insats_id, document]), "sha256").hex()
    earlier = session.exec(select(ReceivedDelivery).where(ReceivedDelivery.insats_id == insats_id).order_by(col(ReceivedDelivery.number))).all()
    if any(row.content == content for row in earlier):
        raise BadInput("Innehållet är redan inläst.", f"Samma uppgifter om {insats_id} finns i registret.", "Inget behöver göras.", field="fil")
    number = len(earlier) + 1
    session.add(ReceivedDelivery(insats_id=insats_id, number=number, content=content, received=today))
    session.flush()
    return number


def _store(kansli: Kansli, session: Session, insats_id: str, number: int, periods: Mapping[str, PeriodCounts]) -> None:
    """The batches, checked as a delivery's are; what is refused is said of the file, since nobody has delivered anything."""
    history = history_of(session, insats_id)
    vocabularies = kansli.vocabularies(session)
    batches = [
        batch_of(kansli.vocabulary, history.last_batch + place, Period.parse(code), periods[code])
        for place, code in enumerate(sorted(periods, key=Period.parse), 1)
    ]
    plans = history.plan_of | {batch.period: batch.plan_hash for batch in batches}
    try:
        for batch in batches:
            schema.check(batch, "individ", vocabularies, plans)
        sums.check_all(batches, vocabularies, history)
    except CouldNot as error:
        remedy = "Läs in filen på nytt: registret kan ha ändrats sedan den lästes. Inget är inläst."
        raise CouldNot(f"Gruppuppgifterna om {insats_id} stämmer inte med registret.", error.why, remedy, field="fil") from None
    for batch in batches:
        store_batch(session, batch, insats_id, number)


def batch_of(vocabulary: Vocabulary, number: int, period: Period, counts: PeriodCounts) -> Batch:
    """The counts of a period as a batch. Every table of the avslut covers all of them; what the file does not tell is *saknas*."""
    tables = [table for table in vocabulary.plan.tables if table.event == "avslut" and table.minimum is None]
    released = []
    for kon, by_reason in sorted(counts.reasons.items()):
        cells: dict[Cell, int] = {}
        for reason, n in by_reason.items():
            for table in tables if n else ():
                cell = Cell(table.id, _values(vocabulary, table, reason))
                cells[cell] = cells.get(cell, 0) + n
        if people := sum(by_reason.values()):
            released.append(Released(Place("avslut", kon), people, (period.code,), cells))
    return Batch(number, period.code, vocabulary.hash, counts.all_volumes(period), tuple(released))


def _values(vocabulary: Vocabulary, table: PlanTable, reason: str) -> tuple[str, ...]:
    known = {"avslutsanledning": reason, "avslutsgrupp": grouping_of(vocabulary, "avslutsgrupp").group_of.get(reason, MISSING)}
    return tuple(known.get(variable, MISSING) for variable in table.variables)
