"""``metadata``: out of one förbund's folder and into another's; what is shown before, refused, kept, and never half done."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from exports import files as files_module
from register.metadata.package import Package, from_bytes
from tests.cli.test_documentation import SECTIONS, examples
from tests.cli.world import Ran, World
from tests.metadata.folders import ALL, COUNTERS, LICENSED, LISTS, contents, lay

MORE = LISTS.replace('  { id = "soder", label = "Söder" },\n', '  { id = "soder", label = "Söder" },\n  { id = "mitt", label = "Mitten" },\n')
RETIRED = MORE.replace('label = "Söder" }', 'label = "Söder", utgatt = true }')


def package_file(path: Path, texts: dict[str, str] | None = None) -> str:
    path.write_bytes(Package("Norra förbundet", "Våra listor.", 4, texts or ALL).to_bytes())
    return str(path)


@pytest.fixture
def file(tmp_path: Path) -> str:
    return package_file(tmp_path / "norra.json")


def refused(ran: Ran, what: str, code: int = 2) -> None:
    assert (ran.code, ran.out) == (code, ""), ran
    assert what in ran.err, ran.err


# -- Out of one, into another ------------------------------------------------------------------------------------------------------------------


def test_it_goes_from_one_forbund_to_another_and_back_unchanged(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = {name: data.decode() for name, data in contents(world.root).items() if name.startswith("vokabular/")} | ALL
    lay(world.root, ALL)
    out = world.root.parent / "ut"
    made = world.ok("metadata", "exportera", "--ut", str(out / "a"), "--beskrivning", "Våra listor.", "--json").document
    assert (made["fil"], made["namn"], made["utgava"]) == (str(out / "a.json"), "Förbundet", 1)
    assert set(made["dokument"]) == set(whole), "what a new register was given to edit is part of it"
    other = World(tmp_path / "annat", capsys)
    answer = other.ok("metadata", "importera", made["fil"], "--json").document
    assert (answer["hash"], answer["fore"], answer["hinder"]) == (made["hash"], None, None)
    assert {name: (other.root / name).read_text(encoding="utf-8") for name in whole} == whole
    other.ok("metadata", "exportera", "--ut", str(out / "b"), "--namn", "Förbundet", "--beskrivning", "Våra listor.")
    assert (out / "b.json").read_bytes() == (out / "a.json").read_bytes()
    assert other.ok("metadata", "importera", made["fil"]).out.endswith("Ingenting ändras.\n")
    assert other.asked == [], "no passphrase"


def test_a_trial_shows_every_change_and_makes_none(empty: World, file: str) -> None:
    lay(empty.root, {"vokabular/kodlistor.toml": RETIRED, "mal.toml": ALL["mal.toml"].replace("40", "35")})
    before = contents(empty.root)
    answer = empty.ok("metadata", "importera", file, "--prova", "--json").document
    assert contents(empty.root) == before
    changes = {(one["slag"], one["var"]): (one["fore"], one["efter"]) for one in answer["andringar"]}
    assert changes["borta", "kodlistor.listor.omrade.koder.mitt"] == ("Mitten", "")
    assert changes["borta", "kodlistor.listor.omrade.koder.soder.utgatt"] == ("ja", "")
    assert changes["andrad", "mal.mal.coach Till arbete eller studier 2026.malvarde"] == ("35", "40")
    assert changes["ny", "formular.egen_fraga.boende"] == ("", "Boende")
    assert changes["ny", "raknare.raknare.ko"] == ("", "Personer i kö")
    assert ("ny", "niofalt.rutnat.niofaltaren") in changes
    assert (answer["prov"], answer["fore"]) == (True, None)
    text = empty.ok("metadata", "importera", file, "--prova").out
    assert "− kodlistor.listor.omrade.koder.mitt: Mitten\n" in text
    assert text.endswith("Det här är ett prov. Ingenting har ändrats.\n")


def test_what_held_before_is_kept_as_a_package_and_can_be_put_back(empty: World, file: str) -> None:
    old = {"vokabular/kodlistor.toml": RETIRED, "mal.toml": ALL["mal.toml"].replace("40", "35")}
    lay(empty.root, old)
    aside = empty.ok("metadata", "importera", file, "--json").document["fore"]
    assert Path(aside).parent == empty.root / "metadata"
    assert dict(from_bytes(Path(aside).read_bytes()).texts) == old
    empty.ok("metadata", "importera", aside)
    assert {name: (empty.root / name).read_text(encoding="utf-8") for name in old} == old


def test_documents_that_the_package_does_not_name_stay_and_are_named(empty: World, tmp_path: Path) -> None:
    lay(empty.root, ALL)
    one = package_file(tmp_path / "p.json", {"vokabular/kodlistor.toml": MORE})
    assert set(empty.ok("metadata", "importera", one, "--prova", "--json").document["ororda"]) == set(ALL) - {"vokabular/kodlistor.toml"}
    assert (
        "Nämns inte i paketet och ligger kvar: vokabular/formular.toml, mal.toml, raknare.toml, niofalt.toml.\n"
        in empty.ok("metadata", "importera", one).out
    )
    assert (empty.root / "mal.toml").read_text(encoding="utf-8") == ALL["mal.toml"]


def test_where_it_came_from_is_remembered_beside_ones_own_edition(empty: World, file: str) -> None:
    empty.ok("metadata", "importera", file)
    empty.ok("metadata", "exportera", "--ut", str(empty.root.parent / "egen.json"), "--namn", "Södra")
    remembered = json.loads((empty.root / "metadata" / "utgavor.json").read_text(encoding="utf-8"))
    assert (remembered["hamtad"]["namn"], remembered["hamtad"]["utgava"], remembered["hamtad"]["dag"]) == ("Norra förbundet", 4, "2026-11-22")
    assert (remembered["egen"]["namn"], remembered["egen"]["utgava"]) == ("Södra", 1)


# -- All or nothing ----------------------------------------------------------------------------------------------------------------------------


def test_a_fault_in_any_document_changes_nothing(empty: World, tmp_path: Path) -> None:
    lay(empty.root, ALL)
    before = contents(empty.root)
    bad = package_file(tmp_path / "fel.json", {**ALL, "vokabular/kodlistor.toml": MORE, "mal.toml": '[[mal]]\ninsats = "x y"\n'})
    ran = empty.run("metadata", "importera", bad)
    refused(ran, "Metadatapaketet kan inte användas.")
    assert "mal.toml, rad 1" in ran.err
    assert contents(empty.root) == before


def test_documents_that_are_right_alone_and_wrong_with_what_stays_change_nothing(empty: World, tmp_path: Path) -> None:
    """The package retires nothing, but the förbund's own goal names a code that its list no longer has."""
    own = {"vokabular/kodlistor.toml": MORE, "mal.toml": "[[resurs]]\nar = 2026\nkr = { mitt = 5 }\n"}
    lay(empty.root, own)
    before = contents(empty.root)
    refused(empty.run("metadata", "importera", package_file(tmp_path / "p.json", {"vokabular/kodlistor.toml": LISTS})), "Området ”mitt”")
    assert contents(empty.root) == before


@pytest.mark.parametrize("fails_at", range(1, 8))
def test_a_write_that_fails_anywhere_leaves_the_folder_as_it_was(empty: World, file: str, fails_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(empty.root, {"vokabular/kodlistor.toml": RETIRED, "mal.toml": ALL["mal.toml"].replace("40", "35")})
    before, real, seen = contents(empty.root), files_module._write_durably, [0]

    def write(path: Path, data: bytes) -> None:
        seen[0] += 1
        if seen[0] == fails_at:
            raise OSError(28, "full")
        real(path, data)

    monkeypatch.setattr(files_module, "_write_durably", write)
    refused(empty.run("metadata", "importera", file), "Listorna kunde inte skrivas. Inga filer har ändrats.", 3)
    assert contents(empty.root) == before


# -- In the middle of a year -------------------------------------------------------------------------------------------------------------------


def test_a_code_in_use_can_be_retired_and_stays_readable(empty: World, tmp_path: Path) -> None:
    insats = empty
    lay(insats.root, ALL)
    insats.ok("insats", "ny", "coach", "--namn", "Coach", "--typ", "individ")
    form = {"kon": "kvinna", "aldersgrupp": "25-29", "omrade": "soder", "manad": "2026-02"}
    (given,) = insats.ok("start", "--json", lines=[form]).lines
    answer = insats.ok("metadata", "importera", package_file(tmp_path / "ny.json", {**ALL, "vokabular/kodlistor.toml": RETIRED}), "--json").document
    assert answer["vantar"] == []
    assert {one["var"] for one in answer["andringar"]} == {"kodlistor.listor.omrade.koder.soder.utgatt", "kodlistor.listor.omrade.koder.mitt"}
    ran = insats.run("start", "--json", lines=[form])
    assert ran.code == 2
    assert "omrade" in ran.out
    insats.ok("ratta", "--json", lines=[{"kod": given["kod"], "formular": "start", "utbildning": "gymnasium"}])
    listed = insats.ok("kodlistor", "--json").document["listor"]
    assert {code["id"]: code["utgatt"] for one in listed if one["id"] == "omrade" for code in one["koder"]} == {
        "norr": False,
        "soder": True,
        "mitt": False,
    }


def test_a_code_in_use_is_never_removed(insats: World, tmp_path: Path) -> None:
    lay(insats.root, {**ALL, "vokabular/kodlistor.toml": MORE})
    before = contents(insats.root)
    older = package_file(tmp_path / "p.json")
    refused(insats.run("metadata", "importera", older), "Koden ”mitt” är borttagen ur listan ”omrade”.")
    assert contents(insats.root) == before
    shown = insats.ok("metadata", "importera", older, "--prova", "--json").document
    assert "utgatt = true" in shown["hinder"]
    assert "Kan inte importeras här: " in insats.ok("metadata", "importera", older, "--prova").out


def test_before_the_first_insats_any_list_may_be_taken(empty: World, file: str) -> None:
    empty.ok("forbund", "ny", "fb", "--namn", "Södra förbundet")
    answer = empty.ok("metadata", "importera", file, "--json").document
    assert ("borta", "kodlistor.listor.omrade.koder.hela") in {(one["slag"], one["var"]) for one in answer["andringar"]}
    empty.ok("leveranser")
    empty.ok("insats", "ny", "coach", "--namn", "Coach", "--typ", "individ")


def test_a_kansli_that_has_received_by_a_list_keeps_its_codes(delivered: World) -> None:
    lay(delivered.root, {"vokabular/kodlistor.toml": LISTS})
    refused(delivered.run("leveranser"), "Koden ”hela” är borttagen ur listan ”omrade”.")


STAFF = COUNTERS.replace('id = "ko"', 'id = "personal"').replace('fors_av = "insats"', 'fors_av = "kansli"').replace('"manad"', '"halvar"')
OWN_LISTS = """[listor.omrade]
label = "Område"
koder = [{ id = "norr", label = "Norr" }, { id = "soder", label = "Söder" }]

"""
FEWER = OWN_LISTS.replace(', { id = "soder", label = "Söder" }', "")
RETIRED_CODE = OWN_LISTS.replace('label = "Söder" }', 'label = "Söder", utgatt = true }')


def test_a_counter_with_values_is_never_made_unreadable(empty: World, tmp_path: Path) -> None:
    empty.ok("forbund", "ny", "fb", "--namn", "Södra förbundet")
    lay(empty.root, {"raknare.toml": OWN_LISTS + STAFF})
    empty.ok("raknare", "satt", "personal", "--period", "2026H1", "--varde", "soder=12", "--forbund", "fb")
    before = contents(empty.root)
    for text in (FEWER + STAFF, OWN_LISTS + STAFF.replace("skyddas = true", "skyddas = false"), OWN_LISTS + STAFF.replace('"halvar"', '"ar"')):
        new = package_file(tmp_path / "p.json", {"raknare.toml": text})
        refused(empty.run("metadata", "importera", new), "Räknaren ”personal” är ändrad")
        assert "personal" in empty.ok("metadata", "importera", new, "--prova", "--json").document["hinder"]
    assert contents(empty.root) == before
    for text in (RETIRED_CODE + STAFF, OWN_LISTS + COUNTERS):
        empty.ok("metadata", "importera", package_file(tmp_path / "q.json", {"raknare.toml": text}))
        shown = empty.ok("raknare", "visa", "personal", "--forbund", "fb", "--json").document
        assert [one["varden"] for one in shown["perioder"]] == [{"soder": 12}]


def test_counters_that_nobody_can_have_filled_in_may_change(empty: World, tmp_path: Path) -> None:
    lay(empty.root, {"raknare.toml": OWN_LISTS + COUNTERS + STAFF})
    new = package_file(tmp_path / "p.json", {"raknare.toml": FEWER + COUNTERS + STAFF})
    assert empty.ok("metadata", "importera", new, "--prova", "--json").document["hinder"] is None
    empty.ok("forbund", "ny", "fb", "--namn", "Södra förbundet")
    assert "”personal”" in empty.ok("metadata", "importera", new, "--prova", "--json").document["hinder"]
    theirs = package_file(tmp_path / "q.json", {"raknare.toml": OWN_LISTS + STAFF + COUNTERS.replace('"manad"', '"kvartal"')})
    assert empty.ok("metadata", "importera", theirs, "--prova", "--json").document["hinder"] is None
    empty.ok("insats", "ny", "coach", "--namn", "Coach", "--typ", "individ")
    assert "”ko”" in empty.ok("metadata", "importera", theirs, "--prova", "--json").document["hinder"]


def test_a_change_that_would_recode_waits_and_says_so(insats: World, tmp_path: Path) -> None:
    """Another standard grouping counts the avslut by other groups: the insats goes on with its own until nothing is open."""
    insats.starts(1)
    grouping = 'version = 1\nstandard = "fem-grupper"\n'
    new = package_file(tmp_path / "p.json", {"vokabular/grupperingar.toml": grouping})
    ran = insats.ok("metadata", "importera", new, "--json")
    assert ran.document["vantar"] == ["coach"]
    after = insats.ok("lista", "--json")
    assert "väntar" in after.err or "används inte än" in after.err
    again = insats.ok(
        "metadata", "importera", package_file(tmp_path / "q.json", {"vokabular/grupperingar.toml": grouping + "utan = []\n"}), "--prova"
    )
    assert "väntar ändringen" not in again.out


# -- The rest ----------------------------------------------------------------------------------------------------------------------------------


def test_granska_says_what_is_in_it_and_what_is_wrong(empty: World, file: str, tmp_path: Path) -> None:
    document = empty.ok("metadata", "granska", file, "--json").document
    assert (document["namn"], document["utgava"], document["egna_fragor"], document["instrument"]) == ("Norra förbundet", 4, 1, 2)
    text = empty.ok("metadata", "granska", file).out
    assert "  raknare.toml: räknare\n" in text
    assert text.endswith("Paketet är helt och går att läsa.\n")
    bad = package_file(tmp_path / "fel.json", {"niofalt.toml": "x = 1"})
    refused(empty.run("metadata", "granska", bad), "niofalt.toml, rad 1")
    refused(empty.run("metadata", "granska", str(tmp_path / "finns-inte.json")), "går inte att läsa", 3)
    damaged = tmp_path / "skadad.json"
    damaged.write_bytes(Path(file).read_bytes().replace("Söder".encode(), "Sydväst".encode()))
    refused(empty.run("metadata", "granska", str(damaged)), "kontrollsumma")
    assert not empty.root.exists()


def test_licensed_wording_is_named_when_it_stays_and_when_it_goes(empty: World) -> None:
    lay(empty.root, {**ALL, **LICENSED})
    argv = ("metadata", "exportera", "--namn", "Norra", "--ut", str(empty.root.parent / "p.json"))
    assert "Skyddad ordalydelse är inte med: vokabular/instrument/bip.toml, vokabular/instrument/skapa.toml." in empty.ok(*argv).out
    assert "Ge paketet bara till den som har rätt till den." in empty.ok(*argv, "--med-skyddad").out
    empty.ok(*argv)
    assert "er egen ordalydelse står kvar" in empty.ok("metadata", "importera", argv[-1], "--prova").out


def test_examples_are_listed_and_copied(empty: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    listed = empty.ok("metadata", "exempel", "--json").document
    assert [one["exempel"] for one in listed] == ["falun-borlange", "lekeberg-orebro"]
    assert re.fullmatch(r"(.+: Samordningsförbundet .+\n){2}", empty.ok("metadata", "exempel").out)
    assert empty.ok("metadata", "exempel", "falun-borlange", "--json").document["fil"] == "falun-borlange.json"
    refused(empty.run("metadata", "exempel", "falun-borlange"), "falun-borlange.json finns redan.")
    refused(empty.run("metadata", "exempel", "goteborg"), "Exemplet finns inte.")
    refused(empty.run("metadata", "exempel", "--ut", "x.json"), "Vilket exempel?")
    refused(empty.run("metadata", "exempel", "falun-borlange", "--ut", str(tmp_path)), "Paketet behöver ett filnamn.")


@pytest.mark.parametrize("name", ["exportera", "importera", "granska", "exempel"])
def test_answers_have_the_documented_keys(empty: World, file: str, name: str) -> None:
    lay(empty.root, ALL)
    target = str(empty.root.parent / "ut.json")
    argv = {"exportera": ("--ut", target, "--namn", "N"), "importera": (file,), "granska": (file,), "exempel": ("falun-borlange", "--ut", target)}[
        name
    ]
    document: dict[str, Any] = empty.ok("metadata", name, *argv, "--json").document
    assert list(document) == list(examples(SECTIONS[f"metadata {name}"])[0])
