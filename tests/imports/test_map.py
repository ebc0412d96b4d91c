"""The column map: a förbund's own sheet read as it stands; what is wrong with a map is told by line."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from register.insats.imports_columns import ColumnMap
from register.insats.imports_map import ColumnMapError, keep_map, kept_map, load_map, map_text
from register.readers.personal import trace_in
from register.templates import form_columns
from register.vocabulary.loader import load
from tests.imports.planted import NAME, TEN
from tests.imports.reading import cells_of, counted, read, read_in
from tests.imports.recount import recount
from tests.insats.world import World

COLUMNS = form_columns(load(None), "coach")
MAP = """
version = 1
blad = "Blanketter 2024"
rubrikrad = 3
utan = ["Löpnr"]
texter = ["Startblanketter", "Kopierade i januari"]

[kolumner]
"Man/kvinna" = "start.kon"
"Ålder" = "start.aldersgrupp"
"Började" = "start.manad"
"Slutade" = "avslut.manad"
"Orsak" = "avslut.avslutsanledning"

[ord."start.kon"]
"K" = "kvinna"
"M" = "man"

[ord.avslutsanledning]
"Jobb" = "arbete-utan-stod"
"""
OWN = [
    [1, "k", "25-29", "2024-02", "2024-05", "jobb"],
    [2, "M", "30–39 ÅR", "2024-03-12", "2024-06", "Studier"],
    [3, "Kvinna", "16-19", 202402, None, None],
]
AS_ROWS = [
    {
        "start.kon": "kvinna",
        "start.aldersgrupp": "25-29",
        "start.manad": "2024-02",
        "avslut.avslutsanledning": "arbete-utan-stod",
        "avslut.manad": "2024-05",
    },
    {"start.kon": "man", "start.aldersgrupp": "30-39", "start.manad": "2024-03", "avslut.avslutsanledning": "studier", "avslut.manad": "2024-06"},
    {"start.kon": "kvinna", "start.aldersgrupp": "16-19", "start.manad": "2024-02"},
]


def own_sheet(path: Path, *, title: str = "Blanketter 2024", top: str = "Startblanketter") -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Blad1"
    page = book.create_sheet(title)
    page.append([top])
    page.append([None, "Kopierade i januari"])
    page.append(["Löpnr", "Man/kvinna", "Ålder", "Började", "Slutade", "Orsak"])
    for row in OWN:
        page.append(row)
    book.save(path)
    return path


def column_map(folder: Path, text: str = MAP) -> ColumnMap:
    path = folder / "karta.toml"
    path.write_bytes(text.encode())
    return load_map(path, COLUMNS)


def test_an_own_sheet_is_read_by_its_map(world: World, tmp_path: Path) -> None:
    read_in(world.insats, own_sheet(tmp_path / "egen.xlsx"), column_map=column_map(tmp_path))
    assert counted(world, ("2024H1",)) == recount(AS_ROWS)


def test_the_same_rows_by_the_template_are_the_same_content(world: World, tmp_path: Path) -> None:
    from tests.imports.forms_file import save_xlsx

    read_in(world.insats, own_sheet(tmp_path / "egen.xlsx"), column_map=column_map(tmp_path))
    assert read(world.insats, save_xlsx(tmp_path / "mall.xlsx", AS_ROWS)).again


def test_without_its_map_the_sheet_is_refused_and_not_repeated(world: World, tmp_path: Path) -> None:
    reading = read(world.insats, own_sheet(tmp_path / "egen.xlsx"))
    said = "\n".join(fault.line() for fault in reading.faults)
    assert reading.faults
    assert not [text for text in ("Man/kvinna", "Blanketter", "Kopierade", "Jobb") if text.casefold() in said.casefold()]


def test_a_title_that_the_map_does_not_name_is_free_text(world: World, tmp_path: Path) -> None:
    found = cells_of(read(world.insats, own_sheet(tmp_path / "e.xlsx", top="Testas blanketter"), column_map=column_map(tmp_path)))
    assert found["blad 2, cell A1"] if "blad 2, cell A1" in found else {"cell A1": {"fritext"}}.items() <= found.items()


@pytest.mark.parametrize("value", [100_000, "A7", 1.5, "2024-02-03", TEN])
def test_a_column_that_is_not_read_may_hold_small_numbers_alone(world: World, tmp_path: Path, value: object) -> None:
    path = own_sheet(tmp_path / "egen.xlsx")
    book = openpyxl.load_workbook(path)
    book["Blanketter 2024"]["A5"] = value
    book.save(path)
    (fault,) = read(world.insats, path, column_map=column_map(tmp_path)).faults
    assert (fault.place and fault.place.a1) == "A5"
    assert str(value) not in fault.line()


def test_a_sheet_that_is_not_there_is_told_without_its_name(world: World, tmp_path: Path) -> None:
    from register.errors import BadInput

    with pytest.raises(BadInput, match="kolumnkartan") as refused:
        read(world.insats, own_sheet(tmp_path / "e.xlsx", title="Testa"), column_map=column_map(tmp_path))
    assert "Blanketter" not in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("version = 1", "version = 2", 2, "version"),
        ("version = 1", "versoin = 1", 2, "känns inte igen"),
        ("rubrikrad = 3", "rubrikrad = 0", 4, "radnummer"),
        ("rubrikrad = 3", 'rubrikrad = "tre"', 4, "radnummer"),
        ('"Blanketter 2024"', "2024", 3, "bladets namn"),
        ('["Löpnr"]', '"Löpnr"', 5, "lista"),
        ('"start.aldersgrupp"', '"start.alder"', 10, "finns inte"),
        ('"start.aldersgrupp"', '"start.kon"', 8, "Två rubriker"),
        ('"start.aldersgrupp"', "1", 8, "citattecken"),
        ('"K" = "kvinna"', '"K" = "kvinnor"', 16, "Koden finns inte"),
        ("[ord.avslutsanledning]", "[ord.orsak]", 19, "heter så"),
        ('"Orsak" =', '"Orsak"', 13, "likhetstecken"),
        ("Kopierade i januari", TEN, 1, "personnummer"),
    ],
)
def test_what_is_wrong_with_a_map_is_told_by_line(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    assert old in MAP
    with pytest.raises(ColumnMapError) as refused:
        column_map(tmp_path, MAP.replace(old, new))
    assert refused.value.line == line
    assert reason in refused.value.reason


def test_a_map_is_kept_for_next_time(world: World, tmp_path: Path) -> None:
    found = column_map(tmp_path)
    catalogue = world.insats.catalogue
    kept = keep_map(catalogue, "coach", found)
    assert kept == kept_map(catalogue, "coach")
    assert load_map(kept, COLUMNS) == found
    assert keep_map(catalogue, "coach", load_map(kept, COLUMNS)) == kept
    assert load_map(kept, COLUMNS) == found
    world.reopen()  # a folder of maps beside the vaults is in nobody's way


def test_what_a_map_says_beside_its_texts_is_not_kept(world: World, tmp_path: Path) -> None:
    """A comment is free text, and may be about somebody."""
    found = column_map(tmp_path, f"# {NAME} {TEN}\n" + MAP.replace('utan = ["Löpnr"]', f'utan = ["Löpnr"]  # {NAME}'))
    (tmp_path / "karta.toml").write_text(f'version = 1\ntexter = ["{NAME}"]', encoding="utf-8")
    text = keep_map(world.insats.catalogue, "coach", found).read_text(encoding="utf-8")
    assert NAME not in text
    assert TEN not in text
    assert "#" not in text


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u2060-", "\u2011", "\\t", ","])
@pytest.mark.parametrize("where", ["Startblanketter", "Löpnr", "Man/kvinna", "Blanketter 2024", '"Jobb"'])
def test_a_map_hides_no_personnummer(tmp_path: Path, hidden: str, where: str) -> None:
    number = f"{TEN[:6]}{hidden}{TEN[6:]}"
    with pytest.raises(ColumnMapError, match="personnummer"):
        column_map(tmp_path, MAP.replace(where, f'"{number}"' if where.startswith('"') else number))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=6, max_size=6, unique=True), st.integers(1, 50), st.booleans())
def test_any_text_of_a_map_is_kept_as_it_was(tmp_path: Path, texts: list[str], row: int, named: bool) -> None:
    assume(not any(trace_in(text) for text in texts))
    made = ColumnMap(
        texts[0] if named else None, row, {texts[1]: "start.kon"}, (texts[2],), tuple(texts[3:5]), {"kon": {texts[5]: "man"}, "start.kon": {}}
    )
    assert column_map(tmp_path, map_text(made)) == made


def test_a_map_hides_its_words(tmp_path: Path) -> None:
    assert "Jobb" not in repr(column_map(tmp_path))
