"""A process that reads a file of collected forms in, and is killed at a step named on its command line. Run by ``test_killed``."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from register import platform
from register.catalogue import Catalogue
from register.insats.imports import read_forms
from register.insats.imports_act import NewCode, importera
from register.insats.opening import open_insats
from register.insats.sealing import SealCost
from register.readers.opening import open_table

STEPS = ("lasning", "halva-lasningen", "kod", "sista-koden", "lappar", "fore-sparandet", "fore-bytet", "efter-bytet", "klart")
BEFORE_THE_CHANGE = STEPS[: STEPS.index("efter-bytet")]


def die() -> None:
    """As a power cut: nothing more of this process is done, no block is left, no file closed."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(root: Path, passphrase: str, file: Path, step: str) -> None:
    today = date(2026, 11, 22)
    insats = open_insats(Catalogue(root / "D"), "coach", passphrase, today=today, seal_cost=SealCost.for_tests(), state=root / "state")

    def reading_at(share: float, what: str) -> None:
        if (step == "lasning" and share == 0.0) or (step == "halva-lasningen" and what == "rad 201"):
            die()

    def coding_at(share: float, what: str) -> None:
        if (step == "kod" and what.startswith("kod 1 ")) or (step == "sista-koden" and share == 1.0):
            die()

    def slips(codes: Sequence[NewCode]) -> None:
        (root / "lappar.html").write_text("\n".join(code.handle for code in codes), encoding="utf-8")
        if step == "lappar":
            die()

    real_write, real_replace = platform.atomic_write, os.replace

    def write(path: Path, data: bytes | bytearray | memoryview) -> None:
        if step == "fore-sparandet" and path.suffix == ".valv":
            die()
        real_write(path, data)

    def replace(source: os.PathLike[str] | str, target: os.PathLike[str] | str) -> None:
        mine = str(target).endswith(".valv")
        if mine and step == "fore-bytet":
            die()
        real_replace(source, target)
        if mine and step == "efter-bytet":
            die()

    platform.atomic_write = write
    os.replace = replace  # type: ignore[assignment]
    with open_table(file) as table:
        reading = read_forms(insats, table, today=today, progress=reading_at)
    importera(insats, reading, slips=slips, today=today, progress=coding_at)
    insats.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4])
