"""Rapporter as text: what is chosen, what has been published, and a report as it will be printed with what the gate did beside. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.style import Style

from register.periods import Period
from tui.screens.kansli_judged_text import grid_lines
from tui.screens.kansli_text import ARROWS, bold, clickable, joined, muted
from tui.widgets.charts import fit, per_cent
from tui.widgets.report_charts import chart_lines
from tui.widgets.text_table import TextRow, table_lines

if TYPE_CHECKING:
    from register.disclosure.ladder import Choice
    from register.disclosure.protected import ProtectedTable
    from register.kansli.publications import PublicationRow
    from register.reports.document import Report, Section, View
    from tui.screens.kansli_data import KansliData
    from tui.screens.kansli_report_work import Preview

KIND_NAMES: Final = {
    "oversikt": "Översikt",
    "arsredovisning": "Årsredovisning",
    "insatsrapport": "Insatsrapport",
    "progression": "Progression",
}
"""What the reports are called, in the order that a key goes through them."""

TITLE_WIDTH: Final = 40
DOT: Final = "··"


@dataclass(frozen=True)
class Shown:
    """A preview's lines, and which of them lead to an insats's report: number of the line → insats."""

    lines: tuple[Content, ...]
    links: Mapping[int, str]

    def below(self, head: Sequence[Content]) -> Shown:
        """The same under some lines more."""
        return Shown((*head, *self.lines), {line + len(head): insats for line, insats in self.links.items()})

    def content(self, at: int | None) -> Content:
        """The text, the link on line ``at`` marked."""
        lines = [
            line.stylize(Style.from_meta({"@click": f"screen.report_link({n})"})) if n in self.links else line for n, line in enumerate(self.lines)
        ]
        if at is not None:
            lines[at] = lines[at].stylize("reverse")
        return joined(lines)


def sentences(texts: Iterable[str], width: int, style: str = "") -> list[Content]:
    """Each text wrapped into lines."""
    return [Content.styled(line, style) for text in texts for line in textwrap.wrap(text.replace(" %", "\N{NO-BREAK SPACE}%"), width) or [""]]


def preview_lines(shown: Preview, width: int, *, insatser: Mapping[str, str]) -> Shown:
    """A report as it will be printed. ``insatser`` are those with a report of their own, id by name."""
    report, made = shown.report, shown.prepared.made
    lines: list[Content] = []
    links: dict[int, str] = {}
    for section in report.sections:
        lines += [Content(""), Content.styled(f"▌ {section.heading}", "bold $text-primary")]
        lines += sentences(section.sentences, width)
        if section.view is not None:
            begun = len(lines)
            drawn = _view(section.view, width)
            lines += [line for line, _ in drawn]
            names = [next((insatser[name] for name in insatser if _is_of(row.label, name)), None) for row in section.view.rows]
            for at, (_, row) in enumerate(drawn):
                insats = names[row] if row is not None and row != drawn[at - 1][1] else None
                if insats is not None:
                    links[begun + at] = insats
        if section.chart is not None and (drawing := chart_lines(section.chart, width)):
            lines += [Content(""), *drawing]
        lines += grid_lines(section.grids, width)
        lines += _protection(section, made.choices, width)
    lines += [Content(""), Content.styled("▌ Att veta", "bold $text-primary"), *sentences(report.about, width)]
    return Shown(tuple(lines), links)


def _is_of(label: str, name: str) -> bool:
    return label == name or label.startswith((f"{name}:", f"{name},"))


def _view(view: View, width: int) -> list[tuple[Content, int | None]]:
    rows = [TextRow(row.label, tuple(value.text for value in row.values), row.level, row.strong) for row in view.rows]
    lines: list[tuple[Content, int | None]] = [(Content(""), None), *((line, None) for line in sentences([view.caption], width, "italic"))]
    for line in table_lines(view.head, [column.label for column in view.columns], rows, width):
        style = "$text-muted" if line.row is None else "bold" if rows[line.row].strong else ""
        lines.append((Content.styled(line.text, style), line.row))
    return [*lines, *((line, None) for line in sentences(view.notes, width, "$text-muted"))]


# -- What the gate did -------------------------------------------------------------------------------------------------------------------------


def of_section(section_id: str, choices: Iterable[Choice]) -> list[Choice]:
    """The tables that a section is made from, by their ids."""
    return [one for one in choices if _made_from(section_id, one.outcome.table.id)]


def _made_from(section_id: str, table_id: str) -> bool:
    base, _, earlier = table_id.partition("@")
    base, _, insats = base.partition("/")
    if section_id == "jamforelse":
        return base == "utfall"
    if section_id == "tratt":
        return base == "utfall" and bool(insats)
    if section_id == "flode" or section_id.startswith("over-tid"):
        return base.endswith("-manad")
    if earlier or bool(insats) != section_id.endswith("-insats"):
        return section_id == "mal" and base.startswith("mal-") and not earlier
    named = section_id.removesuffix("-insats")
    if named.endswith("-medel"):
        return base.startswith(f"medel-{named.removesuffix('-medel')}-")
    return base == named or base.startswith(f"{named}-")


def dots_and_cells(tables: Iterable[ProtectedTable]) -> tuple[int, int]:
    """How many figures are hidden, and how many there are."""
    found = [table.cells for table in tables]
    return sum(value is None for cells in found for value in cells.values()), sum(map(len, found))


def loss(choices: Sequence[Choice]) -> str:
    """What is hidden and how much is lost, in a sentence."""
    dots, cells = dots_and_cells(one.outcome.table for one in choices)
    few = sum(one.rung > 0 and one.rung + 1 == len(one.ladder.rungs) for one in choices)
    if few == len(choices):
        return "Bara antalet visas." if few == 1 else f"I {few} tabeller visas bara antalet."
    if not dots:
        return f"Inget av {cells} tal är dolt."
    least = min(one.outcome.printed_share for one in choices)
    shown = f"{per_cent(least)} av dem som inte är noll visas"
    return f"{dots} av {cells} tal är dolda ({DOT}); " + (f"{shown}." if len(choices) == 1 else f"minst {shown} i varje tabell.")


def _protection(section: Section, choices: Sequence[Choice], width: int) -> list[Content]:
    mine = of_section(section.id, choices)
    texts = [*([section.protection] if section.protection else []), *([loss(mine)] if mine else [])]
    return [Content(""), *sentences([f"Skydd: {' '.join(texts)}"], width, "$text-muted")] if texts else []


def state(shown: Preview, rows: Iterable[PublicationRow]) -> tuple[str, str]:
    """Whether just this has been published, in words and with a style; the same figures again have the same id."""
    row = next((one for one in rows if one.id == shown.prepared.made.publication.id), None)
    if row is None:
        return "ännu inte publicerad", "bold $text-warning"
    if row.withdrawn is not None:
        return f"publicerad {row.made}, tillbakadragen {row.withdrawn}", "bold $text-warning"
    return f"publicerad {row.made}", "bold $text-success"


def summary(shown: Preview, width: int, rows: Iterable[PublicationRow] = ()) -> list[Content]:
    """What is shown, what the gate did on the whole, what its maker should know, and what publishing it costs.

    ``rows`` are the publications there are.
    """
    made, report = shown.prepared.made, shown.report
    insats = shown.prepared.context.insats
    name = f"{KIND_NAMES[shown.request.kind]}, {f'{insats[1]}, ' if insats else ''}{report.span_label}"
    lines = [Content.assemble((name, "bold"), "  ", state(shown, rows))]
    lines += sentences(shown.prepared.warnings, width, "$text-warning")
    dots, cells = dots_and_cells(one.outcome.table for one in made.choices)
    if made.choices:
        lines += sentences([f"{dots} av {cells} tal i {len(made.choices)} tabeller är dolda."], width)
    else:
        lines += sentences([str(report.audit.get("mening", ""))], width)
    if shown.prepared.base_only:
        lines += sentences(["Bara antalen står: deltagandena är för få för att delas upp."], width, "$text-warning")
    lines += sentences([cost] if (cost := cost_text(shown)) else [], width, "$text-warning")
    return [*lines, *offers(shown)]


def cost_text(shown: Preview) -> str:
    """What publishing costs later reports; empty where it costs nothing."""
    span, choices = shown.request.span, shown.prepared.made.choices
    if not choices or span.contains(Period.parse(str(span.first.year))):
        return ""
    few = f"1–{choices[0].rules.threshold - 1}"
    return shown.cost or (
        f"Publiceras {span.label} nu måste årets siffror skyddas tillsammans med det: är resten av årets antal i en grupp {few} "
        "kan årets tabell få prickar."
    )


def offers(shown: Preview) -> list[Content]:
    """What can be asked for about the report, by key or click."""
    found = [clickable("t  hur varje tabell är skyddad", "t")] if shown.prepared.made.choices else []
    if cost_text(shown) and not shown.cost:
        found.append(clickable("e  vad det kostar året", "e"))
    if shown.may_shrink:
        found.append(clickable("o  bara volymer", "o"))
    return [Content("   ").join(found)] if found else []


# -- What has been published -------------------------------------------------------------------------------------------------------------------


def publication_name(row: PublicationRow, names: Mapping[str, str]) -> str:
    """What a publication is called: its report, whose, and its period."""
    return f"{KIND_NAMES.get(row.report, row.report)}{f' {names.get(row.subject, row.subject)}' if row.subject else ''} {row.span}"


def name_of(shown: Preview) -> str:
    """What a report is called before it is a publication."""
    insats = shown.prepared.context.insats
    return f"{KIND_NAMES[shown.request.kind]}{f' {insats[1]}' if insats else ''} {shown.request.span.code}"


def written_text(report: Report, written: Sequence[Path], folder: Path) -> str:
    """Where the files are, and what the audit says."""
    inside = [path.relative_to(folder).parts for path in written]
    names = dict.fromkeys(f"{parts[0]}/" if len(parts) > 1 else parts[0] for parts in inside)
    return "\n".join([f"I {folder}:", *names, "", str(report.audit.get("mening", ""))])


def publication_lines(rows: Sequence[PublicationRow], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(id, line) of each publication, the latest first: what, period, when, by whom, withdrawn."""
    lines = []
    for row in reversed(rows):
        what = KIND_NAMES.get(row.report, row.report) + (f" {names.get(row.subject, row.subject)}" if row.subject else "")
        state = f"\n    tillbakadragen {row.withdrawn}" if row.withdrawn else ""
        reason = f": {row.reason.label.lower()}" if row.reason else ""
        by = "insatsen" if row.delivery is not None else "förbundet"
        lines.append((row.id, f"{fit(what, TITLE_WIDTH - 10)} {row.span:<7} {row.made}  {by}{state}{reason}".rstrip()))
    return lines


def chosen(data: KansliData, kind: str, formats: Sequence[tuple[bool, str, str]], folder: Path) -> Content:
    """Which report is chosen and what it is written as, above the list of publications. ``formats`` are (whether chosen, name, key)."""
    insats = clickable(f"{data.name(data.choice.insats) if data.choice.insats else 'välj en'} (i)", "i")
    whose = [muted("   Insats: "), insats] if kind == "insatsrapport" else []
    boxes = [clickable(f"[{'x' if on else ' '}] {name} ({key})", key) for on, name, key in formats]
    half, gap = len(boxes) // 2, Content("  ")
    lines = [
        Content("").join([bold("Rapport: "), clickable(f"{KIND_NAMES[kind]} (r)", "r"), *whose]),
        Content("").join([bold("Period:  "), clickable(f"{data.span_label()} (p)", "p"), *ARROWS]),
        Content("").join([bold("Filer:   "), gap.join(boxes[:half])]),
        Content("").join([Content("         "), gap.join(boxes[half:])]),
        Content("").join([bold("Mapp:    "), clickable(f"{folder} (m)", "m")]),
        Content(""),
    ]
    if data.choice.span is None:
        lines.append(Content("En rapport gäller ett halvår, ett tertial, ett kvartal eller ett år. Välj med p eller l."))
    else:
        lines.append(Content("  ").join([clickable("v  visar rapporten som den trycks", "v"), clickable("s  publicerar och skriver den", "s")]))
    return joined([*lines, Content(""), bold("Publicerat, det senaste först"), muted(PUBLICATION_HEAD)])


PUBLICATION_HEAD: Final = f"{fit('Rapport', TITLE_WIDTH - 10)} {'period':<7} {'den':<10}  av"


# -- Words -------------------------------------------------------------------------------------------------------------------------------------


def words(report: Report) -> str:
    """The report's definitions, those that its tables use first."""
    used = {column.term for section in report.sections if section.view for column in section.view.columns if column.term}
    order = sorted(report.definitions, key=lambda term: term not in used)
    return "\n\n".join(f"{label}: {text}" for label, text in (report.definitions[term] for term in order))
