"""Sealed rows in the store: finding one by its code, opening it, and writing it again under fresh randomness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session

from register.errors import BadInput, CouldNot
from register.insats import sealing
from register.insats.forms import Participation
from register.insats.handles import new_handle
from register.insats.sealing import ParticipantKeys, Sealed
from register.insats.session import Insats
from register.periods import Month, Period

OPEN = "oppen"
ENDED = "avslutad"

# Plain statements, no objects of the tables' classes: a form waits for each, and an object of every row would cost more than trying its tag.
_TAGS: Final = text("SELECT handle, r, tag FROM sealed_row WHERE state = :state")
_BODY: Final = text("SELECT r, tag, body FROM sealed_row WHERE handle = :handle")
_HANDLES: Final = text("SELECT handle FROM sealed_row")
_IS_OPEN: Final = text("SELECT 1 FROM sealed_row WHERE handle = :handle AND state = 'oppen'")
_ADD: Final = text(
    "INSERT INTO sealed_row (handle, state, avslut_period, due, r, tag, body) VALUES (:handle, :state, :avslut_period, :due, :r, :tag, :body)"
)
_REPLACE: Final = text(
    "UPDATE sealed_row SET state = :state, avslut_period = :avslut_period, due = :due, r = :r, tag = :tag, body = :body WHERE handle = :handle"
)
_END: Final = text("UPDATE sealed_row SET state = 'avslutad', avslut_period = :avslut_period, due = NULL WHERE handle = :handle")
_REMOVE: Final = text("DELETE FROM sealed_row WHERE handle = :handle")


@dataclass(frozen=True)
class OpenedRow:
    """A row's handle and state, and what its code opened."""

    handle: str
    state: str
    participation: Participation


def find(insats: Insats, session: Session, keys: ParticipantKeys, *, open_only: bool = False) -> OpenedRow | None:
    """The deltagande of a code: the open one, else the ended one that is not yet destroyed (the latest, if a re-entry has ended too), else None."""
    for state in (OPEN,) if open_only else (OPEN, ENDED):
        candidates: Sequence[tuple[str, bytes, bytes]] = session.connection().execute(_TAGS, {"state": state}).all()
        found: list[OpenedRow] = []
        while handle := sealing.find(keys, candidates):
            sealed = Sealed(*session.connection().execute(_BODY, {"handle": handle}).one())
            found.append(OpenedRow(handle, state, _open(insats, session, keys, sealed)))
            if state == OPEN:
                break  # a code has one open deltagande at most
            candidates = [one for one in candidates if one[0] != handle]
        if found:
            return max(found, key=lambda opened: (opened.participation.forms[-1].month, opened.participation.start.month))
    return None


def require(insats: Insats, session: Session, keys: ParticipantKeys) -> OpenedRow:
    """As :func:`find`; raises BadInput where the code has no deltagande here."""
    found = find(insats, session, keys)
    if found is None:
        raise BadInput(
            "Koden har inget deltagande i den här insatsen.",
            "Koden hör till en annan insats, är aldrig använd, eller så är deltagandet avslutat och perioden låst.",
            "Jämför koden med den i deltagarens akt. Är koden förlorad kan avslut göras med handtaget.",
            field="kod",
        )
    return found


def add(insats: Insats, session: Session, keys: ParticipantKeys, participation: Participation) -> str:
    """A new row; returns its new handle."""
    connection = session.connection()
    handle = new_handle(set(connection.execute(_HANDLES).scalars()))
    connection.execute(_ADD, _columns(insats, keys, handle, participation))
    return handle


def replace(insats: Insats, session: Session, keys: ParticipantKeys, handle: str, participation: Participation) -> None:
    """Seal the row again with other forms; its state, period of avslut and due month follow from them."""
    session.connection().execute(_REPLACE, _columns(insats, keys, handle, participation))


def is_open(session: Session, handle: str) -> bool:
    """Whether there is an open row of that handle."""
    return session.connection().execute(_IS_OPEN, {"handle": handle}).first() is not None


def end(session: Session, handle: str, period: Period) -> None:
    """Mark a row that nobody can open as ended in a period; what it holds stays as it is."""
    session.connection().execute(_END, {"handle": handle, "avslut_period": period.code})


def remove(session: Session, handle: str) -> None:
    """Destroy a row."""
    session.connection().execute(_REMOVE, {"handle": handle})


def _columns(insats: Insats, keys: ParticipantKeys, handle: str, participation: Participation) -> dict[str, Any]:
    """All columns of a row, freshly sealed."""
    sealed = sealing.seal(keys, participation.encode(), insats_id=insats.id, plan_hash=insats.vocabulary.hash)
    avslut, due = participation.avslut, next_due(insats, participation)
    return {
        "handle": handle,
        "state": ENDED if avslut else OPEN,
        "avslut_period": avslut.period if avslut else None,
        "due": str(due) if due else None,
        "r": sealed.r,
        "tag": sealed.tag,
        "body": sealed.body,
    }


def next_due(insats: Insats, participation: Participation) -> Month | None:
    """The month the next mätning is due: an interval after the latest form; None where the deltagande has ended or nothing is measured."""
    if participation.avslut or not insats.instruments:
        return None
    return max(form.month for form in participation.forms).plus(min(i.interval_months for i in insats.instruments))


def _open(insats: Insats, session: Session, keys: ParticipantKeys, sealed: Sealed) -> Participation:
    for plan_hash in insats.known_hashes(session):
        try:
            return Participation.decode(sealing.unseal(keys, sealed, insats_id=insats.id, plan_hash=plan_hash))
        except CouldNot:
            continue
    raise CouldNot(
        "Deltagandet gick inte att öppna.",
        "Raden är skadad: den hör till koden men går inte att läsa.",
        "Kör kontroll och återställ en säkerhetskopia.",
    )
