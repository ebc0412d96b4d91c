"""``skydda``, ``granska`` and ``plan granska`` on the command line: files in, files out, exit codes."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.cli.test_documentation import SECTIONS, examples
from tests.cli.world import World

ROWS = [("a", 1), ("b", 3), ("c", 12), ("d", 20)]


def table(path: Path, rows: list[tuple[str, str, int]] | None = None) -> Path:
    """An invented table of two dimensions with small cells."""
    cells = rows or [(v, w, n * (1 + i)) for v, n in ROWS for i, w in enumerate(("x", "y", "z"))]
    path.write_text("v1,v2,freq\n" + "".join(f"{v},{w},{n}\n" for v, w, n in cells), encoding="utf-8")
    return path


def published(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_protected_table_is_written_and_stands_its_own_audit(empty: World, tmp_path: Path) -> None:
    source, target = table(tmp_path / "in.csv"), tmp_path / "ut.csv"
    summary = empty.ok("skydda", str(source), "--ut", str(target), "--json").document
    assert list(summary) == list(examples(SECTIONS["skydda"])[0])
    rows = published(target)
    assert len(rows) == summary["celler"] == 5 * 4
    assert sum(row["dold"] == "1" for row in rows) == summary["dolda"] == summary["sma"] + summary["sekundara"]
    truth = {(v, w): n * (1 + i) for v, n in ROWS for i, w in enumerate(("x", "y", "z"))}
    for row in rows:
        parts = [n for (v, w), n in truth.items() if row["v1"] in (v, "Total") and row["v2"] in (w, "Total")]
        assert row["freq"] == ("" if row["dold"] == "1" else str(sum(parts)))
        assert row["dold"] == "1" or not 1 <= sum(parts) <= 4
    report = empty.ok("granska", str(target), "--facit", str(source), "--json").document
    assert list(report) == list(examples(SECTIONS["granska"])[0])
    assert report["haller"]
    assert all(one["exakta"] == 0 for one in report["angripare"].values())


@pytest.mark.parametrize("hidden", [{("a", "x")}, {("a", "x"), ("b", "x")}, {("a", "x"), ("a", "y")}])
def test_a_table_that_gives_a_small_cell_away_is_exit_1(empty: World, tmp_path: Path, hidden: set[tuple[str, str]]) -> None:
    """One dot alone in a row or column is the total less the rest."""
    cells = {("a", "x"): 1, ("a", "y"): 2, ("b", "x"): 3, ("b", "y"): 30}
    lines = ["v1,v2,freq,dold"]
    for v in ("a", "b", "Total"):
        for w in ("x", "y", "Total"):
            n = sum(value for (p, q), value in cells.items() if v in (p, "Total") and w in (q, "Total"))
            lines.append(f"{v},{w},{'' if (v, w) in hidden else n},{int((v, w) in hidden)}")
    path = tmp_path / "osaker.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = empty.run("granska", str(path), "--json")
    assert ran.code == 1
    assert not ran.document["haller"]
    assert ran.document["angripare"]["K0"]["exakta"] == len(hidden)
    spoken = empty.run("granska", str(path))
    assert spoken.code == 1
    assert spoken.out.startswith("Tabellen håller inte: minst en dold cell under tröskeln kan räknas ut exakt.")
    assert "Exakt: a × x" in spoken.out


def test_hidden_zeros_are_another_promise(empty: World, tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv", [("a", "x", 0), ("a", "y", 1), ("b", "x", 2), ("b", "y", 9), ("c", "x", 8), ("c", "y", 0)])
    target = tmp_path / "ut.csv"
    summary = empty.ok("skydda", str(source), "--ut", str(target), "--nollor", "dolda", "--json").document
    assert set(summary["angripare"]) == {"K0"}
    assert empty.ok("granska", str(target), "--nollor", "dolda", "--json").document["haller"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "in.csv"),
        ("v1,v2,antal\na,b,1\n", "rad 1"),
        ("v1,v2,freq\na,x,1\na,x,2\n", "rad 3"),
        ("v1,v2,freq\na,x,-1\n", "rad 2"),
        ("v1,v2,freq\na,x,1.5\n", "rad 2"),
        ("v1,v2,freq\na,x\n", "rad 2"),
        ("v1,v2,freq\nTotal,x,3\n", "rad 2"),
    ],
    ids=["empty", "no freq", "twice", "negative", "no whole number", "too short", "a margin"],
)
def test_a_file_that_is_no_table_is_refused_by_line(empty: World, tmp_path: Path, content: str, says: str) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "ut.csv"
    source.write_text(content, encoding="utf-8")
    ran = empty.run("skydda", str(source), "--ut", str(target))
    assert ran.code == 2
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert not target.exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [(("--troskel", "1"), 2), (("--tid", "0"), 2), (("--angripare", "K9"), 2), (("--hierarki", "finns-inte.toml"), 3), (("--nollor", "kanske"), 2)],
)
def test_options_that_can_not_be_used(empty: World, tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    target = tmp_path / "ut.csv"
    ran = empty.run("skydda", str(table(tmp_path / "in.csv")), "--ut", str(target), *options)
    assert ran.code == code, ran.err
    assert not target.exists()


def test_a_table_of_our_own_reports_is_told_where_its_audit_stands(empty: World, tmp_path: Path) -> None:
    path = tmp_path / "utfall.csv"
    path.write_bytes("\ufeffPeriod (kod);Period;Kön (kod);Kön;Svar (kod);Svar;Antal;Dold\r\n2025;2025;Total;Totalt;Total;Alla;30;0\r\n".encode())
    ran = empty.run("granska", str(path))
    assert ran.code == 2
    assert ran.err.startswith("Filen är en tabell ur en av Nyckeltals egna rapporter.")
    assert "granskning.json" in ran.err
    assert "v1, v2 … freq och dold" in ran.err


def test_files_that_are_not_there(empty: World, tmp_path: Path) -> None:
    assert empty.run("skydda", str(tmp_path / "saknas.csv"), "--ut", str(tmp_path / "ut.csv")).code == 3
    assert empty.run("granska", str(tmp_path / "saknas.csv")).code == 3
    ran = empty.run("skydda", str(table(tmp_path / "in.csv")), "--ut", str(tmp_path / "ingen mapp" / "ut.csv"))
    assert ran.code == 2
    assert "Mappen finns inte." in ran.err
    assert "No such file" not in empty.run("granska", str(tmp_path / "saknas.csv")).err


def test_the_true_counts_are_not_written_over(empty: World, tmp_path: Path) -> None:
    path = table(tmp_path / "in.csv")
    before = path.read_bytes()
    ran = empty.run("skydda", str(path), "--ut", str(tmp_path / "." / "in.csv"))
    assert ran.code == 2
    assert "gått förlorade" in ran.err
    assert path.read_bytes() == before


def test_the_shipped_plan_holds_with_the_rule_and_not_without(empty: World) -> None:
    document = empty.ok("plan", "granska", "--tid", "40", "--dragningar", "1", "--json").document
    assert list(document) == list(examples(SECTIONS["plan granska"])[0])
    with_rule, without = document["granskningar"]
    assert (with_rule["med_regel"], with_rule["haller"]) == (True, True)
    assert (without["med_regel"], without["haller"]) == (False, False)
    assert max(row["andel"] for row in with_rule["rader"]) == 0
    assert max(row["andel"] for row in without["rader"] if row["n"] == 5) > 1


def test_a_plan_with_crossed_tables_fails_with_its_figure(empty: World) -> None:
    folder = empty.catalogue.vocabulary_folder
    folder.mkdir(parents=True)
    fields = ["aldersgrupp", "utbildning", "tid_forsorjning", "forsorjning"]
    tables = [
        f'[[tabell]]\nid = "par-{i}-{j}"\nhandelse = "start"\nvariabler = ["{fields[i]}", "{fields[j]}"]\nminimum = 30\nsyfte = "Prov."\n'
        for i in range(len(fields))
        for j in range(i + 1, len(fields))
    ]
    (folder / "rakneplan.toml").write_text("version = 2\n" + "\n".join(tables), encoding="utf-8")
    ran = empty.run("plan", "granska", "--tid", "10", "--dragningar", "1")
    assert ran.code == 1, ran.err
    assert re.search(r"Med regeln om minst 5 av varje kön håller planen inte: (minst )?[\d,]+ procent", ran.out)
