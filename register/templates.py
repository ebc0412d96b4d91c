"""Files that people fill in, as they are laid out: collected forms (a row a deltagande) and group-level files (a row a count).

Knows the lists and no answer: the template's writer and the file's reader both start from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from register.vocabulary.model import Code, Field, FormKind, Vocabulary

KINDS: Final[tuple[FormKind, ...]] = ("start", "avslut")
_PREFIX: Final = {"start": "Start", "avslut": "Avslut"}
SHEET: Final = "Formulär"
HELP_SHEET: Final = "Koder och hjälp"
LISTS_SHEET: Final = "Listor"
HELP_HEADINGS: Final = ("Kolumn", "Id", "Krävs", "Svar", "Kod", "Förklaring")
FIXED_TEXTS: Final = (
    SHEET,
    HELP_SHEET,
    LISTS_SHEET,
    *HELP_HEADINGS,
    "ja",
    "nej",
    "Månad, till exempel 2026-03",
    "En rad för varje deltagande. Lämna alla avslutets kolumner tomma där deltagandet pågår.",
    "Skriv inga namn, personnummer, födelsedatum eller anteckningar någonstans i filen: då läses den inte in.",
    "Välj ett svar ur listan",
    "Skriv månaden som 2026-03",
)
"""What the template says beside labels and help texts of the lists."""


@dataclass(frozen=True)
class FormColumn:
    """A field of the start or the avslut as a column."""

    kind: FormKind
    field: Field
    choices: tuple[Code, ...] = ()
    retired: tuple[Code, ...] = ()

    @property
    def key(self) -> str:
        """``start.kon``."""
        return f"{self.kind}.{self.field.id}"

    @property
    def heading(self) -> str:
        """``Start: Kön``."""
        return f"{_PREFIX[self.kind]}: {self.field.label}"


def form_columns(vocabulary: Vocabulary, insats_id: str) -> tuple[FormColumn, ...]:
    """The columns of an insats's file, in screen order: only the fields that it uses."""
    return tuple(
        FormColumn(
            kind, item, vocabulary.choices(item), tuple(c for c in vocabulary.lists[item.code_list].codes if c.retired) if item.code_list else ()
        )
        for kind in KINDS
        for item in vocabulary.form(kind, insats_id).fields
    )


def known_texts(columns: Sequence[FormColumn]) -> Iterator[str]:
    """Every text that a filled-in template may hold."""
    yield from FIXED_TEXTS
    for column in columns:
        yield from (column.key, column.heading, column.field.id, column.field.label, column.field.help)
        for code in (*column.choices, *column.retired):
            yield from (code.id, code.label, code.help)


GROUP_HEADINGS: Final = ("Insats", "Period", "Kön", "Uppgift", "Antal")
GROUP_SHEET: Final = "Gruppuppgifter"
NEW: Final = "Nya"
OPEN_BEFORE: Final = "Pågående vid periodens början"
_REASONS: Final = "avslutsanledning"
_EXCLUDED: Final = "felregistrering"


def reasons_of(vocabulary: Vocabulary) -> tuple[Code, ...]:
    """The avslutsanledningar that a group-level file may have."""
    return tuple(code for code in vocabulary.lists[_REASONS].codes if code.id != _EXCLUDED)
