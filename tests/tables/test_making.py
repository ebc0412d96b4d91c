"""A report's tables through the gate together: everything before stays known, and the same again is the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from bench import made_up
from bench.made_up import Plan
from register.disclosure.drafts import Ladder
from register.disclosure.protected import Rules, genuine
from register.disclosure.publication import History, Publication
from register.disclosure.tables import TOTAL
from register.goals.model import Goals
from register.periods import Period
from register.tables import later, reports
from register.tables.making import Made, make
from register.tables.source import Source
from tests.tables.batches import avslut, batch, insats, source, vocabulary

TODAY = date(2027, 2, 1)
H1, YEAR = Period.parse("2026H1"), Period.parse("2026")


def made(counts: Source, span: Period, history: History = History(), *, only: Sequence[str] = (), insats_id: str = "stegen") -> Made:  # noqa: B008
    ladders = reports.ladders(counts, "insatsrapport", [span], Goals(), insats_id)
    chosen = [one for one in ladders if not only or one.rungs[0].draft.id in only]
    return make(chosen, history, report="insatsrapport", subject=insats_id, span=span.code, by=counts.id, today=TODAY, rules=Rules(seconds=30.0))


@pytest.fixture(scope="module")
def stegen() -> Source:
    return made_up.source([Plan("stegen", "Stegen", 60, (2026,), measures=False)], vocabulary())


@pytest.fixture(scope="module")
def half(stegen: Source) -> Made:
    return made(stegen, H1)


def test_every_table_is_one_that_the_gate_made(half: Made) -> None:
    assert half.tables
    assert all(genuine(table) is table for table in half.tables.values())
    assert list(half.tables) == [choice.outcome.table.id for choice in half.choices]


def test_the_same_report_again_is_the_same_to_the_cell(stegen: Source, half: Made) -> None:
    again = made(stegen, H1)
    assert {id_: table.cells for id_, table in again.tables.items()} == {id_: table.cells for id_, table in half.tables.items()}
    assert again.publication.id == half.publication.id
    after = made(stegen, H1, History.of([half.publication]))
    assert {id_: table.cells for id_, table in after.tables.items()} == {id_: table.cells for id_, table in half.tables.items()}
    assert after.publication.id == half.publication.id


def test_a_report_made_again_is_the_same_whatever_was_published_since(stegen: Source, half: Made) -> None:
    """Else the file of one format would say another thing than those that were written before it."""
    year = made(stegen, YEAR, History.of([half.publication]))
    again = made(stegen, H1, History.of([half.publication, year.publication]))
    assert {id_: table.cells for id_, table in again.tables.items()} == {id_: table.cells for id_, table in half.tables.items()}
    assert {id_: table.note for id_, table in again.tables.items()} == {id_: table.note for id_, table in half.tables.items()}
    assert again.publication.id == half.publication.id


def test_a_published_table_gets_no_finer_when_more_would_stand() -> None:
    """What has been printed since may let a finer layout stand: then one file of the report would have it and the others not."""
    counts = made_up.source([Plan("stegen", "Stegen", 120, (2026,), measures=False)], vocabulary())
    (whole,) = [one for one in reports.ladders(counts, "insatsrapport", [YEAR], Goals(), "stegen") if one.rungs[0].draft.id == "redo_for"]

    def rung(ladder: Ladder, history: History, span: str = "2026") -> tuple[str, Publication]:
        found = make([ladder], history, report="insatsrapport", subject="stegen", span=span, by=counts.id, today=TODAY, rules=Rules(seconds=30.0))
        return found.choices[0].name, found.publication

    finest, _ = rung(whole, History())
    number = next(n for n, one in enumerate(whole.rungs) if one.name == finest)
    coarse, publication = rung(replace(whole, rungs=whole.rungs[number + 1 :]), History())
    assert coarse != finest
    assert rung(whole, History.of([publication]))[0] == coarse
    assert rung(whole, History.of([publication]), span="2026H2")[0] == finest, "another report is another matter"


def test_what_was_published_decides_what_the_year_may_show() -> None:
    """Half a year has 10 to work and studies, the year 12: printed after it, the year's figure would tell of the two who came in between."""
    counts = source(
        insats(
            "stegen",
            batch(1, "2026H1", avslut("kvinna", studier=10, flytt=9, insats_af=8)),
            batch(2, "2026H2", avslut("kvinna", studier=2, flytt=9, insats_af=9)),
        )
    )
    first = made(counts, H1, only=["utfall"])
    assert first.tables["utfall"].at("2026H1", TOTAL, "studier") == 10
    alone = made(counts, YEAR, only=["utfall"])
    assert alone.tables["utfall"].at("2026", TOTAL, "studier") == 12
    after = made(counts, YEAR, History.of([first.publication]), only=["utfall"])
    assert after.tables["utfall"].cells == {("2026", TOTAL, TOTAL): 47}
    assert after.choices[0].tried[-1].name == "tre grupper"


def test_a_withdrawn_omgang_stays_known() -> None:
    """What was published of an omgång that no longer counts is still a part of what everybody knows."""
    parts = (
        batch(1, "2026H1", avslut("kvinna", studier=10, flytt=9, insats_af=8)),
        batch(2, "2026H2", avslut("kvinna", studier=8, flytt=3, insats_af=9)),
    )
    before = source(insats("stegen", *parts))
    whole = made(before, YEAR, only=["utfall"])
    assert whole.tables["utfall"].at("2026", TOTAL, "flytt") == 12
    annulled = source(insats("stegen", *parts, annulled=(2,)))
    rest = made(annulled, YEAR, History.of([whole.publication]), only=["utfall"])
    assert rest.tables["utfall"].cells == {("2026", TOTAL, TOTAL): 27}, "12 less 9 would tell of three"
    assert made(annulled, YEAR, only=["utfall"]).tables["utfall"].at("2026", TOTAL, "flytt") == 9


def test_a_changed_list_of_insatser_tells_nothing_of_the_one_that_came() -> None:
    def one(name: str, **reasons: int) -> object:
        return insats(name, batch(1, "2026H1", avslut("kvinna", **reasons)))

    old = [insats("stegen", batch(1, "2026H1", avslut("kvinna", studier=20, flytt=19, insats_af=18)))]
    new = [*old, insats("ny", batch(1, "2026H1", avslut("kvinna", studier=2, flytt=6, insats_af=3)))]

    def overview(insatser: list[object], history: History) -> Made:
        counts = source(*insatser)  # type: ignore[arg-type]
        ladders = [one for one in reports.ladders(counts, "oversikt", [H1], Goals()) if one.rungs[0].draft.id.startswith("utfall")]
        return make(ladders, history, report="oversikt", subject="", span=H1.code, by=counts.id, today=TODAY)

    first = overview(list(old), History())
    assert first.tables["utfall"].at("2026H1", TOTAL, "studier") == 20
    second = overview(list(new), History.of([first.publication]))
    printed = second.tables["utfall"].cells
    assert printed.get(("2026H1", TOTAL, "arbete-studier")) != 22
    assert second.tables["utfall/ny"].cells == {("2026H1", TOTAL, TOTAL): 11}
    assert overview(list(new), History()).audit["omdome"] == "haller"


def test_the_public_audit_counts_and_never_names(half: Made) -> None:
    audit = half.audit
    assert set(audit) == {"tabeller", "celler", "prickar", "troskel", "angripare", "omdome", "monster", "mening"}
    assert audit["omdome"] == "haller"
    assert audit["tabeller"] == len(half.tables)
    assert audit["angripare"] == ["K0", "K1", "K3", "K4"]
    assert audit["prickar"] == sum(value is None for table in half.tables.values() for value in table.cells.values())
    assert "1 till 4" in audit["mening"]
    assert len(audit["monster"]) == 64


def test_a_publication_holds_no_count(half: Made) -> None:
    document = half.publication.to_document()
    assert Publication.from_document(document).to_document() == document

    def numbers(part: object) -> set[int]:
        if isinstance(part, dict):
            return set().union(*(numbers(one) for one in part.values())) if part else set()
        if isinstance(part, list):
            return set().union(*(numbers(one) for one in part)) if part else set()
        return {part} if isinstance(part, int) else set()

    assert numbers(document["celler"]) <= {0, 1}, "a mark for dots and one for sums, nothing else"


def test_progress_names_what_is_being_protected(stegen: Source) -> None:
    told: list[tuple[int, int, str]] = []
    ladders = reports.ladders(stegen, "insatsrapport", [H1], Goals(), "stegen")[:4]
    make(
        ladders,
        History(),
        report="insatsrapport",
        subject="stegen",
        span="2026H1",
        by="f",
        today=TODAY,
        progress=lambda done, total, what: told.append((done, total, what)),
    )
    assert [done for done, _, _ in told] == list(range(len(told)))
    assert {total for _, total, _ in told} == {len(told)}
    assert told[0][2] == "Utfall"


def test_what_half_a_year_costs_the_year_is_said() -> None:
    counts = source(insats("stegen", batch(1, "2026H1", avslut("kvinna", studier=10, flytt=3, insats_af=8))))
    first = made(counts, H1, only=["utfall"])
    cost = later.cost_of(counts, History(), first.publication, "insatsrapport", H1, Goals(), insats="stegen")
    assert cost == ()
    assert "lika fint" in later.said(cost, H1)
    assert later.cost_of(counts, History(), first.publication, "insatsrapport", YEAR, Goals(), insats="stegen") == ()
    assert later.said((), YEAR) == ""


def test_a_year_that_is_delivered_is_not_told_of_as_if_it_were_to_come() -> None:
    first = batch(1, "2026H1", avslut("kvinna", studier=10, flytt=3, insats_af=8))
    half, whole = source(insats("stegen", first)), source(insats("stegen", first, batch(2, "2026H2", avslut("kvinna", studier=7, flytt=9))))
    assert not later.whole_year(half, H1)
    assert later.whole_year(whole, H1)
    cost = (later.LaterCost("Utfall", "utan prickar", "bara antalet"),)
    for found in ((), cost):
        assert "resten av 2026" in later.said(found, H1)
        now = later.said(found, H1, whole=True)
        assert "resten" not in now
        assert "levererat" in now
    assert "Utfall (bara antalet i stället för utan prickar)" in later.said(cost, H1, whole=True)


def test_a_goal_beside_groups_costs_the_year_its_groups() -> None:
    """The goal is the first group and those who went on to Arbetsförmedlingen, of whom the second half has three."""
    counts = made_up.source([Plan("stegen", "Stegen", 59, (2026,), measures=False)], vocabulary(), seed=3)
    first = made(counts, H1)
    cost = later.cost_of(counts, History(), first.publication, "insatsrapport", H1, Goals(), insats="stegen")
    said = later.said(cost, H1)
    for one in cost:
        assert one.without != one.after
    assert ("grövre" in said) == bool(cost)


def test_an_insats_alone_divides_nothing_of_what_the_forbund_printed_with_others() -> None:
    """Its own vault can't say what the rest of those cells was, nor then what its own groups would give away."""
    line = {"studier": 9, "flytt": 12, "insats_af": 8}
    both = source(insats("stegen", batch(1, "2026H1", avslut("kvinna", **line))), insats("ny", batch(1, "2026H1", avslut("kvinna", **line))))
    ladders = [one for one in reports.ladders(both, "oversikt", [H1], Goals()) if one.rungs[0].draft.id == "utfall"]
    whole = make(ladders, History(), report="oversikt", subject="", span=H1.code, by=both.id, today=TODAY)
    alone = source(insats("stegen", batch(1, "2026H1", avslut("kvinna", **line))))
    assert made(alone, H1, only=["utfall"]).choices[0].name != "bara antalet"
    assert made(alone, H1, History.of([whole.publication]), only=["utfall"]).choices[0].name == "bara antalet"


def test_where_insatser_chose_differently_zeros_count_as_printed(half: Made) -> None:
    one, other = (replace(half.publication, zeros=dict.fromkeys(half.publication.zeros, mode), subject=mode) for mode in ("dolda", "oppna"))
    universe = next(iter(half.publication.zeros))
    assert History.of([one]).zeros(universe) == "dolda"
    assert History.of([one, other]).zeros(universe) == "oppna"
    assert History.of([]).zeros(universe) is None
