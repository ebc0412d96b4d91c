"""Reading a printed form as somebody with the paper does: which fields it has, in which order, and what stands at each box."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any, Final

from pypdf import PageObject, PdfReader

RIGHT_COLUMN: Final = 170
"""In points: boxes begin to the right of it, what is asked stands to its left."""


@dataclass
class Printed:
    """One field on the paper: its answers are (key, words), in reading order."""

    number: int
    label: str = ""
    answers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def required(self) -> bool:
        return self.label.endswith("*")

    @property
    def asks(self) -> str:
        """The label without its mark."""
        return self.label.removesuffix("*").strip()


@dataclass
class PrintedPage:
    """A page: its fields, and all its text."""

    fields: list[Printed]
    text: str


def pages(data: bytes) -> list[PrintedPage]:
    """Every page of a file."""
    return [PrintedPage(_fields(page), page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def _fields(page: PageObject) -> list[Printed]:
    """By what the eye sees: bold to the left begins or continues a field, bold to the right is a key, plain to the right its words."""
    found: list[Printed] = []

    def look(text: str, matrix: list[float], _text: Any, font: dict[str, Any] | None, _size: float) -> None:
        words, bold, right = text.strip(), "Bold" in str((font or {}).get("/BaseFont")), matrix[4] > RIGHT_COLUMN
        if not words:
            return
        if bold and not right and words == str(len(found) + 1):
            found.append(Printed(len(found) + 1))
        elif not found:
            return
        elif bold and not right:
            found[-1].label = f"{found[-1].label} {words}".strip()
        elif bold:
            found[-1].answers.append((words, ""))
        elif right and found[-1].answers and not words.startswith("Registrerad"):
            key, before = found[-1].answers[-1]
            found[-1].answers[-1] = (key, f"{before} {words}".strip())

    page.extract_text(visitor_text=look)
    return found
