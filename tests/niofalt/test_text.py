"""Grids as text: every line within the width, the cursor told by a sign, figures beside where there is room and below where there is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from register.kansli.judged_figures import ExactFigure
from register.kansli.judgements import Judging
from register.niofalt import loader
from register.niofalt.model import Filled, Sheet
from register.periods import Month, Period
from tests.niofalt.sheets import ALL, sheet
from tests.niofalt.test_formats import report
from tui.screens.kansli_judged_text import grid_lines
from tui.screens.kansli_niofalt_state import InHand, Looked, Wish
from tui.screens.kansli_niofalt_text import whole_text

SPAN = Period.parse("2026H1")
DAY = date(2026, 7, 10)
EXACT = (ExactFigure("deltagare", "Deltagare", 45), ExactFigure("mal", "Till arbete, studier eller insats hos Arbetsförmedlingen", 12, 33))
EXAMPLE = loader.parse(loader.example())


def text(one: Sheet, width: int, *, before: dict[str, str] | None = None, times: int = 1, **answers: str) -> str:
    now = Filled(one, "vagen", SPAN.code, DAY, answers, 1) if answers else None
    was = Filled(one, "vagen", "2025H2", DAY, before, 1) if before else None
    judging = Judging(one, "vagen", "Vägen vidare", "individ", SPAN, now, was, times if now else 0)
    insatser = (("vagen", "Vägen vidare", "individ"),)
    looked = Looked(Wish(Month(2026, 1), one.id, "vagen"), (one,), insatser, {}, judging, EXACT)
    return str(whole_text(looked, InHand.of(judging), width))


def test_at_80_the_figures_stand_below() -> None:
    found = text(sheet("nio"), 77, r1k1="stark").splitlines()
    assert found[0] == " INTERNT  Niofältaren (r) · Vägen vidare (i) · 2026H1 (p)"
    assert found[1] == "Ifyllt 2026-07-10."
    assert found[-2].startswith("Siffror bakom: Deltagare 45 · Till arbete, studier")
    assert "▶ ej bedömt" in next(line for line in found if line.startswith("Deltagaren"))
    assert "+ Stark" in next(line for line in found if line.startswith("Deltagaren"))


def test_from_100_they_stand_beside_with_the_period_before_in_the_cells() -> None:
    found = text(sheet("nio"), 117, before={"r1k1": "svag"}, r1k1="stark").splitlines()
    assert "första halvåret 2026 (2026H1) (p)" in found[0]
    assert any("Behovet" in line and "Siffror bakom, exakta" in line for line in found)
    assert any("förra: − Svag" in line for line in found)
    assert not any(line.startswith("Siffror bakom:") for line in found)


def test_the_first_time_the_second_and_what_has_changed() -> None:
    assert "Inte ifyllt." in text(sheet("nio"), 77)
    assert "Ifyllt 2026-07-10, 3 gånger (h)." in text(sheet("nio"), 77, times=3, r1k1="svag")
    one = sheet("nio", ALL.replace('"Behovet"', '"Behoven"'))
    now = Filled(sheet("nio"), "vagen", SPAN.code, DAY, {"r1k1": "svag", "r1k2": "svag"}, 1)
    judging = Judging(one, "vagen", "Vägen vidare", "individ", SPAN, now, None, 1)
    looked = Looked(Wish(Month(2026, 1), "nio", "vagen"), (one,), (), {}, judging)
    assert "1 äldre svar gäller det som har ändrats (h)." in str(whole_text(looked, InHand.of(judging), 77))


def test_a_place_chosen_now_and_one_before() -> None:
    found = text(sheet("plats"), 77, before={"plats": "r1k1"}, plats="r2k3")
    assert "○ förra" in found
    assert "▶ ● vald" in found
    assert "En, Består" in found
    assert "1–9 eller Enter väljer rutan" in found


def test_a_list_of_questions_shows_both_judgements() -> None:
    found = text(sheet("mall"), 77, before={"mal": "svag"}, malgrupp="stark").splitlines()
    assert next(line for line in found if "Fråga" in line).split() == ["Fråga", "Bedömning", "Förra"]
    assert next(line for line in found if "målgrupp" in line).split()[-3:] == ["+", "Stark", "–"]
    assert next(line for line in found if line.startswith("▶")).split()[-4:] == ["ej", "bedömt", "−", "Svag"]


def test_choices_stand_under_a_long_question() -> None:
    long = sheet("mall", ALL.replace("Når insatsen sin målgrupp?", "En fråga " * 13))
    found = text(long, 60).splitlines()
    assert "1 − Svag  2 Delvis  3 + Stark" in found


@pytest.mark.parametrize("one", EXAMPLE.sheets, ids=lambda one: one.id)
@pytest.mark.parametrize("width", [60, 77, 99, 100, 117, 200])
def test_the_example_fits_every_width(one: Sheet, width: int) -> None:
    head, *lines = text(one, width, before={one.fields[0].id: one.fields[0].choices[0].id}).splitlines()
    assert head.startswith(" INTERNT")  # it alone may go on to a second line
    for line in lines:
        assert cell_len(line) <= width


def test_the_example_fits_a_screen_of_24_lines() -> None:
    """Title, sections, status and keys take four of them."""
    for one in EXAMPLE.sheets:
        assert len(text(one, 77, before={one.fields[0].id: one.fields[0].choices[0].id}).splitlines()) <= 20


WORDS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzåäö  "), min_size=1, max_size=32).filter(lambda text: bool(text.strip()))


@given(
    st.lists(WORDS, min_size=6, max_size=6, unique=True),
    st.lists(st.text(st.sampled_from("abåäö "), max_size=60), min_size=9, max_size=9, unique=True),
)
def test_any_labels_fit(sides: list[str], cells: list[str]) -> None:
    rows, columns = (", ".join(f'"{one}"' for one in part) for part in (sides[:3], sides[3:]))
    own = ", ".join("[" + ", ".join(f'"{one}"' for one in cells[at : at + 3]) + "]" for at in (0, 3, 6))
    changed = ALL.replace('["Deltagaren", "Samverkan", "Organisationen"]', f"[{rows}]\nrutor = [{own}]")
    one = sheet("nio", changed.replace('["Behovet", "Arbetssättet", "Resultatet"]', f"[{columns}]"))
    for width in (60, 77, 117):
        assert all(cell_len(line) <= width for line in text(one, width, r1k1="stark").splitlines()[1:])


# -- As they will be printed -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 77, 117])
def test_the_grids_of_a_report_fit(width: int) -> None:
    for section in report().sections:
        assert all(line.cell_length <= width for line in grid_lines(section.grids, width))


def test_the_grids_of_a_report_say_what_will_be_printed() -> None:
    lines = [str(line) for section in report().sections for line in grid_lines(section.grids, 77)]
    whole = "\n".join(lines)
    for words in (
        "Niofältaren, Vägen vidare, andra halvåret 2026",
        "+ Stark",
        "Förra: − Svag",
        "● Vald",
        "Förra = första halvåret 2026.",
        "Deltagare: 60",
    ):
        assert words in whole
    assert grid_lines((), 77) == []


def test_what_is_hidden_is_hidden_there_too() -> None:
    whole = "\n".join(str(line) for section in report(hide=True).sections for line in grid_lines(section.grids, 77))
    assert "Till arbete: ··, målvärde 50" in whole
    assert "12 av 33" not in whole
