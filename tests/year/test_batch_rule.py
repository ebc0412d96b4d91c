"""No delivered table or total rests on fewer than k people of a kön, for random years of 5 to 60 avslut; nor does what deliveries differ by."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise

import pytest

from register.counts import UNDIVIDED, Batch, Place, Released, Tally
from register.insats.counting import Rules, total
from register.insats.forms import AnyForm, AvslutForm, MatningForm, Participation, StartForm
from register.insats.locking import Waiting, decide
from register.periods import Month, Period
from register.vocabulary.loader import load
from tests.year.script import answers, levels

K = 5
VOCABULARY = load(None)
RULES = Rules(VOCABULARY, "liten", Period.parse("2025H1"))
OWN = {f"avslut.{t.id}": t.minimum for t in VOCABULARY.plan.tables if t.minimum is not None}
PER_ITEM = ("niva", "forsta-senaste")


def deltagande(rng: random.Random, kon: str, ends: Month) -> Participation:
    begins = ends.plus(-rng.randint(0, 10))
    forms: list[AnyForm] = [StartForm(begins, "", False, answers(rng, "start", kon=kon))]
    for months in range(0, ends.index - begins.index + 1, 3):
        month = begins.plus(months)
        raters = [rater for rater in ("deltagare", "handlaggare") if rng.random() < 0.7]
        forms += [MatningForm(month, "", False, "skapa", "1", rater, tuple(levels(rng, "skapa")), answers(rng, "matning")) for rater in raters]
    forms.append(AvslutForm(ends, "", False, answers(rng, "avslut")))
    return Participation(tuple(_dated(form) for form in forms))


def _dated(form: AnyForm) -> AnyForm:
    return replace(form, period=max(Period.containing(form.month, "halvar"), Period.parse("2025H1")).code)


def delivered(seed: int, years: int = 3) -> list[Batch]:
    """The batches of an insats with 5 to 60 avslut a year; one kön may be rare. The last lock ends it."""
    rng = random.Random(seed)
    share = rng.choice([0.5, 0.5, 0.8, 0.95])
    tallies: dict[str, Tally] = defaultdict(Tally)
    for year in range(2025, 2025 + years):
        for _ in range(rng.randint(5, 60)):
            kon = "kvinna" if rng.random() < share else "annat" if rng.random() < 0.1 else "man"
            for code, tally in total(deltagande(rng, kon, Month(year, rng.randint(1, 12))), RULES).items():
                tallies[code].add(tally)
    waiting: Waiting = {}
    batches, period = [], Period.parse("2025H1")
    for number in range(1, 2 * years + 1):
        decision = decide(period.code, tallies[period.code], waiting, k=K, own_minimum=OWN, year_end=period.closes_year, final=number == 2 * years)
        waiting = decision.waiting
        batches.append(Batch(number, period.code, "", dict(tallies[period.code].volumes), decision.released, decision.destroyed))
        period = period.next()
    return batches


def bases(released: Released) -> set[int]:
    """On how many people each table of a place rests, and each of its totals: item by item where it has items."""
    sums: Counter[tuple[str, str]] = Counter()
    for cell, n in released.cells.items():
        if cell.table not in ("par", "poang"):
            sums[cell.table, cell.values[0] if cell.table in PER_ITEM else ""] += n
    return {released.people, *sums.values()}


@pytest.mark.parametrize("seed", range(40))
def test_no_table_or_total_rests_on_fewer_than_k_of_a_kon(seed: int) -> None:
    for batch in delivered(seed):
        for released in batch.released:
            assert min(bases(released)) >= K
            assert max(bases(released)) == min(bases(released))
            if released.place.unit in OWN:
                answered = sum(n for cell, n in released.cells.items() if not {"saknas", "start-okand"} & set(cell.values))
                assert released.place.kon == UNDIVIDED
                assert answered >= OWN[released.place.unit]


@pytest.mark.parametrize("seed", range(40))
def test_sums_over_kon_and_differences_of_deliveries_give_nothing_smaller(seed: int) -> None:
    """What a reader can make of all deliveries: sums over any run of them, with or without kön, and one unit less another of the same people."""
    released: dict[str, list[Counter[str]]] = defaultdict(list)
    batches = delivered(seed)
    units = {r.place.unit for batch in batches for r in batch.released}
    for unit in units:
        for batch in batches:
            released[unit].append(Counter({r.place.kon: r.people for r in batch.released if r.place.unit == unit}))
    for unit, by_batch in released.items():
        for kon in ("kvinna", "man", "annat", UNDIVIDED, None):
            running = 0
            sums = [0]
            for counts in by_batch:
                running += counts.total() if kon is None else counts[kon]
                sums.append(running)
            for before, after in pairwise(sums):
                assert after - before == 0 or after - before >= K, (unit, kon)
    for own in OWN:
        _for_whom_is_whole_avslut(released[own], released["avslut"])


def _for_whom_is_whole_avslut(own: list[Counter[str]], avslut: list[Counter[str]]) -> None:
    """Each table of its own minimum covers exactly the avslut that have left since it last did: there is no difference to take."""
    since = 0
    for mine, theirs in zip(own or [Counter()] * len(avslut), avslut, strict=True):
        since += theirs.total()
        if mine.total():
            assert mine.total() == since
            since = 0


@pytest.mark.parametrize("seed", range(10))
def test_the_cells_for_whom_are_those_of_the_delivered_avslut(seed: int) -> None:
    """Summed to groups, delivered for-whom tables equal the delivered avslutsanledningar, cell by cell: they tell nothing of those who wait."""
    group = VOCABULARY.groupings[VOCABULARY.default_grouping].group_of
    since: Counter[str] = Counter()
    for batch in delivered(seed):
        own: dict[str, Counter[str]] = defaultdict(Counter)
        for released in batch.released:
            for cell, n in released.cells.items():
                if cell.table == "avslut.avslutsanledning":
                    since[group[cell.values[0]]] += n
                if released.place == Place("avslut.for-vem.aldersgrupp", UNDIVIDED):
                    own[released.place.unit][cell.values[0]] += n
        for sums in own.values():
            assert sums == since
            since = Counter()


def test_everything_is_delivered_waiting_or_destroyed_in_the_end() -> None:
    for seed in range(10):
        batches = delivered(seed)
        ended = sum(n for batch in batches for volume, n in batch.volumes.items() if volume.event == "avslutade")
        gone = sum(r.people for batch in batches for r in batch.released if r.place.unit == "avslut")
        destroyed = sum(n for place, n in batches[-1].destroyed.items() if place.unit == "avslut")
        assert gone + destroyed == ended
        assert destroyed < K
