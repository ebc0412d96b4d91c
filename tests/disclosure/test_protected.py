"""What may leave: made by the gate alone, without a hidden value, on the finest layout that stands."""

from __future__ import annotations

import copy
import gc
import pickle
from typing import Any

import pytest

from register.disclosure import protected
from register.disclosure.protected import Choice, Draft, Outcome, ProtectedTable, Rules, choose, genuine, release, rows_not_printed
from register.disclosure.tables import Dimension
from register.errors import CouldNot
from tests.disclosure.makers import Inner, dimensions_for, inner_of

GROUPS = Dimension("grupp", ("arbete", "rehab", "ovrigt"))
KON = Dimension("kon", ("k", "m"))


def draft_of(rows: list[list[int]], **more: Any) -> Draft:
    inner = inner_of(rows)
    return Draft("Avslut", tuple(dimensions_for(inner)), inner, **more)


@pytest.fixture
def outcome() -> Outcome:
    return release(draft_of([[3, 9, 14], [8, 7, 11], [9, 12, 2]]))


def test_a_hidden_cell_holds_nothing(outcome: Outcome) -> None:
    cells = outcome.table.cells
    assert cells["r0", "k0"] is None
    assert {codes for codes, value in cells.items() if value is None} == outcome.publication.dots
    assert all(value == 0 or value >= 5 for value in cells.values() if value is not None)


def test_no_hidden_value_can_be_reached_from_the_table(outcome: Outcome) -> None:
    """Nothing that the table refers to holds the draft or the system it was made from."""
    seen: set[int] = set()
    queue: list[Any] = [outcome.table]
    while queue:
        one = queue.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        assert not isinstance(one, Draft)
        assert type(one).__name__ not in {"CellSystem", "Protected", "Publication", "SystemBuilder"}
        queue += gc.get_referents(one)


def test_the_public_part_of_the_audit_names_no_cell(outcome: Outcome) -> None:
    public = outcome.table.audit
    assert set(public) == {"celler", "prickar", "troskel", "nollor", "angripare", "omdome", "monster"}
    assert public["omdome"] == "haller"
    assert public["angripare"] == ["K0", "K1", "K3"]
    assert len(public["monster"]) == 64


def test_it_can_not_be_built_elsewhere(outcome: Outcome) -> None:
    with pytest.raises(TypeError, match="only the gate"):
        ProtectedTable(object(), "x", (), {}, "", {})
    with pytest.raises(TypeError, match="no subclasses"):
        type("Mine", (ProtectedTable,), {})
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        copy.copy(outcome.table)
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        copy.deepcopy(outcome.table)
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        pickle.dumps(outcome.table)
    with pytest.raises(TypeError, match="does not change"):
        outcome.table.__replace__(title="y")
    with pytest.raises(TypeError, match="does not change"):
        outcome.table.title = "y"  # type: ignore[misc]
    with pytest.raises(TypeError, match="does not change"):
        del outcome.table._cells


def test_what_looks_like_one_is_none(outcome: Outcome) -> None:
    """Even one made past the constructor, with the slots of a real one."""
    assert genuine(outcome.table) is outcome.table
    forged = object.__new__(ProtectedTable)
    for name in ("_title", "_dimensions", "_cells", "_note", "_audit"):
        object.__setattr__(forged, name, getattr(outcome.table, name))
    others: tuple[object, ...] = (forged, outcome, {"cells": {}}, None)
    for other in others:
        with pytest.raises(TypeError, match="made by the gate"):
            genuine(other)


def test_changing_what_it_hands_out_changes_nothing(outcome: Outcome) -> None:
    outcome.table.cells["r0", "k0"] = 3
    outcome.table.audit["omdome"] = "annat"
    assert outcome.table.cells["r0", "k0"] is None
    assert outcome.table.audit["omdome"] == "haller"


def test_only_the_gate_s_own_modules_name_the_key() -> None:
    assert not [name for name in dir(protected) if name.endswith("KEY") and not name.startswith("_")]


def test_a_distribution_of_a_small_base_prints_its_base_alone() -> None:
    """8 people over three groups: below 2T only the 8 is printed, and the zero goes with the rest."""
    draft = Draft("Avslut", (Dimension("insats", ("a", "b", "c")), GROUPS), {
        ("a", "arbete"): 8, ("a", "rehab"): 0, ("a", "ovrigt"): 0,
        ("b", "arbete"): 12, ("b", "rehab"): 9, ("b", "ovrigt"): 8,
        ("c", "arbete"): 9, ("c", "rehab"): 14, ("c", "ovrigt"): 7,
    }, distribution=1)  # fmt: skip
    cells = release(draft).table.cells
    assert [cells["a", group] for group in ("arbete", "rehab", "ovrigt")] == [None, None, None]
    assert cells["a", "Total"] == 8


def test_all_in_one_category_is_group_disclosure_whatever_the_threshold() -> None:
    """100 % of a base under 10: no count is small, and yet everybody's answer is known."""
    draft = Draft("Avslut", (Dimension("insats", ("a", "b")), GROUPS), {("a", "arbete"): 9, ("b", "arbete"): 9, ("b", "rehab"): 9}, distribution=1)
    values: Inner = {("a", "arbete"): 9, ("a", "rehab"): 0, ("a", "ovrigt"): 0, ("a", "Total"): 9}
    assert rows_not_printed(draft, values, threshold=3) == {("a", "arbete"), ("a", "rehab"), ("a", "ovrigt")}
    values = {("a", "arbete"): 8, ("a", "rehab"): 1, ("a", "ovrigt"): 0, ("a", "Total"): 9}
    assert rows_not_printed(draft, values, threshold=3) == frozenset()


def ladder_of(groups: tuple[int, int, int], kon: float) -> list[tuple[str, Draft]]:
    """Three groups × kön, then three groups, then goal ja/nej; base and headline are the total and the work group."""
    women = [int(n * kon) for n in groups]
    names = GROUPS.leaves
    split: Inner = {(g, k): n for g, total, w in zip(names, groups, women, strict=True) for k, n in (("k", w), ("m", total - w))}
    three: Inner = {(g,): n for g, n in zip(names, groups, strict=True)}
    two: Inner = {("ja",): groups[0], ("nej",): groups[1] + groups[2]}
    whole = frozenset((g, k) for g in ("arbete", "Total") for k in ("k", "m", "Total"))
    return [
        ("tre grupper × kön", Draft("Avslut", (GROUPS, KON), split, whole=whole)),
        ("tre grupper", Draft("Avslut", (GROUPS,), three, whole=frozenset((g,) for g in (*names, "Total")))),
        ("mål ja/nej", Draft("Avslut", (Dimension("mal", ("ja", "nej")),), two, whole=frozenset({("ja",), ("nej",), ("Total",)}))),
    ]


@pytest.mark.parametrize(
    ("groups", "kon", "rung"),
    [
        ((22, 14, 12), 0.5, "tre grupper × kön"),
        ((9, 6, 5), 0.7, "tre grupper"),
        ((6, 2, 4), 0.5, "mål ja/nej"),
    ],
)
def test_the_finest_rung_that_stands_is_printed(groups: tuple[int, int, int], kon: float, rung: str) -> None:
    """Forty-eight, twenty and twelve avslut in a year."""
    choice: Choice = choose(ladder_of(groups, kon))
    assert choice.name == rung
    assert not choice.outcome.hidden_whole
    assert choice.outcome.printed_share == 1.0
    assert rung in choice.outcome.table.note
    assert all(one.dots_in_whole > 0 for one in choice.tried)


def test_where_no_rung_stands_the_volumes_are_offered() -> None:
    with pytest.raises(CouldNot, match="Inget sätt") as caught:
        choose(ladder_of((1, 0, 2), 0.5))
    assert "volymerna" in caught.value.remedy


def test_heavier_cells_and_must_publish_ones_stand() -> None:
    rows = [[3, 9, 14], [8, 7, 11], [9, 12, 2]]
    total = ("Total", "Total")
    outcome = release(draft_of(rows, weights={total: 30}, must_publish=frozenset({("r0", "k0")})))
    assert outcome.table.cells["r0", "k0"] == 3
    assert outcome.table.cells[total] == sum(map(sum, rows))


def test_an_earlier_release_is_kept_in_mind() -> None:
    rows = [[12, 9], [8, 7]]
    first = release(draft_of(rows))
    assert not first.publication.dots
    second = release(draft_of([[14, 9], [8, 7]])._replace(title="Avslut igen"), earlier=[first.publication])
    assert second.table.cells["r0", "k0"] is None


def test_hidden_zeros_are_declared(outcome: Outcome) -> None:
    closed = release(draft_of([[1, 0, 9], [0, 2, 8]]), Rules(zeros="dolda"))
    assert closed.table.audit["nollor"] == "dolda"
    assert closed.table.audit["angripare"] == ["K0"]
    assert outcome.table.audit["nollor"] == "oppna"
