"""Faults in grupperingar.toml."""

from __future__ import annotations

from pathlib import Path

from tests.vocabulary.broken import Fault, by_name, refused

GROUPINGS = [
    Fault(
        "list does not exist",
        "grupperingar.toml",
        "Grupperingen ”egna” gäller listan ”anledning”, som inte finns.",
        """
        version = 1
        [grupperingar.egna]
        label = "Egna"
        lista = "anledning" #!
        varje_kod = true
        """,
    ),
    Fault(
        "neither groups nor each code",
        "grupperingar.toml",
        "Grupperingen ”egna” ska ha antingen grupper eller varje_kod = true.",
        """
        version = 1
        [grupperingar.egna] #!
        label = "Egna"
        lista = "part"
        """,
    ),
    Fault(
        "code in no group",
        "grupperingar.toml",
        "Koden ”kommun” i listan ”part” hör inte till någon grupp i grupperingen ”egna”.",
        """
        version = 1
        [grupperingar.egna] #!
        label = "Egna"
        lista = "part"
        [[grupperingar.egna.grupper]]
        id = "stat"
        label = "Staten"
        koder = ["af", "fk", "region"]
        """,
    ),
    Fault(
        "code in two groups",
        "grupperingar.toml",
        "Koden ”fk” står både i ”stat” och i ”ovriga”.",
        """
        version = 1
        [grupperingar.egna]
        label = "Egna"
        lista = "part"
        [[grupperingar.egna.grupper]]
        id = "stat"
        label = "Staten"
        koder = ["af", "fk"]
        [[grupperingar.egna.grupper]] #!
        id = "ovriga"
        label = "Övriga"
        koder = ["fk", "region", "kommun"]
        """,
    ),
    Fault(
        "code that the list has not",
        "grupperingar.toml",
        "Koden ”polisen” i gruppen ”stat” finns inte i listan ”part”.",
        """
        version = 1
        [grupperingar.egna]
        label = "Egna"
        lista = "part"
        [[grupperingar.egna.grupper]] #!
        id = "stat"
        label = "Staten"
        koder = ["af", "fk", "polisen"]
        """,
    ),
    Fault(
        "excluded code that the list has not",
        "grupperingar.toml",
        "Koden ”polisen” i ”utelamnas” finns inte i listan ”part”.",
        """
        version = 1
        [grupperingar.egna]
        label = "Egna"
        lista = "part"
        varje_kod = true
        utelamnas = ["polisen"] #!
        """,
    ),
    Fault(
        "felregistrering in a group",
        "grupperingar.toml",
        "En gruppering av avslutsanledning ska utelämna felregistrering, och bara den.",
        """
        version = 1
        [grupperingar.egna] #!
        label = "Egna"
        lista = "avslutsanledning"
        varje_kod = true
        """,
    ),
    Fault(
        "group twice",
        "grupperingar.toml",
        "id ”stat” finns två gånger.",
        """
        version = 1
        [grupperingar.egna]
        label = "Egna"
        lista = "part"
        [[grupperingar.egna.grupper]]
        id = "stat"
        label = "Staten"
        koder = ["af", "fk"]
        [[grupperingar.egna.grupper]] #!
        id = "stat"
        label = "Övriga"
        koder = ["region", "kommun"]
        """,
    ),
    Fault(
        "default does not exist",
        "grupperingar.toml",
        "Standardgrupperingen ”tre” finns inte som gruppering av avslutsanledning.",
        """
        version = 1
        standard = "tre" #!
        """,
    ),
    Fault(
        "default too fine",
        "grupperingar.toml",
        "Standardgrupperingen ”anledning” får ha högst 5 grupper: fler gör att enskilda kan pekas ut.",
        """
        # every reason by itself
        version = 1
        standard = "anledning" #!
        """,
    ),
    Fault(
        "for whom too fine",
        "grupperingar.toml",
        "Grupperingen ”aldersgrupp-3” får ha högst 3 grupper: fler gör att enskilda kan pekas ut.",
        """
        version = 1
        [grupperingar.aldersgrupp-3] #!
        label = "Varje ålder"
        lista = "aldersgrupp"
        varje_kod = true
        """,
    ),
    Fault(
        "time groups out of order",
        "grupperingar.toml",
        "Grupperna i ”tid-3” ska följa ordningen i listan ”tid_i_insats”, så att var och en är ett sammanhängande intervall.",
        """
        version = 1
        [grupperingar.tid-3] #!
        label = "Tid"
        lista = "tid_i_insats"
        [[grupperingar.tid-3.grupper]]
        id = "ytterst"
        label = "Kort eller lång"
        koder = ["0-2", "24-"]
        [[grupperingar.tid-3.grupper]]
        id = "mellan"
        label = "Mellan"
        koder = ["3-5", "6-11", "12-23"]
        """,
    ),
    Fault(
        "removed grouping does not exist",
        "grupperingar.toml",
        "Grupperingen ”sju-grupper” i ”utan” finns inte.",
        """
        version = 1
        utan = ["sju-grupper"] #!
        """,
    ),
]


@by_name(GROUPINGS)
def test_groupings(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)
