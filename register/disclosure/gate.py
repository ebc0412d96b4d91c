"""Suppression and its audit together: a pattern counts only when the audit, which shares nothing with the search, has found nothing against it.

The search goes part by part, since a release of many small tables falls apart (:mod:`register.disclosure.components`); the audit's last word is on
the whole.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from register.disclosure.attackers import Attacker
from register.disclosure.audit import Verdict, audit, more_is_needed
from register.disclosure.components import Part, parts_of
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

    Where zeros may be hidden a dot means 0 or more, and nobody knows more of it than that.

    Raises:
        CouldNot: no safe pattern was found in time.
    """
    parts = sorted((part for part in parts_of(system) if part.system.primaries()), key=lambda part: (len(part.cells), part.cells))
    found = _patterns(parts, attacker, seconds, progress)
    if len(found) == len(parts):
        together = _together(system, [(part, found[number]) for number, part in enumerate(parts)])
        verdicts = tuple(audit(system, together.hidden, attacker))
        if all(verdict.holds for verdict in verdicts):
            return Protected(together, verdicts)
    raise CouldNot(
        "Tabellen kunde inte skyddas.",
        f"Inget säkert mönster hittades på {seconds:.0f} sekunder.",
        "Ge mer tid, eller slå ihop värden så att tabellen blir mindre.",
    )


def _patterns(parts: list[Part], attacker: Attacker, seconds: float, progress: Progress | None) -> dict[int, Pattern]:
    """A pattern for each part, by its number; the small ones first. What one leaves of its share of the time goes to the next."""
    started = time.monotonic()
    found: dict[int, Pattern] = {}
    for again in (False, True):
        for number, part in enumerate(parts):
            if number in found:
                continue
            used = time.monotonic() - started
            share = 1.0 if again else len(part.cells) / sum(len(one.cells) for one in parts[number:])
            allotted = max(0.0, seconds - used) * share
            told = _told(progress, list(found.values()), len(parts), used / seconds, allotted / seconds) if progress and seconds else None
            pattern = _protect_part(part.system, attacker, allotted, told)
            if pattern is not None:
                found[number] = pattern
    return found


def _told(progress: Progress, done: list[Pattern], parts: int, used: float, allotted: float) -> Progress:
    """Progress of one part as progress of the whole: a best weight only when every other part has one."""
    lower, weight, last = sum(one.bound for one in done), sum(one.weight for one in done), len(done) == parts - 1

    def tell(phase: str, bound: float, best: float | None, share: float) -> None:
        progress(phase, lower + bound, weight + best if last and best is not None else None, min(1.0, used + allotted * share))

    return tell


def _protect_part(system: CellSystem, attacker: Attacker, seconds: float, progress: Progress | None) -> Pattern | None:
    """A pattern for a system that does not fall apart, to which the audit has no objection."""

    def objection(hidden: frozenset[int]) -> list[frozenset[int]]:
        broken = [one for verdict in audit(system, hidden, attacker) for one in verdict.broken][:5]
        return [more_is_needed(system, hidden, one) for one in broken]

    return solve(system, attacker, seconds=seconds, progress=progress, objection=objection)


def _together(system: CellSystem, found: list[tuple[Part, Pattern]]) -> Pattern:
    """The patterns of all parts as one; parts without a small cell hide what is always hidden."""

    def union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
        return frozenset().union(*sets)

    return Pattern(
        hidden=system.always_hidden() | union(part.in_whole(one.hidden) for part, one in found),
        secondary=union(part.in_whole(one.secondary) for part, one in found),
        weight=sum(one.weight for _, one in found),
        bound=sum(one.bound for _, one in found),
        optimal=all(one.optimal for _, one in found),
        seconds=sum(one.seconds for _, one in found),
        limited=union(part.in_whole(one.limited) for part, one in found),
    )
