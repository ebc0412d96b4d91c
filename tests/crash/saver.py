"""A child process of the crash tests: saves in a loop and says each save when it is durable.

Arguments: vault, state folder, first number, count (0: until killed), optional bytes of filling.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from sqlmodel import Field, SQLModel, func, select

from register.vault import KdfCost, Vault

PHRASE = "sju sjösjuka sjömän"
TODAY = date(2026, 3, 14)


class Mark(SQLModel, table=True):
    """One save leaves two of these, of which a torn save would have one."""

    __tablename__ = "crash_test_mark"

    id: int = Field(primary_key=True)
    writer: int
    number: int
    half: int
    filling: bytes


def create(path: Path, state: Path) -> Vault:
    """An empty vault for the test."""
    tables = [SQLModel.metadata.tables["crash_test_mark"]]
    return Vault.create(
        path,
        kind="insats",
        name_id="prov",
        passphrase=PHRASE,
        schema=lambda engine: SQLModel.metadata.create_all(engine, tables=tables),
        fill=lambda session: None,
        cost=KdfCost.for_tests(),
        state=state,
    )


def open_again(path: Path, state: Path) -> Vault:
    """The vault after whatever happened to it."""
    return Vault.open(path, PHRASE, kind="insats", state=state, today=TODAY)


def mark(vault: Vault, number: int, filling: bytes = b"") -> None:
    """One save of two rows, in two parts so that half of it could go missing."""
    with vault.write() as session:
        count = session.exec(select(func.count()).select_from(Mark)).one()
        for half in (0, 1):
            session.add(Mark(id=count + half + 1, writer=os.getpid(), number=number, half=half, filling=filling))
            session.flush()


def saved(vault: Vault) -> list[tuple[int, int, int]]:
    """(writer, number, half) of every row."""
    with vault.read() as session:
        return [(row.writer, row.number, row.half) for row in session.exec(select(Mark)).all()]


def main() -> None:
    """Save and say so."""
    path, state, number, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    filling = bytes(int(sys.argv[5])) if len(sys.argv) > 5 else b""
    vault = open_again(path, state)
    last = number + count
    while not count or number < last:
        mark(vault, number, filling)
        os.write(1, f"{number}\n".encode())  # no buffer of ours between the save and the word
        number += 1


if __name__ == "__main__":
    main()
