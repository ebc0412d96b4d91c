"""The audit log: a hash chain of what was done with a vault, day by day. Never a form, a code, a handle or a name.

hash = SHA-256 of the canonical JSON of {nr, day, kind, detail, prev}; prev of the first entry is 64 zeros. The head travels in each
delivery, so a log cut short or rewritten later no longer agrees with what was delivered.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, inspect
from sqlmodel import Field, Session, SQLModel, col, select

from register import canonical

START: Final = "0" * 64
_SHORT_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,80}", re.ASCII)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)


class AuditKind(StrEnum):
    """What may be logged."""

    SKAPAD = "skapad"
    UPPLASNING = "upplasning"
    MISSLYCKAD_UPPLASNING = "misslyckad_upplasning"
    LAS = "las"
    LEVERANS = "leverans"
    EXPORT = "export"
    NYCKELBYTE = "nyckelbyte"
    IMPORT = "import"
    ATERSTALLNING = "aterstallning"
    MOTTAGNING = "mottagning"
    ANNULLERING = "annullering"
    GALLRING = "gallring"
    VOKABULAR = "vokabular"
    BEDOMNING = "bedomning"


_KINDS_SQL: Final = ", ".join(f"'{kind.value}'" for kind in AuditKind)


class AuditEntry(SQLModel, table=True):
    """One entry; numbered from 1 without gaps. ``detail`` is canonical JSON of short ids and whole numbers."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("nr >= 1", name="audit_nr"),
        CheckConstraint(f"kind IN ({_KINDS_SQL})", name="audit_kind"),
        CheckConstraint("length(prev) = 64 AND length(hash) = 64", name="audit_hashes"),
    )

    nr: int = Field(primary_key=True)
    day: date
    kind: str
    detail: str
    prev: str
    hash: str


def append(session: Session, today: date, kind: AuditKind | str, **detail: int | str) -> AuditEntry:
    """Chain one entry; it is durable when the vault's write is.

    Args:
        session: of a vault's write.
        today: the day; no finer time is kept.
        kind: one of AuditKind.
        detail: whole numbers and short ids ([A-Za-z0-9._-], at most 80) only.

    Raises:
        ValueError: an unknown kind, or a detail that is neither; a defect of the caller, since no user types into the log.
    """
    for name, value in detail.items():
        fits = _SHORT_ID.fullmatch(value) if isinstance(value, str) else type(value) is int
        if not _NAME.fullmatch(name) or not fits:
            raise ValueError("the audit log takes only short ids and whole numbers")
    last = _last(session)
    nr, prev = (last.nr + 1, last.hash) if last else (1, START)
    text = canonical.dump(detail).decode()
    entry = AuditEntry(nr=nr, day=today, kind=AuditKind(kind).value, detail=text, prev=prev, hash="")
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()
    return entry


def allow_new_kinds(session: Session) -> None:
    """Let a log from before some kinds hold them too: its table is made anew with the same entries. Nothing is done where it already may."""
    connection, table = session.connection(), SQLModel.metadata.tables[str(AuditEntry.__tablename__)]
    rules = " ".join(str(rule["sqltext"]) for rule in inspect(connection).get_check_constraints(table.name))
    if all(f"'{kind.value}'" in rules for kind in AuditKind):
        return
    entries = [dict(row) for row in connection.execute(table.select()).mappings()]
    table.drop(connection)
    table.create(connection)
    if entries:
        connection.execute(table.insert(), entries)


def verify(session: Session) -> list[str]:
    """What is wrong with the chain, in Swedish, one sentence for each entry; empty if all agrees."""
    wrong: list[str] = []
    number, previous = 0, START
    for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.nr))):
        if entry.nr != number + 1:
            wrong.append(f"Loggen saknar post {number + 1} till {entry.nr - 1}.")
        elif entry.prev != previous:
            wrong.append(f"Loggens post {entry.nr} hänger inte ihop med den föregående.")
        if entry.hash != _hash(entry):
            wrong.append(f"Loggens post {entry.nr} har ändrats.")
        number, previous = entry.nr, entry.hash
    return wrong


def head(session: Session) -> str:
    """Hash of the latest entry; 64 zeros while the log is empty."""
    last = _last(session)
    return last.hash if last else START


def details(entry: AuditEntry) -> dict[str, int | str]:
    """The detail of an entry as a dict."""
    found: dict[str, int | str] = json.loads(entry.detail)
    return found


def _last(session: Session) -> AuditEntry | None:
    return session.exec(select(AuditEntry).order_by(col(AuditEntry.nr).desc()).limit(1)).first()


def _hash(entry: AuditEntry) -> str:
    parts = {"nr": entry.nr, "day": entry.day.isoformat(), "kind": entry.kind, "detail": entry.detail, "prev": entry.prev}
    return hashlib.sha256(canonical.dump(parts)).hexdigest()
