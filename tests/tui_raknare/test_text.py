"""The grid as text: what fits, what stays in sight, what is marked. Without a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.counters.model import Counter, Counters, Place
from tests.counters.strategies import filled
from tests.tui_raknare.files import grid_of
from tui.counter_state import CounterState
from tui.screens.raknare_text import BLANK, CARET, CURSOR, LEGEND, WIDE, grid_lines, measures, whole_text


def lines_of(state: CounterState, width: int = 78, height: int = 20) -> list[str]:
    return str(whole_text(state, width, height)).splitlines()


def typed(state: CounterState, text: str) -> None:
    for character in text:
        assert state.press(character)


@given(filled(), st.integers(60, 130), st.integers(20, 45), st.integers(0, 30))
@settings(max_examples=80, deadline=None)
def test_every_counter_fits_the_window_with_the_cursor_in_it(pair: tuple[Counter, dict[Place, int]], width: int, height: int, steps: int) -> None:
    counter, values = pair
    state = CounterState(grid_of(counter, values))
    state.follow(min(steps, len(state.layout.spots) - 1))
    found = lines_of(state, width, height)
    assert len(found) <= height
    assert sum(line.count(CURSOR) for line in found) == 1
    assert found[-1].strip() == LEGEND
    assert max(map(len, found)) <= width


@pytest.mark.parametrize(("width", "height"), [(78, 20), (118, 36)])
def test_the_large_one_shows_a_window_and_says_which(counters: Counters, width: int, height: int) -> None:
    state = CounterState(grid_of(counters.by_id["besok"], {Place(("o0", "a0")): 5}))
    state.move(99, 99)
    found = lines_of(state, width, height)
    assert any(line.startswith("Ort nummer 29") for line in found)
    where = next(line for line in found if line.startswith("Rad "))
    assert "–30 av 30" in where
    assert "–12 av 12" in where
    assert len(found) <= height


def test_totals_count_what_is_out_of_sight(counters: Counters) -> None:
    state = CounterState(grid_of(counters.by_id["besok"], {Place(("o0", "a0")): 5, Place(("o29", "a11")): 3}))
    summa = next(line for line in lines_of(state) if line.startswith("Summa"))
    assert summa.split()[-1] == "8"
    assert summa.split()[1] == "5"


@pytest.mark.parametrize(("owner", "protected", "marked"), [("", True, True), ("", False, False), ("coach", True, False)])
def test_exact_counts_of_people_at_the_kansli_are_marked(counters: Counters, owner: str, protected: bool, marked: bool) -> None:
    counter = replace(counters.by_id["ko"], protected=protected, label="Personer som står i kö till någon av insatserna i hela förbundet")
    state = CounterState(replace(grid_of(counter, code="2026"), insats_id=owner))
    first = lines_of(state)[0]
    assert first.lstrip().startswith("INTERNT") is marked
    assert len(first) <= 78


def test_blank_and_zero_look_different_and_the_cursor_has_a_sign(counters: Counters) -> None:
    state = CounterState(grid_of(counters.by_id["ko"], {Place(("0-1",)): 0}, code="2026"))
    rows = {line.split("  ")[0]: line.split()[-1] for line in reversed(lines_of(state)) if line}
    assert rows["Under 2 månader"] == f"{CURSOR}0"
    assert rows["2–3 månader"] == BLANK
    assert rows["Summa"] == "0"
    assert "Median: –" in lines_of(state)
    typed(state, "3")
    assert f"{CURSOR}3{CARET}*" in "".join(lines_of(state))


def test_the_share_of_the_whole_counts_only_what_has_both_numbers(counters: Counters) -> None:
    state = CounterState(grid_of(counters.by_id["utbildad-personal"], code="2026"))
    state.paste("12\t16\n3")
    summa = next(line for line in lines_of(state) if line.startswith("Summa"))
    assert summa.replace("\N{NO-BREAK SPACE}", " ").split() == ["Summa", "15", "16", "75,0", "%"]
    state.discard()
    assert next(line for line in lines_of(state) if line.startswith("Summa")).split() == ["Summa", BLANK, BLANK, BLANK]


def test_without_anybody_to_divide_by_there_is_no_share(counters: Counters) -> None:
    state = CounterState(grid_of(counters.by_id["utbildad-personal"], code="2026"))
    state.paste("0\t0")
    row = next(line for line in lines_of(state) if line.startswith("Våld"))
    assert row.split()[-1] == BLANK


def test_many_faults_end_in_how_many_they_are(counters: Counters) -> None:
    state = CounterState(grid_of(counters.by_id["ko"], code="2026"))
    state.paste("a\nb\nc\nd\ne")
    found = lines_of(state)
    assert sum(line.startswith("!") for line in found) <= 3
    assert "  … 5 fel i allt" in found
    wide = lines_of(state, WIDE, 36)
    assert sum("! " in line and "värdet" in line for line in wide) == 5
    assert not any("fel i allt" in line for line in wide)


def test_why_it_is_closed_stands_above_and_whether_that_can_be_changed(counters: Counters) -> None:
    grid = grid_of(counters.by_id["besokare"], {Place(("vik",)): 1}, closed="Rapporten är publicerad.")
    assert "Stängd: Rapporten är publicerad. Det som ändras sparas först efter en fråga." in lines_of(CounterState(grid))
    assert "Stängd: Rapporten är publicerad. Värdena går inte att ändra." in lines_of(CounterState(replace(grid, late=False)))


def test_long_labels_are_cut_in_the_grid_and_whole_below_it(counters: Counters) -> None:
    state = CounterState(grid_of(counters.by_id["avslutsenkat"]))
    state.move(1, 2)
    found = lines_of(state)
    assert any("…" in line for line in found)
    assert "Jag har varit delaktig i min planering · Instämmer inte" in found


def test_a_long_name_gives_way_to_the_period(counters: Counters) -> None:
    counter = replace(counters.by_id["ko"], label="Personer som väntar på att få börja i någon av förbundets alla insatser, oavsett vilken det är")
    found = lines_of(CounterState(grid_of(counter, code="2026")))
    assert found[0].endswith("…, personer (r) · 2026 (p)")
    assert len(found[0]) <= 78


def test_a_huge_number_widens_the_columns_and_fewer_are_in_sight(counters: Counters) -> None:
    state = CounterState(grid_of(counters.by_id["struktur-personal"]))
    before = measures(state, 78, 20)
    state.paste("10000000")
    after = measures(state, 78, 20)
    assert after.column >= before.column
    assert after.columns <= before.columns
    typed(state, "9" * 24)
    assert max(len(str(line)) for line in grid_lines(state, 78, 12)) <= 78
