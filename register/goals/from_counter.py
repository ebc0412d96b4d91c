"""Volumes and indicators that take their numbers from a counter: what the file may say of it, and the numbers put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from register.counters.figures import by, over, total
from register.counters.model import Counter, Counters, Figures
from register.goals.model import Amount, Entry, FromCounter, Goals, Indicator, Tally
from register.periods import Month, Period
from register.vocabulary.toml_reader import Source, TomlPath


def from_counter(found: Mapping[str, Any], counters: Counters, source: Source, path: TomlPath, *, share: bool = False) -> FromCounter | None:
    """The counter that a volume or an indicator names, with its filter and parts; None where it names none.

    ``share``: it has to be a share (täljare and nämnare), instead of a number. Raises the source's error for what can't be meant.
    """
    what = "volymen" if path[0] == "volym" else "indikatorn"
    if "raknare" not in found:
        for key in ("bara", "delar"):
            if key in found:
                raise source.error((*path, key), f"”{key}” hör till en räknare, och {what} har ingen. Skriv vilken med raknare.")
        return None
    counter = counters.by_id.get(found["raknare"])
    at = (*path, "raknare")
    if counter is None:
        known = ", ".join(counters.by_id) or "inga"
        raise source.error(at, f"Räknaren ”{found['raknare']}” finns inte i raknare.toml. De som finns är: {known}.")
    if "raknas" in found:
        raise source.error(at, "Volymen har både raknas och raknare. Talen kommer antingen från deltagarna eller ur en räknare.")
    if counter.protected:
        these = "volymerna" if path[0] == "volym" else "de här indikatorerna"
        reason = f"Räknaren ”{counter.id}” räknar människor (skyddas = true), och {these} går inte genom skyddet mot röjande."
        raise source.error(at, reason)
    if bool(counter.pair) != share:
        raise source.error(at, f"Räknaren ”{counter.id}” är {'ett antal och ingen andel' if share else 'en andel och inget antal'}.")
    return FromCounter(counter.id, _only(found.get("bara", {}), counter, source, (*path, "bara")), _parts(found, counter, source, path))


def _only(found: Mapping[str, list[str]], counter: Counter, source: Source, path: TomlPath) -> dict[str, tuple[str, ...]]:
    for id_, codes in found.items():
        _check_dimension(id_, counter, source, (*path, id_))
        known = counter.dimensions[counter.dimension(id_)].by_id
        for code in codes:
            if code not in known:
                raise source.error((*path, id_), f"Koden ”{code}” finns inte i listan ”{id_}”. De som finns är {', '.join(known)}.")
    return {id_: tuple(codes) for id_, codes in found.items()}


def _parts(found: Mapping[str, Any], counter: Counter, source: Source, path: TomlPath) -> str | None:
    if "delar" not in found:
        return None
    _check_dimension(found["delar"], counter, source, (*path, "delar"))
    return str(found["delar"])


def _check_dimension(id_: str, counter: Counter, source: Source, path: TomlPath) -> None:
    dimensions = [one.id for one in counter.dimensions]
    if id_ not in dimensions:
        known = ", ".join(dimensions) or "inga"
        raise source.error(path, f"Räknaren ”{counter.id}” är inte uppdelad på ”{id_}”. Dess dimensioner är: {known}.")


def filled(goals: Goals, counters: Counters, figures: Iterable[Figures], ended: Mapping[str, Month] | None = None) -> Goals:
    """The goals with the numbers of the counters in the tallies and indicators that name one.

    A year that the file says something of stays as it is: it is what was published. A year of which not everything has been given stays blank.

    Args:
        goals: as the file says them.
        counters: the present definitions.
        figures: everything that has been given.
        ended: see :func:`register.counters.figures.over`.
    """
    given = list(figures)
    return replace(
        goals,
        tallies=tuple(_filled(one, counters, given, ended) for one in goals.tallies),
        indicators=tuple(_indicator(one, counters, given, ended) for one in goals.indicators),
    )


def _indicator(indicator: Indicator, counters: Counters, figures: list[Figures], ended: Mapping[str, Month] | None) -> Indicator:
    counter = counters.by_id.get(indicator.source.counter) if indicator.source else None
    if indicator.source is None or counter is None:
        return indicator
    found = {year: _entry(indicator.source, counter, figures, year, ended) for year in _years(counter, figures) - set(indicator.entries)}
    return replace(indicator, entries={**{year: entry for year, entry in sorted(found.items()) if entry is not None}, **indicator.entries})


def _years(counter: Counter, figures: Iterable[Figures]) -> set[int]:
    return {one.period.first.year for one in figures if one.counter.id == counter.id}


def _entry(source: FromCounter, counter: Counter, figures: list[Figures], year: int, ended: Mapping[str, Month] | None) -> Entry | None:
    joined = over(counter, figures, Period.parse(f"{year:04d}"), ended)
    part, base = (total(counter, joined.values, measure=one, only=source.only) for one in (counter.measures[0], counter.measures[-1]))
    if part is None or base is None or not joined.complete:
        return None
    if counter.pair is None:
        return Entry("raknare", Fraction(part), part)
    return Entry("raknare", Fraction(part, base) if base else None, part, base)


def _filled(tally: Tally, counters: Counters, figures: list[Figures], ended: Mapping[str, Month] | None) -> Tally:
    counter = counters.by_id.get(tally.source.counter) if tally.source else None
    if tally.source is None or counter is None:
        return tally
    years = sorted(_years(counter, figures) - set(tally.entries))
    amounts = {year: _amount(tally.source, counter, figures, Period.parse(f"{year:04d}"), ended) for year in years}
    return replace(tally, entries={**{year: amount for year, amount in amounts.items() if amount is not None}, **tally.entries})


def _amount(source: FromCounter, counter: Counter, figures: list[Figures], year: Period, ended: Mapping[str, Month] | None) -> Amount | None:
    joined = over(counter, figures, year, ended)
    number = total(counter, joined.values, only=source.only)
    if number is None or not joined.complete:
        return None
    if source.parts is None:
        return Amount(number)
    labels = counter.dimensions[counter.dimension(source.parts)]
    return Amount(number, {labels.label_of(code): n for code, n in by(counter, joined.values, source.parts, only=source.only).items()})
