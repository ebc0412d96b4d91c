"""In every format: the same figures, read back by readers of our own and of others, with source, date and whose they are."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from exports import society as writer
from exports.package import ready_package
from exports.report import render_report, write_report
from register.readers.jsonstat import read_jsonstat
from register.readers.px import read_px
from register.readers.statistics_file import read_bytes
from register.readers.table import Cell, Table
from register.reports.document import Report
from register.reports.society import NOT_OURS, section
from register.society.choosing import Choice
from register.society.published import PublishedTable
from tests.exports.reports import report
from tests.society.files import BORLANGE, FALUN, monthly, table, yearly

MARKED = Choice((BORLANGE, FALUN), {"kön": ("kvinnor", "män")})
MADE = [table(), table(monthly(), id="bas", label="BAS"), table(choice=MARKED, id="marken")]
TABLES = pytest.mark.parametrize("made", MADE, ids=["years", "months", "marks"])


def written(*tables: PublishedTable) -> Report:
    sections = [one for each in tables if (one := section(each)) is not None]
    return report(*sections, society=tables)


def only(files: dict[str, bytes], made: PublishedTable) -> bytes:
    return files[f"samhalle-{made.id}"]


def same(read: Table, made: PublishedTable) -> None:
    assert read.cells == made.cells
    assert [one.codes for one in read.dimensions] == [one.codes for one in made.dimensions]
    assert [[each.label for each in one.categories] for one in read.dimensions] == [
        [each.label for each in one.categories] for one in made.dimensions
    ]
    assert [[each.unit for each in one.categories] for one in read.dimensions] == [[each.unit for each in one.categories] for one in made.dimensions]
    assert (read.title, read.source, read.matrix, read.contents, read.units) == (made.title, made.source, made.matrix, made.label, made.units)
    assert read.updated == made.updated
    assert dict(made.symbols).items() <= dict(read.symbols).items()
    assert NOT_OURS in read.notes
    assert read.dimensions[made.time].role == "tid"


@TABLES
def test_px_reads_back_equal(made: PublishedTable) -> None:
    data = only(writer.px_files(written(made)), made)
    read = read_px(data, "x.px")
    same(read, made)
    assert read.remarks == ()
    assert read.decimals == (made.decimals or 0)
    assert max(map(len, data.decode().split("\r\n"))) <= 256


@TABLES
def test_json_stat_reads_back_equal(made: PublishedTable) -> None:
    data = only(writer.jsonstat_files(written(made)), made)
    read = read_jsonstat(data, "x.json")
    same(read, made)
    document = json.loads(data)
    assert document["extension"]["sha256"] == made.file_hash
    assert document["extension"]["inlast"] == "2027-02-01"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("made", MADE[:2], ids=["years", "months"])
def test_others_read_the_same_numbers(made: PublishedTable, tmp_path: Path) -> None:
    from pyaxis import pyaxis
    from pyjstat import pyjstat

    path = tmp_path / "x.px"
    path.write_bytes(only(writer.px_files(written(made)), made))
    assert [Decimal(one) for one in pyaxis.parse(str(path), encoding="utf-8")["DATA"]["DATA"]] == list(made.cells)
    frame = pyjstat.Dataset.read(only(writer.jsonstat_files(written(made)), made).decode()).write("dataframe")
    assert [Decimal(str(one)) for one in frame["value"]] == list(made.cells)


@TABLES
def test_csv_has_every_figure_with_its_codes_unit_and_mark(made: PublishedTable) -> None:
    data = only(writer.csv_files(written(made)), made)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [cell_of(row) for row in rows] == [str(one) for one in made.cells]
    assert [row[f"{made.dimensions[0].label} (kod)"] for row in rows[:1]] == [made.dimensions[0].codes[0]]
    assert {row["Enhet"] for row in rows} == ({"antal", "procent"} if made.id == "bas" else {"antal"})


def cell_of(row: dict[str, str]) -> str:
    assert (row["Värde"] == "") == (row["Tecken"] != "")
    return row["Tecken"] or row["Värde"].replace(",", ".")


def test_the_file_about_the_tables_says_whose_they_are() -> None:
    files = render_report(written(*MADE), ["csv"])
    about = next(data for name, data in files.items() if name.endswith("om-tabellerna.csv"))
    rows = {row["Fil"]: row for row in csv.DictReader(io.StringIO(about.decode("utf-8-sig"), newline=""), delimiter=";")}
    assert rows["samhalle-helars"]["Ämne"] == "SCB (påhittat)"
    assert "tabell HEK1, uppdaterat 2026-02-20" in rows["samhalle-helars"]["Skydd"]
    assert "mäter inte insatserna" in rows["samhalle-bas"]["Skydd"]
    assert rows["samhalle-bas"]["Celler"] == "96"


def test_no_formula_comes_out_of_a_file() -> None:
    made = table(yearly(regions='"00 Riket","2080 =1+1","2081 @x"').replace(b"SCB (p\xe5hittat)", b"=cmd"), id="f")
    for row in csv.reader(io.StringIO(only(writer.csv_files(written(made)), made).decode("utf-8-sig")), delimiter=";"):
        assert not [word for word in row if word.startswith(("=", "+", "@"))]


class TestToRead:
    @pytest.fixture(scope="class")
    def files(self) -> dict[str, bytes]:
        return render_report(written(*MADE), ["html", "xlsx", "pdf"])

    def ending(self, files: dict[str, bytes], ending: str) -> bytes:
        return next(data for name, data in files.items() if name.endswith(ending))

    def test_page(self, files: dict[str, bytes]) -> None:
        page = self.ending(files, ".html").decode()
        plain = re.sub(r"<[^>]+>", " ", page)
        for words in ("Samhället omkring: Helårsekvivalenter", "mäter inte insatserna", "Källa: SCB (påhittat), tabell HEK1, uppdaterad 2026-02-20"):
            assert words in plain
        assert page.count("<td>5\N{NO-BREAK SPACE}100</td>") == 1
        assert "<td>80,1</td>" in page
        assert page.count('role="img"') >= 3

    def test_workbook(self, files: dict[str, bytes]) -> None:
        book = openpyxl.load_workbook(io.BytesIO(self.ending(files, ".xlsx")))
        name = next(one for one in book.sheetnames if one.startswith("Samhället omkring Sys") or "BAS" in one)
        rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
        falun = [row for row in rows if row[0] == "Falun"]
        assert [row[1:3] for row in falun] == [[20110, 20230], [80.1, 80.3]]
        shapes = [cell.number_format for row in book[name].iter_rows() for cell in row if cell.value in (20110, 80.1)]
        assert shapes == ["#,##0", "#,##0.0"]
        said = [row[1] for row in book["Om tabellen"].iter_rows(values_only=True) if row[0] == "Sagt om talen"]
        assert sum("mäter inte insatserna" in str(one) for one in said) == 3

    def test_pdf(self, files: dict[str, bytes]) -> None:
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(self.ending(files, ".pdf"))).pages).split())
        for words in ("Samhället omkring: Helårsekvivalenter", "mäter inte insatserna", "Källa: SCB (påhittat), tabell AM1", "80,1"):
            assert words in text

    def test_the_overview_prints_it_after_its_page(self) -> None:
        sections = [replace(one, after=True) for made in MADE if (one := section(made)) is not None]
        board = report(society=tuple(MADE), kind="oversikt")
        board = replace(board, sections=(*board.sections, *sections))
        files = render_report(board, ["html", "pdf"])
        page = self.ending(files, ".html").decode()
        first, after = page.split('<div class="after">')
        assert 'id="del-samhalle-helars"' not in first
        assert after.index('id="talen"') < after.index('id="del-samhalle-helars"')
        assert page.count('id="del-samhalle-bas"') == 1
        pages = [one.extract_text() for one in PdfReader(io.BytesIO(self.ending(files, ".pdf"))).pages]
        assert "Samhället omkring" not in pages[0]
        assert "Samhället omkring: BAS" in " ".join(" ".join(pages).split())


def test_every_table_has_a_file_in_every_format_that_holds_tables(tmp_path: Path) -> None:
    paths = write_report(written(*MADE), tmp_path)
    names = {f"{path.parent.name.rpartition('-')[2]}/{path.stem}" for path in paths}
    assert {f"{ending}/samhalle-{made.id}" for ending in ("csv", "px", "stat") for made in MADE} <= names
    for path in paths:
        if path.stem.startswith("samhalle-") and path.suffix in (".px", ".json"):
            assert read_bytes(path.read_bytes(), path.name).cells


def test_the_package_says_where_they_come_from() -> None:
    ready = ready_package([written(*MADE)], subject="Förbundet", span="2026")
    (data,) = (data for name, data in ready.files.items() if name.endswith(".zip"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (said,) = json.loads(archive.read("manifest.json"))["rapporter"]
        names = archive.namelist()
    first: dict[str, Any] = said["samhalle"][0]
    assert (first["fil"], first["kalla"], first["matris"], first["inlast"]) == ("samhalle-helars", "SCB (påhittat)", "HEK1", "2027-02-01")
    assert first["sha256"] == MADE[0].file_hash
    assert any(name.endswith("-px/samhalle-helars.px") for name in names)


def test_without_such_figures_no_file_is_about_them() -> None:
    assert not [name for name in render_report(report(), ["csv", "px", "json-stat"]) if "samhalle" in name]


CELLS = st.one_of(st.integers(-(10**8), 10**8), st.decimals(-9999, 9999, places=2), st.sampled_from([".", "..", "...", "-"]))


@given(st.lists(CELLS, min_size=4, max_size=4), st.text("abcåäö ,;=()<&#'", min_size=1, max_size=300))
@settings(max_examples=40)
def test_any_figures_under_any_name_read_back_equal(cells: list[Cell], name: str) -> None:
    made = table(yearly(first=cells), Choice((FALUN,)), label=" ".join(f"x{name}".split()))
    for files, read in ((writer.px_files, read_px), (writer.jsonstat_files, read_jsonstat)):
        same(read(only(files(written(made)), made), "x"), made)


def test_a_mark_that_the_px_format_lacks_is_called_not_given() -> None:
    document = {
        "id": ["kommun", "år"],
        "size": [1, 2],
        "dimension": {
            "kommun": {"category": {"label": {FALUN: "Falun"}}},
            "år": {"category": {"index": ["2024", "2025"]}},
        },
        "value": [1, None],
        "status": {"1": "x"},
        "extension": {"status": {"label": {"x": "inte klart"}}},
    }
    made = table(json.dumps(document).encode(), Choice((FALUN,)), id="json")
    assert made.cells == (1, "x")
    assert read_px(only(writer.px_files(written(made)), made), "x").cells == (1, "..")
    assert read_jsonstat(only(writer.jsonstat_files(written(made)), made), "x").symbols == {"x": "inte klart"}
