"""The outermost boundary: every error is a sentence and an exit code, and none of them holds a secret."""

from __future__ import annotations

import io
import sys

import pytest

from register.errors import BadInput, CouldNot
from tui.boundary import defect_sentence, guarded, say

REMEDY = "Kontrollera mapp, behörighet och diskutrymme och försök igen."
SECRET = "K7MQ-4XW9-2DHT-5P3C"


def raising(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_an_exit_code_goes_through(code: int) -> None:
    assert guarded(lambda: code) == code


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (BadInput("Fel.", "För att.", "Gör så."), 2, "Fel. För att. Gör så.\n"),
        (CouldNot("Gick inte."), 3, "Gick inte.\n"),
        (KeyboardInterrupt(), 3, "Avbrutet. Det som redan var klart står kvar; resten är oförändrat.\n"),
        (BrokenPipeError(), 3, ""),
        (
            OSError(28, "No space left on device"),
            3,
            f"Det gick inte att läsa eller skriva en fil. Systemet svarar: disken är full. {REMEDY}\n",
        ),
    ],
)
def test_errors_become_sentences(error: BaseException, code: int, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: raising(error)) == code
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", sentence)


@pytest.mark.parametrize(
    "error", [ValueError(SECRET), KeyError(SECRET), RecursionError(SECRET), MemoryError(SECRET), UnicodeEncodeError("x", SECRET, 0, 1, SECRET)]
)
def test_a_defect_says_its_kind_and_place_and_nothing_of_what_it_was_about(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    def act() -> int:
        code = SECRET  # a traceback with locals would show it
        raise error from ValueError(code)

    assert guarded(act) == 3
    err = capsys.readouterr().err
    assert err.startswith(f"Ett fel i programmet ({type(error).__name__} i test_boundary.py, rad ")
    assert SECRET not in err
    assert "Traceback" not in err


def test_a_defect_without_a_place() -> None:
    assert defect_sentence(ValueError("x")).startswith("Ett fel i programmet (ValueError) avbröt")


def test_a_message_that_nobody_reads_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    say("hej")


def test_a_terminal_that_lacks_a_letter_gets_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.cli_context import prepare_streams

    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", Terminal(raw, encoding="ascii"))
    prepare_streams()
    say("gå")
    assert raw.getvalue().replace(b"\r", b"") == b"g?\n"


def test_a_program_gets_utf8_whatever_the_platform_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.cli_context import prepare_streams, print_json

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252", newline="\r\n"))
    prepare_streams()
    print_json({"a": "blå – ≥"})
    assert raw.getvalue() == '{"a": "blå – ≥"}\n'.encode()
