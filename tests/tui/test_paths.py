"""A path as it is typed or pasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.paths import folder_to_type_in, typed_path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/ut/blad", "/ut/blad"),
        ("  /ut/blad \n", "/ut/blad"),
        ('"/ut/två ord/blad"', "/ut/två ord/blad"),
        ("'/ut/blad'", "/ut/blad"),
        ("~/blad", "/hem/blad"),
        ("~", "/hem"),
        ("blad/2026", "blad/2026"),
        ("~ingen-som-finns-har/blad", "~ingen-som-finns-har/blad"),
        ("/ut/it's", "/ut/it's"),
    ],
)
def test_a_path_as_it_was_meant(typed: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/hem")
    monkeypatch.setenv("USERPROFILE", "/hem")
    assert typed_path(typed) == Path(meant)


def test_a_name_typed_after_a_folder_is_in_it(tmp_path: Path) -> None:
    assert typed_path(folder_to_type_in(tmp_path) + "fil.xlsx") == tmp_path / "fil.xlsx"
    assert folder_to_type_in(Path(tmp_path.anchor)) == tmp_path.anchor, "a root has its separator already"
