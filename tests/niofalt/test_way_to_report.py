"""From a filled grid to a report: prepared, published, packed, and looked at on the screen; a changed judgement protects nothing anew."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from exports.package import ready_package
from exports.report import write_report
from register.catalogue import Catalogue
from register.errors import BadInput
from register.kansli import judgements
from register.kansli.reporting import material, prepare_package, prepare_report, publish_report
from register.kansli.session import Kansli, open_forbund
from register.niofalt import loader
from register.periods import Period
from register.reports.document import Grid, Report
from tests.niofalt.conftest import FILE
from tests.tui.driving import PASSPHRASE, TODAY, see
from tests.tui_kansli.driving import at, pick, previewed, rapporter, waited
from tui.app import NyckeltalApp
from tui.demo_niofalt import BLANK, HEAD, fill_grids, grids_text
from tui.screens.kansli_report_work import Preview, Request

HALF = Period.parse("2026H1")


@pytest.fixture
def kansli(root: Path) -> Iterator[Kansli]:
    opened = open_forbund(Catalogue(root), None, PASSPHRASE, today=TODAY, state=root / "tillstand")
    judgements.fyll(opened, "nio", "vagen-vidare", "2026H1", {"r1k1": "stark"}, TODAY)
    yield opened
    opened.close()


def grids(report: Report) -> list[Grid]:
    return [grid for section in report.sections for grid in section.grids]


def test_a_report_that_is_prepared_has_the_grid(kansli: Kansli) -> None:
    prepared = prepare_report(kansli, "insatsrapport", HALF, insats="vagen-vidare", today=TODAY)
    (grid,) = grids(prepared.report())
    assert grid.rows[0].cells[0].shown == "+ Stark"
    assert [one.label for one in grid.figures] == ["Deltagare"]
    (volumes,) = grids(prepared.volumes_only().report())
    assert volumes == grid


def test_a_delarsredovisning_has_every_kind_of_insats(kansli: Kansli) -> None:
    judgements.fyll(kansli, "plats", "rusta", "2026H1", {"plats": "r2k2"}, TODAY)
    report = prepare_report(kansli, "arsredovisning", HALF, today=TODAY).report()
    assert [(grid.id, grid.whose) for grid in grids(report)] == [("nio", "Vägen vidare"), ("plats", "Rusta samverkan")]
    assert [one.label for one in grids(report)[1].figures] == ["Antal"]


def test_other_reports_are_as_they_were(kansli: Kansli) -> None:
    for kind in ("oversikt", "progression"):
        assert grids(prepare_report(kansli, kind, HALF, today=TODAY).report()) == []


def test_a_broken_file_stops_the_report_by_line(kansli: Kansli) -> None:
    (kansli.catalogue.root / loader.FILE_NAME).write_text("[[rutnat]]\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"niofalt\.toml, rad 1"):
        prepare_report(kansli, "insatsrapport", HALF, insats="vagen-vidare", today=TODAY)


def test_a_changed_judgement_is_no_new_publication(kansli: Kansli, tmp_path: Path) -> None:
    """A judgement is no count: the same counts beside another judgement are the same publication."""
    first = prepare_report(kansli, "insatsrapport", HALF, insats="vagen-vidare", today=TODAY)
    assert publish_report(kansli, first, TODAY)
    judgements.fyll(kansli, "nio", "vagen-vidare", "2026H1", {"r1k1": "svag"}, TODAY)
    second = prepare_report(kansli, "insatsrapport", HALF, insats="vagen-vidare", today=TODAY)
    assert not publish_report(kansli, second, TODAY)
    write_report(second.report(), tmp_path, ["html"])
    assert "− Svag" in next(tmp_path.glob("*.html")).read_text(encoding="utf-8")


def test_the_publication_says_nothing_of_judgements(kansli: Kansli) -> None:
    prepared = prepare_report(kansli, "insatsrapport", HALF, insats="vagen-vidare", today=TODAY)
    said = repr(prepared.made.publication.to_document())
    assert not any(word in said for word in ("'stark'", "r1k1", "'nio'"))


def test_the_package_has_the_grid_in_its_insatsrapport(kansli: Kansli) -> None:
    package = prepare_package(kansli, HALF, today=TODAY)
    files = ready_package([one.report() for one in package.parts], subject=kansli.namn, span=HALF.code).files
    data = next(data for name, data in files.items() if name.endswith(".zip"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("bedomningar.csv") and "vagen-vidare" in name]
        lines = list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")), delimiter=";"))
    assert [line["Val (kod)"] for line in lines] == ["stark", *[""] * 8]


def test_a_preview_is_kept_while_only_judgements_change(kansli: Kansli) -> None:
    prepared = prepare_report(kansli, "insatsrapport", HALF, insats="vagen-vidare", today=TODAY)
    before = material(kansli)
    shown = Preview(Request("insatsrapport", HALF, "vagen-vidare"), before, prepared, prepared.report())
    assert shown.holding(material(kansli)) is shown
    judgements.fyll(kansli, "nio", "vagen-vidare", "2026H1", {"r1k1": "svag"}, TODAY)
    held = shown.holding(material(kansli))
    assert held is not None
    assert held.prepared.made is prepared.made
    assert grids(held.report)[0].rows[0].cells[0].shown == "− Svag"
    publish_report(kansli, prepared, TODAY)
    assert shown.holding(material(kansli)) is None


async def test_the_screen_shows_the_grid_and_its_change_at_once(new_app: Callable[[], NyckeltalApp], root: Path) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        await see(pilot, "Niofältaren (r)")
        while "Vägen vidare (i)" not in str(screen.query_one("GridView").content):  # type: ignore[attr-defined]
            await pilot.press("n")
        await pilot.press("3", "s")
        await see(pilot, "Sparat:")
        await pilot.press("f6", "r", "r", "v")
        await pick(pilot, "Vilken insats gäller rapporten?", "vägen")
        text = await previewed(pilot, screen, "Insatsrapport")
        assert "▌ Niofältaren" in text
        assert "+ Stark" in text
        kept = rapporter(screen).preview
        await pilot.press("escape", "f7", "up", "left", "1", "s")
        await see(pilot, "Sparat:")
        await pilot.press("f6", "v")
        await pick(pilot, "Vilken insats gäller rapporten?", "vägen")
        await waited(pilot, lambda: rapporter(screen).preview not in (None, kept), "the report again")
        again = rapporter(screen).preview
        assert kept is not None
        assert again is not None
        assert again.prepared.made is kept.prepared.made
        assert grids(again.report)[0].rows[0].cells[0].shown == "− Svag"


# -- The demo ----------------------------------------------------------------------------------------------------------------------------------


def test_the_demo_has_invented_words_and_says_so() -> None:
    assert grids_text().startswith(HEAD)
    assert "PÅHITTAT" in HEAD
    assert {one.kind for one in loader.parse(grids_text()).sheets} == {"falt", "plats", "mall"}


def test_the_demo_fills_every_delivered_halvar_the_same_way_each_time(kansli: Kansli, root: Path) -> None:
    (root / loader.FILE_NAME).write_text(FILE.replace("vagen-vidare", BLANK), encoding="utf-8")
    seen = []
    for _ in range(2):
        fill_grids(kansli, TODAY, 7)
        seen.append([(one.sheet.id, one.insats_id, one.period, dict(one.answers)) for one in judgements.judged(kansli).filled])
    assert seen[0] == seen[1]
    assert {(sheet, insats, period) for sheet, insats, period, _ in seen[0]} == {
        ("nio", "vagen-vidare", "2025H2"),
        ("nio", "vagen-vidare", "2026H1"),
        ("nio", "unga-framat", "2025H2"),
        ("plats", "rusta", "2025H2"),
        ("plats", "rusta", "2026H1"),
    }


def test_the_demo_never_fills_what_lies_ahead(kansli: Kansli) -> None:
    fill_grids(kansli, date(2026, 1, 15), 7)
    assert {one.period for one in judgements.historik(kansli, "nio", "unga-framat")} == {"2025H2"}
    assert all(one.day <= TODAY for one in judgements.historik(kansli, "nio", "vagen-vidare"))
