"""What ``niofalt.toml`` says comes out as sheets; every fault is told with its line and its reason, and nothing else comes of a broken file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import BadInput
from register.niofalt import loader
from register.niofalt.model import FIGURES, PLACE, USUAL_FIGURES, Definitions, Filled, Judged, Sheet, from_document
from register.periods import Month, Period
from tests.niofalt.sheets import ALL, GRID, SCALE, TEMPLATE, TODAY, definitions, sheet
from tests.niofalt.sheets import PLACE as PLACES

MARK = "#!"


def test_without_a_file_there_are_no_sheets(tmp_path: Path) -> None:
    assert loader.load(tmp_path) == Definitions()


def test_a_file_and_its_text_say_the_same(tmp_path: Path) -> None:
    (tmp_path / loader.FILE_NAME).write_text(ALL, encoding="utf-8")
    assert loader.load(tmp_path) == loader.parse(ALL)


def test_a_grid_has_nine_fields_in_reading_order() -> None:
    grid = sheet("nio")
    assert [one.id for one in grid.fields] == ["r1k1", "r1k2", "r1k3", "r2k1", "r2k2", "r2k3", "r3k1", "r3k2", "r3k3"]
    assert [one.place for one in grid.fields[:4]] == [(0, 0), (0, 1), (0, 2), (1, 0)]
    assert grid.fields[4].label == "Samverkan, Arbetssättet"
    assert [one.text for one in grid.fields[0].choices] == ["− Svag", "Delvis", "+ Stark"]
    assert (grid.kind, grid.period, grid.figures) == ("falt", "halvar", ("deltagare", "mal"))


def test_a_grid_of_places_has_one_field_whose_choices_are_the_nine() -> None:
    grid = sheet("plats")
    (field,) = grid.fields
    assert field.id == PLACE
    assert [one.id for one in field.choices][:4] == ["r1k1", "r1k2", "r1k3", "r2k1"]
    assert [one.label for one in field.choices][:3] == ["Flera, Prövas", "Överallt", "Flera, Består"]
    assert grid.figures == USUAL_FIGURES
    assert grid.head == "Spridning"


def test_a_template_has_a_field_for_each_row() -> None:
    template = sheet("mall")
    assert [(one.id, one.figures) for one in template.fields] == [("malgrupp", ("deltagare", "nya")), ("mal", ())]
    assert template.rows == ("Når insatsen sin målgrupp?", "Når insatsen sina mål?")
    assert template.columns == template.cells == ()


def test_for_which_insatser() -> None:
    found = definitions()
    assert [one.id for one in found.of_insats("vagen", "individ")] == ["nio", "mall"]
    assert [one.id for one in found.of_insats("other", "individ")] == ["nio"]
    assert [one.id for one in found.of_insats("rusta", "struktur")] == ["plats"]
    assert sheet("nio", ALL.replace('"individ"', '"alla"')).is_for("rusta", "struktur")


def test_the_period_of_a_month() -> None:
    assert sheet("nio").period_of(Month(2026, 8)).code == "2026H2"
    assert sheet("plats").period_of(Month(2026, 8)).code == "2026"


@pytest.mark.parametrize("one", definitions().sheets, ids=lambda one: one.id)
def test_the_document_gives_the_definition_back(one: Sheet) -> None:
    again = from_document(one.document)
    assert again.hash == one.hash
    assert (again.fields, again.rows, again.columns, again.kind) == (one.fields, one.rows, one.columns, one.kind)


def test_a_document_of_a_later_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        from_document({**sheet("nio").document, "format": 2})


def test_the_hash_is_of_what_an_answer_means() -> None:
    grid = sheet("nio")
    assert sheet("nio", ALL.replace('"individ"', '"alla"')).hash == grid.hash
    assert sheet("nio", ALL.replace('"Behovet"', '"Behoven"')).hash != grid.hash
    assert sheet("nio", ALL.replace('label = "Stark"', 'label = "Starkt"')).hash != grid.hash


def test_the_example_is_a_whole_file_marked_as_invented() -> None:
    text = loader.example()
    assert text.startswith("# EXEMPEL MED PÅHITTADE ORD.")
    found = loader.parse(text)
    assert {one.kind for one in found.sheets} == {"falt", "plats", "mall"}
    assert all(figure in FIGURES for one in found.sheets for figure in one.figures)


def test_every_example_of_the_page_can_be_loaded() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "niofalt.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n# niofalt\.toml\n(.*?)```", page, re.DOTALL)
    assert len(examples) >= 3
    assert len(loader.parse("\n".join(examples)).sheets) == 3
    assert all(f"`{figure}`" in page for figure in FIGURES)


# -- Faults ------------------------------------------------------------------------------------------------------------------------------------


class Fault(NamedTuple):
    name: str
    reason: str
    text: str


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


NINE = "rutor = [" + ", ".join(['["a", "b", "c"]'] * 3) + "]"
FAULTS = [
    Fault("unknown heading", "Nyckeln ”grid” känns inte igen. Här får det stå skala, rutnat, resultatmall.", "[[grid]] #!\n"),
    Fault("no kind", "Nyckeln ”slag” saknas för ”nio”.", SCALE + changed(GRID, 'slag = "falt"\n', "").replace("[[rutnat]]", "[[rutnat]] #!")),
    Fault("unknown kind", "”slag” är ”prosa”, men ska vara falt eller plats.", SCALE + changed(GRID, 'slag = "falt"', 'slag = "prosa" #!')),
    Fault("a tertial", "”period” är ”tertial”, men ska vara halvar eller ar.", SCALE + changed(GRID, '"halvar"', '"tertial" #!')),
    Fault(
        "unknown word of insatser",
        "”insatser” ska vara ”individ”, ”struktur”, ”alla” eller en lista med insatsers id.",
        SCALE + changed(GRID, '"individ"', '"allihop" #!'),
    ),
    Fault("no insatser", "”insatser” är tom.", SCALE + changed(GRID, '"individ"', "[] #!")),
    Fault(
        "two rows",
        "”rader” ska vara en lista med tre värden: rutnätet har tre rader och tre kolumner.",
        SCALE + changed(GRID, '["Deltagaren", "Samverkan", "Organisationen"]', '["Deltagaren", "Samverkan"] #!'),
    ),
    Fault("a row twice", "”Samverkan” står två gånger i ”rader”.", SCALE + changed(GRID, '"Organisationen"]', '"Samverkan"] #!')),
    Fault("an empty column", "En text i ”kolumner” är tom.", SCALE + changed(GRID, '"Resultatet"]', '" "] #!')),
    Fault(
        "a long row",
        f"”{'x' * 32}…” är 33 tecken lång; högst 32 får plats.",
        SCALE + changed(GRID, '"Organisationen"]', f'"{"x" * 33}"] #!'),
    ),
    Fault(
        "cells of four",
        "”rutor” ska vara tre listor, en för varje rad, med tre texter i varje.",
        SCALE + GRID + NINE.replace('"c"]', '"c", "d"]', 1) + " #!",
    ),
    Fault("a cell twice", "”a” står två gånger i ”rutor”.", SCALE + GRID + NINE + " #!"),
    Fault(
        "no scale",
        "Nyckeln ”skala” saknas: med slaget falt bedöms varje ruta, med en av skalans val.",
        SCALE + changed(GRID, 'skala = "grad"\n', "").replace("[[rutnat]]", "[[rutnat]] #!"),
    ),
    Fault(
        "a scale of places",
        "Med slaget plats väljs en av de nio rutorna, och ingen skala används. Ta bort skala.",
        SCALE + PLACES + 'skala = "grad" #!\n',
    ),
    Fault("unknown scale", "Skalan ”betyg” finns inte. De som finns är grad.", SCALE + changed(GRID, 'skala = "grad"', 'skala = "betyg" #!')),
    Fault(
        "no scale at all",
        "Skalan ”grad” finns inte. Här finns ingen skala; skriv en under rubriken [[skala]].",
        changed(GRID, 'skala = "grad"', 'skala = "grad" #!'),
    ),
    Fault(
        "one choice",
        "En skala har två till 9 val: ett för varje siffertangent. Här är 1.",
        '[[skala]]\nid = "grad"\nval = [{ id = "a", label = "A" }] #!\n',
    ),
    Fault(
        "ten choices",
        "En skala har två till 9 val: ett för varje siffertangent. Här är 10.",
        '[[skala]]\nid = "grad"\nval = [' + ", ".join(f'{{ id = "a{n}", label = "A{n}" }}' for n in range(10)) + "] #!\n",
    ),
    Fault("a choice twice", "Valet ”Svag” finns två gånger.", changed(SCALE, "val = [", "val = [ #!").replace('label = "Stark"', 'label = "svag"')),
    Fault("unknown figure", f"Siffran ”budget” finns inte. De som finns är {', '.join(FIGURES)}.", SCALE + changed(GRID, '"mal"]', '"budget"] #!')),
    Fault("a template named as a grid", "id ”nio” har redan ett rutnät.", SCALE + GRID + changed(TEMPLATE, 'id = "mall"', 'id = "nio" #!')),
    Fault("a grid twice", "id ”nio” finns två gånger.", SCALE + GRID + changed(GRID, "[[rutnat]]", "[[rutnat]] #!")),
    Fault(
        "prose in a template",
        "Nyckeln ”fritext” känns inte igen. Här får det stå id, label, skala, siffror.",
        SCALE + TEMPLATE + "fritext = true #!\n",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_told_by_line_and_reason(fault: Fault) -> None:
    with pytest.raises(loader.NiofaltError) as caught:
        loader.parse(fault.text)
    line = next(number for number, text in enumerate(fault.text.split("\n"), 1) if MARK in text)
    assert (caught.value.line, caught.value.reason) == (line, fault.reason)
    assert "Fel i rutnäten: niofalt.toml" in str(caught.value)


def test_another_name_is_told_too() -> None:
    with pytest.raises(BadInput, match=r"paket, rad 1"):
        loader.parse("x = 1", "paket")


@given(st.data())
def test_a_file_with_something_cut_out_or_put_in_is_refused_by_line_or_understood(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(ALL)))
    to = data.draw(st.integers(at, min(at + 40, len(ALL))))
    put = data.draw(st.sampled_from(["", "\n", '"', "=", "[", "]]", "{", "}", "1", "å", "#", "a.b = 1\n", "\0", "[[]]", "true"]))
    text = ALL[:at] + put + ALL[to:]
    try:
        found = loader.parse(text)
    except loader.NiofaltError as error:
        refused = error
    else:
        assert [from_document(one.document).hash for one in found.sheets] == [one.hash for one in found.sheets]
        return
    assert refused.line is not None
    assert 1 <= refused.line <= text.count("\n") + 1
    assert refused.reason


# -- What answers mean by another edition ------------------------------------------------------------------------------------------------------


def filled(one: Sheet, period: str = "2026H1", nr: int = 1, **answers: str) -> Filled:
    return Filled(one, "vagen", period, TODAY, answers, nr)


def test_answers_follow_to_a_new_edition_only_where_they_mean_the_same() -> None:
    old = filled(sheet("nio"), r1k1="stark", r1k2="svag", r2k3="delvis")
    column = sheet("nio", ALL.replace('"Behovet"', '"Behoven"'))
    assert old.answers_for(column) == {"r1k2": "svag", "r2k3": "delvis"}
    choice = sheet("nio", ALL.replace('label = "Svag"', 'label = "Mycket svag"'))
    assert old.answers_for(choice) == {"r1k1": "stark", "r2k3": "delvis"}
    gone = sheet("nio", ALL.replace('  { id = "delvis", label = "Delvis" },\n', ""))
    assert old.answers_for(gone) == {"r1k1": "stark", "r1k2": "svag"}


def test_a_place_among_nine_is_another_question_when_one_of_them_changes() -> None:
    old = filled(sheet("plats"), "2026", plats="r3k3")
    assert old.answers_for(sheet("plats", ALL.replace("Överallt", "Nästan överallt"))) == {}
    assert old.answers_for(sheet("plats")) == {"plats": "r3k3"}


def test_a_question_that_is_moved_is_the_same_question() -> None:
    first, second = TEMPLATE.split("\n[[resultatmall.rad]]")[1:]
    moved = TEMPLATE.split("\n[[resultatmall.rad]]")[0] + "\n[[resultatmall.rad]]" + second + "\n[[resultatmall.rad]]" + first
    old = filled(sheet("mall"), malgrupp="stark", mal="svag")
    assert old.answers_for(sheet("mall", SCALE + moved)) == {"malgrupp": "stark", "mal": "svag"}


def test_the_latest_filling_within_a_span() -> None:
    grid = sheet("nio")
    both = [filled(grid, code, r1k1="svag") for code in ("2026H1", "2026H2")]
    year, before = Period.parse("2026"), Period.parse("2025")
    assert Judged(definitions(), (), both).latest_within(grid, "vagen", year) == both[1]
    assert Judged(definitions(), (), both[:1]).latest_within(grid, "vagen", year) == both[0]
    assert Judged(definitions(), (), both).latest_within(grid, "vagen", before) is None
    assert Judged(definitions(), (), both).latest_within(grid, "vagen", Period.parse("2026H1")) == both[0]
    assert Judged(definitions(), (), both).latest_within(grid, "vagen", Period.parse("2026T2")) is None
    assert Judged(definitions(), (), both).latest_within(grid, "other", year) is None
