"""The formulas against the tables of the papers they come from, against counting by brute force, and against what must hold for all of them."""

from __future__ import annotations

import statistics as standard
from fractions import Fraction
from itertools import combinations, product
from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.statistics import (
    FUNNEL_TAIL,
    LARGER,
    WITHIN,
    Z95,
    Judgement,
    Spread,
    change_word,
    fisher_mid_p,
    funnel_limits,
    judge,
    judge_share,
    newcombe,
    paired,
    sign_mid_p,
    spread,
    wilson,
)


def parts(most: int, least: int = 1) -> st.SearchStrategy[tuple[int, int]]:
    """x of n."""
    return st.integers(least, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


WILSON = [
    # Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

NEWCOMBE = [
    # Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10.
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]

FISHER = [
    # Fagerland, Lydersen & Laake (2017), chapter 4: the lady tasting tea, Perondi (2004), Lampasona (2013), Ritland (2007).
    (3, 4, 1, 4, 0.25714),
    (7, 34, 1, 34, 0.02966),
    (9, 13, 4, 14, 0.03914),
    (0, 16, 15, 72, 0.04466),
]


@pytest.mark.parametrize(("x", "n", "low", "high"), WILSON)
def test_wilson_gives_the_published_intervals(x: int, n: int, low: float, high: float) -> None:
    found = wilson(x, n)
    assert found is not None
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


@given(parts(5000))
def test_wilson_holds_the_share_and_mirrors(pair: tuple[int, int]) -> None:
    x, n = pair
    found, mirrored = wilson(x, n), wilson(n - x, n)
    assert found is not None
    assert mirrored is not None
    low, high = found
    assert 0 <= low <= x / n <= high <= 1
    assert low == pytest.approx(1 - mirrored[1], abs=1e-12)
    assert high > low


@given(parts(2000))
def test_the_bounds_of_wilson_are_the_shares_that_the_score_test_just_allows(pair: tuple[int, int]) -> None:
    """The definition itself: at each bound p, |x/n − p| is 1.96 standard errors of p."""
    x, n = pair
    found = wilson(x, n)
    assert found is not None
    for bound in found:
        if 0 < bound < 1:
            assert abs(x / n - bound) == pytest.approx(Z95 * (bound * (1 - bound) / n) ** 0.5, rel=1e-6)


def test_wilson_of_nothing() -> None:
    assert wilson(0, 0) is None
    for x, n in ((-1, 5), (6, 5), (0, -1)):
        with pytest.raises(ValueError):
            wilson(x, n)


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "low", "high"), NEWCOMBE)
def test_newcombe_gives_the_published_intervals(x1: int, n1: int, x2: int, n2: int, low: float, high: float) -> None:
    found = newcombe(x1, n1, x2, n2)
    assert found is not None
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


@given(parts(3000), parts(3000))
def test_newcombe_holds_the_difference_and_turns_with_the_order(first: tuple[int, int], second: tuple[int, int]) -> None:
    found, turned = newcombe(*first, *second), newcombe(*second, *first)
    assert found is not None
    assert turned is not None
    difference = first[0] / first[1] - second[0] / second[1]
    assert -1 <= found[0] <= difference <= found[1] <= 1
    assert found[0] == pytest.approx(-turned[1], abs=1e-12)
    assert found[1] == pytest.approx(-turned[0], abs=1e-12)


@given(parts(300), parts(300))
def test_newcombe_is_never_wider_than_the_bounds_of_both_shares_apart(first: tuple[int, int], second: tuple[int, int]) -> None:
    found, one, other = newcombe(*first, *second), wilson(*first), wilson(*second)
    assert found is not None
    assert one is not None
    assert other is not None
    assert found[0] >= one[0] - other[1] - 1e-12
    assert found[1] <= one[1] - other[0] + 1e-12


@given(parts(40), st.integers(2, 20))
def test_newcombe_narrows_as_both_groups_grow(pair: tuple[int, int], times: int) -> None:
    x, n = pair
    small, large = newcombe(x, n, n - x, n), newcombe(x * times, n * times, (n - x) * times, n * times)
    assert small is not None
    assert large is not None
    assert large[1] - large[0] < small[1] - small[0]


def test_newcombe_of_nothing() -> None:
    assert newcombe(0, 0, 3, 5) is None
    assert newcombe(3, 5, 0, 0) is None
    for counts in ((6, 5, 1, 5), (1, 5, -1, 5)):
        with pytest.raises(ValueError):
            newcombe(*counts)


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "p"), FISHER)
def test_fisher_gives_the_published_mid_p(x1: int, n1: int, x2: int, n2: int, p: float) -> None:
    assert round(fisher_mid_p(x1, n1, x2, n2), 5) == p


def recounted_fisher(x1: int, n1: int, x2: int, n2: int) -> Fraction:
    """By choosing who of all n1 + n2 are the x1 + x2, each choice as probable as another."""
    choices = [sum(person < n1 for person in chosen) for chosen in combinations(range(n1 + n2), x1 + x2)]
    ways = {x: choices.count(x) for x in set(choices)}
    less = sum(w for w in ways.values() if w < ways[x1])
    same = sum(w for w in ways.values() if w == ways[x1])
    return (less + Fraction(same, 2)) / len(choices)


@given(parts(6), parts(6))
def test_fisher_against_choosing_people_one_by_one(first: tuple[int, int], second: tuple[int, int]) -> None:
    expected = recounted_fisher(*first, *second)
    found = fisher_mid_p(*first, *second)
    alone = first[0] + second[0] in (0, first[1] + second[1])
    assert found == (1 if alone else float(expected))


@given(parts(400, 0), parts(400, 0))
def test_fisher_is_the_same_from_every_side(first: tuple[int, int], second: tuple[int, int]) -> None:
    (x1, n1), (x2, n2) = first, second
    p = fisher_mid_p(x1, n1, x2, n2)
    assert 0 < p <= 1
    assert p == fisher_mid_p(x2, n2, x1, n1)
    assert p == fisher_mid_p(n1 - x1, n1, n2 - x2, n2)
    # Rows for columns.
    assert p == fisher_mid_p(x1, x1 + x2, n1 - x1, n1 + n2 - x1 - x2)


@given(st.integers(1, 60))
def test_fisher_falls_as_equal_groups_part(n: int) -> None:
    """From the same share in both, one person at a time moves from the second group's yes to the first's."""
    half = n // 2
    steps = [fisher_mid_p(half + k, n, half - k, n) for k in range(half + 1)]
    assert steps == sorted(steps, reverse=True)


def test_fisher_where_one_table_alone_is_possible() -> None:
    for counts in ((0, 0, 3, 5), (0, 5, 0, 9), (5, 5, 9, 9), (0, 0, 0, 0)):
        assert fisher_mid_p(*counts) == 1
    with pytest.raises(ValueError):
        fisher_mid_p(6, 5, 1, 5)


def test_fisher_of_large_groups_is_exact() -> None:
    """Beyond what floats hold: the probabilities underflow one by one, their sum is right all the same."""
    p = fisher_mid_p(2000, 4000, 1900, 4000)
    assert isclose(p, 0.0253, abs_tol=2e-4)
    assert fisher_mid_p(4000, 4000, 0, 4000) == pytest.approx(0, abs=1e-300)


def test_the_word_on_change() -> None:
    assert change_word(30, 100, 60, 100) == LARGER
    assert change_word(60, 100, 30, 100) == LARGER
    assert change_word(30, 100, 34, 100) == WITHIN
    assert change_word(3, 10, 3, 10) == WITHIN
    assert change_word(0, 0, 3, 10) is None


def test_where_the_two_methods_disagree_nothing_is_said() -> None:
    """Both kinds of disagreement occur, and neither gives the stronger word."""
    kinds = set()
    for n1, n2 in ((5, 9), (8, 8), (6, 25), (12, 30)):
        for x1, x2 in product(range(n1 + 1), range(n2 + 1)):
            low, high = newcombe(x1, n1, x2, n2) or (0, 0)
            apart, rare = low > 0 or high < 0, fisher_mid_p(x1, n1, x2, n2) < 0.05
            kinds.add((apart, rare))
            assert (change_word(x1, n1, x2, n2) == LARGER) == (apart and rare)
    assert kinds == {(True, True), (True, False), (False, True), (False, False)}


@given(parts(200), parts(200))
def test_the_word_does_not_depend_on_the_order(first: tuple[int, int], second: tuple[int, int]) -> None:
    assert change_word(*first, *second) == change_word(*second, *first)


def binomial(share: Fraction, base: int) -> list[Fraction]:
    return [comb(base, k) * share**k * (1 - share) ** (base - k) for k in range(base + 1)]


@given(st.integers(1, 40), st.fractions(0, 1, max_denominator=60))
def test_a_count_is_outside_the_funnel_only_when_its_tail_is_small_enough(base: int, share: Fraction) -> None:
    found = funnel_limits(share, base)
    assert found is not None
    low, high = found
    chances = binomial(share, base)
    for count in range(base + 1):
        below, above = sum(chances[: count + 1]), sum(chances[count:])
        assert (count / base < low) == (below <= FUNNEL_TAIL)
        assert (count / base > high) == (above <= FUNNEL_TAIL)


@given(st.integers(1, 120), st.fractions(0, 1, max_denominator=100))
def test_the_funnel_holds_its_centre_and_mirrors(base: int, share: Fraction) -> None:
    found, mirrored = funnel_limits(share, base), funnel_limits(1 - share, base)
    assert found is not None
    assert mirrored is not None
    assert 0 <= found[0] <= found[1] <= 1
    assert round(found[0] * base) <= share * base <= round(found[1] * base)
    assert found[0] == pytest.approx(1 - mirrored[1])


def test_the_funnel_of_known_bases() -> None:
    """At 30 %: five of five happens in 0.24 % of all times and is inside; 0 of 20 in 0.08 % and is outside; 13 or more of 20 in 0.13 %, inside."""
    assert funnel_limits(Fraction(3, 10), 5) == (0, 1)
    low, high = funnel_limits(Fraction(3, 10), 20) or (0, 0)
    assert (low * 20, high * 20) == (1, 13)
    assert funnel_limits(Fraction(0), 8) == (0, 0)
    assert funnel_limits(Fraction(1), 8) == (1, 1)
    assert funnel_limits(Fraction(3, 10), 0) is None


def test_the_funnel_closes_around_the_share_of_a_large_base() -> None:
    low, high = funnel_limits(Fraction(523, 1749), 3000) or (0, 1)
    share = 523 / 1749
    half = 3.0902 * (share * (1 - share) / 3000) ** 0.5  # the normal distribution's 99.9 % quantile
    assert low == pytest.approx(share - half, abs=0.001)
    assert high == pytest.approx(share + half, abs=0.001)


def test_a_wider_tail_gives_a_narrower_funnel() -> None:
    wide, narrow = funnel_limits(Fraction(1, 3), 60), funnel_limits(Fraction(1, 3), 60, Fraction(1, 40))
    assert wide is not None
    assert narrow is not None
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
    for share, base, tail in ((Fraction(4, 3), 5, FUNNEL_TAIL), (Fraction(1, 3), -1, FUNNEL_TAIL), (Fraction(1, 3), 5, Fraction(1, 2))):
        with pytest.raises(ValueError):
            funnel_limits(share, base, tail)


SIGN = [
    # Fagerland, Lydersen & Laake (2013): airway hyper-responsiveness of Bentur et al., 1 against 7 (exact 0.0703).
    (1, 7, 0.0391),
    # By hand from the binomial table of n = 10: 2·(1 + 10)/1024 + 45/1024.
    (2, 8, 0.0654),
    (0, 5, 0.0313),
    (3, 3, 0.8438),
]


@pytest.mark.parametrize(("improved", "worse", "p"), SIGN)
def test_the_sign_test_gives_the_published_mid_p(improved: int, worse: int, p: float) -> None:
    assert round(sign_mid_p(improved, worse), 4) == pytest.approx(p, abs=0.00011)


@given(st.integers(0, 9), st.integers(0, 9))
def test_the_sign_test_against_every_way_a_coin_can_fall(improved: int, worse: int) -> None:
    moved = improved + worse
    falls = [sum(coins) for coins in product((0, 1), repeat=min(moved, 12))] if moved <= 12 else []
    if not falls or moved == 0:
        return
    least = min(improved, worse)
    below, at = sum(fall < least for fall in falls), sum(fall == least for fall in falls)
    expected = 1 - Fraction(at, 2 * len(falls)) if improved == worse else Fraction(2 * below + at, len(falls))
    assert sign_mid_p(improved, worse) == float(expected)


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_the_sign_test_turns_and_stays_inside(improved: int, worse: int) -> None:
    p = sign_mid_p(improved, worse)
    assert 0 <= p <= 1
    assert p == sign_mid_p(worse, improved)
    assert p >= sign_mid_p(max(improved, worse) + 1, min(improved, worse))


CHANGES = st.lists(st.integers(-4, 4), min_size=1, max_size=60)


@given(CHANGES, st.sampled_from([1, 100]))
def test_paired_statistics_against_the_pairs_themselves(changes: list[int], unit: int) -> None:
    improved, same, worse = sum(d > 0 for d in changes), sum(d == 0 for d in changes), sum(d < 0 for d in changes)
    found = paired(improved, same, worse, sum(changes) * unit, sum(d * d for d in changes) * unit * unit, unit=unit)
    assert found.n == len(changes)
    assert (found.improved, found.same, found.worse) == (improved / found.n, same / found.n, worse / found.n)
    assert found.mean == pytest.approx(standard.fmean(changes))
    if found.n > 1:
        assert found.sd == pytest.approx(standard.stdev(changes))
    else:
        assert found.sd is None
    assert found.mid_p == sign_mid_p(improved, worse)


def test_paired_statistics_of_what_is_hidden_or_nobody() -> None:
    shares = paired(6, 3, 1)
    assert (shares.n, shares.improved, shares.mean, shares.sd) == (10, 0.6, None, None)
    assert paired(6, 3, 1, 7).mean == 0.7
    assert paired(6, 3, 1, 7).sd is None
    nobody = paired(0, 0, 0, 0, 0)
    assert (nobody.n, nobody.improved, nobody.mean, nobody.sd, nobody.mid_p) == (0, None, None, None, 1)
    for counts in ((-1, 2, 3), (1, -2, 3), (1, 2, -3)):
        with pytest.raises(ValueError):
            paired(*counts)


@given(st.lists(st.integers(-3500, 3500), min_size=2, max_size=80))
def test_spread_against_the_numbers_themselves(numbers: list[int]) -> None:
    found = spread(len(numbers), sum(numbers), sum(x * x for x in numbers))
    assert found.mean == pytest.approx(standard.fmean(numbers), abs=1e-9)
    assert found.sd == pytest.approx(standard.stdev(numbers), abs=1e-9)


def test_spread_does_not_lose_small_differences_between_large_numbers() -> None:
    numbers = [10**9, 10**9 + 1, 10**9 + 2]
    assert spread(3, sum(numbers), sum(x * x for x in numbers)).sd == 1.0


def test_spread_of_few_and_of_sums_that_fit_nobody() -> None:
    assert spread(0, 0, 0) == Spread(0, None, None)
    assert spread(1, 7, 49) == Spread(1, 7.0, None)
    assert spread(4, 10) == Spread(4, 2.5, None)
    assert spread(4, 8, 16) == Spread(4, 2.0, 0.0)
    for n, total, squares in ((0, 1, 1), (-1, 0, 0), (3, 9, 26)):
        with pytest.raises(ValueError):
            spread(n, total, squares)
    with pytest.raises(ValueError):
        spread(3, 9, 27, unit=0)


HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("x", "n", "expected"),
    [
        (20, 40, Judgement("god", True)),
        (19, 40, Judgement("viss", True)),
        (15, 40, Judgement("viss", True)),
        (14, 40, Judgement("ingen", True)),
        (12, 40, Judgement("ingen", False)),
        (30, 40, Judgement("god", False)),
    ],
)
def test_attainment_of_a_target_of_half(x: int, n: int, expected: Judgement) -> None:
    assert judge_share(x, n, HALF) == expected


def test_limits_are_met_exactly() -> None:
    """Three quarters of 30 % is 22.5 %: 9 of 40 reaches it, whatever 0.75 * 0.3 is as a float."""
    target = Fraction(30, 100)
    assert judge(Fraction(9, 40), target).verdict == "viss"
    assert judge(Fraction(9, 41), target).verdict == "ingen"
    assert judge(Fraction(3, 10), target).verdict == "god"
    assert judge(Fraction(24, 100), target) == Judgement("viss", False)


def test_a_forbund_has_its_own_limits() -> None:
    for percent, verdict in ((45, "god"), (44, "viss"), (25, "viss"), (24, "ingen")):
        assert judge(Fraction(percent, 100), HALF, good=Fraction(9, 10), some=Fraction(1, 2)).verdict == verdict
    for good, some in ((Fraction(1, 2), Fraction(3, 4)), (Fraction(1), Fraction(0))):
        with pytest.raises(ValueError):
            judge(HALF, HALF, good=good, some=some)


def test_counts_are_judged_without_uncertainty() -> None:
    assert judge(Fraction(86), Fraction(100)) == Judgement("viss", False)
    assert judge_share(0, 0, HALF) is None


def test_a_judgement_in_words() -> None:
    assert Judgement("god", False).label == "God måluppfyllelse"
    assert Judgement("viss", True).label == "Viss måluppfyllelse, osäkert"
    assert Judgement("ingen", False).label == "Ingen måluppfyllelse"


@given(parts(500), st.fractions(Fraction(1, 100), 1, max_denominator=100))
def test_a_higher_share_is_never_judged_worse(pair: tuple[int, int], target: Fraction) -> None:
    x, n = pair
    order = ("ingen", "viss", "god")
    found, better = judge_share(x, n, target), judge_share(min(x + 1, n), n, target)
    assert found is not None
    assert better is not None
    assert order.index(found.verdict) <= order.index(better.verdict)
    low, high = wilson(x, n) or (0, 1)
    assert found.uncertain == (low <= target <= high)
