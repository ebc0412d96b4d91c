"""A report as files: all the formats asked for or none, from a Report over tables that the gate made, with progress told."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from exports.report import FORMATS, LABELS, check_formats, render_report, write_report
from exports.report_layout import day, file_stem, legend, parts, protection, slug
from register.disclosure.drafts import Category
from register.disclosure.protected import ProtectedTable, volumes
from register.errors import BadInput, CouldNot
from register.reports.values import HIDDEN, count
from register.statutory import Figure, SheetRow
from tests.exports.reports import headline, indicators, overview, period_table, report, table

STEM = "arsredovisning-forbundet-exempel-2026"
FILES = {
    "html": (".html",),
    "pdf": (".pdf",),
    "xlsx": (".xlsx",),
    "csv": ("-csv/avslut.csv", "-csv/vald.csv", "-csv/om-tabellerna.csv"),
    "px": ("-px/avslut.px", "-px/vald.px"),
    "json-stat": ("-json-stat/avslut.json", "-json-stat/vald.json"),
}


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def expected(formats: tuple[str, ...]) -> list[str]:
    return [*(f"{STEM}{ending}" for name in formats for ending in FILES[name]), "granskning.json"]


def test_writes_every_format_in_the_order_asked_for(tmp_path: Path) -> None:
    written = write_report(report(), tmp_path / "ut" / "2026")
    assert written == [tmp_path / "ut" / "2026" / name for name in expected(FORMATS)]
    assert names(tmp_path / "ut" / "2026") == sorted(expected(FORMATS))
    assert all(path.stat().st_size > 100 for path in written[:-1])


@pytest.mark.parametrize("formats", [("csv",), ("xlsx", "html"), ("px", "px"), ("json-stat", "csv"), ()])
def test_writes_what_was_asked_for_and_no_more(tmp_path: Path, formats: tuple[str, ...]) -> None:
    written = write_report(report(), tmp_path, formats)
    assert written == [tmp_path / name for name in expected(tuple(dict.fromkeys(formats)))]
    assert names(tmp_path) == sorted(expected(tuple(dict.fromkeys(formats))))


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        write_report(report(), tmp_path / "ut", ("csv", "ods"))
    assert refused.value.field == "format"
    assert "html, pdf, xlsx, csv, px, json-stat" in str(refused.value)
    assert not (tmp_path / "ut").exists()
    check_formats(FORMATS)


def test_takes_a_report_and_nothing_that_looks_like_one(tmp_path: Path) -> None:
    class Lookalike:
        sections = ()
        tables = ()

    with pytest.raises(TypeError, match="only a Report"):
        write_report(Lookalike(), tmp_path)  # type: ignore[arg-type]
    assert names(tmp_path) == []


def test_a_table_that_the_gate_did_not_make_is_refused_even_when_smuggled_in(tmp_path: Path) -> None:
    class Lookalike:
        id = title = note = "x"
        headings = cells = audit = ()

    written = report()
    with pytest.raises(TypeError, match="made by the gate"):
        report(tables=(Lookalike(),))
    object.__setattr__(written, "tables", (Lookalike(),))
    with pytest.raises(TypeError, match="made by the gate"):
        write_report(written, tmp_path, ("html",))
    object.__setattr__(written, "tables", (ProtectedTable.__new__(ProtectedTable),))
    with pytest.raises(TypeError, match="made by the gate"):
        write_report(written, tmp_path, ("csv",))
    assert names(tmp_path) == []


def test_progress_is_told_before_each_format_and_at_the_end() -> None:
    told: list[tuple[int, int, str]] = []
    render_report(report(), ("html", "csv", "px"), progress=lambda *said: told.append(said))
    assert told == [(0, 3, "webbsida"), (1, 3, "CSV"), (2, 3, "PX"), (3, 3, "")]
    assert set(LABELS) == set(FORMATS)


def test_writing_again_replaces_and_gives_the_same_bytes(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_report(report(), tmp_path)]
    assert [path.read_bytes() for path in write_report(report(headline(), title="En annan"), tmp_path)] != first
    assert [path.read_bytes() for path in write_report(report(), tmp_path)] == first
    assert names(tmp_path) == sorted(expected(FORMATS))


def test_tables_that_the_report_no_longer_has_go_and_nothing_else(tmp_path: Path) -> None:
    write_report(report(), tmp_path)
    own = [tmp_path / f"{STEM}-px" / "anteckning.txt", tmp_path / "vald.px", tmp_path / f"{STEM}-px" / ".dold.px"]
    for path in own:
        path.write_text("min egen", encoding="utf-8")
    (tmp_path / f"{STEM}-px" / "mapp.px").mkdir()
    fewer = report(tables=(table(),))
    write_report(fewer, tmp_path, ("px",))
    mine = {path.relative_to(tmp_path).as_posix() for path in own}
    assert set(names(tmp_path)) == (set(expected(FORMATS)) | mine) - {f"{STEM}-px/vald.px"}  # csv and json-stat were not asked for
    write_report(fewer, tmp_path)
    gone = {name for name in expected(FORMATS) if "/vald." in name}
    assert len(gone) == 3
    assert set(names(tmp_path)) == (set(expected(FORMATS)) | mine) - gone
    assert (tmp_path / f"{STEM}-px" / "mapp.px").is_dir()


@pytest.mark.parametrize("fails_at", range(7))
def test_when_the_nth_move_fails_everything_is_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    formats = ("html", "px")
    before = {path: path.read_bytes() for path in write_report(report(), tmp_path, formats)}
    assert len(before) == 4
    real, calls = Path.replace, 0

    def replace(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == fails_at + 1:
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(CouldNot, match=re.escape("Rapporten kunde inte skrivas. Inga filer har ändrats.")):
        write_report(report(title="En annan", tables=(table(),)), tmp_path, formats)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_only_the_user_may_read_the_files(tmp_path: Path) -> None:
    private = 0o666 if os.name == "nt" else 0o600  # Windows has no file modes; the folder's own rights hold there
    assert {path.stat().st_mode & 0o777 for path in write_report(report(), tmp_path, ("html", "csv"))} == {private}


@pytest.mark.parametrize(
    ("changes", "stem"),
    [
        ({}, STEM),
        ({"kind": "insatsrapport", "subject": "Vägen vidare", "subject_id": "vv-2", "span": "2026H1"}, "insatsrapport-vv-2-2026H1"),
        ({"subject": "Samordningsförbundet Demodalen"}, "arsredovisning-demodalen-2026"),
        ({"subject": "Samordningsförbundet Norra och Södra Mellanbygden"}, "arsredovisning-norra-och-sodra-2026"),
        ({"subject": "Y" * 80}, f"arsredovisning-{'y' * 24}-2026"),
        ({"subject": "../../etc/passwd"}, "arsredovisning-etc-passwd-2026"),
        ({"subject": "日本"}, "arsredovisning-2026"),
        ({"kind": "oversikt", "subject": "Förbundet  Örebro & Lekeberg"}, "oversikt-forbundet-orebro-2026"),
    ],
)
def test_files_are_named_by_kind_subject_and_period(changes: dict[str, str], stem: str) -> None:
    assert file_stem(report(**changes)) == stem


def test_names_are_ascii_and_short() -> None:
    assert slug("Åäö ÉÜ") == "aao-eu"
    assert len(slug("x " * 200)) <= 60
    assert slug("--") == ""


@pytest.mark.parametrize(
    ("made", "said"), [(date(2026, 7, 3), "3 juli 2026"), (date(2027, 12, 31), "31 december 2027"), (date(2026, 1, 1), "1 januari 2026")]
)
def test_dates_in_words(made: date, said: str) -> None:
    assert day(made) == said


def test_pictures_and_tables_are_numbered_through_the_report() -> None:
    assert [(part.picture, part.table) for part in parts(report())][:4] == [(None, 1), (1, 2), (2, 3), (3, 4)]
    assert [(part.picture, part.table) for part in parts(overview())] == [(None, 1), (1, 2), (2, 3), (3, 4), (4, 5)]


def test_only_marks_that_a_table_has_are_explained() -> None:
    view = indicators().view
    assert view
    assert legend(view) == "·· = dolt av sekretesskäl · – = inget att räkna på"
    view = headline().view
    assert view
    assert legend(view) == ""
    assert HIDDEN.text == "··" != count(0).text


def test_what_the_protection_says() -> None:
    assert protection(table()) == (
        "Tabellen har 36 celler, varav 12 är dolda. En prick står aldrig för noll. Antal från 1 till 4 visas inte (utom av dem som "
        "inte har svarat), och inte heller det som de kunde räknas fram ur. "
        "Den är granskad mot angripare av slagen K0, K1, K3, K4: inget dolt tal kunde räknas ut."
    )
    assert protection(period_table()).startswith("Tabellen har 6 celler, och ingen är dold. Antal från 1 till 4")


def test_of_volumes_it_says_that_they_stand_as_they_are() -> None:
    row = SheetRow("stegen", "Stegen", "individ", "2026", (Figure("nya", 3, 2, 0, 5),))
    told = protection(volumes("volymer", "Deltagare", [(Category("2026", "2026"), [row])], head=("period", "Period")))
    assert told == "Tabellen har 4 celler. Antalen är sådana som lämnas till Uppföljning Finsam och visas som de är, också 1 till 4."
