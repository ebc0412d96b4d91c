"""The order in which reports leave: every file ready in memory, then published, then written with the gate's audits beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from exports import audit
from exports.files import check_folder, write_files
from register.errors import CouldNot

Publish = Callable[[], object]
"""Keeps what is about to be written among what has been published, durably, or raises."""


def check_target(folder: Path) -> None:
    """Whether reports can be written to the folder, which is made where it is missing; asked before what takes its time. Raises CouldNot."""
    check_folder(folder)
    audit.earlier_entries(folder)


def write_published(contents: Mapping[str, bytes], folder: Path, what: str, audits: audit.Entries, publish: Publish | None) -> list[Path]:
    """Publish, then write the files of a report or package and ``granskning.json``; returns the paths, that one last.

    Raises:
        CouldNot: the files could not be written; none has changed. Where the content is published by then, the message says so.
    """
    check_target(folder)
    files = {**contents, audit.NAME: audit.audit_file(audits, audit.earlier_entries(folder))}
    if publish:
        publish()
    try:
        return write_files({folder / name: data for name, data in files.items()}, folder, what)
    except CouldNot as error:
        if not publish:
            raise
        remedy = "Innehållet räknas som publicerat. Gör samma export igen när felet är avhjälpt: den ger samma innehåll."
        raise CouldNot(error.what, error.why, remedy) from error
