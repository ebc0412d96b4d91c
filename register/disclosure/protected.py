"""The only thing that may leave: a table whose hidden cells hold nothing, made here by the gate and nowhere else.

:class:`ProtectedTable` has no constructor for others, and can't be copied, pickled, replaced, subclassed or changed; writers ask
:func:`genuine` before they write. A hidden cell is a dot whatever the reason.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, NoReturn, final

from register import canonical
from register.disclosure.attackers import Attacker
from register.disclosure.gate import Protected, protect
from register.disclosure.history import Codes, Publication, add_all
from register.disclosure.tables import DEFAULT_THRESHOLD, Dimension, Kind, SystemBuilder
from register.errors import CouldNot

Progress = Callable[[str, float, float | None, float], None]

_KEY: Final = object()
_issued: weakref.WeakSet[ProtectedTable] = weakref.WeakSet()


class Draft(NamedTuple):
    """A table as the kansli counts it, on its way to the gate.

    Args:
        title: what it is called.
        dimensions: with their labels in the reader's words as codes.
        inner: the counts of the inner cells.
        distribution: the dimension over which each base is distributed, by number; None where the table is no distribution.
        must_publish: cells sent as they are whatever their size.
        weights: what hiding a cell costs, where it is not 1.
        whole: cells that have to be printed for the layout to be worth printing: base and headline.
    """

    title: str
    dimensions: tuple[Dimension, ...]
    inner: Mapping[Codes, int]
    distribution: int | None = None
    must_publish: frozenset[Codes] = frozenset()
    weights: Mapping[Codes, int] = {}
    whole: frozenset[Codes] = frozenset()


@final
class ProtectedTable:
    """A table that may be written to a file. ``cells`` has a count or None, a dot, for every published cell, by its codes."""

    __slots__ = ("__weakref__", "_audit", "_cells", "_dimensions", "_note", "_title")

    _title: str
    _dimensions: tuple[Dimension, ...]
    _cells: dict[Codes, int | None]
    _note: str
    _audit: dict[str, Any]

    def __init__(
        self, key: object, title: str, dimensions: tuple[Dimension, ...], cells: Mapping[Codes, int | None], note: str, audit: Mapping[str, Any]
    ) -> None:
        if key is not _KEY:
            raise TypeError("only the gate makes a ProtectedTable")
        values = {"_title": title, "_dimensions": dimensions, "_cells": dict(cells), "_note": note, "_audit": dict(audit)}
        for name, value in values.items():
            object.__setattr__(self, name, value)
        _issued.add(self)

    def __init_subclass__(cls) -> None:
        raise TypeError("a ProtectedTable has no subclasses")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError("a ProtectedTable does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise TypeError("a ProtectedTable does not change")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a ProtectedTable is neither copied nor pickled")

    def __copy__(self) -> NoReturn:
        raise TypeError("a ProtectedTable is neither copied nor pickled")

    def __deepcopy__(self, memo: object) -> NoReturn:
        raise TypeError("a ProtectedTable is neither copied nor pickled")

    def __replace__(self, **changes: object) -> NoReturn:
        raise TypeError("a ProtectedTable does not change")

    @property
    def title(self) -> str:
        """What the table is called."""
        return self._title

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions, in the order of the codes."""
        return self._dimensions

    @property
    def cells(self) -> dict[Codes, int | None]:
        """Every published cell: a count, or None where it is a dot."""
        return dict(self._cells)

    @property
    def note(self) -> str:
        """Which layout it is and why, for the legend."""
        return self._note

    @property
    def audit(self) -> dict[str, Any]:
        """What is public of the audit: counts of cells, attackers, verdict, pattern hash. Never which cells are small or unreachable."""
        return dict(self._audit)


def genuine(table: object) -> ProtectedTable:
    """The table, if the gate made it; what every writer asks first.

    Raises:
        TypeError: it is something else, however much it looks like one.
    """
    if type(table) is not ProtectedTable or table not in _issued:
        raise TypeError("only a ProtectedTable made by the gate may be written")
    return table


@dataclass(frozen=True)
class Rules:
    """How a table is protected; see :func:`register.disclosure.gate.protect`."""

    threshold: int = DEFAULT_THRESHOLD
    attacker: Attacker = Attacker.K3
    zeros: Literal["oppna", "dolda"] = "oppna"
    seconds: float = 20.0


@dataclass(frozen=True)
class Outcome:
    """A protected table with what only the kansli may see: the publication to keep in the history, and what the gate says of it.

    ``hidden_whole`` are the cells of base and headline that had to be hidden, ``limited`` those that no pattern gives their whole range.
    """

    table: ProtectedTable
    publication: Publication
    hidden_whole: frozenset[Codes]
    limited: frozenset[Codes]
    printed_share: float


def release(
    draft: Draft, rules: Rules | None = None, *, earlier: Sequence[Publication] = (), note: str = "", progress: Progress | None = None
) -> Outcome:
    """Protect one table, jointly with every earlier release of the same cells.

    Raises:
        CouldNot: no safe pattern was found, or the audit found something.
    """
    rules = rules or Rules()
    builder = SystemBuilder(threshold=rules.threshold, zeros_open=rules.zeros == "oppna")
    cells = add_all(builder, earlier, draft.dimensions, draft.inner, draft.title)
    for codes, weight in draft.weights.items():
        builder.weigh(cells[codes], weight)
    for codes in draft.must_publish:
        builder.decide(cells[codes], Kind.MUST_PUBLISH)
    unprinted = rows_not_printed(draft, {codes: builder.value(cell) for codes, cell in cells.items()}, rules.threshold)
    for codes in unprinted:
        builder.decide(cells[codes], Kind.UNPRINTED)
    system = builder.build()
    found = protect(system, rules.attacker, seconds=rules.seconds, progress=progress)
    dots = frozenset(codes for codes, cell in cells.items() if cell in found.pattern.hidden)
    shown = {codes: None if codes in dots else system.values[cell] for codes, cell in cells.items()}
    nonzero = [codes for codes, cell in cells.items() if system.values[cell]]
    table = ProtectedTable(_KEY, draft.title, draft.dimensions, shown, note, _public(found, rules, len(cells), dots))
    return Outcome(
        table,
        Publication(draft.title, draft.dimensions, dict(draft.inner), dots),
        draft.whole & dots,
        frozenset(codes for codes, cell in cells.items() if cell in found.pattern.limited),
        sum(codes not in dots for codes in nonzero) / len(nonzero) if nonzero else 1.0,
    )


def rows_not_printed(draft: Draft, values: Mapping[Codes, int], threshold: int) -> frozenset[Codes]:
    """The cells of distributions of which only the base is printed: a base below 2T, or one under 10 that lies wholly in one category.

    Their zeros go too: a row of one dot among printed zeros says where everybody is. A margin above such a row goes as its own base says.
    """
    if draft.distribution is None:
        return frozenset()
    axis = draft.distribution
    leaves = set(draft.dimensions[axis].leaves)
    total = list(draft.dimensions[axis].nodes())[-1]
    gone: set[Codes] = set()
    for codes in values:
        base = values[(*codes[:axis], total, *codes[axis + 1 :])]
        row = [values[(*codes[:axis], leaf, *codes[axis + 1 :])] for leaf in sorted(leaves)]
        single = base < 10 and max(row) == base
        if base and codes[axis] != total and (base < 2 * threshold or single) and codes not in draft.must_publish:
            gone.add(codes)
    return frozenset(gone)


def _public(found: Protected, rules: Rules, cells: int, dots: frozenset[Codes]) -> dict[str, Any]:
    return {
        "celler": cells,
        "prickar": len(dots),
        "troskel": rules.threshold,
        "nollor": rules.zeros,
        "angripare": [str(one.attacker) for one in found.verdicts],
        "omdome": "haller" if all(one.holds for one in found.verdicts) else "haller-inte",
        "monster": hashlib.sha256(canonical.dump(sorted(map(list, dots)))).hexdigest(),
    }


@dataclass(frozen=True)
class Rung:
    """One rung that was tried: its name, how many cells of base and headline were dots there, or why it could not be protected."""

    name: str
    dots_in_whole: int
    refused: str = ""


@dataclass(frozen=True)
class Choice:
    """The finest layout on which base and headline stand whole, and the finer ones that did not do."""

    outcome: Outcome
    name: str
    tried: tuple[Rung, ...]


def choose(ladder: Sequence[tuple[str, Draft]], rules: Rules | None = None, *, earlier: Mapping[str, Sequence[Publication]] | None = None) -> Choice:
    """Go down a ladder of layouts, finest first, to the first one on which everything that has to stand does.

    Args:
        ladder: each layout's name in Swedish with its table.
        rules: how to protect; the same on every rung.
        earlier: what was published before on each rung, by its name. A rung that was not printed is unprinted, never zero.

    Raises:
        CouldNot: not even the coarsest layout does; what remains is the volumes alone.
    """
    tried: list[Rung] = []
    for name, draft in ladder:
        reason = "" if not tried else f"Tabellen visas som {name}: finare indelning ({tried[-1].name}) hade gett prickar i det som måste stå helt."
        try:
            outcome = release(draft, rules, earlier=(earlier or {}).get(name, ()), note=reason or f"Tabellen visas som {name}.")
        except CouldNot as error:
            tried.append(Rung(name, 0, error.what))
            continue
        if not outcome.hidden_whole:
            return Choice(outcome, name, tuple(tried))
        tried.append(Rung(name, len(outcome.hidden_whole)))
    raise CouldNot(
        "Inget sätt att visa tabellen håller.",
        f"Även {ladder[-1][0]} hade gett prickar i bas eller rubrik." if ladder else "Det finns inga indelningar.",
        "Visa bara volymerna, eller vänta till en längre period.",
    )
