"""What a form consists of on the screen: keys for choices, aliases for no answer, items of instruments, and what the acts are given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.vocabulary.loader import load
from register.vocabulary.model import Field, FormKind, Instrument
from tui.form_entries import (
    MISSING,
    SKIPPED,
    choice_keys,
    code_entry,
    coded_answers,
    entry_of,
    form_entries,
    instrument_entry,
    item_entries,
    item_values,
    matning_entries,
)

VOCABULARY = load()
SKAPA = VOCABULARY.instruments["skapa"]


@given(st.integers(0, 1200))
def test_every_choice_has_its_own_key_of_one_or_two_presses(n: int) -> None:
    keys = choice_keys(n)
    assert len(keys) == len(set(keys)) == n
    assert len({len(key) for key in keys}) <= 1, "none is the beginning of another"
    assert all(len(key) <= 2 for key in keys)
    assert "0" not in keys, "it means no answer"


@pytest.mark.parametrize(
    ("n", "first", "last", "presses"), [(3, "1", "3", 1), (9, "1", "9", 1), (20, "1", "k", 1), (36, "01", "36", 2), (120, "11", "4f", 2)]
)
def test_digits_then_letters_then_two_of_them(n: int, first: str, last: str, presses: int) -> None:
    keys = choice_keys(n)
    assert (keys[0], keys[-1], len(keys[0])) == (first, last, presses)


@pytest.mark.parametrize("kind", ["start", "avslut"])
def test_no_shipped_field_needs_more_than_two_presses(kind: FormKind) -> None:
    for entry in form_entries(VOCABULARY.forms[kind], VOCABULARY):
        assert entry.key_length <= 2, entry.id
        for choice in entry.choices:
            assert entry.value_of(choice.key) == choice.value
            assert entry.label_of(choice.value) == choice.label


@pytest.mark.parametrize(
    ("kind", "field", "key", "value"),
    [
        ("start", "utbildning", "0", MISSING),
        ("start", "utbildning", "-", MISSING),
        ("start", "kon", "0", None),
        ("start", "flera_kallor", "j", "ja"),
        ("start", "flera_kallor", "n", "nej"),
        ("start", "flera_kallor", "-", ""),
        ("avslut", "vald_fragad", "1", "ja"),
        ("avslut", "avslutsanledning", "-", None),
    ],
)
def test_what_a_key_means(kind: FormKind, field: str, key: str, value: str | None) -> None:
    entry = entry_of(VOCABULARY.forms[kind].by_id[field], VOCABULARY)
    assert entry.value_of(key) == value


def test_a_retired_code_is_offered_only_where_it_is_the_answer() -> None:
    reasons = VOCABULARY.lists["avslutsanledning"]
    retired = replace(reasons, codes=tuple(replace(code, retired=code.id == "flytt") for code in reasons.codes))
    vocabulary = replace(VOCABULARY, lists={**VOCABULARY.lists, "avslutsanledning": retired})
    field: Field = vocabulary.forms["avslut"].by_id["avslutsanledning"]
    assert "flytt" not in {choice.value for choice in entry_of(field, vocabulary).choices}
    assert "flytt" in {choice.value for choice in entry_of(field, vocabulary, keep="flytt").choices}
    kept = form_entries(vocabulary.forms["avslut"], vocabulary, answers={"avslutsanledning": "flytt"})
    assert any(choice.value == "flytt" for entry in kept for choice in entry.choices)


@pytest.mark.parametrize("instrument", VOCABULARY.instruments.values(), ids=lambda one: one.id)
def test_the_digit_is_the_level(instrument: Instrument) -> None:
    entries = item_entries(instrument)
    assert [entry.label for entry in entries] == [item.label for item in instrument.items]
    for entry in entries:
        assert {choice.key: choice.value for choice in entry.choices} == {str(n): str(n) for n in range(instrument.low, instrument.high + 1)}
        assert entry.value_of("-") == SKIPPED
        assert entry.label_of(SKIPPED) == "utelämnad"


@pytest.mark.parametrize(("low", "high", "zero"), [(0, 3, "0"), (1, 5, SKIPPED), (-2, 2, SKIPPED), (0, 10, SKIPPED)])
def test_scales_that_begin_elsewhere(low: int, high: int, zero: str) -> None:
    entries = item_entries(replace(SKAPA, low=low, high=high, scale_labels=()))
    assert [choice.value for choice in entries[0].choices] == [str(n) for n in range(low, high + 1)]
    assert entries[0].value_of("0") == zero


def test_labels_of_a_scale_do_not_repeat_the_level() -> None:
    entries = item_entries(replace(SKAPA, low=1, high=3, scale_labels=("1 lägst", "", "högst")))
    assert [choice.label for choice in entries[0].choices] == ["1 lägst", "2", "3 högst"]


@given(st.lists(st.none() | st.integers(-2, 10), min_size=1, max_size=8))
def test_levels_come_back_as_the_act_takes_them(levels: list[int | None]) -> None:
    answers = {f"svar.{i}": SKIPPED if level is None else str(level) for i, level in enumerate(levels)}
    assert item_values(answers, len(levels)) == tuple(levels)


def test_an_item_not_reached_is_missing() -> None:
    assert item_values({"svar.1": "3"}, 3) == (None, 3, None)


def test_a_matning_asks_code_instrument_rater_items_and_then_the_rest() -> None:
    form = VOCABULARY.forms["matning"]
    instruments = tuple(VOCABULARY.instruments.values())
    ids = [entry.id for entry in matning_entries(form, VOCABULARY, instruments, "skapa")]
    assert ids[:3] == ["kod", "instrument", "skattare"]
    assert ids[3:9] == [f"svar.{i}" for i in range(6)]
    assert ids[-1] == "manad"
    correcting = [entry.id for entry in matning_entries(form, VOCABULARY, (SKAPA,), "skapa", with_code=False)]
    assert correcting == ids[2:]


def test_the_acts_are_given_the_coded_answers_alone() -> None:
    answers = {"kod": "0" * 16, "instrument": "skapa", "skattare": "deltagare", "svar.0": "3", "manad": "2026-05", "parallell": "ingen"}
    assert coded_answers(answers, VOCABULARY.forms["matning"]) == {"skattare": "deltagare", "parallell": "ingen"}


def test_instruments_are_chosen_by_their_labels_and_say_their_source() -> None:
    entry = instrument_entry(tuple(VOCABULARY.instruments.values()))
    assert entry.required
    assert [choice.value for choice in entry.choices] == list(VOCABULARY.instruments)
    assert all(choice.help for choice in entry.choices)


def test_the_code_field_has_its_help() -> None:
    entry = code_entry("Står i akten.")
    assert (entry.id, entry.kind, entry.required, entry.help) == ("kod", "kod", True, "Står i akten.")
