"""The insats's own sheet for Uppföljning Finsam: in some förbund the insatsägare registers there."""

from __future__ import annotations

from collections import Counter
from datetime import date

from register import audit_log
from register.counts import Volume
from register.insats.overview import volumes_by_period
from register.insats.session import Insats
from register.periods import Period
from register.statutory import InsatsVolumes, StatutorySheet, build


def statutory_sheet(insats: Insats, period_code: str, *, today: date) -> StatutorySheet:
    """The sheet of a period from this vault's volumes, locked or not; making it is logged. Raises BadInput for a period that can't be read."""
    period = Period.parse(period_code)
    with insats.write() as session:
        volumes: Counter[Volume] = Counter()
        for counted in volumes_by_period(session).values():
            volumes.update(counted)
        audit_log.append(session, today, audit_log.AuditKind.EXPORT, slag="uppfoljning-finsam", period=period.code)
    return build([InsatsVolumes(insats.id, insats.namn, insats.typ, volumes)], period, "", today)
