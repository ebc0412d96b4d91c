"""``mall`` and ``importera`` as they are run."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from register.insats.opening import create_insats
from tests.cli.world import PASSPHRASE, TODAY, World
from tests.imports.forms_file import COLUMNS, csv_bytes, forms, headings, save_xlsx, shown
from tests.imports.planted import NAME, TEN

FORMS = forms(60)
OPEN = sum("avslut.manad" not in row for row in FORMS)
CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    made = World(tmp_path / "D", capsys)
    costs = made.costs
    about = {"namn": "Coachingteamet", "typ": "individ", "passphrase": PASSPHRASE, "today": TODAY, "first_period": "2026H1"}
    create_insats(made.catalogue, "coach", vault_cost=costs.vault, seal_cost=costs.seal, **about).close()  # type: ignore[arg-type]
    return made


def files(world: World) -> set[str]:
    return {path.relative_to(world.root).as_posix() for path in world.root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_filled_in_template_is_read_in(world: World, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"mall.{ending}"
    assert world.ok("mall", "--ut", str(path), "--json").document["kolumner"] == [key for key, _, _ in COLUMNS]
    if ending == "csv":
        assert path.read_bytes().decode("utf-8-sig").strip().split(";") == headings()
        path.write_bytes(csv_bytes(FORMS))
    else:
        book = openpyxl.load_workbook(path)
        for row in FORMS:
            book["Formulär"].append(shown(row))
        book.save(path)
    tried = world.ok("importera", str(path), "--prova", "--json").document
    assert (tried["inlast"], tried["rader"], tried["pagaende"], tried["fel"]) == (False, 60, OPEN, [])
    done = world.ok("importera", str(path), "--lappar", str(tmp_path / "lappar"), "--json").document
    assert done["inlast"] is True
    assert {key: done[key] for key in tried if key != "inlast"} == {key: tried[key] for key in tried if key != "inlast"}
    assert world.ok("kontroll", "--json").code == 0
    assert len(world.ok("lista", "--json").document) == OPEN


def test_the_template_offers_the_lists_and_says_what_they_mean(world: World, tmp_path: Path) -> None:
    world.ok("mall", "--ut", str(tmp_path / "mall.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "mall.xlsx")
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book["Formulär"].data_validations.dataValidation}
    assert [book["Formulär"].cell(1, n).value for n in range(1, 22)] == headings()
    assert len(rules) == 21
    assert sum(rule.type == "list" for rule in rules.values()) == 19
    sheet, reference = str(rules["A2"].formula1).lstrip("=").split("!")
    offered = [cell[0].value for cell in book[sheet][reference.replace("$", "")]]
    assert offered == ["Kvinna", "Man", "Annat eller uppgift saknas"]
    assert book["Listor"].sheet_state == "hidden"
    texts = {cell for row in book["Koder och hjälp"].iter_rows(values_only=True) for cell in row}
    assert {"start.kon", "kvinna", "Studier", "felregistrering"} <= texts


def test_an_empty_template_is_searched_and_has_no_forms(world: World, tmp_path: Path) -> None:
    """Nothing that the template itself says is taken for free text."""
    world.ok("mall", "--ut", str(tmp_path / "mall.xlsx"))
    ran = world.run("importera", str(tmp_path / "mall.xlsx"), "--prova", "--json")
    assert (ran.code, [fault["slag"] for fault in ran.document["fel"]]) == (1, ["tom"])


@pytest.mark.parametrize(("name", "what"), [("mall.pdf", "sluta på"), ("finns.xlsx", "redan en fil")])
def test_a_template_is_not_written_anyhow(world: World, tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "finns.xlsx").write_bytes(b"x")
    ran = world.run("mall", "--ut", str(tmp_path / name))
    assert ran.code == 2
    assert what in ran.err
    assert (tmp_path / "finns.xlsx").read_bytes() == b"x"


def test_without_the_vault_the_template_follows_the_folder(world: World, tmp_path: Path) -> None:
    ran = world.ok("mall", "--insats", "annan", "--ut", str(tmp_path / "mall.csv"))
    assert "mappen vokabular" in ran.err


def test_fields_that_the_insats_does_not_use_are_in_neither_template_nor_file(world: World, tmp_path: Path) -> None:
    world.catalogue.vocabulary_folder.mkdir(parents=True, exist_ok=True)
    text = 'version = 1\n[insats."coach"]\nutelamnas = ["utbildning", "flera_kallor"]\n'
    (world.catalogue.vocabulary_folder / "formular.toml").write_text(text, encoding="utf-8")
    ran = world.run("mall", "--ut", str(tmp_path / "mall.csv"), "--json")
    assert ran.code == 0, ran.err
    assert not {"start.utbildning", "start.flera_kallor"} & set(ran.document["kolumner"])
    path = tmp_path / "f.csv"
    path.write_bytes(csv_bytes(FORMS))
    faults = world.run("importera", str(path), "--prova", "--json").document["fel"]
    assert {fault["cell"] for fault in faults if fault["slag"] == "rubrik"} == {"C1", "F1"}


def test_codes_stand_on_the_slips_alone(world: World, tmp_path: Path) -> None:
    slips = tmp_path / "lappar.html"
    ran = world.ok("importera", str(save_xlsx(tmp_path / "f.xlsx", FORMS)), "--lappar", str(slips))
    page = slips.read_text(encoding="utf-8")
    codes = CODE.findall(page)
    assert len(codes) == len(set(codes)) == OPEN
    assert not CODE.search(ran.out + ran.err)
    assert slips.stat().st_mode & 0o077 == 0
    rows = [int(row) for row in re.findall(r"Rad (\d+) i filen", page)]
    assert [FORMS[row - 2].get("avslut.manad") for row in rows] == [None] * OPEN
    assert "radera" in ran.err
    handles = {row["handtag"] for row in world.ok("lista", "--json").document}
    assert all(handle in page for handle in handles)
    ended = world.ok("avslut", "--json", lines=[{"kod": codes[0], "avslutsanledning": "studier", "manad": "2026-05"}])
    assert ended.lines[0]["handtag"] in handles


@pytest.mark.parametrize("where", ["folder", "there", "inside", "nowhere"])
def test_slips_that_cannot_be_written_leave_nothing(world: World, tmp_path: Path, where: str) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", FORMS)
    (tmp_path / "there.html").write_text("annat", encoding="utf-8")
    target = {"folder": tmp_path, "there": tmp_path / "there.html", "inside": world.root / "l.html", "nowhere": tmp_path / "ingen" / "l.html"}[where]
    vault = world.catalogue.insats_path("coach")
    before = files(world)
    ran = world.run("importera", str(path), "--lappar", str(target))
    assert ran.code in (2, 3)
    assert world.ok("lista", "--json").document == []
    assert files(world) == before
    assert (tmp_path / "there.html").read_text(encoding="utf-8") == "annat"
    assert vault.exists()
    assert world.ok("importera", str(path), "--lappar", str(tmp_path / "nu.html")).code == 0


def test_a_save_that_fails_takes_the_slips_away(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, slips = save_xlsx(tmp_path / "f.xlsx", FORMS), tmp_path / "lappar.html"
    real, calls = __import__("register.platform", fromlist=["x"]).atomic_write, []

    def broken(target: Path, data: bytes) -> None:
        calls.append(slips.exists())
        if slips.exists():
            raise OSError(28, "No space left on device")
        real(target, data)

    with monkeypatch.context() as patch:
        patch.setattr("register.platform.atomic_write", broken)
        ran = world.run("importera", str(path), "--lappar", str(slips))
    assert ran.code == 3
    assert calls[-1] is True
    assert not slips.exists()
    assert world.ok("lista", "--json").document == []


@pytest.mark.parametrize("how", [OSError(5, "EIO"), KeyboardInterrupt()], ids=["fsync", "ctrl-c"])
@pytest.mark.parametrize("readable", [True, False])
def test_slips_stay_where_the_vault_is_or_may_be_saved(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: BaseException, readable: bool
) -> None:
    """The vault's file is replaced, and then something breaks: the codes of the slips are all that opens the rows."""
    path, slips = save_xlsx(tmp_path / "f.xlsx", FORMS), tmp_path / "lappar.html"
    vault, platform = world.catalogue.insats_path("coach"), __import__("register.platform", fromlist=["x"])
    real = platform.atomic_write

    def breaks(target: Path, data: bytes) -> None:
        real(target, data)
        if target == vault and slips.exists():
            if not readable:
                target.rename(tmp_path / "borta")
            raise how

    with monkeypatch.context() as patch:
        patch.setattr("register.platform.atomic_write", breaks)
        ran = world.run("importera", str(path), "--lappar", str(slips))
    assert ran.code == 3
    assert ("Formulären är inlästa." if readable else "Det går inte att se om formulären är inlästa.") in ran.err
    assert str(slips) in ran.err
    if not readable:
        (tmp_path / "borta").rename(vault)
    assert len(CODE.findall(slips.read_text(encoding="utf-8"))) == OPEN
    assert len(world.ok("lista", "--json").document) == OPEN


def test_a_file_with_faults_is_not_read_in_and_says_them(world: World, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(save_xlsx(tmp_path / "f.xlsx", FORMS))
    page = book["Formulär"]
    page["A3"], page["J4"], page["B5"] = NAME, f"{TEN[:6]}-{TEN[6:]}", None
    book.save(tmp_path / "f.xlsx")
    tried = world.run("importera", str(tmp_path / "f.xlsx"), "--prova")
    done = world.run("importera", str(tmp_path / "f.xlsx"), "--lappar", str(tmp_path / "l.html"))
    assert (tried.code, done.code) == (1, 2)
    for ran in (tried, done):
        assert [line.split(":")[0] for line in ran.out.splitlines() if line.startswith("Cell")] == ["Cell A3", "Cell J4", "Cell B5"]
        assert not [secret for secret in (NAME, TEN[:6], "Testa") if secret in ran.out + ran.err]
    assert not (tmp_path / "l.html").exists()
    assert world.ok("lista", "--json").document == []


def test_many_faults_are_counted_and_not_all_shown(world: World, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(csv_bytes([{"start.kon": "man"}] * 2500))
    ran = world.run("importera", str(path), "--prova")
    shown_lines = [line for line in ran.out.splitlines() if line.startswith("Cell")]
    assert len(shown_lines) == 200
    assert "fel till" in ran.out
    document = world.run("importera", str(path), "--prova", "--json").document
    assert (len(document["fel"]), document["fler_fel"]) == (2000, 3000)


def test_a_map_is_kept_once_the_file_is_read_in_and_used_the_next_time(world: World, tmp_path: Path) -> None:
    ended = [row for row in FORMS if "avslut.manad" in row]
    heads = ["Kön här", *headings()[1:]]
    karta, path = tmp_path / "karta.toml", tmp_path / "f.csv"
    karta.write_text('version = 1\n[kolumner]\n"Kön här" = "start.kon"\n', encoding="utf-8")
    path.write_bytes(csv_bytes(ended[:10], heads=heads))
    world.ok("importera", str(path), "--kolumner", str(karta), "--prova")
    assert world.run("importera", str(path), "--prova").code == 1
    assert world.ok("importera", str(path), "--kolumner", str(karta), "--json").document["kolumnkarta"].endswith("coach.toml")
    path.write_bytes(csv_bytes(ended[10:20], heads=heads))
    ran = world.ok("importera", str(path))
    assert "förra gången" in ran.err


@pytest.mark.parametrize(
    ("argv", "what"),
    [
        (("ingen.xlsx",), "öppna"),
        (("f.csv", "--forsta-period", "2023"), "slag"),
        (("f.csv", "--forsta-period", "nyss"), "Perioden går inte"),
        (("f.csv", "--kolumner", "ingen.toml"), "öppna"),
    ],
)
def test_what_is_asked_wrongly_is_told(world: World, tmp_path: Path, argv: tuple[str, ...], what: str) -> None:
    (tmp_path / "f.csv").write_bytes(csv_bytes(FORMS))
    ran = world.run("importera", *(str(tmp_path / word) if "." in word else word for word in argv))
    assert ran.code in (2, 3)
    assert what in ran.err


def test_the_second_time_is_told_also_in_a_trial(world: World, tmp_path: Path) -> None:
    path = str(save_xlsx(tmp_path / "f.xlsx", FORMS))
    world.ok("importera", path, "--lappar", str(tmp_path / "l.html"))
    tried = world.run("importera", path, "--prova")
    again = world.run("importera", path, "--lappar", str(tmp_path / "m.html"))
    assert (tried.code, again.code) == (1, 2)
    assert "redan inläst" in tried.out
    assert "redan inläst" in again.err
    assert not (tmp_path / "m.html").exists()


def test_rows_may_have_been_read_in_before(world: World, tmp_path: Path) -> None:
    """The same rows and one more are another content: only the user can see that they have been counted."""
    ended, hint = [row for row in FORMS if "avslut.manad" in row], "kontrollera att raderna inte är inlästa förut"
    path = tmp_path / "f.csv"
    path.write_bytes(csv_bytes(ended[:10]))
    assert hint not in world.ok("importera", str(path), "--prova").out
    assert hint not in world.ok("importera", str(path)).out
    assert hint not in world.run("importera", str(path), "--prova").out
    path.write_bytes(csv_bytes(ended[:11]))
    assert hint in world.ok("importera", str(path), "--prova").out
    assert world.ok("importera", str(path), "--prova", "--json").document["tidigare_inlasningar"] == 1


@pytest.fixture
def kansli(world: World) -> World:
    from register.kansli.acts import create_forbund

    create_forbund(world.catalogue, "fb", namn="Förbundet", passphrase=PASSPHRASE, today=TODAY, vault_cost=world.costs.vault).close()
    return world


GROUP = ["samstart;2025H1;Kvinna;Nya;14", "samstart;2025H1;Kvinna;Studier;6", "samstart;2025H1;Man;Nya;9"]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("trial", [(), ("--prova",)], ids=["", "prova"])
def test_a_file_of_group_level_counts_asks_for_its_option(kansli: World, tmp_path: Path, ending: str, trial: tuple[str, ...]) -> None:
    path = tmp_path / f"grupp.{ending}"
    kansli.ok("mall", "--grupp", "--ut", str(path))
    ran = kansli.run("importera", str(path), *trial)
    assert (ran.code, ran.out) == (2, "")
    assert "Det här är en mall för gruppuppgifter." in ran.err
    assert "Lägg till --grupp." in ran.err


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_group_level_counts_are_read_in_from_their_template(kansli: World, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"grupp.{ending}"
    assert kansli.ok("mall", "--grupp", "--ut", str(path), "--json").document["kolumner"] == ["Insats", "Period", "Kön", "Uppgift", "Antal"]
    if ending == "csv":
        path.write_bytes(path.read_bytes() + "\n".join(GROUP).encode())
    else:
        book = openpyxl.load_workbook(path)
        for row in GROUP:
            book["Gruppuppgifter"].append([int(cell) if cell.isdigit() else cell for cell in row.split(";")])
        book.save(path)
    new = ("--ny", "samstart=Samstart")
    tried = kansli.ok("importera", str(path), "--grupp", *new, "--prova", "--json").document
    assert tried["perioder"] == [{"insats": "samstart", "period": "2025H1", "ingaende": 0, "nya": 23, "avslutade": 6}]
    assert "samstart" not in kansli.ok("leveranser").out
    done = kansli.ok("importera", str(path), "--grupp", *new, "--json").document
    assert (done["inlast"], done["nummer"], done["ursprung"]) == (True, {"samstart": 1}, "gruppuppgifter")
    assert "gruppuppgifter" in kansli.ok("utfall", "--ar", "2025").err
    assert kansli.ok("kontroll", "--forbund", "fb").code == 0
    again = kansli.run("importera", str(path), "--grupp", "--prova")
    assert again.code == 1
    assert "Cell A2" in again.out


def test_group_level_faults_are_told_and_nothing_is_kept(kansli: World, tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("Insats;Period;Kön;Uppgift;Antal\n" + f"{NAME};2025H1;Kvinna;Nya;14\n", encoding="utf-8")
    ran = kansli.run("importera", str(path), "--grupp")
    assert ran.code == 2
    assert "Cell A2" in ran.out
    assert "Inget är inläst" in ran.err
    assert NAME not in ran.out + ran.err


@pytest.mark.parametrize(
    ("argv", "what"),
    [
        (("--grupp", "--sena"), "--sena"),
        (("--grupp", "--insats", "coach"), "--insats"),
        (("--ny", "a=b"), "--ny"),
        (("--forbund", "fb"), "--forbund"),
        (("--grupp", "--ny", "samstart"), "namn"),
    ],
)
def test_options_that_do_not_belong_together_are_told(kansli: World, tmp_path: Path, argv: tuple[str, ...], what: str) -> None:
    (tmp_path / "g.csv").write_bytes(csv_bytes(FORMS))
    ran = kansli.run("importera", str(tmp_path / "g.csv"), *argv)
    assert ran.code == 2
    assert what in ran.err


def test_a_new_insats_given_twice_is_told(kansli: World, tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("\n".join(["Insats;Period;Kön;Uppgift;Antal", *GROUP]), encoding="utf-8")
    ran = kansli.run("importera", str(path), "--grupp", "--ny", "samstart=Samstart", "--ny", "samstart=Annan", "--prova")
    assert ran.code == 2
    assert "två gånger" in ran.err
