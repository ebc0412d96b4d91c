"""A publication as a plain document: what travels between insats and kansli and is kept by both, without either room knowing the gate.

The document is what :meth:`register.disclosure.publication.Publication.to_document` makes: every cell that was printed or was a dot there, named by
omgångar (``vagen#3``: the third lock of the insats *vagen*), kön and svar. No count is in it. Checks raise ValueError, as in :mod:`register.shapes`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from register import canonical
from register.shapes import ID, MAX_INTEGER, WORD, integer_of, keys_are, list_of, refuse, row_of, text_of

REPORTS: Final = frozenset({"arsredovisning", "datapaket", "insatsrapport", "oversikt", "progression"})
"""The kinds of reports that are published."""

MAX_TEXT: Final = 1000
"""Longest sentence of an audit."""

_OMGANG = re.compile(r"[a-z0-9-]{2,32}#[1-9][0-9]{0,5}", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9._:|/>+~=-]{1,200}", re.ASCII)
"""What universes, svar and weighted sums are called."""
_KEY = re.compile(r"[a-z_]{1,40}", re.ASCII)
_ZEROS = re.compile(r"oppna|dolda", re.ASCII)


def identity(document: Mapping[str, Any]) -> str:
    """Names a publication by what was published, 24 hex digits: the same report again, another day, has the same."""
    return hashlib.sha256(canonical.dump({**document, "gjord": "", "granskning": {}})).hexdigest()[:24]


def omgangar(document: Mapping[str, Any]) -> frozenset[tuple[str, int]]:
    """The omgångar that any cell of a checked document is of: insats and number of the lock."""
    names = {name for cells in document["celler"].values() for cell in cells for name in cell[1]}
    return frozenset((insats, int(number)) for insats, _, number in (name.partition("#") for name in names))


def kons(document: Mapping[str, Any]) -> frozenset[str]:
    """Every kön that a cell of a checked document is of."""
    return frozenset(kon for cells in document["celler"].values() for cell in cells for kon in cell[2])


def concerning(document: Mapping[str, Any], insats_id: str) -> dict[str, Any] | None:
    """What of a checked document an insats has to know: the cells with an omgång of its own among theirs. None where there is no such cell."""
    start = f"{insats_id}#"
    kept = {
        universe: mine
        for universe, cells in document["celler"].items()
        if (mine := [cell for cell in cells if any(name.startswith(start) for name in cell[1])])
    }
    if not kept:
        return None
    return {**document, "celler": kept, "nollor": {universe: document["nollor"][universe] for universe in kept}}


def check(document: Any) -> None:
    """The shape of a publication: its parts, alphabets and order, and no more."""
    keys_are(document, "av celler gjord granskning nollor om period rapport")
    if text_of(document["rapport"], WORD) not in REPORTS:
        refuse("rapport")
    text_of(document["av"], ID)
    if document["om"] != "":
        text_of(document["om"], ID)
    text_of(document["period"], WORD)
    if not isinstance(document["gjord"], str) or date.fromisoformat(document["gjord"]).isoformat() != document["gjord"]:
        refuse("gjord")
    cells, zeros = _object(document["celler"], _NAME), _object(document["nollor"], _NAME)
    if set(cells) != set(zeros):
        refuse("nollor")
    for mode in zeros.values():
        text_of(mode, _ZEROS)
    for rows in cells.values():
        _check_cells(rows)
    _check_audit(document["granskning"])


def check_own(document: Any, insats_id: str) -> None:
    """As :func:`check`, for what an insats publishes itself: about itself, and of its own omgångar alone."""
    check(document)
    if document["av"] != insats_id or document["om"] != insats_id:
        refuse("av")
    if {insats for insats, _ in omgangar(document)} != {insats_id}:
        refuse("omgang")


def check_delivered(documents: Any, insats_id: str) -> None:
    """The publications of a delivery: at least one, each once, every one as :func:`check_own`."""
    for document in list_of(documents):
        check_own(document, insats_id)
    if not documents or len({identity(document) for document in documents}) != len(documents):
        refuse("publikationer")


def _check_cells(rows: Any) -> None:
    """Rows [dot, omgångar, kön, weighted sum or not, its name or the svar], sorted, each once."""
    found = list_of(rows)
    for row in found:
        dot, omgang, kon, is_sum, last = row_of(row, 5)
        integer_of(dot, 0, 1)
        integer_of(is_sum, 0, 1)
        _set_of(omgang, _OMGANG)
        _set_of(kon, WORD)
        if is_sum:
            text_of(last, _NAME)
        else:
            _set_of(last, _NAME)
    if any(one >= other for one, other in pairwise(found)):
        refuse("order")


def _set_of(value: Any, pattern: re.Pattern[str]) -> None:
    words = [text_of(one, pattern) for one in list_of(value)]
    if any(one >= other for one, other in pairwise(words)):
        refuse("set")


def _check_audit(value: Any) -> None:
    """What is public of an audit: counts, words, hashes and one sentence, in an object of one level."""
    for one in _object(value, _KEY).values():
        for part in one if isinstance(one, list) else [one]:
            if isinstance(part, str):
                if len(part) > MAX_TEXT or not part.isprintable():
                    refuse("granskning")
            else:
                integer_of(part, 0, MAX_INTEGER)


def _object(value: Any, pattern: re.Pattern[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        refuse("object")
    for key in value:
        text_of(key, pattern)
    return value
