"""Participant codes: 15 random symbols of Crockford's base32 (75 bits) and one check symbol over GF(32).

The check symbol is Σ dᵢ·aⁱ for i = 1..15, a a root of the primitive polynomial x⁵+x²+1. The powers a⁰..a¹⁵ are all different, so no
single wrong symbol and no swap of two symbols goes unseen. The code is a secret: it never appears in a repr, an error or a log.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from register.errors import BadInput

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS: Final = 16
_VALUE: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
_ALIKE: Final = {"O": "0", "I": "1", "L": "1"}
_IGNORED: Final = re.compile("[\\s\\-_.\u00ad\u2010-\u2015\u2212\u200b\ufeff]+")  # white space and every dash a paper or a paste may carry
_POLYNOMIAL: Final = 0b100101


def _times_a(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & 32 else doubled


def check_symbol(data: Sequence[int]) -> int:
    """The check symbol (0..31) of 15 symbol values (0..31): Σ dᵢ·aⁱ over GF(32), i = 1 for the first. Pure."""
    total = 0
    for value in reversed(data):  # Horner's rule
        total = _times_a(total ^ value)
    return total


@dataclass(frozen=True, slots=True)
class ParticipantCode:
    """A valid participant code. Make one with ``new`` or ``parse``; two are equal if their symbols are.

    Its repr and str hide the value; only ``text`` and ``groups`` show it.
    """

    symbols: str = field(repr=False)

    def __post_init__(self) -> None:
        values = [_VALUE.get(symbol, -1) for symbol in self.symbols]
        if len(values) != SYMBOLS or min(values) < 0 or check_symbol(values[:-1]) != values[-1]:
            raise ValueError("not a participant code")

    def __str__(self) -> str:
        return repr(self)

    @classmethod
    def new(cls) -> ParticipantCode:
        """A fresh random code from the system's secure source."""
        values = [secrets.randbelow(32) for _ in range(SYMBOLS - 1)]
        return cls("".join(ALPHABET[value] for value in [*values, check_symbol(values)]))

    @classmethod
    def parse(cls, text: str) -> ParticipantCode:
        """Read a code as typed: case, spaces and hyphens don't matter, O is 0, I and L are 1.

        Raises:
            BadInput: a symbol outside the alphabet, too few or too many symbols, or a check symbol that does not agree. Never repeats the code.
        """
        symbols = _symbols(text)
        if not symbols:
            raise BadInput("Koden saknas.", "", "Skriv de sexton tecknen på lappen.", field="kod")
        if any(symbol not in _VALUE for symbol in symbols):
            raise BadInput(
                "Koden innehåller ett tecken som inte finns i koder.",
                "Koder består av siffror och bokstäverna A–Z utom I, L, O och U.",
                "Jämför med lappen tecken för tecken.",
                field="kod",
            )
        if len(symbols) != SYMBOLS:
            raise _wrong_length(len(symbols))
        if check_symbol([_VALUE[symbol] for symbol in symbols[:-1]]) != _VALUE[symbols[-1]]:
            raise BadInput(
                "Ett tecken stämmer inte.",
                "Kodens kontrolltecken visar att något tecken är fel.",
                "Jämför med lappen tecken för tecken.",
                field="kod",
            )
        return cls(symbols)

    @property
    def groups(self) -> tuple[str, str, str, str]:
        """The code in four groups of four symbols, for showing large. Secret."""
        return self.symbols[0:4], self.symbols[4:8], self.symbols[8:12], self.symbols[12:16]

    @property
    def text(self) -> str:
        """The code as it is written on paper: ``K7MQ-4XW9-2DHT-5P3C``. Secret."""
        return "-".join(self.groups)

    def last_group_matches(self, text: str) -> bool:
        """True if the text typed back is the code's last group, read as leniently as ``parse`` reads."""
        return hmac.compare_digest(_symbols(text).encode(), self.groups[3].encode())


def _symbols(text: str) -> str:
    """Separators gone, upper case, look-alikes mapped; what is no symbol stays as it is."""
    kept = _IGNORED.sub("", text)
    upper = "".join(letter.upper() if letter.isascii() else letter for letter in kept)
    return "".join(_ALIKE.get(letter, letter) for letter in upper)


def _wrong_length(count: int) -> BadInput:
    off = abs(count - SYMBOLS)
    what = f"Koden har {off} tecken för {'lite' if count < SYMBOLS else 'mycket'}."
    return BadInput(what, "En kod har sexton tecken i fyra grupper.", "Jämför med lappen tecken för tecken.", field="kod")
