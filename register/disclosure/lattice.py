"""Sets and every way in which one is the sum of others that do not overlap: pure set arithmetic, of omgångar, kön and svar alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Atoms = frozenset[str]


class Sum(NamedTuple):
    """A set as the sum of others that do not overlap.

    ``level`` is the set itself or, where it overlaps others, the one that holds them all.
    """

    total: Atoms
    parts: tuple[Atoms, ...]
    level: Atoms


class Lattice(NamedTuple):
    """Sets, and every way in which one is the sum of others that do not overlap."""

    nodes: tuple[Atoms, ...]
    sums: tuple[Sum, ...]

    @property
    def cuts(self) -> tuple[Atoms, ...]:
        """The nodes where some sets overlap and so are cut into classes; none where each lies inside another or beside it."""
        return self.nodes if any(one.level != one.total for one in self.sums) else ()


def _order(sets: Iterable[Atoms]) -> list[Atoms]:
    return sorted(set(sets), key=lambda one: (-len(one), sorted(one)))


def lattice(family: Iterable[Atoms]) -> Lattice:
    """The sets of a family tied together: each is the sum of the largest ones inside it and of what is left.

    Sets that overlap without one holding the other (half-years and tertials) are cut into what no set divides further.
    """
    nodes: dict[Atoms, None] = {}
    sums: dict[Sum, None] = {}
    _grow(None, _order(one for one in family if one), nodes, sums)
    return Lattice(tuple(_order(nodes)), tuple(sums))


def _grow(parent: Atoms | None, inside: list[Atoms], nodes: dict[Atoms, None], sums: dict[Sum, None]) -> None:
    """Add the sets that lie inside a parent (None: the roots) and the parent's sum."""
    if parent is not None:
        nodes[parent] = None
    if not inside:
        return
    parts: list[Atoms] = []
    for cluster in _clusters([one for one in inside if not any(one < other for other in inside)]):
        union = frozenset().union(*cluster)
        within = [one for one in inside if one <= union]
        if len(cluster) == 1:
            parts.append(union)
            _grow(union, [one for one in within if one != union], nodes, sums)
            continue
        classes = _cut(union, cluster, within)
        parts += classes
        for one in within:
            if one not in classes and not any(one < part for part in classes):
                nodes[one] = None
                sums[Sum(one, tuple(part for part in classes if part <= one), parent or union)] = None
        for part in classes:
            _grow(part, [one for one in within if one < part], nodes, sums)
    if parent is not None:
        rest = parent - frozenset().union(*parts)
        if rest:
            parts.append(rest)
            nodes[rest] = None
        sums[Sum(parent, tuple(parts), parent)] = None


def _clusters(sets: list[Atoms]) -> list[list[Atoms]]:
    """Sets that overlap, directly or through others, together."""
    found: list[list[Atoms]] = []
    for one in sets:
        touching = [cluster for cluster in found if any(one & other for other in cluster)]
        found = [cluster for cluster in found if cluster not in touching]
        found.append([one, *(other for cluster in touching for other in cluster)])
    return [_order(cluster) for cluster in found]


def _cut(union: Atoms, cluster: list[Atoms], within: list[Atoms]) -> list[Atoms]:
    """The fewest classes by which every set within is one, a sum of some, or inside one."""
    cutting = list(cluster)
    while True:
        classes = _classes(union, cutting)
        across = [one for one in within if any(one & part and part - one and one - part for part in classes)]
        if not across:
            return classes
        cutting += across


def _classes(union: Atoms, sets: Sequence[Atoms]) -> list[Atoms]:
    """The atoms by which of the sets hold them."""
    by_mark: dict[tuple[bool, ...], set[str]] = {}
    for atom in union:
        by_mark.setdefault(tuple(atom in one for one in sets), set()).add(atom)
    return _order(frozenset(one) for one in by_mark.values())


def cut_along(cut: Atoms, node: Atoms, spine: Sequence[Atoms]) -> list[Atoms]:
    """A set as a sum of sets of the spine, the largest first, and of parts of the smallest ones that it does not fill."""
    if node <= cut:
        return [node]
    inside = [one for one in spine if one < node]
    children = [one for one in _order(inside) if not any(one < other for other in inside)]
    found = [piece for child in children if child & cut for piece in cut_along(cut, child, spine)]
    rest = (node - frozenset().union(*children)) & cut
    return [*found, rest] if rest else found
