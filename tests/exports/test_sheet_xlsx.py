"""The workbook, read back by another library than the one that wrote it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from exports.sheet_layout import INTERNAL_NOTE, UNCONFIRMED_NOTE, UNIT_NOTE
from exports.sheet_xlsx import render_xlsx
from register.statutory import StatutorySheet
from tests.exports.sheets import individ, sheet


def workbook(written: StatutorySheet) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(written)))


def table(written: StatutorySheet) -> list[tuple[Any, ...]]:
    return list(workbook(written)["Uppföljning Finsam"].iter_rows(values_only=True))


def test_the_table() -> None:
    assert table(sheet()) == [
        ("Insats-id", "Insats", "Typ", "Mått", "Kvinnor", "Män", "Annat/uppgift saknas", "Totalt", "Anmärkning"),
        *[
            ("unga", "Unga framåt", "individinriktad", measure, None, None, None, None, "Ej levererat för hela perioden.")
            for measure in ("Nya", "Deltagare under perioden", "Avslutade", "Pågående vid periodens slut")
        ],
        ("vagen", "Vägen vidare", "individinriktad", "Nya", 6, 3, 1, 10, None),
        ("vagen", "Vägen vidare", "individinriktad", "Deltagare under perioden", 16, 7, 1, 24, None),
        ("vagen", "Vägen vidare", "individinriktad", "Avslutade", 5, 2, 0, 7, None),
        ("vagen", "Vägen vidare", "individinriktad", "Pågående vid periodens slut", 11, 4, 1, 16, None),
        ("massan", "Mässan", "strukturövergripande", "Antal", None, None, None, 340, None),
    ]


def test_numbers_are_numbers_and_blanks_are_blank() -> None:
    page = workbook(sheet())["Uppföljning Finsam"]
    assert {page.cell(row, 8).data_type for row in range(6, 11)} == {"n"}
    assert page.cell(2, 8).value is None


@pytest.mark.parametrize("name", ["=1+1", "{=1+1}", "@SUM(A1)", "http://exempel.invalid", "internal:A1", "0123", "1e5", "'=2"])
def test_text_is_never_a_formula_a_link_or_a_number(name: str) -> None:
    page = workbook(sheet(individ(namn=name), forbund=name))["Uppföljning Finsam"]
    cell = page.cell(2, 2)
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_it_says_what_it_is() -> None:
    about = dict[Any, Any]()
    for key, text in workbook(sheet())["Om tabellen"].iter_rows(values_only=True):
        about.setdefault(key, []).append(text)
    assert about["Tabell"] == ["Inmatningsblad för Uppföljning Finsam, första halvåret 2026"]
    assert about["Förbund"] == ["Förbundet Exempel"]
    assert about["Period"] == ["2026H1 (2026-01 till 2026-06)"]
    assert about["Framställt"] == ["2026-07-03"]
    assert about["Att tänka på"][:3] == [INTERNAL_NOTE, UNCONFIRMED_NOTE, UNIT_NOTE]
    assert {"Nya", "Deltagare under perioden", "Avslutade", "Pågående vid periodens slut", "Antal"} <= about.keys()


def test_it_prints_on_a4_with_its_headings_on_every_page() -> None:
    page = workbook(sheet())["Uppföljning Finsam"]
    assert (page.page_setup.paperSize, page.page_setup.orientation, page.print_title_rows) == (9, "landscape", "$1:$1")
    assert page.freeze_panes == "C2"
    assert "får inte publiceras" in page.oddFooter.left.text


def test_the_same_sheet_gives_the_same_bytes_without_macros_or_outside_links() -> None:
    data = render_xlsx(sheet())
    assert data == render_xlsx(sheet())
    members = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in members if "vba" in name.lower() or "external" in name.lower()]


def test_a_sheet_without_insatser_is_still_a_workbook() -> None:
    assert len(list(workbook(StatutorySheet("F", sheet().period, sheet().made, ()))["Uppföljning Finsam"].iter_rows())) >= 1
