"""Batches written out by hand, for tests that count on their fingers. All of it is made up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from register.counts import Batch, Cell, Place, Released, Volume
from register.tables.source import InsatsCounts, Source
from register.vocabulary import loader
from register.vocabulary.model import Vocabulary

REASONS = "avslut.avslutsanledning"


@cache
def vocabulary() -> Vocabulary:
    """The shipped one."""
    return loader.load()


def released(unit: str, kon: str, cells: Mapping[tuple[str, ...], int], people: int | None = None) -> Released:
    """What left of a unit for one kön; a cell is its table followed by its values. People are those of the first table where nothing is said."""
    first = next(iter(cells))[0]
    count = people if people is not None else sum(n for key, n in cells.items() if key[0] == first)
    return Released(Place(unit, kon), count, ("2026H1",), {Cell(key[0], key[1:]): n for key, n in cells.items()})


def avslut(kon: str, **reasons: int) -> Released:
    """Avslut of one kön by anledning, underscores for hyphens."""
    return released("avslut", kon, {(REASONS, reason.replace("_", "-")): n for reason, n in reasons.items()})


def batch(number: int, period: str, *details: Released, volumes: Mapping[tuple[str, str, str], int] | None = None, final: bool = False) -> Batch:
    """A batch; volumes by event, month and kön."""
    counted = {Volume(*key): n for key, n in (volumes or {}).items()}
    return Batch(number, period, vocabulary().hash, counted, tuple(details), final=final)


def insats(insats_id: str, *batches: Batch, annulled: tuple[int, ...] = (), typ: str = "individ") -> InsatsCounts:
    """An insats that has sent these."""
    return InsatsCounts(insats_id, insats_id.capitalize(), typ, batches, frozenset(annulled))


def source(*insatser: InsatsCounts) -> Source:
    """A förbund of these insatser."""
    return Source("forbundet", "Samordningsförbundet Påhittat", vocabulary(), insatser)
