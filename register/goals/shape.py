"""The shape of ``mal.toml``: which keys there may be and of what type. What they must mean is checked in :mod:`register.goals.loader`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any, Final, get_args

from register.goals.model import IndicatorKind
from register.shapes import ID
from register.statistics import Verdict
from register.vocabulary.shape import Keys, OneOf, Shape, Text, Texts, Whole
from register.vocabulary.toml_reader import Source, TomlPath

BLANK: Final = "ej-uppfoljt"
"""What stands instead of a value in a year that was not followed up."""

FIRST_YEAR, LAST_YEAR = 1990, 2100
LABEL_LENGTH: Final = 120
"""Longest label in characters: two lines of a table's first column."""

_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_MOST_KRONOR: Final = 1_000_000_000_000
_MOST_COUNT: Final = 10_000_000


def fraction_of_percent(value: float) -> Fraction:
    """A per cent as typed, exactly: 33.3 is 333/1000."""
    return Fraction(repr(value)) / 100


@dataclass(frozen=True)
class Percent:
    """A per cent as a number: 50 is half. What looks like a share (0.5) is refused, so that nobody's half becomes half a per cent."""

    zero: bool = False

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A number from 0 to 100; 0 itself only where it may be."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise source.error(path, f"”{path[-1]}” ska vara ett tal i procent, utan citattecken och procenttecken: 50.")
        if isinstance(value, float) and 0 < value <= 1:
            raise source.error(path, f"”{path[-1]}” är {value}, men skrivs i procent: 50, inte 0.5.")
        if not 0 <= value <= 100 or (value == 0 and not self.zero):
            raise source.error(path, f"”{path[-1]}” är {value}, men ska vara {'från 0' if self.zero else 'över 0'} och högst 100 procent.")


@dataclass(frozen=True)
class Label:
    """A label on one line."""

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A text of one line within the length."""
        Text().check(value, source, path)
        if len(value) > LABEL_LENGTH:
            raise source.error(path, f"”{path[-1]}” är {len(value)} tecken lång; högst {LABEL_LENGTH} får plats i en tabell.")
        if not value.isprintable():
            raise source.error(path, f"”{path[-1]}” ska stå på en enda rad.")


@dataclass(frozen=True)
class Planned:
    """A planned number, or the least and the most."""

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A whole number, or a list of two in order."""
        for number in value if isinstance(value, list) else [value]:
            Whole(1, _MOST_COUNT).check(number, source, path)
        if isinstance(value, list) and (len(value) != 2 or value[0] > value[1]):
            raise source.error(path, f"”{path[-1]}” ska vara ett antal, 40, eller det lägsta och det högsta, [70, 90].")


@dataclass(frozen=True)
class Tables:
    """An array of tables."""

    inner: Shape

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """An array whose every element is of the shape."""
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise source.error(path, f"”{path[-1]}” ska vara en lista av poster: var och en under rubriken [[{path[-1]}]].")
        for i, entry in enumerate(value):
            self.inner.check(entry, source, (*path, i))


@dataclass(frozen=True)
class ByYear:
    """A table of years; with ``blank`` a year may be marked as not followed up."""

    inner: Shape
    blank: bool = True

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A table whose keys are years."""
        if not isinstance(value, dict):
            raise source.error(path, f"”{path[-1]}” ska vara en tabell med ett värde per år, inom klamrar.")
        for key, inner in value.items():
            if not _YEAR.fullmatch(key) or not FIRST_YEAR <= int(key) <= LAST_YEAR:
                raise source.error((*path, key), f"”{key}” är inget år: ett år skrivs med fyra siffror inom citattecken.")
            if self.blank and isinstance(inner, str):
                if inner != BLANK:
                    raise source.error((*path, key), f"”{inner}” kan inte stå här. Det enda ord som får stå i stället för ett värde är {BLANK}.")
            else:
                self.inner.check(inner, source, (*path, key))


@dataclass(frozen=True)
class ByArea:
    """A table of områden."""

    inner: Shape

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A table with at least one område."""
        if not isinstance(value, dict) or not value:
            raise source.error(path, f"”{path[-1]}” ska vara en tabell med ett värde per område, inom klamrar.")
        for key, inner in value.items():
            self.inner.check(inner, source, (*path, key))


@dataclass(frozen=True)
class ByCode:
    """A table of the dimensions of a counter."""

    inner: Shape

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A table with at least one dimension."""
        if not isinstance(value, dict) or not value:
            raise source.error(path, f"”{path[-1]}” ska vara en tabell med koder per dimension, inom klamrar.")
        for key, inner in value.items():
            self.inner.check(inner, source, (*path, key))


@dataclass(frozen=True)
class Parts:
    """What a number is made up of: a count for each label."""

    inner: Shape

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A table with at least one part."""
        if not isinstance(value, dict) or not value:
            raise source.error(path, f"”{path[-1]}” ska vara en tabell med ett antal per del, inom klamrar.")
        for key, inner in value.items():
            Label().check(key, source, (*path, key))
            self.inner.check(inner, source, (*path, key))


@dataclass(frozen=True)
class ByKind:
    """An indicator: its ``slag`` says which keys there may be."""

    kinds: Mapping[str, Keys]

    def check(self, value: Any, source: Source, path: TomlPath) -> None:
        """A table of the shape of its slag."""
        if "slag" not in value:
            raise source.error(path, "Nyckeln ”slag” saknas.")
        OneOf(tuple(self.kinds)).check(value["slag"], source, (*path, "slag"))
        self.kinds[value["slag"]].check(value, source, path)


_INSATS: Final = Text(ID, "bara a–z, 0–9 och bindestreck, 2 till 32 tecken")
_MUNICIPALITY: Final = Text(re.compile(r"\d{4}", re.ASCII), "en kommunkod har fyra siffror")
_YEAR_NUMBER: Final = Whole(FIRST_YEAR, LAST_YEAR)
_CODES: Final = Texts(least=1)
_GROUP: Final = Keys({"gruppering": Text(), "id": Text()}, {})
_PROGRESSION: Final = Keys({"instrument": Text(), "skattare": Text()}, {"omrade": Text()})
_COUNT: Final = Whole(0, _MOST_COUNT)

MEASURES: Final = ("avslutsanledning", "redo_for", "grupp", "progression")
"""The keys that say what is measured; a goal has one of them."""

_ANSWERS: Final[dict[str, Shape]] = {"avslutsanledning": _CODES, "redo_for": _CODES, "grupp": _GROUP}
_GOAL: Final[dict[str, Shape]] = {
    "ar": _YEAR_NUMBER,
    "fran_ar": _YEAR_NUMBER,
    **_ANSWERS,
    "progression": _PROGRESSION,
    "malvarde": Percent(),
    "planerat_antal": Planned(),
    "budget": Whole(1, _MOST_KRONOR),
}
_ROW: Final[dict[str, Shape]] = {"label": Label(), "slag": OneOf(get_args(IndicatorKind))}
_JUDGED: Final[dict[str, Shape]] = {"bedomning": ByYear(OneOf(get_args(Verdict)), blank=False)}
_SHARE: Final[dict[str, Shape]] = {"malvarde": Percent(), "referens": ByYear(Percent(zero=True)), **_JUDGED}
_PARTS: Final = Keys({"taljare": _COUNT, "namnare": _COUNT}, {})
_COUNTER: Final[dict[str, Shape]] = {"raknare": Text(), "bara": ByCode(Texts(least=1))}
_TALLY: Final[dict[str, Shape]] = {
    "enhet": Label(),
    "varden": ByYear(Keys({}, {"antal": _COUNT, "delar": Parts(_COUNT)})),
    "raknas": OneOf(("deltagare",)),
    **_COUNTER,
    "delar": Text(),
    "summa": Texts(least=1),
    "decimaler": Whole(0, 1),
}

FILE: Final = Keys(
    {},
    {
        "utanfor_omraden": Texts(_INSATS),
        "granser": Keys({}, {"god": Percent(), "viss": Percent()}),
        "mal": Tables(Keys({"insats": _INSATS, "label": Label()}, _GOAL)),
        "forbundsmal": Tables(Keys({"label": Label()}, _GOAL)),
        "indikator": Tables(
            ByKind(
                {
                    "andel_avslut": Keys(_ROW, {**_ANSWERS, **_SHARE}),
                    "andel": Keys(_ROW, {"varden": ByYear(_PARTS), **_COUNTER, **_SHARE}),
                    "antal": Keys(
                        _ROW,
                        {
                            "varden": ByYear(Keys({"antal": _COUNT}, {})),
                            **_COUNTER,
                            "malvarde": Whole(1, _MOST_COUNT),
                            "referens": ByYear(_COUNT),
                            **_JUDGED,
                        },
                    ),
                }
            )
        ),
        "resurs": Tables(Keys({"ar": _YEAR_NUMBER}, {"andel": ByArea(Percent(zero=True)), "kr": ByArea(Whole(0, _MOST_KRONOR))})),
        "volym": Tables(Keys({"label": Label()}, _TALLY)),
        "samhalle": Keys({}, {"kommuner": Texts(_MUNICIPALITY, least=1)}),
    },
)
"""The shape of the whole file."""
