"""Göteborg's volumes 2022 → 2023 out of counters: what the parties' staff was counted as in the kansli's own register comes out as printed.

How the 4 006 are divided by part and activity is made up: the årsredovisning prints the sum alone. The 105 on loan are divided as printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from register.counters.model import Place
from register.errors import BadInput
from register.goals.loader import GoalsError
from register.goals.model import Goals
from register.kansli import counters
from register.reports import arsredovisning
from register.reports.document import Report
from tests.counters.makers import Both
from tests.reports import sources
from tests.reports.forbund import bare
from tests.reports.sources import section
from tests.reports.test_goteborg import LENT, STAFF, TOGETHER, plain

TODAY = date(2024, 2, 1)

COUNTERS = """
    [listor.part]
    label = "Part"
    koder = [
      { id = "staden", label = "Staden" },
      { id = "forsakringskassan", label = "Försäkringskassan" },
      { id = "regionen", label = "Västra Götalandsregionen" },
      { id = "arbetsformedlingen", label = "Arbetsförmedlingen" },
    ]

    [listor.aktivitet]
    label = "Aktivitet"
    koder = [{ id = "utbildning", label = "Utbildning" }, { id = "natverk", label = "Nätverk" }]

    [[raknare]]
    id = "struktur"
    label = "Personal i strukturövergripande insatser"
    period = "halvar"
    fors_av = "kansli"
    enhet = "personer"
    skyddas = false
    dimensioner = ["part", "aktivitet"]

    [[raknare]]
    id = "utlanad"
    label = "Personal som parterna lånar ut"
    period = "ar"
    fors_av = "kansli"
    enhet = "personer"
    skyddas = false
    over_tid = "senaste"
    dimensioner = ["part"]

    [[raknare]]
    id = "ko"
    label = "Personer i kö"
    period = "ar"
    fors_av = "kansli"
    enhet = "personer"
    skyddas = true

    [[raknare]]
    id = "utbildade"
    label = "Utbildade"
    period = "ar"
    fors_av = "kansli"
    enhet = "personer"
    skyddas = false
    taljare = "Utbildade"
    namnare = "Personal"
"""

GOALS = """
[[volym]]
label = "Personal i strukturövergripande insatser"
enhet = "personer"
raknare = "struktur"

[[volym]]
label = "Deltagare"
raknas = "deltagare"
varden = { "2022" = { antal = 1749 } }

[[volym]]
label = "Alla som har nåtts"
summa = ["Personal i strukturövergripande insatser", "Deltagare"]
decimaler = 1

[[volym]]
label = "Personal som parterna lånar ut"
raknare = "utlanad"
delar = "part"
"""

PARTS = ("staden", "forsakringskassan", "regionen", "arbetsformedlingen")
STRUCTURE = {  # by half-year: part and activity in order; made up so that the years are 3 457 and 4 006
    "2022H1": (700, 200, 300, 100, 150, 100, 150, 50),
    "2022H2": (600, 300, 300, 200, 107, 50, 100, 50),
    "2023H1": (900, 200, 400, 100, 200, 100, 150, 50),
    "2023H2": (700, 406, 300, 200, 100, 50, 100, 50),
}


def give(both: Both, *halves: str) -> None:
    places = [Place((part, activity)) for part in PARTS for activity in ("utbildning", "natverk")]
    for half in halves:
        counters.set_values(both.kansli, "struktur", half, dict(zip(places, STRUCTURE[half], strict=True)), today=TODAY)


def goals_of(both: Both, text: str = GOALS) -> Goals:
    (both.kansli.catalogue.root / "mal.toml").write_text(text, encoding="utf-8")
    return counters.goals(both.kansli)


def report_of(goals: Goals) -> Report:
    """1 960 deltagare 2023; the kön of 2022 is made up."""
    deltagare = sources.volume_table({"2023": {"deltagare": (1118, 842)}, "2022": {"deltagare": (1000, 749)}})
    return arsredovisning.build(bare(deltagare, goals=goals, spans=["2023", "2022"]))


@pytest.fixture
def goteborg(tmp_path: Path) -> Iterator[Both]:
    both = Both.make(tmp_path, COUNTERS)
    yield both
    both.close()


def test_5_966_are_4_006_and_1_960_out_of_counters_and_one_reference(goteborg: Both) -> None:
    give(goteborg, *STRUCTURE)
    report = report_of(goals_of(goteborg))
    part = section(report, "volymer-egna")
    assert plain(part, TOGETHER)[:2] == ["5 206", "5 966"]
    assert plain(part, TOGETHER)[-2:] == ["+760", "+14,6 %"]
    assert [plain(part, STAFF)[i] for i in (0, 1, -2, -1)] == ["3 457", "4 006", "+549", "+16 %"]
    assert [plain(part, "Deltagare")[i] for i in (0, 1, -2, -1)] == ["1 749", "1 960", "+211", "+12 %"]
    assert [plain(section(report, "volymer"), f"Andel {kon}")[1] for kon in ("kvinnor", "män")] == ["57 %", "43 %"]
    assert part.view is not None
    assert any("I räknare: Personal i strukturövergripande insatser." in note and "registret: Deltagare 2023" in note for note in part.view.notes)


def test_105_on_loan_by_part(goteborg: Both) -> None:
    """54, 14, 21 and 16 of 105: 51, 13, 20 and 15 per cent."""
    lent = dict(zip([Place((part,)) for part in PARTS], (54, 14, 21, 16), strict=True))
    counters.set_values(goteborg.kansli, "utlanad", "2023", lent, today=TODAY)
    part = section(report_of(goals_of(goteborg)), "volymer-egna")
    assert plain(part, LENT)[1] == "105"
    labels = ("Staden", "Försäkringskassan", "Västra Götalandsregionen", "Arbetsförmedlingen")
    assert [plain(part, one)[1:3] for one in labels] == [["54", "51 %"], ["14", "13 %"], ["21", "20 %"], ["16", "15 %"]]


def test_a_year_of_which_half_is_given_is_blank(goteborg: Both) -> None:
    """Never a half-year printed as a year, and never a zero."""
    give(goteborg, "2022H1", "2022H2", "2023H1")
    tally = goals_of(goteborg).tallies[0]
    assert {year: amount.total for year, amount in tally.entries.items() if amount} == {2022: 3457}


def test_what_the_file_says_goes_before_the_counter(goteborg: Both) -> None:
    give(goteborg, *STRUCTURE)
    with_reference = GOALS.replace('raknare = "struktur"', 'raknare = "struktur"\nvarden = { "2022" = { antal = 3450 }, "2023" = "ej-uppfoljt" }')
    tally = goals_of(goteborg, with_reference).tallies[0]
    assert (tally.entries[2022].total if tally.entries[2022] else None, tally.entries[2023]) == (3450, None)


def test_a_filter_counts_some_codes(goteborg: Both) -> None:
    give(goteborg, "2023H1", "2023H2")
    some = GOALS.replace('raknare = "struktur"', 'raknare = "struktur"\nbara = { part = ["staden"], aktivitet = ["natverk"] }\ndelar = "part"', 1)
    amount = goals_of(goteborg, some).tallies[0].entries[2023]
    assert amount is not None
    assert (amount.total, dict(amount.parts)) == (606, {"Staden": 606})


INDICATORS = """
[[indikator]]
label = "Utbildade om våld"
slag = "andel"
raknare = "utbildade"
malvarde = 100
varden = { "2022" = { taljare = 9, namnare = 12 } }

[[indikator]]
label = "Personal i strukturövergripande insatser i staden"
slag = "antal"
raknare = "struktur"
bara = { part = ["staden"] }
"""


def test_an_indicator_is_a_counters_share_or_count(goteborg: Both) -> None:
    """12 of 12 trained against the goal of 100 per cent; what the file says of a year goes before."""
    for year, part in (("2022", 3), ("2023", 12)):
        pair = {Place((), "taljare"): part, Place((), "namnare"): 12}
        counters.set_values(goteborg.kansli, "utbildade", year, pair, today=TODAY)
    give(goteborg, "2022H1", "2022H2", "2023H1")
    report = report_of(goals_of(goteborg, INDICATORS))
    table, ground = section(report, "indikatorer"), section(report, "indikatorer-underlag")
    assert plain(table, "Utbildade om våld") == ["75 %", "100 %", "100 %", "God måluppfyllelse"]
    assert plain(table, "Personal i strukturövergripande insatser i staden")[:2] == ["1 800", "ej uppföljt"], "half of 2023 is given"
    assert ground.view is not None
    assert {row.values[-1].text for row in ground.view.rows if row.level} == {"för hand", "räknare"}
    assert report.tables[0].id == "volymer", "and nothing of it goes through the gate"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('slag = "andel"\nraknare = "struktur"', "är ett antal och ingen andel"),
        ('slag = "antal"\nraknare = "utbildade"', "är en andel och inget antal"),
        ('slag = "antal"\nraknare = "ko"', "räknar människor (skyddas = true)"),
        ('slag = "antal"\nbara = { part = ["staden"] }', "hör till en räknare, och indikatorn har ingen"),
        ('slag = "andel_avslut"\nredo_for = ["arbete-studier"]\nraknare = "struktur"', "raknare"),
    ],
)
def test_what_an_indicator_cannot_mean_is_told_with_its_line(goteborg: Both, line: str, reason: str) -> None:
    with pytest.raises(GoalsError) as caught:
        goals_of(goteborg, f'[[indikator]]\nlabel = "Rad"\n{line}\n')
    assert reason in str(caught.value)
    assert caught.value.line in range(1, 6)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('raknare = "finns-inte"', "Räknaren ”finns-inte” finns inte i raknare.toml. De som finns är: struktur, utlanad, ko, utbildade."),
        ('raknare = "ko"', "räknar människor (skyddas = true), och volymerna går inte genom skyddet"),
        ('raknare = "utbildade"', "är en andel och inget antal"),
        ('raknare = "struktur"\nraknas = "deltagare"', "både raknas och raknare"),
        ('raknare = "struktur"\ndelar = "kon"', "inte uppdelad på ”kon”. Dess dimensioner är: part, aktivitet."),
        ('raknare = "struktur"\nbara = { kon = ["man"] }', "inte uppdelad på ”kon”"),
        ('raknare = "struktur"\nbara = { part = ["landstinget"] }', "Koden ”landstinget” finns inte i listan ”part”."),
        ('raknare = "struktur"\nbara = {}', "”bara” ska vara en tabell med koder per dimension"),
        ('raknas = "deltagare"\nbara = { part = ["staden"] }', "”bara” hör till en räknare"),
        ('raknas = "deltagare"\ndelar = "part"', "”delar” hör till en räknare"),
        ('summa = ["A", "B"]\nraknare = "struktur"', "En summa räknas fram ur andra volymer och har inte raknare."),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(goteborg: Both, line: str, reason: str) -> None:
    others = '[[volym]]\nlabel = "A"\nvarden = {}\n\n[[volym]]\nlabel = "B"\nvarden = {}\n\n'
    with pytest.raises(GoalsError) as caught:
        goals_of(goteborg, f'{others}[[volym]]\nlabel = "Rad"\n{line}\n')
    assert reason in str(caught.value)
    assert caught.value.line in range(9, 13)


def test_a_broken_raknare_toml_is_told_where_it_is_asked_for_alone(goteborg: Both) -> None:
    goteborg.write('[[raknare]]\nid = "struktur"')
    with pytest.raises(BadInput, match=r"raknare\.toml, rad 1"):
        goals_of(goteborg)
    assert goals_of(goteborg, '[[volym]]\nlabel = "Rad"\nvarden = {}\n').tallies
