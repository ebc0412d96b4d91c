"""Judgements in reports: what holds of the report's period, the period before beside, and figures that come from the gate's tables alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from register.disclosure.protected import ProtectedTable
from register.goals.model import Goal, Goals
from register.niofalt.model import Filled, Judged
from register.periods import Period
from register.reports import arsredovisning, insatsrapport, judged
from register.reports.context import Context
from register.reports.document import Figure, Grid, Report, Section
from register.reports.figures import figure_text, figure_value
from tests.niofalt.sheets import ALL, definitions, sheet
from tests.reports import forbund, sources
from tests.reports.sources import WORK, table, volume_table

FILE = ALL.replace('"vagen"', '"vagen-vidare"')
INSATSER = (("vagen-vidare", "Vägen vidare", "individ"), ("stegen", "Stegen", "individ"), ("rusta", "Rusta samverkan", "struktur"))
DAY = date(2027, 1, 20)


def filled(sheet_id: str, period: str = "2026H2", insats: str = "vagen-vidare", text: str = FILE, **answers: str) -> Filled:
    return Filled(sheet(sheet_id, text), insats, period, DAY, answers)


def beside(context: Context, *fillings: Filled, text: str = FILE) -> Context:
    """The context with judgements."""
    return replace(context, judged=Judged(definitions(text), INSATSER, fillings))


def one_grid(found: Sequence[Section], sheet_id: str = "nio") -> Grid:
    (section,) = [one for one in found if one.id == f"bedomning-{sheet_id}"]
    (grid,) = section.grids
    return grid


def small(*, hide: bool = False, volumes: bool = True) -> Context:
    """An insats with a goal of 12 of 33, and its volumes."""
    tables: list[ProtectedTable] = [table("mal-0", {("kvinna", "ja"): 12, ("kvinna", "nej"): 21, ("man", "ja"): 0}, split=False, hide=hide)]
    if volumes:
        tables.append(volume_table({"2026": {"deltagare": (40, 20), "nya": (18, 12), "avslutade": (21, 12), "pagaende": (19, 8)}}))
    goals = Goals(goals=(Goal("vagen-vidare", 2026, False, "Till arbete", WORK, Fraction(1, 2)),))
    return sources.bare_context(*tables, goals=goals)


def test_the_grid_stands_beside_the_figures_that_it_rests_on() -> None:
    context = beside(small(), filled("nio", r1k1="stark", r2k3="svag"))
    grid = one_grid(judged.sections(context))
    assert grid.caption == "Niofältaren, Vägen vidare, andra halvåret 2026"
    assert [row.label for row in grid.rows] == ["Deltagaren", "Samverkan", "Organisationen"]
    assert [[cell.shown for cell in row.cells] for row in grid.rows] == [
        ["+ Stark", "ej bedömt", "ej bedömt"],
        ["ej bedömt", "ej bedömt", "− Svag"],
        ["ej bedömt", "ej bedömt", "ej bedömt"],
    ]
    assert [cell.chosen for cell in grid.rows[0].cells] == [True, False, False]
    assert [(one.label, figure_text(one)) for one in grid.figures] == [
        ("Deltagare", "60"),
        ("Till arbete", "12 av 33 (36\N{NO-BREAK SPACE}%), målvärde 50\N{NO-BREAK SPACE}%"),
    ]
    assert grid.notes == ("Bedömningen gäller andra halvåret 2026, siffrorna helåret 2026.",)


def test_a_share_just_under_its_goal_is_not_rounded_up_to_it() -> None:
    """As in the table of goals: 44,7 % of a målvärde of 45 % is no goal reached."""
    tables = [table("mal-0", {("kvinna", "ja"): 42, ("man", "ja"): 0, ("kvinna", "nej"): 52}, split=False)]
    goals = Goals(goals=(Goal("vagen-vidare", 2026, False, "Till arbete", WORK, Fraction(45, 100)),))
    found = judged.sections(beside(sources.bare_context(*tables, goals=goals), filled("nio", r1k1="stark")))
    (goal,) = one_grid(found).figures
    assert figure_text(goal) == "42 av 94 (44,7\N{NO-BREAK SPACE}%), målvärde 45\N{NO-BREAK SPACE}%"
    assert figure_value(goal).text == "44,7\N{NO-BREAK SPACE}%"


def test_what_is_hidden_by_the_gate_is_hidden_beside_a_judgement() -> None:
    context = beside(small(hide=True), filled("nio", r1k1="stark"))
    found = judged.sections(context)
    goal = one_grid(found).figures[1]
    assert figure_value(goal).kind == "dold"
    assert figure_text(goal).startswith("··")
    assert "12" not in figure_text(goal)
    assert "dold" in judged.terms(found)


def test_a_figure_comes_from_a_table_of_the_gate_and_of_the_report() -> None:
    made = table("mal-0", {("kvinna", "ja"): 12, ("kvinna", "nej"): 21}, split=False)
    figure = Figure("Till arbete", made, (("2026", "@alla", "ja"),))
    with pytest.raises(TypeError, match="made by the gate"):
        Figure("Till arbete", object(), (("2026", "@alla", "ja"),))  # type: ignore[arg-type]
    grid = Grid("nio", "Niofältaren", "Vägen vidare", "", ("a", "b", "c"), (), "nu", "", (figure,))
    section = Section("bedomning-nio", "Niofältaren", grids=(grid,))
    report = insatsrapport.build(small())
    with pytest.raises(ValueError, match="one of the report's own tables"):
        replace(report, sections=(section,))
    assert replace(report, sections=(section,), tables=(made,)).sections == (section,)


def test_a_place_that_the_table_does_not_have_gives_no_number() -> None:
    made = table("mal-0", {("kvinna", "ja"): 12, ("kvinna", "nej"): 21}, split=False)
    assert figure_value(Figure("x", made, (("2026", "@alla", "kanske"),))).kind == "dold"
    assert figure_value(Figure("x", made, (("1999", "@alla", "ja"),), (("2026", "@alla", "@alla"),))).kind == "dold"


def test_nobody_counted_gives_nothing_to_divide_by() -> None:
    made = table("mal-0", {("kvinna", "ja"): 0, ("kvinna", "nej"): 0}, split=False)
    first = made.headings[0].categories[0].code
    whole = next(codes for codes in made.cells if codes[0] == first)
    assert figure_text(Figure("x", made, (whole,), (whole,))) == "–"


def test_the_period_before_stands_beside() -> None:
    context = beside(small(), filled("nio", r1k1="stark", r1k2="svag"), filled("nio", "2026H1", r1k1="svag", r1k3="delvis"))
    grid = one_grid(judged.sections(context))
    assert grid.before == "första halvåret 2026"
    assert [(cell.shown, cell.shown_before) for cell in grid.rows[0].cells] == [("+ Stark", "− Svag"), ("− Svag", ""), ("ej bedömt", "Delvis")]


def test_something_else_that_was_asked_does_not_stand_beside() -> None:
    old = FILE.replace('"Behovet"', '"Behov"')
    context = beside(small(), filled("nio", r1k1="stark", r1k2="svag"), filled("nio", "2026H1", text=old, r1k1="svag", r1k2="delvis"))
    grid = one_grid(judged.sections(context))
    assert [cell.shown_before for cell in grid.rows[0].cells] == ["", "Delvis", ""]
    assert grid.notes[0].startswith("Det som frågas har ändrats sedan första halvåret 2026")


def test_an_old_definition_is_shown_in_its_own_words() -> None:
    old = FILE.replace('"Behovet"', '"Behov"').replace('label = "Stark"', 'label = "Bra"')
    grid = one_grid(judged.sections(beside(small(), filled("nio", text=old, r1k1="stark"))))
    assert grid.columns[0] == "Behov"
    assert grid.rows[0].cells[0].shown == "+ Bra"


def test_a_year_shows_its_latest_halvar_and_a_halvar_its_own() -> None:
    both = (filled("nio", "2026H1", r1k1="svag"), filled("nio", "2026H2", r1k1="stark"))
    year = beside(small(), *both)
    assert one_grid(judged.sections(year)).now == "andra halvåret 2026"
    half = replace(year, spans=(Period.parse("2026H1"), Period.parse("2025H2")))
    grid = one_grid(judged.sections(half))
    assert (grid.now, grid.notes) == ("första halvåret 2026", ())
    assert judged.sections(replace(year, spans=(Period.parse("2026T1"),))) == []


def test_what_is_not_filled_or_belongs_to_another_insats_is_no_section() -> None:
    assert judged.sections(beside(small())) == []
    assert judged.sections(beside(small(), filled("nio", insats="stegen", r1k1="svag"))) == []
    assert judged.sections(beside(small(), filled("nio", "2025H2", r1k1="svag"))) == []


def test_a_resultatmall_has_its_figures_in_its_rows() -> None:
    context = beside(small(), filled("mall", malgrupp="stark"))
    grid = one_grid(judged.sections(context), "mall")
    assert grid.columns == ()
    assert [(row.label, row.cells[0].shown) for row in grid.rows] == [
        ("Når insatsen sin målgrupp?", "+ Stark"),
        ("Når insatsen sina mål?", "ej bedömt"),
    ]
    assert [figure_text(one) for one in grid.rows[0].figures] == ["60", "30"]


def test_one_place_of_nine_is_marked_and_the_one_before() -> None:
    text = FILE.replace('insatser = "struktur"\nperiod = "ar"', 'insatser = "individ"\nperiod = "ar"')
    now, before = filled("plats", "2026", text=text, plats="r2k2"), filled("plats", "2025", text=text, plats="r1k1")
    grid = one_grid(judged.sections(beside(small(), now, before, text=text)), "plats")
    assert [[(cell.shown, cell.shown_before) for cell in row.cells] for row in grid.rows][:2] == [
        [("", "○ Vald"), ("", ""), ("", "")],
        [("", ""), ("● Vald", ""), ("", "")],
    ]
    assert grid.rows[0].cells[1].label == "Överallt"


def test_without_volumes_only_what_there_is_stands() -> None:
    grid = one_grid(judged.sections(beside(small(volumes=False), filled("nio", r1k1="svag"))))
    assert [one.label for one in grid.figures] == ["Till arbete"]


# -- In whole reports, from real tables --------------------------------------------------------------------------------------------------------


def goal_figures(report: Report) -> dict[str, str]:
    """Label and words of every figure beside a judgement."""
    return {one.label: figure_text(one) for section in report.sections for grid in section.grids for one in grid.figures}


def test_an_insatsrapport_has_its_grid_with_the_same_figures_as_its_tables() -> None:
    text = FILE.replace('siffror = ["deltagare", "mal"]', 'siffror = ["deltagare", "nya", "avslutade", "pagaende", "mal"]')
    context = beside(sources.insats_context(), filled("nio", text=text, r1k1="svag"), text=text)
    report = insatsrapport.build(context)
    ids = [section.id for section in report.sections]
    assert ids.index("bedomning-nio") == ids.index("kostnad") + 1
    found = goal_figures(report)
    (goals,) = [section.view for section in report.sections if section.id == "mal"]
    assert goals is not None
    for row in goals.rows:
        if not row.level:
            assert row.values[0].text in found[row.label]
            assert f"av {row.values[1].text}" in found[row.label] or row.values[0].kind == "dold"
    flow = {row.label: row.values[0].text for section in report.sections if section.id == "flode" and section.view for row in section.view.rows}
    assert found["Nya"] == flow["Nya"]
    assert {"bedomning", "malvarde", "pagaende"} <= set(report.definitions)


def test_an_arsredovisning_has_every_insats_and_says_who_is_not_judged() -> None:
    fillings = [filled("nio", insats=insats, r2k2="delvis") for insats in ("vagen-vidare", "unga-framat")]
    made = beside(forbund.context(), *fillings)
    names = tuple((id_, namn, "individ") for id_, namn in made.insatser)
    report = arsredovisning.build(replace(made, judged=replace(made.judged, insatser=names)))
    (section,) = [one for one in report.sections if one.grids]
    assert section.sentences == ("Inte ifyllt för Stegen.",)
    assert [grid.whose for grid in section.grids] == ["Vägen vidare", "Unga framåt"]
    volumes = next(one.view for one in report.sections if one.id == "volymer-insats")
    assert volumes is not None
    printed = {row.label: row.values[0].text for row in volumes.rows}
    assert [figure_text(grid.figures[0]) for grid in section.grids] == [printed["Vägen vidare"], printed["Unga framåt"]]
    goals = next(one.view for one in report.sections if one.id == "mal")
    assert goals is not None
    mine = next(number for number, row in enumerate(goals.rows) if row.label == "Vägen vidare") + 1
    share, base = goals.rows[mine].values[1].text, goals.rows[mine].values[2].text
    assert section.grids[0].figures[1].label == goals.rows[mine].label
    assert f"av {base} ({share})" in figure_text(section.grids[0].figures[1])


def test_a_report_without_judgements_is_as_it_was() -> None:
    assert all(not section.grids for section in insatsrapport.build(sources.insats_context()).sections)
    assert "bedomning" not in insatsrapport.build(sources.insats_context()).definitions
