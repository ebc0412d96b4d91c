"""What every command gets: its arguments, the catalogue, the clock, the passphrases, and how it answers."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from register.catalogue import Catalogue
from register.errors import BadInput, CouldNot
from tui.boundary import say
from tui.cli_secrets import Passphrases
from tui.costs import Costs

if TYPE_CHECKING:
    from register.insats.session import Insats
    from register.kansli.session import Kansli

CATALOGUE_VARIABLE = "NYCKELTAL_KATALOG"


@dataclass(frozen=True)
class Context:
    """One run of one command."""

    args: argparse.Namespace
    catalogue: Catalogue
    clock: Callable[[], date]
    costs: Costs
    passphrases: Passphrases
    stdin: BinaryIO | None = field(repr=False)

    @property
    def today(self) -> date:
        """The day it is."""
        return self.clock()

    @property
    def json(self) -> bool:
        """Whether answers are for a program."""
        return bool(getattr(self.args, "json", False))

    @contextmanager
    def insats(self, *, restore_reason: str | None = None) -> Iterator[Insats]:
        """The insats that the command names (or the only one here), unlocked."""
        from register.insats.opening import open_insats

        insats_id = self.args.insats or only_insats(self.catalogue)
        if not self.catalogue.insats_path(insats_id).exists():
            raise _no_insats(self.catalogue, insats_id)
        passphrase = self.passphrases.present(f"insatsen {insats_id}")
        insats = open_insats(
            self.catalogue,
            insats_id,
            passphrase,
            today=self.today,
            restore_reason=restore_reason,
            seal_cost=self.costs.seal,
            state=self.costs.state,
        )
        try:
            for problem in filter(None, (insats.vocabulary_problem, insats.publications_problem)):
                say(problem)
            yield insats
        finally:
            insats.close()

    @contextmanager
    def kansli(self, *, restore_reason: str | None = None) -> Iterator[Kansli]:
        """The förbund's register that the command names (or the only one here), unlocked."""
        from register.kansli.acts import open_forbund

        forbund_id = getattr(self.args, "forbund", None) or only_forbund(self.catalogue)
        if not self.catalogue.forbund_path(forbund_id).exists():
            here = ", ".join(self.catalogue.forbund_ids()) or "inget"
            raise CouldNot(
                f"Förbundet {forbund_id} finns inte här.", f"Mappen {self.catalogue.root} har: {here}.", "Kontrollera id:t och mappen (--katalog)."
            )
        passphrase = self.passphrases.present(f"förbundet {forbund_id}")
        kansli = open_forbund(self.catalogue, forbund_id, passphrase, today=self.today, restore_reason=restore_reason, state=self.costs.state)
        try:
            yield kansli
        finally:
            kansli.close()

    def answer(self, document: Any, text: str | Sequence[str]) -> None:
        """Answer on stdout: the document as one line of JSON with ``--json``, else the text."""
        if self.json:
            print_json(document)
        else:
            _write("\n".join([text] if isinstance(text, str) else text))


def print_json(document: Any) -> None:
    """One line of JSON on stdout, seen by the reader at once."""
    _write(json.dumps(document, ensure_ascii=False, allow_nan=False))


def _write(text: str) -> None:
    """One answer in one piece: a reader never gets half a line, and one that leaves after a whole line is no error."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def default_catalogue(given: str | None) -> Path:
    """The register's folder: as given, else as the environment says, else the user's own data folder."""
    if given == "":
        # As from an unset variable in a script: better no folder than another one than was meant.
        raise BadInput("Mappen saknas.", "--katalog är angivet utan värde.", "Ange registrets mapp.", field="katalog")
    named = given or os.environ.get(CATALOGUE_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("nyckeltal", appauthor=False) / "register"


def only_insats(catalogue: Catalogue) -> str:
    """The insats here where there is one; else the user must say which."""
    return _only(catalogue, catalogue.insats_ids(), "insats", "insatser", "Skapa en med insats ny, eller välj en annan mapp (--katalog).")


def only_forbund(catalogue: Catalogue) -> str:
    """The förbund here where there is one; else the user must say which."""
    return _only(catalogue, catalogue.forbund_ids(), "forbund", "förbund", "Skapa ett med forbund ny, eller välj en annan mapp (--katalog).")


def _only(catalogue: Catalogue, ids: list[str], option: str, plural: str, remedy: str) -> str:
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise CouldNot(f"Här finns inga {plural}.", f"Mappen {catalogue.root} har inget sådant valv.", remedy)
    raise BadInput(f"Här finns flera {plural}.", f"De är: {', '.join(ids)}.", f"Ange vilken med --{option}.", field=option)


def _no_insats(catalogue: Catalogue, insats_id: str) -> CouldNot:
    here = ", ".join(catalogue.insats_ids()) or "ingen"
    return CouldNot(f"Insatsen {insats_id} finns inte här.", f"Mappen {catalogue.root} har: {here}.", "Kontrollera id:t och mappen (--katalog).")


def prepare_streams() -> None:
    """Answers that go to a program are UTF-8 with plain line breaks on every platform; a terminal that lacks å, ä and ö still gets the sentence."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # a test's own stream may lack it
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
