"""What Rapporter does outside the screen: preparing, trying other layouts, what it costs later, publishing and writing.

What is heavy is loaded in the thread that needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from register.periods import Period

if TYPE_CHECKING:
    from exports.publishing import Ready
    from register.disclosure.ladder import Choice
    from register.disclosure.protected import Outcome, Rules
    from register.kansli.reporting import Material
    from register.kansli.session import Kansli
    from register.reporting import Prepared
    from register.reports.document import Report
    from register.tables.reports import ReportKind
    from tui.screens.progress_dialog import Tell

TRY_SECONDS: Final = 10.0
"""So long another layout is tried."""


@dataclass(frozen=True)
class Request:
    """Which report: its kind, its period, and for an insatsrapport the insats."""

    kind: ReportKind
    span: Period
    insats: str | None = None


@dataclass(frozen=True)
class Preview:
    """A report that is prepared and looked at. ``cost`` is what publishing it would cost the year's report, where that has been asked."""

    request: Request
    material: Material
    prepared: Prepared
    report: Report
    cost: str = ""

    @property
    def may_shrink(self) -> bool:
        """Whether the same report of volumes alone would give something up."""
        short = len(self.request.span.months) < len(Period.parse(str(self.request.span.first.year)).months)
        return bool(self.prepared.made.choices) and (short or self.prepared.base_only)

    def costing(self, cost: str) -> Preview:
        """The same, with what it would cost."""
        return replace(self, cost=cost)

    def holding(self, material: Material) -> Preview | None:
        """The same where nothing but what stands beside has changed since, with that of now; None where it has to be protected anew."""
        if replace(self.material, judged=material.judged, society=material.society) != material:
            return None
        if self.material == material:
            return self
        from register.kansli.reporting import beside

        prepared = beside(self.prepared, material)
        return replace(self, material=material, prepared=prepared, report=prepared.report())

    def volumes_only(self) -> Preview:
        """The same report of volumes alone."""
        prepared = self.prepared.volumes_only()
        return replace(self, prepared=prepared, report=prepared.report(), cost="")


def read(kansli: Kansli) -> Material:
    """All that reports are made of (in the store's thread)."""
    from register.kansli.reporting import material

    return material(kansli)


def preview(material: Material, request: Request, today: date, rules: Rules | None, tell: Tell) -> Preview:
    """Take a report through the gate. Raises NyckeltalError."""
    from register.kansli.reporting import beside
    from register.reporting import prepare

    prepared = prepare(
        material.source,
        material.history,
        material.goals,
        request.kind,
        request.span,
        insats=request.insats,
        today=today,
        rules=rules,
        progress=tell,
    )
    prepared = beside(prepared, material)
    return Preview(request, material, prepared, prepared.report())


def try_rung(shown: Preview, choice: Choice, rung: int, tell: Tell) -> Outcome:
    """How a table would look in another layout, the others of the same universe as they are. Raises CouldNot where it can't be found in time."""
    from register.disclosure.ladder import what_if

    universe = choice.ladder.universe.id
    beside = [one for one in shown.prepared.made.choices if one.ladder.universe.id == universe]
    rungs = {one.ladder.rungs[0].draft.id: rung if one is choice else one.rung for one in beside}
    tell(0, 1, choice.ladder.rungs[rung].name)
    rules = replace(choice.rules, seconds=min(TRY_SECONDS, choice.rules.seconds))
    outcomes = what_if([one.ladder for one in beside], rungs, rules, earlier=shown.prepared.history.known(universe))
    return outcomes[beside.index(choice)]


def later_cost(shown: Preview, tell: Tell) -> str:
    """What publishing now would cost the year's report, in a sentence or two."""
    from register.tables.later import cost_of, said, whole_year

    one = shown.request
    year = f"Årets rapport {one.span.first.year}"
    tell(0, 1, year)
    read_, publication = shown.material, shown.prepared.made.publication
    found = cost_of(
        read_.source, read_.history, publication, one.kind, one.span, read_.goals, insats=one.insats, progress=lambda *_: tell(0, 1, year)
    )
    return said(found, one.span, whole=whole_year(read_.source, one.span))


def files(report: Report, formats: Sequence[str], folder: Path, tell: Tell) -> Ready:
    """The files, once it is known that the folder takes them. Raises CouldNot."""
    from exports.publishing import check_target
    from exports.report import ready_report

    check_target(folder)
    return ready_report(report, formats, progress=tell)


def publish(kansli: Kansli, shown: Preview, ready: Ready, folder: Path, today: date) -> list[Path]:
    """Keep the publication, and then write the files (in the store's thread). Raises NyckeltalError; files are written only of what is kept."""
    from register.kansli.reporting import publish_report

    return ready.write(folder, lambda: publish_report(kansli, shown.prepared, today))


def withdraw(kansli: Kansli, publication: str, reason: str, today: date) -> None:
    """Withdraw a publication and tell the insatser (in the store's thread)."""
    from register.kansli import publications

    publications.dra_tillbaka(kansli, publication, reason, today)
    publications.write_lists(kansli, today)
