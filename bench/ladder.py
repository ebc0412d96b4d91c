"""``python -m bench.ladder [--fron 20] [--json FILE]``: how much of a förbund's insatser can be shown, on made-up years of avslut.

For a förbund of 14 insatser: the share that show their three groups or goal ja/nej beside the förbund's own table. Aimed at is 75 % or more for
sizes evenly spread from 8 to 90. For an insats of 30: the share of its default report that is printed; aimed at is 85 %. Seconds are of the
processor. Invented data.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bench import default_report
from register.disclosure.boxes import Universe
from register.disclosure.drafts import Axis, Draft, Ladder, Node, Rung, margin
from register.disclosure.ladder import Choice, choose
from register.disclosure.lattice import Atoms
from register.disclosure.protected import Rules

GROUPS: Final = {
    "arbete": ("anstallning", "studier", "eget-foretag", "arbetssokande"),
    "rehabilitering": ("arbetstraning", "fortsatt-vard", "annan-insats"),
    "ovrigt": ("sjukersattning", "flytt", "egen-begaran", "uteblivit", "annat"),
}
ODDS: Final = (0.3, 0.35, 0.35)
SVAR: Final = tuple(svar for group in GROUPS.values() for svar in group)
KON: Final = frozenset({"kvinna", "man", "annat"})
EVEN: Final = tuple(round(8 + 82 * n / 13) for n in range(14))
SMALL_HEAVY: Final = (8, 10, 12, 15, 18, 20, 24, 28, 30, 35, 40, 55, 70, 90)
BASE_ALONE: Final = "bara antalet"


class Figures(NamedTuple):
    """What was measured over some seeds: the share of insatser shown, their mean rung, how often zeros had to be hidden, and seconds a seed."""

    shown: float
    rung: float
    zeros_hidden: float
    seconds: float


def universe(sizes: Sequence[int], seed: int) -> Universe:
    """A made-up year: one omgång for each insats, 57 % women."""
    dice = random.Random(seed)
    counts: Counter[tuple[str, str, str]] = Counter()
    owner = {f"i{number:02}#1": f"i{number:02}" for number in range(len(sizes))}
    for omgang, size in zip(owner, sizes, strict=True):
        for _ in range(size):
            kon = "kvinna" if dice.random() < 0.57 else "man"
            group = dice.choices(list(GROUPS), ODDS)[0]
            counts[omgang, kon, dice.choice(GROUPS[group])] += 1
    return Universe("avslut", counts, owner, KON, frozenset(SVAR))


def kon_axis(*, split: bool) -> Axis:
    """Everybody, and women and men beside them."""
    total = margin("Totalt", KON)
    parts = (Node("kvinna", "Kvinnor", frozenset({"kvinna"})), Node("man", "Män", frozenset({"man"})))
    return Axis("kon", "Kön", (total, *parts) if split else (total,))


def svar_axis(kind: str) -> Axis:
    """The answers as anledningar, as groups, as goal ja/nej or not at all."""
    groups = tuple(Node(name, name.capitalize(), frozenset(svar)) for name, svar in GROUPS.items())
    goal = (Node("ja", "Mål ja", groups[0].atoms), Node("nej", "Mål nej", groups[1].atoms | groups[2].atoms))
    single = tuple(Node(svar, svar, frozenset({svar})) for svar in SVAR)
    nodes = {"anledning": (*groups, *single), "grupp": groups, "mal": goal, "bas": ()}[kind]
    return Axis("svar", "Anledning till avslut", (margin("Alla", frozenset(SVAR)), *nodes))


def draft(id: str, of: Universe, omgangar: Atoms, kind: str, *, split: bool, whole: bool = True) -> Draft:  # noqa: A002
    """One layout; ``whole``: every cell has to stand, else the groups of everybody have to."""
    made = Draft(id, "Avslut", of, Axis("insats", "Insats", (Node(id, id, omgangar),)), kon_axis(split=split), svar_axis(kind))
    headline = frozenset((id, "Total", code) for code in ("Total", *GROUPS))
    stands = frozenset(made.cells()) if whole else headline
    return Draft(id, made.title, of, made.omgang, made.kon, made.svar, whole=stands, weights=dict.fromkeys(stands, 3 if whole else 30))


def insats_ladder(of: Universe, omgang: str) -> Ladder:
    """From three groups × kön down to the base alone."""
    layouts = (("tre grupper × kön", "grupp", True), ("tre grupper", "grupp", False), ("mål ja/nej × kön", "mal", True), ("mål ja/nej", "mal", False))
    insats = of.owner[omgang]
    rungs = [Rung(name, draft(insats, of, frozenset({omgang}), kind, split=split)) for name, kind, split in (*layouts, (BASE_ALONE, "bas", False))]
    return Ladder(tuple(rungs))


def forbund_ladder(of: Universe) -> Ladder:
    """All anledningar × kön, then three groups × kön, then the base alone."""
    every = frozenset(of.owner)
    layouts = (("anledningar × kön", "anledning"), ("tre grupper × kön", "grupp"))
    rungs = [Rung(name, draft("forbund", of, every, kind, split=True, whole=False)) for name, kind in layouts]
    return Ladder((*rungs, Rung(BASE_ALONE, draft("forbund", of, every, "bas", split=False))))


def year(sizes: Sequence[int], seed: int, rules: Rules | None = None) -> list[Choice]:
    """The layouts of a made-up year: every insats's, and last the förbund's."""
    of = universe(sizes, seed)
    return choose([*(insats_ladder(of, omgang) for omgang in of.owner), forbund_ladder(of)], rules or Rules())


def share_shown(choices: Sequence[Choice]) -> float:
    """The share of the insatser that show more than their base."""
    insatser = choices[:-1]
    return sum(one.name != BASE_ALONE for one in insatser) / len(insatser)


def measure(sizes: Sequence[int], seeds: int) -> Figures:
    """The figures of so many made-up years."""
    started = time.process_time()
    years = [year(sizes, seed) for seed in range(seeds)]
    rungs = [one.rung for choices in years for one in choices[:-1]]
    hidden = sum(choices[0].rules.zeros == "dolda" for choices in years)
    seconds = (time.process_time() - started) / seeds
    return Figures(sum(map(share_shown, years)) / seeds, sum(rungs) / len(rungs), hidden / seeds, seconds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.ladder", description=__doc__)
    parser.add_argument("--fron", type=int, default=20, help="how many made-up years")
    parser.add_argument("--insatser", type=int, default=6, help="how many made-up insatser of 30")
    parser.add_argument("--json", type=Path, help="where the figures go as JSON")
    given = parser.parse_args(arguments)
    found: dict[str, Figures] = {}
    print(f"{'14 insatser':<24}{'shown':>8}{'mean rung':>11}{'zeros hidden':>14}{'s a year':>10}")
    for name, sizes in (("8 to 90, evenly", EVEN), ("many small ones", SMALL_HEAVY)):
        found[name] = figures = measure(sizes, given.fron)
        print(f"{name:<24}{figures.shown:>8.1%}{figures.rung:>11.2f}{figures.zeros_hidden:>14.0%}{figures.seconds:>10.2f}", flush=True)
    mean, least = default_report.measure(given.insatser)
    print(f"an insats of {default_report.AVSLUT} avslut prints {mean:.1%} of its default report ({least:.1%} at least, of {given.insatser})")
    if given.json:
        document = {name: figures._asdict() for name, figures in found.items()} | {"insats": {"mean": mean, "least": least}}
        given.json.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
