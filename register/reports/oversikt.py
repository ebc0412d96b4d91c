"""The board's one page: how many, what came of it, whether the goals were met, how the insatser stand beside each other, and three sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from register.disclosure.tables import TOTAL
from register.reports import analysis, areas, arsredovisning, flow, funnel, goal_table, indicators, pieces, presence, society
from register.reports.context import Context
from register.reports.document import Column, Report, Row, Section, Value, View
from register.reports.groups import NOT_DELIVERED, first_share, grouping_of
from register.reports.pieces import volume
from register.reports.spans import named
from register.reports.values import share

KIND: Final = "oversikt"
PICTURES: Final = 4
"""So many pictures stand on the page with the sentences and the figures above them."""

MOST_GOALS: Final = 4
MOST_NAMES: Final = 8
"""So many goals, and so many names in the funnel, fit a quarter of the page."""


def build(context: Context) -> Report:
    """The page. A picture whose figures are hidden or not delivered gives its place to the next."""
    rest = map(_without_words, (areas.section(context), arsredovisning.outcome(context)))
    candidates = (_without_words(flow.by_month(context)), _goals(context), _funnel(context), *rest)
    pictures = [one for one in candidates if one is not None and one.chart is not None][:PICTURES]
    found = (_standing(context), *pictures, *(replace(one, after=True) for one in society.sections(context)))
    title = f"Översikt {named(context.span)}"
    beside = society.shown(context)
    said = society.about(context)
    return pieces.report(context, KIND, title, context.forbund, found, terms=indicators.terms(context), said=said, beside=beside)


def _standing(context: Context) -> Section:
    """The sentences, beside the few figures that everybody asks for."""
    known = flow.spans(context)
    rows = []
    for label, measure, kon, level in (
        ("Deltagare", "deltagare", TOTAL, 0),
        ("Kvinnor", "deltagare", "kvinna", 1),
        ("Män", "deltagare", "man", 1),
        (flow.KON[2][1], "deltagare", "annat", 1),
        ("Nya", "nya", TOTAL, 0),
        ("Avslutade", "avslutade", TOTAL, 0),
        ("Pågående vid periodens slut", "pagaende", TOTAL, 0),
    ):
        counts = [volume(context, measure, kon, span=one.code) for one in known[-2:]]
        if kon == "annat" and not any(counts):
            continue
        values = tuple(map(flow.given, counts))
        rows.append(Row(label, values, level, strong=measure == "deltagare" and kon == TOTAL))
    shares = tuple(_first(context, "" if one == context.span else f"@{one.code}") for one in known[-2:])
    rows.append(Row(grouping_of(context).groups[0].label, shares, strong=True))
    table = context.table("volymer")
    beside = presence.beside(context, known[-1], known[-2]) if len(known) > 1 else ()
    notes = (*((table.note,) if table is not None and table.note else ()), *beside, *flow.wrong_in(context, known[-2:]))
    columns = tuple(Column(named(one)) for one in known[-2:])
    view = View(f"Läget, {named(context.span)}", "Mått", columns, tuple(rows), notes)
    return Section("laget", "Läget", analysis.sentences(context), view)


def _first(context: Context, suffix: str) -> Value:
    if context.table(f"utfall{suffix}") is None:
        return NOT_DELIVERED
    return share(*first_share(context, suffix=suffix))


def _goals(context: Context) -> Section | None:
    """The goals with their intervals, as many as fit: those whose outcome is printed and rests on most answers."""
    whole = next((one for one in goal_table.sections(context) if one.id == "mal"), None)
    every = goal_table.outcomes(context)
    shown = goal_table.largest(every, MOST_GOALS)
    chart = goal_table.chart(shown)
    if whole is None or chart is None:
        return None
    which = "vars utfall visas" if len(shown) < MOST_GOALS else "med störst bas, av dem vars utfall visas"
    said = (f"Bilden visar {len(shown)} av {len(every)} mål: de {which}. Alla mål står i tabellen.",) if len(shown) < len(every) else ()
    return replace(whole, heading="Utfall mot mål", sentences=said, chart=chart)


def _funnel(context: Context) -> Section | None:
    """The insatser beside each other; where they are many only those outside the limits are named in the picture."""
    whole, found = funnel.section(context), funnel.funnel(context)
    if whole is None or found is None:
        return None
    said: tuple[str, ...] = ()
    if len(found.points) > MOST_NAMES:
        many = sum(one.outside for one in found.points) > MOST_NAMES
        said = (f"Bara {f'de {MOST_NAMES} insatser som ligger längst' if many else 'insatser'} utanför gränserna har namn i bilden.",)
    return replace(whole, sentences=(*whole.sentences, *said), chart=funnel.chart(found, most_names=MOST_NAMES))


def _without_words(section: Section | None) -> Section | None:
    """A picture whose words stand in the tables that follow."""
    return None if section is None else replace(section, sentences=())
