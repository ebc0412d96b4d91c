"""What tools of the trade, or hurried hands, let through: each pattern is broken by our audit, and ours on the same figures holds.

All figures are made up. A fixture is a release, the pattern of others, and what an attacker works out of it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from register.disclosure.attackers import Attacker
from register.disclosure.audit import Verdict, audit
from register.disclosure.files import granska, skydda
from register.disclosure.gate import protect
from register.disclosure.solve import solve
from register.disclosure.tables import CellSystem, Dimension, Kind, SystemBuilder
from tests.disclosure.makers import Inner, inner_of, made_up, named, system_of, table_f, write_inner, write_published


def found_by(system: CellSystem, hidden: frozenset[int], attacker: Attacker) -> Verdict:
    return next(one for one in audit(system, hidden, attacker) if one.attacker is attacker)


def exact(system: CellSystem, hidden: frozenset[int], attacker: Attacker) -> set[str]:
    """The names of the cells that the attacker works out though they could be protected."""
    return {system.names[cell] for cell in found_by(system, hidden, attacker).exact}


def dots(system: CellSystem, *names: str) -> frozenset[int]:
    return frozenset(named(system, name) for name in names)


def spaced(*names: str) -> set[str]:
    return {" × ".join(name.split()) for name in names}


def assert_ours_holds(system: CellSystem, attacker: Attacker = Attacker.K4) -> frozenset[int]:
    """Protect it ourselves; by the audit of the whole nothing is exact and nothing narrowed that any pattern could prevent."""
    ours = protect(system, attacker, seconds=20).pattern.hidden
    for verdict in audit(system, ours, attacker):
        assert verdict.holds
        assert not verdict.exact | verdict.unavoidably_exact
    return ours


def test_two_cells_of_one_with_a_remainder_of_two() -> None:
    """Zeros are printed, so a dot is 1 or more: two dots whose remainder is 2 are 1 and 1.

    Tools that only ask that a cell have some other value than its own (K0) call this safe: to them a dot may be 0, and the row 0 and 2.
    """
    system = system_of(inner_of([[1, 1, 9], [8, 7, 6], [9, 9, 9]]))
    others = dots(system, "r0 k0", "r0 k1", "r1 k0", "r1 k1")
    assert not exact(system, others, Attacker.K0)
    assert exact(system, others, Attacker.K1) == spaced("r0 k0", "r0 k1")
    ours = assert_ours_holds(system)
    assert len(ours & dots(system, "r0 k0", "r0 k1", "r0 k2", "r0 Total")) >= 3


def test_three_singletons_in_a_row() -> None:
    """The same with three: three dots that are 3 together are one each, so that hiding *more* small cells in a row protects none of them."""
    system = system_of(inner_of([[1, 1, 1, 9], [8, 7, 6, 9], [9, 9, 9, 9]]))
    others = dots(system, *(f"r{row} k{column}" for row in (0, 1) for column in (0, 1, 2)))
    assert not exact(system, others, Attacker.K0)
    assert exact(system, others, Attacker.K1) == spaced("r0 k0", "r0 k1", "r0 k2")
    assert_ours_holds(system)


def test_linked_tables_protected_one_by_one() -> None:
    """Each table is safe alone. The place's total is a dot in one table and printed in the other: whoever holds both subtracts."""
    place = Dimension("omrade", ("norr", "syd", "vast"))
    group = Dimension("grupp", ("x", "y"))
    by_group: Inner = {("norr", "x"): 2, ("norr", "y"): 9, ("syd", "x"): 7, ("syd", "y"): 9, ("vast", "x"): 12, ("vast", "y"): 8}
    by_sex: Inner = {("norr", "k"): 6, ("norr", "m"): 5, ("syd", "k"): 8, ("syd", "m"): 8, ("vast", "k"): 9, ("vast", "m"): 11}
    alone = system_of(by_group)
    others = dots(alone, "norr x", "norr Total", "syd x", "syd Total")
    assert found_by(alone, others, Attacker.K1).holds
    builder = SystemBuilder()
    first = builder.table([place, group], by_group)
    second = builder.table([place, Dimension("kon", ("k", "m"))], by_sex)
    assert first["norr", "Total"] == second["norr", "Total"]  # the same people: one cell
    linked = builder.build()
    still_dots = frozenset(first[codes] for codes in (("norr", "x"), ("syd", "x")))
    assert found_by(linked, still_dots, Attacker.K0).exact == {first["norr", "x"]}
    assert_ours_holds(linked)


def test_totals_recomputed_after_suppression(tmp_path: Path) -> None:
    """A sheet whose sums skip the dots: the difference to the sum of before is the dot. Printed sums that leave no room for a dot say it too.

    The audit of such a file finds that a dot has to be 0, though zeros are printed: it says so, and does not call it safe.
    """
    system = system_of(inner_of([[3, 9, 12], [8, 7, 15], [10, 11, 9]]))
    hidden = dots(system, "r0 k0", "r0 k1", "r1 k0", "r1 k1")
    recomputed = {"r0 Total": 12, "r1 Total": 15, "k0": 10, "k1": 11}
    values = list(system.values)
    for name in ("r0 Total", "r1 Total"):
        values[named(system, name)] = recomputed[name]
    for column in ("k0", "k1"):
        values[named(system, f"Total {column}")] = recomputed[column]
    values[named(system, "Total Total")] -= sum(system.values[cell] for cell in hidden)
    report = granska(write_published(tmp_path / "omsummerad.csv", replace(system, values=tuple(values)), hidden))
    assert not report["angripare"]["K1"]["tillampbar"]
    assert "0" in report["omdome"]
    assert "summor räknats om" in report["omdome"]
    # With the sums of the release before beside it, every recomputed sum is a row of its own that gives its dots away.
    builder = SystemBuilder()
    before = builder.cell("raden som den trycktes förra gången", 24, kind=Kind.MUST_PUBLISH)
    small, large = builder.cell("prick", 3), builder.cell("tryckt", 21, kind=Kind.MUST_PUBLISH)
    builder.identity(before, [small, large])
    both = builder.build()
    assert found_by(both, frozenset({small}), Attacker.K0).unavoidably_exact == {small}


def test_one_kon_hidden_beside_a_total() -> None:
    """The small kön is a dot, the other kön and the total are printed: a subtraction."""
    system = system_of({("a", "k"): 3, ("a", "m"): 9, ("b", "k"): 8, ("b", "m"): 7, ("c", "k"): 11, ("c", "m"): 14})
    others = dots(system, "a k")
    assert exact(system, others, Attacker.K0) == spaced("a k")
    both = dots(system, "a k", "a m")  # the other kön hidden too: the columns still have it
    assert exact(system, both, Attacker.K0) == spaced("a k")
    ours = assert_ours_holds(system)
    assert len(ours & dots(system, "a k", "a m", "a Total")) >= 2


def test_small_cells_alone_hidden() -> None:
    """Dots for the small cells and for nothing else, the commonest way: most of them fall at once."""
    system = system_of(table_f())
    assert len(exact(system, system.always_hidden(), Attacker.K0)) > 10
    assert_ours_holds(system, Attacker.K3)


def test_a_pattern_safe_for_who_grants_zero() -> None:
    """Optimal by the books (K0 can't narrow a single cell), and who knows that zeros are printed narrows many."""
    system = system_of(table_f())
    books = solve(system, Attacker.K0, seconds=20)
    assert books is not None
    assert found_by(system, books.hidden, Attacker.K0).holds
    assert not found_by(system, books.hidden, Attacker.K1).holds
    assert_ours_holds(system, Attacker.K3)


def test_small_dots_marked_apart() -> None:
    """Two signs, one for small and one for hidden to protect: every sign *hidden to protect* says 5 or more, and the rows fall."""
    inner = inner_of([[2, 5, 20], [5, 9, 14], [12, 13, 11]])
    system = system_of(inner)
    square = dots(system, "r0 k0", "r0 k1", "r1 k0", "r1 k1")
    assert found_by(system, square, Attacker.K1).holds
    builder = SystemBuilder()  # what the second sign adds: x = 5 + something, and so x − 5 is a cell that is at least 0
    cells = builder.table([Dimension("v1", ("r0", "r1", "r2")), Dimension("v2", ("k0", "k1", "k2"))], inner)
    for codes in (("r0", "k1"), ("r1", "k0"), ("r1", "k1")):
        five = builder.cell(("fem", codes), 5, kind=Kind.MUST_PUBLISH)
        over = builder.cell(("over", codes), inner[codes] - 5, kind=Kind.UNPRINTED)
        builder.identity(cells[codes], [five, over])
    marked = builder.build()
    pattern = frozenset(cells[codes] for codes in (("r0", "k0"), ("r0", "k1"), ("r1", "k0"), ("r1", "k1")))
    assert cells["r0", "k0"] in found_by(marked, pattern, Attacker.K1).narrowed


def test_a_person_alone_in_a_dot_subtracts_himself() -> None:
    """Nobody outside can tell 1 and 3 from 2 and 2; the one who is the 1 can."""
    system = system_of(inner_of([[1, 3, 9], [8, 7, 6], [9, 9, 9]]))
    others = dots(system, "r0 k0", "r0 k1", "r1 k0", "r1 k1")
    assert not exact(system, others, Attacker.K1)
    assert exact(system, others, Attacker.K3) == spaced("r0 k1")
    assert_ours_holds(system)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_our_own_files_hold_by_the_audit_that_does_not_know_the_truth(tmp_path: Path, seed: int) -> None:
    path = write_inner(tmp_path / "in.csv", made_up(seed, (6, 4)))
    protected = tmp_path / "ut.csv"
    protected.write_bytes(skydda(path, seconds=10).to_csv())
    assert granska(protected)["haller"]
    system = system_of(made_up(seed, (6, 4)))
    assert not granska(write_published(tmp_path / "naiv.csv", system, system.always_hidden()))["haller"]
