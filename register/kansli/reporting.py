"""The kansli's reports: prepared from what it has received, kept among its publications before any file is written."""

from __future__ import annotations

from datetime import date

from register.disclosure.protected import Rules
from register.goals import loader
from register.kansli import publications
from register.kansli.session import Kansli
from register.periods import Period
from register.reporting import Prepared, prepare
from register.tables.making import Progress
from register.tables.reports import ReportKind


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
    goals = loader.load(kansli.catalogue.root, kansli.vocabulary)
    history = publications.history(kansli)
    source = publications.source(kansli)
    return prepare(source, history, goals, kind, span, insats=insats, today=today, rules=rules, progress=progress)


def publish_report(kansli: Kansli, prepared: Prepared, today: date) -> None:
    """Keep the report among the publications, durably; only then may its files be written. The insatser's lists are written too.

    Raises:
        Conflict: something else has been published since it was prepared.
    """
    publications.publish(kansli, prepared.made.publication, today, seen=prepared.history)
    publications.write_lists(kansli, today)
