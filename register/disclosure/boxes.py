"""Cells as boxes: what any release, earlier or new, can print of one universe, and every way in which such cells sum to one another.

A **universe** is one thing that is counted of the same deltaganden, in atoms of three axes: *omgång* (what one lock of one insats sent), *kön* and
*svar*. Every published cell is a box: sets of omgångar, kön and svar. Insats → förbund, month → period → year, half-years beside tertials, a changed
list of insatser, batches carried over and withdrawn ones are all sets of omgångar, and so one mechanism links them all.

How many people each kön of each omgång covers is known to everybody; tables of different universes therefore tell nothing of one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from register.disclosure.lattice import Atoms, Lattice, Sum, cut_along, lattice
from register.disclosure.tables import CellSystem, Kind, SystemBuilder

GROUP_BASE: Final = 10
"""A base below this that lies wholly in one category says where everybody is; and no mean is read of fewer."""


class Box(NamedTuple):
    """A cell: everybody of these omgångar and kön with one of these svar."""

    omgang: Atoms
    kon: Atoms
    svar: Atoms


class SumCell(NamedTuple):
    """A weighted sum over the svar of some omgångar and kön: what a mean is made of. ``name`` says which weights of the universe."""

    omgang: Atoms
    kon: Atoms
    name: str


CellId = Box | SumCell


class ScoreSum(NamedTuple):
    """A sum of scores that are not counted one by one: by (omgång, kön), and the least and the most that one person adds to it."""

    by: Mapping[tuple[str, str], int]
    low: int
    high: int


@dataclass(frozen=True)
class Universe:
    """What is counted, by atom.

    Args:
        id: names the thing counted, the same in every release.
        counts: by (omgång, kön, svar); what is not named is zero.
        owner: the insats of each omgång.
        kon: every kön there is.
        svar: every answer there is.
        harmless: answers that say nothing of anybody (*saknas*): never confidential in themselves.
        scores: for each weighted sum its weight of each svar, not negative.
        possible: the svar that an omgång can have at all, where not all of them: every other cell is zero and everybody knows it.
        sums: sums that are not of any svar. No pattern can protect one: a minimum decides whether it is printed, never the search.
    """

    id: str
    counts: Mapping[tuple[str, str, str], int]
    owner: Mapping[str, str]
    kon: Atoms
    svar: Atoms
    harmless: Atoms = frozenset()
    scores: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    possible: Mapping[str, Atoms] = field(default_factory=dict)
    sums: Mapping[str, ScoreSum] = field(default_factory=dict)

    @cached_property
    def _inner(self) -> list[tuple[str, str, str, int]]:
        return [(*key, n) for key, n in sorted(self.counts.items()) if n]

    def value(self, cell: CellId) -> int:
        """The count, or the weighted sum, of a cell."""
        if isinstance(cell, SumCell):
            if cell.name in self.sums:
                return sum(n for (o, k), n in self.sums[cell.name].by.items() if o in cell.omgang and k in cell.kon)
            weight = self.scores[cell.name]
            return sum(n * weight.get(s, 0) for o, k, s, n in self._inner if o in cell.omgang and k in cell.kon)
        return sum(n for o, k, s, n in self._inner if o in cell.omgang and k in cell.kon and s in cell.svar)

    def owners(self, omgang: Atoms) -> frozenset[str]:
        """Whose these omgångar are, of those that are known here."""
        return frozenset(self.owner[o] for o in omgang if o in self.owner)

    def is_plain_sum(self, cell: CellId) -> bool:
        """Whether a cell is a sum that is not of any svar, and so in no system of cells."""
        return isinstance(cell, SumCell) and cell.name in self.sums

    def is_structural_zero(self, box: Box) -> bool:
        """Whether nobody can be in a cell, as everybody knows."""
        return not any(self.possible.get(o, self.svar) & box.svar for o in box.omgang)

    def is_base(self, box: Box) -> bool:
        """Whether a cell counts everybody of some omgångar and none of the rest, as everybody knows: the months of a lock and its base."""
        possible = [self.possible.get(o, self.svar) for o in box.omgang]
        return all(one <= box.svar or not one & box.svar for one in possible)

    def base(self, omgang: Atoms, kon: Atoms) -> int:
        """How many people some omgångar and kön cover."""
        return self.value(Box(omgang, kon, self.svar))

    def steps(self, name: str) -> tuple[Atoms, ...]:
        """A weighted sum as plain ones: Σ w·x = Σ over t of the answers that weigh at least t."""
        weight = self.scores[name]
        return tuple(frozenset(s for s, w in weight.items() if w >= t) for t in range(1, max(weight.values(), default=0) + 1))


@dataclass(frozen=True)
class Known:
    """A cell of an earlier release and whether it was a dot there."""

    cell: CellId
    dot: bool


class Block(NamedTuple):
    """What divides one set of answers: the omgångar and the kön of everything printed inside it."""

    level: Atoms
    omgang: Lattice
    kon: Lattice


@dataclass
class Linked:
    """The cell system of a universe: every cell that is printed or was, and the unprinted ones that tie them together.

    Between the answers inside one group only those omgångar stand that something printed divides so far: a finer split of the rest could be
    filled in freely (a transport problem with agreeing margins always has a solution) and would tell an attacker nothing. The classes that
    overlapping sets are cut into stand in the wider groups too: nothing else would tie them to what is printed there.
    """

    universe: Universe
    threshold: int
    zeros_open: bool = True
    printed: dict[CellId, int] = field(default_factory=dict)
    """Cells to be printed now, with the cost of hiding each."""
    never: set[CellId] = field(default_factory=set)
    """Of these, cells that a rule leaves out: not printed whatever the search finds."""
    before: dict[CellId, bool] = field(default_factory=dict)
    """Cells of earlier releases: whether each was a dot."""
    _builder: SystemBuilder = field(init=False)
    numbers: dict[CellId, int] = field(default_factory=dict)

    def know(self, earlier: Iterable[Known]) -> None:
        """Take in earlier releases: a cell that was ever printed is known, whatever happened to the publication."""
        for one in earlier:
            cell = None if self.universe.is_plain_sum(one.cell) else self._here(one.cell)
            if cell is not None:
                self.before[cell] = self.before.get(cell, True) and one.dot

    def _here(self, cell: CellId) -> CellId | None:
        """The cell as the universe has it; None where it names omgångar, kön or sums that this never had, as a faulty list could.

        Answers that nobody can have given are left out of it: it counts the same people without them.
        """
        universe = self.universe
        if not (cell.omgang <= universe.owner.keys() and cell.kon <= universe.kon):
            return None
        if isinstance(cell, SumCell):
            return cell if cell.name in universe.scores else None
        return cell._replace(svar=cell.svar & universe.svar) if cell.svar & universe.svar else None

    def build(self) -> CellSystem:
        """Tie all cells together; ``numbers`` then has the number of each."""
        self._builder = SystemBuilder(threshold=self.threshold, zeros_open=self.zeros_open)
        boxes = self._cut_along_spine(self._boxes())
        by_level: dict[Atoms, list[Sum]] = {}
        for one in lattice([self.universe.svar, *(box.svar for box in boxes)]).sums:
            by_level.setdefault(one.level, []).append(one)
        blocks: list[Block] = []
        for level in sorted(by_level, key=len):  # the inner ones first
            blocks.append(self._block(level, [box for box in boxes if box.svar < level], [one for one in blocks if one.level < level]))
            self._tie(by_level[level], blocks[-1])
        for cell in [*self.printed, *self.before]:
            number = self._cell(cell)
            if isinstance(cell, SumCell):
                self._builder.identity(number, [self._cell(Box(cell.omgang, cell.kon, step)) for step in self.universe.steps(cell.name)])
        for cell, number in self.numbers.items():
            if isinstance(cell, Box) and cell.svar <= self.universe.harmless:
                self._builder.spare(number)
            if isinstance(cell, Box) and self._tells(cell):
                self._builder.tells(number)
        self._owners()
        return self._builder.build()

    def _tells(self, box: Box) -> bool:
        """Whether everybody of a small base is in one cell: whoever can work it out knows it of each of them."""
        base = self.universe.base(box.omgang, box.kon)
        says = bool(self.universe.svar - self.universe.harmless - box.svar)  # that they answered at all is no answer
        return says and 0 < base < GROUP_BASE and self.universe.value(box) == base

    def _boxes(self) -> list[Box]:
        """Everything that divides the universe: printed boxes, and the steps of printed sums."""
        found: dict[Box, None] = {}
        for cell in [*self.printed, *self.before]:
            if isinstance(cell, Box):
                found[cell] = None
            else:
                found.update((Box(cell.omgang, cell.kon, step), None) for step in self.universe.steps(cell.name))
        limits = sorted(set(self.universe.possible.values()) - {self.universe.svar}, key=sorted)
        for omgang, kon in dict.fromkeys((box.omgang, box.kon) for box in found):
            found.update((Box(omgang, kon, one), None) for one in limits)  # what these add up to is known
        return list(found)

    def _cut_along_spine(self, boxes: list[Box]) -> list[Box]:
        """The boxes, those that lie across others replaced by the pieces that these cut them into.

        The spine is what stands for the most omgångar and does not overlap: the rest, a goal beside groups or the steps of a mean beside who
        improved, is then divided only where it stands itself.
        """
        spread: dict[Atoms, set[Atoms]] = {}
        for box in boxes:
            spread.setdefault(box.svar, set()).add(box.omgang)
        spine = {self.universe.svar: None}
        for svar in sorted(spread, key=lambda one: (-len(spread[one]), -len(one), sorted(one))):
            if all(not svar & other or svar <= other or other <= svar for other in spine):
                spine[svar] = None
        found: dict[Box, None] = {}
        for svar in spread:
            pieces = cut_along(svar, self.universe.svar, list(spine))
            mine = [box for box in boxes if box.svar == svar]
            if pieces == [svar]:
                found.update(dict.fromkeys(mine))
                continue
            # what is left between the boxes, and what was added, is a reader's by subtraction: cells of their own, not only their pieces
            omgang, kon = lattice(self._with_increments({box.omgang for box in mine})), lattice(box.kon for box in mine)
            for o, k in product(omgang.nodes, kon.nodes):
                parts = [Box(o, k, piece) for piece in pieces]
                found.update(dict.fromkeys(parts))
                self._sum(Box(o, k, svar), parts)
        return list(found)

    def _block(self, level: Atoms, inside: list[Box], below: list[Block]) -> Block:
        omgang = self._with_increments({one.omgang for one in inside}).union(*(one.omgang.cuts for one in below))
        return Block(level, lattice(omgang), lattice({one.kon for one in inside}.union(*(one.kon.cuts for one in below))))

    def _tie(self, sums: list[Sum], block: Block) -> None:
        """The sums inside one set of answers, for every omgång and kön that something printed inside it stands for."""
        omgang, kon = block.omgang, block.kon
        for one in sums:
            for o in omgang.nodes:
                for k in kon.nodes:
                    self._sum(Box(o, k, one.total), [Box(o, k, part) for part in one.parts])
        for s in dict.fromkeys(part for one in sums for part in (one.total, *one.parts)):
            if s == self.universe.svar:
                continue  # bases are known
            for total, parts, _ in omgang.sums:
                for k in kon.nodes:
                    self._sum(Box(total, k, s), [Box(part, k, s) for part in parts])
            for total, parts, _ in kon.sums:
                for o in omgang.nodes:
                    self._sum(Box(o, total, s), [Box(o, part, s) for part in parts])

    def _with_increments(self, family: set[Atoms]) -> set[Atoms]:
        """The sets and what was added between two of them of the same insatser: a reader of both reports subtracts."""
        owners = {one: {self.universe.owner[o] for o in one} for one in family}
        return family | {whole - part for whole in family for part in family if part < whole and owners[part] == owners[whole]}

    def _sum(self, total: Box, parts: list[Box]) -> None:
        self._builder.identity(self._cell(total), [self._cell(part) for part in parts])

    def _cell(self, cell: CellId) -> int:
        if cell not in self.numbers:
            name = " × ".join("+".join(sorted(part)) if isinstance(part, frozenset) else part for part in cell)
            self.numbers[cell] = self._builder.cell(
                cell, self.universe.value(cell), kind=self._kind(cell), weight=self.printed.get(cell, 1), name=f"{self.universe.id}: {name}"
            )
        return self.numbers[cell]

    def _kind(self, cell: CellId) -> Kind:
        if isinstance(cell, Box) and self.universe.is_structural_zero(cell):
            return Kind.STRUCTURAL
        if isinstance(cell, Box) and self.universe.is_base(cell):
            return Kind.MUST_PUBLISH
        if cell in self.before:
            return Kind.DOT_BEFORE if self.before[cell] else Kind.MUST_PUBLISH
        return Kind.ORDINARY if cell in self.printed and cell not in self.never else Kind.UNPRINTED

    def _owners(self) -> None:
        """Each insats knows what is its own alone."""
        for insats in sorted(set(self.universe.owner.values())):
            own = frozenset(o for o, one in self.universe.owner.items() if one == insats)
            cells = [number for cell, number in self.numbers.items() if cell.omgang <= own]
            if cells:
                self._builder.known_to(insats, cells)
