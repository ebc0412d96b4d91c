# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""Niofält: one moves in the förbund's grid with the arrows and presses a digit; what was judged before is kept."""

from __future__ import annotations

from dataclasses import replace

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from register.errors import NyckeltalError
from register.niofalt import loader
from register.periods import Month, Period
from register.platform import atomic_write
from tui.actions import Act, bindings
from tui.niofalt_words import NOT_JUDGED
from tui.screens.dialogs import ConfirmDialog, MessageDialog, PickDialog, error_dialog
from tui.screens.kansli_niofalt_state import InHand, Looked, Wish, next_insats, next_sheet, read, stepped
from tui.screens.kansli_niofalt_text import whole_text
from tui.screens.kansli_pane import MARGIN, KansliPane

PERIODS_BACK = 12


class GridView(Static, can_focus=True):
    """The grid; digits choose, and a click moves the cursor."""

    class Digit(Message):
        """A digit was pressed."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class At(Message):
        """A cell was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def on_key(self, event: events.Key) -> None:
        if event.key.isdecimal() and event.key.isascii():
            event.stop()
            self.post_message(self.Digit(int(event.key)))

    def action_judge_at(self, place: int) -> None:
        """A click on a cell."""
        self.post_message(self.At(place))


class NiofaltPane(KansliPane):
    """A sheet of an insats and a period."""

    BINDINGS = bindings(
        Act("save", "s,ctrl+s", "Spara", "Sparar det som är valt. Det som stod förut finns kvar i historiken."),
        Act("move(-1, 0)", "up", "Upp", "Rutan ovanför. Siffrorna 1–9 väljer.", show=False),
        Act("move(1, 0)", "down", "Ner", "Rutan under.", show=False),
        Act("move(0, -1)", "left", "Vänster", "Rutan till vänster.", show=False),
        Act("move(0, 1)", "right", "Höger", "Rutan till höger.", show=False),
        Act("accept", "enter,space", "Välj", "Väljer rutan där en av nio ska väljas; går annars vidare.", show=False),
        Act("erase", "backspace,delete,0", "Sudda", "Gör rutan obedömd."),
        Act("next_sheet", "r", "Rutnät", "Byter rutnät eller resultatmall."),
        Act("pick_judged", "i", "Insats", "Väljer insats ur en lista, med hur mycket som är ifyllt."),
        Act("next_judged", "n", "Nästa", "Går till nästa insats."),
        Act("pick_span", "p", "Period", "Väljer period ur en lista."),
        Act("step_span(-1)", "pageup", "Tidigare", "Perioden före.", show=False),
        Act("step_span(1)", "pagedown", "Senare", "Perioden efter.", show=False),
        Act("history", "h", "Historik", "Visar hur rutnätet har varit ifyllt, med dag."),
        Act("example", "x", "Exempel", "Lägger dit ett exempel på niofalt.toml, där filen saknas.", show=False),
    )

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.looked: Looked | None = None
        self.hand: InHand | None = None
        self._saving = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="kansli-scroll", can_focus=False):
            yield GridView("Läser …", classes="kansli-text", markup=False)

    @property
    def view(self) -> GridView:
        """The grid."""
        return self.query_one(GridView)

    @property
    def dirty(self) -> bool:
        return self.hand is not None and self.hand.dirty

    # -- Reading ---------------------------------------------------------------------------------------------------------------------------

    def shown(self) -> None:
        self.view.focus()
        if self.looked is None:
            choice = self.host.choice
            self.look(Wish(choice.month, None, choice.insats))

    def refresh_data(self) -> None:
        if self.host.current == self.id and not self.dirty and self.looked is not None:
            self.look(self.looked.wish)

    @work(group="niofalt", exclusive=True)
    async def look(self, wish: Wish) -> None:
        """Read and show what is wished for."""
        await self._look(wish)

    async def _look(self, wish: Wish) -> None:
        host, today = self.host, self.host.today()
        try:
            self.looked = await self.blocking(lambda: read(host.kansli, wish, today))
        except NyckeltalError as error:
            self.looked = self.hand = None
            self.view.update(f"{error.what}\n\n{error.why}\n\n{error.remedy}")
            return
        self.hand = InHand.of(self.looked.judging) if self.looked.judging else None
        self.draw()

    def draw(self) -> None:
        """Show what is in hand."""
        if self.looked is not None:
            self.view.update(whole_text(self.looked, self.hand, max(60, self.app.size.width - MARGIN)))
            self.host.redraw_sections()
            self._follow()

    def _follow(self) -> None:
        """Keep the cursor in sight where a list is longer than the screen."""
        if self.hand is not None and self.hand.sheet.kind == "mall":
            self.query_one(VerticalScroll).scroll_to_region(Region(0, 4 + self.hand.at, 1, 4), animate=False)

    def on_resize(self) -> None:
        self.draw()

    # -- Choosing --------------------------------------------------------------------------------------------------------------------------

    def action_move(self, down: int, right: int) -> None:
        if self.hand:
            self.hand.move(down, right)
            self.draw()

    @on(GridView.Digit)
    def _digit(self, event: GridView.Digit) -> None:
        if self.hand is None:
            return
        if event.number == 0:
            self.hand.erase()
        elif not self.hand.choose(event.number):
            self.host.say(f"Här finns valen 1–{len(self.hand.asked.choices)}.", "bad")
            return
        self.host.say("")
        self.draw()

    @on(GridView.At)
    def _at(self, event: GridView.At) -> None:
        if self.hand:
            self.hand.at = event.place
            self.draw()

    def action_accept(self) -> None:
        if self.hand:
            self.hand.accept()
            self.draw()

    def action_erase(self) -> None:
        if self.hand:
            self.hand.erase()
            self.draw()

    @work(group="niofalt-save")
    async def action_save(self) -> None:
        hand, host, today = self.hand, self.host, self.host.today()
        if hand is None or self._saving:
            return
        if not hand.dirty:
            host.say("Inget är ändrat.")
            return
        from register.kansli import judgements

        self._saving = True
        judging, answers = hand.judging, dict(hand.answers)
        try:
            await self.blocking(lambda: judgements.fyll(host.kansli, judging.sheet.id, judging.insats_id, judging.period.code, answers, today))
            await self._look(self.looked.wish if self.looked else Wish(judging.period.first))
        except NyckeltalError as error:
            await self.app.push_screen_wait(error_dialog(error))
            return
        finally:
            self._saving = False
        many = f"{len(answers)} av {len(judging.sheet.fields)}"
        host.say(f"Sparat: {judging.sheet.label} för {judging.namn}, {judging.period.code} ({many} ifyllda).", "good")

    async def escape(self) -> bool:
        if not self.dirty:
            return False
        if await self._may_leave() and self.looked is not None:
            await self._look(self.looked.wish)
            self.host.say("Inget är sparat. Det som stod förut gäller.")
        return True

    async def _may_leave(self) -> bool:
        """Whether what is not saved may be thrown away; nobody is asked where there is nothing."""
        if not self.dirty:
            return True
        question = ConfirmDialog("Kasta det som är ändrat?", "Det är inte sparat.", yes="Kasta", no="Stanna i rutnätet")
        answer = await self.app.push_screen_wait(question)
        return answer is True

    # -- Looking at another ----------------------------------------------------------------------------------------------------------------

    @work(group="niofalt-go", exclusive=True)
    async def go(self, wish: Wish | None) -> None:
        """Look at something else, when nothing is lost by it."""
        if wish is not None and await self._may_leave():
            self.host.say("")
            await self._look(wish)

    def action_next_sheet(self) -> None:
        if self.looked:
            self.go(next_sheet(self.looked))

    def action_next_judged(self) -> None:
        if self.looked:
            self.go(next_insats(self.looked))

    def action_step_span(self, steps: int) -> None:
        wish = stepped(self.looked, steps, self.host.today()) if self.looked else None
        if wish is None:
            self.host.say("Nästa period har inte börjat.", "bad")
        self.go(wish)

    @work(group="niofalt-pick", exclusive=True)
    async def action_pick_judged(self) -> None:
        looked, hand = self.looked, self.hand
        if looked is None or hand is None:
            return
        fields = len(hand.sheet.fields)
        options = [(id_, f"{name}  ·  {looked.filled.get(id_, 0)} av {fields} ifyllda") for id_, name, _ in looked.insatser]
        picked = await self.app.push_screen_wait(PickDialog(f"{hand.sheet.label}: vilken insats?", options, at=looked.wish.insats or ""))
        if picked is not None:
            self.go(replace(looked.wish, insats=picked))

    @work(group="niofalt-pick", exclusive=True)
    async def action_pick_span(self) -> None:
        looked, hand = self.looked, self.hand
        if looked is None or hand is None:
            return
        period = hand.sheet.period_of(Month.of(self.host.today()))
        spans: list[Period] = []
        for _ in range(PERIODS_BACK):
            spans.append(period)
            period = period.previous()
        options = [(one.code, f"{one.code}  {one.label}") for one in spans]
        picked = await self.app.push_screen_wait(PickDialog("Vilken period?", options, at=hand.judging.period.code))
        if picked is not None:
            self.go(replace(looked.wish, month=Period.parse(picked).first))

    @work(group="niofalt-history", exclusive=True)
    async def action_history(self) -> None:
        hand, host = self.hand, self.host
        if hand is None:
            return
        from register.kansli import judgements

        judging = hand.judging
        found = await self.blocking(lambda: judgements.historik(host.kansli, judging.sheet.id, judging.insats_id))
        lines: list[str] = []
        for one in reversed(found):
            said = [(field.label, choice.text if (choice := one.choice(field.id)) else NOT_JUDGED) for field in one.sheet.fields]
            lines += [f"{one.period}, ifyllt {one.day}", *(f"  {label}: {text}" for label, text in said), ""]
        title = f"{judging.sheet.label}, {judging.namn}: det senaste först"
        await self.app.push_screen_wait(MessageDialog(title, "\n".join(lines).rstrip() or "Inget är ifyllt."))

    @work(group="niofalt-go", exclusive=True)
    async def action_example(self) -> None:
        if self.looked is None or self.looked.sheets:
            return
        path = self.host.kansli.catalogue.root / loader.FILE_NAME
        text = f"{path}\n\nOrden i exemplet är påhittade. Byt dem mot förbundets egna innan ni fyller i något."
        if await self.app.push_screen_wait(ConfirmDialog("Lägga dit exemplet?", text, yes="Lägg dit", safe=True)):
            await self.blocking(lambda: atomic_write(path, loader.example().encode("utf-8")))
            await self._look(self.looked.wish)
            self.host.say(f"Skriven: {path}", "good")
