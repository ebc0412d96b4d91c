"""Without a command the screen opens on the register's folder; demo is handed its folder and the day."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tui.demo
from register.errors import BadInput
from tests.cli.world import TODAY, World
from tui.app import NyckeltalApp
from tui.cli import main


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_screen_gets_the_folder_the_clock_and_the_costs(empty: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[NyckeltalApp] = []
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(NyckeltalApp, "run", lambda self: opened.extend([self]))
    assert empty.run().code == 0
    (app,) = opened
    assert app.catalogue.root == empty.root
    assert app.today() == TODAY
    assert app.costs.vault == empty.costs.vault


def test_the_exit_code_is_that_of_the_screen(empty: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(NyckeltalApp, "run", lambda self: setattr(self, "_return_code", 3))
    assert empty.run().code == 3


@pytest.mark.parametrize(
    ("argv", "folder", "tui_opens"),
    [([], None, True), (["--ut", "x"], Path("x"), True), (["--utan-tui"], None, False), (["--ut", "x", "--utan-tui"], Path("x"), False)],
)
def test_demo_is_handed_on(argv: list[str], folder: Path | None, tui_opens: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def open_demo(folder: Path | None, *, today: date, tui: bool) -> int:
        asked.append({"folder": folder, "today": today, "tui": tui})
        return 0

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(tui.demo, "open_demo", open_demo)
    assert main(["demo", *argv], today=lambda: TODAY) == 0
    assert asked == [{"folder": folder, "today": TODAY, "tui": tui_opens}]


def test_a_folder_that_holds_something_else_is_no_place_for_a_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "brev.txt").write_text("x", encoding="utf-8")
    assert main(["demo", "--ut", str(tmp_path), "--utan-tui"]) == BadInput.exit_code
    assert capsys.readouterr().err.startswith("Demot kan inte byggas där.")
    assert [path.name for path in tmp_path.iterdir()] == ["brev.txt"]
