"""Durable files, locks and the state folder; the Windows branch by a stand-in for msvcrt."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from register import platform
from register.errors import CouldNot

POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX modes and flock")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_replaces_whole_content(tmp_path: Path) -> None:
    target = tmp_path / "fil"
    for content in (b"one", b"", b"x" * 3_000_000, memoryview(b"view"), bytearray(b"array")):
        platform.atomic_write(target, content)
        assert target.read_bytes() == bytes(content)
        assert names(tmp_path) == {"fil"}


@POSIX
def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    target = tmp_path / "fil"
    target.write_bytes(b"open to all")
    target.chmod(0o644)
    assert not platform.is_private(target)
    platform.atomic_write(target, b"closed")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert platform.is_private(target)
    with target.open() as file:
        assert platform.is_private(file.fileno())


@POSIX
def test_a_pipe_is_private() -> None:
    reading, writing = os.pipe()
    try:
        assert platform.is_private(reading)
    finally:
        os.close(reading)
        os.close(writing)


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:7])))
    platform.atomic_write(tmp_path / "fil", bytes(range(100)))
    assert (tmp_path / "fil").read_bytes() == bytes(range(100))


def noting(name: str, calls: list[str]) -> Callable[..., object]:
    real = getattr(os, name)

    def noted(*given: object) -> object:
        calls.append(name)
        return real(*given)

    return noted


@POSIX
def test_order_of_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for name in ("write", "fsync", "replace"):
        monkeypatch.setattr(os, name, noting(name, calls))
    platform.atomic_write(tmp_path / "fil", b"x")
    assert calls == ["write", "fsync", "replace", "fsync"]
    calls.clear()
    platform.write_in_place(tmp_path / "fil", b"a shorter one")
    platform.write_in_place(tmp_path / "fil", b"y")
    assert calls == ["write", "write"]
    assert (tmp_path / "fil").read_bytes() == b"y"
    assert (tmp_path / "fil").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "close"])
def test_a_failing_call_leaves_old_or_new_and_no_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    target = tmp_path / "fil"
    for nth in range(4):
        platform.atomic_write(target, b"old")
        real, count = getattr(os, call), iter(range(1000))

        def failing(*given: object, real=real, count=count, nth=nth) -> object:  # type: ignore[no-untyped-def]  # noqa: ANN001
            if next(count) == nth:
                if call == "close":
                    real(*given)
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*given)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            try:
                platform.atomic_write(target, b"new")
            except OSError:
                assert target.read_bytes() in {b"old", b"new"}
            else:
                assert target.read_bytes() == b"new"
        assert names(tmp_path) == {"fil"}


def test_sweeps_what_was_left_and_nothing_else(tmp_path: Path) -> None:
    left = ".fil.valv.0123456789abcdef.tmp"
    others = {"fil.valv", ".fil.valv.tmp", ".fil.valv.xyz.tmp", ".annan.valv.0123456789abcdef.tmp", ".fil.valv.las.0123456789abcdef.tmp"}
    for name in {left, *others}:
        (tmp_path / name).write_bytes(b"")
    platform.sweep_temporaries(tmp_path / "fil.valv")
    assert names(tmp_path) == others
    platform.sweep_temporaries(tmp_path / "fil.valv", tmp_path / "annan.valv")
    assert names(tmp_path) == others - {".annan.valv.0123456789abcdef.tmp"}
    platform.sweep_temporaries(tmp_path / "missing" / "fil")


def test_lock_excludes_and_gives_up_in_swedish(tmp_path: Path) -> None:
    lock = tmp_path / "las"
    with platform.exclusive_lock(lock), pytest.raises(CouldNot, match="upptagen"), platform.exclusive_lock(lock, timeout=0.05):
        pytest.fail("two holders")
    with platform.exclusive_lock(lock, timeout=0.05):
        pass
    assert lock.exists()


def test_lock_waits_for_its_turn(tmp_path: Path) -> None:
    lock, order = tmp_path / "las", []
    held = threading.Event()

    def other() -> None:
        with platform.exclusive_lock(lock):
            held.set()
            time.sleep(0.1)
            order.append("other")

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(5)
    with platform.exclusive_lock(lock):
        order.append("this")
    thread.join()
    assert order == ["other", "this"]


def test_lock_is_freed_by_an_exception_and_by_death(tmp_path: Path) -> None:
    lock = tmp_path / "las"
    with pytest.raises(KeyError), platform.exclusive_lock(lock):
        raise KeyError
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom register.platform import exclusive_lock\n"
        f"lock = exclusive_lock(Path({str(lock)!r}))\nlock.__enter__()\nos._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[1], check=False)
    assert done.returncode == 9
    with platform.exclusive_lock(lock, timeout=0.5):
        pass


def test_lock_where_nobody_may_write(tmp_path: Path) -> None:
    with pytest.raises(CouldNot, match="låsa filen"), platform.exclusive_lock(tmp_path / "missing" / "las"):
        pytest.fail("no folder")


@POSIX
def test_lock_on_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def refuse(descriptor: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(CouldNot, match="filsystemet har inga lås"), platform.exclusive_lock(tmp_path / "las"):
        pytest.fail("no lock")


def test_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NYCKELTAL_STATE", str(tmp_path / "a" / "b"))
    assert platform.state_folder() == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()
    monkeypatch.delenv("NYCKELTAL_STATE")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert "nyckeltal" in str(platform.state_folder())
    assert platform.state_folder().is_dir()


class Windows:
    """What msvcrt does with one locked byte, and what a Windows rename does while somebody reads the target."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[int] = []
        self.busy = 0
        self.readers = 0
        module = ModuleType("msvcrt")
        module.LK_NBLCK, module.LK_UNLCK = 2, 0  # type: ignore[attr-defined]
        module.locking = self.locking  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "msvcrt", module)
        monkeypatch.setattr(platform, "WINDOWS", True)
        self._replace = os.replace
        monkeypatch.setattr(os, "replace", self.replace)

    def locking(self, descriptor: int, how: int, count: int) -> None:
        assert count == 1
        assert os.lseek(descriptor, 0, os.SEEK_CUR) == 0
        if how == 2 and self.busy:
            self.busy -= 1
            raise PermissionError(errno.EACCES, "Permission denied")
        self.calls.append(how)

    def replace(self, source: Path, target: Path) -> None:
        if self.readers:
            self.readers -= 1
            raise PermissionError(errno.EACCES, "Access is denied")
        self._replace(source, target)


def test_windows_locks_one_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = Windows(monkeypatch)
    windows.busy = 2
    with platform.exclusive_lock(tmp_path / "las"):
        assert windows.calls == [2]
    assert windows.calls == [2, 0]
    windows.busy = 1000
    with pytest.raises(CouldNot, match="upptagen"), platform.exclusive_lock(tmp_path / "las", timeout=0.03):
        pytest.fail("two holders")


def test_windows_has_no_folder_fsync_and_waits_for_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = Windows(monkeypatch)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    windows.readers = 3
    platform.atomic_write(tmp_path / "fil", b"x")
    assert len(synced) == 1
    assert names(tmp_path) == {"fil"}
    windows.readers = 10_000
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    with pytest.raises(PermissionError):
        platform.atomic_write(tmp_path / "fil", b"y")
    assert (tmp_path / "fil").read_bytes() == b"x"
    assert names(tmp_path) == {"fil"}


def test_windows_leaves_privacy_to_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "fil"
    target.write_bytes(b"")
    target.chmod(0o644)
    monkeypatch.setattr(platform, "WINDOWS", True)
    assert platform.is_private(target)
