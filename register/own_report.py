"""The insats's own report, from its own vault: made of what is locked, protected with all that has been published of it, kept in the vault.

Stands above the insats and the gate, which know nothing of each other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from register.disclosure.protected import Rules
from register.disclosure.publication import History, Publication
from register.errors import BadInput, Conflict, CouldNot
from register.goals import loader
from register.insats import counters, ledger, publications
from register.insats.models import PinnedForbund, VocabularyVersion
from register.insats.recipient import present
from register.insats.session import Insats
from register.periods import Period
from register.reporting import Prepared, prepare
from register.tables.making import Progress
from register.tables.source import InsatsCounts, Source
from register.vocabulary.loader import from_document
from register.vocabulary.retired import with_retired


def prepare_own_report(insats: Insats, span: Period, *, today: date, rules: Rules | None = None, progress: Progress | None = None) -> Prepared:
    """The insatsrapport of the insats's own locked periods, protected and not yet published; see :func:`register.reporting.prepare`.

    Raises:
        BadInput: the insats is strukturövergripande, or ``mal.toml`` is broken (GoalsError).
        CouldNot: no period within the span is locked, or the tables could not be protected.
    """
    if insats.typ != "individ":
        why = "Den är strukturövergripande och har inga deltaganden att redovisa."
        raise BadInput(f"Insatsen {insats.id} går inte att göra en rapport om.", why, "Dess antal står i inmatningsbladet.", field="insats")
    own = replace(source(insats), counted=counters.counted(insats))
    if not own.atoms(span):
        why = "Ingen låst period ligger i den, och bara det som är låst redovisas."
        raise CouldNot(f"Det finns inget att redovisa för {span.label}.", why, "Lås perioden först, eller välj en annan.")
    goals = loader.load(insats.catalogue.root, insats.vocabulary)
    return prepare(own, history(insats), goals, "insatsrapport", span, insats=insats.id, today=today, rules=rules, progress=progress)


def publish_own_report(insats: Insats, prepared: Prepared, today: date) -> bool:
    """Keep the report in the vault, durably; only then may its files be written. It goes with the next delivery. Returns whether it was new.

    Raises:
        Conflict: something else has been published of the insats since it was prepared.
    """
    publication = prepared.made.publication
    known = {one.id for one in prepared.history.publications}
    if {one.id for one in history(insats).publications} - {*known, publication.id}:
        raise Conflict(
            "Rapporten är inte publicerad.",
            "Något annat har publicerats om insatsen sedan den gjordes, och den är inte skyddad tillsammans med det.",
            "Gör rapporten igen.",
        )
    return publications.record(insats, publication.to_document(), today)


def history(insats: Insats) -> History:
    """All that has been published of the insats, by itself and by the förbund, as far as it knows."""
    return History.of(Publication.from_document(document) for document in publications.everything(insats))


def source(insats: Insats) -> Source:
    """The batches of the insats's locked periods; what is open or waits is not in them. Named for the förbund that it delivers to, if any."""
    with insats.read() as session:
        counts = InsatsCounts(insats.id, insats.namn, insats.typ, tuple(ledger.batches(session)))
        older = (from_document(_document(row)) for row in session.exec(select(VocabularyVersion).order_by(col(VocabularyVersion.hash))))
        vocabulary = with_retired(insats.vocabulary, older)
        return Source(insats.id, _forbund(session), vocabulary, (counts,))


def _document(row: VocabularyVersion) -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(row.document)
    return document


def _forbund(session: Session) -> str:
    """The name of the one förbund that the insats delivers to; empty where there is none, or several."""
    ids = session.exec(select(PinnedForbund.forbund_id)).all()
    keys = present(session, ids[0]) if len(ids) == 1 else None
    return keys.namn if keys else ""
