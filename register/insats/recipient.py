"""To whom an insats delivers: the förbund's keys, pinned at the first delivery and changed only on purpose.

The file in ``nycklar/`` is not trusted after that: who can write there could else have the next delivery sealed to a key of their own.
"""

from __future__ import annotations

import json
from datetime import date

from sqlmodel import Session

from register import audit_log, canonical
from register.errors import CouldNot
from register.insats.models import PinnedForbund
from register.insats.session import Insats
from register.keys import PublicKeys


def recipient(insats: Insats, session: Session, forbund_id: str | None, today: date) -> PublicKeys:
    """The keys to seal a delivery to; pins those in ``nycklar/`` the first time. CouldNot where the file differs from what is pinned."""
    keys = PublicKeys.read(insats.catalogue.public_path("forbund", forbund_id or _only(insats)))
    pinned = session.get(PinnedForbund, keys.id)
    if pinned is None:
        _pin(session, keys, today)
    elif not _same(keys, pinned):
        raise CouldNot(
            f"Förbundets nyckel är en annan än den som insatsen levererar till ({keys.id}).",
            "Filen i mappen nycklar har bytts. Det kan vara rätt, eller någon som vill läsa leveransen.",
            f"Ring kansliet och jämför de sex orden. Stämmer de: nyckeltal nycklar godkann {keys.id} --insats {insats.id}.",
        )
    return keys


def present(session: Session, forbund_id: str) -> PublicKeys | None:
    """The pinned keys of a förbund, or None where nothing has been delivered to it."""
    pinned = session.get(PinnedForbund, forbund_id)
    return PublicKeys.from_document(json.loads(pinned.keys)) if pinned else None


def godkann_forbund(insats: Insats, forbund_id: str, *, today: date) -> str:
    """Pin the keys that lie in ``nycklar/`` now, on the user's word; returns their six words. Earlier deliveries are then written to them too."""
    keys = PublicKeys.read(insats.catalogue.public_path("forbund", forbund_id))
    with insats.write() as session:
        pinned = session.get(PinnedForbund, keys.id)
        if pinned is None or not _same(keys, pinned):
            _pin(session, keys, today)
    return keys.words()


def _same(keys: PublicKeys, pinned: PinnedForbund) -> bool:
    known = PublicKeys.from_document(json.loads(pinned.keys))
    return (keys.sign, keys.exchange) == (known.sign, known.exchange)


def _pin(session: Session, keys: PublicKeys, today: date) -> None:
    session.merge(PinnedForbund(forbund_id=keys.id, keys=canonical.dump(keys.to_document()).decode()))
    session.flush()
    audit_log.append(session, today, audit_log.AuditKind.NYCKELBYTE, forbund=keys.id)


def _only(insats: Insats) -> str:
    ids = [public.id for public in insats.catalogue.public_files() if public.kind == "forbund"]
    if len(ids) != 1:
        why = "Mappen nycklar har ingen nyckelfil för ett förbund." if not ids else f"Mappen nycklar har flera förbund: {', '.join(ids)}."
        remedy = "Lägg förbundets fil (forbund-ID.json) i mappen nycklar." if not ids else "Ange vilket med --forbund."
        raise CouldNot("Det är oklart till vem leveransen ska.", why, remedy)
    return ids[0]
