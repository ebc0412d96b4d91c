"""Writes the sheet for Uppföljning Finsam to files: all the formats asked for, or none.

Takes a :class:`register.statutory.StatutorySheet` and nothing else: the one table whose exact figures may leave the register.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from exports.files import write_files
from exports.sheet_csv import render_csv
from exports.sheet_html import render_html
from register.errors import BadInput
from register.statutory import StatutorySheet

FORMATS: Final = ("html", "csv", "xlsx")


def write_sheet(sheet: StatutorySheet, folder: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Write the sheet, one file per format, replacing earlier ones of the same name; returns their paths in the order asked for.

    The files are readable by the user alone (mode 0600 where the platform has modes): the figures are exact. The folder is made where missing.

    Raises:
        BadInput: a format that does not exist.
        CouldNot: a file could not be written; none has changed.
        TypeError: something else than a StatutorySheet.
    """
    if not isinstance(sheet, StatutorySheet):
        raise TypeError(f"only a StatutorySheet may be written, not a {type(sheet).__name__}")
    check_formats(formats)
    contents = {folder / f"{file_stem(sheet)}.{name}": _renderer(name)(sheet) for name in dict.fromkeys(formats)}
    return write_files(contents, folder, "Bladet")


def check_formats(formats: Sequence[str]) -> None:
    """Raise BadInput where a format does not exist; whoever makes a sheet asks first, since making one is logged."""
    if not set(formats) <= set(FORMATS):
        raise BadInput("Formatet finns inte.", f"Bladet kan skrivas som {', '.join(FORMATS)}.", "Välj ett eller flera av dem.", field="format")


def file_stem(sheet: StatutorySheet) -> str:
    """The files' name without ending. An insats's own sheet, which names no förbund, has its id in it: several may share a folder."""
    own = f"-{sheet.rows[0].insats_id}" if not sheet.forbund and len(sheet.rows) == 1 else ""
    return f"uppfoljning-finsam{own}-{sheet.period.code}"


def _renderer(name: str) -> Callable[[StatutorySheet], bytes]:
    if name == "xlsx":
        from exports.sheet_xlsx import render_xlsx  # late: xlsxwriter is needed by this one act alone

        return render_xlsx
    return {"html": render_html, "csv": render_csv}[name]
