"""A time that searches and audits may take together. Knows nothing of either."""

from __future__ import annotations

import math
import time


class OutOfTime(Exception):
    """The time is up."""


class Deadline:
    """So many seconds from now."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, never less than 0."""
        return max(0.0, self._end - time.monotonic())

    def check(self) -> None:
        """Go on, or raise OutOfTime."""
        if not self.left:
            raise OutOfTime
