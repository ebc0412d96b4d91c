"""A förbund in a temporary folder, and an imagined insats whose people are counted into batches apart from the program's own counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random

from register import delivery
from register.catalogue import Catalogue
from register.counts import UNDIVIDED, Batch, Cell, Place, Released, Volume
from register.kansli import acts
from register.keys import InsatsTyp, Keys, PublicKeys
from register.periods import Month, Period
from register.vault import KdfCost
from register.vocabulary.loader import load
from register.vocabulary.model import Vocabulary

TODAY = date(2027, 2, 1)
PASSPHRASE = "en ganska lång lösenfras"
KON = ("kvinna", "man", "annat")


@lru_cache
def shipped() -> Vocabulary:
    return load(None)


@dataclass
class Person:
    """One deltagande: when it began and ended, why, and SKAPA's first area at first and latest by the participant (None: no pair)."""

    kon: str
    start: str
    avslut: str | None = None
    reason: str | None = None
    pair: tuple[int, int] | None = None
    score: tuple[int, int] | None = None


@dataclass
class Insats:
    """The sending side: keys, and batches packed into deliveries."""

    id: str
    typ: InsatsTyp = "individ"
    namn: str = "Vägen vidare"
    keys: Keys = field(default_factory=Keys.generate)
    number: int = 0
    previous: str = ""

    @property
    def public(self) -> PublicKeys:
        return self.keys.public("insats", self.id, self.namn, self.typ)

    def publish(self, catalogue: Catalogue) -> None:
        self.public.write(catalogue.public_path("insats", self.id))

    def deliver(self, kansli: acts.Kansli, *batches: Batch) -> bytes:
        """The next delivery."""
        self.number += 1
        kansli_keys = PublicKeys.read(kansli.catalogue.public_path("forbund", kansli.id))
        data = delivery.pack(batches, number=self.number, previous=self.previous, log_head="", insats_id=self.id, keys=self.keys, kansli=kansli_keys)
        self.previous = delivery.read_header(data).content
        return data


def new_forbund(root: Path, forbund_id: str = "norra", namn: str = "Samordningsförbundet Norra") -> acts.Kansli:
    return acts.create_forbund(
        Catalogue(root), forbund_id, namn=namn, passphrase=PASSPHRASE, today=TODAY, vault_cost=KdfCost.for_tests(), state=root / "state"
    )


def reopen(kansli: acts.Kansli) -> acts.Kansli:
    return acts.open_forbund(kansli.catalogue, kansli.id, PASSPHRASE, today=TODAY, state=kansli.catalogue.root / "state")


def empty(number: int, period: str, *, final: bool = False) -> Batch:
    return Batch(number, period, shipped().hash, {}, final=final)


def simple(number: int, period: str, month: str, n: int = 3) -> Batch:
    return Batch(number, period, shipped().hash, {Volume("nya", month, "kvinna"): n})


def details_of(event: str, people: Sequence[Person]) -> dict[Cell, int]:
    """The cells of all tables of an event: all answers missing but the avslutsanledning."""
    cells: Counter[Cell] = Counter()
    for table in shipped().plan.tables:
        if table.event == event and table.minimum is None:
            for person in people:
                values = tuple(person.reason if v == "avslutsanledning" and person.reason else "saknas" for v in table.variables)
                cells[Cell(table.id, values)] += 1
    return dict(cells)


def pairs_of(people: Sequence[Person]) -> dict[Cell, int]:
    cells: Counter[Cell] = Counter()
    for i, item in enumerate(shipped().instruments["skapa"].items):
        for person in people:
            pair = ("saknas", "saknas") if person.pair is None or i else (str(person.pair[0]), str(person.pair[1]))
            cells[Cell("forsta-senaste", (item.id, *pair))] += 1
    return dict(cells)


def score_pairs_of(people: Sequence[Person]) -> dict[Cell, int]:
    cells: Counter[Cell] = Counter()
    for person in people:
        assert person.score is not None
        first, latest = person.score
        change = latest - first
        verdict = "forbattrad" if change > 0 else "forsamrad" if change < 0 else "lika"
        sums = {"n": 1, "summa-forsta": first, "summa-senaste": latest, "summa-d": change, "kvadratsumma-d": change**2, verdict: 1}
        for name, n in sums.items():
            cells[Cell("par", (name,))] += n
    return {cell: n for cell, n in cells.items() if n}


def batches_of(people: Iterable[Person], periods: Sequence[str], *, k: int = 5, final: bool = False) -> list[Batch]:
    """The batches of a year or more of an insats: volumes always, avslut details for k of a kön at a time."""
    people = list(people)
    waiting: dict[str, list[tuple[Person, str]]] = {kon: [] for kon in KON}
    batches = []
    for number, code in enumerate(periods, 1):
        period = Period.parse(code)
        volumes: Counter[Volume] = Counter()
        for person in people:
            if period.contains(Month.parse(person.start)):
                volumes[Volume("nya", person.start, person.kon)] += 1
            if person.avslut and period.contains(Month.parse(person.avslut)):
                volumes[Volume("avslutade", person.avslut, person.kon)] += 1
                waiting[person.kon].append((person, code))
        released: list[Released] = []
        for kon in KON:
            if len(waiting[kon]) >= k:
                released += _release(kon, waiting[kon])
                waiting[kon] = []
        rest = [entry for kon in KON for entry in waiting[kon]]
        if period.closes_year and len(rest) >= k:
            released += _release(UNDIVIDED, rest)
            waiting = {kon: [] for kon in KON}
        last = final and number == len(periods)
        destroyed = {Place("avslut", kon): len(w) for kon, w in waiting.items() if w} if last else {}
        batches.append(Batch(number, code, shipped().hash, dict(volumes), tuple(released), destroyed, last))
    return batches


def _release(kon: str, entries: Sequence[tuple[Person, str]]) -> list[Released]:
    people, periods = [person for person, _ in entries], tuple(sorted({code for _, code in entries}))
    released = [Released(Place("avslut", kon), len(people), periods, details_of("avslut", people))]
    paired = [person for person in people if person.pair is not None]
    if paired:
        key = shipped().instruments["skapa"].key
        released.append(Released(Place(f"avslut.par.{key}.deltagare", kon), len(paired), periods, pairs_of(paired)))
    scored = [person for person in people if person.score is not None]
    if scored:
        key = shipped().instruments["swemwbs"].key
        released.append(Released(Place(f"avslut.par.{key}.deltagare", kon), len(scored), periods, score_pairs_of(scored)))
    return released


def imagined(seed: int, n: int, first: str = "2026-01", months: int = 12) -> list[Person]:
    """People of a year, the same for the same seed."""
    random, begin = Random(seed), Month.parse(first)
    reasons = [c.id for c in shipped().lists["avslutsanledning"].choices if c.id != "felregistrering"]
    people = []
    for _ in range(n):
        start = random.randrange(months)
        end = start + random.randrange(months)
        kon = random.choices(KON, (12, 8, 1))[0]
        person = Person(kon, str(begin.plus(start)))
        if end < months:
            person.avslut, person.reason = str(begin.plus(end)), random.choice(reasons)
            person.pair = (random.randint(1, 5), random.randint(1, 5)) if random.random() < 0.6 else None
            person.score = (random.randint(700, 3500), random.randint(700, 3500)) if random.random() < 0.3 else None
        people.append(person)
    return people
