"""What has been published of an insats's counts: by itself, and by the förbund according to its signed lists.

Publications are plain documents here (see :mod:`register.publication_document`): the gate that makes and reads them is another room. What was
published is never forgotten, so nothing here takes anything away.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from register import audit_log, canonical, publication_document, publication_list
from register.errors import BadInput, CouldNot
from register.insats import ledger
from register.insats.models import ForbundPublication, OwnPublication, PinnedForbund, TakenList
from register.insats.recipient import present
from register.insats.session import Insats
from register.keys import PublicKeys
from register.platform import system_reason

Document = dict[str, Any]


class OlderList(CouldNot):
    """The list has a lower number than the one taken in before."""


def record(insats: Insats, document: Mapping[str, Any], today: date) -> bool:
    """Keep what the insats publishes of its own batches; it goes with the next delivery. Returns whether it was new: the same again is only logged.

    Raises:
        BadInput: it is about a period that is not locked.
        ValueError: it is no publication of the insats's own; a defect of the caller.
    """
    publication_document.check_own(document, insats.id)
    id_ = publication_document.identity(document)
    with insats.write() as session:
        locked = {row.number for row in ledger.locked(session)}
        if any(number not in locked for _, number in publication_document.omgangar(document)):
            why = "Den gäller en period som inte är låst, och vars siffror kan ändras."
            raise BadInput("Rapporten kan inte publiceras.", why, "Lås perioden först.")
        new = session.exec(select(OwnPublication).where(OwnPublication.id == id_)).first() is None
        if new:
            number = session.exec(select(func.count(col(OwnPublication.number)))).one() + 1
            session.add(OwnPublication(number=number, id=id_, document=_packed(document)))
            session.flush()
        audit_log.append(session, today, audit_log.AuditKind.EXPORT, slag=document["rapport"], period=document["period"], publikation=id_)
    return new


def own(insats: Insats) -> list[Document]:
    """What the insats has published itself, in order."""
    with insats.read() as session:
        return [_unpacked(row.document) for row in _own(session)]


def everything(insats: Insats) -> list[Document]:
    """Everything that has been published of the insats's batches, as far as it knows: its own, and what the förbund's lists have told of."""
    with insats.read() as session:
        mine = [_unpacked(row.document) for row in _own(session)]
        come_back = {_hash(part) for one in mine if (part := publication_document.concerning(one, insats.id)) is not None}
        told = [_unpacked(row.document) for row in session.exec(select(ForbundPublication)) if row.hash not in come_back]
    return [*mine, *sorted(told, key=lambda one: (one["gjord"], _hash(one)))]


def pending(session: Session) -> list[Document]:
    """What the insats has published and no delivery has told of, in order."""
    return [_unpacked(row.document) for row in _own(session) if row.delivery is None]


def untold(session: Session) -> int:
    """How many of them there are."""
    return session.exec(select(func.count(col(OwnPublication.number))).where(col(OwnPublication.delivery).is_(None))).one()


def mark_delivered(session: Session, delivery: int) -> None:
    """Let a delivery carry everything that is pending."""
    for row in _own(session):
        if row.delivery is None:
            row.delivery = delivery
            session.add(row)
    session.flush()


def delivered(session: Session, delivery: int) -> list[Document]:
    """The publications that a delivery carries, in order."""
    return [_unpacked(row.document) for row in _own(session) if row.delivery == delivery]


def take_in(insats: Insats, data: bytes, today: date) -> bool:
    """Take in a list from the förbund, given the bytes of its file; returns whether it said anything new.

    Raises:
        OlderList: it is older than the one taken in before.
        CouldNot: it is no such list, not for this insats, changed, signed by another key, or of a förbund that the insats does not deliver to.
    """
    name = hashlib.sha256(data).hexdigest()
    with insats.write() as session:
        if session.exec(select(TakenList).where(TakenList.hash == name)).first() is not None:
            return False
        found = publication_list.read(data, insats_id=insats.id, pinned=lambda forbund_id: _pinned(session, forbund_id))
        before = session.get(TakenList, found.forbund_id)
        if before is not None and found.number < before.number:
            raise OlderList(
                "Listan över publikationer är äldre än den som insatsen har.",
                f"Den har nummer {found.number}, och nummer {before.number} är redan läst.",
                "Hämta den senaste från kansliet.",
            )
        # What an earlier list told of stays, also where the kansli has had to go back to an older copy of its register.
        for document in found.documents:
            session.merge(ForbundPublication(hash=_hash(document), forbund_id=found.forbund_id, document=_packed(document)))
        session.merge(TakenList(forbund_id=found.forbund_id, number=found.number, hash=name))
        session.flush()
        audit_log.append(session, today, audit_log.AuditKind.IMPORT, slag="publikationslista", forbund=found.forbund_id, nummer=found.number)
    return True


def refresh(insats: Insats, today: date) -> bool:
    """Take in the list that lies in ``publikationer/``, where there is one that is newer; returns whether it was.

    Work goes on without a list that can't be taken in: why is then in ``insats.publications_problem``.
    """
    insats.publications_problem = ""
    path = insats.catalogue.publications_path(insats.id)
    try:
        with path.open("rb") as file:
            data = file.read(publication_list.MAX_BYTES + 1)
    except FileNotFoundError:
        return False
    except OSError as error:
        insats.publications_problem = f"Listan över publikationer går inte att läsa. Systemet svarar: {system_reason(error)}."
        return False
    with insats.read() as session:
        if session.exec(select(PinnedForbund)).first() is None:
            return False  # nothing has been delivered, so nothing can have been published of it
    try:
        return take_in(insats, data, today)
    except OlderList:
        return False
    except CouldNot as error:
        insats.publications_problem = str(error)
        return False


def _pinned(session: Session, forbund_id: str) -> PublicKeys:
    keys = present(session, forbund_id)
    if keys is None:
        raise CouldNot(
            "Listan över publikationer är från ett okänt förbund.",
            f"Insatsen har inte levererat till {forbund_id} och känner inte dess nyckel.",
            f"Ring kansliet och jämför de sex orden. Stämmer de: nyckeltal nycklar godkann {forbund_id}.",
        )
    return keys


def _own(session: Session) -> list[OwnPublication]:
    return list(session.exec(select(OwnPublication).order_by(col(OwnPublication.number))))


def _hash(document: Mapping[str, Any]) -> str:
    return canonical.digest(dict(document))


def _packed(document: Mapping[str, Any]) -> bytes:
    return zlib.compress(canonical.dump(dict(document)))


def _unpacked(data: bytes) -> Document:
    document: Document = json.loads(zlib.decompress(data))
    return document
