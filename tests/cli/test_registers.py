"""forbund ny, insats ny, the lists, and the keys they write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.world import PASSPHRASE, World


def test_a_forbund_has_a_vault_public_keys_and_a_vocabulary_to_edit(empty: World) -> None:
    ran = empty.ok("forbund", "ny", "fb", "--namn", "Samordningsförbundet", "--json")
    made = ran.document
    assert list(made) == ["id", "namn", "valv", "nyckelfil", "ord"]
    assert (made["id"], made["namn"]) == ("fb", "Samordningsförbundet")
    assert len(made["ord"].split("-")) == 6
    assert Path(made["valv"]).is_file()
    public = json.loads((empty.root / "nycklar" / "forbund-fb.json").read_text(encoding="utf-8"))
    assert Path(made["nyckelfil"]) == empty.root / "nycklar" / "forbund-fb.json"
    assert (public["slag"], public["id"], public["namn"]) == ("forbund", "fb", "Samordningsförbundet")
    assert (empty.root / "vokabular" / "kodlistor.toml").is_file()
    assert empty.asked == ["Ny lösenfras för förbundet fb: ", "Samma lösenfras igen: "]


@pytest.mark.parametrize("typ", ["individ", "struktur"])
@pytest.mark.parametrize("period", ["halvar", "tertial", "kvartal"])
def test_an_insats_has_a_vault_and_public_keys(empty: World, typ: str, period: str) -> None:
    made = empty.ok("insats", "ny", "a1", "--namn", "Väg in", "--typ", typ, "--period", period, "--json").document
    assert list(made) == ["id", "namn", "typ", "period", "valv", "nyckelfil", "ord"]
    assert (made["typ"], made["period"]) == (typ, period)
    public = json.loads((empty.root / "nycklar" / "insats-a1.json").read_text(encoding="utf-8"))
    assert {key: public[key] for key in ("slag", "id", "namn", "typ")} == {"slag": "insats", "id": "a1", "namn": "Väg in", "typ": typ}
    assert empty.ok("lista", "--insats", "a1", "--json").document == []


def test_the_period_is_halvar_unless_said(empty: World) -> None:
    assert empty.ok("insats", "ny", "a1", "--namn", "x", "--typ", "individ", "--json").document["period"] == "halvar"


def test_without_json_the_same_is_said_in_words(empty: World) -> None:
    ran = empty.ok("insats", "ny", "a1", "--namn", "Väg in", "--typ", "individ")
    lines = ran.out.splitlines()
    assert lines[0] == "Insatsen Väg in (a1) är skapad."
    assert lines[1] == f"Valv: {empty.catalogue.insats_path('a1')}"
    assert lines[3].startswith("Sex ord att jämföra nyckeln med: ")


def test_starts_before_the_first_period_are_ingaende(empty: World) -> None:
    empty.ok("insats", "ny", "a1", "--namn", "x", "--typ", "individ", "--forsta-period", "2026H1")
    empty.ok("start", "--json", lines=[{"kon": "man", "aldersgrupp": "60-67", "manad": "2025-11"}])
    empty.ok("las", "--period", "2026H1")
    out = empty.ok("export", "uppfoljning-finsam", "--period", "2026H1", "--ut", str(empty.root / "ut"), "--format", "csv", "--json").document
    text = Path(out["filer"][0]).read_text(encoding="utf-8-sig")
    assert next(line.split(";")[-4:] for line in text.splitlines() if "Deltagare under perioden" in line)[1] == "1"


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (
            ["insats", "ny", "A1", "--namn", "x", "--typ", "individ"],
            "Id:t går inte att använda. Ett id har 2 till 32 tecken: små bokstäver a–z, siffror och bindestreck. Skriv till exempel vagen-vidare.",
        ),
        (
            ["forbund", "ny", "f", "--namn", "x"],
            "Id:t går inte att använda. Ett id har 2 till 32 tecken: små bokstäver a–z, siffror och bindestreck. Skriv till exempel vagen-vidare.",
        ),
        (
            ["insats", "ny", "../a1", "--namn", "x", "--typ", "individ"],
            "Id:t går inte att använda. Ett id har 2 till 32 tecken: små bokstäver a–z, siffror och bindestreck. Skriv till exempel vagen-vidare.",
        ),
        (
            ["insats", "ny", "a1", "--namn", "x", "--typ", "blandad"],
            "Typen går inte att välja. En insats är individinriktad eller strukturövergripande. Ange individ eller struktur.",
        ),
        (
            ["insats", "ny", "a1", "--namn", "x", "--typ", "individ", "--period", "manad"],
            "Periodslaget går inte att välja. En insats låser halvår, tertial eller kvartal. Ange halvar, tertial eller kvartal.",
        ),
        (
            ["insats", "ny", "a1", "--namn", "x", "--typ", "individ", "--forsta-period", "2026T1"],
            "2026T1 är inte en period av insatsens slag. Första perioden ska vara av samma slag som insatsen låser. Skriv till exempel 2026H1.",
        ),
        (
            ["insats", "ny", "a1", "--namn", " ", "--typ", "individ"],
            "Insatsen behöver ett namn. Namnet är tomt. Ange insatsens namn.",
        ),
        (
            ["insats", "ny", "a1", "--namn", "x" * 101, "--typ", "individ"],
            "Namnet är för långt. Det har 101 tecken, och högst 100 får plats. Ange ett kortare namn.",
        ),
    ],
)
def test_what_can_not_be_made(empty: World, argv: list[str], sentence: str) -> None:
    ran = empty.run(*argv)
    assert (ran.code, ran.out, ran.err) == (2, "", sentence + "\n")
    assert not list(empty.root.rglob("*.valv"))


def test_an_id_is_used_once(world: World) -> None:
    before = {path: path.read_bytes() for path in world.root.rglob("*.json")}
    assert world.run("insats", "ny", "coach", "--namn", "Annan", "--typ", "individ").code == 2
    ran = world.run("forbund", "ny", "fb", "--namn", "Annat")
    assert (ran.code, ran.err) == (2, "Förbundet fb finns redan. Ett nytt register skrivs aldrig över ett annat. Välj ett annat id.\n")
    assert {path: path.read_bytes() for path in world.root.rglob("*.json")} == before


def test_lists_need_no_passphrase_and_show_what_lies_here(world: World) -> None:
    world.asked.clear()
    world.catalogue.insats_path("coach").rename(world.root / "flyttad")
    assert world.ok("insats", "lista", "--json").document == [{"id": "coach", "namn": "Coachingteamet", "typ": "individ", "valv": False}]
    assert world.ok("insats", "lista").out == "coach  Coachingteamet  individ  (bara nyckelfil)\n"
    assert world.ok("forbund", "lista", "--json").document == [{"id": "fb", "namn": "Förbundet", "valv": True}]
    assert world.ok("forbund", "lista").out == "fb  Förbundet\n"
    assert world.asked == []


def test_lists_of_nothing(empty: World) -> None:
    assert empty.ok("insats", "lista").out == "Här finns inga insatser.\n"
    assert empty.ok("forbund", "lista").out == "Här finns inga förbund.\n"
    assert empty.ok("insats", "lista", "--json").document == []
    assert not empty.root.exists()


def test_a_wrong_passphrase_is_refused(insats: World) -> None:
    insats.answers = (PASSPHRASE + "x",)
    ran = insats.run("lista", "--insats", "coach")
    assert (ran.code, ran.out, ran.err) == (3, "", "Lösenfrasen stämmer inte. Den öppnar inget av valvets nyckelfack. Försök igen.\n")


def test_the_insats_must_be_named_where_there_are_several(insats: World) -> None:
    insats.ok("insats", "ny", "a1", "--namn", "x", "--typ", "individ")
    insats.asked.clear()
    ran = insats.run("lista")
    assert (ran.code, ran.err) == (2, "Här finns flera insatser. De är: a1, coach. Ange vilken med --insats.\n")
    ran = insats.run("lista", "--insats", "b2")
    assert (ran.code, ran.err) == (
        3,
        f"Insatsen b2 finns inte här. Mappen {insats.root} har: a1, coach. Kontrollera id:t och mappen (--katalog).\n",
    )
    assert insats.run("lista", "--insats", "../x").code == 2
    assert insats.asked == []


def test_an_empty_folder_has_nothing_to_open(empty: World) -> None:
    ran = empty.run("lista")
    assert (ran.code, ran.err) == (
        3,
        f"Här finns inga insatser. Mappen {empty.root} har inget sådant valv. Skapa en med insats ny, eller välj en annan mapp (--katalog).\n",
    )
    assert empty.run("utfall").code == 3
    assert empty.run("utfall", "--forbund", "fb").code == 3
    assert empty.asked == []
