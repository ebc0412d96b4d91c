"""Ny start: the form, the code that is written down and typed back, and then the save."""

from __future__ import annotations

from collections.abc import Mapping

from register.insats import acts
from register.insats.codes import ParticipantCode
from register.insats.forms import validate
from register.periods import Month
from tui.form_entries import coded_answers, form_entries
from tui.form_state import FormState
from tui.screens.code_dialog import CodeDialog
from tui.screens.dialogs import MessageDialog
from tui.screens.form_pane import FormPane
from tui.screens.slip_flow import offer_slip

STRIKE = "Inget är sparat. Stryk koden i akten; nästa gång kommer en ny."


class StartPane(FormPane):
    """A new deltagande."""

    def make_state(self) -> FormState:
        insats, month = self.host.insats, Month.of(self.host.today())
        return FormState(form_entries(insats.form("start"), insats.vocabulary), {"manad": str(month)}, month)

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        insats = self.host.insats
        return self.field_errors([*validate(insats.form("start"), insats.vocabulary, answers, today=self.host.today())])

    async def save(self) -> None:
        code = ParticipantCode.new()
        if not await self.app.push_screen_wait(CodeDialog(code)):
            self.host.say(STRIKE, "bad")
            return
        month = Month.parse(self.state.answers["manad"])
        answers = coded_answers(self.state.answers, self.host.insats.form("start"))
        today = self.host.today()

        def act(late: bool) -> str:
            insats = self.host.insats
            return acts.start(insats, insats.keys_for(code), answers, month=month, late=late, today=today)

        handle = await self.attempt(act)
        if handle is None:
            self.host.say(STRIKE, "bad")
            return
        self.reset()
        self.host.say(f"Sparat: {handle} har startat {month}.", "good")
        await self.host.refreshed()
        text = f"Handtaget är {handle}. Det visas i listor och påminnelser och öppnar ingenting; skriv det gärna bredvid koden i akten."
        if not await self.app.push_screen_wait(MessageDialog("Sparat", text, more="Skriv en lapp till fil …")):
            await offer_slip(self.host, code, handle)
        self.view.focus()
