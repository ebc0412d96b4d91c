"""JSON lines: one object per line in, one per line out, each answered when it is durable.

Lines that wait together are saved together; a writer that sends one line and waits for its answer gets it at once. A bad line changes
nothing and the others stand.
"""

from __future__ import annotations

import json
import queue
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, NoReturn

from register.errors import BadInput, CouldNot, NyckeltalError
from tui.boundary import say
from tui.cli_context import print_json

LONGEST_LINE: Final = 65_536
"""Bytes; a form is a few hundred."""

LARGEST_GROUP: Final = 50
"""Lines that one save holds at most."""

_CHUNK: Final = 65_536
_CHUNKS_AHEAD: Final = 16
_POLL_SECONDS: Final = 0.01
_WAIT_SECONDS: Final = 0.5  # on Windows only a wait that ends lets Ctrl+C through
_FIELD: Final = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)

Document = dict[str, Any]
Act = Callable[[], Document]


@dataclass(frozen=True)
class Line:
    """A line of input by its number, the first is 1. ``raw`` is None where it was too long to keep."""

    number: int
    raw: bytes | None = field(repr=False)


class LineReader:
    """Splits a stream into lines in a thread of its own, so that reading ahead never keeps an answer waiting.

    The thread reads the stream without its buffer: it holds nothing that the interpreter needs at its end.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream: Any = getattr(stream, "raw", stream)
        self._queue: queue.Queue[list[Line] | OSError | None] = queue.Queue(_CHUNKS_AHEAD)
        self._number = 0
        self._tail = bytearray()
        self._skipping = False
        threading.Thread(target=self._read, name="radläsare", daemon=True).start()

    def groups(self) -> Iterator[list[Line]]:
        """The lines, in groups of those that wait together; the first line is waited for, the rest of a group never."""
        waiting: deque[Line] = deque()
        ended, broken = False, None
        while waiting or not ended:
            while not ended and len(waiting) < LARGEST_GROUP:
                try:
                    item = self._queue.get(block=not waiting, timeout=_WAIT_SECONDS)
                except queue.Empty:
                    if waiting:
                        break
                    continue
                if isinstance(item, OSError):  # what came before it is answered first
                    ended, broken = True, item
                    break
                ended = item is None
                waiting.extend(item or [])
            if waiting:
                yield [waiting.popleft() for _ in range(min(len(waiting), LARGEST_GROUP))]
        if broken is not None:
            raise broken

    def _read(self) -> None:
        try:
            while (chunk := self._stream.read(_CHUNK)) != b"":
                if chunk is None:  # a pipe that its writer made non-blocking has nothing just now
                    time.sleep(_POLL_SECONDS)
                elif lines := self._split(chunk):
                    self._queue.put(lines)
        except (OSError, ValueError) as error:
            self._queue.put(error if isinstance(error, OSError) else OSError("closed"))
            return
        if self._tail or self._skipping:
            self._queue.put([self._line(bytes(self._tail))])
        self._queue.put(None)

    def _split(self, chunk: bytes) -> list[Line]:
        *whole, rest = chunk.split(b"\n")
        lines = []
        for part in whole:
            self._keep(part)
            lines.append(self._line(bytes(self._tail)))
        self._keep(rest)
        return lines

    def _keep(self, part: bytes) -> None:
        self._tail += part
        if len(self._tail) > LONGEST_LINE:
            self._skipping = True
            self._tail.clear()

    def _line(self, raw: bytes) -> Line:
        self._number += 1
        line = Line(self._number, None if self._skipping else raw)
        self._skipping = False
        self._tail.clear()
        return line


def parse(line: Line) -> Document | None:
    """The object of a line, None for an empty line. Raises BadInput, without repeating anything of what the line held."""
    if line.raw is None:
        raise _bad("Raden är för lång.", f"En rad har högst {LONGEST_LINE} byte.")
    try:
        text = line.raw.decode("utf-8-sig" if line.number == 1 else "utf-8").strip()
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant) if text else None
    except UnicodeDecodeError:
        raise _bad("Raden är inte text i UTF-8.") from None
    except _TwiceError:
        raise _bad("Samma fält står två gånger på raden.", "Det är oklart vilket som gäller.", "Ange varje fält en gång.") from None
    except (ValueError, RecursionError):
        raise _bad("Raden är inte JSON.") from None
    if not text:
        return None
    if not isinstance(value, dict):
        raise _bad("Raden är inget JSON-objekt.")
    return value


class _TwiceError(Exception):
    """A key stands twice in one object."""


def _unique(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError("not JSON")


def _bad(what: str, why: str = "", remedy: str = "Skriv ett JSON-objekt per rad.") -> BadInput:
    return BadInput(what, why, remedy)


def failure(error: NyckeltalError, number: int) -> Document:
    """The answer to a line that was not accepted."""
    # A key that looks like no field is not repeated: it could be anything.
    field_id = error.field if error.field and _FIELD.fullmatch(error.field) else None
    return {"fel": error.what, "falt": field_id, "rad": number, "varfor": error.why, "gor": error.remedy}


class LineRun:
    """Answers a stream of lines.

    Args:
        prepare: reads one object and does what is slow and needs no lock; gives the act to do. Raises what is wrong.
        batch: a block in which the acts of a group are saved as one.
    """

    def __init__(self, prepare: Callable[[Mapping[str, Any]], Act], batch: Callable[[], AbstractContextManager[None]]) -> None:
        self._prepare = prepare
        self._batch = batch
        self._lines = 0
        self._refused = 0
        self._exit_code = 0

    def run(self, stream: BinaryIO | None) -> int:
        """Read to the end; returns the exit code."""
        if stream is None:
            raise CouldNot("Det finns inget att läsa.", "Programmet har ingen standardinmatning.", "Skicka rader med JSON till programmet.")
        for group in LineReader(stream).groups():
            self._answer(group)
        if self._refused:
            rest = " De andra är sparade." if self._lines > self._refused else ""
            say(f"{self._refused} av {self._lines} rader togs inte emot. Svaret på var och en säger varför.{rest}")
        return self._exit_code

    def _answer(self, group: Sequence[Line]) -> None:
        ready = [(line, self._prepared(line)) for line in group]
        acts = [(line.number, act) for line, act in ready if act is not None]
        if not acts:
            return
        answers, failed = self._saved(acts)
        self._lines += len(answers)
        for answer in answers:
            print_json(answer)
        if failed is not None:
            raise failed

    def _saved(self, acts: Sequence[tuple[int, Act | NyckeltalError]]) -> tuple[list[Document], NyckeltalError | None]:
        """The answers of a group, durable; if the save itself failed, its error, which is then every line's answer."""
        refused, code = self._refused, self._exit_code
        try:
            if all(isinstance(act, NyckeltalError) for _, act in acts):
                return [self._done(number, act) for number, act in acts], None
            with self._batch():
                answers = [self._done(number, act) for number, act in acts]
            return answers, None
        except NyckeltalError as error:
            self._refused, self._exit_code = refused, code
            return [self._refuse(number, act if isinstance(act, NyckeltalError) else error) for number, act in acts], error

    def _prepared(self, line: Line) -> Act | NyckeltalError | None:
        try:
            document = parse(line)
            return None if document is None else self._prepare(document)
        except NyckeltalError as error:
            return error

    def _done(self, number: int, act: Act | NyckeltalError) -> Document:
        if isinstance(act, NyckeltalError):
            return self._refuse(number, act)
        try:
            return act()
        except NyckeltalError as error:
            return self._refuse(number, error)

    def _refuse(self, number: int, error: NyckeltalError) -> Document:
        self._refused += 1
        self._exit_code = max(self._exit_code, error.exit_code)
        return failure(error, number)
