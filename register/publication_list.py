"""The list that goes back from kansli to insats: every publication that tells of its omgångar, signed by the förbund.

One JSON document, ``publikationer/INSATS.json``; its bytes are described in ``docs/leverans-format.md``. Nothing in it is a count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from register import canonical, publication_document, shapes
from register.errors import CouldNot
from register.keys import Keys, PublicKeys, decode, encode

FORMAT: Final = 1
KIND: Final = "publikationer"
MAX_BYTES: Final = 32 * 1024 * 1024
SIGNATURE_BYTES: Final = 64

_LABEL: Final = b"nyckeltal publikationer 1\n"
_ASK_AGAIN: Final = "Be kansliet skriva listan på nytt och lägg filen oförändrad i mappen publikationer."


@dataclass(frozen=True)
class PublicationList:
    """A checked list. A list with a higher number has all that one with a lower has."""

    forbund_id: str
    insats_id: str
    number: int
    documents: tuple[dict[str, Any], ...]


def write(documents: Sequence[dict[str, Any]], *, number: int, forbund_id: str, insats_id: str, keys: Keys) -> bytes:
    """The bytes of a list; the same arguments give the same bytes.

    Args:
        documents: what the insats has to know of each publication (see :func:`register.publication_document.concerning`), in the order published.
        number: higher whenever the list says more.
        forbund_id: who signs.
        insats_id: whose omgångar it is about.
        keys: the förbund's key pairs.
    """
    said = {
        "format": FORMAT,
        "slag": KIND,
        "forbund": forbund_id,
        "insats": insats_id,
        "nummer": number,
        "publikationer": list(documents),
    }
    return canonical.dump(said | {"signatur": encode(keys.signer().sign(_LABEL + canonical.dump(said)))})


def read(data: bytes, *, insats_id: str, pinned: Callable[[str], PublicKeys]) -> PublicationList:
    """Check a list: size, shape, whose it is, signature, and then every publication in it.

    Args:
        data: the file.
        insats_id: the insats that reads it.
        pinned: the keys that the insats has pinned for a förbund; raises CouldNot where it has none.

    Raises:
        CouldNot: it is not such a list, not for this insats, changed, or signed with another key.
    """
    if len(data) > MAX_BYTES:
        raise CouldNot(
            "Listan över publikationer är för stor.", f"En sådan lista är högst {MAX_BYTES // 1024 // 1024} MiB.", "Kontrollera att det är rätt fil."
        )
    try:
        said, signature = _parts(shapes.strict_json(data))
    except ValueError:
        raise CouldNot("Listan över publikationer går inte att läsa.", "Den har inte den form som en sådan lista ska ha.", _ASK_AGAIN) from None
    if said["insats"] != insats_id:
        why = f"Den är skriven för {said['insats']}, det här är {insats_id}."
        raise CouldNot("Listan över publikationer gäller en annan insats.", why, "Hämta rätt fil från kansliet.")
    try:
        Ed25519PublicKey.from_public_bytes(pinned(said["forbund"]).sign).verify(signature, _LABEL + canonical.dump(said))
    except InvalidSignature:
        why = f"Den är inte signerad med den nyckel som insatsen känner som {said['forbund']}:s."
        remedy = f"{_ASK_AGAIN} Har förbundet fått nya nycklar: nyckeltal nycklar godkann {said['forbund']} --insats {insats_id}."
        raise CouldNot("Listan över publikationer är ändrad, eller signerad av någon annan.", why, remedy) from None
    try:
        for document in said["publikationer"]:
            _check(document, said["forbund"], insats_id)
    except ValueError:
        why = "En publikation i den har en form som det här programmet inte kan läsa."
        raise CouldNot("Listan över publikationer går inte att förstå.", why, "Uppdatera programmet, eller be kansliet om hjälp.") from None
    return PublicationList(said["forbund"], said["insats"], said["nummer"], tuple(said["publikationer"]))


def _parts(value: Any) -> tuple[dict[str, Any], bytes]:
    """What is signed, and the signature; ValueError where the shape is another."""
    shapes.keys_are(value, "forbund format insats nummer publikationer signatur slag")
    shapes.integer_of(value["format"], FORMAT, FORMAT)
    if value["slag"] != KIND:
        raise ValueError("slag")
    shapes.text_of(value["forbund"], shapes.ID)
    shapes.text_of(value["insats"], shapes.ID)
    shapes.integer_of(value["nummer"], 1)
    shapes.list_of(value["publikationer"])
    said: dict[str, Any] = {name: part for name, part in value.items() if name != "signatur"}
    return said, decode(value["signatur"], SIGNATURE_BYTES)


def _check(document: Any, forbund_id: str, insats_id: str) -> None:
    """One publication, the förbund's or the insats's own that comes back, with no cell but those that concern the insats."""
    publication_document.check(document)
    if document["av"] not in (forbund_id, insats_id) or publication_document.concerning(document, insats_id) != document:
        raise ValueError("av")
