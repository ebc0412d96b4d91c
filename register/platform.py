"""The only place where POSIX and Windows differ: durable files, locks, private files, the user's state folder.

Light on purpose: start-up imports it, so it imports no heavy library.
"""

# ruff: noqa: PTH105, PTH108, PTH116, PTH208
# (the os functions themselves, so that a test can make the n-th system call fail)
from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Final

from register.errors import CouldNot

WINDOWS: Final = os.name == "nt"
_POLL_SECONDS: Final = 0.01
_REPLACE_TRIES: Final = 100
_BUSY: Final = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
_OPEN: Final = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def atomic_write(path: Path, data: bytes | bytearray | memoryview) -> None:
    """Replace a file so that it always is wholly the old one or wholly the new one.

    A temporary file in the same folder (mode 0600) is written and fsynced, renamed over the target, and the folder is fsynced where the
    platform has that. When this returns, the new content survives a power cut.

    Args:
        path: the target; its folder must exist.
        data: the whole new content.

    Raises:
        OSError: as the system reported it. If only the folder's fsync failed, the new content may already be in place.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    with ExitStack() as undo:
        undo.callback(_remove, temporary)
        _write(temporary, data, os.O_EXCL, durable=True)
        _replace(temporary, path)
        undo.pop_all()
    sync_folder(path.parent)


def write_in_place(path: Path, data: bytes) -> None:
    """Overwrite a small file (mode 0600) whose loss, age or tearing does no harm: no rename, no fsync. OSError as the system reported it."""
    _write(path, data, 0, durable=False)


def _write(path: Path, data: bytes | bytearray | memoryview, how: int, *, durable: bool) -> None:
    descriptor = os.open(path, _OPEN | how, 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        if durable:
            os.fsync(descriptor)
        else:
            os.ftruncate(descriptor, len(data))  # not O_TRUNC: file systems flush a file that was emptied and written again
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    with suppress(OSError):
        os.unlink(path)


_REASONS: Final = {
    errno.ENOENT: "filen eller mappen finns inte",
    errno.EACCES: "rättighet saknas",
    errno.EPERM: "rättighet saknas",
    errno.ENOTDIR: "en del av sökvägen är ingen mapp",
    errno.EISDIR: "det är en mapp",
    errno.EEXIST: "den finns redan",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "diskutrymmet är slut",
    errno.EROFS: "disken är skrivskyddad",
    errno.EIO: "disken svarar med fel",
    errno.EBUSY: "filen används av ett annat program",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EMFILE: "för många filer är öppna",
    errno.ENOLCK: "filsystemet har inga lås",
}


def system_reason(error: OSError) -> str:
    """Why the system refused, in Swedish; its own number where we have no words for it."""
    return _REASONS.get(error.errno or 0, f"systemfel {error.errno}" if error.errno else "okänt systemfel")


def _replace(temporary: Path, path: Path) -> None:
    """Rename over the target. Windows refuses while another process reads it, which takes milliseconds: try for a while."""
    for _ in range(_REPLACE_TRIES if WINDOWS else 0):
        try:
            os.replace(temporary, path)
        except PermissionError:
            time.sleep(_POLL_SECONDS)
        else:
            return
    os.replace(temporary, path)


def sync_folder(folder: Path) -> None:
    """Make a new name or a rename in a folder durable. Windows has no fsync of folders; NTFS journals the rename itself."""
    if WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_temporaries(*paths: Path) -> None:
    """Remove what killed writers of these targets, all in one folder, left behind.

    Call under the targets' lock: a living writer's file looks the same.
    """
    targets = "|".join(re.escape(path.name) for path in paths)
    left = re.compile(rf"\.(?:{targets})\.[0-9a-f]{{16}}\.tmp")
    folder = paths[0].parent
    with suppress(FileNotFoundError):
        for name in os.listdir(folder):
            if left.fullmatch(name):
                with suppress(FileNotFoundError):
                    os.unlink(folder / name)


@contextmanager
def exclusive_lock(path: Path, timeout: float = 10.0) -> Iterator[None]:
    """Hold an OS lock on a separate file, which the system frees if the process dies.

    Args:
        path: the lock file; made if missing, and left lying, since removing it would let two processes hold two locks.
        timeout: seconds to wait for another holder.

    Raises:
        CouldNot: another process held it all that time, or the lock file can't be made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise _cannot_lock(error) from error
    try:
        end = time.monotonic() + timeout
        while not _try_lock(descriptor):
            if time.monotonic() >= end:
                raise CouldNot(
                    "Filen är upptagen.", "Ett annat program eller en annan användare sparar i den just nu.", "Vänta en stund och försök igen."
                )
            time.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            _unlock(descriptor)
    finally:
        os.close(descriptor)


def _cannot_lock(error: OSError) -> CouldNot:
    why = f"Systemet svarar: {system_reason(error)}."
    return CouldNot("Det gick inte att låsa filen för skrivning.", why, "Kontrollera att du får skriva i mappen.")


def _locking() -> ModuleType:
    """The platform's own locking module."""
    if WINDOWS:
        import msvcrt

        return msvcrt
    import fcntl

    return fcntl


def _try_lock(descriptor: int) -> bool:
    module = _locking()
    try:
        if WINDOWS:
            os.lseek(descriptor, 0, os.SEEK_SET)  # msvcrt locks from the file position
            module.locking(descriptor, module.LK_NBLCK, 1)
        else:
            module.flock(descriptor, module.LOCK_EX | module.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            return False
        raise _cannot_lock(error) from error
    return True


def _unlock(descriptor: int) -> None:
    module = _locking()
    if WINDOWS:
        os.lseek(descriptor, 0, os.SEEK_SET)
        module.locking(descriptor, module.LK_UNLCK, 1)
    else:
        module.flock(descriptor, module.LOCK_UN)


def is_private(path_or_fd: Path | str | int) -> bool:
    """True if nobody but the owner can read the file (or pipe). On Windows the folder's ACL decides and is not judged here."""
    mode = os.stat(path_or_fd).st_mode
    return WINDOWS or stat.S_IMODE(mode) & 0o077 == 0


def state_folder() -> Path:
    """The user's own state folder, outside every register: ``NYCKELTAL_STATE``, else the platform's usual place. Made if missing (0700)."""
    from platformdirs import user_state_path

    named = os.environ.get("NYCKELTAL_STATE")
    folder = Path(named) if named else user_state_path("nyckeltal", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
