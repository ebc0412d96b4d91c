"""What an import would change, entry by entry, in the words of the files: ``+ listor.omrade.koder.falun``. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from register.metadata.documents import VOCABULARY_FOLDER
from register.vocabulary.model import Vocabulary

ChangeKind = Literal["ny", "borta", "andrad"]
_SIGNS = {"ny": "+", "borta": "−", "andrad": "~"}


@dataclass(frozen=True)
class Change:
    """One entry or value that is new, gone or changed; ``before`` and ``after`` are what it says, empty where there is nothing to say."""

    kind: ChangeKind
    where: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        said = f"{self.before} → {self.after}" if self.kind == "andrad" else self.before or self.after
        return f"{_SIGNS[self.kind]} {self.where}{f': {said}' if said and said not in self.where else ''}"


def of_vocabularies(old: Vocabulary, new: Vocabulary) -> list[Change]:
    """What holds otherwise, whichever file said it: the shipped lists under the förbund's own are part of both."""
    return list(_changes(old.document, new.document, ()))


def of_documents(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """Of the documents beside the vocabulary."""
    names = [name for name in dict.fromkeys((*old, *new)) if not name.startswith(f"{VOCABULARY_FOLDER}/")]
    return [change for name in names for change in _changes(_parsed(old, name), _parsed(new, name), (name.removesuffix(".toml"),))]


def _parsed(texts: Mapping[str, str], name: str) -> dict[str, Any]:
    return tomllib.loads(texts[name]) if name in texts else {}


def _changes(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[Change]:
    if old == new:
        return
    before, after = _keyed(old), _keyed(new)
    if before is None or after is None:
        yield Change("andrad", ".".join(path), _said(old), _said(new))
        return
    for key in dict.fromkeys((*before, *after)):
        where = (*path, key)
        if key not in before and _holds_entries(after[key]):
            yield from _changes(type(after[key])(), after[key], where)
        elif key not in before:
            yield Change("ny", ".".join(where), after=_said(after[key]))
        elif key not in after and _holds_entries(before[key]):
            yield from _changes(before[key], type(before[key])(), where)
        elif key not in after:
            yield Change("borta", ".".join(where), before=_said(before[key]))
        else:
            yield from _changes(before[key], after[key], where)
    shared = [key for key in before if key in after]
    if shared != [key for key in after if key in before] and isinstance(old, list):
        yield Change("andrad", ".".join(path), "ordningen", ", ".join(after))


def _holds_entries(value: Any) -> bool:
    """Whether it is a collection of entries, each of which is worth a line, rather than an entry itself."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(inner) and all(isinstance(one, dict) for one in inner)


def _keyed(value: Any) -> dict[str, Any] | None:
    """A table as it is; an array of tables by their ids or labels; None for a plain value."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        named = [str(one.get("id") or _goal_name(one) or n) for n, one in enumerate(value, 1)]
        unique = [name if named.count(name) == 1 else f"{name} ({n})" for n, name in enumerate(named, 1)]
        return dict(zip(unique, value, strict=True))
    return None


def _goal_name(entry: Mapping[str, Any]) -> str:
    """What tells an entry without an id from the others: whose it is, what it is called, and its year."""
    parts = [entry.get("insats"), entry.get("label"), entry.get("ar") or entry.get("fran_ar")]
    return " ".join(str(part) for part in parts if part)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dict):
        return str(value.get("label", "")) or ", ".join(f"{key} {_said(inner)}" for key, inner in value.items() if not isinstance(inner, dict | list))
    if isinstance(value, list):
        return f"{len(value)} poster" if any(isinstance(one, dict) for one in value) else ", ".join(map(str, value))
    return str(value)
