"""Tables as plain text: columns lined up, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table; a column whose every cell is a number, a share or empty stands to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    right = [bool(rows) and all(_is_figure(row[i]) for row in rows) for i in range(len(head))]
    return [
        "  ".join(cell.rjust(width) if at_right else cell.ljust(width) for cell, width, at_right in zip(row, widths, right, strict=True)).rstrip()
        for row in (head, *rows)
    ]


def _is_figure(cell: str) -> bool:
    return not cell or cell == "–" or cell.replace(" ", "").replace("%", "").replace(",", "").replace("−", "").replace("–", "").isdigit()
