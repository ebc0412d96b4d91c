"""The grid in hand: layout, moving, typing, faults, pasting; without a screen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.counters import entry, figures
from register.counters.model import Counter, Counters, Place
from tests.counters.strategies import counters as any_counter
from tests.counters.strategies import filled
from tests.tui_raknare.files import grid_of
from tui.counter_layout import Layout, Spot
from tui.counter_state import LONGEST_TYPED, TYPED, CounterState, shown_number


def state_of(counters: Counters, id_: str, values: dict[Place, int] | None = None, code: str = "2026H1") -> CounterState:
    return CounterState(grid_of(counters.by_id[id_], values, code=code))


def typed(state: CounterState, text: str) -> None:
    for character in text:
        assert state.press(character)


# -- Layout --------------------------------------------------------------------------------------------------------------------------------------


def test_one_dimension_is_rows_two_are_rows_and_columns_three_have_one_above(counters: Counters) -> None:
    queue = state_of(counters, "ko", code="2026").layout
    assert (len(queue.pages), len(queue.rows), queue.columns) == (1, 5, ("antal",))
    staff = state_of(counters, "struktur-personal").layout
    assert (len(staff.pages), len(staff.rows), len(staff.columns)) == (1, 4, 4)
    assert (staff.row_label(0), staff.column_label(1)) == ("Arbetsförmedlingen", "Konferens eller seminarium")
    heller = state_of(counters, "lex-heller").layout
    assert (len(heller.pages), len(heller.rows), len(heller.columns)) == (5, 4, 4)
    assert heller.page_label(3) == "Väntan"
    assert heller.column_label(0) == "Inkommen"


def test_a_share_has_taljare_and_namnare_as_columns(counters: Counters) -> None:
    one = state_of(counters, "utbildad-personal").layout
    assert [one.column_label(0), one.column_label(1)] == ["Utbildade", "Personal"]
    assert len(one.rows) == 3
    two = state_of(counters, "utbildade-orter").layout
    assert (len(two.pages), len(two.rows), len(two.columns)) == (3, 3, 2)
    assert two.page_label(2) == "Gamla staden"


def test_a_counter_without_dimensions_is_one_place(counters: Counters) -> None:
    state = state_of(counters, "moten")
    assert state.layout.spots == {Place(): Spot()}
    assert state.layout.row_label(0) == "Möten med parterna"
    assert state.layout.column_label(0) == "Tillfällen"


@given(any_counter())
def test_every_place_of_every_counter_stands_at_one_spot(counter: Counter) -> None:
    layout = Layout.of(grid_of(counter))
    assert set(layout.spots) == set(counter.places())
    assert all(layout.place(spot) == place for place, spot in layout.spots.items())


@given(filled())
def test_retired_codes_are_there_only_where_they_have_a_value(pair: tuple[Counter, dict[Place, int]]) -> None:
    counter, values = pair
    grid = grid_of(counter, values)
    layout = Layout.of(grid)
    assert {cell.place for cell in grid.cells} <= set(layout.spots)
    used = {code for cell in grid.cells for code in cell.place.codes}
    assert {code for codes in layout.spots for code in codes.codes} == used


@given(any_counter(), st.booleans())
def test_following_visits_every_place_once_and_stops_at_the_last(counter: Counter, down: bool) -> None:
    layout = Layout.of(grid_of(counter))
    spot, seen = Spot(), [Spot()]
    while (after := layout.following(spot, 1, down=down)) != spot:
        spot = after
        seen.append(spot)
    assert len(seen) == len(set(seen)) == len(layout.spots)
    for before in reversed(seen[:-1]):
        spot = layout.following(spot, -1, down=down)
        assert spot == before


def test_arrows_stay_at_the_edges(counters: Counters) -> None:
    state = state_of(counters, "struktur-personal")
    state.move(-1, -1)
    assert state.spot == Spot()
    state.move(99, 99)
    assert state.spot == Spot(0, 3, 3)


def test_the_window_follows_the_cursor(counters: Counters) -> None:
    state = state_of(counters, "besok")
    state.keep_in_sight(5, 3)
    assert (state.top, state.left) == (0, 0)
    state.move(7, 4)
    state.keep_in_sight(5, 3)
    assert (state.top, state.left) == (3, 2)
    state.move(-5, 0)
    state.keep_in_sight(5, 3)
    assert state.top == 2
    state.keep_in_sight(100, 100)
    assert (state.top, state.left) == (0, 0)


# -- Typing --------------------------------------------------------------------------------------------------------------------------------------


def test_blank_is_not_zero(counters: Counters) -> None:
    state = state_of(counters, "ko", code="2026")
    typed(state, "0")
    state.move(1, 0)
    assert state.changes == {Place(("0-1",)): 0}
    assert state.text(Place(("0-1",))) == "0"
    assert state.text(Place(("2-3",))) == ""
    state.move(-1, 0)
    state.blank()
    assert not state.dirty


def test_the_first_digit_replaces_and_the_same_number_is_no_change(counters: Counters) -> None:
    place = Place(("0-1",))
    state = state_of(counters, "ko", {place: 12}, code="2026")
    typed(state, "7")
    assert (state.text(place), state.changes) == ("7", {place: 7})
    state.backspace()
    assert (state.text(place), state.changes) == ("", {place: None})
    typed(state, "12")
    assert state.editing
    state.finish()
    assert not state.dirty
    assert not state.typed


def test_cancel_gives_back_what_stood_there(counters: Counters) -> None:
    place = Place(("0-1",))
    state = state_of(counters, "ko", {place: 12}, code="2026")
    typed(state, "99")
    state.cancel()
    assert (state.text(place), state.dirty) == ("12", False)
    typed(state, "5")
    state.finish()
    typed(state, "6")
    state.cancel()
    assert state.changes == {place: 5}
    state.cancel()
    assert state.changes == {place: 5}


def test_delete_blanks_and_backspace_blanks_what_is_not_being_typed(counters: Counters) -> None:
    first, second = Place(("0-1",)), Place(("2-3",))
    state = state_of(counters, "ko", {first: 1, second: 2}, code="2026")
    state.blank()
    state.move(1, 0)
    state.backspace()
    assert state.changes == {first: None, second: None}
    assert state.after == {}


@pytest.mark.parametrize("text", ["1,5", "-3", "1.5", "1-2", "+", "1" * 16, "4 000 000 000 000"])
def test_what_is_no_whole_number_is_told_and_counts_nowhere(counters: Counters, text: str) -> None:
    state = state_of(counters, "ko", code="2026")
    typed(state, text)
    (fault,) = state.faults()
    assert fault.place == state.here
    assert "Under 2 månader" in fault.error.what
    assert state.dirty


def test_letters_are_never_typed_and_a_place_has_an_end(counters: Counters) -> None:
    state = state_of(counters, "ko", code="2026")
    assert not any(state.press(character) for character in "aåxQ!?\t ")
    assert not state.dirty
    typed(state, "9" * 60)
    assert len(state.text(state.here)) == LONGEST_TYPED


def test_spaces_between_thousands_are_read(counters: Counters) -> None:
    state = state_of(counters, "ko", code="2026")
    typed(state, "1 234")
    assert list(state.changes.values()) == [1234]
    assert shown_number(1234567) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"


@given(any_counter(), st.lists(st.tuples(st.sampled_from("><v^"), st.text(TYPED, max_size=4)), max_size=20))
@settings(max_examples=60)
def test_what_is_typed_and_has_no_fault_is_what_the_store_would_take(counter: Counter, presses: list[tuple[str, str]]) -> None:
    state = CounterState(grid_of(counter))
    for move, text in presses:
        state.move({"v": 1, "^": -1}.get(move, 0), {">": 1, "<": -1}.get(move, 0))
        for character in text:
            state.press(character)
    state.finish()
    if state.every_fault():
        return
    assert entry.checked(counter, state.before, state.changes) == state.after
    again = CounterState(grid_of(counter, state.after))
    assert again.after == state.after
    assert not again.dirty


# -- Shares --------------------------------------------------------------------------------------------------------------------------------------


def test_the_other_number_of_a_share_is_asked_for_when_the_row_is_left(counters: Counters) -> None:
    state = state_of(counters, "utbildad-personal", code="2026")
    typed(state, "12")
    assert not state.faults()
    assert len(state.every_fault()) == 1
    state.follow(1)
    assert not state.faults()
    state.move(1, 0)
    assert [fault.error.what for fault in state.faults()] == ["Våld i nära relationer: Personal saknas."]


def test_a_smaller_namnare_is_told_when_it_has_been_typed(counters: Counters) -> None:
    state = state_of(counters, "utbildad-personal", code="2026")
    typed(state, "12")
    state.follow(1)
    typed(state, "1")
    assert not state.faults()
    typed(state, "5")
    state.finish()
    assert not state.faults()
    state.move(0, -1)
    typed(state, "16")
    assert [fault.error.what for fault in state.faults()] == ["Våld i nära relationer: Utbildade är fler än Personal."]


def test_an_unreadable_number_of_a_share_is_one_fault_not_two(counters: Counters) -> None:
    state = state_of(counters, "utbildad-personal", code="2026")
    typed(state, "12")
    state.follow(1)
    typed(state, "1,5")
    state.move(1, 0)
    assert [fault.error.what for fault in state.faults()] == ["Våld i nära relationer: värdet är inget heltal."]


# -- Retired codes -------------------------------------------------------------------------------------------------------------------------------


def test_a_retired_code_can_be_read_and_blanked_but_not_changed(retired: Counters) -> None:
    gone = Place(("gamla",))
    state = state_of(retired, "besokare", {gone: 4})
    assert state.layout.row_label(2) == "Gamla staden (utgången)"
    state.move(2, 0)
    typed(state, "5")
    assert [fault.error.what for fault in state.faults()] == ["Gamla staden: koden är utgången."]
    state.cancel()
    assert not state.dirty
    state.blank()
    assert not state.faults()
    assert state.changes == {gone: None}
    assert len(state_of(retired, "besokare").layout.rows) == 2


# -- Pasting -------------------------------------------------------------------------------------------------------------------------------------


def test_a_block_is_put_in_from_the_cursor(counters: Counters) -> None:
    state = state_of(counters, "struktur-personal")
    state.move(1, 2)
    assert state.paste("1\t2\r\n\t1 000\r\nx\t\r\n") == 0
    texts = [[state.text(state.layout.place(Spot(0, row, column))) for column in (2, 3)] for row in (1, 2, 3)]
    assert texts == [["1", "2"], ["", "1 000"], ["x", ""]]
    assert len(state.faults()) == 1


def test_what_has_no_room_is_counted_and_control_characters_go(counters: Counters) -> None:
    state = state_of(counters, "ko", code="2026")
    assert state.paste("1\t2\t\n3\t4") == 2
    assert list(state.changes.values()) == [1, 3]
    state.paste("\x1b[2J7")
    assert "\x1b" not in state.text(state.here)
    assert state.faults()


# -- Reading anew --------------------------------------------------------------------------------------------------------------------------------


def test_read_anew_keeps_what_was_typed_and_forgets_what_is_the_same(counters: Counters) -> None:
    first, second = Place(("0-1",)), Place(("2-3",))
    counter = counters.by_id["ko"]
    state = CounterState(grid_of(counter, code="2026"))
    typed(state, "1")
    state.move(1, 0)
    typed(state, "2")
    state.finish()
    state.rebase(grid_of(counter, {first: 1}, code="2026", closed="Låst."))
    assert state.changes == {second: 2}
    assert state.spot == Spot(0, 1, 0)
    assert state.grid.closed
    state.discard()
    assert state.after == {first: 1}


def test_read_anew_with_fewer_codes_puts_the_cursor_back(counters: Counters, retired: Counters) -> None:
    state = state_of(counters, "besokare")
    state.move(2, 0)
    typed(state, "3")
    state.rebase(grid_of(retired.by_id["besokare"]))
    assert (state.spot, state.editing, state.dirty) == (Spot(), False, False)


@given(filled())
def test_totals_of_what_is_typed_are_those_of_the_register(pair: tuple[Counter, dict[Place, int]]) -> None:
    counter, values = pair
    allowed = {place: n for place, n in values.items() if not entry.is_retired(counter, place)}
    state = CounterState(grid_of(counter))
    for place, n in allowed.items():
        state.go(state.layout.spots[place])
        for character in str(n):
            state.press(character)
    state.finish()
    assert not state.every_fault()
    assert state.after == allowed
    for measure in counter.measures:
        assert figures.total(counter, state.after, measure=measure) == figures.total(counter, allowed, measure=measure)
