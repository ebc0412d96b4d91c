"""On which line an entry stands, and files that are TOML but too much."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.vocabulary.toml_reader import FileError, Source, TomlPath, VocabularyError


def source(text: str) -> Source:
    return Source("fil.toml", textwrap.dedent(text).lstrip("\n"))


MIXED = source(
    """
    # [[rad]] in a comment is no heading
    [[rad]]
    label = "första [klamrar] {och} allt"
    varden = { "2023" = 1, "2024" = 2 }

    [[rad]]
    label = "andra"
    [rad.varden]
    "2023" = 3
    "2024" = 4

    [[rad.del]]
    id = "a"

    [[rad.del]]
    id = "b"

    [[rad]]
    label = "tredje"
    lista = [
      { id = "a", inre = { djup = 1 } },
      { id = "b" },
    ]
    tal = [7, 8]
    efter = { id = 1 }

    [[rad.del]]
    id = "c"
    """
)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("rad",), 2),
        (("rad", 0), 2),
        (("rad", 0, "label"), 3),
        (("rad", 0, "varden", "2024"), 4),
        (("rad", 1), 6),
        (("rad", 1, "varden"), 8),
        (("rad", 1, "varden", "2024"), 10),
        (("rad", 1, "del", 1, "id"), 16),
        (("rad", 2, "label"), 19),
        (("rad", 2, "lista", 0, "inre", "djup"), 21),
        (("rad", 2, "lista", 1), 22),
        (("rad", 2, "lista", 1, "id"), 22),
        (("rad", 2, "tal", 1), 24),
        (("rad", 2, "del", 0, "id"), 28),
        (("rad", 2, "nothing of the kind"), 18),
        ((), 1),
    ],
)
def test_the_line_of_a_path(path: TomlPath, line: int) -> None:
    assert MIXED.line_of(path) == line


def test_the_paths_above_are_in_the_file() -> None:
    assert MIXED.parse()["rad"][2]["del"][0]["id"] == "c"


@given(st.lists(st.one_of(st.text(max_size=4), st.integers(0, 5)), max_size=6))
def test_any_path_has_a_line(path: list[str | int]) -> None:
    line = MIXED.line_of(tuple(path))
    assert line is not None
    assert 1 <= line <= 29


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a = 1\nb = 0x" + "f" * 5000, 2, "Talet är för stort."),
        ("a = 1\nb = -9223372036854775809", 2, "Talet är för stort."),
        ("a = 1\n" + ".".join(["b"] * 3000) + " = 1", 2, "För många nivåer ligger i varandra."),
        ("a = 1\n\nb = " + "[" * 40 + "]" * 40, 3, "För många nivåer ligger i varandra."),
    ],
)
def test_what_cannot_be_looked_through_is_refused(text: str, line: int, reason: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        Source("fil.toml", text).parse()
    assert (caught.value.line, caught.value.reason) == (line, reason)


def test_the_largest_numbers_of_the_format_pass() -> None:
    assert Source("fil.toml", "a = 9223372036854775807\nb = -9223372036854775808").parse() == {"a": 2**63 - 1, "b": -(2**63)}


def test_a_file_of_another_kind_says_so_itself() -> None:
    class OtherError(FileError):
        subject = "målen"

    with pytest.raises(OtherError) as caught:
        Source("mal.toml", "a = ", OtherError).parse()
    assert caught.value.what == "Fel i målen: mal.toml, rad 1, kan inte användas."
