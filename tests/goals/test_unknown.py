"""Insatser that the goals name and nobody knows."""

from __future__ import annotations

import pytest

from register.goals.model import Answers, Goal, Goals
from register.goals.unknown import unknown_insatser

WORK = Answers("avslutsanledning", ("studier",))
KNOWN = ("vagen-vidare", "coachteamet", "unga-framat")


def goals(*ids: str | None, outside: tuple[str, ...] = ()) -> Goals:
    return Goals(goals=tuple(Goal(one, 2026, True, f"Mål {n}", WORK) for n, one in enumerate(ids, 1)), outside_areas=frozenset(outside))


@pytest.mark.parametrize("found", [goals(), goals("vagen-vidare", None), goals("coachteamet", outside=("unga-framat",))])
def test_known_insatser_and_the_forbund_are_no_fault(found: Goals) -> None:
    assert unknown_insatser(found, KNOWN) == ()


def test_the_nearest_is_asked_for() -> None:
    assert unknown_insatser(goals("vagen-vidre", "vagen-vidre"), KNOWN) == (
        "I mal.toml står insatsen ”vagen-vidre” (målet ”Mål 1”, målet ”Mål 2”), som inte har lämnat något hit. Menas ”vagen-vidare”?",
    )


def test_where_none_is_near_those_there_are_are_named() -> None:
    (said,) = unknown_insatser(goals("xyz"), KNOWN)
    assert said.endswith("De som finns är coachteamet, unga-framat, vagen-vidare.")
    (many,) = unknown_insatser(goals("xyz"), [f"insats-{n}" for n in range(30)])
    assert many.endswith("Kontrollera dess id.")
    (none,) = unknown_insatser(goals("xyz"), [])
    assert none.endswith("Kontrollera dess id.")


def test_those_outside_the_omraden_are_looked_at_too() -> None:
    (said,) = unknown_insatser(goals(outside=("coachtemet",)), KNOWN)
    assert "(utanfor_omraden)" in said
    assert said.endswith("Menas ”coachteamet”?")
