"""The kansli's store, opened by URL, so that a server database can follow without the acts knowing.

``valv:///absolut/sökväg`` is an encrypted vault (see :mod:`register.vault`), and so far the only kind.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import unquote, urlsplit

from register.errors import BadInput

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from register.vault import KdfCost

VAULT_SCHEME: Final = "valv"


class Store(Protocol):
    """What the kansli's acts need of a store: sessions that read, and sessions that are durable when their block ends."""

    def read(self) -> AbstractContextManager[Session]:
        """A session for reading."""
        ...

    def write(self) -> AbstractContextManager[Session]:
        """A session whose changes stand, durably and all together, after the block; none of them where it raises."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...

    @property
    def restored(self) -> bool:
        """Whether an older copy was opened on purpose."""
        ...

    @property
    def failed_unlocks(self) -> dict[str, int]:
        """Failed attempts to unlock since the last time, by day."""
        ...

    def clear_failed_unlocks(self) -> None:
        """Forget them: they are in the audit log."""
        ...


def vault_url(path: Path) -> str:
    """The URL of a vault file."""
    return path.absolute().as_uri().replace("file:", f"{VAULT_SCHEME}:", 1)


def _vault_path(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme == VAULT_SCHEME and not parts.netloc and parts.path.startswith("/") and not parts.query and not parts.fragment:
        path = unquote(parts.path)
        # file URLs of Windows have the drive after the first slash.
        return Path(path[1:] if path[2:3] == ":" else path)
    if parts.scheme.partition("+")[0] in ("postgresql", "postgres", "sqlite", "mysql"):
        why = f"En databas av slaget {parts.scheme.partition('+')[0]} kan det här programmet inte använda än."
    else:
        why = "Adressen följer inte mönstret valv:///absolut/sökväg."
    raise BadInput(
        "Kansliets register går inte att öppna med den adressen.", why, "Använd ett valv: valv:///sökväg/till/forbund.valv.", field="adress"
    )


def open_store(url: str, passphrase: str, *, today: date, restore_reason: str | None = None, state: Path | None = None) -> Store:
    """Open a kansli's store.

    Args:
        url: ``valv:///absolut/sökväg``.
        passphrase: of the vault.
        today: the day that a failed attempt is counted on.
        restore_reason: accept an older copy (see :meth:`register.vault.Vault.open`).
        state: the user's state folder, the platform's unless given.
    """
    path = _vault_path(url)
    from register.vault import Vault

    return Vault.open(path, passphrase, kind="kansli", state=state, restore_reason=restore_reason, today=today)


def create_store(
    url: str,
    passphrase: str,
    *,
    name_id: str,
    schema: Callable[[Engine], None],
    fill: Callable[[Session], None],
    cost: KdfCost | None = None,
    state: Path | None = None,
) -> Store:
    """Make a new store with its tables and first rows; durable when this returns."""
    path = _vault_path(url)
    from register.vault import Vault

    return Vault.create(path, kind="kansli", name_id=name_id, passphrase=passphrase, schema=schema, fill=fill, cost=cost, state=state)
