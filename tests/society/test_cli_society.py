"""``samhalle`` as a user of the command line meets it, from a downloaded file to a report; and the demo's invented society."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from register.readers.statistics_file import load_bytes, read_bytes
from register.society.choosing import Choice
from register.society.published import from_file
from tests.cli.test_documentation import SECTIONS, examples
from tests.cli.world import World
from tests.society.files import monthly, saved, yearly
from tui import demo_society


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    made = World(tmp_path / "register", capsys)
    made.ok("forbund", "ny", "fb", "--namn", "Förbundet")
    (made.root / "mal.toml").write_text('[samhalle]\nkommuner = ["2080", "2081"]\n', encoding="utf-8")
    return made


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(saved(tmp_path, yearly()))


def test_from_the_file_to_a_table_and_away(world: World, file: str) -> None:
    read = world.ok("samhalle", "las-in", file, "--tabell", "helars", "--json").document
    assert (read["tabell"], read["rubrik"], read["utgava"], read["ny"], read["matris"]) == ("helars", "Helårsekvivalenter", 1, True, "HEK1")
    assert not world.ok("samhalle", "las-in", file, "--tabell", "helars", "--json").document["ny"]
    (listed,) = world.ok("samhalle", "lista", "--json").document
    assert (listed["tabell"], listed["kalla"], listed["inlast"]) == ("helars", "SCB (påhittat)", "2026-11-22")
    shown = world.ok("samhalle", "visa", "helars", "--json").document
    assert shown["innehall"]["celler"] == [5100, 5050, 5010, 4990, 3500, 3450, 3400, 3390]
    assert world.ok("samhalle", "ta-bort", "helars", "--json").document == {"tabell": "helars", "dag": "2026-11-22"}
    assert world.ok("samhalle", "lista", "--json").document == []
    assert world.ok("samhalle", "visa", "helars", "--json").document["utgavor"][0]["borttagen"] == "2026-11-22"


def test_what_is_kept_under_another_id_is_told_and_not_read_in_twice(world: World, file: str) -> None:
    world.ok("samhalle", "las-in", file, "--tabell", "helars")
    assert "redan inläst, som helars" in world.ok("samhalle", "las-in", file, "--prova").err
    refused = world.run("samhalle", "las-in", file)
    assert (refused.code, refused.out) == (2, "")
    assert "Tabellen är redan inläst, som helars." in refused.err
    assert "--tabell helars" in refused.err
    assert "redan inläst" not in world.ok("samhalle", "las-in", file, "--tabell", "helars", "--prova").err
    world.ok("samhalle", "las-in", file, "--tabell", "helars-till")
    assert [one["tabell"] for one in world.ok("samhalle", "lista", "--json").document] == ["helars", "helars-till"]


def test_another_measure_of_the_same_table_is_another_table(world: World, tmp_path: Path) -> None:
    file = str(saved(tmp_path, monthly()))
    world.ok("samhalle", "las-in", file, "--tabell", "grad", "--val", "mått=sysselsättningsgrad")
    assert "redan inläst" not in world.ok("samhalle", "las-in", file, "--prova", "--val", "mått=sysselsatta").err


def test_a_trial_refuses_the_id_that_reading_in_refuses(world: World, file: str) -> None:
    for trial in ((), ("--prova",)):
        ran = world.run("samhalle", "las-in", file, "--tabell", "Å ä", *trial)
        assert ran.code == 2
        assert "Tabellen kan inte heta Å ä här." in ran.err


def test_in_words(world: World, file: str) -> None:
    out = world.ok("samhalle", "las-in", file, "--tabell", "helars", "--rubrik", "Försörjda").out
    assert "Inläst: Försörjda (helars), utgåva 1." in out
    assert "mäter inte insatserna" in out
    assert "Källa: SCB (påhittat), tabell HEK1, uppdaterad 2026-02-20, inläst 2026-11-22." in out
    assert "redan inläst med samma tal" in world.ok("samhalle", "las-in", file, "--tabell", "helars", "--rubrik", "Försörjda").out
    assert "helars" in world.ok("samhalle", "lista").out
    assert "Utgåva" not in world.ok("samhalle", "visa", "helars").out
    assert "gäller" in world.ok("samhalle", "visa", "helars", "--historik").out
    world.ok("samhalle", "ta-bort", "helars")
    assert world.ok("samhalle", "lista").out.startswith("Ingen tabell är inläst.")
    gone = world.ok("samhalle", "visa", "helars", "--historik").out
    assert "Tabellen är borttagen" in gone
    assert "borttagen 2026-11-22" in gone


def test_a_trial_shows_what_there_is_and_keeps_nothing(world: World, file: str) -> None:
    before = world.catalogue.forbund_path("fb").read_bytes()
    seen = world.ok("samhalle", "las-in", file, "--prova", "--fran", "2025", "--json").document
    assert [one["namn"] for one in seen["dimensioner"]] == ["region", "kön", "år"]
    assert seen["dimensioner"][0]["varden"]["2080"] == "2080 Falun"
    assert seen["valet"]["celler"] == [4990, 3390]
    out = world.ok("samhalle", "las-in", file, "--prova").out
    assert "Det här skulle behållas; inget är sparat." in out
    assert "2080 (2080 Falun)" in out
    assert world.ok("samhalle", "lista", "--json").document == []
    assert world.catalogue.forbund_path("fb").read_bytes() != before  # the log of unlocking, and nothing else
    assert world.ok("kontroll", "--forbund", "fb").code == 0


def test_a_trial_of_a_choice_that_does_not_fit_still_shows_the_file(world: World, file: str) -> None:
    ran = world.run("samhalle", "las-in", file, "--prova", "--kommun", "2099", "--json")
    assert ran.code == 2
    assert "2099" in ran.document["valet"]["fel"]
    assert len(ran.document["dimensioner"]) == 3
    assert "2099" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--val", "kön"), "Valet går inte att läsa"),
        (("--val", "=män"), "Valet går inte att läsa"),
        (("--val", "kön="), "Valet går inte att läsa"),
        (("--val", "kön=inga"), "har inte värdet inga"),
        (("--kommun", "2099"), "Tabellen har inte 2099"),
        (("--fran", "förr"), "Tiden går inte att läsa"),
        (("--tabell", "Å"), "kan inte heta"),
    ],
)
def test_what_does_not_fit(world: World, file: str, arguments: tuple[str, ...], said: str) -> None:
    ran = world.run("samhalle", "las-in", file, *arguments)
    assert (ran.code, said in ran.err) == (2, True), ran
    assert world.ok("samhalle", "lista", "--json").document == []


def test_choices_on_the_command_line(world: World, file: str) -> None:
    world.ok("samhalle", "las-in", file, "--tabell", "kon", "--kommun", "2081, 00", "--val", "kön=kvinnor,män", "--fran", "2024", "--till", "2024")
    document = world.ok("samhalle", "visa", "kon", "--json").document["innehall"]
    assert document["celler"] == [1950, 1450, 5200, 4200]
    assert document["dimensioner"][0]["varden"] == {"2081": "Borlänge", "00": "Riket"}


def test_broken_files_and_remarks(world: World, tmp_path: Path) -> None:
    ran = world.run("samhalle", "las-in", str(saved(tmp_path, yearly()[:-30])))
    assert ran.code == 2
    assert "Rad 20: Tabellen ska ha 36 celler" in ran.err
    assert world.run("samhalle", "las-in", str(tmp_path / "borta.px")).code == 3
    told = world.ok("samhalle", "las-in", str(saved(tmp_path, yearly().rstrip(b";\n"))))
    assert "utan semikolon" in told.err


def test_figures_with_decimals_and_an_unknown_table(world: World, tmp_path: Path) -> None:
    world.ok("samhalle", "las-in", str(saved(tmp_path, monthly())), "--val", "mått=sysselsättningsgrad")
    assert world.ok("samhalle", "visa", "am1", "--json").document["innehall"]["celler"][:2] == [80.0, 80.1]
    for command in ("visa", "ta-bort"):
        ran = world.run("samhalle", command, "borta")
        assert (ran.code, "är inte inläst" in ran.err) == (2, True)


def test_a_report_from_the_command_line_has_the_section(world: World, file: str, tmp_path: Path) -> None:
    world.ok("insats", "ny", "coach", "--namn", "Coach", "--typ", "individ", "--forsta-period", "2026H1")
    world.ok("nycklar", "godkann", "coach")
    world.ends(world.starts(12))
    world.ok("las", "--insats", "coach", "--period", "2026H1")
    world.ok("leverera", "--insats", "coach", "--ut", str(tmp_path / "l.nyckeltal"))
    world.ok("ta-emot", str(tmp_path / "l.nyckeltal"))
    world.ok("samhalle", "las-in", file, "--tabell", "helars")
    out = tmp_path / "ut"
    for kind in ("arsredovisning", "oversikt"):
        world.ok("export", kind, "--period", "2026H1", "--ut", str(out), "--format", "html,px")
    pages = {path.name.split("-")[0]: path.read_text(encoding="utf-8") for path in out.glob("*.html")}
    assert all("Samhället omkring: Helårsekvivalenter" in page and "mäter inte insatserna" in page for page in pages.values())
    assert len(list(out.glob("*-px/samhalle-helars.px"))) == 2
    world.ok("samhalle", "ta-bort", "helars")
    world.ok("export", "oversikt", "--period", "2026H1", "--ut", str(out), "--format", "html,px")
    assert len(list(out.glob("*-px/samhalle-helars.px"))) == 1


def test_answers_have_the_documented_keys(world: World, file: str) -> None:
    tried, read = world.ok("samhalle", "las-in", file, "--prova", "--json"), world.ok("samhalle", "las-in", file, "--tabell", "helars", "--json")
    shown_read, shown_tried = examples(SECTIONS["samhalle las-in"])
    assert list(read.document) == list(shown_read)
    assert list(tried.document) == list(shown_tried)
    assert list(tried.document["valet"]) == list(shown_tried["valet"])
    for name, argv in (("lista", ()), ("visa", ("helars",)), ("ta-bort", ("helars",))):
        document = world.ok("samhalle", name, *argv, "--json").document
        (example,) = examples(SECTIONS[f"samhalle {name}"])
        first, shown = (document[0], example[0]) if isinstance(document, list) else (document, example)
        assert list(first) == list(shown)
        if name == "visa":
            assert list(first["utgavor"][0]) == list(shown["utgavor"][0])
            assert list(first["innehall"]) == list(shown["innehall"])


class TestDemo:
    @pytest.mark.parametrize("today", [date(2026, 11, 22), date(2027, 1, 2), date(2024, 2, 29), date(2031, 4, 1)], ids=str)
    def test_its_files_are_read_whatever_the_day_and_say_that_they_are_invented(self, today: date, tmp_path: Path) -> None:
        files = demo_society.write_society(tmp_path, today, seed=7)
        choice = Choice(tuple(demo_society.MUNICIPALITIES))
        for path in files:
            data = load_bytes(path)
            whole = read_bytes(data, path.name)
            assert (whole.remarks, "PÅHITTAT" in whole.title, "PÅHITTAT" in whole.source) == ((), True, True)
            assert any("PÅHITTAT" in note for note in whole.notes)
            made, _ = from_file(data, path.name, choice, id=path.stem, label="", today=today)
            assert [one.label for one in made.dimensions[0].categories] == list(demo_society.MUNICIPALITIES.values())
            last = made.dimensions[made.time].categories[-1].code
            assert int(last[:4]) < today.year or (last[5:7].isdecimal() and int(last[5:7]) < today.month)

    def test_totals_are_the_sums_of_their_parts(self, tmp_path: Path) -> None:
        path = demo_society.write_society(tmp_path, date(2026, 11, 22), seed=7)[0]
        table = read_bytes(load_bytes(path), path.name)
        kinds = table.dimensions[1].codes
        for region in table.dimensions[0].codes:
            for year in table.dimensions[2].codes:
                whole, *parts = (table.at(region, kind, year) for kind in kinds)
                assert whole == sum(part for part in parts if not isinstance(part, str))

    def test_the_same_seed_the_same_figures(self, tmp_path: Path) -> None:
        first, second, other = (tmp_path / name for name in ("a", "b", "c"))
        for folder, seed in ((first, 1), (second, 1), (other, 2)):
            folder.mkdir()
            demo_society.write_society(folder, date(2026, 11, 22), seed)
        assert saved_in(first) == saved_in(second) != saved_in(other)

    def test_no_real_municipality(self) -> None:
        assert all(code.startswith("99") for code in demo_society.MUNICIPALITIES)
        assert json.loads(demo_society.SETTING.split("= ")[1]) == list(demo_society.MUNICIPALITIES)


def saved_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / demo_society.FOLDER).iterdir())}
