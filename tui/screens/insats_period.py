# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""Period: what is open and locked; lock, deliver, and the insats's own sheet for Uppföljning Finsam."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from register.errors import NyckeltalError, WrongPassphrase
from register.insats import closing
from tui.actions import Act, bindings
from tui.paths import typed_path
from tui.screens.dialogs import ConfirmDialog, MessageDialog, PickDialog, TextDialog, error_dialog
from tui.screens.form_pane import InsatsPane
from tui.screens.import_flow import IMPORT, import_forms
from tui.screens.insats_oppna import OppnaPane
from tui.screens.insats_oversikt import STATES
from tui.screens.own_sheet import write_own_sheet

if TYPE_CHECKING:
    from register.insats.overview import Overview

T = TypeVar("T")

WHAT_HAPPENS = (
    "Siffrorna för perioden blir slutgiltiga. Uppgifter går vidare för varje kön som har minst {k} personer; färre väntar till ett senare lås. "
    "Raderna om avslutade deltaganden förstörs, och ett gallringsprotokoll skrivs. Valvet får nya nycklar. Det går inte att ångra."
)
WHAT_HAPPENS_ANTAL = "Periodens antal blir slutgiltiga och går med nästa leverans. Valvet får nya nycklar. Det går inte att ångra."
FINAL_ANTAL = " Insatsen upphör: ingen ny period öppnas."
FINAL = " Insatsen upphör: det som aldrig nådde {k} personer förstörs och räknas som ej redovisat."


class PeriodPane(InsatsPane):
    """The periods of the insats and what can be done with them."""

    BINDINGS = bindings(
        Act("lock_period(False)", "l", "Lås period", "Låser den äldsta öppna perioden, när den är slut."),
        Act("deliver", "v", "Leverera", "Skriver det som är låst till en fil för kansliet."),
        Act("sheet", "b", "Blad", "Skriver insatsens inmatningsblad för Uppföljning Finsam."),
        IMPORT,
        Act("protocol", "g", "Gallringsprotokoll", "Visar protokollet från den senaste låsningen under det här besöket."),
        Act("lock_period(True)", "x", "Lås sista", "Låser den sista perioden för en insats som upphör.", show=False),
    )

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._protocol: list[str] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="period-scroll"):
            yield Static("Läser …", id="period-text", markup=False)

    def shown(self) -> None:
        self.query_one("#period-scroll").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "import_forms":
            return self.host.insats.typ == "individ"
        return action != "protocol" or bool(self._protocol)

    def refresh_data(self) -> None:
        overview = self.host.overview
        if overview is not None:
            self.query_one("#period-text", Static).update(text(overview, self.host.insats.k, struktur=self.host.insats.typ == "struktur"))

    @work(group="period")
    async def action_lock_period(self, final: bool) -> None:
        overview, host = self.host.overview, self.host
        period = overview.lockable if overview else None
        if period is None:
            await self.app.push_screen_wait(
                MessageDialog("Ingen period kan låsas nu.", "En period låses när dess sista månad är slut, i tidsordning.")
            )
            return
        what = what_happens(host.insats.k, struktur=host.insats.typ == "struktur", final=final)
        dirty = host.dirty_sections()
        what += f"\n\nObs: {', '.join(dirty)} har något ifyllt som inte är sparat; det räknas inte med." if dirty else ""
        what += f"\n\nRäknare utan värden: {host.counters_lacking}. De fylls i med Ctrl+R." if host.counters_lacking else ""
        if not await self.app.push_screen_wait(ConfirmDialog(f"Låsa {period}?", what, yes=f"Lås {period}", no="Lås inte")):
            return
        report = await self._locked(period, final)
        if report is None:
            return
        for pane in host.query(OppnaPane):
            pane.period_locked(period)
        struktur = host.insats.typ == "struktur"
        self._protocol = [] if struktur else report.gallring.lines()
        host.say(f"Sparat: {period} är låst.", "good")
        await host.refreshed()
        self.refresh_bindings()
        await self.app.push_screen_wait(MessageDialog(f"{period} är låst", lock_text(report, struktur=struktur)))
        self.shown()

    async def _locked(self, period: str, final: bool) -> closing.LockReport | None:
        """Ask for the passphrase until it is right, and lock; None where the user went back or something else stood in the way."""
        host, today, wrong = self.host, self.host.today(), ""
        while True:
            question = TextDialog(f"Lås {period}", "Skriv lösenfrasen för att låsa.", secret=True, yes=f"Lås {period}", error=wrong)
            passphrase = await self.app.push_screen_wait(question)
            if passphrase is None:
                host.say("Inget är låst." if wrong else "")
                return None
            host.say("Låser …")
            try:
                return await self.blocking(lambda phrase=passphrase: closing.las(host.insats, period, passphrase=phrase, final=final, today=today))  # type: ignore[misc]
            except WrongPassphrase as error:
                host.say("Inget är låst.", "bad")
                wrong = str(error)
            except NyckeltalError as error:
                host.say("Inget är låst.", "bad")
                await self.app.push_screen_wait(error_dialog(error))
                return None

    @work(group="period")
    async def action_import_forms(self) -> None:
        await import_forms(self.host)
        self.shown()

    @work(group="period")
    async def action_protocol(self) -> None:
        await self.app.push_screen_wait(MessageDialog("Gallringsprotokoll", "\n".join(self._protocol)))

    @work(group="period")
    async def action_deliver(self) -> None:
        host, today = self.host, self.host.today()
        chosen, forbund_id = await self._forbund()
        if not chosen:
            return
        value = str(Path.home() / f"leverans-{host.register_id}-{today.isoformat()}.nyckeltal")
        text = "Filen är krypterad till förbundet och signerad. Till vilken fil?"
        done = await self._ask_until_written(
            TextDialog("Leverera till kansliet", text, value=value, yes="Skriv filen"),
            lambda target: closing.leverera(host.insats, target, forbund_id=forbund_id, today=today),
        )
        if done is None:
            return
        receipt, target = done
        host.say(f"Sparat: leverans {receipt.number} ligger i {target}.", "good")
        await host.refreshed()
        spoken = f"Jämför sex ord med kansliet första gången.\n\n    er nyckel: {receipt.words}\n    deras nyckel: {receipt.forbund_words}"
        words = f"Perioder: {', '.join(receipt.periods) or 'inga nya'}\nFil: {target}\n\n{spoken}"
        await self.app.push_screen_wait(MessageDialog(f"Leverans {receipt.number} är skriven", words))

    async def _forbund(self) -> tuple[bool, str | None]:
        """Whether to go on, and to which förbund: asked where several have their key files here; the act says what is wrong where none has."""
        files = [file for file in self.host.insats.catalogue.public_files() if file.kind == "forbund"]
        overview = self.host.overview
        if len(files) < 2 or overview is None or not overview.undelivered:
            return True, None
        picked = await self.app.push_screen_wait(PickDialog("Till vilket förbund?", [(f.id, f"{f.namn} ({f.id})") for f in files]))
        return picked is not None, picked

    async def _ask_until_written(self, question: TextDialog, write: Callable[[Path], T]) -> tuple[T, Path] | None:
        """Ask for a path until what is to be written there can be; None where the user went back."""
        while True:
            answer = await self.app.push_screen_wait(question)
            if answer is None:
                return None
            target = typed_path(answer)
            try:
                return await self.blocking(lambda target=target: write(target)), target  # type: ignore[misc]
            except NyckeltalError as error:
                await self.app.push_screen_wait(error_dialog(error))
                question = question.again(answer)

    @work(group="period")
    async def action_sheet(self) -> None:
        host, today = self.host, self.host.today()
        if host.overview is None:
            return
        options = [(p.code, f"{p.label} ({p.code})" + ("" if p.ended else ", pågår")) for p in reversed(host.overview.periods)]
        picked = await self.app.push_screen_wait(PickDialog("Blad för vilken period?", options))
        if picked is None:
            return
        question = TextDialog("Blad för Uppföljning Finsam", "I vilken mapp?", value=str(Path.home()), yes="Skriv bladet")
        done = await self._ask_until_written(question, lambda folder: write_own_sheet(host.insats, picked, folder, today))
        if done is not None:
            host.say(f"Sparat: {', '.join(path.name for path in done[0])} i {done[1]}.", "good")


def what_happens(k: int, *, struktur: bool, final: bool = False) -> str:
    """What a lock does, for an insats with deltaganden or one that counts antal alone."""
    if struktur:
        return WHAT_HAPPENS_ANTAL + (FINAL_ANTAL if final else "")
    return (WHAT_HAPPENS + (FINAL if final else "")).format(k=k)


def text(overview: Overview, k: int, *, struktur: bool = False) -> Content:
    """The periods, newest first, and what can be done."""
    lines: list[Content] = []
    if overview.lockable:
        lines.append(Content.assemble((f"{overview.lockable} är slut och kan låsas: tryck l.", "bold $text-warning")))
    if overview.undelivered:
        lines.append(Content.assemble((f"{', '.join(overview.undelivered)} är låst och inte levererad: tryck v.", "bold $text-warning")))
    elif overview.untold:
        lines.append(Content.assemble(("Det som insatsen har publicerat är inte berättat för förbundet: tryck v.", "bold $text-warning")))
    if not lines:
        lines.append(Content.styled("Ingen period kan låsas nu, och allt låst är levererat.", "$text-muted"))
    lines.append(Content(""))
    for period in reversed(overview.periods):
        f = period.flow
        volumes = (
            f"nya {f.nya}, avslutade {f.avslutade}, pågående vid slut {f.pagaende_slut}"
            if not (struktur or period.antal)
            else f"antal {sum(period.antal.values())}"
        )
        state = STATES[period.state] + ("" if period.ended else ", pågår")
        lines.append(Content.assemble((f"{period.code:<8}", "bold"), f"{state:<22}", volumes))
    said = what_happens(k, struktur=struktur)
    lines += [Content(""), Content.styled("Vid lås: " + said[0].lower() + said[1:], "$text-muted")]
    return Content("\n").join(lines)


def lock_text(report: closing.LockReport, *, struktur: bool = False) -> str:
    """What a lock did, for reading."""
    if struktur:
        return "Periodens antal går med nästa leverans.\n\nTryck v för att leverera till kansliet."
    sent = sum(r.people for r in report.batch.released if r.place.unit == "avslut")
    waits = sum(n for place, n in report.waiting.items() if place.unit == "avslut")
    lines = [f"Uppgifter om {sent} avslut går med nästa leverans.", f"Uppgifter om {waits} avslut väntar tills de är fler."]
    destroyed = sum(report.batch.destroyed.values())
    if destroyed:
        lines.append("Det som aldrig nådde gränsen är förstört och räknas som ej redovisat.")
    return "\n".join([*lines, "", *report.gallring.lines(), "", "Tryck v för att leverera till kansliet."])
