"""Forms of one deltagande: what they hold, what is refused, and how they are written inside a sealed row.

Pure: no store, no clock, no cryptography. Every answer is a code of a list; there is no text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, NamedTuple

from register import canonical
from register.errors import BadInput, CouldNot
from register.periods import Month
from register.vocabulary.model import Field, Form, FormKind, Instrument, Vocabulary

MONTH_FIELD = "manad"
KON_FIELD = "kon"
WRONGLY_REGISTERED = "felregistrering"
"""The avslutsanledning that takes a deltagande out of every figure."""

AVSLUT_BYTES = 768
"""Room that mätningar leave in a sealed row, so that a deltagande can always be ended."""


class FieldError(NamedTuple):
    """An error and the field that it stands under."""

    field: str
    error: BadInput


@dataclass(frozen=True)
class StartForm:
    """The start of a deltagande. ``period`` is where it is counted, which is later than its month's own period where it came late."""

    kind: ClassVar[FormKind] = "start"
    month: Month
    period: str
    late: bool
    answers: dict[str, str]


@dataclass(frozen=True)
class MatningForm:
    """A progressionsmätning: one level per item of the instrument, None where it was not answered."""

    kind: ClassVar[FormKind] = "matning"
    month: Month
    period: str
    late: bool
    instrument: str
    version: str
    skattare: str
    svar: tuple[int | None, ...]
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def series(self) -> tuple[str, str, str]:
        """Instrument, version and skattare: only mätningar of one series are compared."""
        return self.instrument, self.version, self.skattare


@dataclass(frozen=True)
class AvslutForm:
    """The end of a deltagande."""

    kind: ClassVar[FormKind] = "avslut"
    month: Month
    period: str
    late: bool
    answers: dict[str, str]


AnyForm = StartForm | MatningForm | AvslutForm


@dataclass(frozen=True)
class Participation:
    """The forms of one deltagande in the order they were entered; the first is its start."""

    forms: tuple[AnyForm, ...]

    @property
    def start(self) -> StartForm:
        """Its start form."""
        first = self.forms[0]
        if not isinstance(first, StartForm):
            raise TypeError("the first form of a deltagande is its start")
        return first

    @property
    def matningar(self) -> tuple[MatningForm, ...]:
        """Its mätningar in the order they were entered."""
        return tuple(form for form in self.forms if isinstance(form, MatningForm))

    @property
    def avslut(self) -> AvslutForm | None:
        """Its avslut, or None while it is open."""
        last = self.forms[-1]
        return last if isinstance(last, AvslutForm) else None

    def with_form(self, form: AnyForm) -> Participation:
        """With one more form at the end."""
        return Participation((*self.forms, form))

    def with_changed(self, index: int, form: AnyForm) -> Participation:
        """With the form at that index replaced."""
        return Participation((*self.forms[:index], form, *self.forms[index + 1 :]))

    def without_latest(self) -> Participation | None:
        """Without the form entered last; None where that was the start."""
        return Participation(self.forms[:-1]) if len(self.forms) > 1 else None

    def encode(self) -> bytes:
        """The bytes that are sealed (docs/format.md)."""
        return canonical.dump([_to_list(form) for form in self.forms])

    @classmethod
    def decode(cls, data: bytes) -> Participation:
        """Read what :meth:`encode` wrote."""
        import json

        return cls(tuple(_from_list(item) for item in json.loads(data)))


def _to_list(form: AnyForm) -> list[Any]:
    head = [form.kind, str(form.month), form.period, int(form.late), form.answers]
    return head if not isinstance(form, MatningForm) else [*head, form.instrument, form.version, form.skattare, list(form.svar)]


def _from_list(item: list[Any]) -> AnyForm:
    kind, month, period, late, answers, *rest = item
    if kind == "matning":
        instrument, version, skattare, svar = rest
        return MatningForm(Month.parse(month), period, bool(late), instrument, version, skattare, tuple(svar), answers)
    return (StartForm if kind == "start" else AvslutForm)(Month.parse(month), period, bool(late), answers)


def validate(
    form: Form, vocabulary: Vocabulary, answers: Mapping[str, str | None], *, today: date, kept: Mapping[str, str] | None = None
) -> list[FieldError]:
    """What is wrong with the answers to a form, in screen order; empty where it can be saved.

    ``answers`` maps field ids to code ids, the month as text under ``manad``; None or absent is unanswered. No form is dated after the month
    of ``today``. ``kept`` are the answers that the form had: a code retired since may stay.
    """
    given = {key: value for key, value in answers.items() if value not in (None, "")}
    errors = [
        FieldError(key, BadInput("Fältet finns inte i formuläret.", f"Formuläret har fälten {', '.join(form.by_id)}.", "Ta bort fältet.", field=key))
        for key in given
        if key not in form.by_id
    ]
    for item in form.fields:
        error = _field_error(form, item, vocabulary, given, today, kept or {})
        if error:
            errors.append(FieldError(item.id, error))
    return errors


def is_asked(item: Field, answers: Mapping[str, str | None]) -> bool:
    """Whether the form asks the field, given the other answers."""
    return item.only_if is None or answers.get(item.only_if[0]) in item.only_if[1]


def _field_error(form: Form, item: Field, vocabulary: Vocabulary, given: Mapping[str, Any], today: date, kept: Mapping[str, str]) -> BadInput | None:
    value = given.get(item.id)
    if value is None:
        if item.required and is_asked(item, given):
            remedy = "Ange månaden, till exempel 2026-03." if item.type == "manad" else "Välj ett svar."
            return BadInput(f"{item.label} saknas.", "Fältet måste fyllas i.", remedy, field=item.id)
        return None
    if not isinstance(value, str):
        return BadInput(f"{item.label} ska vara en kod.", "Svaret är inte text.", "Ange svarets id som text.", field=item.id)
    if item.type == "manad":
        return _month_error(value, today)
    known = vocabulary.lists[item.code_list].by_id.get(value) if item.code_list else None
    if known is None or (known.retired and kept.get(item.id) != value):
        why = "Koden används inte längre." if known else "Svaret finns inte i listan."
        ids = ", ".join(code.id for code in vocabulary.choices(item))
        return BadInput(f"{item.label} har ett svar som inte går att välja.", why, f"Välj ett av: {ids}.", field=item.id)
    return None if is_asked(item, given) else _not_asked(form, item, vocabulary)


def _not_asked(form: Form, item: Field, vocabulary: Vocabulary) -> BadInput:
    """Which question the field hangs on, and the answers to it that it is asked after."""
    why = "Fältet hör till ett annat svar än det som är valt."
    if item.only_if is not None and (asked := form.by_id.get(item.only_if[0])) is not None:
        codes = vocabulary.lists[asked.code_list].by_id if asked.code_list else {}
        answers = [f"”{codes[value].label if value in codes else value}”" for value in item.only_if[1]]
        why = f"Det frågas bara när {asked.label} är {' eller '.join(filter(None, (', '.join(answers[:-1]), answers[-1])))}."
    return BadInput(f"{item.label} gäller inte här.", why, "Lämna fältet tomt.", field=item.id)


def _month_error(value: str, today: date) -> BadInput | None:
    try:
        month = Month.parse(value)
    except BadInput as error:
        return error
    if month > Month.of(today):
        return BadInput(
            f"Månaden {month} har inte varit än.", "Ett formulär gäller något som har hänt.", "Kontrollera år och månad.", field=MONTH_FIELD
        )
    return None


def validate_items(instrument: Instrument, svar: Sequence[int | None]) -> list[FieldError]:
    """What is wrong with the answers to an instrument: wrong number, outside the scale, or none at all. Fields are ``svar`` and ``svar.1`` …"""
    if len(svar) != len(instrument.items):
        what = f"{instrument.label} har {len(instrument.items)} svar, inte {len(svar)}."
        return [FieldError("svar", BadInput(what, "Varje område ska ha ett svar eller vara tomt.", "Ange ett svar per område.", field="svar"))]
    errors = []
    for number, (item, level) in enumerate(zip(instrument.items, svar, strict=True), 1):
        if level is None:
            continue
        if type(level) is not int or not instrument.low <= level <= instrument.high:
            what = f"{item.label}: svaret ligger utanför skalan."
            why = f"Skalan går från {instrument.low} till {instrument.high}."
            errors.append(FieldError(f"svar.{number}", BadInput(what, why, "Ange ett heltal på skalan, eller inget svar.", field="svar")))
    if all(level is None for level in svar):
        errors.append(FieldError("svar", BadInput("Mätningen är tom.", "Inget område har något svar.", "Ange minst ett svar.", field="svar")))
    return errors


def check_order(participation: Participation) -> None:
    """Raises BadInput where the months of a deltagande's forms can't be true together."""
    start, avslut = participation.start.month, participation.avslut
    seen: set[tuple[tuple[str, str, str], Month]] = set()
    for matning in participation.matningar:
        if matning.month < start:
            raise _order("Mätningen ligger före starten.", f"Deltagandet startade {start}.")
        if (matning.series, matning.month) in seen:
            raise _order(
                f"Det finns redan en mätning för {matning.month}.",
                "Den har samma instrument och skattare.",
                "Rätta den mätningen eller välj en annan månad.",
            )
        seen.add((matning.series, matning.month))
        if avslut and matning.month > avslut.month:
            raise _order("Avslutet ligger före en mätning.", f"Deltagandet har en mätning {matning.month}.")
    if avslut and avslut.month < start:
        raise _order("Avslutet ligger före starten.", f"Deltagandet startade {start}.")


def _order(what: str, why: str, remedy: str = "Kontrollera månaden, eller rätta det andra formuläret först.") -> BadInput:
    return BadInput(what, why, remedy, field=MONTH_FIELD)


def checked_instrument(instruments: Sequence[Instrument], instrument_id: str) -> Instrument:
    """The instrument of that id among those an insats uses; BadInput else."""
    for instrument in instruments:
        if instrument.id == instrument_id:
            return instrument
    ids = ", ".join(i.id for i in instruments)
    raise BadInput("Instrumentet används inte i insatsen.", f"Insatsen använder {ids or 'inget instrument'}.", "Välj ett av dem.", field="instrument")


def too_long() -> CouldNot:
    """What is said when a deltagande has more forms than a sealed row can hold."""
    return CouldNot(
        "Deltagandet rymmer inte fler mätningar.",
        "Varje deltagande har samma bestämda plats i valvet, så att dess längd inget avslöjar.",
        "Avsluta deltagandet och registrera en ny start om det fortsätter.",
    )


def is_locked(period: str) -> BadInput:
    """What is said when a form of a locked period would change."""
    return BadInput(
        f"Formuläret hör till {period}, som är låst.",
        "Det som är låst och levererat ändras aldrig.",
        "Är deltagandet felregistrerat: avsluta det med anledningen felregistrering.",
    )
