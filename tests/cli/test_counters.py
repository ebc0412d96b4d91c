"""``raknare`` from the command line: listed, filled in from the line and from a file, looked at, delivered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.world import World
from tests.counters.makers import FILE, document


@pytest.fixture
def counting(world: World) -> World:
    """The world with a förbund, an insats and a raknare.toml."""
    (world.root / "raknare.toml").write_text(document(FILE), encoding="utf-8")
    return world


def test_without_a_file_there_are_none_and_an_example_to_start_from(world: World, tmp_path: Path) -> None:
    assert world.ok("raknare", "lista", "--json").document == []
    assert "nyckeltal raknare exempel" in world.ok("raknare", "lista").out
    target = tmp_path / "raknare.toml"
    made = world.ok("raknare", "exempel", "--ut", str(target), "--json").document
    assert made["text"] == target.read_text(encoding="utf-8") == world.ok("raknare", "exempel", "--json").document["text"]
    again = world.run("raknare", "exempel", "--ut", str(target))
    assert (again.code, "finns redan" in again.err) == (2, True)
    target.replace(world.root / "raknare.toml")
    found = world.ok("raknare", "lista", "--json").document
    assert [one["id"] for one in found][:2] == ["struktur-personal", "ko"]
    assert world.asked == []


def test_a_list_tells_all_of_a_definition(counting: World) -> None:
    ko = counting.ok("raknare", "lista", "--json").document[2]
    assert (ko["id"], ko["skyddas"], ko["utgatt"], ko["median"], len(ko["hash"])) == ("ko", True, False, "vantetid", 64)
    assert ko["dimensioner"][0]["koder"][2] == {"id": "6-", "label": "6 månader eller mer", "hjalp": "", "utgatt": False, "fran": 6}
    assert "Personer i kö" in counting.ok("raknare", "lista").out


def test_the_kanslis_counter_is_filled_in_from_the_line(counting: World) -> None:
    after = counting.ok("raknare", "satt", "personal", "--period", "2026H1", "--varde", "staden/man=12", "--varde", "fk/kvinna=0", "--json").document
    assert (after["summa"], after["ursprung"], after["insats"]) == ({"antal": 12}, "kansli", None)
    counting.ok("raknare", "satt", "personal", "--period", "2026H1", "--varde", "staden/man=")
    shown = counting.ok("raknare", "visa", "personal", "--period", "2026H1", "--json").document
    values = {cell["ruta"]: cell["varde"] for cell in shown["rutor"]}
    assert (values["fk/kvinna"], values["staden/man"], len(values)) == (0, None, 9)
    assert shown["rutor"][0]["rubriker"] == ["Staden", "Kvinna", "Personer"]


def test_the_insatss_counter_is_filled_in_in_its_vault_with_its_median(counting: World) -> None:
    line = ("raknare", "satt", "ko", "--period", "2026-03", "--varde", "0-2=3", "--varde", "6-=4")
    after = counting.ok(*line, "--json").document
    assert (after["insats"], after["ursprung"], after["median"]["rubrik"]) == ("coach", "insats", "6 månader eller mer")
    text = counting.ok("raknare", "visa", "ko", "--period", "2026-03").out
    assert "Personer i kö, mars 2026 (personer)" in text
    assert "Personer, summa: 7" in text
    assert "Median: 6 månader eller mer" in text
    series = counting.ok("raknare", "visa", "ko", "--json").document
    assert series["perioder"][0]["varden"] == {"0-2": 3, "6-": 4}


def test_a_share_has_its_quotient(counting: World) -> None:
    line = ("raknare", "satt", "utbildade", "--period", "2026", "--varde", "taljare=1", "--varde", "namnare=3")
    assert "Andel: 33,3 %" in counting.ok(*line).out
    shown = counting.ok("raknare", "visa", "utbildade", "--json").document["perioder"][0]
    assert shown["summa"] == {"taljare": 1, "namnare": 3}
    assert shown["andel"] == pytest.approx(1 / 3)
    bad = counting.run("raknare", "satt", "utbildade", "--period", "2026", "--varde", "taljare=4")
    assert (bad.code, "4 är större än 3" in bad.err) == (2, True)


def test_a_file_goes_out_and_comes_in(counting: World, tmp_path: Path) -> None:
    target = tmp_path / "rutor.csv"
    counting.ok("raknare", "visa", "personal", "--period", "2026H1", "--ut", str(target))
    rows = target.read_text(encoding="utf-8-sig").splitlines()
    assert (rows[0], len(rows)) == ("part;kon;antal", 10)
    filled = "\n".join([rows[0], *(f"{row}{i}" for i, row in enumerate(rows[1:]))])
    target.write_text(filled, encoding="utf-8")
    after = counting.ok("raknare", "satt", "personal", "--period", "2026H1", "--fil", str(target), "--json").document
    assert (after["summa"]["antal"], after["ursprung"]) == (sum(range(9)), "import")
    target.write_text(filled.replace("staden;kvinna;0", "staden;kvinna;många"), encoding="utf-8")
    bad = counting.run("raknare", "satt", "personal", "--period", "2026H1", "--fil", str(target), "--json")
    assert (bad.code, json.loads(bad.out)["falt"] if bad.out else "fil") == (2, "fil")
    assert "Rad 2" in bad.err


def test_values_reach_the_kansli_with_the_delivery(counting: World, tmp_path: Path) -> None:
    counting.ok("raknare", "satt", "ko", "--period", "2026-05", "--varde", "0-2=3")
    locked = counting.ok("las", "--insats", "coach", "--period", "2026H1", "--json")
    assert {"raknare": "enkat", "period": "2026H1"} in locked.document["raknare_saknas"]
    assert "Räknare utan värden: ko 2026-01" in locked.err
    target = tmp_path / "leverans.nyckeltal"
    sent = counting.ok("leverera", "--insats", "coach", "--ut", str(target), "--json").document
    assert sent["raknare"] == 1
    assert counting.ok("ta-emot", str(target), "--json").document["raknare"] == 1
    there = counting.ok("raknare", "visa", "ko", "--forbund", "--json").document["perioder"]
    assert [(one["period"], one["insats"], one["summa"]) for one in there] == [("2026-05", "coach", {"antal": 3})]
    one = counting.ok("raknare", "visa", "ko", "--forbund", "--period", "2026-05").out
    assert "coach" in one
    closed = counting.run("raknare", "satt", "ko", "--period", "2026-05", "--varde", "0-2=4")
    assert (closed.code, "har låst 2026H1" in closed.err) == (2, True)
    counting.ok("raknare", "satt", "ko", "--period", "2026-05", "--varde", "0-2=4", "--sen")
    assert "Räknare, en per period: 1" in counting.ok("leverera", "--insats", "coach", "--ut", str(target)).out
    assert "Räknare, en per period: 1" in counting.ok("ta-emot", str(target)).out


def test_a_broken_file_keeps_nobody_from_locking(counting: World) -> None:
    (counting.root / "raknare.toml").write_text("[[raknare]]\n", encoding="utf-8")
    locked = counting.ok("las", "--insats", "coach", "--period", "2026H1", "--json")
    assert (locked.document["raknare_saknas"], "raknare.toml, rad 1" in locked.err) == ([], True)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("satt", "personal", "--period", "2026H1"), "Ange antingen --varde eller --fil."),
        (("satt", "personal", "--period", "2026H1", "--varde", "staden/man"), "Värdet går inte att läsa."),
        (("satt", "personal", "--period", "2026H1", "--varde", "staden/man=tre"), "värdet är inget heltal"),
        (("satt", "personal", "--period", "2026H1", "--varde", "staden/x=3"), "Koden ”x” finns inte"),
        (("satt", "personal", "--period", "2026H1", "--varde", "staden=3"), "En ruta i personal skrivs part/kon."),
        (("satt", "personal", "--period", "2026", "--varde", "staden/man=3"), "Räknaren förs per halvår."),
        (("satt", "borta", "--period", "2026", "--varde", "a=3"), "Räknaren borta finns inte."),
        (("satt", "ko", "--forbund", "--period", "2026-03", "--varde", "0-2=3"), "Räknaren ko förs inte här."),
        (("satt", "ko", "--forbund", "--insats", "coach", "--period", "2026-03", "--varde", "0-2=3"), "Ange antingen --insats eller --forbund."),
        (("visa", "personal", "--ut", "x.csv"), "Perioden saknas."),
        (("visa", "ko", "--forbund", "--period", "2026-03", "--ut", "x.csv"), "Här finns inget att fylla i."),
    ],
)
def test_what_cannot_be_done_is_told(counting: World, argv: tuple[str, ...], said: str) -> None:
    ran = counting.run("raknare", *argv)
    assert (ran.code, said in ran.err) == (2, True), ran


def test_files_that_cannot_be_read_are_told(counting: World, tmp_path: Path) -> None:
    target = tmp_path / "rutor.csv"
    line = ("raknare", "satt", "personal", "--period", "2026H1", "--fil", str(target))
    assert counting.run(*line).code == 3
    target.write_bytes("part;kon;antal\nstaden;man;3 å".encode("latin-1"))
    assert "UTF-8" in counting.run(*line).err
    target.write_bytes(b" " * (4 * 1024 * 1024 + 1))
    assert "för stor" in counting.run(*line).err
    (tmp_path / "fil").write_text("", encoding="utf-8")
    assert counting.run("raknare", "visa", "personal", "--period", "2026H1", "--ut", str(tmp_path / "fil" / "x.csv")).code == 3


@pytest.mark.parametrize(("counter", "period", "place"), [("ko", "2026-03", "0-2"), ("personal", "2026H1", "staden/man")])
def test_a_file_to_fill_in_has_no_count_of_people(counting: World, tmp_path: Path, counter: str, period: str, place: str) -> None:
    text = document(FILE).replace("skyddas = false", "skyddas = true", 1)
    (counting.root / "raknare.toml").write_text(text, encoding="utf-8")
    target = tmp_path / "blad.csv"
    counting.ok("raknare", "satt", counter, "--period", period, "--varde", f"{place}=7193")
    said = counting.ok("raknare", "visa", counter, "--period", period, "--ut", str(target)).out
    assert "filen är tom, fast det finns värden" in said
    assert "7193" not in said
    written = target.read_text(encoding="utf-8-sig").splitlines()
    assert written[0].endswith(";antal")
    assert all(line.endswith(";") for line in written[1:])
    kept = [line for line in written if not line.startswith(place.replace("/", ";"))]
    other = tmp_path / "ifyllt.csv"
    other.write_text("\n".join(kept), encoding="utf-8")
    assert counting.ok("raknare", "satt", counter, "--period", period, "--fil", str(other), "--json").document["summa"] == {"antal": 7193}


def test_exact_counts_of_people_are_marked_at_the_kansli(counting: World) -> None:
    text = document(FILE).replace("skyddas = false", "skyddas = true", 1)
    (counting.root / "raknare.toml").write_text(text, encoding="utf-8")
    filled = ("--period", "2026H1", "--varde", "staden/man=3")
    assert counting.ok("raknare", "satt", "personal", *filled).out.startswith("INTERNT")
    for more in ((), ("--period", "2026H1")):
        assert counting.ok("raknare", "visa", "personal", *more).out.startswith("INTERNT: exakta tal")
        assert counting.ok("raknare", "visa", "personal", *more, "--json").document["internt"] is True
    counting.ok("raknare", "satt", "utbildade", "--period", "2026", "--varde", "taljare=3", "--varde", "namnare=4")
    counting.ok("raknare", "satt", "ko", "--period", "2026-03", "--varde", "0-2=3")
    for theirs in (("utbildade",), ("utbildade", "--period", "2026"), ("ko",), ("ko", "--period", "2026-03")):
        assert "INTERNT" not in counting.ok("raknare", "visa", *theirs).out
        assert counting.ok("raknare", "visa", *theirs, "--json").document["internt"] is False
