"""Kontroll finds what no act would do, and the overview adds up."""

from __future__ import annotations

from datetime import date

import pytest

from register.counts import Flow
from register.insats.checks import kontroll
from register.insats.overview import lista, oversikt
from tests.insats.world import TODAY, World, month


def filled(world: World) -> None:
    with world.insats.batch():
        for i in range(7):
            keys = world.start("2026-02")
            world.matning(keys, "2026-03")
            world.matning(keys, "2026-03", (3,) * 7, instrument="swemwbs")
            if i < 6:
                world.avslut(keys, "2026-05")
        world.antal("2026-02", 2, "man")


PLANTED = [
    ("DELETE FROM sealed_row WHERE state = 'oppen'", "Pågående = ingående"),
    ("UPDATE open_volume SET n = n + 1 WHERE event = 'nya' AND kon = 'kvinna'", "Pågående = ingående"),
    ("UPDATE open_volume SET n = n - 1 WHERE event = 'avslutade'", "Avslutade: redovisade + väntar = alla"),
    ("UPDATE open_volume SET kon = 'annat' WHERE event = 'avslutade'", "Pågående är aldrig under noll för något kön"),
    ("UPDATE gathered_people SET n = n + 1 WHERE unit = 'start'", "Nya: redovisade + väntar = alla"),
    ("UPDATE gathered_cell SET n = n + 1 WHERE table_id = 'start.utbildning'", "Varje tabell summerar"),
    ("DELETE FROM gathered_cell WHERE table_id = 'start.utbildning'", "Varje tabell summerar"),
    ("DELETE FROM gathered_cell WHERE answers = 'halsa|3'", "Varje tabell summerar"),
    ("UPDATE gathered_cell SET n = n + 1 WHERE table_id = 'niva' AND answers = 'halsa|3'", "Varje tabell summerar"),
    ("UPDATE gathered_cell SET n = n + 1 WHERE table_id = 'poang' AND answers = 'n'", "Varje tabell summerar"),
    ("INSERT INTO open_volume VALUES ('2026H1', 'nya.sen', '2026-02', 'man', 3)", "Sena och endast antal"),
    ("UPDATE sealed_row SET body = zeroblob(100) WHERE state = 'oppen'", "Alla rader är lika långa"),
    ("UPDATE audit_entry SET detail = '[9]' WHERE nr = 1", "Loggens kedja"),
    ("DELETE FROM audit_entry WHERE nr = 1", "Loggens kedja"),
]


@pytest.mark.parametrize(("statement", "found"), PLANTED)
def test_a_planted_inconsistency_is_found(world: World, statement: str, found: str) -> None:
    filled(world)
    assert world.wrong() == []
    world.sql(statement)
    assert any(line.startswith(found) for line in world.wrong())


AFTER_LOCK = [
    ("UPDATE sealed_row SET state = 'avslutad', avslut_period = '2026H1'", "Inga rader finns kvar"),
    ("UPDATE locked_period SET period = '2025H2'", "Låsta perioder är numrerade"),
    ("UPDATE locked_period SET number = 2", "Låsta perioder är numrerade"),
    ("UPDATE gathered_people SET n = n + 1 WHERE period = '' AND unit = 'avslut'", "Avslutade: redovisade + väntar = alla"),
    ("UPDATE locked_period SET batch = replace(batch, 'personer\"\\:5', 'personer\"\\:4')", "Nya: redovisade + väntar = alla"),
]


@pytest.mark.parametrize(("statement", "found"), AFTER_LOCK)
def test_a_planted_inconsistency_after_a_lock_is_found(world: World, statement: str, found: str) -> None:
    with world.insats.batch():
        for i in range(5):
            keys = world.start()
            if i < 4:
                world.avslut(keys)
    world.las()
    assert world.wrong() == []
    world.sql(statement)
    assert any(line.startswith(found) for line in world.wrong())


def test_kontroll_says_its_figures(world: World) -> None:
    filled(world)
    details = {finding.what: finding.detail for finding in kontroll(world.insats)}
    assert details["Nya: redovisade + väntar = alla"] == "0 redovisade + 0 väntar + 7 i öppna perioder + 0 ej redovisade av 7"
    assert details["Pågående = ingående + nya − avslutade − felregistrerade, utan endast antal"] == "1 öppna rader, 1 enligt volymerna"


def test_the_overview_adds_up(world: World) -> None:
    filled(world)
    world.start("2025-04", kon="man")
    view = oversikt(world.insats, today=TODAY)
    first, second = view.periods
    assert (first.code, first.label, first.state, first.ended) == ("2026H1", "första halvåret 2026", "oppen", True)
    assert first.flow == Flow(pagaende_start=1, nya=9, avslutade=6)
    assert first.flow_by_kon["man"] == Flow(pagaende_start=1, nya=2)
    assert (first.flow.deltagare, first.flow.pagaende_slut) == (10, 4)
    assert second.flow == Flow(pagaende_start=4)
    assert not second.ended
    assert (view.open_rows, view.lockable, view.undelivered) == (2, "2026H1", [])
    months = {str(m.month): (m.nya, m.avslutade, m.pagaende) for m in view.months}
    assert len(months) == 12
    assert months["2026-02"] == (9, 0, 10)
    assert months["2026-05"] == (0, 6, 4)
    assert months["2026-11"] == (0, 0, 4)
    assert months["2025-12"] == (0, 0, 0)


def test_reminders_are_those_due_by_now(world: World) -> None:
    soon, late, ended = world.start("2026-10"), world.start("2026-07"), world.start("2026-07")
    world.avslut(ended, "2026-08")
    due = oversikt(world.insats, today=TODAY).due
    assert [info.due for info in due] == [month("2026-10")]
    world.matning(late, "2026-10")
    assert oversikt(world.insats, today=TODAY).due == []
    assert [info.due for info in oversikt(world.insats, today=date(2027, 1, 5)).due] == [month("2027-01")] * 2
    assert soon is not None


def test_the_overview_after_a_lock(world: World) -> None:
    filled(world)
    world.las()
    view = oversikt(world.insats, today=TODAY)
    assert [(p.code, p.state) for p in view.periods] == [("2026H1", "last"), ("2026H2", "oppen")]
    assert view.undelivered == ["2026H1"]
    assert view.lockable is None
    assert view.periods[1].flow.pagaende_start == 3


def test_an_empty_insats_has_an_overview(world: World, struktur: World) -> None:
    assert oversikt(world.insats, today=TODAY).open_rows == 0
    assert lista(world.insats) == []
    struktur.antal("2026-02", 10, "kvinna")
    struktur.antal("2026-03", 4)
    view = oversikt(struktur.insats, today=TODAY)
    assert view.periods[0].antal == {"kvinna": 10, "ej-uppdelat": 4}
    assert {str(m.month): m.nya for m in view.months}["2026-03"] == 4
