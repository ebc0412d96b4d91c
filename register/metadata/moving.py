"""Making a package of a register's folder, and laying one into it: all of it checked before anything is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from register import canonical
from register.catalogue import Catalogue
from register.counters import entry
from register.counters.model import Counters
from register.errors import BadInput
from register.metadata import differences
from register.metadata.documents import check, counters_in, read_folder
from register.metadata.licensed import is_licensed, keeps_its_wording, without_wording
from register.metadata.package import MOST_DESCRIPTION, MOST_NAME, Package, sha256
from register.vocabulary.loader import check_successor
from register.vocabulary.model import Vocabulary

FOLDER: Final = "metadata"
"""Beside ``vokabular``: which editions were made and imported, and what held before each import."""
_STATE: Final = "utgavor.json"


@dataclass(frozen=True)
class Exported:
    """A package, and what the folder is to remember of it (path → bytes)."""

    package: Package
    remember: Mapping[Path, bytes]


def export(root: Path, *, namn: str = "", usual: str = "", beskrivning: str | None = None, wording: bool = False) -> Exported:
    """The folder's own documents as a package. The edition is the last one's where nothing has changed, else one more.

    Args:
        root: the register's folder.
        namn: whose it is; the last edition's where empty.
        usual: the name where there is no last edition.
        beskrivning: a sentence or two; the last edition's where None.
        wording: take licensed wording along.

    Raises:
        BadInput: there is nothing of the förbund's own, a document can't be used, or the name is missing or too long.
    """
    texts = read_folder(root)
    if not texts:
        raise BadInput("Det finns inget att exportera.", f"Mappen {root} har inga egna listor, mål eller räknare.", "Se docs/vokabular.md.")
    vocabulary = check(texts)
    last = _state(root).get("egen", {})
    namn, about = namn or str(last.get("namn", "")) or usual, str(last.get("beskrivning", "")) if beskrivning is None else beskrivning
    _check_words(namn, about)
    content = canonical.digest({name: sha256(text) for name, text in texts.items()})
    same = (last.get("namn"), last.get("beskrivning"), last.get("innehall")) == (namn, about, content)
    number = _edition(last) + (0 if same else 1)
    given, neutral, left_out = (dict(texts), frozenset[str](), ()) if wording else without_wording(texts, vocabulary)
    if not given:
        raise BadInput(
            "Det finns inget att exportera.",
            "Allt i mappen är skyddad ordalydelse.",
            "Ta med den med --med-skyddad om ni har rätt att ge den vidare.",
        )
    own = {"namn": namn, "beskrivning": about, "utgava": number, "innehall": content}
    return Exported(Package(namn, about, number, given, neutral, left_out), _remembered(root, egen=own))


def _edition(last: Mapping[str, Any]) -> int:
    number = last.get("utgava", 0)
    return number if isinstance(number, int) and number > 0 else 0


def _check_words(namn: str, about: str) -> None:
    if not namn.strip():
        raise BadInput("Paketet behöver ett namn.", "Namnet säger vems listorna är.", "Ange --namn.", field="namn")
    if len(namn) > MOST_NAME or len(about) > MOST_DESCRIPTION or not (namn + about).isprintable():
        raise BadInput("Namnet eller beskrivningen är för lång.", f"De får ha {MOST_NAME} och {MOST_DESCRIPTION} tecken, på en rad.", "Korta texten.")


@dataclass(frozen=True)
class Plan:
    """What an import would do.

    Args:
        old, new: the vocabulary before and after.
        files: what is written, path → bytes; empty where nothing changes.
        changes: entry by entry.
        kept: the förbund's own files with licensed wording, which stay.
        staying: the förbund's own documents that the package says nothing of.
        aside: where what holds now is kept; None where the folder has nothing of its own.
        refusal: why it may not be done; None where it may.
    """

    package: Package
    old: Vocabulary
    new: Vocabulary
    files: Mapping[Path, bytes]
    changes: tuple[differences.Change, ...]
    kept: tuple[str, ...]
    staying: tuple[str, ...]
    aside: Path | None
    refusal: BadInput | None = field(default=None, compare=False)


def plan_import(package: Package, catalogue: Catalogue, *, today: date) -> Plan:
    """Lay a package over a register's folder in thought. Each document replaces the förbund's own of the same name; the others stay.

    Everything is read by the program's own loaders, first the package alone and then with what stays. Where insatser exist, lists may only change
    so that every code ever used can still be read (:func:`check_successor`), and counters so that their values can.

    Raises:
        BadInput: a document of the package, or of the folder, can't be used.
    """
    check_package(package)
    root = catalogue.root
    present = read_folder(root)
    old = check(present)
    kept = tuple(name for name in sorted(package.neutral) if keeps_its_wording(name, present.get(name), package.texts[name]))
    result = {**present, **{name: text for name, text in package.texts.items() if name not in kept}}
    new = check(result)
    written = {root / name: text.encode() for name, text in result.items() if text != present.get(name)}
    changes = (*differences.of_vocabularies(old, new), *differences.of_documents(present, result))
    counters = counters_in(present, old), counters_in(result, new)
    aside = None
    if written:
        source = {"namn": package.namn, "utgava": package.utgava, "hash": package.hash, "dag": today.isoformat()}
        if present:
            before = Package(f"Före {package.namn}"[:MOST_NAME], "", 1, present)
            aside = root / FOLDER / f"fore-{before.hash[:12]}.json"
            written[aside] = before.to_bytes()
        written |= _remembered(root, hamtad=source)
    staying = tuple(name for name in present if name not in package.texts)
    return Plan(package, old, new, written, changes, kept, staying, aside, _refusal(catalogue, old, new, counters))


def check_package(package: Package) -> Vocabulary:
    """Read a package by itself; its vocabulary.

    Raises BadInput naming the document, the line and the reason.
    """
    try:
        return check(package.texts)
    except BadInput as error:
        raise BadInput(
            "Metadatapaketet kan inte användas.", f"{error.what} {error.why}", "Be om ett rättat paket. Inget har ändrats.", field="fil"
        ) from None


def _refusal(catalogue: Catalogue, old: Vocabulary, new: Vocabulary, counters: tuple[Counters, Counters]) -> BadInput | None:
    """Why the lists or counters may not follow those in use: insatser have answers by them, and counters may have values.

    Before the first insats any list may change, and any counter of the insatser's; before the first förbund the kansli's counters too.
    """
    insatser = bool(catalogue.insats_ids()) or any(one.kind == "insats" for one in catalogue.public_files())
    owners = {"insats": insatser, "kansli": bool(catalogue.forbund_ids())}
    before, after = counters
    try:
        if insatser:
            check_successor(old, new)
        for was in before.counters:
            # One that is left out stays readable by what it was; so only those that are there in another way are in question.
            if owners[was.entered_by] and was.id in after.by_id:
                entry.check_successor(was, after.by_id[was.id])
    except BadInput as error:
        return error
    return None


def licensed_in(package: Package) -> tuple[str, ...]:
    """Documents of a package that have licensed wording."""
    return tuple(name for name, text in package.texts.items() if is_licensed(name, text))


def _state(root: Path) -> dict[str, Any]:
    """What the folder remembers; nothing where the file is missing or broken: it is a convenience, and an edition too low is no harm."""
    try:
        found = json.loads((root / FOLDER / _STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and all(isinstance(part, dict) for part in found.values()) else {}


def _remembered(root: Path, **parts: Mapping[str, Any]) -> dict[Path, bytes]:
    whole = {**_state(root), **parts}
    return {root / FOLDER / _STATE: (json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()}
