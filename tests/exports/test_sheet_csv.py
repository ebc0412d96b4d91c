"""The CSV as a Swedish spreadsheet reads it, and what it must never run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.sheet_csv import HEADINGS, number, render_csv, safe_text
from register.counts import Volume
from register.statutory import InsatsVolumes, StatutorySheet
from tests.exports.sheets import individ, sheet, struktur


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def read(written: StatutorySheet) -> list[dict[str, str]]:
    heading, *rows = rows_of(render_csv(written))
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_bytes_as_excel_in_sweden_wants_them() -> None:
    data = render_csv(sheet())
    heading = "Förbund;Period;Insats-id;Insats;Typ;Mått;Kvinnor;Män;Annat/uppgift saknas;Totalt;Anmärkning;Framställt"
    assert data.startswith(f"\ufeff{heading}\r\n".encode())
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == 1 + 4 + 4 + 1


def test_figures_stand_where_they_belong() -> None:
    figures = [[row[k] for k in ("Insats-id", "Mått", "Kvinnor", "Män", "Annat/uppgift saknas", "Totalt")] for row in read(sheet())]
    assert figures == [
        ["unga", "Nya", "", "", "", ""],
        ["unga", "Deltagare under perioden", "", "", "", ""],
        ["unga", "Avslutade", "", "", "", ""],
        ["unga", "Pågående vid periodens slut", "", "", "", ""],
        ["vagen", "Nya", "6", "3", "1", "10"],
        ["vagen", "Deltagare under perioden", "16", "7", "1", "24"],
        ["vagen", "Avslutade", "5", "2", "0", "7"],
        ["vagen", "Pågående vid periodens slut", "11", "4", "1", "16"],
        ["massan", "Antal", "", "", "", "340"],
    ]


def test_every_line_says_what_its_figures_belong_to() -> None:
    for row in read(sheet()):
        assert (row["Förbund"], row["Period"], row["Framställt"]) == ("Förbundet Exempel", "2026H1", "2026-07-03")
        assert row["Typ"] == ("strukturövergripande" if row["Insats-id"] == "massan" else "individinriktad")
        assert row["Anmärkning"] == ("Ej levererat för hela perioden." if row["Insats-id"] == "unga" else "")


def test_people_counted_without_kon_are_said() -> None:
    undivided = InsatsVolumes("v", "V", "individ", {Volume("nya", "2026-01", "ej-uppdelat"): 2, Volume("nya", "2026-01", "man"): 1})
    nya = read(sheet(undivided))[0]
    assert (nya["Män"], nya["Totalt"]) == ("1", "3")
    assert "utan uppgift om kön" in nya["Anmärkning"]


def test_a_structural_insats_counted_by_kon_keeps_it() -> None:
    assert read(sheet(struktur(kon="kvinna", antal=34)))[0]["Kvinnor"] == "34"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    name = f"{start}HYPERLINK(1)"
    assert safe_text(name) == f"'{name}"
    assert read(sheet(individ(namn=name)))[0]["Insats"] == f"'{name}"
    assert read(sheet(forbund=name))[0]["Förbund"] == f"'{name}"


@pytest.mark.parametrize("text", ["", "Vägen vidare", "A=B", "1+1", "'redan", "å-b", " =1"])
def test_other_text_stands_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (-3, "-3"), (1234567, "1234567"), (0.5, "0,5"), (-1.25, "-1,25"), (None, "")])
def test_numbers_have_a_decimal_comma_and_are_never_text(value: float | None, text: str) -> None:
    assert number(value) == text


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@given(NAMES, NAMES)
def test_any_name_survives_and_none_is_a_formula(namn: str, forbund: str) -> None:
    for row in rows_of(render_csv(sheet(individ(namn=namn), forbund=forbund)))[1:]:
        assert len(row) == len(HEADINGS)
        assert (row[0], row[3]) == (safe_text(forbund), safe_text(namn))
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)
