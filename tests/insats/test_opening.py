"""Making and unlocking an insats, and restoring an older copy on purpose."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from register.audit_log import AuditEntry
from register.errors import BadInput, CouldNot, WrongPassphrase
from register.insats import opening
from register.insats.overview import lista
from tests.insats.world import TODAY, World


def test_a_new_insats_has_a_vault_and_a_public_file(world: World) -> None:
    catalogue = world.insats.catalogue
    assert catalogue.insats_ids() == ["coach"]
    (public,) = catalogue.public_files()
    assert (public.kind, public.id, public.namn, public.typ) == ("insats", "coach", "Coachningen", "individ")
    document = json.loads(catalogue.public_path("insats", "coach").read_text(encoding="utf-8"))
    assert set(document) == {"format", "slag", "id", "namn", "typ", "signering", "utbyte"}


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ({"insats_id": "Väg 1"}, "Id:t går inte att använda."),
        ({"insats_id": "x"}, "Id:t går inte att använda."),
        ({"namn": "  "}, "Insatsen behöver ett namn."),
        ({"namn": "x" * 101}, "Namnet är för långt."),
        ({"namn": "Vägen\u200b vidare"}, "Namnet går inte att använda."),
        ({"passphrase": "\udcff en lång lösenfras"}, "Lösenfrasen går inte att läsa."),
        ({"typ": "grupp"}, "Typen går inte att välja."),
        ({"period_kind": "ar"}, "Periodslaget går inte att välja."),
        ({"first_period": "2026K1"}, "2026K1 är inte en period av insatsens slag."),
        ({"first_period": "i våras"}, "Perioden går inte att läsa."),
        ({"passphrase": " "}, "Lösenfrasen "),
    ],
)
def test_an_insats_that_can_not_be_is_refused(tmp_path: Path, over: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput) as refused:
        World.make(tmp_path, **over)
    assert str(refused.value).startswith(message)
    assert not list(tmp_path.rglob("*.valv"))
    assert not list(tmp_path.rglob("*.json"))


def test_an_id_in_use_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match="Det finns redan en insats med det id:t"):
        World.make(world.root)
    world.insats.catalogue.public_path("insats", "coach").unlink()
    with pytest.raises(BadInput, match="Valvet finns redan"):
        World.make(world.root)


def test_an_insats_that_is_not_here(world: World) -> None:
    with pytest.raises(CouldNot, match=r"Insatsen annan finns inte här\. Mappen .* har: coach\."):
        opening.open_insats(world.insats.catalogue, "annan", "x", today=TODAY)


def log(world: World) -> list[tuple[str, str]]:
    with world.insats.read() as session:
        return [(entry.kind, entry.detail) for entry in session.exec(select(AuditEntry).order_by(AuditEntry.nr))]  # type: ignore[arg-type]


def test_unlocking_is_logged_and_so_are_failures(world: World) -> None:
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            world.another(passphrase="fel", today=date(2026, 11, 20))
    world.reopen()
    assert log(world)[-2:] == [("upplasning", "{}"), ("misslyckad_upplasning", '{"antal":2,"dag":"2026-11-20"}')]
    world.reopen()
    assert log(world)[-1] == ("upplasning", "{}")


def test_an_older_copy_opens_with_a_reason_alone(world: World) -> None:
    world.start()
    path = world.insats.vault.path
    older = path.read_bytes()
    world.start()
    world.insats.close()
    path.write_bytes(older)
    with pytest.raises(CouldNot, match="äldre kopia"):
        world.another()
    world.reopen(restore_reason="disk-trasig")
    assert len(lista(world.insats)) == 1
    assert ("aterstallning", '{"orsak":"disk-trasig"}') in log(world)
    world.start()
    world.reopen()
    assert len(lista(world.insats)) == 2


def test_a_reason_where_nothing_is_restored_is_not_logged(world: World) -> None:
    world.reopen(restore_reason="disk-trasig")
    assert all(kind != "aterstallning" for kind, _ in log(world))


def test_a_reason_is_a_short_code_and_no_text(world: World) -> None:
    with pytest.raises(BadInput, match="Orsaken går inte att använda"):
        world.another(restore_reason="Annas dator gick sönder")


def test_a_lost_public_file_is_written_again_at_unlocking(world: World) -> None:
    public = world.insats.catalogue.public_path("insats", "coach")
    data = public.read_bytes()
    public.unlink()
    world.reopen()
    assert public.read_bytes() == data


def test_a_closed_insats_is_locked(world: World) -> None:
    world.insats.close()
    with pytest.raises(CouldNot, match="Valvet är låst"):
        lista(world.insats)
