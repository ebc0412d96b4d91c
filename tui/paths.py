"""A path as a person types or pastes it."""

from __future__ import annotations

from pathlib import Path


def typed_path(text: str) -> Path:
    """The path meant: without the spaces and quotes that come with a pasted one, and with ``~`` as the home folder where there is one."""
    path = Path(text.strip().strip("\"'").strip())
    try:
        return path.expanduser()
    except RuntimeError:  # ~somebody, who is not on this computer
        return path
