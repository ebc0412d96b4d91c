"""Files on their way to disk: several at a time, all of them or none, durably, readable by the user alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from register.errors import CouldNot
from register.platform import system_reason


def check_folder(folder: Path) -> None:
    """Try to write in the folder, made for as long where it is missing: asked before an act that files are to follow.

    Raises:
        CouldNot: it can't be made, or not be written in.
    """
    trial = _beside(folder / "prov", "skrivprov")
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _write_durably(trial, b"")
        finally:
            _remove(trial)
            for one in missing:
                with suppress(OSError):
                    one.rmdir()
    except OSError as error:
        why = f"Systemet svarar: {system_reason(error)}."
        raise CouldNot(f"Mappen {folder} går inte att skriva i.", why, "Kontrollera att du får skriva där, eller välj en annan mapp.") from error


def write_files(contents: Mapping[Path, bytes], folder: Path, what: str, *, whole: Collection[Path] = ()) -> list[Path]:
    """Write every file, replacing earlier ones of the same name; returns their paths in the order given.

    The files are readable by the user alone (mode 0600 where the platform has modes). Folders are made where missing.

    Args:
        contents: bytes by path, every path within the folder.
        folder: named in the message where something fails.
        what: what could not be written, with an article, as the message begins: ``Bladet``.
        whole: folders that are to hold these files alone: others there of the same endings go, in the same step; files of other kinds stay.

    Raises:
        CouldNot: a file could not be written; none has changed.
    """
    try:
        for parent in dict.fromkeys((folder, *(path.parent for path in contents))):
            parent.mkdir(parents=True, exist_ok=True)
        _write_all(contents, _left_over(contents, whole))
    except OSError as error:
        raise CouldNot(
            f"{what} kunde inte skrivas. Inga filer har ändrats.",
            f"Mappen {folder} eller en fil i den gick inte att skriva ({system_reason(error)}).",
            "Stäng filen om den är öppen i ett annat program, kontrollera att du får skriva i mappen, och försök igen.",
        ) from error
    return list(contents)


def _left_over(contents: Mapping[Path, bytes], whole: Collection[Path]) -> list[Path]:
    """Visible files in the folders that have an ending of the new ones and are none of them."""
    endings = {(path.parent, path.suffix) for path in contents}
    there = (path for parent in whole for path in sorted(parent.iterdir()))
    return [path for path in there if (path.parent, path.suffix) in endings and path not in contents and path.name[0] != "." and path.is_file()]


def _write_all(contents: Mapping[Path, bytes], gone: Collection[Path]) -> None:
    """Write every file beside its place first, then move them there and away what is to go; what was there comes back if any move fails."""
    with ExitStack() as undo, ExitStack() as leftovers:
        ready: dict[Path, Path] = {}
        for target, data in contents.items():
            ready[target] = _beside(target, "ny")
            leftovers.callback(_remove, ready[target])
            _write_durably(ready[target], data)
        kept: list[Path] = []
        for target, new in ready.items():
            if target.exists():
                kept.append(_put_aside(target, undo))
            else:
                undo.callback(_remove, target)
            new.replace(target)
        kept += [_put_aside(path, undo) for path in gone]
        undo.pop_all()
        for old in kept:
            _remove(old)


def _put_aside(target: Path, undo: ExitStack) -> Path:
    old = _beside(target, "gammal")
    target.replace(old)
    undo.callback(old.replace, target)
    return old


def _beside(target: Path, role: str) -> Path:
    return target.with_name(f".{target.name}.{role}.{secrets.token_hex(4)}")


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _write_durably(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
