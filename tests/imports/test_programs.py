"""Workbooks as real programs write them: what Excel and LibreOffice add of themselves is no fault, and what a person adds is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from exports.form_template import template_xlsx
from register.readers.cells import Odd, Piece
from register.readers.workbook import Workbook
from register.templates import form_columns
from register.vocabulary.loader import load
from tests.exports.browser import convert, needs_office
from tests.imports.forms_file import forms, save_with_xlsxwriter, save_xlsx, shown
from tests.imports.planted import NAME, TEN
from tests.imports.reading import cells_of, counted, read, read_in
from tests.imports.recount import recount
from tests.insats.world import World

FORMS = forms(50, open_share=0)
PERIODS = ("2023H1", "2023H2", "2024H1", "2024H2", "2025H1", "2025H2")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list">'
    "<x14:formula1><xm:f>Listor!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>A2:A5001</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    '<ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings xmlns:x14="x"><x14:conditionalFormatting><x14:cfRule>'
    "<x14:id>{0BD32A4F-9D24-4A42-95F8-3C1A8B8F4F47}</x14:id></x14:cfRule></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with a text of one part changed."""
    with zipfile.ZipFile(path) as book:
        contents = {name: book.read(name) for name in book.namelist()}
    text = contents[part].decode()
    assert old in text
    contents[part] = text.replace(old, new, 1).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in contents.items():
            book.writestr(name, data)
    return path


def added(path: Path, **parts: bytes) -> Path:
    """The workbook with more parts; ``__`` stands for a slash and ``_x`` ends in ``.xml``."""
    with zipfile.ZipFile(path, "a") as book:
        for name, data in parts.items():
            book.writestr(name.replace("__", "/").replace("_x", ".xml"), data)
    return path


def template(path: Path) -> Path:
    """The shipped template, filled in."""
    path.write_bytes(template_xlsx(form_columns(load(None), "coach")))
    book = openpyxl.load_workbook(path)
    for row in FORMS:
        book["Formulär"].append(shown(row))
    book.save(path)
    return path


@needs_office
@pytest.mark.parametrize("target", ["xlsx", "csv", "csv:Text - txt - csv (StarCalc):59,34,ANSI,1,,0,false,true"])
def test_what_libreoffice_saves_again_is_the_same_content(world: World, tmp_path: Path, target: str) -> None:
    path = template(tmp_path / "f.xlsx")
    again = convert(tmp_path, path, target)
    read_in(world.insats, again)
    assert counted(world, PERIODS) == recount(FORMS)
    assert read(world.insats, path).again


def test_lists_and_rules_that_excel_keeps_beside_the_cells_are_no_formulas(world: World, tmp_path: Path) -> None:
    path = changed(save_xlsx(tmp_path / "f.xlsx", FORMS), "xl/worksheets/sheet1.xml", "</worksheet>", X14 + "</worksheet>")
    assert read(world.insats, path).faults == []


def test_a_name_in_such_a_list_is_told(world: World, tmp_path: Path) -> None:
    own = X14.replace("Listor!$A$1:$A$3", f'"Kvinna,{NAME}"')
    path = changed(save_xlsx(tmp_path / "f.xlsx", FORMS), "xl/worksheets/sheet1.xml", "</worksheet>", own + "</worksheet>")
    assert cells_of(read(world.insats, path)) == {"formel eller lista på blad 1": {"fritext"}}


@pytest.mark.parametrize("footer", ["&CSida &P av &N", "&C&12Page &P", "&L&D&R&T", '&C&"Times New Roman,Regular"&12&A', "&C&K00-049&P"])
def test_page_numbers_and_dates_of_printing_may_stay(world: World, tmp_path: Path, footer: str) -> None:
    text = f"<headerFooter><oddFooter>{footer.replace('&', '&amp;')}</oddFooter></headerFooter></worksheet>"
    path = changed(save_xlsx(tmp_path / "f.xlsx", FORMS), "xl/worksheets/sheet1.xml", "</worksheet>", text)
    assert read(world.insats, path).faults == []


@pytest.mark.parametrize(("footer", "kind"), [(f"&CSida &P, {NAME}", "fritext"), (f"&L{TEN}", "personnummer"), ("&LAkt 12345678", "fritext")])
def test_what_somebody_wrote_in_a_footer_is_told(world: World, tmp_path: Path, footer: str, kind: str) -> None:
    text = f"<headerFooter><evenFooter>{footer.replace('&', '&amp;')}</evenFooter></headerFooter></worksheet>"
    path = changed(save_xlsx(tmp_path / "f.xlsx", FORMS), "xl/worksheets/sheet1.xml", "</worksheet>", text)
    assert cells_of(read(world.insats, path)) == {"sidhuvud eller sidfot på blad 1": {kind}}


def test_parts_that_programs_keep_for_themselves_may_stay(world: World, tmp_path: Path) -> None:
    path = added(
        save_xlsx(tmp_path / "f.xlsx", FORMS),
        xl__persons__person_x=f'<personList><person displayName="{NAME}" id="x"/></personList>'.encode(),
        xl__calcChain_x=b'<calcChain><c r="A1"/></calcChain>',
        xl__featurePropertyBag__featurePropertyBag_x=b'<FeaturePropertyBags><bag type="Checkbox"/></FeaturePropertyBags>',
        xl__metadata_x=b"<metadata/>",
        docMetadata__LabelInfo_x=b'<labelList><label id="{aa}" name="x"/></labelList>',
    )
    assert read(world.insats, path).faults == []


def test_what_a_document_store_adds_is_searched(world: World, tmp_path: Path) -> None:
    path = added(save_xlsx(tmp_path / "f.xlsx", FORMS), customXml__item1_x=f"<p><Owner>{NAME}</Owner></p>".encode())
    (fault,) = read(world.insats, path).faults
    assert (fault.kind, fault.where) == ("fritext", "en egen del i filen")
    assert "mallen" in fault.remedy


def test_a_threaded_comment_is_told_by_its_cell(world: World, tmp_path: Path) -> None:
    text = f'<ThreadedComments><threadedComment ref="D7" personId="x"><text>{NAME}</text></threadedComment></ThreadedComments>'
    path = added(save_xlsx(tmp_path / "f.xlsx", FORMS), xl__threadedComments__threadedComment1_x=text.encode())
    assert cells_of(read(world.insats, path)) == {"D7": {"kommentar"}}


def test_a_link_out_of_the_file_is_told_wherever_it_lies(world: World, tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", FORMS)
    book = openpyxl.load_workbook(path)
    book["Formulär"]["C9"].hyperlink = "mailto:testa@example.com"
    book.save(path)
    reading = read(world.insats, path)
    assert {fault.kind for fault in reading.faults} == {"lank"}
    assert "example" not in "".join(fault.line() for fault in reading.faults)


def test_titles_that_are_merged_on_another_sheet_are_nobodys_business(world: World, tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", FORMS)
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("Blad2")
    page["A1"] = "Kön"
    page.merge_cells("A1:D1")
    page.row_dimensions[1].hidden = True
    book.save(path)
    assert read(world.insats, path).faults == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("decimaltal med hela värden", 25.0), ("andel", 0.25), ("text med procent", "25 %"), ("text utan mellanslag", "25"), ("tal", 25),
    ],
)  # fmt: skip
def test_an_extent_is_read_however_it_is_kept(world: World, tmp_path: Path, name: str, value: object) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", [{**FORMS[0], "start.sysselsattning": "studier"}])
    book = openpyxl.load_workbook(path)
    book["Formulär"]["H2"] = value
    book.save(path)
    reading = read(world.insats, path)
    assert reading.faults == [], name
    (details,) = [d for tally in reading.tallies.values() for place, d in tally.details.items() if place.unit == "start"]
    assert {cell.values for cell in details.cells if cell.table == "start.omfattning"} == {("25",)}


@pytest.mark.parametrize(("value", "code"), [(True, "ja"), (False, "nej"), ("JA", "ja"), ("nej", "nej")])
def test_a_truth_value_is_read_as_yes_or_no(world: World, tmp_path: Path, value: object, code: str) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", FORMS[:1])
    book = openpyxl.load_workbook(path)
    book["Formulär"]["F2"] = value
    book.save(path)
    reading = read(world.insats, path)
    assert reading.faults == []
    assert {cell.values for t in reading.tallies.values() for d in t.details.values() for cell in d.cells if cell.table == "start.flera_kallor"} == {
        (code,)
    }


def test_the_shared_texts_of_excel_are_searched_only_where_no_cell_uses_them(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string(0, 0, NAME)
    with_cell = [piece for piece in Workbook(path).pieces() if isinstance(piece, Piece) and "ligger kvar" in piece.where]
    assert with_cell == []
    changed(path, "xl/worksheets/sheet1.xml", "<v>0</v>", "")
    without = [piece for piece in Workbook(path).pieces() if isinstance(piece, Piece) and "ligger kvar" in piece.where]
    assert [piece.text for piece in without] == [NAME]


def test_odd_cells_are_told_with_their_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["B2"], page["C3"] = "=1+1", "x"
    page.merge_cells("D4:E5")
    book.save(tmp_path / "f.xlsx")
    found = {(odd.what, odd.place.a1) for odd in Workbook(tmp_path / "f.xlsx").pieces() if isinstance(odd, Odd) and odd.place}
    assert found == {("formel", "B2"), ("sammanslagen", "D4")}


def test_both_ways_of_writing_texts_give_the_same_cells(tmp_path: Path) -> None:
    one, other = save_xlsx(tmp_path / "a.xlsx", FORMS), save_with_xlsxwriter(tmp_path / "b.xlsx", FORMS)
    rows = [[len(values) for _, values in Workbook(path).rows(1)] for path in (one, other)]
    assert [len(lines) for lines in rows] == [51, 51]
