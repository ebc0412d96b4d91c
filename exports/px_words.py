"""How words, lists and cells stand in a PX file: quoted, and on lines of at most 256 signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

LONGEST: Final = 256


def as_text(words: str) -> str:
    """Words as they may stand between quotation marks: none of their own, on one line."""
    return " ".join(words.replace('"', "”").split())


def quoted(words: str) -> str:
    """Words between quotation marks."""
    return f'"{words}"'


def told_apart(categories: Sequence[tuple[str, str]]) -> list[str]:
    """The labels of (code, label), told apart where two are alike: a PX value is known by its text."""
    plain = [as_text(label) for _, label in categories]
    return [f"{label} ({as_text(code)})" if plain.count(label) > 1 else label for label, (code, _) in zip(plain, categories, strict=True)]


def in_lines(keyword: str, words: str) -> str:
    """A keyword with a text, in as many quoted lines as it takes."""
    room = LONGEST - len(keyword) - 3
    if len(words) <= room:
        return f'{keyword}"{words}";'
    pieces: list[str] = []
    while words:
        cut = len(words) if len(words) <= room else words.rfind(" ", 0, room) + 1 or room
        pieces.append(f'"{words[:cut]}"')
        words = words[cut:]
    return "\r\n".join((keyword, *pieces)) + ";"


def as_list(keyword: str, items: Sequence[str]) -> str:
    """A keyword with a list of texts, broken after a comma where a line gets long."""
    lines = [keyword]
    for n, item in enumerate(items):
        words = f'"{item}"' + ("," if n < len(items) - 1 else ";")
        if len(lines[-1]) + len(words) > LONGEST:
            lines.append("")
        lines[-1] += words
    return "\r\n".join(lines)


def rows(cells: Sequence[str], width: int) -> Iterator[str]:
    """The cells, a row of the table on as many lines as it takes; every line but the last ends in a blank, as the format says."""
    lines: list[str] = []
    for start in range(0, len(cells), width):
        line = ""
        for cell in cells[start : start + width]:
            words = f"{cell} "
            if len(line) + len(words) > LONGEST:
                lines.append(line)
                line = ""
            line += words
        lines.append(line)
    lines[-1] = lines[-1].rstrip()
    yield from lines
