"""A changed vocabulary is taken up at unlocking where nothing counted changes its meaning, and else not until nothing is open."""

from __future__ import annotations

from datetime import date

import pytest

from register.errors import Conflict
from register.insats.overview import lista
from register.vocabulary.loader import shipped_files
from tests.insats.world import World

QUESTION = """
version = 1
[[egen_fraga]]
form = "avslut"
id = "sgi"
label = "SGI-0"
typ = "ja-nej"
syfte = "Följa sjukpenninggrundande inkomst."
"""
NOT_YET = "Förbundets ändrade listor används inte än i den här insatsen."


def lay(world: World, name: str, text: str) -> None:
    path = world.insats.catalogue.vocabulary_folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def shipped(name: str) -> str:
    return shipped_files()[name].decode()


def open_and_ended(world: World) -> None:
    with world.insats.batch():
        for i in range(6):
            keys = world.start(sysselsattning="arbetstraning")
            if i < 4:
                world.avslut(keys, sysselsattning="arbetstraning")


def test_an_own_question_added_in_mid_period_counts_as_saknas(world: World) -> None:
    open_and_ended(world)
    old = world.insats.vocabulary.hash
    lay(world, "formular.toml", QUESTION)
    world.reopen()
    assert world.insats.vocabulary_problem == ""
    assert world.insats.vocabulary.hash != old
    (table,) = [t.id for t in world.insats.vocabulary.plan.tables if "sgi" in t.variables]
    assert world.table(table) == {("saknas",): 4}
    keys = world.start()
    world.avslut(keys, sgi="ja")
    assert world.table(table) == {("saknas",): 4, ("ja",): 1}
    assert world.wrong() == []


def test_forms_from_before_can_still_be_undone_and_corrected(world: World) -> None:
    keys = world.start()
    world.avslut(keys)
    lay(world, "formular.toml", QUESTION)
    world.reopen()
    world.ratta(keys, 1, {"sgi": "nej"})
    world.angra(keys)
    world.angra(keys)
    assert world.volumes() == {}
    assert world.tally().details == {}


def test_those_who_wait_count_as_saknas_too(world: World) -> None:
    open_and_ended(world)
    world.las()
    lay(world, "formular.toml", QUESTION)
    world.reopen()
    with world.insats.batch():
        world.avslut(world.start("2026-08"), "2026-09", sgi="ja")
    report = world.las("2026H2", today=date(2027, 1, 9))
    (women,) = [r for r in report.batch.released if r.place.unit == "avslut"]
    asked = {cell.values: n for cell, n in women.cells.items() if cell.table.endswith("sgi")}
    assert asked == {("saknas",): 4, ("ja",): 1}
    assert report.batch.plan_hash == world.insats.vocabulary.hash
    assert world.wrong() == []


CHANGES = [
    ("kodlistor.toml", 'id = "25-29", label = "25–29 år"', 'id = "25-29", label = "Tjugofem till tjugonio"', True),
    ("grupperingar.toml", 'label = "Arbete och studier"', 'label = "Arbete eller utbildning"', True),
    ("instrument/skapa.toml", 'label = "Hälsa"', 'label = "Hur man mår"', True),
    ("grupperingar.toml", 'standard = "goteborg"', 'standard = "fem-grupper"', False),
    ("instrument/skapa.toml", "version = 1", "version = 2", False),
    (
        "formular.toml",
        '"arbete-utan-stod", "arbete-med-stod", "studier"] }',
        '"arbete-utan-stod", "arbete-med-stod", "studier", "arbetstraning"] }',
        False,
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "taken"), CHANGES)
def test_only_what_changes_no_meaning_is_taken_up_while_open(world: World, name: str, old: str, new: str, taken: bool) -> None:
    open_and_ended(world)
    before, hash_before = world.state(), world.insats.vocabulary.hash
    assert old in shipped(name)
    lay(world, name, shipped(name).replace(old, new))
    world.reopen()
    assert world.state() == before
    assert (world.insats.vocabulary.hash != hash_before) is taken
    assert world.insats.vocabulary_problem.startswith(NOT_YET) is not taken
    assert world.wrong() == []


def test_a_new_avslutsanledning_in_a_group_is_taken_up(world: World) -> None:
    open_and_ended(world)
    lists = shipped("kodlistor.toml").replace(
        '  { id = "avliden", label = "Avliden" },', '  { id = "avliden", label = "Avliden" },\n  { id = "pension", label = "Pension" },'
    )
    lay(world, "kodlistor.toml", lists)
    lay(world, "grupperingar.toml", shipped("grupperingar.toml").replace('"avliden", "annat"', '"avliden", "pension", "annat"'))
    world.reopen()
    assert world.insats.vocabulary_problem == ""
    world.avslut(world.start(), avslutsanledning="pension")
    assert world.table("avslut.avslutsanledning")["pension",] == 1
    assert world.wrong() == []


def changed_bands(world: World) -> None:
    lists = shipped("kodlistor.toml").replace(
        '{ id = "12-23", label = "12–23 månader", fran = 12, till = 23 },\n  { id = "24-", label = "24 månader eller mer", fran = 24 },',
        '{ id = "12-23", label = "12–23 månader", utgatt = true },\n  { id = "24-", label = "24 månader eller mer", utgatt = true },\n'
        '  { id = "12-", label = "12 månader eller mer", fran = 12 },',
    )
    assert lists != shipped("kodlistor.toml")
    lay(world, "kodlistor.toml", lists)
    lay(world, "grupperingar.toml", shipped("grupperingar.toml").replace('koder = ["12-23", "24-"]', 'koder = ["12-23", "24-", "12-"]'))


def test_changed_bands_are_refused_while_open(world: World) -> None:
    open_and_ended(world)
    changed_bands(world)
    hash_before = world.insats.vocabulary.hash
    world.reopen()
    assert world.insats.vocabulary.hash == hash_before
    assert world.insats.vocabulary_problem.startswith(NOT_YET)
    for row in lista(world.insats):
        assert row.handle
    assert world.wrong() == []


def test_changed_bands_are_taken_up_when_nothing_is_counted(world: World) -> None:
    changed_bands(world)
    world.reopen()
    assert world.insats.vocabulary_problem == ""
    world.avslut(world.start("2025-01"))
    assert world.table("avslut.tid_i_insats") == {("12-",): 1}


def test_a_broken_file_is_told_and_the_old_vocabulary_stays(world: World) -> None:
    open_and_ended(world)
    lay(world, "kodlistor.toml", "version = 1\n[listor.omrade\n")
    world.reopen()
    assert "kodlistor.toml" in world.insats.vocabulary_problem
    assert world.wrong() == []


def test_a_removed_code_is_told(world: World) -> None:
    lay(world, "kodlistor.toml", shipped("kodlistor.toml").replace('  { id = "region", label = "Regionen" },\n', ""))
    world.reopen()
    assert "borttagen" in world.insats.vocabulary_problem


def test_a_session_with_the_old_lists_can_not_count_by_them(world: World) -> None:
    """It would give tables that the others do not have."""
    keys = world.start()
    lay(world, "formular.toml", QUESTION)
    other = world.another()
    with pytest.raises(Conflict, match=r"Listorna har ändrats\."):
        world.avslut(keys)
    other.close()
    world.reopen()
    world.avslut(keys, sgi="ja")
    assert world.wrong() == []


def test_a_session_with_the_old_lists_can_not_lock(world: World) -> None:
    """The batch would name a vocabulary that lacks tables it holds, and no kansli could receive it."""
    open_and_ended(world)
    lay(world, "formular.toml", QUESTION)
    other = world.another()
    with pytest.raises(Conflict, match=r"Listorna har ändrats\."):
        world.las()
    other.close()
    world.reopen()
    assert world.las().batch.plan_hash == world.insats.vocabulary.hash


def test_a_new_table_of_what_is_derived_waits_until_nothing_is_open(world: World) -> None:
    """Those counted already are not *saknas* in it: their forms say the answer, and undoing one would take it from there."""
    keys = world.start()
    world.avslut(keys)
    lay(world, "rakneplan.toml", 'version = 1\n[[tabell]]\nid = "tid"\nhandelse = "avslut"\nvariabler = ["tid_3"]\nsyfte = "Visa tiden."\n')
    world.reopen()
    assert world.insats.vocabulary_problem.startswith(NOT_YET)
    assert world.participation(keys).avslut is not None
    world.angra(keys)
    assert world.wrong() == []
