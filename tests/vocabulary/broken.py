"""Broken files as documents: the faulty line carries ``#!``, and the reason is told in full."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest

from register.vocabulary.loader import VocabularyError, load

MARK = "#!"


class Fault(NamedTuple):
    name: str
    file: str
    reason: str
    text: str

    @property
    def line(self) -> int:
        lines = [i for i, line in enumerate(self.document.split("\n"), 1) if MARK in line]
        assert len(lines) == 1, f"{self.name}: one line is marked"
        return lines[0]

    @property
    def document(self) -> str:
        return textwrap.dedent(self.text).lstrip("\n")


def refused(folder: Path, fault: Fault) -> None:
    """The förbund's file is refused, naming itself, the marked line and the reason."""
    target = folder / fault.file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(fault.document, encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        load(folder)
    assert (caught.value.file, caught.value.line, caught.value.reason) == (fault.file, fault.line, fault.reason)
    assert f"{fault.file}, rad {fault.line}," in caught.value.what
    assert caught.value.exit_code == 2
    assert caught.value.remedy


def by_name(faults: list[Fault]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fault", faults, ids=[fault.name for fault in faults])
