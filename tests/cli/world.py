"""A catalogue with a förbund and an insats, commands run in this process with cheap keys, and what they answered."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from register.catalogue import Catalogue
from register.insats.sealing import SealCost
from register.vault import KdfCost
from tui.cli import Costs, main

TODAY = date(2026, 11, 22)
PASSPHRASE = "en hemlig fras för prov"


@dataclass
class Ran:
    """What a command did."""

    code: int
    out: str = field(repr=True)
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its answers as JSON, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def document(self) -> Any:
        """Its only answer."""
        (line,) = self.out.splitlines()
        return json.loads(line)


@dataclass
class World:
    """A folder and the commands run in it."""

    root: Path
    capsys: pytest.CaptureFixture[str]
    today: date = TODAY
    answers: tuple[str, ...] | None = None
    """What is typed at prompts; None is the passphrase, always."""
    asked: list[str] = field(default_factory=list)

    @property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.root)

    @property
    def costs(self) -> Costs:
        return Costs(KdfCost.for_tests(), SealCost.for_tests())

    def run(self, *argv: str, lines: list[Any] | bytes | None = None) -> Ran:
        """Run a command; ``lines`` are what stands on standard input, objects as JSON and bytes as they are."""
        typed = iter(self.answers) if self.answers is not None else None

        def ask(prompt: str) -> str:
            self.asked.append(prompt)
            return PASSPHRASE if typed is None else next(typed)

        data = lines if isinstance(lines, bytes) else b"".join(as_line(line) for line in lines or [])
        self.capsys.readouterr()
        code = main(["--katalog", str(self.root), *argv], costs=self.costs, today=lambda: self.today, stdin=io.BytesIO(data), ask=ask)
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    def ok(self, *argv: str, lines: list[Any] | bytes | None = None) -> Ran:
        """As ``run``, of something that succeeds."""
        ran = self.run(*argv, lines=lines)
        assert ran.code == 0, ran
        return ran

    def starts(self, n: int, month: str = "2026-02", kon: str = "kvinna", insats: str = "coach") -> list[str]:
        """Codes of new starts."""
        form = {"kon": kon, "aldersgrupp": "25-29", "manad": month}
        return [line["kod"] for line in self.ok("start", "--insats", insats, "--json", lines=[form] * n).lines]

    def ends(self, codes: list[str], month: str = "2026-05", reason: str = "studier", insats: str = "coach") -> Ran:
        """Avslut of those codes."""
        return self.ok("avslut", "--insats", insats, "--json", lines=[{"kod": code, "avslutsanledning": reason, "manad": month} for code in codes])


def as_line(line: Any) -> bytes:
    return line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n"
