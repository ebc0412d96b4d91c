"""What came out of using it: endast antal that nobody started, a retired code that stays, a late correction, a kansli with new keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from register import delivery
from register.errors import BadInput, WrongPassphrase
from register.insats import acts, closing
from register.insats.recipient import godkann_forbund
from register.keys import Keys, fingerprint
from tests.insats.world import AVSLUT, TODAY, World, month


def test_no_more_endast_antal_end_than_began(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    world.start(kon="man")
    world.antal("2026-02", 2, "kvinna")
    world.antal("2026-05", 1, "kvinna", event="avslut")
    before = world.volumes()
    for n, kon in ((2, "kvinna"), (1, "man")):
        with pytest.raises(BadInput, match="Så många pågår inte som endast antal"):
            world.antal("2026-05", n, kon, event="avslut")
    with pytest.raises(BadInput, match="Så många pågår inte som endast antal"):
        world.antal("2026-02", -2, "kvinna")
    assert world.volumes() == before
    world.antal("2026-05", 1, "kvinna", event="avslut")


def test_endast_antal_of_a_locked_period_may_end_later(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    world.antal("2026-02", 3, "man")
    world.las("2026H1")
    world.antal("2026-09", 3, "man", event="avslut")
    with pytest.raises(BadInput, match="Så många pågår inte"):
        world.antal("2026-09", 1, "man", event="avslut")


def test_a_correction_keeps_a_code_that_was_retired_since(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    keys = world.start(remitterande_part="egen")
    folder = world.insats.catalogue.vocabulary_folder
    folder.mkdir()
    lists = world.insats.vocabulary.lists["remitterande_part"]
    codes = "\n".join(
        f'[[listor.remitterande_part.koder]]\nid = "{code.id}"\nlabel = "{code.label}"\n' + ("utgatt = true\n" if code.id == "egen" else "")
        for code in lists.codes
    )
    (folder / "kodlistor.toml").write_text(f'version = 2\n[listor.remitterande_part]\nlabel = "{lists.label}"\n{codes}', encoding="utf-8")
    insats = world.reopen()
    assert insats.vocabulary_problem == ""
    assert insats.vocabulary.lists["remitterande_part"].by_id["egen"].retired
    world.ratta(keys, 0, {"aldersgrupp": "30-39"})
    assert world.participation(keys).start.answers["remitterande_part"] == "egen"
    with pytest.raises(BadInput, match=r"går att välja\. Koden används inte längre"):
        world.start(remitterande_part="egen")
    world.ratta(keys, 0, {"remitterande_part": "af"})
    with pytest.raises(BadInput, match="Koden används inte längre"):
        world.ratta(keys, 0, {"remitterande_part": "egen"})


def test_a_correction_into_a_locked_period_is_late_once_agreed(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    world.start("2026-02")
    world.las("2026H1")
    keys = world.start("2026-08")
    with pytest.raises(acts.LateForm) as refusal:
        world.ratta(keys, 0, {}, "2026-03")
    assert refusal.value.period.code == "2026H2"
    world.ratta(keys, 0, {}, "2026-03", late=True)
    assert (world.participation(keys).start.late, world.participation(keys).start.period) == (True, "2026H2")


def test_a_delivery_is_sealed_again_to_a_new_key_of_the_kansli(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    world.start()
    world.las("2026H1")
    path = world.insats.catalogue.public_path("forbund", "demo")
    headers = []
    old, new = Keys.generate(), Keys.generate()
    for round_, kansli in enumerate((old, new, new)):
        kansli.public("forbund", "demo", "Demo").write(path)
        if round_ == 1:
            godkann_forbund(world.insats, "demo", today=TODAY)
        target = tmp_path / f"{round_}.nyckeltal"
        receipt = closing.leverera(world.insats, target, today=TODAY)
        assert receipt.number == 1
        headers.append(delivery.read_header(target.read_bytes()))
        assert headers[-1].recipient == fingerprint(kansli.public("forbund", "demo", "Demo").exchange)
        assert delivery.open_body(headers[-1], kansli).batches[0].period == "2026H1"
    assert len({header.content for header in headers}) == 1
    assert (tmp_path / "1.nyckeltal").read_bytes() == (tmp_path / "2.nyckeltal").read_bytes()


@pytest.mark.parametrize("reason", ["studier", "felregistrering"])
def test_a_lost_code_ends_only_a_kon_that_somebody_open_has(tmp_path: Path, reason: str) -> None:
    world = World.make(tmp_path)
    keys = world.start()
    world.antal("2026-02", 1, "man")
    before = world.state()
    with pytest.raises(BadInput, match=r"Kön stämmer inte\.") as refused:
        world.lost(keys, kon="man", avslutsanledning=reason)
    assert refused.value.field == "kon"
    assert world.state() == before
    world.lost(keys, avslutsanledning=reason)
    assert world.wrong() == []


def test_a_lost_code_ends_nobody_before_they_began(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    keys = world.start("2026-08")
    with pytest.raises(BadInput, match=r"Inget deltagande av det könet pågår i 2026H1"):
        world.lost(keys, "2026-05")
    world.lost(keys, "2026-09")
    assert world.wrong() == []


def test_a_folder_in_place_of_the_failed_unlocks_locks_nobody_out(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    path = world.insats.vault.path
    path.with_name(path.name + ".misslyckade").mkdir()
    world.reopen()
    assert world.wrong() == []


def test_half_a_character_is_no_handle_and_no_passphrase(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    world.start()
    with pytest.raises(BadInput, match="Inget öppet deltagande har det handtaget"):
        acts.avslut_by_handle(world.insats, "\ud800", {"kon": "kvinna", **AVSLUT}, month=month("2026-05"), today=TODAY)
    with pytest.raises(WrongPassphrase):
        world.another(passphrase="\udcff en lång lösenfras")


@pytest.mark.parametrize("n", [True, 1.5, "3", 0])
def test_an_antal_is_a_whole_number(tmp_path: Path, n: Any) -> None:
    world = World.make(tmp_path)
    with pytest.raises(BadInput, match="Antalet går inte att använda"):
        world.antal("2026-02", n, "man")
    assert world.volumes() == {}
