"""One row of a file of collected forms as the forms of a deltagande, or what is wrong with it, cell by cell. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from register.errors import BadInput
from register.insats.dating import LateForm, period_in
from register.insats.forms import MONTH_FIELD, WRONGLY_REGISTERED, AvslutForm, Participation, StartForm, check_order, validate
from register.insats.imports_columns import ColumnMap, Layout
from register.insats.session import Standing
from register.periods import Month, Period, PeriodKind
from register.readers.cells import Place, Value
from register.readers.faults import Fault, Words, plain, trace_fault
from register.readers.personal import trace_in
from register.templates import KINDS, FormColumn
from register.vocabulary.model import YES_NO_LIST, Form, FormKind, Vocabulary

EARLIEST: Final = Month(2004, 1)
"""Finsamlagen came into force: a month before it is rather somebody's birth."""

_MONTH: Final = re.compile(r"(\d{4})-?(\d{2})(?:-(\d{2}))?", re.ASCII)
_MOJIBAKE: Final = re.compile("[ÃÂ][\u0080-\u00bf\u0178-\u2122]")
_LARGEST_NUMBER: Final = 99_999


@dataclass(frozen=True)
class Where:
    """Where forms of the file are counted: the insats's standing, its first period as the import sets it, and whether late forms are agreed to."""

    standing: Standing
    kind: PeriodKind
    first: Period | None
    late: bool
    today: date


@dataclass(frozen=True)
class RowReader:
    """Reads rows by one layout."""

    sheet: int
    layout: Layout
    vocabulary: Vocabulary
    forms: Mapping[FormKind, Form]
    mapping: ColumnMap
    words: Words
    where: Where
    lookup: Mapping[str, Mapping[str, str]]
    """Code ids by plain word, by column key."""

    def read(self, number: int, values: Sequence[Value]) -> Participation | list[Fault]:
        """The forms of a row, or its faults. A row without any avslut answer is an open deltagande."""
        faults: list[Fault] = []
        answers: dict[FormKind, dict[str, str]] = {"start": {}, "avslut": {}}
        bad: set[str] = set()
        for index, value in enumerate(values):
            if value is None:
                continue
            place = Place(self.sheet, number, index + 1)
            column = self.layout.by_position[index] if index < len(self.layout.by_position) else None
            read = self._unread(value, place, index) if column is None else self._answer(column, value, place)
            if isinstance(read, Fault):
                faults.append(read)
                bad |= {column.key} if column else set()
            elif column is not None and read is not None:
                answers[column.kind][column.field.id] = read
        ended = bool(answers["avslut"]) or any(key.startswith("avslut.") for key in bad)
        for kind in KINDS if ended else KINDS[:1]:
            faults += self._form_faults(kind, answers[kind], number, bad)
        return faults or self._participation(answers["start"], answers["avslut"] if ended else None, number)

    def _unread(self, value: Value, place: Place, index: int) -> Fault | None:
        """What is wrong with a cell of a column that is not read: it may hold a small number alone."""
        if isinstance(value, bool) or (isinstance(value, int) and 0 <= value <= _LARGEST_NUMBER):
            if index < len(self.layout.by_position):
                return None
        elif isinstance(value, str) and value.isdecimal() and len(value) <= 5 and index < len(self.layout.by_position):
            return None
        fault = trace_fault(value, place, f"cell {place.a1}")
        if fault:
            return fault
        if index >= len(self.layout.by_position):
            return _fault("utanfor", place, "", "Cellen står utanför kolumnerna.", "Ingen rubrik säger vad den är.", "Töm cellen.")
        if isinstance(value, int | float):
            why = "En kolumn som inte läses får bara ha heltal upp till 99999: längre tal kan vara person- eller ärendenummer."
            return _fault("tal", place, "", "Talet får inte stå i filen.", why, "Ta bort kolumnen.")
        return _fault("fritext", place, "", "Här står fri text.", "En kolumn som inte läses får bara ha löpnummer.", "Ta bort kolumnen.")

    def _answer(self, column: FormColumn, value: Value, place: Place) -> str | Fault | None:
        """The code (or the month as text) of a cell."""
        if column.field.type == "manad":
            return _month(column, value, place)
        word = _word(value, column.field.code_list)
        known = self.lookup[column.key]
        code = (known.get(word) or known.get(plain(word))) if word is not None else None  # most are written just as the list has them
        return code or _band(column, value) or self._no_code(column, value, place)

    def _no_code(self, column: FormColumn, value: Value, place: Place) -> Fault:
        remedy = f"Välj ett av: {', '.join(code.label for code in column.choices)}."
        if isinstance(value, date):
            what = f"{column.heading}: cellen har ett datum."
            return _fault("datum", place, column.key, what, "Kalkylprogram gör om svar som 1-3 till datum.", f"Formatera kolumnen som text. {remedy}")
        trace = trace_fault(value, place, f"cell {place.a1}", column.key)
        if trace:
            return trace
        if isinstance(value, str) and (_MOJIBAKE.search(value) or "\ufffd" in value):
            why = "Filen är sparad med en annan teckenkodning än den läses med."
            return _fault("tecken", place, column.key, f"{column.heading}: svaret har fel tecken.", why, "Spara filen som CSV UTF-8 eller .xlsx.")
        if isinstance(value, str) and not self.words.knows(value):
            why = "Texten är varken en kod, ett svar i listan eller ett ord i kolumnkartan, och kan vara fri text."
            return _fault("fritext", place, column.key, f"{column.heading}: texten är okänd.", why, remedy)
        return _fault("svar", place, column.key, f"{column.heading}: svaret går inte att välja.", "Det finns inte i kolumnens lista.", remedy)

    def _form_faults(self, kind: FormKind, answers: Mapping[str, str], number: int, bad: set[str]) -> Iterator[Fault]:
        form = self.forms[kind]
        for field, error in validate(form, self.vocabulary, answers, today=self.where.today, kept=answers):
            condition = form.by_id[field].only_if
            if f"{kind}.{field}" in bad or (condition and f"{kind}.{condition[0]}" in bad):
                continue
            yield self._as_fault(error, kind, field, number)
        if kind == "avslut" and answers.get("avslutsanledning") == WRONGLY_REGISTERED:
            what, why = "Raden är en felregistrering.", "Den räknas inte i någon siffra."
            yield _fault("felregistrering", self._place(kind, "avslutsanledning", number), "avslut.avslutsanledning", what, why, "Ta bort raden.")

    def _participation(self, start: dict[str, str], avslut: dict[str, str] | None, number: int) -> Participation | list[Fault]:
        """The forms with the periods that count them, where their months can be true together."""
        faults: list[Fault] = []
        begun = self._dated("start", start, number, faults)
        ended = self._dated("avslut", avslut, number, faults) if avslut is not None else None
        if faults or begun is None:
            return faults
        forms: list[StartForm | AvslutForm] = [StartForm(*begun, {k: v for k, v in start.items() if k != MONTH_FIELD})]
        if ended is not None and avslut is not None:
            forms.append(AvslutForm(*ended, {k: v for k, v in avslut.items() if k != MONTH_FIELD}))
        participation = Participation(tuple(forms))
        try:
            check_order(participation)
        except BadInput as error:
            return [self._as_fault(error, "avslut", MONTH_FIELD, number, kind_id="ordning")]
        return participation

    def _dated(self, kind: FormKind, answers: Mapping[str, str], number: int, faults: list[Fault]) -> tuple[Month, str, bool] | None:
        """Month, period and whether late."""
        where, month = self.where, Month.parse(answers[MONTH_FIELD])
        if kind == "avslut" and where.first and month < where.first.first:
            what, why = "Avslutet ligger före den första perioden.", f"Insatsen räknar från och med {where.first.code}."
            remedy = "Ange en tidigare första period (--forsta-period), eller ta bort raden."
            faults.append(_fault("period", self._place(kind, MONTH_FIELD, number), f"{kind}.{MONTH_FIELD}", what, why, remedy))
            return None
        try:
            period, late = period_in(where.standing, where.first, where.kind, month, late=where.late)
        except LateForm as error:
            remedy = "Ange --sena om de ska räknas där, eller skapa en egen insats för de insamlade formulären."
            faults.append(_fault("last", self._place(kind, MONTH_FIELD, number), f"{kind}.{MONTH_FIELD}", error.what, error.why, remedy))
            return None
        return month, period.code, late

    def _as_fault(self, error: BadInput, kind: FormKind, field: str, number: int, *, kind_id: str = "formular") -> Fault:
        what = error.what if error.what.startswith(("Avslutet", "Starten")) else f"{'Start' if kind == 'start' else 'Avslut'}: {error.what}"
        return _fault(kind_id, self._place(kind, field, number), f"{kind}.{field}", what, error.why, error.remedy)

    def _place(self, kind: FormKind, field: str, number: int) -> Place:
        return Place(self.sheet, number, self.layout.position.get(f"{kind}.{field}", 0) + 1)


def _fault(kind: str, place: Place, field: str, what: str, why: str, remedy: str) -> Fault:
    return Fault(kind, f"cell {place.a1}", what, why, remedy, place, field)


def _word(value: Value, code_list: str | None) -> str | None:
    """A cell's value as it would be typed: a number as its digits, a share as a percentage, a truth value as ja or nej."""
    if isinstance(value, bool):
        return ("ja" if value else "nej") if code_list == YES_NO_LIST else None
    if isinstance(value, float):
        return f"{round(value * 100)} %" if 0 < value < 1 and round(value * 100, 6).is_integer() else None
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) else None


def _band(column: FormColumn, value: Value) -> str | None:
    """The code whose band a whole number lies in (an age in years), in a list of bands."""
    number = int(value) if isinstance(value, str) and value.isdecimal() and len(value) <= 3 else value
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return next((c.id for c in column.choices if c.first is not None and c.first <= number and (c.last is None or number <= c.last)), None)


def _month(column: FormColumn, value: Value, place: Place) -> str | Fault:
    """The month of a cell as ``2026-03``: a date (its day is dropped), 2026-03, 2026-03-14 or 202603."""
    month = None
    if isinstance(value, date):
        month = Month(value.year, value.month)
    else:
        match = _MONTH.fullmatch(str(value).strip()) if isinstance(value, int | str) and not isinstance(value, bool) else None
        if match and 1 <= int(match[2]) <= 12 and 1 <= int(match[3] or 1) <= 31:
            month = Month(int(match[1]), int(match[2]))
    if month is None:
        fault = trace_fault(value, place, f"cell {place.a1}", column.key)
        what = f"{column.heading}: månaden går inte att läsa."
        return fault or _fault("manad", place, column.key, what, "En månad skrivs med år och månad.", "Skriv till exempel 2026-03.")
    if month < EARLIEST:
        what = f"{column.heading}: månaden ligger före 2004."
        return _fault("fodelsedatum", place, column.key, what, "Det kan vara ett födelsedatum.", "Skriv den månad då formuläret gäller.")
    if trace_in(value if isinstance(value, str) and len(value) > 10 else None):
        return _fault("manad", place, column.key, f"{column.heading}: månaden går inte att läsa.", "", "Skriv till exempel 2026-03.")
    return str(month)


def lookups(columns: Sequence[FormColumn], mapping: ColumnMap) -> dict[str, dict[str, str]]:
    """Code ids by plain word for each column: labels and ids, retired ones too (the forms are old), and the mapping's words before them."""
    found = {}
    for column in columns:
        codes = (*column.retired, *column.choices)
        words = {text: code.id for code in codes for text in (code.label, plain(code.label))}
        words |= {text: code.id for code in codes for text in (code.id, plain(code.id))}
        for name in (column.field.code_list, column.key):
            words |= {text: code for word, code in mapping.words.get(name or "", {}).items() for text in (word, plain(word))}
        found[column.key] = words
    return found


def normalised(participation: Participation) -> list[object]:
    """What a row says, whichever file and spelling it came in: what the hash of the whole is made of."""
    return [[form.kind, str(form.month), sorted(form.answers.items())] for form in participation.forms]
