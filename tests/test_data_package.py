"""The data package: each report protected with those before it, all of them kept as one publication or none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from register import data_package, publication_document
from register.catalogue import Catalogue
from register.disclosure.publication import History, Publication
from register.errors import Conflict, CouldNot
from register.goals.model import Goals
from register.kansli import publications
from register.kansli.acts import open_forbund
from register.kansli.reporting import Material, material, prepare_package, prepare_report, publish_package, publish_report
from register.kansli.session import Kansli
from register.periods import Period
from register.tables.source import Source
from register.vocabulary.loader import load
from tests.cli.published import build
from tests.cli.world import PASSPHRASE, TODAY

YEAR, FIRST = Period.parse("2025"), Period.parse("2025H1")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("paket") / "D")


@pytest.fixture
def kansli(built: Path, tmp_path: Path) -> Iterator[Kansli]:
    opened = open_forbund(Catalogue(shutil.copytree(built, tmp_path / "D")), "fb", PASSPHRASE, today=TODAY)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def read(built: Path) -> Material:
    opened = open_forbund(Catalogue(built), "fb", PASSPHRASE, today=TODAY)
    found = material(opened)
    opened.close()
    return found


@pytest.fixture(scope="module")
def package(read: Material) -> data_package.Package:
    return data_package.prepare_package(read.source, read.history, read.goals, YEAR, today=TODAY)


def test_a_year_has_every_report(package: data_package.Package) -> None:
    assert [one.kind for one in package.parts] == ["oversikt", "arsredovisning", "insatsrapport"]
    assert [one.report().kind for one in package.parts] == [one.kind for one in package.parts]


def test_the_progression_is_in_it_where_anything_is_measured(tmp_path: Path) -> None:
    """Six women, so few that no more than their number is told."""
    opened = open_forbund(Catalogue(build(tmp_path / "D", measured=9)), "fb", PASSPHRASE, today=TODAY)
    package = prepare_package(opened, FIRST, today=TODAY)
    opened.close()
    assert [one.kind for one in package.parts] == ["oversikt", "progression", "insatsrapport"]
    assert package.parts[-1].made.choices


def test_each_is_protected_with_those_before_it(package: data_package.Package, read: Material) -> None:
    before: tuple[Publication, ...] = read.history.publications
    for one in package.parts:
        assert one.history.publications == before
        before = (*before, one.made.publication)
    assert package.history == read.history


def test_the_publication_has_every_cell_once_and_is_a_document(package: data_package.Package) -> None:
    publication = package.publication
    assert (publication.report, publication.subject, publication.span, publication.by) == ("datapaket", "", "2025", "fb")
    for universe, cells in publication.cells.items():
        assert len(set(cells)) == len(cells)
        assert set(cells) == {cell for one in package.parts for cell in one.made.publication.cells.get(universe, ())}
    assert set(publication.cells) == set(publication.zeros) == {universe for one in package.parts for universe in one.made.publication.cells}
    publication_document.check(publication.to_document())
    assert Publication.from_document(publication.to_document()).id == publication.id


def test_no_cell_is_printed_in_one_report_and_hidden_in_another(package: data_package.Package) -> None:
    for cells in package.publication.cells.values():
        assert len({known.cell for known in cells}) == len(cells)


def test_its_audit_is_that_of_all(package: data_package.Package) -> None:
    audits = [one.made.audit for one in package.parts]
    for what in ("tabeller", "celler", "prickar"):
        assert package.publication.audit[what] == sum(one[what] for one in audits)
    assert package.publication.audit["omdome"] == "haller"
    assert set(package.publication.audit) == set(audits[0])
    assert "granskning" in str(package.publication.audit["mening"])


def test_progress_goes_forward_through_all_of_it(read: Material) -> None:
    told: list[float] = []
    whats: list[str] = []

    def tell(done: int, of: int, what: str) -> None:
        told.append(done / of)
        whats.append(what)

    data_package.prepare_package(read.source, read.history, read.goals, FIRST, today=TODAY, progress=tell)
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] < 1
    assert list(dict.fromkeys(what.partition(":")[0] for what in whats)) == ["oversikt", "insatsrapport"]


def test_kept_whole_and_the_same_again(kansli: Kansli) -> None:
    first = prepare_package(kansli, FIRST, today=TODAY)
    assert publications.publikationer(kansli) == []
    assert publish_package(kansli, first, TODAY) is True
    assert [(row.id, row.report) for row in publications.publikationer(kansli)] == [(first.publication.id, "datapaket")]
    again = prepare_package(kansli, FIRST, today=TODAY)
    assert again.publication.id == first.publication.id
    assert publish_package(kansli, again, TODAY) is False
    assert (kansli.catalogue.root / "publikationer" / "coach.json").exists()


def test_what_is_in_it_is_known_to_the_next_report(kansli: Kansli) -> None:
    def ages() -> str:
        choices = prepare_report(kansli, "insatsrapport", YEAR, insats="coach", today=TODAY).made.choices
        return next(one.name for one in choices if one.outcome.table.id == "aldersgrupp")

    assert ages() != "bara antalet"
    publish_package(kansli, prepare_package(kansli, FIRST, today=TODAY), TODAY)
    assert ages() == "bara antalet"


def test_something_published_meanwhile_leaves_nothing_of_it(kansli: Kansli) -> None:
    package = prepare_package(kansli, YEAR, today=TODAY)
    publish_report(kansli, prepare_report(kansli, "insatsrapport", FIRST, insats="coach", today=TODAY), TODAY)
    with pytest.raises(Conflict):
        publish_package(kansli, package, TODAY)
    assert [row.report for row in publications.publikationer(kansli)] == ["insatsrapport"]


def test_a_package_of_nothing_is_refused(read: Material) -> None:
    with pytest.raises(CouldNot, match="inget att redovisa för helåret 2020"):
        data_package.prepare_package(read.source, read.history, read.goals, Period.parse("2020"), today=TODAY)
    nobody = Source("fb", "Förbundet", load(), ())
    with pytest.raises(CouldNot, match="inget att redovisa"):
        data_package.prepare_package(nobody, History(), Goals(), YEAR, today=TODAY)
