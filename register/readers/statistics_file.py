"""A downloaded file of statistics, whatever its format."""

from __future__ import annotations

import hashlib
from pathlib import Path

from register.errors import CouldNot
from register.platform import system_reason
from register.readers.jsonstat import read_jsonstat
from register.readers.px import read_px
from register.readers.table import MOST_BYTES, Table


def read_statistics(path: Path) -> tuple[Table, str]:
    """The table of a PX or JSON-stat file, and the SHA-256 of its bytes in hex. Which of the two it is, its first sign says.

    Raises:
        BrokenFile: it can't be read as either.
        CouldNot: the file can't be opened.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)  # a file that is too large is refused unread
    except OSError as error:
        why = f"Systemet svarar: {system_reason(error)}."
        raise CouldNot(f"Filen {path.name} går inte att öppna.", why, "Kontrollera sökvägen.", field="fil") from error
    begins = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    read = read_jsonstat if begins in (b"{", b"[") else read_px
    return read(data, path.name), hashlib.sha256(data).hexdigest()
