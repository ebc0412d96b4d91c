"""What has been published of the insatser's counts, by the förbund and by themselves, and the lists that tell each insats of it.

A publication is never forgotten: withdrawing one says so in every list of publications, but what was read stays known to its readers.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from register import canonical, publication_document, publication_list
from register.audit_log import AuditKind, append
from register.counts import UNDIVIDED
from register.disclosure.publication import History, Publication
from register.errors import BadInput, Conflict, CouldNot
from register.kansli.models import KansliPublication, KnownInsats
from register.kansli.schema import refuse
from register.kansli.session import Kansli
from register.kansli.source import source
from register.platform import atomic_write, system_reason
from register.vocabulary.model import Vocabulary

__all__ = [
    "PublicationRow",
    "WithdrawalReason",
    "dra_tillbaka",
    "history",
    "publikationer",
    "publish",
    "signed_list",
    "source",
    "write_lists",
]


class WithdrawalReason(StrEnum):
    """Why a publication is withdrawn; ``label`` says it in Swedish."""

    COUNTS = "fel-i-underlaget"
    REPORT = "fel-i-rapporten"
    REPLACED = "ersatt"
    MISTAKE = "publicerad-av-misstag"

    @property
    def label(self) -> str:
        """The reason in the reader's words."""
        return _LABELS[self]


_LABELS = {
    WithdrawalReason.COUNTS: "Fel i underlaget",
    WithdrawalReason.REPORT: "Fel i rapporten",
    WithdrawalReason.REPLACED: "Ersatt av en ny rapport",
    WithdrawalReason.MISTAKE: "Publicerad av misstag",
}


@dataclass(frozen=True)
class PublicationRow:
    """A publication in a list.

    Args:
        id: names it.
        report: the report's kind.
        subject: the insats that it is about; empty for the förbund.
        span: the period's code.
        made: the day.
        by: who published it: the förbund's id, or an insats's.
        delivery: the number of the delivery that told of it, where an insats did.
        withdrawn: the day that it was withdrawn.
        reason: why.
    """

    id: str
    report: str
    subject: str
    span: str
    made: date
    by: str
    delivery: int | None = None
    withdrawn: date | None = None
    reason: WithdrawalReason | None = None


def publikationer(kansli: Kansli) -> list[PublicationRow]:
    """Every publication in the order it became known here, withdrawn ones too."""
    with kansli.store.read() as session:
        return [
            PublicationRow(
                row.id,
                row.report,
                row.subject,
                row.span,
                row.made,
                row.made_by,
                row.received_with,
                row.withdrawn,
                WithdrawalReason(row.reason) if row.reason else None,
            )
            for row in _rows(session)
        ]


def history(kansli: Kansli) -> History:
    """All that has been published of the förbund's counts, withdrawn or not: what a new release is protected together with."""
    with kansli.store.read() as session:
        return History.of(Publication.from_document(document_of(row)) for row in _rows(session))


def publish(kansli: Kansli, publication: Publication, today: date, *, seen: History | None = None) -> bool:
    """Keep what is being published; returns whether it was new. The same again is only logged, and stands again if it was withdrawn.

    Args:
        kansli: the register.
        publication: by this förbund.
        today: the day.
        seen: the history that it was protected with.

    Raises:
        Conflict: something that ``seen`` lacks has been published or received meanwhile, so the two are not protected together.
        ValueError: the publication is not this förbund's, or can't be written as a document; a defect of the caller.
    """
    document = publication.to_document()
    publication_document.check(document)
    if publication.by != kansli.id:
        raise ValueError("a kansli keeps its own publications, and those that come with deliveries")
    with kansli.store.write() as session:
        row = _row(session, publication.id)
        if row is None:
            if seen is not None and {one.id for one in _rows(session)} - {one.id for one in seen.publications}:
                raise Conflict(
                    "Rapporten är inte publicerad.",
                    "Något annat har publicerats eller kommit med en leverans sedan den gjordes, och den är inte skyddad tillsammans med det.",
                    "Gör rapporten igen.",
                )
            _keep(session, document, None)
        else:
            row.withdrawn = row.reason = None
            session.add(row)
        append(session, today, AuditKind.EXPORT, slag=publication.report, period=publication.span, publikation=publication.id)
    return row is None


def dra_tillbaka(kansli: Kansli, publication_id: str, orsak: str, today: date) -> None:
    """Mark a publication of the förbund's as withdrawn, with a reason. It stays known, and every later release is protected together with it."""
    try:
        reason = WithdrawalReason(orsak)
    except ValueError:
        why = f"Den ska vara en av: {', '.join(WithdrawalReason)}."
        raise BadInput("Orsaken finns inte.", why, "Välj en av dem.", field="orsak") from None
    with kansli.store.write() as session:
        row = _row(session, publication_id)
        if row is None:
            why = "Förbundet har inte publicerat något med det id:t."
            raise BadInput("Publikationen finns inte.", why, "Se vilka som finns bland publikationerna.", field="publikation")
        if row.received_with is not None:
            why = f"{row.made_by} har publicerat den och berättat om den i leverans {row.received_with}."
            raise BadInput("Publikationen är insatsens egen.", why, "Be insatsen dra tillbaka den.", field="publikation")
        if row.withdrawn is not None:
            raise BadInput("Publikationen är redan tillbakadragen.", f"Det gjordes {row.withdrawn}.", "", field="publikation")
        row.withdrawn, row.reason = today, reason.value
        session.add(row)
        append(session, today, AuditKind.ANNULLERING, publikation=row.id, orsak=reason.value)


def check_received(documents: Iterable[Mapping[str, Any]], last_batch: int, vocabularies: Iterable[Vocabulary]) -> None:
    """Whether an insats's own publications are of batches that it has delivered and of kön that there are; CouldNot otherwise."""
    known = {UNDIVIDED, *(code for vocabulary in vocabularies for code in vocabulary.lists["kon"].by_id)}
    for document in documents:
        for insats, number in sorted(publication_document.omgangar(document)):
            if number > last_batch:
                refuse(f"En publikation gäller låsning {number} från {insats}, som inte är levererad.")
        for kon in sorted(publication_document.kons(document) - known):
            refuse(f"En publikation har könet {kon}, som är okänt.")


def keep_received(session: Session, documents: Iterable[Mapping[str, Any]], delivery: int) -> None:
    """Keep the publications that came with a delivery; one that is known already stays as it is."""
    for document in documents:
        if _row(session, publication_document.identity(document)) is None:
            _keep(session, document, delivery)


def received_with(session: Session, insats_id: str, delivery: int) -> int:
    """How many publications a delivery told of."""
    mine = select(KansliPublication.id).where(KansliPublication.made_by == insats_id, KansliPublication.received_with == delivery)
    return len(session.exec(mine).all())


def faults(session: Session, last_batches: Mapping[str, int]) -> str:
    """What is wrong with the stored publications, in a sentence; empty where nothing is. ``last_batches`` by insats."""
    for row in _rows(session):
        document = document_of(row)
        if publication_document.identity(document) != row.id:
            return f"Publikation {row.id} är ändrad."
        if any(number > last_batches.get(insats, 0) for insats, number in publication_document.omgangar(document)):
            return f"Publikation {row.id} gäller en låsning som inte är mottagen."
    return ""


def signed_list(kansli: Kansli, insats_id: str) -> bytes | None:
    """The list, signed with the förbund's key, of what has been published of an insats; None where nothing has been."""
    with kansli.store.read() as session:
        return _signed(kansli, session, insats_id, _numbered(session))


def write_lists(kansli: Kansli, today: date) -> list[str]:
    """Write the list of every insats to ``publikationer/ID.json`` where what lies there is another; returns whose were written.

    Raises CouldNot where the folder can't be written.
    """
    with kansli.store.read() as session:
        numbered = _numbered(session)
        ids = sorted(session.exec(select(KnownInsats.insats_id))) if numbered else []
        lists = {insats: data for insats in ids if (data := _signed(kansli, session, insats, numbered)) is not None}
    written: list[str] = []
    try:
        for insats, data in lists.items():
            if _write(kansli, insats, data):
                written.append(insats)
    finally:  # those that lie there are logged even where a later one could not be written
        if written:
            with kansli.store.write() as session:
                for insats in written:
                    append(session, today, AuditKind.EXPORT, slag="publikationslista", insats=insats)
    return written


def _write(kansli: Kansli, insats_id: str, data: bytes) -> bool:
    path = kansli.catalogue.publications_path(insats_id)
    try:
        if path.exists() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, data)
    except OSError as error:
        why = f"Systemet svarar: {system_reason(error)}."
        raise CouldNot(f"Listan över publikationer om {insats_id} gick inte att skriva.", why, "Kontrollera mappen och försök igen.") from error
    return True


def _signed(kansli: Kansli, session: Session, insats_id: str, numbered: Sequence[tuple[int, dict[str, Any]]]) -> bytes | None:
    """The number of a list is that of the latest publication in it: it grows when the list does, and else the list is the same, byte by byte."""
    mine = [(nr, part) for nr, document in numbered if (part := publication_document.concerning(document, insats_id)) is not None]
    if not mine:
        return None
    keys = kansli.keys(session)
    return publication_list.write([part for _, part in mine], number=mine[-1][0], forbund_id=kansli.id, insats_id=insats_id, keys=keys)


def _numbered(session: Session) -> list[tuple[int, dict[str, Any]]]:
    return [(row.nr, document_of(row)) for row in _rows(session)]


def _rows(session: Session) -> Sequence[KansliPublication]:
    return session.exec(select(KansliPublication).order_by(col(KansliPublication.nr))).all()


def _row(session: Session, publication_id: str) -> KansliPublication | None:
    return session.exec(select(KansliPublication).where(KansliPublication.id == publication_id)).first()


def _keep(session: Session, document: Mapping[str, Any], delivery: int | None) -> None:
    number = len(session.exec(select(KansliPublication.nr)).all()) + 1
    row = KansliPublication(
        nr=number,
        id=publication_document.identity(document),
        report=document["rapport"],
        subject=document["om"],
        span=document["period"],
        made=date.fromisoformat(document["gjord"]),
        made_by=document["av"],
        document=zlib.compress(canonical.dump(document)),
        received_with=delivery,
    )
    session.add(row)
    session.flush()


def document_of(row: KansliPublication) -> dict[str, Any]:
    """What was published, as it was kept (see :mod:`register.publication_document`)."""
    document: dict[str, Any] = json.loads(zlib.decompress(row.document))
    return document
