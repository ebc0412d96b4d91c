"""Reading collected forms in, from the section Period: template, file, faults, what would be counted, slips, and then all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from register.errors import NyckeltalError
from tui.actions import Act
from tui.import_files import SlipsKept
from tui.paths import folder_to_type_in, typed_path
from tui.screens.dialogs import ConfirmDialog, MessageDialog, PickDialog, TextDialog, error_dialog
from tui.screens.progress_dialog import Job, ProgressDialog, Tell
from tui.screens.register_screen import nyckeltal

if TYPE_CHECKING:
    from register.insats.imports import Progress, Reading
    from register.insats.imports_act import NewKeys
    from tui.screens.insats import InsatsScreen

T = TypeVar("T")
IMPORT = Act("import_forms", "i", "Läs in", "Läser in insamlade start- och avslutsformulär ur en fil, eller skriver mallen för en.")
_SHOWN = 300
_STEPS = 1000
_WAYS = (("fil", "Läs in en ifylld fil (.xlsx eller .csv)"), ("mall", "Skriv en mall att fylla i (.xlsx)"))
_ASK = (
    "En fil med en rad för varje deltagande, .xlsx eller .csv. Den söks igenom först: personnummer, namn, kommentarer och annan fri text "
    "gör att inget läses in."
)
_SLIPS = (
    "{n} deltaganden pågår och får var sin kod, som bara står på lappen. Den som har filen kan öppna dem på den här datorn. "
    "Skriv ut den, lägg lapparna i akterna och radera filen. Den får inte ligga i registrets mapp."
)


async def import_forms(host: InsatsScreen) -> None:
    """Ask what is to be done, and do it."""
    way = await host.app.push_screen_wait(PickDialog("Insamlade formulär", _WAYS, placeholder="↑ ↓ och Enter"))
    if way == "mall":
        await _template(host)
    elif way == "fil":
        await _file(host)


async def _template(host: InsatsScreen) -> None:
    question = TextDialog("Var ska mallen ligga?", "En arbetsbok med listor att välja ur.", value=str(Path.home() / "formular.xlsx"), yes="Skriv")
    while (answer := await host.app.push_screen_wait(question)) is not None:
        target = typed_path(answer)
        target = target if target.suffix else target.with_name(f"{target.name}.xlsx")
        try:
            await nyckeltal(host).blocking(_write_template, host, target)
        except NyckeltalError as error:
            await host.app.push_screen_wait(error_dialog(error))
            question = question.again(answer)
            continue
        host.say(f"Sparat: mallen ligger i {target}.", "good")
        return


def _write_template(host: InsatsScreen, target: Path) -> None:
    from exports.form_template import write_template
    from register.templates import form_columns

    write_template(target, form_columns(host.insats.vocabulary, host.insats.id))


async def _file(host: InsatsScreen) -> None:
    """Ask for the file until it can be read without faults, then go on."""
    question = TextDialog("Vilken fil?", _ASK, value=folder_to_type_in(Path.home()), yes="Läs filen")
    while (answer := await host.app.push_screen_wait(question)) is not None:
        question, path = question.again(answer), typed_path(answer)
        while True:
            reading = await _with_bar(host, "Läser filen", lambda tell, path=path: _read(host, path, tell))  # type: ignore[misc]
            if reading is None:
                break
            if not reading.faults and not reading.again:
                await _confirmed(host, reading)
                return
            if await host.app.push_screen_wait(MessageDialog(_title(reading), _faults(reading), more="Läs filen igen")):
                break
    host.say("Inget är inläst.")


def _title(reading: Reading) -> str:
    n = reading.fault_count
    return f"{n} fel: inget är inläst" if n else "Redan inläst"


def _faults(reading: Reading) -> str:
    from tui.import_files import count_lines

    rest = len(reading.faults) - _SHOWN + reading.more_faults
    lines = [fault.line() for fault in reading.faults[:_SHOWN]] + ([f"… och {rest} fel till."] if rest > 0 else [])
    return "\n\n".join([*lines, "\n".join(count_lines(reading))])


async def _confirmed(host: InsatsScreen, reading: Reading) -> None:
    """Show what would be counted; where the user agrees, have the slips' file and read in."""
    from tui.import_files import preview_lines

    text = "\n".join([*preview_lines(reading), "", "Det går inte att ångra: avslutade deltaganden är bara antal så snart de är inlästa."])
    if not await host.app.push_screen_wait(ConfirmDialog(f"Läsa in {reading.rows} deltaganden?", text, yes="Läs in", no="Läs inte in")):
        host.say("Inget är inläst.")
        return
    slips = None
    if reading.open_rows:
        slips = await _slips(host, len(reading.open_rows))
        if slips is None:
            host.say("Inget är inläst.")
            return
    codes = await _with_bar(host, "Gör koder", lambda tell: _codes(host, reading, tell))
    if codes is None:
        host.say("Inget är inläst.")
        return
    host.say("Läser in …")
    try:
        await nyckeltal(host).blocking(_import, host, reading, codes, slips)
    except NyckeltalError as error:
        if isinstance(error, SlipsKept):
            await host.refreshed()
        host.say(error.what if isinstance(error, SlipsKept) else "Inget är inläst.", "bad")
        await host.app.push_screen_wait(error_dialog(error))
        return
    await host.refreshed()
    host.say(f"Sparat: {reading.rows} deltaganden är inlästa." + (f" Lapparna ligger i {slips}." if slips else ""), "good")


async def _slips(host: InsatsScreen, n: int) -> Path | None:
    """Where the slips are to lie; None where the user went back."""
    from exports.slip import check_slip_path

    question = TextDialog("Var ska lapparna ligga?", _SLIPS.format(n=n), value=str(Path.home() / f"lappar-{host.insats.id}.html"), yes="Läs in")
    while (answer := await host.app.push_screen_wait(question)) is not None:
        try:
            return check_slip_path(typed_path(answer), register_folder=host.insats.catalogue.root)
        except NyckeltalError as error:
            await host.app.push_screen_wait(error_dialog(error))
            question = question.again(answer)
    return None


async def _with_bar(host: InsatsScreen, title: str, act: Callable[[Tell], T]) -> T | None:
    """Do something that takes seconds and writes nothing, with a bar; None where it was stopped or failed, which is then said."""
    job = Job(act)
    if not await host.app.push_screen_wait(ProgressDialog(title, job, counted=False, hint="Esc avbryter. Inget är inläst.")):
        return None
    try:
        return job.result()
    except NyckeltalError as error:
        await host.app.push_screen_wait(error_dialog(error))
        return None


def _shares(tell: Tell) -> Progress:
    return lambda share, what: tell(round(share * _STEPS), _STEPS, what)


def _read(host: InsatsScreen, path: Path, tell: Tell) -> Reading:
    from register.insats.imports import read_forms
    from register.readers.opening import open_table
    from tui.import_files import column_map

    with open_table(path) as table:
        return read_forms(host.insats, table, column_map(host.insats), today=host.today(), progress=_shares(tell))


def _codes(host: InsatsScreen, reading: Reading, tell: Tell) -> NewKeys:
    from register.insats.imports_act import new_codes

    return new_codes(host.insats, reading, _shares(tell))


def _import(host: InsatsScreen, reading: Reading, codes: NewKeys, slips: Path | None) -> None:
    from register.insats.imports_act import importera
    from tui.import_files import slip_writer, slips_undone

    with slips_undone(host.insats, reading, slips):
        importera(host.insats, reading, slips=slip_writer(host.insats, slips) if slips else None, codes=codes, today=host.today())
