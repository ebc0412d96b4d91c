"""What an import would change, in the words of the files."""

from __future__ import annotations

import pytest

from register.metadata.differences import of_documents, of_vocabularies
from register.metadata.documents import check
from tests.metadata.folders import ALL, LISTS


def said(old: dict[str, str], new: dict[str, str]) -> list[str]:
    return [str(change) for change in of_documents(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("", "", []),
        ("a = 1", "a = 1 # och en kommentar", []),
        ("a = 1", "a = 2", ["~ mal.a: 1 → 2"]),
        ("a = true", "b = false", ["− mal.a: ja", "+ mal.b: nej"]),
        ('a = ["x", "y"]', 'a = ["y"]', ["~ mal.a: x, y → y"]),
        ('[[m]]\nid = "x"\nlabel = "Ett"', '[[m]]\nid = "x"\nlabel = "Två"', ["~ mal.m.x.label: Ett → Två"]),
        ('[[m]]\nid = "x"\n[[m]]\nid = "y"', '[[m]]\nid = "y"\n[[m]]\nid = "x"', ["~ mal.m: ordningen → y, x"]),
        ("", '[[m]]\nid = "x"\nlabel = "Ett"\n[[m]]\nid = "y"\nlabel = "Två"', ["+ mal.m.x: Ett", "+ mal.m.y: Två"]),
        ('[m]\nx = { label = "Ett" }', "", ["− mal.m.x: Ett"]),
        ('[[m]]\nlabel = "Ett"\n[[m]]\nlabel = "Två"', "", ["− mal.m.Ett", "− mal.m.Två"]),
        ('[[m]]\nlabel = "L"\nar = 2024', '[[m]]\nlabel = "L"\nar = 2025', ["− mal.m.L 2024", "+ mal.m.L 2025"]),
        ('[[m]]\nlabel = "L"\n[[m]]\nlabel = "L"', '[[m]]\nlabel = "L"', ["− mal.m.L (1)", "− mal.m.L (2)", "+ mal.m.L"]),
    ],
)
def test_entry_by_entry(old: str, new: str, lines: list[str]) -> None:
    assert said({"mal.toml": old}, {"mal.toml": new}) == lines


def test_lists_are_compared_with_what_held_and_not_with_an_empty_file() -> None:
    """A förbund without files of its own has the shipped lists: what replaces them is shown as such."""
    changes = {str(change) for change in of_vocabularies(check({}), check({"vokabular/kodlistor.toml": LISTS}))}
    assert "− kodlistor.listor.omrade.koder.hela: Hela förbundet" in changes
    assert "+ kodlistor.listor.omrade.koder.norr: Norr" in changes
    assert "+ kodlistor.listor.boende: Boende" in changes
    assert not [change for change in changes if "utbildning" in change]


def test_nothing_is_nothing() -> None:
    assert of_vocabularies(check(ALL), check(ALL)) == []
    assert of_documents(ALL, ALL) == []
