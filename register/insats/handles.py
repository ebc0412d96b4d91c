"""Handles: random names such as blå-uggla-27 for lists, reminders and slips. They open nothing and say nothing about a person.

No word is a given name, and none is one that a person would mind being listed under.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Final

from register.errors import CouldNot

COLOURS: Final = (
    "blå", "grön", "röd", "lila", "orange", "turkos", "silver", "koppar", "ljusblå", "mörkblå", "himmelsblå", "mossgrön", "ljusgrön",
    "mintgrön", "olivgrön", "vinröd",
)  # fmt: skip
ANIMALS: Final = (
    "uggla", "ekorre", "igelkott", "bäver", "delfin", "tumlare", "grävling", "koltrast", "blåmes", "talgoxe", "bofink", "hackspett",
    "trana", "tofsvipa", "strandskata", "ejder", "lunnefågel", "tornseglare", "svala", "näktergal", "domherre", "sidensvans", "gråhäger",
    "fiskmås", "tärna", "skogshare", "rådjur", "lodjur", "fjällräv", "sjöhäst", "sköldpadda", "pingvin", "känguru", "koala", "panda",
    "giraff", "zebra", "antilop", "gasell", "kamel", "lama", "alpacka", "elefant", "tiger", "leopard", "gepard", "puma", "fjäril",
    "trollslända", "nyckelpiga", "humla", "syrsa", "sjöstjärna", "laxöring", "abborre", "regnpipare", "papegoja", "flamingo", "pelikan",
    "tukan", "kolibri", "isbjörn", "säl", "valross",
)  # fmt: skip
_FIRST, _LAST = 10, 99
_TRIES: Final = 64


def new_handle(taken: Collection[str]) -> str:
    """A random handle that is not in use.

    Args:
        taken: handles of the rows that the vault holds now.

    Raises:
        CouldNot: all of them are taken.
    """
    for _ in range(_TRIES):
        handle = f"{secrets.choice(COLOURS)}-{secrets.choice(ANIMALS)}-{_FIRST + secrets.randbelow(_LAST - _FIRST + 1)}"
        if handle not in taken:
            return handle
    every = (f"{colour}-{animal}-{number}" for colour in COLOURS for animal in ANIMALS for number in range(_FIRST, _LAST + 1))
    free = [handle for handle in every if handle not in taken]
    if not free:
        raise CouldNot(
            "Det finns inga lediga handtag.", "Alla används av deltaganden i valvet.", "Lås en period så att avslutade deltaganden gallras."
        )
    return secrets.choice(free)
