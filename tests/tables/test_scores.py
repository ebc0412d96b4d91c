"""Sums of scores: printed of thirty pairs or more, and never so that fewer could be told apart, by these and earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from register.counts import Released
from register.disclosure.boxes import Known, SumCell
from register.disclosure.publication import History, Publication
from register.disclosure.tables import TOTAL
from register.goals.model import Goals
from register.periods import Period
from register.tables import layouts, questions, reports
from register.tables.making import Made, make
from register.tables.questions import FIRST, LATEST, SQUARES
from register.tables.source import InsatsCounts
from tests.tables.batches import batch, insats, released, source

YEAR, H1 = Period.parse("2026"), Period.parse("2026H1")
TABLE = "medel-swemwbs-deltagare-par"


def pairs(kon: str, n: int, *, first: int = 2000, latest: int = 2300, squares: int | None = None) -> Released:
    """So many pairs of these scores in hundredths, all improved."""
    square = (latest - first) ** 2 + 1 if squares is None else squares
    sums = {"n": n, "forbattrad": n, "summa-forsta": n * first, "summa-senaste": n * latest, "summa-d": n * (latest - first)}
    cells: dict[tuple[str, ...], int] = {("par", name): value for name, value in {**sums, "kvadratsumma-d": n * square}.items()}
    return released("avslut.par.swemwbs.1.deltagare", kon, cells, n)


def made(*insatser: InsatsCounts, span: Period = YEAR, kind: reports.ReportKind = "insatsrapport", history: Sequence[Publication] = ()) -> Made:
    counts = source(*insatser)
    ladders = [one for one in reports.ladders(counts, kind, [span], Goals(), "stegen") if one.rungs[0].draft.id == TABLE]
    return make(ladders, History.of(history), report=kind, subject="stegen", span=span.code, by="f", today=date(2027, 2, 1))


def stands(found: Made, kon: str = TOTAL) -> bool:
    cells = found.tables[TABLE].cells
    return all(cells.get((found.publication.span, kon, name)) is not None for name in ("n", FIRST, LATEST, SQUARES))


def test_sums_are_those_of_every_kon_and_both_together() -> None:
    found = made(insats("stegen", batch(1, "2026H1", pairs("kvinna", 40), pairs("man", 30, first=1900))))
    table = found.tables[TABLE]
    assert [table.at("2026", "kvinna", name) for name in ("n", FIRST, LATEST, SQUARES)] == [40, 80_000, 92_000, 40 * 90_001]
    assert table.at("2026", TOTAL, FIRST) == 80_000 + 30 * 1900
    assert table.at("2026", TOTAL, TOTAL) == 70
    assert table.note == "Visas med medelvärden, uppdelat på kön."


@pytest.mark.parametrize(("n", "whole"), [(29, False), (30, True)])
def test_thirty_pairs_are_the_fewest(n: int, whole: bool) -> None:
    found = made(insats("stegen", batch(1, "2026H1", pairs("kvinna", n))))
    assert stands(found) == whole
    if not whole:
        assert found.tables[TABLE].cells == {("2026", TOTAL, TOTAL): 29}
        assert found.tables[TABLE].note == "Bara antalet visas: deltagandena är för få för att delas upp."


@pytest.mark.parametrize(("women", "men", "others", "split"), [(40, 29, 0, False), (40, 30, 0, True), (40, 30, 5, False), (40, 30, 30, True)])
def test_kon_stand_where_each_and_the_rest_are_thirty_or_none(women: int, men: int, others: int, split: bool) -> None:
    """The sum of all less those of women and men is what the rest scored."""
    rest = (pairs("annat", others),) if others else ()
    found = made(insats("stegen", batch(1, "2026H1", pairs("kvinna", women), pairs("man", men), *rest)))
    assert stands(found)
    assert stands(found, "kvinna") == split


@pytest.mark.parametrize(("more", "whole"), [(5, False), (29, False), (30, True)])
def test_the_year_differs_from_the_half_by_thirty_or_none(more: int, whole: bool) -> None:
    both = insats("stegen", batch(1, "2026H1", pairs("kvinna", 45)), batch(2, "2026H2", pairs("kvinna", more)))
    half = made(both, span=H1)
    assert stands(half)
    assert stands(made(both, span=YEAR)), "alone it stands"
    assert stands(made(both, span=YEAR, history=[half.publication])) == whole
    assert stands(made(both, span=H1, history=[half.publication])), "the same again tells nothing"


def test_a_forbund_differs_from_its_insats_by_thirty_or_none() -> None:
    own = insats("stegen", batch(1, "2026H1", pairs("kvinna", 45)))
    first = made(own, insats("unga", batch(1, "2026H1", pairs("kvinna", 12))))
    assert stands(first)
    for others, whole in ((12, False), (31, True)):
        unga = insats("unga", batch(1, "2026H1", pairs("kvinna", others)))
        assert stands(made(own, unga, kind="progression", history=[first.publication])) == whole


def test_what_was_published_of_a_withdrawn_omgang_stays_known() -> None:
    batches = (batch(1, "2026H1", pairs("kvinna", 45)), batch(2, "2026H2", pairs("kvinna", 9)))
    whole = made(insats("stegen", *batches))
    assert stands(whole)
    assert not stands(made(insats("stegen", *batches, annulled=(2,)), history=[whole.publication]))


@pytest.mark.parametrize(("first", "latest"), [(700, 2000), (2000, 3500), (2000, 2000)])
def test_a_mean_at_the_end_of_its_scale_says_what_everybody_scored(first: int, latest: int) -> None:
    squares = 0 if first == latest else None
    found = made(insats("stegen", batch(1, "2026H1", pairs("kvinna", 40, first=first, latest=latest, squares=squares))))
    assert not stands(found)
    assert found.tables[TABLE].note == "Bara antalet visas: ingen uppdelning kunde visas hel."


def test_the_publication_names_the_sums_and_holds_none() -> None:
    found = made(insats("stegen", batch(1, "2026H1", pairs("kvinna", 40))))
    (cells,) = found.publication.cells.values()
    named = {one.cell.name for one in cells if isinstance(one.cell, SumCell)}
    assert named == {FIRST, LATEST, SQUARES}
    assert all(not one.dot for one in cells)
    document = found.publication.to_document()
    assert Publication.from_document(document).to_document() == document


def test_a_sum_that_no_omgang_here_had_is_left_alone() -> None:
    """A faulty list could name what this förbund never counted."""
    counts = source(insats("stegen", batch(1, "2026H1", pairs("kvinna", 40))))
    (one,) = questions.progressions(counts)
    scope = layouts.of_insats(counts, "stegen", YEAR)
    assert scope is not None
    ladder = layouts.means(one, scope)
    assert ladder is not None
    strange = Known(SumCell(frozenset({"okand#1"}), frozenset({"kvinna"}), FIRST), dot=False)
    assert not ladder.rungs[1].draft.never_printed(5, [strange])


def test_scores_are_a_universe_of_their_own_beside_who_improved() -> None:
    counts = source(insats("stegen", batch(1, "2026H1", pairs("kvinna", 40))))
    (one,) = questions.progressions(counts)
    assert one.scores is not None
    assert one.scores.id != one.question.universe.id
    assert one.scores.base(frozenset(one.scores.owner), one.scores.kon) == 40
    assert one.scores.value(SumCell(frozenset(one.scores.owner), one.scores.kon, LATEST)) == 40 * 2300
