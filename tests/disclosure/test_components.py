"""What falls apart is protected part by part, and nothing of that shows: the same verdicts and the same weight as of the whole."""

from __future__ import annotations

import random
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.disclosure.attackers import Attacker, lone_people
from register.disclosure.audit import Verdict, audit
from register.disclosure.components import parts_of
from register.disclosure.gate import protect
from register.disclosure.solve import solve
from register.disclosure.tables import CellSystem, Dimension, Kind, SystemBuilder
from register.errors import CouldNot
from tests.disclosure.makers import made_up, system_of

PLACES = ("a", "b", "c")


def linked(seed: int, *, tables: int = 3, must_publish: bool = True, zeros_open: bool = True) -> CellSystem:
    """Made-up tables that share their margin by place and the sum of all, some of which must be published; each place knows its own."""
    dice = random.Random(seed)
    builder = SystemBuilder(zeros_open=zeros_open)
    places = {place: dice.randrange(3, 25) for place in PLACES}
    shared: set[int] = set()
    for table in range(tables):
        codes = tuple(f"t{table}k{n}" for n in range(dice.randrange(2, 4)))
        inner: dict[tuple[str, ...], int] = {}
        for place, people in places.items():
            left = people
            for code in codes[:-1]:
                inner[place, code] = dice.choice([0, 1, 1, 2, 3, dice.randrange(left + 1)]) if left else 0
                inner[place, code] = min(inner[place, code], left)
                left -= inner[place, code]
            inner[place, codes[-1]] = left
        cells = builder.table([Dimension("plats", PLACES), Dimension(f"v{table}", codes)], inner)
        shared.update(cells[place, "Total"] for place in (*PLACES, "Total"))
        for place in PLACES:
            builder.known_to(place, [cells[place, code] for code in (*codes, "Total")])
        if dice.random() < 0.3:
            builder.decide(cells[PLACES[0], codes[0]], Kind.UNPRINTED)
        builder.spare(cells[PLACES[1], codes[-1]])
    for cell in sorted(shared) if must_publish else ():
        builder.decide(cell, Kind.MUST_PUBLISH)
    return builder.build()


def of_parts(system: CellSystem, hidden: frozenset[int], attacker: Attacker) -> dict[Attacker, list[frozenset[int]]]:
    """What each attacker finds when every part is audited on its own, by the numbers of the whole; K3 and K4 know what K1 knows."""
    found: dict[Attacker, list[set[int]]] = {}
    for part in parts_of(system):
        inside = frozenset(number for number, cell in enumerate(part.cells) if cell in hidden)
        for one in audit(part.system, inside, attacker):
            sets = found.setdefault(one.attacker, [set(), set(), set(), set()])
            for kept, new in zip(sets, cells_of(one), strict=True):
                kept.update(part.in_whole(new))
    return {attacker: [frozenset(one) for one in sets] for attacker, sets in found.items()}


def cells_of(verdict: Verdict) -> tuple[frozenset[int], ...]:
    return verdict.exact, verdict.narrowed, verdict.unavoidable, verdict.unavoidably_exact


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.sampled_from([0.0, 0.3, 0.7]), zeros_open=st.booleans())
def test_the_parts_tell_what_the_whole_tells(seed: int, share: float, zeros_open: bool) -> None:
    system = linked(seed, zeros_open=zeros_open)
    dice = random.Random(seed)
    hidden = frozenset(system.always_hidden() | {cell for cell in sorted(system.hideable()) if dice.random() < share})
    whole = {one.attacker: cells_of(one) for one in audit(system, hidden, Attacker.K4)}
    parts = of_parts(system, hidden, Attacker.K4)
    for attacker, sets in parts.items():
        for mine, all_ in zip(sets, whole[attacker], strict=True):
            assert mine <= all_  # who knows nothing of a part finds there what K1 finds
    for attacker in {Attacker.K0, Attacker.K1} & parts.keys():
        assert parts[attacker] == list(whole[attacker])
    found = [set().union(*(sets[place] for sets in parts.values())) for place in range(4)]
    assert found == [set().union(*(sets[place] for sets in whole.values())) for place in range(4)]


@pytest.mark.parametrize("must_publish", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_part_by_part_is_as_light_as_the_whole_at_once(seed: int, must_publish: bool) -> None:
    system = linked(seed, must_publish=must_publish)
    apart = protect(system, Attacker.K3, seconds=30)
    at_once = solve(system, Attacker.K3, seconds=30)
    assert at_once is not None
    assert apart.pattern.optimal
    assert at_once.optimal
    assert apart.pattern.weight == at_once.weight == apart.pattern.bound
    assert apart.pattern.limited == at_once.limited
    assert apart.pattern.hidden == system.always_hidden() | apart.pattern.secondary
    assert all(one.holds for one in apart.verdicts)


def test_margins_that_must_be_published_cut_a_release_into_its_tables() -> None:
    system = linked(2, tables=4)
    parts = parts_of(system)
    assert len(parts) >= 4
    for part in parts:
        for number, cell in enumerate(part.cells):
            assert part.system.names[number] == system.names[cell]
            assert part.system.values[number] == system.values[cell]
            assert part.system.may_hide(number) == system.may_hide(cell)
            assert part.system.is_primary(number) == system.is_primary(cell)
    hideable = [cell for part in parts for cell in part.in_whole(frozenset(range(len(part.cells))))]
    assert sorted(hideable) == sorted(system.hideable())


def test_all_that_a_system_knows_of_its_cells_is_told_of_the_parts() -> None:
    """A field that holds numbers of cells has to be renumbered."""
    assert {one.name for one in fields(CellSystem)} == {
        "names", "values", "identities", "kinds", "weights", "blocks", "threshold", "zeros_open", "harmless", "telling",
    }  # fmt: skip


def test_a_table_that_hangs_together_is_one_part() -> None:
    system = system_of(made_up(3, (4, 3)))
    (part,) = parts_of(system)
    assert len(part.system.primaries()) == len(system.primaries())
    assert part.system.threshold == system.threshold


def test_a_printed_zero_holds_nothing_together_unless_it_may_be_a_dot() -> None:
    for zeros_open, number in ((True, 2), (False, 1)):
        builder = SystemBuilder(zeros_open=zeros_open)
        zero = builder.cell("noll", 0)
        for name in "ab":
            total = builder.cell(name, 7)
            builder.identity(total, [zero, builder.cell(f"{name}1", 3), builder.cell(f"{name}2", 4)])
        assert len(parts_of(builder.build())) == number


def test_one_person_is_in_one_part_and_an_insats_in_several() -> None:
    system = linked(5)
    parts = parts_of(system)
    people = {part.in_whole(one) for part in parts for one in lone_people(part.system)}
    assert people == set(lone_people(system))
    for place in PLACES:
        known = next(block.cells for block in system.blocks if block.name == place) & system.hideable()
        mine = [part.in_whole(block.cells) for part in parts for block in part.system.blocks if block.name == place]
        assert frozenset().union(*mine) == known


def test_parts_without_small_cells_hide_what_is_always_hidden() -> None:
    builder = SystemBuilder()
    total = builder.cell("alla", 20, kind=Kind.MUST_PUBLISH)
    halves = [builder.cell(name, 10, kind=Kind.UNPRINTED) for name in ("h1", "h2")]
    builder.identity(total, halves)
    found = protect(builder.build(), seconds=5)
    assert found.pattern.hidden == frozenset(halves)
    assert found.pattern.weight == 0
    assert found.pattern.optimal


def test_progress_of_the_parts_is_progress_of_the_whole() -> None:
    told: list[tuple[str, float, float | None, float]] = []
    protect(linked(1, tables=5), Attacker.K3, seconds=60, progress=lambda *one: told.append(one))
    shares = [share for *_, share in told]
    assert shares == sorted(shares)
    lowers = [lower for _, lower, _, _ in told]
    assert lowers == sorted(lowers)
    bests = [best for _, _, best, _ in told if best is not None]
    assert bests == sorted(bests, reverse=True)


def test_one_part_without_a_pattern_is_none_for_the_whole() -> None:
    with pytest.raises(CouldNot, match="Inget säkert mönster"):
        protect(linked(1, tables=5), Attacker.K3, seconds=0.0)


def test_many_small_tables_are_cheap() -> None:
    """Hundreds of cells in dozens of parts: no part sees the cells of another."""
    system = linked(9, tables=70)
    parts = parts_of(system)
    assert len(system) > 600
    assert max(len(part.cells) for part in parts) < 30
    found = protect(system, Attacker.K3, seconds=60)
    assert found.pattern.optimal
    assert all(one.holds for one in found.verdicts)
