"""The board's page: four pictures at most, a funnel that says *look closer*, and sentences that never go beyond the figures."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.disclosure.drafts import Category
from register.disclosure.protected import ProtectedTable, volumes
from register.goals.model import Goals
from register.reports import analysis, funnel, goal_table, oversikt
from register.reports.context import Context
from register.reports.document import HIDDEN_MARK, Report
from register.statistics import WITHIN, funnel_limits
from register.statutory import Figure, SheetRow
from tests.reports import forbund, sources
from tests.reports.forbund import bare, yes_no
from tests.reports.sources import section


@pytest.fixture(scope="module")
def report() -> Report:
    return oversikt.build(forbund.context())


def outcome(ident: str, work: int, rest: int, *, hide: bool = False, period: str = "2026") -> ProtectedTable:
    counts = {("kvinna", "arbete-studier"): work, ("kvinna", "rehabilitering"): rest // 2, ("kvinna", "ovrigt"): rest - rest // 2}
    return sources.table(ident, counts, split=False, hide=hide, period=period)


def beside(*counts: tuple[int, int], whole: tuple[int, int] = (120, 280), hide: int | None = None) -> Context:
    """Insatser beside each other around the förbund's share; the one of that number is hidden."""
    names = [(f"insats-{n}", f"Insats {n}") for n in range(len(counts))]
    tables = [outcome(f"utfall/insats-{n}", *pair, hide=n == hide) for n, pair in enumerate(counts)]
    return bare(outcome("utfall", *whole), *tables, insatser=names)


# -- The page ----------------------------------------------------------------------------------------------------------------------------------


def test_the_page_has_its_parts(report: Report) -> None:
    assert report.kind == "oversikt"
    assert report.sections[0].id == "laget"
    pictures = report.sections[1:]
    assert 1 <= len(pictures) <= oversikt.PICTURES
    assert all(one.chart is not None and one.view is not None for one in pictures)
    assert [one.id for one in pictures][:2] == ["flode", "mal"]


def test_the_funnel_has_its_place_on_the_page() -> None:
    assert [one.id for one in oversikt.build(beside((30, 70), (40, 80))).sections] == ["laget", "tratt", "utfall"]


def test_the_standing_says_what_was_delivered(report: Report) -> None:
    part = section(report, "laget")
    assert part.view is not None
    assert [column.label for column in part.view.columns] == ["2025", "2026"]
    ended = sum(n for batch in sources.batches(forbund.source()) for volume, n in batch.volumes.items() if volume.event == "avslutade")
    assert sources.row(part, "Avslutade").values[1].number == ended
    assert len(part.sentences) == analysis.MOST


def test_a_forbund_without_goals_or_deliveries_still_has_its_page() -> None:
    made = oversikt.build(bare())
    assert [one.id for one in made.sections] == ["laget"]
    assert made.sections[0].sentences == (analysis.NOTHING,)
    assert made.sections[0].view is not None
    assert {value.text for row in made.sections[0].view.rows for value in row.values} == {"ej levererat"}


def test_a_picture_that_can_not_be_shown_gives_its_place() -> None:
    made = oversikt.build(bare(outcome("utfall", 40, 60), sources.volume_table({"2026": {"deltagare": (60, 40)}})))
    assert [one.id for one in made.sections] == ["laget", "flode", "utfall"]


def test_goals_beyond_what_fits_are_told_in_the_table_alone() -> None:
    goals = forbund.GOALS
    one = goals.goals[1]
    names = [(f"insats-{n}", f"Insats {n}") for n in range(9)]
    many = type(goals)(goals=tuple(type(one)(id_, 2026, False, one.label, one.measure, one.target) for id_, _ in names))
    tables = (yes_no(f"mal-0/{id_}", 20 + n, 20, hide=n == 8) for n, (id_, _) in enumerate(names))
    made = oversikt.build(bare(*tables, goals=many, insatser=names))
    part = section(made, "mal")
    assert part.chart is not None
    assert part.view is not None
    assert len(part.chart.categories) == oversikt.MOST_GOALS
    assert part.chart.categories == ("Insats 7", "Insats 6", "Insats 5", "Insats 4")  # the largest printed bases; the largest of all is hidden
    assert part.sentences == ("Bilden visar 4 av 9 mål: de med störst bas, av dem vars utfall visas. Alla mål står i tabellen.",)
    assert sum(row.level for row in part.view.rows) == 9


def test_a_picture_without_what_is_hidden_says_so() -> None:
    one = forbund.GOALS.goals[1]
    names = [("stor", "Stor"), ("dold", "Dold")]
    goals = Goals(goals=tuple(type(one)(id_, 2026, False, one.label, one.measure, one.target) for id_, _ in names))
    made = oversikt.build(bare(yes_no("mal-0/stor", 20, 20), yes_no("mal-0/dold", 2, 20, hide=True), goals=goals, insatser=names))
    assert section(made, "mal").sentences == ("Bilden visar 1 av 2 mål: de vars utfall visas. Alla mål står i tabellen.",)


def test_kvinnor_man_and_the_rest_make_up_all_of_them() -> None:
    """The row of the rest stands where there is anybody in it, and nowhere else."""

    def standing(*figures: Figure) -> list[str]:
        row = SheetRow("a", "A", "individ", "helåret 2026", figures)
        table = volumes("volymer", "Deltagare", [(Category("2026", "helåret 2026"), [row])], head=("period", "Period"))
        view = oversikt.build(bare(table)).sections[0].view
        assert view is not None
        return [f"{row.label} {row.values[0].text}" for row in view.rows[:4]]

    assert standing(Figure("deltagare", 219, 166, 1, 386)) == ["Deltagare 386", "Kvinnor 219", "Män 166", "Annat eller uppgift saknas 1"]
    assert standing(Figure("deltagare", 219, 166, 0, 385))[3].startswith("Nya")


# -- The funnel --------------------------------------------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(6, 90), st.integers(12, 90)), min_size=2, max_size=4))
def test_a_point_is_outside_exactly_where_the_binomial_limits_say_so(counts: list[tuple[int, int]]) -> None:
    found = funnel.funnel(beside(*counts))
    assert found is not None
    for (work, rest), point in zip(counts, found.points, strict=True):
        low, high = funnel_limits(Fraction(120, 400), work + rest) or (0, 1)
        assert point.outside == (not low <= work / (work + rest) <= high)


def test_an_insats_outside_is_to_be_looked_at_and_not_judged() -> None:
    part = funnel.section(beside((70, 30), (30, 70)))
    assert part is not None
    assert part.sentences[0].startswith("Insats 0 ligger utanför")
    assert funnel.LOOK_CLOSER in part.sentences[0]
    assert "Målgrupperna skiljer sig åt" in part.sentences[1]
    assert sources.row(part, "Insats 0").values[-1].text == funnel.LOOK_CLOSER
    assert sources.row(part, "Insats 1").values[-1].text == funnel.INSIDE
    assert part.chart is not None
    assert "Utanför gränserna: Insats 0" in part.chart.alt


def test_a_hidden_insats_is_in_no_picture_and_changes_none() -> None:
    """Its table has the base; nothing else of it, nor of the others, depends on what is hidden."""
    made = [funnel.section(beside((30, 70), (40, 80), (n, 60 - n), hide=2)) for n in (10, 50)]
    assert made[0] == made[1]
    part = made[0]
    assert part is not None
    assert part.chart is not None
    assert part.chart.categories == ("Insats 0", "Insats 1")
    assert [value.text for value in sources.row(part, "Insats 2").values] == [HIDDEN_MARK, "60", HIDDEN_MARK, HIDDEN_MARK, HIDDEN_MARK]


def test_an_insats_without_avslut_is_empty_and_not_hidden() -> None:
    context = beside((30, 70), (40, 80))
    names = [*context.insatser, ("tom", "Tom"), ("sen", "Sen")]
    tables = {**context.tables, "utfall/tom": sources.base_only("utfall/tom", 0)}
    part = funnel.section(replace(context, insatser=tuple(names), tables=tables))
    assert part is not None
    assert [value.text for value in sources.row(part, "Tom").values] == ["–", "0", "–", "–", "–"]
    assert {value.text for value in sources.row(part, "Sen").values} == {"ej levererat"}


def test_the_scale_and_the_limits_hold_every_point() -> None:
    part = funnel.section(beside((30, 70), (9, 12), (88, 12)))
    assert part is not None
    chart = part.chart
    assert chart is not None
    assert min(base for base, _, _ in chart.limits) <= min(chart.sizes)
    assert max(base for base, _, _ in chart.limits) >= max(chart.sizes)
    assert all(value is not None and value <= chart.top for value in chart.series[0].values)


def test_there_is_no_funnel_without_the_forbunds_share_or_with_one_insats() -> None:
    hidden = bare(outcome("utfall", 40, 60, hide=True), outcome("utfall/a", 40, 60), outcome("utfall/b", 40, 60), insatser=[("a", "A"), ("b", "B")])
    assert funnel.funnel(hidden) is None
    assert funnel.funnel(beside((30, 70))) is None


def test_many_insatser_are_named_only_outside_the_limits() -> None:
    counts = [(85, 15), *([(30, 70)] * 9)]
    found = funnel.funnel(beside(*counts))
    assert found is not None
    assert funnel.chart(found, most_names=oversikt.MOST_NAMES).categories == ("Insats 0", *([""] * 9))
    assert len(set(funnel.chart(found).categories)) == 10


def test_where_many_are_outside_those_farthest_outside_are_named_and_the_page_says_so() -> None:
    counts = [*((5 + n, 95 - n) for n in range(9)), *((90 - n, 10 + n) for n in range(9))]
    context = beside(*counts, whole=(45 * 18, 55 * 18))
    found = funnel.funnel(context)
    assert found is not None
    assert all(one.outside for one in found.points)
    shown = section(oversikt.build(context), "tratt")
    assert shown.chart is not None
    named = [name for name in shown.chart.categories if name]
    low, high = funnel_limits(Fraction(45, 100), 100) or (0.0, 1.0)
    beyond = {f"Insats {n}": max(low - work / 100, work / 100 - high) for n, (work, _) in enumerate(counts)}
    least = min(beyond[name] for name in named)
    assert len(named) == 8
    assert {"Insats 0", "Insats 9"} <= set(named)
    assert all(beyond[name] <= least for name in set(beyond) - set(named))
    assert shown.sentences[-1] == "Bara de 8 insatser som ligger längst utanför gränserna har namn i bilden."
    assert shown.chart.whole == pytest.approx(0.45)


# -- The sentences -----------------------------------------------------------------------------------------------------------------------------


def test_three_sentences_from_the_figures() -> None:
    tables = (
        outcome("utfall", 40, 60),
        outcome("utfall@2025", 36, 64, period="2025"),
        sources.volume_table({"2026": {"deltagare": (60, 50), "pagaende": (6, 4)}, "2025": {"deltagare": (55, 45), "pagaende": (4, 4)}}),
        yes_no("mal-0", 40, 60),
    )
    goals = type(forbund.GOALS)(goals=forbund.GOALS.goals[:1])
    said = [one.replace("\N{NO-BREAK SPACE}", " ") for one in analysis.sentences(bare(*tables, goals=goals, spans=["2026", "2025"]))]
    assert said == [
        "110 deltagare 2026, 10 fler (10 %) än 2025, och 10 var pågående vid periodens slut.",
        f"40 % av avsluten (40 av 100) gick till arbete och studier; slumpen brukar ge 31–50 %, och ändringen från 36 % 2025 {WITHIN}.",
        "Målet som kan bedömas har god måluppfyllelse.",
    ]


def test_without_goals_the_insatser_are_spoken_of() -> None:
    assert analysis.sentences(beside((30, 70), (31, 69)))[-1].startswith("Alla visade insatser ligger inom")


def test_kvinnor_and_man_are_compared_by_chance() -> None:
    counts = {(kon, code): n for kon in ("kvinna", "man") for code, n in (("arbete-studier", 30), ("rehabilitering", 30), ("ovrigt", 40))}
    said = analysis.sentences(bare(sources.table("utfall", counts)))
    assert said[-1].endswith(f"skillnaden {WITHIN}.")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_no_sentence_proves_explains_or_says_unchanged(now: int, before: int, women: int, men: int, hide: bool) -> None:
    context = bare(
        outcome("utfall", now, 100, hide=hide),
        outcome("utfall@2025", before, 100, period="2025"),
        sources.volume_table({"2026": {"deltagare": (women, men)}, "2025": {"deltagare": (men, women)}}),
        spans=["2026", "2025"],
    )
    said = " ".join(analysis.sentences(context)).lower()
    for word in ("bevis", "signifikan", "ingen förändring", "oförändr", "beror", "tack vare", "effekt", "lyckad", "anonym"):
        assert word not in said
    if hide:
        assert "arbete och studier" not in said


def test_the_goals_of_the_page_are_those_of_the_arsredovisning(report: Report) -> None:
    shown = goal_table.largest(goal_table.outcomes(forbund.context()), oversikt.MOST_GOALS)
    part = section(report, "mal")
    assert part.chart is not None
    assert part.chart.series[0].values == tuple(one.share.number for one in shown)
