"""A scanner for what must never lie readable on disk: codes in any spelling, keys, passphrases, forms, handles.

Every file is looked at as it is and as what it may carry: UTF-16, base64, hex, reversed. Codes are looked for as any sixteen symbols in a row
that make one of the codes, once separators, case and look-alikes are set aside.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ALPHABET: Final = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FOLD: Final = bytes.maketrans(b"abcdefghijklmnopqrstuvwxyzOIL", b"ABCDEFGH1JK1MN0PQRSTUVWXYZ011")
_SEPARATORS: Final = b" -_.\t\r\n\x00/:,;|"
_RUN: Final = re.compile(b"[" + ALPHABET + b"]{16,}")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_HEX: Final = re.compile(rb"(?:[0-9A-Fa-f]{2}){12,}")


@dataclass
class Secrets:
    """What to look for. ``codes`` as sixteen symbols; ``needles`` by what they are called; ``form_texts`` are pieces of forms."""

    codes: set[str] = field(default_factory=set)
    needles: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def spellings(self) -> Mapping[bytes, str]:
        """Every text in the encodings that a file may have it in."""
        found = {needle: name for name, needle in self.needles.items()}
        for name, text in self.texts.items():
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
                found[text.encode(encoding, "replace")] = name
            found[json.dumps(text)[1:-1].encode()] = name
        return found

    def code_forms(self) -> set[bytes]:
        """Each code forwards, backwards, and with its groups in reverse order."""
        forms = set()
        for code in self.codes:
            groups = [code[i : i + 4] for i in range(0, 16, 4)]
            forms |= {code.encode(), code[::-1].encode(), "".join(reversed(groups)).encode()}
        return forms


def views(data: bytes, depth: int = 2) -> Iterator[bytes]:
    """The data and what it carries in base64 or hex."""
    yield data
    if not depth:
        return
    thin = data.replace(b"\x00", b"")
    for source in {data, thin}:
        for match in _HEX.finditer(source):
            yield from views(bytes.fromhex(match[0].decode()), depth - 1)
        for match in _BASE64.finditer(source):
            for shift in range(4):
                text = match[0][shift:].replace(b"-", b"+").replace(b"_", b"/")
                whole = text[: len(text) // 4 * 4]
                rest = text[len(whole) :]
                if len(rest) > 1:
                    whole += rest + b"=" * (4 - len(rest))
                yield from views(base64.b64decode(whole), depth - 1)


def leaks_in(data: bytes, secrets: Secrets, codes: set[bytes] | None = None, spellings: Mapping[bytes, str] | None = None) -> set[str]:
    """Names of the secrets that the bytes give away."""
    codes = secrets.code_forms() if codes is None else codes
    spellings = secrets.spellings() if spellings is None else spellings
    found = set()
    for view in views(data):
        found |= {name for needle, name in spellings.items() if needle in view}
        folded = view.translate(_FOLD, _SEPARATORS)
        for run in _RUN.finditer(folded):
            text = run[0]
            if any(text[i : i + 16] in codes for i in range(len(text) - 15)):
                found.add("kod")
    return found


def scan(secrets: Secrets, *roots: Path, skip: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """Leaks by file, names of files and folders included. ``skip`` names folders of public text (the förbund's lists)."""
    codes, spellings = secrets.code_forms(), secrets.spellings()
    found: dict[str, set[str]] = {}
    for root in roots:
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(root)
            if set(skip) & set(relative.parts):
                continue
            leaks = leaks_in(str(relative).encode(), secrets, codes, spellings)
            if path.is_file():
                leaks |= leaks_in(path.read_bytes(), secrets, codes, spellings)
            if leaks:
                found[str(relative)] = leaks
    return found
