"""Figures beside judgements, read from the protected tables that they name. What needs a hidden count is hidden."""

from __future__ import annotations

from collections.abc import Iterable

from register.disclosure.drafts import Codes
from register.reports.document import Figure, Section, Value
from register.reports.values import EMPTY, HIDDEN, as_typed, count, grouped, judged_share


def figure_value(figure: Figure) -> Value:
    """The figure as every format shows it: a count, or a share with its interval."""
    part = _sum(figure, figure.part)
    if not figure.base:
        return count(part)
    whole, without = _sum(figure, figure.base), _sum(figure, figure.without)
    if whole is None or without is None:
        return HIDDEN
    if whole == without:
        return EMPTY
    return judged_share(part, whole - without, figure.target, figure.limits)


def figure_text(figure: Figure) -> str:
    """The figure in words: ``45``, ``12 av 33 (36 %), målvärde 50 %``, ``··``."""
    value = figure_value(figure)
    if not figure.base:
        return value.text
    said = value.text
    if value.kind == "andel":
        base = (_sum(figure, figure.base) or 0) - (_sum(figure, figure.without) or 0)
        said = f"{grouped(_sum(figure, figure.part) or 0)} av {grouped(base)} ({value.text})"
    return f"{said}, målvärde {as_typed(figure.target)}" if figure.target is not None else said


def _sum(figure: Figure, places: Iterable[Codes]) -> int | None:
    """The sum of cells; None where any of them is a dot or the table does not have it."""
    cells = figure.source.cells
    counts = [cells.get(codes) for codes in places]
    return None if None in counts else sum(one for one in counts if one is not None)


def all_figures(section: Section) -> list[Figure]:
    """Every figure beside a judgement of the section."""
    return [one for grid in section.grids for one in (*grid.figures, *(figure for row in grid.rows for figure in row.figures))]
