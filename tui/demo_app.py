"""The app as the demo opens it: the demo's own state folder, and its passphrase told on screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from tui.app import NyckeltalApp
from tui.costs import Costs
from tui.demo import CODES
from tui.demo_build import PASSPHRASE, STATE

_LOOK_SECONDS: Final = 0.4
_FOREVER: Final = 86_400.0


class DemoApp(NyckeltalApp):
    """The demo's app: while no register is open it says how to open one."""

    def __init__(self, root: Path, today: date) -> None:
        super().__init__(root, today=lambda: today, costs=Costs(state=root / STATE))
        self._told = False

    def on_ready(self) -> None:
        """Look now and then whether the hint is wanted."""
        self._tell()
        self.set_interval(_LOOK_SECONDS, self._tell)

    def _tell(self) -> None:
        wanted = all(screen.locked for screen in self._registers())
        if wanted and not self._told:
            self.notify(f"Lösenfras i demot: {PASSPHRASE}\nKoder att prova: {CODES} i mappen", title="Allt här är påhittat", timeout=_FOREVER)
        elif self._told and not wanted:
            self.clear_notifications()
        self._told = wanted
