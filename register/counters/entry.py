"""What may be filled in: places as text, faults of values, and whether a changed definition may follow an older one. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from register.counters.model import MOST, UNIT_LABELS, Counter, Grid, GridCell, Measure, Place, Values
from register.errors import BadInput
from register.periods import Month, Period

SEPARATOR: Final = "/"
"""Joins the codes of a place as text: ``regionen/konferens``, ``vald/taljare``."""

MOST_COUNTED: Final = 10_000_000
"""No number of people, occasions or answers is larger."""

Changes = Mapping[Place, int | None]
"""New values by place; None blanks one. Places that are not named stay as they are."""


@dataclass(frozen=True)
class CellFault:
    """A place whose value can't be accepted, and why."""

    place: Place
    error: BadInput


def place_text(counter: Counter, place: Place) -> str:
    """A place as it is written on the command line: its codes, and which number where it has more than one or no code."""
    parts = [*place.codes, *([place.measure] if counter.pair or not place.codes else [])]
    return SEPARATOR.join(parts)


def parse_place(counter: Counter, text: str) -> Place:
    """The place of a text (see :func:`place_text`); BadInput where the counter has no such place."""
    parts = tuple(part.strip() for part in text.split(SEPARATOR)) if text.strip() else ()
    size = len(counter.dimensions)
    measure: Measure = "antal"
    if len(parts) == size + 1 and parts[-1] in counter.measures:
        measure = next(one for one in counter.measures if one == parts[-1])
        parts = parts[:-1]
    place = Place(parts, measure)
    error = _unknown(counter, place)
    if error:
        raise error
    return place


def _unknown(counter: Counter, place: Place) -> BadInput | None:
    text = SEPARATOR.join(place.codes)
    pattern = SEPARATOR.join([*(one.id for one in counter.dimensions), *(["taljare|namnare"] if counter.pair else [])]) or "antal"
    if len(place.codes) != len(counter.dimensions) or place.measure not in counter.measures:
        return _error(
            counter, place, f"Rutan ”{text}” finns inte.", f"En ruta i {counter.id} skrivs {pattern}.", f"Se nyckeltal raknare visa {counter.id}."
        )
    for one, code in zip(counter.dimensions, place.codes, strict=True):
        if code not in one.by_id:
            known = ", ".join(choice.id for choice in one.choices)
            return _error(counter, place, f"Koden ”{code}” finns inte i listan ”{one.id}”.", f"De som finns är: {known}.", "Välj en av dem.")
    return None


def _error(counter: Counter, place: Place, what: str, why: str, remedy: str) -> BadInput:
    return BadInput(what, why, remedy, field=place_text(counter, place))


def is_retired(counter: Counter, place: Place) -> bool:
    """Whether one of the place's codes is retired."""
    return any(one.by_id[code].retired for one, code in zip(counter.dimensions, place.codes, strict=True))


def invalid(counter: Counter, values: Values) -> list[CellFault]:
    """What is wrong with values as they were kept or came; retired codes may have values."""
    found = [CellFault(place, error) for place, n in values.items() if (error := _unknown(counter, place) or _number_error(counter, place, n))]
    return found or _pair_faults(counter, values, values)


def faults(counter: Counter, before: Values, changes: Changes) -> list[CellFault]:
    """What is wrong with the values that the changes would give, in the order of the changes; empty where all may be kept."""
    found = [CellFault(place, error) for place, n in changes.items() if (error := _cell_error(counter, before, place, n))]
    return found or _pair_faults(counter, changed(before, changes), changes)


def _pair_faults(counter: Counter, after: Values, places: Iterable[Place]) -> list[CellFault]:
    if counter.pair is None:
        return []
    return [fault for codes in dict.fromkeys(place.codes for place in places) if (fault := _pair_fault(counter, after, codes))]


def _cell_error(counter: Counter, before: Values, place: Place, n: int | None) -> BadInput | None:
    unknown = _unknown(counter, place)
    if unknown or n is None or n == before.get(place):
        return unknown
    name = " · ".join(counter.labels(place)) or counter.label
    if is_retired(counter, place):
        return _error(counter, place, f"{name}: koden är utgången.", "Den kan läsas men inte fyllas i.", "Använd en av de koder som gäller.")
    return _number_error(counter, place, n)


def _number_error(counter: Counter, place: Place, n: int) -> BadInput | None:
    name = " · ".join(counter.labels(place)) or counter.label
    most = MOST if counter.unit in ("kronor", "timmar") else MOST_COUNTED
    if type(n) is not int or not 0 <= n <= most:
        grouped = f"{most:,}".replace(",", " ")
        why = f"Ett värde är ett heltal från 0 till {grouped}."
        return _error(counter, place, f"{name}: värdet går inte att använda.", why, "Lämna rutan tom om uppgiften saknas: tomt är inte noll.")
    return None


def _pair_fault(counter: Counter, after: Values, codes: tuple[str, ...]) -> CellFault | None:
    part, base = (after.get(Place(codes, measure)) for measure in ("taljare", "namnare"))
    if part is None and base is None:
        return None
    lacking = Place(codes, "taljare" if part is None else "namnare")
    name = " · ".join(counter.labels(lacking)) or counter.label
    if part is None or base is None:
        what = f"{name}: {counter.measure_label(lacking.measure)} saknas."
        return CellFault(lacking, _error(counter, lacking, what, "En andel har både täljare och nämnare.", "Fyll i båda, eller töm båda."))
    if part > base:
        what = f"{name}: {counter.measure_label('taljare')} är fler än {counter.measure_label('namnare')}."
        place = Place(codes, "taljare")
        return CellFault(place, _error(counter, place, what, f"{part} är större än {base}.", "Rätta det som är fel."))
    return None


def changed(before: Values, changes: Changes) -> dict[Place, int]:
    """The values after the changes."""
    merged = {**before, **changes}
    return {place: n for place, n in merged.items() if n is not None}


def checked(counter: Counter, before: Values, changes: Changes) -> dict[Place, int]:
    """The values after the changes; raises the first fault (a BadInput whose field is the place as text)."""
    found = faults(counter, before, changes)
    if found:
        raise found[0].error
    return changed(before, changes)


def refuse_change(counter: Counter, span: Period, today: date, *, closed: str, remedy: str) -> None:
    """Raise BadInput where the counter is retired, the period has not begun, or is closed (``closed`` says why, ``remedy`` what to do)."""
    if counter.retired:
        raise BadInput(f"Räknaren {counter.id} används inte längre.", "Den är utgången och kan bara läsas.", "", field="raknare")
    if span.first > Month.of(today):
        raise BadInput(f"{span.code} har inte börjat.", "Det finns inget att räkna än.", "Välj en period som har börjat.", field="period")
    if closed:
        raise BadInput(f"Värdena för {span.code} ändras inte.", closed, remedy, field="period")


def cells(counter: Counter, values: Values) -> tuple[GridCell, ...]:
    """The cells of a grid: every place that can be filled in, and then those with retired codes that have a value."""
    open_places = list(counter.places())
    left = set(values) - set(open_places)
    later = [place for place in counter.places(retired=True) if place in left]
    return tuple(
        GridCell(place, counter.labels(place), counter.measure_label(place.measure), values.get(place), place in left)
        for place in (*open_places, *later)
    )


def check_successor(old: Counter, new: Counter) -> None:
    """Raise BadInput where values entered by the old definition would mean something else, or be unreadable, by the new one.

    Codes may be added, renamed and retired, never removed; what the counter is divided by, its period, owner and unit stay.
    """
    what = f"Räknaren ”{new.id}” är ändrad så att värdena i den inte går att läsa."
    if not alike(old, new):
        why = "Perioden, enheten, dimensionerna, vem som för den eller vad den är en andel av är en annan än när värdena skrevs in."
        raise BadInput(what, why, "Ändra tillbaka, och lägg den nya räknaren under ett nytt id i raknare.toml.")
    if old.protected and not new.protected:
        raise BadInput(
            what, "Den räknade människor som skyddas, och det gör värdena än.", "Skriv skyddas = true igen, eller ge räknaren ett nytt id."
        )
    for was, now in zip(old.dimensions, new.dimensions, strict=True):
        for code in was.codes:
            follower = now.by_id.get(code.id)
            if follower is None:
                remedy = "Lägg tillbaka koden och märk den utgatt = true."
                raise BadInput(what, f"Koden ”{code.id}” är borttagen ur listan ”{was.id}”.", remedy)
            if not follower.retired and not code.retired and (code.first, code.last) != (follower.first, follower.last):
                why = f"Koden ”{code.id}” i listan ”{was.id}” har fått andra gränser."
                raise BadInput(what, why, "Märk den utgatt = true och lägg till en ny kod med ett nytt id.")


def alike(one: Counter, other: Counter) -> bool:
    """Whether two definitions have the same id, owner, period, unit, numbers and dimensions; words and codes may differ."""
    return _structure(one) == _structure(other)


def _structure(counter: Counter) -> tuple[object, ...]:
    dimensions = tuple(one.id for one in counter.dimensions)
    return counter.id, counter.entered_by, counter.period_kind, counter.unit, counter.measures, dimensions


def to_csv(grid: Grid) -> str:
    """A grid as CSV with semicolons: a row a place, a column each dimension's code, then its number or numbers. Blank is empty."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    counter = grid.counter
    writer.writerow([*(one.id for one in counter.dimensions), *counter.measures])
    values = grid.values
    for codes in dict.fromkeys(cell.place.codes for cell in grid.cells):
        writer.writerow([*codes, *("" if (n := values.get(Place(codes, m))) is None else n for m in counter.measures)])
    return out.getvalue()


def from_csv(counter: Counter, text: str) -> dict[Place, int | None]:
    """The values of such a file (semicolons or commas, columns in any order).

    Raises BadInput naming row and column where one can't be read. What stands there is never repeated: anything may have been pasted into a file.
    """
    rows = _rows(text)
    columns = [*(one.id for one in counter.dimensions), *counter.measures]
    head = [name.strip() for name in rows[0]] if rows else []
    if sorted(head) != sorted(columns):
        why = f"Första raden ska ha kolumnerna {', '.join(columns)}."
        raise BadInput(
            "Filen har inte räknarens kolumner.", why, f"Gör en fil att fylla i med nyckeltal raknare visa {counter.id} --ut FIL.", field="fil"
        )
    found: dict[Place, int | None] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            for place, n in _row(counter, head, row, number):
                if place in found:
                    raise BadInput(f"Rad {number}: rutan {place_text(counter, place)} står två gånger.", "", "Ta bort den ena.", field="fil")
                found[place] = n
    return found


def _rows(text: str) -> list[list[str]]:
    lines = text.removeprefix("\ufeff").splitlines()
    reader = csv.reader(lines, delimiter=";" if lines and ";" in lines[0] else ",")
    try:
        return list(reader)
    except csv.Error:
        why = "En ruta är för lång, eller ett citattecken stängs inte."
        raise BadInput(f"Rad {reader.line_num} går inte att läsa.", why, "Rätta raden, eller spara filen igen som CSV UTF-8.", field="fil") from None


def _row(counter: Counter, head: list[str], row: list[str], number: int) -> Iterable[tuple[Place, int | None]]:
    if len(row) != len(head):
        raise BadInput(f"Rad {number} har {len(row)} kolumner.", f"Första raden har {len(head)}.", "Rätta raden.", field="fil")
    given = {name: cell.strip() for name, cell in zip(head, row, strict=True)}
    for one in counter.dimensions:
        if given[one.id] not in one.by_id:
            known = ", ".join(choice.id for choice in one.choices)
            what = f"Rad {number}, kolumn {one.id}: koden finns inte i listan ”{one.id}”."
            raise BadInput(what, f"De som finns är: {known}.", "Välj en av dem.", field="fil")
    codes = tuple(given[one.id] for one in counter.dimensions)
    for measure in counter.measures:
        place = Place(codes, measure)
        yield place, parse_number(given[measure], f"Rad {number}, kolumn {measure}")


def parse_number(text: str, where: str) -> int | None:
    """A whole number as people type it (spaces between thousands may stand); empty is None. BadInput, naming where, for anything else."""
    digits = "".join(text.split())
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise BadInput(
            f"{where}: värdet är inget heltal.", "Ett värde är ett heltal från 0 och uppåt.", "Lämna tomt om uppgiften saknas.", field="fil"
        )
    return int(digits)


def unit_of(counter: Counter) -> str:
    """The unit in words."""
    return UNIT_LABELS[counter.unit]
