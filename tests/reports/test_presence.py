"""Like is set beside like: insatser that have told of one period alone are left out of changes, or the change is; and it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from bench import made_up
from bench.made_up import Plan
from register.counts import Volume
from register.disclosure.protected import ProtectedTable, Rules
from register.disclosure.publication import History
from register.errors import CouldNot
from register.goals.model import Amount, Goal, Goals, Indicator, Tally
from register.periods import Period
from register.presence import Presence, Standing
from register.reporting import prepare
from register.reports import analysis, arsredovisning, flow, insatsrapport, oversikt, presence, tallies
from register.reports.context import Context
from register.reports.document import Report
from register.tables.reports import ReportKind
from register.tables.source import InsatsCounts, Source
from tests.goals.fixtures import vocabulary
from tests.reports import sources
from tests.reports.forbund import bare, yes_no
from tests.reports.sources import BEFORE, WORK, YEAR

LATE = (Standing("unga", "Unga framåt", {"2026": Presence.MISSING, "2025": Presence.WHOLE}),)
GOALS = Goals(indicators=(Indicator("Arbete", "andel_avslut", WORK),), goals=(Goal("b", 2025, True, "Arbete", WORK),))


def with_both(given: Context, **standings: tuple[Presence, Presence]) -> Context:
    """Insatser by name, now and the year before."""
    return replace(given, standings=tuple(Standing(name, name.capitalize(), {"2026": now, "2025": was}) for name, (now, was) in standings.items()))


def volumes(now: int, before: int, ident: str = "volymer") -> ProtectedTable:
    measures = ("deltagare", "nya", "avslutade", "pagaende")
    return sources.volume_table({code: dict.fromkeys(measures, (n, 0)) for code, n in (("2026", now), ("2025", before))}, ident=ident)


def changes(given: Context) -> dict[str, list[str]]:
    part = flow.by_kon(given)
    assert part is not None
    assert part.view is not None
    return {row.label: [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in row.values[-2:]] for row in part.view.rows if row.strong}


def notes(given: Context) -> str:
    part = flow.by_kon(given)
    assert part is not None
    assert part.view is not None
    return " ".join(part.view.notes)


def heads(given: Context) -> list[str]:
    part = flow.by_kon(given)
    assert part is not None
    assert part.view is not None
    return [one.label for one in part.view.columns]


def test_a_change_of_volumes_is_of_the_insatser_that_have_told_of_both() -> None:
    given = replace(bare(volumes(100, 180), volumes(100, 80, "volymer-jamfort"), spans=("2026", "2025")), standings=LATE)
    assert changes(given)["Deltagare"] == ["+20", "+25 %"]
    assert "Det är inte Unga framåt, som inte har lämnat 2026." in notes(given)
    assert analysis.sentences(given)[0].startswith(
        "100 deltagare 2026, i de insatser som har lämnat båda perioderna 20 fler (25\N{NO-BREAK SPACE}%) än 2025"
    )
    assert flow.volume_sentences(given)[0].startswith("100 deltagare 2026, i de insatser som har lämnat båda perioderna 20 fler")


def test_a_change_that_is_not_the_difference_of_its_columns_says_so_in_its_heading() -> None:
    given = replace(bare(volumes(100, 180), volumes(100, 80, "volymer-jamfort"), spans=("2026", "2025")), standings=LATE)
    assert heads(given)[2:] == ["Ändring, jämförbara insatser", "Ändring i procent, jämförbara insatser"]
    assert heads(replace(given, standings=()))[2:] == ["Ändring", "Ändring i procent"]
    assert heads(replace(bare(volumes(100, 180), spans=("2026", "2025")), standings=LATE))[2:] == ["Ändring", "Ändring i procent"]


def test_where_no_insats_has_told_of_both_there_is_no_change() -> None:
    given = replace(bare(volumes(100, 180), spans=("2026", "2025")), standings=LATE)
    assert set(map(tuple, changes(given).values())) == {("jämförs inte", "")}
    assert "Ändringen mot 2025 visas inte: 2026 och 2025 gäller inte samma insatser (Unga framåt, som inte har lämnat 2026)." in notes(given)
    assert analysis.sentences(given)[0].startswith("100 deltagare 2026, och 100 var pågående")


def test_the_same_insatser_are_compared_without_a_word() -> None:
    given = with_both(bare(volumes(100, 80), spans=("2026", "2025")), hel=(Presence.WHOLE, Presence.WHOLE), sen=(Presence.MISSING, Presence.MISSING))
    assert changes(given)["Deltagare"] == ["+20", "+25 %"]
    assert "insatser" not in notes(given)


def test_those_that_have_come_or_gone_are_named_and_counted() -> None:
    given = bare(volumes(100, 80), spans=("2026", "2025"))
    given = with_both(given, ny=(Presence.WHOLE, Presence.NOT_BEGUN), borta=(Presence.ENDED, Presence.WHOLE))
    assert changes(given)["Deltagare"] == ["+20", "+25 %"]
    assert "Ny hade inte börjat 2025 och är med bara 2026. Borta hade upphört och är med bara 2025." in notes(given)


@pytest.mark.parametrize("why", [Presence.PART, Presence.MISSING, Presence.ANNULLED, Presence.ACROSS, Presence.BEFORE])
def test_every_reason_has_its_words(why: Presence) -> None:
    given = with_both(bare(spans=("2026", "2025")), en=(Presence.WHOLE, why))
    said = presence.unlike(given, YEAR, BEFORE)
    assert said.startswith("En, ")
    assert "2025" in said
    assert not presence.alike(given, YEAR, BEFORE)


def test_half_of_both_years_is_no_comparison() -> None:
    assert not presence.alike(with_both(bare(), en=(Presence.PART, Presence.PART)), YEAR, BEFORE)


def test_a_note_begins_with_a_capital() -> None:
    given = replace(bare(spans=("2026H1", "2025H2")), standings=(Standing("a", "A", {"2026H1": Presence.MISSING, "2025H2": Presence.WHOLE}),))
    (note,) = presence.beside(given, *given.spans)
    assert note.startswith("Första halvåret 2026 och andra halvåret 2025 gäller inte samma insatser (A, som inte har lämnat första halvåret 2026)")


def test_the_board_sees_which_insatser_are_in_one_column_alone() -> None:
    given = replace(bare(volumes(100, 180), volumes(100, 80, "volymer-jamfort"), spans=("2026", "2025")), standings=LATE)
    view = sources.section(oversikt.build(given), "laget").view
    assert view is not None
    assert "2026 och 2025 gäller inte samma insatser (Unga framåt, som inte har lämnat 2026)." in view.notes


# -- Shares ----------------------------------------------------------------------------------------------------------------------------------------


def shares(standings: tuple[Standing, ...]) -> Report:
    tables = (yes_no("indikator-0", 30, 60), yes_no("indikator-0@2025", 10, 80, period="2025"))
    return arsredovisning.build(replace(bare(*tables, goals=GOALS, spans=("2026", "2025")), standings=standings))


def test_indicators_of_other_insatser_have_no_change() -> None:
    ground = sources.section(shares(LATE), "indikatorer-underlag")
    assert [row.values[4].text for row in ground.view.rows if row.label == "2026"] == ["jämförs inte"]  # type: ignore[union-attr]
    assert "Ändringen mot 2025 visas inte" in " ".join(ground.view.notes)  # type: ignore[union-attr]
    assert "Ändringen" not in sources.said(shares(LATE))
    assert "större än vad slumpen brukar ge" in sources.said(shares(()))


def test_a_tally_that_is_counted_has_no_change_either() -> None:
    rows = (
        Tally("Deltagare", counted=True),
        Tally("Besök", entries={2025: Amount(40), 2026: Amount(50)}),
        Tally("Alla", terms=("Deltagare", "Besök")),
    )
    given = replace(bare(volumes(100, 180), goals=Goals(tallies=rows), spans=("2026", "2025")), standings=LATE)
    part = tallies.section(given)
    assert part is not None
    assert part.view is not None
    assert {row.label: row.values[-2].text for row in part.view.rows} == {"Deltagare": "jämförs inte", "Besök": "+10", "Alla": "jämförs inte"}
    assert "gäller inte samma insatser" in " ".join(part.view.notes)
    assert part.sentences == ("Alla 2026: 150.",)


# -- From counts -----------------------------------------------------------------------------------------------------------------------------------


def forbund(*, final: bool = False, only_now: bool = False) -> Source:
    """Two insatser of two years, of which the second has told of one year alone."""
    whole = made_up.source([Plan(one, one.upper(), 40, (2025, 2026), measures=False) for one in "ab"], vocabulary())
    a, b = whole.insatser
    mine = [replace(one, volumes=_not_carried(one.volumes)) for one in b.batches if only_now == one.period.startswith("2026")]
    mine = [replace(one, number=number) for number, one in enumerate(mine, 1)]
    if final:
        mine[-1] = replace(mine[-1], final=True)
    return replace(whole, insatser=(a, InsatsCounts("b", "B", "individ", tuple(mine))), _cache={})


def _not_carried(volumes: Mapping[Volume, int]) -> Mapping[Volume, int]:
    return {volume: n for volume, n in volumes.items() if volume.event != "ingaende"}


def built(counts: Source, kind: ReportKind, insats: str | None = None) -> Report:
    made = prepare(counts, History(), GOALS, kind, YEAR, insats=insats, today=date(2027, 2, 1), rules=Rules(seconds=30.0))
    return made.report()


def test_one_that_has_ended_stands_in_no_row_and_is_not_called_late() -> None:
    report = built(forbund(final=True), "arsredovisning")
    assert {"A", "B"} & {row.label for one in report.sections if one.view for row in one.view.rows} == {"A"}
    texts = [value.text for one in report.sections if one.view for row in one.view.rows for value in row.values]
    assert "ej levererat" not in texts
    assert "B hade upphört och är med bara 2025." in " ".join(note for one in report.sections if one.view for note in one.view.notes)


def test_one_that_is_late_is_called_late_and_breaks_the_comparison() -> None:
    report = built(forbund(), "arsredovisning")
    assert "B, som inte har lämnat 2026" in " ".join(note for one in report.sections if one.view for note in one.view.notes)
    assert "Ändringen mot 2025" not in sources.said(report)


@pytest.mark.parametrize(("only_now", "word"), [(False, "upphört"), (True, "inte börjat")])
def test_a_report_of_an_insats_that_did_not_take_part_says_so(only_now: bool, word: str) -> None:
    counts, span = forbund(final=True, only_now=only_now), Period.parse("2025" if only_now else "2026")
    with pytest.raises(CouldNot) as error:
        prepare(counts, History(), Goals(), "insatsrapport", span, insats="b", today=date(2027, 2, 1))
    assert f"B hade {word}" in error.value.why
    assert "halvåret" in error.value.why


def test_an_insats_whose_years_are_not_equally_whole_is_not_compared() -> None:
    given = sources.insats_context()
    half = replace(given, standings=(Standing("vagen-vidare", "Vägen vidare", {"2026": Presence.WHOLE, "2025": Presence.PART}),))
    part = sources.section(insatsrapport.build(half), "jamforelse")
    assert part.view is None
    assert part.sentences == (
        "Ändringen mot 2025 visas inte: 2026 och 2025 gäller inte lika mycket (Vägen vidare, som bara har lämnat en del av 2025).",
    )
    assert all("skillnaden" not in one for one in sources.section(insatsrapport.build(half), "korthet").sentences)
