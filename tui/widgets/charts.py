"""Small charts as text: a share with its interval, three parts of a whole, months. Pure; the value always stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

_LEVELS: Final = "▁▂▃▄▅▆▇█"
SURE, BELOW, ABOVE, NOTHING = "█", "▓", "░", "·"
INTERVAL_LEGEND: Final = f"{SURE} och {BELOW} är andelen; {BELOW} och {ABOVE} är dess 95 %-intervall"


def fit(text: str, width: int) -> str:
    """The text in exactly so many cells; what does not fit ends in an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def share_bar(share: float | None, low: float | None, high: float | None, width: int) -> str:
    """A share from 0 to 1 with its interval on a line of ``width`` cells; empty where there is no share.

    Cells up to the share are filled, lighter from where the interval begins; those from the share to the interval's end lighter still.
    """
    if share is None or low is None or high is None:
        return ""
    at, first, last = (round(x * width) for x in (share, low, high))
    return SURE * first + BELOW * (at - first) + ABOVE * (last - at) + NOTHING * (width - last)


class Parts(NamedTuple):
    """Three stretches of one bar, to be coloured each its own way; together they are the whole width."""

    first: str
    second: str
    third: str


def three_parts(first: int, second: int, third: int, width: int) -> Parts:
    """A bar split as three counts are; what is not zero is seen. Empty where all are zero."""
    total = first + second + third
    if total <= 0:
        return Parts("", "", "")
    counts = (first, second, third)
    cells = [max(1, round(n * width / total)) if n else 0 for n in counts]
    # What rounding gave too much or too little is taken from, or given to, the longest.
    longest = max(range(3), key=lambda i: counts[i])
    cells[longest] += width - sum(cells)
    return Parts("█" * cells[0], "▒" * cells[1], "░" * cells[2])


def sparkline(values: Sequence[int]) -> str:
    """One cell each, from 0 to the largest; zero is a dot."""
    largest = max(values, default=0)
    return "".join(NOTHING if n <= 0 else _LEVELS[min(7, (n * 8 - 1) // largest)] for n in values)


def per_cent(share: float | None) -> str:
    """A share in whole per cent, Swedish; a dash where there is none."""
    return "–" if share is None else f"{_half_up(share)} %"


def interval(low: float | None, high: float | None) -> str:
    """An interval in whole per cent, as ``27–55 %``."""
    return "–" if low is None or high is None else f"{_half_up(low)}–{_half_up(high)} %"


def _half_up(share: float) -> int:
    return int(share * 100 + 0.5)
