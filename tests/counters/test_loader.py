"""``raknare.toml``: the examples are read as they are meant, and every fault is told with its line and reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from register.counters import loader
from register.counters.loader import CountersError
from register.counters.model import Counters
from register.vocabulary.loader import load as load_vocabulary
from tests.counters.makers import FILE, counters_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "raknare.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n# raknare\.toml\n(.*?)```", PAGE, re.DOTALL)


def test_no_file_is_no_counters(tmp_path: Path) -> None:
    assert loader.load(tmp_path, load_vocabulary(None)) == Counters()


def test_the_shipped_example_has_a_counter_for_each_thing_that_a_forbund_counts() -> None:
    found = loader.examples(load_vocabulary(None))
    assert list(found.by_id) == ["struktur-personal", "ko", "lex-heller", "avslutsenkat", "utbildad-personal", "utlanad-personal", "resurser"]
    assert [(one.id, one.protected) for one in found.of("insats")] == [("ko", True), ("avslutsenkat", True), ("utbildad-personal", False)]
    assert [len(list(one.places())) for one in found.counters] == [16, 5, 80, 20, 6, 4, 1]
    assert loader.EXAMPLES.read_text(encoding="utf-8").startswith("# EXEMPEL.")


@pytest.mark.parametrize("block", range(len(BLOCKS)))
def test_the_examples_of_the_page_are_read(tmp_path: Path, block: int) -> None:
    assert counters_of(tmp_path, BLOCKS[block]).counters


def test_the_page_names_every_key() -> None:
    keys = set(re.findall(r"^\| (`.*?`) \|", PAGE, re.MULTILINE))
    named = {key.strip("`") for group in keys for key in group.split(", ")}
    assert len(BLOCKS) == 4
    assert named == {"id", "label", "period", "fors_av", "enhet", "skyddas", *loader._COUNTER}


def test_what_is_read_is_what_stands_there(tmp_path: Path) -> None:
    found = counters_of(tmp_path)
    ko = found.by_id["ko"]
    assert (ko.period_kind, ko.entered_by, ko.unit, ko.protected, ko.joining, ko.median, ko.pair) == (
        "manad", "insats", "personer", True, "senaste", "vantetid", None
    )  # fmt: skip
    assert [code.first for code in ko.dimensions[0].codes] == [0, 3, 6]
    trained = found.by_id["utbildade"]
    assert (trained.pair, trained.dimensions, trained.measures) == (("Utbildade", "Personal"), (), ("taljare", "namnare"))
    assert [one.id for one in found.by_id["personal"].dimensions] == ["part", "kon"]


def test_a_list_of_the_file_goes_before_the_vocabulary(tmp_path: Path) -> None:
    own = '[listor.anvisare]\nlabel = "Vem"\nkoder = [{ id = "jag", label = "Jag" }]\n'
    found = counters_of(tmp_path, own + counter('dimensioner = ["anvisare"]'))
    assert [code.id for code in found.counters[0].dimensions[0].codes] == ["jag"]


def counter(lines: str = "", **other: str) -> str:
    keys = {"id": '"prov"', "label": '"Prov"', "period": '"ar"', "fors_av": '"kansli"', "enhet": '"antal"', "skyddas": "false", **other}
    return "[[raknare]]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items() if value) + f"\n{lines}\n"


WIDE = "".join(f'[listor.l{i}]\nlabel = "L"\nkoder = [{", ".join(f"""{{ id = "k{j}", label = "K{j}" }}""" for j in range(20))}]\n' for i in range(3))
LIST = '[listor.part]\nlabel = "Part"\nkoder = [{ id = "a", label = "A" }, { id = "b", label = "B" }]\n'


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[[raknare]\n", 1, "En rubrik saknar sin avslutande hakparentes."),
        (counter("fel = 1"), 8, "Nyckeln ”fel” känns inte igen."),
        (counter(skyddas=""), 1, "Nyckeln ”skyddas” saknas för ”prov”."),
        (counter(period='"vecka"'), 4, "”period” är ”vecka”, men ska vara manad eller kvartal eller tertial eller halvar eller ar."),
        (counter(fors_av='"parten"'), 5, "”fors_av” är ”parten”, men ska vara kansli eller insats."),
        (counter(enhet='"liter"'), 6, "”enhet” är ”liter”"),
        (counter(skyddas='"ja"'), 7, "”skyddas” ska vara true eller false."),
        (counter(id='"Kö"'), 2, "”Kö” går inte att använda som id"),
        (counter(label='""'), 3, "”label” är tom."),
        (counter('hjalp = "Räkna \\u001b[2J alla."'), 8, "har styrtecken som inte går att visa"),
        (counter() + counter(), 9, "id ”prov” finns två gånger."),
        (counter('dimensioner = ["vart"]'), 8, "Listan ”vart” finns varken i filen eller bland kodlistorna."),
        (counter('dimensioner = ["kon", "kon"]'), 8, "”kon” står två gånger i ”dimensioner”."),
        (counter('dimensioner = ["kon", "ja-nej", "skattare", "part"]'), 8, "Räknaren har 4 dimensioner; högst 3 går att fylla i."),
        (WIDE + counter('dimensioner = ["l0", "l1", "l2"]'), 17, "Räknaren har 8000 rutor; högst 2000 går att fylla i."),
        (counter('taljare = "A"'), 8, "Räknaren har taljare men inte namnare."),
        (counter('namnare = "A"'), 8, "Räknaren har namnare men inte taljare."),
        (counter('over_tid = "medel"'), 8, "”over_tid” är ”medel”, men ska vara summa eller senaste."),
        (counter('median = "kon"'), 8, "”kon” är ingen av räknarens dimensioner."),
        (counter('dimensioner = ["kon"]\nmedian = "kon"'), 9, "Listan ”kon” är inga intervall"),
        (counter('dimensioner = ["tid_i_insats"]\nmedian = "tid_i_insats"\ntaljare = "A"\nnamnare = "B"'), 9, "En andel har ingen median."),
        (counter('insatser = ["coach"]'), 8, "Räknaren förs av kansliet, en gång för förbundet."),
        (counter('insatser = ["Å"]', fors_av='"insats"'), 8, "”Å” går inte att använda som id"),
        (counter("insatser = []", fors_av='"insats"'), 8, "”insatser” är tom."),
        (LIST.replace('"B"', '"A"') + counter(), 3, "Två koder har rubriken ”A”"),
        (LIST.replace('id = "b"', 'id = "a"') + counter(), 3, "id ”a” finns två gånger."),
        (LIST.replace('label = "A"', 'label = "A", fran = 0, till = 2') + counter(), 3, ""),
        ('[listor.kon]\nlabel = "Kön"\nkoder = [{ id = "x", label = "X" }]\n' + counter(), 1, "Listan ”kon” är fast"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_line_and_reason(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(CountersError) as caught:
        counters_of(tmp_path, text)
    assert (caught.value.line, caught.value.file) == (line, "raknare.toml")
    assert reason in caught.value.reason
    assert "Fel i räknarna: raknare.toml, rad" in str(caught.value)


def test_the_hash_changes_with_a_list_and_not_with_other_counters(tmp_path: Path) -> None:
    before = counters_of(tmp_path).by_id
    after = counters_of(tmp_path, FILE.replace('label = "Staden"', 'label = "Kommunen"') + counter()).by_id
    assert before["personal"].hash != after["personal"].hash
    assert before["ko"].hash == after["ko"].hash
