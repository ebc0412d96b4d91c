"""The Textual app: which screen is shown, the one thread that touches the store, the idle lock, and the outermost boundary.

The first frame waits for nothing of the store: what is heavy (sqlmodel, cryptography, the acts) is loaded in the store's thread afterwards.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, Protocol, TypeVar, runtime_checkable

from textual import events, work
from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import WorkerFailed

from register.catalogue import Catalogue
from tui.actions import APP_ACTS, OURS, bindings, key_name
from tui.boundary import defect_sentence
from tui.costs import Costs
from tui.screens.choose import ChooseScreen
from tui.themes import HIGH_CONTRAST, THEME_NAMES, next_theme

if TYPE_CHECKING:
    from tui.screens.register_screen import RegisterScreen

P = ParamSpec("P")
T = TypeVar("T")

__all__ = ["IDLE_SECONDS", "Costs", "NyckeltalApp"]

IDLE_SECONDS: Final = 300.0


@runtime_checkable
class HasForms(Protocol):
    """A screen in which something can be filled in."""

    def dirty_sections(self) -> list[str]:
        """What has something unsaved, by the name it has on the screen."""


class NyckeltalApp(App[None]):
    """The face of Nyckeltal.

    Args:
        catalogue_root: the register's folder.
        today: the clock.
        costs: cheaper derivation, for tests alone.
        idle_seconds: after so long without a key or a click the register is locked.
    """

    TITLE = "Nyckeltal"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(*APP_ACTS)

    def __init__(
        self, catalogue_root: Path, *, today: Callable[[], date] = date.today, costs: Costs | None = None, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        super().__init__()
        self.catalogue = Catalogue(catalogue_root)
        self.today = today
        self.costs = costs or Costs()
        self.idle_seconds = idle_seconds
        self._store_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="register")
        self._idle_timer: Timer | None = None
        self.defect = ""
        """What the boundary said last, for tests."""

    def get_default_screen(self) -> Screen[None]:
        return ChooseScreen()

    def on_mount(self) -> None:
        self.register_theme(HIGH_CONTRAST)
        self._idle_timer = self.set_timer(self.idle_seconds, self._idle)

    async def blocking(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work of the store in its own thread, one thing at a time; the screen lives on meanwhile."""
        call = functools.partial(work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._store_thread, call)

    def preload(self, *modules: str) -> None:
        """Load modules in the store's thread, while a passphrase is typed."""
        for module in modules:
            self._store_thread.submit(importlib.import_module, module)

    def on_unmount(self) -> None:
        for screen in self._registers():
            self._store_thread.submit(screen.close_register)
        self._store_thread.shutdown(wait=True)

    # -- Idle lock -------------------------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent) and self._idle_timer is not None:
            self._idle_timer.reset()
        await super().on_event(event)

    def _registers(self) -> Iterator[RegisterScreen]:
        from tui.screens.register_screen import RegisterScreen

        yield from (screen for screen in self.screen_stack if isinstance(screen, RegisterScreen))

    def _idle(self) -> None:
        self._idle_timer = self.set_timer(self.idle_seconds, self._idle)
        self.lock()

    @work(group="lock", exclusive=True)
    async def lock(self) -> None:
        """Forget the keys of the open register and ask for the passphrase again; half-filled forms stay where they are."""
        from tui.screens.unlock import UnlockScreen

        screen = next(self._registers(), None)
        if screen is None or screen.locked:
            return
        screen.locked = True
        await self.push_screen(UnlockScreen(screen.kind, screen.register_id, screen.namn, again=screen))
        screen.forget_opened()
        await self.blocking(screen.close_register)

    # -- What every screen can do ----------------------------------------------------------------------------------------------------------

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """As Textual's, but a key typed ahead of a screen means nothing until the screen has its widgets."""
        if not self.screen.is_mounted:
            return False
        return await super().run_action(action, default_namespace, namespaces)

    def action_next_theme(self) -> None:
        self.theme = next_theme(self.theme)
        self.notify(f"Utseende: {THEME_NAMES[self.theme]}", timeout=2)

    def _commands(self) -> dict[str, tuple[str, str, str]]:
        """Our bindings that work here: action → (keys, label, help)."""
        found: dict[str, tuple[str, str, str]] = {}
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if (binding.id or "").startswith(OURS):
                keys = found[binding.action][0] + " " if binding.action in found else ""
                found[binding.action] = (f"{keys}{key_name(key)}", binding.description, active.tooltip)
        return found

    @work
    async def action_help(self) -> None:
        from tui.screens.dialogs import HelpDialog, help_dialog

        if isinstance(self.screen, HelpDialog):
            return
        rows = [(keys, f"{label}. {text}") for keys, label, text in self._commands().values()]
        notes = getattr(self.screen, "HELP_NOTES", "")
        await self.push_screen_wait(help_dialog("Tangenter här", rows, extra=(lambda: notes) if notes else None))

    @work
    async def action_palette(self) -> None:
        from tui.screens.dialogs import PickDialog

        if isinstance(self.screen, PickDialog):
            return
        screen = self.screen
        keys_of = {f"{OURS}{i}": (key, f"{label}  ({keys}) · {text}") for i, (key, keys, label, text) in enumerate(self._palette_rows())}
        chosen = await self.push_screen_wait(PickDialog("Kommandon", [(i, text) for i, (_, text) in keys_of.items()]))
        if chosen is not None and self.screen is screen:
            self.simulate_key(keys_of[chosen][0])

    def _palette_rows(self) -> Iterator[tuple[str, str, str, str]]:
        first_key = {active.binding.action: key for key, active in reversed(self.screen.active_bindings.items())}
        for action, (keys, label, text) in self._commands().items():
            if action != "palette":
                yield first_key[action], keys, label, text

    @work
    async def action_quit(self) -> None:  # type: ignore[override]
        if await self._may_quit():
            self.exit()

    async def _may_quit(self) -> bool:
        from tui.screens.dialogs import ConfirmDialog

        asked = [screen.dirty_sections for screen in self.screen_stack if isinstance(screen, HasForms)]
        dirty = [name for names in asked for name in names()]
        if not dirty:
            return True
        text = f"Det som är ifyllt i {', '.join(dirty)} är inte sparat och försvinner."
        return await self.push_screen_wait(ConfirmDialog("Avsluta utan att spara?", text, yes="Avsluta utan att spara", no="Stanna"))

    def action_help_quit(self) -> None:
        self.notify("Tryck Ctrl+Q för att avsluta.", timeout=3)

    # -- The outermost boundary ------------------------------------------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """A defect becomes one Swedish sentence with the place in the code; never a traceback, whose locals could hold secrets.

        One in a worker (an act that failed) is shown and the form stays; one elsewhere ends the app.
        """
        cause: BaseException = error.error if isinstance(error, WorkerFailed) else error
        self.defect = defect_sentence(cause, saved="Det som stod som sparat är sparat")
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        if isinstance(error, WorkerFailed) and self.is_running:
            from tui.screens.dialogs import MessageDialog

            self.push_screen(MessageDialog("Det gick inte.", self.defect))
            return
        self._return_code = 3
        self._exit_renderables.append(self.defect)
        self._close_messages_no_wait()
