"""The sections of counters: this year beside the last, blank beside zero beside hidden, shares, medians, what is missing, and the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from register.counters.model import Counter, Edition
from register.counters.told import told
from register.periods import Month, Period
from register.presence import Standing
from register.reports import counters
from register.reports.context import Context
from register.reports.document import Section
from register.tables.source import Source
from tests.reports import sources
from tests.reports.forbund import bare
from tests.tables.counted import ANSWERS, BANDS, BEFORE, HALF, KON, QUESTIONS, YEAR, counter, forbund, given, protect

NAMES = {"a": "Alfa", "b": "Beta", "c": "Ceta"}


def context(of: Source, *spans: Period, insats: str | None = None) -> Context:
    """A context of nothing but counters."""
    wanted = spans or (YEAR, BEFORE)
    tables = [one for one in protect(of, *wanted, insats=insats).tables.values() if one.cells]
    made = bare(*tables, spans=[one.code for one in wanted])
    own = (insats, NAMES[insats]) if insats else None
    standings = tuple(Standing(id_, name, {}) for id_, name in NAMES.items())
    return replace(made, insats=own, standings=standings, counters=told(of.counted, wanted, insats, NAMES))


def section(of: Source, *spans: Period, insats: str | None = None) -> Section:
    (found,) = counters.sections(context(of, *spans, insats=insats))
    return found


def lines(part: Section) -> list[tuple[str, list[str]]]:
    assert part.view is not None
    return [(row.label, [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in row.values]) for row in part.view.rows]


def said(part: Section) -> list[str]:
    return [one.replace("\N{NO-BREAK SPACE}", " ") for one in part.sentences]


def heads(part: Section) -> list[str]:
    assert part.view is not None
    return [column.label for column in part.view.columns]


def notes(part: Section) -> str:
    assert part.view is not None
    return " ".join(part.view.notes)


def staff(*years: tuple[str, Mapping[str, int]], **more: object) -> Source:
    of = replace(counter(ANSWERS, kind="ar", by="kansli", joining="summa", protected=False), **more)  # type: ignore[arg-type]
    return forbund(of, *(given(of, "", year, values) for year, values in years))


def test_two_years_with_the_change_in_number_and_per_cent() -> None:
    part = section(staff(("2025", {"ja": 30, "nej": 20}), ("2026", {"ja": 45, "nej": 15})))
    assert heads(part) == ["2025", "2026", "Andel 2026", "Ändring", "Ändring i procent"]
    assert lines(part) == [
        ("Totalt", ["50", "60", "", "+10", "+20 %"]),
        ("Ja", ["30", "45", "75 %", "+15", "+50 %"]),
        ("Nej", ["20", "15", "25 %", "−5", "−25 %"]),
    ]
    assert said(part) == ["Personer i kö, 2026: 60, 10 fler (20 %) än 2025."]
    assert part.chart is not None
    assert (part.chart.kind, part.chart.categories, part.chart.series[0].values) == ("stapel", ("Ja", "Nej"), (45.0, 15.0))


def test_zero_is_zero_blank_is_blank_and_a_year_that_is_not_given_is_not_followed_up() -> None:
    part = section(staff(("2025", {"ja": 30}), ("2026", {"ja": 0})))
    assert dict(lines(part))["Ja"][:2] == ["30", "0"]
    assert "Nej" not in dict(lines(part))
    late = section(staff(("2025", {"ja": 30})))
    assert dict(lines(late))["Totalt"][:2] == ["30", "ej uppföljt"]
    assert "Inte infört av förbundet: helåret 2026." in notes(late)


def test_a_share_has_its_parts() -> None:
    of = counter(kind="ar", by="kansli", pair=True, protected=False, joining="senaste")
    source = forbund(of, given(of, "", "2025", {"taljare": 3, "namnare": 12}), given(of, "", "2026", {"taljare": 12, "namnare": 12}))
    part = section(source)
    assert heads(part) == ["Nöjda 2025", "Svarande 2025", "Andel 2025", "Nöjda 2026", "Svarande 2026", "Andel 2026"]
    assert lines(part) == [("Hela perioden", ["3", "12", "25 %", "12", "12", "100 %"])]
    assert said(part) == ["Personer i kö, 2026: 12 av 12, 100 %."]


def test_a_share_of_people_goes_through_the_gate() -> None:
    of = counter(ANSWERS, kind="ar", by="kansli", pair=True, joining="summa")
    many = {"ja/taljare": 20, "ja/namnare": 31, "nej/taljare": 9, "nej/namnare": 22}
    part = section(forbund(of, given(of, "", "2026", many)))
    assert lines(part) == [("Totalt", ["29", "53", "55 %"]), ("Ja", ["20", "31", "65 %"]), ("Nej", ["9", "22", "41 %"])]
    few = section(forbund(of, given(of, "", "2026", {"ja/taljare": 1, "ja/namnare": 3, "nej/taljare": 0, "nej/namnare": 0})))
    assert lines(few) == [("Totalt", ["··", "··", "··"])]
    assert "räknar människor" in notes(few)


def queue(of: Counter, months: Sequence[int], owners: str = "abc", *, year: int = 2026) -> list[Edition]:
    return [given(of, owner, f"{year}-{month:02d}", {"0-2": 10 + month, "3-5": 8, "6-": 7}) for owner in owners for month in months]


def test_a_queue_is_read_at_its_last_month_with_the_band_of_its_median_and_a_line_of_months() -> None:
    of = counter(BANDS)
    part = section(forbund(of, *queue(of, range(1, 13), year=2025), *queue(of, range(1, 13))))
    found = dict(lines(part))
    assert found["Sist i perioden (december)"] == ["111", "111", "", "0", "0 %"]
    assert found["Median, väntetid"][:2] == ["Under 3", "Under 3"]
    assert found["Alfa"][:3] == ["37", "37", "33 %"]
    assert found["Mars"] == ["84", "84", "", "0", "0 %"]
    assert part.chart is not None
    assert part.chart.kind == "linje"
    assert [one.label for one in part.chart.series] == ["2025", "2026"]
    assert part.chart.categories[0] == "Januari"
    assert part.chart.series[1].values[0] == 78.0
    assert "perioderna läggs inte ihop" in notes(part)


def test_what_an_insats_has_not_given_is_said_and_the_whole_is_blank() -> None:
    of = counter(BANDS)
    editions = [*queue(of, range(1, 13), "ab"), *queue(of, range(1, 12), "c")]
    part = section(forbund(of, *editions), YEAR)
    found = dict(lines(part))
    assert found["Sist i perioden (december)"][0] == "ej uppföljt"
    assert found["November"][0] == str(3 * 21 + 45)
    assert found["December"][0] == "74", "of those that have given it"
    assert "Inte infört av Ceta: december 2026." in notes(part)


def test_an_insats_that_has_ended_owes_nothing() -> None:
    of = counter(BANDS)
    source = forbund(of, *queue(of, range(1, 13), "ab"), *queue(of, range(1, 7), "c"))
    ended = replace(source, counted=replace(source.counted, ended={"c": Month(2026, 6)}))
    part = section(ended, YEAR)
    assert dict(lines(part))["Sist i perioden (december)"][0] == "74"
    assert "Inte infört" not in notes(part)


def test_what_is_hidden_says_so_and_the_picture_leaves_a_gap() -> None:
    of = counter(BANDS)
    small = [given(of, "a", f"2026-{month:02d}", {"0-2": 2} if month == 4 else {"0-2": 11, "3-5": 9}) for month in range(1, 13)]
    part = section(forbund(of, *small, insatser=["a"]), YEAR, insats="a")
    assert dict(lines(part))["April"][0] == "··"
    assert part.chart is not None
    assert part.chart.series[0].values[2:5] == (20.0, None, 20.0)
    assert part.chart.series[0].marks[3] == "··"


def test_few_are_dots_and_how_they_are_divided_is_not_told() -> None:
    of = counter(BANDS)
    small = [given(of, "a", f"2026-{month:02d}", {"0-2": 2, "3-5": 1, "6-": 0}) for month in range(1, 13)]
    part = section(forbund(of, *small, insatser=["a"]), YEAR, insats="a")
    assert {values[0] for label, values in lines(part) if label != "Per månad"} == {"··"}
    assert part.chart is None
    assert part.protection == counters.UNDIVIDED
    assert part.sentences == ()


def test_a_survey_is_divided_by_question_and_answer_with_shares_of_each_question() -> None:
    of = counter(QUESTIONS, ANSWERS, kind="halvar", joining="summa")
    halves = [given(of, owner, half, {"a/ja": 20, "a/nej": 10, "b/ja": 15, "b/nej": 15}) for owner in "abc" for half in ("2026H1", "2026H2")]
    part = section(forbund(of, *halves), YEAR)
    found = [(label, values[:2]) for label, values in lines(part)]
    assert found[1:4] == [("Fråga A", ["180", "50 %"]), ("Ja", ["120", "67 %"]), ("Nej", ["60", "33 %"])]
    half = section(forbund(of, *halves), HALF)
    assert dict(lines(half))["Totalt"][0] == "180"


def test_kon_stands_under_all_of_them() -> None:
    of = counter(KON, kind="tertial", joining="summa", by="kansli")
    thirds = [given(of, "", f"2026T{n}", {"kvinna": 20 + n, "man": 12 + n, "annat": 6}) for n in (1, 2, 3)]
    found = dict(lines(section(forbund(of, *thirds), YEAR)))
    assert found["Totalt"][0] == "126"
    assert found["Kvinnor"] == ["66", "52 %"]
    assert found["Män"] == ["42", "33 %"]
    assert found["Tertial 2"][0] == "42"


def test_counters_of_years_stand_in_no_part_of_one() -> None:
    source = staff(("2026", {"ja": 45}))
    assert counters.sections(context(source, HALF)) == []
    assert counters.sections(bare(sources.base_only("x", 3))) == []


@pytest.mark.parametrize(
    ("kind", "code", "label"), [("kvartal", "2026K2", "Kvartal 2"), ("halvar", "2026H2", "Andra halvåret"), ("manad", "2026-05", "Maj")]
)
def test_periods_are_named_without_the_year_above_them(kind: str, code: str, label: str) -> None:
    of = replace(counter(ANSWERS, kind="ar", by="kansli", joining="summa", protected=False), period_kind=kind)  # type: ignore[arg-type]
    assert label in dict(lines(section(forbund(of, given(of, "", code, {"ja": 3})), YEAR)))
