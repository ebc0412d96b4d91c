"""Statistics Sweden's own example files: cells written down by hand from looking at the files, and what is wrong in the broken ones."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from register.readers.px import read_px
from register.readers.table import BrokenFile, Cell, Table
from tests.readers.real import FOLDER, NAMES, real

SYMBOLS = ("one", "two", "three", "four", "five", "six")


def table(name: str) -> Table:
    return read_px(real(name), name)


SHAPES = [
    ("BE0101A1hierreg.px", (1, 312, 4, 4, 2), "BE0101A1", "2006-02-09 15:20"),
    ("BE0101A1proc.px", (3, 4, 2, 2, 2), "BE0101A1", "2006-02-09 15:20"),
    ("BE0101F1allakw.px", (4, 3, 1, 2, 2), "BE0101F1", "2004-02-12 16:28"),
    ("BE0101F1datasymbols.px", (4, 3, 1, 2), "BE0101F1", "2004-02-12 16:28"),
    ("BE0101F1errorTimeval.px", (4, 3, 1, 2, 2), "BE0101F1", "2004-02-12 16:28"),
    ("BE0101F1langensvolikacelln.px", (4, 3, 1, 2, 2), "BE0101F1", "2004-02-12 16:28"),
    ("BE0101F1nildotsymbols.px", (4, 3, 1, 2, 2), "BE0101F1", "2004-02-12 16:28"),
    ("BE0101F1symbnotkeys.px", (4, 3, 1, 2, 2), "BE0101F1", "2004-02-12 16:28"),
    ("EXEMPEL1.PX", (4, 3, 1, 2, 2), "BE0101F1", "2004-02-12 16:28"),
    ("HA0201E8.px", (9, 13), "HA0201E8", "2009-06-04 09:58"),
    ("PR0101B3.px", (12, 27), "PR0101B3", "2009-07-08 12:44"),
]


@pytest.mark.parametrize(("name", "shape", "matrix", "updated"), SHAPES, ids=[one[0] for one in SHAPES])
def test_the_shape_and_origin_of_each(name: str, shape: tuple[int, ...], matrix: str, updated: str) -> None:
    found = table(name)
    assert (found.shape, found.matrix, found.updated) == (shape, matrix, updated)
    assert len(found.cells) == math.prod(shape)
    assert found.source in {"Statistics Sweden", "Statistiska centralbyrån (SCB)"}
    assert sum(one.role == "tid" for one in found.dimensions) == 1


CELLS: list[tuple[str, tuple[str, ...], Cell]] = [
    ("BE0101A1hierreg.px", ("38", "00", "OG", "2002", "1"), 32910),
    ("BE0101A1hierreg.px", ("38", "00", "OG", "2002", "2"), 24743),
    ("BE0101A1hierreg.px", ("38", "00", "SK", "2005", "2"), 7618),
    ("BE0101A1hierreg.px", ("38", "01", "OG", "2002", "1"), 7791),
    ("BE0101A1hierreg.px", ("38", "2584", "SK", "2005", "2"), 24),
    ("BE0101A1proc.px", ("01", "OG", "2004", "number", "1"), Decimal("522028.00")),
    ("BE0101A1proc.px", ("01", "G", "2005", "Per cent", "2"), Decimal("50.13")),
    ("BE0101A1proc.px", ("04", "SK", "2005", "Per cent", "2"), Decimal("54.92")),
    ("BE0101F1allakw.px", ("00", "20", "2003", "BE0101F1", "1"), 456),
    ("BE0101F1allakw.px", ("00", "20", "2003", "BE0101F1", "2"), "."),
    ("BE0101F1allakw.px", ("01", "22", "2003", "BE0101F1", "2"), "......"),
    ("BE0101F1allakw.px", ("0114", "21", "2003", "BE0101F2", "2"), 57),
    ("BE0101F1allakw.px", ("0115", "22", "2003", "BE0101F2", "2"), 35),
    ("BE0101F1datasymbols.px", ("01", "20", "2003", "2"), "...."),
    ("BE0101F1datasymbols.px", ("0115", "20", "2003", "1"), 17),
    ("BE0101F1errorTimeval.px", ("00", "21", "2003", "BE0101F2", "1"), 305),
    ("BE0101F1langensvolikacelln.px", ("00", "21", "2003", "BE0101F1", "2"), ".."),
    ("BE0101F1langensvolikacelln.px", ("00", "22", "2003", "BE0101F1", "2"), 0),
    ("BE0101F1langensvolikacelln.px", ("0114", "20", "2003", "BE0101F2", "2"), 43),
    ("BE0101F1nildotsymbols.px", ("00", "20", "2003", "BE0101F1", "1"), "-"),
    ("BE0101F1nildotsymbols.px", ("00", "20", "2003", "BE0101F2", "2"), "..."),
    ("BE0101F1nildotsymbols.px", ("00", "21", "2003", "BE0101F1", "1"), 0),
    ("BE0101F1nildotsymbols.px", ("00", "22", "2003", "BE0101F1", "2"), "-"),
    ("BE0101F1nildotsymbols.px", ("0114", "20", "2003", "BE0101F1", "2"), "-"),
    ("BE0101F1symbnotkeys.px", ("00", "20", "2003", "BE0101F1", "2"), "."),
    ("BE0101F1symbnotkeys.px", ("01", "22", "2003", "BE0101F1", "2"), "......"),
    ("BE0101F1symbnotkeys.px", ("0114", "20", "2003", "BE0101F1", "1"), 14),
    ("BE0101F1symbnotkeys.px", ("0115", "22", "2003", "BE0101F2", "2"), 35),
    ("EXEMPEL1.PX", ("00", "21", "2003", "BE0101F1", "2"), "-"),
    ("EXEMPEL1.PX", ("00", "22", "2003", "BE0101F2", "2"), 511),
    ("HA0201E8.px", ("6", "2009K1"), 91),
    ("HA0201E8.px", ("3", "2008K4"), 115),
    ("PR0101B3.px", ("01.1.3", "2007M02"), Decimal("331.86")),
    ("PR0101B3.px", ("01.2", "2008M12"), Decimal("182.84")),
]


@pytest.mark.parametrize(("name", "codes", "cell"), CELLS, ids=[f"{name}-{'-'.join(codes)}" for name, codes, _ in CELLS])
def test_cells_as_they_stand_in_the_file(name: str, codes: tuple[str, ...], cell: Cell) -> None:
    assert table(name).at(*codes) == cell


def test_of_two_languages_swedish_is_read() -> None:
    found = table("BE0101F1langensvolikacelln.px")
    assert found.language == "sv"
    assert [one.label for one in found.dimensions] == ["region", "ålder", "tid", "typ", "kön"]
    assert [one.label for one in found.dimensions[4].categories] == ["män", "kvinnor"]
    assert found.title == "Flyttningar efter region, ålder, tid, typ och kön"
    assert (found.contents, found.units, found.source) == ("Flyttningar", "antal", "Statistiska centralbyrån (SCB)")
    assert found.notes == ("Obligatorisk svensk not", "Test svensk not")
    assert found.symbols == {".": "hej", "..": "hej då", ".......": "summa"}
    assert [one.unit for one in found.dimensions[3].categories] == ["antal", "antal"]
    assert found.dimensions[0].total == "00"
    assert found.remarks == ()


def test_labels_in_windows_1252() -> None:
    assert [one.label for one in table("BE0101F1symbnotkeys.px").dimensions[0].categories][2] == "0114 Upplands Väsby"
    assert table("HA0201E8.px").notes[0].endswith("(2000=index100).")
    assert "marked with … For foreign trade" in table("HA0201E8.px").notes[0]


def test_a_text_over_several_lines_is_one() -> None:
    found = table("BE0101A1proc.px")
    assert found.title == "Population by region, marital status, period and sex.Distribution by number and Per cent."
    (note,) = found.notes
    assert note.startswith("The tables show the conditions on December 31st for each respective year according to administrative")
    assert note.endswith("subdivisions of January 1st of the following year")


def test_what_the_marks_mean() -> None:
    assert table("BE0101F1datasymbols.px").symbols == {**{"." * (n + 1): word for n, word in enumerate(SYMBOLS)}, "." * 7: "sum"}
    assert table("BE0101F1nildotsymbols.px").symbols["-"] == "nothing"
    assert table("EXEMPEL1.PX").symbols == {}


def test_decimals_of_the_table_and_of_one_measure() -> None:
    found = table("BE0101A1proc.px")
    assert (found.decimals, [one.decimals for one in found.dimensions[3].categories]) == (0, [None, 2])
    assert table("PR0101B3.px").decimals == 2


def test_keys_give_the_same_cells_as_none() -> None:
    assert table("BE0101F1symbnotkeys.px").cells == table("BE0101F1allakw.px").cells


def test_hierarchies_are_passed_over() -> None:
    regions = table("BE0101A1hierreg.px").dimension("Region")
    assert (len(regions.categories), regions.role, regions.total) == (312, "region", "00")
    assert {"2080", "2081"} <= set(regions.codes)


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("BE0101F1errorHeading.px", 16, "Efter ”peri” väntades ett kommatecken"),
        ("BE0101F1errorValues.px", 18, "Efter ”00 S” väntades ett kommatecken"),
        ("BE0101F1missingData.px", 80, "tar slut utan DATA"),
    ],
)
def test_the_broken_ones_are_refused_with_line_and_reason(name: str, line: int, reason: str) -> None:
    with pytest.raises(BrokenFile, match=reason) as refused:
        table(name)
    assert refused.value.line == line
    assert f"Rad {line}: " in str(refused.value)
    assert name in refused.value.what
    assert refused.value.remedy


def test_the_slightly_wrong_ones_are_read_with_a_remark() -> None:
    (said,) = table("BE0101F1errorTimeval.px").remarks
    assert said.startswith("Rad 23: TIMEVAL har 2 tider")
    assert [table(name).remarks for name in ("HA0201E8.px", "PR0101B3.px")] == [
        ("Filen slutar utan semikolon. Alla tal finns, men kontrollera det sista.",)
    ] * 2


@pytest.mark.parametrize("name", [name for name, *_ in SHAPES if name != "BE0101F1symbnotkeys.px"])  # which pyaxis can't read
@pytest.mark.filterwarnings("ignore")
def test_a_second_reader_sees_the_same_numbers(name: str) -> None:
    """pyaxis knows neither marks nor languages, but reads plain numbers in the same order."""
    from pyaxis import pyaxis

    mine = table(name)
    theirs = pyaxis.parse(str(FOLDER / name), encoding="cp1252")["DATA"]["DATA"].tolist()
    assert len(theirs) == len(mine.cells)
    for cell, seen in zip(mine.cells, theirs, strict=True):
        if not isinstance(cell, str):
            assert Decimal(seen) == cell


def test_every_real_file_is_looked_at() -> None:
    assert {one for one, *_ in SHAPES} | {"BE0101F1errorHeading.px", "BE0101F1errorValues.px", "BE0101F1missingData.px"} == set(NAMES)
