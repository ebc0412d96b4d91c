"""Figures that others have published, in the formats that hold whole tables: with their own source and marks, and said to be no counts of ours."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from exports.px_words import as_list, as_text, in_lines, quoted, rows, told_apart
from exports.report_layout import slug
from exports.sheet_csv import safe_text
from register.readers.px import PX_MARK
from register.readers.table import NOT_GIVEN, Dimension
from register.reports.society import NOT_OURS
from register.society.published import PublishedTable, published
from register.society.times import time_of

if TYPE_CHECKING:
    from register.readers.table import Cell
    from register.reports.document import Report

_TIMES: Final = {"": "A1", "M": "M1", "K": "Q1", "H": "H1", "V": "W1"}
"""What a PX file calls the kinds of time; it has no name for a tertial."""


def names(report: Report) -> dict[str, PublishedTable]:
    """The report's published tables by the names of their files, each asked first whether it was read from a file."""
    return {f"samhalle-{slug(one.id)}": published(one) for one in report.society}


# -- CSV -----------------------------------------------------------------------------------------------------------------------------------------


def csv_files(report: Report) -> dict[str, bytes]:
    """A file for each table: a code and a label for each dimension, the figure, and the publisher's mark where there is none."""
    return {name: _csv(one) for name, one in names(report).items()}


def _csv(one: PublishedTable) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    pairs = [words for each in one.dimensions for words in (f"{each.label} (kod)", each.label)]
    writer.writerow([safe_text(word) for word in (*pairs, "Värde", "Tecken", "Enhet")])
    for chosen, cell in zip(product(*(each.categories for each in one.dimensions)), one.cells, strict=True):
        words = [word for category in chosen for word in (category.code, category.label)]
        unit = next((category.unit for category in chosen if category.unit), one.units)
        marks = (safe_text(cell), "") if isinstance(cell, str) else ("", str(cell).replace(".", ","))
        writer.writerow([*map(safe_text, words), marks[1], marks[0], safe_text(unit)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def csv_about(report: Report) -> Iterator[list[str]]:
    """A line of *om-tabellerna* for each table."""
    for name, one in names(report).items():
        said = f"Publicerat av {one.source}, tabell {one.matrix}, uppdaterat {one.updated or 'okänt när'}. {NOT_OURS}"
        yield [name, safe_text(one.title), "", str(len(one.cells)), "0", safe_text(one.source), report.span, one.read_in.isoformat(), safe_text(said)]


# -- PX ------------------------------------------------------------------------------------------------------------------------------------------


def px_files(report: Report) -> dict[str, bytes]:
    """A file for each table, as its publisher would write it."""
    return {name: _px(report, one).encode() for name, one in names(report).items()}


def _px(report: Report, one: PublishedTable) -> str:
    cells = [quoted(_mark(cell)) if isinstance(cell, str) else str(cell) for cell in one.cells]
    return "\r\n".join([*_keywords(report, one), "DATA=", *rows(cells, len(one.dimensions[-1].categories))]) + ";\r\n"


def _mark(cell: str) -> str:
    """A mark of the format; one of another format's is called not given."""
    return cell if PX_MARK.fullmatch(cell) else NOT_GIVEN


def _keywords(report: Report, one: PublishedTable) -> Iterator[str]:
    stub, heading = list(one.dimensions[:-1]), [one.dimensions[-1]]
    yield 'CHARSET="ANSI";'
    yield 'AXIS-VERSION="2013";'
    yield 'CODEPAGE="utf-8";'
    yield 'LANGUAGE="sv";'
    yield f'CREATION-DATE="{report.made:%Y%m%d} 00:00";'
    yield f"DECIMALS={one.decimals or 0};"
    yield f"SHOWDECIMALS={one.decimals or 0};"
    yield in_lines("MATRIX=", as_text(one.matrix or one.id))
    yield 'SUBJECT-CODE="SAMHALLE";'
    yield 'SUBJECT-AREA="Samhället omkring";'
    yield in_lines("TITLE=", as_text(one.title))
    yield in_lines("CONTENTS=", as_text(one.label))
    yield in_lines("UNITS=", as_text(one.units))
    if stub:
        yield as_list("STUB=", [as_text(each.label) for each in stub])
    yield as_list("HEADING=", [as_text(each.label) for each in heading])
    if measures := next((each for each in one.dimensions if each.role == "innehall"), None):
        yield f"CONTVARIABLE={quoted(as_text(measures.label))};"
    yield from _values(one)
    yield f'LAST-UPDATED="{_stamp(one.updated)}";'
    yield in_lines("SOURCE=", as_text(one.source))
    yield in_lines("NOTEX=", as_text(NOT_OURS))
    if one.notes:
        yield in_lines("NOTE=", "#".join(as_text(note) for note in one.notes))
    for mark, text in one.symbols:
        if not PX_MARK.fullmatch(mark):
            continue
        keyword = "DATASYMBOLNIL" if mark == "-" else "DATASYMBOLSUM" if len(mark) > 6 else f"DATASYMBOL{len(mark)}"
        yield in_lines(f"{keyword}=", as_text(text))


def _values(one: PublishedTable) -> Iterator[str]:
    for each in one.dimensions:
        yield as_list(f"VALUES({quoted(as_text(each.label))})=", told_apart(_pairs(each)))
    for each in one.dimensions:
        if timed := _timeval(each):
            yield timed
    for each in one.dimensions:
        yield as_list(f"CODES({quoted(as_text(each.label))})=", [as_text(category.code) for category in each.categories])
    for each in one.dimensions:
        for label, category in zip(told_apart(_pairs(each)), each.categories, strict=True):
            if category.unit and each.role == "innehall":
                yield in_lines(f"UNITS({quoted(label)})=", as_text(category.unit))
            if category.decimals is not None:
                yield f"PRECISION({quoted(as_text(each.label))},{quoted(label)})={category.decimals};"


def _pairs(each: Dimension) -> list[tuple[str, str]]:
    return [(category.code, category.label) for category in each.categories]


def _timeval(each: Dimension) -> str:
    """The times once more, as programs read them; nothing where the format has no name for their kind."""
    times = [time_of(category.code, category.label) for category in each.categories] if each.role == "tid" else []
    kinds = {one.kind for one in times if one is not None}
    if None in times or len(kinds) != 1 or not kinds <= set(_TIMES):
        return ""
    (kind,) = kinds
    codes = [f"{one.year}{one.part:02d}" if kind in ("M", "V") else f"{one.year}{one.part or ''}" for one in times if one is not None]
    return as_list(f"TIMEVAL({quoted(as_text(each.label))})=TLIST({_TIMES[kind]}),", codes)


def _stamp(updated: str) -> str:
    """``2024-02-22 08:00:00`` as the format writes it."""
    return f"{updated[:10].replace('-', '')} {updated[11:16] or '00:00'}" if len(updated) >= 10 else "19000101 00:00"


# -- JSON-stat -----------------------------------------------------------------------------------------------------------------------------------


def jsonstat_files(report: Report) -> dict[str, bytes]:
    """A dataset for each table."""
    return {name: json.dumps(_dataset(one), ensure_ascii=False, indent=1).encode() + b"\n" for name, one in names(report).items()}


def _dataset(one: PublishedTable) -> dict[str, Any]:
    roles = {theirs: [each.id for each in one.dimensions if each.role == ours] for ours, theirs in _ROLES.items()}
    status = {str(place): cell for place, cell in enumerate(one.cells) if isinstance(cell, str)}
    said: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": one.title,
        "source": one.source,
        "updated": one.updated,
        "note": [NOT_OURS, *one.notes],
        "id": [each.id for each in one.dimensions],
        "size": [len(each.categories) for each in one.dimensions],
        "role": {role: ids for role, ids in roles.items() if ids},
        "dimension": {each.id: _dimension(each) for each in one.dimensions},
        "value": [_number(cell) for cell in one.cells],
        "status": status,
        "extension": {
            "px": {key: value for key, value in _px_words(one).items() if value not in ("", None)},
            "status": {"label": dict(one.symbols)},
            "inlast": one.read_in.isoformat(),
            "sha256": one.file_hash,
        },
    }
    return {key: value for key, value in said.items() if value not in ({}, "")}


_ROLES: Final = {"tid": "time", "region": "geo", "innehall": "metric"}


def _px_words(one: PublishedTable) -> dict[str, Any]:
    return {"matrix": one.matrix, "contents": one.label, "units": one.units, "decimals": one.decimals, "language": "sv"}


def _number(cell: Cell) -> int | float | None:
    return None if isinstance(cell, str) else cell if isinstance(cell, int) else float(cell)


def _dimension(each: Dimension) -> dict[str, Any]:
    units = {one.code: {"base": one.unit, **({"decimals": one.decimals} if one.decimals is not None else {})} for one in each.categories if one.unit}
    category: dict[str, Any] = {
        "index": {one.code: place for place, one in enumerate(each.categories)},
        "label": {one.code: one.label for one in each.categories},
    }
    return {"label": each.label, "category": {**category, **({"unit": units} if units else {})}}


# -- The data package ----------------------------------------------------------------------------------------------------------------------------


def manifest(report: Report) -> list[dict[str, Any]]:
    """What the data package says of them: where they come from, and the hash of the file that they were read from."""
    return [
        {
            "fil": name,
            "titel": one.title,
            "kalla": one.source,
            "matris": one.matrix,
            "uppdaterad": one.updated,
            "inlast": one.read_in.isoformat(),
            "sha256": one.file_hash,
        }
        for name, one in names(report).items()
    ]
