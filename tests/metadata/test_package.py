"""The file: the same content is the same bytes, a changed sign is found, and nothing but known documents gets in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.catalogue import Catalogue
from register.errors import BadInput
from register.metadata import examples, moving
from register.metadata.documents import DOCUMENTS, check, kind_of, place_of, read_folder
from register.metadata.moving import export
from register.metadata.package import MOST_BYTES, Package, from_bytes
from register.vocabulary.shape import FILES
from tests.metadata.folders import ALL, LICENSED, lay

LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=30)
TEXT = st.lists(LINE, min_size=1, max_size=8).map("\n".join)
NAMES = st.sampled_from([*ALL, "vokabular/rakneplan.toml", "vokabular/instrument/bip.toml"])


@given(st.dictionaries(NAMES, TEXT, min_size=1), st.integers(1, 999))
def test_a_package_is_read_back_as_it_was(texts: dict[str, str], utgava: int) -> None:
    package = Package("Norra förbundet", "Våra listor.", utgava, texts)
    read = from_bytes(package.to_bytes())
    assert read == package
    assert read.hash == package.hash
    assert read.to_bytes() == package.to_bytes()


@given(st.permutations(list(ALL)))
def test_the_order_in_which_files_were_found_makes_no_difference(names: list[str]) -> None:
    first = Package("N", "", 1, ALL)
    assert Package("N", "", 1, {name: ALL[name] for name in names}).to_bytes() == first.to_bytes()


def test_white_space_that_a_mail_program_added_does_no_harm() -> None:
    package = Package("N", "", 1, ALL)
    assert from_bytes(json.dumps(json.loads(package.to_bytes()), indent=4).replace("\n", "\r\n").encode()) == package


@given(st.data())
def test_any_change_of_the_content_is_found(data: st.DataObject) -> None:
    whole = json.loads(Package("Norra", "Om dem.", 3, ALL).to_bytes())
    document = data.draw(st.sampled_from(whole["dokument"]))
    at = data.draw(st.integers(0, len(document["text"]) - 1))
    document["text"][at] += data.draw(st.sampled_from([" ", "#", "x"]))
    with pytest.raises(BadInput, match="kontrollsumma"):
        from_bytes(json.dumps(whole).encode())


def changed(change: dict[str, Any]) -> bytes:
    return json.dumps({**json.loads(Package("N", "", 1, ALL).to_bytes()), **change}).encode()


ONE = {"namn": "mal.toml", "sha256": "", "text": ["a"], "neutral": False}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "inte JSON"),
        (b"[" * 100_000, "inte JSON"),
        (b"\xff\xfe", "inte JSON"),
        (b"[]", "inget metadatapaket"),
        (b'{"format": "nyckeltal-leverans/1"}', "inget metadatapaket"),
        (b'{"format": "nyckeltal-metadata/2"}', "formatet nyckeltal-metadata/2"),
        (b'{"format": "nyckeltal-metadata/1"}', "inte de väntade"),
        (changed({"mer": 1}), "inte de väntade"),
        (changed({"utgava": 2}), "kontrollsumma"),
        (changed({"utgava": True}), "inget heltal"),
        (changed({"utgava": 0}), "inget heltal"),
        (changed({"namn": ""}), "namn eller en beskrivning"),
        (changed({"namn": "två\nrader"}), "namn eller en beskrivning"),
        (changed({"utelamnat": 1}), "inte de väntade"),
        (changed({"dokument": []}), "inga dokument"),
        (changed({"dokument": [1]}), "inte de väntade delarna"),
        (changed({"dokument": [{**ONE, "namn": "../../.bashrc"}]}), "inte känns igen"),
        (changed({"dokument": [{**ONE, "namn": "vokabular/instrument/../../x.toml"}]}), "inte känns igen"),
        (changed({"dokument": [{**ONE, "namn": "insats/coach.valv"}]}), "inte känns igen"),
        (changed({"dokument": [{**ONE, "namn": "MAL.toml"}]}), "inte känns igen"),
        (changed({"dokument": [{**ONE, "namn": "vokabular/instrument/con.toml"}]}), "inte känns igen"),
        (changed({"dokument": [{**ONE, "namn": "vokabular/instrument/lpt9.toml"}]}), "inte känns igen"),
        (changed({"dokument": [{**ONE, "text": ["\ud800"]}]}), "tecken som inte går att skriva"),
        (changed({"namn": "N\udfff"}), "tecken som inte går att skriva"),
        (changed({"format": "nyckeltal-metadata/\ud800"}), "tecken som inte går att skriva"),
        (changed({"dokument": [ONE, ONE]}), "två gånger"),
        (changed({"dokument": [{**ONE, "text": "a"}]}), "ingen text"),
        (changed({"dokument": [{**ONE, "text": ["a\nb"]}]}), "ingen text"),
        (b" " * (MOST_BYTES + 1), "större än"),
    ],
)
def test_what_is_no_package_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        from_bytes(data)
    assert refused.value.what == "Metadatapaketet kan inte användas."
    assert refused.value.remedy


def test_every_file_that_the_loaders_know_may_be_in_a_package() -> None:
    """Were a new kind of document added to the vocabulary, it would have to be added here as well."""
    assert all(kind_of(f"vokabular/{name}.toml") for name in FILES)
    assert kind_of("vokabular/instrument/swemwbs.toml")
    assert all(kind_of(f"vokabular/instrument/{name}.toml") for name in ("conners", "com", "com10", "a-con", "null"))
    assert all(kind_of(name) for name in ("mal.toml", "raknare.toml", "niofalt.toml"))
    assert len({one.label for one in DOCUMENTS}) == len(DOCUMENTS)


def test_a_folder_is_read_with_any_line_breaks_and_a_byte_order_mark(tmp_path: Path) -> None:
    windows = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in ALL.items()}
    found = read_folder(lay(tmp_path, windows))
    assert found == ALL
    assert list(found) == sorted(ALL, key=place_of)


def test_what_is_not_metadata_is_passed_over(tmp_path: Path) -> None:
    lay(tmp_path, {**ALL, "annat.toml": "x = 1", "vokabular/anteckning.txt": "hej", "vokabular/mapp/kodlistor.toml": "x = 1"})
    assert read_folder(tmp_path) == ALL


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "mal.toml").write_bytes("mål".encode("latin-1"))
    with pytest.raises(BadInput, match=r"mal\.toml går inte att läsa"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("mal.toml", 'utanfor_omraden = ["X Y"]', "Fel i målen: mal.toml, rad 1"),
        ("raknare.toml", "[[raknare]]\nid = 1", "Fel i räknarna: raknare.toml"),
        ("niofalt.toml", "[[rutnat]]\nid = 1", "Fel i rutnäten: niofalt.toml"),
        ("vokabular/kodlistor.toml", "version = 1\n[listor.x]\nlabel = 1", "Fel i vokabulären: kodlistor.toml, rad 2"),
        ("vokabular/instrument/x.toml", "version = 1", "Fel i vokabulären: instrument/x.toml"),
    ],
)
def test_each_document_is_read_by_its_own_loader(name: str, text: str, said: str) -> None:
    check(ALL)
    with pytest.raises(BadInput) as refused:
        check({**ALL, name: text})
    assert refused.value.what.startswith(said)
    package = Package("N", "", 1, {**ALL, name: text})
    with pytest.raises(BadInput, match="Metadatapaketet kan inte användas") as in_package:
        moving.check_package(package)
    assert said in in_package.value.why


def test_the_edition_is_raised_by_a_change_and_by_nothing_else(tmp_path: Path) -> None:
    lay(tmp_path, ALL)

    def made(**more: Any) -> Package:
        found = export(tmp_path, **more)
        for path, data in found.remember.items():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        return found.package

    first = made(namn="Norra", beskrivning="Listor.")
    assert (first.utgava, made(), made(usual="Annat")) == (1, first, first)
    lay(tmp_path, {"mal.toml": ALL["mal.toml"].replace("40", "45")})
    second = made()
    assert (second.utgava, second.namn, second.beskrivning) == (2, "Norra", "Listor.")
    assert second.hash != first.hash
    assert made(beskrivning="").utgava == 3
    for broken in ("{", "[]", '{"egen": 1}', '{"egen": {"utgava": "x"}}'):
        (tmp_path / "metadata" / "utgavor.json").write_text(broken, encoding="utf-8")
        assert export(tmp_path, namn="Norra").package.utgava == 1


@pytest.mark.parametrize(
    ("texts", "more", "what"),
    [
        ({}, {"namn": "N"}, "Det finns inget att exportera."),
        (ALL, {}, "Paketet behöver ett namn."),
        (ALL, {"namn": "N" * 121}, "Namnet eller beskrivningen är för lång."),
        (ALL, {"namn": "N", "beskrivning": "rad\nrad"}, "Namnet eller beskrivningen är för lång."),
        ({"vokabular/instrument/skapa.toml": LICENSED["vokabular/instrument/skapa.toml"]}, {"namn": "N"}, "Det finns inget att exportera."),
        ({**ALL, "mal.toml": "x = 1"}, {"namn": "N"}, "Fel i målen: mal.toml, rad 1, kan inte användas."),
    ],
)
def test_what_can_not_be_exported(tmp_path: Path, texts: dict[str, str], more: dict[str, Any], what: str) -> None:
    with pytest.raises(BadInput) as refused:
        export(lay(tmp_path, texts), **more)
    assert refused.value.what == what


@pytest.mark.parametrize("name", examples.names())
def test_the_examples_are_whole_and_written_as_the_program_writes(name: str) -> None:
    data = examples.read(name)
    package = from_bytes(data)
    assert package.to_bytes() == data
    vocabulary = moving.check_package(package)
    assert vocabulary.insats_instruments
    assert replace(package, utgava=package.utgava + 1).hash != package.hash


def test_there_are_two_examples_and_no_third(tmp_path: Path) -> None:
    assert examples.names() == ["falun-borlange", "lekeberg-orebro"]
    with pytest.raises(BadInput, match="falun-borlange, lekeberg-orebro"):
        examples.read("../exempel/falun-borlange")
    assert Catalogue(tmp_path).insats_ids() == []
