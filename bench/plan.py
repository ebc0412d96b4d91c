"""``python -m bench.plan [--json FILE] [--draws N]``: the reconstruction attack on the shipped count plan and on plans that cross too much.

Prints the shipped plan with and without the batch rule, then plans that add all two-way tables of three and of six start variables: counted by kön,
and without kön for thirty answers at least. Exit code 1 where the shipped plan does not hold with the rule, or another plan does.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from time import monotonic
from typing import Final

from register.disclosure.plan_report import plan_document, plan_table
from register.disclosure.reconstruction import KON_SPLITS, granska_plan
from register.vocabulary.loader import load
from register.vocabulary.model import PlanTable, Vocabulary

SIX: Final = ("aldersgrupp", "utbildning", "tid_forsorjning", "forsorjning", "sysselsattning", "remitterande_part")
SECONDS: Final = 40.0
CROSSED: Final[tuple[tuple[int, int | None, tuple[int, ...]], ...]] = ((3, None, (8, 30)), (6, None, (8, 30)), (3, 30, (36, 60)), (6, 30, (36,)))
"""How many variables are crossed two by two, at which minimum of answers, and the sizes of batch tried."""


def with_pairs(vocabulary: Vocabulary, names: Sequence[str], minimum: int | None) -> Vocabulary:
    """The plan with all two-way tables of these start variables added."""
    pairs = tuple(PlanTable(f"par.{a}.{b}", "start", (a, b), "Pröva granskningen.", minimum) for a, b in combinations(names, 2))
    return replace(vocabulary, plan=replace(vocabulary.plan, tables=(*vocabulary.plan.tables, *pairs)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack all plans; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.plan", description=__doc__)
    parser.add_argument("--json", type=Path, default=None, help="where the figures go as JSON")
    parser.add_argument("--draws", type=int, default=50, help="batches drawn of each size and way of kön")
    options = parser.parse_args(arguments)
    shipped, started = load(), monotonic()
    audits = [granska_plan(shipped, draws=options.draws, with_batch_rule=rule) for rule in (True, False)]
    print(plan_table(audits))
    print(f"{monotonic() - started:.1f} s")
    documents, held = [plan_document(audits)], [not audits[0].holds, audits[1].holds]
    for several, minimum, sizes in CROSSED:
        started = monotonic()
        plan = with_pairs(shipped, SIX[:several], minimum)
        found = granska_plan(plan, sizes=sizes, kon_splits=KON_SPLITS[:3], draws=min(options.draws, 5), seconds=SECONDS)
        print(f"\nAll two-way tables of {several} start variables, " + (f"at {minimum} answers without kön" if minimum else "by kön"))
        print(plan_table([found]))
        print(f"{monotonic() - started:.1f} s", flush=True)
        documents.append(plan_document([found]))
        held.append(found.holds)
    if options.json is not None:
        options.json.write_text(json.dumps(documents, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if any(held) else 0


if __name__ == "__main__":
    sys.exit(main())
