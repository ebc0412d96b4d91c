"""``nyckeltal niofalt`` as a person and as a script meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from register.niofalt import loader
from tests.cli.conftest import delivered, empty, insats, world
from tests.cli.world import World
from tests.niofalt.sheets import GRID, PLACE, SCALE, TEMPLATE

__all__ = ["delivered", "empty", "insats", "world"]

FILE = SCALE + GRID + PLACE + TEMPLATE.replace('"vagen"', '"coach"')
NIO = ("nio", "--insats", "coach", "--period", "2026H1")


@pytest.fixture
def judged(delivered: World) -> World:
    """A förbund whose insats has delivered twelve avslut, with grids."""
    (delivered.root / loader.FILE_NAME).write_text(FILE, encoding="utf-8")
    return delivered


def test_without_a_file_one_is_told_how_to_begin(delivered: World) -> None:
    ran = delivered.ok("niofalt", "lista")
    assert "nyckeltal niofalt exempel --ut niofalt.toml" in ran.out
    assert delivered.ok("niofalt", "lista", "--json").document == {"rutnat": [], "platser": []}
    refused = delivered.run("niofalt", "visa", *NIO)
    assert (refused.code, "niofalt exempel" in refused.err) == (2, True)


def test_the_example_can_be_written_and_used(delivered: World) -> None:
    target = delivered.root / "niofalt.toml"
    assert "PÅHITTADE ORD" in delivered.ok("niofalt", "exempel").out
    answer = delivered.ok("niofalt", "exempel", "--ut", str(target), "--json").document
    assert answer == {"fil": str(target), "text": loader.example()}
    assert target.read_bytes().decode("utf-8") == loader.example()
    assert len(delivered.ok("niofalt", "lista", "--json").document["rutnat"]) == 3
    again = delivered.run("niofalt", "exempel", "--ut", str(target))
    assert (again.code, "finns redan" in again.err) == (2, True)


def test_where_the_example_cannot_be_written(delivered: World, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    assert delivered.run("niofalt", "exempel", "--ut", str(tmp_path / "fil" / "niofalt.toml")).code == 3


def test_filling_looking_and_history(judged: World) -> None:
    first = judged.ok("niofalt", "fyll", *NIO, "--val", "r1k1=svag", "--val", "r2k2=stark", "--json").document
    assert first == {"rutnat": "nio", "insats": "coach", "period": "2026H1", "nr": 1, "ny": True, "svar": {"r1k1": "svag", "r2k2": "stark"}}
    second = judged.ok("niofalt", "fyll", *NIO, "--val", "r1k1=", "--val", "r3k3=delvis", "--json").document
    assert second["svar"] == {"r2k2": "stark", "r3k3": "delvis"}
    assert judged.ok("niofalt", "fyll", *NIO, "--val", "r2k2=stark", "--json").document["ny"] is False
    shown = judged.ok("niofalt", "visa", *NIO, "--json").document
    assert shown["internt"] is True
    assert {one["id"]: one["svar"] for one in shown["falt"] if one["svar"]} == second["svar"]
    assert [(one["siffra"], one["antal"]) for one in shown["siffror"]] == [("deltagare", 12)]
    history = judged.ok("niofalt", "historik", "nio", "--insats", "coach", "--json").document
    assert [one["svar"] for one in history] == [first["svar"], second["svar"]]
    assert history[0]["ord"]["Deltagaren, Behovet"] == "− Svag"


def test_the_text_says_what_is_judged_and_what_is_not(judged: World) -> None:
    judged.ok("niofalt", "fyll", *NIO, "--val", "r1k1=stark")
    text = judged.ok("niofalt", "visa", *NIO).out
    assert "INTERNT: exakta tal, får inte publiceras.\nDeltagare 12" in text
    row = next(line for line in text.splitlines() if line.startswith("r1k1"))
    assert "Deltagaren, Behovet" in row
    assert "+ Stark" in row
    assert row.rstrip().endswith("svag delvis stark")
    assert "ej bedömt" in next(line for line in text.splitlines() if line.startswith("r1k2"))
    assert "–" in row


def test_the_period_before_is_shown_beside(judged: World) -> None:
    judged.ok("niofalt", "fyll", "nio", "--insats", "coach", "--period", "2025H2", "--val", "r1k1=svag")
    fields = judged.ok("niofalt", "visa", *NIO, "--json").document["falt"]
    assert [one["forra"] for one in fields[:2]] == ["svag", None]


def test_the_list_of_what_is_filled(judged: World) -> None:
    judged.ok("niofalt", "fyll", "nio", "--insats", "coach", "--period", "2026H2", "--val", "r1k1=svag")
    places = judged.ok("niofalt", "lista", "--insats", "coach", "--json").document["platser"]
    assert [(one["rutnat"], one["period"], one["ifyllda"]) for one in places] == [
        ("nio", "2026H2", 1),
        ("nio", "2026H1", 0),
        ("mall", "2026H2", 0),
        ("mall", "2026H1", 0),
    ]
    assert "1 av 9" in judged.ok("niofalt", "lista").out


@pytest.mark.parametrize("value", ["r1k1", "=svag", "r1k1=bra men inte alltid", "r9k9=svag"])
def test_a_choice_that_is_none_is_refused(judged: World, value: str) -> None:
    ran = judged.run("niofalt", "fyll", *NIO, "--val", value)
    assert ran.code == 2
    assert judged.ok("niofalt", "historik", "nio", "--insats", "coach", "--json").document == []


def test_a_broken_file_is_told_by_line(judged: World) -> None:
    (judged.root / loader.FILE_NAME).write_text(FILE + "\nprosa = 1\n", encoding="utf-8")
    ran = judged.run("niofalt", "lista")
    assert (ran.code, "niofalt.toml, rad" in ran.err) == (2, True)


def test_answers_of_an_earlier_wording_are_told_of(judged: World) -> None:
    judged.ok("niofalt", "fyll", *NIO, "--val", "r1k1=stark")
    (judged.root / loader.FILE_NAME).write_text(FILE.replace('"Behovet"', '"Behoven"'), encoding="utf-8")
    assert "1 tidigare svar gäller rutor eller val som har ändrats" in judged.ok("niofalt", "visa", *NIO).out
    assert "Deltagaren, Behovet: + Stark" in judged.ok("niofalt", "historik", "nio", "--insats", "coach").out
