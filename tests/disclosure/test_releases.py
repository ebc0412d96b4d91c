"""Releases that follow one another: the reader keeps them all, and an attack of our own over every single atom finds nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from register.disclosure.boxes import CellId, Known, Linked, Universe
from register.disclosure.drafts import Axis, Codes, Draft
from register.disclosure.lattice import Atoms
from register.disclosure.protected import Outcome, Rules, release
from tests.disclosure.atoms import Reach, reader_of, small
from tests.disclosure.universes import BY_KON, GROUPS, draft, each_insats, groups_axis, half, rows_axis, universe


@dataclass
class Reading:
    """What a reader has of all that was published."""

    known: list[Known] = field(default_factory=list)
    left_out: set[CellId] = field(default_factory=set)

    def publish(self, *drafts: Draft) -> list[Outcome]:
        """Protect some tables together with all that came before."""
        found = release([(one, "") for one in drafts], Rules(seconds=60), earlier=self.known)
        for one, outcome in zip(drafts, found, strict=True):
            self.known += outcome.known
            cells = one.cells()
            self.left_out |= {cells[codes] for codes in one.never_printed(5)}
        return found

    def cells(self, of: Universe) -> list[CellId]:
        """Every cell that is confidential in itself and may be worked out: published ones, and what a reader subtracts."""
        linked = Linked(of, 5)
        linked.know(self.known)
        linked.build()
        printed = {one.cell for one in self.known if not one.dot}
        return [cell for cell in small(of, linked.numbers, 5) if cell not in printed]

    def attack(self, of: Universe) -> tuple[int, int]:
        """How many confidential cells are exact, and how many narrowed though hiding everything that was not known before could prevent it."""
        exact = narrowed = 0
        every_dot = [Known(one.cell, dot=True) for one in self.known]
        for not_zero in (False, True):
            left_out = frozenset(self.left_out)
            now = reader_of(of, self.known, not_zero=not_zero, left_out=left_out)
            best = reader_of(of, every_dot, not_zero=not_zero, left_out=left_out)
            for cell in self.cells(of):
                found: Reach = now.reach(cell, 5)
                if (found.bottom, found.top) == (1, 4):
                    continue
                could = best.reach(cell, 5)
                exact += found.exact and not could.exact
                narrowed += found.bottom > could.bottom or found.top < could.top
        return exact, narrowed


def rows_until(of: Universe, omgangar: Sequence[str]) -> Axis:
    """The förbund and every insats, of the omgångar that have come."""
    owners = sorted({of.owner[o] for o in omgangar})
    nodes: dict[str, set[str]] = {owner: {o for o in omgangar if of.owner[o] == owner} for owner in owners}
    return rows_axis(Total=set(omgangar), **nodes)


def test_an_increment_of_two_is_not_read_off() -> None:
    """12 printed, then 14: two people are new, and nobody hid anything in the first table. Printing 14 would tell of them."""
    of = universe({"a#1": half((12, 20, 15)), "b#1": half((10, 14, 11)), "a#2": half((2, 9, 8)), "b#2": half((8, 7, 9))})
    reading = Reading()
    first = reading.publish(draft(of, rows_until(of, ["a#1", "b#1"])))[0]
    assert None not in first.table.cells.values()
    second = reading.publish(draft(of, rows_until(of, sorted(of.owner))))[0]
    assert second.table.at("a", "Total", "arbete") is None
    assert reading.attack(of) == (0, 0)


def made_up(seed: int, insatser: str, releases: int, most: int) -> Universe:
    """A first omgång that is large enough, then small ones."""
    dice = random.Random(seed)
    rows = {}
    for insats in insatser:
        rows[f"{insats}#1"] = half([dice.randint(6, 25) for _ in GROUPS])
        rows |= {f"{insats}#{number}": half([dice.choice((0, 0, 1, 2, 4, most)) for _ in GROUPS]) for number in range(2, releases + 1)}
    return universe(rows)


@pytest.mark.parametrize(("releases", "insatser"), [(2, "abcd"), (3, "abc"), (10, "a")])
def test_successive_releases_with_small_increments(releases: int, insatser: str) -> None:
    of = made_up(releases, insatser, releases, 7)
    reading = Reading()
    for number in range(1, releases + 1):
        reading.publish(draft(of, rows_until(of, [o for o in sorted(of.owner) if int(o.partition("#")[2]) <= number])))
    assert reading.attack(of) == (0, 0)


@pytest.mark.parametrize("seed", range(3))
def test_half_year_and_year_of_the_same_insatser(seed: int) -> None:
    """The half-year's printed cells are part of the year's: what the second half adds is 1 to 4 in many places."""
    dice = random.Random(seed)
    of = universe({f"{insats}#{h}": half([dice.choice((0, 2, 3, 6, 9, 14)) for _ in GROUPS]) for insats in "abc" for h in (1, 2)})
    reading = Reading()
    reading.publish(draft(of, rows_until(of, ["a#1", "b#1", "c#1"])))
    reading.publish(draft(of, rows_until(of, sorted(of.owner))))
    assert reading.attack(of) == (0, 0)


def test_half_years_and_tertials_of_the_same_year() -> None:
    """Six pairs of months: halves of three and tertials of two, that cross in the middle."""
    dice = random.Random(4)
    of = universe({f"a#{n}": half([dice.choice((2, 4, 7, 9)) for _ in GROUPS]) for n in range(1, 7)})
    months = [f"a#{n}" for n in range(1, 7)]
    reading = Reading()
    reading.publish(draft(of, rows_axis(h1=set(months[:3]), h2=set(months[3:]))))
    reading.publish(draft(of, rows_axis(t1=set(months[:2]), t2=set(months[2:4]), t3=set(months[4:]))))
    reading.publish(draft(of, rows_axis(ar=set(months))))
    assert reading.attack(of) == (0, 0)


def test_a_list_of_thirteen_insatser_and_then_of_fourteen() -> None:
    """The förbund's total of fourteen less that of thirteen is the fourteenth alone, which is too small to be printed."""
    rows = {f"i{n:02}#1": half((8 + n, 9 + n % 4, 7 + n % 5)) for n in range(13)} | {"sista#1": half((3, 8, 1))}
    of = universe(rows)
    thirteen, fourteen = frozenset(of.owner) - {"sista#1"}, frozenset(of.owner)
    svar = groups_axis(of)
    reading = Reading()
    first = reading.publish(draft(of, rows_axis(Total=thirteen), svar=svar))[0]
    second = reading.publish(draft(of, rows_axis(Total=fourteen), svar=svar))[0]
    assert None not in first.table.cells.values()
    assert second.table.at("Total", "Total", "arbete") is None
    assert reading.attack(of) == (0, 0)


def test_people_carried_over_come_with_the_next_omgang() -> None:
    """Three details waited under the batch rule; with the next lock they came in one omgång of their own, and the first report's base stands."""
    of = universe({"a#1": half((14, 12, 9)), "a#2": half((1, 2, 2)), "a#3": half((9, 6, 8)), "b#1": half((20, 11, 13)), "b#3": half((7, 9, 6))})
    reading = Reading()
    reading.publish(draft(of, rows_until(of, ["a#1", "b#1"])))
    reading.publish(draft(of, rows_until(of, ["a#1", "a#2", "b#1"])))
    reading.publish(draft(of, rows_until(of, sorted(of.owner))))
    assert reading.attack(of) == (0, 0)


def test_a_withdrawn_omgang_is_not_forgotten() -> None:
    """Published with a#2, which was then annulled: the release of the rest is subtracted from what was seen."""
    of = universe({"a#1": half((14, 12, 9)), "a#2": half((2, 7, 6)), "b#1": half((20, 11, 13)), "c#1": half((9, 16, 12))})
    everything, rest = sorted(of.owner), ["a#1", "b#1", "c#1"]
    reading = Reading()
    reading.publish(draft(of, rows_until(of, everything)))
    after = reading.publish(draft(of, rows_until(of, rest)))[0]
    assert after.table.at("a", "Total", "arbete") is None
    assert reading.attack(of) == (0, 0)


def dots_of(outcome: Outcome) -> set[Codes]:
    return {codes for codes, value in outcome.table.cells.items() if value is None}


def test_a_dot_stays_a_dot_and_what_was_printed_stays_known() -> None:
    """A reference to an earlier year's figure, in a new report: nothing of it changes, even where it is the only table."""
    of = universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11)), "c#1": half((9, 12, 22))})
    reading = Reading()
    first = reading.publish(draft(of))[0]
    again = reading.publish(draft(of))[0]
    assert again.table.cells == first.table.cells
    alone = reading.publish(draft(of, rows_axis(a={"a#1"})))[0]
    assert dots_of(alone) == {codes for codes in dots_of(first) if codes[0] == "a"}
    assert reading.attack(of) == (0, 0)


def test_a_printed_cell_is_known_even_if_a_later_table_left_it_out() -> None:
    """Printed once and a dot another time: the reader has it."""
    of = universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11))})
    cell = draft(of).cells()["a", "Total", "arbete"]
    linked = Linked(of, 5)
    linked.know([Known(cell, dot=False), Known(cell, dot=True)])
    assert linked.before == {cell: False}
    linked.know([Known(cell, dot=True)])
    assert linked.before == {cell: False}


def test_a_finer_split_of_what_was_printed_coarsely() -> None:
    """Groups for the förbund first, then each insats's, then goal ja/nej across the groups, then by kön."""
    dice = random.Random(8)
    answers = ("a1", "a2", "b1", "b2")
    of = universe({f"{insats}#1": half([dice.choice((3, 6, 9, 12)) for _ in answers]) for insats in "abc"}, answers)
    coarse = groups_axis(of)._replace(nodes=(groups_axis(of).nodes[0], *groups_axis(of, A={"a1", "a2"}, B={"b1", "b2"}).nodes[-2:]))
    goal = coarse._replace(nodes=(coarse.nodes[0], *groups_axis(of, ja={"a1", "b1"}).nodes[-1:]))
    every: Atoms = frozenset(of.owner)
    reading = Reading()
    reading.publish(draft(of, rows_axis(Total=every), svar=coarse))
    reading.publish(draft(of, each_insats(of), svar=coarse))
    reading.publish(draft(of, each_insats(of), svar=goal))
    reading.publish(draft(of, rows_axis(Total=every), kon=BY_KON, svar=groups_axis(of)))
    assert reading.attack(of) == (0, 0)


def test_an_independent_reader_does_find_what_is_left_open() -> None:
    """The attack of this file is no rubber stamp: tables protected one by one fail it."""
    of = universe({"a#1": half((12, 20, 15)), "b#1": half((10, 14, 11)), "a#2": half((2, 9, 8)), "b#2": half((8, 7, 9))})
    reading = Reading()
    for omgangar in (["a#1", "b#1"], sorted(of.owner)):
        reading.known += release([(draft(of, rows_until(of, omgangar)), "")])[0].known
    assert reading.attack(of)[0] > 0
