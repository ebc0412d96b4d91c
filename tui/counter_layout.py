"""How a counter is laid out to be filled in: rows and columns, and what is chosen above them. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from register.counters.model import Counter, Dimension, Grid, Measure, Place


class Spot(NamedTuple):
    """Where the cursor stands: number of the page, of the row and of the column."""

    page: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class Layout:
    """A grid as pages of rows and columns.

    Args:
        pages: the codes of the dimensions above, one tuple a page; a single empty one where there are none.
        rows: codes of the dimension of rows; a single empty one where there is none.
        columns: codes of the dimension of columns, or the numbers (täljare and nämnare, or the only one) where it is not divided so.
        above, down, across: those dimensions.
    """

    counter: Counter
    pages: tuple[tuple[str, ...], ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    above: tuple[Dimension, ...]
    down: Dimension | None
    across: Dimension | None

    @classmethod
    def of(cls, grid: Grid) -> Layout:
        """The layout of a grid. A share has its täljare and nämnare as columns; retired codes are there only where they have a value."""
        counter, dims = grid.counter, grid.counter.dimensions
        across = dims[-1] if len(dims) > 1 and counter.pair is None else None
        rest = dims[:-1] if across else dims
        down = rest[-1] if rest else None
        above = rest[:-1]
        used = [{cell.place.codes[at] for cell in grid.cells} for at in range(len(dims))]
        codes = [tuple(code.id for code in one.codes if not code.retired or code.id in used[at]) for at, one in enumerate(dims)]
        return cls(
            counter,
            tuple(itertools.product(*codes[: len(above)])),
            codes[len(above)] if down else ("",),
            codes[-1] if across else counter.measures,
            above,
            down,
            across,
        )

    def place(self, spot: Spot) -> Place:
        """The place at a spot."""
        row = (self.rows[spot.row],) if self.down else ()
        if self.across:
            return Place((*self.pages[spot.page], *row, self.columns[spot.column]))
        return Place((*self.pages[spot.page], *row), self._measures[spot.column])

    @property
    def _measures(self) -> tuple[Measure, ...]:
        return self.counter.measures

    @cached_property
    def spots(self) -> dict[Place, Spot]:
        """Every place by where it stands."""
        return {self.place(spot): spot for spot in self._every()}

    def _every(self) -> Iterator[Spot]:
        return itertools.starmap(Spot, itertools.product(range(len(self.pages)), range(len(self.rows)), range(len(self.columns))))

    def row_label(self, row: int) -> str:
        """The words beside a row; the counter's own label where rows are no codes."""
        return _label(self.down, self.rows[row]) if self.down else self.counter.label

    def column_label(self, column: int) -> str:
        """The words above a column."""
        return _label(self.across, self.columns[column]) if self.across else self.counter.measure_label(self._measures[column])

    def page_label(self, page: int) -> str:
        """What is chosen above, in words."""
        return " · ".join(_label(one, code) for one, code in zip(self.above, self.pages[page], strict=True))

    def moved(self, spot: Spot, down: int, right: int) -> Spot:
        """So many rows and columns away; at the edges it stays."""
        row = min(max(spot.row + down, 0), len(self.rows) - 1)
        return Spot(spot.page, row, min(max(spot.column + right, 0), len(self.columns) - 1))

    def following(self, spot: Spot, steps: int, *, down: bool = False) -> Spot:
        """The next spot (the one before where negative), row by row, or column by column with ``down``; past the last of a page to the next page."""
        rows, columns = len(self.rows), len(self.columns)
        at = spot.column * rows + spot.row if down else spot.row * columns + spot.column
        page, at = divmod(spot.page * rows * columns + at + steps, rows * columns)
        if not 0 <= page < len(self.pages):
            return spot
        major, minor = divmod(at, rows if down else columns)
        return Spot(page, minor, major) if down else Spot(page, major, minor)


def _label(dimension: Dimension | None, code: str) -> str:
    """A code in words, and that it is retired where it is."""
    if dimension is None:
        return ""
    retired = code in dimension.by_id and dimension.by_id[code].retired
    return dimension.label_of(code) + (" (utgången)" if retired else "")
