"""The rules before any search: what is not printed however safe it would be."""

from __future__ import annotations

import pytest

from register.disclosure.boxes import Box, SumCell
from register.disclosure.drafts import Codes, Draft, Ladder, Rung
from register.disclosure.protected import Rules, release
from tests.disclosure.universes import BY_KON, draft, each_insats, half, universe


def gone(of: Draft, threshold: int = 5) -> set[Codes]:
    return set(of.never_printed(threshold))


def row(omgang: str, kon: str = "Total", svar: tuple[str, ...] = ("arbete", "rehab", "ovrigt")) -> set[Codes]:
    return {(omgang, kon, one) for one in svar}


def test_below_twice_the_threshold_only_the_base_is_printed() -> None:
    of = universe({"a#1": half((4, 3, 2)), "b#1": half((4, 3, 3))})
    assert gone(draft(of)) == row("a")
    cells = release([(draft(of, each_insats(of, total=False)), "")])[0].table.cells
    assert cells["a", "Total", "Total"] == 9
    assert [cells[codes] for codes in row("a")] == [None] * 3


def test_zeros_go_with_the_rest_of_the_row() -> None:
    """A row of one dot among zeros says where everybody is."""
    of = universe({"a#1": half((8, 0, 0)), "b#1": half((20, 20, 20))})
    cells = release([(draft(of), "")])[0].table.cells
    assert [cells[codes] for codes in sorted(row("a"))] == [None] * 3


def test_an_insats_without_anybody_prints_its_zeros() -> None:
    of = universe({"a#1": half((0, 0, 0)), "b#1": half((20, 20, 20))})
    assert not gone(draft(of))
    assert release([(draft(of), "")])[0].table.at("a", "Total", "rehab") == 0


@pytest.mark.parametrize(("men", "split"), [((4, 4, 2), True), ((4, 4, 1), False)])
def test_where_a_kon_has_too_few_nothing_of_the_insats_is_split(men: tuple[int, int, int], split: bool) -> None:
    of = universe({"a#1": {"kvinna": (20, 20, 20), "man": men}, "b#1": half((40, 40, 40))})
    found = gone(draft(of, kon=BY_KON))
    assert found == (set() if split else row("a", "kvinna") | row("a", "man"))


def test_the_forbund_is_split_though_an_insats_is_not() -> None:
    of = universe({"a#1": {"kvinna": (20, 20, 20), "man": (1, 1, 1)}, "b#1": half((40, 40, 40))})
    assert not {codes for codes in gone(draft(of, kon=BY_KON)) if codes[0] == "Total"}


def test_an_insats_of_one_kon_alone_is_split_all_the_same() -> None:
    """Nobody of the other kön is no small group."""
    of = universe({"a#1": {"kvinna": (20, 20, 20), "man": (0, 0, 0)}, "b#1": half((40, 40, 40))})
    assert not gone(draft(of, kon=BY_KON))


@pytest.mark.parametrize(
    ("line", "threshold", "left_out"), [((9, 0, 0), 3, True), ((8, 1, 0), 3, False), ((10, 0, 0), 3, False), ((9, 0, 0), 5, True)]
)
def test_everybody_in_one_category_of_a_base_under_ten(line: tuple[int, int, int], threshold: int, left_out: bool) -> None:
    """100 %: no count is small, and yet everybody's answer is known."""
    of = universe({"a#1": half(line), "b#1": half((20, 20, 20))})
    assert (gone(draft(of), threshold) == row("a")) is left_out


def test_a_minimum_of_its_own() -> None:
    """Parallell is told of thirty people at least."""
    of = universe({"a#1": half((10, 10, 9)), "b#1": half((10, 10, 10))})
    assert gone(draft(of, minimum=30)) == row("a")
    assert not gone(draft(of, minimum=29))


SCALE = ("1", "2", "3", "4", "5")


@pytest.mark.parametrize(
    ("line", "printed"),
    [((2, 2, 2, 2, 2), True), ((2, 2, 2, 2, 1), False), ((0, 0, 0, 0, 12), False), ((12, 0, 0, 0, 0), False), ((0, 12, 0, 0, 0), True)],
)
def test_a_mean_needs_ten_and_is_never_at_the_end_of_its_scale(line: tuple[int, ...], printed: bool) -> None:
    of = universe({"a#1": half(line)}, SCALE, scores={"niva": {one: int(one) for one in SCALE}})
    table = draft(of, each_insats(of, total=False), sums=(("medel", "Medel", "niva"),))
    assert (("a", "Total", "medel") not in gone(table, 3)) is printed


def test_those_who_left_the_answer_out_are_not_counted_in_a_mean() -> None:
    line = (2, 2, 2, 2, 1, 9)
    of = universe({"a#1": half(line)}, (*SCALE, "saknas"), scores={"niva": {one: int(one) for one in SCALE}}, harmless=frozenset({"saknas"}))
    assert ("a", "Total", "medel") in gone(draft(of, each_insats(of, total=False), sums=(("medel", "Medel", "niva"),)))


def test_cells_are_boxes_and_sums_by_their_codes() -> None:
    of = universe({"a#1": half((4, 3, 2, 1, 0))}, SCALE, scores={"niva": {one: int(one) for one in SCALE}})
    table = draft(of, each_insats(of, total=False), kon=BY_KON, sums=(("medel", "Medel", "niva"),))
    cells = table.cells()
    assert cells["a", "man", "2"] == Box(frozenset({"a#1"}), frozenset({"man"}), frozenset("2"))
    assert cells["a", "Total", "medel"] == SumCell(frozenset({"a#1"}), of.kon, "niva")
    assert len(cells) == 3 * 7
    assert [one.code for one in table.headings[2].categories] == ["Total", *SCALE, "medel"]


def test_a_cell_that_one_table_leaves_out_no_other_prints() -> None:
    of = universe({"a#1": half((20, 20, 20)), "b#1": half((40, 40, 40))})
    strict, mild = draft(of, minimum=100), draft(of)
    tables = [one.table for one in release([(strict, ""), (mild, "")], Rules())]
    assert all(table.at(*codes) is None for table in tables for codes in row("a"))


def test_the_rungs_of_a_ladder_count_one_thing() -> None:
    one = universe({"a#1": half((20, 20, 20))})
    other = universe({"a#1": half((20, 20, 20))})
    object.__setattr__(other, "id", "start")
    with pytest.raises(ValueError, match="one thing"):
        Ladder((Rung("x", draft(one)), Rung("y", draft(other))))
