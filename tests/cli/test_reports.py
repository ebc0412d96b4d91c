"""``export`` of reports: published before it is written, the same again, with history; what it says, and what it refuses."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from register.kansli import publications
from register.kansli.acts import open_forbund
from register.kansli.session import Kansli
from register.reporting import prepare
from tests.cli.published import build
from tests.cli.test_documentation import SECTIONS, examples
from tests.cli.world import PASSPHRASE, TODAY, Ran, World
from tests.publications import report
from tui.cli_tables import table

KEYS = ["period", "rapport", "publikation", "ny", "filer", "granskning", "indelningar"]
LAYOUT = ["rapport", "insats", "tabell", "visas", "provade", "andel_visad", "begransade"]
AUDIT = {"tabeller", "celler", "prickar", "troskel", "angripare", "omdome", "monster", "mening"}
NAMES = {"oversikt": "oversikt-forbundet", "arsredovisning": "arsredovisning-forbundet", "insatsrapport": "insatsrapport-coach"}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("rapporter") / "D")


@pytest.fixture
def kansli(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    """A förbund with all that its insatser have delivered of 2025, theirs beside it."""
    return World(Path(shutil.copytree(built, tmp_path / "D")), capsys)


def export(world: World, what: str, period: str, folder: str = "ut", formats: str = "csv") -> dict[str, Any]:
    found: dict[str, Any] = world.ok("export", *_argv(world, what, period, folder, formats), "--json").document
    return found


def _argv(world: World, what: str, period: str, folder: str = "ut", formats: str = "csv") -> list[str]:
    return [*what.split(), "--period", period, "--ut", str(world.root / folder), *(["--format", formats] if formats else [])]


def published(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.ok("publikationer", "lista", "--json").document
    return found


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(ran: Ran, code: int, start: str) -> None:
    assert (ran.code, ran.out) == (code, ""), ran
    assert ran.err.startswith(start), ran.err
    assert len(ran.err.splitlines()) == 1


# -- What comes of it --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "period"), [("oversikt", "2025"), ("arsredovisning", "2025"), ("insatsrapport --insats coach", "2025H2")])
def test_a_report_is_published_and_written_and_the_same_again(kansli: World, what: str, period: str) -> None:
    first = export(kansli, what, period, "a", "html,csv")
    kind = what.partition(" ")[0]
    assert list(first) == KEYS
    assert (first["period"], first["rapport"], first["ny"]) == (period, kind, True)
    written = files_in(kansli.root / "a")
    assert {Path(name).relative_to(kansli.root / "a").as_posix() for name in first["filer"]} == set(written)
    assert f"{NAMES[kind]}-{period}.html" in written
    assert json.loads(written["granskning.json"]) == {f"{NAMES[kind]}-{period}": first["granskning"]}
    again = export(kansli, what, period, "b", "html,csv")
    assert (again["ny"], again["publikation"]) == (False, first["publikation"])
    assert [{**one, "provade": []} for one in again["indelningar"]] == [{**one, "provade": []} for one in first["indelningar"]]
    assert files_in(kansli.root / "b") == written
    (row,) = published(kansli)
    assert (row["id"], row["rapport"], row["period"], row["av"], row["dag"]) == (first["publikation"], kind, period, "fb", TODAY.isoformat())
    assert row["om"] == ("coach" if kind == "insatsrapport" else None)


def test_progression_is_of_what_is_measured(kansli: World, tmp_path: Path) -> None:
    """Eighteen are measured twice each half-year; where nobody is, there is no more than the volumes."""
    assert trial(kansli, "progression", "2025")["indelningar"] == []
    kansli.root = build(tmp_path / "mätt", measured=18)
    found = export(kansli, "progression", "2025", formats="html,px")
    assert {one["rapport"] for one in found["indelningar"]} == {"progression"}
    assert "progression-forbundet-2025.html" in files_in(kansli.root / "ut")
    assert any(one["tabell"].startswith("medel-skapa-deltagare") for one in found["indelningar"])


def test_every_format_is_written_where_none_is_named(kansli: World) -> None:
    names = {Path(name).relative_to(kansli.root / "ut").as_posix() for name in export(kansli, "oversikt", "2025", formats="")["filer"]}
    stem = "oversikt-forbundet-2025"
    assert {f"{stem}.html", f"{stem}.pdf", f"{stem}.xlsx", "granskning.json"} <= names
    assert {f"{stem}-csv/utfall.csv", f"{stem}-px/utfall.px", f"{stem}-json-stat/utfall.json"} <= names
    assert names == set(files_in(kansli.root / "ut"))


def test_the_year_after_its_half_tells_nothing_of_the_other_half(kansli: World) -> None:
    """Each is protected with the one before: every base that is printed for both differs by none, or by nobody to few."""
    half = export(kansli, "insatsrapport --insats coach", "2025H1")
    year = export(kansli, "insatsrapport --insats coach", "2025")
    assert [one["period"] for one in published(kansli)] == ["2025H1", "2025"]
    assert half["publikation"] != year["publikation"]
    assert set(json.loads((kansli.root / "ut" / "granskning.json").read_text(encoding="utf-8"))) == {
        f"insatsrapport-coach-{span}" for span in ("2025H1", "2025")
    }
    cells = {span: printed(kansli.root / "ut" / f"insatsrapport-coach-{span}-csv") for span in ("2025H1", "2025")}
    both = set(cells["2025H1"]) & set(cells["2025"])
    assert len(both) > 20
    for cell in both:
        earlier, later = cells["2025H1"][cell], cells["2025"][cell]
        if earlier is not None and later is not None and "volymer" not in cell[0]:
            assert later - earlier == 0 or later - earlier >= 5, cell


def test_history_decides_how_the_next_report_is_laid_out(kansli: World) -> None:
    """Three of the second half-year are young: beside the first half-year's figure the year's would tell of them, so it is left out."""

    def ages() -> str:
        layouts = trial(kansli, "insatsrapport --insats coach", "2025")["indelningar"]
        return next(str(one["visas"]) for one in layouts if one["tabell"] == "aldersgrupp")

    assert ages().startswith("7 svar var för sig")
    export(kansli, "insatsrapport --insats coach", "2025H1")
    assert ages() == "bara antalet"
    export(kansli, "insatsrapport --insats coach", "2025")
    shown = printed(kansli.root / "ut" / "insatsrapport-coach-2025-csv")
    assert [codes for codes in shown if codes[0] == "aldersgrupp"] == [("aldersgrupp", "Total", "Total")]


def printed(folder: Path) -> dict[tuple[str, ...], int | None]:
    """Every cell of every table of a folder of CSV files, by table, kön and svar; None where it is hidden."""
    found: dict[tuple[str, ...], int | None] = {}
    for path in folder.glob("*.csv"):
        if path.name == "om-tabellerna.csv":
            continue
        for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"):
            codes = [value for key, value in row.items() if key.endswith("(kod)")]
            assert (row["Antal"] == "") == (row["Dold"] == "1")
            found[(path.stem, *codes[1:])] = int(row["Antal"]) if row["Antal"] else None
    return found


# -- The package -------------------------------------------------------------------------------------------------------------------------------


def test_the_package_has_every_report_and_is_one_publication(kansli: World) -> None:
    first = export(kansli, "datapaket", "2025", "a", "")
    assert list(first) == KEYS
    assert [Path(name).name for name in first["filer"]] == ["datapaket-forbundet-2025.zip", "granskning.json"]
    with zipfile.ZipFile(first["filer"][0]) as archive:
        assert archive.testzip() is None
        inside = {name.split("/")[0] for name in archive.namelist()}
    stems = {f"{name}-2025" for name in NAMES.values()}
    assert inside == {*stems, "manifest.json", "SHA256SUMS", "granskning.json"}
    audits = json.loads(Path(first["filer"][1]).read_text(encoding="utf-8"))
    assert set(audits) == stems
    assert first["granskning"]["tabeller"] == sum(one["tabeller"] for one in audits.values()) == len(first["indelningar"])
    (row,) = published(kansli)
    assert (row["id"], row["rapport"], row["om"], row["period"]) == (first["publikation"], "datapaket", None, "2025")
    again = export(kansli, "datapaket", "2025", "b", "")
    assert (again["ny"], again["publikation"]) == (False, first["publikation"])
    assert files_in(kansli.root / "b") == files_in(kansli.root / "a")
    alone = export(kansli, "oversikt", "2025", "c")
    assert alone["ny"]
    assert alone["granskning"]["monster"] == audits["oversikt-forbundet-2025"]["monster"]


def test_a_half_year_has_no_arsredovisning_in_its_package(kansli: World) -> None:
    layouts = trial(kansli, "datapaket", "2025H1")["indelningar"]
    assert {(one["rapport"], one["insats"]) for one in layouts} == {("insatsrapport", "coach"), ("oversikt", None)}


# -- What is said ------------------------------------------------------------------------------------------------------------------------------


def trial(world: World, what: str, period: str) -> dict[str, Any]:
    found: dict[str, Any] = world.ok("export", *what.split(), "--period", period, "--prova", "--json").document
    return found


def test_a_trial_publishes_and_writes_nothing(kansli: World) -> None:
    before = files_in(kansli.root)
    document = trial(kansli, "oversikt", "2025")
    assert list(document) == [*KEYS, "senare"]
    assert (document["publikation"], document["ny"], document["filer"], document["senare"]) == (None, False, [], [])
    assert published(kansli) == []
    assert set(files_in(kansli.root)) == set(before)
    made = export(kansli, "oversikt", "2025")
    assert (made["indelningar"], made["granskning"]) == (document["indelningar"], document["granskning"])


def test_what_is_told_of_the_layouts_has_no_count_of_anybody(kansli: World) -> None:
    document = trial(kansli, "oversikt", "2025")
    assert set(document["granskning"]) == AUDIT
    for one in document["indelningar"]:
        assert list(one) == LAYOUT
        assert all(list(finer) == ["namn", "prickar"] for finer in one["provade"])
        assert 0 < one["andel_visad"] <= 1
    assert any(one["provade"] for one in document["indelningar"])


def test_a_trial_in_words(kansli: World) -> None:
    ran = kansli.ok("export", "oversikt", "--period", "2025", "--prova")
    head, _, columns, *rows, _, sentence = ran.out.splitlines()
    assert head == "INTERNT: en förhandsvisning. Inget är publicerat eller skrivet."
    assert re.fullmatch(r"Rapport +Tabell +Visas med +Visat +Finare som inte höll \(prickar i det som måste stå helt\)", columns)
    (utfall,) = [row for row in rows if re.match(r"oversikt +utfall ", row)]
    assert "tre grupper" in utfall
    assert "19 svar var för sig" in utfall
    assert sentence.endswith("räkna ut ett dolt antal från 1 till 4, och det går inte.")
    assert ran.err == ""


def test_a_trial_says_what_it_would_cost_the_year(kansli: World) -> None:
    (cost,) = trial(kansli, "insatsrapport --insats coach", "2025H1")["senare"]
    assert cost == {"tabell": "Ålder vid starten", "utan": "7 svar var för sig, uppdelat på kön", "efter": "bara antalet"}
    said = kansli.ok("export", "insatsrapport", "--insats", "coach", "--period", "2025H1", "--prova").out.splitlines()[-1]
    assert said.startswith("Publiceras den här blir årets rapport grövre")
    assert "Ålder vid starten (bara antalet i stället för 7 svar var för sig, uppdelat på kön)" in said


def test_volumes_alone_cost_nothing_later(kansli: World) -> None:
    argv = ("insatsrapport", "--insats", "coach", "--period", "2025H1", "--bara-volymer")
    assert kansli.ok("export", *argv, "--prova", "--json").document["senare"] == []
    assert "Rapporten har inga tabeller som behöver skyddas." in kansli.ok("export", *argv, "--prova").out
    made = kansli.ok("export", *argv, "--ut", str(kansli.root / "ut"), "--format", "csv", "--json").document
    assert (made["indelningar"], made["granskning"]["prickar"]) == ([], 0)
    assert {codes[0] for codes in printed(kansli.root / "ut" / "insatsrapport-coach-2025H1-csv")} == {"volymer"}
    year = {one["tabell"]: one["visas"] for one in trial(kansli, "insatsrapport --insats coach", "2025")["indelningar"]}
    assert year["aldersgrupp"].startswith("7 svar var för sig")


def test_volumes_of_other_counts_are_another_publication(kansli: World) -> None:
    """The second half-year's volumes have those who were pågående before in them: an annulled first half makes another report."""
    argv = ("export", "oversikt", "--period", "2025H2", "--bara-volymer", "--format", "csv", "--json", "--ut")
    first = kansli.ok(*argv, str(kansli.root / "a")).document
    assert kansli.ok(*argv, str(kansli.root / "b")).document["publikation"] == first["publikation"]
    kansli.ok("annullera", "--insats", "coach", "--nr", "1", "--orsak", "provleverans")
    assert kansli.ok(*argv, str(kansli.root / "c")).document["publikation"] != first["publikation"]
    assert kansli.ok("kontroll", "--json").document["ok"]


def test_a_misspelt_insats_in_the_goals_is_told(kansli: World) -> None:
    text = '[[mal]]\ninsats = "coahc"\nfran_ar = 2025\nlabel = "Till arbete"\navslutsanledning = ["studier"]\n'
    (kansli.root / "mal.toml").write_text(text, encoding="utf-8")
    said = "I mal.toml står insatsen ”coahc” (målet ”Till arbete”), som inte har lämnat något hit. Menas ”coach”?"
    assert said in kansli.ok("export", *_argv(kansli, "oversikt", "2025", formats="html")).err
    checked = kansli.run("kontroll")
    assert checked.code == 1
    assert f"STÄMMER INTE Målen i mal.toml gäller insatser som finns ({said})" in checked.out
    assert checked.out.splitlines()[-1] == "Registret stämmer. Rätta mal.toml."
    (kansli.root / "mal.toml").write_text("[[mal]]\n", encoding="utf-8")
    assert "STÄMMER INTE Målen i mal.toml går att läsa" in kansli.run("kontroll").out
    (kansli.root / "mal.toml").write_text(text.replace("coahc", "coach"), encoding="utf-8")
    assert kansli.run("kontroll").code == 0


def test_why_a_finer_layout_did_not_do_is_in_words(kansli: World) -> None:
    said = kansli.ok("export", "insatsrapport", "--insats", "coach", "--period", "2025H1", "--prova").out
    assert "(0)" not in said
    assert re.search(r"\(\d+ prick(ar)?\)|\(för få tal hade visats\)", said)


def test_an_export_in_words(kansli: World) -> None:
    folder = kansli.root / "ut"
    first = kansli.ok("export", *_argv(kansli, "oversikt", "2025", formats="html,csv"))
    files, sentence = first.out.splitlines()[:3], first.out.splitlines()[-1]
    assert files[:2] == [f"Skriven: {folder / 'oversikt-forbundet-2025.html'}", f"Skriven: {folder / 'granskning.json'}"]
    assert re.fullmatch(rf"Skriven: {re.escape(str(folder / 'oversikt-forbundet-2025-csv'))} \(\d+ filer\)", files[2])
    assert re.fullmatch("Publicerad: [0-9a-f]{24}", first.out.splitlines()[3])
    assert sentence.endswith("och det går inte.")
    assert first.err.startswith("Har insatserna egna mappar")
    again = kansli.ok("export", *_argv(kansli, "oversikt", "2025", formats="html,csv"))
    assert again.out.splitlines()[3].startswith("Publicerad sedan tidigare, med samma innehåll: ")
    assert again.err == ""


def test_the_page_shows_the_answers_as_they_are(kansli: World) -> None:
    (shown,) = examples(SECTIONS["export"])
    found = export(kansli, "oversikt", "2025")
    assert list(shown) == list(found) == KEYS
    assert list(shown["indelningar"][0]) == LAYOUT
    assert set(shown["granskning"]) == set(found["granskning"]) == AUDIT
    assert list(examples(SECTIONS["publikationer lista"])[0][0]) == list(published(kansli)[0])


def test_no_code_or_passphrase_is_in_anything_written(kansli: World) -> None:
    ran = kansli.ok("export", *_argv(kansli, "insatsrapport --insats coach", "2025", formats="html,csv,px,json-stat"))
    text = ran.out + ran.err + b"".join(files_in(kansli.root / "ut").values()).decode()
    assert PASSPHRASE not in text
    assert not re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)


def test_a_column_without_figures_stands_to_the_left() -> None:
    assert table(("a", "b"), [("x", "inga"), ("y", "1 (2)")])[1] == "x  inga"


# -- What is refused ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "code", "start"),
    [
        ("oversikt --period nyss", 2, "Perioden går inte att läsa."),
        ("oversikt --period 2025 --format ods", 2, "Formatet finns inte."),
        ("oversikt --period 2025 --format ", 2, "Formatet finns inte."),
        ("oversikt --period 2025 --tid 0", 2, "Tiden går inte att använda."),
        ("oversikt --period 2025 --insats coach", 2, "Rapporten gäller inte en enda insats."),
        ("datapaket --period 2025 --insats coach", 2, "Rapporten gäller inte en enda insats."),
        ("datapaket --period 2025 --format csv", 2, "Formatet går inte att välja."),
        ("progression --period 2025 --fran-insats", 2, "Rapporten görs av kansliet."),
        ("insatsrapport --period 2025", 2, "Vilken insats gäller rapporten? De som finns är: coach."),
        ("insatsrapport --period 2025 --insats okand", 2, "Insatsen okand går inte att göra en rapport om."),
        ("insatsrapport --period 2025 --insats natet", 2, "Insatsen natet går inte att göra en rapport om."),
        ("insatsrapport --period 2025 --fran-insats --insats coach --forbund", 2, "Både insats och förbund är angivna."),
        ("oversikt --period 2023", 3, "Det finns inget att redovisa för helåret 2023."),
        ("insatsrapport --period 2023 --insats coach", 3, "Det finns inget att redovisa för helåret 2023."),
        ("datapaket --period 2023", 3, "Det finns inget att redovisa för helåret 2023."),
        ("uppfoljning-finsam --period 2025 --prova", 2, "--prova går inte att ange för bladet."),
        ("datapaket --period 2025 --bara-volymer", 2, "Volymerna går inte att ge ut för sig här."),
        ("insatsrapport --period 2025 --fran-insats --insats coach --bara-volymer", 2, "Volymerna går inte att ge ut för sig här."),
        ("uppfoljning-finsam --period 2025 --bara-volymer", 2, "--bara-volymer går inte att ange för bladet."),
        ("uppfoljning-finsam --period 2025 --tid 5", 2, "--tid går inte att ange för bladet."),
        ("uppfoljning-finsam --period 2025 --tid 5 --prova", 2, "--prova och --tid går inte att ange för bladet."),
    ],
)
def test_what_can_not_be_exported(kansli: World, argv: str, code: int, start: str) -> None:
    refused(kansli.run("export", *argv.split(" "), "--ut", str(kansli.root / "ut")), code, start)
    assert published(kansli) == []
    assert not files_in(kansli.root / "ut")


@pytest.mark.parametrize("what", ["oversikt", "uppfoljning-finsam"])
def test_without_a_folder(kansli: World, what: str) -> None:
    refused(kansli.run("export", what, "--period", "2025"), 2, "Mappen saknas.")


def test_goals_that_are_broken_stop_the_report(kansli: World) -> None:
    (kansli.root / "mal.toml").write_text("[[mal]]\nlabel = 3\n", encoding="utf-8")
    ran = kansli.run("export", *_argv(kansli, "oversikt", "2025"))
    assert (ran.code, ran.out) == (2, "")
    assert "mal.toml" in ran.err
    assert published(kansli) == []


def test_a_folder_that_can_not_be_written_is_found_before_anything_is_published(kansli: World) -> None:
    (kansli.root / "ut").write_text("en fil i vägen", encoding="utf-8")
    refused(kansli.run("export", *_argv(kansli, "oversikt", "2025")), 3, f"Mappen {kansli.root / 'ut'} går inte att skriva i.")
    (kansli.root / "b").mkdir()
    (kansli.root / "b" / "granskning.json").write_text("något annat", encoding="utf-8")
    refused(kansli.run("export", *_argv(kansli, "oversikt", "2025", "b")), 3, "Mappen har redan en granskning.json som inte går att läsa.")
    assert published(kansli) == []


def test_what_is_published_and_could_not_be_written_is_written_by_the_same_command(kansli: World) -> None:
    in_the_way = kansli.root / "ut" / "oversikt-forbundet-2025-csv"
    in_the_way.parent.mkdir()
    in_the_way.write_text("en fil i vägen", encoding="utf-8")
    ran = kansli.run("export", *_argv(kansli, "oversikt", "2025"))
    refused(ran, 3, "Rapporten kunde inte skrivas. Inga filer har ändrats.")
    assert "Innehållet räknas som publicerat. Gör samma export igen" in ran.err
    (row,) = published(kansli)
    in_the_way.unlink()
    again = export(kansli, "oversikt", "2025")
    assert (again["publikation"], again["ny"]) == (row["id"], False)
    assert files_in(kansli.root / "ut")


def test_lists_that_can_not_be_written_are_said_and_the_report_counts(kansli: World) -> None:
    (kansli.root / "publikationer").write_text("en fil i vägen", encoding="utf-8")
    ran = kansli.run("export", *_argv(kansli, "oversikt", "2025"))
    refused(ran, 3, "Listan över publikationer om coach gick inte att skriva.")
    assert "Innehållet räknas som publicerat." in ran.err
    assert len(published(kansli)) == 1


def test_something_published_meanwhile_is_a_conflict_and_nothing_is_written(kansli: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the report is being made, somebody else publishes another one in the same register."""
    real = prepare

    def slowly(*args: Any, **more: Any) -> Any:
        prepared = real(*args, **more)
        other: Kansli = open_forbund(kansli.catalogue, "fb", PASSPHRASE, today=TODAY)
        publications.publish(other, report("fb", "", "coach#1", kind="progression"), TODAY)
        other.close()
        return prepared

    monkeypatch.setattr("register.kansli.reporting.prepare", slowly)
    refused(kansli.run("export", *_argv(kansli, "oversikt", "2025")), 3, "Rapporten är inte publicerad. Något annat har publicerats")
    assert [one["rapport"] for one in published(kansli)] == ["progression"]
    assert not files_in(kansli.root / "ut")


def test_the_sheet_is_as_it_was(kansli: World) -> None:
    document = export(kansli, "uppfoljning-finsam", "2025H1")
    assert list(document) == ["period", "filer"]
    assert [Path(name).name for name in document["filer"]] == ["uppfoljning-finsam-2025H1.csv"]
    assert published(kansli) == []


def test_the_register_is_opened_and_left_as_any_other(kansli: World) -> None:
    """Publishing is logged, and the register's own check still holds."""
    export(kansli, "oversikt", "2025")
    checks = kansli.ok("kontroll", "--json").document
    assert checks["ok"]
    first = hashlib.sha256((kansli.root / "publikationer" / "coach.json").read_bytes()).digest()
    export(kansli, "oversikt", "2025", "b")
    assert hashlib.sha256((kansli.root / "publikationer" / "coach.json").read_bytes()).digest() == first
