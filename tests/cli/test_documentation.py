"""docs/kommandon.md: every command and every option stands there, its examples are JSON, and its answers have the keys that the program gives."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_parser import ALL
from tests.cli.world import World

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "kommandon.md").read_text(encoding="utf-8")
SECTIONS: dict[str, str] = dict(re.findall(r"^### `([a-z -]+)`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
LEAVES = {" ".join(path): parser for path, parser in ALL if not any(isinstance(a, argparse._SubParsersAction) for a in parser._actions)}
COMMON = {"-h", "--help", "--hjalp", "--katalog"}


def test_every_command_has_its_section_and_no_other_does() -> None:
    assert set(SECTIONS) == set(LEAVES)


@pytest.mark.parametrize("name", LEAVES)
def test_every_option_and_argument_is_described(name: str) -> None:
    parser, section = LEAVES[name], SECTIONS[name]
    assert f"nyckeltal {name}" in section
    options = {option for action in parser._actions for option in action.option_strings} - COMMON
    assert not [option for option in options if option not in section]
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section))
    assert not named - options - COMMON
    required = [a.option_strings[0] for a in parser._actions if a.required and a.option_strings]
    assert not [option for option in required if re.search(rf"\[[^\]|]*{option}\b", section)]


def test_what_is_common_stands_at_the_top() -> None:
    top = PAGE.split("## Rader med JSON")[0]
    for word in (*COMMON, "NYCKELTAL_KATALOG", "NYCKELTAL_STATE", "NYCKELTAL_LOSENFRAS_FIL", "| 0 |", "| 1 |", "| 2 |", "| 3 |"):
        assert word in top


def examples(section: str) -> list[Any]:
    """The JSON documents of a section; one may go over several lines."""
    found = []
    for block in re.findall(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL):
        decoder, rest = json.JSONDecoder(), block.strip()
        while rest:
            document, end = decoder.raw_decode(rest)
            found.append(document)
            rest = rest[end:].strip()
    return found


@pytest.mark.parametrize("name", [name for name in LEAVES if name not in {"kod", "demo"}])
def test_examples_are_json(name: str) -> None:
    assert examples(SECTIONS[name])


@pytest.mark.parametrize(
    "argv",
    ["forbund lista", "insats lista", "nycklar visa", "kontroll", "utfall", "leveranser", "plan visa", "kodlistor", "nycklar godkann coach"],
)
def test_answers_have_the_documented_keys(delivered: World, argv: str) -> None:
    document = delivered.ok(*argv.split(), "--json").document
    (example,) = examples(SECTIONS[argv.removesuffix(" coach")])
    first, shown = (document[0], example[0]) if isinstance(document, list) else (document, example)
    assert list(first) == list(shown)


def test_forms_may_be_copied_from_the_page(insats: World) -> None:
    """The example lines are what the program takes and gives."""
    start, answer = examples(SECTIONS["start"])
    (given,) = insats.ok("start", "--json", lines=[start]).lines
    assert list(given) == list(answer)
    for name in ("matning", "ratta", "angra"):
        line, answer = examples(SECTIONS[name])
        assert list(insats.ok(name, "--json", lines=[{**line, "kod": given["kod"]}]).lines[0]) == list(answer)
    line = {**examples(SECTIONS["avslut"])[0], "kod": given["kod"]}
    assert list(insats.ok("avslut", "--json", lines=[line]).lines[0]) == ["handtag"]
    count, answer = examples(SECTIONS["antal"])
    assert list(insats.ok("antal", "--json", lines=[{**count, "kon": "man"}]).lines[0]) == list(answer)
    assert list(insats.ok("lista", "--json").document[0]) == list(examples(SECTIONS["lista"])[0][0])
    assert list(insats.ok("las", "--period", "2026H1", "--json").document) == list(examples(SECTIONS["las"])[0])


def test_a_refused_line_looks_as_on_the_page(insats: World) -> None:
    (example,) = examples(PAGE.split("## Rader med JSON")[1].split("\n## ")[0])
    good = {"kon": "man", "aldersgrupp": "60-67", "manad": "2026-03"}
    assert insats.run("start", "--json", lines=[good, good, {**good, "kon": None}]).lines[2] == example
