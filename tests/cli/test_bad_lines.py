"""A bad line is answered with what is wrong, which field and which line; it changes nothing, and the good lines stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.world import World

START = {"kon": "kvinna", "aldersgrupp": "25-29", "manad": "2026-03"}
NOT_JSON = ("Raden är inte JSON.", None, "", "Skriv ett JSON-objekt per rad.")
NO_OBJECT = ("Raden är inget JSON-objekt.", None, "", "Skriv ett JSON-objekt per rad.")
UNREADABLE_MONTH = (
    "Månaden går inte att läsa.",
    "manad",
    "En månad skrivs med fyra siffror för året och två för månaden.",
    "Skriv till exempel 2026-03.",
)

RAW: list[tuple[str, bytes, tuple[str, str | None, str, str]]] = [
    ("no JSON", b"hej\n", NOT_JSON),
    ("half an object", b'{"kon": "kvinna"\n', NOT_JSON),
    ("two objects", b"{} {}\n", NOT_JSON),
    ("NaN", b'{"kon": NaN}\n', NOT_JSON),
    ("Infinity", b'{"kon": -Infinity}\n', NOT_JSON),
    ("too deep", b"[" * 20_000 + b"\n", NOT_JSON),
    ("number without end", b'{"kon": ' + b"9" * 6_000 + b"}\n", NOT_JSON),
    ("a list", b"[1]\n", NO_OBJECT),
    ("null", b"null\n", NO_OBJECT),
    ("a number", b"1\n", NO_OBJECT),
    ("a string", b'"x"\n', NO_OBJECT),
    ("not UTF-8", b'{"kon": "\xe5"}\n', ("Raden är inte text i UTF-8.", None, "", "Skriv ett JSON-objekt per rad.")),
    (
        "a key twice",
        b'{"kon": "kvinna", "kon": "man", "manad": "2026-03"}\n',
        ("Samma fält står två gånger på raden.", None, "Det är oklart vilket som gäller.", "Ange varje fält en gång."),
    ),
    (
        "too long",
        b'{"kon": "' + b"x" * 70_000 + b'"}\n',
        ("Raden är för lång.", None, "En rad har högst 65536 byte.", "Skriv ett JSON-objekt per rad."),
    ),
]


@pytest.mark.parametrize(("raw", "expected"), [case[1:] for case in RAW], ids=[case[0] for case in RAW])
def test_what_is_no_object(insats: World, raw: bytes, expected: tuple[str, str | None, str, str]) -> None:
    good = json.dumps(START).encode() + b"\n"
    ran = insats.run("start", "--json", lines=good + raw + good)
    fel, falt, varfor, gor = expected
    assert ran.code == 2
    assert list(ran.lines[0]) == list(ran.lines[2]) == ["kod", "handtag"]
    assert ran.lines[1] == {"fel": fel, "falt": falt, "rad": 2, "varfor": varfor, "gor": gor}
    assert ran.err == "1 av 3 rader togs inte emot. Svaret på var och en säger varför. De andra är sparade.\n"
    assert len(insats.ok("lista", "--json").document) == 2


def test_empty_lines_are_passed_over_but_counted(insats: World) -> None:
    ran = insats.run("start", "--json", lines=b"\n\r\n" + json.dumps(START).encode() + b"\r\n\n nej\n")
    assert [line.get("rad") for line in ran.lines] == [None, 5]


def test_a_byte_order_mark_and_a_missing_last_line_break_are_no_fault(insats: World) -> None:
    assert insats.ok("start", "--json", lines=b"\xef\xbb\xbf" + json.dumps(START).encode()).code == 0


def bad(fel: str, falt: str | None, varfor: str, gor: str, **changes: Any) -> Any:
    return pytest.param(changes, (fel, falt, varfor, gor), id=" ".join(f"{key}={json.dumps(value)[:30]}" for key, value in changes.items()))


NOT_TEXT = ("Svaret är inte text.", "Ange svarets id som text.")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        bad("Kön saknas.", "kon", "Fältet måste fyllas i.", "Välj ett svar.", kon=None),
        bad("Kön har ett svar som inte går att välja.", "kon", "Svaret finns inte i listan.", "Välj ett av: kvinna, man, annat.", kon="Kvinna"),
        bad("Kön ska vara en kod.", "kon", *NOT_TEXT, kon=1),
        bad("Kön ska vara en kod.", "kon", *NOT_TEXT, kon=["kvinna"]),
        bad("Kön ska vara en kod.", "kon", *NOT_TEXT, kon={"a": 1}),
        bad("Kön ska vara en kod.", "kon", *NOT_TEXT, kon=True),
        bad("Åldersgrupp saknas.", "aldersgrupp", "Fältet måste fyllas i.", "Välj ett svar.", aldersgrupp=""),
        bad("Startmånad saknas.", "manad", "Fältet måste fyllas i.", "Skriv till exempel 2026-03.", manad=None),
        bad(*UNREADABLE_MONTH, manad="mars"),
        bad(*UNREADABLE_MONTH, manad="2026-13"),
        bad(*UNREADABLE_MONTH, manad=202603),
        bad(*UNREADABLE_MONTH, manad=["2026-03"]),
        bad("Månaden 2026-12 har inte varit än.", "manad", "Ett formulär gäller något som har hänt.", "Kontrollera år och månad.", manad="2026-12"),
        bad("Sen går inte att läsa.", "sen", "Det ska vara true eller false.", "Ange true om formuläret ska räknas som sent.", sen=1),
        bad("Sen går inte att läsa.", "sen", "Det ska vara true eller false.", "Ange true om formuläret ska räknas som sent.", sen="kanske"),
        bad("Koden går inte att läsa.", "kod", "Den är inte text.", "Ange koden som text.", kod=12),
        bad("Koden saknas.", "kod", "", "Skriv de sexton tecknen på lappen.", kod=""),
        bad(
            "Ett tecken stämmer inte.",
            "kod",
            "Kodens kontrolltecken visar att något tecken är fel.",
            "Jämför med lappen tecken för tecken.",
            kod="0000-0000-0000-0001",
        ),
        bad(
            "Omfattning gäller inte här.",
            "omfattning",
            "Det frågas bara när Sysselsättning är ”Förvärvsarbete utan stöd”, ”Förvärvsarbete med stöd” eller ”Studier”.",
            "Lämna fältet tomt.",
            omfattning="50",
            sysselsattning="ingen",
        ),
    ],
)
def test_a_field_of_start(insats: World, changes: dict[str, Any], expected: tuple[str, str, str, str]) -> None:
    ran = insats.run("start", "--json", lines=[{**START, **changes}, START])
    fel, falt, varfor, gor = expected
    assert ran.lines[0] == {"fel": fel, "falt": falt, "rad": 1, "varfor": varfor, "gor": gor}
    assert "handtag" in ran.lines[1]
    assert ran.code == 2


def test_an_unknown_field_is_named(insats: World) -> None:
    (answer,) = insats.run("start", "--json", lines=[{**START, "namn": "någon"}]).lines
    assert (answer["fel"], answer["falt"]) == ("Fältet finns inte i formuläret.", "namn")
    assert "någon" not in json.dumps(answer)


def test_a_key_that_looks_like_no_field_is_not_repeated(insats: World) -> None:
    for key in ("Anna Andersson", "19900101-1234", "x" * 100, "\ud800"):
        (answer,) = insats.run("start", "--json", lines=[{**START, key: "1"}]).lines
        assert (answer["fel"], answer["falt"]) == ("Fältet finns inte i formuläret.", None)


MATNING = {"skattare": "deltagare", "svar": [1, 2, 3, 4, 5, None], "manad": "2026-04"}
LIST_WANTED = ("svar", "Svaren ska vara en lista.", "Ange ett heltal per område, null där svar saknas.")


@pytest.mark.parametrize(
    ("changes", "fel", "falt"),
    [
        ({"svar": None}, "Svaren saknas.", "svar"),
        ({"svar": "123456"}, "Svaren går inte att läsa.", "svar"),
        ({"svar": {"1": 2}}, "Svaren går inte att läsa.", "svar"),
        ({"svar": [1, 2]}, "SKAPA har 6 svar, inte 2.", "svar"),
        ({"svar": [1, 2, 3, 4, 5, 6]}, None, "svar"),
        ({"svar": [1, 2, 3, 4, 5, 2.0]}, None, "svar"),
        ({"svar": [1, 2, 3, 4, 5, True]}, None, "svar"),
        ({"svar": [1, 2, 3, 4, 5, "2"]}, None, "svar"),
        ({"svar": [None] * 6}, "Mätningen är tom.", "svar"),
        ({"skattare": None}, "Skattare saknas.", "skattare"),
        ({"skattare": "grannen"}, "Skattare har ett svar som inte går att välja.", "skattare"),
        ({"skattare": 3}, "Skattare ska vara en kod.", "skattare"),
        ({"instrument": "bip"}, "Instrumentet används inte i insatsen.", "instrument"),
        ({"instrument": ["skapa"]}, "Instrumentet används inte i insatsen.", "instrument"),
        ({"manad": None}, "Mätmånad saknas.", "manad"),
        ({"manad": "2026-01"}, "Mätningen ligger före starten.", "manad"),
        ({"kod": None}, "Koden saknas.", "kod"),
        ({"handtag": "blå-uggla-27"}, "Fältet finns inte i formuläret.", "handtag"),
    ],
)
def test_a_field_of_matning(insats: World, changes: dict[str, Any], fel: str | None, falt: str) -> None:
    (code,) = insats.starts(1)
    ran = insats.run("matning", "--json", lines=[{**MATNING, "kod": code, **changes}])
    (answer,) = ran.lines
    assert ran.code == 2
    assert answer["falt"] == falt
    assert list(answer) == ["fel", "falt", "rad", "varfor", "gor"]
    if fel is not None:
        assert answer["fel"] == fel
    else:
        assert answer["fel"].endswith(": svaret ligger utanför skalan.")
        assert answer["varfor"] == "Skalan går från 1 till 5."


@pytest.mark.parametrize(
    ("changes", "fel", "falt"),
    [
        ({"kod": None}, "Koden saknas.", "kod"),
        ({"handtag": "blå-uggla-27"}, "Både kod och handtag är angivna.", "handtag"),
        ({"kod": None, "handtag": 27, "kon": "kvinna"}, "Handtaget går inte att läsa.", "handtag"),
        ({"kod": None, "handtag": "blå\ud800uggla", "kon": "kvinna"}, "Handtaget går inte att läsa.", "handtag"),
        ({"kod": None, "handtag": "blå-uggla-0", "kon": "kvinna"}, "Inget öppet deltagande har det handtaget.", "handtag"),
        ({"kod": None, "handtag": "blå-uggla-27"}, "Kön saknas.", "kon"),
        ({"kon": "man"}, "Kön stämmer inte med starten.", "kon"),
        ({"avslutsanledning": None}, "Avslutsanledning saknas.", "avslutsanledning"),
        ({"avslutsanledning": "lottovinst"}, "Avslutsanledning har ett svar som inte går att välja.", "avslutsanledning"),
        ({"manad": "2026-01"}, "Avslutet ligger före starten.", "manad"),
        ({"kod": "7777-7777-7777-777M"}, None, "kod"),
    ],
)
def test_a_field_of_avslut(insats: World, changes: dict[str, Any], fel: str | None, falt: str) -> None:
    (code,) = insats.starts(1)
    ran = insats.run("avslut", "--json", lines=[{"kod": code, "avslutsanledning": "studier", "manad": "2026-05", **changes}])
    assert ran.code == 2
    assert ran.lines[0]["falt"] == falt
    if fel is not None:
        assert ran.lines[0]["fel"] == fel
    assert [row["status"] for row in insats.ok("lista", "--json").document] == ["oppen"]


@pytest.mark.parametrize(
    ("changes", "fel", "falt"),
    [
        ({"formular": None}, "Formuläret går inte att välja.", "formular"),
        ({"formular": 0}, "Formuläret går inte att välja.", "formular"),
        ({"formular": ["start"]}, "Formuläret går inte att välja.", "formular"),
        ({"formular": "matning"}, "Deltagandet har ingen mätning.", "formular"),
        ({"formular": "avslut"}, "Deltagandet har inget avslut.", "formular"),
        ({"nr": 1}, "Numret går inte att använda.", "nr"),
        ({"formular": "matning", "nr": 0}, "Numret går inte att använda.", "nr"),
        ({"formular": "matning", "nr": "1"}, "Numret går inte att använda.", "nr"),
        ({"formular": "matning", "nr": True}, "Numret går inte att använda.", "nr"),
        ({"manad": None}, "Månaden kan inte tömmas.", "manad"),
        ({"manad": "nyss"}, "Månaden går inte att läsa.", "manad"),
        ({"kon": None}, "Kön saknas.", "kon"),
        ({"aldersgrupp": 5}, "Åldersgrupp ska vara en kod.", "aldersgrupp"),
        ({"namn": "x"}, "Fältet finns inte i formuläret.", "namn"),
        ({"svar": [1]}, "Fältet finns inte i formuläret.", "svar"),
    ],
)
def test_a_field_of_ratta(insats: World, changes: dict[str, Any], fel: str, falt: str) -> None:
    (code,) = insats.starts(1)
    ran = insats.run("ratta", "--json", lines=[{"kod": code, "formular": "start", "aldersgrupp": "30-39", **changes}])
    assert (ran.lines[0]["fel"], ran.lines[0]["falt"], ran.code) == (fel, falt, 2)


def test_ratta_without_a_change(insats: World) -> None:
    (code,) = insats.starts(1)
    assert insats.run("ratta", "--json", lines=[{"kod": code, "formular": "start"}]).lines[0]["fel"] == "Det finns inget att rätta."


@pytest.mark.parametrize(
    ("line", "fel", "falt"),
    [
        ({"antal": 1}, "Månad saknas.", "manad"),
        ({"manad": "2026-03"}, "Antalet går inte att läsa.", "antal"),
        ({"manad": "2026-03", "antal": "3"}, "Antalet går inte att läsa.", "antal"),
        ({"manad": "2026-03", "antal": 1.5}, "Antalet går inte att läsa.", "antal"),
        ({"manad": "2026-03", "antal": True}, "Antalet går inte att läsa.", "antal"),
        ({"manad": "2026-03", "antal": 0}, "Antalet går inte att använda.", "antal"),
        ({"manad": "2026-03", "antal": -1}, "Så många är inte räknade.", "antal"),
        ({"manad": "2026-03", "antal": 1, "kon": 1}, "Kön ska vara en kod.", "kon"),
        ({"manad": "2026-03", "antal": 1, "kon": "alla"}, "Kön har ett svar som inte går att välja.", "kon"),
        ({"manad": "2026-03", "antal": 1, "handelse": ["start"]}, "Händelsen går inte att välja.", "handelse"),
        ({"manad": "2027-03", "antal": 1}, "Månaden 2027-03 har inte varit än.", "manad"),
        ({"manad": "2026-03", "antal": 1, "kod": "x"}, "Fältet finns inte i formuläret.", "kod"),
    ],
)
def test_a_field_of_antal(insats: World, line: dict[str, Any], fel: str, falt: str) -> None:
    ran = insats.run("antal", "--json", lines=[line])
    assert (ran.lines[0]["fel"], ran.lines[0]["falt"], ran.code) == (fel, falt, 2)


@pytest.mark.parametrize(
    ("line", "fel", "falt"),
    [
        ({}, "Koden saknas.", "kod"),
        ({"kod": 1}, "Koden går inte att läsa.", "kod"),
        ({"kod": "K7MQ"}, None, "kod"),
        ({"kod": "0000-0000-0000-0000", "manad": "2026-03"}, "Fältet finns inte i formuläret.", "manad"),
        ({"kod": "0000-0000-0000-0000"}, "Koden har inget deltagande i den här insatsen.", "kod"),
    ],
)
def test_a_field_of_angra(insats: World, line: dict[str, Any], fel: str | None, falt: str) -> None:
    ran = insats.run("angra", "--json", lines=[line])
    assert (ran.lines[0]["falt"], ran.code) == (falt, 2)
    assert fel is None or ran.lines[0]["fel"] == fel
