"""Grids in every format: real tables with headings, words and signs instead of colour, typed figures, a line for each judgement."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import TextBlock
from pypdf import PdfReader

from exports.report import write_report
from exports.report_csv import render_csv
from exports.report_html import render_html
from exports.report_layout import parts
from exports.report_pdf import render_pdf
from exports.report_xlsx import render_xlsx
from register.goals.model import Goal, Goals
from register.reports import insatsrapport
from register.reports.document import Report
from tests.exports.browser import ask, needs_chromium
from tests.exports.pages import Page
from tests.exports.test_report_opened import AXE, axe
from tests.niofalt.sheets import ALL
from tests.niofalt.test_reports import beside, filled, small
from tests.reports import sources
from tests.reports.sources import WORK, table

TEXT: Final = ALL.replace('"vagen"', '"vagen-vidare"').replace('insatser = "struktur"\nperiod = "ar"', 'insatser = "individ"\nperiod = "halvar"')
CELLS: Final = 'rutor = [["Rätt <personer> & fler", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]\n\n[[rutnat]]\nid = "plats"'


@cache
def report(*, hide: bool = False) -> Report:
    """An insatsrapport with the three kinds of sheets, of this halvår and the one before."""
    text = TEXT.replace('[[rutnat]]\nid = "plats"', CELLS)
    fillings = [
        filled("nio", "2026H1", text=text, r1k1="svag", r2k2="delvis"),
        filled("nio", text=text, r1k1="stark", r1k2="svag"),
        filled("plats", "2026H1", text=text, plats="r1k1"),
        filled("plats", text=text, plats="r2k2"),
        filled("mall", "2026H1", text=text, malgrupp="svag"),
        filled("mall", text=text, malgrupp="stark"),
    ]
    return insatsrapport.build(beside(small(hide=hide), *fillings, text=text))


def test_grids_are_numbered_with_the_tables() -> None:
    numbers = [number for part in parts(report()) for number in (*([part.table] if part.table else []), *part.grids)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sum(len(part.grids) for part in parts(report())) == 3


# -- HTML --------------------------------------------------------------------------------------------------------------------------------------


def test_the_page_has_a_table_with_headings_for_rows_and_columns() -> None:
    page = Page(render_html(report()))
    rows = [[" ".join(cell.split()) for cell in row] for row in page.rows]
    at = rows.index(["", "Behovet", "Arbetssättet", "Resultatet"])
    assert rows[at + 1] == ["Deltagaren", "Rätt <personer> & fler + Stark Förra: − Svag", "b − Svag", "c ej bedömt"]
    assert rows[at + 2][2] == "e ej bedömt Förra: Delvis"
    assert ["Deltagare", "60"] in rows
    assert ["Till arbete", "12 av 33 (36 %), målvärde 50 %"] in [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in rows]
    scopes = [attrs.get("scope") for attrs in page.named("th")]
    assert None not in scopes
    assert "Förra = första halvåret 2026." in page.text


def test_a_resultatmall_is_a_table_of_questions() -> None:
    rows = Page(render_html(report())).rows
    at = rows.index(["Fråga", "Bedömning", "Förra", "Siffror"])
    assert rows[at + 1] == ["Når insatsen sin målgrupp?", "+ Stark", "− Svag", "Deltagare: 60; Nya: 30"]
    assert rows[at + 2] == ["Når insatsen sina mål?", "ej bedömt", "–", "–"]


def test_the_one_place_of_nine_is_told_by_a_sign_and_a_word() -> None:
    rows = [[" ".join(cell.split()) for cell in row] for row in Page(render_html(report())).rows]
    at = rows.index(["Spridning", "Prövas", "Används", "Består"])
    assert rows[at + 1 : at + 3] == [["Flera", "Förra: ○ Vald", "Överallt", ""], ["En", "", "● Vald", ""]]


def test_a_hidden_figure_says_so_to_a_screen_reader() -> None:
    page = render_html(report(hide=True)).decode()
    assert 'aria-hidden="true">··</span><span class="only-read">dolt av sekretesskäl</span>, målvärde' in page
    assert "·· = dolt av sekretesskäl." in page
    assert "12 av 33" not in page


@needs_chromium
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(tmp_path: Path, width: int) -> None:
    for number, made in enumerate((report(), report(hide=True))):
        (folder := tmp_path / str(number)).mkdir()
        found = ask(folder, render_html(made), f"{axe()};{AXE.format('page: document.documentElement.scrollWidth')}", width=width)
        assert (found["wrong"], found["page"]) == ([], width)


# -- PDF, workbook, CSV ------------------------------------------------------------------------------------------------------------------------


def test_the_pdf_has_the_same_words() -> None:
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(report()))).pages).split())
    for words in (
        "Niofältaren, Vägen vidare, andra halvåret 2026",
        "Rätt <personer> & fler",
        "+ Stark",
        "Förra: − Svag",
        "Siffror bakom bedömningen",
    ):
        assert words in text
    assert "12 av 33 (36 %), målvärde 50 %" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_pdf_hides_what_is_hidden() -> None:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(report(hide=True)))).pages)
    assert "12 av 33" not in text


def page_of(name: str) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(render_xlsx(report())))
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


def test_the_workbook_has_a_sheet_for_each_section_with_typed_figures() -> None:
    rows = page_of("Niofältaren")
    at = next(number for number, row in enumerate(rows) if row[1] == "Behovet")
    assert rows[at + 1] == ["Deltagaren", "Rätt <personer> & fler\n+ Stark\nFörra: − Svag", "b\n− Svag", "c\nej bedömt"]
    figures = {row[0]: row[1] for row in rows[at + 4 :] if row[0]}
    assert figures["Deltagare"] == 60
    assert figures["Till arbete"] == pytest.approx(12 / 33)
    assert page_of("Resultatmall")[3] == ["Fråga", "Bedömning", "Förra", "Siffror"]


def test_a_share_in_the_workbook_has_the_decimals_that_it_has_in_words() -> None:
    tables = [table("mal-0", {("kvinna", "ja"): 42, ("man", "ja"): 0, ("kvinna", "nej"): 52}, split=False)]
    goals = Goals(goals=(Goal("vagen-vidare", 2026, False, "Till arbete", WORK, Fraction(45, 100)),))
    made = insatsrapport.build(beside(sources.bare_context(*tables, goals=goals), filled("nio", text=TEXT, r1k1="stark"), text=TEXT))
    book = load_workbook(io.BytesIO(render_xlsx(made)))
    (cell,) = [row[1] for row in book["Niofältaren"].iter_rows() if row[0].value == "Till arbete"]
    assert (cell.value, cell.number_format) == (pytest.approx(42 / 94), "0.0 %")


LONG: Final = "Har de som deltar i insatsen de behov som den är till för, och kommer de i rätt tid för att få det stöd som de behöver?"


def test_a_row_of_the_workbook_is_as_high_as_its_longest_text_and_only_the_judgement_is_bold() -> None:
    made = report()
    sections = []
    for section in made.sections:
        grids = tuple(
            replace(
                grid,
                rows=tuple(replace(row, label=LONG) for row in grid.rows),
                figures=tuple(replace(one, label=LONG) for one in grid.figures),
            )
            for grid in section.grids
        )
        sections.append(replace(section, grids=grids))
    book = load_workbook(io.BytesIO(render_xlsx(replace(made, sections=tuple(sections)))), rich_text=True)
    for name in ("Niofältaren", "Resultatmall"):
        tall = [number for number, row in enumerate(book[name].iter_rows(), 1) if row[0].value == LONG]
        assert len(tall) > 1
        assert all(book[name].row_dimensions[number].height > 15 * len(LONG) / 30 for number in tall)
    questions = {row[1].value: row[1].font.b for row in book["Resultatmall"].iter_rows() if row[0].value == LONG and row[3].value}
    assert questions == {"+ Stark": True, "ej bedömt": False}
    first = next(row[1].value for row in book["Niofältaren"].iter_rows() if row[0].value == LONG)
    assert [str(part) for part in first if isinstance(part, TextBlock) and part.font.b] == ["+ Stark"]


def test_the_csv_has_a_line_for_each_judgement() -> None:
    text = render_csv(report())["bedomningar"].decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(lines) == 9 + 9 + 2
    assert lines[0] == {
        "Rutnät": "nio",
        "Insats": "Vägen vidare",
        "Period": "andra halvåret 2026",
        "Fält": "r1k1",
        "Rad": "Deltagaren",
        "Kolumn": "Behovet",
        "Ruta": "Rätt <personer> & fler",
        "Val (kod)": "stark",
        "Val": "Stark",
        "Period före": "första halvåret 2026",
        "Val före": "Svag",
    }
    assert [line["Val (kod)"] for line in lines if line["Rutnät"] == "plats"].count("r2k2") == 1


def test_without_judgements_there_is_no_such_file() -> None:
    plain = replace(report(), sections=tuple(replace(one, grids=()) for one in report().sections))
    assert "bedomningar" not in render_csv(plain)
    assert ".nine" not in render_html(plain).decode()


def test_everything_is_written_together(tmp_path: Path) -> None:
    written = write_report(report(), tmp_path)
    names = {path.name for path in written}
    assert {"bedomningar.csv", "granskning.json"} <= names
    audit = json.loads((tmp_path / "granskning.json").read_text(encoding="utf-8"))
    assert "stark" not in json.dumps(audit)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert (render_html(report()), render_pdf(report()), render_xlsx(report())) == (
        render_html(report()),
        render_pdf(report()),
        render_xlsx(report()),
    )
