"""The blind audit against trying every table that a reader could think of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.disclosure.attackers import Attacker
from register.disclosure.audit import audit
from register.disclosure.files import granska
from register.disclosure.published import Ranges, read_release
from register.disclosure.tables import CellSystem
from tests.disclosure.makers import all_hidden_small, every_table, inner_of, made_up, named, system_of, write_inner, write_published

square_tables = st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2)


def inner_dots(system: CellSystem) -> frozenset[int]:
    """All small inner cells hidden and every margin printed: what a careless publisher does."""
    return frozenset(cell for cell in all_hidden_small(system) if "Total" not in system.names[cell])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=square_tables)
def test_without_the_truth_as_many_are_exact_as_trying_all_tables_says(tmp_path: Path, rows: list[list[int]]) -> None:
    system = system_of(inner_of(rows))
    hidden = inner_dots(system)
    report = granska(write_published(tmp_path / "ut.csv", system, hidden))
    for attacker, lowest in (("K0", 0), ("K1", 1)):
        tables = list(every_table(system, hidden, lowest, 10))
        exact = {cell for cell in hidden if len({one[cell] for one in tables}) == 1 and 1 <= tables[0][cell] <= 4}
        assert report["angripare"][attacker]["exakta"] == len(exact)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=square_tables)
def test_the_truth_changes_nothing_for_who_knows_no_more_than_what_is_printed(tmp_path: Path, rows: list[list[int]]) -> None:
    system = system_of(inner_of(rows))
    hidden = inner_dots(system)
    out = write_published(tmp_path / "ut.csv", system, hidden)
    blind, told = granska(out), granska(out, facit=write_inner(tmp_path / "in.csv", inner_of(rows)))
    for attacker in ("K0", "K1"):
        assert blind["angripare"][attacker]["exakta"] == told["angripare"][attacker]["exakta"]
    assert blind["angripare"]["K3"]["exakta"] >= blind["angripare"]["K1"]["exakta"]


@pytest.mark.parametrize("seed", range(4))
def test_a_certain_lone_person_is_true(tmp_path: Path, seed: int) -> None:
    """What the blind audit calls certain for K3 is found with the truth too, by somebody."""
    inner = made_up(seed, (3, 3), 3.0)
    system = system_of(inner)
    hidden = inner_dots(system)
    blind = granska(write_published(tmp_path / "ut.csv", system, hidden))
    if blind["angripare"]["K3"]["exakta"]:
        verdicts = audit(system, hidden, Attacker.K3)
        assert any(one.exact or one.unavoidably_exact for one in verdicts)


def test_ranges_go_no_further_than_the_threshold(tmp_path: Path) -> None:
    system = system_of(inner_of([[3, 9], [8, 20]]))
    hidden = frozenset(named(system, name) for name in ("r0 k0", "r0 k1", "r1 k0", "r1 k1"))
    release = read_release(write_published(tmp_path / "ut.csv", system, hidden), threshold=5, hierarchy=None, zeros_open=True)
    ranges = Ranges(release, not_zero=True)
    assert ranges.feasible
    assert ranges.of(named(release.system, "r0 k0")) == (1, 5)
    assert ranges.of(named(release.system, "r1 k1"))[0] > 4


def test_the_report_has_the_same_keys_with_and_without_the_truth(tmp_path: Path) -> None:
    inner = made_up(1, (4, 3))
    system = system_of(inner)
    out = write_published(tmp_path / "ut.csv", system, all_hidden_small(system))
    blind, told = granska(out), granska(out, facit=write_inner(tmp_path / "in.csv", inner))
    assert set(blind) == set(told) == {"fil", "troskel", "celler", "dolda", "sma_tryckta", "facit", "angripare", "haller", "celler_exakta", "omdome"}
    assert set(blind["angripare"]) == set(told["angripare"]) == {"K0", "K1", "K3"}


def test_a_higher_threshold_counts_more_cells_as_small(tmp_path: Path) -> None:
    """9 is printed in one place and a dot in another line of the same table: exact, and small only where T is over 9."""
    out = tmp_path / "ut.csv"
    out.write_text("v1,freq,dold\na,,1\nb,20,0\nTotal,29,0\n", encoding="utf-8")
    assert granska(out)["haller"]
    assert not granska(out, threshold=10)["haller"]


def test_small_counts_that_are_printed_are_counted_apart(tmp_path: Path) -> None:
    out = tmp_path / "ut.csv"
    out.write_text("v1,freq,dold\na,3,0\nb,20,0\nTotal,23,0\n", encoding="utf-8")
    report = granska(out)
    assert report["sma_tryckta"] == 1
    assert report["haller"]
    assert report["omdome"].startswith("Ett tal från 1 till 4 är tryckt öppet, och alltså inte skyddat alls.")
    out.write_text("v1,freq,dold\na,3,0\nb,2,0\nc,20,0\nTotal,25,0\n", encoding="utf-8")
    assert granska(out)["omdome"].startswith("2 tal från 1 till 4 är tryckta öppet, och alltså inte skyddade alls.")
