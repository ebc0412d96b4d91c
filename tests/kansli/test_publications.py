"""What has been published: kept, withdrawn but never forgotten, received from insatser, and told to each in a signed list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from register import delivery, publication_list
from register.audit_log import AuditEntry, details
from register.counts import Cell, Released
from register.disclosure.publication import History, Publication
from register.errors import BadInput, Conflict, CouldNot
from register.kansli import acts, publications
from register.kansli.models import KansliPublication, ReceivedDelivery
from register.kansli.publications import PublicationRow, WithdrawalReason
from register.keys import PublicKeys
from register.periods import Period
from register.vocabulary.model import Code, CodeList, Vocabulary
from register.vocabulary.retired import with_retired
from tests.kansli.helpers import TODAY, Insats, batches_of, imagined, new_forbund, reopen, shipped, simple
from tests.publications import box, own, report

LATER = date(2027, 3, 1)


@pytest.fixture
def kansli(tmp_path: Path) -> acts.Kansli:
    return new_forbund(tmp_path)


def delivered(kansli: acts.Kansli, insats_id: str, n: int = 2) -> Insats:
    """An insats that has delivered so many half-years, in one delivery."""
    insats = Insats(insats_id)
    insats.publish(kansli.catalogue)
    batches = [simple(i, f"{2026 + (i - 1) // 2}H{2 - i % 2}", f"{2026 + (i - 1) // 2}-{1 + 6 * (1 - i % 2):02d}") for i in range(1, n + 1)]
    acts.ta_emot(kansli, insats.deliver(kansli, *batches), today=TODAY)
    return insats


def told(kansli: acts.Kansli, insats: Insats, *documents: dict[str, Any]) -> bytes:
    """The next delivery of an insats: publications alone."""
    insats.number += 1
    keys = PublicKeys.read(kansli.catalogue.public_path("forbund", kansli.id))
    data = delivery.pack(
        [], publications=documents, number=insats.number, previous=insats.previous, log_head="", insats_id=insats.id, keys=insats.keys, kansli=keys
    )
    insats.previous = delivery.read_header(data).content
    return data


def by_forbund(omgang: str = "vagen#1", **more: Any) -> Publication:
    return report("norra", "", omgang, kind="oversikt", **more)


def entries(kansli: acts.Kansli, kind: str) -> list[dict[str, int | str]]:
    with kansli.store.read() as session:
        return [details(entry) for entry in session.exec(select(AuditEntry).where(AuditEntry.kind == kind))]


def pinned(kansli: acts.Kansli) -> PublicKeys:
    return PublicKeys.read(kansli.catalogue.public_path("forbund", kansli.id))


def listed(kansli: acts.Kansli, insats_id: str) -> publication_list.PublicationList | None:
    data = publications.signed_list(kansli, insats_id)
    return None if data is None else publication_list.read(data, insats_id=insats_id, pinned=lambda _: pinned(kansli))


# -- Publishing and withdrawing ----------------------------------------------------------------------------------------------------------------


def test_what_is_published_is_in_the_history(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    first, second = by_forbund(), by_forbund("vagen#1 vagen#2", span="2026")
    assert publications.publish(kansli, first, TODAY)
    assert publications.publish(kansli, second, LATER)
    assert publications.history(kansli) == History((Publication.from_document(first.to_document()), Publication.from_document(second.to_document())))
    assert publications.publikationer(kansli) == [
        PublicationRow(first.id, "oversikt", "", "2026H1", first.made, "norra"),
        PublicationRow(second.id, "oversikt", "", "2026", second.made, "norra"),
    ]
    assert set(publications.history(kansli).known("avslut:utfall")) == {*first.cells["avslut:utfall"], *second.cells["avslut:utfall"]}


def test_it_is_there_after_reopening(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    publications.publish(kansli, by_forbund(), TODAY)
    before = publications.history(kansli)
    kansli.close()
    assert publications.history(reopen(kansli)) == before


def test_each_publishing_is_logged_and_the_same_report_is_kept_once(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    assert publications.publish(kansli, by_forbund(), TODAY)
    assert not publications.publish(kansli, by_forbund(made=LATER), LATER)
    assert [row.made for row in publications.publikationer(kansli)] == [by_forbund().made]
    assert entries(kansli, "export") == [{"slag": "oversikt", "period": "2026H1", "publikation": by_forbund().id}] * 2
    assert all(finding.ok for finding in acts.kontroll(kansli))


def test_a_kansli_publishes_only_in_its_own_name(kansli: acts.Kansli) -> None:
    with pytest.raises(ValueError, match="its own publications"):
        publications.publish(kansli, report("vagen"), TODAY)
    with pytest.raises(ValueError):
        publications.publish(kansli, replace(by_forbund(), report="hemligrapport"), TODAY)
    assert publications.publikationer(kansli) == []
    assert entries(kansli, "export") == []


def test_withdrawing_says_so_and_makes_nothing_unknown(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    publications.publish(kansli, by_forbund(), TODAY)
    before = publications.history(kansli)
    publications.dra_tillbaka(kansli, by_forbund().id, "fel-i-underlaget", LATER)
    (row,) = publications.publikationer(kansli)
    assert (row.withdrawn, row.reason) == (LATER, WithdrawalReason.COUNTS)
    assert row.reason is not None
    assert row.reason.label == "Fel i underlaget"
    assert publications.history(kansli) == before
    assert entries(kansli, "annullering") == [{"publikation": by_forbund().id, "orsak": "fel-i-underlaget"}]


def test_published_again_it_stands_again(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    publications.publish(kansli, by_forbund(), TODAY)
    publications.dra_tillbaka(kansli, by_forbund().id, "publicerad-av-misstag", TODAY)
    assert not publications.publish(kansli, by_forbund(), LATER)
    assert [(row.withdrawn, row.reason) for row in publications.publikationer(kansli)] == [(None, None)]


def test_what_cant_be_withdrawn_is_said(kansli: acts.Kansli) -> None:
    insats = delivered(kansli, "vagen")
    acts.ta_emot(kansli, told(kansli, insats, own()), today=TODAY)
    publications.publish(kansli, by_forbund(), TODAY)
    for id_, reason, says in (
        (by_forbund().id, "det blev fel", "Orsaken finns inte"),
        ("0" * 24, "ersatt", "Publikationen finns inte"),
        (report().id, "ersatt", "insatsens egen"),
    ):
        with pytest.raises(BadInput, match=says) as caught:
            publications.dra_tillbaka(kansli, id_, reason, TODAY)
        assert caught.value.remedy
    publications.dra_tillbaka(kansli, by_forbund().id, "ersatt", TODAY)
    with pytest.raises(BadInput, match="redan tillbakadragen"):
        publications.dra_tillbaka(kansli, by_forbund().id, "ersatt", LATER)
    assert [row.reason for row in publications.publikationer(kansli)] == [None, "ersatt"]


@pytest.mark.parametrize("reason", list(WithdrawalReason))
def test_every_reason_has_a_label(reason: WithdrawalReason) -> None:
    assert reason.label[0].isupper()
    assert reason.value == reason.value.lower()


def test_a_report_protected_with_an_older_history_is_not_published(kansli: acts.Kansli) -> None:
    insats, other = delivered(kansli, "vagen"), reopen(kansli)
    seen = publications.history(kansli)
    publications.publish(other, by_forbund(span="2025"), TODAY, seen=seen)
    with pytest.raises(Conflict, match="Gör rapporten igen"):
        publications.publish(kansli, by_forbund(), TODAY, seen=seen)
    seen = publications.history(kansli)
    acts.ta_emot(other, told(kansli, insats, own()), today=TODAY)
    with pytest.raises(Conflict):
        publications.publish(kansli, by_forbund(), TODAY, seen=seen)
    assert len(publications.publikationer(kansli)) == 2
    assert publications.publish(kansli, by_forbund(), TODAY, seen=publications.history(kansli))


def test_the_same_report_is_published_again_whatever_has_come_since(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    seen = publications.history(kansli)
    publications.publish(kansli, by_forbund(), TODAY, seen=seen)
    assert not publications.publish(kansli, by_forbund(), TODAY, seen=seen)


# -- What insatser tell of ---------------------------------------------------------------------------------------------------------------------


def test_what_an_insats_has_published_comes_with_its_delivery(kansli: acts.Kansli) -> None:
    insats = delivered(kansli, "vagen")
    data = told(kansli, insats, own("vagen", 1), own("vagen", 1, 2, span="2026"))
    receipt = acts.ta_emot(kansli, data, today=LATER)
    assert (receipt.new, receipt.number, receipt.periods, receipt.publications) == (True, 2, (), 2)
    assert [(row.by, row.subject, row.span, row.delivery) for row in publications.publikationer(kansli)] == [
        ("vagen", "vagen", "2026H1", 2),
        ("vagen", "vagen", "2026", 2),
    ]
    assert [one.to_document() for one in publications.history(kansli).publications] == [own("vagen", 1), own("vagen", 1, 2, span="2026")]
    assert entries(kansli, "mottagning")[-1] == {"insats": "vagen", "leverans": 2, "laslagen": 0, "publikationer": 2}
    assert all(finding.ok for finding in acts.kontroll(kansli))


def test_receiving_it_again_changes_nothing(kansli: acts.Kansli) -> None:
    data = told(kansli, delivered(kansli, "vagen"), own())
    acts.ta_emot(kansli, data, today=TODAY)
    on_disk = kansli.catalogue.forbund_path("norra").read_bytes()
    again = acts.ta_emot(kansli, data, today=TODAY)
    assert (again.new, again.number, again.publications) == (False, 2, 1)
    assert kansli.catalogue.forbund_path("norra").read_bytes() == on_disk


def test_one_known_already_stays_as_it_was_first_received(kansli: acts.Kansli) -> None:
    """An insats back from an older copy of its vault may tell of the same report twice."""
    insats = delivered(kansli, "vagen")
    acts.ta_emot(kansli, told(kansli, insats, own()), today=TODAY)
    acts.ta_emot(kansli, told(kansli, insats, own(made=LATER), own("vagen", 2)), today=TODAY)
    assert [(row.made, row.delivery) for row in publications.publikationer(kansli)] == [(report().made, 2), (report().made, 3)]


def test_it_may_be_of_the_batches_that_come_with_it(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    keys = pinned(kansli)
    data = delivery.pack(
        [simple(1, "2026H1", "2026-02")], publications=[own()], number=1, previous="", log_head="", insats_id="vagen", keys=insats.keys, kansli=keys
    )
    receipt = acts.ta_emot(kansli, data, today=TODAY)
    assert (receipt.periods, receipt.publications) == (("2026H1",), 1)


def strange_kon() -> dict[str, Any]:
    known = (box("vagen#1", "okand", "studier"),)
    return replace(report(), cells={"avslut:utfall": known}).to_document()


@pytest.mark.parametrize(
    ("documents", "says"),
    [
        ([own("vagen", 3)], "låsning 3 från vagen, som inte är levererad"),
        ([own("vagen", 1), own("vagen", 1, 2, 9)], "låsning 9 från vagen"),
        ([strange_kon()], "könet okand"),
        ([own("coach")], "har inte den form"),
        ([{**own(), "rapport": "hemligrapport"}], "har inte den form"),
    ],
)
def test_a_broken_publication_refuses_the_whole_delivery(kansli: acts.Kansli, documents: list[dict[str, Any]], says: str) -> None:
    insats = delivered(kansli, "vagen")
    on_disk = kansli.catalogue.forbund_path("norra").read_bytes()
    with pytest.raises(CouldNot, match=says) as caught:
        acts.ta_emot(kansli, told(kansli, insats, *documents), today=TODAY)
    assert caught.value.remedy
    assert kansli.catalogue.forbund_path("norra").read_bytes() == on_disk
    assert publications.publikationer(kansli) == []
    with kansli.store.read() as session:
        assert len(session.exec(select(ReceivedDelivery)).all()) == 1


def test_annulling_the_delivery_makes_nothing_unknown(kansli: acts.Kansli) -> None:
    insats = delivered(kansli, "vagen")
    acts.ta_emot(kansli, told(kansli, insats, own()), today=TODAY)
    acts.annullera(kansli, "vagen", 2, "felaktiga-uppgifter", TODAY)
    assert len(publications.history(kansli).publications) == 1


# -- Lists back --------------------------------------------------------------------------------------------------------------------------------


def test_each_insats_is_told_of_its_own_omgangar_and_no_other(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    coach = delivered(kansli, "coach")
    both = replace(
        by_forbund("coach#1 vagen#1"),
        cells={"avslut:utfall": (*by_forbund("coach#1 vagen#1").cells["avslut:utfall"], box("coach#2", "man", "a"), box("vagen#2", "man", "a"))},
    )
    publications.publish(kansli, both, TODAY)
    publications.publish(kansli, by_forbund("vagen#2"), TODAY)
    acts.ta_emot(kansli, told(kansli, coach, own("coach")), today=TODAY)
    vagens, coachs = listed(kansli, "vagen"), listed(kansli, "coach")
    assert vagens is not None
    assert coachs is not None
    assert (vagens.number, [one["av"] for one in vagens.documents]) == (2, ["norra", "norra"])
    assert (coachs.number, [one["av"] for one in coachs.documents]) == (3, ["norra", "coach"])
    names = {name for cell in vagens.documents[0]["celler"]["avslut:utfall"] for name in cell[1]}
    assert names == {"coach#1", "vagen#1", "vagen#2"}
    assert coachs.documents[1] == own("coach")


def test_where_nothing_is_published_there_is_no_list(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    assert publications.signed_list(kansli, "vagen") is None
    assert publications.write_lists(kansli, TODAY) == []
    publications.publish(kansli, by_forbund(), TODAY)
    assert publications.signed_list(kansli, "coach") is None


def test_lists_are_written_where_they_say_something_new(kansli: acts.Kansli) -> None:
    for insats_id in ("vagen", "coach", "massan"):
        delivered(kansli, insats_id)
    publications.publish(kansli, by_forbund("coach#1 vagen#1"), TODAY)
    assert publications.write_lists(kansli, TODAY) == ["coach", "vagen"]
    assert publications.write_lists(kansli, LATER) == []
    publications.publish(kansli, by_forbund("vagen#2"), TODAY)
    assert publications.write_lists(kansli, LATER) == ["vagen"]
    assert entries(kansli, "export")[-2:] == [
        {"slag": "oversikt", "period": "2026H1", "publikation": by_forbund("vagen#2").id},
        {"slag": "publikationslista", "insats": "vagen"},
    ]
    assert sorted(path.name for path in (kansli.catalogue.root / "publikationer").iterdir()) == ["coach.json", "vagen.json"]
    assert kansli.catalogue.publications_path("vagen").read_bytes() == publications.signed_list(kansli, "vagen")


def test_a_list_that_somebody_has_changed_is_written_again(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    publications.publish(kansli, by_forbund(), TODAY)
    publications.write_lists(kansli, TODAY)
    path = kansli.catalogue.publications_path("vagen")
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    assert publications.write_lists(kansli, TODAY) == ["vagen"]
    assert path.read_bytes() == whole


def test_a_list_says_nothing_of_withdrawing_or_of_the_day(kansli: acts.Kansli) -> None:
    """What was read stays known: to the insats's gate a withdrawn report is like any other."""
    delivered(kansli, "vagen")
    publications.publish(kansli, by_forbund(), TODAY)
    before = publications.signed_list(kansli, "vagen")
    publications.dra_tillbaka(kansli, by_forbund().id, "ersatt", LATER)
    assert publications.signed_list(kansli, "vagen") == before


def test_a_folder_that_cant_be_written_is_said(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    publications.publish(kansli, by_forbund(), TODAY)
    (kansli.catalogue.root / "publikationer").write_text("en fil i vägen", encoding="utf-8")
    with pytest.raises(CouldNot, match="gick inte att skriva") as caught:
        publications.write_lists(kansli, TODAY)
    assert caught.value.remedy
    assert entries(kansli, "export") == [{"slag": "oversikt", "period": "2026H1", "publikation": by_forbund().id}]


# -- An older register, and kontroll -----------------------------------------------------------------------------------------------------------


def test_a_register_from_before_gets_its_table_when_opened(kansli: acts.Kansli) -> None:
    insats = delivered(kansli, "vagen")
    with kansli.store.write() as session:
        session.connection().execute(text("DROP TABLE kansli_publication"))
    kansli.close()
    opened = reopen(kansli)
    assert publications.publikationer(opened) == []
    assert acts.ta_emot(opened, told(opened, insats, own()), today=TODAY).publications == 1
    opened.close()
    assert len(publications.history(reopen(opened)).publications) == 1


def plant(kansli: acts.Kansli, statement: str) -> None:
    with kansli.store.write() as session:
        session.connection().execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE kansli_publication SET id = 'f' || substr(id, 2)", "är ändrad"),
        ("DELETE FROM kansli_batch", "inte är mottagen"),
    ],
)
def test_kontroll_looks_at_publications(kansli: acts.Kansli, statement: str, says: str) -> None:
    delivered(kansli, "vagen")
    publications.publish(kansli, by_forbund(), TODAY)
    assert [finding.ok for finding in acts.kontroll(kansli) if finding.what == "Publikationer"] == [True]
    plant(kansli, "DELETE FROM kansli_volume")
    plant(kansli, statement)
    (finding,) = (one for one in acts.kontroll(kansli) if one.what == "Publikationer")
    assert not finding.ok
    assert says in finding.detail


def test_the_database_refuses_what_must_never_be(kansli: acts.Kansli) -> None:
    delivered(kansli, "vagen")
    publications.publish(kansli, by_forbund(), TODAY)
    for statement in (
        "UPDATE kansli_publication SET received_with = 9",
        "UPDATE kansli_publication SET withdrawn = '2027-01-01'",
        "UPDATE kansli_publication SET reason = 'ersatt'",
    ):
        with pytest.raises(IntegrityError):
            plant(kansli, statement)
    with kansli.store.read() as session:
        assert session.exec(select(KansliPublication.nr)).all() == [1]


# -- The source of reports ---------------------------------------------------------------------------------------------------------------------


def test_the_source_has_every_batch_with_its_cells(kansli: acts.Kansli) -> None:
    sent = {}
    for seed, insats_id in ((3, "vagen"), (4, "coach")):
        insats, sent[insats_id] = Insats(insats_id, namn=insats_id.title()), batches_of(imagined(seed, 60), ["2026H1", "2026H2"])
        insats.publish(kansli.catalogue)
        acts.ta_emot(kansli, insats.deliver(kansli, *sent[insats_id]), today=TODAY)
    found = publications.source(kansli)
    assert (found.id, found.namn, found.vocabulary.document) == ("norra", kansli.namn, kansli.vocabulary.document)
    assert [(one.id, one.namn, one.typ, one.annulled) for one in found.insatser] == [
        ("coach", "Coach", "individ", frozenset()),
        ("vagen", "Vagen", "individ", frozenset()),
    ]
    for one in found.insatser:
        assert [batch.to_document() for batch in one.batches] == [batch.to_document() for batch in sent[one.id]]
    assert found.atoms(Period.parse("2026"), "vagen") == {"vagen#1", "vagen#2"}


def test_an_annulled_batch_is_marked_and_in_no_figure(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    for number, (period, month) in enumerate((("2026H1", "2026-02"), ("2026H2", "2026-08")), 1):
        acts.ta_emot(kansli, insats.deliver(kansli, simple(number, period, month)), today=TODAY)
    acts.annullera(kansli, "vagen", 1, "felaktiga-uppgifter", TODAY)
    (one,) = publications.source(kansli).insatser
    assert (len(one.batches), one.annulled) == (2, frozenset({1}))
    assert publications.source(kansli).atoms(Period.parse("2026")) == {"vagen#2"}


def test_an_insats_that_has_delivered_nothing_is_there_without_batches(kansli: acts.Kansli) -> None:
    Insats("vagen").publish(kansli.catalogue)
    acts.godkann(kansli, "vagen", TODAY)
    assert [(one.id, one.batches) for one in publications.source(kansli).insatser] == [("vagen", ())]


def changed(vocabulary: Vocabulary, list_id: str, codes: tuple[Code, ...]) -> Vocabulary:
    return replace(vocabulary, lists={**vocabulary.lists, list_id: replace(vocabulary.lists[list_id], codes=codes)})


def test_codes_of_older_vocabularies_are_kept_as_retired() -> None:
    present = shipped()
    areas = present.lists["omrade"]
    older = changed(present, "omrade", (*areas.codes, Code("nedlagd", "Nedlagd del")))
    older = replace(older, lists={**older.lists, "gammal": CodeList("gammal", "En gammal lista", (Code("a", "A"),))})
    merged = with_retired(present, [older, present])
    assert [code.id for code in merged.lists["omrade"].choices] == [code.id for code in areas.choices]
    assert merged.label("omrade", "nedlagd") == "Nedlagd del"
    assert merged.lists["omrade"].by_id["nedlagd"].retired
    assert [(code.id, code.retired) for code in merged.lists["gammal"].codes] == [("a", True)]
    assert merged.hash == present.hash


def test_the_words_of_the_present_vocabulary_win() -> None:
    present = shipped()
    codes = present.lists["omrade"].codes
    older = changed(present, "omrade", tuple(replace(code, label="Gammalt namn", retired=True) for code in codes))
    assert with_retired(present, [older]).lists == present.lists


def test_an_older_code_stays_in_its_group() -> None:
    present = shipped()
    grouping = present.groupings[present.default_grouping]
    first = grouping.groups[0]
    older_groups = (replace(first, codes=(*first.codes, "forr-i-tiden")), *grouping.groups[1:])
    older = replace(present, groupings={**present.groupings, grouping.id: replace(grouping, groups=older_groups)})
    merged = with_retired(present, [older]).groupings[grouping.id]
    assert merged.group_of == {**grouping.group_of, "forr-i-tiden": first.id}
    other_list = replace(present, groupings={grouping.id: replace(grouping, code_list="omrade", groups=older_groups)})
    assert with_retired(present, [other_list]).groupings == present.groupings


def test_a_group_that_is_no_more_keeps_the_codes_that_nothing_else_sorts() -> None:
    present = shipped()
    grouping = present.groupings[present.default_grouping]
    gone = replace(grouping.groups[0], id="nedlagd", label="Nedlagd grupp", codes=("forr-i-tiden",))
    empty = replace(gone, id="tom", codes=grouping.groups[0].codes)
    older = replace(present, groupings={**present.groupings, grouping.id: replace(grouping, groups=(*grouping.groups[1:], empty, gone))})
    merged = with_retired(present, [older]).groupings[grouping.id]
    assert [group.id for group in merged.groups] == [*(group.id for group in grouping.groups), "nedlagd"]
    assert merged.group_of == {**grouping.group_of, "forr-i-tiden": "nedlagd"}


def test_what_an_insats_counted_by_the_shipped_lists_can_be_read_by_a_forbund_with_its_own(tmp_path: Path) -> None:
    own_lists = 'version = 1\n[listor.omrade]\nlabel = "Område"\nkoder = [{ id = "by", label = "Byn" }]\n'
    folder = tmp_path / "vokabular"
    folder.mkdir()
    (folder / "kodlistor.toml").write_text(own_lists, encoding="utf-8")
    kansli, insats = new_forbund(tmp_path), Insats("vagen")
    insats.publish(kansli.catalogue)
    assert [code.id for code in publications.source(kansli).vocabulary.lists["omrade"].codes] == ["by"]
    acts.ta_emot(kansli, insats.deliver(kansli, simple(1, "2026H1", "2026-02")), today=TODAY)
    codes = publications.source(kansli).vocabulary.lists["omrade"].codes
    assert [(code.id, code.retired) for code in codes] == [("by", False), *((code.id, True) for code in shipped().lists["omrade"].codes)]


def test_the_cells_of_one_place_are_not_those_of_another(kansli: acts.Kansli) -> None:
    insats = Insats("vagen")
    insats.publish(kansli.catalogue)
    batches = batches_of(imagined(9, 90), ["2026H1", "2026H2"])
    acts.ta_emot(kansli, insats.deliver(kansli, *batches), today=TODAY)

    def places(one: Any) -> dict[Any, dict[Cell, int]]:
        released: list[Released] = [r for batch in one for r in batch.released]
        return {(r.place, r.periods): dict(r.cells) for r in released}

    assert places(publications.source(kansli).insatser[0].batches) == places(batches)
