"""Sections of the insatsrapport that show the same people twice: before beside after, and the outcome in groups of those who ended."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from bench import made_up
from bench.made_up import Plan
from register.disclosure.protected import ProtectedTable
from register.goals.model import Goals
from register.reports import insatsrapport
from register.reports.document import Report, Section
from register.reports.insats_for_whom import DIFFER, for_whom
from register.statistics import wilson
from tests.reports import sources

LABELS = {"lon": "Lön", "bistand": "Ekonomiskt bistånd"}
SEEDS = (1, 3, 5)


def texts(section: Section, label: str) -> list[str]:
    return [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in sources.row(section, label).values]


def built(*tables: ProtectedTable) -> Report:
    return insatsrapport.build(sources.bare_context(*tables))


def income(when: str, counts: Mapping[str, int], *, hide: bool = False, title: str = "Försörjning") -> ProtectedTable:
    by_kon = {(kon, code): n for code, n in counts.items() for kon in ("kvinna", "man")}
    return sources.table(f"forsorjning_{when}", by_kon, split=False, labels=LABELS, hide=hide, title=title)


# -- Before and after ----------------------------------------------------------------------------------------------------------------------------


def test_income_stands_before_beside_after() -> None:
    found = built(income("fore", {"lon": 5, "bistand": 15, "saknas": 3}), income("efter", {"lon": 12, "bistand": 8, "saknas": 3}))
    section = sources.section(found, "forsorjning")
    assert section.heading == "Försörjning före och efter"
    assert texts(section, "Lön") == ["10", "25 %", "24", "60 %"]
    assert texts(section, "Bas: redovisade avslut") == ["40", "", "40", ""]
    assert section.chart is not None
    assert [one.label for one in section.chart.series] == ["Före", "Efter"]
    assert "fore-efter" in found.definitions


def test_nobody_is_followed_from_before_to_after() -> None:
    found = built(income("fore", {"lon": 5, "bistand": 15}), income("efter", {"lon": 12, "bistand": 8}))
    section = sources.section(found, "forsorjning")
    assert not section.sentences
    assert section.view is not None
    assert not [one for one in section.view.columns if "ndring" in one.label]


def test_in_two_layouts_each_stands_by_itself() -> None:
    found = built(income("fore", {"lon": 5, "annat": 15}), income("efter", {"lon": 12, "bistand": 8}))
    ids = [one.id for one in found.sections]
    assert "forsorjning" not in ids
    assert sources.section(found, "forsorjning_fore").heading == "Försörjning före insatsen"
    assert sources.section(found, "forsorjning_efter").heading == "Försörjning efter insatsen"


def test_the_one_that_is_divided_stands_alone() -> None:
    few = sources.base_only("forsorjning_fore", 40, title="Försörjning före insatsen")
    found = built(few, income("efter", {"lon": 12, "bistand": 8}))
    assert [one.id for one in found.sections if "forsorjning" in one.id] == ["forsorjning_efter"]
    assert "försörjning före insatsen" in sources.section(found, "visas-inte").sentences[0].lower()


# -- For whom ------------------------------------------------------------------------------------------------------------------------------------

AGES = {"16-29": ("16–29 år", 12, 20), "30-67": ("30–67 år", 9, 36)}


def groups(ident: str, categories: Mapping[str, tuple[str, int, int]], *, missing: int = 0, hide: bool = False) -> ProtectedTable:
    """Of each category how many went to the first group, of how many; as the layout in two groups prints it."""
    counts = {f"{code}|{part}": n for code, (_, x, of) in categories.items() for part, n in (("ja", x), ("nej", of - x))}
    labels = {code: label for code, (label, _, _) in categories.items()}
    return sources.joint_table(ident, counts, labels, missing=missing, hide=hide)


def test_each_category_has_its_share_n_and_interval() -> None:
    section = for_whom(sources.bare_context(groups("for-vem-aldersgrupp", AGES)))
    assert section is not None
    low, high = wilson(12, 20) or (0, 0)
    assert texts(section, "16–29 år") == ["12", "20", "60 %", f"{round(low * 100)}–{round(high * 100)} %"]
    assert texts(section, "30–67 år")[:3] == ["9", "36", "25 %"]
    assert section.view is not None
    assert [row.label for row in section.view.rows] == ["Ålder", "16–29 år", "30–67 år"]
    assert not section.view.notes


def test_it_says_that_groups_differ_and_tests_nothing() -> None:
    section = for_whom(sources.bare_context(groups("for-vem-aldersgrupp", AGES)))
    assert section is not None
    assert section.sentences == (DIFFER,)
    assert section.view is not None
    assert {one.term for one in section.view.columns} == {"utfall", "bas", "andel", "intervall"}


def test_the_picture_has_an_interval_for_each_row_and_the_same_in_words() -> None:
    section = for_whom(sources.bare_context(groups("for-vem-aldersgrupp", AGES), groups("for-vem-tid", {"0-11": ("Under 12 månader", 10, 30)})))
    assert section is not None
    chart = section.chart
    assert chart is not None
    assert chart.categories == ("16–29 år", "30–67 år", "Under 12 månader")
    (series,) = chart.series
    assert [round(value or 0, 2) for value in series.values] == [0.6, 0.25, 0.33]
    assert all(
        ends is not None and ends[0] < (value or 0) < ends[1] <= chart.top for value, ends in zip(series.values, series.intervals, strict=True)
    )
    assert "30–67 år 25" in chart.alt


def test_those_without_a_category_are_told_and_in_no_row() -> None:
    section = for_whom(sources.bare_context(groups("for-vem-aldersgrupp", AGES, missing=3)))
    assert section is not None
    assert section.view is not None
    assert section.view.notes == ("Ålder: uppgift saknas för 3 av 59 redovisade avslut, som inte står i någon rad.",)


def test_without_a_divided_table_there_is_no_section() -> None:
    assert for_whom(sources.bare_context()) is None
    assert for_whom(sources.bare_context(sources.base_only("for-vem-tid", 40))) is None


def test_what_is_hidden_is_hidden_in_rows_picture_and_notes() -> None:
    section = for_whom(sources.bare_context(groups("for-vem-aldersgrupp", AGES, missing=3, hide=True)))
    assert section is not None
    assert set(texts(section, "16–29 år")) == {"··"}
    assert section.chart is not None
    assert section.chart.series[0].values == (None, None)
    assert section.view is not None
    assert not section.view.notes


# -- Counted again ---------------------------------------------------------------------------------------------------------------------------------


@cache
def real(seed: int) -> Report:
    counts = made_up.source([Plan("vagen-vidare", "Vägen vidare", 90, (2026,), measures=False)], sources.vocabulary(), seed=seed)
    return insatsrapport.build(sources.context(counts, "insatsrapport", Goals(), "vagen-vidare"))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_share_is_that_of_the_batches(seed: int) -> None:
    counts = made_up.source([Plan("vagen-vidare", "Vägen vidare", 90, (2026,), measures=False)], sources.vocabulary(), seed=seed)
    section = sources.section(real(seed), "for-vem")
    groups_of_time = {"Under 12 månader": ("0-5", "6-11"), "12 månader eller mer": ("12-",), "Under 6 månader": ("0-5",), "6–11 månader": ("6-11",)}
    assert section.view is not None
    shown = [row for row in section.view.rows if row.label in groups_of_time]
    for row in shown:
        reached = everybody = 0
        for batch in sources.batches(counts):
            for released in batch.released:
                for cell, n in released.cells.items():
                    if cell.table == "for-vem.tid" and cell.values[1] in groups_of_time[row.label]:
                        everybody += n
                        reached += n if cell.values[0] == "arbete-studier" else 0
        assert [row.values[0].number, row.values[1].number] == [reached, everybody]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_group_adds_up_to_no_more_than_the_outcome(seed: int) -> None:
    section, utfall = sources.section(real(seed), "for-vem"), sources.section(real(seed), "utfall")
    whole = sources.row(utfall, "Arbete och studier").values[0].number
    assert section.view is not None
    sums: list[float] = []
    for row in section.view.rows:
        if row.strong:
            sums.append(0)
        else:
            sums[-1] += row.values[0].number or 0
    assert whole is not None
    assert sums
    assert all(one <= whole for one in sums)
