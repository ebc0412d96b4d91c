"""The search of a file, piece by piece: what each part of a workbook tells, and what is let past."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from register.errors import CouldNot, NyckeltalError
from register.readers import workbook_search
from register.readers.cells import Odd, Piece, Place, Value
from register.readers.faults import Fault, Words, in_cells, judged, outside_cells, plain, trace_fault
from register.readers.opening import open_table
from register.readers.package import MOST_PARTS, Package
from register.readers.personal import trace_in
from tests.imports.planted import NAME, SAMORDNING, TEN, with_check_digit

KNOWN = Words(["Kvinna", "Man", "16–19 år", "Start: Kön"])


class MadeUp:
    """A file in memory: sheets of rows, and what lies beside them."""

    def __init__(self, *sheets: Sequence[Sequence[Value]], beside: Sequence[Piece | Odd] = ()) -> None:
        self._sheets, self._beside = sheets, beside

    @property
    def sheets(self) -> int:
        return len(self._sheets)

    def sheet_named(self, name: str) -> int | None:
        return None

    def rows(self, sheet: int) -> Iterator[tuple[int, list[Value]]]:
        yield from ((number, list(row)) for number, row in enumerate(self._sheets[sheet - 1], 1))

    def pieces(self) -> Iterator[Piece | Odd]:
        yield from self._beside

    def rows_in(self, sheet: int) -> int:
        return len(self._sheets[sheet - 1])


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (NAME, "fritext"), (f"{TEN[:6]}-{TEN[6:]}", "personnummer"), (int(TEN), "personnummer"), (SAMORDNING, "personnummer"),
        ("1990-01-01", "fodelsedatum"), (19900101, "fodelsedatum"), ("123456", "fritext"), ("Kvinna och man", "fritext"),
    ],
)  # fmt: skip
def test_what_is_refused_in_a_cell_of_another_sheet(value: Value, kind: str) -> None:
    (fault,) = in_cells(MadeUp([], [[None, "Kvinna"], ["Man", None, value]]), 2, KNOWN)
    assert (fault.kind, fault.where) == (kind, "blad 2, cell C2")
    assert fault.place == Place(2, 2, 3)
    assert str(value) not in fault.line()


@pytest.mark.parametrize("value", [None, "Kvinna", " KVINNA ", "16-19 år", "17", 17, 0.5, True, "–", "...", "start:  kön", 123456, -4])
def test_what_is_let_past(value: Value) -> None:
    assert list(in_cells(MadeUp([[value]]), 1, KNOWN)) == []


@pytest.mark.parametrize("what", ["formel", "felvarde", "kommentar", "bild", "makro", "lank", "inbaddat", "okand-del", "tecken"])
def test_every_odd_thing_is_told_in_words(what: str) -> None:
    (fault,) = outside_cells(MadeUp([], beside=[Odd(what, "blad 1, cell B2", Place(1, 2, 2))]), KNOWN)  # type: ignore[arg-type]
    assert fault.kind == what
    assert all(part.endswith(".") for part in (fault.what, fault.why, fault.remedy))


@pytest.mark.parametrize("what", ["sammanslagen", "dold-rad"])
def test_what_matters_only_where_rows_are_read(what: str) -> None:
    table = MadeUp([], [], beside=[Odd(what, "blad 2, cell B2", Place(2, 2, 2))])  # type: ignore[arg-type]
    assert [fault.kind for fault in outside_cells(table, KNOWN)] == [what]
    assert [fault.kind for fault in outside_cells(table, KNOWN, 2)] == [what]
    assert list(outside_cells(table, KNOWN, 1)) == []


def test_a_number_format_is_searched_for_numbers_and_not_for_words() -> None:
    beside = [Piece("ett talformat", '0 "kronor"', words=False), Piece("ett talformat", f'"{TEN}"0', words=False)]
    assert [fault.kind for fault in outside_cells(MadeUp([], beside=beside), KNOWN)] == ["personnummer"]


def test_a_fault_as_a_line_and_as_a_document() -> None:
    fault = Fault("svar", "cell B7", "Fel.", "Därför.", "Gör så.", Place(1, 7, 2), "start.kon")
    assert fault.line() == "Cell B7: Fel. Därför. Gör så."
    assert fault.document() == {
        "slag": "svar", "plats": "cell B7", "blad": 1, "cell": "B7", "falt": "start.kon", "fel": "Fel.", "varfor": "Därför.", "gor": "Gör så.",
    }  # fmt: skip
    bare = Fault("tom", "filen", "Filen är tom.", "", "Fyll i den.")
    assert bare.line() == "Filen: Filen är tom. Fyll i den."
    assert bare.document()["cell"] is None


def test_a_trace_is_told_with_its_field() -> None:
    fault = trace_fault(int(TEN), Place(1, 2, 3), "cell C2", "start.omrade")
    assert fault is not None
    assert (fault.kind, fault.field) == ("personnummer", "start.omrade")
    assert trace_fault("Kvinna", Place(1, 2, 3), "cell C2") is None


@given(st.text(max_size=40))
def test_plain_text_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert Words([text]).knows(text)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Nd"]), max_size=30))
def test_text_without_digits_tells_of_no_number(text: str) -> None:
    assert trace_in(text) is None


@given(st.text(max_size=15), st.text(max_size=15), st.integers(0, 99), st.integers(1, 12), st.integers(1, 28), st.integers(0, 999))
def test_a_personnummer_is_seen_inside_any_text(before: str, after: str, year: int, month: int, day: int, serial: int) -> None:
    ten = with_check_digit(f"{year:02d}{month:02d}{day:02d}{serial:03d}")
    written = f"{before} {ten[:6]}-{ten[6:]} {after}"
    if not any(letter.isdigit() for letter in before[-3:] + after[:3]):
        assert trace_in(written) is not None
        assert judged(written, KNOWN) is not None


def test_a_file_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        for number in range(MOST_PARTS + 1):
            book.writestr(f"xl/worksheets/sheet{number}.xml", b"<a/>")
    with pytest.raises(NyckeltalError, match="orimligt"):
        Package(path)


def test_a_part_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """One reader would take the first and another the last: what is searched would not be what is read."""
    path = tmp_path / "f.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    with pytest.raises(NyckeltalError, match="orimligt"):
        Package(path)


def test_sheets_are_named_by_number_and_never_by_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = NAME
    book.active["A1"] = NAME
    book.save(tmp_path / "f.xlsx")
    with open_table(tmp_path / "f.xlsx") as table:
        assert table.sheet_named(NAME.upper()) == 1
        faults = [*outside_cells(table, KNOWN), *in_cells(table, 1, KNOWN)]
    assert [fault.where for fault in faults] == ["namnet på blad 1", "blad 1, cell A1"]
    assert NAME not in "".join(fault.line() for fault in faults)


def test_the_authors_of_a_file_may_stay_and_its_manager_not(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        book.set_properties({"author": NAME, "company": "Kommunen", "manager": NAME})
        book.add_worksheet()
    with open_table(tmp_path / "f.xlsx") as table:
        found = [fault.where for fault in outside_cells(table, Words(["Sheet1"]))]
    assert found == ["dokumentegenskapen chef"]


def test_formulas_hide_no_text(tmp_path: Path) -> None:
    """The value of a formula is what was last reckoned; its own text is searched as well."""
    book = openpyxl.Workbook()
    book.active["A1"] = f'=IF(1=1,"Kvinna","{NAME}")'
    book.save(tmp_path / "f.xlsx")
    with open_table(tmp_path / "f.xlsx") as table:
        kinds = {fault.kind for fault in outside_cells(table, Words(["Sheet", "Kvinna"]))}
    assert kinds == {"formel", "fritext"}


def test_a_rule_that_colours_cells_is_searched(tmp_path: Path) -> None:
    from openpyxl.formatting.rule import FormulaRule

    book = openpyxl.Workbook()
    book.active.conditional_formatting.add("A1:A9", FormulaRule(formula=[f'$A1="{NAME}"']))
    book.save(tmp_path / "f.xlsx")
    with open_table(tmp_path / "f.xlsx") as table:
        assert [fault.where for fault in outside_cells(table, Words(["Sheet"]))] == ["formel eller lista på blad 1"]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="33333333"><c r="A33333333"><v>1</v></c></row>',
        '<row r="1048577"/>',
        '<row r="0"/>',
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>',
        '<row r="2"><c r="2A"><v>1</v></c></row>',
        '<row r="3"/><row r="2"/>',
        '<row r="2"><c r="C2"><v>1</v></c><c r="B2"><v>1</v></c></row>',
        '<row r="2"><c r="C2"><v>1</v></c><c r="C2"><v>1</v></c></row>',
    ],
)
def test_a_cell_beyond_the_sheet_or_out_of_order_is_refused(tmp_path: Path, rows: str) -> None:
    """Reading on would fill in thirty million empty rows, or leave the row out unsearched."""
    path = sheet_of(tmp_path, rows)
    with pytest.raises(CouldNot, match="utanför bladet"), open_table(path) as table:
        list(table.pieces())


def test_the_last_cell_of_a_sheet_is_read(tmp_path: Path) -> None:
    path = sheet_of(tmp_path, '<row r="1"><c r="XFD1"><v>7</v></c></row><row><c><v>8</v></c><c><v>9</v></c></row><row r="1048576"/>')
    with open_table(path) as table:
        assert not [found for found in table.pieces() if isinstance(found, Odd)]
        (first, row), second = islice(table.rows(1), 2)
    assert (first, len(row), row[-1]) == (1, 16_384, 7)
    assert second == (2, [8, 9])


def sheet_of(folder: Path, rows: str) -> Path:
    """A workbook whose one sheet has these rows, as XML."""
    made = openpyxl.Workbook()
    made.active.title = "Blad1"
    made.save(folder / "mall.xlsx")
    with zipfile.ZipFile(folder / "mall.xlsx") as old, zipfile.ZipFile(folder / "f.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", f"{rows}</sheetData>".encode())
                assert rows.encode() in data
            new.writestr(name, data)
    return folder / "f.xlsx"


HIDDEN: dict[str, Callable[[str, str], str]] = {
    "full-width": lambda a, b: "".join(chr(0xFF10 + int(digit)) for digit in a) + "\uff0d" + b,
    "arabic digits": lambda a, b: "".join(chr(0x660 + int(digit)) for digit in a + b),
    "non-breaking hyphen": lambda a, b: f"{a}\u2011{b}",
    "soft hyphen": lambda a, b: f"{a}\u00ad{b}",
    "soft hyphens": lambda a, b: "\u00ad".join(a + b),
    "zero-width space": lambda a, b: f"{a}\u200b{b}",
    "word joiner": lambda a, b: f"{a}\u2060-\u2060{b}",
    "byte order mark": lambda a, b: f"{a[:3]}\ufeff{a[3:]}{b}",
    "stroke over each": lambda a, b: "\u0336".join(a + b),
    "tab": lambda a, b: f"{a}\t{b}",
    "line break": lambda a, b: f"{a}\r\n{b}",
    "comma": lambda a, b: f"{a},{b}",
    "comma and space": lambda a, b: f"{a}, {b}",
    "hyphen bullet": lambda a, b: f"{a}\u2043{b}",
    "digit by digit": lambda a, b: " ".join(a + b),
    "digit by digit with hyphen": lambda a, b: f"{' '.join(a)} - {' '.join(b)}",
    "twelve, digit by digit": lambda a, b: ".".join("19" + a + b),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_personnummer_is_seen_however_it_is_written(how: str) -> None:
    text = HIDDEN[how](TEN[:6], TEN[6:])
    assert trace_in(text) == trace_in(f"nr {text}.") == "personnummer"


@pytest.mark.parametrize("text", ["1985-1-1", "1985-1-01", "1985/12/1", "född 1985.1.1", "85-01-31", "1985\u20111\u20111", "1-1-85", "31/1 1985"])
def test_a_date_of_birth_is_seen_however_it_is_written(text: str) -> None:
    assert trace_in(text) == "fodelsedatum"


@pytest.mark.parametrize("text", ["2024-1", "1985", "16–19 år", "1-2-3", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10", "#,##0.00", "2024-13-1", "99-99-99"])
def test_other_numbers_tell_of_nobody(text: str) -> None:
    assert trace_in(text) is None


@pytest.mark.parametrize("code", [f"{TEN[:6]}\\-{TEN[6:]}", f'"{TEN[:6]}"-"{TEN[6:]}"', f'0"{TEN[:6]}\u00ad{TEN[6:]}"'])
def test_a_number_format_hides_no_personnummer(tmp_path: Path, code: str) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 7
    book.active["A1"].number_format = code
    book.save(tmp_path / "f.xlsx")
    with open_table(tmp_path / "f.xlsx") as table:
        assert "personnummer" in {fault.kind for fault in outside_cells(table, Words(["Sheet"]))}


def shared_texts(folder: Path, extra: int) -> Path:
    """A workbook with a used text, and as many more that no cell shows."""
    with xlsxwriter.Workbook(folder / "mall.xlsx") as book:
        book.add_worksheet().write_string(0, 0, "Kvinna")
    with zipfile.ZipFile(folder / "mall.xlsx") as old, zipfile.ZipFile(folder / "f.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/sharedStrings.xml":
                assert b"</sst>" in data
                data = data.replace(b"</sst>", b"<si><t>7</t></si>" * extra + b"</sst>")
            new.writestr(name, data)
    return folder / "f.xlsx"


def test_so_many_unused_texts_that_searching_takes_minutes_are_refused(tmp_path: Path) -> None:
    path = shared_texts(tmp_path, 101_000)
    with pytest.raises(CouldNot, match="för många texter"), open_table(path) as table:
        list(table.pieces())
    with open_table(shared_texts(tmp_path, 500)) as table:
        assert sum(isinstance(found, Piece) and "ligger kvar" in found.where for found in table.pieces()) == 500


@pytest.mark.parametrize(("bound", "what"), [("MOST_TEXTS", "texter"), ("MOST_CELLS", "celler")])
def test_twenty_thousand_rows_of_sixty_columns_are_within_bounds_and_more_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, what: str
) -> None:
    assert getattr(workbook_search, bound) > 20_001 * 60
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        page = book.add_worksheet()
        for row in range(20):
            page.write_row(row, 0, [f"{row} {column}" for column in range(60)])
    monkeypatch.setattr(workbook_search, bound, 18 * 60)
    with open_table(tmp_path / "f.xlsx") as table, pytest.raises(CouldNot, match=f"för många {what}"):
        list(table.pieces())
    monkeypatch.setattr(workbook_search, bound, 20 * 60)
    with open_table(tmp_path / "f.xlsx") as table:
        assert list(table.pieces())


def test_a_list_of_texts_of_unreasonable_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared_texts(tmp_path, 100)
    monkeypatch.setattr("register.readers.package.MOST_TEXTS_UNPACKED", 500)
    with pytest.raises(NyckeltalError, match="orimligt"), open_table(path):
        pass
