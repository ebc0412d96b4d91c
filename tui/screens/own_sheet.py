"""The insats's own sheet for Uppföljning Finsam, written from its vault: exact antal by kön, and logged as an export."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from exports.sheet import write_sheet
from register import audit_log
from register.counts import Volume
from register.insats.overview import volumes_by_period
from register.insats.session import Insats
from register.periods import Period
from register.statutory import InsatsVolumes, build


def write_own_sheet(insats: Insats, period_code: str, folder: Path, today: date) -> list[Path]:
    """Write the sheet in every format; returns the files. Raises NyckeltalError; then nothing is written."""
    period = Period.parse(period_code)
    volumes: Counter[Volume] = Counter()
    with insats.write() as session:
        for counted in volumes_by_period(session).values():
            volumes.update(counted)
        sheet = build([InsatsVolumes(insats.id, insats.namn, insats.typ, volumes)], period, "", today)
        paths = write_sheet(sheet, folder)
        audit_log.append(session, today, audit_log.AuditKind.EXPORT, period=period.code)
    return paths
