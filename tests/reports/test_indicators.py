"""The indicator table: Göteborg's own comes out as printed, and blank, zero and hidden never look alike."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.goals.model import Entry, Goals, Indicator
from register.reports import indicators
from register.reports.context import Context
from register.reports.document import BLANK_MARK, HIDDEN_MARK, Row, Section
from register.reports.values import share
from register.statistics import LARGER, WITHIN, wilson
from tests.goals.fixtures import example
from tests.reports import forbund, sources
from tests.reports.forbund import bare, yes_no
from tests.reports.sources import READY, WORK


def table_of(context: Context) -> Section:
    return indicators.sections(context)[0]


def cells(section: Section, label: str) -> list[str]:
    return [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in sources.row(section, label).values]


def grounds(context: Context) -> dict[tuple[str, str], Row]:
    """The rows of the second table, by indicator and year."""
    view = indicators.sections(context)[1].view
    assert view is not None
    found, head = {}, ""
    for row in view.rows:
        if row.strong:
            head = row.label
        else:
            found[head, row.label] = row
    return found


def work(target: int | None = 30, **entries: Entry) -> Goals:
    share = None if target is None else Fraction(target, 100)
    return Goals(indicators=(Indicator("Arbete", "andel_avslut", WORK, share, {int(year[1:]): entry for year, entry in entries.items()}),))


# -- Göteborg ----------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def goteborg(tmp_path: Path) -> Context:
    """The example file of docs/mal.md, and a register that counted nothing: its årsredovisning for 2023."""
    return bare(goals=example(tmp_path, "Indikatorer"), spans=["2023"])


def test_goteborgs_own_table(goteborg: Context) -> None:
    made = table_of(goteborg)
    assert made.view is not None
    assert [column.label for column in made.view.columns] == ["2021", "2022", "2023", "Målvärde", "Måluppfyllelse"]
    assert cells(made, "Arbete och studier") == ["30 % (p)", "24 % (p)", BLANK_MARK, "30 %", "Ingen måluppfyllelse (vald)"]
    assert cells(made, "Fortsatt arbetslivsinriktad rehabilitering") == ["44 % (p)", "58 % (p)", BLANK_MARK, "", "inget målvärde"]
    assert cells(made, "Lex Heller-rapporter") == [BLANK_MARK, BLANK_MARK, "86", "", "inget målvärde"]
    assert cells(made, "Personal som är utbildad om våld") == [BLANK_MARK, BLANK_MARK, "100 %", "100 %", "God måluppfyllelse"]
    assert cells(made, "Styrelseledamöter som är utbildade i jämställdhet") == [BLANK_MARK, BLANK_MARK, "0 %", "100 %", "Ingen måluppfyllelse"]
    assert any("publicerad uppgift" in note for note in made.view.notes)


def test_a_reference_has_no_base_and_no_interval(goteborg: Context) -> None:
    found = grounds(goteborg)
    published = found["Arbete och studier", "2022"]
    assert [value.text for value in published.values[:2]] == ["", ""]
    assert published.values[3].text == ""
    assert published.values[4].text == "−6 procentenheter"
    assert published.values[5].text == "publicerad"
    assert all(value.low is None for row in found.values() for value in row.values)


def test_what_is_typed_has_its_taljare_and_namnare(goteborg: Context) -> None:
    row = grounds(goteborg)["Styrelseledamöter som är utbildade i jämställdhet", "2023"]
    assert [value.text for value in row.values[:3]] == ["0", "8", "0\N{NO-BREAK SPACE}%"]
    assert row.values[5].text == "för hand"


def test_the_blank_year_is_said_and_no_line_goes_through_it(goteborg: Context) -> None:
    made = table_of(goteborg)
    assert made.sentences == ("Ej uppföljt 2023: Arbete och studier och Fortsatt arbetslivsinriktad rehabilitering.",)
    assert made.chart is not None
    assert [one.values for one in made.chart.series] == [(0.3, 0.24, None), (0.44, 0.58, None)]
    assert made.chart.series[0].marks[2] == BLANK_MARK
    assert "2023 ej uppföljt" in made.chart.alt


# -- Counted -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "table", "codes"),
    [
        ("Arbete och studier", "avslut.avslutsanledning", WORK.codes),
        ("Redo för arbete eller Arbetsförmedlingen", "avslut.redo_for", READY.codes),
    ],
)
def test_a_counted_share_equals_a_plain_recount(label: str, table: str, codes: tuple[str, ...]) -> None:
    """Over the released cells, of both years: who gave one of the answers, of those whose answer is known."""
    found = grounds(forbund.context())
    for span in (sources.YEAR, sources.BEFORE):
        reached = base = 0
        for batch in sources.batches(forbund.source(), span=span):
            for released in batch.released:
                for cell, n in released.cells.items():
                    if cell.table == table and cell.values[0] != "saknas":
                        base += n
                        reached += n if cell.values[0] in codes else 0
        row = found[label, span.code]
        assert [row.values[0].number, row.values[1].number] == [reached, base]
        assert row.values[2].number == pytest.approx(reached / base)
        low, high = wilson(reached, base) or (0, 0)
        assert row.values[3].text == f"{round(low * 100)}–{round(high * 100)}\N{NO-BREAK SPACE}%"
        assert row.values[5].text == "registret"


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 100))
def test_a_verdict_follows_from_the_exact_share(yes: int, no: int, target: int) -> None:
    indicator = work(target).indicators[0]
    value = share(yes, yes + no)
    figure = indicators.Figure("raknas", value, yes, yes + no, Fraction(yes, yes + no) if yes + no else None)
    said = indicators.verdict(indicator, indicators.Moment("2026", 2026, sources.YEAR), figure, Goals()).text
    if not yes + no:
        assert said == "–"
        return
    low, high = wilson(yes, yes + no) or (0.0, 0.0)
    reached = Fraction(yes, yes + no) / Fraction(target, 100)
    assert said.startswith("God" if reached >= 1 else "Viss" if reached >= Fraction(3, 4) else "Ingen")
    assert said.endswith("osäkert") == (low <= target / 100 <= high)


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [((20, 80), (60, 40), f"+40 procentenheter, är {LARGER}"), ((30, 70), (33, 67), f"+3 procentenheter, {WITHIN}")],
)
def test_the_change_is_worded_by_chance_and_by_nothing_else(before: tuple[int, int], now: tuple[int, int], word: str) -> None:
    context = bare(yes_no("indikator-0", *now), yes_no("indikator-0@2025", *before, period="2025"), goals=work(), spans=["2026", "2025"])
    (said,) = table_of(context).sentences
    assert said.endswith(f"Ändringen mot 2025, {word}.")


def test_a_published_year_before_gives_a_difference_but_no_word_on_chance() -> None:
    context = bare(yes_no("indikator-0", 40, 60), goals=work(_2025=Entry("referens", Fraction(30, 100))))
    (said,) = table_of(context).sentences
    assert WITHIN not in said
    assert LARGER not in said
    assert grounds(context)["Arbete", "2026"].values[4].text == "+10 procentenheter"


def test_one_point_is_singular() -> None:
    context = bare(yes_no("indikator-0", 31, 69), goals=work(_2025=Entry("referens", Fraction(30, 100))))
    assert grounds(context)["Arbete", "2026"].values[4].text == "+1 procentenhet"


def test_the_chosen_judgement_goes_before_the_limits() -> None:
    goals = work(30)
    chosen = replace(goals, indicators=(replace(goals.indicators[0], judgements={2026: "ingen"}),))
    section = table_of(bare(yes_no("indikator-0", 90, 10), goals=chosen))
    assert cells(section, "Arbete")[-1] == "Ingen måluppfyllelse (vald)"


def test_what_rounds_to_nothing_is_not_called_nothing() -> None:
    tables = yes_no("indikator-0", 61, 117), yes_no("indikator-0@2025", 68, 130, period="2025")
    context = bare(*tables, goals=work(), spans=["2026", "2025"])
    assert grounds(context)["Arbete", "2026"].values[4].text == "under 1 procentenhet"
    same = bare(yes_no("indikator-0", 30, 70), goals=work(_2025=Entry("referens", Fraction(30, 100))))
    assert grounds(same)["Arbete", "2026"].values[4].text == "0 procentenheter"


# -- Blank, zero and hidden --------------------------------------------------------------------------------------------------------------------


def test_blank_zero_and_hidden_look_different() -> None:
    kinds = {}
    for name, tables in (("blank", ()), ("zero", (yes_no("indikator-0", 0, 40),)), ("hidden", (yes_no("indikator-0", 2, 40, hide=True),))):
        value = sources.row(table_of(bare(*tables, goals=work())), "Arbete").values[0]
        kinds[name] = (value.kind, value.text)
    assert kinds == {"blank": ("ej-uppfoljd", BLANK_MARK), "zero": ("andel", "0\N{NO-BREAK SPACE}%"), "hidden": ("dold", HIDDEN_MARK)}


@pytest.mark.parametrize("hidden", ["indikator-0", "indikator-0@2025"])
def test_nothing_that_is_said_or_drawn_depends_on_a_hidden_count(hidden: str) -> None:
    """Two förbund that differ in the hidden figures alone give the same report."""

    def made(yes: int, no: int) -> list[Section]:
        parts = {"indikator-0": (40, 60, "2026"), "indikator-0@2025": (30, 70, "2025")}
        parts[hidden] = (yes, no, parts[hidden][2])
        tables = [yes_no(ident, a, b, period=period, hide=ident == hidden) for ident, (a, b, period) in parts.items()]
        return indicators.sections(bare(*tables, goals=work(), spans=["2026", "2025"]))

    assert made(3, 97) == made(97, 3)


def test_a_hidden_share_has_no_verdict_and_its_change_is_hidden() -> None:
    context = bare(yes_no("indikator-0", 3, 97, hide=True), yes_no("indikator-0@2025", 30, 70, period="2025"), goals=work(), spans=["2026", "2025"])
    made = table_of(context)
    assert cells(made, "Arbete")[-1] == HIDDEN_MARK
    assert [value.kind for value in grounds(context)["Arbete", "2026"].values[:4]] == ["dold"] * 4
    assert grounds(context)["Arbete", "2026"].values[4].kind == "dold"
    assert made.sentences == ("Arbete: andelen är dold 2026.",)
    assert made.view is not None
    assert [note for note in made.view.notes if "Det gäller" in note] == ["Visas med två svar. Det gäller Arbete 2026."]


# -- Columns -----------------------------------------------------------------------------------------------------------------------------------


def test_no_indicators_no_section() -> None:
    assert indicators.sections(bare()) == []


def test_five_years_at_most_and_none_after_the_report() -> None:
    entries = {f"_{year}": Entry("referens", Fraction(1, 4)) for year in range(2015, 2030)}
    assert [one.label for one in indicators.moments(bare(goals=work(None, **entries)))] == ["2022", "2023", "2024", "2025", "2026"]


def test_a_half_year_stands_beside_the_half_year_before_and_published_years() -> None:
    entries = {"_2024": Entry("referens", Fraction(1, 4)), "_2026": Entry("for-hand", Fraction(1, 2), 1, 2)}
    context = bare(yes_no("indikator-0", 40, 60, period="2026H1"), goals=work(_2024=entries["_2024"]), spans=["2026H1", "2025H1"])
    assert [one.label for one in indicators.moments(context)] == ["2024", "första halvåret 2025", "första halvåret 2026"]
    assert cells(table_of(context), "Arbete")[:3] == ["25 % (p)", BLANK_MARK, "40 %"]


def test_a_year_published_as_a_whole_does_not_stand_for_a_part_of_it() -> None:
    context = bare(yes_no("indikator-0", 40, 60, period="2026H1"), goals=work(_2026=Entry("referens", Fraction(1, 4))), spans=["2026H1"])
    assert cells(table_of(context), "Arbete")[0] == "40 %"


def test_a_count_against_its_target() -> None:
    heller = Indicator("Rapporter", "antal", target=Fraction(80), entries={2026: Entry("for-hand", Fraction(86), 86)})
    assert cells(table_of(bare(goals=Goals(indicators=(heller,)))), "Rapporter") == ["86", "80", "God måluppfyllelse"]
