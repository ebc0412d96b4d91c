"""Reading and answering lines: groups, waiting, failing saves, and nothing answered before it is durable."""

from __future__ import annotations

import io
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import BadInput, Conflict, CouldNot
from tui.cli_lines import LARGEST_GROUP, LONGEST_LINE, Act, Document, Line, LineReader, LineRun, failure, parse


def lines_of(data: bytes) -> list[tuple[int, bytes | None]]:
    return [(line.number, line.raw) for group in LineReader(io.BytesIO(data)).groups() for line in group]


class InPieces(io.RawIOBase):
    """A stream that gives its data in the pieces it was made of."""

    def __init__(self, pieces: list[bytes | None]) -> None:
        self._pieces = pieces

    def read(self, _: int = -1) -> bytes | None:
        return self._pieces.pop(0) if self._pieces else b""


@given(st.lists(st.binary(max_size=30).filter(lambda part: b"\n" not in part), max_size=20), st.lists(st.integers(0, 400), max_size=6))
def test_lines_are_the_same_however_the_bytes_come(parts: list[bytes], cuts: list[int]) -> None:
    data = b"\n".join(parts)
    expected = data.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    places = sorted({cut for cut in cuts if 0 < cut < len(data)})
    pieces: list[bytes | None] = [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True) if data[a:b]]
    reader = LineReader(cast(BinaryIO, InPieces(pieces)))
    assert [(line.number, line.raw) for group in reader.groups() for line in group] == list(enumerate(expected, 1))


def test_a_group_holds_no_more_than_it_may() -> None:
    sizes = [len(group) for group in LineReader(io.BytesIO(b"{}\n" * 120)).groups()]
    assert sum(sizes) == 120
    assert max(sizes) == LARGEST_GROUP


def test_what_lies_ready_comes_together() -> None:
    (group,) = LineReader(io.BytesIO(b"{}\n" * 7)).groups()
    assert len(group) == 7


def test_a_line_that_never_ends_is_not_kept() -> None:
    long = b"x" * (LONGEST_LINE + 1)
    assert lines_of(long + b"\n{}\n" + long * 3) == [(1, None), (2, b"{}"), (3, None)]
    assert lines_of(b"y" * LONGEST_LINE) == [(1, b"y" * LONGEST_LINE)]


def test_a_pipe_that_has_nothing_just_now_is_waited_for() -> None:
    assert [len(g) for g in LineReader(cast(BinaryIO, InPieces([None, b"a\n", None, None, b"b"]))).groups()] in ([2], [1, 1])


def test_a_stream_that_breaks_is_an_error_after_what_came() -> None:
    class Broken(InPieces):
        def read(self, size: int = -1) -> bytes | None:
            piece = super().read(size)
            if piece == b"":
                raise OSError(5, "Input/output error")
            return piece

    seen = []
    with pytest.raises(OSError, match="Input/output"):
        for group in LineReader(cast(BinaryIO, Broken([b"a\nb"]))).groups():
            seen += [line.raw for line in group]
    assert seen == [b"a"]


def test_a_closed_stream_is_an_error_and_no_hang() -> None:
    stream = io.BytesIO(b"a\n")
    stream.close()
    with pytest.raises(OSError, match="closed"):
        list(LineReader(stream).groups())


def test_one_line_is_answered_before_the_next_is_sent() -> None:
    """No read-ahead keeps an answer waiting: the writer here sends nothing before it has its answer."""
    inward, outward = os.pipe()
    answered = threading.Event()
    seen: list[bytes] = []

    def writer() -> None:
        with os.fdopen(outward, "wb", buffering=0) as pipe:
            for n in range(3):
                pipe.write(b'{"n": %d}\n' % n)
                assert answered.wait(10)
                answered.clear()

    thread = threading.Thread(target=writer)
    thread.start()
    with os.fdopen(inward, "rb") as pipe:
        for group in LineReader(pipe).groups():
            assert len(group) == 1
            seen.append(group[0].raw or b"")
            answered.set()
    thread.join()
    assert seen == [b'{"n": 0}', b'{"n": 1}', b'{"n": 2}']


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_bad_input(raw: bytes) -> None:
    with suppress(BadInput):
        found = parse(Line(2, raw))
        assert found is None or isinstance(found, dict)


@given(st.dictionaries(st.text(max_size=10), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5), max_size=5))
def test_every_object_is_read_as_it_is(document: dict[str, Any]) -> None:
    assert parse(Line(1, json.dumps(document).encode())) == document


def test_a_failure_has_its_keys_in_order() -> None:
    error = BadInput("Vad.", "Varför.", "Gör.", field="kon")
    assert list(failure(error, 4).items()) == [("fel", "Vad."), ("falt", "kon"), ("rad", 4), ("varfor", "Varför."), ("gor", "Gör.")]


class Store:
    """A stand-in for a register: what was done in a batch is saved when its block ends."""

    def __init__(self, fail_at: int | None = None) -> None:
        self.saved: list[list[int]] = []
        self.open: list[int] | None = None
        self.fail_at = fail_at
        self.prepared_in_batch = False

    def prepare(self, document: Mapping[str, Any]) -> Act:
        self.prepared_in_batch |= self.open is not None
        n = document["n"]
        if n < 0:
            raise BadInput("Negativt.", field="n")

        def act() -> Document:
            assert self.open is not None
            if n == 13:
                raise CouldNot("Går inte.")
            self.open.append(n)
            return {"n": n}

        return act

    @contextmanager
    def batch(self) -> Iterator[None]:
        self.open = []
        try:
            yield
            if self.fail_at == len(self.saved):
                raise Conflict("Valvets nyckel har bytts.", "Någon annan har låst.", "Lås upp igen.")
            self.saved.append(self.open)
        finally:
            self.open = None


def run(store: Store, numbers: list[int]) -> int:
    return LineRun(store.prepare, store.batch).run(io.BytesIO(b"".join(b'{"n": %d}\n' % n for n in numbers)))


def test_waiting_lines_are_saved_together_and_slow_work_is_done_before(capsys: pytest.CaptureFixture[str]) -> None:
    store = Store()
    assert run(store, list(range(1, 8))) == 0
    assert store.saved == [list(range(1, 8))]
    assert not store.prepared_in_batch
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [{"n": n} for n in range(1, 8)]


def test_nothing_is_answered_before_it_is_saved(capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(fail_at=0)
    with pytest.raises(Conflict):
        run(store, [1, -1, 2])
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(a["fel"], a["rad"]) for a in answers] == [("Valvets nyckel har bytts.", 1), ("Negativt.", 2), ("Valvets nyckel har bytts.", 3)]
    assert store.saved == []


def test_a_failed_save_ends_the_run_and_what_was_saved_before_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(fail_at=1)
    with pytest.raises(Conflict):
        run(store, [1] * 120)
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ["n" in a for a in answers] == [True] * 50 + [False] * 50
    assert store.saved == [[1] * 50]


@pytest.mark.parametrize(("numbers", "code"), [([1, 2], 0), ([1, -1, 2], 2), ([1, 13, 2], 3), ([-1, 13, -1], 3), ([-1], 2)])
def test_the_exit_code_is_that_of_the_worst_line(numbers: list[int], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store()
    assert run(store, numbers) == code
    assert [n for group in store.saved for n in group] == [n for n in numbers if n in {1, 2}]
    assert len(capsys.readouterr().out.splitlines()) == len(numbers)


def test_lines_that_are_all_bad_save_nothing() -> None:
    store = Store(fail_at=0)
    assert run(store, [-1, -2]) == 2


def test_no_standard_input_at_all() -> None:
    with pytest.raises(CouldNot, match="Det finns inget att läsa"):
        LineRun(Store().prepare, Store().batch).run(None)
