"""Judgements of the insatser by the förbund's own grids: filled by choice, kept with their history, shown beside exact figures (internt).

Nothing is ever overwritten: filling again keeps what was filled before with its day, and the definition that it was filled by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from register import canonical
from register.audit_log import AuditKind, append
from register.errors import BadInput
from register.kansli.judgement_models import JudgedField, JudgedSheet, Judgement
from register.kansli.models import KnownInsats, ReceivedBatch
from register.kansli.session import Kansli
from register.niofalt import loader
from register.niofalt.model import Definitions, Filled, Judged, Sheet, from_document
from register.periods import Month, Period

__all__ = ["Judging", "Place", "definitions", "ended_insatser", "faults", "fyll", "historik", "insatser", "judged", "lista", "visa"]


@dataclass(frozen=True)
class Place:
    """A sheet of an insats and a period: how much of it is filled, and the day that it last was."""

    sheet: Sheet
    insats_id: str
    namn: str
    period: str
    filled: int
    fields: int
    day: date | None = None


@dataclass(frozen=True)
class Judging:
    """A sheet of an insats and a period, to look at or fill.

    Args:
        sheet: the present definition.
        now: what holds, by the definition that it was filled by; None where nothing is filled.
        before: what holds of the period before.
        times: how many times it has been filled.
    """

    sheet: Sheet
    insats_id: str
    namn: str
    typ: str
    period: Period
    now: Filled | None = None
    before: Filled | None = None
    times: int = 0

    @property
    def answers(self) -> dict[str, str]:
        """What is filled and still means the same by the present definition."""
        return self.now.answers_for(self.sheet) if self.now else {}

    @property
    def lost(self) -> int:
        """How many answers the present definition no longer has a place for: they stay in the history, and are not carried over."""
        return len(self.now.answers) - len(self.answers) if self.now else 0


def definitions(kansli: Kansli) -> Definitions:
    """The förbund's grids. Raises NiofaltError (a BadInput) where the file is broken."""
    return loader.load(kansli.catalogue.root)


def insatser(kansli: Kansli) -> tuple[tuple[str, str, str], ...]:
    """Id, name and typ of every insats that can be judged, by name: those that have delivered, and those whose key file lies in ``nycklar``."""
    with kansli.store.read() as session:
        known = {row.insats_id: (row.insats_id, row.namn, row.typ) for row in session.exec(select(KnownInsats))}
    for file in kansli.catalogue.public_files():
        if file.kind == "insats":
            known.setdefault(file.id, (file.id, file.namn, file.typ or "individ"))
    return tuple(sorted(known.values(), key=lambda one: (one[1].casefold(), one[0])))


def lista(kansli: Kansli, today: date, *, insats_id: str | None = None, periods: int = 2) -> list[Place]:
    """The latest periods of every sheet and insats, the latest first, filled or not.

    Args:
        kansli: the register.
        today: decides which periods have begun.
        insats_id: only this insats.
        periods: how many of each.
    """
    latest = {(one.sheet.id, one.insats_id, one.period): one for one in _read(kansli)}
    ended, found = ended_insatser(kansli), []
    mine = [one for one in insatser(kansli) if insats_id in (None, one[0])]
    for sheet in definitions(kansli).sheets:
        for one, namn, typ in mine:
            span = sheet.period_of(min(Month.of(today), ended.get(one, Month.of(today))))
            for _ in range(periods if sheet.is_for(one, typ) else 0):
                filled = latest.get((sheet.id, one, span.code))
                day, fields = (filled.day, filled.sheet.fields) if filled else (None, sheet.fields)
                found.append(Place(sheet, one, namn, span.code, len(filled.answers) if filled else 0, len(fields), day))
                span = span.previous()
    return found


def ended_insatser(kansli: Kansli) -> dict[str, Month]:
    """The last month of each insats that has ended."""
    with kansli.store.read() as session:
        return {row.insats_id: Period.parse(row.period).last for row in session.exec(select(ReceivedBatch).where(col(ReceivedBatch.final)))}


def visa(kansli: Kansli, sheet_id: str, insats_id: str, period: str) -> Judging:
    """A sheet of an insats and a period, with what holds of it and of the period before. Raises BadInput where there is no such thing."""
    sheet, (_, namn, typ), span = _place(kansli, sheet_id, insats_id, period)
    mine = [one for one in _read(kansli, sheet_id, whole=True) if one.insats_id == insats_id]
    now = [one for one in mine if one.period == span.code]
    before = [one for one in mine if one.period == span.previous().code]
    return Judging(sheet, insats_id, namn, typ, span, now[-1] if now else None, before[-1] if before else None, len(now))


def fyll(kansli: Kansli, sheet_id: str, insats_id: str, period: str, answers: Mapping[str, str], today: date) -> Filled:
    """Keep how a sheet is filled: choice ids by field id, a field left out is not judged. What was filled before stays as history.

    Filling the same answers again by the same definition keeps nothing and logs nothing.

    Raises:
        BadInput: no such sheet, insats, field or choice, a period that is not of the sheet's kind or has not begun.
    """
    sheet, _, span = _place(kansli, sheet_id, insats_id, period)
    if Month.of(today) < span.first:
        raise BadInput(f"Perioden {span.code} har inte börjat.", "Det finns inget att bedöma än.", "Välj en period som har börjat.", field="period")
    _check(sheet, answers)
    chosen = {one.id: answers[one.id] for one in sheet.fields if one.id in answers}
    with kansli.store.write() as session:
        last = _last(session, sheet_id, insats_id, span.code)
        if last is not None and (last.sheet.hash, dict(last.answers)) == (sheet.hash, chosen):
            return last
        if last is None and not chosen:
            why = "Rutnätet är tomt, och inget är fyllt tidigare."
            raise BadInput("Det finns inget att spara.", why, "Välj i minst en ruta.", field="val")
        if session.get(JudgedSheet, sheet.hash) is None:
            session.add(JudgedSheet(hash=sheet.hash, sheet_id=sheet_id, document=canonical.dump(sheet.document).decode()))
            session.flush()
        nr = len(session.exec(select(Judgement.nr)).all()) + 1
        session.add(Judgement(nr=nr, sheet=sheet.hash, sheet_id=sheet_id, insats_id=insats_id, period=span.code, day=today))
        session.flush()
        session.add_all(JudgedField(judgement=nr, field=field, choice=choice) for field, choice in chosen.items())
        append(session, today, AuditKind.BEDOMNING, rutnat=sheet_id, insats=insats_id, period=span.code)
    return Filled(sheet, insats_id, span.code, today, chosen, nr)


def historik(kansli: Kansli, sheet_id: str, insats_id: str, period: str | None = None) -> list[Filled]:
    """Every filling of a sheet and an insats, of one period or all, the oldest first; also by definitions that no longer are."""
    found = [one for one in _read(kansli, sheet_id, whole=True) if one.insats_id == insats_id]
    return [one for one in found if period is None or one.period == Period.parse(period).code]


def judged(kansli: Kansli) -> Judged:
    """What reports show of judgements: what holds of every sheet, insats and period. Raises NiofaltError where the file is broken."""
    return Judged(definitions(kansli), insatser(kansli), tuple(_read(kansli)))


def faults(session: Session) -> str:
    """What is wrong with the stored judgements, in a sentence; empty where nothing is."""
    for row in session.exec(select(JudgedSheet)):
        if canonical.digest(json.loads(row.document)) != row.hash:
            return f"Definitionen av rutnätet {row.sheet_id} är ändrad."
    numbers = list(session.exec(select(Judgement.nr).order_by(col(Judgement.nr))))
    if numbers != list(range(1, len(numbers) + 1)):
        return "En bedömning saknas i historiken."
    for one in _filled(session, None):
        if any(one.choice(field) is None for field in one.answers):
            return f"Bedömning {one.nr} har ett val som inte finns i dess rutnät."
    return ""


# -- Inside ------------------------------------------------------------------------------------------------------------------------------------


def _place(kansli: Kansli, sheet_id: str, insats_id: str, period: str) -> tuple[Sheet, tuple[str, str, str], Period]:
    known = definitions(kansli)
    sheet = known.get(sheet_id)
    if sheet is None:
        what = f"De som finns är: {', '.join(one.id for one in known.sheets)}." if known.sheets else f"Filen {loader.FILE_NAME} saknas eller är tom."
        remedy = "Välj ett av dem." if known.sheets else "Skriv ett exempel att utgå från med niofalt exempel."
        raise BadInput(f"Rutnätet {sheet_id} finns inte.", what, remedy, field="rutnat")
    insats = next((one for one in insatser(kansli) if one[0] == insats_id), None)
    if insats is None or not sheet.is_for(insats_id, insats[2]):
        mine = [one for one, _, typ in insatser(kansli) if sheet.is_for(one, typ)]
        why = f"Det gäller: {', '.join(mine) or 'ingen insats här'}."
        raise BadInput(f"Rutnätet {sheet_id} gäller inte insatsen {insats_id}.", why, "Välj en av dem.", field="insats")
    span = Period.parse(period)
    if span != sheet.period_of(span.first):
        kind = "halvår, till exempel 2026H1" if sheet.period == "halvar" else "år, till exempel 2026"
        raise BadInput(f"Perioden {span.code} är fel för {sheet_id}.", f"Det fylls i per {kind}.", "Välj en sådan period.", field="period")
    return sheet, insats, span


def _check(sheet: Sheet, answers: Mapping[str, str]) -> None:
    for field_id, choice_id in answers.items():
        asked = sheet.field(field_id)
        if asked is None:
            known = ", ".join(one.id for one in sheet.fields)
            raise BadInput(f"Fältet {field_id} finns inte i {sheet.id}.", f"De som finns är: {known}.", "Välj ett av dem.", field="val")
        if asked.choice(choice_id) is None:
            known = ", ".join(one.id for one in asked.choices)
            raise BadInput(f"Valet {choice_id} finns inte för {field_id}.", f"De som finns är: {known}.", "Välj ett av dem.", field="val")


def _last(session: Session, sheet_id: str, insats_id: str, period: str) -> Filled | None:
    mine = [one for one in _filled(session, sheet_id) if (one.insats_id, one.period) == (insats_id, period)]
    return mine[-1] if mine else None


def _read(kansli: Kansli, sheet_id: str | None = None, *, whole: bool = False) -> list[Filled]:
    """The fillings in order; only what holds of each place unless the ``whole`` history is asked for. Emptied ones hold as nothing."""
    with kansli.store.read() as session:
        found = _filled(session, sheet_id)
    if whole:
        return found
    latest = {(one.sheet.id, one.insats_id, one.period): one for one in found}
    return [one for one in latest.values() if one.answers]


def _filled(session: Session, sheet_id: str | None) -> list[Filled]:
    query, chosen = select(Judgement).order_by(col(Judgement.nr)), select(JudgedField)
    if sheet_id is not None:
        query = query.where(col(Judgement.sheet_id) == sheet_id)
        chosen = chosen.join(Judgement, col(Judgement.nr) == JudgedField.judgement).where(col(Judgement.sheet_id) == sheet_id)
    answers: dict[int, dict[str, str]] = {}
    for row in session.exec(chosen):
        answers.setdefault(row.judgement, {})[row.field] = row.choice
    sheets = {row.hash: from_document(json.loads(row.document)) for row in session.exec(select(JudgedSheet))}
    return [Filled(sheets[row.sheet], row.insats_id, row.period, row.day, answers.get(row.nr, {}), row.nr) for row in session.exec(query)]
