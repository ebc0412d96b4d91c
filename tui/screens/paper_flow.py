"""The paper forms of the insats that is open, written to a PDF file from the section whose form it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from register.errors import NyckeltalError
from tui.actions import Act
from tui.paths import typed_path
from tui.screens.dialogs import TextDialog, error_dialog
from tui.screens.register_screen import nyckeltal

if TYPE_CHECKING:
    from tui.paper_forms import PaperKind
    from tui.screens.insats import InsatsScreen

PAPER = Act("paper", "ctrl+b", "Blankett", "Skriver ut formuläret som pappersblankett (PDF), med samma siffror som här.", show=False)
_TEXT = "En PDF-fil, en sida per blankett, med fälten i samma ordning och samma siffror som här. Den har ingen plats för namn eller annan text."


async def offer_paper(host: InsatsScreen, kind: PaperKind) -> None:
    """Ask where, write it, say where it is. A path that can't be used is asked for again."""
    value = str(Path.home() / f"blankett-{kind}-{host.insats.id}.pdf")
    while True:
        answer = await host.app.push_screen_wait(TextDialog("Var ska blanketten ligga?", _TEXT, value=value, yes="Skriv"))
        if answer is None:
            return
        value = answer
        try:
            written = await nyckeltal(host).blocking(_write, host, kind, typed_path(answer))
        except NyckeltalError as error:
            await host.app.push_screen_wait(error_dialog(error))
            continue
        host.say(f"Blanketten ligger i {written}.", "good")
        return


def _write(host: InsatsScreen, kind: PaperKind, path: Path) -> Path:
    from tui.paper_forms import Paper, write_paper

    return write_paper(path, Paper.of(host.insats).forms(kind), today=host.today())
