"""The audit log: what it takes, that it chains, and that every change to it shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, create_engine, select

from register import audit_log
from register.audit_log import AuditEntry, AuditKind

DAY = date(2026, 3, 14)


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.tables["audit_entry"].create(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def filled(session: Session) -> Session:
    audit_log.append(session, DAY, AuditKind.SKAPAD)
    audit_log.append(session, DAY, "upplasning")
    audit_log.append(session, DAY, AuditKind.LAS, period="2026H1", antal=17)
    audit_log.append(session, DAY, AuditKind.LEVERANS, nummer=1, plan="ab" * 32)
    session.commit()
    return session


def test_empty(session: Session) -> None:
    assert audit_log.head(session) == audit_log.START == "0" * 64
    assert audit_log.verify(session) == []


def test_chains(filled: Session) -> None:
    entries = filled.exec(select(AuditEntry)).all()
    assert [entry.nr for entry in entries] == [1, 2, 3, 4]
    assert [entry.prev for entry in entries] == [audit_log.START, *(entry.hash for entry in entries[:-1])]
    assert audit_log.head(filled) == entries[-1].hash
    assert audit_log.verify(filled) == []
    assert audit_log.details(entries[2]) == {"period": "2026H1", "antal": 17}


def test_hash_as_described(filled: Session) -> None:
    entry = filled.get(AuditEntry, 3)
    assert entry is not None
    described = {"day": "2026-03-14", "detail": '{"antal":17,"period":"2026H1"}', "kind": "las", "nr": 3, "prev": entry.prev}
    assert entry.hash == hashlib.sha256(json.dumps(described, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE audit_entry SET day = '2026-03-15' WHERE nr = 2", ["Loggens post 2 har ändrats."]),
        ("UPDATE audit_entry SET detail = '{}' WHERE nr = 3", ["Loggens post 3 har ändrats."]),
        ("UPDATE audit_entry SET kind = 'export' WHERE nr = 4", ["Loggens post 4 har ändrats."]),
        ("DELETE FROM audit_entry WHERE nr = 2", ["Loggen saknar post 2 till 2."]),
        ("DELETE FROM audit_entry WHERE nr = 1", ["Loggen saknar post 1 till 1."]),
        (
            "UPDATE audit_entry SET hash = printf('%064d', 7) WHERE nr = 2",
            ["Loggens post 2 har ändrats.", "Loggens post 3 hänger inte ihop med den föregående."],
        ),
    ],
)
def test_every_change_shows(filled: Session, change: str, said: list[str]) -> None:
    filled.connection().execute(text(change))
    filled.expire_all()
    assert audit_log.verify(filled) == said


def test_a_log_cut_short_has_another_head(filled: Session) -> None:
    delivered = audit_log.head(filled)
    filled.connection().execute(text("DELETE FROM audit_entry WHERE nr = 4"))
    filled.expire_all()
    assert audit_log.head(filled) != delivered


@pytest.mark.parametrize(
    "detail",
    [
        {"namn": "Två Ord"},
        {"namn": "åäö"},
        {"namn": ""},
        {"namn": "x" * 81},
        {"namn": "rad\n"},
        {"tal": 1.5},
        {"tal": True},
        {"lista": [1]},
        {"inget": None},
        {"Stort": 1},
        {"x" * 33: 1},
    ],
)
def test_takes_only_short_ids_and_whole_numbers(session: Session, detail: dict[str, int | str]) -> None:
    with pytest.raises(ValueError, match="only short ids"):
        audit_log.append(session, DAY, AuditKind.EXPORT, **detail)
    assert session.exec(select(AuditEntry)).all() == []


def test_takes_only_known_kinds(session: Session) -> None:
    with pytest.raises(ValueError, match="formular"):
        audit_log.append(session, DAY, "formular")
    with pytest.raises(IntegrityError):
        session.connection().execute(
            text("INSERT INTO audit_entry VALUES (1, '2026-01-01', 'formular', '{}', printf('%064d', 0), printf('%064d', 0))")
        )


def test_keeps_no_time_of_day() -> None:
    assert str(AuditEntry.__table__.c.day.type) == "DATE"  # type: ignore[attr-defined]
