"""A workbook of 5 000 forms with every kind of fault planted: each is told with its place, and none repeats what stood there."""

from __future__ import annotations

from pathlib import Path

import pytest

from register.insats.imports import Reading
from register.readers.opening import open_table
from tests.imports.forms_file import COLUMNS, Row, forms, save_xlsx, workbook
from tests.imports.planted import COLUMN, ELSEWHERE, IN_CELLS, PARTS, SECRETS, Elsewhere, plant_parts
from tests.imports.reading import cells_of, counted, read, read_in
from tests.imports.recount import recount
from tests.insats.world import World

ROWS = 5_000
PERIODS = ("2023H1", "2023H2", "2024H1", "2024H2", "2025H1", "2025H2")
WHOLE: Row = {
    "start.kon": "kvinna", "start.aldersgrupp": "25-29", "start.omrade": "hela", "start.sysselsattning": "ingen", "start.manad": "2024-02",
    "avslut.avslutsanledning": "studier", "avslut.manad": "2024-05",
}  # fmt: skip
FIRST = 3
"""The first row with a planted fault."""


def correct() -> list[Row]:
    """5 000 forms; those that faults are planted in are alike and plain."""
    made = forms(ROWS, open_share=0.004)
    made[FIRST - 2 : FIRST - 2 + len(IN_CELLS)] = [WHOLE] * len(IN_CELLS)
    for line in range(298, 310):
        made[line - 2] = WHOLE
    return made


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = workbook(correct())
    page = book["Formulär"]
    for row, fault in enumerate(IN_CELLS, FIRST):
        cell = page[f"{COLUMN[fault.column]}{row}"]
        cell.value = fault.value
        if fault.value == "#N/A":
            cell.data_type = "e"
    for elsewhere in ELSEWHERE:
        elsewhere.plant(book)
    path = tmp_path_factory.mktemp("fel") / "formular.xlsx"
    book.save(path)
    plant_parts(path)
    return path


@pytest.fixture(scope="module")
def told(broken: Path, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    world = World.make(tmp_path_factory.mktemp("insats"))
    reading = read(world.insats, broken)
    world.insats.close()
    return reading


def test_there_are_at_least_sixty_kinds() -> None:
    names = [fault.name for fault in (*IN_CELLS, *ELSEWHERE)] + list(PARTS)
    assert len(set(names)) == len(names) >= 60


@pytest.mark.parametrize("number", range(len(IN_CELLS)), ids=[fault.name for fault in IN_CELLS])
def test_a_fault_in_a_cell_is_told_with_its_cell(told: Reading, number: int) -> None:
    fault = IN_CELLS[number]
    found = {place: kinds for place, kinds in cells_of(told).items() if place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(FIRST + number)}
    assert found == {f"{COLUMN[fault.column]}{FIRST + number}": {fault.kind}}


@pytest.mark.parametrize("fault", ELSEWHERE, ids=[fault.name for fault in ELSEWHERE])
def test_a_fault_elsewhere_is_told_with_its_place(told: Reading, fault: Elsewhere) -> None:
    assert fault.kind in cells_of(told).get(fault.where, set())


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_cannot_be_searched_is_told(told: Reading, name: str) -> None:
    _, _, where, kind = PARTS[name]
    assert cells_of(told)[where] == {kind}


def test_a_text_left_in_the_file_is_told(told: Reading) -> None:
    assert cells_of(told)["en text som ligger kvar i filen utan att synas i någon cell"] == {"fritext"}


def test_nothing_else_is_told(told: Reading) -> None:
    """As many places as faults were planted, and so no row is refused that is right."""
    planted = {f"{COLUMN[fault.column]}{row}" for row, fault in enumerate(IN_CELLS, FIRST)} | {fault.where for fault in ELSEWHERE}
    planted |= {where for _, _, where, _ in PARTS.values()} | {"en text som ligger kvar i filen utan att synas i någon cell"}
    extra = {"namnet på en egen dokumentegenskap"}  # the custom property's name is a text of its own
    assert set(cells_of(told)) - planted - extra == set()


def test_no_fault_repeats_what_stood_there(told: Reading) -> None:
    said = "\n".join(f"{fault.line()} {fault.document()}" for fault in told.faults)
    assert not [secret for secret in SECRETS if secret.casefold() in said.casefold()]
    assert "Kvina" not in said
    assert all(fault.what and fault.remedy and fault.where for fault in told.faults)


def test_the_corrected_file_gives_the_counts_of_a_recount(world: World, tmp_path: Path) -> None:
    rows = correct()
    receipt = read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", rows))
    assert receipt.rows == ROWS
    assert counted(world, PERIODS) == recount(rows)
    assert world.wrong() == []


def test_columns_of_the_template_are_these(world: World) -> None:
    from register.templates import form_columns

    assert [(c.key, c.heading, c.field.code_list) for c in form_columns(world.insats.vocabulary, "coach")] == COLUMNS


def test_a_file_that_is_no_table_is_refused_by_its_ending(tmp_path: Path) -> None:
    from register.errors import BadInput

    with pytest.raises(BadInput, match="slag"), open_table(tmp_path / "f.pdf"):
        pass
