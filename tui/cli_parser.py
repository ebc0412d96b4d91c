"""argparse in Swedish: help, usage and errors. An error never repeats what was typed, which could be a secret in the wrong place."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from register.errors import BadInput

_NAMES: Final = r"([^:]+)"
_SECRET: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9A-Za-z]{4}[- ]?){3}[0-9A-Za-z]{4}(?![0-9A-Za-z])|(?<!\S)--(?:\S*l[oö]sen|kod|passw)", re.IGNORECASE
)
"""What looks like a deltagandes code, or an option that would take a secret."""
_PATTERNS: Final = (
    (re.compile(r"the following arguments are required: (.+)"), "Det saknas något på kommandoraden.", "Ange {0}."),
    (re.compile(r"one of the arguments (.+) is required"), "Det saknas något på kommandoraden.", "Ange ett av {0}."),
    (re.compile(rf"argument {_NAMES}: expected .*argument.*"), "{0} saknar sitt värde.", "Ange ett värde efter {0}."),
    (re.compile(rf"argument {_NAMES}: not allowed with argument (.+)"), "{0} och {1} går inte att ange tillsammans.", "Välj ett av dem."),
    (re.compile(rf"argument {_NAMES}: invalid int value.*"), "{0} ska vara ett heltal.", "Ange ett heltal."),
    (re.compile(rf"argument {_NAMES}: ignored explicit argument.*"), "{0} tar inget värde.", "Ange {0} utan likhetstecken."),
)


class UsageError(BadInput):
    """The command line can't be understood."""


class SwedishFormatter(argparse.RawDescriptionHelpFormatter):
    """Help with a Swedish usage line, wide enough for our option names."""

    def __init__(self, prog: str, **kwargs: Any) -> None:
        super().__init__(prog, max_help_position=32, width=100, **kwargs)

    def add_usage(self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None) -> None:
        """The usage line under a Swedish word."""
        super().add_usage(usage, actions, groups, "Användning: " if prefix is None else prefix)


class SwedishParser(argparse.ArgumentParser):
    """A parser that speaks Swedish and raises :class:`UsageError` instead of ending the process."""

    def __init__(self, **kwargs: Any) -> None:
        # allow_abbrev: a script must not come to depend on half an option name.
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=SwedishFormatter, **kwargs)
        self._positionals.title = "Argument"
        self._optionals.title = "Flaggor"
        self.add_argument("-h", "--help", "--hjalp", action="help", default=argparse.SUPPRESS, help="visa den här hjälpen")

    def error(self, message: str) -> NoReturn:
        """Say in Swedish what argparse found."""
        remedy = f"Se hjälpen: {self.prog} --help."
        for pattern, what, todo in _PATTERNS:
            match = pattern.fullmatch(message)
            if match:
                raise UsageError(what.format(*match.groups()), "", f"{todo.format(*match.groups())} {remedy}")
        choices = re.search(r"argument [^:]+: invalid choice: (.*) \(choose from (.*)\)", message, re.DOTALL)
        if choices:
            there = choices[2].replace("'", "")
            raise UsageError("Kommandot eller värdet finns inte.", f"{_nearest(choices[1], there)}Det som finns är: {there}.", remedy)
        if message.startswith("unrecognized arguments: "):
            names = ", ".join(dict.fromkeys(re.findall(r"(?<!\S)--[a-z][a-z-]*", message)))
            what = f"Flaggan finns inte här: {names}." if names else "Det står något på kommandoraden som inte hör dit."
            secret = _SECRET.search(message.partition(": ")[2])
            raise UsageError(what, "Koder och lösenfraser lämnas aldrig på kommandoraden." if secret else "", remedy)
        raise UsageError("Kommandoraden går inte att förstå.", "", remedy)


def _nearest(typed: str, there: str) -> str:
    """A question about the name that what was typed is most like; empty where it is like none."""
    found = difflib.get_close_matches(typed.strip("'").casefold(), there.split(", "), n=1)
    return f"Menade du {found[0]}? " if found else ""
