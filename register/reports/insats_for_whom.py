"""For whom the insats works: the share to the first group of outcomes, in groups of those who ended."""

from __future__ import annotations

from typing import Final

from register.reports.context import Context
from register.reports.document import Chart, Column, Row, Section, Series, Value, View
from register.reports.groups import grouping_of, shaped_by_row
from register.reports.pieces import BLANK, Reading, ShareOf, alternative, minus, number, plus, read, shown, top_of
from register.reports.spans import named
from register.reports.values import count, grouped, interval, share

TABLES: Final = (("for-vem-aldersgrupp", "Ålder"), ("for-vem-tid", "Tid i insatsen"), ("for-vem-parallell", "Parallell insats vid avslutet"))


DIFFER: Final = "Grupperna skiljer sig åt i mer än det som visas, så siffrorna säger inget om orsaken. Enskilda skillnader prövas inte mot slumpen."


def for_whom(context: Context) -> Section | None:
    """The share to the first group of the förbund's grouping for every category, with n and interval; None where no table is printed.

    Items are not tested one by one: the intervals say how far each share swings by chance.
    """
    found = [(label, one) for id_, label in TABLES if (one := read(context.table(id_))) and one.is_divided and one.at()]
    if not found:
        return None
    group = grouping_of(context).groups[0]
    parts = [(label, [(name, _share_of(one, code, group.id)) for code, name in _categories(one)]) for label, one in found]
    rows: list[Row] = []
    for label, categories in parts:
        rows.append(Row(label, (BLANK, BLANK, BLANK, BLANK), strong=True))
        rows += [Row(name, _values(part), 1) for name, part in categories]
    columns = (Column(group.label, "utfall"), Column("Av", "bas"), Column("Andel", "andel"), Column("95 %-intervall", "intervall"))
    title = "För vem fungerar insatsen"
    view = View(f"{title}: andel till {group.label.lower()}, {named(context.span)}", "Grupp", columns, tuple(rows), _notes(found))
    chart = _chart(group.label, [one for _, categories in parts for one in categories])
    return Section("for-vem", title, (DIFFER,), view, chart, shaped_by_row((label, one.table) for label, one in found))


def _categories(one: Reading) -> list[tuple[str, str]]:
    """Code and label of each category; its answers by group have the group after a bar."""
    return [(answer.code, answer.label) for answer in one.answers if "|" not in answer.code]


def _share_of(one: Reading, category: str, group: str) -> ShareOf:
    """How many of a category's went to the group, whether the layout has every group or this one and the rest."""
    code = f"{category}|{group}"
    return one.at(code if one.has([code]) else f"{category}|ja"), one.at(category)


def _values(part: ShareOf) -> tuple[Value, ...]:
    whole = share(*part)
    return count(part[0]), count(part[1]), whole, interval(whole)


def _notes(found: list[tuple[str, Reading]]) -> tuple[str, ...]:
    """How many have no category: they are in no row."""
    notes = []
    for label, one in found:
        missing = minus(one.at(), plus(one.at(code) for code, _ in _categories(one)))
        if missing:
            notes.append(f"{label}: uppgift saknas för {grouped(missing)} av {shown(one.at())} redovisade avslut, som inte står i någon rad.")
    return tuple(notes)


def _chart(label: str, categories: list[tuple[str, ShareOf]]) -> Chart:
    values = [(name, share(*part)) for name, part in categories]
    ends = tuple(None if value.low is None or value.high is None else (value.low, value.high) for _, value in values)
    series = (Series(label, tuple(number(value) for _, value in values), ends),)
    labels = tuple(name for name, _ in values)
    top = top_of([end[1] for end in ends if end is not None])
    return Chart("intervall", f"Andel till {label.lower()} med 95 %-intervall", alternative(labels, series), labels, series, "andel", 0.0, top)
