"""The sheet for Uppföljning Finsam as a workbook: typed numbers, text that is never a formula, and a page that says what the table is."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

import xlsxwriter

from exports.sheet_layout import KON_HEADINGS, definitions, figures, months, notes, row_note

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

    from register.statutory import StatutorySheet

_COLUMNS: Final = (
    ("Insats-id", 18),
    ("Insats", 34),
    ("Typ", 20),
    ("Mått", 28),
    *((heading, max(12, len(heading) + 3)) for heading in KON_HEADINGS),
    ("Anmärkning", 36),
)
"""Headings and their widths in characters."""

_FIRST_FIGURE: Final = 4
_A4: Final = 9
_ABOUT_WIDTH, _LINE_POINTS = 90, 15


def render_xlsx(sheet: StatutorySheet) -> bytes:
    """The workbook's bytes; the same sheet gives the same bytes."""
    out = io.BytesIO()
    # in_memory: no temporary file with figures outside the folder that the user chose.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        created = datetime.combine(sheet.made, time())  # a day, which the file format wants as a time without zone
        book.set_properties({"title": sheet.title, "company": sheet.forbund, "comments": notes(sheet)[0], "created": created})
        _table(book, sheet)
        _about(book, sheet)
    return out.getvalue()


def _table(book: Workbook, sheet: StatutorySheet) -> None:
    page = book.add_worksheet("Uppföljning Finsam")
    heading = book.add_format({"bold": True, "bottom": 1})
    beside_figures = book.add_format({"indent": 1})
    over_figures = book.add_format({"bold": True, "bottom": 1, "align": "right"})
    count = book.add_format({"num_format": "0"})
    for column, (text, width) in enumerate(_COLUMNS):
        page.set_column(column, column, width)
        page.write_string(0, column, text, over_figures if text in KON_HEADINGS else heading)
    line = 0
    for row in sheet.rows:
        for figure in row.figures:
            line += 1
            for column, text in enumerate((row.insats_id, row.namn, row.typ_label, figure.label)):
                page.write_string(line, column, text)
            for column, value in enumerate(figures(figure), _FIRST_FIGURE):
                if value is not None:
                    page.write_number(line, column, value, count)
            if note := row_note(row):
                page.write_string(line, len(_COLUMNS) - 1, note, beside_figures)
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(line, 1), len(_COLUMNS) - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&8Internt arbetsmaterial, får inte publiceras&R&8&P (&N)")


def _about(book: Workbook, sheet: StatutorySheet) -> None:
    page = book.add_worksheet("Om tabellen")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    lines = [
        ("Tabell", sheet.title),
        ("Förbund", sheet.forbund),
        ("Period", f"{sheet.period.code} ({months(sheet)})"),
        ("Framställt", sheet.made.isoformat()),
        *(("Att tänka på", note) for note in notes(sheet)),
        *definitions(sheet).items(),
    ]
    for line, (name, text) in enumerate(lines):
        page.write_string(line, 0, name, bold)
        page.write_string(line, 1, text, wrapped)
        page.set_row(line, _LINE_POINTS * (1 + len(text) // (_ABOUT_WIDTH - 10)))  # not every program fits the height to wrapped text
    page.set_column(0, 0, 30)
    page.set_column(1, 1, _ABOUT_WIDTH)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
