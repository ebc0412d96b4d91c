"""Files that are not TOML."""

from __future__ import annotations

from pathlib import Path

from tests.vocabulary.broken import Fault, by_name, refused

SYNTAX = [
    Fault(
        "no quotes",
        "kodlistor.toml",
        "Värdet går inte att läsa. En text ska stå inom citattecken; sant och falskt skrivs true och false.",
        """
        version = 1
        [listor.omrade]
        label = Område #!
        """,
    ),
    Fault(
        "unterminated text",
        "kodlistor.toml",
        "En text innehåller ett tecken som inte får stå där, eller saknar sitt avslutande citattecken.",
        """
        version = 1
        [listor.omrade]
        label = "Område #!
        koder = []
        """,
    ),
    Fault(
        "no equals sign",
        "kodlistor.toml",
        "Det saknas ett likhetstecken efter nyckeln.",
        """
        version = 1
        [listor.omrade]
        label "Område" #!
        """,
    ),
    Fault(
        "same heading twice",
        "kodlistor.toml",
        "Samma rubrik står två gånger.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [{ id = "nord", label = "Nord" }]
        [listor.omrade] #!
        """,
    ),
    Fault(
        "same key twice",
        "kodlistor.toml",
        "Samma nyckel står två gånger.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        label = "Stadsdel" #!
        """,
    ),
    Fault(
        "two values on a line",
        "kodlistor.toml",
        "Det står något efter värdet på samma rad.",
        """
        version = 1
        [listor.omrade]
        label = "Område" koder = [] #!
        """,
    ),
    Fault(
        "comma missing between codes",
        "kodlistor.toml",
        "En lista saknar sin avslutande hakparentes, eller så saknas ett kommatecken mellan två värden.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [
          { id = "nord", label = "Nord" }
          { id = "syd", label = "Syd" }, #!
        ]
        """,
    ),
    Fault(
        "heading not closed",
        "kodlistor.toml",
        "En rubrik saknar sin avslutande hakparentes.",
        """
        version = 1
        [listor.omrade #!
        label = "Område"
        """,
    ),
]


@by_name(SYNTAX)
def test_syntax(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)
