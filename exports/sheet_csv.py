"""The sheet for Uppföljning Finsam as CSV for a Swedish spreadsheet: semicolons, decimal comma, UTF-8 with BOM, CRLF."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from exports.sheet_layout import KON_HEADINGS, figures, row_note

if TYPE_CHECKING:
    from register.statutory import StatutorySheet

HEADINGS: Final = ("Förbund", "Period", "Insats-id", "Insats", "Typ", "Mått", *KON_HEADINGS, "Anmärkning", "Framställt")

# Spreadsheets read the full-width signs as their twins.
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_text(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would otherwise run it as a formula."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def number(value: float | None) -> str:
    """A number with decimal comma and no thousands separator; an empty cell for None."""
    return "" if value is None else str(value).replace(".", ",")


def render_csv(sheet: StatutorySheet) -> bytes:
    """The whole table, one line per insats and measure, each saying what its figures belong to."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for row in sheet.rows:
        for figure in row.figures:
            texts = (sheet.forbund, sheet.period.code, row.insats_id, row.namn, row.typ_label, figure.label)
            writer.writerow([*map(safe_text, texts), *map(number, figures(figure)), safe_text(row_note(row)), sheet.made.isoformat()])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
