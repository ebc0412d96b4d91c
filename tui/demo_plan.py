"""What happens in the demo: invented forms, month by month, from a seed. Pure; the same seed gives the same forms."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from register.periods import Month, Period
from tui.demo_profiles import (
    AREA,
    EDUCATION,
    INCOME,
    INCOME_AFTER,
    OCCUPATION,
    OCCUPATION_AFTER,
    OTHER,
    PARALLEL,
    PARTY,
    READY,
    REHAB,
    TIME,
    WORK,
    Profile,
    Weights,
)

Act = Literal["start", "matning", "avslut", "avslut_handtag", "angra", "ratta", "antal"]
MEASURE_EVERY: Final = 3
WITH_HOURS: Final = ("arbete-utan-stod", "arbete-med-stod", "studier")
_LONGEST: Final = 19
_LAST_STARTS: Final = 5
"""Months before an insats ends that nobody starts any more."""
_UNANSWERED: Final[Mapping[str, float]] = {"skapa": 0.03, "swemwbs": 0.006}  # a score asks for all seven answers
_SCORED_RISE: Final = 0.25
"""A sum of seven rises faster than each: with a whole rise everybody would be better, and there would be nobody to compare with."""

_RESTART: Final = 2
"""Months from an avslut to a new start with the same code."""


@dataclass(frozen=True)
class Event:
    """One form or act: whose, when it was entered, which month it says, and what."""

    entered: Month
    act: Act
    person: int
    month: Month
    answers: Mapping[str, str] = field(default_factory=dict)
    svar: tuple[int | None, ...] = ()
    antal: int = 0
    late: bool = False


@dataclass(frozen=True)
class Story:
    """Everything that happens in one insats, in the order it is entered; ``people`` codes are needed. ``last`` is the period it ended with."""

    profile: Profile
    first: Period
    people: int
    events: tuple[Event, ...]
    last: Period | None = None

    @property
    def open_at_end(self) -> list[int]:
        """The people whose deltagande is open when the story ends, those whose latest form is oldest first."""
        latest: dict[int, Event] = {event.person: event for event in self.events if event.person >= 0}
        ended = {person for person, event in latest.items() if event.act.startswith("avslut")}
        return sorted(latest.keys() - ended, key=lambda person: (latest[person].month, person))


def first_month(now: Month) -> Month:
    """Where the demo begins: a whole year, the year before it, and what there is of this one."""
    return Month(now.year - 2, 1)


def story(profile: Profile, now: Month, *, seed: int, scale: float = 1.0) -> Story:
    """Invent an insats's forms up to this month. ``scale`` multiplies how many there are."""
    return _Teller(profile, now, random.Random(f"{seed} {profile.id}"), scale).tell()  # noqa: S311 - invented data, reproducible by intent


class _Teller:
    """Tells one insats's story with one source of chance."""

    def __init__(self, profile: Profile, now: Month, rng: random.Random, scale: float) -> None:
        self.profile, self.rng, self.scale = profile, rng, scale
        self.began = first_month(now).plus(profile.begins)
        self.last = None if profile.months is None else Period.containing(self.began.plus(profile.months - 1), profile.period_kind)
        self.now = now if self.last is None else self.last.last.plus(1)  # when its last papers have been entered
        self.months = self.now.index - self.began.index
        self.first = Period.containing(self.began, profile.period_kind)
        self.events: list[Event] = []
        self.people = 0
        self.reasons: list[str] = []

    def tell(self) -> Story:
        if self.profile.typ == "struktur":
            self._antal_of_struktur()
        else:
            self._individ()
        events = sorted((self._marked(e) for e in self.events if e.entered <= self.now), key=lambda e: e.entered)
        return Story(self.profile, self.first, self.people, tuple(events), self.last)

    def _marked(self, event: Event) -> Event:
        return replace(event, late=event.month >= self.first.first and event.entered >= self._locked_after(event.month))

    # -- People ----------------------------------------------------------------------------------------------------------------------------

    def _individ(self) -> None:
        per_month = self.profile.per_year / 12 * self.scale
        # As many as an insats has that has been going on for long, so that its first year is a year like others.
        starts = [self.first.first.plus(-self.rng.randint(1, self.profile.length)) for _ in range(round(per_month * self.profile.length * 0.8))]
        owed = 0.0
        for month in (self.began.plus(i) for i in range(self.months + 1 if self.last is None else self.months - _LAST_STARTS)):
            owed += per_month * self.rng.uniform(0.7, 1.3)
            starts += [month] * int(owed)
            owed -= int(owed)
        starts.sort()
        self.reasons = self._deck(starts)
        for number, start in enumerate(starts):
            self._person(number, start)
        if self.last is None:
            self._corrections()
        self._endast_antal()

    def _deck(self, starts: Sequence[Month]) -> list[str]:
        """Avslutsanledningar to deal: by the profile's shares, every one at least once where it says so."""
        by_group = {"arbete": WORK, "rehabilitering": REHAB, "ovrigt": OTHER}
        deck = []
        for start in starts:
            work = self.profile.work + round(self.profile.better * (start.index - self.began.index) / 12)
            shares = {"arbete": work, "rehabilitering": self.profile.rehab, "ovrigt": 100 - work - self.profile.rehab}
            deck.append(self._pick(by_group[self._pick(shares)]))
        if self.profile.every_reason:
            every = [*WORK, *REHAB, *OTHER]
            deck[: len(every)] = every[: len(deck)]
            first = deck[: max(len(deck) * 6 // 10, len(every))]  # so early that they end in time
            self.rng.shuffle(first)
            deck[: len(first)] = first
        return deck

    def _person(self, number: int, start: Month) -> None:
        person, self.people = self.people, self.people + 1
        entered = max(start.plus(self._delay()), self.began)
        answers = self._start_answers()
        self.events.append(Event(entered, "start", person, start, answers))
        length = max(1, min(_LONGEST, round(self.rng.gauss(self.profile.length, self.profile.length / 2))))
        end = max(start.plus(length), self.began)
        reason = self.reasons[number]
        if self.last is not None and end > self.last.last:
            end, reason = self.last.last, "insatsen-upphorde"
        entered = self._measure(person, start, end, entered)
        entered = max(end.plus(self._delay()), entered)
        after = self._avslut_answers(reason, answers)
        if number % 37 == 20:
            self.events.append(Event(entered, "avslut_handtag", person, end, {**after, "kon": answers["kon"]}))
            return
        self.events.append(Event(entered, "avslut", person, end, after))
        if number % 41 == 5 and self.last is None and end.plus(_RESTART + 8) < self.now:
            self._again(person, end.plus(_RESTART + 6), answers)

    def _again(self, person: int, start: Month, answers: Mapping[str, str]) -> None:
        """A new deltagande of somebody who has ended one, with the same code."""
        self.events.append(Event(start, "start", person, start, {**answers, "ny_i_forbundet": "nej"}))
        self._measure(person, start, self.now, start)

    def _measure(self, person: int, start: Month, end: Month, entered: Month) -> Month:
        """Mätningar about every third month; some are missed. Returns when the last one was entered.

        Of those who ended before last year there is only the first and the last: nobody looks at more, and every form takes its time to build.
        """
        base = {"skapa": [self.rng.choice((1, 2, 2, 3, 3)) for _ in range(6)], "swemwbs": [self.rng.choice((2, 2, 3, 3)) for _ in range(7)]}
        month, number = start, 0
        sparse = end.year < self.now.year - 1
        while month <= end and month <= self.now:
            recent = month >= self.now.plus(-1)
            if month >= self.began and self.rng.random() > (0.45 if recent else 0.12):
                entered = max(month, entered)
                for instrument in self.profile.instruments:
                    self._rate(person, month, entered, instrument, base[instrument], number)
            later = month.plus(MEASURE_EVERY + (self.rng.random() < 0.15))
            if sparse and month < end:
                later = max(end, later)
            month, number = later, number + max(1, (later.index - month.index) // MEASURE_EVERY)
        return entered

    def _rate(self, person: int, month: Month, entered: Month, instrument: str, base: list[int], number: int) -> None:
        for rater in ("deltagare",) if instrument == "swemwbs" else self.profile.raters:
            rise = number * self.profile.lift * (_SCORED_RISE if instrument == "swemwbs" else 1.0)
            levels = [max(1, min(5, round(level + rise + self.rng.gauss(0, 0.6)))) for level in base]
            svar = tuple(None if self.rng.random() < _UNANSWERED[instrument] else level for level in levels)
            if all(level is None for level in svar):
                continue
            answers = {"instrument": instrument, "skattare": rater} | self._some({"parallell": self._pick(PARALLEL)})
            self.events.append(Event(entered, "matning", person, month, answers, svar))

    # -- What is put right, comes late or is only counted ----------------------------------------------------------------------------------

    def _corrections(self) -> None:
        """Some forms are undone and given anew, some corrected; some people's forms arrive after their period was locked."""
        told: list[Event] = []
        last = {event.person: event for event in self.events}
        for event in self.events:
            if event.act == "avslut" and event.person % 23 == 11 and last[event.person] is event:
                first = {**event.answers, "avslutsanledning": "annat"}
                told += [replace(event, answers=first), Event(event.entered, "angra", event.person, event.month)]
            told.append(event)
            if event.act == "start" and event.person % 29 == 7 and event.entered == event.month:
                told.append(Event(event.entered, "ratta", event.person, event.month, {"remitterande_part": "egen"}))
        arrived = {person: self._locked_after(event.month) for person, event in last.items() if person % 31 == 9}
        arrived |= {event.person: self._locked_after(event.month) for event in told if event.act == "start" and event.person % 53 == 14}
        self.events = [replace(e, entered=max(e.entered, arrived[e.person])) if self._arrives(e, arrived) else e for e in told]
        self._felregistrering()

    def _arrives(self, event: Event, arrived: Mapping[int, Month]) -> bool:
        """Whether this form waited: all of a person's forms from the late start, or the late avslut alone."""
        return event.person in arrived and (event.person % 53 == 14 or event.act == "avslut") and event.month >= self.first.first

    def _locked_after(self, month: Month) -> Month:
        """The first month in which the period that a month lies in is locked."""
        return Period.containing(month, self.profile.period_kind).last.plus(2)

    def _felregistrering(self) -> None:
        """One registered by mistake and taken back at once, one only after its period was locked."""
        for month, back in ((self.now.plus(-2), self.now.plus(-1)), (self.began, self._locked_after(self.began))):
            if back > self.now or self.people < 8:
                continue
            person, self.people = self.people, self.people + 1
            self.events.append(Event(month, "start", person, month, self._start_answers()))
            self.events.append(Event(back, "avslut", person, back, {"avslutsanledning": "felregistrering"}))

    def _endast_antal(self) -> None:
        for _ in range(max(1, round(self.profile.per_year * self.scale / 30))):
            month = self.began.plus(self.rng.randint(1, max(1, self.months - 6)))
            kon = self._pick(self.profile.kon)
            self.events.append(Event(month, "antal", -1, month, {"kon": kon, "handelse": "start"}, antal=1))
            end = month.plus(4)
            self.events.append(Event(end, "antal", -1, end, {"kon": kon, "handelse": "avslut"}, antal=1))

    def _antal_of_struktur(self) -> None:
        per_month = self.profile.per_year / 12 * self.scale
        for month in (self.began.plus(i) for i in range(self.months + 1)):
            if month.month == 7:
                continue
            for kon, share in (("kvinna", 0.7), ("man", 0.3)):
                number = max(1, round(per_month * share * self.rng.uniform(0.4, 1.7)))
                self.events.append(Event(month, "antal", -1, month, {"kon": kon, "handelse": "start"}, antal=number))

    # -- Answers ---------------------------------------------------------------------------------------------------------------------------

    def _start_answers(self) -> dict[str, str]:
        occupation = self._pick(OCCUPATION)
        optional = {
            "utbildning": self._pick(EDUCATION),
            "tid_forsorjning": self._pick(TIME),
            "forsorjning": self._pick(INCOME),
            "flera_kallor": self._yes(20),
            "sysselsattning": occupation,
            "remitterande_part": self._pick(PARTY),
            "omrade": self._pick(AREA),
            "ny_i_forbundet": self._yes(80),
            "parallell": self._pick(PARALLEL),
        }
        return self._with_hours({"kon": self._pick(self.profile.kon), "aldersgrupp": self._pick(self.profile.ages), **self._some(optional)})

    def _avslut_answers(self, reason: str, before: Mapping[str, str]) -> dict[str, str]:
        group = "arbete" if reason in WORK else "rehabilitering" if reason in REHAB else "ovrigt"
        after = {"eget-foretag": "arbete-utan-stod"}.get(reason, reason) if group == "arbete" else self._pick(OCCUPATION_AFTER[group])
        income = before.get("forsorjning", "annan") if group != "arbete" and self.rng.random() < 0.5 else self._pick(INCOME_AFTER[group])
        optional = {
            "redo_for": self._pick(READY[group]),
            "forsorjning": income,
            "sysselsattning": after,
            "vald_fragad": self._yes(68),
            "parallell": self._pick(PARALLEL),
            "handlingsplan": self._yes(74),
        }
        return self._with_hours({"avslutsanledning": reason, **self._some(optional)})

    def _with_hours(self, answers: dict[str, str]) -> dict[str, str]:
        """Omfattning where the form asks for it."""
        if answers.get("sysselsattning") in WITH_HOURS:
            answers["omfattning"] = self._pick({"25": 15, "50": 35, "75": 20, "100": 28, "saknas": 2})
        return answers

    def _some(self, answers: dict[str, str]) -> dict[str, str]:
        """Most of the answers: some questions are left unanswered."""
        return {key: value for key, value in answers.items() if self.rng.random() > 0.05}

    def _pick(self, weights: Weights) -> str:
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]

    def _yes(self, per_cent: int) -> str:
        return "ja" if self.rng.random() * 100 < per_cent else "nej"

    def _delay(self) -> int:
        """Months that a paper form takes to be entered; never so long that its period is locked."""
        return int(self.rng.random() < 0.15)
