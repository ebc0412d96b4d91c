"""Avslut with the code, with the handle when it is lost, and felregistrering."""

from __future__ import annotations

import unicodedata

import pytest

from register.counts import Details, Place, Volume
from register.errors import BadInput
from register.insats import acts
from register.insats.overview import lista
from tests.insats.world import AVSLUT, SVAR, TODAY, World, month


def test_an_avslut_compares_with_the_start(world: World) -> None:
    keys = world.start("2026-01", forsorjning="sjukpenning", sysselsattning="studier", omfattning="25")
    world.avslut(keys, "2026-06", forsorjning="lon", sysselsattning="arbete-med-stod", omfattning="50", parallell="part-af")
    assert world.table("avslut.forsorjning_fore_efter") == {("sjukpenning", "lon"): 1}
    assert world.table("avslut.sysselsattning_fore_efter") == {("studier", "arbete-med-stod"): 1}
    assert world.table("avslut.arbete_studier") == {("okade",): 1}
    assert world.table("avslut.tid_i_insats") == {("3-5",): 1}
    assert world.table("avslut.antal_matningar") == {("0",): 1}
    assert world.table("for-vem.parallell", "avslut.for-vem.parallell") == {("arbete-studier", "part-af"): 1}
    assert world.table("for-vem.aldersgrupp", "avslut.for-vem.aldersgrupp") == {("arbete-studier", "16-29"): 1}
    assert world.table("for-vem.tid", "avslut.for-vem.tid") == {("arbete-studier", "0-5"): 1}
    assert [(row.state, row.avslut_period) for row in lista(world.insats)] == [("avslutad", "2026H1")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, "saknas"),
        ({"sysselsattning": "ingen"}, {}, "saknas"),
        ({"sysselsattning": "ingen"}, {"sysselsattning": "arbetssokande"}, "varken"),
        ({"sysselsattning": "ingen"}, {"sysselsattning": "studier"}, "borjade"),
        ({"sysselsattning": "arbete-utan-stod"}, {"sysselsattning": "ingen"}, "minskade"),
        ({"sysselsattning": "studier"}, {"sysselsattning": "arbete-utan-stod"}, "saknas"),
        ({"sysselsattning": "studier", "omfattning": "50"}, {"sysselsattning": "studier", "omfattning": "saknas"}, "saknas"),
        ({"sysselsattning": "studier", "omfattning": "50"}, {"sysselsattning": "studier", "omfattning": "50"}, "oforandrat"),
        ({"sysselsattning": "studier", "omfattning": "100"}, {"sysselsattning": "arbete-med-stod", "omfattning": "75"}, "minskade"),
        ({"sysselsattning": "saknas"}, {"sysselsattning": "studier"}, "saknas"),
    ],
)
def test_started_or_increased_work_or_studies(world: World, before: dict[str, str], after: dict[str, str], expected: str) -> None:
    keys = world.start(**before)  # type: ignore[arg-type]
    world.avslut(keys, **after)  # type: ignore[arg-type]
    assert world.table("avslut.arbete_studier") == {(expected,): 1}


def test_first_and_latest_answered_level_of_each_item(world: World) -> None:
    keys = world.start("2026-01")
    world.matning(keys, "2026-03", (2, None, 3, 3, 3, None))
    world.matning(keys, "2026-01", (1, 2, None, 3, 3, None))
    world.matning(keys, "2026-05", (4, 5, 4, None, 3, None))
    world.matning(keys, "2026-05", skattare="handlaggare")
    world.avslut(keys, "2026-06")
    assert world.table("forsta-senaste", "avslut.par.skapa.1.deltagare") == {
        ("na-arbete", "1", "4"): 1,
        ("klara-arbete", "2", "5"): 1,
        ("kompetenser", "3", "4"): 1,
        ("samarbete", "3", "3"): 1,
        ("vardag-natverk", "3", "3"): 1,
        ("halsa", "saknas", "saknas"): 1,
    }
    assert world.people("avslut.par.skapa.1.handlaggare") == 0
    assert world.table("avslut.antal_matningar") == {("3",): 1}


def test_pairs_of_a_scored_instrument(world: World) -> None:
    keys = world.start("2026-01")
    world.matning(keys, "2026-01", (1,) * 7, instrument="swemwbs")
    world.matning(keys, "2026-03", (1, 1, 1, 1, 1, 1, None), instrument="swemwbs")
    world.matning(keys, "2026-05", (5,) * 7, instrument="swemwbs")
    world.avslut(keys, "2026-06")
    sums = {values[0]: n for values, n in world.table("par", "avslut.par.swemwbs.1.deltagare").items()}
    expected = {"n": 1, "summa-forsta": 700, "summa-senaste": 3500, "summa-d": 2800, "kvadratsumma-d": 2800 * 2800, "forbattrad": 1}
    assert sums == expected


def test_an_avslut_before_its_start_or_a_matning_is_refused(world: World) -> None:
    keys = world.start("2026-03")
    world.matning(keys, "2026-05")
    with pytest.raises(BadInput, match=r"Avslutet ligger före en mätning\. Deltagandet har en mätning 2026-05\."):
        world.avslut(keys, "2026-04")
    world.angra(keys)
    before = world.state()
    with pytest.raises(BadInput, match=r"Avslutet ligger före starten\. Deltagandet startade 2026-03\."):
        world.avslut(keys, "2026-02")
    assert world.state() == before


def test_another_kon_than_the_starts_is_refused(world: World) -> None:
    keys = world.start(kon="man")
    with pytest.raises(BadInput, match="Kön stämmer inte med starten"):
        world.avslut(keys, kon="kvinna")
    world.avslut(keys, kon="man")


def test_a_lost_code_ends_by_its_handle_as_start_okand(world: World) -> None:
    keys = world.start(forsorjning="sjukpenning")
    world.matning(keys, "2026-02")
    world.matning(keys, "2026-04")
    world.lost(keys, forsorjning="lon", parallell="ingen")
    assert world.table("avslut.forsorjning_fore_efter") == {("start-okand", "lon"): 1}
    for table in ("arbete_studier", "tid_i_insats", "antal_matningar"):
        assert world.table(f"avslut.{table}") == {("start-okand",): 1}
    assert world.table("for-vem.aldersgrupp", "avslut.for-vem.aldersgrupp") == {("arbete-studier", "start-okand"): 1}
    assert world.table("for-vem.parallell", "avslut.for-vem.parallell") == {("arbete-studier", "ingen"): 1}
    assert world.people("avslut.par.skapa.1.deltagare") == 0
    assert world.wrong() == []


def test_a_code_found_again_does_not_change_an_avslut_by_handle(world: World) -> None:
    keys = world.start()
    world.lost(keys)
    with pytest.raises(BadInput, match="Deltagandet är avslutat med sitt handtag"):
        world.angra(keys)
    with pytest.raises(BadInput, match="Deltagandet är avslutat med sitt handtag"):
        world.ratta(keys, 0, {"aldersgrupp": "30-39"})
    world.start("2026-05", keys=keys)
    assert len(world.participation(keys).forms) == 1


def test_a_handle_is_read_leniently(world: World) -> None:
    world.start()
    handle = lista(world.insats)[0].handle
    typed = "  " + unicodedata.normalize("NFD", handle.upper()) + " "
    assert acts.avslut_by_handle(world.insats, typed, {"kon": "kvinna", **AVSLUT}, month=month("2026-05"), today=TODAY) == handle


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (AVSLUT, "Kön saknas. Utan koden går det inte att läsa vilket kön deltagandet räknas under."),
        ({"kon": "hen", **AVSLUT}, "Kön har ett svar som inte går att välja."),
        ({"kon": "man"}, "Avslutsanledning saknas."),
    ],
)
def test_an_avslut_by_handle_needs_its_answers(world: World, answers: dict[str, str], message: str) -> None:
    world.start()
    with pytest.raises(BadInput) as refused:
        acts.avslut_by_handle(world.insats, lista(world.insats)[0].handle, answers, month=month("2026-05"), today=TODAY)
    assert str(refused.value).startswith(message)


def test_a_handle_of_nobody_open_is_refused(world: World) -> None:
    keys = world.start()
    handle = lista(world.insats)[0].handle
    world.avslut(keys)
    for wrong in (handle, "blå-uggla-00", ""):
        with pytest.raises(BadInput, match="Inget öppet deltagande har det handtaget"):
            acts.avslut_by_handle(world.insats, wrong, {"kon": "kvinna", **AVSLUT}, month=month("2026-06"), today=TODAY)


def test_felregistrering_takes_everything_back(world: World) -> None:
    empty = world.state()
    keys = world.start()
    world.matning(keys)
    world.matning(keys, "2026-07")
    world.avslut(keys, "2026-08", avslutsanledning="felregistrering")
    assert world.state() == empty
    with pytest.raises(BadInput, match="Koden har inget deltagande"):
        world.angra(keys)


def test_felregistrering_after_its_start_was_locked(world: World) -> None:
    keys = world.start()
    world.matning(keys, "2026-07", SVAR)
    world.las("2026H1")
    world.avslut(keys, "2026-08", avslutsanledning="felregistrering")
    assert world.volumes("2026H2") == {Volume("felregistrerade", "2026-08", "kvinna"): 1}
    assert world.tally("2026H2").details == {}
    assert lista(world.insats) == []
    assert world.wrong() == []


def test_felregistrering_of_an_ingaende(world: World) -> None:
    keys = world.start("2025-03")
    world.las("2026H1")
    world.avslut(keys, "2026-03", late=True, avslutsanledning="felregistrering")
    assert world.volumes("2026H2") == {Volume("felregistrerade", "2026-07", "kvinna"): 1}
    assert world.wrong() == []


def test_felregistrering_by_handle_is_counted_since_nobody_can_take_it_back(world: World) -> None:
    keys = world.start()
    world.lost(keys, avslutsanledning="felregistrering")
    assert world.volumes() == {Volume("nya", "2026-02", "kvinna"): 1, Volume("felregistrerade", "2026-05", "kvinna"): 1}
    assert world.tally().details[Place("start", "kvinna")] != Details()
    assert lista(world.insats) == []
    assert world.wrong() == []


def test_changes_that_cancel_leave_no_row(world: World) -> None:
    """One falls as much as another rises: a sum of nothing is no trace of either."""
    for first, latest in ((5, 1), (1, 5)):
        keys = world.start("2026-01")
        world.matning(keys, "2026-01", (first,) * 7, instrument="swemwbs")
        world.matning(keys, "2026-04", (latest,) * 7, instrument="swemwbs")
        world.avslut(keys, "2026-05")
    sums = {values[0]: n for values, n in world.table("par", "avslut.par.swemwbs.1.deltagare").items()}
    assert "summa-d" not in sums
    assert (sums["n"], sums["forbattrad"], sums["forsamrad"]) == (2, 1, 1)
