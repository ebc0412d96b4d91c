"""A code that was typed: whose it is, said beside the field. Each form that asks for a code uses this."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on, work

from register.errors import BadInput, NyckeltalError
from register.insats import acts
from register.insats.codes import ParticipantCode
from register.insats.forms import Participation
from register.insats.session import Insats
from tui.screens.form_pane import FormPane, code_error, error_text, unfinished_code
from tui.widgets.form_view import FormView


def look_up(insats: Insats, typed: str) -> tuple[str, Participation]:
    """Handle and forms of a typed code; raises NyckeltalError. Slow by intent: for the store's thread."""
    return acts.open_participation(insats, insats.keys_for(ParticipantCode.parse(typed)))


def in_words(handle: str, participation: Participation) -> str:
    """What is said beside the code."""
    n = len(participation.matningar)
    measured = "ingen mätning" if n == 0 else "1 mätning" if n == 1 else f"{n} mätningar"
    ended = f", avslutat {participation.avslut.month}" if participation.avslut else ""
    return f"{handle}: start {participation.start.month}, {measured}{ended}"


class CodePane(FormPane):
    """A form that begins with a code, which must have an open deltagande."""

    @on(FormView.CodeTyped)
    def _code_typed(self) -> None:
        if not code_error(self.state.answers.get("kod", "")):
            self.state.move(1)
            self.view.redraw()
            self._show_whose()

    @work(group="lookup", exclusive=True)
    async def _show_whose(self) -> None:
        typed, insats = self.state.answers["kod"], self.host.insats
        try:
            handle, participation = await self.blocking(lambda: look_up(insats, typed))
        except NyckeltalError as error:
            self._say_whose(typed, error=error_text(error))
            return
        if participation.avslut:
            self._say_whose(typed, error=f"Deltagandet {handle} är redan avslutat ({participation.avslut.month}). Avslutet kan ångras i Öppna (F6).")
        else:
            self._say_whose(typed, note=in_words(handle, participation))

    def _say_whose(self, typed: str, *, note: str = "", error: str = "") -> None:
        if self.state.answers.get("kod") != typed:
            return
        if error:
            self.view.refuse("kod", error)
            return
        self.view.notes = {"kod": note}
        self.view.redraw()

    @on(FormView.Changed)
    def _code_changed(self) -> None:
        if len(self.state.answers.get("kod", "")) < 16 and "kod" in self.view.notes:
            del self.view.notes["kod"]
            self.view.redraw()

    def code_errors(self, answers: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with the code field: nothing typed, too short, or a wrong check symbol."""
        typed = answers.get("kod", "")
        text = unfinished_code(typed) or code_error(typed)
        return {"kod": text} if text else {}

    def typed_code(self) -> ParticipantCode:
        """The code; raises BadInput."""
        typed = self.state.answers.get("kod", "")
        if not typed:
            raise BadInput("Koden saknas.", field="kod")
        return ParticipantCode.parse(typed)
