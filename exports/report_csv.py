"""The protected tables of a report as CSV, one file each, and a file that says what they are: semicolons, UTF-8 with BOM, CRLF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

from exports import report_grids, society
from exports.cubes import of_report
from exports.sheet_csv import number, safe_text

if TYPE_CHECKING:
    from exports.cubes import Cube
    from register.reports.document import Report

ABOUT: Final = "om-tabellerna"
"""The file that says what the tables are."""

_ABOUT_HEADINGS: Final = ("Fil", "Tabell", "Indelning", "Celler", "Dolda", "Ämne", "Period", "Framställt", "Skydd")


def render_csv(report: Report) -> dict[str, bytes]:
    """The files' bytes by name without ending, the one about the tables last."""
    found = of_report(report)
    files = {one.name: _file(_headings(one), _lines(one)) for one in found}
    if judged := report_grids.csv_lines(report):
        files |= {report_grids.CSV_NAME: _file(report_grids.CSV_HEADINGS, [[safe_text(word) for word in line] for line in judged])}
    return files | society.csv_files(report) | {ABOUT: _file(_ABOUT_HEADINGS, [*_about(report, found), *society.csv_about(report)])}


def _headings(one: Cube) -> list[str]:
    """A heading for each code and its label, the count (and the sum, where there are sums), and whether it is hidden: it is then no zero."""
    pairs = [words for heading in one.headings for words in (f"{heading.label} (kod)", heading.label)]
    return [*pairs, "Antal", *(["Summa"] if one.sums else []), "Dold"]


def _lines(one: Cube) -> Iterable[Sequence[str]]:
    for combination, cell in zip(product(*(heading.categories for heading in one.headings)), one.cells, strict=True):
        if cell != "ej-tryckt":
            words = [safe_text(word) for category in combination for word in (category.code, category.label)]
            figure = number(cell) if isinstance(cell, int) else ""
            counted = [figure] if not one.sums else ["", figure] if combination[-1].code in one.sums else [figure, ""]
            yield [*words, *counted, "1" if cell == "dold" else "0"]


def _about(report: Report, found: Iterable[Cube]) -> Iterable[Sequence[str]]:
    origin = (safe_text(report.subject), report.span, report.made.isoformat())
    for one in found:
        yield [one.name, safe_text(one.title), safe_text(one.note), str(len(one.cells)), str(one.hidden), *origin, one.protection]


def _file(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(heading) for heading in headings])
    writer.writerows(lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
