"""ta-emot, leveranser, annullera, utfall, export, kontroll, nycklar: the kansli's commands."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.world import PASSPHRASE, World

PART = ["volymer", "bas", "grupper"]


def test_ta_emot_pins_at_the_first_delivery_and_prints_the_six_words(world: World) -> None:
    world.starts(6)
    world.ok("las", "--insats", "coach", "--period", "2026H1")
    sent = world.ok("leverera", "--insats", "coach", "--ut", str(world.root / "l1"), "--json").document
    first = world.ok("ta-emot", str(world.root / "l1"), "--json").document
    expected = {
        "insats": "coach",
        "namn": "Coachingteamet",
        "nummer": 1,
        "perioder": ["2026H1"],
        "publikationer": 0,
        "raknare": 0,
        "ny": True,
        "ord": sent["ord"],
    }
    assert list(first.items()) == list(expected.items())
    again = world.ok("ta-emot", str(world.root / "l1"), "--json").document
    assert again == {**expected, "ny": False, "ord": None}


def test_ta_emot_in_words(world: World) -> None:
    world.ok("las", "--insats", "coach", "--period", "2026H1")
    world.ok("leverera", "--insats", "coach", "--ut", str(world.root / "l1"))
    first, words = world.ok("ta-emot", str(world.root / "l1")).out.splitlines()
    assert first == "Leverans 1 från Coachingteamet (coach) är mottagen. Perioder: 2026H1"
    assert words.startswith("Insatsen är ny här. Jämför de sex orden med insatsen, per telefon eller på plats: ")
    assert "var redan mottagen; inget har ändrats" in world.ok("ta-emot", str(world.root / "l1")).out


def test_several_deliveries_are_received_in_order_and_a_bad_one_stops_no_other(world: World) -> None:
    for number, period in ((1, "2025H2"), (2, "2026H1")):
        world.ok("las", "--insats", "coach", "--period", period)
        world.ok("leverera", "--insats", "coach", "--ut", str(world.root / f"l{number}"))
    (world.root / "skräp").write_bytes(b"inte en leverans")
    ran = world.run("ta-emot", *(str(world.root / name) for name in ("skräp", "l1", "saknas", "l2")), "--json")
    assert ran.code == 3
    assert [line.get("nummer", "fel") for line in ran.lines] == ["fel", 1, "fel", 2]
    assert list(ran.lines[0]) == ["fel", "falt", "fil", "varfor", "gor"]
    assert [line.split(":")[0] for line in ran.err.splitlines()] == ["skräp", "saknas"]


def test_a_delivery_from_an_unknown_key(world: World, tmp_path: Path) -> None:
    world.ok("las", "--insats", "coach", "--period", "2026H1")
    world.ok("leverera", "--insats", "coach", "--ut", str(tmp_path / "l1"))
    key = world.root / "nycklar" / "insats-coach.json"
    key.rename(tmp_path / "key")
    ran = world.run("ta-emot", str(tmp_path / "l1"))
    assert ran.code == 3
    assert ran.err.startswith("l1: Leveransen är signerad med en okänd nyckel: coach är inte godkänd här.")
    missing = world.run("nycklar", "godkann", "coach")
    assert missing.code == 3
    assert missing.err.startswith("Nyckelfilen insats-coach.json finns inte.")
    shutil.copy(tmp_path / "key", key)
    words = world.ok("nycklar", "godkann", "coach", "--json").document["ord"]
    assert world.ok("ta-emot", str(tmp_path / "l1"), "--json").document["ord"] is None
    assert words in world.ok("nycklar", "visa").out


def test_a_pinned_key_changes_only_by_godkann(delivered: World, tmp_path: Path) -> None:
    """Another insats of the same id: its key lies in nycklar, but the pinned one holds."""
    other = World(tmp_path / "annan", delivered.capsys)
    other.ok("insats", "ny", "coach", "--namn", "Coachingteamet", "--typ", "individ")
    shutil.copy(delivered.root / "nycklar" / "forbund-fb.json", other.root / "nycklar")
    other.ok("las", "--period", "2026H1")
    other.ok("leverera", "--ut", str(tmp_path / "falsk"))
    shutil.copy(other.root / "nycklar" / "insats-coach.json", delivered.root / "nycklar")
    ran = delivered.run("ta-emot", str(tmp_path / "falsk"))
    assert ran.code == 3
    checked = delivered.run("kontroll", "--json")
    assert checked.code == 1
    assert [one["vad"] for one in checked.document["kontroller"] if not one["ok"]] == ["Coachingteamet: nyckelfil"]
    assert checked.document["ok"] is False
    delivered.ok("nycklar", "godkann", "coach")
    assert delivered.ok("kontroll", "--json").document["ok"] is True


@pytest.mark.parametrize("damage", ["truncated", "flipped", "empty", "folder"])
def test_a_damaged_delivery_changes_nothing(world: World, damage: str) -> None:
    world.ok("las", "--insats", "coach", "--period", "2026H1")
    path = world.root / "l1"
    world.ok("leverera", "--insats", "coach", "--ut", str(path))
    whole = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes({"truncated": whole[:-10], "flipped": whole[:-100] + bytes([whole[-100] ^ 4]) + whole[-99:], "empty": b""}[damage])
    ran = world.run("ta-emot", str(path))
    assert (ran.code, ran.out) == (3, "")
    assert len(ran.err.splitlines()) == 1
    assert world.ok("leveranser", "--json").document == {"mottagna": [], "saknas": [], "vantar": []}


def test_leveranser_shows_what_came_what_is_missing_and_what_waits(delivered: World) -> None:
    document = delivered.ok("leveranser", "--json").document
    assert document == {
        "mottagna": [{"insats": "coach", "nummer": 1, "perioder": ["2026H1"], "dag": "2026-11-22", "status": "mottagen", "orsak": None}],
        "saknas": [],
        "vantar": [{"insats": "coach", "avslut": 0}],
    }
    delivered.today = delivered.today.replace(year=2027)
    assert delivered.ok("leveranser").out.splitlines()[-1] == "Saknas: coach 2027H1"


def test_annullera_leaves_a_delivery_out(delivered: World) -> None:
    ran = delivered.ok("annullera", "--insats", "coach", "--nr", "1", "--orsak", "provleverans", "--json")
    assert ran.document == {"insats": "coach", "nummer": 1, "orsak": "provleverans"}
    assert delivered.ok("utfall", "--json").document["volymer"]["nya"] == 0
    assert delivered.run("annullera", "--insats", "coach", "--nr", "1", "--orsak", "provleverans").code == 2
    assert "annullerad provleverans" in delivered.ok("leveranser").out


@pytest.mark.parametrize(
    ("argv", "start"),
    [
        (["--nr", "1", "--orsak", "provleverans"], "Insatsen saknas."),
        (["--insats", "coach", "--nr", "7", "--orsak", "provleverans"], "Leverans 7 från coach finns inte."),
        (["--insats", "coach", "--nr", "1", "--orsak", "för att"], "Orsaken finns inte i listan."),
    ],
)
def test_what_can_not_be_annulled(delivered: World, argv: list[str], start: str) -> None:
    ran = delivered.run("annullera", *argv)
    assert ran.code == 2
    assert ran.err.startswith(start)


def test_utfall_has_the_document_of_the_contract(delivered: World) -> None:
    document = delivered.ok("utfall", "--period", "2026H1", "--insats", "coach", "--gruppering", "goteborg", "--json").document
    assert list(document) == ["internt", *PART, "kon", "progression"]
    assert document["internt"] is True
    assert document["volymer"] == {"nya": 12, "pagaende_start": 0, "pagaende_slut": 0, "avslutade": 12, "felregistrerade": 0, "deltagare": 12}
    assert {key: document["bas"][key] for key in ("avslutade", "redovisade", "vantar")} == {"avslutade": 12, "redovisade": 12, "vantar": 0}
    assert [list(group) for group in document["grupper"]] == [["grupp", "n", "andel", "ki95"]] * 3
    assert {group["grupp"]: group["n"] for group in document["grupper"]} == {"arbete-studier": 12, "rehabilitering": 0, "ovrigt": 0}
    low, high = document["grupper"][0]["ki95"]
    assert (round(low, 3), high) == (0.758, 1.0)
    assert list(document["kon"]) == ["kvinna", "man", "annat"]
    assert all(set(PART) <= set(part) for part in document["kon"].values())
    assert [(group["andel"], group["ki95"]) for group in document["kon"]["annat"]["grupper"]] == [(None, None)] * 3


def test_utfall_has_progression(world: World) -> None:
    codes = world.starts(6)
    lines: list[dict[str, Any]] = [
        {"kod": code, "skattare": "deltagare", "svar": svar, "manad": month}
        for code in codes
        for month, svar in (("2026-02", [2] * 6), ("2026-05", [3, 2, 1, 2, 2, None]))
    ]
    world.ok("matning", "--insats", "coach", "--json", lines=lines)
    world.ends(codes)
    world.ok("las", "--insats", "coach", "--period", "2026H1")
    world.ok("leverera", "--insats", "coach", "--ut", str(world.root / "l1"))
    world.ok("ta-emot", str(world.root / "l1"))
    rows = world.ok("utfall", "--json").document["progression"]
    found = [tuple(row[key] for key in ("instrument", "n", "forbattrad", "lika", "forsamrad")) for row in rows]
    assert found[:3] == [("skapa", 6, 6, 0, 0), ("skapa", 6, 0, 6, 0), ("skapa", 6, 0, 0, 6)]
    assert all("omrade" in row for row in rows)
    assert "skapa deltagare" in world.ok("utfall").out


@pytest.mark.parametrize("argv", [["--ar", "2026"], ["--period", "2026H1"], ["--period", "2026"], [], ["--insats", "coach"], ["--forbund", "fb"]])
def test_utfall_of_the_same_things_named_otherwise(delivered: World, argv: list[str]) -> None:
    assert delivered.ok("utfall", *argv, "--json").document["volymer"]["nya"] == 12


def test_utfall_of_a_year_without_deliveries(delivered: World) -> None:
    document = delivered.ok("utfall", "--ar", "2019", "--json").document
    assert document["volymer"]["nya"] == 0
    assert all(group["andel"] is None for group in document["grupper"])


def test_utfall_in_words_is_marked_internt(delivered: World) -> None:
    lines = delivered.ok("utfall", "--period", "2026H1").out.splitlines()
    assert lines[0] == "INTERNT: exakta tal, får inte publiceras. Utfall för alla insatser, första halvåret 2026."
    assert lines[2].split() == ["Volymer", "Totalt", "Kvinna", "Man", "Annat"]
    assert lines[3].split() == ["Nya", "12", "6", "6", "0"]
    assert "Totalt: redovisade 12 av 12 avslutade" in lines
    assert lines[-1] == "Ingen progression är redovisad."


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--ar", "26"], "Året går inte att läsa. Ett år skrivs med fyra siffror. Skriv till exempel 2026."),
        (["--insats", "b2"], "Insatsen b2 är inte känd här. Den har inte levererat något. Se vilka som är kända under Leveranser."),
        (
            ["--gruppering", "egen"],
            "Grupperingen egen finns inte. De som finns är: anledning, fem-grupper, goteborg. Välj en av dem.",
        ),
    ],
)
def test_utfall_of_what_is_not_there(delivered: World, argv: list[str], sentence: str) -> None:
    ran = delivered.run("utfall", *argv, "--json")
    assert (ran.code, ran.out, ran.err) == (2, "", sentence + "\n")


def test_export_from_the_kansli(delivered: World) -> None:
    ran = delivered.ok("export", "uppfoljning-finsam", "--period", "2026H1", "--ut", str(delivered.root / "ut"), "--json")
    assert ran.document["period"] == "2026H1"
    names = [Path(name).name for name in ran.document["filer"]]
    assert names == [f"uppfoljning-finsam-2026H1.{ending}" for ending in ("html", "csv", "xlsx")]
    assert ran.err == "Bladet har exakta tal och är till för inmatningen. Det får inte publiceras.\n"
    text = (delivered.root / "ut" / names[1]).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert b"Coachingteamet" in text


def test_export_of_one_insats_and_one_format(delivered: World) -> None:
    argv = ["export", "uppfoljning-finsam", "--period", "2026H1", "--ut", str(delivered.root / "ut"), "--insats", "coach", "--format", "csv"]
    assert delivered.ok(*argv).out == f"Skriven: {delivered.root / 'ut' / 'uppfoljning-finsam-2026H1.csv'}\n"


def test_export_from_the_insats_itself(insats: World, tmp_path: Path) -> None:
    """Where no förbund lies in the folder, its own vault gives the sheet; nothing needs to be locked."""
    insats.starts(3)
    files = insats.ok("export", "uppfoljning-finsam", "--period", "2026H1", "--ut", str(tmp_path / "ut"), "--json").document["filer"]
    assert [Path(name).name for name in files][1] == "uppfoljning-finsam-coach-2026H1.csv"
    rows = Path(files[1]).read_text(encoding="utf-8-sig").splitlines()
    assert any("Nya" in row and ";3" in row for row in rows)


def test_export_from_the_insats_where_a_forbund_lies_there_too(delivered: World, tmp_path: Path) -> None:
    argv = ["export", "uppfoljning-finsam", "--period", "2026H1", "--ut", str(tmp_path / "ut"), "--fran-insats", "--insats", "coach"]
    assert "uppfoljning-finsam-coach-2026H1" in delivered.ok(*argv).out
    both = delivered.run(*argv, "--forbund")
    assert (both.code, both.err) == (2, "Både insats och förbund är angivna. Ett kommando öppnar ett valv. Ange ett av dem.\n")


@pytest.mark.parametrize(
    ("argv", "start"),
    [
        (["--period", "i år"], "Perioden går inte att läsa."),
        (["--period", "2026H1", "--format", "pdf"], "Formatet finns inte."),
        (["--period", "2026H1", "--insats", "b2"], "Insatsen b2 är inte känd här."),
    ],
)
def test_what_can_not_be_exported(delivered: World, argv: list[str], start: str) -> None:
    ran = delivered.run("export", "uppfoljning-finsam", "--ut", str(delivered.root / "ut"), *argv)
    assert ran.code == 2
    assert ran.err.startswith(start)
    assert not (delivered.root / "ut").exists()


def test_kontroll_of_the_insats_and_of_the_kansli(delivered: World) -> None:
    for argv in (["--insats", "coach"], ["--forbund"], ["--forbund", "fb"], []):
        ran = delivered.ok("kontroll", *argv, "--json")
        assert list(ran.document) == ["ok", "kontroller"]
        assert ran.document["ok"] is True
        assert all(list(one) == ["vad", "ok", "detalj"] for one in ran.document["kontroller"])
    assert "Coachingteamet: leveranser i följd" in delivered.ok("kontroll").out
    both = delivered.run("kontroll", "--insats", "coach", "--forbund", "fb")
    assert (both.code, both.err) == (2, "Både insats och förbund är angivna. Ett kommando öppnar ett valv. Ange ett av dem.\n")


def test_kontroll_that_finds_something(delivered: World) -> None:
    key = delivered.root / "nycklar" / "insats-coach.json"
    key.write_text("{}", encoding="utf-8")
    ran = delivered.run("kontroll", "--forbund")
    assert ran.code == 1
    assert "STÄMMER INTE Coachingteamet: nyckelfil" in ran.out
    assert ran.out.endswith("Något stämmer inte. Återställ en säkerhetskopia, eller tala med den som sköter Nyckeltal.\n")


def test_the_kanslis_register_is_restored_and_its_passphrase_changed(delivered: World) -> None:
    path = delivered.catalogue.forbund_path("fb")
    older = path.read_bytes()
    delivered.ok("nycklar", "godkann", "coach")
    path.write_bytes(older)
    assert delivered.run("utfall").code == 3
    assert delivered.ok("aterstall", "--forbund", "--orsak", "fel-fil", "--json").document == {"slag": "forbund", "id": "fb", "orsak": "fel-fil"}
    delivered.answers = (PASSPHRASE, "en helt ny fras", "en helt ny fras")
    assert delivered.ok("losenfras", "byt", "--forbund", "fb", "--json").document == {"slag": "forbund", "id": "fb"}
    delivered.answers = ("en helt ny fras",)
    assert delivered.ok("kontroll", "--json").document["ok"] is True


def test_nycklar_visa_needs_no_passphrase(delivered: World) -> None:
    delivered.asked.clear()
    rows = delivered.ok("nycklar", "visa", "--json").document
    assert [(row["slag"], row["id"], row["typ"]) for row in rows] == [("forbund", "fb", None), ("insats", "coach", "individ")]
    assert all(len(row["ord"].split("-")) == 6 for row in rows)
    assert delivered.asked == []


def test_nothing_that_is_said_of_a_forbund_holds_a_key(delivered: World) -> None:
    public = json.loads((delivered.root / "nycklar" / "insats-coach.json").read_text(encoding="utf-8"))
    said = delivered.ok("nycklar", "visa", "--json").out + delivered.ok("kontroll", "--json").out
    assert public["signering"] not in said
