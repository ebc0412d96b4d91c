"""A form as lines, its columns and figures, and one form in words. Pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from exports.slip import slip_html
from register.insats.forms import AvslutForm, MatningForm, StartForm
from register.periods import Month
from register.vocabulary.loader import load
from tui.actions import key_name
from tui.form_entries import CODE_HELP, Choice, Entry, code_entry, form_entries
from tui.form_state import FormState
from tui.screens.readable import answers_in_words, readable
from tui.widgets.figures import bars, column_widths, pad, table
from tui.widgets.form_lines import page

VOCABULARY = load()
MONTH = Month(2026, 7)


def start_form() -> FormState:
    return FormState(form_entries(VOCABULARY.form("start", "x"), VOCABULARY), {"manad": "2026-07"}, MONTH)


def lines(state: FormState, errors: dict[str, str] | None = None, width: int = 78) -> list[str]:
    return [line.content.plain.rstrip() for line in page(state, errors or {}, width=width).lines]


def test_the_active_field_has_its_choices_and_the_others_a_line_each() -> None:
    shown = lines(start_form())
    assert shown[0] == "▶ Kön (måste besvaras)"
    assert shown[1].split() == ["1", "Kvinna", "2", "Man", "3", "Annat", "eller", "uppgift", "saknas"]
    assert shown[2].startswith("  Åldersgrupp")
    assert shown[-1].strip() == "2 fält som måste besvaras återstår."


def test_an_error_stands_under_its_field() -> None:
    shown = lines(start_form(), {"aldersgrupp": "Åldersgrupp saknas."})
    at = next(i for i, line in enumerate(shown) if line.startswith("  Åldersgrupp"))
    assert shown[at + 1] == "    ! Åldersgrupp saknas."


def test_a_chosen_answer_is_marked_by_more_than_colour() -> None:
    state = start_form()
    state.answers["kon"] = "man"
    assert "● 2 Man" in lines(state)[1]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("kind", ["start", "matning", "avslut"])
def test_no_line_is_wider_than_the_screen(kind: str, width: int) -> None:
    state = FormState((code_entry(CODE_HELP), *form_entries(VOCABULARY.form(kind, "x"), VOCABULARY)), {}, MONTH)  # type: ignore[arg-type]
    for entry in state.visible:
        state.go(entry.id)
        result = page(state, {entry.id: "Fel " * 40}, width=width, help_shown=True)
        assert all(cell_len(line.content.plain.rstrip()) <= width for line in result.lines)
        assert result.top <= result.bottom < len(result.lines)


def test_every_choice_can_be_clicked() -> None:
    state = start_form()
    result = page(state, {}, width=78)
    for y, line in enumerate(result.lines):
        for hit in line.hits:
            assert result.hit(hit.first, y) == hit
    assert {h.value for line in result.lines for h in line.hits if h.entry == "kon"} == {"kvinna", "man", "annat"}
    assert result.hit(0, 10_000) is None


def test_a_code_shows_only_its_last_group_once_left() -> None:
    state = FormState((code_entry(CODE_HELP), Entry("x", "X")), {"kod": "K7MQ4XW92DHT5P3C"}, MONTH)
    assert "K7MQ-4XW9-2DHT-5P3C" in lines(state)[0]
    state.move(1)
    assert "····-····-····-5P3C" in lines(state)[0]
    assert "K7MQ" not in "".join(lines(state))


def test_help_shows_the_field_and_its_choices() -> None:
    state = start_form()
    state.go("utbildning")
    text = "\n".join(line.content.plain for line in page(state, {}, width=78, help_shown=True).lines)
    assert "Utländsk utbildning" in text
    assert "yrkeshögskola" in text


def test_a_search_that_finds_nothing_says_how_to_go_on() -> None:
    state = start_form()
    state.search = "zzz"
    assert any("Esc visar alla" in line for line in lines(state))


def test_the_first_key_of_two_is_marked() -> None:
    state = FormState((Entry("o", "O", "val", tuple(Choice(f"{i:02d}", str(i), f"Område {i}") for i in range(1, 41))),), {}, MONTH)
    state.press("1")
    marked = [line for line in page(state, {}, width=78).lines if any("reverse" in str(span.style) for span in line.content.spans)]
    assert marked


@given(st.lists(st.integers(1, 40), min_size=1, max_size=40), st.integers(20, 120))
def test_columns_hold_everything_and_fit(lengths: list[int], width: int) -> None:
    columns = column_widths(lengths, width)
    rows = -(-len(lengths) // len(columns))
    assert rows * len(columns) >= len(lengths)
    assert len(columns) == 1 or sum(columns) <= width
    for at, length in enumerate(lengths):
        assert length <= columns[at // rows]


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 40))
def test_bars_are_never_wider_than_their_room_and_never_hide_what_is_there(value: int, largest: int, width: int) -> None:
    bar = bars(min(value, largest), largest, width)
    assert len(bar) <= width
    assert bool(bar) == (min(value, largest) > 0)


def test_a_table_lines_up() -> None:
    text = table([("", "Nya")], [("Kvinna", 3), ("Alla", 0)], widths=(8, 5)).plain
    assert text.split("\n") == ["          Nya", "Kvinna      3", "Alla        ·"]
    assert pad("åä", 4) == "åä  "


@pytest.mark.parametrize(
    ("key", "name"), [("ctrl+s", "Ctrl+S"), ("f1", "F1"), ("escape", "Esc"), ("n", "n"), ("shift+tab", "Skift+Tab"), ("slash", "/")]
)
def test_keys_are_written_as_on_a_keyboard(key: str, name: str) -> None:
    assert key_name(key) == name


def test_forms_in_words() -> None:
    start = StartForm(Month(2026, 3), "2026H1", False, {"aldersgrupp": "25-29", "kon": "kvinna", "flera_kallor": "ja"})
    assert answers_in_words(start, VOCABULARY, "x") == [("Kön", "Kvinna"), ("Åldersgrupp", "25–29 år"), ("Flera försörjningskällor", "Ja")]
    matning = MatningForm(Month(2026, 5), "2026H2", True, "skapa", "1", "deltagare", (1, None, 3, 4, 5, 5))
    words = readable(matning, VOCABULARY, "x", width=70).plain
    assert "Mätning SKAPA 2026-05  räknas i 2026H2, sen" in words
    assert "Klara ett arbete: –" in words
    gone = AvslutForm(Month(2026, 6), "2026H1", False, {"avslutsanledning": "studier", "gammal_fraga": "ja"})
    assert ("gammal_fraga", "Ja") in answers_in_words(gone, VOCABULARY, "x")


def test_a_slip_has_all_it_needs_and_no_date() -> None:
    page_text = slip_html(code="K7MQ-4XW9-2DHT-5P3C", handle="blå-uggla-27", namn="Vägen <vidare>")
    assert "K7MQ-4XW9-2DHT-5P3C" in page_text
    assert "Vägen &lt;vidare&gt;" in page_text
    assert "blå-uggla-27" in page_text
    assert "http" not in page_text.replace("http://www.w3.org/2000/svg", "")
    assert "2026" not in page_text
