"""Files of invented statistics as SCB would publish them; the municipalities are real codes, every figure is made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from register.society.choosing import Choice
from register.society.published import PublishedTable, from_file

TODAY = date(2027, 2, 1)
FALUN, BORLANGE = "2080", "2081"
BOTH = Choice(regions=(FALUN, BORLANGE))


def yearly(
    *,
    updated: str = "20260220 08:00",
    first: Sequence[object] = (5100, 5050, 5010, 4990),
    regions: str = '"00 Riket","2080 Falun","2081 Borlänge"',
    matrix: str = "HEK1",
) -> bytes:
    """Helårsekvivalenter of the country and two municipalities, 2022–2025, by kön with a total."""
    rows = [*([f"{n}000 {n}100 {n}200 {n}300"] for n in (9, 5, 4)), [" ".join(map(_cell, first))], ["3000 2990 2980 2970"], ["2100 2060 2030 2020"]]
    rows += [["3500 3450 3400 3390"], ["2000 1980 1950 1940"], ['1500 ".." 1450 1450']]
    text = (
        f'CHARSET="ANSI";\nLANGUAGE="sv";\nDECIMALS=0;\nMATRIX="{matrix}";\nTITLE="Helårsekvivalenter efter region, kön och år (påhittat)";\n'
        f'CONTENTS="Helårsekvivalenter";\nUNITS="antal";\nSTUB="region","kön";\nHEADING="år";\nVALUES("region")={regions};\n'
        'VALUES("kön")="totalt","kvinnor","män";\nVALUES("år")="2022","2023","2024","2025";\nTIMEVAL("år")=TLIST(A1),"2022","2023","2024","2025";\n'
        f'CODES("region")="00","2080","2081";\nELIMINATION("kön")="totalt";\nLAST-UPDATED="{updated}";\nSOURCE="SCB (påhittat)";\n'
        'DATASYMBOL2="Uppgift saknas";\nNOTE="Personer 20–64 år.";\nDATA=\n' + " \n".join(row[0] for row in rows) + ";\n"
    )
    return text.encode("cp1252")


def _cell(cell: object) -> str:
    return f'"{cell}"' if isinstance(cell, str) else str(cell)


def monthly() -> bytes:
    """Two measures with units and decimals of their own, 24 months."""
    months = [f"{year}M{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
    quoted = ",".join(f'"{one}"' for one in months)
    rows = [" ".join(str(base + step * n) for n in range(24)) for base, step in ((20_000, 10), (80, 0), (15_000, 5), (78, 0))]
    rows[1] = " ".join(f"80.{n % 10}" for n in range(24))
    rows[3] = " ".join(f"78.{n % 10}" for n in range(24))
    text = (
        'CHARSET="ANSI";\nLANGUAGE="sv";\nDECIMALS=0;\nMATRIX="AM1";\nTITLE="Arbetsmarknadsstatus (påhittat)";\nCONTENTS="BAS";\nUNITS="olika";\n'
        'STUB="region","mått";\nHEADING="månad";\nCONTVARIABLE="mått";\nVALUES("region")="Falun","Borlänge";\nCODES("region")="2080","2081";\n'
        'VALUES("mått")="sysselsatta","sysselsättningsgrad";\nUNITS("sysselsatta")="antal";\nUNITS("sysselsättningsgrad")="procent";\n'
        f'PRECISION("mått","sysselsättningsgrad")=1;\nVALUES("månad")={quoted};\nTIMEVAL("månad")=TLIST(M1);\nLAST-UPDATED="20270110 08:00";\n'
        'SOURCE="SCB (påhittat)";\nDATA=\n' + " \n".join(rows) + ";\n"
    )
    return text.encode("cp1252")


def table(data: bytes | None = None, choice: Choice = BOTH, *, id: str = "helars", label: str = "Helårsekvivalenter") -> PublishedTable:  # noqa: A002
    """A published table of one of the files, the yearly one unless another is given."""
    return from_file(yearly() if data is None else data, "fil.px", choice, id=id, label=label, today=TODAY)[0]


def saved(folder: Path, data: bytes, name: str = "fil.px") -> Path:
    """The file on disk."""
    path = folder / name
    path.write_bytes(data)
    return path
