"""The only thing that may leave: a table whose hidden cells hold nothing, made here by the gate and nowhere else.

:class:`ProtectedTable` has no constructor for others, and can't be copied, pickled, replaced, subclassed or changed; writers ask
:func:`genuine` before they write. A hidden cell is a dot whatever the reason.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final, Literal, NoReturn, final

from register import canonical
from register.disclosure.attackers import Attacker
from register.disclosure.boxes import Box, CellId, Known, Linked
from register.disclosure.drafts import Category, Codes, Draft, Heading
from register.disclosure.gate import Protected, Suppressed, confirm, suppress
from register.disclosure.tables import DEFAULT_THRESHOLD, TOTAL
from register.statutory import KON_LABELS, MEASURE_LABELS, SHEET_KON, SheetRow

Progress = Callable[[str, float, float | None, float], None]

_KEY: Final = object()
_issued: weakref.WeakSet[ProtectedTable] = weakref.WeakSet()


@final
class ProtectedTable:
    """A table that may be written to a file. ``cells`` has a count or None, a dot, for every published cell, by its codes."""

    __slots__ = ("__weakref__", "_audit", "_cells", "_headings", "_id", "_note", "_title")

    _id: str
    _title: str
    _headings: tuple[Heading, ...]
    _cells: dict[Codes, int | None]
    _note: str
    _audit: dict[str, Any]

    def __init__(
        self,
        key: object,
        id: str,  # noqa: A002
        title: str,
        headings: tuple[Heading, ...],
        cells: Mapping[Codes, int | None],
        note: str,
        audit: Mapping[str, Any],
    ) -> None:
        if key is not _KEY:
            raise TypeError("only the gate makes a ProtectedTable")
        values = {"_id": id, "_title": title, "_headings": headings, "_cells": dict(cells), "_note": note, "_audit": dict(audit)}
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
    def id(self) -> str:
        """Names the table in its release."""
        return self._id

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The dimensions, in the order of the codes."""
        return self._headings

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

    def at(self, *codes: str) -> int | None:
        """The count of a cell, None where it is a dot.

        Raises:
            KeyError: the table has no such cell.
        """
        return self._cells[codes]


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
    """How tables are protected; see :func:`register.disclosure.gate.protect`."""

    threshold: int = DEFAULT_THRESHOLD
    attacker: Attacker = Attacker.K4
    zeros: Literal["oppna", "dolda"] = "oppna"
    seconds: float = 20.0


@dataclass(frozen=True)
class Outcome:
    """A protected table with what only the kansli may see.

    Args:
        known: every printed cell and whether it is a dot, for the history.
        hidden_whole: the cells of base and headline that are dots.
        printed_share: of the cells that are not zero, how many are printed.
        limited: cells that no pattern gives their whole range.
    """

    table: ProtectedTable
    known: tuple[Known, ...]
    hidden_whole: frozenset[Codes]
    printed_share: float
    limited: frozenset[Codes]


@final
@dataclass(frozen=True, eq=False)
class Sketch:
    """Tables as a search would have them printed. Nothing of it leaves: only :func:`finish`, which has it audited, makes tables.

    ``dots`` are the codes of the hidden cells of each draft. What was not drawn by :func:`sketch`, a copy too, is not finished.
    """

    drafts: tuple[Draft, ...] = field(repr=False)
    rules: Rules
    dots: tuple[frozenset[Codes], ...] = field(repr=False)
    _linked: Linked = field(repr=False)
    _left_out: frozenset[CellId] = field(repr=False)
    _found: Suppressed = field(repr=False)


_drawn: weakref.WeakSet[Sketch] = weakref.WeakSet()


def release(
    drafts: Sequence[tuple[Draft, str]], rules: Rules | None = None, *, earlier: Iterable[Known] = (), progress: Progress | None = None
) -> list[Outcome]:
    """Protect tables of one universe together, and with every earlier release of it: :func:`sketch` and :func:`finish`.

    Args:
        drafts: each with the note of its legend.
        rules: threshold, attackers, zeros and time.
        earlier: every cell of the universe that has been published.
        progress: told how far the search is.

    Raises:
        CouldNot: no safe pattern was found in time.
    """
    return finish(sketch([draft for draft, _ in drafts], rules, earlier=earlier, progress=progress), [note for _, note in drafts], progress)


def sketch(drafts: Sequence[Draft], rules: Rules | None = None, *, earlier: Iterable[Known] = (), progress: Progress | None = None) -> Sketch:
    """Search for a pattern for tables of one universe; see :func:`release`."""
    rules = rules or Rules()
    universe, earlier = drafts[0].universe, tuple(earlier)
    linked = Linked(universe, rules.threshold, rules.zeros == "oppna")
    cells = [draft.cells() for draft in drafts]
    left_out: set[CellId] = set()
    beside = tuple(Known(cell, dot=False) for mine in cells for cell in mine.values() if universe.is_plain_sum(cell))
    for draft, mine in zip(drafts, cells, strict=True):
        never = draft.never_printed(rules.threshold, (*earlier, *beside))
        for codes, cell in mine.items():
            if universe.is_plain_sum(cell):
                left_out |= {cell} if codes in never else set()
                continue
            linked.printed[cell] = max(linked.printed.get(cell, 0), draft.weights.get(codes, 1))
            if codes in never:
                linked.never.add(cell)
    if not all(isinstance(cell, Box) and universe.is_base(cell) for cell in linked.printed.keys() - linked.never):
        linked.know(earlier)  # bases alone are known anyhow and tell nothing: what was printed before stands as it was audited then
    system = linked.build()
    found = suppress(system, rules.attacker, seconds=rules.seconds, auditing=rules.seconds, progress=progress)
    hidden = left_out | _cells(linked, found.pattern.hidden)
    dots = tuple(frozenset(codes for codes, cell in mine.items() if cell in hidden) for mine in cells)
    drawn = Sketch(tuple(drafts), rules, dots, linked, frozenset(left_out), found)
    _drawn.add(drawn)
    return drawn


def finish(drawn: Sketch, notes: Sequence[str], progress: Progress | None = None) -> list[Outcome]:
    """The tables of a sketch, audited, with the notes of their legends. The audit may ask for other dots than the sketch had.

    Raises:
        CouldNot: no pattern passed the audit in time.
        TypeError: it is no sketch of :func:`sketch`, and nobody knows what was searched for.
    """
    if drawn not in _drawn:
        raise TypeError("only a sketch as it was drawn is finished")
    found = confirm(drawn._found, progress)
    hidden = drawn._left_out | _cells(drawn._linked, found.pattern.hidden)
    limited = _cells(drawn._linked, found.pattern.limited)
    public = _public(found, drawn.rules)
    return [_outcome(draft, note, hidden, limited, public) for draft, note in zip(drawn.drafts, notes, strict=True)]


def _cells(linked: Linked, numbers: frozenset[int]) -> frozenset[CellId]:
    return frozenset(cell for cell, number in linked.numbers.items() if number in numbers)


def volumes(
    id: str,  # noqa: A002
    title: str,
    rows: Sequence[tuple[Category, Sequence[SheetRow]]],
    *,
    head: tuple[str, str],
    note: str = "",
) -> ProtectedTable:
    """Antal by kön, which are sent to Uppföljning Finsam as they are and so are known: the one table that needs no protection.

    Args:
        id: names the table in its release.
        title: what it is called.
        rows: each category with the rows of the sheet that it sums; rows that were not delivered are left out.
        head: name and label of the first dimension.
        note: for the legend.
    """
    measures = [measure for measure in MEASURE_LABELS if any(f.measure == measure for _, group in rows for row in group for f in row.figures)]
    cells: dict[Codes, int | None] = {}
    for category, group in rows:
        for measure, kon in product(measures, (*SHEET_KON, "totalt")):
            figures = [figure for row in group for figure in row.figures if figure.measure == measure]
            given = [getattr(figure, kon) for figure in figures if figure.totalt is not None]
            cells[category.code, TOTAL if kon == "totalt" else kon, measure] = sum(given) if given and None not in given else None
    asked = {codes[1] for codes, value in cells.items() if value is not None}  # a strukturövergripande insats may count without kön
    kons = tuple(one for one in (Category(TOTAL, "Totalt"), *(Category(kon, KON_LABELS[kon]) for kon in SHEET_KON)) if one.code in asked)
    cells = {codes: value for codes, value in cells.items() if codes[1] in asked}
    headings = (
        Heading(*head, tuple(category for category, _ in rows)),
        Heading("kon", "Kön", kons),
        Heading("matt", "Mått", tuple(Category(measure, MEASURE_LABELS[measure]) for measure in measures)),
    )
    public = {"celler": len(cells), "prickar": 0, "troskel": 0, "nollor": "oppna", "angripare": [], "omdome": "haller", "monster": ""}
    return ProtectedTable(_KEY, id, title, headings, cells, note, public)


def _outcome(draft: Draft, note: str, hidden: frozenset[CellId], limited: frozenset[CellId], audit: dict[str, Any]) -> Outcome:
    cells = draft.cells()
    values = {codes: draft.universe.value(cell) for codes, cell in cells.items()}
    dots = frozenset(codes for codes, cell in cells.items() if cell in hidden)
    shown = {codes: None if codes in dots else value for codes, value in values.items()}
    nonzero = [codes for codes, value in values.items() if value]
    public = {**audit, "celler": len(cells), "prickar": len(dots), "monster": hashlib.sha256(canonical.dump(sorted(map(list, dots)))).hexdigest()}
    return Outcome(
        ProtectedTable(_KEY, draft.id, draft.title, draft.headings, shown, note, public),
        tuple(Known(cell, codes in dots) for codes, cell in cells.items()),
        draft.whole & dots,
        sum(codes not in dots for codes in nonzero) / len(nonzero) if nonzero else 1.0,
        frozenset(codes for codes, cell in cells.items() if cell in limited),
    )


def _public(found: Protected, rules: Rules) -> dict[str, Any]:
    """What is public of an audit: attackers and verdict; never which cells are small, unreachable or witnessed."""
    return {
        "troskel": rules.threshold,
        "nollor": rules.zeros,
        "angripare": [str(one.attacker) for one in found.verdicts],
        "omdome": "haller" if all(one.holds for one in found.verdicts) else "haller-inte",
    }
