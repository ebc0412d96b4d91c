"""A publication as a plain document: its one shape, whose omgångar it tells of, and what of it concerns an insats."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register import canonical
from register.disclosure.publication import Publication
from register.publication_document import check, check_delivered, check_own, concerning, identity, kons, omgangar
from register.shapes import strict_json
from tests.publications import own, publications, report

Document = dict[str, Any]
CELLS = "avslut:utfall"


def changed(change: Callable[[Document], object]) -> Document:
    document = copy.deepcopy(own())
    change(document)
    return document


def replaced(name: str, value: Any) -> Document:
    return {**own(), name: value}


def with_cell(cell: Any) -> Document:
    return {**own(), "celler": {CELLS: [cell]}}


@given(publications())
def test_every_publication_passes_as_it_travels(publication: Publication) -> None:
    check(strict_json(canonical.dump(publication.to_document())))


@pytest.mark.parametrize(
    "document",
    [
        None, [], "text", 1, {},
        replaced("extra", 1),
        changed(lambda d: d.pop("nollor")),
        replaced("rapport", "hemligrapport"), replaced("rapport", []), replaced("rapport", 1),
        replaced("av", ""), replaced("av", "Vägen"), replaced("av", 1),
        replaced("om", "Vägen vidare"), replaced("om", None), replaced("om", "a"),
        replaced("period", ""), replaced("period", "2026 H1"), replaced("period", 2026),
        replaced("gjord", "2026-02-30"), replaced("gjord", "20260201"), replaced("gjord", "i dag"), replaced("gjord", 20260201),
        replaced("gjord", ""),
        replaced("celler", []), replaced("celler", {}), replaced("celler", {CELLS: {}}), replaced("celler", {"Å": []}),
        replaced("celler", {CELLS: [], "annat": []}),
        replaced("nollor", {CELLS: "stangda"}), replaced("nollor", {CELLS: 1}), replaced("nollor", {}), replaced("nollor", ["oppna"]),
        with_cell([]), with_cell({}), with_cell([0, ["vagen#1"], ["man"], 0]), with_cell([0, ["vagen#1"], ["man"], 0, ["a"], 1]),
        with_cell([2, ["vagen#1"], ["man"], 0, ["a"]]), with_cell([True, ["vagen#1"], ["man"], 0, ["a"]]), with_cell(["0", ["vagen#1"],
        ["man"], 0, ["a"]]),
        with_cell([0, "vagen#1", ["man"], 0, ["a"]]), with_cell([0, ["vagen"], ["man"], 0, ["a"]]), with_cell([0, ["vagen#0"], ["man"], 0, ["a"]]),
        with_cell([0, ["vagen#01"], ["man"], 0, ["a"]]), with_cell([0, ["vagen#1\n"], ["man"], 0, ["a"]]), with_cell([0, ["Vägen#1"],
        ["man"], 0, ["a"]]),
        with_cell([0, ["vagen#2", "vagen#1"], ["man"], 0, ["a"]]), with_cell([0, ["vagen#1", "vagen#1"], ["man"], 0, ["a"]]),
        with_cell([0, ["vagen#1"], ["man", "kvinna"], 0, ["a"]]), with_cell([0, ["vagen#1"], ["en man"], 0, ["a"]]),
        with_cell([0, ["vagen#1"], ["man"], 0, ["b", "a"]]), with_cell([0, ["vagen#1"], ["man"], 0, "a"]), with_cell([0, ["vagen#1"],
        ["man"], 0, ["<a>"]]),
        with_cell([0, ["vagen#1"], ["man"], 1, ["a"]]), with_cell([0, ["vagen#1"], ["man"], 2, "a"]), with_cell([0, ["vagen#1"], ["man"],
        0, ["a" * 201]]),
        changed(lambda d: d["celler"][CELLS].reverse()),
        changed(lambda d: d["celler"][CELLS].append(d["celler"][CELLS][-1])),
        replaced("granskning", []), replaced("granskning", {"Mening": 1}), replaced("granskning", {"a": -1}), replaced("granskning", {"a": 1.5}),
        replaced("granskning", {"a": True}), replaced("granskning", {"a": None}), replaced("granskning", {"a": {"b": 1}}),
        replaced("granskning", {"a": [["b"]]}), replaced("granskning", {"a": "två\nrader"}), replaced("granskning", {"a": "x" * 1001}),
        replaced("granskning", {"a": "\x1b[2J"}),
    ],
)  # fmt: skip
def test_another_shape_is_refused(document: Any) -> None:
    with pytest.raises(ValueError):
        check(document)


def test_an_insats_publishes_of_its_own_omgangar_about_itself() -> None:
    check_own(own("vagen", 1, 2), "vagen")
    for document in (own("coach"), report("coach", "vagen").to_document(), report("vagen", "").to_document(), report("vagen", "coach").to_document()):
        with pytest.raises(ValueError):
            check_own(document, "vagen")
    with pytest.raises(ValueError):
        check_own(report("vagen", omgang="coach#1 vagen#1").to_document(), "vagen")
    with pytest.raises(ValueError):
        check_own({**own(), "celler": {}, "nollor": {}}, "vagen")


def test_a_name_that_begins_alike_is_another_insats() -> None:
    document = report("vagen", omgang="vagen-2#1").to_document()
    with pytest.raises(ValueError):
        check_own(document, "vagen")
    assert concerning(document, "vagen") is None
    assert concerning(document, "vagen-2") == document


@pytest.mark.parametrize("documents", [[], {}, None, [1], [own(), own()], [own(), own(made=report().made.replace(day=2))], [own(), own("coach")]])
def test_a_delivery_tells_of_one_or_more_each_once(documents: Any) -> None:
    with pytest.raises(ValueError):
        check_delivered(documents, "vagen")
    check_delivered([own(), own("vagen", 2)], "vagen")


def test_what_it_is_of() -> None:
    document = report("norra", "", "coach#12 vagen#1").to_document()
    assert omgangar(document) == {("coach", 12), ("vagen", 1)}
    assert kons(document) == {"kvinna", "man"}
    assert identity(document) == report("norra", "", "coach#12 vagen#1").id


@given(publications(), st.sampled_from(["vagen", "coach", "massan"]))
def test_what_concerns_an_insats_is_every_cell_with_an_omgang_of_its_own_and_no_other(publication: Publication, insats: str) -> None:
    document = publication.to_document()
    wanted = {
        (universe, canonical.dump(cell))
        for universe, cells in document["celler"].items()
        for cell in cells
        if any(name.split("#")[0] == insats for name in cell[1])
    }
    part = concerning(document, insats)
    if part is None:
        assert not wanted
        return
    check(part)
    assert {(universe, canonical.dump(cell)) for universe, cells in part["celler"].items() for cell in cells} == wanted
    assert concerning(part, insats) == part
    assert {name: part[name] for name in part if name not in ("celler", "nollor")} == {
        name: document[name] for name in document if name not in ("celler", "nollor")
    }
    assert part["nollor"].items() <= document["nollor"].items()


def test_reducing_changes_nothing_of_what_is_reduced() -> None:
    document = report("norra", "", "coach#12 vagen#1").to_document()
    before = copy.deepcopy(document)
    concerning(document, "vagen")
    assert document == before
