"""Progression: pairs counted again from the batches, means as spiders, kön and insatser, and what is hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from statistics import stdev

import pytest

from register.disclosure.boxes import ScoreSum, Universe
from register.disclosure.drafts import Axis, Draft, Node, margin
from register.disclosure.protected import ProtectedTable, release
from register.reports import progression
from register.reports.document import HIDDEN_MARK, Report, Section
from register.reports.progression_series import by_kon, change, deviation, means, series
from tests.reports import sources

AREAS = ("na-arbete", "klara-arbete", "kompetenser", "samarbete", "vardag-natverk", "halsa")
LABELS = ("Nå ett arbete", "Klara ett arbete", "Kompetenser", "Samarbetsförmåga", "Vardag och nätverk", "Hälsa")
THREE = {"forbattrad": 20, "lika": 12, "forsamrad": 8}


@cache
def report() -> Report:
    return progression.build(sources.progression_context())


def verdicts(ident: str, counts: dict[str, int], *, split: bool = False, hide: bool = False) -> ProtectedTable:
    """As many women as men."""
    return sources.table(ident, {(kon, code): n for code, n in counts.items() for kon in ("kvinna", "man")}, split=split, hide=hide)


def pairs(insats: str | None, item: str, kon: str | None = None) -> Counter[str]:
    """Improved, same and worse of an area, from first and latest level; counted one pair at a time."""
    found: Counter[str] = Counter()
    for batch in sources.batches(sources.forbund(), insats):
        for released in batch.released:
            for cell, n in released.cells.items():
                if cell.table == "forsta-senaste" and cell.values[0] == item and kon in (None, released.place.kon) and "saknas" not in cell.values:
                    first, latest = int(cell.values[1]), int(cell.values[2])
                    found["forbattrad" if latest > first else "lika" if latest == first else "forsamrad"] += n
    return found


def texts(section: Section, label: str) -> list[str]:
    return [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in sources.row(section, label).values]


# -- Counted again ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("item", "label"), list(zip(AREAS, LABELS, strict=True)))
def test_each_area_is_that_of_the_batches(item: str, label: str) -> None:
    counted = pairs(None, item)
    n = sum(counted.values())
    row = sources.row(sources.section(report(), "skapa-deltagare"), label)
    better, same, worse = (counted[code] for code in ("forbattrad", "lika", "forsamrad"))
    assert [value.number for value in row.values] == [n, better, better / n, same, same / n, worse, worse / n]


def test_each_kon_that_is_shown_is_that_of_the_batches() -> None:
    section = sources.section(report(), "skapa-deltagare-kon")
    assert section.view is not None
    for row in section.view.rows:
        item = AREAS[LABELS.index(row.label)]
        for place, kon in ((0, "kvinna"), (3, "man")):
            counted = pairs(None, item, kon)
            assert row.values[place].number == sum(counted.values())
            assert row.values[place + 1].number in (counted["forbattrad"], None)


def test_areas_hidden_by_kon_are_named_and_not_drawn_as_dots() -> None:
    section = sources.section(report(), "skapa-deltagare-kon")
    assert section.view is not None
    shown = [row.label for row in section.view.rows]
    named = " ".join(section.view.notes)
    assert all((label in shown) != (label.lower() in named) for label in LABELS)
    assert section.chart is not None
    assert section.chart.categories == tuple(shown)


def test_each_insats_is_that_of_the_batches_with_its_pairs() -> None:
    section = sources.section(report(), "skapa-deltagare-insats")
    for insats, name in (("vagen-vidare", "Vägen vidare"), ("stegen", "Stegen")):
        row = sources.row(section, name)
        for item, value in zip(AREAS, row.values, strict=True):
            counted = pairs(insats, item)
            if value.kind == "andel":
                assert value.number == counted["forbattrad"] / sum(counted.values())
                assert value.text.endswith(f"av {sum(counted.values())}")
    assert section.view is not None
    assert "Unga framåt" not in [row.label for row in section.view.rows], "it has not measured"


def test_real_means_are_those_of_the_batches() -> None:
    source = sources.health_alone()
    context = sources.context(source, "progression", only=["medel-skapa-deltagare-halsa", "skapa-deltagare-halsa"])
    section = sources.section(progression.build(context), "skapa-deltagare-medel")
    found = [
        (int(cell.values[1]), int(cell.values[2]))
        for batch in sources.batches(source)
        for released in batch.released
        for cell, n in released.cells.items()
        for _ in range(n)
        if cell.table == "forsta-senaste" and cell.values[0] == "halsa" and "saknas" not in cell.values
    ]
    first, latest = (sum(pair[place] for pair in found) / len(found) for place in (0, 1))
    assert [value.number for value in sources.row(section, "Hälsa").values] == pytest.approx([first, latest, latest - first, len(found)])
    assert section.chart is None, "a spider needs three areas"


# -- Means -----------------------------------------------------------------------------------------------------------------------------------------


def all_means(hide: str = "") -> list[ProtectedTable]:
    """Means of the six areas of 22 women and 28 men."""
    found = []
    for item in AREAS:
        women = {"1|2": 9, "2|3": 7, "3|3": 6}
        men = {"3|5": 8, "4|4": 9, "2|1": 5, "3|4": 6}
        levels = {(kon, pair): n for kon, pairs in (("kvinna", women), ("man", men)) for pair, n in pairs.items()}
        found += [sources.means_table(f"medel-skapa-deltagare-{item}", levels, hide=item == hide), verdicts(f"skapa-deltagare-{item}", THREE)]
    return found


def test_means_are_a_spider_on_the_scale_of_the_instrument() -> None:
    section = sources.section(progression.build(sources.bare_context(*all_means(), insats=False)), "skapa-deltagare-medel")
    assert texts(section, "Hälsa") == ["2,6", "3,2", "+0,7", "50"]
    assert texts(section, "Kvinnor") == ["1,9", "2,6", "+0,7", "22"]
    assert section.chart is not None
    assert (section.chart.kind, section.chart.bottom, section.chart.top, section.chart.categories) == ("spindel", 1.0, 5.0, LABELS)
    assert [one.label for one in section.chart.series] == ["Första mätningen", "Senaste mätningen"]
    assert "Hälsa 2,6" in section.chart.alt
    assert section.view is not None
    assert "Högre är bättre." in section.view.notes[0]


def test_one_area_without_means_takes_the_spider_away() -> None:
    hidden = progression.build(sources.bare_context(*all_means(hide="halsa"), insats=False))
    lacking = progression.build(sources.bare_context(*all_means()[2:], insats=False))
    for found in (hidden, lacking):
        assert not any(one.id == "skapa-deltagare-medel" for one in found.sections)
        assert sources.section(found, "skapa-deltagare").chart is not None, "the bars stand instead"


def test_sums_have_the_lowest_level_as_one_whatever_it_is_called() -> None:
    context = sources.bare_context(*all_means(), insats=False)
    skapa = replace(context.vocabulary.instruments["skapa"], low=0, high=4, higher_is_better=False)
    context = replace(context, vocabulary=replace(context.vocabulary, instruments={"skapa": skapa}))
    section = means(context, series(context)[0])
    assert section is not None
    assert texts(section, "Hälsa") == ["1,6", "2,2", "+0,7", "50"]
    assert section.view is not None
    assert "Lägre är bättre." in section.view.notes[0]


@pytest.mark.parametrize(
    ("total", "n", "text"),
    [(30, 22, "+1,4"), (-11, 22, "−0,5"), (0, 22, "0,0"), (-1, 40, "0,0"), (None, 22, HIDDEN_MARK), (3, None, HIDDEN_MARK), (0, 0, "–")],
)
def test_a_change_has_its_sign_and_hides_with_what_it_needs(total: int | None, n: int | None, text: str) -> None:
    assert change(total, n).text == text


# -- Layouts and hidden cells ----------------------------------------------------------------------------------------------------------------------


def test_areas_in_two_layouts_are_shown_in_the_one_they_share() -> None:
    tables = [verdicts("skapa-deltagare-halsa", THREE), verdicts("skapa-deltagare-kompetenser", {"forbattrad": 9, "inte-forbattrad": 15})]
    section = sources.section(progression.build(sources.bare_context(*tables, insats=False)), "skapa-deltagare")
    assert section.view is not None
    assert [one.label for one in section.view.columns] == ["Par", "Förbättrad", "Andel förbättrad", "Inte förbättrad", "Andel inte förbättrad"]
    assert texts(section, "Hälsa") == ["80", "40", "50 %", "40", "50 %"]
    assert section.chart is not None
    assert [one.label for one in section.chart.series] == ["Förbättrad"]
    assert section.sentences[0].replace("\N{NO-BREAK SPACE}", " ") == "Av paren har från 38 % (kompetenser) till 50 % (hälsa) förbättrats."


def test_a_hidden_area_is_dots_and_takes_no_part_in_sentences() -> None:
    tables = [
        verdicts("skapa-deltagare-halsa", THREE),
        verdicts("skapa-deltagare-kompetenser", {"forbattrad": 4, "lika": 22, "forsamrad": 9}, hide=True),
    ]
    section = sources.section(progression.build(sources.bare_context(*tables, insats=False)), "skapa-deltagare")
    assert texts(section, "Kompetenser") == ["70", *[HIDDEN_MARK] * 6]
    assert not section.sentences
    assert section.chart is not None
    assert [one.values[0] for one in section.chart.series] == [None, 0.5] or section.chart.series[0].values == (None, 0.5)


def test_areas_of_one_number_are_gathered_in_a_line() -> None:
    tables = [verdicts("skapa-deltagare-halsa", THREE), sources.base_only("skapa-deltagare-kompetenser", 6, title="Kompetenser (deltagaren)")]
    found = progression.build(sources.bare_context(*tables, insats=False))
    assert sources.section(found, "visas-inte").sentences == (
        "Visas inte uppdelat, eftersom deltagandena är för få eller delarna för små: Kompetenser (deltagaren).",
    )
    view = sources.section(found, "skapa-deltagare").view
    assert view is not None
    assert [row.label for row in view.rows] == ["Hälsa"]


def test_an_insats_with_too_few_pairs_is_named() -> None:
    context = sources.bare_context(
        verdicts("skapa-deltagare-halsa", THREE),
        verdicts("skapa-deltagare-halsa/a", THREE),
        sources.base_only("skapa-deltagare-halsa/b", 6),
        insats=False,
    )
    context = replace(context, insatser=(("a", "Vägen"), ("b", "Stegen"), ("c", "Unga")))
    view = sources.section(progression.build(context), "skapa-deltagare-insats").view
    assert view is not None
    assert [row.label for row in view.rows] == ["Vägen"]
    assert view.notes[-1] == "Visas inte, eftersom paren är för få eller uppdelningen kunde ha avslöjat enskilda: Stegen."


def test_a_score_is_followed_as_one_row() -> None:
    found = progression.build(sources.bare_context(verdicts("swemwbs-deltagare-par", THREE), insats=False))
    section = sources.section(found, "swemwbs-deltagare")
    assert texts(section, "SWEMWBS")[:3] == ["80", "40", "50 %"]
    assert not section.sentences, "one area says nothing of a spread"


def scored(women: int, men: int, *, others: int = 0) -> ProtectedTable:
    """The means of a scored instrument through the gate: so many pairs, from 20.00 to 22.00 and to 23.00 by turns."""
    counts = {"kvinna": women, "man": men, "annat": others}
    here = [("o1", kon) for kon in counts]
    latest = {kon: n // 2 * 2200 + (n - n // 2) * 2300 for kon, n in counts.items()}
    squares = {kon: n // 2 * 200**2 + (n - n // 2) * 300**2 for kon, n in counts.items()}
    sums = {"forsta": {kon: n * 2000 for kon, n in counts.items()}, "senaste": latest, "kvadratsumma": squares}
    universe = Universe(
        "poang",
        {("o1", kon, "par"): n for kon, n in counts.items()},
        {"o1": "vagen-vidare"},
        frozenset(counts),
        frozenset(["par"]),
        sums={
            name: ScoreSum({key: by[key[1]] for key in here}, 0 if name == "kvadratsumma" else 700, 2800**2 if name == "kvadratsumma" else 3500)
            for name, by in sums.items()
        },
    )
    kons = (margin("Totalt", universe.kon), Node("kvinna", "Kvinnor", frozenset(["kvinna"])), Node("man", "Män", frozenset(["man"])))
    draft = Draft(
        "medel-swemwbs-deltagare-par",
        "SWEMWBS",
        universe,
        Axis("period", "Period", (Node("2026", "helåret 2026", frozenset(["o1"])),)),
        Axis("kon", "Kön", kons),
        Axis("svar", "SWEMWBS", (margin("Alla", universe.svar), Node("n", "Par", universe.svar))),
        tuple((name, name, name) for name in sums),
        minimum=30,
    )
    return release([(draft, "Visas med medelvärden.")])[0].table


def test_scores_are_told_in_points_with_their_spread_by_kon() -> None:
    found = progression.build(sources.bare_context(scored(40, 30), verdicts("swemwbs-deltagare-par", THREE), insats=False))
    section = sources.section(found, "swemwbs-deltagare-medel")
    assert texts(section, "Totalt") == ["20,0", "22,5", "+2,5", "0,5", "70"]
    assert texts(section, "Kvinnor") == ["20,0", "22,5", "+2,5", "0,5", "40"]
    assert [row.level for row in section.view.rows] == [0, 1, 1] if section.view else False
    assert section.chart is None, "two means need no picture"
    assert section.view is not None
    assert section.view.notes[0] == "Metriska poäng från 7 till 35. Högre är bättre."
    assert "minst 30" in section.view.notes[1]
    assert {"medel", "forandring", "standardavvikelse", "par"} <= set(found.definitions)


def test_scores_of_too_few_pairs_are_no_section() -> None:
    found = progression.build(sources.bare_context(scored(20, 9), verdicts("swemwbs-deltagare-par", THREE), insats=False))
    assert "swemwbs-deltagare-medel" not in [one.id for one in found.sections]
    hidden = progression.build(sources.bare_context(scored(40, 30, others=4), verdicts("swemwbs-deltagare-par", THREE), insats=False))
    assert "swemwbs-deltagare-medel" not in [one.id for one in hidden.sections], "less women and men it would tell of four"


@pytest.mark.parametrize(("changes", "text"), [([200, 300], "0,7"), ([100], "\N{EN DASH}"), ([500, 500, 500], "0,0"), ([-100, 100, 300, 700], "3,4")])
def test_the_spread_is_the_standard_deviation_of_the_changes(changes: list[int], text: str) -> None:
    value = deviation(sum(changes), sum(one * one for one in changes), len(changes), unit=100)
    assert value.text == text
    if len(changes) > 1:
        assert value.number == pytest.approx(stdev(changes) / 100)


def test_the_spread_hides_with_what_it_needs() -> None:
    assert {deviation(*one).text for one in ((None, 5, 3), (5, None, 3), (5, 5, None))} == {HIDDEN_MARK}


def test_series_of_different_skattare_are_never_mixed() -> None:
    raters = [one.id for one in sources.vocabulary().lists["skattare"].codes]
    tables = [verdicts(f"skapa-{rater}-halsa", {"forbattrad": 20 + place, "lika": 9, "forsamrad": 9}) for place, rater in enumerate(raters)]
    found = progression.build(sources.bare_context(*tables, insats=False))
    assert [one.id for one in found.sections] == [f"skapa-{rater}" for rater in raters]


@pytest.mark.parametrize("tables", [(), (sources.base_only("skapa-deltagare-halsa", 4),), (sources.base_only("skapa-deltagare-halsa", 0),)])
def test_without_pairs_to_show_the_report_says_so(tables: tuple[ProtectedTable, ...]) -> None:
    found = progression.build(sources.bare_context(*tables, insats=False))
    assert [one.id for one in found.sections] == ["inga-par"]
    assert found.sections[0].sentences


def test_columns_have_definitions_and_single_areas_are_never_tested() -> None:
    found = report()
    columns = [column for section in found.sections if section.view for column in section.view.columns]
    assert all(column.term in found.definitions for column in columns)
    assert "slump" not in {column.term for column in columns}
    assert "slumpen brukar" not in sources.said(found)
    assert any("prövas inte mot slumpen" in line for line in found.about)


def by_kon_of(men: dict[str, int], other: dict[str, int]) -> Section | None:
    """Two insatser's pairs, with some of a kön that is in no column of its own: a small figure of the men can be hidden without the women's."""
    women = {"forbattrad": 40, "lika": 30, "forsamrad": 20}
    counts = {("o1", kon, svar): n for kon, mine in (("kvinna", women), ("man", men), ("annat", other)) for svar, n in mine.items()}
    counts |= {("o2", kon, svar): 10 for kon in ("kvinna", "annat") for svar in women}
    universe = Universe("u", counts, {"o1": "a", "o2": "b"}, frozenset(["kvinna", "man", "annat"]), frozenset(women))
    kons = (margin("Totalt", universe.kon), Node("kvinna", "Kvinnor", frozenset(["kvinna"])), Node("man", "Män", frozenset(["man"])))
    svar = Axis("svar", "Hälsa", (margin("Alla", universe.svar), *(Node(one, one.capitalize(), frozenset([one])) for one in women)))
    period = Axis("period", "Period", (Node("2026", "2026", frozenset(["o1", "o2"])),))
    made = release([(Draft("skapa-deltagare-halsa", "Hälsa", universe, period, Axis("kon", "Kön", kons), svar), "Visas.")])[0].table
    given = sources.bare_context(made, insats=False)
    return by_kon(given, series(given)[0])


def test_a_kon_of_dots_alone_is_in_no_picture() -> None:
    few = by_kon_of({"forbattrad": 3, "lika": 12, "forsamrad": 3}, {"forbattrad": 9, "lika": 9, "forsamrad": 9})
    assert few is not None
    assert sources.row(few, "Hälsa").values[4].text == HIDDEN_MARK
    assert sources.row(few, "Hälsa").values[1].number == 50
    assert few.chart is None
    many = by_kon_of({"forbattrad": 30, "lika": 30, "forsamrad": 30}, {"forbattrad": 9, "lika": 9, "forsamrad": 9})
    assert many is not None
    assert many.chart is not None


def test_a_table_of_insatser_says_nothing_of_layouts_that_it_does_not_show() -> None:
    report = progression.build(sources.progression_context())
    parts = [one for one in report.sections if one.id.endswith("-insats")]
    assert parts
    assert not [one.protection for one in parts if "uppdelat på kön" in one.protection or "eller med" in one.protection]


def test_what_is_not_by_kon_may_be_so_to_protect_and_not_for_few_pairs() -> None:
    tables = [verdicts("skapa-deltagare-halsa", THREE, split=True), verdicts("skapa-deltagare-kompetenser", THREE, split=False)]
    found = progression.build(sources.bare_context(*tables, insats=False))
    view = sources.section(found, "skapa-deltagare-kon").view
    assert view is not None
    assert texts(sources.section(found, "skapa-deltagare"), "Kompetenser")[0] == "80", "as many pairs as the area that is shown"
    assert view.notes == ("Visas inte efter kön, eftersom paren är för få eller uppdelningen kunde ha avslöjat enskilda: kompetenser.",)
