"""Faults in lists of bands."""

from __future__ import annotations

from pathlib import Path

from tests.vocabulary.broken import Fault, by_name, refused

BANDS = [
    Fault(
        "bands overlap",
        "kodlistor.toml",
        "Intervallen ”16-24” och ”24-67” överlappar eller står i fel ordning.",
        """
        version = 1
        [listor.aldersgrupp]
        label = "Åldersgrupp"
        koder = [
          { id = "16-24", label = "16–24 år", fran = 16, till = 24 },
          { id = "24-67", label = "24–67 år", fran = 24, till = 67 }, #!
        ]
        """,
    ),
    Fault(
        "gap between bands",
        "kodlistor.toml",
        "Det finns ett glapp mellan intervallen ”16-24” och ”26-67”.",
        """
        version = 1
        [listor.aldersgrupp]
        label = "Åldersgrupp"
        koder = [
          { id = "16-24", label = "16–24 år", fran = 16, till = 24 },
          { id = "26-67", label = "26–67 år", fran = 26, till = 67 }, #!
        ]
        """,
    ),
    Fault(
        "open band before the last",
        "kodlistor.toml",
        "Intervallen ”16-” och ”25-67” överlappar eller står i fel ordning.",
        """
        version = 1
        [listor.aldersgrupp]
        label = "Åldersgrupp"
        koder = [
          { id = "16-", label = "16 år och äldre", fran = 16 },
          { id = "25-67", label = "25–67 år", fran = 25, till = 67 }, #!
        ]
        """,
    ),
    Fault(
        "band backwards",
        "kodlistor.toml",
        "Intervallet ”16-24” slutar (16) före sin början (24).",
        """
        version = 1
        [listor.aldersgrupp]
        label = "Åldersgrupp"
        koder = [
          { id = "16-24", label = "16–24 år", fran = 24, till = 16 }, #!
        ]
        """,
    ),
    Fault(
        "code without bounds among bands",
        "kodlistor.toml",
        "Koden ”aldre” saknar ”fran”: alla koder i en lista av intervall ska ha en undre gräns.",
        """
        version = 1
        [listor.aldersgrupp]
        label = "Åldersgrupp"
        koder = [
          { id = "16-24", label = "16–24 år", fran = 16, till = 24 },
          { id = "aldre", label = "Äldre" }, #!
        ]
        """,
    ),
    Fault(
        "retired band with bounds",
        "kodlistor.toml",
        "Koden ”16-19” är utgången och ska inte ha ”fran” eller ”till”: inget tal får hamna där.",
        """
        version = 1
        [listor.aldersgrupp]
        label = "Åldersgrupp"
        koder = [
          { id = "16-24", label = "16–24 år", fran = 16, till = 24 },
          { id = "16-19", label = "16–19 år", fran = 16, till = 19, utgatt = true }, #!
        ]
        """,
    ),
    Fault(
        "time in the insats does not begin at 0",
        "kodlistor.toml",
        "Intervallen i ”tid_i_insats” ska börja på 0 och det sista ska sakna ”till”, så att varje tal ryms.",
        """
        version = 1
        [listor.tid_i_insats] #!
        label = "Tid i insatsen"
        koder = [{ id = "1-", label = "1 månad eller mer", fran = 1 }]
        """,
    ),
]


@by_name(BANDS)
def test_bands(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)
