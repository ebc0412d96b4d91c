"""An insats's goals: outcome against målvärde with its uncertainty, plan and cost, and the change since the compared period."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from register.disclosure.tables import TOTAL
from register.goals.model import Goal, Improved, Limits
from register.periods import Period
from register.reports import presence
from register.reports.context import Context
from register.reports.document import Chart, Column, Row, Section, Series, Value, View
from register.reports.groups import shaped_by_row
from register.reports.pieces import BLANK, Reading, ShareOf, alternative, number, protection, read, top_of, volume
from register.reports.spans import headed, named
from register.reports.values import EMPTY, HIDDEN, as_typed, cost_per, count, decimal, grouped, interval, judged_share, kronor, share, words
from register.statistics import Judgement, change_word, judge_share, newcombe
from register.vocabulary.model import Grouping

IMPROVED: Final = "forbattrad"
YEAR_MONTHS: Final = 12


@dataclass(frozen=True)
class Outcome:
    """What came of something aimed at.

    Args:
        label: in the goal's own words.
        reached: how many; None where hidden.
        base: of how many with an answer; None where hidden.
        goal: None for an outcome that is no goal.
        source: the table it was read from.
        judgement: None without a målvärde, where the outcome is hidden, and where nobody is counted.
    """

    label: str
    reached: int | None
    base: int | None
    goal: Goal | None
    source: Reading
    judgement: Judgement | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def share(self) -> Value:
        """The share, with its interval."""
        return judged_share(self.reached, self.base, self.goal.target if self.goal else None, self.limits)

    @property
    def unit(self) -> str:
        """What is counted: avslut, or pairs of measurements."""
        return "par" if self.goal is not None and isinstance(self.goal.measure, Improved) else "redovisade avslut"


def outcomes(context: Context, span: Period | None = None) -> list[Outcome]:
    """The insats's goals of the year with their outcome in a period (its own when no other is named); goals without a table are left out."""
    if context.insats is None:
        return []
    suffix = _suffix(context, span)
    found = []
    for place, goal in enumerate(context.goals.for_insats(context.insats[0], context.span.first.year)):
        source = _source(context, goal, place, suffix)
        if source is not None:
            reached, base = _share_of(goal, source)
            found.append(Outcome(goal.label, reached, base, goal, source, _judgement(context, goal, reached, base), context.goals.limits))
    return found


def _suffix(context: Context, span: Period | None) -> str:
    return "" if span is None or span == context.span else f"@{span.code}"


def _source(context: Context, goal: Goal, place: int, suffix: str) -> Reading | None:
    """The goal's own table; where that was not divided, the table of every answer, if the layout still has each for itself."""
    if isinstance(goal.measure, Improved):
        return read(context.table(f"{goal.measure.instrument}-{goal.measure.rater}-{goal.measure.area or 'par'}{suffix}"))
    own = read(context.table(f"mal-{place}{suffix}"))
    if own is not None and not own.is_divided:
        every = read(context.table(f"{'utfall' if goal.measure.variable == 'avslutsanledning' else 'redo_for'}{suffix}"))
        codes = [one.id for one in context.vocabulary.lists[goal.measure.variable].choices if one.id != "felregistrering"]
        return every if every is not None and every.has([*codes, *goal.measure.codes]) else own
    return own


def _share_of(goal: Goal, source: Reading, kon: str = TOTAL) -> ShareOf:
    if not source.is_divided:
        return (0, 0) if source.at(kon=kon) == 0 else (None, None)
    if isinstance(goal.measure, Improved):
        return source.share_of([IMPROVED], kon)
    return source.share_of(["ja"] if source.has(["ja", "nej"]) else goal.measure.codes, kon)


def _judgement(context: Context, goal: Goal, reached: int | None, base: int | None) -> Judgement | None:
    if goal.target is None or reached is None or base is None:
        return None
    limits = context.goals.limits
    return judge_share(reached, base, goal.target, good=limits.good, some=limits.some)


def headline(context: Context, span: Period | None = None) -> Outcome | None:
    """The first group of the förbund's own grouping of avslutsanledningar, from whichever layout of the outcome has it."""
    found = read(context.table(f"utfall{_suffix(context, span)}"))
    grouping = context.vocabulary.groupings.get(context.vocabulary.default_grouping)
    if found is None or grouping is None:
        return None
    group = grouping.groups[0]
    codes = group_codes(found, grouping).get(group.id)
    reached, base = found.share_of(codes) if codes else ((0, 0) if found.at() == 0 else (None, None))
    return Outcome(group.label, reached, base, None, found)


def group_codes(found: Reading, grouping: Grouping) -> dict[str, tuple[str, ...]]:
    """For each group of a grouping the categories of the table that it sums; empty where the layout has other groups."""
    if [one.code for one in found.answers] == [group.id for group in grouping.groups]:
        return {group.id: (group.id,) for group in grouping.groups}
    printed = {one.code for one in found.answers}
    if not printed or not printed <= set(grouping.group_of):
        return {}
    return {group.id: tuple(code for code in group.codes if code in printed) for group in grouping.groups}


# -- Sections ----------------------------------------------------------------------------------------------------------------------------------


def goals(context: Context) -> Section | None:
    """Each goal's outcome against its målvärde; None where the insats has no goal that can be followed."""
    found = outcomes(context)
    if not found:
        return None
    columns = (
        Column("Utfall", "andel"),
        Column("Av", "bas"),
        Column("95 %-intervall", "intervall"),
        Column("Målvärde", "malvarde"),
        Column("Måluppfyllelse", "maluppfyllelse"),
    )
    view = View(
        f"Mål och utfall, {named(context.span)}", "Mål", columns, tuple(row for one in found for row in _goal_rows(one)), tuple(_goal_notes(found))
    )
    return Section("mal", "Måluppfyllelse", (), view, points(found), shaped_by_row((one.label, one.source.table) for one in found))


def _goal_rows(one: Outcome) -> list[Row]:
    """A goal, and under it each kön that is printed; a målvärde is of all together, so kön are not judged."""
    target = one.goal.target if one.goal else None
    judged = words(one.judgement.label) if one.judgement else HIDDEN if target is not None and one.share.kind == "dold" else BLANK
    asked = BLANK if target is None else Value("andel", as_typed(target), float(target))
    rows = [Row(one.label, (one.share, count(one.base), interval(one.share), asked, judged), strong=True)]
    for kon in one.source.kons if one.goal else ():
        part = _share_of(one.goal, one.source, kon.code) if one.goal else (None, None)
        rows.append(Row(kon.label, (share(*part), count(part[1]), interval(share(*part)), BLANK, BLANK), level=1))
    return rows


def _goal_notes(found: list[Outcome]) -> list[str]:
    pairs = [one.label for one in found if one.unit == "par"]
    return [f"{' och '.join(pairs)} räknas på par av mätningar."] if pairs else []


def points(found: list[Outcome]) -> Chart | None:
    """The outcomes as points with their intervals, and the målvärde where all have the same one."""
    shown = [one for one in found if one.share.kind in ("andel", "dold")]
    if not any(one.share.kind == "andel" for one in shown):
        return None
    labels = [one.label for one in shown]
    series = Series("Utfall", tuple(number(one.share) for one in shown), tuple(_ends(one.share) for one in shown))
    targets = {one.goal.target if one.goal else None for one in shown}
    wanted = next(iter(targets)) if len(targets) == 1 else None
    target = None if wanted is None else float(wanted)
    top = top_of([*(pair[1] for pair in series.intervals if pair), *([target] if target else [])])
    said = f"{alternative(labels, [series])}{f' Målvärdet är {as_typed(wanted)}.' if wanted else ''}"
    return Chart("intervall", "Utfall med 95 %-intervall", said, tuple(labels), (series,), "andel", 0.0, top, target)


def _ends(value: Value) -> tuple[float, float] | None:
    return None if value.low is None or value.high is None else (value.low, value.high)


def costs(context: Context) -> Section | None:
    """Planned number and budget against what was counted; a cost only of a whole year, since the budget is a year's."""
    found = [one for one in outcomes(context) if one.goal and (one.goal.planned or one.goal.budget is not None)]
    if not found:
        return None
    year = len(context.span.months) == YEAR_MONTHS
    taking_part = volume(context, "deltagare")
    columns = [Column("Planerat", "planerat"), Column("Deltagare", "deltagare"), Column("Budget", "budget")]
    columns += [Column("Per deltagande", "kostnad"), Column("Per avslut som nådde målet", "kostnad-mal")] if year else []
    rows = []
    for one in found:
        budget = one.goal.budget if one.goal else None
        values = [_planned(one.goal), count(taking_part) if taking_part is not None else words("ej levererat")]
        values.append(EMPTY if budget is None else kronor(budget))
        if year:
            known = budget is not None and taking_part is not None
            values.append(cost_per(budget, taking_part) if known and budget is not None else EMPTY)
            values.append(cost_per(budget, one.reached) if budget is not None and one.unit != "par" else EMPTY)
        rows.append(Row(one.label, tuple(values)))
    notes = ("Budgeten är delad med antalet: det är inte vad ett enskilt deltagande har kostat.",) if year else ()
    notes = notes or ("Planerat antal och budget gäller helår. Kostnader räknas bara för helår.",)
    view = View(f"Plan och kostnad, {named(context.span)}", "Mål", tuple(columns), tuple(rows), notes)
    return Section("kostnad", "Plan och kostnad", (), view)


def _planned(goal: Goal | None) -> Value:
    if goal is None or goal.planned is None:
        return EMPTY
    least, most = goal.planned
    return count(least) if least == most else words(f"{grouped(least)}–{grouped(most)}")


# -- Against the compared period -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """The same outcome in two periods."""

    now: Outcome
    before: Outcome
    span: Period

    @property
    def counts(self) -> tuple[int, int, int, int] | None:
        """How many of how many now, and before; None where any is hidden or a base is 0."""
        four = (self.now.reached, self.now.base, self.before.reached, self.before.base)
        known = [one for one in four if one is not None]
        return (known[0], known[1], known[2], known[3]) if len(known) == len(four) and known[1] and known[3] else None

    @property
    def word(self) -> str:
        """The word on chance; empty where nothing can be said."""
        return (change_word(*self.counts) or "") if self.counts else ""

    @property
    def difference(self) -> Value:
        """In percentage points, with Newcombe's interval; hidden with either outcome."""
        if self.counts is None:
            return HIDDEN if "dold" in (self.now.share.kind, self.before.share.kind) else EMPTY
        x1, n1, x2, n2 = self.counts
        low, high = newcombe(x1, n1, x2, n2) or (None, None)
        difference = Fraction(x1, n1) - Fraction(x2, n2)
        return Value("andel", _points(difference), float(difference), low, high)


def _points(difference: float | Fraction) -> str:
    """A difference in whole percentage points, with its sign."""
    text = decimal(difference * 100, 0)
    return "0" if text.strip("\N{MINUS SIGN}") == "0" else text if difference < 0 else f"+{text}"


def changes(context: Context) -> list[Change]:
    """The headline outcome and the goals in both periods; a headline that is the same avslutsanledningar as a goal is told once, as the goal."""
    if len(context.spans) < 2:
        return []
    span = context.spans[1]
    if not presence.alike(context, context.span, span):
        return []
    before = {one.goal: one for one in outcomes(context, span)}
    found = [Change(one, before[one.goal], span) for one in outcomes(context) if one.goal in before]
    now, then = headline(context), headline(context, span)
    if now and then and not any(_same(context, one) for one in found):
        found.insert(0, Change(now, then, span))
    return [one for one in found if one.counts is not None or "dold" in (one.now.share.kind, one.before.share.kind)]


def _same(context: Context, one: Change) -> bool:
    grouping = context.vocabulary.groupings.get(context.vocabulary.default_grouping)
    measure = one.now.goal.measure if one.now.goal else None
    return grouping is not None and measure is not None and not isinstance(measure, Improved) and set(measure.codes) == set(grouping.groups[0].codes)


def compared(context: Context) -> Section | None:
    """Against the compared period; None where no outcome stands in both."""
    found = changes(context)
    why = presence.no_change(context, context.span, context.spans[1]) if len(context.spans) > 1 else ""
    if why and context.table(f"utfall@{context.spans[1].code}") is not None:
        return Section("jamforelse", f"Mot {named(context.spans[1])}", (why,))
    if not any(one.counts for one in found):
        return None
    span = found[0].span
    columns = (
        Column(headed(context.span), "andel"),
        Column("Av", "bas"),
        Column(headed(span), "andel"),
        Column(f"Av {named(span)}", "bas"),
        Column("Skillnad, procentenheter", "skillnad"),
        Column("95 %-intervall", "intervall"),
        Column("Mot slumpen", "slump"),
    )
    rows = tuple(_change_row(one) for one in found)
    view = View(f"{headed(context.span)} mot {named(span)}", "Utfall", columns, rows, ("Skillnaden är räknad på oavrundade andelar.",))
    labels = [one.now.label for one in found]
    sides = ((headed(context.span), [one.now for one in found]), (headed(span), [one.before for one in found]))
    series = [Series(label, tuple(number(one.share) for one in side), tuple(_ends(one.share) for one in side)) for label, side in sides]
    top = top_of(pair[1] for one in series for pair in one.intervals if pair)
    chart = Chart("intervall", "Utfall i båda perioderna", alternative(labels, series), tuple(labels), tuple(series), "andel", 0.0, top)
    shaped = protection(*(side.source.table for one in found for side in (one.now, one.before)), kon=False)
    return Section("jamforelse", f"Mot {named(span)}", (), view, chart, shaped)


def _change_row(one: Change) -> Row:
    difference = one.difference
    apart = EMPTY
    if difference.low is not None and difference.high is not None:
        apart = Value("intervall", f"{_points(difference.low)} till {_points(difference.high)}", None, difference.low, difference.high)
    elif difference.kind == "dold":
        apart = HIDDEN
    word = words(one.word) if one.word else HIDDEN if difference.kind == "dold" else BLANK
    return Row(one.now.label, (one.now.share, count(one.now.base), one.before.share, count(one.before.base), difference, apart, word))
