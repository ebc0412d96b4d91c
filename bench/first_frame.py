"""The first frame of the app against a bare Textual app's, and the memory after start, each in a real pseudo-terminal of 80×24."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTLE_SECONDS = 3.0
"""What the app loads in the background after its first frame is loaded by then."""

_CONTROL = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC, DCS, APC, PM, SOS
    rb"|\x1b[ -/]*[0-~]"  # the other escapes
)


def visible(output: bytes) -> bool:
    """Whether terminal output has painted text, not only control sequences and blanks."""
    return bool(_CONTROL.sub(b"", output).strip(b" \t\r\n\x00\x08\x0e\x0f"))


@contextlib.contextmanager
def started(arguments: list[str], state: Path) -> Iterator[tuple[int, float]]:
    """Run our Python in a terminal of its own; gives its pid and the seconds until it had painted something. Ends it afterwards."""
    import fcntl
    import pty
    import struct
    import termios

    surroundings = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "NYCKELTAL_STATE": str(state), "PYTHONPATH": str(ROOT)}
    outside, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    begun = time.perf_counter()
    command = [sys.executable, "-P", *arguments]
    process = subprocess.Popen(command, stdin=inside, stdout=inside, stderr=inside, env=surroundings, start_new_session=True)
    os.close(inside)
    try:
        yield process.pid, _until_painted(outside, begun)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(outside)


def _until_painted(terminal: int, begun: float) -> float:
    output = b""
    while time.perf_counter() - begun < 30:
        if select.select([terminal], [], [], 1.0)[0]:
            try:
                output += os.read(terminal, 65536)
            except OSError:  # the program ended
                break
            if visible(output):
                taken = time.perf_counter() - begun
                if b"Traceback" in output:
                    break
                return taken
    raise RuntimeError(f"no first frame came: {output[-2000:]!r}")


def resident_megabytes(pid: int) -> float | None:
    """The resident memory of a process in MB; None where the platform doesn't say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else None


def measure(rounds: int = 9) -> dict[str, float]:
    """Medians: seconds to the first frame of both programs, their ratio, and MB after start. Empty where there are no pseudo-terminals."""
    if os.name == "nt":
        return {}
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        register = Path(folder) / "register"
        register.mkdir()
        commands = {"bare": [str(ROOT / "bench" / "bare_app.py")], "app": ["-m", "tui", "--katalog", str(register)]}
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, command in commands.items():
                with started(command, state) as (_, frame):
                    if number:  # the first round fills the file cache and compiles
                        taken[name].append(frame)
        medians = {name: statistics.median(times) for name, times in taken.items()}
        memory = {name: _memory(command, state) for name, command in commands.items()}
    found = {"bare_first_frame_s": medians["bare"], "app_first_frame_s": medians["app"], "first_frame_ratio": medians["app"] / medians["bare"]}
    return found | {f"{name}_memory_mb": megabytes for name, megabytes in memory.items() if megabytes is not None}


def _memory(command: list[str], state: Path) -> float | None:
    with started(command, state) as (pid, _):
        time.sleep(SETTLE_SECONDS)
        return resident_megabytes(pid)
