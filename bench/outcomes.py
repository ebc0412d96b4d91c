"""``utfall`` over the same cells with ten times the participants: outcomes are computed from counts, so it should cost the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path

from bench.clock import interleaved
from bench.saving import PASSPHRASE
from register.catalogue import Catalogue
from register.insats import acts
from register.insats.closing import las, leverera
from register.insats.codes import ParticipantCode
from register.insats.opening import create_insats
from register.insats.sealing import SealCost
from register.insats.session import Insats
from register.kansli.outcomes import utfall
from register.kansli.receive import ta_emot
from register.kansli.session import Kansli, create_forbund
from register.periods import Month
from register.vault import KdfCost

TODAY = date(2026, 7, 5)
REASONS = ("arbete-utan-stod", "studier", "annan-finsam-insats", "arbetstraning", "flytt", "annat")
KINDS = tuple(product(("kvinna", "man"), ("20-24", "30-39", "50-59"), REASONS))
"""One deltagande of each kind, times the number of copies."""


def _deltagande(insats: Insats, number: int, kon: str, alder: str, anledning: str) -> None:
    keys = insats.keys_for(ParticipantCode.new())
    acts.start(insats, keys, {"kon": kon, "aldersgrupp": alder}, month=Month(2026, 1), today=TODAY)
    for month, level in ((2, 2), (5, 2 + number % 3)):
        svar = [level] * 6
        acts.matning(insats, keys, instrument="skapa", skattare="deltagare", svar=svar, month=Month(2026, month), today=TODAY)
    acts.avslut(insats, keys, {"avslutsanledning": anledning}, month=Month(2026, 6), today=TODAY)


def received(folder: Path, copies: int) -> Kansli:
    """A kansli that has received one half-year of an insats with that many deltaganden of each kind."""
    catalogue, state, cost = Catalogue(folder / "register"), folder / "state", KdfCost.for_tests()
    kansli = create_forbund(catalogue, "forbundet", namn="Förbundet", passphrase=PASSPHRASE, today=TODAY, vault_cost=cost, state=state)
    insats = create_insats(
        catalogue,
        "insatsen",
        namn="Insatsen",
        typ="individ",
        first_period="2026H1",
        passphrase=PASSPHRASE,
        today=TODAY,
        vault_cost=cost,
        seal_cost=SealCost.for_tests(),
        state=state,
    )
    for _ in range(copies):
        with insats.batch():
            for number, (kon, alder, anledning) in enumerate(KINDS):
                _deltagande(insats, number, kon, alder, anledning)
    las(insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    delivery = folder / "leverans"
    leverera(insats, delivery, today=TODAY)
    insats.close()
    ta_emot(kansli, delivery.read_bytes(), today=TODAY)
    return kansli


def measure(rounds: int = 21) -> dict[str, float]:
    """Medians in seconds for one and for ten of each kind, and their ratio."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as ten:
        few, many = received(Path(one), 1), received(Path(ten), 10)
        works: dict[str, Callable[[], object]] = {"one": lambda: utfall(few), "ten": lambda: utfall(many)}
        for warm_up in works.values():
            warm_up()
        medians = interleaved(rounds, works)
        few.close()
        many.close()
    return {"one_s": medians["one"], "ten_s": medians["ten"], "participants_one": float(len(KINDS)), "ratio": medians["ten"] / medians["one"]}
