"""The search against trying every pattern: the least weight, the lower bound and every inequality on the way are right."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.disclosure.attack import Cut, Goal, MoveModel, Question, SparseModel, Vector, cells_of, core_of, mask_of
from register.disclosure.attackers import Attacker, known_cells, up_to
from register.disclosure.audit import audit
from register.disclosure.master import Master
from register.disclosure.separation import Oracle
from register.disclosure.solve import Ledger, solve
from register.disclosure.tables import CellSystem
from tests.disclosure.makers import inner_of, named, system_of

SMALL = (((3, 9), (8, 7)), ((1, 1), (8, 7)), ((1, 6), (6, 1)), ((2, 2), (0, 9)))
WIDER = (((2, 9, 0), (8, 7, 6)), ((1, 3, 9), (8, 7, 6)), ((4, 1, 1), (5, 9, 9)), ((1, 0, 7), (9, 12, 5)), ((2, 2, 30), (30, 30, 30)))
TABLES = [*SMALL, *(WIDER if os.environ.get("NYCKELTAL_LANGKORNING") else WIDER[:2])]

Rows = tuple[tuple[int, ...], ...]

ATTACKERS = [Attacker.K0, Attacker.K1, Attacker.K3]


def patterns(system: CellSystem) -> Iterator[frozenset[int]]:
    """Every pattern, the lightest first."""
    free = sorted(system.hideable() - system.always_hidden())
    for number in range(len(free) + 1):
        for chosen in itertools.combinations(free, number):
            yield system.always_hidden() | set(chosen)


def is_safe(system: CellSystem, hidden: frozenset[int], attacker: Attacker) -> bool:
    return all(one.holds for one in audit(system, hidden, attacker))


@pytest.mark.parametrize("attacker", ATTACKERS)
@pytest.mark.parametrize("rows", TABLES, ids=str)
def test_no_lighter_pattern_is_safe(rows: Rows, attacker: Attacker) -> None:
    system = system_of(inner_of(rows))
    best = next(one for one in patterns(system) if is_safe(system, one, attacker))
    found = solve(system, attacker, seconds=30)
    assert found is not None
    assert found.optimal
    assert found.weight == len(best - system.always_hidden())
    assert is_safe(system, found.hidden, attacker)


@pytest.mark.parametrize("attacker", ATTACKERS)
@pytest.mark.parametrize("rows", SMALL, ids=str)
def test_every_inequality_holds_for_every_safe_pattern(rows: Rows, attacker: Attacker) -> None:
    """Else a safe pattern would be cut away and the bound would be a lie."""
    system = system_of(inner_of(rows))
    oracle = Oracle(system, attacker)
    found: list[Cut] = []
    safe: list[frozenset[int]] = []
    for pattern in patterns(system):
        cuts = oracle.check(mask_of(pattern))
        assert bool(cuts) != is_safe(system, pattern, attacker)
        found += cuts
        if not cuts:
            safe.append(pattern)
    assert found
    for cut in found:
        for pattern in safe:
            assert sum(c for cell, c in zip(cut.cells, cut.coefficients, strict=True) if cell in pattern) >= 1 - 1e-6


@pytest.mark.parametrize("rows", SMALL, ids=str)
def test_fractional_inequalities_hold_for_every_safe_pattern(rows: Rows) -> None:
    system = system_of(inner_of(rows))
    oracle = Oracle(system, Attacker.K1)
    master = Master(system, cells_of(oracle.hideable & ~oracle.always), system.always_hidden())
    master.add(oracle.check(oracle.always))
    safe = [one for one in patterns(system) if is_safe(system, one, Attacker.K1)]
    for _ in range(6):
        value, y = master.relax()
        y[cells_of(oracle.always)] = 1.0
        cuts = oracle.fractional(y, 50)
        for cut in cuts:
            broken = sum(c * y[cell] for cell, c in zip(cut.cells, cut.coefficients, strict=True))
            assert broken < 1
            for pattern in safe:
                assert sum(c for cell, c in zip(cut.cells, cut.coefficients, strict=True) if cell in pattern) >= 1 - 1e-6
        assert value <= len(min(safe, key=len) - system.always_hidden()) + 1e-6
        if not master.add(cuts):
            break


@settings(max_examples=10, deadline=None)
@given(rows=st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2), attacker=st.sampled_from(ATTACKERS))
def test_any_two_by_two_table_is_protected_at_least_weight(rows: list[list[int]], attacker: Attacker) -> None:
    system = system_of(inner_of(rows))
    best = next((one for one in patterns(system) if is_safe(system, one, attacker)), None)
    found = solve(system, attacker, seconds=20)
    assert found is not None
    assert best is not None
    assert found.weight == len(best - system.always_hidden())


@given(cells=st.sets(st.integers(0, 300)))
def test_masks_are_sets(cells: set[int]) -> None:
    assert cells_of(mask_of(cells)) == sorted(cells)


def vector(system: CellSystem, values: dict[int, float]) -> Vector:
    import numpy as np

    found: Vector = np.zeros(len(system))
    for cell, value in values.items():
        found[cell] = value
    return found


def test_the_furthest_move_stops_at_the_goal_and_at_the_bounds() -> None:
    """A square of four dots: what goes up in one corner goes down in the next."""
    system = system_of(inner_of([[3, 9], [8, 7]]))
    square = [named(system, name) for name in ("r0 k0", "r0 k1", "r1 k0", "r1 k1")]
    model = MoveModel(system, core_of(system))
    lower = vector(system, {cell: 1.0 - system.values[cell] for cell in square})
    model.allow(lower, vector(system, dict.fromkeys(square, 100.0)))
    assert model.furthest(Goal(square[0], 1, 1)).reached == pytest.approx(1)
    assert model.furthest(Goal(square[0], 1, 50)).reached == pytest.approx(7)  # the 8 below it stops at 1
    assert model.furthest(Goal(square[0], -1, 50)).reached == pytest.approx(2)
    assert model.furthest(Goal(named(system, "Total Total"), 1, 1)).reached == pytest.approx(0)


def test_a_sparing_move_leaves_cells_alone_where_it_can() -> None:
    system = system_of(inner_of([[3, 9, 1], [8, 7, 9]]))
    inner = [cell for cell in range(len(system)) if "Total" not in system.names[cell]]
    model = MoveModel(system, core_of(system))
    model.allow(vector(system, {cell: 1.0 - system.values[cell] for cell in inner}), vector(system, dict.fromkeys(inner, 100.0)))
    goal = Goal(named(system, "r0 k0"), 1, 1)
    spared = named(system, "r0 k2")
    move = model.sparing(goal, [spared])
    assert move is not None
    assert move[goal.cell] == pytest.approx(1)
    assert move[spared] == pytest.approx(0)
    assert model.sparing(Goal(goal.cell, 1, 99), [spared]) is None


def test_a_slim_move_touches_no_more_than_a_square() -> None:
    system = system_of(inner_of([[3, 9, 12], [8, 7, 9], [9, 11, 20]]))
    lower = vector(system, {cell: 1.0 - value for cell, value in enumerate(system.values)})
    model = SparseModel(system, core_of(system), lower, vector(system, dict.fromkeys(range(len(system)), 1.0)))
    model.allow([cell for cell in range(len(system)) if "Total" not in system.names[cell]])
    move = model.move(Goal(named(system, "r0 k0"), 1, 1))
    assert move is not None
    assert sum(abs(one) > 1e-6 for one in move) == 4
    assert model.move(Goal(named(system, "r0 k0"), 1, 99)) is None


def test_a_move_known_once_answers_for_everybody_whose_cells_it_leaves_alone() -> None:
    question = Question(Goal(0, 1, 2), [0, mask_of([3]), mask_of([4])])
    assert len(question.open_to(mask_of(range(9)))) == 3
    question.witnesses.append(mask_of([0, 1, 3]))
    assert question.open_to(mask_of(range(9))) == [mask_of([3])]
    assert question.holds(mask_of([0, 1, 2, 3]))
    assert not question.holds(mask_of([0, 1]))
    assert len(question.open_to(mask_of([0, 1]))) == 3


def test_the_ledger_says_which_cells_are_needed() -> None:
    cuts = [Cut((1, 2), (1.0, 1.0)), Cut((2, 3), (0.5, 0.5))]
    ledger = Ledger(cuts, mask_of([1, 2, 3]))
    assert not ledger.needs(1)
    assert ledger.needs(2)  # half is not enough
    assert ledger.needs(3)
    ledger.remove(1)
    ledger.enter([Cut((4,), (1.0,))], mask_of([2, 3, 4]))
    assert ledger.needs(4)
    assert not ledger.needs(9)


def test_the_master_chooses_least_weight_within_budget_and_fixed_cells() -> None:
    system = system_of(inner_of([[7, 9], [8, 7]]))
    free = sorted(system.hideable())
    master = Master(system, free, frozenset())
    assert master.add([Cut((free[0], free[1]), (1.0, 1.0))]) == 1
    assert master.add([Cut((free[0], free[1]), (1.0, 1.0))]) == 0
    mask, final, bound = master.choose({}, None, nodes=1000, seconds=10)
    assert mask is not None
    assert final
    assert master.weight(mask) == bound  # a square or a line of three: no hidden cell is alone in its line
    assert mask & mask_of(free[:2])
    assert master.choose({free[0]: 0, free[1]: 0}, None, nodes=1000, seconds=10)[:2] == (None, True)
    assert master.choose({}, bound - 1, nodes=1000, seconds=10)[:2] == (None, True)


def test_each_attacker_knows_what_the_ones_before_it_know() -> None:
    assert [str(one) for one in up_to(Attacker.K4)] == ["K0", "K1", "K3", "K4"]
    assert up_to(Attacker.K0) == (Attacker.K0,)
    system = system_of(inner_of([[1, 9], [8, 1]]))
    assert known_cells(system, Attacker.K1) == [("K1", frozenset())]
    assert len(known_cells(system, Attacker.K3)) == 2
    assert known_cells(system, Attacker.K4) == []


def test_who_grants_zero_is_asked_where_the_others_are_limited_anyway() -> None:
    """Three dots of a sum of 3: to K1 they are 1 each under every pattern, so he asks for nothing; to K0 they can be more, and must."""
    system = system_of(inner_of([[1, 1, 1], [7, 8, 9], [9, 9, 7]]))
    oracle = Oracle(system, Attacker.K1)
    assert named(system, "r0 Total") in oracle.unavoidable
    pattern = oracle.quick_pattern()
    assert not oracle.check(pattern)
    assert is_safe(system, frozenset(cells_of(pattern)), Attacker.K1)


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=4), attacker=st.sampled_from(ATTACKERS))
def test_the_quick_pattern_is_safe_by_the_audit(rows: list[list[int]], attacker: Attacker) -> None:
    system = system_of(inner_of(rows))
    oracle = Oracle(system, attacker)
    quick = oracle.quick_pattern()
    assert not oracle.check(quick)
    assert is_safe(system, frozenset(cells_of(quick)), attacker)


def test_a_quick_pattern_keeps_what_is_hidden_already() -> None:
    system = system_of(inner_of([[3, 9, 12], [8, 7, 9], [9, 11, 20]]))
    corner = mask_of([named(system, "r2 k2")])
    assert Oracle(system, Attacker.K1).quick_pattern(corner) & corner


def test_a_doubtful_answer_is_asked_for_once_more() -> None:
    """Rounding in the last answer must not let a broken pattern pass, nor stop the search."""
    system = system_of(inner_of([[3, 9], [8, 7], [9, 9]]))
    oracle = Oracle(system, Attacker.K1)
    goal = oracle.questions[0].goal
    oracle._allow(oracle.always, 0)
    noise = vector(system, dict.fromkeys(range(len(system)), -0.5))  # as if every hidden cell could give the goal away
    assert oracle._cut(goal, 0, noise) is None
    cut = oracle._certain_cut(goal, 0, noise)
    assert cut.cells
    assert not set(cut.cells) & system.always_hidden()
