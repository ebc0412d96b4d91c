"""What the screen has in hand: moving, choosing and erasing by keys, and which period, insats and sheet come next."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.kansli.judged_figures import ExactFigure
from register.kansli.judgements import Judging
from register.niofalt.model import PLACE, Filled
from register.periods import Month, Period
from tests.niofalt.sheets import ALL, definitions, sheet
from tui.screens.kansli_niofalt_state import InHand, Looked, Wish, next_insats, next_sheet, stepped

DAY = date(2026, 7, 10)
SPAN = Period.parse("2026H1")


def judging(sheet_id: str = "nio", **answers: str) -> Judging:
    one = sheet(sheet_id)
    now = Filled(one, "vagen", SPAN.code, DAY, answers, 1) if answers else None
    return Judging(one, "vagen", "Vägen vidare", "individ", SPAN, now, None, 1 if answers else 0)


def hand(sheet_id: str = "nio", **answers: str) -> InHand:
    return InHand.of(judging(sheet_id, **answers))


def looked(wish: Wish | None = None, judged: Judging | None = None) -> Looked:
    insatser = (("vagen", "Vägen vidare", "individ"), ("stegen", "Stegen", "individ"))
    return Looked(wish or Wish(SPAN.first, "nio", "vagen"), definitions().sheets, insatser, {}, judged or judging())


def test_the_cursor_begins_at_the_first_field_that_is_not_judged() -> None:
    assert hand().at == 0
    assert hand(r1k1="svag", r1k2="stark").at == 2
    assert hand(r1k1="svag", r1k3="stark").at == 1
    whole = {f"r{row}k{column}": "svag" for row in (1, 2, 3) for column in (1, 2, 3)}
    assert hand(**whole).at == 0
    assert hand("plats", plats="r2k3").at == 5
    assert hand("plats").at == 0
    assert hand("mall", malgrupp="svag").at == 1


def test_nine_digits_in_reading_order_fill_a_grid() -> None:
    mine = hand()
    for digit in (1, 2, 3, 3, 2, 1, 1, 1, 2):
        assert mine.choose(digit)
    assert list(mine.answers) == [one.id for one in mine.sheet.fields]
    assert list(mine.answers.values()) == ["svag", "delvis", "stark", "stark", "delvis", "svag", "svag", "svag", "delvis"]
    assert mine.at == 8


@pytest.mark.parametrize("digit", [0, 4, 9, -1])
def test_a_digit_without_a_choice_changes_nothing(digit: int) -> None:
    mine = hand(r1k1="svag")
    at = mine.at
    assert not mine.choose(digit)
    assert (mine.answers, mine.at, mine.dirty) == ({"r1k1": "svag"}, at, False)


def test_changing_back_is_no_change() -> None:
    mine, dirty = hand(r1k1="svag"), []
    for digit in (3, 1):
        mine.at = 0
        mine.choose(digit)
        dirty.append(mine.dirty)
    assert dirty == [True, False]
    mine.at = 0
    for _ in range(2):
        mine.erase()
        assert (mine.dirty, mine.answers) == (True, {})


def test_what_is_kept_is_not_changed_by_what_is_in_hand() -> None:
    kept = judging(r1k1="svag")
    mine = InHand.of(kept)
    mine.at = 0
    mine.choose(3)
    assert kept.answers == {"r1k1": "svag"}


def test_a_place_is_chosen_by_digit_or_by_enter() -> None:
    mine = hand("plats")
    mine.choose(9)
    assert (mine.answers, mine.at) == ({PLACE: "r3k3"}, 8)
    mine.move(-1, -1)
    mine.accept()
    assert (mine.answers, mine.at) == ({PLACE: "r2k2"}, 4)
    mine.erase()
    assert mine.answers == {}


def test_enter_goes_on_where_a_cell_is_judged() -> None:
    mine = hand()
    mine.accept()
    assert (mine.at, mine.answers) == (1, {})
    mine.at = 8
    mine.accept()
    assert mine.at == 8


MOVES = st.lists(st.sampled_from([(-1, 0), (1, 0), (0, -1), (0, 1)]), max_size=30)


@given(MOVES)
def test_the_cursor_never_leaves_a_grid(moves: list[tuple[int, int]]) -> None:
    mine, row, column = hand(), 0, 0
    for down, right in moves:
        mine.move(down, right)
        row, column = min(max(row + down, 0), 2), min(max(column + right, 0), 2)
        assert mine.at == row * 3 + column
        assert mine.asked.place == (row, column)


@given(MOVES)
def test_the_cursor_never_leaves_a_list(moves: list[tuple[int, int]]) -> None:
    mine, at = hand("mall"), 0
    for down, right in moves:
        mine.move(down, right)
        at = min(max(at + down, 0), 1)
        assert mine.at == at


@given(
    st.lists(st.one_of(st.integers(1, 9), st.sampled_from(["erase", "accept", "up", "down", "left", "right"])), max_size=40),
    st.sampled_from(["nio", "plats", "mall"]),
)
def test_whatever_is_pressed_the_answers_can_be_kept(keys: list[int | str], sheet_id: str) -> None:
    mine = hand(sheet_id)
    moves = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
    for key in keys:
        if isinstance(key, int):
            mine.choose(key)
        elif key in moves:
            mine.move(*moves[key])
        else:
            getattr(mine, key)()
        assert 0 <= mine.at < mine.places
        for field, choice in mine.answers.items():
            found = mine.sheet.field(field)
            assert found is not None
            assert found.choice(choice) is not None


# -- Figures and what comes next ---------------------------------------------------------------------------------------------------------------


def test_a_question_shows_its_own_figures() -> None:
    exact = (ExactFigure("deltagare", "Deltagare", 12), ExactFigure("nya", "Nya", 5), ExactFigure("mal", "Till arbete", 3, 9))
    assert [one.of for one in hand().figures(exact)] == ["deltagare", "mal"]
    mine = hand("mall")
    assert [one.of for one in mine.figures(exact)] == ["deltagare", "nya", "mal"]
    mine.move(1, 0)
    assert [one.of for one in mine.figures(exact)] == ["deltagare", "mal"]


def test_periods_are_stepped_until_today() -> None:
    assert stepped(looked(), -1, DAY) == Wish(Month(2025, 7), "nio", "vagen")
    assert stepped(looked(), 1, DAY) == Wish(Month(2026, 7), "nio", "vagen")
    assert stepped(looked(), 2, DAY) is None
    assert stepped(looked(), 0, DAY) == Wish(Month(2026, 1), "nio", "vagen")
    assert stepped(Looked(Wish(SPAN.first)), 1, DAY) is None


def test_insatser_and_sheets_go_round() -> None:
    assert next_insats(looked()).insats == "stegen"
    assert next_insats(looked(Wish(SPAN.first, "nio", "stegen"))).insats == "vagen"
    assert next_insats(looked(Wish(SPAN.first, "nio", "borta"))).insats == "vagen"
    assert next_insats(Looked(Wish(SPAN.first))).insats is None
    order = ["nio"]
    for _ in definitions(ALL).sheets:
        order.append(next_sheet(looked(Wish(SPAN.first, order[-1], "vagen"))).sheet or "")
    assert order == ["nio", "plats", "mall", "nio"]
    assert next_sheet(Looked(Wish(SPAN.first))).sheet is None
