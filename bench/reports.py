"""``python -m bench.reports [--insatser 20] [--avslut 100] [--jamfor 25] [--json FILE]``: the reports of a large made-up förbund, in every format.

Seconds of the processor for the gate and for the files of each report, and the same with fewer deltaganden in as many insatser: what a report costs
follows its cells, not its people.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from bench import made_up
from bench.made_up import Plan
from exports.report import FORMATS, write_report
from register.disclosure.publication import History
from register.goals.model import Answers, Goal, Goals
from register.periods import Period
from register.reporting import prepare
from register.tables.reports import ReportKind
from register.vocabulary.loader import load

KINDS: Final[tuple[ReportKind, ...]] = ("insatsrapport", "oversikt", "arsredovisning", "progression")
HEADER: Final = ("rapport", "tabeller", "celler", "prickar", "grind s", "filer s", "filer")
WORK: Final = Answers("avslutsanledning", ("arbete-utan-stod", "arbete-med-stod", "eget-foretag", "studier", "insats-af"))
SPAN: Final = Period.parse("2025")
MADE: Final = date(2026, 2, 1)


def measure(insatser: int, avslut: int, folder: Path) -> list[dict[str, Any]]:
    """A year of so many insatser with so many avslut each: every report, in every format."""
    plans = [Plan(f"insats-{n:02}", f"Insats {n}", avslut, (2024, 2025)) for n in range(1, insatser + 1)]
    source = made_up.source(plans, load())
    goals = Goals(goals=tuple(Goal(plan.id, 2025, False, "Arbete, studier eller Arbetsförmedlingen", WORK, Fraction(1, 2)) for plan in plans))
    found = []
    for kind in KINDS:
        started = time.process_time()
        prepared = prepare(source, History(), goals, kind, SPAN, insats=plans[0].id, today=MADE)
        gate, started = time.process_time() - started, time.process_time()
        files = write_report(prepared.report(), folder / kind, FORMATS)
        found.append(
            {
                "rapport": kind,
                "tabeller": prepared.made.audit["tabeller"],
                "celler": prepared.made.audit["celler"],
                "prickar": prepared.made.audit["prickar"],
                "grind_s": round(gate, 1),
                "filer_s": round(time.process_time() - started, 1),
                "filer": len(files),
            }
        )
        print(" | ".join(str(value) for value in found[-1].values()), flush=True)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print tables, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__)
    parser.add_argument("--insatser", type=int, default=20)
    parser.add_argument("--avslut", type=int, default=100)
    parser.add_argument("--jamfor", type=int, default=50, help="avslut a year in the förbund to compare with")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for avslut in (chosen.avslut, chosen.jamfor):
            print(f"{chosen.insatser} insatser med {avslut} avslut om året ({2 * chosen.insatser * avslut} deltaganden)")
            print(" | ".join(HEADER))
            figures[str(avslut)] = measure(chosen.insatser, avslut, Path(folder) / str(avslut))
    for more, fewer in zip(figures[str(chosen.avslut)], figures[str(chosen.jamfor)], strict=True):
        ratio = (more["grind_s"] + more["filer_s"]) / max(0.1, fewer["grind_s"] + fewer["filer_s"])
        print(f"{more['rapport']}: {ratio:.2f} × med {chosen.avslut / chosen.jamfor:.1f} × deltaganden")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
