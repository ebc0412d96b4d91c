"""The verbs of an insats: what screens and command line call.

Every act checks everything before it writes, writes all or nothing, and is durable when it returns (or when the surrounding
:meth:`Insats.batch` ends).
Participant keys are derived by the caller (:meth:`Insats.keys_for`), outside any lock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from unicodedata import normalize

from sqlmodel import Session

from register.counts import Tally
from register.errors import BadInput
from register.insats import ledger, rows
from register.insats.counting import Rules, avslut_without_code, contribution, difference, felregistrering, total
from register.insats.dating import LateForm, period_for
from register.insats.forms import (
    AVSLUT_BYTES,
    KON_FIELD,
    MONTH_FIELD,
    WRONGLY_REGISTERED,
    AnyForm,
    AvslutForm,
    FieldError,
    MatningForm,
    Participation,
    StartForm,
    check_order,
    checked_instrument,
    is_locked,
    too_long,
    validate,
    validate_items,
)
from register.insats.headcount import antal
from register.insats.overview import open_with_row
from register.insats.sealing import ROW_BYTES, ParticipantKeys
from register.insats.session import Insats, standing
from register.periods import Month, Period
from register.vocabulary.model import Form, FormKind

__all__ = ["LateForm", "angra", "antal", "avslut", "avslut_by_handle", "matning", "open_participation", "ratta", "start"]

Answers = Mapping[str, str | None]


def start(insats: Insats, keys: ParticipantKeys, answers: Answers, *, month: Month, late: bool = False, today: date) -> str:
    """Register a start; returns the handle. A code with an ended deltagande may start again: that is a new deltagande."""
    insats.require_individ()
    clean = _checked(insats, insats.form("start"), answers, month, today)
    with insats.write() as session:
        if rows.find(insats, session, keys, open_only=True):
            raise BadInput(
                "Koden har redan ett öppet deltagande.",
                "En kod kan bara ha ett deltagande i taget.",
                "Avsluta det först, eller ta en ny kod.",
                field="kod",
            )
        period, is_late = period_for(insats, session, month, late)
        participation = Participation((StartForm(month, period.code, is_late, clean),))
        handle = rows.add(insats, session, keys, participation)
        _apply(session, total(participation, insats.rules(session)))
        return handle


def matning(
    insats: Insats,
    keys: ParticipantKeys,
    *,
    instrument: str,
    skattare: str,
    svar: Sequence[int | None],
    month: Month,
    answers: Answers | None = None,
    late: bool = False,
    today: date,
) -> str:
    """Register a progressionsmätning; returns the handle. ``svar`` has one level per item, None where unanswered."""
    chosen = checked_instrument(insats.instruments, instrument)
    clean = _checked(insats, insats.form("matning"), {**(answers or {}), "skattare": skattare}, month, today)
    _raise_first(validate_items(chosen, svar))
    rater = clean.pop("skattare")
    with insats.write() as session:
        opened = _require_open(insats, session, keys)
        period, is_late = period_for(insats, session, month, late)
        form = MatningForm(month, period.code, is_late, chosen.id, chosen.version, rater, tuple(svar), clean)
        return _append(insats, session, keys, opened, form)


def avslut(insats: Insats, keys: ParticipantKeys, answers: Answers, *, month: Month, late: bool = False, today: date) -> str:
    """Register an avslut; returns the handle. The avslutsanledning *felregistrering* takes everything back."""
    clean = _checked(insats, _avslut_form(insats, with_kon=True), answers, month, today)
    kon = clean.pop(KON_FIELD, None)
    with insats.write() as session:
        opened = _require_open(insats, session, keys)
        if kon is not None and kon != opened.participation.start.answers[KON_FIELD]:
            raise BadInput(
                "Kön stämmer inte med starten.",
                "Deltagandet har ett annat kön i startformuläret.",
                "Lämna kön tomt eller rätta starten.",
                field=KON_FIELD,
            )
        period, is_late = period_for(insats, session, month, late)
        form = AvslutForm(month, period.code, is_late, clean)
        if clean["avslutsanledning"] == WRONGLY_REGISTERED:
            return _take_everything_back(insats, session, opened, form)
        return _append(insats, session, keys, opened, form)


def avslut_by_handle(insats: Insats, handle: str, answers: Answers, *, month: Month, late: bool = False, today: date) -> str:
    """Register an avslut whose code is lost. ``answers`` must name the kön, since nobody can open the row; it can't be undone."""
    form = _avslut_form(insats, with_kon=True)
    clean = _checked(insats, form, answers, month, today)
    kon = clean.pop(KON_FIELD, None)
    if kon is None:
        why = "Utan koden går det inte att läsa vilket kön deltagandet räknas under."
        raise BadInput("Kön saknas.", why, "Ange kön när avslutet görs med handtag.", field=KON_FIELD)
    with insats.write() as session:
        name = normalize("NFC", handle).strip().lower()
        if not (name.isprintable() and rows.is_open(session, name)):  # half a character can't even be looked for
            why = "Handtaget finns inte, eller så är deltagandet redan avslutat."
            raise BadInput("Inget öppet deltagande har det handtaget.", why, "Se handtagen i listan över öppna deltaganden.", field="handtag")
        period, is_late = period_for(insats, session, month, late)
        if open_with_row(session, kon, period) < 1:
            why = f"Inget deltagande av det könet pågår i {period.code} som kan avslutas då."
            raise BadInput("Kön stämmer inte.", why, "Kontrollera kön, månad och handtag.", field=KON_FIELD)
        avslutat = AvslutForm(month, period.code, is_late, clean)
        rules = insats.rules(session)
        if clean["avslutsanledning"] == WRONGLY_REGISTERED:
            rows.remove(session, name)
            _apply(session, {period.code: felregistrering(_booked(avslutat, rules), kon)})
        else:
            rows.end(session, name, period)
            _apply(session, {period.code: avslut_without_code(avslutat, kon, rules)})
        return name


def angra(insats: Insats, keys: ParticipantKeys, *, today: date) -> FormKind:  # noqa: ARG001 - every act takes the day
    """Take back a code's latest form while its period is open; returns its kind. Taking back an avslut reopens the deltagande."""
    with insats.write() as session:
        opened = rows.require(insats, session, keys)
        _require_not_lost(opened)
        latest = opened.participation.forms[-1]
        if isinstance(latest, AvslutForm) and rows.find(insats, session, keys, open_only=True):
            raise BadInput("Avslutet kan inte ångras.", "Koden har redan ett nytt öppet deltagande.", "Ångra det nya först.", field="kod")
        remaining = opened.participation.without_latest()
        _require_unlocked(insats, session, latest)
        _change(insats, session, opened.participation, remaining)
        if remaining is None:
            rows.remove(session, opened.handle)
        else:
            rows.replace(insats, session, keys, opened.handle, remaining)
        return latest.kind


def ratta(
    insats: Insats,
    keys: ParticipantKeys,
    *,
    form: int,
    changes: Mapping[str, object],
    month: Month | None = None,
    late: bool = False,
    today: date,
) -> str:
    """Change answers of one form (by its index in ``Participation.forms``) while its period is open; returns the handle.

    ``changes`` maps field ids to codes, None empties a field; ``svar`` replaces the levels of a mätning, ``skattare`` its rater. Another month
    may lie in a locked period, as for a new form (``late``).
    """
    with insats.write() as session:
        opened = rows.require(insats, session, keys)
        _require_not_lost(opened)
        if not 0 <= form < len(opened.participation.forms):
            raise BadInput(
                "Formuläret finns inte.", f"Deltagandet har {len(opened.participation.forms)} formulär.", "Välj ett av dem.", field="formular"
            )
        old = opened.participation.forms[form]
        _require_unlocked(insats, session, old)
        new = _changed(insats, session, old, changes, month or old.month, today, late=late)
        after = opened.participation.with_changed(form, new)
        check_order(after)
        _change(insats, session, opened.participation, after)
        rows.replace(insats, session, keys, opened.handle, after)
        return opened.handle


def open_participation(insats: Insats, keys: ParticipantKeys) -> tuple[str, Participation]:
    """The handle and the readable forms of a code. Checks that every open count is at least what the row contributed to it."""
    with insats.read() as session:
        opened = rows.require(insats, session, keys)
        sums = total(opened.participation, insats.rules(session))
        last = standing(session).locked_through
        for period, tally in sums.items():
            if not (last and Period.parse(period) <= last) and not ledger.at_least(session, period, tally):
                raise BadInput(
                    "Räkningen stämmer inte med deltagandet.",
                    f"Perioden {period} har räknat mindre än vad deltagandet har bidragit med.",
                    "Kör kontroll och återställ en säkerhetskopia.",
                )
        return opened.handle, opened.participation


def _checked(insats: Insats, form: Form, answers: Answers, month: Month, today: date, kept: Mapping[str, str] | None = None) -> dict[str, str]:
    given = {key: value for key, value in answers.items() if value not in (None, "")}
    _raise_first(validate(form, insats.vocabulary, {**given, MONTH_FIELD: str(month)}, today=today, kept=kept))
    return {key: str(value) for key, value in given.items() if key != MONTH_FIELD}


def _avslut_form(insats: Insats, *, with_kon: bool) -> Form:
    """The avslut form; with the kön field of the start form where the code may be lost."""
    form = insats.form("avslut")
    if not with_kon or KON_FIELD in form.by_id:
        return form
    kon = replace(insats.form("start").by_id[KON_FIELD], required=False)
    return Form(form.kind, form.label, (kon, *form.fields))


def _raise_first(errors: Sequence[FieldError]) -> None:
    if errors:
        raise errors[0].error


def _require_open(insats: Insats, session: Session, keys: ParticipantKeys) -> rows.OpenedRow:
    opened = rows.require(insats, session, keys)
    if opened.state != rows.OPEN:
        raise BadInput(
            "Deltagandet är redan avslutat.", "Inga fler formulär kan läggas till.", "Ångra avslutet, eller registrera en ny start.", field="kod"
        )
    return opened


def _require_not_lost(opened: rows.OpenedRow) -> None:
    if opened.state == rows.ENDED and opened.participation.avslut is None:
        raise BadInput(
            "Deltagandet är avslutat med sitt handtag.",
            "Ett sådant avslut räknas utan koden och kan inte ändras.",
            "Registrera en ny start om deltagandet fortsätter.",
            field="kod",
        )


def _append(insats: Insats, session: Session, keys: ParticipantKeys, opened: rows.OpenedRow, form: AnyForm) -> str:
    after = opened.participation.with_form(form)
    check_order(after)
    if isinstance(form, MatningForm) and len(after.encode()) + AVSLUT_BYTES > ROW_BYTES:
        raise too_long()
    rules = insats.rules(session)
    rows.replace(insats, session, keys, opened.handle, after)
    _apply(session, {rules.counted_in(form): contribution(opened.participation.forms, form, rules)})
    return opened.handle


def _take_everything_back(insats: Insats, session: Session, opened: rows.OpenedRow, form: AvslutForm) -> str:
    """Felregistrering: forget the deltagande; what locked periods counted of it is answered by one *felregistrerad*."""
    rules = insats.rules(session)
    locked = {row.period for row in ledger.locked(session)}
    counted = total(opened.participation, rules)
    _apply(session, difference({}, {period: tally for period, tally in counted.items() if period not in locked}))
    if rules.counted_in(opened.participation.start) in locked:
        kon = opened.participation.start.answers[KON_FIELD]
        _apply(session, {form.period: felregistrering(_booked(form, rules), kon)})
    rows.remove(session, opened.handle)
    return opened.handle


def _booked(form: AnyForm, rules: Rules) -> str:
    period = Period.parse(rules.counted_in(form))
    return str(form.month if period.contains(form.month) else period.first)


def _change(insats: Insats, session: Session, before: Participation, after: Participation | None) -> None:
    """Move the counts from one state of a deltagande to another; refused where a locked period would change."""
    rules = insats.rules(session)
    changes = difference(total(after, rules) if after else {}, total(before, rules))
    locked = {row.period for row in ledger.locked(session)}
    touched = sorted(set(changes) & locked)
    if touched:
        raise is_locked(touched[0])
    _apply(session, changes)


def _require_unlocked(insats: Insats, session: Session, form: AnyForm) -> None:
    """A form of a locked period stays as it is, one that gave no counts too."""
    now = standing(session)
    period, locked = insats.rules_by(now).counted_in(form), now.locked_through
    if locked and Period.parse(period) <= locked:
        raise is_locked(period)


def _apply(session: Session, changes: Mapping[str, Tally]) -> None:
    for period, tally in changes.items():
        ledger.add(session, period, tally)


def _changed(insats: Insats, session: Session, old: AnyForm, changes: Mapping[str, object], month: Month, today: date, *, late: bool) -> AnyForm:
    """The form with the changes, checked like a new one."""
    changed = dict(changes)
    answers: dict[str, object] = {**old.answers}
    svar: tuple[int | None, ...] = ()
    if isinstance(old, MatningForm):
        given = changed.pop("svar", list(old.svar))
        if not isinstance(given, list | tuple):
            raise BadInput("Svaren går inte att läsa.", "Svaren ska vara en lista.", "Ange ett svar per område.", field="svar")
        _raise_first(validate_items(checked_instrument(insats.instruments, old.instrument), given))
        svar = tuple(given)
        answers["skattare"] = old.skattare
    kept = {key: str(value) for key, value in answers.items()}
    answers.update(changed)
    clean = _checked(insats, insats.form(old.kind), {k: v for k, v in answers.items() if v is not None}, month, today, kept)  # type: ignore[misc]
    if clean.get("avslutsanledning") == WRONGLY_REGISTERED:
        raise BadInput(
            "Felregistrering är ingen rättelse.",
            "Den tar bort hela deltagandet.",
            "Ångra avslutet och avsluta med felregistrering.",
            field="avslutsanledning",
        )
    period, is_late = Period.parse(old.period), old.late
    if month != old.month:
        period, is_late = period_for(insats, session, month, late or old.late)
    if isinstance(old, MatningForm):
        return replace(old, month=month, period=period.code, late=is_late, skattare=clean.pop("skattare"), svar=svar, answers=clean)
    return replace(old, month=month, period=period.code, late=is_late, answers=clean)
