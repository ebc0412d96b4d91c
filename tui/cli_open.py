"""Opening the screens: ``nyckeltal`` without a command, and ``demo``."""

from __future__ import annotations

import sys
from pathlib import Path

from register.errors import CouldNot
from tui.cli_context import Context


def open_tui(ctx: Context) -> int:
    """The Textual app on the register's folder."""
    _require_terminal("Ange ett kommando; nyckeltal --help visar dem.")
    from tui.app import NyckeltalApp

    app = NyckeltalApp(ctx.catalogue.root, today=ctx.clock, costs=ctx.costs)
    app.run()
    return app.return_code or 0


def demo(ctx: Context) -> int:
    """A fictional förbund, made through the real code and opened on the screen."""
    if not ctx.args.utan_tui:
        _require_terminal("Ange --utan-tui för att bara bygga demot.")
    from tui.demo import open_demo

    folder = Path(ctx.args.ut) if ctx.args.ut else None
    return open_demo(folder, today=ctx.today, tui=not ctx.args.utan_tui)


def _require_terminal(remedy: str) -> None:
    """A screen needs keys: without a terminal it would wait for ever."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise CouldNot("Skärmen går inte att öppna.", "Programmet körs inte vid en terminal.", remedy)
