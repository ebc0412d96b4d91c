"""A cell system falls apart where only cells that everybody sees hold it together: each part is protected on its own, and exactly so.

What can't be hidden is a constant to every attacker, so that the tables he holds for possible are any choice of one for each part, and who knows
cells of one part knows no more of another than anybody. Pure Python; knows neither the search nor the audit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from register.disclosure.tables import Block, CellSystem, Identity


class Part(NamedTuple):
    """Cells that can be hidden and hang together, as a system of their own with the constants that they are summed with.

    ``cells`` has the number in the whole system of each cell of the part.
    """

    system: CellSystem
    cells: tuple[int, ...]

    def in_whole(self, cells: frozenset[int]) -> frozenset[int]:
        """These cells of the part by their numbers in the whole system, those alone that can be hidden: the others belong to several parts."""
        return frozenset(self.cells[cell] for cell in cells if self.system.may_hide(cell))


def parts_of(system: CellSystem) -> list[Part]:
    """The parts, by their first cell. Every cell that can be hidden is in one."""
    open_cells = [cell for cell in range(len(system)) if system.may_hide(cell)]
    group = {cell: cell for cell in open_cells}

    def root(cell: int) -> int:
        while group[cell] != cell:
            group[cell] = group[group[cell]]
            cell = group[cell]
        return cell

    lines = [[cell for cell in (identity.total, *identity.parts) if cell in group] for identity in system.identities]
    for line in lines:
        for cell in line[1:]:
            low, high = sorted((root(line[0]), root(cell)))
            group[high] = low
    cells: dict[int, set[int]] = {}
    for cell in open_cells:
        cells.setdefault(root(cell), set()).add(cell)
    identities: dict[int, list[Identity]] = {first: [] for first in cells}
    for line, identity in zip(lines, system.identities, strict=True):
        if line:
            first = root(line[0])
            identities[first].append(identity)
            cells[first].update((identity.total, *identity.parts))
    blocks: dict[int, list[Block]] = {first: [] for first in cells}
    for block in system.blocks:
        for first in sorted({root(cell) for cell in block.cells if cell in group}):
            blocks[first].append(block)
    return [_part(system, sorted(cells[first]), identities[first], blocks[first]) for first in cells]


def _part(system: CellSystem, cells: list[int], identities: list[Identity], blocks: list[Block]) -> Part:
    number = {cell: place for place, cell in enumerate(cells)}
    alone = replace(
        system,
        names=tuple(system.names[cell] for cell in cells),
        values=tuple(system.values[cell] for cell in cells),
        identities=tuple(Identity(number[total], tuple(number[part] for part in parts)) for total, parts in identities),
        kinds=tuple(system.kinds[cell] for cell in cells),
        weights=tuple(system.weights[cell] for cell in cells),
        harmless=frozenset(number[cell] for cell in system.harmless if cell in number),
        telling=frozenset(number[cell] for cell in system.telling if cell in number),
        blocks=tuple(Block(block.name, frozenset(number[cell] for cell in block.cells if cell in number)) for block in blocks),
    )
    return Part(alone, tuple(cells))
