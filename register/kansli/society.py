"""Society at the kansli: reading in published statistics that somebody has downloaded, keeping every edition, taking them away."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from register.audit_log import AuditKind, append
from register.errors import BadInput
from register.goals import loader
from register.kansli.session import Kansli
from register.kansli.society_models import SocietyEdition
from register.readers.statistics_file import load_bytes
from register.society.choosing import Choice
from register.society.published import PublishedTable, from_document, from_file

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}", re.ASCII)
_LONGEST_LABEL: Final = 120


@dataclass(frozen=True)
class ReadIn:
    """What came of reading a file in.

    Args:
        new: whether anything was kept: the same figures are kept once.
        edition: the number of the edition that holds now.
        remarks: small faults in the file, in Swedish.
    """

    table: PublishedTable
    new: bool
    edition: int
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """An edition of a table, the holding one or an earlier one; ``removed`` is the day it was taken away."""

    table: PublishedTable
    number: int
    holds: bool
    removed: date | None


def las_in(kansli: Kansli, path: Path, choice: Choice, *, table_id: str = "", label: str = "", today: date) -> ReadIn:
    """Read a file in and keep what is chosen of it, durably; the same figures again change nothing.

    Args:
        kansli: whose register.
        path: the file, as it was downloaded.
        choice: what to keep. Without regions those of the förbund's ``mal.toml``.
        table_id: what the table is called here; without it the publisher's own id.
        label: what it is called in reports; without it the file's own words.
        today: the day.

    Raises:
        BrokenFile: the file can't be read.
        BadInput: the choice does not fit the table, the id can't be used, what holds is newer, or no id is given and the table is kept under another.
        CouldNot: the file can't be opened.
    """
    data = load_bytes(path)
    if not choice.regions:
        choice = replace(choice, regions=municipalities(kansli))
    found, remarks = from_file(data, path.name, choice, id=table_id, label=_label(label), today=today)
    check_id(found.id)
    other = kept_as(kansli, found)
    if other and not table_id:
        raise BadInput(
            f"Tabellen är redan inläst, som {other}.",
            "Källans tabell och det som mäts är desamma; den skulle stå två gånger i rapporterna.",
            f"Ange --tabell {other} för en ny utgåva, eller ett nytt id för att ha båda.",
            field="tabell",
        )
    with kansli.store.read() as session:
        held = _held(session, found.id)
    if held is not None and held.removed is None:
        before = from_document(held.document.encode())
        if before.same_figures(found):
            return ReadIn(before, new=False, edition=held.edition, remarks=remarks)
        _check_not_older(before, found)
    with kansli.store.write() as session:
        held = _held(session, found.id)
        edition = (held.edition if held is not None else 0) + 1
        session.add(_row(found, edition))
        append(session, today, AuditKind.IMPORT, slag="samhalle", tabell=found.id, fil=found.file_hash[:16])
    return ReadIn(found, new=True, edition=edition, remarks=remarks)


def kept_as(kansli: Kansli, found: PublishedTable) -> str:
    """The id under which the publisher's same table and measure holds already, other than its own; empty where there is none."""
    holding = tables(kansli)
    if not found.matrix or any(one.id == found.id for one in holding):
        return ""
    return next((one.id for one in holding if _measured(one) == _measured(found)), "")


def _measured(one: PublishedTable) -> tuple[object, ...]:
    """What a table is of, whatever its places and times."""
    kept = [(each.id, tuple(value.code for value in each.categories)) for each in one.dimensions if each.role not in ("tid", "region")]
    return one.source, one.matrix, one.units, tuple(kept)


def municipalities(kansli: Kansli) -> tuple[str, ...]:
    """The förbund's municipalities, as ``mal.toml`` says. Raises GoalsError where the file is broken."""
    return loader.load(kansli.catalogue.root, kansli.vocabulary).municipalities


def tables(kansli: Kansli) -> tuple[PublishedTable, ...]:
    """What holds of every table that has not been taken away, by its label."""
    return tuple(one.table for one in editions(kansli) if one.holds)


def editions(kansli: Kansli, table_id: str | None = None) -> list[Edition]:
    """Every edition of one table or of all: by label, the latest first. Raises BadInput for a table that has never been read in."""
    with kansli.store.read() as session:
        rows = session.exec(select(SocietyEdition).order_by(col(SocietyEdition.nr).desc())).all()
        found = [(row.table_id, row.edition, row.removed, row.document) for row in rows if table_id in (None, row.table_id)]
    if table_id is not None and not found:
        raise _unknown(table_id)
    latest = {id_: max(edition for each, edition, _, _ in found if each == id_) for id_, _, _, _ in found}
    made = [
        Edition(from_document(document.encode()), edition, edition == latest[id_] and removed is None, removed)
        for id_, edition, removed, document in found
    ]
    return sorted(made, key=lambda one: (one.table.label.casefold(), one.table.id, -one.number))


def ta_bort(kansli: Kansli, table_id: str, today: date) -> None:
    """Take a table out of coming reports; its editions stay as history. Raises BadInput where there is none, or it is gone already."""
    with kansli.store.read() as session:
        held = _held(session, table_id)
    if held is None or held.removed is not None:
        raise _unknown(table_id)
    with kansli.store.write() as session:
        row = _held(session, table_id)
        if row is not None:
            row.removed = today
            session.add(row)
        append(session, today, AuditKind.IMPORT, slag="samhalle-bort", tabell=table_id)


def _held(session: Session, table_id: str) -> SocietyEdition | None:
    return session.exec(select(SocietyEdition).where(SocietyEdition.table_id == table_id).order_by(col(SocietyEdition.edition).desc())).first()


def _row(table: PublishedTable, edition: int) -> SocietyEdition:
    return SocietyEdition(
        table_id=table.id,
        edition=edition,
        label=table.label,
        source=table.source,
        matrix=table.matrix,
        updated=table.updated,
        read_in=table.read_in,
        file_hash=table.file_hash,
        document=table.document().decode(),
    )


def _check_not_older(before: PublishedTable, found: PublishedTable) -> None:
    """An earlier file that is read in by mistake does not take the place of a later one."""
    if found.updated and before.updated and found.updated < before.updated:
        raise BadInput(
            "Filen är äldre än den som redan är inläst.",
            f"Den är uppdaterad {found.updated}, den inlästa {before.updated}.",
            f"Hämta tabellen på nytt. Ska den äldre gälla, ta först bort den inlästa: samhalle ta-bort {found.id}.",
            field="fil",
        )


def check_id(found: str) -> None:
    """Raises BadInput where a table can't be called that."""
    if not _ID.fullmatch(found):
        what = f"Tabellen kan inte heta {found[:40]} här." if found else "Filen säger inte vad tabellen heter."
        raise BadInput(what, "Ett id har 2 till 40 tecken: a–z, siffror och bindestreck.", "Ange ett med --tabell.", field="tabell")


def _label(text: str) -> str:
    label = text.strip()
    if len(label) > _LONGEST_LABEL or not label.isprintable():
        raise BadInput("Rubriken går inte att använda.", f"Den ska ha högst {_LONGEST_LABEL} tecken på en rad.", "Skriv en kortare.", field="rubrik")
    return label


def _unknown(table_id: str) -> BadInput:
    return BadInput(f"Tabellen {table_id[:40]} är inte inläst.", "", "Se vilka som är det med samhalle lista.", field="tabell")
