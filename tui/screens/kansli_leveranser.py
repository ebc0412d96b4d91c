# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""Leveranser: what has come, what is missing and what waits; receiving, annulling and approving keys."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from textual import work
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from register.errors import NyckeltalError
from register.kansli import acts
from register.keys import PublicKeys
from tui.actions import Act, bindings
from tui.paths import folder_to_type_in, typed_path
from tui.screens.dialogs import ConfirmDialog, MessageDialog, PickDialog, TextDialog, error_dialog
from tui.screens.kansli_files import FoundFile, find_deliveries, receipt_text, receive
from tui.screens.kansli_pane import KansliPane
from tui.screens.kansli_text import deliveries_text, delivery_rows

USUAL_FOLDER: Final = "leveranser"
"""A folder of this name in the register's is looked into first."""

_ALL, _OTHER = "*", "?"
COMPARE = (
    "Ring samordnaren. Godkänn bara om hen läser upp samma sex ord:\n\n    {words}\n\nSedan räknas bara leveranser som är signerade med den nyckeln."
)


class LeveranserPane(KansliPane):
    """The received deliveries as a list, under what is missing and waiting."""

    BINDINGS = bindings(
        Act("receive", "m", "Ta emot", "Tar emot en leveransfil: väljer bland filerna i en mapp, eller skriver sökvägen."),
        Act("annul", "a", "Annullera", "Annullerar den markerade leveransen, med en orsak. Den räknas då inte."),
        Act("approve", "n", "Godkänn nyckel", "Godkänner den nyckelfil som en insats har lagt i mappen nycklar."),
    )

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.folder: Path | None = None

    def compose(self) -> ComposeResult:
        yield Static("Läser …", id="delivery-text", markup=False)
        yield OptionList(id="delivery-list", markup=False, compact=True)

    def shown(self) -> None:
        self.query_one(OptionList).focus()

    def refresh_data(self) -> None:
        data = self.host.data
        if data is None:
            return
        self.query_one("#delivery-text", Static).update(deliveries_text(data))
        options = self.query_one(OptionList)
        at, rows = options.highlighted or 0, delivery_rows(data)
        options.clear_options()
        options.add_options([Option(line, id=row) for row, line in rows])
        options.highlighted = min(at, len(rows) - 1) if rows else None

    # -- Receiving -------------------------------------------------------------------------------------------------------------------------

    @work(group="deliveries")
    async def action_receive(self) -> None:
        """Choose files until something is received or the user goes back."""
        folder = self.folder or self._first_folder()
        try:
            chosen = await self._choose(folder)
        except NyckeltalError as error:
            self.folder = None  # else a folder that has gone would be asked for again and again
            await self.app.push_screen_wait(error_dialog(error))
            return
        if chosen:
            await self._receive(chosen)

    def _first_folder(self) -> Path:
        root = self.host.kansli.catalogue.root
        return root / USUAL_FOLDER if (root / USUAL_FOLDER).is_dir() else Path.home()

    async def _choose(self, folder: Path) -> list[Path]:
        while True:
            self.folder = folder
            data, where = self.host.data, folder
            known = {(row.insats_id, row.number) for row in data.deliveries.received} if data else set()
            found = await self.blocking(lambda where=where, known=known: find_deliveries(where, known))  # type: ignore[misc]
            picked = await self.app.push_screen_wait(PickDialog(f"Filer i {folder}", self._options(found)))
            if picked is None:
                return []
            if picked == _ALL:
                return [file.path for file in found if not file.received]
            if picked != _OTHER:
                return [found[int(picked)].path]
            question = TextDialog("Ta emot en leverans", "Vilken fil, eller vilken mapp ska visas?", value=folder_to_type_in(folder), yes="Visa")
            answer = await self.app.push_screen_wait(question)
            if answer is None:
                return []
            path = typed_path(answer)
            if not path.is_dir():
                return [path]
            folder = path

    def _options(self, found: list[FoundFile]) -> list[tuple[str, str]]:
        names = self.host.data.names if self.host.data else {}
        new = sum(not file.received for file in found)
        options = [(_ALL, f"Alla {new} nya filer")] if new > 1 else []
        for at, file in enumerate(found):
            what = f"{names.get(file.insats, file.insats)}, leverans {file.number}"
            options.append((str(at), f"Mottagen: {what}" if file.received else f"{what}  ·  {file.path.name}"))
        return [*options[: new + (new > 1)], (_OTHER, "En annan fil eller mapp …"), *options[new + (new > 1) :]]

    async def _receive(self, paths: list[Path]) -> None:
        host, today = self.host, self.host.today()
        host.say("Tar emot …")
        receipts, refusal = await self.blocking(lambda: receive(host.kansli, paths, today))
        await host.refreshed()
        new = sum(receipt.new for receipt in receipts)
        many = "1 leverans mottagen" if new == 1 else f"{new} leveranser mottagna"
        host.say(f"Sparat: {many}." if new else "Inget nytt togs emot.", "good" if new else "")
        if receipts:
            await self.app.push_screen_wait(MessageDialog("Mottaget" if new else "Redan mottaget", receipt_text(receipts)))
        if refusal is not None:
            await self.app.push_screen_wait(error_dialog(refusal))
        self.shown()

    # -- Annulling and approving -----------------------------------------------------------------------------------------------------------

    @work(group="deliveries")
    async def action_annul(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is None:
            await self.app.push_screen_wait(MessageDialog("Ingen leverans är vald.", "Ta emot en med m, eller markera en i listan."))
            return
        insats, _, number = (options.get_option_at_index(options.highlighted).id or "").rpartition("/")
        host, today = self.host, self.host.today()
        name = host.data.name(insats) if host.data else insats
        what = f"leverans {number} från {name}"
        reasons = [(code.id, code.label) for code in host.kansli.vocabulary.lists["annulleringsorsak"].choices]
        reason = await self.app.push_screen_wait(PickDialog(f"Varför annulleras {what}?", reasons))
        if reason is None:
            return
        text = "Den räknas sedan inte i någon siffra, och det går inte att ångra. Insatsen rättar i nästa leverans."
        if not await self.app.push_screen_wait(ConfirmDialog(f"Annullera {what}?", text, yes="Annullera", no="Behåll")):
            return
        try:
            await self.blocking(lambda: acts.annullera(host.kansli, insats, int(number), reason, today))
        except NyckeltalError as error:
            await self.app.push_screen_wait(error_dialog(error))
            return
        await host.refreshed()
        host.say(f"Sparat: {what} är annullerad.", "good")

    @work(group="deliveries")
    async def action_approve(self) -> None:
        host, today = self.host, self.host.today()
        catalogue, pinned = host.kansli.catalogue, host.data.names if host.data else {}
        files = sorted((f for f in catalogue.public_files() if f.kind == "insats"), key=lambda f: (f.id in pinned, f.namn.casefold()))
        options = [(f.id, f"{f.namn} ({f.id})" + ("  ·  har levererat" if f.id in pinned else "  ·  ny")) for f in files]
        empty = "Här ligger ingen nyckelfil. Lägg insatsens fil (insats-ID.json) i registrets mapp nycklar."
        insats = await self.app.push_screen_wait(PickDialog("Vilken insats nyckel?", options, empty=empty))
        if insats is None:
            return
        try:
            words = await self.blocking(lambda: PublicKeys.read(catalogue.public_path("insats", insats)).words())
            question = ConfirmDialog(f"Godkänn nyckeln för {insats}?", COMPARE.format(words=words), yes="Orden stämmer, godkänn")
            if not await self.app.push_screen_wait(question):
                return
            await self.blocking(lambda: acts.godkann(host.kansli, insats, today))
        except NyckeltalError as error:
            await self.app.push_screen_wait(error_dialog(error))
            return
        await host.refreshed()
        host.say(f"Sparat: nyckeln för {insats} är godkänd.", "good")
