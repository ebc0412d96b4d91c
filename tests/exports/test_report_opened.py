"""What we wrote, opened in the programs that people open it in: the page in Chromium with axe-core, workbook and CSV in LibreOffice."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import pytest
from pypdf import PdfReader

from exports.report import write_report
from exports.report_html import render_html
from register.reports import arsredovisning, insatsrapport, oversikt, progression
from register.reports.document import Report, Series
from tests.exports.browser import ask, convert, needs_chromium, needs_office, print_page
from tests.exports.reports import overview, report, table
from tests.reports import forbund, sources

SAY = "parent.postMessage(JSON.stringify({}), '*')"
AXE: Final = (
    'axe.run(document, {{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}).then(r => parent.postMessage(JSON.stringify('
    "{{wrong: r.violations.map(v => v.id + v.nodes[0].html), passed: r.passes.length, {}}}), '*'))"
)
OUTSIDE: Final = """
const seen = [...document.querySelectorAll('figure svg')].filter(s => s.getBoundingClientRect().width > 0);
const out = seen.flatMap(s => [...s.querySelectorAll('text')].filter(t => {
  const a = t.getBoundingClientRect(), b = s.getBoundingClientRect();
  return a.left < b.left - 4 || a.right > b.right + 4 || a.top < b.top - 4 || a.bottom > b.bottom + 4 }).map(t => t.textContent));
"""
"""The pictures that are shown, and the words in them that lie outside their edges."""
MADE = pytest.mark.parametrize("made", [report(), overview()], ids=["arsredovisning", "oversikt"])
REAL: Final[dict[str, Callable[[], Report]]] = {
    "arsredovisning": lambda: arsredovisning.build(forbund.context()),
    "oversikt": lambda: oversikt.build(forbund.context()),
    "insatsrapport": lambda: insatsrapport.build(sources.insats_context()),
    "progression": lambda: progression.build(sources.progression_context()),
}
"""The four reports of made-up förbund, through the gate."""


@cache
def axe() -> str:
    return (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")


@needs_chromium
@MADE
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(tmp_path: Path, made: Report, width: int) -> None:
    found = ask(tmp_path, render_html(made), f"{axe()};{AXE.format('width: innerWidth')}", width=width)
    assert found["wrong"] == []
    assert found["passed"] > 20


@needs_chromium
@pytest.mark.parametrize("kind", REAL)
def test_axe_finds_nothing_in_any_real_report_and_no_word_is_cut_off(tmp_path: Path, kind: str) -> None:
    """At 390 pixels, where room is least; nor does the page scroll sideways there."""
    made = REAL[kind]()
    found = ask(tmp_path, render_html(made), f"{axe()};{OUTSIDE};{AXE.format('out, page: document.documentElement.scrollWidth')}", width=390)
    assert (found["wrong"], found["out"], found["page"]) == ([], [], 390)
    assert found["passed"] > 20
    assert any(section.chart for section in made.sections)


@needs_chromium
@MADE
@pytest.mark.parametrize("width", [1280, 640, 390, 320])
def test_the_page_never_scrolls_sideways(tmp_path: Path, made: Report, width: int) -> None:
    """Also at 200 and 400 per cent: a page 1280 wide, enlarged, is one of 640 and of 320. Only tables scroll within themselves."""
    script = SAY.format("{page: document.documentElement.scrollWidth, shown: document.querySelectorAll('figure div:not([style])').length}")
    assert ask(tmp_path, render_html(made), script, width=width)["page"] <= width


@needs_chromium
def test_a_table_wider_than_the_screen_has_a_shadow_at_its_edge(tmp_path: Path) -> None:
    """The shadow stays at the edge, and what covers it goes with the table: it is seen only while there is more to scroll to."""
    script = "const all = [...document.querySelectorAll('.scroll')], back = getComputedStyle(all[0]);" + SAY.format(
        "{wide: all.some(e => e.scrollWidth > e.clientWidth), moves: back.backgroundAttachment, "
        "drawn: back.backgroundImage.split('linear').length - 1}"
    )
    narrow = ask(tmp_path, render_html(report()), script, width=390)
    assert narrow == {"wide": True, "moves": "local, local, scroll, scroll", "drawn": 4}
    assert ask(tmp_path, render_html(report()), script)["drawn"] == 0


@needs_chromium
def test_one_picture_of_each_is_shown_and_its_text_is_large_enough(tmp_path: Path) -> None:
    script = """
    const sizes = seen.flatMap(s => [...s.querySelectorAll('text')].map(t => parseFloat(t.getAttribute('font-size')) *
      s.getBoundingClientRect().width / s.viewBox.baseVal.width));
    """
    script = OUTSIDE + script + SAY.format("{seen: seen.length, smallest: Math.min(...sizes), out}")
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


def many_named() -> Report:
    """The board's page with twenty insatser in its funnel, as many of them named as the page ever names."""
    made = overview()
    names = tuple(f"En insats med ganska långt namn {n}" if n <= oversikt.MOST_NAMES else "" for n in range(1, 21))
    sections = []
    for section in made.sections:
        chart = section.chart
        if chart is not None and chart.kind == "tratt":
            chart = replace(chart, categories=names, series=(Series("Andel", (0.4, 0.3) * 10),), sizes=tuple(range(40, 60)))
        sections.append(replace(section, chart=chart))
    return replace(made, sections=tuple(sections))


@needs_chromium
@pytest.mark.parametrize("made", [overview(), many_named()], ids=["få", "tjugo"])
def test_printed_the_boards_page_is_one_sheet_and_the_rest_follows(tmp_path: Path, made: Report) -> None:
    pages = PdfReader(io.BytesIO(print_page(tmp_path, render_html(made)))).pages
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages} <= {(595, 842), (594, 841), (596, 842)}
    first = re.sub(r"\s+", " ", pages[0].extract_text())
    for section in made.sections:
        assert section.heading in first
        assert not section.chart or all(name in first for name in section.chart.categories if section.chart.kind == "tratt")
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
