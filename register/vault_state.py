"""What is remembered beside a vault, in clear: the last save this user saw (against rollback), and failed unlocks by day.

Nothing here is secret, and nothing here is needed to open a vault.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from register import canonical, platform
from register.errors import CouldNot
from register.vault_format import Header

_MOST_BYTES: Final = 64 * 1024
_HEAD: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Seen:
    """The last save that this user's state folder remembers."""

    seq: int
    head: str

    def refuses(self, header: Header) -> bool:
        """True if the file is older than what was seen, or another save with the same number."""
        return header.seq < self.seq or (header.seq == self.seq and header.head != self.head)


def state_path(folder: Path, header: Header) -> Path:
    """The state file of a vault."""
    return folder / f"{header.kind}-{header.uuid}.json"


def remembered(path: Path) -> Seen | None:
    """What was last seen. A file that is missing or not whole counts as none: who can damage it could as well remove it."""
    found = _small_json(path)
    seq, head = found.get("seq"), found.get("head")
    if type(seq) is int and isinstance(head, str) and _HEAD.fullmatch(head):
        return Seen(seq, head)
    return None


def remember(path: Path, header: Header, *, strict: bool = True) -> None:
    """Remember a save.

    Written in place and not fsynced: after a power cut an older memory may come back, or none, which refuses less (only copies older still, or
    nothing) and never a newer file, so nothing acknowledged can be locked out by it.

    Args:
        path: the state file.
        header: of the save.
        strict: False after a save that already is durable, which a full or missing state folder must not call a failure.

    Raises:
        CouldNot: the state folder can't be written.
    """
    try:
        platform.write_in_place(path, canonical.dump({"head": header.head, "seq": header.seq}))
    except OSError as error:
        if strict:
            raise CouldNot(
                "Programmets egen mapp går inte att skriva i.",
                f"Där minns programmet valvets senaste version. Systemet svarar: {platform.system_reason(error)}.",
                "Ange en annan mapp med NYCKELTAL_STATE.",
            ) from error


def failed_path(vault: Path) -> Path:
    """The plain file of failed unlocks beside a vault."""
    return vault.with_name(vault.name + ".misslyckade")


def failed_unlocks(vault: Path) -> dict[str, int]:
    """Failed unlocks that are not yet chained to the log: day → count."""
    return {day: count for day, count in _small_json(failed_path(vault)).items() if type(count) is int and count > 0 and _is_day(day)}


def add_failed(vault: Path, lock: Path, today: date) -> None:
    """Count one failed unlock. A folder that can't be written or stays locked loses the count, never the answer to the user."""
    with suppress(OSError, CouldNot), platform.exclusive_lock(lock, timeout=2.0):
        counts = failed_unlocks(vault)
        day = today.isoformat()
        platform.atomic_write(failed_path(vault), canonical.dump(counts | {day: counts.get(day, 0) + 1}))


def take_failed(vault: Path, lock: Path, chained: dict[str, int]) -> None:
    """Take away the counts that are chained now; attempts made meanwhile stay."""
    with platform.exclusive_lock(lock):
        left = {day: count - chained.get(day, 0) for day, count in failed_unlocks(vault).items()}
        left = {day: count for day, count in left.items() if count > 0}
        if left:
            platform.atomic_write(failed_path(vault), canonical.dump(left))
        else:
            failed_path(vault).unlink(missing_ok=True)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _small_json(path: Path) -> dict[str, object]:
    """A small JSON object from a file; empty if missing, too large or not one."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
