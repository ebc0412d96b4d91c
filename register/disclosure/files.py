"""The two commands on table files: protect one, and audit any protected one, ours or not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from register.disclosure.tablefile import FREQUENCY, HIDDEN, TableFault, dimensions_of, read_hierarchy, read_inner
from register.disclosure.tables import DEFAULT_THRESHOLD, SystemBuilder
from register.errors import BadInput

Zeros = Literal["oppna", "dolda"]
Progress = Callable[[str, float, float | None, float], None]
DEFAULT_SECONDS: Final = 60.0


@dataclass(frozen=True)
class ProtectedFile:
    """A protected table ready to be written: the header, every published cell, and what was done.

    ``summary`` has counts alone and may be shown; ``limited`` names cells that no pattern can give their whole range and is the sender's own.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    summary: dict[str, Any]
    limited: tuple[str, ...]

    def to_csv(self) -> bytes:
        """The file's bytes: UTF-8, commas, one line feed per line."""
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([self.header, *self.rows])
        return out.getvalue().encode()


def check_threshold(threshold: int) -> int:
    """The threshold, if it is one that can be used."""
    if not 2 <= threshold <= 100:
        raise BadInput("Tröskeln kan inte användas.", f"Den är {threshold} men ska vara mellan 2 och 100.", "Ange en annan tröskel.", field="troskel")
    return threshold


def skydda(
    in_csv: Path,
    *,
    threshold: int = DEFAULT_THRESHOLD,
    attacker: str = "K3",
    hierarchy: Path | None = None,
    zeros: Zeros = "oppna",
    seconds: float = DEFAULT_SECONDS,
    progress: Progress | None = None,
) -> ProtectedFile:
    """Protect a frequency table by the cell rules alone, every margin and aggregate published, all weights 1.

    Args:
        in_csv: columns v1…vn and freq, inner cells; a combination that has no line is 0.
        threshold: counts from 1 up to one less are confidential.
        attacker: K0, K1 or K3: the strongest attacker protected against. Where zeros are hidden it is always K0.
        hierarchy: TOML file that adds aggregates.
        zeros: ``oppna``: zeros are printed; ``dolda``: a zero may be hidden too, and a dot means 0 or more.
        seconds: the search ends then, with the best pattern that it has.
        progress: told the phase, the lower bound, the best weight so far and the share of the time used.

    Raises:
        BadInput: the file or an option can't be used.
        CouldNot: the file can't be read, or no safe pattern was found in time.
    """
    check_threshold(threshold)
    if attacker not in {"K0", "K1", "K3"}:
        raise BadInput("Angriparen finns inte.", f"Det finns K0, K1 och K3, inte {attacker}.", "Välj en av dem.", field="angripare")
    inner = read_inner(in_csv)
    dimensions = dimensions_of(in_csv.name, inner, read_hierarchy(hierarchy))
    aggregates = [{code for code, _ in dimension.aggregates} for dimension in dimensions]
    for codes in inner:
        if any(code in above for code, above in zip(codes, aggregates, strict=True)):
            raise TableFault(in_csv.name, None, f"Cellen {' × '.join(codes)} är en summa enligt hierarkin; filen ska bara ha inre celler.")
    from register.disclosure.attackers import Attacker
    from register.disclosure.gate import protect

    builder = SystemBuilder(threshold=threshold, zeros_open=zeros == "oppna")
    cells = builder.table(dimensions, inner)
    system = builder.build()
    found = protect(system, Attacker(attacker if zeros == "oppna" else "K0"), seconds=seconds, progress=progress)
    hidden = found.pattern.hidden
    rows = [(*codes, "" if cell in hidden else str(system.values[cell]), str(int(cell in hidden))) for codes, cell in cells.items()]
    header = (*(dimension.name for dimension in dimensions), FREQUENCY, HIDDEN)
    limited = tuple(sorted(system.names[cell] for cell in found.pattern.limited))
    summary = {
        "celler": len(system),
        "troskel": threshold,
        "nollor": zeros,
        "sma": len(system.primaries()),
        "dolda": len(hidden),
        "sekundara": len(found.pattern.secondary),
        "undre_grans": found.pattern.bound,
        "gap": round(found.pattern.gap, 4),
        "optimal": found.pattern.optimal,
        "sekunder": round(found.pattern.seconds, 1),
        "begransade": len(limited),
        "angripare": {str(one.attacker): {"fragor": one.questions, "exakta": len(one.exact), "snava": len(one.narrowed)} for one in found.verdicts},
    }
    return ProtectedFile(header, tuple(rows), summary, limited)


def granska(
    ut_csv: Path,
    *,
    threshold: int = DEFAULT_THRESHOLD,
    facit: Path | None = None,
    hierarchy: Path | None = None,
    zeros: Zeros = "oppna",
) -> dict[str, Any]:
    """Audit a protected table under K0, K1 and K3; see :func:`register.disclosure.published.examine` for the report."""
    from register.disclosure.published import examine

    return examine(ut_csv, threshold=check_threshold(threshold), facit=facit, hierarchy=hierarchy, zeros=zeros)
