"""Tables about group-level files: which insatser have come that way alone, and the key that tells the same content again."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, LargeBinary
from sqlmodel import Field, SQLModel


class GroupInsats(SQLModel, table=True):
    """The mark of an insats whose counts were read from group-level files (*gruppuppgifter*); it never delivers."""

    __tablename__ = "kansli_group_insats"

    insats_id: str = Field(primary_key=True, foreign_key="kansli_insats.insats_id")


class GroupKey(SQLModel, table=True):
    """The one key under which the contents of group-level files are hashed; random, made by the first one."""

    __tablename__ = "kansli_group_key"
    __table_args__ = (CheckConstraint("id = 1", name="one_group_key"), CheckConstraint("length(key) = 32", name="group_key"))

    id: int = Field(default=1, primary_key=True)
    key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


GROUP_TABLES: Final = (GroupInsats, GroupKey)
"""What registers made before group-level files could be read in don't have."""
