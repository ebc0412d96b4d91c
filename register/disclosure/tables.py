"""The cells of a release and what ties them together: sums, zeros, what is printed and what is not.

A release is one **cell system**: every cell once (identical ones are merged by their key), and every identity *total = sum of parts*. Tables
that share cells are linked by putting them into one system. Pure Python: knows neither files nor solvers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import product
from typing import Final, NamedTuple

from register.errors import BadInput

TOTAL: Final = "Total"
"""The label of a margin."""

DEFAULT_THRESHOLD: Final = 5
"""Counts from 1 up to one less than this are confidential where nothing else is said."""


class Kind(Enum):
    """How a cell meets the reader."""

    ORDINARY = "vanlig"
    """Printed, or a dot."""

    UNPRINTED = "otryckt"
    """Printed nowhere but bound to what is: nobody knows that it is not zero. Hidden at no cost, zeros too."""

    DOT_BEFORE = "prick-sedan-tidigare"
    """A dot in an earlier release: hidden at no cost and for good, and known not to be zero as any dot is."""

    MUST_PUBLISH = "maste-visas"
    """Published as it is whatever its size, or printed in an earlier release: never primary, known to everybody."""

    STRUCTURAL = "strukturell-nolla"
    """Can't be anything but zero, and everybody knows it."""


class Identity(NamedTuple):
    """One published cell is the sum of others, by their numbers in the system."""

    total: int
    parts: tuple[int, ...]


class Block(NamedTuple):
    """The cells that one insats knows, since they are its own."""

    name: str
    cells: frozenset[int]


@dataclass(frozen=True)
class CellSystem:
    """All cells of a release with their values, and all identities among them.

    Args:
        zeros_open: zeros are printed; otherwise they may be hidden and a dot means 0 or more.
        blocks: what each insats knows, where there is an insats dimension.
        harmless: cells that are never confidential in themselves, whatever their value: missing answers.
        telling: cells that hold everybody of a small base, and so tell of each of them however many they are.
    """

    names: tuple[str, ...]
    values: tuple[int, ...]
    identities: tuple[Identity, ...]
    kinds: tuple[Kind, ...]
    weights: tuple[int, ...]
    blocks: tuple[Block, ...] = ()
    threshold: int = DEFAULT_THRESHOLD
    zeros_open: bool = True
    harmless: frozenset[int] = frozenset()
    telling: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.values)

    def is_primary(self, cell: int) -> bool:
        """Whether the cell's value is confidential in itself."""
        small = 1 <= self.values[cell] < self.threshold or cell in self.telling
        return small and cell not in self.harmless and self.kinds[cell] in {Kind.ORDINARY, Kind.UNPRINTED, Kind.DOT_BEFORE}

    def primaries(self) -> list[int]:
        """The cells that are confidential in themselves, in order."""
        return [cell for cell in range(len(self)) if self.is_primary(cell)]

    def always_hidden(self) -> frozenset[int]:
        """Cells hidden whatever else is decided: the primary ones, those printed nowhere and the dots of earlier releases."""
        free = (cell for cell, kind in enumerate(self.kinds) if kind in {Kind.UNPRINTED, Kind.DOT_BEFORE})
        return frozenset([*self.primaries(), *free])

    def may_hide(self, cell: int) -> bool:
        """Whether the cell can be hidden at all."""
        kind = self.kinds[cell]
        return kind in {Kind.UNPRINTED, Kind.DOT_BEFORE} or (kind is Kind.ORDINARY and (self.values[cell] > 0 or not self.zeros_open))

    def hideable(self) -> frozenset[int]:
        """Every cell that can be hidden, those always hidden among them."""
        return frozenset(cell for cell in range(len(self)) if self.may_hide(cell))

    def lowest(self, cell: int, *, knows_not_zero: bool) -> int:
        """The least value that an attacker grants a hidden cell: 1 where he knows that zeros are printed, otherwise 0."""
        return int(knows_not_zero and self.zeros_open and self.kinds[cell] in {Kind.ORDINARY, Kind.DOT_BEFORE} and self.values[cell] > 0)


@dataclass(frozen=True)
class Dimension:
    """One dimension of a table: its inner codes, and the aggregates above them.

    Args:
        aggregates: each aggregate's code and the codes (inner ones or earlier aggregates) that it is the sum of. The total is added by itself.
    """

    name: str
    leaves: tuple[str, ...]
    aggregates: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def nodes(self) -> dict[str, frozenset[str]]:
        """Every code with the inner codes that it covers: leaves, aggregates, and last the total."""
        found = {leaf: frozenset([leaf]) for leaf in self.leaves}
        for code, parts in self.aggregates:
            found[code] = frozenset().union(*(found[part] for part in parts))
        found[TOTAL] = frozenset(self.leaves)
        return found

    def sums(self) -> list[tuple[frozenset[str], tuple[frozenset[str], ...]]]:
        """Each aggregate and the total as the sum of its parts, all as sets of inner codes; one that has a single part is that part."""
        nodes = self.nodes()
        declared = [(nodes[code], tuple(nodes[part] for part in parts)) for code, parts in self.aggregates]
        return [one for one in [*declared, (nodes[TOTAL], self._top_parts(nodes))] if len(one[1]) > 1]

    def _top_parts(self, nodes: Mapping[str, frozenset[str]]) -> tuple[frozenset[str], ...]:
        """What the total is the sum of: the widest aggregates that do not overlap, and the leaves beside them. Others follow by their own sums."""
        chosen: list[frozenset[str]] = []
        for code, _ in sorted(self.aggregates, key=lambda one: -len(nodes[one[0]])):
            if len(nodes[code]) < len(self.leaves) and not any(nodes[code] & other for other in chosen):
                chosen.append(nodes[code])
        covered = frozenset().union(*chosen)
        return (*chosen, *(nodes[leaf] for leaf in self.leaves if leaf not in covered))


CellKey = frozenset[tuple[str, frozenset[str]]]
"""What a cell counts: for each dimension that is not summed over, the inner codes covered. The same in every table that has the cell."""


@dataclass
class SystemBuilder:
    """Puts cells and identities together; a cell given twice is one cell and must have one value."""

    threshold: int = DEFAULT_THRESHOLD
    zeros_open: bool = True
    _number: dict[Hashable, int] = field(default_factory=dict)
    _names: list[str] = field(default_factory=list)
    _values: list[int] = field(default_factory=list)
    _kinds: list[Kind] = field(default_factory=list)
    _weights: list[int] = field(default_factory=list)
    _identities: dict[Identity, None] = field(default_factory=dict)
    _blocks: dict[str, set[int]] = field(default_factory=dict)
    _harmless: set[int] = field(default_factory=set)
    _telling: set[int] = field(default_factory=set)

    def cell(self, key: Hashable, value: int, *, kind: Kind = Kind.ORDINARY, weight: int = 1, name: str = "") -> int:
        """The number of the cell with this key, added if it is new. Printed anywhere is printed; the greatest weight holds.

        Raises:
            BadInput: the key already has another value.
        """
        if key not in self._number:
            self._number[key] = len(self._values)
            self._names.append(name or str(key))
            self._values.append(value)
            self._kinds.append(kind)
            self._weights.append(weight)
            return len(self._values) - 1
        number = self._number[key]
        if self._values[number] != value:
            raise BadInput(
                f"Cellen {self._names[number]} har två olika värden.",
                f"Den är {self._values[number]} i en tabell och {value} i en annan.",
                "Rätta tabellerna så att de räknar samma sak.",
            )
        if self._kinds[number] is Kind.UNPRINTED or (kind is not Kind.UNPRINTED and self._kinds[number] is Kind.ORDINARY):
            self._kinds[number] = kind
        self._weights[number] = max(self._weights[number], weight)
        return number

    def identity(self, total: int, parts: Sequence[int]) -> None:
        """Say that a cell is the sum of others.

        Raises:
            BadInput: the values do not add up.
        """
        added = sum(self._values[part] for part in parts)
        if added != self._values[total]:
            raise BadInput(
                f"Summan {self._names[total]} stämmer inte.",
                f"Den är {self._values[total]} men delarna är tillsammans {added}.",
                "Rätta tabellen och försök igen.",
            )
        self._identities[Identity(total, tuple(sorted(parts)))] = None

    def decide(self, number: int, kind: Kind) -> None:
        """Settle how a cell meets the reader."""
        self._kinds[number] = kind

    def weigh(self, number: int, weight: int) -> None:
        """Set what hiding a cell costs."""
        self._weights[number] = weight

    def spare(self, number: int) -> None:
        """Say that a cell is never confidential in itself."""
        self._harmless.add(number)

    def tells(self, number: int) -> None:
        """Say that a cell holds everybody of a small base."""
        self._telling.add(number)

    def value(self, number: int) -> int:
        """The value of a cell."""
        return self._values[number]

    def known_to(self, insats: str, cells: Iterable[int]) -> None:
        """Say that these cells are an insats's own, known to it."""
        self._blocks.setdefault(insats, set()).update(cells)

    def table(
        self,
        dimensions: Sequence[Dimension],
        inner: Mapping[tuple[str, ...], int],
        *,
        population: str = "",
        structural: frozenset[tuple[str, ...]] = frozenset(),
    ) -> dict[tuple[str, ...], int]:
        """Add a table with every margin and aggregate published.

        Args:
            dimensions: in the order of the keys of ``inner``.
            inner: the inner cells; one that is not named is zero.
            population: who is counted; tables of the same population share the cells that count the same people.
            structural: inner cells that can't be anything but zero.

        Returns:
            The number of each published cell, by its codes.
        """
        nodes = [dimension.nodes() for dimension in dimensions]
        sums = _all_sums(dimensions, nodes, inner)
        cover = _all_sums(dimensions, nodes, dict.fromkeys(structural, 1))
        found: dict[tuple[str, ...], int] = {}
        by_sets: dict[tuple[frozenset[str], ...], int] = {}
        for codes in product(*nodes):
            sets = tuple(level[code] for level, code in zip(nodes, codes, strict=True))
            size = 1
            for one in sets:
                size *= len(one)
            kind = Kind.STRUCTURAL if cover.get(sets, 0) == size else Kind.ORDINARY
            key = (population, self._key(dimensions, sets))
            number = self.cell(key, sums.get(sets, 0), kind=kind, name=" × ".join(codes))
            found[codes] = by_sets[sets] = number
        self._table_identities(dimensions, by_sets)
        return found

    @staticmethod
    def _key(dimensions: Sequence[Dimension], sets: tuple[frozenset[str], ...]) -> CellKey:
        return frozenset((d.name, one) for d, one in zip(dimensions, sets, strict=True) if len(one) < len(d.leaves))

    def _table_identities(self, dimensions: Sequence[Dimension], by_sets: Mapping[tuple[frozenset[str], ...], int]) -> None:
        sums = [dict(dimension.sums()) for dimension in dimensions]
        every = [dimension.sums() for dimension in dimensions]
        for sets, number in by_sets.items():
            for axis, level in enumerate(every):
                if sets[axis] not in sums[axis]:
                    continue
                for total, parts in level:
                    if total == sets[axis]:
                        self.identity(number, [by_sets[(*sets[:axis], part, *sets[axis + 1 :])] for part in parts])

    def build(self) -> CellSystem:
        """The system, frozen."""
        return CellSystem(
            tuple(self._names),
            tuple(self._values),
            tuple(self._identities),
            tuple(self._kinds),
            tuple(self._weights),
            tuple(Block(name, frozenset(cells)) for name, cells in sorted(self._blocks.items())),
            self.threshold,
            self.zeros_open,
            frozenset(self._harmless),
            frozenset(self._telling),
        )


def _all_sums(
    dimensions: Sequence[Dimension], nodes: Sequence[Mapping[str, frozenset[str]]], inner: Mapping[tuple[str, ...], int]
) -> dict[tuple[frozenset[str], ...], int]:
    """The value of every combination of nodes that is not zero: each inner cell added to all that cover it."""
    covering = [
        {leaf: sorted({one for one in level.values() if leaf in one}, key=sorted) for leaf in d.leaves}
        for d, level in zip(dimensions, nodes, strict=True)
    ]
    found: dict[tuple[frozenset[str], ...], int] = {}
    for codes, value in inner.items():
        if value:
            for sets in product(*(level[code] for level, code in zip(covering, codes, strict=True))):
                found[sets] = found.get(sets, 0) + value
    return found
