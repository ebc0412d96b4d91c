"""From counts to a report: tables through the gate, then words and charts. Knows neither the kansli's store nor an insats's vault.

A report is prepared (protected, and looked at by its maker), then published (kept in the history by whoever holds it), then written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from register.counters.told import CounterTold
from register.counters.told import told as counters_told
from register.disclosure.boxes import Box, Known
from register.disclosure.protected import Rules
from register.disclosure.publication import History
from register.errors import BadInput, CouldNot
from register.goals.model import Goals
from register.goals.unknown import unknown_insatser
from register.periods import Period
from register.presence import Presence
from register.reports import arsredovisning, insatsrapport, oversikt, progression
from register.reports.context import Context
from register.reports.document import Report
from register.tables import reports
from register.tables.making import Made, Progress, make
from register.tables.presence import presence, standings
from register.tables.reports import REPORT_KINDS, ReportKind
from register.tables.source import Source

BUILDERS: Final = {
    "arsredovisning": arsredovisning.build,
    "insatsrapport": insatsrapport.build,
    "oversikt": oversikt.build,
    "progression": progression.build,
}
COMPARED: Final[Mapping[str, int]] = {"arsredovisning": 2, "insatsrapport": 1, "oversikt": 1, "progression": 0}
"""How many periods before its own a report compares with."""


VOLUMES: Final = "volymer"
"""Names what a report of volumes alone has published."""


@dataclass(frozen=True)
class Prepared:
    """A report that is protected and not yet published.

    ``made`` has what only its maker may see: the layouts chosen and why. ``report`` may leave once it is published. ``omgangar`` are those that its
    volumes are of; ``warnings`` is what its maker should know before it leaves.
    """

    kind: ReportKind
    context: Context
    made: Made
    history: History
    omgangar: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()

    def report(self) -> Report:
        """The report as every format shows it."""
        return BUILDERS[self.kind](self.context)

    @property
    def base_only(self) -> bool:
        """Whether no table of answers could be divided: each prints its base and nothing else. Volumes by month are no answers."""
        choices = [one for one in self.made.choices if not one.ladder.universe.id.startswith("volym:")]
        return bool(choices) and all(choice.rung + 1 == len(choice.ladder.rungs) for choice in choices)

    def volumes_only(self) -> Prepared:
        """The same report of volumes alone, which need no protection: nothing that a later report has to be protected with."""
        publication, context = self.made.publication, self.context
        made = make([], self.history, report=self.kind, subject=publication.subject, span=publication.span, by=publication.by, today=context.made)
        known = self._volumes_known()
        made = replace(made, publication=replace(made.publication, cells=known, zeros=dict.fromkeys(known, "oppna")))
        tables = {id_: table for id_, table in context.tables.items() if id_ not in self.made.tables}
        counters = tuple(one for one in context.counters if one.plain)
        return replace(self, context=replace(context, tables=tables, audit=made.audit, counters=counters), made=made)

    def _volumes_known(self) -> Mapping[str, tuple[Known, ...]]:
        """Which omgångar the volumes are of, as one cell of a universe that no table of answers has: by it two publications are told apart."""
        if not self.omgangar:
            return {}
        kon = frozenset(self.context.vocabulary.lists["kon"].by_id)
        return {VOLUMES: (Known(Box(self.omgangar, kon, frozenset({VOLUMES})), dot=False),)}


def check_kind(kind: str) -> ReportKind:
    """The kind of report; BadInput for any other."""
    found = next((one for one in REPORT_KINDS if one == kind), None)
    if found is None:
        raise BadInput("Rapporten finns inte.", f"De som finns är: {', '.join(REPORT_KINDS)}.", "Välj en av dem.", field="rapport")
    return found


def prepare(
    source: Source,
    history: History,
    goals: Goals,
    kind: ReportKind,
    span: Period,
    *,
    insats: str | None = None,
    today: date,
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """Protect a report's tables, jointly with all that was published before.

    Args:
        source: the counts; its id is who publishes.
        history: what was published of them before.
        goals: the förbund's goals, indicators and references.
        kind: which report.
        span: its period.
        insats: whose, for an insatsrapport.
        today: the day it is made.
        rules: threshold, attackers and time.
        progress: told what is being protected.

    Raises:
        BadInput: an insatsrapport without insats, or of one that is not known.
        CouldNot: nothing has been delivered of the period, or the tables could not be protected.
    """
    chosen = _insats(source, kind, insats)
    spans = _spans(span, COMPARED[kind])
    _check_taking_part(source, span, chosen)
    wanted = reports.ladders(source, kind, spans, goals, chosen)
    volumes = reports.volume_tables(source, kind, spans, today, chosen)
    if not wanted and not volumes:
        raise _nothing_delivered(span)
    made = make(wanted, history, report=kind, subject=chosen or "", span=span.code, by=source.id, today=today, rules=rules, progress=progress)
    tables = {table.id: table for table in (*volumes, *made.tables.values()) if table.cells}
    told = standings(source, spans)
    context = Context(
        forbund=source.namn,
        insats=next(((one.id, one.name) for one in told if one.id == chosen), None),
        insatser=tuple((one.id, one.name) for one in told if one.at(span).active),
        spans=tuple(spans),
        made=today,
        vocabulary=source.vocabulary,
        goals=goals,
        tables=tables,
        audit=made.audit,
        standings=told,
        counters=_counters(source, kind, spans, chosen),
    )
    return Prepared(
        kind,
        context,
        made,
        history,
        frozenset(one.atom for one in source.omgangar if one.counts and chosen in (None, one.insats) and _begun(one.batch.period, span)),
        _unknown(source, goals),
    )


def _nothing_delivered(span: Period) -> CouldNot:
    what, why = f"Det finns inget att redovisa för {span.label}.", "Ingen leverans med den perioden har kommit."
    return CouldNot(what, why, "Välj en annan period, eller ta emot leveranser först.")


def _unknown(source: Source, goals: Goals) -> tuple[str, ...]:
    """Insatser that the goals name and nobody here knows; an insats's own vault knows of no other."""
    ids = [one.id for one in source.insatser]
    return () if source.id in ids else unknown_insatser(goals, ids)


def _begun(period: str, span: Period) -> bool:
    return Period.parse(period).first <= span.last


def _counters(source: Source, kind: ReportKind, spans: Sequence[Period], insats: str | None) -> tuple[CounterTold, ...]:
    """The counters that a report shows, those of people without their values."""
    if kind not in ("arsredovisning", "insatsrapport"):
        return ()
    return counters_told(source.counted, spans, insats, {one.id: one.namn for one in source.insatser})


def _check_taking_part(source: Source, span: Period, insats: str | None) -> None:
    """An insats that had ended, or had not begun, has nothing to tell; CouldNot says which."""
    one = next((one for one in source.insatser if one.id == insats), None)
    standing = presence(source, one, span) if one is not None else Presence.WHOLE
    if one is None or standing.active:
        return
    ended = standing is Presence.ENDED
    at = Period.parse(one.batches[-1 if ended else 0].period).label
    raise CouldNot(
        f"Det finns inget att redovisa för {span.label}.",
        f"{one.namn} hade {'upphört' if ended else 'inte börjat'}: den {'sista' if ended else 'första'} perioden som den har lämnat är {at}.",
        "Välj en period då den pågick.",
    )


def _insats(source: Source, kind: ReportKind, insats: str | None) -> str | None:
    if kind != "insatsrapport":
        return None
    known = [one.id for one in source.insatser if one.typ == "individ"]
    if insats is None:
        raise BadInput("Vilken insats gäller rapporten?", f"De som finns är: {', '.join(known)}.", "Ange en av dem.", field="insats")
    if insats not in known:
        raise BadInput(
            f"Insatsen {insats} går inte att göra en rapport om.",
            "Den är inte känd som individinriktad insats här.",
            f"Välj en av: {', '.join(known)}.",
            field="insats",
        )
    return insats


def _spans(span: Period, earlier: int) -> Sequence[Period]:
    """The period and those before it, of the same length."""
    found = [span]
    for _ in range(earlier):
        found.append(found[-1].previous())
    return found
