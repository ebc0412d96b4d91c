"""Judgements of a report as it will be printed, as text. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from exports.report_grids import BEFORE, is_list, labelled, list_cells, list_columns, notes
from tui.screens.kansli_niofalt_text import Line, block_row
from tui.screens.kansli_text import muted
from tui.widgets.text_table import TextRow, table_lines

if TYPE_CHECKING:
    from register.reports.document import Grid, Judgement

_SIDE_LABEL = 17


def grid_lines(grids: Iterable[Grid], width: int) -> list[Content]:
    """The grids under each other, each with its figures and notes."""
    lines: list[Content] = []
    for grid in grids:
        lines += [Content(""), *(Content.styled(text, "italic") for text in textwrap.wrap(grid.caption, width))]
        lines += _list(grid, width) if is_list(grid) else _nine(grid, width)
        lines += [Content(text) for figure in grid.figures for text in textwrap.wrap(labelled(figure), width, subsequent_indent="  ")]
        lines += [muted(text) for note in notes(grid) for text in textwrap.wrap(note, width)]
    return lines


def _list(grid: Grid, width: int) -> list[Content]:
    rows = [TextRow(row.label, tuple(list_cells(grid, row))) for row in grid.rows]
    return [Content(line.text) for line in table_lines(grid.head, list_columns(grid), rows, width)]


def _nine(grid: Grid, width: int) -> list[Content]:
    label = min(_SIDE_LABEL, max(map(cell_len, (grid.head, *(row.label for row in grid.rows)))) + 1)
    cell = (width - label - len(grid.columns)) // len(grid.columns)
    heads = [[(text, "bold") for text in textwrap.wrap(one, cell - 1)] for one in grid.columns]
    lines = block_row([(text, "$text-muted") for text in textwrap.wrap(grid.head, label - 1)], heads, label, cell, bottom=True)
    for row in grid.rows:
        lines.append(muted("─" * label + f"┼{'─' * cell}" * len(grid.columns)))
        side = [(text, "bold") for text in textwrap.wrap(row.label, label - 1)]
        lines += block_row(side, [_cell(one, cell - 1) for one in row.cells], label, cell)
    return lines


def _cell(one: Judgement, width: int) -> list[Line]:
    before = f"{BEFORE}: {one.shown_before}" if one.before else ""
    parts = ((one.label, "$text-muted"), (one.shown, "bold" if one.chosen else "$text-muted"), (before, "$text-muted"))
    return [(line, style) for text, style in parts for line in textwrap.wrap(text, width)]
