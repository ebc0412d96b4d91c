"""Looking for what points at a person: personnummer, samordningsnummer and dates of birth, in text and in numbers.

A personnummer is six or eight digits of a date (60 added to the day in a samordningsnummer), perhaps a hyphen, plus sign or spaces, and four digits
of which the last is a check digit (Luhn over the ten last). Without the check digit plain counts and case numbers would be refused by chance; with it
one number in ten that looks like one still is, and is refused all the same.
Source: folkbokföringslagen (1991:481) 18–18 a §§; Skatteverket, SKV 704 and 707.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from typing import Final, Literal

from register.readers.cells import Value

Trace = Literal["personnummer", "fodelsedatum"]

_GAP: Final = " {0,3}"
_SIGN: Final = rf"{_GAP}[-+/._,]?{_GAP}"
_NUMBER: Final = re.compile(rf"(?<!\d)(?:(?:1[89]|20){_GAP})?(\d\d){_SIGN}(\d\d){_SIGN}(\d\d){_SIGN}(\d{{4}})(?!\d)", re.ASCII)
_SPELLED: Final = re.compile(r"(?<!\d)\d(?:[\W_]{1,3}\d){9,11}(?!\d)", re.ASCII)
"""Ten to twelve digits one by one, with signs or spaces between them."""
_DATE: Final = re.compile(
    r"(?<!\d)(1[89]\d\d|20\d\d)(?:[-/. ]?(\d\d)[-/. ]?(\d\d)|[-/. ](\d\d?)[-/. ](\d\d?))(?!\d)"
    r"|(?<!\d)(\d\d?)[-/. ](\d\d?)[-/. ]((?:1[89]|20)?\d\d)(?!\d)",
    re.ASCII,
)
_UNSEEN: Final = frozenset({"Cf", "Mn", "Me"})
"""Categories of characters that take no room: soft hyphens, zero-width spaces and joiners, marks over and under."""
_SPACES: Final = frozenset({"Cc", "Zs", "Zl", "Zp"})
_HYPHENS: Final = frozenset("\u2212\u2043")
"""Signs that are written as hyphens, beside the dashes."""
_ZEROS_LOST: Final = range(7, 10)
"""Digits of a personnummer of somebody born 2000–2009 that a spreadsheet took for a number, and so without its zeros."""


def trace_in(value: Value) -> Trace | None:
    """What a value tells of a person, if anything."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, datetime | date):
        return "fodelsedatum"
    if isinstance(value, int | float):
        return _in_number(value)
    text = legible(value)
    spelled = (re.sub(r"\D", "", match[0]) for match in _SPELLED.finditer(text))
    if any(_is_personnummer(*match.groups()) for part in (text, *spelled) for match in _NUMBER.finditer(part)):
        return "personnummer"
    return "fodelsedatum" if any(_is_date(match) for match in _DATE.finditer(text)) else None


def legible(text: str) -> str:
    """Text as it reads: compatibility forms as their own, digits of any script as ASCII, one kind of hyphen and space, nothing that is not seen."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(letter) for letter in unicodedata.normalize("NFKC", text))


def _shown(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in _UNSEEN:
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(letter))
    if kind in _SPACES:
        return " "
    return "-" if kind == "Pd" or letter in _HYPHENS else letter


def _in_number(value: float) -> Trace | None:
    if not math.isfinite(value) or value < 0 or value != int(value):
        return None
    digits = str(int(value))
    padded = digits.zfill(10) if len(digits) in _ZEROS_LOST else digits
    if len(padded) in (10, 12) and any(_is_personnummer(*match.groups()) for match in _NUMBER.finditer(padded)):
        return "personnummer"
    return "fodelsedatum" if len(digits) == 8 and any(_is_date(match) for match in _DATE.finditer(digits)) else None


def _is_personnummer(year: str, month: str, day: str, last: str) -> bool:
    number = int(day)
    return 1 <= int(month) <= 12 and (1 <= number <= 31 or 61 <= number <= 91) and luhn_holds(year + month + day + last)


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it: every other one doubled from the first, sum of digits divisible by ten."""
    total = 0
    for index, digit in enumerate(digits):
        doubled = int(digit) * (2 - index % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _is_date(match: re.Match[str]) -> bool:
    """Whether year, month and day make a date (either way round where no year of four digits says which is which)."""
    if match[1] is not None:
        return _fits(match[2] or match[4], match[3] or match[5])
    first, second, last = match[6], match[7], match[8]
    year_first = len(first) == len(second) == len(last) == 2 and _fits(second, last)
    return year_first or _fits(second, first) or _fits(first, second)


def _fits(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31
