"""The kodlistor document alone is enough to generate valid forms."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.vocabulary.describe import kodlistor
from register.vocabulary.loader import load
from register.vocabulary.model import FormKind, Vocabulary

OWN = """
version = 1
[[egen_fraga]]
id = "sgi"
label = "SGI-0"
form = "start"
typ = "ja-nej"
krav = true
syfte = "Följa."
[insats.insteget]
utelamnas = ["sysselsattning", "omfattning", "vald_fragad"]
instrument = ["swemwbs"]
"""


def generate(document: dict[str, Any], kind: str, rng: random.Random, *, by_handle: bool = False) -> dict[str, Any]:
    """A random form, made by a script that knows nothing but the document."""
    lists = {entry["id"]: [code["id"] for code in entry["koder"] if not code["utgatt"]] for entry in document["listor"]}
    fields = next(form["falt"] for form in document["formular"] if form["id"] == kind)
    made: dict[str, Any] = {"handtag": "blå-uggla-27"} if by_handle else {}
    for field in fields:
        if field["id"] == "handtag" or not holds(field["villkor"], made) or not (field["kravs"] or rng.random() < 0.6):
            continue
        match field["typ"]:
            case "kod" | "ja-nej":
                made[field["id"]] = rng.choice(lists[field["lista"]])
            case "manad":
                made[field["id"]] = f"2026-{rng.randint(1, 12):02d}"
            case "deltagarkod":
                made[field["id"]] = "K7MQ-4XW9-2DHT-5P3C"
            case "instrument":
                made[field["id"]] = rng.choice([entry["id"] for entry in document["instrument"]])
            case "svar":
                used = next(entry for entry in document["instrument"] if entry["id"] == made["instrument"])
                made[field["id"]] = [rng.choice([None, *range(used["lag"], used["hog"] + 1)]) for _ in used["omraden"]]
            case "boolean":
                made[field["id"]] = rng.random() < 0.5
            case other:
                raise AssertionError(other)
    return made


def holds(condition: dict[str, Any] | None, made: dict[str, Any]) -> bool:
    if condition is None:
        return True
    given_there = made.get(condition["falt"])
    if condition["varden"] is None:
        return given_there is not None
    return given_there in condition["varden"] if condition["varden"] else given_there is None


def faults(vocabulary: Vocabulary, insats: str, kind: FormKind, form: dict[str, Any]) -> list[str]:
    """What the vocabulary itself finds wrong with the coded answers of a form."""
    found = []
    fields = vocabulary.form(kind, insats).by_id
    beside = {"start": {"kod"}, "matning": {"kod", "instrument", "svar"}, "avslut": {"kod", "handtag", "kon"}}[kind] | {"sen"}
    found += [f"unknown {key}" for key in form if key not in fields and key not in beside]
    for field in fields.values():
        answer = form.get(field.id)
        asked = field.only_if is None or form.get(field.only_if[0]) in field.only_if[1]
        if answer is None:
            found += [f"missing {field.id}"] if field.required else []
        elif not asked:
            found.append(f"not asked {field.id}")
        elif field.code_list and answer not in [code.id for code in vocabulary.choices(field)]:
            found.append(f"not a code of {field.id}")
    return found


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    folder: Path = tmp_path_factory.mktemp("vokabular")
    (folder / "formular.toml").write_text(OWN, encoding="utf-8")
    return load(folder)


@given(rng=st.randoms(use_true_random=False), insats=st.sampled_from(["insteget", "annan"]), by_handle=st.booleans())
def test_generated_forms_are_valid(own: Vocabulary, rng: random.Random, insats: str, by_handle: bool) -> None:
    document = json.loads(json.dumps(kodlistor(own, insats)))
    for kind in own.forms:
        form = generate(document, kind, rng, by_handle=by_handle and kind == "avslut")
        assert faults(own, insats, kind, form) == []
        if kind == "matning":
            used = own.instruments[form["instrument"]]
            assert used in own.instruments_of(insats)
            assert len(form["svar"]) == len(used.items)
        if kind == "avslut":
            assert ("kod" in form) != ("handtag" in form)
            assert ("kon" in form) == ("handtag" in form)


def test_forms_list_what_is_beside_the_coded_fields() -> None:
    document = kodlistor(load())
    fields = {form["id"]: {field["id"]: field for field in form["falt"]} for form in document["formular"]}
    assert not fields["start"]["kod"]["kravs"]
    assert fields["start"]["manad"]["typ"] == "manad"
    assert {"kod", "instrument", "skattare", "svar", "manad", "sen"} <= set(fields["matning"])
    assert fields["avslut"]["kon"]["villkor"] == {"falt": "handtag", "varden": None}
    assert {"kod", "handtag", "avslutsanledning", "sen"} <= set(fields["avslut"])
    assert all(form["sen"]["typ"] == "boolean" and not form["sen"]["kravs"] for form in fields.values())


def test_an_insats_sees_its_own_fields_and_instruments(own: Vocabulary) -> None:
    mine, others = kodlistor(own, "insteget"), kodlistor(own, "annan")
    ids = [{field["id"] for form in document["formular"] for field in form["falt"]} for document in (mine, others)]
    assert ids[1] - ids[0] == {"sysselsattning", "omfattning", "vald_fragad"}
    assert [entry["id"] for entry in mine["instrument"]] == ["swemwbs"]
    assert [entry["id"] for entry in others["instrument"]] == ["skapa", "swemwbs"]
    sgi = next(field for field in mine["formular"][0]["falt"] if field["id"] == "sgi")
    assert (sgi["egen"], sgi["kravs"], sgi["typ"], sgi["lista"]) == (True, True, "ja-nej", "ja-nej")


def test_lists_groupings_and_instruments_are_all_there() -> None:
    vocabulary = load()
    document = kodlistor(vocabulary)
    assert document["plan_hash"] == vocabulary.hash
    assert document["version"] == 1
    assert {entry["id"] for entry in document["listor"]} == set(vocabulary.lists)
    assert [entry["id"] for entry in document["grupperingar"] if entry["standard"]] == ["goteborg"]
    assert next(e for e in document["grupperingar"] if e["id"] == "goteborg")["utelamnade"] == ["felregistrering"]
    skapa, swemwbs = document["instrument"]
    assert "poang" not in skapa
    assert (skapa["lag"], skapa["hog"], skapa["intervall_manader"], len(skapa["omraden"])) == (1, 5, 3, 6)
    assert (swemwbs["version"], swemwbs["poang"]["35"]) == ("1", 3500)
    assert json.loads(json.dumps(document)) == document
