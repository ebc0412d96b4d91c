"""Key pairs and public key files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import BadInput, CouldNot
from register.keys import Keys, PublicKeys, decode, encode, fingerprint


def public() -> PublicKeys:
    return Keys.generate().public("insats", "vagen-vidare", "Vägen vidare", "individ")


def test_the_secret_document_gives_the_same_keys() -> None:
    keys = Keys.generate()
    again = Keys.from_document(json.loads(json.dumps(keys.to_document())))
    assert again == keys
    assert again.public("insats", "ab", "A", "individ") == keys.public("insats", "ab", "A", "individ")


def test_new_keys_are_new() -> None:
    assert Keys.generate() != Keys.generate()


def test_the_secret_is_not_in_repr() -> None:
    keys = Keys.generate()
    assert keys.to_document()["signering"] not in repr(keys)
    assert repr(keys.sign) not in repr(keys)
    assert repr(keys.exchange) not in repr(keys)


def test_a_public_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    for keys in (public(), Keys.generate().public("forbund", "norra", "Samordningsförbundet Norra")):
        path = tmp_path / "nycklar" / keys.file_name
        keys.write(path)
        assert PublicKeys.read(path) == keys
        assert json.loads(path.read_text(encoding="utf-8"))["namn"] == keys.namn


def test_a_public_file_holds_nothing_secret(tmp_path: Path) -> None:
    keys = Keys.generate()
    path = tmp_path / "insats-ab.json"
    keys.public("insats", "ab", "A", "individ").write(path)
    text = path.read_text(encoding="utf-8")
    assert encode(keys.sign) not in text
    assert encode(keys.exchange) not in text


def test_a_missing_file_says_where_it_should_lie(tmp_path: Path) -> None:
    with pytest.raises(CouldNot, match="finns inte") as caught:
        PublicKeys.read(tmp_path / "insats-ab.json")
    assert str(tmp_path) in caught.value.why


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"format": 2}, "format"),
        ({"format": True}, "format"),
        ({"slag": "person"}, "slag"),
        ({"id": "Å"}, "id"),
        ({"id": "../x"}, "id"),
        ({"namn": ""}, "namn"),
        ({"namn": "två\nrader"}, "namn"),
        ({"namn": "x" * 201}, "namn"),
        ({"typ": "annan"}, "typ"),
        ({"signering": "AAAA"}, "signering"),
        ({"utbyte": 5}, "utbyte"),
        ({"extra": 1}, "slag"),
    ],
)
def test_a_changed_file_is_refused_naming_the_field(tmp_path: Path, change: dict[str, Any], named: str) -> None:
    path = tmp_path / "insats-ab.json"
    path.write_text(json.dumps({**public().to_document(), **change}), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        PublicKeys.read(path)
    assert named in caught.value.why


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 16000, b" " * 20000])
def test_no_bytes_make_the_reader_fall(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "insats-ab.json"
    path.write_bytes(raw)
    with pytest.raises(BadInput):
        PublicKeys.read(path)


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "insats-ab.json").mkdir()
    with pytest.raises(CouldNot):
        PublicKeys.read(tmp_path / "insats-ab.json")
    with pytest.raises(CouldNot, match="gick inte att skriva"):
        public().write(tmp_path / "insats-ab.json")


@given(st.binary(min_size=32, max_size=32))
def test_base64_has_one_spelling(raw: bytes) -> None:
    text = encode(raw)
    assert decode(text) == raw
    for other in (text + "\n", text[:-1], " " + text, text.replace("=", "")):
        with pytest.raises(ValueError):
            decode(other)


def test_base64_with_stray_bits_is_refused() -> None:
    with pytest.raises(ValueError):
        decode("A" * 42 + "B=")


def test_fingerprint_is_sha256() -> None:
    assert fingerprint(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_six_words_depend_on_every_part_and_are_stable() -> None:
    keys = public()
    words = keys.words()
    assert words == PublicKeys.from_document(keys.to_document()).words()
    others = [
        PublicKeys(keys.kind, "vagen-fram", keys.namn, keys.typ, keys.sign, keys.exchange),
        PublicKeys(keys.kind, keys.id, keys.namn, keys.typ, keys.exchange, keys.sign),
        PublicKeys(keys.kind, keys.id, keys.namn, keys.typ, keys.sign, bytes(32)),
    ]
    assert words not in {other.words() for other in others}


def test_a_file_under_another_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "forbund-ab.json"
    public().write(path)
    with pytest.raises(BadInput, match=r"Nyckelfilen forbund-ab\.json hör till någon annan\. Den säger insats vagen-vidare\."):
        PublicKeys.read(path)
