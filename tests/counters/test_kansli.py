"""The kansli's own counters: filled in, closed by publication, and joined with what the insatser have delivered."""

from __future__ import annotations

import zlib
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from register import canonical
from register.counters.figures import total
from register.counters.model import Place
from register.errors import BadInput
from register.insats import counters as at_insats
from register.insats.opening import open_insats
from register.insats.sealing import SealCost
from register.kansli import acts, counters, reporting
from register.kansli.models import KansliPublication
from register.periods import Period
from tests.counters.makers import FILE, PASSPHRASE, TODAY, Both

WOMEN, MEN = Place(("staden", "kvinna")), Place(("staden", "man"))


def put(both: Both) -> None:
    counters.set_values(both.kansli, "personal", "2026H1", {WOMEN: 12, MEN: 0}, today=TODAY)


def test_blank_is_not_zero(both: Both) -> None:
    put(both)
    grid = counters.grid(both.kansli, "personal", "2026H1")
    assert grid.values == {WOMEN: 12, MEN: 0}
    assert [cell.value for cell in grid.cells if cell.place.codes[0] == "staden"] == [12, 0, None]
    assert (grid.given, grid.origin, grid.closed, grid.definition) == (True, "kansli", "", grid.counter.hash)
    assert not counters.grid(both.kansli, "personal", "2025H2").given


def test_a_correction_overwrites_and_a_blank_takes_away(both: Both) -> None:
    put(both)
    after = counters.set_values(both.kansli, "personal", "2026H1", {WOMEN: 13, MEN: None}, today=TODAY)
    assert after.values == {WOMEN: 13}
    counters.set_values(both.kansli, "personal", "2026H1", {WOMEN: None}, today=TODAY)
    assert counters.figures(both.kansli) == []


def test_nothing_is_changed_where_one_value_is_wrong(both: Both) -> None:
    put(both)
    with pytest.raises(BadInput, match="Staden · Man"):
        counters.set_values(both.kansli, "personal", "2026H1", {WOMEN: 99, MEN: -1}, today=TODAY)
    assert counters.grid(both.kansli, "personal", "2026H1").values == {WOMEN: 12, MEN: 0}


@pytest.mark.parametrize(
    ("counter", "period", "what"),
    [
        ("finns-inte", "2026H1", "Räknaren finns-inte finns inte."),
        ("ko", "2026-03", "Räknaren ko förs inte här."),
        ("personal", "2026K1", "2026K1 är inte en period som räknaren har."),
        ("personal", "2027H2", "2027H2 har inte börjat."),
    ],
)
def test_what_cannot_be_filled_in_is_refused(both: Both, counter: str, period: str, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        counters.set_values(both.kansli, counter, period, {Place(("0-2",)): 1}, today=TODAY)
    assert caught.value.what == what


def test_an_insats_has_none_of_the_kanslis_and_the_other_way(both: Both) -> None:
    assert set(at_insats.definitions(both.insats).by_id) == {"ko", "enkat"}
    assert set(counters.definitions(both.kansli).by_id) == {"personal", "utbildade", "ko", "enkat"}
    with pytest.raises(BadInput, match="Räknaren personal finns inte"):
        at_insats.set_values(both.insats, "personal", "2026H1", {WOMEN: 1}, today=TODAY)


def test_it_stands_when_the_register_is_opened_again(both: Both) -> None:
    put(both)
    both.kansli.close()
    both.kansli = acts.open_forbund(both.kansli.catalogue, "norra", PASSPHRASE, today=TODAY, state=both.root / "state")
    assert counters.grid(both.kansli, "personal", "2026H1").values == {WOMEN: 12, MEN: 0}


def drop(session: Session) -> None:
    for table in ("counter_value", "counter_set", "counter_definition"):
        session.connection().execute(text(f"DROP TABLE {table}"))


def test_registers_and_vaults_from_before_get_their_tables_when_they_are_unlocked(both: Both) -> None:
    state, catalogue = both.root / "state", both.kansli.catalogue
    with both.kansli.store.write() as session:
        drop(session)
    with both.insats.write() as session:
        drop(session)
    both.close()
    both.kansli = acts.open_forbund(catalogue, "norra", PASSPHRASE, today=TODAY, state=state)
    both.insatser = {"coach": open_insats(catalogue, "coach", PASSPHRASE, today=TODAY, seal_cost=SealCost.for_tests(), state=state)}
    put(both)
    at_insats.set_values(both.insats, "ko", "2026-05", {Place(("0-2",)): 1}, today=TODAY)
    assert counters.grid(both.kansli, "personal", "2026H1").given


def publish(both: Both, span: str, **more: Any) -> None:
    row: dict[str, Any] = {
        "nr": 1,
        "id": "a" * 24,
        "report": "arsredovisning",
        "subject": "",
        "span": span,
        "made": TODAY,
        "made_by": "norra",
        "document": b"x",
    }
    with both.kansli.store.write() as session:
        session.merge(KansliPublication(**{**row, **more}))


def test_what_is_published_is_put_right_only_on_purpose(both: Both) -> None:
    put(both)
    publish(both, "2026")
    assert "arsredovisning för 2026 är publicerad" in counters.grid(both.kansli, "personal", "2026H1").closed
    with pytest.raises(BadInput, match="Värdena för 2026H1 ändras inte") as caught:
        counters.set_values(both.kansli, "personal", "2026H1", {MEN: 1}, today=TODAY)
    assert "sena" in caught.value.remedy
    assert counters.set_values(both.kansli, "personal", "2026H1", {MEN: 1}, late=True, today=TODAY).values[MEN] == 1
    assert counters.grid(both.kansli, "personal", "2024H1").closed == ""


def test_where_people_are_counted_the_report_is_withdrawn_first(both: Both) -> None:
    both.write(FILE.replace("skyddas = false", "skyddas = true", 1))
    publish(both, "2026H1")
    late: dict[str, Any] = {"late": True, "today": TODAY}
    counters.set_values(both.kansli, "personal", "2026H1", {MEN: 7}, **late)
    with pytest.raises(BadInput, match="ändras inte") as caught:
        counters.set_values(both.kansli, "personal", "2026H1", {MEN: 8}, **late)
    assert "dra tillbaka rapporten" in caught.value.remedy
    publish(both, "2026H1", withdrawn=TODAY, reason="ersatt")
    assert counters.set_values(both.kansli, "personal", "2026H1", {MEN: 8}, today=TODAY).values[MEN] == 8


PROTECTED = FILE.replace("skyddas = false", "skyddas = true", 1)


def test_what_a_later_report_has_shown_as_the_period_before_is_closed_too(both: Both) -> None:
    put(both)
    publish(both, "2026H2")
    assert "arsredovisning för 2026H2 är publicerad" in counters.grid(both.kansli, "personal", "2026H1").closed
    assert counters.grid(both.kansli, "personal", "2025H2").closed == ""
    publish(both, "2027")
    assert counters.grid(both.kansli, "personal", "2026H1").closed
    with pytest.raises(BadInput, match="Värdena för 2026H1 ändras inte"):
        counters.set_values(both.kansli, "personal", "2026H1", {MEN: 1}, today=TODAY)


def test_two_reports_never_differ_by_one_counted_person(both: Both) -> None:
    """Printed beside the second half-year, the first is not changed before a report of its own is made."""
    both.write(PROTECTED)
    for half, women in (("2026H1", 32), ("2026H2", 40)):
        places = {Place((part, kon)): women if kon == "kvinna" else 20 for part in ("staden", "regionen", "fk") for kon in ("kvinna", "man", "annat")}
        counters.set_values(both.kansli, "personal", half, places, today=TODAY)
    both.lock("2026H1")
    both.send()
    made = reporting.prepare_report(both.kansli, "arsredovisning", Period.parse("2026H2"), today=TODAY)
    reporting.publish_report(both.kansli, made, TODAY)
    for late in (False, True):
        with pytest.raises(BadInput, match="ändras inte"):
            counters.set_values(both.kansli, "personal", "2026H1", {WOMEN: 31}, late=late, today=TODAY)


def test_cells_of_people_close_their_period_whatever_period_the_report_is_of(both: Both) -> None:
    both.write(PROTECTED)
    put(both)
    cell = [[], ["norra#1"], ["kvinna"], [], ["2026H1~1"]]
    publish(both, "2029", document=zlib.compress(canonical.dump({"celler": {"raknare:personal": [cell]}})))
    grid = counters.grid(both.kansli, "personal", "2026H1")
    assert (bool(grid.closed), grid.late) == (True, False)
    assert counters.grid(both.kansli, "personal", "2025H2").closed == ""


def test_reports_that_show_no_counters_of_the_forbund_close_nothing(both: Both) -> None:
    publish(both, "2026", report="progression")
    put(both)
    publish(both, "2026", subject="coach")
    put(both)
    publish(both, "2026", made_by="coach")
    put(both)


def test_a_code_taken_away_is_refused_and_one_retired_is_read(both: Both) -> None:
    put(both)
    both.write(FILE.replace('{ id = "staden", label = "Staden" }, ', ""))
    with pytest.raises(BadInput, match="Koden ”staden” är borttagen ur listan ”part”"):
        counters.grid(both.kansli, "personal", "2026H1")
    both.write(FILE.replace('label = "Staden" }', 'label = "Staden", utgatt = true }'))
    grid = counters.grid(both.kansli, "personal", "2026H1")
    assert [(cell.place, cell.value) for cell in grid.cells if cell.retired] == [(WOMEN, 12), (MEN, 0)]
    with pytest.raises(BadInput, match="koden är utgången"):
        counters.set_values(both.kansli, "personal", "2026H1", {WOMEN: 13}, today=TODAY)


def test_a_counter_taken_out_of_the_file_can_still_be_read(both: Both) -> None:
    put(both)
    both.write("")
    (left,) = counters.definitions(both.kansli).counters
    assert (left.id, left.retired) == ("personal", True)
    assert counters.grid(both.kansli, "personal", "2026H1").values == {WOMEN: 12, MEN: 0}
    with pytest.raises(BadInput, match="används inte längre"):
        counters.set_values(both.kansli, "personal", "2026H1", {WOMEN: 13}, today=TODAY)


def test_figures_of_some_spans(both: Both) -> None:
    for period in ("2024H2", "2025H1", "2025H2", "2026H1"):
        counters.set_values(both.kansli, "personal", period, {WOMEN: 1}, origin="import", today=TODAY)
    found = counters.figures(both.kansli, [Period.parse("2025"), Period.parse("2026H1")])
    assert [(one.period.code, one.origin) for one in found] == [("2025H1", "import"), ("2025H2", "import"), ("2026H1", "import")]
    year = counters.joined(both.kansli, "personal", Period.parse("2025"))
    assert (total(year.counter, year.values), year.complete) == (2, True)
    assert counters.joined(both.kansli, "personal", Period.parse("2026")).missing == (("", "2026H2"),)


def test_an_insats_that_has_ended_owes_nothing_more(both: Both) -> None:
    at_insats.set_values(both.insats, "enkat", "2026H1", {Place(("ja",)): 5}, today=TODAY)
    both.lock("2026H1", final=True)
    both.send()
    assert counters.joined(both.kansli, "enkat", Period.parse("2026")).complete


def test_the_clock_is_a_parameter(both: Both) -> None:
    with pytest.raises(BadInput, match="har inte börjat"):
        counters.set_values(both.kansli, "personal", "2026H1", {WOMEN: 1}, today=date(2025, 12, 31))
