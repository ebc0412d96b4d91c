"""A delivery that also tells what the insats has published itself: format 2, and nothing else is."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from register import canonical, delivery
from register.counts import Batch, Volume
from register.delivery import Delivery, content_hash, pack, padded_length, read_header, unpack
from register.errors import CouldNot
from register.keys import Keys, PublicKeys
from tests.delivery.test_second_reader import hpke_open
from tests.publications import own, report

INSATS, FORBUND = Keys.generate(), Keys.generate()
PINNED = INSATS.public("insats", "vagen", "Vägen vidare", "individ")
KANSLI = FORBUND.public("forbund", "norra", "Norra")
PLAN = "ab" * 32
VECTORS = Path(__file__).resolve().parents[1] / "vectors"
BATCH = Batch(1, "2026H1", PLAN, {Volume("nya", "2026-01", "kvinna"): 3})


def packed(*documents: dict[str, Any], batches: tuple[Batch, ...] = (BATCH,)) -> bytes:
    return pack(batches, publications=documents, number=1, previous="", log_head="", insats_id="vagen", keys=INSATS, kansli=KANSLI)


def opened(data: bytes, received: dict[int, str] | None = None) -> Delivery:
    return unpack(data, forbund_id="norra", keys=FORBUND, pinned=lambda _: PINNED, received=lambda _: received or {})


def refused(data: bytes) -> str:
    with pytest.raises(CouldNot) as caught:
        opened(data)
    return str(caught.value)


def test_what_goes_in_comes_out_in_order() -> None:
    documents = [own("vagen", 1), own("vagen", 1, span="2026")]
    result = opened(packed(*documents))
    assert list(result.publications) == documents
    assert [batch.to_document() for batch in result.batches] == [BATCH.to_document()]
    assert result.header.version == 2


def test_publications_alone_are_a_delivery() -> None:
    result = opened(packed(own(), batches=()))
    assert (result.batches, result.publications, result.header.plans) == ((), (own(),), ())


def test_without_publications_it_is_what_it_always_was() -> None:
    """Format 1 to the last byte of its content, so that a kansli with the first edition can receive it."""
    header = read_header(packed())
    assert (header.version, header.head[:21]) == (1, b"nyckeltal leverans 1\n")
    assert header.content == content_hash([BATCH], number=1, previous="", insats_id="vagen", forbund_id="norra", keys=INSATS)
    assert opened(packed()).publications == ()


def test_with_them_it_begins_as_format_2_which_the_first_edition_says_that_it_cannot_read() -> None:
    data = packed(own())
    assert data.startswith(b"nyckeltal leverans 2\n")
    assert json.loads(data[25 : 25 + int.from_bytes(data[21:25], "big")])["format"] == 2


def test_what_a_delivery_begins_with() -> None:
    for data in (packed(), packed(own())):
        assert delivery.begins_delivery(data)
        assert delivery.begins_delivery(data[: delivery.MAGIC_BYTES])
    assert not any(delivery.begins_delivery(start) for start in (b"", b"nyckeltal leverans", b"nyckeltal leverans 4\n", b"PK\x03\x04" + b" " * 40))


def test_the_content_hash_covers_the_publications_and_is_the_same_when_written_again() -> None:
    first, again = packed(own()), packed(own())
    assert first != again
    assert read_header(first).content == read_header(again).content
    assert len({read_header(packed(*documents)).content for documents in ((), (own(),), (own("vagen", 2),), (own(), own("vagen", 2)))}) == 4
    expected = content_hash([BATCH], publications=[own()], number=1, previous="", insats_id="vagen", forbund_id="norra", keys=INSATS)
    assert read_header(first).content == expected


def test_received_again_it_is_not_opened_again() -> None:
    data = packed(own())
    result = opened(data, {1: read_header(data).content})
    assert (result.new, result.publications) == (False, ())


def test_nothing_that_is_published_stands_in_clear() -> None:
    data = packed(own(), batches=())
    assert b"avslut" not in data
    assert b"vagen#1" not in data


@pytest.mark.parametrize("length", [1, 18, 19, 20, 21, 24, 100, -1])
def test_truncated_it_is_refused_as_truncated(length: int) -> None:
    assert "avkortad" in refused(packed(own())[:length])


def test_the_number_in_the_beginning_is_that_of_the_header() -> None:
    for data, other in ((packed(), b"2"), (packed(own()), b"1")):
        assert "Huvudet går inte att förstå" in refused(data[:19] + other + data[20:])
    assert "format 1, 2 eller 3" in refused(b"nyckeltal leverans 4\n" + packed()[21:])


def forged(content: dict[str, Any], version: int = 2) -> bytes:
    """A rightly signed and encrypted delivery with any content: what a faulty program could send."""
    content = {"insats": "vagen", "forbund": "norra", "nummer": 1, "foregaende": "", "salt": "00" * 32, "partier": [BATCH.to_document()]} | content
    body = {"huvud": "0" * 64, "logg": "", "innehall": content}
    size = padded_length(4 + len(canonical.dump(body)))
    fields = {
        "format": version, "slag": "leverans", "insats": "vagen", "forbund": "norra", "nummer": 1, "foregaende": "",
        "innehall": canonical.digest(content), "algoritmer": delivery.ALGORITHMS, "planer": [PLAN],
        "signering": base64.b64encode(PINNED.sign).decode(), "utbyte": base64.b64encode(PINNED.exchange).decode(),
        "mottagare": hashlib.sha256(KANSLI.exchange).hexdigest(), "langd": size + delivery.HPKE_OVERHEAD,
    }  # fmt: skip
    header = canonical.dump(fields)
    head = delivery.MAGICS[version] + len(header).to_bytes(4, "big") + header
    raw = canonical.dump(body | {"huvud": hashlib.sha256(head).hexdigest()})
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    padded = (len(raw).to_bytes(4, "big") + raw).ljust(size, b"\0")
    ciphertext = suite.encrypt(padded, X25519PublicKey.from_public_bytes(KANSLI.exchange), info=head)
    return head + ciphertext + INSATS.signer().sign(head + hashlib.sha512(ciphertext).digest())


def test_the_forgery_is_otherwise_right() -> None:
    assert opened(forged({"publikationer": [own()]})).publications == (own(),)
    assert opened(forged({}, version=1)).publications == ()


@pytest.mark.parametrize(
    "broken",
    [
        [], {}, "x", 1, [1], [[]], [{}],
        [own("coach")],
        [own(), own()],
        [own(), own(made=report().made.replace(day=30))],
        [report("vagen", "").to_document()],
        [report("norra", "vagen").to_document()],
        [report("vagen", omgang="coach#1 vagen#1").to_document()],
        [{**own(), "rapport": "hemligrapport"}],
        [{**own(), "rapport": ["insatsrapport"]}],
        [{**own(), "extra": "fri text om en person"}],
        [{**own(), "granskning": {"a": 1.5}}],
        [{**own(), "granskning": {"a": True}}],
        [{**own(), "celler": {"avslut:utfall": [[0, ["vagen#1"], ["man"], 0, ["Anna Exempel"]]]}}],
        [{**own(), "celler": {"avslut:utfall": [[0, ["vagen#1"], ["man"], 0, [1]]]}}],
        [{**own(), "celler": {"avslut:utfall": None}}],
    ],
)  # fmt: skip
def test_broken_publications_are_refused(broken: Any) -> None:
    assert "har inte den form" in refused(forged({"publikationer": broken}))


def test_each_format_has_its_own_shape() -> None:
    assert "har inte den form" in refused(forged({}, version=2))
    assert "har inte den form" in refused(forged({"publikationer": [own()]}, version=1))


def test_the_known_delivery_of_format_2() -> None:
    """Written once; must stay readable by every later version."""
    old, vector = (json.loads((VECTORS / name).read_text(encoding="utf-8")) for name in ("delivery.json", "delivery-2.json"))
    pinned, keys = PublicKeys.from_document(old["insats"]), Keys.from_document(old["kansli"])
    data = base64.b64decode(vector["leverans"])
    result = unpack(data, forbund_id="norra", keys=keys, pinned=lambda _: pinned, received=lambda _: {1: old["innehall"]})
    assert [batch.to_document() for batch in result.batches] == vector["partier"]
    assert list(result.publications) == vector["publikationer"]
    assert (result.header.content, result.header.previous) == (vector["innehall"], vector["foregaende"])
    secret = Keys.from_document(old["insats_hemligt"])
    again = content_hash(
        result.batches, publications=result.publications, number=2, previous=old["innehall"], insats_id=pinned.id, forbund_id="norra", keys=secret
    )
    assert again == vector["innehall"]


def test_a_second_reader_of_format_2() -> None:
    """Written from docs/leverans-format.md alone."""
    old, vector = (json.loads((VECTORS / name).read_text(encoding="utf-8")) for name in ("delivery.json", "delivery-2.json"))
    data = base64.b64decode(vector["leverans"])
    assert data[:21] == b"nyckeltal leverans 2\n"
    end = 25 + int.from_bytes(data[21:25], "big")
    padded = hpke_open(data[end:-64], base64.b64decode(old["kansli"]["utbyte"]), data[:end])
    content = json.loads(padded[4 : 4 + int.from_bytes(padded[:4], "big")])["innehall"]
    assert content["publikationer"] == vector["publikationer"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(text).hexdigest() == json.loads(data[25:end])["innehall"] == vector["innehall"]
