"""Reading collected forms in: the one act that writes what :mod:`register.insats.imports` has read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from register import audit_log
from register.errors import BadInput, Conflict
from register.insats import ledger, rows
from register.insats.codes import ParticipantCode
from register.insats.imports import Progress, Reading, import_key
from register.insats.imports_models import ImportedContent, ImportKey
from register.insats.sealing import ParticipantKeys
from register.insats.session import Insats, config_of, standing


@dataclass(frozen=True)
class NewCode:
    """A code made for an open deltagande of the file: for its slip alone. Secret."""

    row: int
    handle: str
    code: ParticipantCode = field(repr=False)


Slips = Callable[[Sequence[NewCode]], None]
"""Writes the slips; what it raises undoes the import."""


NewKeys = Sequence[tuple[ParticipantCode, ParticipantKeys]]
"""A code and its keys for each open row, in the rows' order. Secret."""


@dataclass(frozen=True)
class ImportReceipt:
    """What was read in: rows in all, how many were ended, how many are open and have codes, and the periods that have new counts."""

    rows: int
    ended: int
    opened: int
    late: int
    periods: tuple[str, ...]
    first_period: str | None


def importera(
    insats: Insats,
    reading: Reading,
    *,
    slips: Slips | None = None,
    codes: NewKeys | None = None,
    today: date,
    progress: Progress = lambda _share, _what: None,
) -> ImportReceipt:
    """Count what was read, seal what is open under new codes, and have their slips written: all of it or nothing, in one save.

    ``codes`` are those of :func:`new_codes`, where they have been made already.

    Raises:
        BadInput: the file has faults, its content has been read in before, or open deltaganden have nowhere to have their slips.
        Conflict: a period was locked or the lists changed since the file was read.
    """
    _refuse_faulty(reading)
    if reading.open_rows and slips is None:
        why = f"{len(reading.open_rows)} deltaganden pågår och får var sin kod, som bara står på lappen."
        raise BadInput("Det saknas en fil för lapparna.", why, "Ange en fil utanför registrets mapp (--lappar).", field="lappar")
    made = codes if codes is not None else new_codes(insats, reading, progress)
    progress(1.0, "sparar")
    with insats.write() as session:
        _refuse_changed(session, reading)
        _set_first(session, reading)
        for period, tally in reading.tallies.items():
            ledger.add(session, period, tally)
        sealed = [
            NewCode(row.row, rows.add(insats, session, keys, row.participation), code)
            for row, (code, keys) in zip(reading.open_rows, made, strict=True)
        ]
        _keep_content(session, reading)
        audit_log.append(session, today, audit_log.AuditKind.IMPORT, rader=reading.rows, oppna=len(sealed))
        if slips is not None and sealed:
            slips(sealed)
    periods = tuple(reading.volumes())
    first = reading.first.code if reading.first else None
    return ImportReceipt(reading.rows, reading.ended, len(sealed), reading.late, periods, first)


def _refuse_faulty(reading: Reading) -> None:
    if reading.faults:
        raise BadInput("Filen läses inte in.", f"Den har {reading.fault_count} fel.", "Rätta dem; --prova visar alla.", field="fil")
    if reading.again:
        raise again()


def again() -> BadInput:
    """What is said of a content that has been read in before."""
    return BadInput(
        "Innehållet är redan inläst.",
        "Samma rader har lästs in förut, kanske ur en annan fil eller i en annan ordning.",
        "Inget behöver göras. Läs bara in formulär som inte är inlästa.",
        field="fil",
    )


def new_codes(insats: Insats, reading: Reading, progress: Progress = lambda _share, _what: None) -> NewKeys:
    """A new code and its keys for each open deltagande: slow by intent, outside any lock, and nothing is written."""
    made = []
    for number in range(1, len(reading.open_rows) + 1):
        code = ParticipantCode.new()
        made.append((code, insats.keys_for(code)))
        progress(number / len(reading.open_rows), f"kod {number} av {len(reading.open_rows)}")
    return made


def _refuse_changed(session: Session, reading: Reading) -> None:
    if standing(session) != reading.standing:
        raise Conflict("Insatsen har ändrats medan filen lästes.", "En period har låsts eller listorna har ändrats.", "Läs in filen på nytt.")
    kept = session.get(ImportKey, 1)
    if kept is not None and kept.key != reading.key:
        raise Conflict("En annan fil har lästs in medan den här lästes.", "", "Läs in filen på nytt.")
    if session.get(ImportedContent, reading.digest) is not None:
        raise again()


def is_kept(insats: Insats, reading: Reading) -> bool:
    """Whether the vault, as it lies on disk now, has the reading's content. Raises CouldNot where that can't be told."""
    with insats.read() as session:
        return session.get(ImportedContent, reading.digest) is not None


def _set_first(session: Session, reading: Reading) -> None:
    """Open the periods before the first one, back to where the file is counted from."""
    config = config_of(session)
    code = reading.first.code if reading.first else None
    if config.first_period != code:
        config.first_period = code
        session.add(config)
        session.flush()


def _keep_content(session: Session, reading: Reading) -> None:
    if session.get(ImportKey, 1) is None:
        session.add(ImportKey(key=reading.key))
    session.add(ImportedContent(hash=reading.digest, rows=reading.rows))
    session.flush()


__all__ = ["ImportReceipt", "NewCode", "NewKeys", "import_key", "importera", "is_kept", "new_codes"]
