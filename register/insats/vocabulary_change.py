"""Taking up a changed vocabulary in a vault, without recoding anything silently.

Codes are never removed, only retired, so every sealed form stays readable. A vocabulary is taken up at unlocking where what is already
counted would be counted in the same way under it; otherwise the vault keeps its own until nothing is open, and says so.
"""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, func, select

from register import audit_log, canonical
from register.counts import MISSING, Cell, Details, Place, Tally
from register.errors import BadInput
from register.insats import ledger
from register.insats.counting import AVSLUT_UNIT, START_UNIT, Rules
from register.insats.models import SealedRow, VocabularyVersion
from register.insats.session import Insats, config_of
from register.vocabulary.loader import check_successor, load
from register.vocabulary.model import PlanTable, Vocabulary
from register.vocabulary.variables import DERIVED, grouping_of

_BANDS = ("tid_i_insats", "antal_matningar")


def adopt(insats: Insats, session: Session, today: date) -> None:
    """Take up the förbund's vocabulary if it has changed and may be taken up; else say why on ``insats.vocabulary_problem``."""
    try:
        new = load(insats.catalogue.vocabulary_folder)
        if new.hash == insats.vocabulary.hash:
            return
        check_successor(insats.vocabulary, new)
    except BadInput as error:
        insats.vocabulary_problem = str(error)
        return
    old = insats.vocabulary
    if not _is_untouched(session):
        problem = changes_meaning(old, new, insats.id)
        if problem:
            insats.vocabulary_problem = problem
            return
        _count_new_tables_as_missing(insats, session, new)
    if session.get(VocabularyVersion, new.hash) is None:
        session.add(VocabularyVersion(hash=new.hash, document=canonical.dump(new.document).decode()))
        session.flush()
    config_of(session).plan_hash = new.hash
    audit_log.append(session, today, audit_log.AuditKind.VOKABULAR, plan=new.hash)
    session.flush()
    insats.vocabulary = new
    insats.vocabulary_problem = ""


def _is_untouched(session: Session) -> bool:
    """Whether nothing open has been counted by the old vocabulary."""
    rows = session.exec(select(func.count()).select_from(SealedRow)).one()
    return rows == 0 and not ledger.waiting(session) and not ledger.open_periods(session)


def _tables(vocabulary: Vocabulary, insats_id: str) -> dict[str, PlanTable]:
    tables = Rules(vocabulary, insats_id, None).tables
    return {table.id: table for event in tables.values() for table in event}


def changes_meaning(old: Vocabulary, new: Vocabulary, insats_id: str) -> str:
    """Why forms already counted would be counted otherwise by the new vocabulary; empty where they would not."""
    was, now = _tables(old, insats_id), _tables(new, insats_id)
    same = (
        all(
            now.get(table_id) is not None and now[table_id].variables == t.variables and now[table_id].minimum == t.minimum
            for table_id, t in was.items()
        )
        and all(_only_new_fields(old, table, insats_id) for table_id, table in now.items() if table_id not in was)
        and Rules(old, insats_id, None).at_work_or_study == Rules(new, insats_id, None).at_work_or_study
        and all(_groups_stay(old, new, v) for v in ("avslutsgrupp", "aldersgrupp_3", "tid_3"))
        and all(_bounds(old, name) == _bounds(new, name) for name in _BANDS)
        and all(instrument.version == new.instruments[i].version for i, instrument in old.instruments.items())
    )
    if same:
        return ""
    return (
        "Förbundets ändrade listor används inte än i den här insatsen. Ändringen skulle räkna om formulär som redan är räknade. "
        "Den börjar gälla när inga deltaganden är öppna och allt är låst och levererat; tala med kansliet."
    )


def _only_new_fields(old: Vocabulary, table: PlanTable, insats_id: str) -> bool:
    known = {field.id for kind in old.forms for field in old.form(kind, insats_id).fields} | set(DERIVED)
    return table.minimum is None and not known & set(table.variables)


def _groups_stay(old: Vocabulary, new: Vocabulary, variable: str) -> bool:
    """Whether every code of the old grouping stands in the same group; new codes and new labels change nothing that is counted."""
    was, now = grouping_of(old, variable), grouping_of(new, variable)
    return all(now.group_of.get(code.id) == was.group_of.get(code.id) for code in old.lists[was.code_list].codes)


def _bounds(vocabulary: Vocabulary, list_id: str) -> list[tuple[str, int | None, int | None]]:
    return [(code.id, code.first, code.last) for code in vocabulary.lists[list_id].codes]


def _count_new_tables_as_missing(insats: Insats, session: Session, new: Vocabulary) -> None:
    """Those already counted have not answered a new question: they count as *saknas* in its table."""
    added = [table for table_id, table in _tables(new, insats.id).items() if table_id not in _tables(insats.vocabulary, insats.id)]
    for period in (*ledger.open_periods(session), ledger.WAITING):
        gathered = ledger.waiting(session) if period == ledger.WAITING else None
        places = {p: g.details for p, g in gathered.items()} if gathered is not None else ledger.tally_of(session, period).details
        tally = Tally()
        for place, details in places.items():
            for table in added:
                if place.unit == _unit_of(table) or (table.event == "matning" and place.unit.startswith("matning.")):
                    tally.details.setdefault(Place(*place), Details()).cells[Cell(table.id, (MISSING,) * len(table.variables))] = details.people
        ledger.add(session, period, tally)


def _unit_of(table: PlanTable) -> str:
    return {"start": START_UNIT, "avslut": AVSLUT_UNIT}.get(table.event, "")
