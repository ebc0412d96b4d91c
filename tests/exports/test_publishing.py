"""The order in which a report leaves: ready in memory, published, written; and ``granskning.json`` beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from exports import audit
from exports.package import write_package
from exports.publishing import check_target
from exports.report import write_report
from register.errors import Conflict, CouldNot
from tests.exports.reports import overview, report

STEM, OVERVIEW = "arsredovisning-forbundet-exempel-2026", "oversikt-forbundet-exempel-2026"
AUDIT = {"omdome": "haller", "prickar": 2, "mening": "Två tal är dolda."}


def said(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / audit.NAME).read_text(encoding="utf-8"))
    return found


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_publishing_comes_when_all_is_ready_and_nothing_is_written(tmp_path: Path) -> None:
    told: list[str] = []

    def publish() -> None:
        told.append("publicerad")
        assert names(tmp_path) == set()

    write_report(report(), tmp_path, ("csv",), publish=publish, progress=lambda done, total, _: told.append(f"{done}/{total}"))
    assert told == ["0/1", "1/1", "publicerad"]
    assert audit.NAME in names(tmp_path)


def test_what_can_not_be_published_is_not_written(tmp_path: Path) -> None:
    def publish() -> None:
        raise Conflict("Rapporten är inte publicerad.")

    with pytest.raises(Conflict):
        write_report(report(), tmp_path, ("html",), publish=publish)
    with pytest.raises(Conflict):
        write_package([report()], tmp_path, subject="F", span="2026", publish=publish)
    assert names(tmp_path) == set()


def test_a_folder_that_was_only_tried_is_not_left_behind(tmp_path: Path) -> None:
    def publish() -> None:
        raise Conflict("Rapporten är inte publicerad.")

    with pytest.raises(Conflict):
        write_report(report(), tmp_path / "2026" / "rapporter", ("html",), publish=publish)
    assert names(tmp_path) == set()
    write_report(report(), tmp_path / "2026" / "rapporter", ("csv",))
    assert audit.NAME in names(tmp_path / "2026" / "rapporter")


def test_what_is_published_and_can_not_be_written_is_said(tmp_path: Path) -> None:
    in_the_way = tmp_path / f"{STEM}-csv"
    in_the_way.write_text("en fil i vägen", encoding="utf-8")
    published: list[int] = []
    with pytest.raises(CouldNot) as failed:
        write_report(report(), tmp_path, ("csv",), publish=lambda: published.append(1))
    assert failed.value.what == "Rapporten kunde inte skrivas. Inga filer har ändrats."
    assert failed.value.remedy == "Innehållet räknas som publicerat. Gör samma export igen när felet är avhjälpt: den ger samma innehåll."
    assert (published, names(tmp_path)) == ([1], {in_the_way.name})
    with pytest.raises(CouldNot, match="försök igen"):
        write_report(report(), tmp_path, ("csv",))


def test_the_audits_of_several_reports_gather_in_one_file(tmp_path: Path) -> None:
    write_report(report(audit=AUDIT), tmp_path, ("csv",))
    write_report(overview(), tmp_path, ("csv",))
    assert said(tmp_path) == {STEM: AUDIT, OVERVIEW: {}}
    before = (tmp_path / audit.NAME).read_bytes()
    write_report(report(audit=AUDIT), tmp_path, ("csv",))
    assert (tmp_path / audit.NAME).read_bytes() == before
    write_report(report(), tmp_path, ("csv",))
    assert said(tmp_path) == {STEM: {}, OVERVIEW: {}}


@pytest.mark.parametrize("broken", [b"", b"[]", b'{"x": 1}', b"{", b"\xff", b"[" * 50_000])
def test_an_audit_file_that_is_something_else_is_left_alone(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / audit.NAME).write_bytes(broken)
    published: list[int] = []
    with pytest.raises(CouldNot, match=r"granskning\.json som inte går att läsa"):
        check_target(tmp_path)
    with pytest.raises(CouldNot, match=r"granskning\.json som inte går att läsa"):
        write_report(report(), tmp_path, ("csv",), publish=lambda: published.append(1))
    assert (names(tmp_path), (tmp_path / audit.NAME).read_bytes(), published) == ({audit.NAME}, broken, [])


def test_an_audit_file_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / audit.NAME).mkdir()
    with pytest.raises(CouldNot, match="Systemet svarar"):
        check_target(tmp_path)


def test_the_folder_is_tried(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    check_target(tmp_path / "a" / "b")
    check_target(tmp_path / "a")
    assert names(tmp_path) == {"a"}
    assert names(tmp_path / "a") == set()
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    with pytest.raises(CouldNot, match="går inte att skriva i"):
        check_target(tmp_path / "fil" / "under")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions of a folder stop neither Windows nor root")
def test_a_folder_that_is_only_to_be_read_is_told_apart(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(CouldNot, match="går inte att skriva i"):
            check_target(tmp_path)
    finally:
        tmp_path.chmod(0o700)
