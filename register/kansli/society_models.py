"""The table of published statistics that a kansli has read in: every edition, which is never changed, only superseded or taken away."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class SocietyEdition(SQLModel, table=True):
    """One edition of a published table, with what was chosen of it. Of a table the highest ``edition`` holds, unless it has been removed.

    ``document`` is what :meth:`register.society.published.PublishedTable.document` gives; the columns beside it say where it came from.
    """

    __tablename__ = "kansli_society"
    __table_args__ = (
        UniqueConstraint("table_id", "edition", name="society_once"),
        CheckConstraint("edition >= 1", name="society_edition"),
        CheckConstraint("length(file_hash) = 64", name="society_hash"),
    )

    nr: int | None = Field(default=None, primary_key=True)
    table_id: str = Field(index=True)
    edition: int
    label: str
    source: str
    matrix: str
    updated: str
    read_in: date
    file_hash: str
    document: str = Field(sa_column=Column(Text, nullable=False))
    removed: date | None = None
