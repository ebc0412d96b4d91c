"""The demo's society: two invented municipalities in files as SCB would publish them, one PX and one JSON-stat, read in through the same act."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from register.kansli import society
from register.kansli.session import Kansli
from register.platform import atomic_write
from register.society.choosing import Choice

FOLDER: Final = "samhalle"
"""In the demo's folder: the files as somebody would have downloaded them."""

MUNICIPALITIES: Final[Mapping[str, str]] = {"9901": "Norra Demodalen", "9902": "Södra Demodalen"}
"""No county has the number 99."""

SETTING: Final = f"\n[samhalle]\nkommuner = [{', '.join(json.dumps(code) for code in MUNICIPALITIES)}]\n"
"""What ``mal.toml`` says of them."""

SOURCE: Final = "PÅHITTAT, ingen verklig statistik"
_ALLOWANCES: Final[Mapping[str, int]] = {
    "sjukpenning": 30,
    "sjuk- och aktivitetsersättning": 34,
    "arbetslöshetsersättning": 14,
    "ekonomiskt bistånd": 22,
}
_TOTAL: Final = "samtliga ersättningar"
_SIZE: Final[Mapping[str, float]] = {"9901": 2_700.0, "9902": 1_850.0}
_WORK: Final[Mapping[str, tuple[float, float]]] = {"9901": (79.5, 7.6), "9902": (81.8, 6.1)}
_YEARS, _MONTHS = 9, 72


def write_society(root: Path, today: date, seed: int) -> list[Path]:
    """Write both files; what they say is invented, and every text of them says so."""
    chance = random.Random(f"{seed}/samhalle")  # noqa: S311 - nothing secret
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    files = {"helarsekvivalenter.px": _px(today, chance).encode("cp1252"), "bas.json": _jsonstat(today, chance).encode()}
    for name, data in files.items():
        atomic_write(folder / name, data)
    return [folder / name for name in files]


def read_society(kansli: Kansli, files: Sequence[Path], today: date) -> None:
    """Read both in, with the municipalities of ``mal.toml``."""
    for path, label in zip(files, ("Helårsekvivalenter", "Arbetslöshet och sysselsättning (BAS)"), strict=True):
        society.las_in(kansli, path, Choice(), table_id=path.stem, label=label, today=today)


def _px(today: date, chance: random.Random) -> str:
    years = [str(today.year - 1 - back) for back in reversed(range(_YEARS))]
    kinds = [_TOTAL, *_ALLOWANCES]
    rows = []
    for code in MUNICIPALITIES:
        level, parts = _SIZE[code], []
        for year in range(_YEARS):
            level *= 0.985 + 0.03 * chance.random() - (0.012 if year > 5 else 0)
            parts.append([round(level * share / 100 * (0.96 + 0.08 * chance.random())) for share in _ALLOWANCES.values()])
        rows += [[sum(part) for part in parts], *([part[n] for part in parts] for n in range(len(_ALLOWANCES)))]
    return (
        "\n".join(
            [
                'CHARSET="ANSI";\nAXIS-VERSION="2013";\nCODEPAGE="Windows-1252";\nLANGUAGE="sv";\nDECIMALS=0;\nSHOWDECIMALS=0;\nMATRIX="DEMO-HEK";',
                'SUBJECT-CODE="DEMO";\nSUBJECT-AREA="Påhittat";',
                'TITLE="PÅHITTAT: Helårsekvivalenter, personer 20–64 år, efter kommun, ersättning och år";',
                'CONTENTS="Helårsekvivalenter (påhittat)";\nUNITS="antal";\nSTUB="kommun","ersättning";\nHEADING="år";',
                f'VALUES("kommun")={_quoted(f"{code} {name}" for code, name in MUNICIPALITIES.items())};\nCODES("kommun")={_quoted(MUNICIPALITIES)};',
                f'VALUES("ersättning")={_quoted(kinds)};\nELIMINATION("ersättning")="{_TOTAL}";\nVALUES("år")={_quoted(years)};',
                f'TIMEVAL("år")=TLIST(A1),{_quoted(years)};\nLAST-UPDATED="{today.year}0220 08:00";\nSOURCE="{SOURCE}";',
                'NOTEX="PÅHITTAT, som allt i demot: kommunerna finns inte.";',
                "DATA=",
                *(" ".join(map(str, row)) + " " for row in rows),
            ]
        )
        + ";\n"
    )


def _quoted(words: Iterable[str]) -> str:
    return ",".join(f'"{word}"' for word in words)


def _jsonstat(today: date, chance: random.Random) -> str:
    end = today.year * 12 + today.month - 4
    months = [f"{at // 12}M{at % 12 + 1:02d}" for at in range(end - _MONTHS + 1, end + 1)]
    values = []
    for work, jobless in (_WORK[code] for code in MUNICIPALITIES):
        drift = [0.6 * math.sin(n / 11) + 0.25 * math.sin(n * math.pi / 6) + chance.uniform(-0.1, 0.1) for n in range(_MONTHS)]
        values += [round(jobless + one, 1) for one in drift]
        values += [round(work - one, 1) for one in drift]
    measures = {"arbetslos": "arbetslöshet", "sysselsattning": "sysselsättningsgrad"}
    document = {
        "version": "2.0",
        "class": "dataset",
        "label": "PÅHITTAT: Arbetslöshet och sysselsättningsgrad, 20–65 år, efter kommun och månad",
        "source": SOURCE,
        "updated": f"{months[-1][:4]}-{months[-1][5:]}-28T07:00:00Z",
        "note": ["PÅHITTAT, som allt i demot: kommunerna finns inte."],
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [len(MUNICIPALITIES), len(measures), len(months)],
        "role": {"geo": ["Region"], "metric": ["ContentsCode"], "time": ["Tid"]},
        "dimension": {
            "Region": {"label": "kommun", "category": {"index": list(MUNICIPALITIES), "label": dict(MUNICIPALITIES)}},
            "ContentsCode": {
                "label": "mått",
                "category": {"index": list(measures), "label": measures, "unit": {key: {"base": "procent", "decimals": 1} for key in measures}},
            },
            "Tid": {"label": "månad", "category": {"index": months}},
        },
        "value": values,
        "extension": {"px": {"matrix": "DEMO-BAS", "contents": "BAS (påhittat)", "decimals": 1, "language": "sv"}},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
