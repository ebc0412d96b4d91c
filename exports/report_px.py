"""Protected tables in the PX format (PC-Axis), one file each, as PxWeb reads them.

Format: Statistics Sweden, *PX-file format specification, AXIS-VERSION 2013*. Keywords stand in the order that it recommends; a line has at
most 256 signs. A hidden cell is ``".."``, which DATASYMBOL2 shows as two raised dots; a combination that the table does not have is ``"."``,
and what nobody has followed up is ``"..."``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from exports import society
from exports.cubes import of_report
from exports.px_words import as_list, as_text, in_lines, rows, told_apart
from exports.report_layout import HIDDEN_MEANS
from register.disclosure.drafts import Category, Heading
from register.disclosure.tables import TOTAL
from register.reports.document import BLANK_MARK, HIDDEN_MARK

if TYPE_CHECKING:
    from exports.cubes import Cell, Cube
    from register.reports.document import Report

_SYMBOLS: Final = {"dold": '".."', "ej-tryckt": '"."', "ej-uppfoljd": '"..."'}
_CONTENTS: Final = Heading("innehall", "Innehåll", (Category("antal", "Antal"),))


def render_px(report: Report) -> dict[str, bytes]:
    """The files' bytes by name without ending."""
    return {one.name: _file(report, one).encode() for one in of_report(report)} | society.px_files(report)


def _file(report: Report, one: Cube) -> str:
    stub, heading = _spread(one)
    cells = rows([_cell(cell) for cell in one.cells], math.prod(len(each.categories) for each in heading))
    return "\r\n".join([*_keywords(report, one, stub, heading), "DATA=", *cells]) + ";\r\n"


def _spread(one: Cube) -> tuple[list[Heading], list[Heading]]:
    """Which headings go down the side and which along the top; a table has both, so one of a single heading gets its contents as the other."""
    if len(one.headings) == 1:
        return list(one.headings), [_CONTENTS]
    return list(one.headings[:-1]), [one.headings[-1]]


def _keywords(report: Report, one: Cube, stub: list[Heading], heading: list[Heading]) -> Iterator[str]:
    subject, title = as_text(report.subject), as_text(f"{one.title} – {report.subject}, {report.span}")
    yield 'CHARSET="ANSI";'
    yield 'AXIS-VERSION="2013";'
    yield 'CODEPAGE="utf-8";'
    yield 'LANGUAGE="sv";'
    yield f'CREATION-DATE="{report.made:%Y%m%d} 00:00";'
    yield "DECIMALS=0;"
    yield "SHOWDECIMALS=0;"
    yield in_lines("MATRIX=", one.name)
    yield "AGGREGALLOWED=NO;"  # hidden cells: a sum made by the reader would be wrong
    yield 'SUBJECT-CODE="FINSAM";'
    yield 'SUBJECT-AREA="Samordningsförbund";'
    yield "DESCRIPTIONDEFAULT=YES;"
    yield in_lines("TITLE=", title)
    yield in_lines("CONTENTS=", as_text(one.title))
    yield f'UNITS="{"antal, och summor av nivåer eller poäng" if one.sums else one.unit}";'
    yield as_list("STUB=", [as_text(each.label) for each in stub])
    yield as_list("HEADING=", [as_text(each.label) for each in heading])
    both = [*stub, *heading]
    for each in both:
        yield as_list(f'VALUES("{as_text(each.label)}")=', told_apart(each.categories))
    yield from (as_list(f'TIMEVAL("{as_text(each.label)}")=TLIST(A1),', [code for code, _ in each.categories]) for each in both if _is_years(each))
    for each in both:
        yield as_list(f'CODES("{as_text(each.label)}")=', [as_text(category.code) for category in each.categories])
    for each in both:
        if total := next((label for label, (code, _) in zip(told_apart(each.categories), each.categories, strict=True) if code == TOTAL), None):
            yield f'ELIMINATION("{as_text(each.label)}")="{total}";'
    yield f'LAST-UPDATED="{report.made:%Y%m%d} 00:00";'
    yield in_lines("SOURCE=", subject)
    notes = [f"{HIDDEN_MARK} {HIDDEN_MEANS}.", one.note, one.protection, *report.about]
    yield in_lines("NOTE=", "#".join(as_text(note) for note in notes if note))
    yield 'DATASYMBOL1=".";'
    yield f'DATASYMBOL2="{HIDDEN_MARK}";'
    if "ej-uppfoljd" in one.cells:
        yield f'DATASYMBOL3="{BLANK_MARK}";'


def _is_years(heading: Heading) -> bool:
    return heading.name == "period" and all(len(code) == 4 and code.isdecimal() for code, _ in heading.categories)


def _cell(cell: Cell) -> str:
    return str(cell) if isinstance(cell, int) else _SYMBOLS[cell]
