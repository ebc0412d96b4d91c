"""Counts add and subtract without a trace, and a batch is one document."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from register import canonical
from register.counts import Batch, Cell, Details, Flow, Place, Released, Tally, Volume, flow

kons = st.sampled_from(["kvinna", "man", "annat"])
cells = st.builds(Cell, st.sampled_from(["t1", "t2"]), st.tuples(st.sampled_from(["a", "b", "saknas"])))
places = st.builds(Place, st.sampled_from(["start", "avslut"]), kons)
volumes = st.dictionaries(st.builds(Volume, st.sampled_from(["nya", "avslutade"]), st.just("2026-03"), kons), st.integers(1, 9))
details = st.builds(lambda people, found: Details(people, Counter(found)), st.integers(1, 9), st.dictionaries(cells, st.integers(1, 9)))
tallies = st.builds(lambda v, d: Tally(Counter(v), dict(d)), volumes, st.dictionaries(places, details))


def plain(tally: Tally) -> object:
    return dict(tally.volumes), {place: (d.people, dict(d.cells)) for place, d in tally.details.items()}


@given(tallies, tallies)
def test_adding_and_taking_away_leaves_no_trace(one: Tally, other: Tally) -> None:
    total = Tally()
    total.add(one)
    before = plain(total)
    total.add(other)
    total.add(other, -1)
    assert plain(total) == before
    total.add(one, -1)
    assert total.is_empty()
    assert plain(total) == ({}, {})


@given(tallies, tallies)
def test_adding_is_in_no_order(one: Tally, other: Tally) -> None:
    first, second = Tally(), Tally()
    for tally in (one, other):
        first.add(tally)
    for tally in (other, one):
        second.add(tally)
    assert plain(first) == plain(second)


def test_adding_does_not_change_what_is_added() -> None:
    part = Tally()
    part.at(Place("start", "man")).people = 2
    total = Tally()
    total.add(part)
    total.add(part)
    assert part.details[Place("start", "man")].people == 2
    assert total.details[Place("start", "man")].people == 4


def test_a_table_is_its_cells() -> None:
    found = Details(3)
    found.cells.update({Cell("a", ("x",)): 2, Cell("a", ("y",)): 1, Cell("b", ("x",)): 3})
    assert found.table("a") == {("x",): 2, ("y",): 1}


@given(tallies, st.booleans())
def test_a_batch_survives_its_document(tally: Tally, final: bool) -> None:
    released = tuple(Released(place, d.people, ("2025H2", "2026H1"), dict(d.cells)) for place, d in sorted(tally.details.items()))
    batch = Batch(3, "2026H1", "f" * 64, dict(tally.volumes), released, {Place("start", "annat"): 2}, final)
    document = json.loads(canonical.dump(batch.to_document()))
    assert Batch.from_document(document) == batch


def test_the_same_batch_gives_the_same_bytes() -> None:
    one = Released(Place("start", "man"), 5, ("2026H1",), {Cell("t", ("a",)): 3, Cell("t", ("b",)): 2})
    two = Released(Place("avslut", "man"), 5, ("2026H1",), {Cell("t", ("b",)): 2, Cell("t", ("a",)): 3})
    first = Batch(1, "2026H1", "", {Volume("nya", "2026-01", "man"): 1, Volume("avslutade", "2026-01", "man"): 1}, (one, two))
    second = Batch(1, "2026H1", "", dict(reversed(list(first.volumes.items()))), (two, one))
    assert canonical.dump(first.to_document()) == canonical.dump(second.to_document())


def test_a_flow_holds_the_identity() -> None:
    before = [(Volume("ingaende", "2025-01", "man"), 2), (Volume("nya", "2025-02", "kvinna"), 5), (Volume("avslutade", "2025-06", "kvinna"), 1)]
    within = [
        (Volume("ingaende", "2025-07", "man"), 1),
        (Volume("nya", "2025-08", "man"), 4),
        (Volume("nya.sen", "2025-08", "man"), 3),
        (Volume("avslutade", "2025-09", "kvinna"), 2),
        (Volume("felregistrerade", "2025-09", "kvinna"), 1),
        (Volume("antal", "2025-09", "kvinna"), 100),
    ]
    whole = flow(before, within)
    assert whole == Flow(pagaende_start=7, nya=4, avslutade=2, felregistrerade=1)
    assert (whole.deltagare, whole.pagaende_slut) == (11, 8)
    assert flow(before, within, "kvinna") == Flow(pagaende_start=4, avslutade=2, felregistrerade=1)
    assert flow(before, within, "man").pagaende_slut == 7
