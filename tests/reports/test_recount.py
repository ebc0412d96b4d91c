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

PLANS = (Plan("vagen-vidare", "Vägen vidare", 61, (2025, 2026), wellbeing=True), Plan("unga-framat", "Unga framåt", 14, (2025, 2026)))
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


OUTCOMES = {
    "arbete-studier": "arbete-utan-stod arbete-med-stod eget-foretag studier",
    "rehabilitering": "forstarkt-samarbete insats-af kommunal-verksamhet annan-finsam-insats arbetstraning",
}
"""The first two of the three groups of avslutsanledningar, as the shipped list has them; the rest are in the third."""
AGES = {"16-29": "16-19 20-24 25-29", "30-49": "30-39 40-49", "50-67": "50-59 60-67"}
TIMES = {"0-5": "0-2 3-5", "6-11": "6-11", "12-": "12-23 24-"}
OWN_MINIMUM = {"for-vem.parallell": 30, "for-vem.aldersgrupp": 30, "for-vem.tid": 30}


@dataclass
class Told:
    """One person's answers of one unit: their kön, what they answered by the name of the thing counted, and their scores."""

    kon: str
    answers: dict[str, str] = field(default_factory=dict)
    scores: dict[str, int] = field(default_factory=dict)


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


def group_in(groups: dict[str, str], code: str, otherwise: str) -> str:
    return next((group for group, codes in groups.items() if code in codes.split()), otherwise)


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
    said["forsorjning_fore"] = one.start.answers.get("forsorjning", "saknas")
    group = group_in(OUTCOMES, said["avslutsanledning"], "ovrigt")
    said["for-vem.parallell"] = f"{group}|{said.get('parallell', 'saknas')}"
    said["for-vem.aldersgrupp"] = f"{group}|{group_in(AGES, one.start.answers.get('aldersgrupp', ''), 'saknas')}"
    said["for-vem.tid"] = f"{group}|{group_in(TIMES, said['tid_i_insats'], 'saknas')}"
    said["atom"] = work_atom(dict(one.start.answers), dict(end.answers))
    return Told(one.start.answers["kon"], said)


def measured(one: Participation, instrument: str) -> list[MatningForm]:
    forms = [form for form in one.forms if isinstance(form, MatningForm) and form.instrument == instrument]
    return sorted(forms, key=lambda form: str(form.month))


def scores_told(one: Participation) -> Told | None:
    points = vocabulary().instruments["swemwbs"].score or {}
    whole = [points[sum(level or 0 for level in form.svar)] for form in measured(one, "swemwbs") if None not in form.svar]
    if len(whole) < 2:
        return None
    first, latest = whole[0], whole[-1]
    verdict = "forbattrad" if latest > first else "forsamrad" if latest < first else "lika"
    sums = {"forsta": first, "senaste": latest, "kvadratsumma": (latest - first) ** 2}
    return Told(one.start.answers["kon"], {"par": verdict, "poang": "par"}, sums)


def pairs_told(one: Participation) -> Told | None:
    forms = measured(one, "skapa")
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


def own_minimum(left: dict[str, list[Told]], name: str, minimum: int) -> dict[str, list[Told]]:
    """Those whose avslut have left, together, when as many have answered as the table asks for."""
    pool: list[Told] = []
    found = {}
    for period in PERIODS:
        pool = pool + left[period]
        answered = [one for one in pool if "saknas" not in one.answers[name].split("|")]
        found[period] = [Told("ej-uppdelat", one.answers) for one in pool] if len(answered) >= minimum else []
        pool = [] if found[period] else pool
    return found


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
        if name == "poang":
            return sum(one.scores[cell.name] for one in people)
        place = 0 if cell.name == "forsta" else 1
        return sum(int(answer.split("|")[place]) for answer in given if answer != "saknas")

    def _people(self, universe: str, omgang: str) -> Iterable[Told]:
        unit = universe.partition(":")[0]
        if unit == "volym":
            return self.months[universe.partition(":")[2]].get(omgang, [])
        pairs = "swemwbs" if unit.startswith("avslut.par.swemwbs") else "par" if unit.startswith("avslut.par") else ""
        return self.units[pairs or unit.removeprefix("avslut.")].get(omgang, [])

    @staticmethod
    def _name(universe: str) -> str:
        unit, _, rest = universe.partition(":")
        if unit == "volym":
            return "manad"
        if universe == "avslut:sysselsattning":
            return "atom"
        return rest.rpartition(":")[2]


def recount() -> Recount:
    units: dict[str, dict[str, list[Told]]] = {unit: {} for unit in ("start", "avslut", "par", "swemwbs", *OWN_MINIMUM)}
    months: dict[str, dict[str, list[Told]]] = {"nya": {}, "avslutade": {}}
    for plan in PLANS:
        gathered: dict[str, dict[str, list[Told]]] = {"start": {}, "avslut": {}, "par": {}, "swemwbs": {}}
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
            for unit, pair in (("par", pairs_told(one)), ("swemwbs", scores_told(one))):
                if pair is not None:
                    gathered[unit].setdefault(ended, []).append(pair)
        left = {unit: let_go(by_period) for unit, by_period in gathered.items()}
        left |= {name: own_minimum(left["avslut"], name, least) for name, least in OWN_MINIMUM.items()}
        for unit, by_period in left.items():
            for period, people in by_period.items():
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
    cells, compared = 0, set()
    for ladder in reports.ladders(counts, kind, spans, wanted(), "vagen-vidare"):
        for rung in ladder.rungs:
            for codes, cell in rung.draft.cells().items():
                expected = plain.count(ladder.universe.id, cell)
                assert rung.draft.universe.value(cell) == expected, (rung.draft.id, rung.name, codes)
                cells += 1
                compared.add(ladder.universe.id)
    assert cells > 200
    if kind == "insatsrapport":
        assert {f"avslut.{name}:{name}" for name in ("for-vem.parallell", "for-vem.tid")} <= compared
    if kind in ("insatsrapport", "progression"):
        assert {f"avslut.par.swemwbs.1.deltagare:{what}" for what in ("par", "poang")} <= compared


def test_the_recount_leaves_out_only_those_who_wait(plain: Recount) -> None:
    told = sum(len(group) for group in plain.units["avslut"].values())
    assert 2 * (61 + 14) - 4 * len(PLANS) <= told <= 2 * (61 + 14)
    assert sum(len(group) for group in plain.months["avslutade"].values()) == 2 * (61 + 14)
