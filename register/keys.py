"""Key pairs of an insats or a förbund, and the public key files that they exchange.

Each has an Ed25519 pair to sign with and an X25519 pair to receive with. The bytes of the files are described in ``docs/leverans-format.md``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from register.errors import BadInput, CouldNot
from register.platform import system_reason

KeyKind = Literal["insats", "forbund"]
InsatsTyp = Literal["individ", "struktur"]

FILE_FORMAT: Final = 1
KEY_BYTES: Final = 32
MAX_FILE_BYTES: Final = 16_384
MAX_NAME: Final = 200

_ID = re.compile(r"[a-z0-9-]{2,32}", re.ASCII)


def fingerprint(public: bytes) -> str:
    """SHA-256 of a public key as 64 hex digits."""
    return hashlib.sha256(public).hexdigest()


def encode(raw: bytes) -> str:
    """Base64 with padding, as key files and headers write bytes."""
    return base64.b64encode(raw).decode("ascii")


def decode(text: Any, length: int = KEY_BYTES) -> bytes:
    """The bytes of base64 text of exactly that many bytes in its one canonical spelling; ValueError otherwise."""
    try:
        raw = base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
    if len(raw) != length or encode(raw) != text:
        raise ValueError("wrong length or spelling")
    return raw


@lru_cache(maxsize=256)
def _words(public: bytes) -> str:
    from register.words import six_words

    return six_words(public)


@dataclass(frozen=True)
class PublicKeys:
    """The public half: who it is, the Ed25519 key that it signs with and the X25519 key that one encrypts to."""

    kind: KeyKind
    id: str
    namn: str
    typ: InsatsTyp | None
    sign: bytes
    exchange: bytes

    @property
    def file_name(self) -> str:
        """Its name in the folder of public keys: ``insats-ID.json`` or ``forbund-ID.json``."""
        return f"{self.kind}-{self.id}.json"

    def words(self) -> str:
        """Six words to compare by voice; both keys, kind and id are behind them. Slow on purpose the first time."""
        return _words(f"{self.kind}\n{self.id}\n".encode() + self.sign + self.exchange)

    def to_document(self) -> dict[str, Any]:
        """The JSON document of the public file."""
        typ = {} if self.typ is None else {"typ": self.typ}
        head = {"format": FILE_FORMAT, "slag": self.kind, "id": self.id, "namn": self.namn}
        return head | typ | {"signering": encode(self.sign), "utbyte": encode(self.exchange)}

    @classmethod
    def from_document(cls, document: object) -> PublicKeys:
        """The keys of a public file's document; ValueError naming the field that is wrong."""
        if not isinstance(document, dict) or document.get("format") != FILE_FORMAT or isinstance(document["format"], bool):
            raise ValueError("format")
        kind = document.get("slag")
        expected = {"format", "slag", "id", "namn", "signering", "utbyte"} | ({"typ"} if kind == "insats" else set())
        if kind not in ("insats", "forbund") or set(document) != expected:
            raise ValueError("slag")
        if not isinstance(document["id"], str) or not _ID.fullmatch(document["id"]):
            raise ValueError("id")
        namn, typ = document["namn"], document.get("typ")
        if not isinstance(namn, str) or not namn.strip() or len(namn) > MAX_NAME or not namn.isprintable():
            raise ValueError("namn")
        if kind == "insats" and typ not in ("individ", "struktur"):
            raise ValueError("typ")
        keys = {}
        for name in ("signering", "utbyte"):
            try:
                keys[name] = decode(document[name])
            except ValueError as error:
                raise ValueError(name) from error
        return cls(cast(KeyKind, kind), document["id"], namn, cast("InsatsTyp | None", typ), keys["signering"], keys["utbyte"])

    def write(self, path: Path) -> None:
        """Write the public file, whole or not at all; its folder is made where it is missing. CouldNot where the system refuses."""
        from register.platform import atomic_write

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(path, json.dumps(self.to_document(), ensure_ascii=False, indent=1).encode() + b"\n")
        except OSError as error:
            why = f"Systemet svarar: {system_reason(error)}."
            raise CouldNot(f"Nyckelfilen {path.name} gick inte att skriva.", why, "Kontrollera mappen och försök igen.") from error

    @classmethod
    def read(cls, path: Path) -> PublicKeys:
        """Read a public file; CouldNot where there is none, BadInput where it can't be understood or has another's keys."""
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_FILE_BYTES + 1)
        except FileNotFoundError as error:
            raise CouldNot(
                f"Nyckelfilen {path.name} finns inte.",
                f"Den ska ligga i mappen {path.parent}.",
                "Hämta filen från den som äger nyckeln, lägg den i mappen och försök igen.",
            ) from error
        except OSError as error:
            why = f"Systemet svarar: {system_reason(error)}."
            raise CouldNot(f"Nyckelfilen {path.name} går inte att läsa.", why, "Kontrollera rättigheterna.") from error
        try:
            if len(raw) > MAX_FILE_BYTES:
                raise ValueError("storlek")
            found = cls.from_document(json.loads(raw))
        except (ValueError, RecursionError) as error:
            detail = str(error) if not isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError) else "JSON"
            raise BadInput(
                f"Nyckelfilen {path.name} går inte att förstå.",
                f"Det som inte stämmer är: {detail}.",
                "Hämta filen på nytt från den som äger nyckeln.",
            ) from error
        if found.file_name != path.name:
            raise BadInput(
                f"Nyckelfilen {path.name} hör till någon annan.", f"Den säger {found.kind} {found.id}.", "Hämta rätt fil från den som äger nyckeln."
            )
        return found


@dataclass(frozen=True)
class Keys:
    """The secret half: 32 bytes to sign with (Ed25519) and 32 to receive with (X25519). Kept only inside a vault."""

    sign: bytes = field(repr=False)
    exchange: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Keys:
        """New pairs from the system's random source."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw(), X25519PrivateKey.generate().private_bytes_raw())

    def to_document(self) -> dict[str, str]:
        """The secret as a JSON document, for the vault alone."""
        return {"signering": encode(self.sign), "utbyte": encode(self.exchange)}

    @classmethod
    def from_document(cls, document: Mapping[str, str]) -> Keys:
        """The keys of a document made by :meth:`to_document`."""
        return cls(decode(document["signering"]), decode(document["utbyte"]))

    def signer(self) -> Ed25519PrivateKey:
        """The pair to sign with."""
        return Ed25519PrivateKey.from_private_bytes(self.sign)

    def receiver(self) -> X25519PrivateKey:
        """The pair to receive with."""
        return X25519PrivateKey.from_private_bytes(self.exchange)

    def public(self, kind: KeyKind, owner_id: str, namn: str, typ: InsatsTyp | None = None) -> PublicKeys:
        """The public half, with who it belongs to."""
        return PublicKeys(kind, owner_id, namn, typ, self.signer().public_key().public_bytes_raw(), self.receiver().public_key().public_bytes_raw())
