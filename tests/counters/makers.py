"""Counters for tests: a small raknare.toml, and a förbund and an insats that share a folder and know each other's keys."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from register.catalogue import Catalogue
from register.counters import loader
from register.counters.model import Counter, Counters
from register.insats import closing, opening
from register.insats.sealing import SealCost
from register.insats.session import Insats
from register.kansli import acts
from register.kansli.receive import Receipt
from register.kansli.session import Kansli
from register.vault import KdfCost
from register.vocabulary.loader import load as load_vocabulary

TODAY = date(2027, 2, 1)
PASSPHRASE = "tre gröna äpplen på rad"

FILE = """
    [listor.part]
    label = "Part"
    koder = [{ id = "staden", label = "Staden" }, { id = "regionen", label = "Regionen" }, { id = "fk", label = "Försäkringskassan" }]

    [listor.vantetid]
    label = "Väntetid"
    koder = [
      { id = "0-2", label = "Under 3 månader", fran = 0, till = 2 },
      { id = "3-5", label = "3–5 månader", fran = 3, till = 5 },
      { id = "6-", label = "6 månader eller mer", fran = 6 },
    ]

    [[raknare]]
    id = "personal"
    label = "Personal i strukturövergripande insatser"
    period = "halvar"
    fors_av = "kansli"
    enhet = "personer"
    skyddas = false
    dimensioner = ["part", "kon"]

    [[raknare]]
    id = "utbildade"
    label = "Personal som är utbildad om våld"
    period = "ar"
    fors_av = "kansli"
    enhet = "personer"
    skyddas = false
    taljare = "Utbildade"
    namnare = "Personal"

    [[raknare]]
    id = "ko"
    label = "Personer i kö"
    period = "manad"
    fors_av = "insats"
    enhet = "personer"
    skyddas = true
    over_tid = "senaste"
    dimensioner = ["vantetid"]
    median = "vantetid"

    [[raknare]]
    id = "enkat"
    label = "Enkät vid avslut"
    period = "halvar"
    fors_av = "insats"
    enhet = "svar"
    skyddas = true
    dimensioner = ["ja-nej"]
"""


def document(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def counters_of(folder: Path, text: str = FILE) -> Counters:
    """The counters of a file with that text, beside the shipped vocabulary."""
    (folder / loader.FILE_NAME).write_text(document(text), encoding="utf-8")
    return loader.load(folder, load_vocabulary(None))


def counter_of(folder: Path, id_: str, text: str = FILE) -> Counter:
    return counters_of(folder, text).by_id[id_]


@dataclass
class Both:
    """A kansli and its insatser in one folder."""

    root: Path
    kansli: Kansli
    insatser: dict[str, Insats]

    @classmethod
    def make(cls, root: Path, text: str = FILE, insatser: dict[str, str] | None = None) -> Both:
        """``insatser``: id and typ."""
        catalogue, state = Catalogue(root / "D"), root / "state"
        kansli = acts.create_forbund(
            catalogue, "norra", namn="Norra", passphrase=PASSPHRASE, today=TODAY, vault_cost=KdfCost.for_tests(), state=state
        )
        both = cls(root, kansli, {})
        both.write(text)
        for insats_id, typ in (insatser or {"coach": "individ"}).items():
            both.insatser[insats_id] = opening.create_insats(
                catalogue,
                insats_id,
                namn=insats_id.capitalize(),
                typ=typ,
                first_period="2026H1",
                passphrase=PASSPHRASE,
                today=TODAY,
                vault_cost=KdfCost.for_tests(),
                seal_cost=SealCost.for_tests(),
                state=state,
            )
            acts.godkann(kansli, insats_id, TODAY)
        return both

    @property
    def insats(self) -> Insats:
        return next(iter(self.insatser.values()))

    def write(self, text: str) -> None:
        """Another raknare.toml for both rooms."""
        self.kansli.catalogue.root.mkdir(exist_ok=True)
        (self.kansli.catalogue.root / loader.FILE_NAME).write_text(document(text), encoding="utf-8")

    def lock(self, period: str, insats: str | None = None, **more: Any) -> None:
        closing.las(self.insatser[insats] if insats else self.insats, period, passphrase=PASSPHRASE, today=TODAY, **more)

    def deliver(self, insats: str | None = None, number: int | None = None) -> bytes:
        """The bytes of the next delivery."""
        target = self.root / "leverans.nyckeltal"
        closing.leverera(self.insatser[insats] if insats else self.insats, target, number=number, today=TODAY)
        return target.read_bytes()

    def send(self, insats: str | None = None) -> Receipt:
        return acts.ta_emot(self.kansli, self.deliver(insats), today=TODAY)

    def close(self) -> None:
        self.kansli.close()
        for insats in self.insatser.values():
            insats.close()
