"""Locking a period and delivering what is locked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from register import audit_log, canonical, delivery
from register.counters import book
from register.counters.model import Figures
from register.counts import Batch, Place, Tally, Volume
from register.errors import BadInput, CouldNot
from register.insats import counters, ledger, publications, rows
from register.insats.locking import Decision, decide
from register.insats.models import LockedPeriod, SealedRow, SentDelivery
from register.insats.recipient import present, recipient
from register.insats.session import Insats, config_of, next_period
from register.keys import Keys, PublicKeys, fingerprint
from register.periods import Period
from register.platform import atomic_write, system_reason
from register.vault import Vault


@dataclass(frozen=True)
class GallringsProtokoll:
    """What was destroyed at a lock: what kind, how many, when, by which plan. No person."""

    period: str
    day: date
    rows: int
    plan_hash: str

    def lines(self) -> list[str]:
        """The protocol as text, a line each."""
        return [
            f"Gallringsprotokoll för {self.period}",
            f"Dag: {self.day.isoformat()}",
            f"Gallrat: {self.rows} pseudonymiserade rader om avslutade deltaganden, med alla deras formulär",
            "Kontroll: valvfilen lästes om från disken och har ingen rad om ett avslutat deltagande från perioden eller tidigare",
            f"Räkneplan: {self.plan_hash}",
        ]


@dataclass(frozen=True)
class LockReport:
    """What a lock did: the batch that leaves, how many wait by place, and the gallringsprotokoll."""

    batch: Batch
    waiting: dict[Place, int]
    gallring: GallringsProtokoll


@dataclass(frozen=True)
class DeliveryReceipt:
    """A written delivery: its number, the periods in it, how many publications of the insats's own, and six words each of two keys.

    ``words`` are those of the key that signed it, ``forbund_words`` those of the förbund's key that opens it.
    """

    number: int
    periods: tuple[str, ...]
    forbund_id: str
    words: str
    forbund_words: str
    publications: int = 0
    counters: int = 0
    """How many sets of values (one counter in one period) it carries."""


def las(insats: Insats, period_code: str, *, passphrase: str, final: bool = False, today: date) -> LockReport:
    """Lock the oldest open period. Irreversible: its counts are fixed, its ended rows destroyed, and the vault gets new keys.

    ``period_code`` must be the oldest open period, and over. The passphrase makes the new key slot. ``final``: the insats ends with this
    period, and what never reached the minimum is destroyed and counted as *ej redovisade*.

    Raises:
        BadInput: another period is next, it is not over, or (``final``) deltaganden are open.
        Conflict: another session has taken up a changed vocabulary.
    """
    period = _checked_period(insats, period_code, today)
    with insats.vault.write(rekey=passphrase) as session:
        insats.rules(session)  # the batch names the vocabulary that its counts were made by
        _require_next(session, period)
        tally = _with_ingaende(session, period)
        if final and session.exec(select(SealedRow).where(SealedRow.state == rows.OPEN)).first():
            why = "Deltaganden är öppna, och en insats som upphör har inga."
            raise BadInput("Insatsen kan inte upphöra än.", why, "Avsluta dem först, till exempel med insatsen upphörde.")
        decision = decide(
            period.code,
            tally,
            ledger.waiting(session),
            k=insats.k,
            own_minimum=insats.own_minimum,
            year_end=period.closes_year,
            final=final,
        )
        batch = _store(insats, session, period, tally, decision, final=final)
        destroyed = _destroy_ended(session, period)
        config_of(session).ended = final
        audit_log.append(session, today, audit_log.AuditKind.LAS, period=period.code, nummer=batch.number)
        audit_log.append(session, today, audit_log.AuditKind.GALLRING, period=period.code, antal=destroyed)
    _verify_destroyed(insats, period, passphrase, today)
    waiting = {place: gathered.details.people for place, gathered in decision.waiting.items()}
    return LockReport(batch, waiting, GallringsProtokoll(period.code, today, destroyed, insats.vocabulary.hash))


def leverera(insats: Insats, target: Path, *, forbund_id: str | None = None, number: int | None = None, today: date) -> DeliveryReceipt:
    """Write the delivery of all locked periods, of their counters, and of the insats's own publications, that none has carried yet.

    Where there are none, it is the latest once more (or the one of that number). Without a period it goes to whom the latest delivery went.
    """
    _require_writable(target)
    with insats.write() as session:
        undelivered = [row for row in ledger.locked(session) if row.delivery is None]
        if (undelivered or publications.pending(session) or counters.pending(session, insats.id)) and number is None:
            to = forbund_id if undelivered else forbund_id or _latest_recipient(session)
            sent = _pack(insats, session, undelivered, recipient(insats, session, to, today))
            audit_log.append(session, today, audit_log.AuditKind.LEVERANS, nummer=sent.number)
        else:
            sent = _sent(session, number)
            _seal_to_present_key(insats, session, sent, today)
        periods = tuple(row.period for row in ledger.locked(session) if row.delivery == sent.number)
        published, counted = len(publications.delivered(session, sent.number)), len(book.of_delivery(session, insats.id, sent.number))
        data, sent_number = sent.data, sent.number
        public = _keys(session).public("insats", insats.id, insats.namn, insats.typ)
        kansli = present(session, delivery.read_header(data).forbund_id)
    try:
        atomic_write(target, data)
    except OSError as error:
        why = f"Systemet svarar: {system_reason(error)}."
        raise CouldNot("Leveransen kunde inte skrivas.", why, "Välj en annan plats. Leveransen finns kvar i valvet och kan skrivas igen.") from error
    words = kansli.words() if kansli else ""
    return DeliveryReceipt(sent_number, periods, delivery.read_header(data).forbund_id, public.words(), words, published, counted)


def _checked_period(insats: Insats, code: str, today: date) -> Period:
    period = Period.parse(code)
    if Period.containing(period.first, insats.period_kind) != period:
        expected = Period.containing(period.first, insats.period_kind)
        raise BadInput(
            f"{period.code} är inte en period som insatsen låser.",
            f"Insatsens perioder är av slaget {expected.code}.",
            f"Ange till exempel {expected.code}.",
            field="period",
        )
    if not period.has_ended(today):
        raise BadInput(f"{period.code} är inte slut.", f"Den varar till och med {period.last}.", "Lås när perioden är över.", field="period")
    return period


def _require_next(session: Session, period: Period) -> None:
    locked = ledger.locked(session)
    if any(row.period == period.code for row in locked):
        raise BadInput(
            f"{period.code} är redan låst.", "En period låses en gång.", "Sena formulär räknas i den äldsta öppna perioden.", field="period"
        )
    if config_of(session).ended:
        raise BadInput("Insatsen har upphört.", "Dess sista period är låst.", "Skapa en ny insats om arbetet fortsätter.", field="period")
    expected = next_period(session)
    if expected == period or (config_of(session).first_period is None and not locked and (expected is None or expected < period)):
        return
    name = expected.code if expected else period.code
    raise BadInput(f"{period.code} kan inte låsas än.", f"Perioder låses i ordning, och {name} står på tur.", f"Lås {name} först.", field="period")


def _with_ingaende(session: Session, period: Period) -> Tally:
    """The period's counts. At the very first lock the period becomes the insats's first, and starts before it become ingående pågående."""
    config = config_of(session)
    if config.first_period is None:
        moved = Tally()
        for code in sorted(ledger.open_periods(session)):
            if Period.parse(code) < period:
                moved.add(_as_ingaende(code, ledger.tally_of(session, code), period))
                ledger.clear(session, code)
        ledger.add(session, period.code, moved)
        config.first_period = period.code
        session.add(config)
        session.flush()
    return ledger.tally_of(session, period.code)


def _as_ingaende(code: str, earlier: Tally, period: Period) -> Tally:
    """What starts counted in an earlier period are when this period turns out to be the first."""
    moved = Tally()
    events = {"nya": "ingaende", "nya.endast-antal": "ingaende.endast-antal", "ingaende": "ingaende"}
    for volume, n in earlier.volumes.items():
        if volume.event not in events:
            raise BadInput(
                f"{period.code} kan inte låsas än.",
                f"{code} har mätningar eller avslut och måste låsas före den.",
                f"Lås {code} först.",
                field="period",
            )
        moved.volumes[Volume(events[volume.event], str(period.first), volume.kon)] += n
    if any(not place.unit.startswith("start") for place in earlier.details):
        raise BadInput(f"{period.code} kan inte låsas än.", f"{code} har mätningar och måste låsas före den.", f"Lås {code} först.", field="period")
    return moved


def _store(insats: Insats, session: Session, period: Period, tally: Tally, decision: Decision, *, final: bool) -> Batch:
    number = len(ledger.locked(session)) + 1
    batch = Batch(number, period.code, insats.vocabulary.hash, dict(tally.volumes), decision.released, decision.destroyed, final)
    session.add(LockedPeriod(number=number, period=period.code, batch=canonical.dump(batch.to_document()).decode()))
    ledger.clear(session, period.code)
    ledger.replace_waiting(session, decision.waiting)
    return batch


def _ended_rows(session: Session, period: Period) -> list[SealedRow]:
    ended = session.exec(select(SealedRow).where(SealedRow.state == rows.ENDED))
    return [row for row in ended if row.avslut_period is not None and Period.parse(row.avslut_period) <= period]


def _destroy_ended(session: Session, period: Period) -> int:
    ended = _ended_rows(session, period)
    for row in ended:
        session.delete(row)
    session.flush()
    return len(ended)


def _verify_destroyed(insats: Insats, period: Period, passphrase: str, today: date) -> None:
    """Open the file from disk afresh and look: the protocol says only what was seen."""
    vault = Vault.open(insats.vault.path, passphrase, kind="insats", state=insats.state, today=today)
    try:
        with vault.read() as session:
            left = len(_ended_rows(session, period))
    finally:
        vault.close()
    if left:
        raise CouldNot(
            "Gallringen kunde inte bekräftas.", "Valvfilen har kvar rader om avslutade deltaganden.", "Kör kontroll och låt en tekniker se på filen."
        )


def _keys(session: Session) -> Keys:
    return Keys.from_document(json.loads(config_of(session).keys))


def _pack(insats: Insats, session: Session, undelivered: list[LockedPeriod], kansli: PublicKeys) -> SentDelivery:
    latest = session.exec(select(SentDelivery).order_by(col(SentDelivery.number).desc())).first()
    number, previous = (latest.number + 1, latest.content_hash) if latest else (1, "")
    batches, keys = [ledger.batch_of(row) for row in undelivered], _keys(session)
    published, counted = publications.pending(session), counters.pending(session, insats.id)
    content = delivery.content_hash(
        batches, publications=published, counters=counted, number=number, previous=previous, insats_id=insats.id, forbund_id=kansli.id, keys=keys
    )
    sent = SentDelivery(number=number, content_hash=content, data=b"")
    sent.data = _sealed(insats, session, batches, published, counted, sent, previous, kansli)
    session.add(sent)
    session.flush()
    publications.mark_delivered(session, number)
    book.carry(session, counted, number)
    for row in undelivered:
        row.delivery = number
        session.add(row)
    session.flush()
    return sent


def _sealed(
    insats: Insats,
    session: Session,
    batches: Sequence[Batch],
    published: Sequence[publications.Document],
    counted: Sequence[Figures],
    sent: SentDelivery,
    previous: str,
    kansli: PublicKeys,
) -> bytes:
    """The bytes of a delivery to the förbund's present key."""
    return delivery.pack(
        batches,
        publications=published,
        counters=counted,
        number=sent.number,
        previous=previous,
        log_head=audit_log.head(session),
        insats_id=insats.id,
        keys=_keys(session),
        kansli=kansli,
    )


def _latest_recipient(session: Session) -> str | None:
    latest = session.exec(select(SentDelivery).order_by(col(SentDelivery.number).desc())).first()
    return delivery.read_header(latest.data).forbund_id if latest else None


def _sent(session: Session, number: int | None) -> SentDelivery:
    query = select(SentDelivery).order_by(col(SentDelivery.number).desc())
    sent = session.exec(query if number is None else query.where(SentDelivery.number == number)).first()
    if sent is None:
        what = "Det finns inget att leverera." if number is None else f"Leverans {number} finns inte."
        raise CouldNot(what, "En leverans skrivs av låsta perioder.", "Lås en period först.")
    return sent


def _seal_to_present_key(insats: Insats, session: Session, sent: SentDelivery, today: date) -> None:
    """Encrypt a delivery again where a new key of the förbund has been approved since; what it says, and its content hash, stay."""
    header = delivery.read_header(sent.data)
    kansli = present(session, header.forbund_id)
    if kansli is None or fingerprint(kansli.exchange) == header.recipient:
        return
    batches = [ledger.batch_of(row) for row in ledger.locked(session) if row.delivery == sent.number]
    published, counted = publications.delivered(session, sent.number), book.of_delivery(session, insats.id, sent.number)
    sent.data = _sealed(insats, session, batches, published, counted, sent, header.previous, kansli)
    session.add(sent)
    audit_log.append(session, today, audit_log.AuditKind.LEVERANS, nummer=sent.number)


def _require_writable(target: Path) -> None:
    if target.is_dir():
        raise BadInput("Leveransen behöver ett filnamn.", f"{target} är en mapp.", "Ange en fil, till exempel leverans.nyckeltal.", field="ut")
    if target.exists() and not delivery.begins_delivery(_beginning(target)):
        raise BadInput("Filen finns redan och är ingen leverans.", "Den skrivs inte över.", "Välj ett annat filnamn.", field="ut")
    if not target.absolute().parent.is_dir():
        raise BadInput("Mappen finns inte.", f"{target.absolute().parent} går inte att hitta.", "Skapa mappen eller välj en annan.", field="ut")


def _beginning(target: Path) -> bytes:
    try:
        with target.open("rb") as file:
            return file.read(delivery.MAGIC_BYTES)
    except OSError as error:
        why = f"Systemet svarar: {system_reason(error)}."
        raise CouldNot("Filen som redan finns går inte att läsa.", why, "Den skrivs inte över. Välj ett annat filnamn.") from error
