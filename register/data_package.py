"""The data package: every report of a period, prepared one after the other and published all at once.

Each report is protected jointly with those before it in the package, as if they had been published already. What is kept is one publication with the
cells of them all, so that a package is published whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from register.disclosure.boxes import Known
from register.disclosure.protected import Rules
from register.disclosure.publication import History, Publication, Zeros
from register.errors import CouldNot
from register.goals.model import Goals
from register.periods import Period
from register.reporting import Prepared, prepare
from register.tables.making import Progress, summed
from register.tables.reports import ReportKind
from register.tables.source import Source

KIND = "datapaket"
"""What a package is called among the publications."""

_STEPS = 100


@dataclass(frozen=True)
class Package:
    """The reports of a package, protected and not yet published.

    Args:
        parts: in the order they were prepared.
        publication: all of them as one.
        history: what was published before the first.
    """

    parts: tuple[Prepared, ...]
    publication: Publication
    history: History


def prepare_package(
    source: Source,
    history: History,
    goals: Goals,
    span: Period,
    *,
    today: date,
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> Package:
    """Protect every report of a period; see :func:`register.reporting.prepare`.

    An insatsrapport for each individinriktad insats that has delivered of the period, the overview, the årsredovisning where the period is a
    year, and the progression where anything has been measured.

    Raises:
        CouldNot: nothing has been delivered of the period, or some tables could not be protected.
    """
    wanted = list(_reports(source, span))
    seen, parts = history, []
    for number, (kind, insats) in enumerate(wanted):
        told = _within(progress, number, len(wanted), kind)
        one = prepare(source, seen, goals, kind, span, insats=insats, today=today, rules=rules, progress=told)
        if kind == "progression" and not one.made.choices:
            continue  # nobody has been measured
        parts.append(one)
        seen = History.of([*seen.publications, one.made.publication])
    publication = replace(_joined([one.made.publication for one in parts], rules or Rules()), span=span.code, made=today, by=source.id)
    return Package(tuple(parts), publication, history)


def _reports(source: Source, span: Period) -> Iterator[tuple[ReportKind, str | None]]:
    if not source.atoms(span):
        why = "Ingen leverans med den perioden har kommit."
        raise CouldNot(f"Det finns inget att redovisa för {span.label}.", why, "Välj en annan period, eller ta emot leveranser först.")
    # What is told of all together first: it weighs most, and what single insatser may tell beside it follows.
    yield "oversikt", None
    if span.code == str(span.first.year):
        yield "arsredovisning", None
    yield "progression", None
    for insats in source.insatser:
        if insats.typ == "individ" and source.atoms(span, insats.id):
            yield "insatsrapport", insats.id


def _joined(publications: Sequence[Publication], rules: Rules) -> Publication:
    """Publications as one: every cell once, and the audits together."""
    cells: dict[str, dict[Known, None]] = {}
    zeros: dict[str, Zeros] = {}
    for one in publications:
        zeros |= one.zeros
        for universe, mine in one.cells.items():
            cells.setdefault(universe, {}).update(dict.fromkeys(mine))
    audit = summed([one.audit for one in publications], rules.threshold)
    return replace(publications[0], report=KIND, subject="", cells={u: tuple(mine) for u, mine in cells.items()}, zeros=zeros, audit=audit)


def _within(progress: Progress | None, number: int, reports: int, kind: str) -> Progress | None:
    """The progress of one report as a part of the whole."""
    if progress is None:
        return None
    return lambda done, of, what: progress(number * _STEPS + done * _STEPS // max(of, 1), reports * _STEPS, f"{kind}: {what}")
