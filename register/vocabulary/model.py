"""What may be said, as types: lists, form fields, instruments and the count plan. Data comes from TOML, see :mod:`register.vocabulary.loader`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from register import canonical

FormKind = Literal["start", "matning", "avslut"]
FieldType = Literal["kod", "ja-nej", "manad"]
EventKind = Literal["start", "matning", "avslut"]

YES_NO_LIST: Final = "ja-nej"
"""Id of the list behind fields of type ``ja-nej``."""


@dataclass(frozen=True)
class Code:
    """One answer of a list. A retired code can be read but no longer chosen."""

    id: str
    label: str
    help: str = ""
    retired: bool = False
    first: int | None = None
    """Lower bound (years or months) where the list is a list of bands."""
    last: int | None = None
    """Upper bound, inclusive; None is open."""


@dataclass(frozen=True)
class CodeList:
    """An ordered list of codes."""

    id: str
    label: str
    codes: tuple[Code, ...]
    help: str = ""
    source: str = ""

    @cached_property
    def by_id(self) -> dict[str, Code]:
        """Codes by id, retired ones too."""
        return {code.id: code for code in self.codes}

    @property
    def choices(self) -> tuple[Code, ...]:
        """The codes that a form offers."""
        return tuple(code for code in self.codes if not code.retired)


@dataclass(frozen=True)
class Group:
    """One group of a grouping: the codes that it joins."""

    id: str
    label: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Grouping:
    """A partition of a code list into groups; codes named in ``excluded`` are in none (felregistrering)."""

    id: str
    label: str
    code_list: str
    groups: tuple[Group, ...]
    excluded: tuple[str, ...] = ()

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Group id by code id."""
        return {code: group.id for group in self.groups for code in group.codes}


@dataclass(frozen=True)
class Field:
    """One field of a form. ``only_if`` = (field id, values): asked only where that field has one of the values."""

    id: str
    label: str
    type: FieldType
    code_list: str | None
    required: bool
    help: str = ""
    only_if: tuple[str, tuple[str, ...]] | None = None
    own: bool = False
    """Whether it is one of the förbund's own coded questions."""
    purpose: str = ""


@dataclass(frozen=True)
class Form:
    """A form in screen order."""

    kind: FormKind
    label: str
    fields: tuple[Field, ...]

    @cached_property
    def by_id(self) -> dict[str, Field]:
        """Fields by id."""
        return {field.id: field for field in self.fields}


@dataclass(frozen=True)
class Item:
    """One item (or area) of an instrument, with a short neutral label."""

    id: str
    label: str


@dataclass(frozen=True)
class Instrument:
    """An instrument: its items are answered low..high. ``score`` maps a raw sum to hundredths of a metric score; None counts item by item."""

    id: str
    version: str
    label: str
    items: tuple[Item, ...]
    low: int
    high: int
    interval_months: int
    scale_labels: tuple[str, ...] = ()
    score: dict[int, int] | None = None
    minimum_pairs: int = 0
    """Fewest pairs before means are read (SWEMWBS: 30)."""
    higher_is_better: bool = True
    source: str = ""

    @property
    def key(self) -> str:
        """Id and version as units and cells name it: ``skapa.1``."""
        return f"{self.id}.{self.version}"


@dataclass(frozen=True)
class PlanTable:
    """One declared table of the count plan: an event's people by one or more variables (kön is always added unless ``minimum`` is set)."""

    id: str
    event: EventKind
    variables: tuple[str, ...]
    purpose: str
    minimum: int | None = None
    """The table's own minimum of answers, without kön (*for whom does it work*: 30)."""


@dataclass(frozen=True)
class CountPlan:
    """Which tables exist. Fields that no table names are not counted at all."""

    version: int
    tables: tuple[PlanTable, ...]
    pair_purpose: str
    """Why first → latest per item is counted."""
    level_purpose: str
    """Why levels per measurement number are counted."""


@dataclass(frozen=True)
class Vocabulary:
    """All of it: what one förbund's insatser may say and what is counted of it. ``document`` is the JSON it was built from."""

    document: dict[str, Any]
    lists: dict[str, CodeList]
    groupings: dict[str, Grouping]
    forms: dict[FormKind, Form]
    instruments: dict[str, Instrument]
    plan: CountPlan
    default_grouping: str
    omitted: dict[str, tuple[str, ...]]
    """Fields (by id) that an insats, by id, does not use."""
    insats_instruments: dict[str, tuple[str, ...]]
    """Instruments an insats uses, in order, where not all of them."""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical document: the plan hash of rows and deliveries."""
        return canonical.digest(self.document)

    def form(self, kind: FormKind, insats_id: str) -> Form:
        """The form as that insats uses it."""
        form, omitted = self.forms[kind], self.omitted.get(insats_id, ())
        return Form(form.kind, form.label, tuple(f for f in form.fields if f.id not in omitted))

    def instruments_of(self, insats_id: str) -> tuple[Instrument, ...]:
        """The instruments that the insats uses, its first one the default."""
        ids = self.insats_instruments.get(insats_id, tuple(self.instruments))
        return tuple(self.instruments[i] for i in ids)

    def choices(self, field: Field) -> tuple[Code, ...]:
        """The codes that a field offers, in order; empty for a month."""
        return self.lists[field.code_list].choices if field.code_list else ()

    def label(self, list_id: str, code_id: str) -> str:
        """The label of a code; the id itself where the list does not know it (a list of an older version)."""
        code = self.lists[list_id].by_id.get(code_id) if list_id in self.lists else None
        return code.label if code else code_id
