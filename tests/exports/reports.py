"""Made-up reports to write: every kind of value and of chart, over tables that the gate itself has made. Nothing here is anybody's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

from register.disclosure.boxes import Universe
from register.disclosure.drafts import Axis, Draft, Node, margin
from register.disclosure.protected import ProtectedTable, release
from register.reports.document import BLANK_MARK, Chart, Column, Report, Row, Section, Series, Value, View
from register.reports.values import EMPTY, HIDDEN, count, decimal, kronor, per_cent, words
from register.reports.values import NOT_FOLLOWED_UP as BLANK

MADE: Final = date(2027, 2, 3)
INSATSER: Final = ("Vägen vidare", "Unga framåt", "Stegen", "Coachteamet Norr", "Hälsa och aktivitet", "Rehabstödet")
MONTHS: Final = tuple(f"2026-{month:02}" for month in range(1, 13))
GROUPS: Final = (("arbete", "Arbete eller studier"), ("rehab", "Fortsatt arbetslivsinriktad rehabilitering"), ("ovrigt", "Övrigt"))


@cache
def table(ident: str = "avslut", title: str = "Avslutade efter insats, kön och anledning") -> ProtectedTable:
    """Two insatser × two kön × three answers with margins; some cells are small."""
    rows = {("o1", "k"): (14, 21, 6), ("o1", "m"): (12, 2, 9), ("o2", "k"): (9, 8, 11), ("o2", "m"): (15, 12, 3)}
    counts = {(o, k, svar): n for (o, k), ns in rows.items() for (svar, _), n in zip(GROUPS, ns, strict=True)}
    answers = frozenset(svar for svar, _ in GROUPS)
    universe = Universe(ident, counts, {"o1": "vagen", "o2": "unga"}, frozenset("km"), answers)
    omgang = Axis("insats", "Insats", (Node("vagen", INSATSER[0], frozenset(["o1"])), Node("unga", INSATSER[1], frozenset(["o2"])), _all("o1", "o2")))
    kon = Axis("kon", "Kön", (Node("kvinna", "Kvinnor", frozenset("k")), Node("man", "Män", frozenset("m")), margin("Totalt", frozenset("km"))))
    svar = Axis("anledning", "Avslutsanledning", (*(Node(c, label, frozenset([c])) for c, label in GROUPS), margin("Alla", answers)))
    return release([(Draft(ident, title, universe, omgang, kon, svar), "Tre grupper, uppdelat på kön: den finaste indelning som håller.")])[0].table


@cache
def period_table() -> ProtectedTable:
    """Two periods × everybody × two answers: a time dimension and one of a single category."""
    counts = {("p1", "a", "ja"): 31, ("p1", "a", "nej"): 20, ("p2", "a", "ja"): 40, ("p2", "a", "nej"): 18}
    both = frozenset(["ja", "nej"])
    universe = Universe("vald", counts, {"p1": "x", "p2": "x"}, frozenset("a"), both)
    omgang = Axis("period", "Period", (Node("2025", "2025", frozenset(["p1"])), Node("2026", "2026", frozenset(["p2"]))))
    kon = Axis("kon", "Kön", (margin("Totalt", frozenset("a")),))
    svar = Axis("svar", "Fråga om våld ställd", (Node("ja", "Ja", frozenset(["ja"])), Node("nej", "Nej", frozenset(["nej"])), margin("Alla", both)))
    return release([(Draft("vald", "Fråga om våld ställd", universe, omgang, kon, svar), "Utan kön.")])[0].table


def _all(*omgangar: str) -> Node:
    return margin("Alla insatser", frozenset(omgangar))


def share(value: float, low: float | None = None, high: float | None = None) -> Value:
    return Value("andel", per_cent(value), value, low, high)


def mean(value: float) -> Value:
    return Value("medel", decimal(value, 1), value)


def interval(low: float, high: float) -> Value:
    return Value("intervall", f"{low * 100:.0f}–{high * 100:.0f}\u00a0%", None, low, high)


DEFINITIONS: Final = {
    "deltagande": ("Deltagande", "En persons tid i en insats, från start till avslut. Den som börjar igen räknas som ett nytt deltagande."),
    "bas": ("Bas", "De deltaganden som en andel räknas på. Står bredvid varje andel."),
    "period": ("Period", "Den tid som rapporten gäller. Ett avslut hör till perioden med dess månad."),
    "sen": ("Sen", "En blankett som kom när dess period redan var låst och därför räknas i den äldsta öppna perioden."),
    "start-okand": ("Start okänd", "Ett avslut utan deltagarens kod: före och efter går inte att jämföra."),
    "malvarde": ("Målvärde", "Den andel som förbundet har bestämt att den vill nå."),
}


def indicators() -> Section:
    columns = (Column("2024"), Column("2025"), Column("2026"), Column("Målvärde", "malvarde"), Column("Bas 2026", "bas"), Column("Måluppfyllelse"))
    rows = (
        Row("Till arbete eller studier", (share(0.30), share(0.24), share(0.38, 0.29, 0.48), share(0.3), count(104), words("God, osäkert"))),
        Row("Fortsatt arbetslivsinriktad rehabilitering", (share(0.44), share(0.58), BLANK, share(0.5), EMPTY, BLANK)),
        Row("Personal utbildad om våld", (share(0.8), share(1.0), share(1.0), share(1.0), count(1118), words("God"))),
        Row("Styrelsen utbildad i jämställdhet", (BLANK, share(0.0), share(0.0), share(1.0), count(9), words("Ingen"))),
        Row("Rapporter om brister i samverkan", (count(86), count(0), HIDDEN, EMPTY, EMPTY, words("–")), strong=True),
    )
    years = ("2024", "2025", "2026")
    line = Chart(
        "linje",
        "Andel till arbete eller studier",
        "Andelen var 30 procent 2024, 24 procent 2025 och 38 procent 2026, mot ett mål på 30 procent.",
        years,
        (Series("Arbete eller studier", (0.30, 0.24, 0.38), (None, None, (0.29, 0.48))),),
        "andel",
        0.0,
        0.6,
        0.3,
    )
    notes = ("Värdena för 2024 och 2025 är publicerade tidigare och har inget intervall.",)
    sentences = (
        "Andelen till arbete eller studier är 38 procent av 104 avslutade. Målet är 30 procent.",
        "Alla avslutade är räknade. Intervallet 29–48 % visar hur mycket en andel svänger av slumpen i en så liten grupp.",
    )
    return Section("indikatorer", "Indikatorer", sentences, View("Indikatorer och måluppfyllelse", "Indikator", columns, rows, notes), line)


def outcome() -> Section:
    rows = tuple(
        Row(label, (count(n), share(part, low, high), interval(low, high)), level, strong)
        for label, n, part, low, high, level, strong in (
            ("Arbete eller studier", 40, 0.385, 0.29, 0.48, 0, True),
            ("Arbete utan stöd", 22, 0.212, 0.14, 0.30, 1, False),
            ("Studier", 18, 0.173, 0.11, 0.26, 1, False),
            ("Fortsatt arbetslivsinriktad rehabilitering", 43, 0.413, 0.32, 0.51, 0, True),
        )
    )
    rows = (*rows, Row("Övrigt", (HIDDEN, HIDDEN, HIDDEN), 0, strong=True))
    chart = Chart(
        "grupperad-stapel",
        "Avslutsanledning efter kön",
        "Kvinnor går oftare vidare till fortsatt rehabilitering, män oftare till arbete. Övrigt är dolt för män.",
        tuple(label for _, label in GROUPS),
        (Series("Kvinnor", (0.33, 0.42, 0.25)), Series("Män", (0.51, 0.33, None))),
        "andel",
        0.0,
        0.6,
        0.3,
    )
    columns = (Column("Antal"), Column("Andel", "bas"), Column("95 %-intervall"))
    view = View("Avslutade efter anledning, 2026", "Avslutsanledning", columns, rows, ("104 redovisade av 112 avslutade.",))
    return Section("utfall", "Utfall", ("Fyra av tio går till arbete eller studier.",), view, chart, table().note)


def flow() -> Section:
    started = (12, 9, 14, 8, 10, 6, 0, 7, 15, 11, None, 5)
    ended = (6, 7, 9, 8, 12, 14, 5, None, 8, 9, 10, 13)
    rows = tuple(Row(month, tuple(HIDDEN if n is None else count(n) for n in pair)) for month, *pair in zip(MONTHS, started, ended, strict=True))
    chart = Chart(
        "linje",
        "Nya och avslutade per månad",
        "Nya ligger mellan 0 i juli och 15 i september. November för nya och augusti för avslutade är dolda.",
        MONTHS,
        (Series("Nya", started), Series("Avslutade", ended)),
        "antal",
        0,
        20,
    )
    return Section("flode", "In och ut", (), View("Nya och avslutade per månad", "Månad", (Column("Nya"), Column("Avslutade")), rows), chart)


def progression() -> Section:
    areas = ("Nå ett arbete", "Klara ett arbete", "Kompetenser", "Samarbetsförmåga", "Vardag och nätverk", "Hälsa")
    first, latest = (2.1, 2.4, 2.9, 3.1, 2.6, 2.2), (3.0, 3.2, 3.3, None, 3.1, 2.9)
    rows = tuple(Row(area, (mean(a), HIDDEN if b is None else mean(b), count(46))) for area, a, b in zip(areas, first, latest, strict=True))
    chart = Chart(
        "spindel",
        "Skattningar, först och senast",
        "Medelvärdena är högre vid senaste mätningen i alla områden som visas. Samarbetsförmåga är dolt.",
        areas,
        (Series("Första mätningen", first), Series("Senaste mätningen", latest)),
        "medel",
        1,
        5,
    )
    view = View("Medelvärden på skalan 1–5", "Område", (Column("Först"), Column("Senast"), Column("Par", "bas")), rows)
    return Section("progression", "Progression", ("Bland 46 par är alla visade områden högre vid den senaste mätningen.",), view, chart)


def funnel() -> Section:
    shares = (0.42, 0.31, 0.25, 0.55, 0.38, None)
    sizes = (48, 112, 36, 22, 74, 0)
    rows = tuple(
        Row(name, (HIDDEN if p is None else share(p), HIDDEN if p is None else count(n))) for name, p, n in zip(INSATSER, shares, sizes, strict=True)
    )
    limits = tuple((n, max(0.0, 0.37 - 1.5 / n**0.5), min(1.0, 0.37 + 1.5 / n**0.5)) for n in range(10, 131, 5))
    chart = Chart(
        "tratt",
        "Andel till arbete eller studier, per insats",
        "Fem insatser ligger alla innanför gränserna. Rehabstödet är dolt.",
        INSATSER,
        (Series("Andel", shares),),
        "andel",
        0.0,
        1.0,
        sizes=sizes,
        limits=limits,
        whole=0.37,
    )
    view = View("Andel till arbete eller studier", "Insats", (Column("Andel"), Column("Bas", "bas")), rows)
    return Section(
        "tratt", "Insatserna bredvid varandra", ("Ingen insats ligger utanför vad slumpen brukar ge. Målgrupperna skiljer sig åt.",), view, chart
    )


def intervals() -> Section:
    rows = tuple(
        Row(name, (share(p, p - 0.1, p + 0.12), interval(p - 0.1, p + 0.12))) for name, p in zip(INSATSER[:4], (0.42, 0.31, 0.25, 0.55), strict=True)
    )
    chart = Chart(
        "intervall",
        "Andel som börjat eller ökat arbete",
        "Intervallen överlappar varandra. För Hälsa och aktivitet har ingen följt upp.",
        INSATSER[:5],
        (
            Series(
                "Andel", (0.42, 0.31, 0.25, 0.55, None), ((0.32, 0.54), (0.21, 0.43), (0.15, 0.37), (0.45, 0.67), None), ("", "", "", "", BLANK_MARK)
            ),
        ),
        "andel",
        0.0,
        1.0,
        0.4,
    )
    view = View("Börjat eller ökat arbete", "Insats", (Column("Andel", "bas"), Column("95 %-intervall")), (*rows, Row(INSATSER[4], (BLANK, BLANK))))
    return Section("okat", "Börjat eller ökat arbete", (), view, chart)


def areas() -> Section:
    names = ("Centrum", "Hisön", "Nordost", "Sydväst")
    people, money = (0.29, 0.25, 0.25, 0.22), (0.27, 0.25, 0.28, 0.20)
    rows = tuple(Row(name, (share(a), share(b), kronor(3_238_500))) for name, a, b in zip(names, people, money, strict=True))
    chart = Chart(
        "grupperad-stapel",
        "Deltagare och resurser per område",
        "Andelarna följer varandra i alla fyra områdena.",
        names,
        (Series("Deltagare", people), Series("Resurser", money)),
        "andel",
        0.0,
        0.4,
    )
    return Section(
        "omraden", "Områden", (), View("Andelar per område", "Område", (Column("Deltagare"), Column("Resurser"), Column("Kronor")), rows), chart
    )


def headline() -> Section:
    rows = (
        Row("Deltagare under året", (count(1960), count(1749))),
        Row("varav kvinnor", (share(0.57), share(0.56)), level=1),
        Row("varav män", (share(0.43), share(0.44)), level=1),
        Row("Pågående vid årets slut", (count(1211), count(1093))),
    )
    sentences = (
        "Deltagarna är 211 fler än året före.",
        "Andelen till arbete eller studier är 38 procent; ändringen är större än vad slumpen brukar ge.",
        "Fyra insatser når sina mål, osäkert för två av dem.",
    )
    return Section("laget", "Läget", sentences, View("Läget vid årets slut", "Mått", (Column("2026"), Column("2025")), rows))


def report(*sections: Section, **changes: object) -> Report:
    """A yearly report with everything in it, or with the sections given."""
    made = Report(
        kind="arsredovisning",
        title="Årsredovisning 2026: indikatorer och utfall",
        subject="Förbundet Exempel",
        span="2026",
        span_label="januari–december 2026",
        made=MADE,
        sections=sections or (headline(), indicators(), outcome(), flow(), progression(), funnel(), intervals(), areas()),
        definitions=DEFINITIONS,
        about=(
            "Påhittade tal för ett påhittat förbund.",
            "Siffrorna kommer från insatsernas räkningar. Inga uppgifter om enskilda personer finns hos kansliet.",
            "Alla avslutade är räknade, så intervallen är inte urvalsfel utan visar hur mycket en andel svänger av slumpen i en så liten grupp.",
        ),
        tables=(table(), period_table()),
        audit={},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def overview() -> Report:
    """The board's one page."""
    sections = (headline(), flow(), replace(indicators(), heading="Utfall mot mål"), funnel(), areas())
    return report(*sections, kind="oversikt", title="Översikt för styrelsen")
