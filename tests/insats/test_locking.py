"""The batch rule alone, by random years: what leaves, waits and is destroyed adds up, and nothing leaves for fewer than k."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from register.counts import UNDIVIDED, Cell, Details, Place, Released, Tally
from register.insats.locking import Decision, Gathered, Waiting, decide

K = 5
KONS = ("kvinna", "man", "annat")
FOR_WHOM = {"avslut.for-vem.parallell": 8, "avslut.for-vem.tid": 12}


def cells(unit: str, n: int) -> Counter[Cell]:
    """n people of a unit: a third of them without an answer."""
    found: Counter[Cell] = Counter()
    for i in range(n):
        found[Cell(f"t.{unit}", ("saknas" if i % 3 == 2 else f"v{i % 4}",))] += 1
    return found


def tally(numbers: dict[tuple[str, str], int]) -> Tally:
    made = Tally()
    for (unit, kon), n in numbers.items():
        if n:
            made.details[Place(unit, kon)] = Details(n, cells(unit, n))
            if unit == "avslut":
                for own in FOR_WHOM:
                    made.details[Place(own, kon)] = Details(n, cells(own, n))
    return made


period_numbers = st.fixed_dictionaries(
    {(unit, kon): st.integers(0, 7) for unit in ("start", "avslut", "avslut.par.skapa.1.deltagare") for kon in KONS}
)
years = st.lists(period_numbers, min_size=1, max_size=6)


def run(year: list[dict[tuple[str, str], int]], *, final: bool = False) -> list[Decision]:
    """Lock half-years in a row; every second one ends a year."""
    waiting: Waiting = {}
    decisions = []
    for i, numbers in enumerate(year):
        last = final and i == len(year) - 1
        decisions.append(decide(f"{2026 + i // 2}H{i % 2 + 1}", tally(numbers), waiting, k=K, own_minimum=FOR_WHOM, year_end=i % 2 == 1, final=last))
        waiting = decisions[-1].waiting
    return decisions


def by_unit(details: Iterable[tuple[Place, Details]]) -> dict[str, Details]:
    found: dict[str, Details] = {}
    for place, part in details:
        found.setdefault(place.unit, Details()).add(part)
    return {unit: d for unit, d in found.items() if d.people}


def released_of(decision: Decision) -> list[tuple[Place, Details]]:
    return [(r.place, Details(r.people, Counter(r.cells))) for r in decision.released]


@given(years, st.booleans())
def test_delivered_and_waiting_and_destroyed_is_all(year: list[dict[tuple[str, str], int]], final: bool) -> None:
    decisions = run(year, final=final)
    everything = by_unit((place, d) for numbers in year for place, d in tally(numbers).details.items())
    gone = [item for decision in decisions for item in released_of(decision)]
    left = [(place, g.details) for place, g in decisions[-1].waiting.items()]
    if not final:
        assert by_unit([*gone, *left]) == everything
    destroyed: Counter[str] = Counter()
    for place, n in decisions[-1].destroyed.items():
        destroyed[place.unit] += n
    for unit, whole in everything.items():
        assert sum(d.people for place, d in [*gone, *left] if place.unit == unit) + destroyed[unit] == whole.people


@given(years, st.booleans())
def test_nothing_leaves_for_fewer_than_the_minimum(year: list[dict[tuple[str, str], int]], final: bool) -> None:
    for decision in run(year, final=final):
        for released in decision.released:
            assert released.people >= K
            if released.place.unit in FOR_WHOM:
                answered = sum(n for cell, n in released.cells.items() if "saknas" not in cell.values)
                assert released.place.kon == UNDIVIDED
                assert answered >= FOR_WHOM[released.place.unit]


@given(years)
def test_who_waits_is_fewer_than_k_of_a_kon_and_at_the_years_end_in_all(year: list[dict[tuple[str, str], int]]) -> None:
    for i, decision in enumerate(run(year)):
        by: Counter[str] = Counter()
        for place, gathered in decision.waiting.items():
            if place.unit not in FOR_WHOM:
                assert gathered.details.people < K
                by[place.unit] += gathered.details.people
        if i % 2:
            assert all(n < K for n in by.values())


@given(years, st.booleans())
def test_for_whom_covers_exactly_those_whose_avslut_have_left(year: list[dict[tuple[str, str], int]], final: bool) -> None:
    """Its total less the delivered avslut would else be the answers of those who wait."""
    avslut_gone, own_gone = 0, Counter[str]()
    for decision in run(year, final=final):
        avslut_gone += sum(r.people for r in decision.released if r.place.unit == "avslut")
        for released in decision.released:
            if released.place.unit in FOR_WHOM:
                own_gone[released.place.unit] += released.people
                assert own_gone[released.place.unit] == avslut_gone
        if not decision.destroyed:
            for unit in FOR_WHOM:
                pool = decision.waiting.get(Place(unit, UNDIVIDED), Gathered()).details.people
                assert own_gone[unit] + pool == avslut_gone
                apart = {place.kon: g.details.people for place, g in decision.waiting.items() if place.unit == unit and place.kon != UNDIVIDED}
                assert apart == {place.kon: g.details.people for place, g in decision.waiting.items() if place.unit == "avslut"}


def test_a_pool_that_waits_is_kept_when_others_leave_without_kon() -> None:
    """Six women's avslut leave in spring; at the year's end three women and two men leave together: eleven have answered by then."""
    spring = decide("2026H1", tally({("avslut", "kvinna"): 6}), {}, k=K, own_minimum={"avslut.for-vem.tid": 30}, year_end=False, final=False)
    autumn = tally({("avslut", "kvinna"): 3, ("avslut", "man"): 2})
    winter = decide("2026H2", autumn, spring.waiting, k=K, own_minimum={"avslut.for-vem.tid": 30}, year_end=True, final=False)
    pool = winter.waiting[Place("avslut.for-vem.tid", UNDIVIDED)]
    assert pool.details.people == 11
    assert pool.periods == {"2026H1", "2026H2"}


def test_a_batch_says_which_periods_it_covers() -> None:
    first = decide("2026H1", tally({("start", "man"): 3}), {}, k=K, own_minimum={}, year_end=False, final=False)
    second = decide("2026H2", tally({("start", "man"): 2}), first.waiting, k=K, own_minimum={}, year_end=True, final=False)
    assert first.released == ()
    assert second.released == (Released(Place("start", "man"), 5, ("2026H1", "2026H2"), second.released[0].cells),)
    assert second.waiting == {}


def test_those_waiting_go_without_kon_at_the_years_end_alone() -> None:
    numbers = {("start", "kvinna"): 3, ("start", "man"): 2}
    assert decide("2026H1", tally(numbers), {}, k=K, own_minimum={}, year_end=False, final=False).released == ()
    at_end = decide("2026H2", tally(numbers), {}, k=K, own_minimum={}, year_end=True, final=False)
    assert [(r.place, r.people) for r in at_end.released] == [(Place("start", UNDIVIDED), 5)]


def test_what_never_reaches_the_minimum_is_destroyed_when_the_insats_ends() -> None:
    ended = decide("2026H1", tally({("start", "kvinna"): 3, ("start", "man"): 1}), {}, k=K, own_minimum={}, year_end=False, final=True)
    assert ended.released == ()
    assert ended.waiting == {}
    assert ended.destroyed == {Place("start", "kvinna"): 3, Place("start", "man"): 1}


def test_deciding_changes_neither_the_tally_nor_what_waited() -> None:
    waiting = {Place("start", "man"): Gathered(Details(3, cells("start", 3)), {"2025H2"})}
    given_tally = tally({("start", "man"): 4})
    decide("2026H1", given_tally, waiting, k=K, own_minimum={}, year_end=False, final=False)
    assert waiting[Place("start", "man")].details.people == 3
    assert given_tally.details[Place("start", "man")].people == 4
