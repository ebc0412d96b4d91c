"""Laying the förbund's own files over the shipped ones, and remembering which file each entry came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from register.vocabulary.shape import FILES
from register.vocabulary.toml_reader import FileError, Source, TomlPath

FORMAT: Final = 1
"""Format of the vocabulary document."""

Entry = tuple[str, ...]
"""What an entry is, whichever file it stands in: ``("listor", "kon")``, ``("falt", "start", "kon")``, ``("tabell", "start.omrade")``."""

_DOCUMENT_NAME: Final = "vokabulärdokumentet"


@dataclass
class Origins:
    """Where each entry of a merged vocabulary stands, for error messages."""

    places: dict[Entry, tuple[Source, TomlPath]] = field(default_factory=dict)

    def error(self, entry: Entry, reason: str, *inside: str | int) -> FileError:
        """The error for an entry, or for what stands at a path inside it."""
        source, path = self.places.get(entry, (Source(_DOCUMENT_NAME), ()))
        return source.error((*path, *inside), reason)


@dataclass
class Merged:
    """The data of all files laid over each other."""

    files: dict[str, dict[str, Any]]
    instruments: list[dict[str, Any]]
    origins: Origins = field(default_factory=Origins)

    def document(self) -> dict[str, Any]:
        """The JSON document: the merged data itself, without the names of files."""
        return {"format": FORMAT, **self.files, "instrument": self.instruments}


def merge(files: Mapping[str, tuple[Source, Mapping[str, Any]]], over: Mapping[str, tuple[Source, Mapping[str, Any]]]) -> Merged:
    """Files by name (``kodlistor``, ``instrument/skapa``), the shipped ones and the förbund's over them; both checked for shape already.

    A list, grouping, field, table, question or instrument with the same id replaces the shipped one where it stood; others are added.
    """
    merged = Merged({name: {} for name in FILES}, [])
    for own, layer in ((False, files), (True, over)):
        for name, (source, data) in layer.items():
            if name.startswith("instrument/"):
                _replace(merged.instruments, dict(data))
                merged.origins.places["instrument", data["id"]] = (source, ())
            else:
                _lay(merged, name, source, data, own)
    return merged


def _lay(merged: Merged, name: str, source: Source, data: Mapping[str, Any], own: bool) -> None:
    target, places = merged.files[name], merged.origins.places
    for key, value in data.items():
        if key in ("listor", "grupperingar", "insats"):
            target[key] = {**target.get(key, {}), **value}
            places.update({(key, id_): (source, (key, id_)) for id_ in value})
        elif key in ("tabell", "egen_fraga"):
            entries = target.setdefault(key, [])
            for i, entry in enumerate(value):
                _replace(entries, entry)
                places[key, entry["id"]] = (source, (key, i))
        elif key == "formular":
            for kind, form in value.items():
                _lay_form(merged, source, kind, form, own)
        else:
            target[key] = value
            places[key,] = (source, (key,))
    for group in target.pop("utan", []):
        if target.get("grupperingar", {}).pop(group, None) is None:
            raise source.error(("utan",), f"Grupperingen ”{group}” i ”utan” finns inte.")


def _lay_form(merged: Merged, source: Source, kind: str, form: Mapping[str, Any], own: bool) -> None:
    target = merged.files["formular"].setdefault("formular", {}).setdefault(kind, {"label": kind, "falt": []})
    merged.origins.places.setdefault(("formular", kind), (source, ("formular", kind)))
    if "label" in form:
        target["label"] = form["label"]
    for i, entry in enumerate(form.get("falt", [])):
        path: TomlPath = ("formular", kind, "falt", i)
        if own:
            _check_override(next((f for f in target["falt"] if f["id"] == entry["id"]), None), entry, source, path)
        _replace(target["falt"], entry)
        merged.origins.places["falt", kind, entry["id"]] = (source, path)


def _check_override(shipped: Mapping[str, Any] | None, entry: Mapping[str, Any], source: Source, path: TomlPath) -> None:
    if shipped is None:
        raise source.error(path, f"Fältet ”{entry['id']}” finns inte i formuläret. En ny fråga läggs som [[egen_fraga]], med sitt syfte.")
    for key in ("typ", "lista"):
        if shipped.get(key) != entry.get(key):
            raise source.error((*path, key), f"”{key}” för fältet ”{entry['id']}” går inte att ändra. Ändra i stället listan i kodlistor.toml.")


def _replace(entries: list[dict[str, Any]], entry: dict[str, Any]) -> None:
    """Put the entry where one with its id stands, else last."""
    for i, old in enumerate(entries):
        if old["id"] == entry["id"]:
            entries[i] = entry
            return
    entries.append(entry)
