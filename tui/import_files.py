"""What the screen and the command line share of reading collected forms in: the map, the slips' file, and what would be counted, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli_tables import table

if TYPE_CHECKING:
    from register.insats.imports import Reading
    from register.insats.imports_act import NewCode
    from register.insats.imports_columns import ColumnMap
    from register.insats.session import Insats


def column_map(insats: Insats, path: Path | None = None) -> ColumnMap | None:
    """The column map in a file; without one that which the register has kept from last time, if any."""
    from register.insats.imports_map import kept_map, load_map
    from register.templates import form_columns

    chosen = path if path is not None else kept_map(insats.catalogue, insats.id)
    if path is None and not chosen.exists():
        return None
    return load_map(chosen, form_columns(insats.vocabulary, insats.id))


def slip_writer(insats: Insats, path: Path) -> Callable[[Sequence[NewCode]], None]:
    """Writes the slips of new codes to one file."""

    def write(codes: Sequence[NewCode]) -> None:
        from exports.slip import Slip, write_slips

        slips = [Slip(code.code.text, code.handle, code.row) for code in codes]
        write_slips(path, slips, namn=insats.namn, register_folder=insats.catalogue.root)

    return write


@contextmanager
def slips_undone(path: Path | None) -> Iterator[None]:
    """Take the slips away where the import did not come through: their codes open nothing."""
    there = path is not None and path.exists()
    try:
        yield
    except BaseException:
        if path is not None and not there:
            path.unlink(missing_ok=True)
        raise


def count_lines(reading: Reading) -> list[str]:
    """What would be counted, or was: a table by period, and what a reader must know of it."""
    head = f"Rader som går att räkna: {reading.rows}; {reading.ended} avslutade, {len(reading.open_rows)} pågående."
    rows = [(period, str(sums["ingaende"]), str(sums["nya"]), str(sums["avslutade"])) for period, sums in reading.volumes().items()]
    lines = [head, *(table(("Period", "Ingående", "Nya", "Avslutade"), rows) if rows else [])]
    before = reading.standing.first_period
    if reading.first and before and reading.first != before:
        lines.append(f"Insatsens första period flyttas från {before.code} till {reading.first.code}.")
    if reading.late:
        lines.append(f"{reading.late} rader hör till låsta perioder och räknas som sena.")
    if reading.again:
        lines.append("Innehållet är redan inläst, och läses inte in igen.")
    return lines
