"""What a new passphrase must be. Light: the faces check it before a vault does."""

from __future__ import annotations

from typing import Final

from register.errors import BadInput

SHORTEST: Final = 8
"""Fewest characters. Argon2id makes each guess slow; the advice to users is several words."""


def check_new(passphrase: str) -> None:
    """Raises BadInput for a passphrase that is too short for a vault, or that no other keyboard could give."""
    if any("\ud800" <= letter <= "\udfff" for letter in passphrase):
        raise BadInput("Lösenfrasen går inte att läsa.", "Den har ett tecken som inte är text i UTF-8.", "Välj andra tecken.", field="losenfras")
    if len(passphrase.strip()) < SHORTEST:
        raise BadInput(
            "Lösenfrasen är för kort.",
            f"Den är valvets enda skydd och behöver minst {SHORTEST} tecken.",
            "Välj en längre fras, gärna flera ord.",
            field="losenfras",
        )
