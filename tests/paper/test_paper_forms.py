"""What stands on a paper form: the screens' own fields, answers and keys; boxes for code and month; no place for a name."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from exports.paper import PaperChoice, PaperField, PaperForm, render_forms
from register.errors import BadInput
from register.metadata import examples
from register.metadata.documents import check
from register.metadata.package import from_bytes
from register.vocabulary.loader import load
from register.vocabulary.model import Code, Form, FormKind, Vocabulary
from tests.paper.printed import pages
from tui.form_entries import SKIPPED, choice_keys, form_entries, matning_entries
from tui.paper_forms import Paper, PaperKind, scale_of

TODAY = date(2026, 11, 22)
VOCABULARY = load()


def paper(vocabulary: Vocabulary = VOCABULARY, **more: Any) -> Paper:
    return Paper("coach", "Coachingteamet", vocabulary, **more)


@cache
def shipped(kind: PaperKind) -> bytes:
    return render_forms(paper().forms(kind), today=TODAY)


def printed(kind: PaperKind, vocabulary: Vocabulary = VOCABULARY, **more: Any) -> bytes:
    if vocabulary is VOCABULARY and not more:
        return shipped(kind)
    return render_forms(paper(vocabulary, **more).forms(kind), today=TODAY)


@pytest.mark.parametrize("kind", ["start", "avslut"])
def test_it_asks_what_the_screen_asks_in_its_order_with_its_keys(kind: FormKind) -> None:
    (page,) = pages(printed("start" if kind == "start" else "avslut"))
    entries = form_entries(VOCABULARY.forms[kind], VOCABULARY)
    fields = page.fields if kind == "start" else page.fields[1:]
    assert [f.asks for f in fields] == [e.label for e in entries]
    assert [f.required for f in fields] == [e.required for e in entries]
    for field, entry in zip(fields, entries, strict=True):
        assert field.answers == [(c.key, c.label) for c in entry.choices]


@pytest.mark.parametrize("instrument", ["skapa", "swemwbs"])
def test_a_matning_has_a_box_for_every_level_of_every_item(instrument: str) -> None:
    (page,) = pages(printed("matning", instrument=instrument))
    entries = matning_entries(VOCABULARY.forms["matning"], VOCABULARY, paper().instruments, instrument)
    assert [f.asks for f in page.fields] == [e.label for e in entries]
    for field, entry in zip(page.fields, entries, strict=True):
        if entry.id.startswith("svar."):
            assert [key for key, _ in field.answers] == [c.key for c in entry.choices if c.value != SKIPPED] == list("12345")
    assert "1 = lägst, 5 = högst" in page.text
    chosen = dict(page.fields[1].answers)
    assert sorted(words.endswith("(valt)") for words in chosen.values()) == [False, True]


def test_each_form_is_one_page_and_every_instrument_has_its_own() -> None:
    found = pages(printed("alla"))
    assert [page.text.splitlines()[0].removesuffix(" Coachingteamet") for page in found] == [
        "Ny start",
        "Mätning: SKAPA",
        "Mätning: SWEMWBS",
        "Avslut",
    ]


@pytest.mark.parametrize("name", examples.names())
def test_the_forms_of_the_example_forbund_are_a_page_each(name: str) -> None:
    vocabulary = check(from_bytes(examples.read(name)).texts)
    for insats in vocabulary.insats_instruments:
        forms = Paper(insats, insats, vocabulary).forms("alla")
        found = pages(render_forms(forms, today=TODAY))
        assert len(found) == len(forms) == 2 + len(vocabulary.instruments_of(insats))
        (area,) = [field for field in found[0].fields if field.asks == "Kommun"]
        assert [words for _, words in area.answers] == [code.label for code in vocabulary.lists["omrade"].codes]


def test_a_page_for_each_skattare_has_it_ticked() -> None:
    found = pages(printed("matning", instrument="skapa", skattare=("deltagare", "handlaggare")))
    ticked = [[words for _, words in page.fields[2].answers if words.endswith("(valt)")] for page in found]
    assert ticked == [["Deltagaren (valt)"], ["Handläggaren (valt)"]]


def test_only_matning_and_avslut_have_a_place_for_the_code() -> None:
    start, matning, avslut = (pages(printed(kind))[0] for kind in ("start", "matning", "avslut"))
    assert matning.fields[0].label == avslut.fields[0].label == "Deltagarkod *"
    assert all(field.asks != "Deltagarkod" for field in start.fields)
    assert "den skrivs i akten, inte här" in " ".join(start.text.split())


@pytest.mark.parametrize("kind", ["start", "matning", "avslut"])
def test_it_says_that_no_name_belongs_there_and_has_no_line_for_one(kind: FormKind) -> None:
    page = pages(printed(kind))[0]
    text = " ".join(page.text.split())
    assert "Skriv inget namn, inget personnummer och ingen annan text på blanketten." in text
    assert not re.search(r"_{3}|\.{4}", text), "no line to write on"
    assert not [f.asks for f in page.fields if re.search(r"namn|personnummer|född|anteckning|kommentar", f.asks, re.IGNORECASE)]


def test_what_is_only_asked_sometimes_says_when_by_number_and_key() -> None:
    (page,) = pages(printed("start"))
    number = next(f.number for f in page.fields if f.asks == "Sysselsättning")
    assert f"Bara om fält {number} är 1, 2 eller 3." in page.text


def test_what_an_insats_does_not_use_and_codes_that_are_retired_are_left_out() -> None:
    lists = dict(VOCABULARY.lists)
    old = lists["utbildning"]
    lists["utbildning"] = replace(old, codes=(Code("folkskola", "Folkskola", retired=True), *old.codes))
    vocabulary = replace(VOCABULARY, lists=lists, omitted={"coach": ("flera_kallor",)}, insats_instruments={"coach": ("swemwbs",)})
    (start,) = pages(printed("start", vocabulary))
    assert "Folkskola" not in start.text
    assert "Flera försörjningskällor" not in [f.asks for f in start.fields]
    assert [page.text.split()[1] for page in pages(printed("matning", vocabulary))] == ["SWEMWBS"]


def test_a_list_too_long_for_one_key_has_two_on_paper_too() -> None:
    lists = dict(VOCABULARY.lists)
    lists["omrade"] = replace(lists["omrade"], codes=tuple(Code(f"o{i}", f"Stadsdel {i}") for i in range(1, 41)))
    (page,) = pages(printed("start", replace(VOCABULARY, lists=lists)))
    field = next(f for f in page.fields if f.asks == "Område")
    assert [key for key, _ in field.answers] == list(choice_keys(40))


def test_a_form_too_long_for_a_page_goes_on_on_the_next() -> None:
    field = PaperField("En lång fråga", "val", choices=tuple(PaperChoice(str(i), f"Ett svar som är långt och tar sin plats {i}") for i in range(40)))
    form = PaperForm("Lång", "Insatsen", (field,) * 3, "0")
    assert len(pages(render_forms([form, form], today=TODAY))) > 2


@settings(max_examples=5)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=48))
def test_words_of_the_forbund_are_never_markup(words: str) -> None:
    # Signs that the font lacks are the exception, which the loader's own lists do not have.
    label = "".join(c for c in words if c.isascii()) or "#"
    form = PaperForm(label, "#panic(1)", (PaperField(f"*{label}* $x$", "val", choices=(PaperChoice("1", f"[{label}] @here"),)),), "0")
    (page,) = pages(render_forms([form], today=TODAY))
    assert "".join(f"[{label}] @here".split()) in "".join(page.text.split())


def test_it_is_tagged_in_swedish_and_the_same_every_time() -> None:
    data = printed("alla")
    root: Any = PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] in {"sv", "sv-SE"}
    said = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part\W+1\b", said)
    command = "import sys; from datetime import date; from register.vocabulary.loader import load; from tui.paper_forms import Paper; "
    command += "from exports.paper import render_forms; "
    command += "sys.stdout.buffer.write(render_forms(Paper('coach', 'Coachingteamet', load()).forms('alla'), today=date(2026, 11, 22)))"
    assert subprocess.run([sys.executable, "-c", command], capture_output=True, check=True).stdout == data


def test_the_edition_changes_with_what_is_asked_and_not_with_the_day() -> None:
    (form,) = paper().forms("start")
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", form.edition)
    field = replace(form.fields[0], choices=form.fields[0].choices[:-1])
    assert replace(form, fields=(field, *form.fields[1:])).edition != form.edition
    assert replace(form, subject="En annan insats").edition == form.edition
    assert form.edition in pages(printed("start"))[0].text


def test_the_key_for_a_blank_field_is_one_that_works_in_all_of_them() -> None:
    assert {form.blank_key for form in paper().forms("alla")} == {"0"}
    skapa = replace(VOCABULARY.instruments["skapa"], low=0, high=4)
    vocabulary = replace(VOCABULARY, instruments={"skapa": skapa})
    assert {form.title: form.blank_key for form in paper(vocabulary).forms("alla")} == {"Ny start": "0", "Mätning: SKAPA": "-", "Avslut": "0"}


@pytest.mark.parametrize(
    ("labels", "said"), [(("1 lägst", "2", "3 högst"), "1 = lägst, 3 = högst"), (("inte", "lite", "helt"), "1 = inte, 2 = lite, 3 = helt"), ((), "")]
)
def test_the_scale_in_words(labels: tuple[str, ...], said: str) -> None:
    assert scale_of(replace(VOCABULARY.instruments["skapa"], high=3, scale_labels=labels)) == said


@pytest.mark.parametrize(
    ("more", "what"), [({"instrument": "bip"}, "Insatsen använder inte det instrumentet."), ({"skattare": ("granne",)}, "Skattaren finns inte.")]
)
def test_what_does_not_exist_is_refused(more: dict[str, Any], what: str) -> None:
    with pytest.raises(BadInput) as refused:
        paper(**more).forms("matning")
    assert refused.value.what == what


def test_an_insats_without_instruments_has_no_matning() -> None:
    vocabulary = replace(VOCABULARY, insats_instruments={"coach": ()})
    assert [form.title for form in paper(vocabulary).forms("alla")] == ["Ny start", "Avslut"]
    with pytest.raises(BadInput, match="inget instrument"):
        paper(vocabulary).forms("matning")
    with pytest.raises(BadInput, match="ingen blankett"):
        render_forms([], today=TODAY)


def test_a_form_of_another_order_prints_in_that_order() -> None:
    form = VOCABULARY.forms["start"]
    turned = Form(form.kind, form.label, (form.fields[1], form.fields[0], *form.fields[2:]))
    (page,) = pages(printed("start", replace(VOCABULARY, forms={**VOCABULARY.forms, "start": turned})))
    assert [f.asks for f in page.fields[:2]] == ["Åldersgrupp", "Kön"]
