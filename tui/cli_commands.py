"""All commands as data for argparse: names, arguments and help. What a command does is loaded when it is run."""

from __future__ import annotations

import argparse
from typing import Any

from tui.cli_parser import SwedishParser

Sub = Any  # argparse's subparsers action is private

DESCRIPTION = """Nyckeltal: uppföljning av insatser för samordningsförbund. Utan kommando öppnas skärmen.

Lösenfraser frågas efter, eller läses ur filen som NYCKELTAL_LOSENFRAS_FIL anger (en sökväg, eller fd:N för en öppen fil).
Koder läses från standardinmatningen. Varken koder eller lösenfraser lämnas på kommandoraden."""

EXPORTS = ("uppfoljning-finsam", "arsredovisning", "insatsrapport", "oversikt", "progression", "datapaket")
"""What ``export`` makes."""

EPILOG = "Slutkoder: 0 gick bra, 1 en kontroll fann något, 2 fel i det som angavs, 3 gick inte att utföra. Alla kommandon står i docs/kommandon.md."


def build_parser() -> SwedishParser:
    """The whole command line."""
    parser = SwedishParser(prog="nyckeltal", description=DESCRIPTION, epilog=EPILOG)
    _folder(parser, None)
    parser.set_defaults(run="tui.cli_open:open_tui", json=False)
    commands = parser.add_subparsers(dest="kommando", metavar="KOMMANDO", title="Kommandon", parser_class=SwedishParser)
    _registers(commands)
    _forms(commands)
    _collected(commands)
    _periods(commands)
    _kansli(commands)
    _publications(commands)
    _niofalt(commands)
    _society(commands)
    _counters(commands)
    _both(commands)
    return parser


def _tables(commands: Sub) -> None:
    skydda = _command(commands, "skydda", "tui.cli_gate:skydda", "skydda en frekvenstabell i en CSV-fil")
    skydda.add_argument("fil", metavar="IN.csv", help="inre celler: kolumnerna v1…vn och freq")
    skydda.add_argument("--ut", metavar="UT.csv", required=True, help="filen att skriva")
    skydda.add_argument("--angripare", choices=("K0", "K1", "K3"), default="K3", help="starkaste angriparen att skydda mot (annars K3)")
    skydda.add_argument("--tid", metavar="SEK", type=int, default=60, help="längsta söktid i sekunder (annars 60)")
    granska = _command(commands, "granska", "tui.cli_gate:granska", "granska en skyddad tabell i en CSV-fil med kolumnerna v1, v2 … freq och dold")
    granska.add_argument("fil", metavar="UT.csv", help="varje publicerad cell: v1…vn, freq och dold")
    granska.add_argument("--facit", metavar="IN.csv", help="de sanna inre cellerna, att jämföra med")
    for parser in (skydda, granska):
        parser.add_argument("--troskel", metavar="T", type=int, default=5, help="antal från 1 till T − 1 är skyddade (annars 5)")
        parser.add_argument("--hierarki", metavar="H.toml", help="summor utöver marginalerna")
        parser.add_argument("--nollor", choices=("oppna", "dolda"), default="oppna", help="dolda: även nollor får döljas")


def _folder(parser: argparse.ArgumentParser, default: str | None) -> None:
    text = "registrets mapp (annars NYCKELTAL_KATALOG, annars en mapp bland användarens data)"
    parser.add_argument("--katalog", metavar="MAPP", default=default, help=text)


def _command(parent: Sub, name: str, run: str, text: str, *, json: bool = True, description: str = "") -> SwedishParser:
    parser: SwedishParser = parent.add_parser(name, help=text, description=description or text[0].upper() + text[1:] + ".")
    _folder(parser, argparse.SUPPRESS)  # else the part before the command would be forgotten
    if json:
        parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="svara med JSON på standardutmatningen")
    parser.set_defaults(run=run)
    return parser


def _family(parent: Sub, name: str, text: str) -> Sub:
    parser = parent.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    return parser.add_subparsers(dest="underkommando", metavar="KOMMANDO", title="Kommandon", parser_class=SwedishParser, required=True)


def _insats(parser: SwedishParser, text: str = "vilken insats (behövs inte där mappen har en enda)") -> None:
    parser.add_argument("--insats", metavar="ID", help=text)


def _forbund(parser: SwedishParser, text: str = "vilket förbund (behövs inte där mappen har ett enda)") -> None:
    parser.add_argument("--forbund", metavar="ID", help=text)


def _either(parser: SwedishParser) -> None:
    _insats(parser, "insatsens valv")
    parser.add_argument("--forbund", metavar="ID", nargs="?", const="", help="förbundets register; väljs av sig självt där mappen har ett")


def _registers(commands: Sub) -> None:
    forbund = _family(commands, "forbund", "skapa och lista förbund")
    ny = _command(forbund, "ny", "tui.cli_registers:ny_forbund", "skapa ett kansliregister")
    ny.add_argument("id", metavar="ID", help="2 till 32 tecken: a–z, siffror och bindestreck")
    ny.add_argument("--namn", required=True, metavar="NAMN", help="förbundets namn")
    _command(forbund, "lista", "tui.cli_registers:lista_forbund", "lista förbunden i mappen")
    insats = _family(commands, "insats", "skapa och lista insatser")
    ny = _command(insats, "ny", "tui.cli_registers:ny_insats", "skapa en insats med sitt valv")
    ny.add_argument("id", metavar="ID", help="2 till 32 tecken: a–z, siffror och bindestreck")
    ny.add_argument("--namn", required=True, metavar="NAMN", help="insatsens namn")
    ny.add_argument("--typ", required=True, metavar="individ|struktur", help="individinriktad eller strukturövergripande")
    ny.add_argument("--period", default="halvar", metavar="halvar|tertial|kvartal", help="hur långa perioder insatsen låser (annars halvar)")
    ny.add_argument("--forsta-period", metavar="PERIOD", help="insatsens första period, till exempel 2026H1; starter före den är ingående pågående")
    _command(insats, "lista", "tui.cli_registers:lista_insatser", "lista insatserna i mappen")


def _forms(commands: Sub) -> None:
    kod = _command(commands, "kod", "tui.cli_forms:kod", "gör oanvända deltagarkoder")
    kod.add_argument("--antal", type=int, default=1, metavar="N", help="hur många (annars 1)")
    lines = "Läser ett JSON-objekt per rad från standardinmatningen och svarar på varje rad när den är sparad."
    for name, text in (
        ("start", "registrera starter"),
        ("matning", "registrera progressionsmätningar"),
        ("avslut", "registrera avslut"),
        ("ratta", "rätta formulär i öppna perioder"),
        ("angra", "ta tillbaka en kods senaste formulär"),
        ("antal", "räkna deltagare utan rad: strukturövergripande insats, eller endast antal"),
    ):
        parser = _command(commands, name, "tui.cli_forms:run", text, description=f"{text[0].upper() + text[1:]}. {lines}")
        _insats(parser)

    blankett = _command(commands, "blankett", "tui.cli_paper:blankett", "skriv ut pappersblanketter som PDF, med samma siffror som på skärmen")
    blankett.add_argument("vilken", choices=("start", "matning", "avslut", "alla"), metavar="BLANKETT", help="start, matning, avslut eller alla")
    blankett.add_argument("--ut", required=True, metavar="FIL.pdf", help="filen som skrivs")
    blankett.add_argument("--instrument", metavar="ID", help="bara det instrumentet (annars en mätblankett för vart och ett)")
    blankett.add_argument("--skattare", metavar="KOD,…", help="en mätblankett för var och en, med skattaren ikryssad (annars en utan kryss)")
    _insats(blankett)


def _collected(commands: Sub) -> None:
    mall = _command(commands, "mall", "tui.cli_import:mall", "gör en mall att fylla insamlade formulär i")
    _insats(mall)
    mall.add_argument("--grupp", action="store_true", help="i stället en mall för gruppuppgifter, som läses in vid kansliet")
    mall.add_argument("--ut", required=True, metavar="FIL", help="filen som skrivs: .xlsx med listor att välja ur, eller .csv")
    importera = _command(commands, "importera", "tui.cli_import:importera", "läs in insamlade formulär ur en fil: allt eller inget")
    importera.add_argument("fil", metavar="FIL", help="formulären, .xlsx eller .csv: en rad för varje deltagande")
    _insats(importera)
    importera.add_argument("--prova", action="store_true", help="visa bara felen och vad som skulle räknas; slutkod 1 om något är fel")
    importera.add_argument("--kolumner", metavar="KARTA.toml", help="hur förbundets egna kolumner läses; sparas till nästa gång")
    importera.add_argument("--lappar", metavar="FIL", help="filen där pågående deltagandens koder skrivs, utanför registrets mapp")
    importera.add_argument("--forsta-period", metavar="PERIOD", help="räkna från den här perioden; starter före den är ingående pågående")
    importera.add_argument("--sena", action="store_true", help="räkna formulär ur låsta perioder som sena, i den äldsta öppna perioden")
    importera.add_argument("--grupp", action="store_true", help="filen har gruppuppgifter, och läses in vid kansliet")
    importera.add_argument("--ny", metavar="ID=NAMN", action="append", default=[], help="en ny insats med gruppuppgifter; kan anges flera gånger")
    _forbund(importera, "med --grupp: vilket förbund (behövs inte där mappen har ett enda)")


def _periods(commands: Sub) -> None:
    _insats(_command(commands, "lista", "tui.cli_periods:lista", "lista deltaganden: handtag, status och nästa mätning"))
    las = _command(commands, "las", "tui.cli_periods:las", "lås den äldsta öppna perioden; det går inte att ta tillbaka")
    _insats(las)
    las.add_argument("--period", required=True, metavar="PERIOD", help="perioden som ska låsas, till exempel 2026H1")
    las.add_argument("--avsluta", action="store_true", help="insatsen upphör med perioden: det som väntar och är för litet förstörs")
    leverera = _command(commands, "leverera", "tui.cli_periods:leverera", "skriv leveransen av det som är låst")
    _insats(leverera)
    leverera.add_argument("--ut", required=True, metavar="FIL", help="filen som skrivs")
    _forbund(leverera, "till vilket förbund (behövs inte där mappen nycklar har ett enda)")
    leverera.add_argument("--nr", type=int, metavar="N", help="skriv en tidigare leverans på nytt")


def _kansli(commands: Sub) -> None:
    ta_emot = _command(commands, "ta-emot", "tui.cli_kansli:ta_emot", "ta emot leveranser")
    ta_emot.add_argument("fil", nargs="+", metavar="FIL", help="leveranserna, i den ordning de ska tas emot")
    _forbund(ta_emot)
    annullera = _command(commands, "annullera", "tui.cli_kansli:annullera", "räkna inte en mottagen leverans")
    _insats(annullera, "insatsen som leveransen kom från")
    annullera.add_argument("--nr", type=int, required=True, metavar="N", help="leveransens nummer")
    annullera.add_argument("--orsak", required=True, metavar="KOD", help="en kod ur listan annulleringsorsak")
    _forbund(annullera)
    _forbund(_command(commands, "leveranser", "tui.cli_kansli:leveranser", "visa vad som är mottaget, saknas och väntar"))
    utfall = _command(commands, "utfall", "tui.cli_kansli:utfall", "visa vad insatserna har lett till; exakta tal, internt")
    span = utfall.add_mutually_exclusive_group()
    span.add_argument("--ar", metavar="ÅR", help="ett helt år, till exempel 2026")
    span.add_argument("--period", metavar="PERIOD", help="en period, till exempel 2026H1")
    _insats(utfall, "bara en insats (annars alla)")
    utfall.add_argument("--gruppering", metavar="ID", help="hur avslutsanledningarna grupperas (annars förbundets vanliga)")
    _forbund(utfall)


def _export(commands: Sub) -> None:
    text = "gör en rapport eller ett datapaket, eller skriv inmatningsbladet för Uppföljning Finsam"
    export = _command(commands, "export", "tui.cli_checks:export", text)
    export.add_argument("blad", choices=EXPORTS, metavar="RAPPORT", help=f"vad som skrivs: {', '.join(EXPORTS)}")
    export.add_argument("--period", required=True, metavar="PERIOD", help="vilken period, till exempel 2026H1 eller 2026")
    export.add_argument("--ut", metavar="MAPP", help="mappen som filerna skrivs i")
    export.add_argument("--format", metavar="FORMAT,…", help="html, pdf, xlsx, csv, px och json-stat; bladet html, csv och xlsx (annars alla)")
    export.add_argument("--fran-insats", action="store_true", help="ur insatsens eget valv, även där mappen har ett förbund")
    export.add_argument("--tid", metavar="SEK", type=int, help="längsta söktid för varje grupp av tabeller, i sekunder (annars 20)")
    text = "bara volymerna: inget som årets rapport sedan måste skyddas tillsammans med"
    export.add_argument("--bara-volymer", action="store_true", help=text)
    export.add_argument("--prova", action="store_true", help="visa bara hur tabellerna skulle delas in; inget publiceras eller skrivs")
    _insats(export, "vilken insats: insatsrapportens eller bladets (utan den alla), eller med --fran-insats vems valv")
    export.add_argument("--forbund", metavar="ID", nargs="?", const="", help="förbundets register; väljs av sig självt där mappen har ett")


def _publications(commands: Sub) -> None:
    publikationer = _family(commands, "publikationer", "visa och dra tillbaka det som är publicerat")
    _forbund(_command(publikationer, "lista", "tui.cli_reports:lista_publikationer", "lista allt som är publicerat, även det tillbakadragna"))
    tillbaka = _command(publikationer, "dra-tillbaka", "tui.cli_reports:dra_tillbaka", "dra tillbaka en publikation; den är fortfarande känd")
    tillbaka.add_argument("id", metavar="ID", help="publikationens id")
    tillbaka.add_argument("--orsak", required=True, metavar="KOD", help="fel-i-underlaget, fel-i-rapporten, ersatt eller publicerad-av-misstag")
    _forbund(tillbaka)


def _counters(commands: Sub) -> None:
    family = _family(commands, "raknare", "visa och fyll i räknare: antal som inte är deltaganden")
    _command(family, "lista", "tui.cli_counters:lista", "lista räknarna i raknare.toml")
    visa = _command(family, "visa", "tui.cli_counters:visa", "visa en räknares värden; med --period rutorna att fylla i")
    visa.add_argument("raknare", metavar="RÄKNARE", help="räknarens id ur raknare.toml")
    visa.add_argument("--period", metavar="PERIOD", help="vilken period, av räknarens slag: 2026-03, 2026K1, 2026T1, 2026H1 eller 2026")
    visa.add_argument("--ut", metavar="FIL.csv", help="skriv rutorna som en fil att fylla i")
    satt = _command(family, "satt", "tui.cli_counters:satt", "fyll i en räknare; det som inte nämns behåller sitt värde")
    satt.add_argument("raknare", metavar="RÄKNARE", help="räknarens id ur raknare.toml")
    satt.add_argument("--period", metavar="PERIOD", required=True, help="vilken period, av räknarens slag")
    satt.add_argument(
        "--varde", metavar="RUTA=ANTAL", action="extend", nargs="+", help="värden, till exempel kommun/utbildning=12; RUTA= tömmer rutan"
    )
    satt.add_argument("--fil", metavar="FIL.csv", help="läs värdena ur en fil i stället: en kolumn per dimension, och antalet")
    satt.add_argument("--sen", action="store_true", help="även om perioden är låst eller publicerad; en insats värden går då med nästa leverans")
    for parser in (visa, satt):
        _either(parser)
    exempel = _command(family, "exempel", "tui.cli_counters:exempel", "skriv ett exempel på raknare.toml")
    exempel.add_argument("--ut", metavar="FIL", help="filen att skriva (annars standardutmatningen)")


def _society(commands: Sub) -> None:
    family = _family(commands, "samhalle", "läs in och visa publicerad statistik om förbundets kommuner")
    las_in = _command(family, "las-in", "tui.cli_society:las_in", "läs in en fil från SCB (PX eller JSON-stat); inget hämtas från nätet")
    las_in.add_argument("fil", metavar="FIL", help="filen, som den hämtades")
    las_in.add_argument("--tabell", metavar="ID", help="vad tabellen ska heta här (annars källans id)")
    las_in.add_argument("--rubrik", metavar="TEXT", help="vad den ska heta i rapporter (annars källans ord)")
    las_in.add_argument("--kommun", metavar="KOD,…", help="kommunkoder (annars de i mal.toml); också län eller 00 för riket går")
    las_in.add_argument(
        "--val", metavar="DIMENSION=VÄRDE,…", action="append", help="värden i en dimension (annars dess total); kan anges flera gånger"
    )
    las_in.add_argument("--fran", metavar="TID", help="första året eller tiden")
    las_in.add_argument("--till", metavar="TID", help="sista året eller tiden")
    las_in.add_argument("--prova", action="store_true", help="visa vad filen har och vad som skulle behållas; inget sparas")
    _forbund(las_in)
    _forbund(_command(family, "lista", "tui.cli_society:lista", "lista de inlästa tabellerna"))
    visa = _command(family, "visa", "tui.cli_society:visa", "visa en tabell som den står i rapporterna")
    visa.add_argument("tabell", metavar="TABELL", help="tabellens id")
    visa.add_argument("--historik", action="store_true", help="även tidigare utgåvor")
    _forbund(visa)
    ta_bort = _command(family, "ta-bort", "tui.cli_society:ta_bort", "ta bort en tabell ur kommande rapporter; utgåvorna finns kvar")
    ta_bort.add_argument("tabell", metavar="TABELL", help="tabellens id")
    _forbund(ta_bort)


def _niofalt(commands: Sub) -> None:
    family = _family(commands, "niofalt", "visa och fyll i niofältaren och resultatmallar")
    lista = _command(family, "lista", "tui.cli_niofalt:lista", "lista rutnäten, och vad som är ifyllt för de senaste perioderna")
    _insats(lista, "bara en insats (annars alla)")
    _forbund(lista)
    for name, text in (
        ("visa", "visa ett rutnät för en insats och period, bredvid exakta tal; internt"),
        ("fyll", "fyll i ett rutnät; det som stod förut finns kvar som historik"),
        ("historik", "visa varje ifyllnad av ett rutnät, med dag"),
    ):
        parser = _command(family, name, f"tui.cli_niofalt:{name}", text)
        parser.add_argument("rutnat", metavar="RUTNÄT", help="rutnätets eller resultatmallens id ur niofalt.toml")
        parser.add_argument("--insats", metavar="ID", required=True, help="insatsen som bedöms")
        span = "perioden, till exempel 2026H1 eller 2026" + (" (annars alla)" if name == "historik" else "")
        parser.add_argument("--period", metavar="PERIOD", required=name != "historik", help=span)
        if name == "fyll":
            several = "ett eller flera val, till exempel r1k1=stark r1k2=svag"
            parser.add_argument("--val", metavar="FÄLT=VAL", action="extend", nargs="+", required=True, help=several)
        _forbund(parser)
    exempel = _command(family, "exempel", "tui.cli_niofalt:exempel", "skriv ett exempel på niofalt.toml, med påhittade ord")
    exempel.add_argument("--ut", metavar="FIL", help="filen som skrivs (annars standardutmatningen)")


def _metadata(commands: Sub) -> None:
    family = _family(commands, "metadata", "ge och ta emot listor, formulär, räkneplan, räknare och mål som en fil")
    exportera = _command(family, "exportera", "tui.cli_metadata:exportera", "skriv mappens egna listor, frågor, räknare och mål som ett paket")
    exportera.add_argument("--ut", required=True, metavar="FIL", help="filen som skrivs")
    exportera.add_argument("--namn", metavar="NAMN", help="vems paketet är (annars det enda förbundets, eller förra utgåvans)")
    exportera.add_argument("--beskrivning", metavar="TEXT", help="vad paketet är, i en mening eller två (annars förra utgåvans)")
    exportera.add_argument("--med-skyddad", action="store_true", help="ta med ordalydelsen i instrument som är märkta skyddad")
    importera = _command(family, "importera", "tui.cli_metadata:importera", "lägg in ett paket i mappen; allt eller inget")
    importera.add_argument("fil", metavar="FIL", help="paketet")
    importera.add_argument("--prova", action="store_true", help="visa bara vad som skulle ändras")
    granska = _command(family, "granska", "tui.cli_metadata:granska", "kontrollera ett paket och visa vad det innehåller")
    granska.add_argument("fil", metavar="FIL", help="paketet")
    exempel = _command(family, "exempel", "tui.cli_metadata:exempel", "lista eller kopiera de paket som följer med: två förbund")
    exempel.add_argument("namn", metavar="NAMN", nargs="?", help="vilket (annars visas vilka som finns)")
    exempel.add_argument("--ut", metavar="FIL", help="filen som skrivs (annars NAMN.json)")


def _both(commands: Sub) -> None:
    _export(commands)
    _either(_command(commands, "kontroll", "tui.cli_checks:kontroll", "kontrollera ett valv eller register; slutkod 1 om något inte stämmer"))
    nycklar = _family(commands, "nycklar", "visa och godkänn nycklar")
    _command(nycklar, "visa", "tui.cli_checks:visa_nycklar", "visa nyckelfilerna och deras sex ord")
    godkann = _command(nycklar, "godkann", "tui.cli_checks:godkann", "godkänn nyckeln i mappen nycklar för en insats")
    godkann.add_argument("id", metavar="ID", help="insatsens id; med --insats förbundets")
    _forbund(godkann)
    _insats(godkann, "godkänn i stället förbundets nyckel, i den insatsens valv")
    aterstall = _command(commands, "aterstall", "tui.cli_checks:aterstall", "låt en äldre kopia av ett valv gälla")
    _either(aterstall)
    aterstall.add_argument("--orsak", required=True, metavar="KOD", help="varför, som en kod: a–z, siffror och bindestreck")
    losenfras = _family(commands, "losenfras", "byt lösenfras")
    _either(_command(losenfras, "byt", "tui.cli_checks:byt_losenfras", "byt lösenfras för ett valv"))
    kodlistor = _command(commands, "kodlistor", "tui.cli_vocabulary:kodlistor", "visa kodlistor, formulär och instrument")
    _insats(kodlistor, "bara de fält och instrument som insatsen använder")
    _metadata(commands)
    plan = _family(commands, "plan", "visa räkneplanen")
    _command(plan, "visa", "tui.cli_vocabulary:visa_plan", "visa vilka tabeller som räknas, och varför")
    granska_plan = _command(plan, "granska", "tui.cli_gate:granska_plan", "pröva om räkneplanens tabeller röjer någon")
    granska_plan.add_argument("--tid", metavar="SEK", type=int, default=120, help="längsta tid i sekunder (annars 120)")
    granska_plan.add_argument("--dragningar", metavar="N", type=int, default=5, help="påhittade grupper av varje slag (annars 5)")
    _tables(commands)
    demo = _command(commands, "demo", "tui.cli_open:demo", "gör ett påhittat förbund och öppna det", json=False)
    demo.add_argument("--ut", metavar="MAPP", help="en ny eller tom mapp, eller ett färdigt demo (annars en ny mapp bland programmets egna)")
    demo.add_argument("--utan-tui", action="store_true", help="gör det utan att öppna skärmen")
