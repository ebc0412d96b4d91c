"""Sealed rows in the store: finding one by its code, opening it, and writing it again under fresh randomness."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from register.errors import BadInput, CouldNot
from register.insats import sealing
from register.insats.forms import Participation
from register.insats.handles import new_handle
from register.insats.models import SealedRow
from register.insats.sealing import ParticipantKeys, Sealed
from register.insats.session import Insats
from register.periods import Month

OPEN = "oppen"
ENDED = "avslutad"

# Plain columns: making an object of every row would cost more than trying its tag.
_TAGS = text("SELECT handle, r, tag FROM sealed_row WHERE state = :state")
_HANDLES = text("SELECT handle FROM sealed_row")


@dataclass(frozen=True)
class OpenedRow:
    """A row and what its code opened."""

    row: SealedRow
    participation: Participation


def find(insats: Insats, session: Session, keys: ParticipantKeys, *, open_only: bool = False) -> OpenedRow | None:
    """The deltagande of a code: the open one, else the ended one that is not yet destroyed (the latest, if a re-entry has ended too), else None."""
    for state in (OPEN,) if open_only else (OPEN, ENDED):
        candidates: list[tuple[str, bytes, bytes]] = [(h, r, tag) for h, r, tag in session.connection().execute(_TAGS, {"state": state})]
        found: list[OpenedRow] = []
        while handle := sealing.find(keys, candidates):
            row = session.get_one(SealedRow, handle)
            found.append(OpenedRow(row, _open(insats, session, keys, row)))
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


def add(insats: Insats, session: Session, keys: ParticipantKeys, participation: Participation) -> SealedRow:
    """A new row with a new handle."""
    handle = new_handle(set(session.connection().execute(_HANDLES).scalars()))
    row = SealedRow(handle=handle, r=b"", tag=b"", body=b"")
    _write(insats, row, keys, participation)
    session.add(row)
    return row


def replace(insats: Insats, session: Session, keys: ParticipantKeys, row: SealedRow, participation: Participation) -> None:
    """Seal the row again with other forms; its state, period of avslut and due month follow from them."""
    _write(insats, row, keys, participation)
    session.add(row)


def _write(insats: Insats, row: SealedRow, keys: ParticipantKeys, participation: Participation) -> None:
    sealed = sealing.seal(keys, participation.encode(), insats_id=insats.id, plan_hash=insats.vocabulary.hash)
    row.r, row.tag, row.body = sealed.r, sealed.tag, sealed.body
    avslut = participation.avslut
    row.state, row.avslut_period = (ENDED, avslut.period) if avslut else (OPEN, None)
    due = next_due(insats, participation)
    row.due = str(due) if due else None


def next_due(insats: Insats, participation: Participation) -> Month | None:
    """The month the next mätning is due: an interval after the latest form; None where the deltagande has ended or nothing is measured."""
    if participation.avslut or not insats.instruments:
        return None
    return max(form.month for form in participation.forms).plus(min(i.interval_months for i in insats.instruments))


def _open(insats: Insats, session: Session, keys: ParticipantKeys, row: SealedRow) -> Participation:
    sealed = Sealed(row.r, row.tag, row.body)
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
