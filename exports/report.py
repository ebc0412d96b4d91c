"""Writes a report to files: every format asked for, or none.

Takes a :class:`register.reports.document.Report` and nothing else; every table behind it is asked again whether the gate made it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from exports import audit
from exports.publishing import Publish, Ready
from exports.report_html import render_html
from exports.report_layout import file_stem
from register.counters.plain import plain
from register.disclosure.protected import genuine
from register.errors import BadInput
from register.reports.document import Report
from register.society.published import published

FORMATS: Final = ("html", "pdf", "xlsx", "csv", "px", "json-stat")
"""The formats of a report: to read (html, pdf), to reckon with (xlsx), and its whole tables (csv, px, json-stat)."""

LABELS: Final = {"html": "webbsida", "pdf": "PDF", "xlsx": "Excel", "csv": "CSV", "px": "PX", "json-stat": "JSON-stat"}
"""What the formats are called on screens."""

Progress = Callable[[int, int, str], None]
"""Told how many of how many files are made, and what is being made now."""


def write_report(
    report: Report, folder: Path, formats: Sequence[str] = FORMATS, *, publish: Publish | None = None, progress: Progress | None = None
) -> list[Path]:
    """Write the report in the formats asked for, replacing earlier files of the same name; returns their paths, ``granskning.json`` last.

    html, pdf and xlsx are a file each. csv, px and json-stat are a folder each with a file for each table, csv with one more that says what
    the tables are. Folders are made where missing; tables that an earlier writing put in them and the report no longer has are gone.

    Args:
        report: what is written.
        folder: where.
        formats: of :data:`FORMATS`.
        publish: done once every file is ready to be written, and before any is.
        progress: told how many formats of how many are made.

    Raises:
        BadInput: a format that does not exist.
        CouldNot: a file could not be written; none has changed. Where it is published by then, the message says so.
        TypeError: something else than a Report, or a table that the gate did not make.
    """
    return ready_report(report, formats, progress=progress).write(folder, publish)


def ready_report(report: Report, formats: Sequence[str] = FORMATS, *, progress: Progress | None = None) -> Ready:
    """The report's files, ready to be written; see :func:`write_report`."""
    return Ready("Rapporten", render_report(report, formats, progress=progress), audit.entries([report]))


def render_report(report: Report, formats: Sequence[str] = FORMATS, *, progress: Progress | None = None) -> dict[str, bytes]:
    """The files' bytes by name, in the order of the formats asked for; see :func:`write_report`."""
    checked(report)
    check_formats(formats)
    wanted = list(dict.fromkeys(formats))
    contents: dict[str, bytes] = {}
    for number, name in enumerate(wanted):
        if progress:
            progress(number, len(wanted), LABELS[name])
        contents |= _render(report, name)
    if progress:
        progress(len(wanted), len(wanted), "")
    return contents


def checked(report: object) -> Report:
    """The report, if it is one, the gate made its tables and others published the rest; what every writer asks first. Raises TypeError."""
    if not isinstance(report, Report):
        raise TypeError(f"only a Report may be written, not a {type(report).__name__}")
    for table in report.tables:
        genuine(table)
    for one in report.society:
        published(one)
    for figures in report.counters:
        plain(figures)
    return report


def check_formats(formats: Sequence[str]) -> None:
    """Raise BadInput where a format does not exist; whoever makes a report asks first, since making one takes its time."""
    if not set(formats) <= set(FORMATS):
        raise BadInput("Formatet finns inte.", f"Rapporten kan skrivas som {', '.join(FORMATS)}.", "Välj ett eller flera av dem.", field="format")


def _render(report: Report, name: str) -> dict[str, bytes]:
    """One format's files. Its module is loaded here: each brings libraries that this one act alone needs."""
    stem = file_stem(report)
    if name == "html":
        return {f"{stem}.html": render_html(report)}
    if name == "pdf":
        from exports.report_pdf import render_pdf

        return {f"{stem}.pdf": render_pdf(report)}
    if name == "xlsx":
        from exports.report_xlsx import render_xlsx

        return {f"{stem}.xlsx": render_xlsx(report)}
    if name == "csv":
        from exports.report_csv import render_csv as render
    elif name == "px":
        from exports.report_px import render_px as render
    else:
        from exports.report_jsonstat import render_jsonstat as render
    ending = "json" if name == "json-stat" else name
    return {f"{stem}-{name}/{table}.{ending}": data for table, data in render(report).items()}
