"""Values are there as they were given or not at all: bad ones among good, interruptions, two sessions at once, constraints of the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from register import audit_log
from register.counters import book
from register.counters.model import Figures, Place
from register.counters.tables import CounterValue
from register.errors import BadInput
from register.insats import counters as at_insats
from register.insats.opening import open_insats
from register.insats.sealing import SealCost
from register.kansli import acts
from register.kansli import counters as at_kansli
from tests.counters.makers import FILE, PASSPHRASE, TODAY, Both

PLACES = [Place((part, kon)) for part in ("staden", "regionen", "fk") for kon in ("kvinna", "man", "annat")]
MAYBE_BAD = st.one_of(st.none(), st.integers(0, 10_000_000), st.sampled_from([-1, 10_000_001, True, 1.5, "3"]))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    made = Both.make(tmp_path_factory.mktemp("raknare"))
    yield made
    made.close()


def good(value: object) -> bool:
    return value is None or (type(value) is int and 0 <= value <= 10_000_000)


@settings(max_examples=15, deadline=None)
@given(batches=st.lists(st.dictionaries(st.sampled_from(PLACES), MAYBE_BAD, min_size=1, max_size=5), max_size=4), year=st.integers(1990, 2026))
def test_a_real_register_holds_what_a_plain_dict_would(shared: Both, batches: list[dict[Place, int | None]], year: int) -> None:
    period = f"{year}H1"
    model = dict(at_kansli.grid(shared.kansli, "personal", period).values)
    for changes in batches:
        if all(good(value) for value in changes.values()):
            at_kansli.set_values(shared.kansli, "personal", period, changes, today=TODAY)
            model = {place: n for place, n in {**model, **changes}.items() if n is not None}
        else:
            with pytest.raises(BadInput):
                at_kansli.set_values(shared.kansli, "personal", period, changes, today=TODAY)
        assert at_kansli.grid(shared.kansli, "personal", period).values == model
    found = {one.period.code: dict(one.values) for one in at_kansli.figures(shared.kansli)}
    assert found.get(period, {}) == model


def test_an_act_that_is_interrupted_leaves_nothing(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is the last that is written: stopped there, the values are not there either, nor after the register is opened again."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    at_kansli.set_values(both.kansli, "personal", "2026H1", {PLACES[0]: 1}, today=TODAY)
    monkeypatch.setattr(audit_log, "append", stop)
    with pytest.raises(KeyboardInterrupt):
        at_kansli.set_values(both.kansli, "personal", "2026H1", {PLACES[0]: 2, PLACES[1]: 3}, today=TODAY)
    monkeypatch.undo()
    assert at_kansli.grid(both.kansli, "personal", "2026H1").values == {PLACES[0]: 1}
    both.kansli.close()
    both.kansli = acts.open_forbund(both.kansli.catalogue, "norra", PASSPHRASE, today=TODAY, state=both.root / "state")
    assert at_kansli.grid(both.kansli, "personal", "2026H1").values == {PLACES[0]: 1}


def test_a_reception_that_is_interrupted_leaves_nothing(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    for period in ("2026-01", "2026-02"):
        at_insats.set_values(both.insats, "ko", period, {Place(("0-2",)): 4}, today=TODAY)
    both.lock("2026H1")
    data = both.deliver()
    kept: list[str] = []
    keep = book.keep_delivered

    def stop_at_the_second(session: Session, delivered: Sequence[Figures], delivery: int) -> None:
        keep(session, delivered[:1], delivery)
        kept.append(delivered[0].period.code)
        raise KeyboardInterrupt

    monkeypatch.setattr(book, "keep_delivered", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        acts.ta_emot(both.kansli, data, today=TODAY)
    monkeypatch.undo()
    assert (kept, at_kansli.figures(both.kansli), acts.leveranser(both.kansli, TODAY).received) == (["2026-01"], [], ())
    assert acts.ta_emot(both.kansli, data, today=TODAY).counters == 2


def test_two_who_fill_in_at_the_same_time_keep_both_their_values(both: Both) -> None:
    other = open_insats(both.insats.catalogue, "coach", PASSPHRASE, today=TODAY, seal_cost=SealCost.for_tests(), state=both.root / "state")
    try:
        at_insats.set_values(both.insats, "ko", "2026-05", {Place(("0-2",)): 4}, today=TODAY)
        at_insats.set_values(other, "ko", "2026-05", {Place(("3-5",)): 5}, today=TODAY)
        assert at_insats.grid(both.insats, "ko", "2026-05").values == {Place(("0-2",)): 4, Place(("3-5",)): 5}
    finally:
        other.close()


def test_a_lock_closes_what_is_over_and_nothing_else(both: Both) -> None:
    both.lock("2026H1")
    with pytest.raises(BadInput, match="har låst 2026H1"):
        at_insats.set_values(both.insats, "ko", "2026-06", {Place(("0-2",)): 4}, today=TODAY)
    assert at_insats.set_values(both.insats, "ko", "2026-07", {Place(("0-2",)): 4}, today=TODAY).closed == ""


@pytest.mark.parametrize("wrong", [{"n": -1}, {"measure": "summa"}, {"period": "2025H2"}])
def test_the_database_refuses_what_must_never_be(both: Both, wrong: dict[str, object]) -> None:
    """A negative number, a number of no kind, a value without its set."""
    at_kansli.set_values(both.kansli, "personal", "2026H1", {PLACES[0]: 1}, today=TODAY)
    row = {"insats_id": "", "delivery": 0, "counter": "personal", "period": "2026H1", "codes": "fk|man", "measure": "antal", "n": 1}
    with pytest.raises(IntegrityError), both.kansli.store.write() as session:
        session.add(CounterValue.model_validate({**row, **wrong}))
        session.flush()
    assert at_kansli.grid(both.kansli, "personal", "2026H1").values == {PLACES[0]: 1}


def test_kontroll_finds_a_value_that_the_definition_has_not(both: Both) -> None:
    at_kansli.set_values(both.kansli, "personal", "2026H1", {PLACES[0]: 1}, today=TODAY)
    row = {"insats_id": "", "delivery": 0, "counter": "personal", "period": "2026H1", "codes": "landstinget|man", "measure": "antal", "n": 1}
    with both.kansli.store.write() as session:
        session.add(CounterValue.model_validate(row))
    (found,) = [one for one in acts.kontroll(both.kansli) if one.what == book.CHECKED]
    assert (found.ok, "personal 2026H1: Koden ”landstinget” finns inte i listan ”part”." in found.detail) == (False, True)


def test_a_long_period_of_the_counter_waits_for_the_lock_of_its_last_month(tmp_path: Path) -> None:
    """A counter of the whole year, at an insats that locks half-years, goes with the second delivery."""
    both = Both.make(tmp_path, FILE.replace('period = "halvar"\n    fors_av = "insats"', 'period = "ar"\n    fors_av = "insats"'))
    at_insats.set_values(both.insats, "enkat", "2026", {Place(("ja",)): 4}, today=TODAY)
    both.lock("2026H1")
    assert both.send().counters == 0
    assert at_insats.set_values(both.insats, "enkat", "2026", {Place(("ja",)): 9}, today=TODAY).closed == ""
    both.lock("2026H2")
    assert both.send().counters == 1
    assert [dict(one.values) for one in at_kansli.figures(both.kansli)] == [{Place(("ja",)): 9}]
    both.close()
