"""What an insats has told of a period, and the volumes that changes are reckoned on."""

from __future__ import annotations

from datetime import date

import pytest

from register.disclosure.tables import TOTAL
from register.periods import Period
from register.presence import Presence
from register.tables.presence import presence, standings
from register.tables.reports import ReportKind, volume_tables
from register.tables.source import InsatsCounts
from tests.tables.batches import avslut, batch, insats, source

TODAY = date(2027, 2, 1)
YEAR, BEFORE = Period.parse("2026"), Period.parse("2025")


def flow(new: int, month: str, *, carried: int = 0) -> dict[tuple[str, str, str], int]:
    found = {("nya", month, "kvinna"): new}
    return found | {("ingaende", month, "kvinna"): carried} if carried else found


def years(insats_id: str, before: int, now: int, **more: bool) -> InsatsCounts:
    """An insats that has locked two whole years."""
    given = [batch(1, "2025", avslut("kvinna", studier=6), volumes=flow(before, "2025-03"))]
    given += [batch(2, "2026", avslut("kvinna", studier=6), volumes=flow(now, "2026-03"), **more)]
    return insats(insats_id, *given)


H1_ONLY = insats("halv", batch(1, "2026H1", avslut("kvinna", studier=6), volumes=flow(9, "2026-02")))
LATE = insats("sen", batch(1, "2026H2", avslut("kvinna", studier=6), volumes=flow(9, "2026-08", carried=12)))
NEW = insats("ny", batch(1, "2026H2", volumes=flow(9, "2026-08")))
GONE = insats("borta", batch(1, "2025", avslut("man", studier=6), volumes=flow(5, "2025-04"), final=True))
ANNULLED = insats("fel", batch(1, "2025", volumes=flow(5, "2025-04")), batch(2, "2026", volumes=flow(5, "2026-04")), annulled=(2,))
ACROSS = insats("annan", batch(1, "2025", volumes=flow(5, "2025-04")), batch(2, "2026T2", volumes=flow(5, "2026-06")))


@pytest.mark.parametrize(
    ("one", "span", "expected"),
    [
        (years("hel", 5, 6), "2026", Presence.WHOLE),
        (years("hel", 5, 6), "2025", Presence.WHOLE),
        (years("hel", 5, 6), "2027", Presence.MISSING),
        (H1_ONLY, "2026", Presence.PART),
        (H1_ONLY, "2026H1", Presence.WHOLE),
        (H1_ONLY, "2025", Presence.NOT_BEGUN),
        (LATE, "2026", Presence.PART),
        (LATE, "2025", Presence.BEFORE),
        (NEW, "2026", Presence.WHOLE),
        (NEW, "2025", Presence.NOT_BEGUN),
        (GONE, "2025", Presence.WHOLE),
        (GONE, "2026", Presence.ENDED),
        (ANNULLED, "2026", Presence.ANNULLED),
        (ACROSS, "2026H1", Presence.ACROSS),
        (insats("tom"), "2026", Presence.MISSING),
    ],
)
def test_how_an_insats_stands(one: InsatsCounts, span: str, expected: Presence) -> None:
    assert presence(source(one), one, Period.parse(span)) is expected


def test_standings_are_of_insatser_with_deltagare() -> None:
    found = standings(source(years("hel", 5, 6), insats("struktur", typ="struktur")), [YEAR, BEFORE])
    assert [one.id for one in found] == ["hel"]
    assert found[0].at(YEAR) is Presence.WHOLE


def volumes(*insatser: InsatsCounts, kind: ReportKind = "arsredovisning") -> dict[str, dict[str, int | None]]:
    """Nya by category of every table of volumes."""
    tables = volume_tables(source(*insatser), kind, [YEAR, BEFORE], TODAY)
    return {one.id: {c.code: one.cells.get((c.code, TOTAL, "nya")) for c in one.headings[0].categories} for one in tables}


def test_changes_are_reckoned_on_those_who_have_told_of_both() -> None:
    found = volumes(years("hel", 50, 60), H1_ONLY, insats("sen", batch(1, "2025", volumes=flow(30, "2025-02"))))
    assert found["volymer"] == {"2026": 60, "2025": 80}
    assert found["volymer-jamfort"] == {"2026": 60, "2025": 50}


def test_where_all_have_told_of_both_there_is_nothing_apart() -> None:
    assert "volymer-jamfort" not in volumes(years("hel", 50, 60), years("andra", 5, 6))


def test_one_that_has_ended_or_was_not_begun_is_in_the_change() -> None:
    found = volumes(years("hel", 50, 60), GONE, NEW)
    assert "volymer-jamfort" not in found
    assert found["volymer"] == {"2026": 69, "2025": 55}


def test_nobody_in_common_is_no_table() -> None:
    assert "volymer-jamfort" not in volumes(insats("a", batch(1, "2025", volumes=flow(30, "2025-02"))), LATE)


def test_one_that_was_not_begun_is_not_called_late() -> None:
    notes = {one.id: one.note for one in volume_tables(source(years("hel", 5, 6), NEW), "arsredovisning", [BEFORE], TODAY)}
    assert notes["volymer"] == ""
    late = {one.id: one.note for one in volume_tables(source(years("hel", 5, 6), H1_ONLY), "arsredovisning", [YEAR], TODAY)}
    assert late["volymer"] == "Utan Halv, som inte har levererat för hela perioden."
