"""The shape of each file of the vocabulary: which keys there may be, of what type, and how ids are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from register.vocabulary.toml_reader import Source, TomlPath

LABEL_LENGTH: Final = 48
"""Longest label in characters: what fits beside its key on a form 80 characters wide."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}", re.ASCII)
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_TABLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}", re.ASCII)
_INSATS = re.compile(r"[a-z0-9-]{2,32}", re.ASCII)

_FREE_TEXT: Final = frozenset({"text", "fritext", "textruta", "strang", "sträng", "str", "string", "namn", "personnummer", "anteckning", "kommentar"})


class Shape(Protocol):
    """What a value must look like."""

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """Raise VocabularyError naming the line and the reason where the value does not."""


@dataclass(frozen=True)
class Text:
    """A text; with ``pattern`` an id; with ``longest`` a label."""

    pattern: re.Pattern[str] | None = None
    rule: str = ""
    longest: int | None = None
    empty: bool = False

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A text within the limits."""
        name = path[-1]
        if not isinstance(value, str):
            raise source.error(path, f"”{name}” ska vara en text inom citattecken.")
        if not self.empty and not value.strip():
            raise source.error(path, f"”{name}” är tom.")
        if self.longest is not None and len(value) > self.longest:
            reason = f"”{name}” är {len(value)} tecken lång; högst {self.longest} får plats i ett formulär. Lägg förklaringen i ”hjalp”."
            raise source.error(path, reason)
        if self.longest is not None and not value.isprintable():
            raise source.error(path, f"”{name}” ska stå på en enda rad.")
        if self.pattern is not None and not self.pattern.fullmatch(value):
            raise source.error(path, f"”{value}” går inte att använda som id: {self.rule}.")


@dataclass(frozen=True)
class FieldTypeText:
    """The type of a field; free text is refused with its own reason."""

    allowed: tuple[str, ...]

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """One of the types, never free text."""
        if isinstance(value, str) and value.strip().lower() in _FREE_TEXT:
            raise source.error(path, f"Typen ”{value}” finns inte: fritext om personer får inte finnas. Varje svar är en kod ur en lista.")
        if value not in self.allowed:
            raise source.error(path, f"Typen ”{value}” finns inte. Välj {' eller '.join(self.allowed)}.")


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    allowed: tuple[str, ...]

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """One of the words allowed."""
        if value not in self.allowed:
            raise source.error(path, f"”{path[-1]}” är ”{value}”, men ska vara {' eller '.join(self.allowed)}.")


@dataclass(frozen=True)
class Whole:
    """A whole number between bounds."""

    least: int = 0
    most: int = 100_000

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A whole number, not true or false."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise source.error(path, f"”{path[-1]}” ska vara ett heltal.")
        if not self.least <= value <= self.most:
            raise source.error(path, f"”{path[-1]}” är {value}, men ska vara mellan {self.least} och {self.most}.")


@dataclass(frozen=True)
class Truth:
    """true or false."""

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A boolean."""
        if not isinstance(value, bool):
            raise source.error(path, f"”{path[-1]}” ska vara true eller false.")


@dataclass(frozen=True)
class Texts:
    """An array of texts without repetition."""

    item: Text = Text()
    least: int = 0
    unique: bool = True

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """An array whose every value is a text of the kind, none of them twice."""
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise source.error(path, f"”{path[-1]}” ska vara en lista av texter inom hakparenteser.")
        if len(value) < self.least:
            raise source.error(path, f"”{path[-1]}” är tom.")
        for text in value:
            self.item.check(text, source, path)
        for text in {text for text in value if value.count(text) > 1} if self.unique else ():
            raise source.error(path, f"”{text}” står två gånger i ”{path[-1]}”.")


@dataclass(frozen=True)
class Keys:
    """A table with known keys."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape]

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A table with all required keys and no unknown one."""
        if not isinstance(value, dict):
            raise source.error(path, f"”{path[-1] if path else source.name}” ska vara en tabell med nycklar och värden.")
        for key in value:
            if key not in self.required and key not in self.optional:
                known = ", ".join((*self.required, *self.optional))
                raise source.error((*path, key), f"Nyckeln ”{key}” känns inte igen. Här får det stå {known}.")
        for key in self.required:
            if key not in value:
                raise source.error(path, f"Nyckeln ”{key}” saknas{_of(value)}.")
        for key, inner in value.items():
            (self.required.get(key) or self.optional[key]).check(inner, source, (*path, key))


@dataclass(frozen=True)
class Each:
    """A table whose keys are ids."""

    pattern: re.Pattern[str]
    rule: str
    inner: Shape

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A table whose every key is an id and every value of the shape."""
        if not isinstance(value, dict):
            raise source.error(path, f"”{path[-1]}” ska vara en tabell med ett id per post.")
        for key, inner in value.items():
            if not self.pattern.fullmatch(key):
                raise source.error((*path, key), f"”{key}” går inte att använda som id: {self.rule}.")
            self.inner.check(inner, source, (*path, key))


@dataclass(frozen=True)
class Entries:
    """An array of tables, each with an id of its own."""

    inner: Keys
    least: int = 0

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """An array of tables of the shape, no id twice."""
        if not isinstance(value, list):
            raise source.error(path, f"”{path[-1]}” ska vara en lista av poster.")
        if len(value) < self.least:
            raise source.error(path, f"”{path[-1]}” är tom.")
        seen: set[str] = set()
        for i, entry in enumerate(value):
            self.inner.check(entry, source, (*path, i))
            if entry["id"] in seen:
                raise source.error((*path, i), f"id ”{entry['id']}” finns två gånger.")
            seen.add(entry["id"])


def _of(value: Mapping[str, Any]) -> str:
    return f" för ”{value['id']}”" if isinstance(value.get("id"), str) else ""


_ID_RULE: Final = "bara a–z, 0–9 och bindestreck, högst 41 tecken, först en bokstav eller siffra"
_NAME_RULE: Final = "bara a–z, 0–9, bindestreck och understreck, högst 41 tecken, först en bokstav eller siffra"
_FIELD_RULE: Final = "bara a–z, 0–9 och understreck, högst 41 tecken, först en bokstav"
_TABLE_RULE: Final = "bara a–z, 0–9, punkt, bindestreck och understreck, högst 61 tecken"
_INSATS_RULE: Final = "bara a–z, 0–9 och bindestreck, 2 till 32 tecken"

_LABEL: Final = Text(longest=LABEL_LENGTH)
_HELP: Final = Text(empty=True)
_IDENTITY: Final = Text(_ID, _ID_RULE)
_FIELD_ID: Final = Text(_FIELD, _FIELD_RULE)
_LIST_ID: Final = Text(_NAME, _NAME_RULE)
_VERSION: Final = Whole(1)
_KINDS: Final = ("start", "matning", "avslut")

_CODE = Keys({"id": _IDENTITY, "label": _LABEL}, {"hjalp": _HELP, "utgatt": Truth(), "fran": Whole(), "till": Whole()})
_LIST = Keys({"label": _LABEL, "koder": Entries(_CODE, least=1)}, {"hjalp": _HELP, "kalla": _HELP})
_GROUP = Keys({"id": _IDENTITY, "label": _LABEL, "koder": Texts(_IDENTITY, least=1)}, {})
_GROUPING = Keys(
    {"label": _LABEL, "lista": _LIST_ID},
    {"utelamnas": Texts(_IDENTITY), "grupper": Entries(_GROUP, least=1), "varje_kod": Truth(), "grov": Truth()},
)
_CONDITION = Keys({"falt": _FIELD_ID, "varden": Texts(_IDENTITY, least=1)}, {})
_FIELD_KEYS = Keys(
    {"id": _FIELD_ID, "label": _LABEL, "typ": FieldTypeText(("kod", "ja-nej", "manad"))},
    {"lista": _LIST_ID, "krav": Truth(), "hjalp": _HELP, "villkor": _CONDITION},
)
_FORM = Keys({}, {"label": _LABEL, "falt": Entries(_FIELD_KEYS)})
_QUESTION = Keys(
    {"id": _FIELD_ID, "label": _LABEL, "form": OneOf(_KINDS), "typ": FieldTypeText(("kod", "ja-nej")), "syfte": Text()},
    {"lista": _LIST_ID, "krav": Truth(), "hjalp": _HELP},
)
_INSATS_KEYS = Keys({}, {"utelamnas": Texts(_FIELD_ID), "instrument": Texts(_IDENTITY)})
_TABLE_KEYS = Keys(
    {"id": Text(_TABLE, _TABLE_RULE), "handelse": OneOf(_KINDS), "variabler": Texts(_FIELD_ID, least=1), "syfte": Text()},
    {"minimum": Whole(1)},
)
_ITEM = Keys({"id": _IDENTITY, "label": Text(longest=100)}, {})
_SCORE = Each(re.compile(r"\d{1,4}", re.ASCII), "råsumman ska vara ett heltal", Whole(0, 1_000_000))

FILES: Final[Mapping[str, Keys]] = {
    "kodlistor": Keys({"version": _VERSION}, {"listor": Each(_NAME, _NAME_RULE, _LIST)}),
    "grupperingar": Keys(
        {"version": _VERSION},
        {"standard": _IDENTITY, "utan": Texts(_IDENTITY), "grupperingar": Each(_ID, _ID_RULE, _GROUPING)},
    ),
    "formular": Keys(
        {"version": _VERSION},
        {
            "formular": Keys({}, dict.fromkeys(_KINDS, _FORM)),
            "egen_fraga": Entries(_QUESTION),
            "insats": Each(_INSATS, _INSATS_RULE, _INSATS_KEYS),
        },
    ),
    "rakneplan": Keys({"version": _VERSION}, {"syfte_par": Text(), "syfte_nivaer": Text(), "tabell": Entries(_TABLE_KEYS)}),
}
"""The shape of each file, by its name without ``.toml``."""

INSTRUMENT: Final = Keys(
    {
        "version": _VERSION,
        "id": _IDENTITY,
        "label": _LABEL,
        "lag": Whole(0, 1000),
        "hog": Whole(1, 1000),
        "intervall_manader": Whole(1, 60),
        "omraden": Entries(_ITEM, least=1),
    },
    {"skala": Texts(unique=False), "poang": _SCORE, "minsta_par": Whole(0), "hogre_battre": Truth(), "kalla": _HELP, "skyddad": Truth()},
)
"""The shape of an instrument's file. ``skyddad``: its wording is licensed and leaves in no metadata package unless asked for."""
