"""Making and unlocking an insats."""

from __future__ import annotations

import json
import re
import secrets
from datetime import date
from pathlib import Path
from typing import cast

from sqlmodel import Session

from register import audit_log, canonical
from register.catalogue import Catalogue, check_id
from register.errors import BadInput, CouldNot
from register.insats import publications
from register.insats.models import InsatsConfig, VocabularyVersion, add_missing_tables, create_tables
from register.insats.sealing import SealCost
from register.insats.session import DEFAULT_K, Insats, Typ, config_of
from register.insats.vocabulary_change import adopt
from register.keys import Keys
from register.periods import PERIOD_KINDS, Period, PeriodKind
from register.vault import KdfCost, Vault
from register.vocabulary.loader import from_document, load

_REASON = re.compile(r"[A-Za-z0-9._-]{1,80}", re.ASCII)


def create_insats(
    catalogue: Catalogue,
    insats_id: str,
    *,
    namn: str,
    typ: str,
    period_kind: str = "halvar",
    first_period: str | None = None,
    passphrase: str,
    today: date,
    vault_cost: KdfCost | None = None,
    seal_cost: SealCost | None = None,
    state: Path | None = None,
) -> Insats:
    """Make an insats: its vault, its keys and the public file with which a kansli can know it. Raises BadInput or CouldNot; nothing is made then."""
    check_id(insats_id)
    namn, typ_, kind_ = _checked(namn, typ, period_kind)
    first = _first_period(first_period, kind_)
    vocabulary = load(catalogue.vocabulary_folder)
    keys = Keys.generate()
    public = keys.public("insats", insats_id, namn, typ_)
    if catalogue.public_path("insats", insats_id).exists():
        raise BadInput("Det finns redan en insats med det id:t.", "Dess nyckelfil ligger i mappen nycklar.", "Välj ett annat id.", field="id")

    def fill(session: Session) -> None:
        session.add(VocabularyVersion(hash=vocabulary.hash, document=canonical.dump(vocabulary.document).decode()))
        session.flush()
        secret = {"code_salt": secrets.token_bytes(16), "keys": json.dumps(keys.to_document())}
        about = {"insats_id": insats_id, "namn": namn, "typ": typ_, "period_kind": kind_, "first_period": first}
        session.add(InsatsConfig.model_validate({**about, **secret, "k": DEFAULT_K, "plan_hash": vocabulary.hash}))
        audit_log.append(session, today, audit_log.AuditKind.SKAPAD)

    path = catalogue.insats_path(insats_id)
    vault = Vault.create(
        path,
        kind="insats",
        name_id=insats_id,
        passphrase=passphrase,
        schema=create_tables,
        fill=fill,
        cost=vault_cost or KdfCost.vault(),
        state=state,
    )
    public.write(catalogue.public_path("insats", insats_id))
    return _opened(catalogue, vault, seal_cost, state, today)


def open_insats(
    catalogue: Catalogue,
    insats_id: str,
    passphrase: str,
    *,
    today: date,
    restore_reason: str | None = None,
    seal_cost: SealCost | None = None,
    state: Path | None = None,
) -> Insats:
    """Unlock an insats. ``restore_reason`` (a code) opens an older copy on purpose, which is logged."""
    path = catalogue.insats_path(insats_id)
    if restore_reason is not None and not _REASON.fullmatch(restore_reason):
        why = "Orsaken hamnar i loggen, som bara tar korta koder och ingen fri text."
        raise BadInput("Orsaken går inte att använda.", why, "Skriv till exempel disk-trasig.", field="orsak")
    if not path.exists():
        here = ", ".join(catalogue.insats_ids()) or "ingen"
        raise CouldNot(f"Insatsen {insats_id} finns inte här.", f"Mappen {catalogue.root} har: {here}.", "Kontrollera id:t och mappen (--katalog).")
    vault = Vault.open(path, passphrase, kind="insats", state=state, restore_reason=restore_reason, today=today)
    return _opened(catalogue, vault, seal_cost, state, today, restore_reason=restore_reason)


def _opened(
    catalogue: Catalogue, vault: Vault, seal_cost: SealCost | None, state: Path | None, today: date, *, restore_reason: str | None = None
) -> Insats:
    with vault.read() as session:
        config = config_of(session)
        stored = session.get_one(VocabularyVersion, config.plan_hash)
        vocabulary = from_document(json.loads(stored.document))
        insats = Insats(
            catalogue=catalogue,
            vault=vault,
            seal_cost=seal_cost or SealCost(),
            id=config.insats_id,
            namn=config.namn,
            typ=cast(Typ, config.typ),
            period_kind=cast(PeriodKind, config.period_kind),
            k=config.k,
            code_salt=config.code_salt,
            vocabulary=vocabulary,
            state=state,
        )
    with insats.write() as session:
        add_missing_tables(session)
        audit_log.append(session, today, audit_log.AuditKind.UPPLASNING)
        for day, count in vault.failed_unlocks.items():
            audit_log.append(session, today, audit_log.AuditKind.MISSLYCKAD_UPPLASNING, dag=day, antal=count)
        if restore_reason is not None and vault.restored:
            audit_log.append(session, today, audit_log.AuditKind.ATERSTALLNING, orsak=restore_reason)
        adopt(insats, session, today)
        publications.refresh(insats, today)
        public = catalogue.public_path("insats", insats.id)
        if not public.exists():
            Keys.from_document(json.loads(config_of(session).keys)).public("insats", insats.id, insats.namn, insats.typ).write(public)
    vault.clear_failed_unlocks()
    return insats


def _checked(namn: str, typ: str, period_kind: str) -> tuple[str, Typ, PeriodKind]:
    namn = " ".join(namn.split())
    if not namn:
        raise BadInput("Insatsen behöver ett namn.", "Namnet är tomt.", "Ange insatsens namn.", field="namn")
    if len(namn) > 100:
        raise BadInput("Namnet är för långt.", f"Det har {len(namn)} tecken, och högst 100 får plats.", "Ange ett kortare namn.", field="namn")
    if not namn.isprintable():
        raise BadInput("Namnet går inte att använda.", "Det har ett tecken som inte syns.", "Skriv insatsens namn på nytt.", field="namn")
    if typ not in ("individ", "struktur"):
        raise BadInput(
            "Typen går inte att välja.", "En insats är individinriktad eller strukturövergripande.", "Ange individ eller struktur.", field="typ"
        )
    if period_kind not in PERIOD_KINDS:
        raise BadInput(
            "Periodslaget går inte att välja.",
            "En insats låser halvår, tertial eller kvartal.",
            "Ange halvar, tertial eller kvartal.",
            field="period",
        )
    return namn, cast(Typ, typ), period_kind


def _first_period(text: str | None, kind: PeriodKind) -> str | None:
    if not text:
        return None
    period = Period.parse(text, field="forsta_period")
    if Period.containing(period.first, kind) != period:
        raise BadInput(
            f"{period.code} är inte en period av insatsens slag.",
            "Första perioden ska vara av samma slag som insatsen låser.",
            f"Skriv till exempel {Period.containing(period.first, kind).code}.",
            field="forsta_period",
        )
    return period.code
