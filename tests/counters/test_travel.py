"""Counters that an insats owns go with the delivery of their period, and are kept at the kansli whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from register import delivery
from register.audit_log import AuditEntry, details
from register.counters import travel
from register.counters.figures import total
from register.counters.model import Figures, Place
from register.counters.periods import parse
from register.counts import Batch
from register.errors import BadInput, CouldNot
from register.insats import checks
from register.insats import counters as at_insats
from register.kansli import acts
from register.kansli import counters as at_kansli
from register.keys import PublicKeys
from register.periods import Period
from tests.counters.makers import FILE, TODAY, Both, counter_of
from tests.kansli.helpers import Insats as Foreign

KO = {Place(("0-2",)): 4, Place(("3-5",)): 0, Place(("6-",)): 7}


def held(both: Both) -> dict[tuple[str, str, str], dict[Place, int]]:
    return {(one.insats_id, one.counter.id, one.period.code): dict(one.values) for one in at_kansli.figures(both.kansli)}


def test_values_come_with_the_delivery_of_the_locked_period(both: Both) -> None:
    at_insats.set_values(both.insats, "ko", "2026-05", KO, today=TODAY)
    at_insats.set_values(both.insats, "ko", "2026-08", {Place(("6-",)): 1}, today=TODAY)
    both.lock("2026H1")
    data = both.deliver()
    assert delivery.read_header(data).version == 3
    receipt = acts.ta_emot(both.kansli, data, today=TODAY)
    assert (receipt.counters, receipt.periods, receipt.new) == (1, ("2026H1",), True)
    assert held(both) == {("coach", "ko", "2026-05"): KO}
    again = acts.ta_emot(both.kansli, data, today=TODAY)
    assert (again.counters, again.new) == (1, False)
    both.lock("2026H2")
    assert both.send().counters == 1
    assert set(held(both)) == {("coach", "ko", "2026-05"), ("coach", "ko", "2026-08")}


def test_without_counters_the_delivery_is_what_it_always_was(both: Both) -> None:
    both.lock("2026H1")
    assert delivery.read_header(both.deliver()).version == 1


def test_written_again_it_says_the_same(both: Both) -> None:
    at_insats.set_values(both.insats, "ko", "2026-05", KO, today=TODAY)
    both.lock("2026H1")
    first, again = both.deliver(), both.deliver(number=1)
    assert delivery.read_header(first).content == delivery.read_header(again).content


def test_no_value_stands_in_clear(both: Both) -> None:
    at_insats.set_values(both.insats, "ko", "2026-05", KO, today=TODAY)
    both.lock("2026H1")
    assert b"vantetid" not in both.deliver()


@pytest.mark.parametrize("typ", ["individ", "struktur"])
def test_every_kind_of_insats_has_counters(tmp_path: Path, typ: str) -> None:
    both = Both.make(tmp_path, insatser={"coach": typ})
    at_insats.set_values(both.insats, "enkat", "2026H1", {Place(("ja",)): 12}, today=TODAY)
    both.lock("2026H1")
    both.send()
    assert held(both) == {("coach", "enkat", "2026H1"): {Place(("ja",)): 12}}
    both.close()


def test_two_insatser_are_added(tmp_path: Path) -> None:
    both = Both.make(tmp_path, insatser={"coach": "individ", "natet": "struktur"})
    for insats_id, n in (("coach", 4), ("natet", 5)):
        at_insats.set_values(both.insatser[insats_id], "enkat", "2026H1", {Place(("ja",)): n}, today=TODAY)
        both.lock("2026H1", insats_id)
        both.send(insats_id)
    found = at_kansli.joined(both.kansli, "enkat", parse("halvar", "2026H1"))
    assert (total(found.counter, found.values), found.complete) == (9, True)
    both.close()


def test_a_locked_period_changes_only_on_purpose_and_the_next_delivery_tells_it(both: Both) -> None:
    at_insats.set_values(both.insats, "ko", "2026-05", KO, today=TODAY)
    both.lock("2026H1")
    both.send()
    assert "2026H1" in at_insats.grid(both.insats, "ko", "2026-05").closed
    with pytest.raises(BadInput, match="ändras inte") as caught:
        at_insats.set_values(both.insats, "ko", "2026-05", {Place(("0-2",)): 5}, today=TODAY)
    assert "sena" in caught.value.remedy
    at_insats.set_values(both.insats, "ko", "2026-05", {Place(("0-2",)): 5}, late=True, today=TODAY)
    assert held(both)["coach", "ko", "2026-05"] == KO
    receipt = both.send()
    assert (receipt.periods, receipt.counters, receipt.number) == ((), 1, 2)
    assert held(both)["coach", "ko", "2026-05"] == {**KO, Place(("0-2",)): 5}
    acts.annullera(both.kansli, "coach", 2, _reason(both), TODAY)
    assert held(both)["coach", "ko", "2026-05"] == KO


def _reason(both: Both) -> str:
    return both.kansli.vocabulary.lists["annulleringsorsak"].choices[0].id


def test_all_values_taken_back_late_are_blank_at_the_kansli_too(both: Both) -> None:
    at_insats.set_values(both.insats, "enkat", "2026H1", {Place(("ja",)): 3}, today=TODAY)
    both.lock("2026H1")
    both.send()
    at_insats.set_values(both.insats, "enkat", "2026H1", {Place(("ja",)): None}, late=True, today=TODAY)
    assert both.send().counters == 1
    assert held(both) == {}
    assert at_insats.figures(both.insats) == []
    assert not at_insats.grid(both.insats, "enkat", "2026H1").given


def test_a_value_first_given_when_the_period_is_locked_comes_with_the_next_delivery(both: Both) -> None:
    both.lock("2026H1")
    both.send()
    at_insats.set_values(both.insats, "ko", "2026-01", KO, late=True, today=TODAY)
    assert both.send().counters == 1
    assert held(both) == {("coach", "ko", "2026-01"): KO}


def test_values_keep_the_definition_that_they_were_entered_by(both: Both) -> None:
    """A code is added and one is retired in mid-year: what was entered before is read as it was, and nothing moves."""
    at_insats.set_values(both.insats, "ko", "2026-05", KO, today=TODAY)
    old = at_insats.grid(both.insats, "ko", "2026-05").definition
    both.write(FILE.replace('{ id = "6-", label = "6 månader eller mer", fran = 6 },', _SPLIT))
    grid = at_insats.grid(both.insats, "ko", "2026-05")
    assert grid.definition == old != grid.counter.hash
    assert [(cell.place.codes, cell.value, cell.retired) for cell in grid.cells] == [
        (("0-2",), 4, False),
        (("3-5",), 0, False),
        (("6-11",), None, False),
        (("12-",), None, False),
        (("6-",), 7, True),
    ]
    at_insats.set_values(both.insats, "ko", "2026-06", {Place(("12-",)): 2}, today=TODAY)
    both.lock("2026H1")
    both.send()
    hashes = {one.period.code: one.counter.hash for one in at_kansli.figures(both.kansli)}
    assert hashes == {"2026-05": old, "2026-06": grid.counter.hash}


_SPLIT = """{ id = "6-", label = "6 månader eller mer", utgatt = true },
      { id = "6-11", label = "6–11 månader", fran = 6, till = 11 },
      { id = "12-", label = "12 månader eller mer", fran = 12 },"""


@pytest.mark.parametrize(
    "other",
    [
        "",
        FILE.replace('id = "ko"', 'id = "kon"'),
        FILE.replace('period = "manad"', 'period = "kvartal"'),
        FILE.replace('"0-2", label', '"0-3", label'),
        FILE.replace('dimensioner = ["vantetid"]\n    median = "vantetid"', ""),
    ],
)
def test_a_kansli_that_counts_otherwise_refuses_the_whole_delivery(both: Both, other: str) -> None:
    at_insats.set_values(both.insats, "ko", "2026-05", KO, today=TODAY)
    both.lock("2026H1")
    data = both.deliver()
    both.write(other)
    with pytest.raises(CouldNot, match=r"raknare\.toml"):
        acts.ta_emot(both.kansli, data, today=TODAY)
    assert held(both) == {}
    assert acts.leveranser(both.kansli, TODAY).received == ()
    both.write(FILE)
    assert acts.ta_emot(both.kansli, data, today=TODAY).counters == 1


_FK = '{ id = "fk", label = "Försäkringskassan" }'
_BY_PARTY = FILE.replace('dimensioner = ["ja-nej"]', 'dimensioner = ["part"]')


@pytest.mark.parametrize(
    ("at_insats_file", "at_kansli_file", "why"),
    [
        (_BY_PARTY.replace(_FK, f'{_FK}, {{ id = "annan", label = "Annan" }}'), _BY_PARTY, "Koden ”annan” är borttagen ur listan ”part”"),
        (
            FILE.replace("till = 5", "till = 9").replace("fran = 6 }", "fran = 10 }"),
            FILE,
            "Koden ”3-5” i listan ”vantetid” har fått andra gränser",
        ),
        (FILE, FILE.replace("skyddas = true", "skyddas = false"), "räknade människor som skyddas"),
    ],
    ids=["code", "bounds", "protected"],
)
def test_a_definition_that_the_kanslis_own_cannot_follow_is_refused_before_anything_is_kept(
    both: Both, at_insats_file: str, at_kansli_file: str, why: str
) -> None:
    """Kept, it would make every counter at the kansli unreadable from then on."""
    both.write(at_insats_file)
    at_insats.set_values(both.insats, "ko", "2026-05", {Place(("0-2",)): 4}, today=TODAY)
    at_insats.set_values(both.insats, "enkat", "2026H1", {Place(("staden" if "annan" in at_insats_file else "ja",)): 4}, today=TODAY)
    both.lock("2026H1")
    data = both.deliver()
    both.write(at_kansli_file)
    with pytest.raises(CouldNot) as caught:
        acts.ta_emot(both.kansli, data, today=TODAY)
    assert why in caught.value.why
    assert "raknare.toml" in caught.value.remedy
    assert held(both) == {}
    assert set(at_kansli.definitions(both.kansli).by_id) == {"personal", "utbildade", "ko", "enkat"}
    assert at_kansli.counted(both.kansli).editions == ()
    both.write(at_insats_file)
    assert acts.ta_emot(both.kansli, data, today=TODAY).counters == 2


@pytest.mark.parametrize(
    ("counter", "period", "why"),
    [
        ("ko", "2026-07", "ko för 2026-07, som insatsen inte har låst. Det sista som är låst är ingenting."),
        ("ko", "2999-01", "ko för 2999-01"),
        ("enkat", "2026H1", "enkat, som inte är insatsens. I raknare.toml förs den av: natet"),
    ],
)
def test_what_an_insats_does_not_own_or_has_not_locked_is_refused(both: Both, counter: str, period: str, why: str) -> None:
    """A program that is not this one may have written the delivery: what the insats's own never sends is not taken."""
    made = Foreign("ond")
    made.publish(both.kansli.catalogue)
    acts.godkann(both.kansli, "ond", TODAY)
    both.write(FILE.replace('id = "enkat"', 'id = "enkat"\n    insatser = ["natet"]'))
    definition = at_kansli.definitions(both.kansli).by_id[counter]
    place = Place(("0-2" if counter == "ko" else "ja",))
    figures = [Figures(definition, parse(definition.period_kind, period), "ond", "insats", {place: 3})]
    keys = PublicKeys.read(both.kansli.catalogue.public_path("forbund", "norra"))
    batches = [Batch(1, "2026H1", both.kansli.vocabulary.hash, {}, (), {}, final=False)] if counter == "enkat" else []
    data = delivery.pack(batches, counters=figures, number=1, previous="", log_head="", insats_id="ond", keys=made.keys, kansli=keys)
    with pytest.raises(CouldNot) as caught:
        acts.ta_emot(both.kansli, data, today=TODAY)
    assert why in f"{caught.value.what} {caught.value.why}"
    assert caught.value.remedy
    assert held(both) == {}


def test_no_control_character_comes_with_a_definition(tmp_path: Path) -> None:
    ko = counter_of(tmp_path, "ko")

    def read(help_: str, of_code: str = "") -> None:
        queue = ko.dimensions[0]
        codes = (replace(queue.codes[0], help=of_code), *queue.codes[1:])
        came = Figures(replace(ko, help=help_, dimensions=(replace(queue, codes=codes),)), parse("manad", "2026-05"), "coach", "insats", KO)
        travel.read_document(travel.to_document([came]), "coach")

    read("Första raden.\nAndra\traden.", "Räknat från anmälan.")
    for texts in (("\x1b[2J",), ("", "Räkna\x00"), ("\x9b31m",)):
        with pytest.raises(ValueError, match="hjalp"):
            read(*texts)


def test_what_is_not_filled_in_can_be_told_before_the_lock(both: Both) -> None:
    at_insats.set_values(both.insats, "ko", "2026-02", KO, today=TODAY)
    found = [(counter.id, period.code) for counter, period in at_insats.not_given(both.insats, Period.parse("2026H1"))]
    assert found == [*(("ko", f"2026-0{month}") for month in (1, 3, 4, 5, 6)), ("enkat", "2026H1")]
    assert at_insats.not_given(both.insats, Period.parse("2026K2"))[-1][1].code == "2026H1"
    assert ("enkat", "2026H1") not in [(c.id, p.code) for c, p in at_insats.not_given(both.insats, Period.parse("2026K1"))]


def test_a_counter_may_be_some_insatsers_alone(tmp_path: Path) -> None:
    text = FILE.replace('id = "ko"', 'id = "ko"\n    insatser = ["coach"]')
    both = Both.make(tmp_path, text, {"coach": "individ", "natet": "struktur"})
    assert {name: set(at_insats.definitions(one).by_id) for name, one in both.insatser.items()} == {"coach": {"ko", "enkat"}, "natet": {"enkat"}}
    with pytest.raises(BadInput, match="Räknaren ko finns inte"):
        at_insats.set_values(both.insatser["natet"], "ko", "2026-05", KO, today=TODAY)
    before = at_insats.set_values(both.insats, "ko", "2026-05", KO, today=TODAY).definition
    both.write(FILE)  # whose it is says nothing of what the values mean
    assert at_insats.grid(both.insats, "ko", "2026-05").counter.hash == before
    assert set(at_insats.definitions(both.insatser["natet"]).by_id) == {"ko", "enkat"}
    both.close()


def test_kontroll_looks_at_counters_in_both_rooms(both: Both) -> None:
    at_insats.set_values(both.insats, "ko", "2026-05", KO, today=TODAY)
    both.lock("2026H1")
    both.send()
    for findings in (checks.kontroll(both.insats), acts.kontroll(both.kansli)):
        assert [one.ok for one in findings if one.what == "Räknarnas värden följer sina definitioner"] == [True]


def test_the_log_says_the_day_and_the_counter_and_no_value(both: Both) -> None:
    at_insats.set_values(both.insats, "ko", "2026-05", {Place(("0-2",)): 4711}, today=TODAY)
    at_insats.set_values(both.insats, "ko", "2026-05", {Place(("0-2",)): 4711}, today=TODAY)  # the same again is no change
    with both.insats.read() as session:
        logged = [entry for entry in session.exec(select(AuditEntry)) if details(entry).get("slag") == "raknare"]
    assert [(entry.day, details(entry)) for entry in logged] == [(TODAY, {"slag": "raknare", "raknare": "ko"})]


def figures(folder: Path, **values: int) -> Figures:
    counter = counter_of(folder, "enkat")
    return Figures(counter, parse("halvar", "2026H1"), "coach", "insats", {Place((code,)): n for code, n in values.items()})


def test_what_travels_is_read_back(tmp_path: Path) -> None:
    one = figures(tmp_path, ja=3, nej=0)
    assert travel.read_document(travel.to_document([one]), "coach") == (one,)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("varden", 0, "rutor", 0, 2), -1),
        (("varden", 0, "rutor", 0, 1), "summa"),
        (("varden", 0, "rutor", 0, 0), ["ja", "Å"]),
        (("varden", 0, "rutor"), [[["ja"], "antal", 1], [["ja"], "antal", 2]]),
        (("varden", 0, "ursprung"), "kansli"),
        (("varden", 0, "raknare"), "ko"),
        (("varden", 0, "period"), "2026-01"),
        (("varden", 0, "definition"), "0" * 64),
        (("varden",), []),
        (("definitioner", 0, "fors_av"), "kansli"),
        (("definitioner", 0, "label"), "a\nb"),
        (("definitioner", 0, "skyddas"), 2),
        (("definitioner", 0, "median"), "part"),
        (("definitioner", 0, "dimensioner", 0, "koder"), []),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, where: tuple[str | int, ...], value: object) -> None:
    document = travel.to_document([figures(tmp_path, ja=3, nej=0)])
    inner: object = document
    for step in where[:-1]:
        inner = inner[step]  # type: ignore[index]
    inner[where[-1]] = value  # type: ignore[index]
    with pytest.raises(ValueError, match=r"."):
        travel.read_document(document, "coach")
