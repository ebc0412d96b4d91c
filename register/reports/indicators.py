"""The indicator table of the årsredovisning: years side by side, what is counted beside what is typed, and what each figure stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from register.goals.model import COUNTED, NOT_FOLLOWED_UP, Entry, Goals, Indicator, Origin
from register.periods import Period
from register.reports import presence
from register.reports.context import Context
from register.reports.document import Chart, Column, Row, Section, Series, Value, View
from register.reports.goal_table import NO_TARGET
from register.reports.groups import by_note
from register.reports.pieces import BLANK as NOTHING
from register.reports.pieces import listed, read, top_of
from register.reports.spans import named
from register.reports.values import EMPTY, HIDDEN, as_typed, count, decimal, grouped, interval, judged_share, judged_text, per_cent, words
from register.reports.values import NOT_FOLLOWED_UP as BLANK
from register.statistics import UNCERTAIN, VERDICT_LABELS, ChangeWord, change_word, judge

MOST_YEARS: Final = 5
"""So many columns fit beside målvärde and måluppfyllelse on a page."""

MOST_LINES: Final = 3
"""So many lines can be told apart in one picture."""

PUBLISHED_MARK: Final = "(p)"
"""Follows a figure that is typed as it was published."""

ORIGINS: Final[dict[Origin, str]] = {
    "raknas": "registret",
    "raknare": "räknare",
    "for-hand": "för hand",
    "referens": "publicerad",
    "ej-uppfoljt": "",
}
"""Where a figure comes from, in words."""


@dataclass(frozen=True)
class Moment:
    """A column of the table: a period that the register may have counted, a year that the goals file says something of, or both."""

    label: str
    year: int | None
    span: Period | None


@dataclass(frozen=True)
class Figure:
    """What one indicator was in one column.

    Args:
        value: as it stands in the table; a counted share has its interval.
        part: täljare, or the count, where it is printed.
        base: nämnare, where there is one.
        exact: the share or the count, unrounded; None where it is hidden, blank or empty.
        note: why it is hidden, where it is.
    """

    origin: Origin
    value: Value
    part: int | None = None
    base: int | None = None
    exact: Fraction | None = None
    note: str = ""


def moments(context: Context) -> tuple[Moment, ...]:
    """The columns, oldest first: years that the register counted and years that the file speaks of, the latest five.

    A part of a year stands beside the same part of other years; whole years that were published stand before them.
    """
    here = context.span
    spoken = {year for one in context.goals.indicators for year, entry in one.entries.items() if entry.origin != "raknas"}
    if _whole_year(here):
        spans = {span.first.year: span for span in context.spans if _whole_year(span)}
        years = sorted(year for year in {*spans, *spoken} if year <= here.first.year)
        found = [Moment(str(year), year, spans.get(year)) for year in years]
    else:
        published = {year for one in context.goals.indicators for year, entry in one.entries.items() if entry.origin == "referens"}
        found = [Moment(str(year), year, None) for year in sorted(published) if year < here.first.year]
        found += [Moment(named(span), span.first.year if span == here else None, span) for span in sorted(context.spans)]
    return tuple(found[-MOST_YEARS:])


def _whole_year(span: Period) -> bool:
    return len(span.months) == 12


def figure(indicator: Indicator, number: int, moment: Moment, context: Context) -> Figure:
    """What the indicator was: counted from its own table, given by hand, published, or blank. A blank is neither zero nor hidden."""
    entry = _entry(indicator, moment)
    if entry.origin == "raknas":
        return _counted(indicator, number, moment, context)
    if entry.origin == "ej-uppfoljt":
        return Figure("ej-uppfoljt", BLANK)
    if entry.value is None:
        return Figure(entry.origin, EMPTY, entry.part, entry.base)
    mark = f" {PUBLISHED_MARK}" if entry.origin == "referens" else ""
    if indicator.kind == "antal":
        value = Value("antal", f"{grouped(int(entry.value))}{mark}", int(entry.value))
    else:
        published = entry.origin == "referens"  # stands as it was printed
        text = f"{per_cent(entry.value)}{mark}" if published else judged_text(entry.value, indicator.target, context.goals.limits)
        value = Value("andel", text, float(entry.value))
    return Figure(entry.origin, value, entry.part, entry.base, entry.value)


def _entry(indicator: Indicator, moment: Moment) -> Entry:
    if moment.year is not None:
        found = indicator.at(moment.year)
        # A published figure is of the whole year: a part of that year is counted.
        part_of_year = moment.span is not None and not _whole_year(moment.span)
        return COUNTED if part_of_year and indicator.kind == "andel_avslut" and found.origin == "referens" else found
    return COUNTED if indicator.kind == "andel_avslut" else NOT_FOLLOWED_UP


def _counted(indicator: Indicator, number: int, moment: Moment, context: Context) -> Figure:
    span = moment.span
    suffix = "" if span == context.span else f"@{span.code}" if span else ""
    found = read(context.table(f"indikator-{number}{suffix}")) if span else None
    if found is None:
        return Figure("ej-uppfoljt", BLANK)
    reached, base = found.share_of(("ja",))
    if reached is None or base is None:
        return Figure("raknas", HIDDEN, note=found.table.note)
    return Figure(
        "raknas", judged_share(reached, base, indicator.target, context.goals.limits), reached, base, Fraction(reached, base) if base else None
    )


def verdict(indicator: Indicator, moment: Moment, of: Figure, goals: Goals) -> Value:
    """Måluppfyllelse by the förbund's limits, or as it was chosen by hand; *osäkert* after it where the interval holds the target."""
    chosen = indicator.judgements.get(moment.year) if moment.year is not None else None
    ends = (of.value.low, of.value.high) if of.value.low is not None and of.value.high is not None else None
    if chosen is not None:
        unsure = ends is not None and indicator.target is not None and ends[0] <= indicator.target <= ends[1]
        return words(f"{VERDICT_LABELS[chosen]} (vald){f', {UNCERTAIN}' if unsure else ''}")
    if indicator.target is None:
        return words(NO_TARGET)
    if of.exact is None:
        return of.value
    limits = goals.limits
    return words(judge(of.exact, indicator.target, good=limits.good, some=limits.some, interval=ends if of.origin == "raknas" else None).label)


def change(indicator: Indicator, before: Figure | None, now: Figure) -> tuple[Value, ChangeWord | None]:
    """The change from the year before, from unrounded figures, and the word on chance where both are counted shares."""
    if before is None or "ej-uppfoljt" in (before.origin, now.origin):
        return NOTHING, None
    if HIDDEN in (before.value, now.value):
        return HIDDEN, None
    if before.exact is None or now.exact is None:
        return EMPTY, None
    apart = now.exact - before.exact
    if indicator.kind == "antal":
        return words(_signed(apart, "")), None
    said = None
    if before.origin == now.origin == "raknas" and None not in (now.part, now.base, before.part, before.base):
        said = change_word(now.part or 0, now.base or 0, before.part or 0, before.base or 0)
    return words(_signed(apart * 100, " procentenheter")), said


def _unlike(of: Figure, before: Figure | None, when: Moment, earlier: Moment | None, context: Context) -> str:
    """Why two figures that the register has counted can't be compared; empty where they can."""
    if before is None or earlier is None or not of.origin == before.origin == "raknas" or when.span is None or earlier.span is None:
        return ""
    return presence.no_change(context, when.span, earlier.span)


def _signed(apart: Fraction, unit: str) -> str:
    """With its sign. What would be rounded to nothing is not called nothing."""
    if apart and abs(apart) < Fraction(1, 2):
        return f"under 1{unit.removesuffix('er')}"
    text, minus = decimal(abs(apart), 0), "\N{MINUS SIGN}"
    return f"{'+' if apart > 0 else minus if apart < 0 else ''}{text}{unit.removesuffix('er') if text == '1' else unit}"


def _before(moment: Moment, all_moments: Sequence[Moment], context: Context) -> Moment | None:
    """The column that this one is compared with: the year before, or the same part of it."""
    if moment.year is not None and (moment.span is None or _whole_year(moment.span)):
        return next((one for one in all_moments if one.year == moment.year - 1), None)
    wanted = context.spans[1] if moment.span == context.span and len(context.spans) > 1 else None
    return next((one for one in all_moments if wanted is not None and one.span == wanted), None)


@dataclass(frozen=True)
class _Told:
    """An indicator with its figure in every column."""

    indicator: Indicator
    figures: tuple[Figure, ...]


def sections(context: Context) -> list[Section]:
    """The indicator table, and what its figures stand on; nothing where the förbund has set no indicators."""
    if not context.goals.indicators:
        return []
    columns = moments(context)
    told = [_Told(one, tuple(figure(one, number, moment, context) for moment in columns)) for number, one in enumerate(context.goals.indicators)]
    main = Section("indikatorer", "Indikatorer och måluppfyllelse", _sentences(told, columns, context), _view(told, columns, context))
    return [Section(main.id, main.heading, main.sentences, main.view, _chart(told, columns)), *_grounds(told, columns, context)]


def _view(told: Sequence[_Told], columns: Sequence[Moment], context: Context) -> View:
    heads = (*(Column(one.label) for one in columns), Column("Målvärde", "malvarde"), Column("Måluppfyllelse", "maluppfyllelse"))
    rows = []
    for one in told:
        judged = verdict(one.indicator, columns[-1], one.figures[-1], context.goals)
        rows.append(Row(one.indicator.label, (*(of.value for of in one.figures), _target(one.indicator), judged)))
    notes = ["Måluppfyllelsen gäller " + columns[-1].label + "."]
    if any(of.origin == "referens" for one in told for of in one.figures):
        notes.append(f"{PUBLISHED_MARK} = publicerad uppgift, så som den trycktes. Antalet bakom den är inte känt och därför inte intervallet.")
    notes += by_note((f"{one.indicator.label} {when.label}", of.note) for one in told for when, of in zip(columns, one.figures, strict=True))
    return View(f"Indikatorer, {'–'.join(dict.fromkeys((columns[0].label, columns[-1].label)))}", "Indikator", heads, tuple(rows), tuple(notes))


def _target(indicator: Indicator) -> Value:
    if indicator.target is None:
        return NOTHING
    return count(int(indicator.target)) if indicator.kind == "antal" else Value("andel", as_typed(indicator.target), float(indicator.target))


def _grounds(told: Sequence[_Told], columns: Sequence[Moment], context: Context) -> list[Section]:
    """For each figure its täljare and nämnare, its interval, the change, and where it comes from."""
    rows: list[Row] = []
    for one in told:
        mine = [_ground(one, place, columns, context) for place, of in enumerate(one.figures) if of.origin != "ej-uppfoljt"]
        if mine:
            rows += [Row(one.indicator.label, (words(""),) * 6, strong=True), *mine]
    if not rows:
        return []
    heads = ("Antal", "Av", "Värde", "95 %-intervall", "Ändring mot året före", "Kommer från")
    terms = ("", "bas", "", "intervall", "slump", "")
    notes = ("Ändringar räknas på oavrundade värden.", *_not_compared(told, columns, context))
    view = View("Vad indikatorerna räknas på", "Indikator och år", tuple(map(Column, heads, terms)), tuple(rows), notes)
    return [Section("indikatorer-underlag", "Underlag till indikatorerna", (), view)]


def _not_compared(told: Sequence[_Told], columns: Sequence[Moment], context: Context) -> tuple[str, ...]:
    """Why some changes are not told, each reason once; and the insatser that are in one of two compared periods alone."""
    found: dict[str, None] = {}
    for one in told:
        for place, when in enumerate(columns):
            before = _before(when, columns, context)
            earlier = one.figures[columns.index(before)] if before else None
            found[_unlike(one.figures[place], earlier, when, before, context)] = None
            if earlier and before and when.span and before.span and one.figures[place].origin == earlier.origin == "raknas":
                found |= dict.fromkeys(presence.come_and_gone(context, when.span, before.span))
    return tuple(filter(None, found))


def _ground(one: _Told, place: int, columns: Sequence[Moment], context: Context) -> Row:
    of = one.figures[place]
    hidden = of.value == HIDDEN
    part = HIDDEN if hidden else count(of.part) if of.part is not None else NOTHING
    base = HIDDEN if hidden else count(of.base) if of.base is not None else NOTHING
    before = _before(columns[place], columns, context)
    earlier = one.figures[columns.index(before)] if before else None
    apart, _ = change(one.indicator, earlier, of) if not _unlike(of, earlier, columns[place], before, context) else (presence.NOT_COMPARED, None)
    ends = interval(of.value) if of.origin == "raknas" else NOTHING
    return Row(columns[place].label, (part, base, of.value, ends, apart, words(ORIGINS[of.origin])), level=1)


def _sentences(told: Sequence[_Told], columns: Sequence[Moment], context: Context) -> tuple[str, ...]:
    found = [_sentence(one, columns, context) for one in told if one.figures[-1].origin == "raknas"]
    blank = [one.indicator.label for one in told if one.figures[-1].origin == "ej-uppfoljt"]
    if blank:
        found.append(f"Ej uppföljt {columns[-1].label}: {listed(blank)}.")
    return tuple(found)


def _sentence(one: _Told, columns: Sequence[Moment], context: Context) -> str:
    """What a counted share was, against its target and the year before."""
    now, moment = one.figures[-1], columns[-1]
    if now.exact is None:
        return f"{one.indicator.label}: {'andelen är dold' if now.value == HIDDEN else 'ingen att räkna på'} {moment.label}."
    said = f"{one.indicator.label}: {now.value.text} {moment.label}, {grouped(now.part or 0)} av {grouped(now.base or 0)}."
    judged = verdict(one.indicator, moment, now, context.goals)
    if judged.kind == "ord" and one.indicator.target is not None:
        said += f" Målvärdet är {_target(one.indicator).text}: {judged.text[:1].lower() + judged.text[1:]}."
    before = _before(moment, columns, context)
    if before is None:
        return said
    earlier = one.figures[columns.index(before)]
    apart, chance = change(one.indicator, earlier, now)
    if chance is not None and not _unlike(now, earlier, moment, before, context):
        said += f" Ändringen mot {before.label}, {apart.text}, {chance if chance.startswith('ryms') else f'är {chance}'}."
    return said


def _chart(told: Sequence[_Told], columns: Sequence[Moment]) -> Chart | None:
    """The outcome shares as lines over the years; nothing where there is but one year to show."""
    lines = [one for one in told if one.indicator.kind == "andel_avslut" and sum(of.exact is not None for of in one.figures) > 1][:MOST_LINES]
    if not lines:
        return None
    series = tuple(_series(one) for one in lines)
    target = lines[0].indicator.target if len(lines) == 1 else None
    shown = [of.value for one in lines for of in one.figures if of.exact is not None]
    most = [*(value.high or value.number or 0.0 for value in shown), float(target or 0)]
    alt = " ".join(f"{one.indicator.label}: {listed([_said(*pair) for pair in zip(columns, one.figures, strict=True)])}." for one in lines)
    title = lines[0].indicator.label if len(lines) == 1 else "Andel av avsluten, år för år"
    return Chart("linje", title, alt, tuple(one.label for one in columns), series, "andel", 0.0, top_of(most), float(target) if target else None)


def _said(moment: Moment, of: Figure) -> str:
    return f"{moment.label} {'dolt' if of.value == HIDDEN else 'inget att räkna på' if of.value == EMPTY else of.value.text}"


def _series(one: _Told) -> Series:
    values = tuple(float(of.exact) if of.exact is not None else None for of in one.figures)
    ends = tuple((of.value.low, of.value.high) if of.value.low is not None and of.value.high is not None else None for of in one.figures)
    return Series(one.indicator.label, values, ends, tuple("" if of.exact is not None else of.value.text for of in one.figures))


def terms(context: Context) -> list[str]:
    """The words that the indicator table uses without naming them in a column."""
    targets = [one.target for one in context.goals.indicators if one.target] + [one.target for one in context.goals.goals if one.target]
    origins = {entry.origin for one in context.goals.indicators for entry in one.entries.values()}
    return [
        *(["referens"] if "referens" in origins else []),
        *(["ej-uppfoljt"] if "ej-uppfoljt" in origins else []),
        *(["osakert", "maluppfyllelse"] if targets else []),
    ]
