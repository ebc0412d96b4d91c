"""Protected tables laid out as statistical formats want them: every combination of categories in row order, the last heading fastest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count, product
from typing import TYPE_CHECKING, Any, Final, Literal

from exports.report_layout import protection, slug
from register.counters import periods
from register.counters.model import UNIT_LABELS
from register.counters.plain import WHAT, PlainFigures, plain
from register.counters.told import PREFIX
from register.disclosure.drafts import Category, Heading
from register.disclosure.protected import ProtectedTable, genuine
from register.reports.progression_series import FIRST, LATEST, SQUARES

if TYPE_CHECKING:
    from register.reports.document import Report

Cell = int | Literal["dold", "ej-tryckt", "ej-uppfoljd"]
"""A count; hidden by the gate; a combination that the table does not have; or what nobody has followed up, in a counter's table alone."""


@dataclass(frozen=True)
class Cube:
    """A table's headings and all its cells in row order.

    Args:
        name: tells the table's files from the other ones' of a report; ASCII.
        note: which layout it is and why.
        protection: what the gate's audit says of it, in words.
        audit: the public part of the audit.
    """

    name: str
    title: str
    note: str
    protection: str
    headings: tuple[Heading, ...]
    cells: tuple[Cell, ...]
    audit: dict[str, Any]
    sums: frozenset[str] = frozenset()
    """Codes of the last heading that are sums (of scores or levels) and no counts."""
    unit: str = "antal"

    @property
    def shape(self) -> tuple[int, ...]:
        """How many categories each heading has."""
        return tuple(len(heading.categories) for heading in self.headings)

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return self.cells.count("dold")


def of_report(report: Report) -> list[Cube]:
    """Every table of a report: those that the gate made, and those of counters that count nobody."""
    found = cubes(report.tables)
    taken = {one.name for one in found}
    return [*found, *(replace(one, name=f"{one.name}-antal") if one.name in taken else one for one in map(_of_counter, report.counters))]


def _of_counter(figures: PlainFigures) -> Cube:
    """A counter's values by whose they are, period, codes and number; blank where none has been given."""
    counter, given = plain(figures).counter, figures.figures
    owners = [Category(one, figures.names.get(one, one)) for one in sorted({each.insats_id for each in given if each.insats_id})]
    times = [Category(one.code, periods.label(one)) for one in sorted({each.period for each in given})]
    used = [{place.codes[i] for each in given for place in each.values} for i in range(len(counter.dimensions))]
    headings = [Heading("insats", "Insats", tuple(owners))] if owners else []
    headings.append(Heading("period", "Period", tuple(times)))
    for one, codes in zip(counter.dimensions, used, strict=True):
        kept = tuple(Category(code.id, code.label) for code in one.codes if not code.retired or code.id in codes)
        headings.append(Heading(f"raknare-{one.id}" if one.id in ("insats", "period", "matt") else one.id, one.label, kept))
    if counter.pair:
        headings.append(Heading("matt", "Mått", tuple(Category(one, counter.measure_label(one)) for one in counter.measures)))
    values = {
        (*([each.insats_id] if owners else []), each.period.code, *place.codes, *([place.measure] if counter.pair else [])): n
        for each in given
        for place, n in each.values.items()
    }
    cells: list[Cell] = [values.get(codes, "ej-uppfoljd") for codes in product(*([one.code for one in heading.categories] for heading in headings))]
    note = counter.help or "Räknare"
    return Cube(slug(f"{PREFIX}{counter.id}"), counter.label, note, WHAT, tuple(headings), tuple(cells), {}, unit=UNIT_LABELS[counter.unit])


def cubes(tables: Iterable[ProtectedTable]) -> list[Cube]:
    """The tables, each asked first whether the gate made it; two of one id get names of their own.

    Raises:
        TypeError: something is no table made by the gate.
    """
    found: dict[str, Cube] = {}
    for table in map(genuine, tables):
        ident = slug(table.id) or "tabell"
        name = next(name for number in count(1) if (name := ident if number == 1 else f"{ident}-{number}") not in found)
        sums = frozenset(code for code, _ in table.headings[-1].categories if code in _SUMS) if table.id.startswith(_OF_MEANS) else frozenset()
        title = f"{table.title}, underlag till medelvärden" if sums else table.title
        found[name] = Cube(name, title, table.note, protection(table), table.headings, tuple(_cells(table)), table.audit, sums)
    return list(found.values())


_OF_MEANS: Final = "medel-"
_SUMS: Final = frozenset({FIRST, LATEST, SQUARES})


def _cells(table: ProtectedTable) -> Iterable[Cell]:
    published = table.cells
    for codes in product(*([category.code for category in heading.categories] for heading in table.headings)):
        value = published.get(codes)
        yield value if value is not None else "dold" if codes in published else "ej-tryckt"
