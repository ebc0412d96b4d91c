"""Goals files written in tests, and the vocabulary with Göteborg's four områden that docs/vokabular.md shows."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from register.goals import loader
from register.goals.model import Goals
from register.vocabulary.loader import load as load_vocabulary
from register.vocabulary.model import Vocabulary

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "mal.md").read_text(encoding="utf-8")
EXAMPLES = {section.split("\n", 1)[0]: re.findall(r"```toml\n# mal\.toml\n(.*?)```", section, re.DOTALL) for section in PAGE.split("\n## ")[1:]}
"""The examples of docs/mal.md by section."""


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary with the områden of docs/vokabular.md."""
    section = (DOCS / "vokabular.md").read_text(encoding="utf-8").split("\n## Områden")[1]
    with TemporaryDirectory() as folder:
        (Path(folder) / "kodlistor.toml").write_text(re.findall(r"```toml\n(.*?)```", section, re.DOTALL)[0], encoding="utf-8")
        return load_vocabulary(Path(folder))


def document(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def goals_of(folder: Path, text: str) -> Goals:
    """The goals of a file with that text."""
    (folder / loader.FILE_NAME).write_text(document(text), encoding="utf-8")
    return loader.load(folder, vocabulary())


def example(folder: Path, section: str) -> Goals:
    """The goals of a section's example in docs/mal.md."""
    return goals_of(folder, EXAMPLES[section][0])
