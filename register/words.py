"""Six spoken words for a public key, to be compared by telephone when it is pinned.

60 bits of an Argon2id hash: making another key with the same words takes about 2⁶⁰ derivations of a tenth of a second each. The words,
their order and the derivation are fixed for good: a changed list would give old keys new words.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

WORDS: Final = 1024
_COUNT: Final = 6
_SALT: Final = b"nyckeltal-sexord"
_MEMORY_KIB: Final = 64 * 1024
_ITERATIONS: Final = 2


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """The 1024 words, in their fixed order."""
    return tuple((files("register") / "data" / "ord.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=256)
def six_words(public: bytes) -> str:
    """Six words with hyphens between for some public bytes, such as a public key. About a tenth of a second the first time.

    The words are the first 60 bits, ten at a time, of Argon2id(public, salt "nyckeltal-sexord", 64 MiB, 2 passes, 1 lane, 32 bytes).
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    digest = Argon2id(salt=_SALT, length=32, iterations=_ITERATIONS, lanes=1, memory_cost=_MEMORY_KIB).derive(public)
    bits = int.from_bytes(digest, "big") >> (256 - 10 * _COUNT)
    words = word_list()
    return "-".join(words[bits >> 10 * (_COUNT - 1 - place) & (WORDS - 1)] for place in range(_COUNT))
