"""Every cell of every layout of every report, recounted from the forms by plain loops that share no code with the counting.

The written rules are all it goes by: a form counts in its month's period; details of a kön leave when five have gathered, what is left at the year's
end leaves without kön if it is five together, and what is before the first period is no start of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from bench import made_up
from bench.made_up import Plan
from register.disclosure.boxes import Box, CellId
from register.goals.model import Goals, Indicator
from register.insats.forms import AvslutForm, MatningForm, Participation
from register.periods import Period
from register.tables import reports
from register.tables.reports import REPORT_KINDS, ReportKind
from register.tables.source import Source
from tests.reports.sources import WORK, goals, vocabulary

PLANS = (Plan("vagen-vidare", "Vägen vidare", 61, (2025, 2026)), Plan("unga-framat", "Unga framåt", 14, (2025, 2026)))
SEED = 7
PERIODS = ("2025H1", "2025H2", "2026H1", "2026H2")
COARSE_WORK = {
    "arbete-utan-stod": "arbete-studier",
    "arbete-med-stod": "arbete-studier",
    "studier": "arbete-studier",
    "arbetssokande": "soker-tranar",
    "arbetstraning": "soker-tranar",
    "ingen": "ingen",
}
"""Sysselsättning in three groups, as the shipped list has them."""


@dataclass
class Told:
    """One person's answers of one unit: their kön, and what they answered by the name of the thing counted."""

    kon: str
    answers: dict[str, str] = field(default_factory=dict)


def period_of(month: object) -> str:
    year, number = str(month).split("-")
    return f"{year}H{1 if int(number) <= 6 else 2}"


def start_told(one: Participation) -> Told:
    return Told(one.start.answers["kon"], dict(one.start.answers))


def last(one: Participation) -> AvslutForm:
    form = one.forms[-1]
    assert isinstance(form, AvslutForm)
    return form


def months_between(one: Participation) -> int:
    (y1, m1), (y2, m2) = (str(form.month).split("-") for form in (one.start, last(one)))
    return (int(y2) - int(y1)) * 12 + int(m2) - int(m1)


def band(months: int) -> str:
    for code, top in (("0-2", 2), ("3-5", 5), ("6-11", 11), ("12-23", 23)):
        if months <= top:
            return code
    return "24-"


def work_atom(before: dict[str, str], after: dict[str, str]) -> str:
    was, now = before.get("sysselsattning", "saknas"), after.get("sysselsattning", "saknas")
    a, b = COARSE_WORK.get(was, "saknas"), COARSE_WORK.get(now, "saknas")
    if (a, b) != ("arbete-studier", "arbete-studier"):
        return f"{a}>{b}"
    first, second = before.get("omfattning"), after.get("omfattning")
    if first is None or second is None or first == second:
        return "arbete-studier:ovrigt"
    return "arbete-studier:okade" if int(second) > int(first) else "arbete-studier:minskade"


def avslut_told(one: Participation) -> Told:
    end = last(one)
    said = dict(end.answers)
    said["tid_i_insats"] = band(months_between(one))
    occasions = len({str(form.month) for form in one.forms if isinstance(form, MatningForm)})
    said["antal_matningar"] = str(occasions) if occasions < 4 else "4-"
    said["atom"] = work_atom(dict(one.start.answers), dict(end.answers))
    return Told(one.start.answers["kon"], said)


def pairs_told(one: Participation) -> Told | None:
    forms = sorted((form for form in one.forms if isinstance(form, MatningForm)), key=lambda form: str(form.month))
    if len(forms) < 2:
        return None
    items = [item.id for item in vocabulary().instruments["skapa"].items]
    return Told(one.start.answers["kon"], {item: f"{forms[0].svar[n]}|{forms[-1].svar[n]}" for n, item in enumerate(items)})


def let_go(by_period: dict[str, list[Told]]) -> dict[str, list[Told]]:
    """Who leaves with which period: the batch rule in so many words."""
    waiting: dict[str, list[Told]] = {}
    left: dict[str, list[Told]] = {}
    for period in PERIODS:
        for one in by_period.get(period, []):
            waiting.setdefault(one.kon, []).append(one)
        left[period] = []
        for kon in list(waiting):
            if len(waiting[kon]) >= 5:
                left[period] += waiting.pop(kon)
        if period.endswith("H2") and sum(len(group) for group in waiting.values()) >= 5:
            left[period] += [Told("ej-uppdelat", one.answers) for group in waiting.values() for one in group]
            waiting = {}
    return left


@dataclass
class Recount:
    """What each omgång says, person by person, by unit; and volumes by month."""

    units: dict[str, dict[str, list[Told]]]
    months: dict[str, dict[str, list[Told]]]

    def count(self, universe: str, cell: CellId) -> int:
        """The value of a cell."""
        people = [one for omgang in cell.omgang for one in self._people(universe, omgang) if one.kon in cell.kon]
        name = self._name(universe)
        given = [one.answers.get(name, "saknas") for one in people]
        if isinstance(cell, Box):
            return sum(answer in cell.svar for answer in given)
        place = 0 if cell.name == "forsta" else 1
        return sum(int(answer.split("|")[place]) for answer in given if answer != "saknas")

    def _people(self, universe: str, omgang: str) -> Iterable[Told]:
        unit = universe.partition(":")[0]
        if unit == "volym":
            return self.months[universe.partition(":")[2]].get(omgang, [])
        return self.units["par" if unit.startswith("avslut.par") else unit].get(omgang, [])

    @staticmethod
    def _name(universe: str) -> str:
        unit, _, rest = universe.partition(":")
        if unit == "volym":
            return "manad"
        if universe == "avslut:sysselsattning":
            return "atom"
        return rest.rpartition(":")[2]


def recount() -> Recount:
    units: dict[str, dict[str, list[Told]]] = {"start": {}, "avslut": {}, "par": {}}
    months: dict[str, dict[str, list[Told]]] = {"nya": {}, "avslutade": {}}
    for plan in PLANS:
        gathered: dict[str, dict[str, list[Told]]] = {"start": {}, "avslut": {}, "par": {}}
        for one in made_up.deltaganden(plan, vocabulary(), random.Random(f"{SEED}:{plan.id}")):
            began, ended = period_of(one.start.month), period_of(last(one).month)
            if began in PERIODS:
                gathered["start"].setdefault(began, []).append(start_told(one))
                omgang = f"{plan.id}#{PERIODS.index(began) + 1}"
                months["nya"].setdefault(omgang, []).append(Told(one.start.answers["kon"], {"manad": str(one.start.month)}))
            if ended not in PERIODS:
                continue
            gathered["avslut"].setdefault(ended, []).append(avslut_told(one))
            omgang = f"{plan.id}#{PERIODS.index(ended) + 1}"
            months["avslutade"].setdefault(omgang, []).append(Told(one.start.answers["kon"], {"manad": str(last(one).month)}))
            pair = pairs_told(one)
            if pair is not None:
                gathered["par"].setdefault(ended, []).append(pair)
        for unit, by_period in gathered.items():
            for period, people in let_go(by_period).items():
                units[unit][f"{plan.id}#{PERIODS.index(period) + 1}"] = people
    return Recount(units, months)


@pytest.fixture(scope="module")
def counts() -> Source:
    return made_up.source(PLANS, vocabulary(), seed=SEED)


@pytest.fixture(scope="module")
def plain() -> Recount:
    return recount()


def wanted() -> Goals:
    own = goals("vagen-vidare")
    indicators = (Indicator("Arbete och studier", "andel_avslut", WORK),)
    return Goals(goals=own.goals, indicators=indicators)


@pytest.mark.parametrize("kind", REPORT_KINDS)
@pytest.mark.parametrize("span", ["2026", "2026H1"])
def test_every_cell_of_every_layout_agrees_with_the_recount(counts: Source, plain: Recount, kind: ReportKind, span: str) -> None:
    spans = [Period.parse(span), Period.parse(span).previous()]
    cells = 0
    for ladder in reports.ladders(counts, kind, spans, wanted(), "vagen-vidare"):
        for rung in ladder.rungs:
            for codes, cell in rung.draft.cells().items():
                expected = plain.count(ladder.universe.id, cell)
                assert rung.draft.universe.value(cell) == expected, (rung.draft.id, rung.name, codes)
                cells += 1
    assert cells > 200


def test_the_recount_leaves_out_only_those_who_wait(plain: Recount) -> None:
    told = sum(len(group) for group in plain.units["avslut"].values())
    assert 2 * (61 + 14) - 4 * len(PLANS) <= told <= 2 * (61 + 14)
    assert sum(len(group) for group in plain.months["avslutade"].values()) == 2 * (61 + 14)
