"""Tables of judgements: the definitions that they were made by, and every filling, which is never changed or removed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Text
from sqlmodel import Field, SQLModel


class JudgedSheet(SQLModel, table=True):
    """A definition that something has been filled by, by its hash; ``document`` is canonical JSON with all its labels."""

    __tablename__ = "kansli_judged_sheet"

    hash: str = Field(primary_key=True, min_length=64, max_length=64)
    sheet_id: str
    document: str = Field(sa_column=Column(Text, nullable=False))


class Judgement(SQLModel, table=True):
    """A sheet as it was filled one day. The one with the highest ``nr`` of its sheet, insats and period holds; the others are its history."""

    __tablename__ = "kansli_judgement"
    __table_args__ = (CheckConstraint("nr >= 1", name="judgement_nr"),)

    nr: int = Field(primary_key=True)
    sheet: str = Field(foreign_key="kansli_judged_sheet.hash")
    sheet_id: str = Field(index=True)
    insats_id: str
    period: str
    day: date


class JudgedField(SQLModel, table=True):
    """What was chosen in a field; a field without a row is not judged."""

    __tablename__ = "kansli_judged_field"

    judgement: int = Field(primary_key=True, foreign_key="kansli_judgement.nr")
    field: str = Field(primary_key=True)
    choice: str
