"""Runs a written year through the real acts: an insats, a kansli, locks, deliveries, receipts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import select

from register.catalogue import Catalogue
from register.errors import BadInput
from register.insats import acts, closing, ledger, opening
from register.insats.codes import ParticipantCode
from register.insats.sealing import ParticipantKeys, SealCost
from register.insats.session import Insats
from register.kansli import acts as kansli_acts
from register.kansli.models import BatchPlace, BatchVolume, PlaceCell, ReceivedBatch
from register.kansli.session import Kansli
from register.periods import Month
from register.vault import KdfCost
from tests.year.book import Book, text

PASSPHRASE = "sju gröna båtar på Ätran"
KANSLI_PASSPHRASE = "elva röda cyklar i Öxabäck"
INSATS = "vagen-vidare"

Cells = dict[tuple[str, tuple[str, ...]], int]
Placed = tuple[int, tuple[str, ...], Cells]


def day(m: int) -> date:
    return date(m // 12, m % 12 + 1, 25)


@dataclass
class Run:
    """A register folder with one insats and one kansli, and what happened in it."""

    root: Path
    insats: Insats
    kansli: Kansli
    codes: dict[int, ParticipantCode] = field(default_factory=dict)
    keys: dict[int, ParticipantKeys] = field(default_factory=dict)
    handles: dict[int, str] = field(default_factory=dict)
    deliveries: list[bytes] = field(default_factory=list)
    refused: int = 0

    @classmethod
    def make(cls, root: Path) -> Run:
        catalogue, today = Catalogue(root / "D"), date(2025, 1, 2)
        kansli = kansli_acts.create_forbund(
            catalogue,
            "dalen",
            namn="Samordningsförbundet Dalen",
            passphrase=KANSLI_PASSPHRASE,
            today=today,
            vault_cost=KdfCost.for_tests(),
            state=root / "state-kansli",
        )
        insats = opening.create_insats(
            catalogue, INSATS, namn="Vägen vidare", typ="individ", first_period="2025H1", passphrase=PASSPHRASE, today=today,
            vault_cost=KdfCost.for_tests(), seal_cost=SealCost.for_tests(), state=root / "state",
        )  # fmt: skip
        (root / "ut").mkdir()
        return cls(root, insats, kansli)

    def key(self, kod: int) -> ParticipantKeys:
        if kod not in self.keys:
            self.codes[kod] = ParticipantCode.new()
            self.keys[kod] = self.insats.keys_for(self.codes[kod])
        return self.keys[kod]

    def play(self, book: Book, each_month: Callable[[Run, int], None] | None = None, *, final: bool = False) -> None:
        """All steps of a book; those of a month in one save. ``each_month`` is called when a month has been saved."""
        months = sorted({step["dag"] for step in book.steps})
        for m in months:
            steps = [step for step in book.steps if step["dag"] == m]
            with self.insats.batch():
                for step in steps:
                    if step["akt"] != "las":
                        self._try(step)
            for step in steps:
                if step["akt"] == "las":
                    self._lock(step, final=final and step is book.steps[-1])
            if each_month:
                each_month(self, m)

    def _try(self, step: dict[str, Any]) -> None:
        if not step.get("fel"):
            self._act(step)
            return
        try:
            self._act(step)
        except BadInput:
            self.refused += 1
        else:
            raise AssertionError(f"not refused: {step}")

    def _act(self, step: dict[str, Any]) -> None:
        insats, akt, today = self.insats, step["akt"], day(step["dag"])
        when = Month.parse(text(step["manad"])) if step.get("manad") is not None else Month(2025, 1)
        late = step.get("sen", False)
        if akt == "antal":
            acts.antal(insats, month=when, kon=step["kon"], antal=step["antal"], event=step["handelse"], late=late, today=today)
            return
        keys = self.key(step["kod"])
        if akt == "start":
            self.handles[step["kod"]] = acts.start(insats, keys, step["svaren"], month=when, late=late, today=today)
        elif akt == "matning":
            acts.matning(
                insats,
                keys,
                instrument=step["instrument"],
                skattare=step["skattare"],
                svar=step["svar"],
                month=when,
                answers=step["svaren"],
                late=late,
                today=today,
            )
        elif akt == "avslut":
            acts.avslut(insats, keys, step["svaren"], month=when, late=late, today=today)
        elif akt == "forlorad":
            acts.avslut_by_handle(insats, self.handles[step["kod"]], {**step["svaren"], "kon": step["kon"]}, month=when, late=late, today=today)
        elif akt == "angra":
            acts.angra(insats, keys, today=today)
        else:
            moved = when if step["manad"] is not None else None
            acts.ratta(insats, keys, form=step["formular"], changes=step["andringar"], month=moved, today=today)

    def _lock(self, step: dict[str, Any], *, final: bool) -> None:
        today = day(step["dag"])
        closing.las(self.insats, step["period"], passphrase=PASSPHRASE, final=final, today=today)
        path = self.root / "ut" / f"{step['period']}.nyckeltal"
        closing.leverera(self.insats, path, today=today)
        self.deliveries.append(path.read_bytes())
        assert kansli_acts.ta_emot(self.kansli, self.deliveries[-1], today=today).new

    def received_volumes(self) -> dict[tuple[str, str, str, str], int]:
        with self.kansli.store.read() as session:
            periods = {b.id: b.period for b in session.exec(select(ReceivedBatch))}
            return {(periods[v.batch_id], v.event, v.month, v.kon): v.n for v in session.exec(select(BatchVolume))}

    def received(self, *, released: bool = True) -> dict[tuple[str, str, str], Placed]:
        with self.kansli.store.read() as session:
            periods = {b.id: b.period for b in session.exec(select(ReceivedBatch))}
            places = {p.id: p for p in session.exec(select(BatchPlace)) if p.released is released}
            cells: dict[int | None, Cells] = {number: {} for number in places}
            for c in session.exec(select(PlaceCell)):
                cells[c.place_id][c.table_id, tuple(c.answers.split("|"))] = c.n
            return {(periods[p.batch_id], p.unit, p.kon): (p.people, tuple(p.periods.split()), cells[number]) for number, p in places.items()}

    def waiting(self) -> dict[tuple[str, str], Placed]:
        with self.insats.read() as session:
            return {
                (place.unit, place.kon): (
                    g.details.people,
                    tuple(sorted(g.periods)),
                    {(cell.table, cell.values): n for cell, n in g.details.cells.items() if n},
                )
                for place, g in ledger.waiting(session).items()
            }

    def close(self) -> None:
        self.insats.close()
        self.kansli.close()
