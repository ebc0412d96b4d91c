"""The workbook, read back by openpyxl: figures are figures of the right kind, what is no figure is words, nothing is a formula."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from exports.report_xlsx import ABOUT, render_xlsx
from register.reports.document import Column, Report, Row, Section, Value, View
from register.reports.values import EMPTY, HIDDEN, NOT_FOLLOWED_UP, count, kronor, words
from tests.exports.reports import indicators, interval, mean, outcome, report, share


def book(written: Report | None = None) -> Any:
    return load_workbook(io.BytesIO(render_xlsx(written or report())))


def sheet(*rows: Row, columns: int = 1, heading: str = "Blad") -> Any:
    view = View("Tabellen", "Rad", tuple(Column(f"K{n}") for n in range(columns)), rows)
    return book(report(Section("s", heading, view=view)))[heading]


def lines(page: Any) -> list[list[Any]]:
    """The table itself: from its head to the first blank line."""
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    return rows[: next((n for n, row in enumerate(rows) if not any(value is not None for value in row)), len(rows))]


def test_a_sheet_for_each_table_and_one_about_them() -> None:
    names = book().sheetnames
    assert names == [*(section.heading for section in report().sections if section.view), ABOUT]


def test_figures_are_figures_and_the_rest_is_words() -> None:
    assert lines(book()["Indikatorer"]) == [
        ["Indikator", "2024", "2025", "2026", "2026, nedre gräns", "2026, övre gräns", "Målvärde", "Bas 2026", "Måluppfyllelse"],
        ["Till arbete eller studier", 0.3, 0.24, 0.38, 0.29, 0.48, 0.3, 104, "God, osäkert"],
        ["Fortsatt arbetslivsinriktad rehabilitering", 0.44, 0.58, "ej uppföljt", "ej uppföljt", "ej uppföljt", 0.5, "–", "ej uppföljt"],
        ["Personal utbildad om våld", 0.8, 1, 1, None, None, 1, 1118, "God"],
        ["Styrelsen utbildad i jämställdhet", "ej uppföljt", 0, 0, None, None, 1, 9, "Ingen"],
        ["Rapporter om brister i samverkan", 86, 0, "··", "··", "··", "–", "–", "–"],
    ]


def test_intervals_stand_once_as_their_two_ends() -> None:
    head, first, *_ = lines(book(report(outcome()))["Utfall"])
    assert head == ["Avslutsanledning", "Antal", "Andel", "95 %-intervall, nedre gräns", "95 %-intervall, övre gräns"]
    assert first == ["Arbete eller studier", 40, 0.385, 0.29, 0.48]


@pytest.mark.parametrize(
    ("value", "stored", "shape"),
    [
        (count(1118), 1118, "#,##0"),
        (count(0), 0, "#,##0"),
        (share(0.25), 0.25, "0 %"),
        (mean(4.25), 4.25, "0.0"),
        (kronor(3_238_500), 3_238_500, '#,##0" kr"'),
        (HIDDEN, "··", "General"),
        (NOT_FOLLOWED_UP, "ej uppföljt", "General"),
        (EMPTY, "–", "General"),
        (words("God"), "God", "General"),
        (words("12"), "12", "General"),
    ],
)
def test_each_kind_of_value(value: Any, stored: Any, shape: str) -> None:
    cell = sheet(Row("a", (value,)))["B5"]
    assert cell.value == stored
    assert type(cell.value) is type(stored)
    assert cell.number_format == shape


def test_what_was_published_before_is_a_figure_with_its_mark() -> None:
    values = (Value("andel", "30\u00a0% (p)", 0.3), Value("antal", "1\u00a0118 (p)", 1118), share(0.4))
    page = sheet(Row("a", values), Row("b", values, strong=True), columns=3)
    for row in (page[5], page[6]):
        assert [(cell.value, cell.number_format) for cell in row[1:]] == [(0.3, '0 %" (p)"'), (1118, '#,##0" (p)"'), (0.4, "0 %")]


def test_an_interval_alone_has_two_columns() -> None:
    assert lines(sheet(Row("a", (interval(0.1, 0.3),)), Row("b", (HIDDEN,)), Row("c", (EMPTY,))))[1:] == [
        ["a", 0.1, 0.3],
        ["b", "··", "··"],
        ["c", "–", "–"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+46", "-5", "@SUM(A1)", "=HYPERLINK(1)", "http://exempel", "12", "{=A1}"])
def test_words_are_never_formulas_links_or_numbers(text: str) -> None:
    view = View(text, text, (Column(text),), (Row(text, (words(text),)),), (text,))
    read = book(report(Section("s", "Blad", view=view), subject=text, title=text, about=(text,)))
    cells = [cell for page in read for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert [cell.value for cell in cells].count(text) >= 6


def test_the_head_stays_and_the_print_fits_a_page_in_width() -> None:
    page = book()["Indikatorer"]
    assert page.freeze_panes == "B5"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.page_setup.orientation == "landscape"
    assert book()["Läget"].page_setup.orientation != "landscape"
    assert page.print_title_rows == "$4:$4"


def test_depth_and_weight_of_rows() -> None:
    page = sheet(Row("a", (count(1),), 0, strong=True), Row("b", (count(1),), 2))
    assert page["A5"].font.bold
    assert page["B5"].font.bold
    assert page["A6"].alignment.indent == 2
    assert not page["A6"].font.bold


def test_the_last_sheet_says_what_the_figures_are() -> None:
    said = [(row[0].value, row[1].value) for row in book()[ABOUT].iter_rows()]
    assert said[:4] == [
        ("Rapport", report().title),
        ("Gäller", "Förbundet Exempel"),
        ("Period", "2026 (januari–december 2026)"),
        ("Framställd", "3 februari 2027"),
    ]
    kinds = {name for name, _ in said}
    assert {"Att veta", "Sagt om talen", "Ordet bas", "Ordet start okänd"} <= kinds


def test_under_the_table_stand_its_marks_notes_and_protection() -> None:
    values = [cell.value for cell in book(report(outcome()))["Utfall"]["A"]]
    assert values[-3:] == ["·· = dolt av sekretesskäl", "104 redovisade av 112 avslutade.", outcome().protection]


@pytest.mark.parametrize("heading", ["Om tabellen", "history", "a/b:c*[d]?", "x" * 60, "''", "", "Läget"])
def test_sheets_have_names_that_excel_takes_and_no_two_alike(heading: str) -> None:
    view = View("T", "R", (Column("A"),), (Row("a", (count(1),)),))
    names = book(report(*(Section(f"s{n}", heading, view=view) for n in range(12)))).sheetnames
    assert len({name.lower() for name in names}) == len(names) == 13
    for name in names:
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.lower() != "history"
        assert name == name.strip("'")


def test_the_protection_has_a_line_of_its_own_on_the_last_sheet() -> None:
    told = "12 tal är dolda."
    said = [(row[0].value, row[1].value) for row in book(report(about=("Påhittade tal.", told), audit={"mening": told}))[ABOUT].iter_rows()]
    assert [name for name, text in said if text == told] == ["Skydd"]
    assert ("Att veta", "Påhittade tal.") in said


def test_a_table_without_rows_and_a_report_without_tables() -> None:
    assert lines(book(report(Section("s", "S", view=View("T", "R", (Column("A"),), ()))))["S"]) == [["R", "A"]]
    assert book(report(Section("s", "S"))).sheetnames == [ABOUT]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_xlsx(report(indicators())) == render_xlsx(report(indicators()))
