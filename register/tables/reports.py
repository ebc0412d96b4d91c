"""Which tables each report consists of: its ladders, to be taken through the gate together.

Ids are what the reports know their tables by: ``utfall``, ``mal-0``, ``skapa-deltagare-halsa`` … and, where a table is an insats's row in a report of
the förbund, the insats after a slash: ``utfall/vagen-vidare``. What is compared with has its period after an at sign: ``utfall@2024``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Literal

from register.disclosure.drafts import Category, Ladder
from register.disclosure.protected import ProtectedTable, volumes
from register.disclosure.tables import DEFAULT_THRESHOLD, TOTAL
from register.goals.model import Answers, Goal, Goals
from register.periods import Period
from register.presence import Presence
from register.statutory import SheetRow
from register.tables import counters, for_whom, layouts, questions
from register.tables.layouts import Scope
from register.tables.presence import in_volumes, presence
from register.tables.questions import Progression, Question
from register.tables.source import Source

ReportKind = Literal["arsredovisning", "insatsrapport", "oversikt", "progression"]
REPORT_KINDS: Final[tuple[ReportKind, ...]] = ("arsredovisning", "insatsrapport", "oversikt", "progression")

_FORBUND_QUESTIONS: Final = ("aldersgrupp", "omrade", "ny_i_forbundet", "parallell_start", "forsorjning_efter", "tid_i_insats", "vald_fragad")


def ladders(source: Source, kind: ReportKind, spans: Sequence[Period], goals: Goals, insats: str | None = None) -> list[Ladder]:
    """The ladders of a report.

    Args:
        source: the counts.
        kind: which report.
        spans: the period, and after it those that it is compared with.
        goals: the förbund's goals and indicators.
        insats: of an insatsrapport.
    """
    if kind == "insatsrapport":
        return [*_insatsrapport(source, insats or "", spans, goals), *counters.ladders(source, spans, insats or "")]
    if kind == "progression":
        return _progression(source, spans)
    if kind == "oversikt":
        return _forbund(source, spans, goals, indicators=False)
    return [*_forbund(source, spans, goals, indicators=True), *counters.ladders(source, spans)]


def _present(found: Iterable[Ladder | None]) -> list[Ladder]:
    return [one for one in found if one is not None]


def _utfall(source: Source) -> Question | None:
    return questions.of_table(source, "avslut.avslutsanledning", "utfall", "Utfall")


def _insatsrapport(source: Source, insats: str, spans: Sequence[Period], goals: Goals) -> list[Ladder]:
    now = layouts.of_insats(source, insats, spans[0])
    if now is None:
        return []
    found: list[Ladder | None] = []
    utfall, year = _utfall(source), spans[0].first.year
    for span in spans:
        scope = layouts.of_insats(source, insats, span, suffix=_of_period(span, spans))
        if scope is not None:
            found.append(layouts.ladder(utfall, scope, by_kon=False) if utfall else None)
            found += _goals(source, goals.for_insats(insats, year), scope)
    open_are_many = _open_are_many(source, insats)
    for table_id, id_, title in (*questions.AT_START, *questions.AT_AVSLUT):
        question = questions.of_table(source, table_id, id_, title)
        found.append(_asked_of_insats(source, table_id, question, now) if question else None)
    found += _work(source, now)
    found = [one for one in found if one is None or open_are_many or one.rungs[0].draft.id not in _BEFORE]
    found += for_whom.ladders(source, now, open_are_many=open_are_many)
    for one in questions.progressions(source):
        if _has_pairs(one, now):
            found += [layouts.ladder(one.question, now), layouts.means(one, now)]
    found += _months(source, now, spans[0])
    return _present(found)


def _asked_of_insats(source: Source, table_id: str, question: Question, now: Scope) -> Ladder:
    """A question's layouts. What *for whom does it work* asks too stands without kön: beside both, the outcome by kön would close a ring."""
    mine = for_whom.SAME_AS_AVSLUT.get(table_id)
    return layouts.ladder(question, now) if mine is None else for_whom.keep_whole(layouts.ladder(question, now, by_kon=False), source, now, mine)


def _of_period(span: Period, spans: Sequence[Period]) -> str:
    return "" if span == spans[0] else f"@{span.code}"


def _has_pairs(one: Progression, scope: Scope) -> bool:
    universe = one.question.universe
    return bool(universe.base(scope.omgangar, universe.kon))


def _open_are_many(source: Source, insats: str) -> bool:
    """Whether those who have started and not ended are none, or too many to be told.

    All starts ever told of, less what those who ended had *before*, is what the others answered at their start.
    """
    remaining: Counter[str] = Counter()
    for one in source.omgangar:
        for released in one.batch.released if one.insats == insats and one.counts else ():
            if released.place.unit in _STARTED_AND_ENDED:
                remaining[released.place.kon] += _STARTED_AND_ENDED[released.place.unit] * released.people
    return all(not 0 < abs(n) < 2 * DEFAULT_THRESHOLD for n in (*remaining.values(), remaining.total()))


_BEFORE: Final = frozenset({"forsorjning_fore", "sysselsattning-fore"})
"""What those who ended answered at their start."""

_STARTED_AND_ENDED: Final = {"start": 1, "avslut": -1}


def _goals(source: Source, goals: Sequence[Goal], scope: Scope) -> list[Ladder]:
    """A goal each that is a set of answers; those that are an improvement stand in the tables of progression."""
    found = []
    for number, goal in enumerate(goals):
        if isinstance(goal.measure, Answers):
            asked = _asked(source, goal.measure)
            if asked is not None:
                question = layouts.goal_question(asked, goal.measure.codes, "Målet nått")
                found.append(layouts.ladder(replace(question, id=f"mal-{number}", title=goal.label), scope))
    return found


def _asked(source: Source, measure: Answers) -> Question | None:
    """The question whose answers a goal or an indicator counts."""
    table = "avslut.avslutsanledning" if measure.variable == "avslutsanledning" else "avslut.redo_for"
    return questions.of_table(source, table, "svar", "")


def _work(source: Source, scope: Scope) -> list[Ladder]:
    work = questions.work(source)
    if work is None:
        return []
    names = {"tre grupper före": "sysselsattning-fore", "tre grupper efter": "sysselsattning-efter"}
    names |= {"antalet som började eller ökade": "borjade-okade"}
    return [layouts.ladder(replace(work, id=id_), scope, [name]) for name, id_ in names.items()]


def _months(source: Source, scope: Scope, span: Period) -> list[Ladder | None]:
    return [
        layouts.months(source, "nya", "Nya per månad", scope, span),
        layouts.months(source, "avslutade", "Avslutade per månad", scope, span),
    ]


def _forbund(source: Source, spans: Sequence[Period], goals: Goals, *, indicators: bool) -> list[Ladder]:
    now = layouts.of_forbund(source, spans[0])
    if now is None:
        return []
    found: list[Ladder | None] = []
    year, utfall = spans[0].first.year, _utfall(source)
    for insats in source.insatser:
        own = layouts.of_insats(source, insats.id, spans[0], suffix=f"/{insats.id}")
        if own is not None and insats.typ == "individ":
            found.append(layouts.ladder(utfall, own, by_kon=False) if utfall else None)  # at an insats kön stands by its goal
            found += _goals(source, goals.for_insats(insats.id, year), own)
    for span in spans:
        scope = layouts.of_forbund(source, span, suffix=_of_period(span, spans))
        if utfall is not None and scope is not None:
            found.append(layouts.ladder(utfall, scope))
            found += _indicators(source, goals, scope) if indicators else []
            found += _goals(source, goals.for_forbund(year), scope)
    for table_id, id_, title in (*questions.AT_START, *questions.AT_AVSLUT):
        question = questions.of_table(source, table_id, id_, title) if id_ in _FORBUND_QUESTIONS else None
        scope = _in_areas(source, spans[0], goals) or now if id_ == "omrade" else now
        alone = table_id in for_whom.SAME_AS_AVSLUT and len({question.universe.owner[o] for o in scope.omgangar} if question else ()) < 2
        found.append(layouts.ladder(question, scope, by_kon=not alone) if question else None)
    found += [one for one in _work(source, now) if one.rungs[0].draft.id == "borjade-okade"]
    return _present([*found, *_months(source, now, spans[0])])


def _in_areas(source: Source, span: Period, goals: Goals) -> Scope | None:
    """The insatser that take part in the shares of områden."""
    inside = replace(source, insatser=tuple(one for one in source.insatser if goals.in_areas(one.id)), _cache={})
    return layouts.of_forbund(inside, span)


def _indicators(source: Source, goals: Goals, scope: Scope) -> list[Ladder]:
    found = []
    for number, indicator in enumerate(goals.indicators):
        asked = _asked(source, indicator.measure) if indicator.measure is not None else None
        if indicator.measure is not None and asked is not None:
            question = layouts.goal_question(asked, indicator.measure.codes, indicator.label)
            found.append(layouts.ladder(replace(question, id=f"indikator-{number}", title=indicator.label), scope))
    return found


def _progression(source: Source, spans: Sequence[Period]) -> list[Ladder]:
    found: list[Ladder | None] = []
    forbund = layouts.of_forbund(source, spans[0])
    for one in questions.progressions(source):
        for insats in source.insatser:
            own = layouts.of_insats(source, insats.id, spans[0], suffix=f"/{insats.id}")
            if own is not None and _has_pairs(one, own):
                found.append(layouts.ladder(one.question, own))
        if forbund is not None and _has_pairs(one, forbund):
            found += [layouts.ladder(one.question, forbund), layouts.means(one, forbund)]
    return _present(found)


def volume_tables(source: Source, kind: ReportKind, spans: Sequence[Period], made: date, insats: str | None = None) -> list[ProtectedTable]:
    """Antal by kön, which need no protection: ``volymer`` by period, and in the förbund's reports ``volymer-insats`` by insats.

    Where an insats has told of one alone of the two latest periods, ``volymer-jamfort`` has both of the others: changes are reckoned on it.
    """
    sheets = [(span, source.sheet(span, made, insats)) for span in spans]
    rows = {span: [row for row in sheet.rows if row.typ == "individ" and not _left_out(source, row, span)] for span, sheet in sheets}
    note = _notes([(row.namn, _left_out(source, row, spans[0])) for row in sheets[0][1].rows])
    periods = [(Category(span.code, span.label), group) for span, group in rows.items() if group]
    found = [volumes("volymer", "Deltagare", periods, head=("period", "Period"), note=note)] if periods else []
    by_insats = [(Category(row.insats_id, row.namn), [row]) for row in rows[spans[0]]]
    if kind in ("arsredovisning", "oversikt") and by_insats:
        whole = (Category(TOTAL, "Förbundet"), rows[spans[0]])
        found.append(volumes("volymer-insats", "Deltagare per insats", [whole, *by_insats], head=("insats", "Insats"), note=note))
    if rows[spans[0]]:
        found += _compared(source, [(span, group) for span, group in rows.items() if group][:2], insats)
    own = [row for row in sheets[0][1].rows if row.typ == "struktur" and not _left_out(source, row, spans[0])]
    struktur = [(Category(row.insats_id, row.namn), [row]) for row in own]
    if struktur:
        found.append(volumes("volymer-struktur", "Strukturövergripande insatser", struktur, head=("insats", "Insats")))
    return found


def _compared(source: Source, pair: Sequence[tuple[Period, list[SheetRow]]], insats: str | None) -> list[ProtectedTable]:
    """Both periods of the insatser that have told of both; nothing where that is all of them."""
    mine = [one for one in source.insatser if one.typ == "individ" and insats in (None, one.id)]
    both = {one.id for one in mine if in_volumes(source, one, [span for span, _ in pair])}
    if len(pair) < 2 or all(row.insats_id in both for _, group in pair for row in group):
        return []
    rows = [(Category(span.code, span.label), [row for row in group if row.insats_id in both]) for span, group in pair]
    return [volumes("volymer-jamfort", "Deltagare i de insatser som har lämnat båda perioderna", rows, head=("period", "Period"))] if both else []


def _left_out(source: Source, row: SheetRow, span: Period) -> str:
    """Why an insats's volumes don't stand: not begun, locked across the span's end, not delivered, short of an annulled delivery; else empty."""
    one = next(insats for insats in source.insatser if insats.id == row.insats_id)
    if presence(source, one, span) is Presence.NOT_BEGUN:
        return NOT_BEGUN
    if source.cuts(row.insats_id, span):
        return "som låser andra perioder"
    if all(figure.totalt is None for figure in row.figures):
        return "som inte har levererat för hela perioden"
    return "vars leverans är annullerad och inte rättad" if row.note else ""


NOT_BEGUN: Final = "som inte hade börjat"


def _notes(reasons: Iterable[tuple[str, str]]) -> str:
    named: dict[str, list[str]] = {}
    for namn, reason in reasons:
        if reason and reason != NOT_BEGUN:  # it is not missed
            named.setdefault(reason, []).append(namn)
    return " ".join(f"Utan {', '.join(names)}, {reason}." for reason, names in named.items())
