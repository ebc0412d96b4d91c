"""Counters all the way out: filled in, delivered, protected, written in every format and read back; and Göteborg's volumes as printed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exports.package import write_package
from exports.report import render_report
from register import own_report
from register.counters.model import Place
from register.errors import BadInput
from register.insats import acts, closing, counters, opening
from register.insats.sealing import SealCost
from register.kansli import acts as kansli_acts
from register.kansli import counters as kansli_counters
from register.kansli import reporting
from register.periods import Month, Period
from register.readers.jsonstat import read_jsonstat
from register.readers.px import read_px
from register.reporting import Prepared
from register.reports.document import Report
from register.vault import KdfCost
from tests.counters.makers import PASSPHRASE, TODAY, Both
from tests.exports.pages import Page
from tests.exports.test_report_pdf import flat, reader, text_of
from tests.reports.sources import section
from tests.reports.test_goteborg import STAFF, TOGETHER, plain
from tests.reports.test_goteborg_counters import COUNTERS, GOALS, STRUCTURE
from tests.reports.test_goteborg_counters import PARTS as GOTEBORG_PARTS

YEAR, HALF = Period.parse("2026"), Period.parse("2026H1")
MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
BANDS = ("0-2", "3-5", "6-")
QUEUES = {"coach": (14, 9, 8), "natet": (2, 1, 0), "vagen": (11, 12, 7)}
"""How many wait in each insats, by band; in natet so few that nobody may know."""


def queue(insats: str, month: int) -> dict[Place, int]:
    """The kö of a month: in natet always three, elsewhere longer every month."""
    grows = 0 if insats == "natet" else month
    return {Place((band,)): n + (grows if number == 0 else 0) for number, (band, n) in enumerate(zip(BANDS, QUEUES[insats], strict=True))}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    made = Both.make(tmp_path_factory.mktemp("raknare"), insatser=dict.fromkeys(QUEUES, "individ"))
    for name, insats in made.insatser.items():
        for month in range(1, 13):
            counters.set_values(insats, "ko", MONTHS[month - 1], queue(name, month), today=TODAY)
        for half in ("2026H1", "2026H2"):
            counters.set_values(insats, "enkat", half, {Place(("ja",)): 14, Place(("nej",)): 9}, today=TODAY)
            made.lock(half, name)
        made.send(name)
    halves = (("2026H1", {"staden": 40, "fk": 0}), ("2026H2", {"staden": 31, "fk": 5}))
    for half, staff in halves:
        places = {Place((part, kon)): n for part, n in staff.items() for kon in ("kvinna", "man")}
        kansli_counters.set_values(made.kansli, "personal", half, places, today=TODAY)
    kansli_counters.set_values(made.kansli, "utbildade", "2026", {Place((), "taljare"): 12, Place((), "namnare"): 12}, today=TODAY)
    yield made
    made.close()


@pytest.fixture(scope="module")
def prepared(both: Both) -> Prepared:
    return reporting.prepare_report(both.kansli, "arsredovisning", YEAR, today=TODAY)


@pytest.fixture(scope="module")
def report(prepared: Prepared) -> Report:
    return prepared.report()


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    return {name.rpartition("/")[2]: data for name, data in render_report(report).items()}


def rows(report: Report, ident: str) -> dict[str, list[str]]:
    view = section(report, ident).view
    assert view is not None
    return {row.label: [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in row.values] for row in view.rows}


# -- What the reports say ------------------------------------------------------------------------------------------------------------------------


def test_a_sum_of_answers_is_said_to_be_of_answers(report: Report) -> None:
    assert "Enkät vid avslut, 2026: 138 svar." in section(report, "raknare-enkat").sentences


def test_the_months_are_what_plain_loops_count(report: Report) -> None:
    found = rows(report, "raknare-ko")
    names = ("Januari", "Februari", "Mars", "April", "Maj", "Juni", "Juli", "Augusti", "September", "Oktober", "November", "December")
    for month, name in enumerate(names, start=1):
        total = sum(n for insats in QUEUES for n in queue(insats, month).values())
        assert found[name][0] == str(total)


def test_the_queue_of_the_year_is_the_last_months_with_its_median_in_a_band(report: Report) -> None:
    found = rows(report, "raknare-ko")
    december = {band: sum(queue(insats, 12)[Place((band,))] for insats in QUEUES) for band in BANDS}
    assert found["Sist i perioden (december)"][0] == str(sum(december.values()))
    assert [found[label][0] for label in ("Under 3 månader", "3–5 månader", "6 månader eller mer")] == [str(n) for n in december.values()]
    assert found["Median, väntetid"][0] == "Under 3 månader"


def test_an_insats_where_few_wait_is_hidden_and_no_other_gives_it_away(report: Report) -> None:
    found = rows(report, "raknare-ko")
    assert found["Natet"][0] == "··"
    assert "··" in (found["Coach"][0], found["Vagen"][0])


def test_staff_are_plain_figures_blank_is_not_zero(report: Report) -> None:
    found = rows(report, "raknare-personal")
    assert found["Totalt"] == ["152", ""]
    assert found["Staden"] == ["142", "93 %"]
    assert found["Försäkringskassan"] == ["10", "7 %"]
    assert "Regionen" not in found, "nobody gave it: it is not zero"
    assert rows(report, "raknare-utbildade")["Totalt"] == ["12", "12", "100 %"]
    assert {one.counter.id for one in report.counters} == {"personal", "utbildade"}


def test_an_insatsrapport_has_the_insatss_own(both: Both) -> None:
    report = reporting.prepare_report(both.kansli, "insatsrapport", YEAR, insats="coach", today=TODAY).report()
    assert [one.id for one in report.sections if one.id.startswith("raknare")] == ["raknare-ko", "raknare-enkat"]
    assert rows(report, "raknare-enkat")["Totalt"][0] == "46"
    assert rows(report, "raknare-enkat")["Ja"] == ["28", "61 %"]
    few = reporting.prepare_report(both.kansli, "insatsrapport", YEAR, insats="natet", today=TODAY).report()
    assert {values[0] for label, values in rows(few, "raknare-ko").items() if label != "Per månad"} == {"··"}


def test_an_overview_has_none(both: Both) -> None:
    found = reporting.prepare_report(both.kansli, "oversikt", YEAR, today=TODAY)
    assert not any(one.id.startswith("raknare") for one in found.report().sections)
    assert not any(id_.startswith("rakna") for id_ in found.made.tables)


def test_a_report_of_volumes_alone_has_those_of_nobody_alone(prepared: Prepared) -> None:
    found = [one.id for one in prepared.volumes_only().report().sections if one.id.startswith("raknare")]
    assert found == ["raknare-personal", "raknare-utbildade"]


def test_the_gates_audit_holds_and_the_register_is_sound_after_publishing(both: Both, prepared: Prepared) -> None:
    assert prepared.made.audit["omdome"] == "haller"
    assert reporting.publish_report(both.kansli, prepared, TODAY)
    assert [one for one in kansli_acts.kontroll(both.kansli) if not one.ok] == []
    again = reporting.prepare_report(both.kansli, "arsredovisning", YEAR, today=TODAY)
    assert {id_: table.cells for id_, table in again.made.tables.items()} == {id_: table.cells for id_, table in prepared.made.tables.items()}


# -- Every format --------------------------------------------------------------------------------------------------------------------------------


def number(cell: Any) -> Any:
    return None if cell == "" else int(cell)


def test_csv_px_and_json_stat_have_the_same_figures(report: Report, files: dict[str, bytes]) -> None:
    for ident in ("raknare-ko", "raknare-ko-natet", "raknarsvar-ko", "raknare-personal", "raknare-utbildade"):
        lines = list(csv.DictReader(io.StringIO(files[f"{ident}.csv"].decode("utf-8-sig")), delimiter=";"))
        in_csv = [number(line["Antal"]) for line in lines]
        in_px = [cell if isinstance(cell, int) else None for cell in read_px(files[f"{ident}.px"], "x.px").cells]
        in_json = [cell if isinstance(cell, int) else None for cell in read_jsonstat(files[f"{ident}.json"], "x.json").cells]
        assert in_csv == in_px == in_json
        assert in_csv


def test_hidden_and_blank_have_marks_of_their_own(files: dict[str, bytes]) -> None:
    few = read_px(files["raknare-ko-natet.px"], "x.px")
    assert set(few.cells) == {".."}
    staff = read_px(files["raknare-personal.px"], "x.px")
    assert "..." in staff.cells, "Regionen is blank"
    assert 0 in staff.cells, "and Försäkringskassan had none"
    assert staff.symbols["..."] == "ej uppföljt"
    assert staff.units == "personer"
    said = json.loads(files["raknare-personal.json"])
    assert said["extension"]["status"]["label"] == {"...": "ej uppföljt"}
    assert "räknar inga deltagare" in " ".join(said["note"])


def test_page_pdf_and_workbook_have_them_too(files: dict[str, bytes]) -> None:
    page = next(data for name, data in files.items() if name.endswith(".html"))
    pdf = next(data for name, data in files.items() if name.endswith(".pdf"))
    book = load_workbook(io.BytesIO(next(data for name, data in files.items() if name.endswith(".xlsx"))))
    html, words = Page(page), text_of(reader(pdf))
    december = str(sum(n for insats in QUEUES for n in queue(insats, 12).values()))
    assert ["Sist i perioden (december)", december] == [cell.strip() for cell in next(r for r in html.rows if r and "december" in r[0])[:2]]
    for text in ("Räknare: Personer i kö", f"Sist i perioden (december){december}", "Personal som är utbildad om våld"):
        assert flat(text) in words
    sheet = next(one for one in book.worksheets if "Personer i kö" in one.title)
    found = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert found["Sist i perioden (december)"] == int(december)
    assert found["Natet"] == "··"


def test_the_data_package_names_them(report: Report, tmp_path: Path) -> None:
    path, _ = write_package([report], tmp_path, subject="Norra", span="2026")
    with zipfile.ZipFile(path) as archive:
        said = json.loads(archive.read("manifest.json"))
    tables = {one["id"]: one for one in said["rapporter"][0]["tabeller"]}
    assert {"raknare-ko", "raknare-personal", "raknarsvar-ko"} <= set(tables)
    assert "räknar inga deltagare" in tables["raknare-personal"]["skydd"]


# -- An insats's own report ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Both]:
    made = Both.make(tmp_path)
    counters.set_values(made.insats, "ko", "2026-01", {Place(("0-2",)): 12}, today=TODAY)
    counters.set_values(made.insats, "ko", "2026-08", {Place(("0-2",)): 15}, today=TODAY)
    made.lock("2026H1")
    yield made
    made.close()


def test_an_own_report_shows_the_insatss_own_counters_of_what_is_locked(alone: Both) -> None:
    found = rows(own_report.prepare_own_report(alone.insats, HALF, today=TODAY).report(), "raknare-ko")
    assert found["Januari"][0] == "12"
    assert found["Februari"][0] == "ej uppföljt"
    assert not any("15" in values for values in found.values())


def test_what_an_own_report_has_shown_is_not_changed_before_it_is_delivered(alone: Both) -> None:
    """Two reports would give the difference. What has been delivered is put right as another edition, and no report shows both."""
    made = own_report.prepare_own_report(alone.insats, HALF, today=TODAY)
    own_report.publish_own_report(alone.insats, made, TODAY)
    with pytest.raises(BadInput, match="insatsens egen rapport har visat"):
        counters.set_values(alone.insats, "ko", "2026-01", {Place(("0-2",)): 13}, late=True, today=TODAY)
    counters.set_values(alone.insats, "ko", "2026-02", {Place(("0-2",)): 9}, late=True, today=TODAY)
    alone.send()
    counters.set_values(alone.insats, "ko", "2026-01", {Place(("0-2",)): 13}, late=True, today=TODAY)
    again = rows(own_report.prepare_own_report(alone.insats, HALF, today=TODAY).report(), "raknare-ko")
    assert again["Januari"][0] == "··"
    assert again["Februari"][0] == "9"
    alone.send()
    theirs = reporting.prepare_report(alone.kansli, "insatsrapport", HALF, insats="coach", today=TODAY).report()
    assert rows(theirs, "raknare-ko")["Januari"][0] == "··"
    assert rows(theirs, "raknare-ko")["Februari"][0] == "9"


# -- Göteborg 2022 → 2023 ------------------------------------------------------------------------------------------------------------------------


def test_goteborgs_volumes_come_out_of_the_whole_report_as_printed(tmp_path: Path) -> None:
    """The deltagare are delivered as numbers alone, the staff are the kansli's counter; 2022's kön is made up."""
    today = date(2024, 2, 1)
    both = Both.make(tmp_path, COUNTERS)
    insats = opening.create_insats(
        both.kansli.catalogue,
        "alla",
        namn="Alla insatser",
        typ="individ",
        first_period="2022H1",
        passphrase=PASSPHRASE,
        today=today,
        vault_cost=KdfCost.for_tests(),
        seal_cost=SealCost.for_tests(),
        state=tmp_path / "state",
    )
    kansli_acts.godkann(both.kansli, "alla", today)
    both.insatser["alla"] = insats
    for year, women, men in ((2022, 1000, 749), (2023, 1118, 842)):
        for kon, n in (("kvinna", women), ("man", men)):
            for event in ("start", "avslut"):
                acts.antal(insats, month=Month(year, 3), kon=kon, antal=n, event=event, today=today)
        for half in ("H1", "H2"):
            closing.las(insats, f"{year}{half}", passphrase=PASSPHRASE, today=today)
    both.send("alla")
    places = [Place((part, activity)) for part in GOTEBORG_PARTS for activity in ("utbildning", "natverk")]
    for half, staff in STRUCTURE.items():
        kansli_counters.set_values(both.kansli, "struktur", half, dict(zip(places, staff, strict=True)), today=today)
    without_reference = GOALS.replace('varden = { "2022" = { antal = 1749 } }\n', "")
    (both.kansli.catalogue.root / "mal.toml").write_text(without_reference, encoding="utf-8")
    report = reporting.prepare_report(both.kansli, "arsredovisning", Period.parse("2023"), today=today).report()
    part = section(report, "volymer-egna")
    assert plain(part, TOGETHER)[:2] == ["5 206", "5 966"]
    assert plain(part, TOGETHER)[-2:] == ["+760", "+14,6 %"]
    assert [plain(part, STAFF)[i] for i in (0, 1, -2, -1)] == ["3 457", "4 006", "+549", "+16 %"]
    assert [plain(part, "Deltagare")[i] for i in (0, 1, -2, -1)] == ["1 749", "1 960", "+211", "+12 %"]
    assert [plain(section(report, "volymer"), f"Andel {kon}")[-3] for kon in ("kvinnor", "män")] == ["57 %", "43 %"]
    counted = rows(report, "raknare-struktur")
    assert counted["Totalt"][:2] == ["3 457", "4 006"]
    assert counted["Totalt"][-2:] == ["+549", "+16 %"]
    both.close()
