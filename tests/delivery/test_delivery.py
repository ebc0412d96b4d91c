"""The delivery: what goes in comes out, and nothing else does."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from register import canonical, delivery, shapes
from register.counts import Batch, Cell, Place, Released, Volume
from register.delivery import Delivery, Header, content_hash, pack, padded_length, read_header, unpack
from register.errors import CouldNot
from register.keys import Keys, PublicKeys

INSATS, FORBUND = Keys.generate(), Keys.generate()
PINNED = INSATS.public("insats", "vagen", "Vägen vidare", "individ")
KANSLI = FORBUND.public("forbund", "norra", "Norra")
PLAN = "ab" * 32
VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "delivery.json"

word = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._", min_size=1, max_size=12)
count = st.integers(0, 2**53 - 1)
released = st.builds(
    Released,
    place=st.builds(Place, word, word),
    people=st.integers(1, 999),
    periods=st.lists(word, min_size=1, max_size=3, unique=True).map(tuple),
    cells=st.dictionaries(st.builds(Cell, word, st.lists(word, min_size=1, max_size=3).map(tuple)), st.integers(-(2**53) + 1, 2**53 - 1), max_size=8),
)
batch = st.builds(
    Batch,
    number=st.integers(1, 99),
    period=word,
    plan_hash=st.binary(min_size=32, max_size=32).map(bytes.hex),
    volumes=st.dictionaries(st.builds(Volume, word, word, word), count, max_size=8),
    released=st.lists(released, max_size=4, unique_by=lambda r: r.place).map(lambda rs: tuple(sorted(rs, key=lambda r: r.place))),
    destroyed=st.dictionaries(st.builds(Place, word, word), count, max_size=3),
    final=st.booleans(),
)


def one_batch(n: int = 3) -> Batch:
    return Batch(1, "2026H1", PLAN, {Volume("nya", "2026-01", "kvinna"): n})


def packed(*batches: Batch, number: int = 1, previous: str = "", keys: Keys = INSATS, kansli: PublicKeys = KANSLI) -> bytes:
    return pack(batches or (one_batch(),), number=number, previous=previous, log_head="cd" * 32, insats_id="vagen", keys=keys, kansli=kansli)


def opened(
    data: bytes, received: dict[int, str] | None = None, pinned: PublicKeys = PINNED, forbund_id: str = "norra", keys: Keys = FORBUND
) -> Delivery:
    return unpack(data, forbund_id=forbund_id, keys=keys, pinned=lambda _: pinned, received=lambda _: received or {})


@settings(max_examples=60)
@given(st.lists(batch, min_size=1, max_size=3))
def test_what_goes_in_comes_out(batches: list[Batch]) -> None:
    result = opened(packed(*batches))
    assert result.new
    assert result.log_head == "cd" * 32
    assert [b.to_document() for b in result.batches] == [b.to_document() for b in batches]
    assert result.header.plans == tuple(sorted({b.plan_hash for b in batches}))


def test_the_header_says_who_to_whom_and_which() -> None:
    header = read_header(packed(number=7, previous="ef" * 32))
    assert (header.insats_id, header.forbund_id, header.number, header.previous) == ("vagen", "norra", 7, "ef" * 32)
    assert header.sign == PINNED.sign


def test_written_again_the_content_is_the_same_and_the_bytes_are_not() -> None:
    first, again = packed(), packed()
    assert first != again
    assert read_header(first).content == read_header(again).content
    expected = content_hash([one_batch()], number=1, previous="", insats_id="vagen", forbund_id="norra", keys=INSATS)
    assert read_header(first).content == expected


def test_the_content_hash_does_not_let_anybody_try_counts() -> None:
    """With other keys the same counts have another hash: it can't be computed from the counts alone."""
    same = {"number": 1, "previous": "", "insats_id": "vagen", "forbund_id": "norra"}
    hashes = {content_hash([one_batch()], keys=keys, **same) for keys in (INSATS, Keys.generate())}  # type: ignore[arg-type]
    assert len(hashes) == 2


def test_no_count_stands_in_clear() -> None:
    data = packed(Batch(1, "2026H1", PLAN, {Volume("nya", "2026-01", "kvinna"): 987654321}))
    assert b"987654321" not in data
    assert b"kvinna" not in data
    assert b"2026H1" not in data


def test_received_again_it_is_not_opened_again() -> None:
    data = packed()
    result = opened(data, {1: read_header(data).content})
    assert not result.new
    assert result.batches == ()


def refused(data: bytes, **arguments: Any) -> str:
    with pytest.raises(CouldNot) as caught:
        opened(data, **arguments)
    return str(caught.value)


def test_every_length_of_a_truncated_file_is_refused_as_truncated() -> None:
    data = packed()
    for length in [*range(1, 700), *range(700, len(data), 97), len(data) - 1]:
        assert "avkortad" in refused(data[:length]), length
    assert "ingen leverans" in refused(b"")


def test_what_is_added_is_seen() -> None:
    assert "skadad" in refused(packed() + b"\0")


def test_every_flipped_bit_of_the_head_and_a_sample_of_the_rest_is_refused() -> None:
    data = packed()
    head = len(read_header(data).head)
    random = Random(7)
    places = [*range(head * 8), *random.sample(range(head * 8, len(data) * 8), 600), *range((len(data) - 64) * 8, len(data) * 8)]
    for place in places:
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        assert any(word in refused(bytes(flipped)) for word in ("skadad", "avkortad", "ingen leverans")), place


def test_other_files_are_no_deliveries() -> None:
    for data in (b"PK\x03\x04 a zip", b"SQLite format 3\0", b"\0" * 5000):
        assert "ingen leverans" in refused(data)


def test_too_large_is_refused_before_anything_is_read() -> None:
    assert "för stor" in refused(b"x" * (delivery.MAX_BYTES + 1))


def test_a_header_that_is_no_header_is_refused() -> None:
    for header in (b"", b"{}", b"[" * 30000, b'{"a":1.5}', b'{"a":NaN}', b"\xff"):
        assert "skadad" in refused(delivery.MAGIC + len(header).to_bytes(4, "big") + header + bytes(5000))
    assert "skadad" in refused(delivery.MAGIC + b"\xff\xff\xff\xff" + bytes(5000))


def test_another_signature_key_than_the_pinned_one_is_said_as_such() -> None:
    text = refused(packed(keys=Keys.generate()))
    assert "annan nyckel än den som är godkänd" in text
    assert "sex orden" in text


def test_another_forbund_is_said() -> None:
    text = refused(packed(kansli=FORBUND.public("forbund", "sodra", "Södra")))
    assert "annat förbund" in text
    assert "sodra" in text


def test_another_key_of_the_same_forbund_is_said() -> None:
    assert "annan nyckel än kansliets" in refused(packed(kansli=Keys.generate().public("forbund", "norra", "Norra")))


def test_a_gap_names_the_missing_number() -> None:
    assert "Leverans 2 från vagen saknas" in refused(packed(number=4, previous="ab" * 32), received={1: "ab" * 32})
    assert "Leverans 1 från vagen saknas" in refused(packed(number=2, previous="ab" * 32))


def test_other_content_under_a_received_number_is_refused() -> None:
    assert "redan mottagen med annat innehåll" in refused(packed(), received={1: "ab" * 32})


def test_another_history_is_refused() -> None:
    assert "annan leverans 1" in refused(packed(number=2, previous="cd" * 32), received={1: "ab" * 32})


def test_the_checks_come_in_their_order() -> None:
    """Wrong in several ways, the first check speaks; and the body is not opened before the sequence is right."""
    stranger = Keys.generate()
    assert "annat förbund" in refused(packed(keys=stranger, number=4, previous="ab" * 32), forbund_id="sodra")
    assert "godkänd" in refused(packed(keys=stranger, number=4, previous="ab" * 32))
    assert "saknas" in refused(packed(number=4, previous="ab" * 32), keys=_with_sign_of_other(FORBUND))


def _with_sign_of_other(keys: Keys) -> Keys:
    return Keys(Keys.generate().sign, keys.exchange)


def forged(body: Any, *, plans: tuple[str, ...] = (PLAN,), pad: bool = True) -> bytes:
    """A rightly signed and encrypted delivery by the insats itself, with any body: what a faulty program could send."""
    raw = body if isinstance(body, bytes) else json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    size = padded_length(4 + len(raw))
    fields = {
        "format": 1, "slag": "leverans", "insats": "vagen", "forbund": "norra", "nummer": 1, "foregaende": "", "innehall": PLAN,
        "algoritmer": delivery.ALGORITHMS, "planer": list(plans), "signering": base64.b64encode(PINNED.sign).decode(),
        "utbyte": base64.b64encode(PINNED.exchange).decode(), "mottagare": hashlib.sha256(KANSLI.exchange).hexdigest(),
        "langd": size + delivery.HPKE_OVERHEAD,
    }  # fmt: skip
    header = canonical.dump(fields)
    head = delivery.MAGIC + len(header).to_bytes(4, "big") + header
    padded = (len(raw).to_bytes(4, "big") + raw).ljust(size, b"\0" if pad else b"x")
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    ciphertext = suite.encrypt(padded, X25519PublicKey.from_public_bytes(KANSLI.exchange), info=head)
    return head + ciphertext + INSATS.signer().sign(head + hashlib.sha512(ciphertext).digest())


def a_body(**changes: Any) -> dict[str, Any]:
    batch_document = {**one_batch().to_document(), **changes}
    content = {"insats": "vagen", "forbund": "norra", "nummer": 1, "foregaende": "", "salt": "00" * 32, "partier": [batch_document]}
    return {"huvud": "00" * 32, "logg": "", "innehall": content}


@pytest.mark.parametrize(
    "body",
    [
        b"not json", b"[]", b"{}", b'{"huvud": 1}',
        a_body(nummer=1.0), a_body(nummer=True), a_body(nummer="1"), a_body(nummer=0), a_body(nummer=None), a_body(sista=2), a_body(sista=True),
        a_body(extra=1), a_body(period="2026 H1"), a_body(plan="x"), a_body(volymer=[["nya", "2026-01", "kvinna", -1]]),
        a_body(volymer=[["nya", "2026-01", "kvinna", 1.5]]), a_body(volymer=[["nya", "2026-01", "kvinna", 2**60]]),
        a_body(volymer=[["nya", "2026-01", "kvinna", 1], ["nya", "2026-01", "kvinna", 2]]), a_body(volymer=[["nya", "2026-01", 1]]),
        a_body(volymer={}),
        a_body(detaljer=[{"enhet": "avslut"}]),
        a_body(detaljer=[{"enhet": "avslut", "kon": "man", "personer": 0, "perioder": ["2026H1"], "celler": []}]),
        a_body(detaljer=[{"enhet": "avslut", "kon": "man", "personer": 5, "perioder": [], "celler": []}]),
        a_body(detaljer=[{"enhet": "a", "kon": "man", "personer": 5, "perioder": ["2026H1"], "celler": [["t", ["x"], 1], ["t", ["x"], 2]]}]),
        a_body(ej_redovisade=[["avslut", "man", -1]]),
    ],
)  # fmt: skip
def test_a_body_of_another_shape_is_refused(body: Any) -> None:
    assert "har inte den form" in refused(forged(body))


def test_a_body_that_is_not_what_the_header_says_is_refused() -> None:
    assert "inte det som huvudet säger" in refused(forged(a_body()))


def test_padding_must_be_zeros() -> None:
    assert "har inte den form" in refused(forged(a_body(), pad=False))


def test_a_second_spelling_of_the_body_is_refused() -> None:
    assert "har inte den form" in refused(forged(json.dumps(a_body(), indent=1).encode()))


@given(st.integers(0, 10**7))
def test_padding_hides_the_length(length: int) -> None:
    padded = padded_length(length)
    assert padded >= max(length, 4096)
    assert padded <= max(4096, length * 1.12)
    assert padded_length(padded) == padded


def test_strict_json_takes_text_integers_lists_and_objects() -> None:
    assert shapes.strict_json(b'{"a":[1,"x"]}') == {"a": [1, "x"]}
    for raw in (b"1.0", b"1e3", b"NaN", b"-Infinity", b'{"a":1,"a":1}', b" 1", b'"\\u00e5"'):
        with pytest.raises(ValueError):
            shapes.strict_json(raw)


def test_the_known_delivery_opens_to_the_known_content() -> None:
    """The bytes in tests/vectors were written once and must stay readable by every later version."""
    vector = json.loads(VECTORS.read_text(encoding="utf-8"))
    keys = Keys.from_document(vector["kansli"])
    pinned = PublicKeys.from_document(vector["insats"])
    data = base64.b64decode(vector["leverans"])
    result = unpack(data, forbund_id="norra", keys=keys, pinned=lambda _: pinned, received=lambda _: {})
    assert [b.to_document() for b in result.batches] == vector["partier"]
    assert result.header.content == vector["innehall"]
    again = content_hash(
        result.batches, number=1, previous="", insats_id=pinned.id, forbund_id="norra", keys=Keys.from_document(vector["insats_hemligt"])
    )
    assert again == vector["innehall"]


def test_the_reader_asks_for_the_key_of_the_insats_that_the_header_names() -> None:
    asked: list[Header] = []

    def pinned(header: Header) -> PublicKeys:
        asked.append(header)
        return PINNED

    unpack(packed(), forbund_id="norra", keys=FORBUND, pinned=pinned, received=lambda _: {})
    assert [header.insats_id for header in asked] == ["vagen"]
