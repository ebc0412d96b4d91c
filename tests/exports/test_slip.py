"""The slip: what it says, that only its owner can read it, and that it never lies beside what it opens."""

from __future__ import annotations

import os
import re
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest

from exports.slip import slip_html, write_slip
from register.errors import BadInput, CouldNot, NyckeltalError

CODE = "K7MQ-4XW9-2DHT-5P3C"
HANDLE = "blå-uggla-27"


def write(path: Path, register_folder: Path, *, handle: str = HANDLE, namn: str = "Vägen vidare") -> Path:
    return write_slip(path, code=CODE, handle=handle, namn=namn, register_folder=register_folder)


@pytest.fixture
def register_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "katalog"
    folder.mkdir()
    return folder


def test_it_has_the_code_the_handle_and_a_picture_of_the_code() -> None:
    page = slip_html(code=CODE, handle=HANDLE, namn="Vägen vidare")
    assert page.count(CODE) == 1, "in clear once; the picture has it as squares"
    assert f"<strong>{HANDLE}</strong>" in page
    assert "<h1>Vägen vidare</h1>" in page
    assert re.search(r"<svg[^>]*>.*<path", page, re.DOTALL)


def test_it_has_no_date_and_fetches_nothing() -> None:
    page = slip_html(code=CODE, handle=HANDLE, namn="Vägen vidare")
    assert not re.search(r"\b20\d\d-\d\d", page)
    assert not re.search(r"(src|href)=|<script|@import|url\(", page)
    assert 'name="robots" content="noindex"' in page


@pytest.mark.parametrize("namn", ["<script>alert(1)</script>", 'A & B "C"', "</h1><img src=x>"])
def test_a_name_is_text_whatever_it_looks_like(namn: str) -> None:
    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.tags: set[str] = set()
            self.heading = ""
            self.inside = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags.add(tag)
            self.inside = tag == "h1"

        def handle_endtag(self, tag: str) -> None:
            self.inside = self.inside and tag != "h1"

        def handle_data(self, data: str) -> None:
            self.heading += data if self.inside else ""

    read = Tags()
    read.feed(slip_html(code=CODE, handle=HANDLE, namn=namn))
    assert read.heading == namn
    assert not read.tags & {"script", "img"}


def test_an_unused_code_has_no_handle() -> None:
    assert "<strong>—</strong>" in slip_html(code=CODE, handle="", namn="Vägen vidare")


@pytest.mark.parametrize(("given", "written"), [("lapp.html", "lapp.html"), ("lapp", "lapp.html"), ("lapp.htm", "lapp.htm")])
def test_it_is_written_where_it_was_asked_for(given: str, written: str, tmp_path: Path, register_folder: Path) -> None:
    assert write(tmp_path / given, register_folder) == tmp_path / written
    assert CODE in (tmp_path / written).read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_its_owner_can_read_it(tmp_path: Path, register_folder: Path) -> None:
    before = os.umask(0)
    try:
        path = write(tmp_path / "lapp.html", register_folder)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("inside", ["lapp.html", "nycklar/lapp.html", "../katalog/lapp.html", "lapp"])
def test_it_never_lies_in_the_registers_folder(inside: str, register_folder: Path) -> None:
    (register_folder / "nycklar").mkdir()
    with pytest.raises(BadInput) as refused:
        write(register_folder / inside, register_folder)
    assert refused.value.what == "Lappen får inte ligga i registrets mapp."
    assert refused.value.why
    assert refused.value.remedy
    assert [path for path in register_folder.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(os.name != "posix", reason="links need no rights on POSIX")
def test_a_link_into_the_registers_folder_is_seen_through(tmp_path: Path, register_folder: Path) -> None:
    (tmp_path / "genvag").symlink_to(register_folder, target_is_directory=True)
    with pytest.raises(BadInput, match="registrets mapp"):
        write(tmp_path / "genvag" / "lapp.html", register_folder)
    assert list(register_folder.iterdir()) == []


@pytest.mark.parametrize(("name", "what"), [("finns.html", "Det finns redan en fil finns.html."), ("mapp", "Lappen behöver ett filnamn.")])
def test_what_is_there_already_is_left_alone(name: str, what: str, tmp_path: Path, register_folder: Path) -> None:
    (tmp_path / "finns.html").write_text("mitt")
    (tmp_path / "mapp").mkdir()
    with pytest.raises(BadInput) as refused:
        write(tmp_path / name, register_folder)
    assert (refused.value.what, refused.value.field) == (what, "fil")
    assert (tmp_path / "finns.html").read_text() == "mitt"
    assert not (tmp_path / "mapp.html").exists()


@pytest.mark.parametrize("path", [Path("/"), Path("borta") / "lapp.html"])
def test_where_nothing_can_be_written_it_is_said(path: Path, tmp_path: Path, register_folder: Path) -> None:
    with pytest.raises(NyckeltalError) as refused:
        write(tmp_path / path, register_folder)
    assert refused.value.why
    assert refused.value.remedy
    assert CODE not in str(refused.value)


def test_when_the_disk_fills_up_no_half_slip_is_left(tmp_path: Path, register_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CouldNot, match="Systemet svarade: ") as refused:
        write(tmp_path / "lapp.html", register_folder)
    assert not (tmp_path / "lapp.html").exists()
    assert CODE not in str(refused.value)


def test_the_file_s_name_is_durable_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip that a power cut takes away is a deltagande that nobody can open: its folder is written to disk, or there is no slip."""
    (tmp_path / "D").mkdir()
    path, asked = tmp_path / "lapp.html", []

    def broken(folder: Path) -> None:
        asked.append((folder, path.exists()))
        raise OSError(5, "EIO")

    monkeypatch.setattr("exports.slip.sync_folder", broken)
    with pytest.raises(CouldNot, match="disken svarar med fel"):
        write_slip(path, code="AAAA-BBBB-CCCC-DDDD", handle="blå-uggla-17", namn="Vägen", register_folder=tmp_path / "D")
    assert asked == [(tmp_path, True)]
    assert not path.exists()
