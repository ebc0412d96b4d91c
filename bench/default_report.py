"""How much of its default insatsrapport an insats of 30 avslut a year can print: of the cells that are not zero, in the layouts that were chosen.

A table that fell to its base alone counts with the cells of its coarsest layout, none of them printed. Invented data.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from statistics import fmean
from typing import Final

from bench import made_up
from bench.made_up import Plan
from register.disclosure.ladder import Choice
from register.disclosure.protected import Rules
from register.disclosure.publication import History
from register.goals.model import Answers, Goal, Goals
from register.periods import Period
from register.tables import reports
from register.tables.making import make
from register.vocabulary.loader import load

AVSLUT: Final = 30
SPAN: Final = Period.parse("2025")
MADE: Final = date(2026, 2, 1)
GOAL: Final = Answers("avslutsanledning", ("arbete-utan-stod", "arbete-med-stod", "eget-foretag", "studier"))


def share_printed(seed: int, *, measures: bool = True) -> float:
    """The printed share of one made-up insats's report of a year, volumes by kön among it."""
    source = made_up.source([Plan("insats", "Insats", AVSLUT, (2024, 2025), measures=measures)], load(), seed=seed)
    goals = Goals(goals=(Goal("insats", 2025, False, "Till arbete eller studier", GOAL, Fraction(1, 3)),))
    ladders = reports.ladders(source, "insatsrapport", [SPAN], goals, "insats")
    made = make(ladders, History(), report="insatsrapport", subject="insats", span=SPAN.code, by=source.id, today=MADE, rules=Rules(seconds=10.0))
    volumes = reports.volume_tables(source, "insatsrapport", [SPAN], MADE, "insats")
    known = sum(bool(value) for table in volumes for value in table.cells.values())
    counted = [_of(choice) for choice in made.choices]
    return (known + sum(printed for printed, _ in counted)) / (known + sum(there for _, there in counted))


def _of(choice: Choice) -> tuple[int, int]:
    """Printed cells of a table that are not zero, and how many there are."""
    fallen = choice.rung == len(choice.ladder.rungs) - 1 and choice.rung > 0
    draft = choice.ladder.rungs[choice.rung - fallen].draft
    there = sum(bool(draft.universe.value(cell)) for cell in draft.cells().values())
    return sum(bool(value) for value in choice.outcome.table.cells.values()), there


def measure(seeds: int) -> tuple[float, float]:
    """The mean and the least share over so many made-up insatser."""
    shares = [share_printed(seed) for seed in range(seeds)]
    return fmean(shares), min(shares)
