"""Releases that follow one another: the reader keeps them all and subtracts."""

from __future__ import annotations

import random

import pytest

from register.disclosure.attackers import Attacker
from register.disclosure.audit import audit
from register.disclosure.gate import protect
from register.disclosure.history import Codes, Publication, add_all, add_growth, add_publication
from register.disclosure.tables import Kind, SystemBuilder
from register.errors import CouldNot
from tests.disclosure.makers import Inner, dimensions_for, inner_of, made_up


def publish(earlier: list[Publication], inner: Inner, name: str, attacker: Attacker = Attacker.K3) -> Publication:
    """Protect a table together with all that came before, assert that the joint audit finds nothing, and give what is now known."""
    builder = SystemBuilder()
    dimensions = tuple(dimensions_for(inner))
    cells = add_all(builder, earlier, dimensions, inner, name)
    found = protect(builder.build(), attacker, seconds=30)
    assert all(verdict.holds for verdict in found.verdicts)
    return Publication(name, dimensions, inner, frozenset(codes for codes, cell in cells.items() if cell in found.pattern.hidden))


def first_cells(publication: Publication) -> set[Codes]:
    return set(SystemBuilder().table(publication.dimensions, publication.inner))


def grown(inner: Inner, dice: random.Random) -> Inner:
    return {codes: value + dice.choice((0, 0, 1, 2, 6)) for codes, value in inner.items()}


@pytest.mark.parametrize("releases", [2, 3])
def test_successive_releases_with_small_increments(releases: int) -> None:
    dice = random.Random(releases)
    inner = made_up(releases, (4, 3), 9.0)
    known: list[Publication] = []
    for number in range(releases):
        known.append(publish(known, inner, f"utgåva {number}"))
        inner = grown(inner, dice)


def test_ten_successive_releases() -> None:
    dice = random.Random(10)
    inner = made_up(10, (3, 2), 12.0)
    known: list[Publication] = []
    for number in range(10):
        known.append(publish(known, inner, f"utgåva {number}", Attacker.K1))
        inner = grown(inner, dice)


def test_releases_protected_one_by_one_give_the_increment_away() -> None:
    """12 printed, then 14 printed: two people are new, and nobody hid anything in either table."""
    before = inner_of([[12, 9], [8, 7]])
    now = {**before, ("r0", "k0"): 14}
    first = Publication("förra", tuple(dimensions_for(before)), before, frozenset())
    builder = SystemBuilder()
    add_all(builder, [first], dimensions_for(now), now, "nu")
    system = builder.build()
    verdict = audit(system, system.always_hidden(), Attacker.K0)[0]
    assert {system.names[cell] for cell in verdict.exact} == {
        f"nytt sedan förra: {codes}" for codes in ("r0 × k0", "r0 × Total", "Total × k0", "Total × Total")
    }
    assert ("r0", "k0") in publish([first], now, "nu").dots


def test_what_was_printed_stays_printed_and_a_dot_stays_a_dot() -> None:
    inner = inner_of([[3, 9], [8, 7]])
    first = publish([], inner, "förra")
    builder = SystemBuilder()
    cells = add_publication(builder, first)
    system = builder.build()
    for codes, cell in cells.items():
        assert system.kinds[cell] is (Kind.DOT_BEFORE if codes in first.dots else Kind.MUST_PUBLISH)
    assert system.always_hidden() == {cells[codes] for codes in first.dots}
    assert system.hideable() == system.always_hidden()


def test_a_dot_of_before_printed_now_would_open_the_old_table() -> None:
    """The same figures again: what was a dot must be one again, though that costs nothing new."""
    inner = inner_of([[3, 9], [8, 7]])
    first = publish([], inner, "förra")
    closed = Publication("förra", first.dimensions, inner, first.dots, closed=frozenset(first_cells(first)))
    assert publish([closed], inner, "igen").dots >= {("r0", "k0")}


@pytest.mark.parametrize(("closed", "value"), [(frozenset(), 2), (frozenset({("r0", "k0")}), 4)])
def test_counts_neither_shrink_nor_grow_once_closed(closed: frozenset[Codes], value: int) -> None:
    before = inner_of([[3, 9]])
    first = Publication("förra", tuple(dimensions_for(before)), before, frozenset(), closed)
    builder = SystemBuilder()
    then = add_publication(builder, first)
    cells = builder.table(first.dimensions, {**before, ("r0", "k0"): value}, population="nu")
    with pytest.raises(CouldNot, match="Antal kan inte minska"):
        add_growth(builder, first, then, cells)
