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

_GAP: Final = r"[ \u00a0\u2007\u202f]{0,2}"
_SIGN: Final = rf"{_GAP}[-+\u2010-\u2015\u2212/._]?{_GAP}"
_NUMBER: Final = re.compile(rf"(?<!\d)(?:(?:1[89]|20){_GAP})?(\d\d){_SIGN}(\d\d){_SIGN}(\d\d){_SIGN}(\d{{4}})(?!\d)", re.ASCII)
_DATE: Final = re.compile(
    r"(?<!\d)(1[89]\d\d|20\d\d)[-/. ]?(\d\d)[-/. ]?(\d\d)(?!\d)|(?<!\d)(\d\d?)[-/. ](\d\d?)[-/. ]((?:1[89]|20)?\d\d)(?!\d)", re.ASCII
)
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
    text = unicodedata.normalize("NFKC", value)
    if any(_is_personnummer(*match.groups()) for match in _NUMBER.finditer(text)):
        return "personnummer"
    return "fodelsedatum" if any(_is_date(match) for match in _DATE.finditer(text)) else None


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
    """Whether year, month and day make a date (either way round where the day comes first)."""
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    if match[1] is None and int(month) > 12:
        month, day = day, month
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and len(year) in (2, 4)
