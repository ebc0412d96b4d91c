"""Reading JSON-stat datasets (https://json-stat.org/full/), version 2 and the bundles of version 1, as Statistics Sweden's PxWeb gives them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NoReturn

from register.readers.table import MOST_BYTES, MOST_CELLS, NOT_GIVEN, BrokenFile, Category, Cell, Dimension, Role, Table, size_fault

_ROLES: Final[Mapping[str, Role]] = {"time": "tid", "metric": "innehall", "geo": "region"}
_LONGEST_MARK: Final = 20
_DIGITS: Final = 40

_Found = Mapping[str, Any]


def read_jsonstat(data: bytes, name: str) -> Table:
    """The table of a JSON-stat file.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.

    Raises:
        BrokenFile: with the line of what is no JSON, or the place in the document of what is no JSON-stat.
    """
    if len(data) > MOST_BYTES:
        raise BrokenFile(name, f"Filen är större än {MOST_BYTES // 2**20} MB.", remedy="Välj färre värden när du hämtar tabellen.")
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=str)
    except UnicodeDecodeError as error:
        raise BrokenFile(name, "Filen är inte skriven i UTF-8.", data.count(b"\n", 0, error.start) + 1) from None
    except json.JSONDecodeError as error:
        raise BrokenFile(name, f"Det som står här är inte JSON (tecken {error.colno}).", error.lineno) from None
    except (RecursionError, ValueError):  # too deep, or a whole number of thousands of digits
        raise BrokenFile(name, "Filen har ett värde som inte går att läsa.") from None
    return _Reader(name).table(document)


class _Reader:
    """From a document to a table; what is wrong is told with its place."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.remarks: list[str] = []

    def fail(self, place: str, reason: str) -> NoReturn:
        raise BrokenFile(self.name, reason, place=place)

    def table(self, document: Any) -> Table:
        found = self._dataset(document)
        outer = found if "id" in found else self._object(found.get("dimension"), "dimension")  # version 1 had them one step in
        ids = self._texts(outer.get("id"), "id")
        dimensions = tuple(self._dimension(found, outer, one) for one in ids)
        if not ids or len(set(ids)) != len(ids):
            self.fail("id", "Tabellen saknar dimensioner, eller har samma två gånger.")
        sizes = [len(one.categories) for one in dimensions]
        if outer.get("size") != sizes:
            self.fail("size", f"Dimensionerna har {sizes} värden, men size säger {outer.get('size')!s:.60}.")
        if fault := size_fault(sizes):
            self.fail("size", fault)
        extension = self._optional(found, "extension")
        px = self._optional(extension, "px")
        return Table(
            title=self._text(found, "label"),
            contents=self._text(px, "contents"),
            matrix=self._text(px, "tableid") or self._text(px, "matrix") or self._text(extension, "matrix"),
            source=self._text(found, "source"),
            updated=self._text(found, "updated").replace("T", " ").removesuffix("Z"),
            language=self._text(px, "language") or self._text(extension, "language"),
            units=self._text(px, "units"),
            dimensions=dimensions,
            cells=self._cells(found, math.prod(sizes)),
            decimals=self._decimals(px.get("decimals")),
            notes=self._notes(found.get("note")),
            symbols=self._symbols(extension),
            remarks=tuple(self.remarks),
        )

    # -- The dataset ---------------------------------------------------------------------------------------------------------------------------

    def _dataset(self, document: Any) -> _Found:
        """The one dataset of a file, which may stand in a bundle or a collection."""
        top = self._object(document, "")
        inside: list[_Found]
        if top.get("class") == "collection":
            items = self._optional(top, "link").get("item", [])
            inside = [one for one in items if isinstance(one, dict) and "dimension" in one] if isinstance(items, list) else []
        elif "dimension" in top:
            inside = [top]
        else:
            inside = [one for one in top.values() if isinstance(one, dict) and "dimension" in one]
        if not inside:
            raise BrokenFile(self.name, "Filen har ingen tabell i formatet JSON-stat.", remedy="Hämta tabellen från SCB som JSON-stat eller PX.")
        if len(inside) > 1:
            raise BrokenFile(self.name, f"Filen har {len(inside)} tabeller; en fil läses med en.", remedy="Hämta en tabell i taget.")
        return inside[0]

    def _dimension(self, found: _Found, outer: _Found, id_: str) -> Dimension:
        place = f"dimension.{id_}"
        said = self._object(self._object(found.get("dimension"), "dimension").get(id_), place)
        category = self._object(said.get("category"), f"{place}.category")
        labels = self._optional(category, "label")
        units = self._optional(category, "unit")
        codes = self._codes(category, labels, place)
        categories = tuple(self._category(code, labels, units) for code in codes)
        total = self._text(self._optional(said, "extension"), "eliminationValueCode")
        roles = self._optional(found, "role") or self._optional(outer, "role")
        role: Role = next((ours for theirs, ours in _ROLES.items() if isinstance(roles.get(theirs), list) and id_ in roles[theirs]), "")
        return Dimension(id_, self._text(said, "label") or id_, categories, role, total if total in codes else "")

    def _codes(self, category: _Found, labels: _Found, place: str) -> list[str]:
        index = category.get("index", list(labels))
        if isinstance(index, dict):
            if sorted(index.values(), key=str) != sorted(range(len(index)), key=str) or any(isinstance(one, bool) for one in index.values()):
                self.fail(f"{place}.category.index", "Värdenas ordning är inte talen från 0 och uppåt, ett för varje.")
            index = sorted(index, key=index.__getitem__)
        codes = self._texts(index, f"{place}.category.index")
        if not codes or len(set(codes)) != len(codes):
            self.fail(f"{place}.category", "Dimensionen saknar värden, eller har samma två gånger.")
        return codes

    def _category(self, code: str, labels: _Found, units: _Found) -> Category:
        unit = self._optional(units, code)
        label = labels.get(code)
        return Category(
            code,
            label if isinstance(label, str) else code,
            self._text(unit, "base") or self._text(unit, "label"),
            self._decimals(unit.get("decimals")),
        )

    # -- Cells ---------------------------------------------------------------------------------------------------------------------------------

    def _cells(self, found: _Found, expected: int) -> tuple[Cell, ...]:
        values = self._spread(found.get("value"), expected, "value")
        status = found.get("status")
        marks = [status] * expected if isinstance(status, str) else self._spread(status if status is not None else {}, expected, "status")
        if any(mark is not None and value is not None for value, mark in zip(values, marks, strict=True)):
            self.remarks.append("Några tal har en statuskod i filen. Den visas inte.")
        return tuple(self._cell(value, mark, place) for place, (value, mark) in enumerate(zip(values, marks, strict=True)))

    def _spread(self, found: Any, expected: int, place: str) -> list[Any]:
        """A list as it is, or an object's values in their places, with nothing between them."""
        if isinstance(found, list):
            if len(found) != expected:
                self.fail(place, f"Tabellen ska ha {expected} celler, men här är {len(found)}.")
            return found
        if not isinstance(found, dict):
            self.fail(place, "Här väntades en lista eller ett objekt.")
        spread: list[Any] = [None] * expected
        for key, value in found.items():
            if not (key.isascii() and key.isdecimal() and len(key) <= len(str(MOST_CELLS)) and int(key) < expected):
                self.fail(place, f"”{key[:40]}” är ingen av tabellens {expected} celler.")
            spread[int(key)] = value
        return spread

    def _cell(self, value: Any, mark: Any, place: int) -> Cell:
        if value is None:
            if mark is not None and (not isinstance(mark, str) or len(mark) > _LONGEST_MARK):
                self.fail(f"status.{place}", "Här väntades ett kort tecken.")
            return mark or NOT_GIVEN
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or len(str(value)) > _DIGITS:
            self.fail(f"value.{place}", "Värdet är inget tal.")
        return value

    # -- Parts ---------------------------------------------------------------------------------------------------------------------------------

    def _object(self, found: Any, place: str) -> _Found:
        if not isinstance(found, dict):
            self.fail(place or "filen", "Här väntades ett objekt.")
        return found

    def _optional(self, found: _Found, key: str) -> _Found:
        inner = found.get(key)
        return inner if isinstance(inner, dict) else {}

    def _text(self, found: _Found, key: str) -> str:
        inner = found.get(key)
        return " ".join(inner.split()) if isinstance(inner, str) else ""

    def _texts(self, found: Any, place: str) -> list[str]:
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.fail(place, "Här väntades en lista av texter.")
        return found

    def _decimals(self, found: Any) -> int | None:
        return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 100 else None

    def _notes(self, found: Any) -> tuple[str, ...]:
        notes: Sequence[Any] = found if isinstance(found, list) else [found]
        return tuple(" ".join(one.split()) for one in notes if isinstance(one, str) and one.strip())

    def _symbols(self, extension: _Found) -> dict[str, str]:
        labels = self._optional(self._optional(extension, "status"), "label")
        return {mark: text for mark, text in labels.items() if isinstance(text, str) and len(mark) <= _LONGEST_MARK}
