"""The same table protected by τ-ARGUS's engine, through pytauargus: a library of the benchmark's alone, which need not be there."""

from __future__ import annotations

import contextlib
import csv
import importlib
import importlib.util
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from register.disclosure.tables import TOTAL

MINUTES: Final = 5
"""The most that its optimal method may take; it stands in whole minutes there."""

RESPONSE: Final = "antal"
HIDDEN: Final = ("U", "M")
"""Its marks for cells hidden because they are small, and hidden to protect those."""

MISSING: Final = "pytauargus är inte installerat: bara vår visas (pip install --require-hashes -r requirements-bench.txt)."


class Suppressed(NamedTuple):
    """The cells that it hides, by their codes with ``Total`` for a margin, and the seconds of the processor that it took."""

    hidden: frozenset[tuple[str, ...]]
    seconds: float


def installed() -> bool:
    """Whether pytauargus is there to be compared with."""
    return importlib.util.find_spec("pytauargus") is not None


def suppress(path: Path, threshold: int) -> Suppressed:
    """Protect a table of inner cells by its optimal method: cells under the threshold hidden, a protection of 20 per cent, cells cost their value.

    That is how its own guides protect frequency tables. It wants persons, not counts: a row for each.
    """
    pytauargus = importlib.import_module("pytauargus")
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    names = header[:-1]
    persons: dict[str, list[object]] = {name: [] for name in names}
    for *codes, number in rows:
        for name, code in zip(names, codes, strict=True):
            persons[name] += [code] * int(number)
    persons[RESPONSE] = [1] * len(persons[names[0]])
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):  # it leaves logs where it is run
        result = pytauargus.protect(
            persons, names, RESPONSE, safety_rules=f"FREQ({threshold},20)", suppress=f"OPT(1,{MINUTES})", totcode=TOTAL, workdir=folder
        )
        taken = time.process_time() - started
        rows_found: list[dict[str, object]] = result.tables[0].rows
    hidden = frozenset(tuple(str(row[name]) for name in names) for row in rows_found if row["status"] in HIDDEN)
    return Suppressed(hidden, taken)
