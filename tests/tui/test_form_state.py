"""The pure part of a form: keys, answers, conditions, search, undo. No screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.periods import Month
from register.vocabulary.loader import load
from tui.form_entries import (
    CODE_HELP,
    MISSING,
    SKIPPED,
    Choice,
    Entry,
    choice_keys,
    code_entry,
    coded_answers,
    form_entries,
    item_entries,
    item_values,
    matning_entries,
)
from tui.form_state import FormState, code_symbol, grouped

VOCABULARY = load()
MONTH = Month(2026, 7)


def start_form() -> FormState:
    return FormState(form_entries(VOCABULARY.form("start", "x"), VOCABULARY), {"manad": "2026-07"}, MONTH)


def press(state: FormState, keys: str) -> FormState:
    for key in keys:
        state.press(key)
    return state


@pytest.mark.parametrize(
    ("n", "first", "last"),
    [(1, "1", "1"), (9, "1", "9"), (10, "1", "a"), (20, "1", "k"), (35, "1", "z"), (36, "01", "36"), (99, "01", "99"), (200, "11", "6p")],
)
def test_keys_of_choices(n: int, first: str, last: str) -> None:
    keys = choice_keys(n)
    assert (keys[0], keys[-1], len(keys), len(set(keys))) == (first, last, n, n)


@given(st.integers(0, 1000))
def test_no_key_begins_another_and_none_is_longer_than_two(n: int) -> None:
    keys = choice_keys(n)
    assert all(len(key) <= 2 for key in keys)
    assert len({len(key) for key in keys}) <= 1


def test_a_whole_start_form_takes_one_press_a_field_and_enter_on_the_month() -> None:
    state = press(start_form(), "13234j12111j1")
    assert state.answers == {
        "kon": "kvinna",
        "aldersgrupp": "25-29",
        "utbildning": "grundskola",
        "tid_forsorjning": "1-3",
        "forsorjning": "ekonomiskt-bistand",
        "flera_kallor": "ja",
        "sysselsattning": "arbete-utan-stod",
        "omfattning": "50",
        "remitterande_part": "af",
        "omrade": "hela",
        "ny_i_forbundet": "ja",
        "parallell": "ingen",
        "manad": "2026-07",
    }
    assert state.active == "manad"
    assert state.accept()
    assert state.entry is None
    assert not state.accept(), "Enter at the end saves"


@pytest.mark.parametrize("kind", ["start", "avslut"])
def test_every_answer_of_every_field_is_at_most_two_presses_away(kind: str) -> None:
    for entry in form_entries(VOCABULARY.form(kind, "x"), VOCABULARY):  # type: ignore[arg-type]
        for choice in entry.choices:
            state = FormState((replace(entry, only_if=None), Entry("sist", "Sist")), {}, MONTH)
            press(state, choice.key)
            assert len(choice.key) <= 2
            assert (state.answers, state.active) == ({entry.id: choice.value}, "sist")


def test_a_long_list_takes_two_presses_and_backspace_takes_back_the_first() -> None:
    entry = Entry("omrade", "Område", "val", tuple(Choice(key, key, f"Område {key}") for key in choice_keys(60)))
    state = press(FormState((entry,), {}, MONTH), "4")
    assert (state.partial, state.answers) == ("4", {})
    state.erase()
    press(state, "27")
    assert state.answers == {"omrade": "27"}


@pytest.mark.parametrize("instrument", ["skapa", "swemwbs"])
def test_a_matning_takes_one_press_an_item(instrument: str) -> None:
    entries = matning_entries(VOCABULARY.form("matning", "x"), VOCABULARY, tuple(VOCABULARY.instruments.values()), instrument, with_code=False)
    items = VOCABULARY.instruments[instrument].items
    state = FormState(entries, {}, MONTH, active="svar.0")
    press(state, "5" + "0" + "-" + "1" * (len(items) - 3))
    assert item_values(state.answers, len(items)) == (5, None, None, *([1] * (len(items) - 3)))
    assert not (state.entry and state.entry.id.startswith("svar."))


def test_levels_beyond_nine_and_below_zero_have_letters() -> None:
    wide = replace(VOCABULARY.instruments["skapa"], low=-5, high=5, scale_labels=())
    entry = item_entries(wide)[0]
    assert (entry.choices[0].key, entry.choices[0].value) == ("1", "-5")
    assert entry.value_of("b") == "5"
    state = press(FormState((entry, Entry("x", "x")), {}, MONTH), "1")
    assert item_values(state.answers, 1) == (-5,)
    assert item_values({"svar.0": SKIPPED}, 1) == (None,)


def test_zero_to_ten_keeps_zero_as_a_level() -> None:
    entry = item_entries(replace(VOCABULARY.instruments["skapa"], low=0, high=9, scale_labels=()))[0]
    assert entry.value_of("0") == "0"
    assert entry.value_of("-") == SKIPPED


def test_zero_and_dash_mean_missing_and_j_n_answer_yes_and_no() -> None:
    state = start_form()
    state.go("utbildning")
    press(state, "0-")
    assert state.answers["utbildning"] == state.answers["tid_forsorjning"] == MISSING
    state.go("flera_kallor")
    press(state, "N")
    assert state.answers["flera_kallor"] == "nej"


def test_a_required_field_can_not_be_answered_with_missing() -> None:
    state = press(start_form(), "0")
    assert "kon" not in state.answers
    assert "inget av svaren" in state.complaint
    press(state, "1")
    assert state.complaint == ""


def test_conditional_fields_come_and_go_with_their_answers() -> None:
    state = start_form()
    assert "omfattning" not in {e.id for e in state.visible}
    state.go("sysselsattning")
    press(state, "13")
    assert state.answers["omfattning"] == "75"
    state.go("sysselsattning")
    press(state, "6")
    assert "omfattning" not in state.answers
    assert state.active == "remitterande_part"
    state.undo()
    assert state.answers["omfattning"] == "75"


def test_months_step_back_and_never_into_the_future() -> None:
    state = start_form()
    state.go("manad")
    for _ in range(7):
        state.step(-1)
    assert state.answers["manad"] == "2025-12"
    for _ in range(20):
        state.step(1)
    assert state.answers["manad"] == "2026-07"


def test_arrows_change_no_choice() -> None:
    state = start_form()
    state.step(1)
    assert "kon" not in state.answers
    state.press("1")
    state.go("kon")
    state.step(-1)
    state.step(1)
    assert (state.answers["kon"], state.active) == ("kvinna", "kon")


def test_search_narrows_and_enter_takes_the_first() -> None:
    state = FormState(form_entries(VOCABULARY.form("avslut", "x"), VOCABULARY), {}, MONTH)
    state.search = ""
    press(state, "FELREG")
    assert [c.value for c in state.matches] == ["felregistrering"]
    state.erase()
    assert state.search == "FELRE"
    assert state.accept()
    assert state.answers == {"avslutsanledning": "felregistrering"}


def test_an_empty_search_chooses_nothing() -> None:
    state = start_form()
    state.search = ""
    assert state.accept()
    assert (state.answers, state.active) == ({"manad": "2026-07"}, "kon")


def test_codes_take_any_case_and_separator_and_complain_of_each_wrong_symbol() -> None:
    state = press(FormState((code_entry(CODE_HELP),), {}, MONTH), "k7mq 4xw9-2DHT.5p3c")
    assert state.answers["kod"] == "K7MQ4XW92DHT5P3C"
    press(state, "A")
    assert "redan sexton" in state.complaint
    state.erase()
    press(state, "u")
    assert "förekommer inte" in state.complaint
    assert state.answers["kod"] == "K7MQ4XW92DHT5P3"


@pytest.mark.parametrize(
    ("typed", "symbol"), [("o", "0"), ("I", "1"), ("l", "1"), ("-", ""), ("–", ""), (" ", ""), ("u", None), ("å", None), ("!", None), ("ß", None)]
)
def test_symbols_of_a_code(typed: str, symbol: str | None) -> None:
    assert code_symbol(typed) == symbol


def test_groups_show_what_is_missing() -> None:
    assert grouped("K7MQ4") == "K7MQ-4···-····-····"


def test_undo_goes_all_the_way_back_and_then_says_no() -> None:
    state = press(start_form(), "132")
    for _ in range(3):
        assert state.undo()
    assert not state.dirty
    assert state.active == "kon"
    assert not state.undo()


def test_other_items_when_the_instrument_changes() -> None:
    instruments = tuple(VOCABULARY.instruments.values())
    form = VOCABULARY.form("matning", "x")
    state = FormState(matning_entries(form, VOCABULARY, instruments, "skapa"), {}, MONTH, active="svar.5")
    press(state, "3")
    state.replace_entries(matning_entries(form, VOCABULARY, instruments, "swemwbs"))
    assert state.answers == {"svar.5": "3"}
    state.answers["svar.6"] = "2"
    state.replace_entries(matning_entries(form, VOCABULARY, instruments, "skapa"))
    assert "svar.6" not in state.answers


def test_a_retired_code_is_offered_only_where_it_is_the_present_answer() -> None:
    from tui.form_entries import entry_of

    utbildning = VOCABULARY.lists["utbildning"]
    old = replace(utbildning, codes=(replace(utbildning.codes[0], retired=True), *utbildning.codes[1:]))
    vocabulary = replace(VOCABULARY, lists={**VOCABULARY.lists, "utbildning": old})
    field = VOCABULARY.form("start", "x").by_id["utbildning"]
    assert len(entry_of(field, vocabulary).choices) == 4
    assert len(entry_of(field, vocabulary, keep=utbildning.codes[0].id).choices) == 5


def test_only_coded_answers_go_to_an_act() -> None:
    form = VOCABULARY.form("matning", "x")
    assert coded_answers({"kod": "X", "instrument": "skapa", "svar.0": "1", "manad": "2026-07", "skattare": "deltagare"}, form) == {
        "skattare": "deltagare"
    }


@given(st.lists(st.sampled_from([*"123456789abcj0-/? ", "up", "down", "left", "right", "erase", "enter", "undo", "search"]), max_size=60))
def test_whatever_is_pressed_the_answers_are_answers_of_fields_that_are_asked(keys: list[str]) -> None:
    state = start_form()
    acts: dict[str, Callable[[], object]] = {
        "up": lambda: state.move(-1),
        "down": lambda: state.move(1),
        "left": lambda: state.step(-1),
        "right": lambda: state.step(1),
        "erase": state.erase,
        "enter": state.accept,
        "undo": state.undo,
        "search": lambda: setattr(state, "search", ""),
    }
    for key in keys:
        if key in acts:
            acts[key]()
        else:
            state.press(key)
        shown = {e.id: e for e in state.visible}
        assert set(state.answers) <= set(shown)
        assert state.active == "" or state.active in shown
        assert all(shown[k].kind == "manad" or v in {c.value for c in shown[k].choices} for k, v in state.answers.items())
