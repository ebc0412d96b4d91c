"""The order in which reports leave: every file ready in memory, then published, then written with the gate's audits beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Ready:
    """A report's or a package's files in memory, as :mod:`exports.report` and :mod:`exports.package` make them.

    Args:
        what: what it is, as a message begins: ``Rapporten``.
        files: the files' bytes by name.
        audits: for ``granskning.json``.
    """

    what: str
    files: Mapping[str, bytes]
    audits: audit.Entries

    def write(self, folder: Path, publish: Publish | None = None) -> list[Path]:
        """Publish, then write the files and ``granskning.json``; returns the paths, that one last.

        A folder within the folder then holds these files, and no others of their endings from earlier times.

        Raises:
            CouldNot: the files could not be written; none has changed. Where the content is published by then, the message says so.
        """
        check_target(folder)
        files = {**self.files, audit.NAME: audit.audit_file(self.audits, audit.earlier_entries(folder))}
        if publish:
            publish()
        contents = {folder / name: data for name, data in files.items()}
        try:
            # A folder of tables is one report's own. Of tables that it no longer has, no file stays behind.
            return write_files(contents, folder, self.what, whole={path.parent for path in contents} - {folder})
        except CouldNot as error:
            if not publish:
                raise
            remedy = "Innehållet räknas som publicerat. Gör samma export igen när felet är avhjälpt: den ger samma innehåll."
            raise CouldNot(error.what, error.why, remedy) from error
