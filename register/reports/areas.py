"""Shares by område of those who began, against the resources: how the insatser are spread over the förbund."""

from __future__ import annotations

from typing import Final

from register.reports.context import Context
from register.reports.document import Column, Row, Section, Series, Value, View
from register.reports.pieces import Reading, bars, base_notes, listed, number, plus, protection, read, volume
from register.reports.spans import named
from register.reports.values import EMPTY, count, grouped, kronor, per_cent, share

ROUNDED_APART: Final = "Andelarna är avrundade var för sig."


def section(context: Context) -> Section | None:
    """The table and its picture; nothing where there is one område alone, or the layout has the base alone."""
    found = read(context.table("omrade"))
    if found is None or len(found.answers) < 2 or not found.at():
        return None
    resources = context.goals.resources_for(context.span.first.year)
    in_kronor = resources is not None and resources.unit == "kronor"
    rows, people, money = [], [], []
    for one in found.answers:
        mine = share(*found.share_of((one.code,)))
        values = [count(found.at(one.code)), mine]
        people.append(number(mine))
        if resources is not None:
            theirs = resources.share(one.code)
            money.append(None if theirs is None else float(theirs))
            values.append(EMPTY if theirs is None else Value("andel", per_cent(theirs), float(theirs)))
            values += [kronor(resources.by_area[one.code]) if one.code in resources.by_area else EMPTY] if in_kronor else []
        rows.append(Row(one.label, tuple(values)))
    columns = [Column("Nya", "nya"), Column("Andel av de nya", "andel")]
    columns += [Column("Andel av resurserna", "andel")] if resources is not None else []
    columns += [Column("Resurser")] if in_kronor else []
    labels = [one.label for one in found.answers]
    marks = tuple("–" if one is None else "" for one in money)
    series = [Series("Nya", tuple(people)), *([Series("Resurser", tuple(money), (), marks)] if resources is not None else [])]
    notes = [*base_notes(found, "redovisade nya"), *_outside(context), *filter(None, (_reported(context, found),))]
    view = View(f"Område, {named(context.span)}", "Område", tuple(columns), tuple(rows), tuple(notes))
    heading = "Område och resurser" if resources is not None else "Område"
    said = f"Området är det som står i startblanketten, så fördelningen gäller de nya. {ROUNDED_APART}"
    return Section("omrade", heading, (said,), view, bars(heading, labels, series), protection(found.table, kon=False))


def _reported(context: Context, found: Reading) -> str:
    """Of how many nya, those of the insatser that take part, the områden are told."""
    inside = [insats for insats, _ in context.insatser if context.goals.in_areas(insats)]
    new = plus(volume(context, "nya", span=insats, table="volymer-insats") for insats in inside)
    whole = found.at()
    if whole is None or new is None or whole > new:
        return ""
    return f"{grouped(whole)} redovisade av {grouped(new)} nya{' i de insatser som ingår' if len(inside) < len(context.insatser) else ''}."


def _outside(context: Context) -> tuple[str, ...]:
    """The insatser that take no part in the shares, by name."""
    outside = [name for insats, name in context.insatser if not context.goals.in_areas(insats)]
    return (f"Utanför fördelningen: {listed(outside)}.",) if outside else ()
