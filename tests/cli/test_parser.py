"""The command line itself: names, Swedish help and errors, the folder, and that a secret on it is never repeated."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from tests.cli.world import World
from tui.cli import build_parser, main
from tui.cli_commands import EXPORTS
from tui.cli_context import default_catalogue


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Every parser with the words that lead to it."""
    yield path, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from commands(child, (*path, name))


ALL = list(commands(build_parser()))
ENGLISH = re.compile(r"\b(usage|options|arguments|optional|positional|show this|required|default|invalid|error|the following)\b")


@pytest.mark.parametrize("path", [path for path, _ in ALL], ids=" ".join)
def test_every_command_has_help_in_swedish(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*path, "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Användning: {' '.join(['nyckeltal', *path])}")
    assert not ENGLISH.search(out)
    assert max(map(len, out.splitlines())) <= 200


def test_every_argument_has_a_help_text() -> None:
    missing = [(path, action.dest) for path, parser in ALL for action in parser._actions if not action.help and not action.choices]
    assert not missing


def test_help_has_three_spellings(capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for spelling in ("-h", "--help", "--hjalp"):
        assert main([spelling]) == 0
        texts.append(capsys.readouterr().out)
    assert len(set(texts)) == 1
    assert "Slutkoder: 0 gick bra, 1 en kontroll fann något, 2 fel i det som angavs, 3 gick inte att utföra." in texts[0]


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["las"], "Det saknas något på kommandoraden. Ange --period. Se hjälpen: nyckeltal las --help."),
        (["leverera", "--insats", "x"], "Det saknas något på kommandoraden. Ange --ut. Se hjälpen: nyckeltal leverera --help."),
        (["forbund", "ny", "--namn", "x"], "Det saknas något på kommandoraden. Ange ID. Se hjälpen: nyckeltal forbund ny --help."),
        (["ta-emot"], "Det saknas något på kommandoraden. Ange FIL. Se hjälpen: nyckeltal ta-emot --help."),
        (["las", "--period"], "--period saknar sitt värde. Ange ett värde efter --period. Se hjälpen: nyckeltal las --help."),
        (["kod", "--antal", "många"], "--antal ska vara ett heltal. Ange ett heltal. Se hjälpen: nyckeltal kod --help."),
        (["lista", "--json=ja"], "--json tar inget värde. Ange --json utan likhetstecken. Se hjälpen: nyckeltal lista --help."),
        (
            ["utfall", "--ar", "2026", "--period", "2026H1"],
            "--period och --ar går inte att ange tillsammans. Välj ett av dem. Se hjälpen: nyckeltal utfall --help.",
        ),
        (
            ["insats", "bort"],
            "Kommandot eller värdet finns inte. Det som finns är: ny, lista. Se hjälpen: nyckeltal insats --help.",
        ),
        (["insats"], "Det saknas något på kommandoraden. Ange KOMMANDO. Se hjälpen: nyckeltal insats --help."),
        (
            ["export", "arsbok", "--period", "2026H1", "--ut", "x"],
            f"Kommandot eller värdet finns inte. Det som finns är: {', '.join(EXPORTS)}. Se hjälpen: nyckeltal export --help.",
        ),
        (
            ["lista", "--losenfras", "hemlig"],
            "Flaggan finns inte här: --losenfras. Koder och lösenfraser lämnas aldrig på kommandoraden. Se hjälpen: nyckeltal --help.",
        ),
        (
            ["lista", "--losenfras=hemlig"],
            "Flaggan finns inte här: --losenfras. Koder och lösenfraser lämnas aldrig på kommandoraden. Se hjälpen: nyckeltal --help.",
        ),
        (
            ["angra", "K7MQ-4XW9-2DHT-5P3C"],
            "Det står något på kommandoraden som inte hör dit. Koder och lösenfraser lämnas aldrig på kommandoraden. Se hjälpen: nyckeltal --help.",
        ),
        (["lista", "coach"], "Det står något på kommandoraden som inte hör dit. Se hjälpen: nyckeltal --help."),
        (["lista", "--period", "2026H1"], "Flaggan finns inte här: --period. Se hjälpen: nyckeltal --help."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_line_that_cannot_be_understood(argv: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    captured = capsys.readouterr()
    assert captured.err == sentence + "\n"
    assert captured.out == ""


def test_an_unknown_command_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hemlighet"]) == 2
    err = capsys.readouterr().err
    assert "hemlighet" not in err
    assert "forbund, insats, kod, start" in err


@pytest.mark.parametrize(
    ("argv", "nearest"),
    [
        (["utfal"], "Menade du utfall? "),
        (["Importra"], "Menade du importera? "),
        (["insats", "list"], "Menade du lista? "),
        (["export", "arsredovisnig", "--period", "2026H1", "--ut", "x"], "Menade du arsredovisning? "),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(argv: list[str], nearest: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert f"finns inte. {nearest}Det som finns är: " in capsys.readouterr().err


def test_half_an_option_name_is_no_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["las", "--per", "2026H1"]) == 2
    assert "--period" in capsys.readouterr().err


def test_the_folder_stands_before_or_after_the_command(insats: World, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(insats.root)
    outs = []
    for argv in (["--katalog", root, "insats", "lista"], ["insats", "lista", "--katalog", root], [f"--katalog={root}", "insats", "lista"]):
        assert main(argv) == 0
        outs.append(capsys.readouterr().out)
    assert set(outs) == {"coach  Coachingteamet  individ\n"}


def test_the_folder_after_the_command_wins(insats: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--katalog", str(tmp_path / "annan"), "insats", "lista", "--katalog", str(insats.root)]) == 0
    assert capsys.readouterr().out == "coach  Coachingteamet  individ\n"


def test_the_folder_is_given_or_named_by_the_environment_or_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_catalogue(None) == platformdirs.user_data_path("nyckeltal", appauthor=False) / "register"
    monkeypatch.setenv("NYCKELTAL_KATALOG", "/b")
    assert default_catalogue(None) == Path("/b")
    assert default_catalogue("/a") == Path("/a")


def test_a_folder_without_a_name_is_not_the_users_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--katalog", "", "insats", "lista"]) == 2
    assert capsys.readouterr().err == "Mappen saknas. --katalog är angivet utan värde. Ange registrets mapp.\n"


def test_the_contract_that_scripts_build_on_names_these() -> None:
    """Names that may be added to, never changed."""
    names = {path: {s for a in parser._actions for s in a.option_strings} for path, parser in ALL}
    expected: dict[str, str] = {
        "forbund ny": "--namn",
        "insats ny": "--namn --typ --period",
        "kod": "--antal",
        "kodlistor": "--json",
        "lista": "--insats --json",
        "las": "--insats --period --json",
        "leverera": "--insats --ut",
        "ta-emot": "--json",
        "utfall": "--ar --period --insats --gruppering --json",
        "export": "--period --insats --ut",
        "kontroll": "--json",
        "nycklar godkann": "",
        "aterstall": "",
        "plan visa": "",
        "demo": "",
        **dict.fromkeys(("start", "matning", "avslut", "ratta", "angra", "antal"), "--insats --json"),
    }
    missing = {name: set(options.split()) - names[tuple(name.split())] for name, options in expected.items()}
    assert not {name: left for name, left in missing.items() if left}
