"""Protecting and auditing table files: formats, every fault by its line, and round trips."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from register.disclosure.files import granska, skydda
from register.errors import BadInput, CouldNot, NyckeltalError
from tests.disclosure.makers import all_hidden_small, inner_of, made_up, named, system_of, table_f, write_inner, write_published


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_inner(tmp_path / "in.csv", made_up(4, (6, 4)))


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def test_every_published_cell_comes_out_once(table: Path) -> None:
    inner = made_up(4, (6, 4))
    header, *rows = lines_of(skydda(table, seconds=5).to_csv())
    assert header == ["v1", "v2", "freq", "dold"]
    assert len(rows) == len({tuple(row[:2]) for row in rows}) == 7 * 5
    for first, second, frequency, hidden in rows:
        value = sum(n for (a, b), n in inner.items() if first in {a, "Total"} and second in {b, "Total"})
        assert (frequency, hidden) in {(str(value), "0"), ("", "1")}
        assert hidden == "1" or not 1 <= value <= 4


def test_what_is_protected_holds_under_audit(tmp_path: Path) -> None:
    source = write_inner(tmp_path / "in.csv", table_f())
    out = tmp_path / "ut.csv"
    found = skydda(source, seconds=30)
    out.write_bytes(found.to_csv())
    assert found.summary["sekundara"] == 20
    assert found.summary["optimal"] is True
    assert list(found.summary["angripare"]) == ["K0", "K1", "K3"]
    assert len(found.limited) == found.summary["begransade"] == 6
    blind, told = granska(out), granska(out, facit=source)
    for report in (blind, told):
        assert report["haller"] is True
        assert {name: one["exakta"] for name, one in report["angripare"].items()} == {"K0": 0, "K1": 0, "K3": 0}
    assert {name: one["snava"] for name, one in told["angripare"].items()} == {"K0": 0, "K1": 0, "K3": 0}
    assert blind["dolda"] == found.summary["dolda"]


def test_the_summary_and_the_file_never_hold_a_hidden_value(table: Path) -> None:
    found = skydda(table, seconds=5)
    assert all(row[-2] == "" for row in found.rows if row[-1] == "1")


def test_a_weaker_attacker_hides_no_more(tmp_path: Path) -> None:
    source = write_inner(tmp_path / "in.csv", table_f())
    assert skydda(source, attacker="K0", seconds=20).summary["sekundara"] == 16
    assert list(skydda(source, attacker="K0", seconds=20).summary["angripare"]) == ["K0"]


def test_aggregates_of_a_hierarchy_are_published_and_audited(tmp_path: Path) -> None:
    source = write_inner(tmp_path / "in.csv", inner_of([[3, 9], [8, 7], [1, 6], [9, 12]]))
    hierarchy = tmp_path / "h.toml"
    hierarchy.write_text('[v1]\nnorr = ["r0", "r1"]\nsyd = ["r2", "r3"]\n', encoding="utf-8")
    out = tmp_path / "ut.csv"
    out.write_bytes(skydda(source, hierarchy=hierarchy, seconds=10).to_csv())
    codes = {row[0] for row in lines_of(out.read_bytes())[1:]}
    assert codes == {"r0", "r1", "r2", "r3", "norr", "syd", "Total"}
    assert granska(out, hierarchy=hierarchy, facit=source)["haller"]
    with pytest.raises(BadInput, match="går inte ihop"):
        granska(out)  # without the hierarchy the aggregates are added as if they were values


def test_hidden_zeros(tmp_path: Path) -> None:
    source = write_inner(tmp_path / "in.csv", inner_of([[1, 0, 9], [0, 2, 8], [9, 8, 30]]))
    out = tmp_path / "ut.csv"
    found = skydda(source, zeros="dolda", seconds=10)
    out.write_bytes(found.to_csv())
    assert found.summary["nollor"] == "dolda"
    report = granska(out, zeros="dolda")
    assert report["haller"]
    assert report["angripare"]["K1"]["tillampbar"] is False


def test_two_dots_that_share_two_are_found_without_the_truth(tmp_path: Path) -> None:
    system = system_of(inner_of([[1, 1, 9], [8, 7, 6], [9, 9, 9]]))
    hidden = frozenset(named(system, f"r{row} k{column}") for row in (0, 1) for column in (0, 1))
    report = granska(write_published(tmp_path / "ut.csv", system, hidden))
    assert report["haller"] is False
    assert report["angripare"]["K0"]["exakta"] == 0
    assert report["angripare"]["K1"]["exakta"] == 2
    assert report["celler_exakta"] == ["r0 × k0", "r0 × k1"]
    assert report["omdome"].startswith("Tabellen håller inte")


def test_a_lone_person_is_certain_where_every_possible_table_has_one(tmp_path: Path) -> None:
    """Two dots that share 3 are 1 and 2, one way or the other: whoever is the 1 knows the 2."""
    system = system_of(inner_of([[1, 2, 9], [8, 7, 6], [9, 9, 9]]))
    hidden = frozenset(named(system, f"r{row} k{column}") for row in (0, 1) for column in (0, 1))
    report = granska(write_published(tmp_path / "ut.csv", system, hidden))
    assert report["angripare"]["K1"] == {"tillampbar": True, "exakta": 0, "snava": 2}
    assert report["angripare"]["K3"]["exakta"] == 2
    assert not report["haller"]


def test_a_lone_person_is_only_possible_where_nobody_need_be_alone(tmp_path: Path) -> None:
    """Two dots that share 4 may be 2 and 2."""
    system = system_of(inner_of([[1, 3, 9], [8, 7, 6], [9, 9, 9]]))
    hidden = frozenset(named(system, f"r{row} k{column}") for row in (0, 1) for column in (0, 1))
    out = write_published(tmp_path / "ut.csv", system, hidden)
    blind = granska(out)
    assert blind["haller"]
    assert blind["angripare"]["K3"]["exakta"] == 0
    assert blind["angripare"]["K3"]["mojliga"] > 0
    told = granska(out, facit=write_inner(tmp_path / "in.csv", inner_of([[1, 3, 9], [8, 7, 6], [9, 9, 9]])))
    assert told["angripare"]["K3"]["exakta"] == 1
    assert not told["haller"]


def test_totals_recomputed_after_suppression_are_noticed(tmp_path: Path) -> None:
    """The row's printed sum leaves out what is hidden: then a dot would be 0, and the reader sees that something is wrong."""
    out = tmp_path / "ut.csv"
    out.write_text("v1,freq,dold\na,,1\nb,9,0\nc,7,0\nTotal,16,0\n", encoding="utf-8")
    report = granska(out)
    assert report["haller"]
    assert report["angripare"]["K1"]["tillampbar"] is False
    assert "räknats om" in report["omdome"]


def test_primary_suppression_alone_does_not_hold(tmp_path: Path) -> None:
    system = system_of(table_f())
    out = write_published(tmp_path / "ut.csv", system, all_hidden_small(system))
    blind, told = granska(out), granska(out, facit=write_inner(tmp_path / "in.csv", table_f()))
    assert not blind["haller"]
    assert blind["angripare"]["K0"]["exakta"] == told["angripare"]["K0"]["exakta"] > 20


def test_a_cell_printed_under_another_name_is_no_secret(tmp_path: Path) -> None:
    """With one value the total is the cell."""
    out = tmp_path / "ut.csv"
    out.write_text("v1,v2,freq,dold\na,x,,1\na,y,9,0\na,Total,12,0\nTotal,x,3,0\nTotal,y,9,0\nTotal,Total,12,0\n", encoding="utf-8")
    assert granska(out)["angripare"]["K0"]["exakta"] == 1


def test_margins_that_a_file_leaves_out_are_printed_nowhere(tmp_path: Path) -> None:
    out = tmp_path / "ut.csv"
    out.write_text("v1,freq,dold\na,,1\nb,9,0\nc,7,0\n", encoding="utf-8")
    report = granska(out)
    assert report["haller"]
    assert report["celler"] == 3


def test_semicolons_quotes_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes('\ufeffv1;v2;freq\r\n"a";x;9\r\na;y;8\r\nb;x;7\r\nb;y;6\r\n'.encode())
    assert skydda(source, seconds=5).summary["dolda"] == 0


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", None, "inga rader"),
        ("v1,v2,antal\na,x,1\n", 1, "Rubriken ska vara"),
        ("v1,v3,freq\na,x,1\n", 1, "Rubriken ska vara"),
        ("freq\n1\n", 1, "Rubriken ska vara"),
        ("v1,v2,freq\n", None, "inga rader"),
        ("v1,v2,freq\na,x,1\na,y\n", 3, "2 fält men ska ha 3"),
        ("v1,v2,freq\na,x,1\n,y,2\n", 3, "Ett värde på en variabel saknas"),
        ("v1,v2,freq\na,x,1\na,y,-2\n", 3, "inget heltal"),
        ("v1,v2,freq\na,x,1\na,y,2.5\n", 3, "inget heltal"),
        ("v1,v2,freq\na,x,1\na,y,\n", 3, "Antalet saknas"),
        ("v1,v2,freq\na,x,1\n\na,x,2\n", 4, "står två gånger"),
        ("v1,v2,freq\na,x,1\na,Total,2\n", 3, "är en summa"),
        ('v1,v2,freq\na,"x"z,1\n', 2, "citattecken"),
    ],
)
def test_a_fault_is_named_by_its_line(tmp_path: Path, text: str, line: int | None, reason: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        skydda(source, seconds=5)
    assert reason in caught.value.why
    assert (f"rad {line}," in caught.value.what) == (line is not None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("v1,freq,dold\na,3,1\n", "dold men har ett tal"),
        ("v1,freq,dold\na,3,ja\n", "ska vara 0 eller 1"),
        ("v1,freq,dold\na,,0\n", "Antalet saknas"),
        ("v1,freq,dold\na,3,0\na,3,0\n", "står två gånger"),
        ("v1,freq,dold\na,3,0\nTotal,4,0\n", "räknar detsamma"),
        ("v1,freq,dold\na,3,0\nb,3,0\nTotal,9,0\n", "går inte ihop"),
        ("v1,freq,dold\nTotal,9,0\n", "inga värden utom summan"),
    ],
)
def test_a_protected_file_with_a_fault(tmp_path: Path, text: str, reason: str) -> None:
    out = tmp_path / "ut.csv"
    out.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        granska(out)
    assert reason in caught.value.why


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[v1]\nnorr = ['r0',\n", "TOML"),
        ("[v9]\nnorr = ['r0']\n", "variabel som tabellen saknar"),
        ("[norr]\nx = ['r0']\n", "är ingen variabel"),
        ("[v1]\nnorr = 'r0'\n", "lista av texter"),
        ("[v1]\nnorr = ['r0', 'r7']\n", "r7, som inte finns"),
        ("[v1]\nnorr = ['r0', 'r0']\n", "överlappar"),
        ("[v1]\nnorr = ['syd']\nsyd = ['norr']\n", "del av sig själv"),
        ("[v1]\nTotal = ['r0', 'r1']\n", "finns alltid"),
        ("[v1]\nr0 = ['r1']\n", "är en summa enligt hierarkin"),
    ],
)
def test_a_hierarchy_with_a_fault(tmp_path: Path, text: str, reason: str) -> None:
    source = write_inner(tmp_path / "in.csv", inner_of([[3, 9], [8, 7]]))
    hierarchy = tmp_path / "h.toml"
    hierarchy.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        skydda(source, hierarchy=hierarchy, seconds=5)
    assert reason in caught.value.why


def test_the_truth_must_be_of_the_same_table(tmp_path: Path) -> None:
    source = write_inner(tmp_path / "in.csv", inner_of([[8, 9], [8, 7]]))
    out = tmp_path / "ut.csv"
    out.write_bytes(skydda(source, seconds=5).to_csv())
    with pytest.raises(BadInput, match="enligt facit"):
        granska(out, facit=write_inner(tmp_path / "annat.csv", inner_of([[8, 9], [8, 8]])))
    with pytest.raises(BadInput, match="ingen inre cell"):
        granska(out, facit=write_inner(tmp_path / "större.csv", inner_of([[8, 9], [8, 7], [1, 1]])))


def test_options_that_do_not_exist(table: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="K0, K1 och K3"):
        skydda(table, attacker="K9")
    with pytest.raises(BadInput, match="Tröskeln"):
        skydda(table, threshold=1)
    with pytest.raises(BadInput, match="Tröskeln"):
        granska(table, threshold=0)
    with pytest.raises(CouldNot, match="kan inte läsas"):
        skydda(tmp_path / "finns inte.csv")


def test_bytes_that_are_not_text(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes("v1,freq\nmå,3\n".encode("latin-1"))
    with pytest.raises(BadInput, match="UTF-8"):
        skydda(source)


def test_a_table_too_large_is_refused_before_any_work(tmp_path: Path) -> None:
    source = write_inner(tmp_path / "in.csv", {(f"a{n}", f"b{n}"): 9 for n in range(200)})
    with pytest.raises(NyckeltalError, match="40401 celler"):
        skydda(source)
