"""A saved form without its key derivation against an atomic write of the same bytes, at several numbers of open rows."""

from __future__ import annotations

import os
import secrets
import tempfile
from datetime import date
from pathlib import Path

from bench.clock import interleaved
from register.catalogue import Catalogue
from register.insats import acts
from register.insats.codes import ParticipantCode
from register.insats.opening import create_insats
from register.insats.sealing import ParticipantKeys, SealCost
from register.insats.session import Insats
from register.periods import Month
from register.vault import KdfCost

TODAY = date(2026, 5, 20)
MONTH = Month(2026, 5)
PASSPHRASE = "bara en mätning"  # noqa: S105  # opens a register that lives as long as the measurement
ANSWERS = {"kon": "kvinna", "aldersgrupp": "25-29", "utbildning": "gymnasium", "forsorjning": "sjukpenning", "sysselsattning": "ingen"}
SVAR = (2, 3, 1, 4, 2, 3)


def plain_atomic_write(path: Path, data: bytes) -> None:
    """The yardstick, written here so that it can't slow down with the program: temp file, fsync, rename, fsync of the folder."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    if os.name != "nt":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def begin(insats: Insats) -> ParticipantKeys:
    """One start under a new code; returns the code's keys."""
    keys = insats.keys_for(ParticipantCode.new())
    acts.start(insats, keys, ANSWERS, month=MONTH, today=TODAY)
    return keys


def measure(open_rows: int, rounds: int = 21) -> dict[str, float]:
    """Medians in seconds for a start, a mätning and the yardstick, the vault's bytes, and the ratio of the slower form."""
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder))
        insats = create_insats(
            catalogue,
            "matning",
            namn="Mätningen",
            typ="individ",
            passphrase=PASSPHRASE,
            today=TODAY,
            vault_cost=KdfCost.for_tests(),
            seal_cost=SealCost.for_tests(),
            state=Path(folder) / "state",
        )
        with insats.batch():
            rows = [begin(insats) for _ in range(open_rows)]
        data = catalogue.insats_path("matning").read_bytes()
        new = iter([insats.keys_for(ParticipantCode.new()) for _ in range(rounds + 1)])
        known = iter(rows)

        def start() -> None:
            acts.start(insats, next(new), ANSWERS, month=MONTH, today=TODAY)

        def matning() -> None:
            acts.matning(insats, next(known), instrument="skapa", skattare="deltagare", svar=SVAR, month=MONTH, today=TODAY)

        def plain() -> None:
            plain_atomic_write(Path(folder) / "plain", data)

        for warm_up in (start, matning, plain):
            warm_up()
        medians = interleaved(rounds, {"start": start, "matning": matning, "plain": plain})
        insats.close()
    slower = max(medians["start"], medians["matning"])
    return {f"{name}_s": taken for name, taken in medians.items()} | {"bytes": float(len(data)), "ratio": slower / medians["plain"]}
