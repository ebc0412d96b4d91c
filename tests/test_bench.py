"""The benchmark measures what it says: what counts as a first frame, when a limit holds, and each measurement in little."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import clock, first_frame, outcomes, saving
from register.kansli.outcomes import utfall


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"\x1b[?1049h\x1b[?1000h\x1b[?25l\x1b[?2004h",
        b"\x1b[?2026$p\x1b[>1u\x1b[?2048$p",
        b"\x1b]0;Nyckeltal\x07\x1b]8;;\x1b\\\x1bP+q544e\x1b\\",
        b"\x1b[?2026h\x1b[H\x1b[38;2;1;2;3;48;5;4m      \r\n   \x1b[0m\x1b[?2026l",
        b"\x1b(B\x1b7\x1b8\x1b=",
    ],
)
def test_setting_up_the_terminal_is_no_frame(output: bytes) -> None:
    assert not first_frame.visible(output)


@pytest.mark.parametrize("output", [b"N", b"\x1b[?1049h\x1b[H  \x1b[1mNyckeltal", "\x1b[0m┌─".encode()])
def test_painted_text_is_a_frame(output: bytes) -> None:
    assert first_frame.visible(output)


def test_times_are_medians_and_runs_take_turns() -> None:
    order: list[str] = []
    taken = clock.interleaved(3, {"a": lambda: order.append("a"), "b": lambda: order.append("b")})
    assert order == ["a", "b"] * 3
    assert taken.keys() == {"a", "b"}
    assert all(0 <= seconds < 0.1 for seconds in taken.values())


@pytest.mark.parametrize(("figure", "limit", "holds"), [(1.2, 1.2, True), (1.204, 1.2, True), (1.21, 1.2, False), (9.0, None, True)])
def test_a_limit_holds_as_the_figure_is_printed(figure: float, limit: float | None, holds: bool) -> None:
    line = bench.Line("something", figure, "×", limit, "detail")
    assert line.holds is holds
    assert ("OVER" in bench.printed(line)) is not holds


def test_the_yardstick_writes_what_it_is_given_and_leaves_nothing_else(tmp_path: Path) -> None:
    for data in (b"first", b"second" * 1000):
        saving.plain_atomic_write(tmp_path / "file", data)
        assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", data)]


def test_a_saved_form_in_little() -> None:
    found = saving.measure(3, rounds=2)
    assert found["ratio"] == pytest.approx(max(found["start_s"], found["matning_s"]) / found["plain_s"])
    assert found["bytes"] > 10_000


def test_outcomes_of_ten_times_the_participants_stand_on_the_same_cells(tmp_path: Path) -> None:
    few, many = (outcomes.received(tmp_path / str(copies), copies) for copies in (1, 3))
    reported = [utfall(kansli) for kansli in (few, many)]
    assert [len(outcome.groups) for outcome in reported] == [len(reported[0].groups)] * 2
    assert [len(outcome.progression) for outcome in reported] == [len(reported[0].progression)] * 2
    assert len(reported[0].progression) > 0
    few.close()
    many.close()


@pytest.mark.parametrize("folder", ["state"])
def test_a_bare_app_paints_its_first_frame(tmp_path: Path, folder: str) -> None:
    if os.name == "nt":
        assert first_frame.measure() == {}
        return
    with first_frame.started([str(first_frame.ROOT / "bench" / "bare_app.py")], tmp_path / folder) as (pid, taken):
        assert 0.01 < taken < 30
        megabytes = first_frame.resident_megabytes(pid)
    assert megabytes is None or megabytes > 5
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_program_that_fails_to_start_is_no_first_frame(tmp_path: Path) -> None:
    if os.name != "nt":
        with pytest.raises(RuntimeError, match="no first frame"), first_frame.started(["-c", "raise SystemExit"], tmp_path):
            pass


def test_the_run_prints_writes_and_fails_on_what_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    saved = {"start_s": 0.002, "matning_s": 0.003, "plain_s": 0.001, "bytes": 4096.0}
    monkeypatch.setattr(first_frame, "measure", dict[str, float])
    monkeypatch.setattr(saving, "measure", lambda open_rows: saved | {"ratio": open_rows / 100})
    monkeypatch.setattr(outcomes, "measure", lambda: {"one_s": 0.1, "ten_s": 0.1, "participants_one": 36.0, "ratio": 1.0})
    assert bench.main(["--json", str(tmp_path / "figures.json")]) == 1
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert [(line["figure"], line["holds"]) for line in figures] == [(0.5, True), (2.5, True), (10.0, False), (1.0, True)]
    assert capsys.readouterr().out.count("OVER") == 1
