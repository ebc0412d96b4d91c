"""The årsredovisning: every figure recounted by plain loops, volumes as they were delivered, and whatever is missing left out or said."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from register.disclosure.drafts import Category
from register.disclosure.protected import volumes
from register.goals.model import Goals, Resources
from register.periods import Period
from register.reports import areas, arsredovisning, flow, groups
from register.reports.context import Context
from register.reports.document import HIDDEN_MARK, Report, Section
from register.reports.spans import named
from register.statutory import Figure, SheetRow
from tests.reports import forbund, sources
from tests.reports.forbund import AREAS, bare, insats_volumes
from tests.reports.sources import section


@pytest.fixture(scope="module")
def report() -> Report:
    return arsredovisning.build(forbund.context())


def plain(part: Section, label: str) -> list[str]:
    return [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in sources.row(part, label).values]


def released(table: str, place: int = 0, insats: str | None = None) -> Counter[str]:
    """How many gave each answer in a table of the count plan, in the batches of the year."""
    found: Counter[str] = Counter()
    for batch in sources.batches(forbund.source(), insats):
        for one in batch.released:
            for cell, n in one.cells.items():
                if cell.table == table:
                    found[cell.values[place]] += n
    return found


# -- The whole report --------------------------------------------------------------------------------------------------------------------------


def test_its_sections_in_order(report: Report) -> None:
    found = [one.id for one in report.sections]
    assert found[:6] == ["indikatorer", "indikatorer-underlag", "volymer", "volymer-insats", "mal", "kostnader"]
    assert len(found) == len(set(found))
    assert report.title == "Årsredovisning 2026: indikatorer, mål och utfall"
    assert {"bas", "malvarde", "intervall", "osakert", "referens"} <= set(report.definitions)


def test_every_row_has_a_value_for_every_column(report: Report) -> None:
    for one in report.sections:
        if one.view is not None:
            assert {len(row.values) for row in one.view.rows} == {len(one.view.columns)}, one.id


def test_no_sentence_goes_beyond_the_figures(report: Report) -> None:
    said = sources.said(report).lower()
    for word in ("bevis", "signifikan", "ingen förändring", "oförändrad", "beror på", "tack vare", "därför att", "anonym"):
        assert word not in said


def test_a_hidden_cell_has_no_number_anywhere(report: Report) -> None:
    for one in report.sections:
        for row in one.view.rows if one.view else ():
            for value in row.values:
                if value.kind == "dold":
                    assert (value.text, value.number, value.low, value.high) == (HIDDEN_MARK, None, None, None)


def test_nothing_delivered_leaves_the_indicators_alone() -> None:
    made = arsredovisning.build(bare(goals=forbund.GOALS))
    assert [one.id for one in made.sections] == ["indikatorer", "indikatorer-underlag", "mal", "kostnader"]
    assert arsredovisning.build(bare()).sections == ()


def test_a_half_year_is_a_delarsredovisning() -> None:
    assert arsredovisning.build(bare(spans=["2026H1"])).title.startswith("Delårsredovisning första halvåret 2026")


# -- Outcome -----------------------------------------------------------------------------------------------------------------------------------


def test_the_outcome_equals_a_plain_recount(report: Report) -> None:
    counts = released("avslut.avslutsanledning")
    base = sum(n for code, n in counts.items() if code != "saknas")
    grouping = forbund.context().vocabulary.groupings["goteborg"]
    part = section(report, "utfall")
    for group in grouping.groups:
        n = sum(counts[code] for code in group.codes)
        values = sources.row(part, group.label).values
        if values[0].kind != "dold":
            assert values[0].number == n
            assert values[1].number == pytest.approx(n / base)
    assert part.sentences[0].startswith(f"{sum(counts.values())} ")


def test_insatser_on_another_rung_say_so_and_why(report: Report) -> None:
    part = section(report, "utfall-insats")
    assert part.view is not None
    assert [row.label for row in part.view.rows] == ["Vägen vidare", "Stegen", "Unga framåt", "Förbundet"]
    small = sources.row(part, "Unga framåt")
    assert [value.kind for value in small.values] == ["antal", "dold", "dold", "dold"]
    assert small.values[0].number == sum(released("avslut.avslutsanledning", insats="unga-framat").values())
    assert any(note.startswith("Bara antalet visas") and note.endswith("Unga framåt.") for note in part.view.notes)
    assert all("Det gäller " in note for note in part.view.notes)


def test_a_note_names_the_rows_that_it_is_about() -> None:
    rows = [
        ("A", "Visas med tre grupper."),
        ("B", "Bara antalet visas."),
        ("C", "Visas med tre grupper."),
        ("D", ""),
        ("A", "Visas med tre grupper."),
    ]
    assert groups.by_note(rows) == ("Visas med tre grupper. Det gäller A och C.", "Bara antalet visas. Det gäller B.")
    assert groups.by_note([]) == ()


def test_captions_carry_the_year_in_plain_words(report: Report) -> None:
    captions = {one.id: one.view.caption for one in report.sections if one.view}
    assert captions["mal"] == "Mål och utfall, 2026"
    assert captions["volymer-insats"] == "Deltagare per insats, 2026"
    assert captions["utfall-insats"] == "Utfall per insats, andel av avsluten, 2026"
    assert named(Period.parse("2026H1")) == "första halvåret 2026"


def test_earlier_years_stand_before_later_ones(report: Report) -> None:
    for part, heads in (("volymer", ["2025", "2026"]), ("indikatorer", ["2024", "2025", "2026"])):
        view, chart = section(report, part).view, section(report, part).chart
        assert view is not None
        assert chart is not None
        assert [column.label for column in view.columns][: len(heads)] == heads
        assert [one.label for one in chart.series] == heads if part == "volymer" else list(chart.categories) == heads


def test_an_insats_that_has_delivered_nothing_is_named_so() -> None:
    context = bare(
        sources.table(
            "utfall/vagen-vidare", {("kvinna", "arbete-studier"): 20, ("kvinna", "rehabilitering"): 20, ("kvinna", "ovrigt"): 20}, split=False
        ),
        insatser=[("vagen-vidare", "Vägen vidare"), ("ny", "Nya insatsen")],
    )
    part = arsredovisning.outcome_by_insats(context)
    assert part is not None
    assert plain(part, "Vägen vidare") == ["60", "33 %", "33 %", "33 %"]
    assert plain(part, "Nya insatsen") == ["ej levererat"] * 4


def test_a_group_of_which_one_reason_is_hidden_is_hidden() -> None:
    """Printed by every avslutsanledning: work is the sum of its reasons, where all of them are printed."""
    counts = {("kvinna", code): n for code, n in (("arbete-utan-stod", 12), ("studier", 3), ("flytt", 20), ("annat", 2), ("insats-af", 30))}
    part = arsredovisning.outcome(bare(sources.table("utfall", counts, split=False)))
    assert part is not None
    assert plain(part, "Arbete och studier")[:2] == [HIDDEN_MARK, HIDDEN_MARK]
    assert plain(part, "Fortsatt arbetslivsinriktad rehabilitering")[:2] == ["30", "45 %"]


# -- Volumes -----------------------------------------------------------------------------------------------------------------------------------


def test_the_volumes_equal_a_plain_recount(report: Report) -> None:
    """Nya and avslutade from the volumes of the year's batches; deltagare from the identity."""
    counts: Counter[tuple[str, str]] = Counter()
    for batch in sources.batches(forbund.source()):
        for volume, n in batch.volumes.items():
            counts[volume.event, volume.kon] += n
    part = section(report, "volymer")
    assert part.view is not None
    rows = list(part.view.rows)
    for label, event in (("Nya", "nya"), ("Avslutade", "avslutade")):
        at = next(place for place, row in enumerate(rows) if row.label == label)
        assert rows[at].values[1].number == sum(n for (one, _), n in counts.items() if one == event)
        assert rows[at + 1].values[1].number == counts[event, "kvinna"]
    ended, left = sources.row(part, "Avslutade").values[1].number, sources.row(part, "Pågående vid periodens slut").values[1].number
    assert sources.row(part, "Deltagare").values[1].number == (ended or 0) + (left or 0)


def test_goteborgs_volumes_and_changes() -> None:
    """1 960 deltagare 2023 (1 118 kvinnor, 842 män) against 1 749, as its årsredovisning has them; the kön of 2022 are made up."""
    table = sources.volume_table({"2023": {"deltagare": (1118, 842)}, "2022": {"deltagare": (1000, 749)}})
    part = flow.by_kon(bare(table, spans=["2023", "2022"]))
    assert part is not None
    assert plain(part, "Deltagare") == ["1 749", "1 960", "+211", "+12 %"]
    assert plain(part, "Andel kvinnor")[1] == "57 %"
    assert part.sentences == ("1\N{NO-BREAK SPACE}960 deltagare 2023, 211 fler (12\N{NO-BREAK SPACE}%) än 2022. 57\N{NO-BREAK SPACE}% var kvinnor.",)


def test_one_year_has_no_change() -> None:
    part = flow.by_kon(bare(sources.volume_table({"2026": {"deltagare": (0, 0), "nya": (0, 0)}})))
    assert part is not None
    assert part.view is not None
    assert [column.label for column in part.view.columns] == ["2026"]
    assert plain(part, "Deltagare") == ["0"]


@pytest.mark.parametrize(
    ("before", "now", "said"), [(0, 4, ""), (1, 5, ""), (19, 38, ""), (20, 15, "−25 %"), (20, 20, "0 %"), (300, 299, "under 1 %")]
)
def test_a_change_from_few_gives_no_per_cent(before: int, now: int, said: str) -> None:
    """Five of one would be +400 %: the number of the change is enough, and a note says why there is no more."""
    part = flow.by_kon(bare(sources.volume_table({"2026": {"nya": (now, 0)}, "2025": {"nya": (before, 0)}}), spans=["2026", "2025"]))
    assert part is not None
    assert part.view is not None
    assert plain(part, "Nya")[-1] == said
    assert (flow.FROM_FEW in part.view.notes) == any(row.values[-1].text == "" and row.values[0].kind == "antal" for row in part.view.rows)
    assert (flow.FROM_FEW in part.view.notes) or before >= flow.LEAST_BASE


def test_a_sentence_has_no_per_cent_of_few_either() -> None:
    assert flow.versus(5, 1) == "4 fler än"
    assert flow.versus(19, 20).replace("\N{NO-BREAK SPACE}", " ") == "1 färre (5 %) än"


def test_the_rest_is_told_of_where_kvinnor_and_man_are_not_all() -> None:
    figures = tuple(Figure(measure, 10, 17, 1, 28) for measure in ("deltagare", "nya", "avslutade", "pagaende"))
    for row, told in (
        (SheetRow("a", "A", "individ", "", figures), True),
        (SheetRow("a", "A", "individ", "", (Figure("deltagare", 5, 6, 0, 11),)), False),
    ):
        table = volumes("volymer-insats", "Deltagare per insats", [(Category("a", "A"), [row])], head=("insats", "Insats"))
        part = flow.by_insats(bare(table))
        assert part is not None
        assert part.view is not None
        assert (flow.NOT_BY_KON in part.view.notes) == told


def test_an_insats_that_is_late_is_neither_zero_nor_hidden() -> None:
    part = flow.by_insats(bare(insats_volumes({"a": {"deltagare": (6, 4)}, "b": None, "c": {"deltagare": (1, 0)}})))
    assert part is not None
    assert plain(part, "b") == ["ej levererat"] * 6
    assert plain(part, "Förbundet")[0] == "11"
    assert part.chart is not None
    assert part.chart.series[0].values == (10.0, None, 1.0)
    assert "b ej levererat" in part.chart.alt


def test_struktur_is_summed_with_the_deltagare() -> None:
    """4 006 in structural activities and 1 960 deltagare are 5 966, as Göteborg printed them for 2023; the split on insatser is made up."""
    rows = [("lex", "Lex Heller", 1006), ("mote", "Mötesplats", 3000)]
    table = volumes(
        "volymer-struktur",
        "Strukturövergripande",
        [(Category(id_, name), [SheetRow(id_, name, "struktur", "2023", (Figure("antal", None, None, None, n),))]) for id_, name, n in rows],
        head=("insats", "Insats"),
    )
    made = flow.sections(bare(table, sources.volume_table({"2023": {"deltagare": (1118, 842)}}), spans=["2023"]))
    part = next(one for one in made if one is not None and one.id == "struktur")
    assert part.sentences[0].replace("\N{NO-BREAK SPACE}", " ") == "Tillsammans 5 966: 4 006 här och 1 960 deltagare i de individinriktade."
    assert plain(part, "Tillsammans") == ["4 006"]


# -- Month by month ----------------------------------------------------------------------------------------------------------------------------


def monthly(**tables: dict[str, int]) -> Context:
    made = [sources.table(f"{name}-manad", {("kvinna", code): n for code, n in counts.items()}, split=False) for name, counts in tables.items()]
    return bare(*made, sources.volume_table({"2026": {"deltagare": (60, 40), "nya": (30, 10)}}))


def test_months_stand_side_by_side() -> None:
    part = flow.by_month(monthly(nya={"2026-01": 10, "2026-02": 20}, avslutade={"2026-01": 7, "2026-02": 9}))
    assert part is not None
    assert part.chart is not None
    assert part.chart.categories == ("jan", "feb")
    assert [one.values for one in part.chart.series] == [(10.0, 20.0), (7.0, 9.0)]


def test_months_beside_quarters_are_summed_to_quarters() -> None:
    months = {f"2026-{month:02}": 10 + month for month in range(1, 13)}
    part = flow.by_month(monthly(nya=months, avslutade={"2026K1": 20, "2026K2": 21, "2026K3": 22, "2026K4": 23}))
    assert part is not None
    assert part.chart is not None
    assert part.chart.categories == ("kv 1", "kv 2", "kv 3", "kv 4")
    assert part.chart.series[0].values == (36.0, 45.0, 54.0, 63.0)


def test_a_quarter_of_a_hidden_month_is_hidden() -> None:
    months = {f"2026-{month:02}": 2 if month == 5 else 9 for month in range(1, 13)}
    part = flow.by_month(monthly(nya=months, avslutade={"2026K1": 20, "2026K2": 21, "2026K3": 22, "2026K4": 23}))
    assert part is not None
    assert part.chart is not None
    assert part.chart.series[0].values[1] is None


def test_months_too_small_to_print_give_way_to_the_period() -> None:
    part = flow.by_month(
        bare(sources.base_only("nya-manad", 12), sources.base_only("avslutade-manad", 12), sources.volume_table({"2026": {"deltagare": (8, 4)}}))
    )
    assert part is not None
    assert part.sentences == ("Månaderna har för små antal för att visas var för sig.",)
    assert part.chart is not None
    assert part.chart.kind == "stapel"


# -- Områden -----------------------------------------------------------------------------------------------------------------------------------


def by_area(resources: Resources | None) -> Section | None:
    counts = {("kvinna", area): n for area, n in zip(AREAS, (248, 287, 247, 218), strict=True)}
    goals = Goals(resources=(resources,) if resources else (), outside_areas=frozenset(["landa", "annan"]))
    context = bare(sources.table("omrade", counts, split=False), goals=goals, insatser=[("vagen-vidare", "Vägen vidare"), ("landa", "LANDA")])
    return areas.section(context)


def test_shares_stand_beside_resources_and_are_not_forced_to_a_hundred() -> None:
    """Göteborg's shares of 2023: 25/29/25/22 of the participants against 27/25/28/20 of the resources; the counts are made up."""
    part = by_area(Resources(2026, "andel", AREAS))
    assert part is not None
    assert part.view is not None
    assert [plain(part, area.capitalize()) for area in ("centrum", "hisingen", "nordost")] == [
        ["248", "25 %", "27 %"],
        ["287", "29 %", "25 %"],
        ["247", "25 %", "28 %"],
    ]
    assert part.view.notes[-1] == "Utanför fördelningen: LANDA."


def test_kronor_are_shown_with_their_share() -> None:
    part = by_area(Resources(2026, "kronor", {"centrum": Fraction(3_000_000), "hisingen": Fraction(1_000_000)}))
    assert part is not None
    assert plain(part, "Centrum")[2:] == ["75 %", "3 000 000 kr"]
    assert plain(part, "Nordost")[2:] == ["–", "–"]


def test_without_resources_the_shares_stand_alone() -> None:
    part = by_area(None)
    assert part is not None
    assert part.heading == "Område"
    assert plain(part, "Centrum") == ["248", "25 %"]


def test_one_area_alone_is_no_distribution() -> None:
    assert areas.section(bare(sources.table("omrade", {("kvinna", "hela"): 40}, split=False))) is None
    assert areas.section(bare(sources.base_only("omrade", 40))) is None


def test_areas_equal_a_plain_recount(report: Report) -> None:
    """Of those who began in the insatser that take part."""
    counts = released("start.omrade", insats="vagen-vidare") + released("start.omrade", insats="stegen")
    part = next((one for one in report.sections if one.id == "omrade"), None)
    assert part is not None
    for code in AREAS:
        value = sources.row(part, code.capitalize() if code != "sydvast" else "Sydväst").values[0]
        assert value.kind == "dold" or value.number == counts[code]
