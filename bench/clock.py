"""Timing that two cores shared with others can be asked for: interleaved runs, medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def interleaved(rounds: int, works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The median time of each work, in seconds. One run of each per round, so that a slow moment of the machine meets all of them alike."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(seconds(work))
    return {name: statistics.median(times) for name, times in taken.items()}
