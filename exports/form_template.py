"""The template for collected forms: a workbook with drop-downs from an insats's own lists, and the same columns as a text file.

What is written here is what :mod:`register.insats.imports` reads: headings, codes and texts come from the same place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exports.blanks import write_blanks
from register.errors import BadInput
from register.templates import (
    FIXED_TEXTS,
    GROUP_HEADINGS,
    GROUP_SHEET,
    HELP_HEADINGS,
    HELP_SHEET,
    LISTS_SHEET,
    NEW,
    OPEN_BEFORE,
    SHEET,
    FormColumn,
    reasons_of,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from register.vocabulary.model import Vocabulary

_ROWS: Final = 5_000
"""Rows that have drop-downs."""

_WIDE: Final = 34
_ONE_ROW_EACH, _NO_NAMES, _CHOOSE, _WRITE_MONTH = FIXED_TEXTS[-4:]
_MONTH_ANSWER: Final = FIXED_TEXTS[-5]


def write_template(target: Path, columns: Sequence[FormColumn]) -> None:
    """Write the template, .xlsx or .csv by the file's ending; BadInput where that is another, or where there is a file already."""
    makers = {".xlsx": template_xlsx, ".csv": template_csv}
    check_target(target)
    write_blanks({target: makers[target.suffix.lower()](columns)}, target.absolute().parent, "Mallen")


def check_target(target: Path) -> None:
    """Refuse an ending that no template has, and a file that is there."""
    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise BadInput("Mallens filnamn ska sluta på .xlsx eller .csv.", "", "Ange till exempel formular.xlsx.", field="ut")
    if target.exists():
        raise BadInput("Det finns redan en fil med det namnet.", "Den skrivs inte över.", "Välj ett annat namn.", field="ut")


def template_csv(columns: Sequence[FormColumn]) -> bytes:
    """A heading row as CSV, in UTF-8 with a byte order mark and semicolons, as Excel in Swedish opens it."""
    return _csv([column.heading for column in columns])


def template_xlsx(columns: Sequence[FormColumn]) -> bytes:
    """The workbook: a sheet to fill in, a row a deltagande, and a sheet with the codes and their help texts."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        form, about, lists = book.add_worksheet(SHEET), book.add_worksheet(HELP_SHEET), book.add_worksheet(LISTS_SHEET)
        _form_sheet(book, form, columns, _list_ranges(lists, columns))
        _help_sheet(book, about, columns)
        lists.hide()
    return out.getvalue()


def group_csv() -> bytes:
    """The heading row of a group-level file, as :func:`template_csv` writes one."""
    return _csv(GROUP_HEADINGS)


def group_xlsx(vocabulary: Vocabulary) -> bytes:
    """A workbook for group-level counts: kön and uppgift to choose from lists."""
    import xlsxwriter

    choices = {"Kön": [code.label for code in vocabulary.lists["kon"].choices]}
    choices["Uppgift"] = [NEW, OPEN_BEFORE, *(code.label for code in reasons_of(vocabulary) if not code.retired)]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page, lists, bold = book.add_worksheet(GROUP_SHEET), book.add_worksheet(LISTS_SHEET), book.add_format({"bold": True, "bottom": 1})
        for number, heading in enumerate(GROUP_HEADINGS):
            page.write_string(0, number, heading, bold)
            page.set_column(number, number, 42 if heading == "Uppgift" else 22)
            if heading in choices:
                lists.write_column(0, number, choices[heading])
                letter = "ABCDE"[number]
                source = f"={LISTS_SHEET}!${letter}$1:${letter}${len(choices[heading])}"
                page.data_validation(1, number, _ROWS, number, {"validate": "list", "source": source})
        page.freeze_panes(1, 0)
        lists.hide()
    return out.getvalue()


def _csv(headings: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(headings)
    return out.getvalue().encode("utf-8-sig")


def _list_ranges(page: Worksheet, columns: Sequence[FormColumn]) -> dict[str, str]:
    """Write each column's labels in a column of the hidden sheet; where each stands, as a formula.

    (A list in the cell's own rule may hold 255 characters, and ours are longer.)
    """
    from xlsxwriter.utility import xl_rowcol_to_cell

    ranges = {}
    for number, column in enumerate(c for c in columns if c.choices):
        for row, code in enumerate(column.choices):
            page.write_string(row, number, code.label)
        first, last = xl_rowcol_to_cell(0, number, True, True), xl_rowcol_to_cell(len(column.choices) - 1, number, True, True)
        ranges[column.key] = f"={LISTS_SHEET}!{first}:{last}"
    return ranges


def _form_sheet(book: Workbook, page: Worksheet, columns: Sequence[FormColumn], ranges: dict[str, str]) -> None:
    headings = {
        kind: book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": colour}) for kind, colour in _COLOURS
    }
    as_text = book.add_format({"num_format": "@"})  # else a spreadsheet makes dates of months and of codes such as 1-3
    for number, column in enumerate(columns):
        page.write_string(0, number, column.heading, headings[column.kind])
        longest = max((len(code.label) for code in column.choices), default=10)
        page.set_column(number, number, min(max(longest, 14), _WIDE), as_text)
        rule: dict[str, object]
        if column.choices:
            rule = {"validate": "list", "source": ranges[column.key], "error_message": _CHOOSE}
        else:
            rule = {"validate": "length", "criteria": "==", "value": 7, "input_message": _WRITE_MONTH, "error_message": _WRITE_MONTH}
        page.data_validation(1, number, _ROWS, number, rule)
    page.set_row(0, 45)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.repeat_rows(0)


def _help_sheet(book: Workbook, page: Worksheet, columns: Sequence[FormColumn]) -> None:
    bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    for row, text in enumerate((_ONE_ROW_EACH, _NO_NAMES)):
        page.write_string(row, 0, text)
    for number, (text, width) in enumerate(zip(HELP_HEADINGS, (40, 28, 9, 42, 26, 90), strict=True)):
        page.set_column(number, number, width)
        page.write_string(3, number, text, bold)
    row = 4
    for column in columns:
        required = "ja" if column.field.required else "nej"
        _help_row(page, row, (column.heading, column.key, required, "" if column.choices else _MONTH_ANSWER, "", column.field.help), wrapped)
        row += 1
        for code in column.choices:
            _help_row(page, row, ("", "", "", code.label, code.id, code.help), wrapped)
            row += 1
    page.freeze_panes(4, 0)


def _help_row(page: Worksheet, row: int, texts: Sequence[str], style: Format) -> None:
    for number, text in enumerate(texts):
        if text:
            page.write_string(row, number, text, style)


_COLOURS: Final = (("start", "#DCE6F1"), ("avslut", "#E2EFDA"))
