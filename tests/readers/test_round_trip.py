"""What our own writers write, our readers read back; and so any table that another program writes by the format's rules."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.cubes import Cube, cubes
from exports.report_jsonstat import render_jsonstat
from exports.report_px import render_px
from register.disclosure.boxes import Universe
from register.disclosure.drafts import Axis, Draft, Node, margin
from register.disclosure.protected import ProtectedTable, release
from register.errors import CouldNot
from register.readers.jsonstat import read_jsonstat
from register.readers.px import read_px
from register.readers.statistics_file import load_bytes, read_bytes
from register.readers.table import BrokenFile, Category, Cell, Dimension, Table
from tests.exports.reports import period_table, report, table

PX_MARKS = {"dold": "..", "ej-tryckt": "."}
JSON_MARKS = {"dold": "··", "ej-tryckt": "."}


def check(made: ProtectedTable) -> None:
    """Both files of a protected table have its headings, and its cells in its order."""
    (one,) = cubes([made])
    written = report(tables=(made,))
    in_px = read_px(render_px(written)[one.name], "x.px")
    in_json = read_jsonstat(render_jsonstat(written)[one.name], "x.json")
    check_cells(one, in_px.cells, PX_MARKS)
    check_cells(one, in_json.cells, JSON_MARKS)
    wanted = [[category.code for category in heading.categories] for heading in one.headings]
    assert [list(dimension.codes) for dimension in in_json.dimensions] == wanted
    assert [list(dimension.codes) for dimension in in_px.dimensions if dimension.label != "Innehåll"] == wanted
    labels = [[" ".join(category.label.replace('"', "”").split()) for category in heading.categories] for heading in one.headings]
    assert [[category.label for category in dimension.categories] for dimension in in_px.dimensions if dimension.label != "Innehåll"] == labels
    assert {in_px.matrix, in_json.matrix} == {one.name}
    assert {in_px.source, in_json.source} == {written.subject}
    assert in_px.remarks == in_json.remarks == ()
    assert in_px.symbols[".."] == "··"


def check_cells(one: Cube, cells: tuple[Cell, ...], marks: dict[str, str]) -> None:
    assert cells == tuple(cell if isinstance(cell, int) else marks[cell] for cell in one.cells)


@pytest.mark.parametrize("made", [table(), period_table()], ids=["with dots", "by period"])
def test_our_own_files(made: ProtectedTable) -> None:
    check(made)


@given(
    st.lists(st.integers(0, 40), min_size=8, max_size=8), st.lists(st.text("åäö ;=,\"()[]#&<'A1", min_size=1, max_size=30), min_size=2, max_size=2)
)
@settings(max_examples=25)
def test_our_own_files_whatever_is_counted_and_however_it_is_called(counts: list[int], names: list[str]) -> None:
    omgangar, kons, svar = ("o1", "o2"), ("a", "b"), ("ja", "nej")
    universe = Universe(
        "slump", dict(zip(product(omgangar, kons, svar), counts, strict=True)), {one: one for one in omgangar}, frozenset(kons), frozenset(svar)
    )
    labels = [f"{number} {name}" for number, name in enumerate(names)]
    first = Axis("insats", "Insats", tuple(Node(one, label, frozenset([one])) for one, label in zip(omgangar, labels, strict=True)))
    kon = Axis("kon", "Kön", (*(Node(one, one.upper(), frozenset([one])) for one in kons), margin("Totalt", frozenset(kons))))
    answers = Axis("svar", "Svar", (*(Node(one, one, frozenset([one])) for one in svar), margin("Alla", frozenset(svar))))
    check(release([(Draft("slump", names[0], universe, first, kon, answers), names[1])])[0].table)


# -- Tables of others --------------------------------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="cp1252", exclude_categories=("C", "Z"), exclude_characters='"'), min_size=1, max_size=12)
FIGURES = st.one_of(
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**6), 10**6, places=2).map(lambda one: one + Decimal("0.00")),
    st.sampled_from([".", "..", "...", "....", ".....", "......", "-"]),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    names = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
    dimensions = []
    for name in names:
        codes = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
        dimensions.append(Dimension(name, name, tuple(Category(code, draw(WORDS)) for code in codes)))
    whole = 1
    for one in dimensions:
        whole *= len(one.categories)
    cells = draw(st.lists(FIGURES, min_size=whole, max_size=whole))
    return Table(draw(WORDS), draw(WORDS), draw(WORDS), draw(WORDS), "2026-01-02 08:00", "sv", draw(WORDS), tuple(dimensions), tuple(cells), 2)


def quoted(words: list[str]) -> str:
    return ",".join(f'"{word}"' for word in words)


def as_px(found: Table, *, stub: int, keyed: bool) -> str:
    """The plainest PX file of a table: the first ``stub`` dimensions at the side, their codes as keys where asked."""
    names = [one.id for one in found.dimensions]
    lines = [
        'CHARSET="ANSI"',
        'CODEPAGE="Windows-1252"',
        'LANGUAGE="sv"',
        "DECIMALS=2",
        f'MATRIX="{found.matrix}"',
        f'TITLE="{found.title}"',
        f'CONTENTS="{found.contents}"',
        f'UNITS="{found.units}"',
        f'SOURCE="{found.source}"',
        'LAST-UPDATED="20260102 08:00"',
        *([f"STUB={quoted(names[:stub])}"] if stub else []),
        *([f"HEADING={quoted(names[stub:])}"] if names[stub:] else []),
    ]
    for one in found.dimensions:
        lines += [f'VALUES("{one.id}")={quoted([category.label for category in one.categories])}', f'CODES("{one.id}")={quoted(list(one.codes))}']
    said = [f'"{cell}"' if isinstance(cell, str) else str(cell) for cell in found.cells]
    if not keyed:
        return ";\n".join([*lines, "DATA=\n" + " \n".join(said)]) + ";"
    lines += [f'KEYS("{name}")=CODES' for name in names[:stub]]
    keys = list(product(*(one.codes for one in found.dimensions[:stub])))
    width = len(said) // len(keys)
    rows = [(key, said[n * width : (n + 1) * width]) for n, key in enumerate(keys)]
    kept = [",".join((quoted(list(key)), " ".join(row))) for key, row in rows if set(row) != {"0"}]
    return ";\n".join([*lines, "DATA=\n" + " \n".join(kept)]) + ";"


@given(tables(), st.integers(0, 4), st.booleans())
def test_px_files_of_any_table(found: Table, stub: int, keyed: bool) -> None:
    stub = min(stub, len(found.dimensions))
    assert unroled(read_px(as_px(found, stub=stub, keyed=keyed and stub > 0).encode("cp1252"), "x.px")) == found


def unroled(found: Table) -> Table:
    """The table without roles, which a dimension called *region* gets of its name."""
    plain = tuple(Dimension(one.id, one.label, one.categories) for one in found.dimensions)
    return Table(
        found.title, found.contents, found.matrix, found.source, found.updated, found.language, found.units, plain, found.cells, found.decimals
    )


@given(tables())
def test_json_stat_of_any_table(found: Table) -> None:
    document = {
        "label": found.title,
        "id": [one.id for one in found.dimensions],
        "size": list(found.shape),
        "dimension": {
            one.id: {"label": one.label, "category": {"index": list(one.codes), "label": {each.code: each.label for each in one.categories}}}
            for one in found.dimensions
        },
        "value": [None if isinstance(cell, str) else float(cell) if isinstance(cell, Decimal) else cell for cell in found.cells],
        "status": {str(place): cell for place, cell in enumerate(found.cells) if isinstance(cell, str)},
    }
    read = read_jsonstat(json.dumps(document).encode(), "x.json")
    assert (read.dimensions, read.cells, read.title) == (found.dimensions, found.cells, found.title)


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_readers(data: bytes) -> None:
    for read in (read_px, read_jsonstat):
        with pytest.raises(BrokenFile):
            read(data, "x")


@given(tables(), st.integers(0, 10_000), st.sampled_from(['"', ";", ",", "=", "\n", "x", "å", "(", ""]))
def test_a_file_with_one_thing_wrong_is_read_or_refused(found: Table, place: int, planted: str) -> None:
    text = as_px(found, stub=1, keyed=True)
    place %= len(text)
    broken = text[:place] + planted + text[place + 1 :]
    line = fault_line(broken)
    assert line is None or 1 <= line <= broken.count("\n") + 2


def fault_line(text: str) -> int | None:
    """On which line a file is refused; None where it is read. Nothing else than a refusal may happen."""
    try:
        read_px(text.encode("cp1252"), "x.px")
    except BrokenFile as error:
        return error.line or 0
    return None


class TestFiles:
    def test_the_format_is_seen_in_the_file_not_its_name(self) -> None:
        made = report(tables=(table(),))
        px, stat = (read_bytes(render(made)["avslut"], "fil.txt") for render in (render_px, render_jsonstat))
        assert px.shape == stat.shape
        with pytest.raises(BrokenFile, match="JSON-stat"):
            read_bytes(b"\xef\xbb\xbf {}", "fil.px")

    def test_a_file_that_is_there(self, tmp_path: Path) -> None:
        (tmp_path / "fil").write_bytes(b"x" * 10)
        assert load_bytes(tmp_path / "fil") == b"x" * 10

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        for path in (tmp_path / "borta.px", tmp_path):
            with pytest.raises(CouldNot, match="går inte att öppna"):
                load_bytes(path)
