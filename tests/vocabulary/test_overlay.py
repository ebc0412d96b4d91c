"""The förbund's files over the shipped ones: what replaces, what is added, and what names the result."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register import canonical
from register.vocabulary.loader import VocabularyError, from_document, load, shipped_files
from register.vocabulary.model import Vocabulary
from register.vocabulary.shape import LABEL_LENGTH


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


SHIPPED = load()

AREAS = """
version = 3
[listor.omrade]
label = "Område"
koder = [{ id = "nord", label = "Nord" }, { id = "syd", label = "Syd" }]
"""


def test_no_folder_and_an_empty_folder_are_the_shipped_vocabulary(tmp_path: Path) -> None:
    assert load(tmp_path) == load(tmp_path / "none") == load()


def test_a_list_is_replaced_whole_and_others_stay(tmp_path: Path) -> None:
    vocabulary = load(write(tmp_path, kodlistor=AREAS))
    assert [code.id for code in vocabulary.lists["omrade"].codes] == ["nord", "syd"]
    assert vocabulary.lists["part"] == load().lists["part"]
    assert vocabulary.document["kodlistor"]["version"] == 3
    assert vocabulary.hash != load().hash


def test_own_question_stands_before_the_month_and_is_counted(tmp_path: Path) -> None:
    question = 'version = 1\n[[egen_fraga]]\nid = "plan"\nlabel = "Gemensam plan"\nform = "start"\ntyp = "ja-nej"\nsyfte = "Följa planerna."\n'
    vocabulary = load(write(tmp_path, formular=question))
    fields = vocabulary.forms["start"].fields
    assert [field.id for field in fields][-2:] == ["plan", "manad"]
    assert (fields[-2].own, fields[-2].code_list, fields[-2].required, fields[-2].purpose) == (True, "ja-nej", False, "Följa planerna.")
    table = vocabulary.plan.tables[-1]
    assert (table.id, table.event, table.variables, table.purpose, table.minimum) == ("plan", "start", ("plan",), "Följa planerna.", None)
    assert [code.id for code in vocabulary.choices(fields[-2])] == ["ja", "nej"]


def test_a_field_keeps_its_place_when_it_is_reworded(tmp_path: Path) -> None:
    text = 'version = 1\n[[formular.start.falt]]\nid = "utbildning"\nlabel = "Skola"\ntyp = "kod"\nlista = "utbildning"\nkrav = true\n'
    vocabulary = load(write(tmp_path, formular=text))
    assert [f.id for f in vocabulary.forms["start"].fields] == [f.id for f in load().forms["start"].fields]
    assert vocabulary.forms["start"].by_id["utbildning"].label == "Skola"
    assert vocabulary.forms["start"].label == "Ny start"


def test_a_changed_list_that_a_shipped_grouping_does_not_cover_is_refused_in_the_shipped_file(tmp_path: Path) -> None:
    ages = 'version = 1\n[listor.aldersgrupp]\nlabel = "Ålder"\nkoder = [{ id = "16-67", label = "16–67", fran = 16, till = 67 }]\n'
    with pytest.raises(VocabularyError) as caught:
        load(write(tmp_path, kodlistor=ages))
    assert caught.value.file == "medföljande grupperingar.toml"
    assert caught.value.reason == "Koden ”16-19” i gruppen ”16-29” finns inte i listan ”aldersgrupp”."


def test_a_retired_code_is_known_but_not_chosen(tmp_path: Path) -> None:
    text = AREAS.replace("}]\n", '}, { id = "hela", label = "Hela", utgatt = true }]\n')
    omrade = load(write(tmp_path, kodlistor=text)).lists["omrade"]
    assert "hela" in omrade.by_id
    assert "hela" not in [code.id for code in omrade.choices]


@pytest.mark.parametrize("name", ["formulär.toml", "Kodlistor.toml", "extra/kodlistor.toml", "instrument/egna/skapa.toml"])
def test_a_file_that_nobody_would_read_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("version = 1\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match="Filen känns inte igen"):
        load(tmp_path)


def test_other_files_lie_undisturbed(tmp_path: Path) -> None:
    (tmp_path / "anteckningar.txt").write_text("våra beslut", encoding="utf-8")
    assert load(tmp_path) == load()


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    (tmp_path / "kodlistor.toml").write_bytes(b"\xef\xbb\xbf" + AREAS.replace("\n", "\r\n").encode())
    assert "nord" in load(tmp_path).lists["omrade"].by_id


def test_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "kodlistor.toml").write_bytes(AREAS.replace("Område", "Område\n").encode("latin-1"))
    with pytest.raises(VocabularyError) as caught:
        load(tmp_path)
    assert (caught.value.file, caught.value.line) == ("kodlistor.toml", 4)
    assert "UTF-8" in caught.value.reason


def test_a_comment_is_never_taken_for_the_entry(tmp_path: Path) -> None:
    text = '# [listor.omrade] var fel\n# label = ""\nversion = 1\n[listor.omrade]\nlabel = ""\nkoder = [{ id = "a", label = "A" }]\n'
    with pytest.raises(VocabularyError) as caught:
        load(write(tmp_path, kodlistor=text))
    assert caught.value.line == 5


def test_comments_and_order_of_tables_do_not_change_the_hash(tmp_path: Path) -> None:
    part = '[listor.part]\nlabel = "Part"\nkoder = [{ id = "af", label = "AF" }]\n'
    area = AREAS.replace("version = 3", "")
    one = load(write(tmp_path / "a", kodlistor=f"version = 1\n{part}{area}"))
    other = load(write(tmp_path / "b", kodlistor=f"# våra listor\nversion = 1\n{area}# parterna\n{part}"))
    assert one.hash == other.hash
    assert one == other


def test_the_document_names_no_folder(tmp_path: Path) -> None:
    text = canonical.dump(load(write(tmp_path, kodlistor=AREAS)).document).decode()
    assert str(tmp_path) not in text
    assert ".toml" not in text


def shuffled(value: Any, rng: random.Random) -> Any:
    """The same JSON value with the keys of its objects in another order."""
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {key: shuffled(value[key], rng) for key in keys}
    return [shuffled(item, rng) for item in value] if isinstance(value, list) else value


@given(st.randoms(use_true_random=False))
def test_a_document_through_json_in_any_order_is_the_same_vocabulary(rng: random.Random) -> None:
    shipped = SHIPPED
    again = from_document(json.loads(json.dumps(shuffled(shipped.document, rng))))
    assert again == shipped
    assert again.hash == shipped.hash
    assert list(again.lists) == list(shipped.lists)
    assert list(again.instruments) == list(shipped.instruments)


IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True).filter(lambda text: text not in ("start-okand", "ej-uppdelat"))
LABELS = st.text(st.characters(categories=("L", "N", "P"), exclude_characters='"\\'), min_size=1, max_size=LABEL_LENGTH)


@given(st.dictionaries(IDS, LABELS, min_size=1, max_size=35).filter(lambda codes: len({label.casefold() for label in codes.values()}) == len(codes)))
def test_any_well_formed_list_is_taken_and_found_again(codes: dict[str, str]) -> None:
    rows = "".join(f'  {{ id = "{id_}", label = "{label}" }},\n' for id_, label in codes.items())
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = load(write(Path(folder), kodlistor=f'version = 1\n[listor.omrade]\nlabel = "Område"\nkoder = [\n{rows}]\n'))
    assert {code.id: code.label for code in vocabulary.choices(vocabulary.forms["start"].by_id["omrade"])} == codes
    assert all(vocabulary.label("omrade", id_) == label for id_, label in codes.items())
    assert from_document(vocabulary.document) == vocabulary


def broken(document: dict[str, Any], *path: Any, value: Any) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(document))
    inner: Any = copy
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return copy


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 2),
        (("format",), None),
        (("extra",), 1),
        (("instrument",), {}),
        (("instrument", 0), []),
        (("instrument", 0, "id"), "swemwbs"),
        (("kodlistor",), []),
        (("kodlistor", "version"), True),
        (("kodlistor", "listor", "kon", "koder"), []),
        (("kodlistor", "listor", "kon", "koder", 0, "id"), "kvinna\n"),
        (("grupperingar", "standard"), "finns-inte"),
        (("formular", "formular", "start"), {}),
        (("formular", "formular", "start", "falt", 0, "krav"), False),
        (("rakneplan", "tabell", 0, "variabler"), ["personnummer"]),
        (("rakneplan", "tabell", 0, "variabler"), [["kon"]]),
    ],
)
def test_a_damaged_document_is_refused(path: tuple[Any, ...], value: Any) -> None:
    with pytest.raises(VocabularyError) as caught:
        from_document(broken(load().document, *path, value=value))
    assert caught.value.line is None
    assert "vokabulärdokumentet" in caught.value.file


@pytest.mark.parametrize("document", [None, [], "text", 7, {}])
def test_what_is_no_document_is_refused(document: Any) -> None:
    with pytest.raises(VocabularyError):
        from_document(document)


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.data())
def test_any_value_anywhere_in_a_document_gives_a_vocabulary_or_a_reason(data: st.DataObject) -> None:
    document = SHIPPED.document
    path: list[Any] = []
    inner: Any = document
    while isinstance(inner, (dict, list)) and inner and (not path or data.draw(st.integers(0, 4))):
        key = data.draw(st.sampled_from(sorted(inner) if isinstance(inner, dict) else range(len(inner))))
        path.append(key)
        inner = inner[key]
    try:
        made = from_document(broken(document, *path, value=data.draw(PARTS)))
    except VocabularyError as error:
        assert error.reason  # noqa: PT017  (either outcome is right; anything else fails the test)
    else:
        assert isinstance(made, Vocabulary)


FILES = {name.removesuffix(".toml"): data.decode() for name, data in shipped_files().items()}


@given(st.data())
def test_any_slip_of_the_pen_gives_a_vocabulary_or_a_line_of_that_file(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    text = FILES[name]
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.text(max_size=3) | st.sampled_from(['"', "[", "}", "=", "true", "\n[x]\n", "9" * 5000]))
    slipped = text[:at] + put + text[at + data.draw(st.integers(0, 30)) :]
    with tempfile.TemporaryDirectory() as folder:
        try:
            load(write(Path(folder), **{name.replace("/", "__"): slipped}))
        except VocabularyError as error:
            assert error.reason  # noqa: PT017  (either outcome is right)
            if error.file == f"{name}.toml":
                assert error.line is not None  # noqa: PT017
                assert 1 <= error.line <= slipped.count("\n") + 1  # noqa: PT017
