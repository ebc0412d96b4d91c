"""Made-up collected forms, by a seeded generator: as plain rows, and as files that different programs might have written of them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from register.vocabulary.loader import load

Row = dict[str, str]
"""Answers as code ids by column id, the months as text; an unanswered one is not there."""

LISTS = {code_list.id: [code.id for code in code_list.codes] for code_list in load(None).lists.values()}
LABELS = {code_list.id: {code.id: code.label for code in code_list.codes} for code_list in load(None).lists.values()}
COLUMNS: list[tuple[str, str, str | None]] = [
    ("start.kon", "Start: Kön", "kon"),
    ("start.aldersgrupp", "Start: Åldersgrupp", "aldersgrupp"),
    ("start.utbildning", "Start: Högsta avslutade utbildning", "utbildning"),
    ("start.tid_forsorjning", "Start: Tid i offentlig försörjning", "tid_forsorjning"),
    ("start.forsorjning", "Start: Huvudsaklig försörjning", "forsorjning"),
    ("start.flera_kallor", "Start: Flera försörjningskällor", "ja-nej"),
    ("start.sysselsattning", "Start: Sysselsättning", "sysselsattning"),
    ("start.omfattning", "Start: Omfattning", "omfattning"),
    ("start.remitterande_part", "Start: Remitterande part", "remitterande_part"),
    ("start.omrade", "Start: Område", "omrade"),
    ("start.ny_i_forbundet", "Start: Första insatsen i förbundet", "ja-nej"),
    ("start.parallell", "Start: Parallell insats vid starten", "parallell"),
    ("start.manad", "Start: Startmånad", None),
    ("avslut.avslutsanledning", "Avslut: Avslutsanledning", "avslutsanledning"),
    ("avslut.redo_for", "Avslut: Redo för", "redo_for"),
    ("avslut.forsorjning", "Avslut: Huvudsaklig försörjning", "forsorjning"),
    ("avslut.sysselsattning", "Avslut: Sysselsättning", "sysselsattning"),
    ("avslut.omfattning", "Avslut: Omfattning", "omfattning"),
    ("avslut.vald_fragad", "Avslut: Frågan om våld är ställd", "ja-nej"),
    ("avslut.parallell", "Avslut: Parallell insats sedan sist", "parallell"),
    ("avslut.manad", "Avslut: Avslutsmånad", None),
]
"""The columns of the shipped forms, in screen order: id, heading, list. Written out here, so that a change of the template is seen."""

AT_WORK = ("arbete-utan-stod", "arbete-med-stod", "studier")


def forms(n: int, seed: int = 5, *, open_share: float = 0.02, first_year: int = 2023) -> list[Row]:
    """So many deltaganden of three years, a few of them without avslut."""
    made = random.Random(seed)
    return [_row(made, made.random() < open_share, first_year) for _ in range(n)]


def _row(made: random.Random, is_open: bool, first_year: int) -> Row:
    begun = first_year * 12 + made.randrange(30)
    row = {"start.kon": made.choice(LISTS["kon"]), "start.aldersgrupp": made.choice(LISTS["aldersgrupp"]), "start.manad": _month(begun)}
    _answer(made, row, "start")
    if not is_open:
        row["avslut.avslutsanledning"] = made.choice([code for code in LISTS["avslutsanledning"] if code != "felregistrering"])
        row["avslut.manad"] = _month(min(begun + made.randrange(30), first_year * 12 + 35))
        _answer(made, row, "avslut")
    return row


def _answer(made: random.Random, row: Row, kind: str) -> None:
    for key, _, code_list in COLUMNS:
        if key.startswith(kind) and key not in row and code_list and not key.endswith("omfattning") and made.random() < 0.9:
            row[key] = made.choice(LISTS[code_list])
    if row.get(f"{kind}.sysselsattning") in AT_WORK and made.random() < 0.9:
        row[f"{kind}.omfattning"] = made.choice(LISTS["omfattning"])


def _month(index: int) -> str:
    return f"{index // 12}-{index % 12 + 1:02d}"


def shown(row: Row, *, labels: bool = True) -> list[str | None]:
    """The row's cells in the order of the columns, as labels or as ids."""
    cells: list[str | None] = []
    for key, _, code_list in COLUMNS:
        value = row.get(key)
        cells.append(LABELS[code_list][value] if labels and code_list and value is not None else value)
    return cells


def headings() -> list[str]:
    return [heading for _, heading, _ in COLUMNS]


def workbook(rows: Iterable[Row], *, labels: bool = True) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "Formulär"
    page.append(headings())
    for row in rows:
        page.append(shown(row, labels=labels))
    return book


def save_xlsx(path: Path, rows: Iterable[Row], *, labels: bool = True) -> Path:
    workbook(rows, labels=labels).save(path)
    return path


def save_with_xlsxwriter(path: Path, rows: Iterable[Row]) -> Path:
    """The same rows as another program writes them: ids for labels, dates for months, no shared texts."""
    from datetime import datetime

    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, heading in enumerate(headings()):
            page.write_string(0, number, heading)
        for line, row in enumerate(rows, 1):
            for number, (cell, (key, _, _)) in enumerate(zip(shown(row, labels=False), COLUMNS, strict=True)):
                if cell is not None and key.endswith("manad"):
                    page.write_datetime(line, number, datetime.fromisoformat(f"{cell}-17"), dates)
                elif cell is not None:
                    page.write_string(line, number, cell.upper())
    return path


def csv_bytes(rows: Iterable[Row], encoding: str = "utf-8-sig", separator: str = ";", heads: Sequence[str] | None = None) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(heads or headings())
    writer.writerows([cell or "" for cell in shown(row)] for row in rows)
    return out.getvalue().encode(encoding)
