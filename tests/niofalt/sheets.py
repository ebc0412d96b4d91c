"""Grids written in tests, and a förbund that has some. Their words are invented."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path

from register.kansli import acts
from register.niofalt import loader
from register.niofalt.model import Definitions, Sheet
from tests.kansli.helpers import Insats, new_forbund, simple

TODAY = date(2027, 2, 1)

SCALE = """
[[skala]]
id = "grad"
val = [
  { id = "svag", label = "Svag", tecken = "−" },
  { id = "delvis", label = "Delvis" },
  { id = "stark", label = "Stark", tecken = "+" },
]
"""
GRID = """
[[rutnat]]
id = "nio"
label = "Niofältaren"
insatser = "individ"
period = "halvar"
slag = "falt"
skala = "grad"
rader = ["Deltagaren", "Samverkan", "Organisationen"]
kolumner = ["Behovet", "Arbetssättet", "Resultatet"]
siffror = ["deltagare", "mal"]
"""
PLACE = """
[[rutnat]]
id = "plats"
label = "Var är vi?"
insatser = "struktur"
period = "ar"
slag = "plats"
rubrik = "Spridning"
rader = ["Flera", "En", "Grupp"]
kolumner = ["Prövas", "Används", "Består"]
rutor = [["", "Överallt", ""], ["", "", ""], ["", "", ""]]
"""
TEMPLATE = """
[[resultatmall]]
id = "mall"
label = "Resultatmall"
insatser = ["vagen"]
period = "halvar"

[[resultatmall.rad]]
id = "malgrupp"
label = "Når insatsen sin målgrupp?"
skala = "grad"
siffror = ["deltagare", "nya"]

[[resultatmall.rad]]
id = "mal"
label = "Når insatsen sina mål?"
skala = "grad"
"""
ALL = SCALE + GRID + PLACE + TEMPLATE


def definitions(text: str = ALL) -> Definitions:
    return loader.parse(textwrap.dedent(text).lstrip("\n"))


def sheet(sheet_id: str, text: str = ALL) -> Sheet:
    found = definitions(text).get(sheet_id)
    assert found is not None
    return found


def forbund(root: Path, text: str | None = ALL) -> acts.Kansli:
    """A förbund with an individinriktad insats (``vagen``) that has delivered 2026H1 and a strukturövergripande one (``rusta``) with a key file."""
    kansli = new_forbund(root)
    vagen = Insats("vagen")
    vagen.publish(kansli.catalogue)
    acts.ta_emot(kansli, vagen.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    Insats("rusta", "struktur", "Rusta samverkan").publish(kansli.catalogue)
    if text is not None:
        write(kansli, text)
    return kansli


def write(kansli: acts.Kansli, text: str) -> None:
    """Put the file in the register's folder."""
    (kansli.catalogue.root / loader.FILE_NAME).write_text(text, encoding="utf-8")
