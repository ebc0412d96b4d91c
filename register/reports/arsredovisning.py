"""The förbund's report of a year (or a part of it): indicators, volumes, goals, outcome, områden, and what else is asked at start and avslut."""

from __future__ import annotations

from typing import Final

from register.reports import areas, counters, flow, funnel, goal_table, indicators, insats_work, judged, pieces, presence, society, tallies
from register.reports.context import Context
from register.reports.document import Column, Report, Row, Section, Value, View
from register.reports.groups import NOT_DELIVERED, by_note, group_codes, group_share, grouping_of, zero_dots
from register.reports.pieces import Line, Reading, read
from register.reports.spans import named
from register.reports.values import count, share

KIND: Final = "arsredovisning"

_ASKED: Final = (
    ("forsorjning_efter", "Försörjning efter insatsen", "avslutade"),
    ("tid_i_insats", "Tid i insatsen", "avslutade"),
    ("parallell_start", "Parallella insatser", "nya"),
    ("ny_i_forbundet", "Nya i förbundet", "nya"),
    ("vald_fragad", "Frågan om våld", "avslutade"),
    ("aldersgrupp", "Ålder vid starten", "nya"),
)
_SAID: Final = {
    "vald_fragad": "Räknat är om frågan är ställd, aldrig vad svaret var.",
}
_TERMS: Final = {"tid_i_insats": ("tid",), "parallell_start": ("parallell",), "vald_fragad": ("vald-fragad",)}


def build(context: Context) -> Report:
    """The report, from the tables that the gate let through; what was not delivered or not asked is left out."""
    asked = [section for id_, heading, base in _ASKED if (section := _asked(context, id_, heading, base)) is not None]
    found = [
        *indicators.sections(context),
        *flow.sections(context),
        tallies.section(context),
        *goal_table.sections(context),
        outcome(context),
        outcome_by_insats(context),
        funnel.section(context),
        areas.section(context),
        insats_work.began(context),
        *asked,
        *counters.sections(context),
        *(judgements := judged.sections(context)),
        _undivided(context),
        *society.sections(context),
    ]
    part = "Årsredovisning" if len(context.span.months) == 12 else "Delårsredovisning"
    title = f"{part} {named(context.span)}: indikatorer, mål och utfall"
    terms = [term for one in asked for term in _TERMS.get(one.id, ())]
    terms += [*indicators.terms(context), *judged.terms(judgements)]
    said, beside = society.about(context), society.shown(context)
    return pieces.report(context, KIND, title, context.forbund, found, terms=terms, said=said, beside=beside)


def _asked(context: Context, id_: str, heading: str, base: str) -> Section | None:
    said = (_SAID[id_],) if id_ in _SAID else ()
    notes = tuple(filter(None, (pieces.reported(context, id_, base),)))
    what = {"avslutade": "redovisade avslut", "nya": "redovisade nya"}[base]
    return pieces.distribution(id_, context.table(id_), heading=heading, base=what, sentences=said, notes=notes)


def outcome(context: Context) -> Section | None:
    """The outcome groups of the förbund, by kön where the layout has it; under each group its avslutsanledningar where they are printed."""
    table = context.table("utfall")
    found = read(table)
    if found is None:
        return None
    said = tuple(filter(None, (pieces.reported(context),)))
    return pieces.distribution(
        "utfall", table, heading="Utfall", base="redovisade avslut", sentences=said, lines=group_lines(context, found), intervals=not found.kons
    )


def group_lines(context: Context, found: Reading) -> list[Line]:
    """A line for each group, and under it one for each of its answers where the layout tells them apart."""
    grouping = grouping_of(context)
    lines: list[Line] = []
    for group in grouping.groups:
        codes = group_codes(found, group, grouping)
        if codes:
            lines.append(Line(group.label, codes, strong=True))
            lines += [Line(one.label, (one.code,), level=1) for one in found.answers if one.code in codes and len(codes) > 1]
    return lines


def outcome_by_insats(context: Context) -> Section | None:
    """The groups' shares of each insats; a base alone where that is all the gate let through, with why."""
    tables = {insats: read(context.table(f"utfall/{insats}")) for insats, _ in context.insatser}
    if not any(tables.values()):
        return None
    grouping = grouping_of(context)
    rows = []
    for insats, name in context.insatser:
        rows.append(Row(name, _by_group(context, tables[insats])))
    notes = by_note((name, found.table.note) for insats, name in context.insatser if (found := tables[insats]) is not None and found.at())
    notes += presence.in_part(context)
    whole = read(context.table("utfall"))
    if whole is not None:
        rows.append(Row("Förbundet", _by_group(context, whole), strong=True))
    columns = (Column("Redovisade", "redovisade"), *(Column(group.label, "utfall") for group in grouping.groups))
    view = View(f"Utfall per insats, andel av avsluten, {named(context.span)}", "Insats", columns, tuple(rows), notes)
    return Section("utfall-insats", "Utfall per insats", (), view, None, zero_dots(found.table for found in tables.values() if found))


def _by_group(context: Context, found: Reading | None) -> tuple[Value, ...]:
    grouping = grouping_of(context)
    if found is None:
        return (NOT_DELIVERED,) * (len(grouping.groups) + 1)
    return (count(found.at()), *(share(*group_share(found, group, grouping)) for group in grouping.groups))


def _undivided(context: Context) -> Section | None:
    """One line for the questions whose answers are too few to be told apart."""
    tables = [table for id_, _, _ in _ASKED if (table := context.table(id_)) is not None]
    tables += [table for id_ in ("borjade-okade", "omrade", "utfall") if (table := context.table(id_)) is not None]
    said = pieces.too_few(tables)
    return Section("odelat", "För små antal", (said,)) if said else None
