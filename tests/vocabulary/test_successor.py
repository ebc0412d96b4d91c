"""What may follow a vocabulary that has been used, and what may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from register.errors import BadInput
from register.vocabulary.loader import check_successor, from_document, load
from register.vocabulary.model import Vocabulary

Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> Vocabulary:
    document = json.loads(json.dumps(load().document))
    change(document)
    return from_document(document)


def codes(document: dict[str, Any], list_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["kodlistor"]["listor"][list_id]["koder"]
    return found


def fields(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["formular"]["formular"][kind]["falt"]
    return found


def question(typ: str = "ja-nej") -> dict[str, Any]:
    coded = {"lista": "part"} if typ == "kod" else {}
    return {"id": "plan", "label": "Plan", "form": "start", "typ": typ, "syfte": "Följa.", **coded}


def split_first_age(document: dict[str, Any]) -> None:
    ages = codes(document, "aldersgrupp")
    ages[0]["till"] = 17
    ages[1]["fran"] = 18


def move_code(document: dict[str, Any]) -> None:
    groups = document["grupperingar"]["grupperingar"]["goteborg"]["grupper"]
    groups[0]["koder"].remove("studier")
    groups[2]["koder"].append("studier")


ALLOWED: dict[str, Change] = {
    "nothing": lambda d: None,
    "a new code": lambda d: codes(d, "omrade").append({"id": "nord", "label": "Nord"}),
    "a retired code": lambda d: codes(d, "redo_for")[0].update(utgatt=True),
    "another label and help": lambda d: codes(d, "redo_for")[0].update(label="Jobb", hjalp="Kort."),
    "codes in another order": lambda d: codes(d, "redo_for").reverse(),
    "a new list": lambda d: d["kodlistor"]["listor"].update(boende={"label": "Boende", "koder": [{"id": "eget", "label": "Eget"}]}),
    "a new question": lambda d: d["formular"].update(egen_fraga=[question()]),
    "a field made required": lambda d: fields(d, "start")[2].update(krav=True),
    "other words in an instrument": lambda d: d["instrument"][0]["omraden"][0].update(label="Arbete"),
    "another interval": lambda d: d["instrument"][0].update(intervall_manader=6),
    "a new version of an instrument": lambda d: d["instrument"][0].update(version=2, hog=4, skala=[]),
    "a grouping dropped": lambda d: d["grupperingar"]["grupperingar"].pop("fem-grupper"),
    "a table dropped": lambda d: d["rakneplan"]["tabell"].pop(0),
}

REFUSED: dict[str, tuple[Change, str]] = {
    "a code removed": (lambda d: codes(d, "redo_for").pop(), "Koden ”inget” är borttagen ur listan ”redo_for”."),
    "a list removed": (lambda d: d["kodlistor"]["listor"].pop("part"), "Listan ”part” är borttagen."),
    "other bounds": (split_first_age, "Koden ”16-19” i listan ”aldersgrupp” har fått andra gränser."),
    "a code in another group": (move_code, "Koden ”studier” har bytt grupp i grupperingen ”goteborg”."),
    "a field removed": (
        lambda d: fields(d, "start").pop(2) and d["rakneplan"]["tabell"].pop(1),
        "Fältet ”utbildning” är borttaget ur formuläret ”start”.",
    ),
    "a field of another list": (
        lambda d: fields(d, "start")[9].update(lista="part"),
        "Fältet ”omrade” i formuläret ”start” har bytt typ eller lista.",
    ),
    "an instrument removed": (lambda d: d["instrument"].pop(), "Instrumentet ”swemwbs” är borttaget."),
    "an item removed": (lambda d: d["instrument"][0]["omraden"].pop(), "Instrumentet ”skapa” är ändrat utan att versionen är höjd."),
    "another scale": (lambda d: d["instrument"][0].update(hog=4, skala=[]), "Instrumentet ”skapa” är ändrat utan att versionen är höjd."),
    "another score": (lambda d: d["instrument"][1]["poang"].update({"20": 1860}), "Instrumentet ”swemwbs” är ändrat utan att versionen är höjd."),
    "another direction": (lambda d: d["instrument"][0].update(hogre_battre=False), "Instrumentet ”skapa” är ändrat utan att versionen är höjd."),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed(name: str) -> None:
    check_successor(load(), changed(ALLOWED[name]))


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    change, reason = REFUSED[name]
    with pytest.raises(BadInput) as caught:
        check_successor(load(), changed(change))
    assert caught.value.what == "Den ändrade vokabulären kan inte tas i bruk."
    assert caught.value.why == reason
    assert caught.value.remedy


def test_a_lower_version_is_refused() -> None:
    newer = changed(lambda d: d["instrument"][0].update(version=2))
    with pytest.raises(BadInput, match="lägre version"):
        check_successor(newer, load())


def test_an_own_question_may_go_but_not_change_its_type() -> None:
    asked = changed(lambda d: d["formular"].update(egen_fraga=[question()]))
    check_successor(asked, load())
    with pytest.raises(BadInput, match="Fältet ”plan” i formuläret ”start” har bytt typ eller lista"):
        check_successor(asked, changed(lambda d: d["formular"].update(egen_fraga=[question("kod")])))


def test_a_retired_age_gives_way_to_new_ones() -> None:
    def merge_youngest(document: dict[str, Any]) -> None:
        ages = codes(document, "aldersgrupp")
        for age in ages[:2]:
            age.pop("fran")
            age.pop("till")
            age["utgatt"] = True
        ages.insert(0, {"id": "16-24", "label": "16–24 år", "fran": 16, "till": 24})
        document["grupperingar"]["grupperingar"]["aldersgrupp-3"]["grupper"][0]["koder"].append("16-24")

    new = changed(merge_youngest)
    check_successor(load(), new)
    assert [code.id for code in new.lists["aldersgrupp"].choices][:2] == ["16-24", "25-29"]
