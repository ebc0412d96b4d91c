"""The folder of a register: ids, paths and public files, without reading what need not be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from register.catalogue import Catalogue, PublicFile, check_id
from register.errors import BadInput


@pytest.mark.parametrize("text", ["ab", "vagen-vidare", "2026", "a" * 32, "-a"])
def test_an_id_is_taken(text: str) -> None:
    assert check_id(text) == text


@pytest.mark.parametrize("text", ["", "a", "a" * 33, "Vagen", "väg", "a b", "a/b", "..", "a.b", "a_b", "ab\n", "../../x"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_id(text)
    assert str(refused.value).startswith("Id:t går inte att använda. Ett id har 2 till 32 tecken")
    assert refused.value.field == "id"


def test_paths_stay_inside_the_folder(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    assert catalogue.insats_path("vagen") == tmp_path / "insats" / "vagen.valv"
    assert catalogue.forbund_path("dalen") == tmp_path / "forbund" / "dalen.valv"
    assert catalogue.public_path("insats", "vagen") == tmp_path / "nycklar" / "insats-vagen.json"
    assert catalogue.vocabulary_folder == tmp_path / "vokabular"
    for path in (catalogue.insats_path, catalogue.forbund_path, lambda i: catalogue.public_path("insats", i)):
        with pytest.raises(BadInput):
            path("../utanfor")


def test_an_empty_or_missing_folder_holds_nothing(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "finns-inte"):
        catalogue = Catalogue(root)
        assert (catalogue.insats_ids(), catalogue.forbund_ids(), catalogue.public_files()) == ([], [], [])


def test_registers_are_listed_in_order_and_other_files_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "insats"
    folder.mkdir()
    for name in ("b-insats.valv", "a-insats.valv", "a-insats.valv.las", "anteckning.txt", "Fel Namn.valv", ".a.valv.00.tmp"):
        (folder / name).write_bytes(b"")
    assert Catalogue(tmp_path).insats_ids() == ["a-insats", "b-insats"]


def test_public_files_that_can_not_be_read_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "nycklar"
    folder.mkdir()
    (folder / "insats-vagen.json").write_text(json.dumps({"slag": "insats", "id": "vagen", "namn": "Vägen", "typ": "individ"}), encoding="utf-8")
    (folder / "forbund-dalen.json").write_text(json.dumps({"slag": "forbund", "id": "dalen", "namn": "Dalen"}), encoding="utf-8")
    (folder / "insats-a.json").write_text("{", encoding="utf-8")
    (folder / "insats-b.json").write_text("[]", encoding="utf-8")
    (folder / "insats-c.json").write_bytes(b"\xff\xfe")
    (folder / "insats-d.json").write_text('{"slag": "insats"}', encoding="utf-8")
    (folder / "insats-f.json").write_text("[" * 100_000, encoding="utf-8")
    for name, about in (("5", {"id": 5}), ("ff", {"id": ["ff"]}), ("gg", {"id": "hh"}), ("Å", {"id": "Å"}), ("ii", {"id": "ii", "namn": 1})):
        document = {"slag": "insats", "namn": "Vägen", "typ": "individ", **about}
        (folder / f"insats-{name}.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "insats-e.json").mkdir()
    assert Catalogue(tmp_path).public_files() == [PublicFile("forbund", "dalen", "Dalen", None), PublicFile("insats", "vagen", "Vägen", "individ")]
