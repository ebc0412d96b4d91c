"""Goals files that can't be used: each is refused with its line (marked ``#!``) and its reason, and nothing else ever comes of a broken file."""

from __future__ import annotations

import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import BadInput
from register.goals import loader
from register.goals.model import Goals
from tests.goals.fixtures import EXAMPLES, goals_of, vocabulary

MARK = "#!"
AREAS = "De som finns är centrum, hisingen, nordost, sydvast."
PLAN = "”planerat_antal” ska vara ett antal, 40, eller det lägsta och det högsta, [70, 90]."


class Fault(NamedTuple):
    name: str
    reason: str
    text: str


def goal(*lines: str) -> str:
    """A goal with two lines before those given."""
    return "\n".join(["[[mal]]", 'insats = "vagen"', *lines, ""])


def whole_goal(*lines: str) -> str:
    return goal("ar = 2024", 'label = "Mål"', *lines)


def row(kind: str, *lines: str) -> str:
    return "\n".join(["[[indikator]]", 'label = "Rad"', f'slag = "{kind}"', *lines, ""])


TOP = [
    Fault(
        "unknown heading",
        "Nyckeln ”mål” känns inte igen. Här får det stå utanfor_omraden, granser, mal, forbundsmal, indikator, resurs, volym, samhalle.",
        '["mål"] #!\n',
    ),
    Fault(
        "municipality in short",
        "”208” går inte att använda som id: en kommunkod har fyra siffror.",
        '[samhalle]\nkommuner = ["208"] #!\n',
    ),
    Fault("municipality twice", "”2080” står två gånger i ”kommuner”.", '[samhalle]\nkommuner = ["2080", "2080"] #!\n'),
    Fault("no municipality", "”kommuner” är tom.", "[samhalle]\nkommuner = [] #!\n"),
    Fault(
        "no quotes",
        "Värdet går inte att läsa. En text ska stå inom citattecken; sant och falskt skrivs true och false.",
        "[[mal]]\ninsats = vagen #!",
    ),
    Fault("one heading bracket", "”mal” ska vara en lista av poster: var och en under rubriken [[mal]].", '[mal] #!\ninsats = "vagen"\n'),
    Fault("a list of texts", "”mal” ska vara en lista av poster: var och en under rubriken [[mal]].", 'mal = ["vagen"] #!\n'),
    Fault("insats twice", "”landa” står två gånger i ”utanfor_omraden”.", 'utanfor_omraden = ["landa", "landa"] #!\n'),
    Fault(
        "insats with a capital",
        "”Landa” går inte att använda som id: bara a–z, 0–9 och bindestreck, 2 till 32 tecken.",
        'utanfor_omraden = ["Landa"] #!',
    ),
    Fault("limits as shares", "”viss” är 0.75, men skrivs i procent: 50, inte 0.5.", "[granser]\nviss = 0.75 #!\n"),
    Fault("limits in the wrong order", "Gränsen för Viss måluppfyllelse är högre än gränsen för God.", "[granser]\ngod = 80\nviss = 90 #!\n"),
    Fault("a low limit of good", "Gränsen för Viss måluppfyllelse är högre än gränsen för God.", "[granser]\ngod = 50 #!\n"),
]

GOALS = [
    Fault("no insats", "Nyckeln ”insats” saknas.", '[[mal]] #!\nar = 2024\nlabel = "Mål"\n'),
    Fault("no label", "Nyckeln ”label” saknas.", '[[mal]] #!\ninsats = "vagen"\nar = 2024\n'),
    Fault("empty label", "”label” är tom.", goal("ar = 2024", 'label = " " #!')),
    Fault("label of two lines", "”label” ska stå på en enda rad.", goal("ar = 2024", 'label = "a\\nb" #!')),
    Fault("long label", "”label” är 121 tecken lång; högst 120 får plats i en tabell.", goal("ar = 2024", f'label = "{"x" * 121}" #!')),
    Fault("no year", "Målet ska ha antingen ar (det året) eller fran_ar (från och med det året).", '[[mal]] #!\ninsats = "vagen"\nlabel = "Mål"\n'),
    Fault(
        "both years",
        "Målet ska ha antingen ar (det året) eller fran_ar (från och med det året).",
        '[[mal]] #!\ninsats = "vagen"\nlabel = "Mål"\nar = 2024\nfran_ar = 2024\n',
    ),
    Fault("year as text", "”ar” ska vara ett heltal.", goal('ar = "2024" #!', 'label = "Mål"')),
    Fault("year of two digits", "”ar” är 24, men ska vara mellan 1990 och 2100.", goal("ar = 24 #!", 'label = "Mål"')),
    Fault(
        "nothing to count",
        "Det saknas vad som ska räknas: skriv avslutsanledning, redo_for, grupp eller progression.",
        '[[mal]] #!\ninsats = "vagen"\nar = 2024\nlabel = "Mål"\nmalvarde = 50\n',
    ),
    Fault(
        "two things at once",
        "Bara en av avslutsanledning och redo_for får stå här: hur många som har flera av dem samtidigt är inte räknat.",
        whole_goal('redo_for = ["insats-af"] #!', 'avslutsanledning = ["studier"]'),
    ),
    Fault("unknown code", "Koden ”jobb” finns inte i listan ”avslutsanledning”.", whole_goal('avslutsanledning = ["studier", "jobb"] #!')),
    Fault("code of another list", "Koden ”studier” finns inte i listan ”redo_for”.", whole_goal('redo_for = ["studier"] #!')),
    Fault(
        "felregistrering",
        "Koden ”felregistrering” ingår inte i någon siffra och kan inte vara ett mål.",
        whole_goal('avslutsanledning = ["felregistrering"] #!'),
    ),
    Fault("no codes", "”redo_for” är tom.", whole_goal("redo_for = [] #!")),
    Fault("a code without brackets", "”redo_for” ska vara en lista av texter inom hakparenteser.", whole_goal('redo_for = "insats-af" #!')),
    Fault("code twice", "”insats-af” står två gånger i ”redo_for”.", whole_goal('redo_for = ["insats-af", "insats-af"] #!')),
    Fault(
        "unknown grouping",
        "Grupperingen ”falun” finns inte som gruppering av avslutsanledning eller redo_for.",
        whole_goal('grupp = { gruppering = "falun", id = "arbete" } #!'),
    ),
    Fault(
        "grouping of ages",
        "Grupperingen ”aldersgrupp-3” finns inte som gruppering av avslutsanledning eller redo_for.",
        whole_goal('grupp = { gruppering = "aldersgrupp-3", id = "16-29" } #!'),
    ),
    Fault(
        "unknown group",
        "Gruppen ”arbete” finns inte i ”goteborg”. De som finns är arbete-studier, rehabilitering, ovrigt.",
        whole_goal('grupp = { gruppering = "goteborg", id = "arbete" } #!'),
    ),
    Fault("group without grouping", "Nyckeln ”gruppering” saknas för ”arbete-studier”.", whole_goal('grupp = { id = "arbete-studier" } #!')),
    Fault(
        "unknown instrument",
        "Instrumentet ”bip” finns inte. De som finns är skapa, swemwbs.",
        whole_goal('progression = { instrument = "bip", skattare = "deltagare" } #!'),
    ),
    Fault(
        "unknown rater",
        "Skattaren ”kansli” finns inte. De som finns är deltagare, handlaggare, gemensam.",
        whole_goal('progression = { instrument = "skapa", skattare = "kansli", omrade = "halsa" } #!'),
    ),
    Fault(
        "no area",
        "Nyckeln ”omrade” saknas för ”skapa”. De som finns är na-arbete, klara-arbete, kompetenser, samarbete, vardag-natverk, halsa.",
        whole_goal('progression = { instrument = "skapa", skattare = "deltagare" } #!'),
    ),
    Fault(
        "unknown area",
        "Området ”ekonomi” finns inte i ”skapa”. De som finns är na-arbete, klara-arbete, kompetenser, samarbete, vardag-natverk, halsa.",
        whole_goal('progression = { instrument = "skapa", skattare = "deltagare", omrade = "ekonomi" } #!'),
    ),
    Fault(
        "area of a score",
        "”swemwbs” räknas som en enda poäng. Ta bort omrade.",
        whole_goal('progression = { instrument = "swemwbs", skattare = "deltagare", omrade = "x" } #!'),
    ),
    Fault("target as a share", "”malvarde” är 0.5, men skrivs i procent: 50, inte 0.5.", whole_goal("malvarde = 0.5 #!")),
    Fault("target as one whole", "”malvarde” är 1.0, men skrivs i procent: 50, inte 0.5.", whole_goal("malvarde = 1.0 #!")),
    Fault("target as text", "”malvarde” ska vara ett tal i procent, utan citattecken och procenttecken: 50.", whole_goal('malvarde = "50 %" #!')),
    Fault("target not a number", "”malvarde” ska vara ett tal i procent, utan citattecken och procenttecken: 50.", whole_goal("malvarde = nan #!")),
    Fault("target of true", "”malvarde” ska vara ett tal i procent, utan citattecken och procenttecken: 50.", whole_goal("malvarde = true #!")),
    Fault("target of nothing", "”malvarde” är 0, men ska vara över 0 och högst 100 procent.", whole_goal("malvarde = 0 #!")),
    Fault("target beyond all", "”malvarde” är 101, men ska vara över 0 och högst 100 procent.", whole_goal("malvarde = 101 #!")),
    Fault("plan backwards", PLAN, whole_goal("planerat_antal = [90, 70] #!")),
    Fault("plan of three", PLAN, whole_goal("planerat_antal = [1, 2, 3] #!")),
    Fault("plan as text", "”planerat_antal” ska vara ett heltal.", whole_goal('planerat_antal = "70-90" #!')),
    Fault("budget with decimals", "”budget” ska vara ett heltal.", whole_goal("budget = 546.5 #!")),
    Fault("budget of nothing", "”budget” är 0, men ska vara mellan 1 och 1000000000000.", whole_goal("budget = 0 #!")),
    Fault("insats in the förbund's goal", "Nyckeln ”insats” känns inte igen. Här får det stå label, ar, fran_ar, "
        "avslutsanledning, redo_for, grupp, progression, malvarde, planerat_antal, budget.", '[[forbundsmal]]\nlabel = "A"\ninsats = "vagen" #!\n'),
    Fault(
        "the same goal twice",
        "Målet ”Mål” finns två gånger för samma år.",
        whole_goal('redo_for = ["insats-af"]') + whole_goal('redo_for = ["inget"]').replace('"Mål"', '"Mål" #!'),
    ),
    Fault(
        "two budgets",
        "Budgeten står redan i ett annat mål för samma år. Skriv den en gång.",
        whole_goal('redo_for = ["insats-af"]', "budget = 5") + whole_goal('redo_for = ["inget"]', "budget = 5 #!").replace('"Mål"', '"Mål 2"'),
    ),
    Fault(
        "two plans",
        "Det planerade antalet står redan i ett annat mål för samma år. Skriv det en gång.",
        whole_goal('redo_for = ["insats-af"]', "planerat_antal = 5")
        + whole_goal('redo_for = ["inget"]', "planerat_antal = 5 #!").replace('"Mål"', '"Mål 2"'),
    ),
]  # fmt: skip

INDICATORS = [
    Fault("no kind", "Nyckeln ”slag” saknas.", '[[indikator]] #!\nlabel = "Rad"\n'),
    Fault(
        "unknown kind", "”slag” är ”summa”, men ska vara andel_avslut eller andel eller antal.", '[[indikator]]\nlabel = "Rad"\nslag = "summa" #!\n'
    ),
    Fault(
        "nothing to count",
        "Det saknas vad som ska räknas: skriv avslutsanledning, redo_for eller grupp.",
        '[[indikator]] #!\nlabel = "Rad"\nslag = "andel_avslut"\n',
    ),
    Fault(
        "by hand what is counted",
        "Nyckeln ”varden” känns inte igen. Här får det stå label, slag, avslutsanledning, redo_for, grupp, malvarde, referens, bedomning.",
        row("andel_avslut", 'redo_for = ["insats-af"]', 'varden = { "2023" = { antal = 3 } } #!'),
    ),
    Fault(
        "progression",
        "Nyckeln ”progression” känns inte igen. Här får det stå label, slag, avslutsanledning, redo_for, grupp, malvarde, referens, bedomning.",
        row("andel_avslut", 'progression = { instrument = "swemwbs", skattare = "deltagare" } #!'),
    ),
    Fault("a count without a key", "”2023” ska vara en tabell med nycklar och värden.", row("antal", 'varden = { "2023" = 86 } #!')),
    Fault("a share without its base", "Nyckeln ”namnare” saknas.", row("andel", 'varden = { "2023" = { taljare = 3 } } #!')),
    Fault("more than all", "Täljaren 13 är större än nämnaren 12.", row("andel", 'varden = { "2023" = { taljare = 13, namnare = 12 } } #!')),
    Fault(
        "below nothing",
        "”taljare” är -1, men ska vara mellan 0 och 10000000.",
        row("andel", 'varden = { "2023" = { taljare = -1, namnare = 2 } } #!'),
    ),
    Fault(
        "a count as a share",
        "Nyckeln ”taljare” känns inte igen. Här får det stå antal.",
        row("antal", 'varden = { "2023" = { taljare = 1, namnare = 2 } } #!'),
    ),
    Fault(
        "a year in words",
        "”ifjol” är inget år: ett år skrivs med fyra siffror inom citattecken.",
        row("antal", "varden = { ifjol = { antal = 1 } } #!"),
    ),
    Fault("a year far away", "”0023” är inget år: ett år skrivs med fyra siffror inom citattecken.", row("antal", 'referens = { "0023" = 1 } #!')),
    Fault(
        "another word for blank",
        "”saknas” kan inte stå här. Det enda ord som får stå i stället för ett värde är ej-uppfoljt.",
        row("antal", 'referens = { "2023" = "saknas" } #!'),
    ),
    Fault("references in a list", "”referens” ska vara en tabell med ett värde per år, inom klamrar.", row("antal", "referens = [30, 24] #!")),
    Fault(
        "a published share as a share",
        "”2022” är 0.24, men skrivs i procent: 50, inte 0.5.",
        row("andel", 'referens = { "2021" = 30, "2022" = 0.24 } #!'),
    ),
    Fault("a published count with decimals", "”2022” ska vara ett heltal.", row("antal", 'referens = { "2022" = 24.5 } #!')),
    Fault(
        "a year twice",
        "År 2022 står både i varden och i referens. Ta bort det ena.",
        row("antal", 'varden = { "2022" = { antal = 1 } }', 'referens = { "2021" = 1, "2022" = 1 } #!'),
    ),
    Fault("another judgement", "”2023” är ”bra”, men ska vara god eller viss eller ingen.", row("antal", 'bedomning = { "2023" = "bra" } #!')),
    Fault(
        "a judgement left out",
        "”2023” är ”ej-uppfoljt”, men ska vara god eller viss eller ingen.",
        row("antal", 'bedomning = { "2023" = "ej-uppfoljt" } #!'),
    ),
    Fault("a target of a count in halves", "”malvarde” ska vara ett heltal.", row("antal", "malvarde = 2.5 #!")),
    Fault("the same row twice", "Indikatorn ”Rad” finns två gånger.", row("antal") + row("antal").replace('"Rad"', '"Rad" #!')),
    Fault(
        "a fault in the second of two with tables of their own",
        "”2023” ska vara ett heltal.",
        row("antal", "[indikator.referens]", '"2023" = 4') + row("antal", "[indikator.referens]", '"2023" = true #!').replace("Rad", "Rad 2"),
    ),
]

RESOURCES = [
    Fault("no year", "Nyckeln ”ar” saknas.", "[[resurs]] #!\nandel = { centrum = 50 }\n"),
    Fault("neither shares nor kronor", "Resurserna ska anges antingen som andel eller i kr.", "[[resurs]] #!\nar = 2023\n"),
    Fault(
        "shares and kronor",
        "Resurserna ska anges antingen som andel eller i kr.",
        "[[resurs]] #!\nar = 2023\nandel = { centrum = 50 }\nkr = { centrum = 50 }\n",
    ),
    Fault("unknown area", f"Området ”norr” finns inte i listan ”omrade”. {AREAS}", "[[resurs]]\nar = 2023\nkr = { centrum = 5, norr = 5 } #!\n"),
    Fault("no areas", "”andel” ska vara en tabell med ett värde per område, inom klamrar.", "[[resurs]]\nar = 2023\nandel = {} #!\n"),
    Fault("beyond all", "”centrum” är 150, men ska vara från 0 och högst 100 procent.", "[[resurs]]\nar = 2023\nandel = { centrum = 150 } #!\n"),
    Fault(
        "a year twice",
        "År 2023 har redan resurser. Skriv alla områden i samma post.",
        "[[resurs]]\nar = 2023\nkr = { centrum = 5 }\n[[resurs]]\nar = 2023 #!\nkr = { nordost = 5 }\n",
    ),
]


def tally(*lines: str) -> str:
    return "\n".join(["[[volym]]", 'label = "Personal"', *lines, ""])


def two_tallies(*lines: str) -> str:
    return '[[volym]]\nlabel = "Annat"\nraknas = "deltagare"\n' + tally(*lines)


TALLIES = [
    Fault("no label", "Nyckeln ”label” saknas.", '[[volym]] #!\nraknas = "deltagare"\n'),
    Fault("nothing", "Volymen ska ha varden, raknas, raknare eller summa.", '[[volym]] #!\nlabel = "Personal"\n'),
    Fault("twice", "Volymen ”Annat” finns två gånger.", two_tallies('raknas = "deltagare"').replace('"Personal"', '"Annat" #!')),
    Fault(
        "antal and delar",
        "Ett år ska ha antingen antal eller delar, som då är antalet tillsammans.",
        tally("varden = { 2023 = { antal = 1, delar = { A = 1 } } } #!"),
    ),
    Fault("neither", "Ett år ska ha antingen antal eller delar, som då är antalet tillsammans.", tally("varden = { 2023 = {} } #!")),
    Fault("no parts", "”delar” ska vara en tabell med ett antal per del, inom klamrar.", tally("varden = { 2023 = { delar = {} } } #!")),
    Fault("half a person", "”A” ska vara ett heltal.", tally("varden = { 2023 = { delar = { A = 0.5 } } } #!")),
    Fault("less than nothing", "”antal” är -1, men ska vara mellan 0 och 10000000.", tally("varden = { 2023 = { antal = -1 } } #!")),
    Fault("a bare number", "”2023” ska vara en tabell med nycklar och värden.", tally("varden = { 2023 = 5 } #!")),
    Fault("other counts", "”raknas” är ”nya”, men ska vara deltagare.", tally('raknas = "nya" #!')),
    Fault("many decimals", "”decimaler” är 2, men ska vara mellan 0 och 1.", tally('raknas = "deltagare"', "decimaler = 2 #!")),
    Fault("sum of one", "En summa räknar upp minst två volymer.", two_tallies('summa = ["Annat"] #!')),
    Fault(
        "sum of itself",
        "Volymen ”Personal” är själv en summa. En summa räknar upp andra volymers label.",
        two_tallies('summa = ["Annat", "Personal"] #!'),
    ),
    Fault(
        "sum of nothing known",
        "Volymen ”annat” finns inte. En summa räknar upp andra volymers label.",
        two_tallies('summa = ["Annat", "annat"] #!'),
    ),
    Fault(
        "sum with its own",
        "En summa räknas fram ur andra volymer och har inte raknas.",
        tally('summa = ["A", "B"]', 'raknas = "deltagare" #!') + "".join(f'[[volym]]\nlabel = "{n}"\nraknas = "deltagare"\n' for n in "AB"),
    ),
]

FAULTS = [*TOP, *GOALS, *INDICATORS, *RESOURCES, *TALLIES]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_is_told_with_line_and_reason(tmp_path: Path, fault: Fault) -> None:
    lines = [i for i, line in enumerate(fault.text.split("\n"), 1) if MARK in line]
    assert len(lines) == 1, "one line is marked"
    with pytest.raises(loader.GoalsError) as caught:
        goals_of(tmp_path, fault.text)
    assert (caught.value.file, caught.value.line, caught.value.reason) == ("mal.toml", lines[0], fault.reason)
    assert caught.value.what == f"Fel i målen: mal.toml, rad {lines[0]}, kan inte användas."
    assert caught.value.exit_code == 2
    assert caught.value.remedy


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "mal.toml").write_bytes('[[mal]]\nlabel = "Mål"\n'.encode("latin-1"))
    with pytest.raises(loader.GoalsError) as caught:
        loader.load(tmp_path, vocabulary())
    assert (caught.value.line, caught.value.reason) == (2, "Filen är inte sparad som UTF-8. Spara den igen med teckenkodningen UTF-8.")


def never_anything_else(raw: bytes) -> Goals | None:
    """The goals of the bytes; None where they are refused, which must name the file and one of its lines."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "mal.toml").write_bytes(raw)
        try:
            return loader.load(Path(folder), vocabulary())
        except BadInput as error:
            refused = error
    assert isinstance(refused, loader.GoalsError)
    assert refused.file == "mal.toml"
    assert refused.line is not None
    assert 1 <= refused.line <= raw.count(b"\n") + 1
    assert refused.reason
    return None


ALL = "\n".join(sorted((textwrap.dedent(text) for texts in EXAMPLES.values() for text in texts), key=lambda text: not text.startswith("utanfor")))
"""Every example of docs/mal.md in one file."""


@given(st.data())
def test_a_file_with_something_cut_out_or_put_in_is_refused_by_line_or_understood(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(ALL)))
    to = data.draw(st.integers(at, min(at + 40, len(ALL))))
    put = data.draw(
        st.sampled_from(["", "\n", '"', "=", "[", "]]", "{", "}", "0x" + "f" * 4000, "inf", "-1", "å", "#", "a.b.c = 1\n", "\0", "1979-05-27", "'''"])
    )
    never_anything_else((ALL[:at] + put + ALL[to:]).encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_by_line_or_understood(raw: bytes) -> None:
    never_anything_else(raw)


VALUES = st.one_of(
    st.sampled_from(
        ["true", "nan", "-inf", "1979-05-27", "07:32:00", "[]", "{}", "[[]]", "0x" + "f" * 5000, '"ej-uppfoljt"', "[1, 2]", "{ a = { a = 1 } }"]
    ),
    st.integers(-200, 3000).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["studier", "insats-af", "skapa", "2024", "centrum", "\\u0000", "\\n"]).map(lambda text: f'"{text}"'),
)
MADE_OF = sorted({word for line in ALL.split("\n") for word in [line.split(" = ")[0]] if word.isidentifier()} | {"fran_ar", "andel", "kr"})
KEYS = st.sampled_from(MADE_OF)
HEADINGS = st.sampled_from(
    ["[[mal]]", "[[forbundsmal]]", "[[indikator]]", "[[resurs]]", "[granser]", "[[indikator.varden]]", "[mal.grupp]", "[resurs]", "[[volym]]"]
)


@given(st.lists(st.tuples(HEADINGS, st.dictionaries(KEYS, VALUES, max_size=5)), max_size=4))
def test_any_value_in_any_place_is_refused_by_line_or_understood(blocks: list[tuple[str, dict[str, str]]]) -> None:
    text = "\n".join(f"{heading}\n" + "\n".join(f"{key} = {value}" for key, value in keys.items()) for heading, keys in blocks)
    never_anything_else(text.encode())


def test_a_fault_deep_in_a_long_file_is_told_by_its_own_line(tmp_path: Path) -> None:
    broken = ALL.replace("taljare = 0, namnare = 8", "taljare = 9, namnare = 8")
    line = next(i for i, text in enumerate(broken.split("\n"), 1) if "taljare = 9" in text)
    with pytest.raises(loader.GoalsError) as caught:
        goals_of(tmp_path, broken)
    assert caught.value.line == line > 60
