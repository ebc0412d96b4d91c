"""Outcomes against a recount of the people themselves by plain loops."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from register.counts import Batch, Cell, Place, Released, Volume
from register.errors import BadInput
from register.kansli import acts
from register.periods import Month, Period
from register.statistics import wilson
from tests.kansli.helpers import KON, TODAY, Insats, Person, batches_of, details_of, imagined, new_forbund, shipped

PERIODS = {"halvar": ["2026H1", "2026H2"], "tertial": ["2026T1", "2026T2", "2026T3"], "kvartal": ["2026K1", "2026K2", "2026K3", "2026K4"]}


@pytest.fixture
def kansli(tmp_path: Path) -> acts.Kansli:
    return new_forbund(tmp_path)


def receive(kansli: acts.Kansli, insats: Insats, *batches: Batch) -> None:
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, *batches), today=TODAY)


def recount(people: list[Person], span: Period, kon: str | None) -> dict[str, int]:
    """The volumes of a span, person by person."""
    mine = [p for p in people if kon in (None, p.kon)]
    started_before = [p for p in mine if Month.parse(p.start) < span.first]
    open_at_start = [p for p in started_before if p.avslut is None or Month.parse(p.avslut) >= span.first]
    nya = [p for p in mine if span.contains(Month.parse(p.start))]
    ended = [p for p in mine if p.avslut and span.contains(Month.parse(p.avslut))]
    return {
        "nya": len(nya), "pagaende_start": len(open_at_start), "pagaende_slut": len(open_at_start) + len(nya) - len(ended),
        "avslutade": len(ended), "felregistrerade": 0, "deltagare": len(open_at_start) + len(nya),
    }  # fmt: skip


def released_people(people: list[Person], periods: list[str], span: Period, k: int = 5) -> tuple[list[tuple[str | None, Person]], dict[str, int]]:
    """Those whose details have left in the span (with the kön they left under, None for none), and how many of each kön still wait at its end."""
    gone: list[tuple[str | None, Person]] = []
    waiting: dict[str, list[Person]] = {kon: [] for kon in KON}
    for code in periods:
        period = Period.parse(code)
        if period.last > span.last:
            break
        for person in people:
            if person.avslut and period.contains(Month.parse(person.avslut)):
                waiting[person.kon].append(person)
        leaving: list[tuple[str | None, Person]] = []
        for kon in KON:
            if len(waiting[kon]) >= k:
                leaving += [(kon, person) for person in waiting[kon]]
                waiting[kon] = []
        if period.closes_year and sum(map(len, waiting.values())) >= k:
            leaving += [(None, person) for kon in KON for person in waiting[kon]]
            waiting = {kon: [] for kon in KON}
        if span.contains(period):
            gone += leaving
    return gone, {kon: len(left) for kon, left in waiting.items()}


@pytest.mark.parametrize("kind", list(PERIODS))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_is_that_of_a_recount(kansli: acts.Kansli, kind: str, seed: int) -> None:
    people, periods = imagined(seed, 30 + 40 * seed), PERIODS[kind]
    receive(kansli, Insats("vagen"), *batches_of(people, periods))
    for code in ["2026", *periods]:
        span = Period.parse(code)
        document = acts.outcome_document(acts.utfall(kansli, span=span))
        gone, waiting = released_people(people, periods, span)
        for kon, part in ((None, document), *((kon, document["kon"][kon]) for kon in KON)):
            mine = [person for left_as, person in gone if kon in (None, left_as)]
            assert part["volymer"] == recount(people, span, kon)
            assert part["bas"] == {
                "avslutade": recount(people, span, kon)["avslutade"], "redovisade": len(mine), "endast_antal": 0,
                "vantar": sum(n for one, n in waiting.items() if kon in (None, one)),
            }  # fmt: skip
            check_groups(part["grupper"], mine)
            check_progression(part["progression"], mine)


def check_groups(groups: list[dict[str, Any]], people: list[Person]) -> None:
    members = {g.id: set(g.codes) for g in shipped().groupings["goteborg"].groups}
    assert [g["grupp"] for g in groups] == list(members)
    for group in groups:
        n = sum(1 for p in people if p.reason in members[group["grupp"]])
        assert group["n"] == n
        assert group["andel"] == (n / len(people) if people else None)
        assert group["ki95"] == (list(wilson(n, len(people)) or ()) or None)


def check_progression(rows: list[dict[str, Any]], people: list[Person]) -> None:
    by_series = {(r["instrument"], r["version"], r["skattare"], r["omrade"]): r for r in rows}
    assert len(by_series) == len(rows)
    first_item = shipped().instruments["skapa"].items[0].id
    for key, pairs in (
        (("skapa", "1", "deltagare", first_item), [p.pair for p in people if p.pair]),
        (("swemwbs", "1", "deltagare", "poang"), [p.score for p in people if p.score]),
    ):
        verdicts = Counter("forbattrad" if b > a else "forsamrad" if b < a else "lika" for a, b in pairs)
        row = by_series.pop(key, None)
        if pairs:
            assert row is not None
            assert row["n"] == len(pairs)
            assert {name: row[name] for name in ("forbattrad", "lika", "forsamrad")} == {n: verdicts[n] for n in ("forbattrad", "lika", "forsamrad")}
        elif row is not None:
            assert (row["n"], row["forbattrad"]) == (0, None)
    # The items that nobody has a pair of stand there all the same, with n = 0.
    assert all((row["n"], row["forbattrad"]) == (0, None) for row in by_series.values())


def test_the_mean_change_is_that_of_the_pairs(kansli: acts.Kansli) -> None:
    people = [p for p in imagined(4, 400) if p.kon == "kvinna"]
    receive(kansli, Insats("vagen"), *batches_of(people, ["2026H1", "2026H2"]))
    gone, _ = released_people(people, ["2026H1", "2026H2"], Period.parse("2026"))
    frame = acts.utfall(kansli).progression
    total = frame[(frame["kon"] == "totalt") & (frame["n"] > 0)].set_index("instrument")
    unpaired = frame[(frame["kon"] == "totalt") & (frame["n"] == 0)]
    assert set(unpaired["omrade"]) == {item.id for item in shipped().instruments["skapa"].items[1:]}
    steps = [p.pair[1] - p.pair[0] for _, p in gone if p.pair]
    hundredths = [p.score[1] - p.score[0] for _, p in gone if p.score]
    assert total.loc["skapa", "medel"] == pytest.approx(sum(steps) / len(steps))
    assert total.loc["swemwbs", "medel"] == pytest.approx(sum(hundredths) / len(hundredths) / 100)
    assert total.loc["skapa", "etikett"] == shipped().instruments["skapa"].items[0].label


def test_no_mean_below_the_fewest_pairs_of_the_instrument(kansli: acts.Kansli) -> None:
    people = [p for p in imagined(4, 90) if p.kon == "kvinna"]
    receive(kansli, Insats("vagen"), *batches_of(people, ["2026H1", "2026H2"]))
    frame = acts.utfall(kansli).progression
    total = frame[(frame["kon"] == "totalt") & (frame["n"] > 0)].set_index("instrument")
    assert 0 < total["n"].to_dict()["swemwbs"] < shipped().instruments["swemwbs"].minimum_pairs
    assert total["medel"].isna().to_dict() == {"skapa": False, "swemwbs": True}


def test_several_insatser_are_summed_and_one_can_be_asked_for(kansli: acts.Kansli) -> None:
    first, second = imagined(11, 70), imagined(12, 50)
    receive(kansli, Insats("vagen"), *batches_of(first, ["2026H1", "2026H2"]))
    receive(kansli, Insats("stegen", namn="Stegen"), *batches_of(second, PERIODS["kvartal"]))
    span = Period.parse("2026")
    whole = acts.outcome_document(acts.utfall(kansli, span=span))
    assert whole["volymer"] == recount(first + second, span, None)
    for insats_id, people in (("vagen", first), ("stegen", second)):
        part = acts.outcome_document(acts.utfall(kansli, span=span, insats_id=insats_id))
        assert part["volymer"] == recount(people, span, None)
    frame = acts.utfall(kansli, span=span).volumes
    for row in frame.to_dict("records"):
        people = first if row["insats"] == "vagen" else second
        assert {name: row[name] for name in whole["volymer"]} == recount(people, Period.parse(row["period"]), row["kon"])
    assert len(frame) == (2 + 4) * 3


def test_a_span_that_cuts_a_period_has_volumes_and_no_details_and_says_so(kansli: acts.Kansli) -> None:
    people = imagined(6, 80)
    receive(kansli, Insats("vagen"), *batches_of(people, ["2026H1", "2026H2"]))
    span = Period.parse("2026K2")
    outcome = acts.utfall(kansli, span=span)
    document = acts.outcome_document(outcome)
    assert document["volymer"] == recount(people, span, None)
    assert document["bas"]["redovisade"] == 0
    assert [g["andel"] for g in document["grupper"]] == [None] * 3
    assert document["progression"] == []
    assert len(outcome.notes) == 1
    assert "2026H1" in outcome.notes[0]
    frame = outcome.volumes
    assert frame["nya"].sum() == document["volymer"]["nya"]
    assert frame["pagaende_start"].sum() == document["volymer"]["pagaende_start"]


def test_every_grouping_of_the_reasons_can_be_asked_for_and_no_other(kansli: acts.Kansli) -> None:
    people = imagined(8, 90)
    receive(kansli, Insats("vagen"), *batches_of(people, ["2026H1", "2026H2"]))
    sums = []
    for grouping in ("goteborg", "fem-grupper", "anledning"):
        outcome = acts.utfall(kansli, grouping=grouping)
        document = acts.outcome_document(outcome)
        assert "felregistrering" not in {g["grupp"] for g in document["grupper"]}
        sums.append(sum(g["n"] for g in document["grupper"]))
        assert sums[-1] == document["bas"]["redovisade"]
    assert len(set(sums)) == 1
    for other in ("aldersgrupp-3", "finns-inte"):
        with pytest.raises(BadInput) as caught:
            acts.utfall(kansli, grouping=other)
        assert caught.value.field == "gruppering"


def test_an_unknown_insats_is_said(kansli: acts.Kansli) -> None:
    with pytest.raises(BadInput) as caught:
        acts.utfall(kansli, insats_id="finns-inte")
    assert caught.value.field == "insats"


def test_with_nothing_received_everything_is_zero_or_null(kansli: acts.Kansli) -> None:
    document = acts.outcome_document(acts.utfall(kansli, span=Period.parse("2026")))
    assert document["internt"] is True
    assert set(document) == {"internt", "volymer", "bas", "grupper", "kon", "progression"}
    assert set(document["kon"]) == set(KON)
    assert set(document["volymer"].values()) | set(document["bas"].values()) == {0}
    assert all(g["n"] == 0 and g["andel"] is None and g["ki95"] is None for g in document["grupper"])
    assert set(document["kon"]["kvinna"]) == {"volymer", "bas", "grupper", "progression"}
    json.dumps(document, allow_nan=False)


def test_ingaende_late_wrong_and_endast_antal_are_counted_where_they_belong(kansli: acts.Kansli) -> None:
    volumes = {
        Volume("ingaende", "2026-01", "kvinna"): 4, Volume("nya", "2026-01", "kvinna"): 6, Volume("nya.endast-antal", "2026-01", "kvinna"): 2,
        Volume("nya.sen", "2026-01", "kvinna"): 1, Volume("avslutade", "2026-05", "kvinna"): 3,
        Volume("avslutade.endast-antal", "2026-05", "kvinna"): 1,
        Volume("felregistrerade", "2026-06", "kvinna"): 1,
    }  # fmt: skip
    receive(kansli, Insats("vagen"), Batch(1, "2026H1", shipped().hash, volumes))
    outcome = acts.utfall(kansli)
    document = acts.outcome_document(outcome)
    assert document["volymer"] == {"nya": 6, "pagaende_start": 4, "pagaende_slut": 6, "avslutade": 3, "felregistrerade": 1, "deltagare": 10}
    assert document["bas"] == {"avslutade": 3, "redovisade": 0, "vantar": 2, "endast_antal": 1}
    assert outcome.totals.loc["kvinna", "nya_endast_antal"] == 2
    assert outcome.totals.loc["kvinna", "sen"] == 1


def test_destroyed_details_wait_no_more(kansli: acts.Kansli) -> None:
    people = [Person("man", "2026-01", "2026-03", "flytt")] * 3
    receive(kansli, Insats("vagen"), *batches_of(people, ["2026H1"], final=True))
    base = acts.utfall(kansli).base
    assert base.loc["totalt"].to_dict() == {"avslutade": 3, "redovisade": 0, "vantar": 0, "endast_antal": 0, "ej_redovisade": 3}


def test_structural_counts_are_summed_apart(kansli: acts.Kansli) -> None:
    volumes = {Volume("antal", "2026-01", "ej-uppdelat"): 40, Volume("antal", "2026-02", "kvinna"): 8}
    receive(kansli, Insats("nat", "struktur"), Batch(1, "2026H1", shipped().hash, volumes))
    outcome = acts.utfall(kansli)
    assert outcome.totals.loc["totalt", "antal"] == 48
    assert outcome.totals.loc["kvinna", "antal"] == 8
    assert outcome.totals.loc["totalt", "deltagare"] == 0
    assert outcome.volumes["antal"].sum() == 48


def test_two_raters_are_never_summed(kansli: acts.Kansli) -> None:
    people = [Person("kvinna", "2026-01", "2026-03", "studier", pair=(1, 3))] * 5
    (batch,) = batches_of(people, ["2026H1"])
    (own,) = [r for r in batch.released if ".par." in r.place.unit]
    other = Released(Place(own.place.unit.replace("deltagare", "handlaggare"), "kvinna"), 5, own.periods, own.cells)
    receive(kansli, Insats("vagen"), replace(batch, released=(*batch.released, other)))
    rows = acts.outcome_document(acts.utfall(kansli))["progression"]
    assert [(r["skattare"], r["n"], r["forbattrad"]) for r in rows if r["n"]] == [("deltagare", 5, 5), ("handlaggare", 5, 5)]


def test_the_cost_follows_the_cells(kansli: acts.Kansli) -> None:
    """Ten times the people in the same cells are the same number of rows."""
    people = imagined(20, 120)
    receive(kansli, Insats("vagen"), *batches_of(people, ["2026H1"]))
    receive(kansli, Insats("stegen"), *batches_of(people * 10, ["2026H1"]))
    rows = {}
    for insats_id in ("vagen", "stegen"):
        outcome = acts.utfall(kansli, insats_id=insats_id)
        rows[insats_id] = [len(frame) for frame in (outcome.volumes, outcome.groups, outcome.progression)]
    assert rows["vagen"] == rows["stegen"]


def test_details_of_reasons_have_every_person_once() -> None:
    """The helper that the recount leans on."""
    people = [Person("man", "2026-01", "2026-03", "flytt"), Person("man", "2026-01", "2026-03", "studier")]
    cells = details_of("avslut", people)
    assert cells[Cell("avslut.avslutsanledning", ("flytt",))] == 1
    assert {sum(n for c, n in cells.items() if c.table == t) for t in {c.table for c in cells}} == {2}


def test_an_annulled_delivery_is_noted_where_its_figures_are_missed(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    people = [Person("man", "2026-01", f"2026-0{3 if i < 3 else 9}", "studier") for i in range(7)]
    for batch in batches_of(people, ["2026H1", "2026H2"]):
        receive(kansli, insats, batch)
    assert acts.utfall(kansli).notes == ()
    acts.annullera(kansli, "vagen", 1, kansli.vocabulary.lists["annulleringsorsak"].choices[0].id, TODAY)
    (note,) = acts.utfall(kansli, span=Period.parse("2026H2")).notes
    assert note.startswith("vagen har en annullerad leverans av 2026H1, som inte räknas")
    assert acts.utfall(kansli, span=Period.parse("2025")).notes == ()
    (row,) = acts.statutory_sheet(kansli, Period.parse("2026H2"), today=TODAY).rows
    assert row.note == "Kontrollera pågående och deltagare: räknade utan den annullerade leveransen av 2026H1"
    assert row.figures[2].man == 4
    (blank,) = acts.statutory_sheet(kansli, Period.parse("2026H1"), today=TODAY).rows
    assert (blank.note, blank.figures[0].totalt) == ("Ej levererat för hela perioden", None)
