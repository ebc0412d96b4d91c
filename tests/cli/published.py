"""A made-up register that is big enough to report on: an insats that has delivered two half-years, a strukturövergripande one, and their förbund."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from register.catalogue import Catalogue
from register.insats import acts, closing
from register.insats.codes import ParticipantCode
from register.insats.opening import create_insats
from register.insats.sealing import SealCost
from register.insats.session import Insats
from register.kansli.acts import create_forbund, ta_emot
from register.periods import Month
from register.vault import KdfCost
from tests.cli.world import PASSPHRASE, TODAY

PEOPLE: Final = 30
PERIODS: Final = {"2025H1": Month(2025, 1), "2025H2": Month(2025, 7)}
REASONS: Final = (*["arbete-utan-stod"] * 11, *["studier"] * 8, *["insats-af"] * 8, "flytt", "egen-begaran", "egen-begaran")
AGES: Final = {"2025H1": (*["25-29"] * 16, *["30-39"] * 14), "2025H2": (*["25-29"] * 3, *["30-39"] * 27)}
"""So few are young in the second half-year that the first one's figure, once published, must not be told apart from the year's."""


def build(root: Path, *, measured: int = 0) -> Path:
    """Make the register; returns its folder.

    Args:
        root: where.
        measured: how many of each half-year's people are measured twice; many tables of progression cost most of the time.
    """
    catalogue = Catalogue(root)
    kansli = create_forbund(catalogue, "fb", namn="Förbundet", passphrase=PASSPHRASE, today=TODAY, vault_cost=KdfCost.for_tests())
    coach, natet = _insats(catalogue, "coach", "Coachingteamet", "individ"), _insats(catalogue, "natet", "Nätet", "struktur")
    for period, first in PERIODS.items():
        _fill(coach, first, AGES[period], measured=measured)
        acts.antal(natet, month=first, kon="kvinna", antal=9, today=TODAY)
        for insats in (coach, natet):
            target = root / f"{insats.id}-{period}.leverans"
            closing.las(insats, period, passphrase=PASSPHRASE, today=TODAY)
            closing.leverera(insats, target, today=TODAY)
            ta_emot(kansli, target.read_bytes(), today=TODAY)
    for open_ in (kansli, coach, natet):
        open_.close()
    return root


def _insats(catalogue: Catalogue, id_: str, namn: str, typ: str) -> Insats:
    return create_insats(
        catalogue,
        id_,
        namn=namn,
        typ=typ,
        first_period="2025H1",
        passphrase=PASSPHRASE,
        today=TODAY,
        vault_cost=KdfCost.for_tests(),
        seal_cost=SealCost.for_tests(),
    )


def _fill(insats: Insats, first: Month, ages: Sequence[str], *, measured: int) -> None:
    """Deltaganden of a half-year: two in three women, all ended."""
    with insats.batch():
        for i in range(PEOPLE):
            keys = insats.keys_for(ParticipantCode.new())
            form = {"kon": "man" if i % 3 == 0 else "kvinna", "aldersgrupp": ages[i]}
            acts.start(insats, keys, form, month=first.plus(i % 2), today=TODAY)
            for number, month in enumerate((first.plus(1), first.plus(3)) if i < measured else ()):
                svar = [1 + (i // 2 + area + number * (i % 3)) % 5 for area in range(6)]
                acts.matning(insats, keys, instrument="skapa", skattare="deltagare", svar=svar, month=month, today=TODAY)
            acts.avslut(insats, keys, {"avslutsanledning": REASONS[i]}, month=first.plus(4), today=TODAY)
