"""Tables on their way to the gate: what is to be printed of a universe, in layouts from the finest to the coarsest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from register.disclosure.boxes import GROUP_BASE, Box, CellId, Known, SumCell, Universe
from register.disclosure.lattice import Atoms
from register.disclosure.tables import TOTAL

Codes = tuple[str, ...]


class Category(NamedTuple):
    """A category as it is printed: its code and its label in the reader's words."""

    code: str
    label: str


class Heading(NamedTuple):
    """A dimension of a printed table. A margin has the code ``Total``."""

    name: str
    label: str
    categories: tuple[Category, ...]


class Node(NamedTuple):
    """A category and what it covers."""

    code: str
    label: str
    atoms: Atoms


class Axis(NamedTuple):
    """A dimension of a table to be printed: its categories in print order, aggregates and margins among them."""

    name: str
    label: str
    nodes: tuple[Node, ...]

    def heading(self, more: tuple[Category, ...] = ()) -> Heading:
        """The dimension as it is printed."""
        return Heading(self.name, self.label, (*(Category(node.code, node.label) for node in self.nodes), *more))


@dataclass(frozen=True)
class Draft:
    """A table as it would be printed: every combination of the nodes of its three axes.

    Args:
        id: names the table in the release, once.
        omgang: insatser or periods; every node a set of omgångar.
        kon: with the code ``Total`` for everybody.
        svar: with the code ``Total`` for the base.
        sums: weighted sums printed beside the answers: (code, label, name of the universe's weights).
        whole: cells that have to be printed for the layout to be worth printing: base and headline.
        weights: what hiding a cell costs, where it is not 1.
        minimum: the fewest people of whom anything but the base is printed, where that is more than the gate's own rule.
        bases: sets of svar that others are divisions of: the base of each category where a table has two questions.
        least_printed: the least share of its cells that are not zero which has to be printed for the layout to be worth printing.
    """

    id: str
    title: str
    universe: Universe
    omgang: Axis
    kon: Axis
    svar: Axis
    sums: tuple[tuple[str, str, str], ...] = ()
    whole: frozenset[Codes] = frozenset()
    weights: Mapping[Codes, int] = field(default_factory=dict)
    minimum: int = 0
    bases: frozenset[Atoms] = frozenset()
    least_printed: float = 0.0

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The three dimensions as they are printed."""
        return (self.omgang.heading(), self.kon.heading(), self.svar.heading(tuple(Category(code, label) for code, label, _ in self.sums)))

    def cells(self) -> dict[Codes, CellId]:
        """Every cell by its codes."""
        found: dict[Codes, CellId] = {}
        for o, k in product(self.omgang.nodes, self.kon.nodes):
            found |= {(o.code, k.code, s.code): Box(o.atoms, k.atoms, s.atoms) for s in self.svar.nodes}
            found |= {(o.code, k.code, code): SumCell(o.atoms, k.atoms, name) for code, _, name in self.sums}
        return found

    def never_printed(self, threshold: int, earlier: Iterable[Known] = ()) -> frozenset[Codes]:
        """The cells that a rule leaves out before anything is searched for; zeros too, since a row of one dot among zeros says where everybody is.

        A distribution needs a base of 2T (and at least 10 where all are in one category). Where a kön of an insats has fewer, nothing of that
        insats is split by kön. A mean needs 10 and may not lie at the end of its scale; sums of scores are left out together where any group of
        people whose sums could be told, by these and those in ``earlier``, is smaller than the minimum.
        """
        gone: set[Codes] = set()
        for o, k in product(self.omgang.nodes, self.kon.nodes):
            base = self.universe.base(o.atoms, k.atoms)
            row = [node for node in self.svar.nodes if node.atoms != self.universe.svar]
            gone |= {(o.code, k.code, node.code) for node in self._of_small_bases(o, k, threshold)}
            leave_out = self._too_few(base, threshold) or self._splits_too_few(o, k, threshold)
            leave_out |= base < GROUP_BASE and any(self.universe.value(Box(o.atoms, k.atoms, node.atoms)) == base for node in row)
            if base and leave_out:
                gone |= {(o.code, k.code, node.code) for node in row}
            gone |= {(o.code, k.code, code) for code, _, name in self.sums if leave_out or self._mean_tells(o, k, name)}
        if self._sums_tell_of_few(earlier):
            gone |= {codes for codes, cell in self.cells().items() if self.universe.is_plain_sum(cell)}
        return frozenset(gone)

    def _of_small_bases(self, o: Node, k: Node, threshold: int) -> list[Node]:
        """The categories inside a base that is too small to be divided, as the table's own base would be."""
        found: list[Node] = []
        for base in self.bases:
            people = self.universe.value(Box(o.atoms, k.atoms, base))
            inside = [node for node in self.svar.nodes if node.atoms < base]
            alike = people < GROUP_BASE and any(self.universe.value(Box(o.atoms, k.atoms, node.atoms)) == people for node in inside)
            found += inside if people and (people < 2 * threshold or alike) else []
        return found

    def _sums_tell_of_few(self, earlier: Iterable[Known]) -> bool:
        """Whether a group of 1 to minimum − 1 people is told apart by sums of scores, these and earlier ones.

        Every sum that can be worked out is one of whole classes: the people that the same printed cells hold.
        """
        universe = self.universe
        told = [cell for cell in self.cells().values() if universe.is_plain_sum(cell)]
        if not told:
            return False
        told += [one.cell for one in earlier if not one.dot and universe.is_plain_sum(one.cell)]
        areas = list(dict.fromkeys((cell.omgang, cell.kon) for cell in told))
        classes: Counter[tuple[bool, ...]] = Counter()
        for (o, k, svar), n in universe.counts.items():
            if svar not in universe.harmless:
                classes[tuple(o in omgang and k in kon for omgang, kon in areas)] += n
        return any(0 < n < max(GROUP_BASE, self.minimum) for held, n in classes.items() if any(held))

    def _too_few(self, base: int, threshold: int) -> bool:
        return base < max(2 * threshold, self.minimum)

    def _splits_too_few(self, o: Node, k: Node, threshold: int) -> bool:
        """Whether this is one kön of an insats that has too few of some kön."""
        one_insats = len({self.universe.owner[atom] for atom in o.atoms}) == 1
        if not one_insats or k.atoms == self.universe.kon:
            return False
        return any(0 < self.universe.base(o.atoms, frozenset([kon])) < 2 * threshold for kon in self.universe.kon)

    def _mean_tells(self, o: Node, k: Node, name: str) -> bool:
        if name in self.universe.sums:
            one, total = self.universe.sums[name], self.universe.value(SumCell(o.atoms, k.atoms, name))
            n = self.universe.value(Box(o.atoms, k.atoms, self.universe.svar - self.universe.harmless))
            return total in (n * one.low, n * one.high)
        weights = self.universe.scores[name].values()
        counted = sum(self.universe.value(Box(o.atoms, k.atoms, frozenset([s]))) for s in self.universe.scores[name])
        total = self.universe.value(SumCell(o.atoms, k.atoms, name))
        return counted < max(GROUP_BASE, self.minimum) or total in (counted * min(weights), counted * max(weights))


class Rung(NamedTuple):
    """One layout: its name in Swedish (``tre grupper, uppdelat på kön``) and the table."""

    name: str
    draft: Draft


Knowledge = Callable[[str], tuple[Known, ...]]
"""What readers know of a universe, by its id: all that was published and what this release has chosen."""


@dataclass(frozen=True)
class Ladder:
    """The layouts of one table of a report, finest first, all of one universe; the last has the base alone and always holds.

    ``follows`` is given where a table tells of the same people as others do: asked when those have been laid out, it says in which layouts the
    table may stand and what of it they already tell; None where it may not stand at all. ``published`` is the rung that the same table of the same
    counts has been printed in: nothing finer is tried, so that a report made again is the same whatever else has been published since.
    """

    rungs: tuple[Rung, ...]
    follows: Callable[[Knowledge], Followed | None] | None = None
    published: int = 0

    def __post_init__(self) -> None:
        if len({rung.draft.universe.id for rung in self.rungs}) != 1:
            raise ValueError("the rungs of a ladder count one thing")

    @property
    def universe(self) -> Universe:
        """What is counted."""
        return self.rungs[0].draft.universe


class Followed(NamedTuple):
    """A ladder of the layouts that may stand, and the cells of its universe that other tables tell."""

    ladder: Ladder
    known: tuple[Known, ...] = ()


def margin(label: str, atoms: Atoms) -> Node:
    """The node of a margin."""
    return Node(TOTAL, label, atoms)
