"""Counters of people through the gate: what is printed is what plain loops count, and nobody can be worked out from it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import product

import pytest

from register.counters.model import Counter, Edition, Joining
from register.disclosure.publication import History
from register.disclosure.tables import TOTAL
from register.tables import counters
from register.tables.making import Made
from tests.tables.counted import ANSWERS, BANDS, BEFORE, HALF, KON, QUESTIONS, YEAR, cells, counter, forbund, given, protect
from tests.tables.subtraction import Subtractor, Told, read, true_of

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]


def many(made: Made, id_: str = "raknare-ko") -> dict[tuple[str, str], int | None]:
    return cells(made.tables[id_])


def after(*published: Made) -> History:
    return History.of(one.publication for one in published)


# -- What is printed is what was counted ---------------------------------------------------------------------------------------------------------


def large(seed: int, of: Counter, owners: Iterable[str] = ("a", "b", "c")) -> list[Edition]:
    """A long kö everywhere, every month."""
    dice = random.Random(seed)
    codes = ["/".join(found) for found in product(*([one.id for one in dimension.codes] for dimension in of.dimensions))]
    return [given(of, owner, month, {code: dice.randrange(8, 40) for code in codes}) for owner in owners for month in MONTHS]


@pytest.mark.parametrize("seed", range(3))
def test_every_month_is_the_sum_of_the_insatser(seed: int) -> None:
    of = counter(BANDS)
    editions = large(seed, of)
    made = protect(forbund(of, *editions))
    for month in MONTHS:
        told = sum(n for one in editions if one.figures.period.code == month for n in one.figures.values.values())
        assert many(made)[TOTAL, month] == told
    assert (TOTAL, TOTAL) not in many(made), "twelve köer are not added"


def test_how_they_are_divided_is_of_the_last_month() -> None:
    of = counter(BANDS)
    editions = large(1, of)
    made = many(protect(forbund(of, *editions)), "raknarsvar-ko")
    for band in BANDS.by_id:
        told = sum(n for one in editions if one.figures.period.code == "2026-12" for place, n in one.figures.values.items() if place.codes == (band,))
        assert made[TOTAL, band] == told
    assert made[TOTAL, TOTAL] == sum(n for (_, svar), n in made.items() if svar != TOTAL and n is not None)


def test_what_is_added_is_added_and_divided_by_all_dimensions() -> None:
    of = counter(QUESTIONS, ANSWERS, kind="halvar", joining="summa")
    halves = [given(of, owner, half, {"a/ja": 20, "a/nej": 11, "b/ja": 17, "b/nej": 9}) for owner in "abc" for half in ("2026H1", "2026H2")]
    made = protect(forbund(of, *halves))
    assert many(made) == {(TOTAL, TOTAL): 342, (TOTAL, "2026H1"): 171, (TOTAL, "2026H2"): 171}
    assert many(made, "raknarsvar-ko") == {
        (TOTAL, TOTAL): 342,
        (TOTAL, "a"): 186,
        (TOTAL, "a|ja"): 120,
        (TOTAL, "a|nej"): 66,
        (TOTAL, "b"): 156,
        (TOTAL, "b|ja"): 102,
        (TOTAL, "b|nej"): 54,
    }
    for one in "abc":
        assert many(made, f"raknare-ko/{one}") == {(TOTAL, TOTAL): 114, (TOTAL, "2026H1"): 57, (TOTAL, "2026H2"): 57}
        assert many(made, f"raknarsvar-ko/{one}")[TOTAL, "a|ja"] == 40


def test_kon_is_an_axis_of_its_own() -> None:
    of = counter(KON, kind="tertial", joining="summa", by="kansli")
    thirds = [given(of, "", f"2026T{n}", {"kvinna": 20 + n, "man": 12 + n, "annat": 6}) for n in (1, 2, 3)]
    made = many(protect(forbund(of, *thirds)))
    assert made["kvinna", TOTAL] == 66
    assert made["man", "2026T2"] == 14
    assert made[TOTAL, TOTAL] == 66 + 42 + 18
    assert {kon for kon, _ in made} == {TOTAL, "kvinna", "man"}, "the rest by itself would name people"


def test_a_share_is_its_part_and_the_others() -> None:
    of = counter(kind="ar", by="kansli", pair=True)
    made = protect(forbund(of, given(of, "", "2026", {"taljare": 32, "namnare": 50})))
    assert many(made) == {(TOTAL, "2026"): 50}
    assert many(made, "raknarsvar-ko") == {(TOTAL, TOTAL): 50, (TOTAL, "taljare"): 32, (TOTAL, "ovriga"): 18}


def test_the_year_before_stands_beside() -> None:
    of = counter(kind="ar", by="kansli", joining="summa")
    made = protect(forbund(of, given(of, "", "2026", {"": 50}), given(of, "", "2025", {"": 41})), YEAR, BEFORE)
    assert many(made) == {(TOTAL, "2026"): 50}
    assert many(made, "raknare-ko@2025") == {(TOTAL, "2025"): 41}


# -- Blank, zero, hidden -------------------------------------------------------------------------------------------------------------------------


def test_blank_has_no_cell_zero_is_zero_and_few_are_a_dot() -> None:
    of = counter(BANDS)
    editions = [given(of, "a", "2026-01", {"0-2": 0}), given(of, "a", "2026-02", {"0-2": 2, "3-5": 1}), given(of, "a", "2026-04", {"0-2": 30})]
    made = many(protect(forbund(of, *editions, insatser=["a"])))
    assert made == {(TOTAL, "2026-01"): 0, (TOTAL, "2026-02"): None, (TOTAL, "2026-04"): 30}


def test_a_band_that_is_blank_is_no_row() -> None:
    of = counter(BANDS, kind="ar", joining="senaste")
    made = many(protect(forbund(of, given(of, "a", "2026", {"0-2": 12, "6-": 14}), insatser=["a"])), "raknarsvar-ko")
    assert made == {(TOTAL, TOTAL): 26, (TOTAL, "0-2"): 12, (TOTAL, "6-"): 14}


def test_what_is_not_whole_is_not_added_nor_divided() -> None:
    of = counter(ANSWERS, kind="halvar", joining="summa")
    editions = [given(of, one, "2026H1", {"ja": 20, "nej": 20}) for one in "abc"] + [given(of, "a", "2026H2", {"ja": 20, "nej": 20})]
    made = protect(forbund(of, *editions))
    assert many(made) == {(TOTAL, "2026H1"): 120, (TOTAL, "2026H2"): 40}
    assert "raknarsvar-ko" not in made.tables


def test_kon_that_is_blank_for_some_is_not_split() -> None:
    of = counter(KON, ANSWERS, kind="ar", by="kansli", joining="summa")
    made = protect(forbund(of, given(of, "", "2026", {"kvinna/ja": 20, "man/ja": 15, "kvinna/nej": 30})))
    assert {kon for kon, _ in many(made)} == {TOTAL}


def test_a_few_who_are_divided_are_not_and_all_in_one_band_are_not_told() -> None:
    of = counter(BANDS, kind="ar")
    few = protect(forbund(of, given(of, "a", "2026", {"0-2": 3, "3-5": 4}), insatser=["a"]))
    assert many(few) == {(TOTAL, "2026"): 7}
    assert many(few, "raknarsvar-ko") == {}
    alike = protect(forbund(of, given(of, "a", "2026", {"0-2": 0, "3-5": 9, "6-": 0}), insatser=["a"]))
    assert many(alike, "raknarsvar-ko") == {}


def test_an_open_period_and_an_insats_that_is_not_here_are_left_out() -> None:
    of = counter(BANDS)
    made = many(protect(forbund(of, given(of, "a", "2026-05", {"0-2": 9}), given(of, "a", "2026-08", {"0-2": 9}), locks=["2026H1"])))
    assert made == {(TOTAL, "2026-05"): 9}
    assert counters.ladders(forbund(of, given(of, "z", "2026-05", {"0-2": 9})), [YEAR]) == []


# -- Nobody is told ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("joining", ["senaste", "summa"])
def test_a_lone_person_is_not_told_by_subtraction_over_months_and_insatser(seed: int, joining: Joining) -> None:
    """Half-year, year, förbund and every insats, published one after the other: an insats that knows its own reads them all and subtracts."""
    dice = random.Random(seed)
    of = counter(BANDS, kind="kvartal", joining=joining)
    quarters = ["2026K1", "2026K2", "2026K3", "2026K4"]
    editions = [given(of, one, q, {"0-2": dice.choice([0, 1, 2, 5, 9, 14]), "3-5": dice.choice([0, 0, 1, 6])}) for one in "abc" for q in quarters]
    editions[0] = given(of, "a", "2026K1", {"0-2": 1, "3-5": 0})
    whole, history, told = forbund(of, *editions), History(), list[Told]()
    for span, insats in ((HALF, "a"), (HALF, None), (YEAR, "b"), (YEAR, None), (YEAR, "a"), (YEAR, "c")):
        made = protect(whole, span, insats=insats, history=history)
        assert made.audit["omdome"] == "haller"
        history = History.of([*history.publications, made.publication])
        told += read(made, whole, span, last=joining == "senaste", insats=insats)
    assert len({one.places for one in told}) > 3, "something is printed"
    true = true_of(editions)
    for knows in ("", "b"):
        reader = Subtractor(true, [*told, *(Told(frozenset([place]), n) for place, n in true.items() if place[0] == knows)])
        for owner, q in product([one for one in "abc" if one != knows], quarters):
            places = [place for place in true if place[:2] == (owner, q)]
            for group in (places, *([place] for place in places)):
                if 1 <= sum(true[place] for place in group) <= 4:
                    low, high = reader.limits(group)
                    assert low < 0.5 or high - low > 3.5, f"{group} is told"
                    assert high > 4.5, f"{group} is known to be few"


def test_what_an_insats_knows_of_its_own_does_not_give_it_the_others() -> None:
    """b knows its own 6 of the 7; what a's own report hid would be the one that is left."""
    of = counter(kind="kvartal", joining="summa")
    editions = [given(of, one, "2026K1", {"": n}) for one, n in (("a", 1), ("b", 6), ("c", 0))]
    whole = forbund(of, *editions)
    own = protect(whole, HALF, insats="a")
    assert many(own)[TOTAL, "2026K1"] is None
    made = protect(whole, HALF, history=after(own))
    assert many(made)[TOTAL, "2026K1"] is None


def test_one_who_waits_alone_is_hidden_in_the_total_too() -> None:
    of = counter(kind="ar", joining="senaste")
    made = protect(forbund(of, given(of, "a", "2026", {"": 1}), insatser=["a"]))
    assert many(made) == {(TOTAL, "2026"): None}


def test_the_total_less_the_others_does_not_give_the_one() -> None:
    of = counter(kind="ar", joining="senaste")
    made = protect(forbund(of, given(of, "a", "2026", {"": 1}), given(of, "b", "2026", {"": 20}), given(of, "c", "2026", {"": 30})))
    shown = {id_: cells(table)[TOTAL, "2026"] for id_, table in made.tables.items()}
    assert shown["raknare-ko/a"] is None
    assert None in {shown["raknare-ko"], shown["raknare-ko/b"], shown["raknare-ko/c"]}


def test_nothing_is_divided_whose_total_is_hidden() -> None:
    of = counter(BANDS, kind="ar")
    made = protect(forbund(of, given(of, "a", "2026", {"0-2": 1, "3-5": 1, "6-": 1}), insatser=["a"]))
    assert many(made) == {(TOTAL, "2026"): None}
    assert "raknarsvar-ko" not in made.tables


def test_an_insats_alone_prints_nothing_that_was_printed_with_others() -> None:
    """Its own vault can't say what the rest was: 14 less its own 12 would be the two of another."""
    of = counter(kind="ar", joining="senaste")
    both = [given(of, "a", "2026", {"": 12}), given(of, "b", "2026", {"": 2})]
    whole = protect(forbund(of, *both, insatser=["a", "b"]), YEAR)
    own = protect(forbund(of, both[0], insatser=["a"]), YEAR, insats="a", history=after(whole))
    assert many(own) == {}


def test_what_was_printed_and_then_put_right_is_not_printed_again() -> None:
    """The two reports would give the difference: one who came late."""
    of = counter(BANDS)
    first = [given(of, one, month, {"0-2": 20}) for one in "abc" for month in ("2026-01", "2026-02")]
    made = protect(forbund(of, *first), HALF)
    assert many(made)[TOTAL, "2026-01"] == 60
    later = forbund(of, given(of, "a", "2026-01", {"0-2": 21}, number=2), *first[1:])
    again = protect(later, YEAR, history=after(made))
    assert (TOTAL, "2026-01") not in many(again)
    assert many(again)[TOTAL, "2026-02"] == 60
    assert many(protect(later, YEAR))[TOTAL, "2026-01"] == 61, "put right before anybody read it"
    assert many(protect(later, YEAR, history=after(protect(later, HALF))))[TOTAL, "2026-01"] == 61
