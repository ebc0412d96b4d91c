"""What the screen and the command line share of reading collected forms in: the map, the slips' file, and what would be counted, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from register.errors import CouldNot, NyckeltalError
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


class SlipsKept(CouldNot):
    """An import that broke off when the vault was, or may have been, saved: the slips stay, since their codes may be all there is."""


@contextmanager
def slips_undone(insats: Insats, reading: Reading, path: Path | None) -> Iterator[None]:
    """Take the slips away where the import did not come through, for then their codes open nothing.

    A save can break off after the vault's file has been replaced. The vault is therefore asked first; unless it surely lacks the content, the
    slips stay and SlipsKept says so.
    """
    there = path is not None and path.exists()
    try:
        yield
    except BaseException as error:
        if path is not None and not there and path.exists():
            kept = _is_kept(insats, reading)
            if kept is not False:
                raise _slips_kept(path, sure=kept is True) from error
            path.unlink()
        raise


def _is_kept(insats: Insats, reading: Reading) -> bool | None:
    """Whether the vault has the content; None where that can't be told."""
    from register.insats.imports_act import is_kept

    try:
        return is_kept(insats, reading)
    except NyckeltalError:
        return None


def _slips_kept(path: Path, *, sure: bool) -> SlipsKept:
    if sure:
        why = "Inläsningen bröts när valvet redan var sparat."
        return SlipsKept("Formulären är inlästa.", why, f"Lapparna ligger i {path}: skriv ut dem, och gör en kontroll.", field="lappar")
    return SlipsKept(
        "Det går inte att se om formulären är inlästa.",
        "Inläsningen bröts när valvet sparades.",
        f"Behåll lapparna i {path}. Öppna insatsen och prova filen igen: är innehållet redan inläst gäller lapparna, annars ska de raderas.",
        field="lappar",
    )


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


def preview_lines(reading: Reading) -> list[str]:
    """What would be counted, and what to think of before that."""
    lines = count_lines(reading)
    if reading.imports_before and not reading.again:
        lines.append("Insatsen har läst in formulär tidigare: kontrollera att raderna inte är inlästa förut.")
    return lines
