"""Passphrases: where they come from, what is refused, and that they go nowhere else."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from register import platform
from register.errors import BadInput, CouldNot, NyckeltalError
from tui.cli_secrets import FILE_VARIABLE, NEW_FILE_VARIABLE, Passphrases, ask_at_terminal

FRASE = "en hemlig fras för prov"
posix = pytest.mark.skipif(platform.WINDOWS, reason="POSIX modes and descriptors")


def never(_: str) -> str:
    raise AssertionError("asked")


def typed(*answers: str) -> Callable[[str], str]:
    left = list(answers)
    return lambda _: left.pop(0)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "fras"
    path.touch(mode=0o600)
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    return path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"abcdefgh", "abcdefgh"),
        (b"abcdefgh\n", "abcdefgh"),
        (b"abcdefgh\r\n", "abcdefgh"),
        (b"abcdefgh\n\n", "abcdefgh\n"),
        (b" abc defgh \n", " abc defgh "),
        ("åäöåäöåäö".encode(), "åäöåäöåäö"),
        (b"\xef\xbb\xbfabcdefgh", "abcdefgh"),
    ],
)
def test_the_file_holds_the_passphrase_with_one_line_break_at_most(file: Path, content: bytes, expected: str) -> None:
    file.write_bytes(content)
    assert Passphrases(never).present("x") == expected
    assert Passphrases(never).new("x") == expected


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", f"Filen i {FILE_VARIABLE} har ingen lösenfras. Filen är tom. Lägg frasen på en rad i filen."),
        (b"\n", f"Filen i {FILE_VARIABLE} har ingen lösenfras. Filen är tom. Lägg frasen på en rad i filen."),
        (b"x" * 5000, f"Filen i {FILE_VARIABLE} har ingen lösenfras. Filen är för stor för att vara en lösenfras. Lägg frasen på en rad i filen."),
        (b"\xff\xfe", f"Filen i {FILE_VARIABLE} går inte att förstå. Den är inte text i UTF-8. Spara den som UTF-8."),
    ],
)
def test_a_file_without_a_passphrase(file: Path, content: bytes, sentence: str) -> None:
    file.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        Passphrases(never).present("x")
    assert str(refused.value) == sentence


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o644])
def test_a_file_that_others_can_read_is_refused(file: Path, mode: int) -> None:
    file.write_text(FRASE)
    file.chmod(mode)
    with pytest.raises(BadInput) as refused:
        Passphrases(never).present("x")
    assert str(refused.value) == (
        f"Filen i {FILE_VARIABLE} kan läsas av andra. En lösenfras som andra kan läsa skyddar ingenting. "
        "Ta bort andras läsrätt (chmod 600) och byt lösenfras om någon kan ha sett den."
    )


def test_a_file_that_is_missing(file: Path) -> None:
    file.unlink()
    with pytest.raises(CouldNot, match=f"Filen i {FILE_VARIABLE} går inte att läsa"):
        Passphrases(never).present("x")


@posix
@pytest.mark.parametrize("spelling", ["/dev/fd/{}", "fd:{}"])
def test_an_open_descriptor_can_be_named(spelling: str, monkeypatch: pytest.MonkeyPatch) -> None:
    inward, outward = os.pipe()
    os.write(outward, FRASE.encode() + b"\n")
    os.close(outward)
    monkeypatch.setenv(FILE_VARIABLE, spelling.format(inward))
    passphrases = Passphrases(never)
    assert passphrases.present("x") == FRASE
    assert passphrases.present("x") == FRASE  # a pipe can be read once; it is kept
    if spelling.startswith("/"):
        os.close(inward)


def test_a_descriptor_that_is_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FILE_VARIABLE, "fd:987")
    with pytest.raises(CouldNot, match="går inte att läsa"):
        Passphrases(never).present("x")


def test_it_is_asked_for_once_and_says_for_what() -> None:
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return FRASE

    passphrases = Passphrases(ask)
    assert {passphrases.present("insatsen coach") for _ in range(3)} == {FRASE}
    assert prompts == ["Lösenfras för insatsen coach: "]


def test_an_old_passphrase_may_be_short_but_not_empty() -> None:
    assert Passphrases(typed("kort")).present("x") == "kort"
    with pytest.raises(BadInput, match="Lösenfrasen saknas"):
        Passphrases(typed("")).present("x")


def test_a_new_one_is_asked_for_twice() -> None:
    passphrases = Passphrases(typed(FRASE, FRASE))
    assert passphrases.new("x") == FRASE
    assert passphrases.present("x") == FRASE
    with pytest.raises(BadInput) as refused:
        Passphrases(typed(FRASE, FRASE + ".")).new("x")
    assert str(refused.value) == "Lösenfraserna är olika. De två gångerna stämmer inte överens. Försök igen."


@pytest.mark.parametrize("short", ["", "a", "sju tkn"])
def test_a_new_one_has_eight_characters_at_least(short: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FILE_VARIABLE)
    with pytest.raises(BadInput) as refused:
        Passphrases(typed(short)).new("x")
    assert str(refused.value) == (
        "Lösenfrasen är för kort. Den är valvets enda skydd och behöver minst 8 tecken. Välj en längre fras, gärna flera ord."
    )
    file.write_text(short)
    monkeypatch.setenv(FILE_VARIABLE, str(file))
    with pytest.raises(NyckeltalError):
        Passphrases(never).new("x")


def test_the_next_passphrase_has_a_file_of_its_own(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("den gamla frasen")
    other = tmp_path / "ny"
    other.touch(mode=0o600)
    other.write_text("den nya frasen")
    monkeypatch.setenv(NEW_FILE_VARIABLE, str(other))
    passphrases = Passphrases(never)
    assert (passphrases.present("x"), passphrases.new("x", NEW_FILE_VARIABLE)) == ("den gamla frasen", "den nya frasen")
    assert passphrases.present("x") == "den gamla frasen"


def test_without_a_terminal_nothing_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """getpass would fall back to reading, and showing, what comes on standard input: there the forms come."""

    def fallback(prompt: str, stream: object = None) -> str:
        import warnings

        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        raise AssertionError("read from standard input")

    monkeypatch.setattr(getpass, "getpass", fallback)
    with pytest.raises(CouldNot) as refused:
        ask_at_terminal("Lösenfras: ")
    assert str(refused.value) == (
        "Lösenfrasen går inte att fråga efter. Programmet körs inte vid en terminal. "
        f"Lägg frasen i en fil som bara du kan läsa och ange den i {FILE_VARIABLE}."
    )


def test_end_of_input_at_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(prompt: str, stream: object = None) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", ended)
    with pytest.raises(CouldNot):
        ask_at_terminal("Lösenfras: ")
