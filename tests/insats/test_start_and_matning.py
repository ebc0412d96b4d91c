"""Start and mätning: what they count, and what they refuse."""

from __future__ import annotations

import pytest

from register.counts import Volume
from register.errors import BadInput, CouldNot
from register.insats import acts
from register.insats.overview import lista
from tests.insats.world import SVAR, TODAY, World, month


def test_a_start_is_counted_and_its_row_says_nothing(world: World) -> None:
    world.start("2026-02", utbildning="gymnasium")
    assert world.volumes() == {Volume("nya", "2026-02", "kvinna"): 1}
    assert world.table("start.utbildning", "start") == {("gymnasium",): 1}
    assert world.table("start.forsorjning", "start") == {("saknas",): 1}
    (row,) = lista(world.insats)
    assert (row.state, row.avslut_period, row.due) == ("oppen", None, month("2026-05"))


def test_a_code_already_open_is_refused(world: World) -> None:
    keys = world.start()
    before = world.state()
    with pytest.raises(BadInput) as refused:
        world.start("2026-03", keys=keys)
    assert (
        str(refused.value)
        == "Koden har redan ett öppet deltagande. En kod kan bara ha ett deltagande i taget. Avsluta det först, eller ta en ny kod."
    )
    assert refused.value.field == "kod"
    assert world.state() == before


def test_reentry_is_a_new_deltagande(world: World) -> None:
    keys = world.start("2026-01")
    world.avslut(keys, "2026-02")
    world.start("2026-04", keys=keys)
    assert world.volumes()[Volume("nya", "2026-04", "kvinna")] == 1
    assert len(lista(world.insats)) == 2
    assert world.participation(keys).avslut is None
    assert world.wrong() == []


def test_a_code_of_another_insats_opens_nothing(world: World, struktur: World) -> None:
    world.start()
    stranger = struktur.insats.keys_for(world.codes[0])
    with pytest.raises(BadInput, match="Koden har inget deltagande i den här insatsen"):
        acts.open_participation(world.insats, stranger)


def test_a_struktur_insats_has_no_deltaganden(struktur: World) -> None:
    with pytest.raises(BadInput, match=r"Insatsen har inga deltaganden\. Den är strukturövergripande"):
        struktur.start()


def test_a_start_before_the_first_period_is_ingaende(world: World) -> None:
    world.start("2025-09")
    assert world.volumes() == {Volume("ingaende", "2026-01", "kvinna"): 1}
    assert world.people("start") == 0
    assert world.wrong() == []


def test_a_future_month_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match="Månaden 2026-12 har inte varit än"):
        world.start("2026-12")
    keys = world.start()
    with pytest.raises(BadInput, match="Månaden 2026-12 har inte varit än"):
        world.matning(keys, "2026-12")
    with pytest.raises(BadInput, match="Månaden 2026-12 har inte varit än"):
        world.avslut(keys, "2026-12")
    assert world.volumes() == {Volume("nya", "2026-02", "kvinna"): 1}


def test_a_matning_counts_levels_by_number_and_skattare(world: World) -> None:
    keys = world.start()
    world.matning(keys, "2026-03", (1, None, 3, 4, 5, 5), parallell="part-af")
    world.matning(keys, "2026-06", SVAR)
    world.matning(keys, "2026-06", SVAR, skattare="handlaggare")
    first = world.table("niva", "matning.skapa.1.deltagare.1")
    assert first["na-arbete", "1"] == 1
    assert first["klara-arbete", "saknas"] == 1
    assert sum(first.values()) == 6
    assert world.table("matning.parallell", "matning.skapa.1.deltagare.1") == {("part-af",): 1}
    assert world.table("matning.parallell", "matning.skapa.1.deltagare.2") == {("saknas",): 1}
    assert world.people("matning.skapa.1.handlaggare.1") == 1


def test_a_scored_instrument_counts_where_all_is_answered(world: World) -> None:
    keys = world.start()
    world.matning(keys, "2026-03", (1, 1, 1, 1, 1, 1, None), instrument="swemwbs")
    world.matning(keys, "2026-04", (3, 3, 3, 3, 3, 3, 3), instrument="swemwbs")
    assert world.people("matning.swemwbs.1.deltagare.1") == 0
    assert world.table("poang", "matning.swemwbs.1.deltagare.2") == {("n",): 1, ("summa",): 1925, ("kvadratsumma",): 1925 * 1925}
    assert len(world.participation(keys).matningar) == 2


@pytest.mark.parametrize(
    ("when", "svar", "more", "message"),
    [
        ("2026-01", SVAR, {}, "Mätningen ligger före starten."),
        ("2026-03", (9, *SVAR[1:]), {}, "Nå ett arbete: svaret ligger utanför skalan."),
        ("2026-03", SVAR[:5], {}, "SKAPA har 6 svar, inte 5."),
        ("2026-03", SVAR, {"skattare": "chefen"}, "Skattare har ett svar som inte går att välja."),
        ("2026-03", SVAR, {"instrument": "bip"}, "Instrumentet används inte i insatsen. Insatsen använder skapa, swemwbs. Välj ett av dem."),
        ("2026-03", SVAR, {"redo_for": "inget"}, "Fältet finns inte i formuläret."),
    ],
)
def test_a_matning_that_can_not_be_is_refused(world: World, when: str, svar: tuple[int, ...], more: dict[str, str], message: str) -> None:
    keys = world.start("2026-02")
    before = world.state()
    with pytest.raises(BadInput) as refused:
        world.matning(keys, when, svar, **more)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)
    assert world.state() == before


def test_the_same_matning_twice_is_refused(world: World) -> None:
    keys = world.start()
    world.matning(keys, "2026-03")
    with pytest.raises(BadInput, match="Det finns redan en mätning för 2026-03"):
        world.matning(keys, "2026-03")


def test_nothing_follows_an_avslut(world: World) -> None:
    keys = world.start()
    world.avslut(keys)
    for act in (world.matning, world.avslut):
        with pytest.raises(BadInput, match=r"Deltagandet är redan avslutat\. Inga fler formulär kan läggas till\."):
            act(keys, "2026-06")


def test_a_full_row_refuses_matningar_and_can_still_be_ended(tmp_path: object, world: World) -> None:
    keys = world.start("2020-01")
    when = month("2020-01")
    with world.insats.batch(), pytest.raises(CouldNot) as refused:
        while when < month("2026-05"):
            for rater in ("deltagare", "handlaggare", "gemensam"):
                world.matning(keys, str(when), skattare=rater, parallell="annan-finsam")
            when = when.plus(1)
    assert str(refused.value).startswith("Deltagandet rymmer inte fler mätningar.")
    assert len(world.participation(keys).matningar) > 20
    world.avslut(
        keys, redo_for="forstarkt-samarbete", forsorjning="ekonomiskt-bistand", sysselsattning="arbete-utan-stod", omfattning="saknas",
        vald_fragad="nej", parallell="annan-finsam", avslutsanledning="annan-finsam-insats",
    )  # fmt: skip
    assert world.wrong() == []


def test_the_next_matning_is_due_an_interval_after_the_latest_form(world: World) -> None:
    keys = world.start("2026-02")
    world.matning(keys, "2026-04")
    world.matning(keys, "2026-03", skattare="handlaggare")
    assert lista(world.insats)[0].due == month("2026-07")
    world.avslut(keys, "2026-05")
    assert lista(world.insats)[0].due is None


def test_open_participation_compares_with_the_counts(world: World) -> None:
    keys = world.start()
    world.matning(keys)
    world.sql("UPDATE gathered_cell SET answers = 'na-arbete|1' WHERE answers = 'na-arbete|3'")
    with pytest.raises(BadInput, match=r"Räkningen stämmer inte med deltagandet\. Perioden 2026H1 har räknat mindre"):
        world.participation(keys)


def test_a_batch_with_one_bad_act_keeps_the_good_ones(world: World) -> None:
    with world.insats.batch():
        first = world.start()
        with pytest.raises(BadInput):
            world.start("2027-01")
        with pytest.raises(BadInput):
            world.start("2026-03", keys=first)
        second = world.start(kon="man")
        with pytest.raises(BadInput):
            world.avslut(second, "2026-01")
        world.avslut(first)
    seq = world.insats.vault.seq
    world.reopen()
    assert world.insats.vault.seq == seq + 1
    assert world.volumes() == {
        Volume("nya", "2026-02", "kvinna"): 1,
        Volume("nya", "2026-02", "man"): 1,
        Volume("avslutade", "2026-05", "kvinna"): 1,
    }
    assert world.wrong() == []


def test_a_batch_that_raises_leaves_nothing(world: World) -> None:
    before, seq = world.state(), world.insats.vault.seq
    with pytest.raises(ZeroDivisionError), world.insats.batch():
        world.start()
        raise ZeroDivisionError
    assert world.state() == before
    assert world.insats.vault.seq == seq


def test_two_sessions_lose_and_double_nothing(world: World) -> None:
    other = world.another()
    for i in range(6):
        who, code = (world.insats, world.code()) if i % 2 else (other, world.code())
        acts.start(who, code, {"kon": "man", "aldersgrupp": "20-24"}, month=month("2026-02"), today=TODAY)
    assert world.volumes() == {Volume("nya", "2026-02", "man"): 6}
    other.close()
    assert world.wrong() == []
