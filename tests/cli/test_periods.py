"""lista, las, leverera: what an insats sees of its rows, and how a period is closed and sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from register.keys import Keys
from tests.cli.world import PASSPHRASE, World

FOUR_KINDS = "En period är ett halvår (2026H1), ett tertial (2026T1), ett kvartal (2026K1) eller ett år (2026)."
A_CODE = "Den är en kod på 2 till 40 tecken: små bokstäver a–z, siffror och bindestreck."


def test_lista_shows_handle_state_and_due_month_by_handle(insats: World) -> None:
    codes = insats.starts(3, month="2026-02")
    insats.ends(codes[:1])
    rows = insats.ok("lista", "--insats", "coach", "--json").document
    assert [list(row) for row in rows] == [["handtag", "status", "nasta_matning", "avslut_period"]] * 3
    assert [row["handtag"] for row in rows] == sorted(row["handtag"] for row in rows)
    assert sorted((row["status"], row["nasta_matning"] or "", row["avslut_period"] or "") for row in rows) == [
        ("avslutad", "", "2026H1"),
        ("oppen", "2026-05", ""),
        ("oppen", "2026-05", ""),
    ]


def test_lista_in_words(insats: World) -> None:
    assert insats.ok("lista").out == "Inga deltaganden.\n"
    insats.starts(1)
    head, row = insats.ok("lista").out.splitlines()
    assert head.split() == ["Handtag", "Status", "Nästa", "mätning", "Avslut", "i"]
    assert row.split()[1:] == ["öppen", "2026-05"]


def test_las_says_what_leaves_what_waits_and_what_was_destroyed(insats: World) -> None:
    insats.ends([*insats.starts(6), *insats.starts(2, kon="man")])
    document = insats.ok("las", "--insats", "coach", "--period", "2026H1", "--json").document
    assert list(document) == ["insats", "period", "nummer", "redovisas", "vantar", "ej_redovisade", "gallrade", "protokoll", "raknare_saknas"]
    assert (document["insats"], document["period"], document["nummer"], document["gallrade"]) == ("coach", "2026H1", 1, 8)
    assert {"enhet": "avslut", "kon": "kvinna", "antal": 6} in document["redovisas"]
    assert {"enhet": "avslut", "kon": "man", "antal": 2} in document["vantar"]
    assert all(one["antal"] >= 5 for one in document["redovisas"])
    assert document["protokoll"][0] == "Gallringsprotokoll för 2026H1"
    assert insats.ok("lista", "--json").document == []


def test_las_in_words(insats: World) -> None:
    insats.ends([*insats.starts(6), *insats.starts(2, kon="man")])
    lines = insats.ok("las", "--period", "2026h1").out.splitlines()
    assert lines[:4] == ["2026H1 är låst (låsning 1).", "Redovisas: 6 avslut", "Väntar på fler: 2 avslut", "Redovisas aldrig: 0 avslut"]
    assert lines[-1] == "Nästa steg: leverera."


def test_the_passphrase_is_asked_for_once_although_the_lock_needs_it_again(insats: World) -> None:
    insats.asked.clear()
    insats.ok("las", "--period", "2026H1")
    assert insats.asked == ["Lösenfras för insatsen coach: "]


def test_the_last_period_of_an_insats_destroys_what_never_reached_the_minimum(insats: World) -> None:
    codes = insats.starts(2)
    refused = insats.run("las", "--period", "2026H1", "--avsluta")
    assert refused.err.startswith("Insatsen kan inte upphöra än.")
    insats.ends(codes, reason="insatsen-upphorde")
    document = insats.ok("las", "--period", "2026H1", "--avsluta", "--json").document
    assert {"enhet": "avslut", "kon": "kvinna", "antal": 2} in document["ej_redovisade"]
    assert document["vantar"] == []


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        (
            "nyss",
            f"Perioden går inte att läsa. {FOUR_KINDS} Skriv till exempel 2026H1.",
        ),
        ("2026T1", "2026T1 är inte en period som insatsen låser. Insatsens perioder är av slaget 2026H1. Ange till exempel 2026H1."),
        ("2026H2", "2026H2 är inte slut. Den varar till och med 2026-12. Lås när perioden är över."),
    ],
)
def test_a_period_that_can_not_be_locked(insats: World, period: str, sentence: str) -> None:
    ran = insats.run("las", "--period", period)
    assert (ran.code, ran.out, ran.err) == (2, "", sentence + "\n")


def test_periods_are_locked_in_order_and_once(insats: World) -> None:
    insats.starts(1, month="2025-03")
    insats.ok("las", "--period", "2025H1")
    early = insats.run("las", "--period", "2026H1")
    assert early.err == "2026H1 kan inte låsas än. Perioder låses i ordning, och 2025H2 står på tur. Lås 2025H2 först.\n"
    again = insats.run("las", "--period", "2025H1")
    assert again.err == "2025H1 är redan låst. En period låses en gång. Sena formulär räknas i den äldsta öppna perioden.\n"


def test_leverera_writes_a_file_and_says_to_whom(world: World) -> None:
    world.starts(6)
    world.ok("las", "--insats", "coach", "--period", "2026H1")
    target = world.root / "l1"
    ran = world.ok("leverera", "--insats", "coach", "--ut", str(target), "--json")
    document = ran.document
    assert list(document) == ["insats", "forbund", "nummer", "perioder", "publikationer", "raknare", "fil", "ord", "forbund_ord"]
    assert (document["forbund"], document["nummer"], document["perioder"], document["fil"]) == ("fb", 1, ["2026H1"], str(target))
    assert len(document["ord"].split("-")) == len(document["forbund_ord"].split("-")) == 6
    assert document["ord"] != document["forbund_ord"]
    assert ran.err.startswith("Skicka filen till kansliet.")
    again = world.ok("leverera", "--insats", "coach", "--ut", str(world.root / "l2"), "--nr", "1", "--forbund", "fb")
    assert again.out.startswith("Leverans 1 till fb är skriven: ")
    assert (world.root / "l2").read_bytes() == target.read_bytes()


def test_a_swapped_key_of_the_forbund_must_be_approved(world: World) -> None:
    world.starts(6)
    world.ok("las", "--insats", "coach", "--period", "2026H1")
    world.ok("leverera", "--insats", "coach", "--ut", str(world.root / "l1"))
    Keys.generate().public("forbund", "fb", "Någon annan").write(world.catalogue.public_path("forbund", "fb"))
    world.today = date(2027, 1, 10)
    world.ok("las", "--insats", "coach", "--period", "2026H2")
    refused = world.run("leverera", "--insats", "coach", "--ut", str(world.root / "l2"))
    assert refused.code == 3
    assert refused.err.startswith("Förbundets nyckel är en annan än den som insatsen levererar till (fb).")
    assert "nyckeltal nycklar godkann fb --insats coach" in refused.err
    assert not (world.root / "l2").exists()
    approved = world.ok("nycklar", "godkann", "fb", "--insats", "coach", "--json").document
    assert approved["forbund"] == "fb"
    assert world.ok("leverera", "--insats", "coach", "--ut", str(world.root / "l2"), "--json").document["forbund_ord"] == approved["ord"]


def test_what_can_not_be_delivered(insats: World) -> None:
    target = insats.root / "fil"
    nothing = insats.run("leverera", "--ut", str(target))
    assert (nothing.code, nothing.err) == (3, "Det finns inget att leverera. En leverans skrivs av låsta perioder. Lås en period först.\n")
    insats.ok("las", "--period", "2026H1")
    alone = insats.run("leverera", "--ut", str(target))
    assert alone.code == 3
    assert alone.err.startswith("Det är oklart till vem leveransen ska. Mappen nycklar har ingen nyckelfil för ett förbund.")
    target.write_text("mitt brev", encoding="utf-8")
    kept = insats.run("leverera", "--ut", str(target))
    assert (kept.code, kept.err) == (2, "Filen finns redan och är ingen leverans. Den skrivs inte över. Välj ett annat filnamn.\n")
    assert target.read_text(encoding="utf-8") == "mitt brev"
    assert insats.run("leverera", "--ut", str(insats.root / "saknas" / "fil")).code == 2


def test_an_older_copy_is_refused_and_restored_on_purpose(insats: World) -> None:
    path = insats.catalogue.insats_path("coach")
    insats.starts(1)
    older = path.read_bytes()
    insats.starts(1)
    path.write_bytes(older)
    refused = insats.run("lista")
    assert refused.code == 3
    assert "äldre kopia" in refused.err
    assert refused.err.endswith("Är det meningen, så kör: nyckeltal aterstall.\n")
    assert path.read_bytes() == older
    restored = insats.ok("aterstall", "--insats", "coach", "--orsak", "trasig-disk", "--json")
    assert restored.document == {"slag": "insats", "id": "coach", "orsak": "trasig-disk"}
    assert len(insats.ok("lista", "--json").document) == 1
    assert insats.ok("kontroll").out.endswith("Allt stämmer.\n")


@pytest.mark.parametrize("reason", ["", "x", "Trasig disk", "Anna A", "a" * 41])
def test_a_reason_is_a_code_and_no_text(insats: World, reason: str) -> None:
    ran = insats.run("aterstall", "--insats", "coach", "--orsak", reason)
    assert (ran.code, ran.err) == (
        2,
        f"Orsaken går inte att använda. {A_CODE} Skriv till exempel trasig-disk.\n",
    )


def test_a_damaged_vault_is_a_sentence(insats: World) -> None:
    path = insats.catalogue.insats_path("coach")
    whole = path.read_bytes()
    for data in (whole[:-1], whole[:50], b"", b"x" * 500, whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]):
        path.write_bytes(data)
        ran = insats.run("lista")
        assert (ran.code, ran.out) == (3, "")
        assert "Traceback" not in ran.err
        assert len(ran.err.splitlines()) == 1
        assert path.read_bytes() == data


def test_the_passphrase_is_changed(insats: World) -> None:
    insats.answers = (PASSPHRASE, "en helt ny fras", "en helt ny fras")
    assert insats.ok("losenfras", "byt", "--insats", "coach", "--json").document == {"slag": "insats", "id": "coach"}
    assert insats.asked[-3:] == ["Lösenfras för insatsen coach: ", "Ny lösenfras för insatsen coach: ", "Samma lösenfras igen: "]
    insats.answers = (PASSPHRASE,)
    assert insats.run("lista").code == 3
    insats.answers = ("en helt ny fras",)
    assert insats.ok("kontroll").code == 0


def test_a_passphrase_that_is_too_short_changes_nothing(insats: World) -> None:
    before = insats.run("lista").code
    insats.answers = (PASSPHRASE, "kort")
    assert insats.run("losenfras", "byt").code == 2
    insats.answers = None
    assert insats.run("lista").code == before == 0


def test_the_clock_decides_what_has_ended(insats: World) -> None:
    insats.today = date(2027, 1, 1)
    insats.ok("las", "--period", "2026H2")
    assert not Path(insats.root / "x").exists()
