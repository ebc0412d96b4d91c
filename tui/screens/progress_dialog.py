"""Something that takes seconds, in a thread of its own, with a bar; Esc stops it and nothing has happened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import ProgressBar, Static

from tui.actions import Act, bindings

T = TypeVar("T")
Tell = Callable[[int, int, str], None]
"""Told how many of how many are done, and what is being done now."""

_LOOK_SECONDS: Final = 0.05
STOP = Act("cancel", "escape", "Avbryt", "Avbryter. Inget har ändrats.")


class Stopped(Exception):
    """Raised in the job's thread when somebody has stopped it; goes no further."""


class Job(Generic[T]):
    """An act in a thread of its own, which may be stopped whenever it tells how far it is: nothing that must not be left half done is done in it."""

    def __init__(self, act: Callable[[Tell], T]) -> None:
        self._act = act
        self._stop = threading.Event()
        self._future: Future[T] | None = None
        self.told = (0, 1, "")

    def begin(self) -> None:
        """Start the thread."""
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rapport")
        self._future = pool.submit(self._act, self._tell)
        pool.shutdown(wait=False)

    def stop(self) -> None:
        """Ask it to stop; it does when it next tells how far it is."""
        self._stop.set()

    @property
    def done(self) -> bool:
        """Whether it has ended."""
        return self._future is not None and self._future.done()

    def result(self) -> T | None:
        """What it gave, None where it was stopped; raises what it raised. For one that has ended."""
        try:
            return None if self._future is None or self._stop.is_set() else self._future.result()
        except Stopped:
            return None

    def _tell(self, done: int, of: int, what: str) -> None:
        if self._stop.is_set():
            raise Stopped
        self.told = (done, of, what)


class ProgressDialog(ModalScreen[bool]):
    """How far a job has come; ``counted`` says the figures beside the bar too. Answers whether it ended by itself."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings(STOP)

    def __init__(self, title: str, job: Job[T], *, counted: bool = True, hint: str = "Esc avbryter. Inget är publicerat eller skrivet.") -> None:
        super().__init__()
        self._title, self._job, self._counted, self._hint = title, job, counted, hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title", markup=False)
            yield Static("Börjar …", id="progress-what", markup=False)
            yield ProgressBar(total=1, show_eta=False, id="progress-bar")
            yield Static(self._hint, classes="progress-hint", markup=False)

    def on_mount(self) -> None:
        self._job.begin()
        self.set_interval(_LOOK_SECONDS, self._look)

    def _look(self) -> None:
        """Show how far it is, and leave when it has ended; not while a locked register hides the question."""
        if not self.is_current:
            return
        if self._job.done:
            self.dismiss(True)
            return
        done, of, what = self._job.told
        for text in self.query("#progress-what").results(Static):
            text.update(f"{what or 'Börjar'} …" + (f" ({done} av {of} klara)" if self._counted else ""))
        for bar in self.query(ProgressBar):
            bar.update(total=of, progress=done)

    def on_unmount(self) -> None:
        """Whoever leaves the program doesn't wait for it."""
        if not self._job.done:
            self._job.stop()

    def action_cancel(self) -> None:
        self._job.stop()
        self.dismiss(False)
