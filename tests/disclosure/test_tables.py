"""Cells and identities: margins, aggregates, merging, and what does not add up."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.disclosure.tables import Dimension, Kind, SystemBuilder
from register.errors import BadInput
from tests.disclosure.makers import inner_of, made_up, named, system_of


@given(seed=st.integers(0, 10_000), shape=st.sampled_from([(3, 4), (2, 3, 2), (2, 2, 2, 2)]))
def test_every_margin_is_there_and_adds_up(seed: int, shape: tuple[int, ...]) -> None:
    inner = made_up(seed, shape)
    system = system_of(inner)
    cells = 1
    for size in shape:
        cells *= size + 1
    assert len(system) == cells
    for total, parts in system.identities:
        assert system.values[total] == sum(system.values[part] for part in parts)
    assert system.values[named(system, " ".join(["Total"] * len(shape)))] == sum(inner.values())


def test_a_dimension_of_one_value_is_its_own_total() -> None:
    """Identical cells are one cell: else the total would give the inner cell away."""
    builder = SystemBuilder()
    cells = builder.table([Dimension("v1", ("a",)), Dimension("v2", ("x", "y"))], {("a", "x"): 3, ("a", "y"): 9})
    assert cells["a", "x"] == cells["Total", "x"]
    assert len(builder.build()) == 3


def test_aggregates_are_cells_between_leaves_and_total() -> None:
    builder = SystemBuilder()
    regions = Dimension("v1", ("a", "b", "c", "d"), (("norr", ("a", "b")), ("fastland", ("norr", "c"))))
    cells = builder.table([regions], {("a",): 1, ("b",): 2, ("c",): 4, ("d",): 8})
    system = builder.build()
    values = {codes[0]: system.values[cell] for codes, cell in cells.items()}
    assert values == {"a": 1, "b": 2, "c": 4, "d": 8, "norr": 3, "fastland": 7, "Total": 15}
    assert {(system.names[one.total], len(one.parts)) for one in system.identities} == {("norr", 2), ("fastland", 2), ("Total", 2)}


def test_two_groupings_of_the_same_leaves_are_both_tied() -> None:
    """Halves and thirds of six do not nest; both sum the leaves."""
    leaves = tuple("abcdef")
    halves = (("h1", tuple("abc")), ("h2", tuple("def")))
    thirds = (("t1", tuple("ab")), ("t2", tuple("cd")), ("t3", tuple("ef")))
    builder = SystemBuilder()
    builder.table([Dimension("v1", leaves, halves + thirds)], {(leaf,): n + 1 for n, leaf in enumerate(leaves)})
    system = builder.build()
    tied = set(itertools.chain.from_iterable((one.total, *one.parts) for one in system.identities))
    assert tied == set(range(len(system)))


def test_an_aggregate_of_everything_is_the_total() -> None:
    builder = SystemBuilder()
    cells = builder.table([Dimension("v1", ("a", "b"), (("alla", ("a", "b")),))], {("a",): 4, ("b",): 9})
    assert cells["alla",] == cells["Total",]


def test_tables_share_the_cells_that_count_the_same_people() -> None:
    builder = SystemBuilder()
    area = Dimension("omrade", ("norr", "syd"))
    one = builder.table([area, Dimension("kon", ("k", "m"))], {("norr", "k"): 3, ("norr", "m"): 4, ("syd", "k"): 5, ("syd", "m"): 6})
    other = builder.table([area], {("norr",): 7, ("syd",): 11})
    assert other["norr",] == one["norr", "Total"]
    elsewhere = builder.table([area], {("norr",): 1, ("syd",): 2}, population="förra året")
    assert elsewhere["norr",] != one["norr", "Total"]


def test_a_shared_cell_has_one_value() -> None:
    builder = SystemBuilder()
    builder.table([Dimension("omrade", ("norr", "syd"))], {("norr",): 7, ("syd",): 11})
    with pytest.raises(BadInput, match="två olika värden"):
        builder.table([Dimension("omrade", ("norr", "syd"))], {("norr",): 8, ("syd",): 11})


def test_sums_that_do_not_add_up_are_refused() -> None:
    builder = SystemBuilder()
    total, part = builder.cell("alla", 5), builder.cell("del", 4)
    with pytest.raises(BadInput, match="stämmer inte"):
        builder.identity(total, [part])


def test_small_cells_are_primary_and_must_publish_ones_are_not() -> None:
    builder = SystemBuilder(threshold=4)
    kinds = {"dold": Kind.ORDINARY, "visas": Kind.MUST_PUBLISH, "otryckt": Kind.UNPRINTED}
    small = {name: builder.cell(name, 3, kind=kind) for name, kind in kinds.items()}
    large, zero = builder.cell("stor", 4), builder.cell("noll", 0)
    free = builder.cell("fri", 0, kind=Kind.UNPRINTED)
    system = builder.build()
    assert system.primaries() == [small["dold"], small["otryckt"]]
    assert system.always_hidden() == {small["dold"], small["otryckt"], free}
    assert system.hideable() == {small["dold"], small["otryckt"], large, free}
    assert not system.may_hide(zero)
    assert [system.lowest(cell, knows_not_zero=True) for cell in (small["dold"], small["otryckt"], large)] == [1, 0, 1]
    assert system.lowest(large, knows_not_zero=False) == 0


def test_structural_zeros_stay_even_where_zeros_may_be_hidden() -> None:
    builder = SystemBuilder(zeros_open=False)
    dimensions = [Dimension("v1", ("a", "b")), Dimension("v2", ("x", "y"))]
    cells = builder.table(dimensions, {("a", "x"): 3, ("b", "y"): 5, ("b", "x"): 0}, structural=frozenset({("a", "y")}))
    system = builder.build()
    assert system.kinds[cells["a", "y"]] is Kind.STRUCTURAL
    assert not system.may_hide(cells["a", "y"])
    assert system.may_hide(cells["b", "x"])


def test_printed_anywhere_is_printed_and_the_greatest_weight_holds() -> None:
    builder = SystemBuilder()
    cell = builder.cell("x", 9, kind=Kind.UNPRINTED)
    assert builder.cell("x", 9, weight=10) == cell
    assert builder.cell("x", 9, kind=Kind.UNPRINTED, weight=3) == cell
    system = builder.build()
    assert (system.kinds[cell], system.weights[cell]) == (Kind.ORDINARY, 10)


def test_a_two_way_table_has_one_identity_per_line() -> None:
    system = system_of(inner_of([[1, 2, 3], [4, 5, 6]]))
    assert len(system.identities) == 3 + 4
