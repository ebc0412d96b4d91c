"""A real insats on disk with a cheap key derivation, and the app opened on it. The clock stands at 10 July 2026."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from register.catalogue import Catalogue
from register.insats import acts
from register.insats.codes import ParticipantCode
from register.insats.opening import create_insats
from register.insats.sealing import SealCost
from register.insats.session import Insats
from register.periods import Month
from register.vault import KdfCost
from tests.tui.driving import PASSPHRASE, TODAY, hurry
from tui.app import Costs, NyckeltalApp


@pytest.fixture(autouse=True)
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests look again until something has happened; pictures, which are taken once, keep Pilot's own pace."""
    hurry(monkeypatch)


@pytest.fixture
def costs(tmp_path: Path) -> Costs:
    return Costs(KdfCost.for_tests(), SealCost.for_tests(), tmp_path / "state")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "katalog")


@pytest.fixture(autouse=True)
def same_codes_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes and handles come from a seeded generator, so that pictures are alike; keys and salts stay truly random."""
    dice = random.Random(2026)
    monkeypatch.setattr(secrets, "randbelow", dice.randrange)
    monkeypatch.setattr(secrets, "choice", dice.choice)


def make_insats(catalogue: Catalogue, costs: Costs, *, typ: str = "individ", insats_id: str = "vagen-vidare") -> Insats:
    return create_insats(
        catalogue,
        insats_id,
        namn="Vägen vidare",
        typ=typ,
        first_period="2026H1",
        passphrase=PASSPHRASE,
        today=TODAY,
        vault_cost=costs.vault,
        seal_cost=costs.seal,
        state=costs.state,
    )


@pytest.fixture
def insats_on_disk(catalogue: Catalogue, costs: Costs) -> str:
    """An insats with no deltagande; its id."""
    make_insats(catalogue, costs).close()
    return "vagen-vidare"


@pytest.fixture
def codes(catalogue: Catalogue, costs: Costs) -> list[ParticipantCode]:
    """Codes of eight deltaganden of the first half-year in a new insats, two of them ended."""
    insats = make_insats(catalogue, costs)
    made = []
    with insats.batch():
        for i in range(8):
            code = ParticipantCode.new()
            answers = {"kon": "kvinna" if i % 2 else "man", "aldersgrupp": "25-29", "utbildning": "gymnasium", "forsorjning": "sjukpenning"}
            acts.start(insats, insats.keys_for(code), answers, month=Month(2026, 1 + i % 4), today=TODAY)
            made.append(code)
        for code in made[:2]:
            acts.avslut(
                insats, insats.keys_for(code), {"avslutsanledning": "studier", "redo_for": "arbete-studier"}, month=Month(2026, 6), today=TODAY
            )
    insats.close()
    return made


@pytest.fixture
def new_app(catalogue: Catalogue, costs: Costs) -> Callable[..., NyckeltalApp]:
    def make(idle_seconds: float = 300.0) -> NyckeltalApp:
        return NyckeltalApp(catalogue.root, today=lambda: TODAY, costs=costs, idle_seconds=idle_seconds)

    return make
