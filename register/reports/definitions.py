"""What the words of the field mean in a report: id → (label, text). A report prints those that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from register.reports.document import Section
from register.statistics import LARGER, WITHIN

Definition = tuple[str, str]

DEFINITIONS: Final[Mapping[str, Definition]] = MappingProxyType(
    {
        # What is counted.
        "deltagande": (
            "Deltagande",
            "En persons tid i en insats, från start till avslut. Den som deltar i två insatser räknas två gånger.",
        ),
        "deltagare": ("Deltagare under perioden", "Deltaganden som pågick när perioden började och de som startade under den."),
        "nya": ("Nya", "Deltaganden som startade under perioden."),
        "pagaende": ("Pågående", "Deltaganden som inte var avslutade vid periodens slut."),
        "avslutade": ("Avslutade", "Deltaganden som avslutades under perioden. Felregistrerade räknas inte."),
        "felregistrerad": ("Felregistrerad", "Ett deltagande som aldrig skulle ha registrerats. Det räknas inte i något tal."),
        "period": (
            "Period",
            "Månaderna som rapporten gäller. En start hör till perioden med dess månad, ett avslut till perioden med dess.",
        ),
        "kon": ("Kön", "Kvinnor och män visas var för sig där antalen räcker. I totalen ingår också annat eller uppgift saknas."),
        "antal": ("Antal", "Antal deltaganden, inte antal personer."),
        "struktur": (
            "Strukturövergripande insats",
            "En insats utan enskilda deltagare, till exempel utbildning för personal. Bara antalet räknas.",
        ),
        # On what a share is reckoned.
        "bas": ("Bas", "De deltaganden som en andel är räknad på: redovisade med uppgift i frågan."),
        "redovisade": (
            "Redovisade",
            "Deltaganden vars svar har lämnats till kansliet. Svar lämnas i grupper om minst fem, så några kan vänta och räknas senare.",
        ),
        "saknas": ("Uppgift saknas", "Frågan är inte besvarad, eller så behöver svaret starten och den är okänd. Ingår inte i andelen."),
        "andel": ("Andel", "Antalet delat med basen, i hela procent. Varje andel är avrundad för sig, så de behöver inte bli 100 tillsammans."),
        "sen": ("Sen", "En uppgift som kom när dess period var låst. Den räknas i nästa period."),
        "start-okand": ("Start okänd", "Ett avslut där deltagandets start inte kan kopplas ihop med avslutet. Före och efter kan då inte jämföras."),
        "endast-antal": ("Endast antal", "Ett deltagande som bara räknas i antalen, utan svar på frågorna."),
        "vantar": ("Väntar", "Svar som ännu är för få för att lämnas. De lämnas tillsammans med senare svar."),
        "ej-uppfoljt": ("Ej uppföljt", "Ingen har följt upp detta. Det är inte samma sak som noll."),
        "dold": ("Dolt (··)", "Talet visas inte, eftersom det eller ett annat tal annars kunde säga något om en enskild person."),
        # Chance.
        "intervall": (
            "95 %-intervall",
            "Hur mycket en andel svänger av slumpen i en så liten grupp (Wilsons intervall). Alla avslutade är räknade, så det är inget urvalsfel.",
        ),
        "slump": (
            "Slumpen",
            (
                f"En skillnad är ”{LARGER}” när både Newcombes intervall (95 %) och Fishers mid-p (under 0,05) säger det, annars ”{WITHIN}”. "
                "Orden säger inget om orsaken."
            ),
        ),
        "skillnad": ("Skillnad", "Andelen nu minus andelen i den jämförda perioden, i procentenheter, med Newcombes 95 %-intervall."),
        "tratt": (
            "Trattens gränser",
            (
                "Mellan gränserna ligger 99,8 % av de andelar som slumpen ger kring förbundets andel i en insats av den storleken. "
                "Insatserna har olika målgrupper: en punkt utanför är en fråga, inget betyg."
            ),
        ),
        # Goals.
        "malvarde": ("Målvärde", "Den andel eller det antal som förbundet har bestämt att det vill nå."),
        "maluppfyllelse": ("Måluppfyllelse", "God, Viss eller Ingen, efter hur stor del av målvärdet som är nådd. Gränserna är förbundets egna."),
        "osakert": ("Osäkert", "Målvärdet ligger inom intervallet: slumpen kan ensam ha lagt utfallet på den ena eller andra sidan av målet."),
        "planerat": ("Planerat", "Det antal deltaganden som är planerat för året."),
        "budget": ("Budget", "Kronor som är beslutade för året."),
        "kostnad": ("Kostnad per deltagande", "Årets budget delad med deltagare under perioden. Det är budgeten, inte utfallet, som räknas."),
        "kostnad-mal": ("Kostnad per avslut som nådde målet", "Årets budget delad med de redovisade avslut som nådde målet."),
        "referens": ("Publicerat tidigare", "Ett värde ur en tidigare publicerad rapport. Det är inte räknat i registret och har inget intervall."),
        "bedomning": (
            "Bedömning",
            "Vald ur förbundets egen lista av den som bedömer insatsen. Den är inget antal och räknas inte fram ur siffrorna bredvid.",
        ),
        # Outcome.
        "utfall": ("Utfall", "Varför deltagandet avslutades, i förbundets egna grupper."),
        "redo-for": ("Redo för", "Vad deltagaren vid avslutet bedöms vara redo för, vad som än följer."),
        "borjade-okade": (
            "Började eller ökade",
            "Arbete eller studier efter insatsen men inte före, eller i större omfattning efter än före.",
        ),
        "fore-efter": (
            "Före och efter",
            "Läget direkt före starten och vid avslutet, för samma avslutade deltaganden. Hur många som gått från det ena till det andra visas inte.",
        ),
        "for-vem": (
            "För vem insatsen fungerar",
            "Utfallet i grupper av deltaganden. Visas bara när minst 30 avslut är redovisade. Grupperna skiljer sig åt i mer än det som visas.",
        ),
        "tid": ("Tid i insatsen", "Hela månader från startmånad till avslutsmånad, för dem som avslutades."),
        "parallell": ("Parallell insats", "Deltagaren var samtidigt i en annan insats, i förbundet eller hos en av dess parter."),
        "vald-fragad": ("Frågan om våld", "Om frågan är ställd, aldrig vad svaret var."),
        # Progression.
        "par": ("Par", "Deltaganden med minst två mätningar med samma instrument och skattare: den första mot den senaste."),
        "forbattrad": ("Förbättrad", "Den senaste mätningen är bättre än den första."),
        "lika": ("Lika", "Den senaste mätningen är densamma som den första."),
        "inte-forbattrad": ("Inte förbättrad", "Den senaste mätningen är densamma som den första, eller sämre."),
        "forsamrad": ("Försämrad", "Den senaste mätningen är sämre än den första."),
        "medel": ("Medelvärde", "Summan av nivåerna delad med antalet par. Visas bara när paren är minst tio."),
        "forandring": ("Förändring", "Medelvärdet av den senaste mätningen minus medelvärdet av den första, för samma par."),
        "standardavvikelse": (
            "Spridning",
            "Förändringens standardavvikelse: hur mycket den skiljer sig mellan paren. Omkring två av tre ligger oftast inom en från medelvärdet.",
        ),
        "skattare": ("Skattare", "Den som har skattat: deltagaren själv eller handläggaren. De visas alltid var för sig."),
    }
)

ALWAYS: Final = ("deltagande", "period", "antal", "redovisade", "bas", "sen", "start-okand", "endast-antal", "vantar", "felregistrerad")
"""What every report says, since every figure rests on it."""


def used(sections: Iterable[Section], more: Iterable[str] = ()) -> dict[str, Definition]:
    """The definitions of a report in the order of the list: those always given, those that a column names, and ``more``.

    Raises:
        KeyError: a term has no definition.
    """
    named = {column.term for one in sections if one.view for column in one.view.columns if column.term}
    wanted = {*ALWAYS, *named, *more}
    if unknown := wanted - set(DEFINITIONS):
        raise KeyError(min(unknown))
    return {term: said for term, said in DEFINITIONS.items() if term in wanted}
