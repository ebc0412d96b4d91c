"""The attacker's linear programmes: without the sums that limit nothing they answer as with them, and one move serves many attackers."""

from __future__ import annotations

import random

import numpy as np
import pytest

from register.disclosure.attack import INFINITE, TOLERANCE, Core, Goal, MoveModel, SparseModel, cells_of, core_of, mask_of
from register.disclosure.attackers import Attacker, known_cells
from register.disclosure.boxes import Box, Linked, SumCell, Universe
from register.disclosure.deadline import Deadline, OutOfTime
from register.disclosure.separation import Oracle
from register.disclosure.tables import CellSystem, Kind, SystemBuilder
from tests.disclosure.makers import made_up, system_of

LEVELS = 4
KON = frozenset({"kvinna", "man"})


def pairs(seed: int, people: int = 40) -> CellSystem:
    """First and latest level of made-up deltaganden of two half-years, with the means of the first and of the year and who improved."""
    dice = random.Random(seed)
    counts: dict[tuple[str, str, str], int] = {}
    for _ in range(people):
        first = dice.randrange(LEVELS)
        latest = min(LEVELS - 1, max(0, first + dice.choice([-1, 0, 0, 1, 1, 2])))
        key = (dice.choice(["a#1", "a#2"]), dice.choice(sorted(KON)), f"{first}{latest}")
        counts[key] = counts.get(key, 0) + 1
    svar = frozenset(f"{f}{s}" for f in range(LEVELS) for s in range(LEVELS))
    scores = {"forsta": {s: int(s[0]) for s in svar}, "senaste": {s: int(s[1]) for s in svar}}
    of = Universe("par", counts, {"a#1": "a", "a#2": "a"}, KON, svar, scores=scores)
    linked = Linked(of, 5)
    for omgangar in (frozenset({"a#1"}), frozenset({"a#1", "a#2"})):
        linked.printed[Box(omgangar, KON, frozenset(s for s in svar if s[1] > s[0]))] = 1
        linked.printed[Box(omgangar, KON, frozenset(s for s in svar if s[1] <= s[0]))] = 1
        linked.printed |= {SumCell(omgangar, KON, name): 1 for name in scores}
    return linked.build()


def everything(system: CellSystem) -> Core:
    rows = tuple({one.total: 1, **dict.fromkeys(one.parts, -1)} for one in system.identities)
    return Core(tuple(range(len(system))), rows)


@pytest.mark.parametrize("seed", range(4))
def test_leaving_out_sums_that_limit_nothing_changes_no_answer(seed: int) -> None:
    system = pairs(seed) if seed % 2 else system_of(made_up(seed, (5, 4)))
    core = core_of(system)
    hidden = cells_of(mask_of(system.always_hidden()))
    lower = np.array([float(system.lowest(c, knows_not_zero=True) - system.values[c]) for c in range(len(system))])
    free = np.zeros(len(system), dtype=bool)
    free[hidden] = True
    models = [MoveModel(system, one) for one in (core, everything(system))]
    for model in models:
        model.allow(np.where(free, lower, 0.0), np.where(free, INFINITE, 0.0))
    for cell in system.primaries():
        for sign in (1, -1):
            short, full = (model.furthest(Goal(cell, sign, 3)).reached for model in models)
            assert short == pytest.approx(full, abs=1e-6)


def test_most_sums_printed_nowhere_are_left_out() -> None:
    system = pairs(1)
    core = core_of(system)
    assert len(core.cells) < len(system) * 0.7
    left_out = set(range(len(system))) - set(core.cells)
    assert all(system.kinds[cell] is Kind.UNPRINTED and not system.is_primary(cell) for cell in left_out)
    assert not any(left_out & known for _, known in known_cells(system, Attacker.K3)), "who is a cell of 1 knows that cell"


def test_a_table_without_unprinted_cells_is_kept_whole() -> None:
    system = system_of(made_up(1, (4, 3)))
    assert core_of(system).cells == tuple(range(len(system)))


def test_a_move_spares_what_it_can() -> None:
    """Three dots in a row of a wide table: the move that leaves the spared column alone goes through another."""
    system = system_of(made_up(7, (4, 5), mean=3.0))
    lower = np.array([float(1 - value) for value in system.values])
    model = SparseModel(system, core_of(system), lower, np.full(len(system), 0.01))
    inner = [cell for cell in range(len(system)) if "Total" not in system.names[cell] and system.values[cell] > 1]
    model.allow(inner)
    for cell in inner:
        plain = model.move(Goal(cell, 1, 1))
        if plain is None:
            continue
        touched = [one for one in inner if abs(plain[one]) > TOLERANCE and one != cell]
        sparing = model.move(Goal(cell, 1, 1), touched)
        assert sparing is not None
        assert np.abs(sparing[touched]).sum() <= np.abs(plain[touched]).sum() + TOLERANCE
        again = model.move(Goal(cell, 1, 1))
        assert again is not None
        assert np.abs(again).sum() == pytest.approx(np.abs(plain).sum()), "sparing is for once"


@pytest.mark.parametrize("seed", range(3))
def test_many_lone_people_are_asked_together(seed: int) -> None:
    """One by one there would be a programme for each small cell and each lone person, and this took minutes for a half-year and its year."""
    system = pairs(seed)
    people = known_cells(system, Attacker.K3)
    assert len(people) > 8
    oracle = Oracle(system, Attacker.K3)
    assert oracle.programmes < len(system.primaries()) * len(people)
    attackers = {known for question in oracle.questions for known in question.attackers}
    assert attackers >= {mask_of(known) for _, known in people}


def test_no_question_is_asked_after_the_deadline() -> None:
    system = pairs(1)
    with pytest.raises(OutOfTime):
        Oracle(system, Attacker.K3, Deadline(0.0))


def test_an_insats_that_knows_a_sum_printed_nowhere_is_asked_about() -> None:
    """The sum of two cells that nobody is in limits nothing and is left out; what its insats knows of it stands in its parts."""
    builder = SystemBuilder(threshold=5)
    u, v, both = (builder.cell(name, 0, kind=Kind.UNPRINTED) for name in ("u", "v", "u och v"))
    a, one = builder.cell("a", 3), builder.cell("ett", 1)
    builder.identity(both, [u, v])
    builder.identity(builder.cell("fyra", 4, kind=Kind.MUST_PUBLISH), [a, one])
    builder.identity(builder.cell("tre", 3, kind=Kind.MUST_PUBLISH), [a, both])
    builder.known_to("x", [u, v, both])
    system = builder.build()
    assert both not in core_of(system).cells
    assert Oracle(system, Attacker.K4).unavoidable
