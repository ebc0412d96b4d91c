"""Times as published statistics write them: years, halves, quarters, months and weeks, in order."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from register.errors import BadInput

_TIME: Final = re.compile(r"(\d{4})(?:([MKQTHVW])(\d{1,2})|-(\d{2})|-(\d{4}))?", re.ASCII)
_MOST: Final = {"M": 12, "K": 4, "T": 3, "H": 2, "V": 53}
_SAME: Final = {"Q": "K", "W": "V"}
_MONTHS: Final = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
_NAMES: Final = {"K": "kv {n} {year}", "T": "tertial {n} {year}", "H": "halvår {n} {year}", "V": "v {n} {year}"}
_LAST_MONTH: Final = {"": 12, "M": 1, "K": 3, "T": 4, "H": 6}


class Time(NamedTuple):
    """A year, or a part of one: ``kind`` is empty, or M, K, T, H or V, and ``part`` counts from 1. Times of one table sort by year and part."""

    year: int
    part: int
    kind: str

    @property
    def label(self) -> str:
        """In words: ``2024``, ``dec 2024``, ``kv 4 2024``."""
        if self.kind == "M":
            return f"{_MONTHS[self.part - 1]} {self.year}"
        return _NAMES[self.kind].format(n=self.part, year=self.year) if self.kind else str(self.year)

    @property
    def last_month(self) -> int:
        """The month of the year in which it ends."""
        if self.kind == "V":
            return min(12, 1 + (self.part * 7 - 1) // 31)
        return self.part * _LAST_MONTH[self.kind] if self.kind else 12


def time_of(*texts: str) -> Time | None:
    """The time that a code or label says, the first that says one: ``2024``, ``2024M05``, ``2024K2``, ``2024-05``; None where none does.

    A span of years (``2022-2024``) is its last year.
    """
    for text in texts:
        found = _TIME.fullmatch(text.strip().upper().replace("–", "-"))
        if found is None:
            continue
        letter = _SAME.get(found[2] or "", found[2] or "")
        kind, part = ("M", int(found[4])) if found[4] else (letter, int(found[3] or 0))
        if not kind or 1 <= part <= _MOST[kind]:
            return Time(int(found[5] or found[1]), part, kind)
    return None


def bound(text: str, field: str) -> Time:
    """A time that a user typed as the first or last to keep. Raises BadInput."""
    found = time_of(text)
    if found is None:
        raise BadInput("Tiden går inte att läsa.", "Den skrivs som ett år eller som i filen.", "Skriv till exempel 2019 eller 2024M05.", field=field)
    return found


def within(one: Time, first: Time | None, last: Time | None) -> bool:
    """Whether a time is between two others, both of which belong; a year has all of its parts."""
    return (first is None or one[: _depth(first)] >= first[: _depth(first)]) and (last is None or one[: _depth(last)] <= last[: _depth(last)])


def _depth(limit: Time) -> int:
    return 2 if limit.kind else 1
