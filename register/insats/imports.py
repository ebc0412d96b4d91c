"""Collected forms in a file, read and counted in memory: what would be counted, and every fault. Nothing is written here.

The whole file is looked through first (:mod:`register.readers.faults`): sheets, comments, names, properties. The rows are then
streamed; of a row that is whole only its counts stay, and of one without avslut the answers that are to be sealed. No row leaves a
hash: the content is told again by one keyed sum over all rows, in which their order does not matter.
"""

from __future__ import annotations

import hmac
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from sqlmodel import Session, func, select

from register import canonical
from register.counts import Tally
from register.errors import BadInput
from register.insats.counting import Rules, total
from register.insats.forms import Participation
from register.insats.imports_columns import ColumnMap, layout_of
from register.insats.imports_models import ImportedContent, ImportKey
from register.insats.imports_rows import RowReader, Where, lookups, normalised
from register.insats.session import Insats, Standing, standing
from register.periods import Month, Period
from register.readers.cells import Place, Table, Value
from register.readers.faults import PROGRAM_WORDS, Fault, Findings, Words, check_row_count, in_cells, judged, outside_cells
from register.templates import KINDS, SHEET, FormColumn, form_columns, known_texts

MOST_OPEN: Final = 5_000
_WHOLE_CELL: Final = ("formel", "felvarde", "tecken")
"""Faults of a cell beside which nothing else is told of it."""

_SUM: Final = 1 << 256
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class OpenRow:
    """A deltagande without avslut, and the row that it stood in: for the slip, so that it comes into the right dossier."""

    row: int
    participation: Participation = field(repr=False)


@dataclass
class Reading(Findings):
    """What a file comes to. It can be read in where ``faults`` is empty and ``again`` is not."""

    standing: Standing
    first: Period | None
    key: bytes = field(repr=False)
    rows: int = 0
    ended: int = 0
    late: int = 0
    starts_before_first: int = 0
    open_rows: list[OpenRow] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    digest: str = ""
    again: bool = False
    """Whether the same content has been read in before."""
    imports_before: int = 0
    """How many files the vault has read in before this one: a row of them that stands here too is counted twice."""
    earliest: Month | None = None
    _sum: int = 0

    def add_row(self, row: int, participation: Participation, rules: Rules) -> None:
        """Count a row's forms."""
        start, avslut = participation.start, participation.avslut
        for period, tally in total(participation, rules).items():
            self.tallies.setdefault(period, Tally()).add(tally)
        self.rows += 1
        self.ended += avslut is not None
        self.late += any(form.late for form in participation.forms)
        self.starts_before_first += rules.is_before_first(start)
        self.earliest = min(self.earliest or start.month, start.month)
        text = canonical.dump(normalised(participation))
        self._sum = (self._sum + int.from_bytes(hmac.digest(self.key, b"rad" + text, "sha256"))) % _SUM
        if avslut is None:
            self.open_rows.append(OpenRow(row, participation))

    def close(self) -> None:
        """Name the content by the sum of all rows and their number, under the vault's own key."""
        self.digest = hmac.digest(self.key, b"fil" + self._sum.to_bytes(32) + self.rows.to_bytes(8), "sha256").hex()

    def volumes(self) -> dict[str, Counter[str]]:
        """By period: how many nya, avslutade and ingående the file has."""
        found: dict[str, Counter[str]] = {}
        for period, tally in sorted(self.tallies.items(), key=lambda item: Period.parse(item[0])):
            sums = found.setdefault(period, Counter())
            for volume, n in tally.volumes.items():
                sums[volume.event] += n
        return found


def read_forms(
    insats: Insats,
    table: Table,
    column_map: ColumnMap | None = None,
    *,
    first_period: Period | None = None,
    late: bool = False,
    today: date,
    progress: Progress = lambda _share, _what: None,
) -> Reading:
    """Read a file of collected forms. ``first_period`` is where counting begins: starts before it are ingående; without it, at the earliest start.

    ``late`` counts forms of locked periods in the oldest open one.

    Raises:
        BadInput: the insats has no deltaganden, or the first period can't be that one.
        CouldNot: the file can't be read at all.
    """
    insats.require_individ()
    column_map = column_map or ColumnMap()
    with insats.read() as session:
        now = standing(session)
        rules = insats.rules(session)
        reading = Reading(now, _first(insats, now, first_period), import_key(session))
    columns = form_columns(insats.vocabulary, insats.id)
    texts = [*known_texts(columns), *column_map.all_texts(), insats.namn, insats.id]
    words = Words(texts)
    progress(0.0, "söker igenom filen")
    sheet = _sheet(table, column_map)
    reading.add_faults(outside_cells(table, Words([*texts, *PROGRAM_WORDS]), sheet))
    for other in range(1, table.sheets + 1):
        if other != sheet:
            reading.add_faults(_other_sheet(table, other, words, columns, column_map))
    where = Where(now, insats.period_kind, reading.first, late, today)
    counted = Rules(rules.vocabulary, rules.insats_id, reading.first)
    _read_rows(insats, table, sheet, columns, column_map, words, where, counted, reading, progress)
    _finish(insats, reading)
    if reading.faults and not late and all(fault.kind == "last" for fault in reading.faults):
        # Forms of locked periods are mostly those that were read in before the lock: that is what to say of them.
        as_late = read_forms(insats, table, column_map, first_period=first_period, late=True, today=today)
        return as_late if as_late.again else reading
    return reading


def import_key(session: Session) -> bytes:
    """The vault's key for telling contents again; made anew (and kept by the first import) where there is none."""
    kept = session.get(ImportKey, 1)
    return kept.key if kept else secrets.token_bytes(32)


def _first(insats: Insats, now: Standing, asked: Period | None) -> Period | None:
    """From where the file is counted: what was asked; what is fixed once a period is locked; else (None) wherever its earliest start lies."""
    if asked is None:
        return now.first_period if now.locked_through else None
    if now.locked_through and asked != now.first_period:
        why = f"{now.locked_through.code} är låst, och då ligger den första perioden fast."
        raise BadInput("Första perioden går inte att ändra.", why, "Skapa en egen insats för de insamlade formulären.", field="forsta_period")
    if Period.containing(asked.first, insats.period_kind) != asked:
        expected = Period.containing(asked.first, insats.period_kind).code
        raise BadInput(f"{asked.code} är inte en period av insatsens slag.", "", f"Skriv till exempel {expected}.", field="forsta_period")
    if now.first_period and asked > now.first_period:
        raise BadInput(
            "Första perioden kan bara flyttas bakåt.", f"Insatsen räknar redan från {now.first_period.code}.", "Ange den, eller en tidigare.",
            field="forsta_period",
        )  # fmt: skip
    return asked


def _sheet(table: Table, column_map: ColumnMap) -> int:
    """The sheet with the forms: the one the map names, else the template's, else the first."""
    if column_map.sheet is not None:
        named = table.sheet_named(column_map.sheet)
        if named is None:
            raise BadInput("Bladet som kolumnkartan anger finns inte i filen.", "", "Kontrollera bladets namn i kolumnkartan.", field="kolumner")
        return named
    return table.sheet_named(SHEET) or 1


def _other_sheet(table: Table, sheet: int, words: Words, columns: tuple[FormColumn, ...], column_map: ColumnMap) -> Iterator[Fault]:
    """A sheet that is not read is looked through all the same; forms on it would go uncounted."""
    _, headings = next(iter(table.rows(sheet)), (0, []))
    layout, _ = layout_of(headings, 1, sheet, columns, column_map, words)
    if {"start.kon", "start.manad"} <= set(layout.position):
        what, why = f"Blad {sheet} har också formulär.", "Bara ett blad läses in."
        yield Fault("blad", f"blad {sheet}", what, why, "Flytta raderna till ett och samma blad.", Place(sheet, 1, 1))
        return
    yield from in_cells(table, sheet, words)


def _read_rows(
    insats: Insats,
    table: Table,
    sheet: int,
    columns: tuple[FormColumn, ...],
    column_map: ColumnMap,
    words: Words,
    where: Where,
    rules: Rules,
    reading: Reading,
    progress: Progress,
) -> None:
    rows = table.rows(sheet)
    before, heading = _down_to(rows, column_map.heading_row)
    for number, values in before:
        reading.add_faults(_title_faults(sheet, number, values, words))
    if heading is None:
        what, remedy = "Filen har ingen rubrikrad.", "Använd mallen, eller ange rubrikraden i kolumnkartan."
        reading.add_faults([Fault("rubrik", f"rad {column_map.heading_row}", what, "", remedy, Place(sheet, column_map.heading_row, 1))])
        return
    layout, faults = layout_of(heading, column_map.heading_row, sheet, columns, column_map, words)
    reading.add_faults(faults)
    forms = {kind: insats.form(kind) for kind in KINDS}
    reader = RowReader(sheet, layout, insats.vocabulary, forms, column_map, words, where, lookups(columns, column_map))
    expected = max(table.rows_in(sheet), 1)
    for count, (number, values) in enumerate(rows, 1):
        check_row_count(count)
        read = reader.read(number, values)
        if isinstance(read, Participation):
            reading.add_row(number, read, rules)
        else:
            reading.add_faults(read)
        if count % 100 == 0:
            progress(min(0.1 + 0.9 * number / expected, 1.0), f"rad {number}")


def _down_to(rows: Iterator[tuple[int, list[Value]]], heading_row: int) -> tuple[list[tuple[int, list[Value]]], list[Value] | None]:
    """The rows above the headings, and the headings; None where the file has no such row."""
    before: list[tuple[int, list[Value]]] = []
    for number, values in islice(rows, heading_row):
        if number == heading_row:
            return before, values
        if number > heading_row:
            return before, None
        before.append((number, values))
    return before, None


def _title_faults(sheet: int, number: int, values: list[Value], words: Words) -> Iterator[Fault]:
    for column, value in enumerate(values, 1):
        wrong = judged(value, words)
        if wrong:
            place = Place(sheet, number, column)
            yield Fault(wrong[0], f"cell {place.a1}", wrong[1], wrong[2], "Ta bort det, eller godkänn texten i kolumnkartan (texter).", place)


def _finish(insats: Insats, reading: Reading) -> None:
    """Name the content, see whether it came before, and put the faults in the file's order."""
    reading.close()
    if not reading.faults and not reading.rows:
        reading.add_faults([Fault("tom", "filen", "Filen har inga formulär.", "Under rubrikraden står inget.", "Fyll i minst en rad.")])
    if len(reading.open_rows) > MOST_OPEN:
        why = f"Högst {MOST_OPEN} öppna deltaganden kan få koder på en gång."
        reading.add_faults([Fault("oppna", "filen", "Filen har för många rader utan avslut.", why, "Dela upp filen.")])
    if reading.first is None and reading.standing.first_period and reading.earliest:
        reading.first = min(reading.standing.first_period, Period.containing(reading.earliest, insats.period_kind))
    with insats.read() as session:
        query = select(ImportedContent.hash).where(ImportedContent.hash == reading.digest)
        reading.imports_before = session.exec(select(func.count()).select_from(ImportedContent)).one()
        reading.again = bool(reading.rows) and session.exec(query).first() is not None
    told = {fault.place for fault in reading.faults if fault.kind in _WHOLE_CELL and fault.place}
    kept = [fault for fault in reading.faults if fault.place not in told or fault.kind in (*_WHOLE_CELL, "sammanslagen", "kommentar")]
    reading.faults = sorted(_once(kept), key=lambda f: f.place or Place(0, 0, 0))


def _once(faults: list[Fault]) -> Iterator[Fault]:
    seen = set()
    for fault in faults:
        key = (fault.kind, fault.where, fault.field)
        if key not in seen:
            seen.add(key)
            yield fault
