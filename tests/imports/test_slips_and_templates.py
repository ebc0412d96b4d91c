"""Many slips in one file, and the templates: what they say, who may read them, and that what they say can be read in again."""

from __future__ import annotations

import io
import re
import stat
from pathlib import Path

import openpyxl
import pytest

from exports.form_template import check_target, group_csv, group_xlsx, template_csv, template_xlsx, write_template
from exports.slip import Slip, check_slip_path, slips_html, write_slips
from register.errors import BadInput, CouldNot
from register.insats.codes import ParticipantCode
from register.readers.faults import Words, in_cells, outside_cells
from register.readers.opening import open_table
from register.templates import FIXED_TEXTS, GROUP_HEADINGS, NEW, OPEN_BEFORE, form_columns, known_texts, reasons_of
from register.vocabulary.loader import load
from tests.exports.browser import CHROMIUM, needs_chromium
from tests.imports.forms_file import COLUMNS, headings

SHIPPED = load(None)
SLIPS = [Slip(ParticipantCode.new().text, f"blå-uggla-{11 + n}", 3 + 4 * n) for n in range(9)]
CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture
def register_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "katalog"
    folder.mkdir()
    return folder


def test_each_slip_has_its_code_handle_row_and_picture() -> None:
    page = slips_html(SLIPS, namn="Vägen & vidare")
    assert CODE.findall(page) == [slip.code for slip in SLIPS]
    parts = page.split("<section>")[1:]
    assert len(parts) == len(SLIPS)
    for part, slip in zip(parts, SLIPS, strict=True):
        assert slip.code in part
        assert slip.handle in part
        assert f"Rad {slip.row} i filen" in part
        assert part.count("<svg") == 1
    assert "Vägen &amp; vidare" in page


def test_the_page_has_no_date_and_fetches_nothing() -> None:
    page = slips_html(SLIPS, namn="Vägen vidare")
    assert not re.search(r"\b20\d\d-\d\d", page)
    assert not re.search(r"(src|href)=|<script|@import|url\(", page)
    assert 'name="robots" content="noindex"' in page
    assert "radera filen" in page


def test_a_slip_hides_its_code() -> None:
    assert SLIPS[0].code not in repr(SLIPS[0])


def test_only_its_owner_can_read_the_file(tmp_path: Path, register_folder: Path) -> None:
    path = write_slips(tmp_path / "lappar", SLIPS, namn="Vägen", register_folder=register_folder)
    assert path.name == "lappar.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_slips_are_not_written_just_anywhere(tmp_path: Path, register_folder: Path) -> None:
    (tmp_path / "finns.html").write_text("annat", encoding="utf-8")
    for path in (register_folder / "l.html", tmp_path / "finns.html", tmp_path):
        with pytest.raises(BadInput):
            check_slip_path(path, register_folder=register_folder)
        with pytest.raises(BadInput):
            write_slips(path, SLIPS, namn="Vägen", register_folder=register_folder)
    with pytest.raises(CouldNot):
        write_slips(tmp_path / "ingen" / "l.html", SLIPS, namn="Vägen", register_folder=register_folder)
    assert (tmp_path / "finns.html").read_text(encoding="utf-8") == "annat"


@needs_chromium
def test_no_slip_is_cut_in_two_when_printed(tmp_path: Path) -> None:
    """Nine slips go on three sheets at most, and each code stands on one of them beside its row."""
    import subprocess

    from pypdf import PdfReader

    page = tmp_path / "lappar.html"
    page.write_text(slips_html(SLIPS, namn="Vägen vidare"), encoding="utf-8")
    pdf = tmp_path / "lappar.pdf"
    command = [CHROMIUM, f"--user-data-dir={tmp_path / 'p'}", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, capture_output=True, timeout=300, check=False)
    sheets = [sheet.extract_text() for sheet in PdfReader(pdf).pages]
    assert len(sheets) <= 3
    for slip in SLIPS:
        (mine,) = [text for text in sheets if slip.code in text]
        assert f"Rad {slip.row} i filen" in mine
        assert slip.handle in mine


# -- Templates ----------------------------------------------------------------------------------------------------------------------------


def columns() -> list[str]:
    return [column.heading for column in form_columns(SHIPPED, "coach")]


def test_the_text_file_is_what_excel_in_swedish_opens() -> None:
    data = template_csv(form_columns(SHIPPED, "coach"))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == ";".join(headings()) + "\r\n"
    assert columns() == headings()


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_every_list_is_offered_whole_and_in_order() -> None:
    book = opened(template_xlsx(form_columns(SHIPPED, "coach")))
    page = book["Formulär"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
    for number, column in enumerate(form_columns(SHIPPED, "coach"), 1):
        rule = rules[f"{page.cell(2, number).column_letter}2"]
        if not column.choices:
            assert (rule.type, rule.formula1) == ("textLength", "7")
            continue
        sheet, cells = str(rule.formula1).lstrip("=").split("!")
        offered = [row[0].value for row in book[sheet][cells.replace("$", "")]]
        assert offered == [code.label for code in column.choices]
        assert rule.showErrorMessage
        assert len(rule.error) < 225


def test_cells_are_text_so_that_nothing_becomes_a_date() -> None:
    page = opened(template_xlsx(form_columns(SHIPPED, "coach")))["Formulär"]
    kept = [one for one in page.column_dimensions.values() if one.number_format == "@"]  # neighbours of the same width are kept as one
    assert sum(one.max - one.min + 1 for one in kept) == len(COLUMNS)
    assert page.freeze_panes == "A2"


def test_the_help_says_each_column_and_each_code_once() -> None:
    page = opened(template_xlsx(form_columns(SHIPPED, "coach")))["Koder och hjälp"]
    rows = [row for row in page.iter_rows(min_row=5, values_only=True) if any(row)]
    told = [row[1] for row in rows if row[1]]
    assert told == [key for key, _, _ in COLUMNS]
    assert sum(row[4] is not None for row in rows) == sum(len(column.choices) for column in form_columns(SHIPPED, "coach"))
    assert {row[2] for row in rows if row[1]} == {"ja", "nej"}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_nothing_in_a_template_is_refused_by_the_search(tmp_path: Path, kind: str) -> None:
    found = form_columns(SHIPPED, "coach")
    path = tmp_path / f"mall.{kind}"
    write_template(path, found)
    words = Words(known_texts(found))
    with open_table(path) as table:
        assert list(outside_cells(table, words)) == []
        assert [fault.where for sheet in range(1, table.sheets + 1) for fault in in_cells(table, sheet, words)] == []


def test_the_same_lists_give_the_same_text_file_and_every_fixed_text_is_known() -> None:
    found = form_columns(SHIPPED, "coach")
    assert template_csv(found) == template_csv(found)
    words = Words(known_texts(found))
    assert all(words.knows(text) for text in FIXED_TEXTS)


@pytest.mark.parametrize("name", ["mall.ods", "mall", "mall.xls"])
def test_a_template_has_an_ending_that_can_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match=r"\.xlsx"):
        check_target(tmp_path / name)


def test_a_template_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    path.write_bytes(b"ifylld")
    with pytest.raises(BadInput, match="skrivs inte över"):
        write_template(path, form_columns(SHIPPED, "coach"))
    assert path.read_bytes() == b"ifylld"


def test_the_template_of_groups_offers_what_a_row_may_say() -> None:
    book = opened(group_xlsx(SHIPPED))
    page = book["Gruppuppgifter"]
    assert tuple(cell.value for cell in page[1]) == GROUP_HEADINGS
    assert group_csv().decode("utf-8-sig").strip() == ";".join(GROUP_HEADINGS)
    rules = {str(rule.sqref).split(":")[0]: str(rule.formula1).lstrip("=").split("!") for rule in page.data_validations.dataValidation}
    assert set(rules) == {"C2", "D2"}
    offered = [row[0].value for row in book[rules["D2"][0]][rules["D2"][1].replace("$", "")]]
    assert offered == [NEW, OPEN_BEFORE, *(code.label for code in reasons_of(SHIPPED))]
    assert "Felregistrering" not in offered
