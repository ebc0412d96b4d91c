"""The bytes of a vault file: header, key slots, sealed body. No disk and no database here; docs/format.md describes the same.

file = magic ‖ length ‖ header ‖ SHA-256 of all that ‖ ChaCha20-Poly1305(HKDF(K_vault, salt), AAD = everything before) of the padded body.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from register import canonical
from register.errors import CouldNot

Kind = Literal["insats", "kansli"]

MAGIC: Final = b"NYCKELTALVALV\r\n\x1a"  # a transfer that rewrites line ends shows at once
FORMAT: Final = 1
MAX_HEADER: Final = 32 * 1024
MAX_FILE: Final = 1 << 30
MAX_SLOTS: Final = 16
MAX_MEMORY_KIB: Final = 1 << 20  # 1 GiB: a forged header must not make a computer run out of memory
MAX_ITERATIONS: Final = 16
MAX_LANES: Final = 8
STEP: Final = 64 * 1024
KEY_BYTES: Final = 32
TAG_BYTES: Final = 16
_NONCE: Final = bytes(12)  # each key is used once: salts are new at every save and at every change of key
_START: Final = len(MAGIC) + 4
_ALGORITHMS: Final = {"aead": "ChaCha20-Poly1305", "kdf": "HKDF-SHA256", "padding": "padme-64k"}
_FIELDS: Final = {"algorithms", "format", "id", "keyslots", "kind", "recovery", "salt", "seq", "uuid"}


@dataclass(frozen=True)
class KdfCost:
    """What deriving a key from a passphrase costs: memory in KiB, passes, lanes."""

    memory_kib: int
    iterations: int
    lanes: int = 1

    @classmethod
    def vault(cls) -> KdfCost:
        """128 MiB and 3 passes: about a third of a second."""
        return cls(128 * 1024, 3)

    @classmethod
    def for_tests(cls) -> KdfCost:
        """As cheap as Argon2id allows; for tests only, never an option of the program."""
        return cls(64, 1)


@dataclass(frozen=True)
class Slot:
    """One user's key slot: how the passphrase becomes a key, and K_vault wrapped under that key."""

    id: str
    cost: KdfCost
    salt: bytes
    wrapped: bytes

    def document(self, *, wrapped: bool = True) -> dict[str, Any]:
        """As in the header; without the wrapped key it is the part that the wrapping binds."""
        cost = self.cost
        kdf = {"iterations": cost.iterations, "lanes": cost.lanes, "memory_kib": cost.memory_kib, "name": "Argon2id", "salt": self.salt.hex()}
        return {"id": self.id, "kdf": kdf} | ({"wrapped": self.wrapped.hex()} if wrapped else {})


@dataclass(frozen=True)
class Header:
    """What a vault file says of itself in clear. Made fresh at every save."""

    kind: str
    id: str
    uuid: str
    seq: int
    salt: bytes
    slots: tuple[Slot, ...]
    prefix: bytes = field(default=b"", repr=False)  # the exact bytes it was read from or is written as

    @property
    def head(self) -> str:
        """SHA-256 over magic, length and header, hex. The salt is random, so this names one save and its whole content."""
        return self.prefix[-32:].hex()

    def document(self) -> dict[str, Any]:
        """The header's JSON value."""
        return {
            "algorithms": _ALGORITHMS,
            "format": FORMAT,
            "id": self.id,
            "keyslots": [slot.document() for slot in self.slots],
            "kind": self.kind,
            "recovery": None,
            "salt": self.salt.hex(),
            "seq": self.seq,
            "uuid": self.uuid,
        }

    def next(self, seq: int, slots: tuple[Slot, ...]) -> Header:
        """The header of the next save: a new sequence number, a new salt."""
        return replace(self, seq=seq, slots=slots, salt=secrets.token_bytes(32)).encoded()

    def encoded(self) -> Header:
        """The same with its bytes."""
        text = canonical.dump(self.document())
        start = MAGIC + len(text).to_bytes(4, "big") + text
        return replace(self, prefix=start + hashlib.sha256(start).digest())


def damaged(why: str) -> CouldNot:
    """The error for a file that is not a whole vault."""
    return CouldNot("Valvet går inte att läsa.", why, "Lägg en säkerhetskopia av filen på samma plats och kör sedan: nyckeltal aterstall.")


def read_header(data: bytes) -> Header:
    """The header at the beginning of a vault file; every value is checked before anything is done with it.

    Raises:
        CouldNot: no vault, a newer format, a truncated or damaged header, or costs beyond every reason.
    """
    if data[: len(MAGIC)] != MAGIC[: len(data)] or not data:
        raise damaged("Filen är inget valv, eller så är dess början skadad.")
    length = int.from_bytes(data[len(MAGIC) : _START], "big")
    end = _START + length + 32
    if length > MAX_HEADER or len(data) < end:
        raise damaged("Filen är avkortad eller skadad i början.")
    if hashlib.sha256(data[: end - 32]).digest() != data[end - 32 : end]:
        raise damaged("Filens början är skadad.")
    try:
        document = json.loads(data[_START : end - 32])
        if isinstance(document, dict) and isinstance(document.get("format"), int) and document["format"] > FORMAT:
            raise CouldNot("Valvet är skrivet av ett nyare program.", "Det här programmet känner inte formatet.", "Uppdatera Nyckeltal.")
        header = _header_of(document, data[:end])
        if canonical.dump(header.document()) != data[_START : end - 32]:
            raise ValueError("not canonical, or a field unknown to this format")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged("Filens början följer inte formatet.") from error
    return header


def _header_of(document: dict[str, Any], prefix: bytes) -> Header:
    slots = tuple(_slot_of(slot) for slot in document["keyslots"])
    texts = [document["kind"], document["id"], document["uuid"], *(slot.id for slot in slots)]
    if set(document) != _FIELDS or not 1 <= len(slots) <= MAX_SLOTS or not all(isinstance(text, str) and 1 <= len(text) <= 64 for text in texts):
        raise ValueError("fields")
    if document["kind"] not in ("insats", "kansli") or len(bytes.fromhex(document["uuid"])) != 16:
        raise ValueError("kind or uuid")
    salt = bytes.fromhex(document["salt"])
    if len(salt) != 32:
        raise ValueError("salt")
    seq = _whole(document["seq"], 1, 1 << 53)
    return Header(document["kind"], document["id"], document["uuid"], seq, salt, slots, prefix)


def _slot_of(document: dict[str, Any]) -> Slot:
    kdf = document["kdf"]
    lanes = _whole(kdf["lanes"], 1, MAX_LANES)
    cost = KdfCost(_whole(kdf["memory_kib"], 8 * lanes, MAX_MEMORY_KIB), _whole(kdf["iterations"], 1, MAX_ITERATIONS), lanes)
    slot = Slot(document["id"], cost, bytes.fromhex(kdf["salt"]), bytes.fromhex(document["wrapped"]))
    if kdf["name"] != "Argon2id" or len(slot.salt) != 16 or len(slot.wrapped) != KEY_BYTES + TAG_BYTES:
        raise ValueError("key slot")
    return slot


def _whole(value: object, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError("a number beyond its limits")
    return value


def make_slot(passphrase: str, key: bytes, header: Header, cost: KdfCost, slot_id: str = "1") -> Slot:
    """A key slot with a fresh salt that opens with the passphrase. Slow: one Argon2id."""
    slot = Slot(slot_id, cost, secrets.token_bytes(16), b"")
    return replace(slot, wrapped=_kek(passphrase, slot).encrypt(_NONCE, key, _slot_aad(slot, header)))


def open_slots(passphrase: str, header: Header) -> bytes | None:
    """K_vault from the first slot that the passphrase opens, or None. Slow: one Argon2id for each slot tried."""
    for slot in header.slots:
        try:
            return _kek(passphrase, slot).decrypt(_NONCE, slot.wrapped, _slot_aad(slot, header))
        except InvalidTag:
            continue
    return None


def _kek(passphrase: str, slot: Slot) -> ChaCha20Poly1305:
    # NFC, since one keyboard sends å as one character and another as two
    secret = unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")  # half a character opens nothing, but is no defect
    cost = slot.cost
    argon = Argon2id(salt=slot.salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return ChaCha20Poly1305(argon.derive(secret))


def _slot_aad(slot: Slot, header: Header) -> bytes:
    bound = {"format": FORMAT, "id": header.id, "kind": header.kind, "slot": slot.document(wrapped=False), "uuid": header.uuid}
    return b"nyckeltal-nyckelfack-1" + canonical.dump(bound)


def padded_length(length: int) -> int:
    """Length after padding: Padmé (at most 12 % more), but in steps of at least 64 KiB, so that single rows don't show in the size."""
    exponent = length.bit_length() - 1
    step = max(STEP, 1 << (exponent - exponent.bit_length()))
    return -(-length // step) * step


def _body_key(key: bytes, header: Header) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), KEY_BYTES, header.salt, b"nyckeltal-valv-1 innehall").derive(key))


class Sealer:
    """Makes whole files from database images, in buffers that are kept: fresh megabytes cost more in page faults than the encryption."""

    def __init__(self) -> None:
        self._body = bytearray()
        self._whole = bytearray()

    def seal(self, header: Header, key: bytes, image: bytes) -> memoryview:
        """The whole file; valid until the next call. The header must be fresh: its salt makes the body's key."""
        start, size, used = len(header.prefix), padded_length(8 + len(image)), 8 + len(image)
        if len(self._body) != size:
            self._body = bytearray(size)
        if len(self._whole) < start + size + TAG_BYTES:
            self._whole = bytearray(start + size + TAG_BYTES + 256)
        body, whole = memoryview(self._body), memoryview(self._whole)[: start + size + TAG_BYTES]
        body[:8] = len(image).to_bytes(8, "big")
        body[8:used] = image
        body[used:] = bytes(size - used)
        whole[:start] = header.prefix
        _body_key(key, header).encrypt_into(_NONCE, body, header.prefix, whole[start:])
        return whole


def open_file(header: Header, key: bytes, data: bytes) -> bytes:
    """The database image in a file.

    Raises:
        CouldNot: truncated, lengthened or changed in any bit.
    """
    try:
        body = _body_key(key, header).decrypt(_NONCE, memoryview(data)[len(header.prefix) :], header.prefix)
    except InvalidTag:
        raise damaged("Filen är avkortad eller skadad.") from None
    length = int.from_bytes(body[:8], "big")
    if length > len(body) - 8:
        raise damaged("Filens innehåll följer inte formatet.")
    return body[8 : 8 + length]
