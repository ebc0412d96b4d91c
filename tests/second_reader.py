"""A second reader of codes, rows and vaults, written from docs/format.md alone: it imports nothing of the program."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import unicodedata
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NONCE = bytes(12)


def multiply(left: int, right: int) -> int:
    """Product in GF(32): carry-less multiplication, then reduction by x⁵+x²+1."""
    product = 0
    for bit in range(5):
        if right >> bit & 1:
            product ^= left << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product


def check_symbol(data: str) -> str:
    total, power = 0, 1
    for symbol in data:
        power = multiply(power, 2)
        total ^= multiply(SYMBOLS.index(symbol), power)
    return SYMBOLS[total]


def hkdf(key: bytes, info: bytes, salt: bytes = bytes(32)) -> bytes:
    prk = hmac.digest(salt, key, "sha256")
    return hmac.digest(prk, info + b"\x01", "sha256")


def argon(secret: bytes, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib).derive(secret)


def fields(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def row_keys(code: str, salt: bytes, insats: str, memory_kib: int = 19456, passes: int = 2) -> tuple[bytes, bytes]:
    root = argon(code.replace("-", "").encode(), salt, memory_kib, passes, 1)
    prk = hkdf(root, fields(b"nyckeltal-rad-1", insats.encode()))
    return hkdf(prk, b"find"), hkdf(prk, b"seal")


def row_tag(k_find: bytes, r: bytes) -> bytes:
    return hmac.digest(k_find, b"tag" + r, "sha256")


def open_row(k_seal: bytes, r: bytes, body: bytes, insats: str, plan: str) -> bytes:
    aad = fields(b"nyckeltal-rad-1", insats.encode(), plan.encode(), r)
    plain = ChaCha20Poly1305(hkdf(k_seal, b"seal", r)).decrypt(NONCE, body, aad)
    length = int.from_bytes(plain[:2], "big")
    if len(plain) != 4096 or any(plain[2 + length :]):
        raise ValueError("padding")
    return plain[2 : 2 + length]


def open_vault(data: bytes, passphrase: str) -> tuple[dict[str, Any], bytes]:
    """Header and database image of a vault file."""
    if data[:16] != b"NYCKELTALVALV\r\n\x1a":
        raise ValueError("magic")
    length = int.from_bytes(data[16:20], "big")
    end = 20 + length + 32
    if hashlib.sha256(data[: 20 + length]).digest() != data[20 + length : end]:
        raise ValueError("check")
    header = json.loads(data[20 : 20 + length])
    slot = header["keyslots"][0]
    kdf = slot["kdf"]
    kek = argon(unicodedata.normalize("NFC", passphrase).encode(), bytes.fromhex(kdf["salt"]), kdf["memory_kib"], kdf["iterations"], kdf["lanes"])
    bound = {key: header[key] for key in ("format", "id", "kind", "uuid")} | {"slot": {"id": slot["id"], "kdf": kdf}}
    k_vault = ChaCha20Poly1305(kek).decrypt(NONCE, bytes.fromhex(slot["wrapped"]), b"nyckeltal-nyckelfack-1" + canonical(bound))
    key = hkdf(k_vault, b"nyckeltal-valv-1 innehall", bytes.fromhex(header["salt"]))
    padded = ChaCha20Poly1305(key).decrypt(NONCE, data[end:], data[:end])
    size = int.from_bytes(padded[:8], "big")
    if any(padded[8 + size :]) or len(padded) != padme(8 + size):
        raise ValueError("padding")
    return header, padded[8 : 8 + size]


def padme(length: int) -> int:
    e = length.bit_length() - 1
    s = e.bit_length()
    step = max(65536, 1 << (e - s))
    return (length + step - 1) // step * step


def query(image: bytes, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(image)
        return connection.execute(sql).fetchall()
    finally:
        connection.close()
