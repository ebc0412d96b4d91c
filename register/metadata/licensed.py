"""Licensed wording stays at home: an instrument marked ``skyddad = true`` leaves without its words, and nothing that is imported replaces them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from register.metadata.documents import INSTRUMENTS
from register.vocabulary.loader import load
from register.vocabulary.model import Vocabulary
from register.vocabulary.successor import meaning

NOTE = "Utan den skyddade ordalydelsen: den följer inte med ett metadatapaket. Den som har rätt till den lägger in den i sin egen fil."


def is_licensed(name: str, text: str) -> bool:
    """Whether a document is an instrument with licensed wording."""
    return name.startswith(INSTRUMENTS) and tomllib.loads(text).get("skyddad") is True


def without_wording(texts: Mapping[str, str], vocabulary: Vocabulary) -> tuple[dict[str, str], frozenset[str], tuple[str, ...]]:
    """The documents as they may be given to anybody, those of them that stand in for one with licensed wording, and the names of all such.

    Where the shipped instrument means the same the förbund's file is left out, and the shipped labels hold; else a file with neutral labels stands
    in for it, so that the forms that use the instrument can be read.
    """
    given, neutral, left_out = dict(texts), set(), []
    shipped = load()
    for name, text in texts.items():
        if not is_licensed(name, text):
            continue
        left_out.append(name)
        found = tomllib.loads(text)
        ours, theirs = vocabulary.instruments[found["id"]], shipped.instruments.get(found["id"])
        if theirs is not None and theirs.version == ours.version and meaning(theirs) == meaning(ours):
            del given[name]
        else:
            given[name] = neutral_text(found)
            neutral.add(name)
    return given, frozenset(neutral), tuple(left_out)


def keeps_its_wording(name: str, present: str | None, offered: str) -> bool:
    """Whether the förbund's own file stays although a package has a neutral one: it has the wording, and it is of the same version."""
    if present is None or not is_licensed(name, present):
        return False
    ours, theirs = tomllib.loads(present), tomllib.loads(offered)
    return bool(ours.get("version") == theirs.get("version"))


def neutral_text(found: Mapping[str, Any]) -> str:
    """An instrument's file with the same numbers and ids, *Fråga 1* and so on for its items, and no words for its levels."""
    lines = [
        f"# {NOTE}",
        f"version = {found['version']}",
        f"id = {_quoted(found['id'])}",
        f"label = {_quoted(found['label'])}",
        f"kalla = {_quoted(NOTE)}",
    ]
    lines += [f"{key} = {found[key]}" for key in ("lag", "hog", "intervall_manader", "minsta_par") if key in found]
    if "hogre_battre" in found:
        lines.append(f"hogre_battre = {'true' if found['hogre_battre'] else 'false'}")
    items = [f'  {{ id = {_quoted(item["id"])}, label = "Fråga {n}" }},' for n, item in enumerate(found["omraden"], 1)]
    lines += ["omraden = [", *items, "]"]
    if "poang" in found:
        lines += ["", "[poang]", *(f"{raw} = {points}" for raw, points in found["poang"].items())]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False)
