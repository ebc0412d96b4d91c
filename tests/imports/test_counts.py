"""Reading collected forms in: what they come to, whole or not at all, once."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from register.errors import BadInput, Conflict, NyckeltalError
from register.insats import closing
from register.insats.imports import MOST_OPEN, Progress
from register.insats.imports_act import NewCode, importera
from register.insats.overview import lista, oversikt
from register.periods import Period
from tests.imports.forms_file import csv_bytes, forms, save_with_xlsxwriter, save_xlsx
from tests.imports.reading import counted, read, read_in
from tests.imports.recount import half_year, recount
from tests.insats.world import PASSPHRASE, TODAY, World

PERIODS = ("2023H1", "2023H2", "2024H1", "2024H2", "2025H1", "2025H2")
FORMS = forms(400)


def test_counts_are_those_of_an_independent_recount(world: World, tmp_path: Path) -> None:
    receipt = read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS))
    assert counted(world, PERIODS) == recount(FORMS)
    assert world.wrong() == []
    assert (receipt.rows, receipt.ended + receipt.opened, receipt.first_period) == (400, 400, "2023H1")
    assert receipt.opened == sum("avslut.manad" not in row for row in FORMS) > 3


def test_volumes_add_up_through_all_periods_and_every_lock(world: World, tmp_path: Path) -> None:
    read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS))
    before = {p.code: p.flow for p in oversikt(world.insats, today=TODAY).periods}
    still_open = 0
    for period in PERIODS:
        nya = sum(half_year(row["start.manad"]) == period for row in FORMS)
        ended = sum(half_year(row.get("avslut.manad", "2099-01")) == period for row in FORMS)
        flow = before[period]
        assert (flow.pagaende_start, flow.nya, flow.avslutade) == (still_open, nya, ended)
        still_open += nya - ended
        assert flow.pagaende_slut == still_open
    for period in PERIODS:
        report = closing.las(world.insats, period, passphrase=PASSPHRASE, today=TODAY)
        assert all(released.people >= 5 for released in report.batch.released)
        assert world.wrong() == []
    assert len(lista(world.insats)) == still_open


def test_what_few_answered_waits_as_any_other_details(world: World, tmp_path: Path) -> None:
    few = [
        {"start.kon": "man", "start.aldersgrupp": "25-29", "start.manad": "2023-02", "avslut.avslutsanledning": "flytt", "avslut.manad": "2023-05"}
    ] * 3
    read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", few))
    report = closing.las(world.insats, "2023H1", passphrase=PASSPHRASE, today=TODAY)
    assert report.batch.released == ()
    assert set(report.waiting.values()) == {3}


@pytest.mark.parametrize("first", ["2024H1", "2025H2"])
def test_starts_before_a_chosen_first_period_are_ingaende(world: World, tmp_path: Path, first: str) -> None:
    month = "2024-01" if first == "2024H1" else "2025-07"
    rows = [row for row in FORMS if row.get("avslut.manad", "2099-01") >= month]
    read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", rows), first_period=Period.parse(first))
    assert counted(world, PERIODS) == recount(rows, month)
    assert world.wrong() == []
    assert world.insats.first_period == first


def test_those_counted_as_ingaende_before_stay_where_they_were(world: World, tmp_path: Path) -> None:
    """An insats that began in 2026 with people who had started earlier, and then reads in the years before."""
    keys = [world.start("2025-11"), world.start("2025-03", kon="man"), world.start("2026-02")]
    ended = [row for row in FORMS if "avslut.manad" in row]
    read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", ended))
    assert world.insats.first_period == "2023H1"
    assert counted(world, PERIODS) == recount(ended)
    assert {volume.event: n for volume, n in world.volumes("2026H1").items() if volume.kon == "man"} == {"ingaende": 1}
    world.avslut(keys[0], "2026-05")
    world.ratta(keys[1], 0, {"aldersgrupp": "40-49"})
    assert world.angra(keys[2])
    assert world.wrong() == []
    for period in (*PERIODS, "2026H1"):
        closing.las(world.insats, period, passphrase=PASSPHRASE, today=TODAY)
        assert world.wrong() == []


def test_open_rows_get_codes_that_open_them(world: World, tmp_path: Path) -> None:
    made: list[NewCode] = []
    read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS), made)
    assert len({code.handle for code in made}) == len(made) == sum("avslut.manad" not in row for row in FORMS)
    for code in made:
        row = FORMS[code.row - 2]
        participation = world.participation(world.insats.keys_for(code.code))
        assert len(participation.forms) == 1
        assert participation.start.answers["kon"] == row["start.kon"]
        assert str(participation.start.month) == row["start.manad"]
        assert code.code.text not in repr(code)
    world.avslut(world.insats.keys_for(made[0].code), "2026-05")
    assert world.wrong() == []


def test_months_of_an_open_year_count_with_the_forms_registered_there(world: World, tmp_path: Path) -> None:
    world.avslut(world.start("2026-02"), "2026-05")
    rows = [
        {
            "start.kon": "kvinna",
            "start.aldersgrupp": "25-29",
            "start.manad": "2026-03",
            "avslut.avslutsanledning": "studier",
            "avslut.manad": "2026-05",
        }
    ]
    read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", rows))
    assert world.people("avslut") == 2
    assert world.insats.first_period == "2026H1"
    assert world.wrong() == []


def test_locked_periods_take_late_forms_only_when_agreed(world: World, tmp_path: Path) -> None:
    world.las("2026H1")
    rows = [
        {"start.kon": "man", "start.aldersgrupp": "25-29", "start.manad": "2025-03", "avslut.avslutsanledning": "studier", "avslut.manad": "2026-02"}
    ]
    path = save_xlsx(tmp_path / "f.xlsx", rows)
    reading = read(world.insats, path)
    assert {(f.kind, f.place.a1 if f.place else "") for f in reading.faults} == {("last", "M2"), ("last", "U2")}
    with pytest.raises(BadInput):
        importera(world.insats, reading, today=TODAY)
    receipt = read_in(world.insats, path, late=True)
    assert receipt.late == 1
    assert {(v.event, v.month): n for v, n in world.volumes("2026H2").items()} == {
        ("ingaende", "2026-07"): 1, ("ingaende.sen", "2026-07"): 1, ("avslutade", "2026-07"): 1, ("avslutade.sen", "2026-07"): 1,
    }  # fmt: skip
    assert world.wrong() == []


def test_the_first_period_moves_only_backwards_and_only_before_a_lock(world: World, tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", FORMS)
    for period, what in (("2026H2", "bakåt"), ("2024T1", "slag"), ("2024", "slag")):
        with pytest.raises(BadInput, match=what):
            read(world.insats, path, first_period=Period.parse(period))
    world.las("2026H1")
    with pytest.raises(BadInput, match="låst"):
        read(world.insats, path, first_period=Period.parse("2024H1"))


def test_an_insats_without_a_first_period_keeps_it_open(tmp_path: Path) -> None:
    world = World.make(tmp_path, first_period=None)
    read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS))
    assert world.insats.first_period is None
    assert counted(world, PERIODS) == recount(FORMS)
    closing.las(world.insats, "2023H1", passphrase=PASSPHRASE, today=TODAY)
    assert (world.insats.first_period, world.wrong()) == ("2023H1", [])  # type: ignore[comparison-overlap]
    world.insats.close()


def test_the_same_content_is_read_in_once(world: World, tmp_path: Path) -> None:
    """Whatever the file's name, format, spelling and order; also after a lock has changed the vault's keys."""
    path = save_xlsx(tmp_path / "f.xlsx", FORMS)
    read_in(world.insats, path)
    state = world.state()
    mixed = FORMS[:]
    random.Random(3).shuffle(mixed)
    csv_path = tmp_path / "f.csv"
    csv_path.write_bytes(csv_bytes(mixed, "utf-16", "\t"))
    others = [path, csv_path, save_with_xlsxwriter(tmp_path / "g.xlsx", mixed), save_xlsx(tmp_path / "h.xlsx", FORMS, labels=False)]
    for other in others:
        reading = read(world.insats, other)
        assert not reading.faults, other.name
        assert reading.again, other.name
        with pytest.raises(BadInput, match="redan inläst"):
            importera(world.insats, reading, slips=lambda _: None, today=TODAY)
    assert world.state() == state
    closing.las(world.insats, "2023H1", passphrase=PASSPHRASE, today=TODAY)
    world.reopen()
    assert read(world.insats, csv_path).again
    for rows in (FORMS[:-1], [*FORMS, FORMS[0]], [*FORMS[:-1], {**FORMS[-1], "start.manad": "2022-12"}]):
        assert not read(world.insats, save_xlsx(tmp_path / "i.xlsx", rows), late=True).again


def test_two_who_read_the_same_file_at_once_count_it_once(world: World, tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", FORMS[:30])
    other = world.another()
    mine, theirs = read(world.insats, path), read(other, path)
    importera(other, theirs, slips=lambda _: None, today=TODAY)
    state = world.state()
    with pytest.raises((Conflict, BadInput)):
        importera(world.insats, mine, slips=lambda _: None, today=TODAY)
    assert world.state() == state
    other.close()


def test_a_lock_between_reading_and_counting_undoes_it(world: World, tmp_path: Path) -> None:
    reading = read(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS[:30]))
    closing.las(world.insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    state = world.state()
    with pytest.raises(Conflict):
        importera(world.insats, reading, slips=lambda _: None, today=TODAY)
    assert world.state() == state


class StopError(Exception):
    """Somebody pulled the plug."""


def test_an_import_stopped_at_any_step_leaves_nothing(world: World, tmp_path: Path) -> None:
    """Stopped at each report of progress, at the slips, and at the save itself: the file on disk is as it was."""
    path = save_xlsx(tmp_path / "f.xlsx", FORMS)
    world.start("2025-11")
    state, on_disk = world.state(), world.insats.vault.path.read_bytes()

    def stop_after(n: int) -> Progress:
        left = [n]

        def show(_share: float, _what: str) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise StopError

        return show

    def nothing_left() -> None:
        assert world.insats.vault.path.read_bytes() == on_disk
        assert world.state() == state
        assert world.insats.first_period == "2026H1"
        assert world.wrong() == []

    for step in range(4):
        with pytest.raises(StopError):
            read(world.insats, path, progress=stop_after(step))
        nothing_left()
    reading = read(world.insats, path)
    for step in range(len(reading.open_rows) + 1):
        with pytest.raises(StopError):
            importera(world.insats, reading, slips=lambda _: None, today=TODAY, progress=stop_after(step))
        nothing_left()

    def refuse(_: Sequence[NewCode]) -> None:
        raise StopError

    with pytest.raises(StopError):
        importera(world.insats, reading, slips=refuse, today=TODAY)
    nothing_left()
    importera(world.insats, reading, slips=lambda _: None, today=TODAY)
    assert world.state() != state


def test_a_save_that_fails_leaves_nothing(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = read(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS))
    state = world.state()

    def broken(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("register.platform.atomic_write", broken)
        with pytest.raises(NyckeltalError, match="spara"):
            importera(world.insats, reading, slips=lambda _: None, today=TODAY)
    assert world.state() == state
    assert importera(world.insats, reading, slips=lambda _: None, today=TODAY).rows == 400


def test_open_rows_need_somewhere_for_their_slips(world: World, tmp_path: Path) -> None:
    reading = read(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS))
    with pytest.raises(BadInput, match="lapparna"):
        importera(world.insats, reading, today=TODAY)


def test_too_many_open_rows_are_refused(world: World, tmp_path: Path) -> None:
    row = {"start.kon": "man", "start.aldersgrupp": "25-29", "start.manad": "2025-03"}
    path = tmp_path / "f.csv"
    path.write_bytes(csv_bytes([row] * (MOST_OPEN + 1)))
    assert {fault.kind for fault in read(world.insats, path).faults} == {"oppna"}


def test_no_trace_of_a_row_stays_in_the_vault(world: World, tmp_path: Path) -> None:
    """Of 400 rows: one hash, one key, one number, and one line in the log without any of them."""
    read_in(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS))
    from sqlalchemy import text

    with world.insats.read() as session:
        rows = session.connection().execute(text("SELECT * FROM imported_content")).all()
        log = session.connection().execute(text("SELECT kind, detail FROM audit_entry WHERE kind = 'import'")).all()
    assert len(rows) == 1
    assert rows[0][1] == 400
    assert len(rows[0][0]) == 64
    assert [(kind, json.loads(detail)) for kind, detail in log] == [("import", {"oppna": sum("avslut.manad" not in r for r in FORMS), "rader": 400})]


def test_a_strukturovergripande_insats_has_no_forms(tmp_path: Path) -> None:
    world = World.make(tmp_path, "massan", typ="struktur")
    with pytest.raises(BadInput, match="inga deltaganden"):
        read(world.insats, save_xlsx(tmp_path / "f.xlsx", FORMS[:1]))
    world.insats.close()
