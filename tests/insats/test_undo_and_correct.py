"""Ångra and rätta: counts follow the forms both ways, and what is locked stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from register.counts import Volume
from register.errors import BadInput
from register.insats.overview import lista
from register.insats.sealing import ParticipantKeys
from tests.insats.world import World, month

LOCKED = "Formuläret hör till 2026H1, som är låst. Det som är låst och levererat ändras aldrig."


def test_each_kind_is_taken_back_in_turn(world: World) -> None:
    states = [world.state()]
    keys = world.start("2026-01")
    steps: list[Callable[[], str]] = [
        lambda: world.matning(keys, "2026-02"),
        lambda: world.matning(keys, "2026-05", skattare="handlaggare"),
        lambda: world.matning(keys, "2026-05", (5, 5, None, 5, 5, 5)),
        lambda: world.avslut(keys, "2026-06"),
    ]
    states.append(world.state())
    for step in steps:
        step()
        states.append(world.state())
    for kind in ("avslut", "matning", "matning", "matning", "start"):
        states.pop()
        assert world.angra(keys) == kind
        assert world.state() == states[-1]
    assert lista(world.insats) == []


def test_undoing_an_avslut_reopens(world: World) -> None:
    keys = world.start()
    world.avslut(keys)
    world.angra(keys)
    assert [(row.state, row.avslut_period, row.due) for row in lista(world.insats)] == [("oppen", None, month("2026-05"))]
    world.matning(keys, "2026-06")


def test_an_avslut_stays_while_its_code_is_open_again(world: World) -> None:
    keys = world.start("2026-01")
    world.avslut(keys, "2026-02")
    world.start("2026-03", keys=keys)
    assert world.angra(keys) == "start"
    assert world.angra(keys) == "avslut"


def test_unknown_codes_have_nothing_to_undo(world: World) -> None:
    with pytest.raises(BadInput) as refused:
        world.angra(world.code())
    assert str(refused.value).startswith("Koden har inget deltagande i den här insatsen.")
    assert refused.value.field == "kod"


def locked_start(world: World) -> ParticipantKeys:
    keys = world.start("2026-02")
    world.las("2026H1")
    return keys


def test_what_is_locked_is_neither_undone_nor_corrected(world: World) -> None:
    keys = locked_start(world)
    before = world.state()
    tried: list[Callable[[], object]] = [
        lambda: world.angra(keys),
        lambda: world.ratta(keys, 0, {"aldersgrupp": "30-39"}),
        lambda: world.ratta(keys, 0, {}, "2026-08"),
    ]
    for act in tried:
        with pytest.raises(BadInput) as refused:
            act()
        assert str(refused.value).startswith(LOCKED)
    assert world.state() == before


def test_a_locked_form_that_gave_no_counts_stays_too(world: World) -> None:
    keys, before_first = world.start("2026-02"), world.start("2025-02")
    world.matning(keys, "2026-03", (1, 1, 1, 1, 1, 1, None), instrument="swemwbs")
    world.las("2026H1")
    with pytest.raises(BadInput, match="2026H1, som är låst"):
        world.angra(keys)
    with pytest.raises(BadInput, match="2026H1, som är låst"):
        world.ratta(before_first, 0, {"utbildning": "gymnasium"})


def test_a_correction_that_would_change_a_locked_count_is_refused(world: World) -> None:
    """The start is late and open, but nothing about a mätning counted before it may change."""
    keys = world.start("2026-02")
    world.matning(keys, "2026-03")
    world.matning(keys, "2026-07")
    world.las("2026H1")
    with pytest.raises(BadInput, match="2026H1, som är låst"):
        world.ratta(keys, 0, {"kon": "man"})
    world.ratta(keys, 2, {"svar": [5, 5, 5, 5, 5, 5]})
    assert world.table("niva", "matning.skapa.1.deltagare.2", period="2026H2")["halsa", "5"] == 1


def test_a_corrected_kon_moves_everything(world: World) -> None:
    keys = world.start()
    world.matning(keys)
    world.matning(keys, "2026-06")
    world.avslut(keys, "2026-06")
    world.ratta(keys, 0, {"kon": "man"})
    assert {volume.kon for volume in world.volumes()} == {"man"}
    assert {place.kon for place in world.tally().details} == {"man"}
    assert world.wrong() == []


def test_a_corrected_answer_of_the_start_moves_before_and_after(world: World) -> None:
    keys = world.start(forsorjning="sjukpenning")
    world.avslut(keys, forsorjning="lon")
    world.ratta(keys, 0, {"forsorjning": "arbetsloshet"})
    assert world.table("avslut.forsorjning_fore_efter") == {("arbetsloshet", "lon"): 1}
    world.ratta(keys, 0, {"forsorjning": None})
    assert world.table("avslut.forsorjning_fore_efter") == {("saknas", "lon"): 1}


def test_a_corrected_matning(world: World) -> None:
    keys = world.start()
    world.matning(keys, "2026-03")
    world.matning(keys, "2026-05")
    world.ratta(keys, 1, {"skattare": "handlaggare", "svar": [1, 1, 1, 1, 1, None], "parallell": "part-fk"}, "2026-04")
    assert world.people("matning.skapa.1.handlaggare.1") == 1
    assert world.people("matning.skapa.1.deltagare.1") == 1
    assert world.people("matning.skapa.1.deltagare.2") == 0
    changed = world.participation(keys).matningar[0]
    assert (changed.skattare, changed.svar, changed.answers, str(changed.month)) == (
        "handlaggare",
        (1, 1, 1, 1, 1, None),
        {"parallell": "part-fk"},
        "2026-04",
    )


def test_a_corrected_month_moves_to_its_period(world: World) -> None:
    keys = world.start("2026-02")
    world.avslut(keys, "2026-05")
    world.ratta(keys, 1, {}, "2026-08")
    assert world.volumes("2026H1") == {Volume("nya", "2026-02", "kvinna"): 1}
    assert world.volumes("2026H2") == {Volume("avslutade", "2026-08", "kvinna"): 1}
    assert lista(world.insats)[0].avslut_period == "2026H2"
    assert world.table("avslut.tid_i_insats", period="2026H2") == {("6-11",): 1}


@pytest.mark.parametrize(
    ("form", "changes", "when", "message"),
    [
        (3, {}, None, "Formuläret finns inte. Deltagandet har 3 formulär."),
        (-1, {}, None, "Formuläret finns inte."),
        (0, {"kon": None}, None, "Kön saknas."),
        (0, {"aldersgrupp": "gammal"}, None, "Åldersgrupp har ett svar som inte går att välja."),
        (0, {}, "2026-04", "Mätningen ligger före starten."),
        (0, {}, "2027-01", "Månaden 2027-01 har inte varit än."),
        (1, {"svar": "333333"}, None, "Svaren går inte att läsa."),
        (1, {"svar": [3]}, None, "SKAPA har 6 svar, inte 1."),
        (1, {"skattare": None}, None, "Skattare saknas."),
        (2, {"avslutsanledning": "felregistrering"}, None, "Felregistrering är ingen rättelse. Den tar bort hela deltagandet."),
        (2, {}, "2026-02", "Avslutet ligger före en mätning."),
    ],
)
def test_a_correction_is_checked_like_a_new_form(world: World, form: int, changes: dict[str, object], when: str | None, message: str) -> None:
    keys = world.start("2026-01")
    world.matning(keys, "2026-03")
    world.avslut(keys, "2026-05")
    before = world.state()
    with pytest.raises(BadInput) as refused:
        world.ratta(keys, form, changes, when)
    assert str(refused.value).startswith(message)
    assert world.state() == before


def test_a_conditional_answer_goes_with_its_condition(world: World) -> None:
    keys = world.start(sysselsattning="studier", omfattning="50")
    with pytest.raises(BadInput, match="Omfattning gäller inte här"):
        world.ratta(keys, 0, {"sysselsattning": "ingen"})
    world.ratta(keys, 0, {"sysselsattning": "ingen", "omfattning": None})
    assert world.table("start.omfattning", "start") == {("saknas",): 1}
