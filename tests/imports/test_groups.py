"""Group-level files at the kansli: read with every fault told by its cell, kept as counts with their origin, counted and reported like any other."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from register.counts import Batch
from register.errors import BadInput, CouldNot, NyckeltalError
from register.kansli import acts, figures, reporting
from register.kansli.batches import stored_batches
from register.kansli.group_rows import GroupReading
from register.kansli.session import Kansli
from register.kansli.source import source
from register.periods import Period
from register.readers.faults import MOST_FAULTS
from register.readers.opening import open_table
from register.templates import GROUP_HEADINGS
from tests.imports.forms_file import LABELS
from tests.imports.planted import NAME, TEN
from tests.kansli.helpers import TODAY, Insats, new_forbund, reopen, simple

FORSTARKT = LABELS["avslutsanledning"]["forstarkt-samarbete"]
NEW = {"nya-vagen": "Nya vägen", "samstart": "Samstart"}
PERIODS = ("2024H1", "2024H2", "2025H1", "2025H2")
Line = list[str | int | None]


@pytest.fixture
def kansli(tmp_path: Path) -> Iterator[Kansli]:
    made = new_forbund(tmp_path / "D")
    yield made
    made.close()


def lines(seed: int = 2) -> list[Line]:
    """Two insatser of two years, no more avslut than have begun."""
    made = random.Random(seed)
    found: list[Line] = []
    for insats, name in NEW.items():
        for kon in ("Kvinna", "man", "annat"):
            still_open = made.randrange(3, 9)
            found.append([insats, PERIODS[0], kon, "Pågående vid periodens början", still_open])
            for period in PERIODS:
                new = made.randrange(4, 20)
                found.append([name, period, kon, "Nya", new])
                still_open += new
                for reason in ("Studier", "arbete-utan-stod", FORSTARKT, "Flytt"):
                    ended = made.randrange(0, still_open // 2 + 1)
                    still_open -= ended
                    found.append([insats, period, kon, reason, ended])
    made.shuffle(found)
    return found


REASONS = {"Studier": "studier", "arbete-utan-stod": "arbete-utan-stod", FORSTARKT: "forstarkt-samarbete", "Flytt": "flytt"}
KON = {"Kvinna": "kvinna", "man": "man", "annat": "annat"}
IDS = {name: insats for insats, name in NEW.items()} | {insats: insats for insats in NEW}


def as_csv(path: Path, rows: list[Line], heads: tuple[str, ...] = GROUP_HEADINGS) -> Path:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([heads, *rows])
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def as_xlsx(path: Path, rows: list[Line]) -> Path:
    book = openpyxl.Workbook()
    for row in (GROUP_HEADINGS, *rows):
        book.active.append(row)
    book.save(path)
    return path


def read(kansli: Kansli, path: Path, new: dict[str, str] | None = None) -> GroupReading:
    with open_table(path) as table:
        return acts.read_group_file(kansli, table, NEW if new is None else new, today=TODAY)


def read_in(kansli: Kansli, path: Path, new: dict[str, str] | None = None) -> acts.GroupReceipt:
    chosen = NEW if new is None else new
    return acts.importera_grupp(kansli, read(kansli, path, chosen), chosen, today=TODAY)


def batches(kansli: Kansli, insats: str) -> list[Batch]:
    with kansli.store.read() as session:
        return stored_batches(session, insats, with_cells=True)


def wrong(kansli: Kansli) -> list[str]:
    return [f"{finding.what}: {finding.detail}" for finding in acts.kontroll(kansli) if not finding.ok]


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_counts_are_those_of_a_recount(kansli: Kansli, tmp_path: Path, write: Any) -> None:
    rows = lines()
    ending = "csv" if write is as_csv else "xlsx"
    receipt = read_in(kansli, write(tmp_path / f"g.{ending}", rows))
    assert receipt.periods == dict.fromkeys(sorted(NEW), PERIODS)
    assert wrong(kansli) == []
    volumes: Counter[tuple[str, str, str, str]] = Counter()
    reasons: Counter[tuple[str, str, str, str]] = Counter()
    for insats, period, kon, what, n in rows:
        event = {"Nya": "nya", "Pågående vid periodens början": "ingaende"}.get(str(what), "avslutade")
        volumes[IDS[str(insats)], str(period), event, KON[str(kon)]] += int(n or 0)
        if event == "avslutade":
            reasons[IDS[str(insats)], str(period), KON[str(kon)], REASONS[str(what)]] += int(n or 0)
    kept: Counter[tuple[str, str, str, str]] = Counter()
    kept_reasons: Counter[tuple[str, str, str, str]] = Counter()
    for insats_id in NEW:
        for batch in batches(kansli, insats_id):
            for volume, n in batch.volumes.items():
                kept[insats_id, batch.period, volume.event, volume.kon] += n
            for released in batch.released:
                for cell, n in released.cells.items():
                    if cell.table == "avslut.avslutsanledning":
                        kept_reasons[insats_id, batch.period, released.place.kon, cell.values[0]] += n
    assert kept == +volumes
    assert kept_reasons == +reasons


def test_every_other_table_covers_the_same_people_as_saknas(kansli: Kansli, tmp_path: Path) -> None:
    read_in(kansli, as_csv(tmp_path / "g.csv", lines()))
    for released in (released for insats in NEW for batch in batches(kansli, insats) for released in batch.released):
        sums: Counter[str] = Counter()
        for cell, n in released.cells.items():
            sums[cell.table] += n
            assert cell.table == "avslut.avslutsanledning" or set(cell.values) <= {"saknas"}
        assert set(sums.values()) == {released.people}
        assert len(sums) > 8


def test_utfall_counts_them_and_says_where_they_come_from(kansli: Kansli, tmp_path: Path) -> None:
    sender = Insats("egna")
    sender.publish(kansli.catalogue)
    acts.ta_emot(kansli, sender.deliver(kansli, simple(1, "2025H2", "2025-08")), today=TODAY)
    alone = acts.utfall(kansli, span=Period.parse("2025"))
    assert not [note for note in alone.notes if "gruppuppgifter" in note]
    read_in(kansli, as_csv(tmp_path / "g.csv", lines()))
    both = acts.utfall(kansli, span=Period.parse("2025"))
    (note,) = [note for note in both.notes if "gruppuppgifter" in note]
    assert note.startswith("nya-vagen, samstart:")
    new = sum(int(n or 0) for _, period, _, what, n in lines() if what == "Nya" and str(period).startswith("2025"))
    document = acts.outcome_document(both)
    assert document["volymer"]["nya"] == new + 3
    assert document["bas"]["redovisade"] == document["volymer"]["avslutade"] > 0
    assert {info.namn for info in acts.insatser(kansli)} >= {"Nya vägen (gruppuppgifter)"}


@pytest.mark.parametrize(("kind", "insats"), [("arsredovisning", None), ("oversikt", None), ("insatsrapport", "samstart")])
def test_reports_go_through_the_gate_with_their_mark(kansli: Kansli, tmp_path: Path, kind: Any, insats: str | None) -> None:
    read_in(kansli, as_csv(tmp_path / "g.csv", lines()))
    assert [one.namn for one in source(kansli).insatser] == ["Nya vägen (gruppuppgifter)", "Samstart (gruppuppgifter)"]
    prepared = reporting.prepare_report(kansli, kind, Period.parse("2025"), insats=insats, today=TODAY)
    assert "Samstart (gruppuppgifter)" in str(prepared.report())
    assert reporting.publish_report(kansli, prepared, TODAY)
    assert wrong(kansli) == []


def test_they_miss_no_delivery_and_wait_for_nothing(kansli: Kansli, tmp_path: Path) -> None:
    read_in(kansli, as_csv(tmp_path / "g.csv", lines()))
    overview = acts.leveranser(kansli, TODAY)
    assert overview.missing == ()
    assert {row.avslut for row in overview.waiting} == {0}
    with kansli.store.read() as session:
        assert figures.choose(session, None, None).batches["insats"].nunique() == 2


def test_the_next_periods_follow_and_the_same_content_is_refused(kansli: Kansli, tmp_path: Path) -> None:
    rows = [row for row in lines() if row[1] != "2025H2"]
    later = [row for row in lines() if row[1] == "2025H2"]
    read_in(kansli, as_csv(tmp_path / "g.csv", rows))
    again = read(kansli, as_csv(tmp_path / "h.csv", rows), {})
    assert {fault.kind for fault in again.faults} == {"period"}
    receipt = read_in(kansli, as_xlsx(tmp_path / "i.xlsx", later), {})
    assert receipt.numbers == dict.fromkeys(sorted(NEW), 2)
    assert wrong(kansli) == []
    kansli.close()
    opened = reopen(kansli)
    assert [batch.period for batch in batches(opened, "samstart")] == list(PERIODS)
    opened.close()


def test_two_readings_of_one_file_are_kept_once(kansli: Kansli, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "g.csv", lines())
    first, second = read(kansli, path), read(kansli, path)
    acts.importera_grupp(kansli, first, NEW, today=TODAY)
    before = {insats: batches(kansli, insats) for insats in NEW}
    with pytest.raises(BadInput, match="redan inläst"):
        acts.importera_grupp(kansli, second, NEW, today=TODAY)
    assert {insats: batches(kansli, insats) for insats in NEW} == before


def test_an_import_can_be_annulled(kansli: Kansli, tmp_path: Path) -> None:
    receipt = read_in(kansli, as_csv(tmp_path / "g.csv", lines()))
    acts.annullera(kansli, "samstart", receipt.numbers["samstart"], "fel-i-underlaget" if _has(kansli, "fel-i-underlaget") else _first(kansli), TODAY)
    assert set(acts.utfall(kansli).volumes["insats"]) == {"nya-vagen"}


def _has(kansli: Kansli, code: str) -> bool:
    return code in kansli.vocabulary.lists["annulleringsorsak"].by_id


def _first(kansli: Kansli) -> str:
    return kansli.vocabulary.lists["annulleringsorsak"].choices[0].id


def test_an_insats_is_counted_one_way(kansli: Kansli, tmp_path: Path) -> None:
    sender = Insats("egna")
    sender.publish(kansli.catalogue)
    acts.ta_emot(kansli, sender.deliver(kansli, simple(1, "2025H2", "2025-08")), today=TODAY)
    rows: list[Line] = [["egna", "2024H1", "Kvinna", "Nya", 4]]
    with pytest.raises(BadInput, match="levererar redan"):
        read(kansli, as_csv(tmp_path / "g.csv", rows), {"egna": "Egna"})
    assert [fault.kind for fault in read(kansli, tmp_path / "g.csv", {}).faults] == ["svar"]
    read_in(kansli, as_csv(tmp_path / "h.csv", lines()))
    other = Insats("samstart")
    other.publish(kansli.catalogue)
    with pytest.raises(CouldNot, match="gruppuppgifter"):
        acts.ta_emot(kansli, other.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    with pytest.raises(BadInput, match="gruppuppgifter"):
        acts.godkann(kansli, "samstart", TODAY)


FAULTS: list[tuple[str, Line, str, str]] = [
    ("okänd insats", ["annan", "2024H1", "Kvinna", "Nya", 4], "A2", "svar"),
    ("insats saknas", [None, "2024H1", "Kvinna", "Nya", 4], "A2", "svar"),
    ("namn i insats", [NAME, "2024H1", "Kvinna", "Nya", 4], "A2", "svar"),
    ("personnummer i insats", [f"{TEN[:6]}-{TEN[6:]}", "2024H1", "Kvinna", "Nya", 4], "A2", "personnummer"),
    ("period saknas", ["samstart", None, "Kvinna", "Nya", 4], "B2", "period"),
    ("period obegriplig", ["samstart", "våren 2024", "Kvinna", "Nya", 4], "B2", "period"),
    ("helt år", ["samstart", "2024", "Kvinna", "Nya", 4], "B2", "period"),
    ("period som pågår", ["samstart", "2027H1", "Kvinna", "Nya", 4], "B2", "period"),
    ("kön saknas", ["samstart", "2024H1", None, "Nya", 4], "C2", "svar"),
    ("okänt kön", ["samstart", "2024H1", "båda", "Nya", 4], "C2", "svar"),
    ("okänd uppgift", ["samstart", "2024H1", "Kvinna", "Slutat", 4], "D2", "svar"),
    ("felregistrering", ["samstart", "2024H1", "Kvinna", "Felregistrering", 4], "D2", "svar"),
    ("antal saknas", ["samstart", "2024H1", "Kvinna", "Nya", None], "E2", "antal"),
    ("negativt antal", ["samstart", "2024H1", "Kvinna", "Nya", -1], "E2", "antal"),
    ("antal med ord", ["samstart", "2024H1", "Kvinna", "Nya", "fyra"], "E2", "antal"),
    ("orimligt antal", ["samstart", "2024H1", "Kvinna", "Nya", 100_001], "E2", "antal"),
    ("upphöjd siffra", ["samstart", "2024H1", "Kvinna", "Nya", "1²"], "E2", "antal"),
    ("många siffror", ["samstart", "2024H1", "Kvinna", "Nya", "9" * 5000], "E2", "antal"),
    ("personnummer som antal", ["samstart", "2024H1", "Kvinna", "Nya", TEN], "E2", "personnummer"),
    ("text utanför", ["samstart", "2024H1", "Kvinna", "Nya", 4, NAME], "F2", "fritext"),
    ("fler avslutade än pågående", ["samstart", "2024H1", "Kvinna", "Studier", 4], "A2", "pagaende"),
]


@pytest.mark.parametrize(("row", "cell", "kind"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_told_with_its_cell_and_never_repeated(kansli: Kansli, tmp_path: Path, row: Line, cell: str, kind: str) -> None:
    reading = read(kansli, as_csv(tmp_path / "g.csv", [row]))
    assert [(fault.kind, fault.place.a1 if fault.place else "") for fault in reading.faults] == [(kind, cell)]
    said = reading.faults[0].line()
    assert not [secret for secret in (NAME, TEN, "våren", "båda", "Slutat", "fyra") if secret in said]
    with pytest.raises(BadInput):
        acts.importera_grupp(kansli, reading, NEW, today=TODAY)


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([["samstart", "2024H1", "Kvinna", "Nya", 4], ["Samstart", "2024h1", "kvinna", "nya", 4]], "dubblett"),
        ([["samstart", "2024H1", "Kvinna", "Nya", 4], ["samstart", "2025H1", "Kvinna", "Nya", 4]], "period"),
        ([["samstart", "2024H1", "Kvinna", "Nya", 4], ["samstart", "2024K3", "Kvinna", "Nya", 4]], "period"),
        ([["samstart", "2024H1", "Kvinna", "Nya", 4], ["samstart", "2024H2", "Kvinna", "Pågående vid periodens början", 4]], "pagaende"),
        ([["samstart", "2024H1", "Kvinna", "Nya", 4], ["samstart", "2024H1", "Man", "Studier", 1]], "pagaende"),
        ([], "tom"),
    ],
)
def test_rows_that_do_not_belong_together_are_told(kansli: Kansli, tmp_path: Path, rows: list[Line], kind: str) -> None:
    assert [fault.kind for fault in read(kansli, as_csv(tmp_path / "g.csv", rows)).faults] == [kind]


def test_many_faults_are_counted_and_too_many_rows_refused(kansli: Kansli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_csv(tmp_path / "g.csv", [["x", "y", "z", "q", "u"]] * 600)
    reading = read(kansli, path)
    assert (len(reading.faults), reading.more_faults, reading.rows) == (MOST_FAULTS, 3000 - MOST_FAULTS, 600)
    with pytest.raises(BadInput, match="3000 fel"):
        acts.importera_grupp(kansli, reading, NEW, today=TODAY)
    monkeypatch.setattr("register.readers.faults.MOST_ROWS", 599)
    with pytest.raises(BadInput, match="för många rader"):
        read(kansli, path)


@pytest.mark.parametrize("heads", [("Insats", "Period", "Kön", "Uppgift"), ("Insats", "Period", "Kön", "Uppgift", "Kön"), (NAME, *GROUP_HEADINGS)])
def test_wrong_headings_are_told(kansli: Kansli, tmp_path: Path, heads: tuple[str, ...]) -> None:
    reading = read(kansli, as_csv(tmp_path / "g.csv", [], heads))
    assert "rubrik" in {fault.kind for fault in reading.faults}
    assert NAME not in "".join(fault.line() for fault in reading.faults)


@pytest.mark.parametrize("new", [{"X": "Namn"}, {"vagen": ""}, {"vagen": "n" * 61}, {"vagen": "två\nrader"}])
def test_a_new_insats_has_a_fitting_id_and_name(kansli: Kansli, tmp_path: Path, new: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        read(kansli, as_csv(tmp_path / "g.csv", lines()), new)


def test_what_does_not_fit_the_register_is_said_of_the_file(kansli: Kansli, tmp_path: Path) -> None:
    """Two files of the same period, both read before one of them is kept: nobody has delivered, and no insats can check its register."""
    one: list[Line] = [["samstart", "2024H1", "Kvinna", "Nya", 4]]
    other: list[Line] = [["samstart", "2024H1", "Kvinna", "Nya", 5]]
    first, second = read(kansli, as_csv(tmp_path / "g.csv", one)), read(kansli, as_csv(tmp_path / "h.csv", other))
    acts.importera_grupp(kansli, first, NEW, today=TODAY)
    with pytest.raises(CouldNot, match="Gruppuppgifterna om samstart") as refused:
        acts.importera_grupp(kansli, second, NEW, today=TODAY)
    assert "Läs in filen på nytt" in str(refused.value)
    assert "everans" not in str(refused.value)
    assert len(batches(kansli, "samstart")) == 1


@pytest.mark.parametrize(
    "new",
    [
        {"ny-a": "Samma", "ny-b": "SAMMA "},
        {"ny-a": "Samma", "ny-b": "Samma (gruppuppgifter)"},
        {"ny-a": "ny-b", "ny-b": "Annan"},
        {"ny-a": "Samstart"},
        {"ny-a": "samstart"},
        {"ny-a": "Nya  Vägen"},
    ],
)
def test_a_new_insats_has_a_name_of_its_own(kansli: Kansli, tmp_path: Path, new: dict[str, str]) -> None:
    """Rows that name it would otherwise be counted as one of the two, whichever came last."""
    read_in(kansli, as_csv(tmp_path / "g.csv", lines()))
    rows: list[Line] = [["ny-a", "2025H1", "Kvinna", "Nya", 4]]
    with pytest.raises(BadInput, match="samma namn eller id"):
        read(kansli, as_csv(tmp_path / "h.csv", rows), new)
    assert read(kansli, tmp_path / "h.csv", {"ny-a": "Egen", "samstart": "Samstart"}).faults == []


@pytest.mark.parametrize("new", [{"vagen": f"Vägen {TEN[:6]}-{TEN[6:]}"}, {f"{TEN[:6]}-{TEN[6:]}": "Vägen"}, {"vagen": "Född 1985-1-1"}])
def test_a_new_insats_is_not_named_by_a_number_of_somebody(kansli: Kansli, tmp_path: Path, new: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="personnummer") as refused:
        read(kansli, as_csv(tmp_path / "g.csv", lines()), new)
    assert TEN[6:] not in str(refused.value)


def test_a_save_that_fails_leaves_nothing(kansli: Kansli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = read(kansli, as_csv(tmp_path / "g.csv", lines()))

    def broken(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("register.platform.atomic_write", broken)
        with pytest.raises(NyckeltalError):
            acts.importera_grupp(kansli, reading, NEW, today=TODAY)
    assert acts.insatser(kansli) == []
    assert acts.importera_grupp(kansli, reading, NEW, today=TODAY).periods["samstart"] == PERIODS
