"""CSV, PX and JSON-stat, read back by readers that others wrote: the same cells, and the same ones hidden, as in the protected tables."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from exports.cubes import Cube, cubes
from exports.px_words import LONGEST
from exports.report_csv import render_csv
from exports.report_jsonstat import render_jsonstat
from exports.report_px import render_px
from register.disclosure.boxes import Universe
from register.disclosure.drafts import Axis, Draft, Node, margin
from register.disclosure.protected import ProtectedTable, release
from register.reports.document import Report
from tests.exports.reports import period_table, report, table
from tests.reports.sources import means_table

Cells = dict[tuple[str, ...], int | None]

TABLES = pytest.mark.parametrize("made", [table(), period_table()], ids=["avslut", "vald"])


def only(made: ProtectedTable, **changes: Any) -> Report:
    return report(tables=(made,), **changes)


def of_labels(made: ProtectedTable) -> Cells:
    """The table's cells by the labels of their categories."""
    labels = [dict(heading.categories) for heading in made.headings]
    return {tuple(names[code] for names, code in zip(labels, codes, strict=True)): value for codes, value in made.cells.items()}


def long_table(many: int = 40) -> ProtectedTable:
    """Many insatser with long names, and quotation marks and signs that mean something in some format."""
    names = {f"i{n}": f'Insats "{n}"; med, ett = långt # namn om arbetslivsinriktad rehabilitering' for n in range(many)}
    counts = {(code, "a", "ja"): 20 + n for n, code in enumerate(names)}
    universe = Universe("lang", counts, {code: code for code in names}, frozenset("a"), frozenset(["ja", "nej"]))
    omgang = Axis("insats", "Insats", tuple(Node(code, label, frozenset([code])) for code, label in names.items()))
    kon = Axis("kon", "Kön", (margin("Totalt", frozenset("a")),))
    svar = Axis("svar", "Svar", (Node("ja", "Ja", frozenset(["ja"])), margin("Alla", frozenset(["ja", "nej"]))))
    return release([(Draft("lang", "Lång tabell", universe, omgang, kon, svar), 'En anmärkning med "citat".\nOch ny rad.')])[0].table


def test_a_cube_has_every_cell_in_row_order() -> None:
    (one,) = cubes([table()])
    assert one.shape == (3, 3, 4)
    assert len(one.cells) == math.prod(one.shape)
    codes = list(product(*([category.code for category in heading.categories] for heading in one.headings)))
    assert {code: None if cell == "dold" else cell for code, cell in zip(codes, one.cells, strict=True)} == table().cells
    assert one.hidden == table().audit["prickar"] > 0


def test_two_tables_of_one_id_get_names_of_their_own() -> None:
    assert [one.name for one in cubes([table(), period_table(), table()])] == ["avslut", "vald", "avslut-2"]


def test_what_the_gate_did_not_make_has_no_cube() -> None:
    with pytest.raises(TypeError, match="made by the gate"):
        cubes([Cube("x", "x", "", "", (), (), {})])  # type: ignore[list-item]


class TestCsv:
    def read(self, written: Report, name: str) -> list[dict[str, str]]:
        data = render_csv(written)[name]
        assert data.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))

    @TABLES
    def test_the_same_cells_and_the_same_hidden_ones(self, made: ProtectedTable) -> None:
        rows = self.read(only(made), made.id)
        labels = [heading.label for heading in made.headings]
        read = {tuple(row[f"{label} (kod)"] for label in labels): None if row["Dold"] == "1" else int(row["Antal"]) for row in rows}
        assert read == made.cells
        assert {tuple(row[label] for label in labels): None if row["Dold"] == "1" else int(row["Antal"]) for row in rows} == of_labels(made)

    def test_an_empty_count_is_hidden_and_a_zero_is_a_zero(self) -> None:
        rows = self.read(only(long_table(3)), "lang")
        assert {(row["Antal"] == "", row["Dold"]) for row in rows} <= {(True, "1"), (False, "0")}

    def test_sums_stand_in_a_column_of_their_own(self) -> None:
        means = means_table("medel-skapa-halsa", {("kvinna", "1|3"): 12, ("man", "2|4"): 13})
        rows = [row for row in self.read(only(means), "medel-skapa-halsa") if row["Kön (kod)"] == "Total"]
        assert [(row["Medelvärden (kod)"], row["Antal"], row["Summa"]) for row in rows] == [
            ("Total", "25", ""),
            ("n", "25", ""),
            ("forsta", "", "38"),
            ("senaste", "", "88"),
        ]
        assert self.read(only(means), "om-tabellerna")[0]["Tabell"] == "Medelvärden, underlag till medelvärden"
        assert "Summa" not in self.read(only(table()), "avslut")[0]

    def test_lines_end_as_spreadsheets_want(self) -> None:
        data = render_csv(report())["avslut"]
        assert data.count(b"\r\n") == data.count(b"\n") == 37

    def test_names_are_quoted_and_never_formulas(self) -> None:
        universe = Universe("f", {("o", "a", "ja"): 30}, {"o": "o"}, frozenset("a"), frozenset(["ja"]))
        omgang = Axis("insats", "=Insats", (Node("o", "=1+1;x", frozenset("o")),))
        axes = (omgang, Axis("kon", "Kön", (margin("T", frozenset("a")),)), Axis("svar", "Svar", (margin("@alla", frozenset(["ja"])),)))
        made = release([(Draft("f", "+titel", universe, *axes), "-not")])[0].table
        written = only(made, subject="=förbund")
        (row,) = self.read(written, "f")
        assert row == {
            "'=Insats (kod)": "o",
            "'=Insats": "'=1+1;x",
            "Kön (kod)": "Total",
            "Kön": "T",
            "Svar (kod)": "Total",
            "Svar": "'@alla",
            "Antal": "30",
            "Dold": "0",
        }
        (about,) = self.read(written, "om-tabellerna")
        assert (about["Tabell"], about["Indelning"], about["Ämne"]) == ("'+titel", "'-not", "'=förbund")

    def test_one_more_file_says_what_the_tables_are(self) -> None:
        first, second = self.read(report(), "om-tabellerna")
        assert (first["Fil"], first["Celler"], first["Dolda"], first["Period"], first["Framställt"]) == ("avslut", "36", "12", "2026", "2027-02-03")
        assert second["Dolda"] == "0"
        assert "inget dolt tal kunde räknas ut" in first["Skydd"]


def px_parts(text: str) -> list[tuple[str, str]]:
    """Keywords with their values, by an own reader: a semicolon outside quotation marks ends a keyword."""
    found, part, quoted = [], "", False
    for sign in text:
        quoted ^= sign == '"'
        if sign == ";" and not quoted:
            keyword, _, value = part.strip().partition("=")
            found.append((keyword, value))
            part = ""
        else:
            part += sign
    assert not part.strip()
    return found


def strings(value: str) -> list[str]:
    return re.findall(r'"([^"]*)"', value)


class TestPx:
    def text(self, made: ProtectedTable, **changes: Any) -> str:
        (data,) = render_px(only(made, **changes)).values()
        return data.decode("utf-8")

    @TABLES
    def test_pyaxis_reads_the_same_cells_and_the_same_hidden_ones(self, made: ProtectedTable, tmp_path: Path) -> None:
        from pyaxis import pyaxis

        path = tmp_path / "tabell.px"
        path.write_text(self.text(made), encoding="utf-8", newline="")
        frame = pyaxis.parse(str(path), encoding="utf-8")["DATA"]
        labels = [heading.label for heading in made.headings]
        read = {tuple(row[label] for label in labels): None if str(row["DATA"]) == "nan" else int(row["DATA"]) for _, row in frame.iterrows()}
        assert read == of_labels(made)

    @TABLES
    def test_an_own_reader_reads_them_too(self, made: ProtectedTable) -> None:
        parts = dict(px_parts(self.text(made)))
        names = strings(parts["STUB"]) + strings(parts["HEADING"])
        codes = [strings(parts[f'CODES("{name}")']) for name in names]
        cells = parts["DATA"].split()
        read = {key: None if cell == '".."' else int(cell) for key, cell in zip(product(*codes), cells, strict=True)}
        assert read == made.cells
        assert all(int(cell) > 0 or cell == "0" for cell in cells if cell != '".."')

    def test_keywords_are_there_in_the_order_of_the_specification(self) -> None:
        # fmt: off
        order = [
            "CHARSET", "AXIS-VERSION", "CODEPAGE", "LANGUAGE", "CREATION-DATE", "DECIMALS", "SHOWDECIMALS",
            "MATRIX", "AGGREGALLOWED", "SUBJECT-CODE", "SUBJECT-AREA", "DESCRIPTIONDEFAULT", "TITLE", "CONTENTS",
            "UNITS", "STUB", "HEADING", "VALUES", "TIMEVAL", "CODES", "ELIMINATION",
            "LAST-UPDATED", "SOURCE", "NOTE", "DATASYMBOL1", "DATASYMBOL2", "DATA",
        ]
        # fmt: on
        used = list(dict.fromkeys(keyword.partition("(")[0] for keyword, _ in px_parts(self.text(period_table()))))
        assert used == order
        mandatory = {"DECIMALS", "MATRIX", "SUBJECT-CODE", "SUBJECT-AREA", "TITLE", "CONTENTS", "UNITS", "VALUES", "DATA"}
        assert mandatory <= {keyword.partition("(")[0] for keyword, _ in px_parts(self.text(table()))}

    def test_the_unit_of_sums_is_no_count(self) -> None:
        means = means_table("medel-skapa-halsa", {("kvinna", "1|3"): 12, ("man", "2|4"): 13})
        assert 'UNITS="antal, och summor av nivåer eller poäng";' in render_px(only(means))["medel-skapa-halsa"].decode()
        assert 'UNITS="antal";' in render_px(only(table()))["avslut"].decode()

    def test_what_they_say(self) -> None:
        parts = dict(px_parts(self.text(period_table())))
        assert parts["CODEPAGE"] == '"utf-8"'
        assert parts["LANGUAGE"] == '"sv"'
        assert parts["CREATION-DATE"] == '"20270203 00:00"'
        assert parts["AGGREGALLOWED"] == "NO"
        assert parts["TITLE"] == '"Fråga om våld ställd – Förbundet Exempel, 2026"'
        assert parts["SOURCE"] == '"Förbundet Exempel"'
        assert parts['TIMEVAL("Period")'] == 'TLIST(A1),"2025","2026"'
        assert parts['ELIMINATION("Kön")'] == '"Totalt"'
        assert parts["DATASYMBOL2"] == '"··"'
        note = "".join(strings(parts["NOTE"]))
        assert note.startswith("·· dolt av sekretesskäl.#Utan kön.#Tabellen har 6 celler, och ingen är dold.")

    def test_no_line_is_too_long_and_no_text_has_quotation_marks_of_its_own(self) -> None:
        made = long_table()
        text = self.text(made)
        assert all(len(line) <= LONGEST for line in text.split("\r\n"))
        assert "\n" not in text.replace("\r\n", "")
        parts = dict(px_parts(text))
        values = strings(parts['VALUES("Insats")'])
        assert values == [label.replace('"', "”") for _, label in made.headings[0].categories]
        assert len(parts["DATA"].split()) == len(made.cells)
        assert "En anmärkning med ”citat”. Och ny rad." in "".join(strings(parts["NOTE"]))

    def test_labels_that_are_alike_are_told_apart_by_their_codes(self) -> None:
        universe = Universe("x", {("o", "a", "ja"): 30, ("p", "a", "ja"): 20}, {"o": "o", "p": "p"}, frozenset("a"), frozenset(["ja"]))
        omgang = Axis("insats", "Insats", (Node("o", "Stegen", frozenset("o")), Node("p", "Stegen", frozenset("p"))))
        axes = (omgang, Axis("kon", "Kön", (margin("T", frozenset("a")),)), Axis("svar", "Svar", (margin("Alla", frozenset(["ja"])),)))
        made = release([(Draft("x", "t", universe, *axes), "")])[0].table
        assert strings(dict(px_parts(self.text(made)))['VALUES("Insats")']) == ["Stegen (o)", "Stegen (p)"]


class TestJsonStat:
    def document(self, made: ProtectedTable, **changes: Any) -> dict[str, Any]:
        (data,) = render_jsonstat(only(made, **changes)).values()
        found: dict[str, Any] = json.loads(data)
        return found

    @TABLES
    @pytest.mark.filterwarnings("ignore:Shouldn't use this function:DeprecationWarning")  # pyjstat calls what it warns of
    def test_pyjstat_reads_the_same_cells_and_the_same_hidden_ones(self, made: ProtectedTable) -> None:
        from pyjstat import pyjstat

        frame = pyjstat.Dataset.read(json.dumps(self.document(made))).write("dataframe")
        labels = [heading.label for heading in made.headings]
        read = {
            tuple(row[label] for label in labels): None if row["value"] is None or math.isnan(row["value"]) else int(row["value"])
            for _, row in frame.iterrows()
        }
        assert read == of_labels(made)

    @TABLES
    def test_it_is_a_dataset_as_the_format_says(self, made: ProtectedTable) -> None:
        said = self.document(made)
        assert (said["version"], said["class"]) == ("2.0", "dataset")
        assert said["size"] == [len(said["dimension"][name]["category"]["index"]) for name in said["id"]]
        assert len(said["value"]) == math.prod(said["size"])
        assert {int(place) for place in said.get("status", {})} == {place for place, value in enumerate(said["value"]) if value is None}
        assert set(said.get("status", {}).values()) <= {"··"}
        for name in said["id"]:
            category = said["dimension"][name]["category"]
            assert list(category["index"].values()) == list(range(len(category["index"])))
            assert category["index"].keys() == category["label"].keys()
        assert said["updated"] == "2027-02-03"
        assert said["source"] == "Förbundet Exempel"

    def test_a_hidden_cell_is_null_with_a_status_that_is_explained(self) -> None:
        said = self.document(table())
        assert said["extension"]["status"]["label"] == {"··": "dolt av sekretesskäl"}
        assert "status" not in self.document(period_table())
        assert self.document(period_table())["extension"]["status"]["label"] == {}

    def test_the_period_is_the_time(self) -> None:
        assert self.document(period_table())["role"] == {"time": ["period"]}
        assert "role" not in self.document(table())


def test_the_same_report_gives_the_same_bytes_and_one_without_tables_gives_none() -> None:
    for render in (render_csv, render_px, render_jsonstat):
        assert render(report()) == render(report())
        assert set(render(report(tables=()))) <= {"om-tabellerna"}
