"""The database of a vault while it is unlocked: SQLite in memory, never on disk, not even for sorting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, StaticPool, create_engine, event
from sqlmodel import Session

_PRAGMAS: Final = ("foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY", "trusted_schema=OFF")


class Memory:
    """One connection and its engine; loaded from and turned into an image of the database."""

    def __init__(self, image: bytes | None) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        # hide_parameters: an error's text must not carry what a form says
        self.engine = create_engine("sqlite://", creator=lambda: self._connection, poolclass=StaticPool, hide_parameters=True)
        event.listen(self.engine, "begin", _begin)
        if image is None:
            self._pragmas()
        else:
            self.load(image)

    @contextmanager
    def session(self, *, read_only: bool = False) -> Iterator[Session]:
        """A session; what it did not commit is gone at the end. Objects keep their values after a commit."""
        if read_only:
            self._connection.execute("PRAGMA query_only=ON")
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                yield session
        finally:
            if read_only:
                self._connection.execute("PRAGMA query_only=OFF")

    def image(self) -> bytes:
        """The whole database as bytes. No transaction may be open."""
        return self._connection.serialize()

    def load(self, image: bytes) -> None:
        """Put an image in the place of what is there."""
        self._connection.deserialize(image)
        self._pragmas()

    def vacuum(self) -> None:
        """Rewrite every page: no free pages, no rows in the order they were written."""
        self._connection.execute("VACUUM")

    def close(self) -> None:
        """Forget the content."""
        self.engine.dispose()
        self._connection.close()

    def _pragmas(self) -> None:
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """SQLAlchemy begins each transaction itself, so that savepoints and changes of tables roll back too."""
    connection.exec_driver_sql("BEGIN")
