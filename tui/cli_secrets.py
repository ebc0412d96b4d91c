"""Passphrases: from a prompt, or from the file or descriptor that ``NYCKELTAL_LOSENFRAS_FIL`` names. Never from arguments."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Callable
from typing import Final

from register.errors import BadInput, CouldNot
from register.passphrases import check_new
from register.platform import is_private, system_reason

FILE_VARIABLE: Final = "NYCKELTAL_LOSENFRAS_FIL"
NEW_FILE_VARIABLE: Final = "NYCKELTAL_NY_LOSENFRAS_FIL"
_MOST_BYTES: Final = 4096
_DESCRIPTOR: Final = re.compile(r"fd:(\d{1,6})", re.ASCII)

Ask = Callable[[str], str]


def ask_at_terminal(prompt: str) -> str:
    """Ask for a passphrase without showing it; CouldNot where there is no terminal to ask at."""
    import getpass

    no_terminal = CouldNot(
        "Lösenfrasen går inte att fråga efter.",
        "Programmet körs inte vid en terminal.",
        f"Lägg frasen i en fil som bara du kan läsa och ange den i {FILE_VARIABLE}.",
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # else it would read, and show, what comes on standard input
            return getpass.getpass(prompt, stream=None if os.name == "posix" else sys.stderr)
    except (getpass.GetPassWarning, EOFError):
        raise no_terminal from None


class Passphrases:
    """The passphrases of one run: each is asked for, or read from its file, once.

    Args:
        ask: asks at the terminal; a test gives its own.
    """

    def __init__(self, ask: Ask | None = None) -> None:
        self._ask = ask or ask_at_terminal
        self._held: str | None = None

    def present(self, whose: str) -> str:
        """The passphrase that opens a vault."""
        if self._held is None:
            self._held = _from_file(FILE_VARIABLE) or self._ask(f"Lösenfras för {whose}: ")
            if not self._held:
                raise BadInput("Lösenfrasen saknas.", "", "Skriv lösenfrasen.", field="losenfras")
        return self._held

    def new(self, whose: str, variable: str = FILE_VARIABLE) -> str:
        """A passphrase for a new vault, or a new one for an old vault; at the terminal it is asked for twice."""
        chosen = _from_file(variable)
        if chosen is None:
            chosen = self._ask(f"Ny lösenfras för {whose}: ")
            check_new(chosen)
            if self._ask("Samma lösenfras igen: ") != chosen:
                raise BadInput("Lösenfraserna är olika.", "De två gångerna stämmer inte överens.", "Försök igen.", field="losenfras")
        check_new(chosen)
        if variable == FILE_VARIABLE:
            self._held = chosen
        return chosen


def _from_file(variable: str) -> str | None:
    """What the named file holds without its last line break; None where the variable is not set."""
    named = os.environ.get(variable)
    if not named:
        return None
    try:
        raw = _read(named, variable)
    except OSError as error:
        raise CouldNot(
            f"Filen i {variable} går inte att läsa.", f"Systemet svarar: {system_reason(error)}.", "Kontrollera sökvägen och att du får läsa filen."
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"Filen i {variable} går inte att förstå.", "Den är inte text i UTF-8.", "Spara den som UTF-8.") from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text or len(raw) > _MOST_BYTES:
        why = "Filen är tom." if not text else "Filen är för stor för att vara en lösenfras."
        raise BadInput(f"Filen i {variable} har ingen lösenfras.", why, "Lägg frasen på en rad i filen.")
    return text


def _read(named: str, variable: str) -> bytes:
    descriptor = _DESCRIPTOR.fullmatch(named)
    with open(int(descriptor[1]) if descriptor else named, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor is no path
        # Asked of the open file: it can't be exchanged between the question and the reading.
        if not is_private(file.fileno()):
            raise BadInput(
                f"Filen i {variable} kan läsas av andra.",
                "En lösenfras som andra kan läsa skyddar ingenting.",
                "Ta bort andras läsrätt (chmod 600) och byt lösenfras om någon kan ha sett den.",
            )
        parts: list[bytes] = []
        while sum(len(part) for part in parts) <= _MOST_BYTES and (part := file.read(_MOST_BYTES + 1)):
            parts.append(part)
        return b"".join(parts)
