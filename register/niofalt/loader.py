"""Loading ``niofalt.toml``, the förbund's grids and resultatmallar, from the register's folder or from text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from register.niofalt.model import PLACE, SIDE, USUAL_FIGURES, Choice, Definitions, Field, Sheet, SheetKind, cell_id
from register.niofalt.shape import FILE, MOST_ROWS
from register.vocabulary.toml_reader import FileError, Source, TomlPath, read

FILE_NAME: Final = "niofalt.toml"
"""The file's name in the register's folder, beside ``mal.toml``."""

EXAMPLE: Final = Path(__file__).parent / "data" / FILE_NAME
"""A file with invented labels, to begin from. What any förbund's own grid says is not known here."""

_Found = Mapping[str, Any]


class NiofaltError(FileError):
    """Grids that can't be used."""

    subject = "rutnäten"


def load(folder: Path) -> Definitions:
    """What ``folder/niofalt.toml`` says; nothing where there is no such file.

    Raises NiofaltError (a BadInput) naming file, line and reason at the first fault.
    """
    path = folder / FILE_NAME
    return _definitions(read(path, FILE_NAME, NiofaltError)) if path.is_file() else Definitions()


def parse(text: str, name: str = FILE_NAME) -> Definitions:
    """As :func:`load`, of a text; ``name`` is what messages call it."""
    return _definitions(Source(name, text, NiofaltError))


def example() -> str:
    """The text of :data:`EXAMPLE`."""
    return EXAMPLE.read_text(encoding="utf-8")


def _definitions(source: Source) -> Definitions:
    data = source.parse()
    FILE.check(data, source, ())
    return _Reader(source, data).definitions()


class _Reader:
    """From data of the right shape to sheets; what the parts must mean together is checked here."""

    def __init__(self, source: Source, data: _Found) -> None:
        self.source, self.data = source, data
        self.scales = {one["id"]: tuple(Choice(c["id"], c["label"], c.get("tecken", "")) for c in one["val"]) for one in data.get("skala", [])}

    def definitions(self) -> Definitions:
        grids = [self.grid(found, ("rutnat", i)) for i, found in enumerate(self.data.get("rutnat", []))]
        names = {one.id for one in grids}
        templates = []
        for i, found in enumerate(self.data.get("resultatmall", [])):
            if found["id"] in names:
                raise self.source.error(("resultatmall", i, "id"), f"id ”{found['id']}” har redan ett rutnät.")
            templates.append(self.template(found, ("resultatmall", i)))
        return Definitions((*grids, *templates))

    def grid(self, found: _Found, path: TomlPath) -> Sheet:
        for key in ("rader", "kolumner"):
            self.no_label_twice(found[key], (*path, key))
        if found["slag"] == "falt" and "skala" not in found:
            raise self.source.error(path, "Nyckeln ”skala” saknas: med slaget falt bedöms varje ruta, med en av skalans val.")
        if found["slag"] == "plats" and "skala" in found:
            raise self.source.error((*path, "skala"), "Med slaget plats väljs en av de nio rutorna, och ingen skala används. Ta bort skala.")
        cells = tuple(cell for row in found.get("rutor", []) for cell in row)
        self.no_label_twice([cell for cell in cells if cell], (*path, "rutor"))
        return self.sheet(found, found["slag"], tuple(found["rader"]), tuple(found["kolumner"]), cells, path)

    def sheet(self, found: _Found, kind: SheetKind, rows: tuple[str, ...], columns: tuple[str, ...], cells: tuple[str, ...], path: TomlPath) -> Sheet:
        whose = found["insatser"]
        bare = Sheet(
            id=found["id"],
            label=found["label"],
            kind=kind,
            insatser=tuple(whose) if isinstance(whose, list) else whose,
            period=found["period"],
            rows=rows,
            columns=columns,
            cells=cells,
            fields=(),
            head=found.get("rubrik", ""),
            figures=tuple(found.get("siffror", USUAL_FIGURES)),
        )
        fields = self.questions(found, path) if kind == "mall" else self.cells_of(bare, found, path)
        return replace(bare, fields=fields)

    def cells_of(self, bare: Sheet, found: _Found, path: TomlPath) -> tuple[Field, ...]:
        places = [(row, column) for row in range(SIDE) for column in range(SIDE)]
        if bare.kind == PLACE:
            return (Field(PLACE, bare.label, tuple(Choice(cell_id(*place), bare.cell_label(*place)) for place in places)),)
        scale = self.scale(found["skala"], (*path, "skala"))
        return tuple(Field(cell_id(*place), bare.cell_label(*place), scale, place) for place in places)

    def template(self, found: _Found, path: TomlPath) -> Sheet:
        rows = tuple(row["label"] for row in found["rad"])
        if len(rows) > MOST_ROWS:
            raise self.source.error((*path, "rad"), f"En resultatmall har högst {MOST_ROWS} rader. Här är {len(rows)}.")
        self.no_label_twice(rows, (*path, "rad"))
        return self.sheet(found, "mall", rows, (), (), path)

    def questions(self, found: _Found, path: TomlPath) -> tuple[Field, ...]:
        return tuple(
            Field(row["id"], row["label"], self.scale(row["skala"], (*path, "rad", i, "skala")), (i, 0), tuple(row.get("siffror", ())))
            for i, row in enumerate(found["rad"])
        )

    def scale(self, scale_id: str, path: TomlPath) -> tuple[Choice, ...]:
        if scale_id not in self.scales:
            known = f"De som finns är {', '.join(self.scales)}." if self.scales else "Här finns ingen skala; skriv en under rubriken [[skala]]."
            raise self.source.error(path, f"Skalan ”{scale_id}” finns inte. {known}")
        return self.scales[scale_id]

    def no_label_twice(self, labels: list[str] | tuple[str, ...], path: TomlPath) -> None:
        for number, label in enumerate(labels):
            if label in labels[:number]:
                raise self.source.error((*path, number), f"”{label}” står två gånger i ”{path[-1]}”.")
