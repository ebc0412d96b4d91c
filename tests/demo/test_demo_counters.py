"""The demo's counters: a file that loads, says that it is made up, and values that fill every part of the reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from register.catalogue import Catalogue
from register.counters import loader
from register.counters.model import Counters
from register.insats.sealing import SealCost
from register.kansli import acts, counters, reporting
from register.kansli.session import Kansli
from register.periods import Period
from register.reports.document import Report
from register.vault import KdfCost
from register.vocabulary.loader import load as load_vocabulary
from tui import demo, demo_build, demo_counters

TODAY = date(2026, 3, 2)
LAST = Period.parse("2025")


@pytest.fixture(scope="module")
def kansli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kansli]:
    root = tmp_path_factory.mktemp("demo") / "demo"
    demo.build_demo(root, today=TODAY, scale=0.3, costs=demo_build.Costs(KdfCost.for_tests(), SealCost.for_tests()))
    opened = acts.open_forbund(Catalogue(root), None, demo_build.PASSPHRASE, today=TODAY, state=root / demo_build.STATE)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def report(kansli: Kansli) -> Report:
    return reporting.prepare_report(kansli, "arsredovisning", LAST, today=TODAY).report()


def defined(folder: Path) -> Counters:
    (folder / loader.FILE_NAME).write_text(demo_counters.FILE, encoding="utf-8")
    return loader.load(folder, load_vocabulary(None))


def test_the_file_is_of_every_kind_and_says_that_it_is_made_up(tmp_path: Path) -> None:
    assert demo_counters.FILE.startswith("# PÅHITTAT")
    found = defined(tmp_path).counters
    assert {one.entered_by for one in found} == {"kansli", "insats"}
    assert {one.protected for one in found} == {True, False}
    assert any(one.pair for one in found)
    assert any(one.median for one in found)
    assert {one.joining for one in found} == {"summa", "senaste"}


def test_everything_that_ought_to_be_given_is(kansli: Kansli) -> None:
    for one in counters.definitions(kansli).counters:
        whole = counters.joined(kansli, one.id, LAST)
        assert whole.figures, one.id
        if one.entered_by == "kansli":
            assert whole.complete, one.id


def test_the_kansli_is_sound_with_them(kansli: Kansli) -> None:
    assert [one.what for one in acts.kontroll(kansli) if not one.ok] == []


def test_every_counter_has_its_section(kansli: Kansli, report: Report) -> None:
    sections = {one.id for one in report.sections}
    assert {f"raknare-{one.id}" for one in counters.definitions(kansli).counters} <= sections
    assert "volymer-egna" in sections


def test_indicators_come_out_of_them(report: Report) -> None:
    view = next(one.view for one in report.sections if one.id == "indikatorer")
    assert view is not None
    by_label = {row.label: row.values for row in view.rows}
    trained = by_label["Personal som är utbildad om våld"]
    assert [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in trained[3:5]] == ["69 %", "88 %"]
