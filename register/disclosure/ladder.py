"""The finest layout on which base and headline stand whole: small insatser must not print dots.

All tables of one universe go down their ladders together, since what one prints decides what another may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from register.disclosure.attackers import ORDER, Attacker
from register.disclosure.boxes import GROUP_BASE, Known
from register.disclosure.drafts import Codes, Draft, Ladder
from register.disclosure.protected import Outcome, Progress, Rules, finish, release, sketch
from register.disclosure.tables import TOTAL
from register.errors import CouldNot

LEAST_SECONDS: Final = 2.0
_TOO_FEW: Final = "deltagandena är för få för att delas upp"
_NONE_WHOLE: Final = "ingen uppdelning kunde visas hel"


class Tried(NamedTuple):
    """A layout that did not do: its name, and how many cells of base and headline would have been dots; 0 where too much beside them would have been,
    or it took too long.
    """

    name: str
    dots_in_whole: int


@dataclass(frozen=True)
class Choice:
    """The layout that a table is printed in.

    Args:
        rung: its number on the ladder, 0 the finest.
        tried: the finer ones, and why they did not do.
        rules: how it was protected; zeros may have had to be hidden too.
    """

    ladder: Ladder
    rung: int
    outcome: Outcome
    tried: tuple[Tried, ...]
    rules: Rules

    @property
    def name(self) -> str:
        """The layout's name in Swedish."""
        return self.ladder.rungs[self.rung].name

    @property
    def limited(self) -> tuple[str, ...]:
        """The hidden cells, in the reader's words, that no pattern gives their whole range: only a coarser layout cures that."""
        labels = [{category.code: category.label for category in heading.categories} for heading in self.outcome.table.headings]
        named = (" × ".join(one[code] for one, code in zip(labels, codes, strict=True)) for codes in self.outcome.limited)
        return tuple(sorted(named))

    @property
    def coarser(self) -> str:
        """The next layout down, empty where there is none."""
        return self.ladder.rungs[self.rung + 1].name if self.rung + 1 < len(self.ladder.rungs) else ""


@dataclass
class _Descent:
    """One table on its way down."""

    ladder: Ladder
    rung: int
    tried: list[Tried]

    @property
    def draft(self) -> Draft:
        return self.ladder.rungs[self.rung].draft

    @property
    def last(self) -> bool:
        return self.rung + 1 == len(self.ladder.rungs)

    def down(self, dots: int) -> None:
        self.tried.append(Tried(self.ladder.rungs[self.rung].name, dots))
        self.rung += 1

    @property
    def note(self) -> str:
        """How the table is shown and why, for its legend."""
        now = self.ladder.rungs[self.rung].name
        if not self.tried:
            return f"Visas med {now}."
        if self.last and len(self.ladder.rungs) > 1:
            few = _base(self.draft) < max(GROUP_BASE, self.ladder.rungs[0].draft.minimum)
            return f"Bara antalet visas: {_TOO_FEW if few else _NONE_WHOLE}."
        return f"Visas med {now}, eftersom en finare uppdelning ({self.tried[-1].name}) inte kunde visas hel."


def choose(ladders: Sequence[Ladder], rules: Rules | None = None, *, earlier: Iterable[Known] = (), progress: Progress | None = None) -> list[Choice]:
    """Take every table down its ladder to the finest layout on which what must stand whole does, all of them protected together.

    Before a layout is given up it is tried with zeros hidden too, unless something of the universe has been published with zeros open. Where several
    tables fail, the one with the smallest base goes down first, and of these the last: what matters most is named first.

    Raises:
        CouldNot: no safe pattern was found in time.
    """
    rules, known = rules or Rules(), tuple(earlier)
    walking = [_Descent(one, one.published, [Tried(rung.name, 1) for rung in one.rungs[: one.published]]) for one in ladders]
    for one in walking:
        while not one.last and (lost := _lost_already(one.draft, rules.threshold, known)):
            one.down(lost)
    # Attackers who know more cost far more to ask, and seldom ask for another layout: they judge what the plain one accepts.
    if ORDER.index(rules.attacker) > ORDER.index(Attacker.K1):
        _descend(walking, replace(rules, attacker=Attacker.K1), known, progress, look=True)
    outcomes, used = _descend(walking, rules, known, progress)
    return [Choice(one.ladder, one.rung, outcome, tuple(one.tried), used) for one, outcome in zip(walking, outcomes, strict=True)]


@dataclass(frozen=True)
class _Try:
    """How the present layouts would be printed: the dots of each table, and the tables themselves where they are audited."""

    dots: tuple[frozenset[Codes], ...]
    outcomes: list[Outcome]


def _descend(
    walking: Sequence[_Descent], rules: Rules, known: tuple[Known, ...], progress: Progress | None, *, look: bool = False
) -> tuple[list[Outcome], Rules]:
    """Take one table at a time down until what must stand whole does; the outcomes (none for a look) and the rules that they were made by.

    When nothing safe was found in time the next attempt has half of it: a layout that is too much stays so, and the whole must come to an end.
    """
    while True:
        found = _try(walking, rules, known, progress, look=look)
        failing = _failing(walking, found)
        if found is not None and not failing:
            return found.outcomes, rules
        if rules.zeros == "oppna" and not known:
            closed = replace(rules, zeros="dolda")
            second = _try(walking, closed, known, progress, look=look)
            if second is not None and not _failing(walking, second):
                return second.outcomes, closed
        if not failing:
            raise CouldNot(
                "Tabellerna kunde inte skyddas.",
                "Inget säkert sätt hittades på den tid som gavs, inte ens med bara antalen.",
                "Ge mer tid, eller publicera färre tabeller tillsammans.",
            )
        if found is None:
            rules = replace(rules, seconds=min(rules.seconds, max(rules.seconds / 2, LEAST_SECONDS)))
        number = min(failing, key=lambda n: (_base(walking[n].draft), -n))
        walking[number].down(len(walking[number].draft.whole & found.dots[number]) if found else 0)


def _try(walking: Sequence[_Descent], rules: Rules, known: tuple[Known, ...], progress: Progress | None, *, look: bool) -> _Try | None:
    """Lay the tables out as they are; audited unless it is a look, or they would not do anyway. None where nothing safe was found in time."""
    try:
        drawn = sketch([one.draft for one in walking], rules, earlier=known, progress=progress)
        found = _Try(drawn.dots, [])
        if look or _failing(walking, found):
            return found
        outcomes = finish(drawn, [one.note for one in walking], progress)
    except CouldNot:
        return None
    return _Try(tuple(frozenset(codes for codes, value in one.table.cells.items() if value is None) for one in outcomes), outcomes)


def _failing(walking: Sequence[_Descent], found: _Try | None) -> list[int]:
    """The tables that have to go down: where nothing safe was found, any that can."""
    if found is None:
        return [number for number, one in enumerate(walking) if not one.last]
    return [number for number, (one, dots) in enumerate(zip(walking, found.dots, strict=True)) if _fails(one, dots)]


def _fails(one: _Descent, dots: frozenset[Codes]) -> bool:
    return not one.last and bool(one.draft.whole & dots or _least_share(one.draft, dots) < one.draft.least_printed)


def _least_share(draft: Draft, dots: frozenset[Codes]) -> float:
    """The printed share of what is not zero, for the kön of which least is printed: one in figures beside another in dots is no table."""
    shares = [1.0]
    for kon in draft.kon.nodes:
        there = [codes for codes, cell in draft.cells().items() if codes[1] == kon.code and draft.universe.value(cell)]
        if there:
            shares.append(1 - len(dots.intersection(there)) / len(there))
    return min(shares)


def _lost_already(draft: Draft, threshold: int, known: tuple[Known, ...]) -> int:
    """How much of what must stand whole can't, whatever is searched for: too small in itself, left out by a rule, or a dot before."""
    cells, never = draft.cells(), draft.never_printed(threshold, known)
    dots = {one.cell for one in known if one.dot}
    if not _base(draft):
        return 1  # nobody to divide
    small = {codes for codes in draft.whole if codes[2] != TOTAL and 1 <= draft.universe.value(cells[codes]) < threshold}
    return len(small | (draft.whole & never) | {codes for codes in draft.whole if cells[codes] in dots})


def _base(draft: Draft) -> int:
    return max((draft.universe.base(node.atoms, draft.universe.kon) for node in draft.omgang.nodes), default=0)


def what_if(ladders: Sequence[Ladder], rungs: Mapping[str, int], rules: Rules, *, earlier: Iterable[Known] = ()) -> list[Outcome]:
    """How the tables would look on other rungs, by the id of the ladder's finest table; nothing is published."""
    walking = [_Descent(ladder, min(rungs.get(ladder.rungs[0].draft.id, 0), len(ladder.rungs) - 1), []) for ladder in ladders]
    return release([(one.draft, one.note) for one in walking], rules, earlier=earlier)
