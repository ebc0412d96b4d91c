"""The demo's ``niofalt.toml`` and what is filled in it: invented words and invented judgements, of the halvår that are over."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from register.kansli import acts, judgements
from register.kansli.session import Kansli
from register.niofalt import loader
from register.niofalt.model import Field, Sheet
from register.periods import Month, Period
from tui.demo_plan import first_month

HEAD: Final = "# PÅHITTAT, som allt i demot: rubriker, frågor och bedömningar är inga verkliga förbunds.\n"
BLANK: Final = "halsotorget"
"""Nobody has judged this insats yet."""

_CHANGED: Final = "coachteamet"
"""Of this one a judgement was changed a while after, so that there is a history to look at."""

_LEFT_OUT: Final = 0.06
_WEIGHTS: Final = (2, 4, 3)


def grids_text() -> str:
    """The file: the example that ships, told to be invented."""
    return HEAD + loader.example()


def fill_grids(kansli: Kansli, today: date, seed: int) -> None:
    """Fill every sheet for every insats but one, for the halvår that have been delivered, through the same act as the screens."""
    told: dict[str, list[Period]] = {}
    for row in acts.leveranser(kansli, today).received:
        told.setdefault(row.insats_id, []).extend(map(Period.parse, row.periods))
    for sheet in judgements.definitions(kansli).sheets:
        for one in acts.insatser(kansli):
            if sheet.is_for(one.id, one.typ) and one.id != BLANK and (mine := told.get(one.id)):
                first, last = min(period.first for period in mine), max(period.last for period in mine)
                periods = [period for period in _periods(sheet, today) if first <= period.last <= last]
                _fill(kansli, sheet, one.id, periods, today, random.Random(f"{seed}/{sheet.id}/{one.id}"))  # noqa: S311 - nothing secret


def _fill(kansli: Kansli, sheet: Sheet, insats: str, periods: Sequence[Period], today: date, chance: random.Random) -> None:
    answers: dict[str, str] = {}
    for period in periods:
        for field in sheet.fields:
            if field.id not in answers or chance.random() < 1 / 3:
                answers[field.id] = _choice(field, chance)
        given = {field: choice for field, choice in answers.items() if len(answers) == 1 or chance.random() >= _LEFT_OUT}
        after = period.last.plus(1)
        judgements.fyll(kansli, sheet.id, insats, period.code, given, min(today, date(after.year, after.month, 20)))
        if insats == _CHANGED and period == periods[-1]:
            first = sheet.fields[0]
            other = next(one.id for one in first.choices if one.id != given.get(first.id))
            judgements.fyll(kansli, sheet.id, insats, period.code, {**given, first.id: other}, today)


def _choice(field: Field, chance: random.Random) -> str:
    """The middle of a scale most often; of the nine places those in the middle row."""
    weights = [_WEIGHTS[at % 3] for at in range(len(field.choices))]
    return chance.choices(field.choices, weights)[0].id


def _periods(sheet: Sheet, today: date) -> Iterator[Period]:
    period = sheet.period_of(first_month(Month.of(today)))
    while period.has_ended(today):
        yield period
        period = period.next()
