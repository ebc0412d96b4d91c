"""Protected tables in the PX format (PC-Axis), one file each, as PxWeb reads them.

Format: Statistics Sweden, *PX-file format specification, AXIS-VERSION 2013*. Keywords stand in the order that it recommends; a line has at
most 256 signs. A hidden cell is ``".."``, which DATASYMBOL2 shows as two raised dots; a combination that the table does not have is ``"."``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from exports.cubes import cubes
from exports.report_layout import HIDDEN_MEANS
from register.disclosure.drafts import Category, Heading
from register.disclosure.tables import TOTAL
from register.reports.document import HIDDEN_MARK

if TYPE_CHECKING:
    from exports.cubes import Cell, Cube
    from register.reports.document import Report

LONGEST: Final = 256
_SYMBOLS: Final = {"dold": '".."', "ej-tryckt": '"."'}
_CONTENTS: Final = Heading("innehall", "Innehåll", (Category("antal", "Antal"),))


def render_px(report: Report) -> dict[str, bytes]:
    """The files' bytes by name without ending."""
    return {one.name: _file(report, one).encode() for one in cubes(report.tables)}


def _file(report: Report, one: Cube) -> str:
    stub, heading = _spread(one)
    lines = [*_keywords(report, one, stub, heading), "DATA=", *_data(one, math.prod(len(each.categories) for each in heading))]
    return "\r\n".join(lines) + ";\r\n"


def _spread(one: Cube) -> tuple[list[Heading], list[Heading]]:
    """Which headings go down the side and which along the top; a table has both, so one of a single heading gets its contents as the other."""
    if len(one.headings) == 1:
        return list(one.headings), [_CONTENTS]
    return list(one.headings[:-1]), [one.headings[-1]]


def _keywords(report: Report, one: Cube, stub: list[Heading], heading: list[Heading]) -> Iterator[str]:
    subject, title = _text(report.subject), _text(f"{one.title} – {report.subject}, {report.span}")
    yield 'CHARSET="ANSI";'
    yield 'AXIS-VERSION="2013";'
    yield 'CODEPAGE="utf-8";'
    yield 'LANGUAGE="sv";'
    yield f'CREATION-DATE="{report.made:%Y%m%d} 00:00";'
    yield "DECIMALS=0;"
    yield "SHOWDECIMALS=0;"
    yield _long("MATRIX=", one.name)
    yield "AGGREGALLOWED=NO;"  # hidden cells: a sum made by the reader would be wrong
    yield 'SUBJECT-CODE="FINSAM";'
    yield 'SUBJECT-AREA="Samordningsförbund";'
    yield "DESCRIPTIONDEFAULT=YES;"
    yield _long("TITLE=", title)
    yield _long("CONTENTS=", _text(one.title))
    yield 'UNITS="antal";'
    yield _list("STUB=", [_text(each.label) for each in stub])
    yield _list("HEADING=", [_text(each.label) for each in heading])
    both = [*stub, *heading]
    for each in both:
        yield _list(f'VALUES("{_text(each.label)}")=', _labels(each))
    yield from (_list(f'TIMEVAL("{_text(each.label)}")=TLIST(A1),', [code for code, _ in each.categories]) for each in both if _is_years(each))
    for each in both:
        yield _list(f'CODES("{_text(each.label)}")=', [_text(category.code) for category in each.categories])
    for each in both:
        if total := next((label for label, (code, _) in zip(_labels(each), each.categories, strict=True) if code == TOTAL), None):
            yield f'ELIMINATION("{_text(each.label)}")="{total}";'
    yield f'LAST-UPDATED="{report.made:%Y%m%d} 00:00";'
    yield _long("SOURCE=", subject)
    notes = [f"{HIDDEN_MARK} {HIDDEN_MEANS}.", one.note, one.protection, *report.about]
    yield _long("NOTE=", "#".join(_text(note) for note in notes if note))
    yield 'DATASYMBOL1=".";'
    yield f'DATASYMBOL2="{HIDDEN_MARK}";'


def _is_years(heading: Heading) -> bool:
    return heading.name == "period" and all(len(code) == 4 and code.isdecimal() for code, _ in heading.categories)


def _labels(heading: Heading) -> list[str]:
    """Labels, told apart where two are alike: a PX value is known by its text."""
    plain = [_text(label) for _, label in heading.categories]
    return [f"{label} ({_text(code)})" if plain.count(label) > 1 else label for label, (code, _) in zip(plain, heading.categories, strict=True)]


def _text(words: str) -> str:
    """Words as they may stand between quotation marks: none of their own, on one line."""
    return " ".join(words.replace('"', "”").split())


def _long(keyword: str, words: str) -> str:
    """A keyword with a text, in as many quoted lines as it takes."""
    room = LONGEST - len(keyword) - 3
    if len(words) <= room:
        return f'{keyword}"{words}";'
    pieces: list[str] = []
    while words:
        cut = len(words) if len(words) <= room else words.rfind(" ", 0, room) + 1 or room
        pieces.append(f'"{words[:cut]}"')
        words = words[cut:]
    return "\r\n".join((keyword, *pieces)) + ";"


def _list(keyword: str, items: list[str]) -> str:
    """A keyword with a list of texts, broken after a comma where a line gets long."""
    lines = [keyword]
    for n, item in enumerate(items):
        words = f'"{item}"' + ("," if n < len(items) - 1 else ";")
        if len(lines[-1]) + len(words) > LONGEST:
            lines.append("")
        lines[-1] += words
    return "\r\n".join(lines)


def _data(one: Cube, width: int) -> Iterator[str]:
    """The cells, a row of the table on as many lines as it takes; every line but the last ends in a blank, as the format says."""
    lines: list[str] = []
    for start in range(0, len(one.cells), width):
        line = ""
        for cell in one.cells[start : start + width]:
            words = f"{_cell(cell)} "
            if len(line) + len(words) > LONGEST:
                lines.append(line)
                line = ""
            line += words
        lines.append(line)
    lines[-1] = lines[-1].rstrip()
    yield from lines


def _cell(cell: Cell) -> str:
    return str(cell) if isinstance(cell, int) else _SYMBOLS[cell]
