"""Sheets to write: made through register.statutory's own build, from volumes as an insats gives them."""

from __future__ import annotations

from datetime import date

from register.counts import UNDIVIDED, Volume
from register.periods import Period
from register.statutory import InsatsVolumes, StatutorySheet, build

H1 = Period.parse("2026H1")
MADE = date(2026, 7, 3)


def volumes(scale: int = 1) -> dict[Volume, int]:
    """Pågående at start 10 kvinnor and 4 män; nya 6, 3 and 1 annat; avslutade 5 and 2; felregistrerade 1 man. All times the scale."""
    counted = {
        Volume("ingaende", "2025-12", "kvinna"): 10,
        Volume("ingaende", "2025-12", "man"): 4,
        Volume("nya", "2026-02", "kvinna"): 6,
        Volume("nya", "2026-03", "man"): 3,
        Volume("nya", "2026-03", "annat"): 1,
        Volume("avslutade", "2026-05", "kvinna"): 5,
        Volume("avslutade", "2026-06", "man"): 2,
        Volume("felregistrerade", "2026-06", "man"): 1,
        Volume("nya", "2026-07", "kvinna"): 99,
    }
    return {volume: n * scale for volume, n in counted.items()}


def individ(insats_id: str = "vagen", namn: str = "Vägen vidare", *, scale: int = 1, covered: bool = True) -> InsatsVolumes:
    return InsatsVolumes(insats_id, namn, "individ", volumes(scale), covered)


def struktur(insats_id: str = "massan", namn: str = "Mässan", kon: str = UNDIVIDED, antal: int = 340) -> InsatsVolumes:
    return InsatsVolumes(insats_id, namn, "struktur", {Volume("antal", "2026-03", kon): antal})


def sheet(*rows: InsatsVolumes, forbund: str = "Förbundet Exempel") -> StatutorySheet:
    """Without rows: an individinriktad insats, one that has not delivered, and a strukturövergripande one."""
    return build(rows or (individ(), individ("unga", "Unga framåt", covered=False), struktur()), H1, forbund, MADE)
