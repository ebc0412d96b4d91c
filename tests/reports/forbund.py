"""A made-up förbund with goals, and its tables through the gate; and volumes of insatser with any figures. Nobody in it exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Final

from bench import made_up
from bench.made_up import Plan
from register.disclosure.drafts import Category
from register.disclosure.protected import ProtectedTable, volumes
from register.disclosure.tables import TOTAL
from register.goals.model import Answers, Entry, Goal, Goals, Indicator, Resources
from register.periods import Period
from register.reports.context import Context
from register.statutory import Figure, SheetRow
from register.tables.source import Source
from tests.goals.fixtures import vocabulary as with_areas
from tests.reports import sources
from tests.reports.sources import READY, WORK, YEARS

AREAS: Final = {"centrum": Fraction(27, 100), "hisingen": Fraction(25, 100), "nordost": Fraction(28, 100), "sydvast": Fraction(20, 100)}
REHAB: Final = Answers("avslutsanledning", ("forstarkt-samarbete", "insats-af", "kommunal-verksamhet", "annan-finsam-insats", "arbetstraning"))

GOALS: Final = Goals(
    goals=(
        Goal(None, 2025, True, "Till arbete eller studier", WORK, Fraction(30, 100)),
        Goal("vagen-vidare", 2025, True, "Till arbete eller studier", WORK, Fraction(1, 2), (120, 150), 2_000_000),
        Goal("stegen", 2025, True, "Redo för arbete, studier eller Arbetsförmedlingen", READY, Fraction(45, 100), (20, 25), 900_000),
    ),
    indicators=(
        Indicator("Arbete och studier", "andel_avslut", WORK, Fraction(30, 100), {2024: Entry("referens", Fraction(24, 100))}),
        Indicator("Fortsatt rehabilitering", "andel_avslut", REHAB),
        Indicator("Redo för arbete eller Arbetsförmedlingen", "andel_avslut", READY),
        Indicator("Lex Heller-rapporter", "antal", entries={2025: Entry("for-hand", Fraction(86), 86), 2026: Entry("for-hand", Fraction(0), 0)}),
    ),
    resources=(Resources(2026, "andel", AREAS),),
    outside_areas=frozenset(["unga-framat"]),
)


@cache
def source() -> Source:
    """Three insatser: a large one, a middling one and one too small to be divided; none of them measures."""
    plans = [("vagen-vidare", "Vägen vidare", 160), ("stegen", "Stegen", 100), ("unga-framat", "Unga framåt", 9)]
    return made_up.source([Plan(id_, name, avslut, YEARS, measures=False) for id_, name, avslut in plans], with_areas(), seed=2)


@cache
def context() -> Context:
    """The tables of its årsredovisning, which the overview's are among; made once for all tests."""
    return sources.context(source(), "arsredovisning", GOALS)


def insats_volumes(rows: Mapping[str, Mapping[str, tuple[int, int]] | None], names: Mapping[str, str] | None = None) -> ProtectedTable:
    """``volymer-insats`` of any figures (kvinnor, män); None where an insats has not delivered."""
    measures = ("deltagare", "nya", "avslutade", "pagaende")
    found = []
    for insats, given in rows.items():
        pairs = {measure: (given or {}).get(measure, (0, 0)) for measure in measures}
        blank = tuple(Figure(measure, None, None, None, None) for measure in measures)
        figures = blank if given is None else tuple(Figure(measure, *pair, 0, sum(pair)) for measure, pair in pairs.items())
        found.append((Category(insats, (names or {}).get(insats, insats)), [SheetRow(insats, insats, "individ", "", figures)]))
    whole = (Category(TOTAL, "Förbundet"), [row for _, group in found for row in group])
    return volumes("volymer-insats", "Deltagare per insats", [whole, *found], head=("insats", "Insats"))


def bare(
    *tables: ProtectedTable,
    goals: Goals | None = None,
    insatser: Sequence[tuple[str, str]] = (("vagen-vidare", "Vägen vidare"),),
    spans: Sequence[str] = ("2026",),
) -> Context:
    """A förbund's context of some tables and nothing else."""
    made = sources.bare_context(*tables, goals=goals, insats=False, spans=[Period.parse(one) for one in spans])
    return replace(made, insatser=tuple(insatser), vocabulary=with_areas())


def yes_no(ident: str, yes: int, no: int, *, period: str = "2026", hide: bool = False) -> ProtectedTable:
    """A goal's or an indicator's table without kön."""
    return sources.table(ident, {("kvinna", "ja"): yes, ("kvinna", "nej"): no}, split=False, period=period, hide=hide)
