"""The data package: every report in every format, a manifest that agrees with what is in it, checksums that anybody can check."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exports import audit
from exports.package import CHECKSUMS, MANIFEST, VERSION, write_package
from exports.report import FORMATS, render_report
from register.errors import BadInput, CouldNot
from register.reports.document import Report
from tests.exports.reports import DEFINITIONS, overview, report, table

NAME = "datapaket-forbundet-exempel-2026.zip"


def package(folder: Path, *reports: Report, **more: Any) -> Path:
    path, beside = write_package(reports or (report(), overview()), folder, subject="Förbundet Exempel", span="2026", **more)
    assert beside == folder / audit.NAME
    return path


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(contents(path)[MANIFEST])
    return found


def test_every_report_is_in_it_in_every_format(tmp_path: Path) -> None:
    path = package(tmp_path / "ut")
    assert path.name == NAME
    found = contents(path)
    for made, folder in ((report(), "arsredovisning-forbundet-exempel-2026"), (overview(), "oversikt-forbundet-exempel-2026")):
        for name, data in render_report(made).items():
            assert found.pop(f"{folder}/{name}") == data
    assert found.pop(audit.NAME) == (tmp_path / "ut" / audit.NAME).read_bytes()
    assert set(found) == {MANIFEST, CHECKSUMS}
    assert {one.name for one in (tmp_path / "ut").iterdir()} == {NAME, audit.NAME}


def test_the_manifest_agrees_with_what_is_there(tmp_path: Path) -> None:
    path = package(tmp_path)
    said, found = manifest(path), contents(path)
    assert (said["version"], said["amne"], said["period"], said["framstallt"]) == (VERSION, "Förbundet Exempel", "2026", "2027-02-03")
    assert {one["namn"] for one in said["filer"]} == set(found) - {MANIFEST, CHECKSUMS}
    for one in said["filer"]:
        data = found[one["namn"]]
        assert one["byte"] == len(data)
        assert one["sha256"] == hashlib.sha256(data).hexdigest()
    assert set(said["format"]) == set(FORMATS)


def test_the_checksums_are_those_of_sha256sum(tmp_path: Path) -> None:
    found = contents(package(tmp_path))
    lines = found.pop(CHECKSUMS).decode().splitlines()
    assert {name: digest for digest, name in (line.split("  ", 1) for line in lines)} == {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items()
    }


def test_the_manifest_describes_the_tables_and_the_words(tmp_path: Path) -> None:
    first, second = manifest(package(tmp_path))["rapporter"]
    assert (first["slag"], second["slag"]) == ("arsredovisning", "oversikt")
    assert first["ord"]["bas"] == {"ord": DEFINITIONS["bas"][0], "betyder": DEFINITIONS["bas"][1]}
    described = first["tabeller"][0]
    assert (described["id"], described["titel"]) == ("avslut", table().title)
    assert described["granskning"] == table().audit
    assert described["rubriker"][1] == {"namn": "kon", "rubrik": "Kön", "kategorier": {"kvinna": "Kvinnor", "man": "Män", "Total": "Totalt"}}
    assert first["att_veta"] == list(report().about)


def test_the_same_reports_give_the_same_bytes(tmp_path: Path) -> None:
    first = package(tmp_path / "a").read_bytes()
    assert package(tmp_path / "b").read_bytes() == first
    assert package(tmp_path / "c", report()).read_bytes() != first


def test_entries_carry_the_day_of_the_reports_and_are_the_users_own(tmp_path: Path) -> None:
    with zipfile.ZipFile(package(tmp_path)) as archive:
        for entry in archive.infolist():
            assert entry.date_time[:3] == (2027, 2, 3)
            assert entry.external_attr >> 16 == 0o600
            assert not entry.filename.startswith(("/", ".."))


def test_progress_runs_through_all_of_it(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    package(tmp_path, progress=lambda *said: told.append(said))
    assert [done for done, _, _ in told] == [*range(7), *range(6, 13)]
    assert {total for _, total, _ in told} == {12}
    assert told[1][2] == "Årsredovisning 2026: indikatorer och utfall: PDF"


def test_a_package_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="ingen rapport"):
        write_package((), tmp_path, subject="F", span="2026")
    assert not list(tmp_path.iterdir())


def test_insatser_whose_names_are_alike_have_files_of_their_own(tmp_path: Path) -> None:
    alike = [report(kind="insatsrapport", subject="Vägen", subject_id=one) for one in ("vagen", "vagen-2")]
    names = zipfile.ZipFile(write_package(alike, tmp_path, subject="Förbundet", span="2026")[0]).namelist()
    assert {name.split("/")[0] for name in names if "/" in name} == {"insatsrapport-vagen-2026", "insatsrapport-vagen-2-2026"}


def test_two_reports_of_one_name_are_a_defect_and_never_one_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same name"):
        write_package([report(), report()], tmp_path, subject="Förbundet", span="2026")


def test_when_it_can_not_be_written_the_earlier_one_is_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = package(tmp_path).read_bytes()

    def replace_(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", replace_)
    with pytest.raises(CouldNot, match="Datapaketet kunde inte skrivas"):
        package(tmp_path, replace(report(), title="En annan"))
    assert (tmp_path / NAME).read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {NAME, audit.NAME}


def test_what_the_gate_did_not_make_stays_out(tmp_path: Path) -> None:
    smuggled = report()
    object.__setattr__(smuggled, "tables", ("en tabell",))
    with pytest.raises(TypeError, match="made by the gate"):
        package(tmp_path, smuggled)
    assert not list(tmp_path.iterdir())
