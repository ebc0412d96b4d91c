"""What may leave: made by the gate alone, and without a hidden value anywhere in it."""

from __future__ import annotations

import copy
import gc
import importlib.util
import pickle
import types
from dataclasses import replace
from typing import Any

import pytest

from register.disclosure import protected
from register.disclosure.boxes import Known, Linked, Universe
from register.disclosure.drafts import Axis, Draft, Node
from register.disclosure.gate import Protected
from register.disclosure.protected import Outcome, ProtectedTable, Rules, genuine, release
from register.disclosure.tables import CellSystem
from register.errors import CouldNot
from tests.disclosure.atoms import reader_of
from tests.disclosure.universes import BY_KON, EVERYBODY, draft, each_insats, half, universe

SECRETS = (911_003, 911_009)
"""Two large counts that must be hidden for a small one's sake: numbers that occur nowhere else."""


def secret_draft() -> Draft:
    """Insats a has 3 in rehab; of its two other groups one at least is hidden with it, and of another insats's."""
    return draft(universe({"a#1": half((SECRETS[0], 3, SECRETS[1])), "b#1": half((70, 80, 90)), "c#1": half((60, 75, 85))}))


@pytest.fixture
def outcome() -> Outcome:
    return release([(draft(universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11)), "c#1": half((9, 12, 22))})), "En not.")])[0]


def reachable(start: object) -> list[Any]:
    """Everything that something refers to, and what that refers to, but not the modules and classes of the program."""
    seen: dict[int, Any] = {}
    queue: list[Any] = [start]
    while queue:
        one = queue.pop()
        if id(one) in seen or isinstance(one, type | types.ModuleType):
            continue
        seen[id(one)] = one
        queue += gc.get_referents(one)
    return list(seen.values())


def test_a_hidden_cell_holds_nothing(outcome: Outcome) -> None:
    cells = outcome.table.cells
    assert cells["a", "Total", "rehab"] is None
    assert {codes for codes, value in cells.items() if value is None} == {
        codes for codes, known in zip(cells, outcome.known, strict=True) if known.dot
    }
    assert all(value == 0 or value >= 5 for value in cells.values() if value is not None)


def test_no_hidden_value_can_be_reached_from_the_table() -> None:
    table = release([(secret_draft(), "")])[0].table
    hidden = {secret for codes, secret in (("arbete", SECRETS[0]), ("ovrigt", SECRETS[1])) if table.at("a", "Total", codes) is None}
    assert hidden, "some of the two had to be hidden"
    found = reachable(table)
    assert not [one for one in found if isinstance(one, int) and one in hidden]
    assert not [one for one in found if isinstance(one, str) and any(str(secret) in one for secret in hidden)]
    assert not [one for one in found if isinstance(one, Universe | Draft | Linked | Outcome | Protected | CellSystem | Known)]


def test_the_public_part_of_the_audit_names_no_cell(outcome: Outcome) -> None:
    public = outcome.table.audit
    assert set(public) == {"celler", "prickar", "troskel", "nollor", "angripare", "omdome", "monster"}
    assert public["omdome"] == "haller"
    assert public["angripare"] == ["K0", "K1", "K3", "K4"]
    assert len(public["monster"]) == 64
    assert public["prickar"] == sum(value is None for value in outcome.table.cells.values())
    whole = repr(public)
    assert not any(code in whole for code in ("rehab", "arbete", "ovrigt", "a#1"))


def test_the_fingerprint_of_a_pattern_is_of_the_dots_alone() -> None:
    """The same dots with other counts have the same one."""
    one, other = (
        release([(draft(universe({"a#1": half((20, small, 14)), "b#1": half((18, 17, 11)), "c#1": half((9, 12, 22))})), "")])[0].table
        for small in (3, 2)
    )
    dots = [{codes for codes, value in table.cells.items() if value is None} for table in (one, other)]
    assert dots[0] == dots[1]
    assert one.audit == other.audit


@pytest.mark.parametrize("made", ["rule", "primary", "secondary", "earlier"])
def test_a_dot_is_a_dot_whatever_the_reason(made: str) -> None:
    of = universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11)), "c#1": half((4, 2, 2))})
    table = draft(of)
    first = release([(table, "")])[0]
    values = {codes: of.value(cell) for codes, cell in table.cells().items()}
    rule = set(table.never_printed(5))
    primary = {codes for codes, value in values.items() if 1 <= value < 5} - rule
    secondary = {codes for codes, value in first.table.cells.items() if value is None} - rule - primary
    again = release([(table, "")], earlier=first.known)[0]
    shown = {"rule": (first, rule), "primary": (first, primary), "secondary": (first, secondary), "earlier": (again, primary | secondary)}[made]
    assert shown[1], "there is one of the sort"
    assert {type(shown[0].table.at(*codes)) for codes in shown[1]} == {type(None)}
    assert again.table.cells == first.table.cells


def test_it_can_not_be_built_elsewhere(outcome: Outcome) -> None:
    table: Any = outcome.table
    with pytest.raises(TypeError, match="only the gate"):
        ProtectedTable(object(), "x", "x", (), {}, "", {})
    with pytest.raises(TypeError, match="no subclasses"):
        types.new_class("Mine", (ProtectedTable,))
    for act in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            act(table)
    replace = getattr(copy, "replace", lambda one, **changes: one.__replace__(**changes))
    with pytest.raises(TypeError, match="does not change"):
        replace(table, title="y")
    for name in ("title", "_cells", "more"):
        with pytest.raises(TypeError, match="does not change"):
            setattr(table, name, {})
        with pytest.raises(TypeError, match="does not change"):
            delattr(table, name)
    assert not hasattr(table, "__dict__")


def test_what_looks_like_one_is_none(outcome: Outcome) -> None:
    """Even one made past the constructor, with the slots of a real one; even one that says that it is a ProtectedTable."""
    assert genuine(outcome.table) is outcome.table
    forged = object.__new__(ProtectedTable)
    for name in ("_id", "_title", "_headings", "_cells", "_note", "_audit"):
        object.__setattr__(forged, name, getattr(outcome.table, name))

    liar: object = type("Liar", (), {"__class__": property(lambda self: ProtectedTable)})()
    assert isinstance(liar, ProtectedTable)
    others: tuple[object, ...] = (forged, liar, outcome, types.SimpleNamespace(cells={}), {"cells": {}}, None, ProtectedTable)
    for other in others:
        with pytest.raises(TypeError, match="made by the gate"):
            genuine(other)


def test_another_copy_of_the_module_makes_others() -> None:
    """A second import of the file has its own class, and its tables are not this gate's."""
    spec = importlib.util.find_spec("register.disclosure.protected")
    assert spec is not None
    assert spec.loader is not None
    second = importlib.util.module_from_spec(spec)
    second.__dict__["__name__"] = "register.disclosure.protected"
    spec.loader.exec_module(second)
    forged = second.ProtectedTable(second._KEY, "x", "x", (), {}, "", {})
    with pytest.raises(TypeError, match="made by the gate"):
        genuine(forged)


def test_changing_what_it_hands_out_changes_nothing(outcome: Outcome) -> None:
    outcome.table.cells["a", "Total", "rehab"] = 3
    outcome.table.audit["omdome"] = "annat"
    assert outcome.table.cells["a", "Total", "rehab"] is None
    assert outcome.table.audit["omdome"] == "haller"


def test_what_it_says_of_itself(outcome: Outcome) -> None:
    table = outcome.table
    assert (table.id, table.title, table.note) == ("avslut", "Avslut", "En not.")
    assert [one.name for one in table.headings] == ["insats", "kon", "svar"]
    assert set(table.cells) == {
        (o.code, k.code, s.code) for o in table.headings[0].categories for k in table.headings[1].categories for s in table.headings[2].categories
    }
    with pytest.raises(KeyError):
        table.at("a", "Total", "finns-inte")


def test_only_the_gate_s_own_module_has_the_key() -> None:
    public = [name for name in dir(protected) if not name.startswith("_")]
    assert not [name for name in public if getattr(protected, name) is protected._KEY]


def test_zeros_that_may_be_hidden_are_declared() -> None:
    of = universe({"a#1": half((0, 3, 14)), "b#1": half((18, 0, 11))})
    closed = release([(draft(of), "")], Rules(zeros="dolda"))[0].table
    assert closed.audit["nollor"] == "dolda"
    assert closed.audit["angripare"] == ["K0", "K3", "K4"]


def test_an_insats_that_knows_its_own_figures_is_asked_where_zeros_are_hidden_too() -> None:
    """Insats c knows its own row; were it not asked, b's and its own would give a's three."""
    a, b, c = {"kvinna": [2, 10, 0], "man": [1, 10, 0]}, {"kvinna": [6, 10, 8], "man": [6, 10, 7]}, {"kvinna": [8, 6, 8], "man": [7, 6, 7]}
    of = universe({"a#1": a, "b#1": b, "c#1": c})
    table = draft(of)
    heavy = {codes: 30 for codes in table.cells() if codes[0] in ("Total", "b")}
    outcome = release([(replace(table, weights=heavy), "")], Rules(zeros="dolda"))[0]
    reader = reader_of(of, outcome.known, not_zero=False)
    reader.knows(cell for codes, cell in table.cells().items() if codes[0] == "c")
    assert not reader.reach(table.cells()["a", "Total", "arbete"], 5).exact


def test_everybody_of_a_small_insats_in_one_group_is_no_remainder() -> None:
    """Eight of b's eight go on to rehab: b prints its base alone, and förbund less a must not give them back."""
    of = universe({"a#1": half((12, 20, 14)), "b#1": half((0, 8, 0))})
    cells = release([(draft(of), "")])[0].table.cells
    assert cells["b", "Total", "Total"] == 8
    assert cells["b", "Total", "rehab"] is None
    assert None in (cells["Total", "Total", "rehab"], cells["a", "Total", "rehab"])


def test_heavy_cells_stand_before_light_ones() -> None:
    of = universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11)), "c#1": half((9, 12, 22))})
    totals = {("Total", "Total", one): 30 for one in ("arbete", "rehab", "ovrigt")}
    table = release([(draft(of, kon=BY_KON, weights=totals), "")])[0].table
    assert all(table.at(*codes) is not None for codes in totals)


def test_out_of_time_is_no_table() -> None:
    with pytest.raises(CouldNot, match="skydd") as caught:
        release([(draft(universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11))})), "")], Rules(seconds=0.0))
    assert caught.value.remedy


def test_bases_alone_stand_whatever_was_published_and_however_little_time_there_is() -> None:
    """They are known anyhow, so nothing is searched for: the last rung of a ladder always holds."""
    of = universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11))})
    (before,) = release([(draft(of), "")])
    assert any(one.dot for one in before.known)
    base = Draft("bas", "Avslut", of, each_insats(of), EVERYBODY, Axis("svar", "Anledning", (Node("Total", "Alla", of.svar),)))
    (found,) = release([(base, "")], Rules(seconds=0.0), earlier=before.known)
    assert found.table.at("a", "Total", "Total") == 37
    assert found.table.audit["omdome"] == "haller"
    with pytest.raises(CouldNot):
        release([(draft(of), "")], Rules(seconds=0.0), earlier=before.known)


def test_only_a_sketch_as_it_was_drawn_is_finished() -> None:
    """A sketch of bases with a finer draft put in its place would print what nobody has searched for."""
    of = universe({"a#1": half((20, 3, 14)), "b#1": half((18, 17, 11))})
    base = Draft("bas", "Avslut", of, each_insats(of), EVERYBODY, Axis("svar", "Anledning", (Node("Total", "Alla", of.svar),)))
    drawn = protected.sketch([base])
    for forged in (replace(drawn, drafts=(draft(of),)), replace(drawn, rules=Rules(threshold=2)), copy.copy(drawn)):
        with pytest.raises(TypeError, match="as it was drawn"):
            protected.finish(forged, [""])
    assert protected.finish(drawn, [""])[0].table.at("a", "Total", "Total") == 37
    assert "37" not in repr(drawn)
