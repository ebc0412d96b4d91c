"""The verbs of a kansli: what screens and command line call.

Pandas is loaded by the first act that needs it, not when a register is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from register import audit_log, statutory
from register.counters import book
from register.counts import OPEN_CHANGE, Batch, Volume
from register.errors import BadInput, NyckeltalError
from register.kansli import judgements, publications, schema, sums
from register.kansli.batches import stored_batches
from register.kansli.group_import import GroupReceipt, group_ids, importera_grupp, read_group_file
from register.kansli.models import ANNULLED, KnownInsats, ReceivedBatch, ReceivedDelivery
from register.kansli.receive import Receipt, annullera, godkann, public_keys, ta_emot
from register.kansli.session import Kansli, create_forbund, open_forbund
from register.keys import PublicKeys
from register.periods import Period

if TYPE_CHECKING:
    from register.kansli.outcomes import Outcome

__all__ = [
    "DeliveryOverview",
    "Finding",
    "GroupReceipt",
    "InsatsInfo",
    "Kansli",
    "MissingRow",
    "Receipt",
    "ReceivedRow",
    "WaitingRow",
    "annullera",
    "create_forbund",
    "godkann",
    "importera_grupp",
    "insatser",
    "kontroll",
    "leveranser",
    "open_forbund",
    "outcome_document",
    "read_group_file",
    "statutory_sheet",
    "ta_emot",
    "utfall",
]


@dataclass(frozen=True)
class InsatsInfo:
    """A known insats: its six words, and the last period it has delivered."""

    id: str
    namn: str
    typ: str
    words: str
    last_period: str | None


@dataclass(frozen=True)
class ReceivedRow:
    """A received delivery. ``state`` is mottagen or annullerad (then with its reason, a code of ``annulleringsorsak``)."""

    insats_id: str
    namn: str
    number: int
    periods: tuple[str, ...]
    day: date
    state: str
    reason: str | None = None


@dataclass(frozen=True)
class MissingRow:
    """A period that has ended and not come."""

    insats_id: str
    namn: str
    period: str


@dataclass(frozen=True)
class WaitingRow:
    """How many avslut of an insats have no details yet, because too few of their kön have gathered."""

    insats_id: str
    namn: str
    avslut: int


@dataclass(frozen=True)
class DeliveryOverview:
    """What has come, what is missing and what waits."""

    received: tuple[ReceivedRow, ...]
    missing: tuple[MissingRow, ...]
    waiting: tuple[WaitingRow, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that was checked."""

    what: str
    ok: bool
    detail: str = ""


def insatser(kansli: Kansli) -> list[InsatsInfo]:
    """The insatser whose keys are pinned, by name."""
    with kansli.store.read() as session:
        rows = [(public_keys(row), _last_period(session, row.insats_id)) for row in _known(session)]
    return [InsatsInfo(keys.id, keys.namn, keys.typ or "individ", keys.words(), last) for keys, last in rows]


def _known(session: Session) -> list[KnownInsats]:
    return sorted(session.exec(select(KnownInsats)), key=lambda row: (row.namn.casefold(), row.insats_id))


def _batches(session: Session, insats_id: str) -> Sequence[ReceivedBatch]:
    return session.exec(select(ReceivedBatch).where(ReceivedBatch.insats_id == insats_id).order_by(col(ReceivedBatch.number))).all()


def _last_period(session: Session, insats_id: str) -> str | None:
    batches = _batches(session, insats_id)
    return batches[-1].period if batches else None


def leveranser(kansli: Kansli, today: date) -> DeliveryOverview:
    """What has been received, which ended periods individinriktade insatser have not delivered, and how many avslut wait for details."""
    from register.kansli import figures

    received, missing, waiting = [], [], []
    with kansli.store.read() as session:
        selection = figures.choose(session, None, None)
        left = figures.waiting(figures.volumes(session, selection), figures.people(session, selection), selection)
        groups = group_ids(session)  # they never deliver
        for insats in _known(session):
            batches = _batches(session, insats.insats_id)
            received += _received(session, insats, batches)
            if insats.typ == "individ":
                missing += (
                    [] if insats.insats_id in groups else [MissingRow(insats.insats_id, insats.namn, code) for code in _missing(batches, today)]
                )
                waiting.append(WaitingRow(insats.insats_id, insats.namn, sum(n for (name, _), n in left.items() if name == insats.insats_id)))
    return DeliveryOverview(tuple(received), tuple(missing), tuple(waiting))


def _received(session: Session, insats: KnownInsats, batches: Sequence[ReceivedBatch]) -> list[ReceivedRow]:
    deliveries = session.exec(select(ReceivedDelivery).where(ReceivedDelivery.insats_id == insats.insats_id).order_by(col(ReceivedDelivery.number)))
    return [
        ReceivedRow(
            insats.insats_id, insats.namn, d.number, tuple(b.period for b in batches if b.delivery == d.number), d.received, d.state, d.reason
        )
        for d in deliveries
    ]


def _missing(batches: Sequence[ReceivedBatch], today: date) -> list[str]:
    """The ended periods after the last one received; an insats that has ended misses none."""
    missing: list[str] = []
    if batches and not batches[-1].final:
        period = Period.parse(batches[-1].period).next()
        while period.has_ended(today):
            missing.append(period.code)
            period = period.next()
    return missing


def utfall(kansli: Kansli, *, span: Period | None = None, insats_id: str | None = None, grouping: str | None = None) -> Outcome:
    """See :func:`register.kansli.outcomes.utfall`."""
    from register.kansli import outcomes

    return outcomes.utfall(kansli, span=span, insats_id=insats_id, grouping=grouping)


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """See :func:`register.kansli.outcomes.outcome_document`."""
    from register.kansli import outcomes

    return outcomes.outcome_document(outcome)


def statutory_sheet(kansli: Kansli, period: Period, insats_id: str | None = None, *, today: date) -> statutory.StatutorySheet:
    """The sheet for Uppföljning Finsam of a period, for one insats or all; making it is logged. Raises BadInput for an unknown insats."""
    with kansli.store.write() as session:
        known = [row for row in _known(session) if insats_id in (None, row.insats_id)]
        if insats_id is not None and not known:
            raise BadInput(
                f"Insatsen {insats_id} är inte känd här.", "Den har inte levererat något.", "Se vilka som är kända under Leveranser.", field="insats"
            )
        rows = [row for insats in known if (row := _sheet_row(session, insats, period)) is not None]
        detail = {"insats": insats_id} if insats_id is not None else {}
        audit_log.append(session, today, audit_log.AuditKind.EXPORT, slag="uppfoljning-finsam", period=period.code, **detail)
    return statutory.build(rows, period, kansli.namn, today)


def _sheet_row(session: Session, insats: KnownInsats, period: Period) -> statutory.InsatsVolumes | None:
    """The volumes of an insats that count; None where it ended before the period."""
    annulled = {
        d.number
        for d in session.exec(select(ReceivedDelivery).where(ReceivedDelivery.insats_id == insats.insats_id, ReceivedDelivery.state == ANNULLED))
    }
    rows = _batches(session, insats.insats_id)
    counted = {row.number for row in rows if row.delivery not in annulled}
    volumes: dict[Volume, int] = {}
    for batch in stored_batches(session, insats.insats_id):
        if batch.number in counted:
            for volume, n in batch.volumes.items():
                volumes[volume] = volumes.get(volume, 0) + n
    spans = [Period.parse(row.period) for row in rows]
    if rows and rows[-1].final and spans[-1].last < period.first:
        return None
    covered = {month for row, span in zip(rows, spans, strict=True) if row.number in counted for month in span.months}
    first = spans[0].first if spans else period.first
    wanted = {m for m in period.months if m >= first and not (rows and rows[-1].final and m > spans[-1].last)}
    typ: statutory.InsatsTyp = "struktur" if insats.typ == "struktur" else "individ"
    gone = tuple(row.period for row, span in zip(rows, spans, strict=True) if row.number not in counted and span.first < period.first)
    return statutory.InsatsVolumes(insats.insats_id, insats.namn, typ, volumes, covered=bool(wanted) and wanted <= covered, annulled=gone)


def kontroll(kansli: Kansli) -> list[Finding]:
    """Check the register: log chain, sequences, schema and sums of all received, identities, public files against pinned keys, publications."""
    with kansli.store.read() as session:
        wrong = audit_log.verify(session)
        findings = [Finding("Loggens kedja", not wrong, " ".join(wrong))]
        vocabularies, groups = kansli.vocabularies(session), group_ids(session)
        for insats in _known(session):
            numbers = session.exec(
                select(ReceivedDelivery.number).where(ReceivedDelivery.insats_id == insats.insats_id).order_by(col(ReceivedDelivery.number))
            )
            in_order = list(numbers)
            findings.append(Finding(f"{insats.namn}: leveranser i följd", in_order == list(range(1, len(in_order) + 1))))
            batches = stored_batches(session, insats.insats_id, with_cells=True)
            fault = _fault(batches, insats.typ, vocabularies)
            findings.append(Finding(f"{insats.namn}: kodlistor och summor", not fault, fault))
            findings.append(_open_finding(insats, batches))
            if insats.insats_id not in groups:
                findings.append(_key_finding(kansli, public_keys(insats)))
        wrong_publication = publications.faults(
            session, {kansli.id: 1, **{one.insats_id: len(_batches(session, one.insats_id)) for one in _known(session)}}
        )
        findings.append(Finding("Publikationer", not wrong_publication, wrong_publication))
        findings.append(Finding("Bedömningar", not (wrong_judgement := judgements.faults(session)), wrong_judgement))
        wrong_counters = book.faults(session)
        findings.append(Finding(book.CHECKED, not wrong_counters, " ".join(wrong_counters)))
    return findings


def _fault(batches: Sequence[Batch], typ: str, vocabularies: dict[str, Any]) -> str:
    try:
        plans = {batch.period: batch.plan_hash for batch in batches}
        for batch in batches:
            schema.check(batch, typ, vocabularies, plans)
        sums.check_all(batches, vocabularies, sums.History())
    except NyckeltalError as error:
        return str(error)
    return ""


def _open_finding(insats: KnownInsats, batches: Sequence[Batch]) -> Finding:
    """Pågående can't be fewer than none after any period."""
    still_open = 0
    for batch in batches:
        still_open += sum(n * OPEN_CHANGE.get(volume.event, 0) for volume, n in batch.volumes.items())
        if still_open < 0:
            return Finding(f"{insats.namn}: pågående", ok=False, detail=f"Efter {batch.period} är fler avslutade än startade.")
    return Finding(f"{insats.namn}: pågående", ok=True)


def _key_finding(kansli: Kansli, pinned: PublicKeys) -> Finding:
    """A public file that differs from the pinned keys changes nothing, but somebody should know."""
    what, path = f"{pinned.namn}: nyckelfil", kansli.catalogue.public_path("insats", pinned.id)
    if not path.exists():
        return Finding(what, ok=True, detail="Ingen nyckelfil ligger i mappen nycklar; den godkända nyckeln gäller.")
    try:
        offered = PublicKeys.read(path)
    except NyckeltalError as error:
        return Finding(what, ok=False, detail=str(error))
    same = (offered.sign, offered.exchange) == (pinned.sign, pinned.exchange)
    return Finding(
        what, same, "" if same else f"Nyckelfilen i mappen nycklar är en annan än den godkända. Är det rätt, kör nycklar godkann {pinned.id}."
    )
