"""Lists of the right shape that no form could use or no count could mean."""

from __future__ import annotations

from pathlib import Path

from tests.vocabulary.broken import Fault, by_name, refused

LIMITS = [
    Fault(
        "id with capital and umlaut",
        "kodlistor.toml",
        "”Öst” går inte att använda som id: bara a–z, 0–9 och bindestreck, högst 41 tecken, först en bokstav eller siffra.",
        """
        version = 1
        [[listor.omrade.koder]]
        id = "nord"
        label = "Nord"
        [[listor.omrade.koder]]
        label = "Öst"
        id = "Öst" #!
        [listor.omrade]
        label = "Område"
        """,
    ),
    Fault(
        "list id too long",
        "kodlistor.toml",
        f"”{'x' * 42}” går inte att använda som id: bara a–z, 0–9, bindestreck och understreck, högst 41 tecken, först en bokstav eller siffra.",
        f"""
        version = 1

        [listor.{"x" * 42}] #!
        label = "Lång"
        koder = [{{ id = "nord", label = "Nord" }}]
        """,
    ),
    Fault(
        "label too long",
        "kodlistor.toml",
        "”label” är 60 tecken lång; högst 48 får plats i ett formulär. Lägg förklaringen i ”hjalp”.",
        f"""
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [
          {{ id = "nord", hjalp = "norr om ån", label = "{"x" * 60}" }}, #!
        ]
        """,
    ),
    Fault(
        "label on two lines",
        "kodlistor.toml",
        "”label” ska stå på en enda rad.",
        r"""
        version = 1
        [listor.omrade]
        label = "Om\nråde" #!
        koder = [{ id = "nord", label = "Nord" }]
        """,
    ),
    Fault(
        "empty label",
        "kodlistor.toml",
        "”label” är tom.",
        """
        version = 1
        [listor.omrade]
        label = " " #!
        koder = [{ id = "nord", label = "Nord" }]
        """,
    ),
    Fault(
        "label is a number",
        "kodlistor.toml",
        "”label” ska vara en text inom citattecken.",
        """
        version = 1
        [listor.omrade]
        koder = [{ id = "nord", label = "Nord" }]
        label = 7 #!
        """,
    ),
    Fault(
        "retired is a text",
        "kodlistor.toml",
        "”utgatt” ska vara true eller false.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [
          { id = "nord", label = "Nord" },
          { id = "syd", label = "Syd", utgatt = "ja" }, #!
        ]
        """,
    ),
    Fault(
        "all codes retired",
        "kodlistor.toml",
        "Listan ”omrade” har inga koder att välja.",
        """
        version = 1
        [listor.omrade] #!
        label = "Område"
        koder = [{ id = "nord", label = "Nord", utgatt = true }]
        """,
    ),
    Fault(
        "too many codes",
        "kodlistor.toml",
        "Listan ”omrade” har 36 koder; högst 35 går att välja med en tangent var.",
        """
        version = 1
        [listor.omrade] #!
        label = "Område"
        koder = [
        """
        + "\n".join(f'          {{ id = "o{i}", label = "Område {i}" }},' for i in range(36))
        + "\n        ]\n",
    ),
    Fault(
        "kön changed",
        "kodlistor.toml",
        "Listan ”kon” är fast: den ska ha koderna kvinna, man, annat, i den ordningen.",
        """
        version = 1
        [listor.kon] #!
        label = "Kön"
        koder = [{ id = "kvinna", label = "Kvinna" }, { id = "man", label = "Man" }]
        """,
    ),
    Fault(
        "avslutsanledning without felregistrering",
        "kodlistor.toml",
        "Koden ”felregistrering” saknas i listan ”avslutsanledning”, men måste finnas.",
        """
        version = 1
        [listor.avslutsanledning] #!
        label = "Avslutsanledning"
        koder = [{ id = "arbete", label = "Arbete" }]
        """,
    ),
    Fault(
        "reserved code",
        "kodlistor.toml",
        "Koden ”start-okand” är upptagen för räkningen och kan inte stå i en lista.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [
          { id = "nord", label = "Nord" },
          { id = "start-okand", label = "Okänt" }, #!
        ]
        """,
    ),
    Fault(
        "derived list written",
        "kodlistor.toml",
        "Listan ”tid_3” räknas fram ur en gruppering och kan inte skrivas.",
        """
        version = 1
        [listor.tid_3] #!
        label = "Tid"
        koder = [{ id = "kort", label = "Kort" }]
        """,
    ),
    Fault(
        "omfattning is no percentage",
        "kodlistor.toml",
        "Koden ”halvtid” är ingen procentsats: i omfattning ska koderna vara 1 till 100.",
        """
        version = 1
        [listor.omfattning]
        label = "Omfattning"
        koder = [
          { id = "halvtid", label = "Halvtid" }, #!
          { id = "100", label = "Heltid" },
        ]
        """,
    ),
]


@by_name(LIMITS)
def test_limits_of_lists(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)
