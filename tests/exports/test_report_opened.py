"""What we wrote, opened in the programs that people open it in: the page in Chromium with axe-core, workbook and CSV in LibreOffice."""

from __future__ import annotations

import io
import re
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from pypdf import PdfReader

from exports.report import write_report
from exports.report_html import render_html
from register.reports.document import Report
from tests.exports.browser import ask, convert, needs_chromium, needs_office, print_page
from tests.exports.reports import overview, report, table

SAY = "parent.postMessage(JSON.stringify({}), '*')"
MADE = pytest.mark.parametrize("made", [report(), overview()], ids=["arsredovisning", "oversikt"])


@cache
def axe() -> str:
    return (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")


@needs_chromium
@MADE
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(tmp_path: Path, made: Report, width: int) -> None:
    rules = '{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}'
    run = f"axe.run(document, {rules}).then(r => {SAY.format('{wrong: r.violations.map(v => v.id + v.nodes[0].html), passed: r.passes.length}')})"
    found = ask(tmp_path, render_html(made), f"{axe()};{run}", width=width)
    assert found["wrong"] == []
    assert found["passed"] > 20


@needs_chromium
@MADE
@pytest.mark.parametrize("width", [1280, 640, 390, 320])
def test_the_page_never_scrolls_sideways(tmp_path: Path, made: Report, width: int) -> None:
    """Also at 200 and 400 per cent: a page 1280 wide, enlarged, is one of 640 and of 320. Only tables scroll within themselves."""
    script = SAY.format("{page: document.documentElement.scrollWidth, shown: document.querySelectorAll('figure div:not([style])').length}")
    assert ask(tmp_path, render_html(made), script, width=width)["page"] <= width


@needs_chromium
def test_one_picture_of_each_is_shown_and_its_text_is_large_enough(tmp_path: Path) -> None:
    script = """
    const seen = [...document.querySelectorAll('figure svg')].filter(s => s.getBoundingClientRect().width > 0);
    const sizes = seen.flatMap(s => [...s.querySelectorAll('text')].map(t => parseFloat(t.getAttribute('font-size')) *
      s.getBoundingClientRect().width / s.viewBox.baseVal.width));
    const out = seen.flatMap(s => [...s.querySelectorAll('text')].filter(t => {
      const a = t.getBoundingClientRect(), b = s.getBoundingClientRect();
      return a.left < b.left - 4 || a.right > b.right + 4 || a.top < b.top - 4 || a.bottom > b.bottom + 4 }).map(t => t.textContent));
    """
    script += SAY.format("{seen: seen.length, smallest: Math.min(...sizes), out}")
    for width in (1280, 390):
        for made in (report(), overview()):
            found = ask(tmp_path, render_html(made), script, width=width)
            assert found["seen"] == sum(section.chart is not None for section in made.sections)
            assert found["smallest"] >= 9
            assert found["out"] == []


@needs_chromium
def test_it_can_be_gone_through_by_keyboard(tmp_path: Path) -> None:
    """The first stop is the way past the contents; every table that may be wider than the screen is a stop."""
    script = """
    const stops = [...document.querySelectorAll('a[href], [tabindex="0"]')].filter(e => getComputedStyle(e).visibility !== 'hidden');
    stops[0].focus();
    """
    script += SAY.format("{first: stops[0].textContent, shown: stops[0].getBoundingClientRect().left >= 0, tables: stops.filter(e => e.role).length}")
    found = ask(tmp_path, render_html(report()), script)
    assert found["first"] == "Hoppa till innehållet"
    assert found["tables"] == len(report().sections)


@needs_chromium
def test_printed_the_boards_page_is_one_sheet_and_the_rest_follows(tmp_path: Path) -> None:
    pages = PdfReader(io.BytesIO(print_page(tmp_path, render_html(overview())))).pages
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages} <= {(595, 842), (594, 841), (596, 842)}
    first = re.sub(r"\s+", " ", pages[0].extract_text())
    for section in overview().sections:
        assert section.heading in first
    assert "Talen bakom bilderna" not in first
    assert "Talen bakom bilderna" in pages[1].extract_text()


@needs_office
def test_a_spreadsheet_reads_figures_as_figures(tmp_path: Path) -> None:
    """What LibreOffice takes each cell for stands in its own plain document."""
    book, *_ = write_report(report(), tmp_path / "ut", ("xlsx",))
    text = convert(tmp_path, book, "fods").read_text(encoding="utf-8")
    page = text[text.index('table:name="Indikatorer"') : text.index('table:name="Utfall"')]
    cells = re.findall(r'<table:table-cell[^>]*office:value-type="(\w+)"(?: office:value="([^"]*)")?[^>]*>\s*<text:p>(.*?)</text:p>', page)
    kinds = [(kind, value) if value else (kind, text) for kind, value, text in cells]
    first = kinds.index(("string", "Till arbete eller studier"))
    figures = [("percentage", value) for value in ("0.3", "0.24", "0.38", "0.29", "0.48", "0.3")]
    assert kinds[first + 1 : first + 9] == [*figures, ("float", "104"), ("string", "God, osäkert")]
    last = kinds.index(("string", "Rapporter om brister i samverkan"))
    assert kinds[last + 1 : last + 4] == [("float", "86"), ("float", "0"), ("string", "··")]


@needs_office
def test_a_spreadsheet_reads_the_csv_with_its_columns_and_letters(tmp_path: Path) -> None:
    files = write_report(report(), tmp_path / "ut", ("csv",))
    book = convert(tmp_path, files[0], "xlsx", "--infilter=CSV:59,34,76,1,,1053")
    from openpyxl import load_workbook

    page = load_workbook(book).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == ["Insats (kod)", "Insats", "Kön (kod)", "Kön", "Avslutsanledning (kod)", "Avslutsanledning", "Antal", "Dold"]
    assert len(rows) == len(table().cells) + 1
    assert rows[1] == ["vagen", "Vägen vidare", "kvinna", "Kvinnor", "arbete", "Arbete eller studier", 14, 0]
    assert rows[2][6:] == [None, 1]
