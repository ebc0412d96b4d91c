"""What a batch may say, and whether it adds up: each rule broken once, in an otherwise whole delivery of a rightful sender."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from register.counts import UNDIVIDED, Batch, Cell, Place, Released, Volume
from register.errors import CouldNot
from register.kansli import acts, schema, sums
from register.vocabulary.model import Vocabulary
from tests.kansli.helpers import TODAY, Insats, Person, batches_of, details_of, new_forbund, shipped

WOMEN = [Person("kvinna", "2026-01", "2026-03", "studier", pair=(1, 3), score=(1859, 2154)) for _ in range(6)]
SKAPA, SCORE = "avslut.par.skapa.1.deltagare", "avslut.par.swemwbs.1.deltagare"
REASONS = "avslut.avslutsanledning"


def whole() -> Batch:
    (batch,) = batches_of(WOMEN, ["2026H1"])
    return batch


def vocabularies() -> dict[str, Vocabulary]:
    return {shipped().hash: shipped()}


def check(batch: Batch, typ: str = "individ") -> None:
    schema.check(batch, typ, vocabularies(), {batch.period: batch.plan_hash})
    sums.check_all([batch], vocabularies(), sums.History())


def refused(batch: Batch, typ: str = "individ") -> str:
    with pytest.raises(CouldNot) as caught:
        check(batch, typ)
    assert caught.value.remedy
    return str(caught.value)


def with_volume(volume: Volume, n: int = 1) -> Batch:
    return replace(whole(), volumes={**whole().volumes, volume: n})


def with_released(unit: str, **changes: object) -> Batch:
    """The whole batch, with the details of one unit changed."""
    parts = [replace(r, **changes) if r.place.unit == unit else r for r in whole().released]  # type: ignore[arg-type]
    return replace(whole(), released=tuple(parts))


def with_cell(unit: str, cell: Cell, n: int | None) -> Batch:
    (part,) = [r for r in whole().released if r.place.unit == unit]
    cells = {c: m for c, m in {**part.cells, cell: n}.items() if m is not None}
    return with_released(unit, cells=cells)


def also(place: Place, people: int, cells: dict[Cell, int], periods: tuple[str, ...] = ("2026H1",)) -> Batch:
    return replace(whole(), released=(*whole().released, Released(place, people, periods, cells)))


def test_the_whole_batch_is_let_through() -> None:
    check(whole())


@pytest.mark.parametrize(
    "volume",
    [
        Volume("okand", "2026-01", "kvinna"), Volume("antal", "2026-01", "kvinna"), Volume("nya", "2026-01", "kvinnor"),
        Volume("nya", "2026-01", UNDIVIDED), Volume("nya", "2025-12", "kvinna"), Volume("nya", "2026-07", "kvinna"),
        Volume("nya", "2026-1", "kvinna"),
        Volume("nya", "2026-13", "kvinna"), Volume("felregistrerade.sen", "2026-01", "kvinna"),
    ],
)  # fmt: skip
def test_volumes_outside_the_lists_or_the_period(volume: Volume) -> None:
    assert "kodlistorna" in refused(with_volume(volume))


def test_structural_insatser_have_antal_and_nothing_about_people() -> None:
    antal = Batch(1, "2026H1", shipped().hash, {Volume("antal", "2026-01", UNDIVIDED): 4, Volume("antal", "2026-02", "man"): 4})
    check(antal, "struktur")
    assert "typen struktur" in refused(replace(antal, volumes={Volume("nya", "2026-01", "man"): 4}), "struktur")
    assert "inga uppgifter om deltaganden" in refused(replace(antal, released=whole().released), "struktur")


@pytest.mark.parametrize("period", ["2026", "2026H3", "x", "2026h1"])
def test_a_batch_is_of_a_half_tertial_or_quarter(period: str) -> None:
    assert "Perioden" in refused(replace(whole(), period=period))


@pytest.mark.parametrize(
    "unit",
    [
        "slut", "avslut.par.skapa.2.deltagare", "avslut.par.skapa.1.granne", "matning.skapa.1.deltagare.0", "matning.skapa.1.deltagare.01",
        "matning.skapa.1.deltagare.x", "matning.skapa.1.deltagare", "matning.okand.1.deltagare.1", "avslut.for-vem.okand",
    ],
)  # fmt: skip
def test_unknown_units(unit: str) -> None:
    assert "okänd" in refused(also(Place(unit, "kvinna"), 5, {}))


def test_an_unknown_kon() -> None:
    assert "Könet" in refused(also(Place("start", "kvinnor"), 5, {}))
    assert "Könet" in refused(replace(whole(), destroyed={Place("avslut", "kvinnor"): 1}))


@pytest.mark.parametrize(
    ("unit", "cell"),
    [
        ("avslut", Cell("avslut.okand", ("studier",))), ("avslut", Cell(REASONS, ("okand",))), ("avslut", Cell(REASONS, ("studier", "studier"))),
        ("avslut", Cell("start.aldersgrupp", ("20-24",))), ("avslut", Cell("for-vem.parallell", ("ovrigt", "ingen"))),
        ("avslut", Cell(REASONS, ("start-okand",))), (SKAPA, Cell("niva", ("na-arbete", "1"))),
        (SKAPA, Cell("forsta-senaste", ("na-arbete", "1", "6"))),
        (SKAPA, Cell("forsta-senaste", ("okand", "1", "2"))), (SKAPA, Cell("par", ("n",))), (SKAPA, Cell(REASONS, ("studier",))),
        (SCORE, Cell("poang", ("n",))), (SCORE, Cell("par", ("okand",))), (SCORE, Cell("forsta-senaste", ("fraga-1", "1", "2"))),
    ],
)  # fmt: skip
def test_cells_that_the_plan_does_not_know(unit: str, cell: Cell) -> None:
    assert "räkneplanen inte känner" in refused(with_cell(unit, cell, 1))


def test_only_the_sum_of_changes_may_be_negative() -> None:
    assert "negativt" in refused(with_cell("avslut", Cell(REASONS, ("flytt",)), -1))
    worse = [replace(p, score=(2154, 1859)) for p in WOMEN]
    check(batches_of(worse, ["2026H1"])[0])


def test_details_of_a_later_period_cannot_have_come_already() -> None:
    assert "kan inte komma med" in refused(with_released("avslut", periods=("2026H1", "2026H2")))


@pytest.mark.parametrize("n", [1, 7, None])
def test_every_table_sums_to_its_people(n: int | None) -> None:
    assert "summerar till" in refused(with_cell("avslut", Cell("avslut.redo_for", ("saknas",)), n)) if n else True
    assert "summerar till" in refused(with_released("avslut", people=5))


def test_every_item_of_an_instrument_sums_to_its_people() -> None:
    assert "summerar till 7" in refused(with_cell(SKAPA, Cell("forsta-senaste", ("halsa", "1", "1")), 1))
    assert "summerar till 0" in refused(with_cell(SKAPA, Cell("forsta-senaste", ("halsa", "saknas", "saknas")), None))


def test_why_they_ended_is_always_there() -> None:
    (part,) = [r for r in whole().released if r.place.unit == "avslut"]
    assert f"{REASONS} i avslut (kvinna) summerar till 0" in refused(
        with_released("avslut", cells={cell: n for cell, n in part.cells.items() if cell.table != REASONS})
    )


def test_a_place_without_tables_is_refused() -> None:
    assert "inga tabeller" in refused(also(Place("start", "kvinna"), 6, {}))


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("n", 5), ("forbattrad", 5), ("lika", 1), ("summa-d", 1), ("summa-forsta", 1), ("summa-senaste", 99999), ("kvadratsumma-d", 1), ("saknas", 1),
    ],
)  # fmt: skip
def test_sums_of_scores_belong_together(name: str, n: int) -> None:
    assert "hör inte ihop" in refused(with_cell(SCORE, Cell("par", (name,)), n))


def test_scores_left_out_are_seen() -> None:
    assert "hör inte ihop" in refused(with_released(SCORE, cells={}))


def measured(number: int, *, level: dict[Cell, int] | None = None) -> Batch:
    cells = {Cell("niva", (item.id, "3")): 5 for item in shipped().instruments["skapa"].items} if level is None else level
    return also(Place(f"matning.skapa.1.deltagare.{number}", "kvinna"), 5, cells)


def test_levels_by_measurement_number() -> None:
    check(measured(1))
    check(measured(12))
    check(
        measured(
            1, level={**{Cell("niva", (i.id, "saknas")): 5 for i in shipped().instruments["skapa"].items}, Cell("matning.parallell", ("ingen",)): 5}
        )
    )
    assert "summerar till 0" in refused(measured(1, level={Cell("niva", ("halsa", "3")): 5}))


def test_scores_by_measurement_number() -> None:
    place = Place("matning.swemwbs.1.gemensam.1", "kvinna")
    good = {Cell("poang", ("n",)): 5, Cell("poang", ("summa",)): 9295, Cell("poang", ("kvadratsumma",)): 1859**2 * 5}
    check(also(place, 5, good))
    check(also(place, 6, {**good, Cell("poang", ("saknas",)): 1}))
    assert "hör inte ihop" in refused(also(place, 5, {**good, Cell("poang", ("summa",)): 200}))
    assert "hör inte ihop" in refused(also(place, 5, {**good, Cell("poang", ("kvadratsumma",)): 5}))


def test_matningar_counted_together_are_at_least_the_people() -> None:
    check(also(Place("matning", "kvinna"), 5, {Cell("matning.parallell", ("ingen",)): 12}))
    assert "summerar till 4" in refused(also(Place("matning", "kvinna"), 5, {Cell("matning.parallell", ("ingen",)): 4}))


def test_tables_with_a_minimum_have_no_kon() -> None:
    cells = {Cell("for-vem.tid", ("ovrigt", "0-5")): 20, Cell("for-vem.tid", ("arbete-studier", "start-okand")): 12}
    check(also(Place("avslut.for-vem.tid", UNDIVIDED), 32, cells))
    assert "uppdelad på kön" in refused(also(Place("avslut.for-vem.tid", "kvinna"), 32, cells))
    assert "räkneplanen inte känner" in refused(
        also(Place("avslut.for-vem.tid", UNDIVIDED), 32, {Cell("for-vem.parallell", ("ovrigt", "ingen")): 32})
    )


def test_no_more_details_than_people_with_a_form() -> None:
    women = {Volume("nya", "2026-01", "kvinna"): 6, Volume("avslutade", "2026-03", "kvinna"): 6}
    assert "redovisas avslut för 6 (kvinna)" in refused(replace(whole(), volumes={**women, Volume("avslutade.endast-antal", "2026-03", "kvinna"): 1}))
    assert "redovisas avslut för 6 (kvinna)" in refused(replace(whole(), volumes={Volume("nya", "2026-01", "kvinna"): 6}))
    people = [Person("man", "2026-01") for _ in range(7)]
    assert "redovisas start" in refused(also(Place("start", "man"), 7, details_of("start", people)))
    assert "redovisas avslut för 8" in refused(also(Place("avslut", UNDIVIDED), 2, details_of("avslut", WOMEN[:2])))


def test_what_is_varav_is_at_most_the_whole() -> None:
    assert "nya.sen" in refused(with_volume(Volume("nya.sen", "2026-01", "kvinna"), 7))
    check(with_volume(Volume("nya.sen", "2026-01", "kvinna"), 6))


@pytest.mark.parametrize(
    ("number", "period", "text"),
    [
        (3, "2026H2", "Låsning 2 väntades"),
        (2, "2026H1", "2026H1 kommer inte efter 2026H1"),
        (2, "2026K2", "kommer inte efter"),
        (2, "2026K3", "Efter 2026H1 väntades 2026H2, men leveransen har 2026K3"),
        (2, "2027H1", "Efter 2026H1 väntades 2026H2"),
    ],
)
def test_batches_follow_on_one_another(number: int, period: str, text: str) -> None:
    history = sums.History()
    sums.check_all([whole()], vocabularies(), history)
    with pytest.raises(CouldNot, match=text):
        sums.check_all([Batch(number, period, shipped().hash, {})], vocabularies(), history)


def test_another_kind_of_period_begins_with_a_year() -> None:
    history = sums.History()
    following = [Batch(2, "2026H2", shipped().hash, {}), Batch(3, "2027T1", shipped().hash, {}), Batch(4, "2027T2", shipped().hash, {})]
    sums.check_all([whole(), *following], vocabularies(), history)
    with pytest.raises(CouldNot, match="Efter 2027T2 väntades 2027T3"):
        sums.check_all([Batch(5, "2028T1", shipped().hash, {})], vocabularies(), history)


def test_details_that_waited_since_an_older_plan_may_lack_a_table_of_the_new_one() -> None:
    """Six women of a plan without the table, and one of the plan with it, leave together."""
    fewer = details_of("avslut", WOMEN)
    fewer[Cell("avslut.redo_for", ("saknas",))] = 1
    late = Released(Place("avslut", "kvinna"), 6, ("2026H1", "2026H2"), fewer)
    older = "00" * 32
    known = {**vocabularies(), older: shipped()}
    first = replace(whole(), released=(), plan_hash=older)
    second = Batch(2, "2026H2", shipped().hash, {}, (late,))
    sums.check_all([first, second], known, sums.History())
    with pytest.raises(CouldNot, match="summerar till 1"):
        sums.check_all([replace(first, plan_hash=shipped().hash), second], known, sums.History())


def test_a_delivery_whose_sums_are_wrong_is_refused_whole(tmp_path: Path) -> None:
    kansli = new_forbund(tmp_path)
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    good, bad = whole(), Batch(2, "2026H2", shipped().hash, {Volume("nya.sen", "2026-08", "man"): 1})
    with pytest.raises(CouldNot, match="summor"):
        acts.ta_emot(kansli, insats.deliver(kansli, good, bad), today=TODAY)
    assert acts.insatser(kansli) == []
    assert acts.utfall(kansli).totals.loc["totalt", "nya"] == 0


def test_kontroll_finds_what_was_changed_behind_its_back(tmp_path: Path) -> None:
    kansli = new_forbund(tmp_path)
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, whole()), today=TODAY)
    assert all(finding.ok for finding in acts.kontroll(kansli))
    for statement, where in (
        ("UPDATE kansli_cell SET n = n + 1 WHERE table_id = 'avslut.avslutsanledning'", "summor"),
        ("UPDATE kansli_volume SET n = 0 WHERE event = 'nya'", "pågående"),
        ("UPDATE audit_entry SET detail = '{}' WHERE nr = 1", "Loggens"),
    ):
        with kansli.store.write() as session:
            session.connection().exec_driver_sql(statement)
        assert any(where in finding.what and not finding.ok for finding in acts.kontroll(kansli)), statement
