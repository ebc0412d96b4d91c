"""The app as the demo opens it: the demo's own state folder, and its passphrase told on screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from tui.app import Costs, NyckeltalApp
from tui.demo_build import PASSPHRASE, STATE

_TOLD_SECONDS: Final = 60.0


class DemoApp(NyckeltalApp):
    """The demo's app."""

    def __init__(self, root: Path, today: date) -> None:
        super().__init__(root, today=lambda: today, costs=Costs(state=root / STATE))
        self._root = root

    def on_ready(self) -> None:
        """Say once how to get in."""
        text = f"Lösenfras i demot: {PASSPHRASE}\nKoder att prova: demokoder.txt i mappen"
        self.notify(text, title="Allt här är påhittat", timeout=_TOLD_SECONDS)
