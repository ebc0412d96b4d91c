"""The report Progression: each series at förbund level, by kön, its means, and by insats."""

from __future__ import annotations

from register.reports.context import Context
from register.reports.document import Column, Report, Row, Section, Value, View
from register.reports.groups import zero_dots
from register.reports.pieces import listed, report, too_few
from register.reports.progression_series import BETTER, Measured, by_kon, improved, means, series
from register.reports.spans import named
from register.reports.values import EMPTY, HIDDEN, grouped, share


def build(context: Context) -> Report:
    """The report of the context's tables; a series without pairs is not in it."""
    found = series(context)
    parts = [part for one in found for part in (improved(context, one), by_kon(context, one), means(context, one), by_insats(context, one))]
    parts.append(_hidden(found))
    return report(
        context,
        "progression",
        "Progression",
        context.forbund,
        [_first(found, parts), *parts],
        terms=("par", "forbattrad", "skattare"),
        said=("Bara par av samma instrument, version och skattare jämförs. Enskilda områden prövas inte mot slumpen.",),
        chance=False,
    )


def _first(found: list[Measured], parts: list[Section | None]) -> Section | None:
    """What is said where nothing is to be shown."""
    if any(parts):
        return None
    said = "Inga par av mätningar är levererade för perioden."
    if found:
        said = "Paren är för få för att visas uppdelade, eller uppdelningen kunde ha avslöjat enskilda."
    return Section("inga-par", "Progression", (said,))


def by_insats(context: Context, one: Measured) -> Section | None:
    """The share improved of every area in each insats; None where no insats can be divided."""
    labels = [(item, label) for item, label, _ in one.areas]
    rows: list[Row] = []
    tables, left_out = [], []
    for insats, name in context.insatser:
        own = next((other for other in series(context, f"/{insats}") if other.id == one.id), None)
        if own is None:
            continue
        readings = {item: area for item, _, area in own.areas}
        if not own.divided:
            left_out.append(name)
            continue
        rows.append(Row(name, tuple(_cell(own, item) for item, _ in labels)))
        tables += [area.table for area in readings.values()]
    if not rows:
        return None
    notes = ["Andelen förbättrade, och hur många par den är av."]
    notes += [f"Visas inte, eftersom paren är för få eller uppdelningen kunde ha avslöjat enskilda: {listed(left_out)}."] if left_out else []
    columns = tuple(Column(label, "forbattrad") for _, label in labels)
    view = View(f"{one.label}: förbättrad efter insats, {named(context.span)}", "Insats", columns, tuple(rows), tuple(notes))
    return Section(f"{one.id}-insats", f"{one.label}: efter insats", (), view, None, zero_dots(tables))


def _cell(own: Measured, item: str) -> Value:
    """A share with the pairs that it is of in its own words: ``45 % av 22``."""
    area = next((one for code, _, one in own.areas if code == item), None)
    if area is None:
        return EMPTY
    if not area.is_divided:
        return EMPTY if area.at() == 0 else HIDDEN
    x, n = area.share_of([BETTER])
    value = share(x, n)
    return value if n is None or value.kind != "andel" else Value("andel", f"{value.text} av {grouped(n)}", value.number, value.low, value.high)


def _hidden(found: list[Measured]) -> Section | None:
    said = too_few(area.table for one in found for _, _, area in one.areas)
    return Section("visas-inte", "Det som inte visas", (said,)) if said and any(one.divided for one in found) else None
