"""Linking: the system has what every single atom would tell, and no less; and what a reader subtracts is a cell of its own."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.disclosure.attackers import Attacker, known_cells
from register.disclosure.audit import Auditor
from register.disclosure.boxes import Box, CellId, Known, Linked, SumCell, Universe
from register.disclosure.lattice import Atoms, Lattice, lattice
from register.disclosure.tables import CellSystem, Kind
from tests.disclosure.atoms import Reader

ATOMS = "abcdef"


def sets(*words: str) -> list[Atoms]:
    return [frozenset(word) for word in words]


def spelled(found: Lattice) -> dict[str, set[str]]:
    return {"".join(sorted(one.total)): {"".join(sorted(part)) for part in one.parts} for one in found.sums}


families = st.lists(st.frozensets(st.sampled_from(ATOMS), min_size=1), min_size=1, max_size=7)


@settings(max_examples=200)
@given(family=families)
def test_every_sum_adds_up_and_its_parts_are_disjoint(family: list[Atoms]) -> None:
    found = lattice(family)
    assert set(family) <= set(found.nodes)
    for total, parts, level in found.sums:
        assert frozenset().union(*parts) == total <= level
        assert sum(map(len, parts)) == len(total)
        assert {total, *parts} <= set(found.nodes)


@settings(max_examples=100)
@given(family=families, order=st.randoms(use_true_random=False))
def test_the_order_of_the_sets_is_of_no_account(family: list[Atoms], order: random.Random) -> None:
    mixed = order.sample(family, len(family))
    assert lattice(mixed) == lattice([*family, *family])


@settings(max_examples=100)
@given(family=families)
def test_sets_that_can_be_filled_in_one_by_one_give_every_set(family: list[Atoms]) -> None:
    """Whatever numbers the nodes without a sum have, each set is the sum of those inside it: no two sums disagree."""
    found = lattice(family)
    summed = {one.total for one in found.sums}
    leaves = [one for one in found.nodes if one not in summed]
    for total in summed:
        assert sum(len(leaf) for leaf in leaves if leaf <= total) == len(total)


def test_half_years_beside_tertials_are_cut_where_they_cross() -> None:
    """Months a–l: the first half-year is the first tertial and two months of the second."""
    found = lattice(sets("abcdefghijkl", "abcdef", "ghijkl", "abcd", "efgh", "ijkl"))
    assert spelled(found) == {
        "abcdefghijkl": {"abcd", "ef", "gh", "ijkl"},
        "abcdef": {"abcd", "ef"},
        "ghijkl": {"gh", "ijkl"},
        "efgh": {"ef", "gh"},
    }


def test_sets_inside_one_another_are_not_cut() -> None:
    found = lattice(sets("abcd", "ab", "a"))
    assert spelled(found) == {"abcd": {"ab", "cd"}, "ab": {"a", "b"}}
    assert found.cuts == ()


# --- the system against every atom ---------------------------------------------------------------------------------------------------------------


def made_universe(dice: random.Random) -> Universe:
    """One to three insatser of one to three omgångar each, two or three kön, three to five svar; sometimes ones that only some omgångar can have."""
    insatser = dice.randint(1, 3)
    omgangar = dice.randint(1, 3 if insatser == 1 else 2)
    owner = {f"i{i}p{p}": f"i{i}" for i in range(insatser) for p in range(omgangar)}
    kon, svar = "kma"[: dice.randint(2, 3)], "abcde"[: dice.randint(3, 5)]
    cut = dice.randint(1, len(svar) - 1)
    halves = (frozenset(svar[:cut]), frozenset(svar[cut:]))
    possible = {o: halves[int(o[3]) % 2] for o in owner} if dice.random() < 0.25 else {}
    counts = {key: dice.choice((0, 0, 1, 1, 2, 3, 5)) for key in product(owner, kon, svar) if key[2] in possible.get(key[0], frozenset(svar))}
    scores = {"medel": {one: number for number, one in enumerate(svar)}} if dice.random() < 0.35 else {}
    harmless = frozenset("a") if dice.random() < 0.2 else frozenset[str]()
    return Universe("u", counts, owner, frozenset(kon), frozenset(svar), harmless, scores, possible)


def made_cells(dice: random.Random, of: Universe) -> list[CellId]:
    """Tables at different finenesses: insatser and the förbund, periods that overlap, groups and goals that overlap, kön or not, means."""
    omgangar, svar = sorted(of.owner), sorted(of.svar)
    periods, insatser = sorted({o[2:] for o in omgangar}), sorted({o[:2] for o in omgangar})

    def omgang() -> Atoms:
        first = dice.randrange(len(periods))
        span = periods[first : dice.randint(first, len(periods) - 1) + 1] if dice.random() < 0.5 else periods
        those = insatser if dice.random() < 0.5 else [dice.choice(insatser)]
        return frozenset(o for o in omgangar if o[:2] in those and o[2:] in span)

    def kon() -> Atoms:
        return of.kon if dice.random() < 0.6 else frozenset({dice.choice(sorted(of.kon))})

    def answers() -> Atoms:
        return frozenset(dice.sample(svar, dice.randint(1, len(svar) - 1)))

    found: dict[CellId, None] = {}
    for _ in range(dice.randint(1, 3)):
        rows = [(omgang(), kon()) for _ in range(dice.randint(1, 4))]
        columns = [answers() for _ in range(dice.randint(1, 3))]
        found.update((Box(*row, one), None) for row in rows for one in columns)
        if of.scores and dice.random() < 0.6:
            found.update((SumCell(*row, "medel"), None) for row in rows)
    return list(found)


def linked(dice: random.Random, of: Universe, *, zeros_open: bool) -> Linked:
    """The cells as a release of now and some of before."""
    made = Linked(of, dice.choice((3, 5)), zeros_open)
    for cell in made_cells(dice, of):
        if dice.random() < 0.2:
            made.know([Known(cell, of.value(cell) > 0 and dice.random() < 0.5)])
            if dice.random() < 0.5:
                continue
        made.printed[cell] = 1
        if dice.random() < 0.1:
            made.never.add(cell)
    return made


def differences(made: Linked, system: CellSystem, hidden: frozenset[int], attacker: Attacker) -> list[str]:
    """Where the audit of the system and the reader of all atoms disagree about a confidential cell."""
    not_zero = attacker is not Attacker.K0
    seen = {cell: number for cell, number in made.numbers.items() if cell in made.printed or cell in made.before}
    dots = {cell: system.lowest(number, knows_not_zero=not_zero) for cell, number in seen.items() if number in hidden}
    reader = Reader(made.universe, (cell for cell in seen if cell not in dots), dots)
    cell_of = {number: cell for cell, number in made.numbers.items()}
    auditor = Auditor(system, hidden, not_zero=not_zero)
    wrong: list[str] = []
    for _, known in known_cells(system, attacker)[:2]:
        rows = reader.knows(cell_of[number] for number in known)
        for primary in sorted(set(system.primaries()) - known):
            ours, theirs = auditor.reach(primary, known & hidden), reader.reach(cell_of[primary], system.threshold)
            wide = theirs.bottom <= ours.low <= theirs.low and theirs.high <= ours.high <= theirs.top
            # where a cell can be 2 or 4 and never 3, the audit may call it exact: it asks about the nearest values alone
            single = ours.exact or not theirs.exact
            if not (wide and single and (theirs.low == theirs.high or not ours.exact)):
                wrong.append(f"{system.names[primary]}: {ours} against {theirs}")
        reader.forgets(rows)
    return wrong


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_the_system_tells_what_every_atom_would(seed: int) -> None:
    """The reduction to blocks drops nothing: any pattern, safe or not, leaves the same values to choose from."""
    dice = random.Random(seed)
    of = made_universe(dice)
    made = linked(dice, of, zeros_open=dice.random() < 0.8)
    system = made.build()
    hidden = system.always_hidden() | {cell for cell in sorted(system.hideable()) if dice.random() < 0.4}
    attacker = dice.choice((Attacker.K0, Attacker.K1, Attacker.K3, Attacker.K4)) if system.zeros_open else Attacker.K0
    assert not differences(made, system, hidden, attacker)


@pytest.mark.parametrize("seed", range(3))
def test_four_sets_in_a_ring_that_wider_answers_cut_again(seed: int) -> None:
    """What x divides into a, b, c and d, x+y divides across those: the pieces of the one stand in the other too, or nothing ties them."""
    dice = random.Random(seed)
    owner = {f"{letter}{number}": f"{letter}{number}" for letter in "abcd" for number in (1, 2)}
    counts = {key: dice.choice((0, 0, 1, 2)) if key[2] == "x" else int(dice.random() < 0.2) for key in product(owner, "km", "xyz")}
    of = Universe("u", counts, owner, frozenset("km"), frozenset("xyz"))
    a, b, c, d = (frozenset({f"{letter}1", f"{letter}2"}) for letter in "abcd")
    cells = [Box(one, of.kon, frozenset("x")) for one in (a | b, b | c, c | d, d | a)]
    crossing: Iterable[set[str]] = ({"a1"}, {"a2"}, {"a1", "b1"}, {"c1", "d1"})
    cells += [Box(frozenset(one), of.kon, frozenset("xy")) for one in crossing]
    made = Linked(of, 5, printed=dict.fromkeys(cells, 1))
    made.know(Known(cell, dot=False) for cell in cells)
    system = made.build()
    assert not differences(made, system, system.always_hidden(), Attacker.K1)


def test_a_goal_that_lies_across_the_groups_is_subtracted_too() -> None:
    """Förbundet 40 ja, the two listed insatser 36 together: the third has 4, though its groups of 2 and 2 have room enough."""
    owner = {one: one for one in "pqr"}
    counts = {(o, "k", s): 9 for o in "pq" for s in ("a1", "a2", "b1", "b2")} | {
        ("r", "k", s): n for s, n in zip(("a1", "a2", "b1", "b2"), (2, 9, 2, 9), strict=True)
    }
    of = Universe("u", counts, owner, frozenset("k"), frozenset({"a1", "a2", "b1", "b2"}))
    goal = frozenset({"a1", "b1"})
    rows = [frozenset(one) for one in ("pqr", "p", "q")]
    groups = [Box(row, of.kon, frozenset(one)) for row in (*rows, frozenset("pq")) for one in ({"a1", "a2"}, {"b1", "b2"})]
    made = Linked(of, 5, printed=dict.fromkeys([*groups, *(Box(row, of.kon, goal) for row in rows)], 1))
    system = made.build()
    assert made.numbers[Box(frozenset("r"), of.kon, goal)] in system.primaries()


def test_what_was_added_between_two_releases_is_a_cell_and_confidential_when_small() -> None:
    owner = {"i#1": "i", "i#2": "i", "j#1": "j"}
    counts = {("i#1", "k", "a"): 12, ("i#2", "k", "a"): 2, ("i#1", "k", "b"): 9, ("i#2", "k", "b"): 6, ("j#1", "k", "a"): 3}
    of = Universe("u", counts, owner, frozenset("k"), frozenset("ab"))
    before, now, alien = frozenset({"i#1"}), frozenset({"i#1", "i#2"}), frozenset({"i#1", "i#2", "j#1"})
    made = Linked(of, 5, printed={Box(now, of.kon, frozenset("a")): 1, Box(alien, of.kon, frozenset("a")): 1})
    made.know([Known(Box(before, of.kon, frozenset("a")), dot=False)])
    system = made.build()
    primary = {system.names[cell] for cell in system.primaries()}
    assert primary == {"u: i#2 × k × a", "u: j#1 × k × a"}


def test_bases_and_what_follows_from_them_are_known() -> None:
    """Tertials of new participants by month: the months of a lock are its base, and nobody is new in another's."""
    months = {"i#1": frozenset({"jan", "feb"}), "i#2": frozenset({"mar", "apr"})}
    counts = {("i#1", "k", "jan"): 3, ("i#1", "k", "feb"): 9, ("i#2", "k", "mar"): 8, ("i#2", "k", "apr"): 7}
    of = Universe("u", counts, {"i#1": "i", "i#2": "i"}, frozenset("k"), frozenset({"jan", "feb", "mar", "apr"}), possible=months)
    year = frozenset(of.owner)
    made = Linked(of, 5, printed={Box(year, of.kon, frozenset({month})): 1 for month in sorted(of.svar)})
    system = made.build()
    first = made.numbers[Box(year, of.kon, months["i#1"])]
    assert system.kinds[first] is Kind.MUST_PUBLISH
    hidden = frozenset({made.numbers[Box(year, of.kon, frozenset({one}))] for one in ("jan", "mar")})
    assert Auditor(system, hidden | system.always_hidden(), not_zero=True).reach(min(system.primaries()), frozenset()).exact


def test_the_same_cells_give_the_same_system() -> None:
    def once() -> CellSystem:
        dice = random.Random(5)
        return linked(dice, made_universe(dice), zeros_open=True).build()

    assert once() == once()


def test_a_sum_is_worth_its_steps() -> None:
    of = Universe(
        "u", {("o", "k", "2"): 3, ("o", "k", "5"): 4}, {"o": "o"}, frozenset("k"), frozenset("12345"), scores={"m": {str(n): n for n in range(1, 6)}}
    )
    everybody = SumCell(frozenset("o"), frozenset("k"), "m")
    assert of.value(everybody) == 3 * 2 + 4 * 5
    assert of.value(everybody) == sum(of.value(Box(frozenset("o"), frozenset("k"), step)) for step in of.steps("m"))
    assert [len(step) for step in of.steps("m")] == [5, 4, 3, 2, 1]
