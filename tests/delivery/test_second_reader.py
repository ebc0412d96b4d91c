"""A second reader of deliveries, written from docs/leverans-format.md and RFC 9180 alone, against what the program writes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from register import canonical
from register.counts import Batch, Volume
from register.delivery import pack
from register.keys import Keys

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "delivery.json"
KEM_SUITE = b"KEM" + (0x0020).to_bytes(2, "big")
HPKE_SUITE = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (0x0020, 0x0001, 0x0003))


def extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled, output, block = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, b"", b""
    for counter in range(1, 3):
        block = hmac.digest(prk, block + labeled + bytes([counter]), "sha256")
        output += block
    return output[:length]


def hpke_open(ciphertext: bytes, seed: bytes, info: bytes) -> bytes:
    """Single shot, base mode."""
    key, encapsulated = X25519PrivateKey.from_private_bytes(seed), ciphertext[:32]
    shared = key.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    context = encapsulated + key.public_key().public_bytes_raw()
    secret = expand(KEM_SUITE, extract(KEM_SUITE, b"", b"eae_prk", shared), b"shared_secret", context, 32)
    schedule = b"\x00" + extract(HPKE_SUITE, b"", b"psk_id_hash", b"") + extract(HPKE_SUITE, b"", b"info_hash", info)
    prk = extract(HPKE_SUITE, secret, b"secret", b"")
    aead_key, nonce = expand(HPKE_SUITE, prk, b"key", schedule, 32), expand(HPKE_SUITE, prk, b"base_nonce", schedule, 12)
    return ChaCha20Poly1305(aead_key).decrypt(nonce, ciphertext[32:], b"")


def read(data: bytes, seed: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and body."""
    magic = b"nyckeltal leverans 1\n"
    assert data.startswith(magic)
    end = 25 + int.from_bytes(data[21:25], "big")
    header = json.loads(data[25:end])
    ciphertext, signature = data[end:-64], data[-64:]
    assert len(ciphertext) == header["langd"]
    Ed25519PublicKey.from_public_bytes(base64.b64decode(header["signering"])).verify(signature, data[:end] + hashlib.sha512(ciphertext).digest())
    padded = hpke_open(ciphertext, seed, data[:end])
    length = int.from_bytes(padded[:4], "big")
    assert not padded[4 + length :].strip(b"\0")
    body = json.loads(padded[4 : 4 + length])
    assert body["huvud"] == hashlib.sha256(data[:end]).hexdigest()
    assert hashlib.sha256(canonical.dump(body["innehall"])).hexdigest() == header["innehall"]
    return header, body


def test_the_known_delivery() -> None:
    vector = json.loads(VECTORS.read_text(encoding="utf-8"))
    header, body = read(base64.b64decode(vector["leverans"]), base64.b64decode(vector["kansli"]["utbyte"]))
    assert header["insats"] == "vagen-vidare"
    assert header["innehall"] == vector["innehall"]
    assert body["innehall"]["partier"] == vector["partier"]


def test_the_salt_is_derived_as_written() -> None:
    vector = json.loads(VECTORS.read_text(encoding="utf-8"))
    _, body = read(base64.b64decode(vector["leverans"]), base64.b64decode(vector["kansli"]["utbyte"]))
    seed = base64.b64decode(vector["insats_hemligt"]["signering"])
    without = canonical.dump({name: value for name, value in body["innehall"].items() if name != "salt"})
    inner = hmac.digest(seed, b"nyckeltal leverans innehall 1", "sha256")
    assert body["innehall"]["salt"] == hmac.digest(inner, without, "sha256").hex()


def test_what_the_program_writes_today() -> None:
    insats, forbund = Keys.generate(), Keys.generate()
    batches = [Batch(n, f"2026K{n}", "5a" * 32, {Volume("nya", f"2026-{3 * n:02d}", "man"): n}) for n in (1, 2, 3)]
    data = pack(
        batches, number=2, previous="6b" * 32, log_head="7c" * 32, insats_id="ab", keys=insats, kansli=forbund.public("forbund", "norra", "Norra")
    )
    header, body = read(data, forbund.exchange)
    assert header["foregaende"] == "6b" * 32
    assert body["logg"] == "7c" * 32
    assert body["innehall"]["partier"] == [b.to_document() for b in batches]
    assert len(data) - header["langd"] - 64 == 25 + len(canonical.dump(header))


def test_the_lengths_are_padme_as_written() -> None:
    insats, forbund = Keys.generate(), Keys.generate()
    for months in (1, 200, 3000):
        volumes = {Volume("nya", f"{2000 + i}-01", "man"): i for i in range(months)}
        data = pack(
            [Batch(1, "2026H1", "5a" * 32, volumes)], number=1, previous="", log_head="", insats_id="ab", keys=insats,
            kansli=forbund.public("forbund", "norra", "Norra"),
        )  # fmt: skip
        header, body = read(data, forbund.exchange)
        n = 4 + len(canonical.dump(body))
        e = n.bit_length() - 1
        step = 2 ** (e - e.bit_length())
        assert header["langd"] - 48 == max(4096, -(-n // step) * step)
