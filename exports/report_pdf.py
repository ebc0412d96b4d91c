"""A report as a tagged PDF: the same content as the page, set by Typst from data, with charts that have their words."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from exports import report_grids
from exports.charts import NARROW, WIDE, draw
from exports.report_layout import (
    ABOUT_HEADING,
    DEFINITIONS_HEADING,
    FIGURES_HEADING,
    MOST_WHOLE,
    Part,
    day,
    legend,
    parts,
    slug,
    tables_apart,
    word_columns,
)

if TYPE_CHECKING:
    from register.reports.document import Report, View

STANDARDS: Final = ("ua-1", "a-2a")
"""What the file promises: PDF/UA-1, whose reading order, headings, tables and pictures are tagged, and PDF/A-2a, for the archive."""

_FONT: Final = "Libertinus Serif"
"""Comes inside typst: the same file on every machine."""

_SIGNS, _WORDS, _LABELS = 106, 20, 22
"""How many signs a page is wide; how many a column of words has before it breaks; how many the labels of rows have at least."""

_UNKNOWN: Final = re.compile(r'the text `"(.+?)"` could not be displayed')


def render_pdf(report: Report) -> bytes:
    """The file's bytes; the same report gives the same bytes. A sign that the font lacks becomes a question mark."""
    import typst  # late: 30 MB that this one act alone needs

    fonts = typst.Fonts(include_system_fonts=False)
    made = datetime.combine(report.made, time(), UTC)
    template = (resources.files("exports") / "report.typ").read_bytes()
    data = _json(_data(report))
    while True:
        try:
            return typst.compile(template, font_paths=fonts, sys_inputs={"data": data}, pdf_standards=list(STANDARDS), timestamp=made)
        except typst.TypstError as error:
            unknown = _UNKNOWN.search(str(error))
            if not unknown or unknown[1] not in data:
                raise
            data = data.replace(unknown[1], "?")


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _data(report: Report) -> dict[str, Any]:
    apart = tables_apart(report)
    return {
        "name": f"{report.title} – {report.subject}",
        "title": report.title,
        "subject": report.subject,
        "meta": f"{report.span_label} · framställd {day(report.made)}",
        "foot": f"{report.subject} · {report.title} · {report.span}",
        "apart": apart,
        "sections": [_section(report, part, _width(part, apart=apart)) for part in parts(report)],
        "definitions": [{"term": slug(term), "label": label, "text": text} for term, (label, text) in report.definitions.items()],
        "about": list(report.about),
        "words": {"definitions": DEFINITIONS_HEADING, "about": ABOUT_HEADING, "figures": FIGURES_HEADING, "see": "Se vad orden betyder:"},
    }


def _width(part: Part, *, apart: bool) -> int:
    """How wide a picture is drawn; on the board's page two stand beside each other."""
    return NARROW if apart and not part.section.after else WIDE


def _section(report: Report, part: Part, width: int) -> dict[str, Any]:
    section, picture = part.section, None
    if section.chart:
        picture = {
            "caption": f"Bild {part.picture}. {section.chart.title}",
            "alt": section.chart.alt,
            "svg": draw(section.chart, name="bild", width=width, font=_FONT),
        }
    return {
        "anchor": f"del-{slug(section.id)}",
        "heading": section.heading,
        "sentences": list(section.sentences),
        "picture": picture,
        "after": section.after,
        "round": section.chart is not None and section.chart.kind == "spindel",
        "table": _table(report, section.view, part.table or 0) if section.view else None,
        "protection": section.protection,
        "grids": report_grids.pdf(section.grids, part.grids),
    }


def _table(report: Report, view: View, number: int) -> dict[str, Any]:
    terms = dict.fromkeys(one.term for one in view.columns)
    widths, wide = _widths(view)
    return {
        "caption": f"Tabell {number}. {view.caption}",
        "head": view.head,
        "columns": [one.label for one in view.columns],
        "terms": [{"term": slug(term), "label": report.definitions[term][0].lower()} for term in terms if term in report.definitions],
        "word": word_columns(view),
        "wide": wide,
        "whole": len(view.rows) <= MOST_WHOLE,
        "widths": widths,
        "rows": [
            {
                "label": row.label,
                "level": row.level,
                "strong": row.strong,
                "cells": [{"text": value.text, "kind": value.kind} for value in row.values],
            }
            for row in view.rows
        ],
        "notes": [*filter(None, (legend(view),)), *view.notes],
    }


def _widths(view: View) -> tuple[list[int], bool]:
    """How many signs wide the columns are, row labels first, and whether they need all of the page, so that the labels get no more than that."""
    labels = max((len(row.label) + 2 * row.level for row in view.rows), default=len(view.head)) + 2
    columns = _needed(view, generous=True)
    if labels + sum(columns) >= _SIGNS:
        columns = _needed(view, generous=False)
    if labels + sum(columns) < _SIGNS:
        return [labels, *columns], False
    return [max(min(labels, _SIGNS - sum(columns)), _LABELS), *columns], True


def _needed(view: View, *, generous: bool) -> list[int]:
    """A column of figures is as wide as its figures and the longest word over them; one of words may break its lines.

    Generously, no heading takes more than two lines.
    """
    found = []
    for number, (column, words) in enumerate(zip(view.columns, word_columns(view), strict=True)):
        texts = [len(row.values[number].text) for row in view.rows]
        longest = max(texts, default=0)
        inside = min(longest, _WORDS) if words or longest > _WORDS else longest
        head = max(map(len, column.label.split()), default=0)
        if generous:
            head = max(head, min(len(column.label), len(column.label) // 2 + 4))
        found.append(max(inside, head, 3) + 2)
    return found
