"""A report as one self-contained page: nothing is fetched and nothing runs. Pictures have their words, and their table stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from exports import report_grids
from exports.charts import COLUMN, NARROW, WIDE, draw
from exports.report_layout import (
    ABOUT_HEADING,
    DEFINITIONS_HEADING,
    FIGURES_HEADING,
    MEANINGS,
    MOST_WHOLE,
    Part,
    day,
    legend,
    parts,
    slug,
    tables_apart,
    word_columns,
)
from exports.report_style import OVERVIEW_PAPER, OVERVIEW_STYLE, PAPER, STYLE
from register.reports.document import Chart, Column, Report, Row, Section, Value, View

# The same rule as for the sheet: the page may lie on a share and be opened from an e-mail.
_HEAD: Final = """<!DOCTYPE html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<a class="skip" href="#innehall">Hoppa till innehållet</a>
<div class="page">
"""

_LONG_CONTENTS: Final = 12
"""A list of more parts than this is folded: it would fill the first screen."""
_BESIDE: Final = 3
"""A table of at most this many columns stands beside its picture where the page is wide."""


def render_html(report: Report) -> bytes:
    """The page's bytes; the same report gives the same bytes."""
    return "\n".join(_page(report)).encode()


def _page(report: Report) -> Iterator[str]:
    overview = tables_apart(report)
    foot = _css_string(f"{report.subject} · {report.title} · {report.span}")
    judged = report_grids.STYLE if any(section.grids for section in report.sections) else ""
    style = (STYLE, judged, OVERVIEW_STYLE if overview else "", PAPER.replace("{foot}", foot), OVERVIEW_PAPER if overview else "")
    yield _HEAD.format(title=escape(f"{report.title} – {report.subject}"), style="\n".join(filter(None, style)))
    yield f'<header>\n<p class="subject">{escape(report.subject)}</p>\n<h1>{escape(report.title)}</h1>'
    yield f'<p class="meta">{escape(report.span_label)} · framställd {day(report.made)}</p>\n</header>'
    yield from _contents(report)
    yield '<main id="innehall" tabindex="-1">'
    numbered = parts(report)
    if overview:
        yield '<div class="first">'
        yield from (block for part in numbered if not part.section.after for block in _section(report, part, apart=True))
        yield '</div>\n<div class="after">'
        yield from _figures(report, [part for part in numbered if part.picture and part.table and not part.section.after])
        yield from (block for part in numbered if part.section.after for block in _section(report, part))
    else:
        yield from (block for part in numbered for block in _section(report, part))
    yield from _definitions(report)
    yield from _about(report)
    yield "</div>\n</main>" if overview else "</main>"
    yield f"<footer>{escape(report.subject)} · {escape(report.title)} · {escape(report.span)}</footer>\n</div>\n</body>\n</html>\n"


def _css_string(words: str) -> str:
    """Words inside quotes in a style sheet: whatever could end the quotes or the element is written as its number."""
    return "".join(one if one.isalnum() or one in " -–·,.:()" else f"\\{ord(one):x} " for one in words)


def _contents(report: Report) -> Iterator[str]:
    entries = [(_anchor(section), section.heading) for section in report.sections]
    if report.definitions:
        entries.append(("ord", DEFINITIONS_HEADING))
    items = "".join(f'<li><a href="#{anchor}">{escape(heading)}</a></li>' for anchor, heading in (*entries, ("om", ABOUT_HEADING)))
    if len(entries) > _LONG_CONTENTS:
        yield f'<nav aria-label="Innehåll"><details><summary>Innehåll ({len(entries) + 1} delar)</summary><ol>{items}</ol></details></nav>'
    else:
        yield f'<nav aria-label="Innehåll"><ol>{items}</ol></nav>'


def _anchor(section: Section) -> str:
    return f"del-{slug(section.id)}"


def _section(report: Report, part: Part, *, apart: bool = False) -> Iterator[str]:
    """A section; ``apart`` leaves the table of a picture to the pages after."""
    section = part.section
    anchor = _anchor(section)
    kind = "" if not apart else " class=lead" if section.chart is None else ""
    yield f'<section id="{anchor}" aria-labelledby="{anchor}-r"{kind}>\n<h2 id="{anchor}-r">{escape(section.heading)}</h2>'
    if section.sentences:
        yield f"<div class=said>{''.join(f'<p>{escape(sentence)}</p>' for sentence in section.sentences)}</div>"
    if section.chart or section.view:
        side = section.chart and section.view and len(section.view.columns) <= _BESIDE and not apart
        yield f'<div class="pair{" side" if side else ""}">'
        if section.chart:
            yield from _picture(section.chart, anchor, part.picture or 0, part.table if apart else None)
        if section.view and not (apart and section.chart):
            yield from _table(report, section.view, part.table or 0)
        yield "</div>"
    if section.protection and not (apart and section.chart):
        yield f'<p class="protection">{escape(section.protection)}</p>'
    yield from report_grids.html(section.grids, part.grids)
    yield "</section>"


def _figures(report: Report, apart: list[Part]) -> Iterator[str]:
    """The tables behind the pictures of the board's page."""
    if not apart:
        return
    yield f'<section id="talen" aria-labelledby="talen-r">\n<h2 id="talen-r">{FIGURES_HEADING}</h2>'
    for part in apart:
        section = part.section
        if section.view:
            yield f"<h3>{escape(section.heading)}</h3>"
            yield from _table(report, section.view, part.table or 0)
            if section.protection:
                yield f'<p class="protection">{escape(section.protection)}</p>'
    yield "</section>"


def _picture(chart: Chart, anchor: str, picture: int, table: int | None) -> Iterator[str]:
    """The picture twice, drawn for a wide and for a narrow page, of which one is shown."""
    round_ = " class=round" if chart.kind == "spindel" else ""
    yield f"<figure{round_}>\n<figcaption>Bild {picture}. {escape(chart.title)}</figcaption>"
    for name, width in (("wide", COLUMN if table else WIDE), ("narrow", NARROW)):
        yield f'<div class="{name}">{draw(chart, name=f"{anchor}-{name}", width=width)}</div>'
    if table:
        yield f'<p class="fetch"><a href="#tabell-{table}">Talen: tabell {table}</a></p>'
    yield "</figure>"


def _table(report: Report, view: View, number: int) -> Iterator[str]:
    words = word_columns(view)
    # The region takes the focus so that a table wider than the screen can be scrolled with the arrow keys.
    kinds = (("few", len(view.columns) <= _BESIDE), ("whole", len(view.rows) <= MOST_WHOLE))
    yield f'<div class="{" ".join(kind for kind, holds in kinds if holds)}">'
    yield f'<div class="scroll" id="tabell-{number}" role="region" tabindex="0" aria-label="Tabell {number}">\n<table>'
    yield f"<caption><span>Tabell {number}. {escape(view.caption)}</span></caption>"
    columns = "".join(_heading(report, column, word=word) for column, word in zip(view.columns, words, strict=True))
    yield f'<thead><tr><th scope="col">{escape(view.head)}</th>{columns}</tr></thead>\n<tbody>'
    yield from (_row(row, words) for row in view.rows)
    yield "</tbody>\n</table>\n</div>"
    yield from (f'<p class="note">{escape(note)}</p>' for note in (*filter(None, (legend(view),)), *view.notes))
    yield "</div>"


def _heading(report: Report, column: Column, *, word: bool) -> str:
    label = escape(column.label)
    if column.term in report.definitions:
        label = f'<a href="#{_term(column.term)}">{label}</a>'
    return f'<th scope="col"{" class=word" if word else ""}>{label}</th>'


def _term(term: str) -> str:
    return f"ord-{slug(term)}"


def _row(row: Row, words: list[bool]) -> str:
    level = f' class="level{min(row.level, 3)}"' if row.level else ""
    cells = "".join(f"<td{' class=word' if word else ''}>{_value(value)}</td>" for value, word in zip(row.values, words, strict=True))
    return f'<tr{" class=strong" if row.strong else ""}><th scope="row"{level}>{escape(row.label)}</th>{cells}</tr>'


def _value(value: Value) -> str:
    """A value; what is no figure says to a screen reader what it means."""
    text = escape(value.text)
    if value.kind in {"dold", "tom"}:
        means = MEANINGS[value.kind][1]
        return f'<span class="hidden" title="{means}" aria-hidden="true">{text}</span><span class="only-read">{means}</span>'
    return f'<span class="blank">{text}</span>' if value.kind == "ej-uppfoljd" else text


def _definitions(report: Report) -> Iterator[str]:
    if report.definitions:
        yield f'<section id="ord" aria-labelledby="ord-r">\n<h2 id="ord-r">{DEFINITIONS_HEADING}</h2>\n<dl>'
        for term, (label, text) in report.definitions.items():
            yield f'<div><dt id="{_term(term)}">{escape(label)}</dt><dd>{escape(text)}</dd></div>'
        yield "</dl>\n</section>"


def _about(report: Report) -> Iterator[str]:
    yield f'<section id="om" aria-labelledby="om-r">\n<h2 id="om-r">{ABOUT_HEADING}</h2>'
    yield from (f"<p>{escape(text)}</p>" for text in report.about)
    yield "</section>"
