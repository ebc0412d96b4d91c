"""A downloaded file of statistics, whatever its format."""

from __future__ import annotations

from pathlib import Path

from register.errors import CouldNot
from register.platform import system_reason
from register.readers.jsonstat import read_jsonstat
from register.readers.px import read_px
from register.readers.table import MOST_BYTES, Table


def load_bytes(path: Path) -> bytes:
    """A file's bytes; of one that is too large only so much that its reader refuses it. Raises CouldNot where it can't be opened."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        why = f"Systemet svarar: {system_reason(error)}."
        raise CouldNot(f"Filen {path.name} går inte att öppna.", why, "Kontrollera sökvägen.", field="fil") from error


def read_bytes(data: bytes, name: str) -> Table:
    """The table of a PX or JSON-stat file; which of the two it is, its first sign says. Raises BrokenFile where it can't be read as that."""
    begins = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return (read_jsonstat if begins in (b"{", b"[") else read_px)(data, name)
