"""The documents that a package may hold, each with the loader that the program itself reads it with. A new kind of document is one line here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from register.counters import loader as counters_loader
from register.counters.model import Counters
from register.errors import BadInput
from register.goals import loader as goals_loader
from register.niofalt import loader as niofalt_loader
from register.vocabulary.loader import load
from register.vocabulary.model import Vocabulary

VOCABULARY_FOLDER: Final = "vokabular"
_DEVICES: Final = r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\.)"
"""Names that Windows keeps for its devices, whatever ending follows: no file can be called so there."""

INSTRUMENTS: Final = f"{VOCABULARY_FOLDER}/instrument/"

Load = Callable[[Path, Vocabulary], object]
"""Reads a document in a register's folder, given the folder's vocabulary; raises BadInput where it can't be used."""


@dataclass(frozen=True)
class Document:
    """A kind of document.

    Args:
        pattern: what its path in the register's folder looks like, with ``/``.
        label: what it is, in a sentence.
        load: how it is read; None where the vocabulary's own loader has read it already.
    """

    pattern: re.Pattern[str]
    label: str
    load: Load | None = None


def _at(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path), re.ASCII)


DOCUMENTS: Final = (
    Document(_at("vokabular/kodlistor.toml"), "kodlistor"),
    Document(_at("vokabular/grupperingar.toml"), "grupperingar"),
    Document(_at("vokabular/formular.toml"), "formulär och egna frågor"),
    Document(_at("vokabular/rakneplan.toml"), "räkneplan"),
    Document(re.compile(rf"vokabular/instrument/{_DEVICES}[a-z0-9][a-z0-9-]{{0,40}}\.toml", re.ASCII), "instrument"),
    Document(_at(goals_loader.FILE_NAME), "mål och indikatorer", goals_loader.load),
    Document(_at(counters_loader.FILE_NAME), "räknare", counters_loader.load),
    Document(_at(niofalt_loader.FILE_NAME), "niofältare och resultatmallar", lambda folder, _: niofalt_loader.load(folder)),
)
"""In the order that people are shown them."""


def kind_of(name: str) -> Document | None:
    """The kind of a document by its path; None where there is no such kind."""
    return next((one for one in DOCUMENTS if one.pattern.fullmatch(name)), None)


def read_folder(root: Path) -> dict[str, str]:
    """The known documents of a register's folder, by path, with plain line feeds whichever editor wrote them.

    Raises BadInput where one is not UTF-8. Files of other kinds are passed over: they are not the förbund's metadata.
    """
    found = {}
    for path in sorted([*root.glob("*.toml"), *(root / VOCABULARY_FOLDER).rglob("*.toml")]):
        name = path.relative_to(root).as_posix()
        if kind_of(name) is not None:
            found[name] = _text_of(path, name)
    return {name: found[name] for name in sorted(found, key=place_of)}


def place_of(name: str) -> tuple[int, str]:
    """Where a known document stands among others: by kind, then by name."""
    return next(n for n, one in enumerate(DOCUMENTS) if one.pattern.fullmatch(name)), name


def _text_of(path: Path, name: str) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{name} går inte att läsa.", "Filen är inte sparad som UTF-8.", "Spara den igen med teckenkodningen UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check(texts: Mapping[str, str]) -> Vocabulary:
    """Read all documents together as the program would from a folder that held these alone; their vocabulary.

    Raises BadInput naming file, line and reason at the first fault.
    """
    with TemporaryDirectory(prefix="nyckeltal-") as made:
        folder = Path(made)
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        vocabulary = load(folder / VOCABULARY_FOLDER)
        for one in DOCUMENTS:
            if one.load is not None:
                one.load(folder, vocabulary)
        return vocabulary


def counters_in(texts: Mapping[str, str], vocabulary: Vocabulary) -> Counters:
    """The counters of documents that :func:`check` has read; none where there is no such document."""
    text = texts.get(counters_loader.FILE_NAME)
    if text is None:
        return Counters()
    with TemporaryDirectory(prefix="nyckeltal-") as made:
        folder = Path(made)
        (folder / counters_loader.FILE_NAME).write_bytes(text.encode())
        return counters_loader.load(folder, vocabulary)
