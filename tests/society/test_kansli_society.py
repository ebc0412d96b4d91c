"""At the kansli: every edition is kept with where it came from, the same figures once, a newer file supersedes and an older one is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from register.audit_log import AuditEntry
from register.catalogue import Catalogue
from register.disclosure.publication import History
from register.errors import BadInput, CouldNot
from register.kansli import acts, reporting, society
from register.kansli.session import Kansli
from register.kansli.society_models import SocietyEdition
from register.readers.table import BrokenFile
from register.reporting import Prepared
from register.society.choosing import Choice
from register.tables.making import make
from register.vault import KdfCost
from tests.kansli.helpers import PASSPHRASE
from tests.reports import forbund
from tests.society.files import BOTH, TODAY, monthly, saved, yearly


@pytest.fixture
def kansli(tmp_path: Path) -> Iterator[Kansli]:
    made = acts.create_forbund(
        Catalogue(tmp_path / "register"),
        "fb",
        namn="Förbundet",
        passphrase=PASSPHRASE,
        today=TODAY,
        vault_cost=KdfCost.for_tests(),
        state=tmp_path / "state",
    )
    yield made
    made.close()


def read(kansli: Kansli, folder: Path, data: bytes | None = None, choice: Choice = BOTH, *, day: date = TODAY, id_: str = "helars") -> society.ReadIn:
    return society.las_in(kansli, saved(folder, yearly() if data is None else data), choice, table_id=id_, today=day)


def logged(kansli: Kansli) -> list[dict[str, str]]:
    with kansli.store.read() as session:
        rows = session.exec(select(AuditEntry).where(AuditEntry.kind == "import").order_by(col(AuditEntry.nr)))
        return [json.loads(row.detail) for row in rows]


def test_what_is_kept(kansli: Kansli, tmp_path: Path) -> None:
    found = read(kansli, tmp_path)
    assert (found.new, found.edition, found.remarks) == (True, 1, ())
    (held,) = society.tables(kansli)
    assert held == found.table
    with kansli.store.read() as session:
        (row,) = session.exec(select(SocietyEdition))
        assert (row.source, row.matrix, row.updated, row.read_in) == ("SCB (påhittat)", "HEK1", "2026-02-20 08:00", TODAY)
        assert row.file_hash == hashlib.sha256(yearly()).hexdigest()
    assert logged(kansli) == [{"slag": "samhalle", "tabell": "helars", "fil": hashlib.sha256(yearly()).hexdigest()[:16]}]


def test_it_is_there_when_the_register_is_opened_again(kansli: Kansli, tmp_path: Path) -> None:
    held = read(kansli, tmp_path).table
    kansli.close()
    again = acts.open_forbund(kansli.catalogue, "fb", PASSPHRASE, today=TODAY, state=tmp_path / "state")
    assert society.tables(again) == (held,)
    again.close()


def test_the_same_again_changes_nothing(kansli: Kansli, tmp_path: Path) -> None:
    read(kansli, tmp_path)
    before = kansli.catalogue.forbund_path("fb").read_bytes()
    again = read(kansli, tmp_path, day=date(2027, 6, 1))
    assert (again.new, again.edition, again.table.read_in) == (False, 1, TODAY)
    assert kansli.catalogue.forbund_path("fb").read_bytes() == before
    assert len(logged(kansli)) == 1


def test_the_same_figures_in_another_file_change_nothing_either(kansli: Kansli, tmp_path: Path) -> None:
    read(kansli, tmp_path)
    assert not read(kansli, tmp_path, yearly() + b"\r\n").new


def test_newer_figures_supersede_and_the_earlier_ones_are_history(kansli: Kansli, tmp_path: Path) -> None:
    first = read(kansli, tmp_path).table
    second = read(kansli, tmp_path, yearly(updated="20270120 08:00", first=(5100, 5050, 5011, 4991)), day=date(2027, 3, 1))
    assert (second.new, second.edition) == (True, 2)
    assert society.tables(kansli) == (second.table,)
    history = society.editions(kansli, "helars")
    assert [(one.number, one.holds, one.table) for one in history] == [(2, True, second.table), (1, False, first)]


def test_another_choice_of_the_same_file_is_an_edition(kansli: Kansli, tmp_path: Path) -> None:
    read(kansli, tmp_path)
    assert read(kansli, tmp_path, choice=Choice(("2080",))).edition == 2


def test_an_older_file_does_not_take_the_place_of_a_newer_one(kansli: Kansli, tmp_path: Path) -> None:
    read(kansli, tmp_path)
    with pytest.raises(BadInput, match="äldre än den som redan är inläst") as refused:
        read(kansli, tmp_path, yearly(updated="20250220 08:00"))
    assert "samhalle ta-bort helars" in refused.value.remedy
    assert len(society.editions(kansli)) == 1


def test_taken_away_and_read_in_again(kansli: Kansli, tmp_path: Path) -> None:
    read(kansli, tmp_path)
    society.ta_bort(kansli, "helars", date(2027, 4, 1))
    assert society.tables(kansli) == ()
    assert [(one.number, one.holds, one.removed) for one in society.editions(kansli, "helars")] == [(1, False, date(2027, 4, 1))]
    assert read(kansli, tmp_path, yearly(updated="20250220 08:00")).edition == 2
    assert [one.holds for one in society.editions(kansli, "helars")] == [True, False]
    assert [one["slag"] for one in logged(kansli)] == ["samhalle", "samhalle-bort", "samhalle"]
    assert all(one.ok for one in acts.kontroll(kansli))


@pytest.mark.parametrize("id_", ["borta", ""])
def test_what_was_never_read_in(kansli: Kansli, id_: str) -> None:
    with pytest.raises(BadInput, match="är inte inläst"):
        society.ta_bort(kansli, id_, TODAY)
    with pytest.raises(BadInput, match="är inte inläst"):
        society.editions(kansli, id_)


def test_it_is_taken_away_once(kansli: Kansli, tmp_path: Path) -> None:
    read(kansli, tmp_path)
    society.ta_bort(kansli, "helars", TODAY)
    with pytest.raises(BadInput, match="är inte inläst"):
        society.ta_bort(kansli, "helars", TODAY)


def test_municipalities_of_the_forbund(kansli: Kansli, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Vilka kommuner"):
        read(kansli, tmp_path, choice=Choice())
    (kansli.catalogue.root / "mal.toml").write_text('[samhalle]\nkommuner = ["2081", "2080"]\n', encoding="utf-8")
    assert read(kansli, tmp_path, choice=Choice()).table.dimensions[0].codes == ("2081", "2080")
    assert read(kansli, tmp_path, choice=Choice(("2080",))).table.dimensions[0].codes == ("2080",)


def test_tables_by_label(kansli: Kansli, tmp_path: Path) -> None:
    read(kansli, tmp_path)
    society.las_in(kansli, saved(tmp_path, monthly()), BOTH, label="arbetsmarknad", today=TODAY)
    assert [(one.id, one.label) for one in society.tables(kansli)] == [("am1", "arbetsmarknad"), ("helars", "Helårsekvivalenter")]
    assert [one.label for one in reporting.material(kansli).society] == ["arbetsmarknad", "Helårsekvivalenter"]


@pytest.mark.parametrize("id_", ["Stor", "a", "x" * 41, "å-ä", "-ett", "ett två"])
def test_ids_that_can_not_be_used(kansli: Kansli, tmp_path: Path, id_: str) -> None:
    with pytest.raises(BadInput, match="kan inte heta"):
        read(kansli, tmp_path, id_=id_)
    assert society.editions(kansli) == []


def test_a_file_that_does_not_say_its_id(kansli: Kansli, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Filen säger inte vad tabellen heter"):
        read(kansli, tmp_path, yearly(matrix=""), id_="")


@pytest.mark.parametrize("label", ["x" * 121, "två\nrader"])
def test_labels_that_can_not_be_used(kansli: Kansli, tmp_path: Path, label: str) -> None:
    with pytest.raises(BadInput, match="Rubriken"):
        society.las_in(kansli, saved(tmp_path, yearly()), BOTH, label=label, today=TODAY)


def test_nothing_is_kept_of_a_broken_file(kansli: Kansli, tmp_path: Path) -> None:
    before = kansli.catalogue.forbund_path("fb").read_bytes()
    with pytest.raises(BrokenFile, match="Rad"):
        read(kansli, tmp_path, yearly()[:-20])
    with pytest.raises(CouldNot, match="går inte att öppna"):
        society.las_in(kansli, tmp_path / "borta.px", BOTH, today=TODAY)
    assert kansli.catalogue.forbund_path("fb").read_bytes() == before


def test_remarks_on_the_file_are_passed_on(kansli: Kansli, tmp_path: Path) -> None:
    (remark,) = read(kansli, tmp_path, yearly().rstrip(b"\n").rstrip(b";")).remarks
    assert "utan semikolon" in remark


def test_a_register_from_before_gets_its_table_when_it_is_opened(kansli: Kansli, tmp_path: Path) -> None:
    with kansli.store.write() as session:
        session.connection().exec_driver_sql("DROP TABLE kansli_society")
    kansli.close()
    again = acts.open_forbund(kansli.catalogue, "fb", PASSPHRASE, today=TODAY, state=tmp_path / "state")
    assert society.tables(again) == ()
    assert read(again, tmp_path).new
    again.close()


def test_a_prepared_report_takes_in_what_has_been_read_since(kansli: Kansli, tmp_path: Path) -> None:
    """What stands beside is no count of ours: the report is as it was protected, and has the figures of now."""
    context = forbund.context()
    made = make([], History.of([]), report="oversikt", subject="", span="2026", by="fb", today=TODAY)
    prepared = Prepared("oversikt", context, made, History.of([]))
    read(kansli, tmp_path)
    again = reporting.beside(prepared, reporting.material(kansli))
    assert [one.id for one in again.report().society] == ["helars"]
    assert (again.made, again.history, again.context.tables) == (prepared.made, prepared.history, prepared.context.tables)


def test_material_read_twice_is_the_same(kansli: Kansli, tmp_path: Path) -> None:
    """The screens make a report once for the same counts and the same society."""
    read(kansli, tmp_path)
    first = reporting.material(kansli)
    assert reporting.material(kansli).society == first.society
    read(kansli, tmp_path, yearly(updated="20270120 08:00", first=(1, 2, 3, 4)))
    assert reporting.material(kansli).society != first.society
