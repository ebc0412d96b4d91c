"""The demo, small and cheap: everything that it promises is there, made by the real acts, and nothing outside its folder is touched."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from register.catalogue import Catalogue
from register.errors import BadInput
from register.goals import loader as goals_loader
from register.insats import acts, checks, closing, opening, overview
from register.insats.codes import ParticipantCode
from register.insats.sealing import SealCost
from register.insats.session import Insats
from register.kansli import acts as kansli_acts
from register.kansli.reporting import prepare_report
from register.periods import Period
from register.tables.reports import ReportKind
from register.vault import KdfCost
from register.vocabulary.loader import load
from tui import demo, demo_build, progress
from tui.demo_profiles import AREAS, PROFILES, Profile

TODAY = date(2026, 11, 22)
CHEAP = demo_build.Costs(KdfCost.for_tests(), SealCost.for_tests())
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "demo"
    demo.build_demo(root, today=TODAY, scale=0.5, costs=CHEAP)
    return root


@pytest.fixture
def kansli(folder: Path) -> kansli_acts.Kansli:
    return kansli_acts.open_forbund(Catalogue(folder), None, demo_build.PASSPHRASE, today=TODAY, state=folder / demo_build.STATE)


def open_insats(folder: Path, insats_id: str) -> Insats:
    return opening.open_insats(
        Catalogue(folder), insats_id, demo_build.PASSPHRASE, today=TODAY, seal_cost=SealCost.for_tests(), state=folder / demo_build.STATE
    )


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.id)
def test_every_vault_is_sound(folder: Path, profile: Profile) -> None:
    insats = open_insats(folder, profile.id)
    assert [f for f in checks.kontroll(insats) if not f.ok] == []
    assert insats.namn == profile.namn
    assert insats.typ == profile.typ
    if profile.typ == "individ":
        assert tuple(i.id for i in insats.instruments) == profile.instruments
    insats.close()


def test_the_kansli_is_sound_and_has_figures_of_all_that_delivered(kansli: kansli_acts.Kansli) -> None:
    assert [f for f in kansli_acts.kontroll(kansli) if not f.ok] == []
    volumes = kansli_acts.utfall(kansli).volumes.groupby("insats")[["nya", "antal"]].sum()
    assert set(volumes.index) == {p.id for p in PROFILES}
    for profile in PROFILES:
        assert int(volumes["nya" if profile.typ == "individ" else "antal"].to_dict()[profile.id]) > 0


def test_every_way_that_a_period_can_hang_is_there(folder: Path, kansli: kansli_acts.Kansli) -> None:
    missing = {row.insats_id for row in kansli_acts.leveranser(kansli, TODAY).missing}
    assert missing == {"grona-steget", "unga-framat", "halsotorget"}
    ending = {p.id: p.ending for p in PROFILES}
    for insats_id in ("grona-steget", "unga-framat", "halsotorget", "vagen-vidare"):
        insats = open_insats(folder, insats_id)
        seen = overview.oversikt(insats, today=TODAY)
        assert bool(seen.undelivered) == (ending[insats_id] == "last")
        assert (seen.lockable is not None) == (ending[insats_id] == "oppen")
        insats.close()


def test_the_delivery_that_lies_waiting_can_be_received(folder: Path, tmp_path: Path) -> None:
    kansli = kansli_acts.open_forbund(Catalogue(folder), None, demo_build.PASSPHRASE, today=TODAY, state=folder / demo_build.STATE)
    received = {(row.insats_id, row.periods[-1]) for row in kansli_acts.leveranser(kansli, TODAY).received}
    files = {path: tuple(path.stem.removeprefix("leverans-").rsplit("-", 1)) for path in (folder / demo_build.DELIVERIES).iterdir()}
    left = [path for path, (insats, period) in files.items() if (insats, period) not in received]
    assert [files[path][0] for path in left] == ["unga-framat"]
    assert kansli_acts.ta_emot(kansli, left[0].read_bytes(), today=TODAY).new
    assert "unga-framat" not in {row.insats_id for row in kansli_acts.leveranser(kansli, TODAY).missing}


def test_there_are_reminders_and_open_people_everywhere(folder: Path) -> None:
    due = 0
    for profile in PROFILES:
        if profile.typ == "individ" and profile.ending != "upphord":
            insats = open_insats(folder, profile.id)
            seen = overview.oversikt(insats, today=TODAY)
            assert seen.open_rows > 0
            due += len(seen.due)
            insats.close()
    assert due >= 5


def test_an_insats_that_has_ended_holds_nobody(folder: Path, kansli: kansli_acts.Kansli) -> None:
    (ended,) = (p for p in PROFILES if p.ending == "upphord")
    insats = open_insats(folder, ended.id)
    assert overview.lista(insats) == []
    with pytest.raises(BadInput, match="Insatsen har upphört"):
        closing.las(insats, "2025H2", passphrase=demo_build.PASSPHRASE, today=TODAY)
    insats.close()
    assert ended.id not in {row.insats_id for row in kansli_acts.leveranser(kansli, TODAY).missing}


def test_the_goals_load_and_are_of_insatser_and_areas_that_exist(folder: Path) -> None:
    goals = goals_loader.load(folder, load(folder / "vokabular"))
    known = {p.id for p in PROFILES if p.typ == "individ"}
    assert {goal.insats_id for goal in goals.goals} == {*known, None}
    assert goals.outside_areas < known
    last_year = TODAY.year - 1
    assert all(goals.plan_for(insats, last_year).budget for insats in known)
    resources = goals.resources_for(last_year)
    assert resources is not None
    assert set(resources.by_area) == {area.id for area in AREAS}


@pytest.mark.parametrize("kind", ["arsredovisning", "oversikt"])
def test_reports_of_last_year_are_divided(kansli: kansli_acts.Kansli, kind: ReportKind) -> None:
    prepared = prepare_report(kansli, kind, Period.parse("2025"), today=TODAY)
    assert not prepared.base_only
    outcome = prepared.made.tables["utfall"]
    assert len(outcome.headings[-1].categories) > 2
    sections = {section.id for section in prepared.report().sections}
    assert sections >= {"omrade", "utfall"}


def test_the_demo_codes_open_what_they_say(folder: Path) -> None:
    text = (folder / demo.CODES).read_text(encoding="utf-8")
    assert text.startswith("PÅHITTADE KODER")
    assert "Ett riktigt register sparar aldrig koder" in text
    by_name = {p.namn: p.id for p in PROFILES}
    lines = [line for line in text.splitlines()[3:] if line]
    assert len(lines) >= 10
    for line in lines[::3]:
        name, code, handle = line[:20].strip(), line[20:43].strip(), line[43:69].strip()
        insats = open_insats(folder, by_name[name])
        found, participation = acts.open_participation(insats, insats.keys_for(ParticipantCode.parse(code)))
        assert found == handle
        assert participation.avslut is None
        insats.close()


def test_the_forbund_has_words_of_its_own(folder: Path) -> None:
    vocabulary = load(folder / "vokabular")
    assert [code.id for code in vocabulary.lists["omrade"].codes] == [area.id for area in AREAS]
    assert "handlingsplan" in vocabulary.form("avslut", "vagen-vidare").by_id
    assert [i.id for i in vocabulary.instruments_of("vagen-vidare")] == ["skapa"]


def test_it_says_what_it_is(folder: Path) -> None:
    text = (folder / demo.README).read_text(encoding="utf-8")
    assert "PÅHITTAT" in text
    assert demo_build.PASSPHRASE in text
    assert str(folder) in text
    assert json.loads((folder / demo.MARK).read_text(encoding="utf-8"))["byggt"] == "2026-11-22"


def test_nothing_else_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    demo.build_demo(tmp_path / "d", today=TODAY, scale=0.1, costs=CHEAP)
    assert {p.name for p in tmp_path.iterdir()} <= {"d", "home"}
    assert list((tmp_path / "home").iterdir()) == []


def figures_of(root: Path) -> dict[str, Any]:
    kansli = kansli_acts.open_forbund(Catalogue(root), None, demo_build.PASSPHRASE, today=TODAY, state=root / demo_build.STATE)
    document = kansli_acts.outcome_document(kansli_acts.utfall(kansli))
    kansli.close()
    return document


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        demo.build_demo(tmp_path / name, today=TODAY, seed=seed, scale=0.15, costs=CHEAP)
    first, again, other = (figures_of(tmp_path / name) for name in "abc")
    assert first == again
    assert first != other


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "viktigt.txt").write_text("mitt")
    with pytest.raises(BadInput, match="kan inte byggas där"):
        demo.open_demo(tmp_path, today=TODAY, tui=False)
    assert [p.name for p in tmp_path.iterdir()] == ["viktigt.txt"]


def test_a_build_that_was_interrupted_is_told_from_other_things(tmp_path: Path) -> None:
    def stop(share: float, what: str) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress.ProgressBar, "show", lambda self, share, what: stop(share, what) if share > 0.1 else None)
        with pytest.raises(KeyboardInterrupt):
            demo.build_demo(tmp_path / "d", today=TODAY, scale=0.1, costs=CHEAP)
    with pytest.raises(BadInput, match="aldrig blev klart"):
        demo.open_demo(tmp_path / "d", today=TODAY, tui=False)


def test_a_finished_demo_is_opened_again_and_not_rebuilt(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / demo.CODES).read_bytes()
    assert demo.open_demo(folder, today=date(2027, 1, 3), tui=False) == 0
    assert (folder / demo.CODES).read_bytes() == before
    said = capsys.readouterr().err
    assert f"Lösenfras i demot: {demo_build.PASSPHRASE}" in said
    assert str(folder / demo.CODES) in said
    assert "Bygger" not in said


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_redrawn_on_a_terminal_and_told_in_fourths_elsewhere() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        bar = progress.ProgressBar(stream, "Bygger demot")
        for i in range(101):
            bar.show(i / 100, "Vägen vidare: 2026-04")
        bar.end()
    assert terminal.getvalue().startswith("\rBygger demot [")
    assert terminal.getvalue().endswith("\n")
    assert "100 %" in terminal.getvalue()
    assert len(pipe.getvalue().splitlines()) == 5
    assert "\r" not in pipe.getvalue()


@pytest.mark.parametrize("share", [0.0, 0.333, 1.0])
def test_the_bar_fits_a_line(share: float) -> None:
    line = progress.ProgressBar(io.StringIO(), "Bygger demot").line(share, "x" * 100)
    assert len(line) == 78
    assert line.count("#") + line.count(".") == 24


@pytest.mark.slow
def test_the_whole_demo(tmp_path: Path) -> None:
    """In earnest: as many people, and codes as costly, as a user meets. The time is printed; the goal is 15 s on two cores of its own."""
    start = time.monotonic()
    script = "import sys; from datetime import date; from pathlib import Path; from tui.demo import open_demo; open_demo(Path(sys.argv[1]), "
    script += "today=date(2026, 11, 22), tui=False)"
    command = [sys.executable, "-c", script, str(tmp_path / "d")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUTF8": "1"})
    took = time.monotonic() - start
    assert done.returncode == 0, done.stderr
    assert "Bygger demot" in done.stderr
    print(f"the whole demo: {took:.1f} s")
    kansli = kansli_acts.open_forbund(Catalogue(tmp_path / "d"), None, demo_build.PASSPHRASE, today=TODAY, state=tmp_path / "d" / demo_build.STATE)
    outcome = kansli_acts.utfall(kansli)
    assert 500 <= outcome.totals["deltagare"].to_dict()["totalt"] <= 900
    # Every group is there for both kön, and a few avslut wait for their details.
    assert (outcome.groups[outcome.groups["kon"].isin(["totalt", "kvinna", "man"])]["n"] > 0).all()
    assert outcome.base["vantar"].to_dict()["totalt"] > 0
    assert (outcome.progression["n"] > 0).any()
    kansli.close()
