"""The insats's own report: of what is locked, protected with what is known to be published, kept in the vault before it is written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from register.catalogue import Catalogue
from register.disclosure.publication import Publication
from register.errors import BadInput, Conflict, CouldNot
from register.insats import publications
from register.insats.closing import las
from register.insats.opening import open_insats
from register.insats.sealing import SealCost
from register.insats.session import Insats
from register.kansli import publications as kansli_publications
from register.kansli import reporting
from register.kansli.acts import open_forbund, ta_emot
from register.own_report import history, prepare_own_report, publish_own_report, source
from register.periods import Period
from register.reporting import Prepared
from tests.cli.published import build
from tests.cli.world import PASSPHRASE, TODAY, World
from tests.publications import own

YEAR, FIRST, SECOND = (Period.parse(code) for code in ("2025", "2025H1", "2025H2"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("egen") / "D")


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "D"))


def opened(root: Path, id_: str = "coach") -> Insats:
    return open_insats(Catalogue(root), id_, PASSPHRASE, today=TODAY, seal_cost=SealCost.for_tests())


@pytest.fixture
def coach(root: Path) -> Iterator[Insats]:
    insats = opened(root)
    yield insats
    insats.close()


def prepared(insats: Insats, span: Period = FIRST) -> Prepared:
    return prepare_own_report(insats, span, today=TODAY)


def layout(one: Prepared, table: str) -> str:
    return next(choice.name for choice in one.made.choices if choice.outcome.table.id == table)


# -- What it is made of ------------------------------------------------------------------------------------------------------------------------


def test_the_same_report_as_the_kansli_would_make(root: Path, coach: Insats) -> None:
    kansli = open_forbund(Catalogue(root), "fb", PASSPHRASE, today=TODAY)
    theirs = reporting.prepare_report(kansli, "insatsrapport", FIRST, insats="coach", today=TODAY)
    kansli.close()
    ours = prepared(coach)
    assert [(c.outcome.table.id, c.name, c.outcome.table.cells) for c in ours.made.choices] == [
        (c.outcome.table.id, c.name, c.outcome.table.cells) for c in theirs.made.choices
    ]
    assert {id_: table.cells for id_, table in ours.context.tables.items()} == {id_: table.cells for id_, table in theirs.context.tables.items()}
    assert (ours.made.publication.by, ours.made.publication.subject) == ("coach", "coach")
    assert ours.report().title == theirs.report().title


def test_only_what_is_locked_is_in_it(root: Path) -> None:
    insats = opened(root)
    assert [batch.period for one in source(insats).insatser for batch in one.batches] == ["2025H1", "2025H2"]
    with pytest.raises(CouldNot) as refused:
        prepared(insats, Period.parse("2026H1"))
    assert str(refused.value) == (
        "Det finns inget att redovisa för första halvåret 2026. Ingen låst period ligger i den, och bara det som är låst redovisas. "
        "Lås perioden först, eller välj en annan."
    )
    las(insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    assert prepared(insats, Period.parse("2026H1")).made.publication.by == "coach"
    insats.close()


def test_the_forbund_is_named_once_it_is_delivered_to(coach: Insats, tmp_path: Path) -> None:
    assert source(coach).namn == "Förbundet"
    assert any("Coachingteamet är en insats i Förbundet." in line for line in prepared(coach).report().about)
    alone = build_alone(tmp_path / "ensam")
    assert source(alone).namn == ""
    assert not any("är en insats i" in line for line in prepared(alone, Period.parse("2026H1")).report().about)
    alone.close()


def build_alone(root: Path) -> Insats:
    """An insats that has locked a period and delivers to nobody."""
    from tests.insats.world import World as InsatsWorld

    world = InsatsWorld.make(root)
    las(world.insats, "2026H1", passphrase="fyra blå stolar i regn", today=TODAY)
    return world.insats


def test_a_struktur_insats_has_no_report(root: Path) -> None:
    insats = opened(root, "natet")
    with pytest.raises(BadInput, match="strukturövergripande"):
        prepared(insats)
    insats.close()


def test_the_goals_are_those_in_the_folder(root: Path, coach: Insats) -> None:
    goal = '[[mal]]\ninsats = "coach"\nar = 2025\nlabel = "Arbete"\navslutsanledning = ["arbete-utan-stod"]\nmalvarde = 30\n'
    (root / "mal.toml").write_text(goal, encoding="utf-8")
    assert [one.label for one in prepared(coach).context.goals.goals] == ["Arbete"]
    (root / "mal.toml").write_text("[[mal]]\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"mal\.toml"):
        prepared(coach)


# -- Publishing --------------------------------------------------------------------------------------------------------------------------------


def test_it_is_kept_once_and_is_known_to_the_next(coach: Insats) -> None:
    first = prepared(coach)
    assert publications.own(coach) == []
    assert publish_own_report(coach, first, TODAY) is True
    assert publications.own(coach) == [first.made.publication.to_document()]
    again = prepared(coach)
    assert again.made.publication.id == first.made.publication.id
    assert publish_own_report(coach, again, date(2026, 12, 1)) is False
    assert [one.id for one in history(coach).publications] == [first.made.publication.id]
    assert layout(prepared(coach, YEAR), "aldersgrupp") == "bara antalet"


def test_what_the_forbund_has_published_is_known_too(root: Path) -> None:
    """Its signed list lies in the folder, and is read when the vault is unlocked."""
    kansli = open_forbund(Catalogue(root), "fb", PASSPHRASE, today=TODAY)
    theirs = reporting.prepare_report(kansli, "insatsrapport", FIRST, insats="coach", today=TODAY)
    reporting.publish_report(kansli, theirs, TODAY)
    kansli.close()
    insats = opened(root)
    assert [one.by for one in history(insats).publications] == ["fb"]
    assert layout(prepared(insats, YEAR), "aldersgrupp") == "bara antalet"
    insats.close()


def test_the_forbund_gets_to_know_with_the_next_delivery(root: Path, coach: Insats, tmp_path: Path) -> None:
    from register.insats.closing import leverera

    publish_own_report(coach, prepared(coach), TODAY)
    leverera(coach, tmp_path / "leverans", today=TODAY)
    kansli = open_forbund(Catalogue(root), "fb", PASSPHRASE, today=TODAY)
    ta_emot(kansli, (tmp_path / "leverans").read_bytes(), today=TODAY)
    assert [one.by for one in kansli_publications.publikationer(kansli)] == ["coach"]
    assert layout(reporting.prepare_report(kansli, "insatsrapport", YEAR, insats="coach", today=TODAY), "aldersgrupp") == "bara antalet"
    kansli.close()


def test_something_published_meanwhile_is_a_conflict(coach: Insats) -> None:
    late = prepared(coach, YEAR)
    publish_own_report(coach, prepared(coach), TODAY)
    with pytest.raises(Conflict, match="skyddad tillsammans"):
        publish_own_report(coach, late, TODAY)
    assert len(publications.own(coach)) == 1


def test_the_same_published_meanwhile_is_none(coach: Insats) -> None:
    one, other = prepared(coach), prepared(coach)
    assert (publish_own_report(coach, one, TODAY), publish_own_report(coach, other, TODAY)) == (True, False)


def test_history_holds_what_was_recorded_by_hand(coach: Insats) -> None:
    publications.record(coach, own("coach"), TODAY)
    assert history(coach).publications == (Publication.from_document(own("coach")),)


# -- On the command line -----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def world(root: Path, capsys: pytest.CaptureFixture[str]) -> World:
    return World(root, capsys)


ARGV = ("export", "insatsrapport", "--fran-insats", "--insats", "coach", "--format", "csv")


def test_exported_from_the_insats(world: World) -> None:
    argv = (*ARGV, "--period", "2025H1", "--ut")
    first = world.ok(*argv, str(world.root / "a"), "--json")
    assert (first.document["rapport"], first.document["ny"]) == ("insatsrapport", True)
    assert first.err == "Kansliet får veta det med nästa leverans, så att förbundets rapporter skyddas tillsammans med den här.\n"
    again = world.ok(*argv, str(world.root / "b"), "--json")
    assert (again.document["publikation"], again.document["ny"], again.err) == (first.document["publikation"], False, "")
    here, there = ({path.name: path.read_bytes() for path in (world.root / name).rglob("*.csv")} for name in "ab")
    assert here == there != {}
    assert world.ok("leverera", "--insats", "coach", "--ut", str(world.root / "l"), "--json").document["publikationer"] == 1
    assert world.ok("kontroll", "--insats", "coach", "--json").document["ok"]


def test_where_no_forbund_lies_in_the_folder_the_vault_is_meant(world: World) -> None:
    shutil.rmtree(world.root / "forbund")
    argv = ("export", "insatsrapport", "--insats", "coach", "--period", "2025H1", "--prova", "--json")
    assert world.ok(*argv).document["indelningar"][0]["insats"] == "coach"
    ran = world.run("export", "oversikt", "--period", "2025", "--prova")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("Här finns inga förbund.")


@pytest.mark.parametrize(
    ("insats", "period", "code", "start"),
    [
        ("natet", "2025", 2, "Insatsen natet går inte att göra en rapport om. Den är strukturövergripande"),
        ("coach", "2027", 3, "Det finns inget att redovisa för helåret 2027. Ingen låst period"),
        ("okand", "2025", 3, "Insatsen okand finns inte här."),
    ],
)
def test_what_can_not_be_exported_from_an_insats(world: World, insats: str, period: str, code: int, start: str) -> None:
    ran = world.run("export", "insatsrapport", "--fran-insats", "--insats", insats, "--period", period, "--ut", str(world.root / "ut"))
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(start)


def test_which_insats_has_to_be_said_where_there_are_several(world: World) -> None:
    ran = world.run("export", "insatsrapport", "--fran-insats", "--period", "2025", "--ut", str(world.root / "ut"))
    assert (ran.code, ran.err) == (2, "Här finns flera insatser. De är: coach, natet. Ange vilken med --insats.\n")
