"""Tables of a kansli's register: who may deliver, what they delivered, and the vocabularies that it was counted by.

The database itself refuses what must never be: a batch without its delivery, a cell without its place, a period counted twice, a negative volume.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint, Column, Engine, ForeignKeyConstraint, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, Session, SQLModel

from register.audit_log import AuditEntry, allow_new_kinds
from register.counters.tables import TABLES as COUNTER_TABLES
from register.kansli.group_models import GROUP_TABLES
from register.kansli.judgement_models import JudgedField, JudgedSheet, Judgement
from register.kansli.society_models import SocietyEdition

RECEIVED: Final = "mottagen"
ANNULLED: Final = "annullerad"


class Forbund(SQLModel, table=True):
    """The one row of who this is. ``keys`` holds the private keys as JSON."""

    __tablename__ = "kansli_forbund"
    __table_args__ = (CheckConstraint("id = 1", name="one_forbund"),)

    id: int = Field(default=1, primary_key=True)
    forbund_id: str
    namn: str
    keys: str
    plan_hash: str = Field(foreign_key="kansli_vocabulary.hash")


class KnownVocabulary(SQLModel, table=True):
    """A vocabulary document that the kansli has seen; ``nr`` is the order in which it did."""

    __tablename__ = "kansli_vocabulary"

    hash: str = Field(primary_key=True, min_length=64, max_length=64)
    nr: int = Field(unique=True)
    document: str = Field(sa_column=Column(Text, nullable=False))


class KnownInsats(SQLModel, table=True):
    """An insats whose keys are pinned."""

    __tablename__ = "kansli_insats"
    __table_args__ = (
        CheckConstraint("typ IN ('individ', 'struktur')", name="insats_typ"),
        CheckConstraint("length(sign) = 32 AND length(exchange) = 32", name="insats_keys"),
    )

    insats_id: str = Field(primary_key=True)
    namn: str
    typ: str
    sign: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    exchange: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ReceivedDelivery(SQLModel, table=True):
    """A delivery, named by its content hash. An annulled one stays, so that it is never received again."""

    __tablename__ = "kansli_delivery"
    __table_args__ = (
        CheckConstraint("number >= 1", name="delivery_number"),
        CheckConstraint("length(content) = 64", name="delivery_content"),
        CheckConstraint(
            "(state = 'mottagen' AND reason IS NULL AND annulled IS NULL) OR (state = 'annullerad' AND reason IS NOT NULL AND annulled IS NOT NULL)",
            name="delivery_state",
        ),
    )

    insats_id: str = Field(primary_key=True, foreign_key="kansli_insats.insats_id")
    number: int = Field(primary_key=True)
    content: str
    log_head: str = ""
    received: date
    state: str = RECEIVED
    reason: str | None = None
    annulled: date | None = None


class ReceivedBatch(SQLModel, table=True):
    """What the lock of one period sent."""

    __tablename__ = "kansli_batch"
    __table_args__ = (
        ForeignKeyConstraint(["insats_id", "delivery"], ["kansli_delivery.insats_id", "kansli_delivery.number"], name="batch_delivery"),
        UniqueConstraint("insats_id", "number", name="batch_once"),
        UniqueConstraint("insats_id", "period", name="period_once"),
        CheckConstraint("number >= 1", name="batch_number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    insats_id: str
    delivery: int
    number: int
    period: str
    plan_hash: str = Field(foreign_key="kansli_vocabulary.hash")
    final: bool = False


class BatchVolume(SQLModel, table=True):
    """A volume of a batch, by month and kön."""

    __tablename__ = "kansli_volume"
    __table_args__ = (CheckConstraint("n >= 0", name="volume_n"),)

    batch_id: int = Field(primary_key=True, foreign_key="kansli_batch.id")
    event: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    kon: str = Field(primary_key=True)
    n: int


class BatchPlace(SQLModel, table=True):
    """Details of one place: released for so many people, or (``released`` false) destroyed without ever leaving."""

    __tablename__ = "kansli_place"
    __table_args__ = (UniqueConstraint("batch_id", "unit", "kon", "released", name="place_once"), CheckConstraint("people >= 1", name="place_people"))

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="kansli_batch.id", index=True)
    unit: str
    kon: str
    released: bool
    people: int
    periods: str = ""
    """Codes of the periods whose forms they are, joined by spaces."""


class PlaceCell(SQLModel, table=True):
    """A cell of a released place. Only the sum of changes of an instrument with a score may be below zero."""

    __tablename__ = "kansli_cell"
    __table_args__ = (CheckConstraint("n >= 0 OR (table_id = 'par' AND answers = 'summa-d')", name="cell_n"),)

    place_id: int = Field(primary_key=True, foreign_key="kansli_place.id")
    table_id: str = Field(primary_key=True)
    answers: str = Field(primary_key=True)
    """The values of the table's variables, joined by ``|``."""
    n: int


class KansliPublication(SQLModel, table=True):
    """A report that has been published, by the förbund or by an insats (then with the delivery that told of it). It is never removed.

    ``nr`` is the order in which they became known here. ``document`` is canonical JSON, packed: the same few names stand in it thousands of times.
    """

    __tablename__ = "kansli_publication"
    __table_args__ = (
        ForeignKeyConstraint(["made_by", "received_with"], ["kansli_delivery.insats_id", "kansli_delivery.number"], name="publication_delivery"),
        CheckConstraint("(withdrawn IS NULL) = (reason IS NULL)", name="publication_withdrawn"),
    )

    nr: int = Field(primary_key=True)
    id: str = Field(unique=True, min_length=24, max_length=24)
    report: str
    subject: str
    span: str
    made: date
    made_by: str
    document: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_with: int | None = None
    withdrawn: date | None = None
    reason: str | None = None


MODELS: Final = (
    KnownVocabulary,
    Forbund,
    KnownInsats,
    ReceivedDelivery,
    ReceivedBatch,
    BatchVolume,
    BatchPlace,
    PlaceCell,
    KansliPublication,
    JudgedSheet,
    Judgement,
    JudgedField,
    SocietyEdition,
    *COUNTER_TABLES,
    AuditEntry,
    *GROUP_TABLES,
)

LATER: Final = (KansliPublication, JudgedSheet, Judgement, JudgedField, SocietyEdition, *COUNTER_TABLES, *GROUP_TABLES)
"""What registers of the first edition don't have."""


def create_tables(engine: Engine) -> None:
    """Make the tables of a kansli's register, and no others that share the process."""
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables[str(model.__tablename__)] for model in MODELS])


def add_missing_tables(session: Session) -> None:
    """Make the tables that an older register lacks; they are there when the session's write is durable."""
    allow_new_kinds(session)
    SQLModel.metadata.create_all(session.connection(), tables=[SQLModel.metadata.tables[str(model.__tablename__)] for model in LATER])
