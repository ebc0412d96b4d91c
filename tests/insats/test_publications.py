"""What has been published of an insats: by itself, told with its next delivery, and by the förbund, taken in from its signed list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from register import delivery, publication_list
from register.audit_log import AuditEntry, details
from register.errors import BadInput, CouldNot
from register.insats import checks, closing, publications
from register.insats.models import TakenList
from register.insats.overview import oversikt
from register.insats.recipient import godkann_forbund
from register.keys import Keys, PublicKeys
from register.publication_document import concerning
from tests.insats.world import PASSPHRASE, TODAY, World
from tests.publications import own, report

NEXT_YEAR = TODAY.replace(year=2027)
LATER = date(2027, 3, 1)


def put(world: World, keys: Keys, forbund_id: str = "norra") -> PublicKeys:
    public = keys.public("forbund", forbund_id, "Norra")
    public.write(world.insats.catalogue.public_path("forbund", forbund_id))
    return public


@pytest.fixture
def forbund() -> Keys:
    return Keys.generate()


@pytest.fixture
def locked(world: World, forbund: Keys) -> World:
    """An insats with one locked half-year, and the förbund's public file beside it."""
    world.start()
    world.las("2026H1")
    put(world, forbund)
    return world


def deliver(world: World, target: Path, **more: Any) -> closing.DeliveryReceipt:
    return closing.leverera(world.insats, target, today=TODAY, **more)


@pytest.fixture
def sent(locked: World, tmp_path: Path) -> World:
    """The same, delivered: the förbund's key is pinned."""
    deliver(locked, tmp_path / "1.nyckeltal")
    return locked


def opened(world: World, target: Path, forbund: Keys, received: dict[int, str] | None = None) -> delivery.Delivery:
    insats = PublicKeys.read(world.insats.catalogue.public_path("insats", world.insats.id))
    return delivery.unpack(target.read_bytes(), forbund_id="norra", keys=forbund, pinned=lambda _: insats, received=lambda _: received or {})


def by_forbund(omgang: str = "coach#1", **more: Any) -> dict[str, Any]:
    return report("norra", "", omgang, kind="oversikt", **more).to_document()


def a_list(forbund: Keys, *documents: dict[str, Any], number: int = 1, insats: str = "coach", forbund_id: str = "norra") -> bytes:
    return publication_list.write(documents, number=number, forbund_id=forbund_id, insats_id=insats, keys=forbund)


def lay(world: World, data: bytes) -> Path:
    path = world.insats.catalogue.publications_path(world.insats.id)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def entries(world: World, kind: str) -> list[dict[str, int | str]]:
    with world.insats.read() as session:
        return [details(entry) for entry in session.exec(select(AuditEntry).where(AuditEntry.kind == kind))]


# -- Its own -----------------------------------------------------------------------------------------------------------------------------------


def test_what_it_publishes_is_kept_and_logged(locked: World) -> None:
    assert publications.record(locked.insats, own("coach"), TODAY)
    assert publications.own(locked.insats) == [own("coach")]
    assert publications.everything(locked.insats) == [own("coach")]
    (entry,) = entries(locked, "export")
    assert (entry["slag"], entry["period"]) == ("insatsrapport", "2026H1")
    assert publications.own(locked.reopen()) == [own("coach")]
    assert locked.wrong() == []


def test_the_same_again_is_only_logged(locked: World) -> None:
    publications.record(locked.insats, own("coach"), TODAY)
    assert not publications.record(locked.insats, own("coach", made=LATER), LATER)
    assert publications.own(locked.insats) == [own("coach")]
    assert len(entries(locked, "export")) == 2


def test_a_period_that_is_not_locked_is_not_published(locked: World) -> None:
    with pytest.raises(BadInput, match="inte är låst") as caught:
        publications.record(locked.insats, own("coach", 1, 2), TODAY)
    assert caught.value.remedy
    assert publications.own(locked.insats) == []
    assert entries(locked, "export") == []


@pytest.mark.parametrize(
    "document", [own("vagen"), by_forbund(), {**own("coach"), "rapport": "brev"}, {**own("coach"), "fritext": "Anna mår bättre"}]
)
def test_only_its_own_publications_of_the_right_shape_are_kept(locked: World, document: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        publications.record(locked.insats, document, TODAY)
    assert publications.own(locked.insats) == []


def test_it_goes_with_the_next_delivery_and_no_other(locked: World, forbund: Keys, tmp_path: Path) -> None:
    publications.record(locked.insats, own("coach"), TODAY)
    target = tmp_path / "1.nyckeltal"
    receipt = deliver(locked, target)
    assert (receipt.number, receipt.periods, receipt.publications) == (1, ("2026H1",), 1)
    first = opened(locked, target, forbund)
    assert (list(first.publications), [batch.number for batch in first.batches]) == ([own("coach")], [1])
    locked.start("2026-08")
    locked.las("2026H2", today=NEXT_YEAR)
    publications.record(locked.insats, own("coach", 2), TODAY)
    publications.record(locked.insats, own("coach", 1, 2, span="2026"), TODAY)
    assert deliver(locked, tmp_path / "2.nyckeltal").publications == 2
    second = opened(locked, tmp_path / "2.nyckeltal", forbund, {1: first.header.content})
    assert list(second.publications) == [own("coach", 2), own("coach", 1, 2, span="2026")]
    assert second.header.previous == first.header.content


def test_a_delivery_without_any_is_of_the_first_format(sent: World, tmp_path: Path) -> None:
    assert delivery.read_header((tmp_path / "1.nyckeltal").read_bytes()).version == 1


def test_publications_alone_are_delivered_too_and_to_the_same_forbund(sent: World, forbund: Keys, tmp_path: Path) -> None:
    """Else the förbund's gate would not know of the report for half a year. With two förbund's files there it is not asked which."""
    put(sent, Keys.generate(), "sodra")
    publications.record(sent.insats, own("coach"), TODAY)
    receipt = deliver(sent, tmp_path / "2.nyckeltal")
    assert (receipt.number, receipt.forbund_id, receipt.periods, receipt.publications) == (2, "norra", (), 1)
    before = delivery.read_header((tmp_path / "1.nyckeltal").read_bytes()).content
    assert list(opened(sent, tmp_path / "2.nyckeltal", forbund, {1: before}).publications) == [own("coach")]


def test_the_overview_says_that_there_is_something_to_tell(sent: World, tmp_path: Path) -> None:
    assert oversikt(sent.insats, today=TODAY).untold == 0
    publications.record(sent.insats, own("coach"), TODAY)
    publications.record(sent.insats, own("coach", span="2026"), TODAY)
    assert oversikt(sent.insats, today=TODAY).untold == 2
    deliver(sent, tmp_path / "2.nyckeltal")
    assert oversikt(sent.insats, today=TODAY).untold == 0


def test_delivered_again_it_says_the_same(locked: World, forbund: Keys, tmp_path: Path) -> None:
    publications.record(locked.insats, own("coach"), TODAY)
    deliver(locked, tmp_path / "1.nyckeltal")
    publications.record(locked.insats, own("coach", span="2026"), TODAY)
    again = deliver(locked, tmp_path / "igen.nyckeltal", number=1)
    assert (again.number, again.publications) == (1, 1)
    assert (tmp_path / "igen.nyckeltal").read_bytes() == (tmp_path / "1.nyckeltal").read_bytes()
    assert deliver(locked, tmp_path / "2.nyckeltal").number == 2


def test_sealed_to_a_new_key_it_says_the_same(locked: World, tmp_path: Path) -> None:
    publications.record(locked.insats, own("coach"), TODAY)
    deliver(locked, tmp_path / "1.nyckeltal")
    renewed = Keys.generate()
    put(locked, renewed)
    godkann_forbund(locked.insats, "norra", today=TODAY)
    deliver(locked, tmp_path / "igen.nyckeltal", number=1)
    first, again = (delivery.read_header((tmp_path / name).read_bytes()) for name in ("1.nyckeltal", "igen.nyckeltal"))
    assert first.content == again.content
    assert list(opened(locked, tmp_path / "igen.nyckeltal", renewed).publications) == [own("coach")]


def test_a_delivery_of_either_format_may_be_written_over(locked: World, tmp_path: Path) -> None:
    publications.record(locked.insats, own("coach"), TODAY)
    target = tmp_path / "leverans.nyckeltal"
    deliver(locked, target)
    deliver(locked, target, number=1)
    (tmp_path / "annat").write_bytes(b"nyckeltal leverans 9\n")
    with pytest.raises(BadInput, match="ingen leverans"):
        deliver(locked, tmp_path / "annat")


def test_an_insats_that_has_ended_still_tells_what_it_publishes(world: World, forbund: Keys, tmp_path: Path) -> None:
    world.avslut(world.start())
    world.las("2026H1", final=True)
    put(world, forbund)
    deliver(world, tmp_path / "1.nyckeltal")
    publications.record(world.insats, own("coach"), TODAY)
    assert deliver(world, tmp_path / "2.nyckeltal").publications == 1


# -- The förbund's ------------------------------------------------------------------------------------------------------------------------------


def test_a_list_is_taken_in_and_logged(sent: World, forbund: Keys) -> None:
    documents = [by_forbund(), by_forbund("coach#1 vagen#1", made=LATER)]
    assert publications.take_in(sent.insats, a_list(forbund, *documents, number=4), TODAY)
    assert publications.everything(sent.insats) == documents
    assert publications.own(sent.insats) == []
    assert entries(sent, "import") == [{"slag": "publikationslista", "forbund": "norra", "nummer": 4}]
    assert publications.everything(sent.reopen()) == documents


def test_the_same_list_again_changes_nothing(sent: World, forbund: Keys) -> None:
    data = a_list(forbund, by_forbund())
    publications.take_in(sent.insats, data, TODAY)
    on_disk = sent.insats.vault.path.read_bytes()
    assert not publications.take_in(sent.insats, data, TODAY)
    assert sent.insats.vault.path.read_bytes() == on_disk


def test_a_newer_list_adds_and_an_older_is_refused(sent: World, forbund: Keys) -> None:
    first, second = by_forbund(), by_forbund(span="2026", made=LATER)
    publications.take_in(sent.insats, a_list(forbund, first, second, number=5), TODAY)
    with pytest.raises(publications.OlderList, match="nummer 3") as caught:
        publications.take_in(sent.insats, a_list(forbund, first, number=3), TODAY)
    assert "nummer 5" in caught.value.why
    assert caught.value.remedy
    assert publications.everything(sent.insats) == [first, second]


def test_what_a_list_has_told_of_stays_when_a_later_one_has_lost_it(sent: World, forbund: Keys) -> None:
    """A kansli that had to go back to an older copy of its register: what was published was still read."""
    first, second = by_forbund(), by_forbund(span="2026", made=LATER)
    publications.take_in(sent.insats, a_list(forbund, first, number=5), TODAY)
    publications.take_in(sent.insats, a_list(forbund, second, number=5), TODAY)
    assert publications.everything(sent.insats) == [first, second]


def test_its_own_that_come_back_stand_once(sent: World, forbund: Keys) -> None:
    publications.record(sent.insats, own("coach"), TODAY)
    publications.take_in(sent.insats, a_list(forbund, own("coach"), by_forbund()), TODAY)
    assert publications.everything(sent.insats) == [own("coach"), by_forbund()]


def test_its_own_with_cells_of_no_omgang_stand_once_too(sent: World, forbund: Keys) -> None:
    document = own("coach")
    document["celler"]["avslut:utfall"].insert(0, [0, [], ["man"], 0, ["studier"]])
    publications.record(sent.insats, document, TODAY)
    part = concerning(document, "coach")
    assert part is not None
    assert part != document
    publications.take_in(sent.insats, a_list(forbund, part), TODAY)
    assert publications.everything(sent.insats) == [document]


def test_its_own_come_back_to_a_vault_that_has_lost_them(sent: World, forbund: Keys) -> None:
    publications.take_in(sent.insats, a_list(forbund, own("coach")), TODAY)
    assert publications.own(sent.insats) == []
    assert publications.everything(sent.insats) == [own("coach")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data[:-1], "går inte att läsa"),
        (lambda data: data.replace(b'"nummer":1', b'"nummer":2'), "ändrad, eller signerad av någon annan"),
        (lambda data: data.replace(b"studier", b"xtudier"), "ändrad, eller signerad av någon annan"),
        (lambda _: b"", "går inte att läsa"),
        (lambda _: a_list(Keys.generate(), by_forbund()), "signerad av någon annan"),
    ],
)
def test_a_tampered_list_is_refused_and_leaves_no_trace(sent: World, forbund: Keys, change: Any, says: str) -> None:
    on_disk = sent.insats.vault.path.read_bytes()
    with pytest.raises(CouldNot, match=says) as caught:
        publications.take_in(sent.insats, change(a_list(forbund, by_forbund())), TODAY)
    assert caught.value.remedy
    assert publications.everything(sent.insats) == []
    assert sent.insats.vault.path.read_bytes() == on_disk


def test_a_list_for_another_insats_or_of_another_forbund_is_refused(sent: World, forbund: Keys) -> None:
    with pytest.raises(CouldNot, match="annan insats"):
        publications.take_in(sent.insats, a_list(forbund, by_forbund("vagen#1"), insats="vagen"), TODAY)
    stranger = report("sodra", "", "coach#1", kind="oversikt").to_document()
    with pytest.raises(CouldNot, match="okänt förbund") as caught:
        publications.take_in(sent.insats, a_list(forbund, stranger, forbund_id="sodra"), TODAY)
    assert "sodra" in caught.value.why
    assert caught.value.remedy


def test_after_a_change_of_key_lists_are_taken_in_again(sent: World) -> None:
    renewed = Keys.generate()
    put(sent, renewed)
    data = a_list(renewed, by_forbund())
    with pytest.raises(CouldNot, match="nycklar godkann norra --insats coach"):
        publications.take_in(sent.insats, data, TODAY)
    godkann_forbund(sent.insats, "norra", today=TODAY)
    assert publications.take_in(sent.insats, data, TODAY)


# -- By itself, when the vault is unlocked -------------------------------------------------------------------------------------------------------


def test_a_list_in_the_folder_is_taken_in_when_the_vault_is_unlocked(sent: World, forbund: Keys) -> None:
    lay(sent, a_list(forbund, by_forbund()))
    assert publications.everything(sent.insats) == []
    assert publications.everything(sent.reopen()) == [by_forbund()]
    lay(sent, a_list(forbund, by_forbund(), by_forbund(span="2026", made=LATER), number=2))
    assert len(publications.everything(sent.reopen())) == 2
    assert sent.insats.publications_problem == ""
    sent.reopen()
    assert len(entries(sent, "import")) == 2


def test_an_open_vault_can_ask_for_it(sent: World, forbund: Keys) -> None:
    assert not publications.refresh(sent.insats, TODAY)
    lay(sent, a_list(forbund, by_forbund()))
    assert publications.refresh(sent.insats, TODAY)
    assert not publications.refresh(sent.insats, TODAY)
    assert publications.everything(sent.insats) == [by_forbund()]


def test_an_older_list_in_the_folder_is_passed_over(sent: World, forbund: Keys) -> None:
    publications.take_in(sent.insats, a_list(forbund, by_forbund(), number=9), TODAY)
    lay(sent, a_list(forbund, by_forbund(span="2026"), number=8))
    assert publications.everything(sent.reopen()) == [by_forbund()]
    assert sent.insats.publications_problem == ""


def test_before_the_first_delivery_there_is_nobody_to_believe(locked: World, forbund: Keys) -> None:
    lay(locked, a_list(forbund, by_forbund()))
    assert publications.everything(locked.reopen()) == []
    assert locked.insats.publications_problem == ""


@pytest.mark.parametrize("data", [b"", b"skr\xe4p", b"{}"])
def test_work_goes_on_with_a_broken_list_and_it_is_said(sent: World, forbund: Keys, data: bytes) -> None:
    path = lay(sent, data)
    sent.reopen()
    assert "går inte att läsa" in sent.insats.publications_problem
    sent.start("2026-08")
    path.write_bytes(a_list(forbund, by_forbund()))
    assert publications.refresh(sent.insats, TODAY)
    assert sent.insats.publications_problem == ""


def test_a_list_that_cant_be_opened_is_said(sent: World) -> None:
    sent.insats.catalogue.publications_path("coach").mkdir(parents=True)
    sent.reopen()
    assert "går inte att läsa" in sent.insats.publications_problem


def test_a_list_signed_by_another_key_is_said_at_every_unlocking(sent: World) -> None:
    lay(sent, a_list(Keys.generate(), by_forbund()))
    for _ in range(2):
        assert "signerad av någon annan" in sent.reopen().publications_problem
    assert publications.everything(sent.insats) == []


# -- An older vault ------------------------------------------------------------------------------------------------------------------------------


def test_a_vault_from_before_gets_its_tables_when_it_is_unlocked(sent: World, forbund: Keys, tmp_path: Path) -> None:
    for table in ("own_publication", "forbund_publication", "taken_list"):
        sent.sql(f"DROP TABLE {table}")
    lay(sent, a_list(forbund, by_forbund()))
    sent.reopen()
    assert publications.everything(sent.insats) == [by_forbund()]
    assert publications.record(sent.insats, own("coach"), TODAY)
    assert deliver(sent, tmp_path / "2.nyckeltal").publications == 1
    assert publications.own(sent.reopen()) == [own("coach")]
    assert [finding.what for finding in checks.kontroll(sent.insats) if not finding.ok] == []


def test_opening_does_not_touch_tables_that_are_there(sent: World) -> None:
    with sent.insats.read() as session:
        before = list(session.connection().execute(text("SELECT name, sql FROM sqlite_master ORDER BY name")))
    sent.reopen()
    with sent.insats.read() as session:
        assert list(session.connection().execute(text("SELECT name, sql FROM sqlite_master ORDER BY name"))) == before
        assert session.exec(select(TakenList)).all() == []


def test_publications_outlive_a_lock_and_its_new_keys(sent: World, forbund: Keys) -> None:
    publications.record(sent.insats, own("coach"), TODAY)
    publications.take_in(sent.insats, a_list(forbund, by_forbund()), TODAY)
    sent.start("2026-08")
    closing.las(sent.insats, "2026H2", passphrase=PASSPHRASE, today=NEXT_YEAR)
    assert publications.everything(sent.reopen()) == [own("coach"), by_forbund()]
