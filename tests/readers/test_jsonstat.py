"""JSON-stat documents of both versions, in every spelling that the format allows, and what is wrong in broken ones."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest

from register.readers.jsonstat import read_jsonstat
from register.readers.table import MOST_BYTES, BrokenFile, Table

PLAIN: dict[str, Any] = {
    "version": "2.0",
    "class": "dataset",
    "label": "Helårsekvivalenter efter region, mått och år",
    "source": "SCB",
    "updated": "2025-02-20T07:00:00Z",
    "note": ["Första noten.", "Andra  noten."],
    "id": ["Region", "ContentsCode", "Tid"],
    "size": [2, 2, 2],
    "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
    "dimension": {
        "Region": {
            "label": "region",
            "category": {"index": {"9901": 1, "00": 0}, "label": {"00": "Riket", "9901": "Norrdalen"}},
            "extension": {"eliminationValueCode": "00"},
        },
        "ContentsCode": {
            "label": "tabellinnehåll",
            "category": {
                "index": ["ANTAL", "ANDEL"],
                "label": {"ANTAL": "Antal", "ANDEL": "Andel"},
                "unit": {"ANTAL": {"base": "antal", "decimals": 0}, "ANDEL": {"base": "procent", "decimals": 1}},
            },
        },
        "Tid": {"label": "år", "category": {"index": {"2023": 0, "2024": 1}}},
    },
    "value": [1000, 1100, 12.5, 13.0, 10, None, None, 14],
    "status": {"5": "..", "6": "-"},
    "extension": {"px": {"tableid": "TAB99", "matrix": "HEK1", "decimals": 0, "contents": "Helårsekvivalenter", "language": "sv"}},
}


def read(document: Any) -> Table:
    return read_jsonstat(json.dumps(document, ensure_ascii=False).encode(), "fil.json")


def changed(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(PLAIN), **changes}


def refused(document: Any) -> BrokenFile:
    with pytest.raises(BrokenFile) as error:
        read(document)
    return error.value


def test_a_dataset_as_pxweb_writes_it() -> None:
    found = read(PLAIN)
    assert (found.title, found.contents, found.source, found.matrix) == (PLAIN["label"], "Helårsekvivalenter", "SCB", "TAB99")
    assert (found.updated, found.language, found.decimals) == ("2025-02-20 07:00:00", "sv", 0)
    assert found.notes == ("Första noten.", "Andra noten.")
    assert [(one.id, one.label, one.role, one.codes) for one in found.dimensions] == [
        ("Region", "region", "region", ("00", "9901")),
        ("ContentsCode", "tabellinnehåll", "innehall", ("ANTAL", "ANDEL")),
        ("Tid", "år", "tid", ("2023", "2024")),
    ]
    assert found.dimensions[0].total == "00"
    assert [(one.unit, one.decimals) for one in found.dimensions[1].categories] == [("antal", 0), ("procent", 1)]
    assert found.dimensions[2].categories[0].label == "2023"
    assert found.cells == (1000, 1100, Decimal("12.5"), Decimal("13.0"), 10, "..", "-", 14)


def test_values_and_status_in_every_spelling() -> None:
    sparse = changed(value={"0": 5, "7": 6}, status="...")
    assert read(sparse).cells == (5, *["..."] * 6, 6)
    assert read(changed(value={}, status=None)).cells == ("..",) * 8
    listed = changed(status=[None] * 5 + ["..", "-", None])
    assert read(listed).cells == read(PLAIN).cells


def test_a_number_with_a_status_keeps_its_number() -> None:
    found = read(changed(value=[1] * 8, status={"3": "p"}))
    assert found.cells == (1,) * 8
    assert found.remarks == ("Några tal har en statuskod i filen. Den visas inte.",)


def version_one() -> dict[str, Any]:
    old = copy.deepcopy(PLAIN)
    dimension = {**old.pop("dimension"), "id": old.pop("id"), "size": old.pop("size"), "role": old.pop("role")}
    return {**{key: value for key, value in old.items() if key not in ("version", "class")}, "dimension": dimension}


@pytest.mark.parametrize(
    "document",
    [
        {"dataset": version_one()},
        {"Tabell 1": version_one()},
        {"version": "2.0", "class": "collection", "link": {"item": [{"class": "dataset", "href": "x"}, PLAIN]}},
    ],
    ids=["dataset", "bundle", "collection"],
)
def test_bundles_of_one(document: dict[str, Any]) -> None:
    assert read(document) == read(PLAIN)


def test_one_value_needs_no_index() -> None:
    document = changed(size=[1, 2, 2], value=[1, 2, 3, 4], status={})
    document["dimension"]["Region"] = {"category": {"label": {"00": "Riket"}}}
    assert (read(document).dimensions[0].codes, read(document).dimensions[0].label) == (("00",), "Region")


def test_marks_are_explained_where_the_file_explains_them() -> None:
    extension = {"matrix": "x", "status": {"label": {"..": "uppgift saknas", "-": 3}}}
    found = read(changed(extension=extension))
    assert (found.symbols, found.matrix) == ({"..": "uppgift saknas"}, "x")


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in PLAIN.items() if name != key}


def deep(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    document = copy.deepcopy(PLAIN)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return document


BROKEN: list[tuple[Any, str, str]] = [
    ([], "filen", "objekt"),
    ({}, "", "ingen tabell"),
    ({"a": PLAIN, "b": PLAIN}, "", "2 tabeller"),
    ({"class": "collection", "link": {"item": [{"href": "x"}]}}, "", "ingen tabell"),
    (without("size"), "size", "size säger None"),
    (without("id"), "id", "lista av texter"),
    (without("value"), "value", "lista eller ett objekt"),
    (changed(id=["Region", "Region", "Tid"]), "id", "samma två gånger"),
    (changed(id=["Region", "ContentsCode", "Borta"]), "dimension.Borta", "objekt"),
    (changed(size=[2, 2, 3]), "size", "[2, 2, 2]"),
    (changed(value=[1, 2]), "value", "ska ha 8 celler, men här är 2"),
    (changed(value={"8": 1}), "value", "”8” är ingen"),
    (changed(value={"-1": 1}), "value", "”-1” är ingen"),
    (changed(value=["1"] * 8), "value.0", "inget tal"),
    (changed(value=[True] * 8), "value.0", "inget tal"),
    (changed(value=[10**50] * 8), "value.0", "inget tal"),
    (changed(status={"5": 3}), "status.5", "kort tecken"),
    (changed(status={"9": ".."}), "status", "ingen"),
    (deep(("dimension", "Tid"), []), "dimension.Tid", "objekt"),
    (deep(("dimension", "Tid", "category", "index"), {"2023": 0, "2024": 2}), "dimension.Tid.category.index", "ordning"),
    (deep(("dimension", "Tid", "category", "index"), {"2023": False, "2024": 1}), "dimension.Tid.category.index", "ordning"),
    (deep(("dimension", "Tid", "category", "index"), ["2023", "2023"]), "dimension.Tid.category", "två gånger"),
    (deep(("dimension", "Tid", "category", "index"), 2), "dimension.Tid.category.index", "lista av texter"),
]


@pytest.mark.parametrize(("document", "place", "reason"), BROKEN, ids=[f"{place}-{reason}" for _, place, reason in BROKEN])
def test_broken_documents(document: Any, place: str, reason: str) -> None:
    error = refused(document)
    assert (error.place, reason in error.reason) == (place, True)
    assert error.remedy


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b'{\n"value": [1,\n2,,3]}', 3, "inte JSON"),
        (b"", 1, "inte JSON"),
        (b'{"label":\n"\xe5"}', 2, "UTF-8"),
        (b"[" * 100_000, None, "går att läsa"),
        (b'{"value": ' + b"9" * 5000 + b"}", None, "går att läsa"),
    ],
)
def test_what_is_no_json(data: bytes, line: int | None, reason: str) -> None:
    with pytest.raises(BrokenFile, match=reason) as error:
        read_jsonstat(data, "fil.json")
    assert error.value.line == line


def test_neither_nan_nor_infinity_is_a_number() -> None:
    text = json.dumps(changed(value=[float("nan")] * 8))
    with pytest.raises(BrokenFile, match="inget tal"):
        read_jsonstat(text.encode(), "fil.json")


def test_a_file_too_large() -> None:
    with pytest.raises(BrokenFile, match="större än"):
        read_jsonstat(b" " * (MOST_BYTES + 1), "fil.json")


def test_a_table_too_large_is_refused_before_a_cell_is_spread() -> None:
    index = {"index": [str(number) for number in range(1001)]}
    document = {"id": ["a", "b"], "size": [1001, 1001], "dimension": {"a": {"category": index}, "b": {"category": index}}, "value": {}}
    assert "1002001 celler" in refused(document).reason
