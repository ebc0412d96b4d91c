"""kodlistor and plan: what a script needs to make forms, without any passphrase."""

from __future__ import annotations

from tests.cli.world import World


def test_kodlistor_has_every_list_grouping_instrument_and_field(empty: World) -> None:
    document = empty.ok("kodlistor", "--json").document
    lists = {one["id"]: one for one in document["listor"]}
    assert {"kon", "aldersgrupp", "avslutsanledning", "redo_for", "skattare"} <= set(lists)
    assert [code["id"] for code in lists["kon"]["koder"]] == ["kvinna", "man", "annat"]
    assert {"goteborg", "fem-grupper", "anledning"} <= {one["id"] for one in document["grupperingar"]}
    assert {"skapa", "swemwbs"} <= {one["id"] for one in document["instrument"]}
    forms = {form["id"]: {item["id"]: item for item in form["falt"]} for form in document["formular"]}
    assert set(forms) == {"start", "matning", "avslut"}
    assert forms["start"]["kon"]["kravs"] is True
    assert forms["start"]["utbildning"]["kravs"] is False
    for form in forms.values():
        for item in form.values():
            assert {"id", "label", "typ", "kravs"} <= set(item)
            assert item["lista"] is None or item["lista"] in lists
    assert empty.asked == []


def test_kodlistor_of_an_insats_has_what_it_uses(empty: World) -> None:
    folder = empty.root / "vokabular"
    folder.mkdir(parents=True)
    (folder / "formular.toml").write_text('version = 2\n[insats."coach"]\nutelamnas = ["omrade"]\n', encoding="utf-8")
    for argv, there in ((["--insats", "coach"], False), (["--insats", "annan"], True), ([], True)):
        document = empty.ok("kodlistor", "--json", *argv).document
        start = next(form for form in document["formular"] if form["id"] == "start")
        assert ("omrade" in {item["id"] for item in start["falt"]}) is there


def test_a_broken_vocabulary_is_named_by_file_and_line(empty: World) -> None:
    folder = empty.root / "vokabular"
    folder.mkdir(parents=True)
    (folder / "kodlistor.toml").write_text("version = 1\n\n[listor.omrade\n", encoding="utf-8")
    ran = empty.run("kodlistor")
    assert (ran.code, ran.out) == (2, "")
    assert "kodlistor.toml" in ran.err
    assert "rad 3" in ran.err


def test_kodlistor_in_words(empty: World) -> None:
    lines = empty.ok("kodlistor").out.splitlines()
    assert lines[0] == "Formulär start: Ny start"
    assert "  kon: Kön (kod ur kon, krävs)" in lines
    assert "Lista kon: Kön" in lines
    assert any(line.startswith("Gruppering goteborg: ") for line in lines)
    assert any(line.startswith("Instrument skapa: SKAPA") for line in lines)


def test_plan_visa_gives_every_table_its_purpose(empty: World) -> None:
    document = empty.ok("plan", "visa", "--json").document
    assert list(document) == ["version", "hash", "tabeller", "forsta_senaste", "nivaer"]
    assert document["hash"] == empty.ok("kodlistor", "--json").document["plan_hash"]
    assert all(one["syfte"] for one in document["tabeller"])
    lines = empty.ok("plan", "visa").out.splitlines()
    assert len(lines) == 3 + len(document["tabeller"])
    assert empty.asked == []


def test_an_id_that_is_none(empty: World) -> None:
    assert empty.run("kodlistor", "--insats", "Å").code == 2
