"""What an insats sees of itself without any code: handles, reminders, volumes and the state of its periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from register.counts import OPEN_CHANGE, Flow, Volume, flow
from register.insats import ledger, publications, rows
from register.insats.models import SealedRow
from register.insats.session import Insats, next_period
from register.periods import Month, Period


@dataclass(frozen=True)
class RowInfo:
    """All that is in clear about a deltagande."""

    handle: str
    state: str
    due: Month | None
    avslut_period: str | None


@dataclass(frozen=True)
class PeriodState:
    """One period: ``oppen``, ``last`` (locked, not delivered) or ``levererad``; and its volumes, in all and by kön."""

    code: str
    label: str
    state: str
    ended: bool
    flow: Flow
    flow_by_kon: dict[str, Flow]
    antal: dict[str, int]
    """For a strukturövergripande insats: antal by kön."""


@dataclass(frozen=True)
class MonthFlow:
    """One month: nya, avslutade, and pågående at its end."""

    month: Month
    nya: int
    avslutade: int
    pagaende: int


@dataclass(frozen=True)
class Overview:
    """The first screen of an insats."""

    periods: list[PeriodState]
    months: list[MonthFlow]
    due: list[RowInfo]
    open_rows: int
    lockable: str | None
    undelivered: list[str]
    untold: int = 0
    """How many of the insats's own publications no delivery has told the förbund of."""


def lista(insats: Insats) -> list[RowInfo]:
    """All rows, by handle."""
    with insats.read() as session:
        return _rows(session)


def oversikt(insats: Insats, *, today: date, months: int = 12) -> Overview:
    """Volumes by period and month, reminders that are due, and what can be locked or delivered."""
    with insats.read() as session:
        volumes = volumes_by_period(session)
        locked = ledger.locked(session)
        infos = _rows(session)
        oldest = next_period(session)
        untold = publications.untold(session)
    states = {row.period: "levererad" if row.delivery else "last" for row in locked}
    now = Month.of(today)
    codes = {*volumes, Period.containing(now, insats.period_kind).code} | ({oldest.code} if oldest else set())
    kons = [code.id for code in insats.vocabulary.lists["kon"].codes]
    ordered = sorted(Period.parse(code) for code in codes)
    due = [info for info in infos if info.state == rows.OPEN and info.due is not None and info.due <= now]
    return Overview(
        periods=[_state(period, volumes, states.get(period.code, rows.OPEN), kons, today) for period in ordered],
        months=_months(volumes, now, months),
        due=sorted(due, key=lambda info: (info.due or now, info.handle)),
        open_rows=sum(info.state == rows.OPEN for info in infos),
        lockable=oldest.code if oldest and oldest.has_ended(today) else None,
        undelivered=[row.period for row in locked if row.delivery is None],
        untold=untold,
    )


def volumes_by_period(session: Session) -> dict[str, Counter[Volume]]:
    """Volumes of all periods, locked and open."""
    found = ledger.volumes_of(session)
    for batch in ledger.batches(session):
        found[batch.period] = Counter(batch.volumes)
    return found


def open_with_row(session: Session, kon: str, since: Period) -> int:
    """Fewest deltaganden of a kön that have a row and are open by the volumes, at the end of that period or any later one."""
    signs = OPEN_CHANGE | {f"{event}.endast-antal": -sign for event, sign in OPEN_CHANGE.items()}
    still_open, at_ends = 0, {since: 0}
    for period, counted in sorted((Period.parse(code), counted) for code, counted in {since.code: {}, **volumes_by_period(session)}.items()):
        still_open += sum(signs.get(volume.event, 0) * n for volume, n in counted.items() if volume.kon == kon)
        at_ends[period] = still_open
    return min(n for period, n in at_ends.items() if period >= since)


def _rows(session: Session) -> list[RowInfo]:
    query = select(SealedRow.handle, SealedRow.state, SealedRow.due, SealedRow.avslut_period).order_by(SealedRow.handle)
    return [RowInfo(handle, state, Month.parse(due) if due else None, period) for handle, state, due, period in session.exec(query)]


def _state(period: Period, volumes: dict[str, Counter[Volume]], state: str, kons: list[str], today: date) -> PeriodState:
    before = [item for code, counts in volumes.items() if Period.parse(code) < period for item in counts.items()]
    within = list(volumes.get(period.code, Counter()).items())
    antal: Counter[str] = Counter()
    for volume, n in within:
        if volume.event == "antal":
            antal[volume.kon] += n
    by_kon = {kon: flow(before, within, kon) for kon in kons}
    return PeriodState(period.code, period.label, state, period.has_ended(today), flow(before, within), by_kon, dict(antal))


def _months(volumes: dict[str, Counter[Volume]], now: Month, count: int) -> list[MonthFlow]:
    every = [item for counts in volumes.values() for item in counts.items()]
    first = now.plus(1 - count)
    result = []
    for month in (first.plus(i) for i in range(count)):
        here = flow(_until(every, month), [item for item in every if item[0].month == str(month)])
        antal = sum(n for volume, n in every if volume.event == "antal" and volume.month == str(month))
        result.append(MonthFlow(month, here.nya + antal, here.avslutade, here.pagaende_slut))
    return result


def _until(every: Iterable[tuple[Volume, int]], month: Month) -> list[tuple[Volume, int]]:
    return [item for item in every if item[0].month < str(month)]
