# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""Räknare: one moves in a counter's grid, types numbers, and keeps all of them or none with one key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding

from register.counters import figures, periods
from register.errors import NyckeltalError
from tui.actions import Act, bindings
from tui.counter_state import CounterState, shown_number
from tui.screens.dialogs import ConfirmDialog, PickDialog, error_dialog
from tui.screens.raknare_source import InsatsSource, KansliSource, Looked, Source, Wish, read, stepped
from tui.screens.raknare_text import NOTHING, whole_text
from tui.screens.register_screen import Pane, RegisterScreen, nyckeltal
from tui.widgets.counter_view import CounterView

if TYPE_CHECKING:
    from tui.screens.insats import InsatsScreen
    from tui.screens.kansli import KansliScreen

T = TypeVar("T")

_TYPED_KEYS: Final = {**{digit: digit for digit in "0123456789"}, "space": " ", "comma": ",", "full_stop": ".", "minus": "-", "plus": "+"}
"""Keys that type. They are bound as the moving ones are, so that keys pressed faster than the screen is drawn keep their order."""


class CounterPane(Pane):
    """A counter in one period."""

    BINDINGS = bindings(
        Act("save", "ctrl+s", "Spara", "Sparar alla ändrade rutor, eller ingen om något är fel."),
        Act("pick_counter", "r", "Räknare", "Väljer räknare ur en lista, med vad som inte är ifyllt."),
        Act("pick_span", "p", "Period", "Väljer period ur en lista."),
        Act("step_span(-1)", "f", "Förra", "Perioden före."),
        Act("step_span(1)", "n", "Nästa", "Perioden efter."),
        Act("pick_part", "d", "Del", "Väljer vad som visas i rutnätet, där räknaren delas upp på mer än rader och kolumner."),
        Act("move(-1, 0)", "up", "Upp", "Rutan ovanför. Siffror skriver i rutan.", show=False),
        Act("move(1, 0)", "down", "Ner", "Rutan under.", show=False),
        Act("move(0, -1)", "left", "Vänster", "Rutan till vänster.", show=False),
        Act("move(0, 1)", "right", "Höger", "Rutan till höger.", show=False),
        Act("follow(1, False)", "tab", "Nästa ruta", "Nästa ruta rad för rad, och sedan nästa del.", show=False),
        Act("follow(-1, False)", "shift+tab", "Rutan före", "Rutan före rad för rad.", show=False),
        Act("follow(1, True)", "enter", "Nästa ner", "Nästa ruta kolumn för kolumn, och sedan nästa del.", show=False),
        Act("page(-1)", "pageup", "Sida upp", "Så många rader upp som syns.", show=False),
        Act("page(1)", "pagedown", "Sida ner", "Så många rader ner som syns.", show=False),
        Act("edge(-1)", "home", "Radens början", "Första rutan på raden.", show=False),
        Act("edge(1)", "end", "Radens slut", "Sista rutan på raden.", show=False),
        Act("backspace", "backspace", "Sudda", "Tar bort det senaste tecknet, eller tömmer rutan.", show=False),
        Act("blank", "delete", "Töm", "Tömmer rutan: uppgiften saknas. Noll skrivs 0.", show=False),
    ) + [Binding(key, f"type({character!r})", show=False) for key, character in _TYPED_KEYS.items()]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.looked: Looked | None = None
        self.state: CounterState | None = None
        self._saving = False

    # -- Whose -----------------------------------------------------------------------------------------------------------------------------

    def source(self) -> Source:
        """Where counters are read and kept."""
        raise NotImplementedError

    def today(self) -> date:
        """The screen's clock."""
        raise NotImplementedError

    @property
    def host(self) -> RegisterScreen:
        """The screen, which holds the unlocked register."""
        return cast("RegisterScreen", self.screen)

    async def blocking(self, act: Callable[[], T]) -> T:
        """Do something with the store, in its thread."""
        return await nyckeltal(self).blocking(act)

    # -- Reading ---------------------------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield CounterView("Läser …", classes="counter-view", markup=False)

    @property
    def view(self) -> CounterView:
        """The grid."""
        return self.query_one(CounterView)

    @property
    def dirty(self) -> bool:
        return self.state is not None and self.state.dirty

    def shown(self) -> None:
        self.view.focus()
        self.look(self.looked.wish if self.looked else Wish())

    def left(self) -> None:
        if self.state is not None:
            self.state.finish()

    def refresh_data(self) -> None:
        if self.looked is not None and not self._saving:
            self.look(self.looked.wish)

    @work(group="raknare", exclusive=True)
    async def look(self, wish: Wish) -> None:
        """Read and show what is wished for; what is typed into the same counter and period stays."""
        await self._look(wish)

    async def _look(self, wish: Wish) -> None:
        source, today = self.source(), self.today()
        try:
            looked = await self.blocking(lambda: read(source, wish, today))
        except NyckeltalError as error:
            self._unreadable(error)
            return
        same = self.looked is not None and self.looked.wish == looked.wish
        self.looked = looked
        if looked.grid is None:
            self.state = None
        elif self.state is not None and same:
            self.state.rebase(looked.grid)
        else:
            self.state = CounterState(looked.grid)
        self.draw()
        self.refresh_bindings()

    def _unreadable(self, error: NyckeltalError) -> None:
        """What stands in the way of reading; what is typed and not saved stays on the screen."""
        if self.dirty:
            self.host.say_error(error)
            return
        self.looked = self.state = None
        self.view.update("\n\n".join(filter(None, (error.what, error.why, error.remedy))))

    def draw(self) -> None:
        """Show what is in hand."""
        if self.looked is None:
            return
        size = self.view.size
        if self.state is None:
            self.view.update(NOTHING)
        elif size.width:
            self.view.update(whole_text(self.state, max(40, size.width), max(8, size.height)))
        self.host.redraw_sections()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "pick_part":
            return self.state is not None and len(self.state.layout.pages) > 1
        return True

    # -- Typing and moving -----------------------------------------------------------------------------------------------------------------

    def _done(self, text: str = "") -> None:
        """Something was typed or moved: a message of earlier means nothing any more."""
        self.host.say(text, "bad" if text else "")
        self.draw()

    @on(CounterView.Typed)
    def _typed(self, event: CounterView.Typed) -> None:
        self.action_type(event.character)

    def action_type(self, character: str) -> None:
        if self.state is None:
            return
        if self.state.grid.counter.retired:
            self._done("Räknaren är utgången och kan bara läsas.")
        elif self.state.press(character):
            self._done()
        else:
            self._done("I en ruta skrivs ett heltal från 0 och uppåt. Delete tömmer den.")

    @on(CounterView.Pasted)
    def _pasted(self, event: CounterView.Pasted) -> None:
        if self.state is not None and not self.state.grid.counter.retired:
            outside = self.state.paste(event.text)
            self._done(f"{outside} klistrade värden fick inte rum i rutnätet." if outside else "")

    @on(CounterView.At)
    def _at(self, event: CounterView.At) -> None:
        if self.state is None:
            return
        if event.column is None:
            self.state.move(event.row, 0)
        else:
            self.state.go(self.state.spot._replace(row=event.row, column=event.column))
        self._done()

    def action_move(self, down: int, right: int) -> None:
        if self.state:
            self.state.move(down, right)
            self._done()

    def action_follow(self, steps: int, down: bool) -> None:
        if self.state:
            self.state.follow(steps, down=down)
            self._done()

    def action_page(self, pages: int) -> None:
        if self.state:
            self.state.move(pages * max(1, self.view.size.height // 2), 0)
            self._done()

    def action_edge(self, right: int) -> None:
        if self.state:
            self.state.move(0, right * len(self.state.layout.columns))
            self._done()

    def action_backspace(self) -> None:
        if self.state and not self.state.grid.counter.retired:
            self.state.backspace()
            self._done()

    def action_blank(self) -> None:
        if self.state and not self.state.grid.counter.retired:
            self.state.blank()
            self._done()

    # -- Saving ----------------------------------------------------------------------------------------------------------------------------

    @work(group="raknare-save")
    async def action_save(self) -> None:
        state = self.state
        if state is None or self._saving:
            return
        state.finish()
        self.draw()
        if not state.dirty:
            self.host.say("Inget är ändrat.")
            return
        wrong = state.every_fault()
        if wrong:
            state.go(state.layout.spots[wrong[0].place])
            self.draw()
            self.host.say("Inget är sparat. Rätta det som är markerat med !.", "bad")
            return
        self._saving = True
        try:
            await self._save(state)
        except NyckeltalError as error:
            self.host.say("Inget är sparat.", "bad")
            await self.app.push_screen_wait(error_dialog(error))
        finally:
            self._saving = False

    async def _save(self, state: CounterState) -> None:
        """Ask where the period is closed, and keep what was typed. Raises NyckeltalError with nothing changed."""
        source, today, counter, period = self.source(), self.today(), state.grid.counter, state.grid.period
        now = await self.blocking(lambda: source.grid(counter.id, period.code))
        late = bool(now.closed) and now.late
        if late:
            title = f"Ändra {counter.label}, {periods.label(period)}?"
            question = ConfirmDialog(title, f"{now.closed}\n\n{source.LATE}", yes="Spara som sent", no="Spara inte")
            if not await self.app.push_screen_wait(question):
                self.host.say("Inget är sparat.")
                return
        changes = dict(state.changes)
        saved = await self.blocking(lambda: source.save(counter.id, period.code, changes, late=late, today=today))
        state.rebase(saved)
        self.draw()
        places = sum(not cell.retired for cell in saved.cells)
        await self.host.refreshed()
        if self.looked is not None:
            await self._look(self.looked.wish)
        self.host.say(f"Sparat: {counter.label}, {periods.label(period)} ({len(saved.values)} av {places} ifyllda).", "good")

    # -- Leaving ---------------------------------------------------------------------------------------------------------------------------

    async def escape(self) -> bool:
        if self.state is not None and self.state.editing:
            self.state.cancel()
            self._done()
            return True
        if not self.dirty:
            return False
        if await self._may_leave():
            self.host.say("Inget är sparat. Det som stod förut gäller.")
        return True

    async def _may_leave(self) -> bool:
        """Whether what is not saved may be thrown away, and then it is; nobody is asked where there is nothing."""
        state = self.state
        if state is None or not self.dirty:
            return True
        state.finish()
        counter, period = state.grid.counter, state.grid.period
        text = f"{counter.label}, {periods.label(period)}: {len(state.typed)} ändrade rutor är inte sparade. Ctrl+S sparar dem."
        question = ConfirmDialog("Kasta det som är ändrat?", text, yes="Kasta", no="Stanna i rutorna")
        if not await self.app.push_screen_wait(question):
            return False
        state.discard()
        self.draw()
        return True

    @work(group="raknare-go", exclusive=True)
    async def go(self, wish: Wish) -> None:
        """Look at something else, when nothing is lost by it."""
        if await self._may_leave():
            self.host.say("")
            await self._look(wish)

    # -- Looking at another ----------------------------------------------------------------------------------------------------------------

    def action_step_span(self, steps: int) -> None:
        if self.state is None:
            return
        period = stepped(self.state.grid, steps, self.today())
        if period is None:
            self.host.say("Nästa period har inte börjat.", "bad")
        else:
            self.go(Wish(self.state.grid.counter.id, period.code))

    @work(group="raknare-pick", exclusive=True)
    async def action_pick_counter(self) -> None:
        looked = self.looked
        if looked is None or not looked.counters:
            return
        options = []
        for one in looked.counters:
            codes = [period.code for counter, period in looked.lacking if counter.id == one.id]
            said = f"saknas: {codes[0]}{f' och {len(codes) - 1} till' if codes[1:] else ''}" if codes else "utgången" if one.retired else ""
            options.append((one.id, "  ·  ".join(filter(None, (one.label, f"per {periods.KIND_LABELS[one.period_kind]}", said)))))
        picked = await self.app.push_screen_wait(PickDialog("Vilken räknare?", options, at=looked.wish.counter))
        if picked is not None:
            self.go(Wish(picked))

    @work(group="raknare-pick", exclusive=True)
    async def action_pick_span(self) -> None:
        looked = self.looked
        if looked is None or looked.grid is None:
            return
        places = sum(not cell.retired for cell in looked.grid.cells)
        options = []
        for period in looked.choices(self.today()):
            n = looked.given.get((looked.wish.counter, period.code), 0)
            options.append((period.code, f"{period.code:<8}{periods.label(period)}  ·  {f'{n} av {places} ifyllda' if n else 'inte ifylld'}"))
        picked = await self.app.push_screen_wait(PickDialog("Vilken period?", options, at=looked.wish.period))
        if picked is not None:
            self.go(Wish(looked.wish.counter, picked))

    @work(group="raknare-pick", exclusive=True)
    async def action_pick_part(self) -> None:
        state = self.state
        if state is None:
            return
        layout, after, measure = state.layout, state.after, state.grid.counter.measures[-1]
        options = []
        for page, codes in enumerate(layout.pages):
            only = {one.id: [code] for one, code in zip(layout.above, codes, strict=True)}
            total = figures.total(layout.counter, after, measure=measure, only=only)
            options.append((str(page), f"{layout.page_label(page)}  ·  {'inte ifylld' if total is None else shown_number(total)}"))
        title = " · ".join(one.label for one in layout.above)
        picked = await self.app.push_screen_wait(PickDialog(title, options, at=str(state.spot.page)))
        if picked is not None and self.state is state:
            state.go_to_page(int(picked))
            self._done()


class InsatsRaknarePane(CounterPane):
    """The counters that the insats owns."""

    def source(self) -> Source:
        return InsatsSource(cast("InsatsScreen", self.screen).insats)

    def today(self) -> date:
        return cast("InsatsScreen", self.screen).today()


class KansliRaknarePane(CounterPane):
    """The kansli's own counters."""

    def source(self) -> Source:
        return KansliSource(cast("KansliScreen", self.screen).kansli)

    def today(self) -> date:
        return cast("KansliScreen", self.screen).today()
