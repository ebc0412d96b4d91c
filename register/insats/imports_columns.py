"""The columns of a file of collected forms: start and avslut in screen order, one row a deltagande. Which heading is which column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from register.readers.cells import Place, Value
from register.readers.faults import Fault, Words, judged, plain
from register.templates import FormColumn


@dataclass(frozen=True)
class ColumnMap:
    """How a förbund's own sheet is read: which sheet and heading row, its headings and its words. Texts of it never stand in a message."""

    sheet: str | None = None
    heading_row: int = 1
    columns: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Column keys (``start.kon``) by own heading."""
    without: tuple[str, ...] = ()
    """Own headings of columns that are not read; they may hold small numbers alone."""
    texts: tuple[str, ...] = ()
    """Other texts that the file may hold: titles, names of sheets."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    """Code ids by own word, by column key or list id."""

    def all_texts(self) -> Iterator[str]:
        """Every text that the mapping knows."""
        yield from self.columns
        yield from self.without
        yield from self.texts
        yield from (word for words in self.words.values() for word in words)
        if self.sheet:
            yield self.sheet


@dataclass(frozen=True)
class Layout:
    """What was found in the heading row: a column for each position (None where it is not read), and where each column key stands."""

    by_position: tuple[FormColumn | None, ...]
    position: Mapping[str, int]


def layout_of(
    headings: Sequence[Value], row: int, sheet: int, columns: Sequence[FormColumn], mapping: ColumnMap, words: Words
) -> tuple[Layout, list[Fault]]:
    """Which column is which, and what is wrong with the headings."""
    names = _names(columns, mapping)
    without = {plain(text) for text in mapping.without}
    found: list[FormColumn | None] = []
    position: dict[str, int] = {}
    faults: list[Fault] = []
    for number, value in enumerate(headings, 1):
        place = Place(sheet, row, number)
        name = plain(value) if isinstance(value, str) else ""
        column = names.get(name)
        if column is not None and column.key in position:
            faults.append(
                Fault("rubrik", f"cell {place.a1}", "Samma kolumn finns två gånger.", column.heading, "Ta bort den ena.", place, column.key)
            )
            column = None
        elif column is not None:
            position[column.key] = number - 1
        elif value is not None and name not in without:
            faults.append(_unknown_heading(value, place, words))
        found.append(column)
    faults += _missing(columns, position, Place(sheet, row, 1))
    return Layout(tuple(found), position), faults


def _unknown_heading(value: Value, place: Place, words: Words) -> Fault:
    wrong = judged(value, words)
    if wrong and wrong[0] != "fritext":
        return Fault(wrong[0], f"cell {place.a1}", wrong[1], wrong[2], "Ta bort det ur filen.", place)
    why = "Den är varken en av mallens rubriker eller nämnd i kolumnkartan."
    remedy = "Ta bort kolumnen, använd mallens rubrik, eller ange den i kolumnkartan (--kolumner)."
    return Fault("rubrik", f"cell {place.a1}", "Rubriken är okänd.", why, remedy, place)


def _missing(columns: Sequence[FormColumn], position: Mapping[str, int], place: Place) -> Iterator[Fault]:
    for column in columns:
        if column.field.required and column.key not in position:
            what = f"Kolumnen {column.heading} saknas."
            yield Fault("rubrik", f"rad {place.row}", what, "Den måste finnas.", "Lägg till den, eller ange den i kolumnkartan.", place, column.key)


def _names(columns: Sequence[FormColumn], mapping: ColumnMap) -> dict[str, FormColumn]:
    """Columns by every heading that means them: key, the template's heading, a label that only one column has, and the mapping's."""
    labels: dict[str, list[FormColumn]] = {}
    for column in columns:
        labels.setdefault(plain(column.field.label), []).append(column)
    by_key = {column.key: column for column in columns}
    alone = {label: same[0] for label, same in labels.items() if len(same) == 1}
    own = {plain(heading): by_key[key] for heading, key in mapping.columns.items() if key in by_key}
    return {**alone, **{plain(c.key): c for c in columns}, **{plain(c.heading): c for c in columns}, **own}
