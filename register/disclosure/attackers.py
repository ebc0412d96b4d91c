"""Who attacks, and what he knows besides what is printed."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from register.disclosure.tables import CellSystem, Kind


class Attacker(StrEnum):
    """Each knows all that the ones before it know, except that K4 and K3 are different people."""

    K0 = "K0"
    """Knows that counts are not negative."""

    K1 = "K1"
    """Knows that a hidden cell is at least 1, since zeros are printed."""

    K3 = "K3"
    """K1 who is the one person in a cell of 1."""

    K4 = "K4"
    """K1 who is an insats and knows every cell of its own."""


ORDER: Final = (Attacker.K0, Attacker.K1, Attacker.K3, Attacker.K4)


def up_to(attacker: Attacker) -> tuple[Attacker, ...]:
    """The attackers up to and including this one."""
    return ORDER[: ORDER.index(attacker) + 1]


def asked(system: CellSystem, attacker: Attacker) -> tuple[Attacker, ...]:
    """Who is asked about a system. Where zeros may be hidden nobody knows that a dot is not zero, and so K1 is K0 over again."""
    return tuple(one for one in up_to(attacker) if system.zeros_open or one is not Attacker.K1)


def knows_not_zero(attacker: Attacker) -> bool:
    """Whether he knows that a hidden cell is not zero."""
    return attacker is not Attacker.K0


def known_cells(system: CellSystem, attacker: Attacker) -> list[tuple[str, frozenset[int]]]:
    """What each attacker of this sort knows besides what is printed, with the attacker's name. K0 and K1 are one each and know nothing more.

    No attacker asks about a cell that he knows: an insats has its own figures, and the one person in a cell learns nothing of a sum that is he alone.
    """
    if attacker is Attacker.K3:
        return [(f"K3:{min(cells)}", cells) for cells in lone_people(system)]
    if attacker is Attacker.K4:
        return [(f"K4:{block.name}", block.cells) for block in system.blocks]
    return [(str(attacker), frozenset())]


def lone_people(system: CellSystem) -> list[frozenset[int]]:
    """The cells of 1 that can be hidden, those together that count the same person: a sum of 1 with the one part that is 1 beside known zeros."""
    same = {cell: cell for cell, value in enumerate(system.values) if value == 1 and system.may_hide(cell)}

    def root(cell: int) -> int:
        while same[cell] != cell:
            cell = same[cell]
        return cell

    for total, parts in system.identities:
        ones = [part for part in parts if part in same]
        zeros_known = system.zeros_open and not any(system.kinds[part] is Kind.UNPRINTED and not system.values[part] for part in parts)
        if total in same and len(ones) == 1 and zeros_known:
            low, high = sorted((root(total), root(ones[0])))
            same[high] = low
    people: dict[int, set[int]] = {}
    for cell in same:
        people.setdefault(root(cell), set()).add(cell)
    return [frozenset(people[first]) for first in sorted(people)]
