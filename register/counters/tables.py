"""Tables of counters. A kansli's register and an insats's vault each have them, as each has its audit log."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Text
from sqlmodel import Field, SQLModel

_UNORDERED: Final[dict[str, Any]] = {"sqlite_with_rowid": False}


class CounterDefinition(SQLModel, table=True):
    """A definition that values have been entered by; never removed, so that they stay readable."""

    __tablename__ = "counter_definition"
    __table_args__ = (CheckConstraint("length(hash) = 64", name="counter_hash"), _UNORDERED)

    hash: str = Field(primary_key=True)
    counter: str
    document: str = Field(sa_column=Column(Text, nullable=False))


class CounterSet(SQLModel, table=True):
    """The values of one counter in one period, as an owner gave them.

    ``insats_id`` is empty for the kansli's own. ``delivery`` is the delivery that they came with (at an insats: go with, 0 while none has carried
    them); a later delivery may bring the same period corrected, and the latest holds.
    """

    __tablename__ = "counter_set"
    __table_args__ = (
        CheckConstraint("origin IN ('kansli', 'insats', 'import')", name="counter_origin"),
        CheckConstraint("delivery >= 0", name="counter_delivery"),
        ForeignKeyConstraint(["definition"], ["counter_definition.hash"], name="counter_set_definition"),
        _UNORDERED,
    )

    insats_id: str = Field(primary_key=True)
    delivery: int = Field(primary_key=True)
    counter: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    definition: str
    origin: str


class CounterValue(SQLModel, table=True):
    """One number. A place without a row is blank, which is not zero."""

    __tablename__ = "counter_value"
    __table_args__ = (
        CheckConstraint("n >= 0", name="counter_n"),
        CheckConstraint("measure IN ('antal', 'taljare', 'namnare')", name="counter_measure"),
        ForeignKeyConstraint(
            ["insats_id", "delivery", "counter", "period"],
            ["counter_set.insats_id", "counter_set.delivery", "counter_set.counter", "counter_set.period"],
            name="counter_value_set",
        ),
        _UNORDERED,
    )

    insats_id: str = Field(primary_key=True)
    delivery: int = Field(primary_key=True)
    counter: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    codes: str = Field(primary_key=True)
    """The codes of the place, joined by ``|``; empty where the counter has no dimension."""
    measure: str = Field(primary_key=True)
    n: int


TABLES: Final = (CounterDefinition, CounterSet, CounterValue)
"""In the order that they can be made in."""
