"""Acts that share one save see each other's rows and counts, and a form asks the database little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from register.errors import BadInput
from register.insats import acts
from register.insats.overview import lista
from register.insats.sealing import ParticipantKeys
from tests.insats.world import AVSLUT, TODAY, World, month


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that is sent to a database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def without_handles(world: World) -> dict[str, object]:
    rows = sorted((row.state, str(row.due), str(row.avslut_period)) for row in lista(world.insats))
    return world.state() | {"rader": rows}


def everything(world: World) -> None:
    """Every act there is, with rows that one act makes and another changes or removes."""
    whole, lost, wrong, undone, again = (world.start(kon=kon) for kon in ("kvinna", "man", "kvinna", "annat", "man"))
    world.matning(whole)
    world.matning(whole, "2026-04", (4, 4, 4, 4, 4, 4))
    world.ratta(whole, 1, {"svar": (2, 2, 2, 2, 2, 2)})
    world.avslut(whole)
    world.angra(whole)
    world.avslut(whole, "2026-06")
    world.lost(lost, kon="man")
    world.avslut(wrong, avslutsanledning="felregistrering")
    world.angra(undone)
    world.avslut(again)
    world.start("2026-06", keys=again, kon="man")


def test_acts_joined_in_one_save_give_what_they_give_one_by_one(tmp_path: Path) -> None:
    one_by_one, joined = World.make(tmp_path / "a"), World.make(tmp_path / "b")
    everything(one_by_one)
    with joined.insats.batch():
        everything(joined)
    assert without_handles(joined) == without_handles(one_by_one)
    joined.reopen()
    assert without_handles(joined) == without_handles(one_by_one)
    assert joined.wrong() == one_by_one.wrong() == []


@pytest.mark.parametrize("in_one_save", [False, True])
def test_a_row_that_is_ended_or_removed_is_so_for_the_next_act(tmp_path: Path, in_one_save: bool) -> None:
    world = World.make(tmp_path)
    with world.insats.batch() if in_one_save else nullcontext():
        ended, removed = world.start(), world.start()
        handles = [acts.open_participation(world.insats, keys)[0] for keys in (ended, removed)]
        world.lost(ended)
        world.lost(removed, avslutsanledning="felregistrering")
        for handle in handles:
            with pytest.raises(BadInput, match="Inget öppet deltagande har det handtaget"):
                acts.avslut_by_handle(world.insats, handle, {"kon": "kvinna", **AVSLUT}, month=month("2026-05"), today=TODAY)
        with pytest.raises(BadInput, match="avslutat med sitt handtag"):
            world.angra(ended)
        with pytest.raises(BadInput, match="Koden har inget deltagande"):
            world.angra(removed)
    assert [(row.handle, row.state, row.due, row.avslut_period) for row in lista(world.insats)] == [(handles[0], "avslutad", None, "2026H1")]


@pytest.mark.parametrize("typed", ["  {} ", "{}"])
def test_a_handle_may_be_typed_in_capitals_or_with_spaces(tmp_path: Path, typed: str) -> None:
    world = World.make(tmp_path)
    handle, _ = acts.open_participation(world.insats, world.start())
    written = typed.format(handle.upper())
    assert acts.avslut_by_handle(world.insats, written, {"kon": "kvinna", **AVSLUT}, month=month("2026-05"), today=TODAY) == handle


def test_what_a_joined_act_left_half_done_is_gone_and_the_rest_stays(tmp_path: Path) -> None:
    world = World.make(tmp_path)
    with world.insats.batch():
        kept = world.start()
        with pytest.raises(BadInput, match="redan ett öppet"):
            world.start(keys=kept)
        with pytest.raises(RuntimeError, match="broken off"), world.insats.write():
            world.matning(kept)
            world.start(kon="man")
            raise RuntimeError("broken off")
        assert len(world.participation(kept).forms) == 1
        world.matning(kept, "2026-04")
    world.reopen()
    assert [row.state for row in lista(world.insats)] == ["oppen"]
    assert [str(form.month) for form in world.participation(kept).forms] == ["2026-02", "2026-04"]
    assert world.wrong() == []


FORMS: dict[str, Callable[[World, ParticipantKeys], object]] = {
    "start": lambda world, _: world.start(),
    "matning": lambda world, keys: world.matning(keys),
    "avslut": lambda world, keys: world.avslut(keys),
}


@pytest.mark.parametrize(("form", "most"), [("start", 9), ("matning", 8), ("avslut", 9)])
def test_a_form_takes_few_statements_however_many_rows_there_are(tmp_path: Path, form: str, most: int) -> None:
    world = World.make(tmp_path)
    keys = world.start()
    counts = []
    for _ in range(2):
        with world.insats.batch():
            for _ in range(20):
                world.start()
        with statements() as sent:
            FORMS[form](world, keys)
        counts.append(len(sent))
        if form != "start":
            world.angra(keys)
    assert counts[0] == counts[1] <= most


def test_no_statement_carries_a_value(tmp_path: Path) -> None:
    """Values are bound, so that no error and no trace of a statement says what a form said."""
    world = World.make(tmp_path)
    keys = world.start()
    handle, _ = acts.open_participation(world.insats, keys)
    with statements() as sent:
        world.matning(keys)
        world.ratta(keys, 0, {"aldersgrupp": "30-39"})
        world.lost(keys)
    assert sent
    assert not any(word in statement for statement in sent for word in (handle, "kvinna", "30-39", "2026", "studier"))
