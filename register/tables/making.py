"""A report's tables taken through the gate together, jointly with all that was published before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from register import canonical
from register.disclosure.boxes import Universe
from register.disclosure.drafts import Followed, Knowledge, Ladder
from register.disclosure.ladder import Choice, choose
from register.disclosure.protected import Progress as SearchProgress
from register.disclosure.protected import ProtectedTable, Rules
from register.disclosure.publication import History, Publication

Progress = Callable[[int, int, str], None]
"""Called with how many universes are done, how many there are, and what is being protected; now and then again while it is.

What it raises ends the making: nothing is published.
"""


@dataclass(frozen=True)
class Made:
    """The tables of a report with what only the maker may see: the layouts chosen and why, and the publication to keep.

    ``tables`` may leave; ``choices`` may not.
    """

    tables: Mapping[str, ProtectedTable]
    choices: tuple[Choice, ...]
    publication: Publication

    @property
    def audit(self) -> Mapping[str, Any]:
        """The public part of the audit: what ``granskning.json`` says."""
        return self.publication.audit


def make(
    ladders: Sequence[Ladder],
    history: History,
    *,
    report: str,
    subject: str,
    span: str,
    by: str,
    today: date,
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> Made:
    """Protect every table of a report, universe by universe.

    Args:
        ladders: the report's tables.
        history: all that was published of the same counts before.
        report: the report's kind.
        subject: the insats that it is about, or nothing.
        span: the period's code.
        by: who publishes.
        today: the day of publication.
        rules: threshold, attackers and time.
        progress: told what is being protected.

    Raises:
        CouldNot: some tables could not be protected in time; nothing is published.
    """
    rules = rules or Rules()
    before = [one for one in history.publications if (one.report, one.subject, one.span, one.by) == (report, subject, span, by)]
    choices = lay_out([_as_published(one, before) for one in ladders], history, rules, progress=progress)
    universes = dict.fromkeys(choice.ladder.universe.id for choice in choices)
    publication = Publication(
        report=report,
        subject=subject,
        span=span,
        made=today,
        by=by,
        cells={universe: tuple(k for c in choices if c.ladder.universe.id == universe for k in c.outcome.known) for universe in universes},
        zeros={c.ladder.universe.id: c.rules.zeros for c in choices},
        audit=_audit(choices, rules),
    )
    return Made({c.outcome.table.id: c.outcome.table for c in choices}, tuple(choices), publication)


def _as_published(ladder: Ladder, before: Sequence[Publication]) -> Ladder:
    """The ladder from the rung on in which the same report has been published; as it is where it has not, or of other counts."""
    for one in reversed(before):
        told = {known.cell for known in one.cells.get(ladder.universe.id, ())}
        for number, rung in enumerate(ladder.rungs[:-1]):
            if told.issuperset(rung.draft.cells().values()):
                return replace(ladder, published=number, follows=None)
    return ladder


def lay_out(ladders: Sequence[Ladder], history: History, rules: Rules, *, progress: Progress | None = None) -> list[Choice]:
    """The layout of every table, universe by universe, in the order of the ladders; those that follow others come when these are chosen.

    Raises:
        CouldNot: some tables could not be protected in time.
    """
    by_universe: dict[str, list[Ladder]] = {}
    for whole in sorted(ladders, key=lambda one: one.follows is not None):
        ladder = _base_alone(whole) if _beyond(history, whole.universe) else whole
        by_universe.setdefault(ladder.universe.id, []).append(ladder)
    choices: list[Choice] = []
    for number, (universe, mine) in enumerate(by_universe.items()):
        told = _told(progress, number, len(by_universe), mine[0].rungs[0].draft.title)
        found = [one.follows(_knowledge(history, choices)) if one.follows else Followed(one) for one in mine]
        allowed = [one for one in found if one is not None]
        if allowed:
            earlier = (*history.known(universe), *(known for one in allowed for known in one.known))
            zeros = history.zeros(universe) or rules.zeros
            choices += choose([one.ladder for one in allowed], replace(rules, zeros=zeros), earlier=earlier, progress=told)
    order = {ladder.rungs[-1].draft.id: number for number, ladder in enumerate(ladders)}
    return sorted(choices, key=lambda one: order[one.ladder.rungs[-1].draft.id])


def _beyond(history: History, universe: Universe) -> bool:
    """Whether something of the universe was published together with insatser that these counts lack, as an insats's own vault does.

    Nobody here can then say what the rest of those cells was, and so what dividing these counts would give away.
    """
    return any(not known.cell.omgang <= universe.owner.keys() for known in history.known(universe.id))


def _base_alone(ladder: Ladder) -> Ladder:
    return replace(ladder, rungs=ladder.rungs[-1:], follows=None)


def _knowledge(history: History, choices: Sequence[Choice]) -> Knowledge:
    """All that readers know of a universe, this release with it as far as it is chosen."""
    now = tuple(choices)
    return lambda universe: (*history.known(universe), *(k for c in now if c.ladder.universe.id == universe for k in c.outcome.known))


def _told(progress: Progress | None, number: int, universes: int, title: str) -> SearchProgress | None:
    """Tell that a universe is begun; the search's own progress tells it again."""
    if progress is None:
        return None
    progress(number, universes, title)
    return lambda *_: progress(number, universes, title)


def _audit(choices: Sequence[Choice], rules: Rules) -> dict[str, Any]:
    """What is public of the audits of tables together."""
    return summed([{**choice.outcome.table.audit, "tabeller": 1} for choice in choices], rules.threshold)


def summed(audits: Sequence[Mapping[str, Any]], threshold: int) -> dict[str, Any]:
    """What is public of audits together: counts of cells, attackers, verdict and pattern; never which cells are small."""
    attackers = sorted({name for one in audits for name in one["angripare"]})
    holds = all(one["omdome"] == "haller" for one in audits)
    pattern = hashlib.sha256(canonical.dump([one["monster"] for one in audits])).hexdigest()
    tables, cells, dots = (sum(one[what] for one in audits) for what in ("tabeller", "celler", "prickar"))
    return {
        "tabeller": tables,
        "celler": cells,
        "prickar": dots,
        "troskel": threshold,
        "angripare": attackers,
        "omdome": "haller" if holds else "haller-inte",
        "monster": pattern,
        "mening": _sentence(tables, dots, threshold, holds=holds),
    }


def _sentence(tables: int, dots: int, threshold: int, *, holds: bool) -> str:
    if not holds:
        return "Granskningen underkände tabellerna. De får inte lämnas ut."
    if not tables:
        return "Bara volymer visas. De lämnas som de är, så inget har behövt skyddas."
    hidden = "Inget tal behövde döljas" if not dots else f"{dots} tal är dolda"
    return (
        f"{hidden} i {tables} tabeller, som är skyddade tillsammans med allt som har publicerats tidigare. En oberoende granskning har prövat "
        f"om någon, med allt som står här, kan räkna ut ett dolt antal från 1 till {threshold - 1}, och det går inte."
    )
