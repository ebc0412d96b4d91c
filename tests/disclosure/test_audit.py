"""The audit against the plainest audit there is, and on failures that others let through."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.disclosure.attackers import Attacker, known_cells, lone_people
from register.disclosure.audit import Auditor, Reach, Verdict, audit
from register.disclosure.possible import Possible
from register.disclosure.tables import CellSystem, Dimension, Kind, SystemBuilder
from tests.disclosure.makers import Inner, all_hidden_small, every_table, inner_of, named, system_of

MOST = 5
"""In the compared tables T = 3: what matters of a cell is whether it can be 1, 2 or more."""


def by_enumeration(system: CellSystem, hidden: frozenset[int], lowest: int, cell: int, known: frozenset[int]) -> set[int]:
    """The values that a cell can have for an attacker, by trying all tables."""
    fitting = (one for one in every_table(system, hidden, lowest, MOST) if all(one[k] == system.values[k] for k in known))
    return {one[cell] for one in fitting}


small_tables = st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=3), min_size=2, max_size=2).filter(
    lambda rows: len({len(row) for row in rows}) == 1 and any(map(any, rows))
)


@settings(max_examples=25, deadline=None)
@given(rows=small_tables, drawn=st.data())
def test_the_audit_finds_what_trying_every_table_finds(rows: list[list[int]], drawn: st.DataObject) -> None:
    system = system_of(inner_of(rows), threshold=3)
    extra = drawn.draw(st.sets(st.sampled_from(sorted(system.hideable())))) if system.hideable() else set()
    hidden = all_hidden_small(system) | extra
    # Without some printed sum over every hidden inner cell the enumeration has no end: one printed margin per row bounds it.
    hidden -= {cell for cell in hidden if system.names[cell].endswith("Total") and not system.is_primary(cell)}
    for attacker, lowest in ((Attacker.K0, 0), (Attacker.K1, 1), (Attacker.K3, 1)):
        auditor = Auditor(system, hidden, not_zero=bool(lowest))
        for cell in system.primaries():
            for _, known in known_cells(system, attacker):
                if cell in known:
                    continue
                possible = by_enumeration(system, hidden, lowest, cell, known & hidden)
                found = auditor.reach(cell, known & hidden)
                inside = [value for value in possible if 1 <= value <= 2]
                assert found.exact == (len(possible) == 1)
                assert (found.low, found.high) == (min(inside), max(inside))


@settings(max_examples=10, deadline=None)
@given(values=st.lists(st.integers(0, 3), min_size=8, max_size=8).filter(any))
def test_three_dimensions_against_trying_every_table(values: list[int]) -> None:
    keys: list[tuple[str, ...]] = list(itertools.product("ab", "cd", "ef"))
    inner = dict(zip(keys, values, strict=True))
    system = system_of(inner, threshold=3)
    hidden = frozenset(c for c in all_hidden_small(system) if "Total" not in system.names[c])
    auditor = Auditor(system, hidden, not_zero=True)
    for cell in sorted(hidden):
        possible = by_enumeration(system, hidden, 1, cell, frozenset())
        assert auditor.reach(cell, frozenset()).exact == (len(possible) == 1)


def verdict_of(system: CellSystem, hidden: frozenset[int], attacker: Attacker) -> Verdict:
    return next(one for one in audit(system, hidden, attacker) if one.attacker is attacker)


def test_two_cells_of_one_with_a_remainder_of_two() -> None:
    """Zeros are printed, so a dot is at least 1: two dots that share a remainder of 2 are 1 and 1. A tool that grants him 0 says 0–2."""
    system = system_of(inner_of([[1, 1, 9], [8, 7, 6], [9, 9, 9]]))
    hidden = frozenset({named(system, "r0 k0"), named(system, "r0 k1"), named(system, "r1 k0"), named(system, "r1 k1")})
    assert verdict_of(system, hidden, Attacker.K0).exact == frozenset()
    assert verdict_of(system, hidden, Attacker.K1).exact == {named(system, "r0 k0"), named(system, "r0 k1")}


def test_three_singletons_in_a_row() -> None:
    """The same with three: the row's remainder is 3 and each dot at least 1."""
    system = system_of(inner_of([[1, 1, 1, 9], [8, 7, 6, 9], [9, 9, 9, 9]]))
    hidden = frozenset(named(system, f"r{row} k{column}") for row in (0, 1) for column in (0, 1, 2))
    assert len(verdict_of(system, hidden, Attacker.K1).exact) == 3
    assert not verdict_of(system, hidden, Attacker.K0).exact


def test_a_lone_person_subtracts_himself() -> None:
    """1 and 3 with a remainder of 4: K1 knows 1–3 each, but whoever is the 1 knows the 3."""
    system = system_of(inner_of([[1, 3, 9], [8, 7, 6], [9, 9, 9]]))
    hidden = frozenset({named(system, "r0 k0"), named(system, "r0 k1"), named(system, "r1 k0"), named(system, "r1 k1")})
    assert not verdict_of(system, hidden, Attacker.K1).exact
    assert verdict_of(system, hidden, Attacker.K3).exact == {named(system, "r0 k1")}


def test_a_row_that_is_one_person_is_one_attacker_who_learns_nothing_of_himself() -> None:
    system = system_of(inner_of([[1, 0], [8, 7], [6, 9]]))
    assert lone_people(system) == [frozenset({named(system, "r0 k0"), named(system, "r0 Total")})]


def test_linked_tables_protected_one_by_one() -> None:
    """Each table is safe alone; the shared row total is a dot in one and printed in the other, which gives the dot away."""
    builder = SystemBuilder()
    place = Dimension("omrade", ("norr", "syd"))
    group = builder.table([place, Dimension("grupp", ("x", "y"))], {("norr", "x"): 2, ("norr", "y"): 9, ("syd", "x"): 7, ("syd", "y"): 9})
    sex = builder.table([place, Dimension("kon", ("k", "m"))], {("norr", "k"): 6, ("norr", "m"): 5, ("syd", "k"): 8, ("syd", "m"): 8})
    system = builder.build()
    assert group["norr", "Total"] == sex["norr", "Total"]
    alone = frozenset({group["norr", "x"], group["norr", "Total"], group["syd", "x"], group["syd", "Total"]})
    verdict = verdict_of(system, alone, Attacker.K1)
    assert verdict.exact == {group["norr", "x"]}


def test_a_printed_sum_beside_one_dot_is_no_dot() -> None:
    """One kön hidden beside a total."""
    system = system_of(inner_of([[3, 9], [8, 7]]))
    verdict = verdict_of(system, frozenset({named(system, "r0 k0")}), Attacker.K0)
    assert verdict.exact == {named(system, "r0 k0")}
    assert not verdict.holds


def test_what_no_pattern_could_hide_is_unavoidable_and_not_narrowed() -> None:
    """A sum of 3 over three cells that are not zero is at least 3 whatever is hidden."""
    system = system_of(inner_of([[1, 1, 1], [7, 8, 9], [9, 9, 7]]))
    verdict = verdict_of(system, system.hideable(), Attacker.K1)
    assert verdict.unavoidable == {named(system, "r0 Total")}
    assert verdict.holds


def test_an_insats_subtracts_its_own() -> None:
    builder = SystemBuilder()
    cells = builder.table([Dimension("insats", ("a", "b", "c")), Dimension("kon", ("k", "m"))], {
        ("a", "k"): 3, ("a", "m"): 9, ("b", "k"): 4, ("b", "m"): 9, ("c", "k"): 9, ("c", "m"): 9,
    })  # fmt: skip
    for insats in "abc":
        builder.known_to(insats, [cells[insats, "k"], cells[insats, "m"], cells[insats, "Total"]])
    system = builder.build()
    hidden = frozenset(cells[insats, kon] for insats in "ab" for kon in "km")
    assert not verdict_of(system, hidden, Attacker.K1).exact
    assert verdict_of(system, hidden, Attacker.K4).exact == {cells["a", "k"], cells["b", "k"]}


def test_where_zeros_are_hidden_nobody_knows_that_a_dot_is_not_one() -> None:
    system = system_of(inner_of([[1, 1], [0, 9]]), zeros_open=False)
    assert [one.attacker for one in audit(system, system.hideable(), Attacker.K4)] == [Attacker.K0, Attacker.K3, Attacker.K4]


def test_a_cell_that_holds_everybody_of_a_small_base_is_asked_about() -> None:
    """Eight of eight: not a small count, but whoever can work it out knows it of all eight."""
    system = system_of(inner_of([[8, 0], [20, 30]]))
    told = replace(system, telling=frozenset({system.values.index(8)}))
    assert not verdict_of(system, frozenset(), Attacker.K1).exact
    assert verdict_of(told, frozenset(told.always_hidden()), Attacker.K1).exact == told.telling


@pytest.mark.parametrize(("kind", "exact"), [(Kind.ORDINARY, True), (Kind.UNPRINTED, False)])
def test_nobody_knows_that_an_unprinted_cell_is_not_zero(kind: Kind, exact: bool) -> None:
    """Half-years of a year: the dot and what is printed nowhere share 2."""
    builder = SystemBuilder()
    year, first, second = builder.cell("ar", 12), builder.cell("h1", 1), builder.cell("h2", 1, kind=kind)
    rest = builder.cell("ovrigt", 10)
    builder.identity(year, [first, second, rest])
    system = builder.build()
    assert (first in verdict_of(system, frozenset({first, second}), Attacker.K1).exact) is exact


def islands(possible: Possible) -> list[set[str]]:
    return [{possible.system.names[cell] for cell in island.cells.tolist()} for island in possible.islands]


def squares() -> CellSystem:
    """Two tables of two by two with nothing in common but the sum of both."""
    builder = SystemBuilder()
    totals = []
    for name, small in (("a", 3), ("b", 2)):
        inner: Inner = {(f"{name}0", "x"): small, (f"{name}0", "y"): 9, (f"{name}1", "x"): 8, (f"{name}1", "y"): 7}
        dimensions = [Dimension("rad", (f"{name}0", f"{name}1")), Dimension("kolumn", ("x", "y"))]
        totals.append(builder.table(dimensions, inner, population=name)["Total", "Total"])
    builder.identity(builder.cell("alla", 53), totals)
    return builder.build()


INNER = ("a0 x", "a0 y", "a1 x", "a1 y", "b0 x", "b0 y", "b1 x", "b1 y")


def test_dots_that_share_no_dotted_sum_are_islands() -> None:
    system = squares()
    inner = frozenset(named(system, name) for name in INNER)
    found = islands(Possible(system, inner, not_zero=True))
    assert [sorted(name for name in one if "Total" not in name and "×" in name) for one in found] == [
        [f"{letter}{row} × {column}" for row in "01" for column in "xy"] for letter in "ab"
    ]
    assert len(Possible(system, system.hideable(), not_zero=True).islands) == 1  # the grand total joins them


def test_a_table_is_any_choice_of_one_part_per_island() -> None:
    system = squares()
    possible = Possible(system, frozenset(named(system, name) for name in INNER), not_zero=True)
    three, two = named(system, "a0 x"), named(system, "b0 x")
    possible.limit(two, 4, 4)
    table = possible.least(three, 1)
    assert table is not None
    assert (table[three], table[two]) == (1, 4)  # the other island keeps to its limit
    assert table[system.names.index("alla")] == 53
    possible.release(two)
    possible.limit(three, 50, 50)
    assert possible.least(two, 1) is None
    possible.release(three)
    lowest = possible.lowest({three: 1.0, two: 1.0})
    assert lowest is not None
    assert (lowest[three], lowest[two]) == (1, 1)
    assert len(possible.seen) == 2


def test_what_is_printed_and_does_not_add_up_leaves_no_table() -> None:
    """A reader's audit has placeholders for the dots, and a printed sum of printed cells can be wrong."""
    right = system_of(inner_of([[3, 9], [8, 7]]))
    wrong = named(right, "r0 Total")
    system = replace(right, values=tuple(13 if cell == wrong else value for cell, value in enumerate(right.values)))
    assert Possible(right, frozenset(), not_zero=True).lowest({}) is not None
    assert Possible(system, frozenset(), not_zero=True).lowest({}) is None
    inner = frozenset(named(system, name) for name in ("r0 k0", "r0 k1", "r1 k0", "r1 k1"))
    assert Possible(system, inner, not_zero=False).lowest(dict.fromkeys(inner, 1.0)) is None
    found = Possible(system, inner | {wrong}, not_zero=False).lowest(dict.fromkeys(inner, 1.0))
    assert found is not None
    assert found[wrong] == 12


def test_where_one_is_the_only_small_number_any_other_value_will_do() -> None:
    """T = 2: a dot is a 1 unless it can be something else."""
    system = system_of(inner_of([[1, 9], [8, 7]]), threshold=2)
    square = frozenset(named(system, name) for name in ("r0 k0", "r0 k1", "r1 k0", "r1 k1"))
    assert verdict_of(system, square, Attacker.K1).holds
    assert verdict_of(system, square - {named(system, "r1 k1")}, Attacker.K1).exact == {named(system, "r0 k0")}


@settings(max_examples=15, deadline=None)
@given(rows=small_tables, drawn=st.data())
def test_the_verdict_is_what_asking_one_by_one_gives(rows: list[list[int]], drawn: st.DataObject) -> None:
    """Tables found in passing answer no question wrongly."""
    system = system_of(inner_of(rows))
    extra = drawn.draw(st.sets(st.sampled_from(sorted(system.hideable())))) if system.hideable() else set()
    hidden = frozenset(system.always_hidden() | extra)
    for verdict in audit(system, hidden, Attacker.K3):
        not_zero = verdict.attacker is not Attacker.K0
        exact, short = set(), set()
        for cell in system.primaries():
            for _, known in known_cells(system, verdict.attacker):
                if cell in known:
                    continue
                found = Auditor(system, hidden, not_zero=not_zero).reach(cell, known & hidden)
                best = Auditor(system, system.hideable(), not_zero=not_zero).reach(cell, known)
                exact |= {cell} if found.exact and not best.exact else set()
                short |= {cell} if found.short_of(best) else set()
        assert verdict.exact == exact
        assert verdict.exact | verdict.narrowed == short


def test_a_cell_whose_next_value_is_some_way_off_is_not_exact() -> None:
    """Twice a + b is 7 = 2·2 + 3: a can be 0, 1, 2 or 3 and so b is 7, 5, 3 or 1, never an even number."""
    builder = SystemBuilder(threshold=5)
    a, b = builder.cell("a", 2, kind=Kind.UNPRINTED), builder.cell("b", 3)
    once = builder.cell("a och b", 5, kind=Kind.UNPRINTED)
    twice = builder.cell("två a och b", 7, kind=Kind.MUST_PUBLISH)
    builder.identity(once, [a, b])
    builder.identity(twice, [a, once])
    auditor = Auditor(builder.build(), frozenset({a, b, once}), not_zero=True)
    assert auditor.reach(b, frozenset()) == Reach(1, 3, exact=False)
    assert not auditor.reach(a, frozenset()).exact
    assert auditor.reach(b, frozenset({a})).exact


def test_what_a_solver_gives_is_looked_at_before_it_counts() -> None:
    """Below 1 no dot is for who knows that it is not zero, whatever is asked for."""
    system = system_of(inner_of([[2, 2], [2, 2]]), threshold=4)
    hidden = frozenset(cell for cell in system.hideable() if "Total" not in system.names[cell])
    possible = Possible(system, hidden, not_zero=True)
    assert possible.nearest(min(hidden), 0, []) is None
    assert len(possible.seen) == 0
