"""A slip for the dossier, on request: a file outside the register with the code in clear, and a warning that says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from register.errors import NyckeltalError
from register.insats.codes import ParticipantCode
from tui.paths import typed_path
from tui.screens.dialogs import ConfirmDialog, TextDialog, error_dialog
from tui.screens.register_screen import nyckeltal

if TYPE_CHECKING:
    from tui.screens.insats import InsatsScreen

WARNING = (
    "Lappen har koden i klartext och som QR-kod. Den som har filen kan öppna deltagandet på den här datorn. "
    "Skriv ut den, lägg den i akten och radera filen. Den får inte ligga i registrets mapp."
)


async def offer_slip(host: InsatsScreen, code: ParticipantCode, handle: str) -> None:
    """Ask where, write it, say where it is. A path that can't be used is asked for again."""
    if not await host.app.push_screen_wait(ConfirmDialog("Skriva koden till en fil?", WARNING, yes="Skriv lappen", no="Ingen fil")):
        return
    value = str(Path.home() / f"lapp-{handle}.html")
    while True:
        answer = await host.app.push_screen_wait(
            TextDialog("Var ska lappen ligga?", "En HTML-fil som skrivs ut från webbläsaren.", value=value, yes="Skriv")
        )
        if answer is None:
            host.say("Ingen lapp skrevs.")
            return
        value = answer
        try:
            written = await nyckeltal(host).blocking(_write, typed_path(answer), code, handle, host.insats.namn, host.insats.catalogue.root)
        except NyckeltalError as error:
            await host.app.push_screen_wait(error_dialog(error))
            continue
        host.say(f"Lappen ligger i {written}. Radera filen när den är utskriven.", "good")
        return


def _write(path: Path, code: ParticipantCode, handle: str, namn: str, register_folder: Path) -> Path:
    from exports.slip import write_slip

    return write_slip(path, code=code.text, handle=handle, namn=namn, register_folder=register_folder)
