"""A small kansli register on disk, made by the real acts with cheap keys and fixed forms. The clock stands at 10 July 2026."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from register.catalogue import Catalogue
from register.insats import acts, closing
from register.insats.codes import ParticipantCode
from register.insats.opening import create_insats
from register.insats.sealing import SealCost
from register.insats.session import Insats
from register.kansli.acts import create_forbund, open_forbund, ta_emot
from register.kansli.session import Kansli
from register.periods import Month
from register.vault import KdfCost
from tests.tui.driving import PASSPHRASE, TODAY, hurry
from tui.app import Costs, NyckeltalApp

REASONS = ("arbete-utan-stod", "studier", "forstarkt-samarbete", "insats-af", "egen-begaran")
PERIODS = {"2025H2": 7, "2026H1": 1}
"""First month of each period."""


def make_costs(root: Path) -> Costs:
    return Costs(KdfCost.for_tests(), SealCost.for_tests(), root / "tillstand")


def make_insats(root: Path, insats_id: str, namn: str, typ: str) -> Insats:
    costs = make_costs(root)
    return create_insats(
        Catalogue(root),
        insats_id,
        namn=namn,
        typ=typ,
        first_period="2025H2",
        passphrase=PASSPHRASE,
        today=TODAY,
        vault_cost=costs.vault,
        seal_cost=costs.seal,
        state=costs.state,
    )


def fill(insats: Insats, period: str, people: int) -> None:
    """Deltaganden of a period: two in three women, two mätningar by both raters, three in four ended."""
    year = int(period[:4])
    first = Month(year, PERIODS[period])
    with insats.batch():
        for i in range(people):
            keys = insats.keys_for(ParticipantCode.new())
            acts.start(insats, keys, {"kon": "man" if i % 3 == 0 else "kvinna", "aldersgrupp": "25-29"}, month=first, today=TODAY)
            for month, level in ((first, 2), (first.plus(3), 2 + i % 3)):
                for rater in ("deltagare", "handlaggare"):
                    svar = [level, 3, 3, None if i == 0 else level, 2, 4]
                    acts.matning(insats, keys, instrument="skapa", skattare=rater, svar=svar, month=month, today=TODAY)
            if i % 4:
                acts.avslut(insats, keys, {"avslutsanledning": REASONS[i % 5]}, month=first.plus(4), today=TODAY)


def deliver(insats: Insats, root: Path, period: str) -> Path:
    target = root / "leveranser" / f"leverans-{insats.id}-{period}.nyckeltal"
    closing.las(insats, period, passphrase=PASSPHRASE, today=TODAY)
    closing.leverera(insats, target, today=TODAY)
    return target


@pytest.fixture(autouse=True)
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests look again until something has happened; pictures, which are taken once, keep Pilot's own pace."""
    hurry(monkeypatch)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Vägen vidare has delivered both periods, Unga framåt one of them (the other lies as a file), Rusta both; Nya has never delivered."""
    root = tmp_path_factory.mktemp("kansli") / "register"
    costs = make_costs(root)
    kansli = create_forbund(
        Catalogue(root), "prov", namn="Provförbundet", passphrase=PASSPHRASE, today=TODAY, vault_cost=costs.vault, state=costs.state
    )
    (root / "leveranser").mkdir()
    for insats_id, namn, people in (("vagen-vidare", "Vägen vidare", 36), ("unga-framat", "Unga framåt", 12)):
        insats = make_insats(root, insats_id, namn, "individ")
        for period in PERIODS:
            fill(insats, period, people)
            target = deliver(insats, root, period)
            if (insats_id, period) != ("unga-framat", "2026H1"):
                ta_emot(kansli, target.read_bytes(), today=TODAY)
        insats.close()
    rusta = make_insats(root, "rusta", "Rusta samverkan", "struktur")
    for period, month in PERIODS.items():
        for kon, antal in (("kvinna", 14), ("man", 6)):
            acts.antal(rusta, month=Month(int(period[:4]), month), kon=kon, antal=antal, today=TODAY)
        ta_emot(kansli, deliver(rusta, root, period).read_bytes(), today=TODAY)
    rusta.close()
    nya = make_insats(root, "nya", "Nya vägar", "individ")
    fill(nya, "2025H2", 8)
    deliver(nya, root, "2025H2").rename(root / "leveranser" / "fran-nya.bin")
    nya.close()
    kansli.close()
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """A copy of the register to change, with its state."""
    return Path(shutil.copytree(built, tmp_path / "register"))


@pytest.fixture
def new_app(root: Path) -> Callable[[], NyckeltalApp]:
    return lambda: NyckeltalApp(root, today=lambda: TODAY, costs=make_costs(root))


@pytest.fixture
def kansli(root: Path) -> Kansli:
    return open_forbund(Catalogue(root), None, PASSPHRASE, today=TODAY, state=root / "tillstand")


@pytest.fixture
def empty_app(tmp_path: Path) -> Callable[[], NyckeltalApp]:
    """A kansli that nothing has come to."""
    root = tmp_path / "tomt"
    costs = make_costs(root)
    create_forbund(
        Catalogue(root), "prov", namn="Provförbundet", passphrase=PASSPHRASE, today=TODAY, vault_cost=costs.vault, state=costs.state
    ).close()
    return lambda: NyckeltalApp(root, today=lambda: TODAY, costs=costs)
