"""Forms dated in a locked period: refused until confirmed, then counted in the oldest open one and marked."""

from __future__ import annotations

import pytest

from register.counts import Volume
from register.insats.acts import LateForm
from register.insats.dating import counted_in
from register.insats.overview import lista
from register.periods import Month, Period
from tests.insats.world import World


def test_a_late_form_asks_first(world: World) -> None:
    world.las("2026H1")
    before = world.state()
    with pytest.raises(LateForm) as asked:
        world.start("2026-03")
    assert str(asked.value) == (
        "Månaden 2026-03 ligger i en låst period. Formuläret kan räknas i 2026H2, den äldsta öppna perioden, och märks som sent. "
        "Bekräfta att det är rätt månad (sen = ja)."
    )
    assert asked.value.period.code == "2026H2"
    assert asked.value.field == "manad"
    assert world.state() == before


def test_a_late_start_is_booked_in_the_first_month_of_the_period_that_counts_it(world: World) -> None:
    world.las("2026H1")
    keys = world.start("2026-03", late=True)
    assert world.volumes("2026H2") == {Volume("nya", "2026-07", "kvinna"): 1, Volume("nya.sen", "2026-07", "kvinna"): 1}
    assert world.people("start", period="2026H2") == 1
    start = world.participation(keys).start
    assert (str(start.month), start.period, start.late) == ("2026-03", "2026H2", True)
    assert world.wrong() == []


def test_a_late_avslut_counts_time_by_its_own_month(world: World) -> None:
    keys = world.start("2026-01")
    world.las("2026H1")
    world.avslut(keys, "2026-05", late=True)
    assert world.table("avslut.tid_i_insats", period="2026H2") == {("3-5",): 1}
    assert world.volumes("2026H2") == {Volume("avslutade", "2026-07", "kvinna"): 1, Volume("avslutade.sen", "2026-07", "kvinna"): 1}
    assert lista(world.insats)[0].avslut_period == "2026H2"


def test_a_late_matning_and_a_late_lost_code(world: World) -> None:
    keys = world.start("2026-01")
    world.las("2026H1")
    world.matning(keys, "2026-05", late=True)
    assert world.people("matning.skapa.1.deltagare.1", period="2026H2") == 1
    with pytest.raises(LateForm):
        world.lost(keys, "2026-06")
    world.lost(keys, "2026-06", late=True)
    assert world.volumes("2026H2")[Volume("avslutade.sen", "2026-07", "kvinna")] == 1


def test_late_said_of_a_form_that_is_not_late_changes_nothing(world: World) -> None:
    world.start("2026-03", late=True)
    assert world.volumes() == {Volume("nya", "2026-03", "kvinna"): 1}


def test_a_late_start_before_the_first_period_is_late_ingaende(world: World) -> None:
    world.las("2026H1")
    world.start("2025-03", late=True)
    assert world.volumes("2026H2") == {Volume("ingaende", "2026-07", "kvinna"): 1, Volume("ingaende.sen", "2026-07", "kvinna"): 1}
    assert world.people("start", period="2026H2") == 0
    assert world.wrong() == []


def test_a_late_form_can_be_undone_and_corrected(world: World) -> None:
    world.las("2026H1")
    before = world.state()
    keys = world.start("2026-03", late=True)
    world.ratta(keys, 0, {"aldersgrupp": "30-39"})
    assert world.table("start.aldersgrupp", "start", period="2026H2") == {("30-39",): 1}
    assert world.participation(keys).start.late
    assert world.angra(keys) == "start"
    assert world.state() == before


def test_a_correction_can_turn_a_form_late_and_back(world: World) -> None:
    world.las("2026H1")
    keys = world.start("2026-08")
    with pytest.raises(LateForm):
        world.ratta(keys, 0, {}, "2026-04")
    world.ratta(keys, 0, {}, "2026-04", late=True)
    assert world.volumes("2026H2") == {Volume("nya", "2026-07", "kvinna"): 1, Volume("nya.sen", "2026-07", "kvinna"): 1}
    world.ratta(keys, 0, {}, "2026-09")
    assert world.volumes("2026H2") == {Volume("nya", "2026-09", "kvinna"): 1}


def test_where_a_form_would_be_counted_is_asked_without_writing(world: World) -> None:
    july, march = Month(2026, 7), Month(2026, 3)
    world.las("2026H1")
    before = world.state()
    assert counted_in(world.insats, july) == (Period.parse("2026H2"), False)
    with pytest.raises(LateForm):
        counted_in(world.insats, march)
    assert counted_in(world.insats, march, late=True) == (Period.parse("2026H2"), True)
    assert world.state() == before
