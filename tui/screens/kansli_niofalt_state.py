"""What Niofält looks at and has in hand: a sheet of an insats and a period, and answers that are not saved yet. Pure but for ``read``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from register.niofalt.model import PLACE, SIDE, cell_id
from register.periods import Month, Period
from tui.niofalt_words import wanted

if TYPE_CHECKING:
    from register.kansli.judged_figures import ExactFigure
    from register.kansli.judgements import Judging
    from register.kansli.session import Kansli
    from register.niofalt.model import Field, Sheet

Insats = tuple[str, str, str]
"""Id, name and typ."""


@dataclass(frozen=True)
class Wish:
    """What is to be looked at: the sheet and the insats by id (None: the first there is), and a month of the period."""

    month: Month
    sheet: str | None = None
    insats: str | None = None


@dataclass(frozen=True)
class Looked:
    """What was read. ``judging`` is None where there are no sheets, or no insats for the chosen one.

    Args:
        wish: what was found of what was asked for.
        sheets: every sheet of the förbund.
        insatser: those that the chosen sheet is for, but not those that had ended before the period.
        filled: of them, how many fields are filled in the period.
        exact: the figures behind, internt.
    """

    wish: Wish
    sheets: tuple[Sheet, ...] = ()
    insatser: tuple[Insats, ...] = ()
    filled: dict[str, int] = field(default_factory=dict)
    judging: Judging | None = None
    exact: tuple[ExactFigure, ...] = ()


def read(kansli: Kansli, wish: Wish, today: date) -> Looked:
    """Read what is looked at, in the store's thread. Raises BadInput where ``niofalt.toml`` or ``mal.toml`` is broken."""
    from register.kansli import judged_figures, judgements

    sheets, every = judgements.definitions(kansli).sheets, judgements.insatser(kansli)
    if not sheets:
        return Looked(wish)
    sheet = next((one for one in sheets if one.id == wish.sheet), sheets[0])
    mine = tuple(one for one in every if sheet.is_for(one[0], one[2]))
    month = min(wish.month, Month.of(today))
    if not mine:
        return Looked(Wish(month, sheet.id, wish.insats), sheets)
    period, ended = sheet.period_of(month), judgements.ended_insatser(kansli)
    going = [one[0] for one in mine if ended.get(one[0], period.first) >= period.first]
    insats = next((one[0] for one in mine if one[0] == wish.insats), going[0] if going else mine[0][0])
    judging = judgements.visa(kansli, sheet.id, insats, period.code)
    held = judgements.judged(kansli)
    filled = {one[0]: len(found.answers) if (found := held.at(sheet.id, one[0], period)) else 0 for one in mine}
    mine = tuple(one for one in mine if one[0] in (*going, insats) or filled[one[0]])
    exact = judged_figures.beside(kansli, insats, period, wanted(sheet))
    return Looked(Wish(month, sheet.id, insats), sheets, mine, filled, judging, exact)


@dataclass
class InHand:
    """The answers as they stand on the screen, and where the cursor is: a field, or one of nine places."""

    judging: Judging
    answers: dict[str, str]
    at: int = 0

    @classmethod
    def of(cls, judging: Judging) -> InHand:
        """As it is kept; the cursor stands on the first field that is not judged, or on the place that is chosen."""
        answers = judging.answers
        if judging.sheet.kind == PLACE:
            codes = [one.id for one in judging.sheet.fields[0].choices]
            return cls(judging, answers, codes.index(answers[PLACE]) if PLACE in answers else 0)
        return cls(judging, answers, next((at for at, one in enumerate(judging.sheet.fields) if one.id not in answers), 0))

    @property
    def sheet(self) -> Sheet:
        """The present definition."""
        return self.judging.sheet

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what is kept."""
        return self.answers != self.judging.answers

    @property
    def places(self) -> int:
        """How many places the cursor has."""
        return SIDE * SIDE if self.sheet.kind != "mall" else len(self.sheet.fields)

    @property
    def asked(self) -> Field:
        """The field that the cursor stands in."""
        return self.sheet.fields[0 if self.sheet.kind == PLACE else self.at]

    def move(self, down: int, right: int) -> None:
        """Move the cursor; at the edges it stays."""
        if self.sheet.kind == "mall":
            self.at = min(max(self.at + down, 0), self.places - 1)
            return
        row, column = divmod(self.at, SIDE)
        self.at = min(max(row + down, 0), SIDE - 1) * SIDE + min(max(column + right, 0), SIDE - 1)

    def choose(self, number: int) -> bool:
        """The choice with this number (from 1); the cursor goes on to the next field, or to the place. False where there is none."""
        if not 1 <= number <= len(self.asked.choices):
            return False
        self.answers[self.asked.id] = self.asked.choices[number - 1].id
        self.at = number - 1 if self.sheet.kind == PLACE else min(self.at + 1, self.places - 1)
        return True

    def accept(self) -> None:
        """Enter: the place under the cursor is chosen; in other sheets the cursor goes on."""
        if self.sheet.kind == PLACE:
            self.answers[PLACE] = cell_id(*divmod(self.at, SIDE))
        else:
            self.at = min(self.at + 1, self.places - 1)

    def erase(self) -> None:
        """Make the field not judged."""
        self.answers.pop(self.asked.id, None)

    def figures(self, exact: Iterable[ExactFigure]) -> list[ExactFigure]:
        """The figures that this field rests on: the sheet's, and its own."""
        mine = (*self.sheet.figures, *self.asked.figures)
        return [one for one in exact if one.of in mine]


def stepped(looked: Looked, steps: int, today: date) -> Wish | None:
    """The period so many later (earlier where negative); None where it has not begun."""
    if looked.judging is None:
        return None
    period: Period = looked.judging.period
    for _ in range(abs(steps)):
        period = period.next() if steps > 0 else period.previous()
    return replace(looked.wish, month=period.first) if period.first <= Month.of(today) else None


def next_insats(looked: Looked) -> Wish:
    """The insats after the present one, the first after the last."""
    ids = [one[0] for one in looked.insatser]
    at = ids.index(looked.wish.insats) if looked.wish.insats in ids else -1
    return replace(looked.wish, insats=ids[(at + 1) % len(ids)] if ids else None)


def next_sheet(looked: Looked) -> Wish:
    """The sheet after the present one, the first after the last."""
    ids = [one.id for one in looked.sheets]
    at = ids.index(looked.wish.sheet) if looked.wish.sheet in ids else -1
    return replace(looked.wish, sheet=ids[(at + 1) % len(ids)] if ids else None)
