"""An open kansli register: who it is, its store, and the vocabularies that it knows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from register import canonical
from register.audit_log import AuditKind, append
from register.catalogue import Catalogue, check_id
from register.errors import BadInput, CouldNot
from register.kansli.models import Forbund, KnownVocabulary, ReceivedDelivery, add_missing_tables, create_tables
from register.keys import Keys
from register.platform import atomic_write
from register.store import Store, create_store, open_store, vault_url
from register.vocabulary.loader import check_successor, from_document, load, shipped_files
from register.vocabulary.model import Vocabulary

if TYPE_CHECKING:
    from register.vault import KdfCost

MAX_NAME = 200
_REASON = re.compile(r"[a-z0-9-]{2,80}", re.ASCII)


@dataclass
class Kansli:
    """An unlocked register of a förbund. ``vocabulary`` is the förbund's present one; ``close`` forgets its keys."""

    id: str
    namn: str
    catalogue: Catalogue = field(repr=False)
    store: Store = field(repr=False)
    vocabulary: Vocabulary = field(repr=False)
    _parsed: dict[str, Vocabulary] = field(default_factory=dict, repr=False)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def keys(self, session: Session) -> Keys:
        """The förbund's key pairs."""
        return Keys.from_document(json.loads(session.exec(select(Forbund)).one().keys))

    def vocabularies(self, session: Session) -> dict[str, Vocabulary]:
        """Every vocabulary that the kansli has seen, by hash, the oldest first."""
        for row in session.exec(select(KnownVocabulary).order_by(col(KnownVocabulary.nr))):
            if row.hash not in self._parsed:
                self._parsed[row.hash] = from_document(json.loads(row.document))
        return dict(self._parsed)

    def refresh_vocabulary(self, today: date) -> None:
        """Take in the förbund's vocabulary files if they have changed since they were last seen.

        Raises BadInput where the files are broken, or take away what has been used. Before anything has been received any list may change: the
        register is made with the shipped ones, and the förbund's own come after.
        """
        loaded = load(self.catalogue.vocabulary_folder)
        if loaded.hash == self.vocabulary.hash:
            return
        with self.store.read() as session:
            used = session.exec(select(ReceivedDelivery.content).limit(1)).first() is not None
        if used:
            check_successor(self.vocabulary, loaded)
        with self.store.write() as session:
            register_vocabulary(session, loaded, today)
            row = session.exec(select(Forbund)).one()
            row.plan_hash = loaded.hash
            session.add(row)
        self.vocabulary = loaded


def register_vocabulary(session: Session, vocabulary: Vocabulary, today: date) -> None:
    """Keep a vocabulary by its hash, once."""
    if session.get(KnownVocabulary, vocabulary.hash) is None:
        number = len(session.exec(select(KnownVocabulary.hash)).all()) + 1
        session.add(KnownVocabulary(hash=vocabulary.hash, nr=number, document=canonical.dump(vocabulary.document).decode()))
        session.flush()
        append(session, today, AuditKind.VOKABULAR, plan=vocabulary.hash)


def create_forbund(
    catalogue: Catalogue,
    forbund_id: str,
    *,
    namn: str,
    passphrase: str,
    today: date,
    vault_cost: KdfCost | None = None,
    state: Path | None = None,
) -> Kansli:
    """Make a kansli register: its vault, its public key file, and vocabulary files for the förbund to edit (where there are none).

    Raises BadInput for an id, name or vocabulary that can't be used, or a register that exists.
    """
    check_id(forbund_id)
    namn = namn.strip()
    if not namn or len(namn) > MAX_NAME or not namn.isprintable():
        raise BadInput("Namnet går inte att använda.", f"Det ska ha 1 till {MAX_NAME} tecken på en rad.", "Skriv förbundets namn.", field="namn")
    path = catalogue.forbund_path(forbund_id)
    if path.exists():
        raise BadInput(f"Förbundet {forbund_id} finns redan.", "Ett nytt register skrivs aldrig över ett annat.", "Välj ett annat id.", field="id")
    write_vocabulary_files(catalogue.vocabulary_folder)
    vocabulary, keys = load(catalogue.vocabulary_folder), Keys.generate()

    def fill(session: Session) -> None:
        register_vocabulary(session, vocabulary, today)
        secret = canonical.dump(keys.to_document()).decode()
        session.add(Forbund(forbund_id=forbund_id, namn=namn, keys=secret, plan_hash=vocabulary.hash))
        append(session, today, AuditKind.SKAPAD, forbund=forbund_id)

    store = create_store(vault_url(path), passphrase, name_id=forbund_id, schema=create_tables, fill=fill, cost=vault_cost, state=state)
    keys.public("forbund", forbund_id, namn).write(catalogue.public_path("forbund", forbund_id))
    return Kansli(forbund_id, namn, catalogue, store, vocabulary)


def open_forbund(
    catalogue: Catalogue,
    forbund_id: str | None,
    passphrase: str,
    *,
    today: date,
    restore_reason: str | None = None,
    state: Path | None = None,
) -> Kansli:
    """Unlock a kansli register; None opens the only one there is. A changed vocabulary is taken in.

    Raises WrongPassphrase, CouldNot (no such register, damaged, older copy) or BadInput (several registers, broken vocabulary files).
    """
    if restore_reason is not None and not _REASON.fullmatch(restore_reason):
        why = "Den skrivs i loggen, som bara tar korta koder."
        raise BadInput("Orsaken går inte att använda.", why, "Skriv till exempel trasig-disk.", field="orsak")
    chosen = forbund_id if forbund_id is not None else _only(catalogue)
    path = catalogue.forbund_path(chosen)
    if not path.exists():
        raise CouldNot(f"Förbundet {chosen} finns inte här.", f"Valvet {path} saknas.", "Kontrollera katalogen och id:t.")
    store = open_store(vault_url(path), passphrase, today=today, restore_reason=restore_reason, state=state)
    try:
        kansli = _opened(catalogue, store)
        _log_unlock(store, today, restore_reason)
        kansli.refresh_vocabulary(today)
        public_file = catalogue.public_path("forbund", chosen)
        if not public_file.exists():
            with store.read() as session:
                kansli.keys(session).public("forbund", kansli.id, kansli.namn).write(public_file)
    except BaseException:
        store.close()
        raise
    return kansli


def _opened(catalogue: Catalogue, store: Store) -> Kansli:
    with store.read() as session:
        row = session.exec(select(Forbund)).one()
        known = session.get(KnownVocabulary, row.plan_hash)
        if known is None:  # the foreign key holds it there
            raise CouldNot("Kansliets register saknar sin vokabulär.", "", "Återställ en säkerhetskopia.")
        return Kansli(row.forbund_id, row.namn, catalogue, store, from_document(json.loads(known.document)))


def _log_unlock(store: Store, today: date, restore_reason: str | None) -> None:
    failed = dict(store.failed_unlocks)
    with store.write() as session:
        add_missing_tables(session)
        if store.restored and restore_reason is not None:
            append(session, today, AuditKind.ATERSTALLNING, orsak=restore_reason)
        for day, count in sorted(failed.items()):
            append(session, today, AuditKind.MISSLYCKAD_UPPLASNING, dag=day, antal=count)
        append(session, today, AuditKind.UPPLASNING)
    store.clear_failed_unlocks()


def _only(catalogue: Catalogue) -> str:
    ids = catalogue.forbund_ids()
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise CouldNot(
            "Här finns inget förbund.",
            f"Katalogen {catalogue.root} har inget kansliregister.",
            "Skapa ett med forbund ny, eller välj en annan katalog.",
        )
    raise BadInput("Här finns flera förbund.", f"De är: {', '.join(ids)}.", "Ange vilket.", field="forbund")


def write_vocabulary_files(folder: Path) -> None:
    """Copies of the shipped vocabulary for the förbund to edit, if it has no folder of its own yet. Unchanged they mean the same as none."""
    if folder.exists():
        return
    for name, data in shipped_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, data)
