"""Acknowledged means durable: kill -9 while saving, two processes on one vault, and every system call failing in its turn."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from register.errors import CouldNot
from tests.crash import saver

ROUNDS = int(os.environ.get("NYCKELTAL_KILL_ROUNDS", "25"))
ROOT = Path(__file__).resolve().parents[2]


def start(path: Path, state: Path, number: int, count: int, filling: int = 0) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.crash.saver", str(path), str(state), str(number), str(count), str(filling)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def temporaries(*folders: Path) -> list[str]:
    return [path.name for folder in folders for path in folder.iterdir() if path.name.endswith(".tmp")]


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_nothing_acknowledged_is_lost_to_kill_9(tmp_path: Path) -> None:
    path, state = tmp_path / "D" / "prov.valv", tmp_path / "state"
    saver.create(path, state).close()
    chance = random.Random(2026)
    expected, left = 0, 0
    for _ in range(ROUNDS):
        child = start(path, state, expected, 0, filling=2048)
        assert child.stdout is not None
        assert child.stderr is not None
        first = child.stdout.readline()
        time.sleep(chance.uniform(0, 0.03))  # somewhere in the loop of lock, serialise, encrypt, write, fsync, rename
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
        failure = child.stderr.read()
        child.wait()
        child.stdout.close()
        child.stderr.close()
        acknowledged = [int(line) for line in (first + rest).splitlines()]
        assert acknowledged == list(range(expected, expected + len(acknowledged))), failure.decode()
        assert acknowledged
        left += len(temporaries(path.parent, state))
        vault = saver.open_again(path, state)
        assert temporaries(path.parent, state) == []
        halves = Counter((number, half) for _, number, half in saver.saved(vault))
        count = len(halves) // 2
        assert halves == Counter((number, half) for number in range(count) for half in (0, 1)), "torn, doubled or lost"
        done = expected + len(acknowledged)
        assert count in {done, done + 1}  # one save may have become durable without its word getting out
        expected = count
        vault.close()
    print(f"{ROUNDS} rounds, {expected} saves, {left} temporary files left by the killed and swept")


def test_two_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    path, state = tmp_path / "D" / "prov.valv", tmp_path / "state"
    vault = saver.create(path, state)
    each = 40
    children = [start(path, state, 0, each), start(path, state, 1000, each)]
    for number in range(2000, 2010):
        saver.mark(vault, number)
    for child in children:
        _, failure = child.communicate(timeout=120)
        assert child.returncode == 0, failure.decode()
    found = Counter((number, half) for _, number, half in saver.saved(vault))
    numbers = [*range(each), *range(1000, 1000 + each), *range(2000, 2010)]
    assert found == Counter((number, half) for number in numbers for half in (0, 1))
    assert vault.seq == 1 + len(numbers)
    assert sorted(item.name for item in path.parent.iterdir()) == ["prov.valv", "prov.valv.las"]


class Faults:
    """Makes the n-th call of one function of os fail, before it does anything or after half of it."""

    def __init__(self, name: str, nth: int, *, after: bool) -> None:
        self.left = nth
        self.fired = False
        self._after = after
        self._name = name
        self._real: Callable[..., object] = getattr(os, name)

    def __call__(self, *given: object) -> object:
        self.left -= 1
        if self.left:
            return self._real(*given)
        self.fired = True
        if self._after:
            if self._name == "write":
                descriptor, data = given
                self._real(descriptor, bytes(data)[:100])  # type: ignore[call-overload]
            else:
                self._real(*given)
        raise OSError(errno.EIO, "Input/output error")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_the_nth_call_fails_for_every_n(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, after: bool) -> None:
    path, state = tmp_path / "D" / "prov.valv", tmp_path / "state"
    vault = saver.create(path, state)
    number, count, nth = 0, 0, 1
    while True:
        fault = Faults(call, nth, after=after)
        with monkeypatch.context() as patch:
            patch.setattr(os, call, fault)
            acknowledged = True
            try:
                saver.mark(vault, number)
            except CouldNot:
                acknowledged = False
        for seen in (saver.open_again(path, state), vault):
            halves = Counter((marked, half) for _, marked, half in saver.saved(seen))
            count = len(halves) // 2
            assert halves == Counter((marked, half) for marked in range(count) for half in (0, 1))
            assert count == number + 1 if acknowledged else count in {number, number + 1}
        assert temporaries(path.parent, state) == []
        number, nth = count, nth + 1
        if not fault.fired:
            assert acknowledged
            break
    assert nth > 2


def test_a_failed_first_save_leaves_no_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, state = tmp_path / "D" / "prov.valv", tmp_path / "state"
    for call in ("write", "fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, call, Faults(call, 1, after=False))
            with pytest.raises(CouldNot, match="gick inte att spara"):
                saver.create(path, state)
        assert not path.exists()
        assert temporaries(path.parent) == []
    assert saver.saved(saver.create(path, state)) == []
