"""Confidence interval of a share."""

from __future__ import annotations

from math import sqrt
from typing import Final

Z95: Final = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""


def wilson(x: int, n: int) -> tuple[float, float] | None:
    """Wilson's score interval, 95 %, without continuity correction, of x of n; None where n is 0.

    Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209-212; method 3 of Newcombe (1998), Two-sided
    confidence intervals for the single proportion, Statistics in Medicine 17:857-872. Stays inside 0..1 and is not empty at x = 0 or x = n.

    Raises:
        ValueError: x is not among 0..n.
    """
    if not 0 <= x <= n:
        raise ValueError("x must lie in 0..n")
    if n == 0:
        return None
    share, z2 = x / n, Z95 * Z95
    middle = share + z2 / (2 * n)
    half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = ((middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n))
    # At the ends the bound is exactly 0 or 1; rounding must not put it beyond.
    return (0.0 if x == 0 else max(low, 0.0)), (1.0 if x == n else min(high, 1.0))
