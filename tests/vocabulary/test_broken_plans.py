"""Faults in the insatser of formular.toml, in rakneplan.toml and in instruments."""

from __future__ import annotations

from pathlib import Path

from tests.vocabulary.broken import Fault, by_name, refused

INSATSER = [
    Fault(
        "omits an unknown field",
        "formular.toml",
        "Insatsen ”insteget” utelämnar fältet ”utbilding”, som inte finns.",
        """
        version = 1
        [insats."rehab"]
        utelamnas = ["utbildning"]
        [insats."insteget"]
        utelamnas = ["utbilding"] #!
        """,
    ),
    Fault(
        "omits a required field",
        "formular.toml",
        "Fältet ”kon” är obligatoriskt och kan inte utelämnas.",
        """
        version = 1
        [insats.insteget]
        utelamnas = ["kon"] #!
        """,
    ),
    Fault(
        "omits what a condition needs",
        "formular.toml",
        "Fältet ”omfattning” beror på ”sysselsattning”; utelämna båda.",
        """
        version = 1
        [insats.insteget]
        utelamnas = ["sysselsattning"] #!
        """,
    ),
    Fault(
        "uses an unknown instrument",
        "formular.toml",
        "Insatsen ”insteget” använder instrumentet ”bip”, som inte finns.",
        """
        version = 1
        [insats.insteget]
        instrument = ["skapa", "bip"] #!
        """,
    ),
    Fault(
        "impossible insats id",
        "formular.toml",
        "”Insteget” går inte att använda som id: bara a–z, 0–9 och bindestreck, 2 till 32 tecken.",
        """
        version = 1
        [insats.Insteget] #!
        instrument = ["skapa"]
        """,
    ),
]

PLANS = [
    Fault(
        "unknown variable",
        "rakneplan.toml",
        "Tabellen ”start.boende” nämner ”boende”, som inte är en variabel vid start.",
        """
        version = 1
        [[tabell]]
        id = "start.boende"
        handelse = "start"
        variabler = ["boende"] #!
        syfte = "Visa vilka insatsen når."
        """,
    ),
    Fault(
        "variable of another event",
        "rakneplan.toml",
        "Tabellen ”start.tid” nämner ”tid_i_insats”, som inte är en variabel vid start.",
        """
        version = 1
        [[tabell]]
        id = "start.tid"
        handelse = "start"
        variabler = ["tid_i_insats"] #!
        syfte = "Visa tiden."
        """,
    ),
    Fault(
        "month as a variable",
        "rakneplan.toml",
        "Tabellen ”start.manad” nämner ”manad”, som inte är en variabel vid start.",
        """
        version = 1
        [[tabell]]
        id = "start.manad"
        handelse = "start"
        variabler = ["manad"] #!
        syfte = "Visa tiden."
        """,
    ),
    Fault(
        "same id twice",
        "rakneplan.toml",
        "id ”matning.skattare” finns två gånger.",
        """
        version = 1
        [[tabell]]
        id = "matning.skattare"
        handelse = "matning"
        variabler = ["skattare"]
        syfte = "Visa vem som skattar."
        [[tabell]] #!
        id = "matning.skattare"
        handelse = "matning"
        variabler = ["skattare"]
        syfte = "Visa vem som skattar."
        """,
    ),
    Fault(
        "same table under another id",
        "rakneplan.toml",
        "Tabellen ”start.alder” räknar samma sak som ”start.aldersgrupp”.",
        """
        version = 1
        [[tabell]] #!
        id = "start.alder"
        handelse = "start"
        variabler = ["aldersgrupp"]
        syfte = "Visa vilka insatsen når."
        """,
    ),
    Fault(
        "no purpose",
        "rakneplan.toml",
        "Nyckeln ”syfte” saknas för ”start.kon”.",
        """
        version = 1
        [[tabell]] #!
        id = "start.kon"
        handelse = "start"
        variabler = ["kon"]
        """,
    ),
    Fault(
        "empty purpose",
        "rakneplan.toml",
        "”syfte” är tom.",
        """
        version = 1
        [[tabell]]
        id = "start.kon"
        handelse = "start"
        variabler = ["kon"]
        syfte = "" #!
        """,
    ),
    Fault(
        "two variables without a minimum",
        "rakneplan.toml",
        "Tabellen ”egen” korsar två variabler och ska därför ha minimum = 30 eller mer, annars kan enskilda pekas ut.",
        """
        version = 1
        [[tabell]] #!
        id = "egen"
        handelse = "start"
        variabler = ["aldersgrupp", "utbildning"]
        syfte = "Visa vilka insatsen når."
        """,
    ),
    Fault(
        "minimum too low",
        "rakneplan.toml",
        "Tabellen ”egen” korsar två variabler och ska därför ha minimum = 30 eller mer, annars kan enskilda pekas ut.",
        """
        version = 1
        [[tabell]]
        id = "egen"
        handelse = "start"
        variabler = ["aldersgrupp", "utbildning"]
        syfte = "Visa vilka insatsen når."
        minimum = 10 #!
        """,
    ),
    Fault(
        "three variables",
        "rakneplan.toml",
        "Tabellen ”egen” korsar 3 variabler; högst två får korsas, annars kan enskilda pekas ut.",
        """
        version = 1
        [[tabell]]
        id = "egen"
        handelse = "start"
        variabler = ["aldersgrupp", "utbildning", "omrade"] #!
        syfte = "Visa vilka insatsen når."
        minimum = 30
        """,
    ),
    Fault(
        "kön among what is crossed",
        "rakneplan.toml",
        "Tabellen ”egen” korsar kön; varje tabell utan minimum delas upp på kön ändå, och en med minimum får inte delas.",
        """
        version = 1
        [[tabell]]
        id = "egen"
        handelse = "start"
        variabler = ["kon", "utbildning"] #!
        syfte = "Visa vilka insatsen når."
        minimum = 30
        """,
    ),
    Fault(
        "a minimum at mätning",
        "rakneplan.toml",
        "Tabellen ”egen” har minimum, men en person har flera mätningar; bara tabeller vid start och avslut kan ha det.",
        """
        version = 1
        [[tabell]]
        id = "egen"
        handelse = "matning"
        variabler = ["skattare", "parallell"]
        syfte = "Visa vem som skattar."
        minimum = 30 #!
        """,
    ),
    Fault(
        "id of the ratings' units",
        "rakneplan.toml",
        "Tabellens id ”par.skapa” är upptaget av mätningarna. Välj ett annat.",
        """
        version = 1
        [[tabell]] #!
        id = "par.skapa"
        handelse = "avslut"
        variabler = ["parallell"]
        syfte = "Visa parallella insatser."
        """,
    ),
    Fault(
        "id of the ratings' tables",
        "rakneplan.toml",
        "Tabellens id ”niva” är upptaget av mätningarna. Välj ett annat.",
        """
        version = 1
        [[tabell]] #!
        id = "niva"
        handelse = "matning"
        variabler = ["skattare"]
        syfte = "Visa vem som skattar."
        """,
    ),
]

INSTRUMENTS = [
    Fault(
        "score leaves a sum out",
        "instrument/test.toml",
        "Poängtabellen saknar råsumman 5; den ska täcka 2 till 6.",
        """
        version = 1
        id = "test"
        label = "Test"
        lag = 1
        hog = 3
        intervall_manader = 3
        omraden = [{ id = "a", label = "A" }, { id = "b", label = "B" }]
        [poang] #!
        2 = 200
        3 = 310
        4 = 420
        6 = 600
        """,
    ),
    Fault(
        "score of an impossible sum",
        "instrument/test.toml",
        "Poängtabellen har råsumman 4, som inte kan förekomma; den ska täcka 1 till 3.",
        """
        version = 1
        id = "test"
        label = "Test"
        lag = 1
        hog = 3
        intervall_manader = 3
        omraden = [{ id = "a", label = "A" }]
        [poang]
        1 = 100
        2 = 200
        3 = 300
        4 = 400 #!
        """,
    ),
    Fault(
        "score with a decimal",
        "instrument/test.toml",
        "”2” ska vara ett heltal.",
        """
        version = 1
        id = "test"
        label = "Test"
        lag = 1
        hog = 2
        intervall_manader = 3
        omraden = [{ id = "a", label = "A" }]
        [poang]
        1 = 100
        2 = 9.51 #!
        """,
    ),
    Fault(
        "scale downwards",
        "instrument/test.toml",
        "Skalan i ”test” ska gå uppåt: ”hog” ska vara större än ”lag”.",
        """
        version = 1
        id = "test"
        label = "Test"
        lag = 5
        hog = 1 #!
        intervall_manader = 3
        omraden = [{ id = "a", label = "A" }]
        """,
    ),
    Fault(
        "too few scale labels",
        "instrument/test.toml",
        "”skala” har 2 texter, men skalan har 3 steg.",
        """
        version = 1
        id = "test"
        label = "Test"
        lag = 1
        hog = 3
        skala = ["låg", "hög"] #!
        intervall_manader = 3
        omraden = [{ id = "a", label = "A" }]
        """,
    ),
    Fault(
        "item twice",
        "instrument/test.toml",
        "id ”a” finns två gånger.",
        """
        version = 1
        id = "test"
        label = "Test"
        lag = 1
        hog = 3
        intervall_manader = 3
        omraden = [
          { id = "a", label = "A" },
          { id = "a", label = "B" }, #!
        ]
        """,
    ),
    Fault(
        "another name than the file",
        "instrument/test.toml",
        "Instrumentet heter ”skapa”, så filen ska heta skapa.toml.",
        """
        version = 1
        id = "skapa" #!
        label = "Test"
        lag = 1
        hog = 3
        intervall_manader = 3
        omraden = [{ id = "a", label = "A" }]
        """,
    ),
    Fault(
        "interval of no months",
        "instrument/test.toml",
        "”intervall_manader” är 0, men ska vara mellan 1 och 60.",
        """
        version = 1
        id = "test"
        label = "Test"
        lag = 1
        hog = 3
        intervall_manader = 0 #!
        omraden = [{ id = "a", label = "A" }]
        """,
    ),
]


@by_name(INSATSER)
def test_insatser(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)


@by_name(PLANS)
def test_count_plan(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)


@by_name(INSTRUMENTS)
def test_instruments(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)
