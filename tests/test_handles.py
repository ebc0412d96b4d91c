"""Handles: shape, freshness, and what happens when they run out."""

from __future__ import annotations

import re

import pytest

from register.errors import CouldNot
from register.insats.handles import ANIMALS, COLOURS, new_handle

EVERY = {f"{colour}-{animal}-{number}" for colour in COLOURS for animal in ANIMALS for number in range(10, 100)}


def test_shape() -> None:
    for _ in range(200):
        assert re.fullmatch(r"[a-zåäö]+-[a-zåäö]+-[1-9][0-9]", new_handle([]))


def test_never_one_that_is_taken() -> None:
    taken: set[str] = set()
    for _ in range(2000):
        handle = new_handle(taken)
        assert handle not in taken
        taken.add(handle)
    assert taken <= EVERY


def test_the_last_free_one_is_found_and_then_said_to_be_gone() -> None:
    last = "blå-uggla-27"
    assert new_handle(EVERY - {last}) == last
    with pytest.raises(CouldNot, match="inga lediga handtag"):
        new_handle(EVERY)


def test_words_are_distinct_and_many() -> None:
    assert len(set(COLOURS)) == len(COLOURS)
    assert len(set(ANIMALS)) == len(ANIMALS)
    assert len(EVERY) == len(COLOURS) * len(ANIMALS) * 90 > 80_000
