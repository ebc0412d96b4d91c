"""The gate's bench runs, measures what it says, and fails where the audit finds something."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import gate
from register.disclosure.attackers import Attacker
from tests.disclosure.makers import made_up, table_f, write_inner


def test_a_line_per_table_and_attacker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write_inner(tmp_path / "liten.csv", made_up(5, (5, 4)))
    assert gate.main([str(table), "--angripare", "K0,K1", "--tid", "5", "--json", str(tmp_path / "ut.json")]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split(" | ") == list(gate.HEADER)
    assert [line.split(" | ")[:3] for line in lines] == [["liten", "K0", "30"], ["liten", "K1", "30"]]
    figures = json.loads((tmp_path / "ut.json").read_text(encoding="utf-8"))
    assert [one["granskning"]["K0"][:2] for one in figures] == [[0, 0], [0, 0]]
    assert figures[1]["granskning"]["K1"][:2] == [0, 0]


def test_the_figures_of_table_f(tmp_path: Path) -> None:
    found = gate.measure(write_inner(tmp_path / "f.csv", table_f()), Attacker.K1, 30)
    assert found["sekundara"] == found["undre_grans"] == 20
    assert found["optimal"] is True
    assert found["steg"] == sorted(found["steg"], key=lambda one: -one[1])
    assert gate.shown(found)[:5] == ["f", "K1", "135", "39", "20"]


def test_nothing_in_time_is_said(tmp_path: Path) -> None:
    found = gate.measure(write_inner(tmp_path / "f.csv", table_f()), Attacker.K1, 0.0)
    assert gate.shown(found)[-1] == "inget i tid"


def test_made_up_tables_have_this_field_s_shapes(tmp_path: Path) -> None:
    again = tmp_path / "igen"
    again.mkdir()
    paths = gate.made_up(tmp_path)
    assert [path.stem for path in paths] == ["20x8", "8x4x2", "14x3x4"]
    assert [len(gate.system_of(path, 5)) for path in paths] == [21 * 9, 9 * 5 * 3, 15 * 4 * 5]
    assert gate.made_up(again, seed=1)[0].read_text(encoding="utf-8") == paths[0].read_text(encoding="utf-8")
