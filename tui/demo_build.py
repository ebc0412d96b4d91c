"""Builds the demo's register through the same acts as the screens use: real vaults, real locks, real deliveries. Slow and heavy; imported late."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Literal

from register.catalogue import Catalogue
from register.counters.loader import FILE_NAME as COUNTERS_FILE
from register.goals.loader import FILE_NAME as GOALS_FILE
from register.insats import acts, closing, opening, overview
from register.insats.codes import ParticipantCode
from register.insats.sealing import ParticipantKeys, SealCost
from register.insats.session import Insats
from register.kansli.receive import ta_emot
from register.kansli.session import create_forbund
from register.niofalt.loader import FILE_NAME as GRIDS_FILE
from register.periods import Month, Period
from register.platform import atomic_write
from register.vault import KdfCost
from register.vocabulary.loader import shipped_files
from tui.demo_counters import FILE as COUNTERS
from tui.demo_counters import Queue, fill_kansli
from tui.demo_goals import goals_text
from tui.demo_niofalt import fill_grids, grids_text
from tui.demo_plan import Event, Story, story
from tui.demo_profiles import AREAS, FORBUND_ID, FORBUND_NAMN, OWN_WORDS, PROFILES, Profile
from tui.demo_society import SETTING, read_society, write_society

PASSPHRASE: Final = "demodalen"  # noqa: S105 - told to everybody, on screen and in the readme
DELIVERIES: Final = "leveranser"
STATE: Final = "tillstand"
SHOWN_CODES: Final = 3
"""Open deltaganden of each insats whose codes are given away."""

_CODES: Final = 2 * SHOWN_CODES
"""Open deltaganden of each insats that have a code at all; most of them are given away."""

_LOCK_STEPS: Final = 40
"""How many forms a lock takes as long as."""


@dataclass(frozen=True)
class DemoCode:
    """The code of an open, invented deltagande."""

    insats: str
    code: str
    handle: str
    due: bool


@dataclass
class Costs:
    """Key derivation: of codes as in earnest, of the passphrase far lighter (it is printed beside the vaults). Tests say otherwise."""

    vault: KdfCost = field(default_factory=lambda: KdfCost(memory_kib=1024, iterations=1))
    seal: SealCost | None = None


@dataclass
class Progress:
    """Counts steps from several threads and tells how far it has come."""

    total: int
    tell: Callable[[float, str], None]
    _done: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def step(self, what: str, steps: int = 1) -> None:
        """So much more is done."""
        with self._lock:
            self._done += steps
            self.tell(min(1.0, self._done / self.total), what)


@dataclass(frozen=True)
class Sent:
    """A delivery file and the day it was written; ``received`` unless it is to lie waiting."""

    path: Path
    day: date
    received: bool


@dataclass
class Built:
    """What became of one insats."""

    sent: list[Sent]
    codes: list[DemoCode]


def build(root: Path, *, today: date, seed: int, scale: float, costs: Costs, tell: Callable[[float, str], None]) -> list[DemoCode]:
    """Make förbund, insatser, forms, locks and deliveries in an empty folder; returns the codes to try things with."""
    catalogue, state, now = Catalogue(root), root / STATE, Month.of(today)
    for folder in (state, root / DELIVERIES):
        folder.mkdir(mode=0o700, parents=True)
    write_vocabulary(catalogue.vocabulary_folder)
    atomic_write(root / GOALS_FILE, (goals_text(now) + SETTING).encode("utf-8"))
    atomic_write(root / GRIDS_FILE, grids_text().encode("utf-8"))
    atomic_write(root / COUNTERS_FILE, COUNTERS.encode("utf-8"))
    stories = [story(profile, now, seed=seed, scale=scale) for profile in PROFILES]
    first_day = date(min(s.first.first for s in stories).year, 1, 10)
    kansli = create_forbund(catalogue, FORBUND_ID, namn=FORBUND_NAMN, passphrase=PASSPHRASE, today=first_day, vault_cost=costs.vault, state=state)
    try:
        progress = Progress(sum(_steps(s, today) for s in stories), tell)
        builders = [_Builder(catalogue, s, today, costs, progress, seed=seed, scale=scale) for s in stories]
        # Argon2 and the ciphers let other threads run meanwhile, so a thread per processor helps although it is all Python.
        with ThreadPoolExecutor(max_workers=max(2, min(4, (os.cpu_count() or 2) * 2))) as pool:
            built = list(pool.map(_Builder.build, builders))
        for sent in sorted((sent for one in built for sent in one.sent if sent.received), key=lambda s: s.day):
            ta_emot(kansli, sent.path.read_bytes(), today=sent.day)
            progress.step("Kansliet tar emot")
        fill_grids(kansli, today, seed)
        fill_kansli(kansli, today, seed)
        read_society(kansli, write_society(root, today, seed), today)
    finally:
        kansli.close()
    return [code for one in built for code in one.codes]


def write_vocabulary(folder: Path) -> None:
    """The shipped vocabulary with what a förbund would make its own: områden, a question, and which insats uses which instrument."""
    for name, data in shipped_files().items():
        text = data.decode("utf-8")
        if name == "kodlistor.toml":
            rows = "".join(f'\n  {{ id = "{area.id}", label = "{area.label}" }},' for area in AREAS)
            text = text.replace('\n  { id = "hela", label = "Hela förbundet" },', rows)
        elif name == "formular.toml":
            text += OWN_WORDS + "".join(_instruments(profile) for profile in PROFILES)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, text.encode("utf-8"))


def _instruments(profile: Profile) -> str:
    names = ", ".join(f'"{name}"' for name in profile.instruments)
    return f'\n[insats."{profile.id}"]\ninstrument = [{names}]\n' if profile.typ == "individ" else ""


def _steps(told: Story, today: date) -> int:
    locks = len(_periods_to_lock(told, today))
    return len(told.open_at_end[:_CODES]) * 8 + len(told.events) + locks * _LOCK_STEPS + locks


def _periods_to_lock(told: Story, today: date) -> list[Period]:
    """The insats's ended periods, to its own end where it has one, and without the last where that is left open."""
    periods, period = [], told.first
    while period.has_ended(today) and (told.last is None or period <= told.last):
        periods.append(period)
        period = period.next()
    return periods[:-1] if told.profile.ending == "oppen" else periods


class _Builder:
    """Plays one insats's story."""

    def __init__(self, catalogue: Catalogue, told: Story, today: date, costs: Costs, progress: Progress, *, seed: int, scale: float) -> None:
        self.seed, self.scale = seed, scale
        self.catalogue, self.story, self.today, self.costs, self.progress = catalogue, told, today, costs, progress
        self.state = catalogue.root / STATE
        self.codes = {person: ParticipantCode.new() for person in told.open_at_end[:_CODES]}
        self.keys: list[ParticipantKeys] = []
        self.handles: dict[int, str] = {}
        self.sent: list[Sent] = []

    def build(self) -> Built:
        """Everything, from making the vault to the last delivery."""
        insats = self._create()
        try:
            self.keys = [self._keys(insats, person) for person in range(self.story.people)]
            self._play(insats)
            return Built(self.sent, self._shown_codes(insats))
        finally:
            insats.close()

    def _keys(self, insats: Insats, person: int) -> ParticipantKeys:
        """What a code opens. Nobody is ever told the other codes: those rows are sealed with keys of no code, which are as good and cost nothing."""
        if person not in self.codes:
            return ParticipantKeys(secrets.token_bytes(32), secrets.token_bytes(32))
        keys = insats.keys_for(self.codes[person])
        self.progress.step(f"{insats.namn}: koder", 8)
        return keys

    def _create(self) -> Insats:
        profile = self.story.profile
        return opening.create_insats(
            self.catalogue,
            profile.id,
            namn=profile.namn,
            typ=profile.typ,
            period_kind=profile.period_kind,
            first_period=self.story.first.code,
            passphrase=PASSPHRASE,
            today=date(self.story.first.first.year, self.story.first.first.month, 1),
            vault_cost=self.costs.vault,
            seal_cost=self.costs.seal,
            state=self.state,
        )

    def _play(self, insats: Insats) -> None:
        """Month by month: the forms of the month in one save, then the lock of the period that ended the month before."""
        waiting = _periods_to_lock(self.story, self.today)
        queue = Queue(insats, Month.of(self.today), self.seed, self.scale)
        first = min((event.entered for event in self.story.events), default=Month.of(self.today))
        for month in (first.plus(i) for i in range(Month.of(self.today).index - first.index + 1)):
            day = min(date(month.year, month.month, 25), self.today)
            with insats.batch():
                for event in (e for e in self.story.events if e.entered == month):
                    self._act(insats, event, day)
                    self.progress.step(f"{insats.namn}: {month}")
                queue.fill(month, day)
            while waiting and waiting[0].last < month:
                self._lock(insats, waiting.pop(0), min(date(month.year, month.month, 28), self.today), last=not waiting)

    def _lock(self, insats: Insats, period: Period, day: date, *, last: bool) -> None:
        closing.las(insats, period.code, passphrase=PASSPHRASE, final=period == self.story.last, today=day)
        self.progress.step(f"{insats.namn}: låser {period.code}", _LOCK_STEPS)
        ending = self.story.profile.ending
        if last and ending == "last":
            return
        target = self.catalogue.root / DELIVERIES / f"leverans-{insats.id}-{period.code}.nyckeltal"
        closing.leverera(insats, target, forbund_id=FORBUND_ID, today=day)
        self.sent.append(Sent(target, day, received=not (last and ending == "fil")))

    def _act(self, insats: Insats, event: Event, day: date) -> None:
        answers, month, late = dict(event.answers), event.month, event.late
        if event.act == "antal":
            kind: Literal["start", "avslut"] = "avslut" if answers["handelse"] == "avslut" else "start"
            acts.antal(insats, month=month, kon=answers["kon"], antal=event.antal, event=kind, late=late, today=day)
            return
        keys = self.keys[event.person]
        if event.act == "start":
            self.handles[event.person] = acts.start(insats, keys, answers, month=month, late=late, today=day)
        elif event.act == "matning":
            instrument, skattare = answers.pop("instrument"), answers.pop("skattare")
            acts.matning(insats, keys, instrument=instrument, skattare=skattare, svar=event.svar, month=month, answers=answers, late=late, today=day)
        elif event.act == "avslut":
            acts.avslut(insats, keys, answers, month=month, late=late, today=day)
        elif event.act == "avslut_handtag":
            acts.avslut_by_handle(insats, self.handles[event.person], answers, month=month, late=late, today=day)
        elif event.act == "angra":
            acts.angra(insats, keys, today=day)
        else:
            acts.ratta(insats, keys, form=0, changes=answers, today=day)

    def _shown_codes(self, insats: Insats) -> list[DemoCode]:
        """A few open deltaganden, those whose mätning is due first."""
        now = Month.of(self.today)
        person_of = {self.handles[person]: person for person in self.codes}
        opened = [row for row in overview.lista(insats) if row.state == "oppen" and row.handle in person_of]
        opened.sort(key=lambda row: (not (row.due and row.due <= now), row.handle))
        shown = [(self.codes[person_of[row.handle]].text, row) for row in opened[:SHOWN_CODES]]
        return [DemoCode(insats.namn, code, row.handle, bool(row.due and row.due <= now)) for code, row in shown]
