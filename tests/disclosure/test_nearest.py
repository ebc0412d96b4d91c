"""The table nearest to the true one where a cell has another value: a possible table, and none is nearer."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from register.disclosure.possible import Possible
from tests.disclosure.makers import every_table, inner_of, system_of

MOST = 6


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=3).filter(lambda rows: any(map(any, rows))),
    value=st.integers(1, 3),
)
def test_it_is_possible_and_about_as_near_as_any(rows: list[list[int]], value: int) -> None:
    system = system_of(inner_of(rows), threshold=4)
    hidden = frozenset(cell for cell in system.hideable() if "Total" not in system.names[cell])
    inner = sorted(hidden)
    every = list(every_table(system, hidden, 1, MOST)) if hidden else []
    for cell in inner:
        found = Possible(system, hidden, not_zero=True).nearest(cell, value, [])
        distances = [sum(abs(one[c] - system.values[c]) for c in inner) for one in every if one[cell] == value]
        if not distances:
            assert found is None
            continue
        assert found is not None
        assert int(found[cell]) == value
        assert tuple(found.tolist()) in set(every) or found.max() > MOST
        assert sum(abs(int(found[c]) - system.values[c]) for c in inner) <= 2 * min(distances)


def test_what_is_dear_stays_where_another_way_is_open() -> None:
    """A square of four dots changes three others; with a third column there is a way around a cell that somebody knows."""
    system = system_of(inner_of([[2, 2, 2], [2, 2, 2]]), threshold=4)
    hidden = frozenset(cell for cell in system.hideable() if "Total" not in system.names[cell])
    number = {name: cell for cell, name in enumerate(system.names)}
    for known in itertools.permutations(["r0 × k1", "r1 × k1"], 1):
        found = Possible(system, hidden, not_zero=True).nearest(number["r0 × k0"], 3, [number[name] for name in known])
        assert found is not None
        assert all(found[number[name]] == 2 for name in known)


def test_what_is_printed_has_no_other_value() -> None:
    system = system_of(inner_of([[2, 7], [9, 8]]), threshold=4)
    possible = Possible(system, frozenset(system.primaries()), not_zero=True)
    assert possible.nearest(system.primaries()[0], 3, []) is None
    assert np.array_equal(possible.seen, [])
