"""The vault: one SQLite database held in memory and saved whole, encrypted and atomically. Serves insats and kansli alike.

Reading and writing are SQLModel sessions. A write holds an OS lock, starts from what is on disk, and is durable when its block ends; an
exception leaves disk and memory as they were. Several processes may have one vault open.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Engine
from sqlmodel import Session

from register import platform, vault_state
from register.errors import BadInput, Conflict, CouldNot, WrongPassphrase
from register.passphrases import check_new
from register.vault_format import MAX_FILE, Header, KdfCost, Sealer, Slot, damaged, make_slot, open_file, open_slots, read_header
from register.vault_memory import Memory

__all__ = ["KdfCost", "Vault"]

_KIND_WORDS: Final = {"insats": "en insats", "kansli": "ett kansli"}


@dataclass(frozen=True)
class _Rekey:
    """A new vault key with its slot, ready for the next save."""

    key: bytes
    slots: tuple[Slot, ...]


class Vault:
    """An unlocked vault. Make one with ``create`` or ``open``; ``close`` forgets its keys.

    One thread at a time reads or writes; others wait. The repr shows no content.
    """

    def __init__(self, path: Path, header: Header, key: bytes, image: bytes | None, state_file: Path) -> None:
        self.path = path
        self.failed_unlocks: dict[str, int] = {}
        self.restored = False
        self._lock = _lock_path(path)
        self._state_file = state_file
        self._header = header
        self._key = key
        self._floor = header.seq  # the next save's number is above this
        self._mutex = threading.RLock()
        self._session: Session | None = None
        self._writing = False
        self._rekey: _Rekey | None = None
        self._image = image or b""  # the last saved content, to go back to
        self._sealer = Sealer()
        self._memory = Memory(image)

    def __repr__(self) -> str:
        return f"<Vault {self._header.kind} {self._header.id} seq {self._header.seq}>"

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        kind: Literal["insats", "kansli"],
        name_id: str,
        passphrase: str,
        schema: Callable[[Engine], None],
        fill: Callable[[Session], None],
        cost: KdfCost | None = None,
        state: Path | None = None,
    ) -> Vault:
        """Make a new vault file, durable when this returns.

        Args:
            path: must not exist; missing folders are made.
            kind: whose vault it is.
            name_id: id of the insats or förbund.
            passphrase: must not be empty.
            schema: makes the tables.
            fill: adds the first rows; saved together with the tables.
            cost: of the passphrase's key; KdfCost.vault() unless a test says otherwise.
            state: the user's state folder; the platform's unless given.

        Raises:
            BadInput: the file exists, or the passphrase is too short.
            CouldNot: it can't be written.
        """
        check_new(passphrase)
        folder = _state_folder(state)
        bare = Header(kind, name_id, secrets.token_hex(16), 0, b"", ())
        key = secrets.token_bytes(32)
        slots = (make_slot(passphrase, key, bare, cost or KdfCost.vault()),)
        vault = cls(path, bare, key, None, vault_state.state_path(folder, bare))
        with ExitStack() as undo:
            undo.callback(vault.close)
            schema(vault._memory.engine)
            with _system("Valvet gick inte att skapa."):
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with platform.exclusive_lock(vault._lock):
                if os.path.lexists(path):
                    raise BadInput("Valvet finns redan.", "Ett nytt valv skrivs aldrig över ett annat.", "Välj ett annat id.")
                vault._sweep()
                with vault._memory.session() as session:
                    fill(session)
                    session.commit()
                vault._save(vault._memory.image(), slots, vault._key)
                vault._load(vault._image)  # as after an opening: in one piece, which turns into an image at half the cost
            undo.pop_all()
        return vault

    @classmethod
    def open(
        cls,
        path: Path,
        passphrase: str,
        *,
        kind: Literal["insats", "kansli"],
        state: Path | None = None,
        restore_reason: str | None = None,
        today: date,
    ) -> Vault:
        """Unlock a vault. Slow by intent: one Argon2id, no lock held meanwhile.

        Args:
            path: the vault file.
            passphrase: opens one of its key slots.
            kind: what the caller expects; another kind is refused.
            state: the user's state folder; the platform's unless given.
            restore_reason: accept a copy older than the one last seen. Then ``restored`` is True, nothing is remembered before the first
                write, and the caller chains the reason to the audit log in that write.
            today: the day that a failed attempt is counted on.

        Raises:
            WrongPassphrase: counted by day beside the vault; see ``failed_unlocks``.
            CouldNot: missing, truncated, damaged, of the other kind, or older than the one last seen.
        """
        folder = _state_folder(state)
        data = _read(path)
        header = read_header(data)
        if header.kind != kind:
            raise CouldNot("Valvet hör till något annat.", f"Det är valvet för {_KIND_WORDS[header.kind]}, inte för {_KIND_WORDS[kind]}.")
        state_file = vault_state.state_path(folder, header)
        seen = vault_state.remembered(state_file)
        if seen and seen.refuses(header):
            data = _read(path)  # another process may have saved between the two readings
            header = read_header(data)
        older = seen if seen and seen.refuses(header) else None
        if older and not restore_reason:
            raise _rollback(header, older)
        key = open_slots(passphrase, header)
        if key is None:
            vault_state.add_failed(path, _lock_path(path), today)
            raise WrongPassphrase("Lösenfrasen stämmer inte.", "Den öppnar inget av valvets nyckelfack.", "Försök igen.", field="losenfras")
        vault = cls(path, header, key, open_file(header, key, data), state_file)
        vault.failed_unlocks = vault_state.failed_unlocks(path)
        vault.restored = older is not None
        vault._sweep_locked()
        if older:
            vault._floor = max(older.seq, header.seq)
        else:
            vault_state.remember(state_file, header)
        return vault

    @property
    def header(self) -> dict[str, Any]:
        """What the file says of itself in clear: kind, id, uuid, seq, algorithms, key slots."""
        return self._header.document()

    @property
    def seq(self) -> int:
        """Number of the save that memory holds."""
        return self._header.seq

    @property
    def head(self) -> str:
        """Hash that names that save."""
        return self._header.head

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that can't change anything, on the latest save of any process.

        Raises:
            Conflict: somebody changed the vault's key; unlock again.
            CouldNot: the file is gone, damaged, or older than what memory holds.
        """
        with self._mutex:
            if self._session is not None:
                yield self._session
                return
            self._refresh()
            with self._use(read_only=True) as session:
                yield session

    @contextmanager
    def write(self, rekey: str | None = None) -> Iterator[Session]:
        """A session whose changes are durable when the block ends, or gone if it raises.

        A write within a write joins it: the inner one is a savepoint, and all is saved once, at the end of the outermost.

        Args:
            rekey: the present passphrase, to change K_vault and every salt with this save.

        Raises:
            WrongPassphrase: ``rekey`` is not the passphrase; nothing was changed.
            Conflict: somebody changed the vault's key; unlock again.
            CouldNot: locked by another for ten seconds, or the file could not be written; nothing was changed.
        """
        with self._mutex:
            if self._session is not None:
                with self._join(rekey) as session:
                    yield session
                return
            with platform.exclusive_lock(self._lock):
                self._sweep()
                self._refresh()
                with ExitStack() as undo:
                    undo.callback(self._end_write)
                    self._rekey = self._new_key(rekey, rekey) if rekey is not None else None
                    self._writing = True
                    with self._use() as session:
                        yield session
                        session.commit()
                    self._save_changes()
                    undo.pop_all()
                self._end_write(saved=True)

    def change_passphrase(self, old: str, new: str) -> None:
        """Another passphrase, and with it a new K_vault: the old one opens no later save.

        Raises:
            WrongPassphrase: ``old`` is not the passphrase.
            BadInput: ``new`` is too short.
        """
        check_new(new)
        with self.write():
            if self._rekey is not None:
                raise RuntimeError("the key is being changed already")
            self._rekey = self._new_key(old, new)

    def clear_failed_unlocks(self) -> None:
        """Forget the failed unlocks in ``failed_unlocks``; call it when they are durable in the audit log. Later ones stay."""
        if self.failed_unlocks:
            with _system("De misslyckade upplåsningarna gick inte att stryka."):
                vault_state.take_failed(self.path, self._lock, self.failed_unlocks)
        self.failed_unlocks = {}

    def close(self) -> None:
        """Forget keys and content; the vault can't be used after this."""
        with self._mutex:
            self._key, self._image, self._sealer = b"", b"", Sealer()
            self._memory.close()

    @contextmanager
    def _use(self, *, read_only: bool = False) -> Iterator[Session]:
        with self._memory.session(read_only=read_only) as session:
            self._session = session
            try:
                yield session
            finally:
                self._session = None

    def _end_write(self, *, saved: bool = False) -> None:
        """Back to rest; what was not saved is gone from memory too, even if the block committed on its own."""
        self._writing, self._rekey = False, None
        if not saved:
            self._load(self._image)

    @contextmanager
    def _join(self, rekey: str | None) -> Iterator[Session]:
        """The outer write's session, with a savepoint around the inner block."""
        session, before = self._session, self._rekey
        if session is None or not self._writing:
            raise RuntimeError("a write can't begin inside a read")
        if rekey is not None:
            self._rekey = self._new_key(rekey, rekey)
        with ExitStack() as undo:
            undo.callback(setattr, self, "_rekey", before)
            with session.begin_nested():
                yield session
            undo.pop_all()

    def _new_key(self, passphrase: str, next_passphrase: str) -> _Rekey:
        header = self._header
        if len(header.slots) != 1:
            raise CouldNot("Nyckeln går inte att byta.", "Valvet har flera nyckelfack, och de andra användarnas lösenfraser behövs.")
        if open_slots(passphrase, header) is None:
            raise WrongPassphrase("Lösenfrasen stämmer inte.", "Den öppnar inte valvet, så nyckeln byttes inte.", "Försök igen.", field="losenfras")
        key = secrets.token_bytes(32)
        return _Rekey(key, (make_slot(next_passphrase, key, header, header.slots[0].cost, header.slots[0].id),))

    def _save_changes(self) -> None:
        if self._rekey is not None:
            self._memory.vacuum()  # a new key starts without free pages, and with rows in no order of writing
            self._save(self._memory.image(), self._rekey.slots, self._rekey.key)
            return
        image = self._memory.image()
        if self.restored or image != self._image:
            self._save(image, self._header.slots, self._key)

    def _save(self, image: bytes, slots: tuple[Slot, ...], key: bytes) -> None:
        """Encrypt and write an image of what memory holds. Call under the lock."""
        header = self._header.next(self._floor + 1, slots)
        with _system("Valvet gick inte att spara."):
            platform.atomic_write(self.path, self._sealer.seal(header, key, image))
        self._key, self._header, self._image, self._floor, self.restored = key, header, image, header.seq, False
        vault_state.remember(self._state_file, header, strict=False)

    def _refresh(self) -> None:
        """Take over what another process saved; cheap where nobody did: only the header is read."""
        if not self._key:
            raise CouldNot("Valvet är låst.", "", "Lås upp det igen.")
        start = _read(self.path, len(self._header.prefix))
        if start == self._header.prefix:
            return
        data = _read(self.path)
        header = read_header(data)
        if header.uuid != self._header.uuid or header.slots != self._header.slots:
            raise Conflict("Valvets nyckel har bytts.", "Någon annan har låst en period eller bytt lösenfras.", "Lås upp valvet igen.")
        if header.seq <= self._header.seq:
            raise _rollback(header, vault_state.Seen(self._header.seq, self._header.head))
        image = open_file(header, self._key, data)
        self._load(image)
        self._header, self._floor, self.restored = header, max(self._floor, header.seq), False
        vault_state.remember(self._state_file, header, strict=False)

    def _load(self, image: bytes) -> None:
        self._memory.load(image)
        self._image = image

    def _sweep(self) -> None:
        """Remove what killed writers left; a folder that can't be listed or written has nothing of ours."""
        with suppress(OSError):
            platform.sweep_temporaries(self.path, vault_state.failed_path(self.path))
        with suppress(OSError):
            platform.sweep_temporaries(self._state_file)

    def _sweep_locked(self) -> None:
        """Sweep at opening; if the lock is busy or can't be made, the next opening does."""
        with suppress(CouldNot), platform.exclusive_lock(self._lock):
            self._sweep()


def _lock_path(path: Path) -> Path:
    return path.with_name(path.name + ".las")


def _state_folder(state: Path | None) -> Path:
    with _system("Programmets egen mapp går inte att skapa."):
        if state is None:
            return platform.state_folder()
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return state


def _read(path: Path, most: int = MAX_FILE) -> bytes:
    """The file's beginning, at most that many bytes."""
    with _system("Valvet går inte att läsa."), path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_FILE:
            raise damaged("Filen är för stor för att vara ett valv.")
        return file.read(min(most, size))


def _rollback(header: Header, seen: vault_state.Seen) -> CouldNot:
    number = header.seq
    known = f"Filen är sparning {number}, men sparning {seen.seq} har setts här."
    if number == seen.seq:
        known = f"Filen är en annan sparning {number} än den som har setts här: två kopior har ändrats var för sig."
    return CouldNot(
        "Valvet är inte den kopia som senast användes här, utan en äldre kopia.",
        f"{known} Det som bara finns i den andra kopian skulle gå förlorat.",
        "Är det meningen, så kör: nyckeltal aterstall.",
    )


@contextmanager
def _system(what: str) -> Iterator[None]:
    """Say a system error in Swedish."""
    try:
        yield
    except FileNotFoundError as error:
        raise CouldNot(what, "Filen eller mappen finns inte.", "Kontrollera katalogen.") from error
    except OSError as error:
        raise CouldNot(what, f"Systemet svarar: {platform.system_reason(error)}.", "Kontrollera disk och behörighet och försök igen.") from error
