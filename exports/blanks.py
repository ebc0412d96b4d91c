"""Files without counts on their way to disk: forms to fill in, templates, packages of settings. A report goes through :mod:`exports.publishing`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from exports.files import write_files


def write_blanks(contents: Mapping[Path, bytes], folder: Path, what: str) -> list[Path]:
    """Write every file or none; see :func:`exports.files.write_files`."""
    return write_files(contents, folder, what)
