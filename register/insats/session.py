"""An unlocked insats: its vault, its settings and its vocabulary, and the one way that its acts write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, select

from register.catalogue import Catalogue
from register.errors import BadInput, Conflict
from register.insats import ledger
from register.insats.codes import ParticipantCode
from register.insats.counting import Rules, own_unit
from register.insats.models import InsatsConfig, VocabularyVersion
from register.insats.sealing import ParticipantKeys, SealCost, derive
from register.periods import Period, PeriodKind
from register.vault import Vault
from register.vocabulary.model import Form, FormKind, Instrument, Vocabulary

Typ = Literal["individ", "struktur"]
DEFAULT_K: Final = 5
"""Fewest people of one kön whose details leave together."""


class Standing(NamedTuple):
    """What decides how and where a form is counted now."""

    plan_hash: str
    first_period: Period | None
    ended: bool
    locked_through: Period | None
    """The period locked last; None while none is."""


@dataclass
class Insats:
    """An insats whose vault is unlocked. Its acts are in :mod:`register.insats.acts`; ``close`` forgets the keys."""

    catalogue: Catalogue
    vault: Vault
    seal_cost: SealCost
    id: str
    namn: str
    typ: Typ
    period_kind: PeriodKind
    k: int
    code_salt: bytes
    vocabulary: Vocabulary
    state: Path | None = None
    vocabulary_problem: str = ""
    """Why the förbund's changed vocabulary is not in use here; empty where it is."""
    publications_problem: str = ""
    """Why the förbund's list of publications could not be taken in; empty where it could, or where there is none."""

    def form(self, kind: FormKind) -> Form:
        """A form as this insats uses it."""
        return self.vocabulary.form(kind, self.id)

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments of this insats, its default first."""
        return self.vocabulary.instruments_of(self.id)

    @property
    def first_period(self) -> str | None:
        """Code of the first period, or None while nothing decides it."""
        with self.read() as session:
            return config_of(session).first_period

    @property
    def own_minimum(self) -> dict[str, int]:
        """Fewest answers, by unit, of the tables that have a minimum of their own."""
        return {own_unit(t): t.minimum for t in self.vocabulary.plan.tables if t.minimum is not None}

    def require_individ(self) -> None:
        """Raise BadInput where the insats has no deltaganden."""
        if self.typ != "individ":
            raise BadInput("Insatsen har inga deltaganden.", "Den är strukturövergripande och räknar bara antal.", "Registrera antal i stället.")

    def keys_for(self, code: ParticipantCode) -> ParticipantKeys:
        """What a participant code opens; slow by intent (Argon2id), and holds no lock."""
        return derive(code, code_salt=self.code_salt, insats_id=self.id, cost=self.seal_cost)

    def read(self) -> AbstractContextManager[Session]:
        """A session to read with."""
        return self.vault.read()

    def write(self) -> AbstractContextManager[Session]:
        """A session to write with. What was written is durable when the block ends; an error inside it undoes all of it."""
        return self.vault.write()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Join the acts inside into one save. Each act is still wholly there or wholly absent; all become durable when the block ends."""
        with self.vault.write():
            yield

    def rules(self, session: Session) -> Rules:
        """By what forms are counted now. Raises Conflict where another session has taken up a changed vocabulary."""
        return self.rules_by(standing(session))

    def rules_by(self, now: Standing) -> Rules:
        """As :meth:`rules`, for a standing that is read already."""
        if now.plan_hash != self.vocabulary.hash:
            raise Conflict("Listorna har ändrats.", "Någon annan har låst upp valvet med förbundets nya listor.", "Lås upp valvet igen.")
        return Rules(self.vocabulary, self.id, now.first_period)

    def known_hashes(self, session: Session) -> Iterator[str]:
        """Hashes of the vocabularies that rows may be sealed under, the current one first; the others are read only if they are asked for."""
        yield self.vocabulary.hash
        yield from (h for h in session.exec(select(VocabularyVersion.hash)) if h != self.vocabulary.hash)

    def close(self) -> None:
        """Forget the keys and everything read with them."""
        self.vault.close()


def config_of(session: Session) -> InsatsConfig:
    """The settings of the vault, read once in a session (its identity map alone would forget them)."""
    config: InsatsConfig | None = session.info.get("config")
    if config is None:
        config = session.info["config"] = session.get_one(InsatsConfig, 1)
    return config


_STANDING: Final = text(
    "SELECT plan_hash, first_period, ended, (SELECT period FROM locked_period ORDER BY number DESC LIMIT 1) FROM insats_config WHERE id = 1"
)


def standing(session: Session) -> Standing:
    """The present standing, in one plain statement: every form asks for it, mostly more than once."""
    plan_hash, first, ended, locked = session.connection().execute(_STANDING).one()
    return Standing(plan_hash, Period.parse(first) if first else None, bool(ended), Period.parse(locked) if locked else None)


def next_period(session: Session) -> Period | None:
    """The oldest open period: the one after the last locked; else the first period; else the oldest with counts; None where nothing decides it."""
    now = standing(session)
    if now.locked_through:
        return now.locked_through.next()
    if now.first_period:
        return now.first_period
    opened = sorted(Period.parse(code) for code in ledger.open_periods(session))
    return opened[0] if opened else None
