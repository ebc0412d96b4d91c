"""Generated releases of all kinds, protected and audited: a few always, as many as ``NYCKELTAL_LANGKORNING`` says in a long run.

Each seed is one release: 2 to 4 dimensions, hierarchies, linked tables, cells printed nowhere or whatever their size, up to 1 400 cells. A release
that fails is named by its seed: ``NYCKELTAL_LANGKORNING=1 NYCKELTAL_FRO=4711 pytest tests/disclosure/test_long_run.py``.
"""

from __future__ import annotations

import itertools
import os
import random

import pytest

from register.disclosure.attackers import Attacker
from register.disclosure.audit import audit
from register.disclosure.gate import protect
from register.disclosure.tables import CellSystem, Dimension, Kind, SystemBuilder
from register.errors import CouldNot

NUMBER = int(os.environ.get("NYCKELTAL_LANGKORNING") or 0)
FIRST = int(os.environ.get("NYCKELTAL_FRO") or 0)
MOST_CELLS = 1400
FEW, MOST_CELLS_OF_FEW = 6, 250


def release(seed: int, most: int) -> CellSystem:
    """A made-up release of at most so many cells."""
    dice = random.Random(seed)
    while True:
        system = _release(dice)
        if len(system) <= most:
            return system


def _release(dice: random.Random) -> CellSystem:
    builder = SystemBuilder(threshold=dice.choice([3, 5, 5, 5, 10]), zeros_open=dice.random() < 0.9)
    shared = _dimension(dice, "plats")
    people = _people(dice, shared, dice.choice([1.5, 4.0, 8.0, 20.0]))
    linked = dice.randrange(1, 4)
    for table in range(linked):
        others = [_dimension(dice, f"t{table}d{n}") for n in range(dice.randrange(1, 4 if linked == 1 else 3))]
        dimensions = [shared, *others]
        answers = list(itertools.product(*(one.leaves for one in others)))
        odds = [dice.random() ** 3 for _ in answers]
        inner = dict.fromkeys(itertools.product(*(one.leaves for one in dimensions)), 0)
        for place, number in people.items():
            for answer in dice.choices(answers, odds, k=number * len(answers) if linked == 1 else number):
                inner[place, *answer] += 1
        cells = builder.table(dimensions, inner)
        _decide(dice, builder, cells)
        if dice.random() < 0.4:
            for place in shared.leaves:
                builder.known_to(place, [cell for codes, cell in cells.items() if codes[0] == place])
    return builder.build()


def _dimension(dice: random.Random, name: str) -> Dimension:
    leaves = tuple(f"{name}:{n}" for n in range(dice.choice([2, 2, 3, 3, 4, 5, 8, 14])))
    groups: list[tuple[str, tuple[str, ...]]] = []
    if len(leaves) >= 4 and dice.random() < 0.5:
        cut = dice.randrange(2, len(leaves) - 1)
        groups = [(f"{name}:forst", leaves[:cut]), (f"{name}:sedan", leaves[cut:])]
        if cut >= 4 and dice.random() < 0.5:
            groups.insert(0, (f"{name}:inre", leaves[: cut // 2]))
    return Dimension(name, leaves, tuple(groups))


def _people(dice: random.Random, places: Dimension, mean: float) -> dict[str, int]:
    """How many answer in each place (in a table of several answers: so many per answer); now and then nobody, or a few."""
    return {place: dice.choice([0, 1, 2, int(mean)] + [int(dice.expovariate(1 / mean)) + 1] * 8) for place in places.leaves}


def _decide(dice: random.Random, builder: SystemBuilder, cells: dict[tuple[str, ...], int]) -> None:
    """Some cells are printed nowhere, must be published, or are never small."""
    odd = dice.choice([0.0, 0.0, 0.03, 0.1])
    for codes in sorted(cells):
        if dice.random() < odd:
            builder.decide(cells[codes], dice.choice([Kind.UNPRINTED, Kind.MUST_PUBLISH]))
        elif dice.random() < odd / 3:
            builder.spare(cells[codes])


def assert_holds(system: CellSystem, attacker: Attacker) -> None:
    """Nothing exact and nothing narrowed but what no pattern can prevent, by an audit of the whole."""
    try:
        found = protect(system, attacker, seconds=2 + len(system) / 100)
    except CouldNot:  # on a busy machine the same search is some way behind
        found = protect(system, attacker, seconds=20 + len(system) / 10)
    assert system.always_hidden() <= found.pattern.hidden <= system.hideable()
    assert found.pattern.weight == sum(system.weights[cell] for cell in found.pattern.secondary)
    assert found.pattern.bound <= found.pattern.weight
    verdicts = audit(system, found.pattern.hidden, attacker)
    assert [one.attacker for one in verdicts] == [one.attacker for one in found.verdicts]
    for one in verdicts:
        assert not one.exact
        assert not one.narrowed


@pytest.mark.parametrize("seed", range(FEW))
def test_a_few_releases_hold(seed: int) -> None:
    assert_holds(release(seed, MOST_CELLS_OF_FEW), Attacker.K4)


@pytest.mark.skipif(not NUMBER, reason="NYCKELTAL_LANGKORNING says how many")
@pytest.mark.parametrize("seed", range(FIRST, FIRST + NUMBER))
def test_many_releases_hold(seed: int) -> None:
    assert_holds(release(seed, MOST_CELLS), Attacker.K4)


def test_the_releases_are_of_all_kinds() -> None:
    systems = [release(seed, MOST_CELLS) for seed in range(1000, 1040)]
    sizes = sorted(len(system) for system in systems)
    assert sizes[0] < 40
    assert sizes[-1] > 700
    assert any(system.blocks for system in systems)
    assert any(not system.zeros_open for system in systems)
    assert {kind for system in systems for kind in system.kinds} >= {Kind.ORDINARY, Kind.UNPRINTED, Kind.MUST_PUBLISH}
