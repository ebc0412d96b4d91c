"""The insatsrapport: who came, what became of it, and how it went on the way; of one insats in one period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from register.counters.told import DIVIDED, PREFIX
from register.disclosure.protected import ProtectedTable
from register.reports import counters, judged
from register.reports.context import Context
from register.reports.document import Report, Section
from register.reports.insats_flow import flow, months
from register.reports.insats_for_whom import for_whom
from register.reports.insats_goals import Change, Outcome, changes, compared, costs, goals, group_codes, headline, outcomes
from register.reports.insats_work import asked_about_violence, began, income, work
from register.reports.pieces import Line, Reading, distribution, read, report, reported, too_few, volume
from register.reports.progression_series import by_kon, improved, means, series
from register.reports.spans import named
from register.reports.values import as_typed, grouped, interval
from register.statistics import VERDICT_LABELS, WITHIN

WHO: Final = (
    "aldersgrupp",
    "utbildning",
    "tid_forsorjning",
    "forsorjning_start",
    "sysselsattning_start",
    "remitterande_part",
    "omrade",
    "ny_i_forbundet",
    "parallell_start",
)
"""What is asked of those who start."""

ENDED: Final = ("parallell_avslut", "tid_i_insats", "antal_matningar")


def build(context: Context) -> Report:
    """The report of the context's tables.

    Raises:
        ValueError: the context is of no insats.
    """
    if context.insats is None:
        raise ValueError("an insatsrapport is of one insats")
    measured = series(context)
    sections: list[Section | None] = [
        summary(context),
        flow(context),
        *months(context),
        goals(context),
        costs(context),
        *judged.sections(context),
        outcome(context),
        distribution("redo_for", context.table("redo_for"), base="redovisade avslut"),
        compared(context),
        *income(context),
        *work(context),
        began(context),
        for_whom(context),
        *(section for one in measured for section in (improved(context, one), by_kon(context, one), means(context, one))),
        *(_asked(context, id_, "redovisade nya") for id_ in WHO),
        *(_asked(context, id_, "redovisade avslut") for id_ in ENDED),
        asked_about_violence(context),
        *counters.sections(context),
        not_shown(context),
    ]
    name = context.insats[1]
    return report(context, "insatsrapport", "Insatsrapport", name, sections, terms=[*terms(sections), *judged.terms(one for one in sections if one)])


def _asked(context: Context, id_: str, base: str) -> Section | None:
    """A question's answers; nothing where only one answer is possible."""
    found, said = read(context.table(id_)), reported(context, id_, "nya" if base == "redovisade nya" else "avslutade")
    return distribution(id_, context.table(id_), base=base, notes=(said,) if said else ()) if found and len(found.answers) > 1 else None


def terms(sections: Iterable[Section | None]) -> list[str]:
    """The terms that a section uses without a column of that name."""
    used = {one.id for one in sections if one is not None}
    named = {"flode": ("nya", "deltagare", "avslutade", "pagaende"), "mal": ("osakert",), "utfall": ("utfall",), "redo_for": ("redo-for",)}
    named |= {"for-vem": ("for-vem",)}
    named |= {"tid_i_insats": ("tid",), "vald_fragad": ("vald-fragad",), "parallell_start": ("parallell",), "parallell_avslut": ("parallell",)}
    return [term for id_, mine in named.items() if id_ in used for term in mine]


def outcome(context: Context) -> Section | None:
    """Avslutsanledningar with their intervals: in groups, and under each its avslutsanledningar where they are printed."""
    found = read(context.table("utfall"))
    grouping = context.vocabulary.groupings.get(context.vocabulary.default_grouping)
    said = reported(context)
    lines = _lines(found, context) if found and grouping else []
    return distribution("utfall", context.table("utfall"), base="redovisade avslut", sentences=(said,) if said else (), lines=lines, intervals=True)


def _lines(found: Reading, context: Context) -> list[Line]:
    """Groups with their answers under them, where the layout has every answer; otherwise nothing: the answers as they are."""
    grouping = context.vocabulary.groupings[context.vocabulary.default_grouping]
    groups = group_codes(found, grouping)
    if not groups or all(codes == (group,) for group, codes in groups.items()):
        return []
    names = {one.code: one.label for one in found.answers}
    lines: list[Line] = []
    for group in grouping.groups:
        codes = groups[group.id]
        lines.append(Line(group.label, codes, strong=True))
        lines += [Line(names[code], (code,), level=1) for code in codes]
    return lines


def not_shown(context: Context) -> Section | None:
    """One line for all that the gate let nothing but the number through of."""
    hidden = [table for id_, table in context.tables.items() if "@" not in id_ and not id_.startswith(("medel-", "volymer", PREFIX, DIVIDED))]
    said = too_few(_without_goals_told_elsewhere(context, hidden))
    return Section("visas-inte", "Det som inte visas", (said,)) if said else None


def _without_goals_told_elsewhere(context: Context, tables: Sequence[ProtectedTable]) -> list[ProtectedTable]:
    """A goal whose own table was not divided may still be told from the table of every answer."""
    told = {f"mal-{place}" for place, one in enumerate(_all_goals(context)) if one is not None and one.reached is not None}
    return [table for table in tables if table.id not in told]


def _all_goals(context: Context) -> list[Outcome | None]:
    """The outcome of each goal by its place in the file."""
    by_goal = {one.goal: one for one in outcomes(context)}
    wanted = context.goals.for_insats(context.insats[0], context.span.first.year) if context.insats else ()
    return [by_goal.get(goal) for goal in wanted]


# -- In short ----------------------------------------------------------------------------------------------------------------------------------


def summary(context: Context) -> Section:
    """At most three sentences, of what the figures say with their uncertainty and of nothing else."""
    said = [_volumes(context), _outcome_sentence(context), _change_sentence(changes(context))]
    return Section("korthet", "I korthet", tuple(one for one in said if one) or ("Inga uppgifter är levererade för perioden.",))


def _volumes(context: Context) -> str:
    taking_part, new, ended = (volume(context, measure) for measure in ("deltagare", "nya", "avslutade"))
    if taking_part is None or new is None or ended is None:
        return ""
    return f"Insatsen hade {grouped(taking_part)} deltaganden under {named(context.span)}: {grouped(new)} var nya och {grouped(ended)} avslutades."


def _outcome_sentence(context: Context) -> str:
    """The first goal with a målvärde that is counted on avslut, or the headline outcome."""
    found = [one for one in outcomes(context) if one.judgement and one.unit != "par"]
    if found:
        return _goal_sentence(found[0])
    top = headline(context)
    if top is None or top.base == 0:
        return ""
    if top.reached is None or not top.base:
        return "Utfallet visas inte, eftersom de redovisade avsluten är för få."
    return f"{_part(top)} var till {top.label.lower()}; 95 %-intervallet är {interval(top.share).text}."


def _goal_sentence(one: Outcome) -> str:
    target = one.goal.target if one.goal else None
    if one.judgement is None or target is None:
        return ""
    unsure = f", men osäkert eftersom intervallet {interval(one.share).text} rymmer målvärdet" if one.judgement.uncertain else ""
    verdict = VERDICT_LABELS[one.judgement.verdict].lower()
    return f"{_part(one)} nådde målet ”{one.label}”, mot målvärdet {as_typed(target)}: {verdict}{unsure}."


def _part(one: Outcome) -> str:
    """``12 av 33 redovisade avslut (36 %)``."""
    return f"{grouped(one.reached or 0)} av {grouped(one.base or 0)} {one.unit} ({one.share.text})"


def _change_sentence(found: Sequence[Change]) -> str:
    """The first outcome that stands in both periods, and the word on chance."""
    told = next((one for one in found if one.counts), None)
    if told is None:
        return ""
    share, of = told.before.share.text, f"{told.before.reached} av {told.before.base}"
    if told.difference.number == 0:
        return f"Andelen för ”{told.now.label}” var lika stor {named(told.span)}: {share} ({of})."
    word = told.word if told.word == WITHIN else f"är {told.word}"
    return f"Andelen för ”{told.now.label}” var {share} ({of}) {named(told.span)}; skillnaden {word}."
