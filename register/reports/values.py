"""Values of a report from the cells of protected tables: counts, shares, intervals, means, kronor. What needs a hidden count is hidden."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from typing import Final

from register.goals.model import Limits
from register.reports.document import BLANK_MARK, EMPTY_MARK, HIDDEN_MARK, Value
from register.statistics import judge, wilson

HIDDEN: Final = Value("dold", HIDDEN_MARK)
NOT_FOLLOWED_UP: Final = Value("ej-uppfoljd", BLANK_MARK)
EMPTY: Final = Value("tom", EMPTY_MARK)

_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


def grouped(number: int) -> str:
    """A whole number with its thousands apart: ``3 238 500``."""
    return f"{number:,}".replace(",", _NO_BREAK)


def decimal(number: float | Fraction, places: int) -> str:
    """A number with decimal comma, halves rounded up (away from zero)."""
    exact = Decimal(number.numerator) / Decimal(number.denominator) if isinstance(number, Fraction) else Decimal(repr(number))
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)).replace(".", ",").replace("-", "\N{MINUS SIGN}")


def per_cent(share: float | Fraction) -> str:
    """A share 0–1 in whole per cent: ``30 %``. Shares of one whole are rounded each for itself and need not add to 100."""
    return f"{decimal(share * 100, 0)}{_NO_BREAK}%"


def as_typed(share: Fraction) -> str:
    """A share that somebody has typed, a målvärde or a limit, with the decimals that it has: ``33 %``, ``33,3 %``."""
    places = next((places for places in (0, 1) if (share * 100 * 10**places).denominator == 1), 2)
    return f"{decimal(share * 100, places)}{_NO_BREAK}%"


def judged_text(share: Fraction, target: Fraction | None, limits: Limits) -> str:
    """A share in per cent as it stands beside its verdict: whole, but with decimals where the rounded figure would give another one."""
    verdict = None if target is None else judge(share, target, good=limits.good, some=limits.some).verdict
    for places in (0, 1):
        rounded = Fraction(floor(share * 100 * 10**places + Fraction(1, 2)), 100 * 10**places)  # as decimal() rounds
        if target is None or judge(rounded, target, good=limits.good, some=limits.some).verdict == verdict:
            return f"{decimal(share * 100, places)}{_NO_BREAK}%"
    return f"{decimal(share * 100, 2)}{_NO_BREAK}%"


def judged_share(x: int | None, n: int | None, target: Fraction | None, limits: Limits) -> Value:
    """:func:`share` with the figure of :func:`judged_text`."""
    found = share(x, n)
    return found if x is None or not n or found.kind != "andel" else replace(found, text=judged_text(Fraction(x, n), target, limits))


def count(n: int | None) -> Value:
    """A count, hidden where it is a dot."""
    return HIDDEN if n is None else Value("antal", grouped(n), n)


def share(x: int | None, n: int | None) -> Value:
    """Share x of n in per cent, with Wilson's 95 % interval; hidden where either is, empty where n is 0."""
    if x is None or n is None:
        return HIDDEN
    if n == 0:
        return EMPTY
    interval = wilson(x, n)
    low, high = interval or (None, None)
    return Value("andel", per_cent(Fraction(x, n)), x / n, low, high)


def interval(value: Value) -> Value:
    """The interval of a value in words of its own: ``18–45 %``; hidden where the value is, empty where it has none."""
    if value.kind == "dold" or value.low is None or value.high is None:
        return HIDDEN if value.kind == "dold" else EMPTY
    text = f"{decimal(value.low * 100, 0)}–{decimal(value.high * 100, 0)}{_NO_BREAK}%"
    return Value("intervall", text, None, value.low, value.high)


def mean(total: int | None, n: int | None, *, offset: int = 0, unit: int = 1) -> Value:
    """A mean with one decimal.

    Args:
        total: the sum, in units of 1/unit.
        n: how many it is of.
        offset: added to every mean: sums of levels are printed with the lowest level as 1.
        unit: 100 where the sum is in hundredths.
    """
    if total is None or n is None:
        return HIDDEN
    if n == 0:
        return EMPTY
    exact = Fraction(total, n * unit) + offset
    return Value("medel", decimal(exact, 1), float(exact))


def kronor(amount: int | Fraction | None) -> Value:
    """Whole kronor: ``546 000 kr``; hidden where the amount needs a hidden count."""
    if amount is None:
        return HIDDEN
    whole = int(Decimal(Fraction(amount).numerator / Decimal(Fraction(amount).denominator)).quantize(Decimal(1), ROUND_HALF_UP))
    return Value("kronor", f"{grouped(whole)}{_NO_BREAK}kr", whole)


def cost_per(budget: int, n: int | None) -> Value:
    """A public budget divided by a count: hidden with the count, empty where nobody is counted."""
    if n is None:
        return HIDDEN
    return EMPTY if n == 0 else kronor(Fraction(budget, n))


def words(text: str) -> Value:
    """Words in a table."""
    return Value("ord", text)
