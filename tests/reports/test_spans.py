"""A period is written in one way in a whole report."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from register.goals.model import Goals
from register.periods import Period
from register.reporting import BUILDERS
from register.reports.document import Report
from register.reports.spans import headed, named
from tests.reports import forbund, sources

OTHER_WAYS = re.compile(r"helåret|halvår [12] |deltog")


def words(report: Report) -> Iterator[str]:
    yield from (report.title, report.span_label, *report.about)
    for one in report.sections:
        yield from (one.heading, *one.sentences)
        if one.view:
            yield from (one.view.caption, *(column.label for column in one.view.columns), *one.view.notes)
        if one.chart:
            yield from (one.chart.title, one.chart.alt, *(series.label for series in one.chart.series))


def test_a_year_is_its_number_and_a_part_of_it_has_its_words() -> None:
    assert [named(Period.parse(code)) for code in ("2026", "2026H1", "2026T2", "2026K4")] == [
        "2026",
        "första halvåret 2026",
        "tertial 2 2026",
        "kvartal 4 2026",
    ]
    assert headed(Period.parse("2026H2")) == "Andra halvåret 2026"


@pytest.mark.parametrize("kind", BUILDERS)
def test_every_report_writes_a_period_in_one_way(kind: str) -> None:
    made = {
        "insatsrapport": sources.insats_context,
        "progression": sources.progression_context,
        "arsredovisning": forbund.context,
        "oversikt": forbund.context,
    }
    report = BUILDERS[kind](made[kind]())
    assert [one for one in words(report) if OTHER_WAYS.search(one)] == []
    assert sum("2026" in one for one in words(report)) > 3


def test_a_part_of_a_year_is_written_in_one_way() -> None:
    spans = [Period.parse("2026H1"), Period.parse("2025H2")]
    found = sources.context(sources.one_insats(33, measures=False), "insatsrapport", Goals(), "vagen-vidare", spans=spans)
    said = list(words(BUILDERS["insatsrapport"](found)))
    assert [one for one in said if OTHER_WAYS.search(one)] == []
    assert sum("örsta halvåret 2026" in one for one in said) > 3
