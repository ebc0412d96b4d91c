"""``python -m bench.imports [--json FILE]``: peak memory and time of reading collected forms in, 2 000 rows against 20 000.

Prints a table and writes JSON. Exit code 1 where the larger file's peak is above the limit: memory is to be flat, whatever the number of
rows. The rows are wholly ended deltaganden; an open one is a sealed row of the vault, whose image is in memory by design. Peaks are
tracemalloc's, in a process of its own for each file, so that nothing that the other one left is counted; times are of runs without it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
import tracemalloc
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from bench.clock import seconds
from register.catalogue import Catalogue
from register.insats.imports import read_forms
from register.insats.imports_act import importera
from register.insats.opening import create_insats
from register.insats.sealing import SealCost
from register.readers.opening import open_table
from register.templates import FormColumn, form_columns
from register.vault import KdfCost
from register.vocabulary.loader import load

TODAY: Final = date(2026, 5, 20)
SIZES: Final = (2_000, 20_000)
LIMIT: Final = 1.5
FORMATS: Final = ("xlsx", "csv")
PASSPHRASE: Final = "bara en mätning"  # noqa: S105  # opens a register that lives as long as the measurement
_WORK: Final = ("arbete-utan-stod", "arbete-med-stod", "studier")


def cells(columns: Sequence[FormColumn], made: random.Random) -> list[str | None]:
    """One ended deltagande as a row of labels, ids' months apart."""
    begun, length = 2023 * 12 + made.randrange(24), made.randrange(12)
    answers: dict[str, str] = {}
    row: list[str | None] = []
    for column in columns:
        if column.field.type == "manad":
            index = begun + (length if column.kind == "avslut" else 0)
            row.append(f"{index // 12}-{index % 12 + 1:02d}")
        elif column.field.only_if and answers.get(f"{column.kind}.{column.field.only_if[0]}") not in _WORK:
            row.append(None)
        else:
            code = made.choice([code for code in column.choices if code.id != "felregistrering"])
            answers[column.key] = code.id
            row.append(code.label)
    return row


def write(path: Path, rows: int) -> None:
    """A file of so many rows, as a workbook (with shared texts, as Excel writes them) or as text."""
    columns, made = form_columns(load(None), "matning"), random.Random(4)
    lines: list[Sequence[str | None]] = [[column.heading for column in columns], *(cells(columns, made) for _ in range(rows))]
    if path.suffix == ".csv":
        path.write_text("\r\n".join(";".join(cell or "" for cell in line) for line in lines), encoding="utf-8-sig")
        return
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Formulär")
        for number, line in enumerate(lines):
            page.write_row(number, 0, line)


def read_in(path: Path, folder: Path) -> int:
    """Read the file into a new insats; returns the number of rows."""
    insats = create_insats(
        Catalogue(folder / "D"),
        "matning",
        namn="Mätningen",
        typ="individ",
        passphrase=PASSPHRASE,
        today=TODAY,
        vault_cost=KdfCost.for_tests(),
        seal_cost=SealCost.for_tests(),
        state=folder / "state",
    )
    with open_table(path) as table:
        reading = read_forms(insats, table, today=TODAY)
    done = importera(insats, reading, today=TODAY)
    insats.close()
    return done.rows


def peak(path: str) -> float:
    """Peak memory of one import, in MB, the program's own modules and lists left out."""
    with tempfile.TemporaryDirectory() as warm, tempfile.TemporaryDirectory() as folder:
        few = Path(warm) / f"few{Path(path).suffix}"
        write(few, 50)
        read_in(few, Path(warm))  # modules, code lists and SQL statements are there once, whatever the file's size
        tracemalloc.start()
        read_in(Path(path), Path(folder))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most / 2**20


def taken(path: str) -> float:
    """Seconds of one import."""
    with tempfile.TemporaryDirectory() as folder:
        return seconds(lambda: read_in(Path(path), Path(folder)))


def measure(sizes: Sequence[int] = SIZES, formats: Sequence[str] = FORMATS) -> list[dict[str, float | str]]:
    """For each format: peak and time of each size, and the ratio of the peaks."""
    found: list[dict[str, float | str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for ending in formats:
            figures: dict[str, float | str] = {"format": ending}
            for rows in sizes:
                path = Path(folder) / f"{rows}.{ending}"
                write(path, rows)
                figures[f"bytes_{rows}"] = path.stat().st_size
                with multiprocessing.get_context("spawn").Pool(1) as alone:
                    figures[f"peak_mb_{rows}"] = alone.apply(peak, (str(path),))
                    figures[f"seconds_{rows}"] = alone.apply(taken, (str(path),))
            figures["ratio"] = float(figures[f"peak_mb_{sizes[-1]}"]) / float(figures[f"peak_mb_{sizes[0]}"])
            found.append(figures)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--json", type=Path, default=None, help="where the figures go as JSON")
    options = parser.parse_args(arguments)
    found = measure()
    print(f"{'format':<8}{'rows':>8}{'file, kB':>10}{'peak, MB':>10}{'seconds':>9}")
    for figures in found:
        for rows in SIZES:
            size, most, time = (float(figures[f"{name}_{rows}"]) for name in ("bytes", "peak_mb", "seconds"))
            print(f"{figures['format']:<8}{rows:>8}{size / 1024:>10.0f}{most:>10.1f}{time:>9.1f}")
        print(f"{'':<8}peak of {SIZES[-1]} rows / of {SIZES[0]}: {figures['ratio']:.2f} (≤ {LIMIT})")
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0 if all(float(figures["ratio"]) <= LIMIT for figures in found) else 1


if __name__ == "__main__":
    sys.exit(main())
