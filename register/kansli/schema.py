"""What a received batch may say, by the vocabulary that it was counted by: units, tables, values, months and kön."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from register.counts import MISSING, UNDIVIDED, UNKNOWN_START, VOLUME_EVENTS, VOLUME_MARKS, Batch, Cell, Released
from register.errors import BadInput, CouldNot
from register.periods import Month, Period
from register.vocabulary.model import EventKind, Instrument, PlanTable, Vocabulary
from register.vocabulary.variables import DERIVED, list_of

STRUCTURAL_EVENTS: Final = frozenset({"antal", "antal.sen"})
INDIVIDUAL_EVENTS: Final = frozenset((*VOLUME_EVENTS, *VOLUME_MARKS)) - STRUCTURAL_EVENTS
LEVELS: Final = "niva"
SCORE: Final = "poang"
PAIRS: Final = "forsta-senaste"
SCORE_PAIRS: Final = "par"
SCORE_SUMS: Final = frozenset({"n", "saknas", "summa", "kvadratsumma"})
PAIR_SUMS: Final = frozenset({"n", "saknas", "summa-forsta", "summa-senaste", "summa-d", "kvadratsumma-d", "forbattrad", "lika", "forsamrad"})
ASK: Final = "Be insatsen köra kontroll på sitt register och leverera på nytt."


@dataclass(frozen=True)
class UnitKind:
    """What a unit is: an event, the instrument it measures (if any), whether it holds pairs, and the one table it holds where it has a minimum."""

    event: EventKind
    instrument: Instrument | None = None
    pairs: bool = False
    table: PlanTable | None = None


def refuse(what: str) -> NoReturn:
    """Say that the delivery does not fit the vocabulary, and what in it."""
    raise CouldNot("Leveransen följer inte kodlistorna och räkneplanen.", what, ASK)


def check(batch: Batch, typ: str, vocabularies: Mapping[str, Vocabulary], plan_of: Mapping[str, str]) -> None:
    """Check one batch.

    Args:
        batch: of the right shape (see :mod:`register.shapes`).
        typ: ``individ`` or ``struktur``.
        vocabularies: those that the kansli knows, by hash; the batch's own is among them.
        plan_of: plan hash by period code of the batches up to and with this one: details that have waited were counted by an older plan.
    """
    period = _period(batch.period)
    _check_volumes(batch, period, typ, vocabularies[batch.plan_hash])
    if typ == "struktur" and (batch.released or batch.destroyed):
        refuse("En strukturövergripande insats har inga uppgifter om deltaganden.")
    for released in batch.released:
        plans = {batch.plan_hash} | {plan_of[p] for p in released.periods if p in plan_of}
        for code in released.periods:
            if period < _period(code):
                refuse(f"Uppgifter från {code} kan inte komma med {batch.period}.")
        _check_released(released, [vocabularies[plan] for plan in sorted(plans)])
    known = list(vocabularies.values())
    for place in batch.destroyed:
        unit_kind(place.unit, known)
        _check_kon(place.kon, known)


def unit_kind(unit: str, vocabularies: Sequence[Vocabulary]) -> UnitKind:
    """What a unit is by any of the vocabularies; CouldNot where none knows it."""
    if unit in ("start", "matning", "avslut"):
        return UnitKind("start" if unit == "start" else "matning" if unit == "matning" else "avslut")
    head, _, rest = unit.partition(".")
    for vocabulary in vocabularies:
        for table in vocabulary.plan.tables:
            if table.minimum is not None and unit == f"{table.event}.{table.id}":
                return UnitKind(table.event, table=table)
        for instrument in vocabulary.instruments.values():
            raters = vocabulary.lists["skattare"].by_id
            if head == "avslut" and rest.startswith(prefix := f"par.{instrument.key}.") and rest[len(prefix) :] in raters:
                return UnitKind("avslut", instrument, pairs=True)
            if head == "matning" and rest.startswith(prefix := f"{instrument.key}."):
                rater, _, number = rest[len(prefix) :].rpartition(".")
                if rater in raters and number.isdecimal() and number.isascii() and not number.startswith("0"):
                    return UnitKind("matning", instrument)
    refuse(f"Enheten {unit} är okänd.")


def _check_volumes(batch: Batch, period: Period, typ: str, vocabulary: Vocabulary) -> None:
    events = STRUCTURAL_EVENTS if typ == "struktur" else INDIVIDUAL_EVENTS
    codes = set(vocabulary.lists["kon"].by_id) | ({UNDIVIDED} if typ == "struktur" else set())
    for volume in batch.volumes:
        if volume.event not in events:
            refuse(f"Volymen {volume.event} finns inte för en insats av typen {typ}.")
        if volume.kon not in codes:
            refuse(f"Volymen {volume.event} har ett okänt kön.")
        try:
            month = Month.parse(volume.month)
        except BadInput:
            refuse(f"Volymen {volume.event} har en månad som inte går att läsa.")
        if str(month) != volume.month or not period.contains(month):
            refuse(f"Volymen {volume.event} för {volume.month} ligger utanför {batch.period}.")


def _check_released(released: Released, vocabularies: Sequence[Vocabulary]) -> None:
    _check_kon(released.place.kon, vocabularies)
    kind = unit_kind(released.place.unit, vocabularies)
    if kind.table is not None and released.place.kon != UNDIVIDED:
        refuse(f"Enheten {released.place.unit} får inte vara uppdelad på kön.")
    for cell, n in released.cells.items():
        if n < 0 and (cell.table, cell.values) != (SCORE_PAIRS, ("summa-d",)):
            refuse(f"Tabellen {cell.table} har ett negativt antal.")
        if not any(_knows(vocabulary, kind, cell) for vocabulary in vocabularies):
            refuse(f"Tabellen {cell.table} i {released.place.unit} har ett värde som räkneplanen inte känner.")


def _check_kon(kon: str, vocabularies: Sequence[Vocabulary]) -> None:
    if kon != UNDIVIDED and not any(kon in vocabulary.lists["kon"].by_id for vocabulary in vocabularies):
        refuse(f"Könet {kon} är okänt.")


def _knows(vocabulary: Vocabulary, kind: UnitKind, cell: Cell) -> bool:
    """Whether the vocabulary allows a cell in a unit of that kind."""
    if kind.instrument is not None and cell.table in (LEVELS, SCORE, PAIRS, SCORE_PAIRS):
        return _knows_rating(kind, cell)
    if kind.pairs:
        return False
    for table in vocabulary.plan.tables:
        own = table.id == kind.table.id if kind.table else table.minimum is None
        if own and table.id == cell.table and table.event == kind.event and len(cell.values) == len(table.variables):
            return all(value in values_of(vocabulary, kind.event, variable) for variable, value in zip(table.variables, cell.values, strict=True))
    return False


def _knows_rating(kind: UnitKind, cell: Cell) -> bool:
    instrument = kind.instrument
    if (
        instrument is None
        or (cell.table in (PAIRS, SCORE_PAIRS)) != kind.pairs
        or (cell.table in (SCORE, SCORE_PAIRS)) != (instrument.score is not None)
    ):
        return False
    if instrument.score is not None:
        return len(cell.values) == 1 and cell.values[0] in (PAIR_SUMS if kind.pairs else SCORE_SUMS)
    levels = {MISSING, *(str(level) for level in range(instrument.low, instrument.high + 1))}
    item, *answers = cell.values
    return len(answers) == (2 if kind.pairs else 1) and item in {i.id for i in instrument.items} and set(answers) <= levels


def values_of(vocabulary: Vocabulary, event: EventKind, variable: str) -> frozenset[str]:
    """The values that a variable of a table may have: its codes, *saknas*, and *start okänd* where it is derived from earlier forms."""
    try:
        codes = set(list_of(vocabulary, event, variable).by_id)
    except KeyError:
        refuse(f"Variabeln {variable} är okänd.")
    return frozenset(codes | {MISSING} | ({UNKNOWN_START} if variable in DERIVED else set()))


def _period(code: str) -> Period:
    try:
        period = Period.parse(code)
    except BadInput:
        refuse(f"Perioden {code} går inte att läsa.")
    if period.code != code or len(code) == 4:
        refuse(f"Perioden {code} är varken halvår, tertial eller kvartal.")
    return period
