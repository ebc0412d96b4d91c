"""Locking a period: the order, what leaves, what is destroyed, and the first lock of an insats without a declared first period."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from register.audit_log import AuditEntry, AuditKind
from register.counts import UNDIVIDED, Place, Volume
from register.errors import BadInput, WrongPassphrase
from register.insats.models import SealedRow
from register.insats.overview import lista, oversikt
from tests.insats.world import TODAY, World, one

LATER = date(2027, 2, 1)


def fill(world: World, women: int, men: int, when: str = "2026-02", end: str = "2026-05") -> None:
    with world.insats.batch():
        for i in range(women + men):
            world.avslut(world.start(when, kon="kvinna" if i < women else "man"), end)


def test_a_lock_sends_k_of_a_kon_and_lets_fewer_wait(world: World) -> None:
    fill(world, 6, 4)
    report = world.las()
    assert report.batch.volumes[Volume("avslutade", "2026-05", "man")] == 4
    assert {(r.place, r.people) for r in report.batch.released} == {(Place("start", "kvinna"), 6), (Place("avslut", "kvinna"), 6)}
    avslut = one(report.batch, "avslut", "kvinna")
    assert avslut is not None
    assert avslut.table("avslut.avslutsanledning") == {("studier",): 6}
    assert report.waiting[Place("avslut", "man")] == 4
    assert report.waiting[Place("avslut.for-vem.tid", UNDIVIDED)] == 6
    assert report.waiting[Place("avslut.for-vem.tid", "man")] == 4
    assert world.wrong() == []


def test_those_who_waited_leave_with_a_later_lock(world: World) -> None:
    fill(world, 6, 4)
    world.las()
    fill(world, 0, 1, "2026-08", "2026-09")
    report = world.las("2026H2", today=LATER)
    men = next(r for r in report.batch.released if r.place == Place("avslut", "man"))
    assert (men.people, men.periods) == (5, ("2026H1", "2026H2"))
    assert world.wrong() == []


def test_ended_rows_are_destroyed_and_open_ones_go_on(world: World) -> None:
    fill(world, 5, 0)
    still = world.start()
    later = world.start()
    world.avslut(later, "2026-07")
    report = world.las()
    assert report.gallring.rows == 5
    assert report.gallring.lines()[0] == "Gallringsprotokoll för 2026H1"
    assert sorted(row.state for row in lista(world.insats)) == ["avslutad", "oppen"]
    assert world.participation(still).avslut is None
    assert world.angra(later) == "avslut"
    assert world.wrong() == []


def test_the_lock_changes_the_key(world: World, tmp_path: Path) -> None:
    other = world.another()
    before = world.insats.vault.header["keyslots"]
    world.las()
    assert world.insats.vault.header["keyslots"] != before
    with pytest.raises(Exception, match="Valvets nyckel har bytts"):
        lista(other)
    world.reopen()


def test_a_wrong_passphrase_locks_nothing(world: World) -> None:
    fill(world, 5, 0)
    before, data = world.state(), world.insats.vault.path.read_bytes()
    with pytest.raises(WrongPassphrase, match="Lösenfrasen stämmer inte"):
        world.las(passphrase="fyra röda stolar")
    assert world.state() == before
    assert world.insats.vault.path.read_bytes() == data


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("2026H2", "2026H2 är inte slut. Den varar till och med 2026-12."),
        ("2026K1", "2026K1 är inte en period som insatsen låser. Insatsens perioder är av slaget 2026H1."),
        ("2026", "2026 är inte en period som insatsen låser."),
        ("2025H2", "2025H2 kan inte låsas än. Perioder låses i ordning, och 2026H1 står på tur. Lås 2026H1 först."),
        ("våren", "Perioden går inte att läsa."),
    ],
)
def test_another_period_is_refused(world: World, period: str, message: str) -> None:
    world.start()
    before = world.state()
    with pytest.raises(BadInput) as refused:
        world.las(period)
    assert str(refused.value).startswith(message)
    assert world.state() == before


def test_a_period_locks_once_and_in_order(world: World) -> None:
    with pytest.raises(BadInput, match="2026H2 kan inte låsas än"):
        world.las("2026H2", today=LATER)
    world.las()
    with pytest.raises(BadInput, match=r"2026H1 är redan låst\. En period låses en gång"):
        world.las()


def test_an_insats_ends(world: World) -> None:
    fill(world, 6, 3)
    open_ = world.start()
    with pytest.raises(BadInput, match=r"Insatsen kan inte upphöra än\. Deltaganden är öppna"):
        world.las(final=True)
    world.avslut(open_, avslutsanledning="insatsen-upphorde")
    report = world.las(final=True)
    assert report.batch.final
    assert report.waiting == {}
    assert report.batch.destroyed[Place("avslut", "man")] == 3
    assert report.batch.destroyed[Place("avslut.for-vem.tid", UNDIVIDED)] == 7
    assert lista(world.insats) == []
    assert world.wrong() == []
    for act in (lambda: world.start("2026-08"), lambda: world.antal("2026-08", 1, "man"), lambda: world.start("2026-02", late=True)):
        with pytest.raises(BadInput, match="Insatsen har upphört"):
            act()
    with pytest.raises(BadInput, match="Insatsen har upphört"):
        world.las("2026H2", today=LATER)


def test_the_years_end_sends_the_rest_without_kon(world: World) -> None:
    fill(world, 3, 2)
    assert world.las().batch.released == ()
    report = world.las("2026H2", today=LATER)
    assert {r.place for r in report.batch.released} == {Place("start", UNDIVIDED), Place("avslut", UNDIVIDED)}
    assert report.waiting == {Place(f"avslut.for-vem.{t}", UNDIVIDED): 5 for t in ("parallell", "aldersgrupp", "tid")}
    assert world.wrong() == []


def test_the_first_lock_decides_the_first_period(tmp_path: Path) -> None:
    world = World.make(tmp_path, first_period=None)
    early = world.start("2025-03", forsorjning="sjukpenning")
    world.start("2025-11", kon="man")
    world.antal("2025-12", 2, "man")
    world.start("2026-02")
    undecided = world.insats.first_period
    assert undecided is None
    assert oversikt(world.insats, today=TODAY).lockable == "2025H1"
    report = world.las("2026H1")
    assert report.batch.volumes == {
        Volume("ingaende", "2026-01", "kvinna"): 1,
        Volume("ingaende", "2026-01", "man"): 3,
        Volume("ingaende.endast-antal", "2026-01", "man"): 2,
        Volume("nya", "2026-02", "kvinna"): 1,
    }
    assert world.insats.first_period == "2026H1"
    assert report.waiting == {Place("start", "kvinna"): 1}
    world.avslut(early, "2026-09", forsorjning="lon")
    assert world.table("avslut.forsorjning_fore_efter", period="2026H2") == {("sjukpenning", "lon"): 1}
    assert world.participation(early).start.period == "2025H1"
    with pytest.raises(BadInput, match="som är låst"):
        world.ratta(early, 0, {"forsorjning": "lon"})
    assert world.wrong() == []


def test_an_earlier_period_with_more_than_starts_is_locked_first(tmp_path: Path) -> None:
    world = World.make(tmp_path, first_period=None)
    keys = world.start("2025-08")
    world.matning(keys, "2025-10")
    with pytest.raises(BadInput, match=r"2026H1 kan inte låsas än\. 2025H2 har mätningar"):
        world.las("2026H1")
    world.las("2025H2")
    world.las("2026H1")
    assert world.wrong() == []


def test_a_lock_and_its_gallring_are_logged_without_any_person(world: World) -> None:
    fill(world, 5, 0)
    world.las()
    with world.insats.read() as session:
        entries = [(e.kind, e.detail) for e in session.exec(select(AuditEntry)) if e.kind in (AuditKind.LAS, AuditKind.GALLRING)]
        assert session.exec(select(SealedRow)).all() == []
    assert entries == [("las", '{"nummer":1,"period":"2026H1"}'), ("gallring", '{"antal":5,"period":"2026H1"}')]


@pytest.mark.parametrize(
    ("kind", "first", "periods"), [("tertial", "2026T1", ("2026T1", "2026T2")), ("kvartal", "2026K1", ("2026K1", "2026K2", "2026K3"))]
)
def test_other_kinds_of_period(tmp_path: Path, kind: str, first: str, periods: tuple[str, ...]) -> None:
    world = World.make(tmp_path, period_kind=kind, first_period=first)
    fill(world, 5, 0, "2026-01", "2026-04")
    for period in periods:
        world.las(period)
    assert world.wrong() == []
    assert [p.code for p in oversikt(world.insats, today=TODAY).periods][: len(periods)] == list(periods)
