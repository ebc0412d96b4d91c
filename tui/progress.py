"""A progress bar on standard error, for what takes seconds."""

from __future__ import annotations

import time
from typing import Final, TextIO

_BAR: Final = 24


class ProgressBar:
    """How far a long act has come: a line that is redrawn on a terminal, a line for each fourth elsewhere."""

    def __init__(self, stream: TextIO, title: str) -> None:
        self._stream, self._title = stream, title
        self._tty = stream.isatty()
        self._shown, self._last = -1.0, 0.0

    def show(self, share: float, what: str) -> None:
        """Tell that this share (0 to 1) is done."""
        now = time.monotonic()
        if self._tty and (now - self._last >= 0.1 or share >= 1):
            self._last = now
            self._stream.write(f"\r{self.line(share, what):<78}")
            self._stream.flush()
        elif not self._tty and int(share * 4) > self._shown:
            self._shown = int(share * 4)
            self._stream.write(self.line(share, what) + "\n")

    def line(self, share: float, what: str) -> str:
        """The bar as text, at most 78 characters."""
        full = round(share * _BAR)
        return f"{self._title} [{'#' * full}{'.' * (_BAR - full)}] {share * 100:3.0f} %  {what}"[:78]

    def end(self) -> None:
        """Leave the line."""
        if self._tty:
            self._stream.write("\n")
