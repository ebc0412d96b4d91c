"""Counters of every shape and values in them, for Hypothesis."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from register.counters.model import KINDS, Counter, Dimension, Figures, Measure, Place
from register.counters.periods import containing
from register.periods import Month, Period
from register.vocabulary.model import Code

NUMBERS = st.integers(0, 10_000_000)


@st.composite
def dimensions(draw: st.DrawFn, name: str) -> Dimension:
    retired = draw(st.lists(st.booleans(), min_size=1, max_size=4).filter(lambda found: not all(found)))
    return Dimension(name, name.capitalize(), tuple(Code(f"{name}-{i}", f"Kod {i}", retired=gone) for i, gone in enumerate(retired)))


@st.composite
def counters(draw: st.DrawFn, *, pair: bool | None = None) -> Counter:
    is_pair = draw(st.booleans()) if pair is None else pair
    return Counter(
        id="prov",
        label="Prov",
        period_kind=draw(st.sampled_from(KINDS)),
        entered_by=draw(st.sampled_from(("kansli", "insats"))),
        unit="personer",
        protected=draw(st.booleans()),
        dimensions=tuple(draw(dimensions(name)) for name in ("a", "b", "c")[: draw(st.integers(0, 3))]),
        joining=draw(st.sampled_from(("summa", "senaste"))),
        pair=("Del", "Hel") if is_pair else None,
    )


@st.composite
def values_of(draw: st.DrawFn, counter: Counter, *, retired: bool = True) -> dict[Place, int]:
    """Any values that may stand in a counter: some places blank, some zero, täljare at most nämnare."""
    found: dict[Place, int] = {}
    for codes in product(*([code.id for code in one.codes if retired or not code.retired] for one in counter.dimensions)):
        if draw(st.booleans()):
            first = draw(NUMBERS)
            numbers = {"taljare": draw(st.integers(0, first)), "namnare": first} if counter.pair else {"antal": first}
            measures: tuple[Measure, ...] = counter.measures
            found |= {Place(codes, measure): numbers[measure] for measure in measures}
    return found


@st.composite
def filled(draw: st.DrawFn, *, pair: bool | None = None) -> tuple[Counter, dict[Place, int]]:
    counter = draw(counters(pair=pair))
    return counter, draw(values_of(counter))


MONTHS = st.builds(Month, st.integers(2024, 2026), st.integers(1, 12))


@st.composite
def given_over_time(draw: st.DrawFn) -> tuple[Counter, list[Figures]]:
    """A counter and what some owners have given of it in some periods, each once."""
    counter = draw(counters())
    owners = [""] if counter.entered_by == "kansli" else draw(st.lists(st.sampled_from(["coach", "natet", "vagen"]), unique=True, max_size=3))
    found = []
    for owner in owners:
        periods: list[Period] = draw(st.lists(st.builds(containing, st.just(counter.period_kind), MONTHS), unique=True, max_size=5))
        for period in periods:
            values = draw(values_of(counter))
            if values:
                found.append(Figures(counter, period, owner, "insats" if owner else "kansli", values))
    return counter, draw(st.permutations(found))
