"""What the file says comes out as goals, indicators, references and resources, with the public figures of three förbund as examples."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from register.goals import loader
from register.goals.model import COUNTED, NOT_FOLLOWED_UP, Amount, Answers, Entry, Goal, Goals, Improved, Limits, Plan, Resources, Tally
from register.goals.shape import MEASURES
from register.statistics import Judgement, judge, judge_share
from tests.goals.fixtures import EXAMPLES, PAGE, example, goals_of, vocabulary

LEKEBERG, OREBRO = "coachingteamet-lekeberg", "coachingteamet-orebro"


def per_cent(number: int) -> Fraction:
    return Fraction(number, 100)


def test_without_a_file_there_are_no_goals(tmp_path: Path) -> None:
    found = loader.load(tmp_path, vocabulary())
    assert found == Goals()
    assert found.for_insats("vagen", 2024) == found.for_forbund(2024) == ()
    assert found.plan_for("vagen", 2024) == Plan(None, None)
    assert found.resources_for(2024) is None
    assert found.in_areas("vagen")


def test_an_empty_file_says_nothing_either(tmp_path: Path) -> None:
    assert goals_of(tmp_path, "# bara en kommentar\n") == Goals()


def test_lekeberg(tmp_path: Path) -> None:
    (goal,) = example(tmp_path, "Mål per insats").for_insats(LEKEBERG, 2024)
    assert (goal.target, goal.planned, goal.budget) == (Fraction(1, 2), (40, 40), 546_000)
    assert isinstance(goal.measure, Answers)
    assert goal.measure.variable == "avslutsanledning"
    assert {"eget-foretag", "studier", "insats-af"} < set(goal.measure.codes)
    # 20 of 40 reach the goal: 27 300 kr for each of them.
    assert judge_share(20, 40, goal.target or Fraction(0)) == Judgement("god", True)
    assert (goal.budget or 0) / 20 == 27_300


def test_orebro(tmp_path: Path) -> None:
    goals = example(tmp_path, "Mål per insats")
    ready, health = goals.for_insats(OREBRO, 2024)
    assert (ready.target, ready.planned, ready.budget) == (per_cent(45), (70, 90), 3_238_500)
    assert ready.measure == Answers("redo_for", ("forstarkt-samarbete", "kommunal-verksamhet"))
    assert health.measure == Improved("skapa", "deltagare", "halsa")
    assert goals.plan_for(OREBRO, 2024) == Plan((70, 90), 3_238_500)
    assert goals.for_insats(OREBRO, 2025) == goals.for_insats("another", 2024) == ()


def test_the_indicator_table_of_goteborg(tmp_path: Path) -> None:
    rows = example(tmp_path, "Indikatorer").indicators
    work, rehab, heller, violence, equality = rows
    assert work.target == per_cent(30)
    assert [work.at(year) for year in (2021, 2022, 2023)] == [Entry("referens", per_cent(30)), Entry("referens", per_cent(24)), NOT_FOLLOWED_UP]
    assert work.judgements == {2023: "ingen"}
    assert [entry.value for entry in map(rehab.at, (2021, 2022, 2023))] == [per_cent(44), per_cent(58), None]
    assert rehab.target is None
    assert heller.at(2023) == Entry("for-hand", Fraction(86), 86)
    assert violence.at(2023) == Entry("for-hand", Fraction(1), 12, 12)
    assert equality.at(2023) == Entry("for-hand", Fraction(0), 0, 8)
    # God, Viss and Ingen as the printed shares give them, without an interval.
    assert [judge(share, work.target).verdict for year in (2021, 2022) if (share := work.at(year).value) is not None] == ["god", "viss"]


def test_blank_zero_and_still_to_be_counted_are_three_things(tmp_path: Path) -> None:
    work, _, heller, _, equality = example(tmp_path, "Indikatorer").indicators
    assert work.at(2023) is NOT_FOLLOWED_UP
    assert work.at(2024) is COUNTED
    assert equality.at(2023).value == 0
    assert equality.at(2022) is heller.at(2022) is NOT_FOLLOWED_UP


def test_a_group_becomes_its_codes(tmp_path: Path) -> None:
    work = example(tmp_path, "Indikatorer").indicators[0]
    assert work.measure == Answers(
        "avslutsanledning", ("arbete-utan-stod", "arbete-med-stod", "eget-foretag", "studier"), "goteborg", "arbete-studier"
    )


def test_the_goals_of_the_forbund_hold_from_a_year_on(tmp_path: Path) -> None:
    goals = example(tmp_path, "Förbundets egna mål")
    assert goals.for_forbund(2020) == ()
    for year in (2021, 2022, 2040):
        (goal,) = goals.for_forbund(year)
        assert (goal.insats_id, goal.label, goal.target) == (None, "Till arbete eller studier", per_cent(30))
    assert goals.for_insats("vagen", 2022) == ()


def test_resources_by_area(tmp_path: Path) -> None:
    goals = example(tmp_path, "Resurser per område")
    shares = goals.resources_for(2023)
    assert shares is not None
    assert [shares.share(area) for area in ("centrum", "hisingen", "nordost", "sydvast")] == [per_cent(n) for n in (27, 25, 28, 20)]
    kronor = goals.resources_for(2024)
    assert kronor is not None
    assert kronor.share("centrum") == Fraction(175, 648)
    assert kronor.share("saknas") is None
    assert (goals.in_areas("move-on"), goals.in_areas("landa"), goals.in_areas("vuxna")) == (False, False, True)


def test_shares_of_resources_are_not_forced_to_a_hundred(tmp_path: Path) -> None:
    """Göteborg's staff, printed as 51, 13, 20 and 15 per cent: 99 together."""
    goals = goals_of(tmp_path, "[[resurs]]\nar = 2023\nandel = { centrum = 51, hisingen = 13, nordost = 20, sydvast = 15 }\n")
    found = goals.resources_for(2023)
    assert found is not None
    assert sum(found.by_area.values()) == per_cent(99)
    assert found.share("centrum") == per_cent(51)


def test_kronor_of_nothing_have_no_share() -> None:
    assert Resources(2024, "kronor", {"centrum": Fraction(0)}).share("centrum") is None


def test_the_tallies_of_goteborg(tmp_path: Path) -> None:
    staff, people, together, lent = example(tmp_path, "Egna volymer").tallies
    assert staff == Tally("Personal i strukturövergripande insatser", "personer", entries={2022: Amount(3457), 2023: Amount(4006)})
    assert (people.counted, people.entries) == (True, {2022: Amount(1749)})
    assert (together.terms, together.decimals, together.entries) == ((staff.label, people.label), 1, {})
    assert lent.entries[2023] == Amount(105, {"Staden": 54, "Försäkringskassan": 14, "Västra Götalandsregionen": 21, "Arbetsförmedlingen": 16})


def test_a_tally_may_be_blank_or_nothing(tmp_path: Path) -> None:
    text = '[[volym]]\nlabel = "Besök"\nvarden = { "2022" = "ej-uppfoljt", "2023" = { antal = 0 }, "2024" = { delar = { "A" = 0 } } }\n'
    assert goals_of(tmp_path, text).tallies == (Tally("Besök", entries={2022: None, 2023: Amount(0), 2024: Amount(0, {"A": 0})}),)


def test_a_sum_may_stand_before_what_it_sums(tmp_path: Path) -> None:
    text = '[[volym]]\nlabel = "Allt"\nsumma = ["B", "C"]\n' + "".join(f'[[volym]]\nlabel = "{n}"\nraknas = "deltagare"\n' for n in "BC")
    assert [one.terms for one in goals_of(tmp_path, text).tallies] == [("B", "C"), (), ()]


def test_limits_are_the_forbunds_own(tmp_path: Path) -> None:
    assert example(tmp_path, "Gränser för måluppfyllelse").limits == Goals().limits == Limits(Fraction(1), Fraction(3, 4))
    own = goals_of(tmp_path, "[granser]\ngod = 90\nviss = 33.3\n").limits
    assert own == Limits(Fraction(9, 10), Fraction(333, 1000))
    assert goals_of(tmp_path, "[granser]\nviss = 100\n").limits == Limits(Fraction(1), Fraction(1))


def onward(*years: int, only: int | None = None) -> str:
    blocks = [("fran_ar", year) for year in years] + ([("ar", only)] if only is not None else [])
    return "\n".join(
        f'[[mal]]\ninsats = "vagen"\n{key} = {year}\nlabel = "{key} {year}"\nredo_for = ["insats-af"]\nmalvarde = 40\n' for key, year in blocks
    )


def test_later_goals_take_the_place_of_earlier_ones(tmp_path: Path) -> None:
    goals = goals_of(tmp_path, onward(2023, 2021, only=2024))
    labels = {year: [goal.label for goal in goals.for_insats("vagen", year)] for year in range(2020, 2027)}
    assert labels == {
        2020: [],
        2021: ["fran_ar 2021"],
        2022: ["fran_ar 2021"],
        2023: ["fran_ar 2023"],
        2024: ["ar 2024"],
        2025: ["fran_ar 2023"],
        2026: ["fran_ar 2023"],
    }


def test_goals_of_a_year_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = onward(2021) + onward(2021).replace("fran_ar 2021", "A fran_ar 2021")
    assert [goal.label for goal in goals_of(tmp_path, text).for_insats("vagen", 2022)] == ["fran_ar 2021", "A fran_ar 2021"]


def test_the_plan_is_found_in_whichever_goal_has_it(tmp_path: Path) -> None:
    text = onward(2021) + onward(2021).replace("fran_ar 2021", "B").replace("malvarde = 40", "budget = 700")
    goals = goals_of(tmp_path, text)
    assert goals.plan_for("vagen", 2023) == Plan(None, 700)
    assert [goal.target for goal in goals.for_insats("vagen", 2023)] == [per_cent(40), None]


def test_a_score_has_no_area(tmp_path: Path) -> None:
    text = '[[forbundsmal]]\nar = 2024\nlabel = "Mår bättre"\nprogression = { instrument = "swemwbs", skattare = "deltagare" }\n'
    (goal,) = goals_of(tmp_path, text).for_forbund(2024)
    assert goal == Goal(None, 2024, False, "Mår bättre", Improved("swemwbs", "deltagare", None))


def test_per_cents_are_exact(tmp_path: Path) -> None:
    text = onward(2021).replace("malvarde = 40", "malvarde = 33.3")
    (goal,) = goals_of(tmp_path, text).for_insats("vagen", 2021)
    assert goal.target == Fraction(333, 1000)


def test_nothing_of_nothing_is_neither_zero_nor_blank(tmp_path: Path) -> None:
    text = '[[indikator]]\nlabel = "Utbildade"\nslag = "andel"\nvarden = { "2023" = { taljare = 0, namnare = 0 }, "2024" = "ej-uppfoljt" }\n'
    (row,) = goals_of(tmp_path, text).indicators
    assert row.at(2023) == Entry("for-hand", None, 0, 0)
    assert row.at(2024) == NOT_FOLLOWED_UP


def test_a_published_zero_is_a_zero(tmp_path: Path) -> None:
    text = '[[indikator]]\nlabel = "Rapporter"\nslag = "antal"\nmalvarde = 90\nreferens = { "2021" = 0, "2022" = 81 }\n'
    (row,) = goals_of(tmp_path, text).indicators
    assert (row.at(2021), row.at(2022), row.target) == (Entry("referens", Fraction(0)), Entry("referens", Fraction(81)), Fraction(90))


def test_a_retired_code_may_stand_in_goals_of_earlier_years(tmp_path: Path) -> None:
    from register.vocabulary.loader import from_document, load

    document = load().document
    reasons = document["kodlistor"]["listor"]["avslutsanledning"]
    retired = {**reasons, "koder": [{**code, "utgatt": True} if code["id"] == "flytt" else code for code in reasons["koder"]]}
    lists = {**document["kodlistor"]["listor"], "avslutsanledning": retired}
    newer = from_document({**document, "kodlistor": {**document["kodlistor"], "listor": lists}})
    text = '[[forbundsmal]]\nar = 2021\nlabel = "Flytt"\navslutsanledning = ["flytt"]\n'
    (tmp_path / loader.FILE_NAME).write_text(text, encoding="utf-8")
    (goal,) = loader.load(tmp_path, newer).for_forbund(2021)
    assert goal.measure == Answers("avslutsanledning", ("flytt",))


@pytest.mark.parametrize("section", [name for name, examples in EXAMPLES.items() if examples])
def test_examples_of_the_page_load(section: str, tmp_path: Path) -> None:
    assert len(EXAMPLES[section]) == 1
    assert isinstance(example(tmp_path, section), Goals)


def test_the_page_explains_every_key() -> None:
    assert PAGE.count("```toml") == sum(len(examples) for examples in EXAMPLES.values()) == 7
    for key in (
        *MEASURES,
        "ar",
        "fran_ar",
        "label",
        "malvarde",
        "planerat_antal",
        "budget",
        "slag",
        "varden",
        "referens",
        "bedomning",
        "utanfor_omraden",
        "enhet",
        "raknas",
        "summa",
        "decimaler",
        "kommuner",
    ):
        assert f"`{key}`" in PAGE or f"`{key} = " in PAGE, key


def test_all_examples_together_are_one_file(tmp_path: Path) -> None:
    """``utanfor_omraden`` first, as the page says."""
    order = sorted((text for examples in EXAMPLES.values() for text in examples), key=lambda text: not text.startswith("utanfor"))
    goals = goals_of(tmp_path, "\n".join(order))
    assert (len(goals.goals), len(goals.indicators), len(goals.resources), len(goals.tallies), len(goals.outside_areas)) == (4, 5, 2, 4, 2)


def test_municipalities_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    assert goals_of(tmp_path, '[samhalle]\nkommuner = ["2081", "2080"]').municipalities == ("2081", "2080")
    assert goals_of(tmp_path, "[granser]\ngod = 100").municipalities == ()
    assert example(tmp_path, "Förbundets kommuner").municipalities == ("2080", "2081")
