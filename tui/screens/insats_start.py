"""Ny start: the form, the code that is written down and typed back, and then the save."""

from __future__ import annotations

from collections.abc import Mapping

from register.insats import acts, dating
from register.insats.codes import ParticipantCode
from register.insats.forms import validate
from register.periods import Month, Period
from tui.actions import bindings
from tui.form_entries import coded_answers, form_entries
from tui.form_state import FormState
from tui.screens.code_dialog import CodeDialog
from tui.screens.dialogs import MessageDialog
from tui.screens.form_pane import FormPane
from tui.screens.paper_flow import PAPER
from tui.screens.slip_flow import offer_slip

STRIKE = "Inget är sparat. Stryk koden i akten; nästa gång kommer en ny."


class StartPane(FormPane):
    """A new deltagande."""

    BINDINGS = bindings(PAPER)

    def make_state(self) -> FormState:
        insats, month = self.host.insats, Month.of(self.host.today())
        return FormState(form_entries(insats.form("start"), insats.vocabulary), {"manad": str(month)}, month)

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        insats = self.host.insats
        return self.field_errors([*validate(insats.form("start"), insats.vocabulary, answers, today=self.host.today())])

    async def save(self) -> None:
        month = Month.parse(self.state.answers["manad"])
        insats = self.host.insats
        placed = await self.attempt(lambda late: dating.counted_in(insats, month, late=late))
        if placed is None:
            return
        self.host.say("")
        agreed = placed[1]
        code = ParticipantCode.new()
        if not await self.app.push_screen_wait(CodeDialog(code)):
            self.host.say(STRIKE, "bad")
            return
        answers = coded_answers(self.state.answers, self.host.insats.form("start"))
        today = self.host.today()

        def act(late: bool) -> tuple[str, Period, bool]:
            insats = self.host.insats
            handle = acts.start(insats, insats.keys_for(code), answers, month=month, late=late or agreed, today=today)
            return handle, *dating.counted_in(insats, month, late=True)

        done = await self.attempt(act)
        if done is None:
            self.host.say(STRIKE, "bad")
            return
        handle, period, is_late = done
        self.reset()
        counted = f", räknas i {period.code}, sen" if is_late else ""
        self.host.say(f"Sparat: {handle} har startat {month}{counted}.", "good")
        await self.host.refreshed()
        text = f"Handtaget är {handle}. Det visas i listor och påminnelser och öppnar ingenting; skriv det gärna bredvid koden i akten."
        if not await self.app.push_screen_wait(MessageDialog("Sparat", text, more="Skriv en lapp till fil …")):
            await offer_slip(self.host, code, handle)
        self.view.focus()
