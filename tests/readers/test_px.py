"""PX files made for one thing each: encodings, keys, languages, marks, and every way in which one can be broken."""

from __future__ import annotations

import tracemalloc
from decimal import Decimal

import pytest

from register.readers import px_scan
from register.readers.px import read_px
from register.readers.table import MOST_BYTES, BrokenFile, Table, figure

HEAD = 'CHARSET="ANSI";\nAXIS-VERSION="2013";\nLANGUAGE="sv";\nMATRIX="PÅHITT";\nTITLE="Påhittade tal";\nCONTENTS="Antal";\nUNITS="antal";\n'
PLAIN = (
    f'{HEAD}STUB="region";\nHEADING="kön","tid";\nVALUES("region")="Riket","Norrdalen";\nVALUES("kön")="kvinnor","män";\n'
    'VALUES("tid")="2024","2025";\nCODES("region")="00","9901";\nTIMEVAL("tid")=TLIST(A1),"2024","2025";\nSOURCE="Påhittat";\n'
)
CELLS = 'DATA=\n1 2 3 4 \n5 ".." -7 8.5;\n'


def read(text: str, encoding: str = "cp1252") -> Table:
    return read_px(text.encode(encoding), "fil.px")


def refused(text: str) -> BrokenFile:
    with pytest.raises(BrokenFile) as error:
        read(text)
    return error.value


def test_a_plain_file() -> None:
    found = read(PLAIN + CELLS)
    assert [one.codes for one in found.dimensions] == [("00", "9901"), ("kvinnor", "män"), ("2024", "2025")]
    assert found.cells == (1, 2, 3, 4, 5, "..", -7, Decimal("8.5"))
    assert found.at("9901", "män", "2025") == Decimal("8.5")
    assert [one.role for one in found.dimensions] == ["region", "", "tid"]
    assert (found.title, found.matrix, found.source, found.units) == ("Påhittade tal", "PÅHITT", "Påhittat", "antal")


def test_a_cell_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        read(PLAIN + CELLS).at("9901", "annat", "2025")
    with pytest.raises(KeyError):
        read(PLAIN + CELLS).dimension("ålder")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r\n\x1a"])
def test_line_endings(ending: str) -> None:
    assert read((PLAIN + CELLS).replace("\n", ending)).cells == read(PLAIN + CELLS).cells


class TestEncodings:
    @pytest.mark.parametrize(
        ("said", "written"),
        [
            ("", "cp1252"),
            ("", "utf-8"),
            ("", "utf-8-sig"),
            ("utf-8", "utf-8"),
            ("UTF-8", "utf-8"),
            ("Windows-1252", "cp1252"),
            ("iso-8859-1", "cp1252"),
            ("ISO-8859-15", "iso-8859-15"),
            ("cp850", "cp850"),
        ],
    )
    def test_what_is_named_is_used(self, said: str, written: str) -> None:
        named = PLAIN.replace('LANGUAGE="sv";', f'CODEPAGE="{said}";\nLANGUAGE="sv";') if said else PLAIN
        assert read(named + CELLS, written).matrix == "PÅHITT"

    def test_without_charset_the_file_is_dos(self) -> None:
        assert read(PLAIN.removeprefix('CHARSET="ANSI";\n') + CELLS, "cp850").dimensions[1].label == "kön"

    def test_an_unknown_encoding_is_named_with_its_line(self) -> None:
        error = refused(f'CHARSET="ANSI";\nCODEPAGE="ebcdic";\n{CELLS}')
        assert (error.line, "ebcdic" in error.reason) == (2, True)

    @pytest.mark.parametrize("codec", ["zlib", "rot13", "idna", "unicode_escape"])
    def test_no_codec_of_pythons_own_is_ever_asked(self, codec: str) -> None:
        assert "känns inte igen" in refused(f'CODEPAGE="{codec}";\n{CELLS}').reason

    def test_signs_that_the_encoding_lacks(self) -> None:
        data = PLAIN.replace('LANGUAGE="sv";', 'CODEPAGE="utf-8";\nLANGUAGE="sv";').encode("cp1252")
        with pytest.raises(BrokenFile) as error:
            read_px(data, "fil.px")
        assert (error.value.line, "utf-8" in error.value.reason) == (5, True)

    def test_no_text_at_all(self) -> None:
        with pytest.raises(BrokenFile, match="ingen textfil"):
            read_px(b"PK\x03\x04\x00\x00\x00", "fil.px")


class TestLanguages:
    TWO = (
        'CHARSET="ANSI";LANGUAGE="en";LANGUAGES="en","sv";TITLE="Made up";TITLE[sv]="Påhittat";CONTENTS="Made up";\n'
        'STUB="region";STUB[sv]="område";HEADING="sex";HEADING[sv]="kön";VALUES("region")="North","South";VALUES[sv]("område")="Norr","Söder";\n'
        'VALUES("sex")="women","men";VALUES[sv]("kön")="kvinnor","män";CODES("region")="N","S";DECIMALS=0;SOURCE="Nobody";'
    )

    def test_what_swedish_lacks_is_taken_from_the_other(self) -> None:
        found = read(self.TWO + "DATA=1 2 3 4;")
        assert (found.title, found.contents, found.source, found.language) == ("Påhittat", "Made up", "Nobody", "sv")
        assert [(one.id, one.label) for one in found.dimensions] == [("region", "område"), ("sex", "kön")]
        assert [(one.code, one.label) for one in found.dimensions[0].categories] == [("N", "Norr"), ("S", "Söder")]

    def test_keys_are_in_the_files_own_language(self) -> None:
        found = read(self.TWO + 'KEYS("region")=VALUES;DATA="South",3 4 "North",1 2;')
        assert found.cells == (1, 2, 3, 4)
        assert [one.label for one in found.dimensions[0].categories] == ["Norr", "Söder"]

    def test_a_language_that_is_named_and_not_used(self) -> None:
        found = read(PLAIN.replace('LANGUAGE="sv"', 'LANGUAGE="en";LANGUAGES="en","sv"') + CELLS)
        assert (found.language, found.dimensions[1].label) == ("en", "kön")

    def test_the_own_language_may_be_named_in_brackets(self) -> None:
        assert read(PLAIN.replace("SOURCE=", "SOURCE[sv]=") + CELLS).source == "Påhittat"

    def test_languages_of_different_dimensions(self) -> None:
        error = refused(self.TWO.replace('HEADING[sv]="kön"', 'HEADING[sv]="kön","tid"') + "DATA=1 2 3 4;")
        assert (error.line, "båda språken" in error.reason) == (2, True)


class TestKeys:
    HEAD = PLAIN + 'KEYS("region")=CODES;\n'

    def test_rows_in_any_order_and_zeros_for_those_left_out(self) -> None:
        assert read(self.HEAD + 'DATA=\n"9901",5 6 ".." 8 ;').cells == (0, 0, 0, 0, 5, 6, "..", 8)

    def test_no_row_at_all_is_all_zeros(self) -> None:
        assert read(self.HEAD + "DATA=;").cells == (0,) * 8

    @pytest.mark.parametrize(
        ("rows", "line", "reason"),
        [
            ('"9902",1 2 3 4;', 2, "väntades nyckeln"),
            ("1 2 3 4;", 2, "väntades nyckeln"),
            ('"00",1 2 3 4\n"00",1 2 3 4;', 3, "två gånger"),
            ('"00",1 2 3;', 2, "slutar efter 3"),
            ('"00",1 2 3 4 5;', 2, "väntades nyckeln"),
            ('"00",1 2 "x" 4;', 2, "varken ett tal"),
        ],
    )
    def test_broken_rows(self, rows: str, line: int, reason: str) -> None:
        error = refused(self.HEAD + "DATA=\n" + rows)
        assert reason in error.reason
        assert error.line == self.HEAD.count("\n") + line

    def test_keys_of_an_unknown_kind(self) -> None:
        error = refused(PLAIN + 'KEYS("region")=NUMBERS;\nDATA=;')
        assert (error.line, "VALUES eller CODES" in error.reason) == (PLAIN.count("\n") + 1, True)

    def test_keys_of_only_some_of_the_stub(self) -> None:
        text = PLAIN.replace('STUB="region";\nHEADING="kön","tid"', 'STUB="region","kön";\nHEADING="tid"')
        assert "KEYS för ”kön”" in refused(text + 'KEYS("region")=CODES;\nDATA=;').reason


BROKEN = [
    ("", 1, "DATA"),
    ("Region;Kön;2024\n", 1, "väntades ett likhetstecken"),
    ('"text"=1;', 1, "väntades ett nyckelord"),
    ("=;", 1, "väntades ett nyckelord"),
    ('CHARSET="ANSI;\n', 1, "citattecken"),
    ('CHARSET="ANSI"\nMATRIX="x";\n', 2, "väntades ett kommatecken eller semikolon"),
    ("AGGREGALLOWED=NO\nMATRIX=3;\n", 2, "saknar sitt avslutande semikolon"),
    ('CHARSET="ANSI";\nMATRIX="x"', 2, "avslutande semikolon"),
    ("MATRIX", 1, "mitt i ett nyckelord"),
    ("MATRIX[", 1, "mitt i"),
    ("MATRIX[sv=", 1, "väntades ]"),
    ('VALUES("a"="b";', 1, "kommatecken eller en parentes"),
    ("$;", 1, "kan inte stå här"),
    ("DATA=1;", 1, "varken STUB eller HEADING"),
    ('STUB="a";\nHEADING="a";\nDATA=1;', 2, "två gånger"),
    ('STUB="a","b",;\nDATA=1;', 1, "kommatecken emellan"),
    ('STUB="a";\nHEADING=tid;\nDATA=1;', 2, "inom citattecken"),
    ('STUB="a";\nDATA=1;', 1, "saknar VALUES"),
    ('STUB="a";\nVALUES("a")="x","y";\nCODES("a")="1";\nDATA=1 2;', 3, "2 värden men 1 koder"),
    ('STUB="a";\nVALUES("a")="x","y";\nCODES("a")="1","1";\nDATA=1 2;', 3, "samma värde två gånger"),
    ('STUB="a";\nVALUES("a")="x","x";\nDATA=1 2;', 2, "samma värde två gånger"),
]


@pytest.mark.parametrize(("text", "line", "reason"), BROKEN, ids=[reason for _, _, reason in BROKEN])
def test_broken_words(text: str, line: int, reason: str) -> None:
    error = refused(text)
    assert reason in error.reason
    assert error.line == line


@pytest.mark.parametrize(
    ("cells", "line", "reason"),
    [
        ("DATA=\n1 2 3 4 \n5 6 7;\n", 1, "ska ha 8 celler, men filen har 7"),
        ("DATA=\n1 2 3 4 \n5 6 7 8 9;\n", 3, "fler tal än tabellens 8"),
        ("DATA=\n1 2 3 4 \n5 6 sju 8;\n", 3, "”sju” är varken ett tal"),
        ("DATA=\n1 2 3 4 \n5 6 1,5 7;\n", 3, "fler tal"),
        ('DATA=\n1 2 3 4 \n5 6 "7 8;\n', 3, "citattecken"),
        ('DATA=\n1 2 3 4 \n5 6 "........" 8;\n', 3, "varken ett tal"),
        ("DATA\n1 2 3 4 5 6 7 8;\n", 2, "väntades ett likhetstecken"),
        ("DATA=\n1 2 3 4 \n5 6 NaN inf;\n", 3, "NaN"),
    ],
)
def test_broken_cells(cells: str, line: int, reason: str) -> None:
    error = refused(PLAIN + cells)
    assert reason in error.reason
    assert error.line == PLAIN.count("\n") + line


def test_the_first_fault_is_told_and_the_message_has_all_three_parts() -> None:
    error = refused(PLAIN + "DATA=1 2;")
    assert str(error).startswith("Filen fil.px går inte att läsa. Rad ")
    assert "Inget har ändrats." in error.remedy
    assert error.field == "fil"


@pytest.mark.parametrize("delimiter", [" ", ",", ";", "\t", " ,\n"])
def test_every_delimiter_that_the_format_has_had(delimiter: str) -> None:
    assert read(PLAIN + "DATA=" + delimiter.join(["1", "2", "3", "4", "5", '"-"', "7", "8"]) + ";").cells == (1, 2, 3, 4, 5, "-", 7, 8)


def test_of_several_measures_each_has_its_unit_and_the_latest_date_counts() -> None:
    text = (
        f'{HEAD}STUB="tid";HEADING="mått";CONTVARIABLE="mått";VALUES("tid")="2025";VALUES("mått")="sysselsatta","arbetslöshet";\n'
        'UNITS("sysselsatta")="antal";UNITS("arbetslöshet")="procent";PRECISION("mått","arbetslöshet")=1;\n'
        'LAST-UPDATED("sysselsatta")="20250301 08:00";LAST-UPDATED("arbetslöshet")="20250401 08:00";DATA=10 5.5;'
    )
    found = read(text)
    assert [(one.unit, one.decimals) for one in found.dimensions[1].categories] == [("antal", None), ("procent", 1)]
    assert (found.dimensions[1].role, found.updated) == ("innehall", "2025-04-01 08:00")


@pytest.mark.parametrize(("said", "total"), [("YES", ""), ('"Riket"', "00"), ('"Ingen"', "")])
def test_what_stands_for_all(said: str, total: str) -> None:
    assert read(f'{PLAIN}ELIMINATION("region")={said};\n{CELLS}').dimensions[0].total == total


@pytest.mark.parametrize("said", ['TLIST(A1,"2024"-"2025")', 'TLIST(A1),"2024","2025"', "TLIST(A1)"])
def test_times_said_in_whatever_way(said: str) -> None:
    found = read(PLAIN.replace('TLIST(A1),"2024","2025"', said) + CELLS)
    assert (found.dimensions[2].role, found.remarks) == ("tid", ())


def test_keywords_of_tomorrow_are_passed_over() -> None:
    assert read(f'{PLAIN}X-NYTT[sv]("region","Riket")="a":"b",YES,-3;META-ID("region")="kommun";\n{CELLS}').cells[0] == 1


class TestBounds:
    def test_a_file_too_large(self) -> None:
        with pytest.raises(BrokenFile, match="större än 16 MB"):
            read_px(b" " * (MOST_BYTES + 1), "fil.px")

    def test_a_table_too_large_is_refused_before_a_cell_is_read(self) -> None:
        values = ",".join(f'"{number}"' for number in range(1001))
        text = f'{HEAD}STUB="a","b";VALUES("a")={values};VALUES("b")={values};KEYS("a")=VALUES;KEYS("b")=VALUES;DATA=;'
        tracemalloc.start()
        error = refused(text)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert "1002001 celler" in error.reason
        assert peak < 4 * 2**20

    def test_many_dimensions(self) -> None:
        names = [f"d{number}" for number in range(40)]
        stub = ",".join(f'"{name}"' for name in names)
        text = f"{HEAD}STUB={stub};" + "".join(f'VALUES("{name}")="x";' for name in names) + "DATA=1;"
        assert "40 dimensioner" in refused(text).reason

    def test_a_number_of_a_thousand_digits_is_none(self) -> None:
        assert "varken ett tal" in refused(f"{PLAIN}DATA=1 2 3 4 5 6 7 {'9' * 1000};").reason

    def test_long_texts_are_cut_in_messages(self) -> None:
        assert len(str(refused(f'TITLE="{"x" * 5000}" $;'))) < 400


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("-12", -12), ("+3", 3), ("1.50", Decimal("1.50")), (".5", Decimal("0.5")), ("5.", Decimal(5)), ("1.5E+03", Decimal(1500))],
)
def test_numbers(text: str, value: int | Decimal) -> None:
    found = figure(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["", "-", ".", "1e", "1e999", "e5", "1.2.3", "1 2", "½", "٣", "0x10", "1_000", "NaN", "Infinity"])
def test_what_is_no_number(text: str) -> None:
    assert figure(text) is None


def test_every_encoding_we_name_exists() -> None:
    for encoding in set(px_scan._ENCODINGS.values()):
        assert "åäö".encode(encoding).decode(encoding) == "åäö"
