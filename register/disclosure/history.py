"""Earlier releases: what was printed stays known, what was a dot stays one, and what is new between two releases is protected too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from register.disclosure.tables import Dimension, Kind, SystemBuilder
from register.errors import CouldNot

Codes = tuple[str, ...]


@dataclass(frozen=True)
class Publication:
    """One table as it was published: its inner cells then, and which published cells were dots. Withdrawn or not, it is known.

    Args:
        name: names the release, once.
        closed: published cells that can't grow: the next release has the same values.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    inner: Mapping[Codes, int]
    dots: frozenset[Codes]
    closed: frozenset[Codes] = frozenset()


def add_publication(builder: SystemBuilder, publication: Publication) -> dict[Codes, int]:
    """Add an earlier table with its fate sealed; the number of each published cell, by its codes."""
    cells = builder.table(publication.dimensions, publication.inner, population=publication.name)
    dots = {cells[codes] for codes in publication.dots}
    for number in cells.values():
        builder.decide(number, Kind.DOT_BEFORE if number in dots else Kind.MUST_PUBLISH)
    return cells


def add_growth(builder: SystemBuilder, before: Publication, then: Mapping[Codes, int], now: Mapping[Codes, int]) -> None:
    """Tie a later table to an earlier one, cell by cell, sums too: later = earlier + what is new, which is printed nowhere and not negative.

    A cell that the earlier table lacked is all new and needs no tie.

    Args:
        builder: holds both tables.
        before: the earlier table.
        then: the number of each of its cells.
        now: the number of each cell of the later one.

    Raises:
        CouldNot: a cell has become less, or a closed one more: counts never shrink, a correction travels forward.
    """
    tied: set[tuple[int, int]] = set()
    closed = {then[codes] for codes in before.closed if codes in then}
    for codes in sorted(then.keys() & now.keys()):
        earlier, later = then[codes], now[codes]
        if (earlier, later) in tied:
            continue
        tied.add((earlier, later))
        new = builder.value(later) - builder.value(earlier)
        if new < 0 or (new and earlier in closed):
            raise CouldNot(
                f"Cellen {' × '.join(codes)} kan inte skyddas tillsammans med {before.name}.",
                f"Den var {builder.value(earlier)} och är {builder.value(later)}.",
                "Antal kan inte minska; rätta med en ny leverans.",
            )
        if earlier in closed:
            builder.identity(later, [earlier])
            continue
        growth = builder.cell(("nytt", earlier, later), new, kind=Kind.UNPRINTED, name=f"nytt sedan {before.name}: {' × '.join(codes)}")
        builder.identity(later, [earlier, growth])


def add_all(
    builder: SystemBuilder, earlier: Sequence[Publication], dimensions: Sequence[Dimension], inner: Mapping[Codes, int], name: str
) -> dict[Codes, int]:
    """Add a table and every earlier one of the same cells, each tied to the one before it; the number of each cell to be published now."""
    known = [add_publication(builder, publication) for publication in earlier]
    cells = builder.table(dimensions, inner, population=name)
    for number, publication in enumerate(earlier):
        add_growth(builder, publication, known[number], known[number + 1] if number + 1 < len(known) else cells)
    return cells
