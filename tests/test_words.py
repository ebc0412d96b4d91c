"""Six words: the list, its fixedness, and that the words follow the key."""

from __future__ import annotations

import hashlib
import re
from itertools import combinations

from register.words import six_words, word_list
from tests import second_reader

LIST_SHA256 = "21f8412f5ee9edbe21c2ae45c9315a2744236b8e4dd4b0579d36d9ecf6f05879"
"""The list is fixed for good: another list would give keys that are pinned already other words."""


def one_letter_apart(left: str, right: str) -> bool:
    """True if one letter changed, added or taken away makes the one word the other."""
    if abs(len(left) - len(right)) > 1:
        return False
    at = next((place for place, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), min(len(left), len(right)))
    return left[at + 1 :] == right[at + 1 :] or left[at:] == right[at + 1 :] or left[at + 1 :] == right[at:]


def test_the_list() -> None:
    words = word_list()
    assert len(words) == len(set(words)) == 1024
    assert all(re.fullmatch(r"[a-zåäöé]{3,9}", word) for word in words)
    assert hashlib.sha256("\n".join(words).encode()).hexdigest() == LIST_SHA256


def test_no_two_words_are_one_letter_apart() -> None:
    assert [pair for pair in combinations(word_list(), 2) if one_letter_apart(*pair)] == []


def test_known_answer() -> None:
    assert six_words(b"hej") == "känguru-annons-bräda-ånga-parfym-kaktus"


def test_as_described() -> None:
    digest = second_reader.argon(b"hej", b"nyckeltal-sexord", 65536, 2, 1)
    bits = "".join(f"{byte:08b}" for byte in digest)[:60]
    assert six_words(b"hej").split("-") == [word_list()[int(bits[at : at + 10], 2)] for at in range(0, 60, 10)]


def test_another_key_has_other_words() -> None:
    assert six_words(bytes(32)) != six_words(bytes(31) + b"\1")
