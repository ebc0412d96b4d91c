"""Who attacks, and what he knows besides what is printed."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from register.disclosure.tables import CellSystem


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


def knows_not_zero(attacker: Attacker) -> bool:
    """Whether he knows that a hidden cell is not zero."""
    return attacker is not Attacker.K0


def known_cells(system: CellSystem, attacker: Attacker) -> list[tuple[str, frozenset[int]]]:
    """What each attacker of this sort knows besides what is printed, with the attacker's name. K0 and K1 are one each and know nothing more."""
    if attacker is Attacker.K3:
        return [(f"K3:{cell}", frozenset([cell])) for cell in range(len(system)) if system.values[cell] == 1 and system.may_hide(cell)]
    if attacker is Attacker.K4:
        return [(f"K4:{block.name}", block.cells) for block in system.blocks]
    return [(str(attacker), frozenset())]
