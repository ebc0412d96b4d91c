"""A counter's grid in hand: what has been typed and not saved, where the cursor stands, and what is wrong so far. Pure.

What is typed is kept as text, so that what cannot be read is seen and can be put right; blank is no text at all, which is not zero.
"""

from __future__ import annotations

from register.counters import entry
from register.counters.model import Grid, GridCell, Place
from register.errors import BadInput
from tui.counter_layout import Layout, Spot

LONGEST_TYPED = 24
TYPED = "0123456789 .,+-"
"""What can be typed into a place; what of it is no number is told."""


def shown_number(n: int) -> str:
    """A number with spaces between thousands."""
    return f"{n:,}".replace(",", "\N{NO-BREAK SPACE}")


class CounterState:
    """A grid, and what has been typed into it. ``typed`` holds the places that differ from what is kept."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.layout = Layout.of(grid)
        self.typed: dict[Place, str] = {}
        self.spot = Spot()
        self.editing = False
        self.top = self.left = 0
        """First row and column that are in sight."""
        self._undone: str | None = None
        self._index()

    def _index(self) -> None:
        self.before = self.grid.values
        self.cells: dict[Place, GridCell] = {cell.place: cell for cell in self.grid.cells}

    # -- Reading ---------------------------------------------------------------------------------------------------------------------------

    @property
    def here(self) -> Place:
        """The place under the cursor."""
        return self.layout.place(self.spot)

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what is kept."""
        return bool(self.changes) or bool(self._unreadable())

    def text(self, place: Place) -> str:
        """What stands in a place: as it was typed, else the number that is kept; empty where it is blank."""
        if place in self.typed:
            return self.typed[place]
        return shown_number(self.before[place]) if place in self.before else ""

    def name(self, place: Place) -> str:
        """A place in words."""
        return " · ".join(self.grid.counter.labels(place)) or self.grid.counter.label

    @property
    def changes(self) -> dict[Place, int | None]:
        """What can be read of what was typed, where it differs from what is kept."""
        found: dict[Place, int | None] = {}
        for place, text in self.typed.items():
            try:
                n = entry.parse_number(text, "")
            except BadInput:
                continue
            if n != self.before.get(place):
                found[place] = n
        return found

    def _unreadable(self) -> list[entry.CellFault]:
        found = []
        for place, text in self.typed.items():
            try:
                entry.parse_number(text, self.name(place))
            except BadInput as error:
                found.append(entry.CellFault(place, error))
        return found

    @property
    def after(self) -> dict[Place, int]:
        """The values as they would be; without those that can't be read."""
        unreadable = {fault.place for fault in self._unreadable()}
        return {place: n for place, n in entry.changed(self.before, self.changes).items() if place not in unreadable}

    def every_fault(self) -> list[entry.CellFault]:
        """Everything that is wrong, in the order of the grid."""
        unreadable = self._unreadable()
        codes = {fault.place.codes for fault in unreadable}
        found = [fault for fault in entry.faults(self.grid.counter, self.before, self.changes) if fault.place.codes not in codes]
        spots = self.layout.spots
        return sorted([*unreadable, *found], key=lambda fault: spots.get(fault.place, Spot()))

    def faults(self) -> list[entry.CellFault]:
        """What is wrong, without what is so only because the cursor's row is being filled in: the other number of a share that is to come."""
        after, here = self.after, self.here
        return [fault for fault in self.every_fault() if not self._in_the_making(fault.place, after, here)]

    def _in_the_making(self, place: Place, after: dict[Place, int], here: Place) -> bool:
        if self.grid.counter.pair is None or place.codes != here.codes or (self.typed.get(place) and place not in after):
            return False
        return place not in after or (self.editing and place != here)

    # -- Moving ----------------------------------------------------------------------------------------------------------------------------

    def go(self, spot: Spot) -> None:
        """Move the cursor; what was being typed stays."""
        self.finish()
        self.spot = spot

    def move(self, down: int, right: int) -> None:
        """Move the cursor so far."""
        self.go(self.layout.moved(self.spot, down, right))

    def follow(self, steps: int, *, down: bool = False) -> None:
        """Move the cursor to the next place, row by row or column by column."""
        self.go(self.layout.following(self.spot, steps, down=down))

    def go_to_page(self, page: int) -> None:
        """To the same row and column of another page."""
        self.go(Spot(page, self.spot.row, self.spot.column))

    def keep_in_sight(self, rows: int, columns: int) -> None:
        """Move the window of so many rows and columns until the cursor is in it."""
        self.top = _window(self.top, self.spot.row, rows, len(self.layout.rows))
        self.left = _window(self.left, self.spot.column, columns, len(self.layout.columns))

    # -- Typing ----------------------------------------------------------------------------------------------------------------------------

    def press(self, character: str) -> bool:
        """A character typed; the first one replaces what stood there. False where it can't be part of anything."""
        if character not in TYPED or (character == " " and not self.editing):
            return False
        if not self.editing:
            self._begin("")
        if len(self.typed[self.here]) < LONGEST_TYPED:
            self.typed[self.here] += character
        return True

    def _begin(self, text: str) -> None:
        self._undone = self.typed.get(self.here)
        self.typed[self.here] = text
        self.editing = True

    def backspace(self) -> None:
        """Take away the last character; of what stands there and is not being typed, everything."""
        if self.editing:
            self.typed[self.here] = self.typed[self.here][:-1]
        else:
            self.blank()

    def blank(self) -> None:
        """Make the place blank."""
        self.editing = False
        self.typed[self.here] = ""
        self._drop_unchanged()

    def finish(self) -> None:
        """What is being typed stands."""
        self.editing = False
        self._drop_unchanged()

    def cancel(self) -> None:
        """What is being typed is forgotten: the place is as it was before."""
        if self.editing:
            self.editing = False
            if self._undone is None:
                del self.typed[self.here]
            else:
                self.typed[self.here] = self._undone

    def paste(self, text: str) -> int:
        """Put a block in from the cursor: lines are rows, tabs part columns; returns how many places it did not reach, for lack of room."""
        lines = [line.split("\t") for line in text.rstrip("\r\n").splitlines()]
        outside = 0
        self.finish()
        for down, line in enumerate(lines):
            for right, cell in enumerate(line):
                spot = Spot(self.spot.page, self.spot.row + down, self.spot.column + right)
                if spot.row < len(self.layout.rows) and spot.column < len(self.layout.columns):
                    self.typed[self.layout.place(spot)] = _printable(cell)
                elif cell.strip():
                    outside += 1
        self._drop_unchanged()
        return outside

    def _drop_unchanged(self) -> None:
        kept = {*self.changes, *(fault.place for fault in self._unreadable())}
        self.typed = {place: text for place, text in self.typed.items() if place in kept}

    # -- Starting over ---------------------------------------------------------------------------------------------------------------------

    def discard(self) -> None:
        """Back to what is kept."""
        self.editing, self.typed = False, {}

    def rebase(self, grid: Grid) -> None:
        """The same counter and period read anew: what was typed and still differs stays."""
        self.grid, self.layout = grid, Layout.of(grid)
        self._index()
        self.typed = {place: text for place, text in self.typed.items() if place in self.layout.spots}
        self.editing = self.editing and self.here in self.typed if self._fits() else False
        if not self._fits():
            self.spot = Spot()
        if not self.editing:
            self._drop_unchanged()

    def _fits(self) -> bool:
        page, row, column = self.spot
        return page < len(self.layout.pages) and row < len(self.layout.rows) and column < len(self.layout.columns)


def _printable(text: str) -> str:
    """One line of what was pasted, without anything that moves the cursor."""
    return "".join(c if c.isprintable() else " " for c in text).strip()[:LONGEST_TYPED]


def _window(first: int, at: int, size: int, length: int) -> int:
    first = min(max(first, at - size + 1), at)
    return max(0, min(first, length - size))
