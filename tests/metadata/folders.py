"""Folders of a förbund's own documents, as text by path, and how they come to disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

LISTS: Final = """version = 1

[listor.omrade]
label = "Område"
koder = [
  { id = "norr", label = "Norr" },
  { id = "soder", label = "Söder" },
]

[listor.boende]
label = "Boende"
koder = [
  { id = "eget", label = "Eget boende" },
  { id = "saknas", label = "Uppgift saknas" },
]
"""
FORMS: Final = """version = 1

[[egen_fraga]]
id = "boende"
label = "Boende"
form = "avslut"
typ = "kod"
lista = "boende"
syfte = "Följa om boendet ordnas."
"""
GOALS: Final = """[[mal]]
insats = "coach"
ar = 2026
label = "Till arbete eller studier"
grupp = { gruppering = "goteborg", id = "arbete-studier" }
malvarde = 40
budget = 500_000
"""
COUNTERS: Final = """[[raknare]]
id = "ko"
label = "Personer i kö"
period = "manad"
fors_av = "insats"
enhet = "personer"
skyddas = true
over_tid = "senaste"
dimensioner = ["omrade"]
"""
GRIDS: Final = """[[rutnat]]
id = "niofaltaren"
label = "Niofältaren"
insatser = "individ"
period = "halvar"
slag = "plats"
rader = ["A", "B", "C"]
kolumner = ["1", "2", "3"]
siffror = ["deltagare"]
"""
WORDING: Final = """version = 1
id = "skapa"
label = "SKAPA"
kalla = "Med tillstånd."
skyddad = true
lag = 1
hog = 5
intervall_manader = 3
skala = ["inte alls", "lite", "delvis", "mycket", "helt"]
omraden = [
  { id = "na-arbete", label = "Hemlig ordalydelse ett" },
  { id = "klara-arbete", label = "Hemlig ordalydelse två" },
  { id = "kompetenser", label = "Hemlig ordalydelse tre" },
  { id = "samarbete", label = "Hemlig ordalydelse fyra" },
  { id = "vardag-natverk", label = "Hemlig ordalydelse fem" },
  { id = "halsa", label = "Hemlig ordalydelse sex" },
]
"""
OWN_WORDING: Final = """version = 2
id = "bip"
label = "BIP"
skyddad = true
lag = 0
hog = 2
intervall_manader = 3
minsta_par = 10
hogre_battre = false
skala = ["nej", "lite", "ja"]
omraden = [
  { id = "tror", label = "Hemlig ordalydelse sju" },
  { id = "vet", label = "Hemlig ordalydelse åtta" },
]

[poang]
0 = 0
1 = 100
2 = 250
3 = 400
4 = 500
"""

ALL: Final = {
    "vokabular/kodlistor.toml": LISTS,
    "vokabular/formular.toml": FORMS,
    "mal.toml": GOALS,
    "raknare.toml": COUNTERS,
    "niofalt.toml": GRIDS,
}
LICENSED: Final = {"vokabular/instrument/skapa.toml": WORDING, "vokabular/instrument/bip.toml": OWN_WORDING}


def lay(root: Path, texts: Mapping[str, str]) -> Path:
    """Write documents into a register's folder; the folder."""
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def contents(root: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
