"""New files without counts that a command writes where it is told to: examples, and forms to fill in."""

from __future__ import annotations

from pathlib import Path

from exports.blanks import write_blanks
from register.errors import BadInput


def write_new(path: Path, data: bytes, what: str) -> None:
    """Write a file that was not there; ``what`` it is, with an article: ``Exemplet``.

    Raises BadInput where there is such a file already, CouldNot where it can't be written.
    """
    if path.exists():
        raise BadInput(f"{path} finns redan.", "En fil skrivs aldrig över en annan.", "Ange ett annat namn.", field="ut")
    write_blanks({path: data}, path.absolute().parent, what)
