"""The border between insats and kansli: one file with all locked batches that no earlier delivery carried.

``magic ‖ length ‖ header ‖ HPKE(body, info = head) ‖ Ed25519(head ‖ SHA-512(ciphertext))``, where the head is the magic, the length and
the header. The bytes are described in ``docs/leverans-format.md``. This module knows the format, the keys and the shape of the body; what the
counts may be is checked by the receiver against its vocabulary.

The **content hash** names what a delivery says. It stands in the clear header, so the content holds 32 secret bytes (derived from the insats's
key and the content itself): nobody can try small counts until the hash agrees, and writing the delivery again gives the same hash.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from register import canonical, publication_document, shapes
from register.counters import travel
from register.counters.model import Figures
from register.counts import Batch
from register.delivery_checks import check_key, check_recipient, check_sequence
from register.errors import CouldNot
from register.keys import Keys, PublicKeys, decode, encode, fingerprint

MAGICS: Final = {1: b"nyckeltal leverans 1\n", 2: b"nyckeltal leverans 2\n", 3: b"nyckeltal leverans 3\n"}
"""How a delivery begins, by format. Format 2 has publications too, format 3 both them and counters; what has less is written as it always was."""
MAGIC: Final = MAGICS[1]
MAGIC_BYTES: Final = len(MAGIC)
KIND: Final = "leverans"
ALGORITHMS: Final = {"kondensat": "SHA-512", "signatur": "Ed25519", "utbyte": "HPKE-X25519-HKDF-SHA256-CHACHA20POLY1305"}
MAX_BYTES: Final = 32 * 1024 * 1024
MAX_HEADER: Final = 32 * 1024
MIN_BODY: Final = 4096
SIGNATURE_BYTES: Final = 64
HPKE_OVERHEAD: Final = 48
"""32 bytes of encapsulated key and 16 of authentication tag."""

Document = Mapping[str, Any]
"""A publication, see :mod:`register.publication_document`."""

_SALT_LABEL: Final = b"nyckeltal leverans innehall 1"
_ASK_AGAIN: Final = "Be insatsen skriva leveransen på nytt och skicka filen oförändrad."


@dataclass(frozen=True)
class Header:
    """What the clear head of a delivery says. Trustworthy only once the signature key has been compared with the pinned one."""

    insats_id: str
    forbund_id: str
    number: int
    previous: str
    content: str
    plans: tuple[str, ...]
    version: int
    sign: bytes
    exchange: bytes
    recipient: str
    head: bytes
    ciphertext: bytes


@dataclass(frozen=True)
class Delivery:
    """A checked delivery: opened where it is new; one already received (``new`` False) is not opened again and has no batches here."""

    header: Header
    new: bool
    log_head: str = ""
    """Head hash of the insats's audit log when the file was written."""
    batches: tuple[Batch, ...] = ()
    publications: tuple[Document, ...] = ()
    """What the insats has published of its own batches since the delivery before."""
    counters: tuple[Figures, ...] = ()
    """Values of counters that the insats owns, of periods that are locked."""


def begins_delivery(start: bytes) -> bool:
    """Whether a file that begins so is a delivery; its first MAGIC_BYTES are enough."""
    return start[:MAGIC_BYTES] in MAGICS.values()


def _suite() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


def padded_length(length: int) -> int:
    """Padmé (Nikitin et al. 2019), at least 4 KiB: at most 12 % longer, and the length tells O(log log n) bits of the content."""
    if length <= MIN_BODY:
        return MIN_BODY
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def _content(
    batches: Sequence[Batch],
    publications: Sequence[Document],
    counters: Sequence[Figures],
    number: int,
    previous: str,
    insats_id: str,
    forbund_id: str,
    keys: Keys,
) -> dict[str, Any]:
    """What the delivery says, with the secret bytes that make its hash unguessable."""
    content: dict[str, Any] = {
        "insats": insats_id,
        "forbund": forbund_id,
        "nummer": number,
        "foregaende": previous,
        "partier": [batch.to_document() for batch in batches],
    }
    if publications or counters:
        content["publikationer"] = [dict(one) for one in publications]
    if counters:
        content["raknare"] = travel.to_document(counters)
    key = hmac.digest(keys.sign, _SALT_LABEL, "sha256")
    return content | {"salt": hmac.digest(key, canonical.dump(content), "sha256").hex()}


def content_hash(
    batches: Sequence[Batch],
    *,
    publications: Sequence[Document] = (),
    counters: Sequence[Figures] = (),
    number: int,
    previous: str,
    insats_id: str,
    forbund_id: str,
    keys: Keys,
) -> str:
    """The content hash that the delivery with these arguments has: what the next delivery names as its ``previous``."""
    return canonical.digest(_content(batches, publications, counters, number, previous, insats_id, forbund_id, keys))


def pack(
    batches: Sequence[Batch],
    *,
    publications: Sequence[Document] = (),
    counters: Sequence[Figures] = (),
    number: int,
    previous: str,
    log_head: str,
    insats_id: str,
    keys: Keys,
    kansli: PublicKeys,
) -> bytes:
    """The bytes of a delivery, readable by that förbund's kansli alone.

    Args:
        batches: the locked batches, in order, that no earlier delivery carried.
        publications: what the insats has published itself, in order, that no earlier delivery carried.
        counters: values of the insats's own counters that no earlier delivery carried.
        number: 1 for the first delivery, then one more each time.
        previous: content hash of the delivery before it (see :func:`content_hash`); empty for the first.
        log_head: head hash of the insats's audit log, 64 hex digits, or empty.
        insats_id: who sends.
        keys: the insats's key pairs.
        kansli: the förbund's public keys.

    Written again with the same arguments the bytes differ (the encryption is randomised), the content and its hash do not.
    """
    content = _content(batches, publications, counters, number, previous, insats_id, kansli.id, keys)
    version = 3 if counters else 2 if publications else 1
    sender = keys.public("insats", insats_id, insats_id, "individ")
    head_fields: dict[str, Any] = {
        "format": version,
        "slag": KIND,
        "insats": insats_id,
        "forbund": kansli.id,
        "nummer": number,
        "foregaende": previous,
        "innehall": canonical.digest(content),
        "algoritmer": ALGORITHMS,
        "planer": sorted({batch.plan_hash for batch in batches}),
        "signering": encode(sender.sign),
        "utbyte": encode(sender.exchange),
        "mottagare": fingerprint(kansli.exchange),
    }
    # The header says how long the ciphertext is, and the body says the hash of the header: the length of that hash is known beforehand.
    body = {"huvud": "0" * 64, "logg": log_head, "innehall": content}
    size = padded_length(4 + len(canonical.dump(body)))
    header = canonical.dump(head_fields | {"langd": size + HPKE_OVERHEAD})
    head = MAGICS[version] + len(header).to_bytes(4, "big") + header
    plain = canonical.dump(body | {"huvud": hashlib.sha256(head).hexdigest()})
    padded = (len(plain).to_bytes(4, "big") + plain).ljust(size, b"\0")
    ciphertext = _suite().encrypt(padded, X25519PublicKey.from_public_bytes(kansli.exchange), info=head)
    return head + ciphertext + keys.signer().sign(head + hashlib.sha512(ciphertext).digest())


def _not_a_delivery() -> NoReturn:
    raise CouldNot(
        "Filen är ingen leverans som det här programmet kan läsa.",
        "Den börjar inte som en leverans av format 1, 2 eller 3.",
        "Välj filen som insatsen skickade.",
    )


def _truncated() -> NoReturn:
    raise CouldNot("Leveransen är avkortad.", "Filen är kortare än den säger att den ska vara.", _ASK_AGAIN)


def _damaged(what: str) -> NoReturn:
    raise CouldNot("Leveransen är skadad eller ändrad.", what, _ASK_AGAIN)


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise CouldNot("Leveransen är för stor.", f"En leverans är högst {MAX_BYTES // 1024 // 1024} MiB.", "Kontrollera att det är rätt fil.")
    if not begins_delivery(data):
        if data and any(magic.startswith(data) for magic in MAGICS.values()):
            _truncated()
        _not_a_delivery()


def read_header(data: bytes) -> Header:
    """Check size, header and that the file is whole and signed by the key that it names; nothing says yet that the key is the insats's.

    Raises CouldNot: too large, not a delivery, truncated, damaged.
    """
    _check_size(data)
    start = MAGIC_BYTES + 4
    if len(data) < start:
        _truncated()
    length = int.from_bytes(data[MAGIC_BYTES:start], "big")
    if length > MAX_HEADER:
        _damaged("Huvudets längd är orimlig.")
    if len(data) < start + length:
        _truncated()
    head = data[: start + length]
    try:
        fields = _header_fields(shapes.strict_json(head[start:]))
        if MAGICS[fields["format"]] != head[:MAGIC_BYTES]:
            raise ValueError("format")
    except ValueError:
        _damaged("Huvudet går inte att förstå.")
    expected = len(head) + fields["langd"] + SIGNATURE_BYTES
    if len(data) < expected:
        _truncated()
    if len(data) > expected:
        _damaged("Filen är längre än den säger att den ska vara.")
    ciphertext, signature = data[len(head) : -SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    sign = decode(fields["signering"])
    try:
        Ed25519PublicKey.from_public_bytes(sign).verify(signature, head + hashlib.sha512(ciphertext).digest())
    except (InvalidSignature, ValueError):
        _damaged("Signaturen stämmer inte med innehållet.")
    return Header(
        insats_id=fields["insats"],
        forbund_id=fields["forbund"],
        number=fields["nummer"],
        previous=fields["foregaende"],
        content=fields["innehall"],
        plans=tuple(fields["planer"]),
        version=fields["format"],
        sign=sign,
        exchange=decode(fields["utbyte"]),
        recipient=fields["mottagare"],
        head=head,
        ciphertext=ciphertext,
    )


def unpack(
    data: bytes,
    *,
    forbund_id: str,
    keys: Keys,
    pinned: Callable[[Header], PublicKeys],
    received: Callable[[str], Mapping[int, str]],
) -> Delivery:
    """Check and open a delivery: size, header, pinned signature key, sequence, decryption and shape, in that order.

    Args:
        data: the file.
        forbund_id: id of the förbund that receives.
        keys: its key pairs.
        pinned: the keys pinned for the insats that the header names; raises CouldNot where there are none.
        received: content hashes by number of what has been received from that insats.
    """
    header = read_header(data)
    check_recipient(header, forbund_id=forbund_id, keys=keys)
    check_key(header, pinned(header))
    if not check_sequence(header, received(header.insats_id)):
        return Delivery(header, new=False)
    return open_body(header, keys)


def _header_fields(value: Any) -> dict[str, Any]:
    """The fields of a header of the one shape that all formats have; ValueError otherwise."""
    shapes.keys_are(value, "algoritmer format forbund foregaende innehall insats langd mottagare nummer planer signering slag utbyte")
    fields: dict[str, Any] = value
    shapes.integer_of(fields["format"], 1, max(MAGICS))
    if fields["slag"] != KIND or fields["algoritmer"] != ALGORITHMS:
        raise ValueError("format")
    shapes.text_of(fields["insats"], shapes.ID)
    shapes.text_of(fields["forbund"], shapes.ID)
    for name in ("innehall", "mottagare"):
        shapes.text_of(fields[name], shapes.HASH)
    if fields["foregaende"]:
        shapes.text_of(fields["foregaende"], shapes.HASH)
    for plan in shapes.list_of(fields["planer"]):
        shapes.text_of(plan, shapes.HASH)
    shapes.integer_of(fields["nummer"], 1)
    shapes.integer_of(fields["langd"], HPKE_OVERHEAD + MIN_BODY)
    if (fields["nummer"] == 1) != (fields["foregaende"] == ""):
        raise ValueError("foregaende")
    for name in ("signering", "utbyte"):
        decode(fields[name])
    return fields


def open_body(header: Header, keys: Keys) -> Delivery:
    """Decrypt the body, check that it belongs to the header and that it has the one shape that its format has.

    Raises CouldNot where it can't be decrypted or is not what the header says.
    """
    try:
        padded = _suite().decrypt(header.ciphertext, keys.receiver(), info=header.head)
    except (InvalidTag, ValueError):
        _damaged("Innehållet går inte att dekryptera med kansliets nyckel.")
    try:
        body = shapes.strict_json(_unpad(padded))
        shapes.keys_are(body, "huvud innehall logg")
        content = body["innehall"]
        parts = {1: "", 2: " publikationer", 3: " publikationer raknare"}[header.version]
        shapes.keys_are(content, f"forbund foregaende insats nummer partier salt{parts}")
        if body["logg"]:
            shapes.text_of(body["logg"], shapes.HASH)
        shapes.text_of(content["salt"], shapes.HASH)
        for document in shapes.list_of(content["partier"]):
            shapes.check_batch(document)
        if header.version == 2 or content.get("publikationer", []) != []:
            publication_document.check_delivered(content["publikationer"], header.insats_id)
        counters = travel.read_document(content["raknare"], header.insats_id) if header.version > 2 else ()
    except (ValueError, TypeError):
        _damaged("Innehållet har inte den form som en leverans ska ha.")
    said = (body["huvud"], content["insats"], content["forbund"], content["nummer"], content["foregaende"], canonical.digest(content))
    named = (hashlib.sha256(header.head).hexdigest(), header.insats_id, header.forbund_id, header.number, header.previous, header.content)
    batches = tuple(Batch.from_document(document) for document in content["partier"])
    publications = tuple(content.get("publikationer", ()))
    if said != named or tuple(sorted({batch.plan_hash for batch in batches})) != header.plans or not (batches or publications or counters):
        _damaged("Innehållet är inte det som huvudet säger.")
    return Delivery(header, new=True, log_head=body["logg"], batches=batches, publications=publications, counters=counters)


def _unpad(padded: bytes) -> bytes:
    """The body inside its padding; ValueError where the padding is not as it is written."""
    length = int.from_bytes(padded[:4], "big")
    if 4 + length > len(padded) or padded_length(4 + length) != len(padded) or padded[4 + length :].strip(b"\0"):
        raise ValueError("padding")
    return padded[4 : 4 + length]
