"""``kontroll``: what can be checked of a vault without any code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from register import audit_log
from register.counters import book
from register.counts import OPEN_CHANGE, Batch, Details, Place, Volume
from register.insats import ledger, rows
from register.insats.counting import AVSLUT_UNIT, START_UNIT, Rules
from register.insats.models import SealedRow
from register.insats.overview import volumes_by_period
from register.insats.sealing import ROW_BYTES
from register.insats.session import Insats
from register.periods import Period

_AEAD_TAG = 16
_SUM_TABLES = frozenset({"poang", "par"})
_PER_ITEM = frozenset({"niva", "forsta-senaste"})


@dataclass(frozen=True)
class Finding:
    """One thing checked, whether it holds, and the figures behind it."""

    what: str
    ok: bool
    detail: str = ""


def kontroll(insats: Insats) -> list[Finding]:
    """Check identities, row counts, agreement between tables, the log chain and the format; that delivered + waiting is all."""
    with insats.read() as session:
        volumes: Counter[Volume] = Counter()
        by_period = volumes_by_period(session)
        for counted in by_period.values():
            volumes.update(counted)
        batches = ledger.batches(session)
        return [
            _open_rows(session, volumes),
            _no_kon_below_zero(by_period),
            _covered(session, batches, volumes, START_UNIT, "nya", "Nya"),
            _covered(session, batches, volumes, AVSLUT_UNIT, "avslutade", "Avslutade"),
            _tables_agree(session, batches, insats),
            _marks(volumes),
            _locked_in_order(session, batches),
            _no_ended_left(session, batches),
            _row_format(session),
            Finding(book.CHECKED, not (wrong := book.faults(session)), " ".join(wrong)),
            _log(session),
        ]


def _sum(volumes: Counter[Volume], event: str) -> int:
    return sum(n for volume, n in volumes.items() if volume.event == event)


def _open_rows(session: Session, volumes: Counter[Volume]) -> Finding:
    flow = {event: _sum(volumes, event) for event in ("ingaende", "nya", "avslutade", "felregistrerade")}
    without_row = _sum(volumes, "nya.endast-antal") + _sum(volumes, "ingaende.endast-antal") - _sum(volumes, "avslutade.endast-antal")
    expected = flow["ingaende"] + flow["nya"] - flow["avslutade"] - flow["felregistrerade"] - without_row
    found = len(session.exec(select(SealedRow.handle).where(SealedRow.state == rows.OPEN)).all())
    return Finding(
        "Pågående = ingående + nya − avslutade − felregistrerade, utan endast antal",
        found == expected,
        f"{found} öppna rader, {expected} enligt volymerna",
    )


def _no_kon_below_zero(volumes_by_code: Mapping[str, Counter[Volume]]) -> Finding:
    """A wrong kön on an avslut without code shows here: more of it have left than came."""
    so_far: Counter[str] = Counter()
    wrong = set()
    for code in sorted(volumes_by_code, key=Period.parse):
        for volume, n in volumes_by_code[code].items():
            so_far[volume.kon] += n * OPEN_CHANGE.get(volume.event, 0)
        wrong |= {f"{kon} {code}" for kon, n in so_far.items() if n < 0}
    return Finding("Pågående är aldrig under noll för något kön", not wrong, ", ".join(sorted(wrong)))


def _covered(session: Session, batches: Iterable[Batch], volumes: Counter[Volume], unit: str, event: str, label: str) -> Finding:
    delivered = sum(r.people for batch in batches for r in batch.released if r.place.unit == unit)
    destroyed = sum(n for batch in batches for place, n in batch.destroyed.items() if place.unit == unit)
    waiting = sum(g.details.people for place, g in ledger.waiting(session).items() if place.unit == unit)
    still = sum(d.people for code in ledger.open_periods(session) for p, d in ledger.tally_of(session, code).details.items() if p.unit == unit)
    everyone = _sum(volumes, event) - _sum(volumes, f"{event}.endast-antal")
    parts = f"{delivered} redovisade + {waiting} väntar + {still} i öppna perioder + {destroyed} ej redovisade av {everyone}"
    return Finding(f"{label}: redovisade + väntar = alla", delivered + destroyed + waiting + still == everyone, parts)


def _all_details(session: Session, batches: Iterable[Batch], plan: str) -> Iterable[tuple[Place, Details, bool]]:
    """All details, and whether they were counted by the present plan (those that an older one counted may lack its newer tables)."""
    for code in ledger.open_periods(session):
        yield from ((place, details, True) for place, details in ledger.tally_of(session, code).details.items())
    for place, gathered in ledger.waiting(session).items():
        yield place, gathered.details, True
    for batch in batches:
        for released in batch.released:
            yield released.place, Details(released.people, Counter(released.cells)), batch.plan_hash == plan


def _tables_agree(session: Session, batches: Iterable[Batch], insats: Insats) -> Finding:
    wrong = []
    rules = insats.rules(session)
    for place, details, present in _all_details(session, batches, insats.vocabulary.hash):
        sums: Counter[tuple[str, str]] = Counter()
        for key in _expected(place.unit, rules) if present else ():
            sums[key] += 0  # a table that has lost all its cells is missed too
        for cell, n in details.cells.items():
            if cell.table not in _SUM_TABLES:
                sums[cell.table, cell.values[0] if cell.table in _PER_ITEM else ""] += n
            elif cell.values == ("n",):
                sums[cell.table, ""] += n
        wrong += [f"{place.unit} {table}" for (table, _), n in sums.items() if n != details.people]
    return Finding("Varje tabell summerar till antalet personer bakom den", not wrong, ", ".join(sorted(set(wrong))))


def _expected(unit: str, rules: Rules) -> list[tuple[str, str]]:
    """The tables that every place of a unit has, and their items."""
    head, _, rest = unit.partition(".")
    pairs = rest.startswith("par.")
    instrument = rules.vocabulary.instruments.get(rest.removeprefix("par.").split(".")[0]) if head == "matning" or pairs else None
    if instrument is None:
        events = rules.tables["start"] if unit == START_UNIT else rules.tables["avslut"] if unit == AVSLUT_UNIT else ()
        return [(table.id, "") for table in events if table.minimum is None]
    if instrument.score is not None:
        return [("par" if pairs else "poang", "")]
    return [("forsta-senaste" if pairs else "niva", item.id) for item in instrument.items]


def _marks(volumes: Counter[Volume]) -> Finding:
    wrong = [v for v, n in volumes.items() if "." in v.event and n > volumes[Volume(v.event.split(".")[0], v.month, v.kon)]]
    return Finding("Sena och endast antal är delar av sina volymer", not wrong, ", ".join(f"{v.event} {v.month}" for v in wrong))


def _locked_in_order(session: Session, batches: list[Batch]) -> Finding:
    numbers = [batch.number for batch in batches]
    rows_ = [(row.number, row.period) for row in ledger.locked(session)]
    ok = numbers == list(range(1, len(numbers) + 1)) and rows_ == [(batch.number, batch.period) for batch in batches]
    return Finding("Låsta perioder är numrerade utan luckor", ok, f"{len(numbers)} låsta perioder")


def _no_ended_left(session: Session, batches: list[Batch]) -> Finding:
    locked = {batch.period for batch in batches}
    left = [p for p in session.exec(select(SealedRow.avslut_period)) if p in locked]
    return Finding("Inga rader finns kvar om avslutade deltaganden i låsta perioder", not left, f"{len(left)} kvar")


def _row_format(session: Session) -> Finding:
    wrong = [row for row in session.exec(select(SealedRow)) if len(row.body) != ROW_BYTES + _AEAD_TAG]
    return Finding("Alla rader är lika långa", not wrong, f"{len(wrong)} avviker")


def _log(session: Session) -> Finding:
    wrong = audit_log.verify(session)
    return Finding("Loggens kedja hänger ihop", not wrong, " ".join(wrong))
