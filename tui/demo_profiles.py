"""The seven insatser of the demo and what their invented participants are like. Data alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Weights = Mapping[str, int]
Ending = Literal["mottagen", "fil", "last", "oppen", "upphord"]
"""What became of the last ended period: received; a delivery file that lies waiting; locked but not delivered; not even locked; the insats has ended
with it."""

FORBUND_ID: Final = "demodalen"
FORBUND_NAMN: Final = "Samordningsförbundet Demodalen (påhittat)"

WOMEN: Final = {"kvinna": 58, "man": 42}
MORE_MEN: Final = {"kvinna": 44, "man": 54, "annat": 2}
"""*Annat eller uppgift saknas* in one insats alone: a few of them everywhere, and no outcome of the förbund could be told by kön."""

AGES: Final[Weights] = {"16-19": 2, "20-24": 10, "25-29": 14, "30-39": 28, "40-49": 24, "50-59": 17, "60-67": 5}
YOUNG: Final[Weights] = {"16-19": 35, "20-24": 45, "25-29": 20}
EDUCATION: Final[Weights] = {"ej-grundskola": 14, "grundskola": 30, "gymnasium": 42, "eftergymnasial": 10, "saknas": 4}
TIME: Final[Weights] = {"ingen": 3, "under-1": 14, "1-3": 32, "4-6": 24, "7-9": 12, "10-eller-mer": 11, "saknas": 4}
INCOME: Final[Weights] = {
    "sjukpenning": 28,
    "sjukersattning": 9,
    "arbetsloshet": 18,
    "ekonomiskt-bistand": 32,
    "etablering": 4,
    "studiestod": 8,
    "annan": 2,
    "ingen": 4,
}
OCCUPATION: Final[Weights] = {"ingen": 56, "arbetssokande": 20, "arbetstraning": 9, "arbete-med-stod": 6, "studier": 6, "arbete-utan-stod": 3}
PARTY: Final[Weights] = {"af": 27, "fk": 24, "region": 16, "kommun": 27, "egen": 9, "annan": 3}
PARALLEL: Final[Weights] = {"ingen": 66, "annan-finsam": 9, "part-af": 8, "part-fk": 4, "part-region": 7, "part-kommun": 6}
AREA: Final[Weights] = {"norra-dalen": 36, "sodra-dalen": 27, "ostra-dalen": 21, "vastra-dalen": 16}

WORK: Final[Weights] = {"arbete-utan-stod": 9, "arbete-med-stod": 12, "eget-foretag": 1, "studier": 11}
REHAB: Final[Weights] = {"forstarkt-samarbete": 12, "insats-af": 8, "kommunal-verksamhet": 8, "annan-finsam-insats": 5, "arbetstraning": 9}
OTHER: Final[Weights] = {
    "medicinsk-behandling": 9,
    "sjukersattning": 3,
    "foraldraledighet": 1,
    "flytt": 2,
    "egen-begaran": 5,
    "uteblivit": 4,
    "fel-malgrupp": 2,
    "insatsen-upphorde": 1,
    "avliden": 1,
    "annat": 1,
}
READY: Final[Mapping[str, Weights]] = {
    "arbete": {"arbete-studier": 92, "insats-af": 5, "inget": 3},
    "rehabilitering": {"forstarkt-samarbete": 40, "insats-af": 24, "kommunal-verksamhet": 28, "arbete-studier": 5, "inget": 3},
    "ovrigt": {"inget": 70, "forstarkt-samarbete": 14, "kommunal-verksamhet": 9, "insats-af": 5, "arbete-studier": 2},
}
INCOME_AFTER: Final[Mapping[str, Weights]] = {
    "arbete": {"lon": 66, "studiestod": 20, "arbetsloshet": 8, "ingen": 6},
    "rehabilitering": {"sjukpenning": 22, "arbetsloshet": 38, "ekonomiskt-bistand": 34, "sjukersattning": 6},
    "ovrigt": {"sjukpenning": 36, "sjukersattning": 18, "ekonomiskt-bistand": 36, "arbetsloshet": 6, "ingen": 4},
}
OCCUPATION_AFTER: Final[Mapping[str, Weights]] = {
    "rehabilitering": {"arbetstraning": 46, "arbetssokande": 40, "ingen": 14},
    "ovrigt": {"ingen": 82, "arbetssokande": 16, "arbetstraning": 2},
}


@dataclass(frozen=True)
class Profile:
    """One invented insats.

    Attributes:
        per_year: about how many deltaganden end in a full year (antal per year where struktur).
        ending: what became of its last ended period.
        begins: months after the demo's first January that it began to register.
        months: how many months it registered; None where it still does.
        length: about how many months a deltagande lasts.
        work: share in per cent of avslut that lead to work or studies, at first.
        better: by how many per cent that share is larger each year.
        rehab: share in per cent to continued rehabilitering.
        lift: how far a rating rises in three months, in steps.
        raters: who rate where the instrument lets several.
        every_reason: whether every avslutsanledning occurs at least once.
    """

    id: str
    namn: str
    per_year: int
    ending: Ending
    begins: int = 0
    months: int | None = None
    length: int = 8
    work: int = 30
    better: int = 0
    rehab: int = 40
    lift: float = 0.3
    typ: Literal["individ", "struktur"] = "individ"
    period_kind: Literal["halvar", "tertial", "kvartal"] = "halvar"
    kon: Weights = field(default_factory=lambda: WOMEN)
    ages: Weights = field(default_factory=lambda: AGES)
    instruments: tuple[str, ...] = ("skapa",)
    raters: tuple[str, ...] = ("deltagare",)
    every_reason: bool = False


BOTH: Final = ("deltagare", "handlaggare")

PROFILES: Final = (
    Profile("vagen-vidare", "Vägen vidare", 76, "mottagen", length=8, work=34, better=3, rehab=40, raters=BOTH, every_reason=True),
    Profile("coachteamet", "Coachteamet", 64, "mottagen", length=5, work=41, better=3, rehab=33, lift=0.4, period_kind="kvartal"),
    Profile("grona-steget", "Gröna steget", 44, "last", length=6, work=22, better=3, rehab=48, lift=0.5, instruments=("skapa", "swemwbs")),
    Profile("unga-framat", "Unga framåt", 16, "fil", begins=6, length=8, work=38, rehab=34, ages=YOUNG, kon=MORE_MEN),
    Profile("bryggan", "Bryggan", 36, "upphord", months=18, length=6, work=38, rehab=36, lift=0.2),
    Profile("halsotorget", "Hälsotorget", 10, "oppen", begins=6, length=8, work=15, rehab=40, lift=0.2),
    Profile("rusta-samverkan", "Rusta samverkan", 240, "mottagen", typ="struktur", instruments=()),
)
"""The largest first, so that two threads end at about the same time."""


@dataclass(frozen=True)
class AreaCode:
    """A code of the förbund's own list of områden."""

    id: str
    label: str


AREAS: Final = (
    AreaCode("norra-dalen", "Norra dalen"),
    AreaCode("sodra-dalen", "Södra dalen"),
    AreaCode("ostra-dalen", "Östra dalen"),
    AreaCode("vastra-dalen", "Västra dalen"),
)

OWN_WORDS: Final = """

# Demots egna tillägg: en egen fråga, och vilka instrument insatserna använder.
[[egen_fraga]]
id = "handlingsplan"
label = "Gemensam handlingsplan"
form = "avslut"
typ = "ja-nej"
hjalp = "Ja om parterna har gjort en gemensam handlingsplan tillsammans med deltagaren."
syfte = "Visar hur ofta parterna planerar tillsammans."
"""
"""What the demo adds to formular.toml, beside the insatser's instruments."""
