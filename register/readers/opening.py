"""Opening a file of rows, whichever format it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from register.errors import BadInput
from register.readers.cells import Table
from register.readers.delimited import DelimitedFile
from register.readers.workbook import Workbook

_TEXT: Final = (".csv", ".txt", ".tsv")
_BOOKS: Final = (".xlsx", ".xlsm")


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """The rows of a workbook (.xlsx) or a text file (.csv, .txt, .tsv); BadInput or CouldNot where it is neither or can't be opened."""
    ending = path.suffix.lower()
    if ending not in (*_BOOKS, *_TEXT):
        raise BadInput(
            "Filen är av ett slag som inte kan läsas in.", "Det som läses är .xlsx och .csv.", "Spara den som .xlsx eller .csv.", field="fil"
        )
    with closing(Workbook(path) if ending in _BOOKS else DelimitedFile(path)) as table:
        yield table
