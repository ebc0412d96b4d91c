"""``python -m bench.gate [TABLE.csv …] [--angripare K0,K1,K3] [--tid SEK] [--json FILE]``: what the gate hides, beside what τ-ARGUS's engine hides.

Both are held against the same audit. Seconds are of the processor, not of the clock: a busy machine gives the same figures. Without files, the
made-up tables in ``bench/tables/``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bench import argus
from register.disclosure.attackers import Attacker
from register.disclosure.audit import audit
from register.disclosure.gate import protect
from register.disclosure.tablefile import dimensions_of, read_inner
from register.disclosure.tables import CellSystem, SystemBuilder
from register.errors import CouldNot

TABLES: Final = Path(__file__).with_name("tables")
THRESHOLD: Final = 5
OTHER: Final = "pytauargus"
HEADER: Final = (
    "tabell",
    "verktyg",
    "celler",
    "små",
    "sekundära",
    "undre gräns",
    "första s",
    "första",
    "sekunder",
    "K0",
    "K1",
    "K3",
    "granskning s",
)
LEGEND: Final = (
    "vår K1: gaten mot K0 och K1. K0, K1, K3: celler som den angriparen vet exakt/kan snäva in/inte kan skyddas av något mönster. "
    "första: första säkra mönstret, granskat. sekunder: då det sista bättre mönstret var funnet."
)


def system_of(path: Path, threshold: int = THRESHOLD) -> tuple[CellSystem, dict[tuple[str, ...], int]]:
    """The cell system of a file of inner cells, every margin published, and the number of each published cell."""
    inner = read_inner(path)
    builder = SystemBuilder(threshold=threshold)
    cells = builder.table(dimensions_of(path.name, inner, {}), inner)
    return builder.build(), cells


def ours(path: Path, attacker: Attacker, seconds: float) -> dict[str, Any]:
    """One search by the gate, and the audit of its pattern under every attacker."""
    system, _ = system_of(path)
    started = time.process_time()
    steps: list[tuple[float, float]] = []

    def note(_phase: str, _lower: float, best: float | None, _share: float) -> None:
        if best is not None and (not steps or best < steps[-1][1]):
            steps.append((time.process_time() - started, best))

    about = _about(path, f"vår {attacker}", system)
    try:
        pattern = protect(system, attacker, seconds=seconds, progress=note).pattern
    except CouldNot:
        return {**about, "sekundara": None}
    return {
        **about,
        "sekundara": len(pattern.secondary),
        "undre_grans": round(pattern.bound, 1),
        "optimal": pattern.optimal,
        "forsta_s": round(steps[0][0], 2) if steps else None,
        "forsta": steps[0][1] if steps else None,
        "steg": [(round(at, 2), best) for at, best in steps],
        "sekunder": round(steps[-1][0] if steps else time.process_time() - started, 2),
        **_audited(system, pattern.hidden),
    }


def theirs(path: Path) -> dict[str, Any]:
    """The pattern of τ-ARGUS's engine, and the same audit of it."""
    system, cells = system_of(path)
    found = argus.suppress(path, THRESHOLD)
    hidden = frozenset(cells[codes] for codes in found.hidden)
    return {
        **_about(path, OTHER, system),
        "sekundara": len(hidden - system.always_hidden()),
        "sekunder": round(found.seconds, 2),
        "sma_tryckta": len(system.always_hidden() - hidden),
        **_audited(system, hidden),
    }


def _about(path: Path, tool: str, system: CellSystem) -> dict[str, Any]:
    return {"tabell": path.stem, "verktyg": tool, "celler": len(system), "sma": len(system.primaries())}


def _audited(system: CellSystem, hidden: frozenset[int]) -> dict[str, Any]:
    before = time.process_time()
    verdicts = audit(system, hidden, Attacker.K3)
    taken = time.process_time() - before
    figures = {str(one.attacker): [len(one.exact | one.unavoidably_exact), len(one.narrowed), len(one.unavoidable)] for one in verdicts}
    return {"granskning": figures, "haller": [str(one.attacker) for one in verdicts if one.holds], "granskning_s": round(taken, 2)}


def shown(found: dict[str, Any]) -> list[str]:
    """One line of the table."""
    if found["sekundara"] is None:
        return [str(found[key]) for key in ("tabell", "verktyg", "celler", "sma")] + ["inget i tid"]
    keys = ("tabell", "verktyg", "celler", "sma", "sekundara", "undre_grans", "forsta_s", "forsta", "sekunder")
    verdicts = ["/".join(map(str, found["granskning"][name])) for name in ("K0", "K1", "K3")]
    return ["–" if (value := found.get(key)) is None else str(value) for key in keys] + verdicts + [str(found["granskning_s"])]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, write JSON. Exit code 1 where the attacker that we protected against finds something, or nothing was found in time."""
    parser = argparse.ArgumentParser(prog="python -m bench.gate", description=__doc__)
    parser.add_argument("tables", nargs="*", type=Path)
    parser.add_argument("--angripare", default="K0,K1,K3")
    parser.add_argument("--tid", type=float, default=60.0)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    compared = argus.installed()
    if not compared:
        print(argus.MISSING)
    print(LEGEND)
    print(" | ".join(HEADER))
    figures: list[dict[str, Any]] = []
    broken = False
    for path in chosen.tables or sorted(TABLES.glob("*.csv")):
        for name in chosen.angripare.split(","):
            found = ours(path, Attacker(name), chosen.tid)
            broken = broken or name not in found.get("haller", ())
            figures.append(found)
            print(" | ".join(shown(found)), flush=True)
        if compared:
            figures.append(theirs(path))
            print(" | ".join(shown(figures[-1])), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(broken)


if __name__ == "__main__":
    raise SystemExit(main())
