"""Suppression and its audit together: a pattern counts only when the audit, which shares nothing with the search, has found nothing against it."""

from __future__ import annotations

from dataclasses import dataclass

from register.disclosure.attackers import Attacker
from register.disclosure.audit import Verdict, audit, more_is_needed
from register.disclosure.solve import Pattern, Progress, solve
from register.disclosure.tables import CellSystem
from register.errors import CouldNot


@dataclass(frozen=True)
class Protected:
    """A safe pattern with the audit's verdicts, one for each sort of attacker."""

    pattern: Pattern
    verdicts: tuple[Verdict, ...]


def protect(system: CellSystem, attacker: Attacker = Attacker.K3, *, seconds: float = 60.0, progress: Progress | None = None) -> Protected:
    """Hide as little as the time finds, so that every attacker up to and including this one fails.

    Where zeros may be hidden a dot means 0 or more, and nobody knows more than that: only K0 attacks.

    Raises:
        CouldNot: no safe pattern was found in time.
    """
    strongest = attacker if system.zeros_open else Attacker.K0
    audited: dict[frozenset[int], tuple[Verdict, ...]] = {}

    def objection(hidden: frozenset[int]) -> list[frozenset[int]]:
        verdicts = tuple(audit(system, hidden, strongest))
        audited[hidden] = verdicts
        broken = [one for verdict in verdicts for one in verdict.broken][:5]
        return [more_is_needed(system, hidden, one) for one in broken]

    pattern = solve(system, strongest, seconds=seconds, progress=progress, objection=objection)
    if pattern is None or not all(verdict.holds for verdict in audited[pattern.hidden]):
        raise CouldNot(
            "Tabellen kunde inte skyddas.",
            f"Inget säkert mönster hittades på {seconds:.0f} sekunder.",
            "Ge mer tid, eller slå ihop värden så att tabellen blir mindre.",
        )
    return Protected(pattern, audited[pattern.hidden])
