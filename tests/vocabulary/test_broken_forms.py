"""Faults in formular.toml."""

from __future__ import annotations

from pathlib import Path

from tests.vocabulary.broken import Fault, by_name, refused

FIELDS = [
    Fault(
        "free text",
        "formular.toml",
        "Typen ”fritext” finns inte: fritext om personer får inte finnas. Varje svar är en kod ur en lista.",
        """
        version = 1
        [[egen_fraga]]
        id = "kommentar"
        label = "Kommentar"
        form = "start"
        typ = "fritext" #!
        syfte = "Veta mer."
        """,
    ),
    Fault(
        "free text in a field",
        "formular.toml",
        "Typen ”Text” finns inte: fritext om personer får inte finnas. Varje svar är en kod ur en lista.",
        """
        version = 1
        [[formular.start.falt]]
        id = "omrade"
        label = "Område"
        typ = "Text" #!
        """,
    ),
    Fault(
        "unknown type",
        "formular.toml",
        "Typen ”tal” finns inte. Välj kod eller ja-nej.",
        """
        version = 1
        [[egen_fraga]]
        id = "barn"
        label = "Antal barn"
        form = "start"
        typ = "tal" #!
        syfte = "Veta mer."
        """,
    ),
    Fault(
        "a date of its own",
        "formular.toml",
        "Typen ”manad” finns inte. Välj kod eller ja-nej.",
        """
        version = 1
        [[egen_fraga]]
        id = "fodelsemanad"
        label = "Födelsemånad"
        form = "start"
        typ = "manad" #!
        syfte = "Veta mer."
        """,
    ),
    Fault(
        "unknown field in a form",
        "formular.toml",
        "Fältet ”sgi” finns inte i formuläret. En ny fråga läggs som [[egen_fraga]], med sitt syfte.",
        """
        version = 1
        [[formular.start.falt]]
        id = "omrade"
        label = "Stadsdel"
        typ = "kod"
        lista = "omrade"
        [[formular.start.falt]] #!
        id = "sgi"
        label = "SGI-0"
        typ = "ja-nej"
        """,
    ),
    Fault(
        "type of a field changed",
        "formular.toml",
        "”typ” för fältet ”omrade” går inte att ändra. Ändra i stället listan i kodlistor.toml.",
        """
        version = 1
        [[formular.start.falt]]
        id = "omrade"
        label = "Har området en samordnare?"
        typ = "ja-nej" #!
        """,
    ),
    Fault(
        "list of a field changed",
        "formular.toml",
        "”lista” för fältet ”omrade” går inte att ändra. Ändra i stället listan i kodlistor.toml.",
        """
        version = 1
        [[formular.start.falt]]
        id = "omrade"
        label = "Område"
        typ = "kod"
        lista = "part" #!
        """,
    ),
    Fault(
        "required field made optional",
        "formular.toml",
        "Fältet ”aldersgrupp” måste vara obligatoriskt: krav = true.",
        """
        version = 1
        [[formular.start.falt]] #!
        id = "aldersgrupp"
        label = "Åldersgrupp"
        typ = "kod"
        lista = "aldersgrupp"
        """,
    ),
    Fault(
        "condition on an unknown field",
        "formular.toml",
        "Villkoret för ”omfattning” gäller ”arbete”, som inte är ett tidigare fält i formuläret.",
        """
        version = 1
        [[formular.start.falt]]
        id = "omfattning"
        label = "Omfattning"
        typ = "kod"
        lista = "omfattning"
        villkor = { falt = "arbete", varden = ["ja"] } #!
        """,
    ),
    Fault(
        "condition on a later field",
        "formular.toml",
        "Villkoret för ”omfattning” gäller ”parallell”, som inte är ett tidigare fält i formuläret.",
        """
        version = 1
        [[formular.start.falt]]
        id = "omfattning"
        label = "Omfattning"
        typ = "kod"
        lista = "omfattning"
        villkor = { falt = "parallell", varden = ["ingen"] } #!
        """,
    ),
    Fault(
        "condition on an unknown value",
        "formular.toml",
        "Villkoret för ”omfattning” nämner ”arbete”, som inte finns i listan ”sysselsattning”.",
        """
        version = 1
        [[formular.start.falt]]
        id = "omfattning"
        label = "Omfattning"
        typ = "kod"
        lista = "omfattning"
        [formular.start.falt.villkor] #!
        falt = "sysselsattning"
        varden = ["arbete"]
        """,
    ),
    Fault(
        "unknown form",
        "formular.toml",
        "Nyckeln ”uppfoljning” känns inte igen. Här får det stå start, matning, avslut.",
        """
        version = 1
        [formular.uppfoljning] #!
        label = "Uppföljning"
        """,
    ),
]

QUESTIONS = [
    Fault(
        "no purpose",
        "formular.toml",
        "Nyckeln ”syfte” saknas för ”sgi”.",
        """
        version = 1
        [[egen_fraga]] #!
        id = "sgi"
        label = "SGI-0"
        form = "start"
        typ = "ja-nej"
        """,
    ),
    Fault(
        "no list",
        "formular.toml",
        "Fältet ”boende” har typen kod men ingen ”lista”.",
        """
        version = 1
        [[egen_fraga]] #!
        id = "boende"
        label = "Boende"
        form = "start"
        typ = "kod"
        syfte = "Visa vilka insatsen når."
        """,
    ),
    Fault(
        "list does not exist",
        "formular.toml",
        "Fältet ”boende” använder listan ”boende”, som inte finns.",
        """
        version = 1
        [[egen_fraga]]
        id = "boende"
        label = "Boende"
        form = "start"
        typ = "kod"
        lista = "boende" #!
        syfte = "Visa vilka insatsen når."
        """,
    ),
    Fault(
        "id of a field",
        "formular.toml",
        "id ”omrade” är redan upptaget. Välj ett annat id för den egna frågan.",
        """
        version = 1
        [[egen_fraga]] #!
        id = "omrade"
        label = "Område"
        form = "avslut"
        typ = "ja-nej"
        syfte = "Visa var."
        """,
    ),
    Fault(
        "id that scripts use",
        "formular.toml",
        "id ”kod” är redan upptaget. Välj ett annat id för den egna frågan.",
        """
        version = 1
        [[egen_fraga]] #!
        id = "kod"
        label = "Kod"
        form = "start"
        typ = "ja-nej"
        syfte = "Visa var."
        """,
    ),
    Fault(
        "id of a derived variable",
        "formular.toml",
        "id ”tid_i_insats” är redan upptaget. Välj ett annat id för den egna frågan.",
        """
        version = 1
        [[egen_fraga]] #!
        id = "tid_i_insats"
        label = "Tid"
        form = "avslut"
        typ = "ja-nej"
        syfte = "Visa hur länge."
        """,
    ),
    Fault(
        "hyphen in a field id",
        "formular.toml",
        "”sgi-0” går inte att använda som id: bara a–z, 0–9 och understreck, högst 41 tecken, först en bokstav.",
        """
        version = 1
        [[egen_fraga]]
        id = "sgi-0" #!
        label = "SGI-0"
        form = "start"
        typ = "ja-nej"
        syfte = "Visa var."
        """,
    ),
    Fault(
        "question twice",
        "formular.toml",
        "id ”sgi” finns två gånger.",
        """
        version = 1
        [[egen_fraga]]
        id = "sgi"
        label = "SGI-0"
        form = "start"
        typ = "ja-nej"
        syfte = "Visa var."
        [[egen_fraga]] #!
        id = "sgi"
        label = "SGI-0"
        form = "avslut"
        typ = "ja-nej"
        syfte = "Visa var."
        """,
    ),
    Fault(
        "unknown form of a question",
        "formular.toml",
        "”form” är ”uppfoljning”, men ska vara start eller matning eller avslut.",
        """
        version = 1
        [[egen_fraga]]
        id = "sgi"
        label = "SGI-0"
        form = "uppfoljning" #!
        typ = "ja-nej"
        syfte = "Visa var."
        """,
    ),
]


@by_name(FIELDS)
def test_fields(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)


@by_name(QUESTIONS)
def test_own_questions(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)
