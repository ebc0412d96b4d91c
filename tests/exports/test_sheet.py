"""The sheet as files: all or none, named so that two never meet by mistake, and from a StatutorySheet only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from exports.sheet import FORMATS, file_stem, write_sheet
from register.errors import BadInput, CouldNot
from tests.exports.sheets import individ, sheet, struktur


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_the_three_formats_in_the_order_asked_for(tmp_path: Path) -> None:
    written = write_sheet(sheet(), tmp_path / "ut" / "2026")
    assert [path.name for path in written] == [f"uppfoljning-finsam-2026H1.{ending}" for ending in ("html", "csv", "xlsx")]
    assert names(tmp_path / "ut" / "2026") == sorted(path.name for path in written)
    assert all(path.stat().st_size > 100 for path in written)


@pytest.mark.parametrize("formats", [("csv",), ("xlsx", "html"), ("csv", "csv"), ()])
def test_writes_what_was_asked_for_and_no_more(tmp_path: Path, formats: tuple[str, ...]) -> None:
    written = write_sheet(sheet(), tmp_path, formats)
    assert [path.suffix[1:] for path in written] == list(dict.fromkeys(formats))
    assert names(tmp_path) == sorted(path.name for path in written)


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        write_sheet(sheet(), tmp_path / "ut", ("csv", "ods"))
    assert refused.value.field == "format"
    assert "html, csv, xlsx" in str(refused.value)
    assert not (tmp_path / "ut").exists()


def test_takes_a_statutory_sheet_and_nothing_that_looks_like_one(tmp_path: Path) -> None:
    class Lookalike:
        rows = ()
        forbund = ""
        period = sheet().period

    with pytest.raises(TypeError, match="only a StatutorySheet"):
        write_sheet(Lookalike(), tmp_path)  # type: ignore[arg-type]
    assert names(tmp_path) == []


def test_writing_again_replaces_and_gives_the_same_bytes(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_sheet(sheet(), tmp_path)]
    assert [path.read_bytes() for path in write_sheet(sheet(individ(scale=2)), tmp_path)] != first
    assert [path.read_bytes() for path in write_sheet(sheet(), tmp_path)] == first
    assert len(names(tmp_path)) == len(FORMATS)


@pytest.mark.parametrize("fails_at", range(5))
def test_when_the_nth_move_fails_everything_is_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    """A file open in a spreadsheet can't be replaced on Windows: the other two must not be newer than it."""
    before = {path: path.read_bytes() for path in write_sheet(sheet(), tmp_path)}
    real, calls = Path.replace, 0

    def replace(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == fails_at + 1:
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(CouldNot, match="Inga filer har ändrats") as refused:
        write_sheet(sheet(individ(scale=2)), tmp_path)
    assert "Stäng filen" in refused.value.remedy
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("fails_at", range(3))
def test_when_the_nth_write_fails_no_file_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    real, calls = os.fsync, 0

    def fsync(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == fails_at + 1:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(CouldNot):
        write_sheet(sheet(), tmp_path)
    assert names(tmp_path) == []


def test_a_failed_first_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.suffix == ".xlsx":
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(CouldNot):
        write_sheet(sheet(), tmp_path)
    assert names(tmp_path) == []


def test_a_folder_that_is_a_file_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "ut").write_text("en fil", encoding="utf-8")
    with pytest.raises(CouldNot, match="gick inte att skriva"):
        write_sheet(sheet(), tmp_path / "ut")
    assert (tmp_path / "ut").read_text(encoding="utf-8") == "en fil"


def test_only_the_user_may_read_the_files(tmp_path: Path) -> None:
    private = 0o666 if os.name == "nt" else 0o600  # Windows has no file modes; the folder's own rights hold there
    assert {path.stat().st_mode & 0o777 for path in write_sheet(sheet(), tmp_path)} == {private}


def test_sheets_of_insatser_that_share_a_folder_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for row in (individ("vagen"), individ("unga"), struktur("massan")):
        write_sheet(sheet(row, forbund=""), tmp_path, ("csv",))
    assert names(tmp_path) == [f"uppfoljning-finsam-{insats}-2026H1.csv" for insats in ("massan", "unga", "vagen")]
    assert file_stem(sheet(individ())) == "uppfoljning-finsam-2026H1"
