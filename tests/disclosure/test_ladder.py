"""The finest layout on which base and headline stand: for insatser of 10, 20 and 40 avslut, and for a förbund of many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bench.ladder import BASE_ALONE, EVEN, forbund_ladder, insats_ladder, kon_axis, share_shown, svar_axis, year
from bench.ladder import universe as made_year
from register.disclosure import ladder as ladders
from register.disclosure import protected
from register.disclosure.boxes import Box, Known, Universe
from register.disclosure.drafts import Axis, Draft, Ladder, Node, Rung, margin
from register.disclosure.ladder import Choice, choose, what_if
from register.disclosure.protected import Rules, Sketch
from tests.disclosure.universes import BY_KON, EVERYBODY, draft, each_insats, half, universe

NAMES = ["tre grupper × kön", "tre grupper", "mål ja/nej × kön", "mål ja/nej", BASE_ALONE]


def one_insats(groups: tuple[int, int, int], women: float = 0.5) -> Universe:
    """So many in each of the three groups, all with the group's first answer."""
    made = made_year([], 0)
    counts: dict[tuple[str, str, str], int] = {}
    for svar, n in zip(("anstallning", "arbetstraning", "flytt"), groups, strict=True):
        counts |= {("i#1", "kvinna", svar): round(n * women), ("i#1", "man", svar): n - round(n * women)}
    return replace(made, counts=counts, owner={"i#1": "i"})


@pytest.mark.parametrize(
    ("groups", "women", "name"),
    [
        ((16, 13, 11), 0.5, "tre grupper × kön"),
        ((16, 13, 11), 0.8, "tre grupper"),
        ((20, 20, 0), 0.5, "tre grupper × kön"),
        ((7, 8, 5), 0.6, "tre grupper"),
        ((10, 8, 2), 0.5, "mål ja/nej × kön"),
        ((10, 8, 2), 0.9, "mål ja/nej"),
        ((5, 3, 2), 0.5, "mål ja/nej"),
        ((4, 3, 3), 0.5, BASE_ALONE),
        ((3, 16, 1), 0.5, BASE_ALONE),
        ((4, 3, 2), 0.5, BASE_ALONE),
        ((0, 0, 0), 0.5, BASE_ALONE),
    ],
)
def test_the_finest_rung_that_stands(groups: tuple[int, int, int], women: float, name: str) -> None:
    """Insatser of 40, 20, 10, 9 and nobody."""
    choice = choose([insats_ladder(one_insats(groups, women), "i#1")])[0]
    assert choice.name == name
    assert choice.rung == NAMES.index(name)
    assert [one.name for one in choice.tried] == NAMES[: choice.rung]
    assert not choice.outcome.hidden_whole
    assert choice.outcome.printed_share == 1.0
    assert all(one.dots_in_whole > 0 for one in choice.tried)


@pytest.mark.parametrize(
    ("groups", "note"),
    [
        ((16, 13, 11), "Visas med tre grupper × kön."),
        ((10, 8, 2), "Visas med mål ja/nej × kön, eftersom en finare uppdelning (tre grupper) inte kunde visas hel."),
        ((4, 3, 3), "Bara antalet visas: ingen uppdelning kunde visas hel."),
    ],
)
def test_the_note_says_which_and_why(groups: tuple[int, int, int], note: str) -> None:
    assert choose([insats_ladder(one_insats(groups), "i#1")])[0].outcome.table.note.startswith(note)


def test_the_last_rung_is_where_every_descent_ends() -> None:
    """Even when nothing of the base but the base can be printed, and whatever the last layout calls whole."""
    of = universe({"a#1": half((1, 1, 1)), "b#1": half((2, 0, 1))})
    table = draft(of, whole=frozenset(draft(of).cells()))
    choice = choose([Ladder((Rung("allt", table), Rung("också allt", table)))])[0]
    assert choice.name == "också allt"
    assert choice.outcome.hidden_whole


def test_a_table_without_a_ladder_is_printed_as_it_is() -> None:
    of = universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11)), "c#1": half((20, 20, 20))})
    choice = choose([Ladder((Rung("grupper", draft(of, whole=frozenset({("a", "Total", "rehab")}))),))])[0]
    assert choice.outcome.table.note == "Visas med grupper."
    assert not choice.tried


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Rules]:
    """The rules of every search that a descent asks for."""
    calls: list[Rules] = []
    real = protected.sketch

    def sketch(drafts: Any, rules: Rules, **more: Any) -> Sketch:
        calls.append(rules)
        return real(drafts, rules, **more)

    monkeypatch.setattr(ladders, "sketch", sketch)
    return calls


def where_zeros_help() -> Ladder:
    """The man's 2 has only zeros beside it: with these printed a headline must be a dot, with them hidden none."""
    of = universe({"a#1": {"kvinna": (0, 9, 15, 15), "man": (15, 0, 2, 0)}}, ("g1", "g2", "g3", "g4"))
    table = draft(of, each_insats(of, total=False), kon=BY_KON)
    whole = frozenset(codes for codes in table.cells() if codes[1] == "Total")
    base = replace(table, kon=EVERYBODY, svar=Axis("svar", "Anledning", table.svar.nodes[:1]))
    return Ladder((Rung("grupper × kön", replace(table, whole=whole, weights=dict.fromkeys(whole, 30))), Rung(BASE_ALONE, base)))


def test_zeros_are_hidden_before_a_layout_is_given_up(asked: list[Rules]) -> None:
    """First to those who know no more than what is printed, then to all."""
    choice = choose([where_zeros_help()])[0]
    assert [(str(one.attacker), one.zeros) for one in asked] == [("K1", "oppna"), ("K1", "dolda"), ("K4", "oppna"), ("K4", "dolda")]
    assert (choice.rung, choice.rules.zeros) == (0, "dolda")
    assert choice.outcome.table.audit["nollor"] == "dolda"
    assert 0 in {choice.ladder.universe.value(one.cell) for one in choice.outcome.known if one.dot}


def test_once_something_was_published_with_zeros_open_they_are_not_hidden(asked: list[Rules]) -> None:
    ladder = where_zeros_help()
    seen = choose([Ladder(ladder.rungs[1:])])[0].outcome.known
    asked.clear()
    choice = choose([ladder], earlier=seen)[0]
    assert {one.zeros for one in asked} == {"oppna"}
    assert (choice.name, choice.rules.zeros) == (BASE_ALONE, "oppna")


def test_a_layout_that_takes_too_long_is_given_up_and_the_next_gets_less_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a report comes to an end: what is too much for the search or for the audit stays so."""
    given: list[float] = []
    real = protected.sketch

    def sketch(drafts: Any, rules: Rules, **more: Any) -> Sketch:
        given.append(rules.seconds)
        hurried = len(given) < 4
        return real(drafts, replace(rules, seconds=0.0) if hurried else rules, **more)

    monkeypatch.setattr(ladders, "sketch", sketch)
    finest, base = where_zeros_help().rungs
    ladder = Ladder((*(finest._replace(name=name) for name in "abcd"), base))
    before = [Known(Box(frozenset({"a#1"}), finest.draft.universe.kon, finest.draft.universe.svar), dot=False)]
    choice = choose([ladder], Rules(seconds=20.0), earlier=before)[0]
    assert given[:4] == [20.0, 10.0, 5.0, 2.5]
    assert [one.dots_in_whole for one in choice.tried][:3] == [0] * 3
    assert choice.rung >= 3


def test_the_same_again_gives_the_same() -> None:
    def told(choices: list[Choice]) -> list[object]:
        return [(one.name, one.tried, one.outcome.table.cells, one.outcome.table.note, one.outcome.table.audit) for one in choices]

    assert told(year((12, 20, 35), 4)) == told(year((12, 20, 35), 4))


def test_what_was_a_dot_before_is_no_headline_now() -> None:
    of = universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11)), "c#1": half((20, 20, 20))})
    table = draft(of)
    first = choose([Ladder((Rung("grupper", table),))])[0].outcome
    dots = {codes for codes, value in first.table.cells.items() if value is None}
    big = next(codes for codes in sorted(dots) if of.value(table.cells()[codes]) >= 5)
    base = Draft("avslut", "Avslut", of, each_insats(of), EVERYBODY, Axis("svar", "Anledning", table.svar.nodes[:1]))
    now = choose([Ladder((Rung("grupper", replace(table, whole=frozenset({big}))), Rung(BASE_ALONE, base)))], earlier=first.known)[0]
    assert now.name == BASE_ALONE


def test_what_another_rung_would_show() -> None:
    """Nothing is decided: the kansli looks at a finer split, dots and all."""
    of = one_insats((10, 8, 2))
    ladder = insats_ladder(of, "i#1")
    finest, chosen = what_if([ladder], {}, Rules())[0], what_if([ladder], {"i": 3}, Rules())[0]
    assert finest.hidden_whole
    assert finest.printed_share < 1.0
    assert not chosen.hidden_whole
    assert what_if([ladder], {"i": 99}, Rules())[0].table.cells == {("i", "Total", "Total"): 20}


def test_the_small_ones_make_room_for_the_large() -> None:
    """Insatser of 8 to 90: who falls is small, and the förbund's own table keeps its groups."""
    choices = year(EVEN, 0)
    assert [one.name for one in choices[-4:-1]] == ["tre grupper × kön"] * 3
    assert choices[0].name == BASE_ALONE
    assert choices[-1].name != BASE_ALONE


@pytest.mark.parametrize("seed", range(3))
def test_three_in_four_insatser_show_groups_or_goal(seed: int) -> None:
    """14 insatser of 8 to 90 avslut a year, T = 5."""
    choices = year(EVEN, seed)
    assert share_shown(choices) >= 0.75
    assert not any(one.outcome.hidden_whole for one in choices)


def test_a_coarser_layout_is_part_of_the_finer() -> None:
    """The rungs of the bench are what they are called."""
    of = made_year((30,), 1)
    codes = [set(rung.draft.cells()) for rung in (*insats_ladder(of, "i00#1").rungs, *forbund_ladder(of).rungs)]
    assert [len(one) for one in codes] == [12, 4, 9, 3, 1, 48, 12, 1]
    assert codes[1] <= codes[0]
    assert codes[3] <= codes[2]
    assert isinstance(kon_axis(split=False).nodes[0], Node)
    assert svar_axis("bas").nodes[0].atoms == of.svar


def test_the_cells_that_no_pattern_can_protect_are_named_in_the_readers_words() -> None:
    of = universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11))})
    (choice,) = choose([Ladder((Rung("grupper", draft(of)), Rung("bas", draft(of, svar=Axis("svar", "Anledning", (margin("Alla", of.svar),))))))])
    assert choice.coarser == ("bas" if choice.rung == 0 else "")
    assert all(" × " in one for one in choice.limited)
    assert len(choice.limited) == len(choice.outcome.limited)
