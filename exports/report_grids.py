"""Judgements in every format: grids and resultatmallar beside the figures that they rest on; told by words and signs, never by colour alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from exports.report_layout import MEANINGS
from register.reports.figures import figure_text, figure_value

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from register.reports.document import Figure, Grid, JudgedRow, Judgement, Report

BEFORE: Final = "Förra"
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
FIGURES_HEADING: Final = "Siffror bakom bedömningen"
FIGURES_COLUMNS: Final = ("Siffra", "Värde")
JUDGED: Final = "Bedömning"
BESIDE: Final = "Siffror"
_WIDTHS: Final = {JUDGED: 0.8, BEFORE: 0.8, BESIDE: 1.9}
CSV_NAME: Final = "bedomningar"
"""The file beside the tables that has every judgement, a line each."""

CSV_HEADINGS: Final = ("Rutnät", "Insats", "Period", "Fält", "Rad", "Kolumn", "Ruta", "Val (kod)", "Val", "Period före", "Val före")

STYLE: Final = """
.judged { display: grid; gap: 1.5rem 3rem; margin-top: 1.5rem } .judged > * { min-width: 0 } .judged + .judged { margin-top: 2.5rem }
.nine { table-layout: fixed } .nine td, .nine thead th { text-align: left; white-space: normal; min-width: 8.5rem }
.nine tbody td { border: 1px solid var(--line); vertical-align: top } .nine .field { display: block; font-size: .9rem; color: var(--muted) }
.nine .now { display: block; font-weight: 650 } .nine .unjudged .now { font-weight: 400; font-style: italic; color: var(--muted) }
.nine .before { display: block; font-size: .85rem; color: var(--muted) }
.nine td.chosen { background: var(--tint) } .beside td { white-space: normal } .questions td { text-align: left; white-space: normal }
@media (min-width: 64rem) { .judged.two { grid-template-columns: minmax(0, 2.2fr) minmax(0, 1fr); align-items: start } }
@media print { .judged { display: block; break-inside: avoid } .judged > * + * { margin-top: 3mm } .nine td, .nine thead th { min-width: 0 } }
""".strip()


def notes(grid: Grid) -> list[str]:
    """What is said under a grid: which period *förra* is, what its marks mean, and its own notes."""
    hidden = any(figure_value(one).kind == "dold" for row in grid.rows for one in (*grid.figures, *row.figures))
    said = [f"{BEFORE} = {grid.before}."] if grid.before else []
    return [*said, *(["·· = " + MEANINGS["dold"][1] + "."] if hidden else []), *grid.notes]


def is_list(grid: Grid) -> bool:
    """Whether it is a resultatmall, whose rows are questions."""
    return not grid.columns


def list_columns(grid: Grid) -> list[str]:
    """The columns of a resultatmall that it has something in."""
    found = [JUDGED]
    if grid.before:
        found.append(BEFORE)
    return [*found, BESIDE] if any(row.figures for row in grid.rows) else found


def list_cells(grid: Grid, row: JudgedRow) -> list[str]:
    """A row of a resultatmall in the order of its columns."""
    (cell,) = row.cells
    texts = {JUDGED: cell.shown, BEFORE: cell.shown_before or "–", BESIDE: "; ".join(map(labelled, row.figures)) or "–"}
    return [texts[column] for column in list_columns(grid)]


def labelled(figure: Figure) -> str:
    """``Deltagare: 92``."""
    return f"{figure.label}: {figure_text(figure)}"


# -- HTML --------------------------------------------------------------------------------------------------------------------------------------


def html(grids: Sequence[Grid], numbers: Sequence[int]) -> Iterator[str]:
    """The grids of a section as tables with headings, numbered as the report's other tables."""
    for grid, number in zip(grids, numbers, strict=True):
        yield f'<div class="judged{" two" if grid.figures else ""}"><div>'
        yield f'<div class="scroll" id="tabell-{number}" role="region" tabindex="0" aria-label="Tabell {number}">'
        yield f'<table class="{"questions" if is_list(grid) else "nine"}">\n<caption><span>Tabell {number}. {escape(grid.caption)}</span></caption>'
        columns = list_columns(grid) if is_list(grid) else grid.columns
        corner = f'<th scope="col">{escape(grid.head)}</th>' if grid.head else "<td></td>"
        heads = "".join(f'<th scope="col" class=word>{escape(column)}</th>' for column in columns)
        yield f"<thead><tr>{corner}{heads}</tr></thead>\n<tbody>"
        yield from (_html_row(grid, row) for row in grid.rows)
        yield "</tbody>\n</table>\n</div>"
        yield from (f'<p class="note">{escape(note)}</p>' for note in notes(grid))
        yield "</div>"
        if grid.figures:
            yield f'<div><table class="beside">\n<caption><span>{FIGURES_HEADING}</span></caption>'
            heads = "".join(f'<th scope="col">{one}</th>' for one in FIGURES_COLUMNS)
            yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
            yield from (f'<tr><th scope="row">{escape(one.label)}</th><td>{_html_figure(one)}</td></tr>' for one in grid.figures)
            yield "</tbody>\n</table></div>"
        yield "</div>"


def _html_row(grid: Grid, row: JudgedRow) -> str:
    if is_list(grid):
        cells = "".join(f"<td class=word>{_marked(text)}</td>" for text in list_cells(grid, row))
    else:
        cells = "".join(map(_html_cell, row.cells))
    return f'<tr><th scope="row">{escape(row.label)}</th>{cells}</tr>'


def _html_cell(cell: Judgement) -> str:
    parts = [("field", cell.label), ("now", cell.shown), ("before", f"{BEFORE}: {cell.shown_before}" if cell.before else "")]
    inside = " ".join(f'<span class="{name}">{escape(text)}</span>' for name, text in parts if text)
    return f'<td class="{"chosen" if cell.chosen else "unjudged"}">{inside}</td>'


def _html_figure(figure: Figure) -> str:
    return _marked(figure_text(figure))


def _marked(text: str) -> str:
    """What is hidden says so to a screen reader."""
    mark, means = MEANINGS["dold"]
    shown = f'<span class="hidden" title="{means}" aria-hidden="true">{mark}</span><span class="only-read">{means}</span>'
    return shown.join(escape(part) for part in text.split(mark))


# -- PDF ---------------------------------------------------------------------------------------------------------------------------------------


def pdf(grids: Sequence[Grid], numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The grids as data for the template."""
    return [
        {
            "caption": f"Tabell {number}. {grid.caption}",
            "head": grid.head,
            "list": is_list(grid),
            "columns": list_columns(grid) if is_list(grid) else list(grid.columns),
            "rows": [{"label": row.label, "cells": _pdf_cells(grid, row)} for row in grid.rows],
            "figures": [{"label": one.label, "text": figure_text(one)} for one in grid.figures],
            "widths": [_WIDTHS[column] for column in list_columns(grid)] if is_list(grid) else [],
            "figures_heading": FIGURES_HEADING,
            "figures_columns": list(FIGURES_COLUMNS),
            "notes": notes(grid),
        }
        for grid, number in zip(grids, numbers, strict=True)
    ]


def _pdf_cells(grid: Grid, row: JudgedRow) -> list[dict[str, Any]]:
    if is_list(grid):
        return [{"label": "", "now": text, "before": "", "chosen": number == 0} for number, text in enumerate(list_cells(grid, row))]
    return [
        {"label": one.label, "now": one.shown, "before": f"{BEFORE}: {one.shown_before}" if one.before else "", "chosen": one.chosen}
        for one in row.cells
    ]


# -- XLSX --------------------------------------------------------------------------------------------------------------------------------------

_WIDTH: Final = 30


def xlsx(book: Workbook, page: Worksheet, report: Report, grids: Sequence[Grid], numbers: Sequence[int]) -> None:
    """The grids of a section under each other on a sheet of their own; a cell has its label, the judgement and the one before, a line each."""
    looks = {
        "caption": book.add_format({"bold": True, "font_size": 13}),
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}),
        "label": book.add_format({"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": "#c5cdd4"}),
        "word": book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#c5cdd4"}),
        "chosen": book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#c5cdd4", "bold": True}),
        "strong": book.add_format({"bold": True}),
        "muted": book.add_format({"font_color": "#4d5965"}),
        "beside": book.add_format({"font_color": "#4d5965", "text_wrap": True, "valign": "top"}),
        "antal": book.add_format({"num_format": "#,##0", "align": "left", "valign": "top"}),
        "andel": book.add_format({"num_format": "0 %", "align": "left", "valign": "top"}),
        "andel1": book.add_format({"num_format": "0.0 %", "align": "left", "valign": "top"}),
        "andel2": book.add_format({"num_format": "0.00 %", "align": "left", "valign": "top"}),
    }
    page.set_column(0, 3, _WIDTH)
    page.write_string(0, 0, f"{report.subject} · {report.span_label}", looks["muted"])
    line = 2
    for grid, number in zip(grids, numbers, strict=True):
        line = _xlsx_grid(page, grid, number, line, looks) + 2
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _xlsx_grid(page: Worksheet, grid: Grid, number: int, line: int, looks: dict[str, Any]) -> int:
    """One grid from a line on; returns the line after it."""
    page.write_string(line, 0, f"Tabell {number}. {grid.caption}", looks["caption"])
    line += 1
    heads = (grid.head, *(list_columns(grid) if is_list(grid) else grid.columns))
    for column, text in enumerate(heads):
        page.write_string(line, column, text, looks["head"])
    page.set_row(line, _height(*heads))
    for row in grid.rows:
        line += 1
        page.set_row(line, _xlsx_row(page, grid, row, line, looks))
    for figure in grid.figures:
        line += 1
        page.write_string(line, 0, figure.label, looks["label"])
        value, whole = figure_value(figure), figure_text(figure) if figure.base else ""
        if value.number is None:
            page.write_string(line, 1, value.text)
        else:
            decimals = len(value.text.partition(",")[2].rstrip(f"%{NO_BREAK}")) if value.kind == "andel" else 0
            page.write_number(line, 1, value.number, looks[f"{value.kind}{decimals or ''}"])
        if whole:
            page.write_string(line, 2, whole, looks["beside"])
        page.set_row(line, _height(figure.label, whole))
    for note in notes(grid):
        line += 1
        page.write_string(line, 0, note, looks["muted"])
    return line + 1


def _xlsx_row(page: Worksheet, grid: Grid, row: JudgedRow, line: int, looks: dict[str, Any]) -> float:
    """One row of a grid, with the judgement alone in bold; returns the height that its longest cell asks for."""
    page.write_string(line, 0, row.label, looks["label"])
    if is_list(grid):
        texts = list_cells(grid, row)
        for column, text in enumerate(texts, 1):
            page.write_string(line, column, text, looks["chosen" if column == 1 and row.cells[0].chosen else "word"])
        return _height(row.label, *texts)
    for column, cell in enumerate(row.cells, 1):
        whole, start = _lines(cell), f"{cell.label}\n" if cell.label else ""
        rest = whole.removeprefix(start + cell.shown)
        parts = [start, *([looks["strong"], cell.shown] if cell.shown else []), rest]
        if cell.chosen and cell.shown and (start or rest):
            page.write_rich_string(line, column, *filter(None, parts), looks["word"])
        else:
            page.write_string(line, column, whole, looks["chosen" if cell.chosen else "word"])
    return _height(row.label, *map(_lines, row.cells))


def _height(*texts: str) -> float:
    """The points of a row whose cells are wrapped: a spreadsheet does not reckon them itself from a file that no one has opened."""
    # A word is never cut in two, so that a wrapped line holds somewhat fewer letters than the column is wide.
    return 15 * max(sum(max(len(wrap(part, _WIDTH - 3)), 1) for part in text.split("\n")) for text in texts) + 3


def _lines(cell: Judgement) -> str:
    return "\n".join(filter(None, (cell.label, cell.shown, f"{BEFORE}: {cell.shown_before}" if cell.before else "")))


# -- CSV ---------------------------------------------------------------------------------------------------------------------------------------


def csv_lines(report: Report) -> list[list[str]]:
    """A line for each judgement of the report: its place, the code of the choice and its words."""
    return [
        [
            grid.id,
            grid.whose,
            grid.now,
            cell.field,
            row.label,
            "" if is_list(grid) else grid.columns[column],
            cell.label,
            cell.code,
            cell.now,
            grid.before,
            cell.before,
        ]
        for section in report.sections
        for grid in section.grids
        for row in grid.rows
        for column, cell in enumerate(row.cells)
    ]
