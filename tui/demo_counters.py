"""The demo's ``raknare.toml`` and what is counted by it: invented counters and values, given through the same acts as the screens."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from register.counters.model import Place
from register.insats import counters as insats_counters
from register.insats.session import Insats
from register.kansli import counters as kansli_counters
from register.kansli.session import Kansli
from register.periods import Month, Period
from tui.demo_plan import first_month

WITH_QUEUE: Final[Mapping[str, int]] = {"vagen-vidare": 24, "coachteamet": 15, "grona-steget": 9}
"""The insatser that have a kö, and about how long it is."""

_PARTS: Final[Mapping[str, int]] = {"af": 30, "fk": 22, "region": 48, "kommun": 75}
_BANDS: Final[Mapping[str, int]] = {"0-1": 38, "2-3": 34, "4-": 28}
_ANSWERS: Final[Mapping[str, int]] = {"helt": 58, "delvis": 31, "inte": 11}

FILE: Final = """# PÅHITTAT, som allt i demot: räknarna och deras värden är inga verkliga förbunds.
# Vad som går att skriva här står i docs/raknare.md.

[listor.huvudman]
label = "Part"
koder = [
  { id = "af", label = "Arbetsförmedlingen" },
  { id = "fk", label = "Försäkringskassan" },
  { id = "region", label = "Regionen" },
  { id = "kommun", label = "Kommunerna" },
]

[listor.aktivitet]
label = "Aktivitet"
koder = [
  { id = "utbildning", label = "Utbildning" },
  { id = "natverk", label = "Nätverk" },
]

[listor.kategori]
label = "Kategori"
koder = [
  { id = "mellan", label = "Faller mellan myndigheterna" },
  { id = "regelverk", label = "Regelverk som krockar" },
  { id = "vantan", label = "Väntan" },
]

[listor.vantetid]
label = "Väntetid"
koder = [
  { id = "0-1", label = "Under 2 månader", fran = 0, till = 1 },
  { id = "2-3", label = "2–3 månader", fran = 2, till = 3 },
  { id = "4-", label = "4 månader eller mer", fran = 4 },
]

[listor.enkatfraga]
label = "Fråga"
koder = [
  { id = "bemotande", label = "Jag har blivit bemött med respekt" },
  { id = "delaktig", label = "Jag har varit delaktig i planeringen" },
]

[listor.enkatsvar]
label = "Svar"
koder = [
  { id = "helt", label = "Instämmer helt" },
  { id = "delvis", label = "Instämmer delvis" },
  { id = "inte", label = "Instämmer inte" },
]

[[raknare]]
id = "struktur-personal"
label = "Personal i strukturövergripande insatser"
period = "kvartal"
fors_av = "kansli"
enhet = "personer"
skyddas = false
dimensioner = ["huvudman", "aktivitet"]
hjalp = "Den som har deltagit i två aktiviteter räknas i båda."

[[raknare]]
id = "lex-heller"
label = "Lex Heller-rapporter"
period = "halvar"
fors_av = "kansli"
enhet = "antal"
skyddas = false
dimensioner = ["kategori"]

[[raknare]]
id = "utbildad-personal"
label = "Personal som är utbildad om våld"
period = "ar"
fors_av = "kansli"
enhet = "personer"
skyddas = false
over_tid = "senaste"
taljare = "Utbildade"
namnare = "Personal"

[[raknare]]
id = "utlanad-personal"
label = "Personal som parterna lånar ut"
period = "ar"
fors_av = "kansli"
enhet = "personer"
skyddas = false
over_tid = "senaste"
dimensioner = ["huvudman"]

[[raknare]]
id = "ko"
label = "Personer i kö"
period = "manad"
fors_av = "insats"
enhet = "personer"
skyddas = true
over_tid = "senaste"
dimensioner = ["vantetid"]
median = "vantetid"
insatser = ["vagen-vidare", "coachteamet", "grona-steget"]

[[raknare]]
id = "avslutsenkat"
label = "Enkät vid avslut"
period = "halvar"
fors_av = "insats"
enhet = "svar"
skyddas = true
dimensioner = ["enkatfraga", "enkatsvar"]
insatser = ["vagen-vidare", "coachteamet", "grona-steget"]
"""


class Queue:
    """One insats's kö and survey, month by month."""

    def __init__(self, insats: Insats, now: Month, seed: int, scale: float) -> None:
        self._insats, self._first = insats, first_month(now).plus(12)
        self._usual = WITH_QUEUE.get(insats.id, 0) * scale
        self._chance = random.Random(f"{seed}/raknare/{insats.id}")  # noqa: S311 - nothing secret

    def fill(self, month: Month, today: date) -> None:
        """Give what there is to give of a month: the kö at its end, and in June and December the survey. Nothing before the demo's second year."""
        if not self._usual or month < self._first:
            return
        long = self._usual * (0.8 + 0.02 * (month.index - self._first.index)) * (0.85 + 0.3 * self._chance.random())
        waiting = {Place((band,)): n for band, n in _spread(self._chance, round(long), _BANDS)}
        insats_counters.set_values(self._insats, "ko", str(month), waiting, today=today)
        if month.month in (6, 12):
            half = Period.containing(month, "halvar").code
            asked = {
                Place((question, answer)): n
                for question in ("bemotande", "delaktig")
                for answer, n in _spread(self._chance, round(1.4 * self._usual), _ANSWERS)
            }
            insats_counters.set_values(self._insats, "avslutsenkat", half, asked, today=today)


def fill_kansli(kansli: Kansli, today: date, seed: int) -> None:
    """Give the kansli's own counters of every period of the demo that is over."""
    chance = random.Random(f"{seed}/raknare")  # noqa: S311 - nothing secret
    year = first_month(Month.of(today)).year
    for quarter in _ended(f"{year}K1", today):
        staff = {Place((part, what)): round(n * share * (0.6 + 0.8 * chance.random())) for part, n in _PARTS.items() for what, share in _SHARES}
        kansli_counters.set_values(kansli, "struktur-personal", quarter.code, staff, today=today)
    for half in _ended(f"{year}H1", today):
        told = {Place((kind,)): chance.randint(4, 12) for kind in ("mellan", "regelverk", "vantan")}
        kansli_counters.set_values(kansli, "lex-heller", half.code, told, today=today)
    for number, one in enumerate(_ended(str(year), today)):
        trained = {Place((), "taljare"): 11 + 4 * number, Place((), "namnare"): 16 + number}
        kansli_counters.set_values(kansli, "utbildad-personal", one.code, trained, today=today)
        lent = {Place((part,)): n // 10 + chance.randint(0, 2) for part, n in _PARTS.items()}
        kansli_counters.set_values(kansli, "utlanad-personal", one.code, lent, today=today)


_SHARES: Final = (("utbildning", 0.7), ("natverk", 0.3))


def _ended(first: str, today: date) -> Iterator[Period]:
    period = Period.parse(first)
    while period.has_ended(today):
        yield period
        period = period.next()


def _spread(chance: random.Random, n: int, weights: Mapping[str, int]) -> list[tuple[str, int]]:
    """So many people over the codes, by chance."""
    drawn = chance.choices(list(weights), list(weights.values()), k=n)
    return [(code, drawn.count(code)) for code in weights]
