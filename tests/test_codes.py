"""Participant codes: the check symbol exhaustively, reading what people type, and keeping the secret out of every message."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import BadInput
from register.insats.codes import ALPHABET, ParticipantCode, check_symbol
from tests import second_reader

VECTORS = json.loads((Path(__file__).parent / "vectors" / "check_symbol.json").read_text(encoding="utf-8"))
EXAMPLES = [ParticipantCode.parse(vector["data"] + vector["check"]) for vector in VECTORS]
codes = st.lists(st.integers(0, 31), min_size=15, max_size=15).map(
    lambda values: ParticipantCode("".join(ALPHABET[value] for value in [*values, check_symbol(values)]))
)


def valid(symbols: str) -> bool:
    try:
        ParticipantCode.parse(symbols)
    except BadInput:
        return False
    return True


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["data"])
def test_known_answers(vector: dict[str, str]) -> None:
    assert ALPHABET[check_symbol([ALPHABET.index(symbol) for symbol in vector["data"]])] == vector["check"]
    assert second_reader.check_symbol(vector["data"]) == vector["check"]


@given(codes)
def test_second_reader_agrees(code: ParticipantCode) -> None:
    assert second_reader.check_symbol(code.symbols[:-1]) == code.symbols[-1]


def test_every_single_substitution_is_seen() -> None:
    tried = missed = 0
    for code in EXAMPLES:
        for place in range(16):
            for symbol in ALPHABET:
                if symbol != code.symbols[place]:
                    tried += 1
                    missed += valid(code.symbols[:place] + symbol + code.symbols[place + 1 :])
    assert (tried, missed) == (len(EXAMPLES) * 16 * 31, 0)


def test_every_swap_of_two_symbols_is_seen() -> None:
    missed = 0
    for code in EXAMPLES:
        for left in range(16):
            for right in range(left + 1, 16):
                symbols = list(code.symbols)
                if symbols[left] != symbols[right]:
                    symbols[left], symbols[right] = symbols[right], symbols[left]
                    missed += valid("".join(symbols))
    assert missed == 0


def test_no_swap_or_substitution_is_missed_for_any_code() -> None:
    """The check is linear, so it is enough that no error pattern alone sums to zero; that covers all 2⁷⁵ codes, not the examples only."""
    weights = [check_symbol([1 if place == at else 0 for place in range(15)]) for at in range(15)] + [1]
    assert len(set(weights)) == 16
    assert 0 not in weights
    for error in range(1, 32):  # GF(32) has no zero divisors: error · weight and error · (weight − weight') are never zero
        for left in range(16):
            assert second_reader.multiply(error, weights[left]) != 0
            assert all(second_reader.multiply(error, weights[left] ^ weights[right]) != 0 for right in range(left))


def test_new_codes_differ_and_are_valid() -> None:
    made = {ParticipantCode.new().text for _ in range(500)}
    assert len(made) == 500
    assert all(ParticipantCode.parse(text).text == text for text in made)
    seen = {symbol for text in made for symbol in text}
    assert seen == set(ALPHABET) | {"-"}


def test_text_has_four_groups_of_four() -> None:
    code = EXAMPLES[5]
    assert [len(group) for group in code.groups] == [4, 4, 4, 4]
    assert code.text == "-".join(code.groups)
    assert code.text.replace("-", "") == code.symbols


@given(codes, st.data())
def test_reads_what_people_type(code: ParticipantCode, data: st.DataObject) -> None:
    typed = ""
    for symbol in code.symbols:
        alike = {"0": "0oO", "1": "1iIlL"}.get(symbol, symbol + symbol.lower())
        typed += data.draw(st.sampled_from(alike)) + data.draw(st.sampled_from(["", "", "-", " ", "\t", " - ", "–", "\u2011", "\u00a0", "."]))
    assert ParticipantCode.parse(typed) == code


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda symbols: "", "Koden saknas."),
        (lambda symbols: " - ", "Koden saknas."),
        (lambda symbols: symbols[:-1], "Koden har 1 tecken för lite."),
        (lambda symbols: symbols[:9], "Koden har 7 tecken för lite."),
        (lambda symbols: symbols + "22", "Koden har 2 tecken för mycket."),
        (lambda symbols: ("2" if symbols[0] != "2" else "3") + symbols[1:], "Ett tecken stämmer inte."),
        (lambda symbols: "U" + symbols[1:], "Koden innehåller ett tecken som inte finns i koder."),
        (lambda symbols: symbols[:-1] + "Å", "Koden innehåller ett tecken som inte finns i koder."),
        (lambda symbols: symbols[:-1] + "ß", "Koden innehåller ett tecken som inte finns i koder."),
        (lambda symbols: symbols[:-1] + "\u0661", "Koden innehåller ett tecken som inte finns i koder."),
    ],
)
def test_says_what_is_wrong_and_never_the_code(change, sentence) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    code = EXAMPLES[7]
    typed = change(code.symbols)
    with pytest.raises(BadInput) as caught:
        ParticipantCode.parse(typed)
    assert caught.value.what == sentence
    assert caught.value.field == "kod"
    for length in range(4, 17):
        assert all(code.symbols[at : at + length] not in str(caught.value) for at in range(17 - length))


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_bad_input(text: str) -> None:
    valid(text)


def test_hidden_everywhere_but_in_text() -> None:
    code = EXAMPLES[6]
    for shown in (repr(code), str(code), f"{code}", f"{code!r}", repr([code]), repr({"kod": code})):
        assert code.symbols[:4] not in shown
        assert code.symbols[-4:] not in shown
    with pytest.raises(ValueError, match=r"^not a participant code$"):
        ParticipantCode(code.text)


def test_is_a_value() -> None:
    code = EXAMPLES[6]
    assert code == ParticipantCode.parse(code.text)
    assert hash(code) == hash(ParticipantCode.parse(code.text))
    assert pickle.loads(pickle.dumps(code)) == code  # noqa: S301 - our own bytes; workers may be handed a code
    with pytest.raises(AttributeError):
        code.symbols = "0" * 16  # type: ignore[misc]


def test_last_group() -> None:
    code = EXAMPLES[8]
    assert code.last_group_matches(code.groups[3])
    assert code.last_group_matches(f" {code.groups[3].lower()} ")
    assert not code.last_group_matches(code.groups[2])
    assert not code.last_group_matches(code.text)
    assert not code.last_group_matches("")
    assert not code.last_group_matches("åäö€")


def test_imports_nothing_heavy() -> None:
    script = "import sys, register.insats.codes, register.platform; print(sorted({'sqlmodel', 'sqlalchemy', 'cryptography'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert done.stdout.strip() == "[]"
