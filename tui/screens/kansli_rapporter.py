# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""Rapporter: choose a report, see it as it will be printed, publish and write it; and what has been published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from register.errors import NyckeltalError
from tui.actions import Act, bindings
from tui.paths import typed_path
from tui.screens import kansli_report_text as texts
from tui.screens import kansli_report_work as acts
from tui.screens.dialogs import ConfirmDialog, HelpDialog, MessageDialog, PickDialog, TextDialog, error_dialog
from tui.screens.kansli_data import KansliData
from tui.screens.kansli_pane import MARGIN, KansliPane, TextScroll
from tui.screens.kansli_report_protection import show_tables
from tui.screens.kansli_report_work import Preview, Request
from tui.screens.kansli_text import EMPTY, clickable
from tui.screens.progress_dialog import Job, ProgressDialog
from tui.screens.register_screen import nyckeltal

if TYPE_CHECKING:
    from collections.abc import Callable

    from register.tables.reports import ReportKind
    from tui.screens.progress_dialog import Tell

T = TypeVar("T")

FORMAT_KEYS: Final = {"h": "html", "f": "pdf", "x": "xlsx", "c": "csv", "w": "px", "j": "json-stat"}
FORMAT_NAMES: Final = {"html": "webbsida", "pdf": "PDF", "xlsx": "Excel", "csv": "CSV", "px": "PX", "json-stat": "JSON-stat"}
USUAL_FORMATS: Final = ("html", "pdf", "xlsx")
FOR_EVER: Final = (
    "Det som publiceras är känt för alltid. Det antecknas i registret, och varje senare rapport skyddas tillsammans med det, "
    "också om du drar tillbaka det."
)
WITHDRAWN: Final = "Den räknas fortfarande som känd, och senare rapporter skyddas tillsammans med den. Insatserna får veta att den är tillbakadragen."


class PublicationList(OptionList, inherit_bindings=False):
    """A list to mark a row in: Enter, ← and → belong to the report."""

    BINDINGS = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
    ]


WHICH_INSATS: Final = "Vilken insats gäller rapporten?"


class RapporterPane(KansliPane):
    """What is chosen and has been published; or the report that is looked at, with those it was reached from behind it."""

    BINDINGS = bindings(
        Act("preview", "v,enter", "Förhandsgranska", "Skyddar rapporten och visar den som den trycks. Inget publiceras."),
        Act("next_kind", "r", "Rapport", "Byter rapport: översikt, årsredovisning, insatsrapport, progression."),
        Act("publish", "s", "Publicera och skriv", "Publicerar rapporten och skriver filerna. Frågar först."),
        Act("withdraw", "d", "Dra tillbaka", "Drar tillbaka den markerade publikationen, med en orsak."),
        Act("tables", "t", "Skydd", "Visar hur varje tabell är skyddad och varför, och provar andra indelningar."),
        Act("later", "e", "Kostnad", "Räknar ut vad det kostar årets rapport att publicera den här.", show=False),
        Act("volumes", "o", "Bara volymer", "Gör om rapporten till bara volymer, som inte kostar senare rapporter något.", show=False),
        Act("link(1)", "tab", "Nästa insats", "Går till nästa insats i rapporten; Enter öppnar dess insatsrapport.", show=False),
        Act("link(-1)", "shift+tab", "Förra insatsen", "Går till insatsen före.", show=False),
        Act("open", "enter", "Öppna", "Öppnar insatsrapporten för den markerade insatsen.", show=False),
        Act("folder", "m", "Mapp", "Väljer mappen som filerna skrivs i.", show=False),
        *(Act(f"format('{name}')", key, name, f"Skriver eller utelämnar {FORMAT_NAMES[name]}.", show=False) for key, name in FORMAT_KEYS.items()),
    )

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.kind: ReportKind = "oversikt"
        self.formats = list(USUAL_FORMATS)
        self.folder = Path.home()
        self.looked_at: list[Preview] = []
        """The report on the screen last; before it those it was reached from."""
        self._kept: dict[Request, Preview] = {}
        """Reports made here: asked for again, and of the same counts and publications, they need not be made anew."""
        self._data: KansliData | None = None
        self._shown = texts.Shown((), {})
        self._at: int | None = None

    def compose(self) -> ComposeResult:
        yield Static("Läser …", id="report-head", markup=False)
        yield PublicationList(id="publication-list", markup=False, compact=True)
        with TextScroll(id="report-scroll", classes="kansli-scroll"):
            yield Static("", id="report-text", classes="kansli-text", markup=False)

    @property
    def preview(self) -> Preview | None:
        """The report on the screen."""
        return self.looked_at[-1] if self.looked_at else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        shown = self.preview
        if action in ("preview", "next_kind", "withdraw"):
            return shown is None
        if action == "later":
            return shown is not None and not shown.cost and bool(texts.cost_text(shown))
        if action in ("tables", "volumes"):
            return shown is not None and bool(shown.prepared.made.choices) and (action == "tables" or shown.may_shrink)
        if action in ("link", "open"):
            return shown is not None and bool(self._shown.links)
        return True

    # -- What is shown ---------------------------------------------------------------------------------------------------------------------

    def shown(self) -> None:
        self.query_one("#report-scroll" if self.preview else "#publication-list").focus()

    def refresh_data(self) -> None:
        data, before = self.host.data, self._data
        if data is None:
            return
        self._data = data
        if before is not None and before.choice != data.choice:
            self.looked_at = []
            if data.choice.insats not in (None, before.choice.insats) and self.host.current == self.id:
                self.kind = "insatsrapport"
        elif before is not None and (before.deliveries, before.publications) != (data.deliveries, data.publications):
            self.looked_at = []  # the figures, or what they have to be protected with, are others now
        self._fill_list(data)
        self._draw()

    def _fill_list(self, data: KansliData) -> None:
        options = self.query_one(PublicationList)
        at, rows = options.highlighted or 0, texts.publication_lines(data.publications, data.names)
        options.clear_options()
        options.add_options([Option(line, id=row) for row, line in rows] or [Option("Inget än.", disabled=True)])
        options.highlighted = min(at, len(rows) - 1) if rows else None

    def _draw(self) -> None:
        """Show the report, or what there is to choose."""
        shown, data = self.preview, self.host.data
        if data is None:
            return
        width = max(40, self.app.size.width - MARGIN)
        for part in ("#report-head", "#publication-list"):
            self.query_one(part).display = shown is None
        scroll = self.query_one("#report-scroll", TextScroll)
        scroll.display = shown is not None
        self._at = None
        if shown is None:
            self._shown = texts.Shown((), {})
            self.query_one("#report-head", Static).update(self._head(data))
        else:
            insatser = {namn: id_ for id_, namn in shown.prepared.context.insatser} if shown.request.kind != "insatsrapport" else {}
            drawn = texts.preview_lines(shown, width, insatser=insatser)
            head = [
                *texts.summary(shown, width, data.publications),
                *([clickable("Tab väljer en insats, Enter öppnar dess rapport", "tab")] if drawn.links else []),
            ]
            self._shown = drawn.below(head)
            self.query_one("#report-text", Static).update(self._shown.content(None))
        if self.host.current == self.id and not self.app.screen.is_modal:
            self.shown()
        self.refresh_bindings()

    def _head(self, data: KansliData) -> Content:
        if data.empty:
            return Content(EMPTY)
        boxes = [(name in self.formats, FORMAT_NAMES[name], key) for key, name in FORMAT_KEYS.items()]
        return texts.chosen(data, self.kind, boxes, self.folder)

    def on_resize(self) -> None:
        """Wider or narrower columns."""
        self._draw()

    async def escape(self) -> bool:
        """Back to the report that this was reached from, or to what there is to choose."""
        if not self.looked_at:
            return False
        self.looked_at.pop()
        self._draw()
        return True

    def words(self) -> HelpDialog | None:
        """The definitions of the report on the screen."""
        return HelpDialog("Vad orden betyder i rapporten", texts.words(self.preview.report)) if self.preview else None

    # -- Choosing --------------------------------------------------------------------------------------------------------------------------

    def action_next_kind(self) -> None:
        kinds: list[ReportKind] = ["oversikt", "arsredovisning", "insatsrapport", "progression"]
        self.kind = kinds[(kinds.index(self.kind) + 1) % len(kinds)]
        self._draw()

    def action_format(self, name: str) -> None:
        """Write a format, or leave it out; one is always written."""
        rest = [one for one in self.formats if one != name]
        self.formats = [one for one in FORMAT_NAMES if one in (*self.formats, name)] if name not in self.formats else rest or self.formats
        if self.preview:
            self.host.say(f"Filer: {self._files()}.")
        else:
            self._draw()

    def _files(self) -> str:
        return ", ".join(FORMAT_NAMES[name] for name in self.formats)

    @work(group="report")
    async def action_folder(self) -> None:
        question = TextDialog("Mapp för rapporten", "I vilken mapp? Den skapas om den saknas.", value=str(self.folder), yes="Välj")
        answer = await self.app.push_screen_wait(question)
        if answer is not None:
            self.folder = typed_path(answer)
            self.host.say(f"Mapp: {self.folder}")
            if not self.preview:
                self._draw()

    async def _request(self) -> Request | None:
        """What is chosen; asks for the insats where one is needed."""
        data = self.host.data
        if data is None or data.empty or data.choice.span is None:
            return None
        insats = data.choice.insats
        if self.kind == "insatsrapport" and (insats is None or data.typ.get(insats) == "struktur"):
            insats = await self.app.push_screen_wait(PickDialog(WHICH_INSATS, data.with_reports()))
            if insats is None:
                return None
        return Request(self.kind, data.choice.span, insats if self.kind == "insatsrapport" else None)

    # -- Looking ---------------------------------------------------------------------------------------------------------------------------

    async def job(self, title: str, act: Callable[[Tell], T]) -> T | None:
        """Do something that takes seconds, with a bar; None where it was stopped or failed, which is then said."""
        job = Job(act)
        if not await self.app.push_screen_wait(ProgressDialog(title, job)):
            return None
        try:
            return job.result()
        except NyckeltalError as error:
            await self.app.push_screen_wait(error_dialog(error))
            return None

    async def _prepare(self, request: Request) -> Preview | None:
        host, today, rules = self.host, self.host.today(), nyckeltal(self).costs.rules
        try:
            material = await self.blocking(lambda: acts.read(host.kansli))
        except NyckeltalError as error:
            await self.app.push_screen_wait(error_dialog(error))
            return None
        kept = self._kept.get(request)
        kept = kept.holding(material) if kept is not None and kept.prepared.context.made == today else None
        if kept is not None:
            self._kept[request] = kept
            return kept
        title = f"Skyddar rapporten: {texts.KIND_NAMES[request.kind]}, {request.span.label}"
        made = await self.job(title, lambda tell: acts.preview(material, request, today, rules, tell))
        if made is not None:
            self._kept[request] = made
        return made

    @work(group="report", exclusive=True)
    async def action_preview(self) -> None:
        await self._look()

    async def _look(self) -> None:
        """Prepare and show what is chosen."""
        request = await self._request()
        shown = await self._prepare(request) if request else None
        if shown:
            self._show(shown)

    def _show(self, shown: Preview, *, instead: bool = False) -> None:
        """Show a report, in the place of the present one where it is the same."""
        if instead:
            self.looked_at.pop()
        self.looked_at.append(shown)
        self.host.say("")
        self._draw()
        self.query_one("#report-scroll", TextScroll).scroll_home(animate=False)

    def action_link(self, steps: int) -> None:
        """Mark the next insats of the report."""
        lines = sorted(self._shown.links)
        after = [line for line in lines if self._at is None or (line > self._at if steps > 0 else line < self._at)]
        self._at = (after or lines)[0 if steps > 0 else -1]
        self.query_one("#report-text", Static).update(self._shown.content(self._at))
        self.query_one("#report-scroll", TextScroll).scroll_to_region(Region(0, self._at, 1, 3), animate=False)

    def action_open(self) -> None:
        if self._at is not None:
            self.open_link(self._at)

    @work(group="report", exclusive=True)
    async def open_link(self, line: int) -> None:
        """The insatsrapport of the insats on a line, for the same period."""
        insats, shown = self._shown.links.get(line), self.preview
        if insats is None or shown is None:
            return
        found = await self._prepare(Request("insatsrapport", shown.request.span, insats))
        if found:
            self._show(found)

    @work(group="report", exclusive=True)
    async def action_volumes(self) -> None:
        if self.preview:
            self._show(self.preview.volumes_only(), instead=True)

    @work(group="report", exclusive=True)
    async def action_later(self) -> None:
        shown = self.preview
        if shown is None:
            return
        said = await self.job("Räknar ut vad det kostar årets rapport", lambda tell: acts.later_cost(shown, tell))
        if said is not None and self.preview is shown:
            self._show(shown.costing(said), instead=True)

    @work(group="report", exclusive=True)
    async def action_tables(self) -> None:
        if self.preview:
            await show_tables(self, self.preview)

    # -- Publishing ------------------------------------------------------------------------------------------------------------------------

    @work(group="report", exclusive=True)
    async def action_publish(self) -> None:
        if self.preview is None:
            await self._look()
        shown = self.preview
        if shown is None:
            return
        title = f"Publicera {texts.name_of(shown)}?"
        text = "\n\n".join(filter(None, [FOR_EVER, texts.cost_text(shown), f"Filer: {self._files()}, i {self.folder}"]))
        if not await self.app.push_screen_wait(ConfirmDialog(title, text, yes="Publicera och skriv")):
            return
        folder, formats, host, today = self.folder, list(self.formats), self.host, self.host.today()
        ready = await self.job("Gör filerna", lambda tell: acts.files(shown.report, formats, folder, tell))
        if ready is None:
            return
        try:
            written = await self.blocking(lambda: acts.publish(host.kansli, shown, ready, folder, today))
        except NyckeltalError as error:
            await host.refreshed()
            await self.app.push_screen_wait(error_dialog(error))
            return
        self.looked_at = []
        await host.refreshed()
        self._draw()
        host.say(f"Publicerat och skrivet: {texts.name_of(shown)}.", "good")
        await self.app.push_screen_wait(MessageDialog("Publicerat och skrivet", texts.written_text(shown.report, written, folder)))

    @work(group="report", exclusive=True)
    async def action_withdraw(self) -> None:
        from register.kansli.publications import WithdrawalReason

        options, data, host = self.query_one(PublicationList), self.host.data, self.host
        if options.highlighted is None or data is None:
            await self.app.push_screen_wait(MessageDialog("Ingen publikation är markerad.", "Markera en i listan med ↑ ↓."))
            return
        row = next(one for one in data.publications if one.id == options.get_option_at_index(options.highlighted).id)
        what = texts.publication_name(row, data.names)
        reason = await self.app.push_screen_wait(PickDialog(f"Varför dras {what} tillbaka?", [(one.value, one.label) for one in WithdrawalReason]))
        if reason is None:
            return
        if not await self.app.push_screen_wait(ConfirmDialog(f"Dra tillbaka {what}?", WITHDRAWN, yes="Dra tillbaka", no="Behåll")):
            return
        today = host.today()
        try:
            await self.blocking(lambda: acts.withdraw(host.kansli, row.id, reason, today))
        except NyckeltalError as error:
            await self.app.push_screen_wait(error_dialog(error))
            return
        finally:
            await host.refreshed()
        host.say(f"Sparat: {what} är tillbakadragen.", "good")
