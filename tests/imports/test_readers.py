"""Files that others wrote: encodings, separators, types of cells, hostile packages; and what is taken for a personnummer."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import NyckeltalError
from register.readers.cells import Odd, Piece, Place, column_letters, column_number
from register.readers.delimited import DelimitedFile
from register.readers.faults import Words, in_cells, judged, outside_cells, plain
from register.readers.opening import open_table
from register.readers.personal import luhn_holds, trace_in
from register.readers.workbook import Workbook
from tests.imports.forms_file import csv_bytes, forms, headings, save_with_xlsxwriter, save_xlsx, shown
from tests.imports.planted import BORN_2001, SAMORDNING, TEN, with_check_digit
from tests.imports.reading import cells_of, counted, read, read_in
from tests.imports.recount import recount
from tests.insats.world import World

FORMS = forms(60, open_share=0)
PERIODS = ("2023H1", "2023H2", "2024H1", "2024H2", "2025H1", "2025H2")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_files_are_read_in_every_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(csv_bytes(FORMS, encoding, separator))
    rows = list(DelimitedFile(path).rows(1))
    assert [values for _, values in rows] == [headings(), *(shown(row) for row in FORMS)]
    assert [number for number, _ in rows] == list(range(1, 62))


@pytest.mark.parametrize(("encoding", "separator"), [("cp1252", ";"), ("utf-16", "\t")])
def test_a_text_file_counts_as_its_workbook(world: World, tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(csv_bytes(FORMS, encoding, separator))
    read_in(world.insats, path)
    assert counted(world, PERIODS) == recount(FORMS)


def test_a_text_file_in_two_encodings_is_told_by_cell(world: World, tmp_path: Path) -> None:
    """A row pasted in from a file of another encoding: the file is then no UTF-8, and its own letters come out wrong."""
    lines = csv_bytes(FORMS, "utf-8", ";").split(b"\r\n")
    lines[5] = lines[5].decode().encode("cp1252") + b"\xe5"
    path = tmp_path / "f.csv"
    path.write_bytes(b"\r\n".join(lines))
    kinds = cells_of(read(world.insats, path))
    assert {"rubrik", "tecken"} <= {kind for found in kinds.values() for kind in found}


def test_characters_that_no_encoding_has_are_told(world: World, tmp_path: Path) -> None:
    content = csv_bytes(FORMS[:3], "utf-8", ";").replace(b"Kvinna", b"Kvi\0na").replace(b"Man;", b"M\0n;")
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    assert {kind for kinds in cells_of(read(world.insats, path)).values() for kind in kinds} >= {"tecken"}


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b'a;b\r\n\r\n"x\r\ny";2\r\n;;\r\nz;3\r\n')
    assert list(DelimitedFile(path).rows(1)) == [(1, ["a", "b"]), (3, ["x\r\ny", "2"]), (5, ["z", "3"])]


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", "\ufeff".encode("utf-16-le"), b"\0", b"a;b"])
def test_text_files_without_forms_are_told(world: World, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    assert read(world.insats, path).faults


def test_a_cell_longer_than_any_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"a;b\r\n" + b"x" * 40_000 + b";2\r\n")
    with pytest.raises(NyckeltalError, match="Rad 2"):
        list(DelimitedFile(path).rows(1))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, ending: str) -> None:
    with pytest.raises(NyckeltalError, match="öppna"), open_table(tmp_path / f"f.{ending}"):
        pass


def test_workbooks_of_two_programs_give_the_same_rows(world: World, tmp_path: Path) -> None:
    read_in(world.insats, save_with_xlsxwriter(tmp_path / "f.xlsx", FORMS))
    assert counted(world, PERIODS) == recount(FORMS)


def rewritten(path: Path, changes: dict[str, bytes | None], *, password: bool = False) -> Path:
    """The workbook with parts changed, added or (None) taken away."""
    with zipfile.ZipFile(path) as old:
        contents = {name: old.read(name) for name in old.namelist()}
    contents |= {name: data for name, data in changes.items() if data is not None}
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in contents.items():
            if changes.get(name, b"") is not None:
                new.writestr(name, data)
    return target


NO_SUCH_TEXT = (
    b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row r='1'>"
    b"<c r='A1' t='s'><v>9</v></c></row></sheetData></worksheet>"
)
BOMB = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'cccccccccc'>]><sst><si><t>&b;</t></si></sst>"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"xl/sharedStrings.xml": BOMB}, "dokumenttyp"),
        ({"docProps/core.xml": BOMB}, "dokumenttyp"),
        ({"xl/workbook.xml": b"<workbook"}, "skadad"),
        ({"xl/workbook.xml": None}, "ingen arbetsbok"),
        ({"xl/workbook.xml": b"<workbook/>"}, "inget blad"),
        ({"xl/worksheets/sheet1.xml": b"not xml"}, "skadad"),
        (
            {"xl/worksheets/sheet1.xml": NO_SUCH_TEXT},
            "inre",
        ),
        ({"xl/worksheets/sheet1.xml": b"<a>" + b" " * (30 << 20) + b"</a>"}, "orimligt"),
    ],
)
def test_hostile_workbooks_are_refused(world: World, tmp_path: Path, changes: dict[str, bytes | None], what: str) -> None:
    path = rewritten(save_xlsx(tmp_path / "f.xlsx", FORMS[:2]), changes)
    with pytest.raises(NyckeltalError) as refused:
        read(world.insats, path)
    assert what in str(refused.value)


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "skadad"), (b"PK\x03\x04junk", "skadad"), (bytes.fromhex("d0cf11e0a1b11ae1"), "lösenordsskyddad"), (b"a;b\n", "skadad")],
)
def test_what_is_no_zip_file_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(content)
    with pytest.raises(NyckeltalError, match=what):
        Workbook(path)


def test_an_encrypted_zip_file_is_refused(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", FORMS[:2])
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(NyckeltalError, match="krypterad"):
        Workbook(path)


@given(cut=st.integers(min_value=0, max_value=8000), flip=st.integers(min_value=0, max_value=255))
def test_a_damaged_workbook_is_refused_or_read_and_never_more(tmp_path_factory: pytest.TempPathFactory, cut: int, flip: int) -> None:
    """Any byte changed, or the end cut off: a sentence, or rows; never a traceback."""
    path = tmp_path_factory.mktemp("skadad") / "f.xlsx"
    data = bytearray(save_xlsx(path, FORMS[:3]).read_bytes())
    at = cut % len(data)
    data[at] ^= flip
    path.write_bytes(bytes(data if flip else data[:at]))
    try:
        with open_table(path) as table:
            list(outside_cells(table, Words(())))
            for sheet in range(1, table.sheets + 1):
                list(in_cells(table, sheet, Words(())))
    except NyckeltalError:
        return


def test_labels_of_information_classes_and_authors_may_stay(world: World, tmp_path: Path) -> None:
    custom = (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="MSIP_Label_1_Name">'
        b"<vt:lpwstr>Internt</vt:lpwstr></property></Properties>"
    )
    core = (
        b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Testa P\xc3\xa5hittadsson</dc:creator>'
        b"<cp:lastModifiedBy>Testa</cp:lastModifiedBy></cp:coreProperties>"
    )
    labels = b'<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>'
    parts: dict[str, bytes | None] = {"docProps/custom.xml": custom, "docProps/core.xml": core, "docMetadata/LabelInfo.xml": labels}
    reading = read(world.insats, rewritten(save_xlsx(tmp_path / "f.xlsx", FORMS), parts))
    assert reading.faults == []
    assert reading.rows == 60


def test_the_built_in_names_of_filters_and_print_areas_may_stay(world: World, tmp_path: Path) -> None:
    from tests.imports.forms_file import workbook

    book = workbook(FORMS)
    book["Formulär"].auto_filter.ref = "A1:U61"
    book["Formulär"].print_title_rows = "1:1"
    book["Formulär"].oddFooter.right.text = "&P (&N)"
    book.save(tmp_path / "f.xlsx")
    assert read(world.insats, tmp_path / "f.xlsx").faults == []


def test_places_are_told_as_a_spreadsheet_does() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
    assert Place.parse(2, "$B$7:C9") == Place(2, 7, 2)
    assert Place.parse(1, "hela bladet") == Place(1, 1, 1)


@given(st.integers(min_value=1, max_value=16_384))
def test_column_letters_and_numbers_belong_together(number: int) -> None:
    assert column_number(column_letters(number)) == number


def notations(ten: str) -> list[str]:
    """The ways that a number is written, and some that people find of their own."""
    six, four = ten[:6], ten[6:]
    return [
        f"{six}-{four}", f"19{six}-{four}", f"20{six}{four}", ten, f"{six}+{four}", f"{six} {four}", f"{six}–{four}", f"{six} - {four}",
        f"{six[:2]} {six[2:4]} {six[4:]} {four}", f"19{six[:2]}-{six[2:4]}-{six[4:]}-{four}", f"pnr:{six}-{four}.", f"{six}\u00a0{four}",
        f"{six}\u2011{four}",
    ]  # fmt: skip


@given(st.dates(date(1905, 1, 1), date(2025, 12, 31)), st.integers(0, 999), st.booleans())
def test_every_personnummer_is_seen_however_it_is_written(born: date, serial: int, coordination: bool) -> None:
    day = born.day + 60 if coordination else born.day
    ten = with_check_digit(f"{born:%y%m}{day:02d}{serial:03d}")
    assert luhn_holds(ten)
    for written in notations(ten):
        assert trace_in(written) == "personnummer", written
    assert trace_in(int(f"19{ten}")) == "personnummer"
    if int(ten) >= 10**6:  # a number of a spreadsheet loses its first zeros
        assert trace_in(int(ten)) == "personnummer"
        assert trace_in(float(int(ten))) == "personnummer"


@pytest.mark.parametrize(
    "value",
    [
        f"{TEN[:-1]}{(int(TEN[-1]) + 1) % 10}",
        "9913011238",
        "0",
        0,
        5,
        99999,
        123456,
        -5,
        2.5,
        1e300,
        float("inf"),
        float("nan"),
        "2024-03",
        "2023H1",
        True,
        None,
    ],
)
def test_plain_numbers_are_let_past(value: object) -> None:
    assert trace_in(value) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["1990-01-01", "19900101", 19900101, "1/1/1990", "31.12.85", date(1990, 1, 1), datetime(1990, 1, 1)])  # noqa: DTZ001
def test_dates_are_seen(value: object) -> None:
    assert trace_in(value) == "fodelsedatum"  # type: ignore[arg-type]


@pytest.mark.parametrize("ten", [TEN, SAMORDNING, BORN_2001])
def test_the_fixtures_are_what_they_say(ten: str) -> None:
    assert luhn_holds(ten)
    assert len(ten) == 10


def test_words_are_compared_whatever_their_case_spaces_and_dashes() -> None:
    words = Words(["16–19 år", "Kvinna"])
    assert all(words.knows(text) for text in ("16-19 ÅR", "  kvinna ", "16—19\u00a0år", "17", "00042"))
    assert not any(words.knows(text) for text in ("Kvinnan", "123456", "Anna"))
    assert plain("A\n  b") == "a b"
    assert judged("Kvinna", words) is None


def test_pieces_and_odd_things_hide_their_text() -> None:
    assert "Testa" not in repr(Piece("ett sidhuvud", "Testa"))
    assert Odd("bild", "en bild").place is None


OPEN_FILES = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the open files of a process are looked up in /proc")


def held() -> list[Path]:
    """What this process has open."""
    return [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]


@OPEN_FILES
@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": "<workbook><sheets/></workbook>"},
        {"xl/workbook.xml": "<work"},
        {"xl/workbook.xml": "<workbook/>", "xl/_rels/workbook.xml.rels": "<R"},
        {"a": "b"},
        {"xl/workbook.xml": "0" * (2 << 20)},
    ],
    ids=["no sheets", "broken", "broken relations", "no workbook", "bomb"],
)
def test_no_file_is_held_while_its_error_is_shown(tmp_path: Path, parts: dict[str, str]) -> None:
    """On Windows the user could otherwise not save the corrected file over it."""
    path = tmp_path / "f.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    with pytest.raises(NyckeltalError) as refused, open_table(path):
        pass
    assert refused.value.field == "fil"
    assert path not in held()


@OPEN_FILES
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_file_is_held_by_an_error_halfway_through_its_rows(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"f.{ending}"
    if ending == "csv":
        path.write_bytes(csv_bytes(forms(3000)))
    else:
        save_xlsx(path, forms(3000))
    with pytest.raises(ValueError, match="halfway") as stopped, open_table(path) as table:
        for number, _ in table.rows(1):
            if number == 3:
                assert path in held()
                raise ValueError("halfway")
    assert path not in held()
    assert stopped.value.__traceback__ is not None


@OPEN_FILES
def test_no_file_is_held_where_its_insides_are_not_as_expected(tmp_path: Path) -> None:
    path, broken = save_xlsx(tmp_path / "f.xlsx", forms(3)), tmp_path / "g.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<styleSheet><cellXfs>" if name == "xl/styles.xml" else old.read(name))
    with pytest.raises(NyckeltalError) as refused, open_table(broken) as table:
        list(table.rows(1))
    assert "inre" in str(refused.value)
    assert broken not in held()
