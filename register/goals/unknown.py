"""Insatser that the goals name and nobody knows: most often one that is misspelt."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from register.goals.model import Goals

_ALIKE: Final = 0.6
_MOST_NAMED: Final = 8


def unknown_insatser(goals: Goals, known: Collection[str]) -> tuple[str, ...]:
    """A sentence for each insats in ``mal.toml`` that is not among those known, with the nearest one's id."""
    named: dict[str, list[str]] = {}
    for goal in goals.goals:
        if goal.insats_id is not None and goal.insats_id not in known:
            named.setdefault(goal.insats_id, []).append(f"målet ”{goal.label}”")
    for insats in sorted(goals.outside_areas - set(known)):
        named.setdefault(insats, []).append("utanfor_omraden")
    return tuple(
        f"I mal.toml står insatsen ”{insats}” ({', '.join(places)}), som inte har lämnat något hit. {_hint(insats, known)}"
        for insats, places in named.items()
    )


def _hint(insats: str, known: Collection[str]) -> str:
    near = get_close_matches(insats, sorted(known), n=1, cutoff=_ALIKE)
    if near:
        return f"Menas ”{near[0]}”?"
    return f"De som finns är {', '.join(sorted(known))}." if 0 < len(known) <= _MOST_NAMED else "Kontrollera dess id."
