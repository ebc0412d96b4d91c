"""In reports: a section for each table with its source and the line that it measures no insats; nothing of it moves any figure of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.periods import Period
from register.readers.table import Figure
from register.reports import arsredovisning, oversikt, progression, society
from register.reports.context import Context
from register.reports.document import Report
from register.society.choosing import Choice
from register.society.published import from_file
from tests.reports import forbund
from tests.reports.sources import section
from tests.society.files import BOTH, TODAY, monthly, table, yearly


def context(*tables: object) -> Context:
    return replace(forbund.context(), society=tables)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def report() -> Report:
    return arsredovisning.build(context(table(), table(monthly(), id="bas", label="BAS")))


def breakable(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def texts(report: Report, id_: str) -> list[tuple[str, ...]]:
    view = section(report, id_).view
    assert view is not None
    return [(row.label, *(breakable(value.text) for value in row.values)) for row in view.rows]


def test_the_figures_stand_as_they_were_published(report: Report) -> None:
    found = section(report, "samhalle-helars")
    assert found.heading == "Samhället omkring: Helårsekvivalenter"
    assert texts(report, "samhalle-helars") == [("Falun", "5 100", "5 050", "5 010", "4 990"), ("Borlänge", "3 500", "3 450", "3 400", "3 390")]
    assert found.view is not None
    assert [column.label for column in found.view.columns] == ["2022", "2023", "2024", "2025"]
    assert found.view.caption == "Helårsekvivalenter efter region, kön och år (påhittat) (antal)"
    assert found.view.notes == ("Gäller kön totalt.", "Personer 20–64 år.")


def test_every_section_says_that_it_measures_no_insats_and_where_it_comes_from(report: Report) -> None:
    for id_, source in (("samhalle-helars", "tabell HEK1, uppdaterad 2026-02-20"), ("samhalle-bas", "tabell AM1, uppdaterad 2027-01-10")):
        said = section(report, id_).sentences
        assert "mäter inte insatserna" in said[0]
        assert said[1] == f"Källa: SCB (påhittat), {source}, inläst 2027-02-01."
        assert not section(report, id_).protection


def test_no_value_is_called_a_count(report: Report) -> None:
    for one in report.sections:
        kinds = {value.kind for row in (one.view.rows if one.view else ()) for value in row.values}
        assert ("publicerad" in kinds) == one.id.startswith("samhalle-")
        if one.id.startswith("samhalle-"):
            assert kinds <= {"publicerad", "ord"}


def test_of_months_the_same_one_of_every_year(report: Report) -> None:
    view = section(report, "samhalle-bas").view
    assert view is not None
    assert [column.label for column in view.columns] == ["dec 2025", "dec 2026"]
    assert texts(report, "samhalle-bas") == [
        ("Sysselsatta (antal)", "", ""),
        ("Falun", "20 110", "20 230"),
        ("Borlänge", "15 055", "15 115"),
        ("Sysselsättningsgrad (procent)", "", ""),
        ("Falun", "80,1", "80,3"),
        ("Borlänge", "78,1", "78,3"),
    ]
    assert [(row.level, row.strong) for row in view.rows] == [(0, True), (1, False), (1, False)] * 2
    assert view.notes[0] == "Samma månad varje år visas; filerna att räkna med har alla."


def test_the_picture_shows_what_stands_in_the_table(report: Report) -> None:
    chart = section(report, "samhalle-helars").chart
    assert chart is not None
    assert (chart.kind, chart.unit, chart.bottom, chart.top) == ("linje", "antal", 0.0, 6000.0)
    assert [(one.label, one.values) for one in chart.series] == [("Falun", (5100, 5050, 5010, 4990)), ("Borlänge", (3500, 3450, 3400, 3390))]
    assert breakable(chart.alt).startswith("Falun: 2022 5 100, 2023 5 050")
    measured = section(report, "samhalle-bas").chart
    assert measured is not None
    assert measured.title == "BAS, sysselsatta (antal)"


def test_marks_are_the_sources_own_and_explained() -> None:
    made = society.section(table(choice=Choice(("2081",), {"kön": ("kvinnor", "män")})))
    assert made is not None
    assert made.view is not None
    assert [breakable(value.text) for value in made.view.rows[1].values] == ["1 500", "..", "1 450", "1 450"]
    assert "Tecknen är källans: .. = Uppgift saknas." in made.view.notes
    assert made.chart is not None
    assert made.chart.series[1].values == (1500.0, None, 1450.0, 1450.0)
    assert made.chart.series[1].marks == ("", "..", "", "")


def test_one_row_is_named_by_its_municipality() -> None:
    made = society.section(table(choice=Choice(("2081",))))
    assert made is not None
    assert made.view is not None
    assert [row.label for row in made.view.rows] == ["Borlänge"]


@pytest.mark.parametrize(
    ("span", "shown"),
    [("2021", []), ("2022", ["2022"]), ("2024H1", ["2022", "2023"]), ("2024", ["2022", "2023", "2024"]), ("2030", ["2022", "2023", "2024", "2025"])],
)
def test_times_that_had_not_ended_are_not_shown(span: str, shown: list[str]) -> None:
    made = society.section(table(), Period.parse(span))
    assert (made is None) == (not shown)
    if made is not None:
        assert made.view is not None
        assert [column.label for column in made.view.columns] == shown
        assert (made.chart is None) == (len(shown) < 2)


def test_of_a_half_year_the_months_that_had_ended() -> None:
    made = society.section(table(monthly(), id="bas"), Period.parse("2026H1"))
    assert made is not None
    assert made.view is not None
    assert [column.label for column in made.view.columns] == ["juni 2025", "juni 2026"]


def test_no_picture_of_what_is_below_zero() -> None:
    made = society.section(table(yearly(first=(-1, 2, 3, 4))))
    assert made is not None
    assert made.chart is None
    assert made.view is not None
    assert made.view.rows[0].values[0].text == "\N{MINUS SIGN}1"


def test_what_a_file_does_not_say_is_left_out() -> None:
    data = yearly(updated="", matrix="").replace(b"SCB (p\xe5hittat)", b"")
    bare = from_file(data, "x.px", BOTH, id="x", label="", today=date(2027, 2, 1))[0]
    assert society.origin(bare) == "Källa: filen säger det inte, inläst 2027-02-01."


def test_nothing_else_in_the_report_moves(report: Report) -> None:
    alone = arsredovisning.build(forbund.context())
    assert [one for one in report.sections if not one.id.startswith("samhalle-")] == list(alone.sections)
    assert report.about == (*alone.about, society.ABOUT)
    assert (report.tables, report.audit, alone.society) == (alone.tables, alone.audit, ())
    assert [one.id for one in report.society] == ["helars", "bas"]


def test_a_table_of_later_times_alone_is_neither_shown_nor_written() -> None:
    later = yearly().replace(b"2022", b"2030").replace(b"2023", b"2031").replace(b"2024", b"2032").replace(b"2025", b"2033")
    made = arsredovisning.build(context(table(later, id="sen")))
    assert (made.society, [one.id for one in made.sections if one.id.startswith("samhalle")]) == ((), [])
    assert society.ABOUT not in made.about


def test_the_overview_has_it_after_the_boards_page() -> None:
    made = oversikt.build(context(table()))
    assert [one.id for one in made.sections if one.after] == ["samhalle-helars"]
    assert not [one for one in oversikt.build(forbund.context()).sections if one.after]
    assert [one for one in made.sections if not one.after] == list(oversikt.build(forbund.context()).sections)


def test_other_reports_have_none() -> None:
    made = progression.build(context(table()))
    assert made.society == ()
    assert not [one for one in made.sections if one.id.startswith("samhalle")]


@pytest.mark.parametrize(
    ("cell", "decimals", "text"),
    [
        (0, None, "0"),
        (12345, None, "12 345"),
        (1234567, 1, "1 234 567,0"),
        (Decimal("5.50"), None, "5,50"),
        (Decimal("5.5"), 1, "5,5"),
        (Decimal("0.05"), 1, "0,1"),
        (Decimal("-0.25"), 1, "−0,3"),
        (Decimal("1234.5"), 0, "1 235"),
        (Decimal("52.43"), 2, "52,43"),
        (Decimal("1E+3"), None, "1 000"),
        (-12, 0, "−12"),
    ],
)
def test_figures_in_words(cell: Figure, decimals: int | None, text: str) -> None:
    assert society.text_of(cell, decimals).replace("\N{NO-BREAK SPACE}", " ") == text


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_figure_in_words_is_the_figure(cell: Decimal) -> None:
    text = society.text_of(cell, 2).replace("\N{NO-BREAK SPACE}", "").replace("\N{MINUS SIGN}", "-").replace(",", ".")
    assert Decimal(text) == cell


def test_the_day_is_the_one_that_it_was_read_in() -> None:
    assert table().read_in == TODAY
