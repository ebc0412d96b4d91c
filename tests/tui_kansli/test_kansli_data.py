"""Choosing what to look at, summing volumes over a span, and finding delivery files."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import CouldNot
from register.kansli import acts, publications
from register.kansli.session import Kansli
from register.periods import Month, Period
from tests.publications import report
from tests.tui.driving import TODAY
from tui.screens.kansli_data import LENGTHS, Choice, flows, groupings, read
from tui.screens.kansli_files import find_deliveries, receive
from tui.screens.kansli_outcome_text import base_text
from tui.screens.kansli_text import delivery_rows, missing_in_span

months = st.builds(Month, st.integers(2000, 2060), st.integers(1, 12))


@pytest.mark.parametrize(("today", "code"), [(date(2026, 7, 1), "2026H1"), (date(2026, 6, 30), "2025H2"), (date(2027, 1, 1), "2026H2")])
def test_it_begins_with_the_latest_halvar_that_is_over(today: date, code: str) -> None:
    span = Choice.at_first(today).span
    assert span is not None
    assert span.code == code


@given(months, st.sampled_from(LENGTHS), st.integers(-20, 20))
def test_stepping_there_and_back_is_where_one_was(month: Month, length: str, steps: int) -> None:
    choice = Choice(month, length)  # type: ignore[arg-type]
    assert choice.stepped(steps).stepped(-steps).span == choice.span


@given(months, st.sampled_from(LENGTHS[:-1]))
def test_a_step_is_the_next_of_its_kind(month: Month, length: str) -> None:
    choice = Choice(month, length)  # type: ignore[arg-type]
    assert choice.span is not None
    assert choice.stepped(1).span == choice.span.next()


def test_the_lengths_go_round() -> None:
    choice = Choice(Month(2026, 5))
    seen = [choice.span]
    for _ in LENGTHS:
        choice = choice.next_length()
        seen.append(choice.span)
    assert [span.code if span else None for span in seen] == ["2026H1", "2026T1", "2026K1", "2026", None, "2026H1"]


@given(months, st.sampled_from(["", "2026", "2026H2", "2025T3", "2024K4"]))
def test_a_chosen_code_is_the_span(month: Month, code: str) -> None:
    span = Choice(month).at(code).span
    assert (span.code if span else "") == code


def test_only_periods_that_have_begun_can_be_chosen() -> None:
    codes = Choice(Month(2026, 1)).codes(date(2026, 7, 10))
    assert {"2026", "2026H2", "2026T2", "2026K3", "2023K1"} <= set(codes)
    assert not {"2026T3", "2026K4", "2022"} & set(codes)


@pytest.mark.parametrize("code", ["2025H2", "2026H1", "2025K4", "2026", ""])
def test_volumes_of_an_insats_are_those_of_its_own_outcome(kansli: Kansli, code: str) -> None:
    """The table of all insatser sums each one's periods; the register computes the same of one insats."""
    choice = Choice(Month(2026, 1)).at(code)
    data = read(kansli, choice, TODAY)
    found = flows(data.whole)
    assert found
    for insats, kon in found:
        outcome = acts.utfall(kansli, span=choice.span, insats_id=insats)
        totals = outcome.totals.to_dict("index")[kon or "totalt"]
        flow = found[insats, kon]
        assert (flow.deltagare, flow.nya, flow.avslutade, flow.pagaende, flow.antal) == tuple(
            totals[name] for name in ("deltagare", "nya", "avslutade", "pagaende_slut", "antal")
        )
    kansli.close()


def test_months_are_those_of_the_forms(kansli: Kansli) -> None:
    data = read(kansli, Choice.at_first(TODAY), TODAY)
    by_month = {str(row.month): row for row in data.months}
    assert by_month["2026-01"].nya == 36
    assert by_month["2026-05"].avslutade == 27
    assert sum(row.nya for row in data.months) == 36 * 2 + 12
    kansli.close()


def test_the_default_grouping_comes_first(kansli: Kansli) -> None:
    ids = groupings(kansli)
    assert ids[0] == kansli.vocabulary.default_grouping
    assert len(ids) == 3
    kansli.close()


def test_an_insats_that_is_not_there_any_more_is_all_of_them(kansli: Kansli) -> None:
    data = read(kansli, Choice(Month(2026, 1), insats="borta"), TODAY)
    assert data.choice.insats is None
    kansli.close()


def test_what_is_missing_is_told_for_its_own_span(kansli: Kansli) -> None:
    now = read(kansli, Choice(Month(2026, 1)), TODAY)
    assert missing_in_span(now, None) == ["Unga framåt"]
    assert missing_in_span(now, "vagen-vidare") == []
    assert missing_in_span(read(kansli, Choice(Month(2025, 7)), TODAY), None) == []
    kansli.close()


def test_deliveries_are_listed_the_latest_first(kansli: Kansli) -> None:
    ids = [row for row, _ in delivery_rows(read(kansli, Choice.at_first(TODAY), TODAY))]
    assert len(ids) == 5
    assert ids[0] == "vagen-vidare/2"
    kansli.close()


def test_only_delivery_files_are_found_new_ones_first(root: Path) -> None:
    folder = root / "leveranser"
    (folder / "anteckning.txt").write_text("inte en leverans")
    found = find_deliveries(folder, {("vagen-vidare", 1), ("vagen-vidare", 2)})
    assert [(f.insats, f.number) for f in found][-2:] == [("vagen-vidare", 1), ("vagen-vidare", 2)]
    assert [f.received for f in found] == [False] * 5 + [True] * 2
    assert all(f.path.name != "anteckning.txt" for f in found)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CouldNot, match="Mappen går inte att läsa"):
        find_deliveries(tmp_path / "ingen", set())


def test_receiving_stops_at_what_is_refused(kansli: Kansli, root: Path) -> None:
    good, bad = root / "leveranser" / "leverans-unga-framat-2026H1.nyckeltal", root / "skrap"
    bad.write_bytes(b"skrap")
    receipts, refusal = receive(kansli, [good, bad, root / "leveranser" / "fran-nya.bin"], TODAY)
    assert [r.insats_id for r in receipts] == ["unga-framat"]
    assert refusal is not None
    assert receive(kansli, [good], TODAY)[0][0].new is False
    kansli.close()


def test_receiving_writes_what_each_insats_has_to_know(kansli: Kansli, root: Path) -> None:
    good = root / "leveranser" / "leverans-unga-framat-2026H1.nyckeltal"
    publications.publish(kansli, report(kansli.id, "", "vagen-vidare#1", kind="oversikt"), TODAY)
    assert receive(kansli, [good], TODAY)[1] is None
    written = kansli.catalogue.publications_path("vagen-vidare")
    assert written.read_bytes() == publications.signed_list(kansli, "vagen-vidare")
    assert list(written.parent.iterdir()) == [written]
    shutil.rmtree(written.parent)
    written.parent.write_text("en fil i vägen")
    receipts, refusal = receive(kansli, [good], TODAY)
    assert len(receipts) == 1
    assert "gick inte att skriva" in str(refusal)
    kansli.close()


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ({"redovisade": 45, "avslutade": 52, "vantar": 7, "endast_antal": 0, "ej_redovisade": 0}, "redovisade 45 av 52 avslutade, 7 väntar"),
        (
            {"redovisade": 1, "avslutade": 9, "vantar": 0, "endast_antal": 2, "ej_redovisade": 6},
            "redovisade 1 av 9 avslutade, 0 väntar, 2 endast antal, 6 ej redovisade",
        ),
    ],
)
def test_the_base_in_words(base: dict[str, int], expected: str) -> None:
    assert base_text(base) == expected


def test_the_whole_span_of_everything(kansli: Kansli) -> None:
    data = read(kansli, Choice(Month(2026, 1), "allt"), TODAY)
    assert data.whole.span is None
    assert data.span_label() == "allt som har levererats"
    assert data.name(None) == "alla insatser"
    assert Period.parse("2026H1").label in read(kansli, Choice(Month(2026, 1)), TODAY).span_label()
    kansli.close()
