"""Every example of docs/vokabular.md is a file that loads, together with the other files of its section."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from register.vocabulary import loader, shape
from register.vocabulary.describe import kodlistor
from register.vocabulary.model import Vocabulary

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "vokabular.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```toml\n# (\S+)\n(.*?)```", re.DOTALL)
SECTIONS = {text.split("\n", 1)[0]: EXAMPLE.findall(text) for text in PAGE.split("\n## ")[1:] if "```toml" in text}


def load_section(name: str, folder: Path) -> Vocabulary:
    for file, text in SECTIONS[name]:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    return loader.load(folder)


@pytest.mark.parametrize("name", SECTIONS)
def test_examples_load(name: str, tmp_path: Path) -> None:
    vocabulary = load_section(name, tmp_path)
    assert vocabulary.hash != loader.load().hash
    assert loader.from_document(vocabulary.document) == vocabulary


def test_every_example_names_its_file() -> None:
    assert PAGE.count("```toml") == sum(len(examples) for examples in SECTIONS.values())


def test_examples_do_what_the_page_says(tmp_path: Path) -> None:
    areas = load_section("Områden", tmp_path / "areas")
    assert [code.label for code in areas.lists["omrade"].choices] == ["Centrum", "Hisingen", "Nordost", "Sydväst"]
    ages = load_section("Åldersgrupper", tmp_path / "ages")
    assert ages.groupings["aldersgrupp-3"].group_of["25-34"] == "25-49"
    reasons = load_section("Avslutsanledningar och grupperingar", tmp_path / "reasons")
    assert reasons.default_grouping == "egna"
    assert "goteborg" not in reasons.groupings
    assert [code.id for code in reasons.lists["avslutsgrupp"].codes] == ["mal", "vidare", "ovrigt"]
    questions = load_section("Egna frågor", tmp_path / "questions")
    assert questions.forms["avslut"].by_id["boende"].required
    assert {"sgi_0", "boende"} <= {table.id for table in questions.plan.tables}
    fields = load_section("Vilka fält och instrument en insats använder", tmp_path / "fields")
    assert "flera_kallor" not in fields.form("start", "insteget").by_id
    assert [i.id for i in fields.instruments_of("insteget")] == ["skapa"]
    assert fields.instruments_of("rehab-falun") == ()
    words = load_section("Rubriker och hjälptexter", tmp_path / "words")
    assert (words.forms["start"].by_id["omrade"].label, words.forms["start"].by_id["omrade"].required) == ("Stadsdel", True)
    plan = load_section("Räkneplanen", tmp_path / "plan")
    assert plan.plan.tables[-1].minimum == 30


def test_wording_of_an_instrument_follows_without_a_new_version(tmp_path: Path) -> None:
    shipped, worded = loader.load(), load_section("Instrument", tmp_path)
    loader.check_successor(shipped, worded)
    assert worded.instruments["skapa"].items[0].label == "Vår egen fråga om att nå ett arbete"
    assert worded.instruments["tva-fragor"].score == {2: 200, 3: 310, 4: 420, 5: 510, 6: 600}


def test_the_page_names_every_file_key_and_limit() -> None:
    for file in loader.shipped_files():
        assert file in PAGE or file.startswith("instrument/")
    assert f"högst {shape.LABEL_LENGTH} tecken" in PAGE
    for key in ("syfte", "krav", "utgatt", "utan", "standard", "utelamnas", "varje", "poang", "minsta_par", "hogre_battre", "minimum"):
        assert key in PAGE


def test_the_page_explains_every_type_of_field() -> None:
    document = kodlistor(loader.load())
    types = {field["typ"] for form in document["formular"] for field in form["falt"]}
    first_cells = [line.split("|")[1] for line in PAGE.split("## För skript")[1].split("\n") if line.startswith("| `")]
    assert {name for cell in first_cells for name in re.findall(r"`([a-z-]+)`", cell)} == types
