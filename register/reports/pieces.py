"""What the reports share: reading a protected table, showing a distribution, the lines about base, chance and protection, and the whole report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Final

from register.disclosure.drafts import Category
from register.disclosure.protected import ProtectedTable
from register.disclosure.tables import TOTAL
from register.periods import Period
from register.reports import definitions
from register.reports.context import Context
from register.reports.document import HIDDEN_MARK, Chart, Column, Report, Row, Section, Series, Value, View
from register.reports.notes import layouts, without_kon
from register.reports.spans import named
from register.reports.values import count, decimal, grouped, interval, per_cent, share, words
from register.society.published import PublishedTable

MISSING: Final = "saknas"
"""The code of answers that were not given: shown beside the shares, never among what they are shares of."""

CHANCE: Final = (
    "Alla avslutade är räknade, så intervallet är inget urvalsfel utan visar hur mycket en andel svänger av slumpen i en så liten grupp. "
    "Rapporten säger inget om varför något har ändrats."
)
ROUNDED: Final = "Varje andel är avrundad för sig och de behöver inte bli 100 tillsammans."
ZERO_DOT: Final = f"En prick ({HIDDEN_MARK}) kan här också stå för noll."

BLANK: Final = words("")
"""Nothing stands here: a base has no share of its own."""

ShareOf = tuple[int | None, int | None]
"""x and n of a share; None where hidden."""


@dataclass(frozen=True)
class Reading:
    """A table of a question, read for one category of its first dimension (the period, when nothing is said).

    Args:
        table: with the dimensions period (or insats) × kön × svar.
        first: code of the first dimension.
    """

    table: ProtectedTable
    first: str

    @property
    def kons(self) -> tuple[Category, ...]:
        """The kön that are printed beside the total."""
        return tuple(one for one in self.table.headings[1].categories if one.code != TOTAL)

    @property
    def answers(self) -> tuple[Category, ...]:
        """The answers, without the base and without those missing."""
        return tuple(one for one in self.table.headings[2].categories if one.code not in (TOTAL, MISSING))

    @property
    def is_divided(self) -> bool:
        """Whether anything but the base is printed."""
        return bool(self.answers)

    def at(self, svar: str = TOTAL, kon: str = TOTAL) -> int | None:
        """A count; None where it is a dot or the layout does not have it."""
        return self.table.cells.get((self.first, kon, svar))

    def missing(self, kon: str = TOTAL) -> int | None:
        """How many gave no answer; 0 where nobody can have left it out."""
        asked = any(one.code == MISSING for one in self.table.headings[2].categories)
        return self.at(MISSING, kon) if asked else 0

    def answered(self, kon: str = TOTAL) -> int | None:
        """What shares are shares of: those who answered."""
        return minus(self.at(kon=kon), self.missing(kon))

    def share_of(self, codes: Iterable[str], kon: str = TOTAL) -> ShareOf:
        """How many gave any of these answers, of how many; hidden where any of them is."""
        return plus(self.at(code, kon) for code in codes), self.answered(kon)

    def has(self, codes: Iterable[str]) -> bool:
        """Whether the layout has every one of these answers for itself."""
        return set(codes) <= {one.code for one in self.answers}

    @property
    def has_dots(self) -> bool:
        """Whether anything is hidden."""
        return None in self.table.cells.values()


def read(table: ProtectedTable | None, first: str | None = None) -> Reading | None:
    """The reading of a table, of its first category when no other is named; None where there is no table."""
    if table is None:
        return None
    return Reading(table, first or table.headings[0].categories[0].code)


def per_kon(found: Reading) -> list[tuple[str, str]]:
    """Label and code of everybody, and of each kön that is printed."""
    return [("Totalt", TOTAL), *((one.label, one.code) for one in found.kons)]


def plus(counts: Iterable[int | None]) -> int | None:
    """The sum; hidden where any part is."""
    parts = list(counts)
    return None if None in parts else sum(part for part in parts if part is not None)


def minus(whole: int | None, part: int | None) -> int | None:
    """The difference; hidden where either is."""
    return None if whole is None or part is None else whole - part


# -- A distribution ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A row of a distribution: its label, the answers that it sums, and how deep it stands."""

    label: str
    codes: tuple[str, ...]
    level: int = 0
    strong: bool = False


def distribution(
    id: str,  # noqa: A002
    table: ProtectedTable | None,
    *,
    heading: str = "",
    base: str = "redovisade avslut",
    sentences: Sequence[str] = (),
    lines: Sequence[Line] = (),
    intervals: bool = False,
    notes: Sequence[str] = (),
) -> Section | None:
    """A question's answers as a section: antal and andel, by kön where the layout has it, the base, and bars; None where only the base is printed.

    Args:
        id: the section's.
        table: as the gate let it through.
        heading: instead of the table's title.
        base: what is counted, in the plural: ``redovisade nya``, ``redovisade avslut``.
        sentences: said before the table.
        lines: rows instead of one for each answer.
        intervals: whether shares have their interval in a column.
        notes: said under the table, after those of the base.
    """
    found = read(table)
    if found is None or not found.is_divided or not found.at():
        return None
    rows = list(lines) or [Line(one.label, (one.code,)) for one in found.answers]
    title = heading or found.table.title
    view = View(
        f"{title}, {named(Period.parse(found.table.headings[0].categories[0].code))}",
        "Svar",
        _columns(found, intervals=intervals),
        (*(_row(found, one, intervals=intervals) for one in rows), _base_row(found, base, intervals=intervals)),
        (*base_notes(found, base), *notes),
    )
    return Section(id, title, tuple(sentences), view, _bars(found, title, [one for one in rows if not one.level]), protection(found.table))


def _columns(found: Reading, *, intervals: bool) -> tuple[Column, ...]:
    columns = [Column("Antal", "antal"), Column("Andel", "andel")]
    columns += [Column("95 %-intervall", "intervall")] if intervals else []
    for kon in found.kons:
        columns += [Column(kon.label, "kon"), Column(f"Andel av {kon.label.lower()}", "andel")]
    return tuple(columns)


def _row(found: Reading, line: Line, *, intervals: bool) -> Row:
    whole = share(*found.share_of(line.codes))
    values = [count(found.share_of(line.codes)[0]), whole, *([interval(whole)] if intervals else [])]
    for kon in found.kons:
        part = found.share_of(line.codes, kon.code)
        values += [count(part[0]), share(*part)]
    return Row(line.label, tuple(values), line.level, line.strong)


def _base_row(found: Reading, base: str, *, intervals: bool) -> Row:
    """The base of the shares; it has no share of its own."""
    values = [count(found.answered()), BLANK, *([BLANK] if intervals else [])]
    for kon in found.kons:
        values += [count(found.answered(kon.code)), BLANK]
    some = f"{base} med uppgift" if found.missing() != 0 else base
    return Row(f"Bas: {some}", tuple(values), strong=True)


def base_notes(found: Reading, base: str) -> tuple[str, ...]:
    """Of how many no answer was given; nothing where nobody left it out."""
    whole, missing = found.at(), found.missing()
    if missing is None:
        return (f"Basen är {base} med uppgift. Hur många som saknar uppgift är dolt.",)
    return (f"Uppgift saknas för {grouped(missing)} av {shown(whole)} {base}, som inte ingår i basen.",) if missing else ()


def _bars(found: Reading, title: str, lines: Sequence[Line]) -> Chart | None:
    """Bars of the shares, of both kön where they are printed; None where a picture would tell no more than the two rows beside it."""
    if len(lines) < 2 or (len(lines) == 2 and not found.kons):
        return None
    each = [(kon.label, kon.code) for kon in found.kons]
    told = [any(share(*found.share_of(line.codes, code)).number is not None for line in lines) for _, code in each]
    groups = each if each and all(told) else [("Alla", TOTAL)]  # a kön of dots alone is no picture
    series = [Series(label, tuple(number(share(*found.share_of(line.codes, kon))) for line in lines)) for label, kon in groups]
    return bars(title, [line.label for line in lines], series)


def bars(title: str, categories: Sequence[str], series: Sequence[Series], *, target: float | None = None) -> Chart | None:
    """Bars of shares, in groups where there are several series; None where nothing can be shown."""
    if not any(value is not None for one in series for value in one.values):
        return None
    ends = [pair[1] for one in series for pair in one.intervals if pair is not None]
    values = [value for one in series for value in one.values if value is not None]
    return Chart(
        "stapel" if len(series) == 1 else "grupperad-stapel",
        f"{title}, andel i procent",
        alternative(categories, series),
        tuple(categories),
        tuple(series),
        "andel",
        0.0,
        top_of([*values, *ends, *([target] if target is not None else [])]),
        target,
    )


def number(value: Value) -> float | None:
    """The number of a value, for a chart; None where it has none."""
    return None if value.number is None else float(value.number)


def top_of(values: Iterable[float]) -> float:
    """The end of a scale of shares: the next whole fifth, from figures that are shown alone."""
    return min(1.0, max(0.2, ceil(round(max(values, default=0.2) * 5, 9)) / 5))


def top_count(values: Iterable[float]) -> float:
    """The end of a scale of counts: the next of 5, 6, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100 … from figures that are shown alone."""
    most = max(values, default=0.0)
    scale = 1
    while scale * 10 < most:
        scale *= 10
    steps = (Fraction(step, 2) * scale for step in (2, 3, 4, 5, 6, 8, 10, 12, 16, 20))
    return max(5.0, float(next(ceil(step) for step in steps if step >= most)))


def alternative(categories: Sequence[str], series: Sequence[Series], unit: str = "andel") -> str:
    """What a picture shows, in words: every value that stands in it."""
    said = []
    for one in series:
        parts = [f"{label} {_said(value, unit)}" for label, value in zip(categories, one.values, strict=True)]
        said.append(f"{one.label}: {', '.join(parts)}." if len(series) > 1 else f"{', '.join(parts)}.")
    return " ".join(said)


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return "dolt"
    # The figure is a quotient of counts: taken back to it, so that the words round as the table does.
    exact = Fraction(value).limit_denominator(1_000_000)
    if unit == "andel":
        return per_cent(exact)
    return decimal(exact, 1) if unit == "medel" else grouped(round(value))


def shown(n: int | None) -> str:
    """A count in a sentence; the mark where it is hidden."""
    return HIDDEN_MARK if n is None else grouped(n)


# -- What is said beside tables -----------------------------------------------------------------------------------------------------------------


def protection(*tables: ProtectedTable, kon: bool = True) -> str:
    """How the gate shaped the tables of a section: a table's own note, or what several have in common said once; and that a dot may be a zero.

    ``kon`` is False where the section does not show the kön that the layouts have.
    """
    notes = list(dict.fromkeys(table.note if kon else without_kon(table.note) for table in tables if table.note))
    if len(notes) > 1:
        notes = layouts(notes)
    if any(table.audit.get("nollor") == "dolda" and None in table.cells.values() for table in tables):
        notes.append(ZERO_DOT)
    return " ".join(notes)


def too_few(tables: Iterable[ProtectedTable]) -> str:
    """One line for all tables of which the gate let the base alone through; empty where there are none."""
    titles = list(dict.fromkeys(table.title for table in tables if (found := read(table)) and not found.is_divided and found.at() != 0))
    if not titles:
        return ""
    named = [titles[0], *(title[:1].lower() + title[1:] for title in titles[1:])]
    return f"Visas inte uppdelat, eftersom deltagandena är för få eller delarna för små: {listed(named)}."


def listed(words: Sequence[str]) -> str:
    """Words in a row: ``a, b och c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} och {words[-1]}" if words else ""


def volume(context: Context, measure: str, kon: str = TOTAL, *, span: str | None = None, table: str = "volymer") -> int | None:
    """A volume: ``nya``, ``deltagare``, ``avslutade`` or ``pagaende``, of the report's period or another; None where it is not delivered."""
    found = context.table(table)
    return found.cells.get((span or context.span.code, kon, measure)) if found else None


def reported(context: Context, table: str = "utfall", measure: str = "avslutade") -> str:
    """``31 redovisade av 33 avslutade``, from the base of a table of avslut (or of nya); empty where either is not known."""
    found, ended = read(context.table(table)), volume(context, measure)
    whole = found.at() if found else None
    if whole is None or ended is None:
        return ""
    if whole > ended:
        return f"{grouped(whole)} {_TOLD[measure]} är redovisade, också sådana som har väntat sedan tidigare perioder."
    return f"{grouped(whole)} redovisade av {grouped(ended)} {measure}."


_TOLD: Final = {"avslutade": "avslut", "nya": "nya"}

THE_REST: Final = (
    "Redovisade är de vars svar har lämnats till kansliet. De andra väntar, tills de är minst fem av samma kön, eller är räknade som endast antal. "
    "Därför kan tabeller över svar ha en mindre bas än antalen."
)


def origin(context: Context) -> str:
    """Where the figures come from, and of whom."""
    whose = f"{context.insats[1]} är en insats i {context.forbund}. " if context.insats and context.forbund else ""
    return (
        f"{whose}Siffrorna är räknade av insatserna själva och lämnade som antal. Förbundet har inga uppgifter om enskilda deltagare. "
        f"Rapporten gäller {named(context.span)}."
    )


def about(context: Context, *, chance: bool = True) -> tuple[str, ...]:
    """What a reader has to know: origin, base, chance (where the report has intervals), rounding, kön and protection."""
    kon = "I totalen ingår också deltaganden där kön är annat eller uppgift saknas; i tabeller över svar visas de inte för sig."
    parts = (origin(context), reported(context), THE_REST, CHANCE if chance else "", ROUNDED, kon, str(context.audit.get("mening", "")))
    return tuple(part for part in parts if part)


def report(
    context: Context,
    kind: str,
    title: str,
    subject: str,
    sections: Iterable[Section | None],
    *,
    terms: Iterable[str] = (),
    said: Sequence[str] = (),
    chance: bool = True,
    beside: Sequence[PublishedTable] = (),
) -> Report:
    """The whole report, with the definitions of the terms that its columns name.

    Args:
        context: whose, of when, with which tables.
        kind: ``insatsrapport``, ``progression`` …
        title: its heading.
        subject: the förbund's name, or the insats's.
        sections: those that could not be made are None and left out.
        terms: more definitions to give.
        said: more lines for *Om rapporten*.
        chance: whether it has intervals, whose meaning then has to be told.
        beside: what others have published and its sections show.
    """
    made = tuple(_dots_explained(one) for one in sections if one is not None)
    more = [*terms, *(("dold",) if any(has_hidden(one) for one in made) else ())]
    return Report(
        kind,
        title,
        subject,
        context.span.code,
        named(context.span),
        context.made,
        made,
        definitions.used(made, more),
        (*about(context, chance=chance), *said),
        tuple(context.tables.values()),
        dict(context.audit),
        tuple(beside),
        context.insats[0] if context.insats else "",
        tuple(one.plain for one in context.counters if one.plain),
    )


def has_hidden(section: Section) -> bool:
    """Whether a section's table has a hidden value."""
    return section.view is not None and any(value.kind == "dold" for row in section.view.rows for value in row.values)


def _dots_explained(section: Section) -> Section:
    """What a dot may stand for is said only where the reader sees one."""
    return section if has_hidden(section) else replace(section, protection=section.protection.replace(ZERO_DOT, "").strip())
