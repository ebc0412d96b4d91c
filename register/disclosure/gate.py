"""Suppression and its audit together: a pattern counts only when the audit, which shares nothing with the search, has found nothing against it.

The search goes part by part, since a release of many small tables falls apart (:mod:`register.disclosure.components`); the audit's word is on the
whole. Where it objects the search is made once more, with the audit's opinion on every pattern before it counts: it costs more than the search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from register.disclosure.attackers import Attacker
from register.disclosure.audit import Verdict, audit, more_is_needed
from register.disclosure.components import Part, parts_of
from register.disclosure.deadline import Deadline, OutOfTime
from register.disclosure.solve import Pattern, Progress, solve
from register.disclosure.tables import CellSystem
from register.errors import CouldNot

LEAST_AUDIT: Final = 30.0


@dataclass(frozen=True)
class Protected:
    """A safe pattern with the audit's verdicts, one for each sort of attacker."""

    pattern: Pattern
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Suppressed:
    """Patterns that the search has found, part by part; nothing counts before :func:`confirm`."""

    system: CellSystem
    attacker: Attacker
    parts: tuple[Part, ...]
    patterns: tuple[Pattern, ...]
    seconds: float
    deadline: Deadline

    @property
    def pattern(self) -> Pattern:
        """The patterns of all parts as one; parts without a small cell hide what is always hidden."""
        found = list(zip(self.parts, self.patterns, strict=True))
        return Pattern(
            hidden=self.system.always_hidden() | _union(part.in_whole(one.hidden) for part, one in found),
            secondary=_union(part.in_whole(one.secondary) for part, one in found),
            weight=sum(one.weight for one in self.patterns),
            bound=sum(one.bound for one in self.patterns),
            optimal=all(one.optimal for one in self.patterns),
            seconds=sum(one.seconds for one in self.patterns),
            limited=_union(part.in_whole(one.limited) for part, one in found),
        )


def protect(
    system: CellSystem, attacker: Attacker = Attacker.K3, *, seconds: float = 60.0, auditing: float | None = None, progress: Progress | None = None
) -> Protected:
    """Hide as little as the time finds, so that every attacker up to and including this one fails: :func:`suppress` and :func:`confirm`."""
    return confirm(suppress(system, attacker, seconds=seconds, auditing=auditing, progress=progress), progress)


def suppress(
    system: CellSystem, attacker: Attacker = Attacker.K3, *, seconds: float = 60.0, auditing: float | None = None, progress: Progress | None = None
) -> Suppressed:
    """Search for a pattern. Where zeros may be hidden a dot means 0 or more, and nobody knows more of it than that.

    Args:
        system: the release with its true values.
        attacker: the strongest attacker.
        seconds: the search ends then, with the best pattern that it has.
        auditing: the seconds that the audit may take beside what the search leaves; as many as the search where nothing is said, and at least 30.
        progress: told now and then how far the search is.

    Raises:
        CouldNot: no pattern was found in time.
    """
    deadline = Deadline(seconds + (max(seconds, LEAST_AUDIT) if auditing is None else auditing))
    parts = sorted((part for part in parts_of(system) if part.system.primaries()), key=lambda part: (len(part.cells), part.cells))
    found = _patterns(parts, {}, attacker, Deadline(seconds), progress)
    return _suppressed(Suppressed(system, attacker, tuple(parts), (), seconds, deadline), found)


def confirm(found: Suppressed, progress: Progress | None = None) -> Protected:
    """Have the patterns audited, all together. Where the audit objects, the search is made again with its opinion on each pattern.

    Raises:
        CouldNot: no pattern passed in time.
    """
    for second in (False, True):
        try:
            verdicts = tuple(audit(found.system, found.pattern.hidden, found.attacker, deadline=found.deadline))
        except OutOfTime:
            break
        if all(verdict.holds for verdict in verdicts):
            return Protected(found.pattern, verdicts)
        if not second:
            broken = {one.cell for verdict in verdicts for one in verdict.broken}
            good = {n: one for n, (one, part) in enumerate(zip(found.patterns, found.parts, strict=True)) if not broken.intersection(part.cells)}
            time = Deadline(found.deadline.left / 2)
            found = _suppressed(found, _patterns(found.parts, good, found.attacker, time, progress, found.deadline))
    raise _could_not(found.seconds)


def _suppressed(found: Suppressed, patterns: Mapping[int, Pattern]) -> Suppressed:
    if len(patterns) < len(found.parts):
        raise _could_not(found.seconds)
    return replace(found, patterns=tuple(patterns[number] for number in range(len(found.parts))))


def _could_not(seconds: float) -> CouldNot:
    return CouldNot(
        "Tabellen kunde inte skyddas.",
        f"Inget säkert mönster hittades på {seconds:.0f} sekunder.",
        "Ge mer tid, eller slå ihop värden så att tabellen blir mindre.",
    )


def _union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*sets)


def _patterns(
    parts: Sequence[Part],
    there: Mapping[int, Pattern],
    attacker: Attacker,
    deadline: Deadline,
    progress: Progress | None,
    opinion: Deadline | None = None,
) -> dict[int, Pattern]:
    """A pattern for each part that has none, by its number; the small ones first. What one leaves of its share of the time goes to the next."""
    found, seconds = dict(there), deadline.left
    for again in (False, True):
        for number, part in enumerate(parts):
            if number in found:
                continue
            left = deadline.left
            allotted = left * (1.0 if again else len(part.cells) / sum(len(one.cells) for one in parts[number:]))
            told = _told(progress, list(found.values()), len(parts), 1 - left / seconds, allotted / seconds) if progress and seconds else None
            pattern = _protect_part(part.system, attacker, allotted, told, opinion)
            if pattern is not None:
                found[number] = pattern
    return found


def _told(progress: Progress, done: list[Pattern], parts: int, used: float, allotted: float) -> Progress:
    """Progress of one part as progress of the whole: a best weight only when every other part has one."""
    lower, weight, last = sum(one.bound for one in done), sum(one.weight for one in done), len(done) == parts - 1

    def tell(phase: str, bound: float, best: float | None, share: float) -> None:
        progress(phase, lower + bound, weight + best if last and best is not None else None, min(1.0, used + allotted * share))

    return tell


def _protect_part(system: CellSystem, attacker: Attacker, seconds: float, progress: Progress | None, opinion: Deadline | None) -> Pattern | None:
    """A pattern for a system that does not fall apart; with time for a second opinion one to which the audit has no objection."""

    def objection(hidden: frozenset[int]) -> list[frozenset[int]]:
        broken = [one for verdict in audit(system, hidden, attacker, deadline=opinion) for one in verdict.broken][:5]
        return [more_is_needed(system, hidden, one, opinion) for one in broken]

    return solve(system, attacker, seconds=seconds, progress=progress, objection=objection if opinion else None)
