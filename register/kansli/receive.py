"""Receiving deliveries: every check in its order, then one transaction. Pinning keys and annulling too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from register import delivery as border
from register.audit_log import AuditKind, append
from register.errors import BadInput, CouldNot
from register.kansli import counters, publications, schema, sums
from register.kansli.batches import history_of, store_batch
from register.kansli.group_models import GroupInsats
from register.kansli.models import ANNULLED, RECEIVED, KnownInsats, ReceivedBatch, ReceivedDelivery
from register.kansli.session import Kansli, register_vocabulary
from register.keys import PublicKeys
from register.periods import Period
from register.vocabulary.loader import load
from register.vocabulary.model import Vocabulary

REASONS = "annulleringsorsak"
ANOTHER_ID = "Skapa insatsen med ett annat id än gruppuppgifternas."


@dataclass(frozen=True)
class Receipt:
    """What came: batches, how many publications of the insats's own, and how many sets of values of its counters.

    ``new`` is False where the same delivery was received before; ``words`` are given when the insats was pinned by it.
    """

    insats_id: str
    namn: str
    number: int
    periods: tuple[str, ...]
    new: bool
    words: str | None = None
    state: str = RECEIVED
    publications: int = 0
    counters: int = 0


def public_keys(row: KnownInsats) -> PublicKeys:
    """The pinned keys of an insats."""
    return PublicKeys("insats", row.insats_id, row.namn, "struktur" if row.typ == "struktur" else "individ", row.sign, row.exchange)


def ta_emot(kansli: Kansli, data: bytes, *, today: date) -> Receipt:
    """Receive a delivery, given the bytes of its file. Receiving one again changes nothing.

    Raises CouldNot, with nothing changed: too large, damaged, truncated, from an unknown key, out of sequence, or not adding up.
    """
    kansli.refresh_vocabulary(today)
    with kansli.store.read() as session:
        delivery, keys, known = _unpack(kansli, session, data)
        if not delivery.new:
            return _known_receipt(session, delivery)
        _check(kansli, session, delivery, keys)
    words = None if known else keys.words()
    with kansli.store.write() as session:
        # Another process may have received something meanwhile: check again, under the lock.
        delivery, keys, known = _unpack(kansli, session, data)
        if not delivery.new:
            return _known_receipt(session, delivery)
        vocabularies = _check(kansli, session, delivery, keys)
        if not known:
            _pin(session, keys, today)
        for plan in delivery.header.plans:
            register_vocabulary(session, vocabularies[plan], today)
        _store(session, delivery, today)
        carried = {"publikationer": len(delivery.publications), "raknare": len(delivery.counters)}
        published = {name: n for name, n in carried.items() if n}
        append(session, today, AuditKind.MOTTAGNING, insats=keys.id, leverans=delivery.header.number, laslagen=len(delivery.batches), **published)
    periods = tuple(batch.period for batch in delivery.batches)
    return Receipt(
        keys.id,
        keys.namn,
        delivery.header.number,
        periods,
        new=True,
        words=words,
        publications=len(delivery.publications),
        counters=len(delivery.counters),
    )


def _unpack(kansli: Kansli, session: Session, data: bytes) -> tuple[border.Delivery, PublicKeys, bool]:
    """The checked delivery, the keys it was checked against, and whether they are pinned already."""
    found: list[tuple[PublicKeys, bool]] = []

    def pinned(header: border.Header) -> PublicKeys:
        row = session.get(KnownInsats, header.insats_id)
        if session.get(GroupInsats, header.insats_id) is not None:
            raise CouldNot(f"{header.insats_id} har gruppuppgifter här.", "En insats räknas inte två vägar.", ANOTHER_ID)
        keys = public_keys(row) if row else _offered(kansli, header.insats_id)
        found.append((keys, row is not None))
        return keys

    def received(insats_id: str) -> dict[int, str]:
        return {row.number: row.content for row in session.exec(select(ReceivedDelivery).where(ReceivedDelivery.insats_id == insats_id))}

    delivery = border.unpack(data, forbund_id=kansli.id, keys=kansli.keys(session), pinned=pinned, received=received)
    keys, known = found[0]
    return delivery, keys, known


def _offered(kansli: Kansli, insats_id: str) -> PublicKeys:
    """The keys in the public file of an insats that is not pinned yet."""
    path = kansli.catalogue.public_path("insats", insats_id)
    if not path.exists():
        raise CouldNot(
            f"Leveransen är signerad med en okänd nyckel: {insats_id} är inte godkänd här.",
            f"Nyckelfilen {path.name} ligger inte i mappen {path.parent}.",
            f"Hämta nyckelfilen från insatsen, lägg den i mappen och kör nycklar godkann {insats_id}. Ta sedan emot leveransen igen.",
        )
    return PublicKeys.read(path)


def _check(kansli: Kansli, session: Session, delivery: border.Delivery, keys: PublicKeys) -> dict[str, Vocabulary]:
    """Schema and sums of all batches; the vocabularies that they were checked by."""
    vocabularies = kansli.vocabularies(session)
    vocabularies.setdefault(kansli.vocabulary.hash, kansli.vocabulary)
    shipped = load(None)
    vocabularies.setdefault(shipped.hash, shipped)
    for plan in delivery.header.plans:
        if plan not in vocabularies:
            raise CouldNot(
                f"Leveransen är räknad med kodlistor och en räkneplan som kansliet inte har ({plan[:12]}).",
                "Insatsens vokabular är en annan än förbundets.",
                f"Lägg insatsens vokabularfiler i mappen {kansli.catalogue.vocabulary_folder} och ta emot leveransen igen.",
            )
    history = history_of(session, keys.id)
    plans = history.plan_of | {batch.period: batch.plan_hash for batch in delivery.batches}
    for batch in delivery.batches:
        schema.check(batch, keys.typ or "individ", vocabularies, plans)
    sums.check_all(delivery.batches, vocabularies, history)
    publications.check_received(delivery.publications, history.last_batch, vocabularies.values())
    locked = delivery.batches[-1].period if delivery.batches else history.last_period
    counters.check_received(kansli, session, delivery.counters, Period.parse(locked) if locked else None)
    return vocabularies


def _store(session: Session, delivery: border.Delivery, today: date) -> None:
    header = delivery.header
    row = ReceivedDelivery(insats_id=header.insats_id, number=header.number, content=header.content, log_head=delivery.log_head, received=today)
    session.add(row)
    session.flush()
    for batch in delivery.batches:
        store_batch(session, batch, header.insats_id, header.number)
    publications.keep_received(session, delivery.publications, header.number)
    counters.keep_received(session, delivery.counters, header.number)


def _known_receipt(session: Session, delivery: border.Delivery) -> Receipt:
    """The receipt of a delivery received before."""
    header = delivery.header
    row = session.get_one(ReceivedDelivery, (header.insats_id, header.number))
    insats = session.get_one(KnownInsats, header.insats_id)
    query = select(ReceivedBatch.period).where(ReceivedBatch.insats_id == header.insats_id, ReceivedBatch.delivery == header.number)
    periods = tuple(session.exec(query.order_by(col(ReceivedBatch.number))))
    published, counted = (one.received_with(session, header.insats_id, header.number) for one in (publications, counters))
    return Receipt(header.insats_id, insats.namn, header.number, periods, new=False, state=row.state, publications=published, counters=counted)


def _pin(session: Session, keys: PublicKeys, today: date) -> None:
    row = session.get(KnownInsats, keys.id)
    if row is None:
        row = KnownInsats(insats_id=keys.id, namn=keys.namn, typ=keys.typ or "individ", sign=keys.sign, exchange=keys.exchange)
    else:
        row.namn, row.typ, row.sign, row.exchange = keys.namn, keys.typ or "individ", keys.sign, keys.exchange
    session.add(row)
    session.flush()
    append(session, today, AuditKind.NYCKELBYTE, insats=keys.id)


def godkann(kansli: Kansli, insats_id: str, today: date) -> str:
    """Pin the keys that lie in the insats's public file, in place of any pinned before; returns their six words to compare by voice."""
    keys = PublicKeys.read(kansli.catalogue.public_path("insats", insats_id))
    words = keys.words()
    with kansli.store.write() as session:
        row = session.get(KnownInsats, keys.id)
        if session.get(GroupInsats, keys.id) is not None:
            raise BadInput(f"{keys.id} har gruppuppgifter här.", "En insats räknas inte två vägar.", ANOTHER_ID)
        if row is not None and row.typ != keys.typ and history_of(session, keys.id).last_batch:
            raise BadInput(
                f"Insatsen {keys.id} kan inte byta typ.", "Den har redan levererat som en annan typ.", "Registrera den nya delen som en egen insats."
            )
        if row is None or public_keys(row) != keys:
            _pin(session, keys, today)
    return words


def annullera(kansli: Kansli, insats_id: str, number: int, reason: str, today: date) -> None:
    """Leave a received delivery out of every figure. It stays in the sequence; what it should have said comes in a later one.

    Raises BadInput where there is no such delivery, it is annulled already, or the reason is not in the list ``annulleringsorsak``.
    """
    codes = kansli.vocabulary.lists[REASONS].choices if REASONS in kansli.vocabulary.lists else ()
    if reason not in {code.id for code in codes}:
        raise BadInput(
            "Orsaken finns inte i listan.", f"Den ska vara en av: {', '.join(code.id for code in codes)}.", "Välj en orsak ur listan.", field="orsak"
        )
    with kansli.store.write() as session:
        row = session.get(ReceivedDelivery, (insats_id, number))
        if row is None:
            raise BadInput(
                f"Leverans {number} från {insats_id} finns inte.",
                "Den är inte mottagen här.",
                "Se vilka som är mottagna under Leveranser.",
                field="nummer",
            )
        if row.state == ANNULLED:
            raise BadInput(f"Leverans {number} från {insats_id} är redan annullerad.", f"Det gjordes {row.annulled}.", "", field="nummer")
        row.state, row.reason, row.annulled = ANNULLED, reason, today
        session.add(row)
        append(session, today, AuditKind.ANNULLERING, insats=insats_id, leverans=number, orsak=reason)
