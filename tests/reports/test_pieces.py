"""What the reports share: distributions, lines about base and protection, definitions."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.disclosure.protected import ProtectedTable
from register.disclosure.tables import TOTAL
from register.reports import pieces
from register.reports.definitions import ALWAYS, DEFINITIONS, used
from register.reports.document import HIDDEN_MARK, Column, Row, Section, Series, View
from register.reports.pieces import Line, Reading, distribution, read
from register.reports.values import count
from tests.reports import sources

LABELS = {"ja": "Ja", "nej": "Nej", "saknas": "Uppgift saknas"}


def yes_no(*, hide: bool = False, split: bool = True, zeros_hidden: bool = False) -> ProtectedTable:
    """40 women and 30 men: yes 21 + 12, no 14 + 13, not given 5 + 5."""
    counts = {("kvinna", "ja"): 21, ("man", "ja"): 12, ("kvinna", "nej"): 14, ("man", "nej"): 13, ("kvinna", "saknas"): 5, ("man", "saknas"): 5}
    return sources.table("fraga", counts, title="Frågan", labels=LABELS, hide=hide, split=split, zeros_hidden=zeros_hidden)


def made(table: ProtectedTable, **more: object) -> Section:
    found = distribution("fraga", table, **more)  # type: ignore[arg-type]
    assert found is not None
    return found


def texts(section: Section, label: str) -> list[str]:
    return [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in sources.row(section, label).values]


# -- Reading -----------------------------------------------------------------------------------------------------------------------------------


def test_shares_are_of_those_who_answered() -> None:
    found = read(yes_no())
    assert found is not None
    assert (found.at(), found.missing(), found.answered()) == (70, 10, 60)
    assert found.share_of(["ja"]) == (33, 60)
    assert found.share_of(["ja", "nej"], "man") == (25, 25)
    assert [one.code for one in found.answers] == ["ja", "nej"]
    assert [one.code for one in found.kons] == ["kvinna", "man"]


def test_a_table_without_missing_answers_has_the_whole_base() -> None:
    found = read(sources.table("t", {("kvinna", "ja"): 12, ("man", "ja"): 11, ("kvinna", "nej"): 9, ("man", "nej"): 8}))
    assert found is not None
    assert found.answered() == found.at() == 40


def test_a_dot_hides_the_sum_and_the_base_that_need_it() -> None:
    found = read(yes_no(hide=True))
    assert found is not None
    assert found.has_dots
    assert found.at() == 70
    assert found.answered() is None
    assert found.share_of(["ja"]) == (None, None)


def test_what_the_layout_does_not_have_is_no_number() -> None:
    found = read(yes_no(split=False))
    assert found is not None
    assert found.at("ja", "kvinna") is None
    assert not found.has(["ja", "kanske"])
    assert read(None) is None


@given(st.lists(st.none() | st.integers(0, 99), max_size=6))
def test_a_sum_is_hidden_with_any_part(parts: list[int | None]) -> None:
    assert pieces.plus(parts) == (None if None in parts else sum(one for one in parts if one is not None))


# -- Distributions -----------------------------------------------------------------------------------------------------------------------------


def test_a_distribution_has_counts_shares_kon_and_base() -> None:
    section = made(yes_no())
    assert section.view is not None
    assert [one.label for one in section.view.columns] == ["Antal", "Andel", "Kvinnor", "Andel av kvinnor", "Män", "Andel av män"]
    assert texts(section, "Ja") == ["33", "55 %", "21", "60 %", "12", "48 %"]
    assert texts(section, "Bas: redovisade avslut med uppgift") == ["60", "", "35", "", "25", ""]
    assert section.view.notes == ("Uppgift saknas för 10 av 70 redovisade avslut, som inte ingår i basen.",)


def test_without_kon_there_are_no_columns_of_kon() -> None:
    section = made(yes_no(split=False), intervals=True)
    assert section.view is not None
    assert [one.label for one in section.view.columns] == ["Antal", "Andel", "95 %-intervall"]
    assert texts(section, "Nej") == ["27", "45 %", "33–58 %"]
    assert section.chart is None, "two rows need no picture"


def test_the_picture_shows_what_stands_in_the_table_and_tells_it_in_words() -> None:
    chart = made(yes_no()).chart
    assert chart is not None
    assert chart.kind == "grupperad-stapel"
    assert [one.label for one in chart.series] == ["Kvinnor", "Män"]
    assert [one.values for one in chart.series] == [(21 / 35, 14 / 35), (12 / 25, 13 / 25)]
    assert "Ja 60" in chart.alt
    assert "Män: Ja 48" in chart.alt
    assert chart.top == 0.6


def test_lines_sum_answers_and_only_the_upper_ones_are_drawn() -> None:
    counts = {(kon, code): n for kon in ("kvinna", "man") for code, n in (("a", 11), ("b", 7), ("c", 9))}
    lines = [Line("A och B", ("a", "b"), strong=True), Line("A", ("a",), 1), Line("B", ("b",), 1), Line("C", ("c",), strong=True)]
    table = sources.table("t", counts, split=False)
    section = made(table, lines=[*lines, Line("Alla tre", ("a", "b", "c"))])
    assert texts(section, "A och B") == ["36", "67 %"]
    assert sources.row(section, "B").level == 1
    assert section.chart is not None
    assert section.chart.categories == ("A och B", "C", "Alla tre")
    assert section.chart.kind == "stapel"
    assert made(table, lines=lines).chart is None


def test_hidden_cells_hide_shares_sums_bars_and_words() -> None:
    section = made(yes_no(hide=True))
    assert set(texts(section, "Ja")) == set(texts(section, "Nej")) == {HIDDEN_MARK}
    assert section.chart is None, "a picture of dots alone shows nothing"
    assert section.view is not None
    assert section.view.notes == ("Basen är redovisade avslut med uppgift. Hur många som saknar uppgift är dolt.",)
    assert not re.search(r"\b(33|27|60)\b", str(section))


def test_what_only_has_its_base_is_no_section() -> None:
    assert distribution("t", sources.base_only("t", 7)) is None
    assert distribution("t", None) is None
    assert distribution("t", sources.table("t", {("kvinna", "ja"): 0, ("man", "ja"): 0, ("man", "nej"): 0})) is None


# -- Protection --------------------------------------------------------------------------------------------------------------------------------


def test_the_legend_says_that_a_dot_may_be_zero_only_where_there_are_such_dots() -> None:
    assert pieces.protection(yes_no()) == "Visas med två svar."
    assert pieces.protection(yes_no(hide=True)) == "Visas med två svar."
    assert pieces.protection(yes_no(hide=True, zeros_hidden=True)) == f"Visas med två svar. {pieces.ZERO_DOT}"
    assert pieces.protection(yes_no(zeros_hidden=True)) == "Visas med två svar."


def test_what_several_tables_have_in_common_is_said_once() -> None:
    assert pieces.protection(yes_no(), yes_no(split=False)) == "Visas med två svar."
    assert pieces.protection(yes_no(), sources.base_only("b", 7)).startswith("Tabellerna visas med två svar. Bara antalet visas")


def test_tables_of_one_number_are_gathered_in_a_line() -> None:
    tables = [sources.base_only("a", 7, title="Ålder"), yes_no(), sources.base_only("b", 3, title="Område"), sources.base_only("c", 0, title="Tid")]
    assert pieces.too_few(tables) == "Visas inte uppdelat, eftersom deltagandena är för få eller delarna för små: Ålder och område."
    assert not pieces.too_few([yes_no()])


# -- The report ------------------------------------------------------------------------------------------------------------------------------------


def test_redovisade_is_told_against_volumes() -> None:
    utfall = sources.table("utfall", {("kvinna", "a"): 20, ("man", "a"): 11}, split=False)
    volumes = sources.volume_table({"2026": {"nya": (9, 8), "avslutade": (20, 13)}})
    assert pieces.reported(sources.bare_context(utfall, volumes)) == "31 redovisade av 33 avslutade."
    fewer = sources.volume_table({"2026": {"avslutade": (18, 10)}})
    assert pieces.reported(sources.bare_context(utfall, fewer)).startswith("31 avslut är redovisade, också sådana som har väntat")
    assert not pieces.reported(sources.bare_context(utfall))
    assert not pieces.reported(sources.bare_context(volumes))


def test_a_volume_that_nobody_sent_is_none() -> None:
    context = sources.bare_context(sources.volume_table({"2026": {"nya": (9, 8)}}))
    assert pieces.volume(context, "nya") == 17
    assert pieces.volume(context, "nya", "man") == 8
    assert pieces.volume(context, "avslutade") is None
    assert pieces.volume(context, "nya", span="2025") is None


def test_about_says_origin_chance_rounding_and_protection() -> None:
    said = " ".join(pieces.about(sources.bare_context()))
    for part in (
        "Vägen vidare är en insats i Samordningsförbundet Påhittat",
        "inget urvalsfel",
        "svänger av slumpen",
        "100 tillsammans",
        "Inget tal behövde döljas",
    ):
        assert part in said


def test_chance_and_zero_dots_are_explained_only_where_there_are_any() -> None:
    table = yes_no(zeros_hidden=True)
    dots = yes_no(hide=True, zeros_hidden=True)
    whole = replace(made(table), protection=pieces.protection(dots))
    context = sources.bare_context(table)
    plain = pieces.report(context, "progression", "P", "F", [whole, made(dots), None], chance=False)
    assert pieces.CHANCE not in plain.about
    assert [one.protection.endswith(pieces.ZERO_DOT) for one in plain.sections] == [False, True]
    assert "dold" in plain.definitions
    assert pieces.CHANCE in pieces.report(context, "insatsrapport", "I", "F", [whole]).about


@given(st.lists(st.floats(0, 1), max_size=5))
def test_a_scale_of_shares_holds_what_is_shown(values: list[float]) -> None:
    top = pieces.top_of(values)
    assert max(values, default=0) <= top + 1e-9
    assert 0.2 <= top <= 1


@given(st.lists(st.integers(0, 100_000), max_size=5))
def test_a_scale_of_counts_holds_what_is_shown_and_is_not_far_beyond(values: list[int]) -> None:
    most, top = max(values, default=0), pieces.top_count(values)
    assert most <= top
    assert top >= 5
    assert top <= max(5, 2 * most)


def test_a_scale_of_counts_has_whole_steps_near_what_is_shown() -> None:
    ends = {0: 5, 6: 6, 7: 8, 11: 15, 22: 25, 27: 30, 45: 50, 110: 150, 228: 250, 251: 300, 2_280: 2_500, 5_001: 6_000}
    assert {most: pieces.top_count([most]) for most in ends} == ends


def test_words_of_a_picture_have_every_value() -> None:
    said = pieces.alternative(["A", "B"], [Series("Ett", (0.5, None)), Series("Två", (0.25, 0.0))])
    assert said.replace("\N{NO-BREAK SPACE}", " ") == "Ett: A 50 %, B dolt. Två: A 25 %, B 0 %."
    assert pieces.alternative(["A"], [Series("Ett", (2.25,))], "medel") == "A 2,3."


# -- Definitions ---------------------------------------------------------------------------------------------------------------------------------


def test_every_definition_is_short_and_whole() -> None:
    for label, text in DEFINITIONS.values():
        assert label[0].isupper() or label[0].isdigit()
        assert text.endswith("."), label
        assert len(text) <= 260, label
        assert not re.search(r"anonym", text, re.IGNORECASE)


def test_a_report_defines_what_its_columns_name_and_what_always_holds() -> None:
    view = View("V", "H", (Column("A", "malvarde"), Column("B")), (Row("r", (count(1), count(2))),))
    found = used([Section("s", "S", view=view)], ["par"])
    assert set(found) == {*ALWAYS, "malvarde", "par"}
    assert [term for term in DEFINITIONS if term in found] == list(found)
    with pytest.raises(KeyError):
        used([Section("s", "S", view=View("V", "H", (Column("A", "finns-inte"),), ()))])


def test_the_margin_is_never_an_answer() -> None:
    found = read(yes_no())
    assert isinstance(found, Reading)
    assert TOTAL not in {one.code for one in (*found.answers, *found.kons)}
