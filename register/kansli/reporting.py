"""The kansli's reports: prepared from what it has received, kept among its publications before any file is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from register import data_package
from register.data_package import Package
from register.disclosure.protected import Rules
from register.disclosure.publication import History, Publication
from register.errors import CouldNot
from register.goals.model import Goals
from register.kansli import counters, judgements, publications, society
from register.kansli.session import Kansli
from register.niofalt.model import Judged
from register.periods import Period
from register.reporting import Prepared, prepare
from register.society.published import PublishedTable
from register.tables.making import Progress
from register.tables.reports import ReportKind
from register.tables.source import Source


@dataclass(frozen=True)
class Material:
    """All that a report is made of, read at one time: with it the store is needed no more until the report is published."""

    source: Source
    history: History
    goals: Goals
    judged: Judged = field(default_factory=Judged)
    society: tuple[PublishedTable, ...] = ()


def material(kansli: Kansli) -> Material:
    """Read all that was delivered and published, the förbund's goals and judgements, and society around. Raises BadInput where a file is broken."""
    goals = counters.goals(kansli)
    source = replace(publications.source(kansli), counted=counters.counted(kansli))
    return Material(source, publications.history(kansli), goals, judgements.judged(kansli), society.tables(kansli))


def beside(prepared: Prepared, read: Material) -> Prepared:
    """The same report with the förbund's judgements and others' figures: they are no counts of its own, so nothing is protected anew."""
    return replace(prepared, context=replace(prepared.context, judged=read.judged, society=read.society))


def prepare_report(
    kansli: Kansli,
    kind: ReportKind,
    span: Period,
    *,
    insats: str | None = None,
    today: date,
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """See :func:`register.reporting.prepare`; nothing is kept or written. Raises GoalsError too where ``mal.toml`` is broken."""
    read = material(kansli)
    prepared = prepare(read.source, read.history, read.goals, kind, span, insats=insats, today=today, rules=rules, progress=progress)
    return beside(prepared, read)


def prepare_package(kansli: Kansli, span: Period, *, today: date, rules: Rules | None = None, progress: Progress | None = None) -> Package:
    """See :func:`register.data_package.prepare_package`; nothing is kept or written. Raises GoalsError too where ``mal.toml`` is broken."""
    read = material(kansli)
    package = data_package.prepare_package(read.source, read.history, read.goals, span, today=today, rules=rules, progress=progress)
    return replace(package, parts=tuple(beside(one, read) for one in package.parts))


def publish_report(kansli: Kansli, prepared: Prepared, today: date) -> bool:
    """Keep the report among the publications, durably; only then may its files be written. The insatser's lists are written too.

    Returns whether it was new.

    Raises:
        Conflict: something else has been published since it was prepared.
        CouldNot: a list could not be written; the message says that the report is published all the same.
    """
    return _publish(kansli, prepared.made.publication, prepared.history, today)


def publish_package(kansli: Kansli, package: Package, today: date) -> bool:
    """As :func:`publish_report`, for all the reports of a package at once."""
    return _publish(kansli, package.publication, package.history, today)


def _publish(kansli: Kansli, publication: Publication, seen: History, today: date) -> bool:
    new = publications.publish(kansli, publication, today, seen=seen)
    try:
        publications.write_lists(kansli, today)
    except CouldNot as error:
        remedy = "Innehållet räknas som publicerat. Kontrollera mappen publikationer och gör samma export igen: den ger samma innehåll."
        raise CouldNot(error.what, error.why, remedy) from error
    return new
