"""Tables of words and numbers as text: cells wrap, and columns that don't fit beside each other stand under each other. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len

from tui.widgets.figures import pad

GAP: Final = 2
_WIDEST_CELL: Final = 20
_LONGEST_WORD: Final = 18
_HEAD_LINES: Final = 3
_LEAST_LABEL: Final = 12
_SHORT: Final = 4


@dataclass(frozen=True)
class TextRow:
    """A row: its label, how deep it is indented, whether it is a sum or headline, and a text for each column.

    A row that says the same words in every column says them once.
    """

    label: str
    cells: tuple[str, ...]
    level: int = 0
    strong: bool = False

    @property
    def once(self) -> str:
        """The words that stand in every column; empty where they differ or are a number."""
        words = self.cells[0] if len(self.cells) > 1 and len(set(self.cells)) == 1 else ""
        return words if len(words) > _SHORT and words[0].isalpha() else ""


@dataclass(frozen=True)
class TextLine:
    """A line of the table; ``row`` is the number of the row that it is of, None for a heading or a blank line."""

    text: str
    row: int | None = None


def table_lines(head: str, columns: Sequence[str], rows: Sequence[TextRow], width: int) -> list[TextLine]:
    """The table in lines of at most ``width`` cells; labels stand again before the columns that are put underneath."""
    label = _label_width(head, rows, width)
    names = [name.replace(" %", "\N{NO-BREAK SPACE}%") for name in columns]
    widths = [_column_width(name, [row.cells[at] for row in rows if not row.once]) for at, name in enumerate(names)]
    lines: list[TextLine] = []
    for block in _blocks(widths, width - label):
        lines += [TextLine("")] if lines else []
        mine = [widths[at] for at in block]
        heads = [_wrapped(names[at], widths[at]) for at in block]
        most = max(map(len, heads), default=1)
        lines += [TextLine(text) for text in _lines([head], [[""] * (most - len(one)) + one for one in heads], label, mine, bottom=True)]
        for number, row in enumerate(rows):
            indent = "  " * row.level
            left = [indent + part for part in _wrapped(row.label, label - len(indent))]
            if row.once:
                lines += [TextLine(f"{pad(left[0], label)}{' ' * GAP}{row.once}", number), *(TextLine(text, number) for text in left[1:])]
                continue
            lines += [TextLine(text, number) for text in _lines(left, [_wrapped(row.cells[at], widths[at]) for at in block], label, mine)]
    return lines


def _label_width(head: str, rows: Sequence[TextRow], width: int) -> int:
    longest = max([cell_len(head), *(cell_len(row.label) + 2 * row.level for row in rows)], default=0)
    return max(_LEAST_LABEL, min(longest, width * 2 // 5))


def _column_width(name: str, cells: Sequence[str]) -> int:
    widest = min(_WIDEST_CELL, max(map(cell_len, cells), default=0))
    word = min(_LONGEST_WORD, max(map(cell_len, name.split(" ")), default=0))
    return max(widest, word, min(_WIDEST_CELL, -(-cell_len(name) // _HEAD_LINES)))


def _blocks(widths: Sequence[int], room: int) -> list[list[int]]:
    """Which columns stand beside each other; at least one in each block."""
    blocks: list[list[int]] = []
    left = 0
    for at, width in enumerate(widths):
        if not blocks or width + GAP > left:
            blocks.append([])
            left = room
        blocks[-1].append(at)
        left -= width + GAP
    return blocks


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(1, width), break_on_hyphens=False) or [""]


def _lines(left: Sequence[str], cells: Sequence[Sequence[str]], label: int, widths: Sequence[int], *, bottom: bool = False) -> list[str]:
    """Lines of one row; cells stand to the right. The label stands at the top, or at the bottom of a heading."""
    height = max([len(left), *map(len, cells)])
    shown = [""] * (height - len(left)) + list(left) if bottom else left
    columns = list(zip_longest(shown, *cells, fillvalue=""))
    texts = [
        pad(first, label) + "".join(" " * GAP + pad(text, w, right=True) for text, w in zip(rest, widths, strict=True)) for first, *rest in columns
    ]
    return [text.rstrip() for text in texts]
