"""The gate's bench runs, measures what it says, sets another tool's pattern beside ours, and fails where ours does not hold."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench import argus, gate
from register.disclosure.attackers import Attacker
from register.disclosure.tables import TOTAL
from tests.disclosure.makers import made_up, table_f, write_inner


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the other tool."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)


@pytest.fixture
def naive(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """In the other tool's place, one of the same face that hides nothing but the small cells; what it was asked."""
    asked: list[dict[str, Any]] = []

    def protect(persons: dict[str, list[Any]], names: list[str], response: str, **rules: Any) -> SimpleNamespace:
        asked.append({"persons": persons, "names": names, "response": response, **rules})
        counts: dict[tuple[str, ...], int] = {}
        for codes in zip(*(persons[name] for name in names), strict=True):
            for mask in range(2 ** len(names)):
                key = tuple(TOTAL if mask >> place & 1 else code for place, code in enumerate(codes))
                counts[key] = counts.get(key, 0) + 1
        rows = [{**dict(zip(names, codes, strict=True)), "status": "U" if number < 5 else "S"} for codes, number in counts.items()]
        return SimpleNamespace(tables=[SimpleNamespace(rows=rows)])

    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object())
    monkeypatch.setattr("importlib.import_module", lambda _name: SimpleNamespace(protect=protect))
    return asked


@pytest.mark.usefixtures("alone")
def test_a_line_per_table_and_attacker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write_inner(tmp_path / "liten.csv", made_up(5, (5, 4)))
    assert gate.main([str(table), "--angripare", "K0,K1", "--tid", "5", "--json", str(tmp_path / "ut.json")]) == 0
    missing, legend, header, *lines = capsys.readouterr().out.splitlines()
    assert missing == argus.MISSING
    assert legend == gate.LEGEND
    assert header.split(" | ") == list(gate.HEADER)
    assert [line.split(" | ")[:3] for line in lines] == [["liten", "vår K0", "30"], ["liten", "vår K1", "30"]]
    figures = json.loads((tmp_path / "ut.json").read_text(encoding="utf-8"))
    assert [one["granskning"]["K0"][:2] for one in figures] == [[0, 0], [0, 0]]
    assert figures[1]["granskning"]["K1"][:2] == [0, 0]


def test_ours_beside_another_tool_s(tmp_path: Path, capsys: pytest.CaptureFixture[str], naive: list[dict[str, Any]]) -> None:
    table = write_inner(tmp_path / "f.csv", table_f())
    assert gate.main([str(table), "--angripare", "K1", "--tid", "20", "--json", str(tmp_path / "ut.json")]) == 0
    *_, mine, others = capsys.readouterr().out.splitlines()
    assert mine.split(" | ")[1] == "vår K1"
    assert others.split(" | ")[:6] == ["f", gate.OTHER, "135", "39", "0", "–"]
    found = json.loads((tmp_path / "ut.json").read_text(encoding="utf-8"))[1]
    assert found["sma_tryckta"] == 0
    assert found["granskning"]["K1"][0] > 0  # one kön hidden beside a total
    assert found["haller"] == []
    (question,) = naive
    assert question["safety_rules"] == "FREQ(5,20)"
    assert len(question["persons"][argus.RESPONSE]) == sum(table_f().values())
    assert question["names"] == ["v1", "v2", "v3"]


def test_the_figures_of_table_f(tmp_path: Path) -> None:
    found = gate.ours(write_inner(tmp_path / "f.csv", table_f()), Attacker.K1, 30)
    assert found["sekundara"] == found["undre_grans"] == 20
    assert found["optimal"] is True
    assert found["steg"] == sorted(found["steg"], key=lambda one: -one[1])
    assert gate.shown(found)[:5] == ["f", "vår K1", "135", "39", "20"]


@pytest.mark.usefixtures("alone")
def test_nothing_in_time_is_said_and_is_no_success(tmp_path: Path) -> None:
    table = write_inner(tmp_path / "f.csv", table_f())
    assert gate.shown(gate.ours(table, Attacker.K1, 0.0))[-1] == "inget i tid"
    assert gate.main([str(table), "--angripare", "K1", "--tid", "0"]) == 1


def test_the_tables_that_are_measured_on() -> None:
    sizes = {}
    for path in sorted(gate.TABLES.glob("*.csv")):
        system, cells = gate.system_of(path)
        sizes[path.stem] = len(system), len(system.primaries())
        assert len(cells) == len(system)
    assert sizes == {"A_20x8": (189, 54), "B_14x3x3x4": (1200, 192), "F_8x4x2small": (135, 39)}


def test_the_benchmark_s_own_lock_holds_the_other_tool_alone() -> None:
    lock = (Path(gate.__file__).parents[1] / "requirements-bench.txt").read_text(encoding="utf-8")
    assert [line.split("==")[0] for line in lock.splitlines() if "==" in line and not line.startswith(" ")] == ["pytauargus"]
    assert "--hash=sha256:" in lock


def test_no_table_is_about_anybody() -> None:
    assert "Made-up" in (gate.TABLES / "README.md").read_text(encoding="utf-8")
    with (gate.TABLES / "F_8x4x2small.csv").open(encoding="utf-8", newline="") as file:
        assert [int(row["freq"]) for row in csv.DictReader(file)] == list(table_f().values())
