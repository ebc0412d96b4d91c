"""Chance, said honestly: intervals, differences, limits and verdicts from counts. Pure functions; integers in, floats out.

Everybody who ended is counted, so an interval here is no sampling error: it says how far a share swings by chance in so small a group. The counts
are compared exactly (whole numbers, however large); a float is made last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt
from typing import Final, Literal

Z95: Final = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""

FUNNEL_TAIL: Final = Fraction(1, 1000)
"""What may lie beyond each control limit of a funnel plot: limits of 99.8 %."""

Interval = tuple[float, float]
ChangeWord = Literal["större än vad slumpen brukar ge", "ryms inom vad slumpen brukar ge"]
LARGER: Final[ChangeWord] = "större än vad slumpen brukar ge"
WITHIN: Final[ChangeWord] = "ryms inom vad slumpen brukar ge"

Verdict = Literal["god", "viss", "ingen"]
"""Måluppfyllelse, as the förbund's own limits give it or as it was chosen by hand."""

VERDICT_LABELS: Final[dict[Verdict, str]] = {
    "god": "God måluppfyllelse",
    "viss": "Viss måluppfyllelse",
    "ingen": "Ingen måluppfyllelse",
}
UNCERTAIN: Final = "osäkert"


def wilson(x: int, n: int) -> Interval | None:
    """Wilson's score interval, 95 %, without continuity correction, of x of n; None where n is 0.

    Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209-212; method 3 of Newcombe (1998), Two-sided
    confidence intervals for the single proportion, Statistics in Medicine 17:857-872. Stays inside 0..1 and is not empty at x = 0 or x = n.

    Raises:
        ValueError: x is not among 0..n.
    """
    _share_of(x, n)
    if n == 0:
        return None
    share, z2 = x / n, Z95 * Z95
    middle = share + z2 / (2 * n)
    half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = ((middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n))
    # At the ends the bound is exactly 0 or 1; rounding must not put it beyond.
    return (0.0 if x == 0 else max(low, 0.0)), (1.0 if x == n else min(high, 1.0))


def newcombe(x1: int, n1: int, x2: int, n2: int) -> Interval | None:
    """Newcombe's hybrid score interval, 95 %, of the difference x1/n1 − x2/n2 of two independent shares; None where a base is 0.

    Method 10 (Wilson's intervals, no continuity correction) of Newcombe (1998), Interval estimation for the difference between independent
    proportions: comparison of eleven methods, Statistics in Medicine 17:873-890. Stays inside −1..1.

    Raises:
        ValueError: a count is not among 0..its base.
    """
    first, second = wilson(x1, n1), wilson(x2, n2)
    if first is None or second is None:
        return None
    p1, p2 = x1 / n1, x2 / n2
    low = p1 - p2 - sqrt((p1 - first[0]) ** 2 + (second[1] - p2) ** 2)
    high = p1 - p2 + sqrt((first[1] - p1) ** 2 + (p2 - second[0]) ** 2)
    return max(low, -1.0), min(high, 1.0)


def fisher_mid_p(x1: int, n1: int, x2: int, n2: int) -> float:
    """Fisher's exact test of x1 of n1 against x2 of n2, two-sided, mid-p.

    Over all tables with the same margins, whose probabilities are hypergeometric: the sum of those less probable than the observed one, and half
    the sum of those exactly as probable, the observed one among them (Fisher-Irwin). Fagerland, Lydersen & Laake (2017), Statistical Analysis of
    Contingency Tables, chapter 4; Lydersen, Fagerland & Laake (2009), Recommended tests for association in 2×2 tables, Statistics in Medicine
    28:1159-1175. Where the margins allow one table alone (a base of 0; nobody in either group, or everybody) it is 1, not the formula's 1/2.

    Raises:
        ValueError: a count is not among 0..its base.
    """
    _share_of(x1, n1)
    _share_of(x2, n2)
    ways = dict(_hypergeometric(x1 + x2, n1, n2))
    if len(ways) == 1:
        return 1.0
    observed = ways[x1]
    # Twice the sums, so that the half is a whole number too; the division of two whole numbers is rounded once.
    doubled = sum(2 * w for w in ways.values() if w < observed) + sum(w for w in ways.values() if w == observed)
    return doubled / (2 * sum(ways.values()))


def _hypergeometric(m: int, n1: int, n2: int) -> Iterator[tuple[int, int]]:
    """For each count in the first group, in how many ways m of the n1 + n2 can give it."""
    least, most = max(0, m - n2), min(m, n1)
    ways = comb(n1, least) * comb(n2, m - least)
    for x in range(least, most + 1):
        yield x, ways
        # Each step follows from the one before by a division that leaves no remainder.
        ways = ways * (n1 - x) * (m - x) // ((x + 1) * (n2 - m + x + 1))


def change_word(x1: int, n1: int, x2: int, n2: int) -> ChangeWord | None:
    """The word on the change from x1 of n1 to x2 of n2; None where a base is 0.

    :data:`LARGER` where Newcombe's interval excludes 0 *and* Fisher's mid-p is below 0.05. Where the two disagree it is :data:`WITHIN`: what one
    method alone finds is not said.
    """
    interval = newcombe(x1, n1, x2, n2)
    if interval is None:
        return None
    excludes = interval[0] > 0 or interval[1] < 0
    return LARGER if excludes and fisher_mid_p(x1, n1, x2, n2) < 0.05 else WITHIN


def funnel_limits(share: Fraction, base: int, tail: Fraction = FUNNEL_TAIL) -> Interval | None:
    """Exact binomial control limits, as shares, for an insats with that base if its true share were ``share``; None where the base is 0.

    The conservative form in whole counts: the limits are the least and the greatest count that are still inside, a count being outside only if
    itself and all more extreme ones together have at most probability ``tail`` (0.1 % on each side, 99.8 % between). A point on a limit is inside.
    Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24:1185-1202, interpolates between two counts
    instead (its appendix A.1.1); that lies up to one person nearer, and would call five of five at a share of 30 % outside.

    Raises:
        ValueError: the share is not in 0..1, the base is negative, or the tail is not in 0..1/2.
    """
    if not 0 <= share <= 1 or base < 0 or not 0 < tail < Fraction(1, 2):
        raise ValueError("share must lie in 0..1, base in 0.., tail between 0 and 1/2")
    if base == 0:
        return None
    least = _least_inside(share, base, tail)
    most = base - _least_inside(1 - share, base, tail)
    return least / base, most / base


def _least_inside(share: Fraction, base: int, tail: Fraction) -> int:
    """The least count c with P(X ≤ c) > tail, X binomial, in whole numbers: probabilities times denominator ** base."""
    successes, failures = share.numerator, share.denominator - share.numerator
    if failures == 0:
        return base
    allowed = tail * share.denominator**base
    count, term = 0, failures**base
    below = term
    while below <= allowed:
        term = term * (base - count) * successes // ((count + 1) * failures)
        count += 1
        below += term
    return count


@dataclass(frozen=True)
class Paired:
    """First against latest of the same people.

    Args:
        n: pairs.
        improved, same, worse: shares 0–1; None where n is 0.
        mean: mean change in the scale's own unit; None where n is 0 or the sum is not known.
        sd: standard deviation of the changes (n − 1); None where n < 2 or the sums are not known.
        mid_p: of the sign test; 1 where nobody moved.
    """

    n: int
    improved: float | None
    same: float | None
    worse: float | None
    mean: float | None
    sd: float | None
    mid_p: float


def paired(improved: int, same: int, worse: int, sum_d: int | None = None, sum_d2: int | None = None, *, unit: int = 1) -> Paired:
    """Paired statistics from counts and sums alone; the formulas are those of :func:`spread` and :func:`sign_mid_p`.

    Args:
        improved: pairs whose latest is better than their first.
        same: pairs without change.
        worse: pairs whose latest is worse.
        sum_d: Σ of the changes (latest − first) in units of 1/``unit`` (scores come in hundredths: 100); None where it is hidden.
        sum_d2: Σ of their squares in units of 1/``unit``².
        unit: parts that make one step of the scale.

    Raises:
        ValueError: a count is negative, or the sums fit no numbers of that many.
    """
    n = improved + same + worse
    mid_p = sign_mid_p(improved, worse)
    if same < 0:
        raise ValueError("counts must not be negative")
    changes = spread(n, sum_d, sum_d2, unit=unit) if sum_d is not None else Spread(n, None, None)
    shares = [part / n if n else None for part in (improved, same, worse)]
    return Paired(n, shares[0], shares[1], shares[2], changes.mean, changes.sd, mid_p)


def sign_mid_p(improved: int, worse: int) -> float:
    """The sign test of improved against worse, two-sided, mid-p; those who stand as before say nothing. The same as McNemar's mid-p test.

    With b ~ Bin(improved + worse, 1/2): 2·P(b ≤ the lesser) − P(b = the lesser); 1 − P(b = both)/2 where they are equal; 1 where nobody moved.
    Fagerland, Lydersen & Laake (2013), The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact conditional,
    BMC Medical Research Methodology 13:91.

    Raises:
        ValueError: a count is negative.
    """
    if improved < 0 or worse < 0:
        raise ValueError("counts must not be negative")
    moved, least = improved + worse, min(improved, worse)
    if moved == 0:
        return 1.0
    below, ways = 0, 1
    for k in range(least):
        below += ways
        ways = ways * (moved - k) // (k + 1)
    whole: int = 2**moved
    if improved == worse:
        return (2 * whole - ways) / (2 * whole)
    return (2 * below + ways) / whole


@dataclass(frozen=True)
class Spread:
    """How many, their mean and their standard deviation (n − 1); None where there are too few or the sums are not known."""

    n: int
    mean: float | None
    sd: float | None


def spread(n: int, total: int, squares: int | None = None, *, unit: int = 1) -> Spread:
    """Mean and standard deviation of n whole numbers from their sum and their sum of squares.

    Mean Σx/n; variance (n·Σx² − (Σx)²) / (n·(n − 1)), the sample variance written without differences of rounded numbers. ``unit`` parts make one
    (scores come in hundredths: 100).

    Raises:
        ValueError: n is negative, the unit is not positive, or no n numbers have such sums.
    """
    if n < 0 or unit < 1 or (n == 0 and (total or squares)):
        raise ValueError("sums of nobody")
    excess = None if squares is None else n * squares - total * total
    if excess is not None and excess < 0:
        raise ValueError("no numbers have these sums")
    if n == 0:
        return Spread(0, None, None)
    # sqrt takes the whole quotient: each whole number may be too large for a float, the quotient hardly is.
    sd = sqrt(excess / (n * (n - 1) * unit * unit)) if excess is not None and n > 1 else None
    return Spread(n, total / (n * unit), sd)


@dataclass(frozen=True)
class Judgement:
    """Måluppfyllelse. ``uncertain``: the interval holds the target, so that chance alone could have put the share on its other side."""

    verdict: Verdict
    uncertain: bool

    @property
    def label(self) -> str:
        """In words: ``God måluppfyllelse``, ``Viss måluppfyllelse, osäkert``."""
        return VERDICT_LABELS[self.verdict] + (f", {UNCERTAIN}" if self.uncertain else "")


def judge(
    value: Fraction, target: Fraction, *, good: Fraction = Fraction(1), some: Fraction = Fraction(3, 4), interval: Interval | None = None
) -> Judgement:
    """Måluppfyllelse of a share (or a count) against its target, compared exactly.

    Args:
        value: a share 0–1 or a count.
        target: målvärdet, in the same unit.
        good: the part of the target from which it is God.
        some: the part of the target from which it is Viss; below it is Ingen.
        interval: of the share; with none (a count, a published figure without its n) nothing is said to be uncertain.

    Raises:
        ValueError: the limits are in the wrong order.
    """
    if not 0 < some <= good:
        raise ValueError("the limits must be positive and in order")
    verdict: Verdict = "god" if value >= good * target else "viss" if value >= some * target else "ingen"
    return Judgement(verdict, interval is not None and interval[0] <= target <= interval[1])


def judge_share(x: int, n: int, target: Fraction, *, good: Fraction = Fraction(1), some: Fraction = Fraction(3, 4)) -> Judgement | None:
    """Måluppfyllelse of x of n with Wilson's interval as its uncertainty; None where n is 0."""
    interval = wilson(x, n)
    return None if interval is None else judge(Fraction(x, n), target, good=good, some=some, interval=interval)


def _share_of(x: int, n: int) -> None:
    if not 0 <= x <= n:
        raise ValueError("x must lie in 0..n")
