"""Goals against outcome: what each insats and the förbund wanted, what came of it, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from register.goals.model import Goal, Improved, Limits, Plan
from register.reports.context import Context
from register.reports.document import Chart, Column, Row, Section, Series, Value, View
from register.reports.groups import NOT_DELIVERED, by_note
from register.reports.pieces import BLANK, listed, read, top_of, volume
from register.reports.spans import named
from register.reports.values import EMPTY, HIDDEN, as_typed, cost_per, count, grouped, interval, judged_share, kronor, words
from register.statistics import VERDICT_LABELS, Judgement, judge_share

NO_TARGET: Final = "inget målvärde"
ELSEWHERE: Final = "i rapporten Progression"
REACHED: Final = "ja"
IMPROVED: Final = "forbattrad"
Standing = Literal["visas", "dold", "annan-rapport", "ej-levererat"]


@dataclass(frozen=True)
class Outcome:
    """A goal and what came of it.

    Args:
        whose: the insats's name; the förbund's own goals have none.
        standing: whether the outcome is printed, hidden, in another report, or nothing was delivered.
        reached: how many reached the goal; None where that is not printed.
        base: of how many answers; all avslut of the table, answered or not, where the outcome is hidden.
    """

    goal: Goal
    whose: str
    standing: Standing
    reached: int | None = None
    base: int | None = None
    judgement: Judgement | None = None
    note: str = ""
    limits: Limits = field(default_factory=Limits)

    @property
    def share(self) -> Value:
        """The share that reached the goal."""
        if self.standing == "annan-rapport":
            return words(ELSEWHERE)
        if self.standing == "ej-levererat":
            return NOT_DELIVERED
        return HIDDEN if self.standing == "dold" else judged_share(self.reached, self.base, self.goal.target, self.limits)


def outcomes(context: Context) -> list[Outcome]:
    """Every goal of the year: the förbund's own, then each insats's."""
    year = context.span.first.year
    found = [_outcome(context, goal, number, "", "") for number, goal in enumerate(context.goals.for_forbund(year))]
    for insats, name in context.insatser:
        found += [_outcome(context, goal, number, insats, name) for number, goal in enumerate(context.goals.for_insats(insats, year))]
    return found


def _outcome(context: Context, goal: Goal, number: int, insats: str, name: str) -> Outcome:
    suffix = f"/{insats}" if insats else ""
    table = context.table((_progression_id(goal.measure) if isinstance(goal.measure, Improved) else f"mal-{number}") + suffix)
    found = read(table)
    if table is None or found is None:
        return Outcome(goal, name, "annan-rapport" if isinstance(goal.measure, Improved) else "ej-levererat")
    reached, base = found.share_of((IMPROVED if isinstance(goal.measure, Improved) else REACHED,)) if found.at() else (found.at(), found.at())
    if reached is None or base is None:
        return Outcome(goal, name, "dold", base=found.at(), note=table.note)
    judgement = None
    if goal.target is not None:
        judgement = judge_share(reached, base, goal.target, good=context.goals.limits.good, some=context.goals.limits.some)
    return Outcome(goal, name, "visas", reached, base, judgement, limits=context.goals.limits)


def _progression_id(measure: Improved) -> str:
    return f"{measure.instrument}-{measure.rater}-{measure.area or 'par'}"


def sections(context: Context) -> list[Section]:
    """Goals against outcome, and plan and cost; nothing where the förbund has set no goals for the year."""
    found = outcomes(context)
    if not found:
        return []
    return [_goals(context, found), *_costs(context, found)]


def _goals(context: Context, found: Sequence[Outcome]) -> Section:
    rows: list[Row] = []
    whose: str | None = None
    for one in found:
        if one.whose != whose:
            whose = one.whose
            rows.append(Row(whose or "Förbundet", (words(""),) * 5, strong=True))
        rows.append(Row(one.goal.label, _goal_values(one), level=1))
    heads = ("Målvärde", "Utfall", "Av", "95 %-intervall", "Bedömning")
    terms = ("malvarde", "", "bas", "intervall", "maluppfyllelse")
    notes = (*by_note((_full(one), one.note) for one in found), *_measured_elsewhere(context, found))
    view = View(f"Mål och utfall, {named(context.span)}", "Mål", tuple(map(Column, heads, terms)), tuple(rows), notes)
    return Section("mal", "Målen", goal_sentences(found), view, chart(found))


def _full(one: Outcome) -> str:
    return f"{one.whose or 'förbundets mål'} ({one.goal.label})"


def _measured_elsewhere(context: Context, found: Sequence[Outcome]) -> tuple[str, ...]:
    """What goals of improvement are reckoned on, and in which reports their outcome stands."""
    apart = [one for one in found if one.standing == "annan-rapport"]
    if not apart:
        return ()
    of_insatser = any(one.whose for one in apart)
    year = named(context.span)
    own = " och, bredvid målvärdet, i insatsens egen insatsrapport" if of_insatser else ""
    named_each = listed([f"{one.whose or 'förbundet'} ({_improvement(context, one.goal)})" for one in apart])
    said = "Mål om förbättring räknas på par av mätningar, den första mot den senaste, och inte på avsluten."
    return (f"{said} Utfallet {year} står i rapporten Progression{own}. Det gäller {named_each}.",)


def _improvement(context: Context, goal: Goal) -> str:
    """What is measured, with what and by whom: ``Bättre hälsa: SKAPA, deltagaren``."""
    if not isinstance(goal.measure, Improved):
        return goal.label
    instrument = context.vocabulary.instruments[goal.measure.instrument]
    return f"{goal.label}: {instrument.label}, skattat av {context.vocabulary.label('skattare', goal.measure.rater).lower()}"


def _goal_values(one: Outcome) -> tuple[Value, ...]:
    goal, said = one.goal, one.share
    target = Value("andel", as_typed(goal.target), float(goal.target)) if goal.target is not None else BLANK
    if said.kind in ("ord", "ej-uppfoljd"):
        return target, said, BLANK, BLANK, BLANK
    judged = words(NO_TARGET) if goal.target is None else HIDDEN if one.standing == "dold" else words(one.judgement.label) if one.judgement else EMPTY
    return target, said, count(one.base), interval(said), judged


def goal_sentences(found: Sequence[Outcome]) -> tuple[str, ...]:
    """How many goals are reached, and for how many of them chance could have decided it."""
    judged = [one.judgement for one in found if one.judgement is not None]
    with_target = [one for one in found if one.goal.target is not None]
    if not with_target:
        return ()
    good = sum(one.verdict == "god" for one in judged)
    unsure = sum(one.uncertain for one in judged)
    said = f"{_number(good).capitalize()} av {_number(len(judged))} mål som kan bedömas har god måluppfyllelse."
    if len(judged) == 1:
        said = f"Målet som kan bedömas har {_lowered(VERDICT_LABELS[judged[0].verdict])}."
    if not judged:
        said = "Inget mål kan bedömas i den här rapporten."
    elif unsure:
        which = _number(unsure) if unsure < len(judged) else "det" if unsure == 1 else f"alla {_number(unsure)}"
        said += f" För {which} är det osäkert: målvärdet ligger inom det som slumpen brukar ge."
    hidden = sum(one.standing == "dold" for one in with_target)
    apart = sum(one.standing == "annan-rapport" for one in with_target)
    more = [f"{_number(hidden).capitalize()} mål kan inte bedömas, för utfallet är dolt."] if hidden else []
    more += [f"{_number(apart).capitalize()} mål om förbättring bedöms inte här: utfallet står i rapporten Progression."] if apart else []
    return (said, *more)


_WORDS: Final = ("inget", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def _number(n: int) -> str:
    return _WORDS[n] if n < len(_WORDS) else str(n)


def drawn(found: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes that a picture has a place for."""
    return [one for one in found if one.standing == "dold" or (one.standing == "visas" and one.base)]


def largest(found: Sequence[Outcome], most: int) -> list[Outcome]:
    """The printed outcomes that rest on most answers, the largest first; those of equal base in the file's order."""
    return sorted((one for one in found if one.standing == "visas" and one.base), key=lambda one: -(one.base or 0))[:most]


def chart(found: Sequence[Outcome]) -> Chart | None:
    """The outcomes with their intervals beside what was wanted; nothing where none is printed. What is hidden has its mark."""
    shown = drawn(found)
    if not any(one.standing == "visas" for one in shown):
        return None
    values = [one.share for one in shown]
    ends = tuple((value.low, value.high) if value.low is not None and value.high is not None else None for value in values)
    wanted = tuple(None if one.goal.target is None else float(one.goal.target) for one in shown)
    top = top_of([*(end[1] for end in ends if end), *(one for one in wanted if one is not None)])
    categories = tuple(one.whose or "Förbundet" if _alone(one, shown) else f"{one.whose or 'Förbundet'}: {one.goal.label}" for one in shown)
    outcome = Series("Utfall", tuple(None if value.number is None else float(value.number) for value in values), ends)
    alt = f"{listed([_said(label, one) for label, one in zip(categories, shown, strict=True)])}."
    title = "Utfall med 95 %-intervall"
    if len(set(wanted)) == 1:  # one line across them all
        return Chart("intervall", title, alt, categories, (outcome,), "andel", 0.0, top, wanted[0])
    goals = Series("Målvärde", wanted, (), tuple("" if one is not None else "inget målvärde" for one in wanted))
    return Chart("grupperad-stapel", f"{title}, och målvärde", alt, categories, (outcome, goals), "andel", 0.0, top)


def _alone(one: Outcome, among: Sequence[Outcome]) -> bool:
    return sum(other.whose == one.whose for other in among) == 1


def _said(label: str, one: Outcome) -> str:
    if one.standing == "dold":
        return f"{label} dolt"
    target = f" mot målet {as_typed(one.goal.target)}" if one.goal.target is not None else ""
    return f"{label} {one.share.text} ({interval(one.share).text}){target}"


def _costs(context: Context, found: Sequence[Outcome]) -> list[Section]:
    """Planned against counted deltaganden, and the budget by them; costs of whole years only, since a budget is a year's."""
    rows: list[Row] = []
    whole = len(context.span.months) == 12
    for insats, name in ((None, "Förbundet"), *context.insatser):
        plan = context.goals.plan_for(insats, context.span.first.year)
        if plan != Plan():
            mine = [one for one in found if one.goal.insats_id == insats]
            rows += _cost_rows(context, insats, name, plan, mine if whole else ())
    if not rows:
        return []
    heads = ("Planerat antal", "Deltagare", "Budget", "Per deltagande", "Nådde målet", "Per avslut som nådde målet")
    terms = ("planerat", "deltagare", "budget", "kostnad", "maluppfyllelse", "kostnad-mal")
    note = "Kostnaden är årets budget delad med antalet." if whole else "Plan och budget gäller hela året: kostnader räknas för helår."
    caption = f"Planerat antal och budget, {named(context.span)}"
    view = View(caption, "Insats", tuple(Column(*pair) for pair in zip(heads, terms, strict=True)), tuple(rows), (note,))
    return [Section("kostnader", "Antal och kostnad mot plan", _plan_sentences(context), view)]


def _cost_rows(context: Context, insats: str | None, name: str, plan: Plan, mine: Sequence[Outcome]) -> list[Row]:
    people = _people(context, insats)
    planned = words(_planned(plan)) if plan.planned else EMPTY
    budget = kronor(plan.budget) if plan.budget is not None else EMPTY
    per_head = EMPTY if plan.budget is None or len(context.span.months) != 12 else NOT_DELIVERED if people is None else cost_per(plan.budget, people)
    head = (planned, NOT_DELIVERED if people is None else count(people), budget, per_head)
    reached = [(one, _reached(one)) for one in mine if one.standing in ("visas", "dold")]
    if len(reached) <= 1:
        return [Row(name, (*head, *(_per_reached(plan, *reached[0]) if reached else (EMPTY, EMPTY))))]
    apart = [Row(one.goal.label, (*((words(""),) * 4), *_per_reached(plan, one, n)), level=1) for one, n in reached]
    return [Row(name, (*head, words(""), words("")), strong=True), *apart]


def _reached(one: Outcome) -> int | None:
    return one.reached if one.standing == "visas" else None


def _per_reached(plan: Plan, one: Outcome, reached: int | None) -> tuple[Value, Value]:
    if isinstance(one.goal.measure, Improved):
        return count(reached), EMPTY  # pairs are no avslut of their own: some have not been measured twice
    return count(reached), EMPTY if plan.budget is None else cost_per(plan.budget, reached)


def _planned(plan: Plan) -> str:
    least, most = plan.planned or (0, 0)
    return grouped(least) if least == most else f"{grouped(least)}–{grouped(most)}"


def _people(context: Context, insats: str | None) -> int | None:
    return volume(context, "deltagare") if insats is None else volume(context, "deltagare", span=insats, table="volymer-insats")


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _plan_sentences(context: Context) -> tuple[str, ...]:
    """Which insatser had fewer or more deltagare than planned."""
    if len(context.span.months) != 12:
        return ()
    under: list[str] = []
    over: list[str] = []
    within: list[str] = []
    for insats, name in context.insatser:
        planned, people = context.goals.plan_for(insats, context.span.first.year).planned, _people(context, insats)
        if planned is not None and people is not None:
            (under if people < planned[0] else over if people > planned[1] else within).append(name)
    said = (("färre deltagare än planerat", under), ("fler deltagare än planerat", over), ("så många deltagare som planerat", within))
    return tuple(f"{listed(names)} hade {what}." for what, names in said if names)
