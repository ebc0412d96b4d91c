"""Volumes that take their numbers from a counter: what the file may say of it, and the numbers put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from register.counters.figures import by, over, total
from register.counters.model import Counter, Counters, Figures
from register.goals.model import Amount, FromCounter, Goals, Tally
from register.periods import Month, Period
from register.vocabulary.toml_reader import Source, TomlPath


def from_counter(found: Mapping[str, Any], counters: Counters, source: Source, path: TomlPath) -> FromCounter | None:
    """The counter that a volume names, with its filter and parts; None where it names none. Raises the source's error for what can't be meant."""
    if "raknare" not in found:
        for key in ("bara", "delar"):
            if key in found:
                raise source.error((*path, key), f"”{key}” hör till en räknare, och volymen har ingen. Skriv vilken med raknare.")
        return None
    counter = counters.by_id.get(found["raknare"])
    at = (*path, "raknare")
    if counter is None:
        known = ", ".join(counters.by_id) or "inga"
        raise source.error(at, f"Räknaren ”{found['raknare']}” finns inte i raknare.toml. De som finns är: {known}.")
    if "raknas" in found:
        raise source.error(at, "Volymen har både raknas och raknare. Talen kommer antingen från deltagarna eller ur en räknare.")
    if counter.protected:
        reason = f"Räknaren ”{counter.id}” räknar människor (skyddas = true), och volymerna går inte genom skyddet mot röjande."
        raise source.error(at, reason)
    if counter.pair:
        raise source.error(at, f"Räknaren ”{counter.id}” är en andel och inget antal.")
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
    """The goals with the numbers of the counters in the tallies that name one.

    A year that the file says something of stays as it is: it is what was published. A year of which not everything has been given stays blank.

    Args:
        goals: as the file says them.
        counters: the present definitions.
        figures: everything that has been given.
        ended: see :func:`register.counters.figures.over`.
    """
    given = list(figures)
    return replace(goals, tallies=tuple(_filled(one, counters, given, ended) for one in goals.tallies))


def _filled(tally: Tally, counters: Counters, figures: list[Figures], ended: Mapping[str, Month] | None) -> Tally:
    counter = counters.by_id.get(tally.source.counter) if tally.source else None
    if tally.source is None or counter is None:
        return tally
    years = sorted({one.period.first.year for one in figures if one.counter.id == counter.id} - set(tally.entries))
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
