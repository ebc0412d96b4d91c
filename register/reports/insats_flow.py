"""The insatsrapport's first figures: how many came, took part and left, beside the compared period, and month by month."""

from __future__ import annotations

from typing import Final

from register.disclosure.tables import TOTAL
from register.reports.context import Context
from register.reports.document import Chart, ChartKind, Column, Row, Section, Series, View
from register.reports.flow import wrong_in
from register.reports.pieces import Reading, alternative, protection, read, top_count, volume
from register.reports.spans import headed, named
from register.reports.values import EMPTY, count, share

MONTHS: Final = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def flow(context: Context) -> Section | None:
    """Nya, deltagare, avslutade and pågående by kön, with the totals of the compared periods; None where nothing is delivered."""
    table = context.table("volymer")
    if table is None:
        return None
    spans = [one for one in context.spans if any(category.code == one.code for category in table.headings[0].categories)]
    if context.span not in spans:
        return None
    kons, measures = [one for one in table.headings[1].categories if one.code != TOTAL], table.headings[2].categories
    columns = [Column("Totalt", "antal"), *(Column(one.label, "kon") for one in kons), Column("Andel kvinnor", "andel")]
    columns += [Column(f"Totalt {named(one)}", "antal") for one in spans[1:]]
    rows = []
    for measure in measures:
        whole, women = volume(context, measure.code), volume(context, measure.code, "kvinna")
        values = [count(whole), *(count(volume(context, measure.code, kon.code)) for kon in kons), EMPTY if women is None else share(women, whole)]
        values += [count(volume(context, measure.code, span=one.code)) for one in spans[1:]]
        rows.append(Row(measure.label, tuple(values)))
    series = [Series(headed(one), tuple(_float(volume(context, measure.code, span=one.code)) for measure in measures)) for one in spans[:2]]
    view = View(f"Deltaganden, {named(context.span)}", "Mått", tuple(columns), tuple(rows), wrong_in(context, spans))
    return Section("flode", "In och ut", (), view, _counts("Antal deltaganden", [one.label for one in measures], series), table.note)


def _float(n: int | None) -> float | None:
    return None if n is None else float(n)


def _counts(title: str, categories: list[str], series: list[Series], *, line: bool = False) -> Chart:
    top = top_count(value for one in series for value in one.values if value is not None)
    kind: ChartKind = "linje" if line else "stapel" if len(series) == 1 else "grupperad-stapel"
    return Chart(kind, title, alternative(categories, series, "antal"), tuple(categories), tuple(series), "antal", 0.0, top)


def months(context: Context) -> list[Section]:
    """Nya and avslutade over the period: in one picture where both are told by the same months or quarters, else each by itself."""
    found = [
        (label, term, one)
        for id_, label, term in (("nya-manad", "Nya", "nya"), ("avslutade-manad", "Avslutade", "avslutade"))
        if (one := read(context.table(id_))) and one.is_divided
    ]
    if len(found) == 2 and found[0][2].answers == found[1][2].answers:
        return [_over_time(context, found)]
    return [_over_time(context, [one]) for one in found]


def _over_time(context: Context, found: list[tuple[str, str, Reading]]) -> Section:
    codes = [one.code for one in found[0][2].answers]
    names = [_name(code) for code in codes]
    rows = tuple(Row(name, tuple(count(one.at(code)) for _, _, one in found)) for code, name in zip(codes, names, strict=True))
    series = [Series(label, tuple(_float(one.at(code)) for code in codes)) for label, _, one in found]
    by = "kvartal" if "K" in codes[0] else "månad"
    title = f"{' och '.join([found[0][0], *(label.lower() for label, _, _ in found[1:])])} per {by}"
    whole = Row("Hela perioden", tuple(count(one.at()) for _, _, one in found), strong=True)
    view = View(f"{title}, {named(context.span)}", by.capitalize(), tuple(Column(label, term) for label, term, _ in found), (*rows, whole))
    chart = _counts(title, names, series, line=len(codes) > 4) if any(value is not None for one in series for value in one.values) else None
    ident = "-".join(term for _, term, _ in found)
    return Section(f"over-tid-{ident}", title, (), view, chart, protection(*(one.table for _, _, one in found)))


def _name(code: str) -> str:
    """A month or a quarter within the period: ``mars``, ``kvartal 2``."""
    return f"kvartal {code[5:]}" if "K" in code else MONTHS[int(code[5:]) - 1]
