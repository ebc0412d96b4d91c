"""Whether what a batch says adds up: within each place, and with all that the insats has said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

from register.counts import UNDIVIDED, VOLUME_MARKS, Batch, Released, Volume
from register.errors import CouldNot
from register.kansli.schema import ASK, LEVELS, PAIR_SUMS, PAIRS, SCORE, SCORE_PAIRS, UnitKind, unit_kind
from register.periods import Period
from register.vocabulary.model import Vocabulary
from register.vocabulary.variables import table_of

EVENT_VOLUMES: Final = {"start": "nya", "avslut": "avslutade"}
"""The volume that the people of an event's details are among; endast antal are in the volume and never in the details."""


@dataclass
class History:
    """What an insats has delivered before, annulled deliveries too: their counts were sent, and what waits is what they left."""

    last_batch: int = 0
    last_period: str | None = None
    ended: bool = False
    plan_of: dict[str, str] = field(default_factory=dict)
    """Plan hash by period code."""
    volumes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By event and kön."""
    people: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Released and destroyed, by unit and kön."""

    def add(self, batch: Batch) -> None:
        """Take in a batch that follows."""
        self.last_batch, self.last_period, self.ended = batch.number, batch.period, batch.final
        self.plan_of[batch.period] = batch.plan_hash
        for volume, n in batch.volumes.items():
            self.volumes[volume.event, volume.kon] += n
        for released in batch.released:
            self.people[released.place.unit, released.place.kon] += released.people
        for place, n in batch.destroyed.items():
            self.people[place.unit, place.kon] += n


def refuse(what: str) -> NoReturn:
    """Say that the sums are wrong, and which."""
    raise CouldNot("Leveransens summor stämmer inte.", what, ASK)


def check_order(batch: Batch, history: History) -> None:
    """Batches and periods follow on one another, of one length within a year, and none follows the last one."""
    if history.ended:
        refuse(f"Insatsen är redan avslutad med {history.last_period}, men leveransen har också {batch.period}.")
    if batch.number != history.last_batch + 1:
        refuse(f"Låsning {history.last_batch + 1} väntades, men leveransen har låsning {batch.number}.")
    if history.last_period is None:
        return
    period, last = Period.parse(batch.period), Period.parse(history.last_period)
    if period.first <= last.last:
        refuse(f"Perioden {batch.period} kommer inte efter {last}.")
    if period != last.next() and (not last.closes_year or period.first != last.last.plus(1)):
        refuse(f"Efter {last} väntades {last.next()}, men leveransen har {batch.period}.")


def check(batch: Batch, vocabularies: Mapping[str, Vocabulary], history: History) -> None:
    """Check a batch that the schema has let through; ``history`` already holds it."""
    _check_marks(batch)
    known = [vocabularies[batch.plan_hash], *vocabularies.values()]
    for released in batch.released:
        kind = unit_kind(released.place.unit, known)
        same_plan = all(history.plan_of.get(period, batch.plan_hash) == batch.plan_hash for period in released.periods)
        _check_tables(released, kind, _required(released, kind, known[0]) if same_plan else (), exact=same_plan)
        if kind.instrument is not None and kind.instrument.score is not None:
            _check_scores(released, kind)
    _check_people(batch, history)


def _check_marks(batch: Batch) -> None:
    """What is *varav* something is at most that."""
    for volume, n in batch.volumes.items():
        if volume.event in VOLUME_MARKS:
            whole = Volume(volume.event.partition(".")[0], volume.month, volume.kon)
            if n > batch.volumes.get(whole, 0):
                refuse(f"{volume.event} för {volume.month} är fler än {whole.event}.")


def _required(released: Released, kind: UnitKind, vocabulary: Vocabulary) -> tuple[tuple[str, ...], ...]:
    """What can't be absent where there are people: every item of an instrument, and why they ended."""
    if kind.instrument is not None:
        if kind.instrument.score is not None:
            return ()
        return tuple((PAIRS if kind.pairs else LEVELS, item.id) for item in kind.instrument.items)
    reasons = table_of(vocabulary, "avslut", "avslutsanledning")
    return ((reasons.id,),) if reasons is not None and released.place.unit == "avslut" else ()


def _check_tables(released: Released, kind: UnitKind, required: Iterable[tuple[str, ...]], *, exact: bool) -> None:
    """Every table's cells sum to the people, item by item where it has items (mätningar counted together: at least the people).

    Where details have waited since an older plan, a table that the plan did not have then covers fewer.
    """
    sums: Counter[tuple[str, ...]] = Counter()
    for cell, n in released.cells.items():
        if cell.table not in (SCORE, SCORE_PAIRS):
            sums[(cell.table, cell.values[0]) if cell.table in (LEVELS, PAIRS) else (cell.table,)] += n
    for key in required:
        sums[key] += 0
    place = released.place
    for parts, total in sums.items():
        too_few = total < released.people and exact
        too_many = total > released.people and place.unit != "matning"
        if too_few or too_many:
            refuse(f"Tabellen {' '.join(parts)} i {place.unit} ({place.kon}) summerar till {total}, men gäller {released.people} personer.")
    if not sums and kind.instrument is None:
        refuse(f"{place.unit} ({place.kon}) har {released.people} personer men inga tabeller.")


def _check_scores(released: Released, kind: UnitKind) -> None:
    """Sums of scores belong together: n and saknas make up the people, no sum is outside its scale, and squares are at least what the sums demand."""
    cells = {cell.values[0]: n for cell, n in released.cells.items() if cell.table in (SCORE, SCORE_PAIRS)}
    get = {name: cells.get(name, 0) for name in (*PAIR_SUMS, "summa", "kvadratsumma")}
    scores = kind.instrument.score if kind.instrument and kind.instrument.score else {0: 0}
    low, high, n = min(scores.values()), max(scores.values()), get["n"]
    sums: tuple[str, ...] = ("summa-forsta", "summa-senaste")
    squares, total = get["kvadratsumma-d"], get["summa-d"]
    holds = n + get["saknas"] == released.people
    if kind.pairs:
        holds &= get["forbattrad"] + get["lika"] + get["forsamrad"] == n and get["summa-senaste"] - get["summa-forsta"] == total
    else:
        sums, squares, total = ("summa",), get["kvadratsumma"], get["summa"]
    holds &= all(low * n <= get[name] <= high * n for name in sums) and n * squares >= total * total
    if not holds:
        refuse(f"Poängsummorna i {released.place.unit} ({released.place.kon}) hör inte ihop.")


def _check_people(batch: Batch, history: History) -> None:
    """No more people's details have left than forms have been counted, by kön and in all."""
    for event_unit, event in EVENT_VOLUMES.items():
        with_form: Counter[str] = Counter()
        gone: Counter[str] = Counter()
        for (name, kon), n in history.volumes.items():
            with_form[kon] += n if name == event else -n if name == f"{event}.endast-antal" else 0
        for (unit, kon), n in history.people.items():
            gone[kon] += n if unit == event_unit else 0
        for kon, n in gone.items():
            if kon != UNDIVIDED and n > with_form[kon]:
                refuse(f"Till och med {batch.period} redovisas {event_unit} för {n} ({kon}), men bara {with_form[kon]} är räknade med formulär.")
        if gone.total() > with_form.total():
            refuse(f"Till och med {batch.period} redovisas {event_unit} för {gone.total()}, men bara {with_form.total()} är räknade med formulär.")


def check_all(batches: Sequence[Batch], vocabularies: Mapping[str, Vocabulary], history: History) -> None:
    """Check the batches of a delivery in order, adding each to the history."""
    for batch in batches:
        check_order(batch, history)
        history.add(batch)
        check(batch, vocabularies, history)
