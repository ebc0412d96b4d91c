"""What is wrong with a file of rows, each fault with its place, its reason and its remedy; and looking through a file for what may not be in it.

No fault ever repeats what stood in the cell.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, Final

from register.errors import BadInput
from register.readers.cells import Odd, Oddity, Piece, Place, Table, Value
from register.readers.personal import Trace, trace_in

_TRACES: Final[dict[Trace, tuple[str, str]]] = {
    "personnummer": ("Här står något som ser ut som ett personnummer.", "Sådana får aldrig läsas in."),
    "fodelsedatum": ("Här står något som ser ut som ett datum, kanske ett födelsedatum.", "Datum får bara stå i kolumnerna för månader."),
}
_FREE_TEXT: Final = ("Här står fri text.", "Texten är varken en kod, en rubrik eller ett ord ur listorna, och kan vara ett namn.")
_REMOVE: Final = "Ta bort det ur filen."
_ELSEWHERE: Final = "Ta bort det ur filen, eller kopiera bara raderna till mallen."
_ODDITIES: Final[dict[Oddity, tuple[str, str, str]]] = {
    "formel": (
        "Cellen har en formel.",
        "Formeln kan innehålla text, och dess värde kan vara gammalt.",
        "Klistra in värdena i stället för formlerna.",
    ),
    "sammanslagen": ("Cellerna är sammanslagna.", "Då är det oklart vilka rader och kolumner värdet gäller.", "Dela upp dem."),
    "dold-rad": ("Raden är dold.", "Det som inte syns ska inte räknas.", "Visa raden, eller ta bort den."),
    "felvarde": ("Cellen har ett felvärde.", "Ett felvärde är inget svar.", "Skriv svaret, eller töm cellen."),
    "kommentar": ("Cellen har en kommentar.", "En kommentar är fri text.", "Ta bort kommentaren."),
    "bild": ("Filen har en bild.", "En bild går inte att söka igenom.", "Ta bort den."),
    "makro": ("Filen har ett makro.", "Ett makro går inte att söka igenom.", "Spara filen som .xlsx, utan makron."),
    "lank": ("Filen har en länk.", "En länk kan innehålla ett namn eller rader ur en annan fil.", "Ta bort länken."),
    "inbaddat": ("Filen har ett inbäddat innehåll.", "Det kan ha en egen kopia av rader.", "Kopiera bara raderna till en ny fil, eller till mallen."),
    "okand-del": ("Filen har en del som inte går att söka igenom.", "Programmet känner inte igen den.", "Kopiera bara raderna till en ny fil."),
    "tecken": ("Cellen har ett tecken som inte går att läsa.", "Filens teckenkodning är en annan än väntat.", "Spara filen som CSV UTF-8."),
}

MOST_FAULTS: Final = 2000
"""Faults that are told one by one; the rest are counted."""

MOST_ROWS: Final = 200_000
_OF_READING: Final = ("sammanslagen", "dold-rad")
"""What matters only where rows are read."""

PROGRAM_WORDS: Final = tuple(f"{name}{n}" for name in ("Blad", "Sheet", "Tabell") for n in ("", *range(1, 51)))
"""What spreadsheet programs write of themselves: names of sheets and tables."""


@dataclass(frozen=True)
class Fault:
    """One thing that keeps a file from being read in. ``kind`` is a short id, ``field`` the column's id where it is known."""

    kind: str
    where: str
    what: str
    why: str
    remedy: str
    place: Place | None = None
    field: str = ""

    def line(self) -> str:
        """The fault as one line."""
        return " ".join(part for part in (f"{self.where[:1].upper()}{self.where[1:]}:", self.what, self.why, self.remedy) if part)

    def document(self) -> dict[str, Any]:
        """The fault for a program."""
        place = {"blad": self.place.sheet, "cell": self.place.a1} if self.place else {"blad": None, "cell": None}
        return {"slag": self.kind, "plats": self.where, **place, "falt": self.field or None, "fel": self.what, "varfor": self.why, "gor": self.remedy}


@dataclass(kw_only=True)
class Findings:
    """The faults of a file, the first so many one by one and the number of the rest."""

    faults: list[Fault] = dataclass_field(default_factory=list)
    more_faults: int = 0

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Keep the faults, up to so many; count the rest."""
        for fault in faults:
            if len(self.faults) < MOST_FAULTS:
                self.faults.append(fault)
            else:
                self.more_faults += 1

    @property
    def fault_count(self) -> int:
        """How many there are in all."""
        return len(self.faults) + self.more_faults


def check_row_count(count: int) -> None:
    """BadInput where a file has more rows than are read in at once."""
    if count > MOST_ROWS:
        raise BadInput("Filen har för många rader.", f"Högst {MOST_ROWS} rader läses in på en gång.", "Dela upp filen.", field="fil")


class Words:
    """The texts that a file may hold: codes, labels, headings and the words of a mapping, whatever their case, spaces and kind of dash."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known = {plain(text) for text in texts}

    def knows(self, text: str) -> bool:
        """Whether the text is one of them, a small whole number, or nothing but signs."""
        word = plain(text)
        return word in self._known or (word.isdigit() and len(word) <= 5) or not any(letter.isalnum() for letter in word)


def plain(text: str) -> str:
    """Text as it is compared: compatibility forms, case, spaces and dashes alike."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return "".join("-" if unicodedata.category(letter) == "Pd" or letter == "\u2212" else letter for letter in folded)


def judged(value: Value, words: Words) -> tuple[str, str, str] | None:
    """What is wrong with a value that belongs to no column: kind, what and why; None where nothing is."""
    trace = trace_in(value)
    if trace:
        return (trace, *_TRACES[trace])
    if isinstance(value, str) and not words.knows(value):
        return ("fritext", *_FREE_TEXT)
    return None


def trace_fault(value: Value, place: Place, where: str, field: str = "") -> Fault | None:
    """The fault of a value that points at a person."""
    trace = trace_in(value)
    return Fault(trace, where, *_TRACES[trace], _REMOVE, place, field) if trace else None


def outside_cells(table: Table, words: Words, sheet: int | None = None) -> Iterator[Fault]:
    """What may not be in the file beside its cells' values; with ``sheet`` the rows and cells of other sheets may be hidden or merged."""
    for found in table.pieces():
        if isinstance(found, Odd):
            if found.what in _OF_READING and found.place and sheet not in (None, found.place.sheet):
                continue
            yield Fault(found.what, found.where, *_ODDITIES[found.what], found.place)
        else:
            fault = _piece_fault(found, words)
            if fault:
                yield fault


def _piece_fault(piece: Piece, words: Words) -> Fault | None:
    trace = trace_in(piece.text)
    if piece.words and not trace:
        wrong = judged(piece.text, words)
        return Fault(wrong[0], piece.where, wrong[1], wrong[2], _ELSEWHERE) if wrong else None
    return Fault(trace, piece.where, *_TRACES[trace], _ELSEWHERE) if trace else None


def in_cells(table: Table, sheet: int, words: Words, where: str = "") -> Iterator[Fault]:
    """What may not be in the cells of a sheet that is not read."""
    for number, values in table.rows(sheet):
        for column, value in enumerate(values, 1):
            wrong = judged(value, words)
            if wrong:
                place = Place(sheet, number, column)
                yield Fault(wrong[0], f"{where or f'blad {sheet}, '}cell {place.a1}", wrong[1], wrong[2], _REMOVE, place)
