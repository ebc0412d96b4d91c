"""Others' figures are a type that no count of ours can become: it comes out of a file, and its room knows nothing that counts."""

from __future__ import annotations

import copy
import hashlib
import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.report import checked, render_report
from register.readers.table import BrokenFile, Category, Dimension
from register.society import published as module
from register.society.choosing import Choice
from register.society.published import PublishedTable, from_document, from_file, published
from tests.exports.reports import report
from tests.exports.test_way_out import COUNTS, GATE, graph, reached
from tests.society.files import BOTH, FALUN, TODAY, monthly, table, yearly
from tests.test_architecture import all_imports, inside, listed

COUNTING = ("counts", "counters", "insats", "kansli", "tables", "disclosure", "reports", "statutory", "statistics", "delivery", "goals")
"""The modules and rooms of register where counts of people are."""


class TestOnlyFromAFile:
    def test_there_is_no_constructor_for_others(self) -> None:
        kept = table()
        values = {name: getattr(kept, name) for name in kept.__dataclass_fields__ if name != "key"}
        with pytest.raises(TypeError, match="from a file of statistics alone"):
            PublishedTable(object(), **values)

    def test_none_is_made_of_another(self) -> None:
        with pytest.raises((TypeError, ValueError)):
            replace(table(), cells=(1, 2, 3))  # type: ignore[call-arg]

    def test_nor_of_one_that_was_copied_and_changed(self) -> None:
        made = copy.copy(table())
        object.__setattr__(made, "cells", (31, 2, 1))
        with pytest.raises(TypeError, match="without the gate"):
            published(made)
        loaded = pickle.loads(pickle.dumps(table()))  # noqa: S301 - our own bytes
        object.__setattr__(loaded, "label", "Deltagare")
        with pytest.raises(TypeError, match="without the gate"):
            published(loaded)

    @pytest.mark.parametrize("other", [None, {"id": "x"}, "x", Dimension("a", "a", (Category("b", "b"),))])
    def test_what_is_something_else(self, other: object) -> None:
        with pytest.raises(TypeError, match="without the gate"):
            published(other)

    def test_it_does_not_change(self) -> None:
        with pytest.raises(AttributeError):
            table().cells = ()  # type: ignore[misc]

    def test_no_writer_takes_a_report_with_anything_else_in_its_place(self) -> None:
        with pytest.raises(TypeError, match="without the gate"):
            report(society=(object(),))
        planted = report()
        object.__setattr__(planted, "society", (object(),))
        with pytest.raises(TypeError, match="without the gate"):
            checked(planted)
        for name in ("csv", "px", "json-stat"):
            with pytest.raises(TypeError, match="without the gate"):
                render_report(planted, [name])


def test_its_room_knows_nothing_that_counts() -> None:
    wrong = [one for one in all_imports("register/society") if inside(one.module, *(f"register.{name}" for name in COUNTING))]
    assert not wrong, listed(wrong)
    readers = ["register/readers/" + name for name in ("table.py", "px.py", "px_scan.py", "px_words.py", "jsonstat.py", "statistics_file.py")]
    wrong = [one for one in all_imports("register/readers") if one.path in readers and inside(one.module, *(f"register.{name}" for name in COUNTING))]
    assert not wrong, listed(wrong)


def test_no_way_leads_from_it_to_a_count_however_long() -> None:
    """Walked through every import: neither counts nor the gate that they go through can be reached from where others' figures are made."""
    found = reached(graph(), ["register.society.published"], closed=())
    assert "register.readers.px_scan" in found
    assert not [one for one in found if inside(one, *COUNTS, *GATE)]


def test_only_two_functions_make_one() -> None:
    """Every call of the constructor stands in its own module; nobody else has the key."""
    users = [one for one in all_imports("register", "exports", "tui") if one.module.endswith(("published._KEY", "published._issued"))]
    assert not users, listed(users)
    assert [name for name in vars(module) if name.startswith("from_")] == ["from_file", "from_document"]


def test_where_it_comes_from_is_kept() -> None:
    found = table()
    assert (found.source, found.matrix, found.updated, found.units) == ("SCB (påhittat)", "HEK1", "2026-02-20 08:00", "antal")
    assert found.read_in == TODAY
    assert found.file_hash == hashlib.sha256(yearly()).hexdigest()
    assert found.notes == ("Personer 20–64 år.",)


def test_marks_are_explained_only_where_they_are_used() -> None:
    assert table().symbols == ()
    assert table(choice=Choice(("2081",), {"kön": ("män",)})).symbols == (("..", "Uppgift saknas"),)


def test_words_of_the_file_where_nobody_said_others() -> None:
    found, remarks = from_file(yearly(), "fil.px", BOTH, id="", label="", today=TODAY)
    assert (found.id, found.label, remarks) == ("hek1", "Helårsekvivalenter", ())


def test_a_broken_file_is_told_as_the_reader_tells_it() -> None:
    with pytest.raises(BrokenFile, match="Rad"):
        from_file(yearly()[:-40] + b"x;", "fil.px", BOTH, id="a", label="", today=TODAY)


@pytest.mark.parametrize("made", [table(), table(monthly()), table(choice=Choice(("2081",), {"kön": ("män",)}))], ids=["years", "months", "marks"])
def test_what_the_register_keeps_gives_it_back(made: PublishedTable) -> None:
    again = from_document(made.document())
    assert again == made
    assert published(again) is again
    assert again.document() == made.document()


def test_an_unknown_edition_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown edition"):
        from_document(table().document().replace(b"samhalle/1", b"samhalle/9"))


@given(
    st.lists(st.one_of(st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=3), st.sampled_from([".", "..", "-"])), min_size=4, max_size=4)
)
def test_every_figure_is_kept_exactly(cells: list[int | Decimal | str]) -> None:
    made = table(yearly(first=cells), Choice((FALUN,)))
    assert made.cells == tuple(cells)
    assert [str(one) for one in from_document(made.document()).cells] == [str(one) for one in made.cells]


def test_the_same_figures_whenever_they_were_read() -> None:
    later, _ = from_file(yearly() + b"\n", "annan.px", BOTH, id="helars", label="Helårsekvivalenter", today=date(2028, 1, 1))
    assert later.file_hash != table().file_hash
    assert later.same_figures(table())
    assert not table(yearly(first=(1, 2, 3, 4))).same_figures(table())
    assert not table(choice=Choice((FALUN,))).same_figures(table())
