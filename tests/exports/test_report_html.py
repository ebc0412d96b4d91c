"""The report as a page: every figure where a reader and a screen reader look for it, every word explained, nothing fetched and nothing run."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.report_html import render_html
from exports.report_layout import ABOUT_HEADING, DEFINITIONS_HEADING, FIGURES_HEADING, HIDDEN_MEANS, MOST_WHOLE, word_columns
from register.reports.document import BLANK_MARK, Column, Report, Row, Section, View
from register.reports.values import EMPTY, HIDDEN, NOT_FOLLOWED_UP, count, words
from tests.exports.pages import Page
from tests.exports.reports import DEFINITIONS, indicators, outcome, overview, report, share

NASTY = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><b>", "</style><b>", "Rygg & Rehab", "' onfocus='x", "}</style>{")


def page(written: Report | None = None) -> Page:
    return Page(render_html(written or report()))


def test_every_value_of_every_table_stands_in_its_place() -> None:
    read = page()
    rows = iter(read.rows)
    for section in report().sections:
        assert section.view
        assert next(rows) == [section.view.head, *(column.label for column in section.view.columns)]
        for row in section.view.rows:
            spoken = {"dold": f"··{HIDDEN_MEANS}", "tom": "–inget att räkna på"}
            assert next(rows) == [row.label, *(spoken.get(value.kind, value.text) for value in row.values)]
    assert not list(rows)


def test_blank_zero_hidden_and_empty_look_different_and_sound_different() -> None:
    view = View("T", "R", (Column("A"),), tuple(Row(str(n), (value,)) for n, value in enumerate((HIDDEN, NOT_FOLLOWED_UP, EMPTY, count(0)))))
    source = render_html(report(Section("s", "S", view=view))).decode()
    cells = re.findall(r"<td>(.*?)</td>", source)
    assert cells == [
        f'<span class="hidden" title="{HIDDEN_MEANS}" aria-hidden="true">··</span><span class="only-read">{HIDDEN_MEANS}</span>',
        f'<span class="blank">{BLANK_MARK}</span>',
        '<span class="hidden" title="inget att räkna på" aria-hidden="true">–</span><span class="only-read">inget att räkna på</span>',
        "0",
    ]
    assert "·· = dolt av sekretesskäl · – = inget att räkna på" in source


def test_a_table_without_marks_explains_none() -> None:
    view = View("T", "R", (Column("A"),), (Row("a", (count(12),)),))
    assert "= dolt" not in page(report(Section("s", "S", view=view))).text


def test_it_can_be_read_without_seeing_it() -> None:
    read = page()
    assert read.named("html") == [{"lang": "sv"}]
    assert len(read.named("h1")) == len(read.named("main")) == len(read.named("nav")) == len(read.named("header")) == 1
    tables = len([section for section in report().sections if section.view])
    assert len(read.named("table")) == len(read.named("caption")) == tables
    assert {cell.get("scope") for cell in read.named("th")} == {"col", "row"}
    labels = [region["aria-label"] for region in read.named("div") if region.get("role") == "region"]
    assert labels == [f"Tabell {n + 1}" for n in range(tables)]
    assert all(region.get("tabindex") == "0" for region in read.named("div") if region.get("role") == "region")


def test_headings_come_in_order() -> None:
    for written in (report(), overview()):
        levels = [int(tag[1]) for tag, _ in page(written).tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_id_twice_and_every_link_leads_somewhere() -> None:
    for written in (report(), overview()):
        read = page(written)
        ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        links = [attrs["href"] or "" for attrs in read.named("a")]
        assert {link[1:] for link in links} <= set(ids)
        assert links[0] == "#innehall"
        for _, attrs in read.tags:
            for name in ("aria-labelledby", "aria-describedby"):
                assert set((attrs.get(name) or "").split()) <= set(ids)


def test_every_picture_has_its_words_and_its_table_beside_it() -> None:
    written = report()
    read = page(written)
    charts = [section.chart for section in written.sections if section.chart]
    assert len(read.named("figure")) == len(charts)
    assert len(read.named("svg")) == 2 * len(charts)  # for a wide page and for a narrow one
    assert {one.get("role") for one in read.named("svg")} == {"img"}
    for chart in charts:
        assert chart.alt in read.text
    assert read.text.index("Bild 2. ") < read.text.index("Tabell 3. ") < read.text.index("Bild 3. ")


def test_each_term_is_one_click_from_its_definition() -> None:
    source = render_html(report()).decode()
    assert '<th scope="col"><a href="#ord-bas">Bas 2026</a></th>' in source
    assert '<th scope="col"><a href="#ord-malvarde">Målvärde</a></th>' in source
    for term, (label, text) in DEFINITIONS.items():
        assert f'<dt id="ord-{term}">{label}</dt><dd>{text}</dd>' in source


def test_a_column_whose_term_has_no_definition_is_no_link() -> None:
    view = View("T", "R", (Column("A", "okand"),), (Row("a", (count(12),)),))
    assert '<th scope="col">A</th>' in render_html(report(Section("s", "S", view=view))).decode()


def test_nothing_runs_and_nothing_is_fetched() -> None:
    for written in (report(), overview()):
        read = page(written)
        assert not {"script", "link", "img", "iframe", "form", "object", "image", "use", "foreignobject", "animate"} & {tag for tag, _ in read.tags}
        assert not [attrs for _, attrs in read.tags if any(name.startswith("on") or name in {"src", "style"} for name in attrs)]
        assert all((attrs.get("href") or "#").startswith("#") for _, attrs in read.tags)
        source = render_html(written).decode()
        assert "@import" not in source
        assert set(re.findall(r"url\((.)", source)) <= {"#"}
        assert set(re.findall(r"https?://[^\"' )]+", source)) <= {"http://www.w3.org/2000/svg"}
        assert "default-src 'none'" in source


def test_what_is_said_around_the_figures_is_there() -> None:
    text = " ".join(page().text.split())
    written = report()
    for section in written.sections:
        for sentence in (*section.sentences, section.heading, section.protection, *(section.view.notes if section.view else ())):
            assert sentence in text
    for words_ in (*written.about, ABOUT_HEADING, DEFINITIONS_HEADING):
        assert words_ in text
    assert "januari–december 2026 · framställd 3 februari 2027" in text


def test_the_protection_is_told_once_in_the_reports_own_words() -> None:
    told = "12 tal är dolda."
    text = page(report(about=("Påhittade tal.", told), audit={"mening": told})).text
    assert text.count(told) == 1
    assert "angripare" not in text


@pytest.mark.parametrize(("rows", "whole"), [(MOST_WHOLE, True), (MOST_WHOLE + 1, False)])
def test_a_table_that_fits_a_page_is_whole_on_paper(rows: int, whole: bool) -> None:
    view = View("T", "R", (Column("A"),), tuple(Row(str(n), (count(n),)) for n in range(rows)))
    kinds = {one.get("class") for one in page(report(Section("s", "S", view=view))).named("div")}
    assert ("few whole" in kinds) is whole


def test_rows_show_their_depth_and_their_weight() -> None:
    source = render_html(report(outcome())).decode()
    assert '<tr class=strong><th scope="row">Arbete eller studier</th>' in source
    assert '<tr><th scope="row" class="level1">Studier</th>' in source


def test_words_stand_to_the_left_and_figures_to_the_right() -> None:
    view = View("T", "R", (Column("A"), Column("B"), Column("C")), (Row("a", (words("God"), count(1), NOT_FOLLOWED_UP)),))
    source = render_html(report(Section("s", "S", view=view))).decode()
    assert "<td class=word>God</td><td>1</td><td><span" in source


def test_a_column_of_words_stays_one_where_some_are_missing() -> None:
    rows = tuple(Row("a", (value, value if value is not HIDDEN else count(1))) for value in (words("God"), HIDDEN, EMPTY, NOT_FOLLOWED_UP))
    assert word_columns(View("T", "R", (Column("A"), Column("B")), rows)) == [True, False]
    assert word_columns(View("T", "R", (Column("A"),), (Row("a", (HIDDEN,)),))) == [False]
    assert word_columns(View("T", "R", (Column("A"),), ())) == [False]


def test_the_overview_has_pictures_first_and_their_figures_after() -> None:
    read = page(overview())
    text = read.text
    assert text.index("Bild 4. ") < text.index(FIGURES_HEADING, text.index("Bild 1. ")) < text.index("Tabell 2. ")
    assert text.index("Tabell 1. ") < text.index("Bild 1. ")  # the headline's table leads
    assert {f"#tabell-{n}" for n in (2, 3, 4, 5)} <= {link["href"] for link in read.named("a")}


def test_a_report_with_nothing_in_it_is_a_page_all_the_same() -> None:
    read = page(replace(report(), sections=(), definitions={}, tables=(), about=()))
    assert read.named("main")
    assert DEFINITIONS_HEADING not in read.text
    assert read.rows == []


@pytest.mark.parametrize(("many", "folded"), [(5, False), (30, True)])
def test_a_long_list_of_contents_is_folded(many: int, folded: bool) -> None:
    made = report(*(Section(f"s{n}", f"Del {n}", ("Något.",)) for n in range(many)))
    page = render_html(made).decode()
    assert ("<details><summary>Innehåll" in page) is folded
    assert page.count('<li><a href="#del-s') == many


def test_a_table_without_rows_or_columns() -> None:
    view = View("T", "R", (), ())
    assert page(report(Section("s", "S", view=view))).rows == [["R"]]


def test_sections_of_alike_ids_are_the_reports_own_doing_but_terms_are_safe() -> None:
    written = report(indicators(), definitions={'x" onclick="y': ("Ord", "Text")})
    assert page(written).named("dt") == [{"id": "ord-x-onclick-y"}]


@pytest.mark.parametrize("name", NASTY)
def test_words_are_never_markup(name: str) -> None:
    view = View(name, name, (Column(name),), (Row(name, (words(name),)),), (name,))
    section = Section("s", name, (name,), view, protection=name)
    plain = replace(section, heading="x", sentences=("x",), protection="x", view=View("x", "x", (Column("x"),), (Row("x", (words("x"),)),), ("x",)))
    changes = {"title": name, "subject": name, "span_label": name, "about": (name,), "definitions": {"bas": (name, name)}}
    read = page(report(section, **changes))
    harmless = dict.fromkeys(("title", "subject", "span_label"), "x") | {"about": ("x",), "definitions": {"bas": ("x", "x")}}
    assert [tag for tag, _ in read.tags] == [tag for tag, _ in page(report(plain, **harmless)).tags]
    assert read.text.count(name) >= 8


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=40))
def test_any_subject_nests_and_is_shown(name: str) -> None:
    read = page(report(indicators(), subject=name))
    assert read.text.count(name) >= 2


def test_the_same_report_gives_the_same_page() -> None:
    assert render_html(report()) == render_html(report())


def test_it_is_made_for_paper_for_telephones_and_for_those_who_want_no_motion() -> None:
    source = render_html(report()).decode()
    for rule in ("size: A4", "@media print", "break-inside: avoid", "max-width: 36rem", "prefers-reduced-motion", ":focus-visible"):
        assert rule in source


def test_an_interval_is_read_as_words() -> None:
    view = View("T", "R", (Column("A"),), (Row("a", (share(0.3, 0.2, 0.4),)),))
    assert page(report(Section("s", "S", view=view))).rows[-1] == ["a", "30\u00a0%"]
