"""The file itself: JSON whose documents are lists of lines, so that any tool can compare two editions line by line, and one hash over it all.

Plain JSON rather than a zip: it is read without unpacking, the same content is the same bytes, and it can name no path but a known document's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from register import canonical
from register.errors import BadInput
from register.metadata.documents import kind_of, place_of

FORMAT: Final = "nyckeltal-metadata/1"
SUFFIX: Final = ".json"
MOST_BYTES: Final = 4_000_000
MOST_NAME: Final = 120
MOST_DESCRIPTION: Final = 600

_KEYS: Final = {"format", "namn", "beskrivning", "utgava", "utelamnat", "dokument", "hash"}
_WHAT: Final = "Metadatapaketet kan inte användas."
_DAMAGED: Final = "Be om filen igen; den ska skickas som den är."


@dataclass(frozen=True)
class Package:
    """A förbund's metadata.

    Args:
        namn: whose they are.
        beskrivning: what they are, in a sentence or two.
        utgava: the edition, from 1; raised whenever the content has changed.
        texts: the documents' texts by path, with plain line feeds.
        neutral: those documents that stand in for one whose wording was left out.
        left_out: documents that were left out for their licensed wording.
    """

    namn: str
    beskrivning: str
    utgava: int
    texts: Mapping[str, str]
    neutral: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical content, 64 hex digits."""
        return canonical.digest(self._content())

    def to_bytes(self) -> bytes:
        """The file: the same package is the same bytes."""
        whole = {**self._content(), "hash": self.hash}
        return (json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()

    def _content(self) -> dict[str, Any]:
        documents = [
            {"namn": name, "sha256": sha256(text), "text": text.split("\n"), "neutral": name in self.neutral}
            for name, text in sorted(self.texts.items())
        ]
        return {
            "format": FORMAT,
            "namn": self.namn,
            "beskrivning": self.beskrivning,
            "utgava": self.utgava,
            "utelamnat": list(self.left_out),
            "dokument": documents,
        }


def sha256(text: str) -> str:
    """SHA-256 of a document's text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def from_bytes(data: bytes) -> Package:
    """The package of a file. Only the file is checked here, not what its documents mean.

    Raises BadInput: it is no package, of another format, too large, damaged, or holds a document of no known kind.
    """
    if len(data) > MOST_BYTES:
        raise _refused(f"Filen är större än {MOST_BYTES // 1_000_000} MB.", "Kontrollera att det är rätt fil.")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise _refused("Filen är inte JSON.", "Kontrollera att det är rätt fil.") from None
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        # JSON can name half a character (a lone surrogate), which no text file can hold.
        raise _refused("Filen har ett tecken som inte går att skriva.", _DAMAGED) from None
    if not isinstance(found, dict) or not str(found.get("format", "")).startswith("nyckeltal-metadata/"):
        raise _refused("Filen är inget metadatapaket.", "Kontrollera att det är rätt fil.")
    if found["format"] != FORMAT:
        raise _refused(f"Paketet har formatet {str(found['format'])[:40]}; programmet läser {FORMAT}.", "Uppdatera programmet och försök igen.")
    if set(found) != _KEYS:
        raise _refused("Paketets delar är inte de väntade.", _DAMAGED)
    package = _package(found)
    if package.hash != found["hash"]:
        raise _refused("Innehållet stämmer inte med paketets kontrollsumma.", _DAMAGED)
    return package


def _package(found: dict[str, Any]) -> Package:
    texts: dict[str, str] = {}
    neutral = set()
    documents = found["dokument"]
    if not isinstance(documents, list) or not documents:
        raise _refused("Paketet har inga dokument.", _DAMAGED)
    for one in documents:
        if not isinstance(one, dict) or set(one) != {"namn", "sha256", "text", "neutral"}:
            raise _refused("Ett dokument i paketet har inte de väntade delarna.", _DAMAGED)
        name = _text(one["namn"], 100)
        if kind_of(name) is None:
            raise _refused(
                f"Paketet har ett dokument som inte känns igen: {name[:60]}.", "Uppdatera programmet, eller be om ett paket utan dokumentet."
            )
        lines = one["text"]
        if name in texts or not isinstance(lines, list) or not all(isinstance(line, str) and "\n" not in line and "\r" not in line for line in lines):
            raise _refused(f"Dokumentet {name} finns två gånger eller har ingen text.", _DAMAGED)
        texts[name] = "\n".join(lines)
        if one["neutral"] is True:
            neutral.add(name)
    if not isinstance(found["utgava"], int) or isinstance(found["utgava"], bool) or not 1 <= found["utgava"] < 10**6:
        raise _refused("Paketets utgåva är inget heltal från 1.", _DAMAGED)
    if not isinstance(found["utelamnat"], list):
        raise _refused("Paketets delar är inte de väntade.", _DAMAGED)
    left_out = tuple(_text(name, 100) for name in found["utelamnat"])
    texts = {name: texts[name] for name in sorted(texts, key=place_of)}
    namn, beskrivning = _text(found["namn"], MOST_NAME), _text(found["beskrivning"], MOST_DESCRIPTION, empty=True)
    return Package(namn, beskrivning, found["utgava"], texts, frozenset(neutral), left_out)


def _text(value: Any, longest: int, *, empty: bool = False) -> str:
    """A text on one line."""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable() or not (value.strip() or empty):
        raise _refused("Paketet har ett namn eller en beskrivning som inte går att läsa.", _DAMAGED)
    return value


def _refused(why: str, remedy: str) -> BadInput:
    return BadInput(_WHAT, why, remedy, field="fil")
