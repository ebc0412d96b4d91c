"""The gate's notes on layouts, in the words that it writes them with: several said as one, and without what a section does not show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

BY_KON: Final = ", uppdelat på kön"
SHOWN: Final = "Visas med "
BECAUSE: Final = ", eftersom "


def without_kon(note: str) -> str:
    """A note of a layout without what it says of kön."""
    shown, because, why = note.partition(BECAUSE)
    return f"{shown.replace(BY_KON, '')}{because}{why}"


def layouts(notes: Sequence[str]) -> list[str]:
    """The layouts of several tables in one sentence, without each one's reason; notes of other kinds as they are."""
    layouts = dict.fromkeys(note.removeprefix(SHOWN).split(BECAUSE)[0].rstrip(".") for note in notes if note.startswith(SHOWN))
    said = [f"Tabellerna visas med {'; eller med '.join(layouts)}."] if layouts else []
    if any(note.startswith(SHOWN) and BECAUSE in note for note in notes):
        said.append("En finare uppdelning kunde inte visas hel.")
    return said + [note for note in notes if not note.startswith(SHOWN)]
