"""Filling, looking at and remembering judgements in a real register."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from register.audit_log import AuditEntry, AuditKind, details, verify
from register.errors import BadInput
from register.kansli import acts, judged_figures, judgements
from register.periods import Period
from tests.kansli.helpers import reopen
from tests.niofalt.sheets import ALL, TODAY, forbund, write

EVERY = {f"r{row}k{column}": "stark" for row in (1, 2, 3) for column in (1, 2, 3)}


@pytest.fixture
def kansli(tmp_path: Path) -> Iterator[acts.Kansli]:
    made = forbund(tmp_path)
    yield made
    made.close()


def fill(kansli: acts.Kansli, day: date = TODAY, period: str = "2026H1", /, **answers: str) -> int:
    return judgements.fyll(kansli, "nio", "vagen", period, answers, day).nr


def test_what_is_filled_holds_also_when_opened_again(kansli: acts.Kansli) -> None:
    assert fill(kansli, **EVERY) == 1
    kansli.close()
    again = reopen(kansli)
    found = judgements.visa(again, "nio", "vagen", "2026H1")
    again.close()
    assert found.answers == EVERY
    assert (found.now.day if found.now else None, found.times, found.before, found.lost) == (TODAY, 1, None, 0)
    assert (found.namn, found.typ, found.period.code) == ("Vägen vidare", "individ", "2026H1")


def test_a_changed_judgement_keeps_the_earlier_one_with_its_day(kansli: acts.Kansli) -> None:
    fill(kansli, date(2027, 2, 1), r1k1="svag", r1k2="stark")
    fill(kansli, date(2027, 2, 9), r1k1="stark")
    history = judgements.historik(kansli, "nio", "vagen", "2026H1")
    assert [(one.day.day, dict(one.answers)) for one in history] == [(1, {"r1k1": "svag", "r1k2": "stark"}), (9, {"r1k1": "stark"})]
    assert judgements.visa(kansli, "nio", "vagen", "2026H1").answers == {"r1k1": "stark"}
    assert [one.answers for one in judgements.judged(kansli).filled] == [{"r1k1": "stark"}]


def test_changing_back_and_emptying_are_history_too(kansli: acts.Kansli) -> None:
    for answer in ("svag", "stark", "svag"):
        fill(kansli, r1k1=answer)
    fill(kansli)
    assert [dict(one.answers) for one in judgements.historik(kansli, "nio", "vagen")] == [{"r1k1": "svag"}, {"r1k1": "stark"}, {"r1k1": "svag"}, {}]
    assert judgements.judged(kansli).filled == ()
    assert judgements.visa(kansli, "nio", "vagen", "2026H1").answers == {}


def test_the_same_again_keeps_and_logs_nothing(kansli: acts.Kansli) -> None:
    first = fill(kansli, r1k1="svag")
    assert fill(kansli, date(2027, 3, 1), r1k1="svag") == first
    assert len(judgements.historik(kansli, "nio", "vagen")) == 1
    assert len(log(kansli)) == 1


def log(kansli: acts.Kansli) -> list[AuditEntry]:
    with kansli.store.read() as session:
        assert verify(session) == []
        return [one for one in session.exec(select(AuditEntry)) if one.kind == AuditKind.BEDOMNING]


def test_the_log_says_only_that_it_was_filled(kansli: acts.Kansli) -> None:
    fill(kansli, **EVERY)
    (entry,) = log(kansli)
    assert details(entry) == {"rutnat": "nio", "insats": "vagen", "period": "2026H1"}


def test_the_period_before_stands_beside(kansli: acts.Kansli) -> None:
    fill(kansli, TODAY, "2025H2", r1k1="svag")
    found = judgements.visa(kansli, "nio", "vagen", "2026H1")
    assert found.before is not None
    assert (found.before.period, dict(found.before.answers), found.answers) == ("2025H2", {"r1k1": "svag"}, {})
    assert judgements.visa(kansli, "nio", "vagen", "2026H2").before is None


def test_an_old_definition_stays_readable_and_is_not_recoded(kansli: acts.Kansli) -> None:
    fill(kansli, r1k1="stark", r1k2="svag")
    write(kansli, ALL.replace('"Behovet"', '"Behoven"'))
    found = judgements.visa(kansli, "nio", "vagen", "2026H1")
    assert (found.answers, found.lost) == ({"r1k2": "svag"}, 1)
    (old,) = judgements.historik(kansli, "nio", "vagen")
    assert old.sheet.columns[0] == "Behovet"
    assert old.sheet.hash != found.sheet.hash
    fill(kansli, **found.answers)
    old, new = judgements.historik(kansli, "nio", "vagen")
    assert (old.sheet.columns[0], new.sheet.columns[0]) == ("Behovet", "Behoven")
    assert dict(old.answers) == {"r1k1": "stark", "r1k2": "svag"}


def test_history_is_there_when_the_file_is_gone(kansli: acts.Kansli) -> None:
    fill(kansli, r1k1="stark")
    (kansli.catalogue.root / "niofalt.toml").unlink()
    assert len(judgements.historik(kansli, "nio", "vagen")) == 1
    assert judgements.lista(kansli, TODAY) == []
    with pytest.raises(BadInput, match=r"niofalt\.toml saknas"):
        judgements.visa(kansli, "nio", "vagen", "2026H1")


def test_an_insats_that_has_delivered_nothing_is_judged_by_its_key_file(kansli: acts.Kansli) -> None:
    judgements.fyll(kansli, "plats", "rusta", "2026", {"plats": "r2k3"}, TODAY)
    found = judgements.visa(kansli, "plats", "rusta", "2026")
    assert (found.namn, found.answers) == ("Rusta samverkan", {"plats": "r2k3"})
    assert judged_figures.beside(kansli, "rusta", Period.parse("2026"), ("antal", "mal")) == ()


def test_the_list_says_what_is_filled(kansli: acts.Kansli) -> None:
    fill(kansli, TODAY, "2027H1", r1k1="stark")
    places = {(one.sheet.id, one.insats_id, one.period): (one.filled, one.fields, one.day) for one in judgements.lista(kansli, TODAY)}
    assert places == {
        ("nio", "vagen", "2027H1"): (1, 9, TODAY),
        ("nio", "vagen", "2026H2"): (0, 9, None),
        ("plats", "rusta", "2027"): (0, 1, None),
        ("plats", "rusta", "2026"): (0, 1, None),
        ("mall", "vagen", "2027H1"): (0, 2, None),
        ("mall", "vagen", "2026H2"): (0, 2, None),
    }
    assert {one.insats_id for one in judgements.lista(kansli, TODAY, insats_id="rusta")} == {"rusta"}


@pytest.mark.parametrize(
    ("sheet", "insats", "period", "answers", "said", "field"),
    [
        ("tio", "vagen", "2026H1", {"r1k1": "svag"}, "De som finns är: nio, plats, mall.", "rutnat"),
        ("nio", "rusta", "2026H1", {"r1k1": "svag"}, "Det gäller: vagen.", "insats"),
        ("nio", "okand", "2026H1", {"r1k1": "svag"}, "gäller inte insatsen okand", "insats"),
        ("nio", "vagen", "2026", {"r1k1": "svag"}, "per halvår", "period"),
        ("nio", "vagen", "2026T1", {"r1k1": "svag"}, "per halvår", "period"),
        ("plats", "rusta", "2026H1", {"plats": "r1k1"}, "per år", "period"),
        ("nio", "vagen", "2027H2", {"r1k1": "svag"}, "har inte börjat", "period"),
        ("nio", "vagen", "i fjol", {"r1k1": "svag"}, "Perioden går inte att läsa", "period"),
        ("nio", "vagen", "2026H1", {"r4k1": "svag"}, "Fältet r4k1 finns inte", "val"),
        ("nio", "vagen", "2026H1", {"r1k1": "bra men"}, "De som finns är: svag, delvis, stark.", "val"),
        ("plats", "rusta", "2026", {"plats": "r4k1"}, "Valet r4k1 finns inte", "val"),
        ("nio", "vagen", "2026H1", {}, "Det finns inget att spara", "val"),
    ],
)
def test_what_cannot_be_filled_changes_nothing(
    kansli: acts.Kansli, sheet: str, insats: str, period: str, answers: dict[str, str], said: str, field: str
) -> None:
    before = kansli.catalogue.forbund_path(kansli.id).read_bytes()
    with pytest.raises(BadInput, match=said) as caught:
        judgements.fyll(kansli, sheet, insats, period, answers, TODAY)
    assert caught.value.field == field
    assert kansli.catalogue.forbund_path(kansli.id).read_bytes() == before


def test_a_register_from_before_is_carried_over_when_unlocked(kansli: acts.Kansli) -> None:
    """Its log knew fewer kinds, and it had no tables of judgements."""
    with kansli.store.write() as session:
        connection = session.connection()
        for table in ("kansli_judged_field", "kansli_judgement", "kansli_judged_sheet"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        made = str(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'audit_entry'").scalar())
        rows = [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM audit_entry ORDER BY nr")]
        connection.exec_driver_sql("DROP TABLE audit_entry")
        connection.exec_driver_sql(made.replace(", 'bedomning'", ""))
        connection.exec_driver_sql("INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?)", rows)
    kansli.close()
    again = reopen(kansli)
    assert judgements.fyll(again, "nio", "vagen", "2026H1", {"r1k1": "svag"}, TODAY).nr == 1
    with again.store.read() as session:
        assert verify(session) == []
        assert len(session.exec(select(AuditEntry)).all()) == len(rows) + 2
    assert all(finding.ok for finding in acts.kontroll(again))
    again.close()


def test_the_database_refuses_a_judgement_without_its_definition(kansli: acts.Kansli) -> None:
    fill(kansli, r1k1="svag")
    with pytest.raises(Exception, match="FOREIGN KEY") as caught, kansli.store.write() as session:
        session.connection().exec_driver_sql("UPDATE kansli_judgement SET sheet = 'x'")
    assert isinstance(caught.value.__cause__, sqlite3.IntegrityError)


# -- The check of a register -------------------------------------------------------------------------------------------------------------------


def finding(kansli: acts.Kansli) -> acts.Finding:
    return next(one for one in acts.kontroll(kansli) if one.what == "Bedömningar")


def test_the_check_finds_nothing_wrong_in_what_was_kept(kansli: acts.Kansli) -> None:
    assert finding(kansli) == acts.Finding("Bedömningar", ok=True)
    fill(kansli, **EVERY)
    fill(kansli)
    assert finding(kansli).ok


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE kansli_judged_sheet SET document = replace(document, 'Behovet', 'Behoven')", "Definitionen av rutnätet nio är ändrad."),
        ("UPDATE kansli_judged_field SET choice = 'utmarkt' WHERE judgement = 2", "Bedömning 2 har ett val som inte finns i dess rutnät."),
        ("UPDATE kansli_judged_field SET field = 'r9k9' WHERE judgement = 1", "Bedömning 1 har ett val som inte finns i dess rutnät."),
        ("DELETE FROM kansli_judgement WHERE nr = 3", "En bedömning saknas i historiken."),
    ],
)
def test_the_check_finds_what_somebody_changed(kansli: acts.Kansli, statement: str, said: str) -> None:
    for answers in ({"r1k1": "svag"}, {"r1k1": "stark"}, {}, {"r1k1": "svag"}):
        judgements.fyll(kansli, "nio", "vagen", "2026H1", answers, TODAY)
    with kansli.store.write() as session:
        session.connection().exec_driver_sql(statement)
    assert finding(kansli) == acts.Finding("Bedömningar", ok=False, detail=said)
