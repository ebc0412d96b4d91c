"""Receiving: pinned keys, order, idempotence, atomicity, annulling."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from register.audit_log import AuditEntry
from register.counts import Volume
from register.errors import BadInput, CouldNot
from register.kansli import acts
from register.kansli.models import BatchVolume, KnownInsats, KnownVocabulary, PlaceCell, ReceivedDelivery
from register.keys import Keys
from register.periods import Period
from register.store import create_store, open_store, vault_url
from register.vocabulary.loader import load
from tests.kansli.helpers import PASSPHRASE, TODAY, Insats, batches_of, imagined, new_forbund, reopen, shipped, simple


@pytest.fixture
def kansli(tmp_path: Path) -> acts.Kansli:
    return new_forbund(tmp_path)


def content(kansli: acts.Kansli) -> list[object]:
    """All that is stored, for comparing."""
    with kansli.store.read() as session:
        models = (KnownInsats, KnownVocabulary, ReceivedDelivery, BatchVolume, PlaceCell, AuditEntry)
        return [row.model_dump() for model in models for row in session.exec(select(model)).all()]


def refused(kansli: acts.Kansli, data: bytes) -> str:
    """The refusal's text; nothing may have changed, in memory or on disk."""
    path = kansli.catalogue.forbund_path(kansli.id)
    before, on_disk = content(kansli), path.read_bytes()
    with pytest.raises((CouldNot, BadInput)) as caught:
        acts.ta_emot(kansli, data, today=TODAY)
    assert content(kansli) == before
    assert path.read_bytes() == on_disk
    assert caught.value.remedy
    return str(caught.value)


def test_the_first_delivery_pins_the_insats_whose_file_lies_there(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    receipt = acts.ta_emot(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    assert receipt.new
    assert (receipt.insats_id, receipt.namn, receipt.number, receipt.periods) == ("vagen", "Vägen vidare", 1, ("2026H1",))
    assert receipt.words == insats.public.words()
    second = acts.ta_emot(kansli, insats.deliver(kansli, simple(2, "2026H2", "2026-08")), today=TODAY)
    assert second.words is None
    assert [(i.id, i.namn, i.typ, i.words, i.last_period) for i in acts.insatser(kansli)] == [
        ("vagen", "Vägen vidare", "individ", receipt.words, "2026H2")
    ]


def test_with_no_file_it_says_to_fetch_it_and_approve(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    data = insats.deliver(kansli, simple(1, "2026H1", "2026-02"))
    text = refused(kansli, data)
    assert "okänd nyckel" in text
    assert "nycklar godkann vagen" in text
    insats.publish(kansli.catalogue)
    assert acts.godkann(kansli, "vagen", TODAY) == insats.public.words()
    receipt = acts.ta_emot(kansli, data, today=TODAY)
    assert receipt.new
    assert receipt.words is None


def test_godkann_without_a_file_says_so(kansli: acts.Kansli) -> None:
    with pytest.raises(CouldNot, match="finns inte"):
        acts.godkann(kansli, "vagen", TODAY)
    with pytest.raises(BadInput):
        acts.godkann(kansli, "../vagen", TODAY)


def test_a_file_of_somebody_else_under_the_name_is_refused(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    Insats("annan").public.write(kansli.catalogue.public_path("insats", "vagen"))
    assert "någon annan" in refused(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02")))


def test_a_key_that_differs_changes_nothing_until_approved(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    insats.keys = Keys.generate()
    insats.publish(kansli.catalogue)
    data = insats.deliver(kansli, simple(2, "2026H2", "2026-08"))
    assert "annan nyckel än den som är godkänd" in refused(kansli, data)
    assert [f.ok for f in acts.kontroll(kansli) if "nyckelfil" in f.what] == [False]
    assert acts.godkann(kansli, "vagen", TODAY) == insats.public.words()
    assert acts.ta_emot(kansli, data, today=TODAY).new
    assert all(f.ok for f in acts.kontroll(kansli))


def test_a_stranger_with_the_insats_id_is_refused(kansli: acts.Kansli) -> None:
    insats, stranger = Insats("vagen"), Insats("vagen")
    insats.publish(kansli.catalogue)
    assert "annan nyckel" in refused(kansli, stranger.deliver(kansli, simple(1, "2026H1", "2026-02")))


def test_receiving_again_changes_nothing(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    data = insats.deliver(kansli, *batches_of(imagined(3, 60), ["2026H1", "2026H2"]))
    first = acts.ta_emot(kansli, data, today=TODAY)
    before, on_disk = content(kansli), kansli.catalogue.forbund_path("norra").read_bytes()
    again = acts.ta_emot(kansli, data, today=TODAY)
    assert not again.new
    assert (again.number, again.periods, again.namn) == (first.number, first.periods, first.namn)
    assert content(kansli) == before
    assert kansli.catalogue.forbund_path("norra").read_bytes() == on_disk


def test_written_again_by_the_insats_it_is_the_same_delivery(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    batch = simple(1, "2026H1", "2026-02")
    acts.ta_emot(kansli, insats.deliver(kansli, batch), today=TODAY)
    insats.number, insats.previous = 0, ""
    assert not acts.ta_emot(kansli, insats.deliver(kansli, batch), today=TODAY).new
    insats.number, insats.previous = 0, ""
    assert "annat innehåll" in refused(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02", n=4)))


def test_a_gap_is_named(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    one, two, three = (insats.deliver(kansli, simple(n, f"2026T{n}", f"2026-{n * 4:02d}")) for n in (1, 2, 3))
    acts.ta_emot(kansli, one, today=TODAY)
    assert "Leverans 2 från vagen saknas" in refused(kansli, three)
    for data in (two, three):
        assert acts.ta_emot(kansli, data, today=TODAY).new


def test_damage_of_every_kind_changes_nothing(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    data = insats.deliver(kansli, simple(1, "2026H1", "2026-02"))
    assert "avkortad" in refused(kansli, data[: len(data) // 2])
    assert "skadad" in refused(kansli, data[:2000] + bytes([data[2000] ^ 4]) + data[2001:])
    assert "ingen leverans" in refused(kansli, b"hej")
    with kansli.store.read() as session:
        assert session.exec(select(KnownInsats)).all() == []


def test_wrong_forbund(tmp_path: Path, kansli: acts.Kansli) -> None:
    other = new_forbund(tmp_path / "annan", "sodra", "Södra")
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    assert "annat förbund" in refused(kansli, insats.deliver(other, simple(1, "2026H1", "2026-02")))


def test_unknown_vocabulary_says_where_to_put_its_files(kansli: acts.Kansli, tmp_path: Path) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    folder = kansli.catalogue.vocabulary_folder
    own = (folder / "kodlistor.toml").read_text(encoding="utf-8").replace('label = "Kvinna"', 'label = "Kvinnor"')
    elsewhere = tmp_path / "annan" / "kodlistor.toml"
    elsewhere.parent.mkdir()
    elsewhere.write_text(own, encoding="utf-8")
    changed = load(elsewhere.parent)
    data = insats.deliver(kansli, replace(simple(1, "2026H1", "2026-02"), plan_hash=changed.hash))
    text = refused(kansli, data)
    assert str(folder) in text
    (folder / "kodlistor.toml").write_text(own, encoding="utf-8")
    assert acts.ta_emot(kansli, data, today=TODAY).new
    assert kansli.vocabulary.hash == changed.hash
    assert reopen(kansli).vocabulary.hash == changed.hash


def test_an_annulled_delivery_leaves_every_figure_and_stays_in_the_sequence(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    first = insats.deliver(kansli, simple(1, "2026H1", "2026-02", n=7))
    acts.ta_emot(kansli, first, today=TODAY)
    acts.annullera(kansli, "vagen", 1, "provleverans", TODAY)
    assert acts.utfall(kansli).totals.loc["totalt", "nya"] == 0
    again = acts.ta_emot(kansli, first, today=TODAY)
    assert (again.new, again.state) == (False, "annullerad")
    acts.ta_emot(kansli, insats.deliver(kansli, simple(2, "2026H2", "2026-08", n=4)), today=TODAY)
    assert acts.utfall(kansli).totals.loc["totalt", "nya"] == 4
    rows = acts.leveranser(kansli, TODAY).received
    assert [(row.number, row.state, row.reason) for row in rows] == [(1, "annullerad", "provleverans"), (2, "mottagen", None)]
    sheet = acts.statutory_sheet(kansli, Period.parse("2026H1"), today=TODAY)
    assert [row.note != "" for row in sheet.rows] == [True]


def test_annulling_asks_for_a_reason_of_the_list_and_a_delivery_that_is_there(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    for insats_id, number, reason, field in (
        ("vagen", 1, "för att", "orsak"),
        ("vagen", 2, "dubblett", "nummer"),
        ("annan", 1, "dubblett", "nummer"),
    ):
        with pytest.raises(BadInput) as caught:
            acts.annullera(kansli, insats_id, number, reason, TODAY)
        assert caught.value.field == field
    acts.annullera(kansli, "vagen", 1, "dubblett", TODAY)
    with pytest.raises(BadInput, match="redan annullerad"):
        acts.annullera(kansli, "vagen", 1, "dubblett", TODAY)


def test_everything_is_there_after_unlocking_again(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, *batches_of(imagined(5, 50), ["2026H1", "2026H2"])), today=TODAY)
    document = acts.outcome_document(acts.utfall(kansli))
    kansli.close()
    again = reopen(kansli)
    assert acts.outcome_document(acts.utfall(again)) == document
    assert (again.id, again.namn) == (kansli.id, kansli.namn)


def test_the_log_tells_what_was_done_and_its_chain_holds(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    acts.annullera(kansli, "vagen", 1, "dubblett", TODAY)
    acts.statutory_sheet(kansli, Period.parse("2026H1"), today=TODAY)
    with kansli.store.read() as session:
        kinds = [entry.kind for entry in session.exec(select(AuditEntry).order_by(AuditEntry.nr)).all()]  # type: ignore[arg-type]
    assert kinds == ["vokabular", "skapad", "nyckelbyte", "mottagning", "annullering", "export"]
    assert all(finding.ok for finding in acts.kontroll(kansli))


def test_what_a_fault_in_the_middle_of_storing_leaves_is_nothing(kansli: acts.Kansli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last thing written is the log entry: when that fails, nothing of the delivery is there."""
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    data = insats.deliver(kansli, *batches_of(imagined(3, 60), ["2026H1", "2026H2"]))
    before = content(kansli)

    def fails(*_: object, **__: object) -> None:
        raise OSError("disken är full")

    with monkeypatch.context() as patch:
        patch.setattr("register.platform.os.replace", fails)
        with pytest.raises((OSError, CouldNot)):
            acts.ta_emot(kansli, data, today=TODAY)
    assert content(kansli) == before
    assert acts.ta_emot(kansli, data, today=TODAY).new


def test_leveranser_shows_what_came_what_is_missing_and_what_waits(kansli: acts.Kansli) -> None:
    insats, late, structural = Insats("vagen"), Insats("sen", namn="Sen"), Insats("nat", "struktur", namn="Nätverk")
    for one in (insats, late, structural):
        one.publish(kansli.catalogue)
    people = [p for p in imagined(9, 60) if p.kon != "annat"]
    batches = batches_of(people, ["2026T1", "2026T2", "2026T3"])
    acts.ta_emot(kansli, insats.deliver(kansli, *batches), today=TODAY)
    acts.ta_emot(kansli, late.deliver(kansli, simple(1, "2026T1", "2026-02")), today=TODAY)
    structure = replace(simple(1, "2026H1", "2026-02"), volumes={Volume("antal", "2026-02", "ej-uppdelat"): 40})
    acts.ta_emot(kansli, structural.deliver(kansli, structure), today=TODAY)
    overview = acts.leveranser(kansli, TODAY)
    assert {(row.insats_id, row.periods) for row in overview.received} == {
        ("vagen", ("2026T1", "2026T2", "2026T3")), ("sen", ("2026T1",)), ("nat", ("2026H1",)),
    }  # fmt: skip
    assert [(row.insats_id, row.period) for row in overview.missing] == [("sen", "2026T2"), ("sen", "2026T3")]
    ended = sum(1 for p in people if p.avslut)
    sent = sum(r.people for b in batches for r in b.released if r.place.unit == "avslut")
    assert {row.insats_id: row.avslut for row in overview.waiting} == {"vagen": ended - sent, "sen": 0}


def test_an_ended_insats_misses_nothing_and_sends_no_more(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, replace(simple(1, "2026H1", "2026-02"), final=True)), today=TODAY)
    assert acts.leveranser(kansli, TODAY).missing == ()
    assert "redan avslutad" in refused(kansli, insats.deliver(kansli, simple(2, "2026H2", "2026-08")))


def test_a_new_forbund_has_vocabulary_files_that_mean_the_same_as_none(kansli: acts.Kansli) -> None:
    folder = kansli.catalogue.vocabulary_folder
    assert (folder / "kodlistor.toml").is_file()
    assert (folder / "instrument" / "skapa.toml").is_file()
    assert load(folder).hash == load(None).hash == kansli.vocabulary.hash == shipped().hash


def test_an_existing_vocabulary_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "vokabular").mkdir()
    new_forbund(tmp_path)
    assert list((tmp_path / "vokabular").iterdir()) == []


def test_a_changed_vocabulary_is_taken_in_at_opening(kansli: acts.Kansli) -> None:
    path = kansli.catalogue.vocabulary_folder / "kodlistor.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('label = "Kvinna"', 'label = "Kvinnor"'), encoding="utf-8")
    again = reopen(kansli)
    assert again.vocabulary.lists["kon"].by_id["kvinna"].label == "Kvinnor"
    with again.store.read() as session:
        assert len(again.vocabularies(session)) == 2


def take_away_an_omrade(kansli: acts.Kansli) -> None:
    path = kansli.catalogue.vocabulary_folder / "kodlistor.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('{ id = "hela", label = "Hela', '{ id = "norr", label = "Norra'), encoding="utf-8")


def test_a_vocabulary_that_takes_away_a_code_is_refused(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    take_away_an_omrade(kansli)
    with pytest.raises(BadInput, match="hela"):
        reopen(kansli)


def test_before_anything_is_received_any_list_may_change(kansli: acts.Kansli) -> None:
    """A register is made with the shipped lists; the förbund's own come after."""
    take_away_an_omrade(kansli)
    assert [code.id for code in reopen(kansli).vocabulary.lists["omrade"].codes] == ["norr"]


def test_a_broken_vocabulary_file_is_named(kansli: acts.Kansli) -> None:
    (kansli.catalogue.vocabulary_folder / "kodlistor.toml").write_text("version = ", encoding="utf-8")
    with pytest.raises(BadInput, match=r"kodlistor\.toml"):
        reopen(kansli)


def test_a_forbund_is_made_once_and_with_a_name(kansli: acts.Kansli, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="finns redan"):
        new_forbund(tmp_path)
    for forbund_id, namn in (("Ö", "Namn"), ("ok", ""), ("ok", "två\nrader")):
        with pytest.raises(BadInput):
            new_forbund(tmp_path / "x", forbund_id, namn)


def test_the_only_forbund_needs_no_id(kansli: acts.Kansli, tmp_path: Path) -> None:
    def open_any() -> acts.Kansli:
        return acts.open_forbund(kansli.catalogue, None, PASSPHRASE, today=TODAY, state=tmp_path / "state")

    assert open_any().id == "norra"
    new_forbund(tmp_path, "sodra")
    with pytest.raises(BadInput, match="flera"):
        open_any()
    with pytest.raises(CouldNot, match="finns inte här"):
        acts.open_forbund(kansli.catalogue, "vastra", PASSPHRASE, today=TODAY)


def test_a_wrong_passphrase_is_logged_at_the_next_unlock(kansli: acts.Kansli, tmp_path: Path) -> None:
    with pytest.raises(CouldNot):
        acts.open_forbund(kansli.catalogue, "norra", "fel", today=TODAY, state=tmp_path / "state")
    again = reopen(kansli)
    with again.store.read() as session:
        kinds = [entry.kind for entry in session.exec(select(AuditEntry).order_by(AuditEntry.nr)).all()]  # type: ignore[arg-type]
    assert kinds[-2:] == ["misslyckad_upplasning", "upplasning"]
    assert reopen(kansli).store.failed_unlocks == {}


def test_a_lost_public_file_is_written_again(kansli: acts.Kansli) -> None:
    path = kansli.catalogue.public_path("forbund", "norra")
    before = path.read_bytes()
    path.unlink()
    reopen(kansli)
    assert path.read_bytes() == before


def test_nothing_of_a_delivery_is_readable_on_disk(kansli: acts.Kansli) -> None:
    insats = Insats("hemliga-vagen")
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    raw = kansli.catalogue.forbund_path("norra").read_bytes()
    assert b"hemliga-vagen" not in raw
    assert b"SQLite" not in raw


@pytest.mark.parametrize("url", ["postgresql+psycopg://host/db", "sqlite:///x.db"])
def test_a_server_database_is_refused_in_words(url: str) -> None:
    with pytest.raises(BadInput, match="inte använda än"):
        open_store(url, PASSPHRASE, today=TODAY)


@pytest.mark.parametrize("url", ["", "valv://host/x", "valv:x", "/x/y", "valv:///x?y=1", "ftp://x"])
def test_another_url_is_refused_with_the_pattern(url: str) -> None:
    with pytest.raises(BadInput, match="valv:///"):
        open_store(url, PASSPHRASE, today=TODAY)


def test_a_path_of_any_letters_survives_as_url(tmp_path: Path) -> None:
    kansli = new_forbund(tmp_path / "Förbund å % #1")
    assert reopen(kansli).id == "norra"
    assert vault_url(tmp_path / "a b").startswith("valv:///")


def test_the_database_itself_refuses_what_must_not_be(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    acts.ta_emot(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    wrong = [
        "UPDATE kansli_volume SET n = -1",
        "UPDATE kansli_delivery SET state = 'annullerad'",
        "UPDATE kansli_insats SET typ = 'annan'",
        "DELETE FROM kansli_delivery",
        "DELETE FROM kansli_vocabulary",
        "INSERT INTO kansli_batch (insats_id, delivery, number, period, plan_hash, final) VALUES ('vagen', 9, 9, '2027H1', 'x', 0)",
    ]
    for statement in wrong:
        with pytest.raises(Exception, match=r"constraint|CHECK|FOREIGN") as caught, kansli.store.write() as session:
            session.connection().exec_driver_sql(statement)
        assert isinstance(caught.value.__cause__, sqlite3.IntegrityError)
    assert all(finding.ok for finding in acts.kontroll(kansli))


def test_a_store_is_not_made_over_another(kansli: acts.Kansli) -> None:
    with pytest.raises(BadInput):
        create_store(vault_url(kansli.catalogue.forbund_path("norra")), PASSPHRASE, name_id="norra", schema=lambda _: None, fill=lambda _: None)
