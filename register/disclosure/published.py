"""Auditing a protected table file, whoever protected it: with the truth beside it, or without.

Without the truth the hidden values are unknown to the audit as they are to a reader: it finds every hidden cell that can have one value alone.
For K3 it supposes in turn that each hidden cell which can be 1 is one person; it is certain only where every possible table has somebody who
finds out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from register.disclosure.attackers import Attacker, knows_not_zero
from register.disclosure.audit import audit
from register.disclosure.possible import Possible
from register.disclosure.tablefile import TableFault, dimensions_of, read_hierarchy, read_inner, read_published
from register.disclosure.tables import CellSystem, Kind, SystemBuilder

ATTACKERS: Final = (Attacker.K0, Attacker.K1, Attacker.K3)
MOST_NAMED: Final = 50


@dataclass(frozen=True)
class Release:
    """A protected table as a cell system whose hidden values are only placeholders, with what is hidden and what each cell is called."""

    name: str
    system: CellSystem
    hidden: frozenset[int]
    printed: frozenset[int]
    contradicted: frozenset[int]
    """Hidden in one place and printed in another: exact to anybody."""


def read_release(path: Path, *, threshold: int, hierarchy: Path | None, zeros_open: bool) -> Release:
    """The release that a file of published cells is. What the file leaves out is printed nowhere."""
    published = read_published(path)
    dimensions = dimensions_of(path.name, published, read_hierarchy(hierarchy))
    builder = SystemBuilder(threshold=threshold, zeros_open=zeros_open)
    cells = builder.table(dimensions, {})
    empty = builder.build()
    values: dict[int, int] = {}
    dots: set[int] = set()
    for codes, one in published.items():
        cell = cells[codes]
        if one.value is None:
            dots.add(cell)
        elif values.setdefault(cell, one.value) != one.value:
            raise TableFault(path.name, one.line, f"Cellen räknar detsamma som en annan men är {one.value}, inte {values[cell]}.")
    hidden = frozenset(dots - values.keys())
    kinds = tuple(Kind.ORDINARY if cell in values or cell in dots else Kind.UNPRINTED for cell in range(len(empty)))
    system = replace(empty, values=tuple(values.get(cell, 1 if cell in hidden else 0) for cell in range(len(empty))), kinds=kinds)
    return Release(path.name, system, hidden, frozenset(values), frozenset(dots & values.keys()))


def examine(path: Path, *, threshold: int, facit: Path | None, hierarchy: Path | None, zeros: str) -> dict[str, Any]:
    """The report on a protected table.

    Returns:
        ``haller``: no hidden cell in 1..T−1 is exactly computable by K0, K1 or K3. ``sma_tryckta``: cells in 1..T−1 that are printed, which the
        verdict leaves to the reader (some must be published whatever their size). ``angripare``: for each, ``tillampbar`` (what he knows can be
        true), ``exakta``, ``snava`` (surely small and narrower than 1..T−1; with the truth: narrowed though it could be avoided), with the truth
        ``ofrankomliga``, without it for K3 ``mojliga`` (exact if some other cell is one person, which the file leaves open). ``celler_exakta``
        names cells; it is for whoever runs the audit, not for print.

    Raises:
        BadInput: a file can't be used, or no table at all agrees with what is printed.
    """
    release = read_release(path, threshold=threshold, hierarchy=hierarchy, zeros_open=zeros == "oppna")
    report: dict[str, Any] = {
        "fil": path.name,
        "troskel": threshold,
        "celler": sum(kind is Kind.ORDINARY for kind in release.system.kinds),
        "dolda": len(release.hidden),
        "sma_tryckta": sum(release.system.is_primary(c) and release.system.kinds[c] is Kind.ORDINARY for c in release.printed),
        "facit": facit is not None,
    }
    found = _with_truth(release, facit) if facit else _without_truth(release)
    exact = sorted({cell for _, cells in found.values() for cell in cells})
    report["angripare"] = {name: figures for name, (figures, _) in found.items()}
    report["haller"] = not exact
    report["celler_exakta"] = [release.system.names[cell] for cell in exact[:MOST_NAMED]]
    report["omdome"] = _sentence(report)
    return report


def _sentence(report: Mapping[str, Any]) -> str:
    if not report["haller"]:
        return "Tabellen håller inte: minst en dold cell under tröskeln kan räknas ut exakt."
    if small := report["sma_tryckta"]:
        one = f"Ett tal från 1 till {report['troskel'] - 1} är tryckt öppet, och alltså inte skyddat alls."
        several = f"{small} tal från 1 till {report['troskel'] - 1} är tryckta öppet, och alltså inte skyddade alls."
        return f"{one if small == 1 else several} Av det som är dolt kan inget under tröskeln räknas ut exakt."
    if any(one["tillampbar"] for name, one in report["angripare"].items() if name != "K0"):
        return "Tabellen håller: ingen dold cell under tröskeln kan räknas ut exakt."
    return "Prickarna måste ibland betyda 0: antingen får nollor döljas, eller så har summor räknats om efter döljningen."


Figures = tuple[dict[str, Any], frozenset[int]]


def _with_truth(release: Release, facit: Path) -> dict[str, Figures]:
    system = _true_system(release, facit)
    found: dict[str, Figures] = {}
    contradicted = frozenset(cell for cell in release.contradicted if system.is_primary(cell))
    for one in audit(system, release.hidden, Attacker.K3):
        exact = ((one.exact | one.unavoidably_exact) & release.hidden) | contradicted
        narrow = one.narrowed & release.hidden
        figures = {"tillampbar": True, "exakta": len(exact), "snava": len(narrow), "ofrankomliga": len(one.unavoidable)}
        found[str(one.attacker)] = figures, exact
    for missing in ATTACKERS[len(found) :]:
        found[str(missing)] = {"tillampbar": False, "exakta": 0, "snava": 0, "ofrankomliga": 0}, frozenset()
    return found


def _true_system(release: Release, facit: Path) -> CellSystem:
    """The release with its true values, if they agree with what it prints."""
    system = release.system
    inner = read_inner(facit)
    leaves = {name: cell for cell, name in enumerate(system.names)}
    totals = {identity.total for identity in system.identities}
    values = [0] * len(system)
    for codes, value in inner.items():
        cell = leaves.get(" × ".join(codes))
        if cell is None or cell in totals:
            raise TableFault(facit.name, None, f"Cellen {' × '.join(codes)} är ingen inre cell i {release.name}.")
        values[cell] = value
    done = {cell for cell in range(len(system)) if cell not in totals}
    waiting = list(system.identities)
    while waiting:
        ready = [one for one in waiting if done.issuperset(one.parts)]
        for total, parts in ready:
            values[total] = sum(values[part] for part in parts)
            done.add(total)
        waiting = [one for one in waiting if one not in ready]
    for cell, kind in enumerate(system.kinds):
        if kind is Kind.ORDINARY and cell not in release.hidden and system.values[cell] != values[cell]:
            raise TableFault(
                facit.name, None, f"Cellen {system.names[cell]} är {values[cell]} enligt facit men {system.values[cell]} i {release.name}."
            )
    return replace(system, values=tuple(values))


def _without_truth(release: Release) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for attacker in (Attacker.K0, Attacker.K1):
        found[str(attacker)] = _look(release, attacker)
    if found[str(Attacker.K0)][0]["tillampbar"] is False:
        raise TableFault(
            release.name, None, "Talen går inte ihop: ingen tabell alls stämmer med det som är tryckt.", "Kontrollera summorna, eller ange hierarkin."
        )
    found[str(Attacker.K3)] = _lone_people(release, *found[str(Attacker.K1)])
    return found


class Ranges:
    """The least and greatest value of hidden cells, looked up in tables already found before asking for a new one."""

    def __init__(self, release: Release, *, not_zero: bool) -> None:
        self.top = release.system.threshold - 1
        self.possible = Possible(release.system, release.hidden, not_zero=not_zero)
        self.feasible = self.possible.lowest(dict.fromkeys(sorted(release.hidden), 1.0)) is not None

    def of(self, cell: int) -> tuple[int, int]:
        """The least and the greatest value of a cell, the greatest no further than T."""
        low_bound, high_bound = self.possible.bounds(cell)
        lowest = self.possible.least(cell, 1)
        least = int(lowest[cell]) if lowest is not None else 0
        if least > self.top:
            return least, least
        self.possible.limit(cell, low_bound, self.top + 1)
        highest = self.possible.least(cell, -1)
        self.possible.limit(cell, low_bound, high_bound)
        return least, int(highest[cell]) if highest is not None else least


def _look(release: Release, attacker: Attacker) -> Figures:
    ranges = Ranges(release, not_zero=knows_not_zero(attacker))
    if not ranges.feasible or (knows_not_zero(attacker) and not release.system.zeros_open):
        return {"tillampbar": False, "exakta": 0, "snava": 0}, frozenset()
    top = release.system.threshold - 1
    exact = {cell for cell in release.contradicted if 1 <= release.system.values[cell] <= top}
    narrow = set()
    for cell in sorted(release.hidden):
        low, high = ranges.of(cell)
        if low == high and 1 <= low <= top:
            exact.add(cell)
        elif 1 <= high <= top and (low > 1 or high < top):
            narrow.add(cell)
    return {"tillampbar": True, "exakta": len(exact), "snava": len(narrow)}, frozenset(exact)


def _lone_people(release: Release, plain: Mapping[str, Any], exact: frozenset[int]) -> Figures:
    """What somebody who is alone in a hidden cell finds out besides, where a hidden cell can be one person."""
    if not plain["tillampbar"]:
        return {"tillampbar": False, "exakta": 0, "snava": 0, "mojliga": 0}, frozenset()
    ranges = Ranges(release, not_zero=True)
    telling: set[int] = set()
    told: set[int] = set()
    for person in sorted(release.hidden - exact):
        low, high = ranges.possible.bounds(person)
        ranges.possible.limit(person, 1.0, 1.0)
        found = _told_by(release, ranges, person) - exact
        ranges.possible.limit(person, low, high)
        if found:
            telling.add(person)
            told |= found
    certain = bool(telling) and not _without_them(ranges.possible, telling)
    figures = {"tillampbar": True, "exakta": len(exact | told) if certain else len(exact), "snava": plain["snava"], "mojliga": len(told)}
    return figures, exact | told if certain else exact


def _told_by(release: Release, ranges: Ranges, person: int) -> frozenset[int]:
    """The small cells that are exact when this one is one person. Two tables far apart leave few to ask about."""
    others = sorted(release.hidden - {person})
    first = ranges.possible.lowest(dict.fromkeys(others, 1.0))
    if first is None:
        return frozenset()
    fitting = np.array([one for one in ranges.possible.seen if one[person] == 1])
    top = ranges.top
    found = set()
    for cell in others:
        values = fitting[:, cell]
        if values.min() == values.max() and 1 <= values[0] <= top:
            low, high = ranges.of(cell)
            fitting = np.array([one for one in ranges.possible.seen if one[person] == 1])
            if low == high and not (low == 1 and _same_person(release.system, person, cell)):
                found.add(cell)
    return frozenset(found)


def _same_person(system: CellSystem, person: int, cell: int) -> bool:
    """Whether one of the two cells is a sum that has the other in it: when both are 1 they are the same person."""
    return _is_within(system, person, cell) or _is_within(system, cell, person)


def _is_within(system: CellSystem, part: int, total: int) -> bool:
    above = {part}
    while True:
        wider = above | {identity.total for identity in system.identities if above.intersection(identity.parts)}
        if wider == above:
            return total in above
        above = wider


def _without_them(possible: Possible, people: set[int]) -> bool:
    """Whether some possible table has none of these cells as one person."""
    before = {cell: possible.bounds(cell) for cell in people}
    for cell, (low, high) in before.items():
        possible.limit(cell, max(low, 2.0), high)
    found = possible.lowest({}) is not None
    for cell, (low, high) in before.items():
        possible.limit(cell, low, high)
    return found
