"""Small tables and bars as text. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"


def bars(value: int, largest: int, width: int) -> str:
    """A bar of up to ``width`` cells; what is not zero is seen."""
    if value <= 0 or largest <= 0:
        return ""
    eighths = max(1, round(value * width * 8 / largest))
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def column_widths(lengths: Sequence[int], width: int, *, most: int = 4) -> list[int]:
    """Widths of the most columns into which texts of these lengths fit, reading downwards; one column where nothing else does."""
    for columns in range(min(most, len(lengths)), 1, -1):
        rows = -(-len(lengths) // columns)
        widths = [max(lengths[at : at + rows]) for at in range(0, len(lengths), rows)]
        if sum(widths) <= width:
            return widths
    return [max(lengths, default=0)]


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Text filled up to a width in cells; numbers stand to the right."""
    space = " " * max(0, width - cell_len(text))
    return space + text if right else text + space


def table(heads: Sequence[Sequence[str]], rows: Sequence[Sequence[str | int]], *, widths: Sequence[int]) -> Content:
    """Head lines, rows, and the last row in bold as the sum. The first column is text, the others numbers; zero is a dot."""
    lines = [Content.styled(_row(head, widths), "$text-muted") for head in heads]
    for at, row in enumerate(rows):
        lines.append(Content.styled(_row(row, widths), "bold" if at == len(rows) - 1 else ""))
    return Content("\n").join(lines)


def _row(cells: Sequence[str | int], widths: Sequence[int]) -> str:
    texts = ["·" if cell == 0 else str(cell) for cell in cells]
    return "".join(pad(text, width, right=at > 0) for at, (text, width) in enumerate(zip(texts, widths, strict=True)))
