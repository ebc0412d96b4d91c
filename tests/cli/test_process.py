"""The command as scripts meet it: a process of its own, pipes, real keys and the real clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from register import platform

ROOT = Path(__file__).resolve().parents[2]
FRASE = "åtta hemliga ord på rad"
LAST_YEAR = date.today().year - 1  # noqa: DTZ011 - the process reads the real clock
posix = pytest.mark.skipif(platform.WINDOWS, reason="POSIX pipes and modes")


@dataclass
class Shell:
    """Runs the command with a passphrase file and a state folder of its own."""

    tmp: Path
    extra: dict[str, str]

    @property
    def env(self) -> dict[str, str]:
        path = self.tmp / "fras"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(FRASE + "\n", encoding="utf-8")
        own = {"NYCKELTAL_LOSENFRAS_FIL": str(path), "NYCKELTAL_STATE": str(self.tmp / "state"), "PYTHONPATH": str(ROOT)}
        return {**os.environ, **own, **self.extra}

    def command(self, *argv: str) -> list[str]:
        return [sys.executable, "-P", "-m", "tui", "--katalog", str(self.tmp / "D"), *argv]

    def run(self, *argv: str, lines: Sequence[Any] = ()) -> subprocess.CompletedProcess[bytes]:
        data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        return subprocess.run(self.command(*argv), input=data, env=self.env, capture_output=True, check=False, cwd=self.tmp, timeout=120)

    def ok(self, *argv: str, lines: Sequence[Any] = ()) -> list[Any]:
        done = self.run(*argv, "--json", lines=lines)
        assert done.returncode == 0, done.stderr.decode()
        return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path, {})


def month(number: int) -> str:
    return f"{LAST_YEAR}-{number:02d}"


@pytest.mark.slow
def test_a_half_year_from_start_to_sheet(shell: Shell) -> None:
    shell.ok("forbund", "ny", "fb", "--namn", "Förbundet")
    shell.ok("insats", "ny", "coach", "--namn", "Coachingteamet Åby", "--typ", "individ")
    forms = [{"kon": kon, "aldersgrupp": "30-39", "manad": month(2)} for kon in ("kvinna", "man") for _ in range(6)]
    codes = [answer["kod"] for answer in shell.ok("start", "--insats", "coach", lines=forms)]
    ratings = [(month(2), [1, 2, 3, 4, 5, 3]), (month(5), [2, 2, 2, 5, 5, None])]
    lines = [{"kod": code, "instrument": "skapa", "skattare": "handlaggare", "svar": svar, "manad": when} for code in codes for when, svar in ratings]
    assert len(shell.ok("matning", "--insats", "coach", lines=lines)) == 24
    shell.ok("avslut", "--insats", "coach", lines=[{"kod": code, "avslutsanledning": "studier", "manad": month(6)} for code in codes])
    (locked,) = shell.ok("las", "--insats", "coach", "--period", f"{LAST_YEAR}H1")
    assert locked["gallrade"] == 12
    shell.ok("leverera", "--insats", "coach", "--ut", str(shell.tmp / "l1"))
    (received,) = shell.ok("ta-emot", str(shell.tmp / "l1"))
    assert received["namn"] == "Coachingteamet Åby"
    (outcome,) = shell.ok("utfall", "--ar", str(LAST_YEAR))
    assert outcome["volymer"]["avslutade"] == 12
    assert outcome["grupper"][0]["n"] == 12
    assert len(outcome["progression"]) >= 5
    (sheet,) = shell.ok("export", "uppfoljning-finsam", "--period", f"{LAST_YEAR}H1", "--ut", str(shell.tmp / "ut"))
    assert all(Path(name).stat().st_size > 300 for name in sheet["filer"])
    for argv in (["--insats", "coach"], ["--forbund"]):
        assert shell.ok("kontroll", *argv)[0]["ok"] is True
    no_secret_on_disk(shell.tmp, [*codes, FRASE])


def no_secret_on_disk(folder: Path, secrets: list[str]) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "fras":
            data = path.read_bytes().upper()
            for secret in secrets:
                assert secret.upper().encode() not in data
                assert secret.upper().replace("-", "").encode() not in data


@pytest.mark.slow
def test_a_script_that_waits_for_each_answer_gets_it(shell: Shell) -> None:
    """One line is sent, its answer is read, and only then the next: nothing is read ahead and nothing is held back."""
    shell.ok("insats", "ny", "coach", "--namn", "Coach", "--typ", "individ")
    form = {"kon": "kvinna", "aldersgrupp": "25-29", "manad": month(3)}
    command = shell.command("start", "--insats", "coach", "--json")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=shell.env) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        handles = []
        for n, line in enumerate([form, {"kon": "?"}, form, form], 1):
            process.stdin.write(json.dumps(line).encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            if "fel" in answer:
                assert answer["rad"] == n == 2
            else:
                handles.append(answer["handtag"])
        # Acknowledged is durable: another process sees it while this one still waits for more.
        assert set(handles) == {row["handtag"] for row in shell.ok("lista", "--insats", "coach")[0]}
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.wait(timeout=60) == 2
        assert process.stderr is not None
        assert process.stderr.read().decode("utf-8") == "1 av 4 rader togs inte emot. Svaret på var och en säger varför. De andra är sparade.\n"
    assert len(handles) == 3


@posix
@pytest.mark.slow
def test_the_passphrase_may_come_through_a_descriptor(shell: Shell) -> None:
    shell.ok("insats", "ny", "coach", "--namn", "Coach", "--typ", "individ")
    inward, outward = os.pipe()
    os.write(outward, FRASE.encode() + b"\n")
    os.close(outward)
    env = {**shell.env, "NYCKELTAL_LOSENFRAS_FIL": f"/dev/fd/{inward}"}
    done = subprocess.run(shell.command("lista"), env=env, pass_fds=[inward], capture_output=True, check=False, timeout=60)
    os.close(inward)
    assert (done.returncode, done.stdout.decode()) == (0, "Inga deltaganden.\n")


@posix
def test_without_terminal_or_file_nothing_is_asked_on_standard_input(shell: Shell) -> None:
    shell.extra["NYCKELTAL_LOSENFRAS_FIL"] = ""
    done = subprocess.run(
        shell.command("insats", "ny", "a1", "--namn", "x", "--typ", "individ"),
        input=b"hemlig fras\nhemlig fras\n",
        env=shell.env,
        capture_output=True,
        check=False,
        start_new_session=True,
        timeout=60,
    )
    assert done.returncode == 3
    assert done.stderr.decode("utf-8").startswith("Lösenfrasen går inte att fråga efter. Programmet körs inte vid en terminal.")
    assert not (shell.tmp / "D").exists()


def test_without_a_terminal_the_screen_does_not_open(shell: Shell) -> None:
    for argv, remedy in (([], "Ange ett kommando; nyckeltal --help visar dem."), (["demo"], "Ange --utan-tui för att bara bygga demot.")):
        done = shell.run(*argv)
        assert done.returncode == 3
        assert done.stderr.decode("utf-8") == f"Skärmen går inte att öppna. Programmet körs inte vid en terminal. {remedy}\n"


@posix
def test_a_reader_that_leaves_is_no_error_message(shell: Shell) -> None:
    command = shell.command("kod", "--antal", "1000")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=shell.env) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode("utf-8")
        assert process.wait(timeout=60) in {0, 3}
    assert err.splitlines()[1:] == []  # the warning about secrets, and no more


def test_answers_are_utf8_whatever_the_locale(shell: Shell) -> None:
    shell.extra.update(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="latin-1")
    done = shell.run("kodlistor", "--json")
    assert done.returncode == 0
    labels = [one["label"] for one in json.loads(done.stdout.decode("utf-8"))["listor"]]
    assert "Kön" in labels
    assert shell.run("lista").stderr.decode("utf-8").startswith("Här finns inga insatser.")


def loaded(code: str, folder: Path) -> set[str]:
    report = code + "\nimport sys, json; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    env = {**os.environ, "NYCKELTAL_KATALOG": str(folder)}
    done = subprocess.run([sys.executable, "-c", report], cwd=ROOT, capture_output=True, check=True, env=env)
    return set(json.loads(done.stdout.splitlines()[-1]))


HEAVY = {"sqlmodel", "sqlalchemy", "pandas", "numpy", "cryptography", "textual", "rich", "platformdirs"}


@pytest.mark.parametrize(
    "code",
    [
        "import tui.cli",
        "import tui.cli; tui.cli.build_parser()",
        "import tui.cli; tui.cli.main(['--help'])",
        "import tui.cli; tui.cli.main(['kodlistor', '--json'])",
        "import tui.cli; tui.cli.main(['insats', 'lista'])",
    ],
)
def test_what_needs_no_register_loads_nothing_heavy(code: str, tmp_path: Path) -> None:
    assert not loaded(code, tmp_path) & HEAVY


def test_recording_forms_loads_neither_pandas_nor_the_kansli_nor_the_screen(tmp_path: Path) -> None:
    assert not loaded("import tui.cli_forms, tui.cli_periods", tmp_path) & {"pandas", "textual", "rich", "xlsxwriter"}


@pytest.mark.slow
def test_two_processes_that_record_at_once_lose_and_double_nothing(shell: Shell) -> None:
    shell.ok("insats", "ny", "coach", "--namn", "Coach", "--typ", "individ")
    form = json.dumps({"kon": "kvinna", "aldersgrupp": "25-29", "manad": month(3)}).encode() + b"\n"
    command = shell.command("start", "--json")
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=shell.env) for _ in range(2)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(form * 25)
        process.stdin.close()
        process.stdin = None
    answers = [json.loads(line) for process in processes for line in process.communicate(timeout=120)[0].splitlines()]
    assert [process.returncode for process in processes] == [0, 0]
    handles = [answer["handtag"] for answer in answers]
    assert len(set(handles)) == 50
    assert {row["handtag"] for row in shell.ok("lista")[0]} == set(handles)
    assert shell.ok("kontroll")[0]["ok"] is True


@posix
@pytest.mark.slow
def test_a_killed_run_keeps_every_answered_line_and_nothing_half(shell: Shell) -> None:
    shell.ok("insats", "ny", "coach", "--namn", "Coach", "--typ", "individ")
    form = json.dumps({"kon": "man", "aldersgrupp": "25-29", "manad": month(3)}).encode() + b"\n"
    with subprocess.Popen(shell.command("start", "--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=shell.env) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(form * 300)
        process.stdin.flush()
        answered = [json.loads(process.stdout.readline())]
        process.kill()
        answered += [json.loads(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith(b"\n")]
    rows = {row["handtag"] for row in shell.ok("lista")[0]}
    assert {answer["handtag"] for answer in answered} <= rows
    assert len(rows) < 300
    assert shell.ok("kontroll")[0]["ok"] is True
    assert not list(shell.tmp.rglob("*.tmp"))
