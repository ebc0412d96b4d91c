"""Sealed rows: what a row holds can be found and read only with the participant's code. Bytes: docs/format.md.

root = Argon2id(code, salt of the vault); prk = HKDF(root, version, insats) → K_find, K_seal. At every write a fresh r: tag = HMAC(K_find,
"tag" ‖ r) finds the row, ChaCha20-Poly1305 under HKDF(K_seal, r) holds it. Nothing in a row stays the same from one write to the next.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from register.errors import CouldNot
from register.insats.codes import ParticipantCode

T = TypeVar("T")

VERSION: Final = b"nyckeltal-rad-1"
ROW_BYTES: Final = 4096
R_BYTES: Final = 32
SALT_BYTES: Final = 16
_LENGTH_BYTES: Final = 2
_TAG_LABEL: Final = b"tag"
_NONCE: Final = bytes(12)  # every body has a key of its own, since r is fresh at every write


@dataclass(frozen=True)
class SealCost:
    """What deriving a code's keys costs: memory in KiB, passes, lanes. The default is OWASP's 19 MiB, 2 passes; about 30–45 ms."""

    memory_kib: int = 19 * 1024
    iterations: int = 2
    lanes: int = 1

    @classmethod
    def for_tests(cls) -> SealCost:
        """As cheap as Argon2id allows; for tests only, never an option of the program."""
        return cls(64, 1)


@dataclass(frozen=True)
class ParticipantKeys:
    """The two keys of one code in one insats. Secret; the repr hides them."""

    find: bytes = field(repr=False)
    seal: bytes = field(repr=False)


@dataclass(frozen=True)
class Sealed:
    """A row as it is kept: fresh randomness, the tag that finds it, and the sealed body (ROW_BYTES + 16 bytes)."""

    r: bytes = field(repr=False)
    tag: bytes = field(repr=False)
    body: bytes = field(repr=False)


def _hkdf(key: bytes, info: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _fields(*parts: bytes) -> bytes:
    """Each part after its length (2 bytes, big-endian), so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def derive(code: ParticipantCode, *, code_salt: bytes, insats_id: str, cost: SealCost) -> ParticipantKeys:
    """The keys of a code in an insats. Slow by intent; hold no lock meanwhile.

    Args:
        code: the participant's code.
        code_salt: the vault's 16 bytes, the same for all its rows.
        insats_id: binds the keys to one insats.
        cost: SealCost() in the program.
    """
    if len(code_salt) != SALT_BYTES:
        raise ValueError("the code salt has 16 bytes")
    argon = Argon2id(salt=code_salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib)
    root = argon.derive(code.symbols.encode("ascii"))
    prk = _hkdf(root, _fields(VERSION, insats_id.encode()))
    return ParticipantKeys(_hkdf(prk, b"find"), _hkdf(prk, b"seal"))


def seal(keys: ParticipantKeys, plaintext: bytes, *, insats_id: str, plan_hash: str) -> Sealed:
    """Seal a row under fresh randomness.

    Args:
        keys: of the participant's code.
        plaintext: the forms as canonical JSON, at most ROW_BYTES - 2 bytes.
        insats_id: bound to the row.
        plan_hash: hash of the count plan that the forms are counted by; bound to the row and needed to open it.

    Raises:
        CouldNot: the forms no longer fit in a row.
    """
    if len(plaintext) > ROW_BYTES - _LENGTH_BYTES:
        raise CouldNot(
            "Formuläret får inte plats i deltagandet.",
            "Alla rader i valvet är lika långa, och den här är full.",
            "Avsluta deltagandet och starta ett nytt för fler mätningar.",
        )
    padded = (len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext).ljust(ROW_BYTES, b"\0")
    r = secrets.token_bytes(R_BYTES)
    body = ChaCha20Poly1305(_hkdf(keys.seal, b"seal", r)).encrypt(_NONCE, padded, _aad(insats_id, plan_hash, r))
    return Sealed(r, _tag(keys, r), body)


def find(keys: ParticipantKeys, rows: Iterable[tuple[T, bytes, bytes]]) -> T | None:
    """The row of these keys among (row, r, tag), or None. Every row is computed and compared in constant time, found or not."""
    found: T | None = None
    keyed = HMAC(keys.find, SHA256())  # the key and the label are taken in once: the loop is what a form waits for
    keyed.update(_TAG_LABEL)
    copy, same = keyed.copy, hmac.compare_digest
    for row, r, tag in rows:
        trial = copy()
        trial.update(r)
        if same(trial.finalize(), tag):
            found = row
    return found


def unseal(keys: ParticipantKeys, sealed: Sealed, *, insats_id: str, plan_hash: str) -> bytes:
    """What was sealed.

    Raises:
        CouldNot: other keys, insats or plan than it was sealed with, or a damaged row.
    """
    key = _hkdf(keys.seal, b"seal", sealed.r)
    try:
        padded = ChaCha20Poly1305(key).decrypt(_NONCE, sealed.body, _aad(insats_id, plan_hash, sealed.r))
    except InvalidTag:
        raise CouldNot(
            "Deltagandet gick inte att öppna.", "Raden hör inte till koden, eller så är den skadad.", "Kontrollera koden och kör kontroll."
        ) from None
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _tag(keys: ParticipantKeys, r: bytes) -> bytes:
    return hmac.digest(keys.find, _TAG_LABEL + r, "sha256")


def _aad(insats_id: str, plan_hash: str, r: bytes) -> bytes:
    return _fields(VERSION, insats_id.encode(), plan_hash.encode(), r)
