"""The exact figures that a judgement rests on, for the kansli's own eyes (internt). Reports take theirs from protected tables instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from register.counts import MISSING
from register.errors import BadInput
from register.goals import loader
from register.goals.model import Answers, Goal, Improved
from register.kansli import figures
from register.kansli.outcomes import TOTAL, Outcome, utfall
from register.kansli.session import Kansli
from register.niofalt.model import FIGURES
from register.periods import Period
from register.vocabulary.variables import table_of

WRONG: Final = "felregistrering"


@dataclass(frozen=True)
class ExactFigure:
    """A figure beside a judgement: a count, or a share of a base with the goal's målvärde. ``of`` is the id of :data:`FIGURES`."""

    of: str
    label: str
    count: int
    base: int | None = None
    target: Fraction | None = None


def beside(kansli: Kansli, insats_id: str, span: Period, wanted: Iterable[str]) -> tuple[ExactFigure, ...]:
    """The figures of an insats and a span that are wanted and there are; none where nothing has been delivered of the span.

    Raises BadInput where ``mal.toml`` is broken.
    """
    asked = list(dict.fromkeys(wanted))
    try:
        outcome = utfall(kansli, span=span, insats_id=insats_id)
    except BadInput:  # the insats has not delivered anything yet
        return ()
    if not len(outcome.volumes):
        return ()
    return tuple(one for name in asked for one in (_goals(kansli, insats_id, span, outcome) if name == "mal" else _volume(outcome, name)))


def _volume(outcome: Outcome, name: str) -> list[ExactFigure]:
    column = {"pagaende": "pagaende_slut"}.get(name, name)
    table: dict[str, dict[str, int]] = outcome.totals.to_dict()  # type: ignore[assignment]
    structural = bool(table["antal"][TOTAL])
    return [ExactFigure(name, FIGURES[name], table[column][TOTAL])] if (name == "antal") == structural else []


def _goals(kansli: Kansli, insats_id: str, span: Period, outcome: Outcome) -> list[ExactFigure]:
    goals = loader.load(kansli.catalogue.root, kansli.vocabulary).for_insats(insats_id, span.first.year)
    found = []
    for goal in goals:
        reached, base = _improved(goal.measure, outcome) if isinstance(goal.measure, Improved) else _reached(kansli, insats_id, span, goal.measure)
        found.append(_figure(goal, reached, base))
    return found


def _figure(goal: Goal, reached: int, base: int) -> ExactFigure:
    return ExactFigure("mal", goal.label, reached, base, goal.target)


def _improved(measure: Improved, outcome: Outcome) -> tuple[int, int]:
    frame = outcome.progression
    mine = frame[(frame["kon"] == TOTAL) & (frame["instrument"] == measure.instrument) & (frame["skattare"] == measure.rater)]
    mine = mine[mine["omrade"] == measure.area] if measure.area else mine
    return int(mine["forbattrad"].sum()), int(mine["n"].sum())


def _reached(kansli: Kansli, insats_id: str, span: Period, measure: Answers) -> tuple[int, int]:
    """How many avslut have one of the codes, of how many with an answer."""
    with kansli.store.read() as session:
        known = [kansli.vocabulary, *kansli.vocabularies(session).values()]
        tables = sorted({t.id for v in known if (t := table_of(v, "avslut", measure.variable)) is not None})
        frame = figures.cells(session, figures.choose(session, span, insats_id), unit=figures.AVSLUT, tables=tables)
    frame = frame[~frame["answers"].isin([MISSING, WRONG])]
    return int(frame.loc[frame["answers"].isin(list(measure.codes)), "n"].sum()), int(frame["n"].sum())
