"""What holds for every test: its own state folder, no register of the user's, no network, and reproducible random examples."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# Derandomised: a run that failed for one fails for all. No deadline: two cores shared by several workers are no stopwatch.
settings.register_profile("nyckeltal", deadline=None, derandomize=True)
settings.load_profile("nyckeltal")

_LOCAL = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads or writes the state folder, the register or the passphrase file of whoever runs it."""
    monkeypatch.setenv("NYCKELTAL_STATE", str(tmp_path / "state-folder"))
    monkeypatch.delenv("NYCKELTAL_KATALOG", raising=False)
    monkeypatch.delenv("NYCKELTAL_LOSENFRAS_FIL", raising=False)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """The program never calls out; a test in which something tries fails."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in _LOCAL:
            pytest.fail(f"something tried to reach {address[0]}")
        real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]
