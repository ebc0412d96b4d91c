"""The command ``nyckeltal``: reads the command line and hands over. Light to import; each command loads what it needs.

Everything the screens do, in the same words. Answers on stdout, messages on stderr in Swedish. Exit codes: 0 ok, 1 a check found
something, 2 bad input, 3 could not be done. docs/kommandon.md describes every command.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import BinaryIO, cast

from register.catalogue import Catalogue
from tui.boundary import guarded
from tui.cli_commands import build_parser
from tui.cli_context import Context, default_catalogue, prepare_streams
from tui.cli_secrets import Ask, Passphrases
from tui.costs import Costs

__all__ = ["Costs", "build_parser", "main"]


def main(
    argv: Sequence[str] | None = None,
    *,
    costs: Costs | None = None,
    today: Callable[[], date] = date.today,
    stdin: BinaryIO | None = None,
    ask: Ask | None = None,
) -> int:
    """Run one command; returns its exit code.

    Args:
        argv: the arguments, those of the process unless given.
        costs: cheaper key derivation, for tests alone.
        today: the clock.
        stdin: where JSON lines come from, the process's standard input unless given.
        ask: asks for a passphrase, at the terminal unless given.
    """
    prepare_streams()

    def act() -> int:
        args = _parse(argv)
        if isinstance(args, int):
            return args
        source = stdin if stdin is not None else getattr(sys.stdin, "buffer", None)
        catalogue = Catalogue(default_catalogue(args.katalog))
        ctx = Context(args, catalogue, today, costs or Costs(), Passphrases(ask), source)
        module, function = str(args.run).split(":")
        command = cast("Callable[[Context], int]", getattr(importlib.import_module(module), function))
        return command(ctx)

    return guarded(act)


def _parse(argv: Sequence[str] | None) -> argparse.Namespace | int:
    """The arguments, or an exit code where help was asked for."""
    try:
        return build_parser().parse_args(argv)
    except SystemExit as ended:
        return int(ended.code or 0)


if __name__ == "__main__":
    sys.exit(main())
