"""The insats's own sheet for Uppföljning Finsam, written from its vault: exact antal by kön, and logged when made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from exports.sheet import write_sheet
from register.insats.session import Insats
from register.insats.sheet import statutory_sheet


def write_own_sheet(insats: Insats, period_code: str, folder: Path, today: date) -> list[Path]:
    """Write the sheet in every format; returns the files. Raises NyckeltalError; then no file is written."""
    return write_sheet(statutory_sheet(insats, period_code, today=today), folder)
