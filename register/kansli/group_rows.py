"""Group-level files (*gruppuppgifter*): counts per insats, period, kön and avslutsanledning of förbund that never had forms, as rows of a file.

A row says how many: *Nya*, *Pågående vid periodens början*, or of one avslutsanledning. Everything else in the file is refused as in a file of forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from register.counts import Volume
from register.errors import BadInput
from register.periods import Period
from register.readers.cells import Place, Table, Value
from register.readers.faults import PROGRAM_WORDS, Fault, Findings, Words, check_row_count, in_cells, judged, outside_cells, plain, trace_fault
from register.templates import GROUP_HEADINGS, GROUP_SHEET, NEW, OPEN_BEFORE, reasons_of
from register.vocabulary.model import Code, Vocabulary

EVENTS: Final = {plain(NEW): "nya", plain(OPEN_BEFORE): "ingaende"}
LARGEST: Final = 100_000


@dataclass
class PeriodCounts:
    """What a file says of one insats and period: volumes by event and kön, avslut by kön and avslutsanledning, and where it said so first."""

    volumes: dict[tuple[str, str], int] = field(default_factory=dict)
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)
    place: Place = field(default_factory=lambda: Place(1, 1, 1))

    def all_volumes(self, period: Period) -> dict[Volume, int]:
        """The volumes as a batch has them: what begins in the period's first month, what ends in its last."""
        counted = {Volume(event, str(period.first), kon): n for (event, kon), n in self.volumes.items() if n}
        ended = {Volume("avslutade", str(period.last), kon): sum(by.values()) for kon, by in self.reasons.items()}
        return counted | {volume: n for volume, n in ended.items() if n}


@dataclass
class GroupReading(Findings):
    """A file as it was read: counts by insats and period, and every fault. It can be read in where there is no fault."""

    counts: dict[str, dict[str, PeriodCounts]] = field(default_factory=dict)
    rows: int = 0


def read_groups(table: Table, vocabulary: Vocabulary, names: Mapping[str, str], *, today: date) -> GroupReading:
    """Read a group-level file. ``names`` are the insatser that it may name, by id: those with gruppuppgifter and those that are new.

    Raises BadInput where it has too many rows.
    """
    reading = GroupReading()
    words, sheet = Words(_texts(vocabulary, names)), table.sheet_named(GROUP_SHEET) or 1
    reading.add_faults(outside_cells(table, Words([*_texts(vocabulary, names), *PROGRAM_WORDS]), sheet))
    for other in range(1, table.sheets + 1):
        if other != sheet:
            reading.add_faults(in_cells(table, other, words))
    rows = _Rows(sheet, vocabulary, names, words, today)
    lines = table.rows(sheet)
    _, headings = next(lines, (1, []))
    reading.add_faults(rows.take_headings(headings))
    for number, values in lines if rows.complete else ():
        reading.rows += 1
        check_row_count(reading.rows)
        reading.add_faults(rows.read(number, values, reading.counts))
    if rows.complete and not reading.faults and not reading.rows:
        reading.faults.append(Fault("tom", "filen", "Filen har inga uppgifter.", "Under rubrikraden står inget.", "Fyll i minst en rad."))
    reading.faults.sort(key=lambda fault: fault.place or Place(0, 0, 0))
    return reading


def _texts(vocabulary: Vocabulary, names: Mapping[str, str]) -> Iterator[str]:
    yield from (*GROUP_HEADINGS, NEW, OPEN_BEFORE, GROUP_SHEET, "Listor")
    for code in (*reasons_of(vocabulary), *vocabulary.lists["kon"].codes):
        yield from (code.id, code.label)
    for insats_id, name in names.items():
        yield from (insats_id, name)


class _Rows:
    """Reads rows by the headings found."""

    def __init__(self, sheet: int, vocabulary: Vocabulary, names: Mapping[str, str], words: Words, today: date) -> None:
        self._sheet, self._words, self._today = sheet, words, today
        self._position: dict[str, int] = {}
        self._insatser = {plain(text): id_ for id_, name in names.items() for text in (name, id_)}
        self._kon = _by_word(vocabulary.lists["kon"].codes)
        self._reasons = _by_word(reasons_of(vocabulary))

    @property
    def complete(self) -> bool:
        """Whether all columns are there."""
        return len(self._position) == len(GROUP_HEADINGS)

    def take_headings(self, headings: Sequence[Value]) -> Iterator[Fault]:
        """Find the columns; tell those that are unknown, twice or missing."""
        known = {plain(heading): heading for heading in GROUP_HEADINGS}
        for index, value in enumerate(headings):
            name = known.get(plain(value)) if isinstance(value, str) else None
            if name is not None and name not in self._position:
                self._position[name] = index
            elif value is not None:
                place = Place(self._sheet, 1, index + 1)
                why = f"Kolumnerna är {', '.join(GROUP_HEADINGS)}, var och en en gång."
                yield trace_fault(value, place, f"cell {place.a1}") or _fault("rubrik", place, "Rubriken är okänd eller står två gånger.", why, "")
        for name in GROUP_HEADINGS:
            if name not in self._position:
                yield _fault("rubrik", Place(self._sheet, 1, 1), f"Kolumnen {name} saknas.", "", "Lägg till den i första raden.")

    def read(self, number: int, values: Sequence[Value], counts: dict[str, dict[str, PeriodCounts]]) -> Iterator[Fault]:
        """Add a row to the counts, or tell what is wrong with it."""
        faults = list(self._beside(number, values))
        insats = self._one(number, values, "Insats", self._insatser, faults, "Ange en ny insats med --ny ID=NAMN.")
        kon = self._one(number, values, "Kön", self._kon, faults, f"Välj {', '.join(dict.fromkeys(self._kon.values()))}.")
        what = self._one(number, values, "Uppgift", {**self._reasons, **EVENTS}, faults, f"Skriv {NEW}, {OPEN_BEFORE} eller en avslutsanledning.")
        period, n = self._period(number, values, faults), self._antal(number, values, faults)
        if faults or insats is None or kon is None or what is None or period is None or n is None:
            yield from faults
            return
        found = counts.setdefault(insats, {}).setdefault(period.code, PeriodCounts(place=Place(self._sheet, number, 1)))
        into: dict[object, int] = found.volumes if what in EVENTS.values() else found.reasons.setdefault(kon, {})  # type: ignore[assignment]
        key: object = (what, kon) if what in EVENTS.values() else what
        if key in into:
            where = Place(self._sheet, number, self._position["Uppgift"] + 1)
            yield _fault(
                "dubblett", where, "Uppgiften finns två gånger.", "Samma insats, period, kön och uppgift står på en tidigare rad.", "Ta bort den ena."
            )
            return
        into[key] = n

    def _beside(self, number: int, values: Sequence[Value]) -> Iterator[Fault]:
        """Cells that belong to no column."""
        for index, value in enumerate(values):
            if value is not None and index not in self._position.values():
                place = Place(self._sheet, number, index + 1)
                wrong = judged(value, self._words)
                kind, what, why = wrong or ("utanfor", "Cellen står utanför kolumnerna.", "Ingen rubrik säger vad den är.")
                yield _fault(kind, place, what, why, "Töm cellen.")

    def _cell(self, number: int, values: Sequence[Value], name: str) -> tuple[Value, Place]:
        index = self._position[name]
        return values[index] if index < len(values) else None, Place(self._sheet, number, index + 1)

    def _one(self, number: int, values: Sequence[Value], name: str, known: Mapping[str, str], faults: list[Fault], remedy: str) -> str | None:
        """The id of a cell's word; None, and a fault, where it is none of them."""
        value, place = self._cell(number, values, name)
        found = known.get(plain(str(value))) if isinstance(value, str | int) else None
        if found is None:
            what = f"{name} saknas." if value is None else f"{name}: det som står är okänt."
            faults.append(trace_fault(value, place, f"cell {place.a1}") or _fault("svar", place, what, "", remedy))
        return found

    def _period(self, number: int, values: Sequence[Value], faults: list[Fault]) -> Period | None:
        value, place = self._cell(number, values, "Period")
        try:
            period = Period.parse(str(value))
        except BadInput as error:
            faults.append(trace_fault(value, place, f"cell {place.a1}") or _fault("period", place, error.what, error.why, error.remedy))
            return None
        if len(period.code) == 4:
            why = "Uppgifterna sparas som halvår, tertial eller kvartal."
            faults.append(
                _fault(
                    "period", place, "Perioden är ett helt år.", why, "Finns bara årssiffror: skriv dem på årets sista period, och de andra som 0."
                )
            )
            return None
        if not period.has_ended(self._today):
            faults.append(
                _fault("period", place, f"{period.code} är inte slut.", "Gruppuppgifter gäller hela perioder.", "Ta med den när den är slut.")
            )
            return None
        return period

    def _antal(self, number: int, values: Sequence[Value], faults: list[Fault]) -> int | None:
        value, place = self._cell(number, values, "Antal")
        count = int(value) if isinstance(value, str) and value.isdecimal() and len(value) <= 6 else value
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= LARGEST:
            fault = _fault("antal", place, "Antalet går inte att använda.", f"Det ska vara ett heltal från 0 till {LARGEST}.", "Skriv antalet.")
            faults.append(trace_fault(value, place, f"cell {place.a1}") or fault)
            return None
        return count


def _by_word(codes: Sequence[Code]) -> dict[str, str]:
    return {plain(code.label): code.id for code in codes} | {plain(code.id): code.id for code in codes}


def _fault(kind: str, place: Place, what: str, why: str, remedy: str) -> Fault:
    return Fault(kind, f"cell {place.a1}", what, why, remedy, place)
