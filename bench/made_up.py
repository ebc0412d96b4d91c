"""Made-up förbund of any size, counted as real ones are: forms by chance, the count plan, the batch rule. Nobody in it exists."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from register.counts import Batch, Tally
from register.insats.counting import Rules, own_unit, total
from register.insats.forms import AnyForm, AvslutForm, MatningForm, Participation, StartForm
from register.insats.locking import Waiting, decide
from register.periods import Month, Period
from register.tables.source import InsatsCounts, Source
from register.vocabulary.model import Vocabulary

REASONS = {"arbete-utan-stod": 14, "arbete-med-stod": 8, "studier": 9, "forstarkt-samarbete": 12, "insats-af": 12, "kommunal-verksamhet": 8}
REASONS |= {"arbetstraning": 4, "medicinsk-behandling": 12, "egen-begaran": 8, "uteblivit": 6, "flytt": 4, "foraldraledighet": 3}
"""Weights of avslutsanledningar: about a third each to work and studies, continued rehabilitation and the rest."""


@dataclass(frozen=True)
class Plan:
    """An insats to make up: id, name, how many avslut a year, the years, and whether it measures with SKAPA."""

    id: str
    namn: str
    avslut: int
    years: Sequence[int]
    kind: str = "H"
    measures: bool = True
    wellbeing: bool = False
    """Whether it measures with SWEMWBS too."""


def source(plans: Sequence[Plan], vocabulary: Vocabulary, seed: int = 1, namn: str = "Samordningsförbundet Påhittat") -> Source:
    """The counts of a made-up förbund."""
    return Source("pahittat", namn, vocabulary, tuple(insats(plan, vocabulary, random.Random(f"{seed}:{plan.id}")) for plan in plans))


def insats(plan: Plan, vocabulary: Vocabulary, dice: random.Random) -> InsatsCounts:
    """The batches of a made-up insats: a deltagande for every avslut, started three to fourteen months before it."""
    periods = [Period.parse(f"{year}{plan.kind}{n}") for year in plan.years for n in range(1, {"H": 3, "T": 4, "K": 5}[plan.kind])]
    rules = Rules(vocabulary, plan.id, periods[0])
    tallies: dict[str, Tally] = {period.code: Tally() for period in periods}
    for one in deltaganden(plan, vocabulary, dice):
        for code, tally in total(one, rules).items():
            if code in tallies:
                tallies[code].add(tally)
    return InsatsCounts(plan.id, plan.namn, "individ", tuple(_batches(periods, tallies, vocabulary)))


def deltaganden(plan: Plan, vocabulary: Vocabulary, dice: random.Random) -> list[Participation]:
    """The made-up deltaganden themselves: as many avslut each year as the plan says, and those who have begun and end the year after."""
    ends = [(year, number) for year in (*plan.years, max(plan.years) + 1) for number in range(plan.avslut)]
    return [_deltagande(plan, vocabulary, Month(year, dice.randint(1, 12)), plan.kind, dice) for year, _ in ends]


def _batches(periods: Sequence[Period], tallies: Mapping[str, Tally], vocabulary: Vocabulary) -> list[Batch]:
    minimum = {own_unit(table): table.minimum for table in vocabulary.plan.tables if table.minimum is not None}
    waiting: Waiting = {}
    found = []
    for number, period in enumerate(periods, 1):
        tally = tallies[period.code]
        decision = decide(period.code, tally, waiting, k=5, own_minimum=minimum, year_end=period.closes_year, final=False)
        waiting = decision.waiting
        found.append(Batch(number, period.code, vocabulary.hash, dict(tally.volumes), tuple(decision.released)))
    return found


def _deltagande(plan: Plan, vocabulary: Vocabulary, end: Month, kind: str, dice: random.Random) -> Participation:
    begin = end.plus(-dice.randint(3, 14))
    kon = dice.choices(("kvinna", "man", "annat"), (57, 42.5, 0.5))[0]

    def period(month: Month) -> str:
        length = {"H": 6, "T": 4, "K": 3}[kind]
        return f"{month.year}{kind}{(month.month - 1) // length + 1}"

    forms: list[AnyForm] = [StartForm(begin, period(begin), False, {"kon": kon, **_answers(vocabulary, "start", dice)})]
    level = [dice.randint(1, 4) for _ in range(6)]
    for month in range(begin.index, end.index + 1, 3) if plan.measures else ():
        at = begin.plus(month - begin.index)
        level = [min(5, max(1, one + dice.choices((-1, 0, 1), (1, 4, 3))[0])) for one in level]
        forms.append(MatningForm(at, period(at), False, "skapa", "1", "deltagare", tuple(level), {}))
    if plan.wellbeing:
        forms += _wellbeing(begin, end, period, dice)
    answers = {**_answers(vocabulary, "avslut", dice), "avslutsanledning": dice.choices(list(REASONS), list(REASONS.values()))[0]}
    forms.append(AvslutForm(end, period(end), False, answers))
    return Participation(tuple(forms))


def _wellbeing(begin: Month, end: Month, period: Callable[[Month], str], dice: random.Random) -> list[AnyForm]:
    """SWEMWBS when it begins and when it ends, now and then with a question unanswered."""
    level, found = [dice.randint(1, 4) for _ in range(7)], list[AnyForm]()
    for at in (begin, end):
        answered: tuple[int | None, ...] = tuple(None if dice.random() < 0.01 else one for one in level)
        found.append(MatningForm(at, period(at), False, "swemwbs", "1", "deltagare", answered, {}))
        level = [min(5, max(1, one + dice.choices((-1, 0, 1), (1, 3, 3))[0])) for one in level]
    return found


def _answers(vocabulary: Vocabulary, form: str, dice: random.Random) -> dict[str, str]:
    """An answer to every field of a list, the middle ones likelier, and what is asked on condition only where it is met."""
    found: dict[str, str] = {}
    for field in vocabulary.forms["start" if form == "start" else "avslut"].fields:
        if field.code_list is None or field.id in ("kon", "avslutsanledning"):
            continue
        codes = [code.id for code in vocabulary.choices(field) if code.id != "saknas"]
        if field.only_if is not None and found.get(field.only_if[0]) not in field.only_if[1]:
            continue
        weights = [3 if 0 < place < len(codes) - 1 else 2 for place in range(len(codes))]
        if dice.random() > 0.04 or field.required:
            found[field.id] = dice.choices(codes, weights)[0]
    return found
