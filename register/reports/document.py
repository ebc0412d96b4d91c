"""A report as every format shows it: sections of sentences, a table to look at and a chart, all made from protected tables.

Writers in ``exports`` take a :class:`Report`. Its numbers are typed here and written in Swedish here, so that no format invents its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from register.counters.plain import PlainFigures, plain
from register.disclosure.drafts import Codes
from register.disclosure.protected import ProtectedTable, genuine
from register.goals.model import Limits
from register.society.published import PublishedTable, published

Kind = Literal["antal", "andel", "medel", "kronor", "intervall", "publicerad", "ord", "dold", "ej-uppfoljd", "tom"]
"""What a value is. ``publicerad`` is a figure of others, never a count of ours.

Hidden by the gate (``dold``), not followed up (``ej-uppfoljd``), nothing to divide by (``tom``) and zero all look different.
"""

HIDDEN_MARK: Final = "··"
BLANK_MARK: Final = "ej uppföljt"
EMPTY_MARK: Final = "–"

ChartKind = Literal["stapel", "grupperad-stapel", "spindel", "linje", "tratt", "intervall"]


@dataclass(frozen=True)
class Value:
    """One value of a table to look at.

    Args:
        kind: what it is.
        number: typed, for spreadsheets: a count, a share 0–1, a mean, kronor; None where the kind has no number.
        text: as it is printed in Swedish (``30 %``, ``4,2``, ``3 238 500 kr``, ``··``).
        low: lower end of an interval, in the unit of ``number``.
        high: upper end.
    """

    kind: Kind
    text: str
    number: float | int | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table to look at; ``term`` names the definition of what stands in it, a key of :attr:`Report.definitions`."""

    label: str
    term: str = ""


@dataclass(frozen=True)
class Row:
    """A row: its label, how deep it is indented under the rows above, and a value for each column. ``strong`` marks sums and headlines."""

    label: str
    values: tuple[Value, ...]
    level: int = 0
    strong: bool = False


@dataclass(frozen=True)
class View:
    """A table to look at. ``head`` is the heading above the row labels."""

    caption: str
    head: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """One series of a chart: a value for each category, None where it is hidden or missing; intervals beside where there are any.

    ``marks`` is what the picture writes where a value is None: :data:`HIDDEN_MARK` where nothing else is said, :data:`BLANK_MARK` for what nobody
    followed up.
    """

    label: str
    values: tuple[float | None, ...]
    intervals: tuple[tuple[float, float] | None, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart of what stands in the section's view, and of nothing else.

    Args:
        kind: ``stapel`` horizontal bars of one series; ``grupperad-stapel`` of several; ``spindel`` a radar of two or more series on one scale;
            ``linje`` lines over time; ``intervall`` points with their intervals; ``tratt`` a funnel plot: ``values`` are shares, ``sizes`` their
            bases, ``limits`` (base, low, high) the control limits and ``whole`` the share that they are drawn around, the förbund's own.
        unit: ``antal``, ``andel`` (0–1, shown in per cent) or ``medel``.
        top: the end of the scale, never taken from a hidden figure.
        target: a målvärde to draw a line at.
        alt: what the picture shows, in words, for those who don't see it.
    """

    kind: ChartKind
    title: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Literal["antal", "andel", "medel"]
    bottom: float = 0.0
    top: float = 1.0
    target: float | None = None
    sizes: tuple[int, ...] = ()
    limits: tuple[tuple[int, float, float], ...] = ()
    whole: float | None = None


@dataclass(frozen=True)
class Figure:
    """A figure beside a judgement. It holds no number: it says in which cells of a protected table its counts stand, and is read from there alone.

    Args:
        label: what it is.
        source: the table; the gate made it, and it is one of the report's.
        part: codes of the cells whose sum it is.
        base: cells whose sum it is a share of, less those in ``without``; a count has none.
        target: a målvärde to say beside it.
        limits: by which it would be judged against the målvärde: it is not rounded to a figure that another verdict is of.
    """

    label: str
    source: ProtectedTable
    part: tuple[Codes, ...]
    base: tuple[Codes, ...] = ()
    without: tuple[Codes, ...] = ()
    target: Fraction | None = None
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        genuine(self.source)


@dataclass(frozen=True)
class Judgement:
    """One judgement: a choice in the förbund's own words, made by somebody. It is no count, and has none.

    Args:
        field: id of what is judged; ``code`` that of the choice, empty where it is not judged.
        label: what is judged, where row and column don't say it.
        now: the choice.
        before: that of the period before, empty where nothing is known or something else was asked.
        sign: of the choice, so that nobody has to tell judgements apart by colour; ``before_sign`` of the one before.
        chosen: whether it stands out: judged, or the one of nine that is chosen.
    """

    field: str
    label: str
    now: str
    code: str = ""
    before: str = ""
    sign: str = ""
    before_sign: str = ""
    chosen: bool = True

    @property
    def shown(self) -> str:
        """The choice with its sign."""
        return f"{self.sign} {self.now}".strip()

    @property
    def shown_before(self) -> str:
        """The one before with its sign; empty where there is none."""
        return f"{self.before_sign} {self.before}".strip()


@dataclass(frozen=True)
class JudgedRow:
    """A row of judgements: three in a grid, one in a resultatmall, whose row has figures of its own."""

    label: str
    cells: tuple[Judgement, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Judgements of one insats in one period, beside the figures that they rest on.

    Judgements need no gate, since they are no counts; so that they are no way past it either, every number beside them is a :class:`Figure`.

    Args:
        id: the sheet's, for files that programs read.
        whose: the insats's name.
        head: above the row labels.
        columns: three labels; none of a resultatmall, whose rows are questions.
        now: the period in words; ``before`` the one before it.
        figures: beside the whole grid; those of a resultatmall's rows stand in the rows.
    """

    id: str
    caption: str
    whose: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[JudgedRow, ...]
    now: str
    before: str
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A section: heading, sentences, a table to look at, a chart beside it, and how the gate shaped it (which layout, and why); and judgements."""

    id: str
    heading: str
    sentences: tuple[str, ...] = ()
    view: View | None = None
    chart: Chart | None = None
    protection: str = ""
    grids: tuple[Grid, ...] = ()
    after: bool = False
    """Whether it stands after the board's page instead of on it."""


@dataclass(frozen=True)
class Report:
    """A whole report.

    Args:
        kind: ``arsredovisning``, ``insatsrapport``, ``oversikt`` or ``progression``.
        subject: the förbund's name, or the insats's.
        span: the period's code (``2026``, ``2026H1``); ``span_label`` in words.
        definitions: what each term means, by the term's id: (label, text).
        about: what a reader has to know: origin, base, chance, protection.
        tables: the protected tables behind it, for the formats that hold whole tables (CSV, PX, JSON-stat).
        audit: the public part of the gate's audit, as in ``granskning.json``.
        society: figures that others have published, for the same formats; no count of ours is among them, so they need no gate.
        counters: figures of counters that count nobody, for the same formats; they refuse to be made of one that counts people.
        subject_id: the insats's id, which tells it from every other; empty in a report of the förbund.
    """

    kind: str
    title: str
    subject: str
    span: str
    span_label: str
    made: date
    sections: tuple[Section, ...]
    definitions: Mapping[str, tuple[str, str]]
    about: tuple[str, ...]
    tables: tuple[ProtectedTable, ...]
    audit: Mapping[str, Any] = field(default_factory=dict)
    society: tuple[PublishedTable, ...] = ()
    subject_id: str = ""
    counters: tuple[PlainFigures, ...] = ()

    def __post_init__(self) -> None:
        for table in self.tables:
            genuine(table)
        for one in self.society:
            published(one)
        for figures in self.counters:
            plain(figures)
        grids = [grid for one in self.sections for grid in one.grids]
        beside = [figure for grid in grids for figure in (*grid.figures, *(one for row in grid.rows for one in row.figures))]
        if any(all(figure.source is not table for table in self.tables) for figure in beside):
            raise ValueError("a figure beside a judgement is read from one of the report's own tables")
