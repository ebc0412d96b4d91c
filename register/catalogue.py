"""The folder that a register lives in: vaults, public key files and the förbund's own vocabulary.

Layout: ``insats/ID.valv`` and ``forbund/ID.valv`` (vaults), ``nycklar/insats-ID.json`` and ``nycklar/forbund-ID.json`` (public),
``vokabular/*.toml``, ``publikationer/ID.json`` (what the förbund has published of each insats).
Light to import: what a first screen needs to list the registers, and nothing else.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from register.errors import BadInput

RegisterKind = Literal["insats", "forbund"]
VAULT_SUFFIX: Final = ".valv"
_ID = re.compile(r"[a-z0-9-]{2,32}", re.ASCII)


def check_id(text: str) -> str:
    """The id as given, if it may name an insats or a förbund; else BadInput."""
    if _ID.fullmatch(text):
        return text
    raise BadInput(
        "Id:t går inte att använda.",
        "Ett id har 2 till 32 tecken: små bokstäver a–z, siffror och bindestreck.",
        "Skriv till exempel vagen-vidare.",
        field="id",
    )


@dataclass(frozen=True)
class PublicFile:
    """The readable part of a public key file: what a list of registers shows."""

    kind: RegisterKind
    id: str
    namn: str
    typ: str | None


@dataclass(frozen=True)
class Catalogue:
    """Paths of one register folder; nothing is read until asked for."""

    root: Path

    @property
    def keys_folder(self) -> Path:
        """Where public key files lie."""
        return self.root / "nycklar"

    @property
    def vocabulary_folder(self) -> Path:
        """Where the förbund's own TOML files lie."""
        return self.root / "vokabular"

    def insats_path(self, insats_id: str) -> Path:
        """The vault of an insats."""
        return self._vault("insats", insats_id)

    def forbund_path(self, forbund_id: str) -> Path:
        """The vault of a kansli's register."""
        return self._vault("forbund", forbund_id)

    def public_path(self, kind: RegisterKind, register_id: str) -> Path:
        """The public key file of an insats or a förbund."""
        return self.keys_folder / f"{kind}-{check_id(register_id)}.json"

    def insats_ids(self) -> list[str]:
        """Ids of the insats vaults that lie here, sorted."""
        return self._ids("insats")

    def forbund_ids(self) -> list[str]:
        """Ids of the kansli registers that lie here, sorted."""
        return self._ids("forbund")

    def publications_path(self, insats_id: str) -> Path:
        """The förbund's signed list of what it has published of an insats."""
        return self.root / "publikationer" / f"{check_id(insats_id)}.json"

    def public_files(self) -> list[PublicFile]:
        """What the public files say, sorted; a file that can't be read is passed over (whoever uses its keys reports it)."""
        found = []
        for path in sorted(self.keys_folder.glob("*.json")) if self.keys_folder.is_dir() else []:
            try:
                document = json.loads(path.read_text(encoding="utf-8"))
                kind, id_, namn, typ = document["slag"], document["id"], document["namn"], document.get("typ")
                if _ID.fullmatch(id_) and isinstance(namn, str) and path.name == f"{kind}-{id_}.json":
                    found.append(PublicFile(kind, id_, namn, typ))
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                continue
        return found

    def _vault(self, kind: RegisterKind, register_id: str) -> Path:
        return self.root / kind / f"{check_id(register_id)}{VAULT_SUFFIX}"

    def _ids(self, kind: RegisterKind) -> list[str]:
        return sorted(path.stem for path in (self.root / kind).glob(f"*{VAULT_SUFFIX}") if _ID.fullmatch(path.stem))
