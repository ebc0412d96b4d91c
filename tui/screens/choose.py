"""Välj register: the first screen. It reads nothing but the names in the public files, so that the first frame is quick."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from register.catalogue import RegisterKind
from tui.actions import Act, bindings
from tui.widgets.bars import KeyBar

if TYPE_CHECKING:
    from tui.app import NyckeltalApp

EMPTY = """Här finns inget register än.

  n  skapar en insats: ett krypterat valv för start, mätning och avslut.
  k  skapar ett kansliregister för förbundet, som tar emot insatsernas tal.

Finns registret på en annan plats: avsluta och starta med --katalog MAPP."""


class ChooseScreen(Screen[None]):
    """The registers of the folder; Enter opens one."""

    CSS_PATH = "choose.tcss"
    BINDINGS = bindings(
        Act("open", "enter", "Öppna", "Öppnar det markerade registret."),
        Act("new('insats')", "n", "Ny insats", "Skapar en insats med eget valv."),
        Act("new('forbund')", "k", "Nytt kansliregister", "Skapar ett register för förbundets kansli."),
    )

    def compose(self) -> ComposeResult:
        yield Static("Nyckeltal · Välj register", classes="title")
        yield Static("", id="where", markup=False)
        yield OptionList(id="registers", markup=False)
        yield KeyBar()

    @property
    def _app(self) -> NyckeltalApp:
        return cast("NyckeltalApp", self.app)

    def on_mount(self) -> None:
        self.query("#registers").focus()

    def on_screen_resume(self) -> None:
        if self.is_mounted:
            self.read_folder()

    def read_folder(self) -> None:
        """List what the folder holds now."""
        catalogue = self._app.catalogue
        names = {(f.kind, f.id): (f.namn, f.typ) for f in catalogue.public_files()}
        kinds: dict[str, str] = {"individ": "individinriktad insats", "struktur": "strukturövergripande insats"}
        rows: list[tuple[RegisterKind, str, str]] = []
        for register_id in catalogue.forbund_ids():
            namn, _ = names.get(("forbund", register_id), (register_id, None))
            rows.append(("forbund", register_id, f"{namn}  ·  kansliregister ({register_id})"))
        for register_id in catalogue.insats_ids():
            namn, typ = names.get(("insats", register_id), (register_id, None))
            rows.append(("insats", register_id, f"{namn}  ·  {kinds.get(typ or '', 'insats')} ({register_id})"))
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        options.clear_options()
        options.add_options([Option(text, id=f"{kind}:{register_id}") for kind, register_id, text in rows])
        options.highlighted = min(at, len(rows) - 1) if rows else None
        options.display = bool(rows)
        self.query_one("#where", Static).update(f"Mapp: {catalogue.root}" if rows else f"Mapp: {catalogue.root}\n\n{EMPTY}")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._open(event.option.id or "")

    def action_open(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self._open(options.get_option_at_index(options.highlighted).id or "")

    def _open(self, option: str) -> None:
        from tui.screens.unlock import UnlockScreen

        kind, _, register_id = option.partition(":")
        found = (f.namn for f in self._app.catalogue.public_files() if (f.kind, f.id) == (kind, register_id))
        if self.is_current:
            self.app.push_screen(UnlockScreen("insats" if kind == "insats" else "forbund", register_id, next(found, register_id)))

    @work
    async def action_new(self, kind: str) -> None:
        from tui.screens.new_register import NewRegisterScreen

        if self.is_current:
            await self.app.push_screen(NewRegisterScreen("insats" if kind == "insats" else "forbund"))
