"""The shape of ``niofalt.toml``: which keys there may be and of what type. What they must mean together is checked in the loader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from register.niofalt.model import FIGURES, MOST_CHOICES, SHEET_PERIODS, SIDE
from register.shapes import ID
from register.vocabulary.shape import Entries, Keys, OneOf, Shape, Text, Texts
from register.vocabulary.toml_reader import Source, TomlPath

SIDE_LENGTH: Final = 32
"""Longest label of a row or a column, in characters."""

CELL_LENGTH: Final = 60
CHOICE_LENGTH: Final = 24
QUESTION_LENGTH: Final = 120
SIGN_LENGTH: Final = 2
MOST_ROWS: Final = 40
"""Questions of a resultatmall."""

KINDS: Final = ("falt", "plats")
WHOSE: Final = ("individ", "struktur", "alla")


@dataclass(frozen=True)
class Label:
    """A label on one line."""

    longest: int
    empty: bool = False

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A text of one line within the length."""
        Text(empty=True).check(value, source, path)
        name = next(part for part in reversed(path) if isinstance(part, str))
        if not self.empty and not value.strip():
            raise source.error(path, f"En text i ”{name}” är tom.")
        if len(value) > self.longest:
            raise source.error(path, f"”{value[: self.longest]}…” är {len(value)} tecken lång; högst {self.longest} får plats.")
        if not value.isprintable():
            raise source.error(path, f"En text i ”{name}” ska stå på en enda rad.")


@dataclass(frozen=True)
class Three:
    """An array of just three."""

    inner: Shape

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """Three values of the shape."""
        if not isinstance(value, list) or len(value) != SIDE:
            raise source.error(path, f"”{path[-1]}” ska vara en lista med tre värden: rutnätet har tre rader och tre kolumner.")
        for number, one in enumerate(value):
            self.inner.check(one, source, (*path, number))


@dataclass(frozen=True)
class Rows:
    """Three arrays of three."""

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A list for each row with a text for each column."""
        if not isinstance(value, list) or len(value) != SIDE or not all(isinstance(row, list) and len(row) == SIDE for row in value):
            raise source.error(path, f"”{path[-1]}” ska vara tre listor, en för varje rad, med tre texter i varje.")
        for row, cells in enumerate(value):
            for column, cell in enumerate(cells):
                Label(CELL_LENGTH, empty=True).check(cell, source, (*path, row, column))


@dataclass(frozen=True)
class Whose:
    """For which insatser: a word, or ids."""

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """One of the words, or a list of ids."""
        if isinstance(value, list):
            Texts(_INSATS, least=1).check(value, source, path)
        elif value not in WHOSE:
            raise source.error(path, f"”{path[-1]}” ska vara {', '.join(f'”{word}”' for word in WHOSE)} eller en lista med insatsers id.")


@dataclass(frozen=True)
class Figures:
    """Ids of figures."""

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A list without repetition, of those there are."""
        Texts().check(value, source, path)
        for one in value:
            if one not in FIGURES:
                raise source.error(path, f"Siffran ”{one}” finns inte. De som finns är {', '.join(FIGURES)}.")


@dataclass(frozen=True)
class Choices:
    """The choices of a scale: two to nine."""

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """As many as there are keys, each with an id of its own."""
        Entries(_CHOICE, least=1).check(value, source, path)
        if not 1 < len(value) <= MOST_CHOICES:
            raise source.error(path, f"En skala har två till {MOST_CHOICES} val: ett för varje siffertangent. Här är {len(value)}.")
        labels = [one["label"].casefold() for one in value]
        for one in value:
            if labels.count(one["label"].casefold()) > 1:
                raise source.error(path, f"Valet ”{one['label']}” finns två gånger.")


_ID: Final = Text(re.compile(r"[a-z0-9][a-z0-9-]{0,40}", re.ASCII), "bara a–z, 0–9 och bindestreck, högst 41 tecken, först en bokstav eller siffra")
_INSATS: Final = Text(ID, "bara a–z, 0–9 och bindestreck, 2 till 32 tecken")
_CHOICE: Final = Keys({"id": _ID, "label": Label(CHOICE_LENGTH)}, {"tecken": Label(SIGN_LENGTH)})
_SCALE: Final = Keys({"id": _ID, "val": Choices()}, {})
_WHAT: Final[dict[str, Shape]] = {"id": _ID, "label": Label(SIDE_LENGTH), "insatser": Whose(), "period": OneOf(SHEET_PERIODS)}
_GRID: Final = Keys(
    {**_WHAT, "slag": OneOf(KINDS), "rader": Three(Label(SIDE_LENGTH)), "kolumner": Three(Label(SIDE_LENGTH))},
    {"skala": _ID, "rutor": Rows(), "rubrik": Label(SIDE_LENGTH), "siffror": Figures()},
)
_ROW: Final = Keys({"id": _ID, "label": Label(QUESTION_LENGTH), "skala": _ID}, {"siffror": Figures()})
_TEMPLATE: Final = Keys({**_WHAT, "rad": Entries(_ROW, least=1)}, {"siffror": Figures()})

FILE: Final = Keys({}, {"skala": Entries(_SCALE), "rutnat": Entries(_GRID), "resultatmall": Entries(_TEMPLATE)})
"""The shape of the whole file."""
