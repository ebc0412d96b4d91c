"""Strict reading of a document: canonical JSON of text, integers, lists and objects alone, and the one shape that a batch has in it.

Every function raises ValueError, without saying what was in the document.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from register import canonical

MAX_INTEGER: Final = 2**53 - 1
"""What every JSON reader can hold exactly."""

ID: Final = re.compile(r"[a-z0-9-]{2,32}", re.ASCII)
HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
WORD: Final = re.compile(r"[A-Za-z0-9._-]{1,120}", re.ASCII)


def refuse(what: str) -> NoReturn:
    """Raise ValueError."""
    raise ValueError(what)


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"not an integer: {text}")


def strict_json(raw: bytes) -> Any:
    """Canonical JSON of text and integers alone; ValueError otherwise (floats, constants, true, false and null too)."""
    try:
        value = json.loads(raw, parse_float=_refuse_number, parse_constant=_refuse_number)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if canonical.dump(value) != raw:
        refuse("not canonical")
    return value


def check_batch(document: Any) -> None:
    """The shape of one batch: text, integers and no more; ValueError otherwise."""
    keys_are(document, "detaljer ej_redovisade nummer period plan sista volymer")
    integer_of(document["nummer"], 1)
    text_of(document["period"], WORD)
    text_of(document["plan"], HASH)
    integer_of(document["sista"], 0, 1)
    _counts(document["volymer"], 3)
    _counts(document["ej_redovisade"], 2)
    places = []
    for detail in list_of(document["detaljer"]):
        keys_are(detail, "celler enhet kon perioder personer")
        places.append((text_of(detail["enhet"], WORD), text_of(detail["kon"], WORD)))
        integer_of(detail["personer"], 1)
        periods = [text_of(period, WORD) for period in list_of(detail["perioder"])]
        if len(set(periods)) != len(periods) or not periods:
            refuse("perioder")
        cells = []
        for table, values, n in (row_of(cell, 3) for cell in list_of(detail["celler"])):
            cells.append((text_of(table, WORD), *(text_of(value, WORD) for value in list_of(values))))
            integer_of(n, -MAX_INTEGER)
        if len(set(cells)) != len(cells):
            refuse("celler")
    if len(set(places)) != len(places):
        refuse("detaljer")


def _counts(value: Any, words: int) -> None:
    """Rows of so many words and a count that is not negative, each place once."""
    rows = [row_of(row, words + 1) for row in list_of(value)]
    for *place, n in rows:
        for word in place:
            text_of(word, WORD)
        integer_of(n, 0)
    if len({tuple(row[:-1]) for row in rows}) != len(rows):
        refuse("twice")


def keys_are(value: Any, names: str) -> None:
    """An object with just these keys."""
    if not isinstance(value, dict) or set(value) != set(names.split()):
        refuse("keys")


def list_of(value: Any) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        refuse("list")
    return value


def row_of(value: Any, length: int) -> list[Any]:
    """A list of that length."""
    if len(list_of(value)) != length:
        refuse("row")
    return list_of(value)


def text_of(value: Any, pattern: re.Pattern[str]) -> str:
    """Text that the pattern matches wholly."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        refuse("text")
    return value


def integer_of(value: Any, low: int, high: int = MAX_INTEGER) -> int:
    """An integer between the bounds."""
    # A bool is an int to Python, but not to the format.
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        refuse("integer")
    return value
