"""``python -m bench [--json FILE]``: measures, prints a table, writes JSON. Exit code 1 where a ratio is above what it is held to."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench import first_frame, outcomes, saving

SAVING_LIMITS = {50: 4.0, 250: 4.0, 1000: 5.0}
FIRST_FRAME_LIMIT = 1.2
OUTCOME_LIMIT = 1.1


class Line(NamedTuple):
    """One measured thing: what, the figure with its unit, and the most it may be (None where it is only told)."""

    what: str
    figure: float
    unit: str
    limit: float | None
    detail: str

    @property
    def holds(self) -> bool:
        """Whether the figure, as printed, is within its limit."""
        return self.limit is None or round(self.figure, 2) <= self.limit


def start_up() -> list[Line]:
    """First frame and memory; empty on a platform without pseudo-terminals."""
    found = first_frame.measure()
    if not found:
        return []
    detail = f"{found['app_first_frame_s'] * 1000:.0f} ms / {found['bare_first_frame_s'] * 1000:.0f} ms"
    lines = [Line("first frame / a bare Textual app", found["first_frame_ratio"], "×", FIRST_FRAME_LIMIT, detail)]
    if "app_memory_mb" in found:
        lines.append(Line("memory after start", found["app_memory_mb"], "MB", None, f"a bare app {found['bare_memory_mb']:.0f} MB"))
    return lines


def saved_forms() -> list[Line]:
    """A saved form against an atomic write of the same bytes."""
    lines = []
    for open_rows, limit in SAVING_LIMITS.items():
        found = saving.measure(open_rows)
        slower = max(found["start_s"], found["matning_s"])
        detail = f"{slower * 1000:.1f} ms / {found['plain_s'] * 1000:.1f} ms, {found['bytes'] / 1024:.0f} KiB"
        lines.append(Line(f"saved form / atomic write, {open_rows} open rows", found["ratio"], "×", limit, detail))
    return lines


def outcome_cost() -> list[Line]:
    """Outcomes with ten times the participants."""
    found = outcomes.measure()
    detail = f"{found['ten_s'] * 1000:.1f} ms / {found['one_s'] * 1000:.1f} ms, {found['participants_one']:.0f} participants ×10"
    return [Line("utfall, 10 × the participants", found["ratio"], "×", OUTCOME_LIMIT, detail)]


def printed(line: Line) -> str:
    """A row of the table."""
    limit = "" if line.limit is None else f"≤ {line.limit:g}"
    return f"{line.what:<44}{line.figure:>8.2f} {line.unit:<3}{limit:>6}  {'ok  ' if line.holds else 'OVER'}  {line.detail}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", type=Path, default=Path(__file__).with_name("results.json"), help="where the figures go as JSON")
    target = parser.parse_args(arguments).json
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; medians of interleaved runs")
    lines: list[Line] = []
    for part in (start_up, saved_forms, outcome_cost):
        for line in part():
            print(printed(line), flush=True)
            lines.append(line)
    document = [line._asdict() | {"holds": line.holds} for line in lines]
    target.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
