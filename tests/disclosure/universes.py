"""Small universes and layouts for the tests of the gate's tables. Invented data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from register.disclosure.boxes import Universe
from register.disclosure.drafts import Axis, Draft, Node, margin
from register.disclosure.lattice import Atoms

KON = frozenset({"kvinna", "man"})
GROUPS = ("arbete", "rehab", "ovrigt")

EVERYBODY = Axis("kon", "Kön", (margin("Totalt", KON),))
BY_KON = Axis("kon", "Kön", (*EVERYBODY.nodes, *(Node(kon, kon, frozenset({kon})) for kon in sorted(KON))))

Rows = Mapping[str, Mapping[str, Sequence[int]]]
"""By omgång (``a#1``: the insats stands before #) and kön how many are in each group."""


def universe(rows: Rows, groups: Sequence[str] = GROUPS, **more: object) -> Universe:
    counts = {(o, kon, group): n for o, by_kon in rows.items() for kon, line in by_kon.items() for group, n in zip(groups, line, strict=True)}
    return Universe("avslut", counts, {o: o.partition("#")[0] for o in rows}, KON, frozenset(groups), **more)  # type: ignore[arg-type]


def half(line: Sequence[int]) -> dict[str, list[int]]:
    """The same for women and men."""
    return {"kvinna": [n - n // 2 for n in line], "man": [n // 2 for n in line]}


def rows_axis(**nodes: Atoms | set[str]) -> Axis:
    return Axis("insats", "Insats", tuple(Node(code, code, frozenset(atoms)) for code, atoms in nodes.items()))


def each_insats(of: Universe, *, total: bool = True) -> Axis:
    """Every insats, and the förbund."""
    owners = sorted(set(of.owner.values()))
    nodes = [Node(one, one, frozenset(o for o, owner in of.owner.items() if owner == one)) for one in owners]
    return Axis("insats", "Insats", (*([margin("Förbundet", frozenset(of.owner))] if total else []), *nodes))


def groups_axis(of: Universe, **more: set[str]) -> Axis:
    """The base, every answer, and what more is named."""
    nodes = (*(Node(one, one, frozenset({one})) for one in sorted(of.svar)), *(Node(code, code, frozenset(one)) for code, one in more.items()))
    return Axis("svar", "Anledning", (margin("Alla", of.svar), *nodes))


def draft(of: Universe, omgang: Axis | None = None, *, kon: Axis = EVERYBODY, svar: Axis | None = None, **more: object) -> Draft:
    return Draft("avslut", "Avslut", of, omgang or each_insats(of), kon, svar or groups_axis(of), **more)  # type: ignore[arg-type]
