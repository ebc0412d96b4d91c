"""Tables of an insats's vault. They live in memory and in the encrypted file alone.

In clear inside the vault a deltagande shows its handle, whether it is open, the period of its avslut and the month its next mätning is
due, and nothing else.
Tables have no row numbers (``WITHOUT ROWID``) and no times, so that their order tells nothing of who came when.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, Engine, ForeignKey, Integer, LargeBinary, Text
from sqlmodel import Field, Session, SQLModel

from register.audit_log import AuditEntry
from register.counters.tables import TABLES as COUNTER_TABLES
from register.insats.imports_models import IMPORT_TABLES

UNORDERED: dict[str, Any] = {"sqlite_with_rowid": False}


class InsatsConfig(SQLModel, table=True):
    """The one row of settings. ``keys`` holds the private keys of signing and exchange as JSON."""

    __tablename__ = "insats_config"
    __table_args__ = (
        CheckConstraint("id = 1"),
        CheckConstraint("typ IN ('individ', 'struktur')"),
        CheckConstraint("k >= 2"),
        CheckConstraint("length(code_salt) = 16"),
    )
    id: int = Field(default=1, primary_key=True)
    insats_id: str
    namn: str
    typ: str
    period_kind: str
    first_period: str | None = None
    k: int = 5
    code_salt: bytes
    keys: str
    plan_hash: str = Field(foreign_key="vocabulary_version.hash")
    ended: bool = False


class VocabularyVersion(SQLModel, table=True):
    """A vocabulary document that forms of this vault were counted by."""

    __tablename__ = "vocabulary_version"
    __table_args__ = UNORDERED
    hash: str = Field(primary_key=True)
    document: str


class SealedRow(SQLModel, table=True):
    """One deltagande: what is in clear, and the body that only its code opens."""

    __tablename__ = "sealed_row"
    __table_args__ = (
        CheckConstraint("state IN ('oppen', 'avslutad')"),
        CheckConstraint("(state = 'avslutad') = (avslut_period IS NOT NULL)"),
        CheckConstraint("length(r) = 32 AND length(tag) = 32"),
        UNORDERED,
    )
    handle: str = Field(primary_key=True)
    state: str = "oppen"
    avslut_period: str | None = None
    due: str | None = None
    r: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    tag: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class OpenVolume(SQLModel, table=True):
    """A volume of a period that is not locked."""

    __tablename__ = "open_volume"
    __table_args__ = (CheckConstraint("n >= 0"), UNORDERED)
    period: str = Field(primary_key=True)
    event: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    kon: str = Field(primary_key=True)
    n: int = 0


class GatheredPeople(SQLModel, table=True):
    """How many people stand behind the details of one place: of a period that is not locked, or (period '') waiting since earlier locks."""

    __tablename__ = "gathered_people"
    __table_args__ = (CheckConstraint("n >= 0"), UNORDERED)
    period: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    kon: str = Field(primary_key=True)
    n: int = 0
    periods: str = ""
    """For those waiting: the periods whose forms they are, joined by spaces."""


class GatheredCell(SQLModel, table=True):
    """A cell of the details of one place. Only the sum of changes may be below zero."""

    __tablename__ = "gathered_cell"
    __table_args__ = (CheckConstraint("n >= 0 OR table_id = 'par'"), UNORDERED)
    period: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    kon: str = Field(primary_key=True)
    table_id: str = Field(primary_key=True)
    answers: str = Field(primary_key=True)
    n: int = 0


class PinnedForbund(SQLModel, table=True):
    """The förbund's keys as they were first used, or last approved: deliveries are sealed to no other."""

    __tablename__ = "pinned_forbund"
    forbund_id: str = Field(primary_key=True)
    keys: str = Field(sa_column=Column(Text, nullable=False))


class SentDelivery(SQLModel, table=True):
    """A delivery as it was written, so that writing it again gives the same file."""

    __tablename__ = "sent_delivery"
    number: int = Field(primary_key=True)
    content_hash: str
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LockedPeriod(SQLModel, table=True):
    """A locked period: its batch as a JSON document, and the delivery that carried it."""

    __tablename__ = "locked_period"
    number: int = Field(primary_key=True)
    period: str = Field(unique=True)
    batch: str = Field(sa_column=Column(Text, nullable=False))
    destroyed_rows: int = 0
    delivery: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("sent_delivery.number"), nullable=True))


class OwnPublication(SQLModel, table=True):
    """A report of its own batches that the insats has published, and the delivery that told the kansli of it. It is never removed.

    ``document`` is canonical JSON, packed: the same few names stand in it thousands of times, and every form that is saved writes it again.
    """

    __tablename__ = "own_publication"
    number: int = Field(primary_key=True)
    id: str = Field(unique=True)
    document: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    delivery: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("sent_delivery.number"), nullable=True))


class ForbundPublication(SQLModel, table=True):
    """What the insats knows of a publication from the förbund's lists; named by the SHA-256 of its document, and never removed."""

    __tablename__ = "forbund_publication"
    hash: str = Field(primary_key=True)
    forbund_id: str
    document: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class TakenList(SQLModel, table=True):
    """The latest list taken in from a förbund: its number, and the SHA-256 of its file."""

    __tablename__ = "taken_list"
    forbund_id: str = Field(primary_key=True)
    number: int
    hash: str


LATER: Final = (OwnPublication, ForbundPublication, TakenList, *COUNTER_TABLES, *IMPORT_TABLES)
"""What vaults of the first edition don't have."""


def create_tables(engine: Engine) -> None:
    """Make the tables of an insats's vault alone (the models of a kansli may share the process, never the vault)."""
    counts = (OpenVolume, GatheredPeople, GatheredCell)
    models = (VocabularyVersion, InsatsConfig, SealedRow, *counts, PinnedForbund, SentDelivery, LockedPeriod, *LATER, AuditEntry)
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables[str(model.__tablename__)] for model in models])


def add_missing_tables(session: Session) -> None:
    """Make the tables that an older vault lacks; they are there when the session's write is durable."""
    SQLModel.metadata.create_all(session.connection(), tables=[SQLModel.metadata.tables[str(model.__tablename__)] for model in LATER])
