"""The list that goes back to an insats: signed by the förbund, for that insats alone, and of its own omgångar alone."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from register import canonical, publication_list
from register.disclosure.publication import Publication
from register.errors import CouldNot
from register.keys import Keys, PublicKeys
from register.publication_document import concerning
from register.publication_list import PublicationList, read, write
from tests.publications import own, publications, report

FORBUND = Keys.generate()
PINNED = FORBUND.public("forbund", "norra", "Norra")
VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "publications.json"


def of(by: str = "norra", omgang: str = "vagen#1", **more: Any) -> dict[str, Any]:
    return report(by, "", omgang, **more).to_document()


def signed(*documents: dict[str, Any], number: int = 3, forbund: str = "norra", insats: str = "vagen", keys: Keys = FORBUND) -> bytes:
    return write(documents or (of(),), number=number, forbund_id=forbund, insats_id=insats, keys=keys)


def opened(data: bytes, insats: str = "vagen") -> PublicationList:
    return read(data, insats_id=insats, pinned=lambda _: PINNED)


def refused(data: bytes, **more: Any) -> CouldNot:
    with pytest.raises(CouldNot) as caught:
        opened(data, **more)
    assert caught.value.remedy
    return caught.value


@settings(max_examples=40)
@given(st.lists(publications(), max_size=4), st.integers(1, 10**6))
def test_what_goes_in_comes_out(some: list[Publication], number: int) -> None:
    parts = [concerning({**one.to_document(), "av": "norra"}, "vagen") for one in some]
    documents = [part for part in parts if part is not None]
    data = write(documents, number=number, forbund_id="norra", insats_id="vagen", keys=FORBUND)
    assert opened(data) == PublicationList("norra", "vagen", number, tuple(documents))


def test_the_same_list_is_the_same_file() -> None:
    assert signed(number=4) == signed(number=4) != signed(number=5)


def test_the_insats_own_publications_come_back_too() -> None:
    assert opened(signed(of(), own("vagen"))).documents == (of(), own("vagen"))


def test_every_flipped_bit_is_refused() -> None:
    data, random = signed(), Random(11)
    for place in [*range(0, 200 * 8, 3), *random.sample(range(len(data) * 8), 500)]:
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        assert "Listan över publikationer" in refused(bytes(flipped)).what, place


@pytest.mark.parametrize("length", [0, 1, 50, -1])
def test_a_truncated_list_is_refused(length: int) -> None:
    assert "går inte att läsa" in refused(signed()[:length]).what


@pytest.mark.parametrize("change", [{"nummer": 9}, {"forbund": "sodra"}, {"publikationer": []}, {"publikationer": [of(omgang="vagen#2")]}])
def test_what_is_changed_after_signing_is_refused_as_changed(change: dict[str, Any]) -> None:
    error = refused(canonical.dump(json.loads(signed()) | change))
    assert "ändrad, eller signerad av någon annan" in error.what
    assert "nycklar godkann" in error.remedy


def test_a_list_signed_by_somebody_else_is_refused() -> None:
    assert "signerad av någon annan" in refused(signed(keys=Keys.generate())).what


def test_a_signature_for_something_else_is_none_of_a_list() -> None:
    """The förbund's key signs other things too; what it signs says first what it is."""
    said = {name: part for name, part in json.loads(signed()).items() if name != "signatur"}
    bare = base64.b64encode(FORBUND.signer().sign(canonical.dump(said))).decode()
    assert "signerad av någon annan" in refused(canonical.dump(said | {"signatur": bare})).what


def test_a_list_for_another_insats_is_refused_by_name() -> None:
    error = refused(signed(of(omgang="coach#1"), insats="coach"))
    assert "annan insats" in error.what
    assert "coach" in error.why


def test_an_unknown_forbund_is_refused_by_whoever_keeps_the_keys() -> None:
    def unknown(forbund_id: str) -> NoReturn:
        raise CouldNot(f"{forbund_id} är okänt.")

    with pytest.raises(CouldNot, match="norra är okänt"):
        read(signed(), insats_id="vagen", pinned=unknown)


@pytest.mark.parametrize(
    "documents",
    [
        [of(omgang="coach#1")],
        [of("sodra")],
        [of(), own("coach")],
        [{**of(), "rapport": "hemligrapport"}],
        [{**of(), "celler": {"avslut:utfall": [[0, ["vagen#1"], ["man"], 0, "a"]]}}],
        [report("norra", "", "coach#1 vagen#1").to_document() | {"nollor": {}}],
    ],
)
def test_what_an_insats_should_not_have_is_refused_even_when_signed(documents: list[dict[str, Any]]) -> None:
    assert "går inte att förstå" in refused(signed(*documents)).what


def test_a_cell_of_others_in_a_list_is_refused_even_when_signed() -> None:
    whole = report("norra", "", "vagen#1").to_document()
    whole["celler"]["avslut:utfall"].insert(0, [0, ["coach#1"], ["man"], 0, ["studier"]])
    assert "går inte att förstå" in refused(signed(whole)).what


def test_omgangar_of_others_within_a_cell_are_names_and_no_numbers() -> None:
    document = of(omgang="coach#1 vagen#1")
    assert opened(signed(document)).documents == (document,)


@pytest.mark.parametrize(
    "change",
    [{"format": 2}, {"format": True}, {"slag": "leverans"}, {"nummer": 0}, {"nummer": "3"}, {"insats": "Vägen"}, {"publikationer": {}},
    {"signatur": "x"},
     {"extra": 1}],
)  # fmt: skip
def test_another_shape_is_refused(change: dict[str, Any]) -> None:
    assert "går inte att läsa" in refused(canonical.dump(json.loads(signed()) | change)).what


def test_other_files_are_refused() -> None:
    for data in (b"", b"{}", b"null", b"PK\x03\x04", b"\xff" * 40, b"[" * 50_000, json.dumps(json.loads(signed()), indent=1).encode()):
        assert "går inte att läsa" in refused(data).what


def test_too_large_is_refused_before_it_is_read() -> None:
    assert "för stor" in refused(b"x" * (publication_list.MAX_BYTES + 1)).what


def test_the_known_list() -> None:
    """The file in tests/vectors was written once and must stay readable by every later version; the format's page tells how it was signed."""
    vector = json.loads(VECTOR.read_text(encoding="utf-8"))
    data, pinned = vector["lista"].encode(), PublicKeys.from_document(vector["forbund"])
    found = read(data, insats_id="vagen-vidare", pinned=lambda _: pinned)
    assert (found.number, list(found.documents)) == (7, vector["publikationer"])
    again = write(found.documents, number=7, forbund_id="norra", insats_id="vagen-vidare", keys=Keys.from_document(vector["forbund_hemligt"]))
    assert again == data


def test_a_second_reader() -> None:
    """Written from docs/leverans-format.md alone."""
    vector = json.loads(VECTOR.read_text(encoding="utf-8"))
    said = json.loads(vector["lista"])
    signature = base64.b64decode(said.pop("signatur"))
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    Ed25519PublicKey.from_public_bytes(base64.b64decode(vector["forbund"]["signering"])).verify(signature, b"nyckeltal publikationer 1\n" + text)
    assert {name for one in said["publikationer"] for cells in one["celler"].values() for cell in cells for name in cell[1]} >= {"vagen-vidare#1"}
