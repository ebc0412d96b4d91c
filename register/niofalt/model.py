"""What ``niofalt.toml`` says: sheets of judgements with the förbund's own labels, filled by choice and never in prose. No count is in here.

A sheet is a grid of three by three (each cell judged by a scale, or one cell chosen of the nine) or a resultatmall (questions under each other).
All of them are fields with choices, so that there is one way in which they are filled, kept and shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal, get_args

from register import canonical
from register.periods import Month, Period

SheetKind = Literal["falt", "plats", "mall"]
"""``falt``: each of nine cells is judged; ``plats``: one of them is chosen; ``mall``: rows of questions."""

SheetPeriod = Literal["halvar", "ar"]
SHEET_PERIODS: Final[tuple[SheetPeriod, ...]] = get_args(SheetPeriod)
Insatser = Literal["individ", "struktur", "alla"]

SIDE: Final = 3
PLACE: Final = "plats"
"""The one field of a grid in which a place is chosen."""

MOST_CHOICES: Final = 9
"""One key each, 1 to 9."""

FORMAT: Final = 1

FIGURES: Final[Mapping[str, str]] = {
    "deltagare": "Deltagare",
    "nya": "Nya",
    "avslutade": "Avslutade",
    "pagaende": "Pågående",
    "antal": "Antal",
    "mal": "Utfall mot mål",
}
"""The figures that may stand beside a judgement; ``antal`` is that of a strukturövergripande insats."""

USUAL_FIGURES: Final = ("deltagare", "avslutade", "mal", "antal")
"""Those that stand beside a grid that names none; each insats has those of them that it has."""


def cell_id(row: int, column: int) -> str:
    """The id of a cell, counted from 0: ``r1k1``."""
    return f"r{row + 1}k{column + 1}"


@dataclass(frozen=True)
class Choice:
    """One answer of a field. ``sign`` stands before the label, so that nobody has to tell judgements apart by colour."""

    id: str
    label: str
    sign: str = ""

    @property
    def text(self) -> str:
        """Sign and label."""
        return f"{self.sign} {self.label}".strip()


@dataclass(frozen=True)
class Field:
    """Something that is judged. ``place`` is row and column in the grid, counted from 0."""

    id: str
    label: str
    choices: tuple[Choice, ...]
    place: tuple[int, int] = (0, 0)
    figures: tuple[str, ...] = ()

    def choice(self, choice_id: str | None) -> Choice | None:
        """The choice of that id."""
        return next((one for one in self.choices if one.id == choice_id), None)


@dataclass(frozen=True)
class Sheet:
    """A grid or a resultatmall as the förbund has defined it.

    Args:
        insatser: a kind of insats, all, or named ids.
        rows: labels of the rows; those of a mall are its questions.
        columns: labels of the columns; a mall has none.
        cells: labels of the nine cells, empty where row and column say it.
        head: what stands in the corner.
        fields: what is filled, in reading order.
        figures: ids of :data:`FIGURES` that stand beside the whole sheet.
    """

    id: str
    label: str
    kind: SheetKind
    insatser: Insatser | tuple[str, ...]
    period: SheetPeriod
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    fields: tuple[Field, ...]
    head: str = ""
    figures: tuple[str, ...] = ()

    @cached_property
    def document(self) -> dict[str, Any]:
        """What an answer means, as JSON; for which insatser it is asked is no part of it."""
        return {
            "format": FORMAT,
            "id": self.id,
            "label": self.label,
            "slag": self.kind,
            "period": self.period,
            "rader": list(self.rows),
            "kolumner": list(self.columns),
            "rutor": list(self.cells),
            "rubrik": self.head,
            "siffror": list(self.figures),
            "falt": [
                {
                    "id": one.id,
                    "label": one.label,
                    "plats": list(one.place),
                    "siffror": list(one.figures),
                    "val": [{"id": c.id, "label": c.label, "tecken": c.sign} for c in one.choices],
                }
                for one in self.fields
            ],
        }

    @cached_property
    def hash(self) -> str:
        """Names the definition: SHA-256 of its canonical document."""
        return canonical.digest(self.document)

    def field(self, field_id: str) -> Field | None:
        """The field of that id."""
        return next((one for one in self.fields if one.id == field_id), None)

    def is_for(self, insats_id: str, typ: str) -> bool:
        """Whether the insats is judged by this sheet."""
        if isinstance(self.insatser, tuple):
            return insats_id in self.insatser
        return self.insatser in ("alla", typ)

    def period_of(self, month: Month) -> Period:
        """The period in which a month is judged."""
        return Period.parse(str(month.year)) if self.period == "ar" else Period.containing(month, "halvar")

    def cell_label(self, row: int, column: int) -> str:
        """The whole name of a cell: its own label, or row and column."""
        own = self.cells[row * SIDE + column] if self.cells else ""
        return own or f"{self.rows[row]}, {self.columns[column]}"


def from_document(document: Mapping[str, Any]) -> Sheet:
    """The sheet of a document that :attr:`Sheet.document` gave, also one of an earlier edition of the file. ValueError where the format is later."""
    if document.get("format") != FORMAT:
        raise ValueError("a definition of another format")
    fields = tuple(
        Field(
            one["id"],
            one["label"],
            tuple(Choice(c["id"], c["label"], c["tecken"]) for c in one["val"]),
            (one["plats"][0], one["plats"][1]),
            tuple(one["siffror"]),
        )
        for one in document["falt"]
    )
    lists = {key: tuple(document[key]) for key in ("rader", "kolumner", "rutor", "siffror")}
    return Sheet(
        id=document["id"],
        label=document["label"],
        kind=document["slag"],
        insatser=(),
        period=document["period"],
        rows=lists["rader"],
        columns=lists["kolumner"],
        cells=lists["rutor"],
        fields=fields,
        head=document["rubrik"],
        figures=lists["siffror"],
    )


@dataclass(frozen=True)
class Definitions:
    """All sheets of a förbund, in the file's order; none where there is no file."""

    sheets: tuple[Sheet, ...] = ()

    def get(self, sheet_id: str) -> Sheet | None:
        """The sheet of that id."""
        return next((one for one in self.sheets if one.id == sheet_id), None)

    def of_insats(self, insats_id: str, typ: str) -> tuple[Sheet, ...]:
        """Those by which an insats is judged."""
        return tuple(one for one in self.sheets if one.is_for(insats_id, typ))


@dataclass(frozen=True)
class Filled:
    """A sheet as it was filled one day: of an insats and a period, with the definition that it was filled by.

    ``answers`` are choice ids by field id; a field that was left out is not judged. ``nr`` is the order in which the kansli kept it.
    """

    sheet: Sheet
    insats_id: str
    period: str
    day: date
    answers: Mapping[str, str]
    nr: int = 0

    def choice(self, field_id: str) -> Choice | None:
        """What was chosen in a field; None where it is not judged."""
        found = self.sheet.field(field_id)
        return found.choice(self.answers.get(field_id)) if found else None

    def answers_for(self, sheet: Sheet) -> dict[str, str]:
        """The answers that mean the same by another edition of the sheet: the same question, and a choice of the same id and label."""
        return {one.id: self.answers[one.id] for one in sheet.fields if self.same_question(one, sheet) and self._same_choice(one)}

    def same_question(self, asked: Field, sheet: Sheet) -> bool:
        """Whether a field of that sheet asks what this one did, so that their answers can stand beside each other."""
        mine = self.sheet.field(asked.id)
        return mine is not None and sheet.kind == self.sheet.kind and _asks(mine, self.sheet) == _asks(asked, sheet)

    def _same_choice(self, asked: Field) -> bool:
        mine = self.choice(asked.id)
        now = asked.choice(self.answers.get(asked.id))
        return mine is not None and now is not None and mine.label == now.label


def _asks(one: Field, sheet: Sheet) -> tuple[str, ...]:
    """What a field asks, in words: of a place all nine together, since one is chosen among them."""
    if sheet.kind == "mall":
        return (one.label,)
    if sheet.kind == "plats":
        return (*sheet.rows, *sheet.columns, *sheet.cells)
    row, column = one.place
    return (sheet.rows[row], sheet.columns[column], sheet.cell_label(row, column))


@dataclass(frozen=True)
class Judged:
    """What reports know of judgements: the sheets, for which insatser (id, name and typ, in order), and everything that holds of them."""

    definitions: Definitions = Definitions()
    insatser: tuple[tuple[str, str, str], ...] = ()
    filled: Sequence[Filled] = ()
    """The last filling of each sheet, insats and period."""

    _by_place: dict[tuple[str, str, str], Filled] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_place.update({(one.sheet.id, one.insats_id, one.period): one for one in self.filled})

    def at(self, sheet_id: str, insats_id: str, period: Period) -> Filled | None:
        """What holds of a sheet, an insats and a period."""
        return self._by_place.get((sheet_id, insats_id, period.code))

    def latest_within(self, sheet: Sheet, insats_id: str, span: Period) -> Filled | None:
        """The latest filling of a period of the sheet's own length that lies in the span; None where there is none."""
        period = sheet.period_of(span.last)
        while span.contains(period):
            found = self.at(sheet.id, insats_id, period)
            if found is not None:
                return found
            period = period.previous()
        return None
