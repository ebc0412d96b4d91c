"""Tables of an insats's vault about files that have been read in: what tells the same content again, and nothing about its rows."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, LargeBinary
from sqlmodel import Field, SQLModel

_UNORDERED: Final[dict[str, Any]] = {"sqlite_with_rowid": False}


class ImportKey(SQLModel, table=True):
    """The one key under which contents are hashed: random, made by the first import, known to no one outside the vault."""

    __tablename__ = "import_key"
    __table_args__ = (CheckConstraint("id = 1"), CheckConstraint("length(key) = 32"))
    id: int = Field(default=1, primary_key=True)
    key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ImportedContent(SQLModel, table=True):
    """The keyed hash of everything that one import read, whatever the order of its rows; and how many rows."""

    __tablename__ = "imported_content"
    __table_args__ = (CheckConstraint("length(hash) = 64"), CheckConstraint("rows > 0"), _UNORDERED)
    hash: str = Field(primary_key=True)
    rows: int


IMPORT_TABLES: Final = (ImportKey, ImportedContent)
"""What vaults made before files could be read in don't have."""
