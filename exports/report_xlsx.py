"""A report as a workbook: a sheet for each table with typed figures, and one that says what they are. Text is never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from exports import report_grids
from exports.report_layout import Part, day, legend, parts, word_columns
from register.reports.indicators import PUBLISHED_MARK

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from register.reports.document import Report, Section, Value, View

ABOUT: Final = "Om tabellen"
MOST_DECIMALS: Final = 6
PUBLISHED_SHAPES: Final = {f"publicerad{n}": "#,##0" + ("." + "0" * n if n else "") for n in range(MOST_DECIMALS + 1)}
"""Figures of others have the decimals that their publisher shows them with."""

_NUMBERS: Final = {"antal": "#,##0", "andel": "0 %", "medel": "0.0", "kronor": '#,##0" kr"', "intervall": "0 %", **PUBLISHED_SHAPES}
_A4: Final = 9
_ABOUT_WIDTH, _LINE_POINTS = 90, 15
_LONGEST_NAME: Final = 31
_UPRIGHT: Final = 4
"""A sheet of more columns of figures is printed lying down."""

_FIRST_ROW: Final = 3
"""Above the table: its name, whose it is, and a blank line."""


@dataclass(frozen=True)
class Place:
    """A column of the sheet: of which column of the table, and which part of its values."""

    column: int
    part: str
    label: str


def render_xlsx(report: Report) -> bytes:
    """The workbook's bytes; the same report gives the same bytes."""
    out = io.BytesIO()
    # in_memory: no temporary file outside the folder that the user chose.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        created = datetime.combine(report.made, time())
        book.set_properties({"title": report.title, "company": report.subject, "subject": report.span, "created": created})
        taken = {ABOUT.lower()}
        for part in parts(report):
            if part.section.view:
                _table(book, report, part, part.section.view, _sheet_name(part.section.heading, taken))
            if part.grids:
                report_grids.xlsx(book, book.add_worksheet(_sheet_name(part.section.heading, taken)), report, part.section.grids, part.grids)
        _about(book, report)
    return out.getvalue()


def _sheet_name(heading: str, taken: set[str]) -> str:
    """A name that a sheet may have: 31 signs, none of Excel's own, and no two alike."""
    plain = "".join(" " if one in "[]:*?/\\" else one for one in heading).strip(" '")[:_LONGEST_NAME].strip(" '") or "Tabell"
    name, number = plain, 1
    while name.lower() in taken or name.lower() == "history":
        number += 1
        name = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
    taken.add(name.lower())
    return name


def _places(view: View) -> list[Place]:
    """A column for each of the table's. Intervals take two, their ends, as figures; beside a share only where no column says them already."""
    kinds = [{row.values[number].kind for row in view.rows} for number in range(len(view.columns))]
    said = any("intervall" in used for used in kinds)
    found: list[Place] = []
    for number, column in enumerate(view.columns):
        ends = [Place(number, "low", f"{column.label}, nedre gräns"), Place(number, "high", f"{column.label}, övre gräns")]
        if "intervall" in kinds[number]:
            found += ends
        else:
            found += [Place(number, "", column.label), *(ends if not said and _has_ends(view, number) else ())]
    return found


def _has_ends(view: View, number: int) -> bool:
    return any(row.values[number].low is not None for row in view.rows)


def _table(book: Workbook, report: Report, part: Part, view: View, name: str) -> None:
    page = book.add_worksheet(name)
    formats = _formats(book)
    places, words = _places(view), word_columns(view)
    page.write_string(0, 0, f"Tabell {part.table}. {view.caption}", formats["caption"])
    page.write_string(1, 0, f"{report.subject} · {report.span_label}", formats["muted"])
    page.write_string(_FIRST_ROW, 0, view.head, formats["head"])
    for column, place in enumerate(places, 1):
        page.write_string(_FIRST_ROW, column, place.label, formats["head-word" if words[place.column] else "head-right"])
    for line, row in enumerate(view.rows, _FIRST_ROW + 1):
        strong = "-strong" if row.strong else ""
        page.write_string(line, 0, row.label, formats[f"label{min(row.level, 3)}{strong}"])
        for column, place in enumerate(places, 1):
            _write(page, (line, column), row.values[place.column], place.part, formats, ("word" if words[place.column] else "mark", strong))
    end = _FIRST_ROW + 1 + len(view.rows)
    for line, note in enumerate(_notes(part.section, view), end + 1):
        page.write_string(line, 0, note, formats["muted"])
    _set_up(page, report, view, places)


def _notes(section: Section, view: View) -> Iterator[str]:
    yield from filter(None, (legend(view), *view.notes, section.protection))


def _write(page: Worksheet, cell: tuple[int, int], value: Value, part: str, formats: dict[str, Format], look: tuple[str, str]) -> None:
    """A figure as a figure; everything else as the words that stand for it, and nothing where a value has no interval."""
    figure = {"": value.number, "low": value.low, "high": value.high}[part]
    plain, strong = look
    if figure is not None:
        published = "-p" if not part and value.text.endswith(PUBLISHED_MARK) else ""
        page.write_number(*cell, figure, formats[f"{_shape(value)}{published}{strong}"])
    elif part and value.kind not in {"dold", "intervall", "tom", "ej-uppfoljd"}:
        page.write_blank(*cell, None, formats[f"{plain}{strong}"])
    else:
        page.write_string(*cell, value.text, formats[f"{plain}{strong}"])


def _shape(value: Value) -> str:
    """Which number format a figure has; one of others has as many decimals as it is printed with."""
    if value.kind == "publicerad":
        return f"publicerad{min(len(value.text.partition(',')[2]), MOST_DECIMALS)}"
    return value.kind if value.kind in _NUMBERS else "antal"


def _set_up(page: Worksheet, report: Report, view: View, places: list[Place]) -> None:
    page.set_column(0, 0, min(60, max(18, *(len(row.label) + 2 * row.level + 2 for row in view.rows), len(view.head) + 2)) if view.rows else 30)
    for column, place in enumerate(places, 1):
        longest = max((len(row.values[place.column].text) for row in view.rows), default=0)
        page.set_column(column, column, min(32, max(11, longest + 3, (len(place.label) + 3) // (2 if len(place.label) > 16 else 1))))
    page.freeze_panes(_FIRST_ROW + 1, 1)
    if len(places) > _UPRIGHT:
        page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_FIRST_ROW)
    page.set_footer(f"&L&8{_footer(report.subject)} · {_footer(report.span)}&R&8&P (&N)")


def _footer(words: str) -> str:
    """Words in a footer, where a lone ampersand begins a command."""
    return words.replace("&", "&&")[:100]


def _formats(book: Workbook) -> dict[str, Format]:
    found = {
        "caption": book.add_format({"bold": True, "font_size": 13}),
        "muted": book.add_format({"font_color": "#4d5965"}),
        "head": book.add_format({"bold": True, "bottom": 2, "valign": "bottom", "text_wrap": True}),
        "head-word": book.add_format({"bold": True, "bottom": 2, "valign": "bottom", "text_wrap": True, "indent": 1, "align": "left"}),
        "head-right": book.add_format({"bold": True, "bottom": 2, "valign": "bottom", "text_wrap": True, "align": "right"}),
    }
    for name, strong in (("", False), ("-strong", True)):
        base: dict[str, Any] = {"bold": strong, "bottom": 1, "bottom_color": "#c5cdd4", "valign": "top"}
        for level in range(4):
            found[f"label{level}{name}"] = book.add_format(base | {"indent": level, "align": "left", "text_wrap": True})
        for kind, shape in _NUMBERS.items():
            found[f"{kind}{name}"] = book.add_format(base | {"num_format": shape})
            found[f"{kind}-p{name}"] = book.add_format(base | {"num_format": f'{shape}" {PUBLISHED_MARK}"'})
        found[f"mark{name}"] = book.add_format(base | {"align": "right"})
        found[f"word{name}"] = book.add_format(base | {"align": "left", "indent": 1, "text_wrap": True})
    return found


def _about(book: Workbook, report: Report) -> None:
    page = book.add_worksheet(ABOUT)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for line, (name, text) in enumerate(_said(report)):
        page.write_string(line, 0, name, bold)
        page.write_string(line, 1, text, wrapped)
        page.set_row(line, _LINE_POINTS * (1 + len(text) // (_ABOUT_WIDTH - 10)))  # not every program fits the height to wrapped text
    page.set_column(0, 0, 34)
    page.set_column(1, 1, _ABOUT_WIDTH)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)


def _said(report: Report) -> Iterator[tuple[str, str]]:
    yield "Rapport", report.title
    yield "Gäller", report.subject
    yield "Period", report.span if report.span == report.span_label else f"{report.span} ({report.span_label})"
    yield "Framställd", day(report.made)
    protected = report.audit.get("mening")
    yield from (("Skydd" if text == protected else "Att veta", text) for text in report.about)
    yield from (("Sagt om talen", f"{section.heading}: {sentence}") for section in report.sections for sentence in section.sentences)
    yield from ((f"Ordet {label.lower()}", text) for label, text in report.definitions.values())
