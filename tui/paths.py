"""A path as a person types or pastes it."""

from __future__ import annotations

import os
from pathlib import Path


def folder_to_type_in(folder: Path) -> str:
    """A folder as a question begins with it: a file's name typed after it is a file in it."""
    return os.path.join(folder, "")  # noqa: PTH118 - a Path never ends in its separator


def typed_path(text: str) -> Path:
    """The path meant: without the spaces and quotes that come with a pasted one, and with ``~`` as the home folder where there is one."""
    path = Path(text.strip().strip("\"'").strip())
    try:
        return path.expanduser()
    except RuntimeError:  # ~somebody, who is not on this computer
        return path
