"""The bootstrap: what it installs, when it does so again, and what it says when it can't. No network: pip is played by a recorder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Machine:
    """A clone in a folder of its own, whose child processes are recorded instead of run."""

    def __init__(self, module: ModuleType, root: Path) -> None:
        self.run = module
        self.root = root
        self.calls: list[list[str]] = []
        self.fail: str | None = None
        self.started: list[str] = []

    def call(self, command: list[str], **_: object) -> int:
        self.calls.append(command[1:])
        if self.fail is not None and self.fail in command:
            return 1
        if command[1:3] == ["-m", "venv"]:
            self.run.site_packages(self.root / ".venv").mkdir(parents=True)
            python = self.run.venv_python()
            python.parent.mkdir(parents=True)
            python.touch()
        return 0

    def execv(self, _: str, command: list[str]) -> None:
        self.started = command[1:]

    def main(self, *arguments: str) -> int:
        self.calls.clear()
        return int(self.run.main(list(arguments)) or 0)

    @property
    def did(self) -> list[str]:
        """The child processes in short: venv, a lock's name, or what ran."""
        return ["venv" if call[1] == "venv" else Path(call[-1]).name if call[1] == "pip" else call[1] for call in self.calls]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    module = ModuleType("run_under_test")
    module.__file__ = str(tmp_path / "run.py")
    exec(compile((ROOT / "run.py").read_text(encoding="utf-8"), str(ROOT / "run.py"), "exec"), module.__dict__)  # noqa: S102  # our own file, elsewhere
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text(f"# {lock}\n", encoding="utf-8")
    made = Machine(module, tmp_path)
    monkeypatch.setattr(subprocess, "call", made.call)
    monkeypatch.setattr(os, "execv", made.execv)
    monkeypatch.setattr(sys, "stdout", sys.__stdout__)
    monkeypatch.setattr(sys, "stderr", sys.__stderr__)
    return made


def test_the_first_start_installs_and_the_second_does_not(machine: Machine) -> None:
    machine.main("demo")
    assert machine.did[:2] == ["venv", "requirements.txt"]
    machine.main("demo")
    assert machine.did in ([], ["-m"]) or os.name == "nt"


def test_only_hashed_wheels_are_installed(machine: Machine) -> None:
    machine.main("test")
    pip = next(call for call in machine.calls if call[1] == "pip")
    assert "--require-hashes" in pip
    assert pip[pip.index("--only-binary") + 1] == ":all:"
    assert not [argument for argument in pip if "://" in argument]


def test_tests_add_the_dev_lock_and_the_program_needs_nothing_more(machine: Machine) -> None:
    machine.main("demo")
    machine.main("test")
    assert machine.did[0] == "requirements-dev.txt"
    machine.main("demo")
    assert "venv" not in machine.did
    assert "requirements.txt" not in machine.did
    machine.main("lint")
    assert "requirements-dev.txt" not in machine.did


@pytest.mark.parametrize("command", ["demo", "test"])
def test_each_command_works_alone(machine: Machine, command: str) -> None:
    assert machine.main(command) == 0
    assert machine.did[0] == "venv"


def test_a_changed_lock_is_installed_into_a_new_environment(machine: Machine) -> None:
    machine.main("demo")
    left = machine.root / ".venv" / "left-from-before"
    left.touch()
    (machine.root / "requirements.txt").write_text("# newer\n", encoding="utf-8")
    machine.main("demo")
    assert machine.did[:2] == ["venv", "requirements.txt"]
    assert not left.exists()


def test_a_changed_dev_lock_concerns_the_tests_alone(machine: Machine) -> None:
    machine.main("test")
    (machine.root / "requirements-dev.txt").write_text("# newer\n", encoding="utf-8")
    machine.main("demo")
    assert not [did for did in machine.did if did.startswith("requirements")]
    machine.main("test")
    assert machine.did[0] == "requirements-dev.txt"


@pytest.mark.parametrize("fails", ["venv", "pip"])
def test_an_installation_that_failed_is_done_again(machine: Machine, fails: str, capfd: pytest.CaptureFixture[str]) -> None:
    machine.fail = fails
    assert machine.main("demo") == 3
    assert not machine.started
    assert "Felet står ovanför" in capfd.readouterr().err
    machine.fail = None
    machine.main("demo")
    assert machine.did[:2] == ["venv", "requirements.txt"]


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"lock": "another"}'])
def test_an_interrupted_installation_is_done_again(machine: Machine, stamp: str) -> None:
    machine.main("demo")
    machine.run.STAMP.write_text(stamp, encoding="utf-8")
    machine.main("demo")
    assert machine.did[:2] == ["venv", "requirements.txt"]


def test_a_stamp_without_its_python_is_not_believed(machine: Machine) -> None:
    machine.main("demo")
    machine.run.venv_python().unlink()
    machine.main("demo")
    assert machine.did[0] == "venv"


def test_somebody_elses_environment_is_left_alone(machine: Machine, capfd: pytest.CaptureFixture[str]) -> None:
    theirs = machine.root / ".venv" / "theirs"
    theirs.parent.mkdir()
    theirs.touch()
    assert machine.main("demo") == 3
    assert theirs.exists()
    assert "inte gjord av run.py" in capfd.readouterr().err


def test_an_interrupt_is_answered_without_a_traceback(machine: Machine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "call", interrupt)
    assert machine.main("demo") == 130
    assert "Avbrutet" in capfd.readouterr().err


def test_an_old_python_is_told_which_is_needed(machine: Machine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(machine.run, "OLDEST", (9, 99))
    assert machine.main("demo") == 3
    said = capfd.readouterr().err
    assert "behöver Python 9.99" in said
    assert machine.calls == []


def test_a_python_without_venv_is_told_what_to_install(machine: Machine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else object())
    assert machine.main("demo") == 3
    assert "python3-venv" in capfd.readouterr().err


def test_the_program_runs_from_the_clone(machine: Machine) -> None:
    machine.main("demo")
    path_file = machine.run.site_packages(machine.root / ".venv") / "nyckeltal.pth"
    assert path_file.read_text(encoding="utf-8") == f"{machine.root}\n"
    assert sorted(json.loads(machine.run.STAMP.read_text(encoding="utf-8"))) == ["lock"]


@pytest.mark.parametrize("arguments", [["demo"], ["--katalog", "D", "kontroll", "--json"], [], ["kod", "--antal", "3"]])
def test_arguments_go_to_the_program_as_they_are(machine: Machine, arguments: list[str]) -> None:
    machine.main(*arguments)
    started = machine.started or machine.calls[-1]
    assert started == ["-P", "-m", "tui", *arguments]


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ([], ["-n", "auto"]),
        (["tests/exports", "-k", "csv"], ["-n", "auto", "tests/exports", "-k", "csv"]),
        (["-n0"], ["-n0"]),
        (["--pdb"], ["--pdb"]),
        (["-p", "no:xdist"], ["-p", "no:xdist"]),
    ],
)
def test_tests_run_on_every_core_unless_told_otherwise(machine: Machine, given: list[str], passed: list[str]) -> None:
    machine.main("test", *given)
    assert machine.calls[-1] == ["-m", "pytest", *passed]


def test_lint_reports_a_failure_of_either(machine: Machine) -> None:
    machine.main("lint")
    assert [call[1] for call in machine.calls[-2:]] == ["ruff", "mypy"]
    machine.fail = "ruff"
    assert machine.main("lint") == 1
    assert machine.calls[-1] == ["-m", "mypy"]


def test_it_needs_nothing_but_the_standard_library() -> None:
    """Run with an isolated interpreter without site-packages: it gets as far as parsing itself."""
    code = f"import runpy; runpy.run_path({str(ROOT / 'run.py')!r}, run_name='not main')"
    assert subprocess.run([sys.executable, "-I", "-S", "-c", code], check=False).returncode == 0
