"""Collected forms by command line: ``mall`` makes the template, ``importera`` reads the forms in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from register.catalogue import check_id
from register.errors import BadInput
from register.platform import system_reason
from tui.boundary import say
from tui.cli_context import Context, only_insats
from tui.cli_import_groups import fault_lines, group_template, import_groups
from tui.import_files import column_map, count_lines, preview_lines, slip_writer, slips_undone
from tui.progress import ProgressBar

if TYPE_CHECKING:
    from register.insats.imports import Reading
    from register.insats.imports_columns import ColumnMap
    from register.insats.session import Insats
    from register.readers.cells import Table
    from register.templates import FormColumn

FOUND: Final = 1


def mall(ctx: Context) -> int:
    """Write a template for an insats's forms: its own fields in screen order, with its own lists."""
    from exports.form_template import check_target, write_template

    target = Path(ctx.args.ut)
    check_target(target)
    if ctx.args.grupp:
        return group_template(ctx, target)
    insats_id = check_id(ctx.args.insats or only_insats(ctx.catalogue))
    columns = _columns(ctx, insats_id)
    write_template(target, columns)
    document = {"insats": insats_id, "fil": str(target), "kolumner": [column.key for column in columns]}
    ctx.answer(document, [f"Mallen är skriven: {target}", "En rad för varje deltagande. Prova med: nyckeltal importera FIL --prova"])
    return 0


def _columns(ctx: Context, insats_id: str) -> tuple[FormColumn, ...]:
    """By the vault's own lists where it lies here, which may be older than the folder's."""
    from register.templates import form_columns
    from register.vocabulary.loader import load

    if ctx.catalogue.insats_path(insats_id).exists():
        with ctx.insats() as insats:
            insats.require_individ()
            return form_columns(insats.vocabulary, insats_id)
    say(f"Valvet för {insats_id} ligger inte här: mallen följer listorna i mappen vokabular.")
    return form_columns(load(ctx.catalogue.vocabulary_folder), insats_id)


def importera(ctx: Context) -> int:
    """Read collected forms in, or with ``--prova`` show what would be counted; exit code 1 where a trial found faults."""
    from register.insats.imports import read_forms
    from register.periods import Period
    from register.readers.opening import open_table

    _refuse_mixed(ctx)
    if ctx.args.grupp:
        return import_groups(ctx)
    path = Path(ctx.args.fil)
    with open_table(path) as table, _vault(ctx, table) as insats:
        first = Period.parse(ctx.args.forsta_period, field="forsta_period") if ctx.args.forsta_period else None
        used = _map(ctx, insats)
        with _progress("Läser") as show:
            reading = read_forms(insats, table, used, first_period=first, late=ctx.args.sena, today=ctx.today, progress=show)
        document: dict[str, Any] = {"insats": insats.id, "fil": str(path), **_document(reading)}
        if ctx.args.prova or reading.faults:
            ctx.answer({"inlast": False, **document}, [*_fault_lines(reading), *preview_lines(reading), *_first_hint(reading)])
            if not ctx.args.prova:
                raise BadInput("Inget är inläst.", f"Filen har {_faults(reading)}.", "Rätta dem och försök igen.", field="fil")
            return FOUND if reading.faults or reading.again else 0
        return _read_in(ctx, insats, reading, document, used if ctx.args.kolumner else None)


def _vault(ctx: Context, table: Table) -> AbstractContextManager[Insats]:
    """The insats's vault. A template of group-level counts is refused first: at a kansli there is perhaps no vault to ask for."""
    from register.readers.faults import plain
    from register.templates import GROUP_HEADINGS, GROUP_SHEET

    sheet = table.sheet_named(GROUP_SHEET) or 1
    _, headings = next(table.rows(sheet), (0, []))
    if [plain(value) for value in headings[: len(GROUP_HEADINGS)] if isinstance(value, str)] == [plain(heading) for heading in GROUP_HEADINGS]:
        what = "Det här är en mall för gruppuppgifter."
        raise BadInput(what, "Den läses in vid kansliet, inte som formulär i insatsens valv.", "Lägg till --grupp.", field="grupp")
    return ctx.insats()


def _refuse_mixed(ctx: Context) -> None:
    """Options of forms say nothing of group-level files, and the other way round."""
    args = ctx.args
    of_forms = {
        "--insats": args.insats,
        "--kolumner": args.kolumner,
        "--lappar": args.lappar,
        "--forsta-period": args.forsta_period,
        "--sena": args.sena,
    }
    of_groups = {"--ny": args.ny, "--forbund": args.forbund}
    wrong = [name for name, value in (of_forms if args.grupp else of_groups).items() if value]
    if wrong:
        what = f"{', '.join(wrong)} går inte att ange {'med' if args.grupp else 'utan'} --grupp."
        raise BadInput(what, "Formulär läses in i insatsens valv, gruppuppgifter i kansliets register.", "Ta bort flaggan.", field="grupp")


def _read_in(ctx: Context, insats: Insats, reading: Reading, document: dict[str, Any], new_map: ColumnMap | None) -> int:
    """Read in, and keep the map that the command named."""
    from exports.slip import check_slip_path
    from register.insats.imports_act import importera as read_in
    from register.insats.imports_map import keep_map

    slips = check_slip_path(Path(ctx.args.lappar), register_folder=ctx.catalogue.root) if ctx.args.lappar else None
    with _progress("Läser in") as show, slips_undone(insats, reading, slips if reading.open_rows else None):
        receipt = read_in(insats, reading, slips=slip_writer(insats, slips) if slips else None, today=ctx.today, progress=show)
    lines = [f"Inläst: {receipt.rows} deltaganden, {receipt.ended} avslutade och {receipt.opened} pågående.", *count_lines(reading)]
    if receipt.opened:
        document["lappar"] = str(slips)
        lines.append(f"Lapparna med koderna ligger i {slips}.")
        say("Lapparna har koderna i klartext. Skriv ut dem, lägg dem i akterna och radera filen.")
    if new_map is not None:
        try:
            document["kolumnkarta"] = str(keep_map(ctx.catalogue, insats.id, new_map))
            lines.append("Kolumnkartan är sparad till nästa gång.")
        except OSError as error:  # the forms are read in all the same, and that is what has to be said
            say(f"Kolumnkartan kunde inte sparas till nästa gång. Systemet svarar: {system_reason(error)}.")
    ctx.answer({"inlast": True, **document}, [*lines, "Nästa steg: radera formulärfilen, och lås de avslutade perioderna i ordning."])
    return 0


def _map(ctx: Context, insats: Insats) -> ColumnMap | None:
    """The column map that the command names, else the one kept from last time, else none."""
    found = column_map(insats, Path(ctx.args.kolumner) if ctx.args.kolumner else None)
    if found is not None and not ctx.args.kolumner:
        say("Kolumnkartan från förra gången används.")
    return found


@contextmanager
def _progress(title: str) -> Iterator[Callable[[float, str], None]]:
    bar = ProgressBar(sys.stderr, title) if sys.stderr.isatty() else None
    yield bar.show if bar else lambda _share, _what: None
    if bar:
        bar.end()


def _document(reading: Reading) -> dict[str, Any]:
    return {
        "rader": reading.rows,
        "avslutade": reading.ended,
        "pagaende": len(reading.open_rows),
        "sena": reading.late,
        "ingaende": reading.starts_before_first,
        "forsta_period": reading.first.code if reading.first else None,
        "perioder": [{"period": period, **dict(sorted(sums.items()))} for period, sums in reading.volumes().items()],
        "redan_inlast": reading.again,
        "tidigare_inlasningar": reading.imports_before,
        "fel": [fault.document() for fault in reading.faults],
        "fler_fel": reading.more_faults,
    }


def _fault_lines(reading: Reading) -> list[str]:
    return fault_lines(reading.faults, reading.more_faults)


def _faults(reading: Reading) -> str:
    return f"{reading.fault_count} fel"


def _first_hint(reading: Reading) -> list[str]:
    moved = reading.first and reading.standing.first_period and reading.first != reading.standing.first_period
    return ["Med --forsta-period väljs en annan första period."] if moved else []
