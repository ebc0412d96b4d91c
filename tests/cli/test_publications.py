"""What one side has published reaches the other with ``leverera`` and ``ta-emot``, and a list that can't be taken in is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from register.disclosure.publication import Publication
from register.insats import publications as insats_publications
from register.insats.opening import open_insats
from register.insats.session import Insats
from register.kansli import publications as kansli_publications
from register.kansli.acts import open_forbund
from register.kansli.session import Kansli
from tests.cli.world import PASSPHRASE, TODAY, World
from tests.publications import own, report

T = TypeVar("T")


def at_insats(world: World, act: Callable[[Insats], T]) -> T:
    insats = open_insats(world.catalogue, "coach", PASSPHRASE, today=TODAY, seal_cost=world.costs.seal)
    try:
        return act(insats)
    finally:
        insats.close()


def at_kansli(world: World, act: Callable[[Kansli], T]) -> T:
    kansli = open_forbund(world.catalogue, "fb", PASSPHRASE, today=TODAY)
    try:
        return act(kansli)
    finally:
        kansli.close()


def by_forbund(omgang: str = "coach#1") -> Publication:
    return report("fb", "", omgang, kind="oversikt")


def documents(world: World) -> list[dict[str, Any]]:
    return at_insats(world, insats_publications.everything)


def test_both_come_to_know_all_that_has_been_published(delivered: World) -> None:
    at_insats(delivered, lambda insats: insats_publications.record(insats, own("coach"), TODAY))
    at_kansli(delivered, lambda kansli: kansli_publications.publish(kansli, by_forbund(), TODAY))
    sent = delivered.ok("leverera", "--ut", str(delivered.root / "två"), "--json").document
    assert (sent["nummer"], sent["perioder"], sent["publikationer"]) == (2, [], 1)
    received = delivered.ok("ta-emot", str(delivered.root / "två"), "--json").document
    assert (received["nummer"], received["perioder"], received["publikationer"], received["ny"]) == (2, [], 1, True)
    known = at_kansli(delivered, kansli_publications.history).publications
    assert [one.id for one in known] == [by_forbund().id, Publication.from_document(own("coach")).id]
    assert [path.name for path in (delivered.root / "publikationer").iterdir()] == ["coach.json"]
    assert documents(delivered) == [own("coach"), by_forbund().to_document()]


def test_in_words(delivered: World) -> None:
    at_insats(delivered, lambda insats: insats_publications.record(insats, own("coach"), TODAY))
    sent = delivered.ok("leverera", "--ut", str(delivered.root / "två")).out.splitlines()
    assert sent[1:3] == ["Perioder: inga nya", "Insatsens egna publikationer: 1"]
    received = delivered.ok("ta-emot", str(delivered.root / "två")).out.splitlines()
    assert received == [
        "Leverans 2 från Coachingteamet (coach) är mottagen. Perioder: inga nya",
        "Insatsen har själv publicerat 1 av sina rapporter; förbundets skyddas tillsammans med dem.",
    ]


def test_without_publications_no_list_is_written(delivered: World) -> None:
    assert not (delivered.root / "publikationer").exists()
    assert documents(delivered) == []


def test_a_delivery_that_is_refused_stops_no_list(delivered: World) -> None:
    at_kansli(delivered, lambda kansli: kansli_publications.publish(kansli, by_forbund(), TODAY))
    (delivered.root / "skräp").write_bytes(b"inte en leverans")
    assert delivered.run("ta-emot", str(delivered.root / "skräp")).code == 3
    assert documents(delivered) == [by_forbund().to_document()]


def test_a_folder_that_cant_be_written_is_said_and_the_delivery_is_received(delivered: World) -> None:
    at_insats(delivered, lambda insats: insats_publications.record(insats, own("coach"), TODAY))
    delivered.ok("leverera", "--ut", str(delivered.root / "två"))
    (delivered.root / "publikationer").write_text("en fil i vägen", encoding="utf-8")
    ran = delivered.run("ta-emot", str(delivered.root / "två"))
    assert ran.code == 3
    assert "Listan över publikationer om coach gick inte att skriva." in ran.err
    assert "är mottagen" in ran.out
    assert len(at_kansli(delivered, kansli_publications.publikationer)) == 1


def test_a_list_that_cant_be_taken_in_is_said_by_every_command_and_stops_none(delivered: World) -> None:
    at_kansli(delivered, lambda kansli: kansli_publications.publish(kansli, by_forbund(), TODAY))
    delivered.ok("ta-emot", str(delivered.root / "ett.leverans"))
    path = delivered.root / "publikationer" / "coach.json"
    path.write_bytes(path.read_bytes().replace(b"studier", b"xtudier"))
    ran = delivered.run("lista", "--insats", "coach")
    assert ran.code == 0
    assert "Listan över publikationer är ändrad, eller signerad av någon annan." in ran.err
    assert documents(delivered) == []
    delivered.ok("ta-emot", str(delivered.root / "ett.leverans"))
    assert delivered.run("lista", "--insats", "coach").err == ""
    assert documents(delivered) == [by_forbund().to_document()]


# -- publikationer -----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(delivered: World) -> World:
    """The förbund has published one report and the insats another, which a delivery has told of."""
    at_kansli(delivered, lambda kansli: kansli_publications.publish(kansli, by_forbund(), TODAY))
    at_insats(delivered, lambda insats: insats_publications.record(insats, own("coach"), TODAY))
    delivered.ok("leverera", "--ut", str(delivered.root / "två"))
    delivered.ok("ta-emot", str(delivered.root / "två"))
    return delivered


def test_nothing_is_published(world: World) -> None:
    assert world.ok("publikationer", "lista").out == "Inget är publicerat.\n"
    assert world.ok("publikationer", "lista", "--json").document == []


def test_what_is_published_is_listed_with_who_did(told: World) -> None:
    ours, theirs = told.ok("publikationer", "lista", "--json").document
    assert ours == {
        "id": by_forbund().id,
        "rapport": "oversikt",
        "om": None,
        "period": "2026H1",
        "dag": "2026-09-01",
        "av": "fb",
        "leverans": None,
        "tillbakadragen": None,
        "orsak": None,
    }
    assert (theirs["rapport"], theirs["om"], theirs["av"], theirs["leverans"]) == ("insatsrapport", "coach", "coach", 2)
    head, first, second = told.ok("publikationer", "lista").out.splitlines()
    assert head.split() == ["Publikation", "Rapport", "Om", "Period", "Dag", "Av", "Status"]
    assert first.split()[1:] == ["oversikt", "förbundet", "2026H1", "2026-09-01", "fb", "gäller"]
    assert second.split()[-4:] == ["kom", "med", "leverans", "2"]


def test_a_publication_is_withdrawn_with_a_reason_and_stays_in_the_list(told: World) -> None:
    document = told.ok("publikationer", "dra-tillbaka", by_forbund().id, "--orsak", "ersatt", "--json").document
    assert document == {"id": by_forbund().id, "orsak": "ersatt", "dag": TODAY.isoformat()}
    ours, _ = told.ok("publikationer", "lista", "--json").document
    assert (ours["tillbakadragen"], ours["orsak"]) == (TODAY.isoformat(), "ersatt")
    assert told.ok("publikationer", "lista").out.splitlines()[1].endswith(f"tillbakadragen {TODAY}: Ersatt av en ny rapport")
    assert len(at_kansli(told, kansli_publications.history).publications) == 2
    assert told.ok("kontroll", "--forbund", "--json").document["ok"]


def test_withdrawing_in_words(told: World) -> None:
    said = told.ok("publikationer", "dra-tillbaka", by_forbund().id, "--orsak", "fel-i-rapporten").out
    assert said.startswith(f"Publikation {by_forbund().id} är tillbakadragen: Fel i rapporten. Det som har stått i den är känt")


@pytest.mark.parametrize(
    ("which", "reason", "start"),
    [
        ("okänd", "ersatt", "Publikationen finns inte."),
        ("ours", "trött", "Orsaken finns inte. Den ska vara en av: fel-i-underlaget, fel-i-rapporten, ersatt, publicerad-av-misstag."),
        ("theirs", "ersatt", "Publikationen är insatsens egen."),
    ],
)
def test_what_can_not_be_withdrawn(told: World, which: str, reason: str, start: str) -> None:
    ids = {"ours": by_forbund().id, "theirs": Publication.from_document(own("coach")).id}
    ran = told.run("publikationer", "dra-tillbaka", ids.get(which, which), "--orsak", reason)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(start)
    assert all(one["tillbakadragen"] is None for one in told.ok("publikationer", "lista", "--json").document)


def test_a_publication_is_withdrawn_once(told: World) -> None:
    argv = ("publikationer", "dra-tillbaka", by_forbund().id, "--orsak", "ersatt")
    told.ok(*argv)
    again = told.run(*argv)
    assert (again.code, again.err) == (2, f"Publikationen är redan tillbakadragen. Det gjordes {TODAY}.\n")


def test_the_shortest_help_names_every_reason() -> None:
    """The reasons stand in the help as they are in the register."""
    from tests.cli.test_parser import ALL

    (parser,) = [parser for path, parser in ALL if path == ("publikationer", "dra-tillbaka")]
    assert all(reason in parser.format_help() for reason in kansli_publications.WithdrawalReason)
