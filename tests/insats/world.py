"""A small world for tests: one insats in a temporary catalogue, cheap keys, and short ways to make forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from register.catalogue import Catalogue
from register.counts import Batch, Details, Place, Tally, Volume
from register.insats import acts, checks, closing, ledger, opening
from register.insats.codes import ParticipantCode
from register.insats.forms import Participation
from register.insats.overview import lista
from register.insats.sealing import ParticipantKeys, SealCost
from register.insats.session import Insats
from register.periods import Month
from register.vault import KdfCost

PASSPHRASE = "fyra blå stolar i regn"
TODAY = date(2026, 11, 22)
START = {"kon": "kvinna", "aldersgrupp": "25-29"}
AVSLUT = {"avslutsanledning": "studier"}
SVAR = (3, 3, 3, 3, 3, 3)


def month(text_: str) -> Month:
    return Month.parse(text_)


@dataclass
class World:
    """An insats and its surroundings; acts with defaults, so that a test says only what it is about."""

    root: Path
    insats: Insats
    codes: list[ParticipantCode] = field(default_factory=list)

    @classmethod
    def make(cls, root: Path, insats_id: str = "coach", *, today: date = TODAY, **over: Any) -> World:
        about = {"namn": "Coachningen", "typ": "individ", "passphrase": PASSPHRASE, "first_period": "2026H1", **over}
        insats = opening.create_insats(
            Catalogue(root / "D"),
            insats_id,
            today=today,
            vault_cost=KdfCost.for_tests(),
            seal_cost=SealCost.for_tests(),
            state=root / "state",
            **about,
        )
        return cls(root, insats)

    def reopen(self, *, today: date = TODAY, restore_reason: str | None = None, passphrase: str = PASSPHRASE) -> Insats:
        """Unlock the vault again in place of the session held."""
        self.insats.close()
        self.insats = self.another(today=today, restore_reason=restore_reason, passphrase=passphrase)
        return self.insats

    def another(self, *, today: date = TODAY, restore_reason: str | None = None, passphrase: str = PASSPHRASE) -> Insats:
        """A second session on the same vault."""
        return opening.open_insats(
            self.insats.catalogue,
            self.insats.id,
            passphrase,
            today=today,
            restore_reason=restore_reason,
            seal_cost=SealCost.for_tests(),
            state=self.root / "state",
        )

    def code(self) -> ParticipantKeys:
        code = ParticipantCode.new()
        self.codes.append(code)
        return self.insats.keys_for(code)

    def start(
        self, when: str = "2026-02", *, keys: ParticipantKeys | None = None, late: bool = False, today: date = TODAY, **answers: str
    ) -> ParticipantKeys:
        keys = keys or self.code()
        acts.start(self.insats, keys, {**START, **answers}, month=month(when), late=late, today=today)
        return keys

    def matning(
        self,
        keys: ParticipantKeys,
        when: str = "2026-03",
        svar: Sequence[int | None] = SVAR,
        *,
        instrument: str = "skapa",
        skattare: str = "deltagare",
        late: bool = False,
        today: date = TODAY,
        **answers: str,
    ) -> str:
        return acts.matning(
            self.insats, keys, instrument=instrument, skattare=skattare, svar=svar, month=month(when), answers=answers, late=late, today=today
        )

    def avslut(self, keys: ParticipantKeys, when: str = "2026-05", *, late: bool = False, today: date = TODAY, **answers: str) -> str:
        return acts.avslut(self.insats, keys, {**AVSLUT, **answers}, month=month(when), late=late, today=today)

    def lost(
        self, keys: ParticipantKeys, when: str = "2026-05", kon: str = "kvinna", *, late: bool = False, today: date = TODAY, **answers: str
    ) -> str:
        handle, _ = acts.open_participation(self.insats, keys)
        return acts.avslut_by_handle(self.insats, handle, {"kon": kon, **AVSLUT, **answers}, month=month(when), late=late, today=today)

    def angra(self, keys: ParticipantKeys) -> str:
        return acts.angra(self.insats, keys, today=TODAY)

    def ratta(self, keys: ParticipantKeys, form: int, changes: Mapping[str, object], when: str | None = None, *, late: bool = False) -> str:
        return acts.ratta(self.insats, keys, form=form, changes=changes, month=month(when) if when else None, late=late, today=TODAY)

    def antal(self, when: str, n: int, kon: str | None = None, **more: Any) -> None:
        acts.antal(self.insats, month=month(when), kon=kon, antal=n, today=TODAY, **more)

    def las(self, period: str = "2026H1", *, final: bool = False, passphrase: str = PASSPHRASE, today: date = TODAY) -> closing.LockReport:
        return closing.las(self.insats, period, passphrase=passphrase, final=final, today=today)

    def volumes(self, period: str = "2026H1") -> dict[Volume, int]:
        with self.insats.read() as session:
            return dict(ledger.volumes_of(session, period).get(period, {}))

    def tally(self, period: str = "2026H1") -> Tally:
        with self.insats.read() as session:
            return ledger.tally_of(session, period)

    def table(self, table: str, unit: str = "avslut", kon: str = "kvinna", period: str = "2026H1") -> dict[tuple[str, ...], int]:
        return self.tally(period).details.get(Place(unit, kon), Details()).table(table)

    def people(self, unit: str, kon: str = "kvinna", period: str = "2026H1") -> int:
        return self.tally(period).details.get(Place(unit, kon), Details()).people

    def participation(self, keys: ParticipantKeys) -> Participation:
        return acts.open_participation(self.insats, keys)[1]

    def wrong(self) -> list[str]:
        """What kontroll finds."""
        return [f"{f.what}: {f.detail}" for f in checks.kontroll(self.insats) if not f.ok]

    def sql(self, statement: str, **values: object) -> None:
        """Write past every act, to plant what no act would do."""
        with self.insats.write() as session:
            session.connection().execute(text(statement), values)

    def state(self) -> dict[str, object]:
        """Everything that counts: all tallies, batches, and the clear part of every row."""
        with self.insats.read() as session:
            periods = {code: ledger.tally_of(session, code) for code in sorted(ledger.open_periods(session))}
            return {
                "perioder": {code: (dict(t.volumes), {p: (d.people, dict(d.cells)) for p, d in t.details.items()}) for code, t in periods.items()},
                "vantar": {p: (g.details.people, dict(g.details.cells), g.periods) for p, g in ledger.waiting(session).items()},
                "partier": [batch.to_document() for batch in ledger.batches(session)],
                "rader": sorted((r.handle, r.state, str(r.due), str(r.avslut_period)) for r in lista(self.insats)),
            }


def one(batch: Batch, unit: str, kon: str) -> Details | None:
    """The released details of a place of a batch."""
    for released in batch.released:
        if released.place == Place(unit, kon):
            details = Details(released.people)
            details.cells.update(released.cells)
            return details
    return None
