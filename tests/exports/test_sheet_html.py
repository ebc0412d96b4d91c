"""The page: figures where a reader and a screen reader look for them, nothing fetched, nothing run, names never markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.sheet_html import render_html
from exports.sheet_layout import BLANK_NOTE, DEFINITIONS, INTERNAL_NOTE, UNCONFIRMED_NOTE, UNIT_NOTE
from register.statutory import MEASURE_LABELS, StatutorySheet
from tests.exports.pages import Page
from tests.exports.sheets import individ, sheet, struktur


def page(written: StatutorySheet | None = None) -> Page:
    return Page(render_html(written or sheet()))


def test_figures_in_the_order_of_typing() -> None:
    assert page().rows == [
        ["Mått", "Kvinnor", "Män", "Annat/uppgift saknas", "Totalt", "Inskriven"],
        ["Unga framåtungaEj levererat för hela perioden."],
        *[[measure, "", "", "", "", ""] for measure in ("Nya", "Deltagare under perioden", "Avslutade", "Pågående vid periodens slut")],
        ["Vägen vidarevagen"],
        ["Nya", "6", "3", "1", "10", ""],
        ["Deltagare under perioden", "16", "7", "1", "24", ""],
        ["Avslutade", "5", "2", "0", "7", ""],
        ["Pågående vid periodens slut", "11", "4", "1", "16", ""],
        ["Mått", "Kvinnor", "Män", "Annat/uppgift saknas", "Totalt", "Inskriven"],
        ["Mässanmassan"],
        ["Antal", "", "", "", "340", ""],
    ]


def test_it_can_be_read_without_seeing_it() -> None:
    read = page()
    assert read.named("html") == [{"lang": "sv"}]
    assert len(read.named("table")) == len(read.named("caption")) == 2
    assert len(read.named("h1")) == len(read.named("main")) == len(read.named("title")) == 1
    assert {cell.get("scope") for cell in read.named("th")} == {"col", "row", "rowgroup"}
    labels = [box["aria-label"] for box in read.named("input")]
    assert labels[0] == "Inskriven: Vägen vidare, Nya"
    assert len(set(labels)) == len(labels) == 5  # four measures and one antal; what was not delivered has nothing to tick


def test_nothing_runs_and_nothing_is_fetched() -> None:
    read = page()
    assert not {"script", "link", "img", "iframe", "form", "a", "object"} & {tag for tag, _ in read.tags}
    assert not [attrs for _, attrs in read.tags if any(name.startswith("on") or name in {"src", "href"} for name in attrs)]
    source = render_html(sheet())
    assert b"url(" not in source
    assert b"@import" not in source
    assert b"default-src 'none'" in source


def test_it_says_that_it_is_internal_that_measures_are_unconfirmed_and_what_they_count() -> None:
    text = " ".join(page().text.split())
    for note in (INTERNAL_NOTE, UNCONFIRMED_NOTE, UNIT_NOTE, BLANK_NOTE, *DEFINITIONS.values()):
        assert note in text
    assert text.index(INTERNAL_NOTE) < text.index("Individinriktade insatser")
    assert "Förbundet Exempel · 2026H1 (2026-01 till 2026-06) · framställt 2026-07-03" in text


def test_every_measure_has_a_definition() -> None:
    assert DEFINITIONS.keys() == MEASURE_LABELS.keys()


def test_only_what_concerns_the_sheet_is_said() -> None:
    text = page(sheet(struktur(kon="man", antal=3), forbund="")).text
    assert BLANK_NOTE not in text
    assert "Individinriktade" not in text
    assert DEFINITIONS["nya"] not in text
    assert "\n2026H1 (" in text


def test_a_period_without_insatser_says_so() -> None:
    assert "inga insatser att redovisa" in page(StatutorySheet("F", sheet().period, sheet().made, ())).text


def test_it_is_made_for_paper() -> None:
    source = render_html(sheet()).decode()
    for rule in ("size: A4", "@media print", "break-inside: avoid"):
        assert rule in source


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><b>", "Rygg & Rehab", "' onfocus='x"])
def test_a_name_is_never_markup(name: str) -> None:
    read = page(sheet(individ(namn=name), forbund=name))
    assert {tag for tag, _ in read.tags} == {tag for tag, _ in page(sheet(individ())).tags}
    assert name in read.text
    assert read.named("input")[0].keys() == {"type", "autocomplete", "aria-label"}
    assert read.named("input")[0]["aria-label"] == f"Inskriven: {name}, Nya"


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=40))
def test_any_name_nests_and_is_shown(name: str) -> None:
    assert name in page(sheet(individ(namn=name))).text
