"""Progression of half a year and then of the year: means that were printed stay known, and the gate comes to an end.

Every pair of levels is a cell that an attacker could ask about, in each half-year and for each lone person; made-up insats.
"""

from __future__ import annotations

from datetime import date

import pytest

from bench import made_up
from bench.made_up import Plan
from register.disclosure.drafts import Ladder
from register.disclosure.ladder import Choice
from register.disclosure.protected import Rules
from register.disclosure.publication import History, Publication
from register.goals.model import Goals
from register.periods import Period
from register.tables import layouts, questions, reports
from register.tables.making import Made, make
from register.tables.source import Source
from tests.tables.batches import vocabulary

ITEM = ("skapa-deltagare-halsa", "medel-skapa-deltagare-halsa")
H1, YEAR = Period.parse("2026H1"), Period.parse("2026")


@pytest.fixture(scope="module")
def counts() -> Source:
    return made_up.source([Plan("stegen", "Stegen", 70, (2026,))], vocabulary())


def made(counts: Source, span: Period, history: History) -> Made:
    chosen = [one for one in reports.ladders(counts, "insatsrapport", [span], Goals(), "stegen") if one.rungs[0].draft.id in ITEM]
    assert [one.rungs[0].draft.id for one in chosen] == list(ITEM)
    rules = Rules(seconds=60.0)
    return make(chosen, history, report="insatsrapport", subject="stegen", span=span.code, by=counts.id, today=date(2027, 2, 1), rules=rules)


def test_a_year_after_its_half_year_with_means(counts: Source) -> None:
    half = made(counts, H1, History())
    assert any(name.startswith("medel") for name in half.tables)
    assert half.choices[1].rung < len(half.choices[1].ladder.rungs) - 1, "the half-year's means stand"
    year = made(counts, YEAR, History.of([half.publication]))
    assert year.audit["omdome"] == "haller"
    assert year.audit["angripare"] == ["K0", "K1", "K3", "K4"]
    assert year.choices[0].rung < len(year.choices[0].ladder.rungs) - 1, "who improved stands for the year"
    assert not any(choice.outcome.hidden_whole for choice in year.choices)


def rungs(counts: Source, ladders: list[Ladder], history: History = History()) -> tuple[list[Choice], Publication]:  # noqa: B008
    found = make(ladders, history, report="progression", subject="", span="2026", by=counts.id, today=date(2027, 2, 1), rules=Rules(seconds=60.0))
    return list(found.choices), found.publication


def test_means_are_told_of_single_insatser_or_of_all_together_whichever_was_first() -> None:
    """Beside both, the pairs of every insats hang together with those of all the others."""
    both = made_up.source([Plan("ett", "Ett", 70, (2026,)), Plan("tva", "Två", 60, (2026,))], vocabulary())
    one = next(found for found in questions.progressions(both) if found.question.id == "skapa-deltagare-halsa")
    of_all, of_one = layouts.of_forbund(both, YEAR), layouts.of_insats(both, "ett", YEAR)
    assert of_all is not None
    assert of_one is not None
    all_together, alone = layouts.means(one, of_all), layouts.means(one, of_one)
    assert all_together is not None
    assert alone is not None
    for first, second in ((all_together, alone), (alone, all_together)):
        (told,), publication = rungs(both, [first])
        assert told.name.startswith("medelvärden")
        (other,), _ = rungs(both, [second], History.of([publication]))
        assert other.name == "bara antalet"
        (again,), _ = rungs(both, [first], History.of([publication]))
        assert again.name == told.name
