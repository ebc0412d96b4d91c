"""``python -m bench.gate [TABLE.csv …] [--angripare K0,K1,K3] [--tid SEK] [--json FILE]``: what the gate hides and what its audit finds.

Seconds are of the processor, not of the clock: a busy machine gives the same figures. Without files, made-up tables of this field's shape.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from register.disclosure.attackers import Attacker
from register.disclosure.audit import audit
from register.disclosure.solve import solve
from register.disclosure.tablefile import dimensions_of, read_inner
from register.disclosure.tables import CellSystem, SystemBuilder

SHAPES: Final = ((20, 8), (8, 4, 2), (14, 3, 4))
HEADER: Final = (
    "tabell",
    "angripare",
    "celler",
    "små",
    "sekundära",
    "undre gräns",
    "första s",
    "första",
    "bästa s",
    "K0",
    "K1",
    "K3",
    "granskning s",
)


def made_up(folder: Path, seed: int = 1) -> list[Path]:
    """Tables of this field's shapes: a few zeros, many small counts, some large ones."""
    dice = random.Random(seed)
    paths = []
    for shape in SHAPES:
        path = folder / ("x".join(map(str, shape)) + ".csv")
        lines = [",".join([*(f"v{n + 1}" for n in range(len(shape))), "freq"])]
        for codes in itertools.product(*(range(size) for size in shape)):
            count = 0 if dice.random() < 0.1 else int(dice.expovariate(1 / 9))
            lines.append(",".join([*(f"k{code:02}" for code in codes), str(count)]))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def system_of(path: Path, threshold: int) -> CellSystem:
    """The cell system of a file of inner cells, every margin published."""
    inner = read_inner(path)
    builder = SystemBuilder(threshold=threshold)
    builder.table(dimensions_of(path.name, inner, {}), inner)
    return builder.build()


def measure(path: Path, attacker: Attacker, seconds: float, threshold: int = 5) -> dict[str, Any]:
    """One search and the audit of its pattern under every attacker; seconds of the processor."""
    system = system_of(path, threshold)
    started = time.process_time()
    steps: list[tuple[float, float]] = []

    def note(_phase: str, _lower: float, best: float | None, _share: float) -> None:
        if best is not None and (not steps or best < steps[-1][1]):
            steps.append((time.process_time() - started, best))

    pattern = solve(system, attacker, seconds=seconds, progress=note)
    found: dict[str, Any] = {"tabell": path.stem, "angripare": str(attacker), "celler": len(system), "sma": len(system.primaries())}
    if pattern is None:
        return {**found, "sekundara": None}
    before = time.process_time()
    verdicts = audit(system, pattern.hidden, Attacker.K3)
    return {
        **found,
        "sekundara": len(pattern.secondary),
        "undre_grans": round(pattern.bound, 1),
        "optimal": pattern.optimal,
        "forsta_s": round(steps[0][0], 2) if steps else None,
        "forsta": steps[0][1] if steps else None,
        "steg": [(round(at, 2), best) for at, best in steps],
        "basta_s": round(steps[-1][0], 2) if steps else round(before - started, 2),
        "granskning": {str(one.attacker): [len(one.exact), len(one.narrowed), len(one.unavoidable)] for one in verdicts},
        "granskning_s": round(time.process_time() - before, 2),
    }


def shown(found: dict[str, Any]) -> list[str]:
    """One line of the table: exact/narrowed/unavoidable for each attacker."""
    if found["sekundara"] is None:
        return [str(found[key]) for key in ("tabell", "angripare", "celler", "sma")] + ["inget i tid"]
    keys = ("tabell", "angripare", "celler", "sma", "sekundara", "undre_grans", "forsta_s", "forsta", "basta_s")
    verdicts = ["/".join(map(str, found["granskning"][name])) for name in ("K0", "K1", "K3")]
    return [str(found[key]) for key in keys] + verdicts + [str(found["granskning_s"])]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, write JSON. Exit code 1 where the attacker protected against finds something."""
    parser = argparse.ArgumentParser(prog="python -m bench.gate", description=__doc__)
    parser.add_argument("tables", nargs="*", type=Path)
    parser.add_argument("--angripare", default="K0,K1,K3")
    parser.add_argument("--tid", type=float, default=60.0)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        print(" | ".join(HEADER))
        for path in chosen.tables or made_up(Path(folder)):
            for name in chosen.angripare.split(","):
                figures.append(measure(path, Attacker(name), chosen.tid))
                print(" | ".join(shown(figures[-1])), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return int(any(sum(one["granskning"][one["angripare"]][:2]) for one in figures if one["sekundara"] is not None))


if __name__ == "__main__":
    raise SystemExit(main())
