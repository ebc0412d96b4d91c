"""A file that can't be opened is answered with the path that was tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from register.errors import BadInput
from register.readers.opening import open_table


@pytest.mark.parametrize("name", ["borta.csv", "borta.xlsx", "ingen/borta.csv"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="Filen går inte att öppna") as caught, open_table(tmp_path / name):
        pass
    assert str(tmp_path / name) in caught.value.why


def test_a_path_never_steers_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught, open_table(tmp_path / "a\x1b[2Jb.csv"):
        pass
    assert "\x1b" not in caught.value.why
    assert "a?[2Jb.csv" in caught.value.why
