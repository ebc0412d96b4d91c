"""Outcome in the förbund's own groups, read from a table on whichever layout the gate let through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from register.disclosure.protected import ProtectedTable
from register.disclosure.tables import TOTAL
from register.reports.context import Context
from register.reports.document import Value
from register.reports.notes import BECAUSE, SHOWN
from register.reports.pieces import ZERO_DOT, Reading, ShareOf, listed, protection, read
from register.vocabulary.model import Group, Grouping

NOT_DELIVERED: Final = Value("ej-uppfoljd", "ej levererat")
"""A volume that nobody has sent: neither zero nor hidden."""


def by_note(rows: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The gate's note on each row's table, once for all rows that share it, each note with the rows that it is about.

    Args:
        rows: label of the row, and the note; an empty one is left out.
    """
    told: dict[str, list[str]] = {}
    for label, note in rows:
        if note and label not in told.setdefault(note, []):
            told[note].append(label)
    return tuple(f"{note} Det gäller {listed(labels)}." for note, labels in told.items())


def shaped_by_row(rows: Iterable[tuple[str, ProtectedTable]]) -> str:
    """How the gate shaped the tables of a section whose rows have one each: what is coarser than it might be, with the rows that it is about."""
    told = list(rows)
    shaped = [(label, table.note) for label, table in told if not table.note.startswith(SHOWN) or BECAUSE in table.note]
    if len({note for _, note in shaped}) == 1 and len(shaped) == len(told):
        return protection(*(table for _, table in told))
    return " ".join([*by_note(shaped), *filter(None, (zero_dots(table for _, table in told),))])


def zero_dots(tables: Iterable[ProtectedTable]) -> str:
    """That a dot may stand for zero too, where it may in any of the tables."""
    return ZERO_DOT if any(one.audit.get("nollor") == "dolda" and None in one.cells.values() for one in tables) else ""


def grouping_of(context: Context) -> Grouping:
    """The förbund's own grouping of avslutsanledningar."""
    return context.vocabulary.groupings[context.vocabulary.default_grouping]


def group_codes(found: Reading, group: Group, grouping: Grouping) -> tuple[str, ...]:
    """The answers of the layout that make up a group: itself, or its avslutsanledningar."""
    answers = [one.code for one in found.answers]
    if set(answers) <= {one.id for one in grouping.groups}:
        return (group.id,)
    return tuple(code for code in group.codes if code in answers)


def group_share(found: Reading | None, group: Group, grouping: Grouping, kon: str = TOTAL) -> ShareOf:
    """How many of how many; both None where either is hidden or the layout has the base alone; nothing of nobody where the base is 0."""
    if found is None or not found.is_divided:
        return (0, 0) if found is not None and found.at() == 0 else (None, None)
    part, base = found.share_of(group_codes(found, group, grouping), kon)
    return (None, None) if part is None or base is None else (part, base)


def first_share(context: Context, *, kon: str = TOTAL, suffix: str = "") -> ShareOf:
    """The share in the first group of the förbund's grouping: at förbund level, of an insats (``/id``) or of an earlier period (``@2025``)."""
    grouping = grouping_of(context)
    return group_share(read(context.table(f"utfall{suffix}")), grouping.groups[0], grouping, kon)
