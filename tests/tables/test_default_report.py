"""An insats of 30 avslut a year prints nearly all of its default report."""

from __future__ import annotations

import pytest

from bench import default_report


@pytest.mark.parametrize("seed", [0, 2])
def test_an_insats_of_thirty_prints_most_of_its_default_report(seed: int) -> None:
    assert 0.85 <= default_report.share_printed(seed, measures=False) <= 1.0
