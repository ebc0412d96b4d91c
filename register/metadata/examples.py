"""The packages that come with the program: two förbund as their verksamhetsplaner describe them, to begin from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from register.errors import BadInput

FOLDER: Final = Path(__file__).resolve().parents[1] / "data" / "exempel"


def names() -> list[str]:
    """The packages there are, by name."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def read(name: str) -> bytes:
    """One of them; BadInput where there is none of that name."""
    if name not in names():
        raise BadInput("Exemplet finns inte.", f"De som finns är: {', '.join(names())}.", field="namn")
    return (FOLDER / f"{name}.json").read_bytes()
