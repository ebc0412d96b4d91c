"""Översikt and Period of an insats as text: what there is to do, the volumes, and the bars. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from register.catalogue import Catalogue
from register.insats import acts, closing
from register.insats.codes import ParticipantCode
from register.insats.overview import Overview, RowInfo, oversikt
from register.insats.session import Insats
from register.periods import Month
from tests.tui.conftest import make_insats
from tests.tui.driving import PASSPHRASE, TODAY
from tui.app import Costs
from tui.screens import insats_oversikt, insats_period
from tui.screens.insats_oversikt import SHOWN_DUE, flow, short, tasks, volumes


@pytest.fixture
def insats(catalogue: Catalogue, costs: Costs) -> Insats:
    """Four women started in March; one has ended, in June."""
    made = make_insats(catalogue, costs)
    with made.batch():
        for i in range(4):
            keys = made.keys_for(ParticipantCode.new())
            acts.start(made, keys, {"kon": "kvinna", "aldersgrupp": "25-29"}, month=Month(2026, 3), today=TODAY)
            if i == 0:
                acts.avslut(made, keys, {"avslutsanledning": "studier"}, month=Month(2026, 6), today=TODAY)
    return made


@pytest.fixture
def struktur(catalogue: Catalogue, costs: Costs) -> Insats:
    made = make_insats(catalogue, costs, typ="struktur", insats_id="massan")
    acts.antal(made, month=Month(2026, 3), kon="kvinna", antal=7, today=TODAY)
    acts.antal(made, month=Month(2026, 4), kon=None, antal=20, today=TODAY)
    return made


def line(text: str, begins: str) -> list[str]:
    return next(row for row in text.splitlines() if row.startswith(begins)).split()


def seen(insats: Insats, today: date = TODAY) -> Overview:
    return oversikt(insats, today=today)


def test_an_insats_with_nothing_in_it_says_how_to_begin(catalogue: Catalogue, costs: Costs) -> None:
    empty = make_insats(catalogue, costs)
    text = tasks(seen(empty, date(2026, 3, 1)), struktur=False).plain
    assert text.strip() == "Inga deltaganden än. F3 registrerar det första."


def test_what_there_is_to_do_follows_the_year(insats: Insats, tmp_path: Path) -> None:
    spring = tasks(seen(insats, date(2026, 5, 2)), struktur=False).plain
    assert spring.strip() == "Inget väntar."
    july = tasks(seen(insats), struktur=False).plain
    assert "→ 2026H1 är slut och kan låsas (F7)" in july
    assert "Dags för mätning: 3 deltaganden (F4)" in july
    closing.las(insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    locked = tasks(seen(insats), struktur=False).plain
    assert "kan låsas" not in locked
    assert "→ 2026H1 är låst och väntar på att levereras (F7)" in locked


def test_one_due_is_one_and_many_are_cut(insats: Insats) -> None:
    overview = seen(insats)
    many = [RowInfo(f"röd-räv-{i:02d}", "oppen", Month(2026, 6), None) for i in range(10, 10 + SHOWN_DUE + 3)]
    assert "Dags för mätning: 1 deltagande (F4)" in tasks(replace(overview, due=many[:1]), struktur=False).plain
    text = tasks(replace(overview, due=many), struktur=False).plain
    assert text.count("röd-räv-") == SHOWN_DUE
    assert "och 3 till" in text
    assert f"röd-räv-{10 + SHOWN_DUE}" not in text


def test_a_problem_with_the_vocabulary_comes_first(insats: Insats) -> None:
    text = tasks(seen(insats), struktur=False, problem="Listan går inte att läsa.").plain
    assert text.splitlines()[0] == "! Listan går inte att läsa."
    assert "! " not in tasks(seen(insats), struktur=False).plain


def test_what_is_published_and_not_told_the_forbund_is_a_task(insats: Insats) -> None:
    overview = seen(insats)
    assert "→ 1 publicerad rapport ska berättas" in tasks(replace(overview, untold=1), struktur=False).plain
    assert "→ 3 publicerade rapporter ska berättas" in tasks(replace(overview, untold=3), struktur=False).plain
    assert "publicera" not in tasks(overview, struktur=False).plain


def test_volumes_by_kon_add_up_and_zero_is_a_dot(insats: Insats) -> None:
    text = volumes(insats, seen(insats)).plain
    first_half = text[text.index("Första halvåret 2026") :]
    assert "(2026H1, öppen)" in first_half
    assert line(first_half, "Kvinna") == ["Kvinna", "·", "4", "1", "·", "3"]
    assert line(first_half, "Man") == ["Man", "·", "·", "·", "·", "·"]
    assert line(first_half, "Alla") == ["Alla", "·", "4", "1", "·", "3"]
    assert text.index("2026H2") < text.index("2026H1"), "the latest first"
    assert "pågår" in text[: text.index("2026H1")]


def test_antal_of_a_struktur_insats_with_those_not_divided(struktur: Insats) -> None:
    text = volumes(struktur, seen(struktur)).plain
    first_half = text[text.index("2026H1") :]
    assert line(first_half, "Kvinna") == ["Kvinna", "7"]
    assert line(first_half, "Ej uppdelat på kön")[-1] == "20"
    assert line(first_half, "Alla") == ["Alla", "27"]


def test_months_as_bars_with_the_number_beside(insats: Insats) -> None:
    rows = flow(seen(insats), struktur=False).plain.splitlines()
    march = next(row for row in rows if row.startswith("2026-03"))
    june = next(row for row in rows if row.startswith("2026-06"))
    assert "4 nya" in march
    assert "(4)" in march
    assert "█" in march
    assert "1 avsl." in june
    assert "(3)" in june
    assert "· nya" in june


def test_months_of_a_struktur_insats_have_one_bar(struktur: Insats) -> None:
    rows = flow(seen(struktur), struktur=True).plain.splitlines()
    assert rows[0] == "Antal per månad"
    lengths = {row[:7]: row.count("█") for row in rows[1:]}
    assert lengths["2026-04"] == 30, "the largest fills the place"
    assert 9 <= lengths["2026-03"] <= 11
    assert next(row for row in rows if row.startswith("2026-05")).endswith("·")


@pytest.mark.parametrize(("label", "shown"), [("Kvinna", "Kvinna"), ("Annat eller vill inte uppge", "Annat"), ("x" * 17, "x" * 17)])
def test_a_long_label_is_its_first_part(label: str, shown: str) -> None:
    assert short(label) == shown


def test_the_periods_with_their_states_and_what_can_be_done(insats: Insats, struktur: Insats) -> None:
    before = insats_period.text(seen(insats), insats.k).plain
    assert "2026H1 är slut och kan låsas: tryck l." in before
    assert "nya 4, avslutade 1, pågående vid slut 3" in before
    assert f"minst {insats.k} personer" in before
    closing.las(insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    after = insats_period.text(seen(insats), insats.k).plain
    assert "2026H1 är låst och inte levererad: tryck v." in after
    assert line(after, "2026H1  ")[1:4] == ["låst,", "ej", "levererad"]
    assert "antal 27" in insats_period.text(seen(struktur), struktur.k).plain


def test_every_state_of_a_period_has_its_word() -> None:
    assert set(insats_oversikt.STATES) == {"oppen", "last", "levererad"}
