"""A publication as a document and back, what names it, and what a history knows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register import canonical, publication_document
from register.disclosure.boxes import Box, Known, SumCell
from register.disclosure.publication import History, Publication
from tests.publications import AUDIT, box, publications, report


@given(publications())
def test_there_and_back(publication: Publication) -> None:
    """Through the bytes that are stored and sent: nothing but the order of the cells, and what stood twice, is lost."""
    back = Publication.from_document(json.loads(canonical.dump(publication.to_document())))
    assert back.to_document() == publication.to_document()
    assert back.id == publication.id
    assert {u: set(cells) for u, cells in back.cells.items()} == {u: set(cells) for u, cells in publication.cells.items()}
    assert (back.zeros, back.made, back.by, back.subject) == (publication.zeros, publication.made, publication.by, publication.subject)


@given(publications())
def test_every_publication_has_the_shape_that_is_checked(publication: Publication) -> None:
    publication_document.check(publication.to_document())
    assert publication_document.identity(publication.to_document()) == publication.id


@given(publications(), st.randoms(use_true_random=False))
def test_the_order_of_the_cells_says_nothing(publication: Publication, random: object) -> None:
    shuffled = {universe: list(cells) + list(cells[:1]) for universe, cells in reversed(list(publication.cells.items()))}
    for cells in shuffled.values():
        random.shuffle(cells)  # type: ignore[attr-defined]
    other = replace(publication, cells={universe: tuple(cells) for universe, cells in shuffled.items()})
    assert canonical.dump(other.to_document()) == canonical.dump(publication.to_document())
    assert other.id == publication.id


def test_the_same_report_another_day_has_the_same_id() -> None:
    assert report().id == report(made=date(2027, 1, 1)).id == replace(report(), audit={}).id
    assert len(report().id) == 24


@pytest.mark.parametrize(
    "other",
    [
        report(by="coach", subject="vagen"),
        report(subject=""),
        report(omgang="vagen#2"),
        report(span="2026H2"),
        report(kind="progression"),
        replace(report(), zeros={"avslut:utfall": "dolda"}),
        replace(report(), cells={"avslut:utfall": report().cells["avslut:utfall"][:-1]}),
        replace(report(), cells={"avslut:utfall": (*report().cells["avslut:utfall"][:-1], replace(report().cells["avslut:utfall"][-1], dot=True))}),
        replace(report(), cells={"avslut:annat": report().cells["avslut:utfall"]}, zeros={"avslut:annat": "oppna"}),
    ],
)
def test_another_report_has_another_id(other: Publication) -> None:
    assert other.id != report().id


def test_a_document_holds_no_count() -> None:
    document = report().to_document()
    assert document["celler"]["avslut:utfall"] == [
        [0, ["vagen#1"], ["kvinna"], 0, ["studier"]],
        [0, ["vagen#1"], ["kvinna"], 1, "forsta"],
        [0, ["vagen#1"], ["kvinna", "man"], 0, ["flytt", "saknas", "studier"]],
        [1, ["vagen#1"], ["man"], 0, ["studier"]],
    ]
    assert document["granskning"] == AUDIT


def test_a_box_and_a_weighted_sum_of_one_name_are_two_cells() -> None:
    omgang, kon = frozenset({"vagen#1"}), frozenset({"man"})
    cells = (Known(Box(omgang, kon, frozenset({"forsta"})), dot=False), Known(SumCell(omgang, kon, "forsta"), dot=False))
    back = Publication.from_document(replace(report(), cells={"avslut:utfall": cells}).to_document())
    assert {type(one.cell) for one in back.cells["avslut:utfall"]} == {Box, SumCell}


def test_a_history_knows_every_cell_of_every_release() -> None:
    first = report()
    second = replace(
        report(omgang="vagen#1 vagen#2", span="2026"),
        cells={
            "avslut:utfall": (box("vagen#1", "kvinna", "studier"), box("vagen#1 vagen#2", "man", "studier")),
            "start:kon": (box("vagen#1", "man", "a"),),
        },
        zeros={"avslut:utfall": "dolda", "start:kon": "dolda"},
    )
    history = History.of(iter([first, second]))
    known = history.known("avslut:utfall")
    assert set(known) == set(first.cells["avslut:utfall"]) | set(second.cells["avslut:utfall"])
    assert len(known) == len(set(known))
    assert history.known("start:kon") == second.cells["start:kon"]
    assert history.known("avslut:tid") == ()


def test_a_history_knows_a_cell_that_was_first_a_dot_and_then_printed_both_ways() -> None:
    """Whoever has both reports has the number; which of them counts is decided where cells are tied together."""
    dotted, printed = (replace(report(), cells={"u": (box("vagen#1", "man", "a", dot=dot),)}, zeros={"u": "oppna"}) for dot in (True, False))
    assert [one.dot for one in History.of([dotted, printed]).known("u")] == [True, False]


def test_the_first_release_decides_how_zeros_are_shown() -> None:
    history = History.of([report(), replace(report(omgang="vagen#2"), zeros={"avslut:utfall": "dolda"})])
    assert history.zeros("avslut:utfall") == "oppna"
    assert history.zeros("start:kon") is None
    assert History().zeros("avslut:utfall") is None
