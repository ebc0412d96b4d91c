"""A seeded random year: what a samordnare of one insats might write down between January 2025 and January 2026, mistakes too."""

from __future__ import annotations

import random
import tomllib
from typing import Any

from tests.year.book import FIRST, Book, Deltagande, month
from tests.year.recount import DATA

LISTS: dict[str, list[str]] = {
    name: [code["id"] for code in entry["koder"]]
    for name, entry in tomllib.loads((DATA / "kodlistor.toml").read_text(encoding="utf-8"))["listor"].items()
}
FORMS = tomllib.loads((DATA / "formular.toml").read_text(encoding="utf-8"))["formular"]
RATERS = ("deltagare", "handlaggare")
BEGIN, END = month(2025, 1), month(2026, 1)


def answers(rng: random.Random, kind: str, **fixed: str) -> dict[str, str]:
    """Answers to a form: now and then none, and conditional ones only where they are asked."""
    given: dict[str, str] = {}
    for field in FORMS[kind]["falt"]:
        if field["typ"] == "manad" or field["id"] == "skattare":
            continue
        asked = "villkor" not in field or given.get(field["villkor"]["falt"]) in field["villkor"]["varden"]
        ids = [c for c in LISTS[field.get("lista", "ja-nej")] if c != "felregistrering"]
        if field["id"] in fixed:
            given[field["id"]] = fixed[field["id"]]
        elif asked and (field.get("krav") or rng.random() < 0.85):
            given[field["id"]] = rng.choice(ids)
    return given


def levels(rng: random.Random, instrument: str) -> list[int | None]:
    missing = 0.08 if instrument == "skapa" else 0.02
    svar: list[int | None] = [None if rng.random() < missing else rng.randint(1, 5) for _ in range(6 if instrument == "skapa" else 7)]
    return svar if any(svar) else [3, *svar[1:]]


class Author:
    """Writes the steps of a year into a book, month by month of entry."""

    def __init__(self, seed: int, size: int) -> None:
        self.rng = random.Random(seed)
        self.book = Book()
        self.size = size
        self.now = BEGIN
        self.agenda: dict[int, list[tuple[str, int, int]]] = {}  # month of entry → kind, kod, month of the form
        self.codes = 0
        self.reasons = [c for c in LISTS["avslutsanledning"] if c != "felregistrering"]
        self.ended = 0

    def write(self) -> Book:
        for _ in range(self.size):
            self._plan(self.rng.choice([*range(BEGIN - 4, BEGIN), *list(range(BEGIN, END)) * 2]))
        for self.now in range(BEGIN, END + 1):
            due = self.agenda.pop(self.now, [])
            self.rng.shuffle(due)
            due.sort(key=lambda entry: ("start", "matning", "avslut").index(entry[0]))
            for kind, kod, m in due:
                self._enter(kind, kod, m)
            if self.rng.random() < 0.7:
                kon, n = self._kon(), self.rng.randint(1, 3)
                ends = self.now > BEGIN + 5 and self.book.without_row(kon) >= n and self.rng.random() < 0.6
                handelse = "avslut" if ends else "start"
                self._do(akt="antal", manad=self.now - self.rng.randint(0, 2), kon=kon, antal=n, handelse=handelse)
            if self.now == month(2025, 7):
                self._do(akt="las", period="2025H1")
        self._do(akt="las", period="2025H2")
        return self.book

    def _kon(self) -> str:
        return self.rng.choices(["kvinna", "man", "annat"], [55, 40, 5])[0]

    def _do(self, **step: Any) -> None:
        self.book.do({"dag": self.now, **step})

    def _later(self, entry: int, kind: str, kod: int, m: int) -> None:
        entry = max(entry, BEGIN, self.now)
        if entry <= END:
            self.agenda.setdefault(entry, []).append((kind, kod, m))

    def _plan(self, first: int, kod: int | None = None) -> None:
        """A deltagande: its start, SKAPA every third month by two skattare, SWEMWBS for some, and its avslut; paper takes 0 to 3 months."""
        rng = self.rng
        if kod is None:
            kod, self.codes = self.codes, self.codes + 1
        delay = rng.choice([0, 0, 0, 0, 1, 2, 3])
        self._later(first + delay, "start", kod, first)
        last = first + rng.randint(1, 11)
        for m in range(first, last + 1, 3):
            self._later(max(m, first + delay) + rng.choice([0, 0, 1]), "matning", kod, m)
        self._later(max(last, first + delay) + rng.choice([1, 1, 2]), "avslut", kod, last)

    def _enter(self, kind: str, kod: int, m: int) -> None:
        found = self.book.open_of(kod)
        if kind == "start":
            self._start(kod, m)
        elif found is not None and kind == "matning" and m < END:
            self._matningar(kod, m, found)
        elif found is not None and kind == "avslut" and m < END:
            self._avslut(kod, m, found)

    def _start(self, kod: int, m: int) -> None:
        self._wrong_start(kod, m)
        self._do(akt="start", kod=kod, manad=m, svaren=answers(self.rng, "start", kon=self._kon()))
        if self.rng.random() < 0.1:
            self._do(akt="angra", kod=kod)
            self._do(akt="start", kod=kod, manad=m, svaren=answers(self.rng, "start", kon=self._kon()))
        self._maybe_correct(kod)

    def _wrong_start(self, kod: int, m: int) -> None:
        wrong: list[dict[str, Any]] = [
            {"akt": "start", "kod": kod, "manad": self.now + 1, "svaren": answers(self.rng, "start"), "sen": True},
            {"akt": "start", "kod": kod, "manad": m, "svaren": {"kon": "okänt", "aldersgrupp": "20-24"}, "sen": True},
            {"akt": "matning", "kod": kod, "manad": m, "svaren": {}, "instrument": "skapa", "skattare": "deltagare", "svar": [3] * 6, "sen": True},
            {"akt": "angra", "kod": kod},
        ]
        if self.rng.random() < 0.3 and not self.book.of(kod):
            self._do(fel=True, **self.rng.choice(wrong))

    def _matningar(self, kod: int, m: int, found: Deltagande) -> None:
        if m < found["forms"][0]["manad"]:
            return
        for instrument, rater in [*(("skapa", rater) for rater in RATERS), *([("swemwbs", "deltagare")] if kod % 3 == 0 else [])]:
            if self.rng.random() < 0.12:
                continue
            step = {"akt": "matning", "kod": kod, "manad": m, "svaren": answers(self.rng, "matning"), "instrument": instrument, "skattare": rater}
            if self.rng.random() < 0.04:
                self._do(**step, svar=[6] * (6 if instrument == "skapa" else 7), fel=True, sen=True)
            self._do(**step, svar=levels(self.rng, instrument))
            if self.rng.random() < 0.04:
                self._do(**step, svar=levels(self.rng, instrument), fel=True, sen=True)  # the same again
            if self.rng.random() < 0.05:
                self._do(akt="angra", kod=kod)
        self._maybe_correct(kod)

    def _avslut(self, kod: int, m: int, found: Deltagande) -> None:
        rng = self.rng
        latest = max(form["manad"] for form in found["forms"])
        m = max(m, latest)
        if m >= END:
            return
        if rng.random() < 0.1:
            self._do(akt="avslut", kod=kod, manad=found["forms"][0]["manad"] - 1, svaren={"avslutsanledning": "studier"}, fel=True, sen=True)
        reason = self.reasons[self.ended % len(self.reasons)]
        kon = found["forms"][0]["svaren"]["kon"]
        how = rng.random()
        if how < 0.08:
            lost = "felregistrering" if rng.random() < 0.2 else reason
            self._do(akt="forlorad", kod=kod, manad=m, kon=kon, svaren=answers(rng, "avslut", avslutsanledning=lost))
        elif how < 0.14:
            self._do(akt="avslut", kod=kod, manad=m, svaren={"avslutsanledning": "felregistrering"})
        else:
            self.ended += 1
            self._do(akt="avslut", kod=kod, manad=m, svaren=answers(rng, "avslut", avslutsanledning=reason))
            if rng.random() < 0.15:
                self._do(akt="angra", kod=kod)
                self._do(akt="avslut", kod=kod, manad=m, svaren=answers(rng, "avslut", avslutsanledning=rng.choice(self.reasons)))
            self._maybe_correct(kod)
            if rng.random() < 0.12 and self.now < END - 2:
                self._plan(self.now, kod)

    def _maybe_correct(self, kod: int) -> None:
        """Correct an answer, the levels or the month of a form that still is open to it."""
        rng, standing = self.rng, self.book.of(kod)
        if rng.random() > 0.15 or len(standing) != 1 or standing[0]["slut"] == "handtag":
            return
        (found,) = standing
        choices = [i for i, form in enumerate(found["forms"]) if form["raknas"] > self.book.locked]
        if not choices:
            return
        index = rng.choice(choices)
        form = found["forms"][index]
        step: dict[str, Any] = {"akt": "ratta", "kod": kod, "formular": index, "manad": None, "andringar": {}}
        if form["slag"] == "matning":
            step["andringar"] = {"svar": levels(rng, form["instrument"]), "parallell": rng.choice(LISTS["parallell"])}
        elif form["slag"] == "avslut":
            step["andringar"] = {"redo_for": rng.choice(LISTS["redo_for"]), "forsorjning": None}
        else:
            step["andringar"] = {"kon": self._kon(), "aldersgrupp": rng.choice(LISTS["aldersgrupp"]), "utbildning": None}
            earlier = form["manad"] - 1
            if not form["sen"] and earlier // 6 == form["manad"] // 6 and form["manad"] // 6 >= FIRST:
                step["manad"] = earlier
        self._do(**step)


def year(seed: int, size: int) -> Book:
    return Author(seed, size).write()
