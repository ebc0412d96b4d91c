# ruff: noqa: A002 - what overrides or is called by Textual has the name and arguments that it asks for
"""Export: the sheet for Uppföljning Finsam, seen as a table and written to files. Making it is logged, so it is made when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import work
from textual.content import Content

from exports.sheet import FORMATS, write_sheet
from exports.sheet_layout import DEFINITIONS, figures, row_note
from register.errors import NyckeltalError
from register.kansli import acts
from register.statutory import TYP_LABELS
from tui.actions import Act, bindings
from tui.paths import typed_path
from tui.screens.dialogs import TextDialog, error_dialog
from tui.screens.kansli_data import KansliData
from tui.screens.kansli_pane import TextPane
from tui.screens.kansli_text import EMPTY, bold, clickable, head, joined, muted
from tui.widgets.charts import fit

if TYPE_CHECKING:
    from register.statutory import Figure, StatutorySheet

FORMAT_KEYS: Final = dict(zip(("h", "c", "x"), FORMATS, strict=True))
FORMAT_NAMES: Final = {"html": "utskrift (html)", "csv": "csv", "xlsx": "Excel (xlsx)"}
HEADINGS: Final = ("Kvinnor", "Män", "Annat", "Totalt")
_LABEL, _NUMBER = 32, 10


class ExportPane(TextPane):
    """The sheet: choose period and insats, see it, write it."""

    BINDINGS = bindings(
        Act("preview", "v,enter", "Visa", "Gör bladet och visar det här. Det antecknas i loggen."),
        Act("write", "s", "Skriv filer", "Skriver bladet i de valda formaten."),
        Act("folder", "m", "Mapp", "Väljer mappen som filerna skrivs i."),
        *(Act(f"format('{name}')", key, name, f"Skriver eller utelämnar {FORMAT_NAMES[name]}.", show=False) for key, name in FORMAT_KEYS.items()),
    )

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.formats = list(FORMATS)
        self.folder = Path.home()
        self.sheet: StatutorySheet | None = None
        self.written: list[Path] = []
        self._made_of: KansliData | None = None

    def text(self, data: KansliData, width: int) -> Content:
        if data.empty:
            return Content(EMPTY)
        if self._made_of is not None and self._made_of is not data:
            self.sheet, self.written, self._made_of = None, [], None
        lines = [head(data, what="Blad till Finsam"), self._settings(data), Content("")]
        if data.choice.span is None:
            return joined([*lines, Content("Bladet gäller ett halvår, ett tertial, ett kvartal eller ett år. Välj med p eller l.")])
        if self.sheet is None:
            return joined(
                [
                    *lines,
                    clickable("v  visar bladet här", "v"),
                    clickable("s  skriver filerna", "s"),
                    muted("\nBåda antecknas i loggen: bladet har exakta tal."),
                ]
            )
        done = (
            [Content.styled("Skrivet:", "bold $text-success"), *(Content(f"  {path}") for path in self.written), Content("")] if self.written else []
        )
        return joined([*lines, *done, *sheet_lines(self.sheet)])

    def _settings(self, data: KansliData) -> Content:
        insats, folder = f"{data.name(data.choice.insats)} (i)", f"{self.folder} (m)"
        first = Content("").join((muted("Insats: "), clickable(insats, "i"), muted("   Mapp: "), clickable(folder, "m")))
        boxes = [clickable(f"[{'x' if name in self.formats else ' '}] {FORMAT_NAMES[name]} ({key})   ", key) for key, name in FORMAT_KEYS.items()]
        return joined([first, Content("").join([muted("Format: "), *boxes])])

    # -- Acts ------------------------------------------------------------------------------------------------------------------------------

    def action_format(self, name: str) -> None:
        """Write a format, or leave it out; one is always written."""
        rest = [one for one in self.formats if one != name]
        self.formats = [one for one in FORMATS if one in (*self.formats, name)] if name not in self.formats else rest or self.formats
        self.refresh_data()

    @work(group="export")
    async def action_folder(self) -> None:
        answer = await self.app.push_screen_wait(
            TextDialog("Mapp för bladet", "I vilken mapp? Den skapas om den saknas.", value=str(self.folder), yes="Välj")
        )
        if answer is not None:
            self.folder = typed_path(answer)
            self.refresh_data()

    @work(group="export", exclusive=True)
    async def action_preview(self) -> None:
        await self._made()

    @work(group="export", exclusive=True)
    async def action_write(self) -> None:
        sheet = await self._made()
        if sheet is None:
            return
        folder, formats = self.folder, list(self.formats)
        try:
            self.written = await self.blocking(lambda: write_sheet(sheet, folder, formats))
        except NyckeltalError as error:
            await self.app.push_screen_wait(error_dialog(error))
            return
        self.host.say(f"Sparat: {', '.join(path.name for path in self.written)} i {folder}.", "good")
        self.refresh_data()

    async def _made(self) -> StatutorySheet | None:
        """The sheet of what is chosen; made once for the same figures, so that it is logged once."""
        data, host = self.host.data, self.host
        if data is None or data.empty or data.choice.span is None:
            return None
        if self.sheet is None:
            span, insats, today = data.choice.span, data.choice.insats, host.today()
            try:
                self.sheet = await self.blocking(lambda: acts.statutory_sheet(host.kansli, span, insats, today=today))
            except NyckeltalError as error:
                await self.app.push_screen_wait(error_dialog(error))
                return None
            self._made_of = data
            self.refresh_data()
        return self.sheet


def sheet_lines(sheet: StatutorySheet) -> list[Content]:
    """The sheet as a table, in the order of typing."""
    lines: list[Content] = []
    for row in sheet.rows:
        lines.append(Content.assemble((f"{row.namn}  ", "bold"), (f"{row.insats_id}, {TYP_LABELS[row.typ]}", "$text-muted")))
        if row_note(row):
            lines.append(Content.styled(f"  {row_note(row)}", "$text-warning"))
        if not row.note:
            lines.append(muted(fit("", _LABEL) + "".join(f"{name:>{_NUMBER}}" for name in HEADINGS)))
            lines += [*(Content(_figure(figure)) for figure in row.figures), Content("")]
    lines += [Content(""), bold("Vad måtten räknar")]
    measures = dict.fromkeys((figure.measure, figure.label) for row in sheet.rows for figure in row.figures)
    return [*lines, *(muted(f"{label}: {DEFINITIONS[measure]}") for measure, label in measures)]


def _figure(figure: Figure) -> str:
    cells = figures(figure)
    return fit(f"  {figure.label}", _LABEL) + "".join(f"{'–' if n is None else n:>{_NUMBER}}" for n in cells)
