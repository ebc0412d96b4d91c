"""A delivery is sealed to the förbund's key that was first used, or approved since, whatever lies in ``nycklar/``."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from register import audit_log, delivery
from register.errors import BadInput, CouldNot
from register.insats import closing
from register.insats.recipient import godkann_forbund
from register.keys import Keys, PublicKeys, fingerprint
from tests.insats.world import TODAY, World


def put(world: World, keys: Keys, forbund_id: str = "demo") -> PublicKeys:
    public = keys.public("forbund", forbund_id, "Demo")
    public.write(world.insats.catalogue.public_path("forbund", forbund_id))
    return public


def delivered_to(target: Path) -> str:
    return delivery.read_header(target.read_bytes()).recipient


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.make(tmp_path)
    world.start()
    world.las("2026H1")
    return world


def test_the_first_delivery_pins_and_says_both_keys(world: World, tmp_path: Path) -> None:
    public = put(world, Keys.generate())
    receipt = closing.leverera(world.insats, tmp_path / "1.nyckeltal", today=TODAY)
    assert receipt.forbund_words == public.words() != receipt.words
    with world.insats.read() as session:
        assert audit_log.AuditKind.NYCKELBYTE in {entry.kind for entry in session.exec(select(audit_log.AuditEntry))}


def test_a_swapped_key_file_stops_the_next_delivery(world: World, tmp_path: Path) -> None:
    put(world, Keys.generate())
    closing.leverera(world.insats, tmp_path / "1.nyckeltal", today=TODAY)
    world.start("2026-08")
    world.las("2026H2", today=TODAY.replace(year=2027))
    put(world, Keys.generate())
    before = world.insats.vault.path.read_bytes()
    with pytest.raises(CouldNot, match=r"Förbundets nyckel är en annan .* nycklar godkann demo --insats coach"):
        closing.leverera(world.insats, tmp_path / "2.nyckeltal", today=TODAY)
    assert not (tmp_path / "2.nyckeltal").exists()
    assert world.insats.vault.path.read_bytes() == before


def test_an_earlier_delivery_is_never_sealed_to_a_swapped_key(world: World, tmp_path: Path) -> None:
    honest = put(world, Keys.generate())
    closing.leverera(world.insats, tmp_path / "1.nyckeltal", today=TODAY)
    put(world, Keys.generate())
    closing.leverera(world.insats, tmp_path / "igen.nyckeltal", today=TODAY)
    assert delivered_to(tmp_path / "igen.nyckeltal") == fingerprint(honest.exchange)


def test_an_approved_key_is_delivered_to(world: World, tmp_path: Path) -> None:
    put(world, Keys.generate())
    closing.leverera(world.insats, tmp_path / "1.nyckeltal", today=TODAY)
    new = put(world, Keys.generate())
    assert godkann_forbund(world.insats, "demo", today=TODAY) == new.words()
    closing.leverera(world.insats, tmp_path / "igen.nyckeltal", today=TODAY)
    assert delivered_to(tmp_path / "igen.nyckeltal") == fingerprint(new.exchange)


def test_a_pin_outlives_the_session(world: World, tmp_path: Path) -> None:
    honest = put(world, Keys.generate())
    closing.leverera(world.insats, tmp_path / "1.nyckeltal", today=TODAY)
    put(world, Keys.generate())
    world.reopen()
    closing.leverera(world.insats, tmp_path / "igen.nyckeltal", today=TODAY)
    assert delivered_to(tmp_path / "igen.nyckeltal") == fingerprint(honest.exchange)


def test_it_must_be_clear_to_whom(world: World, tmp_path: Path) -> None:
    with pytest.raises(CouldNot, match="ingen nyckelfil för ett förbund"):
        closing.leverera(world.insats, tmp_path / "1.nyckeltal", today=TODAY)
    for forbund_id in ("demo", "annat"):
        put(world, Keys.generate(), forbund_id)
    with pytest.raises(CouldNot, match="flera förbund: annat, demo"):
        closing.leverera(world.insats, tmp_path / "1.nyckeltal", today=TODAY)
    assert closing.leverera(world.insats, tmp_path / "1.nyckeltal", forbund_id="annat", today=TODAY).forbund_id == "annat"
    with pytest.raises((BadInput, CouldNot)):
        godkann_forbund(world.insats, "finns-inte", today=TODAY)
