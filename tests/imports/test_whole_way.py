"""Collected forms on their way to the kansli, other kinds of periods and lists, and vaults from before files could be read in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.insats import closing
from register.insats.forms import Participation
from register.insats.imports_columns import ColumnMap, Layout
from register.insats.imports_rows import RowReader, Where, lookups, normalised
from register.insats.session import Standing
from register.kansli import acts as kansli_acts
from register.periods import Period
from register.readers.cells import Value
from register.readers.faults import Words
from register.templates import form_columns, known_texts
from register.vocabulary.loader import load
from tests.imports.forms_file import Row, forms, save_xlsx
from tests.imports.reading import read, read_in
from tests.insats.world import PASSPHRASE, TODAY, World
from tests.kansli.helpers import new_forbund

FORMS = forms(300, open_share=0.03)
PERIODS = ("2023H1", "2023H2", "2024H1", "2024H2", "2025H1", "2025H2")


def test_imported_years_are_locked_delivered_and_received(world: World, tmp_path: Path) -> None:
    """The kansli checks what came as it checks any delivery, and its figures are those of the file."""
    kansli = new_forbund(tmp_path / "D")
    read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS))
    for period in PERIODS:
        closing.las(world.insats, period, passphrase=PASSPHRASE, today=TODAY)
    closing.leverera(world.insats, tmp_path / "l.nyckeltal", forbund_id=kansli.id, today=TODAY)
    receipt = kansli_acts.ta_emot(kansli, (tmp_path / "l.nyckeltal").read_bytes(), today=TODAY)
    assert receipt.periods == PERIODS
    assert [f.what for f in kansli_acts.kontroll(kansli) if not f.ok] == []
    for year in ("2023", "2024", "2025"):
        document = kansli_acts.outcome_document(kansli_acts.utfall(kansli, span=Period.parse(year)))
        assert document["volymer"]["nya"] == sum(row["start.manad"].startswith(year) for row in FORMS)
        assert document["volymer"]["avslutade"] == sum(row.get("avslut.manad", "").startswith(year) for row in FORMS)
    whole = kansli_acts.utfall(kansli)
    reasons: Counter[str] = Counter(row["avslut.avslutsanledning"] for row in FORMS if "avslut.manad" in row)
    told = kansli_acts.outcome_document(whole)
    work = sum(reasons[code] for code in ("arbete-utan-stod", "arbete-med-stod", "eget-foretag", "studier"))
    waiting = told["bas"]["vantar"]
    assert told["bas"]["redovisade"] + waiting == sum(reasons.values())
    assert work - waiting <= next(group["n"] for group in told["grupper"] if group["grupp"] == "arbete-studier") <= work
    kansli.close()


@pytest.mark.parametrize(("kind", "first", "last"), [("tertial", "2023T1", "2025T3"), ("kvartal", "2023K1", "2025K4")])
def test_other_kinds_of_periods_are_opened_too(tmp_path: Path, kind: str, first: str, last: str) -> None:
    world = World.make(tmp_path, period_kind=kind, first_period={"tertial": "2026T1", "kvartal": "2026K1"}[kind])
    receipt = read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS))
    assert (receipt.first_period, receipt.periods[0], receipt.periods[-1]) == (first, first, last)
    assert world.wrong() == []
    closing.las(world.insats, first, passphrase=PASSPHRASE, today=TODAY)
    assert world.wrong() == []
    world.insats.close()


def test_a_vault_from_before_takes_files_in_once_it_is_opened(world: World, tmp_path: Path) -> None:
    world.sql("DROP TABLE imported_content")
    world.sql("DROP TABLE import_key")
    world.reopen()
    path = save_xlsx(tmp_path / "f.xlsx", FORMS)
    read_in(world.insats, path)
    world.reopen()
    assert read(world.insats, path).again


VOCABULARY = """version = 1
[listor.omrade]
label = "Område"
koder = [
  { id = "hela", label = "Hela förbundet", utgatt = true },
  { id = "norr", label = "Norr" },
  { id = "soder", label = "Söder" },
]
"""
QUESTION = """version = 1
[[egen_fraga]]
id = "gemensam_plan"
form = "avslut"
label = "Gemensam handlingsplan"
typ = "ja-nej"
syfte = "Hur många som har en gemensam handlingsplan."
"""


@pytest.fixture
def own_lists(tmp_path: Path) -> Iterator[World]:
    """An insats of a förbund that has retired a code and asks a question of its own."""
    folder = tmp_path / "D" / "vokabular"
    folder.mkdir(parents=True)
    (folder / "kodlistor.toml").write_text(VOCABULARY, encoding="utf-8")
    (folder / "formular.toml").write_text(QUESTION, encoding="utf-8")
    made = World.make(tmp_path)
    yield made
    made.insats.close()


def test_retired_codes_can_be_read_in_and_are_not_offered(own_lists: World, tmp_path: Path) -> None:
    """Forms of 2023 have the words of 2023."""
    rows = [{**row, "start.omrade": "hela"} for row in FORMS[:8] if "avslut.manad" in row]
    reading = read(own_lists.insats, save_xlsx(tmp_path / "f.xlsx", rows))
    assert reading.faults == []
    (column,) = [c for c in form_columns(own_lists.insats.vocabulary, "coach") if c.key == "start.omrade"]
    assert [code.id for code in column.choices] == ["norr", "soder"]


def test_the_forbunds_own_question_is_a_column(own_lists: World) -> None:
    columns = {c.key: c.heading for c in form_columns(own_lists.insats.vocabulary, "coach")}
    assert columns["avslut.gemensam_plan"] == "Avslut: Gemensam handlingsplan"


SHIPPED = load(None)
COLUMNS = form_columns(SHIPPED, "coach")
READER = RowReader(
    sheet=1,
    layout=Layout(COLUMNS, {column.key: index for index, column in enumerate(COLUMNS)}),
    vocabulary=SHIPPED,
    forms={kind: SHIPPED.form(kind, "coach") for kind in ("start", "avslut")},
    mapping=ColumnMap(),
    words=Words(known_texts(COLUMNS)),
    where=Where(Standing(SHIPPED.hash, None, ended=False, locked_through=None), "halvar", None, late=False, today=date(2026, 11, 22)),
    lookup=lookups(COLUMNS, ColumnMap()),
)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**13), 10**13), st.floats(), st.dates(), st.datetimes(), st.text(max_size=20),
    st.sampled_from([code.label for column in COLUMNS for code in column.choices]), st.sampled_from(["2024-03", "2023-01", 202404, "2025-12-31"]),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(VALUES, min_size=1, max_size=len(COLUMNS) + 2))
def test_any_row_gives_forms_or_faults_that_repeat_nothing(values: list[Value]) -> None:
    """Whatever stands in a row: forms that hold codes alone, or faults with a place, none of which says what stood there."""
    read_ = READER.read(7, values)
    if isinstance(read_, Participation):
        known = {code.id for column in COLUMNS for code in (*column.choices, *column.retired)}
        assert all(set(form.answers.values()) <= known for form in read_.forms)
        return
    assert read_ or not any(value is not None for value in values)
    for fault in read_:
        assert fault.place is not None
        assert fault.place.row == 7
        allowed = " ".join(known_texts(COLUMNS)).casefold()
        for value in values:
            if isinstance(value, str) and len(value.strip()) > 4 and value.strip().casefold() not in allowed and not value.strip().isdigit():
                assert value.strip() not in fault.line()


@given(st.permutations(list(range(12))))
def test_the_hash_of_the_whole_does_not_see_the_order_of_rows(order: list[int]) -> None:
    from register.insats.counting import Rules
    from register.insats.imports import Reading

    rules = Rules(SHIPPED, "coach", None)
    digests = set()
    for numbers in (range(12), order):
        reading = Reading(READER.where.standing, None, b"k" * 32)
        for number in numbers:
            participation = READER.read(number + 2, cells(FORMS[number]))
            assert isinstance(participation, Participation)
            reading.add_row(number + 2, participation, rules)
        reading.close()
        digests.add(reading.digest)
    assert len(digests) == 1


def cells(row: Row) -> list[Value]:
    from tests.imports.forms_file import shown

    return list(shown(row))


def test_the_hash_sees_every_answer_and_every_key() -> None:
    from register.insats.counting import Rules
    from register.insats.imports import Reading

    rules = Rules(SHIPPED, "coach", None)

    def digest(rows: list[Row], key: bytes = b"k" * 32) -> str:
        reading = Reading(READER.where.standing, None, key)
        for row in rows:
            participation = READER.read(2, cells(row))
            assert isinstance(participation, Participation)
            reading.add_row(2, participation, rules)
        reading.close()
        return reading.digest

    row = next(row for row in FORMS if "avslut.manad" in row)
    others = [
        [], [row, row], [{**row, "start.kon": "annat" if row["start.kon"] != "annat" else "man"}],
        [{key: value for key, value in row.items() if not key.startswith("avslut")}], [{**row, "avslut.manad": "2026-01"}],
    ]  # fmt: skip
    found = {digest([row]), *(digest(rows) for rows in others), digest([row], b"x" * 32)}
    assert len(found) == len(others) + 2


def test_what_a_row_says_is_told_alike_whatever_its_spelling() -> None:
    row = next(row for row in FORMS if "avslut.manad" in row)
    as_labels = READER.read(2, cells(row))
    as_ids = READER.read(9, [value.upper() if isinstance(value, str) else value for value in _ids(row)])
    assert isinstance(as_labels, Participation)
    assert isinstance(as_ids, Participation)
    assert normalised(as_labels) == normalised(as_ids)


def _ids(row: Row) -> list[str | None]:
    from tests.imports.forms_file import shown

    return shown(row, labels=False)


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("2024-03", "2024-03"),
        (" 2024-03 ", "2024-03"),
        ("2024-03-31", "2024-03"),
        (202403, "2024-03"),
        (date(2024, 3, 9), "2024-03"),
        ("202403", "2024-03"),
    ],
)
def test_months_are_read_as_people_write_them(value: Value, month: str) -> None:
    row = cells({"start.kon": "man", "start.aldersgrupp": "25-29"})
    row[12] = value
    found = READER.read(2, row)
    assert isinstance(found, Participation)
    assert str(found.start.month) == month


@pytest.mark.parametrize(
    "value", ["2024-3", "24-03", "2024-13", "2024-00", "2024-03-32", "mars", 2024, 20240, 2024.5, True, "03-2024", "2024 03", "2024-03-15T00:00"]
)
def test_what_is_no_month_is_told_at_its_cell(value: Value) -> None:
    row = cells({"start.kon": "man", "start.aldersgrupp": "25-29"})
    row[12] = value
    found = READER.read(2, row)
    assert isinstance(found, list)
    assert [(fault.place.a1 if fault.place else "", fault.kind in ("manad", "fodelsedatum")) for fault in found] == [("M2", True)]


def test_an_ended_insats_takes_no_forms(world: World, tmp_path: Path) -> None:
    from register.errors import BadInput

    world.las("2026H1", final=True)
    with pytest.raises(BadInput, match="upphört"):
        read(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS[:3]))


def test_a_reading_hides_its_key_and_its_rows(world: World, tmp_path: Path) -> None:
    reading = read(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS))
    assert repr(reading.key) not in repr(reading)
    assert "aldersgrupp" not in repr(reading.open_rows)
    assert replace(READER, sheet=2).sheet == 2


@pytest.mark.parametrize(("age", "band"), [(16, "16-19"), (24, "20-24"), ("25", "25-29"), (67, "60-67")])
def test_an_age_in_years_is_its_age_group(age: Value, band: str) -> None:
    row: list[Value] = [*cells({"start.kon": "man", "start.manad": "2024-03"})]
    row[1] = age
    found = READER.read(2, row)
    assert isinstance(found, Participation)
    assert found.start.answers["aldersgrupp"] == band


@pytest.mark.parametrize("age", [15, 68, -20, 25.5, True, 199001011234])
def test_what_is_no_age_of_the_lists_is_told(age: Value) -> None:
    row: list[Value] = [*cells({"start.kon": "man", "start.manad": "2024-03"})]
    row[1] = age
    found = READER.read(2, row)
    assert isinstance(found, list)
    assert [fault.place.a1 if fault.place else "" for fault in found] == ["B2"]
