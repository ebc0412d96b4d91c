"""The sheet for Uppföljning Finsam."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.counts import Batch, Volume
from register.errors import BadInput
from register.kansli import acts
from register.periods import Period
from register.statutory import Figure, InsatsVolumes, build
from tests.kansli.helpers import TODAY, Insats, new_forbund, shipped

H1, H2, YEAR = (Period.parse(code) for code in ("2026H1", "2026H2", "2026"))
DAY = date(2026, 7, 1)
VOLUMES = {
    Volume("ingaende", "2026-01", "man"): 2,
    Volume("nya", "2026-02", "kvinna"): 5,
    Volume("nya", "2026-08", "kvinna"): 3,
    Volume("nya.sen", "2026-08", "kvinna"): 3,
    Volume("avslutade", "2026-04", "kvinna"): 1,
    Volume("avslutade", "2026-09", "man"): 1,
    Volume("felregistrerade", "2026-09", "kvinna"): 1,
}


def figures(volumes: dict[Volume, int], period: Period, typ: str = "individ") -> dict[str, tuple[int | None, ...]]:
    row = InsatsVolumes("a", "A", "individ" if typ == "individ" else "struktur", volumes)
    (only,) = build([row], period, "F", DAY).rows
    return {f.measure: (f.kvinna, f.man, f.annat, f.totalt) for f in only.figures}


def test_figures_by_kon_in_the_order_of_the_form() -> None:
    assert figures(VOLUMES, H1) == {"nya": (5, 0, 0, 5), "deltagare": (5, 2, 0, 7), "avslutade": (1, 0, 0, 1), "pagaende": (4, 2, 0, 6)}
    assert figures(VOLUMES, H2) == {"nya": (3, 0, 0, 3), "deltagare": (7, 2, 0, 9), "avslutade": (0, 1, 0, 1), "pagaende": (6, 1, 0, 7)}
    assert figures(VOLUMES, YEAR) == {"nya": (8, 0, 0, 8), "deltagare": (8, 2, 0, 10), "avslutade": (1, 1, 0, 2), "pagaende": (6, 1, 0, 7)}
    assert list(figures(VOLUMES, H1)) == ["nya", "deltagare", "avslutade", "pagaende"]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["nya", "avslutade"]), st.integers(1, 12), st.sampled_from(["kvinna", "man", "annat"])), st.integers(0, 50)
    )
)
def test_the_total_is_the_sum_and_one_half_opens_where_the_other_closed(counts: dict[tuple[str, int, str], int]) -> None:
    volumes = {Volume(event, f"2026-{month:02d}", kon): n for (event, month, kon), n in counts.items()}
    first, second = figures(volumes, H1), figures(volumes, H2)
    for part in (first, second):
        for kvinna, man, annat, totalt in part.values():
            assert (kvinna or 0) + (man or 0) + (annat or 0) == totalt
    for i in range(4):
        opened, new = second["deltagare"][i], second["nya"][i]
        assert opened is not None
        assert new is not None
        assert opened - new == first["pagaende"][i]


def test_structural_counts_without_kon_leave_the_kon_blank_and_not_zero() -> None:
    assert figures({Volume("antal", "2026-02", "ej-uppdelat"): 40}, H1, "struktur") == {"antal": (None, None, None, 40)}
    assert figures({Volume("antal", "2026-02", "kvinna"): 4, Volume("antal", "2026-03", "ej-uppdelat"): 2}, H1, "struktur") == {"antal": (4, 0, 0, 6)}
    assert figures({}, H1, "struktur") == {"antal": (None, None, None, 0)}


def test_individ_first_then_struktur_each_by_name() -> None:
    rows = [
        InsatsVolumes("d", "Äldre nätverk", "struktur", {}), InsatsVolumes("c", "Öppna", "individ", {}), InsatsVolumes("b", "alfa", "individ", {}),
        InsatsVolumes("a", "Beta", "individ", {}),
    ]  # fmt: skip
    sheet = build(rows, H1, "Norra", DAY)
    assert [row.namn for row in sheet.rows] == ["alfa", "Beta", "Öppna", "Äldre nätverk"]
    assert sheet.rows[0].typ_label == "individinriktad"
    assert sheet.rows[0].period_label == "första halvåret 2026"
    assert "första halvåret 2026" in sheet.title
    assert sheet.rows[0].figures[0].label == "Nya"


def test_what_is_not_covered_is_blank_and_says_why() -> None:
    (row,) = build([InsatsVolumes("a", "A", "individ", VOLUMES, covered=False)], H1, "F", DAY).rows
    assert row.note
    assert row.figures[0] == Figure("nya", None, None, None, None)


@pytest.fixture
def kansli(tmp_path: Path) -> acts.Kansli:
    kansli = new_forbund(tmp_path)
    vagen, nat = Insats("vagen"), Insats("nat", "struktur", namn="Nätverk")
    halves = [{v: n for v, n in VOLUMES.items() if (v.month < "2026-07") == first} for first in (True, False)]
    vagen.publish(kansli.catalogue)
    nat.publish(kansli.catalogue)
    for number, (code, half) in enumerate(zip(("2026H1", "2026H2"), halves, strict=True), 1):
        acts.ta_emot(kansli, vagen.deliver(kansli, Batch(number, code, shipped().hash, half)), today=TODAY)
    acts.ta_emot(kansli, nat.deliver(kansli, Batch(1, "2026H2", shipped().hash, {Volume("antal", "2026-09", "ej-uppdelat"): 12})), today=TODAY)
    return kansli


def test_the_kansli_makes_the_same_sheet_from_what_it_received(kansli: acts.Kansli) -> None:
    sheet = acts.statutory_sheet(kansli, H2, today=TODAY)
    expected = [
        InsatsVolumes("vagen", "Vägen vidare", "individ", VOLUMES),
        InsatsVolumes("nat", "Nätverk", "struktur", {Volume("antal", "2026-09", "ej-uppdelat"): 12}),
    ]
    assert sheet == build(expected, H2, kansli.namn, TODAY)


def test_an_insats_that_began_in_the_year_is_whole_for_it_and_blank_before(kansli: acts.Kansli) -> None:
    notes = {
        code: [row.note != "" for row in acts.statutory_sheet(kansli, Period.parse(code), today=TODAY).rows] for code in ("2026", "2026H1", "2027H1")
    }
    assert notes == {"2026": [False, False], "2026H1": [False, True], "2027H1": [True, True]}


def test_one_insats_can_be_asked_for(kansli: acts.Kansli) -> None:
    assert [row.insats_id for row in acts.statutory_sheet(kansli, H2, "nat", today=TODAY).rows] == ["nat"]
    with pytest.raises(BadInput):
        acts.statutory_sheet(kansli, H2, "finns-inte", today=TODAY)


def test_an_insats_that_has_ended_is_not_asked_about_later(kansli: acts.Kansli) -> None:
    gone = Insats("slut", namn="Slut")
    gone.publish(kansli.catalogue)
    acts.ta_emot(kansli, gone.deliver(kansli, Batch(1, "2026H1", shipped().hash, {}, final=True)), today=TODAY)
    assert "slut" in {row.insats_id for row in acts.statutory_sheet(kansli, YEAR, today=TODAY).rows if not row.note}
    assert "slut" not in {row.insats_id for row in acts.statutory_sheet(kansli, H2, today=TODAY).rows}
