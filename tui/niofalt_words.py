"""Judgements and the exact figures behind them in words, for the command line and the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from register.kansli.judged_figures import ExactFigure
    from register.niofalt.model import Sheet

NOT_JUDGED: Final = "ej bedömt"


def wanted(sheet: Sheet) -> list[str]:
    """The figures that a sheet or any of its questions asks for."""
    return [*sheet.figures, *(figure for field in sheet.fields for figure in field.figures)]


def figure_text(one: ExactFigure) -> str:
    """``Deltagare 45``, ``Till arbete: 12 av 33 (36 %), målvärde 50 %``."""
    if one.base is None:
        return f"{one.label} {one.count}"
    share = f" ({int(100 * one.count / one.base + 0.5)} %)" if one.base else ""
    target = f", målvärde {int(100 * one.target + 0.5)} %" if one.target is not None else ""
    return f"{one.label}: {one.count} av {one.base}{share}{target}"
