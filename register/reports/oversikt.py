"""The board's one page: how many, what came of it, whether the goals were met, how the insatser stand beside each other, and three sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from register.disclosure.tables import TOTAL
from register.reports import analysis, areas, arsredovisning, flow, funnel, goal_table, indicators, pieces
from register.reports.context import Context
from register.reports.document import Column, Report, Row, Section, Value, View
from register.reports.groups import NOT_DELIVERED, first_share, grouping_of
from register.reports.pieces import volume
from register.reports.values import share

KIND: Final = "oversikt"
PICTURES: Final = 4
"""So many pictures stand on the page with the sentences and the figures above them."""


def build(context: Context) -> Report:
    """The page. A picture whose figures are hidden or not delivered gives its place to the next."""
    candidates = (flow.by_month(context), _goals(context), funnel.section(context), areas.section(context), arsredovisning.outcome(context))
    pictures = [one for one in candidates if one is not None and one.chart is not None][:PICTURES]
    found = (_standing(context), *map(_for_the_page, pictures))
    title = f"Översikt {flow.short(context.span)}"
    return pieces.report(context, KIND, title, context.forbund, found, terms=indicators.terms(context))


def _for_the_page(section: Section) -> Section:
    """What is said under a picture is said in few words: the tables that follow have the rest."""
    kept = section.sentences if section.id == "tratt" else section.sentences[:1] if section.id == "mal" else ()
    return replace(section, sentences=kept)


def _standing(context: Context) -> Section:
    """The sentences, beside the few figures that everybody asks for."""
    known = flow.spans(context)
    rows = []
    for label, measure, kon, level in (
        ("Deltagare", "deltagare", TOTAL, 0),
        ("Kvinnor", "deltagare", "kvinna", 1),
        ("Män", "deltagare", "man", 1),
        ("Nya", "nya", TOTAL, 0),
        ("Avslutade", "avslutade", TOTAL, 0),
        ("Pågående vid periodens slut", "pagaende", TOTAL, 0),
    ):
        values = tuple(flow.given(volume(context, measure, kon, span=one.code)) for one in known[-2:])
        rows.append(Row(label, values, level, strong=measure == "deltagare" and kon == TOTAL))
    shares = tuple(_first(context, "" if one == context.span else f"@{one.code}") for one in known[-2:])
    rows.append(Row(grouping_of(context).groups[0].label, shares, strong=True))
    table = context.table("volymer")
    notes = (table.note,) if table is not None and table.note else ()
    columns = tuple(Column(flow.short(one)) for one in known[-2:])
    view = View(f"Läget, {context.span.label}", "Antal, och andel av avsluten", columns, tuple(rows), notes)
    return Section("laget", "Läget", analysis.sentences(context), view)


def _first(context: Context, suffix: str) -> Value:
    if context.table(f"utfall{suffix}") is None:
        return NOT_DELIVERED
    return share(*first_share(context, suffix=suffix))


def _goals(context: Context) -> Section | None:
    """The goals with their intervals; where there are none to show, the outcome groups."""
    found = next((one for one in goal_table.sections(context) if one.id == "mal" and one.chart is not None), None)
    return replace(found, heading="Utfall mot mål") if found is not None else None
