"""The förbund's own volumes: typed, counted, summed, blank; what is missing is never zero."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from register.goals.model import Amount, Goals, Tally
from register.reports import arsredovisning, flow, tallies
from register.reports.document import BLANK_MARK, Section
from tests.reports import sources
from tests.reports.forbund import bare


def made(*rows: Tally, spans: tuple[str, ...] = ("2026", "2025"), deltagare: Mapping[str, int] | None = None) -> Section | None:
    volumes = [sources.volume_table({year: {"deltagare": (n, 0)} for year, n in deltagare.items()})] if deltagare else []
    return tallies.section(bare(*volumes, goals=Goals(tallies=rows), spans=spans))


def lines(part: Section | None) -> dict[str, list[str]]:
    assert part is not None
    assert part.view is not None
    return {row.label: [value.text.replace("\N{NO-BREAK SPACE}", " ") for value in row.values] for row in part.view.rows}


def heads(part: Section | None) -> list[str]:
    assert part is not None
    assert part.view is not None
    return [column.label for column in part.view.columns]


def typed(label: str, **entries: int | None) -> Tally:
    return Tally(label, entries={int(year[1:]): None if n is None else Amount(n) for year, n in entries.items()})


def test_nothing_typed_nothing_shown() -> None:
    assert made() is None
    assert all(one.id != "volymer-egna" for one in arsredovisning.build(bare()).sections)


def test_what_is_of_a_year_stands_in_no_part_of_one() -> None:
    assert made(typed("Besök", _2026=40), spans=("2026H1",)) is None


def test_a_year_left_out_is_blank_and_a_zero_is_a_zero() -> None:
    part = made(typed("Besök", _2024=40, _2026=0), typed("Möten", _2025=30), typed("Samtal", _2024=None, _2025=25, _2026=50))
    assert heads(part) == ["2024", "2025", "2026", "Ändring", "Ändring i procent"]
    assert lines(part) == {
        "Besök": ["40", BLANK_MARK, "0", "", ""],
        "Möten": [BLANK_MARK, "30", BLANK_MARK, "", ""],
        "Samtal": [BLANK_MARK, "25", "50", "+25", "+100 %"],
    }


def test_years_after_the_report_and_the_oldest_of_many_are_left_out() -> None:
    part = made(typed("Besök", **{f"_{year}": 40 for year in range(2018, 2030)}))
    assert heads(part)[:-2] == ["2023", "2024", "2025", "2026"]


def test_one_year_has_no_change() -> None:
    part = made(typed("Besök", _2026=40), spans=("2026",))
    assert heads(part) == ["2026"]
    assert part is not None
    assert part.view is not None
    assert part.view.caption == "Förbundets egna volymer, 2026"


def test_a_change_from_few_has_no_per_cent() -> None:
    part = made(typed("Besök", _2025=3, _2026=5))
    assert lines(part)["Besök"] == ["3", "5", "+2", ""]
    assert part is not None
    assert part.view is not None
    assert flow.FROM_FEW in part.view.notes


def test_what_was_typed_goes_before_what_is_counted() -> None:
    row = Tally("Deltagare", counted=True, entries={2025: Amount(99)})
    part = made(row, deltagare={"2025": 100, "2026": 120})
    assert lines(part)["Deltagare"][:2] == ["99", "120"]
    assert part is not None
    assert part.view is not None
    assert part.view.notes[0] == "Talen är förbundets egna, införda för hand. Räknat av registret: Deltagare 2026."


def test_a_late_insats_makes_the_sum_wait_too() -> None:
    rows = (Tally("Deltagare", counted=True), typed("Personal", _2025=50, _2026=60), Tally("Alla", terms=("Deltagare", "Personal")))
    part = made(*rows, deltagare={"2025": 100})
    assert lines(part)["Deltagare"][:2] == ["100", "ej levererat"]
    assert lines(part)["Alla"] == ["150", "ej levererat", "", ""]
    assert part is not None
    assert part.sentences == ()


def test_a_blank_term_makes_a_blank_sum() -> None:
    part = made(typed("A", _2025=50), typed("B", _2025=50, _2026=60), Tally("Alla", terms=("A", "B")))
    assert lines(part)["Alla"] == ["100", BLANK_MARK, "", ""]


def test_a_part_that_a_year_lacks_is_blank() -> None:
    row = Tally("Lån", entries={2025: Amount(30, {"A": 30}), 2026: Amount(40, {"A": 25, "B": 15})})
    part = made(row)
    assert heads(part) == ["2025", "2026", "Andel 2026", "Ändring", "Ändring i procent"]
    assert lines(part) == {
        "Lån": ["30", "40", "", "+10", "+33 %"],
        "A": ["30", "25", "63 %", "−5", "−17 %"],
        "B": [BLANK_MARK, "15", "38 %", "", ""],
    }


def test_a_year_told_without_parts_says_nothing_of_them() -> None:
    row = Tally("Lån", entries={2025: Amount(30), 2026: Amount(40, {"A": 25, "B": 15})})
    assert lines(made(row))["A"] == ["", "25", "63 %", "", ""]
    assert lines(made(row))["Lån"][:2] == ["30", "40"]


def test_parts_of_nothing_have_no_share() -> None:
    assert lines(made(Tally("Lån", entries={2026: Amount(0, {"A": 0})}), spans=("2026",)))["A"] == ["0", ""]


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=5), st.lists(st.integers(0, 10_000), min_size=2, max_size=5))
def test_a_sum_is_the_sum_of_its_terms_each_year(now: list[int], before: list[int]) -> None:
    names = [f"Rad {n}" for n in range(min(len(now), len(before)))]
    rows = [Tally(name, entries={2026: Amount(a), 2025: Amount(b)}) for name, a, b in zip(names, now, before, strict=False)]
    part = made(*rows, Tally("Alla", terms=tuple(names)))
    assert part is not None
    assert part.view is not None
    (of_all,) = [row for row in part.view.rows if row.strong]
    assert [value.number for value in of_all.values[:3]] == [
        sum(before[: len(names)]),
        sum(now[: len(names)]),
        sum(now[: len(names)]) - sum(before[: len(names)]),
    ]
    assert {len(row.values) for row in part.view.rows} == {len(part.view.columns)}
