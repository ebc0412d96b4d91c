"""A scripted year locked, delivered and received gives exactly the figures of an independent recount of its forms."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from register.insats.checks import kontroll
from register.kansli import acts as kansli_acts
from register.periods import Period
from tests.year import recount
from tests.year.book import Book
from tests.year.runner import Run
from tests.year.script import year


def agrees(run: Run, book: Book) -> None:
    left, waiting, _ = recount.release(book)
    assert run.received_volumes() == {key: n for key, n in recount.volumes(book).items() if key[0] in ("2025H1", "2025H2")}
    received = run.received()
    assert received.keys() == dict.fromkeys(left).keys()
    for place, people in left.items():
        assert received[place] == recount.summed(people), place
    held = run.waiting()
    assert held == {place: recount.summed(people) for place, people in waiting.items()}
    everyone = {place: [r for h, rs in by_half.items() if h <= book.locked for r in rs] for place, by_half in recount.records(book).items()}
    totals: Counter[str] = Counter()
    for (unit, _), forms in everyone.items():
        totals[unit] += len(forms)
    counted: Counter[str] = Counter()
    for (_, unit, _), (n, _, _) in received.items():
        counted[unit] += n
    for (unit, _), (n, _, _) in held.items():
        counted[unit] += n
    assert counted == totals
    assert [finding.what for finding in kontroll(run.insats) if not finding.ok] == []
    assert [finding.what for finding in kansli_acts.kontroll(run.kansli) if not finding.ok] == []


def kinds(book: Book) -> Counter[str]:
    found: Counter[str] = Counter()
    for step in book.steps:
        found["fel" if step.get("fel") else step["akt"]] += 1
        found["sen"] += bool(step.get("sen") and not step.get("fel"))
        if step["akt"] == "avslut" and not step.get("fel"):
            found[step["svaren"]["avslutsanledning"]] += 1
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_small_year_agrees_with_the_recount(tmp_path: Path, seed: int) -> None:
    book = year(seed, 60)
    run = Run.make(tmp_path)
    run.play(book)
    agrees(run, book)
    run.close()


def test_a_year_of_300_agrees_with_the_recount(tmp_path: Path) -> None:
    book = year(2025, 300)
    found = kinds(book)
    for kind in ("start", "matning", "avslut", "forlorad", "angra", "ratta", "antal", "fel", "sen", *recount.LISTS["avslutsanledning"]["koder"]):
        assert found[kind if isinstance(kind, str) else kind["id"]] > 0, kind
    run = Run.make(tmp_path)
    run.play(book)
    agrees(run, book)
    outcome = kansli_acts.outcome_document(kansli_acts.utfall(run.kansli, span=Period.parse("2025")))
    volumes = recount.volumes(book)
    for event in ("nya", "avslutade", "felregistrerade"):
        assert outcome["volymer"][event] == sum(n for (period, name, _, _), n in volumes.items() if name == event and period in ("2025H1", "2025H2"))
    left, waiting, _ = recount.release(book)
    assert outcome["bas"]["redovisade"] == sum(len(people) for (_, unit, _), people in left.items() if unit == "avslut")
    assert outcome["bas"]["vantar"] == sum(len(people) for (unit, _), people in waiting.items() if unit == "avslut")
    groups = Counter(
        recount.group("goteborg", values[0])
        for (_, unit, _), people in left.items()
        if unit == "avslut"
        for _, record in people
        for (table, values) in record
        if table == "avslut.avslutsanledning"
    )
    assert {entry["grupp"]: entry["n"] for entry in outcome["grupper"]} == {
        group: groups[group] for group in ("arbete-studier", "rehabilitering", "ovrigt")
    }
    run.close()
