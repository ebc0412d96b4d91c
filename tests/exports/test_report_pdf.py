"""The report as PDF: tagged, in Swedish, archivable, with the same figures as the page; text from the report is never markup."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from exports.report_layout import MOST_WHOLE
from exports.report_pdf import render_pdf
from register.reports.document import Column, Report, Row, Section, View
from register.reports.values import count, words
from tests.exports.reports import DEFINITIONS, headline, indicators, outcome, overview, report, share


@cache
def written(which: str = "report") -> bytes:
    return render_pdf(overview() if which == "overview" else report())


def reader(data: bytes | None = None) -> PdfReader:
    return PdfReader(io.BytesIO(data or written()))


def text_of(read: PdfReader) -> str:
    """The text without the hyphens, line ends and blanks that setting it put there."""
    return flat("\n".join(page.extract_text() for page in read.pages))


def flat(words_: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", re.sub(r"-\n", "", words_))


def elements(read: PdfReader) -> Iterator[Any]:
    """The structure elements, in reading order."""

    root: Any = read.trailer["/Root"]
    queue: list[Any] = [root["/StructTreeRoot"]]
    while queue:
        node = queue.pop(0)
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            queue = [*node, *queue]
        elif isinstance(node, dict):
            if "/S" in node:
                yield node
            queue = [node.get("/K", []), *queue]


def test_it_is_tagged_in_swedish_with_a_title() -> None:
    root: Any = reader().trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] in {"sv", "sv-SE"}
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader().metadata["/Title"] == "Årsredovisning 2026: indikatorer och utfall – Förbundet Exempel"  # type: ignore[index]


def test_it_says_that_it_is_pdf_ua_1_and_pdf_a_2a() -> None:
    root: Any = reader().trailer["/Root"]
    said = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part\W+1\b", said)
    assert re.search(r"pdfaid:part\W+2\b", said)
    assert re.search(r"pdfaid:conformance\W+A\b", said)


@pytest.mark.parametrize("which", ["report", "overview"])
def test_every_figure_and_every_word_is_in_it(which: str) -> None:
    made = overview() if which == "overview" else report()
    text = text_of(reader(written(which)))
    for section in made.sections:
        assert section.view
        for words_ in (section.heading, section.protection, *section.sentences, section.view.caption, *section.view.notes):
            assert flat(words_) in text, words_
        for row in section.view.rows:
            assert flat("".join((row.label, *(value.text for value in row.values)))) in text, row.label
        if section.chart:
            assert flat(section.chart.title) in text
    for words_ in (*made.about, *(word for pair in DEFINITIONS.values() for word in pair)):
        assert flat(words_) in text


def test_headings_are_headings_and_come_in_order() -> None:
    for which in ("report", "overview"):
        levels = [int(str(one["/S"])[2:]) for one in elements(reader(written(which))) if re.fullmatch(r"/H[1-6]", str(one["/S"]))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
    tags = [str(one["/S"]) for one in elements(reader())]
    assert tags.count("/H1") == len(report().sections) + 2


def test_every_picture_has_its_words() -> None:
    alts = [one["/Alt"] for one in elements(reader()) if str(one["/S"]) == "/Figure"]
    assert alts
    assert {section.chart.alt for section in report().sections if section.chart} <= set(alts)


def test_tables_are_tables_with_heads_and_captions() -> None:
    tags = [str(one["/S"]) for one in elements(reader())]
    views = [section.view for section in report().sections if section.view]
    assert tags.count("/Table") == len(views)
    assert tags.count("/TH") == sum(len(view.columns) + 1 for view in views)
    assert tags.count("/TD") == sum((len(view.columns) + 1) * len(view.rows) for view in views)
    assert tags.count("/Caption") >= len(views)


def test_terms_are_linked_to_their_definitions() -> None:
    tags = [str(one["/S"]) for one in elements(reader())]
    linked = sum(len({column.term for column in section.view.columns if column.term}) for section in report().sections if section.view)
    assert tags.count("/Link") == linked > 0


def test_the_boards_page_is_one_page() -> None:
    first, *rest = reader(written("overview")).pages
    text = flat(first.extract_text())
    for section in overview().sections:
        assert flat(section.heading) in text
    assert "Bild4." in text
    assert "Talenbakombilderna" in flat(rest[0].extract_text())
    assert "Talenbakombilderna" not in text


def test_pages_are_a4_and_numbered() -> None:
    read = reader()
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in read.pages} == {(595, 842)}
    for number, page in enumerate(read.pages, 1):
        assert f"{number}({len(read.pages)})" in flat(page.extract_text())


def test_the_fonts_are_in_the_file() -> None:
    for page in reader().pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile3", "/FontFile2"} & set(descendant["/FontDescriptor"].get_object())


def test_the_same_report_gives_the_same_bytes_and_carries_its_day() -> None:
    assert render_pdf(report()) == written()
    assert str(reader().metadata["/CreationDate"]).startswith("D:20270203")  # type: ignore[index]


MARKUP = ("#panic()", "$x$ *fet* _kursiv_", "[a](b) <b> @ref `kod`", '"citat" \\ snett', "// ingen kommentar", "= Rubrik", "#{x}")


@pytest.mark.parametrize("name", MARKUP)
def test_words_are_never_markup(name: str) -> None:
    view = View(name, name, (Column(name, "bas"),), (Row(name, (words(name),)),), (name,))
    section = Section("s", name, (name,), view, protection=name)
    made = report(section, title=name, subject=name, about=(name,), definitions={"bas": (name, name)})
    assert text_of(reader(render_pdf(made))).count(flat(name)) >= 10


def test_a_sign_that_the_font_lacks_becomes_a_question_mark() -> None:
    made = report(replace(headline(), heading="Läget \U0001f600 och \u4e2d"), subject="F \U0001f600")
    assert "Läget?och?" in text_of(reader(render_pdf(made)))


def empty() -> Report:
    return replace(report(), sections=(), definitions={}, about=(), tables=())


@pytest.mark.parametrize("made", [empty(), replace(empty(), kind="oversikt"), report(Section("s", "S", view=View("T", "R", (), ())))])
def test_what_has_little_in_it_is_a_file_all_the_same(made: Report) -> None:
    assert reader(render_pdf(made)).pages


def pages_with(read: PdfReader, *said: str) -> set[int]:
    return {number for number, page in enumerate(read.pages) for words_ in said if flat(words_) in flat(page.extract_text())}


def test_a_picture_stands_on_the_page_of_its_table_wherever_it_comes() -> None:
    drawn = outcome()
    assert drawn.chart
    assert drawn.view
    for lines in range(4, 40, 4):
        before = Section("a", "Först", tuple(f"Mening {n}." for n in range(lines)))
        read = reader(render_pdf(report(before, drawn)))
        found = pages_with(read, f"Bild 1. {drawn.chart.title}", f"Tabell 1. {drawn.view.caption}", *(row.label for row in drawn.view.rows))
        assert len(found) == 1, lines


def table_of(rows: int) -> Section:
    view = View("T", "Rad", (Column("A"),), tuple(Row(f"Rad {n} av {rows}", (count(n),)) for n in range(1, rows + 1)))
    return Section("s", "S", view=view)


@pytest.mark.parametrize("lines", [4, 20, 30])
def test_a_table_that_fits_a_page_is_not_broken(lines: int) -> None:
    before = Section("a", "Först", tuple(f"Mening {n}." for n in range(lines)))
    read = reader(render_pdf(report(before, table_of(MOST_WHOLE))))
    assert len(pages_with(read, *(f"Rad {n} av {MOST_WHOLE}" for n in (1, 2, MOST_WHOLE - 1, MOST_WHOLE)))) == 1


def test_the_last_rows_of_a_long_table_do_not_stand_alone() -> None:
    for rows in range(MOST_WHOLE + 1, MOST_WHOLE + 20, 2):
        read = reader(render_pdf(report(table_of(rows))))
        assert len(pages_with(read, *(f"Rad {n} av {rows}" for n in range(rows - 2, rows + 1)))) == 1, rows
        assert {str(one["/S"]) for one in elements(read)} >= {"/TR", "/TH", "/TD"}


def test_a_long_table_goes_on_over_the_page_with_its_head() -> None:
    rows = tuple(Row(f"Rad {n}", (count(n), count(n))) for n in range(90))
    view = View("Lång", "Rad", (Column("Första", "bas"), Column("Andra")), rows)
    pages = reader(render_pdf(report(Section("s", "S", view=view)))).pages
    assert len(pages) >= 3
    assert "FörstaAndra" in flat(pages[1].extract_text())


def test_a_wide_table_leaves_its_labels_room_and_breaks_no_figure() -> None:
    heads = ("Helåret 2026", "Av", "Helåret 2025", "Av 2025", "Skillnad, procentenheter", "95 %-intervall", "Mot slumpen")
    columns = tuple(map(Column, heads))
    values = (share(0.36), count(33), share(0.18), count(33), words("+18"), words("−3 till +38"), words("ryms inom vad slumpen brukar ge"))
    view = View("Bred", "Utfall", columns, (Row("Redo för arbete, studier eller Arbetsförmedlingen", values),))
    text = reader(render_pdf(report(Section("s", "S", view=view)))).pages[0].extract_text()
    assert "procentenheter" in text
    assert "−3 till +38" in text
    assert re.search(r"Redo för arbete", text)
    assert "studier" in text


def test_many_insatser_on_the_boards_page_still_leave_figures_for_the_next() -> None:
    sections = (headline(), *(replace(section, id=f"s{n}") for n, section in enumerate([indicators()] * 9)))
    read = reader(render_pdf(report(*sections, kind="oversikt")))
    assert "Talenbakombilderna" in text_of(read)


def test_typst_is_loaded_when_a_pdf_is_made_and_not_before() -> None:
    code = "import sys, exports.report, exports.report_pdf; print('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"
