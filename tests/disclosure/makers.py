"""Small tables for the gate's tests, and the plain enumeration that its audit is compared with."""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from register.disclosure.tables import CellSystem, Dimension, Kind, SystemBuilder

Inner = dict[tuple[str, ...], int]

TABLE_F = """
3 20 10 30 3 14 1 2
8 27 6 8 9 10 6 4
0 1 0 2 1 0 0 0
2 5 2 16 0 2 1 2
3 8 3 10 8 15 2 2
4 6 4 26 3 10 2 4
7 8 2 18 0 6 1 2
6 9 7 12 4 14 3 4
"""
"""Eight made-up insatser × four åldersgrupper × two kön, full of small counts: one of the tables that the tools of the trade were measured on."""


def inner_of(rows: Sequence[Sequence[int]]) -> Inner:
    """A two-way table from its rows."""
    return {(f"r{i}", f"k{j}"): value for i, row in enumerate(rows) for j, value in enumerate(row)}


def table_f() -> Inner:
    rows = [[int(one) for one in line.split()] for line in TABLE_F.split("\n") if line]
    return {(f"i{i}", f"a{n // 2}", f"k{n % 2}"): value for i, row in enumerate(rows) for n, value in enumerate(row)}


def dimensions_for(inner: Mapping[tuple[str, ...], int]) -> list[Dimension]:
    return [Dimension(f"v{axis + 1}", tuple(dict.fromkeys(column))) for axis, column in enumerate(zip(*inner, strict=True))]


def system_of(inner: Mapping[tuple[str, ...], int], *, threshold: int = 5, zeros_open: bool = True) -> CellSystem:
    builder = SystemBuilder(threshold=threshold, zeros_open=zeros_open)
    builder.table(dimensions_for(inner), inner)
    return builder.build()


def made_up(seed: int, shape: tuple[int, ...], mean: float = 6.0) -> Inner:
    """A table with a few zeros, many small counts and some large ones."""
    dice = random.Random(seed)
    codes = [[f"{letter}{number}" for number in range(size)] for letter, size in zip("abcd", shape, strict=False)]
    return {key: 0 if dice.random() < 0.12 else int(dice.expovariate(1 / mean)) + dice.randrange(2) for key in itertools.product(*codes)}


def named(system: CellSystem, name: str) -> int:
    """The number of a cell, by its name with blanks between the codes."""
    return system.names.index(" × ".join(name.split()))


def write_inner(path: Path, inner: Mapping[tuple[str, ...], int]) -> Path:
    width = len(next(iter(inner)))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*(f"v{n + 1}" for n in range(width)), "freq"])
        out.writerows([*codes, value] for codes, value in inner.items())
    return path


def write_published(path: Path, system: CellSystem, hidden: frozenset[int]) -> Path:
    """A protected file of a system of one table, every cell once."""
    width = system.names[0].count(" × ") + 1
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*(f"v{n + 1}" for n in range(width)), "freq", "dold"])
        for cell, name in enumerate(system.names):
            out.writerow([*name.split(" × "), "" if cell in hidden else system.values[cell], int(cell in hidden)])
    return path


def every_table(system: CellSystem, hidden: frozenset[int], lowest: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every table of whole numbers up to ``most`` that agrees with what is printed, by trying them all: the plainest audit there is."""
    totals = {identity.total for identity in system.identities}
    inner = [cell for cell in range(len(system)) if cell not in totals]
    choices = [range(lowest if system.values[c] else 0, most + 1) if c in hidden else (system.values[c],) for c in inner]
    order = _order(system)
    for values in itertools.product(*choices):
        table = dict(zip(inner, values, strict=True))
        for total, parts in order:
            added = sum(table[part] for part in parts)
            if table.setdefault(total, added) != added:
                break
            if total not in hidden and added != system.values[total]:
                break
            if total in hidden and added < lowest:
                break
        else:
            yield tuple(table[cell] for cell in range(len(system)))


def _order(system: CellSystem) -> list[tuple[int, tuple[int, ...]]]:
    known = set(range(len(system))) - {identity.total for identity in system.identities}
    waiting = list(system.identities)
    order: list[tuple[int, tuple[int, ...]]] = []
    while waiting:
        ready = [one for one in waiting if known.issuperset(one.parts)]
        order += [(one.total, one.parts) for one in ready]
        known |= {one.total for one in ready}
        waiting = [one for one in waiting if one not in ready]
    return order


def all_hidden_small(system: CellSystem) -> frozenset[int]:
    return frozenset(c for c in range(len(system)) if system.kinds[c] is Kind.ORDINARY and 1 <= system.values[c] < system.threshold)
