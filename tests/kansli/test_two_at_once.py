"""Two open registers of one vault, and an older copy put back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from register import audit_log
from register.audit_log import AuditEntry
from register.errors import BadInput, CouldNot
from register.kansli import acts
from tests.kansli.helpers import PASSPHRASE, TODAY, Insats, new_forbund, reopen, simple


@pytest.fixture
def kansli(tmp_path: Path) -> acts.Kansli:
    return new_forbund(tmp_path)


def test_what_one_has_received_the_other_sees_and_does_not_receive_twice(kansli: acts.Kansli) -> None:
    insats, other = Insats("vagen"), reopen(kansli)
    insats.publish(kansli.catalogue)
    first = insats.deliver(kansli, simple(1, "2026H1", "2026-02", n=7))
    assert acts.ta_emot(kansli, first, today=TODAY).new
    assert not acts.ta_emot(other, first, today=TODAY).new
    second = insats.deliver(kansli, simple(2, "2026H2", "2026-08", n=4))
    assert acts.ta_emot(other, second, today=TODAY).new
    assert not acts.ta_emot(kansli, second, today=TODAY).new
    for one in (kansli, other):
        assert acts.utfall(one).totals.loc["totalt", "nya"] == 11


def restore_copy(kansli: acts.Kansli, tmp_path: Path) -> bytes:
    """Receive a delivery, and put back the vault as it was before."""
    path, copy = kansli.catalogue.forbund_path(kansli.id), tmp_path / "kopia"
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    shutil.copy(path, copy)
    data = insats.deliver(kansli, simple(1, "2026H1", "2026-02"))
    acts.ta_emot(kansli, data, today=TODAY)
    kansli.close()
    shutil.copy(copy, path)
    return data


def open_with(kansli: acts.Kansli, reason: str | None) -> acts.Kansli:
    state = kansli.catalogue.root / "state"
    return acts.open_forbund(kansli.catalogue, kansli.id, PASSPHRASE, today=TODAY, restore_reason=reason, state=state)


def test_an_older_copy_is_opened_only_with_a_reason_which_is_logged(kansli: acts.Kansli, tmp_path: Path) -> None:
    data = restore_copy(kansli, tmp_path)
    with pytest.raises(CouldNot):
        open_with(kansli, None)
    restored = open_with(kansli, "trasig-disk")
    with restored.store.read() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.kind == "aterstallning")).all()
        assert [audit_log.details(entry) for entry in entries] == [{"orsak": "trasig-disk"}]
        assert audit_log.verify(session) == []
    assert acts.ta_emot(restored, data, today=TODAY).new
    assert open_with(kansli, None).id == "norra"


@pytest.mark.parametrize("reason", ["", "en hel mening om saken", "Åska"])
def test_a_reason_is_a_code(kansli: acts.Kansli, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_with(kansli, reason)
    assert caught.value.field == "orsak"
