"""Loading the vocabulary: the shipped TOML files, with the förbund's own laid over them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from register.vocabulary.build import build
from register.vocabulary.model import Vocabulary
from register.vocabulary.overlay import FORMAT, Origins, merge
from register.vocabulary.shape import FILES, INSTRUMENT
from register.vocabulary.successor import check_successor
from register.vocabulary.toml_reader import Source, VocabularyError, read

__all__ = ["DATA", "VocabularyError", "check_successor", "from_document", "load", "shipped_files"]

DATA: Final = Path(__file__).parent / "data"
"""The shipped files."""

_Files = dict[str, tuple[Source, Mapping[str, Any]]]


def load(folder: Path | None = None, *, shipped: Path = DATA) -> Vocabulary:
    """The shipped vocabulary, with the förbund's files in ``folder`` (``D/vokabular``; it need not exist) laid over it.

    Raises VocabularyError (a BadInput) naming file, line and reason at the first fault of any file.
    """
    own = _read_folder(folder, "") if folder is not None and folder.is_dir() else {}
    base = _read_folder(shipped, "medföljande ")
    for name in FILES:
        if name not in base:
            raise VocabularyError(f"medföljande {name}.toml", None, "Filen saknas.", "Installera om programmet.")
    merged = merge(base, own)
    return build(merged.document(), merged.origins)


def from_document(document: Any) -> Vocabulary:
    """The vocabulary of a document that :func:`load` gave, perhaps by an older edition of the files; checked as thoroughly as a file.

    Raises VocabularyError without a line.
    """
    whole = Source("vokabulärdokumentet")
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise VocabularyError(whole.name, None, f"Dokumentet har inte format {FORMAT}.", "Uppdatera programmet och försök igen.")
    if set(document) != {"format", "instrument", *FILES} or not isinstance(document["instrument"], list):
        raise VocabularyError(whole.name, None, "Dokumentets delar är inte de väntade.")
    for name, shape in FILES.items():
        shape.check(document[name], Source(f"{whole.name}, {name}"), ())
    for instrument in document["instrument"]:
        INSTRUMENT.check(instrument, Source(f"{whole.name}, instrument"), ())
    ids = [instrument["id"] for instrument in document["instrument"]]
    if len(set(ids)) < len(ids):
        raise VocabularyError(whole.name, None, "Samma instrument finns två gånger.")
    return build(copy.deepcopy(dict(document)), Origins())


def shipped_files() -> dict[str, bytes]:
    """The shipped files by name inside the förbund's folder (``kodlistor.toml``, ``instrument/skapa.toml``), to copy and edit."""
    return {path.relative_to(DATA).as_posix(): path.read_bytes() for path in sorted(DATA.rglob("*.toml"))}


def _read_folder(folder: Path, prefix: str) -> _Files:
    files: _Files = {}
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        source = read(path, f"{prefix}{name}.toml")
        shape = FILES.get(name, INSTRUMENT if name.startswith("instrument/") and name.count("/") == 1 else None)
        if shape is None:
            raise source.error((), f"Filen känns inte igen. Här får {', '.join(f'{known}.toml' for known in FILES)} och instrument/*.toml ligga.")
        data = source.parse()
        shape.check(data, source, ())
        if shape is INSTRUMENT and name != f"instrument/{data['id']}":
            raise source.error(("id",), f"Instrumentet heter ”{data['id']}”, så filen ska heta {data['id']}.toml.")
        files[name] = (source, data)
    return files
