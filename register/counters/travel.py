"""Values as they travel in a delivery: each definition once, and each set of values by the hash of its own. Shape alone is checked here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from register import shapes
from register.counters import periods
from register.counters.loader import from_document, has_control_characters
from register.counters.model import Counter, Figures, Measure, Place
from register.errors import BadInput


def to_document(figures: Sequence[Figures]) -> dict[str, Any]:
    """What a delivery says of them: definitions by hash, sets by counter and period, values by place; the same figures give the same document."""
    documents = {one.counter.hash: one.counter.document for one in figures}
    ordered = sorted(figures, key=lambda one: (one.counter.id, one.period.code))
    return {"definitioner": [documents[name] for name in sorted(documents)], "varden": [_set(one) for one in ordered]}


def _set(figures: Figures) -> dict[str, Any]:
    return {
        "raknare": figures.counter.id,
        "period": figures.period.code,
        "definition": figures.counter.hash,
        "ursprung": figures.origin,
        "rutor": [[list(place.codes), place.measure, n] for place, n in sorted(figures.values.items())],
    }


def read_document(document: Any, insats_id: str) -> tuple[Figures, ...]:
    """The figures of such a document, as that insats's own; ValueError where it has another shape, or says anything twice or of the kansli."""
    shapes.keys_are(document, "definitioner varden")
    counters = [from_document(one) for one in shapes.list_of(document["definitioner"])]
    if any(has_control_characters(one) for one in counters):
        shapes.refuse("hjalp")
    by_hash = {one.hash: one for one in counters}
    found = tuple(_figures(one, by_hash, insats_id) for one in shapes.list_of(document["varden"]))
    if not found or {one.counter.hash for one in found} != set(by_hash) or to_document(found) != document:
        shapes.refuse("raknare")
    places = {(one.counter.id, one.period.code) for one in found}
    if len(places) != len(found) or any(one.counter.entered_by != "insats" for one in found):
        shapes.refuse("raknare")
    return found


def _figures(document: Any, counters: dict[str, Counter], insats_id: str) -> Figures:
    shapes.keys_are(document, "definition period raknare rutor ursprung")
    counter = counters.get(shapes.text_of(document["definition"], shapes.HASH))
    if counter is None or counter.id != document["raknare"] or document["ursprung"] not in ("insats", "import"):
        shapes.refuse("raknare")
    try:
        period = periods.parse(counter.period_kind, shapes.text_of(document["period"], shapes.WORD))
    except BadInput as error:
        raise ValueError("period") from error
    rows = [shapes.row_of(row, 3) for row in shapes.list_of(document["rutor"])]
    values = {_place(row[0], row[1]): shapes.integer_of(row[2], 0) for row in rows}
    if len(values) != len(rows):
        shapes.refuse("rutor")
    return Figures(counter, period, insats_id, document["ursprung"], values)


def _place(codes: Any, measure: Any) -> Place:
    measures: tuple[Measure, ...] = ("antal", "taljare", "namnare")
    if measure not in measures:
        shapes.refuse("measure")
    return Place(tuple(shapes.text_of(code, shapes.WORD) for code in shapes.list_of(codes)), measure)
